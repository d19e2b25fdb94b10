"""What holds of every SIPC assessment."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.facts import Fact
from tieout.law.sipc import sipc_7_due, sipc_assessment

AMOUNTS = st.integers(-(10**6), 10**9)
START, END = date(2023, 1, 1), date(2023, 12, 31)


def _asked(revenues: int, late: int) -> tuple[Decimal, Decimal]:
    rows = [{"from": START, "to": END, "net_operating_revenues": revenues}]
    answer = sipc_assessment(
        fiscal_year_start=START,
        fiscal_year_end=END,
        revenues=rows,
        paid_on=sipc_7_due(END) + timedelta(late),
    )
    assessment, interest = answer["general_assessment"], answer["interest"]
    assert isinstance(assessment, Fact)
    assert isinstance(interest, Fact)
    return assessment.value, interest.value


@given(one=AMOUNTS, other=AMOUNTS)
@settings(max_examples=100)
def test_more_revenue_is_never_assessed_less_and_no_loss_below_nothing(one: int, other: int) -> None:
    assert 0 <= _asked(min(one, other), 0)[0] <= _asked(max(one, other), 0)[0]


@given(revenues=AMOUNTS, late=st.integers(-60, 400))
@settings(max_examples=100)
def test_interest_only_grows_and_starts_after_the_days_of_grace(revenues: int, late: int) -> None:
    interest = _asked(revenues, late)[1]
    assert 0 <= interest <= _asked(revenues, late + 1)[1]
    assert late > 15 or interest == 0
