"""Damage done to text: only where it says, only as it says, and the same for the same seed."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tieout.sim.damage import KINDS, damage_text, figures_of
from tieout.sim.filing import filing

LEASES = "2004\t\\$ 800,248\n2005\t628,200\n2006\t669,741\nTotal\t\\$ 2,098,189"


def test_every_kind_of_damage_is_done_to_some_filing() -> None:
    kinds = {d.kind for seed in range(40) for d in damage_text(filing(seed).text(), seed, 0.3)[1]}
    assert kinds == set(KINDS)


def test_nothing_is_done_at_rate_zero() -> None:
    assert damage_text(LEASES, 5, 0.0) == (LEASES, ())


@given(st.integers(0, 10_000))
def test_the_same_seed_does_the_same_damage(seed: int) -> None:
    assert damage_text(LEASES, seed, 0.5) == damage_text(LEASES, seed, 0.5)


@given(st.integers(0, 10_000))
def test_what_was_done_undone_is_the_text_as_it_was(seed: int) -> None:
    spoiled, done = damage_text(LEASES, seed, 0.5)
    for damage in done:
        assert damage.after in spoiled
        spoiled = spoiled.replace(damage.after, damage.before, 1)
    assert spoiled == LEASES


@given(st.integers(0, 10_000))
def test_a_figure_said_to_be_hit_was_there(seed: int) -> None:
    for damage in damage_text(LEASES, seed, 0.8)[1]:
        held = [figure for line in damage.before.split("\n") for figure in figures_of(line)]
        assert damage.figures
        assert set(damage.figures) <= set(held)


def test_merged_rows_and_split_digits_look_as_filings_show_them() -> None:
    merged = next(d for s in range(200) for d in damage_text(LEASES, s, 0.5)[1] if d.kind == "rows_merged")
    assert re.fullmatch(r"\w+ \w+\t\S.* \S+", merged.after)
    split = next(d for s in range(200) for d in damage_text(LEASES, s, 0.5)[1] if d.kind == "digits_split")
    assert re.sub(r"[^0-9]", "", split.after) == re.sub(r"[^0-9]", "", split.before)
