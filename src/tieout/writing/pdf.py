"""The annual report on paper: Form X-17A-5 Part III, from the facing page to the supplementary schedules.

`write_pdf()` turns a Report into the data of a page (strings, nothing else) and hands it to the typesetter with the
templates beside this file:

    main.typ        order of the pages, numbering, contents
    facing.typ      facing page, oath, "this report contains"
    front.typ       cover, contents, the place of the auditor's report
    statement.typ   statements and schedules
    notes.typ       notes, and any other Markdown
    figures.typ     columns of figures, shared by statements and notes

The text travels as data, never as markup, so a name prints as it is written.  Only the fonts inside the typesetter are
used and the only date is the period's end: one report gives the same bytes wherever it is set.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst

from tieout.facts import Period, Report, Statement, TieoutError
from tieout.facts.words import long_date, span
from tieout.writing.figures import statement_tree
from tieout.writing.forms import as_date, contents_of, edition_for, facing_tree
from tieout.writing.markup import blocks

__all__ = ["SUPPLEMENTARY", "contents_of", "write_pdf"]

_TEMPLATES = Path(__file__).parent / "templates"
_STANDARDS: list[Any] = ["a-2a", "ua-1"]

# Schedules that follow the notes, by the statement's name or its beginning ("focus" stands for focus_part_iia too), and
# the rule each is made under.
_CAPTIONS = {
    "net_capital": "17 CFR 240.15c3-1",
    "aggregate_indebtedness": "17 CFR 240.15c3-1",
    "aggregate_debit_items": "17 CFR 240.15c3-1",
    "reserve_requirement": "17 CFR 240.15c3-3",
    "pab_reserve_requirement": "17 CFR 240.15c3-3",
    "possession_or_control": "17 CFR 240.15c3-3",
    "reconciliation": "17 CFR 240.17a-5(d)",
    "consolidation_reconciliation": "17 CFR 240.17a-5(d)",
    "focus": "Form X-17A-5, FOCUS Report",
}
SUPPLEMENTARY = tuple(_CAPTIONS)

_WIDEST_UPRIGHT = 6  # columns; a matrix with more is turned on its side


def write_pdf(report: Report, auditor_report: str = "") -> bytes:
    """The report as a PDF (PDF/A-2a, tagged, with bookmarks), the same bytes for the same report.

    `auditor_report` is Markdown and takes the place of the slip sheet where the accountant's report is bound.

    Raises TieoutError when the report does not say when its period ends, or holds a character no font here can set.
    """
    data = _data(report, auditor_report)
    ends = date.fromisoformat(data["date"])
    try:
        return typst.compile(
            str(_TEMPLATES / "main.typ"),
            root=str(_TEMPLATES),
            ignore_system_fonts=True,
            sys_inputs={"report": json.dumps(data, ensure_ascii=False)},
            pdf_standards=_STANDARDS,
            timestamp=datetime(ends.year, ends.month, ends.day, tzinfo=UTC),
        )
    except typst.TypstError as error:
        character = re.search(r'the text `?"(.+?)"`? could not be displayed', error.message)
        if character is None:
            raise
        raise TieoutError(
            f"the character {character[1]} cannot be printed: no font of the typesetter holds it.",
            where=f"the report of {report.entity}",
            mend="take it out, or write the word in Latin, Greek or Cyrillic letters.",
        ) from None


def _data(report: Report, auditor_report: str) -> dict[str, Any]:
    """Everything the pages say, as strings, numbers and lists."""
    page = report.facing_page
    period = _period(report)
    primary = [s for s in report.statements if _caption(s) is None]
    schedules = [s for s in report.statements if _caption(s) is not None]
    firm = str(page.get("statement_name") or page.get("registrant_name") or report.entity)
    consolidated = "Consolidated " if page.get("consolidated") else ""
    whole = _span(report, period)
    return {
        "firm": firm,
        "title": f"{firm}: {'Financial Statements' if primary else 'Schedules'}, {whole}",
        "date": period.end.isoformat(),
        "sec_file_number": str(page.get("sec_file_number") or ""),
        "accountant": str(page.get("accountant_name") or ""),
        "public_document": bool(page.get("public_document")),
        "period": whole,
        "as_of": long_date(period.end),
        "signer": [str(page.get("oath_signer") or ""), str(page.get("oath_title") or "")],
        "facing": facing_tree(report, edition_for(period.end), has_auditor_report=bool(auditor_report.strip())),
        "auditor": blocks(auditor_report) if auditor_report.strip() else [],
        "statements": [_sheet(s, bool(report.notes), consolidated) for s in primary],
        "schedules": [_sheet(s, False, "") for s in schedules],
        "statements_heading": f"{consolidated}Financial Statements as of and for the {whole[:1].lower()}{whole[1:]}:",
        "notes_title": f"Notes to {consolidated}Financial Statements",
        "notes": [{"number": n.number, "title": n.title, "blocks": blocks(n.body)} for n in report.notes],
        "consolidated": consolidated,
    }


def _span(report: Report, period: Period) -> str:
    """What the statements cover, in their own words: with a prior year beside it, "Years ended …"."""
    flows = (s.subtitle for s in report.statements if s.name in ("income", "cash_flows") and s.subtitle)
    return next(flows, span(period))


def _sheet(statement: Statement, has_notes: bool, consolidated: str) -> dict[str, Any]:
    see = f"See notes to {consolidated.lower()}financial statements." if has_notes else ""
    return statement_tree(statement) | {
        "caption": _caption(statement) or "",
        "see": see,
        "sideways": len(statement.columns) > _WIDEST_UPRIGHT,
    }


def _caption(statement: Statement) -> str | None:
    for name, caption in _CAPTIONS.items():
        if statement.name == name or statement.name.startswith(f"{name}_"):
            return caption
    return None


def _period(report: Report) -> Period:
    """The period of the facing page; without it, the latest that a statement's columns speak of."""
    page = report.facing_page
    ends = [c.when.end if isinstance(c.when, Period) else c.when for s in report.statements for c in s.columns]
    if page.get("period_end"):
        end = as_date(page["period_end"], "period_end")
    elif ends:
        end = max(ends)
    else:
        raise TieoutError(
            "nothing says when the period ends.",
            where=f"{report.entity}, facing page",
            mend="state period_end, such as 2003-12-31.",
        )
    start = as_date(page["period_start"], "period_start") if page.get("period_start") else date(end.year, 1, 1)
    if start > end:
        raise TieoutError(f"period_start {start} is after period_end {end}.", where=f"{report.entity}, facing page")
    return Period(start, end)
