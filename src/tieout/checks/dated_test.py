"""Days in the text of a report: the balances of equity, and notes that kept last year's date."""

from __future__ import annotations

import pytest

from tieout.checks.engine import check_report
from tieout.checks.model import Finding
from tieout.facts import Report
from tieout.reading.files import plain
from tieout.reading.files.limits import Limits
from tieout.reading.reader import read_document

FORM = """\
FACING PAGE
REPORT FOR THE PERIOD BEGINNING	01/01/24	AND ENDING	12/31/24
A. REGISTRANT IDENTIFICATION
NAME OF BROKER-DEALER: Elm Securities, Inc.
ADDRESS OF PRINCIPAL PLACE OF BUSINESS: (Do not use P.O. Box No.)
12 Main Street
FOR OFFICIAL USE ONLY

"""
EQUITY = """\
Elm Securities, Inc.
Statement of Changes in Stockholders' Equity
Year ended December 31, 2024

	Common stock	Retained earnings	Total
Balance, {}	$	10,000	$	889,971	$	899,971
Net income				110,029		110,029
Balance, {}	$	10,000	$	1,000,000	$	1,010,000
"""
SCHEDULE = """\
Elm Securities, Inc.
Computation of Net Capital Under Rule 15c3-1
December 31, 2024

Total stockholders' equity	$	310,415
Less nonallowable assets		42,100
Net capital	$	268,315

Notes to Financial Statements
December 31, 2024

1. REGULATORY REQUIREMENTS

"""


def findings(text: str) -> list[Finding]:
    report = read_document(plain.read(FORM + text, "report.txt", Limits()))
    assert isinstance(report, Report)
    return [f for f in check_report(report).findings if f.check.startswith(("agrees.balance_date", "agrees.day_of"))]


@pytest.mark.parametrize(
    ("opening", "closing", "said"),
    [
        ("January 1, 2024", "December 31, 2024", []),
        ("December 31, 2023", "December 31, 2024", []),
        ("beginning of year", "end of year", []),
        ("January 1, 2023", "December 31, 2024", ["agrees.balance_date.opening"]),
        ("January 1, 2024", "December 31, 2023", ["agrees.balance_date.closing"]),
    ],
)
def test_equity_begins_and_ends_with_its_year(opening: str, closing: str, said: list[str]) -> None:
    assert [f.check for f in findings(EQUITY.format(opening, closing))] == said


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("At December 31, 2024, the Company had net capital of $268,315.", []),
        ("At December 31, 2023, the Company had net capital of $254,108.", []),
        ("At December 31, 2023, the Company had net capital of $268,315.", ["agrees.day_of.net_capital"]),
        (
            "At December 31, 2024 and 2023, the Company had net capital of $268,315 and $268,315, respectively.",
            [],  # the same in both years: rare, but said
        ),
    ],
)
def test_a_note_that_kept_last_year_s_date(note: str, said: list[str]) -> None:
    assert [f.check for f in findings(SCHEDULE + note + "\n")] == said
