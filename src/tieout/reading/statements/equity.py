"""The statement of changes in equity: a matrix of components, read by column and proved down and across.

The statement of changes in subordinated liabilities is one of a single column.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from tieout.facts import Period
from tieout.reading.document import Row
from tieout.reading.figures import readings
from tieout.reading.labels.matching import match
from tieout.reading.outline import Part
from tieout.reading.statements.columns import TYPED, is_typed
from tieout.reading.statements.headings import days_in, heading_of, is_heading_row, scale_of, year_before
from tieout.reading.statements.lines import SURE_ENOUGH, Line, owners_capital, scorer
from tieout.reading.statements.statement import Fiscal, ReadStatement, day_before
from tieout.reading.statements.structure import Found, may_be_taken_away
from tieout.reading.statements.tables import Table, table_of

BALANCES = {"changes_in_equity": "total_equity", "changes_in_subordinated": "subordinated_liabilities"}
SHARES = "shares"  # a column that counts shares, not dollars
TOTAL = ""  # the part that is the whole
_BALANCE = re.compile(
    r"\bbalances?\b|\b(?:beginning|end(?:ing)?) of (?:the )?(?:year|period)\b"
    r"|^\W*(?:equity|capital)?,? ?(?:january|december|june|september|march) ",
    re.IGNORECASE,
)
# The whole equity of a firm, at a date or an end of the year: a balance where the statement has one column.
_WHOLE = re.compile(
    r"^\W*(?:total )?(?:members?|partners?|shareholders?|stockholders?|owners?|proprietors?)['’]?s?['’]? "
    r"(?:equity|capital)\b(?: \(deficit\))?\W*(?:at |as of |- )?(?:the )?"
    r"(?:beginning|end\b|january|february|march|april|may|june|july|august|september|october|november|december)",
    re.IGNORECASE,
)
_OPENING = re.compile(r"\bbeginning\b|\bopening\b|\bjanuary 1\b|\binception\b", re.IGNORECASE)
_COUNT = re.compile(
    r"\b(?:number|no\.) of\b|^\W*(?:shares|units)(?: (?:issued|outstanding))*\W*$"
    r"|\b(?:stock|interests?) (?:shares|units)\W*$",
    re.IGNORECASE,
)
_DOLLARS = re.compile(r"^\W*(?:amounts?|dollars|par value|value)?\W*$", re.IGNORECASE)
_TOTAL = re.compile(r"^\W*total\b", re.IGNORECASE)
# What "Total", "Total members' capital" over a column may be matched to, and means the whole.
_TAKEN_FOR_TOTAL = frozenset(
    "? total_equity total_liabilities_and_equity members_contributed_equity partners_capital total_assets".split()  # noqa: SIM905
)


def read_equity(part: Part, fiscal: Fiscal) -> ReadStatement | None:
    """The statement of changes in equity under a title; None where there are no figures under it."""
    first = next((i for i, row in enumerate(part.rows) if _has_figures(row)), None)
    if first is None:
        return None
    if first and len(part.rows[first - 1].cells) == 1 and _BALANCE.search(part.rows[first - 1].text):
        first -= 1  # "Balance, December 31," over "2003  $ 10,000"
    over = [row for row in part.rows[:first] if not any(c.isdigit() for c in row.text) and scale_of([row]) == 1]
    dated = [row for row in part.rows[:first] if is_heading_row(row)]
    heading = heading_of([*part.titles, *dated], fiscal_end=fiscal.end, fiscal_start=fiscal.start, is_flow=True)
    # Subordinated liabilities have one column; movements may be set in from the balances.
    single = part.name == "changes_in_subordinated"
    table = table_of(part.rows[first:], scorer(part.name), int(single), matrix=not single)
    if not single and table.columns > 1 and not any(_components(over, table, part.title)[:-1]):
        # No component stands over any column: one column of balances, its movements set in.
        table = table_of(part.rows[first:], scorer(part.name), 1)
    lines = [Line(item) for item in table.items]
    single_column = part.name == "changes_in_equity" and table.columns == 1
    for line in lines:
        if not line.item.is_heading and line.label:
            found = match(line.label, part.name, "")
            if found and found[0].score >= SURE_ENOUGH:
                line.concept, line.score = found[0].concept, found[0].score
            is_whole = line.concept in ("", "total_equity", BALANCES[part.name])
            if (_BALANCE.search(line.label) and is_whole) or (single_column and _WHOLE.match(line.label)):
                line.concept, line.is_total = BALANCES[part.name], True
    end = heading.ends[0] if heading.ends else fiscal.end
    if end is None:
        return None
    whens = (
        tuple(Period(heading.starts[0] or year_before(end), end) for _ in range(table.columns)) if heading.ends else ()
    )
    statement = ReadStatement(part.name, part.title, heading, whens, lines, table)
    statement.parts = _components(over, table, part.title)
    statement.parts = _by_crossfooting(statement)
    _date_rows(statement, fiscal, end)
    _find_sums(statement)
    return statement


def _has_figures(row: Row) -> bool:
    found = [way for cell in row.cells for way in readings(cell.text)[:1]]
    return len(row.cells) > 1 and any(f.kind == "dash" or "," in f.text or f.dollar for way in found for f in way)


def _components(over: Sequence[Row], table: Table, title: str) -> tuple[str, ...]:
    """The component each column is of, from the words that stand over it."""
    words: defaultdict[int, list[str]] = defaultdict(list)
    for row in over:
        for cell in row.cells:
            if row.has_columns:
                at = [abs(edge - cell.column) for edge in table.edges]
                near = min(at) < 0.6 if at else False
            else:
                scale = TYPED if is_typed(cell) else 1.0
                right, middle = cell.box[2] * scale, (cell.box[0] + cell.box[2]) / 2 * scale
                at = [min(abs(edge - right), abs(edge - 30 - middle)) for edge in table.edges]
                near = min(at) < 60 if at else False
            if near:
                words[at.index(min(at))].append(cell.text)
    names = [" ".join(words[i]) for i in range(table.columns)]
    parts = [owners_capital(title, _component(name), name) for name in names]
    for i, name in enumerate(names):  # "Amount" stands beside "Shares", under one heading for both
        if i and parts[i] == "?" and parts[i - 1] == SHARES and _DOLLARS.match(name):
            parts[i] = owners_capital(title, _component(_COUNT.sub("", names[i - 1])), names[i - 1])
    if parts.count(TOTAL) > 1:  # a subtotal across, before the whole
        last = len(parts) - 1 - parts[::-1].index(TOTAL)
        parts = ["?" if part == TOTAL and i != last else part for i, part in enumerate(parts)]
    if parts and TOTAL not in parts and not names[-1]:
        parts[-1] = TOTAL
    if len(parts) == 1:
        parts = [TOTAL]
    seen: set[str] = set()
    for i, part in enumerate(parts):  # two columns cannot be the same component
        if part in seen and part not in ("?", SHARES):
            parts[i] = "?"
        seen.add(part)
    return tuple(parts)


def _by_crossfooting(statement: ReadStatement) -> tuple[str, ...]:
    """The last column is the whole where every line's others add up to it, whatever stands over it."""
    parts = list(statement.parts)
    last = len(parts) - 1
    if TOTAL in parts or last < 1:
        return statement.parts
    proved = 0
    for line in statement.lines:
        held = {c: e.figure.value for c, e in line.item.entries.items() if parts[c] != SHARES}
        if last in held and len(held) > 1:
            if sum(value for c, value in held.items() if c != last) != held[last]:
                return statement.parts
            proved += 1
    if proved >= 2:
        parts[last] = TOTAL
    return tuple(parts)


def _component(words: str) -> str:
    """The concept of a column's heading; TOTAL for the whole, SHARES for a count, "?" where nobody can tell."""
    if _COUNT.search(words) and not re.search(r"\bamount|\$|\bdollars", words, re.IGNORECASE):
        return SHARES
    found = match(words, "financial_condition", "equity") if words else ()
    concept = found[0].concept if found and found[0].score >= SURE_ENOUGH else "?"
    if _TOTAL.match(words) and concept in _TAKEN_FOR_TOTAL:
        return TOTAL
    return TOTAL if concept == "total_equity" else concept


def _date_rows(statement: ReadStatement, fiscal: Fiscal, end: date) -> None:
    """Date the balances, and the movements by the balances around them."""
    balance = BALANCES[statement.name]
    balances = [i for i, line in enumerate(statement.lines) if line.concept == balance and line.item.entries]
    days: dict[int, date] = {}
    for n, i in enumerate(balances):
        label = statement.lines[i].label
        if found := days_in(label):
            day = found[0]
            # "January 1" and "beginning of year" are the evening of the day before.
            opens = (day.month, day.day) == (1, 1) or (n < len(balances) - 1 and _is_start(statement, day, fiscal, end))
            days[i] = day_before(day) if opens else day
        elif n == len(balances) - 1 and (len(balances) > 1 or not _OPENING.search(label)):
            days[i] = end
    for n, i in reversed(list(enumerate(balances))):  # undated ones from the dated one after them
        if i not in days:
            after = days.get(balances[n + 1]) if n + 1 < len(balances) else end
            assert after is not None
            start = _first_day(statement, fiscal, after) or year_before(after)
            days[i] = day_before(start)
    for i in balances:
        statement.rows_when[i] = days[i]
    for i, line in enumerate(statement.lines):
        if i in days or not line.item.entries:
            continue
        before = next((days[j] for j in reversed(balances) if j < i), None)
        after = next((days[j] for j in balances if j > i), end)
        start = date.fromordinal(before.toordinal() + 1) if before and before < after else year_before(after)
        start = _first_day(statement, fiscal, after) or start
        statement.rows_when[i] = Period(start, after)


def _first_day(statement: ReadStatement, fiscal: Fiscal, end: date) -> date | None:
    """The first day of the period that ends then, where the heading or the facing page says it."""
    named = {e: s for e, s in zip(statement.heading.ends, statement.heading.starts, strict=True) if s}
    return named.get(end) or (fiscal.start if end == fiscal.end else None)


def _is_start(statement: ReadStatement, day: date, fiscal: Fiscal, end: date) -> bool:
    if day in statement.heading.starts:
        return True
    first = fiscal.start or year_before(end)
    return (day.month, day.day) in ((first.month, first.day), ((n := year_before(end)).month, n.day))


def _find_sums(statement: ReadStatement) -> None:
    """Down: a balance is the balance before it and what happened between.  `across` is proved apart."""
    for column in sorted({column for _, column, _ in statement.entries()}):
        values = statement.printed(column)
        found: list[Found] = []
        last: int | None = None
        moved: list[int] = []
        for i, line in enumerate(statement.lines):
            if i not in values:
                continue
            if line.concept != BALANCES[statement.name]:
                moved.append(i)
                continue
            if last is not None:
                found.append(_roll(statement, values, last, moved, i))
            last, moved = i, []
        statement.found[column] = found
        statement.slack[column] = Decimal(0)


def _roll(statement: ReadStatement, values: dict[int, Decimal], last: int, moved: list[int], i: int) -> Found:
    terms = [(1, last), *((1, n) for n in moved)]
    gap = values[i] - sum((w * values[n] for w, n in terms), Decimal(0))
    if gap:
        # A loss or a distribution printed without brackets.
        for n in moved:
            if gap == -2 * values[n] and may_be_taken_away(statement.lines[n]):
                return Found(i, tuple((-1 if m == n else w, m) for w, m in terms))
        turned = {n for n in moved if may_be_taken_away(statement.lines[n]) and values[n] > 0}
        if gap == -2 * sum((values[n] for n in turned), Decimal(0)):
            return Found(i, tuple((-1 if m in turned else w, m) for w, m in terms))
    return Found(i, tuple(terms), presumed=bool(gap))


def across(statement: ReadStatement) -> Iterator[tuple[int, int, tuple[tuple[int, int], ...]]]:
    """(line, total column, ((weight, column), ...)) for every line with a total across."""
    if TOTAL not in statement.parts or len(statement.parts) < 3:
        return
    whole = statement.parts.index(TOTAL)
    columns = [c for c, part in enumerate(statement.parts) if c != whole and part != SHARES]
    for i, line in enumerate(statement.lines):
        held = [c for c in columns if c in line.item.entries]
        if whole in line.item.entries and held:
            yield i, whole, tuple((1, c) for c in held)
