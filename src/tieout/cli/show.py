"""How answers look: tables for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tieout.facts import Fact, StatementLine
from tieout.facts.money import accounting, figure
from tieout.facts.reasons import Reason, as_text, shown
from tieout.facts.words import long_date

if TYPE_CHECKING:  # a trial balance from a store is shown without loading the rest
    from tieout.annual import Focus, NetCapital

SCHEMA = "tieout/netcap/1"


def _table() -> Table:
    return Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)


def show_netcap(held: NetCapital) -> None:
    """The schedule as a page has it, then the tests, then what was assumed."""
    console = Console(highlight=False)
    console.print(f"[bold]{escape(held.firm.name)}[/]  net capital, {long_date(held.as_of)}\n")
    table = _table()
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(style="dim", no_wrap=True)
    for line in held.schedule.lines:
        _statement_row(table, line)
    console.print(table)
    console.print()
    console.print(_tests(held))
    for text in held.assumptions:
        console.print(f"[yellow]assumed[/]  {escape(text)}")
    console.print("\n[dim]Why any of these: tieout why BOOKS net_capital[/]")


def _tests(held: NetCapital) -> Table:
    """The tests: does it pass, in words, net capital against its limit, and under which paragraph."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim", expand=True)
    table.add_column("", no_wrap=True)
    table.add_column("", ratio=3, min_width=20)
    for name in ("net capital", "limit"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", style="dim", ratio=1, min_width=12, overflow="fold")
    for test in held.tests:
        mark = "[green]passes[/]" if test.passes else "[bold red]fails[/]"
        words = escape(test.words) if test.passes else f"{escape(test.words)}\n[bold]tell {escape(test.notice)}[/]"
        cite = escape(test.cite.replace("17 CFR 240.", ""))
        table.add_row(mark, words, figure(test.held.value, 0), figure(test.limit.value, 0), cite)
    return table


def _statement_row(table: Table, line: StatementLine) -> None:
    if not line.facts:
        table.add_row(f"[bold]{escape(line.label)}[/]", "", "")
        return
    fact = line.facts[0]
    value = "" if fact is None else _printed(line.printed(0), fact.unit)
    style = "bold" if line.style in ("subtotal", "total") else ""
    cite = getattr(fact.trace, "cite", "") if fact is not None else ""
    cite = cite.replace("17 CFR 240.", "").replace("FOCUS Part IIA, ", "").split(";")[0].split(",")[0]
    label = Padding(Text(line.label, style=style), (0, 0, 0, 2 * line.depth))
    table.add_row(label, value, escape(cite))


def _printed(value: Decimal | None, unit: str) -> str:
    if value is None:
        return ""
    if unit == "stated":
        return "X"
    if unit == "percent":
        return f"{value:.2f}%"
    return f"{value:.2f} to 1" if unit == "ratio" else accounting(value, 0)


def netcap_json(held: NetCapital) -> dict[str, Any]:
    """`tieout/netcap/1`: figures in whole dollars by concept, `exact` to the cent beside them."""
    figures = {}
    for concept, exact in held.exact.items():
        printed = held.printed[concept]
        value = printed.value if exact.unit == "USD" else round(exact.value, 6)
        figures[concept] = str(value.quantize(Decimal(1)) if exact.unit == "USD" else value)
    return {
        "schema": SCHEMA,
        "entity": held.firm.name,
        "as_of": held.as_of.isoformat(),
        "method": held.firm.net_capital_method,
        **{concept: figures[concept] for concept in MAIN if concept in figures},
        "early_warning": [
            {
                "test": test.name,
                "words": test.words,
                "cite": test.cite,
                "net_capital": str(test.held.value),
                "limit": str(test.limit.value),
                "passes": test.passes,
                "notice": "" if test.passes else test.notice,
            }
            for test in held.tests
        ],
        "figures": {
            concept: {"value": value, "exact": str(held.exact[concept].value), "unit": held.exact[concept].unit}
            for concept, value in figures.items()
        },
        "schedule": [
            {
                "label": line.label,
                "concept": line.concept,
                "part": line.facts[0].part,
                "value": str(line.facts[0].value),
                "cite": getattr(line.facts[0].trace, "cite", ""),
            }
            for line in held.schedule.lines
            if line.facts and line.facts[0] is not None
        ],
        "assumptions": list(held.assumptions),
    }


MAIN = (
    "ownership_equity",
    "nonallowable_assets",
    "tentative_net_capital",
    "haircuts",
    "net_capital",
    "aggregate_indebtedness",
    "aggregate_indebtedness_to_net_capital",
    "minimum_net_capital_ratio",
    "minimum_net_capital_alternative",
    "minimum_dollar_net_capital",
    "net_capital_required",
    "excess_net_capital",
    "net_capital_less_early_warning",
    "net_capital_less_early_warning_alternative",
)


def focus_json(report: Focus) -> dict[str, Any]:
    """`tieout/focus/1`: every box with a figure, in whole dollars, and the form's lines."""
    return {
        "schema": "tieout/focus/1",
        "entity": report.entity,
        "part": "IIA",
        "as_of": report.as_of.isoformat(),
        "period": {"start": report.period.start.isoformat(), "end": report.period.end.isoformat()},
        "boxes": {code: _plain(fact) for line in report.lines for _, code, fact in line.boxes},
        "lines": [
            {
                "section": line.section,
                "line": line.line,
                "label": line.label,
                "boxes": [{"box": code, "column": column, "value": _plain(fact)} for column, code, fact in line.boxes],
            }
            for line in report.lines
        ],
    }


def _plain(fact: Fact) -> str:
    """A box holds whole dollars, a percentage, or a cross."""
    if fact.unit == "stated":
        return "X"
    return f"{fact.value:.2f}" if fact.unit == "percent" else str(fact.value.quantize(Decimal(1)))


def show_focus(report: Focus) -> None:
    """The form by section, line and box."""
    console = Console(highlight=False)
    console.print(f"[bold]{escape(report.entity)}[/]  FOCUS Part IIA, {long_date(report.as_of)}\n")
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("line")
    table.add_column("", ratio=1)
    for name in ("allowable / A.I.", "other", "total"):
        table.add_column(name, justify="right", no_wrap=True)
    section = ""
    for line in report.lines:
        if line.section != section:
            section = line.section
            table.add_row("", f"[bold]{section.replace('_', ' ')}[/]")
        cells = {column: f"{_printed(f.value, f.unit)} [dim]\\[{code}][/]" for column, code, f in line.boxes}
        columns = ("allowable or A.I.", "nonallowable or non-A.I.", "total")
        table.add_row(line.line, escape(line.label), *(cells.get(column, "") for column in columns))
    console.print(table)


def show_balances(day: date, rows: Sequence[tuple[str, str, Decimal]]) -> None:
    """Debits and credits in their columns, and their totals."""
    console = Console(highlight=False)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("account")
    table.add_column("")
    for name in ("debit", "credit"):
        table.add_column(name, justify="right", no_wrap=True)
    for number, name, amount in rows:
        debit, credit = (figure(amount, 2), "") if amount > 0 else ("", figure(-amount, 2))
        table.add_row(number, escape(name), debit, credit)
    total = sum((amount for _, _, amount in rows if amount > 0), Decimal(0))
    bold = f"[bold]{figure(total, 2)}[/]"
    table.add_row("", f"[bold]Total, {long_date(day)}[/]", bold, bold)
    console.print(table)


def show_reasons(steps: Iterable[Reason]) -> None:
    """One line per step; long words are folded by the terminal, never cut."""
    for line in as_text(iter(steps)):
        print(line)


def reason_json(step: Reason) -> dict[str, Any]:
    return {
        "depth": step.depth,
        "sign": step.sign,
        "name": step.name,
        "value": str(step.value),
        "shown": shown(step.value, step.unit) if step.unit else "",
        "unit": step.unit,
        "reason": step.text,
    }
