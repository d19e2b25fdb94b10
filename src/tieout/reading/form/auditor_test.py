"""The auditor's report: who, where, when, to whom, on what, with which opinion, and what else is bound in."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tieout.reading.document import Document
from tieout.reading.files import plain
from tieout.reading.files.limits import Limits
from tieout.reading.form.auditor import read_auditor_report
from tieout.reading.form.facing_page import read_facing_page

SHARED = Path(__file__).parents[4].parent / "shared" / "seeds"
SEEDS = {"mml_investors_2003": "000_1eed455c6c5f1d85.txt", "mml_distributors_2003": "001_da02cad6aa068b09.txt"}

REPORT = """\
Moss & Ray LLP
12 Mill Street, Suite 300 Waltham, MA 02451

REPORT OF INDEPENDENT REGISTERED PUBLIC ACCOUNTING FIRM

To the Board of Directors and Members of Alder Point Securities, LLC:

We have audited the accompanying statement of financial condition of Alder Point Securities, LLC as of December 31,
2016, and the related statements of operations, changes in members' equity, changes in subordinated borrowings and
cash flows for the year then ended.

We conducted our audit in accordance with the standards of the Public Company Accounting Oversight Board (United
States).

In our opinion, the financial statements present fairly, in all material respects, the financial position of the
Company at December 31, 2016.

Moss & Ray LLP
Waltham, Massachusetts
February 27, 2017

STATEMENT OF FINANCIAL CONDITION
Cash	100

Alder Point Securities, LLC
EXEMPTION REPORT
The Company claims an exemption under paragraph (k)(2)(ii).

REPORT OF INDEPENDENT REGISTERED PUBLIC ACCOUNTING FIRM

We have reviewed management's statements, included in the accompanying Exemption Report, in which the Company
identified the provisions.

February 28, 2017
"""


def document(text: str) -> Document:
    return plain.read(text, "report", Limits())


def test_a_report() -> None:
    read = read_auditor_report(document(REPORT))
    assert (read.firm, read.city, read.dated) == ("Moss & Ray LLP", "Waltham", date(2017, 2, 27))
    assert read.addressee == "To the Board of Directors and Members of Alder Point Securities, LLC"
    assert read.statements == (
        "financial_condition",
        "income",
        "changes_in_equity",
        "cash_flows",
        "changes_in_subordinated",
    )
    assert (read.opinion, read.standards) == ("unqualified", "PCAOB")
    assert read.sources["dated"].text == "February 27, 2017"
    assert set(read.sources) == {"firm", "city", "dated", "addressee", "statements", "opinion", "standards"}


def test_reports_bound_in() -> None:
    others = {other.kind: other.dated for other in read_auditor_report(document(REPORT)).others}
    assert others == {"exemption_report": None, "review_of_exemption_report": date(2017, 2, 28)}


@pytest.mark.parametrize(
    ("sentence", "opinion"),
    [
        (
            "The Company's losses raise substantial doubt about its ability to continue as a going concern.",
            "going_concern",
        ),
        ("In our opinion, except for the effects of the matter discussed above, the statements are fair.", "qualified"),
        ("In our opinion, the financial statements do not present fairly the financial position.", "adverse"),
        ("Accordingly, we do not express an opinion on these financial statements.", "disclaimer"),
    ],
)
def test_opinions(sentence: str, opinion: str) -> None:
    assert (
        read_auditor_report(document(REPORT.replace("In our opinion,", f"{sentence} In our opinion,"))).opinion
        == opinion
    )


def test_a_report_without_a_date_has_none() -> None:
    assert read_auditor_report(document(REPORT.replace("February 27, 2017\n", ""))).dated is None


def test_a_report_dated_the_year_before_the_first_reports_kept() -> None:
    """What a checker must see to say that the report was signed before the year it speaks of had ended."""
    text = REPORT.replace("December 31,\n2016", "June 30, 1993").replace("February 27, 2017", "August 22, 1992")
    assert read_auditor_report(document(text)).dated == date(1992, 8, 22)


def test_no_report() -> None:
    assert read_auditor_report(document("Cash\t100")).first_row == -1


@pytest.mark.parametrize("name", SEEDS)
def test_reference_filings(name: str) -> None:
    source, told = SHARED / SEEDS[name], SHARED / "expected" / f"{name}.json"
    if not (source.is_file() and told.is_file()):
        pytest.skip(f"{source} is not there")
    expected = json.loads(told.read_text(encoding="utf-8"))
    filing = plain.read(source.read_text(encoding="utf-8"), name, Limits())
    read = read_auditor_report(filing, read_facing_page(filing))
    assert read.dated is not None
    assert read.dated.isoformat() == expected["audit_report_date"]
    assert (read.firm, read.city, read.opinion, read.standards) == (
        "Deloitte & Touche LLP",
        "Boston",
        "unqualified",
        "GAAS",
    )
    assert [(other.kind, other.dated) for other in read.others] == [("internal_control_report", read.dated)]
