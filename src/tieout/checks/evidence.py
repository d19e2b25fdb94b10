"""What a mistake is told from: the lines of each total, how sure a figure is, and what says otherwise."""

from __future__ import annotations

from decimal import Decimal

from tieout.checks.diagnosis import Mark, mark
from tieout.checks.model import Comparison, Words, leaves, source_of
from tieout.checks.stated import Stated
from tieout.facts import Computed, Fact, Line, Read, Trace


def sums_of(stated: Stated) -> dict[Mark, list[tuple[int, Fact]]]:
    """The lines of each total of the statements, with their weights: what is left out of one may be left out above."""
    found: dict[Mark, list[tuple[int, Fact]]] = {}
    for sheet, statement in enumerate(stated.report.statements):
        for footing in statement.footings:
            total = stated.at.get((sheet, *footing.total))
            lines = [(weight, stated.at.get((sheet, line, column))) for weight, line, column in footing.terms]
            if total is not None and len(lines) > 1:
                held = [(weight, figure.fact) for weight, figure in lines if figure is not None]
                found.setdefault(mark(total.fact), held)
    return found


def is_unclear(fact: Fact) -> bool:
    """Whether the reader of the page was not sure of a figure's digits."""
    return isinstance(fact.trace, Read) and fact.trace.is_unclear


def leaves_of(side: Fact | Words) -> tuple[Fact, ...]:
    return () if isinstance(side, Words) else (side, *leaves(side))


def last_place(value: Decimal) -> Decimal:
    """The unit of the last digit a figure is written with."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(0)


def other_side(figure: Fact, comparison: Comparison) -> Trace | None:
    """What says otherwise: the other side, or for a line of a sum its total less the other lines."""
    said, found = comparison.said, comparison.found
    if said is figure:
        return source_of(found)
    if found is figure:
        return source_of(said)
    trace = found.trace if isinstance(found, Fact) else None
    if isinstance(said, Fact) and isinstance(trace, Computed) and trace.operation == "sum":
        own = [line for line in trace.lines if line.fact is figure]
        if len(own) == 1:
            rest = tuple(Line(-own[0].effect * line.effect, line.fact) for line in trace.lines if line is not own[0])
            return Computed(trace.rule, trace.cite, (Line(own[0].effect, said), *rest), "sum")
    return source_of(found)
