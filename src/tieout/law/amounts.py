"""Facts of a question: what was told, and figures of law, so that an amount worked out of them shows its working."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Told
from tieout.law.params import param

ASKED = "the firm asked about"  # the entity of a question's facts


def given(
    concept: str, value: Decimal | int, as_of: date, label: str = "", *, part: str = "", unit: str = "USD"
) -> Fact:
    """What the question was given, as a fact."""
    trace = Told("given", as_of, label or concept.replace("_", " "))
    return Fact(
        concept=concept,
        entity=ASKED,
        when=as_of,
        value=Decimal(value),
        trace=trace,
        part=part,
        unit=unit,
        label=label,
    )


def law(name: str, as_of: date, of: str = "") -> Fact:
    """The figure of law in force on a date, as a fact."""
    return param(name, as_of, of).fact(ASKED, as_of)
