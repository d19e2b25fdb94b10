"""A row of a question is read value by value, and what does not read is one error that names the row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tieout.law.given import METHODS, above_zero, cells, figure, one_of, share, told, total
from tieout.law.params import LawError

DAY = date(2024, 12, 31)


def row(**values: Any) -> Any:
    (found,) = cells([values], "loan", "principal", optional=("owner", "matures", "kind"))
    return found


def test_a_row_is_read_by_what_each_value_must_be() -> None:
    held = row(principal="1,000.50", owner="yes", matures="2025-06-30", kind=" term ")
    assert (held.amount("principal"), held.yes("owner")) == (Decimal("1000.50"), True)
    assert (held.day("matures"), held.word("kind", ("term", "demand"))) == (date(2025, 6, 30), "term")


def test_an_amount_that_a_comma_parted_in_two_is_explained() -> None:
    row: dict[Any, object] = {"principal": 1, 500: None}  # as YAML reads {principal: 1,500}
    with pytest.raises(LawError, match=r"500 is not asked for.*\n.*\n  Mend: in a row a comma parts two values"):
        cells([row], "loan", "principal")


@pytest.mark.parametrize("written", ["alternative", "Alternative", " ALTERNATIVE "])
def test_a_word_is_known_however_it_is_capitalized(written: str) -> None:
    assert one_of("method", written, METHODS, "the rule") == "alternative"


@pytest.mark.parametrize("written", ["aggregate indebtedness", "Aggregate-Indebtedness", "aggregate  indebtedness"])
def test_a_word_of_two_is_known_however_it_is_joined(written: str) -> None:
    assert one_of("method", written, METHODS, "the rule") == "aggregate_indebtedness"


@pytest.mark.parametrize("written", ["", "AI", "aggregateindebtedness", "alternative method"])
def test_another_word_is_refused(written: str) -> None:
    with pytest.raises(LawError, match="Expected: one of aggregate_indebtedness, alternative"):
        one_of("method", written, METHODS, "the rule")


def test_what_may_be_left_out_is_what_the_rule_says_it_then_is() -> None:
    held = row(principal=1, owner=None)
    assert "owner" not in held
    assert (held.yes("owner"), held.day("matures", DAY), held.word("kind", otherwise="term")) == (False, DAY, "term")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"owner": True}, "loan 1: principal is not given."),
        ({"principal": None, "owner": True}, "loan 1: principal is not given."),
        ({"principal": 1, "ownr": True}, "loan 1: ownr is not asked for."),
    ],
)
def test_a_row_that_lacks_what_is_asked_or_has_what_is_not_is_refused(values: dict[str, Any], said: str) -> None:
    with pytest.raises(LawError) as refused:
        row(**values)
    expected = "principal, owner (may be left out), matures (may be left out), kind (may be left out)."
    assert str(refused.value) == f"{said}\n  Expected: {expected}"


def test_what_is_no_row_is_refused() -> None:
    words: Any = ["principal"]
    with pytest.raises(LawError, match="loan 1: 'principal' is no row"):
        cells(words, "loan", "principal")


@pytest.mark.parametrize("value", ["", "many", "NaN", "-1", True])
def test_an_amount_is_a_number_zero_or_more(value: object) -> None:
    with pytest.raises(LawError, match="loan 1: principal is "):
        row(principal=value).amount("principal")


@pytest.mark.parametrize(("key", "read"), [("matures", "day"), ("owner", "yes")])
def test_a_value_of_another_kind_is_refused(key: str, read: str) -> None:
    with pytest.raises(LawError, match=f"loan 1: {key} is 'soon'"):
        getattr(row(principal=1, **{key: "soon"}), read)(key)


def test_a_word_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(LawError, match=r"loan 1: kind is 'gift'\.\n  Expected: one of term, demand\."):
        row(principal=1, kind="gift").word("kind", ("term", "demand"))


def test_what_is_worked_out_rests_on_what_was_told() -> None:
    debt, limit = told("debt", -5, DAY, part="one"), figure("debt_equity_limit", DAY)
    assert share("most", debt, limit).value == Decimal("-3.5")
    assert above_zero("debt_if_any", debt).value == 0
    assert total("no_debt", (), DAY, "17 CFR 240.15c3-1(d)").value == 0
