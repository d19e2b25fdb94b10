"""What facts.csv and the balances say to the rules, and what is said to the person who signs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from tieout.annual.registrant import Seen, registrant
from tieout.annual.stated import lines
from tieout.facts import Computed, TieoutError
from tieout.law import rule_15c3_1 as rule
from tieout.ledger.books import assemble
from tieout.ledger.folder import documents
from tieout.statements.door import Ledger

_TEMPLATE = Path(str(files("tieout.cli") / "template"))
END = date(2024, 12, 31)
HEAD = "concept,value,unit,date,start,end,part,label,by,on,reason\n"


def seen(*facts: str, **more: str) -> Seen:
    """A small firm with these rows of facts.csv (concept,value,unit,date,start,end,part)."""
    rows = "".join(f"{row},,CFO,2025-01-31,working papers\n" for row in facts)
    held = documents(_TEMPLATE) | {"facts.csv": (HEAD + rows).encode()}
    held |= {f"{name}.csv": text.encode() for name, text in more.items()}
    return registrant(Ledger(assemble("acme", held)), END)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("haircut_othr", "haircut_other"),
        ("Haircut other", "haircut_other"),
        ("other_haircut", "haircut_other"),
        ("haircut_bonds", "haircut_"),
        ("other_deductions", "other_deductions_and_charges"),
        ("undue_concentration", "haircut_undue_concentration"),
        ("reconciling_items", "reconciling_item"),
        ("net_capital_filed", "net_capital_as_filed"),
    ],
)
def test_a_form_line_by_nearly_its_name_is_refused(name: str, near: str) -> None:
    with pytest.raises(TieoutError, match=rf"facts\.csv: {name} is not a line .*but {near}"):
        seen(f"{name},500,USD,2024-12-31,,,")


@pytest.mark.parametrize(
    "name", ["fidelity_bond", "management_fee", "rate_reconciliation", "commitments", "other_rent"]
)
def test_a_fact_for_the_notes_may_have_any_other_name(name: str) -> None:
    assert name not in seen(f"{name},-500,shares,2024-12-31,,,").registrant.stated


def test_a_form_line_of_another_day_is_said_not_to_be_taken() -> None:
    held = seen("haircut_other,500,USD,2023-12-30,,,", "haircut_other,600,USD,2023-12-31,,,")
    assert "haircut_other" not in held.registrant.stated
    said = "haircut_other is stated for 2023-12-30 and 2023-12-31, not for 2024-12-31: not taken."
    assert said in held.assumptions
    assert said not in seen("haircut_other,5,USD,2023-12-30,,,", "haircut_other,6,USD,2024-12-31,,,").assumptions
    flow = seen("other_additions,5,USD,,2024-01-01,2024-12-31,").assumptions
    assert "other_additions is stated for 2024-01-01 to 2024-12-31, not for 2024-12-31: not taken." in flow


def test_the_parts_of_a_form_line_are_added_up() -> None:
    one = "haircut_other,500.25,USD,2024-12-31,,,bonds"
    held = seen(one, "haircut_other,100,USD,2024-12-31,,,warrants").registrant
    total = held["haircut_other"]
    assert (total.value, total.part) == (Decimal("600.25"), "")
    assert isinstance(total.trace, Computed)
    assert [line.fact.part for line in total.trace.lines] == ["bonds", "warrants"]
    assert rule.haircuts(held).value == rule.haircuts(seen().registrant).value + Decimal("600.25")
    assert seen(one).registrant["haircut_other"].value == Decimal("500.25")


def test_a_whole_beside_its_parts_must_be_their_sum() -> None:
    parts = ("haircut_other,500,USD,2024-12-31,,,bonds", "haircut_other,100,USD,2024-12-31,,,warrants")
    assert seen("haircut_other,600,USD,2024-12-31,,,", *parts).registrant["haircut_other"].value == 600
    with pytest.raises(TieoutError, match=r"is 601 as a whole, its parts add to 600"):
        seen("haircut_other,601,USD,2024-12-31,,,", *parts)


@pytest.mark.parametrize("line", lines())
def test_a_form_line_is_dollars_and_not_below_zero(line: str) -> None:
    with pytest.raises(TieoutError, match=rf"{line} is stated in shares"):
        seen(f"{line},5,shares,2024-12-31,,,")
    with pytest.raises(TieoutError, match=rf"{line} of 2024-12-31 is -5"):
        seen(f"{line},-5,USD,2024-12-31,,,")
    assert seen(f"{line},5,USD,2024-12-31,,,").registrant[line].value == 5


@pytest.mark.parametrize(
    ("debit", "credit", "said"),
    [
        ("2110", "1010", "account 2110 Commissions payable, -190,000: a debit balance of a liability, deducted as a "
                         "receivable without security; if it is one, map it to a concept of kind asset."),
        ("1010", "1110", "account 1110 Commissions receivable from clearing broker, -184,000: a credit balance of an "
                         "asset, counted as aggregate indebtedness; if it is one, map it to a concept of kind "
                         "liability."),
        ("1690", "1010", "account 1690 Accumulated depreciation, -190,000: adds to what it should lessen; look for a "
                         "missing entry."),
    ],
)  # fmt: skip
def test_a_balance_on_the_wrong_side_is_said(debit: str, credit: str, said: str) -> None:
    amount = {"2110": "199000.00", "1690": "199000.00", "1010": "199000.00"}[debit]
    rows = f"X,2024-12-31,{debit},{amount},,,change\nX,2024-12-31,{credit},,{amount},,change\n"
    held = seen(journal_2=f"entry,date,account,debit,credit,memo,tag\n{rows}")
    assert said in held.assumptions


def test_balances_on_their_own_side_are_not_spoken_of() -> None:
    assert not [text for text in seen().assumptions if " balance of " in text or "should lessen" in text]
