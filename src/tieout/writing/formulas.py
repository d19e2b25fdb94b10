"""Formulas from traces: what a Computed trace adds, multiplies or compares, as Excel writes it over cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tieout.facts import Computed

# Excel takes 8,192 characters and 255 arguments; a reader takes less.
_MOST_CHARACTERS = 8_000
_MOST_TERMS = 200


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A cell; rows and columns count from 0."""

    sheet: str
    column: int
    row: int

    @property
    def name(self) -> str:
        """Column letters and row number.

        >>> Cell("Reasons", 4, 11).name, Cell("Reasons", 27, 0).name
        ('E12', 'AB1')
        """
        letters, rest = "", self.column + 1
        while rest:
            rest, letter = divmod(rest - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{letters}{self.row + 1}"

    def seen_from(self, sheet: str) -> str:
        """As a formula on `sheet` writes it."""
        return self.name if sheet == self.sheet else f"{quoted(self.sheet)}!{self.name}"


def quoted(sheet: str) -> str:
    """A sheet name as a formula writes it.

    >>> quoted("Reasons"), quoted("Members' equity")
    ('Reasons', "'Members'' equity'")
    """
    # Short names are quoted too: R, C and RC are references to Excel.
    plain = len(sheet) > 3 and sheet.isascii() and sheet.isalpha()
    return sheet if plain else "'" + sheet.replace("'", "''") + "'"


def formula_of(trace: Computed, terms: Sequence[tuple[int, Cell]], sheet: str) -> str | None:
    """The formula for an operation over signed cells; None where it would be too long."""
    match trace.operation:
        case "sum":
            formula = _sum(terms, sheet)
        case "product":
            formula = _joined("*", terms, sheet)
        case "quotient":
            formula = _joined("/", terms, sheet)
        case "greatest" | "least":
            arguments = list(_arguments(terms, sheet))
            name = "MAX" if trace.operation == "greatest" else "MIN"
            formula = f"{name}({','.join(arguments)})" if len(arguments) <= _MOST_TERMS else None
        case "rounded":
            (sign, exact), (direction, quantum), *absorbed = terms
            moved = _sum(absorbed, sheet) if absorbed else ""
            step = span(quantum, quantum, sheet, direction)
            nearest = _nearest(span(exact, exact, sheet, sign), step, trace.lines[1].fact.value)
            formula = None if moved is None else f"{nearest}{'' if moved[:1] in ('', '-') else '+'}{moved}"
    return formula if formula is not None and len(formula) <= _MOST_CHARACTERS else None


def _nearest(exact: str, step: str, quantum: Decimal) -> str:
    """`exact` to the nearest multiple of `step`, halves away from zero: so rounds Excel's ROUND, and so do we.

    A sum of cents in binary comes out as 2715605.4999999995 where the cents say .50, and would be rounded to the wrong
    dollar.  The inner ROUND brings it back to the cents it stands for before the outer one decides.  Dividing by a
    quantum below a dollar brings such noise in anew, so there the quotient is cleaned instead.
    """
    if abs(quantum) >= 1:
        return f"ROUND(ROUND({exact},6)/{step},0)*{step}"
    return f"ROUND(ROUND({exact}/{step},6),0)*{step}"


def _sum(terms: Sequence[tuple[int, Cell]], sheet: str) -> str | None:
    """Cells added and taken away in the order of the trace; in the order of the sheet where that is too long."""
    for ordered in (terms, sorted(terms, key=lambda term: (-term[0], term[1]))):
        text, count = "", 0
        for sign, first, last in _runs(ordered):
            cells = span(first, last, sheet)
            text += ("-" if sign < 0 else "+" if text else "") + (cells if first == last else f"SUM({cells})")
            count += 1
        if count <= _MOST_TERMS and len(text) <= _MOST_CHARACTERS:
            return text or "0"
    return None


def _arguments(terms: Iterable[tuple[int, Cell]], sheet: str) -> Iterator[str]:
    for sign, first, last in _runs(terms):
        if sign > 0:
            yield span(first, last, sheet)
        else:  # the negative of a range is an array, which only new versions of Excel take
            cells = (Cell(first.sheet, first.column, row) for row in range(first.row, last.row + 1))
            yield from (span(cell, cell, sheet, sign) for cell in cells)


def _joined(operator: str, terms: Sequence[tuple[int, Cell]], sheet: str) -> str | None:
    return operator.join(span(cell, cell, sheet, sign) for sign, cell in terms) if len(terms) <= _MOST_TERMS else None


def _runs(terms: Iterable[tuple[int, Cell]]) -> Iterator[tuple[int, Cell, Cell]]:
    """Signed cells with those that stand one below the other, three or more, taken as one range."""
    held: list[tuple[int, Cell]] = []
    for term in terms:
        if held and term != (held[-1][0], _below(held[-1][1])):
            yield from _run(held)
            held = []
        held.append(term)
    yield from _run(held)


def _run(held: list[tuple[int, Cell]]) -> Iterator[tuple[int, Cell, Cell]]:
    if len(held) < 3:
        yield from ((sign, cell, cell) for sign, cell in held)
    else:
        yield held[0][0], held[0][1], held[-1][1]


def _below(cell: Cell) -> Cell:
    return Cell(cell.sheet, cell.column, cell.row + 1)


def span(first: Cell, last: Cell, sheet: str, sign: int = 1) -> str:
    cells = first.seen_from(sheet) if first == last else f"{first.seen_from(sheet)}:{last.name}"
    return f"-{cells}" if sign < 0 else cells
