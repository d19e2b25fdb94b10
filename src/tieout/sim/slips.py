"""Slips of the pen in one figure: the figures a filer may print for the one that was meant, and what a pair looks like.

Figures are whole numbers of their last printed place.  The names of slips are the causes that `checks` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

# A slip that is always another one too: both names are right.
ALSO = {"decimal_shift": frozenset({"lost_or_added_digit"}), "truncated": frozenset({"rounding", "one_digit"})}
_LEAST = 3  # digits: of a shorter figure any other is a slip


def transposed(meant: int) -> Iterator[int]:
    """Two neighbouring digits in each other's places.

    >>> list(transposed(1_204))
    [2104, 1024, 1240]
    """
    digits = str(meant)
    for i in range(len(digits) - 1):
        if digits[i] != digits[i + 1]:
            yield from _number(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :])


def one_digit(meant: int) -> Iterator[int]:
    """One digit for another."""
    digits = str(meant)
    for i, held in enumerate(digits):
        for other in "0123456789":
            if other != held:
                yield from _number(digits[:i] + other + digits[i + 1 :])


def digit_lost(meant: int) -> Iterator[int]:
    digits = str(meant)
    for i in range(len(digits)):
        yield from _number(digits[:i] + digits[i + 1 :])


def digit_added(meant: int) -> Iterator[int]:
    """A digit struck twice, or one that does not belong."""
    digits = str(meant)
    for i, held in enumerate(digits):
        yield from _number(digits[:i] + held + digits[i:])
        yield from _number(digits[:i] + str((int(held) + 3) % 10) + digits[i:])


def in_thousands(meant: int) -> Iterator[int]:
    """Thousands where units were meant, rounded."""
    if meant >= 100_000:
        yield (meant + 500) // 1000


def point_shifted(meant: int) -> Iterator[int]:
    """A nought too many, or one that is missing."""
    yield 10 * meant
    if meant % 10 == 0:
        yield meant // 10


def by_one(meant: int) -> Iterator[int]:
    yield from (meant + 1, meant - 1)


def doubled(meant: int) -> Iterator[int]:
    yield 2 * meant


def halved(meant: int) -> Iterator[int]:
    if meant % 2 == 0:
        yield meant // 2


WAYS: dict[str, tuple[Callable[[int], Iterator[int]], ...]] = {
    "transposed_digits": (transposed,),
    "one_digit": (one_digit,),
    "lost_or_added_digit": (digit_lost, digit_added),
    "thousands_shift": (in_thousands,),
    "decimal_shift": (point_shifted,),
    "rounding": (by_one,),
    "doubled_or_halved": (doubled, halved),
}


def looks_like(said: int, meant: int) -> frozenset[str]:
    """Every slip that may have made one figure of the other.

    >>> sorted(looks_like(1_240, 1_204)), sorted(looks_like(-52, 52)), sorted(looks_like(2_468, 1_234))
    (['transposed_digits'], ['sign'], ['doubled_or_halved'])
    """
    if said == -meant and meant:
        return frozenset({"sign"})
    if said * meant <= 0 or said == meant:
        return frozenset()
    a, b = abs(said), abs(meant)
    found = {cause for cause, ways in WAYS.items() if any(a in way(b) for way in ways)}
    if any(b in way(a) for way in WAYS["thousands_shift"]):
        found.add("thousands_shift")
    if len(str(b)) < _LEAST:
        found -= {"one_digit", "lost_or_added_digit"}
    return frozenset(found)


def _number(digits: str) -> Iterator[int]:
    if digits and digits[0] != "0":
        yield int(digits)
