"""The same seeded journal for tieout, hledger and beancount: three postings an entry, 200 accounts, 366 days."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

ACCOUNTS = [str(number) for number in range(1000, 1200)]
MID_YEAR = date(2024, 6, 30)
_SEED = 15_3_1


@dataclass(frozen=True, slots=True)
class Written:
    """Where the journal lies, in each form."""

    chart: Path
    journal: Path
    hledger: Path
    beancount: Path


def write(folder: Path, entries: int, *, peers: bool = True) -> Written:
    """Write the journal of `entries` entries; for tieout alone unless `peers`."""
    folder.mkdir(parents=True, exist_ok=True)
    files = Written(folder / "accounts.csv", folder / "journal.csv", folder / "same.journal", folder / "same.beancount")
    rows = [f"{number},Cash {number},cash" for number in ACCOUNTS]
    files.chart.write_text("\n".join(["number,name,concept", *rows, ""]))
    postings = _postings(entries)
    dollars = _dollars(pl.col("cents").abs())
    postings.select(
        "entry",
        "date",
        "account",
        debit=pl.when(pl.col("cents") >= 0).then(dollars),
        credit=pl.when(pl.col("cents") < 0).then(dollars),
        memo="memo",
    ).write_csv(files.journal)
    if peers:
        signed = pl.when(pl.col("cents") < 0).then(pl.lit("-")).otherwise(pl.lit("")) + dollars
        head = pl.concat_str("date", pl.lit(" ("), "entry", pl.lit(") "), "memo")
        _write_lines(files.hledger, postings, head, pl.concat_str(pl.lit("    A"), "account", pl.lit("  $"), signed))
        head = pl.concat_str("date", pl.lit(' * "'), "memo", pl.lit('" ^'), "entry")
        line = pl.concat_str(pl.lit("  Assets:A"), "account", pl.lit("  "), signed, pl.lit(" USD"))
        opened = [f"2024-01-01 open Assets:A{number}" for number in ACCOUNTS]
        _write_lines(files.beancount, postings, head, line, opened)
    return files


def _postings(entries: int) -> pl.DataFrame:
    chance = random.Random(_SEED)
    choices = len(ACCOUNTS) - 1
    numbers = pl.DataFrame(
        {
            "number": range(entries),
            "first": [chance.randint(0, choices) for _ in range(entries)],
            "second": [chance.randint(0, choices) for _ in range(entries)],
            "third": [chance.randint(0, choices) for _ in range(entries)],
            "commission": [chance.randint(1, 5_000_00) for _ in range(entries)],
            "fee": [chance.randint(1, 50_00) for _ in range(entries)],
        }
    )
    heads = numbers.with_columns(
        entry=pl.lit("E") + pl.col("number").cast(pl.String).str.zfill(7),
        date=pl.lit(date(2024, 1, 1)) + pl.duration(days=pl.col("number") * 366 // entries),
        memo=pl.lit("Commission run ") + pl.col("number").cast(pl.String),
    )
    lines = (
        ("first", pl.col("commission")),
        ("second", pl.col("fee")),
        ("third", -pl.col("commission") - pl.col("fee")),
    )
    names = pl.Series(ACCOUNTS)
    return pl.concat(
        heads.select(
            "number", "entry", "date", "memo", line=pl.lit(place), account=names.gather(heads[which]), cents=cents
        )
        for place, (which, cents) in enumerate(lines)
    ).sort("number", "line")


def _dollars(cents: pl.Expr) -> pl.Expr:
    return pl.concat_str((cents // 100).cast(pl.String), pl.lit("."), (cents % 100).cast(pl.String).str.zfill(2))


def _write_lines(
    file: Path, postings: pl.DataFrame, head: pl.Expr, line: pl.Expr, before: list[str] | None = None
) -> None:
    texts = postings.select(
        pl.when(pl.col("line") == 0).then(pl.concat_str(pl.lit("\n"), head, pl.lit("\n"), line)).otherwise(line)
    ).to_series()
    file.write_text("\n".join([*(before or ()), *texts, ""]))
