"""Entries as rows of the store, and the hashes that chain them.

An entry's hash is the SHA-256 of the hash before it (32 bytes; zeros before the first) and the entry's content: its id,
date, memo and tag, then of each posting in order the account, cents, memo and tag.  Every field is written as a
netstring, its length in bytes, a colon, its UTF-8 and a comma, so that no two contents are written alike.

>>> content("2024-03-07#2", "2024-03-07", "Desks", "")
'12:2024-03-07#2,10:2024-03-07,5:Desks,0:,'
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

import polars as pl

from tieout.facts import TieoutError
from tieout.ledger.journal import refuse_overflow

GENESIS = bytes(32)


class Rows(NamedTuple):
    """Entries (seq, id, date, memo, tag) and their postings (entry, line, account, cents, memo, tag), as in the tables.

    `memo` and `tag` of a posting are null where they are its entry's.  Dates are text, YYYY-MM-DD.
    """

    entries: pl.DataFrame
    postings: pl.DataFrame


def content(*fields: str) -> str:
    return "".join(f"{len(field.encode())}:{field}," for field in fields)


def link(previous: bytes, contents: Iterable[str]) -> list[bytes]:
    """The hashes of a run of contents that follow `previous`."""
    hashes = []
    for text in contents:
        previous = sha256(previous + text.encode()).digest()
        hashes.append(previous)
    return hashes


def rows(frame: pl.DataFrame, source: str) -> Rows:
    """Postings (columns of `ledger.journal`) as rows, entries numbered from 1 in the order they first appear.

    Raises TieoutError for an entry that does not balance or has two dates, a cell that is empty, text that a database
    cannot hold, and amounts that add up beyond 64 bits.
    """
    held = frame.select("entry", "date", "account", "cents", pl.col("memo", "tag").fill_null(""))
    _check_cells(held, source)
    starts = (held["entry"] != held["entry"].shift()).fill_null(True)
    if starts.sum() != held["entry"].n_unique():  # the postings of some entry are apart: bring them together
        ranks = held.select(pl.col("entry").unique(maintain_order=True)).with_row_index("rank")
        held = held.join(ranks, on="entry", how="left").sort("rank", maintain_order=True).drop("rank")
        starts = (held["entry"] != held["entry"].shift()).fill_null(True)
    seq = starts.cast(pl.Int64).cum_sum().alias("seq")
    entries = held.filter(starts).select(seq.filter(starts), id="entry", date="date", memo="memo", tag="tag")
    _check_entries(held.with_columns(seq), entries, source)
    own = (seq - 1).alias("own")  # the place of each posting's entry among the entries
    postings = held.select(
        entry=seq,
        line=pl.int_range(pl.len(), dtype=pl.Int64) - starts.arg_true().cast(pl.Int64).gather(own) + 1,
        account="account",
        cents="cents",
        memo=pl.when(pl.col("memo") != entries["memo"].gather(own)).then("memo"),
        tag=pl.when(pl.col("tag") != entries["tag"].gather(own)).then("tag"),
    )
    return Rows(entries.with_columns(pl.col("date").cast(pl.String)), postings)


def contents(held: Rows) -> pl.Series:
    """The content of each entry, in the order of `held.entries`; null for an entry without postings."""
    heads = held.entries.select("seq", **{name: _netstring(pl.col(name)) for name in ("id", "date", "memo", "tag")})
    own = heads["seq"].search_sorted(held.postings["entry"])
    lines = held.postings.select(
        seq="entry",
        text=pl.concat_str(
            _netstring(pl.col("account")),
            _netstring(pl.col("cents").cast(pl.String)),
            _netstring(pl.col("memo")).fill_null(heads["memo"].gather(own)),
            _netstring(pl.col("tag")).fill_null(heads["tag"].gather(own)),
        ),
    )
    joined = lines.group_by("seq", maintain_order=True).agg(pl.col("text").str.join(""))
    both = heads.join(joined, on="seq", how="left", maintain_order="left")
    return both.select(text=pl.concat_str("id", "date", "memo", "tag", "text"))["text"]


def _netstring(text: pl.Expr) -> pl.Expr:
    return pl.concat_str(text.str.len_bytes().cast(pl.String), pl.lit(":"), text, pl.lit(","))


def _check_cells(held: pl.DataFrame, source: str) -> None:
    for column in ("entry", "date", "account", "cents"):
        empty = held.filter(
            pl.col(column).is_null() if column in ("date", "cents") else pl.col(column).fill_null("") == ""
        )
        if not empty.is_empty():
            entry = empty["entry"][0] or "without an id"
            raise TieoutError(
                f"entry {entry}: a posting has no {column if column != 'entry' else 'entry id'}.", where=source
            )
    for column in ("entry", "account", "memo", "tag"):
        zeros = held.filter(pl.col(column).str.contains("\0", literal=True))
        if not zeros.is_empty():
            what = f"entry {zeros['entry'][0]!r}: its {column} holds a zero byte, which no database keeps in text."
            raise TieoutError(what, where=source, mend="take it out.")
    refuse_overflow(held["cents"], source)


def _check_entries(held: pl.DataFrame, entries: pl.DataFrame, source: str) -> None:
    sums = held.group_by("seq", maintain_order=True).agg(
        pl.col("cents").sum(), first=pl.col("date").min(), last=pl.col("date").max()
    )
    wrong = sums.filter((pl.col("cents") != 0) | (pl.col("first") != pl.col("last")))
    if wrong.is_empty():
        return
    seq, cents, first, last = wrong.row(0)
    entry = entries["id"][seq - 1]
    if cents:
        dollars = f"{Decimal(cents).scaleb(-2):,}"
        what = f"entry {entry} of {first} does not balance: debits less credits are {dollars}."
        raise TieoutError(what, where=source, mend="correct the entry; its postings must sum to zero.")
    assert isinstance(first, date)
    what = f"entry {entry} has postings of {first} and of {last}."
    raise TieoutError(
        what, where=source, expected="one date.", mend="give two entries that share an id ids of their own."
    )
