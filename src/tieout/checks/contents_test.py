"""The contents page at its limits: titles cut off and nearly alike, few pages, pages shared, and whose title fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from tieout.checks import contents
from tieout.checks.bound import Document
from tieout.checks.complete_test import LISTED, LISTED_PARTS, TITLES, paged, report, wrong
from tieout.checks.model import Comparison, Words
from tieout.checks.plausible_test import BEFORE, END, YEAR, fact
from tieout.checks.plausible_test import report as of_figures
from tieout.checks.stated import Stated
from tieout.facts import Fact, Period

EQUITY = "Statement of Changes in Stockholders' Equity"


def titled(listed: str, title: str, name: str = "changes_in_equity", kind: str = "text") -> Comparison:
    (made,) = contents.titles(report(listed=((listed, "3", name),), titles={name: title}, kind=kind))
    return made


@pytest.mark.parametrize(("title", "same"), [
    ("STATEMENT OF CHANGES IN STOCKHOLDERS' E", True),
    ("STATEMENT OF CHANGES IN STOCKHOLDERS'", False),
    ("STATEMENT OF CHANGES IN STOCKHOLDERS' DEFICIT", False),
])  # fmt: skip
def test_twelve_letters_of_a_title_are_enough(title: str, same: bool) -> None:
    assert titled(EQUITY, title).holds is same


@pytest.mark.parametrize(("title", "same"), [("Statement of Abcdefghix", True), ("Statement of Abcdefghxy", False)])
def test_nine_letters_in_ten_are_alike(title: str, same: bool) -> None:
    assert titled("Statement of Abcdefghij", title).holds is same


@pytest.mark.parametrize(("name", "listed", "title", "kind", "severity"), [
    ("income", "Statement of Income", "Statement of Operations", "text", "warning"),
    ("income", "Statement of Income", "Statement of Operations", "scan", "note"),
    ("income", "Statement of Income (Loss)", "Statement of Loss", "text", "note"),
    ("changes_in_equity", EQUITY, "Statement of Capital", "text", "note"),
])  # fmt: skip
def test_how_grave_another_title_is(name: str, listed: str, title: str, kind: str, severity: str) -> None:
    made = titled(listed, title, name, kind)
    assert (made.severity, made.holds) == (severity, False)


# --- pages -----------------------------------------------------------------------------------------------------------


def numbered(*numbers: str) -> list[bool]:
    """Whether each entry that is compared with a page has its own."""
    held = report(
        bound=LISTED_PARTS[: len(numbers)], listed=list(LISTED)[: len(numbers)], numbers=numbers, titles=TITLES
    )
    return [one.holds for one in contents.pages(held) if "it stands on" in one.because]


def test_three_pages_of_four_are_enough_to_tell_where_the_count_begins() -> None:
    assert numbered("1", "2", "3", "5") == [True, True, True, False]
    assert numbered("1", "2", "4", "5") == []
    assert numbered("1", "2", "3") == [True, True, True]
    assert numbered("1", "2") == []
    assert numbered("1", "2", "3", "4", "6", "11") == [], "four of six are fewer than three in four"
    assert numbered("1", "2", "3", "4", "5", "11") == [True] * 5 + [False]
    assert numbered("1", "2", "3", "4") == [True] * 4


def test_a_page_without_its_number_is_not_compared() -> None:
    assert numbered("1", "2", "", "4", "5") == [True] * 4


@pytest.mark.parametrize(("pages", "found"), [(1, []), (2, [True, True, False, True, True, True])])
def test_where_no_page_is_numbered_the_pages_of_the_file_tell(pages: int, found: list[bool]) -> None:
    held = report(bound=LISTED_PARTS, listed=LISTED, titles=TITLES)
    assert held.report.filing is not None
    places = (3, 4, 6, 6, 7, 11)
    rows = [[name, TITLES[name], page, ""] for name, page in zip(LISTED_PARTS, places, strict=True)]
    filing = replace(held.report.filing, pages=pages, stated={**held.report.filing.stated, "bound_in": rows})
    made = contents.pages(Stated(replace(held.report, filing=filing)))
    assert [one.holds for one in made if "it stands on" in one.because] == found


def test_an_accountants_report_shares_no_page() -> None:
    (said,) = wrong(report(bound=LISTED_PARTS, listed=paged(financial_condition="1"), titles=TITLES))
    assert said == (
        "The contents give “Statement of Financial Condition” page 1, the page of “Independent Auditors' Report”; "
        "a report has pages of its own."
    )
    assert wrong(report(bound=LISTED_PARTS, listed=paged(income="2", cash_flows="2"), titles=TITLES)) == []


def test_a_page_left_out_in_the_middle_of_the_contents() -> None:
    (said,) = wrong(report(bound=LISTED_PARTS, listed=paged(cash_flows="3"), titles=TITLES))
    assert said.endswith(
        "“Statement of Cash Flows” page 3, the page of “Statement of Income”, and nothing begins on page 4."
    )


def test_a_part_that_goes_on_may_be_listed_twice_on_one_page() -> None:
    listed = (*LISTED[:4], ("Notes to Financial Statements", "5", "notes"), ("Notes (continued)", "5", "notes"))
    assert wrong(report(bound=LISTED_PARTS, listed=listed, titles=TITLES)) == []


def test_a_line_of_the_contents_that_names_no_part_is_passed_over() -> None:
    listed = (*LISTED[:3], ("Supplementary Information", "1", ""), *LISTED[3:])
    assert wrong(report(bound=LISTED_PARTS, listed=listed, titles=TITLES)) == []
    assert len(contents._entries(Document(report(bound=LISTED_PARTS, listed=listed)))) == len(LISTED)


def test_each_part_is_of_the_entry_whose_words_fit_best_and_of_one_alone() -> None:
    held = report(bound=("notes",), listed=(("Schedule of Notes", "1", "notes"), ("Notes to Statements", "2", "notes")))
    assert held.report.filing is not None
    rows = [["notes", "Notes to Statements", 1, ""], ["notes", "Schedule of Notes", 2, ""]]
    for bound, expected in ((rows, [2, 1]), (rows[:1], [1, None])):
        filing = replace(held.report.filing, stated={**held.report.filing.stated, "bound_in": bound})
        entries = contents._entries(Document(Stated(replace(held.report, filing=filing))))
        assert [entry.part.page if entry.part else None for entry in entries] == expected


# --- the title over the result ---------------------------------------------------------------------------------------

LAST = Period(date(2023, 1, 1), BEFORE)


def over(title: str, *results: Fact, name: str = "income") -> list[Comparison]:
    held = of_figures(name, *results)
    (sheet,) = held.statements
    return list(contents.title_of_income(Stated(replace(held, statements=(replace(sheet, title=title),)))))


def test_the_result_of_the_latest_year_is_named() -> None:
    for results in ((("-7", LAST), ("-5000", YEAR)), (("-5000", YEAR), ("-7", LAST))):
        (made,) = over("Statements of Income", *(fact("net_income", value, when) for value, when in results))
        assert isinstance(made.found, Words)
        assert (made.holds, made.found.text) == (False, "a loss of 5,000")
        assert made.because == "“Statements of Income” stands over a loss of 5,000 in the statement of income."


@pytest.mark.parametrize(("results", "name"), [
    ((fact("net_income", "0", YEAR),), "income"),
    ((fact("net_income", "-5", YEAR),), "cash_flows"),
    ((fact("net_income", "-5", END),), "income"),
    ((replace(fact("net_income", "-5", YEAR), part="class_a"),), "income"),
])  # fmt: skip
def test_what_is_no_result_of_a_year_says_nothing_of_the_title(results: Sequence[Fact], name: str) -> None:
    assert over("Statement of Income", *results, name=name) == []


def test_half_a_dollar_is_a_profit() -> None:
    (made,) = over("Statement of Income", fact("net_income", "0.5", YEAR))
    assert made.holds
