"""Drawing lots: everything `sim` leaves to chance goes through here, so that one seed gives one filing everywhere."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from tieout.taxonomy import read_yaml

T = TypeVar("T")


class Draw(random.Random):
    """A stream of lots of its own for one seed and one purpose: what is drawn for one never shifts another."""

    def __init__(self, seed: int, purpose: str) -> None:
        super().__init__(f"tieout {purpose} {seed}")

    def chance(self, odds: float) -> bool:
        """True with probability `odds`."""
        return self.random() < odds

    def pick(self, held: Sequence[T]) -> T:
        return held[self.randrange(len(held))]

    def weighed(self, held: Mapping[T, float]) -> T:
        """One of the keys, each as often as its weight says."""
        return self.choices(list(held), list(held.values()))[0]

    def spread(self, low: float, high: float) -> float:
        """Between `low` and `high`, as likely near the one as near the other on a scale of powers, as sizes are."""
        return math.exp(self.uniform(math.log(low), math.log(high)))

    def split(self, total: int, weights: Sequence[float]) -> list[int]:
        """`total` as whole parts in about these proportions; they add up to it exactly."""
        if not weights:
            return []
        whole = sum(weights) or 1.0
        parts = [int(total * weight / whole) for weight in weights]
        parts[max(range(len(parts)), key=lambda i: weights[i])] += total - sum(parts)
        return parts


@cache
def data(name: str) -> Any:
    """A data file of the simulation, read once."""
    return read_yaml(files("tieout.sim") / "data" / f"{name}.yaml")
