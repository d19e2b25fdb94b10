"""Dates of the form: read where one reading is possible, and left alone where two are."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.reading.form.dates import clean, readings, worded_dates

DAYS = st.dates(date(1992, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("01/01/03", "2003-01-01"),
        ("01/01/0308", "2003-01-01"),  # marks beside a table's rule, printed twice
        ("12/31/03○3", "2003-12-31"),
        ("];2/31/03○3", "2003-12-31"),
        ("U1/U1/98", "1998-01-01"),
        ("01/)1/04", "2004-01-01"),
        ("12131/03", "2003-12-31"),  # a stroke read as a one
        ("9130112", "2012-09-30"),
        ("l2/3l/99", "1999-12-31"),
        ("112/31/03", "2003-12-31"),
        ("December 31, 2003", "2003-12-31"),
        ("123103", "2003-12-31"),
        ("2004-02-13", "2004-02-13"),
    ],
)
def test_damage_that_leaves_one_reading(printed: str, iso: str) -> None:
    assert {reading.day.isoformat() for reading in readings(printed)} == {iso}


@pytest.mark.parametrize(
    "printed",
    [
        "06/0",
        "12/31/200",  # four digits cut short: any year of a decade
        "12/31/20 6x",
        "13/45/03",
        "31",
        "MM/DD/YY",
        "October 1, 20114",
        "12/31/45",  # no report of 1945 or 2045 was filed
    ],
)
def test_damage_that_leaves_none(printed: str) -> None:
    assert readings(printed) == []


def test_a_mend_says_what_was_mended() -> None:
    (reading,) = readings("U1/01/0308")
    assert reading.how == "letters read as the digits they look like; marks repeated at the edge left out"
    assert readings("01/01/03")[0].how == ""


@given(DAYS, st.sampled_from(["%m/%d/%y", "%m/%d/%Y", "%m-%d-%Y", "%Y-%m-%d"]))
def test_a_clean_date_reads_as_itself(day: date, style: str) -> None:
    assert clean(day.strftime(style)) == [day]


@given(DAYS, st.sampled_from("OUo)"))
def test_a_zero_misread_never_makes_another_date(day: date, glyph: str) -> None:
    read = readings(day.strftime("%m/%d/%Y").replace("0", glyph, 1))
    assert len(read) != 1 or read[0].day == day


@given(st.text(alphabet="0123456789/|lIO)( .-", max_size=24))
def test_whatever_prints_is_read_within_the_years_of_the_form(text: str) -> None:
    assert all(1992 <= reading.day.year <= 2030 for reading in readings(text))


def test_dates_in_words_know_where_they_stand() -> None:
    text = "for the year ended December 31, 2003 and for June 30, 2004"
    assert [(day.isoformat(), text[start:end]) for day, start, end in worded_dates(text)] == [
        ("2003-12-31", "December 31, 2003"),
        ("2004-06-30", "June 30, 2004"),
    ]
