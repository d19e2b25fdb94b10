"""The statement of financial condition, 17 CFR 240.17a-5(d)(2)(i)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tieout.facts import Column, Computed, Fact, Line, Statement, StatementLine, TieoutError, computed
from tieout.facts.compare import FOOTING
from tieout.facts.money import figure
from tieout.facts.report import Style
from tieout.facts.words import long_date
from tieout.statements import words
from tieout.statements.door import Ledger
from tieout.taxonomy import Section

Dates = Sequence[date]


def totals(ledger: Ledger, as_of: date) -> dict[str, Fact]:
    """Every concept and total of the statement at a date, exact.

    Raises TieoutError where assets are not liabilities and equity: the books balance entry by entry, so that is a fault
    in the chart or in tieout, never something to print.
    """
    found = dict(ledger.concepts(as_of))
    layout = ledger.taxonomy.layout("financial_condition", ledger.books.firm.entity_kind)
    for section in layout.sections:
        lines = [Line(weight, found[concept]) for weight, concept in section.lines if concept in found]
        if lines:
            found[section.total] = computed(section.total, lines, cite=FOOTING, rule=layout.name)
    if "total_assets" not in found or "total_equity" not in found:
        missing = "assets" if "total_assets" not in found else "ownership equity"
        raise TieoutError(f"the books hold no {missing} on {as_of}.", where=ledger.books.source, mend="check the date.")
    assets, claims = found["total_assets"].value, found["total_liabilities_and_equity"].value
    if assets != claims:
        raise TieoutError(
            f"assets {figure(assets)} are not liabilities and equity {figure(claims)} on {as_of}.",
            where=ledger.books.source,
        )
    return found


def statement(ledger: Ledger, dates: Dates) -> Statement:
    """The statement at one date, or at two (this year's first), with exact facts."""
    firm = ledger.books.firm
    columns = [totals(ledger, day) for day in dates]
    layout = ledger.taxonomy.layout("financial_condition", firm.entity_kind)
    lines: list[StatementLine] = []
    for section in layout.sections:
        body = section_lines(columns, section)
        if section.heading and body:
            heading = words.equity_words(firm) if section.total == "total_equity" else section.heading
            lines.append(StatementLine(heading, style="heading"))
        if section.heading:
            lines += body
        total = [column.get(section.total) for column in columns]
        if any(fact is not None for fact in total):
            style: Style = "total" if section.style == "total" else "subtotal"
            name = _total_label(section.total, ledger)
            lines.append(StatementLine(name, section.total, 1 if style == "subtotal" else 0, style, tuple(total)))
    return Statement(
        name="financial_condition",
        title=words.title(layout.title, firm),
        subtitle=" and ".join([long_date(dates[0]), *(str(day.year) for day in dates[1:])]),
        columns=tuple(Column(str(day.year), day) for day in dates),
        lines=tuple(lines),
    )


def section_lines(columns: Sequence[dict[str, Fact]], section: Section) -> list[StatementLine]:
    """The lines of a section that any column has a figure for; a concept with lines of the firm's own shows those."""
    lines = []
    for weight, concept in section.lines:
        facts = [column.get(concept) for column in columns]
        if not any(fact is not None and fact.value for fact in facts):
            continue
        for name, own in _own_lines(facts):
            if any(fact is not None and fact.value for fact in own):
                label = name or words.label(concept, own)
                lines.append(StatementLine(label, concept, 1, "line", tuple(own), weight))
    return lines


def _own_lines(facts: Sequence[Fact | None]) -> list[tuple[str, list[Fact | None]]]:
    """The firm's own lines under a concept across the columns, or the concept itself."""
    pieces: list[dict[str, Fact]] = [{p.part: p for p in own_parts(fact)} for fact in facts]
    names = list(dict.fromkeys(name for piece in pieces for name in piece))
    if not names:
        return [("", list(facts))]
    if any(fact is not None and not piece for fact, piece in zip(facts, pieces, strict=True)):
        return [("", list(facts))]  # one year keeps the lines apart and the other does not: show the concept
    return [(name, [piece.get(name) for piece in pieces]) for name in names]


def own_parts(fact: Fact | None) -> list[Fact]:
    """The firm's own lines that a concept's fact is the sum of; none where it has no such lines."""
    if fact is None or not isinstance(fact.trace, Computed):
        return []
    parts = [line.fact for line in fact.trace.lines]
    own = all(part.concept == fact.concept and isinstance(part.trace, Computed) for part in parts)
    return parts if own and len(parts) > 1 else []


def _total_label(concept: str, ledger: Ledger) -> str:
    equity = words.equity_words(ledger.books.firm)
    equity = equity[0].lower() + equity[1:]
    if concept == "total_equity":
        return f"Total {equity}"
    if concept == "total_liabilities_and_equity":
        return f"Total liabilities and {equity}"
    return ledger.taxonomy[concept].label
