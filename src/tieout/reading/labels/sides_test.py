"""Sides of balance sheets: what foots, what is set aside or repaired and why, and what is said where nothing closes."""

from __future__ import annotations

import random
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.facts import TieoutError
from tieout.reading.labels.sides import SideFooting, foot_side
from tieout.reading.labels.slips import misread, unit_of

ASSETS = [
    ("Cash", 81_317),
    ("Receivable from clearing broker", 24_689),
    ("Prepaid expenses", 3_478),
    ("Deposits", 9_056),
]
TOTAL = ("TOTAL ASSETS", 118_540)
EQUITY = [("Accounts payable", 30_646), ("Common stock", 10_000), ("Retained earnings", 24_256)]


def foot(lines: list[tuple[str, int]], side: str = "assets") -> SideFooting:
    return foot_side([(label, Decimal(value)) for label, value in lines], side)


def aside(held: SideFooting) -> list[tuple[str, str]]:
    return [(one.label, one.why) for one in held.aside]


def test_a_side_that_foots_does_so_in_any_order() -> None:
    held = foot([ASSETS[2], TOTAL, *ASSETS[:2], ASSETS[3]])
    assert (held.how, held.foots, held.total, held.reason) == ("plainly", True, Decimal(118_540), "")
    assert sum(value for _, value in held.parts) == held.total


def test_the_total_printed_twice_is_counted_not_at_all() -> None:
    assert foot([*ASSETS, TOTAL, ("Total assets", 118_540)]).how == "plainly"


@pytest.mark.parametrize(
    ("stray", "why"),
    [
        (("Total current assets", 106_006), "a subtotal"),
        (("Total other", 12_534), "a subtotal"),
        (("December 31, 2003", 2_003), "not a line of this statement"),
        (("Net income", 5_417), "not a line of this statement"),
        (("Accounts payable", 17_432), "a line of the other side (accounts_payable_and_accrued_expenses)"),
        (("Smith Holdings, Inc.", 4_321), "not understood as a line of this statement"),
        (("Deposits with others", 9_056), "counted twice: another line has the same amount"),
        (("Marketable securities", 7_777), "counted in another line as well"),
    ],
)
def test_a_line_that_is_no_part_is_set_aside_with_its_reason(stray: tuple[str, int], why: str) -> None:
    held = foot([*ASSETS, stray, TOTAL])
    assert held.how == "with reasons"
    assert [w for _, w in aside(held)] == [why]
    assert f"{stray[1]:,}" in held.reason
    assert sum(value for _, value in held.parts) == held.total


def test_a_count_of_shares_is_no_amount() -> None:
    held = foot([*EQUITY, ("2,115 shares issued and outstanding", 2_115), ("Total", 64_902)], "liabilities")
    assert aside(held) == [("2,115 shares issued and outstanding", "a count of shares, or a year")]


def test_property_shown_gross_and_net_foots_without_its_detail() -> None:
    detail = [("Furniture and fixtures", 5_000), ("Less: accumulated depreciation", 1_250), ("Net property", 3_750)]
    held = foot([("Cash", 10_000), *detail, ("Total assets", 13_750)])
    assert held.foots
    assert sum(value for _, value in held.parts) == 13_750


def test_what_is_taken_away_is_taken_away() -> None:
    held = foot([*EQUITY, ("Less: treasury stock, at cost", 7_301), ("Total", 57_601)], "liabilities")
    assert held.how == "with reasons"
    assert ("Less: treasury stock, at cost", Decimal(-7_301)) in held.parts


@pytest.mark.parametrize(
    ("at", "printed", "why"),
    [
        (0, 81_713, "a digit misread"),
        (0, 83_117, "two digits changed places"),
        (1, 246_890, "a power of ten"),
        (1, -24_689, "a sign too many"),
        (3, 90_056, "a digit too many"),
    ],
)
def test_one_misread_figure_is_repaired_where_only_it_closes_the_gap(at: int, printed: int, why: str) -> None:
    lines = [(label, printed if n == at else value) for n, (label, value) in enumerate(ASSETS)]
    held = foot([*lines, TOTAL])
    if why == "a digit misread":  # 81,713 for 81,317 is no one digit: three sevens and ones changed places
        assert held.how == "not"
        return
    assert held.how == "with reasons"
    assert [(one.value, one.why) for one in held.repaired] == [(Decimal(ASSETS[at][1]), why)]


def test_two_figures_that_may_each_be_the_misread_one_are_both_named_and_neither_is_repaired() -> None:
    held = foot([("Cash", 54_321), ("Securities owned", 69_829), ("Total assets", 115_150)])
    assert held.how == "not, with a reason"
    assert not held.repaired
    assert "9,000 more than the total" in held.reason
    assert "'Cash'" in held.reason
    assert "'Securities owned'" in held.reason


def test_the_total_may_be_the_misread_figure() -> None:
    lines = [("Cash", 54_321), ("Securities owned", 64_829)]
    once = foot([*lines, ("Total assets", 110_150)])
    assert not once.repaired
    assert "in the total, which should be 119,150" in once.reason
    twice = foot([*lines, ("Total assets", 110_150), ("TOTAL ASSETS", 110_150)])
    assert [(one.printed, one.value) for one in twice.repaired] == [(Decimal(54_321), Decimal(45_321))]


def test_a_lost_sign_is_not_claimed_where_a_digit_may_have_been_misread() -> None:
    held = foot([("Cash", 81_317), ("Deposits", 2_000), ("Prepaid expenses", 54_689), ("Total assets", 134_006)])
    assert not held.repaired
    assert not held.foots


def test_rounding_is_said_to_be_rounding() -> None:
    held = foot([*ASSETS, ("Total assets", 118_541)])
    assert held.how == "not, with a reason"
    assert held.reason.endswith("rounding of the lines to 1")
    thousands = foot([("Cash", 781_000), ("Other assets", 24_000), ("Fees", 31_000), ("Total assets", 837_000)])
    assert thousands.reason.endswith("rounding of the lines to 1,000")


def test_a_year_beside_the_total_is_no_total() -> None:
    held = foot([*ASSETS, ("TOTAL ASSETS", 2_009)])
    assert held.reason == "the figure beside the total, 2009, is a year, not an amount: the total itself was not read"


def test_the_section_that_does_not_foot_is_named() -> None:
    lines = [("Accounts payable", 28_691), ("Common stock", 100_000), ("Retained earnings", 82_810)]
    held = foot(
        [*lines, ("Total stockholders' equity", 117_190), ("Total liabilities and stockholders' equity", 145_881)],
        "liabilities",
    )
    assert held.how == "not, with a reason"
    assert held.reason.startswith('it foots by "Total stockholders\' equity" (117,190)')
    assert held.reason.endswith("add to 65,620 more")


def test_a_side_that_foots_by_its_subtotals_has_its_fault_below_them() -> None:
    below = [("Cash", 70_485), ("Commissions receivable", 28_445), ("Prepaid expenses", 21_344)]
    held = foot([*below, ("Total current assets", 141_819), ("Total fixed assets", 4_062), ("Total assets", 145_881)])
    assert held.how == "not, with a reason"
    assert held.reason == (
        "it foots by 'Total current assets' 141,819, 'Total fixed assets' 4,062; "
        "the lines under the subtotals add to 120,274, 25,607 less than they should"
    )


def test_lines_of_other_statements_are_said_to_be_that() -> None:
    strays = [("Excess net capital", 13_652), ("Net income", 47_493), ("Retained earnings", 4_191_536)]
    held = foot([("Cash", 25_014), *strays, ("Total assets", 351_717)])
    assert held.how == "not, with a reason"
    assert "3 of 4 lines are of the other side or of another statement" in held.reason


def test_a_missing_line_is_the_last_resort() -> None:
    held = foot([*ASSETS[1:], TOTAL])
    assert held.how == "not"
    assert "a line of 81,317 is missing" in held.reason
    assert "68.6%" in held.reason


def test_no_total_and_nothing_but_a_total() -> None:
    assert foot(ASSETS).how == "no total"
    assert foot(ASSETS).total is None
    assert foot([TOTAL]).reason == "no line but the total is printed"
    assert foot([]).how == "no total"


def test_a_side_that_is_none() -> None:
    with pytest.raises(TieoutError, match="assets or liabilities"):
        foot([TOTAL], "left")


@given(st.lists(st.integers(1_000, 10**9), min_size=1, max_size=12), st.randoms())
def test_lines_that_add_up_foot_plainly(values: list[int], chance: random.Random) -> None:
    lines = [(f"Other assets {chr(97 + n)}", value) for n, value in enumerate(values)]
    lines.append(("Total assets", sum(values)))
    chance.shuffle(lines)
    assert foot(lines).how == "plainly"


@given(st.lists(st.integers(10**4, 10**9), min_size=3, max_size=8, unique=True), st.data())
def test_whatever_is_said_to_foot_adds_to_the_total(values: list[int], data: st.DataObject) -> None:
    lines = [(f"Receivable {chr(97 + n)}", value) for n, value in enumerate(values)]
    total = data.draw(st.one_of(st.just(sum(values)), st.integers(10**4, 10**9), st.just(sum(values) - values[0])))
    held = foot([*lines, ("Total assets", total)])
    if held.foots:
        assert sum((value for _, value in held.parts), Decimal(0)) == total
    else:
        assert held.reason


@given(st.integers(1_000, 10**9), st.integers(0, 8), st.integers(1, 9))
def test_one_changed_digit_is_one_digit_misread(value: int, place: int, more: int) -> None:
    digits = str(value)
    at = place % len(digits)
    other = digits[:at] + str((int(digits[at]) + more) % 10) + digits[at + 1 :]
    if other != digits and other[0] != "0":
        assert misread(Decimal(value), Decimal(other)) in ("a digit misread", "a power of ten")


def test_slips_that_are_none() -> None:
    for printed, wanted in ((0, 100), (-500, 500), (12, 97), (12_345, 54_321), (1_234, 1_234)):
        assert misread(Decimal(printed), Decimal(wanted)) == ""


def test_the_unit_figures_are_rounded_to() -> None:
    assert unit_of([Decimal(3_000), Decimal(12_000)]) == 1_000
    assert unit_of([Decimal(3_000), Decimal(12_001)]) == 1
    assert unit_of([Decimal("3000.55")]) == Decimal("0.01")


def test_a_side_takes_a_millisecond_and_a_hostile_one_under_a_second() -> None:
    page = [*ASSETS, ("Total current assets", 109_484), ("Furniture", 500), ("Marketable securities", 71), TOTAL]
    foot(page)
    began = time.process_time()
    for _ in range(20):
        foot(page)
    assert (time.process_time() - began) / 20 < 0.02
    chance = random.Random(7)
    hostile = [(f"Less total deficit {n}", chance.randrange(10**9)) for n in range(1_500)]
    began = time.process_time()
    foot([*hostile, ("Total assets", 12_345)])
    assert time.process_time() - began < 3
