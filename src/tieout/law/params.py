"""Dated parameters of the law, each with its unit, citation and source.

A parameter is a file of its name; `params/` sorts the files into a folder for each rule.  A value holds until the next
one.  Where the oldest is younger than 2003, or a row of a table is younger than the table, `first` says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from tieout.facts import Fact, TieoutError, Told
from tieout.taxonomy import read_yaml

PARAMS = files("tieout.law") / "params"
UNITS = ("USD", "ratio", "days", "business days", "months", "years", "count")
READ: ContextVar[set[tuple[str, str]] | None] = ContextVar("parameters that are read", default=None)


class LawError(TieoutError):
    """The law, as we hold it, cannot answer this question."""


@dataclass(frozen=True, slots=True)
class Param:
    """A figure of law in force from `since`; `value` is in `unit`, where "ratio" 1 is the whole."""

    name: str
    title: str
    unit: str
    cite: str
    value: Decimal
    since: date
    source: str
    start: str = ""  # of a step in a table of steps: "3 months", "250000"
    group: str = ""  # what the rule calls the step's group: "category 2"

    def fact(self, entity: str, as_of: date) -> Fact:
        """The parameter as a fact, told by the law itself."""
        return Fact(
            concept=self.name,
            entity=entity,
            when=as_of,
            value=self.value,
            unit=self.unit,
            label=self.title,
            trace=Told(self.cite, self.since, self.title),
        )


@cache
def places() -> Mapping[str, str]:
    """Where each parameter stands, by its name: "15c3_1/ai_multiple_limit.yaml"."""
    found: dict[str, str] = {}
    for folder in ("", *sorted(f"{one.name}/" for one in PARAMS.iterdir() if one.is_dir())):
        for file in (PARAMS / folder).iterdir():
            name = file.name.removesuffix(".yaml")
            if name != file.name:
                assert name not in found, f"two parameters are named {name}: {found[name]}, {folder}{file.name}"
                found[name] = f"{folder}{file.name}"
    return dict(sorted(found.items()))


def names() -> tuple[str, ...]:
    """Every parameter held."""
    return tuple(places())


@cache
def read_param(name: str) -> Mapping[str, Any]:
    """A parameter's file: title, cite, unit and dated values, oldest first."""
    raw: Mapping[str, Any] = read_yaml(PARAMS / places()[name])
    dates = [value["from"] for value in raw["values"]]
    assert raw["unit"] in UNITS, f"{name}: unit {raw['unit']!r} is not one of {UNITS}"
    assert dates == sorted(set(dates)), f"{name}: values are not in order of date"
    assert all(value.get("source") for value in raw["values"]), f"{name}: a value has no source"
    return raw


def param(name: str, as_of: date, of: str = "") -> Param:
    """The value in force on a date; `of` picks one where the parameter is a table.

    Raises LawError for a date before the oldest value held, saying what to add, and for an `of` the table has not.
    """
    raw = read_param(name)
    if (seen := READ.get()) is not None:
        seen.add((name, of))
    for value in reversed(raw["values"]):
        if value["from"] <= as_of:
            held, cite, title = value["value"], value.get("cite", raw["cite"]), raw["title"]
            if of or isinstance(held, dict):
                if of not in held:
                    expected = f"one of {', '.join(held)}."
                    raise LawError(f"{name} has no value for {of!r}.", where=raw["cite"], expected=expected)
                row = held[of]
                held, cite, title = row["value"], row["cite"], row["title"]
            return Param(name, title, raw["unit"], cite, Decimal(str(held)), value["from"], value["source"])
    raise _unknown(name, as_of)


def percent(rate: Decimal) -> str:
    """A figure in the words of a rule.

    >>> percent(Decimal("1.2")), percent(Decimal(12)), percent(Decimal("0.0005"))
    ('120%', '1200%', '0.05%')
    """
    said = f"{rate * 100:f}"
    return (said.rstrip("0").rstrip(".") if "." in said else said) + "%"


def in_force(name: str, as_of: date) -> bool:
    """Whether the figure is law yet on a date: for what the law did not ask before its oldest value."""
    since: date = read_param(name)["values"][0]["from"]
    return since <= as_of


def steps(name: str, as_of: date) -> tuple[Param, ...]:
    """The steps of a table in force on a date, as the rule lists them: each holds from its `start` to that of the next.

    A rule that uses a step says so with `used(step)`.  Raises LawError as `param` does.
    """
    raw = read_param(name)
    for value in reversed(raw["values"]):
        if value["from"] <= as_of:
            return tuple(
                Param(
                    name,
                    step.get("title", raw["title"]),
                    raw["unit"],
                    step.get("cite", raw["cite"]),
                    Decimal(str(step["value"])),
                    value["from"],
                    value["source"],
                    str(step["start"]),
                    str(step.get("group", "")),
                )
                for step in value["value"]
            )
    raise _unknown(name, as_of)


def used(step: Param) -> Param:
    """The step itself, noted as read."""
    if (seen := READ.get()) is not None:
        seen.add((step.name, step.start))
    return step


def _unknown(name: str, as_of: date) -> LawError:
    raw = read_param(name)
    return LawError(
        f"{name} is not known on {as_of}.\n  Our oldest value of {raw['cite']} starts {raw['values'][0]['from']}.",
        mend=f"to go further back, add a dated value and its source to law/params/{places()[name]}.",
    )
