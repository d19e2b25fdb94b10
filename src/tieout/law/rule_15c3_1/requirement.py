"""(a): the requirement, and net capital above it."""

from __future__ import annotations

from collections.abc import Iterator

from tieout.facts import Fact, Line, NoFact, add, computed, less
from tieout.law.registrant import Registrant, rule, worksheet
from tieout.law.rule_15c3_1.haircuts import net_capital
from tieout.law.rule_15c3_1.indebtedness import aggregate_indebtedness
from tieout.law.rule_15c3_1.supplemental import (
    MARKETS,
    excluded_accruals_net_capital,
    futures_commission_merchant_net_capital,
    market_maker_net_capital,
    models_net_capital,
    reverse_repurchase_net_capital,
    those_that_apply,
)

CITE = "17 CFR 240.15c3-1"


@rule
def minimum_net_capital_ratio(firm: Registrant) -> Fact:
    """(a)(1)(i): aggregate indebtedness may be at most 15 times net capital, 8 times in the first year.  [3756]"""
    # The rule caps debt for a given net capital; the form asks it the other way round.
    debt, limit = aggregate_indebtedness(firm), firm.param("ai_multiple_limit", _age(firm))
    return computed("minimum_net_capital_ratio", (add(debt), add(limit)), operation="quotient", cite=f"{CITE}(a)(1)(i)")


def _age(firm: Registrant) -> str:
    """The first year is the twelve months after the firm commenced business, which firm.toml may state."""
    began = firm.get("months_in_business")
    in_first_year = began is not None and began.value < firm.param("first_year_months").value
    return "first_year" if in_first_year else "after_first_year"


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
