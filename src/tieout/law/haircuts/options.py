"""Appendix A (17 CFR 240.15c3-1a): options by the alternative strategy-based method, (b)(2).

Within one underlying each unit is used once, in this order: short calls against the stock held long and short puts
against the stock sold short; stock against the long options that limit its loss; short options against long ones that
expire no sooner (spreads, pairing strikes so that they cost least); short calls against short puts (straddles); what is
left is uncovered, or long.  A ratio is never rounded: part of a contract may cover.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Told, add, computed, less
from tieout.law.haircuts.deductions import at_least, product
from tieout.law.haircuts.positions import Position
from tieout.law.params import LawError, param

CITE = "17 CFR 240.15c3-1a(b)(2)"


@dataclass(slots=True)
class Leg:
    """An option position and the units of the underlying not yet used."""

    position: Position
    units: Decimal

    @property
    def is_call(self) -> bool:
        return str(self.position.right).lower().startswith("c")

    @property
    def strike(self) -> Decimal:
        return Decimal(self.position.asked("strike"))

    @property
    def expiry(self) -> date:
        day: date = self.position.asked("expiry")
        return day


@dataclass(frozen=True, slots=True)
class Strategy:
    """What one strategy costs: its words, the securities in it, and the deduction."""

    words: str
    securities: tuple[str, ...]
    fact: Fact
    paragraph: str = "15c3-1a(b)(2)"


@dataclass
class Underlying:
    """One underlying: its price, the units of it long or short, and the options on it."""

    name: str
    price: Decimal
    entity: str
    as_of: date
    stock: Decimal = Decimal(0)
    longs: list[Leg] = field(default_factory=list)
    shorts: list[Leg] = field(default_factory=list)

    def told(self, concept: str, value: Decimal, words: str, unit: str = "USD") -> Fact:
        trace = Told("the positions", self.as_of, words)
        return Fact(
            concept=concept, entity=self.entity, when=self.as_of, value=value, part=self.name, unit=unit, trace=trace
        )

    def param(self, name: str, of: str = "") -> Fact:
        return param(name, self.as_of, of).fact(self.entity, self.as_of)


def strategies(
    options: Iterable[Position], stock: Mapping[str, tuple[Decimal, Decimal]], entity: str, as_of: date
) -> tuple[list[Strategy], dict[str, Decimal]]:
    """Every strategy of the options, and the units of each stock that went into one (signed as the position is).

    `stock` has quantity and price by security.  Raises LawError that asks for an underlying's price, or an option's
    quantity, strike, expiry or right.
    """
    found: list[Strategy] = []
    used: dict[str, Decimal] = {}
    for underlying in by_underlying(options, stock, entity, as_of).values():
        held = underlying.stock
        found += [
            *_covered(underlying),
            *_hedged(underlying),
            *_spreads(underlying),
            *_straddles(underlying),
            *(_uncovered(underlying, leg) for leg in underlying.shorts if leg.units),
            *(_long(underlying, leg) for leg in underlying.longs if leg.units),
        ]
        if held != underlying.stock:
            used[underlying.name] = held - underlying.stock
    return found, used


def by_underlying(
    options: Iterable[Position], stock: Mapping[str, tuple[Decimal, Decimal]], entity: str, as_of: date
) -> dict[str, Underlying]:
    """Options by what they are on, with its price and the units held of it."""
    found: dict[str, Underlying] = {}
    for option in options:
        name = str(option.asked("underlying"))
        quantity, price = stock.get(name, (Decimal(0), None))
        price = option.underlying_price if option.underlying_price is not None else price
        if price is None:
            raise option.missing("underlying_price", "no position in the underlying states a price for")
        if str(option.asked("right")).lower()[:1] not in ("c", "p"):
            raise LawError(f"right is {option.right!r}.", where=option.named, expected="call or put.")
        if option.asked("expiry") < as_of:
            raise LawError(f"expiry is {option.expiry}, before {as_of}.", where=option.named, mend="leave it out.")
        under = found.setdefault(name, Underlying(name, price, entity, as_of, quantity))
        if price != under.price:
            raise LawError(f"{name} has two prices, {under.price} and {price}.", where=option.named, mend="state one.")
        contracts: Decimal = option.asked("quantity")
        leg = Leg(option, abs(contracts) * option.multiple)
        option.asked("strike")
        (under.longs if contracts > 0 else under.shorts).append(leg)
    for under in found.values():
        for legs in (under.longs, under.shorts):
            legs.sort(key=lambda leg: (leg.strike, leg.expiry, leg.position.security_id))
    return found


def _underlying_rate(under: Underlying, units: Decimal) -> Fact:
    """15 percent of the market value of so many units."""
    value = under.told("market_value", units * under.price, f"{units:f} units of {under.name} at {under.price:f}")
    return product(value, under.param("option_rate", "underlying"), concept="share_of_the_underlying")


def _amount(under: Underlying, leg: Leg, units: Decimal, *, into: bool) -> Fact:
    """By how much so many units of an option are in the money, or out of it: nothing where they are not."""
    gap = under.price - leg.strike if leg.is_call else leg.strike - under.price
    value = max(gap if into else -gap, Decimal(0)) * units
    words = f"{leg.position.security_id}: strike {leg.strike:f} against {under.price:f}, {units:f} units"
    return under.told("in_the_money_amount" if into else "out_of_the_money_amount", value, words)


def _minimum(under: Underlying, units: Decimal) -> Fact:
    """$250 for each contract of 100 units, or in proportion."""
    contracts = under.told("contracts_of_100", units / 100, f"{units:f} units", "count")
    return product(contracts, under.param("option_contract_minimum"), concept="contract_minimum")


def _uncovered_deduction(under: Underlying, leg: Leg, units: Decimal) -> Fact:
    """15 percent of the underlying less the out-of-the-money amount, at least $250 a contract."""
    rate, out = _underlying_rate(under, units), _amount(under, leg, units, into=False)
    reduced = computed("reduced_by_out_of_the_money", (add(rate), less(out)), part=under.name)
    return at_least("haircut", reduced, _minimum(under, units), cite=CITE)


def _uncovered(under: Underlying, leg: Leg) -> Strategy:
    words = f"uncovered {'call' if leg.is_call else 'put'}"
    fact = _uncovered_deduction(under, leg, leg.units)
    leg.units = Decimal(0)
    return Strategy(words, (leg.position.security_id,), fact)


def _covered(under: Underlying) -> Iterator[Strategy]:
    """A short call and the stock, or a short put and the stock sold short: 15 percent less the in-the-money amount."""
    for leg in under.shorts:
        available = under.stock if leg.is_call else -under.stock
        units = min(leg.units, max(available, Decimal(0)))
        if not units:
            continue
        rate, into = _underlying_rate(under, units), _amount(under, leg, units, into=True)
        reduced = computed("reduced_by_in_the_money", (add(rate), less(into)), part=under.name)
        leg.units -= units
        under.stock += -units if leg.is_call else units
        words = f"covered {'call' if leg.is_call else 'put'}"
        yield Strategy(words, (leg.position.security_id, under.name), at_least("haircut", reduced, cite=CITE))


def _hedged(under: Underlying) -> Iterator[Strategy]:
    """Stock and a long put, or stock sold short and a long call: 15 percent, at most what the option leaves to lose."""
    for leg in under.longs:
        available = -under.stock if leg.is_call else under.stock
        units = min(leg.units, max(available, Decimal(0)))
        if not units:
            continue
        rate, out = _underlying_rate(under, units), _amount(under, leg, units, into=False)
        fact = computed("haircut", (add(rate), add(out)), operation="least", cite=CITE, part=under.name)
        leg.units -= units
        under.stock += units if leg.is_call else -units
        yield Strategy("stock hedged by a long option", (leg.position.security_id, under.name), fact)


def _spreads(under: Underlying) -> Iterator[Strategy]:
    """A short and a long option of one kind, the long expiring no sooner: what the strikes may cost."""
    for is_call in (True, False):
        shorts = [leg for leg in under.shorts if leg.is_call == is_call]
        longs = [leg for leg in under.longs if leg.is_call == is_call]
        for short in shorts if is_call else reversed(shorts):
            for long in longs if is_call else reversed(longs):
                units = min(short.units, long.units)
                if not units or long.expiry < short.expiry:
                    continue
                words = f"strikes {long.strike:f} long, {short.strike:f} short, {units:f} units"
                gap = (long.strike - short.strike if is_call else short.strike - long.strike) * units
                cost = under.told("difference_of_exercise_values", gap, words)
                fact = at_least("haircut", cost, cite=CITE)
                if fact.value >= _uncovered_deduction(under, short, units).value:
                    continue  # as a spread it would cost more than uncovered
                short.units -= units
                long.units -= units
                kind = "call" if is_call else "put"
                yield Strategy(f"{kind} spread", (short.position.security_id, long.position.security_id), fact)


def _straddles(under: Underlying) -> Iterator[Strategy]:
    """A short call and a short put on the same units: the greater of their deductions as uncovered."""
    for call in (leg for leg in under.shorts if leg.is_call):
        for put in (leg for leg in under.shorts if not leg.is_call):
            units = min(call.units, put.units)
            if not units:
                continue
            both = [add(_uncovered_deduction(under, leg, units)) for leg in (call, put)]
            fact = computed("haircut", both, operation="greatest", cite=CITE, part=under.name)
            call.units -= units
            put.units -= units
            yield Strategy("short straddle", (call.position.security_id, put.position.security_id), fact)


def _long(under: Underlying, leg: Leg) -> Strategy:
    """Half of the market value of a long listed option, all of an unlisted one."""
    position = leg.position
    part = leg.units / (abs(position.quantity or Decimal(1)) * position.multiple)
    words = f"{leg.units:f} units of {position.security_id}"
    value = under.told("market_value", position.market_value * part, words)
    of = "unlisted" if position.listed is False else "long"
    leg.units = Decimal(0)
    fact = product(value, under.param("option_rate", of), cite=CITE)
    return Strategy("long option" if of == "long" else "long unlisted option", (position.security_id,), fact)
