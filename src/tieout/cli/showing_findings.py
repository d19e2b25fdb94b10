"""Findings at the prompt: worst first, both sides in columns, what probably happened, and what follows of it."""

from __future__ import annotations

from collections import Counter
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tieout.checks.accepted import Acceptance
from tieout.checks.model import SEVERITIES, Checked, Finding
from tieout.checks.sides import Shown, apart_text, consequences_of, sides
from tieout.facts.money import figure
from tieout.facts.words import long_date

_STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}
_WIDEST_PLACE = 10  # characters; a longer one is not lined up with the others
_MARGIN = 2


def show_checked(
    checked: Checked, as_of: date | None, source: str, unasked: tuple[Acceptance, ...] = (), *, named: bool = False
) -> None:
    """All that came of checking a document; `unasked` are acceptances of what is not found any more.

    `named` puts its source over it, where there are several.
    """
    console = Console(highlight=False)
    if named:
        console.print(f"[bold]{escape(source)}[/]", soft_wrap=True)
    console.print(_header(checked, as_of))
    for finding in checked.findings:
        console.print()
        _show(console, finding, checked.document)
    console.print()
    for one in unasked:
        words = f"{one.accepted.by} accepted {one.check} on {one.accepted.on}, which is not found any more."
        console.print(f"[dim]{escape(words)}[/]")
    console.print(escape(f"{counts(checked)}  {_tally(checked)}"))
    _show_next(console, checked, source)


def _header(checked: Checked, as_of: date | None) -> str:
    who = f"[bold]{escape(checked.entity)}[/]" + (f", {long_date(as_of)}" if as_of else "")
    read = f"{checked.figures_read:,} figures read, {checked.figures_compared:,} compared"
    return f"{who}: {read}; differences over ${figure(checked.materiality)} are errors"


def counts(checked: Checked) -> str:
    """How many comparisons agree and how many differ, and how many figures nothing could be compared with.

    What fails only through another figure that is wrong counts as differing too.
    """
    holding = [comparison for comparison in checked.comparisons if comparison.holds]
    close = sum(not comparison.exact for comparison in holding)
    differ = len(checked.comparisons) - len(holding)
    words = "1 comparison agrees" if len(holding) == 1 else f"{len(holding):,} comparisons agree"
    words += f" ({close:,} only within rounding)" if close else ""
    words += f", {differ:,} {'differs' if differ == 1 else 'differ'}"
    lonely = len(checked.not_compared)
    words += f"; {lonely:,} figure{' has' if lonely == 1 else 's have'} nothing to compare with" if lonely else ""
    return f"{words}."


def _tally(checked: Checked) -> str:
    """How many findings there are, by severity."""
    found = Counter(finding.severity for finding in checked.findings if finding.accepted is None)
    accepted = sum(finding.accepted is not None for finding in checked.findings)
    parts = [f"{found[s]:,} {s}{'' if found[s] == 1 else 's'}" for s in SEVERITIES if found[s]]
    parts += [f"{accepted:,} accepted"] if accepted else []
    return f"{', '.join(parts) or 'No findings'}."


def _show(console: Console, finding: Finding, document: str) -> None:
    style = _STYLES[finding.severity]
    if finding.accepted is not None:
        console.print(f"[green]accepted[/]  {escape(finding.check)}  [dim]{finding.severity}[/]", soft_wrap=True)
    else:
        console.print(f"[{style}]{finding.severity}[/]  [bold]{escape(finding.check)}[/]", soft_wrap=True)
    console.print(Padding(Text(finding.message), (0, 0, 0, _MARGIN)))
    if finding.accepted is not None:
        one = finding.accepted
        console.print(Padding(Text(f"{one.by}, {one.on}: {one.reason}", style="green"), (0, 0, 0, _MARGIN)))
        return
    console.print(Padding(_sides_of(finding, document), (0, 0, 0, _MARGIN)))
    table = _grid()
    if finding.cause:
        table.add_row("likely", Text(finding.cause.words))
    if finding.cite:
        table.add_row("[dim]under[/]", Text(finding.cite, style="dim"))
    for check, message in consequences_of(finding):
        table.add_row("[dim]so too[/]", Text.assemble((check, "bold dim"), ("  " + message, "dim")))
    if table.rows:
        console.print(Padding(table, (0, 0, 0, _MARGIN)))


def _grid() -> Table:
    """Captions on the left, words that fold on the right."""
    table = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(no_wrap=True, width=6)
    table.add_column(overflow="fold")
    return table


def _sides_of(finding: Finding, document: str) -> Table:
    """Said, found and apart under each other, each with its source; a computed side as a tape: one term a line."""
    both = sides(finding, document)
    if not finding.apart:
        table = _grid()
        for side in both:
            place = f"  [dim]{escape(_place(side))}[/]" if side.whence else ""
            table.add_row(side.name, f"{escape(side.figure) or '[dim]nothing[/]'}{place}")
        return table
    table = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(no_wrap=True, width=6)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    places = [side.whence for side in both] + [term.whence for side in both for term in side.terms]
    wide = max((len(place) for place in places if len(place) <= _WIDEST_PLACE), default=0)
    for side in both:
        table.add_row(side.name, f"[bold]{side.figure}[/]", _source(side.whence, side.words, wide))
        for term in side.terms:
            sign = f"[dim]{'  ' * term.depth}  {escape(term.sign)}[/]"
            table.add_row(sign, f"[dim]{term.figure}[/]", _source(term.whence, "  " * term.depth + term.name, wide))
        if side.more:
            table.add_row("", "", f"[dim]and {side.more} more[/]")
    table.add_row("apart", apart_text(finding))
    return table


def _source(whence: str, words: str, wide: int) -> str:
    return f"[dim]{escape(whence.ljust(wide))}[/]  {escape(words)}".rstrip()


def _place(side: Shown) -> str:
    """The place, and the words that stand there where they say more than the side does."""
    more = side.words if side.words and side.words.strip() != side.figure.strip() else ""
    return f"{side.whence}  {more}".rstrip()


def _show_next(console: Console, checked: Checked, source: str) -> None:
    first = next((finding for finding in checked.findings if finding.accepted is None), None)
    if first is None:
        return
    name = f"'{source}'" if " " in source else source
    steps = [f"tieout check --explain {first.check}", f"tieout check {name} --html findings.html"]
    if first.apart and first.concepts:
        steps.insert(0, f"tieout why {name} {first.concepts[0]}")
    console.print(f"[dim]Next:  {escape(steps[0])}[/]", soft_wrap=True)
    for step in steps[1:]:
        console.print(f"[dim]       {escape(step)}[/]", soft_wrap=True)
