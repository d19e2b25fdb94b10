"""Specimens: the smallest reports that provoke each check, and the exact words of the finding.

A folder of `specimens` is named for the id of its finding and holds `report.txt` (or `report.json`) and `finding.txt`;
`prior.txt` where the check needs the report of the year before.
Where words of a finding change on purpose, `python -m tieout.checks.specimens_test CHECK` writes the one that says it.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

import tieout
from tieout.checks.engine import check_report
from tieout.checks.manual import SPECIMENS, Specimen, explained, owner, page, registered, said, specimens
from tieout.checks.model import Checked
from tieout.facts import Report, TieoutError
from tieout.reading.reader import read_files

PAGE = Path(tieout.__file__).parents[2] / "docs" / "checks.md"
IDS = [name for check in registered() for name in check.ids]


def checked(folder: Path) -> Checked:
    held = {path.stem: path for path in folder.iterdir() if path.stem in ("report", "prior")}
    return check_report(_read(held["report"]), prior=_read(held["prior"]) if "prior" in held else None)


def _read(path: Path) -> Report:
    ((_, report),) = read_files([path])
    assert isinstance(report, Report), str(report)
    return report


def words(folder: Path) -> str:
    found = checked(folder)
    return "\n".join(said(finding, found.document) for finding in found.findings if finding.check == folder.name)


@pytest.mark.parametrize("specimen", specimens(), ids=lambda one: one.check)
def test_a_specimen_provokes_its_finding_in_these_words(specimen: Specimen) -> None:
    assert words(specimen.report.parent) == specimen.says


@pytest.mark.parametrize("specimen", specimens(), ids=lambda one: one.check)
def test_nothing_else_in_a_specimen_is_an_error(specimen: Specimen) -> None:
    """But for what a report so small leaves out."""
    found = checked(specimen.report.parent)
    others = [f for f in found.findings if f.check != specimen.check and not f.check.startswith("complete")]
    assert [(f.check, f.message) for f in others if f.severity == "error"] == []


@pytest.mark.parametrize("name", IDS)
def test_every_id_of_every_check_has_a_specimen(name: str) -> None:
    owners = [owner(one.check) for one in specimens()]
    assert any(held and held[1] == name for held in owners), f"{name} has no specimen"


@pytest.mark.parametrize(("named", "shown"), [("Elm Securities, Inc.", "Elm Securities, Inc."), ("", "report.txt")])
def test_a_report_that_names_no_firm_is_called_by_its_document(named: str, shown: str) -> None:
    report = replace(_read(SPECIMENS / "foots.total_assets" / "report.txt"), entity=named)
    assert check_report(report).entity == shown


def test_every_specimen_is_of_a_check() -> None:
    placed = {one.check for one in specimens() if owner(one.check)}
    assert {folder.name for folder in SPECIMENS.iterdir()} == placed


def test_the_page_of_the_manual_is_what_would_be_printed() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tieout.checks.manual > docs/checks.md"


def test_a_check_is_explained_by_its_name_or_by_one_of_its_pattern() -> None:
    assert "A total is the sum of the lines above it." in explained("foots.*")
    assert "said: 1,435,417  (line 9)" in explained("foots.total_assets")
    assert "Net capital" not in explained("foots.total_assets"), "another specimen of its check"
    assert explained("all").splitlines() == IDS


def test_a_check_that_there_is_not_is_an_error_with_those_near() -> None:
    with pytest.raises(TieoutError, match=r"no check 'recomputes.excess'.*\n.*recomputes.excess_net_capital"):
        explained("recomputes.excess")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        (SPECIMENS / name / "finding.txt").write_text(words(SPECIMENS / name), encoding="utf-8")
