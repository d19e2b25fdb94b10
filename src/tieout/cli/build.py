"""`tieout build`: the package of files, written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from tieout.annual import annual_report, focus_report
from tieout.cli.show import focus_json
from tieout.facts import TieoutError
from tieout.facts.codec import to_json
from tieout.ledger.books import Books
from tieout.writing.notes import fill_notes
from tieout.writing.pdf import write_pdf
from tieout.writing.workbook import write_workbook


def write_package(books: Books, out: Path, as_of: date | None) -> list[tuple[Path, str]]:
    """Write the annual report package into `out`; returns each file with words for the person.

    Everything is made before anything is written, and each file replaces its old self whole.  The same books give the
    same bytes.  Raises TieoutError where the books, the notes or the disk do not allow it.
    """
    report = annual_report(books, as_of)
    report = replace(report, notes=fill_notes(books.notes, report))
    focus = focus_json(focus_report(books, as_of))
    files = {
        "report.pdf": (write_pdf(report, books.auditor_report), "the annual report"),
        "report.xlsx": (write_workbook(report), "the workbook, every computed cell a live formula"),
        "report.json": (to_json(report).encode(), "the facts, each with its trace"),
        "focus_iia.json": ((json.dumps(focus, indent=1) + "\n").encode(), "FOCUS Part IIA by box"),
        "focus_iia.csv": (_focus_csv(focus), "the same for a spreadsheet"),
    }
    _write_all(out, {name: data for name, (data, _) in files.items()})
    return [(out / name, words) for name, (_, words) in files.items()]


def _focus_csv(focus: Mapping[str, object]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["section", "line", "label", "box", "column", "value"])
    lines = focus["lines"]
    assert isinstance(lines, list)
    for line in lines:
        for box in line["boxes"]:
            writer.writerow([line["section"], line["line"], line["label"], box["box"], box["column"], box["value"]])
    return text.getvalue().encode()


def _write_all(out: Path, files: Mapping[str, bytes]) -> None:
    """All files into a staging folder beside `out`, then each moved into place.

    A full disk is found while staging, when nothing of the old package has been touched.
    """
    staging: Path | None = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        for name, data in files.items():
            with (staging / name).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        out.mkdir(exist_ok=True)
        for name in files:
            (staging / name).replace(out / name)
    except OSError as error:
        mend = "free some space, or choose another folder with --out; nothing was half-written."
        raise TieoutError(f"cannot be written: {error.strerror or error}.", where=str(out), mend=mend) from None
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
