"""Rows of the store, read back."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import sqlalchemy as sa

from tieout.ledger.store.chain import Rows
from tieout.ledger.store.schema import entries, postings

_ENTRIES_AT_A_TIME = 50_000  # bounds memory: a million entries are twenty bites

_ENTRIES = {
    "seq": pl.Int64, "id": pl.String, "date": pl.String, "memo": pl.String, "tag": pl.String,
    "import_id": pl.Int64, "prev_hash": pl.Binary, "hash": pl.Binary,
}  # fmt: skip
_POSTINGS = {
    "entry": pl.Int64, "line": pl.Int64, "account": pl.String, "cents": pl.Int64, "memo": pl.String, "tag": pl.String,
}  # fmt: skip


def rows(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Rows:
    """The entries that meet a condition on their table, in the order of the chain, and their postings."""
    columns = [sa.cast(column, sa.Text) if column is entries.c.date else column for column in entries.c]
    heads = sa.select(*columns).where(which).order_by(entries.c.seq)
    lines = (
        sa.select(*postings.c)
        .join_from(entries, postings, postings.c.entry == entries.c.seq)
        .where(which)
        .order_by(postings.c.entry, postings.c.line)
    )
    return Rows(frame(connection, heads, _ENTRIES), frame(connection, lines, _POSTINGS))


def frame(
    connection: sa.Connection, query: sa.Select[*tuple[object, ...]], schema: dict[str, type[pl.DataType]]
) -> pl.DataFrame:
    """The answer to a query as columns, whose values are the driver's own."""
    cursor = connection.execute(query).cursor
    assert cursor is not None
    return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")


def bites(connection: sa.Connection) -> Iterator[sa.ColumnElement[bool]]:
    """Conditions that go through the whole chain in order, a bounded number of entries at a time."""
    last = connection.execute(sa.select(sa.func.max(entries.c.seq))).scalar() or 0
    for start in range(1, last + 1, _ENTRIES_AT_A_TIME):
        yield entries.c.seq.between(start, start + _ENTRIES_AT_A_TIME - 1)


def journal(held: Rows) -> pl.DataFrame:
    """Postings in the columns of `ledger.journal`."""
    said = held.entries.select("seq", "id", pl.col("date").str.to_date("%Y-%m-%d"), says="memo", tags="tag")
    both = held.postings.join(said, left_on="entry", right_on="seq", how="left", maintain_order="left")
    return both.select(
        entry="id",
        date="date",
        account="account",
        cents="cents",
        memo=pl.col("memo").fill_null(pl.col("says")),
        tag=pl.col("tag").fill_null(pl.col("tags")),
        row=pl.lit(0, dtype=pl.UInt32),
    )
