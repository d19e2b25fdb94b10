"""Which of several readings of a damaged figure is the one that makes the sums of its column hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from math import prod

from tieout.reading.document import Cell
from tieout.reading.figures import Figure

_MOST = 256  # ways to read a column; beyond that no sum proves one of them


@dataclass(frozen=True, slots=True)
class Item:
    """A cell of a column: every way to read it (a figure for each row that ran together in it), and if it is a total.

    `in_doubt` says that its digits did not stand as one figure is set, so that only a sum makes its reading sure.
    """

    line: int
    cell: Cell
    ways: tuple[tuple[Figure, ...], ...]
    total: bool = False
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """A figure of a column as it was settled: the `at`-th of its cell, the sum that holds for it and in which lines."""

    item: Item
    at: int
    figure: Figure
    sum_of: tuple[int, ...] = ()  # of a total: which settled figures it adds up
    proof: str = ""


def settle(items: Sequence[Item]) -> list[Settled]:
    """The figures of a column; those in doubt only where exactly one reading makes a sum of theirs hold.

    >>> from tieout.reading.figures import readings
    >>> def item(text, total=False):
    ...     ways = readings(text)
    ...     return Item(0, Cell(text, (0, 0, 0, 0)), ways, total, len(ways) > 1)
    >>> column = [item("800,248"), item("62 8, 200"), item("669,741"), item("2,098,189", total=True)]
    >>> [str(held.figure.value) for held in settle(column)], settle(column)[1].proof
    (['800248', '628200', '669741', '2098189'], '800,248 + 628,200 + 669,741 = 2,098,189')
    >>> len(settle(column[:3]))  # no total, no proof
    2
    """
    doubtful = [item for item in items if item.in_doubt]
    if not doubtful:
        return _read(items)
    if len(doubtful) == 1 and len(doubtful[0].ways) == 1 and len(doubtful[0].ways[0]) == 1:
        items = [replace(item, ways=_one_digit_apart(item)) if item.in_doubt else item for item in items]
    if prod(len(item.ways) for item in items) <= _MOST:
        proved = []
        for ways in product(*(item.ways for item in items)):
            read = _read([_only(item, way) for item, way in zip(items, ways, strict=True)])
            if all(held.proof for held in read if held.item.in_doubt):
                proved.append(read)
        if len(proved) == 1:
            return proved[0]
    return _read([item for item in items if not item.in_doubt])


def _one_digit_apart(item: Item) -> tuple[tuple[Figure, ...], ...]:
    """The figure as read, and every figure that has a digit more or a digit less."""
    ((figure,),) = item.ways
    digits = re.sub(r"[^0-9]", "", figure.text)
    sign = -1 if figure.value < 0 else 1
    more = {digits[:i] + d + digits[i:] for i in range(len(digits) + 1) for d in "0123456789"}
    fewer = {digits[:i] + digits[i + 1 :] for i in range(len(digits))}
    ways = [(figure,)]
    for said, held in (("a lost digit put back", more), ("an added digit left out", fewer)):
        for text in sorted(held):
            if text.strip("0") and text[0] != "0":
                ways.append((replace(figure, value=Decimal(sign * int(text)), repaired=said),))
    return tuple(ways)


def _only(item: Item, way: tuple[Figure, ...]) -> Item:
    return item if len(item.ways) == 1 else Item(item.line, item.cell, (way,), item.total, item.in_doubt)


def _read(items: Sequence[Item]) -> list[Settled]:
    flat = [(item, at, figure) for item in items for at, figure in enumerate(item.ways[0])]
    values = [figure.value for _, _, figure in flat]
    totals = [item.total for item, _, _ in flat]
    sums: list[tuple[int, ...]] = [()] * len(flat)
    proofs = [""] * len(flat)
    for index, total in enumerate(totals):
        if total and (parts := _parts(values, totals, index)):
            sums[index] = parts
            said = " + ".join(_printed(values[i]) for i in parts) + f" = {_printed(values[index])}"
            for i in (*parts, index):
                proofs[i] = proofs[i] or said
    return [
        Settled(item, at, figure, parts, proof)
        for (item, at, figure), parts, proof in zip(flat, sums, proofs, strict=True)
    ]


def _parts(values: Sequence[Decimal], totals: Sequence[bool], index: int) -> tuple[int, ...]:
    """Which figures above a total it adds up: those since the total before it, all lines, or the totals before it."""
    above = range(index)
    last = max((i for i in above if totals[i]), default=-1)
    for parts in (
        [i for i in above if i > last],
        [i for i in above if not totals[i]],
        [i for i in above if totals[i]],
        [i for i in above if i >= last >= 0],
    ):
        if len(parts) > 1 and sum(values[i] for i in parts) == values[index]:
            return tuple(parts)
    return ()


def _printed(value: Decimal) -> str:
    return f"{value:,}" if value >= 0 else f"({-value:,})"
