"""The package of the two example firms: the workbook recalculated, the PDF read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # its wheel ships no types
import pytest

from tieout.annual import annual_report
from tieout.facts import Report
from tieout.ledger.folder import open_books
from tieout.writing.figures import printed_text
from tieout.writing.notes import fill_notes
from tieout.writing.pdf import write_pdf
from tieout.writing.workbook import write_workbook
from tieout.writing.workbook_test import Recalculate, check_every_fact, recalculated

__all__ = ["recalculated"]  # the fixture, shared with the workbook's own tests

EXAMPLES = Path(__file__).parents[3] / "examples"
FIRMS = ("mml_investors_2003", "mml_distributors_2003")


def report_of(firm: str) -> Report:
    books = open_books(str(EXAMPLES / firm))
    report = annual_report(books)
    return replace(report, notes=fill_notes(books.notes, report))


@pytest.mark.parametrize("firm", FIRMS)
def test_the_workbook_recalculates_to_every_figure(firm: str, recalculated: Recalculate) -> None:
    report = report_of(firm)
    assert check_every_fact(report, recalculated(write_workbook(report))) > 100


@pytest.mark.parametrize("firm", FIRMS)
def test_every_figure_of_the_statements_is_on_the_page(firm: str) -> None:
    report = report_of(firm)
    pages = pypdfium2.PdfDocument(write_pdf(report))
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)
    seen = 0
    for statement in report.statements:
        for line in statement.lines:
            for column in range(len(line.facts)):
                shown = printed_text(line, column, statement.quantum).replace("$", "").replace(" ", "")
                assert shown in text, (statement.name, line.label, shown)
                seen += bool(shown)
    assert seen > 40
