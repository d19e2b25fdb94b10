"""Labels as words: one spelling for what filers, typists and scanners write in many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.reading.labels.words import LITTLE, phrases, singular, words_of
from tieout.taxonomy.wordings import seen_as


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("ACCOUNTS PAYABLE", "account payable"),
        ("Accts. payable & accrued exp.", "account payable accrued expense"),
        ("A/P - trade", "account payable trade"),
        ("Due from B/D", "due from broker dealer"),
        ("Stockholder's equity", "stockholder equity"),
        ("U.S. Gov't securities", "us government security"),
        ("12b-1 fees", "12b1 fee"),
        ("Note 11. Subordinated liabilities", "subordinated liability"),
        ("Deferred taxes (Notes 2 and 14)", "deferred tax"),
        ("LIABILITIES: Accounts payable", "account payable"),
        ("Liabilities - accrued expenses", "accrued expense"),
        ("LIABILITIES Commissions payable", "commission payable"),
        ("Liabilities subordinated to claims", "liability subordinated to claim"),
        ("Notes payable", "note payable"),
        ("Notes receivable, net", "note receivable net"),
        ("2003   2002", ""),
    ],
)
def test_words_of_a_label(label: str, words: str) -> None:
    assert " ".join(words_of(label).tokens) == words


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Acconnts payabie", "account payable"),
        ("Additional paid-i capital", "additional paid capital"),
        ("Receivables from brokers, dealera", "receivable from broker dealer"),
        ("Accrued ex penses", "accrued expense"),
        ("Total adjust ments", "total adjustment"),
        ("Common stock, 1,000 shores", "common stock share"),
        ("furnlture and flxtures", "furniture fixture"),
        ("Securities soid", "security sold"),
        ("Accumulateddepreciation", "accumulated depreciation"),
        ("unaffiliated funds", "unaffiliated fund"),
        ("Incomé taxes", "income tax"),
    ],
)
def test_words_a_scan_has_damaged(label: str, words: str) -> None:
    assert " ".join(words_of(label).tokens) == words


@pytest.mark.parametrize(
    ("label", "named"),
    [
        ("FIXED ASSETS (Net of $6,025,469 of accumulated depreciation)", "fixed asset net"),
        ("INVESTMENTS, at estimated fair value (cost, $118,749)", "investment estimated fair value"),
        ("Property and equipment, net of accumulated depreciation of $105,071", "property equipment net"),
        ("Common stock, $1 par value, authorized, 300,000 shares; issued and outstanding", "common stock"),
        ("Securities owned (not readily marketable)", "security owned not readily marketable"),
        ("Retained earnings (deficit)", "retained earning deficit"),
        ("Less: accumulated depreciation", "less accumulated depreciation"),
        ("(net of accumulated depreciation of $139,214)", "net accumulated depreciation"),
        ("At cost, less accumulated depreciation of $5", "cost less accumulated depreciation"),
    ],
)
def test_what_a_label_names_and_what_hangs_on_it(label: str, named: str) -> None:
    assert " ".join(words_of(label).named) == named


def test_numbers_are_kept_where_they_name_a_line() -> None:
    assert words_of("6-2/3% of A.I.", numerals=True).tokens == ("6_2_3", "aggregate", "indebtedness")
    assert words_of("120% of the minimum", numerals=True).tokens == ("120", "minimum")
    assert words_of("120% of the minimum").tokens == ("minimum",)


def test_phrases_stand_side_by_side() -> None:
    assert phrases(("due", "from", "broker")) == {
        *("due", "from", "broker", "due_from", "from_broker", "due_from_broker", "^due", "^due_from"),
    }


def test_every_word_of_the_rules_is_written_as_words_of_labels_are() -> None:
    numerals = {"6_2_3", "1_15", "1_8"}
    for rules in seen_as().rules.values():
        for rule in rules:
            for phrase in {*rule.unless, *(word for term in rule.has for word in term)} - numerals:
                for word in phrase.lstrip("^").split("_"):
                    assert word.isdigit() or words_of(word).tokens == (word,), f"{phrase}: a label never has {word}"


@given(st.text(max_size=300))
def test_any_text_gives_words_and_the_same_again(text: str) -> None:
    words = words_of(text)
    assert not LITTLE & {*words.tokens, *words.named}
    assert all(word == word.casefold() and " " not in word for word in words.tokens)
    assert bool(words.tokens) == bool(words.named)


@given(st.sampled_from(sorted(seen_as().words)))
def test_a_known_word_is_never_mended(word: str) -> None:
    assert words_of(word).mended == 0


@given(st.sampled_from(["security", "tax", "expense", "fee", "employee", "loss", "purchase", "liability", "branch"]))
def test_a_plural_becomes_its_singular(word: str) -> None:
    plural = word[:-1] + "ies" if word.endswith("y") else word + ("es" if word.endswith(("x", "ss", "ch")) else "s")
    assert singular(plural) == word
    assert singular(word) == word
