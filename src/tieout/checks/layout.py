"""Which lines of a statement make which total, where no reader has said so: from what the taxonomy says of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tieout.facts import Footing, Statement
from tieout.taxonomy import taxonomy

# Totals of totals: the first row of which every part stands on the statement.
_OF_TOTALS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("total_liabilities_and_equity", ("total_liabilities", "total_equity")),
    ("net_income", ("income_before_income_taxes", "-income_tax_expense")),
    ("net_income", ("total_revenue", "-total_expenses")),
    ("income_before_income_taxes", ("total_revenue", "-total_expenses")),
    ("cash_end_of_year", ("net_change_in_cash", "cash_beginning_of_year")),
    ("excess_net_capital", ("net_capital", "-net_capital_required")),
)
_KINDS = {
    "financial_condition": {"total_assets": "asset", "total_liabilities": "liability", "total_equity": "equity"},
    "income": {"total_revenue": "revenue", "total_expenses": "expense"},
}
_ACTIVITIES = (
    "net_cash_from_operating_activities",
    "net_cash_from_investing_activities",
    "net_cash_from_financing_activities",
)


def footings_of(statement: Statement) -> Iterator[Footing]:
    """The sums of a statement by its layout, in every column that states the total and its parts."""
    for column in range(len(statement.columns)):
        here = {
            line.concept: i
            for i, line in reversed(list(enumerate(statement.lines)))
            if line.concept and column < len(line.facts) and line.facts[column] is not None
        }
        if statement.columns[column].part or statement.name.startswith("changes_in"):
            continue
        yield from _of_totals(here, column)
        yield from _of_kinds(statement, here, column)
        if statement.name == "cash_flows":
            yield from _of_cash(statement, here, column)
        if statement.name == "net_capital":
            yield from _of_capital(statement, here, column)


def _of_totals(here: dict[str, int], column: int) -> Iterator[Footing]:
    done = set()
    for total, parts in _OF_TOTALS:
        named = [(-1 if part.startswith("-") else 1, part.lstrip("-")) for part in parts]
        if total in here and total not in done and all(part in here for _, part in named):
            done.add(total)
            yield Footing((here[total], column), tuple((weight, here[part], column) for weight, part in named))


def _of_kinds(statement: Statement, here: dict[str, int], column: int) -> Iterator[Footing]:
    held = taxonomy()
    for total, kind in _KINDS.get(statement.name, {}).items():
        if total not in here:
            continue
        whole = held[total]
        terms = []
        for i, line in _stated(statement, column):
            concept = held.concepts.get(line)
            if concept is None or concept.kind != kind or line.startswith("total_") or line == "income_tax_expense":
                continue
            terms.append((1 if concept.grows_with == whole.grows_with else -1, i, column))
        yield from _footing(here[total], column, terms)


def _of_cash(statement: Statement, here: dict[str, int], column: int) -> Iterator[Footing]:
    """Each activity from the lines under it, the change in cash from the activities."""
    start = 0
    for total in _ACTIVITIES:
        if total not in here:
            continue
        lines = [
            i for i, name in _stated(statement, column) if start <= i < here[total] and name != "total_adjustments"
        ]
        yield from _footing(here[total], column, [(1, i, column) for i in lines])
        start = here[total] + 1
    if "net_change_in_cash" in here:
        terms = [(1, here[total], column) for total in _ACTIVITIES if total in here]
        yield from _footing(here["net_change_in_cash"], column, terms)


def _of_capital(statement: Statement, here: dict[str, int], column: int) -> Iterator[Footing]:
    """Net capital from ownership equity, where every line between is a deduction."""
    if "net_capital" not in here or "ownership_equity" not in here:
        return
    if {"tentative_net_capital", "total_deductions_and_charges", "total_capital_and_subordinated"} & here.keys():
        return
    lines = [(i, name) for i, name in _stated(statement, column) if here["ownership_equity"] < i < here["net_capital"]]
    deducted = [i for i, name in lines if name == "nonallowable_assets" or name.startswith("haircut")]
    if len(deducted) == len(lines):
        terms = [(1, here["ownership_equity"], column), *((-1, i, column) for i in deducted)]
        yield from _footing(here["net_capital"], column, terms)


def _stated(statement: Statement, column: int) -> Iterator[tuple[int, str]]:
    for i, line in enumerate(statement.lines):
        if line.concept and column < len(line.facts) and line.facts[column] is not None:
            yield i, line.concept


def _footing(total: int, column: int, terms: Sequence[tuple[int, int, int]]) -> Iterator[Footing]:
    if terms:
        yield Footing((total, column), tuple(terms))
