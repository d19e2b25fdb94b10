"""The cover and the table of contents behind the facing page: whose report it is, what it holds, and who may see it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz import fuzz

from tieout.facts import Read
from tieout.reading.document import Document, Row
from tieout.reading.form.facing_page import FacingPage
from tieout.reading.form.names import key_of, trimmed
from tieout.reading.outline import title_of

_CONTENTS = re.compile(r"^\W*(?:table\s+of\s+contents|contents|index(?:\s+to\s+.{0,40})?)\W*$", re.I)
_PAGES = re.compile(r"^(?:\d{1,3}|[ivxIVX]{1,5})(?:\s*(?:[-–—]|to)\s*(?:\d{1,3}|[ivxIVX]{1,5}))?$")
_TITLE_AND_PAGES = re.compile(r"^(.{6,160}?)[\s.…·_]{2,}(\d{1,3}(?:\s*[-–—]\s*\d{1,3})?)$")
_GOES_ON = re.compile(r"(?:[-–—,]|\b(?:a|an|and|by|for|in|of|on|or|the|to|under|with))$", re.I)
_BODY = re.compile(r"we have audited|^\W*to the (?:board|members?|stockholder|shareholder|partners|sole)", re.I)
_FILE_NUMBER = re.compile(r"(?<![\w/.-])8\s?[-–—]\s?(\d{3,6})(?![\w/]|[-–]\d)")
_FILE_WORDS = re.compile(
    r"\(?\s*\bS\.?E\.?C\.?\s*(?:file|i\.?d\.?|identification)\b.*$|\(?\s*file\s+(?:number|no)\b.*$", re.I
)
_AUDITOR = re.compile(r"\bL\.?L\.?P\.?$|\bCPAs?\b|certified public|accounting firm|\bP\.\s?C\.$|accountants", re.I)
_SUFFIXES = (
    ("limited_liability_company", re.compile(r"\bL\.?\s?L\.?\s?C\b\.?|\blimited liability company\b", re.I)),
    ("partnership", re.compile(r"\bL\.?\s?P\b\.?|\blimited partnership\b|\bpartnership\b", re.I)),
    ("corporation", re.compile(r"\b(?:inc|incorporated|corp|corporation)\b\.?", re.I)),
    ("sole_proprietorship", re.compile(r"\bsole proprietor", re.I)),
)
_OWNERS = (
    ("limited_liability_company", re.compile(r"\bmember[s'’]{0,2}\s+(?:equity|capital|interest)", re.I)),
    ("partnership", re.compile(r"\bpartner[s'’]{0,2}\s+(?:equity|capital)", re.I)),
    ("corporation", re.compile(r"\b(?:stock|share)holder[s'’]{0,2}\s+equity", re.I)),
    ("sole_proprietorship", re.compile(r"\b(?:proprietor|owner)[s'’]{0,2}\s+(?:equity|capital)", re.I)),
)
_CONSOLIDATED = re.compile(r"^\W*consolidated\s+(?:statements?|balance\s+sheet|financial)", re.I)
_STATEMENT = re.compile(r"^\W*(?:statements?\s+of\s+financial\s+condition|balance\s+sheet)", re.I)
_PUBLIC = re.compile(r"\bpublic\s+document\b|\bpublic\s+(?:report|version)\b|\(\s*public\s*\)", re.I)
_CONFIDENTIAL = re.compile(r"(?<!\w)confidential\b(?!\s+treatment\s+of\s+certain)", re.I)
_ABOUT_CONFIDENCE = re.compile(r"conditions of confidential|request confidential", re.I)
_MOST_ROWS = 60  # a cover and its contents are two pages


@dataclass(frozen=True, slots=True)
class ListedStatement:
    """A line of the table of contents: the title, the pages as printed ("6-13"), and where."""

    title: str
    pages: str
    source: Read


@dataclass(frozen=True, slots=True)
class Printed:
    """A text of the cover, and where it prints."""

    text: str
    source: Read


@dataclass(frozen=True)
class Cover:
    """What the cover says.  None and "" mean that it does not say; `contents_row` counts the rows from 0, -1: none."""

    names: tuple[Printed, ...] = ()
    file_numbers: tuple[Printed, ...] = ()
    is_public: bool | None = None
    public_source: Read | None = None
    listed: tuple[ListedStatement, ...] = ()
    entity_kind: str = ""
    entity_source: Read | None = None
    consolidated: bool | None = None
    consolidated_source: Read | None = None
    contents_row: int = -1


def read_cover(document: Document, facing_page: FacingPage | None = None) -> Cover:
    """The cover and contents of a report.  `facing_page` tells which rows are the form's, and the registrant's name."""
    rows = list(document.rows())
    form = _rows_of_form(facing_page)
    start = max((last for _, last in form if last < 150), default=-1) + 1
    contents = next(
        (i for i in range(len(rows)) if i < 220 and not _within(i, form) and _CONTENTS.match(rows[i].text)), -1
    )
    stop = contents if contents >= 0 else _body_from(rows, start)
    before = [i for i in range(min(start, stop), stop) if stop - i <= _MOST_ROWS]
    before += [i for i in range(form[0][0] if form else 0) if i not in before]  # a cover may stand before the form
    known = str((facing_page.fields.get("registrant_name") if facing_page else "") or "")
    names = tuple(_names(document, rows, before, known))
    public, public_source = _public(document, rows, [*before, *range(stop, min(stop + 3, len(rows)))])
    kind, kind_source = _entity_kind(document, rows, form, names, known)
    consolidated, consolidated_source = _is_consolidated(document, rows, form)
    return Cover(
        names=names,
        file_numbers=tuple(_file_numbers(document, rows, before)),
        is_public=public,
        public_source=public_source,
        listed=tuple(_listed(document, rows, contents)) if contents >= 0 else (),
        entity_kind=kind,
        entity_source=kind_source,
        consolidated=consolidated,
        consolidated_source=consolidated_source,
        contents_row=contents,
    )


def _body_from(rows: Sequence[Row], start: int) -> int:
    """Where the body begins: the auditor's report, or where there is none the first statement; `start` if neither."""
    after = range(start, len(rows))
    if (letter := next((i for i in after if _BODY.search(rows[i].text)), -1)) >= 0:
        return letter
    return next((i for i in after if title_of(rows[i].text)), start)


def _rows_of_form(page: FacingPage | None) -> list[tuple[int, int]]:
    if page is None or not page.found:
        return []
    return [(page.first_row, page.last_row), *([page.oath_rows] if page.oath_rows else [])]


def _within(index: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first <= index <= last for first, last in spans)


def _source(document: Document, row: Row, text: str) -> Read:
    return Read(document.name, row.page, row.box, text)


def _names(document: Document, rows: Sequence[Row], where: Sequence[int], known: str) -> Iterator[Printed]:
    """Lines that are the registrant's name: like the facing page's, or, without one, the first with a firm's suffix."""
    seen: set[str] = set()
    for index in where:
        for cell in rows[index].cells:
            text = trimmed(_FILE_WORDS.sub("", cell.text.split("\n")[0]))
            if not 4 <= len(text) <= 110 or _AUDITOR.search(text) or key_of(text) in seen:
                continue
            alike = fuzz.partial_ratio(key_of(known), key_of(text)) if known else 0.0
            suffixed = (
                any(pattern.search(text) for _, pattern in _SUFFIXES[:3]) and text[0].isupper() and len(text) < 80
            )
            if (alike >= 90 and len(key_of(text)) >= len(key_of(known)) * 0.8) or (not known and suffixed and not seen):
                seen.add(key_of(text))
                yield Printed(text, _source(document, rows[index], cell.text))


def _file_numbers(document: Document, rows: Sequence[Row], where: Sequence[int]) -> Iterator[Printed]:
    seen: set[str] = set()
    for index in where:
        for hit in _FILE_NUMBER.finditer(rows[index].text):
            if (number := f"8-{hit[1]}") not in seen:
                seen.add(number)
                yield Printed(number, _source(document, rows[index], rows[index].text))


def _public(document: Document, rows: Sequence[Row], where: Sequence[int]) -> tuple[bool | None, Read | None]:
    """A cover that calls the binding confidential often names the public one too; its own is what it says first."""
    for pattern, answer in ((_CONFIDENTIAL, False), (_PUBLIC, True)):
        for index in where:
            text = rows[index].text
            if pattern.search(text) and not _ABOUT_CONFIDENCE.search(text):
                return answer, _source(document, rows[index], text)
    return None, None


def _listed(document: Document, rows: Sequence[Row], contents: int) -> Iterator[ListedStatement]:
    """Titles with pages; a title that wraps is joined to the row that bears its pages."""
    waiting, missed = "", 0
    for row in rows[contents + 1 : contents + 45]:
        cells = [cell.text.replace("\n", " ").strip() for cell in row.cells]
        glued = _TITLE_AND_PAGES.match(cells[0]) if len(cells) == 1 else None
        title, pages = (glued[1], glued[2]) if glued else (" ".join(cells[:-1]), cells[-1])
        if (len(cells) > 1 or glued) and _PAGES.match(pages.strip(" .")):
            goes_on = bool(waiting) and (title[:1].islower() or bool(_GOES_ON.search(waiting)))
            whole = trimmed(f"{waiting} {title}" if goes_on else title)
            if len(whole) > 3:
                yield ListedStatement(
                    whole, re.sub(r"\s*[–—-]\s*", "-", pages.strip(" .")), _source(document, row, row.text)
                )
            waiting, missed = "", 0
        else:
            text = row.text.strip()
            waiting = "" if text.endswith(":") else text
            missed += 1
            if missed > 4 or _BODY.search(text) or len(text) > 170:
                return


def _entity_kind(
    document: Document, rows: Sequence[Row], form: Sequence[tuple[int, int]], names: Sequence[Printed], known: str
) -> tuple[str, Read | None]:
    """By the name's suffix; where it has none, by what the report calls its owners most often."""
    for name in [known, *(printed.text for printed in names)]:
        for kind, pattern in _SUFFIXES:
            if pattern.search(name):
                source = next((printed.source for printed in names if printed.text == name), None)
                return kind, source or (names[0].source if names else None)
    text = document.text
    starts = list(accumulate((len(row.text) + 1 for row in rows), initial=0))
    counted: dict[str, list[int]] = {}
    for kind, pattern in _OWNERS:
        hits = [bisect_right(starts, hit.start()) - 1 for hit in pattern.finditer(text)]
        counted[kind] = [index for index in hits if not _within(index, form)]
    kind, hits = max(counted.items(), key=lambda pair: len(pair[1]))
    return (kind, _source(document, rows[hits[0]], rows[hits[0]].text)) if hits else ("", None)


def _is_consolidated(
    document: Document, rows: Sequence[Row], form: Sequence[tuple[int, int]]
) -> tuple[bool | None, Read | None]:
    """Whether the statements' own headings say so; None when no heading of a statement was seen."""
    plain: Row | None = None
    for index, row in enumerate(rows):
        if len(row.text) > 140 or _within(index, form):
            continue
        if _CONSOLIDATED.match(row.text):
            return True, _source(document, row, row.text)
        if plain is None and _STATEMENT.match(row.text):
            plain = row
    return (False, _source(document, plain, plain.text)) if plain else (None, None)
