"""Days in the text of a report: the balances of equity, and notes that kept last year's date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tieout.checks import dated
from tieout.checks.engine import check_report
from tieout.checks.model import Comparison, Finding
from tieout.checks.plausible_test import fact, report
from tieout.checks.stated import Stated
from tieout.facts import Fact, Period, Read, Report, Told
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


LAST, ENDED = date(2023, 12, 31), date(2024, 12, 31)


def told(*of_notes: Fact, lines: Sequence[Fact] = (), end: str = "2024-12-31") -> list[str]:
    held = report("net_capital", *lines)
    held = replace(held, facts=(*held.facts, *of_notes), facing_page={"period_end": end})
    return [c.check for c in dated.days_of_notes(Stated(held)) if isinstance(c, Comparison) and not c.holds]


def test_a_figure_of_the_notes_for_a_year_ago_that_is_this_year_s() -> None:
    note, line = fact("net_capital", "268315", LAST), fact("net_capital", "268315")
    name = ["agrees.day_of.net_capital"]
    assert told(note, lines=[line]) == name
    assert told(replace(note, value=Decimal(268000)), lines=[replace(line, value=Decimal(268000))]) == [], (
        "it falls evenly"
    )
    assert told(replace(note, value=Decimal(268001)), lines=[replace(line, value=Decimal(268001))]) == name
    assert told(replace(note, value=Decimal(267267)), lines=[replace(line, value=Decimal(267267))]) == name
    assert told(replace(note, unit="shares"), lines=[replace(line, unit="shares")]) == []
    assert told(replace(note, when=ENDED), lines=[line]) == [], "this year's"
    assert told(replace(note, when=date(2025, 1, 31)), lines=[line]) == [], "a later day"
    year = Period(date(2023, 1, 1), LAST)
    assert told(replace(note, when=year), lines=[line]) == []
    assert told(lines=[note, line]) == [], "a statement's figure"
    assert told(note) == told(note, line) == [], "no statement gives it"
    assert told(note, lines=[line, replace(note, value=Decimal(5))]) == [], "a statement gives it for both days"
    assert told(note, lines=[replace(line, value=Decimal(268316))]) == []
    assert told(note, lines=[line], end="unreadable") == name
    assert told(note, end="unreadable") == []


def test_a_sentence_has_one_date_and_one_finding() -> None:
    place = Read("elm.txt", 2, (0, 5, 1, 5), "At December 31, 2023, net capital was 268,315 and required was 17,877.")
    two = [
        replace(fact(name, value, LAST), trace=place)
        for name, value in (("net_capital", "268315"), ("needed", "17877"))
    ]
    lines = [fact("net_capital", "268315"), fact("needed", "17877")]
    assert told(*two, lines=lines) == ["agrees.day_of.net_capital"]
    apart = [two[0], replace(two[1], trace=replace(place, page=3))]
    assert told(*apart, lines=lines) == ["agrees.day_of.net_capital", "agrees.day_of.needed"]
    unplaced = [replace(one, trace=Told("J. Doe", LAST, "told")) for one in two]
    assert len(told(*unplaced, lines=lines)) == 2


def test_the_days_for_which_statements_give_a_figure() -> None:
    stated = Stated(report("net_capital", fact("net_capital", "5", LAST)))
    assert dated._days_of(stated, "net_capital") == {LAST}
    assert dated._days_of(Stated(Report("Elm", {}, (fact("net_capital", "5", LAST),))), "net_capital") == set()


@pytest.mark.parametrize(("day", "said"), [
    ("January 8, 2024", []), ("January 9, 2024", ["agrees.balance_date.opening"]),
    ("December 25, 2023", []), ("December 24, 2023", ["agrees.balance_date.opening"]),
])  # fmt: skip
def test_a_week_more_or_less_is_a_year_of_weeks(day: str, said: list[str]) -> None:
    assert [f.check for f in findings(EQUITY.format(day, "December 31, 2024"))] == said


@pytest.mark.parametrize(("text", "day"), [
    ("Balance, December 31, 2024", ENDED), ("BALANCE DECEMBER 31 2024", ENDED), ("February 30, 2024", None),
    ("Balance", None),
])  # fmt: skip
def test_a_day_in_a_label(text: str, day: date | None) -> None:
    assert dated._day(text) == day
