"""Statements as read to facts: one proof over all of them, then each figure a fact that knows its page.

Ties between statements are sums of one term: they prove and repair with the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from tieout.facts import (
    HARD_TO_READ,
    ILL_SET,
    Column,
    Fact,
    NotUnderstood,
    Period,
    Read,
    Statement,
    StatementLine,
    add,
    computed,
    less,
)
from tieout.facts.compare import FOOTING
from tieout.facts.money import figure as written
from tieout.facts.report import Style
from tieout.reading.figures import Figure
from tieout.reading.footings import footings
from tieout.reading.naming import names_of
from tieout.reading.statements.asides import Aside, asides
from tieout.reading.statements.columns import is_typed
from tieout.reading.statements.equity import SHARES, TOTAL, across
from tieout.reading.statements.lines import Line
from tieout.reading.statements.statement import (
    HALF,
    RATIOS,
    ReadStatement,
    day_before,
    factors,
    nodes_of,
    sums_of,
    without_brackets,
)
from tieout.reading.statements.sums import UNSURE, Node, Proof, Sum, prove
from tieout.reading.statements.tables import Entry
from tieout.reading.ties import Held, Key, Ties
from tieout.taxonomy import taxonomy

Place = tuple[int, int, int]  # statement, line, column


@dataclass
class Assembled:
    """The statements, the facts of their figures and those worked out, the notes' facts, and what found no fact."""

    statements: tuple[Statement, ...]
    facts: tuple[Fact, ...]
    notes: tuple[Fact, ...]
    not_understood: tuple[NotUnderstood, ...]
    figures_read: int


@dataclass
class _Draft:
    """A figure on its way to a fact: its key, and what turns its effect into the value.

    `unsigned` where a sum takes it away and nothing on the page does.
    """

    concept: str
    part: str
    when: date | Period
    factor: int
    unit: str = "USD"
    unsigned: bool = False


@dataclass
class Assembly:
    """Brings statements together.  `document` and `entity` go into every fact."""

    document: str
    entity: str
    read: Sequence[ReadStatement]
    note_facts: Sequence[Fact] = ()
    nodes: list[Node] = field(default_factory=list)
    ids: dict[Place, int] = field(default_factory=dict)
    drafts: dict[Place, _Draft] = field(default_factory=dict)
    lost: list[NotUnderstood] = field(default_factory=list)

    def run(self) -> Assembled:
        for s, statement in enumerate(self.read):
            for (i, column), node in nodes_of(statement):
                self.ids[s, i, column] = len(self.nodes)
                self.nodes.append(node)
            self._draft(s, statement)
            for row, cell in statement.table.stray:
                self.lost.append(
                    self._not_understood(statement, "", "stands in no column", row.page, cell.box, cell.text)
                )
        first_note = len(self.nodes)
        self.nodes += [
            Node(f"{f.label or f.concept.replace('_', ' ')} in the notes", (Figure(f.value, ""),))
            for f in self.note_facts
        ]
        ties = self._ties(first_note)
        proof = prove(self.nodes, [*self._sums(), *ties.sums()])
        for tested, tests in ties.choices():
            if tested not in proof.proved and not any(test.holds(proof.values) for test in tests):
                proof.doubtful.setdefault(tested, "the rule gives another figure from those beside it")
        facts: dict[Place, Fact] = {}
        for place in self.ids:
            if place in self.drafts:
                facts[place] = self._fact(place, proof)
        statements = tuple(self._statement(s, statement, facts) for s, statement in enumerate(self.read))
        made = [*facts.values(), *self._worked_out(facts), *self._asides(facts)]
        notes = tuple(self._note(n, proof, first_note) for n in range(len(self.note_facts)))
        return Assembled(statements, tuple(made), notes, tuple(self.lost), len(facts) + len(self.lost))

    # Keys

    def _draft(self, s: int, statement: ReadStatement) -> None:
        names = dict(names_of(statement))
        for column in sorted({column for _, column, _ in statement.entries()}):
            turned = factors(statement, column, statement.printed(column))
            unsigned = without_brackets(statement, column, turned)
            for i, line in enumerate(statement.lines):
                entry = line.item.entries.get(column)
                if entry is None:
                    continue
                draft = self._key(statement, i, column, names, turned.get(i, 1))
                if isinstance(draft, str):
                    self.lost.append(
                        self._not_understood(
                            statement, line.label, draft, entry.row.page, entry.cell.box, entry.figure.text
                        )
                    )
                else:
                    self.drafts[s, i, column] = replace(draft, unsigned=i in unsigned)

    def _key(
        self, statement: ReadStatement, i: int, column: int, names: Mapping[int, tuple[str, str]], factor: int
    ) -> _Draft | str:
        """The key of a figure, or why it has none."""
        line, entry = statement.lines[i], statement.lines[i].item.entries[column]
        concept, part = names.get(i, ("", ""))  # in a matrix the part tells lines of one concept apart
        if not concept:
            return (
                "its label names no concept"
                if line.label
                else "it has no label: a subtotal that the filer does not name, or one that nothing explains"
            )
        if statement.parts:
            return self._equity_key(statement, i, column, concept, factor, part)
        if column >= len(statement.whens):
            return "no date stands over its column" if not statement.whens else "it stands outside the dated columns"
        when = statement.whens[column]
        if line.at and isinstance(when, Period):
            when = when.end if line.at == "end" else day_before(when.start)
        unit = "ratio" if concept in RATIOS else "USD"
        if entry.figure.kind in ("percent", "ratio") and unit == "USD":
            return "it is no amount of money"
        return _Draft(concept, part, when, factor, unit)

    def _equity_key(
        self, statement: ReadStatement, i: int, column: int, concept: str, factor: int, apart: str
    ) -> _Draft | str:
        entry = statement.lines[i].item.entries[column]
        part = statement.parts[column] if column < len(statement.parts) else "?"
        when = statement.rows_when.get(i)
        if part == "?":
            return "the heading of its column names no component of equity"
        if when is None:
            return "no date stands at its line"
        if part == SHARES and entry.figure.kind == "dash":
            return "no shares moved"
        if part == SHARES:
            return _Draft(concept if concept != "total_equity" else "shares_outstanding", "", when, 1, "shares")
        if concept == "total_equity" and part != TOTAL:
            contra = part in taxonomy() and taxonomy()[part].is_contra
            return _Draft(part, "", when, -factor if contra else factor)
        if concept == "subordinated_decreases" and entry.figure.value * factor < 0:
            factor = -factor  # an amount: what it does to the balance is not its sign
        return _Draft(concept, "/".join(filter(None, (part, apart))), when, factor)

    # Sums

    def _sums(self) -> Iterator[Sum]:
        for s, statement in enumerate(self.read):
            ids = {(i, column): self.ids[s, i, column] for i, column, _ in statement.entries()}
            yield from sums_of(statement, ids)
            if statement.parts:
                for i, whole, terms in across(statement):
                    held = tuple((weight, ids[i, c]) for weight, c in terms)
                    yield Sum(ids[i, whole], held, f"{statement.lines[i].label}, across")

    def _ties(self, first_note: int) -> Ties:
        """The figures of statements and notes by their keys."""
        by_key: defaultdict[Key, list[Held]] = defaultdict(list)
        deducted: list[tuple[str, object, Held]] = []
        for (s, i, column), draft in self.drafts.items():
            held = Held(self.ids[s, i, column], draft.factor, self._quantum(s, draft.unit))
            if self.read[s].name != "net_capital" or draft.concept != "nonallowable_assets":
                by_key[draft.concept, draft.part, draft.when, draft.unit].append(held)
            elif draft.part:
                deducted.append((draft.part, draft.when, held))
        for n, fact in enumerate(self.note_facts):
            by_key[fact.concept, fact.part, fact.when, fact.unit].append(Held(first_note + n, 1, Decimal(1)))
        return Ties(by_key, deducted, self.nodes)

    # Facts

    def _quantum(self, s: int, unit: str) -> Decimal:
        return self.read[s].heading.quantum if unit == "USD" else Decimal(1)

    def _fact(self, place: Place, proof: Proof) -> Fact:
        s, i, column = place
        statement, draft, node = self.read[s], self.drafts[place], self.ids[place]
        line = statement.lines[i]
        entry = line.item.entries[column]
        quantum = self._quantum(s, draft.unit)
        effect = proof.values[node]
        value = effect * draft.factor * quantum
        decimals = statement.decimals if entry.figure.kind == "dash" else _decimals(entry)
        decimals += 2 if draft.unit == "ratio" and entry.figure.kind == "percent" else 0
        return Fact(
            concept=draft.concept,
            entity=self.entity,
            when=draft.when,
            value=value + 0,  # no negative zero
            part=draft.part,
            unit=draft.unit,
            rounding=HALF.scaleb(-decimals) * (quantum if draft.unit == "USD" else 1),
            label=_clean(line.label),
            trace=replace(
                self._trace(line, entry, node, proof),
                printed=self._legible(entry, node, proof, draft, quantum),
            ),
        )

    def _legible(self, entry: Entry, node: int, proof: Proof, draft: _Draft, quantum: Decimal) -> Decimal | None:
        """What the page says, where sums ask for another figure though nothing on it shows damage."""
        if self.nodes[node].shows_damage or entry.figure.repaired:
            return None
        if draft.unsigned:
            return self.nodes[node].printed * quantum
        return self.nodes[node].printed * draft.factor * quantum if node in proof.repairs else None

    def _trace(self, line: Line, entry: Entry, node: int, proof: Proof) -> Read:
        repair = proof.repairs.get(node)
        printed = entry.cell.text if repair or not entry.figure.well_formed else entry.figure.text
        label = _clean(line.label)
        text = f"{label}  {printed}" if label else printed
        said = ""
        if repair:
            said = f"printed {entry.figure.text}; {repair.how}"
            said += f"; proved by {repair.proof}" if repair.proof else ""
        elif entry.figure.repaired:
            said = f"printed {entry.cell.text}; {entry.figure.repaired}"
        if line.moved:
            said += f"{'; ' if said else ''}{line.moved}"
        if line.by_place:
            said += f"{'; ' if said else ''}concept told by its place, not by its label"
        unclear = ""
        if entry.cell.sure < UNSURE or self.nodes[node].disputed:
            unclear = HARD_TO_READ
        elif not entry.figure.well_formed:
            unclear = ILL_SET
        sure = "read"
        if node in proof.proved:
            sure = "proved"
        elif node in proof.doubtful:
            sure = f"doubtful: {'; '.join(filter(None, (proof.doubtful[node], unclear)))}"
        elif unclear:
            sure = f"doubtful: no sum proves the figure; {unclear}"
        return Read(self.document, entry.row.page, entry.cell.box, text, said, sure)

    def _note(self, n: int, proof: Proof, first: int) -> Fact:
        """A fact of a note, with what the proof says of it."""
        fact = self.note_facts[n]
        trace = fact.trace
        if not isinstance(trace, Read) or trace.sure:
            return fact
        node = first + n
        said = trace.repaired
        sure = "proved" if node in proof.proved or "proved by" in said else "read"
        if node in proof.doubtful:
            sure = f"doubtful: {proof.doubtful[node]}"
        if repair := proof.repairs.get(node):
            said = f"printed {written(fact.value)}; {repair.how}; proved by {repair.proof}"
        printed = fact.value if node in proof.repairs else None
        held = Read(trace.document, trace.page, trace.box, trace.text, said, sure, printed)
        return Fact(
            concept=fact.concept, entity=fact.entity, when=fact.when, value=proof.values[node], part=fact.part,
            unit=fact.unit, rounding=fact.rounding, label=fact.label, trace=held,
        )  # fmt: skip

    def _worked_out(self, facts: Mapping[Place, Fact]) -> Iterator[Fact]:
        """What a filing leaves for the reader to add: liabilities that are one line, a concept on several lines."""
        stated = {fact.key for fact in facts.values()}
        by_key = {(f.concept, f.part, f.when): f for f in reversed(list(facts.values()))}
        for (concept, part, when), total in by_key.items():
            if concept != "total_liabilities_and_equity" or part:
                continue
            debt, equity = (by_key.get((name, "", when)) for name in ("total_liabilities", "total_equity"))
            if equity is None and (found := list(self._equity_of(total, debt, facts))):
                equity = found[0]
                yield equity
            if debt is None and equity is not None:
                yield computed("total_liabilities", (add(total), less(equity)), cite=FOOTING, label="Total liabilities")
        kinds: defaultdict[tuple[str, date | Period], list[Fact]] = defaultdict(list)
        held = taxonomy()
        movements: defaultdict[tuple[str, str, date | Period], list[Fact]] = defaultdict(list)
        for (s, i, column), fact in facts.items():
            statement = self.read[s]
            if statement.parts and fact.unit == "USD" and isinstance(fact.when, Period):
                movements[fact.concept, statement.parts[column], fact.when].append(fact)
            if self.read[s].name not in ("financial_condition", "income") or fact.concept not in held:
                continue
            broad = taxonomy().broadest(fact.concept)
            if held[broad].kind in ("result", "flow", "ratio") or fact.concept.startswith("total_"):
                continue
            if self.read[s].lines[i].is_total:
                continue  # counted in its parts already
            if fact.part or broad != fact.concept:
                kinds[broad, fact.when].append(fact)
        for (concept, part, when), parts in movements.items():
            if len(parts) > 1 and (concept, self.entity, when, part, "USD") not in stated:
                yield computed(concept, [add(f) for f in parts], cite=FOOTING, when=when, part=part)
        for (broad, when), parts in kinds.items():
            key = (broad, self.entity, when, "", "USD")
            if len(parts) > 1 and key not in stated:
                yield computed(broad, [add(f) for f in parts], cite=FOOTING, when=when, label=held[broad].label)

    def _equity_of(self, whole: Fact, debt: Fact | None, facts: Mapping[Place, Fact]) -> Iterator[Fact]:
        """Equity that a filing prints in one line, or in several without their total."""
        held = taxonomy()
        parts = [
            fact
            for (s, i, _), fact in facts.items()
            if self.read[s].name == "financial_condition" and fact.when == whole.when
            and fact.concept in held and held[fact.concept].kind == "equity" and not fact.concept.startswith("total_")
            and self.read[s].lines[i].section == "equity"
        ]  # fmt: skip
        lines = [less(fact) if held[fact.concept].is_contra else add(fact) for fact in parts]
        if len(parts) == 1 or (
            parts and debt and sum((line.signed for line in lines), Decimal(0)) == whole.value - debt.value
        ):
            yield computed("total_equity", lines, cite=FOOTING, label="Total equity")

    def _asides(self, facts: Mapping[Place, Fact]) -> Iterator[Fact]:
        """The amounts inside labels."""
        for s, statement in enumerate(self.read):
            quantum = statement.heading.quantum
            for i, line in enumerate(statement.lines):
                columns = [column for column in line.item.entries if (s, i, column) in facts]
                if not columns:
                    continue
                base = facts[s, i, columns[0]]
                for aside in asides(_clean(line.label), base.concept):
                    if aside.column >= len(columns):
                        continue
                    when = facts[s, i, columns[aside.column]].when
                    at = when.end if isinstance(when, Period) else when
                    rows = line.item.rows or [line.item.entries[columns[0]].row]
                    row = next((r for r in rows if aside.figure.text in r.text), rows[0])
                    scale = _scale_inside(aside, quantum)
                    yield Fact(
                        concept=_meant(aside, at, facts),
                        entity=self.entity,
                        when=at,
                        value=aside.figure.value * scale,
                        part=aside.part,
                        unit=aside.unit,
                        rounding=Decimal(0) if aside.concept == "par_value" else HALF * scale,  # the charter's
                        label=_clean(line.label),
                        trace=Read(self.document, row.page, row.box, _clean(line.label), aside.figure.repaired, "read"),
                    )

    # Statements

    def _statement(self, s: int, statement: ReadStatement, facts: Mapping[Place, Fact]) -> Statement:
        columns = self._columns(statement)
        lines = []
        left = [line.item.x0 for line in statement.lines if line.item.x0 >= 0]
        margin = min(left, default=0.0)
        for i, line in enumerate(statement.lines):
            held = tuple(facts.get((s, i, column)) for column in range(len(columns)))
            ink = next(
                (
                    -1
                    for column, fact in enumerate(held)
                    if fact is not None and fact.value * line.item.entries[column].figure.value < 0
                ),
                1,
            )
            style: Style = "heading" if line.item.is_heading else "line"
            if line.is_total:
                style = "total" if line.concept in _DOUBLE else "subtotal"
            concept = next((fact.concept for fact in held if fact is not None), line.concept)
            facts_of = () if line.item.is_heading else held
            # A turned sign in one column only is not ink but a figure of the other direction.
            if any(f is not None and ink * f.value * line.item.entries[c].figure.value < 0 for c, f in enumerate(held)):
                ink = 1
            depth = (
                1
                if line.item.x0 > margin + (0.5 if line.item.rows and is_typed(line.item.rows[0].cells[0]) else 5)
                else 0
            )
            lines.append(StatementLine(_clean(line.label), concept, depth, style, facts_of, ink))
        subtitle = ", ".join(str(when) for when in statement.whens)
        return Statement(
            statement.name, statement.title, subtitle, columns, tuple(lines), statement.heading.quantum,
            footings=tuple(footings(statement, {(i, c): d.factor for (n, i, c), d in self.drafts.items() if n == s})),
        )  # fmt: skip

    def _columns(self, statement: ReadStatement) -> tuple[Column, ...]:
        if statement.parts:
            end = max((w.end if isinstance(w, Period) else w for w in statement.rows_when.values()), default=None)
            if end is None:
                return ()
            return tuple(Column(_component(part), end, part if part != SHARES else "") for part in statement.parts)
        return tuple(Column(str((w.end if isinstance(w, Period) else w).year), w) for w in statement.whens)

    def _not_understood(
        self,
        statement: ReadStatement,
        label: str,
        why: str,
        page: int,
        box: tuple[float, float, float, float],
        text: str,
    ) -> NotUnderstood:
        said = f"{_clean(label)}  {text}" if label else text
        return NotUnderstood(statement.name, _clean(label), why, Read(self.document, page, box, said))


_MOST_MINIMUM = 10_000_000  # no dollar minimum of 15c3-1(a) is higher


def _decimals(entry: Entry) -> int:
    return -min(int(entry.figure.value.as_tuple().exponent), 0)


def _meant(aside: Aside, at: date, facts: Mapping[Place, Fact]) -> str:
    """What an amount inside a label is: "6-2/3% of aggregate indebtedness of $91,934" names the base or the share."""
    if aside.concept == "aggregate_indebtedness":
        held = (f for f in facts.values() if f.concept == aside.concept and f.when == at)
        if any(abs(f.value - _TIMES * aside.figure.value) <= _TIMES for f in held):
            return "minimum_net_capital_ratio"
    return aside.concept


_TIMES = 15  # 6-2/3 percent, 17 CFR 240.15c3-1(a)(1)(i)


def _scale_inside(aside: Aside, quantum: Decimal) -> Decimal:
    """The scale of an amount inside a label: the statement's; 1 for a par value and for a minimum printed in full."""
    if aside.unit != "USD" or aside.concept == "par_value":
        return Decimal(1)
    if aside.concept == "minimum_dollar_net_capital" and aside.figure.value * quantum > _MOST_MINIMUM:
        return Decimal(1)
    return quantum


_DOUBLE = ("total_assets", "total_liabilities_and_equity", "net_income", "net_capital", "cash_end_of_year")


def _component(part: str) -> str:
    """What stands over a column of the matrix."""
    held = taxonomy()
    return held[part].label if part in held else {"": "Total", SHARES: "Shares"}.get(part, part)


def _clean(label: str) -> str:
    return " ".join(label.split()).strip(" :—–.")
