"""Notes: figures come from the facts in the form of their unit, and every mistake names its line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tieout.facts import Fact, Note, Period, Report, TieoutError, Told
from tieout.writing.notes import fill_notes

END, BEFORE = date(2003, 12, 31), date(2002, 12, 31)
YEAR, HALF = Period(date(2003, 1, 1), END), Period(date(2003, 7, 1), END)
TOLD = Told("CFO", date(2004, 2, 13), "a sample for tests")


def fact(concept: str, value: str, when: date | Period = END, unit: str = "USD", part: str = "") -> Fact:
    return Fact(concept=concept, entity="Alder", when=when, value=Decimal(value), unit=unit, part=part, trace=TOLD)


FACTS = (
    fact("net_capital", "3374361"),
    fact("cash", "4118902"),
    fact("cash", "3968140", BEFORE),
    fact("net_income", "-65223", YEAR),
    fact("ai_ratio", "0.7580", unit="ratio"),
    fact("tax_rate", "0.35", unit="rate"),
    fact("shares_issued", "300000", unit="shares"),
    fact("subordinated_liabilities", "0"),
    fact("retained_earnings", "1000", part="common stock"),
    fact("fees", "10", YEAR),
    fact("fees", "6", HALF),
    fact("old_only", "5", BEFORE),
)
PAGE = {
    "registrant_name": "A*B_C & <Sons> [LLC]",
    "sec_file_number": "8-99001",
    "period_start": "2003-01-01",
    "period_end": "2003-12-31",
    "crd_number": "",
}
REPORT = Report("Alder", PAGE, FACTS)


def filled(text: str) -> str:
    (note,) = fill_notes({"notes/01-a.md": f"# Title\n\n{text}\n"}, REPORT)
    return note.body.strip()


@pytest.mark.parametrize(
    ("placeholder", "printed"),
    [
        ("{{ net_capital }}", "$3,374,361"),
        ("{{net_capital}}", "$3,374,361"),
        ("{{ net_capital | plain }}", "3,374,361"),
        ("{{ net_capital | thousands }}", "$3,374"),
        ("{{ net_capital | thousands | plain }}", "3,374"),
        ("{{ net_income }}", "$(65,223)"),
        ("{{ net_income | positive }}", "$65,223"),
        ("{{ ai_ratio }}", "0.76"),
        ("{{ ai_ratio | percent }}", "75.80%"),
        ("{{ tax_rate }}", "35.00%"),
        ("{{ shares_issued }}", "300,000"),
        ("{{ subordinated_liabilities }}", "$0"),
        ("{{ cash }}", "$4,118,902"),
        ("{{ cash @ 2002-12-31 }}", "$3,968,140"),
        ("{{ retained_earnings / common stock }}", "$1,000"),
        ("{{ retained_earnings / common stock @ 2003-12-31 | plain }}", "1,000"),
        ("{{ fees @ 2003-07-01..2003-12-31 }}", "$6"),
        ("{{ old_only @ 2002-12-31 }}", "$5"),
        ("{{ period_end }}", "December 31, 2003"),
        ("{{ period_start }}", "January 1, 2003"),
        ("{{ year }}", "2003"),
        ("{{ firm.sec_file_number }}", "8-99001"),
        ("{{ firm.name }}", r"A\*B\_C \& \<Sons> \[LLC\]"),
        ("no figures here", "no figures here"),
        ("| cash | {{ cash | plain }} | {{ cash @ 2002-12-31 | plain }} |", "| cash | 4,118,902 | 3,968,140 |"),
    ],
)
def test_a_placeholder_becomes_the_stated_figure(placeholder: str, printed: str) -> None:
    assert filled(placeholder) == printed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ net_captial }}", r"notes/01-a\.md, line 3: the report states no net_captial[\s\S]*nearest.*net_capital"),
        ("first\n\n{{ cash", r"line 5: \{\{ is not closed"),
        ("{{ cash\n}}", r"line 3: \{\{ is not closed"),
        ("cash }}", r"line 3: \}\} closes nothing"),
        ("{{ }}", r"line 3: .* is not understood[\s\S]*Expected: \{\{ name \}\}"),
        ("{{ cash | bold }}", r"\| bold is not a qualifier[\s\S]*plain, thousands, positive, percent"),
        ("{{ cash @ 2002-13-31 }}", r"@ 2002-13-31[\s\S]*a date such as"),
        ("{{ cash @ 2001-12-31 }}", r"cash is not stated for 2001-12-31[\s\S]*2002-12-31, 2003-12-31"),
        ("{{ old_only }}", r"old_only is not stated for 2003-12-31[\s\S]*2002-12-31"),
        ("{{ fees }}", r"fees is stated more than once[\s\S]*2003-01-01\.\.2003-12-31"),
        ("{{ retained_earnings }}", r"does not state retained_earnings as a whole[\s\S]*common stock"),
        ("{{ cash / preferred }}", r"does not state the part 'preferred' of cash"),
        ("{{ firm.crd_number }}", r"the facing page states no crd_number"),
        ("{{ firm.nmae }}", r"the facing page states no nmae[\s\S]*name"),
    ],
)
def test_a_mistake_names_its_line_and_its_mend(text: str, message: str) -> None:
    with pytest.raises(TieoutError, match=message):
        filled(text)


def test_notes_are_numbered_in_the_order_of_their_files() -> None:
    texts = {
        "notes/02-cash.md": "# Cash of {{ year }}\nHeld.",
        "notes/01-organization.md": "\n# Organization\n\nFounded.\n",
    }
    assert fill_notes(texts, REPORT) == (
        Note(1, "Organization", "Founded.\n"),
        Note(2, "Cash of 2003", "Held.\n"),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("  \n\n", "the file is empty"),
        ("Organization\n\nFounded.", "the first line is 'Organization'"),
        ("# \n\nFounded.", "the first line is '#'"),
        ("# Organization\n\n", "a title and no text"),
    ],
)
def test_a_note_has_a_title_and_words(text: str, message: str) -> None:
    with pytest.raises(TieoutError, match=message):
        fill_notes({"notes/01-a.md": text}, REPORT)


def test_without_a_facing_page_the_latest_figure_stands() -> None:
    (note,) = fill_notes({"a.md": "# T\n{{ cash }}"}, Report("Alder", {}, FACTS))
    assert note.body == "$4,118,902\n"
    with pytest.raises(TieoutError, match="the facing page states no period_end"):
        fill_notes({"a.md": "# T\n{{ year }}"}, Report("Alder", {}, FACTS))
