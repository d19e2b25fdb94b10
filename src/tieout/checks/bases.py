"""Figures that are a rate of another figure: which rates, and of what a filer may have taken one instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from tieout.checks.model import Comparison, Side
from tieout.checks.stated import Figure, Stated
from tieout.facts import Computed, Fact, Period, Told
from tieout.law import LawError, param

# The highest rates of tax on corporations, 26 U.S.C. 11(b), by the first day of the years they are of; a year that
# begins under one and ends under another has a blend of both.  35 percent is the rate above $10 million of income.
_FEDERAL: tuple[tuple[date, tuple[str, ...]], ...] = (
    (date(1979, 1, 1), ("0.46",)),
    (date(1987, 7, 1), ("0.34",)),
    (date(1993, 1, 1), ("0.34", "0.35")),
    (date(2018, 1, 1), ("0.21",)),
)
# The form's own percentages, lines 11 and 22 of FOCUS Part IIA.
_USUAL = {"minimum_net_capital_ratio": [1 / Decimal(15)], "minimum_net_capital_alternative": [Decimal("0.02")]}
_HAIRCUTS = (("fund_haircut_rate", "money_market_fund"), ("other_haircut_rate", ""))


def federal_rates(entity: str, when: date | Period) -> list[Fact]:
    """The statutory rates of a year, each told by the Code; none before 1979."""
    end = when.end if isinstance(when, Period) else when
    since, rates = next(((since, rates) for since, rates in reversed(_FEDERAL) if since <= end), (end, ()))
    return [
        Fact(
            concept="statutory_tax_rate", entity=entity, when=when, value=Decimal(rate), unit="ratio",
            label="Federal rate of tax on corporations", trace=Told("26 U.S.C. 11(b)", since, "the rate in force"),
        )
        for rate in rates
    ]  # fmt: skip


def bases_of(stated: Stated, fact: Fact, comparison: Comparison) -> tuple[Sequence[Figure], list[Decimal]]:
    """Where a figure is a rate of another one: the figures it may have been taken of, and the rates.

    A haircut is one of an asset (money market funds, and all other securities), tax at the statutory rate of a result;
    what a rule works out by a figure of law, of any amount of the day.
    """
    if fact.concept.startswith("haircut_"):
        held = [f for f in stated.figures if f.statement == "financial_condition" and f.fact.when == fact.when]
        return [f for f in held if f.fact.unit == "USD"], list(_haircut_rates(fact.end))
    if fact.concept == "rate_reconciliation" and fact.part == "statutory" and fact.unit == "USD":
        names = ("net_income", "income_before_income_taxes", "total_revenue", "total_expenses")
        held = [f for f in stated.figures if f.fact.concept in names and f.statement == "income"]
        rates = [rate.value for rate in federal_rates(fact.entity, fact.when)]
        return [f for f in held if f.fact.when == fact.when and not f.fact.part], rates
    if rates := _USUAL.get(fact.concept, []):
        held = [f for f in stated.figures if f.fact.end == fact.end and f.fact.unit == "USD" and f.fact is not fact]
        return held, rates
    if comparison.said is fact and (rates := list(_rates_of_rule(comparison.found))):
        held = [f for f in stated.figures if f.fact.end == fact.end and f.fact.unit == "USD" and f.fact is not fact]
        return held, rates
    return (), []


def _rates_of_rule(found: Side) -> Iterator[Decimal]:
    """The figures of law that a rule multiplies or divides by."""
    trace = found.trace if isinstance(found, Fact) else None
    if isinstance(trace, Computed) and trace.operation in ("product", "quotient"):
        for value in (line.fact.value for line in trace.lines if isinstance(line.fact.trace, Told)):
            yield value if trace.operation == "product" else 1 / value


def _haircut_rates(day: date) -> list[Decimal]:
    try:
        return [param(name, day, of).value for name, of in _HAIRCUTS]
    except LawError:
        return []
