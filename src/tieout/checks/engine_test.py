"""What is counted of a report, and that nothing is told twice."""

from __future__ import annotations

from dataclasses import replace

from tieout.checks.engine import _compared, _each_once, check_report
from tieout.checks.model import Comparison, Finding, Words
from tieout.checks.plausible_test import END, fact, report
from tieout.checks.totals_test import PLACE
from tieout.facts import Filing, NotUnderstood, add, computed


def test_figures_are_counted_as_they_are_read_and_compared() -> None:
    held = report(
        "financial_condition", fact("total_assets", "5"), fact("total_liabilities_and_equity", "5"), fact("odd", "7")
    )
    found = check_report(held)
    assert (found.figures_read, found.figures_compared) == (3, 2)
    assert [one.concept for one in found.not_compared] == ["odd"]
    row = NotUnderstood("notes", "Other", "", PLACE)
    found = check_report(replace(held, filing=Filing("elm.txt", "text", 1, 4, {}, {}, (row, row))))
    assert (found.figures_read, found.document, found.entity) == (5, "elm.txt", "Elm")


def test_the_figures_behind_a_sum_are_compared_and_what_they_rest_on_is_not() -> None:
    a, b, behind = fact("a", "5"), fact("b", "6"), fact("c", "7")
    inner = computed("inner", [add(b), add(behind)])
    stated = computed("stated", [add(behind)])
    outer = computed("outer", [add(a), add(inner), add(inner), add(stated)])
    ids = frozenset(map(id, (a, b, stated)))
    found = list(_compared([Comparison("x", outer, Words("x", "y"))], ids))
    assert sorted(found) == sorted(map(id, (a, b, stated)))
    assert list(_compared([Comparison("x", Words("x", "y"), Words("x", "y"))], ids)) == []


def test_the_same_is_told_once() -> None:
    one = Finding("x", "note", "m", (), "5", "6")
    others = [replace(one, check="y"), replace(one, said="7"), replace(one, found="7"), replace(one, message="n")]
    assert list(_each_once([one, *others, one, *others])) == [one, *others]
    assert fact("x", "5").end == END
