"""What an action does to net capital, worked by hand; and that an action and its reverse do nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.annual.actions import GRAMMAR, Payment, Trade, parse
from tieout.annual.registrant import registrant
from tieout.annual.what_if import WhatIf, what_if
from tieout.facts import TieoutError
from tieout.law import LawError
from tieout.ledger.books import Books
from tieout.statements.door import Ledger
from tieout.statements.statements_test import books

END = date(2024, 12, 31)
CHART = """
    1010,Cash,cash_and_cash_equivalents,,
    1110,Concessions receivable,other_receivables,allowable,
    1120,Loan to an officer,other_receivables,nonallowable (c)(2)(iv)(E),Officer
    1210,Securities,securities_owned,allowable,
    1220,Pledged securities,securities_owned,nonallowable (c)(2)(iv)(E),
    2110,Commissions payable,commissions_payable,,Brokers
    2150,Bank loan,bank_loans_payable,,
    2160,Paid-off note,notes_payable,,
    2210,Accounts payable,accounts_payable_and_accrued_expenses,,
    2310,Sold short,securities_sold_not_yet_purchased,excluded (c)(1),
    3010,Common stock,common_stock,,
"""
JOURNAL = """
    E1,2024-12-31,1010,50000,
    E1,2024-12-31,1110,12000,
    E1,2024-12-31,1120,5000,
    E1,2024-12-31,1210,40000,
    E1,2024-12-31,1220,3000,
    E1,2024-12-31,2110,-9000,
    E1,2024-12-31,2150,-4000,
    E1,2024-12-31,2210,-2000,
    E1,2024-12-31,2310,-2000,
    E1,2024-12-31,3010,-93000,
"""
POSITIONS = """as_of,account,security_id,class,quantity,price,maturity
2024-12-31,1210,ABC,equity,1000,20,
2024-12-31,1210,NOTE,us_government,200,100,2026-06-15
2024-12-31,1220,LOCK,equity,100,30,
2024-12-31,2310,XYZ,equity,-100,20,
"""
ITEMS = "account,kind,counterparty,amount,since\n1110,mutual_fund_concession,Elm Fund,7000,2024-11-01\n"


def firm() -> Books:
    columns = "number,name,concept,net_capital,counterparty"
    return books(JOURNAL, CHART, columns=columns, positions=POSITIONS, open_items=ITEMS)


def asked(*texts: str) -> WhatIf:
    ledger = Ledger(firm())
    return what_if(ledger, registrant(ledger, END), [parse(text) for text in texts])


def changes(*texts: str) -> dict[str, int | None]:
    """What changes, in dollars."""
    found = {row.name: row.change for row in asked(*texts).rows if row.unit == "USD"}
    return {name: None if change is None else int(change) for name, change in found.items() if change}


def test_now_is_the_computation() -> None:
    figures = {row.name: int(row.now.value) for row in asked("borrow 1").rows if row.now is not None}
    # 93,000 - 5,000 the officer's loan - 3,000 pledged - 7,000 too old
    assert figures["tentative_net_capital"] == 78_000
    # 15% of ABC 20,000 (XYZ short 2,000 is under a quarter of it); 1.5% of NOTE 20,000; ABC over 10% of 78,000 and over
    # 10,000 or 500 shares, the greatest of them: 15% of 20,000 - 10,000
    assert figures["haircuts"] == 3_000 + 300 + 1_500
    assert figures["aggregate_indebtedness"] == 15_000


def test_a_purchase_takes_its_haircut_and_concentration() -> None:
    # 15% of 10,000; 500 shares are no concentration, whatever they are worth
    assert changes("buy 500 DEF at 20") == {"haircuts": 1_500, "net_capital": -1_500, "excess_net_capital": -1_500}
    # of ABC already held: 15% more, and 15% more of what is concentrated
    assert changes("buy 100 ABC at 20")["haircuts"] == 300 + 300
    assert changes("buy 100 BILL at 100 as us_government maturing 2025-02-15") == {}


def test_a_purchase_beyond_the_cash_is_indebtedness() -> None:
    held = asked("buy 600 BILL at 100 as us_government maturing 2025-02-15")
    assert {row.name: row.change for row in held.rows}["aggregate_indebtedness"] == 10_000
    assert "cash is overdrawn by 10,000: aggregate indebtedness." in held.assumptions


def test_a_sale_gains_or_loses_against_the_mark() -> None:
    found = changes("sell 1,000 abc at 19")
    assert found["tentative_net_capital"] == -1_000
    # XYZ short 2,000 stands alone at 15%; nothing is concentrated any more
    assert found["haircuts"] == 300 - 3_000 - 1_500
    assert changes("sell 200 NOTE at 101")["tentative_net_capital"] == 200


def test_what_is_not_held_is_sold_short() -> None:
    held = asked("sell 100 DEF at 50")
    assert "100 DEF are sold short: they are not held." in held.assumptions
    assert "aggregate_indebtedness" not in changes("sell 100 DEF at 50")
    assert asked("sell 1,200 ABC at 20").assumptions[-1] == "200 ABC are sold short: they are not held."


def test_a_short_is_covered() -> None:
    assert changes("buy 100 XYZ at 22")["tentative_net_capital"] == -200
    assert "aggregate_indebtedness" not in changes("buy 100 XYZ at 22")


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("pay 4,000 dividend", {"tentative_net_capital": -4_000}),
        ("pay 4,000 to Landlord", {"tentative_net_capital": -4_000}),
        ("pay 4,000 to Brokers", {"aggregate_indebtedness": -4_000}),
        ("pay 4,000 to 2110", {"aggregate_indebtedness": -4_000}),
        ("pay 2,000 to accounts payable", {"aggregate_indebtedness": -2_000}),
        ("receive 4,000", {"tentative_net_capital": 4_000}),
        ("receive 4,000 from Officer", {"tentative_net_capital": 4_000}),
        ("receive 4,000 from Elm Fund", {"tentative_net_capital": 4_000}),
        ("borrow 3,000", {"aggregate_indebtedness": 3_000}),
        ("repay 3,000", {"aggregate_indebtedness": -3_000}),
        ("pay 3,000 to bank loan", {"aggregate_indebtedness": -3_000}),
        ("subordinate 10,000", {"tentative_net_capital": 10_000}),
    ],
)
def test_money_in_and_out(text: str, change: dict[str, int]) -> None:
    found = changes(text)
    apart = {name: found.get(name, 0) for name in ("tentative_net_capital", "aggregate_indebtedness")}
    assert {name: value for name, value in apart.items() if value} == change


def test_the_early_warning_lines_stand_beside() -> None:
    held = asked("borrow 85,000")
    rows = {row.name: row for row in held.rows}
    assert round(rows["net_capital_required"].change or 0) == 1_667  # 100,000 / 15, less 5,000
    assert rows["early_warning_aggregate_indebtedness"].words.startswith("Early warning, line of indebtedness")
    assert [test.passes for test in asked("pay 70,000 dividend").then] == [False, True, False]


def test_assumptions_are_said() -> None:
    said = " ".join(asked("subordinate 5,000", "buy 1 DEF at 1", "pay 1 dividend").assumptions)
    for words in ("temporary: through 2025-02-14 (45 days), at most 3 in twelve months", "DEF is taken as equity",
                  "15c3-1(e)", "no taxes, commissions or interest"):  # fmt: skip
        assert words in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pay 9,001 to Brokers", "account 2110 Commissions payable holds 9,000"),
        ("receive 7,001 from Elm Fund", "Elm Fund owes 7,000 in open_items.csv"),
        ("repay 4,001", "only 4,000 is borrowed"),
        (
            "receive 100 from 2110",
            "account 2110 Commissions payable is an account of liabilities: nothing is due on it",
        ),
        ("receive 100 from accounts payable", "account 2210 Accounts payable is an account of liabilities"),
        ("pay 100 to 1110", "account 1110 Concessions receivable is an account of assets: nothing is owed on it"),
        ("pay 100 to Loan to an Officer", "account 1120 Loan to an officer is an account of assets"),
        ("pay 100 to common stock", "account 3010 Common stock is an account of equity"),
        ("pay 100 to 2160", "account 2160 Paid-off note has no balance: nothing is owed on it"),
        ("buy 10 OLD at 99 as us_government maturing 2020-01-15", "OLD matured on 2020-01-15, before 2024-12-31"),
        ("buy 10 NOTE at 99 maturing 2020-01-15", "NOTE matures on 2026-06-15 in the positions"),
        ("sell 10 LOCK at 30", "LOCK is in the positions, but not among those that take a haircut"),
        ("buy 10 NOTE at 100 as equity", "NOTE is of class us_government"),
        ("buy 10 BOND at 100 as corporate_debt", "rating is missing"),
        ("buy 10 BOND at 100 as corporate_debt rated AA", "maturity is missing"),
    ],
)
def test_what_cannot_be_done_is_refused(text: str, said: str) -> None:
    with pytest.raises(TieoutError, match=said):
        asked(text)


def test_a_loan_is_repaid_only_where_there_is_one() -> None:
    for texts in (("pay 4,000 to 2150", "repay 1"), ("repay 4,000", "repay 1")):
        with pytest.raises(TieoutError, match="there is no loan to repay"):
            asked(*texts)
    assert changes("borrow 500", "repay 4,500") == changes("repay 4,000")
    assert changes("pay 1,000 to bank loan", "repay 3,000") == changes("repay 4,000")


def test_temporary_loans_are_as_many_as_the_rule_permits() -> None:
    assert changes(*["subordinate 1,000"] * 3)["tentative_net_capital"] == 3_000
    with pytest.raises(LawError, match=r"15c3-1d\(c\)\(5\)\(i\): 4 temporary .* in twelve months"):
        asked(*["subordinate 1,000"] * 4)


def test_temporary_relief_is_closed_below_its_levels() -> None:
    # Net capital is 73,200: 120% of the minimum of 5,000 is 6,000; aggregate indebtedness, 15,000, a tenth of it 1,500
    closed = r"15c3-1d\(c\)\(5\)\(i\): .* immediately before is 5,900(.|\n)*at least 6,000"
    with pytest.raises(LawError, match=closed):
        asked(f"pay {_down_to(5_900)} dividend", "subordinate 5,000")
    asked(f"pay {_down_to(6_000)} dividend", "subordinate 5,000")
    # 1000% of net capital: 15,000 and 717,000 borrowed are 732,000, ten times 73,200
    asked("borrow 717,000", "subordinate 5,000")
    with pytest.raises(LawError, match=r"is 73,200(.|\n)*at least 73,200.10"):
        asked("borrow 717,001", "subordinate 5,000")


def test_temporary_relief_under_the_alternative_standard() -> None:
    def ask(debit_items: int) -> None:
        ledger = Ledger(firm())
        seen = registrant(ledger, END)
        told = seen.registrant.open_items[0].fact
        items = replace(told, concept="aggregate_debit_items", part="", value=Decimal(debit_items))
        stated = {**seen.registrant.stated, "aggregate_debit_items": items}
        alternative = replace(seen.registrant, method="alternative", stated=stated, worked={}, workings={})
        what_if(ledger, replace(seen, registrant=alternative), [parse("subordinate 5,000")])

    # 120% of the minimum of 250,000 is 300,000, more than net capital of 73,200
    with pytest.raises(LawError, match=r"\(c\)\(5\)\(i\): .* is 73,200(.|\n)*at least 300,000"):
        ask(100_000)
    # 5% of debit items of 8,000,000 is 400,000
    with pytest.raises(LawError, match="at least 400,000"):
        ask(8_000_000)


def _down_to(net_capital: int) -> int:
    """A dividend that leaves so much net capital."""
    paid = 0
    for _ in range(9):
        held = next(row for row in asked(f"pay {paid or 1} dividend").rows if row.name == "net_capital")
        paid += int((held.values[1] or 0) - net_capital)
    return paid


# The grammar


def test_actions_as_typed() -> None:
    assert parse("buy 10,000 ABC at 42") == Trade("buy 10,000 ABC at 42", "ABC", Decimal(10000), Decimal(42))
    held = parse("SELL 1.5k T-5 @ $99.5 as us_government maturing 2030-05-15 rated AA")
    assert isinstance(held, Trade)
    assert (held.quantity, held.price) == (Decimal(-1500), Decimal("99.5"))
    assert (held.security_class, held.maturity, held.rating) == ("us_government", date(2030, 5, 15), "AA")
    assert parse("pay 2.5m to Elm Fund LLC") == Payment(
        "pay 2.5m to Elm Fund LLC", "pay", Decimal("2500000.0"), "Elm Fund LLC"
    )
    assert parse("pay $100 dividend") == Payment("pay $100 dividend", "pay", Decimal(100), "", True)


@pytest.mark.parametrize(
    "text",
    ["", "by 10 ABC at 42", "buy ABC at 42", "buy -10 ABC at 42", "buy 0 ABC at 42", "pay 0", "pay", "pay 5 from X",
     "borrow 5 dividend", "receive 5 to X", "repay 5 to X", "buy 10 ABC at 42 maturing tomorrow", "pay 1e5"],
)  # fmt: skip
def test_what_does_not_parse_is_answered_with_the_grammar(text: str) -> None:
    with pytest.raises(TieoutError) as refused:
        parse(text)
    assert all(line in str(refused.value) for line in GRAMMAR)


@pytest.mark.parametrize(
    ("text", "number"),
    [("pay $1,00", "1,00"), ("borrow 10,00,000", "10,00,000"), ("buy 1,0 ABC at 42", "1,0"),
     ("buy 10 ABC @1,23.5", "1,23"), ("pay 1000,000k to X", "1000,000"), ("receive ,500", ",500")],
)  # fmt: skip
def test_digits_are_grouped_by_threes(text: str, number: str) -> None:
    with pytest.raises(TieoutError, match=f"{number} is no number: commas part its digits by threes"):
        parse(text)


def test_a_class_there_is_none_of() -> None:
    with pytest.raises(TieoutError, match=r"stocks is no class of securities(.|\n)*one of us_government"):
        parse("buy 10 ABC at 42 as stocks")


# Whatever is done and undone

AMOUNTS = st.integers(1, 15_000)


@settings(max_examples=25)
@given(AMOUNTS, st.integers(1, 2_000), st.sampled_from(["ABC", "XYZ", "DEF"]))
def test_what_is_done_and_undone_changes_nothing(amount: int, count: int, security: str) -> None:
    assert changes(f"borrow {amount}", f"repay {amount}") == {}
    assert changes(f"receive {amount}", f"pay {amount}") == {}
    assert changes(f"buy {count} {security} at 20", f"sell {count} {security} at 20") == {}
    assert changes(f"sell {count} {security} at 20", f"buy {count} {security} at 20") == {}


@settings(max_examples=25)
@given(AMOUNTS)
def test_what_is_paid_out_of_equity_lowers_net_capital_by_at_least_as_much(amount: int) -> None:
    """At least: what is left makes one security more of a concentration."""
    assert (changes(f"pay {amount} dividend")["net_capital"] or 0) <= -amount
