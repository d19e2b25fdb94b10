"""Any table people export, CSV or XLSX, as columns of text with the row each stood in.

`read_table` finds the header row below whatever title lines there are ("Acme Securities LLC / Trial Balance / As of
December 31, 2024"), and keeps those, since the date may be in them.  Nothing is interpreted here: `cents`, `decimals`
and `dates` read the text of a column, and `reading` knows what the columns of each kind of file mean.

A regular CSV body goes through polars' own reader.  What polars refuses (stray quotation marks, rows too long) goes
through the csv module, which is slow but can say in which row the file is broken.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tieout.facts import TieoutError
from tieout.ledger.figures import Column, cents, dates, decimals
from tieout.ledger.workbooks import is_workbook, sheets

__all__ = ["Column", "Table", "cents", "dates", "decimals", "normal", "read_table"]

# Title lines, logos and addresses above a header: more than this and it is not a table.
_HEAD_ROWS = 60
_HEAD_CHARS = 1 << 18
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as printed.

    `columns` are the headings as printed, a repeated one numbered ("Amount", "Amount (2)"), an empty one called by its
    place ("column 3").  `frame` holds them as String columns, null or "" where blank, and `row` (UInt32), the row a
    spreadsheet user sees, from 1.  `from_floats` says that numbers passed through a workbook's binary cells.
    """

    source: str
    titles: tuple[str, ...]
    columns: tuple[str, ...]
    frame: pl.DataFrame
    from_floats: bool = False


def normal(heading: str) -> str:
    """A heading without case, spaces and punctuation.

    >>> normal(" Trans #"), normal("Account No.")
    ('trans', 'accountno')
    """
    return "".join(c for c in heading.casefold() if c.isalnum())


def read_table(
    path_or_bytes: Path | str | bytes,
    name: str,
    wanted_headers: Collection[str],
    such_as: str = "Date, Account, Debit, Credit",
) -> Table:
    """The table in a CSV or XLSX file.

    `wanted_headers` are the normalised headings worth looking for: the header is the first row with the most of them,
    at least two.  Raises TieoutError for a file that cannot be read or holds no such row; its message names the
    headings `such_as` a person would write.
    """
    data = path_or_bytes if isinstance(path_or_bytes, bytes) else _bytes(Path(path_or_bytes), name)
    wanted = {normal(heading) for heading in wanted_headers}
    if is_workbook(data, name):
        table = _from_workbook(data, name, wanted)
    else:
        table = _from_csv(_text(data, name), name, wanted)
    if table is None:
        raise TieoutError(
            "no header row found.",
            where=name,
            expected=f"within the first {_HEAD_ROWS} rows, a row of headings such as {such_as}.",
            mend="add the headings above the columns.",
        )
    return table


def _bytes(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TieoutError(f"cannot be read: {error.strerror}.", where=name) from None


def _from_workbook(data: bytes, name: str, wanted: Collection[str]) -> Table | None:
    for sheet in sheets(data, name):
        score, header = _header(sheet.rows[:_HEAD_ROWS], wanted)
        if score >= 2:
            sheet.refuse_uncached_formulas()
            width = max(len(row) for row in sheet.rows[header:])
            names = _names(sheet.rows[header], width)
            body = [[*row, *[None] * (width - len(row))] for row in sheet.rows[header + 1 :]]
            return _table(name, sheet.rows[:header], names, _frame(body, names), header, from_floats=True)
    return None


def _from_csv(text: str, name: str, wanted: Collection[str]) -> Table | None:
    head = text[:_HEAD_CHARS]
    found = max(
        ((delimiter, *_header(_records(head, delimiter, _HEAD_ROWS), wanted)) for delimiter in _DELIMITERS),
        key=lambda candidate: candidate[1],
    )
    delimiter, score, header = found
    if score < 2:
        return None
    above = _records(head, delimiter, header + 1)
    while len(above[-1]) > 1 and not above[-1][-1]:
        above[-1].pop()  # a comma after the last heading
    names = _names(above[-1], len(above[-1]))
    frame = _fast_frame(text, delimiter, header, names)
    if frame is None:
        frame = _slow_frame(text, name, delimiter, header, names)
    return _table(name, above[:-1], names, frame, header)


def _table(
    name: str,
    above: Iterable[Sequence[str | None]],
    names: tuple[str, ...],
    frame: pl.DataFrame,
    header: int,
    *,
    from_floats: bool = False,
) -> Table:
    lines = (" ".join(cell.strip() for cell in cells if cell and cell.strip()) for cells in above)
    return Table(
        source=name,
        titles=tuple(line for line in lines if line),
        columns=names,
        frame=frame.with_row_index("row", header + 2).select(*names, pl.col("row").cast(pl.UInt32)),
        from_floats=from_floats,
    )


def _text(data: bytes, name: str) -> str:
    """The text of a CSV file: UTF-8, UTF-16 where a byte-order mark says so, else Windows-1252."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif data.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    else:
        encoding = "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _windows_1252(data, name)
    if "\0" in text:
        raise TieoutError(
            "not a text file.", where=name, expected="CSV or XLSX.", mend="export the table as CSV UTF-8 or XLSX."
        )
    # Old Macintosh exports end lines with a lone carriage return.
    return text.replace("\r", "\n") if "\r" in text and "\n" not in text else text


def _windows_1252(data: bytes, name: str) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise TieoutError(
            f"byte {error.start + 1} is neither UTF-8 nor Windows-1252.",
            where=name,
            expected="CSV or XLSX.",
            mend="export the table as CSV UTF-8 or XLSX.",
        ) from None


def _records(text: str, delimiter: str, limit: int) -> list[list[str]]:
    """The first records of a text, as far as they can be read."""
    held: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            held.append([cell.strip() for cell in record])
            if len(held) == limit:
                break
    except csv.Error:
        pass  # the rest is not for this delimiter
    return held


def _header(rows: Sequence[Sequence[str | None]], wanted: Collection[str]) -> tuple[int, int]:
    """How many wanted headings the best row has, and which row that is (from 0)."""
    best, at = 0, 0
    for index, row in enumerate(rows):
        score = len({normal(cell) for cell in row if cell} & set(wanted))
        if score > best:
            best, at = score, index
    return best, at


def _names(headings: Sequence[str | None], width: int) -> tuple[str, ...]:
    names: list[str] = []
    for place in range(width):
        heading = " ".join((headings[place] or "").split()) if place < len(headings) else ""
        name, count = heading or f"column {place + 1}", 1
        while name in names or name == "row":
            count += 1
            name = f"{heading or 'column'} ({count})"
        names.append(name)
    return tuple(names)


def _frame(rows: Sequence[Sequence[str | None]], names: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={name: pl.String() for name in names}, orient="row")


def _fast_frame(text: str, delimiter: str, header: int, names: Sequence[str]) -> pl.DataFrame | None:
    """The body by polars' reader; None where polars refuses it."""
    if text.count('"') % 2:
        return None  # polars may take the rest of the file into one cell that is never closed
    reader = csv.reader(io.StringIO(text[:_HEAD_CHARS], newline=""), delimiter=delimiter)
    for _ in range(header + 1):
        next(reader)
    start = 0
    for line in io.StringIO(text[:_HEAD_CHARS], newline="").readlines()[: reader.line_num]:
        start += len(line)
    # A heading line of our own: polars takes the number of columns from the first line it sees.
    own = delimiter.join(f"c{place}" for place in range(len(names)))
    try:
        frame = pl.read_csv(
            f"{own}\n{text[start:]}".encode(), separator=delimiter, infer_schema=False, raise_if_empty=False
        )
    except pl.exceptions.PolarsError:
        return None
    return frame.rename(dict(zip(frame.columns, names, strict=True)))


def _slow_frame(text: str, name: str, delimiter: str, header: int, names: Sequence[str]) -> pl.DataFrame:
    """The body by the csv module: for what polars refuses, and to say in which row it is broken."""
    rows: list[list[str | None]] = []
    width = len(names)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, 1):
            if number <= header + 1:
                continue
            if any(cell.strip() for cell in record[width:]):
                raise TieoutError(
                    f"{len(record)} cells under {width} headings.",
                    where=f"{name}, row {number}",
                    mend="put quotation marks around a text or an amount that has the delimiter in it.",
                )
            rows.append([*(cell or None for cell in record[:width]), *[None] * (width - len(record))])
    except csv.Error as error:
        raise TieoutError(
            f"not readable as CSV: {error}.",
            where=f"{name}, row {number + 1}",
            mend='close each quotation mark, and write one inside a quoted text twice ("").',
        ) from None
    return _frame(rows, names)
