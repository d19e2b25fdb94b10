"""`tieout read` at the prompt: what it prints, what it writes, and what it says of files it cannot read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tieout.cli.conftest import Run

SHEET = """Elm Securities, Inc.
Statement of Financial Condition
December 31, 2003
ASSETS
Cash\t568,855
Receivables from brokers or dealers\t825,496
Total assets\t1,394,351
LIABILITIES AND MEMBER'S EQUITY
Accounts payable\t333,297
Commissions payable\t432,862
Total liabilities\t766,459
Member's equity\t628,192
Total liabilities and member's equity\t1,394,351
"""


@pytest.fixture
def filing(tmp_path: Path) -> Path:
    path = tmp_path / "elm.txt"
    path.write_text(SHEET, encoding="utf-8")
    return path


def test_what_was_read_is_shown_to_people(filing: Path, run: Run) -> None:
    said = run("read", filing)
    assert (said.code, said.err) == (0, "")
    assert "elm.txt, text, 1 page" in said.out
    assert "568,855 ✓" in said.out
    assert "766,159 ~" in said.out
    assert "printed 766,459; 4 read as 1; proved by 333,297 + 432,862 = 766,159" in " ".join(said.out.split())
    assert "1 repaired" in said.out


def test_one_file_to_one_report(filing: Path, tmp_path: Path, run: Run) -> None:
    said = run("read", filing, "-o", tmp_path / "deep" / "report.json")
    assert said.code == 0
    assert "facts" in said.out
    held = json.loads((tmp_path / "deep" / "report.json").read_text(encoding="utf-8"))
    assert (held["schema"], held["filing"]["document"]) == ("tieout/report/1", "elm.txt")
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["report.json"], "nothing half-written stays"


def test_one_file_into_a_folder_that_is_there(filing: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "out").mkdir()
    assert run("read", filing, "-o", tmp_path / "out").code == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["elm.json"]


def test_json_on_the_terminal(filing: Path, run: Run) -> None:
    said = run("read", filing, "--json")
    assert json.loads(said.out)["facts"]


def test_an_unreadable_file_stops_no_other(filing: Path, tmp_path: Path, run: Run) -> None:
    bad, other = tmp_path / "bad.pdf", tmp_path / "oak.txt"
    bad.write_bytes(b"%PDF-1.4 broken off")
    other.write_text(SHEET.replace("Elm", "Oak"), encoding="utf-8")
    said = run("read", bad, filing, tmp_path / "none.txt", other, "-o", tmp_path / "out")
    assert said.code == 2
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["elm.json", "oak.json"]
    assert said.err.count("tieout: ") == 2
    assert "bad.pdf" in said.err
    assert "none.txt" in said.err


def test_several_files_do_not_fit_one_report(filing: Path, tmp_path: Path, run: Run) -> None:
    said = run("read", filing, filing, "-o", tmp_path / "report.json")
    assert said.code != 0
    assert "one file for several documents" in said.err
    assert not (tmp_path / "report.json").exists()


def test_two_files_of_one_name_do_not_overwrite_each_other(filing: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "b").mkdir()
    twin = tmp_path / "b" / "elm.txt"
    twin.write_text(SHEET.replace("568,855", "568,856"), encoding="utf-8")
    said = run("read", filing, twin, "-o", tmp_path / "out")
    written = list((tmp_path / "out").glob("*.json")) if (tmp_path / "out").is_dir() else []
    assert len(written) == 2 or said.code != 0


def test_a_place_that_cannot_be_written(filing: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    said = run("read", filing, "-o", tmp_path / "file" / "report.json")
    assert said.code != 0
    assert "nothing was half-written" in said.err
