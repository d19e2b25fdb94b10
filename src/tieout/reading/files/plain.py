"""Plain text to a Document: a line is a row, tabs part its cells, a form feed turns the page.

Where a line has no tabs, wide gaps and dot leaders part its cells, as in the typewritten filings of old.  The marks
that OCR tools leave in their text (`**`, `_{..}`, `<u>`, `\\$`, entities) are taken off; what was printed stays.
"""

from __future__ import annotations

import html
import re

from tieout.facts import TieoutError
from tieout.reading.document import Cell, Document, Page, Row
from tieout.reading.files.limits import Limits

LONGEST_LINE = 300_000  # characters; a report whose line ends were lost is shorter, and nothing else is a line
_BYTES_PER_CELL = 500  # what a cell and its row come to in memory

# Every pattern here stops at the first character that opens it anew, so that none looks at a text twice over.
_ESCAPE = re.compile(r"\\([!\"#$%&'()*+,./:;<=>?@\[\]^_`{|}~\\-])")
# Marks of emphasis, each opening with what it starts with, so that the search can leap from one to the next.
_EMPHASIS = (
    ("**", re.compile(r"\*\*(?=[^\s*])([^*\n]+)(?<=\S)\*\*")),
    ("*", re.compile(r"\*(?<![\w*]\*)(?=[^\s*])([^*\n]+)(?<=\S)\*(?![\w*])")),
    ("__", re.compile(r"__(?<!\w__)(?=[^\s_])([^_\n]+)(?<=\S)__(?!\w)")),
    ("_", re.compile(r"_(?<!\w_)(?=[^\s_{])([^_\n]+)(?<=\S)_(?!\w)")),
)
_RAISED = re.compile(r"[_^]\{([^{}\n]*)\}")
_TAG = re.compile(
    r"</?(?:u|b|i|s|em|strong|sub|sup|pre|p|small|big|span|font|center|code|del|ins|mark|table|caption|c|text|br)"
    r"(?:\s[^<>\n]*)?/?>",
    re.I,
)
_PAGE_TAG = re.compile(r"^<(?:PAGE|page)>[ \t]*$", re.M)
_BREAK = re.compile(r"<br\s{0,9}/?>", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TEX_SIGN = {"boxtimes": "☒", "checkmark": "☑", "square": "☐", "Box": "☐", "times": "×", "ldots": "...", "dots": "..."}
_TEX = re.compile(rf"\$?\\({'|'.join(_TEX_SIGN)})\b ?\$?")
_KEPT = 0xE000  # an escaped character waits here, in the private use area, while marks are taken off
_WAITING = re.compile("[\ue000-\ue07f]")

_LEADER = re.compile(r"[.·…_]{4,}|(?:(?:^| )[.·…]){3,}(?= |$)|…{2,}")
_LAST_LEADER = re.compile(r"(?:[.·…]{3,}|…)$")
_GAP = re.compile(r" {3,}|(?<=\S)  (?=[$(]? ?\d)")
_FIGURE = re.compile(r"\(?\$? ?\(?[\d,]+(?:\.\d+)?\)?%?$")


def unmarked(text: str, *, line_break: str = " ") -> str:
    """The text without the marks of markdown, HTML and TeX that OCR tools leave in it.

    >>> unmarked(r"**Cash** <u>and</u> H_{2}O \\$ 744,204 &amp; *more*, (net) [A] 3*")
    'Cash and H2O $ 744,204 & more, (net) [A] 3*'
    """
    if "\\" in text:
        if any("\\" + name in text for name in _TEX_SIGN):
            text = _TEX.sub(lambda found: _TEX_SIGN[found[1]], text)
        text = _ESCAPE.sub(lambda found: chr(_KEPT + ord(found[1])), text)
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(line_break, text))
    if "{" in text:
        text = _RAISED.sub(r"\1", text)
    for mark, pattern in _EMPHASIS:
        if mark in text:
            text = pattern.sub(r"\1", text)
    if "&" in text:
        text = _ENTITY.sub(_entity, text)
    return _WAITING.sub(lambda found: chr(ord(found[0]) - _KEPT), text) if not text.isascii() else text


def _entity(found: re.Match[str]) -> str:
    sign = html.unescape(found[0])
    return sign if sign.isprintable() and not sign.isspace() else " "


def read(text: str, name: str, limits: Limits, remarks: tuple[str, ...] = ()) -> Document:
    """A text file's characters to its Document.  Lines are numbered through the file, whatever the page."""
    affordable(text, name, limits)
    if "<PAGE>" in text or "<page>" in text:
        text = _PAGE_TAG.sub("\f", text)
    text = unmarked(text)
    pages: list[Page] = []
    number = 0
    for page, of_page in enumerate(text.split("\f"), 1):
        rows: list[Row] = []
        lines = of_page.split("\n")
        width = 0
        for line in lines[: len(lines) - 1] if not lines[-1] else lines:
            number += 1
            if line and (cells := cells_of(line, number)):
                rows.append(Row(page, cells))
                width = max(width, len(line))
        if page <= limits.pages:
            pages.append(Page(page, width, number, tuple(rows)))
    if len(pages) > 1 and not pages[-1].rows:
        pages.pop()  # the form feed that ends a file ends its last page, and begins none
    return Document(name, "text", tuple(pages), remarks)


def affordable(text: str, name: str, limits: Limits) -> None:
    """Raises when the Document would take more than it may, before any of it is made."""
    pages = text.count("\f") + 1
    if pages > limits.pages:
        raise limits.refuse("pages", f"{pages:,} pages", name)
    cells = text.count("\t") + text.count("\n") + text.count("|") + text.count("<") + text.count("   ")
    if cells * _BYTES_PER_CELL + 8 * len(text) > limits.memory_bytes:
        raise limits.refuse("memory_bytes", f"{len(text):,} characters in some {cells:,} cells", name)
    if len(text) > LONGEST_LINE and (longest := max(map(len, text.split("\n")))) > LONGEST_LINE:
        raise TieoutError(
            f"a line of {longest:,} characters: this is no printed page.",
            where=name,
            expected=f"text with its line ends, none over {LONGEST_LINE:,} characters.",
            mend="give the PDF or scan it was made from, or the text with its lines.",
        )


def cells_of(line: str, number: int) -> tuple[Cell, ...]:
    """The cells of one line: between tabs if it has any, else between wide gaps and leaders."""
    if "\t" in line:
        cells = []
        start = 0
        for column, part in enumerate(line.split("\t")):
            if words := unled(part):
                at = start + len(part) - len(part.lstrip())
                cells.append(Cell(words, (at, number, at + len(words), number), 1.0, (), column))
            start += len(part) + 1
        return tuple(cells)
    if "   " not in line and "..." not in line and "  " not in line and " . ." not in line and "…" not in line:
        words = line.strip()
        at = len(line) - len(line.lstrip())
        return (Cell(words, (at, number, at + len(words), number)),) if words else ()
    return _by_gaps(line, number)


def _by_gaps(line: str, number: int) -> tuple[Cell, ...]:
    """A typewritten line.  A leader is as wide as it is long, so it parts cells as the same width of blanks does."""
    spaced = _LEADER.sub(lambda found: " " * len(found[0]) if "_" not in found[0] else found[0], line)
    cells: list[Cell] = []
    start = 0
    for end, after in [*(found.span() for found in _GAP.finditer(spaced)), (len(spaced), len(spaced))]:
        part = spaced[start:end]
        if words := part.strip():
            at = start + len(part) - len(part.lstrip())
            box = (at, number, at + len(words), number)
            if cells and cells[-1].text in ("$", "($", "(") and _FIGURE.match(words):
                cells[-1] = Cell(f"{cells[-1].text} {words}", (cells[-1].box[0], number, box[2], number), 1.0, (), -1)
            else:
                cells.append(Cell(words, box, 1.0, (), -1))
        start = after
    return tuple(cells)


def unled(part: str) -> str:
    """A cell's words, without blanks at its ends or the dots that lead to the next.

    >>> unled(" Cash . . . . . "), unled("Cash........"), unled("per response.....12.00"), unled("No. ")
    ('Cash', 'Cash', 'per response 12.00', 'No.')
    """
    words = part.strip()
    if "..." in words or ". ." in words or "…" in words or "· ·" in words:
        words = _LEADER.sub(lambda found: " " if "_" not in found[0] else found[0], words).strip()
        words = _LAST_LEADER.sub("", words).rstrip()
    return words
