"""Combinations: the smallest set of amounts that adds up to another, and how unlikely it is to do so by chance.

With a dozen amounts some sum comes near almost anything.  So every answer is weighed: how many sums of no more amounts
lie about as far out as the target, how close together that puts them, and how near to it one would lie by chance.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

MOST_AMOUNTS = 24
MOST_TERMS = 5
RARE = 1 / 1000  # what comes about by chance more often is no explanation


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount with its sign, in units of the last place printed, and what rounding may hide of it."""

    value: int
    slack: float = 0.5


@dataclass(frozen=True, slots=True)
class Combination:
    """The places of the amounts that make a target, how far off they come, and how likely that is by chance."""

    members: tuple[int, ...]
    apart: int
    chance: float


def smallest(amounts: Sequence[Amount], target: Amount, most: int = MOST_TERMS) -> Combination | None:
    """The fewest amounts that add up to a target, within what rounding may hide.

    None where there are none, where as few others do as well, or where it would come about by chance more often than
    once in a thousand times.  Of more than `MOST_AMOUNTS` amounts the largest are tried.

    >>> pool = [Amount(value) for value in (6_209_632, 319_381, 818_019, 675_225, -3_767_024, -651_948)]
    >>> smallest(pool, Amount(3_580_009)).members
    (0, 1, 2, 4)
    """
    if target.value <= 0 or not amounts:
        return None
    kept = sorted(range(len(amounts)), key=lambda i: -abs(amounts[i].value))[:MOST_AMOUNTS]
    one, other = (_Half([(i, amounts[i]) for i in kept[start::2]], most) for start in (0, 1))
    widest = max(amount.slack for amount in amounts)
    for terms in range(1, most + 1):
        reach = target.slack + terms * widest
        found = []
        for members, total in _sums(one, other, terms, target.value - reach, target.value + reach):
            hidden = target.slack + sum(amounts[i].slack for i in members)
            if abs(total - target.value) <= hidden:
                found.append((members, total, hidden))
        if len(found) > 1:
            return None
        for members, total, hidden in found:
            near = max(_count(one, other, terms, target.value / 2, target.value * 3 / 2), 1)
            by_chance = near * hit_rate(target.value, hidden)
            if by_chance > RARE:
                return None
            return Combination(tuple(sorted(members)), abs(total - target.value), by_chance)
    return None


def nearest(amounts: Sequence[Amount], target: Amount) -> Combination | None:
    """The one amount that comes nearest to a target, where so near is rare by chance though it is not the target.

    Amounts of a balance sheet are taken to spread evenly over four powers of ten.

    >>> nearest([Amount(744_204), Amount(319_381)], Amount(744_410)).apart
    206
    """
    if target.value <= 0 or not amounts:
        return None
    (apart, i), *others = sorted((abs(amount.value - target.value), i) for i, amount in enumerate(amounts))
    by_chance = len(amounts) * hit_rate(target.value, apart) / 9.2
    if by_chance > RARE or (others and others[0][0] == apart):
        return None
    return Combination((i,), apart, by_chance)


def hit_rate(target: int, hidden: float) -> float:
    """How likely one sum about the size of a target is to lie within what is hidden of it.

    A round target is met more easily, as the amounts it is met by are round too.
    """
    digits = str(target)
    noughts = len(digits) - len(digits.rstrip("0"))
    grain = 10**noughts if noughts >= 2 else 1
    return min(max((2 * hidden + 1) / grain, 1.0) * grain / target, 1.0)


class _Half:
    """The sums of half of the amounts, by how many they take, sorted."""

    def __init__(self, amounts: Sequence[tuple[int, Amount]], most: int) -> None:
        self.sums: list[list[tuple[int, tuple[int, ...]]]] = []
        for terms in range(most + 1):
            chosen = combinations(amounts, terms)
            self.sums.append(sorted((sum(a.value for _, a in each), tuple(i for i, _ in each)) for each in chosen))
        self.totals = [[total for total, _ in held] for held in self.sums]
        # Those of no more than so many amounts together.
        self.up_to = [sorted(t for held in self.totals[: terms + 1] for t in held) for terms in range(most + 1)]


def _sums(a: _Half, b: _Half, terms: int, low: float, high: float) -> list[tuple[tuple[int, ...], int]]:
    """Every sum of exactly so many amounts between two bounds."""
    found = []
    for here in range(terms + 1):
        others, totals = b.sums[terms - here], b.totals[terms - here]
        if not totals:
            continue
        for total, members in a.sums[here]:
            for at in range(bisect_left(totals, low - total), bisect_right(totals, high - total)):
                found.append((members + others[at][1], total + totals[at]))
    return found


def _count(a: _Half, b: _Half, terms: int, low: float, high: float) -> int:
    """How many sums of at most so many amounts lie between two bounds."""
    return sum(
        bisect_right(totals, high - total) - bisect_left(totals, low - total)
        for here in range(terms + 1)
        for totals in (b.up_to[terms - here],)
        for total in a.totals[here]
    )
