"""What the notes say of the business is held against its figures only where they speak of the same thing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tieout.checks import business
from tieout.checks.plausible_test import YEAR, fact, fails, report
from tieout.checks.stated import Figure, Stated
from tieout.facts import Report

FUNDS = "The majority of the business is the sale of mutual funds."
INSURANCE = "The Company sells annuity contracts. It recognized ${} of commission revenue from its Parent."


def _earning(commissions: str, notes: str) -> Report:
    figures = (fact("affiliate_commission_revenue", commissions, YEAR), fact("total_revenue", "1000", YEAR))
    return report("income", *figures, notes=notes)


@pytest.mark.parametrize(("earned", "told"), [("500", False), ("501", True)])
def test_most_is_more_than_half(earned: str, told: bool) -> None:
    held = _earning(earned, f"{FUNDS}\n\n{INSURANCE.format(earned)}")
    assert fails(business.mostly_mutual_funds, held) == (["agrees.business.mutual_funds"] if told else [])


@pytest.mark.parametrize("notes", [
    f"{FUNDS}\n\nIt recognized $900 of commission revenue from its Parent.",
    INSURANCE.format("900"),
    f"The majority of the business is the sale of annuities, not the sale of stocks.\n\n{INSURANCE.format('900')}",
])  # fmt: skip
def test_other_words_and_other_commissions_say_nothing(notes: str) -> None:
    assert fails(business.mostly_mutual_funds, _earning("900", notes)) == []


COUNTED = "The equity of the subsidiary is included as capital in the computation of net capital."


@pytest.mark.parametrize(("label", "notes", "told"), [
    ("Investment in affiliate", COUNTED, True),
    ("Investment in subsidiary", COUNTED, True),
    ("Receivable from affiliate", COUNTED, False),
    ("Investment in affiliate", COUNTED.replace("is included", "is not included"), False),
    ("Investment in affiliate", "Net capital is computed without the subsidiary.", False),
])  # fmt: skip
def test_a_subsidiary_counted_and_deducted(label: str, notes: str, told: bool) -> None:
    held = report("net_capital", fact("nonallowable_assets", "100000"), notes=notes)
    (sheet,) = held.statements
    (line,) = sheet.lines
    named = type(sheet)(
        sheet.name, sheet.title, "", sheet.columns, (type(line)(label, line.concept, facts=line.facts),)
    )
    held = Report(held.entity, held.facing_page, held.facts, (named,), held.notes)
    assert fails(business.subsidiary_counted, held) == (["agrees.subsidiary_in_net_capital"] if told else [])


@pytest.mark.parametrize(("revenue", "compared"), [("0", False), ("-5", False), ("1", True), ("1000", True)])
def test_a_share_is_of_revenue_that_there_is(revenue: str, compared: bool) -> None:
    earned = fact("affiliate_commission_revenue", "900", YEAR)
    notes = f"{FUNDS}\n\n{INSURANCE.format('900')}"
    held = report("income", earned, fact("total_revenue", revenue, YEAR), notes=notes)
    assert bool(list(business.mostly_mutual_funds(Stated(held)))) is compared
    assert list(business.mostly_mutual_funds(Stated(report("income", earned, notes=notes)))) == []


@pytest.mark.parametrize(("name", "concept", "value", "stake"), [
    ("net_capital", "nonallowable_assets", "5", True), ("net_capital", "nonallowable_assets", "0", False),
    ("net_capital", "haircuts", "5", False), ("financial_condition", "nonallowable_assets", "5", False),
])  # fmt: skip
def test_a_stake_is_a_deduction(name: str, concept: str, value: str, stake: bool) -> None:
    figure = Figure(fact(concept, value), name, "Investment in affiliate")
    assert business._is_stake(figure) is stake


def test_a_report_that_deducts_a_stake_says_which_and_how_much() -> None:
    figure = fact("nonallowable_assets", "100000")
    held = report("net_capital", figure, notes=COUNTED)
    (sheet,) = held.statements
    lines = (replace(sheet.lines[0], label=" Investment in affiliate "),)
    equity = fact("subsidiary_equity", "700")
    for facts, whose in (((figure,), "subsidiary in"), ((figure, equity), "subsidiary, 700, in")):
        one = replace(held, facts=facts, statements=(replace(sheet, lines=lines),))
        (made,) = business.subsidiary_counted(Stated(one))
        assert whose in made.because
        assert "deducts “Investment in affiliate”, 100,000:" in made.because
        assert made.severity == "note"
