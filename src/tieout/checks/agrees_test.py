"""What agrees in words: names, file numbers and dates, from the places of a filing as reading gives them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from tieout.checks import agrees
from tieout.checks.engine import check_report
from tieout.checks.model import Comparison, Finding, Words
from tieout.checks.registry import CHECKS
from tieout.checks.stated import Stated
from tieout.facts import Filing, Read, Report

FACING = {
    "sec_file_number": "8-48203",
    "registrant_name": "Elm Securities, Inc.",
    "period_end": "2003-12-31",
    "audit_report_date": "2004-02-13",
}


def report(
    stated: Mapping[str, object], facing: Mapping[str, object] = FACING, sources: Mapping[str, Read] | None = None
) -> Report:
    filing = Filing("report.txt", "text", 1, 0, stated, sources or {})
    return Report("Elm Securities, Inc.", facing, (), filing=filing)


def findings(stated: Mapping[str, object], facing: Mapping[str, object] = FACING) -> list[Finding]:
    return [f for f in check_report(report(stated, facing)).findings if f.check.startswith("agrees.")]


def told(stated: Mapping[str, object], facing: Mapping[str, object] = FACING) -> list[tuple[str, str, str]]:
    return [(f.severity, f.check, f.cause.id if f.cause else "") for f in findings(stated, facing)]


def compared(stated: Mapping[str, object]) -> list[Comparison]:
    held = Stated(report(stated))
    made = [each for check in CHECKS if check.family == "agrees" for each in check.compare(held)]
    return [each for each in made if isinstance(each, Comparison)]


@pytest.mark.parametrize(
    ("number", "severity", "cause"),
    [
        ("8-84203", "error", "transposed_digits"),
        ("8-038030", "error", "other_registry"),
        ("8-4203", "error", "lost_or_added_digit"),
        ("8-02183", "error", ""),
        ("8-43203", "warning", "one_digit"),  # 3 and 8 are easily misread
        ("8-45203", "error", "one_digit"),
        ("8-10963", "error", ""),
    ],
)
def test_a_file_number_that_differs(number: str, severity: str, cause: str) -> None:
    assert told({"cover_file_numbers": [number]}) == [(severity, "agrees.sec_file_number", cause)]


def test_a_nought_may_come_to_stand_in_front() -> None:
    facing = FACING | {"sec_file_number": "8-10246"}
    (only,) = findings({"cover_file_numbers": ["8-01246"]}, facing)
    assert only.cause is not None
    assert (only.cause.id, only.cause.words) == ("transposed_digits", "Transposed digits: 01 for 10.")


def test_a_file_number_agrees_with_noughts_before_it() -> None:
    facing = FACING | {"sec_file_number": "8-2725"}
    assert told({"cover_file_numbers": ["8-02725"]}, facing) == []


def test_where_the_facing_page_cannot_be_read_no_number_is_compared() -> None:
    assert told({"cover_file_numbers": ["8-1"]}, FACING | {"sec_file_number": "unreadable"}) == []


@pytest.mark.parametrize(
    "name",
    [
        "ELM SECURITIES, INC.",
        "Elm Securities Incorporated",
        "Elm Securities, Inc. and Subsidiary",
        "Elm Securities",
        "Elm Securities, Inc. (formerly Oak Brokerage LLC)",
    ],
)
def test_these_are_one_name(name: str) -> None:
    assert told({"names_again": [["cover", name]]}) == []


@pytest.mark.parametrize(
    ("name", "severity", "cause"),
    [
        ("Cedar Point Brokerage LLC", "error", "wrong_words"),
        ("Elm & Oak Securities, Inc.", "error", "wrong_words"),
        ("Elm Securities LLC", "warning", "wrong_words"),
        ("Elm Securitics, Inc.", "note", "misread"),
    ],
)
def test_these_are_two(name: str, severity: str, cause: str) -> None:
    agreeing = ["audited", "Elm Securities, Inc."]
    assert told({"names_again": [["cover", name], agreeing]}) == [(severity, "agrees.registrant_name.cover", cause)]


def test_a_letter_may_be_addressed_to_a_parent() -> None:
    stated = {"names_again": [["addressee", "Oak Holdings Corp."], ["audited", "Elm Securities, Inc."]]}
    assert told(stated) == [("warning", "agrees.registrant_name.addressee", "wrong_words")]


def test_what_most_places_say_stands_against_the_facing_page() -> None:
    stated = {"names_again": [["cover", "Oak Brokerage LLC"], ["audited", "Oak Brokerage LLC"]]}
    (only,) = findings(stated)
    assert (only.check, only.said, only.found) == (
        "agrees.registrant_name.facing_page", "Elm Securities, Inc.", "Oak Brokerage LLC",
    )  # fmt: skip


def test_last_year_s_date_over_a_statement() -> None:
    stated = {"dates_again": [["cover", "2003-12-31"], ["over_income", "2002-12-31"]]}
    (only,) = findings(stated)
    assert (
        only.message
        == "The title of the statement of income says December 31, 2002, but the facing page December 31, 2003."
    )
    assert only.cause is not None
    assert only.cause.words == "It is the year before's."


def test_the_last_friday_of_the_year_is_a_note() -> None:
    assert told({"dates_again": [["over_income", "2003-12-26"]]})[0][0] == "note"


def test_an_auditor_who_signs_before_the_year_ends() -> None:
    stated = {"dates_again": [["quoted", "2004-02-13"]], "other_reports": [["internal_control_report", "2004-02-13"]]}
    said = told(stated, FACING | {"audit_report_date": "2003-02-13"})
    assert said == [("error", "agrees.audit_report_date.after_year_end", "wrong_words")]


def test_an_auditor_who_signs_before_the_focus_report_is_amended() -> None:
    assert told({"dates_again": [["focus", "2004-02-25"]]}) == [
        ("warning", "agrees.audit_report_date.after_documents", "")
    ]
    assert told({"dates_again": [["focus", "2004-01-25"]]}) == []


def test_a_report_that_quotes_another_date_of_the_auditor_s() -> None:
    assert told({"dates_again": [["quoted", "2004-02-12"]]}) == [("error", "agrees.audit_report_date.as_quoted", "")]


@pytest.mark.parametrize(("day", "severity"), [("2004-02-27", "note"), ("2004-01-30", "warning")])
def test_the_reports_of_one_auditor_bear_one_date(day: str, severity: str) -> None:
    stated = {"other_reports": [["internal_control_report", day], ["exemption_report", "2004-01-05"]]}
    assert told(stated) == [(severity, "agrees.audit_report_date.other_reports", "")]


@pytest.mark.parametrize(("day", "severity"), [("2004-02-27", "warning"), ("2004-01-30", "note")])
def test_events_are_evaluated_to_the_auditor_s_date(day: str, severity: str) -> None:
    said = told({"notes_say": {"subsequent_events_date": day}})
    assert said == [(severity, "agrees.audit_report_date.subsequent_events", "")]


def test_what_agrees_is_compared_too() -> None:
    stated = {
        "cover_file_numbers": ["8-48203"],
        "names_again": [["cover", "Elm Securities, Inc."]],
        "dates_again": [["audited", "2003-12-31"], ["quoted", "2004-02-13"]],
    }
    made = compared(stated)
    assert [each.check for each in made if each.holds] == [each.check for each in made]
    assert len(made) == 5


@pytest.mark.parametrize(
    ("firm", "differs"),
    [
        ("Marsh & Tully LLP", False),
        ("MARSH AND TULLY, L.L.P.", False),
        ("Oak & Birch LLP", True),
        ("Elm Holdings LLC", False),  # no accountant's name: the client's, as it is addressed
    ],
)
def test_the_accountant_of_the_facing_page_reports(firm: str, differs: bool) -> None:
    stated = {"auditor_report": {"firm": firm, "addressee": "To the Members of Elm Holdings LLC"}}
    said = told(stated, FACING | {"accountant_name": "Marsh & Tully LLP"})
    assert said == ([("warning", "agrees.accountant_name", "wrong_words")] if differs else [])


def test_an_individual_is_named_last_name_first() -> None:
    stated = {"auditor_report": {"firm": "John Marsh, CPA, P.C."}}
    assert told(stated, FACING | {"accountant_name": "Marsh, John"}) == []


def test_another_firm_s_name_over_a_statement() -> None:
    stated = {"names_again": [["audited", "Elm Securities, Inc."], ["over_income", "Oak Brokerage LLC"]]}
    (only,) = findings(stated)
    assert (only.severity, only.check) == ("warning", "agrees.registrant_name.over_income")
    assert only.message.startswith("The title of the statement of income names Oak Brokerage LLC, but")


@pytest.mark.parametrize(("day", "found", "words"), [
    ("2003-12-30", "agrees.audit_report_date.after_year_end", "The year is probably the old one."),
    ("2003-12-31", "agrees.audit_report_date.after_year_end", "The year is probably the old one."),
    ("2002-01-31", "agrees.audit_report_date.after_year_end", "The year is probably the old one."),
    ("2001-12-31", "agrees.audit_report_date.after_year_end", ""),
    ("2004-01-01", "", ""),
])  # fmt: skip
def test_the_day_after_the_year_is_the_first_to_sign(day: str, found: str, words: str) -> None:
    held = findings({"dates_again": [["quoted", "2009-02-13"]]} if found else {}, FACING | {"audit_report_date": day})
    assert [(one.check, one.cause.words if one.cause else "") for one in held] == ([(found, words)] if found else [])


@pytest.mark.parametrize(("day", "told_of"), [
    ("2003-12-31", False), ("2004-01-01", False), ("2004-02-13", False), ("2004-02-14", True), ("2003-06-30", False),
])  # fmt: skip
def test_a_focus_report_amended_after_the_signature(day: str, told_of: bool) -> None:
    held = findings({"dates_again": [["focus", day], ["cover", "2003-12-31"]]})
    assert [one.check for one in held] == (["agrees.audit_report_date.after_documents"] if told_of else [])


@pytest.mark.parametrize(("day", "compared_too"), [("2003-12-31", False), ("2004-01-01", True)])
def test_a_focus_report_of_the_year_end_is_no_later_document(day: str, compared_too: bool) -> None:
    made = compared({"dates_again": [["focus", day]]})
    assert ("agrees.audit_report_date.after_documents" in [one.check for one in made]) is compared_too


@pytest.mark.parametrize("held", [{}, {"firm": ""}, {"firm": "Elm Holdings LLC"}, "Oak & Birch LLP"])
def test_an_auditors_report_that_names_no_accountant_is_not_compared(held: object) -> None:
    made = compared({"auditor_report": held})
    assert "agrees.accountant_name" not in [one.check for one in made]
    facing = FACING | {"accountant_name": "Marsh & Tully LLP"}
    assert told({"auditor_report": held}, facing) == []


def test_the_client_s_own_name_with_an_accountant_s_word_is_the_client_s() -> None:
    held = {"auditor_report": {"firm": "Elm & Co LLC", "addressee": "To the Members of Elm & Co LLC"}}
    assert told(held, FACING | {"accountant_name": "Marsh & Tully LLP"}) == []


@pytest.mark.parametrize(("name", "one"), [
    ("Marsh & Tuly LLP", True), ("Marsh & Tlly LLP", True), ("Marsh & Tuy LLP", False), ("Marsh LLP", True),
])  # fmt: skip
def test_a_letter_of_the_accountant_s_name_may_be_misread(name: str, one: bool) -> None:
    found = told({"auditor_report": {"firm": name}}, FACING | {"accountant_name": "Marsh & Tully LLP"})
    assert found == ([] if one else [("warning", "agrees.accountant_name", "wrong_words")])


@pytest.mark.parametrize(
    "kind", ["internal_control_report", "review_of_exemption_report", "examination_of_compliance_report"]
)
def test_a_report_of_the_same_day_agrees(kind: str) -> None:
    made = compared({"other_reports": [[kind, "2004-02-13"], [kind, ""], ["exemption_report", "2004-02-14"]]})
    assert [(one.check, one.holds) for one in made if "other" in one.check] == [
        ("agrees.audit_report_date.other_reports", True)
    ]


def test_the_day_to_which_events_are_evaluated_is_compared_where_it_is_a_day() -> None:
    made = compared({"notes_say": {"subsequent_events_date": "2004-02-13"}})
    (held,) = [one for one in made if one.check == "agrees.audit_report_date.subsequent_events"]
    assert (held.holds, held.severity) == (True, "note")
    for words in ({"subsequent_events_date": "unreadable"}, {}, "2004-02-14"):
        assert told({"notes_say": words}) == []


@pytest.mark.parametrize(("cover", "facing", "cause"), [
    ("8-", "8-48203", ""), ("8-48203", "8-", ""), ("8-12", "8-21", "transposed_digits"),
    ("8-48230", "8-48203", "transposed_digits"),
    ("8-84203", "8-48203", "transposed_digits"), ("8-482033", "8-48203", "other_registry"), ("8-22222", "8-11111", ""),
])  # fmt: skip
def test_what_may_have_happened_to_a_file_number(cover: str, facing: str, cause: str) -> None:
    held, severity = agrees._number_cause(cover, Words("sec_file_number", facing))
    assert (held.id if held else "", severity) == (cause, "error")


def test_the_likeliest_slip_of_a_file_number_is_told() -> None:
    held, severity = agrees._number_cause("8-4820", Words("sec_file_number", "8-48200"))
    assert held is None or held.id == "lost_or_added_digit"
    mended = Words("sec_file_number", "8-48203", Read("x", 1, (0, 0, 1, 0), "8-48203", repaired="O for 0"))
    held, severity = agrees._number_cause("8-48204", mended)
    assert held is not None
    assert (held.id, severity) == ("misread", "warning")


def test_two_places_that_differ_are_sure_of_nothing() -> None:
    assert told({"names_again": [["cover", "Oak Brokerage LLC"]]}) == [
        ("warning", "agrees.registrant_name.cover", "wrong_words")
    ]
    both = {"names_again": [["addressee", "Oak Brokerage LLC"], ["cover", "Birch Trading Corp."]]}
    assert [one.check for one in findings(both)] == ["agrees.registrant_name.cover", "agrees.registrant_name.addressee"]
    two = {"names_again": [["addressee", "Oak Brokerage LLC"], ["cover", "Birch Trading Corp."]]}
    (first, *_) = findings(two, {name: text for name, text in FACING.items() if name != "registrant_name"})
    assert first.check == "agrees.registrant_name.addressee", "the address is the likelier to be another's"


@pytest.mark.parametrize(("day", "severity"), [
    ("2003-12-24", "note"), ("2003-12-23", "error"), ("2004-01-07", "note"), ("2004-01-08", "error"),
])  # fmt: skip
def test_a_week_from_the_end_of_the_year_is_a_note(day: str, severity: str) -> None:
    assert told({"dates_again": [["over_income", day], ["cover", "2003-12-31"]]})[0][0] == severity


def test_a_date_that_had_to_be_mended_is_a_warning() -> None:
    place = Read("x", 1, (0, 0, 1, 0), "2002", repaired="2 for 3")
    held = {"dates_again": [["over_income", "2002-12-31"], ["cover", "2003-12-31"]]}
    for name, cause in (("dates_again/0", "misread"), ("period_end", "wrong_words"), ("other", "wrong_words")):
        (one,) = [
            f for f in check_report(report(held, sources={name: place})).findings if f.check.startswith("agrees.")
        ]
        assert one.cause is not None
        assert (one.severity, one.cause.id) == ("error" if name == "other" else "warning", cause)


@pytest.mark.parametrize(("place", "cite"), [
    ("audited", "17 CFR 240.17a-5(d)"), ("over_income", "17 CFR 240.17a-5(d)"), ("cover", "Form X-17A-5 Part III"),
])  # fmt: skip
def test_what_asks_for_the_date(place: str, cite: str) -> None:
    other = "cover" if place != "cover" else "audited"
    (one,) = findings({"dates_again": [[place, "2002-12-31"], [other, "2003-12-31"]]})
    assert one.cite == cite


@pytest.mark.parametrize(("day", "before"), [
    (date(2004, 2, 29), date(2003, 2, 28)), (date(2004, 2, 28), date(2003, 2, 28)),
    (date(2003, 3, 29), date(2002, 3, 29)),
    (date(2003, 12, 31), date(2002, 12, 31)), (date(2004, 3, 30), date(2003, 3, 30)),
    (date(2004, 2, 27), date(2003, 2, 27)),
])  # fmt: skip
def test_the_day_a_year_before(day: date, before: date) -> None:
    assert agrees._year_before(day) == before


@pytest.mark.parametrize(("letters", "severity"), [(23, "error"), (24, "note"), (11, "error")])
def test_two_letters_of_twenty_four(letters: int, severity: str) -> None:
    ours = "abcdefghijklmnopqrstuvwxyz"[:letters]
    assert agrees._name_cause("zz" + ours[2:], ours)[0] == severity
