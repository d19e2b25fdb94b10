"""Haircuts of positions held in memory: exact, and every figure a fact with its reasons.

This is the reference.  `table` gives the same figures for any number of positions, and is held against it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Line, Told, add, computed, less
from tieout.law.haircuts import concentration, contracts
from tieout.law.haircuts.apart import apart
from tieout.law.haircuts.deductions import Deduction, Elections, Sums, deductions, nothing
from tieout.law.haircuts.pairing import Stock
from tieout.law.haircuts.places import Place, placed
from tieout.law.haircuts.positions import Position, classes
from tieout.law.haircuts.refusals import every
from tieout.law.haircuts.securities import CITE, Cost, Haircuts, Security, by_security, unit_price

Side = str


def haircuts(
    positions: Iterable[tuple[Position, Fact]],
    as_of: date,
    entity: str,
    tentative_net_capital: Fact | None = None,
    elections: Elections | None = None,
) -> Haircuts:
    """(c)(2)(vi) to (ix) over positions, each with its market value as a fact.

    Raises LawError for a position the rule asks more about, and for rows of one security that contradict each other.
    """
    securities = tuple(by_security(positions))
    elections = elections or Elections()
    found = every(securities, _placed)
    separate = [security for security, place in found if place is None]
    places = [(security, place) for security, place in found if place is not None]
    names = {one.position.underlying for one in separate}
    alone = apart(separate, _stock(places, names), entity, as_of, elections)
    costs = list(alone.costs)
    limit = None if tentative_net_capital is None else concentration.threshold(tentative_net_capital)
    rest: list[tuple[Security, Place, Fact]] = []
    for security, place in places:
        rest.append((security, place, _not_in_strategies(security.market_value, security.position, alone.used)))
    sums = _sums([(place, value) for _, place, value in rest], as_of, entity)
    pools = list(deductions(sums, elections))
    shares = {(held.pool, *key): share for held in pools for key, share in held.shares.items()}
    undue: list[Line] = []
    for security, place, value in rest:
        price = unit_price(security.position)
        fact = None if limit is None else _undue(place, security.market_value, limit, price)
        undue += [add(fact)] if fact is not None else []
        side = "long" if value.value >= 0 else "short"
        share = shares.get((place.pool, place.band, side), Decimal(0))
        costs.append(_cost(security, place, value, share, fact, known=limit is not None))
    none = Told("the positions", as_of, "no position takes a haircut")
    zero = Fact(concept="haircuts", entity=entity, when=as_of, value=Decimal(0), trace=none)
    concentrated = None if limit is None else concentration.whole(undue, zero)
    held, total = summed((*alone.deductions, *pools), zero, tentative_net_capital, concentrated, elections)
    order = {security.position.security_id: number for number, security in enumerate(securities)}
    costs.sort(key=lambda cost: order.get(cost.security_id, len(order)))
    many, said = len(securities), alone.assumptions
    return Haircuts(as_of, tentative_net_capital, held, total, concentrated, costs, many, said, alone.net_worth)


def summed(
    held: Sequence[Deduction], zero: Fact, capital: Fact | None, undue: Fact | None, elections: Elections
) -> tuple[tuple[Deduction, ...], Fact]:
    """The deductions, commitments less what (viii)(B) adds back where that is elected, and their sum."""

    def total(deductions: Sequence[Deduction]) -> Fact:
        lines = [add(one.fact, one.paragraph) for one in deductions]
        return computed("haircuts", lines, cite=CITE, when=zero.end) if lines else zero

    if elections.commitment_add_back:
        held = contracts.added_back(held, capital, total(held), undue)
    return tuple(held), total(held)


def _placed(security: Security) -> tuple[Security, Place | None]:
    """A security with its place, None where it is deducted by itself.  Raises LawError for what it does not state."""
    position, value = security.position, security.market_value
    match position.security_class:
        case "option":
            for column in (*classes()["option"].needs, "quantity"):
                position.asked(column)
        case "contractual_commitment":
            contracts.commitment(position, value)
        case "fail_to_deliver":
            contracts.fail_to_deliver(position, value)
        case _:
            return security, placed(position, value.end)
    return security, None


def _stock(securities: Iterable[tuple[Security, Place]], names: Collection[str | None]) -> dict[str, Stock]:
    """What options may be on, of the securities that some are on."""
    found = {}
    for held, place in securities:
        price = unit_price(held.position)
        if held.position.security_id in names and held.position.quantity is not None and price is not None:
            found[held.position.security_id] = Stock(held.position.quantity, price, place)
    return found


def _not_in_strategies(value: Fact, position: Position, used: Mapping[str, Decimal]) -> Fact:
    """The market value of what no option strategy has taken in."""
    units = used.get(position.security_id)
    if not units or not position.quantity:
        return value
    taken = value.value * units / position.quantity
    told = replace(nothing("in_option_strategies", value, value.part), value=taken)
    return computed("market_value", (add(value), less(told)), part=value.part)


def _sums(placed_values: Iterable[tuple[Place, Fact]], as_of: date, entity: str) -> Iterator[Sums]:
    found: dict[Place, tuple[list[Line], list[Line]]] = {}
    for place, value in placed_values:
        longs, shorts = found.setdefault(place.for_netting, ([], []))
        if value.value >= 0:
            longs.append(add(value))
        else:
            shorts.append(less(value))
    for place, (longs, shorts) in found.items():
        yield Sums(place, _side("long", longs, place, entity, as_of), _side("short", shorts, place, entity, as_of))


def _side(side: Side, lines: list[Line], place: Place, entity: str, as_of: date) -> Fact:
    if lines:
        return computed(f"{side}_positions", lines, part=place.band, when=as_of)
    told = Told("the positions", as_of, f"no {side} position")
    return Fact(concept=f"{side}_positions", entity=entity, when=as_of, value=Decimal(0), part=place.band, trace=told)


def _undue(place: Place, value: Fact, limit: Fact, price: Decimal | None) -> Fact | None:
    size = value if value.value >= 0 else computed("market_value", (less(value),), part=value.part)
    return concentration.deduction(place, size, limit, price)


def _cost(security: Security, place: Place, value: Fact, share: Decimal, undue: Fact | None, *, known: bool) -> Cost:
    base = abs(value.value) * share
    return Cost(
        security.position.security_id,
        place.paragraph,
        place.rate.value,
        security.market_value.value,
        base,
        base * place.rate.value,
        (undue.value if undue is not None else Decimal(0)) if known else None,
    )
