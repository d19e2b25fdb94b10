"""Questions of law that a firm's balance sheet does not answer: dates, counts, assessments, formulas.

A question is a function of plain values (dates, amounts, words, rows) that gives its answers by name; `@question`
registers it under its own name.  What it asks for are its keyword parameters, so that the prompt, a worked case and
another rule ask it alike.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from tieout.facts import Fact
from tieout.facts.money import plain
from tieout.law.params import LawError

Row = Mapping[str, Any]
Value = Fact | Decimal | date | bool | int | str
Answer = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its paragraph, what it asks for (name and type), what may be left out, and how it is worked."""

    name: str
    cite: str
    summary: str
    asks: Mapping[str, Any]
    optional: frozenset[str]
    work: Callable[..., Answer]


QUESTIONS: dict[str, Question] = {}


def question(cite: str) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Register a function as a question of law under `cite`; its docstring begins with what it answers."""

    def register(function: Callable[..., Answer]) -> Callable[..., Answer]:
        name = function.__name__
        assert name not in QUESTIONS, f"two questions are named {name}"
        assert function.__doc__, f"{name} has no docstring"
        kinds = get_type_hints(function)
        parameters = inspect.signature(function).parameters.values()
        assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in parameters), f"{name}: keywords only"
        optional = frozenset(one.name for one in parameters if one.default is not one.empty)
        asks = {one.name: kinds[one.name] for one in parameters}
        QUESTIONS[name] = Question(name, cite, function.__doc__.split("\n")[0], asks, optional, function)
        return function

    return register


def ask(name: str, given: Mapping[str, object]) -> Answer:
    """Work a question from values as they come from the prompt or a case file: text is read by the parameter's type.

    Raises LawError for a question there is none of, a value it does not ask for, one that is missing, or one that does
    not read.
    """
    if name not in QUESTIONS:
        raise LawError(f"no question of law is named {name!r}.", expected=f"one of {', '.join(sorted(QUESTIONS))}.")
    held = QUESTIONS[name]
    asks = "; ".join(f"{key}{' (may be left out)' if key in held.optional else ''}" for key in held.asks)
    if unknown := [str(key) for key in given if key not in held.asks]:
        raise LawError(f"{name} does not ask for {', '.join(unknown)}.", where=held.cite, expected=asks + ".")
    if missing := [key for key in held.asks if key not in given and key not in held.optional]:
        raise LawError(f"{name} also needs {', '.join(missing)}.", where=held.cite, expected=asks + ".")
    return held.work(**{key: read(key, value, held.asks[key], held.cite) for key, value in given.items()})


def read(key: str, value: object, kind: Any, cite: str) -> object:
    """A value as the parameter's type: text is read, a value of the type stays as it is."""
    kinds = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    for one in kinds:
        if one is type(None) and value is None:
            return None
        plain = get_origin(one) or one
        if plain is Sequence and isinstance(value, (list, tuple)):
            return value
        with suppress(ValueError, InvalidOperation):
            if found := _plain(key, value, plain, cite):
                return found[0]
    raise LawError(f"{key} is {_short(value)}.", where=cite, expected=f"{in_words(kind)}.")


def in_words(kind: Any) -> str:
    """What a parameter of the type asks for.

    >>> in_words(bool), in_words(date | None)
    ('yes or no', 'a date, YYYY-MM-DD')
    """
    kinds = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    return " or ".join(_WORDS.get(get_origin(one) or one, "rows") for one in kinds if one is not type(None))


_WORDS = {date: "a date, YYYY-MM-DD", Decimal: "a number", int: "a whole number", bool: "yes or no", str: "a word"}
_SAID = {"yes": True, "no": False, "true": True, "false": False}
# What no firm has and no rule counts to: beyond these a date or an amount is a slip of the hand.
FIRST_YEAR, LAST_YEAR = 1900, 2100
TOO_MUCH, TOO_MANY = Decimal(10) ** 15, 10_000
PLACES = 30


def _plain(key: str, value: object, kind: type, cite: str) -> tuple[object, ...]:
    """The value read as a plain type, in a tuple; empty where it cannot be one."""
    if kind is bool:
        return (value,) if isinstance(value, bool) else (_SAID[said],) if (said := str(value).lower()) in _SAID else ()
    if isinstance(value, (bool, list, tuple, dict)):
        return ()
    if kind is date:
        return (_day(key, value, cite),)
    if kind is Decimal:
        return (_number(key, value, cite),)
    if kind is int:
        number = _number(key, value, cite)
        if abs(number) >= TOO_MANY:
            raise LawError(f"{key} is {_short(value)}.", where=cite, expected=f"a whole number under {TOO_MANY:,}.")
        return (int(number),) if number % 1 == 0 else ()
    return (str(value),) if kind is str else ()


def _day(key: str, value: object, cite: str) -> date:
    day = value if type(value) is date else date.fromisoformat(str(value))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise LawError(f"{key} is {day}.", where=cite, expected=f"a day from {FIRST_YEAR} to {LAST_YEAR}.")
    return day


def _number(key: str, value: object, cite: str) -> Decimal:
    number = _amount(key, value) if isinstance(value, str) else Decimal(str(value))
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or not -PLACES <= exponent <= PLACES or abs(number) >= TOO_MUCH:
        raise LawError(f"{key} is {_short(value)}.", where=cite, expected=f"a number under {TOO_MUCH:,}.")
    return number


def _amount(key: str, text: str) -> Decimal:
    """A number as people write one: "$1,500,000", "(1,500)" below zero, "15%" where a rate or share is asked for.

    >>> _amount("amount", "$1,500.50"), _amount("amount", "(1,500)"), _amount("haircut_rate", "2%")
    (Decimal('1500.50'), Decimal('-1500'), Decimal('0.02'))
    """
    of_hundred = text.strip().endswith("%") and key.endswith(("rate", "share"))
    number = Decimal(plain(text.strip().removesuffix("%") if of_hundred else text).replace("_", ""))
    return number / 100 if of_hundred else number


def _short(value: object) -> str:
    words = str(value) if isinstance(value, (Decimal, date)) else repr(value)
    return words if len(words) <= 60 else f"{words[:57]}..."
