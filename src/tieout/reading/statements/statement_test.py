"""The signs of figures: what a label says, what a sum says, and what a fact is then worth."""

from __future__ import annotations

from datetime import date

import pytest

from tieout.reading.files.limits import Limits
from tieout.reading.files.plain import read
from tieout.reading.outline import outline
from tieout.reading.statements.lines import Line
from tieout.reading.statements.statement import Fiscal, ReadStatement, factors, read_statement, sign_of_label
from tieout.reading.statements.tables import Item


def statement(*rows: str) -> ReadStatement:
    (part,) = (p for p in outline(read("\n".join(rows), "x.txt", Limits())) if p.name != "front")
    found = read_statement(part, Fiscal(end=date(2003, 12, 31)))
    assert found is not None
    return found


def worth(held: ReadStatement) -> dict[str, int]:
    values = held.printed(0)
    turned = factors(held, 0, values)
    return {held.lines[i].concept: int(value * turned[i]) for i, value in values.items()}


@pytest.mark.parametrize(
    ("label", "concept", "sign"),
    [
        ("Net loss", "net_income", -1),
        ("NET LOSS", "net_income", -1),
        ("Net income", "net_income", 1),
        ("Net income (loss)", "net_income", 1),
        ("Loss before income tax benefit", "income_before_income_taxes", -1),
        ("Income (loss) before income taxes", "income_before_income_taxes", 1),
        ("Accumulated deficit", "retained_earnings", -1),
        ("Retained earnings (deficit)", "retained_earnings", 1),
        ("Net decrease in cash", "net_change_in_cash", -1),
        ("Net increase (decrease) in cash", "net_change_in_cash", 1),
        ("Net cash used in operating activities", "net_cash_from_operating_activities", -1),
        ("Net cash provided by (used in) operating activities", "net_cash_from_operating_activities", 1),
        ("Income tax benefit", "income_tax_expense", -1),
        ("Provision for income taxes", "income_tax_expense", 1),
        ("Income tax expense (benefit)", "income_tax_expense", 1),
        ("Trading losses", "trading_gains", 1),
        ("Deficiency in net capital", "excess_net_capital", -1),
        ("NET CAPITAL DEFICIENCY (line 10 less 13)", "excess_net_capital", -1),
        ("Excess (deficiency) in net capital", "excess_net_capital", 1),
        ("Excess net capital", "excess_net_capital", 1),
    ],
)
def test_what_a_label_alone_says_of_its_sign(label: str, concept: str, sign: int) -> None:
    assert sign_of_label(Line(Item(label), concept=concept)) == sign


@pytest.mark.parametrize("printed", ["-5,000", "(5,000)", "5,000"])
def test_cash_used_is_below_zero_however_it_is_set(printed: str) -> None:
    held = statement(
        "STATEMENT OF CASH FLOWS",
        "Year ended December 31, 2003",
        "Net cash used in operating activities\t" + printed,
        "Net decrease in cash\t" + printed,
        "Cash at beginning of year\t12,000",
        "Cash at end of year\t7,000",
    )
    assert worth(held) == {
        "net_cash_from_operating_activities": -5000,
        "net_change_in_cash": -5000,
        "cash_beginning_of_year": 12000,
        "cash_end_of_year": 7000,
    }


def test_expenses_under_revenue_are_amounts() -> None:
    held = statement(
        "STATEMENT OF INCOME", "Year ended December 31, 2003",
        "Commissions\t900", "Total revenues\t900", "Salaries\t600", "Total expenses\t600", "Net income\t300",
    )  # fmt: skip
    found = worth(held)
    assert (found["total_revenue"], found["total_expenses"], found["net_income"]) == (900, 600, 300)


def test_an_unlabelled_total_takes_its_name_from_its_lines() -> None:
    held = statement(
        "BALANCE SHEET", "December 31, 2003", "ASSETS", "Cash\t500,000", "Prepaid expenses\t40,000", "\t540,000",
        "LIABILITIES AND EQUITY", "Accounts payable\t140,000", "Total liabilities\t140,000",
        "Total equity\t400,000", "\t540,000",
    )  # fmt: skip
    found = worth(held)
    assert (found["total_assets"], found["total_liabilities_and_equity"]) == (540000, 540000)


def test_words_without_figures_are_no_statement() -> None:
    parts = outline(read("NOTES TO FINANCIAL STATEMENTS\n1. Leases\n", "x.txt", Limits()))
    assert read_statement(parts[0], Fiscal()) is None
