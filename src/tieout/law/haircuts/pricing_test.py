"""The model against published values, against a binomial tree, and what any option's value must hold."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.law.haircuts import pricing
from tieout.law.haircuts.pricing import Floats, Terms, european, implied_volatility, normal, premium, values


def terms(
    right: str, spot: float, strike: float, years: float, volatility: float, rate: float, paid: float, style: str = "e"
) -> Terms:
    def column(value: float) -> Floats:
        return np.array([float(value)])

    is_call, is_american = np.array([right == "call"]), np.array([style == "a"])
    return Terms(is_call, is_american, *map(column, (spot, strike, years, volatility, rate, paid)))


def value(*given: float | str) -> float:
    return float(values(terms(*given))[0, 0])  # type: ignore[arg-type]


def tree(right: str, spot: float, strike: float, years: float, volatility: float, rate: float, paid: float) -> float:
    """Cox, Ross and Rubinstein's tree of 500 steps, American."""
    steps, sign = 500, 1 if right == "call" else -1
    step = years / steps
    up = math.exp(volatility * math.sqrt(step))
    chance = (math.exp((rate - paid) * step) - 1 / up) / (up - 1 / up)
    worth: Floats = np.maximum(sign * (spot * up ** (2.0 * np.arange(steps + 1) - steps) - strike), 0)
    for left in range(steps - 1, -1, -1):
        kept = math.exp(-rate * step) * (chance * worth[1:] + (1 - chance) * worth[:-1])
        worth = np.maximum(kept, sign * (spot * up ** (2.0 * np.arange(left + 1) - left) - strike))
    return float(worth[0])


def test_the_normal_distribution_to_the_last_digits() -> None:
    x = np.linspace(-40, 40, 40_001)
    true = np.array([math.erfc(-one / math.sqrt(2)) / 2 for one in x])
    assert np.abs(normal(x) - true).max() < 5e-16


@pytest.mark.parametrize(
    ("option", "published"),
    [  # Haug, The Complete Guide to Option Pricing Formulas, chapter 1
        (("call", 60, 65, 0.25, 0.30, 0.08, 0.0), 2.1334),
        (("put", 100, 95, 0.5, 0.20, 0.10, 0.05), 2.4648),
        (("call", 42, 40, 0.75, 0.35, 0.04, 0.08), 5.0975),
    ],
)
def test_published_european_values(option: tuple[float | str, ...], published: float) -> None:
    assert round(value(*option), 4) == published


# Ju and Zhong (1999), Exhibit 3: puts at 40, rate 4.88 percent; strike 35, 40, 45 by 0.0833, 0.3333, 0.5833 years.
EXHIBIT_3 = {
    0.2: (0.006, 0.201, 0.433, 0.851, 1.576, 1.984, 5.000, 5.084, 5.260),
    0.3: (0.078, 0.697, 1.218, 1.309, 2.477, 3.161, 5.059, 5.699, 6.231),
    0.4: (0.247, 1.344, 2.150, 1.767, 3.381, 4.342, 5.288, 6.501, 7.367),
}
# Exhibit 4: calls for 100 of three years at a spot of 80, 90, 100, 110, 120.
EXHIBIT_4 = {
    (0.2, 0.03, 0.07): (2.605, 5.182, 9.065, 14.430, 21.398),
    (0.4, 0.03, 0.07): (11.336, 15.711, 20.760, 26.440, 32.709),
    (0.3, 0.00, 0.07): (5.552, 8.868, 13.158, 18.458, 24.786),
}


def test_published_american_values() -> None:
    for volatility, row in EXHIBIT_3.items():
        asked = [(strike, years) for strike in (35, 40, 45) for years in (0.0833, 0.3333, 0.5833)]
        found = [value("put", 40, strike, years, volatility, 0.0488, 0, "a") for strike, years in asked]
        assert np.abs(np.array(found) - row).max() < 0.00151, volatility
    for (volatility, rate, paid), calls in EXHIBIT_4.items():
        found = [value("call", spot, 100, 3, volatility, rate, paid, "a") for spot in (80, 90, 100, 110, 120)]
        assert np.abs(np.array(found) - calls).max() < 0.00151, volatility


def test_american_values_against_a_tree() -> None:
    chance = np.random.default_rng(1)
    for _ in range(150):
        right = ("call", "put")[chance.integers(2)]
        spot, years = 100 * math.exp(0.25 * chance.normal()), float(chance.choice([0.02, 0.1, 0.25, 0.5, 1, 2]))
        volatility, rate, paid = chance.uniform(0.1, 0.8), chance.uniform(0, 0.1), chance.choice([0, 0.03, 0.08])
        option = (right, spot, 100.0, years, volatility, rate, float(paid))
        assert abs(value(*option, "a") - tree(*option)) < 0.2, option


NUMBERS = st.tuples(
    st.floats(1, 1000),
    st.floats(0.2, 5),
    st.one_of(st.just(0.0), st.floats(0.001, 5)),
    st.one_of(st.just(0.0), st.floats(0.001, 3)),
    st.floats(-0.02, 0.15),
    st.floats(0, 0.15),
)


@given(NUMBERS)
def test_any_option(numbers: tuple[float, ...]) -> None:
    spot, ratio, years, volatility, rate, paid = numbers
    rest = (spot, spot * ratio, years, volatility, rate, paid)
    share, strike = spot * math.exp(-paid * years), spot * ratio * math.exp(-rate * years)
    near = 1e-9 * max(spot, strike)
    call, put = value("call", *rest), value("put", *rest)
    assert abs(call - put - (share - strike)) < near  # parity
    assert max(share - strike, 0) - near <= call <= share + near
    assert max(strike - share, 0) - near <= put <= strike + near
    for right, plain, exercised in (("call", call, spot - rest[1]), ("put", put, rest[1] - spot)):
        early = value(right, *rest, "a")
        assert early >= plain - near
        assert early >= exercised
        assert early <= max(spot if right == "call" else rest[1], plain) + near
        more = value(right, spot, rest[1], years, volatility + 0.05, rate, paid)
        assert more >= plain - near  # rises with volatility
    if not paid:
        assert value("call", *rest, "a") == max(call, spot - rest[1])


@given(NUMBERS, st.floats(-0.15, 0.15))
def test_a_move_is_another_spot(numbers: tuple[float, ...], move: float) -> None:
    for right in ("call", "put"):
        for style in ("a", "e"):
            spot, ratio, years, volatility, rate, paid = numbers
            rest = years, volatility, rate, paid
            held = terms(right, spot, spot * ratio, *rest, style)
            there = terms(right, spot * (1 + move), spot * ratio, *rest, style)
            assert abs(values(held, (0.0, move))[1, 0] - values(there)[0, 0]) < 1e-8 * spot * max(ratio, 1)


@pytest.mark.parametrize("style", ["e", "a"])
def test_volatility_is_implied(style: str) -> None:
    held = terms("put", 100, 105, 0.5, 0.27, 0.04, 0.01, style)
    (found,) = implied_volatility(held, values(held)[0])
    assert abs(found - 0.27) < 1e-7
    for price, expected in ((0.0, math.nan), (200.0, math.nan)):
        (found,) = implied_volatility(held, np.array([price]))
        assert np.array_equal([found], [expected], equal_nan=True)
    (found,) = implied_volatility(terms("put", 50, 105, 0.5, 0.27, 0.04, 0.01, style), np.array([50.0]))
    assert found == 0


@pytest.mark.parametrize("style", ["e", "a"])
def test_volatility_is_implied_of_options_worth_less_than_a_dollar(style: str) -> None:
    held = terms("call", 0.05, 0.04, 0.5, 0.9, 0.04, 0.01, style)
    most = values(held.at(np.array([10.0])))[0]
    for price, expected in ((values(held)[0], 0.9), (most, 10.0)):
        (found,) = implied_volatility(held, price)
        assert abs(found - expected) < 1e-4
    (found,) = implied_volatility(held, most + 1e-9)
    assert math.isnan(found)
    (found,) = implied_volatility(held, np.array([0.009]))
    assert found == 0


def some_options(count: int) -> Terms:
    chance = np.random.default_rng(3)
    spot, years = chance.uniform(10, 500, count), chance.uniform(0.01, 2, count)
    strike, volatility = spot * chance.uniform(0.5, 2, count), chance.uniform(0.05, 2, count)
    rate, paid = chance.uniform(0, 0.06, count), chance.choice([0.0, 0.02], count)
    return Terms(chance.random(count) < 0.5, chance.random(count) < 0.5, spot, strike, years, volatility, rate, paid)


def test_a_volatility_takes_a_third_of_the_prices_that_halving_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """12 of an option on average; to halve 1,000 percent to 1e-9 takes 34."""
    held, priced = some_options(2_000), []
    prices = values(held)[0]

    def counted(terms: Terms, moves: Sequence[float] = (0.0,)) -> Floats:
        priced.append(len(terms))
        return values(terms, moves)

    monkeypatch.setattr(pricing, "values", counted)
    implied_volatility(held, prices)
    assert 10 < sum(priced) / len(held) < 11.8


@pytest.mark.parametrize(("right", "paid", "power"), [("call", 0.03, 1), ("put", 0.0, -1)])
def test_an_option_without_end_is_exercised_where_merton_has_it(right: str, paid: float, power: int) -> None:
    """Merton (1973): at the strike times q over q less one, q being the root of the value without end."""
    rate, volatility = 0.05, 0.3
    drift, variance = rate - paid - volatility**2 / 2, volatility**2
    root = (-drift + power * math.sqrt(drift**2 + 2 * rate * variance)) / variance
    found = premium(terms(right, 100, 100, 2_000, volatility, rate, paid, "a")).boundary[0]
    assert abs(found - 100 * root / (root - 1)) < 1e-4


def test_the_volatility_implied_of_many_gives_their_prices() -> None:
    held = some_options(10_000)
    prices = values(held)[0]
    found = implied_volatility(held, prices)
    assert (np.isnan(found) <= (prices < 1e-12)).all()
    some = ~np.isnan(found)
    assert np.abs(values(held.at(found))[0] - prices)[some].max() < 1e-5


def test_many_are_priced_as_each_alone() -> None:
    chance = np.random.default_rng(2)
    count = 1000
    spot, strike = chance.uniform(10, 500, count), chance.uniform(10, 500, count)
    years, volatility = chance.uniform(0, 2, count), chance.uniform(0.05, 1, count)
    rate, paid = chance.uniform(0, 0.06, count), chance.choice([0.0, 0.02], count)
    is_call, is_american = chance.random(count) < 0.5, chance.random(count) < 0.5
    held = Terms(is_call, is_american, spot, strike, years, volatility, rate, paid)
    found = values(held)[0]
    alone = [values(held.part(slice(number, number + 1)))[0, 0] for number in range(count)]
    assert np.abs(found - alone).max() < 1e-12
    assert (found >= european(held)[0]).all()
