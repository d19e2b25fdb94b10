"""Report JSON with the contract's keys alone: what follows is added, what does not follow is an error."""

from __future__ import annotations

import copy
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tieout.facts import Period, TieoutError
from tieout.facts.codec import from_json, to_json

NOW, THEN = {"instant": "2024-12-31"}, {"instant": "2023-12-31"}
BARE: dict[str, Any] = {
    "schema": "tieout/report/1",
    "entity": "Elm",
    "facing_page": {},
    "facts": [
        {"concept": "cash", "value": "1200", **NOW},
        {"concept": "cash", "value": "900", **THEN},
        {"concept": "total_assets", "value": "1200", "label": "Total", **NOW},
        {"concept": "ratio", "value": "6.76", "unit": "ratio", **NOW},
        {"concept": "net_income", "value": "300", "start": "2024-01-01", "end": "2024-12-31"},
    ],
    "statements": [
        {"name": "financial_condition", "title": "Statement of Financial Condition", "lines": [
            {"label": "ASSETS", "concept": "", "depth": 0, "values": []},
            {"label": "Cash", "concept": "cash", "depth": 1, "values": ["1200", "900"]},
            {"label": "Total", "concept": "total_assets", "depth": 0, "values": ["1200"]},
        ]},
        {"name": "income", "title": "Statement of Income", "lines": [
            {"label": "Net income", "concept": "net_income", "depth": 0, "values": ["300.00"]},
        ]},
    ],
    "notes": [],
}  # fmt: skip


def test_what_follows_is_added() -> None:
    report = from_json(json.dumps(BARE))
    assert [(fact.unit, fact.part, fact.rounding) for fact in report.facts] == [
        ("USD", "", Decimal("0.5"))] * 3 + [("ratio", "", Decimal("0.005")), ("USD", "", Decimal("0.5"))]  # fmt: skip
    condition, income = report.statements
    assert [column.when for column in condition.columns] == [date(2024, 12, 31), date(2023, 12, 31)]
    assert [column.when for column in income.columns] == [Period(date(2024, 1, 1), date(2024, 12, 31))]
    assert [line.facts for line in condition.lines] == [(None, None), report.facts[:2], (report.facts[2], None)]


def test_it_comes_back_in_full() -> None:
    report = from_json(json.dumps(BARE))
    assert from_json(to_json(report)) == report


@pytest.mark.parametrize(("place", "value", "words"), [
    (("statements", 0, "lines", 1, "values"), ["1200", "901"], "no value of column 2 is among the facts"),
    (("statements", 0, "lines", 2, "values"), ["1201"], "Total: 1201 is not among the facts of total_assets"),
    (("facts", 0), {"value": "1", **NOW}, "'concept' is missing"),
    (("facts", 0), {"concept": "cash", "value": "1"}, "'end' is missing"),
    (("facts", 0), {"concept": "cash", "value": "many", **NOW}, "does not hold together"),
    (("facts",), 7, "does not hold together"),
    (("statements",), ["x"], "does not hold together"),
])  # fmt: skip
def test_what_does_not_follow_is_an_error(place: tuple[Any, ...], value: object, words: str) -> None:
    changed = copy.deepcopy(BARE)
    *way, last = place
    at: Any = changed
    for key in way:
        at = at[key]
    at[last] = value
    with pytest.raises(TieoutError, match=words):
        from_json(json.dumps(changed))
