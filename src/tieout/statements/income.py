"""The statement of income (loss), 17 CFR 240.17a-5(d)(2)(i)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tieout.facts import Column, Fact, Line, Period, Statement, StatementLine, Told, add, computed
from tieout.facts.compare import FOOTING
from tieout.facts.report import Style
from tieout.statements import words
from tieout.statements.condition import section_lines
from tieout.statements.door import Ledger

RESULTS = ("income_before_income_taxes", "net_income")  # stated even where there is nothing to state


def totals(ledger: Ledger, period: Period) -> dict[str, Fact]:
    """Every concept and total of the statement over a period, exact."""
    pieces: dict[str, list[Line]] = {}
    for fact in ledger.flows(period).values():
        pieces.setdefault(fact.concept, []).append(add(fact))
    found = ledger.gather(pieces)
    layout = ledger.taxonomy.layout("income", ledger.books.firm.entity_kind)
    for section in layout.sections:
        if section.only_with and section.only_with not in found:
            continue
        wanted = section.lines
        if section.total == "net_income" and "income_before_income_taxes" not in found:
            wanted = ((+1, "total_revenue"), (-1, "total_expenses"))
        lines = [Line(weight, found[concept]) for weight, concept in wanted if concept in found]
        if lines:
            found[section.total] = computed(section.total, lines, cite=FOOTING, rule=layout.name)
        elif section.total in RESULTS:
            told = Told(ledger.books.source, period.end, "no revenue and no expense was posted")
            firm = ledger.books.firm.name
            found[section.total] = Fact(concept=section.total, entity=firm, when=period, value=Decimal(0), trace=told)
    return found


def statement(ledger: Ledger, periods: Sequence[Period]) -> Statement:
    """The statement over one period, or two (this year's first), with exact facts."""
    firm = ledger.books.firm
    layout = ledger.taxonomy.layout("income", firm.entity_kind)
    columns = [totals(ledger, period) for period in periods]
    lines: list[StatementLine] = []
    for section in layout.sections:
        body = section_lines(columns, section) if section.heading else []
        if body:
            lines.append(StatementLine(section.heading, style="heading"))
            lines += body
        if section.total == "net_income":
            lines += _tax(columns)
        total = tuple(column.get(section.total) for column in columns)
        if any(fact is not None for fact in total):
            style: Style = "total" if section.style == "total" else "subtotal"
            depth = 1 if section.heading else 0
            lines.append(StatementLine(words.label(section.total, total), section.total, depth, style, total))
    return Statement(
        name="income",
        title=words.title(_title(columns), firm),
        subtitle=words.spans(periods),
        columns=tuple(Column(str(period.end.year), period) for period in periods),
        lines=tuple(lines),
    )


def _tax(columns: Sequence[dict[str, Fact]]) -> list[StatementLine]:
    """Income tax; a benefit is printed as a positive figure under its own name."""
    facts = tuple(column.get("income_tax_expense") for column in columns)
    if not any(fact is not None for fact in facts):
        return []
    benefit = all(fact.value <= 0 for fact in facts if fact is not None) and any(f.value for f in facts if f)
    label = words.label("income_tax_expense", facts)
    return [StatementLine(label, "income_tax_expense", 0, "line", facts, -1 if benefit else 1)]


def _title(columns: Sequence[dict[str, Fact]]) -> str:
    results = [column["net_income"].value for column in columns if "net_income" in column]
    if all(value >= 0 for value in results):
        return "Statement of Income"
    return "Statement of Loss" if all(value <= 0 for value in results) else "Statement of Operations"
