"""Questions of law that a firm's balance sheet does not answer: dates, counts, assessments, formulas.

A question is a function of plain values (dates, amounts, words, rows) that gives its answers by name; `@question`
registers it under its own name.  What it asks for are its keyword parameters, so that the prompt, a worked case and
another rule ask it alike.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from tieout.facts import Fact
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
    if unknown := [key for key in given if key not in held.asks]:
        raise LawError(f"{name} does not ask for {', '.join(unknown)}.", where=held.cite, expected=asks + ".")
    if missing := [key for key in held.asks if key not in given and key not in held.optional]:
        raise LawError(f"{name} also needs {', '.join(missing)}.", where=held.cite, expected=asks + ".")
    return held.work(**{key: read(key, value, held.asks[key], held.cite) for key, value in given.items()})


def read(key: str, value: object, kind: Any, cite: str) -> object:
    """A value as the parameter's type: text is read, a value of the type stays as it is."""
    kinds = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    for one in kinds:
        if one is type(None):
            if value is None:
                return None
            continue
        plain = get_origin(one) or one
        if plain in (Sequence, Mapping) and isinstance(value, (list, tuple, dict)):
            return value
        try:
            if found := _plain(value, plain):
                return found[0]
        except (ValueError, InvalidOperation):
            continue
    words = " or ".join(_WORDS.get(get_origin(one) or one, "rows") for one in kinds if one is not type(None))
    raise LawError(f"{key} is {value!r}.", where=cite, expected=f"{words}.")


_WORDS = {date: "a date, YYYY-MM-DD", Decimal: "a number", int: "a whole number", bool: "yes or no", str: "a word"}


def _plain(value: object, kind: type) -> tuple[object, ...]:
    """The value read as a plain type, in a tuple; empty where it cannot be one."""
    if kind is bool:
        said = {"yes": True, "no": False, "true": True, "false": False}
        return (
            (value,) if isinstance(value, bool) else (said[str(value).lower()],) if str(value).lower() in said else ()
        )
    if isinstance(value, bool):
        return ()
    if kind is date:
        return (value,) if isinstance(value, date) else (date.fromisoformat(str(value)),)
    if kind is Decimal:
        return (Decimal(str(value).replace(",", "").replace("_", "")),)
    if kind is int:
        return (int(Decimal(str(value))),) if Decimal(str(value)) % 1 == 0 else ()
    return (str(value),) if kind is str else ()
