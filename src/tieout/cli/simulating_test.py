"""`tieout sim` writes whole files, the same for the same seed, and goes on where it stopped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tieout.checks.model import CAUSES
from tieout.cli.simulating import simulate
from tieout.facts import TieoutError
from tieout.sim import filing
from tieout.sim.faults import plant_several


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_filing_is_written_with_its_truth(tmp_path: Path) -> None:
    (truth,) = simulate(4, 1, tmp_path / "out", scan_dpi=60, damage=0.1)
    names = {f"sim-000004.{end}" for end in ("pdf", "txt", "md", "tiff", "damaged.txt", "truth.json")}
    assert set(contents(tmp_path / "out")) == names
    held = json.loads(truth.read_text())
    text = (tmp_path / "out" / "sim-000004.txt").read_text()
    assert all(figure["printed"] in text for figure in held["figures"])
    assert held["damage"]
    assert held["facing_page"]["sec_file_number"] in text


def test_the_same_seeds_give_the_same_bytes(tmp_path: Path) -> None:
    simulate(1, 2, tmp_path / "a", scan_dpi=50)
    simulate(1, 2, tmp_path / "b", scan_dpi=50)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_mistakes_are_planted_and_told(tmp_path: Path) -> None:
    (truth,) = simulate(4, 1, tmp_path / "out", faults=3)
    simulate(4, 1, tmp_path / "again", faults=3)
    assert contents(tmp_path / "out") == contents(tmp_path / "again")
    held = json.loads(truth.read_text())["faults"]
    assert len({fault["kind"] for fault in held}) == 3
    simulate(4, 1, tmp_path / "clean")
    assert contents(tmp_path / "clean")["sim-000004.txt"] != contents(tmp_path / "out")["sim-000004.txt"]


def test_the_causes_of_faults_are_those_that_checks_tell() -> None:
    told = {fault.cause for seed in range(1, 60) for fault in plant_several(filing(seed), 6, seed)[1]} - {""}
    assert told <= set(CAUSES)
    assert len(told) > 8


def test_what_is_done_is_left_and_other_options_do_it_again(tmp_path: Path) -> None:
    (truth,) = simulate(2, 1, tmp_path)
    pdf = tmp_path / "sim-000002.pdf"
    pdf.write_bytes(b"kept")
    simulate(2, 1, tmp_path)
    assert pdf.read_bytes() == b"kept"
    truth.write_text("{}")
    simulate(2, 1, tmp_path)
    assert pdf.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"style": "gothic"}, "no house style 'gothic'"),
        ({"scan_dpi": 5000}, "scans of 5000 dpi"),
        ({"severity": "worse"}, "no severity 'worse'"),
        ({"damage": 2.0}, "damage is 2.0"),
        ({"faults": 11}, "faults is 11"),
    ],
)
def test_options_that_cannot_be_are_refused_before_anything_is_written(
    tmp_path: Path, options: dict[str, object], message: str
) -> None:
    with pytest.raises(TieoutError, match=message):
        simulate(1, 1, tmp_path / "out", **options)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TieoutError, match="cannot be written"):
        simulate(1, 1, tmp_path / "file")
