"""Report JSON comes back as it went out, and a file that lost or changed anything says so."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.facts import (
    Column,
    Fact,
    Filing,
    Footing,
    Note,
    NotUnderstood,
    Period,
    Posted,
    PostedEntry,
    Read,
    Report,
    Statement,
    StatementLine,
    TieoutError,
    Told,
    add,
    computed,
    less,
)
from tieout.facts.codec import from_json, to_json
from tieout.facts.model_test import trees

END = date(2024, 12, 31)
YEAR = Period(date(2024, 1, 1), END)
WORDS = 'Café “Ünïcode” 東京 \U0001f4c8 =1+1 \u2028 \x00 \\ "'


def sample() -> Report:
    """Every kind of trace, balance and flow, a part, another entity, facts shared and facts only reached."""
    entries = (PostedEntry("2024-03-07#2", date(2024, 3, 7), Decimal("-12400.10"), WORDS),)
    posted = Posted("1640", WORDS, "in 2024", 1, entries, "journal.csv")
    told = Told(WORDS, END, "no subordinated loans")
    read = Read("alder.pdf", 11, (72.0, 410.25, 540.1, 421.9), WORDS, "O read as 0")

    def fact(concept: str, value: str, trace: Posted | Told | Read, **changed: Any) -> Fact:
        made = Fact(concept=concept, entity="Alder", when=END, value=Decimal(value), trace=trace)
        return replace(made, **changed)

    desks = fact("furniture", "12400.10", posted, part="1640", label=WORDS)
    step = fact("quantum", "1", told)
    whole = computed("furniture", [add(desks), add(step)], operation="rounded", cite="presentation", part="1640")
    flow = fact("commissions", "1e3", read, when=YEAR, rounding=Decimal("0.5"))
    parent = fact("receivable_from_parent", "0", told, entity="Alder Holdings")
    total = computed("total", [add(whole), less(parent, "(c)(2)(iv)")], cite="footing", label="Total")
    ratio = computed("ratio", [add(total), add(fact("limit", "7", told, unit="ratio"))], operation="quotient")
    line = StatementLine(WORDS, "furniture", 1, "line", (whole, None))
    lines = (
        StatementLine("Assets", style="heading"),
        line,
        StatementLine("Total", "total", 0, "total", (total, total), -1),
    )
    columns = (Column("2024", END), Column("Retained earnings", YEAR, "retained_earnings"))
    statement = Statement("financial_condition", WORDS, "", columns, lines, Decimal(1000), "See notes.")
    page = {"name": WORDS, "registrant_kinds": ["broker-dealer"], "public": True, "items": {"a": 1, "b": None}}
    return Report("Alder", page, (whole, total, flow, ratio, desks), (statement,), (Note(1, WORDS, "**x**\n\n| a |"),))


def test_what_a_report_was_read_from_comes_back() -> None:
    sure = Read("alder.pdf", 11, (72.0, 410.25, 540.1, 421.9), WORDS, "printed 4; 4 read as 1", "doubtful: off by 3")
    lost = NotUnderstood("income", WORDS, "no date stands over its column", sure)
    stated = {"auditor_report": {"opinion": "unqualified", "statements": ["income"]}, "cover_names": [WORDS]}
    filing = Filing("alder.pdf", "scan", 12, 140, stated, {"period_end": sure}, (lost,), ("page 3 was read by OCR",))
    read = Fact(concept="cash", entity="Alder", when=END, value=Decimal("-0.10"), trace=sure)
    mended = replace(read, trace=replace(sure, printed=Decimal("-0.01")))
    summed = replace(sample().statements[0], footings=(Footing((2, 0), ((-1, 1, 0),)), Footing((2, 1), ((1, 2, 0),))))
    report = replace(sample(), facts=(*sample().facts, mended, read), statements=(summed,), filing=filing)
    back = from_json(to_json(report))
    assert back == report
    assert back.filing == filing
    assert isinstance(back.facts[-1].trace, Read)
    assert back.facts[-1].trace.sure == "doubtful: off by 3"
    assert from_json(to_json(sample())).filing is None, "a report that was built was read from nothing"


def test_every_kind_of_thing_comes_back() -> None:
    report, text = sample(), to_json(sample())
    assert from_json(text) == report
    assert to_json(from_json(text)) == text
    assert text == to_json(report), "the same text for the same report"


def test_what_the_file_says() -> None:
    raw = json.loads(to_json(sample()))
    assert raw["schema"] == "tieout/report/1"
    assert raw["facts"][2]["start"] == "2024-01-01"
    assert raw["facts"][0]["instant"] == "2024-12-31"
    assert raw["facts"][2]["value"] == "1E+3"
    assert raw["statements"][0]["lines"][1]["values"] == ["12400", None]
    assert [fact.get("entity") for fact in raw["reasons"]] == [None, "Alder Holdings", None]
    assert raw["facts"][0]["trace"]["lines"][0]["fact"] == "facts/4", "a fact that is stated is not written twice"


def test_shared_facts_stay_shared() -> None:
    report = from_json(to_json(sample()))
    lines = report.statements[0].lines
    assert lines[1].facts[0] is report.facts[0]
    assert lines[2].facts[0] is lines[2].facts[1] is report.facts[1]


@given(trees(), st.data())
def test_any_tree_of_facts_comes_back(held: list[Fact], data: st.DataObject) -> None:
    stated = tuple(data.draw(st.lists(st.sampled_from(held), unique_by=id)))
    shown = data.draw(st.lists(st.sampled_from(held), max_size=3))
    lines = tuple(StatementLine(data.draw(st.text()), facts=(fact,)) for fact in shown)
    statement = Statement("s", data.draw(st.text()), "", (Column("", END),), lines)
    report = Report(data.draw(st.text()), {data.draw(st.text()): data.draw(st.text())}, stated, (statement,))
    text = to_json(report)
    back = from_json(text)
    assert back == report
    assert to_json(back) == text


def test_a_chain_longer_than_the_stack_comes_back() -> None:
    fact = Fact(concept="x", entity="Alder", when=END, value=Decimal(1), trace=Told("x", END, ""))
    one = fact
    for _ in range(3000):
        fact = computed("x", [add(fact), add(one)])
    text = to_json(Report("Alder", {}, (fact,)))
    assert to_json(from_json(text)) == text


# Files that are not what was written


def places(raw: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value of a JSON document, the words of the facing page aside: those are free."""
    for key in raw if isinstance(raw, dict) else range(len(raw)) if isinstance(raw, list) else ():
        yield (*path, key)
        if key != "facing_page":
            yield from places(raw[key], (*path, key))


def parent(raw: Any, path: tuple[Any, ...]) -> Any:
    for key in path[:-1]:
        raw = raw[key]
    return raw


PLACES = list(places(json.loads(to_json(sample()))))
KEYS = [path for path in PLACES if (isinstance(path[-1], str) and path[-1] != "entity") or path == ("entity",)]


@pytest.mark.parametrize("path", KEYS, ids=str)
def test_a_lost_key_is_an_error(path: tuple[Any, ...]) -> None:
    raw = json.loads(to_json(sample()))
    del parent(raw, path)[path[-1]]
    with pytest.raises(TieoutError, match=r"alder\.json"):
        from_json(json.dumps(raw), "alder.json")


def test_there_were_keys_to_lose() -> None:
    assert len(KEYS) > 150


@pytest.mark.parametrize("wrong", [None, True, 7, -1.5, "", "x", [], {}, ["x"], {"x": 1}, "facts/0"], ids=repr)
def test_a_value_of_the_wrong_kind_is_an_error_or_another_report(wrong: object) -> None:
    text = to_json(sample())
    refused = 0
    for path in PLACES:
        raw = json.loads(text)
        parent(raw, path)[path[-1]] = wrong
        try:
            back = from_json(json.dumps(raw))
        except TieoutError:
            refused += 1
        else:
            assert isinstance(to_json(back), str), "what is read can be written"
    assert refused > len(PLACES) / 4


@pytest.mark.parametrize(
    ("path", "wrong", "words"),
    [
        (("schema",), "tieout/report/2", "schema is 'tieout/report/2'"),
        (("facts", 1, "trace", "operation"), "average", "operation 'average' is not one of sum"),
        (("facts", 1, "trace", "kind"), "guessed", "trace kind 'guessed' is not one of"),
        (("facts", 1, "trace", "lines", 0, "fact"), "facts/99", "facts/99 is not there; facts has 5"),
        (("facts", 1, "trace", "lines", 0, "fact"), "facts/-1", "not the place of a fact"),
        (("facts", 1, "trace", "lines", 0, "fact"), "notes/0", "not the place of a fact"),
        (("facts", 1, "trace", "lines", 0, "fact"), "facts/1", "facts/1 rests on itself"),
        (("facts", 1, "trace", "lines", 0, "fact"), "facts/3", "rests on itself"),
        (("facts", 1, "trace", "lines", 0, "effect"), 2, "does not hold together"),
        (("facts", 1, "value"), "12401", "total is stated as 12401 but its trace gives 12400"),
        (("facts", 1, "value"), 12400, "a bare number may have lost digits"),
        (("facts", 2, "value"), "NaN", "commissions is NaN, which is no amount"),
        (("facts", 2, "value"), "1,000", "'1,000' is not a decimal"),
        (("facts", 2, "start"), "2025-01-01", "does not hold together"),
        (("facts", 2, "end"), "2024-02-30", "does not hold together"),
        (("facts", 2, "rounding"), "-1", "less than none"),
        (("facts", 2, "concept"), None, "concept is None, not text"),
        (("facts", 2, "label"), "\ud800", "surrogates"),
        (("reasons", 2, "value"), "0", "does not hold together"),
        (("statements", 0, "lines", 1, "values", 0), "12399", "are not those of its facts"),
        (("statements", 0, "lines", 1, "style"), "bold", "style 'bold' is not one of heading"),
        (("statements", 0, "lines", 1, "ink"), 0, "ink is 0"),
    ],
)
def test_the_error_says_what_does_not_fit(path: tuple[Any, ...], wrong: object, words: str) -> None:
    raw = json.loads(to_json(sample()))
    parent(raw, path)[path[-1]] = wrong
    with pytest.raises(TieoutError) as caught:
        from_json(json.dumps(raw), "alder.json")
    assert words in str(caught.value)
    assert "alder.json" in str(caught.value)


def test_a_file_cut_short_anywhere_is_an_error() -> None:
    text = to_json(sample())
    for end in range(0, len(text) - 1, 7):
        with pytest.raises(TieoutError):
            from_json(text[:end])


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "7", '"x"', "{}", "[" * 100_000, '{"schema": "tieout/report/1"}', "9" * 5000, "\ufeff{}", "NaN"],
    ids=lambda text: text[:12],
)
def test_what_is_no_report_is_an_error(text: str) -> None:
    with pytest.raises(TieoutError):
        from_json(text)


@settings(max_examples=300)
@given(st.integers(0, 2**32))
def test_random_damage_is_an_error_or_another_report(seed: int) -> None:
    chance = random.Random(seed)
    text = to_json(sample())
    for _ in range(chance.randrange(1, 4)):
        start = chance.randrange(len(text))
        piece = chance.choice(["", '"', "{", "]", ",", "-", "9", "facts/1", "null", text[start : start + 40]])
        text = text[:start] + piece + text[start + chance.randrange(12) :]
    try:
        back = from_json(text)
    except TieoutError:
        return
    assert from_json(to_json(back)) == back, f"replay with seed {seed}"
