"""What holds of every trade under Regulation T."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.law.business_days import business_days_between, is_business_day
from tieout.law.regulation_t import payment_period_end, settlement_date

TRADES = st.dates(date(2003, 1, 1), date(2035, 12, 1)).filter(is_business_day)


@given(one=TRADES, other=TRADES)
@settings(max_examples=200)
def test_a_later_trade_never_settles_and_is_never_paid_before_an_earlier_one(one: date, other: date) -> None:
    early, late = sorted((one, other))
    settles = [settlement_date(trade_date=day)["settlement_date"] for day in (early, late)]
    assert all(isinstance(day, date) and is_business_day(day, "settlement") for day in settles)
    assert settles == sorted(settles, key=str)
    assert payment_period_end(early) <= payment_period_end(late)


@given(day=TRADES)
@settings(max_examples=200)
def test_payment_has_five_four_or_three_business_days(day: date) -> None:
    expected = 5 if day < date(2017, 9, 5) else 4 if day < date(2024, 5, 28) else 3
    assert business_days_between(day, payment_period_end(day)) == expected
