"""Balances on the other side than their line grows with, and figures that two reports print."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from random import Random

import pytest

from tieout.annual import annual_report, focus_report, net_capital
from tieout.facts import Statement
from tieout.ledger.books import Books, assemble
from tieout.ledger.folder import documents

TEMPLATE = Path(str(files("tieout.cli") / "template"))
END = date(2024, 12, 31)
CHART = """number,name,concept,net_capital,counterparty
1010,Bank A,cash_and_cash_equivalents,,
1020,Bank B,cash_and_cash_equivalents,,
1310,Other receivables,other_receivables,,
1320,Other receivables from a client,other_receivables,,
1390,Allowance for doubtful receivables,other_receivables,,
1510,Due from parent,due_from_affiliates,,Parent
1520,Due from sister,due_from_affiliates,,Sister
1610,Equipment,fixed_assets_cost,,
1690,Accumulated depreciation,accumulated_depreciation,,
2210,Accounts payable,accounts_payable_and_accrued_expenses,,
2510,Subordinated loan,subordinated_liabilities,,
2610,Mortgage,notes_payable,excluded (c)(1)(viii),First Bank
2710,Payable for shares of a fund,payables_to_brokers_or_dealers,excluded (c)(1)(xiv),
1710,Building,fixed_assets_cost,nonallowable (c)(2)(iv)(A),First Bank
3010,Members' contributions,members_contributed_equity,,
3110,Undistributed earnings,retained_earnings,,
4010,Commissions,commissions_revenue,,
5010,Rent,occupancy,,
"""


def books(*entries: tuple[str, str, dict[str, str]]) -> Books:
    """A firm with these entries: day, tag, amounts by account with debits plus."""
    rows = ["entry,date,account,amount,memo,tag"]
    for number, (day, tag, amounts) in enumerate(entries):
        rows += [f"E{number},{day},{account},{amount},,{tag}" for account, amount in amounts.items()]
    held = {name: data for name, data in documents(TEMPLATE).items() if name == "firm.toml"}
    held |= {"accounts.csv": CHART.encode(), "journal.csv": "\n".join(rows).encode()}
    return assemble("acme", held)


@pytest.mark.parametrize(
    ("amounts", "capital", "debt"),
    [
        ({"1010": "100000", "1020": "-30000", "3010": "-70000"}, 70_000, 30_000),
        # What the sister is owed does not pay what the parent owes: 100,000 less 98,000.
        ({"1010": "62000", "1510": "98000", "1520": "-60000", "3010": "-100000"}, 2_000, 60_000),
        # An allowance is no debt: it lessens the receivable that is deducted, 50,000 less 8,000.
        ({"1010": "58000", "1310": "50000", "1390": "-8000", "3010": "-100000"}, 58_000, 0),
        # One receivable below nothing is debt, and hides no other: 50,000 less 8,000 is deducted all the same.
        (
            {"1010": "148000", "1310": "50000", "1390": "-8000", "1320": "-90000", "3010": "-100000"},
            58_000,
            90_000,
        ),
        # More depreciation than cost is a slip of the books, neither capital nor debt.
        ({"1010": "101000", "1610": "5000", "1690": "-6000", "3010": "-100000"}, 100_000, 0),
        # A debit balance of a payable is a receivable without security.
        ({"1010": "70000", "2210": "30000", "3010": "-100000"}, 70_000, 0),
    ],
)
def test_each_account_stands_for_itself(amounts: dict[str, str], capital: int, debt: int) -> None:
    held = net_capital(books(("2024-12-31", "opening", amounts)), END)
    assert held.exact["net_capital"].value == capital
    assert held.exact["aggregate_indebtedness"].value == debt
    boxes = {code: fact.value for line in focus_report(books(("2024-12-31", "opening", amounts)), END).lines
             for _, code, fact in line.boxes}  # fmt: skip
    assert boxes["3750"] == capital
    assert boxes["3840"] == debt


def test_what_is_excluded_in_part_stands_part_in_each_column_of_focus() -> None:
    """A building is deducted less its mortgage; of what is owed to a fund for shares failed to deliver, 15% counts."""
    amounts = {"1010": "200000", "1710": "90000", "2610": "-60000", "2710": "-100000", "3010": "-130000"}
    held = books(("2024-12-31", "opening", amounts))
    boxes = {code: fact.value for line in focus_report(held, END).lines for _, code, fact in line.boxes}
    assert boxes["740"] == boxes["3540"] == 30_000
    assert boxes["1230"] == boxes["3790"] == boxes["3840"] == 15_000
    assert boxes["3750"] == 100_000


def test_more_depreciation_than_cost_is_said() -> None:
    amounts = {"1010": "101000", "1610": "5000", "1690": "-6000", "3010": "-100000"}
    (said,) = net_capital(books(("2024-12-31", "opening", amounts)), END).assumptions
    assert said.startswith("account 1690 Accumulated depreciation, -6,000: its line comes to less than nothing")


def two_years(seed: int) -> Books:
    """Two years of entries in odd cents, with a subordinated loan drawn and repaid."""
    random = Random(seed)

    def cents(low: int, high: int) -> Decimal:
        return Decimal(random.randint(low * 100, high * 100)) / 100

    opening = {account: cents(1000, 90000) for account in ("1010", "1310", "1610")}
    opening |= {account: -cents(10, 900) for account in ("1690", "2210", "2510", "3010")}
    opening["3110"] = -sum(opening.values(), Decimal(0))
    entries = [("2022-12-31", "opening", {account: str(amount) for account, amount in opening.items()})]
    for year in (2023, 2024):
        for debit, credit in (("1010", "4010"), ("5010", "1010"), ("1310", "4010"), ("5010", "2210"),
                              ("1010", "2510"), ("2510", "1010"), ("1010", "3010"), ("3110", "1010")):  # fmt: skip
            amount = cents(1, 900)
            entries.append((f"{year}-06-30", "", {debit: str(amount), credit: str(-amount)}))
    return books(*entries)


def column(statement: Statement, index: int) -> list[tuple[str, Decimal]]:
    return [(x.concept, value) for x in statement.lines if x.facts and (value := x.printed(index)) is not None]


@pytest.mark.parametrize("seed", range(12))
def test_the_comparative_column_is_last_years_report(seed: int) -> None:
    held = two_years(seed)
    last, this = annual_report(held, date(2023, 12, 31)), annual_report(held, END)
    for name in ("financial_condition", "income", "cash_flows", "changes_in_subordinated"):
        before = column(last.statement(name), 0)
        assert [pair for pair in column(this.statement(name), 1) if pair in before] == before, f"{name}, seed {seed}"


@pytest.mark.parametrize("seed", range(12))
def test_changes_in_subordinated_liabilities_foot_as_printed(seed: int) -> None:
    statement = annual_report(two_years(seed), END).statement("changes_in_subordinated")
    for index in range(2):
        *moved, (_, end) = column(statement, index)
        assert sum(value for _, value in moved) == end, f"seed {seed}"
