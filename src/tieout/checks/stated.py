"""Stated: a report as checks see it, every figure at its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from tieout.checks.model import Words
from tieout.facts import Fact, Period, Read, Report, Statement

Key = tuple[str, str, date | Period, str]  # concept, part, date or period, unit
NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure where it stands: on a line and in a column of a statement, or in the notes (line -1).

    `sheet` is the place of the statement among those of the report.
    """

    fact: Fact
    statement: str
    label: str
    sheet: int = -1
    line: int = -1
    column: int = -1


@dataclass(frozen=True)
class Stated:
    """A report, its figures by key and by place, each as it stands on the page.

    A figure that the reader worked out itself is none: nobody stated it.  One that the reader repaired though nothing
    on the page shows damage is taken as it is printed: the repair is what a comparison may find, not what was said.
    """

    report: Report
    prior: Report | None = None

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Statements first, in order; then the amounts inside labels and the notes."""
        found: list[Figure] = []
        seen: set[int] = set()
        for sheet, statement in enumerate(self.report.statements):
            for i, line in enumerate(statement.lines):
                for column, fact in enumerate(line.facts):
                    if fact is not None and id(fact) not in seen:
                        seen.add(id(fact))
                        found.append(Figure(_printed(fact), statement.name, line.label, sheet, i, column))
        places = {(f.fact.key, f.fact.value, _place(f.fact)) for f in found}
        for fact in self.report.facts:
            if id(fact) in seen or not _is_stated(fact, self.report):
                continue
            if _place(fact) is not None and (fact.key, _printed(fact).value, _place(fact)) in places:
                continue
            found.append(Figure(_printed(fact), NOTES, fact.label or fact.concept.replace("_", " ")))
        return tuple(found)

    @cached_property
    def at(self) -> Mapping[tuple[int, int, int], Figure]:
        """Figures of statements by sheet, line and column."""
        return {(f.sheet, f.line, f.column): f for f in self.figures if f.sheet >= 0}

    @cached_property
    def by_key(self) -> Mapping[Key, tuple[Figure, ...]]:
        held: defaultdict[Key, list[Figure]] = defaultdict(list)
        for figure in self.figures:
            fact = figure.fact
            held[fact.concept, fact.part, fact.when, fact.unit].append(figure)
        return {key: tuple(figures) for key, figures in held.items()}

    def all_of(self, concept: str, when: date | Period, part: str = "", unit: str = "USD") -> tuple[Figure, ...]:
        return self.by_key.get((concept, part, when, unit), ())

    def first(self, concept: str, when: date | Period, part: str = "", unit: str = "USD") -> Fact | None:
        """The fact of a key where it stands first: on its statement, else in the notes."""
        held = self.all_of(concept, when, part, unit)
        return held[0].fact if held else None

    def on(self, statement: str, concept: str, when: date | Period, part: str = "", unit: str = "USD") -> Fact | None:
        """The fact of a key on one statement, or in the notes."""
        return next((f.fact for f in self.all_of(concept, when, part, unit) if f.statement == statement), None)

    def of_concept(self, concept: str) -> Iterator[Figure]:
        return (figure for figure in self.figures if figure.fact.concept == concept)

    def statement(self, name: str) -> Statement | None:
        return next((s for s in self.report.statements if s.name == name), None)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The dates of balances, the latest first."""
        held = {f.fact.when for f in self.figures if not isinstance(f.fact.when, Period)}
        return tuple(sorted((d for d in held if isinstance(d, date)), reverse=True))

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods of flows, the latest first."""
        held = {f.fact.when for f in self.figures if isinstance(f.fact.when, Period)}
        return tuple(sorted((p for p in held if isinstance(p, Period)), key=lambda p: (p.end, p.start), reverse=True))

    @cached_property
    def as_of(self) -> date | None:
        """The end of the year reported: the facing page's, else the statements' latest date."""
        try:
            return date.fromisoformat(str(self.report.facing_page.get("period_end")))
        except ValueError:
            pass
        on_statements = [
            c.when.end if isinstance(c.when, Period) else c.when for s in self.report.statements for c in s.columns
        ]
        return max(on_statements, default=self.days[0] if self.days else None)

    @cached_property
    def period(self) -> Period | None:
        """The year reported."""
        return next((p for p in self.periods if p.end == self.as_of), None)

    @staticmethod
    def opening(period: Period) -> date:
        """The last day before a period."""
        return period.start - timedelta(days=1)

    def field(self, name: str) -> str:
        """A field of the facing page, or what the report says under that name; "" where it cannot be read."""
        value = self.report.facing_page.get(name, "")
        return "" if value in (None, "unreadable") else str(value)

    @property
    def method(self) -> str:
        """The net capital standard: aggregate_indebtedness, alternative, or "" where the report does not say."""
        return self.field("net_capital_method")

    def source(self, name: str) -> Read | None:
        """Where a field or a statement in words was read."""
        return self.report.filing.sources.get(name) if self.report.filing else None

    def words(self, name: str, source: str = "") -> Words | None:
        """A field of the facing page as a side of a comparison; None where it is empty or unreadable."""
        text = self.field(name)
        return Words(name, text, self.source(source or name)) if text else None

    @property
    def stated_in_words(self) -> Mapping[str, object]:
        """What was read besides figures: cover, contents, auditor's report (`Filing.stated`)."""
        return self.report.filing.stated if self.report.filing else {}


def _printed(fact: Fact) -> Fact:
    """A fact as the page states it."""
    trace = fact.trace
    if isinstance(trace, Read) and trace.printed is not None:
        return replace(fact, value=trace.printed, trace=replace(trace, printed=None, repaired=""))
    return fact


def _place(fact: Fact) -> tuple[int, tuple[float, ...], str] | None:
    trace = fact.trace
    return (trace.page, trace.box, trace.text) if isinstance(trace, Read) else None


def _is_stated(fact: Fact, report: Report) -> bool:
    """Whether a document states a fact: in a report that was read, only what has a place on a page."""
    return report.filing is None or isinstance(fact.trace, Read)
