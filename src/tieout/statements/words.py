"""Titles, captions and labels, and how they follow the sign of the figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from tieout.facts import Fact, Period
from tieout.facts.words import span
from tieout.ledger.firm import Firm
from tieout.taxonomy import Concept, EntityKind, taxonomy


def spans(periods: Sequence[Period]) -> str:
    """One period, or several years as one subtitle: "Years ended December 31, 2004 and 2003"."""
    whole = [span(period) for period in periods]
    if len(whole) > 1 and all(text.startswith("Year ended") for text in whole):
        years = " and ".join(str(period.end.year) for period in periods[1:])
        return f"Years{whole[0].removeprefix('Year')} and {years}"
    return " and ".join(whole)


def title(text: str, firm: Firm) -> str:
    return f"Consolidated {text}" if firm.consolidated else text


def label(concept: str, facts: Sequence[Fact | None]) -> str:
    """The firm's own name for a line, or the taxonomy's in the words that fit the sign of its figures."""
    own = {fact.label for fact in facts if fact is not None}
    if len(own) == 1 and (name := own.pop()):
        return name
    held = taxonomy()[concept]
    values = [fact.value for fact in facts if fact is not None]
    if held.label_positive and values and all(value >= 0 for value in values) and any(values):
        return held.label_positive
    if held.label_negative and values and all(value <= 0 for value in values) and any(values):
        return held.label_negative
    return held.label


def flow_label(firm: Firm, concept: str, facts: Sequence[Fact | None]) -> str:
    """A line of the cash flow or equity statement; what owners take out has the registrant's own word."""
    return kind(firm).distributions if concept == "capital_distributions" else label(concept, facts)


def change_label(concept: Concept, own: str, values: Sequence[Decimal | None]) -> str:
    """The caption of a change in an operating balance, by the direction the balance moved.

    `own` is the firm's name for the balance, "" where it has the taxonomy's.  It keeps its capital ("Increase in
    MassMutual receivable") unless it begins with a word of the trade ("in due from affiliates").  `values` are effects
    on cash: an asset that grows takes cash, a liability that grows brings it.
    """
    name = own or concept.label
    if not own or name.split()[0].casefold() in _words_of_the_trade():
        name = name[0].lower() + name[1:]
    held = [value for value in values if value]
    grew = [value < 0 if concept.grows_with == "debit" else value > 0 for value in held]
    if held and all(grew):
        return f"Increase in {name}"
    if held and not any(grew):
        return f"Decrease in {name}"
    return f"(Increase) decrease in {name}" if concept.grows_with == "debit" else f"Increase (decrease) in {name}"


@cache
def _words_of_the_trade() -> frozenset[str]:
    """The words that concepts are made of; none of them is a name."""
    return frozenset(word for concept in taxonomy().concepts for word in concept.split("_"))


def kind(firm: Firm) -> EntityKind:
    return taxonomy().entity_kinds[firm.entity_kind]


def owners(firm: Firm) -> str:
    """The possessive for the owners: "Stockholder's", or the firm's own word."""
    return firm.presentation.owners or kind(firm).owners


def equity_words(firm: Firm) -> str:
    """ "Members' equity", "Partners' capital", in the firm's own word for its owners."""
    return kind(firm).equity.replace(kind(firm).owners, owners(firm))
