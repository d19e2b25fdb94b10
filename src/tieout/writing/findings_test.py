"""Findings on paper: the page with both places outlined, the memorandum, the table."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # its wheel ships no types

from tieout.checks.conftest import DAY, checked
from tieout.checks.model import Checked
from tieout.facts import Read
from tieout.writing.findings_csv import COLUMNS, findings_csv
from tieout.writing.findings_html import PageImage, PageLines, findings_html
from tieout.writing.findings_pdf import findings_pdf

LINES = PageLines(
    "elm.txt", {n: f"line {n:>2} {'Total assets  1,394,351' if n == 7 else 'x' * 44}" for n in range(1, 40)}
)
EMPTY = Checked("elm.txt", "Elm Securities, Inc.", 3, 2, ())


class Page(HTMLParser):
    """The tags of a page in order, each with its attributes; whether all are closed."""

    VOID = frozenset(("meta", "link", "br", "rect", "use", "image", "path"))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID or tag == "rect":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def of(self, tag: str, kind: str = "") -> list[dict[str, str | None]]:
        return [a for name, a in self.tags if name == tag and kind in [*(a.get("class") or "").split(), ""]]


def test_a_page_needs_no_network_and_runs_no_words_of_the_document() -> None:
    text = findings_html(checked(), DAY, [LINES], "1 comparison agrees.")
    assert re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', text) == []
    assert "@import" not in text
    assert "url(" not in text
    assert "<b>=HYPERLINK" not in text
    assert "&lt;b&gt;=HYPERLINK(1)&lt;/b&gt;" in text
    assert Page(text).open == []


def test_both_places_are_marked_in_the_lines_of_a_text() -> None:
    page = Page(findings_html(checked(), DAY, [LINES]))
    assert [mark["data-findings"] for mark in page.of("mark", "said")] == ["3", "1", "2"]
    assert [mark["data-findings"] for mark in page.of("mark", "found")] == ["3", "1", "1", "2"]
    text = findings_html(checked(), DAY, [LINES])
    assert '7</span><span>line  7 Total <mark class="said" data-findings="1">assets  1</mark>,394,351' in text
    assert "<span class=no>38</span>" not in text, "lines far from every place are left out"


def test_a_place_over_several_lines_marks_all_of_them() -> None:
    wide = replace(checked().findings[0], said_source=Read("elm.txt", 1, (3, 20, 9, 22), "over three lines"))
    page = Page(findings_html(replace(checked(), findings=(wide,)), DAY, [LINES]))
    assert len(page.of("mark", "said")) == 3


def test_of_a_paragraph_on_one_line_the_words_that_were_read_are_marked() -> None:
    text = "The ratio was 6.67 to 1. The requirement was $5,000."
    place = Read("elm.txt", 1, (0, 3, len(text), 3), "The requirement was $5,000.")
    found = replace(checked(), findings=(replace(checked().findings[0], said_source=place),))
    page = findings_html(found, DAY, [PageLines("elm.txt", {3: text})])
    assert '6.67 to 1. <mark class="said" data-findings="1">The requirement was $5,000.</mark></span>' in page


def test_a_page_of_an_image_is_stored_once_and_outlined_on_strip_and_sheet() -> None:
    place = Read("elm.pdf", 6, (420.0, 300.0, 470.0, 312.0), "Total assets 1,394,351")
    finding = replace(checked().findings[0], said_source=place)
    found = replace(checked("elm.pdf"), findings=(finding,))
    text = findings_html(found, DAY, [PageImage("elm.pdf", 6, 612.0, 792.0, "image/png", b"PNG")])
    page = Page(text)
    assert text.count("data:image/png;base64,UE5H") == 1
    assert [a["viewbox"] for a in page.of("svg") if "viewbox" in a] == ["0 284.0 612.0 44.0", "0 0 612.0 792.0"]
    (strip, sheet) = page.of("rect", "said")
    assert "data-findings" not in strip
    assert (sheet["data-findings"], sheet["x"], sheet["y"], sheet["width"], sheet["height"]) == (
        "1", "418.0", "298.0", "54.0", "16.0",
    )  # fmt: skip


def test_every_finding_is_on_the_page_with_its_severity_and_who_accepted_it() -> None:
    page = Page(findings_html(checked(), DAY))
    assert [a["class"] for a in page.of("article")] == ["error", "warning", "note", "accepted"]
    text = findings_html(checked(), DAY)
    assert "by J. Doe, FINOP, 2004-02-27: rounded in last year&#x27;s report" in text
    assert "ties.total_assets.condition_to_equity" in text
    assert "2 figures have nothing to compare with" in text
    assert 'class="alone"' in text


def test_a_report_without_findings_is_a_page_too() -> None:
    assert "No findings." in findings_html(EMPTY, None)


def words_of(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(text.replace("\u200b", "").split())


def test_the_memorandum_says_what_was_checked_and_both_sides() -> None:
    words = words_of(findings_pdf(checked(), DAY, DAY, "1 comparison agrees, 2 differ."))
    for said in (
        "Memorandum of findings",
        "Registrant Elm Securities, Inc.",
        "As of December 31, 2003",
        "7 figures read, 5 compared; differences over $1 are errors. 1 comparison agrees, 2 differ.",
        "1 error, 1 warning, 1 note, 1 accepted.",
        "said 1,394,351 line 7 Total assets 1,394,351",
        "+ 568,855 line 5 Cash",
        "apart 100",
        "likely 825,396 with 4 for 3 in its hundreds",
        "under 17 CFR 240.15c3-1(a)(1)(i)",
        "Elm Securitles, Inc. <b>=HYPERLINK(1)</b>",
        "accepted J. Doe, FINOP, February 27, 2004: rounded in last year's report",
        "Figures that nothing could be compared with",
    ):
        assert said in words, said


def test_the_memorandum_is_the_same_bytes_and_takes_any_characters() -> None:
    assert findings_pdf(checked(), DAY, DAY) == findings_pdf(checked(), DAY, DAY)
    odd = replace(checked(), entity="ユニ #1 \u0007 $x$ & @y")
    assert findings_pdf(odd, None, DAY).startswith(b"%PDF-")
    assert "Nothing differs." in words_of(findings_pdf(EMPTY, None, DAY))


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_a_row_a_finding_and_one_a_consequence() -> None:
    held = rows(findings_csv([checked(), EMPTY]))
    assert tuple(held[0]) == COLUMNS
    assert [(row["number"], row["follows_from"]) for row in held] == [
        ("1", ""), ("1.1", "1"), ("2", ""), ("3", ""), ("4", ""),
    ]  # fmt: skip
    first = held[0]
    assert (first["said"], first["found"], first["apart"], first["said_place"]) == (
        "1394351", "1394251", "100", "line 7",
    )  # fmt: skip
    assert (first["found_place"], first["found_arithmetic"]) == ("line 5, line 6", "568,855 + 825,396")
    assert held[4]["accepted_by"] == "J. Doe, FINOP"


def test_no_cell_is_a_formula() -> None:
    words = replace(checked().findings[2], said="=1+1", found="@cmd", message="-2+3")
    loss = replace(checked().findings[0], said="-5")
    (told, number, *_) = rows(findings_csv([replace(checked("+x.pdf"), findings=(words, loss))]))
    assert (told["document"], told["said"], told["found"], told["message"]) == ("'+x.pdf", "'=1+1", "'@cmd", "'-2+3")
    assert number["said"] == "-5", "a figure stays a figure"


def test_templates_come_with_the_package() -> None:
    import tieout.writing

    folder = Path(tieout.writing.__file__).parent / "templates"
    assert {"findings.css", "findings.js", "findings.typ"} <= {path.name for path in folder.iterdir()}
