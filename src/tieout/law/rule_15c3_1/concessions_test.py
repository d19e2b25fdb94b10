"""An offset makes nothing out of nothing: each receivable and each payable is counted once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tieout.facts import Fact
from tieout.law.rule_15c3_1.concessions import concession_offset

AMOUNT = st.decimals(0, 1_000_000, places=2)
DUE = st.dates(date(2024, 12, 31), date(2027, 1, 1))
ITEM = st.fixed_dictionaries({"receivable": AMOUNT, "payable": AMOUNT, "payable_due": DUE})


@given(st.lists(ITEM, max_size=6), st.booleans(), st.booleans())
def test_each_amount_is_counted_once(items: list[dict[str, object]], limited: bool, waived: bool) -> None:
    found = concession_offset(
        as_of=date(2024, 12, 31), items=items, limited_to_proceeds=limited, waived_until_received=waived
    )
    value = {name: fact.value for name, fact in found.items() if isinstance(fact, Fact)}
    assert all(amount >= 0 for amount in value.values())
    receivables = sum((Decimal(str(item["receivable"])) for item in items), Decimal(0))
    payables = sum((Decimal(str(item["payable"])) for item in items), Decimal(0))
    assert value["allowable"] + value["nonallowable"] == receivables
    assert value["in_aggregate_indebtedness"] + value["not_in_aggregate_indebtedness"] == payables
    assert value["allowable"] <= min(receivables, payables)
    assert value["not_in_aggregate_indebtedness"] <= value["allowable"]
