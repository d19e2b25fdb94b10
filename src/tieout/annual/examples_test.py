"""The two examples, every figure of them: against what was read off the filings, and against a printed copy of our own.

The copy is `goldens/*.txt`, all statements of an example as text.  To record it anew after a change that is meant,

    TIEOUT_RECORD_GOLDENS=1 pytest src/tieout/annual/examples_test.py

and read the difference like a change of law before it is committed: say what changed in the rule, or in our reading.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tieout.annual import annual_report, focus_report
from tieout.facts import Fact, Period, Report, Statement
from tieout.facts.money import accounting
from tieout.ledger.folder import open_books

REPOSITORY = Path(__file__).parents[3]
EXPECTED = REPOSITORY.parent / "shared" / "seeds" / "expected"
GOLDENS = Path(__file__).parent / "goldens"
NAMES = ("mml_investors_2003", "mml_distributors_2003")
RECORD = "TIEOUT_RECORD_GOLDENS"


@cache
def report_of(name: str) -> Report:
    return annual_report(open_books(str(REPOSITORY / "examples" / name)))


def expected(name: str) -> dict[str, Any]:
    path = EXPECTED / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"{path} is not here: the example is not compared with its filing")
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return held


def when(text: str) -> date | Period:
    return Period(date(int(text), 1, 1), date(int(text), 12, 31)) if len(text) == 4 else date.fromisoformat(text)


def printed(statement: Statement) -> list[Decimal]:
    """The figures of a statement's one column, as they stand on the page."""
    assert len(statement.columns) == 1
    return [value for line in statement.lines if line.facts and (value := line.printed(0)) is not None]


# Against the filings


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_of_the_filing(name: str) -> None:
    seen = 0
    for day, facts in expected(name)["facts"].items():
        for concept, value in facts.items():
            found = report_of(name).fact(concept, when(day))
            assert found.value == value, f"{concept} at {day} is {found.value:,}, the filing has {value:,}"
            seen += 1
    assert seen > 20


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_the_statement_of_financial_condition(name: str) -> None:
    statement = report_of(name).statement("financial_condition")
    wanted = [value for _, value in expected(name)["statement_of_financial_condition"]]
    assert Counter(wanted) - Counter(printed(statement)) == Counter()
    by_label = {line.label.casefold(): line.printed(0) for line in statement.lines if line.facts}
    for label, value in expected(name)["statement_of_financial_condition"]:
        if label.casefold() in by_label:
            assert by_label[label.casefold()] == value, label
    assert len(wanted) <= len(printed(statement)) <= len(wanted) + 1  # one liability: the filing prints no total of it


@pytest.mark.parametrize("name", NAMES)
def test_every_column_of_changes_in_equity(name: str) -> None:
    statement = report_of(name).statement("changes_in_equity")
    labels = {line.concept + (" beginning" if number == 0 else ""): line for number, line in enumerate(statement.lines)}
    columns = {column.part or "total_equity": number for number, column in enumerate(statement.columns)}
    wanted = expected(name)["changes_in_equity"]
    assert set(columns) == set(wanted)
    rows = {"beginning": "total_equity beginning", "net_income": "net_income", "ending": "total_equity"}
    for component, figures in wanted.items():
        for key, value in figures.items():
            found = labels[rows[key]].printed(columns[component])
            assert (found or 0) == value, f"{component} {key}"


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_the_cash_flow_statement(name: str) -> None:
    statement = report_of(name).statement("cash_flows")
    wanted = [value for _, value in expected(name)["cash_flow_lines"]]
    totals = {
        concept: value
        for concept, value in expected(name)["facts"]["2003"].items()
        if concept.startswith(("net_cash", "net_change", "cash_", "total_adjustments"))
    }
    found = {line.concept: line.printed(0) for line in statement.lines if line.facts}
    for concept, value in totals.items():
        assert found.pop(concept) == value, concept
    assert Counter(found.values()) - Counter(wanted) == Counter(), "lines that the filing does not have"
    assert Counter(wanted) - Counter(found.values()) == Counter(), "lines that only the filing has"


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_the_net_capital_schedule(name: str) -> None:
    found = Counter(printed(report_of(name).statement("net_capital")))
    wanted = Counter(Decimal(value) for _, value in expected(name)["net_capital_schedule"])
    assert wanted - found == Counter(), f"{wanted - found} on the filed schedule only"


@pytest.mark.parametrize("name", NAMES)
def test_the_figures_of_the_notes(name: str) -> None:
    """Those that the example's facts.csv states under the same name."""
    report, seen = report_of(name), 0
    told: dict[tuple[str, str], Fact] = {(fact.concept, fact.part): fact for fact in report.facts}
    for concept, value in expected(name)["notes"].items():
        parts = value if isinstance(value, dict) else {"": value}
        for part, figure in parts.items():
            fact = told.get((concept, "" if part == "total" else part))
            if fact is not None and isinstance(figure, int | str):
                assert abs(fact.value) == abs(Decimal(str(figure))), (concept, part)
                seen += 1
    assert seen >= 8


@pytest.mark.parametrize("name", NAMES)
def test_the_facing_page(name: str) -> None:
    held, wanted = report_of(name).facing_page, expected(name)
    for field, value in wanted["facing_page"].items():
        assert held[field] == value, field
    for field in ("entity_kind", "consolidated", "net_capital_method", "rule_15c3_3_exemption", "public_document"):
        assert held[field] == wanted[field], field


# Against our own copy


def as_text(name: str) -> str:
    """All statements of an example, and its FOCUS boxes, one line each."""
    out: list[str] = []
    for statement in report_of(name).statements:
        out += [statement.title, statement.subtitle, " | ".join(column.label for column in statement.columns), ""]
        for line in statement.lines:
            figures = [line.printed(number) for number in range(len(line.facts))]
            shown = "".join(f"{'' if value is None else accounting(value):>16}" for value in figures)
            out.append(f"{'  ' * line.depth + line.label:<96}{shown}".rstrip())
        out += [statement.remark, ""] if statement.remark else [""]
    out += ["FOCUS Part IIA", ""]
    for row in focus_report(open_books(str(REPOSITORY / "examples" / name))).lines:
        shown = "".join(
            f"  [{code}] {accounting(fact.value, 2 if fact.unit == 'ratio' else 0)}" for _, code, fact in row.boxes
        )
        out.append(f"{row.line:<5}{row.label}{shown}")
    return "\n".join(out) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_all_statements_are_what_they_were(name: str) -> None:
    path = GOLDENS / f"{name}.txt"
    if os.environ.get(RECORD):
        path.parent.mkdir(exist_ok=True)
        path.write_text(as_text(name), encoding="utf-8")
        pytest.fail(f"{path.name} is recorded: read its difference, then run again without {RECORD}")
    assert path.is_file(), f"no {path.name}: record it with {RECORD}=1"
    assert as_text(name) == path.read_text(encoding="utf-8")
