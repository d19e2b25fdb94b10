"""Words, brackets and directions: which figure is told, and what the statement's own sums prove."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tieout.checks import signs
from tieout.checks.model import Comparison, Words
from tieout.checks.plausible_test import BEFORE, END, YEAR, fact
from tieout.checks.registry import Compare
from tieout.checks.stated import Stated
from tieout.facts import Fact, Period, Read, Report, Statement
from tieout.facts.report import Column, Footing, StatementLine

LAST = Period(date(2023, 1, 1), BEFORE)


def printed(concept: str, value: str, text: str, when: date | Period = YEAR) -> Fact:
    place = Read("elm.txt", 1, (0, len(text), 1, 0), f"{concept} {value}  {text}")
    return replace(fact(concept, value, when), trace=place)


def sheet(
    *rows: tuple[str, Fact | tuple[Fact, ...]], name: str = "cash_flows", footings: tuple[Footing, ...] = ()
) -> Stated:
    lines = tuple(
        StatementLine(
            label, (one if isinstance(one, Fact) else one[0]).concept, facts=(one,) if isinstance(one, Fact) else one
        )
        for label, one in rows
    )
    held = Statement(name, name, "", (Column("", END), Column("", BEFORE)), lines, footings=footings)
    return Stated(Report("Elm", {}, tuple(held.facts()), (held,)))


def told(compare: Compare, stated: Stated) -> list[str]:
    return [one.because for one in compare(stated) if isinstance(one, Comparison) and not one.holds]


def change(label: str, value: str, concept: str = "change_in_prepaid_expenses") -> tuple[str, Fact]:
    return label, fact(concept, value, YEAR)


@pytest.mark.parametrize(("row", "other"), [
    (change("Increase in prepaid expenses", "-5"), ""),
    (change("Increase in prepaid expenses", "5"), "a decrease"),
    (change("Decrease in prepaid expenses", "5"), ""),
    (change("Decrease in prepaid expenses", "-5"), "an increase"),
    (change("Increase in accounts payable", "5", "change_in_accounts_payable"), ""),
    (change("Increase in due to Parent", "-5", "change_in_due_to_affiliates"), "a decrease"),
    (change("Prepaid expenses", "5"), ""),
    (change("Increase in value", "5", "prepaid_expenses"), ""),
    (change("Increase in cash", "-5", "net_change_in_cash"), ""),
    (change("Increase in spirits", "-5", "change_in_spirits"), ""),
    (change("Increase in equity", "-5", "change_in_total_equity"), ""),
])  # fmt: skip
def test_the_direction_of_a_change(row: tuple[str, Fact], other: str) -> None:
    found = [one for one in signs.directions_of_changes(sheet(row)) if not one.holds]
    assert [one.found.text for one in found if isinstance(one.found, Words)] == ([other] if other else [])
    assert {one.severity for one in found} <= {"error"}


def test_a_figure_is_told_with_what_it_does_to_cash() -> None:
    (one,) = told(signs.directions_of_changes, sheet(change("Increase in prepaid expenses", "5")))
    assert one == "“Increase in prepaid expenses” brings cash, 5: that is a decrease. The word or the sign is wrong."
    (one,) = told(signs.directions_of_changes, sheet(change("Decrease in prepaid expenses", "-5")))
    assert one == "“Decrease in prepaid expenses” takes cash, -5: that is an increase. The word or the sign is wrong."
    (one,) = told(signs.directions_of_changes, sheet(change("Increase in prepaid expenses", "0.5")))
    assert "brings cash" in one
    assert told(signs.directions_of_changes, sheet(change("Increase in prepaid expenses", "0"))) == []


# --- results ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("label", "values", "name", "fails"), [
    ("Net loss", ("5",), "income", "income"), ("Net loss", ("-5",), "income", ""),
    ("Net income", ("-5",), "income", "a loss"), ("Net income", ("1",), "income", ""),
    ("Net income", ("7", "-5"), "income", ""),
    ("Net income", ("-5", "-7"), "income", "a loss"), ("Net income (loss)", ("-5",), "income", ""),
    ("Net income", ("-5",), "changes_in_equity", ""), ("Net income", ("-0.5",), "income", "a loss"),
    ("Net income", ("0.5",), "income", ""), ("Net income before loss of hair", ("5",), "income", ""), ("Net loss",
    ("0.5",), "income", "income"),
])  # fmt: skip
def test_words_of_results(label: str, values: tuple[str, ...], name: str, fails: str) -> None:
    facts = tuple(fact("net_income", value, when) for value, when in zip(values, (YEAR, LAST), strict=False))
    found = [one for one in signs.words_of_results(sheet((label, facts), name=name)) if not one.holds]
    assert [one.found.text for one in found if isinstance(one.found, Words)] == ([fails] if fails else [])


@pytest.mark.parametrize(("concept", "label", "right", "other", "severity"), [
    ("income_from_operations", "Loss from operations", "-5", "income", "warning"),
    ("comprehensive_income", "Comprehensive income", "5", "a loss", "warning"),
    ("net_cash_from_operating_activities", "Net cash used", "-5", "cash provided", "error"),
    ("net_cash_from_financing_activities", "Net cash provided", "5", "cash used", "warning"),
    ("net_change_in_cash", "Net decrease in cash", "-5", "an increase", "warning"),
    ("net_change_in_cash", "Net increase in cash", "5", "a decrease", "warning"),
    ("retained_earnings", "Accumulated deficit", "-5", "retained earnings", "warning"),
    ("income_tax_expense", "Income tax benefit", "-5", "an expense", "warning"),
    ("income_tax_expense", "Provision for income taxes", "5", "a benefit", "warning"),
])  # fmt: skip
def test_each_word_has_its_direction(concept: str, label: str, right: str, other: str, severity: str) -> None:
    for turn in (1, -1):
        one = fact(concept, right, YEAR)
        held = sheet((label, replace(one, value=turn * one.value)), name="cash_flows")
        (made,) = signs.words_of_results(held)
        assert isinstance(made.found, Words)
        assert (made.holds, made.severity, made.found.text) == (turn == 1, severity, other)


def test_of_a_line_over_two_years_the_first_is_told() -> None:
    facts = (fact("net_income", "-5", YEAR), fact("net_income", "-7", LAST))
    (one,) = told(signs.words_of_results, sheet(("Net income", facts), name="income"))
    assert one == "“Net income” has -5: that is a loss. The word or the sign is wrong."
    mixed = (fact("net_income", "5", YEAR), fact("net_income", "-7", LAST))
    assert [c.holds for c in signs.words_of_results(sheet(("Net income", mixed), name="income"))] == [True]


TWO = (Footing((2, 0), ((1, 0, 0), (1, 1, 0))),)


@pytest.mark.parametrize(("first", "second", "total", "words", "cause"), [
    ("100", "5", "105", "foots with the figure as it stands, so the word is wrong.", "wrong_words"),
    ("100", "5", "95", "foots with the other sign, so the sign is wrong.", "sign"),
    ("100", "5", "200", "The word or the sign is wrong.", "sign"),
])  # fmt: skip
def test_the_sum_of_a_statement_tells_word_from_sign(
    first: str, second: str, total: str, words: str, cause: str
) -> None:
    rows = [("Receivables", fact("receipts", first, YEAR)), change("Increase in prepaid expenses", second),
            ("Total", fact("net_cash_from_operating_activities", total, YEAR))]  # fmt: skip
    (one,) = [c for c in signs.directions_of_changes(sheet(*rows, footings=TWO)) if not c.holds]
    assert one.because.endswith(words)
    assert one.cause is not None
    assert one.cause.id == cause
    elsewhere = (Footing((2, 0), ((1, 0, 0),)), Footing((0, 0), ((1, 1, 0), (1, 9, 0))))
    (one,) = [c for c in signs.directions_of_changes(sheet(*rows, footings=elsewhere)) if not c.holds]
    assert one.because.endswith("The word or the sign is wrong."), "a sum without it, and one that lacks a line"


def test_a_sum_that_holds_either_way_proves_nothing() -> None:
    rows = [
        change("Increase in prepaid expenses", "5"),
        ("Total", fact("t", "5", YEAR)),
        ("Other", fact("o", "-5", YEAR)),
    ]
    both = (Footing((1, 0), ((1, 0, 0),)), Footing((2, 0), ((1, 0, 0),)))
    (one,) = told(signs.directions_of_changes, sheet(*rows, footings=both))
    assert one.endswith("The word or the sign is wrong.")


# --- brackets --------------------------------------------------------------------------------------------------------

PAID, BOUGHT, SOLD = (
    ("Dividends paid", printed("dividends_paid", "-30", "(30)")),
    ("Purchases", printed("fixed_asset_purchases", "-20", "20")),
    ("Disposals", printed("fixed_asset_disposals", "10", "10")),
)


def test_an_outflow_without_its_brackets_beside_one_that_has_them() -> None:
    made = list(signs.brackets_of_outflows(sheet(PAID, BOUGHT, SOLD)))
    assert [one.holds for one in made] == [True, False, True]
    assert (
        made[1].because == "“Purchases” takes cash and is printed without brackets, 20: so the statement does not foot."
    )
    assert made[1].cause is not None
    assert made[1].cause.words == "Brackets are lost: 20 for (20)."
    assert [(one.said.text, one.found.text) for one in made if isinstance(one.said,
    Words) and isinstance(one.found, Words)] == [
        ("30", "(30)"), ("20", "(20)"), ("(10)", "10"),
    ]  # fmt: skip


def test_an_inflow_in_brackets() -> None:
    sold = ("Disposals", printed("fixed_asset_disposals", "10", "(10)"))
    (one,) = told(signs.brackets_of_outflows, sheet(PAID, sold))
    assert one == "“Disposals” brings cash and is printed in brackets, (10): so the statement does not foot."
    small = ("Disposals", printed("fixed_asset_disposals", "0.5", "(0.5)"))
    (one,) = told(signs.brackets_of_outflows, sheet(PAID, small))
    assert one.startswith("“Disposals” brings cash")


@pytest.mark.parametrize("held", [
    sheet(BOUGHT, SOLD),  # no brackets anywhere
    sheet(BOUGHT, ("Disposals", printed("fixed_asset_disposals", "0.5", "0.5"))),
    sheet(PAID, ("Loss", printed("noncash_other", "-5", "5"))),
    sheet(PAID, ("Purchases", fact("fixed_asset_purchases", "-20", YEAR))),
    sheet(PAID, ("Used", printed("net_cash_from_investing_activities", "-20", "20"))),
    sheet(PAID, BOUGHT, name="income"),
    sheet(PAID, ("None", printed("fixed_asset_purchases", "0", "(0)"))),
    sheet(PAID, BOUGHT, ("More", printed("other_assets_purchased", "-5", "5"))),  # two without, one with
])  # fmt: skip
def test_where_brackets_tell_nothing(held: Stated) -> None:
    assert told(signs.brackets_of_outflows, held) == []


def test_as_many_with_as_without_brackets_are_a_style() -> None:
    paid = ("Tax paid", printed("income_taxes_paid", "-0.5", "(0.5)"))
    assert len(told(signs.brackets_of_outflows, sheet(PAID, BOUGHT))) == 1
    assert len(told(signs.brackets_of_outflows, sheet(paid, BOUGHT))) == 1


@pytest.mark.parametrize(("text", "sign"), [
    ("Cash  $ (5)", -1), ("Cash  5  (6)", -1), ("Cash (5)  6", 1), ("Cash 5", 0), ("Cash  –5", -1), ("Cash  (5)  6", 1),
])  # fmt: skip
def test_the_sign_that_is_printed(text: str, sign: int) -> None:
    one = replace(fact("cash", "5"), trace=Read("elm.txt", 1, (0, 0, 1, 0), text))
    (figure,) = sheet(("Cash", one)).figures
    assert signs.printed_sign(figure) == sign
