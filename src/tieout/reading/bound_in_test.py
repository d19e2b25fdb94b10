"""What is bound into a filing: parts with their pages, and what a report only speaks of."""

from __future__ import annotations

import pytest

from tieout.reading.bound_in import BoundIn, read_bound_in
from tieout.reading.files.limits import Limits
from tieout.reading.files.plain import read
from tieout.reading.form.cover import read_cover
from tieout.reading.form.facing_page import read_facing_page
from tieout.reading.outline import outline

SHEET = "Statement of Financial Condition\n\nCash\t$ 568,855\nTotal assets\t568,855\nEquity\t$ 568,855\n"
RESULT = "Statement of Income\n\nCommissions\t$ 412,906\nTotal revenue\t412,906\nNet income\t$ 412,906\n"
NOTES = "Notes to Financial Statements\n\nElm Securities is a broker-dealer.\n"


def bound(text: str) -> BoundIn:
    document = read(text, "elm.txt", Limits())
    facing = read_facing_page(document)
    return read_bound_in(document, facing, read_cover(document, facing), outline(document))


def numbers(text: str) -> list[tuple[str, int, str]]:
    return [(part.name, part.page, part.number) for part in bound(text).parts]


def test_a_number_closes_the_page_it_stands_on() -> None:
    text = f"{SHEET}\n- 2 -\n\n{RESULT}\n- 3 -\n\n{NOTES}\n- 4 -\n"
    assert numbers(text) == [("financial_condition", 1, "2"), ("income", 1, "3"), ("notes", 1, "4")]


def test_pages_that_the_file_parts_have_theirs_at_the_head_or_the_foot() -> None:
    text = f"Page 2 of 9\n{SHEET}\f{RESULT}\n3\f{NOTES}\n4\n"
    assert numbers(text) == [("financial_condition", 1, "2"), ("income", 2, "3"), ("notes", 3, "4")]


def test_two_lone_numbers_are_no_numbering() -> None:
    assert numbers(f"{SHEET}\n2\n\n{RESULT}\n3\n\n{NOTES}") == [
        ("financial_condition", 1, ""), ("income", 1, ""), ("notes", 1, ""),
    ]  # fmt: skip


def test_a_page_without_its_number_has_none() -> None:
    text = f"{SHEET}\n2\f{RESULT}\n3\fA page of words.\n\n4\f{NOTES}"
    assert numbers(text)[-1] == ("notes", 4, "")


CONTENTS = """TABLE OF CONTENTS

Statement of Financial Condition\t2
Report of Independent Accountants on
Internal Control\t3
Exemption Report\t4

"""


def test_the_contents_are_no_part_and_speak_of_nothing() -> None:
    held = bound(CONTENTS + SHEET)
    assert [part.name for part in held.parts] == ["financial_condition"]
    assert held.listed == ("financial_condition", "internal_control", "exemption")
    assert held.speaks_of == {}


@pytest.mark.parametrize(
    ("words", "matter"),
    [
        ("There are no material\ndifferences between this computation and the report filed.", "reconciliation"),
        ("The Company is exempt from Rule 15c3-3.", "rule_15c3_3"),
        ("We have reviewed management's statements.", "review"),
        ("No material inadequacies were found.", "internal_control"),
        ("I swear (or affirm) that it is true.", "oath"),
        ("Loans subordinated to claims of creditors", "subordinated"),
    ],
)
def test_what_a_report_speaks_of(words: str, matter: str) -> None:
    assert bound(f"{SHEET}\n{words}\n").speaks_of[matter].page == 1


def test_a_reconciliation_of_income_is_none_of_net_capital() -> None:
    assert "reconciliation" not in bound(f"{SHEET}\nReconciliation of net income to cash:\n").speaks_of


def test_a_title_over_two_lines_is_one_part() -> None:
    text = (
        f"{SHEET}\nREPORT OF INDEPENDENT REGISTERED PUBLIC ACCOUNTING FIRM ON\nTHE EXEMPTION REPORT\n\nWe reviewed.\n"
    )
    assert [part.title for part in bound(text).parts][1:] == [
        "REPORT OF INDEPENDENT REGISTERED PUBLIC ACCOUNTING FIRM ON THE EXEMPTION REPORT"
    ]


def test_a_line_with_an_amount_is_no_title() -> None:
    schedule = "Computation of Net Capital\n\nNet worth\t5,000\nNet capital\t5,000\n"
    schedule += "RESERVE REQUIREMENTS 2,295,361 [3870]\n"
    assert [part.name for part in bound(schedule).parts] == ["net_capital"]
