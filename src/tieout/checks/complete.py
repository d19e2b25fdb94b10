"""Complete: what rule 17a-5 asks of an annual report of its date, and what the boxes of the form say is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from tieout.checks.bound import Document
from tieout.checks.model import Cause, Comparison, Severity, Words
from tieout.checks.registry import check
from tieout.checks.stated import Stated
from tieout.facts.words import long_date
from tieout.law import LawError, ask
from tieout.law.params import in_force, param
from tieout.taxonomy import read_yaml

_CITE = "17 CFR 240.17a-5"
# What a binding of the statement of financial condition alone must hold: the rest may be bound apart, (e)(3).
_OF_CONDITION = ("facing_page", "financial_condition", "oath", "audit_report")


@dataclass(frozen=True)
class _Trace:
    """How a part of an annual report shows: as a part of the outline, by words of a title, as a report, as a matter."""

    parts: tuple[str, ...] = ()
    title: str = ""
    reports: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


_RESERVE = _Trace(("reserve_requirement", "exemption"), "", (), ("rule_15c3_3",), ("rule_15c3_3_exemption",))
_SHOWS: Mapping[str, _Trace] = {
    "financial_condition": _Trace(("financial_condition",)),
    "income": _Trace(("income",), r"(?:income|loss|operations|earnings)\b"),
    "cash_flows": _Trace(("cash_flows",), r"cash ?flows?"),
    "changes_in_equity": _Trace(("changes_in_equity",), r"changes? in .*(?:equity|capital|deficit)|retained earnings"),
    "changes_in_subordinated": _Trace(("changes_in_subordinated",), r"subordinated"),
    "notes": _Trace(("notes",)),
    "net_capital": _Trace(("net_capital",), r"net capital"),
    "reserve": _RESERVE,
    "reserve_requirement": _Trace(("reserve_requirement",), r"\breserve\b"),
    "possession_or_control": _Trace(("possession_or_control",), r"possession"),
    "reconciliation": _Trace(("reconciliation",), r"reconcil", (), ("reconciliation",)),
    "oath": _Trace(("oath",), "", (), ("oath",), ("oath_signer", "oath_date", "oath_title", "notary")),
    "audit_report": _Trace(("auditor",), "", (), ("audit",)),
    "internal_control_report": _Trace(
        ("internal_control",), r"internal (?:accounting )?control", ("internal_control_report",), ("internal_control",)
    ),
    "exemption_report": _Trace((), r"exemption report", ("exemption_report",), ("exemption_report",)),
    "exemption_review": _Trace((), "", ("review_of_exemption_report",), ("review",)),
    "compliance_report": _Trace((), r"compliance report", ("compliance_report",), ("compliance_report",)),
    "compliance_examination": _Trace((), "", ("examination_of_compliance_report",), ("examination",)),
    "sipc_report": _Trace(("agreed_upon",), r"SIPC|agreed.upon", (), ("sipc",)),
    "tangible_net_worth": _Trace((), "", (), ("tangible_net_worth",)),
    "security_based_swaps": _Trace((), "", (), ("security_based_swaps",)),
}


def _shown(document: Document, name: str) -> Words | None:
    """Where a part shows, under a title of its own or as a report."""
    trace = _SHOWS[name]
    for part in trace.parts:
        if held := document.part(part):
            return Words(name, held.title, held.source)
        if statement := document.stated.statement(part):
            return Words(name, statement.title)
    if trace.title and (held := document.titled(trace.title)):
        return Words(name, held.title, held.source)
    if name == "audit_report" and document.auditor:
        return Words(name, "auditor's report", document.stated.source("auditor_report/opinion"))
    return next((words for kind in trace.reports if (words := document.report(kind))), None)


def _spoken_of(document: Document, name: str) -> Words | None:
    """Where the report speaks of a part: it may be held under words that no title has."""
    trace = _SHOWS[name]
    for matter in trace.matters:
        if document.speaks_of(matter):
            place = document.place_of(matter)
            return Words(name, place.text if place else matter, place)
    facing_page = document.stated.report.facing_page
    return next((Words(name, str(facing_page[f]), document.stated.source(f)) for f in trace.fields if f in facing_page),
                None)  # fmt: skip


@check("complete", "complete.*", cite=f"{_CITE}(d)")
def contents_of_the_report(stated: Stated) -> Iterator[Comparison]:
    """The annual report holds what rule 17a-5 asks for at its date.

    The statements, the computation of net capital, the reserve computation or the exemption from it, the
    reconciliation, the oath, the accountant's reports.  What a report speaks of anywhere is taken to be there.  Nothing
    is asked of a document that is only a part, and of a binding of the statement of financial condition alone only what
    belongs to it.  On a poor scan what was not found is a note.  The supplemental report on SIPC is none of it: it goes
    to SIPC, bound apart.
    """
    document = Document(stated)
    if stated.as_of is None or not document.is_whole:
        return
    computes = document.has("reserve_requirement") or _shown(document, "compliance_report") is not None
    given = {
        "fiscal_year_end": stated.as_of,
        "files_exemption_report": not computes,
        "has_subordinated_liabilities": _is_subordinated(stated),
    }
    try:
        asked = dict(ask("annual_report_contents", given))
    except LawError:  # a year whose contents are not held
        return
    if not document.has("reserve_requirement"):
        asked.pop("possession_or_control", None)  # an exemption, or a word of rule 15c3-3, stands for both
    if not computes and not stated.field("rule_15c3_3_exemption") and _shown(document, "exemption_report") is None:
        asked.pop("exemption_review", None)  # which of the two reports is missed is not known
    for name, words in asked.items():
        if (name in _SHOWS or name == "facing_page") and (not document.only_condition or name in _OF_CONDITION):
            title, _, paragraph = str(words).partition(", (")
            yield _held(document, name, title, f"{_CITE}({paragraph}")


def _held(document: Document, name: str, title: str, cite: str) -> Comparison:
    if name == "facing_page":
        held = Words(name, "facing page", document.stated.source("registrant_name")) if document.has_form else None
    else:
        held = _shown(document, name) or _spoken_of(document, name)
    assert document.stated.as_of is not None
    none = "No exemption report and no compliance report" if name == "exemption_report" else f"No {title}"
    because = (
        f"{none.split(', or ')[0]} is found in this document. The annual report of a year that ends on "
        f"{long_date(document.stated.as_of)} contains {'one of them' if name == 'exemption_report' else 'it'}."
    )
    found = Words(name, title)
    said = held or Words(name, "not found in the document")
    return Comparison(f"complete.{name}", said, found, because, cite, document.absence, agrees=held is not None)


def _is_subordinated(stated: Stated) -> bool:
    """Whether the balance sheet shows subordinated debt at either end of the year."""
    held = stated.of_concept("subordinated_liabilities")
    return any(figure.fact.value for figure in held if figure.statement == "financial_condition")


# --- the boxes of the facing page ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Box:
    letter: str
    text: str
    stands_for: tuple[str, ...]


@cache
def _boxes(edition: str) -> tuple[_Box, ...]:
    for file in (files("tieout.taxonomy") / "forms").iterdir():
        if file.name.endswith(".yaml") and (raw := read_yaml(file))["id"] == edition:
            return tuple(_Box(box["letter"], box["text"].rstrip("."), tuple(box["stands_for"])) for box in raw["boxes"])
    return ()


# An empty box says nothing of these: the notes have two boxes, the flows of cash the box of another statement.
_NEVER_MISSED = ("notes", "notes_to_all_statements", "cash_flows", "facing_page", "reconciliation", "audit_report")
_SAME = {"remark_on_net_capital": "reconciliation", "notes_to_all_statements": "notes"}


@check("agrees", "agrees.box_*", cite="Form X-17A-5 Part III")
def boxes(stated: Stated) -> Iterator[Comparison]:
    """A box of the facing page is ticked for what is bound in, and for nothing else.

    A box that cannot be read says nothing.  What the report speaks of without a title is enough for a ticked box; only
    what has a title of its own is missed by an empty one.
    """
    document = Document(stated)
    marks = stated.report.facing_page.get("contents")
    if not isinstance(marks, Mapping) or not document.is_whole:
        return
    for box in _boxes(str(stated.report.facing_page.get("edition", ""))):
        names = tuple(
            dict.fromkeys(_SAME.get(name, name) for name in box.stands_for if _SAME.get(name, name) in _SHOWS)
        )
        ticked = marks.get(box.letter)
        if names and isinstance(ticked, bool):
            yield from _box(document, box, names, ticked=ticked)


def _box(document: Document, box: _Box, names: tuple[str, ...], *, ticked: bool) -> Iterator[Comparison]:
    name = f"box_{box.letter}"
    shown = next((words for one in names if (words := _shown(document, one))), None)
    spoken = next((words for one in names if (words := _spoken_of(document, one))), None)
    said = Words(name, f"({box.letter}) {'ticked' if ticked else 'empty'}", document.stated.source("contents"))
    what = f"Box ({box.letter}) of the facing page, “{box.text}”,"
    if ticked:
        held = shown or spoken
        because = f"{what} is ticked, and none is found in the document."
        exemption = document.stated.field("rule_15c3_3_exemption")
        severity: Severity = document.absence
        if exemption and set(names) & {"reserve_requirement", "possession_or_control"}:
            because = f"{because[:-1]}; the report claims the exemption of Rule 15c3-3{exemption}."
            severity = "note"
        found = held or Words(name, "not found in the document")
    elif shown is None or set(names) & set(_NEVER_MISSED):
        return
    else:
        held, severity = None, "note"
        because = f"{what} is empty, and “{shown.text}” is bound in."
        found = Words(name, shown.text, shown.source)
    cause = Cause("wrong_words", "The box is ticked, or left empty, against what is bound in.")
    yield Comparison(f"agrees.{name}", said, found, because, "Form X-17A-5 Part III", severity, agrees=held is not None,
                     cause=cause)  # fmt: skip


# --- the day it is due -----------------------------------------------------------------------------------------------


@check("complete", "complete.in_time", cite=f"{_CITE}(d)(5)")
def in_time(stated: Stated) -> Iterator[Comparison]:
    """The auditor's report is dated no later than the day the annual report was due.

    A later date is a note: the period may have been extended for the firm, or the report amended.  Since the order of
    2021 the days that it may add are counted.
    """
    signed = stated.words("audit_report_date", "auditor_report/dated")
    if stated.as_of is None or signed is None:
        return
    try:
        dated = date.fromisoformat(signed.text)
        due = ask("annual_report_due", {"fiscal_year_end": stated.as_of})["due"]
    except (LawError, ValueError):
        return
    assert isinstance(due, date)
    if in_force("annual_report_days_more", due):
        due += timedelta(int(param("annual_report_days_more", due).value))
    because = (
        f"The auditor's report is dated {long_date(dated)}, after {long_date(due)}, the day on which the annual report "
        "was due. It was late, or its time was extended."
    )
    yield Comparison(
        "complete.in_time",
        Words("audit_report_date", long_date(dated), signed.source),
        Words("annual_report_due", long_date(due)),
        because,
        f"{_CITE}(d)(5)",
        "note",
        agrees=dated <= due,
    )
