"""A figure of law is the one in force on the day asked, and nothing is filled in where none is held."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tieout.facts import Told
from tieout.law import params
from tieout.law.params import LawError, names, param, places, read_param

Write = Callable[[str], None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Writes the file of a parameter `speed`, the only one there is while the test runs."""
    monkeypatch.setattr(params, "PARAMS", tmp_path)
    (tmp_path / "roads").mkdir()
    _forget()

    def written(text: str) -> None:
        (tmp_path / "roads" / "speed.yaml").write_text(text, encoding="utf-8")
        _forget()

    yield written
    _forget()


def _forget() -> None:
    read_param.cache_clear()
    places.cache_clear()


TWO_VALUES = """
title: Miles an hour
cite: 17 CFR 240.15c3-1(a)
unit: ratio
values:
  - {from: 1974-01-02, value: 55, source: Public Law 93-239}
  - {from: 1987-04-02, value: "65", source: Public Law 100-17}
"""


def test_the_value_in_force_on_the_day(write: Write) -> None:
    write(TWO_VALUES)
    found = {
        day: param("speed", day) for day in (date(1974, 1, 2), date(1987, 4, 1), date(1987, 4, 2), date(2024, 1, 1))
    }
    assert [held.value for held in found.values()] == [55, 55, 65, 65]
    assert found[date(1987, 4, 1)].source == "Public Law 93-239"
    assert found[date(1987, 4, 2)].since == date(1987, 4, 2)


def test_before_the_oldest_value_the_question_is_refused_and_the_mend_named(write: Write) -> None:
    write(TWO_VALUES)
    with pytest.raises(LawError) as refused:
        param("speed", date(1974, 1, 1))
    assert "speed is not known on 1974-01-01." in str(refused.value)
    assert "Our oldest value of 17 CFR 240.15c3-1(a) starts 1974-01-02." in str(refused.value)
    assert "add a dated value and its source to law/params/roads/speed.yaml" in str(refused.value)


def test_a_value_is_exact_however_it_is_written(write: Write) -> None:
    for written in ('"0.02"', "0.02", "2.0e-2"):
        write(TWO_VALUES.replace("55", written))
        assert param("speed", date(1980, 1, 1)).value == Decimal("0.02")


TABLE = """
title: Minimum by business
cite: 17 CFR 240.15c3-1(a)(2)
unit: USD
values:
  - from: 1994-07-01
    source: SEC release 34-31511
    value:
      dealer: {value: 100000, cite: "17 CFR 240.15c3-1(a)(2)(iii)", title: dealer}
      other: {value: 5000, cite: "17 CFR 240.15c3-1(a)(2)(vi)", title: all others}
"""


def test_a_row_of_a_table_has_its_own_paragraph(write: Write) -> None:
    write(TABLE)
    held = param("speed", date(2024, 1, 1), "dealer")
    assert held.value == 100_000
    assert (held.cite, held.title) == ("17 CFR 240.15c3-1(a)(2)(iii)", "dealer")


def test_a_row_the_table_has_not_is_refused_with_those_it_has(write: Write) -> None:
    write(TABLE)
    with pytest.raises(LawError, match="has no value for 'bank'") as refused:
        param("speed", date(2024, 1, 1), "bank")
    assert "Expected: one of dealer, other." in str(refused.value)


@pytest.mark.parametrize(
    ("what", "instead", "said"),
    [
        ("unit: ratio", "unit: percent", "unit 'percent' is not one of"),
        ("from: 1974-01-02", "from: 1990-01-01", "values are not in order of date"),
        ("from: 1974-01-02", "from: 1987-04-02", "values are not in order of date"),
    ],
)
def test_a_file_that_is_not_in_order_is_refused(write: Write, what: str, instead: str, said: str) -> None:
    write(TWO_VALUES.replace(what, instead))
    with pytest.raises(AssertionError, match=said):
        read_param("speed")


def test_a_value_without_a_source_is_refused_when_the_file_is_read(write: Write) -> None:
    write(TWO_VALUES.replace(", source: Public Law 100-17", ""))
    with pytest.raises((AssertionError, LawError), match="source"):
        read_param("speed")


def test_a_parameter_as_a_fact_is_told_by_the_law() -> None:
    fact = param("ai_multiple_limit", date(2024, 12, 31), "first_year").fact("Alder", date(2024, 12, 31))
    assert (fact.concept, fact.unit) == ("ai_multiple_limit", "ratio")
    assert fact.value == 8
    assert fact.trace == Told("17 CFR 240.15c3-1(a)(1)(i)", date(1975, 9, 1), fact.label)


def test_the_parameters_held_are_the_files() -> None:
    assert len(names()) == len(list((Path(__file__).parent / "params").glob("*/*.yaml"))) > 5


RULES_OF = {
    "15c3_1": ("17 CFR 240.15c3-1", "NASD Notice to Members 84-48"),
    "15c3_3": ("17 CFR 240.15c3-3",),
    "17a_5": ("17 CFR 240.17a-5", "17 CFR 240.17a-10"),
    "17a_11": ("17 CFR 240.17a-11", "FOCUS Part"),
    "17a_13": ("17 CFR 240.17a-13",),
    "fidelity_bond": ("FINRA 4360",),
    "finra": ("FINRA 4110", "FINRA 4120", "FINRA 4524"),
    "haircuts": tuple(
        f"17 CFR 240.15c3-1{words}" for words in ("(c)(2)(vi)", "(c)(2)(vii)", "(c)(2)(viii)", "(c)(2)(ix)", "a")
    ),
    "regulation_t": ("12 CFR 220.", "17 CFR 240.15c6-1"),
    "sipc": ("SIPC ", "15 U.S.C. 78"),
}


@pytest.mark.parametrize("name", names())
def test_a_parameter_stands_with_the_rule_it_cites(name: str) -> None:
    folder, _, _ = places()[name].rpartition("/")
    assert folder in RULES_OF, f"{name}: move it into the folder of its rule, one of {', '.join(RULES_OF)}"
    assert read_param(name)["cite"].startswith(RULES_OF[folder])
    assert folder == "haircuts" or not read_param(name)["cite"].startswith(RULES_OF["haircuts"])


def test_two_parameters_of_one_name_are_refused(write: Write, tmp_path: Path) -> None:
    write(TWO_VALUES)
    (tmp_path / "rails").mkdir()
    (tmp_path / "rails" / "speed.yaml").write_text(TWO_VALUES, encoding="utf-8")
    places.cache_clear()
    with pytest.raises(AssertionError, match="two parameters are named speed"):
        param("speed", date(1980, 1, 1))


# Dates: what is held is held without a gap, from 2003 on.

REACHED = date(2003, 1, 1)


def rows_of(value: Any) -> set[str]:
    """The rows of a table; a single figure and a list of steps, which is replaced as a whole, have none."""
    return set(value) if isinstance(value, dict) else set()


@pytest.mark.parametrize("name", names())
def test_a_parameter_reaches_back_to_2003_or_says_why_it_does_not(name: str) -> None:
    raw = read_param(name)
    oldest = raw["values"][0]
    later_rows = any(rows_of(value["value"]) - rows_of(oldest["value"]) for value in raw["values"])
    assert bool(raw.get("first")) == (oldest["from"] > REACHED or later_rows), (
        f"{name}: `first` says why, and only then"
    )


@pytest.mark.parametrize("name", names())
def test_a_row_of_a_table_once_held_is_held_on(name: str) -> None:
    """A value holds until the next, so that only a row that is left out of one leaves a gap."""
    assert all(set(value) <= {"from", "value", "source", "cite"} for value in read_param(name)["values"])
    for before, after in pairwise(read_param(name)["values"]):
        gone = rows_of(before["value"]) - rows_of(after["value"])
        assert not gone, f"{name}: {gone} ends {after['from'] - timedelta(1)}"
    assert len({isinstance(value["value"], dict) for value in read_param(name)["values"]}) == 1, "a table stays one"
