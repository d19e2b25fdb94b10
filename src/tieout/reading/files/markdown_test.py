"""Markdown as OCR tools write it, to rows of cells."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from tieout.reading.files.limits import USUAL
from tieout.reading.files.markdown import read

PAGE = """\
## Statement of **Financial Condition** ##

| ASSETS | | |
|:--|--:|---|
| Cash ..... | \\$ 13,568 | a \\| b |
| Prepaid<br>expenses | | (744) |
Notes are on page 6.

<!-- page break -->
<table><tr><td colspan="2">Total</td><td>14,312</td></tr></table>
"""


def cells(text: str) -> list[list[tuple[str, int]]]:
    return [[(cell.text, cell.column) for cell in row.cells] for row in read(text, "a.md", USUAL).rows()]


def test_tables_headings_and_prose() -> None:
    assert cells(PAGE) == [
        [("Statement of Financial Condition", -1)],
        [("ASSETS", 0)],
        [("Cash", 0), ("$ 13,568", 1), ("a | b", 2)],
        [("Prepaid\nexpenses", 0), ("(744)", 2)],
        [("Notes are on page 6.", -1)],
        [("Total", 0), ("14,312", 2)],
    ]


def test_rows_know_their_line_and_page() -> None:
    rows = list(read(PAGE, "a.md", USUAL).rows())
    assert [(row.page, row.box[1]) for row in rows] == [(1, 1), (1, 3), (1, 5), (1, 6), (1, 7), (2, 10)]


def test_a_second_separator_in_a_table_is_no_row() -> None:
    assert cells("| a | b |\n|---|---|\n| 2005 | 2006 |\n| --- | --- |\n| 1 | - |\n")[2] == [("1", 0), ("-", 1)]


def test_many_open_tables_take_no_time() -> None:
    started = time.process_time()
    read("<table\n" * 30_000, "a.md", USUAL)
    assert time.process_time() - started < 1


@given(st.text(alphabet=st.sampled_from("C1 |\\-:\n#*<table>/"), max_size=200))
def test_no_cell_is_empty(text: str) -> None:
    assert all(cell.text.strip() for row in read(text, "a.md", USUAL).rows() for cell in row.cells)
