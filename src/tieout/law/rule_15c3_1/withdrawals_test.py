"""The largest withdrawal is exact to the cent: it passes every test of (e)(2), and a cent more does not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tieout.law.questions import Answer
from tieout.law.rule_15c3_1.withdrawals import CENT, capital_withdrawal

cents = st.integers(0, 10**12).map(lambda number: Decimal(number) * CENT)


def asked(amount: Decimal, figures: dict[str, Decimal]) -> Answer:
    return capital_withdrawal(
        as_of=date(2024, 6, 5), kind="dividend", amount=amount, method="aggregate_indebtedness", **figures
    )


def lawful(amount: Decimal, figures: dict[str, Decimal]) -> bool:
    """(e)(2) in its own words, after giving effect to the withdrawal and to what is scheduled."""
    gone = amount + figures["scheduled_withdrawals"] + figures["scheduled_payments"]
    left = figures["net_capital"] - gone
    debt = max(figures["subordinated_debt"] - figures["scheduled_payments"], Decimal(0))
    return (
        left >= figures["net_capital_required"]
        and left * 100 >= figures["minimum_dollar"] * 120
        and left * 100 >= figures["haircuts"] * 25
        and figures["aggregate_indebtedness"] <= left * 10
        and (not figures["subordinated_debt"] or debt * 100 <= (figures["debt_equity_total"] - gone) * 70)
    )


@given(
    st.fixed_dictionaries(
        dict.fromkeys(
            (
                "net_capital",
                "net_capital_required",
                "minimum_dollar",
                "haircuts",
                "aggregate_indebtedness",
                "subordinated_debt",
                "debt_equity_total",
                "scheduled_withdrawals",
                "scheduled_payments",
            ),
            cents,
        )
    )
)
def test_the_largest_withdrawal_is_exact_to_the_cent(figures: dict[str, Decimal]) -> None:
    largest = asked(CENT, figures)["largest_amount"]
    assert isinstance(largest, Decimal)
    if largest:
        assert asked(largest, figures)["allowed"]
        assert lawful(largest, figures)
    assert not asked(largest + CENT, figures)["allowed"]
    assert not lawful(largest + CENT, figures)


@given(cents, cents.filter(bool))
def test_what_needs_no_notice_is_exact_to_the_cent(net_capital: Decimal, paid: Decimal) -> None:
    figures = dict.fromkeys(
        ("net_capital_required", "minimum_dollar", "haircuts", "aggregate_indebtedness"), Decimal(0)
    )
    figures["net_capital"] = net_capital
    answer = asked(paid, figures)
    for when in ("before", "after"):
        free = answer[f"largest_without_notice_{when}"]
        assert isinstance(free, Decimal)
        assert not asked(free, figures)[f"notice_{when}"]
        assert asked(free + CENT, figures)[f"notice_{when}"]
