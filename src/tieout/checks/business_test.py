"""What the notes say of the business is held against its figures only where they speak of the same thing."""

from __future__ import annotations

import pytest

from tieout.checks import business
from tieout.checks.plausible_test import YEAR, fact, fails, report
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
