"""Tables of notes: which rows are of them, whether all were read, and which line a total stands for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tieout.checks.note_tables_test import LEASES, notes, row
from tieout.checks.plausible_test import END, fact
from tieout.checks.stated import Stated
from tieout.checks.tables import _figures_in, _one_place, is_whole, lost_rows, standing, tables_of
from tieout.facts import Read, Report, Told


def test_a_table_is_in_the_order_of_its_page_up_to_its_total() -> None:
    rows = (row(3, "5", ""), row(2, "3", "2026"), row(4, "9", "2027"), row(1, "2", "2025"))
    (table,) = tables_of(notes(*rows), LEASES)
    assert [one.part for one in table.lines] == ["2025", "2026"]
    assert table.total is rows[0]
    beside = Read("elm.txt", 1, (0, 3, 1, 3), "2026 | 3")
    on_one_line = replace(rows[1], trace=beside)
    (table,) = tables_of(notes(rows[0], on_one_line), LEASES)
    assert len(table.lines) == 1
    (table,) = tables_of(notes(*rows[1:]), LEASES)
    assert ([one.part for one in table.lines], table.total) == (["2025", "2026", "2027"], None)


def test_what_a_statement_says_or_books_tell_is_no_row() -> None:
    told = replace(row(2, "3", "2026"), trace=Told("J. Doe", END, "told"))
    (table,) = tables_of(Stated(Report("Elm", {}, (row(1, "2", "2025"), told))), LEASES)
    assert [one.part for one in table.lines] == ["2025"]
    assert list(tables_of(notes(sheet=[row(1, "2", "2025")]), LEASES)) == []


@pytest.mark.parametrize(("line", "lost"), [(0, 0), (1, 1), (2, 1), (3, 1), (4, 0)])
def test_a_row_is_lost_between_the_first_and_the_last(line: int, lost: int) -> None:
    rows = [row(1, "2", "2025"), row(3, "5", "")]
    assert len(lost_rows(notes(*rows, lost=[(line, "2026 | x")]), rows)) == lost


def test_a_table_is_whole_where_each_row_states_all_its_figures() -> None:
    rows = [row(1, "2", "2025"), row(2, "3", "2026")]
    stated = notes(*rows)
    assert is_whole(stated, rows)
    two = [replace(rows[0], trace=Read("elm.txt", 1, (0, 1, 1, 1), "2025 | 2 | 7")), rows[1]]
    assert not is_whole(stated, two)
    assert not is_whole(stated, two[::-1])
    assert is_whole(stated, [two[0], replace(two[0], unit="ratio"), rows[1]]), "dollars and a percentage"
    assert not is_whole(stated, [two[0], two[0], rows[1]]), "one figure read twice"


@pytest.mark.parametrize(("text", "count"), [
    ("2025 | 5", 1), ("2025", 0), ("2025 5", 0), ("Rent | 5 | 6", 2), ("Rent | $ | 5", 1), ("Rent | $ - | 5", 2),
    ("Rent | – | —", 2), ("Rent | Note 4 | 5", 1), ("Rent |  | 5", 1), ("Rent | N/A", 0), ("Rent | - -", 0),
    ("Rent | (5)%", 1),
])  # fmt: skip
def test_cells_that_state_a_figure(text: str, count: int) -> None:
    assert _figures_in(text) == count


def test_a_total_stands_for_the_line_of_its_place_before_one_of_its_value() -> None:
    total = row(3, "260", "", "rate_reconciliation")
    place = total.trace
    tax = replace(total, concept="income_tax_expense")
    away = replace(row(9, "260", "", "income_tax_expense"), part="")
    other = replace(row(8, "250", "", "income_tax_expense"), part="")
    assert standing(notes(total, away, tax), total).trace == place
    assert standing(notes(total, other, away), total) == away
    assert standing(notes(total, other), total) is total
    assert standing(notes(total, sheet=[away]), total) is total, "a line of a statement is another place"
    lease = row(3, "5", "")
    assert standing(notes(lease), lease) is lease


def test_one_place_is_one_place_and_one_value() -> None:
    (figure,) = notes(row(3, "5", "")).figures
    one = figure.fact
    assert _one_place(figure, one)
    assert not _one_place(figure, replace(one, value=one.value + 1))
    assert not _one_place(figure, row(4, "5", ""))
    assert not _one_place(figure, replace(one, trace=Told("J. Doe", END, "told")))
    assert not _one_place(replace(figure, fact=fact("x", "5")), one)
