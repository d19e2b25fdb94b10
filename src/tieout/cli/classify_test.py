"""`tieout classify`: the table, the JSON, the file, and one clear message for each thing that can be wrong."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tieout.cli.classify import classify_file
from tieout.facts import TieoutError

LABELS = 'no,Label\n1,Cash and cash equivalents\n2,Property & equipment [net]\n3,"December 31, 2003"\n'


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "labels.csv"
    path.write_text(LABELS, encoding="utf-8")
    return path


def test_the_table_names_concepts_and_says_none_of_these(labels: Path, capsys: pytest.CaptureFixture[str]) -> None:
    classify_file(str(labels), "assets")
    said = capsys.readouterr().out
    assert "cash_and_cash_equivalents" in said
    assert "Property & equipment [net]" in said, "brackets are words, not markup"
    assert "none of these" in said
    assert "3 labels, 1 none of these, 0 to look at" in said


def test_json_holds_what_the_table_shows(labels: Path, capsys: pytest.CaptureFixture[str]) -> None:
    classify_file(str(labels), "assets", as_json=True)
    held = json.loads(capsys.readouterr().out)
    assert held["schema"] == "tieout/classify/1"
    assert [row["concept"] for row in held["labels"]] == ["cash_and_cash_equivalents", "fixed_assets_net", None]


def test_the_file_is_a_table_with_a_row_for_each_label(labels: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = labels.parent / "out.csv"
    classify_file(str(labels), "assets", out=str(out))
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["concept"] for row in rows] == ["cash_and_cash_equivalents", "fixed_assets_net", "none of these"]
    assert "out.csv" in capsys.readouterr().out
    assert sorted(p.name for p in labels.parent.iterdir()) == ["labels.csv", "out.csv"]


def test_a_file_saved_by_a_spreadsheet_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes("\ufefflabel\r\nGoodwill\r\n".encode())
    classify_file(str(path), "assets", as_json=True)
    assert json.loads(capsys.readouterr().out)["labels"][0]["concept"] == "goodwill_and_intangible_assets"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name\nCash\n", "there is no column named label"),
        (b"", "the file is empty"),
        (b"label\nCaf\xe9 equipment\n", "byte 10 is not UTF-8"),
        (b'label\n"Cash\n', "not a CSV file"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes(content)
    with pytest.raises(TieoutError, match=words) as refused:
        classify_file(str(path), "assets", out=str(tmp_path / "out.csv"))
    assert "labels.csv" in str(refused.value)
    assert not (tmp_path / "out.csv").exists()


def test_a_file_that_is_not_there_and_one_that_cannot_be_written(tmp_path: Path, labels: Path) -> None:
    with pytest.raises(TieoutError, match="cannot read the labels"):
        classify_file(str(tmp_path / "none.csv"), "assets")
    with pytest.raises(TieoutError, match="nothing was half-written"):
        classify_file(str(labels), "assets", out=str(tmp_path / "nowhere" / "out.csv"))


def test_a_side_that_is_none(labels: Path) -> None:
    with pytest.raises(TieoutError, match="assets or liabilities"):
        classify_file(str(labels), "left")
