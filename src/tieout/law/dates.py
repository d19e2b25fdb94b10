"""Days counted by the calendar: months, quarters and years.  Business days have their own module."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month where it has none; before, below zero.

    >>> add_months(date(2024, 1, 31), 1), add_months(date(2024, 2, 29), -12)
    (datetime.date(2024, 2, 29), datetime.date(2023, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=4096)
def later(day: date, span: str) -> date:
    """A day so many days or calendar months later.

    >>> later(date(2024, 11, 30), "3 months"), later(date(2024, 1, 1), "30 days")
    (datetime.date(2025, 2, 28), datetime.date(2024, 1, 31))
    """
    count, unit = span.split()
    return day + timedelta(int(count)) if unit == "days" else add_months(day, int(count))


def month_end(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def quarter_start(day: date) -> date:
    """The first day of its calendar quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarter_end(day: date) -> date:
    """The last day of its calendar quarter."""
    return month_end(add_months(quarter_start(day), 2))


def month_ends(start: date, end: date) -> Iterator[date]:
    """The ends of months from `start` through `end`."""
    day = month_end(start)
    while day <= end:
        yield day
        day = month_end(day + timedelta(1))


def a_year_before(day: date) -> date:
    """The same day a year earlier; the end of February stays the end of it.

    >>> a_year_before(date(2025, 2, 28)), a_year_before(date(2024, 2, 29))
    (datetime.date(2024, 2, 29), datetime.date(2023, 2, 28))
    """
    before = add_months(day, -12)
    return month_end(before) if day == month_end(day) else before
