"""Where every fact of a report lives in its workbook, and the formula that each computed fact has there.

A fact has one home, the cell that holds its formula or its value; every other cell that shows the fact refers to the
home.  What is computed and printed is at home on its statement; postings, readings and what a person or the law told
are at home on the sheets of inputs; the rest is at home among the reasons.  `Plan` decides all of it before a cell is
written.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tieout.facts import Computed, Fact, Line, Posted, Report, Statement, Told, add, computed
from tieout.writing.formulas import Cell, formula_of, span

CONTENTS, OTHER, REASONS, ACCOUNTS, ENTRIES, TOLD = (
    "Contents",
    "Other figures",
    "Reasons",
    "Accounts",
    "Entries",
    "Told and parameters",
)
VALUE = 4  # the column that holds the value, the same on every sheet that lists facts
DEBIT, CREDIT = 5, 6  # the columns of Entries that hold the amounts
TABLE_ROW = 3  # the first row below title, explanation and headings of a list
STATEMENT_ROW = 5  # the first row below the heading of a statement
MOST_ROWS = 1_048_576
_BATCH = 100  # lines that go into each part of a formula too long for one cell


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell that shows a fact, and with which sign."""

    cell: Cell
    ink: int = 1


def sheet_name(title: str, taken: Iterable[str]) -> str:
    """A name Excel accepts for a sheet of this title, and that no other sheet has.

    >>> sheet_name("Statement of Income", []), sheet_name("Statement of Financial Condition", [])
    ('Statement of Income', 'Financial Condition')
    >>> sheet_name("A/B: Q1?", []), sheet_name("reasons", ["Reasons"])
    ('A B Q1', 'reasons (2)')
    """
    clean = " ".join(re.sub(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]", " ", title).split())
    for lead in ("Consolidated ", "Statements? of ", "Changes in "):
        if _width(clean) > 31:
            clean = re.sub(f"^{lead}", "", clean)
    clean = _cut(clean, 31).strip("' ") or "Statement"
    used = {name.casefold() for name in taken} | {"history"}  # Excel keeps History for itself
    name, count = clean, 1
    while name.casefold() in used:
        count += 1
        name = f"{_cut(clean, 31 - len(f' ({count})'))} ({count})"
    return name


def _width(text: str) -> int:
    """Excel counts UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, width: int) -> str:
    """At a word's end if it can be, and without a preposition hanging there."""
    if _width(text) <= width:
        return text
    while _width(text) > width:
        text = text.rpartition(" ")[0] or text[:-1]
    return re.sub(r"( (of|to|and|the|for|in|under|from|by))+$", "", text, flags=re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listing:
    """Postings listed on the Entries sheet: the trace they come from and their rows there."""

    trace: Posted
    first: int

    @property
    def last(self) -> int:
        return self.first + len(self.trace.entries) - 1


class Plan:
    """Every sheet's facts, every fact's home, every computed fact's formula.

    `other`, `reasons`, `accounts` and `told` are the facts of those sheets, row by row; `listings` the postings.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        self.statements: list[tuple[str, Statement]] = []
        taken = [CONTENTS, OTHER, REASONS, ACCOUNTS, ENTRIES, TOLD]
        for statement in report.statements:
            taken.append(sheet_name(statement.title or statement.name, taken))
            self.statements.append((taken[-1], statement))

        self._same: dict[int, Fact] = {}
        self._homes: dict[int, Cell] = {}
        self._formulas: dict[int, str] = {}
        self._shown: defaultdict[tuple[str, int], list[Shown]] = defaultdict(list)
        order = self._in_order()
        self._show_on_statements()
        self.other = [
            fact
            for fact in _once(self.same(fact) for fact in report.facts)
            if not any((sheet, id(fact)) in self._shown for sheet, _ in self.statements)
        ]
        self._place(OTHER, (fact for fact in self.other if isinstance(fact.trace, Computed)), self.other)
        posted = [fact for fact in order if isinstance(fact.trace, Posted)]
        self.accounts = sorted(posted, key=_by_account)
        self._place(ACCOUNTS, self.accounts, self.accounts)
        inputs = [fact for fact in order if not isinstance(fact.trace, Posted | Computed)]
        self.told = sorted(inputs, key=lambda fact: not isinstance(fact.trace, Told))
        self._place(TOLD, self.told, self.told)
        self.reasons = [fact for fact in order if id(fact) not in self._homes]
        self._place(REASONS, self.reasons, self.reasons)

        self._listed: dict[Posted, Listing] = {}
        self._list_postings()
        for fact in order:
            if isinstance(fact.trace, Computed):
                self._formulas[id(fact)] = self._computed(fact.trace, self.home(fact))
            elif isinstance(fact.trace, Posted) and (formula := self._posted(fact, fact.trace)):
                self._formulas[id(fact)] = formula

    @property
    def listings(self) -> Iterable[Listing]:
        return self._listed.values()

    def same(self, fact: Fact) -> Fact:
        """The one fact that stands for all that say the same for the same reasons."""
        return self._same[id(fact)]

    def home(self, fact: Fact) -> Cell:
        return self._homes[id(self.same(fact))]

    def formula(self, fact: Fact) -> str | None:
        """The formula of the fact's home, without its equals sign; None for an input."""
        return self._formulas.get(id(self.same(fact)))

    def formula_at(self, cell: Cell, fact: Fact, ink: int = 1) -> str | None:
        """The formula of any cell that shows the fact: its own at home, elsewhere a reference to the home."""
        home = self.home(fact)
        if home == cell:
            return self.formula(fact)
        return ("-" if ink < 0 else "") + home.seen_from(cell.sheet)

    # Homes

    def _in_order(self) -> list[Fact]:
        """Every fact once, what it rests on before it, and the lines of one sum together wherever that allows.

        Works with a stack of its own, since a chain of facts may be longer than Python's.
        """
        forms: dict[object, Fact] = {}
        order: list[Fact] = []

        def place(fact: Fact) -> None:
            if id(fact) not in self._same:
                first = forms.setdefault(self._form(fact), fact)
                self._same[id(fact)] = first
                if first is fact:
                    order.append(fact)

        roots = [*self.report.facts, *(fact for statement in self.report.statements for fact in statement.facts())]
        opened: set[int] = set()
        for root in roots:
            todo = [(root, False)]
            while todo:
                fact, done = todo.pop()
                lines = fact.trace.lines if isinstance(fact.trace, Computed) else ()
                if done:
                    for line in lines:
                        place(line.fact)
                elif id(fact) not in opened:
                    opened.add(id(fact))
                    todo.append((fact, True))
                    todo.extend((line.fact, False) for line in reversed(lines))
            place(root)
        return order

    def _form(self, fact: Fact) -> object:
        """What makes two facts one cell: rules make the same parameter twice, and a reader should see it once."""
        trace = fact.trace
        if not isinstance(trace, Computed):
            return fact.key, fact.value, trace
        lines = tuple((line.effect, id(self.same(line.fact)), line.cite) for line in trace.lines)
        return fact.key, fact.value, trace.operation, trace.rule, trace.cite, lines

    def _show_on_statements(self) -> None:
        for sheet, statement in self.statements:
            for row, line in enumerate(statement.lines, STATEMENT_ROW):
                for column, fact in enumerate(line.facts, 1):
                    if fact is None:
                        continue
                    one, cell = self.same(fact), Cell(sheet, column, row)
                    self._shown[sheet, id(one)].append(Shown(cell, line.ink))
                    # A cell holds what it shows; where the ink is against the fact, the fact is at home elsewhere.
                    if line.ink > 0 and isinstance(one.trace, Computed):
                        self._homes.setdefault(id(one), cell)

    def _place(self, sheet: str, facts: Iterable[Fact], rows: Sequence[Fact]) -> None:
        row = {id(fact): TABLE_ROW + index for index, fact in enumerate(rows)}
        for fact in facts:
            self._homes[id(fact)] = Cell(sheet, VALUE, row[id(fact)])

    # Postings

    def _list_postings(self) -> None:
        row = TABLE_ROW
        for fact in self.accounts:
            assert isinstance(fact.trace, Posted)
            if fact.trace.entries and fact.trace not in self._listed and row + len(fact.trace.entries) < MOST_ROWS:
                self._listed[fact.trace] = Listing(fact.trace, row)
                row += len(fact.trace.entries)

    def _posted(self, fact: Fact, trace: Posted) -> str | None:
        """The postings added up, in the fact's direction; None unless all of them are listed and give the value."""
        listing = self._listed.get(trace)
        net = sum((entry.amount_usd for entry in trace.entries), Decimal(0))
        if listing is None or len(trace.entries) != trace.count or abs(net) != abs(fact.value):
            return None
        sums = [
            f"SUM({span(Cell(ENTRIES, side, listing.first), Cell(ENTRIES, side, listing.last), ACCOUNTS)})"
            for side in (DEBIT, CREDIT)
        ]
        more, less = sums if net == fact.value else reversed(sums)
        return f"{more}-{less}"

    # Formulas

    def _computed(self, trace: Computed, home: Cell) -> str:
        terms = [self._term(line, home) for line in trace.lines]
        formula = formula_of(trace, terms, home.sheet)
        if formula is not None:
            return formula
        # Too long for one cell: part results go below the reasons, and this cell puts them together.
        head = 2 if trace.operation == "rounded" else 0
        lines = trace.lines[head:]
        step = max(_BATCH, -(-len(lines) // _BATCH))
        batches = [lines[start : start + step] for start in range(0, len(lines), step)]
        parts = [
            self._part(trace, batch, f"{number} of {len(batches)} for {home.seen_from(REASONS)}")
            for number, batch in enumerate(batches, 1)
        ]
        shorter = Computed(trace.rule, trace.cite, (*trace.lines[:head], *map(add, parts)), trace.operation)
        return self._computed(shorter, home)

    def _part(self, trace: Computed, lines: tuple[Line, ...], which: str) -> Fact:
        operation = "sum" if trace.operation == "rounded" else trace.operation
        rule = trace.rule or trace.operation
        fact = computed(rule, lines, rule=rule, cite=trace.cite, operation=operation, label=f"Part {which}")
        self._same[id(fact)] = fact
        self._homes[id(fact)] = Cell(REASONS, VALUE, TABLE_ROW + len(self.reasons))
        self.reasons.append(fact)
        self._formulas[id(fact)] = self._computed(Computed(rule, trace.cite, lines, operation), self.home(fact))
        return fact

    def _term(self, line: Line, home: Cell) -> tuple[int, Cell]:
        """The nearest cell that shows the line's fact, and the sign with which it enters."""
        fact = self.same(line.fact)
        near = self._shown.get((home.sheet, id(fact)), [])
        shown = next((x for x in near if x.cell.column == home.column), near[0] if near else Shown(self.home(fact)))
        return line.effect * shown.ink, shown.cell


def _by_account(fact: Fact) -> tuple[int, bool, str, str, str, str]:
    """This year before last, balances before flows, then by account: so that the sums run down the sheet."""
    assert isinstance(fact.trace, Posted)
    kind = str(fact.when)
    return -fact.end.toordinal(), len(kind) > 10, kind, fact.trace.account, fact.concept, fact.part


def _once(facts: Iterable[Fact]) -> list[Fact]:
    return list({id(fact): fact for fact in facts}.values())
