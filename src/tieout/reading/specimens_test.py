"""Specimens: small statements as firms and their auditors print them, read and held against what they say.

Each file of `specimens/statements` stands beside a JSON of its name:

- `shows`        what is hard about it
- `facing_page`  fields of the facing page
- `facts`        by day, year or span, then by concept, with its part in brackets; "a|b" where two concepts are as right
- `absent`       what must not be read, as "when concept"
- `repaired`, `doubtful`, `proved`  facts whose trace must say so, as "when concept"
- `not_understood`  amounts that must be given up, and said to be
- `falls_short`, `loses`  why the reader does not manage it yet, or loses amounts; the test fails as soon as it does not
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tieout.facts import Fact, Period, Read, Report
from tieout.reading.files.opening import open_document
from tieout.reading.reader import read_document
from tieout.taxonomy import taxonomy

FOLDER = Path(__file__).parent / "specimens" / "statements"
KEYS = frozenset(
    "shows facing_page facts absent repaired doubtful proved not_understood falls_short loses".split()  # noqa: SIM905
)
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


@cache
def expected(name: str) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return held


def path_of(name: str) -> Path:
    (path,) = (path for path in FOLDER.glob(f"{name}.*") if path.suffix != ".json")
    return path


@cache
def report_of(name: str) -> Report:
    return read_document(open_document(path_of(name)))


def when(text: str) -> date | Period:
    """A day, a calendar year, or a span of days.

    >>> when("2003"), when("2003-10-01/2004-09-30").end
    (Period(start=datetime.date(2003, 1, 1), end=datetime.date(2003, 12, 31)), datetime.date(2004, 9, 30))
    """
    if len(text) == 4:
        return Period(date(int(text), 1, 1), date(int(text), 12, 31))
    first, _, last = text.partition("/")
    return Period(date.fromisoformat(first), date.fromisoformat(last)) if last else date.fromisoformat(first)


def facts_of(report: Report, day: str, named: str) -> tuple[Fact, ...]:
    """The facts under a name as the specimens write it: "fixed_assets_net", "net_income[retained_earnings]", "a|b"."""
    concepts, _, part = named.rstrip("]").partition("[")
    wanted = concepts.split("|")
    counts = concepts.startswith("shares_")  # beside a count of shares stands their amount, under the same name
    here = tuple(f for f in report.facts if f.when == when(day) and f.part == part and (f.unit == "shares") == counts)
    # A finer kind that stands alone on its statement is read as the kind it belongs to.
    broader = [b for concept in wanted if concept in taxonomy() and (b := taxonomy()[concept].broader)]
    return tuple(f for f in here if f.concept in wanted) or tuple(f for f in here if f.concept in broader)


def misread(report: Report, held: dict[str, Any]) -> Iterator[str]:
    """What a report gets wrong of a specimen, in words."""
    for name, value in held.get("facing_page", {}).items():
        if (found := report.facing_page.get(name)) != value:
            yield f"facing page, {name}: {found!r}, the page has {value!r}"
    for day, facts in held["facts"].items():
        for named, value in facts.items():
            values = {f.value for f in facts_of(report, day, named)}
            # Two lines of one concept are two values, which only "a|b" allows for.
            if Decimal(value) not in values or (len(values) > 1 and "|" not in named):
                read = ", ".join(f"{v:,}" for v in sorted(values)) or "nothing"
                yield f"{named} at {day}: {read}, the page has {Decimal(value):,}"
    for text in held.get("absent", ()):
        for fact in facts_of(report, *text.split(" ", 1)):
            yield f"{text} is {fact.value:,}, the page has none"
    for mark in ("repaired", "doubtful", "proved"):
        for text in held.get(mark, ()):
            traces = [f.trace for f in facts_of(report, *text.split(" ", 1)) if isinstance(f.trace, Read)]
            if not any(trace.repaired if mark == "repaired" else trace.sure.startswith(mark) for trace in traces):
                yield f"{text} is not said to be {mark}"
    lost = [n.trace.text for n in report.filing.not_understood] if report.filing else []
    for text in held.get("not_understood", ()):
        if not any(text in said for said in lost):
            yield f"{text} is not among the figures that were not understood"


def marked(key: str) -> list[Any]:
    """Every specimen, those that hold `key` expected to fail for the reason it gives."""
    reasons = {name: expected(name).get(key, "") for name in NAMES}
    return [
        pytest.param(name, marks=[pytest.mark.xfail(strict=True, reason=reason)] if reason else [])
        for name, reason in reasons.items()
    ]


@pytest.mark.parametrize("name", marked("falls_short"))
def test_every_fact_of_a_specimen(name: str) -> None:
    assert list(misread(report_of(name), expected(name))) == [], expected(name)["shows"]


_AMOUNT = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")


@pytest.mark.parametrize("name", marked("loses"))
def test_no_amount_is_lost_in_silence(name: str) -> None:
    """Every amount of a specimen stands in the words of a fact, or in the list of figures not understood."""
    report = report_of(name)
    assert report.filing is not None
    traces = [fact.trace for fact in report.facts if isinstance(fact.trace, Read)]
    traces += [lost.trace for lost in report.filing.not_understood]
    told = {amount for trace in traces for amount in _AMOUNT.findall(f"{trace.text} {trace.repaired}")}
    printed = _AMOUNT.findall(path_of(name).read_text(encoding="utf-8"))
    assert [amount for amount in printed if amount not in told] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_a_specimen_says_of_itself(name: str) -> None:
    held = expected(name)
    assert set(held) <= KEYS
    assert next(iter(held)) == "shows"
    assert held["shows"]
    assert held["facts"]
