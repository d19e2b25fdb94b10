"""The heading over a statement: dates, periods and scale, as filings print them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.facts import Period
from tieout.reading.document import Row
from tieout.reading.files.limits import Limits
from tieout.reading.files.plain import read
from tieout.reading.statements.headings import (
    day_of,
    days_in,
    heading_of,
    is_heading_row,
    periods,
    scale_of,
    year_before,
)

END = date(2003, 12, 31)


def rows(*lines: str) -> list[Row]:
    return list(read("\n".join(lines), "x.txt", Limits()).rows())


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("DECEMBER 31, 2003", [END]),
        ("December 31,2003", [END]),
        ("Dec. 31, 2003", [END]),
        ("December 31st, 2003", [END]),
        ("December 3l, 2003", [END]),
        ("12/31/2003 and 12/31/02", [END, date(2002, 12, 31)]),
        ("Years ended June 30, 2004, 2003 and 2002", [date(2004, 6, 30), date(2003, 6, 30), date(2002, 6, 30)]),
        ("February 29, 2004 and 2003", [date(2004, 2, 29), date(2003, 2, 28)]),
        ("February 30, 2004", []),
        ("Rule 15c3-1, note 4, $2,003", []),
    ],
)
def test_days(text: str, days: list[date]) -> None:
    assert list(days_in(text)) == days


@given(st.dates(date(1950, 1, 1), date(2050, 12, 31)))
def test_every_day_is_read_as_it_is_printed(day: date) -> None:
    assert days_in(f"{day:%B} {day.day}, {day.year}") == (day,)
    assert days_in(f"{day.month}/{day.day}/{day.year}") == (day,)
    assert day_of(f"{day:%b}", str(day.day), day.year) == day


@given(st.text(max_size=80))
def test_no_words_are_too_much(text: str) -> None:
    assert isinstance(days_in(text), tuple)


@given(st.dates(date(1950, 1, 1), date(2050, 12, 31)))
def test_a_year_is_twelve_months(end: date) -> None:
    assert 365 <= (end - year_before(end)).days + 1 <= 366


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("(in thousands)", 1_000),
        ("(Dollars in Thousands, except per share data)", 1_000),
        ("(000's omitted)", 1_000),
        ("(in millions)", 1_000_000),
        ("December 31, 2003", 1),
        ("thousands of customers", 1),
    ],
)
def test_scale(text: str, scale: int) -> None:
    assert scale_of(rows(text)) == Decimal(scale)


@pytest.mark.parametrize(
    "text", ["December 31, 2003", "2003\t2002", "Note\t2003", "(in thousands)", "Year ended December 31,"]
)
def test_rows_over_columns(text: str) -> None:
    assert is_heading_row(rows(text)[0])


@pytest.mark.parametrize("text", ["Cash\t2,003", "Commissions\t500", "LIABILITIES", "Balance, December 31, 2003\t500"])
def test_rows_of_a_table(text: str) -> None:
    assert not is_heading_row(rows(text)[0])


def columns(*lines: str, flow: bool = True, start: date | None = None) -> list[date | Period]:
    return list(periods(heading_of(rows(*lines), fiscal_end=END, fiscal_start=start, is_flow=flow)))


def test_two_columns_by_their_years() -> None:
    found = columns("Statements of Financial Condition", "December 31,", "2003\t2002", flow=False)
    assert found == [END, date(2002, 12, 31)]


def test_the_day_of_the_filing_where_the_heading_has_none() -> None:
    assert columns("Statement of Income") == [Period(date(2003, 1, 1), END)]


def test_a_first_period_from_inception() -> None:
    assert columns("For the period from March 3, 2003 (inception) to December 31, 2003") == [
        Period(date(2003, 3, 3), END)
    ]


def test_months_that_are_no_year() -> None:
    assert columns("For the six months ended June 30, 2003") == [Period(date(2003, 1, 1), date(2003, 6, 30))]


def test_the_facing_pages_first_day() -> None:
    assert columns("Period ended December 31, 2003", start=date(2003, 5, 1)) == [Period(date(2003, 5, 1), END)]
