"""Days after the last entry: what stands on them, what time alone brings, and that nothing is missed in between."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.annual import explained, net_capital
from tieout.annual.actions import parse
from tieout.annual.over_time import days_ahead, month_ends, start_day
from tieout.facts import TieoutError
from tieout.law import LawError
from tieout.ledger.books import Books
from tieout.statements.statements_test import books

END = date(2024, 12, 31)
CHART = """
    1010,Cash,cash_and_cash_equivalents,
    1110,Concessions receivable,other_receivables,allowable
    1120,Old receivables,other_receivables,nonallowable (c)(2)(iv)(E)
    1210,Securities,securities_owned,allowable
    2210,Accounts payable,accounts_payable_and_accrued_expenses,
    3010,Common stock,common_stock,
"""
JOURNAL = """
    E1,2024-12-31,1010,20000,
    E1,2024-12-31,1110,12000,
    E1,2024-12-31,1120,500,
    E1,2024-12-31,1210,80000,
    E1,2024-12-31,2210,-9000,
    E1,2024-12-31,3010,-103500,
"""
HEAD = "as_of,account,security_id,class,quantity,price,maturity,expiry,underlying,right,strike,underlying_price\n"
NOTE = "{day},1210,NOTE,us_government,800,100,{maturity},,,,,\n"
ITEMS = "account,kind,counterparty,amount,since\n"
ITEM = "1110,mutual_fund_concession,Elm Fund,12000,2024-12-31\n"


def firm(
    positions: str = NOTE.format(day=END, maturity="2026-01-15"), items: str = "", more: str = "", **documents: str
) -> Books:
    if items:
        documents["open_items"] = ITEMS + items
    columns = "number,name,concept,net_capital"
    return books(JOURNAL, CHART, columns=columns, firm=more, positions=HEAD + positions, **documents)


def capital(held: Books, day: date) -> Decimal:
    return net_capital(held, day, ahead=True).exact["net_capital"].value


# What stands on a day to come


def test_a_day_after_the_last_entry_has_what_was_stated_last() -> None:
    held = net_capital(firm(), date(2025, 3, 31), ahead=True)
    # Due in 9 1/2 months: 1% of 80,000 (nine months to under a year); on the last day 2%, over a year
    assert held.exact["haircuts"].value == 800
    assert held.assumptions[:2] == (
        "no entry after 2024-12-31: balances of that day.",
        "positions are those of 2024-12-31, at their prices of that day.",
    )
    assert explained(firm(), "haircuts", date(2025, 3, 31)).value == 800


def test_up_to_the_last_entry_positions_are_of_the_very_day() -> None:
    held = firm(NOTE.format(day="2024-12-30", maturity="2026-01-15"))
    with pytest.raises(LawError, match="no positions are stated for that date"):
        net_capital(held, END, ahead=True)
    with pytest.raises(LawError, match="no positions are stated for that date"):
        net_capital(firm(), date(2025, 3, 31))


def test_positions_from_before_the_latest_year_end_are_not_carried() -> None:
    held = firm(NOTE.format(day="2023-12-31", maturity="2026-01-15"))
    with pytest.raises(LawError, match="no positions are stated for that date"):
        net_capital(held, date(2025, 3, 31), ahead=True)


def test_what_has_matured_is_cash() -> None:
    held = net_capital(firm(NOTE.format(day=END, maturity="2025-02-01")), date(2025, 3, 31), ahead=True)
    assert held.exact["haircuts"].value == 0
    assert "NOTE matured on 2025-02-01: its 80,000 is counted as cash." in held.assumptions


def test_form_lines_are_carried_too() -> None:
    head = "concept,value,date,by,on,reason\n"
    facts = (
        f"{head}haircut_options,700,2024-12-31,CFO,2024-12-31,sheet\nhaircut_other,5,2023-12-31,CFO,2024-01-31,old\n"
    )
    held = net_capital(firm(facts=facts), date(2025, 3, 31), ahead=True)
    assert held.exact["haircuts"].value == 800 + 700
    said = "stated in facts.csv for an earlier day and carried forward: haircut_options (2024-12-31)."
    assert said in held.assumptions
    assert "haircut_other is stated for 2023-12-31, not for 2025-03-31: not taken." in held.assumptions


# Open items


def test_open_items_age() -> None:
    held = firm(items=ITEM)
    assert capital(held, date(2025, 1, 30)) - capital(held, date(2025, 1, 31)) == 12_000
    assert net_capital(held, END).exact["nonallowable_assets"].value == 500


def test_items_of_an_account_deducted_whole_are_left_out() -> None:
    held = net_capital(firm(items="1120,unsecured,Tenant,500,2024-12-01\n"), END)
    assert held.exact["nonallowable_assets"].value == 500
    assert "the open items of account 1120 Old receivables are left out: it is deducted whole." in held.assumptions


def test_items_above_their_account_are_refused() -> None:
    with pytest.raises(LawError, match=r"open items of other_receivables come to 12,001, .* accounts to 12,000"):
        net_capital(firm(items=ITEM.replace("12000", "12001")), END)


def test_an_unknown_kind_is_refused_with_the_kinds() -> None:
    with pytest.raises(LawError, match=r"'concession' is no kind .*\n  Expected: one of interest"):
        net_capital(firm(items=ITEM.replace("mutual_fund_concession", "concession")), END)


# When


def test_the_days_on_which_net_capital_changes() -> None:
    found = days_ahead(firm(items=ITEM), END)
    assert [f"{event.day}: {event.words}" for event in found.events] == [
        "2025-01-16: NOTE haircut 1.5% -> 1% (9 to under 12 months): net capital 101,800 -> 102,200",
        "2025-01-31: mutual fund concession receivable of Elm Fund 12,000 becomes nonallowable (31 days, allowable for "
        "30): net capital 102,200 -> 90,200",
        "2025-04-16: NOTE haircut 1% -> 0.75% (6 to under 9 months): net capital 90,200 -> 90,400",
        "2025-07-16: NOTE haircut 0.75% -> 0.5% (3 to under 6 months): net capital 90,400 -> 90,600",
        "2025-10-16: NOTE haircut 0.5% -> 0% (under 3 months): net capital 90,600 -> 91,000",
    ]
    assert [crossing.first for crossing in found.crossings] == [None, None, None]
    assert found.end == END + timedelta(400)


def test_the_first_day_a_line_is_crossed() -> None:
    held = firm(items=ITEM, more="minimum_dollar_net_capital = 80000\nminimum_dollar_reason = 'FINRA'\n")
    found = days_ahead(held, END)
    requirement, indebtedness, dollars = found.crossings
    assert (requirement.first, indebtedness.first) == (None, None)
    assert (dollars.first, int(dollars.limit.value)) == (date(2025, 1, 31), 96_000)
    (event,) = [event for event in found.events if event.day == dollars.first]
    assert event.words.endswith("102,200 -> 90,200, BELOW the line of 120% of the minimum dollar requirement")


def test_the_first_year_ends() -> None:
    found = days_ahead(firm(more="business_commenced = 2024-06-15\n"), END)
    assert not [event for event in found.events if "the first year of business ends" in event.causes], (
        "the minimum rules"
    )
    owed = JOURNAL.replace("2210,-9000", "2210,-90000").replace("3010,-103500", "3010,-22500")
    held = books(owed, CHART, columns="number,name,concept,net_capital", firm="business_commenced = 2024-06-15\n",
                 positions=HEAD + NOTE.format(day=END, maturity="2030-01-15"))  # fmt: skip
    *_, event = days_ahead(held, END).events
    assert event.day == date(2025, 6, 15)
    assert event.words == "the first year of business ends: net capital stays 19,600, requirement 11,250 -> 6,000"


def test_what_becomes_of_an_option_is_not_known() -> None:
    option = f"{END},1210,CALL,option,1,2,,2025-03-21,XYZ,call,50,51\n"
    found = days_ahead(firm(NOTE.format(day=END, maturity="2026-01-15") + option), END)
    assert found.end == date(2025, 3, 21)
    assert "CALL expires on 2025-03-21; what becomes of it is not known on 2025-03-22." in found.stopped


def test_a_temporary_loan_falls_due() -> None:
    found = days_ahead(firm(), END, [parse("subordinate 10,000")])
    assert found.start.net_capital == capital(firm(), END) + 10_000
    due = next(event for event in found.events if event.day == date(2025, 2, 15))
    assert due.words.startswith("the temporary subordinated loan of 10,000 is repaid: net capital 112,200 -> 102,200")


def test_what_is_bought_matures_too() -> None:
    actions = [parse("buy 100 BILL at 99 as us_government maturing 2025-05-01")]
    found = days_ahead(firm(), END, actions)
    assert any("BILL haircut 0.5% -> 0%" in cause for event in found.events for cause in event.causes)
    assert found.points[-1].net_capital == days_ahead(firm(), END).points[-1].net_capital


def test_what_is_stated_for_days_to_come_is_taken_on_them() -> None:
    more = NOTE.format(day="2025-02-10", maturity="2025-06-15").replace("800", "700")
    facts = "concept,value,date,by,on,reason\nhaircut_other,50,2025-03-01,CFO,2024-12-31,sheet\n"
    found = days_ahead(firm(NOTE.format(day=END, maturity="2025-06-15") + more, facts=facts), END)
    assert [f"{event.day} {'; '.join(event.causes)}" for event in found.events] == [
        "2025-02-10 positions are stated for 2025-02-10",
        "2025-03-01 haircut_other is stated for 2025-03-01",
        "2025-03-16 NOTE haircut 0.5% -> 0% (under 3 months)",
    ]


def test_looking_ahead_begins_with_the_last_entry() -> None:
    assert start_day(firm(), None) == END
    assert start_day(firm(), date(2025, 3, 1)) == date(2025, 3, 1)
    with pytest.raises(TieoutError, match="what comes after 2024-12-30 is in them"):
        start_day(firm(), date(2024, 12, 30))


def test_month_ends_of_the_books() -> None:
    held = books(JOURNAL + JOURNAL.replace("E1,2024-12-31", "E0,2024-10-15"), CHART,
                 columns="number,name,concept,net_capital",
                 positions=HEAD + NOTE.format(day="2024-11-30", maturity="2026-01-15"))  # fmt: skip
    found, not_known = month_ends(held, END)
    assert [point.day for point in found] == [date(2024, 11, 30)]
    assert not_known == [date(2024, 10, 31)]


DAYS = st.integers(0, 500).map(lambda number: END - timedelta(45) + timedelta(number))
KINDS = st.sampled_from(["mutual_fund_concession", "fund_redemption", "dividend", "interest", "insurance_claim"])


@st.composite
def firms(draw: st.DrawFn) -> Books:
    maturities = draw(st.lists(DAYS.filter(lambda day: day > END), min_size=1, max_size=3))
    classes = st.sampled_from(["us_government", "municipal", "certificate_of_deposit", "canadian_government"])
    rows = "".join(
        f"{END},1210,S{number},{draw(classes)},800,{draw(st.integers(1, 100))},{maturity},2024-06-01\n"
        for number, maturity in enumerate(maturities)
    )
    head = "as_of,account,security_id,class,quantity,price,maturity,issue_date\n"
    since = st.integers(0, 60).map(lambda number: END - timedelta(number))
    items = "".join(f"1110,{draw(KINDS)},P{n},3000,{draw(since)}\n" for n in range(draw(st.integers(0, 4))))
    documents = {"open_items": ITEMS + items} if items else {}
    return books(JOURNAL, CHART, columns="number,name,concept,net_capital", positions=head + rows, **documents)


@settings(max_examples=15)
@given(firms(), st.lists(st.integers(1, 400), min_size=5, max_size=5))
def test_between_two_events_nothing_changes(held: Books, numbers: list[int]) -> None:
    """Any day asked for by itself has the net capital of the last event before it."""
    found = days_ahead(held, END)
    asked = {END + timedelta(number) for number in numbers}
    for day in asked | {event.day for event in found.events} | {event.day - timedelta(1) for event in found.events}:
        point = [point for point in found.points if point.day <= day][-1]
        assert capital(held, day) == point.net_capital, day
