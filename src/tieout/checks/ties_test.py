"""Ties between statements: nearly the same, deducted in whole or in part, and cash of several lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tieout.checks import ties
from tieout.checks.model import Comparison
from tieout.checks.plausible_test import BEFORE, END, YEAR, fact, report
from tieout.checks.rolls_test import together
from tieout.checks.stated import Stated
from tieout.facts import Computed, Fact


@pytest.mark.parametrize(("said", "found", "nearly"), [
    ("5001", "5000", True), ("5002", "5000", False), ("4999", "5000", True), ("-5001", "-5000", True), ("0", "0", True),
    ("5000", "-5000", False),
])  # fmt: skip
def test_nearly_one_figure(said: str, found: str, nearly: bool) -> None:
    assert ties.is_nearly(fact("a", said), fact("b", found)) is nearly


@pytest.mark.parametrize(("said", "found", "likely"), [
    ("2051043", "2501043", True), ("2051043", "2051043", False), ("2051043", "3051043", True),
    ("2051043", "999", False),
    ("12", "21", True), ("0.53", "0.35", True), ("1234567", "1234576", False),
])  # fmt: skip
def test_what_looks_like_a_slip(said: str, found: str, likely: bool) -> None:
    assert ties.likely_slip(fact("a", said), fact("b", found)) is likely


def test_a_slip_is_seen_in_the_units_that_are_printed() -> None:
    thousands = [replace(fact("a", value), rounding=Decimal(500)) for value in ("2051043000", "2501043000")]
    assert ties.likely_slip(*thousands)
    exact = [replace(fact("a", value), rounding=Decimal(0)) for value in ("2051043", "2501043")]
    assert ties.likely_slip(*exact)


# --- cash ------------------------------------------------------------------------------------------------------------


def cash(flows: str, *lines: tuple[str, str]) -> tuple[str, list[str]]:
    """What the cash that ends the year is held against, and of which lines that is the sum."""
    sheet = report("financial_condition", *(fact(name, value) for name, value in lines))
    held = Stated(together(report("cash_flows", fact("cash_end_of_year", flows, YEAR)), sheet))
    (one,) = ties.cash_at_both_ends(held)
    assert isinstance(one.found, Fact)
    trace = one.found.trace
    return f"{one.found.value}", [line.fact.concept for line in trace.lines] if isinstance(trace, Computed) else []


CASH, HELD, TIME, FUNDS = (
    ("cash_and_cash_equivalents", "500"), ("restricted_cash", "30"), ("time_deposits", "7"),
    ("money_market_funds", "2"),
)  # fmt: skip


def test_cash_of_one_line_or_of_several() -> None:
    assert cash("530", HELD, CASH) == ("530", [CASH[0], HELD[0]])
    assert cash("507", TIME, CASH) == ("507", [CASH[0], TIME[0]])
    assert cash("502", FUNDS, CASH) == ("502", [CASH[0], FUNDS[0]])
    assert cash("537", FUNDS, TIME, HELD, CASH) == ("537", [CASH[0], TIME[0], HELD[0]])
    assert cash("39", FUNDS, TIME, HELD, CASH) == ("39", [FUNDS[0], TIME[0], HELD[0]])
    assert cash("500", HELD, CASH, ("cash_segregated", "-30")) == ("500", []), "the line itself before a sum"
    assert cash("499", HELD, CASH) == ("500", [])
    assert cash("505", CASH, ("securities_owned", "5")) == ("500", [])
    found = ties._nearest(fact("x", "37"), [fact(name, value) for name, value in (HELD, TIME)])
    assert found.concept == HELD[0]


def test_no_cash_is_compared_with_none() -> None:
    flows = report("cash_flows", fact("cash_end_of_year", "5", YEAR))
    assert list(ties.cash_at_both_ends(Stated(flows))) == []
    before = report("financial_condition", fact(*CASH[:2], BEFORE))
    assert list(ties.cash_at_both_ends(Stated(together(flows, before)))) == []


# --- what net capital deducts ----------------------------------------------------------------------------------------


def deducted(
    part: str, value: str, *lines: Fact, name: str = "net_capital", concept: str = "nonallowable_assets"
) -> list[Comparison]:
    one = replace(fact(concept, value), part=part)
    held = Stated(together(report(name, one), report("financial_condition", *lines)))
    return [each for each in ties.deducted_assets(held) if isinstance(each, Comparison)]


def test_an_asset_deducted_whole_is_that_of_the_balance_sheet() -> None:
    line = fact("prepaid_expenses", "744204")
    (one,) = deducted("prepaid_expenses", "744204", line)
    assert (one.check, one.severity, one.holds) == ("ties.prepaid_expenses.condition_to_schedule", "warning", True)
    (slip,) = deducted("prepaid_expenses", "744240", line)
    assert (slip.severity, slip.holds) == ("error", False)
    (other,) = deducted("prepaid_expenses", "600000", line)
    assert (other.severity, other.agrees, other.holds) == ("warning", None, False)


@pytest.mark.parametrize(("value", "fits"), [("600000", True), ("744205", True), ("744206", False), ("900000", False)])
def test_of_a_receivable_no_more_than_all_is_deducted(value: str, fits: bool) -> None:
    line = replace(fact("other_receivables", "744204"), rounding=Decimal("0.5"))
    (one,) = deducted("other_receivables", value, line)
    assert one.severity == "warning"
    assert one.holds is fits or one.agrees is None
    if value in ("600000", "900000"):
        assert one.agrees is fits
        assert one.because.endswith(f"the schedule deducts {int(value):,}, more than the 744,204 of the balance sheet.")


def test_the_limit_of_what_a_receivable_may_be_deducted_by() -> None:
    wide = replace(fact("other_receivables", "712345"), rounding=Decimal(5870))
    for value, fits in (("718215.5", True), ("718216", False)):
        one = replace(fact("nonallowable_assets", value), part="other_receivables", rounding=Decimal("0.5"))
        held = Stated(together(report("net_capital", one), report("financial_condition", wide)))
        (made,) = ties.deducted_assets(held)
        assert made.agrees is fits


def test_only_deductions_of_an_asset_are_held_against_one() -> None:
    line = fact("prepaid_expenses", "744204")
    assert deducted("", "744204", line) == []
    assert deducted("prepaid_expenses", "744204", line, name="income") == []
    assert deducted("prepaid_expenses", "744204", line, concept="haircuts") == []
    assert deducted("prepaid_expenses", "744204") == [], "no such line"
    assert deducted("prepaid_expenses", "744204", replace(line, when=BEFORE)) == []
    assert deducted("spirits", "744204", line) == []
    assert deducted("bank_loans_payable", "5", fact("bank_loans_payable", "5")) == [], "a liability"
    assert deducted("total_assets", "5", fact("total_assets", "5")) == []


def test_lines_of_one_kind_are_deducted_one_by_one_or_together() -> None:
    lines = [fact("fixed_assets_net", "300"), fact("fixed_assets_net", "400")]

    def against(value: str, *held: Fact) -> list[str]:
        return [
            f"{one.found.value}" for one in deducted("fixed_assets_net", value, *held) if isinstance(one.found, Fact)
        ]

    assert against("400", *lines) == ["400"]
    assert against("700", *lines) == against("650", *lines) == ["700"]
    assert against("700", lines[0]) == ["300"]
    assert against("700", lines[0], replace(lines[1], unit="shares")) == ["300"]


@pytest.mark.parametrize(("concept", "whole"), [
    ("prepaid_expenses", True), ("fixed_assets_net", True), ("other_receivables", False), ("other_assets", False),
    ("due_from_affiliates", False), ("cash_and_cash_equivalents", False), ("spirits", False), ("common_stock", False),
    ("receivables_from_brokers_or_dealers", False),
])  # fmt: skip
def test_what_is_deducted_whole(concept: str, whole: bool) -> None:
    assert ties._deducted_whole(concept) is whole


# --- other ties ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("added", "compared"), [("41120", True), ("41210", True), ("90000", False)])
def test_depreciation_is_held_only_against_what_looks_like_it(added: str, compared: bool) -> None:
    held = together(
        report("income", fact("depreciation_and_amortization", "41120", YEAR)),
        report("cash_flows", fact("noncash_depreciation_and_amortization", added, YEAR)),
    )
    assert bool(list(ties.depreciation(Stated(held)))) is compared


def test_components_of_the_result_add_up_where_they_have_no_total() -> None:
    shares = [replace(fact("net_income", value, YEAR), part=part) for part, value in (("a", "60"), ("b", "40"))]
    income = report("income", fact("net_income", "100", YEAR))

    def held(*equity: Fact, name: str = "changes_in_equity") -> list[bool]:
        return [one.holds for one in ties.results_by_component(Stated(together(income, report(name, *equity))))]

    assert held(*shares) == [True]
    assert held(shares[0]) == [False]
    assert held(*shares, replace(shares[0], when=date(2023, 12, 31))) == [True]
    assert held(*shares, fact("net_income", "100", YEAR)) == held(*shares, name="cash_flows") == held() == []


def test_of_one_figure_in_two_places_the_first_is_what_it_should_be() -> None:
    one, other = fact("net_income", "5", YEAR), fact("net_income", "7", YEAR)
    (made,) = ties.one_key(Stated(together(report("income", one), report("cash_flows", other))))
    assert (made.check, made.said, made.found) == ("ties.net_income.income_to_cash_flows", other, one)
    (made,) = ties.one_key(Stated(report("income", one, other)))
    assert made.check == "ties.net_income.within_income"
    assert made.because == "Net income (loss) stands twice in the statement of income."
    assert list(ties.one_key(Stated(report("income", one, fact("net_income", "5", END))))) == []
