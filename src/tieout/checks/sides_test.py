"""A side of a finding in words: the figure, its place, and one line for each term of its arithmetic."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tieout.checks.conftest import CASH, PART, RECEIVABLE, REQUIRED, SUM, TOTAL, checked, read
from tieout.checks.sides import arithmetic, consequences_of, name_of, rule_text, sides, whence
from tieout.facts import Computed, Fact, Posted, add, computed, less
from tieout.facts.compare import FOOTING


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


def test_a_figure_rounded_and_moved_is_shown_with_what_it_moved_by() -> None:
    thousand = replace(CASH, value=Decimal(569_000))
    nothing, moved = replace(CASH, value=Decimal(0)), replace(CASH, value=Decimal(145))
    rounded = Computed("x", "", (add(CASH), add(thousand), add(moved)), "rounded")
    assert arithmetic(rounded) == "568,855 rounded to 569,000 + 145"
    assert arithmetic(replace(rounded, lines=(*rounded.lines[:2], less(moved)))) == "568,855 rounded to 569,000 - 145"
    assert arithmetic(replace(rounded, lines=(*rounded.lines[:2], add(nothing)))) == "568,855 rounded to 569,000"
    assert arithmetic(replace(rounded, lines=rounded.lines[:2])) == "568,855 rounded to 569,000"


def test_a_term_of_nothing_or_of_half_a_dollar_is_no_loss() -> None:
    half, nothing = replace(CASH, value=Decimal("0.5")), replace(CASH, value=Decimal(0))
    assert arithmetic(trace(computed("x", [add(nothing), add(half), add(CASH)]))) == "0 + 0.50 + 568,855"
    assert arithmetic(trace(computed("x", [add(half), add(nothing)]))) == "0.50 + 0"


def depths(source: Computed, most: int | None) -> list[int]:
    _, found = sides(replace(checked().findings[0], found_source=source), "elm.txt", most)
    return [term.depth for term in found.terms]


def test_what_lines_rest_on_is_shown_as_far_as_there_is_room() -> None:
    two = computed("two", [add(CASH), add(RECEIVABLE)])
    three = computed("three", [add(CASH), add(RECEIVABLE), add(TOTAL)])
    held = trace(computed("x", [add(two), add(three), add(CASH)]))
    assert depths(held, None) == [0, 1, 1, 0, 1, 1, 1, 0]
    assert depths(held, 8) == [0, 1, 1, 0, 1, 1, 1, 0]
    assert depths(held, 7) == [0, 1, 1, 0, 0]
    assert depths(held, 5) == [0, 1, 1, 0, 0]
    assert depths(held, 4) == depths(held, 3) == [0, 0, 0]
    assert depths(held, 2) == [0, 0]
    _, found = sides(replace(checked().findings[0], found_source=held), "elm.txt", 2)
    assert found.more == 1


def test_a_place_on_a_page_is_shown_once() -> None:
    two = computed("two", [add(CASH), add(RECEIVABLE)])
    held = trace(computed("x", [add(two), add(CASH), add(two), add(TOTAL)]))
    _, found = sides(replace(checked().findings[0], found_source=held), "elm.txt")
    assert found.places == (CASH.trace, RECEIVABLE.trace, TOTAL.trace)


def test_a_figure_by_its_label_else_by_its_concept_and_part() -> None:
    assert name_of(CASH) == "Cash"
    assert name_of(replace(CASH, label="  Cash   on hand ")) == "Cash on hand"
    assert name_of(replace(CASH, label="")) == "Cash"
    assert name_of(replace(CASH, concept="income_tax", label="", part="total_current")) == "Income tax [total current]"
    assert name_of(replace(CASH, part="total_current")) == "Cash"


def test_a_sum_of_one_line() -> None:
    assert rule_text(trace(computed("x", [add(CASH)], cite=FOOTING))) == "one line"
    assert rule_text(trace(computed("x", [add(CASH), add(TOTAL)], cite=FOOTING))) == "the sum of 2 lines"
