"""Where every true figure of a simulated filing stands on its pages, and the page with another figure in that place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from tieout.sim.printed import Block, Hand, Paragraph, Table, TableRow, TrueFigure, amount_text

if TYPE_CHECKING:
    from tieout.sim.filing import SimulatedFiling

_AFTER_DIGITS = re.compile(r"(?<=\d)( to 1|:1|%)$")


@dataclass(frozen=True)
class Place:
    """A figure where it is printed: in a cell of a table, inside the label of a row, or in a paragraph.

    `unit` is what its last digit counts, `ink` -1 where the page shows it against its concept's direction.  `start` is
    where its digits begin in the words around them.
    """

    figure: TrueFigure
    block: int
    row: int = -1
    column: int = -1
    start: int = 0
    style: str = "line"
    unit: Decimal = Decimal(1)
    ink: int = 1

    @cached_property
    def units(self) -> int:
        """The value as a whole number of the unit."""
        return int(self.figure.value / self.unit)


def places(filed: SimulatedFiling) -> tuple[Place, ...]:
    """Every true figure at its place, in order.

    Pages and truth were made in one pass, so walking through both finds each figure where it was written.
    """
    figures = list(reversed(filed.truth.figures))
    found: list[Place] = []
    for at, block in enumerate(filed.blocks):
        if isinstance(block, Table):
            for row, line in enumerate(block.rows):
                found += _of_row(figures, block, line, at, row)
        elif isinstance(block, Paragraph):
            found += _of_paragraph(figures, block, at)
    assert not figures, (filed.seed, figures[-1])
    return tuple(_measured(place, filed) for place in found)


def _of_row(figures: list[TrueFigure], table: Table, line: TableRow, block: int, row: int) -> Iterator[Place]:
    start = 0
    while figures and figures[-1].place == "label" and figures[-1].statement == table.name:
        start = line.label.find(figures[-1].printed, start)
        if start < 0:
            break
        yield Place(figures[-1], block, row, start=start)
        start += len(figures.pop().printed)
    for column, cell in enumerate(line.cells):
        if cell is not None and figures and figures[-1].printed == cell.text + cell.tail:
            assert figures[-1].label == line.label or figures[-1].label in line.label, (figures[-1], line)
            yield Place(figures.pop(), block, row, column, style=line.style)


def _of_paragraph(figures: list[TrueFigure], paragraph: Paragraph, block: int) -> Iterator[Place]:
    start = 0
    while figures and figures[-1].place == "sentence":
        start = paragraph.text.find(figures[-1].printed, start)
        if start < 0:
            return
        yield Place(figures[-1], block, start=start, style="sentence")
        start += len(figures.pop().printed)


def _measured(place: Place, filed: SimulatedFiling) -> Place:
    """With its unit and ink, as the printed digits show them."""
    figure = place.figure
    if figure.unit == "ratio":
        # 48% counts hundredths, as 0.48 does; 1,204.5% would count more finely, and none is printed so.
        return replace(place, unit=Decimal("0.01"))
    units = (filed.firm.unit, filed.firm.note_unit, Decimal(1))
    for unit in units if figure.unit == "USD" else (Decimal(1),):
        whole = figure.value / unit
        if whole == int(whole) and figure.printed.strip("()-<>") == amount_text(abs(int(whole)), unit):
            turned = (figure.printed[0] in "(-<") == (figure.value > 0)
            return replace(place, unit=unit, ink=-1 if turned and figure.value else 1)
    return replace(place, unit=filed.firm.unit)  # a dash, or nothing to count


def written(place: Place, units: int, hand: Hand) -> str:
    """Another amount as it would stand in a place, in the hand of the preparer."""
    if place.figure.unit == "ratio":
        tail = _AFTER_DIGITS.search(place.figure.printed)
        digits = str(units) if "%" in place.figure.printed else f"{units * place.unit:.2f}"
        return digits + (tail[0] if tail else "")
    if place.column < 0:
        return amount_text(abs(units), place.unit)
    return hand.written(place.ink * units, place.unit)


def printed_with(blocks: Sequence[Block], place: Place, text: str) -> tuple[Block, ...]:
    """The pages with another text in the place of a figure."""
    block, old = blocks[place.block], place.figure.printed
    if isinstance(block, Paragraph):
        held: Block = replace(block, text=_put(block.text, place.start, old, text))
    else:
        assert isinstance(block, Table)
        row = block.rows[place.row]
        if place.column < 0:
            row = replace(row, label=_put(row.label, place.start, old, text))
        else:
            cell = row.cells[place.column]
            assert cell is not None
            held_cell = replace(cell, text=text.removesuffix(cell.tail))
            row = replace(row, cells=(*row.cells[: place.column], held_cell, *row.cells[place.column + 1 :]))
        held = replace(block, rows=(*block.rows[: place.row], row, *block.rows[place.row + 1 :]))
    return (*blocks[: place.block], held, *blocks[place.block + 1 :])


def _put(words: str, start: int, old: str, new: str) -> str:
    start = words.find(old, start)  # a figure before it may have become longer or shorter
    assert start >= 0, (words, old)
    return words[:start] + new + words[start + len(old) :]
