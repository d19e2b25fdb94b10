"""Columns of figures: which cells are figures, and where each stands."""

from __future__ import annotations

import pytest

from tieout.reading.document import Row
from tieout.reading.files.limits import Limits
from tieout.reading.files.plain import read
from tieout.reading.statements.columns import Columns, figure_cells, is_years_row


def rows(*lines: str) -> list[Row]:
    return list(read("\n".join(lines), "x.txt", Limits()).rows())


def parted(line: str) -> tuple[list[str], list[str]]:
    labels, found = figure_cells(rows(line)[0])
    return [cell.text for cell in labels], [cell.text for cell in found]


@pytest.mark.parametrize(
    ("line", "labels", "figures"),
    [
        ("Cash\t$\t1,200", ["Cash"], ["1,200"]),
        ("Cash\t$ 1,200\t$ 900", ["Cash"], ["$ 1,200", "$ 900"]),
        ("Cash ....... 1,200", ["Cash"], ["1,200"]),
        ("Total revenues 1,200", ["Total revenues"], ["1,200"]),
        ("Common stock, par value $1", ["Common stock, par value $1"], []),
        ("Net capital requirement under Rule 15c3-1", ["Net capital requirement under Rule 15c3-1"], []),
        ("Net capital\t599,000 [3750]", ["Net capital"], ["599,000", "[3750]"]),
        ("\t\t750\t600", [], ["750", "600"]),
        ("Securities sold\t-\t1,200", ["Securities sold"], ["-", "1,200"]),
    ],
)
def test_labels_and_figures_of_a_row(line: str, labels: list[str], figures: list[str]) -> None:
    assert parted(line) == (labels, figures)


@pytest.mark.parametrize(
    ("line", "years"),
    [
        ("ASSETS\t2003\t2002", True),
        ("Assets\tNotes\t2003\t2002", True),
        ("REVENUES\t2003", True),
        ("Commissions\t2003", False),
        ("Cash\t2,003\t2,002", False),
        ("Cash\t2003\t1950", False),
        ("Cash\t2003\t400", False),
    ],
)
def test_years_over_columns_are_no_amounts(line: str, years: bool) -> None:
    assert is_years_row(rows(line)[0]) == years


def placed(columns: Columns, row: Row) -> list[tuple[int, bool, str]]:
    return [(column, outer, cell.text) for column, outer, cell in columns.place(figure_cells(row)[1])]


def test_a_column_of_notes_is_none_of_money() -> None:
    held = rows("Cash\t2\t500\t400", "Securities\t3\t250\t200", "Payables\t4\t150\t120")
    columns = Columns(held, 2)
    assert columns.count == 2
    assert placed(columns, held[0]) == [(0, False, "500"), (1, False, "400")]


def test_a_column_of_small_money_is_no_column_of_notes() -> None:
    held = rows("Cash\t250\t500", "Securities\t31\t200", "Payables\t4\t120")
    assert placed(Columns(held, 2), held[2]) == [(0, False, "4"), (1, False, "120")]


def test_inner_figures_and_their_subtotal_in_an_outer_column() -> None:
    held = rows("Furniture\t50,000", "Computers\t30,000", "Equipment in all\t\t80,000", "Cash\t\t20,000")
    columns = Columns(held, 1)
    assert columns.count == 1
    assert [placed(columns, row) for row in held] == [
        [(0, False, "50,000")],
        [(0, False, "30,000")],
        [(0, True, "80,000")],
        [(0, True, "20,000")],
    ]


def test_the_numbers_of_focus_boxes_stand_beside_the_money() -> None:
    held = rows("Net worth\t900,000\t3500", "Haircuts\t1,000\t3740", "Net capital\t899,000\t3750")
    columns = Columns(held, 1)
    assert placed(columns, held[2]) == [(0, False, "899,000")]


def test_typewritten_columns_by_their_right_edge() -> None:
    held = rows(
        "Cash                          1,200        900",
        "Securities owned                 35         12",
        "Payables                    (1,165)      (888)",
    )
    columns = Columns(held, 2)
    assert [[column for column, _, _ in placed(columns, row)] for row in held] == [[0, 1]] * 3
