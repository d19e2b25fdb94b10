"""Net capital over time as lines to be drawn: what stands on which day, and the scale it is drawn on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil, floor, log10

from tieout.annual.over_time import DaysAhead, Point

Vertex = tuple[date, Decimal]


@dataclass(frozen=True)
class Chart:
    """Past points at month ends, then the days ahead; month ends that are not known are passed over."""

    title: str
    past: tuple[Point, ...]
    ahead: DaysAhead
    not_drawn: tuple[date, ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        return (*self.past, *self.ahead.points)

    @property
    def first(self) -> date:
        return self.points[0].day

    @property
    def last(self) -> date:
        return max(self.ahead.end, self.points[-1].day)

    def line(self, value: Callable[[Point], Decimal]) -> list[Vertex]:
        """A line through the month ends, then in steps: on the days ahead nothing moves between two events."""
        found = [(point.day, value(point)) for point in (*self.past, self.ahead.start)]
        for event in self.ahead.events:
            found += [(event.day, found[-1][1]), (event.day, value(event.after))]
        return [*found, (self.last, found[-1][1])]

    @property
    def lines(self) -> dict[str, list[Vertex]]:
        """The three lines by name."""
        return {
            "net capital": self.line(lambda point: point.net_capital),
            "requirement": self.line(lambda point: point.required),
            "early warning": self.line(lambda point: point.warning),
        }

    @property
    def ticks(self) -> list[int]:
        """Round amounts that hold every line and nothing."""
        values = [float(value) for line in self.lines.values() for _, value in line]
        return round_amounts(min(0.0, *values), max(values))


def round_amounts(low: float, high: float, about: int = 5) -> list[int]:
    """Round amounts from at most `low` to at least `high`, evenly apart.

    >>> round_amounts(0, 146_344), round_amounts(-20_000, 90_000), round_amounts(0, 0)
    ([0, 50000, 100000, 150000], [-50000, 0, 50000, 100000], [0, 1])
    """
    step = max((high - low) / about, 0.2)
    power = 10 ** floor(log10(step))
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= step)
    step = max(ceil(step), 1)
    first, last = floor(low / step), max(ceil(high / step), floor(low / step) + 1)
    return [number * step for number in range(first, last + 1)]


def value_on(line: Sequence[Vertex], day: date) -> Decimal:
    """The value of a line on a day of it; after a step, on the day of a step."""
    before = [vertex for vertex in line if vertex[0] <= day][-1]
    after = next((vertex for vertex in line if vertex[0] > day), before)
    if after[0] == before[0]:
        return before[1]
    share = Decimal((day - before[0]).days) / (after[0] - before[0]).days
    return before[1] + (after[1] - before[1]) * share
