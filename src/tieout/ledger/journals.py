"""Journals as general ledgers and QuickBooks export them, to postings.

Entries may be named in every row, in their first row only, or not at all: then the rows of one day make an entry each
time their sum returns to zero.  Nothing is posted that does not balance.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tieout.facts import TieoutError
from tieout.ledger.accounts import Chart
from tieout.ledger.figures import dates, why_not_date
from tieout.ledger.headings import JOURNAL, Mapped, headings_of, map_columns
from tieout.ledger.journal import SCHEMA, refuse_overflow, unbalanced
from tieout.ledger.postings import Accounts, amount_columns, signed, total_rows, usd
from tieout.ledger.problems import Problems
from tieout.ledger.tables import Table, read_table


@dataclass(frozen=True, slots=True)
class Journal:
    """Postings in `ledger.journal.SCHEMA`; every entry balances and has one day.

    `mapped` says which column was read as what, `skipped` which rows are no postings and why, `unmapped` which columns
    were not used.  `named_entries` is false where the file names no entries and they were called by day and place.
    """

    postings: pl.DataFrame
    mapped: tuple[tuple[str, str], ...]
    skipped: tuple[tuple[int, str], ...]
    unmapped: tuple[str, ...] = ()
    named_entries: bool = True


def read_journal(data: bytes, name: str, chart: Chart) -> Journal:
    """The postings of a journal file.

    Raises TieoutError with all problems of the file: entries that do not balance or span several days, unknown
    accounts, unreadable amounts and dates, rows with a debit and a credit, rows with an account and no amount.
    """
    return journal_of(read_table(data, name, headings_of(JOURNAL), "entry, date, account, debit, credit"), chart)


def journal_of(table: Table, chart: Chart) -> Journal:
    columns = amount_columns(map_columns(table, JOURNAL), table)
    if "date" not in columns or not ("account" in columns or "account_name" in columns):
        raise TieoutError(
            f"no date or no account among the columns {', '.join(table.columns)}.",
            where=table.source,
            expected="entry, date, account, debit, credit, memo, tag.",
            mend="name the columns so.",
        )
    problems, accounts = Problems(table.source), Accounts(chart)
    frame, skipped = _without_headings(table, columns)
    frame = accounts.resolve(signed(frame, table, problems))
    refuse_overflow(frame["cents"], table.source)
    frame = frame.with_columns(total_rows(("entry", "date", "account", "account_name", "memo")).alias("is_total"))
    _check_totals(frame, problems)
    silent = pl.col("said").is_null() & pl.col("cents").is_null() & ~pl.col("is_total")
    skipped += [(row, "total") for row in frame.filter("is_total")["row"]]
    skipped += [(row, "no account and no amount") for row in frame.filter(silent)["row"]]
    frame = _filled_down(frame.filter(~pl.col("is_total")), silent, problems)
    held = frame.filter(~silent)
    _check_cells(held, accounts, problems)
    named = held["entry"].count() > 0
    if named:
        problems.add(held.filter(pl.col("entry").is_null()), lambda _: "no entry id, in this row or above it")
    else:
        held = _with_made_entries(held)
    postings = held.with_columns(
        pl.col("number").alias("account"), pl.col("memo").fill_null(""), pl.col("tag").fill_null("")
    ).select(SCHEMA.names())
    _check_entries(postings, problems)
    problems.raise_if_any(mend=_mend(held, chart))
    if postings.is_empty():
        raise TieoutError("no postings.", where=table.source, mend="add the entries below the header.")
    mapped = tuple((column, role) for role, column in columns.by_role.items())
    return Journal(postings, mapped, tuple(sorted(skipped)), columns.unused, named)


def _without_headings(table: Table, columns: Mapped) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    """The text of every role, without blank rows and headings repeated on every page."""
    frame = table.frame.select("row", *(columns.text(role) for role in JOURNAL))
    frame = frame.filter(pl.any_horizontal(*(pl.col(role).is_not_null() for role in JOURNAL)))
    date_heading = columns.by_role["date"]
    again = pl.col("date").str.to_lowercase() == date_heading.strip().lower()
    repeated = frame.filter(again)["row"]
    if repeated.is_empty():
        return frame, []
    return frame.filter(~again.fill_null(False)), [(row, "headings repeated") for row in repeated]


def _check_totals(frame: pl.DataFrame, problems: Problems) -> None:
    """A total must be the sum of the rows since the total before it, or of all rows above it."""
    if not frame["is_total"].any():
        return
    posted = ~pl.col("is_total") & pl.col("said").is_not_null()
    above = frame.with_columns(
        *(pl.when(posted).then(c).otherwise(0).fill_null(0).cum_sum().alias(f"{c}_above") for c in _SIDES)
    )
    totals = above.filter("is_total").with_columns(
        *((pl.col(f"{c}_above") - pl.col(f"{c}_above").shift(1, fill_value=0)).alias(f"{c}_since") for c in _SIDES)
    )

    def foots(span: str) -> pl.Expr:
        return pl.all_horizontal(*(pl.col(c).is_null() | (pl.col(c) == pl.col(f"{c}_{span}")) for c in _SIDES))

    def say(row: dict[str, int]) -> str:
        side = next(c for c in _SIDES if row[c] is not None and row[c] != row[f"{c}_above"])
        said, found = usd(row[side]), usd(row[f"{side}_above"])
        return f"no account, and not a total: {_SIDES[side]} {said}, where the rows above add to {found}"

    problems.add(totals.filter(~(foots("since") | foots("above"))), say)


_SIDES = {"debit_cents": "debit", "credit_cents": "credit", "cents": "amount"}


def _filled_down(frame: pl.DataFrame, silent: pl.Expr, problems: Problems) -> pl.DataFrame:
    """Entry ids and days carried down to the rows of an entry that leave them blank; `date` becomes a Date."""
    days, unreadable = dates(frame["date"])
    problems.add(frame.filter(unreadable & ~silent), lambda row: f"date {why_not_date(row['date'])}")
    frame = frame.with_columns(days.alias("date"), unreadable.alias("date_unreadable"))
    if frame["entry"].null_count():
        # A page footer in the first column names no entry: a row without account and day carries nothing down.
        own = pl.when(~(silent & pl.col("date").is_null())).then("entry")
        frame = frame.with_columns(own.forward_fill().alias("entry"))
    if frame["date"].null_count():
        # Within one entry only: the next entry must state its own day.  Entries without ids are told by their days.
        frame = frame.with_columns(pl.col("date").forward_fill().over(pl.col("entry").rle_id()))
    return frame


def _check_cells(held: pl.DataFrame, accounts: Accounts, problems: Problems) -> None:
    problems.add(held.filter(pl.col("date").is_null() & ~pl.col("date_unreadable")), lambda _: "no date")
    problems.add(held.filter(pl.col("said").is_null()), lambda _: "an amount without an account")
    problems.add(
        held.filter(pl.col("said").is_not_null() & pl.col("number").is_null()),
        lambda row: accounts.unknown(row["said"]),
    )
    problems.add(held.filter("both_sides"), lambda row: f"debit {row['debit']} and credit {row['credit']} in one row")
    unstated = pl.all_horizontal(*(pl.col(c).is_null() for c in ("debit", "credit", "amount")))
    problems.add(held.filter(unstated), lambda row: f"account {row['said']} without an amount")


def _with_made_entries(held: pl.DataFrame) -> pl.DataFrame:
    """Ids for entries the file does not name: 2024-03-07#2 is the second whose sum returned to zero on that day."""
    held = held.with_columns(pl.col("date").rle_id().alias("run"))
    held = held.with_columns((pl.col("cents").fill_null(0).cum_sum().over("run") == 0).alias("returned"))
    starts = pl.col("returned").shift(1, fill_value=True) | (pl.col("run") != pl.col("run").shift(1)).fill_null(False)
    held = held.with_columns(starts.cast(pl.UInt32).alias("starts"))
    place = pl.col("starts").cum_sum().over("date").cast(pl.String)
    return held.with_columns((pl.col("date").dt.to_string("%Y-%m-%d") + "#" + place).alias("entry"))


def _check_entries(postings: pl.DataFrame, problems: Problems) -> None:
    """One day, and a sum of zero; entries with cells we could not read are not judged."""
    entries = postings.group_by("entry", maintain_order=True).agg(
        pl.col("date").min(),
        pl.col("date").max().alias("last"),
        pl.col("row").first(),
        pl.any_horizontal(pl.col("cents").is_null().any(), pl.col("date").is_null().any()).alias("unread"),
    )
    problems.add(
        entries.filter(pl.col("date") != pl.col("last")),
        lambda row: f"entry {row['entry']} spans several dates, {row['date']} to {row['last']}",
    )
    whole = postings
    if entries["unread"].any():
        whole = postings.join(entries.filter("unread"), on="entry", how="anti")
    problems.add(unbalanced(whole), _unbalanced)


def _unbalanced(row: dict[str, int]) -> str:
    more, less = ("debits", "credits") if row["cents"] > 0 else ("credits", "debits")
    return f"entry {row['entry']} does not balance: {more} exceed {less} by {usd(abs(row['cents']))}"


def _mend(held: pl.DataFrame, chart: Chart) -> str:
    credits = held["credit_cents"].drop_nulls()
    if credits.len() and (credits <= 0).all() and (credits < 0).any():
        return "every credit has a minus sign; in a Credit column write amounts without it."
    return f"correct the rows, or add the accounts to {chart.source}."
