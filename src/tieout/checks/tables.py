"""The tables of notes as checks see them: their rows in order, their sums, and whether every row was understood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tieout.checks.stated import NOTES, Figure, Stated
from tieout.facts import Fact, NotUnderstood, Period, Read

Place = tuple[int, float]  # page, top

# The line of a statement that a total of a table is too, as the reader names it beside the table's own name.
_STANDS_FOR = {
    "rate_reconciliation": ("income_tax_expense", "effective_tax_rate", "statutory_tax_rate"),
    "income_tax_components": ("income_tax_expense",),
    "deferred_tax_components": ("deferred_tax_asset",),
}


@dataclass(frozen=True)
class NoteTable:
    """The figures of one table, of one date and unit: its lines and subtotals in the order of the page, and its total.

    `whole` says that every row between the first and the last was understood, so that its sums may be asked for.
    """

    concept: str
    when: date | Period
    unit: str
    lines: tuple[Fact, ...]
    total: Fact | None
    whole: bool

    def part(self, name: str) -> Fact | None:
        return next((fact for fact in self.lines if fact.part == name), None)

    @property
    def sums(self) -> Iterator[tuple[Fact, tuple[Fact, ...]]]:
        """Each total with the lines that make it: a subtotal those above it of its section, the total what is left."""
        open_lines: list[Fact] = []
        since = 0
        for fact in self.lines:
            section = fact.part.removeprefix("total_")
            if section == fact.part:
                open_lines.append(fact)
                continue
            own = [f for f in open_lines[since:] if self._is_of(f, section)]
            if own:
                yield fact, tuple(own)
            open_lines = [f for f in open_lines if f not in own] + [fact]
            since = len(open_lines)
        if self.total is not None and open_lines:
            yield self.total, self._made_of(open_lines)

    def _is_of(self, line: Fact, section: str) -> bool:
        """Whether a line is of a subtotal's section; the lines of a table without named sections all are."""
        return self.concept != "income_tax_components" or line.part.startswith(f"{section}_")

    def _made_of(self, held: Sequence[Fact]) -> tuple[Fact, ...]:
        """What the total adds up: what no subtotal has taken, or every line, where that gives it."""
        assert self.total is not None
        every = [fact for fact in self.lines if not fact.part.startswith("total_")]
        made = sum(fact.value for fact in held)
        return tuple(every if made != self.total.value == sum(fact.value for fact in every) else held)


def tables_of(stated: Stated, concept: str) -> Iterator[NoteTable]:
    """The tables of notes about a concept, one for each date or period and unit.

    None where two rows go by one name: then nobody knows which of them a sum means.
    """
    held: defaultdict[tuple[date | Period, str], list[Fact]] = defaultdict(list)
    rows: list[Fact] = []
    for figure in stated.of_concept(concept):
        if figure.statement == NOTES and isinstance(figure.fact.trace, Read):
            held[figure.fact.when, figure.fact.unit].append(figure.fact)
            rows.append(figure.fact)
    for (when, unit), facts in held.items():
        names = [fact.part for fact in facts]
        if len(set(names)) < len(names):
            continue
        facts.sort(key=place_of)
        total = next((fact for fact in facts if not fact.part), None)
        lines = tuple(f for f in facts if f.part and (total is None or place_of(f) <= place_of(total)))
        if lines:
            yield NoteTable(concept, when, unit, lines, total and standing(stated, total), is_whole(stated, rows))


def place_of(fact: Fact) -> Place:
    assert isinstance(fact.trace, Read)
    return fact.trace.page, fact.trace.box[1]


def lost_rows(stated: Stated, facts: Sequence[Fact]) -> list[NotUnderstood]:
    """The rows between the first and the last of a table that were not understood."""
    first, last = min(map(place_of, facts)), max(map(place_of, facts))
    lost = stated.report.filing.not_understood if stated.report.filing else ()
    return [row for row in lost if row.part == NOTES and first <= (row.trace.page, row.trace.box[1]) <= last]


def is_whole(stated: Stated, facts: Sequence[Fact]) -> bool:
    """Whether the rows of a table, and all between them, were understood, each in every column."""
    if lost_rows(stated, facts):
        return False
    of_row: defaultdict[tuple[Place, str], set[tuple[object, ...]]] = defaultdict(set)
    for fact in facts:
        assert isinstance(fact.trace, Read)
        of_row[place_of(fact), fact.trace.text].add((fact.when, fact.unit, fact.part))
    return all(len(found) >= _figures_in(text) for (_, text), found in of_row.items())


def _figures_in(row: str) -> int:
    """How many cells of a row state a figure: those after its label with a digit or a dash, and no letter."""
    cells = row.split(" | ")
    return sum(
        bool(
            not any(c.isalpha() for c in cell)
            and (any(c.isdigit() for c in cell) or cell.strip(" $") in ("-", "–", "—"))
        )
        for cell in cells[1:]
    )


def standing(stated: Stated, total: Fact) -> Fact:
    """A total of a table as the line of a statement that it is too; itself where it is none.

    What the notes say twice alike the reader keeps once: then it is the one that was kept.
    """
    for name in _STANDS_FOR.get(total.concept, ()):
        held = [f for f in stated.all_of(name, total.when, unit=total.unit) if f.statement == NOTES]
        for figure in (*(f for f in held if _one_place(f, total)), *(f for f in held if f.fact.value == total.value)):
            return figure.fact
    return total


def _one_place(figure: Figure, fact: Fact) -> bool:
    one, other = figure.fact.trace, fact.trace
    return (
        isinstance(one, Read)
        and isinstance(other, Read)
        and (one.page, one.box, one.text) == (other.page, other.box, other.text)
        and figure.fact.value == fact.value
    )
