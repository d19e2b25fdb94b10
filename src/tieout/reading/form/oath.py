"""The oath or affirmation behind the facing page:
who swears, for which firm, as of when, and the boxes of the contents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tieout.facts import Read
from tieout.reading.document import Document, Row
from tieout.reading.form.boxes import UNREADABLE, Mark, mark_of, settled
from tieout.reading.form.dates import day_of, worded_dates
from tieout.reading.form.names import Value, Witness, joined, trimmed, unspecked
from tieout.reading.form.strip import Piece, Span, Strip
from tieout.reading.form.words import FormWords, letters, name_words

_HEADING = re.compile(r"OATH\s+(?:OR|AND)\s+AFF|swear\s*\(or\s*affirm", re.I)
_END = re.compile(
    r"confidential treatment of certain"
    r"|^\W*(?:INDEPENDENT AUDITOR|REPORT OF INDEPENDENT|TABLE OF CONTENTS|We have audited)",
    re.I,
)
_REMARK = re.compile(r"confidential treatment of certain", re.I)
_BOX = re.compile(r"^\W*(?:\[\W?[xXvV✓]?\W?\]\W*)?\([a-z]{1,2}\)\s")
_REGISTRANT = re.compile(r"NAME\s+OF\s+(?:BROKER\W{0,3}DEALER|FIRM)\s*:")
_LONGEST = 75  # rows
_SHORT_HEAD = 18  # letters that tell a box of the contents from the next
_SWEARS = re.compile(r"[,.]?\s*(?:do\s+)?(?:solemnly\s+)?swear\s*[(\[]?\s*or\s+affirm", re.I)
_PERTAIN = re.compile(r"pertain\w*\s+to\s+(?:the\s+)?firm\s*(?:of)?", re.I)
_AS_OF = re.compile(r"[,.]?\s*\bas\s+(?:of|at)\b", re.I)
_TRUE = re.compile(r",?\s*(?:\b(?:is|are|as|one)\b[\s,]*){1,3}true\s+and\s+correct", re.I)
_NAME = re.compile(r"[A-Z][\w.'’-]*(?:[ ,]+[A-Za-z][\w.'’-]*,?){1,6}\.?$")
_NOT_A_FIRM = re.compile(
    r"[A-Za-z,]\s*20\d\d|[{}<>$|]|\bas\b|(?:January|February|March|April|May|June|July|August|\w+ember|October)\s+\d",
    re.I,
)


@dataclass(frozen=True)
class Oath:
    """What the oath says, with sources; no fields where the document has none.  `rows` are its first and last."""

    fields: Mapping[str, object] = field(default_factory=dict)
    sources: Mapping[str, Read] = field(default_factory=dict)
    rows: tuple[int, int] | None = None


def read_oath(
    document: Document, rows: Sequence[Row], words: FormWords, page: tuple[int, int], witness: Witness
) -> Oath:
    """The oath behind a facing page of these rows, or bound in front of it, and what its list of contents has
    checked.
    """
    before, after = page
    first, limit = _heading(rows, before, after)
    if first is None:
        return Oath()
    last = min(first + _LONGEST, limit)
    for index in range(first + 3, last + 1):
        if _END.search(rows[index].text):
            last = index if "confidential" in rows[index].text else index - 1
            break
    strip = Strip(document.name, rows[first : last + 1])
    fields: dict[str, object] = {}
    sources: dict[str, Read] = {}

    def put(name: str, value: Value, pieces: Sequence[Piece]) -> None:
        fields[name] = value.text or UNREADABLE
        if pieces:
            sources[name] = strip.read(pieces, value.repaired if value.text else "")

    contains = strip.find_like(words.contains, 0, len(strip.text), 75.0)
    stop = contains[0] if contains else len(strip.text)
    swears = _SWEARS.search(strip.text, 0, stop)
    if swears:
        put("oath_signer", *_signer(strip, swears.start(), witness))
        put("oath_firm", *_firm(strip, swears.end(), stop, witness))
        put("oath_date", *_as_of(strip, swears.end(), stop))
    else:
        fields |= dict.fromkeys(("oath_signer", "oath_firm", "oath_date"), UNREADABLE)
    put("oath_title", *_title(strip, stop, witness))
    put("notary", *_notary(strip))
    contents, pieces = _contents(strip, words, contains, typed=document.kind == "pdf")
    if contents:
        fields["contents"] = contents
        if pieces:
            sources["contents"] = strip.read(pieces)
    return Oath(fields, sources, (first, _form_ends(rows, first, last)))


def _form_ends(rows: Sequence[Row], first: int, last: int) -> int:
    """The last row of the form: the remark under its list of contents, or where that is left out the last box."""
    if _REMARK.search(rows[last].text):
        return last
    return max((index for index in range(first, last + 1) if _BOX.match(rows[index].text)), default=last)


def _heading(rows: Sequence[Row], before: int, after: int) -> tuple[int | None, int]:
    """The row an oath begins with and the last it may reach; another filing's facing page ends the search."""
    other = next((k for k in range(after + 1, len(rows)) if _REGISTRANT.search(rows[k].text)), len(rows))
    for index in range(max(after, 0), other):
        if _HEADING.search(rows[index].text):
            return index, other - 1
    for index in range(max(before - _LONGEST, 0), before):
        if _HEADING.search(rows[index].text):
            return index, before - 1
    return None, -1


def _signer(strip: Strip, before: int, witness: Witness) -> tuple[Value, list[Piece]]:
    """The name between "I," and "swear"."""
    heading = strip.find("AFFIRMATION", 0, before) or (0, 0)
    opening = re.compile(r"(?:^|[\s_{(\"“|])(?:[I1l|]|We)\s*[,.]?[}_]*[\s,_]", re.I).search(
        strip.text, heading[1], before
    )
    low = opening.end() if opening else strip.text.rfind("\n", heading[1], before) + 1
    pieces = [piece for piece in strip.pieces(low, before) if trimmed(piece.text)]
    cells = [trimmed(piece.text) for piece in pieces if len(letters(piece.text)) > 1]
    value = joined(cells, witness) if cells else Value("")
    text = trimmed(value.text)
    return (Value(text, value.repaired) if _is_name(text) else Value("")), pieces


def _is_name(text: str) -> bool:
    return bool(_NAME.match(text)) and not any(mark.isdigit() for mark in text) and len(text) < 60


def _firm(strip: Strip, low: int, stop: int, witness: Witness) -> tuple[Value, list[Piece]]:
    pertains = _PERTAIN.search(strip.text, low, stop)
    if not pertains:
        return Value(""), []
    as_of = _AS_OF.search(strip.text, pertains.end(), stop)
    true = _TRUE.search(strip.text, pertains.end(), stop)
    high = min((hit.start() for hit in (as_of, true) if hit), default=pertains.end())
    pieces = [piece for piece in strip.pieces(pertains.end(), high) if trimmed(piece.text)]
    rows: dict[int, list[str]] = {}
    for piece in pieces:
        rows.setdefault(piece.row, []).append(unspecked(piece.text) or trimmed(piece.text))
    parts = [joined(cells, witness) for cells in rows.values()]
    text = trimmed(" ".join(part.text for part in parts)) if parts and all(part.text for part in parts) else ""
    sound = len(letters(text)) >= 3 and len(text) < 90 and not _NOT_A_FIRM.search(text) and len(rows) < 4
    return (Value(text, next((part.repaired for part in parts if part.repaired), "")) if sound else Value("")), pieces


def _as_of(strip: Strip, low: int, stop: int) -> tuple[Value, list[Piece]]:
    """The date between the firm and "are true and correct"; a year of which only the century prints is none."""
    pertains = _PERTAIN.search(strip.text, low, stop)
    low = pertains.end() if pertains else low
    true = _TRUE.search(strip.text, low, stop)
    high = true.end() if true else min(low + 260, stop)
    text = strip.text[low:high]
    near = re.sub(r"[\t\n_]+", " ", text)
    near = re.sub(r",\s*(?=(?:19|20)\b)", ", ", near)
    near = re.sub(r"\b(19|20)\s+(\d\d)\b", r"\1\2", near)
    days = list(dict.fromkeys(day for day, _, _ in worded_dates(near)))
    days += [
        day
        for hit in re.finditer(r"\b(\d{1,2})/(\d{1,2})(?:/|\s?,\s?(?=20))(\d{4}|\d{2})\b", near)
        if (day := day_of(*hit.groups()))
    ]
    as_of = _AS_OF.search(text)
    pieces = strip.pieces(low + as_of.end() if as_of else low, true.start() if true else high)
    return Value(days[0].isoformat() if len(days) == 1 else ""), pieces[:4]


def _title(strip: Strip, stop: int, witness: Witness) -> tuple[Value, list[Piece]]:
    """The words over the caption Title, or behind it, where they are an officer's."""
    for hit in re.finditer(r"(?m)(?:^|(?<=[\t (]))\(?Title:\)?[ \t_]*(?=\S)", strip.text[:stop]):
        end = strip.text.find("\n", hit.end())
        pieces = strip.pieces(hit.end(), end if end > 0 else stop)[:1]
        if pieces and _is_officer(text := trimmed(pieces[0].text)) and len(text) < 60:
            return Value(text), pieces
    for hit in re.finditer(r"(?m)(?:^|(?<=[\t (]))\(?Title:?\)?(?=\s*$|\t)", strip.text[:stop]):
        number = strip.text.count("\n", 0, hit.start())
        for index in (number, number - 1):
            if index < 0:
                continue
            start = _row_start(strip, index)
            end = hit.start() if index == number else _row_start(strip, index + 1)
            pieces = [p for p in strip.pieces(start, end) if len(letters(p.text)) > 1]
            value = joined([trimmed(piece.text) for piece in pieces], witness) if pieces else Value("")
            if _is_officer(value.text):
                return Value(_officer(value.text), value.repaired), pieces
    return Value(""), []


def _is_officer(text: str) -> bool:
    words = {word.lower() for word in re.findall(r"[A-Za-z]+", text)}
    if "notary" in words:
        return False  # the stamp beside it
    return bool(words & name_words("officers")) or text.upper() in ("CEO", "CFO", "COO", "CCO", "FINOP")


def _officer(text: str) -> str:
    return trimmed(re.sub(r"\b(?:Signature|Title)\b:?", " ", text))


def _row_start(strip: Strip, index: int) -> int:
    at = 0
    for _ in range(index):
        at = strip.text.find("\n", at) + 1
    return at


def _notary(strip: Strip) -> tuple[Value, list[Piece]]:
    """The notary's name, which is read only where it is typed: on a stamp, or twice.  A signature is not print."""
    found: dict[str, list[Piece]] = {}
    for hit in re.finditer(r"(?i)notary\s+public", strip.text):
        row = strip.text.count("\n", 0, hit.start())
        for index in (row - 1, row):
            if index < 0:
                continue
            start, end = _row_start(strip, index), hit.start() if index == row else _row_start(strip, index + 1)
            for piece in strip.pieces(start, end):
                name = trimmed(re.sub(r"(?i)\b(?:signature|title)\b", "", piece.text))
                if _is_name(name):
                    found.setdefault(name.upper(), []).append(Piece(name, piece.start, piece.row, piece.column))
    twice = [pieces for name, pieces in found.items() if len(re.findall(re.escape(name), strip.text.upper())) > 1]
    typed = twice or [p for n, p in found.items() if _stamped(strip.text, n)]
    if len(typed) == 1:
        return Value(typed[0][0].text), typed[0][:1]
    return Value(""), [piece for pieces in found.values() for piece in pieces][:2]


def _stamped(text: str, name: str) -> bool:
    """Whether a name is set in capitals over "Notary Public, State of": a stamp."""
    return (
        bool(re.search(rf"{re.escape(name)}\W+Notary Public\W+(?:State|Commonwealth|In and for)", text, re.I))
        and name in text
    )


def _contents(
    strip: Strip, words: FormWords, contains: Span | None, *, typed: bool
) -> tuple[dict[str, Mark], list[Piece]]:
    """Each box of "this report contains", and the print of the list."""
    if contains is None and not strip.find("check all applicable boxes"):
        return {}, []
    at = low = contains[1] if contains else 0
    footnote = strip.find("For conditions of confidential", low) or strip.find("To request confidential", low)
    stop = footnote[0] if footnote else len(strip.text)
    marks: dict[str, Mark] = {}
    places: dict[str, int] = {}  # where a box's own print begins; -1 where there is none before its words
    for letter, said in words.boxes.items():
        head = letters(said)[:28]
        hit = strip.find(head, at, stop) or strip.find_like(head, at, min(at + 500, stop), 80.0)
        if hit is None and letter not in ("a", "z"):
            hit = strip.find(head[:_SHORT_HEAD], at, min(at + 160, stop))  # worded otherwise further on
        if hit is None:
            marks[letter] = UNREADABLE
            continue
        start = max(at, strip.text.rfind("\n", at, hit[0]) + 1)
        printed = strip.text[start : hit[0]]
        bare = not printed.strip(" \t().\n" + letter + letter.upper())
        if bare and start > at + 1:
            above = strip.text[strip.text.rfind("\n", 0, start - 1) + 1 : start - 1]
            printed = (above if len(above.strip()) <= 4 else "") + printed
        marks[letter] = mark_of(printed.replace("\t", " "), letter)
        places[letter] = -1 if bare else start + len(printed) - len(printed.lstrip())
        at = hit[1]
    if "z" not in words.boxes and "o" not in places:
        marks.pop("o", None)  # only later printings of the form have it
    if typed and _in_one_column(strip, [at for letter, at in places.items() if marks[letter] is True]):
        # The boxes themselves are drawn, not typed, so one without a mark is empty.
        marks |= {letter: False for letter, place in places.items() if place < 0 and marks[letter] == UNREADABLE}
    return settled(marks), strip.pieces(low, stop)


def _in_one_column(strip: Strip, places: Sequence[int]) -> bool:
    """Whether marks stand exactly one under the other, as typed ones do and those read off an image do not."""
    cells = [strip.cell_at(at)[1] for at in places]
    lefts = [cell.box[0] for cell in cells]
    return len(cells) >= 3 and max(lefts) - min(lefts) < 0.5 and len({cell.text[:1] for cell in cells}) == 1
