"""Slips of one figure: what may have happened between the figure that was meant and the digits that were printed.

Each slip has a cost in bits: how rarely filers make it, and how many different figures it could have made of the one
that was meant.  `chance` is what the same difference costs where nothing explains it.  The one less the other says how
much likelier a slip is than an arbitrary figure; whoever must choose between two explanations, or between two lines
that may be wrong, takes the greater.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb, log2

from tieout.checks.model import CauseId

# Digits that printing, copying and character recognition take for one another.
LOOK_ALIKE = frozenset(frozenset(pair) for pair in ("17", "27", "38", "49", "56", "06", "08", "68"))
_THOUSANDS = (3, 6)
_SHIFTS = ((1000, "thousand"), (1_000_000, "million"), (10, "one place"), (100, "two places"))
_LOG2 = tuple(log2(n) if n else 0.0 for n in range(400))


@dataclass(frozen=True, slots=True)
class Slip:
    """One explanation of a figure by the figure that was meant: its cause, its cost in bits, and what to say of it."""

    id: CauseId
    cost: float
    lead: str
    detail: str = ""


def chance(said: int, meant: int) -> float:
    """The bits it costs to say that one figure stands for the other for no reason: the further apart, the more.

    Differences of every size are held equally likely, up to the length of the figures.
    """
    digits = max(len(str(abs(said))), len(str(abs(meant))))
    return float(abs(said - meant).bit_length()) + _LOG2[min(5 * digits, 399)]


def slips(said: int, meant: int) -> Iterator[Slip]:
    """Every slip that makes `said` of `meant`, both in units of the last place that is printed.

    >>> [(slip.id, slip.detail) for slip in slips(2_051_043, 2_501_043)]
    [('transposed_digits', '05 for 50')]
    >>> [(slip.id, slip.detail) for slip in slips(1_204_550, 1_264_550)]
    [('one_digit', '0 for 6, which are easily misread')]
    """
    if said == meant:
        return
    if said == -meant:
        yield Slip("sign", 1.0, "The sign is turned")
    if said * meant < 0 or not meant:
        return
    a, b = abs(said), abs(meant)
    written, intended = str(a), str(b)
    yield from _roundings(a, b, len(written), len(intended))
    if a == 2 * b:
        yield Slip("doubled_or_halved", 2.0, "Doubled")
    elif 2 * a == b:
        yield Slip("doubled_or_halved", 2.0, "Halved")
    longer = len(written) - len(intended)
    if longer == 0:
        yield from _exchanged(written, intended)
    elif longer == 1 and len(intended) >= 2:
        yield from _added(written, intended)
    elif longer == -1 and len(intended) >= 3 and (i := _dropped(intended, written)) is not None:
        yield Slip("lost_or_added_digit", 2.0 + _LOG2[len(intended)], "A digit is missing", intended[i])
    if longer:
        yield from _shifts(a, b)


def _exchanged(a: str, b: str) -> Iterator[Slip]:
    """One digit for another, or two digits in each other's places; which ones, where the eye must look for them."""
    n = len(b)
    match [i for i in range(n) if a[i] != b[i]]:
        case [i] if n >= 3:
            alike = frozenset((a[i], b[i])) in LOOK_ALIKE
            seems = ", which are easily misread" if alike else ""
            yield Slip("one_digit", 1.0 + _LOG2[9 * n] - alike, "One digit", f"{a[i]} for {b[i]}{seems}")
        case [i, j] if a[i] == b[j] and a[j] == b[i]:
            if j == i + 1:
                pair = f"{a[i : j + 1]} for {b[i : j + 1]}" if n > 4 else ""
                yield Slip("transposed_digits", 1.0 + _LOG2[n - 1], "Transposed digits", pair)
            else:
                pair = f"{a[i]} and {a[j]}"
                yield Slip("transposed_digits", 5.0 + _LOG2[comb(n, 2)], "Two digits changed places", pair)


def _added(a: str, b: str) -> Iterator[Slip]:
    if (i := _dropped(a, b)) is not None:
        twice = a[i] in a[max(i - 1, 0) : i] + a[i + 1 : i + 2]
        cost = 2.0 + _LOG2[len(b)] if twice else 3.0 + _LOG2[9 * len(b) + 10]
        yield Slip("lost_or_added_digit", cost, "A digit too many", f"{a[i]} twice" if twice else a[i])


def _dropped(longer: str, shorter: str) -> int | None:
    """Where a digit of the longer figure must be left out to make the shorter one."""
    i = next((i for i, digit in enumerate(shorter) if digit != longer[i]), len(shorter))
    return i if longer[i + 1 :] == shorter[i:] else None


def _shifts(a: int, b: int) -> Iterator[Slip]:
    """Thousands or millions where dollars were meant, the decimal point a place off; and the other way round."""
    small, large, times = (a, b, "small") if a < b else (b, a, "large")
    for factor, word in _SHIFTS:
        apart = abs(small * factor - large)
        if factor < 1000 and not apart:
            noughts = "noughts" if factor > 10 else "a nought"
            lost = f"or {noughts} {'lost' if times == 'small' else 'too many'}"
            yield Slip("decimal_shift", 3.0, "The decimal point is shifted", f"by {word}, {lost}")
        # What the shift pushes off the end is rounded; three digits or more are left to tell by.
        elif factor < 1000 and times == "small" and small >= 100 and 2 * apart <= factor:
            yield Slip("decimal_shift", 3.0 + _LOG2[factor], "The decimal point is shifted", f"by {word}, and rounded")
        # What is printed in thousands is rounded to thousands; two digits or more are left to tell by.
        elif factor >= 1000 and (not apart or (small >= 10 and 2 * apart <= factor)):
            yield Slip("thousands_shift", 2.0, f"A {word} times too {times}")


def _roundings(a: int, b: int, written: int, intended: int) -> Iterator[Slip]:
    """A unit more or less; the last places rounded, or cut off where two digits or more are left."""
    if abs(a - b) == 1:
        yield Slip("rounding", 1.0, "Rounding")
    unit = 1
    for places in range(1, written):
        unit *= 10
        if a % unit:
            return
        cost = 2.0 + _LOG2[intended] + (0.0 if places in _THOUSANDS else 3.0)
        if 2 * abs(a - b) <= unit and (places in _THOUSANDS or places < written - 1):
            yield Slip("rounding", cost, "Rounded")
        elif 0 < b - a < unit and places < written - 1:
            yield Slip("truncated", cost + 1.0, "Cut off instead of rounded")
