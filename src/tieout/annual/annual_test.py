"""From books to the report: what the rules see, the boxes of FOCUS, and what is refused because it is not known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.annual import annual_report, explained, focus_report, net_capital, registrant
from tieout.annual.focus import USUAL_LINE
from tieout.annual.report import Focus
from tieout.facts import Computed, NoFact, TieoutError, evaluate
from tieout.facts.codec import from_json, to_json
from tieout.facts.money import cents
from tieout.law import LawError
from tieout.ledger.books import Books
from tieout.ledger.folder import open_books
from tieout.statements.door import Ledger
from tieout.statements.statements_test import books, journals
from tieout.taxonomy import taxonomy

END = date(2024, 12, 31)
EXAMPLES = Path(__file__).parents[3] / "examples"
CHART = """
    1010,Cash,cash_and_cash_equivalents,,
    1020,Money fund,cash_and_cash_equivalents,,
    1110,Commissions receivable,receivables_from_brokers_or_dealers,,
    1120,Old commissions receivable,receivables_from_brokers_or_dealers,nonallowable (c)(2)(iv)(C),
    1310,Due from parent,due_from_affiliates,set_off,Parent
    1510,Exchange shares,investments_not_readily_marketable,,
    1610,Furniture,fixed_assets_cost,,
    1690,Accumulated depreciation,accumulated_depreciation,,
    1810,Right of use,operating_lease_right_of_use_asset,,
    2210,Accounts payable,accounts_payable_and_accrued_expenses,,
    2310,Due to parent,due_to_affiliates,set_off,Parent
    2410,Lease liability,operating_lease_liability,,
    2610,Deferred taxes,deferred_tax_liability,,
    2910,Subordinated loan,subordinated_liabilities,,
    3010,Common stock,common_stock,,
    3020,Additional paid-in capital,additional_paid_in_capital,not_allowable,
    3110,Retained earnings,retained_earnings,,
    3210,Treasury stock,treasury_stock,,
    4010,Commissions,commissions_revenue,,
    5110,Salaries,salaries_and_fringe_benefits,,
"""
COLUMNS = "number,name,concept,net_capital,counterparty"
PARENT = """
    [[right_of_setoff]]
    counterparty = "Parent"
    by = "services agreement"
    on = 2024-01-01
    reason = "settled net"
"""


def firm(journal: str, *, more: str = "", **documents: str) -> Books:
    return books(journal, CHART, columns=COLUMNS, firm=more + PARENT, **documents)


def box(report: Focus, code: str) -> Decimal:
    """The figure of a box, zero where it is left out."""
    found = [fact.value for line in report.lines for _, held, fact in line.boxes if held == code]
    return found[0] if found else Decimal(0)


# What the rules see


def test_the_registrant() -> None:
    held = firm("""
        E1,2024-12-31,1010,1000,
        E1,2024-12-31,1120,200,
        E1,2024-12-31,1310,300,
        E1,2024-12-31,1610,500,
        E1,2024-12-31,1690,-100,
        E1,2024-12-31,2310,-400,
        E1,2024-12-31,3010,-1200,
        E1,2024-12-31,3020,-300,
    """)
    seen = registrant(Ledger(held), END).registrant
    found = {h.fact.part: (h.side, h.treatment.word, h.treatment.paragraph, int(h.fact.value)) for h in seen.treated}
    assert found == {
        "1010": ("asset", "allowable", "", 1000),
        "1120": ("asset", "nonallowable", "(c)(2)(iv)(C)", 200),
        "1310": ("asset", "set_off", "", 300),
        "1610": ("asset", "nonallowable", "(c)(2)(iv)(A)", 500),
        "1690": ("asset", "nonallowable", "(c)(2)(iv)(A)", -100),
        "2310": ("liability", "set_off", "", 400),
        "3010": ("equity", "", "", 1200),
        "3020": ("equity", "not_allowable", "(c)(2)(i)(G)", 300),
    }
    assert seen.set_off["Parent"].trace.by == "services agreement"  # type: ignore[union-attr]
    figures = net_capital(held, END).exact
    assert figures["nonallowable_assets"].value == 600  # 200 + 400 of furniture; due from parent is matched
    assert figures["net_capital"].value == 600  # 1,500 - 300 not allowable - 600
    assert figures["aggregate_indebtedness"].value == 100  # 400 to the parent, less the 300 it owes


def test_a_treatment_that_rests_on_facts_the_chart_does_not_show_is_told() -> None:
    held = firm("E1,2024-12-31,1110,1000,\nE1,2024-12-31,3010,-1000,\n")
    (assumption,) = net_capital(held, END).assumptions
    assert assumption == (
        "account 1110 Commissions receivable, 1,000: taken as allowable, the usual treatment of "
        "receivables_from_brokers_or_dealers; state net_capital in accounts.csv."
    )


FUND = "E1,2024-12-31,1020,1000,\nE1,2024-12-31,3010,-1000,\n"
POSITIONS = "as_of,account,security_id,class,quantity,price\n{day},1020,FUND,money_market_fund,{quantity},1.00\n"


def test_positions_on_the_day() -> None:
    held = firm(FUND, positions=POSITIONS.format(day="2024-12-31", quantity=1000))
    found = net_capital(held, END)
    assert found.exact["haircuts"].value == 20
    assert found.assumptions == ()


def test_positions_of_another_day_are_no_positions() -> None:
    held = firm(FUND, positions=POSITIONS.format(day="2024-11-30", quantity=1000))
    with pytest.raises(LawError) as refused:
        net_capital(held, END)
    assert "account 1020 Money fund holds 1,000 on 2024-12-31, but no positions are stated" in str(refused.value)
    assert "rows with as_of 2024-12-31 and account 1020 in positions.csv" in str(refused.value)


def test_positions_that_are_worth_something_else_than_their_account_are_told() -> None:
    held = firm(FUND, positions=POSITIONS.format(day="2024-12-31", quantity=990))
    assert net_capital(held, END).assumptions == (
        "account 1020 carries 1,000, its positions are worth 990 on 2024-12-31: mark the account to market.",
    )


def test_a_figure_stated_for_another_day_is_not_taken() -> None:
    stated = "concept,value,date,by,on,reason\nhaircut_options,700,{day},CFO,2024-12-31,option sheet\n"
    cash = "E1,2024-12-31,1010,1000,\nE1,2024-12-31,3010,-1000,\n"
    assert net_capital(firm(cash, facts=stated.format(day="2024-12-31")), END).exact["haircuts"].value == 700
    assert net_capital(firm(cash, facts=stated.format(day="2024-11-30")), END).exact["haircuts"].value == 0


@pytest.mark.parametrize(("commenced", "limit"), [("2024-01-01", 8), ("2023-12-31", 15), ("2024-12-31", 8)])
def test_the_first_year_of_business(commenced: str, limit: int) -> None:
    debts = "E1,2024-12-31,1010,2400,\nE1,2024-12-31,2210,-1200,\nE1,2024-12-31,3010,-1200,\n"
    held = firm(debts, more=f"business_commenced = {commenced}\n")
    assert net_capital(held, END).exact["minimum_net_capital_ratio"].value == Decimal(1200) / limit


def test_before_the_books_begin_nothing_is_known() -> None:
    with pytest.raises(TieoutError, match="the books begin on 2024-12-31; nothing is known on 2024-12-30"):
        net_capital(firm(FUND), date(2024, 12, 30))


def test_a_concept_nobody_states_finds_its_neighbours() -> None:
    held = firm("E1,2024-12-31,1010,1000,\nE1,2024-12-31,3010,-1000,\n")
    with pytest.raises(NoFact, match=r"Nearest that it does state: .*net_capital"):
        explained(held, "net_capitol", END)
    assert explained(held, "net_capital", END).value == 1000


# FOCUS

MOVED = st.integers(-(10**9), 10**9) | st.integers(-300, 300)


@st.composite
def positions_of_a_firm(draw: st.DrawFn) -> str:
    """Balances in cents in any accounts of the chart, whatever their sign, beside some cash and some debt."""
    numbers = [row.strip().split(",")[0] for row in CHART.strip().splitlines()]
    numbers = [number for number in numbers if number not in ("1020", "3110")]
    amounts = {number: draw(MOVED) for number in numbers if draw(st.booleans())}
    amounts |= {"1010": draw(st.integers(10**4, 10**9)), "2210": -draw(st.integers(10**4, 10**9))}
    amounts |= {"3010": amounts.get("3010", -101)}
    amounts["3110"] = -sum(amounts.values())
    return "".join(f"E1,2024-12-31,{number},{cents(amount)},\n" for number, amount in amounts.items())


def assert_foots(report: Focus) -> None:
    """Down every column, across every line, and each total, in whole dollars as printed."""
    held = {code: fact for line in report.lines for _, code, fact in line.boxes}
    assert all(fact.value == fact.value.to_integral_value() for fact in held.values() if fact.unit == "USD")
    for total in taxonomy().focus_sums:
        if total.part == "IIA" and total.total in held:
            footed = sum(weight * held[code].value for weight, code in total.parts if code in held)
            assert held[total.total].value == footed, f"[{total.total}] is {held[total.total].value}, not {footed}"
    for row in taxonomy().focus_boxes:
        fits = row.total not in USUAL_LINE or row.line == USUAL_LINE[row.total]
        if row.part == "IIA" and fits and (row.allowable or row.nonallowable) and row.total in held:
            parts = [held[code].value for code in (row.allowable, row.nonallowable) if code in held]
            assert sum(parts) == held[row.total].value, f"line {row.line}: {parts} is not {held[row.total].value}"
    for fact in held.values():
        if isinstance(fact.trace, Computed):
            assert evaluate(fact.trace) == fact.value


@settings(max_examples=30)
@given(positions_of_a_firm())
def test_focus_foots_down_and_across_in_whole_dollars(journal: str) -> None:
    held = firm(journal)
    report = focus_report(held, END)
    assert_foots(report)
    assert_the_same(report, held)


def test_focus_foots_where_the_deductions_are_a_few_cents() -> None:
    """Equity 3.50 prints as 4 and net capital 3.19 as 3: the furniture of 0.31 between them has to print as 1."""
    assert_foots(
        focus_report(
            firm("""
        E1,2024-12-31,1010,1.01,
        E1,2024-12-31,1610,0.31,
        E1,2024-12-31,2210,2.18,
        E1,2024-12-31,3010,-1.01,
        E1,2024-12-31,3110,-2.49,
    """),
            END,
        )
    )


def test_focus_states_the_ratio_as_a_percentage() -> None:
    """Line 20 [3850]: "Percentage of aggregate indebtedness to net capital (line 19 divided by line 10) ... %"."""
    held = firm("E1,2024-12-31,1010,3000,\nE1,2024-12-31,2210,-2000,\nE1,2024-12-31,3010,-1000,\n")
    assert box(focus_report(held, END), "3850") == 200


def assert_the_same(report: Focus, held: Books) -> None:
    """The boxes of the law are the figures of `tieout netcap`."""
    printed = net_capital(held, report.as_of).printed
    assert box(report, "3750") == printed["net_capital"].value
    assert box(report, "3760") == printed["net_capital_required"].value
    assert box(report, "3740") == printed["haircuts"].value
    assert box(report, "3540") == box(report, "740")
    if held.firm.net_capital_method == "aggregate_indebtedness":
        assert box(report, "3840") == box(report, "3790") + box(report, "3830")
        assert box(report, "1230") == box(report, "3790")
    assert box(report, "940") == box(report, "1810")


@settings(max_examples=8)
@given(journals())
def test_focus_over_a_year_of_entries(journal: str) -> None:
    held = books(journal)
    assert_foots(focus_report(held, END))


@pytest.mark.parametrize("name", ["mml_investors_2003", "mml_distributors_2003"])
def test_focus_of_the_examples(name: str) -> None:
    held = open_books(str(EXAMPLES / name))
    report = focus_report(held)
    assert_foots(report)
    assert_the_same(report, held)
    standard = "3910" if held.firm.net_capital_method == "alternative" else "3770"
    assert box(report, standard) == net_capital(held).printed["excess_net_capital"].value
    exemption = {"(k)(1)": "4550", "(k)(2)(i)": "4560"}[held.firm.rule_15c3_3_exemption]
    assert exemption  # FOCUS states it as words, not as a figure: nothing in the boxes may contradict it
    assert box(report, "4290") == box(report, "1800")


# The report


@pytest.mark.parametrize("name", ["mml_investors_2003", "mml_distributors_2003"])
def test_report_json_keeps_everything(name: str) -> None:
    report = annual_report(open_books(str(EXAMPLES / name)))
    text = to_json(report)
    again = from_json(text)
    assert to_json(again) == text
    assert again.facts == report.facts
    assert again.statements == report.statements
    assert dict(again.facing_page) == dict(report.facing_page)


@pytest.mark.parametrize("name", ["mml_investors_2003", "mml_distributors_2003"])
def test_every_figure_of_the_report_is_stated_once_and_gives_its_reasons(name: str) -> None:
    report = annual_report(open_books(str(EXAMPLES / name)))
    keys = [fact.key for fact in report.facts]
    assert len(keys) == len(set(keys)) > 50
    stated = dict(zip(keys, report.facts, strict=True))
    for statement in report.statements:
        for fact in statement.facts():
            assert stated[fact.key].value == fact.value, fact.key
    assert _untraced(report.facts) == []


def _untraced(facts: Iterable[object]) -> list[object]:
    return [fact for fact in facts if getattr(fact, "trace", None) is None]


TRIAL_BALANCE = "account,balance\n1010,1000\n2210,-100\n3010,-800\n3110,-40\n4010,-300\n5110,240\n"


def test_the_annual_report_of_a_firm_with_one_trial_balance() -> None:
    """It has no movements to show, so it prints what a trial balance does hold, and does not fail."""
    report = annual_report(firm("", trial_balance_2024_12_31=TRIAL_BALANCE), END)
    assert report.fact("net_income").value == 60
    assert report.fact("total_equity").value == 900
    assert {statement.name for statement in report.statements} == {"financial_condition", "income", "net_capital"}


def test_the_annual_report_in_thousands_foots() -> None:
    held = firm(
        "E0,2023-12-31,1010,1600000.50,opening\nE0,2023-12-31,3010,-1600000.50,opening\n"
        "E1,2024-06-30,1010,2499.49,\nE1,2024-06-30,4010,-2499.49,\n"
        "E2,2024-07-31,5110,1499.50,\nE2,2024-07-31,2210,-1499.50,\n",
        more='[presentation]\nunit = "thousands"\n',
    )
    report = annual_report(held, END)
    assert report.fact("total_assets").value == 1_602_000  # 1,602,499.99
    assert report.fact("net_income").value == 1_000  # 999.99
    statement = report.statement("income")
    assert statement.quantum == 1000
    values = {line.concept: line.printed(0) for line in statement.lines if line.facts}
    assert values["total_revenue"] == values["commissions_revenue"] == 2000
    assert values["total_expenses"] == 1000 or values["total_expenses"] == 2000
    assert values["net_income"] == (values["total_revenue"] or 0) - (values["total_expenses"] or 0)
