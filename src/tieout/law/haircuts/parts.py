"""Haircuts of a table in parts: each part is netted by itself, anywhere; what is netted is added up in one place.

The parts may be worked by the processes of a cluster that share a folder; the figures are those of one table, exactly,
as every amount is a whole number and every code means the same in each part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from tieout.law.haircuts.deductions import Elections
from tieout.law.haircuts.large import apart_of, connected, worked
from tieout.law.haircuts.securities import Haircuts
from tieout.law.haircuts.table import Table

Spread = Callable[[Callable[["Part"], str], Sequence["Part"]], Iterable[str]]  # `map`, or the like of a cluster


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the table, the day, what every part must read alike, and where its netted securities go."""

    file: str
    as_of: date
    ratings: tuple[str, ...]
    out: str
    threads: int


def net(part: Part) -> str:
    """Net the securities of one part into a Parquet file."""
    with connected(part.threads, memory="3GB") as con:
        table = Table(con, [Path(part.file)], part.as_of, part.ratings)
        table.see_nan()
        con.execute(f"COPY (SELECT * REPLACE ({_AS_DECIMALS}) FROM ({table.netted})) TO '{part.out}' (FORMAT parquet)")
    return part.out


_AMOUNTS = ("market_value", "price", "quantity")
_AS_DECIMALS = ", ".join(f"CAST({name} AS DECIMAL(38, 0)) AS {name}" for name in _AMOUNTS)


def haircuts_in_parts(
    files: Sequence[Path],
    folder: Path,
    as_of: date | None = None,
    tentative_net_capital: Decimal | None = None,
    elections: Elections | None = None,
    *,
    spread: Spread = map,
    threads: int = 1,
) -> Haircuts:
    """(c)(2)(vi) over files that are netted one by one by `spread`, into `folder`, which all of them can write to."""
    with connected() as con:
        table = Table(con, files, as_of)
        shared = tuple(table.ratings)
        parts = [
            Part(str(file), table.as_of, shared, str(folder / f"netted-{number}.parquet"), threads)
            for number, file in enumerate(files)
        ]
        netted = ", ".join(f"'{name}'" for name in spread(net, parts))
        whole = ", ".join(f"CAST(sum({name}) AS HUGEINT) AS {name}" for name in ("market_value", "quantity"))
        together = f"""SELECT security_id, min(code) AS code, max(other_code) AS other_code, {whole},
            CAST(max(price) AS HUGEINT) AS price, bool_and(valued) AS valued
            FROM read_parquet([{netted}]) GROUP BY security_id"""
        elected = elections or Elections()
        alone = apart_of(table, together, elected)
        return worked(table, together, tentative_net_capital, elected, alone)
