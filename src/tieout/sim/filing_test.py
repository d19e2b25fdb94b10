"""What holds of every simulated filing: it foots as printed, its statements tie, its truth is what it prints."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

import pytest

from tieout.facts import Told
from tieout.sim.draw import data
from tieout.sim.filing import SimulatedFiling, filing
from tieout.sim.plain import TEXT_STYLES

SEEDS = range(120)
ASSETS, LIABILITIES, REVENUE, EXPENSES = (
    {line["concept"] for line in data("lines")[side]} for side in ("assets", "liabilities", "revenue", "expenses")
)
EQUITY = {*data("words")["equity"], "retained_earnings"}


@cache
def filed(seed: int) -> SimulatedFiling:
    return filing(seed)


class Statement:
    """The line figures of one statement, by date or period and, in a matrix, by column."""

    def __init__(self, held: SimulatedFiling, name: str) -> None:
        self.held = held
        self.figures = [f for f in held.truth.figures if f.statement == name and f.place == "amount"]

    def one(self, concept: str, when: object, part: str = "") -> Decimal:
        values = {f.value for f in self.figures if (f.concept, f.when, f.part) == (concept, when, part)}
        assert len(values) == 1, (self.held.seed, concept, when, part, values)
        return values.pop()

    def total(self, concepts: set[str], when: object) -> Decimal:
        chosen = [f for f in self.figures if f.concept in concepts and f.when == when]
        return sum((-f.value if f.concept == "treasury_stock" else f.value for f in chosen), Decimal(0))

    def says(self, concept: str) -> bool:
        return any(f.concept == concept for f in self.figures)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_balance_sheet_foots_and_balances(seed: int) -> None:
    sheet = Statement(filed(seed), "financial_condition")
    for day in filed(seed).firm.ends[1:]:
        whole = sheet.one("total_assets", day)
        assert whole == sheet.total(ASSETS, day) == sheet.one("total_liabilities_and_equity", day)
        assert whole == sheet.total(LIABILITIES, day) + sheet.one("total_equity", day)
        if any(sheet.says(concept) for concept in EQUITY):
            assert sheet.one("total_equity", day) == sheet.total(EQUITY, day)
        if sheet.says("total_liabilities"):
            assert sheet.one("total_liabilities", day) == sheet.total(LIABILITIES, day)
        if sheet.says("fixed_assets_cost"):
            cost, off = sheet.total({"fixed_assets_cost"}, day), sheet.one("accumulated_depreciation", day)
            assert sheet.one("fixed_assets_net", day) == cost - off


@pytest.mark.parametrize("seed", SEEDS)
def test_income_foots_and_ties_to_equity_and_cash_flows(seed: int) -> None:
    held = filed(seed)
    sheet, equity, cash = (Statement(held, name) for name in ("income", "changes_in_equity", "cash_flows"))
    for period in held.firm.periods:
        revenue, expenses = sheet.total(REVENUE, period), sheet.total(EXPENSES, period)
        for concept, found in (("total_revenue", revenue), ("total_expenses", expenses)):
            assert not sheet.says(concept) or sheet.one(concept, period) == found
        tax = sheet.total({"income_tax_expense"}, period)
        result = sheet.one("net_income", period)
        assert result == revenue - expenses - tax
        assert (
            not sheet.says("income_before_income_taxes")
            or sheet.one("income_before_income_taxes", period) == result + tax
        )
        assert result == equity.one("net_income", period) == cash.one("net_income", period)


@pytest.mark.parametrize("seed", SEEDS)
def test_equity_rolls_forward_by_column(seed: int) -> None:
    held = filed(seed)
    equity, condition = Statement(held, "changes_in_equity"), Statement(held, "financial_condition")
    moves = {"net_income", "capital_contributions", "capital_distributions"}
    columns = [c for c in EQUITY if equity.says(c)] + ["total_equity"]
    for before, period in zip(held.firm.ends, held.firm.periods, strict=False):
        for column in columns:
            part = "" if column == "total_equity" else column
            moved = sum(
                (f.value for f in equity.figures if f.concept in moves and f.part == part and f.when == period),
                Decimal(0),
            )
            assert (
                equity.one(column, before) + moved
                == equity.one(column, period.end)
                == condition.one(column, period.end)
            )
        if len(columns) > 1:
            assert equity.one("total_equity", before) == equity.total(EQUITY, before)


@pytest.mark.parametrize("seed", SEEDS)
def test_cash_flows_foot_and_lead_to_the_cash_of_the_balance_sheet(seed: int) -> None:
    held = filed(seed)
    sheet, condition = Statement(held, "cash_flows"), Statement(held, "financial_condition")
    sections = [f"net_cash_from_{name}_activities" for name in ("operating", "investing", "financing")]
    others = {"net_change_in_cash", "cash_beginning_of_year", "cash_end_of_year", "total_adjustments",
              "cash_paid_for_interest", "cash_paid_for_income_taxes", *sections}  # fmt: skip
    for period in held.firm.periods:
        change = sheet.one("net_change_in_cash", period)
        assert change == sum(sheet.one(name, period) for name in sections if sheet.says(name))
        assert change == sheet.total({f.concept for f in sheet.figures} - others, period)
        assert sheet.one("cash_beginning_of_year", period) + change == sheet.one("cash_end_of_year", period)
        assert sheet.one("cash_end_of_year", period) == condition.total({"cash_and_cash_equivalents"}, period.end)
        if sheet.says("total_adjustments"):
            assert sheet.one("net_income", period) + sheet.one("total_adjustments", period) == sheet.one(
                sections[0], period
            )


@pytest.mark.parametrize("seed", SEEDS)
def test_net_capital_foots_as_printed_and_meets_what_is_required(seed: int) -> None:
    held = filed(seed)
    sheet, day = Statement(held, "net_capital"), held.firm.period.end
    apart = [f for f in sheet.figures if f.concept == "nonallowable_assets" and f.part]
    whole = [f.value for f in sheet.figures if f.concept == "nonallowable_assets" and not f.part]
    barred = sum((f.value for f in apart), Decimal(0)) if apart else sum(whole, Decimal(0))
    assert not (apart and whole) or barred == whole[0]
    cuts = {"haircut_other_securities", "haircut_debt_securities", "haircut_other"}
    haircuts = sheet.total(cuts, day) or sheet.total({"haircuts"}, day)
    assert not sheet.says("haircuts") or haircuts == sheet.one("haircuts", day)
    capital = sheet.total({"ownership_equity", "allowable_subordinated_liabilities"}, day) - barred - haircuts
    capital -= sheet.total({"other_deductions_and_charges"}, day)
    assert sheet.one("net_capital", day) == capital
    assert sheet.one("excess_net_capital", day) == capital - sheet.one("net_capital_required", day) > 0
    assert sheet.one("ownership_equity", day) == Statement(held, "financial_condition").one("total_equity", day)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_printed_is_the_value_in_the_units_of_the_statement(seed: int) -> None:
    unit = filed(seed).firm.unit
    for figure in filed(seed).truth.figures:
        if figure.unit == "USD":
            digits = re.sub(r"[^0-9]", "", figure.printed) or "0"
            assert abs(figure.value) in (Decimal(digits), Decimal(digits) * unit), figure


@pytest.mark.parametrize("seed", SEEDS)
def test_equal_keys_have_equal_values_and_every_fact_is_one_told(seed: int) -> None:
    seen: dict[object, Decimal] = {}
    for figure in filed(seed).truth.figures:
        if figure.concept:
            key = figure.concept, figure.when, figure.part, figure.unit
            assert seen.setdefault(key, figure.value) == figure.value, figure
    assert {fact.value for fact in filed(seed).truth.facts} == set(seen.values())
    assert all(isinstance(fact.trace, Told) for fact in filed(seed).truth.facts)


@pytest.mark.parametrize("style", [*TEXT_STYLES, None])
def test_the_text_holds_every_true_figure(style: str | None) -> None:
    for seed in range(30):
        text = filed(seed).text(style)
        for figure in filed(seed).truth.figures:
            assert figure.printed in text, (seed, figure)


def test_the_markdown_holds_every_true_figure() -> None:
    for seed in range(30):
        text = filed(seed).markdown()
        for figure in filed(seed).truth.figures:
            assert figure.printed in text, (seed, figure)


def test_the_same_seed_gives_the_same_filing() -> None:
    assert filing(11).text() == filed(11).text()
    assert filing(11).truth == filed(11).truth


def test_seeds_differ_in_kind_entity_method_years_and_units() -> None:
    firms = [filed(seed).firm for seed in SEEDS]
    assert len({firm.kind for firm in firms}) == 5
    assert len({firm.entity_kind for firm in firms}) == 4
    assert {firm.method for firm in firms} == {"aggregate_indebtedness", "alternative"}
    assert {len(firm.periods) for firm in firms} == {1, 2}
    assert {1, 1000} <= {firm.unit for firm in firms}


@pytest.mark.parametrize("seed", SEEDS)
def test_tables_in_notes_add_up(seed: int) -> None:
    notes = Statement(filed(seed), "notes")
    for concept, total in (
        ("operating_lease_commitments", "operating_lease_commitments"),
        ("rate_reconciliation", "income_tax_expense"),
        ("deferred_tax_components", "deferred_tax_asset"),
    ):
        parts = [f for f in notes.figures if f.concept == concept and f.part]
        if parts:
            assert sum(f.value for f in parts) == notes.one(total, parts[0].when)


def test_each_tenth_seed_of_four_thousand_gives_a_filing() -> None:
    for seed in range(0, 4000, 10):
        filing(seed)
