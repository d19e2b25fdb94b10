"""Findings JSON is the contract: its keys, and decimal strings in it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

from tieout.checks import codec
from tieout.checks.codec import as_json
from tieout.checks.conftest import CASH, RECEIVABLE, TOTAL, checked
from tieout.checks.model import Comparison, Words, leaves
from tieout.facts import add, computed
from tieout.facts.compare import FOOTING

CONTRACT = (
    "check severity message concepts said found apart likely_cause said_source found_source".split()  # noqa: SIM905
)


def test_a_document_and_its_findings() -> None:
    held = as_json(checked())
    assert (held["schema"], held["document"], held["entity"]) == (
        "tieout/findings/1",
        "elm.txt",
        "Elm Securities, Inc.",
    )
    assert (held["figures_read"], held["figures_compared"], held["materiality"]) == (7, 5, "1")
    assert json.loads(json.dumps(held)) == held, "plain data only"
    for finding in held["findings"]:
        assert set(CONTRACT) <= set(finding)
        assert finding["severity"] in ("error", "warning", "note")
    total = held["findings"][0]
    assert (total["said"], total["found"], total["apart"]) == ("1394351", "1394251", "100")
    assert total["likely_cause"].startswith("825,396 with 4 for 3")
    assert total["cause"] == "one_digit"
    assert [one["check"] for one in total["consequences"]] == ["ties.total_assets.condition_to_equity"]


def test_where_a_read_figure_stands() -> None:
    source = as_json(checked())["findings"][0]["said_source"]
    assert source == {
        "kind": "read",
        "document": "elm.txt",
        "page": 1,
        "place": "line 7",
        "box": [14, 7, 23, 7],
        "text": "Total assets  1,394,351",
        "repaired": "",
    }


def test_how_a_figure_is_worked_out() -> None:
    source = as_json(checked())["findings"][1]["found_source"]
    assert (source["kind"], source["operation"], source["arithmetic"]) == ("computed", "quotient", "6,000,000 / 15")
    assert [(line["effect"], line["concept"], line["value"]) for line in source["lines"]] == [
        (1, "aggregate_indebtedness", "6000000"),
        (1, "ai_multiple_limit", "15"),
    ]
    assert source["lines"][0]["source"]["place"] == "line 12"
    told = source["lines"][1]["source"]
    assert (told["kind"], told["by"]) == ("told", "17 CFR 240.15c3-1(a)(1)(i)")


def test_words_have_no_distance_and_no_cause_is_empty() -> None:
    name = as_json(checked())["findings"][2]
    assert (name["apart"], name["likely_cause"], name["cause"]) == ("", "", "")


def test_who_accepted_is_said() -> None:
    findings = as_json(checked())["findings"]
    assert findings[0]["accepted"] is None
    assert findings[3]["accepted"]["by"] == "J. Doe, FINOP"
    assert findings[3]["said_source"] is None


def test_what_was_not_compared_is_listed() -> None:
    (cash, _) = as_json(checked())["not_compared"]
    assert (cash["concept"], cash["value"], cash["source"]["place"]) == ("cash", "568855", "line 5")


def test_a_computation_within_computations_ends_at_the_sixth() -> None:
    held = CASH
    for _ in range(9):
        held = computed("deeper", [add(held), add(RECEIVABLE)], cite=FOOTING)
    source, depth = codec._source(held.trace), 0
    while source is not None and source["lines"]:
        assert source["lines"][1]["source"]["kind"] == "read"
        source, depth = source["lines"][0]["source"], depth + 1
    assert source is not None
    assert (source["kind"], depth) == ("computed", 6)
    assert source["arithmetic"] == f"{568_855 + 2 * 825_396:,} + 825,396", "what is left is given by its arithmetic"


def test_within_its_slack_a_comparison_is_exact() -> None:
    one, other = CASH, replace(CASH, value=CASH.value + 5)
    assert Comparison("x", one, CASH).exact
    assert not Comparison("x", one, other).exact
    assert Comparison("x", one, other, slack=Decimal(5)).exact
    assert not Comparison("x", one, other, slack=Decimal(4)).exact
    assert Comparison("x", one, other, agrees=True).exact
    assert not Comparison("x", one, CASH, agrees=False).exact
    assert not Comparison("x", one, Words("x", "y")).exact


def test_the_worst_that_nobody_has_accepted() -> None:
    held = checked()
    assert held.worst == "error"
    assert replace(held, findings=held.findings[1:]).worst == "warning"
    assert replace(held, findings=held.findings[2:]).worst == "note"
    assert replace(held, findings=held.findings[3:]).worst is None


def test_the_leaves_of_a_figure_are_what_it_rests_on_each_once() -> None:
    inner = computed("inner", [add(CASH), add(RECEIVABLE)])
    assert leaves(computed("x", [add(inner), add(CASH), add(TOTAL)])) == (CASH, RECEIVABLE, TOTAL)
    assert leaves(CASH) == (CASH,)
