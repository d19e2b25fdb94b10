"""What comes first: the latest year, cash before what is like it, the worst finding; and how sums are written out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from tieout.checks import plausible, ties
from tieout.checks.engine import _worst_first
from tieout.checks.model import Finding, Severity
from tieout.checks.plausible_test import BEFORE, END, YEAR, fact, fails, report
from tieout.checks.sides import _sum
from tieout.checks.stated import Stated
from tieout.facts import Fact, Period, Report, add, less

LAST = Period(date(2023, 1, 1), BEFORE)


@pytest.mark.parametrize("turned", [False, True])
def test_the_latest_comes_first(turned: bool) -> None:
    facts = [fact("cash", "1", BEFORE), fact("cash", "2", END), fact("net_income", "3", LAST)]
    facts.append(fact("net_income", "4", YEAR))
    held = Stated(report("x", *(reversed(facts) if turned else facts)))
    assert held.days == (END, BEFORE)
    assert held.periods == (YEAR, LAST)
    assert Stated.opening(YEAR) == BEFORE


def _both(one: Report, other: Report) -> Report:
    return replace(one, facts=(*one.facts, *other.facts), statements=(*one.statements, *other.statements))


CASH = (
    fact("restricted_cash", "30"), fact("cash_and_cash_equivalents", "500"),
    fact("cash_surrender_value_of_life_insurance", "7"),
)  # fmt: skip


@pytest.mark.parametrize(("flows", "against"), [("500", "500"), ("530", "530"), ("30", "500"), ("507", "500")])
def test_cash_flows_end_with_cash_or_with_cash_and_what_is_restricted(flows: str, against: str) -> None:
    for cash in permutations(CASH):
        both = _both(report("cash_flows", fact("cash_end_of_year", flows, YEAR)), report("financial_condition", *cash))
        made = ties.cash_at_both_ends(Stated(both))
        found = [c.found for c in made if c.check == "ties.cash_end_of_year.cash_flows_to_condition"]
        assert [str(each.value) for each in found if isinstance(each, Fact)] == [against]


def _finding(severity: Severity, apart: str, unit: str) -> Finding:
    return Finding("foots.x", severity, f"{severity} {apart} {unit}", (), "", "", apart, unit)


def test_the_worst_finding_comes_first() -> None:
    """Errors before warnings, figures before words, many dollars before few, and a ratio is no dollars."""
    ordered = [
        _finding("error", "200", "USD"), _finding("error", "100", "USD"), _finding("error", "0.5", "USD"),
        _finding("error", "900", "ratio"), _finding("error", "", "USD"), _finding("warning", "5000", "USD"),
        _finding("note", "9000", "USD"),
    ]  # fmt: skip
    backwards = ordered[::-1]
    assert sorted(backwards, key=_worst_first) == ordered


def test_a_sum_written_out() -> None:
    lines = [add(fact("a", "10")), less(fact("b", "3")), add(fact("c", "0")), add(fact("d", "-4"))]
    assert _sum(lines, lead=False) == "10 - 3 + 0 - 4"
    assert _sum(lines[1:], lead=False) == "-3 + 0 - 4"
    assert _sum(lines[:1], lead=True) == " + 10"
    assert _sum(lines[1:2], lead=True) == " - 3"


def test_only_haircuts_are_held_against_the_assets() -> None:
    schedule = report("net_capital", fact("net_capital", "200"))
    sheet = report("financial_condition", fact("total_assets", "100"), fact("haircuts", "200"))
    assert fails(plausible.haircuts_within_assets, _both(schedule, sheet)) == []


def test_two_places_in_dollars_are_compared_below_a_statement_in_thousands() -> None:
    """The statement hides the dollars that two tables of the notes have apart."""
    stated_in_thousands = replace(fact("income_tax_expense", "31838000", YEAR), rounding=Decimal(500))
    held = report("income", stated_in_thousands)
    notes = (fact("income_tax_expense", "31837999", YEAR), fact("income_tax_expense", "31838001", YEAR))
    made = list(ties.one_key(Stated(replace(held, facts=(*held.facts, *notes)))))
    assert [(c.check, c.apart, c.holds) for c in made] == [
        ("ties.income_tax_expense.income_to_notes", Decimal(1), True),
        ("ties.income_tax_expense.income_to_notes", Decimal(1), True),
        ("ties.income_tax_expense.within_notes", Decimal(2), False),
    ]
