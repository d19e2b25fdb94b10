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

from tieout.facts import TieoutError

LARGEST_CENTS = 9e18  # an Int64 holds a little more; no sum of postings may wrap round
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


def refuse_overflow(cents: pl.Series, where: str) -> None:
    """Raise TieoutError where amounts are so large that a sum of some of them could wrap round."""
    if float(cents.cast(pl.Float64).abs().sum()) > LARGEST_CENTS:
        raise TieoutError(
            "the amounts add up to more than 90,000 trillion dollars.",
            where=where,
            expected="dollars and cents of one firm.",
            mend="look for amounts that lack their decimal point, or numbers that are no amounts.",
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
