"""The oath: who swears, as of when, and which boxes are checked; a signature is not print."""

from __future__ import annotations

import pytest

from tieout.reading.document import Cell, Document, Page, Row
from tieout.reading.form.names import Witness
from tieout.reading.form.oath import Oath, read_oath
from tieout.reading.form.words import editions

LINES = (
    "OATH OR AFFIRMATION",
    "I, Ann M. Holm, swear (or affirm) that, to the best of my knowledge and belief the accompanying statements",
    "pertaining to the firm of Alder Point Securities, LLC, as of",
    "December 31, 20 03, are true and correct.",
    "Signature",
    "Treasurer",
    "Title",
    "Notary Public",
    "This report** contains (check all applicable boxes):",
    "X (a) Facing page.",
    "X (b) Statement of financial condition.",
    "X (c) Statement of income (loss).",
    "(d) Statement of changes in financial condition.",
)


def oath(lines: tuple[str, ...], *, kind: str = "scan", ragged: float = 0.0) -> Oath:
    rows = []
    for number, line in enumerate(lines):
        mark, rest = ("X", line[2:]) if line.startswith("X ") else ("", line)
        left = 40.0 + ragged * (number % 3)
        cells = [Cell("X", (left, number, left + 5, number + 1.0))] if mark else []
        rows.append(Row(1, (*cells, Cell(rest, (60, number, 400, number + 1.0)))))
    document = Document("filing", kind, (Page(1, 612, 792, tuple(rows)),))
    return read_oath(document, rows, editions()[0], (-1, -1), Witness(""))


def test_an_oath() -> None:
    fields = oath(LINES).fields
    assert {name: fields[name] for name in fields if name != "contents"} == {
        "oath_signer": "Ann M. Holm",
        "oath_firm": "Alder Point Securities, LLC",
        "oath_date": "2003-12-31",
        "oath_title": "Treasurer",
        "notary": "unreadable",
    }


@pytest.mark.parametrize(
    ("kind", "ragged", "empty"), [("pdf", 0.0, False), ("pdf", 2.0, "unreadable"), ("scan", 0.0, "unreadable")]
)
def test_a_box_without_a_mark_is_empty_only_where_marks_are_typed(kind: str, ragged: float, empty: object) -> None:
    contents = oath(LINES, kind=kind, ragged=ragged).fields["contents"]
    assert isinstance(contents, dict)
    assert [contents[letter] for letter in "abcd"] == [True, True, True, empty]


def test_a_year_of_which_the_century_prints_is_no_date() -> None:
    assert oath(tuple(line.replace("20 03", "20") for line in LINES)).fields["oath_date"] == "unreadable"


def test_a_notary_is_read_off_a_stamp() -> None:
    stamped = (*LINES[:7], "KATHLEEN E. SAKOWITZ", "Notary Public, State of Connecticut", *LINES[7:])
    assert oath(stamped).fields["notary"] == "KATHLEEN E. SAKOWITZ"


def test_no_oath() -> None:
    assert dict(oath(("Cash 100",)).fields) == {}
