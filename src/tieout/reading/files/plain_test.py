"""Plain text to rows of cells, on lines one can check by eye."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.facts import TieoutError
from tieout.reading.files.limits import USUAL, Limits
from tieout.reading.files.plain import read, unmarked


def cells(text: str) -> list[list[tuple[str, int]]]:
    return [[(cell.text, cell.column) for cell in row.cells] for row in read(text, "a.txt", USUAL).rows()]


def test_tabs_part_cells_and_empty_ones_count() -> None:
    assert cells("\tPage\nCash\t\t$ 100\t\n") == [[("Page", 1)], [("Cash", 0), ("$ 100", 2)]]


def test_a_line_without_tabs_is_one_cell_of_the_first_column() -> None:
    assert cells("Net loss for the year.\n") == [[("Net loss for the year.", -1)]]


def test_wide_gaps_and_leaders_part_a_typewritten_line() -> None:
    assert cells("Cash and equivalents . . . . . . . .   $   744,204     610,600\n") == [
        [("Cash and equivalents", -1), ("$ 744,204", -1), ("610,600", -1)]
    ]
    assert cells("Total assets.............13,568,855\n") == [[("Total assets", -1), ("13,568,855", -1)]]
    assert cells("Paid to the firm.  The rest is due.") == [[("Paid to the firm.  The rest is due.", -1)]]


def test_a_box_is_the_line_and_its_characters() -> None:
    row = next(read("\n\nCash\t  100\n", "a.txt", USUAL).rows())
    assert [cell.box for cell in row.cells] == [(0, 3, 4, 3), (7, 3, 10, 3)]


def test_a_form_feed_turns_the_page_and_lines_are_counted_on() -> None:
    document = read("one\n\ftwo\n<PAGE>\nthree\n\f", "a.txt", USUAL)
    assert [(row.page, row.text, row.box[1]) for row in document.rows()] == [
        (1, "one", 1),
        (2, "two", 2),
        (3, "three", 4),
    ]
    assert len(document.pages) == 3


@pytest.mark.parametrize(
    ("marked", "printed"),
    [
        (r"\$ 744,204 and 5\%", "$ 744,204 and 5%"),
        ("**FORM X-17A-5**", "FORM X-17A-5"),
        ("Filed as a *PUBLIC DOCUMENT*.", "Filed as a PUBLIC DOCUMENT."),
        ("_{I,} the undersigned, H_{2}O, 1^{st}", "I, the undersigned, H2O, 1st"),
        ("of <u>December 31</u> , 20<sup>03</sup><pre></pre>", "of December 31 , 2003"),
        ("Deloitte &amp; Touche&nbsp;LLP", "Deloitte & Touche LLP"),
        ("this Report* and **For conditions", "this Report* and **For conditions"),
        ("net {of} [A] <5% of capital>", "net {of} [A] <5% of capital>"),
        ("8-_____ and a_b_c", "8-_____ and a_b_c"),
        (r"$\boxtimes$ (a) Facing page", "☒ (a) Facing page"),
        ("2 * 3 * 4", "2 * 3 * 4"),
    ],
)
def test_marks_of_ocr_tools_are_taken_off_and_print_stays(marked: str, printed: str) -> None:
    assert unmarked(marked) == printed


@pytest.mark.parametrize(
    "line",
    [
        "(" * 9999,
        " ." * 9999,
        "**a" * 9999,
        "_{" * 9999,
        "1," * 9999,
        "$ " * 9999,
        "<u " * 9999,
        "&#" * 9999,
        "*a *" * 9999,
    ],
)
def test_no_line_takes_long(line: str) -> None:
    started = time.process_time()
    read(f"{line}\n" * 3, "a.txt", USUAL)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("text", "limits", "words"),
    [
        ("a" * 400_000, USUAL, "a line of 400,000 characters"),
        ("\f" * 1_500, USUAL, "--max-pages"),
        ("a\t" * 100_000, Limits(memory_bytes=1_000_000), "--max-memory-bytes"),
    ],
)
def test_what_is_too_much_is_refused(text: str, limits: Limits, words: str) -> None:
    with pytest.raises(TieoutError, match=words):
        read(text, "a.txt", limits)


@given(st.text(alphabet=st.sampled_from("Cash 12,.$()*_{}\\<u>/&;\t\n\f|…·-"), max_size=300))
def test_no_digit_is_lost_and_no_cell_is_empty(text: str) -> None:
    document = read(text, "a.txt", USUAL)
    assert all(cell.text.strip() for row in document.rows() for cell in row.cells)
    assert all(row.cells for row in document.rows())
    digits = sum(sign.isdigit() for sign in text)
    assert sum(sign.isdigit() for sign in document.text) <= digits
    if "&" not in text and "<" not in text:  # an entity or a tag may hold some
        assert sum(sign.isdigit() for sign in document.text) == digits
