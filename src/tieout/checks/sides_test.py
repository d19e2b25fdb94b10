"""A side of a finding in words: the figure, its place, and one line for each term of its arithmetic."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tieout.checks.conftest import CASH, PART, RECEIVABLE, REQUIRED, SUM, TOTAL, checked, read
from tieout.checks.sides import arithmetic, consequences_of, sides, whence
from tieout.facts import Computed, Fact, Posted, add, computed, less


def trace(fact: Fact) -> Computed:
    assert isinstance(fact.trace, Computed)
    return fact.trace


def test_a_read_side_says_its_line_and_its_words() -> None:
    said, _ = sides(checked().findings[0], "elm.txt")
    assert (said.figure, said.whence, said.words) == ("1,394,351", "line 7", "Total assets 1,394,351")
    assert said.terms == ()
    assert said.places == (TOTAL.trace,)


def test_a_sum_is_one_line_a_term() -> None:
    _, found = sides(checked().findings[0], "elm.txt")
    assert (found.figure, found.whence, found.words) == ("1,394,251", "worked out", "the sum of 2 lines")
    assert [(t.sign, t.figure, t.whence, t.name) for t in found.terms] == [
        ("+", "568,855", "line 5", "Cash"),
        ("+", "825,396", "line 6", "Receivables from brokers or dealers"),
    ]
    assert found.places == (CASH.trace, RECEIVABLE.trace)


def test_a_figure_of_law_names_its_paragraph() -> None:
    _, found = sides(checked().findings[1], "elm.txt")
    assert [(t.sign, t.figure, t.whence) for t in found.terms] == [
        ("=", "6,000,000", "line 12"),
        ("/", "15", "17 CFR 240.15c3-1(a)(1)(i)"),
    ]


def test_another_document_is_named() -> None:
    assert whence(TOTAL.trace, "elm-2004.txt") == "elm.txt line 7"


@pytest.mark.parametrize(("terms", "shown", "more"), [(8, 8, 0), (9, 8, 1), (30, 8, 22)])
def test_of_many_terms_the_first_are_shown_and_the_rest_counted(terms: int, shown: int, more: int) -> None:
    lines = [read("cash", f"Account {n}", 100 + n, n + 1) for n in range(terms)]
    total = computed("total_assets", [add(line) for line in lines])
    finding = checked().findings[0]
    _, found = sides(replace(finding, found_source=total.trace), "elm.txt")
    assert (len(found.terms), found.more) == (shown, more)
    assert len(found.places) == terms
    _, whole = sides(replace(finding, found_source=total.trace), "elm.txt", most=None)
    assert (len(whole.terms), whole.more) == (terms, 0)


def test_what_a_term_rests_on_is_shown_where_there_is_room() -> None:
    excess = computed("excess_net_capital", [add(TOTAL), less(REQUIRED)])
    _, found = sides(replace(checked().findings[0], found_source=excess.trace), "elm.txt")
    assert [(t.depth, t.sign, t.figure) for t in found.terms] == [
        (0, "+", "1,394,351"),
        (0, "-", "400,000"),
        (1, "=", "6,000,000"),
        (1, "/", "15"),
    ]


def test_what_follows_alike_in_several_places_is_said_once() -> None:
    finding = checked().findings[0]
    (one,) = finding.consequences
    assert consequences_of(finding) == ((one.check, one.message),)
    thrice = replace(finding, consequences=(one, one, replace(one, message="Other."), one))
    assert consequences_of(thrice) == ((one.check, f"{one.message} (3 places)"), (one.check, "Other."))


def test_arithmetic_on_one_line() -> None:
    assert arithmetic(trace(SUM)) == "568,855 + 825,396"
    assert arithmetic(trace(REQUIRED)) == "6,000,000 / 15"
    assert arithmetic(trace(computed("x", [less(CASH), add(RECEIVABLE), less(TOTAL)]))) == (
        "-568,855 + 825,396 - 1,394,351"
    )
    assert arithmetic(trace(computed("x", [add(CASH), less(TOTAL)], operation="greatest"))) == (
        "the greatest of 568,855 and -1,394,351"
    )
    assert arithmetic(trace(computed("x", [add(PART), less(CASH)], operation="product"))) == "15 x (-568,855)"
    assert arithmetic(trace(SUM), most=1) == "568,855 and 1 more"


def test_below_zero_a_term_changes_its_sign() -> None:
    loss = Fact(concept="net_income", entity="Elm", when=CASH.when, value=Decimal(-5), trace=CASH.trace)
    assert arithmetic(trace(computed("x", [add(CASH), add(loss), less(loss)]))) == "568,855 - 5 + 5"


def test_books_say_the_account() -> None:
    assert whence(Posted("1410", "Prepaid expenses", "to 2003-12-31", 2)) == "account 1410, 2 postings"
    assert whence(Posted("1410", "Prepaid expenses", "to 2003-12-31", 1)) == "account 1410, 1 posting"
