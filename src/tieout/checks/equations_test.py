"""Equations over figures and the choice among those that may be wrong, with costs that are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from tieout.checks.diagnosis import (
    Mistake,
    _adds,
    _Diagnosis,
    _Equation,
    _is_trifle,
    diagnose,
    equation,
    mark,
    printable,
    tolerance_of,
)
from tieout.checks.diagnosis_test import stated
from tieout.checks.model import Cause, Comparison, Words
from tieout.facts import Fact, add, computed, less
from tieout.facts.compare import FOOTING

A, B, TOTAL = stated("a", 600), stated("b", 300), stated("total", 1000)
SUM = computed("total", [add(A), add(B)], cite=FOOTING)


def over(said: Fact, found: Fact, **more: object) -> _Equation:
    held = equation(Comparison("foots.x", said, found, **more))  # type: ignore[arg-type]
    assert held is not None
    return held


def quotient(one: Fact, other: Fact) -> Fact:
    return computed("q", [add(one), add(other)], operation="quotient")


def test_an_equation_is_of_figures_that_must_be_equal() -> None:
    for said, found, agrees in ((Words("x", "y"), A, None), (A, Words("x", "y"), None), (A, B, True), (A, B, False)):
        assert equation(Comparison("x", said, found, agrees=agrees)) is None
    held = over(TOTAL, SUM)
    assert [one.concept for one in held.figures] == ["total", "a", "b"]
    assert (held.bits, over(A, B, severity="warning").bits, over(A, B, severity="note").bits) == (14.0, 7.0, 3.5)


def test_how_far_apart_sides_may_be_before_one_asks_why() -> None:
    assert over(TOTAL, SUM).tolerance == Decimal("0.5")
    assert over(TOTAL, SUM, slack=Decimal(2)).tolerance == Decimal("2.5")
    assert tolerance_of(Comparison("x", replace(TOTAL, unit="ratio"), SUM)) == Decimal("1.5")
    coarse = replace(TOTAL, rounding=Decimal(500))
    assert tolerance_of(Comparison("x", coarse, SUM)) == 501
    product = computed("x", [add(A), add(B)], operation="product")
    assert tolerance_of(Comparison("x", TOTAL, product)) == TOTAL.rounding + product.rounding
    assert tolerance_of(Comparison("x", product, TOTAL)) == TOTAL.rounding + product.rounding


def test_what_adds() -> None:
    product = computed("x", [add(A), add(B)], operation="product")
    assert _adds(A)
    assert _adds(SUM)
    assert not _adds(product)
    assert not _adds(computed("x", [add(A), add(product)]))
    assert not _adds(computed("x", [add(product), add(A)]))


def test_an_equation_holds_to_its_tolerance() -> None:
    for total, holds in (("900", True), ("900.5", True), ("899.5", True), ("901", False)):
        held = over(replace(TOTAL, value=Decimal(total)), SUM)
        assert held.holds({}) is holds
    assert over(TOTAL, SUM).holds({mark(A): Decimal(700)})
    assert not over(TOTAL, quotient(A, B)).holds({mark(B): Decimal(0)}), "nothing is divided by nothing"


def test_what_a_figure_would_have_to_be() -> None:
    held = over(TOTAL, computed("total", [add(A), less(B)]))
    assert held.solve(A, {}) == 1300
    assert held.solve(B, {}) == -400
    assert held.solve(TOTAL, {}) == 300
    assert held.solve(A, {mark(B): Decimal(100)}) == 1100
    assert held.solve(stated("z", 5), {}) is None
    exact = replace(A, rounding=Decimal(0))
    assert over(TOTAL, computed("total", [add(exact), add(B)])).solve(exact, {}) == 700
    assert over(TOTAL, quotient(A, B)).solve(A, {mark(B): Decimal(0)}) is None
    ratio = stated("ratio", "1.50", unit="ratio", digits=2)
    found = over(ratio, quotient(A, B)).solve(B, {})
    assert found is not None
    assert abs(found - 400) < Decimal("0.5")


def test_of_the_greater_of_two_the_lesser_is_asked_too() -> None:
    fifteen, floor = replace(stated("f", 15), rounding=Decimal(0)), stated("floor", 50)
    for needed, least, told in ((100, 50, 1500), (100, 200, None), (40, 50, None)):
        low = replace(floor, value=Decimal(least))
        small = replace(A, value=Decimal(150))
        greater = computed("x", [add(quotient(small, fifteen)), add(low)], operation="greatest")
        found = over(stated("needed", needed), greater).solve(small, {})
        assert (None if found is None else round(found)) == told
        assert over(stated("needed", needed), greater).solve(stated("z", 5), {}) is None
    lesser = computed("x", [add(A), add(B)], operation="least")
    assert over(stated("needed", 500), lesser).solve(A, {}) is None, "the lesser would stay"
    assert over(stated("needed", 500), lesser).solve(B, {}) == 500
    assert over(stated("needed", 200), lesser).solve(A, {}) == 200


@pytest.mark.parametrize(("value", "digits", "shown"), [
    ("12.4", 0, "12"), ("12.6", 0, "13"), ("12.346", 2, "12.35"), ("12.300", 2, "12.3"), ("12.000", 2, "12"),
])  # fmt: skip
def test_a_value_as_it_may_be_printed(value: str, digits: int, shown: str) -> None:
    assert str(printable(Decimal(value), stated("x", 5, digits=digits))) == shown
    assert printable(Decimal(value), replace(A, rounding=Decimal(0))) == Decimal(value)
    assert printable(Decimal("NaN"), A).is_nan()
    assert printable(Decimal("1E+40"), A) == Decimal("1E+40")


@pytest.mark.parametrize(("should_be", "trifle"), [(602, True), (598, True), (603, False), (597, False), (600, True)])
def test_a_unit_or_two_is_a_trifle(should_be: int, trifle: bool) -> None:
    assert _is_trifle(A, Decimal(should_be)) is trifle


# --- rounding that is left -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("total", "a", "left"), [
    ("1000", "699", True), ("1000", "700", True), ("901.5", "600", False), ("1000", "698.5", True),
    ("1000", "698", False),
    ("910", "609", False), ("911", "610", True), ("912", "611", True), ("1000", "500", False),
])  # fmt: skip
def test_what_a_figure_set_right_leaves_may_be_rounding(total: str, a: str, left: bool) -> None:
    """A gap ten times what is left of it, and no more left than three half dollars."""
    held = over(replace(TOTAL, value=Decimal(total)), SUM)
    diagnosis = _Diagnosis([held], lambda *_: 0.0)
    assert diagnosis._is_but_rounded(held, A, {mark(A): Decimal(a)}) is left
    assert not diagnosis._is_but_rounded(held, stated("z", 5), {mark(A): Decimal(a)})


def test_rounding_that_is_left_is_of_dollars_and_measured_against_what_was_given() -> None:
    share = replace(TOTAL, unit="ratio")
    held = over(share, SUM)
    right = {mark(A): Decimal(700)}
    assert not _Diagnosis([held], lambda *_: 0.0)._is_but_rounded(held, A, right)
    held = over(TOTAL, SUM)
    diagnosis = _Diagnosis([held], lambda *_: 0.0)
    near = {mark(A): Decimal(699)}
    assert diagnosis._is_but_rounded(held, A, near, {})
    assert not diagnosis._is_but_rounded(held, A, near, {mark(A): Decimal(695)}), "five were left before, one is now"
    diagnosis.changes = {mark(A): Decimal(695)}
    assert not diagnosis._is_but_rounded(held, A, near)
    assert diagnosis._is_but_rounded(held, A, near, {})
    by_nothing = over(TOTAL, quotient(A, B))
    assert not _Diagnosis([by_nothing], lambda *_: 0.0)._is_but_rounded(by_nothing, B, {mark(B): Decimal(0)})


# --- the choice ------------------------------------------------------------------------------------------------------


def chosen(held: Sequence[Comparison], costs: Mapping[str, float]) -> list[Mistake]:
    def cost(figure: Fact, should_be: Decimal, comparisons: Sequence[Comparison]) -> float:
        del should_be, comparisons
        return costs.get(figure.concept, 99.0)

    return list(diagnose(held, cost))


def named(mistakes: Sequence[Mistake]) -> list[list[str]]:
    """The figures that each mistake suspects, its own first."""
    return [[one.figure.concept, *(rival.concept for rival, _ in one.rivals)] for one in mistakes]


FOOTS = Comparison("foots.x", TOTAL, SUM)
CONFIRMED = Comparison("ties.x", TOTAL, stated("again", 1000))


@pytest.mark.parametrize(("cost", "figure"), [(13.9, "b"), (14.0, "total"), (14.1, "total"), (13.0, "b"), (0.0, "b")])
def test_a_correction_that_costs_what_it_saves_is_none(cost: float, figure: str) -> None:
    assert named(chosen([FOOTS], {"b": cost})) == [[figure]]


@pytest.mark.parametrize(("other", "rivals"), [(5.0, ["a", "b"]), (7.4, ["b", "a"]), (7.5, ["b"]), (9.0, ["b"])])
def test_two_that_are_nearly_as_likely_are_rivals(other: float, rivals: list[str]) -> None:
    assert named(chosen([FOOTS], {"b": 5.0, "a": other})) == [rivals]


def test_a_correction_that_breaks_what_holds_saves_less() -> None:
    assert named(chosen([FOOTS, CONFIRMED], {"total": 5.0, "b": 13.0})) == [["b"]]
    assert named(chosen([FOOTS], {"total": 5.0, "b": 13.0})) == [["total"]]
    warned = replace(CONFIRMED, severity="note")
    assert named(chosen([FOOTS, warned], {"total": 5.0, "b": 13.0})) == [["total"]], "3.5 bits are lost, and 8 saved"
    failing = Comparison("ties.y", TOTAL, stated("other", 950))
    assert named(chosen([FOOTS, failing], {"total": 5.0, "b": 13.0}))[0] == ["total"], (
        "what fails anyway breaks nothing"
    )


@pytest.mark.parametrize(("costs", "suspects"), [
    ({"a": 20.0, "b": 22.4}, ["a", "b"]), ({"a": 20.0, "b": 22.5}, ["a"]), ({"a": 25.0, "b": 20.0}, ["b"]),
])  # fmt: skip
def test_of_a_total_that_is_confirmed_a_line_is_suspected(costs: Mapping[str, float], suspects: list[str]) -> None:
    assert named(chosen([FOOTS, CONFIRMED], costs)) == [suspects]


def test_three_lines_are_named_and_of_four_none() -> None:
    for count, suspects in ((3, ["l0", "l1", "l2"]), (4, ["total"])):
        lines = [stated(f"l{n}", 100) for n in range(count)]
        held = Comparison("foots.x", TOTAL, computed("total", [add(one) for one in lines], cite=FOOTING))
        assert named(chosen([held, CONFIRMED], {one.concept: 20.0 for one in lines})) == [suspects]


def test_a_warning_or_a_cause_that_is_known_speaks_of_what_is_said() -> None:
    assert named(chosen([replace(FOOTS, severity="warning"), CONFIRMED], {"a": 20.0})) == [["total"]]
    known = replace(FOOTS, cause=Cause("wrong_base", "x"))
    assert named(chosen([known, CONFIRMED], {"a": 20.0})) == [["total"]]
    assert named(chosen([known], {"a": 1.0, "total": 13.0})) == [["total"]]


def test_a_line_of_another_sum_that_holds_is_not_suspected() -> None:
    other = Comparison("foots.y", stated("sub", 800), computed("sub", [add(A), add(stated("c", 200))], cite=FOOTING))
    assert named(chosen([FOOTS, CONFIRMED, other], {"a": 15.0, "b": 20.0})) == [["b"]]
    broken = replace(other, said=stated("sub", 955))
    first, *_ = named(chosen([FOOTS, CONFIRMED, broken], {"a": 20.0, "b": 21.0}))
    assert first == ["a", "b"]


def test_what_is_nearly_mended_counts_by_half() -> None:
    """100 more in `a` mends one sum, and leaves one dollar of rounding in another."""
    other = Comparison("foots.y", stated("sub", 901), computed("sub", [add(A), add(stated("c", 200))], cite=FOOTING))
    assert named(chosen([FOOTS, other], {"a": 20.9})) == [["a"]]
    assert len(chosen([FOOTS, other], {"a": 20.9})[0].comparisons) == 2
    assert named(chosen([FOOTS, other], {"a": 21.0})) == [["total"], ["sub"]]
    assert named(chosen([FOOTS, other], {"a": 20.0, "b": 13.5})) == [["a", "b"]]


def test_a_trifle_of_a_figure_waits_for_what_is_graver() -> None:
    """`a` is a dollar off in one sum and hundreds in another: the dollar is told last."""
    small = Comparison("foots.small", stated("s", 902), SUM)
    large = Comparison("foots.large", stated("l", 1300), computed("l", [add(A), add(stated("d", 200))], cite=FOOTING))
    made = chosen([small, large], {"a": 5.0, "d": 6.0})
    assert [[c.check for c in one.comparisons] for one in made] == [["foots.large"], ["foots.small"]]
    alone = chosen([small], {"a": 5.0})
    assert named(alone) == [["a"]]
    last = chosen([small, replace(large, severity="note")], {"a": 13.0})
    assert named(last)[0] == ["a"], "nothing else explains anything"


def test_what_fails_still_goes_with_the_figure_that_is_known_to_be_wrong() -> None:
    tie = Comparison("ties.y", B, stated("bb", 555))
    (made,) = chosen([FOOTS, tie], {"b": 5.0})
    assert [c.check for c in made.comparisons] == ["foots.x", "ties.y"]
    turned = replace(tie, said=tie.found, found=B)
    (made,) = chosen([FOOTS, turned], {"b": 5.0})
    assert len(made.comparisons) == 2
    apart = Comparison("ties.z", stated("y", 1), stated("z", 5000))
    assert named(chosen([FOOTS, apart], {"b": 5.0})) == [["b"], ["y"]]
