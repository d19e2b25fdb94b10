"""What the segregation of margin securities must hold, whatever a customer owes and holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tieout.law import ask

AS_OF = date(2025, 6, 30)


@given(
    st.integers(0, 10**7),
    st.lists(st.tuples(st.integers(0, 10**5), st.integers(0, 1000)), min_size=1, max_size=4),
)
def test_what_stays_as_collateral_is_worth_140_percent_at_most(debit: int, held: list[tuple[int, int]]) -> None:
    rows = [{"security": f"S{n}", "quantity": q, "price": p} for n, (q, p) in enumerate(held)]
    answer = ask("excess_margin_securities", {"as_of": AS_OF, "debit": debit, "positions": rows})
    apart = [answer[f"segregate_S{n}"] for n in range(len(held))]
    kept = Decimal(0)
    for (quantity, price), segregated in zip(held, apart, strict=True):
        assert isinstance(segregated, Decimal)
        assert 0 <= segregated <= quantity
        kept += (quantity - segregated) * price
    assert kept <= debit * Decimal("1.4")
