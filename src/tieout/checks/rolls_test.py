"""Last year's balance sheet rebuilt, and changes held against balances: what each needs to be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tieout.checks import rolls
from tieout.checks.model import Comparison, Words
from tieout.checks.plausible_test import BEFORE, END, YEAR, fact, report
from tieout.checks.registry import Compare
from tieout.checks.stated import Stated
from tieout.facts import Fact, Period, Report


def together(*parts: Report) -> Report:
    first, *others = parts
    for other in others:
        first = replace(first, facts=(*first.facts, *other.facts), statements=(*first.statements, *other.statements))
    return first


def found(compare: Compare, held: Report, prior: Report | None = None) -> list[tuple[str, str, bool]]:
    made = [one for one in compare(Stated(held, prior)) if isinstance(one, Comparison)]
    return [(one.check, f"{one.found.value:f}", one.holds) for one in made if isinstance(one.found, Fact)]


# --- opening equity --------------------------------------------------------------------------------------------------

CONDITION = {"total_assets": "1000", "total_liabilities": "300", "total_equity": "700"}
FLOWS = {"net_income": "150", "change_in_accounts_payable": "50", "change_in_other_assets": "-20",
         "capital_distributions": "-60", "net_cash_from_operating_activities": "180", "cash_beginning_of_year": "200",
         "net_change_in_cash": "120", "cash_end_of_year": "320"}  # fmt: skip


def year(*lost: str, flows: dict[str, str] | None = None, oci: str = "", opening: str = "610") -> Report:
    """Equity of 700, of which 150 was earned and 60 paid out: it was 610."""
    held = [fact(name, value) for name, value in CONDITION.items() if name not in lost]
    held += [fact("total_equity", opening, BEFORE)] if "opening" not in lost else []
    moved = [fact(name, value, YEAR) for name, value in (flows or FLOWS).items() if name not in lost]
    equity = report("changes_in_equity", *([fact("other_comprehensive_income", oci, YEAR)] if oci else []))
    return together(report("financial_condition", *held), report("cash_flows", *moved), equity)


def test_opening_equity_is_rebuilt() -> None:
    assert found(rolls.rolls_back, year()) == [("rolls_back.total_equity", "610", True)]
    assert found(rolls.rolls_back, year("total_liabilities")) == [("rolls_back.total_equity", "610", True)], "by equity"
    assert found(rolls.rolls_back, year("total_equity")) == [("rolls_back.total_equity", "610", True)], "by liabilities"
    ((_, _, holds),) = found(rolls.rolls_back, year(opening="650"))
    assert not holds
    assert found(rolls.rolls_back, year(oci="40")) == [("rolls_back.total_equity", "570", False)]
    assert found(rolls.rolls_back, year(oci="0")) == [("rolls_back.total_equity", "610", True)]


@pytest.mark.parametrize("lost", [
    ("opening",), ("total_assets",), ("cash_beginning_of_year",), ("cash_end_of_year",),
    ("total_liabilities", "total_equity"), ("change_in_other_assets",), tuple(list(FLOWS)[:4]),
])  # fmt: skip
def test_opening_equity_is_not_rebuilt_of_less(lost: tuple[str, ...]) -> None:
    assert found(rolls.rolls_back, year(*lost)) == []


@pytest.mark.parametrize("name", [
    "capital_contributions", "capital_distributions", "treasury_stock_purchases", "treasury_stock_reissued",
    "net_income",
])  # fmt: skip
def test_what_owners_put_in_moves_equity_itself(name: str) -> None:
    moved = {name: "-90", "cash_beginning_of_year": "200", "cash_end_of_year": "110"}
    assert found(rolls.rolls_back, year(flows=moved, opening="790")) == [("rolls_back.total_equity", "790", True)]


def test_what_moved_without_cash_is_no_flow() -> None:
    more = FLOWS | {"noncash_investing_and_financing": "99", "total_adjustments": "30"}
    assert found(rolls.rolls_back, year(flows=more)) == [("rolls_back.total_equity", "610", True)]


# --- last year's report ----------------------------------------------------------------------------------------------

NAMES = ("total_assets", "total_liabilities", "total_equity", "cash_and_cash_equivalents")


def of_last_year(*values: str) -> Report:
    return report(
        "financial_condition", *(fact(name, value, BEFORE) for name, value in zip(NAMES, values, strict=False))
    )


def test_what_last_year_closed_with_is_continued() -> None:
    last = replace(of_last_year("10", "20", "30"), entity="Oak")
    assert found(rolls.continues, of_last_year("10", "20", "35"), last) == [
        ("continues.total_assets", "10", True), ("continues.total_liabilities", "20", True),
        ("continues.total_equity", "30", False),
    ]  # fmt: skip
    assert found(rolls.continues, of_last_year("10")) == [], "without a report of last year"
    this = together(of_last_year("10"), report("income", fact("total_assets", "99")))
    assert (
        len(found(rolls.continues, this, report("x", fact("total_assets", "5"), fact("total_assets", "10", BEFORE))))
        == 1
    )


def test_of_three_figures_none_of_which_agrees_nothing_is_told_of_the_firm() -> None:
    last = replace(of_last_year("1000", "2000", "3000", "4000"), entity="Oak")
    for values, told in (
        (("19", "29", "39"), None),
        (("19", "29", "39", "49"), False),
        (("19", "29", "39", "4000"), True),
    ):
        made = [c for c in rolls.of_this_firm(Stated(of_last_year(*values), last)) if isinstance(c, Comparison)]
        assert [one.holds for one in made] == ([] if told is None else [told])
        assert len(found(rolls.continues, of_last_year(*values), last)) == (0 if told is False else len(values))
    one = next(rolls.of_this_firm(Stated(of_last_year("19", "29", "39", "49"), last)))
    assert one.because == "Of 4 figures of the year before none is what last year's report, of Oak, states."
    assert isinstance(one.said, Words)
    assert isinstance(one.found, Words)
    assert (one.said.text, one.found.text) == ("Elm", "Oak")


def test_cash_begins_with_what_it_ended_with() -> None:
    began = report("cash_flows", fact("cash_beginning_of_year", "200", YEAR))
    ended = Period(date(2023, 1, 1), BEFORE)
    last = report("cash_flows", fact("cash_end_of_year", "7", END), fact("cash_end_of_year", "200", ended))
    assert found(rolls.continues, began, last) == [("continues.cash_beginning_of_year", "200", True)]
    instant = report("cash_flows", fact("cash_beginning_of_year", "200", END))
    assert found(rolls.continues, instant, last) == []
    other = report("cash_flows", fact("cash_end_of_year", "200", YEAR))
    assert found(rolls.continues, other, last) == []


# --- changes of balances ---------------------------------------------------------------------------------------------


def moves(
    concept: str,
    change: str,
    *more: Fact,
    then: str = "100",
    now: str = "130",
    when: date | Period = YEAR,
    part: str = "",
) -> Report:
    balances = [fact(concept, now), fact(concept, then, BEFORE)]
    one = replace(fact(f"change_in_{concept}", change, when), part=part)
    return together(report("financial_condition", *balances), report("cash_flows", one, *more))


@pytest.mark.parametrize(("concept", "change", "found_as"), [
    ("prepaid_expenses", "-30", ("-30", True)), ("prepaid_expenses", "30", ("-30", False)),
    ("accounts_payable_and_accrued_expenses", "30", ("30", True)),
    ("accounts_payable_and_accrued_expenses", "-30", ("30", False)),
])  # fmt: skip
def test_a_change_is_the_difference_of_two_balances(concept: str, change: str, found_as: tuple[str, bool]) -> None:
    assert found(rolls.rolls_forward, moves(concept, change)) == [(f"rolls_forward.{concept}", *found_as)]


def test_a_change_is_asked_of_one_line_of_one_year() -> None:
    one = "prepaid_expenses"
    assert found(rolls.rolls_forward, moves(one, "-30", when=END)) == []
    assert found(rolls.rolls_forward, moves(one, "-30", part="x")) == []
    assert found(rolls.rolls_forward, moves("spirits", "-30")) == [], "no line of a balance sheet"
    assert found(rolls.rolls_forward, moves("common_stock", "30")) == [], "neither an asset nor a liability"
    again = fact("change_in_prepaid_expenses", "-5", YEAR)
    assert found(rolls.rolls_forward, moves(one, "-30", again)) == [], "two changes of one kind"
    other = fact("change_in_other_assets", "-5", YEAR)
    assert len(found(rolls.rolls_forward, moves(one, "-30", other))) == 1
    twice = moves(one, "-30")
    for day in (END, BEFORE):
        more = together(twice, report("financial_condition", fact(one, "5", day)))
        assert found(rolls.rolls_forward, more) == [], "two lines of one kind"
    elsewhere = report("income", *twice.statements[0].facts())
    assert found(rolls.rolls_forward, together(elsewhere, report("cash_flows", *twice.statements[1].facts()))) == []
