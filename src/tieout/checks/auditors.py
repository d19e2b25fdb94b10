"""Agrees, of the auditor: who reports, and on which day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from rapidfuzz.distance import Levenshtein

from tieout.checks.agrees import core_of, iso, listed, words_of
from tieout.checks.model import Cause, Comparison, Words
from tieout.checks.registry import check
from tieout.checks.stated import Stated
from tieout.facts.words import long_date

_FORM = "Form X-17A-5 Part III"
_ACCOUNTING_FIRM = re.compile(r"\bL\.?L\.?P\b|\bP\.?L\.?L\.?C\b|\bP\.?\s?[CA]\b|\bCPAs?\b|& Co\b|Accountants", re.I)
_OF_ACCOUNTANTS = frozenset(
    "llp llc pllc lllp pc pa pcs cpa cpas inc ltd co company certified public accountant accountants and the".split()  # noqa: SIM905
)


@check("agrees", "agrees.accountant_name", cite=_FORM)
def accountants(stated: Stated) -> Iterator[Comparison]:
    """The accountant named on the facing page is the one who reports.

    What usually happened: the facing page still names last year's accountant.
    """
    facing, held = stated.words("accountant_name"), stated.stated_in_words.get("auditor_report")
    firm = str(held.get("firm", "")) if isinstance(held, dict) else ""
    addressed = str(held.get("addressee", "")) if isinstance(held, dict) else ""
    if facing is None or not _ACCOUNTING_FIRM.search(firm) or core_of(firm) in core_of(addressed):
        return  # nobody's name, or the client's
    reports = Words("accountant_name", firm, stated.source("auditor_report/firm"))
    told = firm.removesuffix(".")
    yield Comparison(
        "agrees.accountant_name", facing, reports,
        f"The facing page names the accountant {facing.text}, but the auditor's report is of {told}.", _FORM, "warning",
        agrees=_one_accountant(facing.text, firm), cause=Cause("wrong_words", "One of them is another accountant."),
    )  # fmt: skip


def _one_accountant(said: str, other: str) -> bool:
    """Whether two names share every word of the shorter that tells it apart, whatever their order.

    >>> _one_accountant("Marsh, John", "John Marsh, CPA, P.C."), _one_accountant("Marsh & Tully LLP", "Marsh & Oak LLP")
    (True, False)
    """
    a, b = ({word for word in words_of(name) if word not in _OF_ACCOUNTANTS} for name in (said, other))
    return a <= b or b <= a or Levenshtein.distance("".join(sorted(a)), "".join(sorted(b))) <= 1


@check("agrees", "agrees.audit_report_date.*", cite="AU 530.01; AS 3110.01")
def auditors_date(stated: Stated) -> Iterator[Comparison]:
    """The auditor's report is dated after the year, after every document it relies on, and as other reports quote it.

    A schedule that the auditor reports on may speak of a FOCUS report of some day: the auditor cannot have signed
    before.  The report on internal control, or on the exemption, bears the same date, and events after the year were
    evaluated to it.  What usually happened: January's slip in the year, a page amended after the signature.
    """
    dated = iso(stated.field("audit_report_date"))
    end = stated.as_of
    if dated is None or end is None:
        return
    source = stated.source("auditor_report/dated")
    signed = Words("audit_report_date", dated.isoformat(), source)
    cite = "AU 530.01; AS 3110.01"
    ends = Words("period_end", end.isoformat(), stated.source("period_end"))
    told = f"The auditor's report is dated {long_date(dated)}"
    slip = Cause("wrong_words", "The year is probably the old one." if end.year - 1 <= dated.year <= end.year else "")
    yield Comparison(
        "agrees.audit_report_date.after_year_end", signed, ends, f"{told}, before the year ended on {long_date(end)}.",
        cite, agrees=dated > end, cause=slip,
    )  # fmt: skip
    if dated <= end:
        return
    for place, text, at in listed(stated, "dates_again"):
        day = date.fromisoformat(text)
        if place == "quoted":
            because = f"{told}, but another report quotes it as dated {long_date(day)}."
            yield Comparison("agrees.audit_report_date.as_quoted", Words("audit_report_date", text, stated.source(at)),
                             signed, because, cite, agrees=day == dated)  # fmt: skip
        elif place == "focus" and day > end:
            because = f"{told}, but a schedule bound in with it speaks of a FOCUS report of {long_date(day)}."
            yield Comparison(
                "agrees.audit_report_date.after_documents", signed, Words("focus_report_date", text, stated.source(at)),
                because, cite, "warning", agrees=day <= dated,
            )  # fmt: skip
    yield from _other_reports(stated, signed, dated, told, cite)


def _other_reports(stated: Stated, signed: Words, dated: date, told: str, cite: str) -> Iterator[Comparison]:
    held = stated.stated_in_words.get("other_reports")
    for n, (kind, text) in enumerate(held if isinstance(held, list) else []):
        day = iso(text)
        if day is not None and kind in _AUDITORS_OWN:
            because = f"{told}, the auditor's {_AUDITORS_OWN[kind]} {long_date(day)}."
            other = Words("audit_report_date", text, stated.source(f"other_reports/{n}"))
            yield Comparison("agrees.audit_report_date.other_reports", other, signed, because, cite,
                             "note" if day > dated else "warning", agrees=day == dated)  # fmt: skip
    notes = stated.stated_in_words.get("notes_say")
    text = str(notes.get("subsequent_events_date", "")) if isinstance(notes, dict) else ""
    if (day := iso(text)) is not None:
        because = f"{told}, but the notes evaluate what happened after the year through {long_date(day)}."
        evaluated = Words("subsequent_events_date", text, stated.source("notes_say/subsequent_events_date"))
        yield Comparison("agrees.audit_report_date.subsequent_events", evaluated, signed, because, "ASC 855-10-25-1A",
                         "warning" if day > dated else "note", agrees=day == dated)  # fmt: skip


_AUDITORS_OWN = {
    "internal_control_report": "report on internal control",
    "review_of_exemption_report": "report on the exemption report",
    "examination_of_compliance_report": "report on the compliance report",
}
