"""The editions of the form: each period finds its own, and a report checks the boxes of what it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from tieout.writing.forms import (
    _AUDITOR_ON_ALL,
    _AUDITOR_ON_ONE,
    _PARTS,
    contents_of,
    edition_for,
    editions,
    facing_tree,
)
from tieout.writing.pdf import SUPPLEMENTARY
from tieout.writing.pdf_test import financial_condition, sample

STATEMENTS = {"financial_condition", "income", "cash_flows", "changes_in_equity", "changes_in_subordinated"}


@pytest.mark.parametrize(
    ("period_end", "edition"),
    [(date(2003, 12, 31), "2003"), (date(2021, 6, 30), "2003"), (date(2021, 7, 1), "2021"), (date(2030, 1, 1), "2021")],
)
def test_a_period_finds_its_edition(period_end: date, edition: str) -> None:
    assert edition_for(period_end).id == edition


def test_editions_leave_no_day_out() -> None:
    held = editions()
    assert len(held) == 2
    assert (held[0].first, held[-1].last) == (date.min, date.max)
    for earlier, later in pairwise(held):
        assert (later.first - earlier.last).days == 1


WRITTEN_ELSEWHERE = {
    "compliance_examination", "compliance_report", "exemption_report", "exemption_review", "internal_control_report",
    "security_based_swaps", "sipc_report", "tangible_net_worth",
}  # fmt: skip


def test_every_box_stands_for_something_known() -> None:
    known = {*_PARTS, _AUDITOR_ON_ONE, _AUDITOR_ON_ALL} | STATEMENTS | set(SUPPLEMENTARY) | WRITTEN_ELSEWHERE
    for edition in editions():
        letters = [box.letter for box in edition.boxes]
        assert letters == sorted(set(letters)), edition.id
        for box in edition.boxes:
            assert set(box.stands_for) <= known, (edition.id, box.letter)


def test_boxes_of_the_2003_form() -> None:
    checked = contents_of(sample(), edition_for(date(2003, 12, 31)))
    assert "".join(letter for letter, is_checked in checked.items() if is_checked) == "abcdegjl"


def test_boxes_of_the_2021_form() -> None:
    checked = contents_of(sample(), edition_for(date(2023, 12, 31)), has_auditor_report=True)
    assert "".join(letter for letter, is_checked in checked.items() if is_checked) == "abcdeghoqu"


def test_an_accountant_who_is_named_has_not_reported_yet() -> None:
    assert sample().facing_page["accountant_name"]
    assert not contents_of(sample(), edition_for(date(2023, 12, 31)))["u"]
    boxes = facing_tree(sample(), edition_for(date(2023, 12, 31)), has_auditor_report=True)["boxes"]
    assert {box["letter"] for box in boxes if box["checked"]} >= {"u"}


@pytest.mark.parametrize(
    ("remark", "is_checked"),
    [
        ("", False),
        ("Reconciliation under Rule 17a-5(d). The firm has not stated whether the computation above differs.", False),
        ("Reconciliation under Rule 17a-5(d). The firm has not stated whether.\n\nRule 15c3-3. Exempt.", False),
        ("Rule 15c3-3. The firm claims exemption.", False),
        ("Reconciliation under Rule 17a-5(d). No material differences exist.\n\nRule 15c3-3. Exempt.", True),
        ("No material differences exist.", True),
    ],
)
def test_the_reconciliation_box_is_for_a_reconciliation(remark: str, is_checked: bool) -> None:
    statements = tuple(replace(s, remark=remark) if s.name == "net_capital" else s for s in sample().statements)
    report = replace(sample(), statements=statements)
    assert contents_of(report, edition_for(date(2003, 12, 31)))["j"] == is_checked


def test_a_public_binding_holds_the_statement_of_financial_condition_alone() -> None:
    alone = replace(sample(), statements=(financial_condition(),))
    checked = contents_of(alone, edition_for(date(2023, 12, 31)), has_auditor_report=True)
    assert "".join(letter for letter, is_checked in checked.items() if is_checked) == "abqt"


def test_stated_contents_win() -> None:
    stated = sample(contents={"a": False, "m": True})
    boxes = {b["letter"]: b["checked"] for b in facing_tree(stated, edition_for(date(2003, 12, 31)))["boxes"]}
    assert boxes["m"]
    assert not boxes["a"]
    assert not boxes["b"]


def test_dates_print_as_the_form_asks() -> None:
    assert facing_tree(sample(), edition_for(date(2003, 12, 31)))["period"] == ["01/01/03", "12/31/03"]
