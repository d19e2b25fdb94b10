"""Which figures are sums of which, found from the figures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.reading.statements.lines import TOTALS, Line
from tieout.reading.statements.structure import Found, may_be_taken_away, orientation, sums_in
from tieout.reading.statements.tables import Item


def line(label: str, concept: str = "", section: str = "") -> Line:
    return Line(Item(label), section, concept, is_total=concept in TOTALS or label.startswith("Total"))


def sums(*held: tuple[Line, int]) -> list[Found]:
    return list(sums_in([row for row, _ in held], {n: Decimal(value) for n, (_, value) in enumerate(held)}))


CASH, PREPAID = line("Cash", "cash_and_cash_equivalents"), line("Prepaid expenses", "prepaid_expenses")
TOTAL = line("Total assets", "total_assets")


def test_a_total_is_the_lines_above_it() -> None:
    assert sums((CASH, 500), (PREPAID, 40), (TOTAL, 540)) == [Found(2, ((1, 0), (1, 1)))]


def test_a_total_that_does_not_foot_is_presumed() -> None:
    assert sums((CASH, 500), (PREPAID, 40), (TOTAL, 541)) == [Found(2, ((1, 0), (1, 1)), presumed=True)]


def test_an_unlabelled_subtotal_stands_for_its_lines() -> None:
    found = sums(
        (CASH, 500), (PREPAID, 40), (line(""), 540), (line("Securities", "securities_owned"), 60), (TOTAL, 600)
    )
    assert found == [Found(2, ((1, 0), (1, 1))), Found(4, ((1, 2), (1, 3)))]


@pytest.mark.parametrize("deficit", [90_000, -90_000])
def test_what_is_taken_away_with_and_without_brackets(deficit: int) -> None:
    found = sums(
        (line("Common stock", "common_stock"), 700_000),
        (line("Accumulated deficit", "retained_earnings"), deficit),
        (line("Total equity", "total_equity"), 610_000),
    )
    assert found == [Found(2, ((1, 0), (-1 if deficit > 0 else 1, 1)))]


def test_a_line_that_nothing_takes_away_is_not_turned() -> None:
    (found,) = sums((CASH, 500_000), (line("Securities", "securities_owned"), 40_000), (TOTAL, 460_000))
    assert found.presumed


def test_the_totals_of_totals() -> None:
    found = sums(
        (line("Total liabilities", "total_liabilities"), 400),
        (line("Total equity", "total_equity"), 600),
        (line("Total liabilities and equity", "total_liabilities_and_equity"), 1000),
    )
    assert found[-1] == Found(2, ((1, 0), (1, 1)))


def test_income_less_its_tax() -> None:
    found = sums(
        (line("Income before income taxes", "income_before_income_taxes"), 900),
        (line("Provision for income taxes", "income_tax_expense"), 300),
        (line("Net income", "net_income"), 600),
    )
    assert found == [Found(2, ((1, 0), (-1, 1)))]


def test_which_words_take_away() -> None:
    assert may_be_taken_away(line("Less treasury stock", "treasury_stock"))
    assert may_be_taken_away(line("Distributions to members", "capital_distributions"))
    assert not may_be_taken_away(CASH)
    assert not may_be_taken_away(line("Commissions", "commissions_revenue"))


def test_how_a_part_grows_in_its_total() -> None:
    assert orientation("cash_and_cash_equivalents", "total_assets") == 1
    assert orientation("accumulated_depreciation", "fixed_assets_net") == -1
    assert orientation("haircuts", "net_capital") == -1
    assert orientation("haircut_debt_securities", "haircuts") == 1
    assert orientation("no such concept", "net_capital") == 1


@settings(max_examples=60)
@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=9))
def test_any_lines_and_their_total(amounts: list[int]) -> None:
    held = [(line(f"Line {n}", "other_assets"), amount) for n, amount in enumerate(amounts)]
    (found,) = sums(*held, (TOTAL, sum(amounts)))
    assert found == Found(len(amounts), tuple((1, n) for n in range(len(amounts))))


def test_a_line_that_equals_its_total_by_a_slip_is_one_of_its_lines_still() -> None:
    equity = line("Total members' equity", "ownership_equity")
    due = line("Due from affiliates", "other_deductions_and_charges", "deductions")
    fixed = line("Fixed assets", "other_deductions_and_charges", "deductions")
    net = line("Net capital", "net_capital", "deductions")
    (found,) = sums((equity, 900), (due, 100), (fixed, 700), (net, 700))
    assert found == Found(3, ((1, 0), (-1, 1), (-1, 2)), presumed=True)


def test_an_activity_takes_in_no_other_activity() -> None:
    operating = line("Net cash provided by operating activities", "net_cash_from_operating_activities")
    sold = line("Disposals", "disposals_of_investments")
    investing = line("Net cash provided by investing activities", "net_cash_from_investing_activities")
    assert sums((operating, 640), (sold, 90), (investing, 730)) == [Found(2, ((1, 1),), presumed=True)]


def test_cash_at_the_end_that_equals_cash_at_the_beginning_still_takes_in_the_change() -> None:
    change = line("Net decrease in cash", "net_change_in_cash")
    begins, ends = line("Beginning of year", "cash_beginning_of_year"), line("End of year", "cash_end_of_year")
    assert sums((change, -50), (begins, 900), (ends, 900)) == [Found(2, ((1, 0), (1, 1)), presumed=True)]


def test_a_total_in_brackets_turns_none_of_its_lines() -> None:
    debt, equity = line("Total liabilities", "total_liabilities"), line("Total equity", "total_equity")
    both = line("Total liabilities and equity", "total_liabilities_and_equity")
    (found,) = sums((debt, 280), (equity, -164), (both, 444))
    assert found == Found(2, ((1, 0), (1, 1)), presumed=True)


def test_a_total_without_a_label_that_does_not_foot_is_the_lines_of_its_section() -> None:
    pay, rent = line("Salaries", "salaries", "expenses"), line("Rent", "occupancy", "expenses")
    total, result = line("", "", "expenses"), line("Net income", "net_income")
    (found, *_) = sums((pay, 500), (rent, 48), (total, 584), (result, 90))
    assert found == Found(2, ((1, 0), (1, 1)), presumed=True)


def test_the_change_in_cash_takes_in_activities_without_totals_of_their_own() -> None:
    operating = line("Net cash provided by operating activities", "net_cash_from_operating_activities")
    bought, drawn = (
        line("Purchase of equipment", "purchases_of_fixed_assets"),
        line("Drawings", "capital_distributions"),
    )
    change = line("Net increase in cash", "net_change_in_cash")
    (found,) = sums((operating, 359), (bought, -74), (drawn, -330), (change, -54))
    assert found == Found(3, ((1, 0), (1, 1), (1, 2)), presumed=True)


def test_comprehensive_income_is_net_income_and_what_follows_it() -> None:
    income, gain = line("Net income", "net_income"), line("Unrealized gain")
    whole = line("Comprehensive income", "comprehensive_income")
    assert sums((income, 340), (gain, 24), (whole, 634)) == [Found(2, ((1, 0), (1, 1)), presumed=True)]
