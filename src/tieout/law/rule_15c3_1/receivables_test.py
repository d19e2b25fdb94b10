"""An open item ages one way only, and its first nonallowable day is the day after its last allowable one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.facts import Computed, Fact
from tieout.law import OpenItem
from tieout.law.given import told
from tieout.law.rule_15c3_1.receivables import (
    FROM_PAYMENT_OR_SETTLEMENT,
    FROM_THE_DAY_IT_ARISES,
    aged,
    aged_receivables,
)

KINDS = st.sampled_from((*FROM_THE_DAY_IT_ARISES, *FROM_PAYMENT_OR_SETTLEMENT))
DAYS = st.dates(date(2003, 1, 1), date(2035, 12, 31))


@given(KINDS, DAYS, st.integers(0, 100), st.decimals(0, 20_000, places=2))
def test_allowable_until_the_first_day_and_never_after(kind: str, since: date, later: int, amount: Decimal) -> None:
    as_of = since + timedelta(later)
    item = OpenItem(told("receivable", amount, as_of), kind, since)
    seen = aged(item, as_of)
    assert seen.allowable == (as_of < seen.nonallowable_from)
    assert seen.nonallowable_from >= since
    assert aged(item, as_of + timedelta(1)).nonallowable_from == seen.nonallowable_from
    assert seen.words


@pytest.mark.parametrize(("counterparty", "part"), [("Birch", "Birch"), ("", "item 1")])
def test_a_receivable_goes_by_its_counterparty_or_its_row(counterparty: str, part: str) -> None:
    item = {"kind": "dividend", "amount": 5, "since": date(2024, 12, 30), "counterparty": counterparty}
    found = aged_receivables(as_of=date(2024, 12, 31), items=[item])["allowable"]
    assert isinstance(found, Fact)
    assert isinstance(found.trace, Computed)
    assert found.trace.lines[0].fact.part == part
