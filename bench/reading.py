"""How well filings are read: simulated filings as text, PDF and scans, spoiled and clean, against their truth.

`python -m bench.reading [--from SEED] [--filings N] [--scans N]`.  The seeds are printed; the same seed gives the same
filing, scan and damage on every machine.  A figure is

- exact      when some fact states its value (in dollars, with its sign)
- placed     when that fact has its concept, its date or period and its component of equity too
- silent     when a fact of its key states another value and no fact of that key says it is doubtful

Finer concepts count as the broad one they are a kind of.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bench import facing_page, labels, sides
from tieout.facts import Fact, Period, Read, Report, TieoutError
from tieout.reading.files.limits import USUAL
from tieout.reading.files.opening import open_document, open_documents
from tieout.reading.files.pdf import read as read_pdf
from tieout.reading.reader import read_document
from tieout.sim.damage import damage_text
from tieout.sim.filing import SimulatedFiling, filing
from tieout.sim.scans import as_tiff, scan
from tieout.taxonomy import taxonomy

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
Key = tuple[str, str, date | Period]


@dataclass
class Measured:
    """Counts over many filings, and the first figures that went wrong, in words."""

    counts: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)
    seconds: float = 0.0
    pages: int = 0
    filings: int = 0

    def share(self, name: str) -> float:
        return self.counts[name] / max(self.counts["figures"], 1)


def _key(concept: str, part: str, when: date | Period) -> Key:
    """What a figure is of; the component counts where a movement of equity has one."""
    return taxonomy().broadest(concept), part if concept in _MOVEMENTS else "", when


_MOVEMENTS = ("net_income", "capital_contributions", "capital_distributions", "other_comprehensive_income",
              "equity_transfers", "prior_period_adjustments", "treasury_stock_purchases")  # fmt: skip


def compare(report: Report, truth: SimulatedFiling, measured: Measured, name: str) -> None:
    """Count how the figures of a filing's statements and schedules were read."""
    by_key: defaultdict[Key, list[Fact]] = defaultdict(list)
    for fact in report.facts:
        by_key[_key(fact.concept, fact.part, fact.when)].append(fact)
    values = {abs(fact.value) for fact in report.facts}
    dated = {(abs(fact.value), fact.when) for fact in report.facts}
    counts = measured.counts
    for figure in truth.truth.figures:
        if figure.statement == "notes" or figure.place != "amount" or not figure.concept:
            continue
        keys = [_key(concept, figure.part, figure.when) for concept in (figure.concept, *figure.also)]
        held = [fact for key in keys for fact in by_key.get(key, [])]
        counts["figures"] += 1
        placed = any(fact.value == figure.value for fact in held)
        exact = placed or abs(figure.value) in values
        counts["placed"] += placed
        counts["exact"] += exact
        counts["dated"] += placed or (abs(figure.value), figure.when) in dated
        if placed:
            continue
        what = "concept"
        if not exact:
            said = [fact for fact in held if isinstance(fact.trace, Read)]
            flagged = not said or any(_doubts(fact) for fact in said)
            counts["flagged" if flagged else "silent"] += 1
            what = "flagged" if flagged else "SILENT"
        measured.misses.append(f"{name} {what}: {figure.label[:60]!r} is {figure.concept} {figure.value}")
    counts["repaired"] += sum(
        isinstance(f.trace, Read) and f.trace.repaired.startswith("printed") for f in report.facts
    )
    counts["doubtful"] += sum(_doubts(fact) for fact in report.facts)
    counts["facts"] += len(report.facts)


def _doubts(fact: Fact) -> bool:
    return isinstance(fact.trace, Read) and fact.trace.sure.startswith("doubtful")


def measure(seeds: Iterable[int], write: Callable[[SimulatedFiling, int, Path], Path]) -> Measured:
    """Write the filing of every seed with `write`, read it, and compare."""
    measured = Measured()
    with tempfile.TemporaryDirectory() as folder:
        made: dict[Path, SimulatedFiling] = {}
        for seed in seeds:
            truth = filing(seed)
            made[write(truth, seed, Path(folder))] = truth
        started = time.perf_counter()
        for path, document in open_documents(list(made)):
            if isinstance(document, TieoutError):
                raise document
            report = read_document(document)
            measured.seconds += time.perf_counter() - started
            measured.pages += len(document.pages)
            measured.filings += 1
            compare(report, made[path], measured, path.name)
            started = time.perf_counter()
    return measured


def as_text(truth: SimulatedFiling, seed: int, folder: Path) -> Path:
    path = folder / f"{seed}.txt"
    path.write_text(truth.text(), encoding="utf-8")
    return path


def as_markdown(truth: SimulatedFiling, seed: int, folder: Path) -> Path:
    path = folder / f"{seed}.md"
    path.write_text(truth.markdown(), encoding="utf-8")
    return path


def spoiled(rate: float) -> Callable[[SimulatedFiling, int, Path], Path]:
    """Text with the damage of OCR in this part of its table rows."""

    def write(truth: SimulatedFiling, seed: int, folder: Path) -> Path:
        path = folder / f"{seed}-spoiled.txt"
        path.write_text(damage_text(truth.text(), seed, rate)[0], encoding="utf-8")
        return path

    return write


def as_pdf(truth: SimulatedFiling, seed: int, folder: Path) -> Path:
    path = folder / f"{seed}.pdf"
    path.write_bytes(truth.pdf())
    return path


def scanned(dpi: int) -> Callable[[SimulatedFiling, int, Path], Path]:
    """A scan, degraded as scans of the years are."""

    def write(truth: SimulatedFiling, seed: int, folder: Path) -> Path:
        path = folder / f"{seed}-{dpi}.tif"
        path.write_bytes(as_tiff(scan(truth.pdf(), dpi, seed), dpi))
        return path

    return write


@dataclass(frozen=True)
class Target:
    """A measure, what it must reach, and whether more or less is better."""

    name: str
    found: str
    target: str
    met: bool | None

    def __str__(self) -> str:
        mark = {True: "met", False: "MISSED", None: ""}[self.met]
        return f"{self.name:<58} {self.found:>26}   {self.target:>16}  {mark}"


def targets(name: str, measured: Measured, exact: float, placed: float, silent: float | None) -> Iterator[Target]:
    """The lines of the table for one kind of file."""
    share, concept = measured.share("exact"), measured.share("placed")
    yield Target(
        f"{name}: figures exact", f"{share:.2%} of {measured.counts['figures']}", f"{exact:.1%}", share >= exact
    )
    if placed:
        yield Target(f"{name}: in the right concept", f"{concept:.2%}", f"{placed:.1%}", concept >= placed)
        dated = measured.share("dated")
        yield Target(f"{name}: in the right period and column", f"{dated:.2%}", "99.9%", dated >= 0.999)
    if silent is not None:
        wrong = measured.share("silent")
        yield Target(f"{name}: wrong and not flagged", f"{wrong:.3%}", f"under {silent:.2%}", wrong < silent)


def speed(paths: Sequence[Path], times: int = 5) -> float:
    """Seconds a filing, opened and read, the best of `times` runs on one core."""
    best = float("inf")
    for _ in range(times):
        started = time.process_time()
        for path in paths:
            read_document(open_document(path))
        best = min(best, (time.process_time() - started) / len(paths))
    return best


def _reference() -> Iterator[Target]:
    paths = sorted(SEEDS.glob("*.txt")) if SEEDS.is_dir() else []
    if not paths:
        yield Target("reference filings", "skipped: not here", "all facts", None)
        return
    each = speed(paths)
    yield Target("text filings a second, one core", f"{1 / each:.0f}", "50", each <= 1 / 50)


def _facing_pages(first: int, pages: int) -> Iterator[Target]:
    measured = facing_page.measure(range(first, first + pages))
    share, invented = measured.share, len(measured.invented)
    yield Target(f"facing pages, {pages} simulated: fields right", f"{share:.2%}", "99%", share >= 0.99)
    yield Target("facing pages: invented values", str(invented), "0", invented == 0)


def _real_labels() -> Iterator[Target]:
    """Labels and balance sheets of real filings, where they are at hand; half 1 was not looked at label by label."""
    if not labels.DATA.is_dir():
        yield Target("labels and balance sheets of real filings", "skipped: not here", "", None)
        return
    for side, least in (("asset", 0.95), ("liability", 0.93)):
        asked = list(labels.ask(labels.DATA, side))
        unseen, _ = labels.accuracy([one for one in asked if labels.half(one.norm)])
        share, _ = labels.accuracy(asked)
        found = f"{share:.3f}, half 1 {unseen:.3f}"
        yield Target(f"labels of the {side} side, hand-classified", found, f"{least}", unseen >= least)
    for side in ("assets", "liabilities"):
        many, share = sides.named(labels.DATA, side)
        yield Target(f"{many:,} {side} sides: foot, or reason named", f"{share:.2%}", "95%", share >= 0.95)


def _pdf_pages(seeds: Sequence[int]) -> Iterator[Target]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [as_pdf(filing(seed), seed, Path(folder)) for seed in seeds]
        best, pages = float("inf"), 1
        for _ in range(3):
            started = time.process_time()
            documents = [read_pdf(path, path.name, USUAL, None) for path in paths]
            for document in documents:
                read_document(document)
            pages = sum(len(document.pages) for document in documents)
            best = min(best, time.process_time() - started)
    yield Target("pages of PDF text a second, one core", f"{pages / best:.0f}", "100", pages / best >= 100)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--from", dest="first", type=int, default=5_000, help="the first seed")
    parser.add_argument("--filings", type=int, default=100, help="how many filings as text and PDF")
    parser.add_argument("--scans", type=int, default=6, help="how many filings as scans, at each resolution")
    parser.add_argument("--misses", action="store_true", help="print every figure that was not placed")
    given = parser.parse_args()
    measure_all(given.first, given.filings, given.scans, misses=given.misses)


def measure_all(first: int, filings: int, scans: int, *, misses: bool = False) -> list[Target]:
    """Measure everything and print the table; seeds from `first` on."""
    seeds = range(first, first + filings)
    print(f"simulated filings: seeds {first} to {first + filings - 1}; scans: seeds {first} to {first + scans - 1}")
    found: list[Target] = []
    kinds: list[tuple[str, Callable[[SimulatedFiling, int, Path], Path], float, float, float | None, range]] = [
        ("text", as_text, 0.999, 0.99, None, seeds),
        ("markdown", as_markdown, 0.999, 0.99, None, seeds),
        ("text layer PDF", as_pdf, 0.999, 0.99, None, seeds),
        ("text, 10% of rows spoiled", spoiled(0.1), 0.99, 0, 0.0005, seeds),
        ("scan, 300 dpi", scanned(300), 0.995, 0, 0.0005, range(first, first + scans)),
        ("scan, 200 dpi", scanned(200), 0.985, 0, 0.001, range(first, first + scans)),
    ]
    for name, write, exact, placed, silent, chosen in kinds:
        if not len(chosen):
            continue
        measured = measure(chosen, write)
        lines = list(targets(name, measured, exact, placed, silent))
        found += lines
        print("\n".join(map(str, lines)), flush=True)
        if misses:
            print("\n".join(f"    {miss}" for miss in measured.misses))
    for line in (*_facing_pages(first, filings * 4), *_real_labels(), *_reference(), *_pdf_pages(seeds[:10])):
        found.append(line)
        print(line, flush=True)
    return found


if __name__ == "__main__":
    main()
