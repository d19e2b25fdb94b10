"""A form as one long line of characters that remembers where each was printed.

Tables cut captions and values at their rules, columns are read in any order, and a caption may stand above, below or
inside its value.  So the form is taken as one string: captions are looked for by their letters alone, wherever cells
end, and what lies between two captions belongs to the first.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from tieout.facts import Read
from tieout.reading.document import Cell, Row
from tieout.reading.form.words import folded, letters

CELL, ROW = "\t", "\n"
_RUN = re.compile(r"[A-Za-z]+")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*/?>|\*\*|~~|[_^]\{([^{}]*)\}|__+")
_STRAY_START = re.compile(r"[A-Za-z]{1,2}[^A-Za-z\n]{1,3}(?=[A-Za-z])")
_STRAY_END = re.compile(r"[A-Za-z]{1,3}(?![A-Za-z])")
_ALIKE = 84.0  # of 100: how alike letters must be to be a caption that was misread

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """What is left of one cell: its text, where it starts in the strip, and its place in the file."""

    text: str
    start: int
    row: int
    column: int


class Strip:
    """The rows of a form as one string, cells parted by tabs and rows by line feeds."""

    def __init__(self, document: str, rows: Sequence[Row]) -> None:
        self.document = document
        parts: list[str] = []
        self._starts: list[int] = []
        self._cells: list[tuple[int, Cell]] = []
        self._pages: list[int] = []
        self.lines: list[str] = []  # the rows as printed; a row whose cells hold several lines is as many
        self._row_of: list[int] = []
        at = 0
        for index_of_row, row in enumerate(rows):
            for line in _lines_of(row):
                number, last = len(self._pages), len(line) - 1
                self._pages.append(row.page)
                self._row_of.append(index_of_row)
                for index, (text, cell) in enumerate(line):
                    self._starts.append(at)
                    self._cells.append((number, cell))
                    plain = _TAG.sub(r"\1", text) if _marked(text) else text
                    parts.append(plain.replace("\t", " ") + (ROW if index == last else CELL))
                    at += len(parts[-1])
                self.lines.append(CELL.join(text for text, _ in line))
        self.text = "".join(parts)
        runs = [(found.start(), found[0]) for found in _RUN.finditer(folded(self.text))]
        self._run_at = [start for start, _ in runs]
        self._run_in = [0]
        for _, run in runs:
            self._run_in.append(self._run_in[-1] + len(run))
        self.letters = "".join(run for _, run in runs)
        self.capitals = self.letters.upper()

    def _in_text(self, at: int) -> int:
        """Where a letter, counted among the letters, stands in the text."""
        run = bisect_right(self._run_in, at) - 1
        return self._run_at[run] + at - self._run_in[run]

    def _in_letters(self, at: int) -> int:
        """How many letters stand before a place in the text."""
        run = bisect_right(self._run_at, at) - 1
        if run < 0:
            return 0
        return min(self._run_in[run] + at - self._run_at[run], self._run_in[run + 1])

    def _span(self, start: int, end: int) -> Span:
        return self._in_text(start), self._in_text(end - 1) + 1

    def find(self, words: str, low: int = 0, high: int | None = None, *, as_printed: bool = False) -> Span | None:
        """Where a caption's letters stand, exactly; `as_printed` heeds its capitals too."""
        sought = letters(words)
        where = self.letters if as_printed else self.capitals
        stop = len(where) if high is None else self._in_letters(high)
        at = where.find(sought if as_printed else sought.upper(), self._in_letters(low), stop)
        return None if at < 0 or not sought else self._span(at, at + len(sought))

    def find_like(self, words: str, low: int, high: int, alike: float = _ALIKE) -> Span | None:
        """Where a caption stands that was misread or cut: the stretch most like it, if any is like enough."""
        sought = letters(words).upper()
        start, stop = self._in_letters(low), self._in_letters(high)
        if stop - start < len(sought) * 0.8 or not sought:
            return None
        found = fuzz.partial_ratio_alignment(sought, self.capitals[start:stop], score_cutoff=alike)
        if found is None or found.dest_end - found.dest_start < len(sought) * 0.8:
            return None
        return self._whole_words(*self._span(start + found.dest_start, start + found.dest_end))

    def _whole_words(self, start: int, end: int) -> Span:
        """A stretch found by likeness, which may begin or end inside a word: a letter or two of it are given up."""
        if start and self.text[start - 1].isalpha() and (stray := _STRAY_START.match(self.text, start)):
            start = stray.end()
        if self.text[end - 1].isalpha() and end < len(self.text) and self.text[end].isalpha():
            rest = _STRAY_END.match(self.text, end)
            last = re.search(r"[^A-Za-z]([A-Za-z]{1,2})$", self.text[start:end])
            end = end - len(last[1]) if last else rest.end() if rest else end
        while end > start + 1 and not self.text[end - 1].isalpha():
            end -= 1
        return start, end

    def row_of(self, line: int) -> int:
        """The row of the document, counted from the first of the strip, that a printed line belongs to."""
        return self._row_of[line]

    def cell_at(self, at: int) -> tuple[int, Cell]:
        """The row (counted from the first) and the cell that a character stands in."""
        return self._cells[max(bisect_right(self._starts, at) - 1, 0)]

    def pieces(self, low: int, high: int, without: Sequence[Span] = ()) -> list[Piece]:
        """What stands between two places, cell by cell, with some stretches left out;
        a stretch parts what it leaves.
        """
        found: list[Piece] = []
        at = low
        for start, end in [*sorted(span for span in without if span[1] > low and span[0] < high), (high, high)]:
            while at < start:
                row, cell = self.cell_at(at)
                index = bisect_right(self._starts, at)
                stop = min(start, self._starts[index] - 1 if index < len(self._starts) else len(self.text) - 1)
                if text := self.text[at:stop].strip():
                    found.append(Piece(text, at + self.text[at:stop].index(text), row, cell.column))
                at = max(stop, at + 1) if stop == start else stop + 1
            at = max(at, end)
        return found

    def read(self, pieces: Sequence[Piece], repaired: str = "") -> Read:
        """The trace of a value that these pieces print."""
        spans = [(piece.start, piece.start + len(piece.text)) for piece in pieces]
        low, high = min(start for start, _ in spans), max(end for _, end in spans)
        first, last = max(bisect_right(self._starts, low) - 1, 0), bisect_left(self._starts, high)
        cells = self._cells[first:last] or self._cells[first : first + 1]
        page = self._pages[cells[0][0]]
        boxes = [cell.box for number, cell in cells if self._pages[number] == page]
        box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
        return Read(self.document, page, box, " ".join(piece.text for piece in pieces), repaired)


def _lines_of(row: Row) -> list[list[tuple[str, Cell]]]:
    """The printed lines of a row: one, unless a table's row was read over several and its cells hold them."""
    if not any("\n" in cell.text for cell in row.cells):
        return [[(cell.text, cell) for cell in row.cells]]
    split = [(cell.text.split("\n"), cell) for cell in row.cells]
    deepest = max(len(lines) for lines, _ in split)
    return [
        [(lines[k], cell) for lines, cell in split if k < len(lines) and lines[k].strip()] or [("", row.cells[0])]
        for k in range(deepest)
    ]


def _marked(text: str) -> bool:
    return "<" in text or "**" in text or "{" in text or "__" in text or "~~" in text
