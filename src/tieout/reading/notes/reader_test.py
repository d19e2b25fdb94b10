"""The notes of a whole report, and of the two filings kept beside the repository where they are there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tieout.facts import Fact, Period, Read
from tieout.reading.notes.reader import NotesRead, read_notes
from tieout.reading.notes.text_test import rows_of
from tieout.reading.notes.words import note_words

SEEDS = Path(__file__).parents[5] / "shared" / "seeds"
YEAR = Period(date(2003, 1, 1), date(2003, 12, 31))

NOTES = """NOTES TO FINANCIAL STATEMENTS

NOTE 1 - ORGANIZATION

Birch Street Securities, LLC (the "Company") is a Delaware limited liability company formed on May 1, 1998. It is a
broker-dealer and is exempt from Rule 15c3-3 under paragraph (k)(2)(ii), as it clears through another broker-dealer.

NOTE 2 - NET CAPITAL

The Company is required to maintain minimum net capital of $5,000. The ratio of aggregate indebtedness to net
capital may not exceed 15 to 1. At December 31, 2003, the Company had net capital of $90,110, which was $80,110 in
excess of its required net capital of $10,000. The ratio was .48 to 1.

NOTE 3 - CASH

Deposits are insured by the FDIC up to $100,000 for each depositor.
"""


def read(text: str, quantum: int = 1) -> NotesRead:
    return read_notes(
        rows_of(text), document="x.txt", entity="Birch Street", as_of=YEAR.end, period=YEAR, quantum=Decimal(quantum)
    )


def test_notes_facts_and_claims() -> None:
    notes = read(NOTES)
    assert [(note.number, note.title) for note in notes.notes] == [(1, "ORGANIZATION"), (2, "NET CAPITAL"), (3, "CASH")]
    assert {fact.concept: str(fact.value) for fact in notes.facts} == {
        "minimum_dollar_net_capital": "5000",  # a firmer wording says that more is required
        "net_capital": "90110",
        "excess_net_capital": "80110",
        "net_capital_required": "10000",
        "aggregate_indebtedness_to_net_capital": "0.48",
    }
    assert {name: claim.value for name, claim in notes.claims.items()} == {
        "organized_state": "Delaware",
        "organized_date": "1998-05-01",
        "rule_15c3_3_exemption": "(k)(2)(ii)",
        "net_capital_method": "aggregate_indebtedness",
        "indebtedness_limit": "15",
    }


def test_a_fact_shows_its_sentence_and_lines() -> None:
    (held,) = [fact for fact in read(NOTES).facts if fact.concept == "net_capital"]
    assert isinstance(held.trace, Read)
    assert held.trace.text.startswith("At December 31, 2003, the Company had net capital of $90,110, which")
    assert (held.trace.document, held.trace.page, held.trace.box[1], held.trace.box[3]) == ("x.txt", 1, 11, 12)


def test_amounts_of_notes_in_thousands_are_scaled() -> None:
    said = "1. NET CAPITAL\n\nThe Company had net capital of $90,110, or $1.2 million more than it was asked."
    assert [fact.value for fact in read(said, 1000).facts] == [90_110_000]


def test_notes_headed_in_thousands_are_scaled() -> None:
    said = "NOTES TO FINANCIAL STATEMENTS\n(Dollars in thousands)\n\n1. NET CAPITAL\n\nIt had net capital of $90,110."
    assert [fact.value for fact in read(said).facts] == [90_110_000]


def test_a_dollar_minimum_printed_in_full_shows_that_sentences_are_not_in_thousands() -> None:
    assert {fact.value for fact in read(NOTES, 1000).facts if fact.concept == "net_capital"} == {Decimal(90_110)}


def test_no_rows_no_notes() -> None:
    assert read("") == NotesRead((), (), {}, ())


def test_the_words_of_notes_load() -> None:
    words = note_words()
    assert len(words.rules) > 30
    assert {kind.name for kind in words.tables} >= {"operating_lease_commitments", "rate_reconciliation"}


# --- the two filings --------------------------------------------------------------------------------------------------


@cache
def seed(name: str) -> tuple[NotesRead, dict[str, Any]]:
    path = SEEDS / "expected" / f"{name}.json"
    if not path.exists():
        pytest.skip(f"{path} is not there: the filings are not part of the repository")
    expected: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    rows = rows_of((SEEDS / expected["document"]).read_text(encoding="utf-8"))
    start = next(i for i, row in enumerate(rows) if row.text.startswith("NOTES TO ") and "YEAR ENDED" in row.text)
    end = next(i for i, row in enumerate(rows) if i > start and row.text.startswith("COMPUTATION OF NET CAPITAL"))
    notes = read_notes(rows[start:end], document=expected["document"], entity="MML", as_of=YEAR.end, period=YEAR)
    return notes, expected


def stated(notes: dict[str, Any]) -> Iterator[tuple[str, str, str, Decimal]]:
    """(concept, part, unit, value) of what a filing's notes are known to state."""
    for concept, value in notes.items():
        if concept == "ratio_ai_to_net_capital_in_note":
            yield "aggregate_indebtedness_to_net_capital", "", "ratio", Decimal(value)
        elif concept == "rate_reconciliation":
            names = ["statutory", "meals_and_entertainment", "state_taxes", "amortization", "prior_year", ""]
            for part, (_, amount, percent) in zip(names, value, strict=True):
                yield concept, part, "USD", Decimal(amount)
                yield concept, part, "ratio", Decimal(percent) / 100
        elif concept == "income_tax" or isinstance(value, dict):
            name = "income_tax_components" if concept == "income_tax" else concept
            for part, amount in value.items():
                yield (
                    name,
                    "" if part == "total" else part,
                    "ratio" if name.startswith("member") else "USD",
                    Decimal(amount),
                )
        elif concept.endswith(("_rate", "_shares")):
            yield concept, "", "shares" if concept.endswith("shares") else "ratio", Decimal(value)
        elif concept != "ratio_ai_to_net_capital_in_schedule":
            yield concept, "", "USD", Decimal(value)


@pytest.mark.parametrize("name", ["mml_investors_2003", "mml_distributors_2003"])
def test_a_filing_gives_all_its_notes_state(name: str) -> None:
    notes, expected = seed(name)
    found = {(fact.concept, fact.part, fact.unit): fact.value for fact in notes.facts}
    known = {(concept, part, unit): value for concept, part, unit, value in stated(expected["notes"])}
    facts = expected["facts"]["2003-12-31"]
    known |= {(concept, "", "USD"): Decimal(facts[concept]) for concept in ("net_capital", "net_capital_required")}
    assert {key: found.get(key) for key in known} == known
    assert notes.not_understood == ()


@pytest.mark.parametrize("name", ["mml_investors_2003", "mml_distributors_2003"])
def test_a_filing_claims_what_it_claims(name: str) -> None:
    notes, expected = seed(name)
    for claim in ("rule_15c3_3_exemption", "net_capital_method"):
        assert notes.claims[claim].value == expected[claim]


def test_the_damaged_lease_lines_of_a_filing_are_proved() -> None:
    notes, _ = seed("mml_investors_2003")
    (held,) = [f for f in notes.facts if (f.concept, f.part) == ("operating_lease_commitments", "2005")]
    assert isinstance(held, Fact)
    assert isinstance(held.trace, Read)
    assert held.trace.repaired.endswith("proved by 800,248 + 628,200 + 669,741 = 2,098,189")
