"""Which mistake explains the comparisons that fail: a small balance sheet, one figure altered at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.checks.diagnosis import Mistake, diagnose, mark, value_of
from tieout.checks.digits import chance, slips
from tieout.checks.model import Comparison
from tieout.facts import Fact, Read, Told, add, computed, less

END = date(2024, 12, 31)
CASH, DESKS, ASSETS, DEBTS, EQUITY, FUNDS = 568_855, 41_120, 609_975, 265_159, 344_816, 609_975


def stated(concept: str, value: int | str, place: str = "condition", unit: str = "USD", digits: int = 0) -> Fact:
    read = Read("elm.txt", 1, (0, 0, 1, 0), f"{place} {concept} {value}")
    half = Decimal("0.5").scaleb(-digits)
    return Fact(concept=concept, entity="Elm", when=END, value=Decimal(value), trace=read, unit=unit, rounding=half)


def balance_sheet(**altered: int) -> dict[str, Fact]:
    held = {"cash": CASH, "desks": DESKS, "assets": ASSETS, "debts": DEBTS, "equity": EQUITY, "funds": FUNDS}
    facts = {name: stated(name, value) for name, value in (held | altered).items() if name in held}
    facts["equity in the schedule"] = stated("equity", altered.get("equity in the schedule", EQUITY), "schedule")
    return facts


def comparisons(held: Mapping[str, Fact]) -> list[Comparison]:
    foot, both = computed("assets", (add(held["cash"]), add(held["desks"]))), (add(held["debts"]), add(held["equity"]))
    return [
        Comparison("foots.assets", held["assets"], foot),
        Comparison("foots.funds", held["funds"], computed("funds", both)),
        Comparison("ties.assets.to_funds", held["assets"], held["funds"]),
        Comparison("ties.equity.condition_to_schedule", held["equity in the schedule"], held["equity"]),
    ]


def cost(figure: Fact, should_be: Decimal, comparisons: Sequence[Comparison]) -> float:
    del comparisons
    unit = figure.rounding * 2
    a, b = int(figure.value / unit), int(should_be / unit)
    return min((slip.cost for slip in slips(a, b)), default=chance(a, b))


def diagnosed(held: Mapping[str, Fact]) -> list[Mistake]:
    return list(diagnose(comparisons(held), cost))


def test_what_ties_has_no_mistake() -> None:
    assert diagnosed(balance_sheet()) == []


@pytest.mark.parametrize(
    ("altered", "value", "explains"),
    [
        ("assets", 609_957, {"foots.assets", "ties.assets.to_funds"}),
        ("funds", 690_975, {"foots.funds", "ties.assets.to_funds"}),
        ("equity", 344_861, {"foots.funds", "ties.equity.condition_to_schedule"}),
        ("equity in the schedule", 334_816, {"ties.equity.condition_to_schedule"}),
    ],
)
def test_one_figure_explains_every_comparison_it_breaks(altered: str, value: int, explains: set[str]) -> None:
    held = balance_sheet(**{altered: value})
    (mistake,) = diagnosed(held)
    assert mistake.figure is held[altered]
    assert mistake.should_be == balance_sheet()[altered].value
    assert {comparison.check for comparison in mistake.comparisons} == explains


def test_the_digits_choose_among_the_lines_of_a_sum() -> None:
    held = balance_sheet(desks=41_210)
    (mistake,) = diagnosed(held)
    assert mistake.figure is held["desks"]
    assert [rival.concept for rival, _ in mistake.rivals] == []


def test_lines_that_explain_it_as_well_are_named_as_rivals() -> None:
    held = balance_sheet(cash=568_815)  # 855 for 815, or 41,120 for 41,160
    (mistake,) = diagnosed(held)
    named = {mistake.figure.concept, *(rival.concept for rival, _ in mistake.rivals)}
    assert named == {"cash", "desks"}


def test_two_mistakes_are_two() -> None:
    held = balance_sheet(funds=690_975, desks=41_210)
    assert {mistake.figure.concept for mistake in diagnosed(held)} == {"funds", "desks"}


def test_what_no_slip_explains_is_no_fault_of_a_total_that_another_sum_confirms() -> None:
    held = balance_sheet(desks=987_654)
    (mistake,) = diagnosed(held)
    assert mistake.first.check == "foots.assets"
    assert {mistake.figure.concept, *(rival.concept for rival, _ in mistake.rivals)} == {"cash", "desks"}


def test_what_no_slip_explains_stands_as_it_is_where_nothing_else_speaks_of_it() -> None:
    held = balance_sheet(desks=987_654)
    (mistake,) = diagnose(comparisons(held)[:1], cost)
    assert mistake.figure is held["assets"], "the total against its lines, as one reads it"


def test_a_ratio_is_not_excused_by_figures_that_other_sums_prove() -> None:
    debt, capital = stated("debt", 24_305_999), stated("capital", 3_640_647)
    needed = stated("needed", 1_620_400)
    said = stated("ratio", "6.76", unit="ratio", digits=2)
    fifteen = Fact(
        concept="limit", entity="Elm", when=END, value=Decimal(15), trace=Told("15c3-1", END, ""), unit="ratio"
    )
    held = [
        Comparison("ratio", said, computed("ratio", (add(debt), add(capital)), operation="quotient", unit="ratio")),
        Comparison(
            "needed", needed, computed("needed", (add(debt), add(fifteen)), operation="quotient"), slack=Decimal(1)
        ),
    ]
    (mistake,) = diagnose(held, cost)
    assert mistake.figure is said
    assert mistake.should_be == Decimal("6.68")
    assert round(mistake.exact, 4) == Decimal("6.6763")


def test_the_lesser_of_two_may_be_the_wrong_one() -> None:
    """15c3-1(a): the requirement is the greater of two, and the indebtedness that should give it lost a digit."""
    floor, debt = stated("floor", 250_000), stated("debt", 2_405_999)
    fifteen = Fact(
        concept="limit", entity="Elm", when=END, value=Decimal(15), trace=Told("15c3-1", END, ""), unit="ratio"
    )
    share = computed("share", (add(debt), add(fifteen)), operation="quotient")
    needed = stated("needed", 1_603_999)
    greater = computed("needed", (add(share), add(floor)), operation="greatest")
    ten = Fact(concept="rate", entity="Elm", when=END, value=Decimal("0.1"), trace=Told("form", END, ""), unit="ratio")
    early = computed("early", (add(debt), add(ten)), operation="product")
    held = [
        Comparison("needed", needed, greater, slack=Decimal(1)),
        Comparison("early", stated("early", 2_405_999), early, slack=Decimal(1)),
    ]
    (mistake,) = diagnose(held, cost)
    assert mistake.figure is debt
    assert abs(mistake.should_be - 24_059_985) <= 15


def test_a_value_set_otherwise_moves_all_that_rests_on_it() -> None:
    held = balance_sheet()
    total = computed("net", (add(computed("assets", (add(held["cash"]), add(held["desks"])))), less(held["debts"])))
    assert value_of(total, {mark(held["cash"]): Decimal(0)}) == DESKS - DEBTS
    assert value_of(total, {}) == total.value


names = st.sampled_from(["cash", "desks", "assets", "debts", "equity", "funds", "equity in the schedule"])


@given(names, st.integers(1, 5_000_000), st.booleans())
def test_every_altered_figure_is_found_and_every_failure_explained(name: str, by: int, down: bool) -> None:
    clean = balance_sheet()
    held = balance_sheet(**{name: int(clean[name].value) + (-by if down else by)})
    failing = {c.check for c in comparisons(held) if c.apart}
    mistakes = diagnosed(held)
    assert {c.check for mistake in mistakes for c in mistake.comparisons} == failing != set()
