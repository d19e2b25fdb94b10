"""The small tables of notes, as different firms set them; every figure can be checked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.facts import Fact, Period, Read
from tieout.reading.notes.reader import NotesRead, read_notes
from tieout.reading.notes.text_test import printed, rows_of

YEAR = Period(date(2003, 1, 1), date(2003, 12, 31))


def read(text: str) -> NotesRead:
    return read_notes(rows_of(text), document="x.txt", entity="Acme", as_of=YEAR.end, period=YEAR)


def said(facts: tuple[Fact, ...], *concepts: str) -> dict[str, str]:
    """The facts as `part [year where it is not 2003]: value`, of these concepts alone."""
    found = {}
    for fact in facts:
        if fact.concept in concepts:
            name = fact.part or (fact.concept if len(concepts) > 1 else "")
            percent = " %" if fact.unit == "ratio" else ""
            found[f"{name}{percent}{'' if fact.end.year == 2003 else f' {fact.end.year}'}"] = f"{fact.value:f}"
    return found


LEASES = """1. LEASES

Future minimum rental payments under noncancelable operating leases are as follows:

Year ending December 31,
{rows}
"""


def test_commitments_are_of_the_date_by_year() -> None:
    notes = read(LEASES.format(rows="2004\t$120,000\n2005\t124,000\nThereafter\t280,000\n\t$524,000"))
    held = said(notes.facts, "operating_lease_commitments")
    assert held == {"2004": "120000", "2005": "124000", "thereafter": "280000", "": "524000"}
    assert {fact.when for fact in notes.facts} == {YEAR.end}


def test_last_years_table_of_commitments_is_read_and_rent_paid_is_not() -> None:
    """That its first year is over is for the checks to say."""
    late = read(LEASES.format(rows="2003\t$120,000\n2004\t124,000\n2005\t280,000\n\t$524,000"))
    held = said(late.facts, "operating_lease_commitments")
    assert held == {"2003": "120000", "2004": "124000", "2005": "280000", "": "524000"}
    paid = read(LEASES.format(rows="2002\t$120,000\n2003\t124,000\nTotal\t$244,000"))
    assert said(paid.facts, "operating_lease_commitments") == {}


def test_an_unnamed_last_figure_is_the_total_also_where_it_is_wrong() -> None:
    notes = read(LEASES.format(rows="2004\t$120,000\n2005\t124,000\nThereafter\t280,000\n\t$542,000"))
    assert said(notes.facts, "operating_lease_commitments")[""] == "542000"
    doubtful = read(LEASES.format(rows="2004\t$120,000\n2005\t12 4,000\nThereafter\t280,000\n\t$542,000"))
    assert said(doubtful.facts, "operating_lease_commitments") == {
        "2004": "120000",
        "thereafter": "280000",
        "": "542000",
    }


def test_unnamed_figures_about_depreciation_are_cost_and_net() -> None:
    text = "1. FIXED ASSETS\n\nFixed assets consist of the following:\n\nFurniture\t$84,300\n"
    text += "Computer equipment\t{computers}\n\t$300,000\nLess accumulated depreciation\t(190,000)\n\t$110,000"
    for computers in ("215,700", "251,700"):
        held = said(read(text.format(computers=computers)).facts, "fixed_assets_cost", "accumulated_depreciation")
        assert held["fixed_assets_cost"] == "300000"


def test_a_statutory_rate_in_brackets_is_a_rate() -> None:
    text = "1. TAXES\n\nThe benefit differs from that at the statutory rate:\n\n"
    text += "Tax at statutory rate\t$(63,000)\t(21.0)%\nState taxes\t(15,800)\t(5.3)%\n"
    text += "Income tax benefit\t$(78,800)\t(26.3)%"
    assert said(read(text).facts, "statutory_tax_rate") == {" %": "0.21"}


def test_split_digits_and_rows_run_together_are_repaired_by_the_one_sum_that_holds() -> None:
    notes = read(LEASES.format(rows="2004\t\\$ 700,148\n2005 2006\t51 8, 300 669,741\nTotal\t\\$ 1,888,189"))
    held = said(notes.facts, "operating_lease_commitments")
    assert held == {"2004": "700148", "2005": "518300", "2006": "669741", "": "1888189"}
    repaired = {fact.part: fact.trace.repaired for fact in notes.facts if isinstance(fact.trace, Read)}
    proof = "proved by 700,148 + 518,300 + 669,741 = 1,888,189"
    assert repaired["2005"] == f"printed 51 8, 300 669,741; split digits joined; {proof}"
    assert repaired["2004"] == ""


def test_a_damaged_figure_that_no_sum_proves_is_not_guessed() -> None:
    notes = read(LEASES.format(rows="2004\t700,148\n2005 2006\t51 8, 300 669,741\nTotal\t1,888,188"))
    assert said(notes.facts, "operating_lease_commitments") == {"2004": "700148", "": "1888188"}
    assert [held.text for held in notes.not_understood] == ["2005 2006 | 51 8, 300 669,741"]


def test_a_legible_figure_stays_as_printed_though_its_sum_fails() -> None:
    notes = read(LEASES.format(rows="2004\t700,148\n2005\t518,300\nTotal\t1,218,449"))
    assert said(notes.facts, "operating_lease_commitments") == {"2004": "700148", "2005": "518300", "": "1218449"}


def test_labels_and_figures_run_together_are_parted_by_the_words_known() -> None:
    text = "1. INCOME TAXES\n\nThe provision for income taxes consists of the following:\n\n"
    text += "CURRENT: Federal State\t$72,300 $18,075\nTotal current Total provision for income taxes\t$90,375 $90,375"
    facts = read(text).facts
    held = said(facts, "income_tax_components")
    assert held == {"current_federal": "72300", "current_state": "18075", "total_current": "90375", "": "90375"}
    (state,) = [fact.trace for fact in facts if fact.part == "current_state"]
    assert isinstance(state, Read)
    assert state.repaired == "printed CURRENT: Federal State | $72,300 $18,075; rows run together parted"


def test_a_label_that_climbed_into_the_row_above_goes_back() -> None:
    held = said(
        read(LEASES.format(rows="2004 2005\t45,731\n\t120,665\nTotal\t166,396")).facts, "operating_lease_commitments"
    )
    assert held == {"2004": "45731", "2005": "120665", "": "166396"}


def test_the_end_of_a_label_may_stand_under_its_figure() -> None:
    text = "1. INCOME TAXES\n\nA reconciliation of the statutory rate follows:\n\nTax at statutory\t$ (1,058)\nrate\n"
    text += "Other\t(193)\nProvision (benefit) for income taxes\t$ (1,251)"
    held = said(read(text).facts, "rate_reconciliation")
    assert held == {"statutory": "-1058", "other": "-193", "": "-1251"}


@pytest.mark.parametrize(
    ("torn", "repair"), [("12,34", "a lost digit put back"), ("12,3445", "an added digit left out"), ("2,345", "")]
)
def test_a_figure_set_wrong_is_put_right_by_its_sum_and_a_legible_one_is_left(torn: str, repair: str) -> None:
    notes = read(LEASES.format(rows=f"2004\t20,000\n2005\t{torn}\nTotal\t32,345"))
    (held,) = [fact for fact in notes.facts if fact.part == "2005"]
    assert isinstance(held.trace, Read)
    proof = f"printed {torn}; {repair}; proved by 20,000 + 12,345 = 32,345"
    assert (held.value, held.trace.repaired) == ((Decimal(12_345), proof) if repair else (Decimal(2_345), ""))


def test_years_together_keep_their_span() -> None:
    held = said(read(LEASES.format(rows="2004\t100\n2005-2007\t300\nTotal\t400")).facts, "operating_lease_commitments")
    assert held == {"2004": "100", "2005-2007": "300", "": "400"}


def test_rent_of_years_gone_by_is_no_commitment() -> None:
    notes = read("1. LEASES\n\nRent expense was as follows:\n\n2003\t$120,000\n2002\t124,000")
    assert notes.facts == ()
    assert len(notes.not_understood) == 2


RATE = """1. INCOME TAXES

The provision differs from the amount at the statutory rate as follows:

Loss before income taxes\t$ (100,000)
Tax benefit computed at statutory rate\t$ (35,000)\t35.00 %
Meals and entertainment\t1,000\t(1.00)%
Effect of state taxes\t(8,000)\t8.00 %
Penalties
Club dues\t500\t(0.50)%
Provision (benefit) for income taxes\t$ (41,500)\t41.50 %
"""


def test_the_rate_reconciliation_gives_amounts_and_ratios() -> None:
    facts = read(RATE).facts
    assert said(facts, "rate_reconciliation") == {
        "statutory": "-35000",
        "statutory %": "0.35",
        "meals_and_entertainment": "1000",
        "meals_and_entertainment %": "-0.01",
        "state_taxes": "-8000",
        "state_taxes %": "0.08",
        "club_dues": "500",
        "club_dues %": "-0.005",
        "": "-41500",
        " %": "0.415",
    }
    assert said(facts, "statutory_tax_rate") == {" %": "0.35"}
    assert said(facts, "effective_tax_rate") == {" %": "0.415"}
    assert said(facts, "income_before_income_taxes") == {"": "-100000"}


def test_a_percent_without_its_sign_is_told_by_its_column() -> None:
    text = "1. INCOME TAXES\n\nThe effective tax rate differs from the statutory rate:\n\n"
    text += "Statutory federal rate\t34.0%\nState taxes\t5.2\nEffective tax rate\t39.2%"
    assert said(read(text).facts, "rate_reconciliation") == {
        "statutory %": "0.34",
        "state_taxes %": "0.052",
        " %": "0.392",
    }


TAX = """1. INCOME TAXES

The provision for income taxes consists of the following:

\t2003\t2002
Current:
Federal\t$ 45,000\t$ 30,000
State and local\t12,000\t10,000
\t57,000\t40,000
Deferred:
Federal\t(5,000)\t-
State and local\t(1,000)\t-
\t(6,000)\t-
Total\t$ 51,000\t$ 40,000
"""


def test_current_and_deferred_tax_of_two_years() -> None:
    assert said(read(TAX).facts, "income_tax_components") == {
        "current_federal": "45000",
        "current_federal 2002": "30000",
        "current_state": "12000",
        "current_state 2002": "10000",
        "total_current": "57000",
        "total_current 2002": "40000",
        "deferred_federal": "-5000",
        "deferred_federal 2002": "0",
        "deferred_state": "-1000",
        "deferred_state 2002": "0",
        "total_deferred": "-6000",
        "total_deferred 2002": "0",
        "": "51000",
        " 2002": "40000",
    }


def test_current_and_deferred_tax_side_by_side() -> None:
    text = "1. INCOME TAXES\n\nThe components of income tax expense are as follows:\n\n\tCurrent\tDeferred\tTotal\n"
    text += "Federal\t$ 45,000\t$ (5,000)\t$ 40,000\nState\t12,000\t(1,000)\t11,000\n\t$ 57,000\t$ (6,000)\t$ 51,000"
    assert said(read(text).facts, "income_tax_components") == {
        "current_federal": "45000",
        "deferred_federal": "-5000",
        "current_state": "12000",
        "deferred_state": "-1000",
        "total_current": "57000",
        "total_deferred": "-6000",
        "": "51000",
    }


def test_a_benefit_printed_without_brackets_is_an_expense_below_zero() -> None:
    text = "1. INCOME TAXES\n\nThe income tax benefit consists of the following:\n\n"
    text += "Current federal\t$ 45,000\nCurrent state\t12,000\nIncome tax benefit\t$ 57,000"
    held = said(read(text).facts, "income_tax_components")
    assert held == {"current_federal": "-45000", "current_state": "-12000", "": "-57000"}


def test_deferred_tax_by_component_and_another_table_under_it() -> None:
    text = "1. INCOME TAXES\n\nThe deferred tax asset is composed of the following at December 31, 2003:\n\n"
    text += "Fixed assets—net\t62,357\nDeferred rent\t103,527\nOther\t(25,442)\nNet deferred tax asset\t140,442\n"
    text += (
        "Income tax expense (benefit):\nCurrent expense:\nFederal\t(100)\nState\t(50)\nTotal current benefit\t(150)\n"
    )
    facts = read(text).facts
    held = said(facts, "deferred_tax_components")
    assert held == {"fixed_assets": "62357", "deferred_rent": "103527", "other": "-25442", "": "140442"}
    held = said(facts, "income_tax_components")
    assert held == {"current_federal": "-100", "current_state": "-50", "total_current": "-150"}


DEFERRED = """1. INCOME TAXES

Deferred tax assets and liabilities consist of the following:

Deferred tax assets:
Net operating loss\t$ 10,000
Less valuation allowance\t4,000
Deferred tax liabilities:
Depreciation\t{depreciation}
Net deferred tax asset\t$ {net}
"""


def test_liabilities_printed_without_brackets_take_the_sign_with_which_the_net_foots() -> None:
    held = said(read(DEFERRED.format(depreciation="1,000", net="5,000")).facts, "deferred_tax_components")
    assert held == {"net_operating_loss": "10000", "valuation_allowance": "-4000", "fixed_assets": "-1000", "": "5000"}
    held = said(read(DEFERRED.format(depreciation="1,000", net="4,321")).facts, "deferred_tax_components")
    assert held == {"net_operating_loss": "10000", "": "4321"}


def test_fixed_assets_by_class_in_thousands() -> None:
    text = "1. EQUIPMENT\n\nFurniture and equipment consist of the following (in thousands):\n\n\t2003\t2002\n"
    text += "Furniture\t$ 120\t$ 100\nComputers\t80\t70\n\t200\t170\nLess accumulated depreciation\t(150)\t(140)\n"
    text += "Net\t$ 50\t$ 30"
    notes = read(text)
    assert said(notes.facts, "fixed_assets_cost", "accumulated_depreciation", "fixed_assets_net") == {
        "furniture": "120000",
        "furniture 2002": "100000",
        "computers": "80000",
        "computers 2002": "70000",
        "fixed_assets_cost": "200000",
        "fixed_assets_cost 2002": "170000",
        "accumulated_depreciation": "150000",
        "accumulated_depreciation 2002": "140000",
        "fixed_assets_net": "50000",
        "fixed_assets_net 2002": "30000",
    }
    assert {fact.rounding for fact in notes.facts} == {Decimal(500)}


def test_net_capital_in_a_table() -> None:
    text = "1. NET CAPITAL\n\nThe Company's net capital was as follows:\n\nNet capital\t$ 90,110\n"
    text += "Net capital requirement\t5,000\n"
    text += "Excess net capital\t$ 85,110\nRatio of aggregate indebtedness to net capital\t.48 to 1"
    assert {fact.concept: str(fact.value) for fact in read(text).facts} == {
        "net_capital": "90110",
        "net_capital_required": "5000",
        "excess_net_capital": "85110",
        "aggregate_indebtedness_to_net_capital": "0.48",
    }


def test_a_table_of_another_matter_states_nothing_and_says_so() -> None:
    text = "1. RECEIVABLES\n\nReceivables consist of the following:\n\nFrom clearing broker\t$ 10,000\nFees\t2,000"
    notes = read(text)
    assert notes.facts == ()
    assert [held.text for held in notes.not_understood] == ["From clearing broker | $ 10,000", "Fees | 2,000"]


def test_a_blank_on_a_page_is_told_by_place() -> None:
    rows = printed(
        (10, [(72, "1. INCOME TAXES")]),
        (30, [(72, "Deferred taxes consist of the following:")]),
        (50, [(400, "2003"), (480, "2002")]),
        (62, [(72, "Net operating loss"), (390, "10,000"), (475, "8,000")]),
        (74, [(72, "Accrued bonus"), (475, "2,000")]),
        (86, [(72, "Net deferred tax asset"), (390, "10,000"), (470, "10,000")]),
    )
    notes = read_notes(rows, document="x.pdf", entity="Acme", as_of=YEAR.end, period=YEAR)
    held = said(notes.facts, "deferred_tax_components")
    assert (held["compensation 2002"], "compensation" in held) == ("2000", False)


def test_figures_without_headings_over_several_columns_are_not_guessed() -> None:
    text = "1. LEASES\n\nFuture minimum rentals under leases are:\n\n2004\t100\t20\t80\n2005\t90\t10\t80"
    assert read(text).facts == ()


@pytest.mark.parametrize("gap", range(1, 6))
@given(amounts=st.lists(st.integers(100_000, 999_999), min_size=2, max_size=5))
def test_a_figure_split_anywhere_is_read_again_where_the_sum_holds_or_not_at_all(gap: int, amounts: list[int]) -> None:
    shown = [f"{amount:,}" for amount in amounts]
    shown[0] = f"{shown[0][:gap]} {shown[0][gap:]}"
    rows = [f"{2004 + i}\t{figure}" for i, figure in enumerate(shown)] + [f"Total\t{sum(amounts):,}"]
    held = said(read(LEASES.format(rows="\n".join(rows))).facts, "operating_lease_commitments")
    assert held.get("2004", str(amounts[0])) == str(amounts[0])
    assert held["2005"] == str(amounts[1])
