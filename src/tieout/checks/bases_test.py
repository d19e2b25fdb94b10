"""Of what a figure may be a rate: the figures of its day, and only the rates that are its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tieout.checks.bases import bases_of, federal_rates
from tieout.checks.model import Comparison
from tieout.checks.plausible_test import BEFORE, END, YEAR, fact, report
from tieout.checks.stated import Stated
from tieout.facts import Fact, Told, add, computed

LAW = replace(fact("rate", "0.15", unit="ratio"), trace=Told("17 CFR 240.15c3-1", date(1975, 9, 1), "the law"))


def bases(
    of: Fact, *others: Fact, name: str = "financial_condition", found: Fact | None = None
) -> tuple[list[str], list[str]]:
    """The figures that one may be a rate of, and the rates."""
    stated = Stated(report(name, *others, of))
    held, rates = bases_of(stated, of, Comparison("x", of, found or of))
    return [figure.fact.concept for figure in held], [f"{rate:.4f}" for rate in rates]


def test_a_haircut_is_of_an_asset_of_its_day() -> None:
    others = (fact("cash", "1"), fact("old", "2", BEFORE), fact("shares", "3", unit="shares"))
    cut = fact("haircut_other", "5")
    assert bases(cut, *others) == (["cash", "haircut_other"], ["0.0200", "0.1500"])
    assert bases(cut, *others, name="income") == ([], ["0.0200", "0.1500"])
    assert bases(replace(cut, when=date(1960, 12, 31)))[1] == [], "no law of that day is held"
    assert bases(replace(cut, concept="haircuts"), *others) == ([], [])


def test_tax_at_the_statutory_rate_is_of_a_result_of_its_year() -> None:
    others = (
        fact("net_income", "1", YEAR), replace(fact("net_income", "2", YEAR), part="x"),
        fact("total_revenue", "3", YEAR),
        fact("total_expenses", "4", YEAR), fact("income_before_income_taxes", "5", YEAR), fact("occupancy", "6", YEAR),
        fact("net_income", "7", BEFORE),
    )  # fmt: skip
    tax = replace(fact("rate_reconciliation", "5", YEAR), part="statutory")
    results = ["net_income", "total_revenue", "total_expenses", "income_before_income_taxes"]
    assert bases(tax, *others, name="income") == (results, ["0.2100"])
    assert bases(tax, *others) == ([], ["0.2100"]), "not of the balance sheet"
    assert bases(replace(tax, part="state"), *others, name="income") == ([], [])
    assert bases(replace(tax, unit="ratio"), *others, name="income") == ([], [])
    assert bases(replace(tax, concept="x"), *others, name="income") == ([], [])


@pytest.mark.parametrize(("concept", "rate"), [
    ("minimum_net_capital_ratio", "0.0667"), ("minimum_net_capital_alternative", "0.0200"),
])  # fmt: skip
def test_a_requirement_is_a_share_of_any_amount_of_its_day(concept: str, rate: str) -> None:
    others = (fact("cash", "1"), fact("old", "2", BEFORE), fact("shares", "3", unit="shares"), fact("fees", "4", YEAR))
    assert bases(fact(concept, "5"), *others) == (["cash", "fees"], [rate])


@pytest.mark.parametrize(("operation", "rates"), [("product", ["0.1500"]), ("quotient", ["6.6667"]), ("sum", [])])
def test_a_rule_that_takes_a_figure_of_law_may_have_taken_it_of_another(operation: str, rates: list[str]) -> None:
    said, base = fact("net_capital_required", "5"), fact("indebtedness", "33")
    found = computed("net_capital_required", [add(base), add(LAW)], operation=operation)  # type: ignore[arg-type]
    others = (fact("cash", "1"), fact("old", "2", BEFORE), fact("shares", "3", unit="shares"))
    assert bases(said, *others, found=found) == ((["cash"] if rates else []), rates)
    stated = Stated(report("x", *others, said, base))
    assert bases_of(stated, base, Comparison("x", said, found)) == ((), []), "a line of the rule is a rate of nothing"


@pytest.mark.parametrize(("day", "rates"), [
    (date(1978, 12, 31), []), (date(1979, 1, 1), ["0.46"]), (date(1987, 6, 30), ["0.46"]),
    (date(1987, 7, 1), ["0.34"]), (date(1992, 12, 31), ["0.34"]), (date(1993, 1, 1), ["0.34", "0.35"]),
    (date(2017, 12, 31), ["0.34", "0.35"]), (date(2018, 1, 1), ["0.21"]),
])  # fmt: skip
def test_a_federal_rate_is_of_the_day_it_begins(day: date, rates: list[str]) -> None:
    held = federal_rates("Elm", day)
    assert [str(rate.value) for rate in held] == rates
    assert all(isinstance(rate.trace, Told) and rate.trace.on <= day for rate in held)


def test_the_rate_of_a_period_is_that_of_its_end() -> None:
    assert [rate.value for rate in federal_rates("Elm", YEAR)] == [Decimal("0.21")]
    assert federal_rates("Elm", END) != []
