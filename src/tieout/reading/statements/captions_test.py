"""Headings over lines, and labels that were glued together."""

from __future__ import annotations

import pytest

from tieout.reading.statements.captions import is_section, split_label
from tieout.reading.statements.lines import scorer


@pytest.mark.parametrize(
    "words",
    [
        "ASSETS",
        "Liabilities and Members' Equity",
        "LIABILITIES AND STOCKHOLDER’S EQUITY:",
        "Less nonallowable assets:",
        "Expenses",
        "Cash flows from operating activities:",
        "Aggregate indebtedness",
    ],
)
def test_a_heading(words: str) -> None:
    assert is_section(words)


@pytest.mark.parametrize("words", ["Cash and cash equivalents", "Commissions payable", "Prepaid expenses", ""])
def test_a_line(words: str) -> None:
    assert not is_section(words)


def test_glued_labels_are_parted_where_each_names_a_concept() -> None:
    score = scorer("income")
    glued = "Commissions and selling expenses General and administrative"
    assert split_label(glued, 2, score) == ["Commissions and selling expenses", "General and administrative"]
    assert split_label("Commissions", 1, score) == ["Commissions"]


def test_words_that_cannot_be_told_apart_are_not_parted() -> None:
    assert split_label("of the year then", 2, scorer("income")) is None
    assert split_label("Word " * 70, 2, scorer("income")) is None
