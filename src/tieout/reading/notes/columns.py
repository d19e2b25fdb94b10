"""The columns of a small table: which figures stand under which heading, and how each may be read.

A figure whose column only a guess would tell is left out of every column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tieout.reading.document import Cell, Row
from tieout.reading.figures import Figure, readings
from tieout.reading.notes.marks import Day
from tieout.reading.notes.sums import Item


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its label as printed and in plain words, its figure cells, the section it stands in."""

    row: Row
    printed: str
    label: str
    cells: tuple[Cell, ...]
    section: str = ""
    years: tuple[str, ...] = ()
    parted: str = ""  # what was printed, where this row had run together with another


@dataclass(frozen=True, slots=True)
class Column:
    """Figures under one heading: its date, or the section (`current`, `deferred`, `total`) it is of."""

    items: tuple[Item, ...]
    percent: bool
    day: Day | None = None
    section: str = ""


def columns_of(
    lines: Sequence[Line], heads: Sequence[tuple[Day, Cell]], names: Sequence[str], is_total: Callable[[Line], bool]
) -> Iterator[Column]:
    """The columns of amounts and those of percents, from left to right."""
    grid = [list(_items(index, line, len(heads), is_total(line))) for index, line in enumerate(lines)]
    shares = [item.cell for row in grid for item in row if item.ways[0][0].kind == "percent"]
    amounts = [item.cell for row in grid for item in row if _is_money(item.ways[0][0])]
    across = [name for name in names if name in ("current", "deferred", "total")]
    for percent in (False, True):
        rows = [[item for item in row if _is_percent(item, shares, amounts) == percent] for row in grid]
        wide = max(map(len, rows), default=0)
        places = len(across) if len(across) > 1 else len(heads) if len(heads) > 1 else 1
        held: list[list[Item]] = [[] for _ in range(places)]
        if places == 1 and sum(len(row) > 1 for row in rows) * 3 < sum(bool(row) for row in rows):
            rows = [row if len(row) < 2 else [] for row in rows]  # rows that ran together
            wide = 1
        if wide > places or (wide < places and places > 1 and wide > 1):
            continue
        for row in rows:
            for at, item in enumerate(row):
                place = at if len(row) == places else _place(item.cell, [cell for _, cell in heads], places)
                if place >= 0:
                    held[place].append(item)
        for place, items in enumerate(held):
            if items:
                day = heads[0][0] if len(heads) == 1 else heads[place][0] if places == len(heads) else None
                yield Column(tuple(items), percent, day, across[place] if places == len(across) > 1 else "")


def ways_of(cell: Cell) -> tuple[tuple[Figure, ...], ...]:
    """Every way to read a cell that gives other values than the ways before it."""
    ways: dict[tuple[Decimal, ...], tuple[Figure, ...]] = {}
    for way in readings(cell.text.replace("\\$", "$")):
        ways.setdefault(tuple(figure.value for figure in way), way)
    return tuple(ways.values())


def _items(index: int, line: Line, heads: int, total: bool) -> Iterator[Item]:
    """The figure cells of a line, each with every way to read it."""
    wanted = len(line.years) if len(line.years) > 1 else heads if heads > 1 and len(line.cells) == 1 else 1
    for cell in line.cells:
        ways = ways_of(cell)
        fitting = tuple(way for way in ways if len(way) == wanted) or ways
        in_doubt = len(ways) > 1 or _digits_differ(cell.text, ways[0]) or ways[0][0].repaired.startswith("separators")
        if len(line.years) > 1:
            if fitting[0] and len(fitting[0]) == wanted:
                yield Item(index, cell, fitting, total, in_doubt)
        elif len(fitting[0]) == 1:
            yield Item(index, cell, tuple(way for way in fitting if len(way) == 1), total, in_doubt)
        elif not in_doubt or len(fitting) == 1:
            for figure in fitting[0]:  # the figures of several columns in one cell
                yield Item(index, replace(cell, text=figure.text), ((figure,),), total, in_doubt)


def _digits_differ(printed: str, way: Sequence[Figure]) -> bool:
    """Whether a figure was read with other digits than were printed, or parted otherwise."""
    if re.match(r"[\s$(]*0[,\d]", printed):
        return True  # no figure begins with 0: a digit is gone
    return any(figure.repaired and not figure.repaired.startswith("the lost bracket") for figure in way) and (
        re.sub(r"[^0-9]", "", printed) != "".join(re.sub(r"[^0-9]", "", str(figure.value)) for figure in way)
    )


def _is_money(figure: Figure) -> bool:
    return figure.kind == "amount" and (figure.dollar or "," in figure.text or abs(figure.value) >= 1000)


def _is_percent(item: Item, shares: Sequence[Cell], amounts: Sequence[Cell]) -> bool:
    """Whether a figure is a percent: it says so, or it stands under those that do."""
    figure = item.ways[0][0]
    if figure.kind == "percent":
        return True
    if figure.kind == "ratio" or not shares or _is_money(figure):
        return False
    if item.cell.column >= 0:
        return any(c.column == item.cell.column for c in shares) and not any(
            c.column == item.cell.column for c in amounts
        )
    near = min(abs(c.box[2] - item.cell.box[2]) for c in shares)
    return near < min((abs(c.box[2] - item.cell.box[2]) for c in amounts), default=near + 1)


def _place(cell: Cell, heads: Sequence[Cell], places: int) -> int:
    """Which column a figure stands in whose row has blanks; -1 where only a guess would tell."""
    if places == 1:
        return 0
    if len(heads) != places or len({head.box for head in heads}) < places:
        return -1
    if cell.column >= 0:
        same = [i for i, head in enumerate(heads) if head.column == cell.column]
        return same[0] if len(same) == 1 else -1
    apart = [min(abs(head.box[2] - cell.box[2]), abs(head.box[0] - cell.box[0])) for head in heads]
    nearest = min(range(places), key=apart.__getitem__)
    return nearest if all(apart[nearest] * 2 < far for i, far in enumerate(apart) if i != nearest) else -1
