"""`python -m bench [--sample]`: every measurement, as a table with targets."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path

from bench.ledger import measure
from bench.processes import machine


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="tieout's speed, beside its peers")
    sampled = os.environ.get("BENCH_SAMPLE", "") not in ("", "0")
    parser.add_argument("--sample", action="store_true", default=sampled, help="small books, under 20 seconds")
    parser.add_argument("--data", type=Path, default=Path(__file__).parent / "data", help="where the books are written")
    given = parser.parse_args()
    print(f"{date.today()}  {machine()}" + ("  SAMPLE: too small to judge targets by" if given.sample else ""))
    measure(given.data, sample=given.sample)


if __name__ == "__main__":
    main()
