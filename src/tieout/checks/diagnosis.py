"""Which mistakes explain the comparisons that fail: the fewest figures that, set right, make them all hold.

Every comparison is an equation over stated figures, and its trace is the equation.  A figure that is wrong breaks
every equation it stands in, so the figure whose correction mends most of them, and breaks none that holds, is the
mistake; the other comparisons are its consequences.  Where several figures would do, the digits decide: a correction
that is a transposition is likelier than one that is any number.

Both are weighed in bits.  An equation that fails for no reason costs some; a correction costs what it takes to say
which figure should have stood there.  A correction that costs more than it saves is none: the comparison then stands
as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, DecimalException

from tieout.checks.model import Comparison, leaves
from tieout.facts import Computed, Fact, Told
from tieout.facts.model import operate

Changes = Mapping[int, Decimal]  # by id of the fact
Cost = Callable[[Fact, Decimal, Comparison], float]

_BITS = {"error": 14.0, "warning": 7.0, "note": 3.5}  # what an equation that fails for no reason costs
_MOST = 60  # mistakes in one document that are told apart; what still fails then is reported as it stands


@dataclass(frozen=True)
class Mistake:
    """A figure that is probably wrong, what it should be, and the comparisons that say so, the most telling first.

    `exact` is what it should be before it is rounded to the figure's unit.  `singled_out` says that no other figure
    explains the comparisons nearly as well.
    """

    figure: Fact
    exact: Decimal
    comparisons: tuple[Comparison, ...]
    singled_out: bool

    @property
    def should_be(self) -> Decimal:
        return printable(self.exact, self.figure)

    @property
    def first(self) -> Comparison:
        return self.comparisons[0]


def value_of(fact: Fact, changes: Changes) -> Decimal:
    """The value of a fact with some of the figures it rests on set otherwise."""
    if id(fact) in changes:
        return changes[id(fact)]
    if isinstance(fact.trace, Computed):
        trace = fact.trace
        return operate(trace.operation, [line.effect * value_of(line.fact, changes) for line in trace.lines])
    return fact.value


@dataclass
class _Equation:
    """A comparison as an equation over its figures."""

    comparison: Comparison
    said: Fact
    found: Fact
    figures: tuple[Fact, ...]
    tolerance: Decimal
    bits: float

    def gap(self, changes: Changes) -> Decimal:
        return value_of(self.said, changes) - value_of(self.found, changes)

    def holds(self, changes: Changes) -> bool:
        try:
            return abs(self.gap(changes)) <= self.tolerance
        except DecimalException:  # a divisor set to nothing
            return False

    def solve(self, figure: Fact, changes: Changes) -> Decimal | None:
        """What a figure would have to be for the sides to meet, to the last digit; None where it does not move them."""
        held = dict(changes)
        at = value_of(figure, changes)
        try:
            gap = self.gap(held)
            step = figure.rounding * 2 or Decimal(1)
            for _ in range(4):  # a sum is met at once, a quotient after a few steps
                slope = (self.gap(held | {id(figure): at + step}) - gap) / step
                if not slope:
                    return None
                at -= gap / slope
                gap = self.gap(held | {id(figure): at})
                if abs(gap) <= self.tolerance / 4:
                    break
        except DecimalException:
            return None
        return at


def printable(value: Decimal, figure: Fact) -> Decimal:
    """A value in the units that the figure is printed in."""
    unit = figure.rounding * 2
    if not unit:
        return value
    try:
        held = (value / unit).quantize(Decimal(1)) * unit
        return held.quantize(Decimal(1)) if held == held.to_integral_value() else held.normalize()
    except DecimalException:
        return value


def equation(comparison: Comparison) -> _Equation | None:
    """A comparison of figures as an equation; None for words, and for what is not an equality."""
    said, found = comparison.said, comparison.found
    if not isinstance(said, Fact) or not isinstance(found, Fact) or comparison.agrees is not None:
        return None
    figures = {id(fact): fact for fact in (*leaves(said), *leaves(found)) if not isinstance(fact.trace, Told)}
    return _Equation(
        comparison, said, found, tuple(figures.values()), tolerance_of(comparison), _BITS[comparison.severity]
    )


def tolerance_of(comparison: Comparison) -> Decimal:
    """How far the sides may be apart before one asks why.

    Figures printed to the same unit add up exactly, or somebody rounded: that is told, and forgiven, later.
    """
    said, found = comparison.said, comparison.found
    assert isinstance(said, Fact)
    assert isinstance(found, Fact)
    units = {fact.rounding for fact in (*leaves(said), *leaves(found))}
    if len(units) == 1 and _adds(said) and _adds(found):
        return comparison.slack + units.pop()
    return comparison.forgiven


def _adds(fact: Fact) -> bool:
    trace = fact.trace
    if not isinstance(trace, Computed):
        return True
    return trace.operation == "sum" and all(_adds(line.fact) for line in trace.lines)


@dataclass
class _Diagnosis:
    equations: Sequence[_Equation]
    cost: Cost
    changes: dict[int, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.over: defaultdict[int, list[_Equation]] = defaultdict(list)
        for held in self.equations:
            for figure in held.figures:
                self.over[id(figure)].append(held)

    def run(self) -> Iterator[Mistake]:
        open_ones = [held for held in self.equations if not held.holds({})]
        for _ in range(_MOST):
            mistake = self._likeliest(open_ones)
            if mistake is None:
                break
            yield mistake
            self.changes[id(mistake.figure)] = mistake.should_be
            explained = {id(comparison) for comparison in mistake.comparisons}
            open_ones = [held for held in open_ones if id(held.comparison) not in explained]
        for held in open_ones:  # what the change of no one figure explains
            yield Mistake(held.said, value_of(held.found, {}), (held.comparison,), False)

    def _likeliest(self, failing: Sequence[_Equation]) -> Mistake | None:
        """The figure whose correction mends most of the equations that fail and breaks fewest of the others."""
        best, second = 0.0, 0.0
        chosen: tuple[Fact, Decimal, list[_Equation]] | None = None
        tried: set[tuple[int, Decimal]] = set()
        unexplained = {id(held) for held in failing}
        for held in failing:
            for figure in held.figures:
                exact = None if id(figure) in self.changes else held.solve(figure, self.changes)
                if exact is None or (id(figure), should_be := printable(exact, figure)) in tried:
                    continue
                tried.add((id(figure), should_be))
                trial = self.changes | {id(figure): should_be}
                over = self.over[id(figure)]
                fixed = [e for e in over if id(e) in unexplained and e.holds(trial)]
                broken = sum(e.bits for e in over if e.holds(self.changes) and not e.holds(trial))
                saved = sum(e.bits for e in fixed) - broken
                if saved <= best:
                    continue
                saved -= self.cost(figure, exact, held.comparison)
                if saved > best:
                    best, chosen, second = saved, (figure, exact, fixed), best
                else:
                    second = max(second, saved)
        if chosen is None:
            return None
        figure, exact, fixed = chosen
        fixed.sort(key=lambda e: (-e.bits, e.said is not figure, len(e.figures)))
        return Mistake(figure, exact, tuple(e.comparison for e in fixed), best - second >= 1)


def diagnose(comparisons: Iterable[Comparison], cost: Cost) -> Iterator[Mistake]:
    """The mistakes behind the comparisons of figures that fail, the one that explains most first.

    `cost` is what a correction of a figure costs in bits: few for a slip of the pen, many for any other number.
    """
    held = [e for comparison in comparisons if (e := equation(comparison)) is not None]
    yield from _Diagnosis(held, cost).run()
