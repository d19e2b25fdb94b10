"""Checks by name: each is a function of a report that yields the comparisons it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from tieout.checks.model import Comparison
from tieout.checks.stated import Stated

Family = Literal["foots", "ties", "recomputes", "rolls", "signs", "agrees", "complete", "plausible"]
FAMILIES: tuple[Family, ...] = get_args(Family)

Compare = Callable[[Stated], Iterator[Comparison]]


@dataclass(frozen=True)
class Check:
    """A check: the pattern of the ids it yields ("foots.*", "recomputes.net_capital_required"), and its paragraph.

    The docstring of its function is its page of the manual: what is compared, why it must agree, what usually happened.
    """

    ids: tuple[str, ...]
    family: Family
    cite: str
    compare: Compare

    @property
    def words(self) -> str:
        return self.compare.__doc__ or ""


CHECKS: list[Check] = []


def check(family: Family, *ids: str, cite: str = "") -> Callable[[Compare], Compare]:
    """Register a function as the check that yields comparisons with these ids; a `*` stands for a concept."""

    def wrap(function: Compare) -> Compare:
        assert ids, f"{function.__name__} names no id"
        assert function.__doc__, f"{function.__name__} has no page of the manual: give it a docstring"
        CHECKS.append(Check(ids, family, cite, function))
        return function

    return wrap
