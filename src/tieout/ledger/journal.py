"""Postings as columns: the one shape in which a journal is held, whatever file or store it came from.

| column   | type   | meaning                                                                              |
|----------|--------|--------------------------------------------------------------------------------------|
| entry    | String | the entry's id; its postings share it and sum to zero                                |
| date     | Date   | the day of the entry                                                                 |
| account  | String | account number                                                                       |
| cents    | Int64  | debit plus, credit minus                                                             |
| memo     | String | what the entry says                                                                  |
| tag      | String | space-separated words: `opening`, `closing`, `noncash`, `reversal`, a cash-flow line |
| row      | UInt32 | the row of the file it was read from, 0 where there is none                          |
"""

from __future__ import annotations

import polars as pl

SCHEMA = pl.Schema(
    {
        "entry": pl.String(),
        "date": pl.Date(),
        "account": pl.String(),
        "cents": pl.Int64(),
        "memo": pl.String(),
        "tag": pl.String(),
        "row": pl.UInt32(),
    }
)


def no_postings() -> pl.DataFrame:
    return pl.DataFrame(schema=SCHEMA)


def unbalanced(postings: pl.DataFrame) -> pl.DataFrame:
    """Entries whose postings do not sum to zero: entry, date, cents, row (the first), in the order of the file."""
    return (
        postings.group_by("entry", maintain_order=True)
        .agg(pl.col("date").first(), pl.col("cents").sum(), pl.col("row").first())
        .filter(pl.col("cents") != 0)
    )
