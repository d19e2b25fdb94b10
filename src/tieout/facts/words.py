"""Dates and periods as a report spells them, whatever the machine's own language is."""

from __future__ import annotations

from datetime import date

from tieout.facts.model import Period

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def long_date(day: date) -> str:
    """
    >>> long_date(date(2003, 12, 31))
    'December 31, 2003'
    """
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def span(period: Period) -> str:
    """A period as the subtitle of a statement says it.

    >>> span(Period(date(2003, 1, 1), date(2003, 12, 31)))
    'Year ended December 31, 2003'
    >>> span(Period(date(2003, 3, 1), date(2003, 12, 31)))
    'Period from March 1, 2003 to December 31, 2003'
    """
    days = (period.end - period.start).days + 1
    if 364 <= days <= 371:  # a fiscal year of 52 or 53 weeks is a year
        return f"Year ended {long_date(period.end)}"
    return f"Period from {long_date(period.start)} to {long_date(period.end)}"
