"""`tieout netcap` with --what-if, --when and --chart: effects, days to come, and the picture of both."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from tieout.annual.actions import parse
from tieout.annual.over_time import DaysAhead, Point, days_ahead, month_ends, start_day
from tieout.annual.registrant import registrant
from tieout.annual.report import checked_date
from tieout.annual.what_if import Row, WhatIf, what_if
from tieout.cli.chart_svg import write_svg
from tieout.cli.chart_text import chart_text
from tieout.cli.charting import Chart
from tieout.facts import TieoutError
from tieout.facts.money import figure
from tieout.facts.words import long_date
from tieout.law import Test, tests
from tieout.ledger.books import Books
from tieout.statements.door import Ledger


@dataclass(frozen=True)
class Ahead:
    """What was asked for, each None where it was not."""

    name: str
    as_of: date
    assumptions: tuple[str, ...]
    effect: WhatIf | None = None
    days: DaysAhead | None = None
    chart: Chart | None = None


def check_svg(svg: Path | None, *, chart: bool) -> None:
    """Raise TieoutError for a file beside BOOKS that is not the picture of a chart, or cannot be written."""
    if svg is not None and (not chart or svg.suffix.lower() != ".svg"):
        raise TieoutError(
            "is one argument too many." if not chart else "is no name of a picture.",
            where=str(svg),
            expected="tieout netcap BOOKS, or tieout netcap BOOKS --chart FILE.svg.",
        )
    if svg is not None and (svg.is_dir() or not svg.parent.is_dir() or not os.access(_there(svg), os.W_OK)):
        raise TieoutError("cannot be written.", where=str(svg), mend="name another file, in a folder that is there.")


def _there(svg: Path) -> Path:
    return svg if svg.exists() else svg.parent


def look_ahead(books: Books, as_of: date | None, texts: Sequence[str], *, when: bool, chart: bool) -> Ahead:
    """The answers to what was asked for, all of one day: the one asked for, or with the days ahead the last known."""
    actions = [parse(text) for text in texts]
    looks_on = when or chart
    day = checked_date(books, start_day(books, as_of) if looks_on else as_of)
    ledger = Ledger(books)
    seen = registrant(ledger, day, ahead=looks_on or as_of is not None)
    effect = what_if(ledger, seen, actions) if actions else None
    days = days_ahead(books, day, actions) if looks_on else None
    drawn = None
    if chart and days is not None:
        past, not_drawn = month_ends(books, day)
        if actions:  # from what is to what would be, on the same day
            past.append(Point(day, tests(seen.registrant)))
        title = f"{books.firm.name}: net capital" + (f", if {'; '.join(texts)}" if texts else "")
        drawn = Chart(title, tuple(past), days, tuple(not_drawn))
    return Ahead(books.firm.name, day, seen.assumptions, effect, days if when else None, drawn)


def show(held: Ahead, svg: Path | None) -> None:
    """The effect, the days, the chart, then what was assumed."""
    console = Console(highlight=False)
    console.print(f"[bold]{escape(held.name)}[/]  net capital, {long_date(held.as_of)}\n")
    said: list[str] = []
    if held.effect is not None:
        _show_effect(console, held.effect)
        said += held.effect.assumptions
    if held.days is not None:
        _show_days(console, held.days)
    if held.chart is not None:
        for line in chart_text(held.chart, console.width):
            console.print(line, no_wrap=True)
        console.print()
        if svg is not None:
            write_picture(held, svg)
            console.print(f"wrote {escape(str(svg))}")
        _show_not_drawn(console, held.chart)
    days = held.days or (held.chart.ahead if held.chart else None)
    if days is not None:
        said += days.assumptions
    for text in dict.fromkeys((*said, *held.assumptions)):
        console.print(f"[yellow]assumed[/]  {escape(text)}")


def write_picture(held: Ahead, svg: Path | None) -> None:
    """The chart as SVG, where a file for it was named."""
    if held.chart is not None and svg is not None:
        write_svg(held.chart, svg)


def _show_effect(console: Console, effect: WhatIf) -> None:
    for text in effect.texts:
        console.print(f"what if  [bold]{escape(text)}[/]")
    console.print()
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("")
    for name in ("now", "what if", "change"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in effect.rows:
        style = "bold" if row.name in ("net_capital", "excess_net_capital") else ""
        cells = (_shown(value, row) for value in row.values)
        table.add_row(row.words, *cells, _signed(row), style=style)
    console.print(table)
    console.print()
    for before, after in zip(effect.now, effect.then, strict=True):
        mark = "[green]passes[/]" if after.passes else "[bold red]fails[/] "
        turned = "" if before.passes == after.passes else f"  [bold]would {'pass' if after.passes else 'fail'}[/]"
        console.print(f"{mark}  {escape(after.words)}{turned}")
        if not after.passes:
            console.print(Padding(f"[bold]tell {escape(after.notice)}[/]", (0, 0, 0, 8)))
    console.print()


def _shown(value: Decimal | None, row: Row) -> str:
    if value is None:
        return "none"
    return f"{value:.2f} to 1" if row.unit == "ratio" else figure(value, 0)


def _signed(row: Row) -> str:
    if row.change is None:
        return ""
    text = f"{row.change:z.2f}" if row.unit == "ratio" else figure(row.change, 0)
    return f"+{text}" if row.change > 0 and text.strip("0.,") else text


def _show_days(console: Console, days: DaysAhead) -> None:
    console.print(f"[bold]Days ahead[/], through {long_date(days.end)}\n")
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0), pad_edge=False)
    for event in days.events:
        table.add_row(f"{event.day}:", escape(event.words))
    if days.events:
        console.print(table)
    if not days.events:
        console.print("net capital does not change by the passing of time alone.")
    if days.stopped:
        console.print(f"[bold red]no further[/]  {escape(days.stopped)}")
    console.print()
    for crossing in days.crossings:
        limit = f"{escape(crossing.words)}, {figure(crossing.limit.value, 0)}"
        if crossing.first is None:
            console.print(f"[green]not crossed[/]  {limit}")
        else:
            word = "below since" if crossing.first == days.start.day else "below from"
            console.print(f"[bold red]{word} {crossing.first}[/]  {limit}: {figure(crossing.held.value, 0)}")
    console.print()


def _show_not_drawn(console: Console, chart: Chart) -> None:
    if chart.not_drawn:
        first, last = chart.not_drawn[0], chart.not_drawn[-1]
        span = f"{first}" if first == last else f"{first} to {last}"
        count = len(chart.not_drawn)
        ends = "month end" if count == 1 else "month ends"
        console.print(
            f"[dim]not drawn: {count} {ends}, {span}, whose net capital is not known (positions not stated).[/]"
        )


# --- JSON ------------------------------------------------------------------------------------------------------------


def ahead_json(held: Ahead) -> dict[str, Any]:
    """`what_if`, `when` and `chart` of `tieout/netcap/1`, those that were asked for."""
    found: dict[str, Any] = {}
    if held.effect is not None:
        found["what_if"] = _effect_json(held.effect)
    if held.days is not None:
        found["when"] = _days_json(held.days)
    if held.chart is not None:
        found["chart"] = {
            "points": _chart_points(held, held.chart),
            "not_drawn": [day.isoformat() for day in held.chart.not_drawn],
        }
    return found


def _chart_points(held: Ahead, chart: Chart) -> list[dict[str, str]]:
    """The points in whole dollars; with actions, their day has a point `now` and a point `what_if`."""
    kinds = ["month_end"] * len(chart.past)
    if held.effect is not None:
        kinds[-1] = "now"
    kinds += ["now" if held.effect is None else "what_if", *["day_ahead"] * len(chart.ahead.events)]
    points = []
    for kind, point in zip(kinds, chart.points, strict=True):
        dollars = {name: str(value.quantize(Decimal(1), ROUND_HALF_UP)) for name, value in _figures(point).items()}
        points.append({"day": point.day.isoformat(), "kind": kind} | dollars)
    return points


def _effect_json(effect: WhatIf) -> dict[str, Any]:
    def plain(value: Decimal | None, row: Row) -> str | None:
        if value is None:
            return None
        return str(round(value, 6) if row.unit == "ratio" else round(value, 2))

    return {
        "actions": list(effect.texts),
        "now": {row.name: plain(row.values[0], row) for row in effect.rows},
        "what_if": {row.name: plain(row.values[1], row) for row in effect.rows},
        "change": {row.name: plain(row.change, row) for row in effect.rows},
        "early_warning": [_test_json(test) for test in effect.then],
        "assumptions": list(effect.assumptions),
    }


def _test_json(test: Test) -> dict[str, Any]:
    return {"test": test.name, "passes": test.passes, "limit": str(round(test.limit.value, 2))}


def _days_json(days: DaysAhead) -> dict[str, Any]:
    return {
        "from": days.start.day.isoformat(),
        "through": days.end.isoformat(),
        "days": [
            {
                "day": event.day.isoformat(),
                "causes": list(event.causes),
                "before": _point_json(event.before),
                "after": _point_json(event.after),
                "words": event.words,
            }
            for event in days.events
        ],
        "stopped": days.stopped,
        "lines": [
            {
                "test": crossing.name,
                "first_day_below": None if crossing.first is None else crossing.first.isoformat(),
                "net_capital": str(round(crossing.held.value, 2)),
                "limit": str(round(crossing.limit.value, 2)),
            }
            for crossing in days.crossings
        ],
        "assumptions": list(days.assumptions),
    }


def _point_json(point: Point) -> dict[str, Any]:
    return {"day": point.day.isoformat()} | {name: str(round(value, 2)) for name, value in _figures(point).items()}


def _figures(point: Point) -> dict[str, Decimal]:
    return {"net_capital": point.net_capital, "requirement": point.required, "early_warning": point.warning}
