"""Rolls back and forward: last year's balance sheet rebuilt from this year's and the statement of cash flows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tieout.checks.model import Comparison, Words
from tieout.checks.registry import check
from tieout.checks.stated import Stated
from tieout.facts import Fact, Line, Period, add, computed, less
from tieout.taxonomy import taxonomy

_CITE = "ASC 230, indirect method"
# What the lines of the statement of cash flows that are no change in a balance do to the balances.
_MOVES_EQUITY = frozenset(
    ("capital_contributions", "capital_distributions", "treasury_stock_purchases", "treasury_stock_reissued")
)


@dataclass(frozen=True)
class RolledBack:
    """Opening equity rebuilt from the closing balance sheet and the cash flows, beside the one that is stated."""

    said: Fact
    found: Fact


def roll_back(stated: Stated, period: Period) -> RolledBack | None:
    """Closing equity, less net income and what owners put in and took out: opening equity.

    By the statement of cash flows: closing assets less every change of an asset, closing liabilities less every change
    of a liability.  Net income and the dealings with owners need not be known: what is left is the opening equity.
    None where the report does not state what this needs.
    """
    said = stated.first("total_equity", stated.opening(period))
    assets, debts = stated.first("total_assets", period.end), stated.first("total_liabilities", period.end)
    equity = stated.first("total_equity", period.end)
    cash_now, cash_then = (stated.on("cash_flows", f"cash_{end}_of_year", period) for end in ("end", "beginning"))
    flows = [f.fact for f in stated.figures if f.statement == "cash_flows" and f.fact.when == period]
    flows = [fact for fact in flows if not _is_total(fact.concept)]
    if said is None or assets is None or (debts is None and equity is None) or cash_now is None or cash_then is None:
        return None
    if not flows or sum(fact.value for fact in flows) != cash_now.value - cash_then.value:
        return None  # a line is missing, or wrong: the footing of the statement tells
    # Assets less liabilities at the close, less what moved between: an inflow lowered another asset or raised a debt.
    lines: list[Line] = [add(assets)]
    if debts is not None:
        lines.append(less(debts))
    else:
        assert equity is not None
        lines = [add(equity)]
    lines += [less(cash_now), add(cash_then)]
    lines += [add(fact) for fact in flows if not _moves_equity(fact.concept)]
    other = stated.on("changes_in_equity", "other_comprehensive_income", period)
    if other is not None and other.value:  # assets moved with it, and no cash
        lines.append(less(other))
    found = computed("total_equity", lines, cite=_CITE, when=said.when)
    return RolledBack(said, found)


def _is_total(concept: str) -> bool:
    return concept.startswith(("net_cash_from", "cash_", "total_")) or concept in (
        "net_change_in_cash",
        "noncash_investing_and_financing",
    )


def _moves_equity(concept: str) -> bool:
    """Whether a flow moves equity itself: net income, and what owners put in or take out."""
    return concept in _MOVES_EQUITY or concept == "net_income"


@check("rolls", "rolls_back.total_equity", cite=_CITE)
def rolls_back(stated: Stated) -> Iterator[Comparison]:
    """Last year's balance sheet, rebuilt from this year's and the statement of cash flows, has the opening equity.

    Closing balances less the changes the statement of cash flows gives are the opening balances; assets less
    liabilities then are the equity the year began with.  Where a balance moved without cash (a lease taken up, a debt
    converted) it does not hold, and the report says so: a warning.
    """
    for period in stated.periods:
        rolled = roll_back(stated, period)
        if rolled is not None:
            yield Comparison(
                "rolls_back.total_equity", rolled.said, rolled.found,
                "Closing balances less the year's changes are the opening balances.", _CITE, "warning",
            )  # fmt: skip


@check("rolls", "continues.*", cite="17 CFR 240.17a-5(d)")
def continues(stated: Stated) -> Iterator[Comparison]:
    """What last year's report closed with is what this one opens with.

    Where the report of the year before is given: each balance and flow of that year that this report states again, and
    the cash the year began with.  What usually happened: a reclassification without a word, or a restatement.
    """
    held = list(_continued(stated))
    if not _of_another_firm(held):
        yield from held


@check("rolls", "continues.report_of_last_year", cite="17 CFR 240.17a-5(d)")
def of_this_firm(stated: Stated) -> Iterator[Comparison]:
    """The report of the year before is this firm's: of several figures that both state, one at least is the same.

    What usually happened: another firm's balance sheet was set in, or the wrong report was given for the year before.
    """
    held = list(_continued(stated))
    if stated.prior is None or len(held) < _SOME:
        return
    because = (
        f"Of {len(held)} figures of the year before none is what last year's report, of {stated.prior.entity}, states."
    )
    yield Comparison(
        "continues.report_of_last_year", Words("entity", stated.report.entity), Words("entity", stated.prior.entity),
        because, "17 CFR 240.17a-5(d)", agrees=not _of_another_firm(held),
    )  # fmt: skip


_SOME = 4  # figures that two reports state, of which none may agree by chance


def _of_another_firm(held: list[Comparison]) -> bool:
    return len(held) >= _SOME and not any(comparison.holds for comparison in held)


def _continued(stated: Stated) -> Iterator[Comparison]:
    if stated.prior is None:
        return
    prior = Stated(stated.prior)
    for figure in stated.figures:
        fact = figure.fact
        before = prior.first(fact.concept, fact.when, fact.part, fact.unit) if fact.end != stated.as_of else None
        if before is None and fact.concept == "cash_beginning_of_year" and isinstance(fact.when, Period):
            day = stated.opening(fact.when)
            before = next((f.fact for f in prior.of_concept("cash_end_of_year") if f.fact.end == day), None)
        if before is None:
            continue
        found = computed(fact.concept, (add(before),), cite="last year's report", when=fact.when, part=fact.part)
        because = "What last year's report states is what this one states of that year."
        yield Comparison(f"continues.{fact.concept}", fact, found, because, "17 CFR 240.17a-5(d)")


@check("rolls", "rolls_forward.*", cite=_CITE)
def rolls_forward(stated: Stated) -> Iterator[Comparison]:
    """The change in a balance is its closing less its opening figure.

    Where the report states both balance sheets, each "increase in" is compared with them.  A change that was not in
    cash makes the two differ: a warning.
    """
    held = taxonomy()
    for figure in stated.figures:
        fact = figure.fact
        concept = fact.concept.removeprefix("change_in_")
        if concept == fact.concept or not isinstance(fact.when, Period) or fact.part or concept not in held:
            continue
        now, then = (_alone(stated, concept, day) for day in (fact.when.end, stated.opening(fact.when)))
        if now is None or then is None or held[concept].kind not in ("asset", "liability"):
            continue
        alike = [f for f in stated.figures if f.fact.when == fact.when and _kind(f.fact.concept) == _kind(fact.concept)]
        if len(alike) > 1:
            continue
        lines = (less(now), add(then)) if held[concept].kind == "asset" else (add(now), less(then))
        found = computed(fact.concept, lines, cite=_CITE, when=fact.when)
        because = f"The change in {held[concept].label.lower()} is the difference of its balances."
        yield Comparison(f"rolls_forward.{concept}", fact, found, because, _CITE, "warning")


def _kind(flow: str) -> str:
    """The line of the balance sheet that a change is one in, its kinds together."""
    return taxonomy().broadest(flow)


def _alone(stated: Stated, concept: str, day: date) -> Fact | None:
    """A balance, where no other line of its balance sheet is of its kind: else nobody knows which of them moved."""
    held = taxonomy()
    kind = held.broadest(concept)
    lines = [
        f.fact
        for f in stated.figures
        if f.statement == "financial_condition" and f.fact.when == day and held.broadest(f.fact.concept) == kind
    ]
    return lines[0] if len(lines) == 1 else None
