"""What an accountant's typist decides: parentheses, dollar signs, rules, rows that stay together."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.writing.figures import Printed, dollar_signs, in_unit, style_rules, together


@pytest.mark.parametrize(
    ("value", "unit", "quantum", "printed"),
    [
        ("1234.50", "USD", 1, "1,235"),
        ("-1234", "USD", 1, "(1,234)"),
        ("0", "USD", 1, "—"),
        ("1234000", "USD", 1000, "1,234"),
        ("-7965140", "USD", 1000, "(7,965)"),
        ("999999999999", "USD", 1, "999,999,999,999"),
        ("12.3", "USD", "0.01", "12.30"),
        ("6.6762", "ratio", 1, "6.68 to 1"),
        ("0.35", "rate", 1, "35.00%"),
        ("-0.0009", "rate", 1, "(0.09)%"),
        ("4891", "shares", 1, "4,891"),
    ],
)
def test_a_value_in_its_unit(value: str, unit: str, quantum: int | str, printed: str) -> None:
    assert in_unit(Decimal(value), unit, Decimal(quantum)) == printed


def test_dollar_signs() -> None:
    column = [None, Printed("1"), Printed("2"), Printed("3"), Printed("4"), Printed("5")]
    styles = ["heading", "line", "subtotal", "total", "line", "line"]
    signed = dollar_signs(column, styles, [f is not None for f in column])
    assert ["" if f is None else f.lead for f in signed] == ["", "$", "", "$", "$", ""]


def test_a_figure_that_is_not_dollars_takes_no_sign_and_leaves_it_to_the_next() -> None:
    signed = dollar_signs([Printed("4,891"), Printed("7")], ["line", "line"], [False, True])
    assert [f.lead for f in signed if f] == ["", "$"]


def test_rules() -> None:
    styles = ["total", "line", "subtotal", "total"]
    ruled = [f for f in style_rules([Printed(str(i)) for i in range(4)], styles) if f]
    assert [f.above for f in ruled] == [False, False, True, True], "an opening balance sums nothing"
    assert [f.below for f in ruled] == [True, False, False, True]


@given(st.lists(st.sampled_from(["heading", "line", "subtotal", "total"]), max_size=80))
def test_blocks_hold_every_row_once_and_none_is_longer_than_a_page(styles: list[str]) -> None:
    blocks = together(styles)
    assert sum(blocks) == len(styles)
    assert all(0 < block <= 8 for block in blocks)
