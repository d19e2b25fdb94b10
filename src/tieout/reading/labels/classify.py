"""`tieout classify`: a list of labels of one side of a balance sheet, each with its concept or "none of these"."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tieout.facts import TieoutError
from tieout.reading.labels.matching import match
from tieout.taxonomy import taxonomy

SIDES = ("assets", "liabilities")  # liabilities and equity stand on one side
NONE_OF_THESE = "none of these"
LABEL = "label"
COLUMNS = (LABEL, "concept", "broader", "score", "words")


@dataclass(frozen=True, slots=True)
class Classified:
    """A label and its concept ("" for none of these), the broader concept it counts in, the score, and the words."""

    label: str
    concept: str
    broader: str
    score: float
    words: tuple[str, ...]


def classify(labels: Iterable[str], side: str) -> tuple[Classified, ...]:
    """Each label with the concept it means on a side of the balance sheet.

    >>> [row.concept for row in classify(["Cash (Note 2)", "Due from brokers", "December 31, 2003"], "assets")]
    ['cash_and_cash_equivalents', 'receivables_from_brokers_or_dealers', '']
    """
    if side not in SIDES:
        raise TieoutError(f"no side {side!r}", expected=" or ".join(SIDES))
    return tuple(_classified(label, side) for label in labels)


def _classified(label: str, side: str) -> Classified:
    found = match(label, "financial_condition", side)
    if not found:
        return Classified(label, "", "", 0.0, ())
    best = found[0]
    held = taxonomy()[best.concept]
    return Classified(label, best.concept, held.broader or best.concept, best.score, best.words)


def read_labels(path: Path) -> list[str]:
    """The `label` column of a CSV file.  Raises TieoutError where there is none, or the file is not readable text."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise TieoutError("cannot read the labels", where=str(path), mend=f"{fault.strerror or fault}") from fault
    except UnicodeDecodeError as fault:
        raise TieoutError(
            f"byte {fault.start + 1} is not UTF-8",
            where=str(path),
            expected="a CSV file in UTF-8",
            mend="save it as CSV UTF-8",
        ) from fault
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        columns = [name.strip().casefold() for name in rows.fieldnames or ()]
        if LABEL not in columns:
            raise TieoutError(
                "there is no column named label",
                where=str(path),
                expected="a CSV file with a column label",
                mend=f"name one of its columns label: {', '.join(rows.fieldnames or ()) or 'the file is empty'}",
            )
        name = (rows.fieldnames or ())[columns.index(LABEL)]
        return [row[name] or "" for row in rows]
    except csv.Error as fault:
        where = f"{path}, line {rows.line_num}"
        raise TieoutError(f"not a CSV file: {fault}", where=where, expected="comma-separated values") from fault


def as_csv(rows: Sequence[Classified]) -> str:
    """The table `-o` writes: label, concept ("none of these" where nothing fits), broader concept, score, words."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([row.label, row.concept or NONE_OF_THESE, row.broader, f"{row.score:.3f}", " ".join(row.words)])
    return out.getvalue()
