"""Whole dollars or thousands, with rounding that still foots and never moves a total that could stand.

Every printed figure is rounded half up; where the rounded parts then miss their rounded total, parts absorb the
difference one unit each, lines before totals, the one that comes nearest to its exact figure first, and the trace of
each says which total it absorbed for.  Figures printed twice are rounded once, so statements tie as printed.  A total
moves only where it cannot be helped: two rounded totals that make up a third (assets 0.8, liabilities 0.4, equity 0.4).
The order in which figures are settled is `ANCHORS`, then the statements from their last total up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tieout.facts import Computed, Fact, Line, Statement, Told, add, computed
from tieout.facts.model import Key, round_half_up

ANCHORS = (
    ("total_assets", ""),
    ("total_liabilities_and_equity", ""),
    ("total_equity", ""),
    ("cash_and_cash_equivalents", ""),
    ("net_capital", ""),
    ("net_capital_required", ""),
    ("aggregate_indebtedness", ""),
    ("focus", "940"),
    ("focus", "1810"),
    ("focus", "1800"),
    ("focus", "3750"),
    ("focus", "3760"),
    ("focus", "3840"),
    ("focus", "4230"),
)
Tie = tuple[Fact, tuple[Line, ...]]
Parts = list[tuple[int, Key]]


@dataclass
class Presentation:
    """Exact statements in, printed statements out."""

    quantum: Decimal
    exact: dict[Key, Fact] = field(default_factory=dict)
    settled: dict[Key, Decimal] = field(default_factory=dict)
    absorbed_for: dict[Key, Key] = field(default_factory=dict)
    printed: dict[Key, Fact] = field(default_factory=dict)
    sums: list[tuple[Key, Parts]] = field(default_factory=list)

    def present(self, statements: Sequence[Statement], ties: Iterable[Tie] = ()) -> tuple[Statement, ...]:
        """The statements with every USD figure rounded to the quantum."""
        for statement in statements:
            for fact in statement.facts():
                held = self.exact.setdefault(fact.key, fact)
                assert held.value == fact.value, ("two figures for one fact", held, fact)
        self._settle(statements, list(ties))
        return tuple(self._printed_statement(statement) for statement in statements)

    def fact(self, exact: Fact) -> Fact:
        """A figure that stands on no statement, rounded on its own; a figure that does, as it is printed there."""
        self.exact.setdefault(exact.key, exact)
        return self._printed(exact.key)

    # --- settling ---------------------------------------------------------------------------------------------------

    def _settle(self, statements: Sequence[Statement], ties: list[Tie]) -> None:
        for anchor in ANCHORS:
            for key in self.exact:
                if (key[0], key[3]) == anchor:
                    self.settled[key] = self._natural(key)
        named = {statement.name: statement for statement in statements}
        first = [named.pop("financial_condition")] if "financial_condition" in named else []
        for statement in first:
            self._settle_sums(self._sums_of(statement))
        self._settle_sums(
            (total.key, [(line.effect, line.fact.key) for line in lines])
            for total, lines in ties
            if all(f.key in self.exact for f in (total, *(line.fact for line in lines)))
        )
        for statement in named.values():
            self._settle_sums(self._sums_of(statement))
        for key in self.exact:
            self.settled.setdefault(key, self._natural(key))

    def _sums_of(self, statement: Statement) -> list[tuple[Key, Parts]]:
        """The sums a statement shows, last total first: a total and the printed figures that make it up."""
        found = []
        for line in reversed(statement.lines):
            for fact in line.facts:
                parts = self._parts(fact) if fact is not None else None
                if fact is not None and parts:
                    found.append((fact.key, parts))
        return found

    def _parts(self, fact: Fact) -> Parts | None:
        """The printed figures a fact is the sum of, through sums that are not printed; None where it is no such sum."""
        if not isinstance(fact.trace, Computed) or fact.trace.operation != "sum":
            return None
        parts: Parts = []
        for line in fact.trace.lines:
            if line.fact.key in self.exact and line.fact.key != fact.key:
                parts.append((line.effect, line.fact.key))
            elif line.fact.value == 0:
                continue
            else:
                inner = self._parts(line.fact)
                if inner is None:
                    return None
                parts += [(line.effect * weight, key) for weight, key in inner]
        return parts

    def _settle_sums(self, sums: Iterable[tuple[Key, Parts]]) -> None:
        for total, parts in sums:
            self.sums.append((total, parts))
            free = [(weight, key) for weight, key in parts if key not in self.settled]
            if total not in self.settled:
                self.settled[total] = self._natural(total) if free else self._footed(parts)
            for _, key in free:
                self.settled[key] = self._natural(key)
            self._absorb(total, parts, free)

    def _absorb(self, total: Key, parts: Parts, free: Parts) -> None:
        apart = self.settled[total] - self._footed(parts)
        while apart and free:
            step = self.quantum if apart > 0 else -self.quantum
            weight, key = min(free, key=lambda part: self._cost(part, step))
            self.settled[key] += weight * step
            self.absorbed_for[key] = total
            apart -= step

    def _cost(self, part: tuple[int, Key], step: Decimal) -> tuple[bool, bool, Decimal]:
        """Lines before totals, figures before zeros, then the smallest distance from the exact figure."""
        weight, key = part
        exact = self.exact[key]
        is_total = self._parts(exact) is not None and bool(self._parts(exact))
        return is_total, exact.value == 0, abs(self.settled[key] + weight * step - exact.value)

    def _footed(self, parts: Parts) -> Decimal:
        return sum((weight * self.settled[key] for weight, key in parts), Decimal(0))

    def _natural(self, key: Key) -> Decimal:
        fact = self.exact[key]
        return round_half_up(fact.value, self.quantum) if fact.unit == "USD" else fact.value

    # --- printing ---------------------------------------------------------------------------------------------------

    def _printed_statement(self, statement: Statement) -> Statement:
        lines = tuple(
            replace(line, facts=tuple(None if fact is None else self._printed(fact.key) for fact in line.facts))
            for line in statement.lines
        )
        return replace(statement, lines=lines, quantum=self.quantum)

    def _printed(self, key: Key) -> Fact:
        """The figure as printed: a sum of printed figures where it foots, else rounded from the exact one."""
        if key in self.printed:
            return self.printed[key]
        exact = self.exact[key]
        if exact.unit != "USD":
            self.printed[key] = exact
            return exact
        value = self.settled.setdefault(key, self._natural(key))
        self.printed[key] = made = self._footing(exact, value) or self._rounded(exact, value)
        return made

    def _footing(self, exact: Fact, value: Decimal) -> Fact | None:
        parts = self._parts(exact)
        if not parts or self._footed(parts) != value:
            return None
        assert isinstance(exact.trace, Computed)
        cites = {line.fact.key: line.cite for line in exact.trace.lines}
        lines = [Line(weight, self._printed(part), cites.get(part, "")) for weight, part in parts]
        made = computed(
            exact.concept, lines, cite=exact.trace.cite, rule=exact.trace.rule, when=exact.when, part=exact.part
        )
        return replace(made, label=exact.label, rounding=self._rounding(exact, value))

    def _rounded(self, exact: Fact, value: Decimal) -> Fact:
        lines = [add(exact), add(self._quantum(exact))]
        absorbed = value - round_half_up(exact.value, self.quantum)
        cite = exact.trace.cite if isinstance(exact.trace, Computed) else "rounded"
        if absorbed:
            total = self.absorbed_for.get(exact.key)
            name = f"{total[0]}{f' of {total[3]}' if total[3] else ''}" if total else "the total"
            cite += f"; absorbs {absorbed:+,} so that {name} foots"
            told = Told("presentation", exact.end, f"so that {name} foots as printed")
            lines.append(
                add(Fact(concept="rounding_absorbed", entity=exact.entity, when=exact.when, value=absorbed, trace=told))
            )
        made = computed(
            exact.concept, lines, operation="rounded", cite=cite, rule="presentation", when=exact.when, part=exact.part
        )
        return replace(made, label=exact.label, rounding=self._rounding(exact, value))

    def _rounding(self, exact: Fact, value: Decimal) -> Decimal:
        return max(self.quantum / 2, abs(value - exact.value))

    def _quantum(self, exact: Fact) -> Fact:
        name = "whole dollars" if self.quantum == 1 else f"multiples of ${self.quantum:,}"
        told = Told("firm.toml [presentation]", exact.end, f"figures are printed in {name}")
        return Fact(concept="quantum", entity=exact.entity, when=exact.end, value=self.quantum, trace=told)

    def unfooted(self) -> Iterator[str]:
        """Sums that do not foot as printed: none, unless figures fixed elsewhere leave no line free to absorb."""
        for total, parts in self.sums:
            if self._footed(parts) != self.settled[total]:
                yield f"{total[0]} {total[3]} at {total[2]}: {self.settled[total]} is not {self._footed(parts)}"
