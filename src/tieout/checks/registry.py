"""Checks by name: each is a function of a report that yields the comparisons it asks for.

What compares nothing and only has something to say of a figure yields the finding itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from tieout.checks.model import Comparison, Finding
from tieout.checks.stated import Stated

Family = Literal["foots", "ties", "recomputes", "rolls", "signs", "agrees", "complete", "plausible", "explains"]
FAMILIES: tuple[Family, ...] = get_args(Family)

Compare = Callable[[Stated], Iterator[Comparison | Finding]]
F = TypeVar("F", bound=Compare)


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


def check(family: Family, *ids: str, cite: str = "") -> Callable[[F], F]:
    """Register a function as the check that yields comparisons with these ids; a `*` stands for a concept."""

    def wrap(function: F) -> F:
        assert ids, f"{function.__name__} names no id"
        assert function.__doc__, f"{function.__name__} has no page of the manual: give it a docstring"
        CHECKS.append(Check(ids, family, cite, function))
        CHECKS.sort(key=lambda each: each.compare.__module__)  # whichever module was imported first
        return function

    return wrap
