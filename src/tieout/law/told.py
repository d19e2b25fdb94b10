"""What a question of law is told, as facts and as a firm, so that the rules answer as they do from a balance sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Told
from tieout.law.registrant import Registrant
from tieout.taxonomy import taxonomy

ASKED = "the question"


def told(concept: str, value: Decimal | int, on: date, unit: str = "USD", part: str = "") -> Fact:
    """A value that whoever asks has given."""
    trace = Told(ASKED, on, concept.replace("_", " "))
    return Fact(concept=concept, entity="the firm", when=on, value=Decimal(value), unit=unit, part=part, trace=trace)


def firm_told(
    on: date,
    method: str,
    business: str,
    stated: Mapping[str, Fact | Decimal | int | None],
    figures: Mapping[str, Decimal | None] | None = None,
) -> Registrant:
    """A firm of which only these are known: what it states, and `figures` that rules would else work out.

    What is None is not known.
    """
    concepts = taxonomy().concepts

    def fact(concept: str, value: Fact | Decimal | int) -> Fact:
        unit = concepts[concept].unit if concept in concepts else "USD"
        return value if isinstance(value, Fact) else told(concept, value, on, unit)

    facts = {concept: fact(concept, value) for concept, value in stated.items() if value is not None}
    worked = {concept: fact(concept, value) for concept, value in (figures or {}).items() if value is not None}
    return Registrant("the firm", on, method, business, facts, worked=worked)
