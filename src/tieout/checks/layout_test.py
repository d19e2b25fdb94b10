"""Which lines make which total, where no reader has said so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tieout.checks import foots
from tieout.checks.layout import footings_of
from tieout.checks.model import Comparison
from tieout.checks.plausible_test import BEFORE, END, YEAR, fact, report
from tieout.checks.stated import Stated
from tieout.facts import Computed, Fact, Report, Statement
from tieout.facts.report import Column, Footing, StatementLine


def sheet(name: str, *concepts: str, columns: int = 1, part: str = "") -> Statement:
    """A statement with a line for each concept, in each of its columns."""
    lines = tuple(
        StatementLine(
            one, one.lstrip("?"), facts=tuple(None if one.startswith("?") else fact(one, "1") for _ in range(columns))
        )
        for one in concepts
    )
    return Statement(name, "", "", tuple(Column("", END, part) for _ in range(columns)), lines)


def sums(held: Statement) -> dict[str, list[str]]:
    """The lines of each total by name, with a minus where they are taken off."""
    names = [line.concept for line in held.lines]
    assert all(weight in (1, -1) for footing in footings_of(held) for weight, _, _ in footing.terms)
    return {
        names[footing.total[0]]: [("-" if weight < 0 else "") + names[line] for weight, line, _ in footing.terms]
        for footing in footings_of(held)
    }


BALANCE = ("cash_and_cash_equivalents", "fixed_assets_cost", "accumulated_depreciation", "total_assets",
    "accrued_compensation",
           "total_liabilities", "common_stock", "treasury_stock", "total_equity",
           "total_liabilities_and_equity")  # fmt: skip


def test_a_balance_sheet_adds_up_by_the_kinds_of_its_lines() -> None:
    assert sums(sheet("financial_condition", *BALANCE)) == {
        "total_liabilities_and_equity": ["total_liabilities", "total_equity"],
        "total_assets": ["cash_and_cash_equivalents", "fixed_assets_cost", "-accumulated_depreciation"],
        "total_liabilities": ["accrued_compensation"],
        "total_equity": ["common_stock", "-treasury_stock"],
    }
    assert list(footings_of(sheet("financial_condition", "total_assets"))) == [], "no lines, no sum"
    assert sums(sheet("notes", *BALANCE)) == {"total_liabilities_and_equity": ["total_liabilities", "total_equity"]}


def test_a_statement_of_income_adds_up_with_and_without_taxes() -> None:
    lines = ("commissions_revenue", "total_revenue", "occupancy", "income_tax_expense", "total_expenses")
    kinds = {"total_revenue": ["commissions_revenue"], "total_expenses": ["occupancy"]}
    assert sums(sheet("income", *lines, "net_income")) == kinds | {"net_income": ["total_revenue", "-total_expenses"]}
    assert sums(sheet("income", *lines, "income_before_income_taxes", "net_income")) == kinds | {
        "net_income": ["income_before_income_taxes", "-income_tax_expense"],
        "income_before_income_taxes": ["total_revenue", "-total_expenses"],
    }


def test_the_activities_of_the_cash_flows() -> None:
    lines = (
        "net_income", "total_adjustments", "change_in_other_assets", "net_cash_from_operating_activities",
        "fixed_asset_purchases", "net_cash_from_investing_activities", "capital_contributions",
        "net_cash_from_financing_activities", "net_change_in_cash", "cash_beginning_of_year", "cash_end_of_year",
    )  # fmt: skip
    expected = {
        "cash_end_of_year": ["net_change_in_cash", "cash_beginning_of_year"],
        "net_cash_from_operating_activities": ["net_income", "change_in_other_assets"],
        "net_cash_from_investing_activities": ["fixed_asset_purchases"],
        "net_cash_from_financing_activities": ["capital_contributions"],
        "net_change_in_cash": [name for name in lines if name.startswith("net_cash_from_")],
    }
    assert sums(sheet("cash_flows", *lines)) == expected
    without = sums(sheet("cash_flows", *lines[:4], *lines[6:8]))
    assert without == {name: expected[name] for name in (lines[3], lines[7])}


CAPITAL = ("ownership_equity", "nonallowable_assets", "haircuts", "net_capital", "net_capital_required",
           "excess_net_capital")  # fmt: skip


def test_net_capital_is_equity_less_deductions_where_all_lines_between_are_such() -> None:
    excess = {"excess_net_capital": ["net_capital", "-net_capital_required"]}
    made = {"net_capital": ["ownership_equity", "-nonallowable_assets", "-haircuts"]}
    assert sums(sheet("net_capital", *CAPITAL)) == excess | made
    for more in ("other_allowable_credits", "tentative_net_capital", "total_deductions_and_charges"):
        assert sums(sheet("net_capital", CAPITAL[0], more, *CAPITAL[1:])) == excess
    assert sums(sheet("net_capital", *CAPITAL[1:])) == excess, "no equity"
    assert sums(sheet("net_capital", "ownership_equity", "haircuts")) == {}, "no net capital"
    assert sums(sheet("other", *CAPITAL)) == excess
    before = sheet("net_capital", "haircut_other", *CAPITAL, "haircut_options")
    assert sums(before) == excess | made, "only what stands between"


def test_each_column_adds_up_for_itself_and_only_what_it_states() -> None:
    held = sheet("financial_condition", "cash_and_cash_equivalents", "accrued_compensation", "total_assets", columns=2)
    assert list(footings_of(held)) == [Footing((2, n), ((1, 0, n),)) for n in (0, 1)]
    total, blank = replace(held.lines[2], facts=(None, held.lines[2].facts[1])), replace(held.lines[0], facts=())
    assert [f.total for f in footings_of(replace(held, lines=(*held.lines[:2], total)))] == [(2, 1)]
    assert list(footings_of(replace(held, lines=(blank, *held.lines[1:])))) == []


def test_of_two_lines_of_one_name_the_first_is_the_total() -> None:
    held = sheet("net_capital", "net_capital", "net_capital_required", "excess_net_capital", "net_capital")
    assert [footing.terms for footing in footings_of(held)] == [((1, 0, 0), (-1, 1, 0))]


def test_columns_of_components_are_left_to_the_reader() -> None:
    assert list(footings_of(sheet("financial_condition", *BALANCE, part="common_stock"))) == []
    assert list(footings_of(sheet("changes_in_equity", *BALANCE))) == []


# --- what is made of them --------------------------------------------------------------------------------------------


def footed(*terms: tuple[int, int, int], lines: int = 3, columns: int = 2) -> Stated:
    """A statement whose last line, first column, is a total of these terms; its second line states nothing."""
    facts = [[fact(f"l{n}{column}", str(n + 1)) for column in range(columns)] for n in range(lines)]
    held = tuple(
        StatementLine(f"Line {n}", f"l{n}", facts=(None, None) if n == 1 else tuple(row)) for n, row in enumerate(facts)
    )
    made = Statement("income", "", "", (Column("", END),) * columns, held, footings=(Footing((lines - 1, 0), terms),))
    return Stated(Report("Elm", {}, tuple(made.facts()), (made,)))


def down(stated: Stated) -> list[str]:
    return [c.check for c in foots.foots(stated)]


def across(stated: Stated) -> list[str]:
    return [c.check for c in foots.crossfoots(stated)]


def test_a_sum_is_asked_down_or_across_and_of_what_is_stated() -> None:
    assert (down(footed((1, 0, 0))), across(footed((1, 0, 0)))) == (["foots.l20"], [])
    assert (down(footed((1, 2, 1))), across(footed((1, 2, 1)))) == ([], ["crossfoots.l20"])
    mixed = footed((1, 2, 1), (1, 0, 0))
    assert (down(mixed), across(mixed)) == (["foots.l20"], [])
    assert down(footed((1, 0, 0), (1, 1, 0))) == [], "a line that states nothing"
    assert across(footed((1, 2, 1), (1, 2, 9))) == []
    assert down(footed((1, 1, 0))) == [], "no line at all"
    assert down(footed((1, 0, 0), lines=2)) == [], "no total"


def test_a_sum_takes_off_what_it_takes_off() -> None:
    (made,) = foots.foots(footed((1, 0, 0), (-1, 0, 1)))
    assert isinstance(made.found, Fact)
    assert isinstance(made.found.trace, Computed)
    assert [line.effect for line in made.found.trace.lines] == [1, -1]
    assert (int(made.found.value), made.because) == (0, "Line 2 is the sum of its lines.")
    (other,) = foots.crossfoots(footed((1, 2, 1)))
    assert other.because == "Line 2 adds up across its columns."


def test_a_subtotal_may_have_no_name() -> None:
    stated = footed((1, 0, 0))
    (held,) = stated.report.statements
    bare = replace(held, lines=(*held.lines[:-1], replace(held.lines[-1], label="")))
    (made,) = foots.foots(Stated(replace(stated.report, statements=(bare,))))
    assert made.because == "a subtotal without a name is the sum of its lines."


@pytest.mark.parametrize("name", ["financial_condition", "income"])
def test_a_report_from_books_foots_by_its_layout(name: str) -> None:
    held = report(name, fact("cash_and_cash_equivalents", "5"), fact("total_assets", "6"),
    fact("commissions_revenue", "5", YEAR),
                  fact("total_revenue", "5", YEAR), fact("other_assets", "1", BEFORE))  # fmt: skip
    made = [c for c in foots.foots(Stated(held)) if isinstance(c, Comparison)]
    expected = {"financial_condition": [("foots.total_assets", True)], "income": [("foots.total_revenue", True)]}
    assert [(c.check, c.holds) for c in made] == expected[name]
