"""Labels to concepts, measured on labels that analysts classified by hand.

`python -m bench.labels [--data DIR] [--misses]` takes the gold labels of the balance sheet data set in DIR (its
README says where it comes from), asks `tieout.reading.labels.matching` what each means, maps the concept to the data
set's own classes (`fed_classes.csv`) and prints the share that agrees: over distinct labels, and weighted by how often
each occurs.  Labels are also counted in two halves by a hash of their letters.  The rules were written looking at
labels of half 0; of half 1 only its score and which class was taken for which were looked at, never a label, so it
shows, a little too kindly, what the rules do on labels they have not seen.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tieout.reading.labels.matching import match
from tieout.reading.labels.words import PARTICLES, phrases, words_of
from tieout.taxonomy.wordings import Wording, parse_rule, read_groups

DATA = Path(__file__).parents[2] / "shared" / "data" / "nyfed"
SECTION = {"asset": "assets", "liability": "liabilities"}
# Column names of the data set's own making, not labels: left out of the weighted score, as its README asks.
NOT_LABELS = ("Total asset", "Total liabilities & shareholder's equity")


@dataclass(frozen=True)
class Asked:
    """A label, the class it was given by hand, the class we say, and the concept behind that."""

    label: str
    norm: str
    count: int
    right: str
    said: str
    concept: str


@cache
def classes(side: str) -> tuple[tuple[str, Wording | None, str], ...]:
    """The rows of `fed_classes.csv` for a side: concept, rule over the words (None for no rule), class."""
    lines = (Path(__file__).parent / "fed_classes.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return tuple(
        (
            row["concept"],
            parse_rule({**row, "section": ""}, read_groups()) if row["has"] else None,
            row["class"],
        )
        for row in rows
        if row["side"] == side
    )


def class_of(label: str, side: str) -> tuple[str, str]:
    """The data set's class a label falls in, and our concept; both empty for none of these."""
    found = match(label, "financial_condition", SECTION[side])
    concept = found[0].concept if found else ""
    words = words_of(label)
    letters = "_".join(re.findall("[a-z]+", label.casefold()))
    said = phrases(words.named) | phrases(words.tokens) | {f"'{letters}'"}
    for wanted, rule, name in classes(side):
        if wanted in ("*", concept) and (rule is None or _fits(rule, words.named, said)):
            return name, concept
    return "", concept


def _fits(rule: Wording, tokens: Sequence[str], said: frozenset[str]) -> bool:
    allowed = {part for term in rule.has for word in term for part in word.split("_")}
    return rule.fits(said) and (not rule.whole or all(t in allowed or t in PARTICLES for t in tokens))


def half(norm: str) -> int:
    return int(hashlib.sha256(f"halves|{norm}".encode()).hexdigest()[:8], 16) % 2


def ask(data: Path, side: str) -> Iterator[Asked]:
    with (data / f"labels_{side}_gold.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            said, concept = class_of(row["label"], side)
            right = row["class"]
            yield Asked(row["label"], row["norm"], int(row["freq"]), right, said, concept)


def accuracy(asked: Sequence[Asked]) -> tuple[float, float]:
    """Share that agrees over distinct labels, and over occurrences."""
    right = [one for one in asked if agree(one)]
    weighted = [one for one in asked if one.label not in NOT_LABELS]
    occurrences = sum(one.count for one in weighted)
    return len(right) / len(asked), sum(o.count for o in weighted if agree(o)) / occurrences


def agree(one: Asked) -> bool:
    return " ".join(one.said.split())[:40].casefold() == " ".join(one.right.split())[:40].casefold()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.labels", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--misses", action="store_true", help="list what half 0 gets wrong")
    given = parser.parse_args()
    if not (given.data / "labels_asset_gold.csv").is_file():
        print(f"skipped: no labels_asset_gold.csv in {given.data}; --data names the folder that has it")
        return
    print(f"{'':11}{'labels':>8}{'agree':>8}{'weighted':>10}")
    for side in ("asset", "liability"):
        asked = list(ask(given.data, side))
        parts = {
            "": asked,
            " half 0": [o for o in asked if not half(o.norm)],
            " half 1": [o for o in asked if half(o.norm)],
        }
        for name, part in parts.items():
            share, weighted = accuracy(part)
            print(f"{side[:4] + name:11}{len(part):8}{share:8.3f}{weighted:10.3f}")
        if given.misses:
            for one in sorted(parts[" half 0"], key=lambda o: (o.right, o.label)):
                if not agree(one):
                    print(f"    {one.count:6} {one.label[:90]!r}: {one.right[:28]} | {one.said[:28]} ({one.concept})")
    _speed(given.data)


def _speed(data: Path) -> None:
    from tieout.reading.labels.matching import _match

    with (data / "labels_asset_gold.csv").open(encoding="utf-8", newline="") as file:
        labels = [row["label"] for row in csv.DictReader(file)]
    _match.cache_clear()
    words_of.cache_clear()
    began = time.process_time()
    for label in labels:
        match(label, "financial_condition", "assets")
    first = (time.process_time() - began) / len(labels)
    began = time.process_time()
    for label in labels:
        match(label, "financial_condition", "assets")
    again = (time.process_time() - began) / len(labels)
    print(f"a label seen first: {first * 1e6:.0f} us; seen again: {again * 1e6:.1f} us")


if __name__ == "__main__":
    main()
