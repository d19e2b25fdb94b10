"""HTML and Inline XBRL to rows of cells."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.reading.files.html import read
from tieout.reading.files.limits import USUAL

PAGE = """<!DOCTYPE html>
<html><head><title>no</title><style>p {}</style></head><body>
<ix:header><ix:hidden>secret</ix:hidden></ix:header>
<p>Alder <b>Securities</b>, Inc. &amp; Subsidiary<br/>December&nbsp;31, 2003</p>
<div style="display: none">no</div>
<table>
<tr><th colspan="2">Assets</th><th>2003</th></tr>
<tr><td>Cash . . . . .</td><td>$</td>
<td><ix:nonFraction name="x">744,204</ix:nonFraction></td></tr>
<tr><td><p>Prepaid</p><p>expenses</p></td><td></td><td>(5)</td></tr>
</table>
<p style="page-break-before: always">5 < 6</p>
<script>var a = "<p>no</p>";</script>
</body></html>
"""


def cells(text: str) -> list[list[tuple[str, int]]]:
    return [[(cell.text, cell.column) for cell in row.cells] for row in read(text, "a.html", USUAL).rows()]


def test_what_is_shown_is_read() -> None:
    assert cells(PAGE) == [
        [("Alder Securities, Inc. & Subsidiary", 0)],
        [("December 31, 2003", 0)],
        [("Assets", 0), ("2003", 2)],
        [("Cash", 0), ("$", 1), ("744,204", 2)],
        [("Prepaid\nexpenses", 0), ("(5)", 2)],
        [("5 < 6", 0)],
    ]


def test_pages_and_lines() -> None:
    rows = list(read(PAGE, "a.html", USUAL).rows())
    assert [row.page for row in rows] == [1, 1, 1, 1, 1, 2]
    assert rows[2].box[1] == 7
    assert rows[3].box[1] == 8


@pytest.mark.parametrize(
    "piece", ['<a "', "<", "<!--", "<td>", "<p><b>", "</p>", "<td colspan=999>x", "<!", "<script>"]
)
def test_no_page_takes_long(piece: str) -> None:
    started = time.process_time()
    read(f"{piece}\n" * 30_000, "a.html", USUAL)
    assert time.process_time() - started < 2


@given(
    st.lists(
        st.sampled_from(["<tr>", "<td>", "</td>", "</tr>", "<p>", "x", " 1 ", "<br>", "<b", "&lt;", "<!--", "-->"])
    )
)
def test_no_cell_is_empty(pieces: list[str]) -> None:
    assert all(cell.text.strip() for row in read("".join(pieces), "a.html", USUAL).rows() for cell in row.cells)
