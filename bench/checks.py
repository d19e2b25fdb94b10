"""How well mistakes are found: simulated filings with planted faults, read and checked, beside the same filings clean.

`python -m bench.checks [--from SEED] [--reports N] [--several N] [--pdf N] [--misses]`.  A finding is new where the
clean copy of the report has it not.  A fault is

- found         when a new finding of any severity names its line, or says both what was meant and what is printed
- named first   when the worst new finding names its line first, or one that explains the page as well
- explained     when that finding's likely cause is what was done (`Fault.causes`)

Faults and reports come from seeds, which are printed; a clean report must give no finding of severity error.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from bench.reading import Target
from tieout.checks.engine import check_report
from tieout.checks.model import Finding
from tieout.facts import Report
from tieout.reading.files.opening import open_document
from tieout.reading.reader import read_document
from tieout.sim import SimulatedFiling, filing
from tieout.sim.faults import FAULTS, Fault, plant, plant_several
from tieout.taxonomy import taxonomy

_TRIES = 12  # seeds in which a kind of fault is sought before the next kind has its turn
_APART = 100_000  # between those seeds
PROCESSES = 2


@dataclass(frozen=True)
class Case:
    """What came of one report: each fault, whether it was found, named first and explained, and what was said."""

    seed: int
    faults: tuple[Fault, ...]
    found: tuple[bool, ...]
    named: bool
    explained: bool
    said: str
    clean: tuple[str, ...]  # the findings of the clean copy: severity and check


def read_back(filed: SimulatedFiling, *, pdf: bool = False) -> Report:
    """A filing printed and read again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{filed.seed}.{'pdf' if pdf else 'txt'}"
        path.write_bytes(filed.pdf() if pdf else filed.text().encode())
        return read_document(open_document(path))


def single(turn: int, first: int, *, pdf: bool = False) -> Case:
    """One fault, its kind by turn, in the first of some seeds that offers a place for it."""
    for attempt in range(_TRIES * len(FAULTS)):
        kind = FAULTS[(turn + attempt // _TRIES) % len(FAULTS)]
        seed = first + turn + attempt % _TRIES * _APART
        clean = filing(seed)
        planted = plant(clean, kind, seed)
        if planted is not None:
            return judged(clean, planted[0], (planted[1],), pdf=pdf)
    raise AssertionError(f"no fault can be planted from seed {first + turn} on")


def several(turn: int, first: int) -> Case:
    """Two or three faults."""
    clean = filing(first + turn)
    spoiled, faults = plant_several(clean, 2 + turn % 2, first + turn)
    return judged(clean, spoiled, faults)


def judged(clean: SimulatedFiling, spoiled: SimulatedFiling, faults: tuple[Fault, ...], *, pdf: bool = False) -> Case:
    before = check_report(read_back(clean, pdf=pdf)).findings
    held = {_mark(finding) for finding in _with_consequences(before)}
    after = check_report(read_back(spoiled, pdf=pdf)).findings
    new = [finding for finding in after if _mark(finding) not in held]
    worst = new[0] if new else None
    return Case(
        clean.seed,
        faults,
        tuple(any(_finds(finding, fault) for finding in _with_consequences(new)) for fault in faults),
        worst is not None and any(_names(worst.concepts[:1], fault) for fault in faults),
        worst is not None and any(_explains(worst, fault) for fault in faults),
        "; ".join(map(_line, new[:3])),
        tuple(f"{f.severity} {f.check}" for f in before),
    )  # fmt: skip


def _line(finding: Finding) -> str:
    cause = finding.cause.id if finding.cause else "-"
    return f"[{finding.severity}] {finding.check} {finding.concepts[:1]} {cause}: {finding.message}"


def _with_consequences(findings: Sequence[Finding]) -> Iterator[Finding]:
    for finding in findings:
        yield finding
        yield from _with_consequences(finding.consequences)


def _mark(finding: Finding) -> tuple[str, str, str]:
    return finding.check, finding.said, finding.found


def _finds(finding: Finding, fault: Fault) -> bool:
    words = f"{finding.message} {finding.said} {finding.found}"
    return _names(finding.concepts, fault) or all(_says(words, text) for text in (fault.before, fault.after))


def _names(concepts: Sequence[str], fault: Fault) -> bool:
    held = taxonomy()
    return any(name in fault.concepts or held.broadest(name) in fault.concepts for name in concepts)


def _explains(finding: Finding, fault: Fault) -> bool:
    return not fault.cause or (finding.cause is not None and finding.cause.id in fault.causes)


def _says(words: str, text: str) -> bool:
    """Whether a figure or some words occur in a message, commas and brackets left aside."""
    plain = re.sub(r"[,$()<>]", "", text)
    return bool(plain) and plain in re.sub(r"[,$()<>]", "", words)


def speed(first: int, reports: int) -> tuple[float, float]:
    """Seconds to check a report of 20 pages that was read already, and the pages of the longest measured."""
    held = sorted((read_back(filing(seed), pdf=True) for seed in range(first, first + reports)), key=_pages)[-3:]
    each = []
    for report in held:
        started = time.perf_counter()
        for _ in range(3):
            check_report(report)
        each.append((time.perf_counter() - started) / 3)
    return max(each), _pages(held[-1])


def _pages(report: Report) -> float:
    return float(report.filing.pages) if report.filing else 0.0


def _share(cases: Sequence[Case], name: str) -> float:
    return sum(bool(getattr(case, name)) for case in cases) / max(len(cases), 1)


def _found(cases: Sequence[Case]) -> float:
    told = [found for case in cases for found in case.found]
    return sum(told) / max(len(told), 1)


def by_kind(cases: Sequence[Case]) -> Iterator[str]:
    """Each kind of fault: how many, found, named, explained, and the seeds of those that were not."""
    held: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases:
        held[case.faults[0].kind].append(case)
    for kind in FAULTS:
        some = held[kind]
        if not some:
            continue
        missed = [str(case.seed) for case in some if not (all(case.found) and case.named and case.explained)]
        tail = f"  {' '.join(missed[:6])}" if missed else ""
        yield (f"    {kind:<34} {len(some):>4}  {_found(some):>6.1%}  {_share(some, 'named'):>6.1%}"
               f"  {_share(some, 'explained'):>6.1%}{tail}")  # fmt: skip


def measure_all(first: int, reports: int, severally: int, pdf: int, *, misses: bool = False) -> list[Target]:
    """Measure everything and print the table; seeds from `first` on."""
    last, more = first + reports - 1, first + severally - 1
    print(f"{len(FAULTS)} kinds of faults, one a report: seeds {first} to {last}, or {_APART:,} further on where these")
    print(f"offer no place for a kind; two or three at once: seeds {first} to {more}")
    # Processes of their own: measured after others, this one has threads, which a fork would not survive.
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        alone = list(pool.map(partial(single, first=first), range(reports), chunksize=4))
        many = list(pool.map(partial(several, first=first), range(severally), chunksize=4))
        printed = list(pool.map(partial(single, first=first, pdf=True), range(pdf), chunksize=2))
    clean = {case.seed: case.clean for case in (*alone, *many)}
    errors = sum(line.startswith("error") for lines in clean.values() for line in lines)
    seconds, pages = speed(first, 4 if reports < 100 else 20)
    named, explained = _share(alone, "named"), _share(alone, "explained")
    found = [
        Target("one fault a report: found", f"{_found(alone):.2%} of {reports}", "99%", _found(alone) >= 0.99),
        Target("one fault: the right line named first", f"{named:.2%}", "98%", named >= 0.98),
        Target("one fault: the right cause named", f"{explained:.2%}", "90%", explained >= 0.9),
        Target("two or three at once: all found", f"{_all(many):.2%} of {severally}", "97%", _all(many) >= 0.97),
        Target("one fault, printed as PDF: found", f"{_found(printed):.2%} of {pdf}", "99%", _found(printed) >= 0.99),
        Target(f"clean reports, {len(clean)}: findings of severity error", str(errors), "0", errors == 0),
        Target(f"check of {pages:.0f} pages already read", f"{seconds:.3f} s", "0.2 s for 20", seconds <= pages / 100),
    ]
    print("\n".join(map(str, found)), flush=True)
    said = Counter(line for lines in clean.values() for line in lines)
    print("  findings of clean reports:", ", ".join(f"{line} ({many})" for line, many in said.most_common()) or "none")
    print(f"    {'kind':<34} {'':>4}  {'found':>6}  {'named':>6}  {'cause':>6}  seeds of misses")
    print("\n".join(by_kind(alone)), flush=True)
    if misses:
        for case in (*alone, *many, *printed):
            if not (all(case.found) and case.named and case.explained):
                marks = "".join("-+"[mark] for mark in (all(case.found), case.named, case.explained))
                told = " & ".join(
                    f"{f.kind} {f.statement} {f.concepts} {f.before!r} -> {f.after!r} {f.causes}" for f in case.faults
                )
                print(f"  {case.seed} {marks} {told}\n      {case.said or 'nothing'}")  # fmt: skip
    return found


def _all(cases: Sequence[Case]) -> float:
    return sum(all(case.found) for case in cases) / max(len(cases), 1)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.checks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--from", dest="first", type=int, default=200_000, help="the first seed")
    parser.add_argument("--reports", type=int, default=2_000, help="how many reports with one fault")
    parser.add_argument("--several", type=int, default=500, help="how many with two or three")
    parser.add_argument("--pdf", type=int, default=46, help="how many with one fault as PDF")
    parser.add_argument("--misses", action="store_true", help="print every fault that was missed, and what was said")
    given = parser.parse_args()
    measure_all(given.first, given.reports, given.several, given.pdf, misses=given.misses)


if __name__ == "__main__":
    main()
