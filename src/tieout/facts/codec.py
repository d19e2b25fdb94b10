"""Report JSON, `tieout/report/1`: out and in without loss.

`facts` holds every fact the report states, one per key.  A Computed trace names the facts it rests on by where they
stand in the file, `"facts/3"` or `"reasons/17"`: `reasons` holds the facts that are reached only through traces (exact
cents behind a whole-dollar figure, account balances, parameters of law), so that nothing is written twice.  Values are
decimal strings; a balance has an `instant`, a flow `start` and `end`, both days included.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from tieout.facts.model import (
    OPERATIONS,
    Computed,
    Fact,
    Line,
    Operation,
    Period,
    Posted,
    PostedEntry,
    Read,
    TieoutError,
    Told,
    Trace,
)
from tieout.facts.report import SCHEMA, Column, Note, Report, Statement, StatementLine, Style

Json = dict[str, Any]


def to_json(report: Report) -> str:
    """The report as JSON text, the same bytes for the same report."""
    return json.dumps(_Writer(report).document(), indent=1, ensure_ascii=False) + "\n"


def from_json(text: str, source: str = "report") -> Report:
    """Read a report back.  `source` names the file in errors.

    Raises TieoutError when the text is not a report of this schema, with the place that does not fit.
    """
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        place = f"{source}, line {error.lineno}, column {error.colno}"
        raise TieoutError(f"not JSON: {error.msg}.", where=place, mend="write it again.") from None
    if not isinstance(raw, dict) or raw.get("schema") != SCHEMA:
        schema = raw.get("schema") if isinstance(raw, dict) else None
        raise TieoutError(f"schema is {schema!r}.", where=source, expected=f'"{SCHEMA}", as `tieout build` writes it.')
    try:
        return _Reader(raw).report()
    except (KeyError, TypeError, ValueError, IndexError, AssertionError, InvalidOperation, RecursionError) as error:
        raise TieoutError(
            f"does not hold together as {SCHEMA}: {type(error).__name__}: {error}.",
            where=source,
            mend="write it again with `tieout build`; a report is not meant to be edited by hand.",
        ) from None


class _Writer:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.places: dict[int, str] = {id(fact): f"facts/{i}" for i, fact in enumerate(report.facts)}
        self.reasons: list[Fact] = []
        for fact in self._roots():
            self._place(fact)

    def _roots(self) -> Iterator[Fact]:
        yield from self.report.facts
        for statement in self.report.statements:
            yield from statement.facts()

    def _place(self, fact: Fact) -> None:
        """Give a place to a fact and, first, to all it rests on."""
        if isinstance(fact.trace, Computed):
            for line in fact.trace.lines:
                if id(line.fact) not in self.places:
                    self._place(line.fact)
        if id(fact) not in self.places:
            self.places[id(fact)] = f"reasons/{len(self.reasons)}"
            self.reasons.append(fact)

    def document(self) -> Json:
        report = self.report
        return {
            "schema": report.schema,
            "entity": report.entity,
            "facing_page": dict(report.facing_page),
            "facts": [self.fact(fact) for fact in report.facts],
            "statements": [self.statement(statement) for statement in report.statements],
            "notes": [{"number": note.number, "title": note.title, "body": note.body} for note in report.notes],
            "reasons": [self.fact(fact) for fact in self.reasons],
        }

    def fact(self, fact: Fact) -> Json:
        held: Json = {"concept": fact.concept, "label": fact.label, "value": str(fact.value), "unit": fact.unit}
        held |= _when(fact.when)
        held |= {"part": fact.part, "rounding": str(fact.rounding), "trace": self.trace(fact.trace)}
        if fact.entity != self.report.entity:
            held["entity"] = fact.entity
        return held

    def trace(self, trace: Trace) -> Json:
        match trace:
            case Posted():
                entries = [[e.entry, e.on.isoformat(), str(e.amount_usd), e.memo] for e in trace.entries]
                held: Json = {"kind": "posted", "account": trace.account, "name": trace.name, "where": trace.where}
                return held | {"count": trace.count, "books": trace.books, "entries": entries}
            case Computed():
                lines = [{"effect": x.effect, "fact": self.places[id(x.fact)], "cite": x.cite} for x in trace.lines]
                held = {"kind": "computed", "rule": trace.rule, "cite": trace.cite, "operation": trace.operation}
                return held | {"lines": lines}
            case Read():
                held = {"kind": "read", "document": trace.document, "page": trace.page, "box": list(trace.box)}
                return held | {"text": trace.text, "repaired": trace.repaired}
            case Told():
                return {"kind": "told", "by": trace.by, "on": trace.on.isoformat(), "reason": trace.reason}

    def statement(self, statement: Statement) -> Json:
        return {
            "name": statement.name,
            "title": statement.title,
            "subtitle": statement.subtitle,
            "quantum": str(statement.quantum),
            "remark": statement.remark,
            "columns": [{"label": c.label, **_when(c.when), "part": c.part} for c in statement.columns],
            "lines": [
                {
                    "label": line.label,
                    "concept": line.concept,
                    "depth": line.depth,
                    "values": [None if fact is None else str(fact.value) for fact in line.facts],
                    "style": line.style,
                    "ink": line.ink,
                    "facts": [None if fact is None else self.places[id(fact)] for fact in line.facts],
                }
                for line in statement.lines
            ],
        }


class _Reader:
    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.entity = cast(str, raw["entity"])
        self.made: dict[str, Fact] = {}

    def report(self) -> Report:
        return Report(
            entity=self.entity,
            facing_page=self.raw["facing_page"],
            facts=tuple(self.fact(f"facts/{i}") for i in range(len(self.raw["facts"]))),
            statements=tuple(self.statement(held) for held in self.raw.get("statements", [])),
            notes=tuple(Note(int(n["number"]), n["title"], n["body"]) for n in self.raw.get("notes", [])),
        )

    def fact(self, place: str) -> Fact:
        if place not in self.made:
            table, _, index = place.partition("/")
            held = self.raw[table][int(index)]
            self.made[place] = Fact(
                concept=held["concept"],
                entity=held.get("entity", self.entity),
                when=_read_when(held),
                value=Decimal(held["value"]),
                part=held.get("part", ""),
                unit=held["unit"],
                rounding=Decimal(held.get("rounding", "0")),
                label=held.get("label", ""),
                trace=self.trace(held["trace"]),
            )
        return self.made[place]

    def trace(self, held: Json) -> Trace:
        match held["kind"]:
            case "posted":
                entries = tuple(
                    PostedEntry(e, date.fromisoformat(on), Decimal(usd), memo) for e, on, usd, memo in held["entries"]
                )
                return Posted(held["account"], held["name"], held["where"], held["count"], entries, held["books"])
            case "computed":
                lines = tuple(Line(x["effect"], self.fact(x["fact"]), x["cite"]) for x in held["lines"])
                operation = held["operation"]
                assert operation in OPERATIONS, f"operation {operation!r} is not one of {', '.join(OPERATIONS)}"
                return Computed(held["rule"], held["cite"], lines, cast(Operation, operation))
            case "read":
                x0, top, x1, bottom = held["box"]
                return Read(
                    held["document"], held["page"], (x0, top, x1, bottom), held["text"], held.get("repaired", "")
                )
            case "told":
                return Told(held["by"], date.fromisoformat(held["on"]), held["reason"])
            case kind:
                raise ValueError(f"trace kind {kind!r} is not one of posted, computed, read, told")

    def statement(self, held: Json) -> Statement:
        return Statement(
            name=held["name"],
            title=held["title"],
            subtitle=held.get("subtitle", ""),
            columns=tuple(Column(c["label"], _read_when(c), c.get("part", "")) for c in held.get("columns", [])),
            lines=tuple(
                StatementLine(
                    label=line["label"],
                    concept=line["concept"],
                    depth=line["depth"],
                    style=cast(Style, line.get("style", "line")),
                    facts=tuple(None if place is None else self.fact(place) for place in line.get("facts", [])),
                    ink=line.get("ink", 1),
                )
                for line in held["lines"]
            ),
            quantum=Decimal(held.get("quantum", "1")),
            remark=held.get("remark", ""),
        )


def _when(when: date | Period) -> Json:
    if isinstance(when, Period):
        return {"start": when.start.isoformat(), "end": when.end.isoformat()}
    return {"instant": when.isoformat()}


def _read_when(held: Mapping[str, Any]) -> date | Period:
    if "instant" in held:
        return date.fromisoformat(held["instant"])
    return Period(date.fromisoformat(held["start"]), date.fromisoformat(held["end"]))
