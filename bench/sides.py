"""Whether sides of balance sheets foot, measured on a data set of real ones.

`python -m bench.sides [--data DIR] [--show N]` takes the balance sheets of DIR (lines out of order, subtotals, strays
and misread figures among them; its README says how noisy), foots each side that has a total with
`tieout.reading.labels.sides`, and prints how many foot plainly, how many once lines are set aside or repaired with
reasons, how many do not for a reason that is named, and how many only with their gap.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import polars as pl

from bench.labels import DATA
from tieout.reading.labels.sides import SideFooting, foot_side

ORDER = ("plainly", "with reasons", "not, with a reason", "not")


def sheets(data: Path, side: str) -> Iterator[tuple[tuple[object, ...], list[tuple[str, Decimal]]]]:
    """The sides of the data set: their key, and their lines in the order they are stored."""
    table = pl.read_parquet(data / f"long_{side}.parquet").sort("cik", "filing_date", "order")
    for key, rows in table.group_by(["cik", "filing_date"], maintain_order=True):
        lines = zip(rows["label"].to_list(), rows["value"].to_list(), strict=True)
        yield key, [(label, Decimal(repr(round(value, 2)))) for label, value in lines]


def named(data: Path, side: str) -> tuple[int, float]:
    """How many sides have a total, and the share of them that foot or whose reason not to is named."""
    counts: Counter[str] = Counter(foot_side(lines, side).how for _, lines in sheets(data, side))
    with_total = sum(counts[how] for how in ORDER)
    return with_total, 1 - counts["not"] / with_total


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.sides", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--show", type=int, default=0, help="print this many sides that do not foot, with reasons")
    parser.add_argument("--how", default="not", help="which of them: not; 'not, with a reason'; 'with reasons'")
    given = parser.parse_args()
    if not (given.data / "long_assets.parquet").is_file():
        print(f"skipped: no long_assets.parquet in {given.data}; --data names the folder that has it")
        return
    for side in ("assets", "liabilities"):
        counts: Counter[str] = Counter()
        held: list[tuple[tuple[object, ...], SideFooting]] = []
        slowest = 0.0
        began = time.process_time()
        for key, lines in sheets(given.data, side):
            start = time.process_time()
            footing = foot_side(lines, side)
            slowest = max(slowest, time.process_time() - start)
            counts[footing.how] += 1
            if footing.how == given.how:
                held.append((key, footing))
        took = (time.process_time() - began) / sum(counts.values())
        with_total = sum(counts[how] for how in ORDER)
        shares = ", ".join(f"{how} {counts[how] / with_total:.2%}" for how in ORDER)
        named = 1 - counts["not"] / with_total
        print(f"{side}: {with_total:,} with a total: {shares}; foots or the reason is named {named:.2%}")
        print(f"    {took * 1e3:.2f} ms a side with reading the table, slowest {slowest * 1e3:.0f} ms")
        for key, footing in held[:: max(1, len(held) // given.show)] if given.show else ():
            print(f"  {key} total {footing.total}: {footing.reason}")
            for label, value in footing.parts:
                print(f"      {value:>18,} {label[:80]}")
            for one in footing.aside:
                print(f"    - {one.value:>18,} {one.label[:60]}: {one.why}")


if __name__ == "__main__":
    main()
