"""Foots and crossfoots: every sum a statement prints, down its columns and across its lines."""

from __future__ import annotations

from collections.abc import Iterator

from tieout.checks.layout import footings_of
from tieout.checks.model import Comparison
from tieout.checks.registry import check
from tieout.checks.stated import Figure, Stated
from tieout.facts import Fact, Footing, Line, computed
from tieout.facts.compare import FOOTING

_CITE = "17 CFR 240.17a-5(d)"


@check("foots", "foots.*", cite=_CITE)
def foots(stated: Stated) -> Iterator[Comparison]:
    """A total is the sum of the lines above it.

    Every total and subtotal of every statement and schedule, in every column, is added up again from its lines as they
    are printed.  What usually happened: a digit of one line or of the total, a line left out or counted twice, a
    bracket lost.
    """
    for sheet, footing in _footings(stated):
        if all(line == footing.total[0] for _, line, _ in footing.terms):
            continue
        held = _sum(stated, sheet, footing)
        if held is None:
            continue
        total, found = held
        label = total.label or "a subtotal without a name"
        yield Comparison(f"foots.{total.fact.concept}", total.fact, found, f"{label} is the sum of its lines.", _CITE)


@check("foots", "crossfoots.*", cite=_CITE)
def crossfoots(stated: Stated) -> Iterator[Comparison]:
    """A line's total across is the sum of its columns.

    On the statement of changes in equity each line adds up across its components.  What usually happened: a movement
    set in the wrong column, or a digit.
    """
    for sheet, footing in _footings(stated):
        if not all(line == footing.total[0] for _, line, _ in footing.terms):
            continue
        held = _sum(stated, sheet, footing)
        if held is None:
            continue
        total, found = held
        because = f"{total.label} adds up across its columns."
        yield Comparison(f"crossfoots.{total.fact.concept}", total.fact, found, because, _CITE)


def _footings(stated: Stated) -> Iterator[tuple[int, Footing]]:
    for sheet, statement in enumerate(stated.report.statements):
        for footing in statement.footings or footings_of(statement):
            yield sheet, footing


def _sum(stated: Stated, sheet: int, footing: Footing) -> tuple[Figure, Fact] | None:
    """The total as stated, and what its lines make; None where a figure of the sum is not stated."""
    total = stated.at.get((sheet, *footing.total))
    terms = [(weight, stated.at.get((sheet, line, column))) for weight, line, column in footing.terms]
    held = [(weight, figure.fact) for weight, figure in terms if figure is not None]
    if total is None or not held or len(held) < len(terms):
        return None
    said = total.fact
    lines = [Line(weight, fact) for weight, fact in held]
    return total, computed(said.concept, lines, cite=FOOTING, when=said.when, part=said.part, unit=said.unit)
