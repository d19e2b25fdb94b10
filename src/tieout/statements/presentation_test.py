"""Rounded statements foot as printed, and rounding moves nothing that could stand.

The statements here are made up: sums within sums over figures in cents, some of them printed on two statements.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.facts import Column, Computed, Fact, Line, Statement, StatementLine, Told, add, computed, evaluate
from tieout.facts.compare import FOOTING
from tieout.facts.model import Key, round_half_up
from tieout.facts.money import cents
from tieout.statements import condition
from tieout.statements.door import Ledger
from tieout.statements.presentation import Presentation
from tieout.statements.statements_test import books

DAYS = (date(2024, 12, 31), date(2023, 12, 31))
QUANTA = (Decimal(1), Decimal(1000))
Amounts = st.integers(-(10**9), 10**9) | st.integers(-200, 200) | st.just(0)
# A tree is a leaf (the cents of each column) or a sum of trees with weights.
Tree = tuple[str, tuple[int, ...], tuple[tuple[int, "Tree"], ...]]


def leaf(name: str, amounts: tuple[int, ...]) -> Tree:
    return name, amounts, ()


@st.composite
def trees(draw: st.DrawFn, columns: int, depth: int = 3, name: str = "t") -> Tree:
    """Sums of one to five parts, three deep; every sum has at least one line of its own that is not zero."""
    parts: list[tuple[int, Tree]] = []
    for number in range(draw(st.integers(1, 5))):
        weight, own = draw(st.sampled_from((1, 1, 1, -1))), f"{name}{number}"
        if depth > 1 and number > 0 and draw(st.booleans()):
            parts.append((weight, draw(trees(columns, depth - 1, own))))
        else:
            amounts = st.integers(-(10**9), 10**9).filter(bool) if number == 0 else Amounts
            parts.append((weight, leaf(own, tuple(draw(amounts) for _ in range(columns)))))
    return name, (), tuple(parts)


def facts_of(tree: Tree, column: int) -> Fact:
    """A tree as facts, in one column."""
    name, amounts, parts = tree
    if not parts:
        told = Told("the test", DAYS[column], "drawn")
        return Fact(concept=name, entity="Alder", when=DAYS[column], value=cents(amounts[column]), trace=told)
    lines = [Line(weight, facts_of(part, column)) for weight, part in parts]
    return computed(name, lines, cite=FOOTING)


def statement_of(name: str, tops: list[Fact]) -> Statement:
    """Every figure on a line of its own, a total below what it is made of; one column per top."""
    rows = [list(_down(top)) for top in tops]
    lines = tuple(
        StatementLine(facts[0].concept, facts[0].concept, style="line", facts=facts)
        for facts in zip(*rows, strict=True)
    )
    columns = tuple(Column(str(top.end.year), top.end) for top in tops)
    return Statement(name, name, "", columns, lines)


def _down(fact: Fact) -> Iterator[Fact]:
    if isinstance(fact.trace, Computed):
        for line in fact.trace.lines:
            yield from _down(line.fact)
    yield fact


def sums(statement: Statement) -> dict[Key, Fact]:
    return {fact.key: fact for fact in statement.facts() if isinstance(fact.trace, Computed)}


def assert_foots(exact: Statement, printed: Statement) -> None:
    """Each total printed is the sum of its parts as printed."""
    value = {fact.key: fact.value for fact in printed.facts()}
    for key, fact in sums(exact).items():
        assert isinstance(fact.trace, Computed)
        footed = sum(line.effect * value[line.fact.key] for line in fact.trace.lines)
        assert footed == value[key], f"{key[0]} is printed {value[key]}, its lines add to {footed}"


def assert_honest(exact: Statement, printed: Statement, quantum: Decimal) -> None:
    """A figure is a multiple of the quantum, says how it came about, and is off by no more than it admits."""
    for true, shown in zip(exact.facts(), printed.facts(), strict=True):
        assert shown.key == true.key
        assert shown.value % quantum == 0
        assert isinstance(shown.trace, Computed)
        assert evaluate(shown.trace) == shown.value
        assert shown.agrees(true)
        assert shown.rounding == max(quantum / 2, abs(shown.value - true.value))
        if shown.trace.operation == "rounded":
            assert shown.trace.lines[0].fact == true, "a rounded figure rests on its exact one"
            moved = shown.value - round_half_up(true.value, quantum)
            assert bool(moved) == ("absorbs" in shown.trace.cite), "a figure that absorbs says so, no other does"
            assert abs(shown.value - true.value) < quantum or "foots" in shown.trace.cite
        else:
            assert sum(line.signed for line in shown.trace.lines) == shown.value


@settings(max_examples=150)
@given(st.data(), st.sampled_from(QUANTA), st.sampled_from((1, 2)))
def test_a_statement_foots_as_printed(data: st.DataObject, quantum: Decimal, columns: int) -> None:
    tree = data.draw(trees(columns))
    exact = statement_of("income", [facts_of(tree, column) for column in range(columns)])
    presentation = Presentation(quantum)
    (printed,) = presentation.present([exact])
    assert_foots(exact, printed)
    assert_honest(exact, printed, quantum)
    assert list(presentation.unfooted()) == []
    value = {fact.key: fact.value for fact in printed.facts()}
    for key, fact in sums(exact).items():
        assert abs(value[key] - fact.value) < quantum, f"{key[0]} moved beyond its exact figure"


@settings(max_examples=100)
@given(st.data(), st.sampled_from(QUANTA))
def test_figures_printed_on_two_statements_are_printed_the_same(data: st.DataObject, quantum: Decimal) -> None:
    """The second statement starts from a total of the first, as changes in equity start from net income."""
    first = facts_of(data.draw(trees(1)), 0)
    other = facts_of(data.draw(trees(1, depth=2, name="u")), 0)
    shared = data.draw(st.sampled_from(list(_down(first))))
    roll = computed("roll", [add(shared), add(other)], cite=FOOTING)
    exact = [statement_of("income", [first]), statement_of("cash_flows", [roll])]
    presentation = Presentation(quantum)
    printed = presentation.present(exact)
    seen: dict[Key, Decimal] = {}
    for one, shown in zip(exact, printed, strict=True):
        assert_honest(one, shown, quantum)
        assert_foots(one, shown)
        for fact in shown.facts():
            assert seen.setdefault(fact.key, fact.value) == fact.value
    assert list(presentation.unfooted()) == []


@settings(max_examples=100)
@given(st.lists(st.integers(-(10**6), 10**6).filter(bool), min_size=3, max_size=12), st.sampled_from(QUANTA))
def test_where_lines_alone_make_up_a_total_the_total_stands(amounts: list[int], quantum: Decimal) -> None:
    """And each line is printed as one of the two multiples that its exact figure lies between."""
    tree: Tree = ("t", (), tuple((1, leaf(f"t{n}", (amount,))) for n, amount in enumerate(amounts)))
    exact = statement_of("income", [facts_of(tree, 0)])
    (printed,) = Presentation(quantum).present([exact])
    for true, shown in zip(exact.facts(), printed.facts(), strict=True):
        assert abs(shown.value - true.value) < quantum, (true.concept, true.value, shown.value)
    assert shown.value == round_half_up(true.value, quantum), "the total, the last of the lines, moved"


def test_a_figure_that_stands_on_no_statement_is_rounded_on_its_own() -> None:
    tree: Tree = ("t", (), ((1, leaf("t0", (150,))), (1, leaf("t1", (150,)))))
    presentation = Presentation(Decimal(1))
    (printed,) = presentation.present([statement_of("income", [facts_of(tree, 0)])])
    total = next(fact for fact in printed.facts() if fact.concept == "t")
    assert total.value == 3
    assert presentation.fact(facts_of(leaf("alone", (250,)), 0)).value == 3
    assert presentation.fact(facts_of(tree, 0)) == total


def test_a_ratio_is_not_rounded() -> None:
    told = Told("the test", DAYS[0], "given")
    ratio = Fact(concept="r", entity="Alder", when=DAYS[0], value=Decimal("6.6762"), unit="ratio", trace=told)
    assert Presentation(Decimal(1000)).fact(ratio) == ratio


def test_the_line_that_comes_nearest_absorbs() -> None:
    """1.40 + 2.45 + 0.30 = 4.15: 1 + 2 + 0 misses 4 by one, and 2.45 is nearest to 3."""
    amounts = (140, 245, 30)
    tree: Tree = ("t", (), tuple((1, leaf(f"t{n}", (amount,))) for n, amount in enumerate(amounts)))
    (printed,) = Presentation(Decimal(1)).present([statement_of("income", [facts_of(tree, 0)])])
    assert [fact.value for fact in printed.facts()] == [1, 3, 0, 4]
    absorbing = next(fact for fact in printed.facts() if fact.concept == "t1")
    assert isinstance(absorbing.trace, Computed)
    assert absorbing.trace.cite == "rounded; absorbs +1 so that t foots"


def test_a_zero_stays_a_zero() -> None:
    tree: Tree = ("t", (), ((1, leaf("t0", (0,))), (1, leaf("t1", (40,))), (1, leaf("t2", (40,)))))
    (printed,) = Presentation(Decimal(1)).present([statement_of("income", [facts_of(tree, 0)])])
    values = {fact.concept: fact.value for fact in printed.facts()}
    assert values["t0"] == 0
    assert values["t"] == 1
    assert values["t1"] + values["t2"] == 1


@pytest.mark.parametrize("quantum", QUANTA)
def test_assets_that_round_up_where_both_claims_round_down(quantum: Decimal) -> None:
    """The unavoidable case: assets 0.80 are liabilities 0.40 and equity 0.40.  The liabilities move, and say so."""
    unit = str((quantum * Decimal("0.4")).quantize(Decimal("0.01")))
    held = books(f"""
        E1,2024-12-31,1010,{2 * Decimal(unit)},
        E1,2024-12-31,2210,-{unit},
        E1,2024-12-31,3010,-{unit},
    """)
    presentation = Presentation(quantum)
    (printed,) = presentation.present([condition.statement(Ledger(held), [DAYS[0]])])
    found = {fact.concept: fact for fact in printed.facts()}
    assert {name: fact.value / quantum for name, fact in found.items()} == {
        "cash_and_cash_equivalents": 1,
        "total_assets": 1,
        "accounts_payable_and_accrued_expenses": 1,
        "total_liabilities": 1,
        "common_stock": 0,
        "total_equity": 0,
        "total_liabilities_and_equity": 1,
    }
    assert list(presentation.unfooted()) == []
    payable = found["accounts_payable_and_accrued_expenses"]
    assert isinstance(payable.trace, Computed)
    assert f"absorbs +{quantum:,} so that total_liabilities" in payable.trace.cite, "which total it absorbs for"
    assert payable.rounding == quantum * Decimal("0.6")


def test_the_balance_sheet_balances_as_printed() -> None:
    """Assets 100.22; liabilities 99.71 and equity 0.51 would each round up, to claims of 101 on assets of 100."""
    held = books("""
        E1,2024-12-31,1010,100.00,
        E1,2024-12-31,1110,0.22,
        E1,2024-12-31,2210,-100.00,
        E1,2024-12-31,2510,0.29,
        E1,2024-12-31,3010,-1.01,
        E1,2024-12-31,3110,0.50,
    """)
    (printed,) = Presentation(Decimal(1)).present([condition.statement(Ledger(held), [DAYS[0]])])
    found = {fact.concept: fact.value for fact in printed.facts()}
    assert found["total_assets"] == found["total_liabilities_and_equity"] == 100
