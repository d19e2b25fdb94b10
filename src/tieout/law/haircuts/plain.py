"""Plain options of a table, by strategy: those on an underlying that nothing else meets are added up, not listed.

An underlying is plain where no stock of it is held, and its options are all listed and all long, or all short and of
one right.  None of them can enter a strategy with another, so that (b)(2) deducts from each alone: sums give the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tieout.facts import add, computed, less
from tieout.law.haircuts.deductions import product
from tieout.law.haircuts.options import CITE, Strategy, Underlying
from tieout.law.haircuts.positions import DECIMALS
from tieout.law.haircuts.table import Table
from tieout.law.params import param

_PRICE, _QUANTITY = (
    DECIMALS["price"],
    DECIMALS["quantity"],
)  # decimals of what is multiplied
_UNITS = 2 * _QUANTITY
_VALUE = _UNITS + _PRICE
_SAME = ("underlying", "right", "strike", "expiry", "multiplier", "style", "underlying_kind", "listed")


def plain(table: Table, stock: Iterable[str]) -> tuple[list[Strategy], str]:
    """The deductions of plain options, one to an underlying, and SQL of the rows that are left.

    `stock` names what is held of what the options are on.
    """
    _series(table, stock)
    rows = table.fetch("""SELECT underlying, count(*), min(price), bool_and(units > 0), bool_and(is_call), sum(value),
            sum(abs(units)) FILTER (at_least), sum(abs(units) * price) FILTER (NOT at_least),
            sum(abs(units) * away) FILTER (NOT at_least)
        FROM plain_series WHERE underlying IN (FROM plain_underlyings) GROUP BY 1 ORDER BY 1""")
    text = table.columns.text
    left = f"NOT coalesce({text('class')} = 'option' AND {text('underlying')} IN (FROM plain_underlyings), false)"
    return [_strategy(table, row) for row in rows], left


def _series(table: Table, stock: Iterable[str]) -> None:
    """The series of the table's options, and the underlyings that are plain."""
    held, day = table.columns, f"DATE '{table.as_of}'"
    rate, least = (param("option_rate", table.as_of, "underlying"), param("option_contract_minimum", table.as_of))
    strike, price = held.scaled("strike"), held.scaled("underlying_price")
    multiplier = f"coalesce({held.scaled('multiplier')}, {100 * 10**_QUANTITY})"
    quantity = f"CAST({held.scaled('quantity')} AS HUGEINT)"
    given = f"CAST({held.scaled('market_value')} AS HUGEINT) * {10 ** (_VALUE - 6)}"
    worth = f"{quantity} * {held.scaled('price')} * {multiplier}"
    right = f"lower({held.text('right')})[1]"
    alike = " || '|' || ".join(f"coalesce({held.text(column)}, '')" for column in _SAME)
    known = (
        f"{right} IN ('c', 'p')",
        f"{strike} IS NOT NULL",
        f"{price} IS NOT NULL",
        f"{quantity} IS NOT NULL",
        f"{held.day('expiry')} >= {day}",
        f"{held.flag('listed')} <> 1",
        f"coalesce({given}, {worth}) IS NOT NULL",
    )
    table.fetch(f"""CREATE OR REPLACE TEMP TABLE plain_series AS
        SELECT *, greatest(if(is_call, strike - price, price - strike), 0) AS away,
            {_whole(rate.value, 4)} * price - 10000 * away <= {_whole(least.value / 100, 4) * 10**_PRICE} AS at_least
        FROM (SELECT min({held.text("underlying")}) AS underlying, min({right}) = 'c' AS is_call,
                CAST(min({strike}) AS HUGEINT) AS strike, CAST(min({price}) AS HUGEINT) AS price,
                sum({quantity}) * min({multiplier}) AS units, sum(coalesce({given}, {worth})) AS value,
                bool_and(coalesce({" AND ".join(known)}, false)) AND min({alike}) = max({alike})
                    AND min({price}) = max({price}) AS known
            FROM {table.separate} WHERE {held.text("class")} = 'option' GROUP BY {table.named})
        WHERE units <> 0 OR known IS NOT true""")
    names = ", ".join("'" + name.replace("'", "''") + "'" for name in stock)
    table.fetch(f"""CREATE OR REPLACE TEMP TABLE plain_underlyings AS SELECT underlying
        FROM plain_series WHERE underlying IS NOT NULL {f"AND underlying NOT IN ({names})" if names else ""}
        GROUP BY 1 HAVING bool_and(coalesce(known, false)) AND min(price) = max(price)
            AND (min(units) > 0 OR max(units) < 0 AND min(is_call) = max(is_call))""")


def _whole(value: Decimal, decimals: int) -> int:
    return int(value.scaleb(decimals))


def _strategy(table: Table, row: tuple[Any, ...]) -> Strategy:
    """What `options` deducts from each of the series, in sums."""
    name, count, price, is_long, is_call, *sums = row
    under = Underlying(name, Decimal(price).scaleb(-_PRICE), table.source, table.as_of)
    value, least, share, away = (Decimal(one or 0) for one in sums)
    words = f"{count:,} series of options on {name}"
    if is_long:
        worth = under.told("market_value", value.scaleb(-_VALUE), words)
        return Strategy("long options", (words,), product(worth, under.param("option_rate", "long"), cite=CITE))
    moved = product(
        under.told("market_value", share.scaleb(-_VALUE), f"{words}, of what is above the minimum"),
        under.param("option_rate", "underlying"),
        concept="share_of_the_underlying",
    )
    out = under.told("out_of_the_money_amount", away.scaleb(-_VALUE), f"{words}, of what is above the minimum")
    contracts = under.told("contracts_of_100", least.scaleb(-_UNITS) / 100, f"{words}, at the minimum", "count")
    minimum = product(contracts, under.param("option_contract_minimum"), concept="contract_minimum")
    fact = computed("haircut", (add(moved), less(out), add(minimum)), cite=CITE, part=name)
    return Strategy(f"uncovered {'calls' if is_call else 'puts'}", (words,), fact)
