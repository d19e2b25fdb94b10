"""The notes against themselves and the statements: what honest notes look like gives no finding, and each slip one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.checks.bases import federal_rates
from tieout.checks.engine import check_report
from tieout.checks.stated import Stated
from tieout.checks.tables import NoteTable, tables_of
from tieout.facts import Fact, Period, Read, Report
from tieout.reading.files.opening import open_document
from tieout.reading.reader import read_document

YEAR = Period(date(2024, 1, 1), date(2024, 12, 31))
SHEET = """Elm Securities, Inc.
Statement of Financial Condition
December 31, 2024

Cash and cash equivalents\t$568,855
Property and equipment, net\t110,000
Total assets\t$678,855
Accounts payable and accrued expenses\t$293,855
Total liabilities\t293,855
Stockholder's equity\t385,000
Total liabilities and stockholder's equity\t$678,855

Elm Securities, Inc.
Statement of Income
Year ended December 31, 2024

Commissions\t$1,204,550
Total revenues\t1,204,550
Salaries and benefits\t{expenses}
Total expenses\t{expenses}
{result}
{tax}
{net}

Elm Securities, Inc.
Notes to Financial Statements
December 31, 2024

1. NOTE

{note}
"""
PROFIT = {
    "expenses": "904,550",
    "result": "Income before income taxes\t300,000",
    "tax": "Provision for income taxes\t81,000",
    "net": "Net income\t$219,000",
}
LOSS = {
    "expenses": "1,504,550",
    "result": "Loss before income taxes\t(300,000)",
    "tax": "Income tax benefit\t81,000",
    "net": "Net loss\t$(219,000)",
}


Check = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def found(tmp_path: Path) -> Check:
    """The findings, but for mere notes, of a small report with a note: severity and name of each."""

    def of(note: str, results: dict[str, str] = PROFIT) -> list[tuple[str, str]]:
        path = tmp_path / "report.txt"
        path.write_text(SHEET.format(note=note, **results), encoding="utf-8")
        checked = check_report(read_document(open_document(path)))
        return [(f.severity, f.check) for f in checked.findings if f.severity != "note"]

    return of


RATE = "The provision for income taxes differs from the amount at the statutory rate of 21% as follows:\n\n"
COMPONENTS = "The provision for income taxes consists of the following:\n\n"
DEFERRED = "The deferred tax asset is composed of the following at December 31, 2024:\n\n"
ASSETS = "Property and equipment consist of the following at December 31, 2024:\n\n"
LEASES = "Future minimum rental payments under operating leases are as follows:\n\nYear ending December 31,\n"

HONEST = {
    "leases": LEASES + "2025\t$120,000\n2026\t124,000\nThereafter\t60,000\nTotal\t$304,000",
    "leases less a sublease": LEASES + "2025\t$120,000\n2026\t124,000\nLess sublease\t(24,000)\nTotal\t$220,000",
    "rates": RATE
    + "Tax at statutory rate\t$63,000\t21.0%\nState taxes\t15,800\t5.3%\nMeals\t2,200\t0.7%\n"
    + "Provision for income taxes\t$81,000\t27.0%",
    "rates that add up but for their rounding": RATE
    + "Tax at statutory rate\t$63,000\t21%\nState taxes\t16,300\t5%\nMeals\t1,700\t1%\n"
    + "Provision for income taxes\t$81,000\t27%",
    "a row below the total": RATE
    + "Tax at statutory rate\t$63,000\nState taxes\t18,000\nProvision for income taxes\t$81,000\n"
    + "Change in valuation allowance\t$4,400",
    "a statutory tax that was cut off": RATE
    + "Tax at statutory rate\t$62,999\nState taxes\t18,001\nProvision for income taxes\t$81,000",
    "components": COMPONENTS
    + "Current:\nFederal\t$48,000\nState\t13,900\nTotal current\t61,900\nDeferred\t19,100\n"
    + "Total provision for income taxes\t$81,000",
    "deferred assets and liabilities": DEFERRED
    + "Deferred tax assets:\nVacation\t$107,939\nRent\t130,523\nTotal deferred tax assets\t238,462\n"
    + "Deferred tax liabilities:\nDepreciation\t(22,962)\nTotal deferred tax liabilities\t(22,962)\n"
    + "Net deferred tax asset\t$215,500",
    "fixed assets": ASSETS
    + "Furniture\t$84,300\nComputer equipment\t161,250\nLeasehold improvements\t54,450\n\t300,000\n"
    + "Less accumulated depreciation\t(190,000)\n\t$110,000",
    "fixed assets without a total": ASSETS
    + "Furniture\t$84,300\nComputer equipment\t215,700\nLess accumulated depreciation\t(190,000)\nNet\t$110,000",
    "a fee that is a part": "The management fee for the year ended December 31, 2024 amounted to $168,200.",
}


@pytest.mark.parametrize("note", HONEST.values(), ids=HONEST.keys())
def test_an_honest_note_gives_no_finding(note: str, found: Check) -> None:
    assert found(note) == []


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_loss_may_print_its_percentages_either_way(sign: str, found: Check) -> None:
    """Against the loss, which makes 21 percent, or as the tax has its sign, which makes 21 percent below zero."""

    def percent(value: str) -> str:
        return f"({value})%" if sign else f"{value}%"

    note = RATE + (
        f"Tax at statutory rate\t$(63,000)\t{percent('21.0')}\nState taxes\t(15,800)\t{percent('5.3')}\n"
        f"Meals\t(2,200)\t{percent('0.7')}\nProvision (benefit) for income taxes\t$(81,000)\t{percent('27.0')}"
    )
    assert found(note, LOSS) == []
    turned = note.replace("(15,800)", "15,800")
    assert found(turned, LOSS) == [("error", "foots.rate_reconciliation")]


SLIPS = {
    "a row of the reconciliation": ("rates", "15,800", "15,300", ["foots.rate_reconciliation"]),
    "a percentage of it": ("rates", "5.3%", "3.5%", ["recomputes.rate_reconciliation"]),
    "its total": ("rates", "81,000\t27", "18,000\t27", ["ties.income_tax_expense.income_to_notes"]),
    "a component": ("components", "13,900", "19,300", ["foots.income_tax_components"]),
    "a year of the leases": ("leases", "124,000", "142,000", ["foots.operating_lease_commitments"]),
    "a line of deferred tax": ("deferred assets and liabilities", "130,523", "103,523",
                               ["foots.deferred_tax_components"]),
    "a kind of fixed assets": ("fixed assets", "161,250", "116,250", ["foots.fixed_assets_cost"]),
    "depreciation": ("fixed assets", "(190,000)", "(109,000)", ["foots.fixed_assets_net"]),
    "a rate no longer in force": ("leases", LEASES[:6], "The statutory tax rate is 34%.\n\nFuture",
                                  ["plausible.statutory_tax_rate.in_force"]),
}  # fmt: skip


@pytest.mark.parametrize(("note", "right", "wrong", "names"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_in_a_note_is_one_finding(note: str, right: str, wrong: str, names: list[str], found: Check) -> None:
    assert right in HONEST[note]
    assert [name for _, name in found(HONEST[note].replace(right, wrong, 1))] == names


def test_tax_on_net_income_is_of_the_wrong_base(tmp_path: Path) -> None:
    note = RATE + "Tax at statutory rate\t$45,990\nState taxes\t35,010\nProvision for income taxes\t$81,000"
    path = tmp_path / "report.txt"
    path.write_text(SHEET.format(note=note, **PROFIT), encoding="utf-8")
    (finding,) = [f for f in check_report(read_document(open_document(path))).findings if f.severity != "note"]
    assert finding.cause is not None
    assert finding.cause.words == "Wrong base: 45,990 is 21% of net income, 219,000."


def fact(part: str, value: int, line: int, concept: str = "deferred_tax_components") -> Fact:
    place = Read("elm.txt", 1, (0, line, 1, line), f"{part} | {value:,}")
    return Fact(concept=concept, entity="Elm", when=YEAR.end, value=Decimal(value), trace=place, part=part)


AMOUNTS = st.lists(st.integers(-(10**7), 10**7), min_size=2, max_size=6)


@given(assets=AMOUNTS, liabilities=AMOUNTS)
def test_subtotals_and_the_total_of_an_honest_table_hold(assets: list[int], liabilities: list[int]) -> None:
    lines = [fact(f"a{i}", value, i) for i, value in enumerate(assets)]
    lines.append(fact("total_assets", sum(assets), 10))
    lines += [fact(f"b{i}", value, 11 + i) for i, value in enumerate(liabilities)]
    lines.append(fact("total_liabilities", sum(liabilities), 20))
    total = fact("", sum(assets) + sum(liabilities), 21)
    table = NoteTable("deferred_tax_components", YEAR.end, "USD", tuple(lines), total, True)
    sums = list(table.sums)
    assert [held.part for held, _ in sums] == ["total_assets", "total_liabilities", ""]
    assert all(held.value == sum(each.value for each in parts) for held, parts in sums)
    assert [each.part for each in sums[-1][1]] == ["total_assets", "total_liabilities"]


def test_two_rows_of_one_name_make_no_table() -> None:
    rows = (fact("rent", 5, 1), fact("rent", 6, 2), fact("", 11, 3))
    assert list(tables_of(Stated(Report("Elm", {}, rows)), "deferred_tax_components")) == []
    (table,) = tables_of(Stated(Report("Elm", {}, (rows[0], rows[2]))), "deferred_tax_components")
    assert (table.lines, table.total, table.whole) == ((rows[0],), rows[2], True)


@pytest.mark.parametrize(
    ("year", "rates"), [(1975, []), (1986, ["0.46"]), (1992, ["0.34"]), (2003, ["0.34", "0.35"]), (2018, ["0.21"])]
)
def test_the_rate_of_tax_on_corporations_by_year(year: int, rates: list[str]) -> None:
    assert [str(rate.value) for rate in federal_rates("Elm", date(year, 12, 31))] == rates
