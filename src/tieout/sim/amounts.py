"""The money of a simulated firm, in whole printed units from the start, so that every sum holds as printed.

Balances at each year's end, the year's results, what moved cash and what moved equity: drawn forwards, with cash as
what is left over.  Nothing is rounded afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from tieout.sim.draw import Draw, data
from tieout.sim.firms import Firm

_ORDER = ("introducing", "fund_distributor", "insurance_affiliate", "small_dealer", "clearing")


@dataclass(frozen=True)
class LineKind:
    """A line a statement may have, as declared in lines.yaml, with the wording this firm chose."""

    concept: str
    label: str
    noun: str
    flow: str = "operating"
    barred: float = 0.0
    cut: float = 0.0
    outside: bool = False
    weight: float = 1.0
    swings: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """What moved cash in each period: the section, what it concerned, cash in (out below zero)."""

    section: str
    concept: str
    noun: str
    cash_in: list[int]


@dataclass(frozen=True)
class Amounts:
    """Everything counted, in units.  Balances are lists over the firm's `ends`, flows over its `periods`."""

    assets: tuple[tuple[LineKind, list[int]], ...]
    liabilities: tuple[tuple[LineKind, list[int]], ...]
    equity: Mapping[str, list[int]]  # component concept, or total_equity alone where the firm shows no components
    revenue: tuple[tuple[LineKind, list[int]], ...]
    expenses: tuple[tuple[LineKind, list[int]], ...]
    tax: list[int] | None
    deferred_tax: list[int]
    net_income: list[int]
    net_income_shares: Mapping[str, list[int]]  # the component each part of net income goes to
    contributions: list[int]
    distributions: list[int]
    depreciation: list[int]
    accumulated_depreciation: list[int]
    moves: tuple[Move, ...] = ()

    @property
    def total_assets(self) -> list[int]:
        return [sum(column) for column in zip(*(v for _, v in self.assets), strict=True)]

    @property
    def total_liabilities(self) -> list[int]:
        return [sum(column) for column in zip(*(v for _, v in self.liabilities), strict=True)]

    @property
    def total_equity(self) -> list[int]:
        signed = [[-x for x in v] if name == "treasury_stock" else v for name, v in self.equity.items()]
        return [sum(column) for column in zip(*signed, strict=True)]


def draw_amounts(firm: Firm, seed: int, attempt: int) -> Amounts:
    """The amounts of a firm.  Another `attempt` is another draw, for where the first is not one a firm could file.

    A firm too small for the capital its business requires grows with the attempts.
    """
    return _Drawing(firm, Draw(seed, f"amounts {attempt}"), 2 ** (attempt // 25)).amounts()


class _Drawing:
    def __init__(self, firm: Firm, lots: Draw, grown: int) -> None:
        self.firm, self.lots = firm, lots
        self.grown = grown
        self.years = len(firm.periods)
        self.detail = lots.uniform(0.35, 1.15)  # how many of its possible lines the firm shows

    def amounts(self) -> Amounts:
        firm, lots, years = self.firm, self.lots, self.years
        size = max(400, int(self.grown * firm.size_usd / float(firm.unit)))
        equity_share = lots.uniform(0.05, 0.2) if firm.kind == "clearing" else lots.uniform(0.3, 0.85)
        asset_lines, liability_lines = self.lines("assets"), self.lines("liabilities")
        fixed = any(line.flow == "fixed" for line in asset_lines)
        revenue_lines = self.lines("revenue") or self.lines("revenue", all_of=True)[:1]
        expense_lines = [e for e in self.lines("expenses") if fixed or e.concept != "depreciation_and_amortization"]
        if all(e.concept == "depreciation_and_amortization" for e in expense_lines):
            expense_lines.append(self.lines("expenses", all_of=True)[-1])
        if lots.chance(0.2):  # a condensed statement
            revenue_lines, expense_lines = self.condense(revenue_lines, 3), self.condense(expense_lines, 3)

        shows_depreciation = any(e.concept == "depreciation_and_amortization" for e in expense_lines)
        equity = [int(size * equity_share)]
        # Liabilities and assets as shares of equity, each year a little other than the last.
        gearing = 1 / equity_share - 1
        first_revenue = equity[0] * (lots.spread(0.4, 9) if firm.kind != "clearing" else lots.spread(0.3, 2))
        revenue: list[list[int]] = []
        expenses: list[list[int]] = []
        pretax: list[int] = []
        contributions, distributions, tax, net_income = [], [], [], []
        depreciation: list[int] = []
        fixed_weight = sum(line.weight for line in asset_lines if line.flow == "fixed")
        for year in range(years):
            total = max(20, int(first_revenue * lots.uniform(0.75, 1.3) ** (year + 1)))
            margin = max(lots.gauss(0.04, 0.12), -0.35 * equity[-1] / total)
            result = int(total * min(margin, 0.45))
            depreciation.append(max(1, int(equity[-1] * 0.02 * lots.uniform(0.3, 1.5))) if fixed_weight else 0)
            revenue.append(self.parts(total, revenue_lines))
            outlay = total - result
            depreciation[-1] = min(depreciation[-1], outlay // 3)
            expenses.append(self.expense_parts(outlay, expense_lines, depreciation[-1] if shows_depreciation else 0))
            pretax.append(result)
            tax.append(round(result * lots.uniform(0.3, 0.43)) if firm.taxed else 0)
            net_income.append(result - tax[-1])
            thin = equity[-1] + net_income[-1] < 0.7 * equity[0]
            contributions.append(self.rounded(equity[0] * lots.uniform(0.2, 0.8)) if thin or lots.chance(0.15) else 0)
            payable = net_income[-1] if net_income[-1] > 0 else 0
            distributions.append(
                self.rounded(payable * lots.uniform(0.3, 1.1)) if payable > 50 and lots.chance(0.4) else 0
            )
            equity.append(equity[-1] + net_income[-1] + contributions[-1] - distributions[-1])

        owed = [max(10, int(e * gearing * lots.uniform(0.8, 1.2))) for e in equity]
        liabilities = self.balances(owed, liability_lines)
        owed = [sum(column) for column in zip(*liabilities, strict=True)]
        cash_share = lots.uniform(0.08, 0.6) if firm.kind != "clearing" else lots.uniform(0.02, 0.1)
        held = [e + o for e, o in zip(equity, owed, strict=True)]
        others = [int(h * (1 - cash_share * lots.uniform(0.7, 1.3))) for h in held]
        rest = self.balances(others, asset_lines[1:]) if len(asset_lines) > 1 else []
        cash = [h - sum(column) for h, column in zip(held, zip(*rest, strict=True), strict=True)] if rest else held
        assets = tuple(zip(asset_lines, [cash, *rest], strict=True))
        accumulated = [int(equity[0] * lots.uniform(0.02, 0.3)) + 1 if fixed_weight else 0]
        for charge in depreciation:
            accumulated.append(accumulated[-1] + charge)
        components, shares = self.components(equity, net_income, contributions, distributions)
        drawn = Amounts(
            assets=assets,
            liabilities=tuple(zip(liability_lines, liabilities, strict=True)),
            equity=components,
            revenue=_by_line(revenue_lines, revenue),
            expenses=_by_line(expense_lines, expenses),
            tax=tax if firm.taxed else None,
            deferred_tax=[0] * years,
            net_income=net_income,
            net_income_shares=shares,
            contributions=contributions,
            distributions=distributions,
            depreciation=depreciation,
            accumulated_depreciation=accumulated,
        )
        return _with_moves(drawn, years)

    def lines(self, side: str, all_of: bool = False) -> list[LineKind]:
        """The lines this firm has on a side, in the order it prints them."""
        lots, at = self.lots, _ORDER.index(self.firm.kind)
        chosen = []
        taken: set[str] = set()
        for raw in data("lines")[side]:
            odds = raw["odds"][at]
            if not all_of and not (odds >= 1 or lots.chance(odds * self.detail)):
                continue
            if raw.get("taxed") and not self.firm.taxed:
                continue
            if self.firm.exemption not in raw.get("exemptions", [self.firm.exemption]):
                continue
            label = lots.pick([name for name in raw["labels"] if name not in taken] or raw["labels"])
            taken.add(label)
            chosen.append(
                LineKind(
                    raw["concept"],
                    label,
                    raw.get("as", ""),
                    raw.get("flow", "operating"),
                    raw.get("barred", 0.0),
                    raw.get("cut", 0.0),
                    raw.get("outside", False),
                    raw.get("weight", 1.0) * lots.spread(0.4, 2.5),
                    raw.get("swings", False),
                    tuple(raw.get("also", ())),
                )
            )
        return chosen

    def condense(self, lines: list[LineKind], most: int) -> list[LineKind]:
        heavy = sorted(lines, key=lambda line: -line.weight)[:most]
        return [line for line in lines if line in heavy and line.concept != "depreciation_and_amortization"] or lines[
            :1
        ]

    def parts(self, total: int, lines: list[LineKind]) -> list[int]:
        """Income by line; a line that swings is now and then a loss, made up by the others."""
        lots = self.lots
        losses = [
            int(total * lots.uniform(0.01, 0.1)) if line.swings and len(lines) > 1 and lots.chance(0.25) else 0
            for line in lines
        ]
        weights = [
            0.0 if loss else line.weight * lots.uniform(0.8, 1.2) for line, loss in zip(lines, losses, strict=True)
        ]
        if not any(weights):
            losses, weights = [0] * len(lines), [1.0] * len(lines)
        shares = lots.split(total + sum(losses), weights)
        return [-loss if loss else share for share, loss in zip(shares, losses, strict=True)]

    def expense_parts(self, total: int, lines: list[LineKind], depreciation: int) -> list[int]:
        lots = self.lots
        is_depreciation = [line.concept == "depreciation_and_amortization" for line in lines]
        weights = [
            0.0 if d else line.weight * lots.uniform(0.8, 1.2) for line, d in zip(lines, is_depreciation, strict=True)
        ]
        shares = lots.split(total - depreciation, weights)
        return [depreciation if d else share for share, d in zip(shares, is_depreciation, strict=True)]

    def balances(self, totals: list[int], lines: list[LineKind]) -> list[list[int]]:
        """Each line's balance at each date; subordinated loans stand still or move in round amounts."""
        lots = self.lots
        columns = []
        for total in totals:
            weights = [line.weight * lots.uniform(0.75, 1.3) for line in lines]
            if len(lines) > 3 and lots.chance(0.15):
                at = lots.randrange(1, len(lines))
                weights[at] = weights[at] if lines[at].flow != "operating" else 0.0  # nil that year
            columns.append(lots.split(total, weights))
        rows = [list(row) for row in zip(*columns, strict=True)]
        for line, row in zip(lines, rows, strict=True):
            if line.flow == "subordinated":
                steady = max(1, self.rounded(row[0]))
                row[:] = [
                    steady if not i or lots.chance(0.6) else max(1, self.rounded(steady * lots.uniform(0.5, 1.6)))
                    for i in range(len(row))
                ]
        return rows

    def rounded(self, amount: float) -> int:
        """To two figures, as people decide on amounts."""
        digits = max(len(str(int(amount))) - 2, 0)
        step = int(10**digits)
        return int(amount) // step * step

    def components(
        self, equity: list[int], income: list[int], paid_in: list[int], paid_out: list[int]
    ) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """Equity by component, and the components net income goes to."""
        lots, kind = self.lots, self.firm.entity_kind
        if kind == "corporation":
            stock = max(1, min(self.rounded(equity[0] * lots.spread(0.001, 0.3)), equity[0] // 2))
            surplus = [int((equity[0] - stock) * lots.uniform(0.05, 1.4))] if lots.chance(0.8) or any(paid_in) else []
            treasury = self.rounded(equity[0] * lots.uniform(0.02, 0.1)) if lots.chance(0.08) else 0
            held = {"common_stock": [stock] * len(equity)}
            if lots.chance(0.04):
                held = {"preferred_stock": [self.rounded(equity[0] * 0.05) or 1] * len(equity), **held}
            if surplus:
                for amount in paid_in:
                    surplus.append(surplus[-1] + amount)
                held["additional_paid_in_capital"] = surplus
            others = [sum(column) for column in zip(*held.values(), strict=True)]
            held["retained_earnings"] = [e - o + treasury for e, o in zip(equity, others, strict=True)]
            if treasury:
                held["treasury_stock"] = [treasury] * len(equity)
            return held, {"retained_earnings": income}
        if kind == "limited_liability_company" and lots.chance(0.45):
            contributed = [int(equity[0] * lots.uniform(0.2, 3))]
            for amount in paid_in:
                contributed.append(contributed[-1] + amount)
            return {
                "members_contributed_equity": contributed,
                "retained_earnings": [e - c for e, c in zip(equity, contributed, strict=True)],
            }, {"retained_earnings": income}
        if kind == "partnership" and lots.chance(0.6) and not any(paid_in) and not any(paid_out):
            share = lots.choice((0.01, 0.05, 0.1, 0.5))
            general_income = [int(amount * share) for amount in income]
            general = [max(1, int(equity[0] * share))]
            for amount in general_income:
                general.append(general[-1] + amount)
            limited_income = [a - b for a, b in zip(income, general_income, strict=True)]
            return {
                "general_partners_capital": general,
                "limited_partners_capital": [e - g for e, g in zip(equity, general, strict=True)],
            }, {"general_partners_capital": general_income, "limited_partners_capital": limited_income}
        return {"total_equity": equity}, {"total_equity": income}


def _by_line(lines: list[LineKind], years: list[list[int]]) -> tuple[tuple[LineKind, list[int]], ...]:
    return tuple((line, [year[i] for year in years]) for i, line in enumerate(lines))


def _with_moves(drawn: Amounts, years: int) -> Amounts:
    """The amounts with what moved cash each year: every balance but cash, by the flow its line declares."""
    moves: list[Move] = []
    deferred = [0] * years
    amortized = [0] * years

    def changes(values: list[int]) -> list[int]:
        return [after - before for before, after in pairwise(values)]

    def add(section: str, concept: str, noun: str, values: list[int]) -> None:
        if any(values):
            moves.append(Move(section, concept, noun, values))

    def two_ways(section: str, inwards: str, outwards: str, noun: str, cash_in: list[int]) -> None:
        add(section, outwards, noun, [min(c, 0) for c in cash_in])
        add(section, inwards, noun, [max(c, 0) for c in cash_in])

    for side, lines in ((-1, drawn.assets[1:]), (+1, drawn.liabilities)):
        for line, values in lines:
            cash_in = [side * change for change in changes(values)]
            match line.flow:
                case "operating":
                    add("operating", f"change_in_{line.concept}", line.noun, cash_in)
                case "deferred":
                    deferred = [d + c for d, c in zip(deferred, cash_in, strict=True)]
                case "amortized":
                    amortized = [max(0, c) for c in cash_in]
                    add("investing", "purchases_of_other_investing_assets", line.noun, [min(c, 0) for c in cash_in])
                case "fixed":
                    outlay = [c - d for c, d in zip(cash_in, drawn.depreciation, strict=True)]
                    two_ways("investing", "disposals_of_fixed_assets", "purchases_of_fixed_assets", line.noun, outlay)
                case "investing":
                    names = ("other_investing_assets", "investments")[
                        line.concept == "investments_not_readily_marketable"
                    ]
                    two_ways("investing", f"disposals_of_{names}", f"purchases_of_{names}", line.noun, cash_in)
                case "borrowed" | "subordinated":
                    kind = "borrowings" if line.flow == "borrowed" else "subordinated_borrowings"
                    two_ways("financing", f"proceeds_from_{kind}", f"repayments_of_{kind}", line.noun, cash_in)
    charge = [d + a for d, a in zip(drawn.depreciation, amortized, strict=True)]
    add("financing", "capital_contributions", "capital contributions", drawn.contributions)
    add("financing", "capital_distributions", "distributions", [-d for d in drawn.distributions])
    first = []
    if any(charge):
        first.append(Move("noncash", "noncash_depreciation_and_amortization", "depreciation and amortization", charge))
    if any(deferred):
        first.append(Move("noncash", "deferred_income_taxes", "deferred income taxes", deferred))
    return replace(drawn, moves=(*first, *moves), deferred_tax=deferred)
