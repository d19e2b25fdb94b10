"""How answers look: tables for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tieout.facts import StatementLine
from tieout.facts.money import accounting, figure
from tieout.facts.reasons import Reason, as_text
from tieout.facts.words import long_date

if TYPE_CHECKING:  # a trial balance from a store is shown without loading the rest
    from tieout.annual import Focus, NetCapital


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
