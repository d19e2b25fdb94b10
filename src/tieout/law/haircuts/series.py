"""Options of a table by strategy: DuckDB nets the series, `pairing` pairs them, and each strategy is one sum.

The pairs and what they cost are those of `options`; here they are added up, and no option becomes a fact of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from tieout.facts import Fact, Line, Posted, Told, add, less
from tieout.law.haircuts.options import APPENDIX, OptionCost, Strategy, Worked, percentage, strategies
from tieout.law.haircuts.pairing import Figures, Leg, Named, Stock, Underlying, adjustment, cost, moneyness, pairs
from tieout.law.haircuts.positions import DECIMALS
from tieout.law.haircuts.securities import by_security
from tieout.law.haircuts.table import Table

_PRICE = DECIMALS["price"]
_UNITS = DECIMALS["quantity"] + DECIMALS["multiplier"]
_VALUE = _UNITS + _PRICE
_NONE = Decimal(0)
_SPLIT = 10**8


def series(table: Table, stock: Mapping[str, Stock], condition: str = "true") -> Worked:
    """The options of a table, or those of an SQL condition, as `options.strategies` works them."""
    _net(table, condition)
    rows = table.fetch("SELECT security_id FROM option_legs WHERE known IS NOT true LIMIT 1")
    if rows:
        _refuse(table, stock, condition, f"security_id = '{_quoted(str(rows[0][0]))}'")
    found, sums, law = Worked(), _Sums(table), Figures.on(table.as_of)
    names: dict[Named, str] = {}
    for name, legs in groupby(_rows(table), key=itemgetter(0)):
        under = _underlying(table, str(name), list(legs), stock)
        if under is None:
            _refuse(table, stock, condition, f"underlying = '{_quoted(str(name))}'")
            raise AssertionError(name)
        held = under.stock
        for pair in pairs(under, law):
            value, named = cost(pair, under, law), pair.named
            sums.count(named, value, adjustment(pair))
            words = names.get(named) or names.setdefault(named, str(named))
            leg, other = pair.leg, pair.other
            found.securities.append(OptionCost(leg.security_id, words, leg.signed, value))
            if other is not None:
                found.securities.append(OptionCost(other.security_id, words, other.signed, _NONE))
        if held != under.stock:
            found.used[under.name] = held - under.stock
    return found + sums.told()


class _Sums:
    """What the strategies of a kind come to."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.held: dict[Named, list[Decimal]] = {}

    def count(self, named: Named, value: Decimal, adjusted: Decimal) -> None:
        sums = self.held.get(named) or self.held.setdefault(named, [Decimal(0), Decimal(0), Decimal(0)])
        sums[0] += 1
        sums[1] += value
        sums[2] += adjusted

    def told(self) -> Worked:
        found: list[Strategy] = []
        adjustments: list[Line] = []
        for (paragraph, words), (count, value, adjusted) in sorted(self.held.items()):
            where = f"{count:,} deducted as {words}"
            found.append(Strategy(words, (where,), self._fact("haircut", value, words, where, int(count)), paragraph))
            if adjusted:
                fact = self._fact("option_adjustment", abs(adjusted), words, where, int(count))
                adjustments.append(add(fact, paragraph) if adjusted > 0 else less(fact, paragraph))
        return Worked(found, {}, adjustments)

    def _fact(self, concept: str, value: Decimal, part: str, where: str, count: int) -> Fact:
        table = self.table
        trace = Posted(account="", name=APPENDIX, where=where, count=count, books=table.source)
        return Fact(concept=concept, entity=table.source, when=table.as_of, value=value, part=part, trace=trace)


def _net(table: Table, condition: str) -> None:
    """The series, netted across accounts; `known` where nothing is missing and their rows agree."""
    held, day = table.columns, f"DATE '{table.as_of}'"
    strike, price = held.scaled("strike"), held.scaled("underlying_price")
    multiplier = f"coalesce({held.scaled('multiplier')}, {100 * 10 ** DECIMALS['multiplier']})"
    quantity = f"CAST({held.scaled('quantity')} AS HUGEINT)"
    given = f"CAST({held.scaled('market_value')} AS HUGEINT) * {10 ** (_VALUE - DECIMALS['market_value'])}"
    worth = f"{quantity} * {held.scaled('price')} * {multiplier}"
    value = f"coalesce(abs({given}) * sign({quantity}), {worth})"
    right = f"lower({held.text('right')})[1]"
    texts = (held.text(column) for column in ("underlying", "right", "style", "underlying_kind"))
    read = (strike, held.scaled("multiplier"), held.day("expiry"), held.flag("listed"))
    alike = " || '|' || ".join(f"coalesce(CAST({one} AS VARCHAR), '')" for one in (*texts, *read))
    known = (
        f"{held.text('underlying')} IS NOT NULL",
        f"{right} IN ('c', 'p')",
        f"{strike} IS NOT NULL",
        f"{quantity} IS NOT NULL",
        f"{held.day('expiry')} >= {day}",
        f"{held.flag('listed')} <> 3",
        f"{value} IS NOT NULL",
    )
    table.fetch(f"""CREATE OR REPLACE TEMP TABLE option_legs AS FROM (SELECT {table.named} AS security_id,
            min({held.text("underlying")}) AS underlying, min({held.text("underlying_kind")}) AS kind,
            min({right}) = 'c' AS is_call, min({held.flag("listed")}) <> 1 AS is_listed,
            CAST(min({strike}) AS BIGINT) AS strike, min({held.day("expiry")}) AS expiry,
            CAST(min({price}) AS HUGEINT) AS price, sum({quantity}) * min({multiplier}) AS units,
            CAST(sum({value}) AS HUGEINT) AS value,
            bool_and(coalesce({" AND ".join(known)}, false)) AND min({alike}) = max({alike})
                AND min({price}) IS NOT DISTINCT FROM max({price}) AS known
        FROM {table.separate} WHERE {table.security_class} = 'option' AND {condition} GROUP BY 1)
        WHERE units <> 0 OR known IS NOT true""")


def _rows(table: Table) -> list[tuple[Any, ...]]:
    """The series in the order they are paired; market values in two parts, as 64 bits are read much faster."""
    ((most,),) = table.fetch("SELECT greatest(max(abs(units)), max(abs(value)) / 1e8, max(price)) FROM option_legs")
    whole = "BIGINT" if most is None or most < 2**63 else "HUGEINT"
    return table.fetch(f"""SELECT underlying, kind, CAST(price AS {whole}), security_id, is_call, is_listed, strike,
            expiry, CAST(units AS {whole}), CAST(abs(value) // {_SPLIT} AS {whole}),
            CAST(abs(value) % {_SPLIT} AS BIGINT)
        FROM option_legs ORDER BY underlying, strike, expiry, security_id""")


def _underlying(table: Table, name: str, rows: list[tuple[Any, ...]], stock: Mapping[str, Stock]) -> Underlying | None:
    """One underlying with its legs in order; None where its price is not one."""
    held = stock.get(name)
    priced = {row[2] for row in rows}
    prices = {Decimal(price).scaleb(-_PRICE) for price in priced if price is not None}
    if None in priced and held is not None:
        prices.add(held.price)
    elif None in priced:
        return None
    if len(prices) != 1:
        return None
    price = prices.pop()
    rate = percentage(held, rows[0][1], table.as_of)
    under = Underlying(name, price, rate, held.units if held else Decimal(0))
    terms: dict[tuple[int, bool], tuple[Decimal, Decimal, Decimal]] = {}  # few, of many options
    for _, _, _, security_id, is_call, is_listed, strike, expiry, units, value, rest in rows:
        if (strike, is_call) not in terms:
            exact = Decimal(strike).scaleb(-_PRICE)
            terms[strike, is_call] = (exact, *moneyness(exact, price, is_call=is_call))
        size, worth = Decimal(abs(units)).scaleb(-_UNITS), Decimal(value * _SPLIT + rest).scaleb(-_VALUE)
        exact, into, out = terms[strike, is_call]
        leg = Leg(security_id, is_call, is_listed, units > 0, exact, expiry, size, worth, into, out)
        (under.longs if units > 0 else under.shorts).append(leg)
    return under


def _refuse(table: Table, stock: Mapping[str, Stock], condition: str, where: str) -> None:
    """Refused as the same options would be as positions."""
    named = f"SELECT security_id FROM option_legs WHERE {where}"
    told = Told(table.source, table.as_of, "an option")
    values = []
    option = f"{table.security_class} = 'option' AND {condition}"
    for one in table.apart(f"{option} AND {table.named} IN ({named})"):
        fact = Fact(concept="market_value", entity=table.source, when=table.as_of, value=one.market_value, trace=told)
        values.append((one, fact))
    strategies((one.position for one in by_security(values)), stock, table.source, table.as_of)
    raise AssertionError(f"nothing is wrong with {where}")


def _quoted(name: str) -> str:
    return name.replace("'", "''")
