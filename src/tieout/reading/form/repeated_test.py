"""Names and dates that a filing repeats: where they stand, and what is no such place."""

from __future__ import annotations

import pytest

from tieout.facts import Report
from tieout.reading.files import plain
from tieout.reading.files.limits import Limits
from tieout.reading.reader import read_document
from tieout.sim import filing

FORM = """\
SEC FILE NUMBER
8-51999
FACING PAGE
REPORT FOR THE PERIOD BEGINNING	01/01/24	AND ENDING	12/31/24
A. REGISTRANT IDENTIFICATION
NAME OF BROKER-DEALER: Elm Securities, Inc.
ADDRESS OF PRINCIPAL PLACE OF BUSINESS: (Do not use P.O. Box No.)
12 Main Street
	(No. and Street)
FOR OFFICIAL USE ONLY

"""
LETTER = """\
INDEPENDENT AUDITOR'S REPORT

To the Board of Directors and Stockholders of
Elm Holdings, Inc.:

We have audited the accompanying statement of financial condition of Elm Securities, Inc. (the "Company") as of
December 31, 2024, and the related statements of income and cash flows for the year then ended. In our opinion, the
financial statements present fairly the financial position of the Company.

February 20, 2025

"""


def read(text: str) -> Report:
    return read_document(plain.read(text, "report.txt", Limits()))


def again(text: str, name: str) -> list[list[str]]:
    report = read(text)
    assert report.filing is not None
    held = report.filing.stated[name]
    assert isinstance(held, list)
    for n in range(len(held)):
        assert f"{name}/{n}" in report.filing.sources, "each has its place"
    return held


def test_the_auditor_s_report_names_whom_it_is_addressed_to_and_whom_it_speaks_of() -> None:
    assert again(FORM + LETTER, "names_again") == [
        ["addressee", "Elm Holdings, Inc."],
        ["audited", "Elm Securities, Inc."],
    ]
    assert again(FORM + LETTER, "dates_again") == [["audited", "2024-12-31"]]


def test_another_report_is_addressed_and_quotes_the_auditor_s_date() -> None:
    other = """\
INDEPENDENT AUDITOR'S REPORT ON INTERNAL CONTROL

To the Members of Birch LLC:

In planning and performing our audit of the financial statements (on which we have issued our report dated
February 13, 2025), we considered its internal control.
"""
    assert ["other_addressee", "Birch LLC"] in again(FORM + LETTER + other, "names_again")
    assert ["quoted", "2025-02-13"] in again(FORM + LETTER + other, "dates_again")


def test_a_board_that_declares_a_dividend_is_addressed_by_nobody() -> None:
    notes = (
        "NOTES TO FINANCIAL STATEMENTS\n\n1. DIVIDENDS\n\nThe Board of Directors of Oak Corp. declared a dividend.\n"
    )
    assert [place for place, _ in again(FORM + LETTER + notes, "names_again")] == ["addressee", "audited"]


@pytest.mark.parametrize(
    ("cover", "name"),
    [
        ("Paul C. Ravenel\n(SEC File Number 8-19995)\n", "Paul C. Ravenel"),
        ("Cedar Point Brokerage LLC (SEC File Number 8-19995)\n", "Cedar Point Brokerage LLC"),
        ("Financial Statements\nCedar Point Brokerage LLC\n", "Cedar Point Brokerage LLC"),
    ],
)
def test_a_cover_of_another_firm_names_it(cover: str, name: str) -> None:
    text = f"{FORM}{cover}Year ended December 31, 2023\n\nTABLE OF CONTENTS\nStatement of Income	3\n\n{LETTER}"
    assert again(text, "names_again")[0] == ["cover", name]
    assert again(text, "dates_again")[0] == ["cover", "2023-12-31"]


def test_a_schedule_speaks_of_a_focus_report_of_a_day() -> None:
    said = "No material differences exist with the unaudited Part IIA FOCUS Report as amended on March 3, 2025.\n"
    assert again(FORM + LETTER + said, "dates_again")[-1] == ["focus", "2025-03-03"]
    assert len(again(FORM + LETTER + said.replace(" as amended on March 3, 2025", ""), "dates_again")) == 1


def test_the_later_of_two_statements_dates_its_kind() -> None:
    statement = (
        "Statement of Income\nYear ended December 31, {}\n\nCommissions	412,906\nTotal revenue	412,906\n\n"
    )
    both = statement.format(2024) + statement.format(2023)
    assert ["over_income", "2024-12-31"] in again(FORM + LETTER + both, "dates_again")


def test_a_form_without_its_last_remark_ends_with_its_last_box() -> None:
    """The forms of 2021 are printed without the remark on confidential treatment, at times."""
    filed = filing(93_001)
    report = read(filed.text())
    assert report.filing is not None
    assert report.filing.stated["cover_names"] == [filed.firm.statement_name]
    assert report.filing.stated["cover_file_numbers"] == [filed.firm.file_number]


def test_the_auditor_s_word_for_the_statement_of_income() -> None:
    assert again(FORM + LETTER, "words_again") == [["audited_income", "income"]]
    of_loss = LETTER.replace("statements of income and", "statements of loss, changes in equity, and")
    assert again(FORM + of_loss, "words_again") == [["audited_income", "loss"]]
    listed = LETTER.replace("statements of income and", "statements of changes in equity, operations, and")
    assert again(FORM + listed, "words_again") == [["audited_income", "operations"]]


def test_an_exemption_report_claims_a_paragraph() -> None:
    said = (
        "EXEMPTION REPORT\n\nElm Securities, Inc. claimed an exemption from Rule 15c3-3 under paragraph (k)(2)(ii).\n"
    )
    assert ["exempt", "(k)(2)(ii)"] in again(FORM + LETTER + said, "words_again")


def test_a_name_over_a_statement() -> None:
    lines = "".join(f"{label}\t1,000\n" for label in ("Cash", "Deposits", "Receivables", "Equipment", "Other assets"))
    sheet = f"Statement of Financial Condition\n\n{lines}Total assets\t5,000\n\n"
    named = f"{sheet}Oak Brokerage LLC\nStatement of Income\n\nCommissions\t412,906\nTotal\t412,906\n"
    assert again(FORM + LETTER + named, "names_again")[-1] == ["over_income", "Oak Brokerage LLC"]
    unnamed = named.replace("Oak Brokerage LLC", "Page 3")
    assert [place for place, _ in again(FORM + LETTER + unnamed, "names_again")] == ["addressee", "audited"]
