"""Notes as text: their numbers and titles in the ways firms set them, their paragraphs, what is dropped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.reading.document import Cell, Row
from tieout.reading.notes.text import NoteText, Paragraph, Table, notes_of, tidy


def rows_of(text: str, page: int = 1) -> list[Row]:
    """The rows of a text file: a line is a row, tabs part its cells."""
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        at = 0
        cells = []
        for column, part in enumerate(line.split("\t")):
            if part.strip():
                cells.append(Cell(part.strip(), (at, number, at + len(part), number), 1.0, (), column))
            at += len(part) + 1
        if cells:
            rows.append(Row(page, tuple(cells)))
    return rows


def printed(*lines: tuple[float, list[tuple[float, str]]], page: int = 1) -> list[Row]:
    """The rows of a page: (top, [(left edge, words)])."""
    return [
        Row(page, tuple(Cell(words, (x, top, x + 5 * len(words), top + 10)) for x, words in cells))
        for top, cells in lines
    ]


def heads(notes: tuple[NoteText, ...]) -> list[tuple[int, str]]:
    return [(note.number, note.title) for note in notes]


BODY = "The Company is a broker-dealer registered with the Commission and does business in all states of the Union."


@pytest.mark.parametrize(
    "heading",
    [
        "1. ORGANIZATION",
        "1) ORGANIZATION",
        "(1) ORGANIZATION",
        "NOTE 1 - ORGANIZATION",
        "Note 1: ORGANIZATION",
        "NOTE 1\n\nORGANIZATION",
        "NOTE A — ORGANIZATION",
        "A. ORGANIZATION",
        "1.\tORGANIZATION",
        "ORGANIZATION",
    ],
)
def test_a_heading_gives_number_and_title(heading: str) -> None:
    (note,) = notes_of(rows_of(f"{heading}\n\n{BODY}"))
    assert (note.number, note.title, note.note.body) == (1, "ORGANIZATION", f"{BODY}\n")


def test_a_title_may_run_into_its_first_sentence() -> None:
    (note,) = notes_of(rows_of(f"Note 1 - Organization: {BODY}"))
    assert (note.title, note.note.body) == ("Organization", f"{BODY}\n")


def test_a_title_may_go_on_over_lines() -> None:
    (note,) = notes_of(rows_of(f"1. SPECIAL ACCOUNT FOR THE EXCLUSIVE BENEFIT OF CUSTOMERS OF\nACME, INC.\n\n{BODY}"))
    assert note.title == "SPECIAL ACCOUNT FOR THE EXCLUSIVE BENEFIT OF CUSTOMERS OF ACME, INC."


def test_numbered_items_inside_a_note_are_no_notes() -> None:
    text = f"1. Organization\n\n{BODY}\n\n1. The first service.\n\n5. The fifth service.\n\n2. Leases\n\n{BODY}"
    assert heads(notes_of(rows_of(text))) == [(1, "Organization"), (2, "Leases")]


def test_page_numbers_running_heads_and_continued_titles_are_dropped() -> None:
    first = printed(
        (40, [(250, "ACME SECURITIES, INC.")]),
        (54, [(230, "NOTES TO FINANCIAL STATEMENTS")]),
        (68, [(250, "DECEMBER 31, 2003")]),
        (90, [(72, "1. ORGANIZATION")]),
        (110, [(72, "The Company is a broker-dealer that is registered with the Securities and Exchange")]),
        (122, [(72, "Commission and clears its trades through")]),
        (700, [(300, "- 6 -")]),
    )
    second = printed(
        (40, [(250, "ACME SECURITIES, INC.")]),
        (54, [(230, "NOTES TO FINANCIAL STATEMENTS (Continued)")]),
        (90, [(72, "1. ORGANIZATION (continued)")]),
        (110, [(72, "another broker-dealer on a fully dis-")]),
        (122, [(72, "closed basis.")]),
        (700, [(300, "7")]),
        page=2,
    )
    (note,) = notes_of([*first, *second], "Acme Securities, Inc.")
    assert "6" not in note.note.body
    assert note.note.body.endswith("another broker-dealer on a fully disclosed basis.\n")
    assert note.note.body.startswith(
        "The Company is a broker-dealer that is registered with the Securities and Exchange Com"
    )


def test_unnumbered_titles_are_told_from_the_words_under_them() -> None:
    text = f"Organization and Business\n\n{BODY}\n\nIncome Taxes\n\n{BODY}"
    assert heads(notes_of(rows_of(text))) == [(1, "Organization and Business"), (2, "Income Taxes")]


def test_words_without_any_title_are_one_note() -> None:
    assert heads(notes_of(rows_of(BODY))) == [(1, "")]
    assert notes_of([]) == ()


def test_a_table_stays_legible_and_apart_from_the_words_around_it() -> None:
    text = (
        "1. Leases\n\nRentals are as follows:\n\n2004\t$ 800,248\n2005\t628,200\nTotal\t$ 1,428,448\n\nNo more is due."
    )
    (note,) = notes_of(rows_of(text))
    assert [type(block) for block in note.blocks] == [Paragraph, Table, Paragraph]
    assert "| 2005 | 628,200 |" in note.note.body


def test_labels_and_figures_in_one_cell_are_parted_where_rows_around_them_are_a_table() -> None:
    text = "1. Leases\n\nRentals are as follows:\n\n2004 $ 100,000\n2005 110,000\nTotal $ 210,000"
    (note,) = notes_of(rows_of(text))
    (table,) = [block for block in note.blocks if isinstance(block, Table)]
    assert [row.text for row in table.rows] == ["2004\t$ 100,000", "2005\t110,000", "Total\t$ 210,000"]


def test_a_sign_that_stands_alone_rejoins_its_figure() -> None:
    (row,) = printed((10, [(0, "Total"), (50, "$"), (60, "(1,234"), (90, ")"), (120, "8.2"), (140, "%"), (150, "•")]))
    assert [cell.text for cell in tidy(row).cells] == ["Total", "$ (1,234)", "8.2%"]


def test_a_paragraph_knows_where_its_words_stand() -> None:
    rows = printed((10, [(72, "The first line of it and")]), (22, [(72, "then the second.")]))
    (note,) = notes_of(rows)
    (paragraph,) = note.blocks
    assert isinstance(paragraph, Paragraph)
    at = paragraph.text.index("second")
    assert paragraph.place(at, at + 6) == (1, rows[1].box)


@given(st.lists(st.text(alphabet="aB 1.()$\t-—:,%", max_size=30), max_size=25))
def test_any_lines_give_notes_that_keep_their_words(lines: list[str]) -> None:
    for note in notes_of(rows_of("\n".join(lines))):
        assert note.note.body
