"""What holds of every fidelity bond."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tieout.facts import Fact
from tieout.law.fidelity_bond import fidelity_bond_coverage, fidelity_bond_deductible

AMOUNTS = st.decimals(0, 20_000_000, places=2)
DAYS = st.sampled_from([date(2011, 12, 31), date(2012, 1, 1)])


def _coverage(day: date, required: Decimal) -> Decimal:
    found = fidelity_bond_coverage(as_of=day, required_net_capital=required)["minimum_coverage"]
    assert isinstance(found, Fact)
    return found.value


@given(day=DAYS, one=AMOUNTS, other=AMOUNTS)
def test_a_higher_requirement_never_asks_for_less_coverage(day: date, one: Decimal, other: Decimal) -> None:
    assert _coverage(day, min(one, other)) <= _coverage(day, max(one, other))


@given(required=AMOUNTS)
def test_finra_never_asks_for_less_than_nasd_did(required: Decimal) -> None:
    assert _coverage(date(2012, 1, 1), required) >= _coverage(date(2011, 12, 31), required)


@given(day=DAYS, coverage=AMOUNTS, deductible=AMOUNTS)
def test_net_worth_never_loses_more_than_the_deductible(day: date, coverage: Decimal, deductible: Decimal) -> None:
    answer = fidelity_bond_deductible(as_of=day, coverage=coverage, minimum_coverage=coverage, deductible=deductible)
    assert isinstance(found := answer["deduction"], Fact)
    assert 0 <= found.value <= deductible
