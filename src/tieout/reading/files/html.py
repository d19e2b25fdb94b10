"""HTML and Inline XBRL to a Document: a table's row is a row, a block of text is a row, what is hidden is left out.

A box gives the line of the file where the row begins, since a page that flows has no other place.  A cell keeps the
column it stands in with `colspan` counted, so that columns line up over the rows of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from tieout.reading.document import Cell, Document, Page, Row
from tieout.reading.files.limits import Limits
from tieout.reading.files.plain import affordable, unled

# Opens with "<", and no part of it may hold another "<" outside quotes, so every search ends soon.
_TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_SPAN = re.compile(r"\bcolspan\s?=\s?[\"']?\s?(\d{1,4})", re.I)
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|\bhidden(?=[\s/]|$)", re.I)
_BREAKS_PAGE = re.compile(r"(?:page-)?break-before\s{0,3}:\s{0,3}(?:always|page)", re.I)
_BREAKS_AFTER = re.compile(r"(?:page-)?break-after\s{0,3}:\s{0,3}(?:always|page)", re.I)
_WHITE = re.compile(r"[\s\xa0]+")
_BLOCK_NAMES = """
    p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd section article header footer main body table thead tbody tfoot tr
    caption blockquote pre address form fieldset legend hr center figure title
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SKIPPED = frozenset({"script", "style", "ix:header", "template", "noscript", "svg", "head", "math"})
_VOID_NAMES = "br hr img input meta link col area base embed source track wbr"
_VOID = frozenset(_VOID_NAMES.split())
_DEEPEST = 10_000  # elements open at once; a report has some twenty


class _Reading:
    """What has been read so far: rows by page, the row and cell under way, and what is open around them."""

    def __init__(self, page: int, first: int) -> None:
        self.pages: list[list[Row]] = [[]]
        self.first_page = page
        self.line = first
        self.words: list[str] = []
        self.cells: list[Cell] = []
        self.column = 0
        self.span = 0  # of the cell under way; 0 outside a table's row
        self.row_line = first

    def end_cell(self) -> None:
        lines = (unled(_WHITE.sub(" ", line)) for line in "".join(self.words).split("\v"))
        text = "\n".join(filter(None, lines))
        self.words = []
        if text:
            at = float(self.column)
            self.cells.append(Cell(text, (at, self.row_line, at + max(self.span, 1), self.line), 1.0, (), self.column))
        self.column += self.span
        self.span = 0

    def end_row(self) -> None:
        self.end_cell()
        if self.cells:
            self.pages[-1].append(Row(self.first_page + len(self.pages) - 1, tuple(self.cells)))
        self.cells = []
        self.column = 0
        self.row_line = self.line

    def turn_page(self) -> None:
        self.end_row()
        if self.pages[-1]:
            self.pages.append([])


def read(text: str, name: str, limits: Limits, remarks: tuple[str, ...] = ()) -> Document:
    """An HTML file's characters to its Document.  A page ends where its style says that the printed page does."""
    affordable(text, name, limits)
    pages = _pages_of(text, 1, 1)
    if len(pages) > limits.pages:
        raise limits.refuse("pages", f"{len(pages):,} pages", name)
    height = text.count("\n") + 1
    made = tuple(
        Page(number, max((row.box[2] for row in rows), default=0), height, tuple(rows))
        for number, rows in enumerate(pages, 1)
    )
    return Document(name, "html", made, remarks)


def rows_of(text: str, *, page: int, first: int) -> list[Row]:
    """The rows of a piece of HTML inside another file, which starts on line `first` of it."""
    return [Row(page, row.cells) for rows in _pages_of(text, page, first) for row in rows]


def _pages_of(text: str, page: int, first: int) -> list[list[Row]]:
    made = _Reading(page, first)
    open_tags: list[tuple[str, bool, bool]] = []  # name, whether hidden, whether the page ends after it
    hidden = 0
    in_cell = 0
    for words, closing, tag, attributes in _pieces(text):
        if words and not hidden:
            made.words.append(unescape(words) if "&" in words else words)
        made.line += words.count("\n")
        if not tag:
            continue
        if closing:
            if not any(name == tag for name, _, _ in open_tags[-50:]):
                continue
            while open_tags:
                name, was_hidden, turns = open_tags.pop()
                hidden -= was_hidden
                in_cell -= name in ("td", "th")
                if turns and not hidden:
                    made.turn_page()
                if name == tag:
                    break
        if not hidden:
            _place(made, tag, bool(closing), attributes, in_cell)
        made.line += attributes.count("\n")
        if closing or tag in _VOID or attributes.endswith("/"):
            continue
        if _BREAKS_PAGE.search(attributes) and not hidden and not in_cell:
            made.turn_page()
        hides = tag in _SKIPPED or _HIDDEN.search(attributes) is not None
        if len(open_tags) < _DEEPEST:
            open_tags.append((tag, hides, _BREAKS_AFTER.search(attributes) is not None and not in_cell))
            hidden += hides
            in_cell += tag in ("td", "th")
    made.end_row()
    if len(made.pages) > 1 and not made.pages[-1]:
        made.pages.pop()
    return made.pages


def _place(made: _Reading, tag: str, closing: bool, attributes: str, in_cell: int) -> None:
    """What a tag does to the row and the cell under way."""
    if tag in ("td", "th"):
        if not closing:
            if not made.cells and not made.span and made.column == 0:
                made.row_line = made.line
            made.end_cell()
            span = _SPAN.search(attributes)
            made.span = max(1, min(int(span[1]), 1000)) if span else 1
        else:
            made.end_cell()
    elif tag == "br":
        if in_cell:
            made.words.append("\v")
        else:
            made.end_row()
    elif tag in _BLOCKS:
        if in_cell and tag not in ("table", "tr"):
            made.words.append("\v")  # a paragraph inside a cell is a line of it
        else:
            made.end_row()


def _pieces(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Words and the tag after them: (words, "/" if it closes, name, attributes).  What is no tag is words."""
    start = 0
    words = ""
    while (at := text.find("<", start)) >= 0:
        words += text[start:at]
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4)
            start = len(text) if end < 0 else end + 3
            continue
        if text.startswith(("<!", "<?"), at):
            end = text.find(">", at)
            start = len(text) if end < 0 else end + 1
            continue
        found = _TAG.match(text, at)
        if found is None:
            words += "<"
            start = at + 1
            continue
        tag = found[2].lower()
        yield words, found[1], tag, found[3]
        words = ""
        start = found.end()
        if tag in ("script", "style") and not found[1]:
            end = text.find(f"</{tag}", start)
            start = len(text) if end < 0 else end
    yield words + text[start:], "", "", ""
