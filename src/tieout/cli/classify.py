"""`tieout classify`: labels of a balance sheet to concepts, as a table for people, JSON for programs, or a CSV file."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tieout.facts import TieoutError
from tieout.reading.labels.classify import NONE_OF_THESE, Classified, as_csv, classify, read_labels

SCHEMA = "tieout/classify/1"
SURE = 0.6  # below this a person should look


def classify_file(path: str, side: str, out: str | None = None, as_json: bool = False) -> None:
    """Classify the `label` column of a CSV file and print the answer, or write it to the CSV file `out`."""
    rows = classify(read_labels(Path(path)), side)
    if out is not None:
        _write(Path(out), as_csv(rows))
    if as_json:
        sys.stdout.write(json.dumps(_as_json(rows, side), indent=1, ensure_ascii=False) + "\n")
    elif out is None:
        _show(rows)
    else:
        sys.stdout.write(f"{_summary(rows)}: {out}\n")


def _as_json(rows: Sequence[Classified], side: str) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "side": side,
        "labels": [
            {
                "label": row.label,
                "concept": row.concept or None,
                "broader": row.broader or None,
                "score": row.score,
                "words": list(row.words),
            }
            for row in rows
        ],
    }


def _show(rows: Sequence[Classified]) -> None:
    console = Console(highlight=False)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("label", ratio=3, min_width=14, overflow="fold")
    table.add_column("concept", no_wrap=True)
    table.add_column("counts in", style="dim", overflow="fold")
    table.add_column("score", justify="right", no_wrap=True)
    for row in rows:
        concept = escape(row.concept) if row.concept else f"[yellow]{NONE_OF_THESE}[/]"
        score = f"{row.score:.2f}" if row.concept else ""
        broader = row.broader if row.broader != row.concept else ""
        table.add_row(escape(row.label), concept, broader, f"[yellow]{score}[/]" if row.score < SURE else score)
    console.print(table)
    console.print(f"\n{_summary(rows)}")


def _summary(rows: Sequence[Classified]) -> str:
    nothing = sum(not row.concept for row in rows)
    unsure = sum(bool(row.concept) and row.score < SURE for row in rows)
    labels = "1 label" if len(rows) == 1 else f"{len(rows):,} labels"
    return f"{labels}, {nothing:,} {NONE_OF_THESE}, {unsure:,} to look at (score under {SURE})"


def _write(path: Path, text: str) -> None:
    """Write the whole file or none of it."""
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        half.write_text(text, encoding="utf-8", newline="")
        half.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
        what = f"cannot be written: {error.strerror or error}; nothing was half-written."
        raise TieoutError(what, where=str(path), mend="choose another file with -o.") from error
