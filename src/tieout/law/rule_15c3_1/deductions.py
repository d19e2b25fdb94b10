"""(c)(2)(iv)-(v): assets not readily convertible into cash and other deductions, down to tentative net capital."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tieout.facts import Line, add, computed, less
from tieout.facts.money import figure
from tieout.law.params import LawError
from tieout.law.registrant import Registrant, turned, worksheet
from tieout.law.rule_15c3_1.receivables import Aged, aged
from tieout.law.rule_15c3_1.set_off import secured_assets, set_offs
from tieout.law.rule_15c3_1.worth import total_capital_and_subordinated

CITE = "17 CFR 240.15c3-1"


@worksheet(f"{CITE}(c)(2)(iv)")
def nonallowable_assets(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(iv): assets not readily convertible into cash, each under its paragraph.  [3540]"""
    # One line per concept the schedule shows, with its paragraphs.
    shown: dict[str, list[tuple[Line, str]]] = {}

    def show(concept: str, line: Line, paragraph: str = "") -> None:
        shown.setdefault(concept, []).append((line, paragraph or line.cite))

    for held in firm.under("nonallowable"):
        show(held.shown_as, add(held.fact, held.treatment.paragraph))
    for group in set_offs(firm):
        if group.excess is not None:
            show(group.shown_as, add(group.excess, group.paragraph))
    for debt in secured_assets(firm):
        show(debt.shown_as, less(debt.matched, "(c)(1)(viii)"))
    for seen in too_old(firm):
        show(seen.item.fact.concept, add(seen.item.fact, seen.words), seen.paragraph)
    for concept, lines in shown.items():
        paragraphs = ", ".join(dict.fromkeys(paragraph for _, paragraph in lines))
        pieces = [line for line, _ in lines]
        yield add(computed("nonallowable_assets", pieces, cite=f"{CITE}{paragraphs}", part=concept))


def too_old(firm: Registrant) -> Iterator[Aged]:
    """(c)(2)(iv)(B)-(E): the open items that are not allowable; LawError where they are more than the books hold."""
    _refuse_more_than_is_held(firm)
    yield from (seen for item in firm.open_items if not (seen := aged(item, firm.as_of)).allowable)


def _refuse_more_than_is_held(firm: Registrant) -> None:
    """What is deducted with its whole account, or is on no account, is not deducted a second time by its age."""
    for concept in dict.fromkeys(item.fact.concept for item in firm.open_items):
        items = sum((item.fact.value for item in firm.open_items if item.fact.concept == concept), Decimal(0))
        held = sum((one.fact.value for one in firm.under("allowable") if one.shown_as == concept), Decimal(0))
        if items > held:
            raise LawError(
                f"open items of {concept} come to {figure(items)}, its allowable accounts to {figure(held)}.",
                where=f"{CITE}(c)(2)(iv)",
                mend="leave out the items of accounts that are deducted whole, and state each item once.",
            )


STATED_DEDUCTIONS = (
    ("deficits_in_customer_accounts", "(c)(2)(iv)(B)"),
    ("stock_loaned_over_collateral", "(c)(2)(iv)(B)"),
    ("aged_fails_to_receive_excess", "(c)(2)(iv)(E)"),
    ("segregated_trust_excess", "(c)(2)(iv)(E)"),
    ("repurchase_agreement_deductions", "(c)(2)(iv)(F)"),
    ("securities_differences_deduction", "(c)(2)(v)"),
    ("excess_fidelity_bond_deductible", "(c)(2)(xiv)"),
    ("other_deductions_and_charges", "stated"),
)


@worksheet(f"{CITE}(c)(2)(iv)")
def other_deductions_and_charges(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(iv)-(v), (xiv): what is stated, and debit balances of liabilities, unsecured receivables.  [3610]"""
    for concept, paragraph in STATED_DEDUCTIONS:
        if stated := firm.get(concept):
            yield add(stated, paragraph)
    for held in firm.under("debit_balance"):
        yield add(turned(held), "(c)(2)(iv)(B)")


@worksheet(f"{CITE}(c)(2)(iv)")
def total_deductions_and_charges(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(iv)-(v): total deductions and charges.  [3620]"""
    yield add(nonallowable_assets(firm), "[3540]")
    for concept, box in (("secured_demand_note_deficiency", "[3590]"), ("commodity_charges", "[3600]")):
        if stated := firm.get(concept):
            yield add(stated, box)
    if (other := other_deductions_and_charges(firm)).value:
        yield add(other, "[3610]")


@worksheet(f"{CITE}(c)(15)")
def tentative_net_capital(firm: Registrant) -> Iterator[Line]:
    """(c)(15): net capital before haircuts on securities positions.  [3640]"""
    yield add(total_capital_and_subordinated(firm), "[3530]")
    yield less(total_deductions_and_charges(firm), "[3620]")
    if additions := firm.get("other_additions"):
        yield add(additions, "[3630]")
