"""What an annual report of its date contains, its boxes, its contents page, and the day it was due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tieout.checks import complete, contents
from tieout.checks.bound import heading
from tieout.checks.contents import _telling
from tieout.checks.model import Comparison
from tieout.checks.stated import Stated
from tieout.facts import Fact, Period, Read, Report
from tieout.facts.report import Column, Filing, Statement, StatementLine

STATEMENTS = ("financial_condition", "income", "changes_in_equity", "cash_flows")
WHOLE = (*STATEMENTS, "notes", "net_capital", "reconciliation", "oath", "internal_control")
FORM = {"edition": "2003", "rule_15c3_3_exemption": "(k)(2)(ii)"}


def report(
    end: str = "2004-12-31",
    bound: Sequence[str] = WHOLE,
    *,
    speaks_of: Sequence[str] = ("rule_15c3_3",),
    form: Mapping[str, object] = FORM,
    kind: str = "text",
    listed: Sequence[tuple[str, str, str]] = (),
    numbers: Sequence[str] = (),
    titles: Mapping[str, str] | None = None,
    reports: Sequence[str] = (),
    debt: int = 0,
) -> Stated:
    """A report with these parts; `listed` are lines of its contents: title, pages, and the part the title names."""
    named = {name: name.replace("_", " ").capitalize() for name in bound} | dict(titles or {})
    day = date.fromisoformat(end)
    place = Read("elm.txt", 1, (0, 1, 9, 1), "Subordinated loans")
    loan = Fact(concept="subordinated_liabilities", entity="Elm", when=day, value=Decimal(debt), trace=place)
    sheet = Statement(
        "financial_condition", "", "", (Column("", day),),
        (StatementLine("Subordinated loans", "subordinated_liabilities", facts=(loan,)),),
    )  # fmt: skip
    held: dict[str, object] = {
        "auditor_report": {"opinion": "unqualified"},
        "bound_in": [[name, named[name], 1, numbers[n] if n < len(numbers) else ""] for n, name in enumerate(bound)],
        "speaks_of": list(speaks_of),
        "contents_listed": [[title, pages] for title, pages, _ in listed],
        "contents_parts": [part for _, _, part in listed],
        "other_reports": [[one, ""] for one in reports],
    }
    page = {"period_end": end, **form}
    return Stated(Report("Elm", page, (), (sheet,) if debt else (), filing=Filing("elm.txt", kind, 1, 0, held, {})))


def failing(found: Sequence[Comparison] | object) -> list[str]:
    assert hasattr(found, "__iter__")
    return [one.check for one in found if not one.holds]


def missing(stated: Stated) -> list[str]:
    return [name.removeprefix("complete.") for name in failing(complete.contents_of_the_report(stated))]


def test_a_report_of_2004_that_has_everything() -> None:
    assert missing(report()) == []


@pytest.mark.parametrize("name", [*STATEMENTS[1:], "net_capital", "oath"])
def test_what_is_left_out_is_missed(name: str) -> None:
    assert missing(report(bound=[part for part in WHOLE if part != name])) == [name]


def test_what_the_report_speaks_of_is_taken_to_be_there() -> None:
    bound = [part for part in WHOLE if part not in ("oath", "reconciliation")]
    assert missing(report(bound=bound)) == ["reconciliation", "oath"]
    assert missing(report(bound=bound, speaks_of=("rule_15c3_3", "oath", "reconciliation"))) == []


def test_a_title_may_hold_two_statements() -> None:
    bound = [part for part in WHOLE if part != "changes_in_equity"]
    assert missing(report(bound=bound, titles={"income": "Statement of Income and Changes in Members' Equity"})) == []


def test_subordinated_debt_asks_for_its_statement() -> None:
    assert missing(report(debt=500_000)) == ["changes_in_subordinated"]


def test_neither_reserve_nor_exemption() -> None:
    assert missing(report(speaks_of=(), form={"edition": "2003"})) == ["reserve"]


def test_since_june_2014_the_exemption_report_and_its_review_take_the_place_of_internal_control() -> None:
    assert missing(report("2014-05-31")) == []
    assert missing(report("2014-06-30")) == ["exemption_report", "exemption_review"]
    both = ("exemption_report", "review_of_exemption_report")
    assert missing(report("2014-06-30", reports=both)) == []


def test_a_firm_that_computes_its_reserve_files_the_compliance_report() -> None:
    bound = (*WHOLE, "reserve_requirement", "possession_or_control")
    held = report("2014-06-30", bound, form={"edition": "2003"})
    assert missing(held) == ["compliance_report", "compliance_examination"]


def test_without_a_claim_one_of_the_two_reports_is_missed_once() -> None:
    assert missing(report("2014-06-30", form={"edition": "2003"})) == ["exemption_report"]


def test_of_the_public_binding_only_its_own_parts_are_asked() -> None:
    assert missing(report(bound=("financial_condition", "notes"))) == ["oath"]


@pytest.mark.parametrize("bound", [("income",), ("net_capital", "notes"), ()])
def test_a_part_of_a_report_is_asked_for_nothing(bound: Sequence[str]) -> None:
    assert missing(report(bound=bound)) == []


def test_statements_without_an_auditors_report() -> None:
    stated = report()
    assert stated.report.filing is not None
    held = {name: value for name, value in stated.stated_in_words.items() if name != "auditor_report"}
    assert missing(Stated(replace(stated.report, filing=replace(stated.report.filing, stated=held)))) == [
        "audit_report"
    ]


def test_a_year_before_the_law_that_is_held_is_asked_for_nothing() -> None:
    assert list(complete.contents_of_the_report(report("1996-12-31"))) == []


def test_what_a_scan_hides_is_a_note() -> None:
    bound = [part for part in WHOLE if part != "oath"]
    severities = {kind: next(c.severity for c in complete.contents_of_the_report(report(bound=bound, kind=kind))
                             if not c.holds) for kind in ("text", "scan")}  # fmt: skip
    assert severities == {"text": "warning", "scan": "note"}


# --- boxes -----------------------------------------------------------------------------------------------------------


def boxes(stated: Stated) -> list[tuple[str, str]]:
    return [(one.check, one.severity) for one in complete.boxes(stated) if not one.holds]


def ticked(**marks: object) -> dict[str, object]:
    return {**FORM, "contents": marks}


def test_boxes_that_fit_say_nothing() -> None:
    assert boxes(report(form=ticked(a=True, b=True, c=True, f=False, g=True, l=True, o=True))) == []


def test_a_box_for_a_statement_that_is_not_bound_in() -> None:
    assert boxes(report(form=ticked(f=True))) == [("agrees.box_f", "warning")]


def test_a_reserve_box_of_an_exempt_firm_is_a_note() -> None:
    assert boxes(report(form=ticked(h=True))) == [("agrees.box_h", "note")]
    assert boxes(report(form=ticked(h=True) | {"rule_15c3_3_exemption": ""})) == [("agrees.box_h", "warning")]


def test_an_empty_box_over_a_statement_that_is_bound_in_is_a_note() -> None:
    assert boxes(report(form=ticked(c=False, d=False, j=False))) == [("agrees.box_c", "note")]


@pytest.mark.parametrize("mark", ["unreadable", None])
def test_a_box_that_cannot_be_read_says_nothing(mark: object) -> None:
    assert list(complete.boxes(report(form=ticked(f=mark)))) == []


# --- the day it was due ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "dated", "late"),
    [
        ("2004-12-31", "2005-03-01", False),  # 60 days
        ("2004-12-31", "2005-03-02", True),
        ("2005-12-31", "2006-03-01", False),
        ("2022-12-31", "2023-03-31", False),  # with the days of the order of 2021
        ("2022-12-31", "2023-04-03", True),
    ],
)
def test_the_auditor_signs_before_the_report_is_due(end: str, dated: str, late: bool) -> None:
    stated = report(end, form={**FORM, "audit_report_date": dated})
    assert failing(complete.in_time(stated)) == (["complete.in_time"] if late else [])


# --- the contents page -----------------------------------------------------------------------------------------------

LISTED = (
    ("Independent Auditors' Report", "1", "auditor"),
    ("Statement of Financial Condition", "2", "financial_condition"),
    ("Statement of Income", "3", "income"),
    ("Statement of Cash Flows", "4", "cash_flows"),
    ("Notes to Financial Statements", "5-8", "notes"),
    ("Report on Internal Control", "9", "internal_control"),
)
LISTED_PARTS = tuple(part for _, _, part in LISTED)
TITLES = {part: title for title, _, part in LISTED}


def paged(**pages: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((title, pages.get(part, page), part) for title, page, part in LISTED)


def wrong(stated: Stated) -> list[str]:
    return [one.because for one in contents.pages(stated) if not one.holds]


@pytest.mark.parametrize("shift", [0, 1, 3])
def test_pages_that_agree_wherever_the_count_begins(shift: int) -> None:
    numbers = [str(int(pages.split("-")[0]) + shift) for _, pages, _ in LISTED]
    assert wrong(report(bound=LISTED_PARTS, listed=LISTED, numbers=numbers, titles=TITLES)) == []


def test_the_page_of_the_statement_before() -> None:
    numbers = ("1", "2", "3", "4", "5", "9")
    held = report(bound=LISTED_PARTS, listed=paged(cash_flows="3"), numbers=numbers, titles=TITLES)
    assert wrong(held) == ["The contents give “Statement of Cash Flows” page 3; it stands on page 4."]


def test_pages_most_of_which_differ_are_not_compared() -> None:
    held = report(bound=LISTED_PARTS, listed=LISTED, numbers=("1", "3", "5", "6", "10", "12"), titles=TITLES)
    assert wrong(held) == []


def test_without_numbers_on_pages_a_shared_page_shows_where_one_is_left_out() -> None:
    assert wrong(report(bound=LISTED_PARTS, listed=LISTED, titles=TITLES)) == []
    (said,) = wrong(report(bound=LISTED_PARTS, listed=paged(income="2"), titles=TITLES))
    assert said.endswith("and nothing begins on page 3.")
    shared = paged(income="2", cash_flows="3", notes="4-8")
    assert wrong(report(bound=LISTED_PARTS, listed=shared, titles=TITLES)) == [], "two statements on one page"


def test_without_numbers_on_pages_a_report_begins_none_that_another_part_has() -> None:
    (said,) = wrong(report(bound=LISTED_PARTS, listed=paged(internal_control="8"), titles=TITLES)) or ("",)
    assert said == "", "the notes may end where the report begins to be counted"
    (said,) = wrong(report(bound=LISTED_PARTS, listed=paged(internal_control="6"), titles=TITLES))
    assert said == "The contents give “Report on Internal Control” page 6, before “Notes to Financial Statements” ends."


@pytest.mark.parametrize(
    ("listed", "title", "severity"),
    [
        ("Statement of Income", "STATEMENT OF LOSS YEAR ENDED DECEMBER 31, 2003", "warning"),
        ("Statement of Income", "Statement of Operations", "warning"),
        ("Statement of Income", "Statement of Income (Loss)", "note"),
        ("Consolidated Statements of Income", "Statement of Income", ""),
        ("Statement of Income", "STATEMENT 0F INC0ME", ""),
    ],
)
def test_the_title_in_the_contents_and_over_the_statement(listed: str, title: str, severity: str) -> None:
    stated = report(listed=((listed, "3", "income"),), titles={"income": title})
    assert [one.severity for one in contents.titles(stated) if not one.holds] == ([severity] if severity else [])


def test_a_title_that_is_cut_off_is_that_of_the_contents() -> None:
    listed = ("Statement of Changes in Stockholders' Equity", "4", "changes_in_equity")
    stated = report(listed=(listed,), titles={"changes_in_equity": "STATEMENT OF CHANGES IN STOCKHOLDERS' EQ"})
    assert all(one.holds for one in contents.titles(stated))


def test_a_statement_that_is_listed_and_not_bound_in() -> None:
    stated = report(bound=("financial_condition", "income"), listed=LISTED)
    found = [one.because for one in contents.titles(stated) if not one.holds]
    assert found == [
        "The contents list “Statement of Cash Flows”, and no such title is found in the document.",
        "The contents list “Notes to Financial Statements”, and no such title is found in the document.",
    ]


def test_words_that_tell_titles_apart() -> None:
    members, holder = "Statements of Changes in Members' Equity", "STATEMENT OF CHANGES IN STOCKHOLDER'S EQUITY"
    assert _telling(members) == _telling(holder) == ("change", "owner", "equity")
    assert heading("Elm Securities, Inc. Consolidated Balance Sheets June 30, 2024") == "Consolidated Balance Sheets"


def result(title: str, *amounts: int) -> list[tuple[str, str]]:
    years = [Period(date(2024 - n, 1, 1), date(2024 - n, 12, 31)) for n in range(len(amounts))]
    facts = tuple(
        Fact(concept="net_income", entity="Elm", when=when, value=Decimal(amount),
             trace=Read("elm.txt", 1, (n, 9, n + 1, 9), f"Net {n}"))
        for n, (when, amount) in enumerate(zip(years, amounts, strict=True))
    )  # fmt: skip
    line = StatementLine("Net income (loss)", "net_income", facts=facts)
    sheet = Statement("income", title, "", tuple(Column("", when) for when in years), (line,))
    stated = Stated(Report("Elm", {}, facts, (sheet,)))
    return [(one.check, one.severity) for one in contents.title_of_income(stated) if not one.holds]


def test_the_title_fits_the_result() -> None:
    assert result("Statement of Loss", -5) == result("Statement of Income", 5) == []
    assert result("Statement of Loss", 5) == [("agrees.title_of_income", "warning")]
    assert result("Statement of Income", -5) == [("agrees.title_of_income", "note")]
    assert result("Statement of Operations", -5) == result("Statement of Income (Loss)", -5) == []
    assert result("Statements of Income", -5, 7) == result("Statements of Loss", 7, -5) == []
