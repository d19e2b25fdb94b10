"""Appendix A (17 CFR 240.15c3-1a): which options and stock are deducted together, (b)(2)(iii), (c), and what it costs.

Within one underlying each unit is used once.  Listed options, (b)(2)(iii), in this order: short calls against the stock
held (D)(3); long puts against stock held (D)(1), long calls against stock sold short (D)(2); short options against long
ones that expire no sooner (E); what is left is uncovered (A), (B), or long (C).  Short straddles, and short puts
against stock sold short, are no strategy of (b)(2)(iii).  Unlisted options, (c), then meet the stock that is left:
conversions (5), (6), covered calls and puts (3), (4), uncovered ones (1), (2), long ones (7).  A ratio is never
rounded: part of a contract may cover.

Here are the numbers alone, for one underlying or for a million options; `options` gives each its reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from tieout.law.haircuts.places import Place
from tieout.law.params import Param, param

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Stock:
    """What is held of a security that options may be on: units below zero if short, their price, and its place."""

    units: Decimal
    price: Decimal
    place: Place | None = None


@dataclass(slots=True, eq=False)
class Leg:
    """An option series: `size` units of the underlying at `market_value` above zero, of which `units` are unused.

    `into` is by how much a unit is in the money, `out` by how much it is out of it.
    """

    security_id: str
    is_call: bool
    is_listed: bool
    is_long: bool
    strike: Decimal
    expiry: date
    size: Decimal
    market_value: Decimal
    into: Decimal
    out: Decimal
    units: Decimal = field(init=False)

    def __post_init__(self) -> None:
        self.units = self.size

    @property
    def signed(self) -> Decimal:
        """The market value, below zero if short."""
        return self.market_value if self.is_long else -self.market_value

    def worth(self, units: Decimal) -> Decimal:
        """The market value of so many units of it."""
        return self.market_value if units == self.size else self.market_value * units / self.size


def moneyness(strike: Decimal, price: Decimal, *, is_call: bool) -> tuple[Decimal, Decimal]:
    """(b)(2)(i): by how much an option is in the money, and out of it."""
    gap = price - strike if is_call else strike - price
    return (gap, ZERO) if gap > 0 else (ZERO, -gap)


@dataclass(slots=True)
class Underlying:
    """One underlying: its price and its percentage, the units of it long or short, and the options on it.

    `share` is the percentage of the price of a unit.
    """

    name: str
    price: Decimal
    rate: Param
    stock: Decimal = ZERO
    longs: list[Leg] = field(default_factory=list)
    shorts: list[Leg] = field(default_factory=list)
    share: Decimal = field(init=False)

    def __post_init__(self) -> None:
        self.share = self.rate.value * self.price


class Named(NamedTuple):
    """A paragraph and what it is of."""

    paragraph: str
    words: str

    def __str__(self) -> str:
        return f"{self.paragraph} {self.words}"


class Kind(Enum):
    """How options are deducted: the paragraph for calls, for puts, and the words."""

    COVERED = "(b)(2)(iii)(D)(3)", "(b)(2)(iii)(D)(3)", "covered {}"
    HEDGED = "(b)(2)(iii)(D)(2)", "(b)(2)(iii)(D)(1)", "stock hedged by a long {}"
    SPREAD = "(b)(2)(iii)(E)(1)", "(b)(2)(iii)(E)(2)", "{} spread"
    UNCOVERED = "(b)(2)(iii)(A)", "(b)(2)(iii)(B)", "uncovered {}"
    LONG = "(b)(2)(iii)(C)", "(b)(2)(iii)(C)", "long {}"
    CONVERSION = "(c)(5)", "(c)(6)", "conversion, short an unlisted {}"
    UNLISTED_COVERED = "(c)(3)", "(c)(4)", "covered unlisted {}"
    UNLISTED_UNCOVERED = "(c)(1)", "(c)(2)", "uncovered unlisted {}"
    UNLISTED_LONG = "(c)(7)", "(c)(7)", "long unlisted {}"

    def __init__(self, calls: str, puts: str, words: str) -> None:
        self.named = (Named(f"15c3-1a{puts}", words.format("put")), Named(f"15c3-1a{calls}", words.format("call")))


class Pair(NamedTuple):
    """So many units deducted together.  The first leg is the one it is named for: the short one where there is one."""

    kind: Kind
    units: Decimal
    leg: Leg
    other: Leg | None = None

    @property
    def named(self) -> Named:
        return self.kind.named[self.leg.is_call]

    @property
    def with_stock(self) -> bool:
        return self.kind in (Kind.COVERED, Kind.HEDGED, Kind.CONVERSION, Kind.UNLISTED_COVERED)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of (b)(2) and (c) in force on a day; the least charges are for a contract of 100 units."""

    least_uncovered: Decimal
    least_offset: Decimal
    least_unlisted: Decimal
    least_share: Decimal
    long: Decimal
    conversion: Decimal

    @classmethod
    def on(cls, as_of: date) -> Figures:
        least = (param("option_contract_minimum", as_of, of).value for of in ("uncovered", "offset", "unlisted"))
        rates = (param("option_rate", as_of, of).value for of in ("least", "long", "conversion"))
        return cls(*least, *rates)


def pairs(under: Underlying, law: Figures) -> Iterator[Pair]:
    """Every option of an underlying, in pairs or alone; `under.stock` is left with what none of them has used."""
    listed = [leg for leg in under.shorts if leg.is_listed]
    longs = [leg for leg in under.longs if leg.is_listed]
    yield from _against_stock(under, (leg for leg in listed if leg.is_call), Kind.COVERED, held_long=True)
    yield from _against_stock(under, (leg for leg in reversed(longs) if not leg.is_call), Kind.HEDGED, held_long=True)
    yield from _against_stock(under, (leg for leg in longs if leg.is_call), Kind.HEDGED, held_long=False)
    yield from _spreads(under, listed, longs, law)
    yield from _alone(listed, Kind.UNCOVERED)
    yield from _alone(longs, Kind.LONG)
    if len(listed) + len(longs) < len(under.shorts) + len(under.longs):
        yield from _unlisted(under, law)


def _unlisted(under: Underlying, law: Figures) -> Iterator[Pair]:
    shorts = [leg for leg in under.shorts if not leg.is_listed]
    longs = [leg for leg in under.longs if not leg.is_listed]
    yield from _conversions(under, shorts, longs, law)
    for is_call in (True, False):
        of_the_kind = (leg for leg in (shorts if is_call else reversed(shorts)) if leg.is_call == is_call)
        yield from _against_stock(under, of_the_kind, Kind.UNLISTED_COVERED, held_long=is_call)
    yield from _alone(shorts, Kind.UNLISTED_UNCOVERED)
    yield from _alone(longs, Kind.UNLISTED_LONG)


def _against_stock(under: Underlying, legs: Iterable[Leg], kind: Kind, *, held_long: bool) -> Iterator[Pair]:
    for leg in legs:
        available = under.stock if held_long else -under.stock
        if available <= 0:
            return
        units = min(leg.units, available)
        if units:
            leg.units -= units
            under.stock += -units if held_long else units
            yield Pair(kind, units, leg)


def _spreads(under: Underlying, shorts: list[Leg], longs: list[Leg], law: Figures) -> Iterator[Pair]:
    """Strikes in order, lowest calls and highest puts first; only where both alone would not cost less."""
    for is_call in (True, False):
        free = [leg for leg in longs if leg.is_call == is_call and leg.units]
        selling = [leg for leg in shorts if leg.is_call == is_call and leg.units] if free else []
        if not is_call:
            free.reverse()
            selling.reverse()
        alone = {id(leg): law.long * leg.market_value / leg.size for leg in free} if selling else {}  # a unit of each
        for short in selling:
            uncovered, emptied = _uncovered(short, under, law), False
            for long in free:
                units = short.units if short.units < long.units else long.units
                if long.expiry < short.expiry or not units:
                    continue
                gap = long.strike - short.strike if is_call else short.strike - long.strike
                if gap > 0 and gap >= uncovered + alone[id(long)]:
                    continue
                short.units -= units
                long.units -= units
                emptied = emptied or not long.units
                yield Pair(Kind.SPREAD, units, short, long)
                if not short.units:
                    break
            if emptied:
                free = [leg for leg in free if leg.units]
            if not free:
                break


def _conversions(under: Underlying, shorts: list[Leg], longs: list[Leg], law: Figures) -> Iterator[Pair]:
    """(c)(5) stock, a long put and a short call; (c)(6) stock sold short, a long call and a short put."""
    for is_call in (True, False):
        for short in (leg for leg in shorts if leg.is_call == is_call):
            for long in (leg for leg in longs if leg.is_call != is_call):
                units = min(short.units, long.units, max(under.stock if is_call else -under.stock, ZERO))
                pair = Pair(Kind.CONVERSION, units, short, long)
                alone = Pair(Kind.UNLISTED_COVERED, units, short), Pair(Kind.UNLISTED_LONG, units, long)
                if not units or cost(pair, under, law) > sum(cost(one, under, law) for one in alone):
                    continue  # (c): they may be computed separately where that is less
                short.units -= units
                long.units -= units
                under.stock += -units if is_call else units
                yield pair


def _alone(legs: Iterable[Leg], kind: Kind) -> Iterator[Pair]:
    for leg in legs:
        if leg.units:
            units, leg.units = leg.units, ZERO
            yield Pair(kind, units, leg)


def _uncovered(leg: Leg, under: Underlying, law: Figures) -> Decimal:
    """(A), (B): what a unit of a short listed option costs alone."""
    return max(under.share - leg.out, law.least_uncovered / 100, law.least_share * under.share)


def cost(pair: Pair, under: Underlying, law: Figures) -> Decimal:
    """What a pair costs: the numbers of `options`, where each paragraph is told with its reasons."""
    kind, units, leg, other = pair
    match kind:
        case Kind.UNCOVERED:
            return _uncovered(leg, under, law) * units
        case Kind.LONG:
            return law.long * leg.worth(units)
        case Kind.SPREAD:
            assert other is not None, pair
            gap = other.strike - leg.strike
            return max(gap if leg.is_call else -gap, ZERO) * units
        case Kind.COVERED:
            return max(under.share - leg.into, law.least_offset / 100) * units
        case Kind.HEDGED:
            return max(min(under.share, leg.out), min(law.least_offset / 100, leg.into)) * units
        case Kind.CONVERSION:
            return law.conversion * under.share * units
        case Kind.UNLISTED_COVERED:
            return max(under.share - leg.into, ZERO) * units
        case Kind.UNLISTED_UNCOVERED:
            return max(under.share - leg.out, law.least_unlisted / 100) * units
        case Kind.UNLISTED_LONG:
            attributed = min(leg.into * units, leg.worth(units))
            return leg.worth(units) - attributed + min(under.share * units, attributed)


def adjustment(pair: Pair) -> Decimal:
    """(b)(2)(ii), (c)(2)(i)(B): what net worth is increased by, or below zero decreased, before the deduction.

    Nothing for a long unlisted option alone: `cost` takes what its market value has above the value attributed to it.
    """
    kind, units, leg, other = pair
    if kind is Kind.LONG:
        return ZERO
    worth = leg.worth(units)
    time_value = max(worth - leg.into * units, ZERO) if leg.into else worth
    match kind:
        case Kind.UNCOVERED | Kind.COVERED | Kind.UNLISTED_UNCOVERED | Kind.UNLISTED_COVERED:
            return time_value
        case Kind.HEDGED:
            return -time_value
        case Kind.SPREAD:
            assert other is not None, pair
            return worth - other.worth(units)
        case Kind.CONVERSION:
            assert other is not None, pair
            return time_value - max(other.worth(units) - other.into * units, ZERO)
        case Kind.UNLISTED_LONG:
            return ZERO
