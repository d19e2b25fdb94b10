"""Markdown to a Document: the pipe tables that OCR tools emit, and the HTML tables some of them write instead.

A table's cell keeps its column, and a `<br>` inside it is a line end in its text.  Everything else is plain text.
"""

from __future__ import annotations

import re

from tieout.reading.document import Box, Cell, Document, Page, Row
from tieout.reading.files import html
from tieout.reading.files.limits import Limits
from tieout.reading.files.plain import affordable, cells_of, unled, unmarked

_SEPARATOR = re.compile(r"[ \t]*\|?[ \t:]*-[ \t|:-]*$")
_HEADING = re.compile(r"#{1,6}[ \t]+")
_CLOSING = re.compile(r"[ \t]#{1,6}[ \t]*$")
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_PAGE_BREAK = re.compile(
    r"[ \t]*(?:<!--[ \t]*page[ -]?break[ \t]*-->|\\newpage|\\pagebreak|<page[ _-]?break[ \t]*/?>)[ \t]*$", re.I
)
_BREAK = re.compile(r"<br[ \t]*/?>", re.I)
_COMMENT = re.compile(r"<!--[^\n>]*-->")
_ESCAPED_PIPE = "\ue07c"  # where plain.unmarked would keep one; it comes back as a pipe


def read(text: str, name: str, limits: Limits, remarks: tuple[str, ...] = ()) -> Document:
    """A markdown file's characters to its Document.  Lines are numbered through the file, whatever the page."""
    affordable(text, name, limits)
    pages: list[list[Row]] = [[]]
    lines = text.split("\n")
    last_table_end = max((k for k, line in enumerate(lines) if "</table" in line.lower()), default=-1)
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        before, turned, line = line.rpartition("\f")
        if before:
            pages[-1] += _rows(before, number, len(pages))
        if turned or _PAGE_BREAK.match(line):
            pages.append([])
        if _PAGE_BREAK.match(line) or _FENCE.match(line):
            continue
        if number <= last_table_end + 1 and (at := line.lower().find("<table")) >= 0:
            pages[-1] += _rows(line[:at], number, len(pages))
            end = next(k for k in range(number - 1, len(lines)) if "</table" in lines[k].lower())
            block = "\n".join([line[at:], *lines[number : end + 1]])
            pages[-1] += html.rows_of(block, page=len(pages), first=number)
            number = end + 1
        else:
            pages[-1] += _rows(line, number, len(pages))
    if len(pages) > limits.pages:
        raise limits.refuse("pages", f"{len(pages):,} pages", name)
    if len(pages) > 1 and not pages[-1]:
        pages.pop()
    width = max(map(len, lines), default=0)
    return Document(
        name, "markdown", tuple(Page(k, width, len(lines), tuple(rows)) for k, rows in enumerate(pages, 1)), remarks
    )


def _rows(line: str, number: int, page: int) -> list[Row]:
    line = _COMMENT.sub("", line)
    if "|" in line and _SEPARATOR.match(line):
        return []
    if "|" in line and (line.lstrip().startswith("|") or line.count("|") > 1):
        cells = _between_pipes(line, number)
    else:
        heading = _HEADING.match(line)
        words = _CLOSING.sub("", line[heading.end() :]) if heading else line
        # Outside a table a `<br>` ends a line: "Firm<br>Statement of Income<br>Year ended ..." is three.
        found = [cells_of(unmarked(piece), number) for piece in _BREAK.split(words)]
        return [Row(page, cells) for cells in found if cells]
    return [Row(page, cells)] if cells else []


def _between_pipes(line: str, number: int) -> tuple[Cell, ...]:
    kept = line.replace("\\|", _ESCAPED_PIPE)
    start = len(kept) - len(kept.lstrip())
    if kept.startswith("|", start):
        start += 1
    end = len(kept.rstrip())
    if end > start and kept[end - 1] == "|":
        end -= 1
    cells: list[Cell] = []
    for column, part in enumerate(kept[start:end].split("|")):
        if words := "\n".join(filter(None, map(unled, unmarked(part, line_break="\n").split("\n")))):
            at = start + len(part) - len(part.lstrip())
            box: Box = (at, number, at + len(part.strip()), number)
            cells.append(Cell(words, box, 1.0, (), column))
        start += len(part) + 1
    return tuple(cells)
