"""Whole dollars or thousands, with rounding that still foots and never moves a total that could stand.

Every figure is rounded half up.  Where rounded parts then miss their rounded total, figures move by one unit, to the
other side of their exact value, and as few and as slight as can be: lines before totals, totals before the figures the
report is about (`ANCHORS`), among lines the one that comes nearest to its exact value.  A figure that is exact in the
unit never moves.  One figure printed in several places is rounded once.  A total moves only where it cannot be helped:
two rounded totals that make up a third (assets 0.8, liabilities 0.4, equity 0.4).  What moved says so in its trace.

This is controlled rounding, a small integer program; HiGHS solves it in milliseconds, and only where figures do not
foot as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from tieout.facts import Computed, Fact, Line, Posted, Statement, TieoutError, Told, add, computed
from tieout.facts.model import Key, round_half_up
from tieout.taxonomy import taxonomy

# Figures that other reports repeat: they move last.
ANCHORS = {
    "total_assets",
    "total_liabilities_and_equity",
    "total_equity",
    "cash_and_cash_equivalents",
    "net_income",
    "net_capital",
    "net_capital_required",
    "aggregate_indebtedness",
}
# Two names of one figure that rest on the two sides of one entry.
SAME = {"noncash_depreciation_and_amortization": "depreciation_and_amortization"}

# What it costs to move a figure by one unit: to the other side of its exact value, or beyond.
MOVE_LINE, MOVE_ONLY_LINE, MOVE_TOTAL, MOVE_ANCHOR, MOVE_PINNED, BEYOND = 1.0, 10.0, 1e3, 3e4, 1e6, 1e4
FAR = 9  # steps; more would be no rounding

Tie = tuple[Fact, tuple[Line, ...]]
Parts = list[tuple[int, Key]]


@dataclass
class Presentation:
    """Exact statements in, printed statements out.

    `pinned` are figures as an earlier report printed them: a comparative column repeats last year's.
    """

    quantum: Decimal
    pinned: Mapping[Key, Decimal] = field(default_factory=dict)
    exact: dict[Key, Fact] = field(default_factory=dict)
    sums: list[tuple[Key, Parts]] = field(default_factory=list)
    settled: dict[Key, Decimal] = field(default_factory=dict)
    printed: dict[Key, Fact] = field(default_factory=dict)

    def present(self, statements: Sequence[Statement], ties: Iterable[Tie] = ()) -> tuple[Statement, ...]:
        """The statements with every USD figure rounded to the quantum.

        `ties` are sums that hold down or across and that no single trace shows.  Raises TieoutError where figures
        cannot be made to foot, which is a fault in tieout.
        """
        for statement in statements:
            for fact in statement.facts():
                held = self.exact.setdefault(fact.key, fact)
                assert held.value == fact.value, ("two figures for one fact", held, fact)
        self.sums += [
            (total.key, [(line.effect, line.fact.key) for line in lines])
            for total, lines in ties
            if all(fact.key in self.exact for fact in (total, *(line.fact for line in lines)))
        ]
        for fact in self.exact.values():
            if fact.unit == "USD" and (parts := self._parts(fact)):
                self.sums.append((fact.key, parts))
        self._settle()
        return tuple(self._printed_statement(statement) for statement in statements)

    def fact(self, exact: Fact) -> Fact:
        """A figure that stands on no statement, rounded on its own; a figure that does, as it is printed there."""
        self.exact.setdefault(exact.key, exact)
        return self._printed(exact.key)

    # --- settling ---------------------------------------------------------------------------------------------------

    def _parts(self, fact: Fact) -> Parts | None:
        """The printed figures a fact is the sum of, through sums not printed; None where it is no such sum."""
        if not isinstance(fact.trace, Computed) or fact.trace.operation != "sum":
            return None
        parts: Parts = []
        for line in fact.trace.lines:
            if line.fact.key in self.exact and line.fact.key != fact.key:
                parts.append((line.effect, line.fact.key))
            elif line.fact.value:
                inner = self._parts(line.fact)
                if inner is None:
                    return None
                parts += [(line.effect * weight, key) for weight, key in inner]
        return parts

    def _settle(self) -> None:
        for key in self.exact:
            self.settled[key] = self._natural(key)
        groups = self._one_figure() if self.pinned else []
        for figure in groups:
            self._settle_figure(figure, figure.natural)
        if any(self._apart(total, parts) for total, parts in self.sums):
            groups = groups or self._one_figure()
            units = _settled_units(groups, self._constraints(groups))
            for figure, moved in zip(groups, units, strict=True):
                self._settle_figure(figure, moved)
        if faults := list(self.unfooted()):
            raise TieoutError(
                "figures cannot be rounded so that they foot:\n  " + "\n  ".join(faults[:5]),
                mend="this is a fault in tieout: please report the books it happened with.",
            )

    def unfooted(self) -> Iterator[str]:
        """Sums that do not foot as printed: none, or the report is not printed."""
        for total, parts in self.sums:
            if self._apart(total, parts):
                made = ", ".join(f"{weight:+d} x {key[0]} {key[3]} {self.settled[key]}" for weight, key in parts)
                yield f"{total[0]} {total[3]} at {total[2]} is {self.settled[total]}, made of {made}"

    def _settle_figure(self, figure: _Figure, units: int) -> None:
        for key in figure.keys:
            self.settled[key] = (-1 if self.exact[key].value < 0 else 1) * units * self.quantum

    def _one_figure(self) -> list[_Figure]:
        """Printed figures gathered where they are one and the same: the same postings, or the two sides of SAME."""
        groups: dict[object, list[Key]] = {}
        for key, fact in self.exact.items():
            if fact.unit == "USD" and fact.value:
                groups.setdefault(_identity(fact), []).append(key)
        heights: dict[Key, int] = {}
        for key in self.exact:
            self._height(key, heights)
        return [
            _Figure(
                keys=tuple(keys),
                exact=abs(self.exact[keys[0]].value) / self.quantum,
                natural=int(abs(self._natural(self._first(keys))) / self.quantum),
                cost=MOVE_PINNED if self._first(keys) in self.pinned else _cost([heights[k] for k in keys], keys),
            )
            for keys in groups.values()
        ]

    def _height(self, key: Key, heights: dict[Key, int]) -> int:
        """0 for a line, 1 for a total of lines, 2 for a total of totals.

        The boxes of a form repeat lines and totals of the statements, and stand as high as those do.
        """
        if key not in heights:
            parts = self._parts(self.exact[key]) if key[0] != "focus" else None
            heights[key] = max((self._height(part, heights) + 1 for _, part in parts or ()), default=0)
        return heights[key]

    def _constraints(self, groups: list[_Figure]) -> list[dict[int, int]]:
        """Each sum as coefficients of figures that add up to nothing."""
        place = {key: index for index, figure in enumerate(groups) for key in figure.keys}
        found = []
        for total, parts in self.sums:
            row: dict[int, int] = {}
            for weight, key in [(-1, total), *parts]:
                if key in place:  # a stated zero adds nothing
                    sign = -1 if self.exact[key].value < 0 else 1
                    row[place[key]] = row.get(place[key], 0) + weight * sign
            found.append({index: coefficient for index, coefficient in row.items() if coefficient})
        return [row for row in found if row]

    def _apart(self, total: Key, parts: Parts) -> Decimal:
        return self.settled[total] - self._footed(parts)

    def _footed(self, parts: Parts) -> Decimal:
        return sum((weight * self.settled[key] for weight, key in parts), Decimal(0))

    def _first(self, keys: Sequence[Key]) -> Key:
        """The key whose figure was printed before, if one was."""
        return next((key for key in keys if key in self.pinned), keys[0])

    def _natural(self, key: Key) -> Decimal:
        fact = self.exact[key]
        if key in self.pinned:
            return self.pinned[key]
        return round_half_up(fact.value, self.quantum) if fact.unit == "USD" else fact.value

    # --- printing ---------------------------------------------------------------------------------------------------

    def _printed_statement(self, statement: Statement) -> Statement:
        lines = tuple(
            replace(line, facts=tuple(None if fact is None else self._printed(fact.key) for fact in line.facts))
            for line in statement.lines
        )
        return replace(statement, lines=lines, quantum=self.quantum)

    def _printed(self, key: Key) -> Fact:
        """The figure as printed: a sum of printed figures, or rounded from the exact one."""
        if key not in self.printed:
            exact = self.exact[key]
            value = self.settled.setdefault(key, self._natural(key))
            if exact.unit != "USD":
                self.printed[key] = replace(exact, label=_name(exact))
            else:
                self.printed[key] = self._footing(exact, value) or self._rounded(exact, value)
        return self.printed[key]

    def _footing(self, exact: Fact, value: Decimal) -> Fact | None:
        parts = self._parts(exact)
        if not parts or self._footed(parts) != value:
            return None
        assert isinstance(exact.trace, Computed)
        cites = {line.fact.key: line.cite for line in exact.trace.lines}
        lines = [Line(weight, self._printed(part), cites.get(part, "")) for weight, part in parts]
        cite = exact.trace.cite + self._moved(exact, value)
        made = computed(exact.concept, lines, cite=cite, rule=exact.trace.rule, when=exact.when, part=exact.part)
        return replace(made, label=_name(exact), rounding=self._rounding(exact, value))

    def _rounded(self, exact: Fact, value: Decimal) -> Fact:
        lines = [add(exact), add(self._quantum(exact))]
        cite = exact.trace.cite if isinstance(exact.trace, Computed) else "rounded"
        absorbed = value - round_half_up(exact.value, self.quantum)
        if absorbed:
            name = self._absorbed_for(exact.key)
            cite += f"; absorbs {absorbed:+,} so that {name} foots"
            told = Told("presentation", exact.end, f"so that {name} foots as printed")
            rest = Fact(concept="rounding_absorbed", entity=exact.entity, when=exact.when, value=absorbed, trace=told)
            lines.append(add(rest))
        made = computed(
            exact.concept, lines, operation="rounded", cite=cite, rule="presentation", when=exact.when, part=exact.part
        )
        return replace(made, label=_name(exact), rounding=self._rounding(exact, value))

    def _moved(self, exact: Fact, value: Decimal) -> str:
        moved = value - round_half_up(exact.value, self.quantum)
        return f"; moved by {moved:+,}, as {self._absorbed_for(exact.key)} would not foot" if moved else ""

    def _absorbed_for(self, key: Key) -> str:
        """The total that plain rounding would miss: the first of those in which the figure stands."""
        for total, parts in self.sums:
            if key in (total, *(part for _, part in parts)):
                plain = sum((weight * self._natural(part) for weight, part in parts), Decimal(0))
                if plain != (self._natural(total) if key == total else self.settled[total]):
                    return f"{total[0]}{f' of {total[3]}' if total[3] else ''}"
        return "what it is printed beside"

    def _rounding(self, exact: Fact, value: Decimal) -> Decimal:
        return max(self.quantum / 2, abs(value - exact.value))

    def _quantum(self, exact: Fact) -> Fact:
        name = "whole dollars" if self.quantum == 1 else f"multiples of ${self.quantum:,}"
        told = Told("firm.toml [presentation]", exact.end, f"figures are printed in {name}")
        return Fact(concept="quantum", entity=exact.entity, when=exact.end, value=self.quantum, trace=told)


def _name(fact: Fact) -> str:
    """The firm's own name for a figure, or the taxonomy's."""
    if fact.label or fact.concept not in taxonomy():
        return fact.label
    part = taxonomy()[fact.part].label if fact.part in taxonomy() else fact.part
    return f"{taxonomy()[fact.concept].label}{': ' + part if part else ''}"


def _identity(fact: Fact) -> object:
    """What a figure is, whatever its name: its postings and its size."""
    if fact.concept in set(SAME) | set(SAME.values()) and not fact.part:
        return SAME.get(fact.concept, fact.concept), fact.when, abs(fact.value)
    return _leaves(fact), abs(fact.value)


def _leaves(fact: Fact) -> frozenset[object]:
    match fact.trace:
        case Computed(operation="sum", lines=lines):
            return frozenset().union(*(_leaves(line.fact) for line in lines if line.fact.value))
        case Posted() as posted:
            return frozenset([(posted.account, posted.where)])
        case _:
            return frozenset([fact.key])


@dataclass(frozen=True, slots=True)
class _Figure:
    """One figure in units of the quantum: its keys, exact and plainly rounded size, and what moving it costs."""

    keys: tuple[Key, ...]
    exact: Decimal
    natural: int
    cost: float

    def moves(self) -> Iterator[tuple[int, int, float]]:
        """(step, how often, cost): once across the exact value is cheap, any step beyond it is dear."""
        low = int(self.exact.to_integral_value(ROUND_FLOOR))
        for step in (+1, -1):
            across = low != self.exact and self.natural + step in (low, low + 1)
            yield step, int(across), self.cost + float(abs(self.natural + step - self.exact))
            yield step, FAR, BEYOND * self.cost


def _cost(heights: Sequence[int], keys: Sequence[Key]) -> float:
    """Lines before totals before grand totals before anchors; a line that is all of a total after other lines."""
    if any(key[0] in ANCHORS and not key[3] for key in keys):
        return MOVE_ANCHOR
    if lowest := min(heights):
        return MOVE_TOTAL * float(min(lowest, 4))
    return MOVE_ONLY_LINE if max(heights) else MOVE_LINE


def _settled_units(figures: Sequence[_Figure], constraints: Sequence[dict[int, int]]) -> list[int]:
    """The sizes, in units, that make every constraint hold at the least cost."""
    import highspy  # only where plain rounding does not foot: whole-dollar books never need it

    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # its stub leaves the constructor bare
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.setOptionValue("mip_rel_gap", 0.0)
    kind = highspy.HighsVarType.kInteger
    steps = []
    for index, figure in enumerate(figures):
        # The index breaks ties, so that the same books always print the same.
        steps.append([(s, model.addVariable(0, times, cost + index * 1e-6, kind)) for s, times, cost in figure.moves()])
    for row in constraints:
        apart = sum(coefficient * figures[index].natural for index, coefficient in row.items())
        terms = [(row[index] * step, variable) for index in row for step, variable in steps[index]]
        model.addConstr(sum(coefficient * variable for coefficient, variable in terms) == -apart)
    model.run()
    moved = iter(model.getSolution().col_value)
    return [
        figure.natural + sum(step * round(times) for (step, _), times in zip(held, moved, strict=False))
        for figure, held in zip(figures, steps, strict=True)
    ]
