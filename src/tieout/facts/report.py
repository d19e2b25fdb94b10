"""Report: what is printed and filed, each figure still a fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from tieout.facts.model import Fact, NoFact, Period, Read

SCHEMA = "tieout/report/1"

Style = Literal["heading", "line", "subtotal", "total"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a statement: its date or period, or the component (`part`) of an equity matrix."""

    label: str
    when: date | Period
    part: str = ""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A printed line.  `facts` has one entry per column, None where the line is blank there.

    `ink` is -1 where the statement prints the figure against its concept's direction (treasury stock taken away, a tax
    benefit printed as a positive figure under its own name): printed = ink * value.  `style` sets the rules: a subtotal
    has a single rule above it, a total a single rule above and a double rule below; dollar signs stand on the first
    figures of a column and on totals.
    """

    label: str
    concept: str = ""
    depth: int = 0
    style: Style = "line"
    facts: tuple[Fact | None, ...] = ()
    ink: int = 1

    def printed(self, column: int) -> Decimal | None:
        fact = self.facts[column] if self.facts else None
        return None if fact is None else self.ink * fact.value


@dataclass(frozen=True, slots=True)
class Footing:
    """A sum that a statement prints: the place of its total, and of its terms, each with the weight of its value.

    A place is (line, column), both from 0.  The sum is what the page means; whether its figures bear it out is another
    question.
    """

    total: tuple[int, int]
    terms: tuple[tuple[int, int, int], ...]  # weight, line, column


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement or schedule.  `name` is its stable id (the taxonomy's layout), `quantum` 1 or 1000 dollars.

    `footings` are the sums down its columns and across its lines, where a reader found them on the page.
    """

    name: str
    title: str
    subtitle: str
    columns: tuple[Column, ...]
    lines: tuple[StatementLine, ...]
    quantum: Decimal = Decimal(1)
    remark: str = ""
    footings: tuple[Footing, ...] = ()

    def facts(self) -> Iterator[Fact]:
        for line in self.lines:
            yield from (fact for fact in line.facts if fact is not None)


@dataclass(frozen=True, slots=True)
class Note:
    """A note to the statements: `body` is Markdown with its figures already filled in."""

    number: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A figure that was read and found no fact: the part of the filing it stands in, its label, and why."""

    part: str
    label: str
    why: str
    trace: Read


@dataclass(frozen=True, slots=True)
class Filing:
    """What a report was read from, and what was read besides its figures.

    `kind` is what the file was (text, markdown, html, pdf, scan).  `figures_read` counts every figure of the statements
    and schedules: each is in a fact or in `not_understood`.  `stated` holds what the document says in words (the
    auditor's opinion, the cover), `sources` where that and each field of the facing page was read, by name.
    """

    document: str
    kind: str
    pages: int
    figures_read: int
    stated: Mapping[str, object]
    sources: Mapping[str, Read]
    not_understood: tuple[NotUnderstood, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """An annual report (Form X-17A-5 Part III): the facing page, the statements and schedules, the notes, the facts.

    `facing_page` holds the words of the form by field name.  `facts` are all figures stated, one per key when they come
    from books; a report that was read may state a key in several places, the statements first.  The facts they rest on
    are reached through their traces.  `filing` says what a report was read from; None where it was built.
    """

    entity: str
    facing_page: Mapping[str, object]
    facts: tuple[Fact, ...]
    statements: tuple[Statement, ...] = ()
    notes: tuple[Note, ...] = ()
    schema: str = field(default=SCHEMA)
    filing: Filing | None = None

    def fact(self, concept: str, when: date | Period | None = None, part: str = "") -> Fact:
        """The fact of a concept; the latest one unless `when` says which (a date also finds a period by its end).

        Raises NoFact, naming the nearest concepts the report does state.
        """
        held = [f for f in self.facts if f.concept == concept and f.part == part and when in (None, f.when, f.end)]
        if held:
            return max(held, key=lambda fact: fact.end)
        import difflib

        near = difflib.get_close_matches(concept, sorted({f.concept for f in self.facts}), n=3)
        hint = f"  Nearest that it does state: {', '.join(near)}." if near else ""
        at = f" at {when}" if when is not None else ""
        raise NoFact(f"{self.entity} states no {concept}{' of ' + part if part else ''}{at}.{hint}")

    def statement(self, name: str) -> Statement:
        for statement in self.statements:
            if statement.name == name:
                return statement
        raise NoFact(f"{self.entity}'s report has no {name}.")
