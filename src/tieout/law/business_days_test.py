"""Business days against what was published, and what holds of every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.law import LawError
from tieout.law.business_days import (
    CALENDARS,
    add_business_days,
    business_days_between,
    due_for_filing,
    is_business_day,
    on_or_after,
)

DAYS = st.dates(date(2003, 1, 1), date(2035, 12, 31))
CALENDAR = st.sampled_from(CALENDARS)


@pytest.mark.parametrize(
    "day",
    [
        "2004-06-11",  # mourning for President Reagan
        "2007-01-02",  # for President Ford
        "2012-10-29",  # hurricane Sandy
        "2012-10-30",
        "2018-12-05",  # mourning for President Bush
        "2025-01-09",  # for President Carter
        "2021-07-05",  # Independence Day, a Sunday
        "2021-12-24",  # Christmas, a Saturday
        "2022-06-20",  # the exchange's first Juneteenth, a Sunday
        "2024-03-29",  # Good Friday
    ],
)
def test_days_the_exchange_was_closed(day: str) -> None:
    assert not is_business_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2010-12-31", "2021-12-31", "2021-06-18", "2024-10-14", "2024-11-11", "2013-07-03"])
def test_days_the_exchange_was_open(day: str) -> None:
    """New Year's Day on a Saturday is not moved; Columbus and Veterans Day are traded; half days count."""
    assert is_business_day(date.fromisoformat(day))


def test_a_holiday_on_a_saturday_is_moved_by_the_commission_and_not_by_the_banks() -> None:
    veterans_day = date(2017, 11, 10)  # 11 November 2017 was a Saturday
    assert is_business_day(veterans_day, "bank")
    assert is_business_day(veterans_day, "exchange")
    assert not is_business_day(veterans_day, "federal")


def test_the_banks_before_their_days_are_published() -> None:
    """A holiday on a Sunday is moved, one on a Saturday is not; the exchange traded on King's day until 1998."""
    assert is_business_day(date(1989, 11, 10), "bank")
    assert not is_business_day(date(1990, 11, 12), "bank")
    assert not is_business_day(date(1989, 1, 16), "settlement")
    assert is_business_day(date(1989, 1, 16))


def test_days_the_government_closed_by_order_but_the_exchange_did_not() -> None:
    for day in (date(2014, 12, 26), date(2018, 12, 24), date(2019, 12, 24), date(2020, 12, 24), date(2024, 12, 24)):
        assert not is_business_day(day, "federal")
        assert is_business_day(day)
    assert is_business_day(date(2015, 12, 24), "federal")  # half a day


def test_what_falls_due_on_a_saturday_may_be_filed_on_the_next_business_day() -> None:
    assert due_for_filing(date(2017, 12, 30)) == date(2018, 1, 2)
    assert due_for_filing(date(2018, 3, 1)) == date(2018, 3, 1)


def test_years_not_held_and_calendars_there_are_none_of_are_refused() -> None:
    with pytest.raises(LawError, match="from 1985-03-01 to 2040-12-31"):
        is_business_day(date(1985, 2, 28))
    with pytest.raises(LawError, match="outside the years"):
        add_business_days(date(2040, 12, 20), 30)
    with pytest.raises(LawError, match="no calendar is named 'Nasdaq'"):
        add_business_days(date(2024, 1, 2), 1, "Nasdaq")


@pytest.mark.parametrize("calendar", CALENDARS)
def test_the_first_and_the_last_day_held(calendar: str) -> None:
    """1 March 1985 was a Friday; 31 December 2040 is a Monday."""
    assert on_or_after(date(1985, 3, 1), calendar) == date(1985, 3, 1)
    assert add_business_days(date(1985, 3, 4), -1, calendar) == date(1985, 3, 1)
    assert add_business_days(date(2040, 12, 30), 1, calendar) == on_or_after(date(2040, 12, 31), calendar)
    for outside in (
        lambda: add_business_days(date(1985, 3, 1), -1, calendar),
        lambda: add_business_days(date(2040, 12, 31), 1, calendar),
        lambda: is_business_day(date(2041, 1, 1), calendar),
        lambda: business_days_between(date(1985, 2, 28), date(1985, 3, 4), calendar),
        lambda: business_days_between(date(2040, 12, 31), date(2041, 1, 1), calendar),
    ):
        with pytest.raises(LawError, match="outside the years whose business days we hold"):
            outside()


@given(day=DAYS, count=st.integers(-300, 300), calendar=CALENDAR)
@settings(max_examples=200)
def test_counting_there_and_back(day: date, count: int, calendar: str) -> None:
    found = add_business_days(day, count, calendar)
    assert is_business_day(found, calendar)
    if count > 0:
        assert business_days_between(day, found, calendar) == count
    if is_business_day(day, calendar):
        assert add_business_days(found, -count, calendar) == day


@given(day=DAYS, calendar=CALENDAR)
@settings(max_examples=200)
def test_the_next_the_previous_and_the_same(day: date, calendar: str) -> None:
    assert add_business_days(day, -1, calendar) < day < add_business_days(day, 1, calendar)
    assert on_or_after(day, calendar) == (
        day if is_business_day(day, calendar) else add_business_days(day, 1, calendar)
    )
    assert business_days_between(day, day + timedelta(6), calendar) in range(2, 6)


@given(day=DAYS)
@settings(max_examples=100)
def test_settlement_needs_both(day: date) -> None:
    assert is_business_day(day, "settlement") == (is_business_day(day) and is_business_day(day, "bank"))
