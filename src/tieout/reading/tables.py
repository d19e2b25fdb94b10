"""Rows to items: a label and its figures by column, as a statement or schedule prints them.

Labels run over lines, stand over their figures, or are glued together; a heading stands alone, or before its first
line ("LIABILITIES: Accounts payable").  What a label is taken to be is decided by words alone here; `sums` then tells
which items are parts and which are totals.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

from tieout.reading.document import Cell, Row
from tieout.reading.figures import Figure, readings, spans
from tieout.reading.headings import is_heading_row, years_in
from tieout.taxonomy import taxonomy

Score = Callable[[str], float]  # how surely a label names a concept of the statement at hand


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure in its column: the ways to read it, the first as printed, and the cell it stands in."""

    ways: tuple[Figure, ...]
    cell: Cell
    row: Row

    @property
    def figure(self) -> Figure:
        return self.ways[0]


@dataclass
class Item:
    """A line of a table.  `entries` is keyed by column; a heading has none.  `x0` is where its label begins."""

    label: str
    entries: dict[int, Entry] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    x0: float = 0.0
    # The figure stands in an outer column: a subtotal of the inner figures above it.
    outer: bool = False
    code: str = ""  # the number of its FOCUS box, where one is printed beside it

    @property
    def is_heading(self) -> bool:
        return not self.entries


@dataclass(frozen=True)
class Table:
    """Heading rows over the columns, then items; `columns` is how many columns of figures there are.

    `edges` is where each column of figures stands, before columns of one date are taken together.  `stray` are cells of
    figures that found no column.
    """

    heads: tuple[Row, ...]
    items: tuple[Item, ...]
    columns: int
    edges: tuple[float, ...] = ()
    stray: tuple[tuple[Row, Cell], ...] = ()


_NOISE = re.compile(
    r"^\W*(?:(?:see|the|refer to)\b.{0,60}\b(?:notes?|report|letter)\b.*|page\s*[0-9ivx]+(?:\s+of\s+[0-9]+)?|[-–—\s]*[0-9]{1,3}[-–—\s]*"
    r"|[-=_~\s.]+|\(?(?:continued|concluded)\)?|-?\s*[ivx]{1,5}\s*-?)\W*$",
    re.IGNORECASE,
)
_NOTE_REF = re.compile(r"^\(?\s*(?:notes?|n\.?)\s*[0-9]{1,2}(?:\s*(?:,|and|&|-)\s*[0-9]{1,2})*\s*\)?$", re.IGNORECASE)
_YEAR = re.compile(r"^\W*(?:19|20)[0-9]{2}\W*$")
_LONE = re.compile(r"^[$€£\s•·.,:;|_=*'`~\"-]{1,3}$")
_OWN_WORDS = re.compile(r"[A-Za-z]{2,}")
_CONTINUES = re.compile(
    r"^(?:[a-z&]|\((?!(?i:increase|decrease|gain|loss|benefit|provision|income|expense))|[0-9][0-9,]* (?i:shares|units)\b)"
)
_GOES_ON = re.compile(r"^(?:of|and|or|in|to|for|from|with|by|the)\b", re.IGNORECASE)
_UNFINISHED = re.compile(
    r"(?:,|;|—|–|&|\b(?:of|and|to|for|in|on|the|from|by|with|at|or|per|under|not|less|other than))\s*$",
    re.IGNORECASE,
)
# A figure at the end of a label belongs to the label where the words before it say so.
_OF_THE_LABEL = re.compile(
    r"(?:\b(?:of|cost|at|par|value|to|over|under|exceed\w*|and|note|notes|no|rule|section|schedule|allowance|least|than|through"
    r"|line|december|november|october|september|august|july|june|may|april|march|february|january)\b\.?,?|[(#$]|authorized,?|outstanding,?|issued,?)\s*$",
    re.IGNORECASE,
)
_GLUED = re.compile(r"^(?P<label>.*?[A-Za-z)\].:—-])[\s.·_…]+(?P<figures>(?:\$\s*)?[($-]?\s*[0-9][0-9,.]*[0-9)]\)?(?:\s+[($]*\s*[0-9][0-9,.]*\)?)*)$")
_LEADERS = re.compile(r"(?:\s*[.…·_]){3,}\s*$")
_HEADING_BEFORE = re.compile(
    r"^(?P<heading>(?:current |less:? ?|total )?[A-Z][A-Za-z'’ ,/&-]{2,70}?)\s*(?:[:]\s*|[—–]\s*)(?P<rest>[A-Za-z(].*)$", re.DOTALL
)
_CAPITALS_BEFORE = re.compile(r"^([A-Z][A-Z'’ ,&/()-]{4,70})\s+(?=[A-Z][a-z])")
_SPECK = re.compile(r"^\W*\w?\W*\w?\W*$")
_BOX_CODE = re.compile(r"\[\s*([0-9]{3,4})\s*\]")
_CODE_ALONE = re.compile(r"^\s*\[\s*[0-9]{3,4}\s*\]\s*$")
_AMOUNT_AND_CODE = re.compile(r"^(?P<amount>.*[0-9)%].*?)\s*(?P<code>\[\s*[0-9]{3,4}\s*\])\s*$")
_MARKED = re.compile(r"^\W*(?:[0-9]{1,2}|[A-Za-z])\s?[.)]\s+\S")
_BOX = re.compile(r"\s*\[?\s*\b[0-9]{3,5}\s*\]\s*$")


def table_of(rows: Sequence[Row], score: Score, years: int = 0, *, matrix: bool = False) -> Table:
    """The items of the rows under a title.

    `score` tells how surely a label names a concept; `years` is how many columns the heading dates, where it is known.
    A `matrix` has as many columns as stand there, none of them dated and none of references to notes.
    """
    kept = [row for row in rows if not _is_noise(row)]
    heads, body = _split_heads(kept)
    columns = _Columns(body, years or max((len(years_in(row)) for row in heads), default=0), matrix=matrix)
    builder = _Builder(columns, score)
    for row in body:
        if is_heading_row(row) and not builder.pending_fits(row):
            continue  # repeated over the next page
        builder.take(row)
    items = builder.finish()
    while items and items[-1].is_heading:
        items.pop()  # words under the table
    return Table(tuple(heads), tuple(items), max(columns.count, 1), tuple(columns.centers), tuple(builder.stray))


def _is_noise(row: Row) -> bool:
    text = row.text.replace("\t", " ").strip()
    return len(row.cells) <= 2 and bool(_NOISE.match(text)) or all(_LONE.match(cell.text) for cell in row.cells)


def _split_heads(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The rows over the columns, down to the last dated or scaled row before the first figure."""
    first = next((i for i, row in enumerate(rows) if _figure_cells(row)[1] and not is_heading_row(row)), len(rows))
    dated = [i for i, row in enumerate(rows[:first]) if is_heading_row(row) or years_in(row)]
    cut = dated[-1] + 1 if dated else 0
    return list(rows[:cut]), list(rows[cut:])


def _figure_cells(row: Row) -> tuple[list[Cell], list[Cell]]:
    """The label cells and the figure cells of a row: figures are what stands right of the words."""
    cells = [
        part
        for cell in row.cells
        if not _LONE.match(cell.text) or readings(cell.text)
        for uncoded in _uncoded(cell)
        for part in _apart(uncoded)
    ]
    while len(cells) > 1 and not row.has_columns and _SPECK.match(cells[-1].text) and not readings(cells[-1].text):
        cells.pop()
    cut = len(cells)
    while cut and _reads(cells[cut - 1].text):
        cut -= 1
    labels, found = cells[:cut], cells[cut:]
    if not labels and len(found) > 1 and _YEAR.match(found[0].text) and not _YEAR.match(found[1].text):
        labels, found = found[:1], found[1:]  # the end of a label: "Balance, December 31," over "2003"
    if not found and labels and (split := _unglue(labels[-1])):
        labels, found = [*labels[:-1], split[0]], [split[1]]
    return labels, found


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
            also=tuple(o[s[n][0] : s[n][1]].strip() for o, s in zip(cell.also, others, strict=True) if len(s) == len(parts)),
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
    return bool(readings(text)) and not _NOTE_REF.match(text) or bool(_CODE_ALONE.match(text))


def _unglue(cell: Cell) -> tuple[Cell, Cell] | None:
    """A label and the figures that a reader glued to its end, unless they belong to the words."""
    match = _GLUED.match(cell.text)
    if not match or not any(f.dollar or "," in f.text for f in (readings(match["figures"]) or ((),))[0]):
        return None
    if _OF_THE_LABEL.search(match["label"]) or match["label"].count("(") > match["label"].count(")"):
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


class _Columns:
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
            found = _figure_cells(row)[1]
            rows_with += bool(found)
            for cell in found:
                if _CODE_ALONE.match(cell.text):
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
        if len(self.centers) < 2:
            return None
        first = self.centers[0]
        texts = []
        for row in rows:
            labels, found = _figure_cells(row)
            texts += [cell.text for cell in found if self._nearest(self._edge(cell)) == first and labels and len(found) > 1]
            if any(self._nearest(self._edge(cell)) == first and len(found) == 1 for cell in found):
                return None
        small = [t for t in texts if re.fullmatch(r"\(?[1-9][0-9]?(?:\s*,\s*[1-9][0-9]?)*\)?", t.strip())]
        return first if texts and len(small) == len(texts) else None

    def _is_inner_and_outer(self, rows: Sequence[Row]) -> bool:
        """Whether two columns are of one date: hardly a row has figures in both."""
        held = [len({self._nearest(self._edge(cell)) for cell in _figure_cells(row)[1]} & set(self.centers)) for row in rows]
        return held.count(2) <= 0.25 * sum(n > 0 for n in held)

    def _code_column(self, rows: Sequence[Row]) -> float | None:
        """The last column, where it holds nothing but numbers of FOCUS boxes."""
        if len(self.centers) < 2:
            return None
        last = self.centers[-1]
        texts = [
            cell.text.strip(" []")
            for row in rows
            for cell in _figure_cells(row)[1]
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
        return min(self.centers, key=lambda center: abs(center - edge))

    def place(self, cells: Sequence[Cell]) -> list[tuple[int, bool, Cell]]:
        """(column, whether it is an outer one, cell) for the figure cells of a row."""
        placed = []
        for cell in cells:
            center = self._nearest(self._edge(cell)) if self.centers else 0.0
            if not self.by_number and abs(self._edge(cell) - center) > _FAR:
                self.far.append(cell)
                continue
            if _CODE_ALONE.match(cell.text):
                continue
            if any(x is not None and abs(self._edge(cell) - x) < abs(self._edge(cell) - center) for x in (self.notes, self.codes)):
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


class _Builder:
    def __init__(self, columns: _Columns, score: Score) -> None:
        self.columns = columns
        self.score = score
        self.items: list[Item] = []
        self.pending: list[Item] = []  # rows of words alone, not yet known for headings or beginnings of a label
        self.stray: list[tuple[Row, Cell]] = []

    def pending_fits(self, row: Row) -> bool:
        """Whether a row that looks like a heading ends a label that waits for it ("Balance, December 31," "2003")."""
        return bool(_figure_cells(row)[1]) and bool(_figure_cells(row)[0]) and not years_in(row)

    def take(self, row: Row) -> None:
        labels, found = _figure_cells(row)
        words = [cell for cell in labels if not _NOTE_REF.match(cell.text.strip())]
        label = _LEADERS.sub("", " ".join(cell.text for cell in words)).strip()
        x0 = words[0].box[0] if words else -1.0
        if not found:
            self._words(label, row, x0)
        elif "\n" in "".join(cell.text for cell in row.cells):
            self._stacked(label, found, row, x0)
        else:
            self._line(label, found, row, x0)

    def _words(self, label: str, row: Row, x0: float) -> None:
        if not label:
            return
        last = self.items[-1] if self.items and not self.pending else None
        if last and last.entries and self._ends(last.label, label):
            last.label = f"{last.label} {label}"
            last.rows.append(row)
            return
        self.pending.append(Item(label, rows=[row], x0=x0))

    def _ends(self, label: str, tail: str) -> bool:
        """Whether words alone are the end of the label above them."""
        if label.count("(") > label.count(")"):
            return True
        if tail.endswith(":") or not label:
            return False
        if re.match(r"^\((?:net|cost|note|see|including|less|at)\b", tail, re.IGNORECASE):
            return True
        if not (_CONTINUES.match(tail) or _UNFINISHED.search(label)):
            return False
        return self.score(f"{label} {tail}") >= self.score(label) - 0.15 or bool(_CONTINUES.match(tail))

    def _line(self, label: str, found: list[Cell], row: Row, x0: float) -> None:
        if self.pending and len(found) > self.columns.count and not label and _OF_THE_LABEL.search(self.pending[-1].label):
            label, found = found[0].text, found[1:]  # "... depreciation of" over "$33,695   36,208"
        if self.pending and len(found) > 1 and self.pending[-1].label.count("(") > self.pending[-1].label.count(")"):
            # "(line 10 less 10% of line" over "19)  765,949": the bracket belongs to the words.
            text = found[0].text.strip()
            if text.endswith(")") and "(" not in text:
                label, found = f"{label} {text}".strip(), found[1:]
        self.columns.far.clear()
        placed = self.columns.place(found)
        self.stray += [(row, cell) for cell in self.columns.far]
        by_column: dict[int, list[tuple[bool, Cell]]] = {}
        for column, outer, cell in placed:
            by_column.setdefault(column, []).append((outer, cell))
        if not by_column:
            self._words(label, row, x0)
            return
        label, rows = self._with_pending(label, row)
        label = _BOX.sub("", label)
        many = max(len(_best(cell)) for column in by_column.values() for _, cell in column)
        if many > 1:
            self._glued(label, by_column, row, rows, x0, many)
            return
        label, rest = self._heading_apart(label, row, x0)
        inner = Item(label or rest, rows=rows, x0=x0, code=self.columns.code_of(found))
        outer = Item("", rows=[row], x0=x0, outer=True)
        for column, cells in by_column.items():
            for index, (is_outer, cell) in enumerate(cells):
                entry = Entry(_single(cell), cell, row)
                if len(cells) > 1 and index == len(cells) - 1:
                    outer.entries[column] = entry
                elif column in inner.entries:
                    self.stray.append((row, cell))
                else:
                    inner.entries[column] = entry
                    inner.outer = is_outer
        self.items += [inner] + ([outer] if outer.entries else [])

    def _with_pending(self, label: str, row: Row) -> tuple[str, list[Row]]:
        """The label with the words above it that begin it; other words above it become headings."""
        rows = [row]
        while self.pending:
            above = self.pending[-1]
            if above.label.endswith(":") or not self._begins(above.label, label):
                break
            label, rows = f"{above.label} {label}".strip(), [*above.rows, *rows]
            self.pending.pop()
        self.items += self.pending
        self.pending = []
        return label, rows

    def _begins(self, above: str, label: str) -> bool:
        if not label:
            return True
        if above.count("(") > above.count(")") or _YEAR.match(label) or (_MARKED.match(above) and not _MARKED.match(label)):
            return True
        joined, alone = self.score(f"{above} {label}"), self.score(label)
        if _GOES_ON.match(label) or (_CONTINUES.match(label) and _UNFINISHED.search(above)):
            return True
        if is_section(above) and not _UNFINISHED.search(above):
            return False
        if _CONTINUES.match(label) or _UNFINISHED.search(above):
            return joined >= alone - 0.3 or alone < 0.75
        if len(label.split()) <= 2 and alone < 0.75 and not is_section(above):
            return joined >= max(0.9, alone) and self.score(above) >= 0.6
        return joined >= 0.9 and alone < 0.6 and self.score(above) < 0.6

    def _heading_apart(self, label: str, row: Row, x0: float) -> tuple[str, str]:
        """A heading glued to the front of its first line becomes a heading of its own."""
        if (match := _CAPITALS_BEFORE.match(label)) and is_section(match[1]):
            # "REVENUES Securities commissions": a heading in capitals before a line that is not.
            self.items.append(Item(match[1], rows=[row], x0=x0))
            label = label[match.end() :]
        for _ in range(2):
            match = _HEADING_BEFORE.match(label)
            if not match or not _OWN_WORDS.search(match["rest"]):
                break
            heading, rest = match["heading"], match["rest"]
            if not is_section(heading) or (self.score(label) > self.score(rest) + 0.1 and not label[len(heading) :].lstrip().startswith(":")):
                break
            self.items.append(Item(heading, rows=[row], x0=x0))
            label = rest
        if match := _TRAILING_HEADING.search(label):
            # "Net loss Adjustments to reconcile net loss to net cash:" is a line and the heading of the next ones.
            if match.start() > 3 and self.score(label[: match.start()]) >= 0.6:
                self.pending.append(Item(label[match.start() :], rows=[row], x0=x0))
                label = label[: match.start()].rstrip(" —–-:")
        return label, ""

    def _glued(
        self, label: str, by_column: dict[int, list[tuple[bool, Cell]]], row: Row, rows: list[Row], x0: float, many: int
    ) -> None:
        """Several lines in one row: as many labels as there are figures in the fullest cell."""
        label, _ = self._heading_apart(label, row, x0)
        labels = split_label(label, many, self.score)
        if labels is None and many > 1:
            # One label: perhaps the figures are one figure in pieces.
            cells = [cell for column in by_column.values() for _, cell in column]
            if all(any(len(way) == 1 for way in readings(cell.text)) for cell in cells):
                item = Item(label, rows=rows, x0=x0)
                for column, held in by_column.items():
                    item.entries[column] = Entry(_single(held[0][1]), held[0][1], row)
                self.items.append(item)
                return
            if len(by_column) == 1 and self.columns.count == many:
                # Figures of several columns run together.
                cell = cells[0]
                item = Item(label, rows=rows, x0=x0)
                for column, figure in enumerate(_best(cell)):
                    item.entries[column] = Entry((figure,), cell, row)
                self.items.append(item)
                return
            labels = [label] + [""] * (many - 1)
        assert labels is not None
        made = [Item(text, rows=rows, x0=x0) for text in labels]
        for column, held in by_column.items():
            for _, cell in held:
                way = next((way for way in readings(cell.text) if len(way) == many), _best(cell))
                # Fewer figures than labels: they stand against the last ones, as a total does.
                for item, figure in zip(made[len(made) - len(way) :], way, strict=False):
                    item.entries.setdefault(column, Entry((figure,), cell, row))
        self.items += made

    def _stacked(self, label: str, found: list[Cell], row: Row, x0: float) -> None:
        """Cells that hold several lines (`<br>` in a table): line by line, from the bottom where they differ."""
        labels = [piece.strip() for piece in label.split("\n") if piece.strip()]
        stacks = [[piece.strip() for piece in cell.text.split("\n") if piece.strip()] for cell in found]
        tall = max(len(stack) for stack in stacks)
        if len(labels) < tall:
            labels = split_label(" ".join(labels), tall, self.score) or labels + [""] * (tall - len(labels))
        extra = len(labels) - tall
        merged = [labels[0]] if extra and tall else []
        for piece in labels[1 : extra + 1] if extra else []:
            merged.append(piece)
        for piece in merged[:extra]:
            self._words(piece, row, x0)
        for n, piece in enumerate(labels[extra:]):
            cells = [
                replace(cell, text=stack[n - (tall - len(stack))])
                for cell, stack in zip(found, stacks, strict=True)
                if n >= tall - len(stack)
            ]
            self._line(piece, cells, row, x0)

    def finish(self) -> list[Item]:
        self.items += self.pending
        self.pending = []
        for index in range(len(self.items) - 1, 0, -1):
            self._two_in_one(index)
        return self.items

    def _two_in_one(self, index: int) -> None:
        """A figure without a label under a label that is two: each takes its own."""
        item, above = self.items[index], self.items[index - 1]
        if item.label or item.outer or not item.entries or item.entries.keys() != above.entries.keys():
            return
        parted = split_label(above.label, 2, self.score)
        if not parted or min(map(self.score, parted)) < 0.8 or self._adds_up(index):
            return
        above.label, item.label = parted

    def _adds_up(self, index: int) -> bool:
        """Whether a figure is the sum of figures just above it, and so a total that has no label."""
        column, entry = next(iter(self.items[index].entries.items()))
        total = Decimal(0)
        for reach, above in enumerate(reversed(self.items[max(0, index - 30) : index]), 1):
            if column in above.entries:
                total += above.entries[column].figure.value
                if reach > 1 and total == entry.figure.value:
                    return True
        return False


_TRAILING_HEADING = re.compile(
    r"\b(?:adjustments? (?:to|for)\b.*|changes in (?:operating )?assets and liabilities.*|(?:increase|decrease|\(increase\)|changes?)[^:]{0,40}:\s*$)",
    re.IGNORECASE | re.DOTALL,
)
_AGGREGATE = re.compile(r"^\W*(?:computation of )?aggregate (?:indebtedness|debit items)\W*$", re.IGNORECASE)
_SECTION = re.compile(
    r"^\W*(?:(?:current|other|noncurrent|long-term|less|deduct|add|and)\W+)*(?:(?:stock|share)holders?|members?|partners?|owners?|proprietors?)?['’`]?s?['’`]?\s*"
    r"(?:assets?|liabilit(?:y|ies)|equity|capital|deficit|deficiency|revenues?|income|expenses?|costs?|operating|deductions?|haircuts?|charges|nonallowable|non-allowable"
    r"|cash flows?|supplement\w*|adjustments?|additions?|commitments|contingenc\w*)\b(?:[A-Za-z'’ ,/&()-])*$",
    re.IGNORECASE,
)


@cache
def focus_codes() -> frozenset[str]:
    """The numbers of the boxes of the FOCUS report."""
    return frozenset(code for box in taxonomy().focus_boxes for code in (box.allowable, box.nonallowable, box.total) if code)


def is_section(words: str) -> bool:
    """Whether words stand over lines as a heading does ("LIABILITIES AND MEMBERS' EQUITY", "Less nonallowable assets")."""
    return len(words) < 110 and bool(_AGGREGATE.match(words) or _SECTION.match(words.strip(" :—–-")))


def _best(cell: Cell) -> tuple[Figure, ...]:
    ways = readings(cell.text)
    return ways[0] if ways else ()


def _single(cell: Cell) -> tuple[Figure, ...]:
    """Every way to read a cell as one figure: its own, then what a second reader made of it."""
    found = [way[0] for way in readings(cell.text) if len(way) == 1]
    for other in cell.also:
        found += [
            replace(way[0], repaired=f"the second reader's {other.strip()}")
            for way in readings(other)
            if len(way) == 1 and way[0].value not in [figure.value for figure in found]
        ]
    if not found:
        found = list(_best(cell)[:1])
    return tuple(found)


def split_label(text: str, many: int, score: Score) -> list[str] | None:
    """`many` labels glued into one, parted where each names a concept best; None where they cannot be told apart.

    A label begins with a capital letter, so only those places are tried.
    """
    words = text.split()
    if many < 2:
        return [text]
    starts = [i for i, word in enumerate(words) if i and word[:1].isupper() and words[i - 1][-1:] not in "-&/"]
    upper = text.isupper()
    if len(starts) < many - 1 or len(words) > 60:
        return None
    # best[k][i]: the best parting of the words up to i into k labels.
    bounds = [0, *starts, len(words)]
    best: dict[tuple[int, int], tuple[float, list[int]]] = {(0, 0): (0.0, [])}
    for k in range(1, many + 1):
        for j in range(1, len(bounds)):
            for i in range(j):
                if (k - 1, i) in best and j - i <= 12:
                    piece = " ".join(words[bounds[i] : bounds[j]])
                    total = best[k - 1, i][0] + score(piece) - (0.02 if upper else 0)
                    if (k, j) not in best or total > best[k, j][0]:
                        best[k, j] = (total, [*best[k - 1, i][1], bounds[j]])
    found = best.get((many, len(bounds) - 1))
    if found is None or found[0] / many < 0.5:
        return None
    return [" ".join(words[a:b]) for a, b in pairwise([0, *found[1]])]
