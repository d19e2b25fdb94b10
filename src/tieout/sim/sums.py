"""What a reader with a ruler and a calculator can hold against each other in a simulated filing.

Sums down and across, one figure in several places, balances carried from statement to statement, and the rules of net
capital: each a `Tie` over places of the page, true of every filing as it was meant.  A figure that no tie speaks of may
be anything, so no fault is planted there.  `checks` knows nothing of these: they are the referee.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from tieout.facts import Period
from tieout.sim.draw import data
from tieout.sim.places import Place
from tieout.sim.telling import least_bond

if TYPE_CHECKING:
    from tieout.sim.filing import SimulatedFiling

Values = Sequence[Decimal]
_HEADINGS = ("subtotal", "total")


@dataclass(frozen=True)
class Tie:
    """Something that holds between figures: `gap` is how far it is from holding, at most `slack` where it holds.

    `weights` are those of a sum, by place; empty for a rule that is none.
    """

    name: str
    members: tuple[int, ...]
    gap: Callable[[Values], Decimal]
    slack: Decimal
    weights: Mapping[int, int]

    def holds(self, values: Values) -> bool:
        return abs(self.gap(values)) <= self.slack


def ties(filed: SimulatedFiling, held: Sequence[Place]) -> tuple[Tie, ...]:
    """Everything that holds in a filing as it was meant.

    What a filing does not print, or prints so that it does not hold (a deduction of a part of a balance), is none.
    """
    values = [place.figure.value for place in held]
    found = {tie.name: tie for tie in _Ties(filed, held).all() if len(tie.members) > 1 and tie.holds(values)}
    return tuple(found.values())


class _Ties:
    def __init__(self, filed: SimulatedFiling, held: Sequence[Place]) -> None:
        self.filed, self.held = filed, held
        self.by: defaultdict[tuple[str, str, object, str], list[int]] = defaultdict(list)
        for at, place in enumerate(held):
            figure = place.figure
            if figure.concept and (figure.place == "amount" or figure.statement == "net_capital"):
                self.by[figure.statement, figure.concept, figure.when, figure.part].append(at)
        lines = data("lines")
        self.sides = {
            side: {line["concept"] for line in lines[side]} for side in ("assets", "liabilities", "revenue", "expenses")
        }

    def all(self) -> Iterator[Tie]:
        yield from self.repeated()
        for day in self.filed.firm.ends[1:]:
            yield from self.condition(day)
        for at, period in enumerate(self.filed.firm.periods):
            yield from self.income(period)
            yield from self.cash(period, self.filed.firm.ends[at])
            yield from self.equity(self.filed.firm.ends[at], period)
        yield from self.across()
        yield from self.tables()
        yield from self.capital()

    def one(self, statement: str, concept: str, when: object, part: str = "") -> list[int]:
        return self.by.get((statement, concept, when, part), [])[:1]

    def lines(self, statement: str, concepts: set[str], when: object) -> list[int]:
        """The places of a statement with one of these concepts, parts of a line among them."""
        return [
            at
            for at, place in enumerate(self.held)
            if place.figure.statement == statement and place.figure.place == "amount"
            and place.figure.concept in concepts and place.figure.when == when
        ]  # fmt: skip

    def sum(self, name: str, total: Sequence[int], plus: Sequence[int], minus: Sequence[int] = ()) -> Iterator[Tie]:
        """That a total is what its terms add up to, as printed."""
        if len(total) != 1 or not (plus or minus):
            return
        weights: dict[int, int] = {total[0]: -1}
        for at in plus:
            weights[at] = weights.get(at, 0) + 1
        for at in minus:
            weights[at] = weights.get(at, 0) - 1
        if len({self.held[at].unit for at in weights}) == 1:
            slack = Decimal(0)
        else:
            slack = max(self.held[at].unit for at in weights) / 2
        yield Tie(name, tuple(weights), lambda v: sum((w * v[at] for at, w in weights.items()), Decimal(0)), slack,
                  weights)  # fmt: skip

    def equal(self, name: str, one: Sequence[int], other: Sequence[int]) -> Iterator[Tie]:
        yield from self.sum(name, one[:1], other[:1])

    def repeated(self) -> Iterator[Tie]:
        """One figure in several places."""
        by_key: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
        for at, place in enumerate(self.held):
            f = place.figure
            if f.concept and f.unit in ("USD", "ratio"):
                by_key[f.concept, f.when, f.part, f.unit].append(at)
        for key, (first, *others) in by_key.items():
            for other in others:
                yield from self.equal(f"again {key} {other}", [other], [first])

    def condition(self, day: date) -> Iterator[Tie]:
        sheet = "financial_condition"
        assets, owed = (self.lines(sheet, self.sides[side], day) for side in ("assets", "liabilities"))
        whole, funds = self.one(sheet, "total_assets", day), self.one(sheet, "total_liabilities_and_equity", day)
        debts, equity = self.one(sheet, "total_liabilities", day), self.one(sheet, "total_equity", day)
        parts = self.lines(sheet, {*data("words")["equity"], "retained_earnings"}, day)
        bought = [at for at in parts if self.held[at].figure.concept == "treasury_stock"]
        yield from self.sum(f"assets {day}", whole, assets)
        yield from self.sum(f"liabilities {day}", debts, owed)
        yield from self.sum(f"owners {day}", equity, [at for at in parts if at not in bought], bought)
        yield from self.sum(f"funds {day}", funds, [*(debts or owed), *equity])
        yield from self.equal(f"sides {day}", whole, funds)
        cost, off = (self.lines(sheet, {name}, day) for name in ("fixed_assets_cost", "accumulated_depreciation"))
        yield from self.sum(f"fixed assets {day}", self.one(sheet, "fixed_assets_net", day), cost, off)
        yield from self.subtotals(day)

    def subtotals(self, day: date) -> Iterator[Tie]:
        """Sums of the filer's own: of the lines just above, as many as add up."""
        column = [at for at, p in enumerate(self.held) if p.figure.statement == "financial_condition"
                  and p.figure.place == "amount" and p.figure.when == day]  # fmt: skip
        for n, at in enumerate(column):
            if self.held[at].figure.concept or self.held[at].style not in _HEADINGS:
                continue
            for first in range(n - 1, -1, -1):
                above = column[first:n]
                if self.held[column[first]].style in _HEADINGS:
                    break
                if sum(self.held[a].figure.value for a in above) == self.held[at].figure.value:
                    yield from self.sum(f"subtotal {at}", [at], above)

    def income(self, period: Period) -> Iterator[Tie]:
        sheet = "income"
        revenue, expenses = (self.lines(sheet, self.sides[side], period) for side in ("revenue", "expenses"))
        earned, spent = self.one(sheet, "total_revenue", period), self.one(sheet, "total_expenses", period)
        before, tax = (
            self.one(sheet, "income_before_income_taxes", period),
            self.one(sheet, "income_tax_expense", period),
        )
        result = self.one(sheet, "net_income", period)
        yield from self.sum(f"revenue {period}", earned, revenue)
        yield from self.sum(f"expenses {period}", spent, expenses)
        yield from self.sum(f"pretax {period}", before, earned or revenue, spent or expenses)
        if before:
            yield from self.sum(f"result {period}", result, before, tax)
        else:
            yield from self.sum(f"result {period}", result, earned or revenue, [*(spent or expenses), *tax])

    def equity(self, before: date, period: Period) -> Iterator[Tie]:
        """Each column from its opening to its closing balance."""
        sheet = "changes_in_equity"
        moves = ("net_income", "capital_contributions", "capital_distributions")
        columns = [*data("words")["equity"], "retained_earnings", "total_equity"]
        for column in columns:
            part = "" if column == "total_equity" else column
            moved = [at for concept in moves for at in self.one(sheet, concept, period, part)]
            opening, closing = self.one(sheet, column, before), self.one(sheet, column, period.end)
            if opening and closing:
                yield from self.sum(f"{column} {period}", closing, [*opening, *moved])
        sheet = "changes_in_subordinated"
        opening, closing = (self.one(sheet, "subordinated_liabilities", day) for day in (before, period.end))
        more, fewer = (self.one(sheet, f"subordinated_{way}", period) for way in ("increases", "decreases"))
        yield from self.sum(f"subordinated {period}", closing, [*opening, *more], fewer)

    def across(self) -> Iterator[Tie]:
        """Each line of the matrix of equity, across its columns."""
        rows: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for at, place in enumerate(self.held):
            if place.figure.statement == "changes_in_equity" and place.column >= 0:
                rows[place.block, place.row].append(at)
        for (_, row), (*parts, total) in rows.items():
            bought = [at for at in parts if self.held[at].figure.concept == "treasury_stock"]
            yield from self.sum(f"across {row}", [total], [at for at in parts if at not in bought], bought)

    def cash(self, period: Period, before: date) -> Iterator[Tie]:
        sheet = "cash_flows"
        activities = [f"net_cash_from_{name}_activities" for name in ("operating", "investing", "financing")]
        column = [at for at, p in enumerate(self.held) if p.figure.statement == sheet and p.figure.when == period]
        lines: list[int] = []
        whole = []
        for at in column:
            concept = self.held[at].figure.concept
            if concept in activities:
                yield from self.sum(f"{concept} {period}", [at], lines)
                whole.append(at)
                lines = []
            elif concept == "total_adjustments":
                yield from self.sum(f"adjustments {period}", [at], lines[1:])
            else:
                lines.append(at)
        change = self.one(sheet, "net_change_in_cash", period)
        first, last = (self.one(sheet, f"cash_{end}_of_year", period) for end in ("beginning", "end"))
        yield from self.sum(f"change in cash {period}", change, whole)
        yield from self.sum(f"cash {period}", last, [*first, *change])
        condition = "financial_condition"
        for day, held in ((before, first), (period.end, last)):
            yield from self.equal(f"cash at {day}", held, self.one(condition, "cash_and_cash_equivalents", day))
        result = self.one("income", "net_income", period)
        for other in (sheet, "changes_in_equity"):
            yield from self.equal(f"result in {other} {period}", self.one(other, "net_income", period), result)
        yield from self.equal(
            f"depreciation {period}",
            self.one(sheet, "noncash_depreciation_and_amortization", period),
            self.one("income", "depreciation_and_amortization", period),
        )

    def tables(self) -> Iterator[Tie]:
        """The tables of notes: a total of the lines above it, subtotals for their lines."""
        rows: defaultdict[int, list[int]] = defaultdict(list)
        for at, place in enumerate(self.held):
            if place.figure.statement == "notes" and place.column >= 0:
                rows[place.block].append(at)
        for block, column in rows.items():
            lines: list[int] = []
            for at in column:
                if self.held[at].style in _HEADINGS:
                    yield from self.sum(f"table {block} {at}", [at], lines)
                    lines = [at]
                else:
                    lines.append(at)

    def capital(self) -> Iterator[Tie]:
        day, sheet = self.filed.firm.period.end, "net_capital"

        def at(concept: str) -> list[int]:
            return self.one(sheet, concept, day)

        equity, owed = at("ownership_equity"), at("allowable_subordinated_liabilities")
        qualified, net = at("total_capital_and_subordinated"), at("net_capital")
        yield from self.equal("equity of the schedule", equity, self.one("financial_condition", "total_equity", day))
        yield from self.equal("equity qualified", at("equity_qualified"), equity)
        yield from self.equal(
            "loans of the schedule", owed, self.one("financial_condition", "subordinated_liabilities", day)
        )
        yield from self.sum("capital and loans", qualified, [*(at("equity_qualified") or equity), *owed])
        barred = [n for n in self.lines(sheet, {"nonallowable_assets"}, day) if self.held[n].figure.part]
        total, charges = at("nonallowable_assets"), at("other_deductions_and_charges")
        deductions, before_cuts = at("total_deductions_and_charges"), at("tentative_net_capital")
        for line in barred:
            part = self.held[line].figure.part
            yield from self.equal(f"deducted {part}", [line], self.one("financial_condition", part, day))
        yield from self.sum("nonallowable", total, barred)
        yield from self.sum("deductions", deductions, [*(total or barred), *charges])
        kinds = ("haircut_other_securities", "haircut_debt_securities", "haircut_other")
        cuts, all_cuts = self.lines(sheet, set(kinds), day), at("haircuts")
        yield from self.sum("haircuts", all_cuts, cuts)
        begun = qualified or [*(at("equity_qualified") or equity), *owed]
        taken = deductions or [*(total or barred), *charges]
        yield from self.sum("before haircuts", before_cuts, begun, taken)
        if before_cuts:
            yield from self.sum("net capital", net, before_cuts, all_cuts or cuts)
        else:
            yield from self.sum("net capital", net, begun, [*taken, *(all_cuts or cuts)])
        debts, parts = at("aggregate_indebtedness"), self.lines(sheet, {"liabilities_in_aggregate_indebtedness"}, day)
        yield from self.sum("indebtedness", debts, parts)
        needed, excess = at("net_capital_required"), at("excess_net_capital")
        yield from self.sum("excess", excess, net, needed)
        told = {
            name: [n for n, p in enumerate(self.held) if p.figure.statement == "notes" and p.figure.concept == name]
            for name in ("net_capital", "net_capital_required", "excess_net_capital")
        }
        if all(told.values()):
            yield from self.sum("excess of the note", told["excess_net_capital"][:1], told["net_capital"][:1],
                                told["net_capital_required"][:1])  # fmt: skip
        yield from self.bond(told["net_capital_required"] or needed)
        yield from self.rules(net, debts or parts[:1], needed)

    def bond(self, needed: Sequence[int]) -> Iterator[Tie]:
        """The fidelity bond covers what the requirement asks for."""
        at = [n for n, place in enumerate(self.held) if place.figure.concept == "fidelity_bond"]
        if at and needed:
            least = least_bond(self.filed.firm.period.end, self.held[needed[0]].figure.value)
            yield Tie("bond", (at[0], needed[0]), lambda v: max(least - v[at[0]], Decimal(0)), Decimal(0), {})

    def rules(self, net: list[int], debts: list[int], needed: list[int]) -> Iterator[Tie]:
        """The share of indebtedness or debit items, the greater of two, the ratio."""
        day, unit = self.filed.firm.period.end, self.filed.firm.unit

        def at(concept: str) -> list[int]:
            return self.one("net_capital", concept, day)

        def rule(name: str, members: Sequence[Sequence[int]], gap: Callable[[Values], Decimal], slack: Decimal) -> Tie:
            named = tuple(dict.fromkeys(n for held in members for n in held))
            return Tie(name, named if all(members) else (), gap, slack, {})

        alternative = self.filed.firm.method == "alternative"
        base = at("aggregate_debit_items") if alternative else debts
        share = at(f"minimum_net_capital_{'alternative' if alternative else 'ratio'}")
        divisor, floor = Decimal(50 if alternative else 15), at("minimum_dollar_net_capital")
        yield rule("share", (share, base), lambda v: v[share[0]] - v[base[0]] / divisor, 2 * unit)
        if share:
            yield rule("greater of two", (needed, share, floor),
                       lambda v: v[needed[0]] - max(v[share[0]], v[floor[0]]), unit)  # fmt: skip
        else:
            yield rule("greater of two", (needed, base, floor),
                       lambda v: v[needed[0]] - max(v[base[0]] / divisor, v[floor[0]]), unit)  # fmt: skip
        ratios = [n for n, p in enumerate(self.held) if p.figure.unit == "ratio"]
        for n in ratios:
            yield rule(f"ratio {n}", ([n], debts, net),
                       lambda v, n=n: v[n] - v[debts[0]] / max(v[net[0]], unit), Decimal("0.005"))  # type: ignore[misc]  # fmt: skip
        warning = at("net_capital_less_early_warning")
        yield rule("early warning", (warning, net, debts, floor), lambda v: v[warning[0]] - v[net[0]]
                   + max(v[debts[0]] / 10, v[floor[0]] * 6 / 5), unit)  # fmt: skip
        yield rule("early warning of debts", (warning, net, debts),
                   lambda v: v[warning[0]] - v[net[0]] + v[debts[0]] / 10, unit)  # fmt: skip
