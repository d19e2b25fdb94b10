"""Months, quarters and years, counted as a calendar does."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tieout.law.dates import a_year_before, add_months, later, month_end, month_ends, quarter_end, quarter_start

days = st.dates(date(1975, 1, 1), date(2040, 12, 31))


@given(days, st.integers(-600, 600))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int) -> None:
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and found == month_end(found))


@given(days)
def test_a_quarter_holds_its_days_and_the_next_begins_after_it(day: date) -> None:
    start, end = quarter_start(day), quarter_end(day)
    assert start <= day <= end
    assert quarter_start(end + timedelta(1)) == end + timedelta(1) == add_months(start, 3)


@given(days)
def test_a_year_has_twelve_month_ends(day: date) -> None:
    assert len(list(month_ends(day, month_end(add_months(day, 11))))) == 12


@given(days)
def test_a_fiscal_year_that_ends_with_a_month_has_always_done_so(day: date) -> None:
    assert a_year_before(month_end(day)) == month_end(add_months(day, -12))


def test_thirty_days_are_no_month() -> None:
    assert (later(date(2024, 1, 31), "30 days"), later(date(2024, 1, 31), "1 months")) == (
        date(2024, 3, 1),
        date(2024, 2, 29),
    )
