"""Properties of due dates, and of what is answered where two counts are possible; published dates are in `cases/`."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.law.business_days import is_business_day
from tieout.law.rule_17a_5 import filings_due, focus_report_due


@given(end=st.dates(date(2003, 12, 31), date(2034, 12, 31)), carries=st.booleans())
@settings(max_examples=100)  # the calendars load in the first
def test_every_filing_of_a_year_falls_due_after_its_period_and_on_a_business_day(end: date, carries: bool) -> None:
    due = filings_due(fiscal_year_end=end, carries_accounts=carries, sipc_member=False)
    days = {name: day for name, day in due.items() if isinstance(day, date)}
    assert list(days) == sorted(days, key=lambda name: (days[name], name))
    assert all(is_business_day(day, "statutory") for day in days.values())
    reports = [name for name in days if name.startswith("focus_part_ii")]
    assert len(reports) == 4 + ((end + timedelta(1)).day != 1 or end.month % 3 != 0)
    assert len([name for name in days if name.startswith("focus_schedule_i_")]) == 1
    # A year to 28 February of a leap year has eleven ends of months in it.
    months = 11 if (end.month, end.day) == (2, 28) and (end + timedelta(1)).day == 29 else 12
    assert len([name for name in days if name.startswith("focus_part_i_")]) == (months if carries else 0)


def test_where_two_counts_are_possible_the_earlier_day_is_answered_and_the_later_said() -> None:
    due = focus_report_due(period_end=date(2014, 9, 30), part="IIA")
    assert due["due"] == date(2014, 10, 23)
    assert due["or_by_another_count"] == "2014-10-24, if only days on which the Commission is open count"


def test_a_report_counted_to_columbus_day_is_due_the_day_after() -> None:
    assert focus_report_due(period_end=date(2002, 9, 30), part="I")["due"] == date(2002, 10, 15)


def test_years_without_a_closing_by_order_have_one_count() -> None:
    due = filings_due(fiscal_year_end=date(2023, 12, 31), carries_accounts=True, sipc_member=False)
    assert "or_by_another_count" not in due
