"""A Statement as rows of printed figures: what an accountant's typist decides, decided here once.

- A dollar sign stands on the first figure of a column, on every total, and on the first figure after a total.
- A figure below zero is in parentheses; the closing one hangs outside the column, so that the digits align.
- A stated zero is a dash.  A blank stays blank.
- A subtotal has a single rule above it; a total a single rule above and a double rule below.
- A total keeps the two rows before it on its page, a heading the row after it.

The template draws this; it takes no decision of its own about a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tieout.facts.model import Fact, round_half_up
from tieout.facts.money import accounting, figure
from tieout.facts.report import Statement, StatementLine

# A chain of totals could tie a whole statement into one block that fits no page: past this many rows it may break.
_MOST_ROWS_TOGETHER = 8


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure in its slots: the dollar sign at the left, the digits flush right, what hangs outside; and its rules."""

    body: str
    lead: str = ""
    tail: str = ""
    above: bool = False
    below: bool = False

    def tree(self) -> dict[str, Any]:
        return {"lead": self.lead, "body": self.body, "tail": self.tail, "above": self.above, "below": self.below}


def statement_tree(statement: Statement) -> dict[str, Any]:
    """The statement as the template takes it: rows of text and printed figures."""
    styles = [line.style for line in statement.lines]
    columns = [_column(statement, c, styles) for c in range(len(statement.columns))]
    return {
        "name": statement.name,
        "title": statement.title,
        "subtitle": statement.subtitle,
        "thousands": statement.quantum == 1000,
        "heads": [column.label for column in statement.columns] if len(statement.columns) > 1 else [],
        "columns": len(statement.columns),
        "rows": [
            {
                "label": line.label,
                "depth": line.depth,
                "style": line.style,
                "cells": [None if (held := column[r]) is None else held.tree() for column in columns],
            }
            for r, line in enumerate(statement.lines)
        ],
        "together": together(styles),
        "remark": [p.strip() for p in statement.remark.split("\n\n") if p.strip()],
    }


def printed_text(line: StatementLine, column: int, quantum: Decimal = Decimal(1)) -> str:
    """The figure as the page shows it, without its dollar sign; empty where the line is blank.

    >>> from datetime import date
    >>> from tieout.facts import Fact, Told
    >>> told = Told("CFO", date(2003, 12, 31), "statement")
    >>> loss = Fact(concept="net_income", entity="Alder", when=date(2003, 12, 31), value=Decimal(-7965000), trace=told)
    >>> line = StatementLine("Net loss", facts=(loss, None))
    >>> printed_text(line, 0), printed_text(line, 0, Decimal(1000)), printed_text(line, 1)
    ('(7,965,000)', '(7,965)', '')
    """
    value = line.printed(column)
    if value is None:
        return ""
    held = line.facts[column]
    assert held is not None
    unit = held.unit
    if unit == "ratio" and line.label.lower().startswith("percentage"):
        unit = "rate"  # the label promises a percentage, as lines of the FOCUS report do
    return in_unit(value, unit, quantum)


def in_unit(value: Decimal, unit: str, quantum: Decimal = Decimal(1)) -> str:
    """A value of a statement in the form of its unit: dollars to the quantum, a ratio "to 1", a rate in percent."""
    match unit:
        case "USD":
            places = 2 if quantum < 1 else 0
            return accounting(round_half_up(value, quantum) / max(quantum, Decimal(1)), places)
        case "ratio":
            return f"{figure(value, 2)} to 1"
        case "rate":
            return accounting(value * 100, 2) + "%"
        case "percent":
            return accounting(value, 2) + "%"
        case _:
            return accounting(value)


def _column(statement: Statement, column: int, styles: Sequence[str]) -> list[Printed | None]:
    facts = [line.facts[column] if line.facts else None for line in statement.lines]
    plain = [_slots(printed_text(line, column, statement.quantum)) for line in statement.lines]
    return style_rules(dollar_signs(plain, styles, [_is_dollars(fact) for fact in facts]), styles)


def _is_dollars(fact: Fact | None) -> bool:
    return fact is not None and fact.unit == "USD"


def _slots(text: str) -> Printed | None:
    if not text:
        return None
    body = text.rstrip(")%")
    return Printed(body=body, tail=text[len(body) :])


def dollar_signs(
    column: Sequence[Printed | None], styles: Sequence[str], is_dollars: Sequence[bool]
) -> list[Printed | None]:
    """Dollar signs on the first figure, on totals, and on the first figure after a total."""
    signed: list[Printed | None] = []
    wanted = True
    for held, style, dollars in zip(column, styles, is_dollars, strict=True):
        if held is None or not dollars:
            signed.append(held)
            continue
        signed.append(replace(held, lead="$") if wanted or style == "total" else held)
        wanted = style == "total"
    return signed


def style_rules(column: Sequence[Printed | None], styles: Sequence[str]) -> list[Printed | None]:
    """Rules above subtotals, above and below totals; none above the first figure of a column, which sums nothing."""
    ruled: list[Printed | None] = []
    summed = False
    for held, style in zip(column, styles, strict=True):
        if held is None:
            ruled.append(None)
            continue
        ruled.append(replace(held, above=summed and style in ("subtotal", "total"), below=style == "total"))
        summed = True
    return ruled


def together(styles: Sequence[str]) -> list[int]:
    """How many rows, in order, make each block that a page break may not divide.

    >>> together(["heading", "line", "line", "line", "line", "total", "line"])
    [2, 1, 3, 1]
    """
    follows = [False] * len(styles)  # follows[i]: row i stays with row i - 1
    for i, style in enumerate(styles):
        if style in ("subtotal", "total"):
            follows[i] = follows[max(i - 1, 0)] = True
        if style == "heading" and i + 1 < len(styles):
            follows[i + 1] = True
    blocks: list[int] = []
    for stays in follows:
        if stays and blocks and blocks[-1] < _MOST_ROWS_TOGETHER:
            blocks[-1] += 1
        else:
            blocks.append(1)
    return blocks
