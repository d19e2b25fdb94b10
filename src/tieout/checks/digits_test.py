"""Planted slips are named; figures that have nothing to do with one another are not."""

from itertools import pairwise
from math import log2

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tieout.checks.digits import chance, slips
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
    assert all(slip.cost >= 0 for slip in slips(said, meant))
    assert list(slips(meant, meant)) == []


@given(FIGURES, st.data())
def test_the_sign_of_both_figures_changes_nothing(meant: int, data: st.DataObject) -> None:
    said = data.draw(st.one_of(FIGURES, st.just(meant + 9), st.just(meant * 2)))
    assert list(slips(-said, -meant)) == list(slips(said, meant))
    assert chance(-said, -meant) == chance(said, meant)


def test_figures_without_a_relation_seldom_seem_to_have_one() -> None:
    """Of 5,000 pairs of figures of seven digits, spread by a fixed step, hardly any look like a slip of the other."""
    figures = [1_000_000 + (i * 7_368_787) % 9_000_000 for i in range(5_001)]
    telling = [
        (said, meant)
        for said, meant in pairwise(figures)
        if any(chance(said, meant) - slip.cost > 8 for slip in slips(said, meant))
    ]
    assert len(telling) <= 5


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


def test_a_difference_costs_by_its_size_and_by_the_length_of_the_figures() -> None:
    assert chance(100, 104) == 3 + log2(15)
    assert chance(-100, 100) == 8 + log2(15)
    assert chance(1_000_000, 1_000_001) == 1 + log2(35)


@pytest.mark.parametrize(
    ("said", "meant", "cost"),
    [
        (-5_123, 5_123, 1.0),
        (5_123, 5_132, 1 + log2(3)),
        (3_125, 5_123, 5 + log2(6)),
        (5_223, 5_123, 1 + log2(36)),
        (5_143, 5_123, 1 + log2(36)),
        (5_127, 5_121, 1 + log2(36) - 1),
        (523, 5_123, 2 + log2(4)),
        (51_223, 5_123, 2 + log2(4)),
        (51_423, 5_123, 3 + log2(46)),
        (10_246, 5_123, 2.0),
        (5_123, 10_246, 2.0),
        (51_230, 5_123, 3.0),
        (5_123, 512_300, 3.0),
        (5_123, 5_123_499, 2.0),
        (5_123_000, 5_123, 2.0),
        (12, 11_500, 2.0),
        (5_122, 5_123, 1.0),
        (5_000, 5_123, 2 + log2(4)),
        (5_200, 5_184, 5 + log2(4)),
        (61_000, 61_743, 3 + log2(5)),
    ],
)
def test_what_a_slip_costs(said: int, meant: int, cost: float) -> None:
    assert min(slip.cost for slip in slips(said, meant)) == pytest.approx(cost)


@pytest.mark.parametrize(
    ("said", "meant"), [(12, 17), (1, 5), (7, 7_123), (5_123, 51_234_000), (0, 5), (5, 0), (-4, 5)]
)
def test_where_there_is_no_slip(said: int, meant: int) -> None:
    assert list(slips(said, meant)) == []


@pytest.mark.parametrize(("said", "meant", "twice"), [
    ("12234", "1234", True), ("11234", "1234", True), ("12344", "1234", True), ("12934", "1234", False),
    ("91234", "1234", False), ("12349", "1234", False), ("12324", "1234", False), ("21234", "1234", False),
    ("12342", "1234", False), ("14234", "1234", False), ("41234", "1234", False), ("12314", "1234", False),
    ("1293", "129", False), ("3129", "129", False), ("12134", "1234", False),
])  # fmt: skip
def test_a_digit_too_many_is_its_neighbour_twice_or_another(said: str, meant: str, twice: bool) -> None:
    (slip,) = [one for one in slips(int(said), int(meant)) if one.id == "lost_or_added_digit"]
    assert slip.detail.endswith(" twice") is twice
    n = len(meant)
    assert slip.cost == (2.0 + log2(n) if twice else 3.0 + log2(9 * n + 10))


def shifted(said: int, meant: int) -> list[tuple[str, str, float]]:
    return [
        (one.lead, one.detail, one.cost) for one in slips(said, meant) if one.id in ("decimal_shift", "thousands_shift")
    ]


def test_a_shifted_point() -> None:
    point = "The decimal point is shifted"
    assert shifted(1234, 12340) == [(point, "by one place, or a nought lost", 3.0)]
    assert shifted(12340, 1234) == [(point, "by one place, or a nought too many", 3.0)]
    assert shifted(1234, 123400) == [(point, "by two places, or noughts lost", 3.0)]
    assert shifted(1234, 12343) == [(point, "by one place, and rounded", 3.0 + log2(10))]
    assert shifted(1234, 12345) == shifted(1235, 12345) == [(point, "by one place, and rounded", 3.0 + log2(10))]
    assert shifted(1234, 12346) == [], "it would be rounded the other way"
    assert shifted(100, 1003) == [(point, "by one place, and rounded", 3.0 + log2(10))]
    assert shifted(99, 992) == [], "two digits tell nothing"
    assert shifted(12343, 1234) == [], "no digits come of nothing"
    assert shifted(123, 12349) == [(point, "by two places, and rounded", 3.0 + log2(100))]


def test_thousands_for_dollars() -> None:
    small, large = "A thousand times too small", "A thousand times too large"
    assert shifted(10, 10_500) == shifted(11, 10_500) == [(small, "", 2.0)]
    assert shifted(10, 10_501) == shifted(9, 9_300) == []
    assert shifted(9, 9_000) == [(small, "", 2.0)]
    assert shifted(10_400, 10) == [(large, "", 2.0)]
    assert shifted(12, 12_700_000) == []
    assert shifted(12, 12_500_000) == [("A million times too small", "", 2.0)]


@pytest.mark.parametrize(("said", "meant", "found"), [
    (12, 123, True), (23, 123, True), (1, 12, False), (2, 12, False), (13, 123, True), (123, 12, True), (12, 1, False),
])  # fmt: skip
def test_a_digit_is_lost_of_three_or_more_and_added_to_two_or_more(said: int, meant: int, found: bool) -> None:
    assert any(one.id == "lost_or_added_digit" for one in slips(said, meant)) is found
