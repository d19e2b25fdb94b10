"""The cover and contents: names, numbers, who may see it, what is listed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tieout.reading.document import Document
from tieout.reading.files import plain
from tieout.reading.files.limits import Limits
from tieout.reading.form.cover import read_cover
from tieout.reading.form.facing_page import read_facing_page

SHARED = Path(__file__).parents[4].parent / "shared" / "seeds"
SEEDS = {"mml_investors_2003": "000_1eed455c6c5f1d85.txt", "mml_distributors_2003": "001_da02cad6aa068b09.txt"}

COVER = """\
Alder Point Securities, LLC and Subsidiary
(SEC File Number 8-51999)

Consolidated Financial Statements for the Year Ended December 31, 2016
and Report of Independent Registered Public Accounting Firm

Filed pursuant to Rule 17a-5(e)(3) as a *PUBLIC DOCUMENT*.

TABLE OF CONTENTS

	Page
REPORT OF INDEPENDENT REGISTERED PUBLIC ACCOUNTING FIRM	1
FINANCIAL STATEMENTS AS OF AND FOR THE YEAR ENDED DECEMBER 31, 2016:
Consolidated Statement of Financial Condition	2
Consolidated Statement of Changes in Liabilities Subordinated to Claims
of General Creditors	5
Notes to Consolidated Financial Statements	6 – 13
Schedule I ............................ 14

We have audited the accompanying statements of Alder Point Securities, LLC.

CONSOLIDATED STATEMENT OF FINANCIAL CONDITION
Total members' equity	100
"""


def document(text: str) -> Document:
    return plain.read(text, "cover", Limits())


def test_the_name_over_a_statement_that_stands_alone() -> None:
    alone = "Harbor Light Capital LLC\nStatement of Financial Condition\nJune 30, 2017\nCash\t412,088\n"
    assert [name.text for name in read_cover(document(alone)).names] == ["Harbor Light Capital LLC"]


def test_a_cover() -> None:
    cover = read_cover(document(COVER))
    assert [name.text for name in cover.names] == ["Alder Point Securities, LLC and Subsidiary"]
    assert [number.text for number in cover.file_numbers] == ["8-51999"]
    assert cover.is_public is True
    assert cover.public_source is not None
    assert "PUBLIC DOCUMENT" in cover.public_source.text
    assert cover.entity_kind == "limited_liability_company"
    assert cover.consolidated is True


def test_listed_statements_with_their_pages() -> None:
    listed = [(line.title, line.pages) for line in read_cover(document(COVER)).listed]
    assert listed == [
        ("REPORT OF INDEPENDENT REGISTERED PUBLIC ACCOUNTING FIRM", "1"),
        ("Consolidated Statement of Financial Condition", "2"),
        ("Consolidated Statement of Changes in Liabilities Subordinated to Claims of General Creditors", "5"),
        ("Notes to Consolidated Financial Statements", "6-13"),
        ("Schedule I", "14"),
    ]


def test_a_confidential_binding_that_names_the_public_one() -> None:
    text = (
        "These statements should be deemed CONFIDENTIAL pursuant to Rule 17a-5(e)(3).  A statement of financial "
        "condition bound separately has been filed as a public document."
    )
    assert (
        read_cover(
            document(COVER.replace("Filed pursuant to Rule 17a-5(e)(3) as a *PUBLIC DOCUMENT*.", text))
        ).is_public
        is False
    )
    assert read_cover(document(COVER.replace("as a *PUBLIC DOCUMENT*", ""))).is_public is None


@pytest.mark.parametrize(
    ("name", "owners", "kind"),
    [
        ("Alder Point Securities, Inc.", "", "corporation"),
        ("Alder Point Securities L.P.", "", "partnership"),
        ("Alder Point Securities", "Total partners' capital", "partnership"),
        ("Alder Point Securities", "Total stockholder's equity", "corporation"),
        ("Alder Point Securities", "Proprietor's capital", "sole_proprietorship"),
        ("Alder Point Securities", "", ""),
    ],
)
def test_entity_kinds(name: str, owners: str, kind: str) -> None:
    text = COVER.replace("Alder Point Securities, LLC", name).replace("Total members' equity", owners or "Total")
    assert read_cover(document(text)).entity_kind == kind


def test_nothing_to_read() -> None:
    cover = read_cover(document("Cash\t100"))
    assert (cover.names, cover.listed, cover.is_public, cover.entity_kind, cover.consolidated) == (
        (),
        (),
        None,
        "",
        None,
    )


@pytest.mark.parametrize("name", SEEDS)
def test_reference_filings(name: str) -> None:
    source, told = SHARED / SEEDS[name], SHARED / "expected" / f"{name}.json"
    if not (source.is_file() and told.is_file()):
        pytest.skip(f"{source} is not there")
    expected = json.loads(told.read_text(encoding="utf-8"))
    filing = plain.read(source.read_text(encoding="utf-8"), name, Limits())
    cover = read_cover(filing, read_facing_page(filing))
    assert cover.entity_kind == expected["entity_kind"]
    assert cover.consolidated == expected["consolidated"]
    assert cover.is_public == expected["public_document"]
    assert cover.names[0].text.startswith(expected["facing_page"]["registrant_name"])
    assert len(cover.listed) == 8
