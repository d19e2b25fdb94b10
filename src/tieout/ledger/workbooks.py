"""XLSX sheets as rows of text: numbers as Excel shows them, dates as 2003-12-31, never a guessed formula."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from tieout.facts import TieoutError

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF = b"%PDF"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from row 1, blank cells None.

    `refuse_uncached_formulas` raises TieoutError when a formula of the sheet holds no value.
    """

    title: str
    rows: list[list[str | None]]
    refuse_uncached_formulas: Callable[[], None]


def is_workbook(data: bytes, name: str) -> bool:
    """True for XLSX; raises TieoutError for what only looks like a table: encrypted or old workbooks, PDF."""
    if data.startswith(_OLE):
        raise TieoutError(
            "a password-protected workbook or an old .xls.",
            where=name,
            expected="CSV or XLSX.",
            mend="open it and save it as .xlsx without a password.",
        )
    if data.startswith(_PDF):
        raise TieoutError("a PDF.", where=name, expected="CSV or XLSX.", mend="export the table as CSV or XLSX.")
    return data.startswith(_ZIP)


def sheets(data: bytes, name: str) -> Iterator[Sheet]:
    """The worksheets in their order, each read when asked for.  Raises TieoutError for a broken file."""
    # Imported here: books of CSV files are read in a third of the time it takes.
    from openpyxl import load_workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet  # its stubs know less than it does, hence Any below

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            if isinstance(sheet, ReadOnlyWorksheet):
                sheet.reset_dimensions()  # exporters state them wrong, and openpyxl believes them
                yield Sheet(sheet.title, _rows(sheet), _refuser(data, sheet, name))
    except TieoutError:
        raise
    except Exception as error:  # openpyxl lets through whatever its parts raise: zip, XML, KeyError, TypeError
        raise TieoutError(
            f"not readable as a workbook: {error}.",
            where=name,
            mend="open it in Excel or LibreOffice and save it anew.",
        ) from None


def _rows(sheet: Any) -> list[list[str | None]]:
    rows: list[list[str | None]] = []
    for cells in sheet.iter_rows():
        row = [_text(cell.value, cell) for cell in cells]
        while row and row[-1] is None:
            row.pop()
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _text(value: object, cell: Any) -> str | None:
    match value:
        case None:
            return None
        case str():
            return value if value.strip() else None
        case bool():
            return str(value).upper()
        case int() | float():
            # Fifteen significant digits are what Excel holds and shows; the rest is binary residue.
            number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
            if "%" in str(cell.number_format):
                return f"{(number * 100).normalize():f}%"
            return f"{number:f}"
        case datetime():
            return value.date().isoformat() if value == datetime(*value.timetuple()[:3]) else value.isoformat(" ")
        case date():
            return value.isoformat()
    return str(value)


def _refuser(data: bytes, sheet: Any, name: str) -> Callable[[], None]:
    def refuse() -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = archive.open(sheet._worksheet_path)
            cells = [cell for _, cell in ElementTree.iterparse(part) if cell.tag == f"{_MAIN}c"]
        empty = [cell.get("r", "?") for cell in cells if _uncached(cell)]
        if empty:
            more = f" and {len(empty) - 1} more" if len(empty) > 1 else ""
            raise TieoutError(
                f"the formula in {sheet.title}!{empty[0]}{more} holds no value.",
                where=name,
                mend="open the workbook in Excel or LibreOffice, let it calculate, and save it.",
            )

    return refuse


def _uncached(cell: ElementTree.Element) -> bool:
    if cell.find(f"{_MAIN}f") is None or cell.get("t") == "str":  # a formula may well give an empty text
        return False
    return not (cell.findtext(f"{_MAIN}v") or "")
