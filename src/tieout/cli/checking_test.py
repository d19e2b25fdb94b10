"""`tieout check` at the prompt: exit codes, both sides, JSON, files, acceptances, and what it says of bad input."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from tieout.checks import engine
from tieout.checks.model import Checked
from tieout.cli.build import package_report
from tieout.cli.conftest import Run
from tieout.facts import Column, Fact, Filing, Read, Report, Statement, StatementLine
from tieout.facts.codec import to_json
from tieout.ledger.folder import open_books

DAY = date(2003, 12, 31)
BOX = (300.0, 400.0, 360.0, 412.0)
SHEET = """Elm Securities, Inc.
Statement of Financial Condition
December 31, 2003
ASSETS
Cash\t568,855
Receivables from brokers or dealers\t825,496
Total assets\t1,394,{end}
"""


FLOWS = """Elm Securities, Inc.
Statement of Cash Flows
Year ended December 31, {year}
CASH FLOWS FROM OPERATING ACTIVITIES
Net income\t{change}
Net cash provided by operating activities\t{change}
Net increase in cash\t{change}
Cash, beginning of year\t{begin}
Cash, end of year\t{end}
"""


@pytest.fixture
def right(tmp_path: Path) -> Path:
    path = tmp_path / "right.txt"
    path.write_text(SHEET.format(end="351"), encoding="utf-8")
    return path


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.txt"
    path.write_text(SHEET.format(end="531"), encoding="utf-8")
    return path


def test_nothing_to_find(right: Path, run: Run) -> None:
    said = run("check", right)
    assert (said.code, said.err) == (0, "")
    assert (
        "Elm Securities, Inc., December 31, 2003: 3 figures read, 3 compared; differences over $1 are errors"
        in said.out
    )
    assert "2 comparisons agree, 0 differ.  No findings." in said.out
    assert "Next" not in said.out


def test_both_sides_of_an_error(wrong: Path, run: Run) -> None:
    said = run("check", wrong)
    assert said.code == 1
    lines = [line.split() for line in said.out.splitlines()]
    assert ["error", "foots.total_assets"] in lines
    assert ["+", "568,855", "line", "5", "Cash"] in lines
    assert ["apart", "180"] in lines
    told = " ".join(said.out.split())
    assert "said 1,394,531 line 7 Total assets 1,394,531 found 1,394,351 worked out the sum of 2 lines +" in told
    assert "likely  Transposed digits" in said.out
    assert "1 comparison agrees, 1 differs.  1 error." in said.out
    assert f"tieout why {wrong} total_assets" in said.out
    assert "\x1b" not in said.out, "no colour codes where nobody sees colours"


def test_a_difference_within_materiality_is_a_warning(wrong: Path, run: Run) -> None:
    said = run("check", wrong, "--materiality", "$180")
    assert said.code == 0
    assert "warning  foots.total_assets" in said.out
    assert "differences over $180 are errors" in " ".join(said.out.split())


def test_json_of_one_document_is_an_object(wrong: Path, run: Run) -> None:
    said = run("check", wrong, "--json")
    assert said.code == 1
    held = json.loads(said.out)
    assert (held["schema"], held["document"]) == ("tieout/findings/1", "wrong.txt")
    assert [(f["check"], f["said"], f["found"]) for f in held["findings"]] == [
        ("foots.total_assets", "1394531", "1394351")
    ]


def test_json_of_several_documents_is_an_array_and_a_bad_one_stops_no_other(
    right: Path, wrong: Path, tmp_path: Path, run: Run
) -> None:
    said = run("check", right, tmp_path / "none.pdf", wrong, "--json")
    assert said.code == 2
    assert [one["document"] for one in json.loads(said.out)] == ["right.txt", "wrong.txt"]
    assert said.err.count("tieout: ") == 1
    assert "none.pdf: there is no such file" in said.err


def test_several_that_cannot_be_read_are_an_empty_array(tmp_path: Path, run: Run) -> None:
    said = run("check", tmp_path / "a.pdf", tmp_path / "b.pdf", "--json")
    assert (said.code, json.loads(said.out)) == (2, [])


def test_books_and_the_report_made_of_them_are_checked_alike(tmp_path: Path, run: Run) -> None:
    assert run("new", tmp_path / "firm").code == 0
    path = tmp_path / "report.json"
    path.write_text(to_json(package_report(open_books(str(tmp_path / "firm")), None)), encoding="utf-8")
    books, report = run("check", tmp_path / "firm", "--json"), run("check", path, "--json")
    assert (books.code, report.code) == (0, 0)
    both = json.loads(books.out), json.loads(report.out)
    assert both[0]["figures_compared"] == both[1]["figures_compared"] > 20
    assert both[0]["findings"] == both[1]["findings"]
    assert [one["document"] for one in both] == ["firm", "report.json"]


def test_a_folder_that_holds_no_books_is_refused_and_the_others_go_on(tmp_path: Path, right: Path, run: Run) -> None:
    (tmp_path / "empty").mkdir()
    said = run("check", tmp_path / "empty", right)
    assert said.code == 2
    assert said.out.startswith(f"{right}\nElm Securities, Inc., December 31, 2003")
    assert said.err.startswith("tieout: ")


def test_an_accepted_finding_stays_and_does_not_count(wrong: Path, run: Run) -> None:
    said = run("check", wrong, "--accept", "foots.total_assets", "--by", "J. Doe", "--reason", "told the preparer")
    assert said.code == 0
    again = run("check", wrong)
    assert again.code == 0
    assert "accepted  foots.total_assets" in again.out
    assert f"J. Doe, {date.today()}: told the preparer" in again.out
    assert "1 accepted." in again.out
    assert json.loads(run("check", wrong, "--json").out)["findings"][0]["accepted"]["by"] == "J. Doe"
    kept = wrong.with_name("wrong.txt.accepted.toml")
    assert 'check = "foots.total_assets"' in kept.read_text(encoding="utf-8")
    kept.write_text("", encoding="utf-8")
    assert run("check", wrong).code == 1, "an entry taken out is an acceptance taken back"


def test_a_figure_that_changed_is_not_accepted(wrong: Path, run: Run) -> None:
    assert run("check", wrong, "--accept", "foots.total_assets", "--by", "J. Doe", "--reason", "told").code == 0
    wrong.write_text(SHEET.format(end="135"), encoding="utf-8")
    said = run("check", wrong)
    assert said.code == 1
    assert "J. Doe accepted foots.total_assets on" in said.out
    assert "which is not found any more" in said.out


def test_a_file_of_acceptances_that_does_not_parse_is_one_error(wrong: Path, run: Run) -> None:
    wrong.with_name("wrong.txt.accepted.toml").write_text("[[accepted", encoding="utf-8")
    said = run("check", wrong)
    assert (said.code, said.out) == (2, "")
    assert "wrong.txt.accepted.toml: is not TOML" in said.err


def test_every_output_is_written_whole(wrong: Path, tmp_path: Path, run: Run) -> None:
    page, memo, table = (tmp_path / "out" / name for name in ("f.html", "f.pdf", "f.csv"))
    assert run("check", wrong, "--html", page, "--pdf", memo, "--csv", table).code == 1
    assert "1,394,531" in page.read_text(encoding="utf-8")
    assert '<mark class="said"' in page.read_text(encoding="utf-8")
    assert memo.read_bytes().startswith(b"%PDF-")
    assert "foots.total_assets" in table.read_text(encoding="utf-8")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["f.csv", "f.html", "f.pdf"]


def test_pages_of_several_documents_go_into_a_folder(right: Path, wrong: Path, tmp_path: Path, run: Run) -> None:
    assert run("check", right, wrong, "--html", tmp_path / "pages", "--csv", tmp_path / "all.csv").code == 1
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == ["right.html", "wrong.html"]
    refused = run("check", right, wrong, "--html", tmp_path / "one.html")
    assert refused.code == 2
    assert "one file for several documents" in refused.err


def test_a_page_that_cannot_be_written_is_one_error(wrong: Path, run: Run) -> None:
    said = run("check", wrong, "--html", wrong / "page.html")
    assert said.code == 2
    assert "cannot be written" in said.err


def test_a_report_json_shows_the_lines_of_the_document_beside_it(wrong: Path, tmp_path: Path, run: Run) -> None:
    assert run("read", wrong, "-o", tmp_path / "wrong.json").code == 0
    assert run("check", tmp_path / "wrong.json", "--html", tmp_path / "a.html").code == 1
    assert '<mark class="said"' in (tmp_path / "a.html").read_text(encoding="utf-8")
    wrong.unlink()
    said = run("check", tmp_path / "wrong.json", "--html", tmp_path / "b.html")
    assert said.code == 1
    assert "goes without pictures of wrong.txt" in said.err
    assert "1,394,531" in (tmp_path / "b.html").read_text(encoding="utf-8")


def test_explained_without_a_document(run: Run) -> None:
    said = run("check", "--explain", "foots.total_assets")
    assert (said.code, said.err) == (0, "")
    assert "A total is the sum of the lines above it." in said.out
    assert "foots.*" in run("check", "--explain", "all").out.splitlines()
    assert run("check", "--explain", "crossfoots").code == 2, "a name that is no check"
    family = run("check", "--explain", "foots").out.splitlines()
    assert {"foots.*", "crossfoots.*"} <= set(family) < set(run("check", "--explain", "all").out.splitlines())


def test_the_year_before_is_read_and_given_to_the_checks(
    right: Path, wrong: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def check_report(report: Report, *, materiality: Decimal, prior: Report | None) -> Checked:
        seen.append(f"{materiality} {prior.filing.document if prior and prior.filing else None}")
        return Checked("right.txt", report.entity, 0, 0, ())

    monkeypatch.setattr(engine, "check_report", check_report)
    assert run("check", right, "--prior", wrong, "--materiality", "1,000").code == 0
    assert seen == ["1000 wrong.txt"]
    assert run("check", right, "--prior", right.with_name("none.txt")).code == 2


def test_the_year_before_is_shown_beside_it(tmp_path: Path, run: Run) -> None:
    then, now = tmp_path / "2023.txt", tmp_path / "2024.txt"
    then.write_text(FLOWS.format(year=2023, change="41,120", begin="408,416", end="449,536"), encoding="utf-8")
    now.write_text(FLOWS.format(year=2024, change="123,559", begin="445,296", end="568,855"), encoding="utf-8")
    page = tmp_path / "page.html"
    assert run("check", now, "--prior", then, "--html", page).code == 1
    text = page.read_text(encoding="utf-8")
    assert "<figcaption>2023.txt</figcaption>" in text
    assert "<figcaption>2024.txt</figcaption>" in text


def test_a_pdf_is_shown_as_its_pages(tmp_path: Path, run: Run) -> None:
    """Only those with a place that a finding speaks of; both sides are outlined on them."""
    pages = [Image.new("L", (306, 396), 255) for _ in range(3)]
    pages[0].save(tmp_path / "three.pdf", save_all=True, append_images=pages[1:], resolution=36)
    sheet = Statement("financial_condition", "Statement of Financial Condition", "", (Column("2003", DAY),), ())
    facts = [
        Fact(concept=concept, entity="Elm", when=DAY, value=Decimal(value), trace=Read("three.pdf", page, BOX, "x"))
        for concept, value, page in (("total_assets", 10, 1), ("total_liabilities_and_equity", 11, 3))
    ]
    lines = tuple(StatementLine(fact.concept, fact.concept, facts=(fact,)) for fact in facts)
    filed = Filing("three.pdf", "pdf", 3, 2, {}, {})
    report = Report("Elm", {}, tuple(facts), (replace(sheet, lines=lines),), filing=filed)
    (tmp_path / "three.json").write_text(to_json(report), encoding="utf-8")
    said = run("check", tmp_path / "three.json", "--html", tmp_path / "page.html", "--materiality", "0")
    assert (said.code, said.err) == (1, "")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert text.count("data:image/png;base64,") == 2
    assert text.count('<rect class="mark said"') == text.count('<rect class="mark found"') == 2


def test_a_limit_is_kept_and_named(wrong: Path, run: Run) -> None:
    said = run("check", wrong, "--max-file-bytes", "10")
    assert said.code == 2
    assert "raise it with --max-file-bytes" in said.err


def test_a_fault_in_a_check_costs_one_document(
    right: Path, wrong: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = engine.check_report

    def check_report(report: Report, *, materiality: Decimal, prior: Report | None) -> Checked:
        assert report.filing
        if report.filing.document == "right.txt":
            raise ZeroDivisionError("of nothing")
        return whole(report, materiality=materiality, prior=prior)

    monkeypatch.setattr(engine, "check_report", check_report)
    said = run("check", right, wrong)
    assert said.code == 2
    assert "right.txt: cannot be checked: a fault in tieout (ZeroDivisionError: of nothing)" in said.err
    assert "foots.total_assets" in said.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "no document is named"),
        (("FILE", "--accept", "foots.total_assets"), "who, or why, is not said"),
        (("FILE", "--by", "J. Doe"), "says nothing by itself"),
        (("FILE", "--accept", "foots.cash", "--by", "J", "--reason", "R"), "no finding 'foots.cash'"),
        (("FILE", "FILE", "--accept", "foots.total_assets", "--by", "J", "--reason", "R"), "one document at a time"),
        (("FILE", "--materiality", "much"), "is no amount"),
        (("FILE", "--materiality", "1e400"), "is no amount"),
        (("FILE", "--materiality", "-1"), "below zero"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(words: tuple[str, ...], says: str, wrong: Path, run: Run) -> None:
    said = run("check", *(wrong if word == "FILE" else word for word in words))
    assert (said.code, said.out) == (2, "")
    assert says in said.err
