"""Likely cause: what probably happened where two figures disagree, from the numbers alone.

Many explanations are tried; each costs bits, as in `digits`: how rarely it happens, and how many figures it could have
made.  So "a line was left out" of a sum of forty lines counts for less than of a sum of three, and a transposition
that fits seven digits for more than either.  The cheapest explanation is the likely cause.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import combinations
from math import comb, log2

from tieout.checks.digits import Slip, chance, slips
from tieout.checks.model import Cause, CauseId
from tieout.facts.money import figure
from tieout.facts.reasons import shown

_WIDE = 20  # units that rounding may hide, above which the figures are printed more coarsely than they are held


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another figure that may have to do with a mistake: its name, its value, and where it stands.

    `where` continues the name in a sentence: "at December 31, 2022", "on the line above", "in Note 9".
    """

    name: str
    value: Decimal
    where: str = ""

    @property
    def words(self) -> str:
        return f"{self.name} {self.where}".strip()


@dataclass(frozen=True, slots=True)
class Explained:
    """A cause, and how much likelier, in bits, it is than that the figure is wrong for no reason."""

    cause: Cause
    strength: float


@dataclass(frozen=True, slots=True)
class _Case:
    """Two figures in units of the last place printed; `slack` is what rounding may hide, in the same units."""

    said: int
    meant: int
    exact: Decimal
    quantum: Decimal
    slack: Decimal
    unit: str

    def text(self, value: Decimal | int) -> str:
        """A figure as people write it: 2,227,294, 6.70, 8.22%."""
        amount = value * self.quantum if isinstance(value, int) else value
        if self.unit == "percent":
            return f"{shown(amount, 'percent')}%"
        if self.unit != "ratio":
            return figure(amount)
        if self.quantum < Decimal("0.01"):  # nobody prints a ratio so finely: it is a percentage
            return f"{shown(amount * 100, 'ratio')}%"
        return figure(amount, max(-int(self.quantum.adjusted()), 0))

    def units(self, value: Decimal) -> Decimal:
        return value / self.quantum

    def same(self, a: Decimal, b: Decimal) -> bool:
        return abs(a - b) <= self.slack


def explained(
    said: Decimal,
    should_be: Decimal,
    *,
    name: str,
    neighbours: Sequence[Neighbour] = (),
    terms: Sequence[Neighbour] = (),
    rates: Sequence[Decimal] = (),
    forgiven: Decimal = Decimal(0),
    unit: str = "USD",
) -> Explained | None:
    """The likely cause of `said` standing where `should_be` was expected, with its strength.

    `name` is what the figure is called.  `terms` are the lines of the sum that gave `should_be`, signed as they enter
    it; `rates` the rates by which it was worked out of a base; `neighbours` other figures that may have been taken for
    it: the year before, the lines above and below, the same line elsewhere, other bases.  `forgiven` is what rounding
    may hide between the two.
    """
    if said == should_be or not forgiven.is_finite():
        return None
    case = _case(said, should_be, forgiven, unit)
    found = [*_slips(case), *_in_the_sum(case, name, terms), *_from_elsewhere(case, name, neighbours, rates)]
    if not found:
        return None
    cost, cause = min(found, key=lambda each: each[0])
    strength = chance(case.said, case.meant) - cost
    return Explained(cause, strength) if strength > 0 else None


def _case(said: Decimal, should_be: Decimal, forgiven: Decimal, unit: str) -> _Case:
    quantum = _quantum(said, should_be, forgiven, unit)
    a, exact = said / quantum, should_be / quantum
    return _Case(int(a), int(exact.to_integral_value(ROUND_HALF_UP)), exact, quantum, forgiven / quantum, unit)


def _quantum(said: Decimal, should_be: Decimal, forgiven: Decimal, unit: str) -> Decimal:
    """The last place to which `said` is printed: dollars, cents, thousands; the hundredth of a ratio."""
    if unit in ("ratio", "percent"):
        place = (2 * forgiven).adjusted() if forgiven else min(-4, _last(said))
        return Decimal(1).scaleb(min(place, _last(said)))
    if _last(said) < 0 or (forgiven < Decimal("0.5") and _last(should_be) < 0):
        return Decimal(1).scaleb(max(min(_last(said), -2), -6))
    for thousands in (6, 3):
        quantum = Decimal(1).scaleb(thousands)
        if 2 * forgiven >= quantum and not said % quantum and not should_be % quantum:
            return quantum
    return Decimal(1)


def _last(value: Decimal) -> int:
    """The power of ten of the last digit that is not nought, at most 0."""
    exponent = value.normalize().as_tuple().exponent
    return min(exponent, 0) if isinstance(exponent, int) else 0


def _slips(case: _Case) -> Iterator[tuple[float, Cause]]:
    """The slips of one figure: against what was expected, against it cut off, and against what rounding may hide."""
    if (apart := abs(case.said - case.exact)) <= case.slack:
        # Roundings mostly cancel: that they add up to several units is rarer than a slip.
        yield max(3.0 * (float(apart) - 1), 0.0), Cause("rounding", _rounded(case))
    for meant, extra in _meant(case):
        for slip in slips(case.said, meant):
            if slip.id == "rounding" and meant != case.meant:
                continue  # a rounding of what rounding hides
            words = _rounded(case) if slip.lead == "Rounding" else _slip_words(case, slip, meant)
            yield slip.cost + extra, Cause(slip.id, words)
    cut = int(case.exact.to_integral_value(ROUND_DOWN))
    if case.said == cut != case.meant:
        digits = max(-int(case.quantum.adjusted()), 0) + 2
        full = shown(round(case.exact * case.quantum, digits), "ratio")
        yield 0.5, Cause("truncated", f"Cut off instead of rounded: {case.text(case.said)} for {full}.")


def _meant(case: _Case) -> Iterator[tuple[int, float]]:
    yield case.meant, 0.0
    cut = int(case.exact.to_integral_value(ROUND_DOWN))
    if cut != case.meant:
        yield cut, 2.0
    if case.slack < _WIDE:
        near = min(int(case.slack), 3)
        for by in range(1, near + 1):
            yield from ((case.meant + each, 2.0 + log2(2 * near + 1)) for each in (by, -by))


def _rounded(case: _Case) -> str:
    apart = case.text(abs(case.said - case.meant))
    if not case.slack:
        return f"Rounding: the figures are {apart} apart."
    explains = case.text(case.slack * case.quantum)
    return f"Rounding: the figures are {apart} apart; rounding explains {explains}."


def _slip_words(case: _Case, slip: Slip, meant: int) -> str:
    detail = f" ({slip.detail})" if slip.detail else ""
    return f"{slip.lead}: {case.text(case.said)} for {case.text(meant)}{detail}."


def _in_the_sum(case: _Case, name: str, terms: Sequence[Neighbour]) -> Iterator[tuple[float, Cause]]:
    """The difference by the lines of the sum: one left out, counted twice, taken with the other sign, halved."""
    lines = [(term, case.units(term.value)) for term in terms if term.value]
    if not lines:
        return
    apart = case.said - case.exact
    wide = log2(1 + 2 * float(case.slack))
    for term, value in lines:
        amount = case.text(abs(value) * case.quantum)
        exact = apart in (-value, value, -2 * value) or 2 * apart == -value
        many = log2(len(lines)) + (0.0 if exact else wide)  # what fits to the last digit used none of the room
        if case.same(apart, -value):
            yield 1.0 + many, _told("line_left_out", f"{term.words}, {amount}, is left out of {name}.")
        if case.same(apart, value):
            yield 2.0 + many, _told("counted_twice", f"{term.words}, {amount}, is counted twice in {name}.")
        if case.same(apart, -2 * value):
            yield 1.0 + many, _told("sign", _turned(case, term, amount))
        if case.same(2 * apart, -value):
            words = f"The difference, {case.text(abs(apart) * case.quantum)}, is half of {term.words}, {amount}."
            yield 4.0 + many, _told("doubled_or_halved", words)
    if len(lines) < 3:
        return
    pairs = log2(comb(len(lines), 2)) + wide
    for (one, a), (other, b) in combinations(lines, 2):
        if case.same(apart, -a - b):
            amounts = [f"{term.words}, {case.text(abs(term.value))}," for term in (one, other)]
            yield 5.0 + pairs, _told("line_left_out", f"{amounts[0]} and {amounts[1]} are left out of {name}.")


def _turned(case: _Case, term: Neighbour, amount: str) -> str:
    apart = case.text(abs(case.said - case.exact) * case.quantum)
    return f"The difference, {apart}, is twice {term.words}, {amount}: its sign is probably turned."


def _from_elsewhere(
    case: _Case, name: str, neighbours: Sequence[Neighbour], rates: Sequence[Decimal]
) -> Iterator[tuple[float, Cause]]:
    """The figure, or the difference, found in another place; or the rate taken of another base."""
    others = [each for each in neighbours if each.value and not case.same(case.units(each.value), case.exact)]
    if not others:
        return
    many = log2(len(others))
    said, apart = case.said * case.quantum, (case.said - case.exact) * case.quantum
    for each in others:
        amount = case.text(each.value)
        if each.value == said:
            yield 5.0 + many, _told("carried_from_elsewhere", f"{amount} is {each.words}: carried from there.")
        elif each.value == -said:
            words = f"{case.text(said)} is {each.words}, {amount}, with its sign turned: carried from there."
            yield 7.0 + many, _told("carried_from_elsewhere", words)
        if each.value == -apart:
            yield 4.0 + many, _told("line_left_out", f"The difference, {amount}, is {each.words}: left out of {name}.")
        elif each.value == apart:
            words = f"The difference, {amount}, is {each.words}: it is counted in {name}."
            yield 5.0 + many, _told("counted_twice", words)
    for rate in rates:
        for each in others:
            if abs(rate * each.value - said) < case.quantum:
                words = f"{case.text(said)} is {shown(rate * 100, 'ratio')}% of {each.words}, {case.text(each.value)}."
                yield 1.0 + many + log2(len(rates)), _told("wrong_base", f"Wrong base: {words}")


def _told(cause: CauseId, words: str) -> Cause:
    return Cause(cause, words[:1].upper() + words[1:])
