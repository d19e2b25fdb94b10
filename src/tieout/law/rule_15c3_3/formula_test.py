"""What the reserve formula must hold, whatever the amounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.facts import Computed, Fact
from tieout.law import LawError, ask
from tieout.law.rule_15c3_3.formula import exhibit_a, reserve_formula

AS_OF = date(2025, 6, 30)
ITEMS = [one["item"] for one in exhibit_a()["items"] if not one.get("optional")]
amounts = st.lists(st.integers(0, 10**9), min_size=len(ITEMS), max_size=len(ITEMS))
methods = st.sampled_from(["aggregate_indebtedness", "alternative"])


def figures(method: str, stated: list[int], **more: object) -> dict[str, Decimal]:
    rows = [{"item": item, "amount": amount} for item, amount in zip(ITEMS, stated, strict=True)]
    answer = ask("reserve_formula", {"as_of": AS_OF, "method": method, "items": rows, **more})
    return {name: fact.value for name, fact in answer.items() if isinstance(fact, Fact)}


@given(methods, amounts, st.integers(0, 10**9))
def test_the_formula_foots(method: str, stated: list[int], held: int) -> None:
    found = figures(method, stated, held=held)
    assert found["total_credits"] == sum(stated[:9])
    assert found["excess_of_credits"] - found["excess_of_debits"] == found["total_credits"] - found["total_debits"]
    assert min(found["excess_of_credits"], found["excess_of_debits"]) == 0
    assert found["on_deposit_after"] == found["reserve_requirement"] >= 0


@given(methods, amounts, st.integers(0, 8), st.integers(1, 10**6))
def test_a_credit_more_is_never_less_to_deposit(method: str, stated: list[int], place: int, more: int) -> None:
    higher = [amount + more * (number == place) for number, amount in enumerate(stated)]
    assert figures(method, higher)["reserve_requirement"] >= figures(method, stated)["reserve_requirement"]


@given(amounts)
def test_monthly_is_never_less_than_weekly(stated: list[int]) -> None:
    weekly, monthly = (
        figures("alternative", stated, frequency=often)["reserve_requirement"] for often in ("weekly", "monthly")
    )
    assert monthly >= weekly


def test_aggregate_debit_items_are_the_concept_that_net_capital_asks_for() -> None:
    rows = [{"item": item, "amount": 1} for item in ITEMS]
    fact = reserve_formula(as_of=AS_OF, method="alternative", items=rows)["aggregate_debit_items"]
    assert isinstance(fact, Fact)
    assert fact.concept == "aggregate_debit_items"
    assert fact.value == 6


def test_the_boxes_of_the_form_are_those_of_the_customers_computation() -> None:
    for computation, boxed in (("customer", True), ("pab", False)):
        rows = [{"item": item, "amount": 1} for item in ITEMS]
        asked = {"as_of": AS_OF, "method": "alternative", "items": rows, "held": 0, "computation": computation}
        answer = ask("reserve_formula", asked)
        for name, box in (("total_credits", "[4430]"), ("excess_of_credits", "[4490]"), ("deposit", "[4520]")):
            fact = answer[name]
            assert isinstance(fact, Fact)
            assert isinstance(fact.trace, Computed)
            assert (box in fact.trace.cite) == boxed
        credits = answer["total_credits"]
        assert isinstance(credits, Fact)
        assert isinstance(credits.trace, Computed)
        assert ("[" in credits.trace.lines[0].cite) == boxed


def test_an_item_goes_by_its_own_words_or_those_of_the_formula() -> None:
    rows: list[dict[str, object]] = [{"item": item, "amount": 1} for item in ITEMS]
    rows[0]["words"] = "the branch"
    credits = ask("reserve_formula", {"as_of": AS_OF, "method": "alternative", "items": rows})["total_credits"]
    assert isinstance(credits, Fact)
    assert isinstance(credits.trace, Computed)
    labels = [line.fact.label for line in credits.trace.lines]
    assert labels[0] == "the branch"
    assert labels[1].endswith("(customers)"), labels[1]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"held": -1}, "held is -1"),
        ({"computation": "pab", "customer_excess_debits": -1}, "customer_excess_debits is -1"),
    ],
)
def test_what_is_on_deposit_or_in_excess_is_not_below_zero(more: dict[str, object], said: str) -> None:
    with pytest.raises(LawError, match=said):
        figures("alternative", [1] * len(ITEMS), **more)
