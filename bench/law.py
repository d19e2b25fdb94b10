"""The law by the million: haircuts of a table beside one hand-written DuckDB query over the same file, in parts, exact.

`python -m bench.law [--rows N] [--securities N]`.  The table is the same for the same numbers.  Both sides run in
processes of their own with two threads, in turns, and the best of three counts; the seconds are those of the query,
imports left out.  The hand-written query knows these classes and nothing else: no offsets within a category, no
refusal of what is missing, no exact amounts.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from bench.option_pricing import measure_pricing
from bench.processes import Run, run
from bench.reading import Target
from tieout.annual import net_capital, registrant
from tieout.facts import NoFact
from tieout.law import RULES, Registrant
from tieout.law.haircuts.large import haircuts_of
from tieout.law.haircuts.parts import Part, haircuts_in_parts
from tieout.ledger.folder import open_books
from tieout.statements.door import Ledger

DAY, CAPITAL = date(2024, 12, 31), Decimal(50_000_000)
EXAMPLE = Path(__file__).parents[1] / "examples" / "mml_investors_2003"
_CLASSES = ("us_government", "agency", "municipal", "money_market_fund", "fund_other", "commercial_paper",
            "corporate_debt", "preferred", "equity", "equity", "equity", "equity", "bankers_acceptance",
            "certificate_of_deposit")  # fmt: skip


def write(path: Path, rows: int, securities: int) -> Path:
    """A table of mixed positions: each security in several accounts, one in five short."""
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    s = f"(i % {securities})"

    def drawn(salt: int, of: int) -> str:
        return f"CAST(hash({s} + {salt}) % {of} AS INTEGER)"

    classes = ", ".join(f"'{name}'" for name in _CLASSES)
    duckdb.execute(f"""COPY (SELECT DATE '{DAY}' AS as_of,
        'A' || (i // {securities}) AS account, 'S' || {s} AS security_id,
        [{classes}][1 + {drawn(1, len(_CLASSES))}] AS class,
        CAST((1 + {drawn(2, 1000)}) * 10 * (CASE WHEN {drawn(3, 5)} = 0 THEN -1 ELSE 1 END) AS DOUBLE) AS quantity,
        CAST(1 + {drawn(4, 20_000)} / 100.0 AS DOUBLE) AS price, DATE '2025-01-02' + {drawn(5, 9000)} AS maturity,
        DATE '2022-06-30' AS issue_date, ['AAA', 'AA', 'BBB', 'BB', 'A-1'][1 + {drawn(6, 5)}] AS rating,
        true AS listed FROM range({rows}) AS t(i)) TO '{path}' (FORMAT parquet)""")
    return path


_OURS = """
import sys, time
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from tieout.law.haircuts.large import haircuts_of
started = time.perf_counter()
found = haircuts_of([Path(sys.argv[1])], None, Decimal(sys.argv[2]), threads=2)
print(time.perf_counter() - started, found.total.value)
"""
_MONTHS = "date_diff('month', DATE '2024-12-31', maturity)"


def _bands(*bands: tuple[int, str], last: str, by: str = "m") -> str:
    return "CASE " + " ".join(f"WHEN {by} < {end} THEN {rate}" for end, rate in bands) + f" ELSE {last} END"


_GOVERNMENT = _bands((3, "0"), (6, "0.005"), (9, "0.0075"), (12, "0.01"), (24, "0.015"), (36, "0.02"), (60, "0.03"),
                     (120, "0.04"), (180, "0.045"), (240, "0.05"), (300, "0.055"), last="0.06")  # fmt: skip
_MUNICIPAL = _bands((12, "0.01"), (24, "0.02"), (42, "0.03"), (60, "0.04"), (84, "0.05"), (120, "0.055"),
                    (180, "0.06"), (240, "0.065"), last="0.07")  # fmt: skip
_MONEY = _bands((30, "0"), (91, "0.00125"), (181, "0.0025"), (271, "0.00375"), (365, "0.005"), last=_GOVERNMENT, by="d")
_DEBT = _bands((12, "0.02"), (24, "0.03"), (36, "0.05"), (60, "0.06"), (120, "0.07"), (180, "0.075"), (240, "0.08"),
               (300, "0.085"), last="0.09")  # fmt: skip
_HAND = f"""
import sys, time, duckdb
con = duckdb.connect()
con.execute("SET threads = 2")
con.execute("SET enable_progress_bar = false")
started = time.perf_counter()
rows = con.execute('''
WITH held AS (SELECT security_id, any_value(class) AS class, any_value(maturity) AS maturity,
    any_value(rating) AS rating, any_value(price) AS price, sum(quantity * price) AS worth
    FROM read_parquet($1) GROUP BY security_id),
placed AS (SELECT worth, price, {_MONTHS} AS m, maturity - DATE '2024-12-31' AS d, CASE
    WHEN class IN ('us_government', 'agency') THEN 'A' WHEN class = 'municipal' THEN 'B'
    WHEN class = 'money_market_fund' THEN 'D'
    WHEN class IN ('commercial_paper', 'bankers_acceptance', 'certificate_of_deposit') THEN 'E'
    WHEN class = 'corporate_debt' AND rating <> 'BB' THEN 'F'
    WHEN class = 'preferred' AND rating <> 'BB' THEN 'H' ELSE 'J' END AS p FROM held),
rated AS (SELECT p, worth, price, CASE p WHEN 'A' THEN {_GOVERNMENT} WHEN 'B' THEN {_MUNICIPAL} WHEN 'D' THEN 0.02
    WHEN 'E' THEN {_MONEY} WHEN 'F' THEN {_DEBT} WHEN 'H' THEN 0.10 ELSE 0.15 END AS rate FROM placed)
SELECT p, rate, sum(worth) FILTER (worth >= 0), -sum(worth) FILTER (worth < 0),
    sum(CASE WHEN p NOT IN ('A', 'D') AND abs(worth) > $2 THEN (CASE WHEN p = 'J' THEN 0.15 ELSE rate * 0.5 END) *
    (abs(worth) - greatest($2, CASE WHEN p IN ('H', 'J') THEN greatest(10000, 500 * price) ELSE 25000 END)) END)
FROM rated GROUP BY ALL''', [sys.argv[1], float(sys.argv[2]) / 10]).fetchall()
print(time.perf_counter() - started, len(rows))
"""


def measure(folder: Path, rows: int, securities: Sequence[int]) -> Iterator[Target]:
    """Every measure, as lines of a table with targets."""
    for many in securities:
        path = write(folder / f"positions-{rows}-{many}.parquet", rows, many)
        ours: list[Run] = []
        theirs: list[Run] = []
        for _ in range(3):
            ours.append(run([sys.executable, "-c", _OURS, str(path), str(CAPITAL)]))
            theirs.append(run([sys.executable, "-c", _HAND, str(path), str(CAPITAL)]))
        best, peer = (min(float(one.output.split()[0]) for one in runs) for runs in (ours, theirs))
        name = f"haircuts of {rows:,} positions in {many:,} securities"
        yield Target(name, f"{best:.2f} s, {best / peer:.2f} times", "2 times by hand", best <= 2 * peer)
        memory = max(one.peak_mb for one in ours)
        yield Target("  the most memory", f"{memory:,.0f} MB", "under 8 GB", memory < 8_000)
    yield from _exact(folder, min(rows, 100_000))
    yield from _paired(folder, min(rows, 300_000))
    yield from measure_pricing(min(rows, 1_000_000))
    yield from _small_firm()


def _exact(folder: Path, rows: int) -> Iterator[Target]:
    """The table against the reference, whole and in parts of any size, and over two processes of a cluster."""
    path = write(folder / f"positions-{rows}-{rows // 3}.parquet", rows, rows // 3)
    expected = haircuts_of([path], DAY, CAPITAL, few=rows)
    found = haircuts_of([path], DAY, CAPITAL, few=0)
    same = [expected.total.value == found.total.value]
    with TemporaryDirectory() as held:
        for parts in (2, 7):
            files = _split(path, Path(held), rows, parts)
            same.append(haircuts_of(files, DAY, CAPITAL, few=0).total.value == expected.total.value)
        found_same = f"{sum(same)} of {len(same)}"
        yield Target(f"{rows:,} rows, whole and in parts, as the reference", found_same, "all", all(same))
        name = "the same over two workers of dask"
        try:
            dask = import_module("distributed")
        except ImportError:
            yield Target(name, "skipped: dask is not here", "identical", None)
            return
        workers = dask.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
        with workers as cluster, dask.Client(cluster) as client:

            def spread(work: Callable[[Part], str], held: Sequence[Part]) -> Iterable[str]:
                done: list[str] = client.gather(client.map(work, held))
                return done

            over = haircuts_in_parts(files, Path(held), DAY, CAPITAL, spread=spread)
        yield Target(name, f"{over.total.value:,.2f}", "identical", over.total.value == expected.total.value)


def _paired(folder: Path, rows: int) -> Iterator[Target]:
    """Options on a hundredth as many underlyings, long and short, paired by strategy; fewer as the reference."""

    def written(many: int) -> Path:
        path = folder / f"options-{many}.parquet"
        side = "CASE WHEN hash(i + 4) % 2 = 0 THEN -1 ELSE 1 END"
        duckdb.execute(f"""COPY (SELECT DATE '{DAY}' AS as_of, 'option' AS class, 'O' || i AS security_id,
            'U' || (i % {many // 100}) AS underlying, ['call', 'put'][1 + CAST(hash(i + 1) % 2 AS INTEGER)] AS "right",
            20 + CAST(hash(i + 2) % 60 AS INTEGER) AS strike, DATE '2025-01-17' + 30 * CAST(hash(i + 3) % 6 AS INTEGER)
            AS expiry, ({side}) * (1 + CAST(hash(i + 5) % 20 AS INTEGER)) AS quantity,
            1 + CAST(hash(i + 6) % 500 AS INTEGER) / 100.0 AS price, 50.0 AS underlying_price
            FROM range({many}) AS t(i)) TO '{path}' (FORMAT parquet)""")
        return path

    few = written(5_000)
    same = [haircuts_of([few], DAY, CAPITAL, few=bound).total.value for bound in (0, 5_000)]
    found = "identical" if same[0] == same[1] else f"{same[0]:,} for {same[1]:,}"
    yield Target("5,000 options by strategy, as the reference", found, "identical", same[0] == same[1])
    path = written(rows)
    started = time.perf_counter()
    haircuts_of([path], DAY, CAPITAL, few=0)
    each = rows / (time.perf_counter() - started)
    yield Target(f"{rows:,} options in mixed strategies", f"{each:,.0f} a second", "100,000", each >= 100_000)


def _split(path: Path, folder: Path, rows: int, parts: int) -> list[Path]:
    files = []
    numbered = f"SELECT * EXCLUDE (n) FROM (SELECT row_number() OVER () AS n, * FROM '{path}')"
    cut = sorted(random.Random(parts).sample(range(1, rows), parts - 1))
    for number, (first, last) in enumerate(zip([0, *cut], [*cut, rows], strict=True)):
        files.append(folder / f"part-{parts}-{number}.parquet")
        duckdb.execute(f"COPY ({numbered} WHERE n > {first} AND n <= {last}) TO '{files[-1]}' (FORMAT parquet)")
    return files


def _small_firm() -> Iterator[Target]:
    """A small firm, every figure with its trace: the law from its balances; and with the statements, from its books."""
    books = open_books(str(EXAMPLE))
    firm = registrant(Ledger(books), books.default_as_of()).registrant
    best = _best(lambda: _work(replace(firm, worked={}, workings={})))
    yield Target("the law of a small firm, inside a process", f"{best:.1f} ms", "under 20 ms", best < 20)
    whole = _best(lambda: net_capital(books))
    yield Target("  with the statements it is printed beside", f"{whole:.1f} ms", "", None)


def _work(firm: Registrant) -> None:
    for rule in RULES.values():
        with suppress(NoFact):
            rule(firm)


def _best(work: Callable[[], object]) -> float:
    """Milliseconds, the best of ten."""
    best = float("inf")
    for _ in range(10):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best * 1000


def measure_all(folder: Path, *, sample: bool) -> None:
    """Measure everything and print the table."""
    rows, securities = (200_000, (50_000,)) if sample else (10_000_000, (200_000, 2_000_000, 10_000_000))
    for line in measure(folder, rows, securities):
        print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.law", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--securities", type=int, nargs="*", default=[200_000, 2_000_000, 10_000_000])
    parser.add_argument("--data", type=Path, default=Path(__file__).parent / "data")
    given = parser.parse_args()
    for line in measure(given.data, given.rows, given.securities):
        print(line, flush=True)


if __name__ == "__main__":
    main()
