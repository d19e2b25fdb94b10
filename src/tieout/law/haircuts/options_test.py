"""Options by strategy: what any of them must have, and the table held against the reference.

What was worked by hand is in `cases/questions/securities_haircuts.options.yaml`.
"""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.law.haircuts.haircuts_test import DAY, STOCK, option, work, written
from tieout.law.haircuts.large import haircuts_of
from tieout.law.haircuts.pairing import Kind
from tieout.law.params import LawError

BONDS = {"class": "corporate_debt", "maturity": DAY + timedelta(2000), "rating": "AA"}


def options(rng: random.Random, count: int, underlyings: int = 4) -> list[dict[str, object]]:
    """Options on a few underlyings, listed and not, of several expiries; of some of them the stock, long or short."""
    prices = [Decimal(rng.randrange(300, 30_000)) / 100 for _ in range(underlyings)]
    rows: list[dict[str, object]] = []
    for number in range(count):
        of = rng.randrange(underlyings)
        one = option(
            rng.choice(("call", "put")),
            max(1, int(prices[of]) + rng.randrange(-6, 7)),
            rng.choice((-3, -2, -1, 1, 2, 4)),
            price=Decimal(rng.randrange(1, 900)) / 100,
            underlying=f"U{of}",
            underlying_price=prices[of],
            expiry=DAY + timedelta(rng.choice((0, 30, 60, 90))),
            listed=rng.choice(("yes", "yes", "yes", "no")),
            security_id=f"O{number}",
            as_of=DAY,
        )
        rows.append({**one, "multiplier": 10 if of == 1 else ""})
    for of, units in ((0, 30_000), (2, -30_000), (3, rng.choice((-400, 250)))):
        held = {**STOCK, "security_id": f"U{of}", "price": prices[of % underlyings], "quantity": units, "as_of": DAY}
        rows.append({**held, **(BONDS if of == 3 else {})})
    return rows


@pytest.mark.parametrize("seed", range(6))
def test_the_table_deducts_options_as_the_reference_does(seed: int, tmp_path: Path) -> None:
    rows = options(random.Random(seed), 120)
    rows += [{**one, "account": "B", "quantity": -1} for one in rows[:20]]
    expected = work(rows, 300_000)
    found = haircuts_of([written(tmp_path / "positions.csv", rows)], None, Decimal(300_000), few=0, most_costs=1000)
    assert found.haircuts.value == expected.haircuts.value
    assert found.net_worth is not None
    assert expected.net_worth is not None
    assert found.net_worth.value == expected.net_worth.value
    assert {box: fact.value for box, fact in found.by_focus_box.items()} == {
        box: fact.value for box, fact in expected.by_focus_box.items()
    }
    by_name = {cost.security_id: cost for cost in expected.costs}
    assert found.count == len(found.costs) == len(by_name)
    for cost in found.costs:
        assert cost.paragraph == by_name[cost.security_id].paragraph
        assert abs(cost.haircut - by_name[cost.security_id].haircut) < Decimal("0.006")


def test_every_kind_of_strategy_is_among_the_random_ones() -> None:
    seen = {held.paragraph for seed in range(6) for held in work(options(random.Random(seed), 120)).deductions}
    for kind in Kind:
        calls, puts, words = kind.value
        assert seen & {f"15c3-1a{calls} {words.format('call')}", f"15c3-1a{puts} {words.format('put')}"}, kind


@settings(max_examples=40)
@given(st.integers(0, 10**9), st.integers(1, 25))
def test_any_options(seed: int, count: int) -> None:
    rng = random.Random(seed)
    rows = options(rng, count)
    found = work(rows)
    assert all(held.fact.value >= 0 for held in found.deductions)
    assert found.net_worth is not None
    # No strategy costs more than its legs and its stock alone; every option is listed once, or netted to nothing.
    alone = sum(work([one]).haircuts.value for one in rows)
    assert found.haircuts.value <= alone
    assert len({cost.security_id for cost in found.costs}) == len(found.costs) == found.count
    # Splitting by account and the order of rows change nothing; ten times of everything costs ten times as much.
    split = []
    for one in rows:
        split += [{**one, "quantity": Decimal(str(one["quantity"])) / 4}] * 4
    rng.shuffle(split)
    again = work(split)
    assert (again.haircuts.value, again.net_worth and again.net_worth.value) == (
        found.haircuts.value,
        found.net_worth.value,
    )
    ten = work([{**one, "quantity": 10 * Decimal(str(one["quantity"]))} for one in rows])
    assert ten.haircuts.value == 10 * found.haircuts.value


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"right": "straddle"}, "right is 'straddle'"),
        ({"strike": ""}, "strike is missing"),
        ({"expiry": ""}, "expiry is missing"),
        ({"expiry": DAY - timedelta(1)}, "expiry is 2024-12-30, before"),
        ({"quantity": "", "market_value": 1}, "quantity is missing"),
        ({"underlying": ""}, "underlying is missing"),
        ({"underlying_price": "", "underlying": "DEF"}, "underlying_price is missing"),
        ({"underlying_price": 49}, "two prices"),
        ({"security_id": "call50L", "strike": 51}, "strike of call50L"),
        ({"security_id": "call50L", "underlying_price": 51}, "underlying_price of call50L"),
        ({"listed": "perhaps"}, "listed is 'perhaps'"),
    ],
)
def test_table_and_reference_ask_alike(changed: dict[str, object], said: str, tmp_path: Path) -> None:
    first = {**option("call", 50, 10), "as_of": DAY, "market_value": ""}
    rows = [first, {**first, "security_id": "X", **changed}]
    with pytest.raises(LawError, match=said):
        work(rows)
    with pytest.raises(LawError, match=said):
        haircuts_of([written(tmp_path / "positions.csv", rows)], DAY, few=0)


def test_spellings_of_one_option_are_one_option(tmp_path: Path) -> None:
    first = {**option("call", 50, 10), "class": "Option", "as_of": DAY}
    other = {**first, "strike": "50.00", "listed": "true", "expiry": "2025-03-21", "account": "B"}
    assert work([first, other]).haircuts.value == 2000
    assert haircuts_of([written(tmp_path / "positions.csv", [first, other])], DAY, few=0).haircuts.value == 2000


def test_every_option_is_listed_in_its_order_with_its_side() -> None:
    rows = [
        option("call", 50, -1, 3),
        {**STOCK, "security_id": "XYZ", "quantity": 1},
        option("call", 52, 1, 2),
        option("put", 45, 1, 1),
    ]
    costs = [(cost.security_id, float(cost.market_value), float(cost.haircut)) for cost in work(rows).costs]
    assert costs == [("call50S", -300, 200), ("XYZ", 50, 7.5), ("call52L", 200, 0), ("put45L", 100, 50)]


@pytest.mark.parametrize("few", [0, 100])
def test_the_underlying_has_one_price_of_the_stock_or_the_options(few: int, tmp_path: Path) -> None:
    first = {**option("call", 46, -1, 6), "as_of": DAY, "underlying_price": ""}
    stock = {**STOCK, "quantity": 100, "as_of": DAY}
    found = haircuts_of([written(tmp_path / "one.csv", [first, stock])], DAY, few=few)
    assert found.haircuts.value == 350
    other = {**option("call", 47, -1, 6), "as_of": DAY, "underlying_price": 50}
    assert haircuts_of([written(tmp_path / "two.csv", [first, other, stock])], DAY, few=few).haircuts.value == 1100
    for rows, said in (([first, {**other, "underlying_price": 49}, stock], "two prices"), ([first], "is missing")):
        with pytest.raises(LawError, match=said):
            haircuts_of([written(tmp_path / "three.csv", rows)], DAY, few=few)


@pytest.mark.parametrize(
    ("rows", "pools"),
    [
        ([option("call", 46, -1, 6), {**STOCK, "quantity": 100}], ["call46S and ABC"]),
        ([option("put", 48, 1, 2), {**STOCK, "quantity": 100}], ["put48L and ABC"]),
        ([option("call", 46, -1, 6)], ["call46S"]),
        ([option("call", 50, -1, 3), option("call", 52, 1, 2)], ["call50S and call52L"]),
        (
            [option("call", 50, -1, 3, listed="no"), option("put", 50, 1, 3, listed="no"), {**STOCK, "quantity": 100}],
            ["call50S and put50L and ABC"],
        ),
        ([option("call", 46, -1, 6, listed="no"), {**STOCK, "quantity": 100}], ["call46S and ABC"]),
    ],
)
def test_a_strategy_names_the_securities_in_it(rows: list[dict[str, object]], pools: list[str]) -> None:
    assert [held.pool for held in work(rows).deductions if held.fact.part == "ABC"] == pools


@pytest.mark.parametrize("few", [0, 100])
def test_a_market_value_is_read_to_its_last_decimal(few: int, tmp_path: Path) -> None:
    rows = [{**option("call", 50, 3, "0.00000123"), "as_of": DAY}]
    found = haircuts_of([written(tmp_path / "positions.csv", rows)], DAY, few=few)
    assert found.haircuts.value == Decimal("0.0001845")  # half of 3 x 100 x 0.00000123
