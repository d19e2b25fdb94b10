"""The tests of net capital cite the rule by the letters of their day, and say the figures that are law on it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tieout.law import rule_17a_11
from tieout.law.registrant import firm_told


@pytest.mark.parametrize(
    ("as_of", "letters"),
    [
        (date(2003, 12, 31), ["(b)(1)", "(c)(1)", "(c)(3)"]),
        (date(2020, 2, 13), ["(b)(1)", "(c)(1)", "(c)(3)"]),
        (date(2020, 2, 14), ["(a)(1)", "(b)(1)", "(b)(3)"]),
    ],
)
def test_the_letters_are_those_of_the_day(as_of: date, letters: list[str]) -> None:
    known = {"net_capital": Decimal(100_000), "aggregate_indebtedness": Decimal(0)}
    held = rule_17a_11.tests(firm_told(as_of, "aggregate_indebtedness", "other", {}, known))
    assert [test.cite for test in held] == [f"17 CFR 240.17a-11{one}" for one in letters]
    assert [test.limit.trace.cite for test in held[1:]] == [test.cite for test in held[1:]]  # type: ignore[union-attr]
    assert [test.words for test in held[1:]] == [
        "aggregate indebtedness is at most 12 times net capital",
        "net capital is at least 120% of the minimum dollar requirement",
    ]
