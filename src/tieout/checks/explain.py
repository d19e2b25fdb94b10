"""Explain search: what a line of the net capital schedule is made of, where it is no line of the balance sheet.

Filers deduct "other assets" or "receivable from affiliate, net" that the statement of financial condition does not
show.  Such a line is explained, where possible, as the smallest signed combination of what the statement does show:
assets that must be deducted and have no line of their own, what is left of those that are deducted in part, less
liabilities.  It is a guess from the numbers, offered as a note with how unlikely it is by chance, and never a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from tieout.checks.combining import RARE, Amount, Combination, nearest, smallest
from tieout.checks.model import Finding, concepts_of
from tieout.checks.registry import check
from tieout.checks.stated import Figure, Stated
from tieout.facts import Fact, Line, add, computed, less
from tieout.facts.money import figure
from tieout.taxonomy import taxonomy

_DEDUCTED = "17 CFR 240.15c3-1(c)(2)(iv)"
_OWED = "17 CFR 240.15c3-1(c)(1)"
_SHEET, _SCHEDULE = "financial_condition", "net_capital"
_NEAR = Decimal("0.01")  # what may be left unexplained of a figure that one line nearly makes


@dataclass(frozen=True, slots=True)
class _Item:
    """Something a figure may be made of, its words, and the balance-sheet line that it uses up."""

    line: Line
    words: str
    uses: str = ""


@check("explains", "explains.*", cite=_DEDUCTED)
def explanations(stated: Stated) -> Iterator[Finding]:
    """What a line of the net capital schedule is probably made of, where the balance sheet has no such line.

    A deduction is sought among the assets that must be deducted and that no other line of the schedule deducts, what is
    left of assets deducted in part, and liabilities taken off; aggregate indebtedness among the liabilities it leaves
    out. An explanation is offered where it fits within rounding, no other as small does, and figures that have nothing
    to do with one another would fit less than once in a thousand times. It is a guess from the numbers: ask the firm
    for its workpaper. A report built from books needs none.
    """
    sheet, schedule = stated.statement(_SHEET), stated.statement(_SCHEDULE)
    if stated.report.filing is None or sheet is None or schedule is None:
        return
    days = [when for f in stated.figures if f.statement == _SCHEDULE and isinstance(when := f.fact.when, date)]
    if days:
        totals = {i for i, line in enumerate(sheet.lines) if line.style in ("subtotal", "total")}
        yield from _Search(stated, max(days), min(sheet.quantum, schedule.quantum), totals).findings()


class _Search:
    """The schedule of one date beside the balance sheet of that date."""

    def __init__(self, stated: Stated, day: date, quantum: Decimal, totals: set[int]) -> None:
        self.stated = stated
        self.day = day
        self.quantum = quantum
        self.totals = totals
        self.used: set[str] = set()  # balance-sheet lines that some explanation has used up

    # What the report states

    @cached_property
    def sheet(self) -> dict[str, Figure]:
        """The lines of the balance sheet that are no totals, by concept."""
        found: dict[str, Figure] = {}
        for held in self._on(_SHEET):
            fact = held.fact
            if not fact.part and fact.value > 0 and held.line not in self.totals and fact.concept in taxonomy():
                found.setdefault(fact.concept, held)
        return found

    @cached_property
    def deductions(self) -> tuple[Figure, ...]:
        kinds = ("nonallowable_assets", "other_deductions_and_charges")
        return tuple(held for held in self._on(_SCHEDULE) if held.fact.concept in kinds and held.fact.value > 0)

    def _on(self, statement: str) -> Iterator[Figure]:
        for held in self.stated.figures:
            if held.statement == statement and held.fact.when == self.day and held.fact.unit == "USD":
                yield held

    @cached_property
    def liabilities(self) -> Fact | None:
        """Total liabilities as stated, or the sum of the liability lines where they have no total."""
        if stated := self.stated.first("total_liabilities", self.day):
            return stated
        lines = [add(held.fact) for held in self._of_kind("liability")]
        return computed("total_liabilities", lines) if lines else None

    def _of_kind(self, kind: str) -> Iterator[Figure]:
        """Lines of one kind that grow as their kind does: no allowances."""
        for concept, held in self.sheet.items():
            told = taxonomy()[concept]
            if told.kind == kind and not told.is_contra and not concept.startswith("total_"):
                yield held

    # What a figure may be made of

    def _assets(self) -> Iterator[_Item]:
        """Assets that must be deducted, as far as no line of the schedule deducts them."""
        for held in self._of_kind("asset"):
            concept = held.fact.concept
            own = next((d for d in self.deductions if d.fact.part in (concept, taxonomy().broadest(concept))), None)
            if concept in self.used:
                continue
            if own is not None:
                left = computed(f"{concept}_not_deducted", (add(held.fact), less(own.fact)))
                if left.value > left.rounding:
                    words = f"({_told(held)} less the {figure(own.fact.value)} deducted on its own line)"
                    yield _Item(add(left), words, concept)
            elif (treatment := taxonomy()[concept].treatment) and (treatment.word != "allowable" or treatment.assumed):
                yield _Item(add(held.fact), _told(held), concept)

    def _owed(self) -> list[_Item]:
        """Liabilities, one by one, to be taken off."""
        return [_Item(less(held.fact), _told(held)) for held in self._of_kind("liability")]

    def _left_out(self) -> _Item | None:
        """The liabilities that aggregate indebtedness leaves out, where it does, to be taken off."""
        indebtedness = self.stated.first("aggregate_indebtedness", self.day)
        if indebtedness is None or self.liabilities is None:
            return None
        lines = (add(self.liabilities), less(indebtedness))
        rest = computed("liabilities_not_in_aggregate_indebtedness", lines, cite=_OWED)
        whole, part = (figure(line.fact.value) for line in lines)
        words = f"(total liabilities {whole} less aggregate indebtedness {part})"
        return _Item(less(rest), words) if rest.value > rest.rounding else None

    # What is found

    def findings(self) -> Iterator[Finding]:
        """Exact explanations first: a line that one of them uses is not there for one that nearly fits."""
        unknown = []
        for deduction in self.deductions:
            own = self.sheet.get(deduction.fact.part)
            if own is not None and deduction.fact.value <= own.fact.value + own.fact.rounding + deduction.fact.rounding:
                yield from self._part_of(deduction, own)
            elif not self._has_lines(deduction):
                found = list(self._made_of(deduction))
                yield from found
                unknown += [deduction] if not found else []
        for deduction in unknown:
            yield from self._nearly(deduction)
        yield from self._indebtedness()

    def _has_lines(self, deduction: Figure) -> bool:
        """Whether a deduction is the total of nonallowable assets, and the schedule lists them."""
        whole = deduction.fact.concept == "nonallowable_assets" and not deduction.fact.part
        return whole and any(other.fact.part for other in self.deductions)

    def _made_of(self, deduction: Figure) -> Iterator[Finding]:
        """A deduction as a combination of assets and of liabilities taken off."""
        assets, left_out = list(self._assets()), self._left_out()
        pools = [[*assets, *self._owed()]] + ([[*assets, left_out]] if left_out else [])
        found = [(each, pool) for pool in pools if (each := self._smallest(pool, deduction.fact))]
        if not found:
            return
        best, pool = min(found, key=lambda each: len(each[0].members))
        items = [pool[i] for i in best.members]
        for other, of in found:
            if len(other.members) == len(items) and [of[i] for i in other.members] != items:
                return  # two explanations, equally small
        chance = best.chance * len(pools)
        if chance <= RARE:
            self.used |= {item.uses for item in items}
            yield self._finding(deduction, items, chance, _DEDUCTED)

    def _part_of(self, deduction: Figure, own: Figure) -> Iterator[Finding]:
        """An asset that is deducted in part: the rest of it as liabilities that are set off against it."""
        rest = computed("not_deducted", (add(own.fact), less(deduction.fact)))
        owed = self._owed()
        if rest.value > rest.rounding and (found := self._smallest(_turned(owed), rest)):
            items = [_Item(add(own.fact), _told(own)), *(owed[i] for i in found.members)]
            yield self._finding(deduction, items, found.chance, _DEDUCTED)

    def _nearly(self, deduction: Figure) -> Iterator[Finding]:
        """A deduction as one asset and a little that stays unexplained."""
        assets = list(self._assets())
        found = nearest(self._amounts(assets), self._amount(deduction.fact))
        if found is not None and found.apart * self.quantum <= deduction.fact.value * _NEAR:
            item = assets[found.members[0]]
            self.used.add(item.uses)
            over = deduction.fact.value - item.line.fact.value
            more = f" and {figure(abs(over))} {'more' if over > 0 else 'less'}, which nothing here explains"
            yield self._finding(deduction, [item], found.chance, _DEDUCTED, more if over else "")

    def _indebtedness(self) -> Iterator[Finding]:
        """Aggregate indebtedness as total liabilities less those it leaves out."""
        said, whole, left_out = (
            self.stated.first("aggregate_indebtedness", self.day),
            self.liabilities,
            self._left_out(),
        )
        if said is None or whole is None or left_out is None:
            return
        if any(held.fact.part for held in self.stated.of_concept("liabilities_in_aggregate_indebtedness")):
            return  # the schedule says itself what it is made of
        pool = self._owed()
        if segregated := self.sheet.get("cash_segregated_under_federal_regulations"):
            pool.append(_Item(less(segregated.fact), _told(segregated)))
        if found := self._smallest(_turned(pool), left_out.line.fact):
            items = [_Item(add(whole), f"total liabilities {figure(whole.value)}"), *(pool[i] for i in found.members)]
            held = Figure(said, _SCHEDULE, "aggregate indebtedness")
            yield self._finding(held, items, found.chance, _OWED)

    def _smallest(self, pool: Sequence[_Item], target: Fact) -> Combination | None:
        return smallest(self._amounts(pool), self._amount(target))

    def _amounts(self, pool: Sequence[_Item]) -> list[Amount]:
        return [self._amount(item.line.fact, item.line.effect) for item in pool]

    def _amount(self, fact: Fact, effect: int = 1) -> Amount:
        return Amount(int(effect * fact.value / self.quantum), float(fact.rounding / self.quantum))

    def _finding(self, said: Figure, items: Sequence[_Item], chance: float, cite: str, more: str = "") -> Finding:
        fact = said.fact
        ordered = sorted(items, key=lambda item: -item.line.effect)
        made = computed(
            fact.concept, [item.line for item in ordered], rule="probably_made_of", cite=cite, part=fact.part
        )
        alone = "is no line of the balance sheet; it " if fact.part and fact.part not in self.sheet else ""
        message = (
            f"{_name(said, start=True)}, {figure(fact.value)}, {alone}is probably made of {_sum(ordered)}{more}. "
            f"The report does not say so; by chance figures fit like this once in some {_two_digits(1 / chance)} times."
        )
        return Finding(
            check=f"explains.{_slug(fact.part or fact.concept)}",
            severity="note",
            message=message,
            concepts=tuple(dict.fromkeys((fact.concept, *concepts_of(made)))),
            said=f"{fact.value:f}",
            found=f"{made.value:f}",
            apart=f"{abs(fact.value - made.value):f}",
            unit=fact.unit,
            cite=cite,
            said_source=fact.trace,
            found_source=made.trace,
        )


def _turned(pool: Sequence[_Item]) -> list[_Item]:
    """What is taken off, to make up what is left out."""
    return [_Item(Line(-item.line.effect, item.line.fact), item.words, item.uses) for item in pool]


def _sum(items: Sequence[_Item]) -> str:
    first, *others = items
    return first.words + "".join(f" {'+' if item.line.effect > 0 else '-'} {item.words}" for item in others)


def _name(held: Figure, *, start: bool = False) -> str:
    """What a line is called, without its number and what stands in brackets, in a sentence or at its start."""
    label = re.sub(r"^\(?(?:\d{1,2}|[A-Z])(?:[.)]\d?)+\s+", "", " ".join(held.label.split()))
    label = re.sub(r"\(.*", "", label).rstrip(" ,:;—–-") or held.fact.concept.replace("_", " ")
    if label.isupper():
        label = label.lower()
    first = label[:1].upper() if start or label[1:2].isupper() else label[:1].lower()
    return first + label[1:]


def _told(held: Figure) -> str:
    """A line and its figure, in a sum."""
    return f"{_name(held)} {figure(held.fact.value)}"


def _two_digits(times: float) -> str:
    """A number in two digits: 4,300."""
    unit = 10 ** max(len(str(int(times))) - 2, 0)
    return f"{int(times) // unit * unit:,}"


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
