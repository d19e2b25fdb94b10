"""Listed options of a table as columns for `theoretical`: DuckDB nets the series, none becomes an object of its own."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from tieout.facts import Fact, Told
from tieout.law.haircuts.deductions import Elections
from tieout.law.haircuts.options import Worked
from tieout.law.haircuts.pairing import Stock as Held
from tieout.law.haircuts.pricing import Floats, Terms
from tieout.law.haircuts.securities import by_security
from tieout.law.haircuts.table import Table
from tieout.law.haircuts.theoretical import KINDS, YEAR, Class, Options, deducted, revalued, with_implied

Stock = Mapping[str, Held]
_SAME = ("underlying", "right", "strike", "expiry", "multiplier", "style", "underlying_kind", "listed")


class Listed:
    """The series of a table's listed options, netted across accounts, and what they are on."""

    def __init__(self, table: Table) -> None:
        self.table = table
        held, day = table.columns, f"DATE '{table.as_of}'"
        right, kind = f"lower({held.text('right')})[1]", f"coalesce({held.text('underlying_kind')}, 'equity')"
        multiplier = f"coalesce({held.double('multiplier')}, 100)"
        worth = f"{held.double('quantity')} * {held.double('price')} * {multiplier}"
        value, price = f"coalesce({held.double('market_value')}, {worth})", held.double("underlying_price")
        alike = " || '|' || ".join(f"coalesce({held.text(column)}, '')" for column in _SAME)
        known = (
            f"{held.text('underlying')} IS NOT NULL",
            f"{right} IN ('c', 'p')",
            f"{held.double('strike')} > 0",
            f"{held.day('expiry')} >= {day}",
            f"{held.double('quantity')} IS NOT NULL",
            f"{held.double('rate')} IS NOT NULL",
            f"{held.double('dividend_yield')} IS NOT NULL",
            f"coalesce({held.double('volatility')}, 0) >= 0",
            f"{kind} IN ({', '.join(repr(name) for name in KINDS)})",
            f"lower(coalesce({held.text('style')}, if({kind} = 'equity', 'american', ''))) IN ('american', 'european')",
        )
        table.fetch(f"""CREATE OR REPLACE TEMP TABLE option_series AS FROM (SELECT {table.named} AS security_id,
                min({held.text("underlying")}) AS underlying, min({kind}) AS kind, min({right}) = 'c' AS is_call,
                lower(coalesce(min({held.text("style")}), 'american')) = 'american' AS is_american,
                min({held.double("strike")}) AS strike, min({held.day("expiry")}) - {day} AS days,
                min({held.double("volatility")}) AS volatility, min({held.double("rate")}) AS rate,
                min({held.double("dividend_yield")}) AS dividend_yield, min({multiplier}) AS multiplier,
                sum({held.double("quantity")}) AS quantity, sum({value}) AS value,
                min({held.text("underlying_price")}) AS price,
                min({price}) AS least_price, max({price}) AS most_price,
                bool_and(coalesce({" AND ".join(known)}, false)) AND min({alike}) = max({alike}) AS known
            FROM {table.separate} WHERE {table.listed_options} GROUP BY 1)
            WHERE quantity <> 0 OR NOT known""")
        rows = table.fetch("""SELECT underlying, min(kind), min(price), count(price) < count(*),
                min(kind) = max(kind) AND min(least_price) IS NOT DISTINCT FROM max(most_price)
            FROM option_series GROUP BY 1 ORDER BY 1""")
        self._underlyings = {str(row[0]): row for row in rows}

    def revalued(self, stock: Stock, elections: Elections) -> Worked:
        """As `theoretical.revalued`, whose words refuse what it cannot work."""
        table = self.table
        self._refuse_unknown(stock, elections)
        classes = []
        for name, (_, kind, price, some_unpriced, is_one) in self._underlyings.items():
            held = stock.get(name)
            units, at = (held.units, held.price) if held else (Decimal(0), None)
            prices = {Decimal(str(price).replace(",", ""))} if price is not None else set()
            prices |= {at} if some_unpriced and at is not None else set()
            if len(prices) != 1 or not is_one or not all(price > 0 for price in prices):
                self._refuse(f"underlying = '{_quoted(name)}'", stock, elections)
            classes.append(Class(name, str(kind), prices.pop(), units))
        options = self._columns(classes)
        unknown = np.flatnonzero(np.isnan(options.terms.volatility))
        if unknown.size:
            asked = f"SELECT security_id FROM ({self._ordered}) LIMIT 1 OFFSET {int(unknown[0])}"
            self._refuse(f"security_id IN ({asked})", stock, elections)
        return deducted(classes, options, table.source, table.as_of, elections)

    _ordered = "FROM option_series ORDER BY underlying, security_id"

    def _columns(self, classes: list[Class]) -> Options:
        """The columns of every series, by underlying in the order of `classes`."""
        names = "is_call, is_american, strike, days, volatility, rate, dividend_yield, multiplier, quantity, value"
        number = "dense_rank() OVER (ORDER BY underlying) - 1 AS number"
        held = self.table.con.execute(f"SELECT {number}, {names} {self._ordered}").fetchnumpy()

        def column(name: str) -> Floats:
            found = np.ma.filled(np.ma.asarray(held[name], dtype=np.float64), np.nan)
            return np.ascontiguousarray(found, dtype=np.float64)

        of = np.asarray(held["number"], dtype=np.int64)
        prices = np.array([float(one.price) for one in classes])
        contracts = column("quantity")
        units = contracts * column("multiplier")
        is_call, is_american = (np.asarray(held[name], dtype=np.bool_) for name in ("is_call", "is_american"))
        volatility, rate, paid = (column(name) for name in ("volatility", "rate", "dividend_yield"))
        terms = Terms(is_call, is_american, prices[of], column("strike"), column("days") / YEAR, volatility, rate, paid)
        value = column("value")
        return Options(terms.at(with_implied(terms, value, units)), units, contracts, value, of)

    def _refuse_unknown(self, stock: Stock, elections: Elections) -> None:
        """Where something that is asked for is missing or does not read, refused as one position would be."""
        rows = self.table.fetch("SELECT security_id FROM option_series WHERE known IS NOT true LIMIT 1")
        if rows:
            self._refuse(f"security_id = '{_quoted(str(rows[0][0]))}'", stock, elections)

    def _refuse(self, where: str, stock: Stock, elections: Elections) -> None:
        named = f"SELECT security_id FROM option_series WHERE {where}"
        rows = self.table.apart(f"{self.table.listed_options} AND {self.table.named} IN ({named})")
        source, as_of = self.table.source, self.table.as_of
        told = Told(source, as_of, "an option")
        values = [
            (one, Fact(concept="market_value", entity=source, when=as_of, value=one.market_value, trace=told))
            for one in rows
        ]
        revalued((one.position for one in by_security(values)), stock, source, as_of, elections)
        raise AssertionError(f"nothing is wrong with {where}")


def _quoted(name: str) -> str:
    return name.replace("'", "''")
