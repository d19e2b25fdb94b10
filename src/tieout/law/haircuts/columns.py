"""Columns of a table as SQL, whatever type a file keeps them in: text, numbers, days, yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tieout.facts.money import GROUPED
from tieout.law.haircuts.positions import DECIMALS

UNIT = DECIMALS["quantity"] + DECIMALS["price"]  # amounts are whole numbers of 10 ** -12 dollars
_FLOATS, _WHOLE = ("DOUBLE", "FLOAT"), ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table by their names in lower case: the name as the file has it, and its type.

    `padded` where text may have blanks around it, as in CSV files; to cut them from every row costs more than the rest.
    """

    held: Mapping[str, tuple[str, str]]
    padded: bool = True
    with_nan: frozenset[str] = frozenset()

    def __contains__(self, column: str) -> bool:
        return column in self.held

    def raw(self, column: str) -> str:
        return '"' + self.held[column][0].replace('"', '""') + '"'

    def kind(self, column: str) -> str:
        return self.held[column][1]

    def text(self, column: str) -> str:
        """The text without blanks around it; NULL for nothing."""
        if column not in self.held:
            return "CAST(NULL AS VARCHAR)"
        if self.kind(column) == "VARCHAR":
            return f"nullif(trim({self.raw(column)}), '')" if self.padded else self.raw(column)
        return f"CAST({self.raw(column)} AS VARCHAR)"

    def number(self, column: str) -> str:
        """A number as the file keeps it, NULL where it is NaN.

        DuckDB (2.0) drops a guard on the column itself: it trusts Parquet's statistics, which leave NaN out.
        """
        raw = self.raw(column)
        return f"CASE WHEN NOT isnan(2 * {raw}) THEN {raw} END" if column in self.with_nan else raw

    def _figure(self, column: str) -> str:
        if self.kind(column) != "VARCHAR":
            return self.number(column)
        # As `money.plain` reads a figure: $ (1,250.50) is -1250.50, and 1,5 stays, which then is no number.
        bare = f"trim(regexp_replace({self.text(column)}, ' *[$] *', '', 'g'))"
        signed = f"CASE WHEN {bare} LIKE '(%)' THEN '-' || trim({bare}[2:-2]) ELSE {bare} END"
        return f"CASE WHEN regexp_full_match({signed}, '-?{GROUPED}') THEN replace({signed}, ',', '') ELSE {signed} END"

    def double(self, column: str) -> str:
        return f"CAST({self._figure(column)} AS DOUBLE)" if column in self.held else "CAST(NULL AS DOUBLE)"

    def whole(self, column: str, kind: str = "INTEGER") -> str:
        if column not in self.held:
            return f"CAST(NULL AS {kind})"
        return f"CAST({self._figure(column)} AS {kind})"

    def scaled(self, column: str) -> str:
        """A number as a whole number of its last decimal, as `positions.DECIMALS` has it."""
        places = DECIMALS[column]
        if column not in self.held:
            return "CAST(NULL AS BIGINT)"
        if self.kind(column) in _FLOATS:
            return f"CAST({self.number(column)} * {10**places} AS BIGINT)"
        if self.kind(column) in _WHOLE:
            return f"CAST({self.raw(column)} AS HUGEINT) * {10**places}"
        whole = f"CAST({self._figure(column)} AS DECIMAL({38 - places - 1}, {places}))"
        return f"CAST({whole} * CAST({10**places} AS DECIMAL({places + 1}, 0)) AS HUGEINT)"

    def day(self, column: str) -> str:
        if column not in self.held:
            return "CAST(NULL AS DATE)"
        return f"CAST({self.text(column) if self.kind(column) == 'VARCHAR' else self.raw(column)} AS DATE)"

    def flag(self, column: str) -> str:
        """0 not stated, 1 no, 2 yes, 3 what does not read."""
        if column not in self.held:
            return "0"
        if self.kind(column) == "BOOLEAN":
            return f"CASE WHEN {self.raw(column)} THEN 2 WHEN NOT {self.raw(column)} THEN 1 ELSE 0 END"
        yes, no = "('true', 'yes', 'y', '1')", "('false', 'no', 'n', '0')"
        said = f"lower({self.text(column)})"
        return f"CASE WHEN {said} IS NULL THEN 0 WHEN {said} IN {yes} THEN 2 WHEN {said} IN {no} THEN 1 ELSE 3 END"

    @property
    def binary(self) -> tuple[str, ...]:
        """The columns of binary numbers, which may hold NaN."""
        return tuple(name for name in self.held if self.kind(name) in _FLOATS)

    @property
    def market_value(self) -> str:
        """market_value with the sign of the quantity, or quantity times price, in units of 10 ** -12 dollars."""
        given = f"CAST({self.scaled('market_value')} AS HUGEINT) * {10 ** (UNIT - DECIMALS['market_value'])}"
        if "quantity" not in self.held:
            return given
        worth = f"CAST({self.scaled('quantity')} AS HUGEINT) * {self.scaled('price')}"
        if "market_value" not in self.held:
            return worth
        quantity = self.scaled("quantity")
        signed = f"CASE WHEN {quantity} < 0 THEN -abs({given}) WHEN {quantity} > 0 THEN abs({given}) ELSE {given} END"
        return f"coalesce({signed}, {worth})"
