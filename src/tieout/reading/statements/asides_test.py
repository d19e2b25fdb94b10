"""Amounts inside labels are facts of their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.reading.statements.asides import asides


@pytest.mark.parametrize(
    ("label", "concept", "held"),
    [
        ("Fixed assets (net of $6,025,469 of accumulated depreciation)", "fixed_assets_net",
         [("accumulated_depreciation", "6025469", 0)]),
        ("Equipment, less accumulated depreciation of $45,210 and $31,000", "fixed_assets_net",
         [("accumulated_depreciation", "45210", 0), ("accumulated_depreciation", "31000", 1)]),
        ("Receivables, less allowance for doubtful accounts of $12,500", "other_receivables",
         [("allowance_for_doubtful_accounts", "12500", 0)]),
        ("Greater of $50,000 or 6-2/3% of aggregate indebtedness of $766,159", "net_capital_required",
         [("minimum_dollar_net_capital", "50000", 0), ("aggregate_indebtedness", "766159", 0)]),
        ("Securities owned, at market value (cost $118,749)", "securities_owned",
         [("securities_owned_cost", "118749", 0)]),
        ("Common stock, no par value, 600 shares authorized, 340 issued", "common_stock",
         [("shares_authorized", "600", 0), ("shares_issued", "340", 0)]),
        ("Common stock, $.01 par value; authorized 1,000,000 shares", "common_stock",
         [("par_value", "0.01", 0), ("shares_authorized", "1000000", 0)]),
        ("Cash and cash equivalents", "cash_and_cash_equivalents", []),
        ("Due to Elm 2000 Fund", "due_to_affiliates", []),
    ],
)  # fmt: skip
def test_what_a_label_holds(label: str, concept: str, held: list[tuple[str, str, int]]) -> None:
    assert [(a.concept, str(a.figure.value), a.column) for a in asides(label, concept)] == held


@given(st.text(max_size=120), st.sampled_from(["common_stock", "fixed_assets_net", ""]))
def test_no_label_is_too_much(label: str, concept: str) -> None:
    assert all(aside.figure.value.is_finite() for aside in asides(label, concept))
