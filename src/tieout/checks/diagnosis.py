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
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, DecimalException

from tieout.checks.model import Comparison, leaves
from tieout.facts import Computed, Fact, Read, Told
from tieout.facts.model import operate

Mark = Hashable
Changes = Mapping[Mark, Decimal]  # by the mark of the figure
Cost = Callable[[Fact, Decimal, Sequence[Comparison]], float]

_BITS = {"error": 14.0, "warning": 7.0, "note": 3.5}  # what an equation that fails for no reason costs
_NEARLY = 2.5  # bits within which two explanations are equally good
_FEW = 3  # figures that are named where any of them may be wrong
_LEAST_COST = -24.0  # of a correction: an unclear figure, mended by one that stands elsewhere
_MOSTLY = 10  # times that a gap is larger than what is left of it, where a figure explains it but for rounding
_MOST = 60  # mistakes in one document that are told apart; what still fails then is reported as it stands


@dataclass(frozen=True)
class Mistake:
    """A figure that is probably wrong, what it should be, and the comparisons that say so, the most telling first.

    `exact` is what it should be before it is rounded to the figure's unit.  `rivals` are other figures, each with what
    it would have to be, that explain the same comparisons nearly as well.  `given` are the figures set right before it.
    """

    figure: Fact
    exact: Decimal
    comparisons: tuple[Comparison, ...]
    rivals: tuple[tuple[Fact, Decimal], ...] = ()
    given: Changes = field(default_factory=dict)

    @property
    def should_be(self) -> Decimal:
        return printable(self.exact, self.figure)

    @property
    def first(self) -> Comparison:
        return self.comparisons[0]


def mark(fact: Fact) -> Mark:
    """What tells a printed figure from every other: one that is read under two concepts is one figure."""
    trace = fact.trace
    if isinstance(trace, Read):
        return trace.page, trace.box, trace.text, fact.value, fact.unit
    return id(fact)


def value_of(fact: Fact, changes: Changes) -> Decimal:
    """The value of a fact with some of the figures it rests on set otherwise."""
    if changes and (own := mark(fact)) in changes:
        return changes[own]
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

    def holds(self, changes: Changes) -> bool:
        try:
            return abs(_gap(self.said, self.found, changes)) <= self.tolerance
        except DecimalException:  # a divisor set to nothing
            return False

    def solve(self, figure: Fact, changes: Changes) -> Decimal | None:
        """What a figure would have to be for the sides to meet, to the last digit; None where it does not move them.

        Where a rule takes the greater of two, the figure may move the lesser: then that is asked to meet the other.
        """
        found = self._meet(self.found, figure, changes)
        trace = self.found.trace
        if found is None and isinstance(trace, Computed) and trace.operation in ("greatest", "least"):
            met = (self._meet(line.fact, figure, changes) for line in trace.lines if line.effect > 0)
            return next((at for at in met if at is not None and self.holds(dict(changes) | {mark(figure): at})), None)
        return found

    def _meet(self, found: Fact, figure: Fact, changes: Changes) -> Decimal | None:
        held = dict(changes)
        at = value_of(figure, changes)
        try:
            gap = _gap(self.said, found, held)
            step = figure.rounding * 2 or Decimal(1)
            for _ in range(4):  # a sum is met at once, a quotient after a few steps
                slope = (_gap(self.said, found, held | {mark(figure): at + step}) - gap) / step
                if not slope:
                    return None
                at -= gap / slope
                gap = _gap(self.said, found, held | {mark(figure): at})
                if abs(gap) <= self.tolerance / 4:
                    break
        except DecimalException:
            return None
        return at


def _gap(said: Fact, found: Fact, changes: Changes) -> Decimal:
    return value_of(said, changes) - value_of(found, changes)


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
    figures = {mark(fact): fact for fact in (*leaves(said), *leaves(found)) if not isinstance(fact.trace, Told)}
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
    if said.unit == "USD" and len(units) == 1 and _adds(said) and _adds(found):  # percentages are always rounded
        return comparison.slack + units.pop()
    return comparison.forgiven


def _adds(fact: Fact) -> bool:
    trace = fact.trace
    if not isinstance(trace, Computed):
        return True
    return trace.operation == "sum" and all(_adds(line.fact) for line in trace.lines)


@dataclass
class _Candidate:
    """A figure whose correction would mend some equations, and the bits it saves."""

    saved: float
    figure: Fact
    exact: Decimal
    fixed: list[_Equation]


@dataclass
class _Diagnosis:
    equations: Sequence[_Equation]
    cost: Cost
    changes: dict[Mark, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.over: defaultdict[Mark, list[_Equation]] = defaultdict(list)
        for held in self.equations:
            for figure in held.figures:
                self.over[mark(figure)].append(held)

    def run(self) -> Iterator[Mistake]:
        mistakes: list[Mistake] = []
        open_ones = [held for held in self.equations if not held.holds({})]
        for _ in range(_MOST):
            mistake = self._likeliest(open_ones)
            if mistake is None:
                break
            given = dict(self.changes)
            self.changes[mark(mistake.figure)] = mistake.should_be
            explained = {id(comparison) for comparison in mistake.comparisons}
            open_ones = [held for held in open_ones if id(held.comparison) not in explained]
            rounded = [held for held in open_ones if self._is_but_rounded(held, mistake.figure, self.changes, given)]
            open_ones = [held for held in open_ones if held not in rounded]
            along = (*mistake.comparisons, *(held.comparison for held in rounded))
            mistakes.append(replace(mistake, comparisons=along, given=given))
        for held in open_ones:
            known = next((n for n, m in enumerate(mistakes) if m.figure in (held.said, held.found)), None)
            if known is None:  # the change of no one figure explains it
                mistakes.append(self._alone(held))
            else:  # a figure that is known to be wrong, and the other side may be wrong too
                first = mistakes[known]
                mistakes[known] = replace(first, comparisons=(*first.comparisons, held.comparison))
        yield from mistakes

    def _is_but_rounded(self, held: _Equation, figure: Fact, trial: Changes, given: Changes | None = None) -> bool:
        """Whether a figure set right leaves nothing of an equation's gap but what rounding may explain."""
        if held.said.unit != "USD" or mark(figure) not in {mark(one) for one in held.figures}:
            return False
        try:
            before = abs(_gap(held.said, held.found, self.changes if given is None else given))
            after = abs(_gap(held.said, held.found, trial))
        except DecimalException:
            return False
        return after <= held.comparison.forgiven and before > _MOSTLY * after

    def _alone(self, held: _Equation) -> Mistake:
        """An equation that no slip explains: the figure whose correction breaks fewest others, the stated side first.

        A total that other sums confirm is right, and a line of its own sum is wrong; which one, only few lines tell.
        """
        found: list[tuple[float, float, Fact, Decimal]] = []
        sure = held.bits >= _BITS["error"] and not held.comparison.cause
        for figure in held.figures if sure else ():
            exact = None if mark(figure) in self.changes else held.solve(figure, self.changes)
            if exact is not None:
                trial = self.changes | {mark(figure): printable(exact, figure)}
                over = (e for e in self.over[mark(figure)] if e.holds(self.changes) and not e.holds(trial))
                found.append((sum(e.bits for e in over), self.cost(figure, exact, [held.comparison]), figure, exact))
        least = min((broken for broken, *_ in found), default=0.0)
        best = sorted((one for one in found if one[0] == least), key=lambda one: one[1])
        alike = [one for one in best if one[1] < best[0][1] + _NEARLY]
        if len(alike) > _FEW or not alike or any(figure is held.said for *_, figure, _ in best):
            return Mistake(held.said, value_of(held.found, {}), (held.comparison,))
        (_, _, figure, exact), *others = alike
        return Mistake(figure, exact, (held.comparison,), tuple((other, meant) for _, _, other, meant in others))

    def _likeliest(self, failing: Sequence[_Equation]) -> Mistake | None:
        """The figure whose correction mends most of the equations that fail and breaks fewest of the others."""
        found: list[_Candidate] = []
        trifles: list[_Candidate] = []
        best = 0.0
        tried: set[tuple[Mark, Decimal]] = set()
        unexplained = {id(held) for held in failing}
        for held in failing:
            for figure in (held.said,) if held.comparison.cause else held.figures:  # a check that knows what happened
                exact = None if mark(figure) in self.changes else held.solve(figure, self.changes)
                if exact is None or (mark(figure), should_be := printable(exact, figure)) in tried:
                    continue
                tried.add((mark(figure), should_be))
                trial = self.changes | {mark(figure): should_be}
                over = self.over[mark(figure)]
                fixed = [e for e in over if id(e) in unexplained and e.holds(trial)]
                broken = sum(e.bits for e in over if e.holds(self.changes) and not e.holds(trial))
                nearly = [e for e in over if id(e) in unexplained and self._is_but_rounded(e, figure, trial)]
                saved = sum(e.bits for e in fixed) + sum(e.bits / 2 for e in nearly if e not in fixed) - broken
                if saved - _LEAST_COST > best - _NEARLY:
                    saved -= self.cost(figure, exact, [e.comparison for e in fixed])
                    if _is_trifle(figure, should_be) and any(
                        id(e) in unexplained and e not in (*fixed, *nearly) for e in over
                    ):
                        trifles.append(_Candidate(saved, figure, exact, fixed))
                        continue
                    best = max(best, saved)
                    found.append(_Candidate(saved, figure, exact, fixed))
        if best <= 0:  # a rounding of a figure whose other sums fail by more waits until those are told
            found, best = trifles, max((candidate.saved for candidate in trifles), default=0.0)
        if best <= 0:
            return None
        found.sort(key=lambda candidate: -candidate.saved)
        chosen = found[0]
        figure, fixed = chosen.figure, chosen.fixed
        fixed.sort(key=lambda e: (-e.bits, e.said is not figure, len(e.figures)))
        is_tie = len(fixed) == 1 and {id(fixed[0].said), id(fixed[0].found)} == {id(f) for f in fixed[0].figures}
        rivals = [  # that either of two figures that differ may be the wrong one needs no words
            (other.figure, other.exact)
            for other in (() if is_tie else found[1:])
            if other.saved > best - _NEARLY and {id(e) for e in other.fixed} == {id(e) for e in fixed}
        ]
        return Mistake(figure, chosen.exact, tuple(e.comparison for e in fixed), tuple(rivals))


def _is_trifle(figure: Fact, should_be: Decimal) -> bool:
    """Whether a correction is one that rounding makes: a unit or two."""
    return abs(should_be - figure.value) <= 4 * figure.rounding


def diagnose(comparisons: Iterable[Comparison], cost: Cost) -> Iterator[Mistake]:
    """The mistakes behind the comparisons of figures that fail, the one that explains most first.

    `cost` is what a correction of a figure costs in bits: few for a slip of the pen, many for any other number.
    """
    held = [e for comparison in comparisons if (e := equation(comparison)) is not None]
    yield from _Diagnosis(held, cost).run()
