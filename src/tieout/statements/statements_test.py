"""The statements of small firms whose books stand beside them, worked so that a controller can check each by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from textwrap import dedent

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.facts import Computed, Fact, Period, Statement, TieoutError, Told, disagreements, evaluate
from tieout.facts.money import accounting, cents
from tieout.ledger.books import Books, assemble
from tieout.ledger.closing import closing_entry, share_out
from tieout.statements import cash_flows, condition, equity, income, words
from tieout.statements.door import Ledger
from tieout.statements.presentation import Presentation
from tieout.taxonomy import taxonomy

END = date(2024, 12, 31)
YEAR = Period(date(2024, 1, 1), END)

CORPORATION = """
    1010,Cash,cash_and_cash_equivalents
    1110,Commissions receivable,receivables_from_brokers_or_dealers
    1510,Exchange shares,investments_not_readily_marketable
    1610,Furniture,fixed_assets_cost
    1690,Accumulated depreciation,accumulated_depreciation
    2210,Accounts payable,accounts_payable_and_accrued_expenses
    2510,Note payable,notes_payable
    2910,Subordinated loan,subordinated_liabilities
    3010,Common stock,common_stock
    3020,Additional paid-in capital,additional_paid_in_capital
    3110,Retained earnings,retained_earnings
    3120,Accumulated other comprehensive income,accumulated_other_comprehensive_income
    3210,Treasury stock,treasury_stock
    4010,Commissions,commissions_revenue
    4310,Gain or loss on disposals,gain_on_disposal_of_assets
    5110,Salaries,salaries_and_fringe_benefits
    5410,Depreciation,depreciation_and_amortization
    5510,Interest,interest_expense
    6010,Income tax,income_tax_expense
"""
FIRM = """
    name = "Alder Securities"
    sec_file_number = "8-12345"
    entity_kind = "{kind}"
    net_capital_method = "aggregate_indebtedness"
    minimum_dollar_business = "other"
    rule_15c3_3_exemption = "(k)(2)(ii)"
    fiscal_year_end = "{year_end}"
"""


def books(
    journal: str = "",
    accounts: str = CORPORATION,
    *,
    kind: str = "corporation",
    year_end: str = "12-31",
    firm: str = "",
    columns: str = "number,name,concept",
    **more: str,
) -> Books:
    """Books in memory.

    `journal` has rows `entry,date,account,amount,tag`, debits plus; `accounts` rows of `columns`; `firm` further lines
    of firm.toml.  `more` are further documents, `trial_balance_2024_12_31` for trial_balance_2024-12-31.csv.
    """
    documents = {
        "firm.toml": dedent(FIRM).format(kind=kind, year_end=year_end) + dedent(firm),
        "accounts.csv": f"{columns}\n{_rows(accounts)}",
    }
    if journal:
        documents["journal.csv"] = f"entry,date,account,amount,tag\n{_rows(journal)}"
    for name, text in more.items():
        stem, _, day = name.partition("_20")
        documents[f"{stem}_20{day.replace('_', '-')}.csv" if day else f"{stem}.csv"] = _rows(text)
    return assemble("test books", {name: text.encode() for name, text in documents.items()})


def _rows(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines() if line.strip()) + "\n"


def rows(statement: Statement) -> list[tuple[str, ...]]:
    """A statement's lines as they are read: label and figures, headings without."""
    found = []
    for line in statement.lines:
        figures = [line.printed(i) for i in range(len(line.facts))]
        found.append((line.label, *("" if value is None else accounting(value) for value in figures)))
    return found


def balances(held: Books, *days: date) -> list[tuple[str, ...]]:
    return rows(condition.statement(Ledger(held), list(days)))


def results(held: Books, *periods: Period) -> list[tuple[str, ...]]:
    return rows(income.statement(Ledger(held), list(periods)))


def cash(held: Books, period: Period = YEAR) -> dict[str, Decimal]:
    """The cash flow statement's figures by concept, zeros left out."""
    found = cash_flows.flows(Ledger(held), period)
    changes = {f"change_in_{concept}": fact for concept, fact in found.changes.items()}
    return {name: fact.value for name, fact in {**found.facts, **changes}.items() if fact.value}


def changes(held: Books, period: Period = YEAR) -> dict[str, dict[str, Decimal]]:
    """Changes in equity by line and component, "" the total."""
    found = equity.changes(Ledger(held), period)
    lines: Mapping[str, Mapping[str, Fact]] = {"opening": found.opening, **found.flows, "ending": found.ending}
    return {line: {part: fact.value for part, fact in parts.items() if fact.value} for line, parts in lines.items()}


def all_statements(held: Books, *periods: Period) -> list[Statement]:
    """Everything that is printed from the books, this year first."""
    ledger = Ledger(held)
    found = [condition.statement(ledger, [p.end for p in periods]), income.statement(ledger, periods)]
    found.append(equity.statement(ledger, periods, {p: equity.changes(ledger, p) for p in periods}))
    if (subordinated := equity.subordinated(ledger, periods)) is not None:
        found.append(subordinated)
    found.append(cash_flows.statement(ledger, periods, {p: cash_flows.flows(ledger, p) for p in periods}))
    return found


def check(held: Books, *periods: Period) -> None:
    """What holds for books a controller can check by hand: all of `check_exact`, and that they foot as printed."""
    check_exact(held, *periods)
    ledger, exact = Ledger(held), all_statements(held, *periods)
    ties = [tie for p in periods for tie in (*equity.changes(ledger, p).ties, *cash_flows.flows(ledger, p).ties)]
    presentation = Presentation(Decimal(1))
    printed = presentation.present(exact, ties)
    for true, shown in zip(exact, printed, strict=True):
        for fact, rounded in zip(true.facts(), shown.facts(), strict=True):
            assert abs(fact.value - rounded.value) <= 1, (fact.key, fact.value, rounded.value)
    assert list(presentation.unfooted()) == []


def check_exact(held: Books, *periods: Period) -> None:
    """What holds for any books: every trace gives its figure, assets are claims, equity rolls, cash proves."""
    ledger = Ledger(held)
    for statement in all_statements(held, *periods):
        for fact in statement.facts():
            if isinstance(fact.trace, Computed):
                assert evaluate(fact.trace) == fact.value
    for period in periods:
        totals = condition.totals(ledger, period.end)
        assert totals["total_assets"].value == totals["total_liabilities_and_equity"].value
        rolled = equity.changes(ledger, period)
        moved = sum((flow[""].value for flow in rolled.flows.values()), rolled.opening[""].value)
        assert moved == rolled.ending[""].value == totals["total_equity"].value
        flows = cash_flows.flows(ledger, period).facts
        moved = flows["net_change_in_cash"].value
        assert flows["cash_beginning_of_year"].value + moved == flows["cash_end_of_year"].value
        held_cash = totals.get("cash_and_cash_equivalents")
        assert flows["cash_end_of_year"].value == (held_cash.value if held_cash is not None else 0)


def test_a_period_with_income_tax_alone() -> None:
    """An interim in which a tax was paid and nothing earned: a loss of the tax."""
    held = books(OPENING + "E1,2024-01-15,6010,150,\nE1,2024-01-15,1010,-150,\n")
    assert results(held, YEAR)[-2:] == [("Income tax expense", "150"), ("Net loss", "(150)")]
    check(held, YEAR)


# Kinds of registrant

OPENING = """
    OPEN,2023-12-31,1010,100000,opening
    OPEN,2023-12-31,1110,20000,opening
    OPEN,2023-12-31,2210,-15000,opening
    OPEN,2023-12-31,3010,-50000,opening
    OPEN,2023-12-31,3110,-55000,opening
"""
ALDER = (
    OPENING
    + """
    E1,2024-03-07,1610,12400,
    E1,2024-03-07,1010,-12400,
    E2,2024-06-30,1110,80000,
    E2,2024-06-30,4010,-80000,
    E3,2024-07-31,1010,70000,
    E3,2024-07-31,1110,-70000,
    E4,2024-09-30,5110,40000,
    E4,2024-09-30,1010,-35000,
    E4,2024-09-30,2210,-5000,
    E5,2024-11-15,3110,10000,
    E5,2024-11-15,1010,-10000,
    E6,2024-12-31,5410,1240.50,
    E6,2024-12-31,1690,-1240.50,
    E7,2024-12-31,6010,8000,
    E7,2024-12-31,1010,-8000,income_taxes_paid
"""
)
CLOSED = (
    ALDER
    + """
    CLOSE,2024-12-31,4010,80000,closing
    CLOSE,2024-12-31,5110,-40000,closing
    CLOSE,2024-12-31,5410,-1240.50,closing
    CLOSE,2024-12-31,6010,-8000,closing
    CLOSE,2024-12-31,3110,-30759.50,closing
"""
)


def test_a_corporation() -> None:
    alder = books(ALDER)
    assert balances(alder, END) == [
        ("Assets",),
        ("Cash and cash equivalents", "104,600"),  # 100,000 - 12,400 + 70,000 - 35,000 - 10,000 - 8,000
        ("Receivables from brokers or dealers", "30,000"),  # 20,000 + 80,000 - 70,000
        (taxonomy()["fixed_assets_net"].label, "11,159.50"),  # 12,400 - 1,240.50
        ("Total assets", "145,759.50"),
        ("Liabilities",),
        ("Accounts payable and accrued expenses", "20,000"),  # 15,000 + 5,000
        ("Total liabilities", "20,000"),
        ("Stockholder's equity",),
        ("Common stock", "50,000"),
        ("Retained earnings", "75,759.50"),  # 55,000 + 30,759.50 - 10,000
        ("Total stockholder's equity", "125,759.50"),
        ("Total liabilities and stockholder's equity", "145,759.50"),
    ]
    assert results(alder, YEAR) == [
        ("Revenue",),
        ("Commissions", "80,000"),
        ("Total revenue", "80,000"),
        ("Expenses",),
        ("Salaries and fringe benefits", "40,000"),
        ("Depreciation and amortization", "1,240.50"),
        ("Total expenses", "41,240.50"),
        ("Income before income taxes", "38,759.50"),
        ("Income tax expense", "8,000"),
        ("Net income", "30,759.50"),
    ]
    ledger = Ledger(alder)
    assert rows(equity.statement(ledger, (YEAR,), {YEAR: equity.changes(ledger, YEAR)})) == [
        ("Balance, December 31, 2023", "50,000", "55,000", "105,000"),
        ("Net income", "", "30,759.50", "30,759.50"),
        ("Dividends", "", "(10,000)", "(10,000)"),
        ("Balance, December 31, 2024", "50,000", "75,759.50", "125,759.50"),
    ]
    assert rows(cash_flows.statement(ledger, (YEAR,), {YEAR: cash_flows.flows(ledger, YEAR)})) == [
        ("Cash flows from operating activities",),
        ("Net income", "30,759.50"),
        ("Adjustments to reconcile net income to net cash provided by operating activities:",),
        ("Depreciation and amortization", "1,240.50"),
        ("Changes in operating assets and liabilities:",),
        ("Increase in receivables from brokers or dealers", "(10,000)"),
        ("Increase in accounts payable and accrued expenses", "5,000"),
        ("Total adjustments", "(3,759.50)"),
        ("Net cash provided by operating activities", "27,000"),
        ("Cash flows from investing activities",),
        ("Purchases of fixed assets", "(12,400)"),
        ("Net cash used in investing activities", "(12,400)"),
        ("Cash flows from financing activities",),
        ("Dividends", "(10,000)"),
        ("Net cash used in financing activities", "(10,000)"),
        ("Net increase in cash and cash equivalents", "4,600"),
        ("Cash and cash equivalents at beginning of year", "100,000"),
        ("Cash and cash equivalents at end of year", "104,600"),
        ("Supplemental disclosure of cash flow information",),
        ("Cash paid during the year for income taxes", "8,000"),
    ]
    check(alder, YEAR)


def test_closed_and_unclosed_books_give_the_same_statements() -> None:
    unclosed, closed = (all_statements(books(journal), YEAR) for journal in (ALDER, CLOSED))
    assert [rows(statement) for statement in closed] == [rows(statement) for statement in unclosed]
    assert [s.title for s in closed] == [s.title for s in unclosed]
    check(books(CLOSED), YEAR)


def test_in_the_middle_of_the_year() -> None:
    half = Period(date(2024, 1, 1), date(2024, 6, 30))
    alder = books(CLOSED)
    found = {label: figures[0] for label, *figures in balances(alder, half.end) if figures}
    assert found["Total assets"] == "200,000"  # cash 87,600, receivable 100,000, furniture 12,400
    assert found["Retained earnings"] == "135,000"  # 55,000 + 80,000 earned by then
    assert changes(alder, half)["net_income"] == {"retained_earnings": Decimal(80000), "": Decimal(80000)}
    assert cash(alder, half)["net_change_in_cash"] == Decimal(-12400)
    assert income.statement(Ledger(alder), [half]).subtitle == "Period from January 1, 2024 to June 30, 2024"
    check(alder, half)


LLC = """
    1010,Cash,cash_and_cash_equivalents
    3010,Members' contributions,members_contributed_equity
    3110,Accumulated earnings,retained_earnings
    4010,Fees,advisory_fees
"""
LLC_YEAR = """
    E1,2023-12-31,1010,500,opening
    E1,2023-12-31,3010,-500,opening
    E2,2024-04-01,1010,300,
    E2,2024-04-01,4010,-300,
    E3,2024-05-01,1010,200,
    E3,2024-05-01,3010,-200,
    E4,2024-06-01,{distributed},150,
    E4,2024-06-01,1010,-150,
"""


def test_a_limited_liability_company() -> None:
    held = books(LLC_YEAR.format(distributed="3110"), LLC, kind="limited_liability_company")
    assert balances(held, END)[3:] == [
        ("Members' equity",),
        ("Members' equity contributed", "700"),
        ("Retained earnings", "150"),
        ("Total members' equity", "850"),
        ("Total liabilities and members' equity", "850"),
    ]
    ledger = Ledger(held)
    assert rows(equity.statement(ledger, (YEAR,), {YEAR: equity.changes(ledger, YEAR)})) == [
        ("Balance, December 31, 2023", "500", "—", "500"),
        ("Net income", "", "300", "300"),
        ("Capital contributions", "200", "", "200"),
        ("Distributions to members", "", "(150)", "(150)"),
        ("Balance, December 31, 2024", "700", "150", "850"),
    ]
    check(held, YEAR)


def test_a_limited_liability_company_that_keeps_one_equity_account() -> None:
    accounts = LLC.replace("    3110,Accumulated earnings,retained_earnings\n", "")
    held = books(LLC_YEAR.format(distributed="3010"), accounts, kind="limited_liability_company")
    assert changes(held) == {
        "opening": {"members_contributed_equity": 500, "": 500},
        "net_income": {"members_contributed_equity": 300, "": 300},
        "capital_contributions": {"members_contributed_equity": 200, "": 200},
        "capital_distributions": {"members_contributed_equity": -150, "": -150},
        "ending": {"members_contributed_equity": 850, "": 850},
    }
    check(held, YEAR)


PARTNERS = """
    1010,Cash,cash_and_cash_equivalents
    3010,General partner,general_partners_capital
    3020,Limited partners,limited_partners_capital
    4010,Commissions,commissions_revenue
"""
INCOME_TO = """
    [[income_to]]
    account = "3010"
    share = "0.01"
    [[income_to]]
    account = "3020"
    share = "0.99"
"""
PARTNERS_YEAR = """
    E1,2023-12-31,1010,1000,opening
    E1,2023-12-31,3010,-10,opening
    E1,2023-12-31,3020,-990,opening
    E2,2024-04-01,1010,1000.55,
    E2,2024-04-01,4010,-1000.55,
    E3,2024-06-01,3020,250,
    E3,2024-06-01,1010,-250,
"""


def test_a_partnership_shares_its_income() -> None:
    held = books(PARTNERS_YEAR, PARTNERS, kind="partnership", firm=INCOME_TO)
    found = {
        "opening": {"general_partners_capital": 10, "limited_partners_capital": 990, "": 1000},
        "net_income": {  # 1% of 1,000.55 is 10.0055; the last partner takes what rounding leaves
            "general_partners_capital": Decimal("10.01"),
            "limited_partners_capital": Decimal("990.54"),
            "": Decimal("1000.55"),
        },
        "capital_distributions": {"limited_partners_capital": -250, "": -250},
        "ending": {
            "general_partners_capital": Decimal("20.01"),
            "limited_partners_capital": Decimal("1730.54"),
            "": Decimal("1750.55"),
        },
    }
    assert changes(held) == found
    close = """
        CLOSE,2024-12-31,4010,1000.55,closing
        CLOSE,2024-12-31,3010,-10.01,closing
        CLOSE,2024-12-31,3020,-990.54,closing
    """
    closed = books(PARTNERS_YEAR + close, PARTNERS, kind="partnership", firm=INCOME_TO)
    assert changes(closed) == found
    assert "Withdrawals" in [row[0] for row in rows(all_statements(held, YEAR)[2])]
    check(held, YEAR)
    check(closed, YEAR)


THIRDS = """
    [[income_to]]
    account = "3010"
    share = "0.335"
    [[income_to]]
    account = "3020"
    share = "0.332"
    [[income_to]]
    account = "3030"
    share = "0.333"
"""


@pytest.mark.parametrize("income_cents", [1, 2, 100, -100, 100_055, -99_999_999, 500, -500, 1_234_567_890_12])
def test_unclosed_income_is_shared_as_the_closing_entry_shares_it(income_cents: int) -> None:
    accounts = PARTNERS + "    3030,Third partner,partners_capital\n"
    journal = f"E1,2024-04-01,1010,{cents(income_cents)},\nE1,2024-04-01,4010,{cents(-income_cents)},\n"
    held = books(journal, accounts, kind="partnership", firm=THIRDS)
    unclosed = Ledger(held).unclosed(END)
    assert [fact.value for fact in unclosed.values()] == [
        cents(part) for part in share_out(income_cents, held.firm.income_to)
    ]
    entry = closing_entry(held.postings, held.chart, held.firm, END).filter(pl.col("account").str.starts_with("3"))
    closed = {account: cents(-amount) for account, amount in entry.select("account", "cents").iter_rows()}
    assert closed == {account: fact.value for account, fact in unclosed.items() if fact.value}


def test_a_share_of_income_rests_on_the_income_and_on_what_firm_toml_says() -> None:
    held = books(PARTNERS_YEAR, PARTNERS, kind="partnership", firm=INCOME_TO)
    general, limited = Ledger(held).unclosed(END).values()
    told = [(f.concept, f.value, f.trace.by) for f in reasons(general) if isinstance(f.trace, Told)]
    assert told == [
        ("income_share", Decimal("0.01"), "firm.toml [[income_to]]"),
        ("one_cent", Decimal("0.01"), "firm.toml [[income_to]]"),
    ]
    assert isinstance(limited.trace, Computed)
    assert [line.signed for line in limited.trace.lines] == [Decimal("1000.55"), Decimal("-10.01")]
    assert general.rounding == limited.rounding == 0
    assert_no_two_facts_of_one_key_disagree(held)


def test_a_partnership_must_say_who_takes_the_income() -> None:
    with pytest.raises(TieoutError, match=r"does not show to which account income closes") as refused:
        balances(books(PARTNERS_YEAR, PARTNERS, kind="partnership"), END)
    assert "[[income_to]]" in str(refused.value)


def test_a_sole_proprietor() -> None:
    accounts = """
        1010,Cash,cash_and_cash_equivalents
        3010,"Proprietor, capital",proprietors_capital
        4010,Commissions,commissions_revenue
        5110,Wages,salaries_and_fringe_benefits
    """
    journal = """
        E1,2024-01-02,1010,1000,
        E1,2024-01-02,3010,-1000,
        E2,2024-04-01,1010,300,
        E2,2024-04-01,4010,-300,
        E3,2024-05-01,5110,700,
        E3,2024-05-01,1010,-700,
        E4,2024-06-01,3010,50,
        E4,2024-06-01,1010,-50,
    """
    held = books(journal, accounts, kind="sole_proprietorship")
    assert balances(held, END)[-3:] == [
        ("Sole proprietor's capital", "550"),
        ("Total proprietor's capital", "550"),
        ("Total liabilities and proprietor's capital", "550"),
    ]
    assert income.statement(Ledger(held), [YEAR]).title == "Statement of Loss"
    assert results(held, YEAR)[-1] == ("Net loss", "(400)")


def test_a_firm_in_its_first_year_began_with_nothing() -> None:
    held = books("E1,2024-01-02,1010,1000,\nE1,2024-01-02,3010,-1000,\n")
    assert cash(held) == {
        "capital_contributions": 1000,
        "net_cash_from_financing_activities": 1000,
        "net_change_in_cash": 1000,
        "cash_end_of_year": 1000,
    }
    assert changes(held)["opening"] == {}
    check(held, YEAR)


# Years


@pytest.mark.parametrize(
    ("year_end", "as_of", "start"),
    [
        ("06-30", date(2024, 6, 30), date(2023, 7, 1)),
        ("02-28", date(2024, 2, 29), date(2023, 3, 1)),
        ("02-29", date(2023, 2, 28), date(2022, 3, 1)),
        ("06-30", date(2024, 7, 1), date(2024, 7, 1)),
        ("12-31", date(2024, 12, 31), date(2024, 1, 1)),
    ],
)
def test_the_fiscal_year(year_end: str, as_of: date, start: date) -> None:
    assert books(year_end=year_end).firm.fiscal_year(as_of) == Period(start, as_of)


@pytest.mark.parametrize(("year_end", "last"), [("06-30", date(2024, 6, 30)), ("02-28", date(2024, 2, 29))])
def test_a_fiscal_year_that_is_not_the_calendar_year(year_end: str, last: date) -> None:
    """One commission the day before the year, one on its first day, one on its last, one the day after."""
    firm = books(year_end=year_end).firm
    year = firm.fiscal_year(last)
    days = [year.start - timedelta(days=1), year.start, last, last + timedelta(days=1)]
    earned = "".join(f"E{n},{day},1010,{10**n},\nE{n},{day},4010,-{10**n},\n" for n, day in enumerate(days))
    opening = f"OPEN,{year.start - timedelta(days=400)},1010,500,opening\n"
    opening += f"OPEN,{year.start - timedelta(days=400)},3010,-500,opening\n"
    held = books(opening + earned, year_end=year_end)
    assert income.totals(Ledger(held), year)["net_income"].value == 110
    assert changes(held, year)["opening"][""] == 501
    assert income.statement(Ledger(held), [year]).subtitle.startswith("Year ended ")
    check(held, year)


BEFORE = Period(date(2023, 1, 1), date(2023, 12, 31))
TWO_YEARS = """
    OPEN,2022-12-31,1010,1000,opening
    OPEN,2022-12-31,3010,-1000,opening
    A1,2023-05-01,1010,300,
    A1,2023-05-01,4010,-300,
    A2,2023-06-01,5110,100,
    A2,2023-06-01,1010,-100,
    B1,2024-05-01,1110,500,
    B1,2024-05-01,4010,-500,
    B2,2024-06-01,1010,40,
    B2,2024-06-01,1110,-40,
"""


@pytest.mark.parametrize("closed", [False, True])
def test_the_year_before_in_a_second_column(closed: bool) -> None:
    close = """
        C,2023-12-31,4010,300,closing
        C,2023-12-31,5110,-100,closing
        C,2023-12-31,3110,-200,closing
    """
    held = books(TWO_YEARS + (close if closed else ""))
    found = {label: tuple(figures) for label, *figures in balances(held, END, BEFORE.end) if figures}
    assert found["Cash and cash equivalents"] == ("1,240", "1,200")
    assert found["Receivables from brokers or dealers"] == ("460", "")
    assert found["Retained earnings"] == ("700", "200")
    assert results(held, YEAR, BEFORE)[-1] == ("Net income", "500", "200")
    assert income.statement(Ledger(held), (YEAR, BEFORE)).subtitle == "Years ended December 31, 2024 and 2023"
    assert changes(held, YEAR)["opening"] == changes(held, BEFORE)["ending"]
    assert cash(held, YEAR)["cash_beginning_of_year"] == cash(held, BEFORE)["cash_end_of_year"] == 1200
    check(held, YEAR, BEFORE)


def reasons(fact: Fact) -> Iterator[Fact]:
    """A fact and every fact it rests on."""
    yield fact
    if isinstance(fact.trace, Computed):
        for line in fact.trace.lines:
            yield from reasons(line.fact)


def test_no_two_facts_of_one_key_disagree() -> None:
    """Not even those that are reached only through the reasons of another."""
    assert_no_two_facts_of_one_key_disagree(books(TWO_YEARS))


def assert_no_two_facts_of_one_key_disagree(held: Books) -> None:
    stated = {id(fact): fact for s in all_statements(held, YEAR) for top in s.facts() for fact in reasons(top)}
    assert [str(finding) for finding in disagreements(stated.values())] == []


def test_books_closed_late_count_each_year_its_own_income() -> None:
    """2023 is closed by an entry of 2024: its income is in 2024's opening balance, not in 2024's income."""
    late = """
        C,2024-03-01,4010,300,closing
        C,2024-03-01,5110,-100,closing
        C,2024-03-01,3110,-200,closing
    """
    held = books(TWO_YEARS + late)
    assert changes(held, YEAR) == {
        "opening": {"common_stock": 1000, "retained_earnings": 200, "": 1200},
        "net_income": {"retained_earnings": 500, "": 500},
        "ending": {"common_stock": 1000, "retained_earnings": 700, "": 1700},
    }
    check(held, YEAR, BEFORE)


def test_an_opening_entry_on_the_first_day_of_the_year() -> None:
    held = books(ALDER.replace("2023-12-31", "2024-01-01"))
    assert [rows(s) for s in all_statements(held, YEAR)] == [rows(s) for s in all_statements(books(ALDER), YEAR)]
    check(held, YEAR)


CARRIED_IN = """
    OPEN,{day},1010,80000,opening
    OPEN,{day},3010,-50000,opening
    OPEN,{day},4010,-40000,opening
    OPEN,{day},5110,10000,opening
    E1,2024-09-01,1010,500,
    E1,2024-09-01,4010,-500,
"""


def test_income_carried_in_by_an_opening_entry_within_the_year_is_the_years() -> None:
    held = books(CARRIED_IN.format(day="2024-06-30"))
    assert results(held, YEAR)[-1] == ("Net income", "30,500")
    assert ("Retained earnings", "30,500") in balances(held, END)
    assert not held.holds(YEAR)  # what moved before June 30 is unknown: no cash flow statement


@pytest.mark.parametrize("day", ["2024-01-01", "2023-12-31"])
def test_income_carried_in_on_the_first_day_of_the_year_or_before_is_not_the_years(day: str) -> None:
    assert results(books(CARRIED_IN.format(day=day)), YEAR)[-1] == ("Net income", "500")


def test_what_a_ledger_was_asked_before_does_not_change_what_it_says() -> None:
    """The day before the year has no balances; the balances the year opens with are another question."""
    ledger = Ledger(books(ALDER.replace("2023-12-31", "2024-01-01")))
    assert ledger.balances(date(2023, 12, 31)) == {}
    assert equity.changes(ledger, YEAR).opening[""].value == 105_000
    ledger = Ledger(books(ALDER.replace("2023-12-31", "2024-01-01")))
    assert equity.changes(ledger, YEAR).opening[""].value == 105_000
    assert ledger.balances(date(2023, 12, 31)) == {}


# What a controller posts


def with_entries(entries: str, opening: str = OPENING) -> Books:
    return books(opening + entries)


def test_contra_accounts_lessen_their_asset() -> None:
    held = with_entries("""
        E1,2024-02-01,1610,1000,
        E1,2024-02-01,1010,-1000,
        E2,2024-12-31,5410,400,
        E2,2024-12-31,1690,-400,
    """)
    found = condition.totals(Ledger(held), END)
    assert (found["fixed_assets_cost"].value, found["accumulated_depreciation"].value) == (Decimal(1000), Decimal(400))
    assert found["fixed_assets_net"].value == 600
    check(held, YEAR)


def test_treasury_stock_is_taken_away() -> None:
    held = with_entries("""
        E1,2024-02-01,3210,7000,
        E1,2024-02-01,1010,-7000,
        E2,2024-09-01,1010,2000,
        E2,2024-09-01,3210,-2000,
    """)
    assert balances(held, END)[-5:] == [
        ("Common stock", "50,000"),
        ("Retained earnings", "55,000"),
        ("Capital stock in treasury, at cost", "(5,000)"),
        ("Total stockholder's equity", "100,000"),
        ("Total liabilities and stockholder's equity", "115,000"),
    ]
    found = changes(held)
    assert found["treasury_stock_purchases"][""] == -7000
    assert found["treasury_stock_reissued"][""] == 2000
    assert cash(held)["treasury_stock_purchases"] == -7000
    assert cash(held)["net_cash_from_financing_activities"] == -5000
    check(held, YEAR)


def test_treasury_stock_in_the_statement_of_changes_reads_as_on_the_balance_sheet() -> None:
    """Across, the printed components add to the printed total: what is taken away stands in brackets."""
    held = with_entries("""
        E1,2024-02-01,3210,7000,
        E1,2024-02-01,1010,-7000,
    """)
    for row in rows(all_statements(held, YEAR)[2]):
        *parts, total = (_amount(figure) for figure in row[1:])
        assert sum(parts) == total, row


def _amount(text: str) -> Decimal:
    digits = text.replace(",", "").replace("—", "0") or "0"
    return -Decimal(digits.strip("()")) if digits.startswith("(") else Decimal(digits)


def test_a_subordinated_loan() -> None:
    held = with_entries("""
        E1,2024-02-01,1010,30000,
        E1,2024-02-01,2910,-30000,
        E2,2024-11-01,2910,10000,
        E2,2024-11-01,1010,-10000,
    """)
    found = equity.subordinated(Ledger(held), (YEAR,))
    assert found is not None
    assert rows(found) == [
        ("Increases", "30,000"),
        ("Decreases", "(10,000)"),
        ("Balance, end of period", "20,000"),
    ]
    assert cash(held)["proceeds_from_subordinated_borrowings"] == 30000
    assert cash(held)["repayments_of_subordinated_borrowings"] == -10000
    assert equity.subordinated(Ledger(books(ALDER)), (YEAR,)) is None
    check(held, YEAR)


def test_a_subordinated_loan_repaid_in_full_ends_at_nil() -> None:
    opening = OPENING.replace("1010,100000", "1010,110000") + "OPEN,2023-12-31,2910,-10000,opening\n"
    held = with_entries("E1,2024-11-01,2910,10000,\nE1,2024-11-01,1010,-10000,\n", opening)
    found = equity.subordinated(Ledger(held), (YEAR,))
    assert found is not None
    assert rows(found) == [
        ("Balance, beginning of period", "10,000"),
        ("Decreases", "(10,000)"),
        ("Balance, end of period", "—"),
    ]


BOUGHT = """
    E0,2024-01-31,1610,1000,
    E0,2024-01-31,1010,-1000,
    E1,2024-06-30,5410,300,
    E1,2024-06-30,1690,-300,
"""


@pytest.mark.parametrize(("proceeds", "gain"), [(900, 200), (550, -150), (700, 0)])
def test_a_disposal(proceeds: int, gain: int) -> None:
    """Furniture of 1,000, depreciated by 300, sold: the gain leaves operations, the proceeds are investing."""
    sale = f"""
        E2,2024-07-01,1010,{proceeds},
        E2,2024-07-01,1690,300,
        E2,2024-07-01,1610,-1000,
    """
    sale += f"    E2,2024-07-01,4310,{-gain},\n" if gain else ""
    held = with_entries(BOUGHT + sale)
    found = cash(held)
    assert found["disposals_of_fixed_assets"] == proceeds
    assert found["purchases_of_fixed_assets"] == -1000
    assert found.get("gains_and_losses_on_disposals", 0) == -gain
    assert found["noncash_depreciation_and_amortization"] == 300
    assert "net_cash_from_operating_activities" not in found  # nothing but the disposal happened
    label = {200: "Gain on disposal of assets", -150: "Loss on disposal of assets"}.get(gain)
    assert label is None or label in [row[0] for row in results(held, YEAR)]
    check(held, YEAR)


UNPAID = "Furniture, acquired or settled without cash"
ON_A_NOTE = """
    E1,2024-03-01,1610,5000,{tag}
    E1,2024-03-01,2510,-5000,{tag}
"""


def test_a_purchase_on_a_note_is_disclosed_apart() -> None:
    held = with_entries(ON_A_NOTE.format(tag="noncash"))
    assert cash(held) == {"cash_beginning_of_year": 100000, "cash_end_of_year": 100000}
    lines = rows(all_statements(held, YEAR)[-1])
    assert lines[-2:] == [("Non-cash investing and financing activities",), (UNPAID, "5,000")]
    check(held, YEAR)


def test_a_purchase_on_a_note_that_nobody_tagged_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(TieoutError) as refused:
        cash(with_entries(ON_A_NOTE.format(tag="")))
    assert "entry E1 of 2024-03-01: the debit of 5,000 to account 1610 Furniture is unexplained" in str(refused.value)
    assert "the entry moves no cash and no tag says why" in str(refused.value)
    assert "`noncash` if no cash moved" in str(refused.value)


PARTLY_PAID = """
    E1,2024-03-01,1610,100000,{tag}
    E1,2024-03-01,1010,-40000,{cash_tag}
    E1,2024-03-01,2210,-60000,{owed_tag}
"""


@pytest.mark.parametrize("cash_tag", ["", "purchases_of_fixed_assets"])
def test_a_purchase_partly_on_credit_is_a_cash_flow_as_far_as_it_is_paid(cash_tag: str) -> None:
    held = with_entries(PARTLY_PAID.format(tag="", cash_tag=cash_tag, owed_tag=""))
    assert cash(held) == {
        "purchases_of_fixed_assets": -40000,
        "net_cash_from_investing_activities": -40000,
        "net_change_in_cash": -40000,
        "cash_beginning_of_year": 100000,
        "cash_end_of_year": 60000,
    }
    assert rows(all_statements(held, YEAR)[-1])[-1] == (UNPAID, "60,000")
    check(held, YEAR)


def test_a_purchase_partly_on_credit_and_one_on_a_note_are_one_line_without_cash() -> None:
    held = with_entries(PARTLY_PAID.format(tag="", cash_tag="", owed_tag="") + _again("E2", ON_A_NOTE, "noncash"))
    assert rows(all_statements(held, YEAR)[-1])[-1] == (UNPAID, "65,000")
    check(held, YEAR)
    assert_no_two_facts_of_one_key_disagree(held)


def _again(entry: str, journal: str, tag: str) -> str:
    return journal.format(tag=tag).replace("E1", entry)


def test_a_sale_partly_on_credit_is_a_cash_flow_as_far_as_it_is_received() -> None:
    held = with_entries("""
        E1,2024-02-01,1510,500,
        E1,2024-02-01,1010,-500,
        E2,2024-03-01,1510,-500,
        E2,2024-03-01,1010,200,
        E2,2024-03-01,1110,300,
    """)
    found = cash(held)
    assert found["purchases_of_investments"] == -500
    assert found["disposals_of_investments"] == 200
    assert "change_in_receivables_from_brokers_or_dealers" not in found
    assert rows(all_statements(held, YEAR)[-1])[-1] == ("Exchange shares, acquired or settled without cash", "300")
    check(held, YEAR)
    assert_no_two_facts_of_one_key_disagree(held)


def test_a_purchase_partly_on_credit_that_is_reversed_leaves_nothing() -> None:
    reversed_ = """
        E2,2024-03-02,1610,-100000,reversal
        E2,2024-03-02,1010,40000,reversal
        E2,2024-03-02,2210,60000,reversal
    """
    held = with_entries(PARTLY_PAID.format(tag="", cash_tag="", owed_tag="") + reversed_)
    assert cash(held) == {"cash_beginning_of_year": 100000, "cash_end_of_year": 100000}
    assert "Non-cash investing and financing activities" not in [row[0] for row in rows(all_statements(held, YEAR)[-1])]


@pytest.mark.parametrize(
    "entry",
    [
        PARTLY_PAID.format(tag="", cash_tag="", owed_tag="change"),  # the firm says that the payable is operating
        # salaries in the same entry: which of the two is unpaid, it does not say
        PARTLY_PAID.format(tag="", cash_tag="", owed_tag="").replace("-60000", "-61000") + "E1,2024-03-01,5110,1000,\n",
    ],
)
def test_what_is_unpaid_is_an_operating_change_where_the_entry_leaves_a_choice(entry: str) -> None:
    assert cash(with_entries(entry))["purchases_of_fixed_assets"] == -100000


def test_segregated_cash_is_paid() -> None:
    accounts = CORPORATION + "    1020,Reserve bank account,cash_segregated_under_federal_regulations\n"
    held = books(
        """
        E1,2024-01-02,1010,40,
        E1,2024-01-02,1020,60,
        E1,2024-01-02,3010,-100,
        """,
        accounts,
    )
    found = cash(held)
    assert found["capital_contributions"] == 100
    assert found["change_in_cash_segregated_under_federal_regulations"] == -60


def test_the_tag_of_any_cash_posting_counts() -> None:
    held = with_entries("""
        E1,2024-02-01,1110,30000,
        E1,2024-02-01,1010,-10000,
        E1,2024-02-01,1010,-20000,purchases_of_investments
    """)
    assert cash(held)["purchases_of_investments"] == -30000


TWO_LINES = """
    E1,2024-02-01,1110,30000,{tag}
    E1,2024-02-01,1010,-10000,repayments_of_borrowings
    E1,2024-02-01,1010,-20000,purchases_of_investments
"""


def test_cash_tagged_with_two_lines_leaves_an_untagged_posting_open() -> None:
    with pytest.raises(TieoutError) as refused:
        cash(with_entries(TWO_LINES.format(tag="")))
    assert (
        "entry E1 of 2024-02-01: the cash of the entry is tagged repayments_of_borrowings and "
        "purchases_of_investments, and account 1110 Commissions receivable could be on either line."
        in str(refused.value)
    )
    assert "tag the other postings" in str(refused.value)
    assert cash(with_entries(TWO_LINES.format(tag="change")))["net_cash_from_operating_activities"] == -30000


def test_a_movement_that_nothing_explains_names_account_and_entry() -> None:
    held = with_entries("""
        E9,2024-05-05,1010,777,
        E9,2024-05-05,3120,-777,
    """)
    for statement in (cash, changes):
        with pytest.raises(TieoutError) as refused:
            statement(held)
        expected = "entry E9 of 2024-05-05: the credit of 777 to account 3120 Accumulated other comprehensive income"
        assert expected in str(refused.value)
        assert "nothing says what it is" in str(refused.value)


def test_a_reversal_undoes_what_it_reverses_on_its_own_line() -> None:
    held = with_entries("""
        E1,2024-02-01,1610,1000,
        E1,2024-02-01,1010,-1000,
        E1R,2024-02-02,1610,-1000,reversal
        E1R,2024-02-02,1010,1000,reversal
    """)
    found = cash(held)
    assert "purchases_of_fixed_assets" not in found
    assert "disposals_of_fixed_assets" not in found
    check(held, YEAR)


def test_capital_contributed_in_kind_is_no_cash_flow() -> None:
    held = with_entries("""
        E1,2024-02-01,1610,2500,noncash
        E1,2024-02-01,3020,-2500,noncash
    """)
    assert "capital_contributions" not in cash(held)
    assert changes(held)["capital_contributions"] == {"additional_paid_in_capital": 2500, "": 2500}
    check(held, YEAR)


def test_capital_contributed_in_kind_and_in_cash() -> None:
    """All of it is a contribution in the changes in equity; the cash flow statement has the cash."""
    held = with_entries("""
        E1,2024-02-01,1610,2500,noncash
        E1,2024-02-01,3020,-2500,noncash
        E2,2024-03-01,1010,1000,
        E2,2024-03-01,3020,-1000,
    """)
    assert cash(held)["capital_contributions"] == 1000
    assert changes(held)["capital_contributions"][""] == 3500
    check(held, YEAR)
    assert_no_two_facts_of_one_key_disagree(held)


def test_capital_contributed_in_cash() -> None:
    held = with_entries("""
        E1,2024-02-01,1010,2500,
        E1,2024-02-01,3010,-100,
        E1,2024-02-01,3020,-2400,
    """)
    assert cash(held)["capital_contributions"] == 2500
    assert changes(held)["capital_contributions"] == {
        "common_stock": 100,
        "additional_paid_in_capital": 2400,
        "": 2500,
    }
    check(held, YEAR)


def test_a_transfer_within_equity_moves_no_cash() -> None:
    held = with_entries("""
        E1,2024-02-01,3110,9000,
        E1,2024-02-01,3020,-9000,
    """)
    assert cash(held) == {"cash_beginning_of_year": 100000, "cash_end_of_year": 100000}
    assert changes(held)["equity_transfers"] == {"additional_paid_in_capital": 9000, "retained_earnings": -9000}
    check(held, YEAR)


def test_a_prior_period_adjustment() -> None:
    held = with_entries("""
        E1,2024-02-01,3110,1200,prior_period_adjustments
        E1,2024-02-01,2210,-1200,
    """)
    assert changes(held)["prior_period_adjustments"] == {"retained_earnings": -1200, "": -1200}
    check(held, YEAR)


def test_a_debit_to_retained_earnings_is_a_dividend() -> None:
    held = with_entries("""
        E1,2024-02-01,3110,1200,
        E1,2024-02-01,1010,-1200,
    """)
    assert changes(held)["capital_distributions"] == {"retained_earnings": -1200, "": -1200}
    assert cash(held)["capital_distributions"] == -1200
    check(held, YEAR)


def test_other_comprehensive_income() -> None:
    held = with_entries("""
        E1,2024-12-31,1510,600,noncash other_comprehensive_income
        E1,2024-12-31,3120,-600,noncash other_comprehensive_income
    """)
    found = changes(held)
    assert found["other_comprehensive_income"] == {"accumulated_other_comprehensive_income": 600, "": 600}
    check(held, YEAR)


def test_borrowing_and_repaying() -> None:
    held = with_entries("""
        E1,2024-02-01,1010,4000,
        E1,2024-02-01,2510,-4000,
        E2,2024-08-01,2510,1000,
        E2,2024-08-01,5510,100,
        E2,2024-08-01,1010,-1100,interest_paid
    """)
    found = cash(held)
    assert found["proceeds_from_borrowings"] == 4000
    assert found["repayments_of_borrowings"] == -1000
    assert found["net_cash_from_operating_activities"] == -100
    check(held, YEAR)


def test_interest_paid_is_the_interest_and_not_the_principal() -> None:
    """One payment of 1,100, of which 100 is interest: the disclosure of ASC 230-10-50-2 is of interest."""
    held = with_entries("""
        E1,2024-02-01,1010,4000,
        E1,2024-02-01,2510,-4000,
        E2,2024-08-01,2510,1000,
        E2,2024-08-01,5510,100,interest_paid
        E2,2024-08-01,1010,-1100,
    """)
    assert cash(held)["cash_paid_for_interest"] == 100


def test_the_firms_own_lines_under_one_concept() -> None:
    accounts = """
        1010,Cash,cash_and_cash_equivalents,
        1710,Rent deposit,other_assets,Deposits
        1720,Clearing deposit,other_assets,Deposits
        1730,Sundry,other_assets,Sundry assets
        1740,Odds and ends,other_assets,
        3010,Stock,common_stock,
        3110,Retained earnings,retained_earnings,
    """
    journal = """
        E1,2024-01-02,1010,1000,
        E1,2024-01-02,3010,-1000,
        E2,2024-01-03,1710,10,
        E2,2024-01-03,1720,20,
        E2,2024-01-03,1730,30,
        E2,2024-01-03,1740,40,
        E2,2024-01-03,1010,-100,
    """
    held = books(journal, accounts, columns="number,name,concept,line")
    assert balances(held, END)[1:6] == [
        ("Cash and cash equivalents", "900"),
        ("Deposits", "30"),
        ("Sundry assets", "30"),
        ("Other assets", "40"),
        ("Total assets", "1,000"),
    ]
    assert cash(held, Period(date(2024, 1, 3), END))["change_in_other_assets"] == -100


def test_a_line_named_as_the_taxonomy_names_it_is_the_line_without_a_name() -> None:
    accounts = """
        1010,Cash,cash_and_cash_equivalents,
        1730,Sundry,other_assets,Other assets
        1740,Odds and ends,other_assets,
        {more}
        3010,Stock,common_stock,
    """
    journal = """
        E1,2024-01-02,1010,1000,
        E1,2024-01-02,3010,-1000,
        E2,2024-01-03,1730,30,
        E2,2024-01-03,1740,40,
        E2,2024-01-03,1750,50,
        E2,2024-01-03,1010,-120,
    """
    columns = "number,name,concept,line"
    held = books(journal, accounts.format(more="1750,Deposit,other_assets,Deposits"), columns=columns)
    assert balances(held, END)[1:5] == [
        ("Cash and cash equivalents", "880"),
        ("Other assets", "70"),
        ("Deposits", "50"),
        ("Total assets", "1,000"),
    ]
    check(held, YEAR)
    held = books(journal, accounts.format(more="1750,Deposit,other_assets,"), columns=columns)
    assert balances(held, END)[2] == ("Other assets", "120")


@pytest.mark.parametrize(
    ("own", "caption"),
    [
        ("massMutual receivable", "Increase in massMutual receivable"),
        ("MassMutual receivable", "Increase in MassMutual receivable"),
        ("Receivables from clearing", "Increase in receivables from clearing"),  # no name: the taxonomy's own word
        ("", "Increase in receivables from brokers or dealers"),
    ],
)
def test_a_change_keeps_the_firms_own_name(own: str, caption: str) -> None:
    assert words.change_label(taxonomy()["receivables_from_brokers_or_dealers"], own, [Decimal(-5)]) == caption


# Trial balances alone

CHART_TB = """
    1010,Cash,cash_and_cash_equivalents
    2210,Accounts payable,accounts_payable_and_accrued_expenses
    3010,Common stock,common_stock
    3110,Retained earnings,retained_earnings
    4010,Commissions,commissions_revenue
    5110,Salaries,salaries_and_fringe_benefits
"""
TB_2022 = "account,balance\n1010,1000\n2210,-100\n3010,-800\n3110,-40\n4010,-300\n5110,240\n"
TB_2023 = "account,balance\n1010,1500\n2210,-150\n3010,-800\n3110,-100\n4010,-900\n5110,450\n"
TB_2024 = "account,balance\n1010,1700\n2210,-50\n3010,-800\n3110,-550\n4010,-700\n5110,400\n"
TB_MARCH = "account,balance\n1010,1600\n2210,-150\n3010,-800\n3110,-550\n4010,-100\n"


def test_one_trial_balance() -> None:
    """It shows balances and the year's result, but not what moved."""
    held = books(accounts=CHART_TB, trial_balance_2022_12_31=TB_2022)
    day, year = date(2022, 12, 31), Period(date(2022, 1, 1), date(2022, 12, 31))
    assert balances(held, day)[-1] == ("Total liabilities and stockholder's equity", "1,000")
    assert results(held, year)[-1] == ("Net income", "60")
    assert condition.totals(Ledger(held), day)["retained_earnings"].value == 100


def test_one_trial_balance_holds_no_movements() -> None:
    """The balances of December 31 are not the balances the year began with: there is no cash flow to state."""
    held = books(accounts=CHART_TB, trial_balance_2022_12_31=TB_2022)
    assert not held.holds(Period(date(2022, 1, 1), date(2022, 12, 31)))


def test_two_trial_balances() -> None:
    held = books(accounts=CHART_TB, trial_balance_2022_12_31=TB_2022, trial_balance_2023_12_31=TB_2023)
    assert changes(held, BEFORE) == {
        "opening": {"common_stock": 800, "retained_earnings": 100, "": 900},
        "net_income": {"retained_earnings": 450, "": 450},
        "ending": {"common_stock": 800, "retained_earnings": 550, "": 1350},
    }
    assert cash(held, BEFORE) == {
        "net_income": 450,
        "change_in_accounts_payable_and_accrued_expenses": 50,
        "total_adjustments": 50,
        "net_cash_from_operating_activities": 500,
        "net_change_in_cash": 500,
        "cash_beginning_of_year": 1000,
        "cash_end_of_year": 1500,
    }
    check(held, BEFORE)


def test_three_trial_balances_and_one_of_march() -> None:
    held = books(
        accounts=CHART_TB,
        trial_balance_2022_12_31=TB_2022,
        trial_balance_2023_12_31=TB_2023,
        trial_balance_2024_03_31=TB_MARCH,
        trial_balance_2024_12_31=TB_2024,
    )
    quarter = Period(date(2024, 1, 1), date(2024, 3, 31))
    assert income.totals(Ledger(held), quarter)["net_income"].value == 100
    assert income.totals(Ledger(held), YEAR)["net_income"].value == 300
    assert changes(held)["ending"] == {"common_stock": 800, "retained_earnings": 850, "": 1650}
    check(held, YEAR, BEFORE)
    check(held, quarter)


def test_a_trial_balance_that_agrees_with_the_journal_adds_nothing() -> None:
    agreed = """
        account,balance
        1010,104600
        1110,30000
        1610,12400
        1690,-1240.50
        2210,-20000
        3010,-50000
        3110,{retained}
        {rest}
    """
    before = agreed.format(retained="-45000", rest="4010,-80000\n5110,40000\n5410,1240.50\n6010,8000")
    after = agreed.format(retained="-75759.50", rest="")
    for journal, stated in ((ALDER, before), (CLOSED, before), (CLOSED, after)):
        held = books(journal, trial_balance_2024_12_31=stated)
        assert held.postings.height == books(journal).postings.height


def test_a_trial_balance_that_contradicts_the_journal_is_refused_by_account() -> None:
    stated = "account,balance\n1010,100000\n1110,20500\n2210,-15500\n3010,-50000\n3110,-55000\n"
    with pytest.raises(TieoutError) as refused:
        books(OPENING, trial_balance_2023_12_31=stated)
    assert "the trial balance of 2023-12-31 and the journal differ" in str(refused.value)
    assert "1110: trial balance 20,500, journal 20,000" in str(refused.value)
    assert "2210: trial balance -15,500, journal -15,000" in str(refused.value)


# Any books at all

EVERYDAY = {  # what may stand on the other side of an everyday entry, by account
    "1010": ("1110", "2210", "4010", "5110", "5510", "6010", "3010", "2510", "1610", "1510", "2910", "3210", "3020"),
    "1110": ("4010",),
    "5110": ("2210",),
    "5410": ("1690",),
    "6010": ("2210",),
}
PAIRS = [(one, other) for one, others in EVERYDAY.items() for other in others]


@st.composite
def journals(draw: st.DrawFn) -> str:
    """An opening entry and up to twenty entries over two years, either way round, in cents."""
    amounts = [draw(st.integers(-(10**9), 10**9)) for _ in range(5)]
    numbers = ("1010", "1110", "2210", "3010", "3110")
    carried = [*amounts[:4], -sum(amounts[:4])]
    text = "".join(f"OPEN,2022-12-31,{n},{cents(c)},opening\n" for n, c in zip(numbers, carried, strict=True))
    for number in range(draw(st.integers(1, 20))):
        day = BEFORE.start + timedelta(days=draw(st.integers(0, 730)))
        one, other = draw(st.sampled_from(PAIRS))
        # Depreciation the other way round is a correction, which needs a tag.
        amount = draw(st.integers(1 if one == "5410" else -(10**8), 10**8).filter(bool))
        text += f"E{number},{day},{one},{cents(amount)},\nE{number},{day},{other},{cents(-amount)},\n"
    return text


@settings(max_examples=25)
@given(journals(), st.dates(BEFORE.start, END))
def test_any_books_on_any_day(journal: str, as_of: date) -> None:
    """Statements foot, assets are liabilities and equity, equity rolls and cash proves."""
    held = books(journal)
    check_exact(held, held.firm.fiscal_year(as_of))


@settings(max_examples=10)
@given(journals())
def test_any_books_closed_or_not(journal: str) -> None:
    """Closing a year changes no statement of it, nor of the year after."""
    held = books(journal)
    entry = closing_entry(held.postings, held.chart, held.firm, BEFORE.end)
    closed = [
        f"{e},{d},{a},{cents(c)},{t}"
        for e, d, a, c, t in entry.select("entry", "date", "account", "cents", "tag").rows()
    ]
    again = books(journal + "".join(f"{row}\n" for row in closed))
    for period in (BEFORE, YEAR):
        assert [rows(s) for s in all_statements(again, period)] == [rows(s) for s in all_statements(held, period)]
