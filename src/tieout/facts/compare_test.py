"""The one comparison: it finds a planted fault, leaves the clean report alone, and does not mind the order."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.facts import Disagreement, Fact, Period, Read, Told, add, computed, disagreements, less
from tieout.facts.compare import FOOTING
from tieout.facts.money import cents

END = date(2024, 12, 31)
TOLD = Told("CFO", END, "confirmed")


def read(concept: str, value: int | str | Decimal, rounding: int | str | Decimal = "0.5", page: int = 1) -> Fact:
    trace = Read("alder-2024.pdf", page, (72.0, 410.2, 540.0, 421.9), f"{concept}  {value}")
    return Fact(
        concept=concept, entity="Alder", when=END, value=Decimal(value), rounding=Decimal(rounding), trace=trace
    )


def exact(concept: str, value: Decimal) -> Fact:
    return Fact(concept=concept, entity="Alder", when=END, value=value, trace=TOLD)


def statement(seed: int, quantum: int) -> tuple[list[Fact], Fact, Fact]:
    """A statement printed to the quantum, each figure rounded on its own: its lines, its total, and the lines added."""
    chance = random.Random(seed)
    step = exact("quantum", Decimal(quantum))
    true = [exact(f"line_{i}", cents(chance.randrange(-(10**9), 10**10))) for i in range(chance.randrange(2, 30))]
    effects = [chance.choice((add, less)) for _ in true]
    printed = [computed(f.concept, [add(f), add(step)], operation="rounded") for f in true]
    total = computed("total", [effect(f) for effect, f in zip(effects, true, strict=True)])
    printed_total = computed("total", [add(total), add(step)], operation="rounded")
    footed = computed("total", [effect(f) for effect, f in zip(effects, printed, strict=True)], cite=FOOTING)
    return [*true, *printed], printed_total, footed


@pytest.mark.parametrize("quantum", [1, 1000])
@pytest.mark.parametrize("seed", range(100))
def test_figures_rounded_one_by_one_foot_within_their_rounding(seed: int, quantum: int) -> None:
    lines, printed, footed = statement(seed, quantum)
    assert list(disagreements([*lines, printed, footed])) == [], f"replay with seed {seed}"


@pytest.mark.parametrize("quantum", [1, 1000])
@pytest.mark.parametrize("seed", range(100))
def test_a_planted_fault_is_found_and_nothing_else(seed: int, quantum: int) -> None:
    lines, printed, footed = statement(seed, quantum)
    allowed = printed.rounding + footed.rounding
    side = random.Random(seed).choice((1, -1))
    unseen = read("total", footed.value + side * allowed, printed.rounding)
    assert list(disagreements([*lines, unseen, footed])) == [], f"replay with seed {seed}"
    broken = read("total", footed.value + side * (allowed + Decimal("0.01")), printed.rounding)
    assert [f.check for f in disagreements([*lines, broken, footed])] == ["foots.total"], f"replay with seed {seed}"


def test_the_fault_of_style_md_reads_as_it_says_there() -> None:
    capital, required = read("net_capital", 1_204_550, 0), read("required", 250_050, 0)
    found = computed("excess", [add(capital), less(required)], cite="17 CFR 240.15c3-1(a)(1)(i)")
    (finding,) = disagreements([found, read("excess", 954_550)])
    assert finding.check == "recomputes.excess"
    assert finding.apart == 50
    assert str(finding).splitlines() == [
        "differs  recomputes.excess  Alder, 2024-12-31",
        "    said            954,550",
        "    found           954,500",
        "    apart                50; rounding explains 0.50",
    ]


def test_a_page_against_a_page_ties_or_does_not() -> None:
    (finding,) = disagreements([read("net_income", 100), read("net_income", 102, page=5)])
    assert finding.check == "ties.net_income"
    assert not list(disagreements([read("net_income", 100), read("net_income", 101, page=5)]))


def test_different_dates_parts_units_and_entities_are_different_things() -> None:
    cash = exact("cash", Decimal(1))
    others = [
        replace(cash, value=Decimal(2), when=date(2023, 12, 31)),
        replace(cash, value=Decimal(3), part="common_stock"),
        replace(cash, value=Decimal(4), unit="shares"),
        replace(cash, value=Decimal(5), entity="Birch"),
        replace(cash, value=Decimal(6), when=Period(END, END)),
    ]
    assert not list(disagreements([cash, *others]))


FACTS = st.lists(
    st.builds(
        lambda concept, value, rounding, page: read(concept, value, rounding, page),
        st.sampled_from(("a", "b", "c")),
        st.integers(-3, 3),
        st.integers(0, 2),
        st.integers(1, 9),
    ),
    max_size=10,
)


def pairs(findings: list[Disagreement]) -> list[tuple[int, int]]:
    return sorted(tuple(sorted((id(f.said), id(f.found)))) for f in findings)  # type: ignore[misc]


@given(FACTS, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(facts: list[Fact], chance: random.Random) -> None:
    shuffled = chance.sample(facts, len(facts))
    assert pairs(list(disagreements(facts))) == pairs(list(disagreements(shuffled)))


@given(FACTS)
def test_every_pair_of_one_key_that_disagrees_is_found_once(facts: list[Fact]) -> None:
    apart = [
        (one, other)
        for i, one in enumerate(facts)
        for other in facts[i + 1 :]
        if one.key == other.key and not one.agrees(other)
    ]
    assert all(not other.agrees(one) for one, other in apart), "agreement goes both ways"
    assert pairs(list(disagreements(facts))) == pairs([Disagreement(*pair) for pair in apart])


@given(FACTS)
def test_what_is_computed_is_what_was_found(facts: list[Fact]) -> None:
    made = [computed(fact.concept, [add(read("z", 9, 0))]) for fact in facts]
    for finding in disagreements([*made, *facts]):
        assert isinstance(finding.said.trace, Read) or finding.said in made
        assert finding.check.split(".")[0] in ("recomputes", "ties")
        if finding.said in made:
            assert finding.found in made
