"""The two reference filings, every fact that was read off them by hand, and files that hold no report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tieout.facts import Period, Report, TieoutError
from tieout.facts.codec import from_json, to_json
from tieout.reading.files.limits import Limits
from tieout.reading.files.opening import open_document
from tieout.reading.files.plain import read
from tieout.reading.reader import read_document, read_files

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"
NAMES = ("mml_investors_2003", "mml_distributors_2003")


@cache
def expected(name: str) -> dict[str, Any]:
    path = SEEDS / "expected" / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"{path} is not here: the reference filings are not read")
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return held


@cache
def report_of(name: str) -> Report:
    return read_document(open_document(SEEDS / expected(name)["document"]))


def when(text: str) -> date | Period:
    return Period(date(int(text), 1, 1), date(int(text), 12, 31)) if len(text) == 4 else date.fromisoformat(text)


def figures(held: object) -> Iterator[int | float]:
    """Every figure of a part of what is expected, however deep."""
    if isinstance(held, dict):
        for value in held.values():
            yield from figures(value)
    elif isinstance(held, list):
        for value in held:
            yield from figures(value)
    elif isinstance(held, int | float) and not isinstance(held, bool):
        yield held


@pytest.mark.parametrize("name", NAMES)
def test_every_fact(name: str) -> None:
    report, wrong = report_of(name), []
    for day, facts in expected(name)["facts"].items():
        for concept, value in facts.items():
            found = {f.value for f in report.facts if (f.concept, f.when, f.part) == (concept, when(day), "")}
            if found != {Decimal(value)}:
                wrong.append((day, concept, value, found))
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
def test_every_field_of_the_facing_page(name: str) -> None:
    held, page = expected(name), report_of(name).facing_page
    assert {key: page.get(key) for key in held["facing_page"]} == held["facing_page"]
    told = ("entity_kind", "consolidated", "net_capital_method", "rule_15c3_3_exemption", "public_document")
    assert {key: page.get(key) for key in told} == {key: held[key] for key in told}
    assert page["audit_report_date"] == held["audit_report_date"]


@pytest.mark.parametrize("name", NAMES)
def test_the_lines_of_the_statement_of_financial_condition(name: str) -> None:
    statement = report_of(name).statement("financial_condition")
    printed = [int(value) for line in statement.lines if line.facts and (value := line.printed(0)) is not None]
    assert printed == [value for _, value in expected(name)["statement_of_financial_condition"]]


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_the_notes(name: str) -> None:
    held = expected(name)
    if "notes" not in held:
        pytest.skip(f"what is expected of {name} has no notes")
    read_values = {abs(fact.value) for fact in report_of(name).facts}
    missing = [v for v in figures(held["notes"]) if abs(Decimal(str(v))) not in read_values]
    assert missing == []


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_a_fact_or_said_to_be_lost_and_the_report_comes_back(name: str) -> None:
    report = report_of(name)
    assert report.filing is not None
    assert [lost for lost in report.filing.not_understood if lost.part != "notes"] == []
    assert from_json(to_json(report)) == report


# Files that hold nothing of a report


def test_a_file_that_holds_no_report_stops_no_other(tmp_path: Path) -> None:
    sheet = "Balance Sheet\nDecember 31, 2003\nASSETS\nCash\t1,200\nSecurities owned\t300\nTotal assets\t1,500\n"
    names = {"a.txt": sheet, "letter.txt": "Dear Sirs,\nthank you for your letter.\n", "empty.txt": "", "z.txt": sheet}
    for name, text in names.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = dict(read_files([*(tmp_path / name for name in names), tmp_path / "not_there.txt"]))
    kinds = {path.name: isinstance(report, Report) for path, report in found.items()}
    assert kinds == {"a.txt": True, "letter.txt": False, "empty.txt": False, "z.txt": True, "not_there.txt": False}
    assert "holds no facing page and no statement" in str(found[tmp_path / "letter.txt"])


def test_a_report_json_is_itself(tmp_path: Path) -> None:
    sheet = read("Balance Sheet\nDecember 31, 2003\nCash\t1,200\nTotal assets\t1,200\n", "x.txt", Limits())
    report = read_document(sheet)
    path = tmp_path / "report.json"
    path.write_text(to_json(report), encoding="utf-8")
    assert dict(read_files([path])) == {path: report}


def test_words_alone_are_no_report() -> None:
    with pytest.raises(TieoutError, match="check that it is the right file"):
        read_document(read("nothing of the kind\n", "x.txt", Limits()))
