"""The PDF: every figure and label is on its page, pages are where the contents say, one report gives the same bytes."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.facts import Column, Fact, Note, Period, Report, Statement, StatementLine, TieoutError, Told
from tieout.facts.report import Style
from tieout.writing.figures import printed_text
from tieout.writing.pdf import write_pdf

FIRM = "Harbor & Pine Securities, Inc."
YEAR = Period(date(2003, 1, 1), date(2003, 12, 31))
BEFORE = Period(date(2002, 1, 1), date(2002, 12, 31))
TOLD = Told("CFO", date(2004, 2, 13), "a sample for tests")

Row = tuple[str, int, Style, Sequence[int | None]]


def fact(concept: str, value: int | str, when: date | Period, part: str = "", unit: str = "USD") -> Fact:
    return Fact(concept=concept, entity=FIRM, when=when, value=Decimal(value), trace=TOLD, part=part, unit=unit)


def statement(
    name: str,
    title: str,
    subtitle: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    quantum: int = 1,
    remark: str = "",
) -> Statement:
    """Rows of (label, depth, style, a figure per column)."""
    lines = tuple(
        StatementLine(
            label,
            concept=f"{name}_{i}",
            depth=depth,
            style=style,
            facts=tuple(
                None if value is None else fact(f"{name}_{i}", value, column.when, column.part)
                for value, column in zip(values, columns, strict=True)
            ),
        )
        for i, (label, depth, style, values) in enumerate(rows)
    )
    return Statement(name, title, subtitle, tuple(columns), lines, Decimal(quantum), remark)


def facing_page(**changed: object) -> dict[str, object]:
    return {
        "form": "X-17A-5 Part III",
        "sec_file_number": "8-99001",
        "period_start": "2003-01-01",
        "period_end": "2003-12-31",
        "registrant_name": FIRM,
        "street": "40 Commercial Wharf",
        "city": "Portland",
        "state": "ME",
        "zip": "04101",
        "contact_name": "Dana R. Whitcomb",
        "contact_phone": "(207) 555-0142",
        "contact_email": "dana@harborpine.example",
        "accountant_name": "Lowell Sturgis LLP",
        "accountant_street": "9 Exchange Street",
        "accountant_city": "Portland",
        "accountant_state": "ME",
        "accountant_zip": "04101",
        "accountant_kind": "certified_public_accountant",
        "oath_signer": "Dana R. Whitcomb",
        "oath_title": "Chief Financial Officer",
        "registrant_kinds": ["broker-dealer"],
        "public_document": True,
        "entity_kind": "corporation",
        "consolidated": False,
    } | changed


def financial_condition() -> Statement:
    rows: list[Row] = [
        ("Assets", 0, "heading", (None,)),
        ("Cash and cash equivalents", 0, "line", (4_118_902,)),
        ("Cash segregated under federal regulations", 0, "line", (310_000,)),
        ("Receivable from clearing broker", 0, "line", (1_284_377,)),
        (
            "Securities owned, at market value (cost $402,118, pledged under the agreement with the clearing broker)",
            0,
            "line",
            (398_640,),
        ),
        ("Furniture and equipment, net of accumulated depreciation of $211,450", 0, "line", (87_215,)),
        ("Notes receivable from officers", 0, "line", (0,)),
        ("Total assets", 0, "total", (6_199_134,)),
        ("Liabilities and Stockholder's Equity", 0, "heading", (None,)),
        ("Liabilities:", 0, "heading", (None,)),
        ("Commissions payable", 1, "line", (1_902_744,)),
        ("Accounts payable and accrued expenses", 1, "line", (655_018,)),
        ("Total liabilities", 2, "subtotal", (2_557_762,)),
        ("Stockholder's equity:", 0, "heading", (None,)),
        (
            "Common stock, $1 par value; authorized 10,000 shares; issued and outstanding 1,000 shares",
            1,
            "line",
            (1_000,),
        ),
        ("Additional paid-in capital", 1, "line", (4_999_000,)),
        ("Accumulated deficit", 1, "line", (-1_358_628,)),
        ("Total stockholder's equity", 2, "subtotal", (3_641_372,)),
        ("Total liabilities and stockholder's equity", 0, "total", (6_199_134,)),
    ]
    when = [Column("2003", YEAR.end)]
    return statement("financial_condition", "Statement of Financial Condition", "December 31, 2003", when, rows)


def income() -> Statement:
    rows: list[Row] = [
        ("Revenue:", 0, "heading", (None, None)),
        ("Commissions", 1, "line", (18_402_551, 17_991_204)),
        ("Distribution fees", 1, "line", (2_210_448, 1_904_118)),
        ("Interest and dividends", 1, "line", (61_204, None)),
        ("Total revenue", 2, "subtotal", (20_674_203, 19_895_322)),
        ("Expenses:", 0, "heading", (None, None)),
        ("Employee compensation and benefits", 1, "line", (15_880_112, 14_990_871)),
        ("Clearing and execution charges", 1, "line", (1_744_190, 1_690_332)),
        ("Occupancy and equipment", 1, "line", (2_911_007, 0)),
        ("Total expenses", 2, "subtotal", (20_535_309, 16_681_203)),
        ("Income before income taxes", 0, "subtotal", (138_894, 3_214_119)),
        ("Provision for income taxes", 0, "line", (204_117, 1_124_942)),
        ("Net income (loss)", 0, "total", (-65_223, 2_089_177)),
    ]
    when = [Column("2003", YEAR), Column("2002", BEFORE)]
    return statement("income", "Statement of Income", "Years ended December 31, 2003 and 2002", when, rows)


def equity() -> Statement:
    parts = ("Common Stock", "Additional Paid-In Capital", "Accumulated Deficit", "Total Stockholder's Equity")
    rows: list[Row] = [
        ("Balance, January 1, 2003", 0, "line", (1_000, 4_999_000, -1_293_405, 3_706_595)),
        ("Net loss", 0, "line", (None, None, -65_223, -65_223)),
        ("Balance, December 31, 2003", 0, "total", (1_000, 4_999_000, -1_358_628, 3_641_372)),
    ]
    when = [Column(part, YEAR, part) for part in parts]
    title = "Statement of Changes in Stockholder's Equity"
    return statement("changes_in_equity", title, "Year ended December 31, 2003", when, rows)


def cash_flows() -> Statement:
    rows: list[Row] = [
        ("Cash flows from operating activities:", 0, "heading", (None,)),
        ("Net loss", 1, "line", (-65_223,)),
        ("Adjustments to reconcile net loss to net cash provided by operating activities:", 1, "heading", (None,)),
        ("Depreciation", 2, "line", (41_808,)),
        ("Decrease (increase) in:", 1, "heading", (None,)),
        ("Receivable from clearing broker", 2, "line", (-201_442,)),
        ("Commissions payable", 2, "line", (388_019,)),
        ("Total adjustments", 1, "subtotal", (228_385,)),
        ("Net cash provided by operating activities", 2, "subtotal", (163_162,)),
        ("Cash flows from investing activities:", 0, "heading", (None,)),
        ("Purchases of equipment", 1, "line", (-12_400,)),
        ("Net cash used in investing activities", 2, "subtotal", (-12_400,)),
        ("Net increase in cash and cash equivalents", 0, "subtotal", (150_762,)),
        ("Cash and cash equivalents, beginning of year", 0, "line", (3_968_140,)),
        ("Cash and cash equivalents, end of year", 0, "total", (4_118_902,)),
        ("Supplemental disclosure: cash paid during the year for income taxes", 0, "line", (190_000,)),
    ]
    when = [Column("2003", YEAR)]
    return statement("cash_flows", "Statement of Cash Flows", "Year ended December 31, 2003", when, rows)


def net_capital() -> Statement:
    rows: list[Row] = [
        ("Total stockholder's equity", 0, "line", (3_641_372,)),
        ("Deductions and charges:", 0, "heading", (None,)),
        ("Nonallowable assets:", 1, "heading", (None,)),
        ("Furniture and equipment, net", 2, "line", (87_215,)),
        ("Receivable from clearing broker, not allowable", 2, "line", (120_000,)),
        ("Total nonallowable assets", 2, "subtotal", (207_215,)),
        ("Haircuts on securities", 1, "line", (59_796,)),
        ("Net capital", 0, "total", (3_374_361,)),
        (
            "Minimum net capital required (the greater of $250,000 or 6 2/3% of aggregate indebtedness)",
            0,
            "line",
            (250_000,),
        ),
        ("Excess net capital", 0, "total", (3_124_361,)),
        ("Aggregate indebtedness", 0, "line", (2_557_762,)),
    ]
    when = [Column("2003", YEAR.end)]
    remark = (
        "No material differences exist between this computation and the one in the unaudited FOCUS report, Part IIA."
    )
    made = statement("net_capital", "Computation of Net Capital", "December 31, 2003", when, rows, remark=remark)
    ratio = StatementLine(
        "Ratio of aggregate indebtedness to net capital",
        concept="ai_ratio",
        facts=(fact("ai_ratio", "0.7580", YEAR.end, unit="ratio"),),
    )
    return Statement(
        made.name, made.title, made.subtitle, made.columns, (*made.lines, ratio), made.quantum, made.remark
    )


TAXES = """\
The provision differs from the federal statutory rate as follows:

| | Amount | Rate |
|---|---:|---:|
| Tax at statutory rate | $48,613 | 35.00% |
| State taxes, net | $(11,746) | (8.46)% |
| Meals and entertainment | $167,250 | 120.42% |
| Prior-year adjustment | — | — |
| **Provision for income taxes** | $204,117 | 146.96% |

The provision is made up of a *current* part and a **deferred** part:

- federal, for which the firm joins the return of its parent;
- state, filed alone.
"""


def sample(**changed: object) -> Report:
    words = (
        "The firm is a broker-dealer registered with the Securities and Exchange Commission. It clears its customers' "
        'trades on a "fully disclosed" basis through another broker-dealer and holds no customer funds or securities. '
    )
    titles = [
        "Organization",
        "Significant Accounting Policies",
        "Related-Party Transactions",
        "Operating Leases",
        "Net Capital Requirements",
        "Income Taxes",
        "Employee Benefits",
    ]
    notes = tuple(
        Note(i + 1, title, TAXES if title == "Income Taxes" else f"**Basis.** {words * 3}\n\n{words * 4}")
        for i, title in enumerate(titles)
    )
    statements = (financial_condition(), income(), equity(), cash_flows(), net_capital())
    facts = tuple(f for s in statements for f in s.facts())
    return Report(FIRM, facing_page(**changed), facts, statements, notes)


def pages(pdf: bytes) -> list[str]:
    """The text of each page, a line for each printed line, its white space made single."""
    document = pdfium.PdfDocument(pdf)
    try:
        texts = []
        for page in document:
            text = page.get_textpage()
            # A hyphen that breaks a word at a line's end is U+FFFE in this library's text.
            raw = text.get_text_range().replace("\ufffe", "-")
            texts.append("\n".join(" ".join(line.split()) for line in raw.splitlines()))
            text.close()
            page.close()
        return texts
    finally:
        document.close()


def flat(text: str) -> str:
    return " ".join(text.split())


def own_page(texts: list[str], title: str) -> int:
    """The number printed at the foot of the first page headed by `title`."""
    for text in texts:
        foot = re.search(r"^- ?(\d+) ?-$", text, re.MULTILINE)
        if foot and title in flat(text)[:400]:
            return int(foot[1])
    raise AssertionError(f"no numbered page is headed {title!r}")


def in_contents(texts: list[str], title: str) -> str:
    contents = next(text for text in texts if "Table of Contents" in text)
    found = re.search(rf"{re.escape(title)}\s*(\d+(?:–\d+)?)$", contents, re.MULTILINE)
    assert found, (title, contents)
    return found[1]


def digest_in_a_new_process(zone: str) -> str:
    program = (
        "import hashlib; from tieout.writing.pdf import write_pdf; from tieout.writing.pdf_test import sample;"
        "print(hashlib.sha256(write_pdf(sample())).hexdigest())"
    )
    held = {**os.environ, "TZ": zone, "PYTHONHASHSEED": "random"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=held, check=True)
    return done.stdout.strip()


def test_the_same_report_gives_the_same_bytes_in_every_process() -> None:
    first = digest_in_a_new_process("UTC")
    assert len(first) == 64
    assert first == digest_in_a_new_process("Asia/Tokyo")
    assert first == hashlib.sha256(write_pdf(sample())).hexdigest()


def test_every_label_and_every_figure_is_on_its_page() -> None:
    report = sample()
    texts = pages(write_pdf(report))
    seen = 0
    for held in report.statements:
        text = flat(next(t for t in texts if held.title in flat(t)[:200] and re.search(r"^- ?\d+ ?-$", t, re.M)))
        assert held.subtitle in text
        for line in held.lines:
            assert line.label in text, (held.name, line.label)
            for c in range(len(held.columns)):
                printed = printed_text(line, c, held.quantum) if line.facts else ""
                assert printed in text, (held.name, line.label, printed)
                seen += bool(printed)
    assert seen > 60, "the test looked at next to nothing"


def test_dollar_signs_stand_on_first_figures_and_totals() -> None:
    text = next(t for t in pages(write_pdf(sample())) if "Statement of Financial Condition\n" in t and "Assets\n" in t)
    labels = re.findall(r"^(.*?) ?\$ ?\(?[\d,]+\)?$", text, re.MULTILINE)
    assert labels == [
        "Cash and cash equivalents",
        "Total assets",
        "Commissions payable",
        "Total liabilities and stockholder's equity",
    ]


def test_thousands_are_printed_from_dollars() -> None:
    rows: list[Row] = [
        ("Fees", 0, "line", (12_345_000,)),
        ("Losses", 0, "line", (-7_000,)),
        ("Total", 0, "total", (12_338_000,)),
    ]
    held = statement(
        "income", "Statement of Income", "Year ended December 31, 2003", [Column("2003", YEAR)], rows, 1000
    )
    text = flat(pages(write_pdf(replace(sample(), statements=(held,))))[5])
    assert "(in thousands)" in text
    assert "$ 12,345" in text
    assert "(7)" in text
    assert "12,345,000" not in text


@pytest.mark.parametrize(
    "name",
    [
        "Straße & Söhne $#@*_<>\\ Securities",
        '#let x = 1; "quoted" [bracketed] `ticked` {{ net_capital }} // not a comment /* nor this */',
        "=Heading\u2014$E=mc^2$ ~ @label <label> #panic() \\u{1F600}",
        "The " + "Very " * 40 + "Long Name Securities, LLC",
    ],
)
def test_a_name_prints_as_it_is_written(name: str) -> None:
    texts = pages(write_pdf(sample(registrant_name=name, accountant_name=name, street=name, oath_signer=name)))
    words = name.replace(" ", "").replace("-", "")
    for page, least in ((0, 3), (1, 2), (2, 2), (3, 1), (5, 1)):
        text = re.sub(r"[\s-]", "", texts[page])
        assert text.count(words) >= least, (page, texts[page])


def test_a_character_no_font_holds_is_named() -> None:
    with pytest.raises(TieoutError, match=r"the character 株 cannot be printed"):
        write_pdf(sample(registrant_name="株 Securities"))


def test_absent_fields_are_empty_rules() -> None:
    bare = replace(sample(), facing_page={"period_end": "2003-12-31", "contact_name": None, "crd_number": None})
    texts = pages(write_pdf(bare))
    assert "None" not in " ".join(texts)
    assert "ANNUAL AUDITED REPORT" in texts[0]
    assert FIRM in flat(texts[1]), "without a registrant's name the entity's own is used"


def test_a_report_that_says_no_period_is_refused() -> None:
    with pytest.raises(TieoutError, match="nothing says when the period ends"):
        write_pdf(Report(FIRM, {}, ()))
    with pytest.raises(TieoutError, match="period_end is 'Dec 2003'"):
        write_pdf(sample(period_end="Dec 2003"))


def long_statement(rows: int, every: int) -> Statement:
    """`rows` lines, a subtotal after `every` of them."""
    made: list[Row] = [
        (f"Subtotal {i}", 1, "subtotal", (i,)) if i % every == 0 else (f"Line {i}", 0, "line", (i * 1000,))
        for i in range(1, rows)
    ]
    made.append(("Grand total", 0, "total", (rows,)))
    title = "Statement of Cash Flows"
    return statement("cash_flows", title, "Year ended December 31, 2003", [Column("2003", YEAR)], made)


def test_a_statement_of_eighty_lines_breaks_with_its_heading_repeated() -> None:
    texts = [
        t for t in pages(write_pdf(replace(sample(), statements=(long_statement(80, 7),), notes=()))) if "Line " in t
    ]
    assert len(texts) == 2
    assert "(continued)" not in texts[0]
    assert "Statement of Cash Flows (continued)" in flat(texts[1])
    assert FIRM in texts[1]
    assert sum(len(re.findall(r"^(?:Line|Subtotal|Grand total)", t, re.MULTILINE)) for t in texts) == 80


@pytest.mark.parametrize("rows", range(44, 124, 8))
@pytest.mark.parametrize("every", [3, 5])
def test_no_total_is_orphaned(rows: int, every: int) -> None:
    texts = [
        t
        for t in pages(write_pdf(replace(sample(), statements=(long_statement(rows, every),), notes=())))
        if "Line " in t
    ]
    for text in texts[1:]:
        body = [line for line in text.splitlines() if re.match(r"Line|Subtotal|Grand total", line)]
        assert all(line.startswith("Line") for line in body[:2]), body[:3]


@settings(max_examples=12)
@given(lengths=st.lists(st.integers(3, 130), min_size=1, max_size=4), notes=st.integers(0, 60))
def test_contents_give_the_pages_things_are_on(lengths: list[int], notes: int) -> None:
    statements = [replace(long_statement(n, 6), title=f"Statement Number {i}") for i, n in enumerate(lengths)]
    schedule = replace(long_statement(20, 4), name="net_capital", title="Computation of Net Capital")
    words = tuple(
        Note(i + 1, f"Topic {i}", "The firm keeps its books on the accrual basis. " * 12) for i in range(notes)
    )
    texts = pages(write_pdf(replace(sample(), statements=(*statements, schedule), notes=words)))
    for title in [s.title for s in statements] + [schedule.title]:
        assert in_contents(texts, title) == str(own_page(texts, title))
    if notes:
        first = own_page(texts, "Notes to Financial Statements")
        last = first + sum("Notes to Financial Statements (continued)" in flat(t) for t in texts)
        assert in_contents(texts, "Notes to Financial Statements") == (
            f"{first}–{last}" if last > first else f"{first}"
        )


def test_schedules_follow_the_notes() -> None:
    held = sample()
    texts = pages(write_pdf(replace(held, statements=(net_capital(), *held.statements[:-1]))))
    assert own_page(texts, "Computation of Net Capital") > own_page(texts, "Notes to Financial Statements")
    text = flat(next(t for t in texts if "Ratio of aggregate" in t))
    assert "(17 CFR 240.15c3-1)" in text
    assert "0.76 to 1" in text
    assert "No material differences exist" in text


def test_twelve_columns_of_great_amounts_stay_on_their_page() -> None:
    columns = [Column(f"Series {chr(65 + i)} Preferred Stock", YEAR, f"series_{i}") for i in range(12)]
    rows: list[Row] = [
        ("Balance, January 1, 2003", 0, "line", [999_999_999_999] * 12),
        ("Balance, December 31, 2003", 0, "total", [-999_999_999_999] * 12),
    ]
    held = statement("changes_in_equity", "Statement of Changes in Equity", "2003", columns, rows)
    document = pdfium.PdfDocument(write_pdf(replace(sample(), statements=(held,))))
    try:
        page = document[5]
        text = page.get_textpage()
        assert flat(text.get_text_range()).count("(999,999,999,999)") == 12
        boxes = [text.get_rect(i) for i in range(text.count_rects())]
        assert min(box[0] for box in boxes) > 30
        assert max(box[2] for box in boxes) < page.get_width() - 30
        text.close()
        page.close()
    finally:
        document.close()


def test_the_auditors_report_takes_the_place_of_the_slip_sheet() -> None:
    slip = flat(pages(write_pdf(sample()))[4])
    assert "bound here" in slip
    assert "tieout, which gives no opinion" in slip
    bound = flat(pages(write_pdf(sample(), "To the **Board** of Directors:\n\nWe have read it."))[4])
    assert "To the Board of Directors: We have read it." in bound
    assert "bound here" not in bound


def test_bookmarks_title_and_author() -> None:
    document = pdfium.PdfDocument(write_pdf(sample()))
    try:
        assert document.get_metadata_value("Author") == FIRM
        assert (
            document.get_metadata_value("Title")
            == f"{FIRM}: Financial Statements, Years ended December 31, 2003 and 2002"
        )
        marks = [mark.get_title() for mark in document.get_toc()]
    finally:
        document.close()
    for expected in ("Table of Contents", "Statement of Financial Condition", "Computation of Net Capital"):
        assert expected in marks


def test_public_documents_say_so() -> None:
    assert "PUBLIC DOCUMENT" in pages(write_pdf(sample()))[2]
    assert "PUBLIC DOCUMENT" not in pages(write_pdf(sample(public_document=False)))[2]


def test_a_schedule_of_words_alone_is_a_page() -> None:
    words = Statement(
        "reconciliation", "Reconciliation With the FOCUS Report", "December 31, 2003", (), (), remark="None."
    )
    texts = pages(write_pdf(replace(sample(), statements=(*sample().statements, words))))
    assert in_contents(texts, words.title) == str(own_page(texts, words.title))
    assert "None." in texts[-1]
