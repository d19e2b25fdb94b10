"""The option pricing model of `theoretical`: values of many options at many prices of what they are on.

European: Black-Scholes-Merton with a continuous dividend yield.  American: Ju and Zhong (1999), which adds to the
European value what early exercise is worth by a corrected quadratic approximation.  It is closed but for one boundary,
which does not depend on the spot, so that ten prices of an option share it and a million options take seconds where a
binomial tree takes hours; and it is near: the tests hold it against a tree, to 0.2 percent of the strike for up to two
years, and against published tables.  (Bjerksund and Stensland of 1993 is up to five times further away.)  A call whose
yield is not above zero, and a put where the rate is not, is never exercised early and is priced as European.

Not covered: dividends at their days; volatility that changes with the price or with time; what early exercise of a call
adds where the rate is below zero is taken as at a rate of nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
CHUNK = 8192  # options at a time: what they need while they are priced stays in the processor's cache
NO_MOVE = (0.0,)
MOST_VOLATILITY = 10.0
_LEAST_DEVIATION = 1e-10  # stands for no time or no volatility: the value is then the forward's, or nothing
_LEAST_VOLATILITY, _LEAST_RATE = 1e-2, 1e-6  # of what early exercise adds; below the rate it adds nothing
_DENSITY = 0.3989422804014327  # one over the root of two pi
_HALVINGS = 26  # of the boundary's logarithm; the value there is flat
_ROUNDS, _NEAR = 60, 1e-9
# Hart (1968), 5666: the tail of the normal distribution over its density, to 1e-15, highest power first.
_ABOVE = (3.52624965998911e-2, 0.700383064443688, 6.37396220353165, 33.912866078383,
          112.079291497871, 221.213596169931, 220.206867912376)  # fmt: skip
_BELOW = (8.83883476483184e-2, 1.75566716318264, 16.064177579207, 86.7807322029461,
          296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """Options as columns of equal length; time in years, and volatility, rate and yield by the year, as shares."""

    is_call: Flags
    is_american: Flags
    spot: Floats
    strike: Floats
    years: Floats
    volatility: Floats
    rate: Floats
    dividend_yield: Floats

    def __len__(self) -> int:
        return len(self.strike)

    def part(self, which: slice | Flags | NDArray[np.int64]) -> Terms:
        return Terms(*(getattr(self, name)[which] for name in self.__slots__))

    def at(self, volatility: Floats) -> Terms:
        """The same options at another volatility."""
        return Terms(
            self.is_call,
            self.is_american,
            self.spot,
            self.strike,
            self.years,
            volatility,
            self.rate,
            self.dividend_yield,
        )


def values(terms: Terms, moves: Sequence[float] = NO_MOVE) -> Floats:
    """The value of a unit of each option (a column) after each move of the spot (a row), -0.15 being 15 percent down.

    The spot and the strike must be above zero.
    """
    found = european(terms, moves)
    early = (
        terms.is_american
        & (np.where(terms.is_call, terms.dividend_yield, terms.rate) > _LEAST_RATE)
        & (terms.years > 0)
    )
    some = terms.part(early)
    more = premium(some)
    sign = np.where(terms.is_call, 1.0, -1.0)
    for row, move in enumerate(moves if terms.is_american.any() else ()):
        spot = some.spot * (1 + move)
        with np.errstate(all="ignore"):  # beyond the boundary, where it is exercised
            found[row, early] += np.where(more.sign * (more.boundary - spot) > 0, np.fmax(more.at(spot), 0.0), 0.0)
        exercised = np.where(terms.is_american, sign * (terms.spot * (1 + move) - terms.strike), 0.0)
        np.fmax(found[row], exercised, out=found[row])
    return found


def european(terms: Terms, moves: Sequence[float] = NO_MOVE) -> Floats:
    """As `values`, of options that are exercised at expiry only."""
    sign = np.where(terms.is_call, 1.0, -1.0)
    deviation = np.maximum(terms.volatility * np.sqrt(terms.years), _LEAST_DEVIATION)
    share = terms.spot * np.exp(-terms.dividend_yield * terms.years)
    strike = terms.strike * np.exp(-terms.rate * terms.years)
    ratio = share / strike
    slope = sign / deviation
    start, step = np.log(ratio) * slope + 0.5 * sign * deviation, sign * deviation
    share, strike = sign * share, sign * strike
    found = np.empty((len(moves), len(terms)))
    for row, move in enumerate(moves):
        first = start + slope * np.log1p(move)
        density = np.exp(-0.5 * first * first)
        held = share * (1 + move) * _cumulative(first, density)
        # The density at the second is that at the first times the price over the strike: one exp does for both.
        paid = strike * _cumulative(first - step, density * (ratio * (1 + move)))
        np.maximum(held - paid, 0.0, out=found[row])
    return found


def normal(x: Floats) -> Floats:
    """The standard normal distribution, to 1e-15."""
    return _cumulative(x, np.exp(-0.5 * x * x))


def _cumulative(x: Floats, density: Floats) -> Floats:
    """The normal distribution from exp(-x x / 2)."""
    return np.copysign(0.5 - density * _tail(np.abs(x)), x) + 0.5


def _tail(x: Floats) -> Floats:
    """The normal distribution beyond x, which is not below zero, over exp(-x x / 2)."""
    above = x * _ABOVE[0]
    for coefficient in _ABOVE[1:-1]:
        above += coefficient
        above *= x
    above += _ABOVE[-1]
    below = x * _BELOW[0]
    for coefficient in _BELOW[1:-1]:
        below += coefficient
        below *= x
    below += _BELOW[-1]
    above /= below
    return above


@dataclass(frozen=True, slots=True)
class Premium:
    """What early exercise adds, by Ju and Zhong: nothing of it depends on the spot, so ten prices share it."""

    sign: Floats
    boundary: Floats
    at_boundary: Floats
    power: Floats
    bend: Floats
    slope: Floats

    def at(self, spot: Floats) -> Floats:
        """Above the European value, where the spot has not met the boundary."""
        away = np.log(spot / self.boundary)
        return self.at_boundary * np.exp(self.power * away) / (1 - away * (self.bend * away + self.slope))


def premium(terms: Terms) -> Premium:
    """The boundary of Barone-Adesi and Whaley (1987), and the correction of Ju and Zhong (1999, equations 16 to 21)."""
    sign = np.where(terms.is_call, 1.0, -1.0)
    volatility, rate = np.maximum(terms.volatility, _LEAST_VOLATILITY), np.maximum(terms.rate, _LEAST_RATE)
    variance = volatility * volatility
    deviation = volatility * np.sqrt(terms.years)
    alpha, beta = 2 * rate / variance, 2 * (rate - terms.dividend_yield) / variance - 1
    gone = -np.expm1(-rate * terms.years)
    root = np.sqrt(beta * beta + 4 * alpha / gone)
    power = (sign * root - beta) / 2
    kept, discount = np.exp(-terms.dividend_yield * terms.years), np.exp(-rate * terms.years)

    def european_at(spot: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """The European value, its two probabilities and the first density."""
        first = (np.log(spot * kept / (terms.strike * discount)) + 0.5 * deviation * deviation) / deviation * sign
        density = np.exp(-0.5 * first * first)
        second = first - sign * deviation
        held, paid = _cumulative(first, density), normal(second)
        return sign * (spot * kept * held - terms.strike * discount * paid), held, paid, density

    forever = (sign * np.sqrt(beta * beta + 4 * alpha) - beta) / 2
    low, high = np.zeros(len(terms)), np.log(forever / (forever - 1))  # of the boundary over the strike
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        spot = terms.strike * np.exp(middle)
        value, held, _, _ = european_at(spot)
        is_short = sign * (spot - terms.strike) < value + sign * (1 - kept * held) * spot / power
        low, high = np.where(is_short, middle, low), np.where(is_short, high, middle)
    boundary = terms.strike * np.exp(0.5 * (low + high))
    value, held, paid, density = european_at(boundary)
    at_boundary = sign * (boundary - terms.strike) - value
    forward = boundary * kept / discount
    by_gone = forward * density * _DENSITY / (alpha * deviation)
    by_gone += sign * (terms.strike * paid - forward * held * terms.dividend_yield / rate)
    spread = sign * root  # twice the power plus beta
    share = (1 - gone) * alpha / spread
    power_by_gone = -sign * alpha / (gone * gone * root)
    bend = share * power_by_gone / 2
    with np.errstate(divide="ignore", invalid="ignore"):  # where early exercise adds nothing that can be told
        slope = -share * (by_gone / at_boundary + 1 / gone + power_by_gone / spread)
    return Premium(sign, boundary, at_boundary, power, bend, slope)


def implied_volatility(terms: Terms, prices: Floats) -> Floats:
    """The volatility at which each option is worth its price, to 1e-8; `terms.volatility` is not read.

    Nothing where an option in the money is priced at no more than it is worth without volatility; not a number where
    there is no price above zero, or no volatility up to 1,000 percent gives it.
    """
    found = np.empty(len(terms))
    for start in range(0, len(terms), CHUNK):
        some = slice(start, start + CHUNK)
        found[some] = _between(terms.part(some), prices[some])
    return found


def _between(terms: Terms, prices: Floats) -> Floats:
    """Chandrupatla (1997): halving, or the inverse parabola where it is safe; the root stays between two numbers."""
    low, high = np.zeros(len(terms)), np.full(len(terms), MOST_VOLATILITY)
    under, over = values(terms.at(low))[0] - prices, values(terms.at(high))[0] - prices
    none, flat = (over < 0) | (prices <= 0), under >= 0
    found = np.where(none, np.nan, 0.0)
    left = np.flatnonzero(~none & ~flat)
    held, prices = terms.part(left), prices[left]
    a, b, at_a, at_b = high[left], low[left], over[left], under[left]
    part = np.full(len(left), 0.5)
    for _ in range(_ROUNDS):
        middle = a + part * (b - a)
        at_middle = values(held.at(middle))[0] - prices
        same = np.signbit(at_middle) == np.signbit(at_a)
        c, at_c = np.where(same, a, b), np.where(same, at_a, at_b)
        b, at_b = np.where(same, b, a), np.where(same, at_b, at_a)
        a, at_a = middle, at_middle
        with np.errstate(divide="ignore", invalid="ignore"):
            nearest = _NEAR / np.abs(b - a)
            share, height = (a - b) / (c - b), (at_a - at_b) / (at_c - at_b)
            curved = at_a / (at_b - at_a) * at_c / (at_b - at_c)
            curved += (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (at_c - at_b)
            usable = (height * height < share) & ((1 - height) ** 2 < 1 - share) & np.isfinite(curved)
            part = np.clip(np.where(usable, curved, 0.5), np.minimum(nearest, 0.5), np.maximum(1 - nearest, 0.5))
        found[left] = np.where(np.abs(at_a) < np.abs(at_b), a, b)
        open_ = np.flatnonzero((nearest < 0.5) & (at_a != 0))
        if not open_.size:
            break
        if open_.size < 0.7 * len(left):
            left, prices, part = left[open_], prices[open_], part[open_]
            held = terms.part(left)
            a, b, at_a, at_b = a[open_], b[open_], at_a[open_], at_b[open_]
    return found
