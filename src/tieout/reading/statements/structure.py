"""Which figures of a column are sums of which: found from the figures, with the labels as witnesses.

Lines are taken from top to bottom onto a stack.  A total takes off the stack the lines it is the sum of, and stands for
them from then on.  Lines that are taken away (treasury stock, a purchase, expenses under revenue) may stand with or
without brackets; which it is, the sum tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from tieout.reading.statements.lines import DEDUCTIONS, Line, kind_of
from tieout.taxonomy import taxonomy

Terms = tuple[tuple[int, int], ...]  # (weight, index of the line)


@dataclass(frozen=True, slots=True)
class Found:
    """A total and its terms, by index of the line.  `presumed` where the figures do not bear it out."""

    total: int
    terms: Terms
    presumed: bool = False


# Where a total's lines begin: after the last of these above it.
_AFTER = {
    "total_liabilities": ("total_assets",),
    "total_equity": ("total_liabilities", "total_assets"),
    "total_liabilities_and_equity": ("total_assets",),
    "total_expenses": ("net_revenue", "total_revenue"),
    "total_adjustments": ("net_income",),
    "net_cash_from_investing_activities": ("net_cash_from_operating_activities",),
    "net_cash_from_financing_activities": ("net_cash_from_investing_activities", "net_cash_from_operating_activities"),
}
# Totals that are made of other totals.
EQUATIONS: dict[str, tuple[str, ...]] = {
    "total_liabilities_and_equity": ("total_liabilities", "total_equity"),
    "net_revenue": ("total_revenue", "-interest_expense"),
    "income_before_income_taxes": ("total_revenue", "-total_expenses"),
    "net_income": ("income_before_income_taxes", "-income_tax_expense"),
    "net_change_in_cash": (
        "net_cash_from_operating_activities",
        "net_cash_from_investing_activities",
        "net_cash_from_financing_activities",
    ),
    "cash_end_of_year": ("net_change_in_cash", "cash_beginning_of_year"),
    "excess_net_capital": ("net_capital", "-net_capital_required"),
}
_SIGNED = ("net_change_in_cash", "cash_end_of_year")
_FROM_THE_TOP = ("total_assets", "total_revenue", "net_cash_from_operating_activities", "net_change_in_cash")
_ACTIVITIES = EQUATIONS["net_change_in_cash"]
_SECTION_OF = {
    "total_assets": "assets",
    "total_liabilities": "liabilities",
    "total_equity": "equity",
    "total_revenue": "revenue",
    "total_expenses": "expenses",
}
_SECTIONS = ("assets", "liabilities", "equity", "revenue", "expenses")  # whose totals many print without a label
_MADE_OF: Mapping[str, Callable[[str], bool]] = {
    "nonallowable_assets": lambda concept: concept == "nonallowable_assets",
    "total_deductions_and_charges": lambda concept: concept in DEDUCTIONS,
    "haircuts": lambda concept: concept.startswith("haircut_"),
    "aggregate_indebtedness": lambda concept: _is_debt(concept),
}
_TAKEN_AWAY = re.compile(
    r"\b(?:less|deduct\w*|accumulated|allowance|treasury|deficit|loss(?:es)?|distributions?|dividends?|withdrawals?"
    r"|drawings?|redemptions?|repurchase\w*|purchases?|repayments?|payments?|increase|decrease|expenses?|provision"
    r"|tax(?:es)?|haircuts?|charges?|nonallowable|non-allowable|subscriptions? receivable|unearned|discount|reserve"
    r"|uses?d?|gain|minority|amortization|depreciation)\b",
    re.IGNORECASE,
)


_SURELY_AWAY = re.compile(
    r"\b(?:less|deduct\w*|accumulated|allowance|treasury|deficit|net loss|distributions?|dividends?|withdrawals?"
    r"|drawings?)\b",
    re.IGNORECASE,
)
_CONTRA = re.compile(
    r"\b(?:depreciation|amortization|unamortized|discount|valuation|unearned|doubtful|reimburse\w*|recover\w*|gains?)\b",
    re.IGNORECASE,
)
_OF_AMOUNTS = ("total_assets", "total_liabilities", "total_expenses")
# Totals that are never their first line less the others.
_NEVER_LESS = (
    *_OF_AMOUNTS,
    "total_revenue",
    "total_liabilities_and_equity",
    "total_adjustments",
    *_SIGNED,
    *_ACTIVITIES,
)
# Totals that begin after the result or the activity above them, and never take it in.
_APART = ("total_adjustments", "net_cash_from_investing_activities", "net_cash_from_financing_activities")
# Totals of several lines, which one of these lines may equal by a slip only.
_OF_SEVERAL = (*_OF_AMOUNTS, "total_revenue", "total_adjustments", "net_capital")
_BEGINS_WITH = ("net_capital", "tentative_net_capital", "ownership_equity")
_MOST_LINES, _MOST_STARTS = 120, 60  # no statement has more lines under one total
_TELLING = 1_000  # that a smaller figure closes a gap, turned, may be chance


def may_be_taken_away(line: Line) -> bool:
    """Whether a figure printed without brackets may yet count against its total."""
    concept = line.concept
    if concept in _BEGINS_WITH:
        return bool(re.search(r"\bloss|\bdefici", line.label, re.IGNORECASE))
    if concept == "total_revenue" or (concept in taxonomy() and taxonomy()[concept].kind == "revenue"):
        return bool(re.search(r"\bloss", line.label, re.IGNORECASE))
    if concept in DEDUCTIONS or concept in ("total_expenses", "income_tax_expense", "accumulated_depreciation"):
        return True
    if kind_of(concept) == "asset":
        return bool(_SURELY_AWAY.search(line.label))  # prepaid expenses are an asset like the others
    return bool(_TAKEN_AWAY.search(line.label)) or line.section in ("deductions", "haircuts")


def sums_in(lines: Sequence[Line], values: Mapping[int, Decimal], slack: Decimal = Decimal(0)) -> Iterator[Found]:
    """The sums of one column; `values` are its figures by index of the line."""
    yield from _Fold(lines, values, slack).run()


class _Fold:
    def __init__(self, lines: Sequence[Line], values: Mapping[int, Decimal], slack: Decimal) -> None:
        self.lines = lines
        self.values = values
        self.slack = slack
        self.stack: list[int] = []
        self.by_concept: dict[str, int] = {}
        self.flips = {i: may_be_taken_away(lines[i]) for i in values}

    def run(self) -> Iterator[Found]:
        made = []
        for found in self._from_top():
            made.append(found)
            yield found
        yield from self._unnamed(made)

    def _unnamed(self, made: Sequence[Found]) -> Iterator[Found]:
        """A subtotal without a label that counts in a total, but is not what the lines above it add up to."""
        totals = {found.total for found in made}
        for found in made:
            for _, n in found.terms:
                if self.lines[n].label or n in totals or found.presumed:
                    continue
                section = self.lines[n].section
                above = [m for m in self.stack if m < n and self.lines[m].section == section and m not in totals]
                if len(above) > 1:
                    yield Found(n, tuple((1, m) for m in above), presumed=True)

    def _from_top(self) -> Iterator[Found]:
        for i, line in enumerate(self.lines):
            if i not in self.values:
                continue
            found = None
            if line.concept in EQUATIONS:
                found = self._equation(i, line.concept)
            may_total = line.is_total or line.item.outer or not line.label or line.concept == "fixed_assets_net"
            if found is None and may_total:
                found = self._suffix(i, line)
            alone = line.concept in SINGLE and line.concept not in EQUATIONS and not _SAYS_TOTAL.match(line.label)
            if found is None and line.is_total and not alone:
                found = self._presumed(i, line)
            if found is None and not line.label:
                found = self._of_section(i)
            if found is None and line.concept == "comprehensive_income" and "net_income" in self.by_concept:
                found = self._after(i, self.by_concept["net_income"])
            if found is None and not line.is_total:
                found = self._net_of_depreciation(i, line)
            if found is not None:
                yield found
                taken = {node for _, node in found.terms}
                self.stack = [node for node in self.stack if node not in taken]
            self.stack.append(i)
            if line.concept:
                self.by_concept[line.concept] = i

    def _of_section(self, i: int) -> Found | None:
        """A total without a label that does not foot: the lines of a section above it, where another begins."""
        run = self.stack[:]
        section = self.lines[run[-1]].section if run else ""
        while run and (self.lines[run[0]].section != section or self.lines[run[0]].is_total):
            run.pop(0)
        whole = len(run) > 1 and section in _SECTIONS and all(self.lines[n].label for n in run)
        below = next((self.lines[n] for n in range(i + 1, len(self.lines)) if n in self.values), None)
        ends = below is None or below.section != section or below.is_total
        return Found(i, tuple((1, n) for n in run), presumed=True) if whole and ends else None

    def _after(self, i: int, first: int) -> Found | None:
        """A result and what is added to it."""
        run = self.stack[self.stack.index(first) :] if first in self.stack else []
        return Found(i, tuple((1, n) for n in run), presumed=True) if len(run) > 1 else None

    # Totals of totals

    def _equation(self, i: int, concept: str) -> Found | None:
        named = [
            (-1 if name.startswith("-") else 1, self.by_concept.get(name.lstrip("-"))) for name in EQUATIONS[concept]
        ]
        terms = [(weight, node) for weight, node in named if node is not None]
        if len(terms) < 2 and not (terms and concept == "net_change_in_cash"):
            return None
        # Activities are printed with their signs, and what a label says of them is known already.
        flips = {node: self.flips[node] and concept not in _SIGNED for _, node in terms}
        for signs in product((1, -1), repeat=sum(flips.values())):
            chosen = iter(signs)
            tried = tuple((weight * (next(chosen) if flips[node] else 1), node) for weight, node in terms)
            if self._holds(i, tried):
                return Found(i, tried)
        return None

    def _holds(self, i: int, terms: Terms) -> bool:
        room = self.slack * (len(terms) + 1)
        return abs(self.values[i] - sum((w * self.values[n] for w, n in terms), Decimal(0))) <= room

    # Totals of the lines above them

    def _window(self, line: Line) -> int:
        """Where in the stack the lines of a total would begin, from what the total is."""
        barriers = _AFTER.get(line.concept)
        start = 0
        for at, node in enumerate(self.stack):
            concept = self.lines[node].concept
            if barriers is not None:
                if concept in barriers:
                    start = at + 1
            elif line.concept in _FROM_THE_TOP:
                start = 0
            elif self.lines[node].is_total and not line.concept.startswith(
                ("net_capital", "tentative", "total_capital", "equity_q")
            ):
                start = at + 1
        return start

    def _suffix(self, i: int, line: Line) -> Found | None:
        """The run of lines just above that adds up to a total."""
        if not self.stack:
            return None
        least = 1 if line.is_total else 2
        presumed = self._window(line)
        starts = [presumed, *(s for s in range(len(self.stack)) if s != presumed)]
        if line.item.outer:  # the subtotal of the inner figures above it
            inner = len(self.stack)
            while inner and not self.lines[self.stack[inner - 1]].item.outer:
                inner -= 1
            if inner < len(self.stack):
                starts = [inner, *(s for s in range(inner, len(self.stack)) if s != inner)]
        for start in starts[:_MOST_STARTS]:
            run = self.stack[start:]
            if len(run) > _MOST_LINES or (start < presumed and line.concept in _APART):
                continue
            if len(run) == 1 and self._is_one_of_several(line, self.stack[presumed:]):
                continue
            if line.concept == "aggregate_indebtedness" and not all(_is_debt(self.lines[n].concept) for n in run):
                continue  # the computation of net capital stands above it, and nets to nothing
            if len(run) >= least and (terms := self._signed(i, run)) is not None:
                if len(terms) == 1 and not line.is_total:
                    continue
                if self.lines[run[0]].label and self._left_out(line, self.stack[presumed:start]):
                    return Found(i, tuple((self._weight(1, n), n) for n in self.stack[presumed:]), presumed=True)
                return Found(i, terms)
        few = len(self.stack) - presumed <= _MOST_LINES
        if line.is_total and few and (terms := self._without_subtotals(i, self.stack[presumed:])) is not None:
            return Found(i, terms)
        return None

    def _is_one_of_several(self, line: Line, run: Sequence[int]) -> bool:
        """Whether the line above a total is one of several it is made of: that the two are equal makes it no sum."""
        named = [self.by_concept.get(name.lstrip("-"), -1) for name in EQUATIONS.get(line.concept, ())]
        if sum(bool(self.values.get(n)) for n in named) > 1:
            return True
        held = [self.lines[n] for n in run]
        parts = [x for x in held[:-1] if x.label and x.section == held[-1].section]
        return line.concept in _OF_SEVERAL and bool(parts) and not held[-1].is_total

    def _left_out(self, line: Line, above: Sequence[int]) -> bool:
        """Whether lines that a total adds up without are its own by their place: the first of its section.

        With them it is not what is printed, and that is the filer's mistake, not the form of the statement.
        """
        section = _SECTION_OF.get(line.concept) if line.concept != "total_equity" else None  # temporary equity is apart
        held = [self.lines[n] for n in above]
        if line.concept in _ACTIVITIES:
            return len(held) == 1 and (not held[0].is_total or held[0].concept == "net_income")
        if not held or any(x.is_total or not x.label for x in held):
            return False
        return section is not None and all(x.section == section for x in held)

    def _signed(self, i: int, run: Sequence[int]) -> Terms | None:
        """Signs under which a run adds up to a total: as printed, deductions turned, or the first less the rest."""
        total, values = self.values[i], self.values
        room = self.slack * (len(run) + 1)
        plain = sum((values[n] for n in run), Decimal(0))
        if abs(plain - total) <= room:
            return tuple((1, n) for n in run)
        if self.lines[i].concept == "total_expenses" and total < 0 < plain and abs(plain + total) <= room:
            return tuple((-1, n) for n in run)  # taken away as a whole, in brackets
        turned = [n for n in run if values[n] > 0 and self._turns(n, self.lines[i].concept)]
        if turned:
            if abs(plain - 2 * sum((values[n] for n in turned), Decimal(0)) - total) <= room:
                return tuple((-1 if n in turned else 1, n) for n in run)
            single = [n for n in turned if abs(plain - 2 * values[n] - total) <= room]
            if len(single) == 1 and (values[single[0]] >= _TELLING or _SURELY_AWAY.search(self.lines[single[0]].label)):
                return tuple((-1 if n == single[0] else 1, n) for n in run)
            if 3 <= len(turned) <= 10:
                away = sum((values[m] for m in turned), Decimal(0))
                kept = [n for n in turned if abs(plain - 2 * (away - values[n]) - total) <= room]
                if len(kept) == 1:
                    return tuple((-1 if n in turned and n != kept[0] else 1, n) for n in run)
        if self.lines[i].concept in ("net_income", "income_before_income_taxes"):
            # A statement in one step: revenue less expenses, without a total of either.
            terms = tuple((-1 if kind_of(self.lines[n].concept) == "expense" else 1, n) for n in run)
            if abs(sum((w * values[n] for w, n in terms), Decimal(0)) - total) <= room:
                return terms
        starts = self.lines[run[0]].is_total or self.lines[run[0]].concept in _STARTS
        if len(run) > 1 and starts and self.lines[i].concept not in _NEVER_LESS:
            first = values[run[0]]
            if abs(2 * first - plain - total) <= room:
                return ((1, run[0]), *((-1, n) for n in run[1:]))
        return None

    def _turns(self, n: int, total: str) -> bool:
        """Whether a figure may count against a total without a sign: accrued expenses are a liability like others."""
        if total in _OF_AMOUNTS:
            return bool(_SURELY_AWAY.search(self.lines[n].label) or _CONTRA.search(self.lines[n].label))
        return self.flips[n] and total not in _SIGNED

    def _without_subtotals(self, i: int, run: Sequence[int]) -> Terms | None:
        """A run some of whose lines are themselves sums of lines beside them, though no word says so."""
        kept: list[int] = []
        for node in run:
            total = Decimal(0)
            for reach, above in enumerate(reversed(kept), 1):
                total += self.values[above]
                if reach >= 2 and total == self.values[node] != 0:
                    del kept[-reach:]
                    break
            kept.append(node)
        if len(kept) < len(run) and kept and (terms := self._signed(i, kept)) is not None:
            return terms
        # A heading line that carries the sum of the lines below it.
        for at, node in enumerate(run):
            total = Decimal(0)
            for reach, below in enumerate(run[at + 1 :], 1):
                total += self.values[below]
                if reach >= 2 and total == self.values[node] != 0:
                    return self._signed(i, [*run[: at + 1], *run[at + 1 + reach :]])
        return None

    def _presumed(self, i: int, line: Line) -> Found | None:
        """What a total should be the sum of, where the figures do not say."""
        if line.concept in EQUATIONS:
            terms = [
                (-1 if name.startswith("-") else 1, self.by_concept[name.lstrip("-")])
                for name in EQUATIONS[line.concept]
                if name.lstrip("-") in self.by_concept
            ]
            if len(terms) >= 2:
                return Found(i, tuple((self._weight(w, n), n) for w, n in terms), presumed=True)
            debt = self.by_concept.get("total_liabilities")
            if line.concept == "total_liabilities_and_equity" and debt in self.stack[:-1]:
                # Equity in one line, or in several without their total.
                return Found(i, tuple((1, n) for n in self.stack[self.stack.index(debt) :]), presumed=True)
            if line.concept in ("net_income", "income_before_income_taxes") and (result := self._result(i)) is not None:
                return result
            if line.concept in ("net_income", "excess_net_capital", "income_before_income_taxes", "cash_end_of_year"):
                return None
        run = self.stack[self._window(line) :]
        if own := [n for n in run if self.lines[n].section == _SECTION_OF.get(line.concept)]:
            run = own  # payables without a total of their own are no equity
        if line.concept in _MADE_OF:
            # What is deducted, or owed, not what stands above it; a subtotal among it is a part like the others.
            at = len(self.stack)
            while at and _MADE_OF[line.concept](self.lines[self.stack[at - 1]].concept):
                at -= 1
            run = self.stack[at:] or run
        if _CARRIED.search(line.label):
            return None
        if len(run) < (1 if _SAYS_TOTAL.match(line.label) or line.concept in _ACTIVITIES else 2):
            return None
        first = self.lines[run[0]].concept
        if line.concept == "total_capital_and_subordinated":
            return Found(i, tuple((1, n) for n in run), presumed=True)  # what is added to equity
        if first in _STARTS or (
            line.concept in ("net_capital", "tentative_net_capital") and self.lines[run[0]].is_total
        ):
            return Found(i, ((1, run[0]), *((self._weight(-1, n), n) for n in run[1:])), presumed=True)
        return Found(i, tuple((1, n) for n in run), presumed=True)

    def _net_of_depreciation(self, i: int, line: Line) -> Found | None:
        """Cost less depreciation, printed above what is left, where the figures do not say so."""
        if line.concept not in ("fixed_assets_net", "") or len(self.stack) < 2:
            return None
        *above, last = self.stack
        if self.lines[last].concept != "accumulated_depreciation" or not _NET.search(line.label):
            return None
        costs: list[int] = []
        while above and taxonomy().broadest(self.lines[above[-1]].concept) in _FIXED_ASSETS:
            costs.insert(0, above.pop())
        terms = tuple((1, n) for n in costs)
        return Found(i, (*terms, (self._weight(-1, last), last)), presumed=True) if costs else None

    def _result(self, i: int) -> Found | None:
        """A result of revenue less expenses, each by its total, or by its lines where it has none."""
        terms: list[tuple[int, int]] = []
        for total, kind, weight in (("total_revenue", "revenue", 1), ("total_expenses", "expense", -1)):
            whole = self.by_concept.get(total)
            lines = [n for n in self.stack if kind_of(self.lines[n].concept) == kind and n != whole]
            parts = [whole] if whole in self.stack else lines
            if not parts:
                return None
            terms += [(weight if weight > 0 else self._weight(-1, n), n) for n in parts if n is not None]
        return Found(i, tuple(terms), presumed=True) if {n for _, n in terms} == set(self.stack) else None

    def _weight(self, weight: int, node: int) -> int:
        """A figure already printed in brackets is added, not taken away again."""
        return (
            1 if weight < 0 and self.values[node] < 0 and self.lines[node].concept != "income_tax_expense" else weight
        )


_OF_INDEBTEDNESS = frozenset(
    """liabilities_in_aggregate_indebtedness additions_to_aggregate_indebtedness drafts_for_immediate_credit
    securities_borrowed_without_value other_unrecorded_indebtedness excluded_from_aggregate_indebtedness""".split()  # noqa: SIM905
)


def is_likely(lines: Sequence[Line], found: Found) -> bool:
    """Whether a presumed sum is likely meant: of several lines, or of the one line that such a total may repeat."""
    if len(found.terms) > 1:
        return True
    total, part = lines[found.total].concept, lines[found.terms[0][1]].concept
    if total == "aggregate_indebtedness":
        return _is_debt(part)
    return total not in ("total_liabilities_and_equity", "total_equity", "total_assets")


def _is_debt(concept: str) -> bool:
    return concept in _OF_INDEBTEDNESS or kind_of(concept) == "liability"


# Concepts that a schedule may give in one line, or as the total of several.
SINGLE = frozenset(
    """haircuts nonallowable_assets total_deductions_and_charges aggregate_indebtedness
    additions_to_aggregate_indebtedness cash_end_of_year total_adjustments comprehensive_income total_equity
    excess_net_capital net_income excess_net_capital_alternative""".split()  # noqa: SIM905
)
_CARRIED = re.compile(r"\bfrom (?:the )?statement of financial", re.IGNORECASE)  # a total of another statement
_SAYS_TOTAL = re.compile(r"^\W*(?:[0-9]{1,2}[A-Z]?\W+)?(?:sub-?)?total\b", re.IGNORECASE)
_NET = re.compile(r"\bnet\b", re.IGNORECASE)
_FIXED_ASSETS = ("fixed_assets_net", "fixed_assets_cost")
# What a computation starts from: the lines after it are taken away.
_STARTS = frozenset(
    """ownership_equity total_equity equity_qualified total_capital_and_subordinated total_revenue net_capital
    tentative_net_capital income_before_income_taxes""".split()  # noqa: SIM905
)


def orientation(concept: str, total: str) -> int:
    """+1 where a part grows the way its total does, -1 where it is taken away in it."""
    held = taxonomy()
    if concept in DEDUCTIONS or total in DEDUCTIONS:
        return -1 if (concept in DEDUCTIONS) != (total in DEDUCTIONS) else 1
    if concept not in held or total not in held:
        return 1
    part, whole = held[concept], held[total]
    if "flow" in (part.kind, whole.kind) or not part.grows_with or not whole.grows_with:
        return 1
    return 1 if part.grows_with == whole.grows_with else -1
