"""Rows to items: a label and its figures by column, as a statement or schedule prints them.

Labels run over lines, stand over their figures, or are glued together; a heading stands alone, or before its first
line ("LIABILITIES: Accounts payable").  What a label is taken to be is decided by words alone here; `sums` then tells
which items are parts and which are totals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby, pairwise

from tieout.reading.document import Cell, Row
from tieout.reading.figures import Figure, is_lone_amount, readings
from tieout.reading.statements.captions import Score, is_section, split_label
from tieout.reading.statements.columns import (
    LONE,
    NOTE_REF,
    OF_THE_LABEL,
    YEAR,
    Columns,
    figure_cells,
    is_years_row,
    join,
    single,
)
from tieout.reading.statements.headings import is_heading_row, years_in


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
    r"^\W*(?:(?:see|the|refer to)\b.{0,60}\b(?:notes?|report|letter)\b.*|page\s*[0-9ivx]+(?:\s+of\s+[0-9]+)?"
    r"|[-–—\s]*[0-9]{1,3}[-–—\s]*|[-=_~\s.]+|\(?(?:continued|concluded)\)?|-?\s*[ivx]{1,5}\s*-?)\W*$",
    re.IGNORECASE,
)
_NOTES = re.compile(r"^\W*notes?\W*$", re.IGNORECASE)  # over a column of references to notes
_OWN_WORDS = re.compile(r"[A-Za-z]{2,}")
_CONTINUES = re.compile(
    r"^(?:[a-z&]|\((?!(?i:increase|decrease|gain|loss|benefit|provision|income|expense)"
    r"|[A-Z][a-z]+\) (?i:increase|decrease|gain|loss|benefit)\b)"  # "(Inciease) decrease": the pair tells it
    r"|[0-9][0-9,]* (?i:shares|units)\b)"
)
_GOES_ON = re.compile(r"^(?:of|and|or|in|to|for|from|with|by|the)\b", re.IGNORECASE)
_UNFINISHED = re.compile(
    r"(?:,|;|—|–|&|\b(?:of|and|to|for|in|on|the|from|by|with|at|or|per|under|not|less|other than|minimum|aggregate))"
    r"\s*$",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"(?:\s*[.…·_]){3,}\s*$")
_HEADING_BEFORE = re.compile(
    r"^(?P<heading>(?:current |less:? ?|total )?[A-Z][A-Za-z'’ ,/&-]{2,70}?)\s*"
    r"(?:[:]\s*|[—–]\s*)(?P<rest>[A-Za-z(].*)$",
    re.DOTALL,
)
_CAPITALS_BEFORE = re.compile(r"^([A-Z][A-Z'’ ,&/()-]{4,70})\s+(?=[A-Z][a-z])")
_MARKED = re.compile(r"^\W*(?:[0-9]{1,2}|[A-Za-z])\s?[.)]\s+\S")
_BOX = re.compile(r"\s*\[?\s*\b[0-9]{3,5}\s*\]\s*$")


def table_of(rows: Sequence[Row], score: Score, years: int = 0, *, matrix: bool = False) -> Table:
    """The items of the rows under a title.

    `score` tells how surely a label names a concept; `years` is how many columns the heading dates, where it is known.
    A `matrix` has as many columns as stand there, none of them dated and none of references to notes.
    """
    kept = _rejoined(_one_under_the_other([row for row in rows if not _is_noise(row)]))
    heads, body = _split_heads(kept)
    columns = Columns(body, years or max((len(years_in(row)) for row in heads), default=0), matrix=matrix)
    builder = _Builder(columns, score)
    for row in body:
        if is_heading_row(row) and not builder.pending_fits(row):
            continue  # repeated over the next page
        builder.take(row)
    items = builder.finish()
    while items and items[-1].is_heading:
        items.pop()  # words under the table
    return Table(tuple(heads), tuple(items), max(columns.count, 1), tuple(columns.centers), tuple(builder.stray))


def _rejoined(rows: list[Row]) -> list[Row]:
    """Labels and figures that came on lines of their own, one by one or block by block: each label with its figure."""
    lone = [is_lone_amount(row) for row in rows]
    if sum(lone) < 4 or sum(lone) < sum(bool(figure_cells(row)[1]) for row in rows) * 0.9:
        return rows
    made: list[Row] = []
    words: list[Row] = []
    for alone, run in groupby(rows, key=is_lone_amount):
        held = list(run)
        if not alone:
            words = held
            continue
        labels = [row for row in words if not years_in(row) and not row.text.endswith(":")]
        if len(labels) > len(held):
            labels = [
                row for row in labels if not is_section(row.text) or not row.text.isupper() or "TOTAL" in row.text
            ]
        labels = labels[-1:] if len(held) == 1 else labels
        if len(labels) != len(held):
            made += [*words, *held]
        else:
            made += [row for row in words if row not in labels]
            made += [
                Row(label.page, (*(replace(c, column=0) for c in label.cells), replace(row.cells[0], column=1)))
                for label, row in zip(labels, held, strict=True)
            ]
        words = []
    return [*made, *words]


_ASSETS = re.compile(r"^\W*(?:total )?assets\W*$", re.IGNORECASE)
_LIABILITIES = re.compile(r"^\W*liabilities\b", re.IGNORECASE)


def _one_under_the_other(rows: list[Row]) -> list[Row]:
    """Two halves of a page on the same rows, assets beside liabilities: the left half, and the right half under it."""
    top = next((i for i, row in enumerate(rows) if len(row.cells) > 1 and _ASSETS.match(row.cells[0].text)
                and _LIABILITIES.match(row.cells[-1].text)), None)  # fmt: skip
    if top is None:
        return rows

    def at(row: Row, cell: Cell) -> float:
        return cell.column if row.has_columns else cell.box[0]

    right = [
        at(row, cell)
        for row in rows[top + 1 :]
        for before, cell in pairwise(row.cells)
        if readings(before.text) and not readings(cell.text)
    ]
    if len(right) < 2:
        return rows
    cut = min(*right, at(rows[top], rows[top].cells[-1]))
    last = max(i for i, row in enumerate(rows) if any(at(row, cell) >= cut for cell in row.cells))
    halves: tuple[list[Row], list[Row]] = ([], [])
    for row in rows[top : last + 1]:
        for half, cells in zip(
            halves,
            (
                tuple(c for c in row.cells if at(row, c) < cut),
                tuple(
                    replace(c, column=int(c.column - cut) if row.has_columns else -1)
                    for c in row.cells
                    if at(row, c) >= cut
                ),
            ),
            strict=True,
        ):
            if cells:
                half.append(Row(row.page, cells))
    return [*rows[:top], *halves[0], *halves[1], *rows[last + 1 :]]


_TOTAL = re.compile(r"^\W*(?:sub-?)?total\b", re.IGNORECASE)
_BROKEN = re.compile(r"([A-Za-z]+)-$")
_PREFIXES = frozenset(("non", "paid", "self", "short", "long", "sub", "re", "co", "off", "on", "in", "mark", "third"))


def _run_on(words: str, rest: str) -> str:
    """A label and how it goes on; a word broken at the end of a line is whole again.

    >>> _run_on("Subordinated liabilities ALLOW-", "ABLE"), _run_on("Receivable from non-", "customers")
    ('Subordinated liabilities ALLOWABLE', 'Receivable from non-customers')
    """
    match = _BROKEN.search(words)
    if not match or not rest[:1].isalpha() or rest[:1].isupper() != match[1].isupper():
        return f"{words} {rest}".strip()
    return f"{words}{rest}" if match[1].casefold() in _PREFIXES else f"{words[:-1]}{rest}"


def _is_noise(row: Row) -> bool:
    text = row.text.replace("\t", " ").strip()
    return (len(row.cells) <= 2 and bool(_NOISE.match(text))) or all(LONE.match(cell.text) for cell in row.cells)


def _split_heads(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The rows over the columns, down to the last dated or scaled row before the first figure."""
    first = next(
        (i for i, row in enumerate(rows) if figure_cells(row)[1] and not is_heading_row(row) and not is_years_row(row)),
        len(rows),
    )
    dated = [i for i, row in enumerate(rows[:first]) if is_heading_row(row) or years_in(row)]
    cut = dated[-1] + 1 if dated else 0
    # "ASSETS  2003  2002" dates the columns, and is the heading of the lines under it.
    words = [rows[cut - 1]] if cut and is_years_row(rows[cut - 1]) else []
    return list(rows[:cut]), [*words, *rows[cut:]]


class _Builder:
    def __init__(self, columns: Columns, score: Score) -> None:
        self.columns = columns
        self.score = score
        self.items: list[Item] = []
        self.pending: list[Item] = []  # rows of words alone, not yet known for headings or beginnings of a label
        self.stray: list[tuple[Row, Cell]] = []

    def pending_fits(self, row: Row) -> bool:
        """Whether a row that looks like a heading ends a label that waits for it ("Balance, December 31," "2003")."""
        return bool(figure_cells(row)[1]) and bool(figure_cells(row)[0]) and not years_in(row)

    def take(self, row: Row) -> None:
        labels, found = figure_cells(row)
        words = [cell for cell in labels if not NOTE_REF.match(cell.text.strip()) and not _NOTES.match(cell.text)]
        label = _LEADERS.sub("", " ".join(cell.text for cell in words)).strip()
        x0 = words[0].box[0] if words else -1.0
        if not found or is_years_row(row):
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
            last.label = _run_on(last.label, label)
            last.rows.append(row)
            return
        if (
            self.pending
            and _UNFINISHED.search(self.pending[-1].label)
            and label.isupper() == self.pending[-1].label.isupper()
        ):
            # A heading over two lines: "NONALLOWABLE ASSETS AND" "HAIRCUTS:".
            self.pending[-1].label = _run_on(self.pending[-1].label, label)
            self.pending[-1].rows.append(row)
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
        return self.score(_run_on(label, tail)) >= self.score(label) - 0.15 or bool(_CONTINUES.match(tail))

    def _line(self, label: str, found: list[Cell], row: Row, x0: float) -> None:
        if (
            self.pending
            and len(found) > self.columns.count
            and not label
            and OF_THE_LABEL.search(self.pending[-1].label)
        ):
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
        for column, is_outer, cell in placed:
            by_column.setdefault(column, []).append((is_outer, cell))
        if not by_column:
            self._words(label, row, x0)
            return
        joined = [column for column, held in by_column.items() if join(held)]
        label, rows = self._with_pending(label, row)
        label = _BOX.sub("", label)
        many = max(
            (len(_best(cell)) for column, held in by_column.items() if column not in joined for _, cell in held),
            default=1,
        )
        if many > 1:
            self._glued(label, by_column, row, rows, x0, many)
            return
        label = self._heading_apart(label, row, x0)
        inner = Item(label, rows=rows, x0=x0, code=self.columns.code_of(found))
        outer = Item("", rows=[row], x0=x0, outer=True)
        for column, cells in by_column.items():
            for index, (is_outer, cell) in enumerate(cells):
                entry = Entry(single(cell), cell, row)
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
            label, rows = _run_on(above.label, label), [*above.rows, *rows]
            self.pending.pop()
        self.items += self.pending
        self.pending = []
        return label, rows

    def _begins(self, above: str, label: str) -> bool:
        if not label:
            return True
        if (
            above.count("(") > above.count(")")
            or YEAR.match(label)
            or _BROKEN.search(above)
            or (_MARKED.match(above) and not _MARKED.match(label))
        ):
            return True
        joined, alone = self.score(_run_on(above, label)), self.score(label)
        if _GOES_ON.match(label) or (_CONTINUES.match(label) and _UNFINISHED.search(above)):
            return True
        if label[0].islower() and len(above.split()) > 3 and joined >= 0.75:
            return True
        if is_section(above) and not _UNFINISHED.search(above):
            return False
        if _CONTINUES.match(label) or _UNFINISHED.search(above):
            return joined >= alone - 0.3 or alone < 0.75
        if len(label.split()) <= 2 and alone < 0.75 and not is_section(above):
            return joined >= 0.9
        if len(label.split()) <= 2 and len(above.split()) >= 4 and joined > max(alone, self.score(above)):
            return True  # "Net capital in excess of minimum" over "requirements"
        return joined >= 0.9 and alone < 0.6 and self.score(above) < 0.6

    def _heading_apart(self, label: str, row: Row, x0: float) -> str:
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
            if not is_section(heading) or (
                self.score(label) > self.score(rest) + 0.1 and not label[len(heading) :].lstrip().startswith(":")
            ):
                break
            self.items.append(Item(heading, rows=[row], x0=x0))
            label = rest
        match = _TRAILING_HEADING.search(label)
        if match and match.start() > 3 and self.score(label[: match.start()]) >= 0.6:
            # "Net loss Adjustments to reconcile net loss to net cash:" is a line and the heading of the next ones.
            self.pending.append(Item(label[match.start() :], rows=[row], x0=x0))
            label = label[: match.start()].rstrip(" —–-:")
        return label

    def _glued(
        self, label: str, by_column: dict[int, list[tuple[bool, Cell]]], row: Row, rows: list[Row], x0: float, many: int
    ) -> None:
        """Several lines in one row: as many labels as there are figures in the fullest cell."""
        label = self._heading_apart(label, row, x0)
        labels = split_label(label, many, self.score)
        if labels is None and many > 1:
            # One label: perhaps the figures are one figure in pieces.
            cells = [cell for column in by_column.values() for _, cell in column]
            if all(any(len(way) == 1 for way in readings(cell.text)) for cell in cells):
                item = Item(label, rows=rows, x0=x0)
                for column, held in by_column.items():
                    item.entries[column] = Entry(single(held[0][1]), held[0][1], row)
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
        if not parted or min(map(self.score, parted)) < 0.8:
            return
        if self._adds_up(index) and not _TOTAL.match(parted[1]):
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
    r"\b(?:adjustments? (?:to|for)\b.*|changes in (?:operating )?assets and liabilities.*"
    r"|(?:increase|decrease|\(increase\)|changes?)[^:]{0,40}:\s*$)",
    re.IGNORECASE | re.DOTALL,
)


def _best(cell: Cell) -> tuple[Figure, ...]:
    ways = readings(cell.text)
    return ways[0] if ways else ()
