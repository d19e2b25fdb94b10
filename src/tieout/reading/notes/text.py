"""Notes as text: rows to notes, and each note to its paragraphs and small tables.

A page's furniture (numbers, running heads, "continued") is dropped; a paragraph knows from which rows its words came,
so that a fact found in a sentence can show its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tieout.facts import Note
from tieout.reading.document import Box, Cell, Row
from tieout.reading.figures import figures, readings

_LONGEST_TITLE = 110
_LONGEST_LABEL = 75

_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:page\s*)?(?:[A-F]-)?\d{1,3}(?:\s*of\s*\d{1,3})?[-–—\s]*", re.I)
_RUNNING_HEAD = re.compile(
    r"(?:\(?continued\)?|notes?\s+to\s+(?:the\s+)?(?:\w+\s+){0,4}?(?:financial\s+)?(?:statements?|condition)\b.*"
    r"|(?:see|the)\s+(?:accompanying\s+)?notes\s+(?:to|are)\b.*"
    r"|(?:(?:for\s+the\s+)?(?:fiscal\s+)?years?\s+ended\s+)?(?:january|february|march|april|may|june|july|august"
    r"|september|october|november|december)\s+\d{1,2},?\s+\d{4}(?:\s+and\s+(?:\w+\s+\d{1,2},\s+)?\d{4})?\s*(?:\(continued\))?)",
    re.I,
)
_NUMBERED = re.compile(
    r"(?:notes?\s*(?:no\.?\s*)?(?P<note>\d{1,2}|[A-Z])\b\s*[-–—:.)]*|\(\s*(?P<bracketed>\d{1,2}|[A-Z])\s*\)"
    r"|(?P<plain>\d{1,2}|[A-Z])\s?[.)]|(?P<dashed>\d{1,2})\s*[-–—](?=\s*[A-Z]))\s*[-–—:.]*\s*(?P<title>.*)",
    re.I,
)
_ABBREVIATED = re.compile(r"\b(?:inc|co|corp|ltd|l\.p|l\.l\.c|n\.a)\.$", re.I)
_CONTINUED = re.compile(r"\s*[-–—,]?\s*\(?\s*(?:continued|cont['’]?d\.?|concluded)\s*\)?\.?\s*$", re.I)
_RUN_IN = re.compile(r"(?<=[A-Za-z)])(?::\s+|\s*[—–]\s*|\s+-+\s+|\.\s+)(?=[A-Z\"“])")
_TRAILING = re.compile(
    r"(?P<label>[A-Z0-9(\"“][^$%]{1,70}?)[\s.]*\s(?P<figures>[$(][$(\s]*[\d,.]+\)?(?:\s*%)?|\(?\d{1,3}(?:,\d{3})+\)?)"
)
_NOT_A_LABEL_END = re.compile(
    r"\b(?:of|to|by|was|were|is|and|or|at|in|for|the|approximately|than|from|with|rule)$", re.I
)
_LEADS_TO = re.compile(r"\b(?:follows?|following|consists? of|are|is|were|was|below|summarized|listed)\b", re.I)
_FRAGMENT = re.compile(r"[$(\s]+")
_CLOSING = re.compile(r"\s*(?:\)\s*%?|%\s*\)?)\s*")
_PREFIXES = {"non", "pre", "post", "broker", "self", "co", "sub", "re", "tax", "long", "short", "fully", "wholly"}


@dataclass(frozen=True)
class Paragraph:
    """Running words; `starts` says where in `text` the words of each row begin."""

    text: str
    rows: tuple[Row, ...]
    starts: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, Box]:
        """The page and box of the rows that hold these characters; the page of the first where they turn a page."""
        ends = (*self.starts[1:], len(self.text) + 1)
        held = [row for row, at, to in zip(self.rows, self.starts, ends, strict=True) if at < end and start < to]
        held = [row for row in held if row.page == held[0].page]
        boxes = [row.box for row in held]
        x0, x1 = min(b[0] for b in boxes), max(b[2] for b in boxes)
        return held[0].page, (x0, min(b[1] for b in boxes), x1, max(b[3] for b in boxes))


@dataclass(frozen=True)
class Table:
    """Rows of label and figures, the headings among them."""

    rows: tuple[Row, ...]


@dataclass(frozen=True)
class NoteText:
    """A note: its number as printed (a letter by its place; an unnumbered note by its order), its title and blocks."""

    number: int
    title: str
    blocks: tuple[Paragraph | Table, ...]

    @cached_property
    def note(self) -> Note:
        parts = [block.text if isinstance(block, Paragraph) else _markdown(block) for block in self.blocks]
        return Note(self.number, self.title, "\n\n".join(parts) + "\n")


def notes_of(rows: Sequence[Row], entity: str = "") -> tuple[NoteText, ...]:
    """The notes of a section, in order; words before the first heading belong to none unless there is no heading."""
    kept = list(_without_furniture(rows, entity))
    return tuple(
        NoteText(number, title, tuple(_blocks(body))) for number, title, body in _by_heading(kept) if title or body
    )


# --- rows -------------------------------------------------------------------------------------------------------------


def tidy(row: Row) -> Row:
    """The row with its figures whole: a dollar sign, bracket or percent sign that stands alone rejoins its figure."""
    cells: list[Cell] = []
    lead: Cell | None = None
    for cell in row.cells:
        text = cell.text.strip()
        if lead is not None:
            cell = replace(cell, text=f"{lead.text.strip()} {text}", box=_around(lead.box, cell.box))
            lead = None
            text = cell.text
        if "$" in text and _FRAGMENT.fullmatch(text):
            lead = cell
        elif cells and _CLOSING.fullmatch(text) and readings(cells[-1].text):
            cells[-1] = replace(cells[-1], text=f"{cells[-1].text}{text}", box=_around(cells[-1].box, cell.box))
        elif any(c.isalnum() or c in "-–—−_" for c in text):
            cells.append(cell)
    return row if len(cells) == len(row.cells) or not cells else Row(row.page, tuple(cells))


def label_and_figures(row: Row) -> tuple[str, tuple[Cell, ...]]:
    """The words a row begins with, and the figure cells it ends with."""
    count = len(row.cells)
    while count > 0 and readings(row.cells[count - 1].text):
        count -= 1
    if count == 0 and len(row.cells) > 1 and _is_year(row.cells[0].text) and not _is_year(row.cells[1].text):
        count = 1  # a year is the label of its row
    return " ".join(cell.text.strip() for cell in row.cells[:count]), row.cells[count:]


def _is_year(text: str) -> bool:
    return re.fullmatch(r"(?:(?:19|20)\d\d[\s,]*)+", text.strip()) is not None


def _around(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _words(row: Row) -> str:
    return " ".join(" ".join(cell.text for cell in row.cells).replace("\\$", "$").split())


def _without_furniture(rows: Sequence[Row], entity: str) -> Iterator[Row]:
    name = _bare(entity)
    for index, raw in enumerate(rows):
        row = tidy(raw)
        text = row.cells[0].text.strip() if len(row.cells) == 1 else ""
        if not any(c.isalnum() for c in row.text):
            if len(row.cells) > 1 and any(readings(cell.text) for cell in row.cells):
                yield row
            continue
        if text:
            edge = row.cells[0].column == 0 or _is_edge(rows, index)
            if len(text) < 20 and _PAGE_NUMBER.fullmatch(text) and edge:
                continue
            if len(text) < 160 and _RUNNING_HEAD.fullmatch(text) and not text.endswith((".", ":", ",")):
                continue
            if name and len(text) < len(entity) + 40 and _bare(_CONTINUED.sub("", text)) == name:
                continue
        yield row


def _is_edge(rows: Sequence[Row], index: int) -> bool:
    page = rows[index].page
    return index in (0, len(rows) - 1) or rows[index - 1].page != page or rows[index + 1].page != page


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.casefold())


# --- headings ---------------------------------------------------------------------------------------------------------


def _by_heading(rows: Sequence[Row]) -> Iterator[tuple[int, str, list[Row]]]:
    heads = list(_numbered(rows))
    if not heads:
        heads = list(_unnumbered(rows))
    if not heads:
        if rows:
            yield 1, "", list(rows)
        return
    held: list[tuple[int, str, list[Row]]] = []
    for (_, after, number, title, first), following in zip(heads, [*heads[1:], None], strict=True):
        body = [*first, *rows[after : following[0] if following else len(rows)]]
        if held and held[-1][0] == number:  # "2. SUMMARY (continued)" at the head of the next page
            held[-1][2].extend(body)
        else:
            held.append((number, title, body))
    yield from held


_Head = tuple[int, int, int, str, list[Row]]  # first row, first row after, number, title, what stood behind the title


def _numbered(rows: Sequence[Row]) -> Iterator[_Head]:
    last = 0
    for index, row in enumerate(rows):
        text = row.cells[0].text if len(row.cells) == 1 else _words(row)
        if len(text) > 4000 or text[:1] not in "0123456789(nNABCDEFGHIJKLMNOPQRSTUVWXYZ":
            continue
        found = _NUMBERED.match(text)
        if not found or (len(row.cells) > 1 and label_and_figures(row)[1]):
            continue
        printed = found["note"] or found["bracketed"] or found["plain"] or found["dashed"]
        number = int(printed) if printed.isdigit() else ord(printed.upper()) - 64
        if not printed.isdigit() and (last == 0) != (number == 1) and number != last:
            continue
        continued = _CONTINUED.search(text) is not None
        if not (last < number <= last + 2 or (number == last and continued)):
            continue
        title, rest = _split_title(found["title"].strip())
        after = index + 1
        first: list[Row] = []
        if not title and after < len(rows) and _is_title(_words(rows[after])):  # the title stands on the next line
            title, after = _words(rows[after]), after + 1
        if not title or not _is_title(title):
            continue
        if rest:
            cell = row.cells[0]
            at = text.rfind(rest)
            x0 = cell.box[0] + at if cell.box[1] == cell.box[3] else cell.box[0]
            first = [Row(row.page, (replace(cell, text=rest, box=(x0, *cell.box[1:])),))]
        elif title.isupper():
            while after < len(rows) and _carries_on(rows, after) and len(title) < _LONGEST_TITLE:
                title, after = f"{title} {_words(rows[after])}", after + 1
        title = _CONTINUED.sub("", title).strip(" -–—:")
        title = title if _ABBREVIATED.search(title) else title.rstrip(".")
        last = number
        yield index, after, number, title, first


def _split_title(text: str) -> tuple[str, str]:
    """A heading, and the sentence that runs on behind it.

    >>> _split_title("Organization - The Company was formed in 1999 and does business as a broker-dealer in Ohio.")
    ('Organization', 'The Company was formed in 1999 and does business as a broker-dealer in Ohio.')
    """
    if len(text) <= _LONGEST_TITLE and not text.endswith(".") and not _RUN_IN.search(text):
        return text, ""
    for found in _RUN_IN.finditer(text, 0, _LONGEST_TITLE):
        title, rest = text[: found.start()], text[found.end() :]
        if _is_title(title) and len(rest.split()) > 6:
            return title, rest
    return (text, "") if len(text) <= _LONGEST_TITLE else ("", "")


_SMALL = {"and", "of", "the", "for", "to", "with", "in", "on", "or", "a", "an", "by", "from", "at", "under", "s"}


def _is_title(text: str) -> bool:
    """Capitals, or a capital on its first word and no sentence behind it.

    >>> _is_title("Net capital requirements"), _is_title("The Company is taxed with its parent."), _is_title("agents")
    (True, False, False)
    """
    words = re.findall(r"[A-Za-z][A-Za-z'’]*", text)
    if not words or len(text) > _LONGEST_TITLE or len(words) > 16 or not text[0].isalnum() or not words[0][0].isupper():
        return False
    if text.isupper() or text.endswith(")"):
        return True
    if text.endswith((".", ";", ",")) and len(words) > 6:
        return False
    return not re.search(r"\b(?:is|are|was|were|has|have|had|will|shall|may|can|do|does|did|did not)\b", text)


def _carries_on(rows: Sequence[Row], index: int) -> bool:
    """Whether a row of capitals goes on with the title above it."""
    text = _words(rows[index])
    return text.isupper() and len(rows[index].cells) == 1 and not _NUMBERED.match(text) and _flows(rows, index)


def _unnumbered(rows: Sequence[Row]) -> Iterator[_Head]:
    """Short rows set as titles above running words: capitals where any title stands in capitals."""
    found = []
    for index, row in enumerate(rows[:-1]):
        text = _words(row)
        if len(row.cells) > 1 or len(text) > 80 or text.endswith((".", ",", ";")) or any(c.isdigit() for c in text):
            continue
        proper = all(word[0].isupper() or word in _SMALL for word in re.findall(r"[A-Za-z]+", text))
        runs_on = len(_words(rows[index + 1])) > 60 and not label_and_figures(rows[index + 1])[1]
        if proper and _is_title(text) and runs_on and not (index and _flows(rows, index)):
            found.append((index, text))
    if any(text.isupper() for _, text in found):
        found = [(index, text) for index, text in found if text.isupper()]
    for number, (index, text) in enumerate(found, 1):
        yield index, index + 1, number, _CONTINUED.sub("", text).strip(" :-–—"), []


# --- blocks -----------------------------------------------------------------------------------------------------------


def _flows(rows: Sequence[Row], index: int) -> bool:
    """Whether a row stands right under the one before it, as lines of one paragraph do."""
    above, row = rows[index - 1], rows[index]
    if above.page != row.page:
        return False
    height = row.box[3] - row.box[1]
    if height == 0:  # a text file: lines of one paragraph follow each other
        return row.box[1] - above.box[3] <= 1
    return row.box[1] - above.box[3] < 0.75 * height


_RULE = re.compile(r"[-_=–— ]{3,}")
_LONE = re.compile(r"\$? ?\(?\d{1,3}(?:,\d{3})+\)?")


def _blocks(rows: Sequence[Row]) -> Iterator[Paragraph | Table]:
    rows = _parted(rows)
    tabular = [_is_tabular(row) for row in rows]
    for index, row in enumerate(rows):  # a total without a label stands alone under its column
        above = index - 1
        while above > 0 and _RULE.fullmatch(_words(rows[above])):
            above -= 1
        tabular[index] = tabular[index] or (above >= 0 and tabular[above] and bool(_LONE.fullmatch(_words(row))))
    in_table = list(tabular)
    for index, held in enumerate(tabular):
        if not held:
            continue
        above = index - 1  # headings above the first figures
        while above >= 0 and not in_table[above] and _is_heading(rows, above):
            in_table[above] = True
            above -= 1
        below = index + 1  # labels and headings between figures
        while below < len(rows) and not tabular[below] and below - index <= 4 and _may_stand_between(rows, below):
            below += 1
        if below < len(rows) and tabular[below]:
            in_table[index + 1 : below] = [True] * (below - index - 1)
    start = 0
    while start < len(rows):
        end = start + 1
        if in_table[start]:
            while end < len(rows) and in_table[end]:
                end += 1
            yield Table(tuple(rows[start:end]))
        else:
            while end < len(rows) and not in_table[end] and _same_paragraph(rows, end):
                end += 1
            yield _paragraph(rows[start:end])
        start = end


def _parted(rows: Sequence[Row]) -> list[Row]:
    """Rows whose label and figure stand in one cell, parted, where the rows around them are of a table too."""
    trailing = [_trailing(row) for row in rows]
    tabular = [_is_tabular(row) for row in rows]

    def beside(index: int) -> bool:
        near = [i for i in (index - 1, index + 1) if 0 <= i < len(rows)]
        return any(trailing[i] or tabular[i] for i in near)

    return [parted if (parted := trailing[i]) and beside(i) else row for i, row in enumerate(rows)]


def _trailing(row: Row) -> Row | None:
    cell = row.cells[0]
    if len(row.cells) > 1 or len(cell.text) > 100 or (not cell.text[-1:].isdigit() and cell.text[-1:] not in ")%"):
        return None
    found = _TRAILING.fullmatch(cell.text.replace("\\$", "$"))
    if not found or _NOT_A_LABEL_END.search(found["label"].strip(" ,")) or not figures(found["figures"]):
        return None
    label = replace(cell, text=found["label"].strip(), column=0)
    return Row(row.page, (label, replace(cell, text=found["figures"], column=1)))


def _is_tabular(row: Row) -> bool:
    if len(row.cells) == 1:
        return row.cells[0].column > 0 and bool(figures(row.cells[0].text))
    label, cells = label_and_figures(row)
    return bool(cells) and len(label) <= 160


def _is_heading(rows: Sequence[Row], index: int) -> bool:
    text = _words(rows[index])
    if text.endswith(":") and _LEADS_TO.search(text):  # a sentence that leads to a table, and no part of it
        return False
    if len(text) > _LONGEST_LABEL or text.endswith((".", ";")) or text[0].islower():
        return len(text) <= _LONGEST_LABEL and text[0].islower() and len(rows[index].cells) > 1
    runs_on = index > 0 and _flows(rows, index) and len(_words(rows[index - 1])) > _LONGEST_LABEL
    return not runs_on


def _may_stand_between(rows: Sequence[Row], index: int) -> bool:
    """Whether a row without figures may stand between rows of figures: a heading, or the end of a label."""
    text = _words(rows[index])
    return _is_heading(rows, index) or (len(text) <= 40 and text[0].islower() and text[-1] not in ".;:")


def _same_paragraph(rows: Sequence[Row], index: int) -> bool:
    if _flows(rows, index):
        return True
    above, text = _words(rows[index - 1]), _words(rows[index])
    turned = rows[index - 1].page != rows[index].page
    return (turned or text[:1].islower()) and above[-1:] not in ".:;!?*" and not above.isupper() and text[:1].isalnum()


def _paragraph(rows: Sequence[Row]) -> Paragraph:
    text = ""
    starts = []
    for row in rows:
        words = _words(row)
        broken = re.search(r"([A-Za-z]+)-$", text[-40:])
        if broken and words[:1].islower():
            text = text if broken[1].lower() in _PREFIXES else text[:-1]
        elif text:
            text += " "
        starts.append(len(text))
        text += words
    return Paragraph(text, tuple(rows), tuple(starts))


def _markdown(table: Table) -> str:
    rows = [label_and_figures(row) for row in table.rows]
    width = max(len(cells) for _, cells in rows)
    lines = ["| " + " | ".join([" "] * (width + 1)) + " |", "|" + "---|" + "--:|" * width]
    for label, cells in rows:
        blanks = [""] * (width - len(cells))
        texts = [label, *blanks, *(cell.text for cell in cells)]
        lines.append("| " + " | ".join(text.replace("\\$", "$").replace("|", "\\|") for text in texts) + " |")
    return "\n".join(lines)
