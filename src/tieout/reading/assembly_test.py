"""Small statements read whole: what each figure is, what its sign is, what proves it, what was repaired in it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tieout.facts import Fact, Period, Read, Report
from tieout.reading.files.limits import Limits
from tieout.reading.files.plain import read
from tieout.reading.reader import read_document

END = date(2003, 12, 31)

SHEET = """Elm Securities, Inc.
STATEMENT OF FINANCIAL CONDITION
DECEMBER 31, 2003
ASSETS
Cash and cash equivalents\t$ 568,855
Receivables from brokers or dealers\t825,496
Prepaid expenses\t44,204
TOTAL ASSETS\t$ 1,438,555
LIABILITIES AND STOCKHOLDER'S EQUITY
Accounts payable and accrued expenses\t333,297
Commissions payable\t432,862
Total liabilities\t766,159
Common stock\t10,000
Additional paid-in capital\t250,000
Retained earnings\t412,396
Total stockholder's equity\t672,396
TOTAL LIABILITIES AND STOCKHOLDER'S EQUITY\t$ 1,438,555
"""


def report_of(text: str) -> Report:
    return read_document(read(text, "elm.txt", Limits()))


def hit(*changes: tuple[str, str], text: str = SHEET) -> Report:
    """The balance sheet with figures as damage, or the filer, left them."""
    for was, now in changes:
        assert was in text
        text = text.replace(was, now, 1)
    return report_of(text)


def traced(fact: Fact) -> Read:
    assert isinstance(fact.trace, Read)
    return fact.trace


def amounts(report: Report, when: date | Period | None = None) -> dict[str, int]:
    return {f.concept: int(f.value) for f in report.facts if when in (None, f.when) and not f.part}


def test_every_figure_is_a_fact_and_proved() -> None:
    report = report_of(SHEET)
    assert amounts(report) == {
        "cash_and_cash_equivalents": 568855,
        "receivables_from_brokers_or_dealers": 825496,
        "prepaid_expenses": 44204,
        "total_assets": 1438555,
        "accounts_payable_and_accrued_expenses": 333297,
        "commissions_payable": 432862,
        "total_liabilities": 766159,
        "common_stock": 10000,
        "additional_paid_in_capital": 250000,
        "retained_earnings": 412396,
        "total_equity": 672396,
        "total_liabilities_and_equity": 1438555,
    }
    assert {traced(fact).sure for fact in report.facts} == {"proved"}
    assert report.filing is not None
    assert (report.filing.figures_read, report.filing.not_understood) == (12, ())


def test_a_fact_knows_its_page_place_and_words() -> None:
    trace = traced(report_of(SHEET).fact("prepaid_expenses"))
    assert (trace.document, trace.page, trace.text) == ("elm.txt", 1, "Prepaid expenses  44,204")
    assert trace.box == (17, 7, 23, 7)  # the seventh line, after 16 characters and a tab


# Repair, and no repair


@pytest.mark.parametrize(
    ("was", "now", "concept", "how"),
    [
        ("766,159", "766,459", "total_liabilities", "4 read as 1"),
        ("672,396", "72,396", "total_equity", "a lost digit put back"),
        ("672,396", "6,772,396", "total_equity", "an added digit left out"),
        ("766,159", "766,159,000", "total_liabilities", "a power of ten put right"),
        ("1,438,555", "1,488,555", "total_assets", "8 read as 3"),
    ],
)
def test_a_figure_that_two_sums_contradict_is_repaired(was: str, now: str, concept: str, how: str) -> None:
    report = hit((was, now))
    assert amounts(report) == amounts(report_of(SHEET))
    trace = traced(report.fact(concept))
    assert trace.sure == "proved"
    assert f"; {how}; proved by " in trace.repaired
    assert now in trace.repaired
    assert [f.concept for f in report.facts if traced(f).repaired] == [concept]


@pytest.mark.parametrize(
    ("was", "now", "concept"),
    [
        ("568,855", "568,85 5", "cash_and_cash_equivalents"),
        ("44,204", "44,2O4", "prepaid_expenses"),
        ("333,297", "333.297", "accounts_payable_and_accrued_expenses"),
        ("412,396", "412,39", "retained_earnings"),
    ],
)
def test_a_figure_whose_damage_shows_is_repaired_by_its_own_sum(was: str, now: str, concept: str) -> None:
    report = hit((was, now))
    assert amounts(report) == amounts(report_of(SHEET))
    assert traced(report.fact(concept)).repaired.startswith(f"printed {'$ ' if was == '568,855' else ''}{now}")


def test_a_legible_error_of_the_filer_is_kept_and_flagged() -> None:
    report = hit(("568,855", "658,855"))
    assert report.fact("cash_and_cash_equivalents").value == 658855
    trace = traced(report.fact("cash_and_cash_equivalents"))
    assert (trace.repaired, trace.sure) == ("", "doubtful: TOTAL ASSETS is off by 90,000")


def test_sides_that_do_not_balance_are_flagged() -> None:
    """Cash and the total of assets both moved by 100: every sum holds but the two sides."""
    report = hit(("568,855", "568,755"), ("1,438,555", "1,438,455"))
    assert report.fact("total_assets").value == 1438455
    assert not any(traced(fact).repaired for fact in report.facts)


# Signs

INCOME = """Elm Securities, Inc.
STATEMENT OF OPERATIONS
YEAR ENDED DECEMBER 31, 2003
REVENUES:
Commissions\t$ 500,000
Interest income\t20,000
Total revenues\t520,000
EXPENSES: Commissions and selling expenses General and administrative\t400,000 210,000
Total expenses\t610,000
Loss before income taxes\t90,000
Income tax benefit\t30,000
NET LOSS\t$ 60,000
"""


def test_losses_and_benefits_without_brackets_are_below_zero() -> None:
    found = amounts(report_of(INCOME))
    assert (found["income_before_income_taxes"], found["income_tax_expense"], found["net_income"]) == (
        -90000,
        -30000,
        -60000,
    )


@pytest.mark.parametrize("benefit", ["30,000", "(30,000)"])
def test_a_loss_in_brackets_is_no_gain(benefit: str) -> None:
    text = (
        INCOME.replace("\t90,000", "\t(90,000)").replace("$ 60,000", "$ (60,000)").replace("\t30,000", f"\t{benefit}")
    )
    found = amounts(report_of(text))
    assert (found["income_before_income_taxes"], found["income_tax_expense"], found["net_income"]) == (
        -90000,
        -30000,
        -60000,
    )


def test_glued_labels_over_two_amounts_are_two_lines_under_their_heading() -> None:
    report = report_of(INCOME)
    found = amounts(report)
    assert (found["commissions_expense"], found["general_and_administrative"]) == (400000, 210000)
    labels = [line.label for line in report.statement("income").lines]
    assert labels[4:7] == ["EXPENSES", "Commissions and selling expenses", "General and administrative"]


OWNERS = """BALANCE SHEET
DECEMBER 31, 2003
ASSETS
Cash\t600,000
Total assets\t600,000
LIABILITIES AND STOCKHOLDERS' EQUITY
Accounts payable\t20,000
Common stock\t700,000
Accumulated deficit\t{deficit}
Less treasury stock, at cost\t{treasury}
Total stockholders' equity\t580,000
Total liabilities and stockholders' equity\t600,000
"""


@pytest.mark.parametrize("deficit", ["90,000", "(90,000)"])
@pytest.mark.parametrize("treasury", ["30,000", "(30,000)"])
def test_a_deficit_and_treasury_stock_with_and_without_brackets(deficit: str, treasury: str) -> None:
    report = report_of(OWNERS.format(deficit=deficit, treasury=treasury))
    found = amounts(report)
    assert (found["retained_earnings"], found["treasury_stock"]) == (-90000, 30000)
    assert found["total_liabilities"] == 20000, "worked out: the one line is all there is"


# Scale and columns

TWO_YEARS = """STATEMENT OF FINANCIAL CONDITION
DECEMBER 31, 2003 AND 2002
{scale}
ASSETS\tNote\t2003\t2002
Cash\t2\t500\t400
Securities owned, at market value\t3\t250\t200
\t\t750\t600
LIABILITIES AND MEMBER'S EQUITY
Accounts payable\t4\t150\t120
Total liabilities\t\t150\t120
Member's equity\t5\t600\t480
Total liabilities and member's equity\t\t750\t600
NOTES TO FINANCIAL STATEMENTS
1. Amounts in millions are rounded.
"""


@pytest.mark.parametrize(("scale", "quantum"), [("(in thousands)", 1_000), ("($ in millions)", 1_000_000), ("", 1)])
def test_the_scale_is_the_headings_never_a_notes(scale: str, quantum: int) -> None:
    report = report_of(TWO_YEARS.format(scale=scale))
    assert report.fact("cash_and_cash_equivalents", END).value == 500 * quantum
    assert report.fact("cash_and_cash_equivalents", END).rounding == Decimal("0.5") * quantum


def test_numbers_of_notes_and_years_are_no_amounts() -> None:
    report = report_of(TWO_YEARS.format(scale=""))
    assert {int(f.value) for f in report.facts} == {500, 400, 250, 200, 750, 600, 150, 120, 480}
    assert amounts(report, date(2002, 12, 31))["total_assets"] == 600, (
        "an unlabelled total takes its name from its lines"
    )


def test_a_figure_that_nothing_explains_is_said_to_be_lost() -> None:
    report = hit(("Prepaid expenses\t44,204\n", "Prepaid expenses\t44,204\n\t17,777\n"))
    assert report.filing is not None
    assert [lost.trace.text for lost in report.filing.not_understood] == ["17,777"]


NET_CAPITAL = """SCHEDULE I
COMPUTATION OF NET CAPITAL UNDER RULE 15c3-1
DECEMBER 31, 2003
Total ownership equity\t$ 672,396\t[3480]
Less nonallowable assets:
Prepaid expenses\t44,204
Furniture and equipment\t28,192
Total nonallowable assets\t72,396\t[3540]
Net capital before haircuts\t600,000\t[3640]
Haircuts on securities\t1,000
NET CAPITAL\t599,000\t[3750]
Minimum net capital required (greater of $50,000 or 6-2/3% of aggregate indebtedness of $766,159)\t51,077
EXCESS NET CAPITAL\t$ 547,923
"""


def test_a_computation_of_net_capital() -> None:
    report = report_of(NET_CAPITAL)
    found = amounts(report)
    assert (found["tentative_net_capital"], found["net_capital"], found["excess_net_capital"]) == (
        600000,
        599000,
        547923,
    )
    assert (found["nonallowable_assets"], found["haircuts"]) == (72396, 1000), "deductions are amounts, not minuses"
    assert found["aggregate_indebtedness"] == 766159, "an amount inside a label"
    assert found["minimum_dollar_net_capital"] == 50000
    assert {f.part: int(f.value) for f in report.facts if f.part} == {
        "prepaid_expenses": 44204,
        "fixed_assets_net": 28192,
    }
    assert 3480 not in found.values(), "the number of a FOCUS box is no amount"


def test_figures_of_one_key_on_two_statements_repair_each_other() -> None:
    both = SHEET + NET_CAPITAL.replace("672,396", "672,896")
    report = report_of(both)
    fact = report.fact("ownership_equity")
    assert fact.value == 672396
    assert traced(fact).sure == "proved"
    assert "8 read as 3" in traced(fact).repaired
