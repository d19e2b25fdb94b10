"""When a document is an annual report, and when a scan is a poor one."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tieout.checks.bound import Document
from tieout.checks.plausible_test import fact, report
from tieout.checks.stated import Stated
from tieout.facts import Filing, Read, Report

AUDITED: Mapping[str, object] = {"auditor_report": {"opinion": "unqualified"}}
LISTED = [["Balance sheet", "2"], ["Notes", "3"]]


def document(
    facing: Mapping[str, object] | None = None, held: Mapping[str, object] | None = None, *, kind: str = "text",
    remarks: tuple[str, ...] = (), name: str = "financial_condition", sources: Mapping[str, Read] | None = None,
) -> Document:  # fmt: skip
    sheet = report(name, fact("cash", "5"))
    filing = Filing("elm.txt", kind, 7, 0, held or {}, sources or {}, (), remarks)
    return Document(Stated(Report("Elm", facing or {}, sheet.facts, sheet.statements, filing=filing)))


def test_an_annual_report_has_its_form_or_an_auditor_and_contents() -> None:
    assert document({"edition": "2003"}).is_whole
    assert document(sources={"sec_file_number": Read("elm.txt", 1, (0, 0, 1, 0), "8-1")}).is_whole
    assert document(held={**AUDITED, "contents_listed": LISTED}).is_whole
    assert not document(held={**AUDITED, "contents_listed": LISTED[:1]}).is_whole
    assert not document(held=AUDITED).is_whole
    assert not document(held={"contents_listed": LISTED}).is_whole
    assert not document({"edition": "2003"}, name="income").is_whole
    assert not document({"edition": "2003"}, {**AUDITED, "contents_listed": LISTED}, name="income").is_whole


@pytest.mark.parametrize(("facing", "poor"), [
    ({}, False), (dict.fromkeys(("a", "b", "c"), "unreadable"), True), (dict.fromkeys(("a", "b"), "unreadable"), False),
    (dict.fromkeys(("a", "b", "notary", "oath_date"), "unreadable"), False),
    ({"contents": {"a": "unreadable", "b": True}}, False),
    ({"contents": {"a": "unreadable", "b": True, "c": "unreadable"}}, True),
    ({"contents": {"a": "unreadable", "b": True, "c": "unreadable", "d": True, "e": True}}, False),
    ({"contents": {}}, False), ({"contents": "unreadable"}, False),
])  # fmt: skip
def test_a_facing_page_of_which_much_cannot_be_read(facing: Mapping[str, object], poor: bool) -> None:
    held = document(facing)
    assert held.poor is poor
    assert held.absence == ("note" if poor else "warning")


def test_a_scan_is_poor_and_so_is_what_was_recognised() -> None:
    assert document(kind="scan").poor
    assert document(remarks=("2 pages", "read by OCR")).poor
    assert not document(remarks=("2 pages",)).poor
    assert document().pages == 7


def test_a_report_from_books_has_no_pages_and_is_never_poor() -> None:
    held = Document(Stated(Report("Elm", {"a": "unreadable", "b": "unreadable", "c": "unreadable"}, ())))
    assert (held.pages, held.poor, held.parts) == (0, False, ())
