"""The one comparison in tieout: facts of the same key must agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from tieout.facts.model import Computed, Fact, Key
from tieout.facts.money import figure

FOOTING = "footing"  # the cite of a sum down a column, as opposed to a rule of law


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two facts of one key that cannot both be true: what was `said`, and what we `found`."""

    said: Fact
    found: Fact

    @property
    def check(self) -> str:
        """`ties`, `foots` or `recomputes`, and what: stable, so that a reviewer can cite it."""
        match self.found.trace:
            case Computed(cite=cite) if cite == FOOTING:
                verb = "foots"
            case Computed():
                verb = "recomputes"
            case _:
                verb = "ties"
        return f"{verb}.{self.said.concept}"

    @property
    def apart(self) -> Decimal:
        return abs(self.said.value - self.found.value)

    def __str__(self) -> str:
        explained = self.said.rounding + self.found.rounding
        return (
            f"differs  {self.check}  {self.said.entity}, {self.said.when}\n"
            f"    said   {figure(self.said.value):>16}\n"
            f"    found  {figure(self.found.value):>16}\n"
            f"    apart  {figure(self.apart):>16}; rounding explains {figure(explained)}"
        )


def disagreements(facts: Iterable[Fact]) -> Iterator[Disagreement]:
    """Yield every pair of facts that speak of the same thing and cannot both be true, computed facts as the `found`."""
    same: defaultdict[Key, list[Fact]] = defaultdict(list)
    for fact in facts:
        same[fact.key].append(fact)
    for group in same.values():
        computed_last = sorted(group, key=lambda fact: isinstance(fact.trace, Computed))
        for said, found in combinations(computed_last, 2):
            if not said.agrees(found):
                yield Disagreement(said, found)
