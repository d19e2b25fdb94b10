"""A planted combination is found; figures that have nothing to do with one another make none."""

from itertools import combinations
from random import Random
from time import process_time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tieout.checks.combining import MOST_AMOUNTS, MOST_TERMS, RARE, Amount, Combination, hit_rate, nearest, smallest

LINES = st.lists(st.integers(1_000_001, 99_999_999), min_size=2, max_size=7, unique=True)


def drawn(random: Random) -> int:
    """A figure as balance sheets have them: of every size between 3,000 and 16,000,000 alike."""
    return int(10 ** random.uniform(3.5, 7.2))


@given(LINES, st.data())
def test_a_planted_combination_is_found_unless_a_smaller_or_another_is(lines: list[int], data: st.DataObject) -> None:
    amounts = [Amount(value * data.draw(st.sampled_from([1, 1, -1]))) for value in lines]
    planted = data.draw(st.sets(st.sampled_from(range(len(amounts))), min_size=1, max_size=3))
    target = sum(amounts[i].value for i in planted)
    found = smallest(amounts, Amount(target))
    if found is not None:
        made = sum(amounts[i].value for i in found.members)
        assert abs(made - target) <= found.apart <= 0.5 + 0.5 * len(found.members)
        assert len(found.members) <= len(planted)


def by_trying_all(amounts: list[Amount], target: Amount, most: int) -> Combination | None:
    """The same answer by trying every combination, one after the other."""
    tried: list[int] = []
    for terms in range(1, most + 1):
        every = [
            (members, sum(amounts[i].value for i in members)) for members in combinations(range(len(amounts)), terms)
        ]
        tried += [total for _, total in every]
        fits = [
            (members, abs(total - target.value), target.slack + sum(amounts[i].slack for i in members))
            for members, total in every
            if abs(total - target.value) <= target.slack + sum(amounts[i].slack for i in members)
        ]
        if len(fits) == 1:
            ((members, apart, hidden),) = fits
            as_far_out = sum(target.value <= 2 * total <= 3 * target.value for total in tried)
            chance = max(as_far_out, 1) * hit_rate(target.value, hidden)
            return Combination(members, apart, chance) if chance <= RARE else None
        if fits:
            return None
    return None


@given(
    st.lists(st.tuples(st.integers(-99_999, 999_999), st.sampled_from([0.5, 0.5, 3.0])), min_size=1, max_size=7),
    st.integers(1, 4),
    st.data(),
)
def test_the_search_answers_as_trying_all_does(lines: list[tuple[int, float]], most: int, data: st.DataObject) -> None:
    amounts = [Amount(value, slack) for value, slack in lines]
    planted = data.draw(st.sets(st.sampled_from(range(len(amounts))), min_size=1, max_size=4))
    target = Amount(sum(amounts[i].value for i in planted) + data.draw(st.integers(-3, 3)))
    assume(target.value > 0)
    found, held = smallest(amounts, target, most), by_trying_all(amounts, target, most)
    assert (found is None) == (held is None)
    if found is not None and held is not None:
        assert (found.members, found.apart) == (held.members, held.apart)
        assert found.chance == pytest.approx(held.chance)


def test_of_too_many_amounts_the_largest_are_tried() -> None:
    amounts = [Amount(1_000_003 + 77_777 * i) for i in range(MOST_AMOUNTS)]
    found = smallest([Amount(123_457), *amounts], Amount(1_000_003))
    assert found is not None
    assert found.members == (1,)
    assert smallest([Amount(123_457), *amounts], Amount(123_457)) is None
    assert smallest([Amount(123_457), *amounts[1:]], Amount(123_457)) is not None


def test_what_rounding_hides_of_each_amount_is_forgiven_and_no_more() -> None:
    assert smallest([Amount(700_001), Amount(300_002)], Amount(1_000_004)) is not None
    assert smallest([Amount(700_001), Amount(300_002)], Amount(1_000_005)) is None
    assert smallest([Amount(700_001, 2.5), Amount(300_002)], Amount(1_000_006)) is not None


def test_nearly_every_planted_combination_is_found() -> None:
    random, found = Random(15), 0
    for _ in range(150):
        amounts = [Amount(drawn(random) * random.choice((1, 1, -1))) for _ in range(random.randint(4, 9))]
        amounts.append(Amount(random.randint(20_000_000, 50_000_000)))
        others = random.sample(range(len(amounts) - 1), random.randint(0, 2))
        planted = (*sorted(others), len(amounts) - 1)
        off = random.choice((-1, 0, 0, 0, 1)) if len(planted) > 1 else 0
        held = smallest(amounts, Amount(sum(amounts[i].value for i in planted) + off))
        found += held is not None and held.members == planted
    assert found >= 140


def test_figures_without_a_relation_make_nothing() -> None:
    offered = 0
    for seed in range(400):
        random = Random(seed)
        amounts = [Amount(drawn(random) * random.choice((1, 1, -1))) for _ in range(random.randint(4, 12))]
        target = Amount(drawn(random))
        offered += smallest(amounts, target) is not None
        offered += nearest(amounts, target) is not None
    assert offered <= 2


def test_what_chance_is_said_to_be_is_what_it_is() -> None:
    """One sum of about the size of the target lies within a tenth of it in a fifth of all cases."""
    assert hit_rate(1_000_003, 100_000) == pytest.approx(0.2, rel=0.01)
    assert hit_rate(1_000_000, 0.5) == 1.0  # what is round tells nothing
    assert hit_rate(1_234_500, 0.5) == pytest.approx(100 / 1_234_500)
    assert hit_rate(1_234_560, 0.5) == pytest.approx(2 / 1_234_560)
    assert hit_rate(1_234_500, 99.5) == pytest.approx(200 / 1_234_500)
    assert hit_rate(7, 100) == 1.0
    found = nearest([Amount(744_204), Amount(319_381)], Amount(744_410))
    assert found is not None
    assert found.chance == pytest.approx(2 * 413 / 744_410 / 9.2)


def test_two_that_fit_equally_well_are_none() -> None:
    assert smallest([Amount(700_001), Amount(300_002), Amount(600_001), Amount(400_002)], Amount(1_000_003)) is None
    one = smallest([Amount(700_001), Amount(300_002), Amount(600_001), Amount(500_002)], Amount(1_000_003))
    assert one is not None
    assert one.members == (0, 1)


def test_small_figures_are_met_by_chance() -> None:
    amounts = [Amount(value) for value in (41, 17, 230, 98, 122)]
    assert smallest(amounts, Amount(58)) is None
    assert nearest(amounts, Amount(231)) is None


def test_nothing_is_made_of_nothing_and_nothing_makes_nothing() -> None:
    assert smallest([], Amount(5)) is None
    assert smallest([Amount(5)], Amount(0)) is None
    assert nearest([], Amount(5)) is None
    assert nearest([Amount(5)], Amount(0)) is None
    assert nearest([Amount(744_204), Amount(744_616)], Amount(744_410)) is None
    assert nearest([Amount(744_204), Amount(744_617)], Amount(744_410)) is not None


def test_the_widest_search_takes_no_more_than_the_time_there_is() -> None:
    random = Random(5)
    amounts = [Amount(drawn(random) * random.choice((1, -1))) for _ in range(40)]
    began = process_time()
    smallest(amounts, Amount(1_234_567), MOST_TERMS)
    assert process_time() - began < 0.25  # 15 ms on the machine it was written on
