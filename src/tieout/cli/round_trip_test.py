"""Forwards and backwards: what the books print, reading finds again, figure for figure."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tieout.cli.build import write_package
from tieout.facts import Fact, Read, Report
from tieout.facts.codec import from_json
from tieout.ledger.folder import open_books
from tieout.reading.files.opening import open_document
from tieout.reading.reader import read_document

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="module", params=["mml_investors_2003", "mml_distributors_2003"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Report]:
    """The report as built, and as read off its own PDF."""
    folder = tmp_path_factory.mktemp("printed")
    write_package(open_books(str(EXAMPLES / request.param)), folder, None)
    built = from_json((folder / "report.json").read_text(encoding="utf-8"))
    return built, read_document(open_document(folder / "report.pdf"))


def test_every_figure_of_every_statement_comes_back(both: tuple[Report, Report]) -> None:
    built, read = both
    found: dict[tuple[object, ...], list[Fact]] = {}
    for fact in read.facts:
        found.setdefault((fact.concept, fact.part, fact.end, fact.unit), []).append(fact)
    seen = 0
    for statement in built.statements:
        for fact in statement.facts():
            again = found.get((fact.concept, fact.part, fact.end, fact.unit), [])
            apart = [abs(other.value - fact.value) for other in again]
            rounding = fact.rounding + max((other.rounding for other in again), default=Decimal(0))
            assert apart, f"{statement.name}: {fact.concept} {fact.part} {fact.when} is not read again"
            assert min(apart) <= rounding, f"{statement.name}: {fact.concept} is {fact.value}, read {again[0].value}"
            seen += 1
    assert seen > 30, "the test looked at next to nothing"


def test_nothing_is_left_over_or_doubted(both: tuple[Report, Report]) -> None:
    _, read = both
    assert read.filing is not None
    assert read.filing.not_understood == ()
    assert [f for f in read.facts if isinstance(f.trace, Read) and f.trace.sure.startswith("doubtful")] == []


def test_the_facing_page_comes_back(both: tuple[Report, Report]) -> None:
    built, read = both
    not_printed = {"crd_number", "statement_name", "registrant_kinds"}  # the form of 2003 has no place for them
    for name, value in built.facing_page.items():
        if name not in not_printed:
            assert read.facing_page.get(name) == value, name
