"""How fast listed options are revalued: beside plain NumPy Black-Scholes-Merton at the same ten points.

`python -m bench.option_pricing [--count N]`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import numpy as np

from bench.reading import Target
from tieout.law.haircuts.deductions import Elections
from tieout.law.haircuts.pricing import Floats, Terms
from tieout.law.haircuts.theoretical import Class, Options, moves, sums_of

DAY = date(2024, 12, 31)
TARGET = 1 / 3  # of the speed of plain pricing
PEER_ERROR = 7.5e-8  # of the normal distribution, Abramowitz and Stegun 26.2.17
SERIES = 200  # to an underlying
ELECTED = Elections(options="theoretical")


def book(count: int, seed: int = 15_3_1) -> tuple[list[Class], Options]:
    """`count` listed European options, long and short, on underlyings with stock."""
    chance = np.random.default_rng(seed)
    of = np.arange(count) // SERIES
    prices = np.round(chance.uniform(10, 500, int(of[-1]) + 1), 2)
    held = chance.integers(-20_000, 20_000, len(prices))
    classes = [
        Class(f"U{number}", "equity", Decimal(repr(float(price))), Decimal(int(stock)))
        for number, (price, stock) in enumerate(zip(prices, held, strict=True))
    ]
    spot = prices[of]
    terms = Terms(
        is_call=chance.random(count) < 0.5,
        is_american=np.zeros(count, dtype=np.bool_),
        spot=spot,
        strike=np.round(spot * chance.uniform(0.6, 1.5, count), 1),
        years=chance.integers(1, 730, count) / 365,
        volatility=chance.uniform(0.1, 0.9, count),
        rate=np.full(count, 0.043),
        dividend_yield=chance.choice([0.0, 0.01, 0.03], count),
    )
    contracts = chance.integers(1, 200, count) * chance.choice([-1.0, 1.0], count)
    return classes, Options(terms, contracts * 100, contracts, contracts * 100 * spot * 0.05, of)


def plain(terms: Terms, shares: list[float]) -> list[Floats]:
    """The peer: Black-Scholes-Merton as the textbook has it, whole columns at a time, once for each point."""
    found = []
    for share in shares:
        spot = terms.spot * (1 + share)
        deviation = terms.volatility * np.sqrt(terms.years)
        d1 = np.log(spot / terms.strike)
        d1 = (d1 + (terms.rate - terms.dividend_yield + terms.volatility**2 / 2) * terms.years) / deviation
        d2 = d1 - deviation
        stock = spot * np.exp(-terms.dividend_yield * terms.years)
        strike = terms.strike * np.exp(-terms.rate * terms.years)
        call = stock * _normal(d1) - strike * _normal(d2)
        found.append(np.where(terms.is_call, call, call - stock + strike))
    return found


def _normal(x: Floats) -> Floats:
    """The fastest of the usual approximations."""
    t = 1 / (1 + 0.2316419 * np.abs(x))
    series = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    tail = np.exp(-x * x / 2) / np.sqrt(2 * np.pi) * series
    found: Floats = np.where(x > 0, 1 - tail, tail)
    return found


def measure_pricing(count: int = 1_000_000) -> Iterator[Target]:
    """The revaluation of `count` options, as parts of the speed of the peer; the prices of both are compared first."""
    classes, options = book(count)
    shares = [float(share) for share in moves("equity", DAY, ELECTED)]
    started = time.perf_counter()
    priced = plain(options.terms, shares)
    peer = time.perf_counter() - started
    started = time.perf_counter()
    sums = list(sums_of(classes, options, DAY, ELECTED))
    ours = time.perf_counter() - started
    unmoved = plain(options.terms, [0.0])[0]
    expected = np.bincount(options.of, (priced[0] - unmoved) * options.units)
    size = np.bincount(options.of, np.abs(options.units) * (options.terms.spot + options.terms.strike))
    found = np.array([one.gains[0] for one in sums])
    assert (np.abs(found - expected) < 2 * PEER_ERROR * size).all(), "the two do not agree"
    ratio = peer / ours
    name = f"{count:,} options at ten points, beside plain NumPy"
    yield Target(name, f"{ours:.2f} s, {ratio:.2f} of its speed", "a third", ratio >= TARGET)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.option_pricing", description="revaluation of listed options")
    parser.add_argument("--count", type=int, default=1_000_000)
    for line in measure_pricing(parser.parse_args().count):
        print(line)
