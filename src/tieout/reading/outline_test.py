"""Where the parts of a filing begin: titles, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.reading.files.limits import Limits
from tieout.reading.files.plain import read
from tieout.reading.outline import Part, outline, title_of


def parts(text: str) -> list[Part]:
    return list(outline(read(text, "filing.txt", Limits())))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("STATEMENT OF FINANCIAL CONDITION", "financial_condition"),
        ("Consolidated Statements of Financial Condition", "financial_condition"),
        ("STATEMENT OF FINANCIAL CONDITION - DECEMBER 31, 2003", "financial_condition"),
        ("Balance Sheet", "financial_condition"),
        ("Statement of Assets and Liabilities", "financial_condition"),
        ("STATEMENT OF OPERATIONS", "income"),
        ("Statement of Income (Loss) for the Year Ended June 30, 1999", "income"),
        ("Statement of Changes in Stockholder's Equity", "changes_in_equity"),
        ("STATEMENT OF CHANGES IN MEMBERS’ EQUITY", "changes_in_equity"),
        ("Statement of Partners' Capital", "changes_in_equity"),
        ("Statement of Cash Flows", "cash_flows"),
        ("Statement of Changes in Liabilities Subordinated to Claims of General Creditors", "changes_in_subordinated"),
        ("Schedule I - Computation of Net Capital Under Rule 15c3-1", "net_capital"),
        ("NOTES TO FINANCIAL STATEMENTS (continued)", "notes"),
        ("INDEPENDENT AUDITORS' REPORT", "auditor"),
        ("Report of Independent Registered Public Accounting Firm", "auditor"),
        ("OATH OR AFFIRMATION", "oath"),
        ("Table of Contents", "contents"),
        ("Elm Securities, Inc. Statement of Financial Condition", "financial_condition"),
        ("STATEMENT OF FINANC1AL CONDlTION", "financial_condition"),
        ("STATEMENT OF CASH FL0WS", "cash_flows"),
    ],
)
def test_a_title_names_its_part(text: str, name: str) -> None:
    assert title_of(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "(b) Statement of Financial Condition.",
        "Statement of Financial Condition .......... 3",
        "Statement of Cash Flows\t6",
        "The accompanying notes are an integral part of these financial statements.",
        "We have audited the accompanying statement of financial condition of Elm Securities, Inc.",
        "Cash and cash equivalents",
        "",
        "Total stockholder's equity",
    ],
)
def test_what_is_no_title(text: str) -> None:
    assert title_of(text) == ""


SHEET = "STATEMENT OF FINANCIAL CONDITION\nDecember 31, 2003\nCash\t$ 1,200\nTotal assets\t$ 1,200\n"


def test_what_stands_before_the_first_title_is_the_front() -> None:
    assert [(part.name, len(part.rows)) for part in parts(f"Elm Securities, Inc.\n{SHEET}")] == [
        ("front", 1),
        ("financial_condition", 3),
    ]


def test_a_statement_without_figures_is_a_mention() -> None:
    """The contents page names the statements, and opens none."""
    text = f"Contents\nStatement of Financial Condition\nStatement of Income\n{SHEET}"
    assert [part.name for part in parts(text)] == ["contents", "financial_condition"]


def test_a_part_goes_on_over_the_page() -> None:
    first = "NOTES TO FINANCIAL STATEMENTS\n1. Organization\n"
    found = parts(f"{SHEET}{first}\fNOTES TO FINANCIAL STATEMENTS (CONTINUED)\n2. Leases\n")
    assert [(part.name, len(part.rows)) for part in found] == [("financial_condition", 3), ("notes", 2)]


def test_a_title_over_two_lines() -> None:
    text = SHEET.replace("STATEMENT OF FINANCIAL CONDITION", "STATEMENT OF\nFINANCIAL CONDITION")
    (part,) = parts(text)
    assert (part.name, part.title) == ("financial_condition", "STATEMENT OF FINANCIAL CONDITION")


def test_aggregate_indebtedness_goes_on_from_net_capital() -> None:
    text = (
        "COMPUTATION OF NET CAPITAL\nNet worth\t900\nNet capital\t900\n"
        "COMPUTATION OF AGGREGATE INDEBTEDNESS\nAccounts payable\t300\nTotal aggregate indebtedness\t300\n"
    )
    (part,) = parts(text)
    assert (part.name, len(part.rows)) == ("net_capital", 5)


def test_a_line_with_a_figure_is_no_title() -> None:
    text = SHEET + "Statement of income adjustments\t900\n"
    assert [part.name for part in parts(text)] == ["financial_condition"]


WORDS = ["Statement", "of", "OF", "the", "Net", "Capital", "2003", ",", "(", "Inc.", "-", "Schedule", "I"]


@settings(max_examples=200)
@given(st.text(max_size=160) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_no_line_is_too_much(text: str) -> None:
    assert isinstance(title_of(text), str)


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from([*SHEET.splitlines(), "NOTES TO FINANCIAL STATEMENTS", "Statement of Income", "x\t1,200", "\f"])
    )
)
def test_every_row_stands_in_one_part(lines: list[str]) -> None:
    document = read("\n".join(lines), "filing.txt", Limits())
    rows = [row for part in outline(document) for row in (*part.titles, *part.rows)]
    assert len(set(map(id, rows))) == len(rows)
    assert {id(row) for row in document.rows() if not title_of(row.text)} <= set(map(id, rows))
