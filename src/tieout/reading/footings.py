"""The sums that a statement prints, over the values of its facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tieout.facts import Footing
from tieout.reading.statements.equity import across
from tieout.reading.statements.statement import ReadStatement
from tieout.reading.statements.structure import Found, is_likely

Place = tuple[int, int]  # line, column
Term = tuple[int, int, int]  # weight, line, column


def footings(statement: ReadStatement, factors: Mapping[Place, int]) -> Iterator[Footing]:
    """The sums down and across; `factors` turn a printed figure into the value of its fact, by place.

    A subtotal that is no fact, as nothing names it, is taken as the lines it is the sum of; a sum with another figure
    that is no fact is none.
    """
    sums: dict[Place, list[Term]] = {
        (f.total, column): [(weight, n, column) for weight, n in f.terms]
        for column, found in statement.found.items()
        for f in found
        if not f.presumed or (is_likely(statement.lines, f) and not _lost_between(statement, f, column))
    }
    cross = [((i, whole), [(weight, i, c) for weight, c in terms]) for i, whole, terms in across(statement)]
    for total, terms in (*sums.items(), *cross):
        held = list(_named(terms, sums, factors))
        if total in factors and all((i, column) in factors for _, i, column in held):
            turn = factors[total]
            yield Footing(total, tuple((weight * factors[i, c] * turn, i, c) for weight, i, c in held))


_AMOUNT = re.compile(r"\d,\d{3}\b|\(\d{1,3},?\s*$")


def _lost_between(statement: ReadStatement, found: Found, column: int) -> bool:
    """Whether a figure that belongs to a presumed sum was taken for words: then what is left proves nothing."""
    first = min((n for _, n in found.terms), default=found.total)
    between = statement.lines[first : found.total + 1]
    return any(column not in line.item.entries and _AMOUNT.search(line.label) for line in between)


def _named(terms: Iterable[Term], sums: Mapping[Place, Sequence[Term]], factors: Mapping[Place, int]) -> Iterator[Term]:
    for weight, i, column in terms:
        below = sums.get((i, column), ())
        if (i, column) in factors or not below:
            yield weight, i, column
        else:
            yield from ((weight * w, n, c) for w, n, c in _named(below, sums, factors))
