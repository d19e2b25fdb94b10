"""Facing pages written by hand in the manner of real scans, each beside what a careful person reads off it.

A page is `specimens/NAME.txt` or `.md`, its truth `specimens/NAME.json`: the fields, with "unreadable" where no one
could read more and "absent" where the page has no such blank.  Names and numbers are invented.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tieout.reading.files.opening import open_document
from tieout.reading.form.facing_page import read_facing_page

SPECIMENS = Path(__file__).parent / "specimens"
# What the page shows and the reader gives up: page, field, why.  Giving up is no error of fact; inventing would be.
GIVEN_UP = {
    ("oath_we_and_two_titles", "oath_title"): "it stands in one row with the notary's stamp",
    ("oath_we_and_two_titles", "notary"): "the name stands in one row with the caption of the signature",
    ("pipes_dates_cut", "registrant_name"): "'Fal' and 'ls' may be Falls or Fals, and no other page says",
}


def truth_of(name: str) -> dict[str, object]:
    truth: dict[str, object] = json.loads((SPECIMENS / f"{name}.json").read_text(encoding="utf-8"))
    return truth


def fields_of(name: str) -> dict[str, object]:
    page = next(path for path in SPECIMENS.glob(f"{name}.*") if path.suffix != ".json")
    return dict(read_facing_page(open_document(page)).fields)


NAMES = sorted(path.stem for path in SPECIMENS.glob("*.json"))


def test_every_page_has_its_truth() -> None:
    pages = sorted(path.stem for path in SPECIMENS.iterdir() if path.suffix in (".txt", ".md"))
    assert pages == NAMES
    assert {page for page, _ in GIVEN_UP} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_facing_page(name: str) -> None:
    fields = fields_of(name)
    expected = {field: "unreadable" if (name, field) in GIVEN_UP else value for field, value in truth_of(name).items()}
    boxes, told = fields.pop("contents", {}), expected.pop("contents", {})
    assert {field: fields.get(field, "absent") for field in expected} == expected
    assert isinstance(boxes, Mapping)
    assert isinstance(told, Mapping)
    assert {letter: boxes.get(letter, "absent") for letter in told} == told


@pytest.mark.parametrize(
    ("name", "field"),
    [pytest.param(*key, marks=pytest.mark.xfail(strict=True, reason=why)) for key, why in GIVEN_UP.items()],
)
def test_read_in_full(name: str, field: str) -> None:
    assert fields_of(name)[field] == truth_of(name)[field]
