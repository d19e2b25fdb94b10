"""Recomputes: the law at the report's own date, over the figures the report states."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal

from tieout.checks.model import Cause, Comparison
from tieout.checks.registry import check
from tieout.checks.stated import Stated
from tieout.checks.ties import likely_slip
from tieout.facts import Computed, Fact, NoFact, add, computed, less
from tieout.law import RULES, LawError, Registrant, param

_CITE = "17 CFR 240.15c3-1"
_DOLLAR = Decimal(1)
# What the rules may take from the page instead of working it out.
_FROM_THE_PAGE = (
    "net_capital", "aggregate_indebtedness", "minimum_net_capital_ratio", "minimum_net_capital_alternative",
    "minimum_dollar_net_capital", "net_capital_required",
)  # fmt: skip


def _day(stated: Stated) -> date | None:
    """The date of the computation: where net capital is stated."""
    held = [f.fact.when for f in stated.of_concept("net_capital") if isinstance(f.fact.when, date)]
    return max(held, default=None)


def firm_of(stated: Stated, day: date, without: str = "") -> Registrant:
    """The firm as its report states it: the figures of its computation stand for what the rules would work out."""
    worked = {
        concept: fact
        for concept in _FROM_THE_PAGE
        if concept != without and (fact := stated.first(concept, day)) is not None
    }
    debits = stated.first("aggregate_debit_items", day)
    held = {} if debits is None else {"aggregate_debit_items": debits}
    method = stated.method or "aggregate_indebtedness"
    return Registrant(stated.report.entity, day, method, "other", held, worked=worked)


def by_rule(stated: Stated, concept: str, day: date) -> Fact | None:
    """What a rule of law gives from the figures beside it; None where it needs what is not stated, or not held."""
    return worked(firm_of(stated, day, without=concept), concept)


_RESTS_ON = {
    "minimum_net_capital_ratio": ("aggregate_indebtedness",),
    "ten_percent_of_aggregate_indebtedness": ("aggregate_indebtedness",),
    "aggregate_indebtedness_to_net_capital": ("aggregate_indebtedness", "net_capital"),
    "early_warning_minimum_dollar": ("minimum_dollar_net_capital",),
}


def worked(firm: Registrant, concept: str) -> Fact | None:
    """What a rule gives for a firm; None where a figure it needs is not stated, or the law of the day is not held.

    A report shows no accounts: what the rules would sum up from them must be stated.
    """
    needed = _RESTS_ON.get(concept, ())
    if concept == "net_capital_required":
        needed = ("minimum_dollar_net_capital",)
        if "minimum_net_capital_ratio" not in firm.worked and firm.method != "alternative":
            needed = ("minimum_dollar_net_capital", "aggregate_indebtedness")
    if not firm.worked.keys() >= set(needed):
        return None
    try:
        return RULES[concept](firm)
    except (NoFact, LawError):
        return None


@check("recomputes", "recomputes.excess_net_capital", cite=f"{_CITE}(a); FOCUS Part IIA [3770]")
def excess(stated: Stated) -> Iterator[Comparison]:
    """Excess net capital is net capital less the requirement.

    In the schedule and in the notes.  What usually happened: the other of the two requirements was taken away.
    """
    day = _day(stated)
    if day is None:
        return
    for figure in stated.all_of("excess_net_capital", day):
        capital = stated.on(figure.statement, "net_capital", day) or stated.first("net_capital", day)
        needed = stated.on(figure.statement, "net_capital_required", day) or stated.first("net_capital_required", day)
        if capital and needed:
            found = computed("excess_net_capital", (add(capital), less(needed)), cite=f"{_CITE}(a)", when=day)
            because = "Excess net capital is net capital less the requirement."
            cause = _less_another(stated, figure.fact, capital, needed)
            yield Comparison("recomputes.excess_net_capital", figure.fact, found, because, f"{_CITE}(a)", cause=cause)


def _less_another(stated: Stated, said: Fact, capital: Fact, needed: Fact) -> Cause | None:
    """That the excess is over another requirement than the one that applies."""
    for name in ("minimum_dollar_net_capital", "minimum_net_capital_ratio", "minimum_net_capital_alternative"):
        other = stated.first(name, said.end)
        if other is None or other.value == needed.value or capital.value - other.value != said.value:
            continue
        lesser = f"{said.value:,} is net capital less {other.value:,}, not less the requirement, {needed.value:,}."
        return Cause("wrong_base", lesser)
    return None


@check(
    "recomputes",
    "recomputes.net_capital_required",
    "recomputes.minimum_net_capital_ratio",
    "recomputes.minimum_net_capital_alternative",
    cite=f"{_CITE}(a)",
)
def requirement(stated: Stated) -> Iterator[Comparison]:
    """The requirement is the greater of a share of indebtedness, or of debit items, and the minimum in dollars.

    6-2/3 percent of aggregate indebtedness (12-1/2 in the first year), or 2 percent of aggregate debit items, and the
    dollars of the business; what is stated of these decides what can be compared.  What usually happened: the lesser of
    the two was taken, or the minimum of another business.
    """
    day = _day(stated)
    if day is None:
        return
    for concept in ("minimum_net_capital_ratio", "minimum_net_capital_alternative"):
        said, found = stated.first(concept, day), by_rule(stated, concept, day)
        if said and found:
            because = "The ratio requirement is that share of what it is a ratio of."
            yield Comparison(f"recomputes.{concept}", said, found, because, f"{_CITE}(a)(1)", slack=_slack(said))
    said = stated.first("net_capital_required", day)
    if said is None:
        return
    found = by_rule(stated, "net_capital_required", day)
    if found is not None:
        because = "The requirement is the greater of the ratio requirement and the minimum in dollars."
        yield Comparison(
            "recomputes.net_capital_required", said, found, because, f"{_CITE}(a)", slack=_slack(said),
            cause=_the_lesser(said, found),
        )  # fmt: skip
    else:  # its minimum in dollars is not stated, or what the ratio is of
        yield from _without_minimum(stated, said, day)


def _the_lesser(said: Fact, found: Fact) -> Cause | None:
    """That the other of the two requirements was taken."""
    trace = found.trace
    if not isinstance(trace, Computed) or said.value == found.value:
        return None
    for line in trace.lines:
        if line.signed < found.value and abs(line.signed - said.value) <= said.rounding:
            name = line.fact.label or line.fact.concept.replace("_", " ")
            return Cause(
                "carried_from_elsewhere", f"{said.value:,} is the lesser of the two: {name[:1].lower()}{name[1:]}."
            )
    return None


def _without_minimum(stated: Stated, said: Fact, day: date) -> Iterator[Comparison]:
    """The requirement where the report does not state its minimum in dollars: it must be a figure the rule knows."""
    share = "minimum_net_capital_alternative" if stated.method == "alternative" else "minimum_net_capital_ratio"
    by_ratio = stated.first(share, day) or by_rule(stated, share, day)
    if by_ratio is None:
        return
    minimums = _minimums(stated, day)
    if not minimums and said.value > by_ratio.value and not likely_slip(said, by_ratio):
        return  # a minimum of a time whose law is not held
    dollars = next((m for m in minimums if m.value == said.value), None)
    if dollars is not None and dollars.value + _DOLLAR >= by_ratio.value:
        found = computed(
            "net_capital_required", (add(by_ratio), add(dollars)), operation="greatest", cite=f"{_CITE}(a)"
        )
    else:
        found = computed("net_capital_required", (add(by_ratio),), cite=f"{_CITE}(a)(1)")
    because = "The requirement is the ratio requirement, or a minimum in dollars that is greater."
    yield Comparison("recomputes.net_capital_required", said, found, because, f"{_CITE}(a)", slack=_slack(said))


def _minimums(stated: Stated, day: date) -> list[Fact]:
    """The minimums in dollars that a business may have on a date."""
    names = ("carries_customer_accounts", "exempt_under_k2i", "dealer", "introduces_and_receives_securities",
             "fund_shares_only", "other", "municipal_brokers_broker")  # fmt: skip
    found = []
    for name in names:
        with suppress(LawError):
            found.append(param("minimum_dollar_by_business", day, name).fact(stated.report.entity, day))
    return found


@check("recomputes", "recomputes.minimum_dollar_net_capital", cite=f"{_CITE}(a)(2)")
def minimum_in_dollars(stated: Stated) -> Iterator[Comparison]:
    """The minimum in dollars is one that the rule knows.

    $5,000 to $250,000 by the business; more for a market maker by its securities, and for a parent by the requirements
    of its subsidiaries, so that another figure is a warning only.
    """
    day = _day(stated)
    known = _minimums(stated, day) if day else []
    if day is None or not known:
        return
    for concept in ("minimum_dollar_net_capital", "minimum_dollar_net_capital_alternative"):
        for figure in stated.all_of(concept, day)[:1]:
            said = figure.fact
            nearest = min(known, key=lambda fact: abs(fact.value - said.value))
            because = f"The minimum in dollars is stated as {said.value:,}, which is none of 15c3-1(a)(2)."
            yield Comparison(
                "recomputes.minimum_dollar_net_capital", said, nearest, because, f"{_CITE}(a)(2)", "warning",
                agrees=abs(nearest.value - said.value) <= said.rounding,
            )  # fmt: skip


def _slack(said: Fact) -> Decimal:
    """What a printed unit may hide of a share: some round up, as no firm may have less than is required."""
    return 2 * said.rounding


@check(
    "recomputes", "recomputes.aggregate_indebtedness_to_net_capital", cite=f"{_CITE}(a)(1)(i); FOCUS Part IIA [3850]"
)
def ratio(stated: Stated) -> Iterator[Comparison]:
    """The ratio is aggregate indebtedness divided by net capital, rounded.

    In the schedule and in the notes, each to the digits it prints.  What usually happened: digits were cut off instead
    of rounded, or changed places.
    """
    day = _day(stated)
    found = by_rule(stated, "aggregate_indebtedness_to_net_capital", day) if day else None
    if day is None or found is None:
        return
    for figure in stated.all_of("aggregate_indebtedness_to_net_capital", day, unit="ratio"):
        because = "The ratio is aggregate indebtedness divided by net capital."
        yield Comparison(
            "recomputes.aggregate_indebtedness_to_net_capital", figure.fact, found, because, f"{_CITE}(a)(1)(i)"
        )


@check(
    "recomputes",
    "recomputes.net_capital_less_early_warning",
    "recomputes.net_capital_less_early_warning_alternative",
    cite="FOCUS Part IIA [3780], [3920]",
)
def early_warning(stated: Stated) -> Iterator[Comparison]:
    """Net capital less the level of early warning: 10 percent of aggregate indebtedness, or 120 percent of the minimum.

    The form asked for 10 percent alone before it asked for the greater of the two; either will do.
    """
    day = _day(stated)
    if day is None:
        return
    for concept, share in (
        ("net_capital_less_early_warning", "ten_percent_of_aggregate_indebtedness"),
        ("net_capital_less_early_warning_alternative", "early_warning_debit_items"),
    ):
        said, capital = stated.first(concept, day), stated.first("net_capital", day)
        if said is None or capital is None:
            continue
        firm = firm_of(stated, day)
        if (level := worked(firm, share)) is None:
            continue
        least = worked(firm, "early_warning_minimum_dollar") if "minimum_dollar_net_capital" in firm.worked else None
        levels = [level] if least is None else [level, least]
        if (needed := firm.worked.get("net_capital_required")) and (times := _multiple(stated, day)):
            # Some take 120 percent of the requirement for 120 percent of the minimum.
            levels.append(computed("early_warning_level", (add(needed), add(times)), operation="product"))
        found = [computed(concept, (add(capital), less(level)), cite="FOCUS Part IIA") for level in levels]
        nearest = min(found, key=lambda fact: abs(fact.value - said.value))
        because = "The line is net capital less the level of early warning."
        yield Comparison(f"recomputes.{concept}", said, nearest, because, "FOCUS Part IIA", slack=_slack(said))


def _multiple(stated: Stated, day: date) -> Fact | None:
    try:
        return param("early_warning_minimum_multiple", day).fact(stated.report.entity, day)
    except LawError:
        return None
