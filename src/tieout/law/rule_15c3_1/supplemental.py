"""(a): what the requirement asks of particular businesses, beside the ratio and the dollar minimum.

Each figure exists only where the firm states what it rests on; otherwise it is no figure (NoFact), not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from tieout.facts import Fact, NoFact, add, computed
from tieout.law.registrant import Registrant, rule

CITE = "17 CFR 240.15c3-1"
MARKETS = {"markets_over_five_dollars": "over_price", "markets_at_five_dollars_or_less": "at_price_or_less"}


@rule
def futures_commission_merchant_net_capital(firm: Registrant) -> Fact:
    """(a)(1)(iii): a share of the customer funds that a futures commission merchant must segregate."""
    lines = (add(firm["segregated_customer_funds"]), add(firm.param("futures_commission_merchant_rate")))
    name, cite = "futures_commission_merchant_net_capital", f"{CITE}(a)(1)(iii)"
    return computed(name, lines, operation="product", cite=cite)


@rule
def market_maker_net_capital(firm: Registrant) -> Fact:
    """(a)(4): an amount for each security in which the firm makes a market, by its price, up to a most."""
    name, cite = "market_maker_net_capital", f"{CITE}(a)(4)"
    lines = []
    for concept, price in MARKETS.items():
        if markets := firm.get(concept):
            each = (add(firm.param("market_maker", price)), add(markets))
            lines.append(add(computed(name, each, operation="product", cite=cite, part=concept)))
    if not lines:
        raise NoFact(f"{firm.name} states no market in any security at {firm.as_of}.")
    markets = computed(name, lines, cite=cite, part="all markets")
    return computed(name, (add(markets), add(firm.param("market_maker", "most"))), operation="least", cite=cite)


@rule
def models_net_capital(firm: Registrant) -> Fact:
    """(a)(7)(i): net capital of a firm that may work out its deductions by models, Appendix E."""
    approved = firm["models_approved"]
    lines = (add(firm.param("models_minimum", "net_capital")), add(approved))
    return computed("models_net_capital", lines, operation="product", cite=f"{CITE}(a)(7)(i)")


@rule
def models_tentative_net_capital(firm: Registrant) -> Fact:
    """(a)(7)(i): tentative net capital of a firm that may work out its deductions by models, Appendix E."""
    approved = firm["models_approved"]
    lines = (add(firm.param("models_minimum", "tentative_net_capital")), add(approved))
    return computed("models_tentative_net_capital", lines, operation="product", cite=f"{CITE}(a)(7)(i)")


@rule
def reverse_repurchase_net_capital(firm: Registrant) -> Fact:
    """(a)(9): a share of what securities under reverse repurchase agreements are worth above their contract prices."""
    lines = (add(firm["reverse_repurchase_excess"]), add(firm.param("reverse_repurchase_rate")))
    cite = f"{CITE}(a)(9)"
    return computed("reverse_repurchase_net_capital", lines, operation="product", cite=cite)


@rule
def excluded_accruals_net_capital(firm: Registrant) -> Fact:
    """(a): one percent of accrued liabilities that staff lets a firm leave out of aggregate indebtedness."""
    lines = (add(firm["excluded_accrued_liabilities"]), add(firm.param("excluded_accruals_rate")))
    cite = f"{CITE}(a), interpretation /01"
    return computed("excluded_accruals_net_capital", lines, operation="product", cite=cite)


def those_that_apply(firm: Registrant, *rules: Callable[[Registrant], Fact]) -> Iterator[Fact]:
    """The figures that exist for the firm."""
    for one in rules:
        with suppress(NoFact):
            yield one(firm)
