"""The rows of a question, read cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from tieout.facts import Fact, Line, add, computed
from tieout.law.amounts import given
from tieout.law.params import LawError
from tieout.law.questions import Row, read

T = TypeVar("T", str, Decimal, date, bool, int)


def cell(row: Row, key: str, kind: type[T], where: str, otherwise: T | None = None) -> T:
    """One value of a row, read by its type; `otherwise` where it may be left out.

    Raises LawError where it is missing or does not read.
    """
    if key not in row:
        if otherwise is not None:
            return otherwise
        raise LawError(f"{key} is not given.", where=where, expected=f"{', '.join(row)} and {key}.")
    found = read(key, row[key], kind, where)
    assert isinstance(found, kind)
    if isinstance(found, Decimal) and not found.is_finite():
        raise LawError(f"{key} is {row[key]!r}.", where=where, expected="a number.")
    return found


def total(concept: str, lines: Sequence[Line], as_of: date, cite: str) -> Fact:
    """The sum of lines as a fact; a stated zero where there is none."""
    return computed(concept, lines or (add(given("none", 0, as_of)),), cite=cite)
