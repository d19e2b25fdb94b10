"""The auditor's report:
who reports, when, to whom, on which statements, with what opinion, and what else is bound in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from types import MappingProxyType

from rapidfuzz import fuzz

from tieout.facts import Read
from tieout.reading.document import Document, Row
from tieout.reading.form.boxes import UNREADABLE
from tieout.reading.form.dates import worded_dates
from tieout.reading.form.facing_page import FacingPage
from tieout.reading.form.names import key_of, state_of, trimmed
from tieout.reading.form.places import street_ends

_AUDITED = re.compile(r"\bhave\s+audited\s+the\b", re.I)
_HEADING = re.compile(
    r"independent\s+(?:public\s+|registered\s+)?(?:auditor|accountant|accounting)s?['’]?s?['’]?\s+report"
    r"|report\s+of\s+independent|independent\s+auditor['’]?s['’]?\s*$",
    re.I,
)
_STOP = re.compile(
    r"^\W*(?:consolidated\s+)?(?:statements?\s+of|balance\s+sheets?)\b(?!.*\baudit)|^\W*notes\s+to", re.I
)


def _says(*phrases: str) -> re.Pattern[str]:
    """Any of some phrases, wherever lines break in them."""
    return re.compile("|".join(phrase.replace(" ", r"\s+") for phrase in phrases), re.I)


_STATEMENTS = {
    "financial_condition": _says(r"statements? of financial (?:condition|position)", r"balance sheets?"),
    "income": _says(
        r"statements? of (?:\w+ )?(?:income|operations|loss|earnings|profit)", r"\b(?:loss|income|operations),"
    ),
    "changes_in_equity": _says(r"changes in (?:[\w'’]+ ){0,2}(?:equity|capital|deficit)"),
    "cash_flows": _says("cash flows"),
    "changes_in_subordinated": _says(r"subordinated (?:to|borrowings|liabilities)", "subordinated debt"),
}
_PCAOB = _says(r"standards of the (?:PCAOB|Public Company Accounting Oversight)")
_GAAS = _says("generally accepted auditing standards", "auditing standards generally accepted")
# The first that the report says: a going concern's report presents fairly too.
_OPINIONS = {
    "disclaimer": _says(
        r"do(?:es)? not express an opinion on the(?:se| accompanying)? (?:financial )?statements",
        "disclaimer of opinion",
    ),
    "adverse": _says(r"do(?:es)? not present fairly", "adverse opinion"),
    "going_concern": _says(r"substantial doubt (?:about|as to|regarding)"),
    "qualified": _says(
        r"except for the (?:possible )?(?:effects?|omission|matter)", "qualified opinion", "subject to the effects"
    ),
    "unqualified": _says(r"presents?(?:ed)? fairly"),
}
_OTHERS = re.compile(  # begins with a letter and looks back, which finds it in half the time
    r"[eci](?:(?<=e)xempt(?:ion|ive)\s+report|(?<=c)ompliance\s+report|(?<=i)nternal\s+(?:accounting\s+)?control)",
    re.I,
)
_REVIEWED, _EXAMINED = _says("have reviewed", "a review of the"), _says("have examined", "an examination of")
_CONTROL = _says(r"report\b.{0,40}\bon internal (?:accounting )?control", "considered its internal control")
_FIRM = re.compile(
    r"([A-Z][\w&.,'’+ -]{1,60}?,?\s"
    r"(?:L\.?L\.?P\b\.?|P\.?L\.?L\.?C\b\.?|P\.\s?C\.|PC\b|P\.\s?A\.|CPAs?\b|LLC\b|Ltd\b\.?|& Co(?:mpany)?\b\.?))"
)
_PLACE = re.compile(r"([A-Z][A-Za-z.'’ -]{1,80}),\s*([A-Z]{2}\b|[A-Z]\.[A-Z]\.|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)")
_ADDRESSEE = re.compile(r"^\W*(?:to(?:\s+the)?:?\s+|(?:the\s+)?board\s+of\s+(?:directors|managers))", re.I)
_ABOVE, _BELOW = 9, 60  # rows of a report around the words "have audited the"
_DATE_ROW = 70  # characters of a row that is a date with a place


@dataclass(frozen=True, slots=True)
class BoundReport:
    """Another report bound in: its kind, its date where it bears one, and where it begins."""

    kind: str
    dated: date | None
    source: Read


@dataclass(frozen=True)
class AuditorReport:
    """What the report on the financial statements says; "" and None: not said or not readable.  Rows count from 0."""

    firm: str = ""
    city: str = ""
    dated: date | None = None
    addressee: str = ""
    statements: tuple[str, ...] = ()
    opinion: str = ""
    standards: str = ""
    others: tuple[BoundReport, ...] = ()
    sources: Mapping[str, Read] = field(default_factory=dict)
    first_row: int = -1
    last_row: int = -1


def read_auditor_report(document: Document, facing_page: FacingPage | None = None) -> AuditorReport:
    """The auditor's report of a filing; `first_row` is -1 where there is none."""
    rows = list(document.rows())
    text = document.text
    starts = list(accumulate((len(row.text) + 1 for row in rows), initial=0))
    others = tuple(_others(document, rows, text, starts))
    audited = next((hit for hit in _AUDITED.finditer(text) if not _of_control(text, hit.end())), None)
    if audited is None:
        return AuditorReport(others=others)
    at = bisect_right(starts, audited.start()) - 1
    first = next((i for i in range(at, max(at - _ABOVE, -1), -1) if _is_heading(rows[i].text)), max(at - 2, 0))
    last, dated, dated_row = _end(rows, at)
    body = text[starts[at] : starts[last + 1]]
    sources: dict[str, Read] = {}

    def put(name: str, row: int) -> None:
        sources[name] = Read(document.name, rows[row].page, rows[row].box, rows[row].text[:400])

    if dated:
        put("dated", dated_row)
    addressee, row = addressee_in(rows, first, at)
    if addressee:
        put("addressee", row)
    known = str(facing_page.fields.get("accountant_name", "") if facing_page else "")
    firm, row = _firm(rows, max(first - 6, 0), min(last + 6, len(rows) - 1), "" if known == UNREADABLE else known)
    if firm:
        put("firm", row)
    city, row = _city(rows, max(first - 6, 0), min(last + 4, len(rows) - 1), at)
    if city:
        put("city", row)
    opinion, place = _first_of(_OPINIONS, body)
    standards, where = (
        ("PCAOB", hit) if (hit := _PCAOB.search(body)) else ("GAAS", hit) if (hit := _GAAS.search(body)) else ("", None)
    )
    for name, offset in (("opinion", place), ("standards", where.start() if where else -1)):
        if offset >= 0:
            put(name, bisect_right(starts, starts[at] + offset) - 1)
    scope = text[audited.start() : audited.start() + 900].split("Our audit")[0].split("conducted")[0]
    covered = tuple(name for name, pattern in _STATEMENTS.items() if pattern.search(scope))
    if covered:
        put("statements", at)
    return AuditorReport(
        firm, city, dated, addressee, covered, opinion, standards, others, MappingProxyType(sources), first, last
    )


def _of_control(text: str, at: int) -> bool:
    """Whether what was audited is named a page away from the statements: control, compliance, a schedule."""
    return bool(
        re.match(r"\s+(?:company['’]s\s+)?(?:internal\s+control|compliance|schedule)", text[at : at + 60], re.I)
    )


def _is_heading(text: str) -> bool:
    return bool(_HEADING.search(text)) and len(text) < 140


def _end(rows: Sequence[Row], at: int) -> tuple[int, date | None, int]:
    """Where the report ends, and its date: the first row that is a date, alone or with a place."""
    stop = min(at + _BELOW, len(rows) - 1)
    for index in range(at + 1, stop + 1):
        text = rows[index].text.replace("\n", " ")
        if len(text) <= _DATE_ROW and (found := _own_date(text)):
            return index, found, index
        if _STOP.match(text) and len(text) < 90 and index - at > 3:
            return index - 1, None, -1
        if index > at + 1 and _is_heading(text):
            return index - 1, None, -1
    return stop, None, -1


def _own_date(text: str) -> date | None:
    """The date of a row that holds no more than a date, a place and a signature.

    >>> _own_date("New York, New York, February 27, 2016"), _own_date("for the year ended December 31, 2003")
    (datetime.date(2016, 2, 27), None)
    """
    found = worded_dates(text)
    if len(found) != 1 or re.search(r"\b(?:ended|as of|dated|at|through|and|expires?)\b", text, re.I):
        return None
    return found[0][0]


def addressee_in(rows: Sequence[Row], first: int, at: int) -> tuple[str, int]:
    """Whom a letter between two rows is addressed to, and on which row; "" and -1 where nobody is."""
    for index in range(first, at + 1):
        text = rows[index].text
        if _ADDRESSEE.match(text) and len(text) < 200 and not _AUDITED.search(text):
            parts = [text.strip().rstrip(":")]
            for row in rows[index + 1 : min(index + 3, at)]:
                if parts[-1].endswith((",", "and", "of")) or (
                    not rows[index].text.rstrip().endswith(":") and len(row.text) < 80
                ):
                    parts.append(row.text.strip().rstrip(":"))
                if row.text.rstrip().endswith(":"):
                    break
            return trimmed(" ".join(parts)), index
    return "", -1


def _firm(rows: Sequence[Row], low: int, high: int, known: str) -> tuple[str, int]:
    """The firm: the one the facing page names where it prints here too, else the one that prints most."""
    found: dict[str, list[tuple[str, int]]] = {}
    for index in range(low, high + 1):
        text = rows[index].text.replace("\n", " ")
        if len(text) > 160:
            continue
        if known and fuzz.partial_ratio(key_of(known), key_of(text)) >= 92:
            return known, index
        if hit := _FIRM.match(text.strip()):
            found.setdefault(key_of(hit[1]), []).append((trimmed(hit[1]), index))
    hits = max(found.values(), key=len, default=[])
    return hits[0] if hits else ("", -1)


def _city(rows: Sequence[Row], low: int, high: int, at: int) -> tuple[str, int]:
    """The city of the letterhead or over the date; never one named in running text."""
    for index in range(low, high + 1):
        text = rows[index].text.replace("\n", " ").replace("\t", " ")
        if len(text) > 120 or index == at:
            continue
        for hit in _PLACE.finditer(text):
            state = state_of(hit[2]) or state_of(hit[2].split()[0])
            ends = street_ends(hit[1])
            city = trimmed(hit[1][ends:] if ends else hit[1])
            city = re.sub(r"^.*\b(?:LLP|L\.L\.P\.|P\.C\.|CPAs?|LLC)\s+", "", city)
            if state and re.fullmatch(r"[A-Z][A-Za-z.'’-]*(?: [A-Z][A-Za-z.'’-]*){0,2}", city):
                return city, index
    return "", -1


def _first_of(kinds: Mapping[str, re.Pattern[str]], text: str) -> tuple[str, int]:
    for kind, pattern in kinds.items():
        if hit := pattern.search(text):
            return kind, hit.start()
    return "", -1


def _others(document: Document, rows: Sequence[Row], text: str, starts: Sequence[int]) -> Iterator[BoundReport]:
    """Other reports, each where its own text or heading begins, not where contents or a facing page list it."""
    found: dict[str, BoundReport] = {}
    for hit in _OTHERS.finditer(text):
        index = bisect_right(starts, hit.start()) - 1
        kind = _kind_of(rows[index].text, hit[0].lower())
        held = found.get(kind)
        if kind and not (held and held.dated) and not _is_listed(rows[index].text):
            dated = _end(rows, index)[1]
            if held is None or dated:  # a cover names a report before the report itself begins
                source = Read(document.name, rows[index].page, rows[index].box, rows[index].text[:200])
                found[kind] = BoundReport(kind, dated, source)
    yield from found.values()


def _kind_of(row: str, words: str) -> str:
    """Which report a row opens, by the accountant's own verb or by standing as a heading; "" for a mere mention."""
    if "control" in words:
        return "internal_control_report" if _CONTROL.search(row) and not re.search(r"^\W*\([a-z]\)", row) else ""
    exemption = words.startswith("exempt")
    if exemption and _REVIEWED.search(row):
        return "review_of_exemption_report"
    if not exemption and _EXAMINED.search(row):
        return "examination_of_compliance_report"
    is_heading = (
        re.search(r"report\W*$", row, re.I)
        and len(row) < 90
        and not re.search(r"\baccountant|\bindependent", row, re.I)
    )
    return ("exemption_report" if exemption else "compliance_report") if is_heading else ""


def _is_listed(text: str) -> bool:
    """Whether a row is a line of contents, which ends in pages, or a box of the facing page."""
    if re.match(r"\W*\(?[a-z]\)", text):
        return True
    return bool(re.search(r"[\t .]\d{1,3}(?:\s*[-–]\s*\d{1,3})?\s*$", text)) and not re.search(r"17a-5\s*$", text, re.I)
