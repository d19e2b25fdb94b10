"""What each security of a table costs, and what (M) counts of it, as SQL: the same words as `concentration` has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from tieout.law.haircuts import concentration
from tieout.law.haircuts.apart import Apart
from tieout.law.haircuts.columns import UNIT
from tieout.law.haircuts.securities import Cost, Haircuts
from tieout.law.haircuts.table import Table
from tieout.law.params import LawError, param

COUNTED = ("equity", "debt", "municipal_bonds", "municipal_notes")


def over(as_of: date, limit: Decimal) -> str:
    """SQL of what (M) counts at a place, by its words for securities."""
    return ", ".join(f"sum({one})" for one in _excesses(as_of, limit))


def _excesses(as_of: date, limit: Decimal) -> list[str]:
    """SQL of what (M) counts of one security, by its words for them; as `concentration.deduction` has it."""
    floors = {words: param("undue_concentration_floor", as_of, words).value for words in COUNTED}
    shares = param("undue_concentration_shares", as_of).value
    per_unit = "coalesce(CAST(round(size / nullif(abs(quantity), 0)) AS HUGEINT), price, 0)"
    free = f"greatest({_units(max(limit, floors['equity']))}, {int(shares)} * {10 ** (UNIT - 8)} * {per_unit})"
    equity = f"CASE WHEN size > {_units(limit)} THEN greatest(size - {free}, 0) END"
    debt = _units(max(limit, floors["debt"]))
    sums = [equity, f"CASE WHEN size > {debt} THEN size - {debt} END"]
    for words in ("municipal_bonds", "municipal_notes"):
        sums.append(f"CASE WHEN size > {_units(max(limit, floors[words]))} THEN size - {_units(limit)} END")
    return sums


def _units(value: Decimal) -> str:
    return f"CAST('{int(value.scaleb(UNIT))}' AS HUGEINT)"


COLUMNS = ("security_id", "paragraph", "rate", "market_value", "base", "haircut", "undue_concentration")


def listed(table: Table, found: Haircuts, alone: Apart) -> tuple[Cost, ...]:
    """What each security costs, as records."""
    pooled = (Cost(*row) for row in table.fetch(f"{_costs(table, found, alone)} ORDER BY security_id"))
    return (*alone.costs, *pooled)


def write_costs(table: Table, found: Haircuts, alone: Apart, out: Path) -> None:
    """What each security costs, as a CSV or Parquet file; written whole or not at all."""
    _keep(table, alone.costs)
    _write(table, f"FROM listed_costs UNION ALL {_costs(table, found, alone)}", out)


def write_listed(table: Table, costs: Sequence[Cost], out: Path) -> None:
    """The same from records."""
    _keep(table, costs)
    figures = ", ".join(f"CAST(round({name}, 2) AS DECIMAL(38, 2)) AS {name}" for name in COLUMNS[3:])
    _write(table, f"SELECT security_id, paragraph, rate, {figures} FROM listed_costs", out)


def _keep(table: Table, costs: Sequence[Cost]) -> None:
    kinds = ("VARCHAR", "VARCHAR", "DECIMAL(18, 6)", *("DECIMAL(38, 6)",) * 4)
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(COLUMNS, kinds, strict=True))
    rows = [tuple(round(held, 6) if isinstance(held, Decimal) else held for held in astuple(cost)) for cost in costs]
    _temporary(table, "listed_costs", columns, rows)


def _write(table: Table, query: str, out: Path) -> None:
    partly = out.with_name(f".{out.name}.partly")
    to = "FORMAT parquet" if out.suffix == ".parquet" else "FORMAT csv, HEADER"
    try:
        name = str(partly).replace("'", "''")
        table.con.execute(f"COPY ({query}) TO '{name}' ({to})")
        partly.replace(out)
    except (duckdb.IOException, OSError) as error:
        said = str(error).splitlines()[0]
        raise LawError(f"it cannot be written: {said}", where=str(out), expected="a folder that can be.") from None
    finally:
        partly.unlink(missing_ok=True)


def _temporary(table: Table, name: str, columns: str, rows: list[tuple[object, ...]]) -> None:
    table.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})")
    if rows:
        each = ", ".join(f"unnest(${number})" for number in range(1, len(rows[0]) + 1))
        table.con.execute(f"INSERT INTO {name} SELECT {each}", [list(column) for column in zip(*rows, strict=True)])


def _costs(table: Table, found: Haircuts, alone: Apart) -> str:
    """SQL of what each security in a pool costs, to the cent."""
    shares = {(held.pool, *key): share for held in found.deductions for key, share in held.shares.items()}
    rows: list[tuple[object, ...]] = []
    for code, place in table.placed.items():
        undue = concentration.rate(place, table.as_of)  # of nothing where (M) does not count the place
        for side in ("long", "short"):
            share = float(shares.get((place.pool, place.band, side), Decimal(0)))
            held = (place.paragraph, place.rate.value, share, place.concentration, float(undue))
            rows.append((code, side == "long", *held))
    columns = "code BIGINT, is_long BOOLEAN, paragraph VARCHAR, rate DECIMAL(18, 6), share DOUBLE, words VARCHAR"
    _temporary(table, "places", f"{columns}, undue DOUBLE", rows)
    used = [(name, float(units)) for name, units in alone.used.items()]
    _temporary(table, "in_strategies", "security VARCHAR, units DOUBLE", list(used))
    concentrated = "NULL"
    if found.tentative_net_capital is not None:
        limit = concentration.threshold(found.tentative_net_capital).value
        counted = zip(COUNTED, _excesses(table.as_of, limit), strict=True)
        when = " ".join(f"WHEN '{words}' THEN {sql}" for words, sql in counted)
        concentrated = f"coalesce(CASE words {when} END, 0) / 1e{UNIT} * undue"
    base = f"size / 1e{UNIT} * share * coalesce(1 - units * 1e4 / quantity, 1)"
    each = zip((f"market_value / 1e{UNIT}", base, f"{base} * rate", concentrated), COLUMNS[3:], strict=True)
    figures = ", ".join(f"CAST(round({sql}, 2) AS DECIMAL(38, 2)) AS {name}" for sql, name in each)
    return f"""SELECT security_id, paragraph, rate, {figures}
        FROM (SELECT *, abs(market_value) AS size FROM ({table.coded(table.netted)})) AS held
        JOIN places ON places.code = held.code AND places.is_long = (held.market_value >= 0)
        LEFT JOIN in_strategies ON in_strategies.security = held.security_id"""
