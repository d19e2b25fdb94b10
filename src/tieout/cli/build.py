"""`tieout build`: the package of files, written whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import errno
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from tieout.annual import annual_report, focus_report
from tieout.cli.as_json import focus_json
from tieout.facts import Report, TieoutError
from tieout.facts.codec import to_json
from tieout.ledger.books import Books
from tieout.writing.forms import as_date, contents_of, edition_for
from tieout.writing.notes import fill_notes
from tieout.writing.pdf import write_pdf
from tieout.writing.workbook import write_workbook


def write_package(books: Books, out: Path, as_of: date | None) -> list[tuple[Path, str]]:
    """Write the annual report package into `out`; returns each file with words for the person.

    Everything is made before anything is written, and each file replaces its old self whole.  The same books give the
    same bytes.  Raises TieoutError where the books, the notes or the disk do not allow it.
    """
    report = package_report(books, as_of)
    focus = focus_json(focus_report(books, as_of))
    files = {
        "report.pdf": (_pdf(report, books), "the annual report"),
        "report.xlsx": (write_workbook(report), "the workbook, every computed cell a live formula"),
        "report.json": (to_json(report).encode(), "the facts, each with its trace"),
        "focus_iia.json": ((json.dumps(focus, indent=1) + "\n").encode(), "FOCUS Part IIA by box"),
        "focus_iia.csv": (_focus_csv(focus), "the same for a spreadsheet"),
    }
    _write_all(out, {name: data for name, (data, _) in files.items()})
    return [(out / name, words) for name, (_, words) in files.items()]


def package_report(books: Books, as_of: date | None) -> Report:
    """The report as the package prints it: notes filled in, and the contents of the facing page."""
    report = annual_report(books, as_of)
    report = replace(report, notes=fill_notes(books.notes, report))
    page = report.facing_page
    edition = edition_for(as_date(page["period_end"], "period_end"))
    contents = contents_of(report, edition, has_auditor_report=bool(books.auditor_report.strip()))
    return replace(report, facing_page={**page, "contents": contents})


def _pdf(report: Report, books: Books) -> bytes:
    """The PDF.  What cannot be printed is looked for in the files it may come from, so that the error names one."""
    try:
        return write_pdf(report, books.auditor_report)
    except TieoutError as error:
        character = re.search(r"the character (\S+) cannot be printed", str(error))
        where = _place_of(character[1], books) if character else ""
        if character is None or not where:
            raise
        raise TieoutError(
            f"the character {character[1]} cannot be printed: no font of the typesetter holds it.",
            where=where,
            mend="take it out, or write the word in Latin, Greek or Cyrillic letters.",
        ) from None


def _place_of(character: str, books: Books) -> str:
    texts = {**books.notes, "auditor_report.md": books.auditor_report}
    for name, text in texts.items():
        for number, line in enumerate(text.splitlines(), start=1):
            if character in line:
                return f"{name}, line {number}"
    for account in books.chart:
        if character in account.name + account.line:
            return f"accounts.csv, row {account.row}"
    for fact in books.told:
        if character in fact.label + fact.part:
            return "facts.csv"
    return "firm.toml" if character in repr(books.firm) else ""


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
    """All files into a staging folder inside `out`, then each moved into place.

    Inside, because `out` may be a file system of its own, between which and its parent nothing can be moved.  A full
    disk is found while staging, when nothing of the old package has been touched.
    """
    is_new = not out.exists()
    staging: Path | None = None
    try:
        out.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".tieout-", dir=out))
        for name, data in files.items():
            with (staging / name).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for name in files:
            (staging / name).replace(out / name)
    except OSError as error:
        what = f"cannot be written: {error.strerror or error}; nothing was half-written."
        raise TieoutError(what, where=str(out), mend=_mend(error)) from None
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
        if is_new:
            with contextlib.suppress(OSError):
                out.rmdir()  # only where nothing came to be in it


def _mend(error: OSError) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return "free some space, or choose another folder with --out."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "allow this user to write there, or choose another folder with --out."
        case errno.EEXIST | errno.ENOTDIR | errno.EISDIR | errno.ENOTEMPTY:
            path = f" ({error.filename})" if error.filename else ""
            return f"what is in the way{path} is of another kind: move it, or choose another folder with --out."
        case errno.ENAMETOOLONG:
            return "choose a folder with a shorter name with --out."
        case _:
            return "choose another folder with --out."
