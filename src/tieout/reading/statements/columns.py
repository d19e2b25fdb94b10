"""Columns of figures: which cells of a row are figures, and which column of the table each stands in.

In a text file a column is its number in the row; on a page it is a right edge.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from tieout.reading.document import Cell, Row
from tieout.reading.figures import Figure, readings, spans
from tieout.reading.statements.captions import is_section
from tieout.taxonomy import taxonomy

NOTE_REF = re.compile(r"^\(?\s*(?:notes?|n\.?)\s*[0-9]{1,2}(?:\s*(?:,|and|&|-)\s*[0-9]{1,2})*\s*\)?$", re.IGNORECASE)
YEAR = re.compile(r"^\W*(?:19|20)[0-9]{2}\W*$")
_BARE_YEAR = re.compile(r"^\s*(?:19|20)[0-9]{2}\s*$")
LONE = re.compile(r"^[$€£\s•·.,:;|_=*'`~\"-]{1,3}$")
# A figure at the end of a label belongs to the label where the words before it say so.
OF_THE_LABEL = re.compile(
    r"(?:\b(?:of|cost|at|par|value|to|over|under|exceed\w*|and|note|notes|no|rule|section|schedule|allowance|least|than|through"
    r"|line|december|november|october|september|august|july|june|may|april|march|february|january)\b\.?,?|[(#$]|authorized,?|outstanding,?|issued,?)\s*$",
    re.IGNORECASE,
)
_GLUED = re.compile(
    r"^(?P<label>.*?[A-Za-z)\].:—-])[\s.·_…]+(?P<figures>(?:\$\s*)?[($-]?\s*[0-9][0-9,.]*[0-9)]\)?(?:\s+[($]*\s*[0-9][0-9,.]*\)?)*)$"
)
_SPECK = re.compile(r"^\W*\w?\W*\w?\W*$")
_BOX_CODE = re.compile(r"\[\s*([0-9]{3,4})\s*\]")
CODE_ALONE = re.compile(r"^\s*\[\s*[0-9]{3,4}\s*\]\s*$")
_AMOUNT_AND_CODE = re.compile(r"^(?P<amount>.*[0-9)%].*?)\s*(?P<code>\[\s*[0-9]{3,4}\s*\])\s*$")


_MOST_CELLS = 40
_LONGEST_CELL = 600  # characters
_REFERENCE = re.compile(r"^\(?[1-9][0-9]?(?:\s*,\s*[1-9][0-9]?)*\)?$")
_LINE_NUMBER = re.compile(r"^\s*[0-9]{1,2}(?:[A-Z][0-9]?)?\s*$")


def figure_cells(row: Row) -> tuple[list[Cell], list[Cell]]:
    """The label cells and the figure cells of a row: figures are what stands right of the words."""
    held = _KNOWN.get(id(row))
    if held is None or held[0] is not row:
        if len(_KNOWN) > 4_000:
            _KNOWN.clear()
        held = _KNOWN[id(row)] = (row, _figure_cells(row))
    labels, found = held[1]
    return list(labels), list(found)


# A row is asked for its figures by everyone who looks at its table.
_KNOWN: dict[int, tuple[Row, tuple[list[Cell], list[Cell]]]] = {}


def _figure_cells(row: Row) -> tuple[list[Cell], list[Cell]]:
    if len(row.cells) > _MOST_CELLS or any(len(cell.text) > _LONGEST_CELL for cell in row.cells):
        return list(row.cells), []  # no row of a table
    cells = [
        part
        for cell in row.cells
        if not LONE.match(cell.text) or readings(cell.text)
        for uncoded in _uncoded(cell)
        for part in _apart(uncoded)
    ]
    while len(cells) > 1 and not row.has_columns and _SPECK.match(cells[-1].text) and not readings(cells[-1].text):
        cells.pop()
    for i in range(1, len(cells) - 1):
        if (
            cells[i].text.strip() in focus_codes()
            and readings(cells[i - 1].text)
            and _LINE_NUMBER.match(cells[-1].text)
        ):
            cells = cells[: i + 1]  # the number of the line stands behind that of the box
            break
    cut = len(cells)
    while cut and _reads(cells[cut - 1].text):
        cut -= 1
    labels, found = cells[:cut], cells[cut:]
    if not labels and len(found) > 1 and YEAR.match(found[0].text) and not YEAR.match(found[1].text):
        labels, found = found[:1], found[1:]  # the end of a label: "Balance, December 31," over "2003"
    if not found and labels and (split := _unglue(labels[-1])):
        labels, found = [*labels[:-1], split[0]], [split[1]]
    return labels, found


def is_years_row(row: Row) -> bool:
    """Whether the figures of a row are the years over the columns: "ASSETS  2003  2002", "REVENUES  2003"."""
    labels, found = figure_cells(row)
    if not found or not all(_BARE_YEAR.match(cell.text) for cell in found):
        return False
    years = [int(cell.text) for cell in found]
    if len(years) == 1:
        return len(labels) == 1 and is_section(labels[0].text)
    return all(abs(a - b) == 1 for a, b in pairwise(years))


def _apart(cell: Cell) -> tuple[Cell, ...]:
    """Figures of neighbouring columns that stand so close on the page that they came as one cell."""
    if cell.column >= 0 or " " not in cell.text or len(parts := spans(cell.text)) < 2:
        return (cell,)
    x0, top, x1, bottom = cell.box
    wide = (x1 - x0) / len(cell.text)
    others = [spans(other) for other in cell.also]
    return tuple(
        replace(
            cell,
            text=cell.text[a:b].strip(),
            box=(x0 + wide * a, top, x0 + wide * b, bottom),
            also=tuple(
                o[s[n][0] : s[n][1]].strip() for o, s in zip(cell.also, others, strict=True) if len(s) == len(parts)
            ),
        )
        for n, (a, b) in enumerate(parts)
    )


def _uncoded(cell: Cell) -> tuple[Cell, ...]:
    """A figure and the number of its FOCUS box, where they stand in one cell."""
    match = _AMOUNT_AND_CODE.match(cell.text)
    if not match:
        return (cell,)
    x0, top, x1, bottom = cell.box
    cut = x1 - (x1 - x0) * len(match["code"]) / len(cell.text)
    amount = replace(cell, text=match["amount"], box=(x0, top, cut, bottom))
    return amount, replace(cell, text=match["code"], box=(cut, top, x1, bottom), also=())


def _reads(text: str) -> bool:
    if "\n" in text:
        return all(readings(piece) for piece in text.split("\n") if piece.strip())
    return (bool(readings(text)) and not NOTE_REF.match(text)) or bool(CODE_ALONE.match(text))


def _unglue(cell: Cell) -> tuple[Cell, Cell] | None:
    """A label and the figures that a reader glued to its end, unless they belong to the words."""
    match = _GLUED.match(cell.text)
    if not match or not any(f.dollar or "," in f.text for f in (readings(match["figures"]) or ((),))[0]):
        return None
    if OF_THE_LABEL.search(match["label"]) or match["label"].count("(") > match["label"].count(")"):
        return None
    x0, top, x1, bottom = cell.box
    cut = x1 - (x1 - x0) * len(match["figures"]) / len(cell.text)
    return (
        replace(cell, text=match["label"], box=(x0, top, cut, bottom), also=()),
        replace(cell, text=match["figures"], box=(cut, top, x1, bottom), also=()),
    )


_FAR = 60.0  # points
TYPED = 6.0  # points a typewritten character is wide: ten to the inch, and a little less


def is_typed(cell: Cell) -> bool:
    """Whether a cell stands in a text file, where a box is in characters, and no taller than its line."""
    return cell.box[1] == cell.box[3]


_WHOLE = re.compile(r"^\W*(?:consolidated|as audited|per audit|audited|total)\W*$", re.IGNORECASE)
_PARTIAL = re.compile(r"\b(?:eliminations?|adjustments?|per focus|as (?:filed|reported)|allowable)\b", re.IGNORECASE)


class Columns:
    """Where the columns of figures stand, and which figures are set in from an outer column.

    In a text file a column is its number in the row; on a page it is a right edge.  Where a heading dates fewer columns
    than there are, the columns of one date are an inner and an outer one: parts, and their subtotal.
    """

    def __init__(self, rows: Sequence[Row], dated: int, *, matrix: bool = False) -> None:
        self.by_number = any(row.has_columns and len(row.cells) > 1 for row in rows)
        self.far: list[Cell] = []  # figures that stand far from every column
        edges: list[float] = []
        rows_with = 0
        notes: dict[float, list[str]] = {}
        for row in rows:
            found = figure_cells(row)[1]
            rows_with += bool(found)
            for cell in found:
                if CODE_ALONE.match(cell.text):
                    continue
                edges.append(self._edge(cell))
                notes.setdefault(self._edge(cell), []).append(cell.text)
        self.centers = _clusters(edges, 0.5 if self.by_number else 16.0)
        if not self.by_number and len(self.centers) > max(dated, 1):
            # One figure far from all others is no column.
            held = Counter(self._nearest(edge) for edge in edges)
            if max(held.values(), default=0) >= 4:
                self.centers = [center for center in self.centers if held[center] > 1]
        self.codes = self._code_column(rows)
        self.notes = None if matrix else self._note_column(rows)
        for aside in (self.codes, self.notes):
            if aside is not None and len(self.centers) > 1:
                self.centers.remove(aside)
        self.others = [] if matrix or dated > 1 else self._other_columns(rows)
        self.centers = [center for center in self.centers if center not in self.others]
        self.percents = [] if matrix else self._percent_columns(rows)
        self.centers = [center for center in self.centers if center not in self.percents]
        many = len(self.centers)
        if not dated and not matrix and many == 2 and self._is_inner_and_outer(rows):
            dated = 1
        self.count = dated if 0 < dated < many else max(many, 1)
        if dated > many > 0:
            self.count = dated
        self.dated = dated

    def _edge(self, cell: Cell) -> float:
        if self.by_number:
            return float(cell.column)
        edge = cell.box[2] * (TYPED if is_typed(cell) else 1)
        return edge + (0 if cell.text.rstrip().endswith((")", "%")) else 3.0)

    def _note_column(self, rows: Sequence[Row]) -> float | None:
        """A column of nothing but small whole numbers, left of the money: references to notes."""
        held: dict[float, list[str]] = {}
        alone: set[float] = set()
        for row in rows:
            found = figure_cells(row)[1]
            for cell in found:
                center = self._nearest(self._edge(cell))
                if not self.by_number and abs(self._edge(cell) - center) > _FAR:
                    continue  # an amount inside a label that began a line
                held.setdefault(center, []).append(cell.text)
                if len(found) == 1:
                    alone.add(center)
        for center in self.centers[:-1]:
            texts = held.get(center, [])
            if texts and center not in alone and all(_REFERENCE.match(text.strip()) for text in texts):
                return center
        return None

    def _other_columns(self, rows: Sequence[Row]) -> list[float]:
        """Columns that the one headed consolidated, as audited or total is made of."""
        for row in rows[:8]:
            whole = [cell for cell in row.cells if _WHOLE.match(cell.text)]
            if len(whole) == 1 and any(_PARTIAL.search(cell.text) for cell in row.cells) and len(self.centers) > 2:
                kept = self._nearest(self._edge(whole[0]))
                return [center for center in self.centers if center != kept]
        return []

    def _percent_columns(self, rows: Sequence[Row]) -> list[float]:
        """Columns of nothing but percentages, beside the amounts they are of."""
        texts: dict[float, list[str]] = {}
        for row in rows:
            for cell in figure_cells(row)[1]:
                texts.setdefault(self._nearest(self._edge(cell)), []).append(cell.text)
        found = [
            c for c, held in texts.items() if len(held) > 2 and all(text.rstrip(" )").endswith("%") for text in held)
        ]
        return found if len(found) < len(self.centers) else []

    def _is_inner_and_outer(self, rows: Sequence[Row]) -> bool:
        """Whether two columns are of one date: hardly a row has figures in both."""
        held = [
            len({self._nearest(self._edge(cell)) for cell in figure_cells(row)[1]} & set(self.centers)) for row in rows
        ]
        return held.count(2) <= 0.25 * sum(n > 0 for n in held)

    def _code_column(self, rows: Sequence[Row]) -> float | None:
        """The last column, where it holds nothing but numbers of FOCUS boxes."""
        if len(self.centers) < 2:
            return None
        last = self.centers[-1]
        texts = [
            cell.text.strip(" []")
            for row in rows
            for cell in figure_cells(row)[1]
            if self._nearest(self._edge(cell)) == last
        ]
        known = sum(text in focus_codes() for text in texts)
        return last if known >= 2 and known >= len(texts) * 0.6 else None

    def code_of(self, cells: Sequence[Cell]) -> str:
        """The number of the FOCUS box that stands beside a row's figures."""
        for cell in cells:
            if match := _BOX_CODE.search(cell.text):
                return match[1]
            if self.codes is not None and abs(self._edge(cell) - self.codes) < 12:
                return cell.text.strip(" []")
        return ""

    def _nearest(self, edge: float) -> float:
        """The column nearest to an edge; the edge of the page where there are only numbers of boxes."""
        return min(self.centers, key=lambda center: abs(center - edge), default=0.0)

    def place(self, cells: Sequence[Cell]) -> list[tuple[int, bool, Cell]]:
        """(column, whether it is an outer one, cell) for the figure cells of a row."""
        placed = []
        for cell in cells:
            center = self._nearest(self._edge(cell))
            if any(abs(self._edge(cell) - x) < abs(self._edge(cell) - center) for x in (*self.percents, *self.others)):
                self.far.append(cell)
                continue
            alone = len(self.centers) == 1 and len(cells) == 1
            if not self.by_number and not alone and abs(self._edge(cell) - center) > _FAR:
                self.far.append(cell)
                continue
            if CODE_ALONE.match(cell.text):
                continue
            if any(
                x is not None and abs(self._edge(cell) - x) < abs(self._edge(cell) - center)
                for x in (self.notes, self.codes)
            ):
                continue
            index = self.centers.index(center) if self.centers else 0
            many = len(self.centers)
            if self.count < many and many % self.count == 0:
                share = many // self.count
                placed.append((index // share, index % share == share - 1, cell))
            elif self.count < many:
                placed.append((min(index * self.count // many, self.count - 1), False, cell))
            else:
                placed.append((index, False, cell))
        return placed


def _clusters(edges: Iterable[float], apart: float) -> list[float]:
    """The middles of groups of numbers that lie closer than `apart` to a neighbour."""
    groups: list[list[float]] = []
    for edge in sorted(edges):
        if groups and edge - groups[-1][-1] <= apart:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return [sum(group) / len(group) for group in groups]


@cache
def focus_codes() -> frozenset[str]:
    """The numbers of the boxes of the FOCUS report."""
    return frozenset(
        code for box in taxonomy().focus_boxes for code in (box.allowable, box.nonallowable, box.total) if code
    )


_HUNDREDS = re.compile(r"[0-9]{3}\)?$")
_BEFORE_HUNDREDS = re.compile(r"[$(\s-]*[0-9]{1,3}$")


def join(held: list[tuple[bool, Cell]]) -> bool:
    """Two pieces in one column are one figure whose comma is lost: "428" and "879", "(334" and "223)"."""
    if len(held) != 2:
        return False
    (is_outer, left), (_, right) = held
    wide = right.box[2] - right.box[0]
    if not (_BEFORE_HUNDREDS.match(left.text) and _HUNDREDS.match(right.text)) or right.box[0] - left.box[2] > wide / 2:
        return False
    box = (left.box[0], min(left.box[1], right.box[1]), right.box[2], max(left.box[3], right.box[3]))
    also = tuple(f"{a} {b}" for a, b in zip(left.also, right.also, strict=False))
    held[:] = [(is_outer, Cell(f"{left.text} {right.text}", box, min(left.sure, right.sure), also, left.column))]
    return True


def single(cell: Cell) -> tuple[Figure, ...]:
    """Every way to read a cell as one figure: its own, then what a second reader made of it."""
    found = [way[0] for way in readings(cell.text) if len(way) == 1]
    for other in cell.also:
        found += [
            replace(way[0], repaired=f"the second reader's {other.strip()}")
            for way in readings(other)
            if len(way) == 1 and way[0].value not in [figure.value for figure in found]
        ]
    if not found:
        found = [figure for way in readings(cell.text)[:1] for figure in way[:1]]
    return tuple(found)
