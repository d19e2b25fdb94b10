"""The chart at the prompt: plain characters, at most 80 columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from rich.text import Text

from tieout.cli.charting import Chart, Vertex, value_on
from tieout.facts.money import figure

WIDTH, HEIGHT = 80, 15
STYLES = {"early warning": ("┄", "yellow"), "requirement": ("─", "red"), "net capital": ("━", "bold cyan")}


def chart_text(chart: Chart, width: int = WIDTH) -> Iterator[Text]:
    """The chart line by line, none wider than `width`: the later drawn lies above, net capital last."""
    ticks, lines = chart.ticks, chart.lines
    margin = max(len(figure(Decimal(tick), 0)) for tick in ticks) + 2
    across = max(min(width, WIDTH) - margin - 1, 20)
    days = [chart.first + timedelta(round((chart.last - chart.first).days * n / (across - 1))) for n in range(across)]

    def row(value: Decimal) -> int:
        return round((HEIGHT - 1) * (float(value) - ticks[0]) / (ticks[-1] - ticks[0]))

    grid = [[(" ", "")] * across for _ in range(HEIGHT)]
    for name, (mark, style) in STYLES.items():
        _draw(grid, lines[name], days, row, mark, style)
    for point in chart.points:
        column = _column(chart, point.day, across)
        grid[row(value_on(lines["net capital"], days[column]))][column] = ("●", STYLES["net capital"][1])
    labels = {row(Decimal(tick)): figure(Decimal(tick), 0) for tick in ticks}
    for number in reversed(range(HEIGHT)):
        axis = "┤" if number in labels else "│"
        yield Text.assemble((f"{labels.get(number, ''):>{margin - 1}} {axis}", "dim"), *grid[number])
    yield from _below(chart, margin, across)


def _draw(
    grid: list[list[tuple[str, str]]],
    line: list[Vertex],
    days: list[date],
    row: Callable[[Decimal], int],
    mark: str,
    style: str,
) -> None:
    rows = [row(value_on(line, day)) for day in days]
    for column, at in enumerate(rows):
        grid[at][column] = (mark, style)
        if mark == "━" and column:
            for between in range(min(at, rows[column - 1]) + 1, max(at, rows[column - 1])):
                grid[between][column] = ("┃", style)


def _column(chart: Chart, day: date, across: int) -> int:
    span = max((chart.last - chart.first).days, 1)
    return round((day - chart.first).days * (across - 1) / span)


def _below(chart: Chart, margin: int, across: int) -> Iterator[Text]:
    """The axis of days, with the first, the last and the day from which the days ahead are counted."""
    axis, words = ["─"] * across, [" "] * (across + 12)
    taken = -1
    for day in (chart.first, chart.ahead.start.day, chart.last):
        column, text = _column(chart, day, across), day.isoformat()
        at = min(max(column - len(text) // 2, 0), across - len(text))
        axis[column] = "┴"
        if at > taken:
            words[at : at + len(text)] = text
            taken = at + len(text)
    yield Text(" " * margin + "└" + "".join(axis), style="dim")
    yield Text((" " * (margin + 1) + "".join(words)).rstrip(), style="dim")
    last = chart.ahead.points[-1]
    values = {"net capital": last.net_capital, "requirement": last.required, "early warning": last.warning}
    entries = [Text(f"{STYLES[name][0]} {name} {figure(value, 0)}", STYLES[name][1]) for name, value in values.items()]
    whole = Text("  ").join(entries)
    indent = " " * (margin + 1)
    if whole.cell_len <= across:
        yield Text.assemble(indent, whole)
    else:
        yield from (Text.assemble(indent, entry) for entry in entries)
