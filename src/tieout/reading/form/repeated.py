"""What a filing says again of itself: the names and dates that its facing page states once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tieout.facts import Read
from tieout.reading.document import Document, Row
from tieout.reading.form.auditor import AuditorReport, addressee_in
from tieout.reading.form.cover import Cover
from tieout.reading.form.dates import worded_dates
from tieout.reading.form.facing_page import FacingPage
from tieout.reading.form.names import key_of, trimmed
from tieout.reading.notes.claims import claims_in
from tieout.reading.notes.marks import sentences
from tieout.reading.outline import TABLES, Part
from tieout.reading.statements.headings import days_in, is_heading_row


@dataclass(frozen=True, slots=True)
class Repeated:
    """A name, or the day of a date (ISO), at one place of a filing.

    Names stand on the `cover`, as the `addressee` of the auditor's report and the `other_addressee` of another, as the
    firm `audited`, and over a statement (`over_income`).  Dates stand on the `cover`, in the auditor's report
    (`audited`, what it speaks of), over a statement, in a report that quotes the date of the auditor's (`quoted`), and
    where a schedule speaks of a FOCUS report of some day (`focus`).
    """

    place: str
    text: str
    source: Read


@dataclass(frozen=True, slots=True)
class Repeats:
    """Names, dates, and other words.

    Words are the exemption that a report claims (`exempt`), and what the auditor calls the statement of income
    (`audited_income`: income, loss, operations, earnings).
    """

    names: tuple[Repeated, ...] = ()
    dates: tuple[Repeated, ...] = ()
    words: tuple[Repeated, ...] = ()


_LETTER = re.compile(r"^\W*to\s+(?:the\s+)?(?:board|members?|partners?|(?:share|stock)holders?|owners?|director)", re.I)
_SALUTED = re.compile(r"^\W*(?:in\s+(?:planning|accordance|our)|we\s+have|pursuant)\b", re.I)
_FILE_NUMBER = re.compile(r"\W*\bS\.?E\.?C\.?\s*file\b.*$", re.I)
_FIRM = re.compile(
    r"\b(?:inc|incorporated|corp|corporation|l\.?\s?l\.?\s?c|l\.?\s?p|ltd|limited|co|company)\b\.?"
    r"(?:\s+and\s+subsidiar\w+)?\W*$",
    re.I,
)
_ROLES = re.compile(
    r"^(?:(?:to|the|and|sole|board|of|directors?|managers?|managing|trustees?|members?|general|limited|partners?"
    r"|share-?\s?holders?|stock-?\s?holders?|owners?|proprietor|management|officers?|audit|committee)\b['’]?s?|[\s,:&])+",
    re.I,
)
_AUDITED = re.compile(r"\bhave\s+audited\s+the\b", re.I)
_SCOPE_ENDS = re.compile(r"\b(?:our audits?\b|we conducted|in our opinion|these financial statements are)", re.I)
_AUDITED_FIRM = re.compile(
    r"\b(?:condition|position|sheets?|statements|operations)\s+of\s+(?P<name>[A-Z].{3,110}?)\s*"
    r"(?:\(|,?\s+as\s+(?:of|at)\b|,\s+(?:which|and|for)\b)"
)
_QUOTED = re.compile(r"\bissued\s+our\s+reports?\s+(?:thereon,?\s+)?dated\s+", re.I)
_FOCUS = re.compile(
    r"\b(?:focus|form\s+x-?17a-?5|part\s+ii\s?a?)\b[^.;]{0,80}?\b(?:amended|filed|submitted|dated)\b[\s,]*(?:on\s+)?"
    r"(?=[a-z]{3,9}\.?\s\d)",
    re.I,
)
_INCOME = re.compile(
    r"\bstatements?\s+of\s+(?:\w+\s+)??(income|loss|operations|earnings)\b|,\s(income|loss|operations),", re.I
)
_EXEMPT = ("exemption", "reserve_requirement", "possession_or_control")  # parts in which an exemption is claimed
_WINDOW = 700  # characters of the scope paragraph of an auditor's report


def read_repeats(
    document: Document, facing: FacingPage, cover: Cover, auditor: AuditorReport, parts: Sequence[Part]
) -> Repeats:
    """The names and dates of a filing outside its facing page, where they can be read."""
    rows = list(document.rows())
    return Repeats(
        (*_names(document, rows, facing, cover, auditor), *_over(document, rows, facing, auditor, parts)),
        tuple(_dates(document, rows, facing, cover, auditor, parts)),
        tuple(_words(document, rows, auditor, parts)),
    )


def _read(document: Document, row: Row, text: str = "") -> Read:
    return Read(document.name, row.page, row.box, (text or row.text)[:400])


def _names(
    document: Document, rows: Sequence[Row], facing: FacingPage, cover: Cover, auditor: AuditorReport
) -> Iterator[Repeated]:
    for name in cover.names:
        yield Repeated("cover", name.text, name.source)
    if not cover.names:
        yield from _name_on_cover(document, _cover_rows(rows, facing, cover), facing)
    if name_addressed := trimmed(_ROLES.sub("", auditor.addressee)):
        yield Repeated("addressee", name_addressed, auditor.sources["addressee"])
    yield from _other_letters(document, rows, auditor)
    scope, places = _scope(rows, auditor)
    if (found := _AUDITED_FIRM.search(scope)) and _FIRM.search(found["name"]):
        row = _row_at(places, found.start("name"))
        yield Repeated("audited", trimmed(found["name"]), _read(document, row))


def _other_letters(document: Document, rows: Sequence[Row], auditor: AuditorReport) -> Iterator[Repeated]:
    """Whom other reports are addressed to."""
    for index in range(auditor.last_row + 1, len(rows)):
        if not _LETTER.match(rows[index].text):
            continue
        text, row = addressee_in(rows, index, min(index + 3, len(rows) - 1))
        opens = any(_SALUTED.match(each.text) for each in rows[index + 1 : index + 4])
        if opens and (name := trimmed(_ROLES.sub("", text))):
            yield Repeated("other_addressee", name, _read(document, rows[row]))


def _over(
    document: Document, rows: Sequence[Row], facing: FacingPage, auditor: AuditorReport, parts: Sequence[Part]
) -> Iterator[Repeated]:
    """The firm's name over the title of a statement: a line of its own that ends as a firm's name does."""
    others = {key_of(str(facing.fields.get("accountant_name", ""))), key_of(auditor.firm)}
    before = {id(row): rows[index - 1] for index, row in enumerate(rows) if index}
    for part in parts:
        over = before.get(id(part.titles[0])) if part.titles and part.name in (*TABLES, "notes") else None
        if over is None or over.page != part.titles[0].page:
            continue
        text = trimmed(over.text)
        if 4 < len(text) < 80 and text[0].isupper() and _FIRM.search(text) and key_of(text) not in others:
            yield Repeated(f"over_{part.name}", text, _read(document, over))


def _cover_rows(rows: Sequence[Row], facing: FacingPage, cover: Cover) -> Sequence[Row]:
    """The rows between the form and the contents; none where either is not found."""
    if not facing.found or cover.contents_row < 0:
        return ()
    last = max(facing.last_row, facing.oath_rows[1] if facing.oath_rows else -1)
    return rows[last + 1 : cover.contents_row] if cover.contents_row - last < 40 else ()


def _name_on_cover(document: Document, rows: Sequence[Row], facing: FacingPage) -> Iterator[Repeated]:
    """The line over the file number; else the first that ends as a firm's name does and is not the accountant's."""
    accountant = key_of(str(facing.fields.get("accountant_name", "")))
    for index, row in enumerate(rows):
        if found := _FILE_NUMBER.search(row.text):
            over = row if found.start() > 4 or not index else rows[index - 1]
            name = trimmed(_FILE_NUMBER.sub("", over.text.split("\n")[0]))
            if 4 < len(name) < 80 and not any(mark.isdigit() for mark in name[-4:]):
                yield Repeated("cover", name, _read(document, over))
                return
    for row in rows:
        text = trimmed(row.text.split("\n")[0])
        if 4 < len(text) < 80 and text[0].isupper() and _FIRM.search(text) and key_of(text) != accountant:
            yield Repeated("cover", text, _read(document, row))
            return


def _scope(rows: Sequence[Row], auditor: AuditorReport) -> tuple[str, list[tuple[int, Row]]]:
    """What the auditor says was audited, and where each row of it begins."""
    if auditor.first_row < 0:
        return "", []
    places, text = _run_on(rows[auditor.first_row : auditor.last_row + 1])
    audited = _AUDITED.search(text)
    if audited is None:
        return "", []
    ends = _SCOPE_ENDS.search(text, audited.end())
    stop = min(ends.start() if ends else len(text), audited.start() + _WINDOW)
    return text[audited.start() : stop], [(at - audited.start(), row) for at, row in places]


def _run_on(rows: Sequence[Row]) -> tuple[list[tuple[int, Row]], str]:
    """Rows as one text, with where each begins."""
    places, texts, at = [], [], 0
    for row in rows:
        flat = " ".join(row.text.split())
        places.append((at, row))
        texts.append(flat)
        at += len(flat) + 1
    return places, " ".join(texts)


def _row_at(places: Sequence[tuple[int, Row]], at: int) -> Row:
    return max((place for place in places if place[0] <= at), key=lambda place: place[0])[1]


def _dates(
    document: Document,
    rows: Sequence[Row],
    facing: FacingPage,
    cover: Cover,
    auditor: AuditorReport,
    parts: Sequence[Part],
) -> Iterator[Repeated]:
    on_cover = [(day, row) for row in _cover_rows(rows, facing, cover) for day in days_in(_flat(row))]
    if on_cover:
        day, row = max(on_cover, key=lambda each: each[0])
        yield Repeated("cover", day.isoformat(), _read(document, row))
    scope, places = _scope(rows, auditor)
    if spoken := days_in(scope):
        yield Repeated("audited", max(spoken).isoformat(), _read(document, _row_at(places, 0)))
    yield from _over_statements(document, parts)
    places, text = _run_on(rows)
    for place, pattern in (("quoted", _QUOTED), ("focus", _FOCUS)):
        for hit in pattern.finditer(text):
            found = worded_dates(text[hit.end() : hit.end() + 30])
            if found and found[0][1] == 0:
                yield Repeated(place, found[0][0].isoformat(), _read(document, _row_at(places, hit.end())))


def _over_statements(document: Document, parts: Sequence[Part]) -> Iterator[Repeated]:
    """The latest date over each kind of statement; where two years are bound in one by one, over the later."""
    held: dict[str, tuple[date, Row]] = {}
    for part in parts:
        if part.name not in (*TABLES, "notes"):
            continue
        over = [*part.titles, *(row for row in part.rows[:4] if is_heading_row(row))]
        dated = [(day, row) for row in over for day in days_in(_flat(row))]
        if dated:
            latest = max(dated, key=lambda each: each[0])
            held[part.name] = max(held.get(part.name, latest), latest, key=lambda each: each[0])
    for name, (day, row) in held.items():
        yield Repeated(f"over_{name}", day.isoformat(), _read(document, row))


def _words(
    document: Document, rows: Sequence[Row], auditor: AuditorReport, parts: Sequence[Part]
) -> Iterator[Repeated]:
    for part in parts:
        if part.name in _EXEMPT:
            places, text = _run_on(part.rows)
            for start, end in sentences(text):
                claims = dict(claims_in(text[start:end]))
                if claim := claims.get("rule_15c3_3_exemption"):
                    yield Repeated("exempt", claim, _read(document, _row_at(places, start), text[start:end]))
                    break
    scope, places = _scope(rows, auditor)
    if (found := _INCOME.search(scope)) and (word := (found[1] or found[2])):
        yield Repeated("audited_income", word.casefold(), _read(document, _row_at(places, found.start())))


def _flat(row: Row) -> str:
    return row.text.replace("\t", " ").replace("\n", " ")
