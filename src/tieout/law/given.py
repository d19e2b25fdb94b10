"""What a question of law is given: amounts as facts, rows read value by value, and figures of law beside them.

An answer that is worked out of these facts shows its working: its trace ends at the question or at a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from tieout.facts import Fact, Line, Told, add, computed
from tieout.law.params import LawError, param
from tieout.law.questions import Row, read

FIRM = "the firm"  # whose facts they are
QUESTION = "the question"  # who tells them
METHODS = ("aggregate_indebtedness", "alternative")  # the two standards of 15c3-1(a)(1)
_ALSO = {"basic": METHODS[0], "basic_method": METHODS[0], "alternative_method": METHODS[1]}  # as people say

T = TypeVar("T", Decimal, date, bool, str)


def told(concept: str, value: Decimal | int, on: date, words: str = "", *, part: str = "", unit: str = "USD") -> Fact:
    """What the question gives, as a fact."""
    trace = Told(QUESTION, on, words or concept.replace("_", " "))
    held = Decimal(value)
    return Fact(concept=concept, entity=FIRM, when=on, value=held, part=part, unit=unit, label=words, trace=trace)


def figure(name: str, on: date, of: str = "") -> Fact:
    """The figure of law in force on a date, as a fact."""
    return param(name, on, of).fact(FIRM, on)


def total(concept: str, lines: Iterable[Line], on: date, cite: str, part: str = "") -> Fact:
    """The sum of a column; a column with no line is a stated zero."""
    return computed(concept, tuple(lines) or (add(told("none", 0, on)),), cite=cite, part=part)


def share(concept: str, of: Fact, rate: Fact, cite: str = "", part: str = "") -> Fact:
    """A rate of an amount."""
    return computed(concept, (add(of), add(rate)), operation="product", cite=cite, part=part, unit="USD")


def above_zero(concept: str, fact: Fact, cite: str = "", words: str = "not less than nothing") -> Fact:
    """The amount, or nothing where it is below zero."""
    nothing = told("none", 0, fact.end, words)
    return computed(concept, (add(fact), add(nothing)), operation="greatest", cite=cite, part=fact.part)


def if_any(concept: str, lines: Iterable[Line], cite: str = "", part: str = "") -> Fact:
    """A column of additions and deductions, or nothing where it is below zero."""
    return above_zero(concept, computed(f"{concept}_or_less", lines, part=part), cite)


def one_of(name: str, value: str, known: Iterable[str], where: str) -> str:
    """The known word that is given, however it is capitalized or joined.  Raises LawError where it is none."""
    words = {joined(word): word for word in known}
    if joined(value) not in words:
        raise LawError(f"{name} is {value!r}.", where=where, expected=f"one of {', '.join(words.values())}.")
    return words[joined(value)]


def standard(method: str, where: str) -> str:
    """The standard of 15c3-1(a)(1) that is named.

    >>> standard("Basic method", "15c3-1")
    'aggregate_indebtedness'
    """
    return one_of("method", _ALSO.get(joined(method), method), METHODS, where)


def joined(word: str) -> str:
    """A word as the law's words are written.

    >>> joined("Aggregate Indebtedness "), joined("fund-shares-only")
    ('aggregate_indebtedness', 'fund_shares_only')
    """
    return re.sub(r"[\s-]+", "_", word.strip()).lower()


def measured_by(
    method: str, indebtedness: Decimal | None, debit_items: Decimal | None, what: str, where: str
) -> Decimal:
    """What a firm's standard is measured by: aggregate indebtedness, or the debit items of the alternative.

    Raises LawError where it is not given, with `what` rests on it.
    """
    name, found = (
        ("aggregate_debit_items", debit_items) if method == "alternative" else ("aggregate_indebtedness", indebtedness)
    )
    if found is None:
        expected = f"{name}, under the {method.replace('_', ' ')} standard."
        raise LawError(f"{what} on {name}, which is not given.", where=where, expected=expected)
    return found


def not_negative(name: str, value: Decimal, where: str) -> Decimal:
    """An amount that is given, where it is zero or more.  Raises LawError otherwise."""
    if not value.is_finite() or value < 0:
        raise LawError(f"{name} is {value:,}.", where=where, expected="a number, zero or more.")
    return value


def none_negative(where: str, **given: Decimal | int | None) -> None:
    """Amounts and counts that are given, where each is zero or more.  Raises LawError for the first below zero."""
    for name, value in given.items():
        if value is not None:
            not_negative(name, Decimal(value), where)


@dataclass(frozen=True, slots=True)
class Cells:
    """A row, each value read as what it must be; LawError, which names the row, where it is none."""

    held: Row
    where: str

    def __contains__(self, key: str) -> bool:
        return self.held.get(key) is not None

    def number(self, key: str, otherwise: Decimal | None = None) -> Decimal:
        return self._read(key, Decimal, otherwise)

    def amount(self, key: str, otherwise: Decimal | None = None) -> Decimal:
        """A number, zero or more."""
        return not_negative(key, self.number(key, otherwise), self.where)

    def day(self, key: str, otherwise: date | None = None) -> date:
        return self._read(key, date, otherwise)

    def past(self, key: str, as_of: date) -> date:
        """A day that has come."""
        if (found := self.day(key)) > as_of:
            raise LawError(f"{key} is {found}, after {as_of}.", where=self.where, expected="an earlier day.")
        return found

    def word(self, key: str, known: Sequence[str] = (), otherwise: str | None = None) -> str:
        """A word, one of those known where some are."""
        found = self._read(key, str, otherwise).strip()
        return one_of(key, found, known, self.where) if known else found

    def yes(self, key: str) -> bool:
        """Whether the row says yes; a row that does not say, says no."""
        return self._read(key, bool, False)

    def _read(self, key: str, kind: type[T], otherwise: T | None) -> T:
        if key not in self:
            if otherwise is None:
                raise LawError(f"{key} is not given.", where=self.where, expected=f"{', '.join(self.held)} and {key}.")
            return otherwise
        found = read(key, self.held[key], kind, self.where)
        assert isinstance(found, kind)
        return found


def cells(given: Sequence[Row], name: str, *asked: str, optional: Sequence[str] = ()) -> list[Cells]:
    """The rows of a question, each called by `name` and its number.

    Raises LawError for a row that lacks what is asked for, or has what is not.
    """
    found = []
    words = ", ".join((*asked, *(f"{key} (may be left out)" for key in optional)))
    for number, row in enumerate(given, start=1):
        where = f"{name} {number}"
        if not isinstance(row, Mapping):
            raise LawError(f"{row!r} is no row.", where=where, expected=f"{words}.")
        held = Cells(row, where)
        if missing := [key for key in asked if key not in held]:
            raise LawError(f"{_listed(missing)} not given.", where=where, expected=f"{words}.")
        if unknown := [str(key) for key in row if key not in (*asked, *optional)]:
            split = any(re.fullmatch(r"[0-9]+(\.[0-9]*)?", key) for key in unknown)
            mend = 'in a row a comma parts two values; write 1500, or "1,500" in quotes.' if split else ""
            raise LawError(f"{_listed(unknown)} not asked for.", where=where, expected=f"{words}.", mend=mend)
        found.append(held)
    return found


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words)} {'is' if len(words) == 1 else 'are'}"
