"""Appendix A (17 CFR 240.15c3-1a): listed options by theoretical pricing, (b)(1).

Options on one underlying and the position in it are one portfolio type, (ii).  Its price is moved to ten equidistant
points of the range of (iii), or (iv) for non-clearing market makers; the options are priced at each, (i)(A); the gains
and losses are added, (v)(A); and the deduction is the greatest loss at any one point, or the minimum charge, (v)(C).

The value of an option moves with the model alone: from what the model gives today to what it gives at the point, at the
volatility stated or, where none is, the one that the option's market price implies.

Not covered: the offsets of (v)(B) between underlyings, so that nothing is set off between them; futures, options on
futures and qualified stock baskets.  (i)(B) asks for a model that the firm's examining authority has approved; `MODEL`
says which one this is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from tieout.facts import Fact, Told, add, computed
from tieout.law.haircuts.deductions import Elections, at_least, product
from tieout.law.haircuts.options import Book, OptionCost, Strategy, Worked, by_underlying
from tieout.law.haircuts.pairing import Leg, Stock
from tieout.law.haircuts.positions import Position
from tieout.law.haircuts.pricing import CHUNK, Flags, Floats, Terms, implied_volatility, values
from tieout.law.params import LawError, Param, param

CITE = "17 CFR 240.15c3-1a(b)(1)(v)(C)"
MODEL = "Black-Scholes-Merton, American options by Ju and Zhong; not approved by an examining authority, (b)(1)(i)(B)"
KINDS = ("equity", "narrow_index", "diversified_index", "high_capitalization_index", "major_currency", "other_currency")
STYLES = ("american", "european")
YEAR = 365
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Options:
    """Options as columns, those of one underlying together.

    `units` and `contracts` are below zero where short; `of` is the number of the underlying, from 0 and never falling.
    """

    terms: Terms
    units: Floats
    contracts: Floats
    market_value: Floats
    of: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Class:
    """Everything on one underlying: its kind, its price, the units held of it."""

    name: str
    kind: str
    price: Decimal
    stock: Decimal


@dataclass(frozen=True, slots=True)
class Sum:
    """What a class's options come to: series, gains at each point, and what the minimum charge counts."""

    series: int
    gains: tuple[float, ...]
    charged: float  # units, of a currency contracts
    capped: float  # market value of long options worth less than their charge


def revalued(
    options: Iterable[Position],
    stock: Mapping[str, Stock],
    entity: str,
    as_of: date,
    elections: Elections,
) -> Worked:
    """The deduction of every underlying, and the units of it that went in.

    Raises LawError that asks for what the model needs and a position does not state.
    """
    held = (one for one in options if one.quantity != 0)
    books = sorted(by_underlying(held, stock, as_of).values(), key=lambda book: book.under.name)
    found = [Class(one.under.name, _kind(one), one.under.price, one.under.stock) for one in books]
    legs = [(number, *leg) for number, book in enumerate(books) for leg in book.legs]
    columns = _columns(legs, found, as_of)
    return deducted(found, columns, entity, as_of, elections)


def deducted(classes: Sequence[Class], options: Options, entity: str, as_of: date, elections: Elections) -> Worked:
    """(v)(C): one deduction for each class, in their order, and the units of it that went in."""
    sums = list(sums_of(classes, options, as_of, elections))
    found = [_deduction(*pair, entity, as_of, elections) for pair in zip(classes, sums, strict=True)]
    zero, named = Decimal(0), [f"{one.paragraph} {one.words}" for one in found]
    costs = [OptionCost(one.securities[0], name, zero, one.fact.value) for one, name in zip(found, named, strict=True)]
    return Worked(found, {one.name: one.stock for one in classes if one.stock}, [], costs)


def moves(kind: str, as_of: date, elections: Elections) -> tuple[Decimal, ...]:
    """(i)(A), (iii), (iv): the valuation points as shares of the price, from the lowest to the highest."""
    down = up = param("theoretical_range", as_of, kind)
    if elections.nonclearing_market_maker and kind in (
        "diversified_index",
        "high_capitalization_index",
        "major_currency",
    ):
        up, down = (param("theoretical_range_nonclearing", as_of, f"{kind}_{way}") for way in ("up", "down"))
    half = int(param("theoretical_points", as_of).value) // 2
    steps = [Decimal(step) / half for step in range(1, half + 1)]
    return tuple([-down.value * step for step in reversed(steps)] + [up.value * step for step in steps])


def sums_of(classes: Sequence[Class], options: Options, as_of: date, elections: Elections) -> Iterator[Sum]:
    """What the options of each class come to."""
    kinds = np.array([KINDS.index(one.kind) for one in classes], dtype=np.int64)
    points = [moves(kind, as_of, elections) if number in kinds else () for number, kind in enumerate(KINDS)]
    change = np.zeros((max(map(len, points), default=0), len(classes)))
    for number, shares in enumerate(points):
        if shares:
            change += gains(options, kinds[options.of] == number, len(classes), [float(share) for share in shares])
    of, count = options.of, len(classes)
    series = np.bincount(of, minlength=count)
    by_contract = np.isin(kinds, [KINDS.index("major_currency")])
    without = np.isin(kinds, [KINDS.index("other_currency")])
    size = np.abs(np.where(by_contract[of], options.contracts, np.where(without[of], 0.0, options.units)))
    rate = np.where(by_contract[of], float(_minimum("major_currency", as_of).value), float(_minimum("", as_of).value))
    is_capped = (options.units > 0) & (options.market_value < size * rate)
    charged = np.bincount(of, weights=np.where(is_capped, 0.0, size), minlength=count)
    capped = np.bincount(of, weights=np.where(is_capped, np.maximum(options.market_value, 0.0), 0.0), minlength=count)
    for number in range(count):
        own = tuple(change[:, number].tolist())
        yield Sum(int(series[number]), own, float(charged[number]), float(capped[number]))


def gains(options: Options, which: Flags, count: int, shares: Sequence[float]) -> Floats:
    """(v)(A): what the options lose or gain at each point (a row), by underlying (a column)."""
    found = np.zeros((len(shares), count))
    every = bool(which.all())
    for start in range(0, len(options.of), CHUNK):
        chunk = slice(start, start + CHUNK)
        terms, units, of = options.terms.part(chunk), options.units[chunk], options.of[chunk]
        if not every:
            some = which[chunk]
            terms, units, of = terms.part(some), units[some], of[some]
        worth = values(terms, (0.0, *shares))
        first = np.flatnonzero(np.diff(of, prepend=-1))
        found[:, of[first]] += np.add.reduceat((worth[1:] - worth[0]) * units, first, axis=1)
    return found


def _minimum(kind: str, as_of: date) -> Param:
    return param("theoretical_minimum", as_of, "currency_contract" if kind == "major_currency" else "unit")


def _deduction(held: Class, own: Sum, entity: str, as_of: date, elections: Elections) -> Strategy:
    def told(concept: str, value: Decimal, words: str, part: str = held.name, unit: str = "USD") -> Fact:
        trace = Told("the positions", as_of, words)
        return Fact(concept=concept, entity=entity, when=as_of, value=value, part=part, unit=unit, trace=trace)

    losses = []
    for move, gain in zip(moves(held.kind, as_of, elections), own.gains, strict=True):
        of_stock, of_options = held.stock * held.price * move, Decimal(repr(gain)).quantize(CENT)
        at = f"{_percent(move)}, {held.name} at {(held.price * (1 + move)).normalize():f}"
        words = (
            f"{own.series} series of options {of_options:+,}, {held.stock:f} units of the underlying {of_stock:+,.2f}"
        )
        losses.append(told("theoretical_loss", -(of_stock + of_options), words, at))
    none = told("zero", Decimal(0), "no point loses")
    lines = [add(one) for one in (*losses, none)]
    greatest = computed("greatest_theoretical_loss", lines, operation="greatest", cite=f"{CITE}(1)", part=held.name)
    charged = told("charged", Decimal(repr(own.charged)), "units, or contracts on currencies", unit="count")
    capped = told("market_value", Decimal(repr(own.capped)).quantize(CENT), "long options worth less than the charge")
    minimum = _minimum_charge(held, own, charged, capped)
    fact = at_least("haircut", greatest, minimum, cite=CITE)
    worst = max(losses, key=lambda one: one.value)
    words = f"worst at {worst.part.split(',')[0]}" if fact.value > minimum.value else "minimum charge"
    return Strategy(f"theoretical pricing, {words}", (f"{held.name} and its options",), fact, "15c3-1a(b)(1)")


def _minimum_charge(held: Class, own: Sum, charged: Fact, capped: Fact) -> Fact:
    """(v)(C)(2): so much for each unit, for each contract on a major currency; of a long option at most its value."""
    rate = _minimum(held.kind, charged.end)
    charge = product(charged, rate.fact(charged.entity, charged.end), concept="charge", cite=rate.cite)
    lines = [add(charge)] + ([add(capped)] if own.capped else [])
    return computed("minimum_charge", lines, cite=rate.cite, part=held.name)


def _percent(move: Decimal) -> str:
    return f"{(move * 100).normalize():+f}%"


def _kind(book: Book) -> str:
    stated = {position.underlying_kind or "equity": position for _, position in book.legs}
    for kind, position in stated.items():
        if kind not in KINDS:
            raise LawError(
                f"underlying_kind is {kind!r}.", where=position.named, expected=f"one of {', '.join(KINDS)}."
            )
    if len(stated) > 1:
        where = " and ".join(one.named for one in stated.values())
        raise LawError(f"{book.under.name} has two kinds, {' and '.join(stated)}.", where=where, mend="state one.")
    return next(iter(stated))


def _is_american(position: Position, kind: str) -> bool:
    """Options on equities are American where nothing else is said; of others both kinds are listed."""
    if position.style is None and kind == "equity":
        return True
    style = str(position.asked("style", f"theoretical pricing of an option on a {kind.replace('_', ' ')} needs"))
    if style.lower() not in STYLES:
        raise LawError(f"style is {style!r}.", where=position.named, expected="american or european.")
    return style.lower() == "american"


def _columns(legs: Sequence[tuple[int, Leg, Position]], classes: Sequence[Class], as_of: date) -> Options:
    """The columns of a few options.  A volatility that is not stated is the one that the market price implies."""

    def column(name: str) -> Floats:
        return np.array([float(one.asked(name, "theoretical pricing needs")) for _, _, one in legs])

    held = [position for _, _, position in legs]
    for number, leg, one in legs:
        if classes[number].price <= 0 or leg.strike <= 0:
            said = f"strike is {leg.strike}, underlying_price {classes[number].price}."
            raise LawError(said, where=one.named, expected="both above zero.")
        if one.volatility is not None and one.volatility < 0:
            raise LawError(f"volatility is {one.volatility}.", where=one.named, expected="at least 0.")
    stated = np.array(
        [float(one.volatility) if one.volatility is not None else np.nan for one in held], dtype=np.float64
    )
    terms = Terms(
        is_call=np.array([leg.is_call for _, leg, _ in legs], dtype=np.bool_),
        is_american=np.array([_is_american(one, classes[number].kind) for number, _, one in legs], dtype=np.bool_),
        spot=np.array([float(classes[number].price) for number, _, _ in legs]),
        strike=column("strike"),
        years=np.array([(leg.expiry - as_of).days / YEAR for _, leg, _ in legs]),
        volatility=stated,
        rate=column("rate"),
        dividend_yield=column("dividend_yield"),
    )
    contracts = column("quantity")
    units = np.array([float(leg.size) for _, leg, _ in legs]) * np.sign(contracts)
    value = np.array([float(one.market_value) for one in held])
    terms = terms.at(with_implied(terms, value, units))
    unknown = np.flatnonzero(np.isnan(terms.volatility))
    if unknown.size:
        raise held[int(unknown[0])].missing("volatility", "its market price does not imply")
    of = np.array([number for number, _, _ in legs], dtype=np.int64)
    return Options(terms, units, contracts, value, of)


def with_implied(terms: Terms, market_value: Floats, units: Floats) -> Floats:
    """Volatilities with those not stated implied by market value; not a number where there is none that does."""
    absent = np.isnan(terms.volatility)
    found = terms.volatility.copy()
    with np.errstate(invalid="ignore", divide="ignore"):
        prices = np.abs(market_value[absent] / units[absent])
    found[absent] = implied_volatility(terms.part(absent), prices)
    return found
