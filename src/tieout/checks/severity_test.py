"""How grave a finding is: what a controller would let stand is a warning, what the page itself disproves an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from tieout.checks.engine import check_report
from tieout.checks.manual import SPECIMENS
from tieout.reading.files.opening import open_document
from tieout.reading.reader import read_document


def _severities(path: Path, text: str) -> dict[str, str]:
    path.write_text(text, encoding="utf-8")
    return {f.check: f.severity for f in check_report(read_document(open_document(path))).findings}


@pytest.mark.parametrize(
    ("ratio", "severity"), [("1.58", "error"), ("1.86", "error"), ("1.85", None), ("1.90", "error")]
)
def test_a_ratio_that_is_wrong(ratio: str, severity: str | None, tmp_path: Path) -> None:
    told = (SPECIMENS / "recomputes.aggregate_indebtedness_to_net_capital" / "report.txt").read_text(encoding="utf-8")
    found = _severities(tmp_path / "report.txt", told.replace("1.58", ratio))
    assert found.get("recomputes.aggregate_indebtedness_to_net_capital") == severity


def test_a_ratio_cut_off_instead_of_rounded_is_a_warning(tmp_path: Path) -> None:
    told = (SPECIMENS / "recomputes.aggregate_indebtedness_to_net_capital" / "report.txt").read_text(encoding="utf-8")
    found = _severities(tmp_path / "report.txt", told.replace("765,159", "768,000").replace("1.58", "1.85"))
    assert found["recomputes.aggregate_indebtedness_to_net_capital"] == "warning"


FLOWS = """Elm Securities, Inc.
Statement of Cash Flows
Year ended December 31, 2024

Net income                                            $  219,000
Net cash provided by operating activities                219,000
Disposals of furniture and equipment                      50,000
Purchases of furniture and equipment                     (10,000)
Net cash {} investing activities                    {}
Net increase in cash                                     {}
Cash, beginning of year                                  309,855
Cash, end of year                                     $  {}
"""


@pytest.mark.parametrize(("word", "net", "severity"), [("used in", "40,000", "error"), ("provided by", "40,000", None)])
def test_cash_provided_and_called_used(word: str, net: str, severity: str | None, tmp_path: Path) -> None:
    found = _severities(tmp_path / "report.txt", FLOWS.format(word, net, "259,000", "568,855"))
    assert found.get("signs.net_cash_from_investing_activities") == severity
