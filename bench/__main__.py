"""`python -m bench [--sample]`: every measurement, as a table with targets."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path

from bench import checks, law, mutants
from bench.ledger import measure
from bench.processes import machine
from bench.reading import measure_all

# The first seeds of the simulated filings that are read, and of those that are checked; printed, so that a run can be
# had again.
SEED, CHECKED = 5_000, 200_000
MUTATED = 1  # the seed of the places of the code that are changed


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="speed, and how well filings are read and checked"
    )
    sampled = os.environ.get("BENCH_SAMPLE", "") not in ("", "0")
    parser.add_argument("--sample", action="store_true", default=sampled, help="small books, a minute")
    parser.add_argument("--data", type=Path, default=Path(__file__).parent / "data", help="where the books are written")
    given = parser.parse_args()
    print(f"{date.today()}  {machine()}" + ("  SAMPLE: too small to judge targets by" if given.sample else ""))
    measure(given.data, sample=given.sample)
    print()
    law.measure_all(given.data, sample=given.sample)
    print()
    measure_all(SEED, 10 if given.sample else 100, 1 if given.sample else 6)
    print()
    checks.measure_all(CHECKED, *((23, 4, 2) if given.sample else (2_000, 500, 46)))
    print()
    mutants.measure_all(*((3, MUTATED, "haircuts") if given.sample else (60, MUTATED)))


if __name__ == "__main__":
    main()
