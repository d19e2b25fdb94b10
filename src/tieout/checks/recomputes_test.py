"""The law over figures that a schedule states: what is needed for each line, and where its limits lie."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tieout.checks import recomputes
from tieout.checks.model import Comparison
from tieout.checks.plausible_test import BEFORE, END, fact, report
from tieout.checks.registry import Compare
from tieout.checks.stated import Stated
from tieout.facts import Computed, Fact


def schedule(*more: Fact, **given: Any) -> Stated:
    """A schedule of these lines by concept; `notes` are figures of the notes."""
    notes, day = given.pop("notes", ()), given.pop("day", END)
    method = given.pop("method", "aggregate_indebtedness")
    held = report("net_capital", *(fact(name, value, day) for name, value in given.items()), *more)
    page = {**held.facing_page, "net_capital_method": method}
    return Stated(replace(held, facts=(*held.facts, *notes), facing_page=page))


def made(compare: Compare, stated: Stated) -> list[Comparison]:
    return [one for one in compare(stated) if isinstance(one, Comparison)]


def values(compare: Compare, stated: Stated) -> list[tuple[str, bool]]:
    """What each comparison finds, and whether it holds."""
    return [(f"{one.found.value:f}", one.holds) for one in made(compare, stated) if isinstance(one.found, Fact)]


# --- the excess ------------------------------------------------------------------------------------------------------


def test_the_excess_is_over_the_requirement_beside_it() -> None:
    excess = recomputes.excess
    assert values(excess, schedule(net_capital="100", net_capital_required="40", excess_net_capital="60")) == [
        ("60", True)
    ]
    notes = tuple(fact(name, value) for name, value in
                  (("net_capital", "900"), ("net_capital_required", "30"), ("excess_net_capital", "870")))  # fmt: skip
    lines = {"net_capital": "100", "net_capital_required": "40", "excess_net_capital": "60"}
    assert values(excess, schedule(notes=notes, **lines)) == [("60", True), ("870", True)]
    assert values(excess, schedule(notes=notes[2:], **lines)) == [("60", True), ("60", False)]
    assert values(excess, schedule(net_capital="100", excess_net_capital="60")) == []
    assert values(excess, schedule(net_capital_required="100", excess_net_capital="60")) == []
    before = [fact(name, value, BEFORE) for name, value in lines.items()]
    assert values(excess, schedule(*before, net_capital="9", net_capital_required="4", excess_net_capital="5")) == [
        ("5", True)
    ]


@pytest.mark.parametrize(("said", "minimum", "told"), [
    ("95000", "5000", "95,000 is net capital less 5,000, not less the requirement, 6,000."),
    ("94999", "5000", ""), ("94000", "6000", ""), ("105000", "5000", ""),
])  # fmt: skip
def test_the_excess_over_the_other_requirement(said: str, minimum: str, told: str) -> None:
    lines = {"net_capital": "100000", "net_capital_required": "6000", "excess_net_capital": said}
    (one,) = made(recomputes.excess, schedule(minimum_dollar_net_capital=minimum, **lines))
    assert (one.cause.words if one.cause else "") == told
    (other,) = made(recomputes.excess, schedule(minimum_net_capital_ratio=minimum, **lines))
    assert (other.cause.words if other.cause else "") == told


# --- the requirement -------------------------------------------------------------------------------------------------


def requirement(stated: Stated) -> list[tuple[str, bool, int]]:
    """Of the requirement: what it should be, whether it is, and of how many figures that is chosen."""
    held = [one for one in made(recomputes.requirement, stated) if one.check.endswith("net_capital_required")]
    traces = [(one, one.found) for one in held if isinstance(one.found, Fact)]
    return [
        (f"{found.value:f}", one.holds, len(found.trace.lines)) for one, found in traces if isinstance(found.trace,
        Computed)
    ]  # fmt: skip


def test_the_greater_of_ratio_and_dollars() -> None:
    both = {"minimum_dollar_net_capital": "5000", "net_capital": "90000"}
    assert requirement(schedule(net_capital_required="6000", minimum_net_capital_ratio="6000", **both)) == [
        ("6000", True, 2)
    ]
    assert requirement(schedule(net_capital_required="5000", minimum_net_capital_ratio="600", **both)) == [
        ("5000", True, 2)
    ]
    assert requirement(schedule(net_capital_required="5000", aggregate_indebtedness="90000", **both)) == [
        ("6000", False, 2)
    ]
    assert requirement(schedule(net_capital_required="5000", **both)) == [], "a ratio of what is not stated"
    two = schedule(
        net_capital="1", net_capital_required="7000", minimum_dollar_net_capital="7000",
        minimum_net_capital_alternative="600", aggregate_debit_items="30000", method="alternative",
    )  # fmt: skip
    assert requirement(two) == [("7000", True, 2)]


def test_each_share_is_of_its_own() -> None:
    def shares(stated: Stated) -> list[tuple[str, bool]]:
        return [(str(one.slack), one.holds) for one in made(recomputes.requirement, stated)]

    assert shares(schedule(net_capital="1", minimum_net_capital_ratio="6000", aggregate_indebtedness="90000")) == [
        ("1.0", True)
    ]
    assert shares(schedule(net_capital="1", minimum_net_capital_ratio="6001", aggregate_indebtedness="90000")) == [
        ("1.0", True)
    ]
    assert shares(schedule(net_capital="1", minimum_net_capital_ratio="6002", aggregate_indebtedness="90000")) == [
        ("1.0", False)
    ]
    assert shares(schedule(net_capital="1", minimum_net_capital_ratio="6000")) == []
    debits = {"net_capital": "1", "minimum_net_capital_alternative": "600", "method": "alternative"}
    assert shares(schedule(aggregate_debit_items="30000", **debits)) == [("1.0", True)]


@pytest.mark.parametrize(("said", "dollars", "ratio", "told"), [
    ("5000", "5000", "6000", "5,000 is the lesser of the two: minimum dollar net capital."),
    ("6000", "9000", "6000", "6,000 is the lesser of the two: minimum net capital ratio."),
    ("5000", "5000.5", "6000", "5,000 is the lesser of the two: minimum dollar net capital."),
    ("4999", "5000", "6000", ""), ("5500", "5000", "6000", ""), ("6001", "5000", "6000.5", ""),
])  # fmt: skip
def test_the_lesser_of_the_two(said: str, dollars: str, ratio: str, told: str) -> None:
    held = schedule(
        net_capital="1", net_capital_required=said, minimum_dollar_net_capital=dollars, minimum_net_capital_ratio=ratio
    )
    one = made(recomputes.requirement, held)[-1]
    assert one.check == "recomputes.net_capital_required"
    assert (one.cause.words.lower() if one.cause else "") == told.lower()


def test_a_requirement_that_is_right_is_no_lesser() -> None:
    said = replace(fact("net_capital_required", "5000.4"), rounding=Decimal("0.5"))
    held = schedule(said, net_capital="1", minimum_dollar_net_capital="5000", minimum_net_capital_ratio="5000.4")
    assert made(recomputes.requirement, held)[-1].cause is None


@pytest.mark.parametrize(("said", "ratio", "found"), [
    ("5000", "600", ("5000", True, 2)),
    ("5000", "5001", ("5001", True, 2)),
    ("5000", "5002", ("5002", True, 1)),
    ("5000", "5003", ("5003", False, 1)),
    ("5000", "5001.4", ("5001.4", True, 1)),
    ("600", "600", ("600", True, 1)),
    ("60000", "600", ("600", False, 1)),
    ("250000", "600", ("250000", True, 2)),
])  # fmt: skip
def test_without_its_dollars_a_requirement_is_the_ratios_or_one_that_the_rule_knows(
    said: str, ratio: str, found: tuple[str, bool, int]
) -> None:
    assert requirement(schedule(net_capital="1", net_capital_required=said, minimum_net_capital_ratio=ratio)) == [found]


def test_the_share_that_a_requirement_is_held_against() -> None:
    lines = {"net_capital": "1", "net_capital_required": "9000"}
    by_rule = schedule(aggregate_indebtedness="135000", **lines)
    assert requirement(by_rule) == [("9000", True, 1)]
    assert requirement(schedule(**lines)) == []
    both = {"minimum_net_capital_ratio": "9000", "minimum_net_capital_alternative": "8000"}
    assert requirement(schedule(**both, **lines)) == [("9000", True, 1)]
    assert requirement(schedule(method="alternative", **both, **lines)) == [("8000", False, 1)]
    assert requirement(schedule(method="", **both, **lines)) == [("9000", True, 1)]
    page = schedule(aggregate_indebtedness="90000", minimum_net_capital_ratio="9000", **lines)
    assert requirement(page) == [("9000", True, 1)], "the ratio as it is stated"


@pytest.mark.parametrize(
    ("said", "compared"), [("50000", False), ("1000", True), ("500", True), ("1002", True), ("1234", False)]
)
def test_of_a_day_whose_minimums_are_not_held_only_slips_are_told(said: str, compared: bool) -> None:
    ratio = "1020" if said == "1002" else "1000"
    lines = {"net_capital": "1", "net_capital_required": said, "minimum_net_capital_ratio": ratio}
    stated = schedule(day=date(1960, 12, 31), **lines)
    assert bool(requirement(stated)) is compared


@pytest.mark.parametrize(("said", "nearest", "fits"), [
    ("5000", "5000", True), ("5001", "5000", False), ("100000", "100000", True), ("260000", "250000", False),
])  # fmt: skip
def test_a_minimum_in_dollars_is_one_of_the_rule(said: str, nearest: str, fits: bool) -> None:
    held = schedule(net_capital="1", minimum_dollar_net_capital=said)
    assert values(recomputes.minimum_in_dollars, held) == [(nearest, fits)]
    assert values(recomputes.minimum_in_dollars, schedule(minimum_dollar_net_capital=said)) == []


def test_a_minimum_that_stands_twice_is_asked_once_and_to_its_rounding() -> None:
    compare = recomputes.minimum_in_dollars
    notes = (fact("minimum_dollar_net_capital", "7000"),)
    assert values(compare, schedule(net_capital="1", minimum_dollar_net_capital="5000", notes=notes)) == [
        ("5000", True)
    ]
    near = replace(fact("minimum_dollar_net_capital", "5000.5"), rounding=Decimal("0.5"))
    assert values(compare, schedule(near, net_capital="1")) == [("5000", True)]
    old = schedule(net_capital="1", minimum_dollar_net_capital="5000", day=date(1960, 12, 31))
    assert values(compare, old) == []


# --- ratio and early warning -----------------------------------------------------------------------------------------


def test_the_ratio_wherever_it_stands() -> None:
    times = fact("aggregate_indebtedness_to_net_capital", "0.50", unit="ratio")
    lines = {"net_capital": "200", "aggregate_indebtedness": "100"}
    again = (replace(times, value=Decimal("0.60")),)
    found = [one.holds for one in made(recomputes.ratio, schedule(times, notes=again, **lines))]
    assert found == [True, False]
    assert made(recomputes.ratio, schedule(times, net_capital="200")) == []
    assert made(recomputes.ratio, schedule(times, aggregate_indebtedness="100")) == []


LESS = "net_capital_less_early_warning"


@pytest.mark.parametrize(("said", "nearest", "fits"), [
    ("91000", "91000", True),  # ten percent of 90,000
    ("94000", "94000", True),  # 120 percent of 5,000
    ("92800", "92800", True),  # 120 percent of the requirement, 6,000
    ("91001", "91000", True), ("91003", "91000", False), ("92000", "92800", False), ("93500", "94000", False),
])  # fmt: skip
def test_net_capital_less_early_warning(said: str, nearest: str, fits: bool) -> None:
    lines = {"net_capital": "100000", "aggregate_indebtedness": "90000", "net_capital_required": "6000",
             "minimum_dollar_net_capital": "5000", LESS: said}  # fmt: skip
    found = [(f"{Decimal(value):.0f}", holds) for value, holds in values(recomputes.early_warning, schedule(**lines))]
    assert found == [(nearest, fits)]


def test_early_warning_needs_what_it_is_of() -> None:
    lines = {"net_capital": "100000", LESS: "91000"}
    assert values(recomputes.early_warning, schedule(**lines)) == []
    assert values(recomputes.early_warning, schedule(aggregate_indebtedness="90000", **{LESS: "1"})) == []
    (one,) = made(recomputes.early_warning, schedule(aggregate_indebtedness="90000", **lines))
    assert (one.check, one.slack, one.holds) == (f"recomputes.{LESS}", Decimal(1), True)
    only = schedule(aggregate_indebtedness="90000", **lines | {LESS: "94000"})
    assert values(recomputes.early_warning, only) == [("91000.00", False)]


def test_no_day_no_computation() -> None:
    bare = schedule(excess_net_capital="1", net_capital_required="5", minimum_dollar_net_capital="7", **{LESS: "3"})
    for compare in (recomputes.excess, recomputes.requirement, recomputes.minimum_in_dollars, recomputes.ratio,
                    recomputes.early_warning):  # fmt: skip
        assert made(compare, bare) == []
