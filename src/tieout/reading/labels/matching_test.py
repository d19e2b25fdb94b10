"""Labels to concepts: what a reader of reports would say each line means, and where he would say none of these."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.facts import TieoutError
from tieout.reading.labels.classify import classify
from tieout.reading.labels.matching import SECTIONS, THRESHOLD, _match, _section_of, match
from tieout.reading.labels.words import words_of
from tieout.taxonomy import taxonomy
from tieout.taxonomy.wordings import STATEMENTS, seen_as

SEEDS = Path(__file__).parents[5] / "shared" / "seeds"
CASES = Path(__file__).with_name("specimens") / "labels.csv"


def cases() -> list[tuple[str, str, str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [(row["statement"], row["section"], row["label"], row["concept"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("statement", "section", "label", "concept"), cases())
def test_a_label_means(statement: str, section: str, label: str, concept: str) -> None:
    found = match(label, statement, section)
    assert (found[0].concept if found else "") == concept


@pytest.mark.parametrize("concept", sorted(taxonomy().concepts))
def test_every_concept_is_known_by_its_own_labels(concept: str) -> None:
    held = taxonomy()[concept]
    if held.statement not in STATEMENTS:
        pytest.skip(f"{held.statement} is no statement that is read by labels")
    for label in filter(
        None, (held.label, held.label_positive, held.label_negative, *seen_as().labels.get(concept, ()))
    ):
        found = match(label, held.statement, _section_of(concept))
        assert concept in [one.concept for one in found], label
        assert found[0].concept == concept or found[0].score == found[1].score, label


def test_an_answer_names_the_words_that_decided() -> None:
    found = match("Commissions receivable from affiliated companies", "financial_condition", "assets")[0]
    assert (found.concept, found.words) == ("due_from_affiliates", ("receivable", "from", "affiliated"))


def test_without_a_section_both_sides_are_answers_and_neither_is_sure() -> None:
    found = match("Affiliates", "financial_condition")
    assert {one.concept for one in found} == {"due_from_affiliates", "due_to_affiliates"}
    assert found[0].score == found[1].score < 0.7
    assert match("Due to affiliates", "financial_condition")[0].concept == "due_to_affiliates"


def test_a_line_of_the_other_side_is_known_for_what_it_is_and_scores_low() -> None:
    strayed = match("Accounts payable", "financial_condition", "assets")[0]
    assert strayed.concept == "accounts_payable_and_accrued_expenses"
    assert strayed.score < 0.6 < match("Accounts payable", "financial_condition", "liabilities")[0].score


def test_a_misread_label_scores_less_than_a_clean_one() -> None:
    clean = match("Accounts payable and accrued expenses", "financial_condition", "liabilities")[0]
    misread = match("Acconnts payabie and accrued expenses", "financial_condition", "liabilities")[0]
    assert clean.concept == misread.concept
    assert clean.score > misread.score > 0.8


def test_a_statement_that_is_none_is_refused() -> None:
    with pytest.raises(TieoutError, match="no statement 'balance_sheet'"):
        match("Cash", "balance_sheet")


@given(st.text(max_size=120), st.sampled_from(STATEMENTS), st.sampled_from(["", "assets", "liabilities", "operating"]))
def test_any_text_has_an_answer_of_its_statement_or_none(label: str, statement: str, section: str) -> None:
    for found in match(label, statement, section if section in SECTIONS[statement] else ""):
        assert found.concept.removeprefix("change_in_") in taxonomy()
        assert THRESHOLD <= found.score <= 1


@given(st.sampled_from([(c, label) for c, labels in seen_as().labels.items() for label in labels]), st.data())
def test_case_notes_and_blanks_change_nothing(known: tuple[str, str], data: st.DataObject) -> None:
    concept, label = known
    held = taxonomy()[concept]
    dressed = data.draw(st.sampled_from([label.upper(), label + " (Note 3)", f"  {label}  ", label + " - Note 2"]))
    plain = match(label, held.statement, _section_of(concept))
    assert [m.concept for m in match(dressed, held.statement, _section_of(concept))[:1]] == [plain[0].concept]


def seconds_a_label(labels: list[str]) -> float:
    began = time.process_time()
    for label in labels:
        match(label, "financial_condition", "assets")
    return (time.process_time() - began) / len(labels)


def test_a_label_takes_well_under_a_millisecond() -> None:
    labels = [label for labels in seen_as().labels.values() for label in labels]
    _match.cache_clear()
    words_of.cache_clear()
    assert seconds_a_label(labels) < 0.002
    assert seconds_a_label(labels) < 0.000_1, "a label seen before is remembered"
    assert seconds_a_label([f"{label} {n}th serles" for n, label in enumerate(labels)]) < 0.003


def test_hostile_labels_take_no_longer() -> None:
    began = time.process_time()
    for label in (
        "(" * 5000,
        "a " * 5000,
        "note " * 2000,
        " " * 10000 + "x",
        "-" * 9000,
        "$1,1" * 3000,
        "net of" * 2000,
    ):
        match(label, "financial_condition")
    assert time.process_time() - began < 1


@pytest.mark.parametrize("name", ["mml_investors_2003.json", "mml_distributors_2003.json"])
def test_lines_of_a_filed_balance_sheet_are_the_concepts_a_person_gave_them(name: str) -> None:
    path = SEEDS / "expected" / name
    if not path.is_file():
        pytest.skip(f"{path} is not here: no filed balance sheet is read")
    held = json.loads(path.read_text(encoding="utf-8"))
    facts = held["facts"]["2003-12-31"]
    side = "assets"
    for label, value in held["statement_of_financial_condition"]:
        found = match(label, "financial_condition", side)
        if label == "INVESTMENTS":  # its tail, which says it is not readily marketable, is not in this list
            continue
        assert abs(facts[found[0].concept]) == abs(value), label
        side = "liabilities" if found[0].concept == "total_assets" else side
    for label, _ in held["cash_flow_lines"]:
        assert match(label, "cash_flows"), label


def test_classify_says_the_concept_and_what_it_counts_in() -> None:
    rows = classify(["Dividends receivable", "TOTAL ASSETS", "2003"], "assets")
    assert [(row.concept, row.broader) for row in rows] == [
        ("interest_and_dividends_receivable", "other_receivables"),
        ("total_assets", "total_assets"),
        ("", ""),
    ]
