"""Planted mistakes: each is printed, contradicts the page, and is told; the rest of the page stays as it was."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.sim import SimulatedFiling, filing
from tieout.sim.faults import FAULTS, plant, plant_several
from tieout.sim.figure_faults import FIGURE_FAULTS
from tieout.sim.page import Page
from tieout.sim.places import written
from tieout.sim.slips import WAYS, looks_like
from tieout.sim.word_faults import WORD_FAULTS

SEEDS = range(91_000, 91_012)


@cache
def filed(seed: int) -> SimulatedFiling:
    return filing(seed)


@cache
def page(seed: int) -> Page:
    return Page(filed(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_figure_has_its_place_and_is_written_there_as_it_stands(seed: int) -> None:
    held = page(seed)
    assert [place.figure for place in held.places] == list(filed(seed).truth.figures)
    for place in held.places:
        if place.figure.value:
            assert written(place, place.units, held.hand) == place.figure.printed


@pytest.mark.parametrize("seed", SEEDS)
def test_the_figures_of_the_statements_are_tied(seed: int) -> None:
    held = page(seed)
    statements = ("financial_condition", "income", "changes_in_equity")
    loose = [place for at, place in enumerate(held.places) if at not in held.over]
    assert not [p for p in loose if p.figure.statement in statements and p.figure.unit == "USD" and p.column >= 0]


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_printed_once_and_told(kind: str) -> None:
    planted = 0
    for seed in SEEDS:
        if (made := plant(filed(seed), kind, 1)) is None:
            continue
        planted += 1
        spoiled, fault = made
        assert (fault.kind, fault.cause) == (kind, fault.causes[0])
        assert fault.before != fault.after
        before, after = filed(seed).text("bare"), spoiled.text("bare")
        changed = [b for a, b in zip(before.split("\n"), after.split("\n"), strict=True) if a != b]
        assert len(changed) == 1, changed
        assert fault.after in changed[0] or kind == "box_without_its_statement"
        assert plant(filed(seed), kind, 1) == made
        if kind in FIGURE_FAULTS:
            assert fault.concept in fault.concepts
            assert spoiled.truth == filed(seed).truth
    assert planted or kind == "income_over_a_loss"


def test_a_fault_of_figures_breaks_something_that_held() -> None:
    for seed in SEEDS[:3]:
        held = page(seed)
        for kind in FIGURE_FAULTS:
            if (made := plant(filed(seed), kind, 2)) is None:
                continue
            fault = made[1]
            spots = [
                at
                for at, place in enumerate(held.places)
                if (place.figure.concept, place.figure.label, place.figure.part, place.figure.printed)
                == (fault.concept, fault.label, fault.part, fault.before)
            ]
            digits = Decimal(re.sub(r"[^0-9.]", "", fault.after.split(" to")[0].split(":")[0]))
            if "%" in fault.after:
                digits /= 100
            units = {held.places[at].unit if held.places[at].unit > 1 else Decimal(1) for at in spots}
            values = [sign * digits * unit for unit in units for sign in (1, -1)]
            assert any(held.broken(at, value) for at in spots for value in values), fault


@pytest.mark.parametrize("seed", SEEDS)
def test_several_faults_are_of_different_kinds_on_different_lines(seed: int) -> None:
    spoiled, faults = plant_several(filed(seed), 3, 1)
    assert len({fault.kind for fault in faults}) == 3
    before, after = filed(seed).text("bare").split("\n"), spoiled.text("bare").split("\n")
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 3


def test_a_ticked_box_is_ticked_on_paper_too() -> None:
    spoiled, _ = plant(filed(91_000), "box_without_its_statement", 1) or (None, None)
    assert spoiled is not None
    assert spoiled.pdf() != filed(91_000).pdf()


def test_kinds_are_many_and_named_once() -> None:
    assert len(FAULTS) == len(set(FAULTS)) == len(FIGURE_FAULTS) + len(WORD_FAULTS) >= 20


@given(st.integers(1_000, 10**9), st.sampled_from(sorted(WAYS)))
def test_a_slip_looks_like_itself(meant: int, cause: str) -> None:
    for way in WAYS[cause]:
        for said in way(meant):
            assert said == meant or cause in looks_like(said, meant) or said < 1
            assert looks_like(-said, meant) <= {"sign"}
