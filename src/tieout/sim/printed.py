"""What a simulated filing says, before any hand sets it: paragraphs, headings and tables, and the truth of each figure.

A `Sheet` is built line by line.  Every amount that goes onto it is written and recorded in one step, so the truth holds
what is printed and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from tieout.facts import Period

Negatives = Literal["parentheses", "minus", "angle"]
When = date | Period
_DOLLAR = Decimal(1)


@dataclass(frozen=True)
class TrueFigure:
    """One figure as printed, and what it means.

    `value` is in dollars (or `unit`) and positive in the concept's own direction, whatever the ink shows.  `concept` is
    empty for a figure the taxonomy has no name for, such as a subtotal of a filer's own; `also` names concepts that
    would be as right.  `place` is amount for a line's own figure, label for one inside the words of a label, and
    sentence for one in running text.
    """

    statement: str
    label: str
    concept: str
    when: When
    part: str
    value: Decimal
    printed: str
    unit: str = "USD"
    also: tuple[str, ...] = ()
    place: Literal["amount", "label", "sentence"] = "amount"


def amount_text(units: int, unit: Decimal) -> str:
    """An amount as digits: whole units, or dollars and cents.

    >>> amount_text(1204, Decimal(1000)), amount_text(120450, Decimal("0.01"))
    ('1,204', '1,204.50')
    """
    return f"{units:,}" if unit >= 1 else f"{units * unit:,.2f}"


@dataclass(frozen=True)
class Hand:
    """How a preparer writes: where signs, dollar signs, dashes and capitals go."""

    negatives: Negatives
    nil: str
    dollars: Literal["ends", "all", "none"]
    upper_lines: bool
    upper_totals: bool
    upper_headings: bool
    colons: bool
    dash: str
    statement_of_condition: str
    result_word: str
    owners: str
    cash_flow: Literal["directed", "bracketed", "plain"]
    says_adjustments: bool
    loss_without_parentheses: bool
    latest_first: bool
    note_column: bool
    year_heads: bool  # a single year has its heading too
    set_apart: bool  # details stand in a column inside that of the sums

    def written(self, units: int, unit: Decimal = _DOLLAR) -> str:
        """An amount in this hand, without dollar sign."""
        if units == 0:
            return self.nil
        text = amount_text(abs(units), unit)
        if units > 0:
            return text
        return {"parentheses": f"({text})", "minus": f"-{text}", "angle": f"<{text}>"}[self.negatives]


@dataclass(frozen=True)
class Said:
    """An amount to be printed: `units` in the concept's direction, `ink` -1 where the page shows it the other way."""

    concept: str
    when: When
    units: int
    part: str = ""
    ink: int = 1
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """A figure on paper: its text without dollar sign, and whether one stands before it."""

    text: str
    dollar: bool = False
    tail: str = ""


@dataclass(frozen=True)
class TableRow:
    label: str
    cells: tuple[Cell | None, ...] = ()
    depth: int = 0
    style: Literal["heading", "line", "subtotal", "total"] = "line"
    number: str = ""  # of a FOCUS line, before the label
    code: str = ""  # its box, after the amount
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A statement, a schedule, or a table within a note (then without title)."""

    name: str
    title: str
    subtitles: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]
    foot: str = ""

    @property
    def columns(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True)
class Paragraph:
    text: str
    lead: str = ""  # words in italics that open it


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1  # 1 opens a page


@dataclass(frozen=True)
class Lines:
    """Lines that stand as they are: a letterhead, a signature, a cover."""

    lines: tuple[str, ...]
    place: Literal["left", "centre", "cover"] = "left"


@dataclass(frozen=True)
class Listing:
    """A contents page: words, the page they are on, and which block that opens a page they speak of."""

    entries: tuple[tuple[str, int, int, int], ...]  # words, page (0 for none), depth, which opening (-1 for none)


@dataclass(frozen=True)
class PageBreak:
    """The next block opens a page."""


Block = Paragraph | Heading | Lines | Listing | Table | PageBreak

_FIGURE_IN_LABEL = re.compile(r"\{(\w+)\}")


@dataclass
class Sheet:
    """A table under construction, and the figures on it."""

    hand: Hand
    name: str
    unit: Decimal
    columns: int = 1
    rows: list[TableRow] = field(default_factory=list)
    figures: list[TrueFigure] = field(default_factory=list)
    begun: set[int] = field(default_factory=set)  # columns that have shown their first dollar sign

    def heading(self, label: str, depth: int = 0) -> None:
        words = label.upper() if self.hand.upper_headings and depth == 0 else label
        self.rows.append(TableRow(words + (":" if self.hand.colons else ""), (None,) * self.columns, depth, "heading"))

    def row(
        self,
        label: str,
        said: Sequence[Said | None],
        *,
        depth: int = 0,
        style: Literal["line", "subtotal", "total"] = "line",
        within: dict[str, Said] | None = None,
        counts: dict[str, tuple[str, int]] | None = None,
        number: str = "",
        code: str = "",
        note: str = "",
    ) -> None:
        """A line.  `within` fills the {names} in its label with amounts, `counts` with numbers of shares."""
        is_total = style != "line"
        words = (
            label.upper() if (self.hand.upper_totals if is_total else self.hand.upper_lines and depth == 0) else label
        )
        words = self._with_figures(label, words, within or {})
        words = self._with_counts(words, said, counts or {})
        cells = tuple(None if s is None else self._cell(s, words, at, style == "total") for at, s in enumerate(said))
        self.rows.append(TableRow(words, cells, depth, style, number, code, note))

    def _cell(self, said: Said, label: str, column: int, total: bool) -> Cell:
        text = self.hand.written(said.ink * said.units, self.unit)
        self.record(said.concept, label, said, text)
        first = column not in self.begun
        self.begun.add(column)
        wanted = {"ends": first or total, "all": True, "none": False}[self.hand.dollars]
        return Cell(text, wanted)

    def record(
        self, concept: str, label: str, said: Said, text: str, place: Literal["amount", "label"] = "amount"
    ) -> None:
        value = Decimal(said.units) * self.unit
        self.figures.append(
            TrueFigure(self.name, label, concept, said.when, said.part, value, text, also=said.also, place=place)
        )

    def _with_figures(self, raw: str, words: str, within: dict[str, Said]) -> str:
        for name in (name for name in _FIGURE_IN_LABEL.findall(raw) if name in within):
            said = within[name]
            text = amount_text(said.units, self.unit)
            words = words.replace("{" + name + "}", f"${text}").replace("{" + name.upper() + "}", f"${text}")
            self.record(said.concept, words, said, text, "label")
        return words

    def _with_counts(self, words: str, said: Sequence[Said | None], counts: dict[str, tuple[str, int]]) -> str:
        when = next((s.when for s in said if s is not None), None)
        named = {name: held for name, held in counts.items() if "{" + name.lower() + "}" in words.lower()}
        for name, (_, count) in named.items():
            words = words.replace("{" + name + "}", f"{count:,}").replace("{" + name.upper() + "}", f"{count:,}")
        for concept, count in named.values():
            assert when is not None
            self.figures.append(
                TrueFigure(self.name, words, concept, when, "", Decimal(count), f"{count:,}", "shares", place="label")
            )
        return words

    def table(self, title: str = "", subtitles: Sequence[str] = (), heads: Sequence[str] = (), foot: str = "") -> Table:
        """The table.  Of one column without a heading, a hand that sets sums apart makes two."""
        plain = self.columns == 1 and not heads and not any(row.code for row in self.rows)
        rolls = self.name.startswith("changes_in")
        apart = self.hand.set_apart and plain and title and not rolls
        rows = tuple(_set_apart(row) for row in self.rows) if apart else tuple(self.rows)
        return Table(self.name, title, tuple(subtitles), tuple(heads), rows, foot)


def _set_apart(row: TableRow) -> TableRow:
    """A detail's figure in the inner of two columns, a sum's in the outer."""
    (cell,) = row.cells
    return replace(row, cells=(cell, None) if row.style == "line" else (None, cell))
