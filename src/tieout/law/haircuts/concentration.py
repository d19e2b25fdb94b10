"""(M), undue concentration: a further deduction on what is too much of one security for the firm that holds it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Line, add, computed, less
from tieout.law.haircuts.deductions import CITE, at_least, nothing, of_positions, product
from tieout.law.haircuts.places import Place
from tieout.law.params import param


def threshold(tentative_net_capital: Fact) -> Fact:
    """(M)(1): 10 percent of net capital before haircuts; nothing of net capital below zero."""
    share = param("undue_concentration_share", tentative_net_capital.end)
    of = share.fact(tentative_net_capital.entity, tentative_net_capital.end)
    tenth = product(tentative_net_capital, of, concept="undue_concentration_threshold", cite=share.cite)
    return tenth if tenth.value >= 0 else at_least(tenth.concept, tenth)


def rate(place: Place, as_of: date) -> Decimal:
    """(M)(1): 15 percent for securities of (J), for others half of their percentage."""
    if place.is_other:
        return param("undue_concentration_rate", as_of, "other_securities").value
    return place.rate.value * param("undue_concentration_rate", as_of, "share_of_haircut").value


def is_counted(place: Place) -> bool:
    """Whether (M) is for the place at all: not exempted securities, fund shares, nor what is deducted whole."""
    return bool(place.concentration)


def whole(lines: Sequence[Line], like: Fact) -> Fact:
    """(M) of a portfolio: what each security adds to it."""
    if not lines:
        return nothing("haircut_undue_concentration", like)
    return computed("haircut_undue_concentration", lines, cite=f"{CITE}(c)(2)(vi)(M)", when=like.end)


def deduction(place: Place, market_value: Fact, limit: Fact, price: Decimal | None) -> Fact | None:
    """(M)(1), (3), (4): one security's deduction, None where nothing of it is concentrated.  `market_value` above zero.

    The excess over 10 percent of tentative net capital, and of equity only over $10,000 or the value of 500 shares, of
    other debt over $25,000; a municipal issue counts once it is worth more than $500,000 of bonds, $5,000,000 of notes.
    """
    if not is_counted(place):
        return None
    as_of, entity, part = market_value.end, market_value.entity, market_value.part
    floors = [param("undue_concentration_floor", as_of, place.concentration).fact(entity, as_of)]
    if place.concentration == "equity" and price is not None:
        shares = param("undue_concentration_shares", as_of).fact(entity, as_of)
        of_one = of_positions("price", price, market_value, "price", part)
        floors.append(product(shares, of_one, concept="value_of_the_shares_not_counted", part=part))
    lines = [add(limit), *(add(floor) for floor in floors)]
    not_counted = computed("not_counted", lines, operation="greatest", cite=f"{CITE}(c)(2)(vi)(M)(3)", part=part)
    if market_value.value <= not_counted.value:
        return None
    left = limit if place.concentration.startswith("municipal") else not_counted
    over = computed("concentrated", (add(market_value), less(left)), part=part)
    held = param("undue_concentration_rate", as_of, "other_securities" if place.is_other else "share_of_haircut")
    lines = [add(over), add(held.fact(entity, as_of))]
    if not place.is_other:
        lines.append(add(place.rate.fact(entity, as_of)))
    cite = f"{CITE}(c)(2)(vi)(M)(1)"
    return computed("undue_concentration", lines, operation="product", cite=cite, part=part, unit="USD")
