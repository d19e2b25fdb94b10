"""Planted slips are named; figures that have nothing to do with one another are not."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tieout.checks.digits import plausibility, slips, whole
from tieout.checks.model import CauseId

FIGURES = st.integers(1_000, 999_999_999_999)


def ids(said: int, meant: int) -> set[CauseId]:
    return {slip.id for slip in slips(said, meant)}


def likeliest(said: int, meant: int) -> CauseId:
    return min(slips(said, meant), key=lambda slip: slip.cost).id


@given(FIGURES, st.data())
def test_neighbouring_digits_that_changed_places_are_a_transposition(meant: int, data: st.DataObject) -> None:
    digits = list(str(meant))
    i = data.draw(st.integers(0, len(digits) - 2))
    digits[i], digits[i + 1] = digits[i + 1], digits[i]
    assume(digits[0] != "0")
    said = int("".join(digits))
    assume(said != meant)
    assert "transposed_digits" in ids(said, meant)
    assert (said - meant) % 9 == 0


@given(FIGURES, st.data())
def test_another_digit_in_one_place_is_one_digit(meant: int, data: st.DataObject) -> None:
    digits = list(str(meant))
    i = data.draw(st.integers(1, len(digits) - 1))
    digits[i] = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[i]]))
    assert "one_digit" in ids(int("".join(digits)), meant)


@given(FIGURES, st.data())
def test_a_lost_digit_and_its_reverse_an_added_one(meant: int, data: st.DataObject) -> None:
    text = str(meant)
    i = data.draw(st.integers(1, len(text) - 1))
    said = int(text[:i] + text[i + 1 :])
    assert "lost_or_added_digit" in ids(said, meant)
    assert "lost_or_added_digit" in ids(meant, said)


@given(FIGURES, st.sampled_from([1, -1]))
def test_sign_double_half_and_shifts(figure: int, sign: int) -> None:
    meant = sign * figure
    assert likeliest(-meant, meant) == "sign"
    assert "doubled_or_halved" in ids(2 * meant, meant)
    assert "doubled_or_halved" in ids(meant, 2 * meant)
    for places, cause in ((1, "decimal_shift"), (2, "decimal_shift"), (3, "thousands_shift"), (6, "thousands_shift")):
        assert likeliest(meant * 10**places, meant) == cause
        assert likeliest(meant, meant * 10**places) == cause


@given(st.integers(1_000_000, 999_999_999))
def test_dollars_printed_in_thousands_are_a_shift(meant: int) -> None:
    assert likeliest((meant + 500) // 1000, meant) == "thousands_shift"


@given(st.integers(-(10**14), 10**14), st.integers(-(10**14), 10**14))
def test_no_figures_are_refused_and_none_explains_itself(said: int, meant: int) -> None:
    assert plausibility(Decimal(said), Decimal(meant)) >= 0
    assert list(slips(meant, meant)) == []
    assert plausibility(Decimal(meant), Decimal(meant)) == 0


@given(FIGURES, st.data())
def test_the_sign_of_both_figures_and_their_decimal_places_change_nothing(meant: int, data: st.DataObject) -> None:
    said = data.draw(st.one_of(FIGURES, st.just(meant + 9), st.just(meant * 2)))
    whole_dollars = plausibility(Decimal(said), Decimal(meant))
    assert plausibility(Decimal(-said), Decimal(-meant)) == whole_dollars
    assert plausibility(Decimal(said).scaleb(-2), Decimal(meant).scaleb(-2)) == whole_dollars


def test_figures_without_a_relation_seldom_seem_to_have_one() -> None:
    """Of 5,000 pairs of figures of seven digits, spread by a fixed step, hardly any look like a slip of the other."""
    figures = [1_000_000 + (i * 7_368_787) % 9_000_000 for i in range(5_001)]
    named = [p for p in map(plausibility, map(Decimal, figures), map(Decimal, figures[1:])) if p > 8]
    assert len(named) <= 5


@pytest.mark.parametrize(
    ("said", "meant", "cause"),
    [
        (1_620_000, 1_620_400, "rounding"),
        (2_715_605, 2_715_606, "rounding"),
        (1_620_000, 1_620_900, "truncated"),
        (3_654_321, 3_654_821, "one_digit"),
        (1_000, 1_900, "one_digit"),
        (12_334, 1_234, "lost_or_added_digit"),
        (3_214_567, 1_234_567, "transposed_digits"),
    ],
)
def test_what_a_slip_is_called(said: int, meant: int, cause: CauseId) -> None:
    assert likeliest(said, meant) == cause


def test_whole_takes_the_places_of_the_finest_figure() -> None:
    assert whole(Decimal("6.7"), Decimal("6.676")) == (6700, 6676)
    assert whole(Decimal("1E+3"), Decimal(1)) == (1000, 1)
