"""Haircuts of a table: its places added up by DuckDB, deducted by the rule; from files on one machine or in parts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from tieout.facts import Fact, Line, Posted, Told, add, computed, less
from tieout.law.haircuts import concentration
from tieout.law.haircuts.apart import Apart, apart, left
from tieout.law.haircuts.columns import UNIT
from tieout.law.haircuts.costs import COUNTED, listed, over, write_costs, write_listed
from tieout.law.haircuts.deductions import Elections, Sums, deductions
from tieout.law.haircuts.listed import Listed
from tieout.law.haircuts.pairing import Stock
from tieout.law.haircuts.places import Place
from tieout.law.haircuts.portfolio import haircuts, summed
from tieout.law.haircuts.positions import Position
from tieout.law.haircuts.securities import Haircuts, by_security
from tieout.law.haircuts.series import series
from tieout.law.haircuts.table import Table
from tieout.law.params import param


@dataclass(frozen=True, slots=True)
class PlaceSum:
    """What a table holds at one place, long or short: securities, market value above zero, and what (M) counts."""

    place: Place
    side: str
    count: int
    market_value: Decimal
    concentrated: Decimal


@contextmanager
def connected(threads: int | None = None, memory: str = "6GB") -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that spills to a folder of its own, which goes when it closes."""
    with TemporaryDirectory() as folder, duckdb.connect() as con:
        con.execute(f"SET memory_limit = '{memory}'")
        con.execute(f"SET temp_directory = '{folder}'")
        con.execute("SET preserve_insertion_order = false")
        con.execute("SET enable_progress_bar = false")
        con.execute(f"SET threads = {threads or len(os.sched_getaffinity(0))}")
        yield con


def place_sums(table: Table, netted: str, limit: Decimal | None) -> list[PlaceSum]:
    """The sums of every place, long and short; of each, what (M) counts above `limit` (nothing where it is None)."""
    counted = ", ".join("NULL" for _ in COUNTED) if limit is None else over(table.as_of, limit)
    rows = table.fetch(f"""
        SELECT code, market_value >= 0 AS is_long, count(*), sum(size), min(security_id) FILTER (NOT alike),
            min(security_id) FILTER (NOT valued), {counted}
        FROM (SELECT *, abs(market_value) AS size FROM ({table.coded(netted)}))
        GROUP BY code, is_long ORDER BY code, is_long""")
    found = []
    for code, is_long, count, value, contradicted, unvalued, *excesses in rows:
        table.refuse(contradicted, unvalued)
        place = table.place(_whole(code))
        concentrated = dict(zip(COUNTED, excesses, strict=True)).get(place.concentration)
        side = "long" if is_long else "short"
        found.append(PlaceSum(place, side, _whole(count), _dollars(value), _dollars(concentrated)))
    return found


def _dollars(units: object) -> Decimal:
    return Decimal(_whole(units)).scaleb(-UNIT) if units is not None else Decimal(0)


def _whole(value: object) -> int:
    assert isinstance(value, int), value
    return value


def haircuts_of(
    files: Sequence[Path],
    as_of: date | None = None,
    tentative_net_capital: Decimal | None = None,
    elections: Elections | None = None,
    *,
    threads: int | None = None,
    out: Path | None = None,
    most_costs: int = 0,
    few: int = 20_000,
) -> Haircuts:
    """(c)(2)(vi) over a table of any size.

    Up to `few` rows are worked one by one, and every figure rests on its row; beyond, on the table, its filters and
    counts.  `out` is a CSV or Parquet file to write what each security costs into; up to `most_costs` securities are
    listed in the answer too.
    """
    with connected(threads) as con:
        table = Table(con, files, as_of)
        if table.rows <= few:
            found = _one_by_one(table, table.positions(), tentative_net_capital, elections)
            found = replace(found, assumptions=(*found.assumptions, *table.remarks))
            if out is not None:
                write_listed(table, found.costs, out)
            return found
        table.see_nan()
        elected = elections or Elections()
        alone = apart_of(table, table.netted, elected)
        found = worked(table, table.netted, tentative_net_capital, elected, alone)
        if out is not None:
            write_costs(table, found, alone, out)
        return replace(found, costs=listed(table, found, alone)) if found.count <= most_costs else found


def _one_by_one(
    table: Table, positions: list[Position], tentative_net_capital: Decimal | None, elections: Elections | None
) -> Haircuts:
    """The reference, over the rows of a table."""
    held = []
    for one in positions:
        told = Told(table.source, table.as_of, one.row)
        held.append((one, _fact(table, "market_value", one.market_value, told, one.security_id)))
    capital = None
    if tentative_net_capital is not None:
        stated = Told("the firm", table.as_of, "as stated")
        capital = _fact(table, "tentative_net_capital", tentative_net_capital, stated)
    return haircuts(held, table.as_of, table.source, capital, elections)


def worked(
    table: Table, netted: str, tentative_net_capital: Decimal | None, elections: Elections, alone: Apart
) -> Haircuts:
    """Haircuts from SQL of netted securities, which may come from the table or from its parts."""
    as_of = table.as_of
    capital = limit = None
    if tentative_net_capital is not None:
        capital = _fact(table, "tentative_net_capital", tentative_net_capital, Told("the firm", as_of, "as stated"))
        limit = concentration.threshold(capital)
    sums = place_sums(table, netted, None if limit is None else limit.value)
    taken = _taken(table, netted, alone.used)
    by_place: dict[Place, dict[str, list[Line]]] = {}
    undue: list[Line] = []
    for held in sums:
        sides = by_place.setdefault(held.place.for_netting, {"long": [], "short": []})
        trace = _posted(table, held, held.side)
        value = _fact(table, "market_value", held.market_value, trace, held.place.band)
        sides[held.side] += [add(value), *(less(one) for one in taken.pop((held.place, held.side), ()))]
        if held.concentrated:
            undue.append(add(_undue(table, held)))
    pools = list(deductions((_sums(table, place, sides) for place, sides in by_place.items()), elections))
    zero = _fact(table, "haircuts", Decimal(0), Told(table.source, as_of, "no position takes a haircut"))
    concentrated = None if limit is None else concentration.whole(undue, zero)
    every, whole = summed((*alone.deductions, *pools), zero, capital, concentrated, elections)
    count = sum(held.count for held in sums) + alone.count
    said = (*alone.assumptions, *table.remarks)
    return Haircuts(as_of, capital, every, whole, concentrated, (), count, said, alone.net_worth)


def apart_of(table: Table, netted: str, elections: Elections) -> Apart:
    """What is deducted by itself, with the stock that options are on."""
    stock: dict[str, Stock] = {}
    for name, code, value, quantity, _ in _rows_of(table, netted, table.underlyings):
        if quantity:
            units = Decimal(quantity).scaleb(-4)
            stock[name] = Stock(units, round(abs(_dollars(value) / units), 8), table.place(code))
    if elections.options == "theoretical":
        found = Listed(table).revalued(stock, elections)
        found += series(table, left(stock, found.used), f"NOT {table.listed_options}")
    else:
        found = series(table, stock)
    positions = []
    for one in table.apart(f"{table.security_class} <> 'option'"):
        told = Told(table.source, table.as_of, one.security_id)
        positions.append((one, _fact(table, "market_value", one.market_value, told, one.security_id)))
    return apart(by_security(positions), stock, table.source, table.as_of, elections, found)


def _taken(table: Table, netted: str, used: Mapping[str, Decimal]) -> dict[tuple[Place, str], list[Fact]]:
    """The market value of stock that option strategies have taken in, by where it would be placed."""
    found: dict[tuple[Place, str], list[Fact]] = {}
    for name, code, value, quantity, _ in _rows_of(table, netted, set(used)):
        part = abs(_dollars(value)) * used[name] / Decimal(quantity).scaleb(-4)
        told = Told(table.source, table.as_of, f"{used[name]:f} units of {name} in option strategies")
        key = table.place(code), "long" if value >= 0 else "short"
        found.setdefault(key, []).append(_fact(table, "in_option_strategies", part, told, name))
    return found


def _rows_of(table: Table, netted: str, names: set[str]) -> list[tuple[Any, ...]]:
    """Code, value, quantity and price of a few securities."""
    if not names:
        return []
    held = ", ".join("'" + name.replace("'", "''") + "'" for name in sorted(names))
    columns = "security_id, code, market_value, quantity, price"
    return table.fetch(f"SELECT {columns} FROM ({table.coded(netted)}) WHERE security_id IN ({held})")


def _fact(table: Table, concept: str, value: Decimal, trace: Told | Posted, part: str = "") -> Fact:
    return Fact(concept=concept, entity=table.source, when=table.as_of, value=value, part=part, trace=trace)


def _posted(table: Table, held: PlaceSum, words: str) -> Posted:
    """A trace that names the table, the filter and the count."""
    where = f"{held.place.paragraph}, {held.place.band}, {words}"
    return Posted(account="", name=held.place.pool, where=where, count=held.count, books=table.source)


def _sums(table: Table, place: Place, sides: dict[str, list[Line]]) -> Sums:
    facts = {}
    for side, lines in sides.items():
        told = Told(table.source, table.as_of, f"no {side} position")
        facts[side] = _fact(table, f"{side}_positions", Decimal(0), told, place.band)
        if lines:
            facts[side] = computed(f"{side}_positions", lines, part=place.band)
    return Sums(place, facts["long"], facts["short"])


def _undue(table: Table, held: PlaceSum) -> Fact:
    """(M) on all that is concentrated at one place."""
    place, as_of = held.place, table.as_of
    trace = _posted(table, held, f"{held.side}, what (M) counts")
    base = _fact(table, "concentrated", held.concentrated, trace, place.band)
    rate = param("undue_concentration_rate", as_of, "other_securities" if place.is_other else "share_of_haircut")
    lines = [add(base), add(rate.fact(base.entity, as_of))]
    if not place.is_other:
        lines.append(add(place.rate.fact(base.entity, as_of)))
    return computed("undue_concentration", lines, operation="product", cite=rate.cite, part=place.band, unit="USD")
