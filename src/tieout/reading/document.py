"""Document: what every kind of file becomes before it is read.

One geometry: top-left origin, pages from 1.  In a PDF or a scan a box is in points (1/72 inch) on the page.  In a text
file a box is in characters: x from the start of the line, top and bottom the number of the line, from 1.  In HTML x is
the column of the table, and top and bottom are lines of the file.  A page that was skewed, or lay on its side, has its
places on the page made level and upright.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

Box = tuple[float, float, float, float]  # x0, top, x1, bottom


@dataclass(frozen=True, slots=True)
class Cell:
    """A run of words that stand together: text between tabs or pipes, or between wide gaps on a page.

    `sure` is the reader's own confidence, 1 where there was nothing to guess.  `also` holds what a second OCR engine
    read in the same place, where it read otherwise.  `column` is the position of the cell in its row where the file
    itself has columns (tabs, pipes; empty cells count), and -1 where only the place on the page tells.
    """

    text: str
    box: Box
    sure: float = 1.0
    also: tuple[str, ...] = ()
    column: int = -1


@dataclass(frozen=True)
class Row:
    """One printed line: its cells from left to right, none of them empty.  `page` counts from 1."""

    page: int
    cells: tuple[Cell, ...]

    @cached_property
    def text(self) -> str:
        """All its words, cells parted by a tab."""
        return "\t".join(cell.text for cell in self.cells)

    @property
    def box(self) -> Box:
        boxes = [cell.box for cell in self.cells]
        return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)

    @property
    def has_columns(self) -> bool:
        """Whether the file itself says which column a cell stands in."""
        return self.cells[0].column >= 0


@dataclass(frozen=True)
class Page:
    """A page: its size in the unit of its boxes, and its rows from top to bottom (blank lines left out)."""

    number: int
    width: float
    height: float
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Document:
    """A file as read: `name` for the trace, `kind` one of text, markdown, html, pdf, scan.

    `remarks` are what a user should know of how it was read ("page 3 has no text layer and was read by OCR").
    """

    name: str
    kind: str
    pages: tuple[Page, ...]
    remarks: tuple[str, ...] = ()

    def rows(self) -> Iterator[Row]:
        for page in self.pages:
            yield from page.rows

    @cached_property
    def text(self) -> str:
        return "\n".join(row.text for row in self.rows())
