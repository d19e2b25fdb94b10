"""Report JSON, `tieout/report/1`: out and in without loss.

`facts` holds every fact the report states, one per key.  A Computed trace names the facts it rests on by where they
stand in the file, `"facts/3"` or `"reasons/17"`: `reasons` holds the facts that are reached only through traces (exact
cents behind a whole-dollar figure, account balances, parameters of law), so that nothing is written twice.  Values are
decimal strings; a balance has an `instant`, a flow `start` and `end`, both days included.

Every key that is written must be there to be read, so that a key lost on the way is an error and not another meaning;
only `entity` is left out of a fact of the report's own entity, `printed` of a figure that was taken as it stands, and
`footings` of a statement that has none.  A document without `reasons` is not ours: `bare` says what it needs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast, get_args

from tieout.facts.bare import completed
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
from tieout.facts.report import (
    SCHEMA,
    Column,
    Filing,
    Footing,
    Note,
    NotUnderstood,
    Report,
    Statement,
    StatementLine,
    Style,
)

Json = dict[str, Any]

# What reading raises when a value is missing, of the wrong kind, or at odds with the rest.
_MISFITS = (LookupError, TypeError, ValueError, AssertionError, ArithmeticError, RecursionError)
_PLACE = re.compile(r"(facts|reasons)/(0|[1-9][0-9]{0,8})")


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
    except (RecursionError, ValueError) as error:  # nested without end, or a number of thousands of digits
        raise TieoutError(f"not a report: {error}.", where=source, mend="write it again.") from None
    if not isinstance(raw, dict) or raw.get("schema") != SCHEMA:
        schema = raw.get("schema") if isinstance(raw, dict) else None
        raise TieoutError(f"schema is {schema!r}.", where=source, expected=f'"{SCHEMA}", as `tieout build` writes it.')
    is_ours = "reasons" in raw
    try:
        return _Reader(raw if is_ours else completed(raw)).report()
    except _MISFITS as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise TieoutError(
            f"does not hold together as {SCHEMA}: {what}.",
            where=source,
            mend="write it again with `tieout build`; a report is not meant to be edited by hand."
            if is_ours
            else "give the keys that docs/commands.md lists for Report JSON.",
        ) from None


class _Writer:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.places: dict[int, str] = {id(fact): f"facts/{i}" for i, fact in enumerate(report.facts)}
        self.reasons: list[Fact] = []
        self.opened: set[int] = set()
        for fact in self._roots():
            self._place(fact)

    def _roots(self) -> Iterator[Fact]:
        yield from self.report.facts
        for statement in self.report.statements:
            yield from statement.facts()

    def _place(self, root: Fact) -> None:
        """Give a place to a fact and, first, to all it rests on; a chain of facts may be longer than Python's stack."""
        todo = [(root, False)]
        while todo:
            fact, done = todo.pop()
            if done and id(fact) not in self.places:
                self.places[id(fact)] = f"reasons/{len(self.reasons)}"
                self.reasons.append(fact)
            elif not done and id(fact) not in self.opened:
                self.opened.add(id(fact))
                todo.append((fact, True))
                lines = fact.trace.lines if isinstance(fact.trace, Computed) else ()
                todo.extend((line.fact, False) for line in reversed(lines))

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
        } | ({} if report.filing is None else {"filing": self.filing(report.filing)})

    def filing(self, filing: Filing) -> Json:
        return {
            "document": filing.document,
            "kind": filing.kind,
            "pages": filing.pages,
            "figures_read": filing.figures_read,
            "stated": dict(filing.stated),
            "sources": {name: self.trace(trace) for name, trace in filing.sources.items()},
            "not_understood": [
                {"part": u.part, "label": u.label, "why": u.why, "trace": self.trace(u.trace)}
                for u in filing.not_understood
            ],
            "remarks": list(filing.remarks),
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
                held |= {"text": trace.text, "repaired": trace.repaired, "sure": trace.sure}
                return held | ({} if trace.printed is None else {"printed": str(trace.printed)})
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
        } | (
            {"footings": [[list(f.total), [list(term) for term in f.terms]] for f in statement.footings]}
            if statement.footings
            else {}
        )


class _Reader:
    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.entity = _text(raw, "entity")
        self.made: dict[str, Fact] = {}
        self.making: set[str] = set()

    def report(self) -> Report:
        facing_page = self.raw["facing_page"]
        assert isinstance(facing_page, dict), f"facing_page is {facing_page!r}"
        # Reasons stand after what they rest on: in their order, nothing reaches deep.
        for i in range(len(_many(self.raw, "reasons"))):
            self.fact(f"reasons/{i}")
        return Report(
            entity=self.entity,
            facing_page=facing_page,
            facts=tuple(self.fact(f"facts/{i}") for i in range(len(_many(self.raw, "facts")))),
            statements=tuple(self.statement(held) for held in _many(self.raw, "statements")),
            notes=tuple(
                Note(_whole(n, "number"), _text(n, "title"), _text(n, "body")) for n in _many(self.raw, "notes")
            ),
            filing=_filing(self.raw["filing"]) if "filing" in self.raw else None,
        )

    def fact(self, place: str) -> Fact:
        if place not in self.made:
            match = _PLACE.fullmatch(place)
            assert match, f"{place!r} is not the place of a fact"
            table, index = _many(self.raw, match[1]), int(match[2])
            assert index < len(table), f"{place} is not there; {match[1]} has {len(table)}"
            assert place not in self.making, f"{place} rests on itself"
            self.making.add(place)
            held = table[index]
            self.made[place] = Fact(
                concept=_text(held, "concept"),
                entity=_text(held, "entity") if "entity" in held else self.entity,
                when=_read_when(held),
                value=_decimal(held["value"]),
                part=_text(held, "part"),
                unit=_text(held, "unit"),
                rounding=_decimal(held["rounding"]),
                label=_text(held, "label"),
                trace=self.trace(held["trace"]),
            )
        return self.made[place]

    def trace(self, held: Json) -> Trace:
        match held["kind"]:
            case "posted":
                entries = tuple(_entry(*entry) for entry in _many(held, "entries"))
                account, name, where = (_text(held, key) for key in ("account", "name", "where"))
                return Posted(account, name, where, _whole(held, "count"), entries, _text(held, "books"))
            case "computed":
                lines = tuple(
                    Line(_whole(x, "effect"), self.fact(x["fact"]), _text(x, "cite")) for x in _many(held, "lines")
                )
                operation = held["operation"]
                assert operation in OPERATIONS, f"operation {operation!r} is not one of {', '.join(OPERATIONS)}"
                return Computed(_text(held, "rule"), _text(held, "cite"), lines, cast(Operation, operation))
            case "read":
                return _read(held)
            case "told":
                return Told(_text(held, "by"), date.fromisoformat(held["on"]), _text(held, "reason"))
            case kind:
                raise ValueError(f"trace kind {kind!r} is not one of posted, computed, read, told")

    def step(self, held: Json) -> Line:
        return Line(_whole(held, "effect"), self.fact(held["fact"]), _text(held, "cite"))

    def statement(self, held: Json) -> Statement:
        return Statement(
            name=_text(held, "name"),
            title=_text(held, "title"),
            subtitle=_text(held, "subtitle"),
            columns=tuple(Column(_text(c, "label"), _read_when(c), _text(c, "part")) for c in _many(held, "columns")),
            lines=tuple(self.line(line) for line in _many(held, "lines")),
            quantum=_decimal(held["quantum"]),
            remark=_text(held, "remark"),
            footings=tuple(_footing(*f) for f in (_many(held, "footings") if "footings" in held else ())),
        )

    def line(self, held: Json) -> StatementLine:
        label, style, ink = _text(held, "label"), _text(held, "style"), _whole(held, "ink")
        facts = tuple(None if place is None else self.fact(place) for place in _many(held, "facts"))
        stated = tuple(None if value is None else _decimal(value) for value in _many(held, "values"))
        assert style in get_args(Style), f"{label}: style {style!r} is not one of {', '.join(get_args(Style))}"
        assert ink in (+1, -1), f"{label}: ink is {ink}"
        found = tuple(None if fact is None else fact.value for fact in facts)
        assert stated == found, f"{label}: values {held['values']} are not those of its facts"
        return StatementLine(label, _text(held, "concept"), _whole(held, "depth"), cast(Style, style), facts, ink)


def _many(held: Mapping[str, Any], key: str) -> list[Any]:
    value = held[key]
    if not isinstance(value, list):
        raise TypeError(f"{key} is {value!r}, not a list")
    return value


def _text(held: Mapping[str, Any], key: str) -> str:
    value = held[key]
    if not isinstance(value, str):
        raise TypeError(f"{key} is {value!r}, not text")
    value.encode()  # half a surrogate pair can be escaped in JSON but never written to a file again
    return value


def _whole(held: Mapping[str, Any], key: str) -> int:
    value = held[key]
    if type(value) is not int:  # JSON's true is an int to Python
        raise TypeError(f"{key} is {value!r}, not a whole number")
    return value


def _decimal(value: object) -> Decimal:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a decimal in quotes; a bare number may have lost digits")
    try:
        return Decimal(value)
    except ArithmeticError:
        raise ValueError(f"{value!r} is not a decimal") from None


def _read(held: Json) -> Read:
    x0, top, x1, bottom = _many(held, "box")
    assert all(type(x) in (int, float) for x in (x0, top, x1, bottom)), f"box {held['box']!r}"
    document, text, repaired, sure = (_text(held, key) for key in ("document", "text", "repaired", "sure"))
    printed = _decimal(held["printed"]) if "printed" in held else None
    return Read(document, _whole(held, "page"), (x0, top, x1, bottom), text, repaired, sure, printed)


def _footing(total: list[int], terms: list[list[int]]) -> Footing:
    assert all(type(n) is int for place in (total, *terms) for n in place), f"footing {total!r} of {terms!r}"
    line, column = total
    return Footing((line, column), tuple((weight, at, across) for weight, at, across in terms))


def _filing(held: Json) -> Filing:
    stated, sources = held["stated"], held["sources"]
    assert isinstance(stated, dict), f"stated is {stated!r}"
    assert isinstance(sources, dict), f"sources is {sources!r}"
    return Filing(
        document=_text(held, "document"),
        kind=_text(held, "kind"),
        pages=_whole(held, "pages"),
        figures_read=_whole(held, "figures_read"),
        stated=stated,
        sources={name: _read(trace) for name, trace in sources.items()},
        not_understood=tuple(
            NotUnderstood(_text(u, "part"), _text(u, "label"), _text(u, "why"), _read(u["trace"]))
            for u in _many(held, "not_understood")
        ),
        remarks=tuple(str(remark) for remark in _many(held, "remarks")),
    )


def _entry(entry: str, on: str, usd: object, memo: str) -> PostedEntry:
    assert isinstance(entry, str), f"entry {entry!r}"
    assert isinstance(memo, str), f"memo {memo!r}"
    return PostedEntry(entry, date.fromisoformat(on), _decimal(usd), memo)


def _when(when: date | Period) -> Json:
    if isinstance(when, Period):
        return {"start": when.start.isoformat(), "end": when.end.isoformat()}
    return {"instant": when.isoformat()}


def _read_when(held: Mapping[str, Any]) -> date | Period:
    if "instant" in held:
        return date.fromisoformat(held["instant"])
    return Period(date.fromisoformat(held["start"]), date.fromisoformat(held["end"]))
