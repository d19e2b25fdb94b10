"""Proof and repair by arithmetic: what is repaired, and what is left as the filer printed it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tieout.reading.figures import Figure
from tieout.reading.statements.sums import Node, Proof, Sum, damage, in_words, prove


def node(label: str, *values: int | str, ill_set: bool = False, sure: float = 1.0, disputed: bool = False) -> Node:
    """A figure and the other ways to read it."""
    ways = tuple(
        Figure(Decimal(v), str(v), well_formed=not ill_set, repaired="" if n == 0 else f"the second reader's {v}")
        for n, v in enumerate(values)
    )
    return Node(label, ways, sure, disputed)


def plus(total: int, *terms: int) -> Sum:
    return Sum(total, tuple((1, term) for term in terms))


def read(proof: Proof) -> list[int]:
    return [int(value) for value in proof.values]


# Cash 568,855, receivables 825,496, prepaid 44,204: 1,438,555.
SIDE = (plus(3, 0, 1, 2),)
BOTH = (*SIDE, plus(4, 3))


def side(**changed: Node) -> list[Node]:
    held = {
        "cash": node("Cash", 568855),
        "receivables": node("Receivables", 825496),
        "prepaid": node("Prepaid", 44204),
        "total": node("Total assets", 1438555),
        "other": node("Total liabilities and equity", 1438555),
    }
    return list((held | changed).values())


def test_a_sum_that_holds_proves_its_figures() -> None:
    proof = prove(side(), BOTH)
    assert (proof.proved, proof.repairs, proof.doubtful) == ({0, 1, 2, 3, 4}, {}, {})


def test_the_filers_own_error_is_kept_and_flagged() -> None:
    """Legible, and only its own total contradicts it: 568,855 may as well be right and another line wrong."""
    proof = prove(side(cash=node("Cash", 568955)), SIDE)
    assert read(proof)[0] == 568955
    assert not proof.repairs
    assert set(proof.doubtful) == {0, 1, 2, 3}
    assert proof.doubtful[0] == "Total assets is off by 100"


@pytest.mark.parametrize(
    ("hit", "how"),
    [
        (node("Cash", 568355, ill_set=True), "3 read as 8"),
        (node("Cash", 568355, sure=0.5), "3 read as 8"),
        (node("Cash", 568355, disputed=True), "3 read as 8"),
        (node("Cash", 56855, ill_set=True), "a lost digit put back"),
        (node("Cash", 5688555, ill_set=True), "an added digit left out"),
        (node("Cash", 568355, 568855), ""),
    ],
)
def test_a_figure_that_shows_its_damage_is_repaired_by_one_sum(hit: Node, how: str) -> None:
    proof = prove(side(cash=hit), SIDE)
    if not how:  # legible, though it may be read otherwise: one sum does not overrule ink
        assert read(proof)[0] == 568355
        return
    assert read(proof)[0] == 568855
    assert proof.repairs[0].how == how
    assert proof.repairs[0].proof == "568,855 + 825,496 + 44,204 = 1,438,555"


def test_a_legible_figure_is_repaired_where_two_sums_ask_for_it() -> None:
    proof = prove(side(total=node("Total assets", 1488555)), BOTH)
    assert read(proof)[3] == 1438555
    assert proof.repairs[3].how == "8 read as 3"
    assert proof.proved == {0, 1, 2, 3, 4}


def test_two_possible_repairs_are_none() -> None:
    """Both figures were hard to read, and either's 3 may be an 8."""
    nodes = [node("A", 1300, sure=0.5), node("B", 2300, sure=0.5), node("Total", 4100)]
    proof = prove(nodes, [plus(2, 0, 1)])
    assert read(proof) == [1300, 2300, 4100]
    assert not proof.repairs
    assert proof.doubtful[0] == "Total is off by 500"


def test_a_repair_that_breaks_a_holding_sum_is_not_made() -> None:
    """Cash is disputed, and its 3 might be an 8; but another sum holds with it as it is."""
    nodes = [*side(cash=node("Cash", 568355, disputed=True)), node("Segregated", 1), node("Cash in all", 568356)]
    proof = prove(nodes, [*SIDE, plus(6, 0, 5)])
    assert read(proof)[0] == 568355
    assert not proof.repairs


def test_no_damage_explains_it_and_nothing_is_repaired() -> None:
    proof = prove(side(cash=node("Cash", 865855, ill_set=True)), SIDE)
    assert read(proof)[0] == 865855
    assert not proof.repairs


def test_lost_brackets_are_put_back_where_two_sums_ask() -> None:
    """A deficit of 90,000 that lost its brackets: the equity section and the whole side want it below zero."""
    nodes = [node("Stock", 700000), node("Deficit", 90000), node("Equity", 610000), node("Change", -90000)]
    proof = prove(nodes, [plus(2, 0, 1), plus(3, 1)])
    assert read(proof)[1] == -90000
    assert proof.repairs[1].how == "the lost brackets put back"


def test_the_second_reader_is_believed_where_the_sum_is() -> None:
    proof = prove(side(cash=node("Cash", 563855, 568855, disputed=True)), SIDE)
    assert read(proof)[0] == 568855
    assert proof.repairs[0].how == "the second reader's 568855"


def test_two_figures_at_once_by_what_they_may_also_be_read_as() -> None:
    nodes = side(cash=node("Cash", 111111, 568855), prepaid=node("Prepaid", 99999, 44204))
    proof = prove(nodes, SIDE)
    assert read(proof)[:3] == [568855, 825496, 44204]
    assert set(proof.repairs) == {0, 2}


def test_a_witness_confirms_and_accuses_nobody() -> None:
    witness = Sum(4, ((1, 3),), witness=True)
    assert 4 in prove(side(), [*SIDE, witness]).proved
    proof = prove(side(other=node("Total", 99)), [*SIDE, witness])
    assert 4 not in proof.doubtful
    assert 3 in proof.proved


def test_rounding_explains_a_small_gap_and_proves_nothing() -> None:
    nodes = [node("A", 100), node("B", 200), node("Total", 301)]
    proof = prove(nodes, [Sum(2, ((1, 0), (1, 1)), "Total", slack=Decimal("1.5"))])
    assert not proof.proved
    assert proof.doubtful[2] == "Total is off by 1, which rounding may explain"


def test_a_sum_in_words() -> None:
    values = [Decimal(v) for v in (700000, -90000, 610000)]
    nodes = [node("Stock", 700000), node("Deficit", -90000), node("Equity", 610000)]
    assert in_words(plus(2, 0, 1), nodes, values) == "700,000 - 90,000 = 610,000"
    assert in_words(plus(2, 2), nodes, values) == "610,000 stands at 'Equity' too"


# Damage

WHOLE = st.integers(10, 10**9).map(Decimal)


@given(WHOLE, WHOLE)
def test_damage_is_seen_from_both_sides(a: Decimal, b: Decimal) -> None:
    assert bool(damage(a, b)) == bool(damage(b, a))
    assert damage(a, a) == ""
    assert damage(a, -a)
    assert damage(-a, a)


@given(WHOLE, st.data())
def test_one_digit_of_damage_is_known(a: Decimal, data: st.DataObject) -> None:
    digits = str(a)
    at = data.draw(st.integers(0, len(digits) - 1))
    lost = digits[:at] + digits[at + 1 :]
    assume(lost and lost[0] != "0" and len(lost) >= 2 and Decimal(lost) != a)
    assert damage(Decimal(lost), a) in ("a lost digit put back", "the lost brackets put back")
    assert damage(a, Decimal(lost)) == "an added digit left out"
    other = data.draw(st.sampled_from([d for d in "123456789" if d != digits[at]]))
    assert damage(Decimal(digits[:at] + other + digits[at + 1 :]), a) == f"{other} read as {digits[at]}"


# A balance sheet of which one figure, that stands in two sums, was hit

LINES = st.lists(st.integers(1_000, 10**7), min_size=2, max_size=6)


@settings(max_examples=150)
@given(LINES, LINES, LINES, st.data())
def test_a_figure_in_two_sums_is_repaired_to_the_truth_or_not_at_all(
    assets: list[int], debts: list[int], equity: list[int], data: st.DataObject
) -> None:
    gap = sum(assets) - sum(debts) - sum(equity)
    equity = [*equity, gap]
    assume(gap)
    truth = [*assets, sum(assets), *debts, sum(debts), *equity, sum(equity), sum(debts) + sum(equity)]
    a, d, e = len(assets), len(assets) + 1 + len(debts), len(truth) - 2
    whole = len(truth) - 1
    sums = [plus(a, *range(a)), plus(d, *range(a + 1, d)), plus(e, *range(d + 1, e)), plus(whole, d, e), plus(whole, a)]
    hit = data.draw(st.sampled_from([a, d, e, whole]))
    assume(abs(truth[hit]) >= 100)
    digits = str(abs(truth[hit]))
    at = data.draw(st.integers(0, len(digits) - 1))
    kind = data.draw(st.sampled_from(["misread", "lost", "added", "brackets"]))
    digit = data.draw(st.sampled_from([c for c in "123456789" if c != digits[at]]))
    damaged = {
        "misread": digits[:at] + digit + digits[at + 1 :],
        "lost": digits[:at] + digits[at + 1 :],
        "added": digits[:at] + digit + digits[at:],
        "brackets": digits,
    }[kind]
    assume(damaged[0] != "0")  # no figure is printed so
    sign = -1 if (truth[hit] < 0) != (kind == "brackets") else 1
    printed = list(truth)
    printed[hit] = sign * int(damaged)
    assume(printed[hit] != truth[hit])
    proof = prove([node(str(n), value) for n, value in enumerate(printed)], sums)
    assert read(proof) == truth
    assert set(proof.repairs) == {hit}
