"""A simulated filing as it is printed, what holds on it, and what was spoiled of it so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from tieout.sim.filing import SimulatedFiling
from tieout.sim.hands import draw_hand
from tieout.sim.places import Place, places
from tieout.sim.printed import Block
from tieout.sim.slips import looks_like
from tieout.sim.sums import Tie, ties


@dataclass
class Page:
    """The pages of a filing under mistakes: `values` are the figures as they stand now, by place."""

    filed: SimulatedFiling
    blocks: tuple[Block, ...] = ()
    spoiled: set[str] = field(default_factory=set)  # ties that hold no longer
    rows: set[tuple[int, int]] = field(default_factory=set)  # lines and paragraphs with a fault

    def __post_init__(self) -> None:
        self.blocks = self.filed.blocks
        self.hand = draw_hand(self.filed.firm, self.filed.seed)
        self.values = [place.figure.value for place in self.places]

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return places(self.filed)

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        return ties(self.filed, self.places)

    @cached_property
    def over(self) -> dict[int, list[Tie]]:
        """The ties that speak of each place."""
        held: defaultdict[int, list[Tie]] = defaultdict(list)
        for tie in self.ties:
            for at in tie.members:
                held[at].append(tie)
        return held

    def broken(self, at: int, value: Decimal) -> list[Tie]:
        """What no longer holds with another value in a place."""
        values = [*self.values[:at], value, *self.values[at + 1 :]]
        return [tie for tie in self.over.get(at, []) if tie.holds(self.values) and not tie.holds(values)]

    def sums(self, at: int) -> Iterator[list[int]]:
        """The lines of each sum that a place is the total of."""
        for tie in self.over.get(at, []):
            if len(tie.weights) > 2 and next(iter(tie.weights)) == at:
                yield [n for n, weight in tie.weights.items() if n != at and weight == 1]

    def by(self, statement: str, concept: str) -> int | None:
        """Where the latest figure of a concept stands on a statement, in a cell or a label."""
        held = [n for n, p in enumerate(self.places) if (p.figure.statement, p.figure.concept) == (statement, concept)]
        return max(held, key=lambda n: str(self.places[n].figure.when)[-10:], default=None)

    def rivals(self, at: int, units: int, broken: list[Tie]) -> Iterator[tuple[int, frozenset[str]]]:
        """Other places of which a slip would explain the same page, with the slips.

        Where two lines of a sum show one figure, either may have been carried from the other.
        """
        values = list(self.values)
        values[at] = units * self.places[at].unit
        tie = min((tie for tie in broken if tie.weights), key=lambda tie: len(tie.members), default=None)
        if tie is None:
            return
        gap = tie.gap(values)
        for other in tie.members:
            unit = self.places[other].unit
            meant = values[other] - gap / tie.weights[other]
            if other == at or meant % unit:
                continue
            mended = [*values[:other], meant, *values[other + 1 :]]
            if all(held.holds(mended) for held in (*broken, *self.over[other])):
                slips = looks_like(int(values[other] / unit), int(meant / unit))
                if values[other] == values[at]:
                    slips |= {"carried_from_elsewhere"}
                if slips:
                    yield other, slips
