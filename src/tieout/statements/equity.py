"""Changes in ownership equity by component, and changes in subordinated liabilities, 17 CFR 240.17a-5(d)(2)(i)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tieout.facts import Column, Fact, Line, Period, Statement, StatementLine, TieoutError, Told, add, computed
from tieout.facts.compare import FOOTING
from tieout.facts.money import figure
from tieout.facts.report import Style
from tieout.facts.words import long_date
from tieout.ledger.books import has_tag
from tieout.statements import condition, income, words
from tieout.statements.door import Ledger, direction, posted
from tieout.statements.movements import equity_movements

# The order of lines between the balances; net income comes first.
LINES = (
    "net_income",
    "other_comprehensive_income",
    "prior_period_adjustments",
    "capital_contributions",
    "equity_transfers",
    "capital_distributions",
    "treasury_stock_purchases",
    "treasury_stock_reissued",
)


@dataclass(frozen=True)
class Changes:
    """The statement as facts: opening and ending balances and flows by line, each by component ("" is the total).

    `ties` are sums that hold down and across and that no single trace shows: (total, its lines).
    """

    opening: Mapping[str, Fact]
    flows: Mapping[str, Mapping[str, Fact]]
    ending: Mapping[str, Fact]
    ties: tuple[tuple[Fact, tuple[Line, ...]], ...]


def changes(ledger: Ledger, period: Period) -> Changes:
    """What moved each component of equity over a period.

    Raises TieoutError where the movements do not explain the change in a component, naming it.
    """
    weights = {concept: weight for weight, concept in words.kind(ledger.books.firm).lines}
    day_before = ledger.opening_day(period)
    began, ended = ledger.concepts(day_before, period), ledger.concepts(period.end)
    components = [concept for concept in weights if concept in began or concept in ended]
    opening = {c: _signed(began.get(c) or _nothing(ledger, day_before, c), weights[c]) for c in components}
    ending = {c: _signed(ended.get(c) or _nothing(ledger, period.end, c), weights[c]) for c in components}
    opening[""] = computed("total_equity", [add(opening[c]) for c in components], cite=FOOTING)
    ending[""] = condition.totals(ledger, period.end)["total_equity"]
    flows = _flows(ledger, period, weights)
    ties = []
    for part in components:
        lines = [add(flows[line][part]) for line in LINES if part in flows.get(line, {})]
        ties.append((ending[part], (add(opening[part]), *lines)))
    _prove(ledger, ties)
    for line in LINES:
        if line in flows:
            parts = [add(fact) for fact in flows[line].values()]
            total = computed(line, parts, cite=FOOTING, part="")
            if line == "net_income":
                total = income.totals(ledger, period)["net_income"]
                assert total.value == sum(p.signed for p in parts), (total.value, parts)
            flows[line][""] = total
            ties.append((total, tuple(parts)))
    ties.append((ending[""], (add(opening[""]), *(add(flows[line][""]) for line in LINES if line in flows))))
    return Changes(opening, flows, ending, tuple(ties))


def _nothing(ledger: Ledger, day: date, concept: str) -> Fact:
    """A stated zero for a component that did not exist yet."""
    told = Told(ledger.books.source, day, "no balance yet")
    return Fact(concept=concept, entity=ledger.books.firm.name, when=day, value=Decimal(0), trace=told)


def _signed(fact: Fact, weight: int) -> Fact:
    """A component as it enters total equity: treasury stock is taken away."""
    if weight > 0:
        return fact
    return computed("total_equity", [Line(weight, fact)], cite=FOOTING, part=fact.concept)


def _flows(ledger: Ledger, period: Period, weights: Mapping[str, int]) -> dict[str, dict[str, Fact]]:
    pieces: dict[str, dict[str, list[Line]]] = {}
    where = f"from {period}"
    for account, line, postings in equity_movements(ledger, period):
        sign = direction(ledger.concept_of(account.number)) * weights[account.concept]
        fact = posted(ledger.books, account, postings, line, period, sign, where)
        pieces.setdefault(line, {}).setdefault(account.concept, []).append(add(fact))
    for concept, lines in _income_by_component(ledger, period).items():
        pieces.setdefault("net_income", {})[concept] = lines
    return {
        line: {
            concept: computed(line, parts[concept], cite=FOOTING, when=period, part=concept)
            for concept in weights
            if concept in parts
        }
        for line, parts in pieces.items()
    }


def _income_by_component(ledger: Ledger, period: Period) -> dict[str, list[Line]]:
    """The year's income by equity component: what closing entries moved, and what is still to be closed.

    Income of earlier years that only this year's closing entry closed was in the opening balance already.
    """
    found: dict[str, list[Line]] = {}
    closings = ledger.books.during(period).filter(has_tag("closing"))
    for account in ledger.books.chart:
        concept = ledger.concept_of(account.number)
        own = closings.filter(closings["account"] == account.number)
        if concept.kind == "equity" and not own.is_empty():
            fact = posted(ledger.books, account, own, "net_income", period, direction(concept), f"closed in {period}")
            found.setdefault(concept.id, []).append(add(fact))
    before, after = ledger.unclosed(ledger.opening_day(period), period), ledger.unclosed(period.end)
    for effect, unclosed in ((+1, after), (-1, before)):
        for number, fact in unclosed.items():
            found.setdefault(ledger.books.chart[number].concept, []).append(Line(effect, fact))
    if not found:
        zero = income.totals(ledger, period)["net_income"]
        found[words.kind(ledger.books.firm).lines[0][1]] = [add(zero)]
    return found


def _prove(ledger: Ledger, ties: Iterable[tuple[Fact, tuple[Line, ...]]]) -> None:
    for ending, lines in ties:
        explained = sum((line.signed for line in lines), Decimal(0))
        if explained != ending.value:
            raise TieoutError(
                f"{ending.concept} ends at {figure(ending.value)}, but its opening balance and movements give "
                f"{figure(explained)}.",
                where=ledger.books.source,
                mend="tag entries that close the year `closing`; look for entries that close another year.",
            )


def statement(ledger: Ledger, periods: tuple[Period, ...], found: Mapping[Period, Changes]) -> Statement:
    """The matrix: components across, balances and movements down; the earlier year first, as it reads."""
    firm = ledger.books.firm
    entity = words.kind(firm)
    parts = [c for _, c in entity.lines if any(c in held.opening or c in held.ending for held in found.values())]
    parts = [c for c in parts if any(f.value for held in found.values() for f in _column(held, c))]
    columns = [*parts, ""] if len(parts) > 1 else [""]
    lines: list[StatementLine] = []
    oldest_first = sorted(periods, key=lambda period: period.start)
    for position, period in enumerate(oldest_first):
        held = found[period]
        if position == 0:
            day = long_date(ledger.opening_day(period))
            lines.append(_row(f"Balance, {day}", "total_equity", "line", held.opening, columns))
        for line in LINES:
            if line in held.flows and any(fact.value for fact in held.flows[line].values()):
                lines.append(_row(_line_label(ledger, line, held), line, "line", held.flows[line], columns))
        style: Style = "total" if period == oldest_first[-1] else "subtotal"
        lines.append(_row(f"Balance, {long_date(period.end)}", "total_equity", style, held.ending, columns))
    labels = [words.label(part, [f for p in oldest_first for f in _balances(found[p], part)]) for part in parts]
    total = "Total" if len(parts) > 1 else words.equity_words(firm)
    labels = labels if len(parts) > 1 else []
    return Statement(
        name="changes_in_equity",
        title=words.title(f"Statement of Changes in {_titled(words.equity_words(firm))}", firm),
        subtitle=words.spans(periods),
        columns=tuple(Column(text, periods[0].end, part) for text, part in zip([*labels, total], columns, strict=True)),
        lines=tuple(lines),
    )


def _titled(text: str) -> str:
    return " ".join(word[0].upper() + word[1:] for word in text.split())


def _column(held: Changes, part: str) -> list[Fact]:
    return [*_balances(held, part), *(flow[part] for flow in held.flows.values() if part in flow)]


def _balances(held: Changes, part: str) -> list[Fact]:
    return [side[part] for side in (held.opening, held.ending) if part in side]


def _row(label: str, concept: str, style: Style, facts: Mapping[str, Fact], columns: list[str]) -> StatementLine:
    return StatementLine(label, concept, 0, style, tuple(facts.get(part) for part in columns))


def _line_label(ledger: Ledger, line: str, held: Changes) -> str:
    return words.flow_label(ledger.books.firm, line, list(held.flows[line].values()))


def subordinated(ledger: Ledger, periods: tuple[Period, ...]) -> Statement | None:
    """Changes in liabilities subordinated to claims of general creditors; None where there were none."""
    columns = {period: _subordinated(ledger, period) for period in periods}
    if not any(columns.values()):
        return None
    rows: tuple[tuple[str, str, Style], ...] = (
        ("Balance, beginning of period", "subordinated_beginning", "line"),
        ("Increases", "subordinated_increases", "line"),
        ("Decreases", "subordinated_decreases", "line"),
        ("Balance, end of period", "subordinated_liabilities", "total"),
    )
    lines = []
    for name, concept, style in rows:
        facts = tuple(columns[period].get(concept) for period in periods)
        if any(fact is not None for fact in facts):
            own = "subordinated_liabilities" if concept == "subordinated_beginning" else concept
            ink = -1 if concept == "subordinated_decreases" else 1
            lines.append(StatementLine(name, own, 0, style, facts, ink))
    title = "Statement of Changes in Liabilities Subordinated to Claims of General Creditors"
    return Statement(
        name="changes_in_subordinated",
        title=words.title(title, ledger.books.firm),
        subtitle=words.spans(periods),
        columns=tuple(Column(str(period.end.year), period) for period in periods),
        lines=tuple(lines),
    )


def subordinated_ties(statement: Statement) -> Iterator[tuple[Fact, tuple[Line, ...]]]:
    """Beginning, increases and decreases give the end: a sum that no single trace shows."""
    *moved, end = statement.lines
    for column in range(len(statement.columns)):
        lines = [Line(line.ink, fact) for line in moved if (fact := line.facts[column]) is not None]
        if (total := end.facts[column]) is not None and lines:
            yield total, tuple(lines)


def _subordinated(ledger: Ledger, period: Period) -> dict[str, Fact]:
    concept, where = "subordinated_liabilities", f"from {period}"
    found: dict[str, Fact] = {}
    opening = ledger.concepts(ledger.opening_day(period), period).get(concept)
    ending = ledger.concepts(period.end).get(concept)
    ups, downs = [], []
    during = ledger.books.during(period)
    for account in ledger.books.chart:
        own = during.filter(during["account"] == account.number)
        if account.concept == concept and not own.is_empty():
            credits, debits = own.filter(own["cents"] < 0), own.filter(own["cents"] >= 0)
            if not credits.is_empty():
                ups.append(add(posted(ledger.books, account, credits, "subordinated_increases", period, -1, where)))
            if not debits.is_empty():
                downs.append(add(posted(ledger.books, account, debits, "subordinated_decreases", period, +1, where)))
    if opening is not None and opening.value:
        found["subordinated_beginning"] = opening
    if ups:
        found["subordinated_increases"] = computed("subordinated_increases", ups, cite=FOOTING)
    if downs:
        found["subordinated_decreases"] = computed("subordinated_decreases", downs, cite=FOOTING)
    if found and ending is not None:
        found[concept] = ending
    return found
