"""Lots are the same for the same seed and purpose, and what is split adds up."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tieout.sim.draw import Draw
from tieout.sim.filing import filing
from tieout.sim.hands import draw_hand
from tieout.sim.printed import Said, Sheet, amount_text

FIRM = filing(1).firm


@given(st.integers(0, 10**9), st.integers(-(10**9), 10**9), st.lists(st.floats(0.01, 100), min_size=1, max_size=12))
def test_parts_add_up_to_the_whole(seed: int, total: int, weights: list[float]) -> None:
    assert sum(Draw(seed, "test").split(total, weights)) == total


def test_one_purpose_does_not_shift_another() -> None:
    first, other = Draw(5, "firm"), Draw(5, "hand")
    other.random()
    assert first.random() == Draw(5, "firm").random()


@given(st.integers(0, 500), st.integers(-(10**12), 10**12))
def test_an_amount_is_written_with_its_sign_and_its_digits(seed: int, units: int) -> None:
    hand = draw_hand(FIRM, seed)
    text = hand.written(units)
    if units:
        assert text.strip("(<->)").replace(",", "") == str(abs(units))
        assert (text[0] in "(<-") == (units < 0)
    else:
        assert text in ("-", "—", "- 0 -", "0")


def test_figures_within_a_label_are_figures_of_their_own() -> None:
    sheet = Sheet(draw_hand(FIRM, 3), "financial_condition", Decimal(1000))
    day = FIRM.period.end
    said = {"acc": Said("accumulated_depreciation", day, 6_025)}
    sheet.row(
        "Furniture, net of accumulated depreciation of {acc}", [Said("fixed_assets_net", day, 2_715)], within=said
    )
    within, line = sheet.figures
    assert (within.concept, within.value, within.printed, within.place) == (
        "accumulated_depreciation",
        Decimal(6_025_000),
        "6,025",
        "label",
    )
    assert (line.concept, line.value, line.printed, line.place) == (
        "fixed_assets_net",
        Decimal(2_715_000),
        "2,715",
        "amount",
    )
    assert "$6,025" in sheet.rows[0].label


def test_an_amount_printed_against_its_direction_keeps_its_value() -> None:
    sheet = Sheet(draw_hand(FIRM, 3), "income", Decimal(1))
    sheet.row("Income tax benefit", [Said("income_tax_expense", FIRM.period, -500, ink=-1)])
    assert sheet.figures[0].value == -500
    assert sheet.figures[0].printed == amount_text(500, Decimal(1))
