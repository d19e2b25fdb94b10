"""The notes of a filed report: their text by number and title, and the facts in their sentences and small tables.

Every fact shows the sentence or row it was read from, and where it stands.  What is not clear is left out: a figure of
a table that found no fact is listed, and words that are not known state nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Note, Period, Read
from tieout.reading.document import Box, Row
from tieout.reading.notes.claims import claims_in, member_interests
from tieout.reading.notes.marks import sentences
from tieout.reading.notes.sentences import FIGURES, Calendar, Stated, rules_for, stated_in
from tieout.reading.notes.tables import stated_in_table
from tieout.reading.notes.text import NoteText, Paragraph, notes_of
from tieout.reading.notes.words import Rule

# The dollar minimums of Rule 15c3-1(a) and the limits of deposit insurance: printed in full they show that the
# sentences of a report in thousands are not.
_IN_FULL = re.compile(r"\$\s?(?:5|25|50|100|250|1,000|1,500),000\b(?!\.)")
_IN_SCALE = re.compile(r"\(?(?:[\w.]+ ){0,6}?in (thousands|millions)(?: of)?(?: u\.?s\.?)?(?: dollars)?\)?", re.I)
_SHOWN = 2000  # characters of a sentence that a trace keeps


@dataclass(frozen=True, slots=True)
class Claim:
    """What the notes say in words alone: the value, and where it was read."""

    value: str
    read: Read


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A row of figures in the notes that found no fact."""

    text: str
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class NotesRead:
    """The notes as read."""

    notes: tuple[Note, ...]
    facts: tuple[Fact, ...]
    claims: Mapping[str, Claim]
    not_understood: tuple[NotUnderstood, ...]


def read_notes(
    rows: Sequence[Row], *, document: str, entity: str, as_of: date, period: Period, quantum: Decimal = Decimal(1)
) -> NotesRead:
    """The notes whose rows these are.

    Balances without a date of their own are of `as_of`, flows of `period`.  `quantum` is what a printed 1 stands for
    where the notes' own heading says so (1000 for "in thousands"); amounts that name their scale keep it.
    """
    notes = notes_of(rows, entity)
    if quantum == 1:
        quantum = _scale_over(rows)
    in_full = quantum != 1 and any(_IN_FULL.search(note.note.body) for note in notes)
    reader = _Reader(document, entity, Calendar(as_of, period), quantum, Decimal(1) if in_full else quantum)
    for note in notes:
        reader.read(note)
    return NotesRead(
        tuple(note.note for note in notes),
        tuple(_settled(reader.found)),
        reader.claims,
        tuple(reader.not_understood),
    )


def _scale_over(rows: Sequence[Row]) -> Decimal:
    """The scale that the heading of the notes states, before the first of them."""
    for row in rows[:5]:
        if found := _IN_SCALE.fullmatch(row.text.strip()):
            return Decimal(1_000_000) if found[1].lower() == "millions" else Decimal(1_000)
        if row.text[:1].isdigit() or len(row.text) > 120:
            break
    return Decimal(1)


@dataclass(frozen=True, slots=True)
class _Found:
    fact: Fact
    otherwise: str


class _Reader:
    """One pass over the notes of a report, gathering what they state."""

    def __init__(self, document: str, entity: str, calendar: Calendar, tables: Decimal, words: Decimal) -> None:
        self.document = document
        self.entity = entity
        self.calendar = calendar
        self.tables = tables  # what a printed 1 stands for in a table, and in a sentence
        self.words = words
        self.found: list[_Found] = []
        self.claims: dict[str, Claim] = {}
        self.not_understood: list[NotUnderstood] = []
        self.first = True
        self.formed = False

    def read(self, note: NoteText) -> None:
        above: list[str] = []
        title = note.title.lower()
        for block in note.blocks:
            if isinstance(block, Paragraph):
                self._paragraph(block, title, above[-1] if above else "")
                above.append(block.text)
                continue
            for row in stated_in_table(block, above, note.title, self.calendar, self.tables):
                text = " | ".join(" ".join(cell.text.replace("\\$", "$").split()) for cell in row.row.cells)
                if not row.stated:
                    self.not_understood.append(NotUnderstood(text, row.row.page, row.row.box))
                for stated in row.stated:
                    self._add(stated, Read(self.document, row.row.page, row.row.box, text, stated.repaired))
        self.first = False

    def _paragraph(self, paragraph: Paragraph, title: str, before: str) -> None:
        text = paragraph.text
        rules: Sequence[Rule] = ()
        if FIGURES.search(text):
            rules = rules_for(f"{title} {before[-300:]} {text}".lower())
        for start, end in sentences(text):
            sentence = text[start:end]
            read: Read | None = None
            if rules and FIGURES.search(sentence):
                stated = [*stated_in(sentence, rules, self.calendar, self.words)]
                stated += member_interests(sentence, self.calendar)
                for each in stated:
                    read = read or self._place(paragraph, start, end)
                    self._add(each, read)
            for name, value in claims_in(sentence, title):
                if name.startswith("organized_") and (self.formed or not self.first):
                    continue  # only the first note's first such sentence speaks of the firm itself
                if name not in self.claims or (name, value) == ("net_capital_method", "alternative"):
                    read = read or self._place(paragraph, start, end)
                    self.claims[name] = Claim(value, read)
            self.formed = self.formed or "organized_state" in self.claims or "organized_date" in self.claims

    def _place(self, paragraph: Paragraph, start: int, end: int) -> Read:
        page, box = paragraph.place(start, end)
        return Read(self.document, page, box, paragraph.text[start:end][:_SHOWN])

    def _add(self, stated: Stated, read: Read) -> None:
        fact = Fact(
            concept=stated.concept,
            entity=self.entity,
            when=stated.when,
            value=stated.value,
            trace=read,
            part=stated.part,
            unit=stated.unit,
            rounding=stated.rounding,
            label=stated.label,
        )
        self.found.append(_Found(fact, stated.otherwise))


def _settled(found: Sequence[_Found]) -> Iterator[Fact]:
    """The facts, each said once; a weak wording gives way to a firm one that gives its concept another value."""
    firm = {held.fact.key: held.fact for held in found if not held.otherwise}
    seen: set[tuple[object, ...]] = set()
    for held in found:
        fact = held.fact
        if held.otherwise and fact.key in firm and not fact.agrees(firm[fact.key]):
            if fact.value > firm[fact.key].value:
                continue
            fact = replace(fact, concept=held.otherwise)
        said = (*fact.key, fact.value, fact.rounding)
        if said not in seen:
            seen.add(said)
            yield fact
