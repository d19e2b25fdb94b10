"""How amounts that are told, and figures of law, become facts whose traces explain what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from tieout.facts import Fact, Line, Told, add, computed
from tieout.law.params import LawError, param, read_param
from tieout.law.questions import Row

FIRM = "the firm"


def told(concept: str, value: Decimal, as_of: date, words: str, *, part: str = "", unit: str = "USD") -> Fact:
    """An amount the firm tells."""
    trace = Told(FIRM, as_of, words)
    return Fact(concept=concept, entity=FIRM, when=as_of, value=value, part=part, unit=unit, label=words, trace=trace)


def figure(name: str, as_of: date, of: str = "") -> Fact:
    """A figure of law, as a fact."""
    return param(name, as_of, of).fact(FIRM, as_of)


def in_force(name: str, as_of: date) -> bool:
    """Whether the figure is law yet on a date: for a requirement that did not exist before its oldest value."""
    since: date = read_param(name)["values"][0]["from"]
    return since <= as_of


def total(concept: str, lines: Iterable[Line], as_of: date, *, cite: str, part: str = "") -> Fact:
    """The sum of a column; a column with no line is a stated zero."""
    held = tuple(lines) or (add(told("nothing", Decimal(0), as_of, "nothing of the kind")),)
    return computed(concept, held, cite=cite, part=part)


def above_zero(fact: Fact, concept: str, cite: str) -> Fact:
    """The amount, or nothing where it is below zero."""
    nothing = told("nothing", Decimal(0), fact.end, "not less than nothing")
    return computed(concept, (add(fact), add(nothing)), operation="greatest", cite=cite, part=fact.part)


def share(rate: Fact, of: Fact, concept: str, cite: str, part: str = "") -> Fact:
    """A rate of an amount."""
    return computed(concept, (add(of), add(rate)), operation="product", cite=cite, part=part, unit="USD")


def amount(row: Row, key: str, where: str) -> Decimal:
    """An amount of a row, zero or more.  Raises LawError where there is none: absent is not zero."""
    try:
        found = Decimal(str(row[key]).replace(",", "").replace("_", ""))
    except (KeyError, InvalidOperation):
        found = Decimal("NaN")
    if not found.is_finite() or found < 0:
        said = repr(row[key]) if key in row else "not given"
        raise LawError(f"{key} is {said}.", where=where, expected="a number, zero or more.")
    return found


def word(row: Row, key: str, where: str, one_of: Sequence[str] = ()) -> str:
    """A word of a row, one of those listed where some are.  Raises LawError otherwise."""
    found = str(row.get(key, "")).strip()
    if not found or (one_of and found not in one_of):
        expected = f"one of {', '.join(one_of)}." if one_of else "a word."
        raise LawError(f"{key} is {found!r}.", where=where, expected=expected)
    return found


def yes(row: Row, key: str, where: str) -> bool:
    """Whether a row says yes; a row that does not say, says no.  Raises LawError for anything else."""
    found = str(row.get(key, "no")).lower()
    if found not in ("yes", "no", "true", "false"):
        raise LawError(f"{key} is {row[key]!r}.", where=where, expected="yes or no.")
    return found in ("yes", "true")


def not_negative(value: Decimal, name: str, where: str) -> Decimal:
    """An amount that is told outright.  Raises LawError where it is no amount or below zero."""
    return amount({name: value}, name, where)
