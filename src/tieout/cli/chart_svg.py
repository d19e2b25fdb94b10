"""The chart as an SVG picture of its own: text, lines and nothing that a browser must fetch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from html import escape
from pathlib import Path
from textwrap import shorten

from tieout.annual.over_time import Event
from tieout.cli.charting import Chart, Vertex
from tieout.facts import TieoutError
from tieout.facts.money import figure
from tieout.facts.words import long_date
from tieout.law.dates import add_months

WIDTH, HEIGHT = 960, 520
LEFT, RIGHT, TOP, BOTTOM = 100, 32, 96, 64
COLOURS = {"net capital": "#1d4f91", "requirement": "#b3261e", "early warning": "#b26a00"}
_DASHES = {"early warning": ' stroke-dasharray="7 5"'}
_INK, _FAINT = "#333333", "#dddddd"
MOST_MONTHS, MOST_TITLE = 14, 88

Place = Callable[[date], float]
Height = Callable[[Decimal], float]


def write_svg(chart: Chart, path: Path) -> None:
    """Write the picture.  Raises TieoutError where the file cannot be written."""
    try:
        path.write_text(chart_svg(chart), encoding="utf-8")
    except OSError as error:
        raise TieoutError(f"cannot be written: {error.strerror}.", where=str(path), mend="name another file.") from None


def chart_svg(chart: Chart) -> str:
    """The picture as text."""
    ticks, span = chart.ticks, max((chart.last - chart.first).days, 1)

    def x(day: date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - chart.first).days / span

    def y(value: Decimal) -> float:
        share = (float(value) - ticks[0]) / (ticks[-1] - ticks[0])
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share

    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        'font-family="Helvetica, Arial, sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(LEFT, 32, shorten(chart.title, MOST_TITLE, placeholder=" …"), size=18, weight="bold"),
        *_legend(chart),
        *_amounts(ticks, y),
        *_days(chart, x),
        *_from_here(chart, x),
        *(_line(name, line, x, y) for name, line in reversed(chart.lines.items())),
        *(_mark(x(point.day), y(point.net_capital), _words(point.day, point.net_capital)) for point in chart.past),
        _mark(x(chart.ahead.start.day), y(chart.ahead.start.net_capital), "the days ahead begin"),
        *(_event(event, x, y) for event in chart.ahead.events),
        "</svg>",
    ]
    return "\n".join(pieces) + "\n"


def _text(x: float, y: float, words: str, *, anchor: str = "start", size: int = 13, weight: str = "normal") -> str:
    style = f'text-anchor="{anchor}" font-size="{size}" font-weight="{weight}" fill="{_INK}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(words)}</text>'


def _rule(x1: float, y1: float, x2: float, y2: float, colour: str, more: str = "") -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{more}/>'


def _legend(chart: Chart) -> Iterator[str]:
    last, at = chart.ahead.points[-1], float(LEFT)
    values = {"net capital": last.net_capital, "requirement": last.required, "early warning": last.warning}
    for name, colour in COLOURS.items():
        more = f' stroke-width="3"{_DASHES.get(name, "")}'
        words = f"{name} {figure(values[name], 0)}"
        yield _rule(at, 60, at + 32, 60, colour, more)
        yield _text(at + 40, 65, words)
        at += 40 + 7.2 * len(words) + 36
    yield _text(WIDTH - RIGHT, 65, f"on {long_date(chart.last)}", anchor="end", size=12)


def _amounts(ticks: list[int], y: Height) -> Iterator[str]:
    for tick in ticks:
        at = y(Decimal(tick))
        yield _rule(LEFT, at, WIDTH - RIGHT, at, _INK if tick == 0 else _FAINT)
        yield _text(LEFT - 10, at + 4, figure(Decimal(tick), 0), anchor="end")
    middle = (TOP + HEIGHT - BOTTOM) / 2
    yield f'<g transform="translate(20 {middle:.0f}) rotate(-90)">{_text(0, 0, "dollars", anchor="middle")}</g>'


def _days(chart: Chart, x: Place) -> Iterator[str]:
    """The months, or every third where there are many."""
    base, day = HEIGHT - BOTTOM, chart.first.replace(day=1)
    named = chart.first - timedelta(1)
    months = (chart.last.year - day.year) * 12 + chart.last.month - day.month
    every = 1 if months <= MOST_MONTHS else 3
    for number in range(months + 1):
        month = add_months(day, number)
        if month >= chart.first and (month.month - 1) % every == 0:
            yield _rule(x(month), base, x(month), base + 5, _INK)
            yield _text(x(month), base + 20, f"{month:%b}", anchor="middle", size=12)
            if month.month == 1 or named < chart.first:
                yield _text(x(month), base + 36, f"{month:%Y}", anchor="middle", size=12)
                named = month
    yield _rule(LEFT, base, WIDTH - RIGHT, base, _INK)
    yield _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "first day of the month", anchor="middle", size=12)


def _from_here(chart: Chart, x: Place) -> Iterator[str]:
    at = x(chart.ahead.start.day)
    yield _rule(at, TOP - 16, at, HEIGHT - BOTTOM, "#888888", ' stroke-dasharray="2 4"')
    anchor = "end" if at > WIDTH * 0.75 else "start"
    shift = -6 if anchor == "end" else 6
    yield _text(at + shift, TOP - 8, f"{chart.ahead.start.day}, then time alone", anchor=anchor, size=12)


def _line(name: str, line: list[Vertex], x: Place, y: Height) -> str:
    points = " ".join(f"{x(day):.1f},{y(value):.1f}" for day, value in line)
    width = "3" if name == "net capital" else "2"
    style = f'fill="none" stroke="{COLOURS[name]}" stroke-width="{width}"{_DASHES.get(name, "")}'
    return f'<polyline points="{points}" {style}/>'


def _mark(x: float, y: float, words: str) -> str:
    colour = COLOURS["net capital"]
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"><title>{escape(words)}</title></circle>'


def _event(event: Event, x: Place, y: Height) -> str:
    return _mark(x(event.day), y(event.after.net_capital), f"{event.day}: {event.words}")


def _words(day: date, value: Decimal) -> str:
    return f"{day}: net capital {figure(value, 0)}"
