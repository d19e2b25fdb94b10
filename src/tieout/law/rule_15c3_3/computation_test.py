"""The day a reserve deposit falls due, whatever the day of the computation."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tieout.law.business_days import add_business_days, is_business_day
from tieout.law.rule_15c3_3.computation import reserve_deposit_deadline


@given(st.dates(date(2002, 1, 1), date(2035, 12, 31)))
def test_the_deposit_is_made_on_a_day_the_banks_are_open(day: date) -> None:
    closed = day if is_business_day(day) else add_business_days(day, 1)
    due = reserve_deposit_deadline(computed_as_of=closed)["deposit_by"]
    assert isinstance(due, date)
    assert is_business_day(due, "bank")
    assert closed + timedelta(days=2) <= due <= closed + timedelta(days=8)
