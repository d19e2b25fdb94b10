"""A subsidiary counted in net capital is held against what is deducted only where both are said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tieout.checks import subsidiary
from tieout.checks.plausible_test import fact, fails, report
from tieout.checks.stated import Figure, Stated
from tieout.facts import Report

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
    assert fails(subsidiary.subsidiary_counted, held) == (["agrees.subsidiary_in_net_capital"] if told else [])


@pytest.mark.parametrize(("name", "concept", "value", "stake"), [
    ("net_capital", "nonallowable_assets", "5", True), ("net_capital", "nonallowable_assets", "0", False),
    ("net_capital", "haircuts", "5", False), ("financial_condition", "nonallowable_assets", "5", False),
])  # fmt: skip
def test_a_stake_is_a_deduction(name: str, concept: str, value: str, stake: bool) -> None:
    figure = Figure(fact(concept, value), name, "Investment in affiliate")
    assert subsidiary._is_stake(figure) is stake


def test_a_report_that_deducts_a_stake_says_which_and_how_much() -> None:
    figure = fact("nonallowable_assets", "100000")
    held = report("net_capital", figure, notes=COUNTED)
    (sheet,) = held.statements
    lines = (replace(sheet.lines[0], label=" Investment in affiliate "),)
    equity = fact("subsidiary_equity", "700")
    for facts, whose in (((figure,), "subsidiary in"), ((figure, equity), "subsidiary, 700, in")):
        one = replace(held, facts=facts, statements=(replace(sheet, lines=lines),))
        (made,) = subsidiary.subsidiary_counted(Stated(one))
        assert whose in made.because
        assert "deducts “Investment in affiliate”, 100,000:" in made.because
        assert made.severity == "note"
