"""Sentences as different firms write them, each with every fact it states and no other.

A fact stands as `concept[/part][@year or date] value`; without a date it is of the report's own date or year, 2003.
"""

# ruff: noqa: E501

from __future__ import annotations

import random
import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.facts import Period
from tieout.reading.notes.claims import member_interests
from tieout.reading.notes.sentences import Calendar, Stated, rules_for, stated_in

YEAR = Calendar(date(2003, 12, 31), Period(date(2003, 1, 1), date(2003, 12, 31)))
# fmt: off
SENTENCES: dict[str, list[tuple[str, str]]] = {
    "net capital requirements": [
        ("At December 31, 2003, the Company had net capital of $1,268,650, which was $1,018,650 in excess of its required net capital of $250,000.", "net_capital 1268650; excess_net_capital 1018650; net_capital_required 250000"),
        ("At December 31, 2003, the Company had net capital, as defined, of $345,678 which exceeded the minimum requirement of $100,000 by $245,678.", "net_capital 345678; net_capital_required 100000; excess_net_capital 245678"),
        ("As of December 31, 2003, the Company's net capital and required net capital were $75,432 and $5,000, respectively.", "net_capital 75432; net_capital_required 5000"),
        ("At December 31, 2003, the Company's net capital was $512,000 and its required net capital was $50,000.", "net_capital 512000; net_capital_required 50000"),
        ("At December 31, 2003 and 2002, the Company had net capital of $500,000 and $400,000, respectively.", "net_capital 500000; net_capital@2002 400000"),
        ("The Company's ratio of aggregate indebtedness to net capital was .06 to 1 at December 31, 2003.", "aggregate_indebtedness_to_net_capital .06"),
        ("The Company's net capital ratio was 0.35 to 1.", "aggregate_indebtedness_to_net_capital .35"),
        ("At December 31, 2003 the Company's percentage of aggregate indebtedness to net capital was 676%.", "aggregate_indebtedness_to_net_capital 6.76"),
        ("The ratio of aggregate indebtedness to net capital at December 31, 2003 was 1.2:1.", "aggregate_indebtedness_to_net_capital 1.2"),
        ("The rule requires that the ratio of aggregate indebtedness to net capital, both as defined, shall not exceed 15 to 1.", ""),
        ("Rule 15c3-1 requires the maintenance of minimum net capital, as defined, equal to the greater of $250,000 or 6-2/3% of aggregate indebtedness.", "minimum_dollar_net_capital 250000"),
        ("The Company is required to maintain minimum net capital equal to the greater of $5,000 or 6 2/3% of aggregate indebtedness, both as defined.", "minimum_dollar_net_capital 5000"),
        ("The Company is required to maintain minimum net capital of $100,000.", "net_capital_required 100000"),
        ("The Company has elected to use the alternative method permitted by the rule, which requires that it maintain minimum net capital, as defined, equal to the greater of $250,000 or 2% of aggregate debit balances arising from customer transactions, as defined.", "minimum_dollar_net_capital 250000"),
        ("The net capital rule also provides that equity capital may not be withdrawn or cash dividends paid if resulting net capital would be less than 120% of the minimum, or $300,000.", ""),
        ("At June 30, 2003, the Company had net capital of $12,345.", "net_capital@2003-06-30 12345"),
        ("Net capital amounted to $88,001 at December 31, 2003, or $83,001 in excess of the minimum required.", "net_capital 88001; excess_net_capital 83001"),
        ("The Company had excess net capital of $83,001 at year end.", "excess_net_capital 83001"),
        ("At December 31, 2003, the Company had regulatory net capital of $2,100,300 and a minimum regulatory capital requirement of $250,000.", "net_capital 2100300; net_capital_required 250000"),
        ("The Company's net capital exceeded the minimum requirement by $14,500.", "excess_net_capital 14500"),
        ("At year-end the Company had net capital of $68,000, an excess of $63,000 over its requirement of $5,000.", "net_capital 68000; excess_net_capital 63000; net_capital_required 5000"),
        ("As of December 31, 2003, net capital was $1.2 million, which was $950,000 in excess of the minimum net capital requirement.", "net_capital 1200000; excess_net_capital 950000"),
        ("The Company's clearing broker had net capital of $500,000,000.", ""),
        ("At December 31, 2003, the Company had net capital and aggregate indebtedness of $245,990 and $130,450, respectively.", "net_capital 245990; aggregate_indebtedness 130450"),
        ("The Company's aggregate indebtedness at December 31, 2003 was $130,450.", "aggregate_indebtedness 130450"),
        ("At December 31, 2003, the Company's net capital of $310,224 exceeded the minimum required by $210,224 and its ratio of aggregate indebtedness to net capital was .48 to 1.", "net_capital 310224; excess_net_capital 210224; aggregate_indebtedness_to_net_capital .48"),
        ("Under the clearing agreement, the Company must maintain net capital of at least $150,000.", ""),
        ("At December 31, 2003, the Company had net capital of $90,110, which was $85,110 above its required net capital of $5,000 and the ratio of aggregate indebtedness to net capital was 21%.", "net_capital 90110; excess_net_capital 85110; net_capital_required 5000; aggregate_indebtedness_to_net_capital .21"),
        ("At December 31, 2003 and 2002, the Company's net capital was $90,110 and $70,000, respectively, which exceeded its requirement of $5,000 by $85,110 and $65,000, respectively.", "net_capital 90110; net_capital@2002 70000; excess_net_capital 85110; excess_net_capital@2002 65000"),
        ("The Company had net capital of $90,110 at December 31, 2003 and $70,000 at December 31, 2002.", "net_capital 90110; net_capital@2002 70000"),
        ("This resulted in net capital of $1,000,001 at December 31, 2003.", "net_capital 1000001"),
        ("Haircuts reduced net capital by $32,506.", ""),
        ("Advances to affiliates, which amounted to $10,000, are deducted from net capital.", ""),
        ("The Company's minimum net capital requirement is the greater of $50,000 or 6 2/3% of aggregate indebtedness; at December 31, 2003 net capital was $71,550.", "net_capital 71550; minimum_dollar_net_capital 50000"),
        ("As a result, the Company's net capital fell below $5,000 during the year.", ""),
        ('The Company is subject to the Securities and Exchange Commission Uniform Net Capital Rule (SEC Rule 15c3-1), which requires the maintenance of minimum net capital and requires that the ratio of aggregate indebtedness to net capital, both as defined, shall not exceed 15 to 1 (and the rule of the "applicable" exchange also provides that equity capital may not be withdrawn or cash dividends paid if the resulting net capital ratio would exceed 10 to 1).', ""),
        ("At December 31, 2003, the Company had net capital of $1,010,434, which was $910,434 in excess of its required net capital of $100,000, and its aggregate indebtedness to net capital ratio was .31 to 1.", "net_capital 1010434; excess_net_capital 910434; net_capital_required 100000; aggregate_indebtedness_to_net_capital .31"),
        ("The Company's net capital ratio was .58 to 1 and 1.1 to 1 at December 31, 2003 and 2002, respectively.", "aggregate_indebtedness_to_net_capital .58; aggregate_indebtedness_to_net_capital@2002 1.1"),
        ("At December 31, 2003, the Company's regulatory net capital was approximately $3,900,000, which was approximately $3,650,000 in excess of its minimum requirement of $250,000.", "net_capital 3900000; excess_net_capital 3650000; net_capital_required 250000"),
        ("As of December 31, 2003, the Company was in compliance with the Rule and had net capital of $21,512 as compared to a requirement of $5,000.", "net_capital 21512; net_capital_required 5000"),
        ("The Company had net capital, for regulatory purposes, of $1,544,021 at December 31, 2003.", "net_capital 1544021"),
        ("At December 31, 2003, the Company's net capital exceeded such capital requirements by $3,208,125.", "excess_net_capital 3208125"),
        ("Net capital and the related net capital ratio may fluctuate on a daily basis.", ""),
        ("In accordance with the clearing agreement, the Company is required to maintain a minimum net capital of $150,000.", ""),
        ("The Company's net capital, as computed under 15c3-1, was $105,000 at December 31, 2003, leaving excess net capital of $100,000.", "net_capital 105000; excess_net_capital 100000"),
        ("At December 31, 2003, the Company's ratio of aggregate indebtedness to net capital was less than 1 to 1.", ""),
        ("The Company's minimum net capital requirement is $50,000.", "net_capital_required 50000"),
        ("The Company has elected the alternative method, under which it must maintain net capital of $250,000.", "net_capital_required 250000"),
        ("Under this rule the Company is required to maintain net capital of not less than $5,000.", "minimum_dollar_net_capital 5000"),
        ("At December 31, 2003, the Company's net capital and excess net capital were $71,000 and $66,000, respectively.", "net_capital 71000; excess_net_capital 66000"),
        ("At December 31, 2003, the Company had net capital of $71,000 and a net capital requirement of $5,000.", "net_capital 71000; net_capital_required 5000"),
        ("On January 15, 2004 the Company paid a dividend of $500,000 to its parent.", ""),
        ("A subsidiary, ABC Futures, had net capital of $750,000.", ""),
        ("During 2003 the Parent contributed capital of $100,000.", ""),
        ("At December 31, 2003, the Company's net capital deficiency was $12,000.", ""),
        ("The Company had a net capital deficiency of $12,000 at December 31, 2003.", ""),
        ("The Company's net capital at December 31, 2002 was $400,000.", "net_capital@2002 400000"),
        ("At December 31, 2003 the Company had net capital of $3,453 (in thousands).", "net_capital 3453000"),
    ],
    "operating leases": [
        ("Rent expense for the year amounted to $602,241.", "rent_expense 602241"),
    ],
    "commitments": [
        ("Rent expense for the years ended December 31, 2003 and 2002 was $120,000 and $110,000, respectively.", "rent_expense 120000; rent_expense@2002 110000"),
        ("Total rental expense charged to operations for the year ended December 31, 2003 was approximately $45,000.", "rent_expense 45000"),
        ("The Company incurred rent expense of $36,000 in 2003.", "rent_expense 36000"),
        ("The Company rents office space on a month-to-month basis at $2,500 per month.", ""),
        ("The lease provides for monthly rent of $4,000 through March 31, 2006.", ""),
        ("Rent expense, net of sublease income of $12,000, was $99,000.", ""),
        ("Occupancy expense under the lease totaled $88,400 for the year ended December 31, 2003.", "rent_expense 88400"),
    ],
    "leases": [
        ("Operating lease cost was $210,345 for the year ended December 31, 2003.", "rent_expense 210345"),
        ("Deferred rent of $103,527 is included in accrued expenses.", ""),
        ("Future minimum lease payments total $240,000.", "operating_lease_commitments 240000"),
        ("Rent expense under this lease amounted to $96,000 for the year ended December 31, 2003, of which $12,000 was prepaid.", "rent_expense 96000"),
        ("Rental expense for 2003 was $82,000 and for 2002 was $79,000.", "rent_expense 82000"),
        ("The Company leases office space under a lease expiring December 31, 2006 at an annual rent of $60,000.", ""),
        ("Total rent expense, including escalations, was $91,225.", ""),
        ("The Company received a rent allowance of $20,000 from the landlord.", ""),
        ("For the years ended December 31, 2003 and 2002, rent expense totaled $40,000 and $38,000, respectively.", "rent_expense 40000; rent_expense@2002 38000"),
        ("The Company has provided a letter of credit of $75,000 as security for the rent.", ""),
        ("Rent expense paid to a related party was $12,000 for each of the years ended December 31, 2003 and 2002.", "rent_expense 12000; rent_expense@2002 12000"),
        ("Rent expense recorded for the lease was $5,500 per month.", ""),
        ("The Company's share of the rent expense of its parent, which totaled $4,000,000, was $200,000.", ""),
        ("Under the sublease, rent expense is reduced by $10,000.", ""),
        ("Rent expense in 2004 is expected to be $120,000.", ""),
        ("The weighted average discount rate was 5%; operating lease cost for the year ended December 31, 2003 was $88,000.", "rent_expense 88000"),
    ],
    "related party transactions": [
        ("The management fee for the year ended December 31, 2003 was $180,000.", "management_fee 180000"),
        ("The Company paid management fees of $240,000 to its parent during the year ended December 31, 2003.", "management_fee 240000"),
        ("Management fees charged by the Parent totaled $1,200,000 and $1,100,000 for the years ended December 31, 2003 and 2002, respectively.", "management_fee 1200000; management_fee@2002 1100000"),
        ("The Company earned management fees of $50,000 from the funds.", ""),
        ("The Company pays a monthly management fee of $10,000.", ""),
        ("For 2003, such management fees amounted to $75,000, of which $6,250 was payable at December 31, 2003.", "management_fee 75000; management_fee_payable 6250"),
        ("At December 31, 2003, $15,000 was due to the Parent.", "due_to_affiliates 15000"),
        ("Commissions earned from affiliates were $340,120 for the year ended December 31, 2003.", "affiliate_commission_revenue 340120"),
        ("Under the expense sharing agreement the Company paid its parent $340,000 for administrative services.", ""),
        ("The Company was charged management fees of $1,500,000 during the year ended December 31, 2003, of which $125,000 is included in due to affiliates.", "management_fee 1500000; management_fee_payable 125000"),
        ("Management fee income from affiliates was $340,000.", ""),
        ("The Company's president owns 60% of an affiliate to which management fees of $10,000 were paid.", "management_fee 10000"),
        ("As of December 31, 2003, the amount due from the Parent was $43,000.", "due_from_affiliates 43000"),
        ("Amounts due to affiliates totaled $43,000 at December 31, 2003.", "due_to_affiliates 43000"),
    ],
    "broker's bond": [
        ("The Company maintains a fidelity bond in the amount of $500,000.", "fidelity_bond 500000"),
    ],
    "insurance": [
        ("The Company carries a stockbroker's blanket bond with coverage of $1,000,000.", "fidelity_bond 1000000"),
        ("The premium on the fidelity bond was $2,300 for the year.", ""),
    ],
    "income taxes": [
        ("The Company's effective tax rate was 41.2% for 2003.", "effective_tax_rate .412"),
        ("The effective tax rate differs from the statutory federal rate of 34% due to state taxes.", "statutory_tax_rate .34"),
        ("The Company has net operating loss carryforwards of approximately $1,250,000, which expire through 2023.", "net_operating_loss_carryforward 1250000"),
        ("Cash paid for income taxes was $12,340 in 2003.", "cash_paid_for_income_taxes 12340"),
        ("The federal statutory rate was reduced from 35% to 21% effective January 1, 2018.", ""),
        ("The Company recorded a valuation allowance of $120,000 against its deferred tax asset.", "valuation_allowance 120000"),
        ("The valuation allowance increased by $20,000 in 2003.", ""),
        ("The provision differs from the amount computed at the statutory rate of 35% because of state taxes.", "statutory_tax_rate .35"),
        ("The Company is subject to the 4% New York City unincorporated business tax.", ""),
        ("The Company's effective rate of 12% differs from the federal statutory rate of 21%.", "effective_tax_rate .12; statutory_tax_rate .21"),
        ("Effective January 1, 2018 the federal corporate rate was reduced from 35% to 21%.", ""),
        ("The Company's effective tax rate is not 35%.", ""),
        ("The change in the valuation allowance was an increase of $5,000.", ""),
        ("The combined federal and state statutory rate of 40% was applied.", ""),
        ("State net operating loss carryforwards of $400,000 expire in 2010.", ""),
    ],
    "cash": [
        ("The Company maintains its cash in bank deposit accounts which, at times, may exceed federally insured limits of $250,000.", ""),
        ("Cash equivalents include $1,045,000 invested in a money market fund.", "money_market_fund_market_value 1045000"),
        ("The Company has $350,000 on deposit with a bank, which exceeds the $250,000 FDIC limit by $100,000.", ""),
        ("At December 31, 2003, the Company held 10,000 shares of common stock of The Nasdaq Stock Market, Inc. with a market value of $94,000.", ""),
    ],
    "concentration of credit risk": [
        ("Accounts at each institution are insured by the Federal Deposit Insurance Corporation up to $100,000.", ""),
    ],
    "special account": [
        ("As of December 31, 2003, cash of $25,000 has been segregated in a special account for the exclusive benefit of customers.", "special_account_balance 25000"),
    ],
    "property and equipment": [
        ("Depreciation expense for the year ended December 31, 2003 was $14,200.", "depreciation_and_amortization 14200"),
        ("Furniture and equipment are stated net of accumulated depreciation of $88,310.", "accumulated_depreciation 88310"),
    ],
    "concentrations": [
        ("One customer accounted for approximately 35% of total revenues in 2003.", "customer_concentration/1 .35"),
        ("Two clients accounted for 22% and 15% of the Company's fee revenue.", "customer_concentration/1 .22; customer_concentration/2 .15"),
    ],
    "line of credit": [
        ("The Company has a $500,000 line of credit with a bank, under which $120,000 was outstanding at December 31, 2003.", "line_of_credit 500000; line_of_credit_outstanding 120000"),
    ],
    "subordinated liabilities": [
        ("The Company has a subordinated loan of $750,000 bearing interest at 8% and maturing June 30, 2006.", "subordinated_loans 750000; subordinated_loan_rate .08"),
    ],
    "common stock": [
        ("Common stock, $1 par value, 300,000 shares authorized; 4,891 shares issued.", ""),
    ],
    "organization": [
        ("ABC Holdings, LLC owns 60% and John Smith owns 40% of the membership interests.", "member_interests/ABC Holdings, LLC .6; member_interests/John Smith .4"),
        ("The Company is a wholly owned subsidiary of ABC Corp., which owns 100% of its stock.", ""),
        ("In 2003 the Company sold a 20% interest to John Smith for $200,000.", ""),
    ],
    "employee benefits": [
        ("The Company contributed $42,000 to the 401(k) plan for the year ended December 31, 2003.", "retirement_plan_expense 42000"),
        ("Contributions to the profit sharing plan were $18,500 and $17,000 for 2003 and 2002.", "retirement_plan_expense 18500; retirement_plan_expense@2002 17000"),
        ("The Company made contributions of $24,000 to the plan in 2003.", "retirement_plan_expense 24000"),
        ("Participants may contribute up to $12,000 a year.", ""),
        ("The Company matches 50% of contributions up to 6% of compensation.", ""),
        ("The plan had assets of $4,000,000 and the projected benefit obligation was $3,000,000.", ""),
    ],
    "deposit with clearing broker": [
        ("The Company maintains a deposit of $100,000 with its clearing broker.", "clearing_deposit 100000"),
    ],
    "concentration": [
        ("No single customer accounted for more than 10% of revenue.", ""),
        ("Approximately 64% of the Company's revenues were derived from one customer in 2003.", "customer_concentration/1 .64"),
        ("At December 31, 2003, two customers accounted for 60% of accounts receivable.", ""),
    ],
    "subordinated borrowings": [
        ("The subordinated loan of $500,000 bears interest at prime plus 2% and matures in 2006.", "subordinated_loans 500000"),
        ("Interest expense on the subordinated loan was $40,000.", ""),
        ("During 2003 the Company repaid a subordinated loan of $250,000.", ""),
    ],
    "property": [
        ("Depreciation and amortization expense for the years ended December 31, 2003 and 2002 amounted to $10,000 and $9,000.", "depreciation_and_amortization 10000; depreciation_and_amortization@2002 9000"),
        ("Computers are depreciated over 3 to 5 years; accumulated depreciation at December 31, 2003 was $45,112.", "accumulated_depreciation 45112"),
    ],
    "litigation": [
        ("A customer seeks damages of $2,000,000 in an arbitration; the Company carries insurance of $1,000,000.", ""),
    ],
    "guarantee": [
        ("The SIPC fund protects customers up to $500,000.", ""),
    ],
    "net capital": [
        ("In addition, under the clearing agreement the Company is required to maintain a clearing deposit of $250,000 and net capital of $1,000,000.", ""),
        ("The Parent, a registered broker-dealer, had net capital of $15,000,000.", ""),
        ("If the withdrawal had been made at year end, net capital would have been $40,000.", ""),
        ("Subsequent to year end, the Company received a capital contribution of $50,000 which increased net capital to $120,000.", ""),
        ("At December 31, 2003 the Company's net capital was $40,512, less than its required net capital of $50,000.", "net_capital 40512; net_capital_required 50000"),
        ("On March 31, 2003, the Company's net capital fell to $3,000, below the required $5,000.", ""),
        ("The Company's net capital at December 31, 2003, as reported in its unaudited FOCUS report, was $345,000.", ""),
        ("There were audit adjustments of $12,345 which reduced net capital from $102,345 to $90,000.", ""),
        ("The minimum requirement is the greater of $100,000 or 1/15 of aggregate indebtedness.", "minimum_dollar_net_capital 100000"),
        ("The Company is required to maintain minimum net capital, as defined, of the greater of 6 2/3% of aggregate indebtedness or $100,000.", "minimum_dollar_net_capital 100000"),
        ("Net capital requirement of $100,000 or 6 2/3% of aggregate indebtedness, whichever is greater.", ""),
        ("The Company's ratio of debt to debt-equity total was 20%.", ""),
        ("At December 31, 2003 the Company's capital ratio was 35% versus an allowable maximum of 1,500%.", ""),
        ("As of December 31, 2003, the Company had net capital of approximately $2.3 million, approximately $2.05 million in excess of required net capital.", "net_capital 2300000; excess_net_capital 2050000"),
        ("At December 31, 2003, the Company had net capital of $(12,000).", "net_capital -12000"),
        ("At December 31, 2003, net capital was $125,000 which was $25,000 in excess of the $100,000 minimum required.", "net_capital 125000; excess_net_capital 25000; net_capital_required 100000"),
        ("At December 31, 2003, the Company had net capital of $125,000, and was required to have net capital of $100,000.", "net_capital 125000; net_capital_required 100000"),
        ("The Company's aggregate indebtedness, net capital and net capital ratio were $45,000, $90,000 and .5 to 1, respectively.", ""),
    ],
    "related": [
        ("The Company paid commissions of $300,000 to an affiliate.", ""),
        ("The Company received commissions from affiliates of $300,000.", "affiliate_commission_revenue 300000"),
        ("Commission income from unaffiliated mutual funds was $300,000.", ""),
        ("The management fee is $20,000 per month.", ""),
        ("The management fee was reduced by $20,000 in 2003.", ""),
        ("The management agreement provides for an annual management fee of $120,000.", ""),
        ("Management fees of 1% of assets, or $45,000, were earned from the fund.", ""),
    ],
    "money market": [
        ("The Company's interest income of $45,000 included interest on margin accounts.", ""),
    ],
    "money market fund": [
        ("At December 31, 2003, $2,500,000 of cash equivalents was invested in a money market fund.", "money_market_fund_market_value 2500000"),
    ],
    "bond": [
        ("The Company's fidelity bond has a deductible of $10,000.", ""),
        ("The Company invested $100,000 in municipal bonds.", ""),
        ("The Company carries a blanket fidelity bond of $600,000 with a $10,000 deductible.", "fidelity_bond 600000"),
    ],
    "subordinated": [
        ("The Company may borrow up to $2,000,000 under a revolving subordinated loan agreement.", ""),
        ("The subordinated loans totaling $1,500,000 mature on June 30, 2005 and bear interest at 6%.", "subordinated_loans 1500000; subordinated_loan_rate .06"),
        ("During the year, the Company borrowed an additional $500,000 under subordinated loan agreements.", ""),
    ],
    "credit": [
        ("The Company has a letter of credit of $150,000.", ""),
    ],
    "equipment": [
        ("The cost of $50,000 and accumulated depreciation of $30,000 on assets retired were removed.", ""),
        ("Depreciation is provided on a straight-line basis; the cost of equipment was $120,000.", ""),
    ],
    "ppp": [
        ("The Company received a Paycheck Protection Program loan of $85,000, which was forgiven in 2021.", ""),
    ],
    "securities": [
        ("The Company holds 5,000 shares of The NASDAQ Stock Market, Inc. with a fair value of $45,000.", ""),
    ],
}
# fmt: on


def facts(sentence: str, title: str = "", calendar: Calendar = YEAR) -> list[Stated]:
    rules = rules_for(f"{title} {sentence}".lower())
    return [*stated_in(sentence, rules, calendar), *member_interests(sentence, calendar)]


def as_said(held: Stated) -> str:
    when = held.when
    at = "" if when in (YEAR.as_of, YEAR.period) else f"@{when.end.year if isinstance(when, Period) else when}"
    at = at.removesuffix("-12-31")
    return f"{held.concept}{'/' + held.part if held.part else ''}{at} {held.value.normalize():f}"


@pytest.mark.parametrize(
    ("title", "sentence", "said"), [(title, *case) for title, cases in SENTENCES.items() for case in cases]
)
def test_a_sentence_states_these_facts_and_no_other(title: str, sentence: str, said: str) -> None:
    expected = [
        re.sub(r" (\S+)$", lambda found: f" {Decimal(found[1]).normalize():f}", each)
        for each in said.split("; ")
        if each
    ]
    assert sorted(map(as_said, facts(sentence, title))) == sorted(expected)


def test_an_approximate_amount_keeps_the_rounding_of_its_last_stated_digit() -> None:
    (held,) = facts("Rent expense for 2003 was approximately $19,300,000.")
    assert held.rounding == 50_000
    (held,) = facts("Rent expense for 2003 was $19.3 million.")
    assert (held.value, held.rounding) == (Decimal(19_300_000), Decimal(50_000))


def test_a_ratio_keeps_half_of_its_last_digit() -> None:
    (held,) = facts("The Company's ratio of aggregate indebtedness to net capital was 6.76 to 1.")
    assert (held.value, held.rounding, held.unit) == (Decimal("6.76"), Decimal("0.005"), "ratio")


def test_the_year_before_of_a_flow_is_a_year_that_ends_on_the_same_day() -> None:
    june = Calendar(date(2004, 6, 30), Period(date(2003, 7, 1), date(2004, 6, 30)))
    said = "Rent expense for the years ended June 30, 2004 and 2003 was $9,000 and $8,000, respectively."
    assert [held.when for held in facts(said, "", june)] == [june.period, Period(date(2002, 7, 1), date(2003, 6, 30))]


def test_a_first_period_shorter_than_a_year_is_told_by_both_its_ends() -> None:
    first = Calendar(date(2003, 12, 31), Period(date(2003, 6, 1), date(2003, 12, 31)))
    said = "The management fee for the period from June 1, 2003 to December 31, 2003 amounted to $9,000."
    assert [(held.concept, held.when) for held in facts(said, "", first)] == [("management_fee", first.period)]
    assert facts(said) == []


def test_an_amount_of_a_month_or_of_another_day_of_the_year_is_no_amount_of_the_year() -> None:
    assert facts("Rent expense in May 2003 was $9,000.") == []
    assert facts("Rent expense for the nine months ended September 30, 2003 was $9,000.") == []


@pytest.mark.parametrize(
    "amount",
    ["$3, 640,647", "$3,640, 647", "$3,64", "$3,640,6 47", "$3.640,647", "S3, 640,647", "$3M", "$3 640,647", "$3,6O0"],
)
def test_an_amount_torn_by_a_scan_is_none(amount: str) -> None:
    assert facts(f"At December 31, 2003, the Company had net capital of {amount} in all.") == []


@pytest.mark.parametrize("ratio", ["6. 76 to 1", "6 .76 to 1", "6 76 to 1", "l.76 to 1"])
def test_a_ratio_torn_by_a_scan_is_none(ratio: str) -> None:
    assert facts(f"The Company's ratio of aggregate indebtedness to net capital was {ratio}.") == []


NAMES = {"net_capital": "net capital", "rent_expense": "rent expense", "management_fee": "the management fee"}


@given(st.sampled_from(sorted(NAMES)), st.integers(1, 10**10), st.sampled_from(["was", "amounted to", "totaled"]))
def test_any_amount_is_read_as_printed(concept: str, amount: int, verb: str) -> None:
    (held,) = facts(f"For the year ended December 31, 2003, {NAMES[concept]} {verb} ${amount:,}.")
    assert (held.concept, held.value) == (concept, Decimal(amount))


@given(st.integers(0, 2**32))
def test_words_in_any_order_are_no_reason_to_fail(seed: int) -> None:
    draw = random.Random(seed)
    words = [word for cases in SENTENCES.values() for sentence, _ in cases for word in sentence.split()]
    facts(" ".join(draw.choices(words, k=40)), "net capital")
