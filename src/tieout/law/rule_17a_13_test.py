"""What holds of every securities difference."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.facts import Fact
from tieout.law.rule_17a_13 import securities_differences_deduction

DAYS = st.dates(date(2003, 1, 1), date(2035, 6, 30))


def _deduction(as_of: date, discovered_on: date, market_value: Decimal, side: str = "short") -> Decimal:
    row = {"security": "A", "side": side, "discovered_on": discovered_on, "market_value": market_value}
    found = securities_differences_deduction(as_of=as_of, differences=[row])["deduction"]
    assert isinstance(found, Fact)
    return found.value


@given(discovered=DAYS, days=st.integers(0, 60), value=st.integers(0, 10**9))
@settings(max_examples=150)
def test_a_difference_only_grows_with_age_and_never_beyond_its_value(discovered: date, days: int, value: int) -> None:
    as_of, market_value = discovered + timedelta(days), Decimal(value)
    found = _deduction(as_of, discovered, market_value)
    assert 0 <= found <= _deduction(as_of + timedelta(1), discovered, market_value) <= market_value


@given(discovered=DAYS, days=st.integers(0, 60))
@settings(max_examples=50)
def test_a_long_difference_in_a_security_not_sold_takes_nothing(discovered: date, days: int) -> None:
    assert _deduction(discovered + timedelta(days), discovered, Decimal(1000), "long") == 0
