"""Properties any portfolio must have, what is asked for, and the table held against the reference.

What was worked by hand is in `cases/questions/securities_haircuts.yaml`.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.facts import Fact, Told
from tieout.law.dates import later
from tieout.law.haircuts.deductions import Elections
from tieout.law.haircuts.large import haircuts_of
from tieout.law.haircuts.parts import haircuts_in_parts
from tieout.law.haircuts.portfolio import haircuts
from tieout.law.haircuts.positions import classes, position_of
from tieout.law.haircuts.securities import Haircuts
from tieout.law.params import LawError

DAY = date(2024, 12, 31)
OTHER = "Haircut on all other securities"
Row = Mapping[str, object]


def work(
    rows: Sequence[Row], capital: int | Decimal | None = None, as_of: date = DAY, elections: Elections | None = None
) -> Haircuts:
    def fact(concept: str, value: Decimal, part: str = "") -> Fact:
        return Fact(
            concept=concept, entity="Alder", when=as_of, value=value, part=part, trace=Told("the test", as_of, "")
        )

    positions = [position_of(row, f"row {number}") for number, row in enumerate(rows, 2)]
    told = [(one, fact("market_value", one.market_value, one.security_id)) for one in positions]
    stated = None if capital is None else fact("tentative_net_capital", Decimal(capital))
    return haircuts(told, as_of, "Alder", stated, elections)


def row(security_class: str, market_value: object, security_id: str = "S", **more: object) -> dict[str, object]:
    return {"class": security_class, "security_id": security_id, "market_value": market_value, **more}


def after(months: int) -> str:
    return later(DAY, f"{months} months").isoformat()


OPTION = {"class": "option", "underlying": "ABC", "expiry": "2025-03-21", "underlying_price": 50, "listed": "yes"}


def option(right: str, strike: int, quantity: int, price: object = 2, **more: object) -> dict[str, object]:
    name = f"{right}{strike}{'L' if quantity > 0 else 'S'}"
    return {
        **OPTION,
        "security_id": name,
        "right": right,
        "strike": strike,
        "quantity": quantity,
        "price": price,
        **more,
    }


STOCK = {"class": "equity", "security_id": "ABC", "price": 50}


def test_without_net_capital_undue_concentration_is_not_known() -> None:
    assert work([row("equity", 200_000)]).undue is None


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (row("equities", 1), "class is 'equities'"),
        (row("us_government", 1), "maturity is missing"),
        (row("corporate_debt", 1, maturity=after(12)), "rating is missing"),
        (row("corporate_debt", 1, maturity=after(12), rating="very good"), "rating is 'very good'"),
        (row("municipal", 1, maturity=after(12)), "issue_date is missing"),
        (row("convertible_debt", 1), "par is missing"),
        (row("limited_market", 1), "market_makers is missing"),
        (row("us_government", 1, maturity="2024-12-30"), "maturity is 2024-12-30, before 2024-12-31"),
        (row("equity", "1,2.3.4"), "market_value is '1,2.3.4'"),
        ({"class": "equity", "security_id": "S", "quantity": 5}, "price is missing"),
        ({**OPTION, "security_id": "O", "right": "call", "strike": 1, "market_value": 1}, "quantity is missing"),
    ],
)
def test_what_is_missing_is_asked_for_by_name(held: Row, said: str) -> None:
    with pytest.raises(LawError, match=said):
        work([held])


def test_rows_that_say_no_value_are_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "positions.csv"
    path.write_text(HEAD + "2024-12-31,equity,A,\n2024-12-31,equity,B,1\n2024-12-31,equity,C,\n", encoding="utf-8")
    with pytest.raises(LawError, match=r"2 positions(.|\n)*row 2: A(.|\n)*row 4: C"):
        haircuts_of([path])


def test_every_row_that_lacks_something_is_named() -> None:
    with pytest.raises(LawError) as refused:
        work(
            [
                row("us_government", 1, "A"),
                row("equity", 1, "B"),
                row("corporate_debt", 1, "C", maturity=after(9)),
                {**option("call", 50, 1), "strike": ""},
                row("fail_to_deliver", 1, "D"),
                row("contractual_commitment", 1, "E"),
            ]
        )
    for said in ("row 2: A", "row 4: C", "row 5: call50L (option): strike", "row 6: D", "row 7: E"):
        assert said in str(refused.value)
    assert "row 3" not in str(refused.value)


# Properties of any portfolio


@st.composite
def portfolios(draw: st.DrawFn) -> list[dict[str, object]]:
    rng = random.Random(draw(st.integers(0, 10**9)))
    return portfolio(rng, draw(st.integers(1, 40)))


SIMPLE = [name for name in classes() if name not in ("option", "contractual_commitment", "fail_to_deliver")]


def portfolio(rng: random.Random, count: int, unpriced: float = 0) -> list[dict[str, object]]:
    """Positions of every class that goes into a pool, from a seed."""
    rows: list[dict[str, object]] = []
    for number in range(count):
        maturity = DAY + timedelta(days=rng.choice((29, 30, 90, 91, 364, 365, 731, 732, rng.randrange(12_000))))
        price = Decimal(rng.randrange(200, 20_000)) / 100
        one: dict[str, object] = {
            "as_of": DAY,
            "account": f"A{rng.randrange(3)}",
            "security_id": f"S{number}",
            "class": rng.choice(SIMPLE),
            "quantity": Decimal(rng.choice((-1, 1, 1)) * rng.randrange(1, 5_000)),
            "price": price,
            "maturity": maturity,
            "issue_date": maturity - timedelta(days=rng.choice((300, 731, 732, 5_000))),
            "par": Decimal(100),
            "rating": rng.choice(("AAA", "A-1", "Baa2", "BB", "NR", "BBB-/BB+")),
            "listed": rng.choice((True, False)),
            "market_makers": rng.randrange(5),
            "status": rng.choice(("", "", "", "flat", "default", "arrears")),
            "underwritten": rng.choice(("", "", DAY - timedelta(days=rng.randrange(45)))),
        }
        if rng.random() < unpriced:  # a market value without a sign, as custodians send it, and no price
            one["market_value"] = abs(Decimal(str(one["quantity"])) * price)
            one["price"] = None
        if one["class"] == "foreign_currency":
            one["security_id"] = rng.choice(("GBP", "BRL", "JPY", "INR")) + str(number)
        rows.append(one)
    return rows


@settings(max_examples=60)
@given(portfolios(), st.integers(0, 10**6))
def test_any_portfolio(rows: list[dict[str, object]], seed: int) -> None:
    found = work(rows, 500_000)
    gross = sum(abs(Decimal(str(one["quantity"])) * Decimal(str(one["price"]))) for one in rows)
    assert 0 <= found.haircuts.value <= gross
    assert found.undue is not None
    assert found.undue.value >= 0
    assert sum(fact.value for fact in found.by_focus_box.values()) == found.total.value
    # Each security's part adds up to the whole.
    assert abs(sum(cost.haircut for cost in found.costs) - found.haircuts.value) < Decimal("0.000001")
    # The order of rows, and splitting a position by account, change nothing.
    rng = random.Random(seed)
    split = []
    for one in rows:
        part = Decimal(rng.randrange(0, 100)) / 100 * Decimal(str(one["quantity"]))
        split += [{**one, "quantity": part}, {**one, "account": "B", "quantity": Decimal(str(one["quantity"])) - part}]
    rng.shuffle(split)
    again = work(split, 500_000)
    assert (again.haircuts.value, again.undue and again.undue.value) == (found.haircuts.value, found.undue.value)
    # Twice of everything costs twice as much.
    double = work([{**one, "quantity": 2 * Decimal(str(one["quantity"]))} for one in rows], 500_000)
    assert double.haircuts.value == 2 * found.haircuts.value


# The table against the reference


def written(path: Path, rows: Sequence[Row]) -> Path:
    columns = list(dict.fromkeys(key for one in rows for key in one))
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, columns)
        out.writeheader()
        out.writerows({**one} for one in rows)
    return path


@pytest.mark.parametrize("few", [0, 10_000])
def test_a_convertible_is_on_one_side_of_par(few: int, tmp_path: Path) -> None:
    held = {"class": "convertible_debt", "as_of": DAY, "security_id": "C", "par": 100, "quantity": 10, "listed": "yes",
            "maturity": "2030-06-30", "rating": "A"}  # fmt: skip
    path = written(tmp_path / "positions.csv", [{**held, "price": price} for price in ("99.99", "100")])
    with pytest.raises(LawError, match=r"C is below par in one row|rows of C contradict"):
        haircuts_of([path], None, None, few=few)


@pytest.mark.parametrize("prices", [("10", "400"), ("400", "10")])
@pytest.mark.parametrize("few", [0, 10_000])
def test_of_several_prices_the_highest_counts_whatever_their_order(
    few: int, prices: tuple[str, str], tmp_path: Path
) -> None:
    """Undue concentration begins at the value of 500 units, 200,000 at the higher price."""
    held = {"class": "equity", "as_of": DAY, "security_id": "S", "listed": "yes"}
    rows = [{**held, "price": price, "market_value": "250000"} for price in prices]
    path = written(tmp_path / "positions.csv", rows)
    found = haircuts_of([path], None, Decimal(1_000_000), few=few)
    assert found.undue is not None
    assert found.undue.value == 45_000  # 15% of 500,000 - 200,000


@pytest.mark.parametrize("few", [0, 10_000])
def test_a_currency_is_one_position_in_cash_and_forwards(few: int, tmp_path: Path) -> None:
    currency = {"class": "Foreign Currency", "as_of": DAY}
    rows: list[Row] = [
        {**currency, "security_id": "cash", "currency": "EUR", "market_value": 1_000_000},
        {**currency, "security_id": "F1", "currency": "eur ", "market_value": -400_000, "maturity": "2025-03-31"},
        {**currency, "security_id": "ZAR", "market_value": -10_000},
        {**currency, "security_id": "F2", "currency": "ZAR", "market_value": 60_000, "maturity": "2025-06-30"},
    ]
    found = haircuts_of([written(tmp_path / "positions.csv", rows)], None, None, few=few, most_costs=10)
    assert found.haircuts.value == work(rows).haircuts.value == 46_000


TYPES = {"underwritten": "DATE", "quantity": "DOUBLE", "price": "DOUBLE", "maturity": "DATE", "listed": "VARCHAR"}


@pytest.mark.parametrize("seed", range(6))
def test_the_table_gives_what_the_reference_gives(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    rows = portfolio(rng, 400, unpriced=0.3)
    for one in rows[:50]:
        other = {**one, "account": "B", "quantity": -Decimal(str(one["quantity"])) / 4}
        rows.append(other | ({"market_value": Decimal(str(one["market_value"])) / 4} if "market_value" in one else {}))
    rows += [{**option("call", 40, -5), "as_of": DAY}, {**option("put", 55, 3), "as_of": DAY}]
    rows += [
        {**STOCK, "quantity": 200, "as_of": DAY},
        {**row("contractual_commitment", 5_000, "K", listed="no"), "as_of": DAY},
    ]
    expected = work(rows, 300_000)
    path = written(tmp_path / "positions.csv", rows)
    parquet = tmp_path / "positions.parquet"
    typed = (f"CAST({column} AS {kind}) AS {column}" for column, kind in TYPES.items())
    duckdb.sql(
        f"COPY (SELECT * REPLACE ({', '.join(typed)}) FROM read_csv('{path}', all_varchar = true)) TO '{parquet}'"
    )
    for file in (path, parquet):
        found = haircuts_of([file], None, Decimal(300_000), few=0, most_costs=10_000)
        assert round(found.haircuts.value, 6) == round(expected.haircuts.value, 6), seed
        assert expected.undue is not None
        assert found.undue is not None
        assert round(found.undue.value, 6) == round(expected.undue.value, 6), seed
        costs = {cost.security_id: round(cost.haircut, 2) for cost in expected.costs if cost.haircut}
        for cost in found.costs:
            assert abs(cost.haircut - costs.get(cost.security_id, Decimal(0))) < Decimal("0.011"), cost
        boxes = {box: round(fact.value, 6) for box, fact in expected.by_focus_box.items()}
        assert {box: round(fact.value, 6) for box, fact in found.by_focus_box.items()} == boxes, seed


def test_a_class_by_its_second_name_is_the_class(tmp_path: Path) -> None:
    rows = [
        row("Common Stock", 100_000, "A"),
        row("treasury", 100_000, "B", maturity=after(84)),
        row("Municipal Bond", 100_000, "C", maturity=after(61)),
        row("Corporate Bond", 100_000, "D", maturity=after(84), rating="minimal"),
        {
            **row("Fail to Deliver", 100, "E", contract_value=100, settlement_date="2024-12-02"),
            "security_class": "Common Stock",
        },
    ]
    path = written(tmp_path / "positions.csv", [{**one, "as_of": DAY} for one in rows])
    for found in (work(rows), haircuts_of([path], few=0)):
        assert found.haircuts.value == 15_000 + 4_000 + 5_000 + 7_000 + 15


THEORETICAL = Elections(options="theoretical")


def listed_options(rng: random.Random, count: int) -> list[dict[str, object]]:
    """Listed options on eight underlyings, and stock of some, from a seed."""
    rows: list[dict[str, object]] = []
    prices = {f"U{number}": Decimal(rng.randrange(1000, 20_000)) / 100 for number in range(8)}
    for number in range(count):
        name = f"U{rng.randrange(8)}"
        is_index = name in ("U0", "U1")
        more = {"underlying_kind": "high_capitalization_index", "style": "european"} if is_index else {}
        one = option(rng.choice(("call", "put")), int(prices[name]) + rng.randrange(-5, 6), rng.choice((-3, -1, 2, 7)))
        terms = {"volatility": Decimal(rng.randrange(10, 90)) / 100, "rate": Decimal("0.04"), "price": Decimal("1.25")}
        paid = {"dividend_yield": rng.choice((0, Decimal("0.02"))), "expiry": DAY + timedelta(days=rng.randrange(400))}
        known = {"as_of": DAY, "underlying": name, "underlying_price": prices[name], "security_id": f"O{number}"}
        rows.append({**one, **terms, **paid, **more, **known})
    for number in (0, 3, 5):
        name = f"U{number}"
        rows.append(
            {**STOCK, "security_id": name, "price": prices[name], "quantity": rng.choice((-700, 900)), "as_of": DAY}
        )
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_the_table_revalues_options_as_the_reference_does(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    rows = [*portfolio(rng, 50), *listed_options(rng, 150)]
    rows += [{**one, "account": "B", "quantity": -3} for one in rows[60:80]]
    rows += [{**option("put", 55, 3, listed="no"), "as_of": DAY}]
    for one in rows[90:110]:
        if one["class"] == "option" and one.get("style") is None:
            del one["volatility"]
            one["price"] = Decimal(1) + abs(Decimal(str(one["underlying_price"])) - Decimal(str(one["strike"])))
    expected = work(rows, 300_000, elections=THEORETICAL)
    assert expected.assumptions
    found = haircuts_of([written(tmp_path / "positions.csv", rows)], None, Decimal(300_000), THEORETICAL, few=0)
    assert found.assumptions == expected.assumptions
    assert round(found.haircuts.value, 6) == round(expected.haircuts.value, 6)
    boxes = {box: round(fact.value, 6) for box, fact in expected.by_focus_box.items()}
    assert {box: round(fact.value, 6) for box, fact in found.by_focus_box.items()} == boxes


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"right": "straddle"}, "right is 'straddle'"),
        ({"strike": ""}, "strike is missing"),
        ({"strike": 0}, "strike is 0"),
        ({"expiry": ""}, "expiry is missing"),
        ({"expiry": "2024-12-30"}, "expiry is 2024-12-30, before"),
        ({"quantity": "", "market_value": 1}, "quantity is missing"),
        ({"rate": ""}, "rate is missing"),
        ({"dividend_yield": ""}, "dividend_yield is missing"),
        ({"underlying": ""}, "underlying is missing"),
        ({"underlying_price": ""}, "underlying_price is missing"),
        ({"underlying": "DEF", "underlying_price": 0}, "underlying_price 0"),
        ({"underlying_price": 49}, "two prices"),
        ({"underlying_kind": "narrow_index", "style": "european"}, "two kinds"),
        ({"underlying": "DEF", "underlying_kind": "fund"}, "underlying_kind is 'fund'"),
        ({"underlying": "DEF", "underlying_kind": "narrow_index"}, "style is missing"),
        ({"style": "bermudan"}, "style is 'bermudan'"),
        ({"volatility": -1}, "volatility is -1"),
        ({"volatility": "", "price": 0}, "volatility is missing"),
        ({"security_id": "call50L", "strike": 51}, "strike of call50L"),
    ],
)
def test_table_and_reference_ask_alike_of_options(changed: Row, said: str, tmp_path: Path) -> None:
    known = {"volatility": "0.3", "rate": "0.04", "dividend_yield": "0", "underlying_kind": "", "style": ""}
    first = {**option("call", 50, 10), **known, "as_of": DAY, "market_value": ""}
    if changed.get("underlying_price") == "":
        first["underlying"] = "DEF"
    rows = [first, {**first, "security_id": "X", "underlying": "ABC", **changed}]
    with pytest.raises(LawError, match=said):
        work(rows, elections=THEORETICAL)
    with pytest.raises(LawError, match=said):
        haircuts_of([written(tmp_path / "positions.csv", rows)], DAY, None, THEORETICAL, few=0)


@settings(max_examples=40)
@given(st.integers(0, 10**9), st.integers(1, 12))
def test_any_options_revalued(seed: int, count: int) -> None:
    rng = random.Random(seed)
    rows = listed_options(rng, count)
    found = work(rows, elections=THEORETICAL).haircuts.value
    rng.shuffle(rows)
    assert work(rows, elections=THEORETICAL).haircuts.value == found
    assert found >= 0
    # No point costs more than every position alone at its worst.
    assert found <= sum(work([one], elections=THEORETICAL).haircuts.value for one in rows) + 1
    double = work([{**one, "quantity": 2 * Decimal(str(one["quantity"]))} for one in rows], elections=THEORETICAL)
    assert abs(double.haircuts.value - 2 * found) < Decimal("0.5")


@pytest.mark.parametrize("threads", [1, 2])
def test_files_in_parts_are_one_table(threads: int, tmp_path: Path) -> None:
    rows = portfolio(random.Random(7), 300)
    whole = written(tmp_path / "whole.csv", rows)
    parts = [written(tmp_path / f"part{number}.csv", rows[number::3]) for number in range(3)]
    one, many = (
        haircuts_of([whole], DAY, Decimal(10**6), threads=1, few=0),
        haircuts_of(parts, DAY, Decimal(10**6), threads=threads, few=0),
    )
    assert (one.haircuts.value, one.undue and one.undue.value) == (many.haircuts.value, many.undue and many.undue.value)


def test_parts_netted_by_two_workers_of_a_cluster_are_one_table(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="no dask here")
    rows = portfolio(random.Random(11), 300)
    rows += [{**one, "account": "B"} for one in rows[:100]]
    rows += [{**option("call", 40, -5), "as_of": DAY}, {**STOCK, "quantity": 200, "as_of": DAY}]
    whole = haircuts_of([written(tmp_path / "whole.csv", rows)], DAY, Decimal(10**6), few=0)
    parts = [written(tmp_path / f"part{number}.csv", rows[number::4]) for number in range(4)]
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None, protocol="inproc://"
    )
    with cluster, distributed.Client(cluster) as client:
        found = haircuts_in_parts(
            parts, tmp_path, DAY, Decimal(10**6), spread=lambda work, held: client.gather(client.map(work, held))
        )
    assert found.total.value == whole.total.value
    assert found.haircuts.value == whole.haircuts.value


def test_nan_in_a_binary_file_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "positions.parquet"
    rows = """(VALUES ('equity', 'A', 100.0, 10.0, 'nan'::DOUBLE, 'nan'::DOUBLE),
        ('equity', 'B', 'nan'::DOUBLE, 'nan'::DOUBLE, 500.0, 'nan'::DOUBLE))"""
    named = "held(class, security_id, quantity, price, market_value, market_makers)"
    duckdb.execute(f"COPY (SELECT TIMESTAMPTZ '2024-12-31 00:00:00+00' AS as_of, * FROM {rows} AS {named}) TO '{path}'")
    for few in (100, 0):
        assert haircuts_of([path], few=few).haircuts.value == 225  # 15% of 1,000 and 500
    duckdb.execute(
        f"COPY (SELECT * REPLACE ('inf'::DOUBLE AS quantity) FROM '{path}') TO '{path}.inf' (FORMAT parquet)"
    )
    for few in (100, 0):
        with pytest.raises(LawError, match=r"quantity is 'inf'|a value does not read"):
            haircuts_of([path.with_name(f"{path.name}.inf")], few=few)


@pytest.mark.parametrize("few", [0, 100])
def test_a_day_of_which_the_table_has_no_row_costs_not_nothing(few: int, tmp_path: Path) -> None:
    path = tmp_path / "positions.csv"
    path.write_text(HEAD + "2024-12-31,equity,S,1\n", encoding="utf-8")
    with pytest.raises(LawError, match="it has no row of 2023-01-01: its days are 2024-12-31"):
        haircuts_of([path], date(2023, 1, 1), few=few)


def test_columns_that_are_not_read_are_said(tmp_path: Path) -> None:
    path = tmp_path / "positions.csv"
    path.write_text("as_of,class,security_id,market_value,trader\n2024-12-31,equity,S,1,Elm\n", encoding="utf-8")
    assert haircuts_of([path]).assumptions == ("columns that are not read: trader.",)


@pytest.mark.parametrize("few", [0, 100])
def test_a_table_as_spreadsheets_export_it(few: int, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    rows = (
        'As Of,Class,Security ID,Market Value\r\n2024-12-31,EQUITY,A," $1,250.50 "\r\n2024-12-31,Fund Other,B,(500)\r\n'
    )
    path.write_text("\ufeff" + rows, encoding="utf-8")
    found = haircuts_of([path], few=few)
    assert found.haircuts.value == Decimal("215.68125")  # 15% of 1,250.50, and of 500 less a quarter of it


HEAD = "as_of,class,security_id,market_value\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("security_id,market_value\nS,1\n", "it has no column class"),
        ("as_of,class,security_id,market_value,statuss\n2024-12-31,equity,S,1,flat\n", "statuss is nearly status"),
        ("class,security_id,market_value\nequity,S,1\n", "it has no column as_of"),
        (HEAD + "2024-12-31,equities,S,1\n", "row 2: S"),
        (HEAD + "2024-12-31,agency,S,1\n", "maturity is missing"),
        (HEAD + "2024-12-31,equity,S,abc\n", "a value does not read"),
        (HEAD + "2024-12-31,equity,S,\n", "S has a row without market_value"),
        (
            "as_of,class,security_id,market_value\n2024-12-31,equity,S,1\n2024-12-31,preferred,S,1\n",
            "rows of S contradict",
        ),
        (
            "as_of,class,security_id,market_value\n2024-12-31,equity,S,1\n2024-12-30,equity,S,1\n",
            "as_of is not one day",
        ),
    ],
)
def test_a_table_that_lacks_something_says_so(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "positions.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LawError, match=said):
        haircuts_of([path], few=0)


def test_of_nothing_no_part_is_deducted() -> None:
    for one in (row("us_government", 0, maturity=after(60)), row("equity", 0)):
        (pool,) = work([one]).deductions
        assert pool.fact.value == work([one]).costs[0].base == 0
    (pool,) = work([row("us_government", 0, maturity=after(60))]).deductions
    assert set(pool.shares.values()) == {0}


def test_the_shares_of_a_side_that_is_not_there_are_none() -> None:
    (pool,) = work([row("equity", 100)]).deductions
    assert pool.shares == {(OTHER, "long"): 1}
    (pool,) = work([row("equity", -100)]).deductions
    assert pool.shares == {(OTHER, "short"): 1}
    (pool,) = work([row("equity", 100, "A"), row("equity", -50, "B")]).deductions
    assert pool.shares == {(OTHER, "long"): 1, (OTHER, "short"): Decimal("0.5")}


@pytest.mark.parametrize(
    "elections", [Elections(), Elections(government_bands=True), Elections(government_dealer=True)]
)
def test_what_each_government_security_costs_adds_up(elections: Elections) -> None:
    rows = [
        row("us_government", 100_000, "A", maturity=after(30)),
        row("us_government", -30_000, "B", maturity=after(30)),
        row("us_government", -80_000, "C", maturity=after(72)),
    ]
    found = work(rows, elections=elections)
    assert found.haircuts.value > 0
    assert abs(sum(cost.haircut for cost in found.costs) - found.haircuts.value) < Decimal("0.000001")


def test_rows_of_one_security_that_contradict_each_other_are_named_with_what_they_say() -> None:
    rows = [row("equity", 1, listed="yes"), row("equity", 1)]
    with pytest.raises(LawError) as refused:
        work(rows)
    assert str(refused.value) == (
        "row 2 and row 3: listed of S is True in one row and not stated in another.\n  Mend: state one."
    )
