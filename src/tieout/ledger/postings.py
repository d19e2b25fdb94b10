"""What journals and trial balances have in common: accounts by number or name, amounts with a sign, total rows.

Debit is plus and credit minus, whichever way the file states it.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

import polars as pl

from tieout.facts import TieoutError, money
from tieout.ledger.accounts import Account, Chart
from tieout.ledger.figures import cents, why_not_amount
from tieout.ledger.headings import TOTAL, Mapped
from tieout.ledger.problems import Problems
from tieout.ledger.tables import Table, normal

_DEBIT_WORDS = ("d", "dr", "debit", "debits")
_CREDIT_WORDS = ("c", "cr", "credit", "credits")


def amount_columns(columns: Mapped, table: Table) -> Mapped:
    """The columns that state amounts: a debit and a credit column, else one with signs or with a Dr/Cr column.

    Raises TieoutError where there is neither.
    """
    if "debit" in columns and "credit" in columns:
        return columns.without("amount", "side")
    if "amount" in columns and "debit" not in columns and "credit" not in columns:
        return columns
    raise TieoutError(
        f"no amounts among the columns {', '.join(table.columns)}.",
        where=table.source,
        expected="a Debit and a Credit column, or one signed Amount column.",
        mend="name the columns so.",
    )


def signed(frame: pl.DataFrame, table: Table, problems: Problems) -> pl.DataFrame:
    """`frame` (row and the text of debit, credit, amount, side) with `cents`, `debit_cents`, `credit_cents`.

    They are null where nothing is stated; `both_sides` is true where a debit and a credit are.  Adds to `problems`
    what cannot be read.
    """
    read = {}
    for role in ("debit", "credit", "amount"):
        read[role], unreadable = cents(frame[role], from_floats=table.from_floats)
        problems.add(frame.filter(unreadable), lambda row, role=role: f"{role} {why_not_amount(row[role])}")  # type: ignore[misc]
    frame = frame.with_columns(read["debit"].alias("debit_cents"), read["credit"].alias("credit_cents"))
    frame = _suffixed(frame, problems)
    both = (pl.col("debit_cents").fill_null(0) != 0) & (pl.col("credit_cents").fill_null(0) != 0)
    sides = pl.col("debit_cents").fill_null(0) - pl.col("credit_cents").fill_null(0)
    stated = pl.col("debit_cents").is_not_null() | pl.col("credit_cents").is_not_null()
    frame = frame.with_columns(
        pl.when(stated).then(sides).otherwise(read["amount"]).alias("cents"), both.alias("both_sides")
    )
    return _by_side(frame, problems) if frame["side"].count() else frame


def _suffixed(frame: pl.DataFrame, problems: Problems) -> pl.DataFrame:
    """In a Credit column "5.00 Cr" is a credit of 5.00, not of minus 5.00; the other suffix contradicts the column."""
    credit, debit = pl.col("credit").str.to_uppercase(), pl.col("debit").str.to_uppercase()
    against = frame.filter(credit.str.contains(r"DR\.?$") | debit.str.contains(r"CR\.?$"))
    problems.add(against, lambda row: f"{row['debit'] or row['credit']!r} is on the side of the other column")
    own = credit.str.contains(r"CR\.?$").fill_null(False)
    return frame.with_columns(
        pl.when(own).then(-pl.col("credit_cents")).otherwise("credit_cents").alias("credit_cents")
    )


def _by_side(frame: pl.DataFrame, problems: Problems) -> pl.DataFrame:
    """Amounts whose side stands in a column of its own."""
    side = pl.col("side").str.to_lowercase().str.strip_chars_end(".")
    amount, stated = pl.col("cents"), pl.col("cents").is_not_null()
    debit, credit = side.is_in(_DEBIT_WORDS), side.is_in(_CREDIT_WORDS)
    problems.add(
        frame.filter(stated & ~(debit | credit).fill_null(False) & (amount != 0)),
        lambda row: f"{row['side'] or 'nothing'!r} says neither debit nor credit",
    )
    problems.add(
        frame.filter(stated & (amount < 0) & pl.col("side").is_not_null()),
        lambda row: f"{row['amount']!r} has a sign and {row['side']!r} beside it: which one counts is unclear",
    )
    return frame.with_columns(pl.when(credit).then(-amount).otherwise(amount).alias("cents"))


class Accounts:
    """The chart, found by number, by name, or by the two together as QuickBooks prints them ("1010 · Cash")."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._by_name: dict[str, list[Account]] = {}
        for account in chart:
            self._by_name.setdefault(normal(account.name), []).append(account)

    def number(self, text: str) -> str | None:
        """The account number a cell means, None where it is unknown or not the only one."""
        for part in dict.fromkeys((text, text.rpartition(":")[2].strip())):  # QuickBooks: parent:child
            if part in self._chart:
                return part
            first = re.match(r"[\w.\-/]*\w", part)
            if first and first[0] in self._chart and re.match(r"\s*[·•:|–—-]\s*|\s", part[first.end() :]):
                return first[0]
            same = self._by_name.get(normal(part), [])
            if normal(part) and len(same) == 1:
                return same[0].number
        return None

    def unknown(self, text: str) -> str:
        """Why a cell means no account, and the nearest ones, for a message."""
        same = self._by_name.get(normal(text), [])
        if len(same) > 1:
            return f"account {text!r} could be {' or '.join(a.number for a in same)}; give the number"
        numbers = get_close_matches(text.split()[0], [a.number for a in self._chart], n=2, cutoff=0.7)
        names = get_close_matches(normal(text), list(self._by_name), n=2)
        near = dict.fromkeys([*numbers, *(self._by_name[name][0].number for name in names)])
        hint = " or ".join(f"{number} {self._chart[number].name}" for number in near)
        return f"no account {text!r} in {self._chart.source}" + (f"; nearest: {hint}" if hint else "")

    def resolve(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` with `said` (the cell that names the account, number before name) and `number` (null if unknown)."""
        frame = frame.with_columns(pl.coalesce("account", "account_name").alias("said"))
        said = frame["said"].drop_nulls().unique()
        numbers = pl.Series([self.number(text) for text in said], dtype=pl.String)
        return frame.with_columns(frame["said"].replace_strict(said, numbers, return_dtype=pl.String).alias("number"))


def total_rows(label_columns: tuple[str, ...]) -> pl.Expr:
    """True for rows that are totals by their words, or by amounts on both sides, and name no account."""
    labelled = pl.any_horizontal(*(pl.col(c).str.contains(TOTAL).fill_null(False) for c in label_columns))
    no_account = pl.col("said").is_null() | (pl.col("number").is_null() & pl.col("said").str.contains(TOTAL))
    both = pl.col("debit_cents").is_not_null() & pl.col("credit_cents").is_not_null()
    return no_account & (labelled | both)


def usd(amount_cents: int) -> str:
    """Cents as a person writes dollars.

    >>> usd(-123456)
    '-1,234.56'
    """
    return money.figure(money.cents(amount_cents), 2)
