"""Lines: their sections, their concepts, and what only their place tells."""

from __future__ import annotations

import pytest

from tieout.reading.files.limits import Limits
from tieout.reading.files.plain import read
from tieout.reading.statements.lines import Line, lines_of, owners_capital, scorer, unmarked
from tieout.reading.statements.tables import table_of


def lines(statement: str, *rows: str) -> list[Line]:
    held = list(read("\n".join(rows), "x.txt", Limits()).rows())
    return lines_of(table_of(held, scorer(statement), 1), statement)


def named(statement: str, *rows: str) -> list[tuple[str, str]]:
    return [(line.section, line.concept) for line in lines(statement, *rows) if line.item.entries]


def test_the_two_sides_of_a_balance_sheet() -> None:
    found = named(
        "financial_condition",
        "Cash\t5", "Zebras\t2", "Total assets\t7",
        "Accounts payable\t3", "Zebras owing\t1", "Total liabilities\t4", "Retained earnings\t3",
    )  # fmt: skip
    assert found == [
        ("assets", "cash_and_cash_equivalents"),
        ("assets", "other_assets"),
        ("assets", "total_assets"),
        ("liabilities", "accounts_payable_and_accrued_expenses"),
        ("liabilities", "other_liabilities"),
        ("liabilities", "total_liabilities"),
        ("equity", "retained_earnings"),
    ]


def test_a_concept_told_by_its_place_says_so() -> None:
    line = lines("financial_condition", "Cash\t5", "Zebras\t2")[1]
    assert (line.concept, line.by_place) == ("other_assets", True)


def test_commissions_are_earned_above_and_paid_below() -> None:
    rows = (
        "REVENUES",
        "Commissions\t500",
        "Total revenues\t500",
        "EXPENSES",
        "Commissions\t400",
        "Total expenses\t400",
    )
    assert [concept for _, concept in named("income", *rows)] == [
        "commissions_revenue",
        "total_revenue",
        "commissions_expense",
        "total_expenses",
    ]


def test_a_balance_that_changed_is_a_cash_flow() -> None:
    rows = (
        "Net income\t90",
        "Changes in operating assets and liabilities:",
        "Prepaid expenses\t(10)",
        "Accounts payable\t20",
    )
    assert [concept for _, concept in named("cash_flows", *rows)] == [
        "net_income",
        "change_in_prepaid_expenses",
        "change_in_accounts_payable_and_accrued_expenses",
    ]


def test_what_a_deduction_is_made_on_is_its_part() -> None:
    found = lines("net_capital", "Ownership equity\t90", "Less nonallowable assets:", "Prepaid expenses\t10")
    assert (found[-1].concept, found[-1].part) == ("nonallowable_assets", "prepaid_expenses")


@pytest.mark.parametrize(
    ("label", "bare"),
    [
        ("6. A. Total nonallowable assets", "Total nonallowable assets"),
        ("14. Excess net capital (line 10 less 13)", "Excess net capital"),
        ("A. Nichols & Co.", "Nichols & Co."),
        ("Net capital", "Net capital"),
    ],
)
def test_the_number_of_a_line_is_no_word_of_it(label: str, bare: str) -> None:
    assert unmarked(label) == bare


@pytest.mark.parametrize(
    ("words", "concept"),
    [
        ("Total members' equity", "members_contributed_equity"),
        ("Total partners' capital", "partners_capital"),
        ("Total stockholders' equity", "additional_paid_in_capital"),
    ],
)
def test_capital_is_its_owners(words: str, concept: str) -> None:
    assert owners_capital(words, "additional_paid_in_capital", "Contributed capital") == concept
    assert (
        owners_capital(words, "additional_paid_in_capital", "Additional paid-in capital")
        == "additional_paid_in_capital"
    )
