"""Totals that must be there, and brackets that one place has and another lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from tieout.checks import totals
from tieout.checks.model import Comparison, Words
from tieout.checks.plausible_test import END, YEAR, fact, fails, report
from tieout.checks.stated import Stated
from tieout.facts import Fact, Filing, NotUnderstood, Period, Read, Report, Statement
from tieout.facts.report import Column, Footing, StatementLine

PLACE = Read("elm.txt", 1, (0, 0, 1, 0), "Other  5")


def printed(concept: str, value: str, text: str, when: date | Period = END) -> Fact:
    """A figure as the page prints it, which shows its brackets."""
    place = Read("elm.txt", 1, (0, len(text), 1, 0), f"{concept} {value}  {text}")
    return replace(fact(concept, value, when), trace=place)


def sheets(*held: tuple[str, str, Fact]) -> Report:
    """A report of statements of one line each: name of the statement, label, figure."""
    made = tuple(
        Statement(name, name, "", (Column("", END),), (StatementLine(label, one.concept, facts=(one,)),))
        for name, label, one in held
    )
    return Report("Elm", {}, tuple(one for *_, one in held), made)


def odd(compare: Sequence[object]) -> list[Comparison]:
    return [one for one in compare if isinstance(one, Comparison) and not one.holds]


DEFICIT = ("financial_condition", "Accumulated deficit", printed("retained_earnings", "-500", "(500)"))


def test_a_deficit_without_its_brackets_in_one_of_two_places() -> None:
    held = sheets(DEFICIT, ("changes_in_equity", " Deficit ", printed("retained_earnings", "-500", "500")))
    (told,) = odd(list(totals.brackets_alike(Stated(held))))
    assert (told.check, told.severity) == ("signs.retained_earnings.brackets", "note")
    assert told.because == (
        "“Deficit” is printed without brackets, 500, in the statement of changes in equity, and with them in the"
        " statement of financial condition: a figure below zero is printed one way throughout."
    )
    assert told.cause is not None
    assert (told.cause.id, told.cause.words) == ("sign", "Brackets are lost: 500 for (500).")
    assert isinstance(told.said, Words)
    assert isinstance(told.found, Words)
    assert (told.said.text, told.found.text) == ("500", "(500)")
    assert told.said.source == held.statements[1].lines[0].facts[0].trace  # type: ignore[union-attr]


@pytest.mark.parametrize(("name", "label", "value", "text"), [
    ("changes_in_equity", "Deficit", "-500", "(500)"),
    ("changes_in_equity", "Net loss", "-500", "500"),
    ("changes_in_equity", "Retained earnings", "500", "500"),
    ("changes_in_equity", "Balance", "0", "-"),
    ("notes", "Deficit", "-500", "500"),
])  # fmt: skip
def test_brackets_that_are_alike_or_need_not_be(name: str, label: str, value: str, text: str) -> None:
    assert fails(totals.brackets_alike, sheets(DEFICIT, (name, label, printed("retained_earnings", value, text)))) == []


def test_a_figure_whose_printing_is_not_known_or_that_has_no_brackets_anywhere_says_nothing() -> None:
    bare = ("income", "Deficit", printed("retained_earnings", "-500", "500"))
    unknown = ("changes_in_equity", "Deficit", fact("retained_earnings", "-500"))
    assert list(totals.brackets_alike(Stated(sheets(bare, unknown)))) == []
    assert list(totals.brackets_alike(Stated(sheets(DEFICIT, unknown)))) == []
    made = list(totals.brackets_alike(Stated(sheets(DEFICIT, bare, unknown))))
    assert len(odd(made)) == len(made) == 1


def schedule(*texts: str, name: str = "net_capital", weight: int = -1, label: str = "Assets") -> Report:
    """Equity of 100, and deductions of 10, 20, ..., printed as told."""
    deducted = [printed("nonallowable_assets", str(10 * n), text) for n, text in enumerate(texts, 1)]
    facts = (printed("ownership_equity", "100", "100"), *deducted, printed("net_capital", "1", "1"))
    lines = tuple(StatementLine(label, one.concept, facts=(one,)) for one in facts)
    terms = ((1, 0, 0), *((weight, n, 0) for n in range(1, len(texts) + 1)))
    sheet = Statement(name, "", "", (Column("", END),), lines, footings=(Footing((len(texts) + 1, 0), terms),))
    return Report("Elm", {}, facts, (sheet,))


@pytest.mark.parametrize(("texts", "said", "meant", "words"), [
    (("(10)", "20", "30"), "(10)", "10", "Brackets are set where none belong: (10) for 10."),
    (("(10)", "20", "(30)"), "20", "(20)", "Brackets are lost: 20 for (20)."),
    (("10", "20", "30", "(40)"), "(40)", "40", "Brackets are set where none belong: (40) for 40."),
])  # fmt: skip
def test_one_of_several_deductions_is_printed_otherwise(
    texts: tuple[str, ...], said: str, meant: str, words: str
) -> None:
    made = list(totals.brackets_alike(Stated(schedule(*texts))))
    assert len(made) == len(texts)
    (told,) = odd(made)
    assert told.cause is not None
    assert isinstance(told.said, Words)
    assert isinstance(told.found, Words)
    assert (told.said.text, told.found.text, told.cause.words, told.severity) == (said, meant, words, "note")
    how = "in brackets" if said.startswith("(") else "without brackets"
    assert told.because == f"“Assets” is printed {how}, {said}; the lines deducted with it are not."


@pytest.mark.parametrize("held", [
    schedule("10", "(20)"),
    schedule("10", "20", "30"),
    schedule("(10)", "(20)", "(30)"),
    schedule("10", "(20)", "30", "(40)"),
    schedule("10", "(20)", "30", name="income"),
    schedule("10", "(20)", "30", weight=1),
    schedule("10", "(20)", "30", label="Loss"),
])  # fmt: skip
def test_two_deductions_or_what_is_no_deduction_has_no_odd_one(held: Report) -> None:
    assert fails(totals.brackets_alike, held) == []


# --- totals that are missing -----------------------------------------------------------------------------------------

LINES = ("cash", "securities_owned", "fixed_assets_net", "prepaid_expenses", "other_assets")


def whole(*names: str, form: bool = True, kind: str = "text", lost: str = "", unknown: bool = False) -> Stated:
    held = report("financial_condition", *(fact(name, str(n)) for n, name in enumerate(names, 1)))
    (sheet,) = held.statements
    if unknown:
        line = StatementLine("Other", "", facts=(fact("x", "5"),))
        sheet = replace(sheet, lines=(*sheet.lines, line))
    rows = (NotUnderstood(lost, "Other", "no such line", PLACE),) if lost else ()
    filing = Filing("elm.txt", kind, 1, 0, {}, {}, rows)
    facing = {**held.facing_page, **({"edition": "2003"} if form else {})}
    return Stated(replace(held, facing_page=facing, statements=(sheet,), filing=filing))


def missing(stated: Stated) -> list[tuple[str, str]]:
    made = odd(list(totals.totals(stated)))
    return [(one.found.text, one.severity) for one in made if isinstance(one.found, Words)]


def test_both_totals_of_a_balance_sheet_are_missed() -> None:
    both = [("Total assets", "warning"), ("Total liabilities and ownership equity", "warning")]
    assert missing(whole(*LINES)) == both
    assert missing(whole(*LINES, kind="scan")) == [(label, "note") for label, _ in both]
    assert missing(whole(*LINES, "total_assets")) == both[1:]
    assert missing(whole(*LINES, "total_liabilities_and_equity")) == both[:1]
    told, _ = totals.totals(whole(*LINES))
    assert told.because == "The statement of financial condition has no line “Total assets”."
    assert told.cause is not None
    assert (told.cause.id, told.cause.words) == ("line_left_out", "The line is left out.")
    assert isinstance(told.said, Words)
    assert told.said.text == "not found in the statement of financial condition"


@pytest.mark.parametrize("stated", [
    whole(*LINES[:4]),
    whole(*LINES, form=False),
    whole(*LINES, lost="financial_condition"),
    whole(*LINES, unknown=True),
])  # fmt: skip
def test_no_total_is_missed_where_lines_may_be(stated: Stated) -> None:
    assert list(totals.totals(stated)) == []


def test_a_row_of_another_part_that_is_not_understood_hides_no_total() -> None:
    assert len(missing(whole(*LINES, lost="income"))) == 2


def test_the_result_may_have_either_name() -> None:
    held = whole(*LINES, "total_assets", "total_liabilities_and_equity")
    for name, told in (
        ("net_income", []),
        ("comprehensive_income", []),
        ("other_revenue", [("Net income (loss)", "warning")]),
    ):
        income = report("income", *(fact(f"l{n}", "1", YEAR) for n in range(4)), fact(name, "5", YEAR))
        both = replace(held.report, statements=(*held.report.statements, *income.statements))
        assert missing(Stated(both)) == told
