"""What a question takes: a value of the right kind that a firm could have; anything else is one clear LawError."""

from __future__ import annotations

import contextlib
import inspect
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.facts import TieoutError
from tieout.law import QUESTIONS, LawError, ask
from tieout.law.business_days import CALENDARS, is_business_day
from tieout.law.questions import in_words, read


@pytest.mark.parametrize("value", ["NaN", "sNaN", "-Infinity", "1e9999999", "1e-9999999", "0e9999999", 10**15, "", "x"])
def test_an_amount_is_finite_and_of_this_world(value: object) -> None:
    with pytest.raises(LawError, match=r"amount is .*\n  Expected: a number"):
        read("amount", value, Decimal, "the rule")


@pytest.mark.parametrize("value", ["1e9999999", 10_000, "-10000", "NaN"])
def test_a_count_is_no_greater_than_people_count(value: object) -> None:
    with pytest.raises(LawError, match=r"days is .*\n  Expected: a "):
        read("days", value, int, "the rule")


@pytest.mark.parametrize("value", [date.max, date.min, "9999-12-31", "2101-01-01", datetime(2024, 1, 1), "2024-02-31"])
def test_a_day_is_one_of_this_age(value: object) -> None:
    with pytest.raises(LawError, match=r"day is .*\n  Expected: a da"):
        read("day", value, date, "the rule")


@pytest.mark.parametrize("value", ["1,5", "1,500,00", ",500", "1,2345", "15%", "$", "(-5)", "--5", "1 500", "$%", "()"])
def test_an_amount_of_which_nobody_knows_what_was_meant_is_refused(value: str) -> None:
    with pytest.raises(LawError, match=r"amount is .*\n  Expected: a number"):
        read("amount", value, Decimal, "the rule")


@pytest.mark.parametrize(
    ("key", "written", "meant"),
    [
        ("amount", "$1,500,000.25", "1500000.25"),
        ("amount", " 1,500 ", "1500"),
        ("amount", "-$1,500", "-1500"),
        ("amount", "($1,500.10)", "-1500.10"),
        ("amount", "1_500", "1500"),
        ("haircut_rate", "2.5%", "0.025"),
        ("noncustomer_share", "50 %", "0.5"),
    ],
)
def test_an_amount_is_read_as_people_write_it(key: str, written: str, meant: str) -> None:
    assert read(key, written, Decimal, "the rule") == Decimal(meant)


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=4))
def test_an_amount_stays_what_it_is(amount: Decimal) -> None:
    assert read("amount", str(amount), Decimal, "the rule") == amount == read("amount", amount, Decimal | None, "")


NOTHING: st.SearchStrategy[object] = st.sampled_from(
    [
        "",
        "NaN",
        "Infinity",
        "1e9999999",
        "-1",
        "9999-12-31",
        "2024-06-28",
        None,
        5,
        [],
        [5],
        {},
        [{}],
        [{"a": 1}],
        "yes",
    ]
)


@pytest.fixture(scope="module")
def calendars() -> None:
    """The calendars are loaded before examples are timed."""
    for calendar in CALENDARS:
        is_business_day(date(2024, 12, 31), calendar)


@pytest.mark.usefixtures("calendars")
@pytest.mark.parametrize("name", sorted(set(QUESTIONS) - {"securities_haircuts"}))
@given(data=st.data())
def test_whatever_is_given_a_question_answers_or_refuses(name: str, data: st.DataObject) -> None:
    held = QUESTIONS[name]
    kinds = {key: _likely(in_words(kind)) for key, kind in held.asks.items()}
    needed = {key: kind for key, kind in kinds.items() if key not in held.optional}
    given_ = data.draw(st.fixed_dictionaries(needed, optional={key: kinds[key] for key in held.optional}))
    if data.draw(st.booleans()):
        given_[data.draw(st.sampled_from(sorted(held.asks)))] = data.draw(NOTHING)
    with contextlib.suppress(TieoutError):
        assert ask(name, given_)


def _likely(kind: str) -> st.SearchStrategy[object]:
    match kind:
        case "a date, YYYY-MM-DD":
            return st.dates(date(1975, 1, 1), date(2100, 12, 31))
        case "a number":
            return st.decimals(-(10**6), 10**14, places=2)
        case "a whole number":
            return st.integers(-20, 9_999)
        case "yes or no":
            return st.booleans()
        case "rows":
            return st.just([])
        case _:
            return st.sampled_from(["aggregate_indebtedness", "alternative", "dealer", "exchange", "margin"])


@pytest.mark.parametrize(("said", "meant"), [("yes", True), ("no", False), ("true", True), ("false", False)])
def test_yes_or_no_is_read_as_people_say_it(said: str, meant: bool) -> None:
    assert read("carries_accounts", said, bool, "the rule") is meant


def test_a_question_there_is_none_of_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        LawError, match=r"no question of law is named 'haircut'\.\n  Expected: one of .*, business_day,"
    ):
        ask("haircut", {})


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"count": 1}, "business_day also needs day."),
        ({"day": "2024-12-31", "days": 1}, "business_day does not ask for days."),
    ],
)
def test_what_is_not_asked_or_lacks_is_refused_with_what_is_asked(given_: dict[str, object], said: str) -> None:
    with pytest.raises(LawError) as refused:
        ask("business_day", given_)
    expected = "day; count (may be left out); calendar (may be left out)."
    assert str(refused.value) == f"17 CFR 240.0-3: {said}\n  Expected: {expected}"


@pytest.mark.parametrize(
    ("held", "kind"),
    [
        (Decimal(10) ** 15 - 1, Decimal),
        (1 - Decimal(10) ** 15, Decimal),
        (Decimal("1e-30"), Decimal),
        (Decimal("0e30"), Decimal),
        (9_999, int),
        (-9_999, int),
        (date(1900, 1, 1), date),
        (date(2100, 12, 31), date),
    ],
)
def test_the_last_value_of_this_world_is_read(held: object, kind: type) -> None:
    assert read("it", held, kind, "the rule") == held


@pytest.mark.parametrize(
    ("held", "kind"),
    [
        (-(Decimal(10) ** 15), Decimal),
        (Decimal("1e-31"), Decimal),
        (Decimal("0e31"), Decimal),
        (10_000, int),
        (Decimal("1.5"), int),
        (date(1899, 12, 31), date),
        (date(2101, 1, 1), date),
        (True, int),
        ([], str),
    ],
)
def test_the_first_value_beyond_it_is_refused(held: object, kind: type) -> None:
    with pytest.raises(LawError, match="it is "):
        read("it", held, kind, "the rule")


def test_nothing_is_read_where_it_may_be_nothing() -> None:
    assert read("it", None, Decimal | None, "the rule") is None
    with pytest.raises(LawError, match=r"it is None\.\n  Expected: a date, YYYY-MM-DD"):
        read("it", None, date, "the rule")


def test_a_long_value_is_cut_short_in_a_message() -> None:
    for written, shown in (("x" * 58, repr("x" * 58)), ("x" * 59, repr("x" * 59)[:57] + "...")):
        with pytest.raises(LawError) as refused:
            read("it", written, Decimal, "the rule")
        assert str(refused.value).splitlines()[0] == f"the rule: it is {shown}."


SAYS_SOMETHING = {
    ("business_day", "calendar"): "exchange",
    ("computation_of_net_capital", "method"): "aggregate_indebtedness",
    ("concession_offset", "method"): "aggregate_indebtedness",
    ("reserve_computation_days", "frequency"): "weekly",
    ("reserve_deposit_deadline", "frequency"): "weekly",
    ("reserve_formula", "computation"): "customer",
    ("reserve_formula", "frequency"): "weekly",
    ("securities_haircuts", "options"): "strategies",
    ("subordination_agreement", "may_be_accelerated"): True,
    ("subordination_agreement", "temporary_in_twelve_months"): 1,
}


def test_what_may_be_left_out_is_then_no_or_nothing() -> None:
    """A yes or no is no, an amount or a count nothing or unknown, rows none; the questions that differ are listed."""
    left_out = {
        (name, one.name): one.default
        for name, held in QUESTIONS.items()
        for one in inspect.signature(held.work).parameters.values()
        if one.default is not one.empty
    }
    assert {key: value for key, value in left_out.items() if value} == SAYS_SOMETHING
