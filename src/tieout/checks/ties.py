"""Ties: the same figure in two places, and figures of two statements that speak of one thing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations

from tieout.checks.digits import chance, slips
from tieout.checks.model import Comparison, Severity
from tieout.checks.registry import check
from tieout.checks.stated import Figure, Stated
from tieout.facts import Fact, add, computed
from tieout.facts.compare import FOOTING
from tieout.taxonomy import taxonomy

_PLACES = {
    "financial_condition": "condition",
    "changes_in_equity": "equity",
    "changes_in_subordinated": "subordinated",
    "net_capital": "schedule",
}
_CALLED = {
    "financial_condition": "the statement of financial condition",
    "income": "the statement of income",
    "changes_in_equity": "the statement of changes in equity",
    "changes_in_subordinated": "the statement of changes in subordinated liabilities",
    "cash_flows": "the statement of cash flows",
    "net_capital": "the computation of net capital",
    "notes": "the notes",
}
_CITE = "17 CFR 240.17a-5(d)"


def place(statement: str) -> str:
    """A statement's short name in an id: condition, income, equity, cash_flows, schedule, notes."""
    return _PLACES.get(statement, statement)


def called(statement: str) -> str:
    """A statement's name in a sentence."""
    return _CALLED.get(statement, statement.replace("_", " "))


@check("ties", "ties.*", cite=_CITE)
def one_key(stated: Stated) -> Iterator[Comparison]:
    """A figure that stands in several places is the same in all of them.

    Net income on the statements of income, of changes in equity and of cash flows; equity at both ends; balances on a
    statement, in its schedule and in the notes; net capital, its requirement and its ratio in the schedule and in the
    notes.  What usually happened: one place was updated and the other was not, or a digit.
    """
    for figures in stated.by_key.values():
        first = figures[0]
        for other in figures[1:]:
            if other.fact is not first.fact:
                yield _tie(other, first)
        # A statement in thousands hides what two places in dollars have apart.
        finer = [each for each in figures if each.fact.rounding < first.fact.rounding]
        for other in finer[1:]:
            if other.fact is not finer[0].fact:
                yield _tie(other, finer[0])


def _tie(said: Figure, found: Figure) -> Comparison:
    concept = said.fact.concept
    if said.statement == found.statement:
        because = f"{_label(said)} stands twice in {called(said.statement)}."
        return Comparison(f"ties.{concept}.within_{place(said.statement)}", said.fact, found.fact, because, _CITE)
    because = f"{_label(found)} in {called(found.statement)} is the same figure in {called(said.statement)}."
    return Comparison(
        f"ties.{concept}.{place(found.statement)}_to_{place(said.statement)}", said.fact, found.fact, because, _CITE
    )


def _label(figure: Figure) -> str:
    held = taxonomy()
    concept = figure.fact.concept
    return held[concept].label if concept in held else concept.replace("_", " ").capitalize()


@check("ties", "ties.total_assets.to_liabilities_and_equity", cite=_CITE)
def two_sides(stated: Stated) -> Iterator[Comparison]:
    """Total assets equal total liabilities and equity.

    The two sides of a balance sheet, at each date.
    """
    for day in stated.days:
        assets, funds = stated.first("total_assets", day), stated.first("total_liabilities_and_equity", day)
        if assets and funds:
            because = "A balance sheet has two equal sides."
            yield Comparison("ties.total_assets.to_liabilities_and_equity", assets, funds, because, _CITE)


@check("ties", "ties.cash_end_of_year.cash_flows_to_condition", "ties.cash_beginning_of_year.cash_flows_to_condition")
def cash_at_both_ends(stated: Stated) -> Iterator[Comparison]:
    """Cash at the beginning and the end of the year is the cash of the balance sheet.

    The statement of cash flows begins and ends with cash and cash equivalents; since 2018 (ASU 2016-18) with restricted
    cash too, so that any sum of the balance sheet's lines of cash will do.
    """
    for period in stated.periods:
        for concept, day in (("cash_end_of_year", period.end), ("cash_beginning_of_year", stated.opening(period))):
            said = stated.on("cash_flows", concept, period)
            held = [f.fact for f in _cash_lines(stated, day)]
            if said is None or not held:
                continue
            yield Comparison(
                f"ties.{concept}.cash_flows_to_condition", said, _nearest(said, held),
                "Cash on the statement of cash flows is the cash of the statement of financial condition.", "ASC 230",
            )  # fmt: skip


def _cash_lines(stated: Stated, day: date) -> Iterator[Figure]:
    """Lines of cash on a balance sheet, cash and cash equivalents first."""
    held = [
        f
        for f in stated.figures
        if f.statement == "financial_condition"
        and f.fact.when == day
        and ("cash" in f.fact.concept or f.fact.concept in ("time_deposits", "money_market_funds"))
        and f.fact.concept != "cash_surrender_value_of_life_insurance"
    ]
    yield from sorted(held, key=lambda f: f.fact.concept != "cash_and_cash_equivalents")


def _nearest(said: Fact, lines: list[Fact]) -> Fact:
    """The first line, or the sum of lines that is what the statement of cash flows says."""
    for count in range(2, len(lines) + 1):
        for some in combinations(lines, count):
            total = sum(fact.value for fact in some)
            if total == said.value != lines[0].value:
                return computed(lines[0].concept, [add(fact) for fact in some], cite="ASU 2016-18")
    return lines[0]


@check("ties", "ties.ownership_equity.condition_to_schedule", cite="17 CFR 240.15c3-1(c)(2)")
def equity_of_the_schedule(stated: Stated) -> Iterator[Comparison]:
    """The computation of net capital begins with the equity of the balance sheet.

    A parent that consolidates subsidiaries for the statements and not for net capital begins with another figure, and
    says so: a difference is a warning there.
    """
    for day in stated.days:
        said, found = stated.on("net_capital", "ownership_equity", day), stated.first("total_equity", day)
        if said and found:
            yield Comparison(
                "ties.ownership_equity.condition_to_schedule", said, found,
                "Net capital is computed from the equity of the statement of financial condition.",
                "17 CFR 240.15c3-1(c)(2)",
                "warning" if stated.report.facing_page.get("consolidated") is True else "error",
            )  # fmt: skip


@check("ties", "ties.depreciation_and_amortization.income_to_cash_flows", cite="ASC 230-10-45-28")
def depreciation(stated: Stated) -> Iterator[Comparison]:
    """Depreciation on the statement of income is what the statement of cash flows adds back.

    Where other amortization is added back with it, or the statement of income shows a part of it elsewhere, the two
    differ in earnest; only a difference that looks like a slip is told, as a warning.
    """
    for period in stated.periods:
        said = stated.first("noncash_depreciation_and_amortization", period)
        found = stated.on("income", "depreciation_and_amortization", period)
        if said and found and (said.value == found.value or likely_slip(said, found)):
            yield Comparison(
                "ties.depreciation_and_amortization.income_to_cash_flows", said, found,
                "What depreciation took from income without cash is added back.", "ASC 230-10-45-28", "warning",
            )  # fmt: skip


def likely_slip(said: Fact, found: Fact) -> bool:
    """Whether one figure looks like the other with a slip of the pen, rather than like another figure."""
    unit = said.rounding * 2 or Decimal(1)
    a, b = (int((fact.value / unit).to_integral_value()) for fact in (said, found))
    return any(chance(a, b) - slip.cost >= _TELLING_BITS for slip in slips(a, b))


_TELLING_BITS = 6.0


def is_nearly(said: Fact, found: Fact) -> bool:
    """Whether two figures lie so near that they are one: by chance one in thousands does."""
    return abs(said.value - found.value) * _NEARLY <= abs(found.value)


_NEARLY = 5_000


@check("ties", "ties.*.condition_to_schedule", cite="17 CFR 240.15c3-1(c)(2)(iv)")
def deducted_assets(stated: Stated) -> Iterator[Comparison]:
    """An asset that net capital deducts is no larger in the schedule than on the balance sheet; mostly it is the same.

    Fixed assets, prepaid expenses, deferred taxes, memberships and investments without a ready market are deducted
    whole: there the figures tie.  Of receivables a part may be allowable: there the schedule's is not the larger.
    """
    for figure in stated.figures:
        fact = figure.fact
        if figure.statement != "net_capital" or fact.concept != "nonallowable_assets" or not fact.part:
            continue
        found = _asset(stated, fact)
        if found is None:
            continue
        check_id, cite = f"ties.{fact.part}.condition_to_schedule", "17 CFR 240.15c3-1(c)(2)(iv)"
        label = taxonomy()[fact.part].label
        if fact.value == found.value or _deducted_whole(fact.part) or likely_slip(fact, found):
            because = f"{label}: net capital deducts what the balance sheet states."
            severity: Severity = "error" if likely_slip(fact, found) else "warning"
            yield Comparison(check_id, fact, found, because, cite, severity)
        else:
            more = fact.value > found.value + fact.rounding + found.rounding
            because = (
                f"{label}: the schedule deducts {fact.value:,}, more than the {found.value:,} of the balance sheet."
            )
            yield Comparison(check_id, fact, found, because, cite, "warning", agrees=not more)


def _asset(stated: Stated, deducted: Fact) -> Fact | None:
    """The asset that a deduction is made on: its line, or the lines of its kind together where they give the figure."""
    held = taxonomy()
    if deducted.part not in held or held[deducted.part].kind != "asset" or deducted.part.startswith("total_"):
        return None
    kind = held.broadest(deducted.part)
    lines = [
        f.fact
        for f in stated.figures
        if f.statement == "financial_condition" and f.fact.when == deducted.when and f.fact.unit == deducted.unit
        and f.fact.concept in held and held.broadest(f.fact.concept) == kind
        and not f.fact.concept.startswith("total_")
    ]  # fmt: skip
    if not lines:
        return None
    exact = next((fact for fact in lines if fact.value == deducted.value), None)
    if exact is not None or len(lines) == 1:
        return exact or lines[0]
    return computed(kind, [add(fact) for fact in lines], cite=FOOTING, part="")


def _deducted_whole(concept: str) -> bool:
    """Whether net capital takes the whole of an asset, by its usual treatment that rests on no other fact."""
    held = taxonomy()
    treatment = held[held.broadest(concept)].treatment if held.broadest(concept) in held else None
    return bool(treatment and treatment.word == "nonallowable" and not treatment.assumed) and concept not in (
        "other_receivables", "receivables_from_non_customers", "other_assets", "due_from_affiliates",
    )  # fmt: skip


@check("ties", "ties.net_income.equity_to_income")
def results_by_component(stated: Stated) -> Iterator[Comparison]:
    """The components' shares of net income add up to it.

    On a statement of changes in equity without a column of totals.
    """
    for period in stated.periods:
        found = stated.on("income", "net_income", period)
        whole = stated.on("changes_in_equity", "net_income", period)
        parts = [
            f.fact
            for f in stated.of_concept("net_income")
            if f.statement == "changes_in_equity" and f.fact.part and f.fact.when == period
        ]
        if found and parts and whole is None:
            said = computed("net_income", [add(fact) for fact in parts], cite="crossfooting", when=period, part="")
            yield Comparison(
                "ties.net_income.equity_to_income", found, said,
                "Net income of the statement of income is what the components of equity receive.", _CITE,
            )  # fmt: skip
