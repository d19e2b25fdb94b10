"""Appendix A (17 CFR 240.15c3-1a): options by the alternative strategy-based method, (b)(2), and unlisted ones, (c).

`pairing` says which options and stock are deducted together; here each pair is told as its paragraph has it, every
figure with its reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tieout.facts import Fact, Line, Told, add, computed, less
from tieout.law.haircuts.deductions import at_least, product
from tieout.law.haircuts.pairing import Figures, Kind, Leg, Pair, Stock, Underlying, adjustment, moneyness, pairs
from tieout.law.haircuts.positions import Position
from tieout.law.haircuts.refusals import every
from tieout.law.params import LawError, Param, param

APPENDIX = "17 CFR 240.15c3-1a"
CURRENCIES = {"major_currency": "major", "other_currency": "other"}


@dataclass(frozen=True, slots=True)
class Strategy:
    """What one strategy costs: its words, the securities in it, and the deduction."""

    words: str
    securities: tuple[str, ...]
    fact: Fact
    paragraph: str


class OptionCost(NamedTuple):
    """What one option costs, as it stands in the list of securities: a strategy's cost is that of its short leg."""

    security_id: str
    paragraph: str
    market_value: Decimal
    haircut: Decimal


@dataclass(frozen=True, slots=True)
class Worked:
    """Options deducted: by strategy, by security, the units of stock they used (signed as the position is), and how
    net worth is adjusted first."""

    strategies: list[Strategy] = field(default_factory=list)
    used: dict[str, Decimal] = field(default_factory=dict)
    adjustments: list[Line] = field(default_factory=list)
    securities: list[OptionCost] = field(default_factory=list)

    def __add__(self, other: Worked) -> Worked:
        return Worked(
            self.strategies + other.strategies,
            self.used | {name: self.used.get(name, Decimal(0)) + units for name, units in other.used.items()},
            self.adjustments + other.adjustments,
            self.securities + other.securities,
        )


@dataclass(frozen=True, slots=True)
class Book:
    """The options on one underlying, and the positions they are of, by security."""

    under: Underlying
    positions: dict[str, Position]

    @property
    def legs(self) -> Iterator[tuple[Leg, Position]]:
        for leg in (*self.under.longs, *self.under.shorts):
            yield leg, self.positions[leg.security_id]


def strategies(options: Iterable[Position], stock: Mapping[str, Stock], entity: str, as_of: date) -> Worked:
    """Every strategy of the options.

    Raises LawError that asks for an underlying's price, or an option's quantity, strike, expiry or right.
    """
    found, law = Worked(), Figures.on(as_of)
    for book in by_underlying(options, stock, as_of).values():
        under = book.under
        teller, held = _Teller(under, entity, as_of), under.stock
        for pair in pairs(under, law):
            securities = tuple(leg.security_id for leg in (pair.leg, pair.other) if leg is not None)
            securities += (under.name,) if pair.with_stock else ()
            fact, named = teller.deduction(pair), pair.named
            found.strategies.append(Strategy(named.words, securities, fact, named.paragraph))
            found.securities.extend(costs_of(pair, fact.value))
            found.adjustments.extend(teller.adjustment(pair))
        if held != under.stock:
            found.used[under.name] = held - under.stock
    return found


def costs_of(pair: Pair, value: Decimal) -> Iterator[OptionCost]:
    """What each option of a pair costs, where the pair costs `value`."""
    yield OptionCost(pair.leg.security_id, str(pair.named), pair.leg.signed, value)
    if pair.other is not None:
        yield OptionCost(pair.other.security_id, str(pair.named), pair.other.signed, Decimal(0))


def by_underlying(options: Iterable[Position], stock: Mapping[str, Stock], as_of: date) -> dict[str, Book]:
    """Options by what they are on, with its price, its percentage and the units held of it; legs in order of strike."""
    found: dict[str, Book] = {}

    def put(option: Position) -> None:
        name = str(option.asked("underlying"))
        held = stock.get(name)
        price = option.underlying_price if option.underlying_price is not None else held.price if held else None
        if price is None:
            raise option.missing("underlying_price", "no position in the underlying states a price for")
        if str(option.asked("right")).lower()[:1] not in ("c", "p"):
            raise LawError(f"right is {option.right!r}.", where=option.named, expected="call or put.")
        if option.asked("expiry") < as_of:
            raise LawError(f"expiry is {option.expiry}, before {as_of}.", where=option.named, mend="leave it out.")
        units = held.units if held else Decimal(0)
        rate = percentage(held, option.underlying_kind, as_of)
        book = found.setdefault(name, Book(Underlying(name, price, rate, units), {}))
        if price != book.under.price:
            said = f"{name} has two prices, {book.under.price} and {price}."
            raise LawError(said, where=option.named, mend="state one.")
        contracts: Decimal = option.asked("quantity")
        strike, is_call = Decimal(option.asked("strike")), str(option.right).lower().startswith("c")
        into, out = moneyness(strike, price, is_call=is_call)
        leg = Leg(
            security_id=option.security_id,
            is_call=is_call,
            is_listed=option.listed is not False,
            is_long=contracts > 0,
            strike=strike,
            expiry=option.asked("expiry"),
            size=abs(contracts) * option.multiple,
            market_value=abs(option.market_value),
            into=into,
            out=out,
        )
        book.positions[option.security_id] = option
        (book.under.longs if contracts > 0 else book.under.shorts).append(leg)

    every(options, put)
    for book in found.values():
        for legs in (book.under.longs, book.under.shorts):
            legs.sort(key=in_order)
    return found


def in_order(leg: Leg) -> tuple[Decimal, date, str]:
    """The order in which legs are paired."""
    return leg.strike, leg.expiry, leg.security_id


def percentage(held: Stock | None, kind: str | None, as_of: date) -> Param:
    """(b)(2)(iii)(A): the percentage of (c)(2)(vi)(A) to (K) for the underlying; of a currency, that of Appendix A.

    Of an underlying that is not held, it is that of (J).
    """
    if held is not None and held.place is not None:
        return held.place.rate
    if kind in CURRENCIES:
        return param("foreign_currency_rate", as_of, CURRENCIES[kind])
    return param("other_haircut_rate", as_of)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells what is deducted from pairs of one underlying."""

    under: Underlying
    entity: str
    as_of: date

    def deduction(self, pair: Pair) -> Fact:
        """What a pair costs, as its paragraph has it."""
        cite, leg, units = f"17 CFR 240.{pair.named.paragraph}", pair.leg, pair.units
        match pair.kind:
            case Kind.UNCOVERED:  # the percentage less the out-of-the-money amount; $250 a contract, or half of it
                share = self._share(units)
                half = product(share, self._param("option_rate", "least"), concept="least_share")
                reduced = self._reduced(share, self._amount(leg, units, into=False))
                return at_least("haircut", reduced, self._minimum(units, "uncovered"), half, cite=cite)
            case Kind.LONG:
                return product(self._value(leg, units), self._param("option_rate", "long"), cite=cite)
            case Kind.COVERED:  # the percentage less the intrinsic value; $25 a contract
                reduced = self._reduced(self._share(units), self._amount(leg, units, into=True))
                return at_least("haircut", reduced, self._minimum(units, "offset"), cite=cite)
            case Kind.HEDGED:  # the percentage up to the out-of-the-money amount; $25 up to the intrinsic value
                lines = add(self._share(units)), add(self._amount(leg, units, into=False))
                limited = computed("share_up_to_the_out_of_the_money", lines, operation="least", part=self.under.name)
                lines = add(self._minimum(units, "offset")), add(self._amount(leg, units, into=True))
                least = computed("minimum_up_to_the_intrinsic_value", lines, operation="least", part=self.under.name)
                return at_least("haircut", limited, least, cite=cite)
            case Kind.SPREAD:
                assert pair.other is not None, pair
                return at_least("haircut", self._gap(leg, pair.other, units), cite=cite)
            case Kind.CONVERSION:
                return product(self._share(units), self._param("option_rate", "conversion"), cite=cite)
            case Kind.UNLISTED_COVERED:
                reduced = self._reduced(self._share(units), self._amount(leg, units, into=True))
                return at_least("haircut", reduced, cite=cite)
            case Kind.UNLISTED_UNCOVERED:
                reduced = self._reduced(self._share(units), self._amount(leg, units, into=False))
                return at_least("haircut", reduced, self._minimum(units, "unlisted"), cite=cite)
            case Kind.UNLISTED_LONG:
                # (c)(2)(i)(B) attributes to it what it is in the money; nothing else of its market value is left.
                value, name = self._value(leg, units), self.under.name
                lines = add(value), add(self._amount(leg, units, into=True))
                attributed = computed("attributed_value", lines, operation="least", part=name)
                lines = add(self._share(units)), add(attributed)
                limited = computed("share_up_to_the_attributed_value", lines, operation="least", part=name)
                return computed("haircut", (add(value), less(attributed), add(limited)), cite=cite, part=name)

    def adjustment(self, pair: Pair) -> Iterator[Line]:
        """What a pair adjusts net worth by, if anything."""
        if value := adjustment(pair):
            words = f"{pair.named.words} {pair.leg.security_id}, {pair.units:f} units"
            fact = self._told("option_adjustment", abs(value), words)
            yield add(fact, pair.named.paragraph) if value > 0 else less(fact, pair.named.paragraph)

    def _told(self, concept: str, value: Decimal, words: str, unit: str = "USD") -> Fact:
        trace = Told("the positions", self.as_of, words)
        part, when = self.under.name, self.as_of
        return Fact(concept=concept, entity=self.entity, when=when, value=value, part=part, unit=unit, trace=trace)

    def _param(self, name: str, of: str) -> Fact:
        return param(name, self.as_of, of).fact(self.entity, self.as_of)

    def _share(self, units: Decimal) -> Fact:
        """The underlying's percentage of the market value of so many units."""
        under = self.under
        words = f"{units:f} units of {under.name} at {under.price:f}"
        value = self._told("market_value", units * under.price, words)
        return product(value, under.rate.fact(self.entity, self.as_of), concept="share_of_the_underlying")

    def _amount(self, leg: Leg, units: Decimal, *, into: bool) -> Fact:
        """By how much so many units of an option are in the money, or out of it: nothing where they are not."""
        words = f"{leg.security_id}: strike {leg.strike:f} against {self.under.price:f}, {units:f} units"
        concept, one = ("in_the_money_amount", leg.into) if into else ("out_of_the_money_amount", leg.out)
        return self._told(concept, one * units, words)

    def _value(self, leg: Leg, units: Decimal) -> Fact:
        return self._told("market_value", leg.worth(units), f"{units:f} units of {leg.security_id}")

    def _minimum(self, units: Decimal, of: str) -> Fact:
        """So much for each contract of 100 units, or in proportion."""
        contracts = self._told("contracts_of_100", units / 100, f"{units:f} units", "count")
        return product(contracts, self._param("option_contract_minimum", of), concept="contract_minimum")

    def _reduced(self, share: Fact, by: Fact) -> Fact:
        return computed(f"reduced_by_{by.concept}", (add(share), less(by)), part=self.under.name)

    def _gap(self, short: Leg, long: Leg, units: Decimal) -> Fact:
        gap = (long.strike - short.strike if short.is_call else short.strike - long.strike) * units
        words = f"strikes {long.strike:f} long, {short.strike:f} short, {units:f} units"
        return self._told("difference_of_exercise_values", gap, words)
