"""(c)(1): aggregate indebtedness, total money liabilities and what they do not include."""

from __future__ import annotations

from collections.abc import Iterator

from tieout.facts import Fact, Line, add, computed, less
from tieout.law.registrant import Registrant, Treated, turned, worksheet
from tieout.law.rule_15c3_1.set_off import set_offs

CITE = "17 CFR 240.15c3-1"


PARTLY_EXCLUDED = ("(c)(1)(xiv)", "(c)(1)(xv)")


def excluded_part(firm: Registrant, held: Treated) -> Fact:
    """(c)(1)(i)-(xv): the part of an excluded account that is excluded: the whole, or the share of (xiv) and (xv)."""
    paragraph = held.treatment.paragraph
    if paragraph not in PARTLY_EXCLUDED:
        return held.fact
    lines = (add(held.fact), add(firm.param("partly_excluded_rate", paragraph)))
    part, label = held.fact.part, held.fact.label
    return computed("excluded_part", lines, operation="product", cite=f"{CITE}{paragraph}", part=part, label=label)


@worksheet(f"{CITE}(c)(1)")
def excluded_from_aggregate_indebtedness(firm: Registrant) -> Iterator[Line]:
    """(c)(1)(i)-(xv): what total money liabilities do not include."""
    for word in ("excluded", "subordinated"):
        for held in firm.under(word):
            yield add(excluded_part(firm, held), f"{CITE}{held.treatment.paragraph}")
    for group in set_offs(firm):
        if group.matched is not None:
            yield add(group.matched, f"set off: {group.name}")


@worksheet(f"{CITE}(c)(1)")
def liabilities_in_aggregate_indebtedness(firm: Registrant) -> Iterator[Line]:
    """(c)(1): money liabilities from the statement of financial condition.  [3790]"""
    yield add(firm["total_liabilities"])
    yield less(excluded_from_aggregate_indebtedness(firm), "(c)(1)(i)-(xv)")


@worksheet(f"{CITE}(c)(1)")
def other_unrecorded_indebtedness(firm: Registrant) -> Iterator[Line]:
    """(c)(1): what is stated, overdrawn assets, and what debit balances took from total liabilities.  [3820]"""
    if stated := firm.get("other_unrecorded_indebtedness"):
        yield add(stated, "stated")
    for word in ("overdrawn", "debit_balance"):
        for held in firm.under(word):
            yield add(turned(held), word.replace("_", " "))


@worksheet(f"{CITE}(c)(1)")
def additions_to_aggregate_indebtedness(firm: Registrant) -> Iterator[Line]:
    """(c)(1): indebtedness that no liability account shows.  [3830]"""
    for concept, box in (("drafts_for_immediate_credit", "[3800]"), ("securities_borrowed_without_value", "[3810]")):
        if stated := firm.get(concept):
            yield add(stated, box)
    if (other := other_unrecorded_indebtedness(firm)).value:
        yield add(other, "[3820]")


@worksheet(f"{CITE}(c)(1)")
def aggregate_indebtedness(firm: Registrant) -> Iterator[Line]:
    """(c)(1): total money liabilities.  [3840]"""
    yield add(liabilities_in_aggregate_indebtedness(firm), "[3790]")
    yield add(additions_to_aggregate_indebtedness(firm), "[3830]")
