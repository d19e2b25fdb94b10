"""How well facing pages are read: simulated pages with the damage of real ones, field by field, and what was invented.

`python -m bench.facing_page [--pages N] [--from SEED]`.  A field is right when it says what the page says, or
"unreadable" where the damage leaves no more.  A field that says something else is invented, and none may be.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tieout.reading.document import Document
from tieout.reading.files.limits import Limits
from tieout.reading.files.markdown import read as read_markdown
from tieout.reading.files.plain import read as read_plain
from tieout.reading.form.facing_page import read_facing_page
from tieout.sim.facing_pages import UNREADABLE, SimulatedFacingPage, facing_page

TARGET = 0.99


@dataclass
class Measured:
    """Counts by field, and every value that no print bears out."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    given_up: Counter[str] = field(default_factory=Counter)
    invented: list[tuple[int, str, object, object]] = field(default_factory=list)
    seconds: float = 0.0
    pages: int = 0

    @property
    def share(self) -> float:
        return sum(self.right.values()) / max(sum(self.asked.values()), 1)


def document_of(page: SimulatedFacingPage, name: str = "page") -> Document:
    """The page as the reader of its kind of file gives it."""
    return (read_markdown if page.form == "pipes" else read_plain)(page.text, name, Limits())


def measure(seeds: Iterable[int]) -> Measured:
    """Read the page of every seed and compare it with the truth."""
    measured = Measured()
    for seed in seeds:
        page = facing_page(seed)
        document = document_of(page, f"seed {seed}")
        started = time.perf_counter()
        read = read_facing_page(document)
        measured.seconds += time.perf_counter() - started
        measured.pages += 1
        for name, true in _flat(page.truth).items():
            found = _flat(read.fields).get(name, UNREADABLE if name.startswith(("oath", "contents")) else None)
            if name.startswith(("oath", "contents")) and "OATH" not in page.text:
                continue
            measured.asked[_group(name)] += 1
            doubtful = name in page.doubtful
            if found == true or (found == UNREADABLE and doubtful):
                measured.right[_group(name)] += 1
            elif found in (UNREADABLE, None):
                measured.given_up[_group(name)] += 1
            else:
                measured.invented.append((seed, name, true, found))
    return measured


def _flat(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields, each box of the contents one of its own."""
    contents = fields.get("contents")
    boxes = contents if isinstance(contents, Mapping) else {}
    held = {name: value for name, value in fields.items() if name != "contents"}
    return held | {f"contents ({letter})": mark for letter, mark in boxes.items()}


def _group(name: str) -> str:
    return name.split(" ")[0]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.facing_page", description="facing pages with the damage of real ones"
    )
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--from", type=int, default=100_000, dest="first", help="the first seed")
    parser.add_argument("--show", type=int, default=12, help="invented values to show")
    given = parser.parse_args()
    measured = measure(range(given.first, given.first + given.pages))
    print(f"{measured.pages} pages from seed {given.first}, {measured.seconds / measured.pages * 1000:.1f} ms a page")
    for name in sorted(measured.asked):
        share = measured.right[name] / measured.asked[name]
        print(f"  {name:28} {share:8.2%}   given up {measured.given_up[name]}")
    print(
        f"  all fields {measured.share:.2%} right (target {TARGET:.0%}), invented {len(measured.invented)} (target 0)"
    )
    for seed, name, true, found in measured.invented[: given.show]:
        print(f"    seed {seed} {name}: {true!r} read as {found!r}")


if __name__ == "__main__":
    main()
