"""What is measured of the ledger and of the whole, and the targets.

Every time is a whole process from the shell, the best of three taken in turns, start-up included; the exception says
"inside a process".  Every trial balance is compared with the peers' before it counts.
"""

from __future__ import annotations

import csv
import io
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from bench.books import MID_YEAR, Written, write
from bench.processes import Run, beancount_python, best, hledger, run

TIMES = 3

_READ = """
import sys
from pathlib import Path
import polars as pl
from tieout.ledger.reading import read_chart, read_journal
chart, journal = map(Path, sys.argv[1:3])
accounts = read_chart(chart.read_bytes(), chart.name)
postings = read_journal(journal.read_bytes(), journal.name, accounts).postings
"""
_SUM = (
    _READ
    + """
sums = postings.group_by("account").agg(pl.col("cents").sum()).sort("account")
print("\\n".join(f"{account},{cents}" for account, cents in sums.iter_rows()))
"""
)
_STORE = (
    _READ
    + """
from datetime import date
from tieout.ledger.store import Store
Path(sys.argv[3]).unlink(missing_ok=True)
store = Store(f"sqlite:///{sys.argv[3]}", create=True)
store.append(postings, journal.name, "", "journal")
print("\\n".join(f"{held.account},{held.cents}" for held in store.balances(date.max)))
"""
)
_BALANCES = """
import sys
from datetime import date
from tieout.ledger.store import Store
held = Store(f"sqlite:///{sys.argv[1]}").balances(date.fromisoformat(sys.argv[2]))
print("\\n".join(f"{balance.account},{balance.cents}" for balance in held))
"""
_TRIAL_BALANCE = """
import sys
from datetime import date
from tieout.ledger.store import Store
held = Store(f"sqlite:///{sys.argv[1]}").trial_balance(date.fromisoformat(sys.argv[2]))
print("\\n".join(f"{account},{cents}" for account, cents, _ in held.iter_rows()))
"""
_BEANCOUNT = """
import sys
from collections import Counter
from beancount import loader
from beancount.core import data
entries, errors, _ = loader.load_file(sys.argv[1])
assert not errors, errors[0]
sums = Counter()
for entry in data.filter_txns(entries):
    for posting in entry.postings:
        sums[posting.account] += posting.units.number
print("\\n".join(f"{account.removeprefix('Assets:A')},{int(amount * 100)}" for account, amount in sums.items()))
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what, measured how, against what, and the target as a test of it."""

    what: str
    measured: str
    beside: str = ""
    target: str = ""
    met: bool | None = None


def measure(folder: Path, *, sample: bool) -> None:
    """Measure everything and print the table.  Targets are judged unless this is a sample.

    Raises AssertionError when two programs disagree on a balance."""
    rows: list[Row] = []
    entries = 5_000 if sample else 100_000
    written = write(folder / f"{entries}", entries)
    beancount = beancount_python(folder, install=not sample)
    peers = {"hledger": hledger(), "beancount": beancount}
    for name, found in peers.items():
        if not found:
            print(f"skipped: {name} is not installed")
    rows += _imports(written, f"{entries:,} entries", peers)
    rows += _trial_balances(written, f"{entries:,} entries", peers["hledger"])
    if not sample:
        rows.append(_million(folder))
    rows += _whole(folder)
    _print(rows, judge=not sample)


def _python(program: str, *arguments: object) -> list[str]:
    return [sys.executable, "-c", program, *map(str, arguments)]


def _imports(written: Written, size: str, peers: dict[str, str | None]) -> list[Row]:
    store = written.chart.with_name("firm.db")
    commands: dict[str, Sequence[str]] = {
        "tieout": _python(_SUM, written.chart, written.journal),
        "store": _python(_STORE, written.chart, written.journal, store),
    }
    if peers["hledger"]:
        commands["hledger"] = [peers["hledger"], "-f", str(written.hledger), "bal", "--flat", "-N", "-O", "csv"]
    if peers["beancount"]:
        commands["beancount"] = [peers["beancount"], "-c", _BEANCOUNT, str(written.beancount)]
    runs = best(commands, TIMES)
    _check({name: _sums(held.output) for name, held in runs.items()})
    rows = []
    for name, what in (("tieout", "journal to trial balance"), ("store", "the same, into the store with its chain")):
        for peer, target in (("hledger", 3), ("beancount", 10)):
            rows.append(_faster(f"{size}: {what}", runs[name], peer, runs.get(peer), target))
    return rows


def _trial_balances(written: Written, size: str, peer: str | None) -> list[Row]:
    store = written.chart.with_name("firm.db")
    commands: dict[str, Sequence[str]] = {
        "balances": _python(_BALANCES, store, MID_YEAR),
        "trial_balance": _python(_TRIAL_BALANCE, store, MID_YEAR),
    }
    if peer:
        end = MID_YEAR.replace(month=MID_YEAR.month + 1, day=1)  # hledger leaves the end day out
        commands["hledger"] = [*(peer, "-f", str(written.hledger), "bal", "-e", str(end), "--flat", "-N", "-O", "csv")]
    runs = best(commands, TIMES)
    _check({name: _sums(held.output) for name, held in runs.items()})
    what = f"{size}: trial balance at {MID_YEAR}"
    beside = runs.get("hledger")
    rows = [
        _faster(f"{what}, Store.balances", runs["balances"], "hledger", beside, 20),
        _faster(f"{what}, Store.trial_balance (a polars frame)", runs["trial_balance"], "hledger", beside, 20),
    ]
    inside = Run(_inside(store), 0, "")
    return [*rows, _faster(f"{what}, inside a process", inside, "hledger", beside, 20)]


def _inside(store: Path) -> float:
    from tieout.ledger.store import Store

    held = Store(f"sqlite:///{store}")
    return min(_seconds(lambda: held.trial_balance(MID_YEAR)) for _ in range(TIMES + 1))


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _million(folder: Path) -> Row:
    million = folder / "1000000"
    written = write(million, 1_000_000, peers=False)
    held = run(_python(_STORE, written.chart, written.journal, million / "firm.db"))
    measured = f"{held.seconds:.1f} s, {held.peak_mb:,.0f} MB"
    return Row("1,000,000 entries into the store", measured, "", "within 4 GB", held.peak_mb <= 4096)


def _whole(folder: Path) -> list[Row]:
    """The commands a person waits for, on the books of a real firm."""
    books = Path(__file__).parents[1] / "examples" / "mml_investors_2003"
    tieout = shutil.which("tieout", path=str(Path(sys.executable).parent))
    if not tieout or not books.is_dir():
        print("skipped: tieout netcap and build; no `tieout` command beside this Python, or no examples")
        return []
    rows = []
    for name, arguments, limit_seconds in (
        ("netcap", ["netcap", str(books), "--json"], 0.7),
        ("build", ["build", str(books), "--out", str(folder / "package")], 3.0),
    ):
        try:
            held = best({name: [tieout, *arguments]}, TIMES)[name]
        except RuntimeError as error:
            print(f"skipped: tieout {name}: {str(error).strip().splitlines()[-1]}")
            continue
        target = f"within {limit_seconds} s"
        met = held.seconds <= limit_seconds
        rows.append(Row(f"tieout {name} {books.name}", f"{held.seconds:.2f} s", "", target, met))
    return rows


def _faster(what: str, ours: Run, peer: str, theirs: Run | None, target: int) -> Row:
    measured = f"{ours.seconds:.3f} s"
    if theirs is None:
        return Row(what, measured, f"{peer} absent", f"{target} times {peer}")
    ratio = theirs.seconds / ours.seconds
    beside = f"{peer} {theirs.seconds:.2f} s, {ratio:.1f} times"
    return Row(what, measured, beside, f"{target} times {peer}", ratio >= target)


def _sums(printed: str) -> dict[str, int]:
    """Account and cents from lines `1010,-12345` of ours or `"A1010","$-123.45"` of hledger's; zeros left out."""
    sums: dict[str, int] = {}
    for account, amount in csv.reader(io.StringIO(printed)):
        if account == "account":
            continue
        dollars = amount.replace("$", "").replace(",", "")
        cents = int(Decimal(dollars) * 100) if account.startswith("A") else int(amount)
        if cents:
            sums[account.removeprefix("A")] = cents
    return sums


def _check(sums: dict[str, dict[str, int]]) -> None:
    names = list(sums)
    assert sums[names[0]], f"{names[0]} gives an empty trial balance"
    for name in names[1:]:
        assert sums[name] == sums[names[0]], f"{name} and {names[0]} give different trial balances"


def _print(rows: Sequence[Row], *, judge: bool) -> None:
    met: dict[bool | None, str] = {True: "met", False: "MISSED", None: ""}
    table = [("", "tieout", "beside", "target", "")]
    table += [(row.what, row.measured, row.beside, row.target, met[row.met if judge else None]) for row in rows]
    widths = [max(len(line[place]) for line in table) for place in range(5)]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
