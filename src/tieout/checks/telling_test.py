"""What is said of a figure that the reader itself was not sure of: the page is hard to read, not wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tieout.checks.engine import check_report
from tieout.checks.manual import SPECIMENS
from tieout.checks.model import Finding
from tieout.facts import HARD_TO_READ, ILL_SET, Read, Report
from tieout.reading.reader import read_files


def _finding(sure: str) -> Finding:
    """What is found where cash of 568,855, of which the reader says `sure`, and two other lines are 54 over a total."""
    ((_, report),) = read_files([SPECIMENS / "foots.total_assets" / "report.txt"])
    assert isinstance(report, Report)
    (sheet,) = report.statements
    (at,) = (n for n, line in enumerate(sheet.lines) if line.concept == "cash_and_cash_equivalents")
    (cash,) = (fact for fact in sheet.lines[at].facts if fact is not None)
    assert isinstance(cash.trace, Read)
    unsure = replace(cash, trace=replace(cash.trace, sure=sure))
    lines = (*sheet.lines[:at], replace(sheet.lines[at], facts=(unsure,)), *sheet.lines[at + 1 :])
    facts = tuple(unsure if fact is cash else fact for fact in report.facts)
    found = check_report(replace(report, facts=facts, statements=(replace(sheet, lines=lines),))).findings
    return next(one for one in found if one.check == "foots.total_assets")


@pytest.mark.parametrize("doubt", [HARD_TO_READ, ILL_SET])
def test_a_figure_that_is_hard_to_read_is_suspected_first_and_is_no_error(doubt: str) -> None:
    clear = _finding("read")
    assert (clear.severity, clear.cause and clear.cause.id) == ("error", "transposed_digits")
    unclear = _finding(f"doubtful: no sum proves the figure; {doubt}")
    assert unclear.severity == "warning"
    assert unclear.concepts[0] == "cash_and_cash_equivalents"
    assert unclear.cause is not None
    assert unclear.cause.id == "misread"
    assert "568,855 may be 568,801 on the page" in unclear.cause.words


def test_a_doubt_of_the_sums_is_none_of_the_eyes() -> None:
    assert _finding("doubtful: Total assets is off by 54").severity == "error"
