"""Files to the ledger's own shapes: the chart of accounts, a journal, a trial balance, positions.

Headings are recognised in many spellings (`headings`), amounts and dates as people write them (`figures`), and every
problem of a file is reported at once.  What was read as what, and which rows were left out and why, comes back beside
the result.  `*_of` take a table already read; `read_*` take the bytes of a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

import polars as pl

from tieout.facts import TieoutError
from tieout.ledger.accounts import Account, Chart
from tieout.ledger.figures import cents, dates, decimals, why_not_amount, why_not_date
from tieout.ledger.headings import (
    CHART,
    POSITIONS,
    TOTAL,
    TRIAL_BALANCE,
    Kind,
    Mapped,
    headings_of,
    kind_of,
    map_columns,
)
from tieout.ledger.journal import refuse_overflow
from tieout.ledger.journals import Journal, journal_of, read_journal
from tieout.ledger.postings import Accounts, amount_columns, signed, total_rows, usd
from tieout.ledger.problems import Problems
from tieout.ledger.tables import Table, read_table

__all__ = [
    "Journal",
    "Kind",
    "TrialBalance",
    "chart_of",
    "journal_of",
    "kind_of",
    "positions_of",
    "read_chart",
    "read_journal",
    "read_positions",
    "read_trial_balance",
    "trial_balance_of",
]


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Balances at the end of one day: account, cents (debit plus), row.  They sum to zero.

    `mapped` says which column was read as what, `skipped` which rows hold no balance and why, `unmapped` which columns
    were not used.
    """

    as_of: date
    balances: pl.DataFrame
    mapped: tuple[tuple[str, str], ...]
    skipped: tuple[tuple[int, str], ...]
    unmapped: tuple[str, ...] = ()


def read_chart(data: bytes, name: str) -> Chart:
    """The chart of accounts.  Raises TieoutError, listing the rows with no number, name or concept, or repeated."""
    return chart_of(read_table(data, name, headings_of(CHART), "number, name, concept"))


def chart_of(table: Table) -> Chart:
    columns = map_columns(table, CHART)
    _require(columns, table, ("number", "name", "concept"))
    frame = _texts(table, columns, CHART)
    problems = Problems(table.source)
    for role in ("number", "name", "concept"):
        problems.add(frame.filter(pl.col(role).is_null()), lambda _, role=role: f"no {role}")  # type: ignore[misc]
    repeated = frame.filter(pl.col("number").is_not_null()).with_columns(first=pl.col("row").min().over("number"))
    problems.add(
        repeated.filter(pl.col("row") != pl.col("first")),
        lambda row: f"account {row['number']} is in row {row['first']} already",
    )
    problems.raise_if_any(expected="each account once, with its number, name and concept.")
    if frame.is_empty():
        raise TieoutError("no accounts.", where=table.source, mend="add a row for each account.")
    accounts = [Account(**row) for row in frame.fill_null("").iter_rows(named=True)]
    return Chart({account.number: account for account in accounts}, table.source)


def read_trial_balance(data: bytes, name: str, chart: Chart, as_of: date | None = None) -> TrialBalance:
    """A trial balance, of `as_of`, else of the day in the file's name, else in its title lines.

    Raises TieoutError for a day that is not stated or stated twice differently, unknown or repeated accounts,
    unreadable amounts, totals that do not foot, and balances that do not sum to zero.
    """
    return trial_balance_of(read_table(data, name, headings_of(TRIAL_BALANCE), "account, debit, credit"), chart, as_of)


def trial_balance_of(table: Table, chart: Chart, as_of: date | None = None) -> TrialBalance:
    every = map_columns(table, TRIAL_BALANCE)
    columns = amount_columns(_without_activity(every, table), table)
    if "account" not in columns and "account_name" not in columns:
        raise TieoutError(
            f"no account heading was found among {', '.join(table.columns)}.",
            where=table.source,
            expected="a column headed Account, or one without a heading that holds the accounts.",
            mend="name the column account.",
        )
    on = as_of or _stated_date(table)
    problems, accounts = Problems(table.source), Accounts(chart)
    frame = accounts.resolve(signed(_texts(table, columns, TRIAL_BALANCE), table, problems))
    refuse_overflow(frame["cents"], table.source)
    is_total = pl.col("is_total")
    frame = frame.with_columns(total_rows(("account", "account_name")).alias("is_total"))
    silent = frame.filter(pl.col("cents").is_null() & ~is_total & (pl.col("amount").is_null()))
    held = frame.filter(pl.col("cents").is_not_null() & ~is_total)
    problems.add(held.filter(pl.col("said").is_null()), lambda _: "a balance without an account")
    problems.add(
        held.filter(pl.col("said").is_not_null() & pl.col("number").is_null()),
        lambda row: accounts.unknown(row["said"]),
    )
    problems.add(held.filter("both_sides"), lambda _: "a debit and a credit balance in one row")
    repeated = held.filter(pl.col("number").is_not_null()).with_columns(first=pl.col("row").min().over("number"))
    problems.add(
        repeated.filter(pl.col("row") != pl.col("first")),
        lambda row: f"account {row['number']} is in row {row['first']} already",
    )
    if "amount" in every and "debit" in columns:
        _check_against_net(held, every, table, problems)
    problems.raise_if_any(mend=f"correct the rows, or add the accounts to {chart.source}.")
    _check_balance(held, columns, table)
    _check_totals(frame.filter("is_total"), held, table)
    skipped = [(row, "total") for row in frame.filter("is_total")["row"]]
    skipped += [(row["row"], f"no balance stated for {row['said']}") for row in silent.iter_rows(named=True)]
    return TrialBalance(
        as_of=on,
        balances=held.select(pl.col("number").alias("account"), "cents", "row"),
        mapped=_mapped(columns),
        skipped=tuple(sorted(skipped)),
        unmapped=columns.unused,
    )


def _without_activity(columns: Mapped, table: Table) -> Mapped:
    """Beside an opening balance, Debit and Credit are the movements of the period and sum to zero too."""
    if "opening" not in columns or "debit" not in columns:
        return columns.without("opening")
    if "amount" in columns:
        return columns.without("opening", "debit", "credit", "side")
    raise TieoutError(
        f"beside {columns.by_role['opening']!r}, Debit and Credit are the movements of the period, not balances.",
        where=table.source,
        expected="a column with the ending balance.",
        mend="export the trial balance with ending balances.",
    )


def _check_against_net(held: pl.DataFrame, columns: Mapped, table: Table, problems: Problems) -> None:
    """Where a third column states the balance again, whatever its sign, it must be what Debit and Credit say."""
    net = table.frame.select("row", columns.text("amount").alias("net"))
    both = held.join(net, on="row", how="left", maintain_order="left")
    both = both.with_columns(cents(both["net"], from_floats=table.from_floats).values.abs().alias("net_cents"))
    problems.add(
        both.filter(pl.col("net_cents") != pl.col("cents").abs()),
        lambda row: f"debit less credit is {usd(row['cents'])}, {columns.by_role['amount']} says {row['net']}",
    )


_TOTAL_ALONE = r"(?i)^(?:grand\s+|report\s+)?totals?\W*$"


def _check_balance(held: pl.DataFrame, columns: Mapped, table: Table) -> None:
    total = int(held["cents"].sum())
    if held.is_empty():
        raise TieoutError("no balances.", where=table.source, mend="add a row for each account.")
    if total and "amount" in columns and "side" not in columns and (held["cents"] >= 0).all():
        raise TieoutError(
            f"every figure in {columns.by_role['amount']!r} is positive: which are credits is not stated.",
            where=table.source,
            expected="credit balances with a minus sign, brackets or Cr, or a Debit and a Credit column.",
            mend="export it with a Debit and a Credit column.",
        )
    if total:
        more, less = ("debits", "credits") if total > 0 else ("credits", "debits")
        raise TieoutError(
            f"does not balance: {more} exceed {less} by {usd(abs(total))}.",
            where=table.source,
            expected="balances that sum to zero.",
            mend="find the account that is missing or on the wrong side.",
        )


def _check_totals(totals: pl.DataFrame, held: pl.DataFrame, table: Table) -> None:
    """A row headed just Total must be the sum; "Total assets" and its like are subtotals of someone's own."""
    said = pl.coalesce("account", "account_name")
    problems = Problems(table.source)
    rows = totals.filter((said.is_null() | said.str.contains(_TOTAL_ALONE)) & pl.col("cents").is_not_null())
    for role in ("debit", "credit"):
        sum_cents = int(held[f"{role}_cents"].sum())
        wrong = rows.filter(pl.col(f"{role}_cents") != sum_cents)
        problems.add(
            wrong,
            lambda row, role=role, found=sum_cents: (  # type: ignore[misc]
                f"total {role} says {usd(row[f'{role}_cents'])}, the rows add to {usd(found)}"
            ),
        )
    alone = rows.filter(pl.col("debit_cents").is_null() & pl.col("credit_cents").is_null() & (pl.col("cents") != 0))
    problems.add(alone, lambda row: f"total says {usd(row['cents'])}, the rows add to 0.00")
    problems.raise_if_any(mend="find the row that is missing, or remove the total.")


_DATE_IN_NAME = re.compile(r"(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d)")
_DATE_IN_TITLE = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4}"
    r"|[A-Za-z]{3,9}\.? +\d{1,2},? +\d{2,4}|\d{1,2}[- ][A-Za-z]{3,9}[- ,]+\d{2,4}"
)


def _stated_date(table: Table) -> date:
    """The day the file speaks of, from its name and its title lines; they must not contradict each other."""
    stem = PurePath(table.source).stem
    in_name = _all_dates(["-".join((m[1], m[3], m[4])) for m in _DATE_IN_NAME.finditer(stem)])
    as_of_lines = [line for line in table.titles if re.search(r"\bas (?:of|at)\b", line, re.IGNORECASE)]
    lines = as_of_lines or table.titles
    in_titles = _all_dates(found for line in lines for found in _DATE_IN_TITLE.findall(line))
    stated = sorted(in_name | in_titles)
    if len(stated) == 1:
        return stated[0]
    what = "states no date" if not stated else f"states more than one date: {', '.join(map(str, stated))}"
    raise TieoutError(
        f"{what}.",
        where=table.source,
        expected='one date: trial_balance_2003-12-31.csv, or "As of December 31, 2003" above the header.',
        mend="give the date with --as-of.",
    )


def _all_dates(texts: Iterable[str]) -> set[date]:
    return set(dates(pl.Series(list(texts), dtype=pl.String)).values.drop_nulls())


def read_positions(data: bytes, name: str, as_of: date | None = None) -> pl.DataFrame:
    """Positions, one row each: as_of, maturity and issue_date are Date; the rest is String.

    quantity, price, market_value, par and coupon are plain decimal text ("1000.1250"), which keeps any precision; a
    coupon of "4.5%" is "4.5".  Columns we do not know keep their heading and their text; `row` is the file's row.
    Where there is no as-of column, the day is `as_of`, else the one in the file's name or title lines.

    Raises TieoutError, listing rows: no class, neither market value nor quantity and price, unreadable figures.
    """
    return positions_of(read_table(data, name, headings_of(POSITIONS), "as_of, account, class, market_value"), as_of)


_NUMBER_ROLES = ("quantity", "price", "market_value", "par", "coupon")


def positions_of(table: Table, as_of: date | None = None) -> pl.DataFrame:
    columns = map_columns(table, POSITIONS)
    _require(columns, table, ("class",))
    frame = table.frame.with_columns(*(columns.text(role) for role in POSITIONS)).select(
        "row", *POSITIONS, *columns.unused
    )
    frame = frame.filter(pl.any_horizontal(*(pl.col(role).is_not_null() for role in POSITIONS)))
    frame = frame.filter(~_is_positions_total())
    problems = Problems(table.source)
    read = []
    for role in _NUMBER_ROLES:
        values, unreadable = decimals(frame[role])
        problems.add(frame.filter(unreadable), lambda r, role=role: f"{role} {why_not_amount(r[role])}")  # type: ignore[misc]
        read.append(values.alias(role))
    for role in ("maturity", "issue_date", *(["as_of"] if "as_of" in columns else [])):
        values, unreadable = dates(frame[role])
        problems.add(frame.filter(unreadable), lambda r, role=role: f"{role} {why_not_date(r[role])}")  # type: ignore[misc]
        read.append(values.alias(role))
    problems.add(frame.filter(pl.col("class").is_null()), lambda _: "a position without class")
    if "as_of" in columns:
        problems.add(frame.filter(pl.col("as_of").is_null()), lambda _: "a position without as_of date")
    else:
        read.append(pl.repeat(as_of or _stated_date(table), frame.height, dtype=pl.Date(), eager=True).alias("as_of"))
    unpriced = frame.filter(
        pl.col("market_value").is_null() & (pl.col("quantity").is_null() | pl.col("price").is_null())
    )
    problems.add(unpriced, _unpriced)
    problems.raise_if_any(expected="as_of, class, and market_value or quantity and price, in every row.")
    if frame.is_empty():
        raise TieoutError("no positions.", where=table.source, mend="add a row for each position.")
    return frame.with_columns(*read)


def _is_positions_total() -> pl.Expr:
    """A row that names no security and says Total.  A "Total return swap" and a "TOTAL SE" with its class are not."""
    labels = (pl.col(c).str.contains(TOTAL).fill_null(False) for c in ("as_of", "account", "description"))
    alone = pl.col("class").str.contains(_TOTAL_ALONE).fill_null(False)
    return pl.col("security_id").is_null() & (alone | (pl.col("class").is_null() & pl.any_horizontal(*labels)))


def _unpriced(row: dict[str, str | None]) -> str:
    lacking = [role for role in ("quantity", "price") if row[role] is None]
    which = row["security_id"] or row["description"] or row["class"]
    return f"position {which} without {' and '.join(lacking)}, and without market_value"


def _texts(table: Table, columns: Mapped, roles: Iterable[str]) -> pl.DataFrame:
    """The text of every role beside its row, without the rows that are blank."""
    named = list(roles)
    frame = table.frame.select("row", *(columns.text(role) for role in named))
    return frame.filter(pl.any_horizontal(*(pl.col(role).is_not_null() for role in named)))


def _require(columns: Mapped, table: Table, roles: Iterable[str]) -> None:
    for role in roles:
        if role not in columns:
            raise _missing(table, role)


def _missing(table: Table, role: str) -> TieoutError:
    return TieoutError(
        f"no column for {role.replace('_', ' ')} among {', '.join(table.columns)}.",
        where=table.source,
        mend=f"name the column {role}.",
    )


def _mapped(columns: Mapped) -> tuple[tuple[str, str], ...]:
    return tuple((column, role) for role, column in columns.by_role.items())
