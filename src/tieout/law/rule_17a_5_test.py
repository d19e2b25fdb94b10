"""Due dates against those FINRA published for its members."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.law.business_days import is_business_day
from tieout.law.rule_17a_5 import annual_report_due, filings_due, focus_report_due

# Report filing due dates of 2017 and 2022, as FINRA's notices list them: the end of the period and the due date.
ANNUAL_REPORTS = """
2016-11-30 2017-01-30
2016-12-31 2017-03-01
2017-01-31 2017-04-03
2017-02-28 2017-05-01
2017-03-31 2017-05-30
2017-04-30 2017-06-29
2017-05-31 2017-07-31
2017-06-30 2017-08-29
2017-07-31 2017-09-29
2017-08-31 2017-10-30
2017-09-30 2017-11-29
2017-10-31 2018-01-02
2017-11-30 2018-01-29
2017-12-31 2018-03-01
2021-11-30 2022-01-31
2021-12-31 2022-03-01
2022-01-31 2022-04-01
2022-02-28 2022-04-29
2022-03-31 2022-05-31
2022-04-30 2022-06-29
2022-05-31 2022-08-01
2022-06-30 2022-08-29
2022-07-31 2022-09-29
2022-08-31 2022-10-31
2022-09-30 2022-11-29
2022-10-31 2022-12-30
2022-11-30 2023-01-30
2022-12-31 2023-03-01
"""
MONTHLY_FOCUS = """
2017-01-31 2017-02-24
2017-02-28 2017-03-23
2017-04-30 2017-05-23
2017-05-31 2017-06-23
2017-07-31 2017-08-23
2017-08-31 2017-09-26
2017-10-31 2017-11-27
2017-11-30 2017-12-26
"""


def _pairs(table: str) -> list[tuple[date, date]]:
    return [
        (date.fromisoformat(end), date.fromisoformat(due)) for end, due in map(str.split, table.strip().splitlines())
    ]


@pytest.mark.parametrize(("end", "due"), _pairs(ANNUAL_REPORTS), ids=str)
def test_annual_reports_are_due_when_finra_said(end: date, due: date) -> None:
    assert annual_report_due(fiscal_year_end=end)["due"] == due


@pytest.mark.parametrize(("end", "due"), _pairs(MONTHLY_FOCUS), ids=str)
def test_monthly_focus_reports_are_due_when_finra_said(end: date, due: date) -> None:
    assert focus_report_due(period_end=end, part="IIA", monthly_by_notice=True)["due"] == due


@given(end=st.dates(date(2003, 12, 31), date(2034, 12, 31)), carries=st.booleans())
@settings(max_examples=100)
def test_every_filing_of_a_year_falls_due_after_its_period_and_on_a_business_day(end: date, carries: bool) -> None:
    due = filings_due(fiscal_year_end=end, carries_accounts=carries, sipc_member=False)
    days = {name: day for name, day in due.items() if isinstance(day, date)}
    assert list(days.values()) == sorted(days.values())
    assert all(is_business_day(day, "federal") for day in days.values())
    reports = [name for name in days if name.startswith("focus_part_ii")]
    assert len(reports) == 4 + ((end + timedelta(1)).day != 1 or end.month % 3 != 0)
    # A year to 28 February of a leap year has eleven ends of months in it.
    months = 11 if (end.month, end.day) == (2, 28) and (end + timedelta(1)).day == 29 else 12
    assert len([name for name in days if name.startswith("focus_part_i_")]) == (months if carries else 0)
