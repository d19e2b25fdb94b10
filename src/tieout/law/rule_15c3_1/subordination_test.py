"""A smaller payment may be made where a larger one may; more collateral never makes a note more deficient."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tieout.facts import Fact
from tieout.law.rule_15c3_1.subordination import KINDS, secured_demand_note, subordinated_payment

AMOUNT = st.decimals(0, 10_000_000, places=2)
DAY = date(2024, 12, 31)


@given(st.sampled_from(KINDS), AMOUNT, AMOUNT, AMOUNT, AMOUNT)
def test_less_may_be_paid_where_more_may(
    kind: str, payment: Decimal, less: Decimal, capital: Decimal, debt: Decimal
) -> None:
    def may_be_paid(amount: Decimal) -> object:
        return subordinated_payment(
            as_of=DAY,
            kind=kind,
            payment=amount,
            effective=date(2020, 1, 1),
            net_capital=capital,
            minimum_dollar=Decimal(250_000),
            aggregate_indebtedness=debt,
        )["may_be_paid"]

    assert not may_be_paid(max(payment, less)) or may_be_paid(min(payment, less))


@given(AMOUNT, AMOUNT, AMOUNT)
def test_a_deficiency_is_never_below_zero_nor_above_the_note(
    principal: Decimal, cash: Decimal, shares: Decimal
) -> None:
    held = [{"market_value": shares}]
    deficiency = secured_demand_note(as_of=DAY, principal=principal, cash=cash, collateral=held)["deficiency"]
    assert isinstance(deficiency, Fact)
    assert 0 <= deficiency.value <= principal
