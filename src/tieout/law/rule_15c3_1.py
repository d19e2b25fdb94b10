"""Rule 15c3-1, net capital: what a broker-dealer must have, and has.

Read this file beside 17 CFR 240.15c3-1: the definitions of (c) first, as the requirement of (a) is stated in them.  One
function per figure, named for its concept.  Amounts are dollars.  A deduction is a positive number that is taken away,
as the rule speaks of it.  FOCUS boxes are those of Part IIA.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tieout.facts import Fact, Line, NoFact, add, computed, less
from tieout.law.params import LawError
from tieout.law.registrant import Holding, Registrant, Treated, rule, worksheet
from tieout.law.supplemental_requirements import (
    MARKETS,
    excluded_accruals_net_capital,
    futures_commission_merchant_net_capital,
    market_maker_net_capital,
    models_net_capital,
    reverse_repurchase_net_capital,
    those_that_apply,
)

CITE = "17 CFR 240.15c3-1"


# --- Assets and payables that are set off against each other ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetOff:
    """Receivables and payables that may be netted, under `right`; None where there is none of a side.

    `matched` is the smaller side; `excess` the assets over it, which are not allowable under `paragraph`; `unmatched`
    the payables over it, which stay in aggregate indebtedness.
    """

    name: str
    shown_as: str
    payables_shown_as: str
    paragraph: str
    assets: Fact | None
    payables: Fact | None
    matched: Fact | None
    excess: Fact | None
    unmatched: Fact | None


def set_offs(firm: Registrant) -> Iterator[SetOff]:
    """Each group: a counterparty by agreement, and operating leases by staff no-action.

    Raises LawError for an account set off against a counterparty with whom no right of set-off is stated.
    """
    for account in firm.under("set_off"):
        if account.counterparty not in firm.set_off:
            raise LawError(
                f"no right of set-off is stated against {account.counterparty or 'nobody'}.",
                where=f"account {account.fact.part} {account.fact.label}".strip(),
                mend="state it ([[right_of_setoff]] in firm.toml), or give the account another treatment.",
            )
    for counterparty, right in firm.set_off.items():
        held = [account for account in firm.under("set_off") if account.counterparty == counterparty]
        if held:
            yield _set_off(counterparty, "(c)(2)(iv)(B)", held, right)
    leases: dict[str, list[Treated]] = {}
    for account in firm.under("lease"):  # lease by lease: one lease's asset is not set off against another's liability
        leases.setdefault(account.counterparty, []).append(account)
    for lease, held in leases.items():
        right = firm.param("operating_lease_offset_rate")
        yield _set_off(f"operating lease {lease}".strip(), "(c)(2)(iv)(A)", held, right)


def _set_off(name: str, paragraph: str, held: list[Treated], right: Fact) -> SetOff:
    shown = (_shown(held, "asset", "due_from_affiliates"), _shown(held, "liability", "due_to_affiliates"))
    sides = {side: [add(account.fact) for account in held if account.side == side] for side in ("asset", "liability")}
    assets = computed("assets_set_off", sides["asset"], part=name) if sides["asset"] else None
    payables = computed("payables_set_off", sides["liability"], part=name) if sides["liability"] else None
    if assets is None or payables is None:
        return SetOff(name, *shown, paragraph, assets, payables, None, assets, payables)
    smaller = computed("smaller_side", (add(assets), add(payables)), operation="least", part=name)
    matched = computed("matched_payables", (add(smaller), add(right)), operation="product", part=name)
    excess = computed("excess_assets", (add(assets), less(matched)), part=name)
    unmatched = computed("unmatched_payables", (add(payables), less(matched)), part=name)
    return SetOff(name, *shown, paragraph, assets, payables, matched, excess, unmatched)


def _shown(held: list[Treated], side: str, usual: str) -> str:
    """The concept a side is shown under, where all its accounts have the same; otherwise the usual one."""
    concepts = {account.shown_as for account in held if account.side == side}
    return concepts.pop() if len(concepts) == 1 else usual


# --- (c)(2): net capital -------------------------------------------------------------------------------------------


@worksheet(f"{CITE}(c)(2)")
def ownership_equity(firm: Registrant) -> Iterator[Line]:
    """(c)(2): net worth, as the statement of financial condition has it.  [3480]"""
    yield add(firm["total_equity"])


@worksheet(f"{CITE}(c)(2)(i)")
def equity_not_allowable(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(i): ownership equity not allowable for net capital.  [3490]"""
    for held in firm.under("not_allowable"):
        yield add(held.fact, held.treatment.paragraph)


@worksheet(f"{CITE}(c)(2)")
def equity_qualified(firm: Registrant) -> Iterator[Line]:
    """(c)(2): ownership equity qualified for net capital.  [3500]"""
    yield add(ownership_equity(firm), "[3480]")
    yield less(equity_not_allowable(firm), "[3490]")


@worksheet(f"{CITE}(c)(2)(ii)")
def allowable_subordinated_liabilities(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(ii): liabilities under satisfactory subordination agreements, Appendix D.  [3520]"""
    for held in firm.under("subordinated"):
        yield add(held.fact, f"{CITE}d")


@worksheet(f"{CITE}(c)(2)")
def total_capital_and_subordinated(firm: Registrant) -> Iterator[Line]:
    """(c)(2): total capital and allowable subordinated liabilities.  [3530]"""
    yield add(equity_qualified(firm), "[3500]")
    yield add(allowable_subordinated_liabilities(firm), "[3520]")
    if credits := firm.get("other_allowable_credits"):
        yield add(credits, "[3525]")


@worksheet(f"{CITE}(c)(2)(iv)")
def nonallowable_assets(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(iv): assets not readily convertible into cash, each under its paragraph.  [3540]"""
    # One line per concept the schedule shows, with its paragraphs.
    shown: dict[str, list[Line]] = {}
    for held in firm.under("nonallowable"):
        shown.setdefault(held.shown_as, []).append(add(held.fact, held.treatment.paragraph))
    for group in set_offs(firm):
        if group.excess is not None:
            shown.setdefault(group.shown_as, []).append(add(group.excess, group.paragraph))
    for concept, lines in shown.items():
        paragraphs = ", ".join(dict.fromkeys(line.cite for line in lines))
        yield add(computed("nonallowable_assets", lines, cite=f"{CITE}{paragraphs}", part=concept))


@worksheet(f"{CITE}(c)(2)(iv)")
def other_deductions_and_charges(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(iv)(B): what is stated, and debit balances of liabilities: receivables without security.  [3610]"""
    if stated := firm.get("other_deductions_and_charges"):
        yield add(stated, "stated")
    for held in firm.under("debit_balance"):
        yield add(_turned(held), "(c)(2)(iv)(B)")


def _turned(held: Treated) -> Fact:
    """A balance on the other side than its line grows with, as the positive amount it is there."""
    return computed("balance_on_the_other_side", (less(held.fact),), part=held.fact.part, label=held.fact.label)


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


FUND_CLASSES = {
    "money_market_fund": "(c)(2)(vi)(D)(1)",
    "fund_government": "(c)(2)(vi)(D)(2)",
    "fund_debt": "(c)(2)(vi)(D)(3)",
}


@worksheet(f"{CITE}(c)(2)(vi)(D)")
def haircut_other_securities(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(vi)(D): shares of registered investment companies by what they hold, and what is stated.  [3734]"""
    for holding in firm.holdings:
        yield add(_fund_haircut(firm, holding))
    if stated := firm.get("haircut_other_securities"):
        yield add(stated, "stated")


def _fund_haircut(firm: Registrant, holding: Holding) -> Fact:
    if holding.security_class not in FUND_CLASSES:
        raise LawError(
            f"no haircut is covered yet for class {holding.security_class!r}.",
            where=f"position {holding.security_id} {holding.description}".strip(),
            expected=f"one of {', '.join(FUND_CLASSES)}.",
            mend="state its haircut in facts.csv (haircut_other_securities, haircut_debt_securities, ... with the "
            "account's number as part) and leave the position out, until (c)(2)(vi) is covered further.",
        )
    if holding.market_value.value < 0:
        raise LawError(
            "a short position in fund shares is not covered.",
            where=f"position {holding.security_id} {holding.description}".strip(),
            expected="a quantity above zero.",
        )
    rate = firm.param("fund_haircut_rate", holding.security_class)
    paragraph = f"{CITE}{FUND_CLASSES[holding.security_class]}"
    lines = (add(holding.market_value), add(rate))
    return computed("haircut", lines, operation="product", cite=paragraph, part=holding.security_id, unit="USD")


@worksheet(f"{CITE}(c)(2)(vi)")
def haircuts(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(vi): securities haircuts, all of them.  [3740]"""
    yield add(haircut_other_securities(firm), "[3734]")
    for concept, box in (
        ("haircut_contractual_commitments", "[3660]"),
        ("haircut_subordinated_borrowings", "[3670]"),
        ("haircut_exempted_securities", "[3735]"),
        ("haircut_debt_securities", "[3733]"),
        ("haircut_options", "[3730]"),
        ("haircut_undue_concentration", "[3650]"),
        ("haircut_other", "[3736]"),
    ):
        if stated := firm.get(concept):
            yield add(stated, box)


@worksheet(f"{CITE}(c)(2)")
def net_capital(firm: Registrant) -> Iterator[Line]:
    """(c)(2): net worth, adjusted by the paragraphs above.  [3750]"""
    yield add(tentative_net_capital(firm), "[3640]")
    yield less(haircuts(firm), "[3740]")


# --- (c)(1): aggregate indebtedness --------------------------------------------------------------------------------


@worksheet(f"{CITE}(c)(1)")
def excluded_from_aggregate_indebtedness(firm: Registrant) -> Iterator[Line]:
    """(c)(1)(i)-(xvi): what total money liabilities do not include."""
    for word in ("excluded", "subordinated"):
        for held in firm.under(word):
            yield add(held.fact, f"{CITE}{held.treatment.paragraph}")
    for group in set_offs(firm):
        if group.matched is not None:
            yield add(group.matched, f"set off: {group.name}")


@worksheet(f"{CITE}(c)(1)")
def liabilities_in_aggregate_indebtedness(firm: Registrant) -> Iterator[Line]:
    """(c)(1): money liabilities from the statement of financial condition.  [3790]"""
    yield add(firm["total_liabilities"])
    yield less(excluded_from_aggregate_indebtedness(firm), "(c)(1)(i)-(xvi)")


@worksheet(f"{CITE}(c)(1)")
def other_unrecorded_indebtedness(firm: Registrant) -> Iterator[Line]:
    """(c)(1): what is stated, overdrawn assets, and what debit balances took from total liabilities.  [3820]"""
    if stated := firm.get("other_unrecorded_indebtedness"):
        yield add(stated, "stated")
    for word in ("overdrawn", "debit_balance"):
        for held in firm.under(word):
            yield add(_turned(held), word.replace("_", " "))


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


# --- (a): the requirement ------------------------------------------------------------------------------------------


@rule
def minimum_net_capital_ratio(firm: Registrant) -> Fact:
    """(a)(1)(i): aggregate indebtedness may be at most 15 times net capital, 8 times in the first year.  [3756]"""
    # The rule caps debt for a given net capital; the form asks it the other way round.
    debt, limit = aggregate_indebtedness(firm), firm.param("ai_multiple_limit", _age(firm))
    return computed("minimum_net_capital_ratio", (add(debt), add(limit)), operation="quotient", cite=f"{CITE}(a)(1)(i)")


def _age(firm: Registrant) -> str:
    """The first year is the twelve months after the firm commenced business, which firm.toml may state."""
    began = firm.get("months_in_business")
    return "first_year" if began is not None and began.value < 12 else "after_first_year"


@rule
def minimum_net_capital_alternative(firm: Registrant) -> Fact:
    """(a)(1)(ii): two percent of aggregate debit items.  [3870]"""
    lines = (add(firm["aggregate_debit_items"]), add(firm.param("alternative_debit_rate")))
    cite = f"{CITE}(a)(1)(ii)"
    return computed("minimum_net_capital_alternative", lines, operation="product", cite=cite)


@rule
def minimum_dollar_net_capital(firm: Registrant) -> Fact:
    """(a)(2), (a)(4), (a)(7): the highest minimum of the firm's businesses, with those of subsidiaries.  [3758]"""
    if firm.method == "alternative":
        lines = [add(firm.param("alternative_minimum_dollar"))]
    else:
        lines = [add(firm.param("minimum_dollar_by_business", business)) for business in _businesses(firm)]
    lines += [add(fact) for fact in those_that_apply(firm, market_maker_net_capital, models_net_capital)]
    if stated := firm.get("minimum_dollar_stated"):
        lines.append(add(stated))
    cite = f"{CITE}(a)(1)(ii)" if firm.method == "alternative" else f"{CITE}(a)(2)"
    own = computed("minimum_dollar_net_capital", lines, operation="greatest", cite=cite)
    # Note A to the form: a subsidiary that Appendix C consolidates adds its whole requirement to the parent's minimum.
    if subsidiaries := firm.get("consolidated_subsidiaries_net_capital_required"):
        return computed("minimum_dollar_net_capital", (add(own), add(subsidiaries, f"{CITE}c")), cite=f"{CITE}(a)")
    return own


def _businesses(firm: Registrant) -> tuple[str, ...]:
    """The firm's businesses, named with commas between; a market maker is a dealer too."""
    named = tuple(word.strip() for word in firm.business.split(","))
    is_dealer = any(firm.get(concept) for concept in MARKETS)
    return tuple(dict.fromkeys((*named, "dealer"))) if is_dealer else named


@rule
def net_capital_required(firm: Registrant) -> Fact:
    """(a): the greater of the ratio requirement and the dollar minimum, and what (a)(9) and staff add.  [3760]"""
    by_ratio = minimum_net_capital_alternative if firm.method == "alternative" else minimum_net_capital_ratio
    lines = [add(by_ratio(firm)), add(minimum_dollar_net_capital(firm))]
    lines += [add(fact) for fact in those_that_apply(firm, futures_commission_merchant_net_capital)]
    if told_by_cftc := firm.get("cftc_net_capital_required"):
        lines.append(add(told_by_cftc, "17 CFR 1.17"))
    greatest = computed("net_capital_required", lines, operation="greatest", cite=f"{CITE}(a)")
    more = [
        add(fact)
        for fact in those_that_apply(firm, reverse_repurchase_net_capital, excluded_accruals_net_capital)
        if fact.value
    ]
    return computed("net_capital_required", (add(greatest), *more), cite=f"{CITE}(a)(9)") if more else greatest


@worksheet(f"{CITE}(a)")
def excess_net_capital(firm: Registrant) -> Iterator[Line]:
    """(a): net capital above the requirement.  [3770], [3910] under the alternative standard"""
    yield add(net_capital(firm), "[3750]")
    yield less(net_capital_required(firm), "[3760]")


@rule
def aggregate_indebtedness_to_net_capital(firm: Registrant) -> Fact:
    """(a)(1)(i): the ratio of aggregate indebtedness to net capital.  [3850]"""
    debt, capital = aggregate_indebtedness(firm), net_capital(firm)
    if capital.value <= 0:
        raise NoFact(
            f"{firm.name} has no ratio of aggregate indebtedness to net capital: net capital is not above zero."
        )
    return computed(
        "aggregate_indebtedness_to_net_capital",
        (add(debt), add(capital)),
        operation="quotient",
        unit="ratio",
        cite=f"{CITE}(a)(1)(i)",
    )
