"""Ties: sums that join figures of different statements, schedules and notes.

Figures of one key are one figure wherever they stand.  Some others hold in most filings and need not (`Sum.witness`);
and some figures must come of one of several rules, which `choices` gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tieout.facts import Period
from tieout.reading.statements.sums import Node, Sum
from tieout.taxonomy import taxonomy

Key = tuple[str, str, object, str]  # concept, part, date or period, unit
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Held:
    """A figure to be tied: its node, what turns its effect into the value, and what a printed 1 of it stands for."""

    node: int
    factor: int
    quantum: Decimal


@dataclass(frozen=True)
class Ties:
    """Every figure of a filing by its key, its statements first.  `deducted` are assets taken from net capital."""

    by_key: Mapping[Key, Sequence[Held]]
    deducted: Sequence[tuple[str, object, Held]]
    nodes: Sequence[Node]

    def sums(self) -> Iterator[Sum]:
        """Ties that must hold, then witnesses."""
        yield from self._same_key()
        yield from self._witnesses()
        for _, sums in self.choices():
            yield from sums

    def _same_key(self) -> Iterator[Sum]:
        for held in self.by_key.values():
            for other in held[1:]:
                yield from self._tie(held[0], other)
        for (concept, part, when, unit), held in self.by_key.items():
            if concept == "total_assets" and (
                funds := self.by_key.get(("total_liabilities_and_equity", part, when, unit))
            ):
                yield from self._tie(held[0], funds[0])  # the two sides of a balance sheet

    def _tie(self, one: Held, other: Held, *, witness: bool = False) -> Iterator[Sum]:
        if one.node != other.node and one.quantum == other.quantum:
            terms = ((one.factor * other.factor, other.node),)
            yield Sum(one.node, terms, self.nodes[one.node].label, witness=witness)

    def _held(self, concept: str, when: object, unit: str = "USD") -> Held | None:
        found = self.by_key.get((concept, "", when, unit))
        return found[0] if found else None

    def _witness(
        self, total: Held | None, *terms: tuple[int | Decimal, Held | None], slack: Decimal = Decimal(0)
    ) -> Iterator[Sum]:
        if total is None or any(term is None or term.quantum != total.quantum for _, term in terms):
            return
        weights = tuple((weight * total.factor * term.factor, term.node) for weight, term in terms if term is not None)
        yield Sum(total.node, weights, self.nodes[total.node].label, slack, witness=True)

    def _witnesses(self) -> Iterator[Sum]:
        for part, when, held in self.deducted:
            for asset in self.by_key.get((part, "", when, "USD"), ())[:1]:  # an asset is mostly deducted whole
                yield from self._tie(asset, held, witness=True)
        for when in {when for (_, _, when, _) in self.by_key}:
            if isinstance(when, Period):
                yield from self._of_period(when)
            else:
                yield from self._witness(self._held("ownership_equity", when), (1, self._held("total_equity", when)))
                yield from self._of_net_capital(when)

    def _of_period(self, when: Period) -> Iterator[Sum]:
        """Cash at both ends, depreciation, and the changes in balances of a statement of cash flows."""
        before = when.start - timedelta(days=1)
        cash = "cash_and_cash_equivalents"
        yield from self._witness(self._held("cash_end_of_year", when), (1, self._held(cash, when.end)))
        yield from self._witness(self._held("cash_beginning_of_year", when), (1, self._held(cash, before)))
        spent = self._held("depreciation_and_amortization", when)
        yield from self._witness(self._held("noncash_depreciation_and_amortization", when), (1, spent))
        for concept, part, period, _ in self.by_key:
            if concept.startswith("change_in_") and period == when and not part:
                balance = concept.removeprefix("change_in_")
                grows = -1 if balance in taxonomy() and taxonomy()[balance].kind == "asset" else 1
                now, then = self._held(balance, when.end), self._held(balance, before)
                yield from self._witness(self._held(concept, when), (grows, now), (-grows, then))

    def _of_net_capital(self, when: object) -> Iterator[Sum]:
        """The requirement and the ratio against aggregate indebtedness, 15c3-1(a)(1)(i)."""
        capital, debt = self._held("net_capital", when), self._held("aggregate_indebtedness", when)
        least = self._held("minimum_net_capital_ratio", when) or self._held("net_capital_required", when)
        yield from self._witness(debt, (15, least), slack=Decimal(15))
        stated = self._held("aggregate_indebtedness_to_net_capital", when, "ratio")
        if stated and capital and debt and (net := self.nodes[capital.node].printed * capital.factor) > 0:
            # The ratio as a share of this net capital: exact to half of its last digit.
            half = _HALF.scaleb(int(self.nodes[stated.node].printed.as_tuple().exponent)) * net
            terms = ((net * debt.factor, stated.node),)
            yield Sum(debt.node, terms, self.nodes[debt.node].label, half, witness=True)

    def choices(self) -> Iterator[tuple[int, tuple[Sum, ...]]]:
        """A node, and the sums one of which must give it: early warning, lines 15 and 26 of FOCUS Part IIA."""
        one = Decimal(1)
        for when in {when for (_, _, when, _) in self.by_key if isinstance(when, date)}:
            capital = self._held("net_capital", when)
            for name, share, base, least in (
                ("net_capital_less_early_warning", "-0.1", "aggregate_indebtedness", "minimum_dollar_net_capital"),
                ("net_capital_less_early_warning_alternative", "-0.05", "aggregate_debit_items",
                 "minimum_dollar_net_capital_alternative"),
            ):  # fmt: skip
                spare = self._held(name, when)
                by_share = self._witness(spare, (1, capital), (Decimal(share), self._held(base, when)), slack=one)
                tests = list(by_share)
                for dollars in (least, "minimum_dollar_net_capital", "net_capital_required"):
                    least_of = self._held(dollars, when)
                    tests += self._witness(spare, (1, capital), (Decimal("-1.2"), least_of), slack=one)
                both = self._held(base, when) and self._held(least, when)
                if spare is not None and tests and both:
                    yield spare.node, tuple(tests)
            least_ratio, debt = (
                self._held("minimum_net_capital_ratio", when),
                self._held("aggregate_indebtedness", when),
            )
            if least_ratio is not None and (tests := list(self._witness(debt, (15, least_ratio), slack=Decimal(30)))):
                yield least_ratio.node, tuple(tests)  # line 11 of FOCUS Part IIA
