"""The facing page of Form X-17A-5 Part III, read off a filed report: each blank, its words, and what was mended in
them.

Nothing is invented.  A blank that stands on the form and cannot be read is the string "unreadable"; a blank that the
edition at hand does not have is absent.  Where print can be read two ways, the rest of the filing decides or nobody
does.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from tieout.facts import Read
from tieout.reading.document import Document
from tieout.reading.form.boxes import UNREADABLE, Mark, mark_of, one_of, several_of
from tieout.reading.form.dates import WORDED, readings
from tieout.reading.form.layout import (
    OFFICIAL,
    Layout,
    captions_in,
    find_layout,
    is_caption,
    without_ends,
    without_scraps,
)
from tieout.reading.form.names import Value, Witness, joined, phone_of, state_of, trimmed, unspecked, without_stamps
from tieout.reading.form.oath import read_oath
from tieout.reading.form.period import Period, read_period
from tieout.reading.form.places import Address, address_of, one_row
from tieout.reading.form.strip import CELL, Piece, Span, Strip
from tieout.reading.form.words import Group, letters

FORM = "X-17A-5 Part III"
_FILE_NUMBER = re.compile(r"(?<![\w/.-])([8SB§&30])\s?[-–—−=~.]\s?([\dOolISBZ]{3,6})(?![\w/]|[-–]\d|\.\d)")
_BARE_NUMBER = re.compile(r"^[\s_|]*(\d{4,6}|\d{1,3} \d{2,4})[\s_|]*$")
_SPACED = re.compile(r"(?<![\w/.-])8\s?[-–—]\s?(\d{2,3}) (\d{3})(?![\w/-]|[ .]\d)")
_TITLES = re.compile(
    r"\W*(?:(?:FORM|PART|ANNUAL|FACING)\b|8\s?[-–—]\W*$)", re.I
)  # what may stand between a caption and its box
_LONGEST = 200  # characters: no blank of the form holds more
_ALNUM = re.compile(r"[A-Za-z0-9]")
_LONE = re.compile(r"\.?[A-Za-z]?\.?|\W?\d\W?")  # what a table's rule may leave of a word in the next cell
_EMAIL = re.compile(r"[\w.+'-]+\s?@\s?[\w-]+(?:\s?\.\s?[\w-]+)*\.\s?[A-Za-z]{2,}")
_ENDINGS = ("com", "net", "org", "edu", "gov", "us", "biz", "info", "co", "uk", "ca", "COM", "NET", "ORG")
_FAX = re.compile(r"\bfax\b\W*\d[\d\s().–-]{8,}|\b(?:tel(?:ephone)?|phone|ph)\b\s*[:.#]*(?=\s*[\d(])", re.I)
_FIRM = re.compile(r"\b(?:L\.?L\.?P|P\.?\s?C|P\.?\s?A|P\.?L\.?L\.?C|CPAs?|C\.P\.A\.?s?|LLC|Ltd|Co|Company)\b\.?", re.I)
_CERTIFIED = "certified_public_accountant"


@dataclass(frozen=True)
class FacingPage:
    """What the facing page and the oath say.  `first_row` and `last_row` count the document's rows from 0; -1: none."""

    fields: Mapping[str, object] = field(default_factory=dict)
    sources: Mapping[str, Read] = field(default_factory=dict)
    first_row: int = -1
    last_row: int = -1
    oath_rows: tuple[int, int] | None = None

    @property
    def found(self) -> bool:
        """Whether the document has a facing page at all."""
        return self.first_row >= 0


class _Reader:
    """Collects fields and their sources as the page is read from top to bottom."""

    def __init__(self, layout: Layout, witness: Witness) -> None:
        self.layout, self.strip, self.witness = layout, layout.strip, witness
        self.fields: dict[str, object] = {}
        self.sources: dict[str, Read] = {}
        self.official = _official_columns(layout.strip)

    def put(self, name: str, value: Value, pieces: Sequence[Piece]) -> None:
        """A field as read; unreadable where nothing could be made of it.

        The source shows what is printed either way.
        """
        self.fields[name] = value.text or UNREADABLE
        if pieces:
            self.sources[name] = self.strip.read(pieces, value.repaired if value.text else "")

    def pieces(self, group: Group, span: Span, captions: Sequence[tuple[str, Span]]) -> list[Piece]:
        """What a stretch prints beside captions, stamps and the column for official use."""
        without = [hit for _, hit in captions]
        for words in OFFICIAL:
            at = span[0]
            while hit := self.strip.find(words, at, span[1]):
                without.append(hit)
                at = hit[1]
        kept: list[Piece] = []
        for whole in without_scraps(
            self.strip, group, self.layout.leads[group.name], self.strip.pieces(*span, without)
        ):
            if not (rest := without_ends(group, captions, whole)):
                continue
            piece = Piece(rest, whole.start + whole.text.index(rest), whole.row, whole.column)
            text = "" if is_caption(group, rest) else unspecked(without_stamps(rest))
            if not text or len(text) > _LONGEST or self._is_official(piece):
                continue
            beside = bool(kept) and kept[-1].row == piece.row
            if len(_ALNUM.findall(text)) > 1 or (beside and _LONE.fullmatch(text)):
                start = piece.start + max(piece.text.find(text[:3]), 0)
                kept.append(Piece(text, start, piece.row, piece.column))
        return kept

    def _is_official(self, piece: Piece) -> bool:
        column, row, left = self.official
        if not row[0] <= piece.row <= row[1]:
            return False
        if re.fullmatch(r"\d{5}(?:-\d{4})?", piece.text) and any(
            state_of(words) for words in self.strip.lines[piece.row].split(CELL)
        ):
            return False  # a zip code in its own row
        if column >= 0:
            return piece.column >= column
        box = self.strip.cell_at(piece.start)[1].box
        return 0 < left - 6 <= box[0] and self.strip.cell_at(piece.start)[1].column < 0


def read_facing_page(document: Document) -> FacingPage:
    """The facing page of a filed report and the oath behind it.

    `found` is False, and nothing read, where it has none.
    """
    rows = list(document.rows())
    layout = find_layout(document, rows)
    if layout is None:
        return FacingPage()
    rest = "\n".join(row.text for row in [*rows[: layout.first_row], *rows[layout.last_row + 1 :]])
    reader = _Reader(layout, Witness(rest))
    reader.fields["form"], reader.fields["edition"] = FORM, layout.words.id
    _file_number(reader)
    _period(reader)
    for group in layout.words.groups:
        if span := layout.regions.get(group.name):
            _GROUPS.get(group.name, _nothing)(reader, group, span)
        else:
            reader.fields |= dict.fromkeys(group.fields, UNREADABLE)
    kind_by_firm(reader.fields, reader.sources)
    oath = read_oath(document, rows, layout.words, (layout.first_row, layout.last_row), reader.witness)
    reader.fields |= oath.fields
    reader.sources |= oath.sources
    return FacingPage(
        MappingProxyType(reader.fields), MappingProxyType(reader.sources), layout.first_row, layout.last_row, oath.rows
    )


def _nothing(reader: _Reader, group: Group, span: Span) -> None:  # noqa: ARG001
    reader.fields |= dict.fromkeys(group.fields, UNREADABLE)


def _official_columns(strip: Strip) -> tuple[int, tuple[int, int], float]:
    """The column kept for official use: its number where the file has columns, the rows it runs over, its left edge."""
    found = [strip.cell_at(hit[0]) for words in OFFICIAL if (hit := strip.find(words))]
    found = [(row, cell) for row, cell in found if letters(cell.text).upper().startswith(("OFFICIAL", "FIRMID"))]
    if not found:
        return -1, (1, 0), 0.0
    cells = [cell for _, cell in found]
    return (
        min(c.column for c in cells),
        (min(r for r, _ in found), max(r for r, _ in found) + 2),
        min(c.box[0] for c in cells),
    )


def _file_number(reader: _Reader) -> None:
    """8- and the number, in its box or loose among the titles.  Nothing but the caption's own cell may lack the 8-."""
    strip, layout = reader.strip, reader.layout
    first = min((span[0] for span in layout.leads.values()), default=len(strip.text))
    caption = (
        strip.find("SEC FILE NUMBER", 0, first)
        or strip.find("FILE NUMBER", 0, first)
        or strip.find("SEC FILE NO", 0, first)
    )
    found: dict[str, tuple[str, int, int]] = {}
    for hit in _FILE_NUMBER.finditer(strip.text, 0, first):
        near = bool(caption) and caption is not None and 0 <= hit.start() - caption[1] < 40
        digits = hit[2].translate(str.maketrans("OolIZ", "00112"))
        if not digits.isdigit():
            continue  # an S or a B among digits may be either of two
        if hit[1] != "8" and not near:
            continue
        how = "" if hit[1] == "8" and digits == hit[2] else "letters read as the digits they look like"
        if hit[1] in "3&§" and not reader.witness.prints(f"8-{digits}"):
            continue
        found.setdefault(f"8-{digits}", (how, hit.start(), hit.end()))
    spaced = _SPACED.search(strip.text, caption[1], min(first, caption[1] + 60)) if caption and not found else None
    if spaced:
        number = f"8-{spaced[1]}{spaced[2]}"
        found[number] = ("digits printed apart closed", spaced.start(), spaced.end())
    if not found and caption:
        after = [piece for piece in strip.pieces(caption[1], first) if not _TITLES.match(piece.text)]
        for piece in after[:2]:
            bare = _BARE_NUMBER.match(
                re.sub(r"^\W*8\s?[-–]?(?=\s*\d{4})", "", piece.text) if "-" in piece.text else piece.text
            )
            if bare and bare[1] not in ("20549", "3235"):
                found[f"8-{bare[1].replace(' ', '')}"] = (
                    "8- put before the number, as every broker-dealer's has",
                    piece.start,
                    piece.start + len(piece.text),
                )
                break
    if len(found) > 1 and caption:
        close = {number: at for number, at in found.items() if 0 <= at[1] - caption[1] < 12}
        found = close if len(close) == 1 else {n: at for n, at in found.items() if reader.witness.prints(n)}
    if len(found) == 1:
        number, (how, start, end) = next(iter(found.items()))
        row, cell = strip.cell_at(start)
        reader.put(
            "sec_file_number", Value(number, how), [Piece(strip.text[start:end].strip(), start, row, cell.column)]
        )
    else:
        reader.put("sec_file_number", Value(""), strip.pieces(*caption) if caption else [])


def _period(reader: _Reader) -> None:
    layout = reader.layout
    low, high = layout.period
    heading = reader.strip.find("REGISTRANT IDENT", low, high)
    high = heading[0] if heading else high
    found: Period = read_period(reader.strip, (low, high), layout.ending, reader.witness)
    reader.put("period_start", found.start, found.start_pieces)
    reader.put("period_end", found.end, found.end_pieces)


def _registrant(reader: _Reader, group: Group, span: Span) -> None:
    pieces = reader.pieces(group, span, captions_in(reader.strip, group, span))
    reader.put(group.name, _name(pieces, reader.witness), pieces)


def _name(pieces: Sequence[Piece], witness: Witness) -> Value:
    """A name of one row, or wrapped over two.  A speck of a letter counts where the filing prints the name with it."""
    value = _name_of(pieces, witness)
    specks = [piece for piece in pieces if len(letters(piece.text)) <= 1]
    if not specks or (value.text and witness.prints(value.text)):
        return value
    for speck in specks:
        rest = _name_of([piece for piece in pieces if piece is not speck], witness)
        if rest.text and witness.prints(rest.text):
            return rest
    value = _name_of([piece for piece in pieces if piece not in specks], witness)
    # A small letter is the end of a word that the table's rule cut.
    cut = any(letters(speck.text).islower() for speck in specks) and not witness.prints(value.text)
    return Value("") if cut else value


def _name_of(pieces: Sequence[Piece], witness: Witness) -> Value:
    rows = [joined([piece.text for piece in row], witness) for row in _by_row(pieces)]
    if not rows or not all(value.text for value in rows) or len(rows) > 2:
        return Value("")
    text = trimmed(" ".join(value.text for value in rows))
    if sum(mark.isalpha() for mark in text) < 3 or re.search(r"[\\{}$%§¢<>|]", text):
        return Value("")
    return Value(text, next((value.repaired for value in rows if value.repaired), ""))


def _by_row(pieces: Sequence[Piece]) -> list[list[Piece]]:
    rows: dict[int, list[Piece]] = {}
    for piece in pieces:
        rows.setdefault(piece.row, []).append(piece)
    return list(rows.values())


def _address(reader: _Reader, group: Group, span: Span) -> None:
    captions = captions_in(reader.strip, group, span)
    pieces = reader.pieces(group, span, captions)
    parting = next((hit[0] for name, hit in captions if name == group.name), None)
    above = [piece for piece in pieces if parting is None or piece.start < parting]
    below = [piece for piece in pieces if parting is not None and piece.start > parting]
    places = [hit for name, hit in captions if name in group.fields[1:]]
    if parting is not None and not above and places and places[0][0] > parting:
        # Every value under its caption, as some printings have it.
        above = [piece for piece in below if piece.start < places[0][0]]
        below = [piece for piece in below if piece.start > places[-1][1]]
    if parting is None and len(_by_row(above)) > 1:
        above, below = functools.reduce(operator.iadd, _by_row(above)[:-1], []), _by_row(above)[-1]
    below = [piece for row in _by_row(below)[:4] for piece in row]
    street = [[piece.text for piece in row] for row in _by_row(above)]
    if any(re.fullmatch(r"[A-Z]", piece.text) for piece in above):
        street = [[""]]  # a letter beside the street: west, or a stamp's
    found = address_of(street, [piece.text for piece in below], reader.witness)
    _put_address(reader, group.fields, found, [above, below or above, below or above, below or above])


def _put_address(reader: _Reader, names: Sequence[str], found: Address, pieces: Sequence[Sequence[Piece]]) -> None:
    for name, value, own in zip(names, (found.street, found.city, found.state, found.zip), pieces, strict=True):
        held = (
            [piece for piece in own if (value.text and piece.text in value.text) or value.text in piece.text]
            if value.text
            else []
        )
        reader.put(name, value, held or own)


def _contact(reader: _Reader, group: Group, span: Span) -> None:
    captions = captions_in(reader.strip, group, span)
    pieces = reader.pieces(group, span, captions)
    labelled = {p: trimmed(_FAX.sub(" ", p.text)) if _FAX.search(p.text) else p.text for p in pieces}
    pieces = [Piece(text, p.start, p.row, p.column) for p, text in labelled.items() if text]
    text = " ".join(piece.text for piece in pieces)
    phone = phone_of(text)
    reader.put("contact_phone", Value(phone[0], phone[1]) if phone else Value(""), pieces)
    names = pieces
    if "contact_email" in group.fields:
        email, own = _email(reader.strip, pieces)
        reader.put("contact_email", email, own or pieces)
        names = [piece for piece in pieces if piece not in own or _EMAIL.search(piece.text)]
    names = [Piece(bare, p.start, p.row, p.column) for p in names if (bare := _only_name(p.text))]
    reader.put("contact_name", _person(names, reader), names or pieces)


def _email(strip: Strip, pieces: Sequence[Piece]) -> tuple[Value, list[Piece]]:
    """The e-mail address and the pieces that print it; a table's rule may cut it in two."""
    at = next((index for index, piece in enumerate(pieces) if "@" in piece.text), None)
    if at is None:
        return Value(""), []
    row = [piece for piece in pieces if piece.row == pieces[at].row]
    at = row.index(pieces[at])
    hit = _EMAIL.search(row[at].text)
    before = row[at - 1].text if at else ""
    cut_before = row[at].text.split("@")[0].count(" ") == 0 and re.search(r"(?:^|[\s\d])[a-z.]{1,12}$", before)
    after = row[at + 1] if at + 1 < len(row) and re.fullmatch(r"[a-z.]{1,14}", row[at + 1].text) else None
    own = [row[at], *([after] if after else [])]
    if cut_before:
        return Value(""), [row[at - 1], *own]
    if after is None:
        return (Value(hit[0].replace(" ", "")) if hit and hit[0].rsplit(".", 1)[-1] in _ENDINGS else Value("")), own
    gap = "." if strip.text[row[at].start + len(row[at].text) : after.start].strip() == "." else ""
    ways = {row[at].text.split()[-1] + gap + after.text[n:] for n in (0, 1, 2) if row[at].text.endswith(after.text[:n])}
    sound = [way for way in ways if _EMAIL.fullmatch(way) and way.rsplit(".", 1)[-1] in _ENDINGS]
    return Value(sound[0] if len(sound) == 1 else "", "an address cut by the table closed"), own


def _only_name(text: str) -> str:
    text = _EMAIL.sub(" ", text)
    while found := phone_of(text):
        text = text[: found[2]] + " " + text[found[3] :]
    text = re.sub(r"[(\[]?[\dOoIl]*\d[\dOoIlQS)(.\s–—-]*\d[)\]]?|\S*@\S*", " ", text)
    return trimmed(re.sub(r"\(\s*\)", " ", text))


_PERSON = re.compile(r"[A-Z][\w.'’-]*(?:[ ,]+[A-Za-z][\w.'’-]*,?){1,6}\.?$")


def _person(pieces: Sequence[Piece], reader: _Reader) -> Value:
    value = _name(pieces, reader.witness)
    stray = re.match(r"([A-Za-z]) (?=\S+ \S)", value.text)
    if stray and reader.witness.prints(value.text[2:]) and not reader.witness.prints(value.text):
        value = Value(value.text[2:], "a letter of the caption that stands before it left out")
    elif stray and not reader.witness.prints(value.text):
        return Value("")
    scrap = re.match(r"[A-Z]\w?[A-Z] (?=[A-Z][a-z])", value.text)
    if scrap and not reader.witness.prints(value.text):
        rest = value.text[scrap.end() :]
        value = (
            Value(rest, "letters of the caption that stands before it left out")
            if reader.witness.prints(rest)
            else Value("")
        )
    return value if _PERSON.match(value.text) and not any(mark.isdigit() for mark in value.text) else Value("")


def _accountant(reader: _Reader, group: Group, span: Span) -> None:
    captions = captions_in(reader.strip, group, span)
    pieces = reader.pieces(group, span, captions)
    at = dict(reversed(captions))
    name_end = at["accountant_name"][0] if "accountant_name" in at else None
    ends = [at[name][1] for name in group.fields[1:5] if name in at]
    place_end = max(ends, default=span[1])
    if name_end is None:
        rows = _by_row(pieces)
        name_end = rows[1][0].start if len(rows) > 1 else span[1]
    named = [piece for piece in pieces if piece.start < name_end]
    starts = [at[name][0] for name in group.fields[1:5] if name in at]
    if not named and starts and "accountant_name" in at and min(starts) > name_end:
        between = [piece for piece in pieces if name_end < piece.start < min(starts)]
        under = [piece for piece in pieces if piece.start >= place_end]
        if between and under and len(_by_row(between)) == 1:  # every value under its caption
            named, name_end, place_end = between, min(starts), under[-1].start + 1
    placed = [piece for piece in pieces if name_end <= piece.start < place_end]
    later = [piece for piece in pieces if piece.start >= place_end]
    reader.put("accountant_name", _firm(named, reader.witness), named)
    found = one_row([piece.text for piece in placed], reader.witness) if placed else Address()
    _put_address(reader, group.fields[1:5], found, [placed] * 4)
    if "accountant_pcaob_id" in group.fields:
        _pcaob(reader, later)


def _firm(pieces: Sequence[Piece], witness: Witness) -> Value:
    """The accountant's name; the last row above its caption where a scrap of the printed line stands over it."""
    value = _name(pieces, witness)
    rows = _by_row(pieces)
    if len(rows) > 1 and not witness.prints(value.text):
        last = _name(rows[-1], witness)
        if last.text and (witness.prints(last.text) or len(rows) > 2):
            return last
    return value


def _pcaob(reader: _Reader, pieces: Sequence[Piece]) -> None:
    text = "  ".join(piece.text for piece in pieces)
    days = readings(text)
    dated = Value(days[0].day.isoformat(), days[0].how) if len(days) == 1 else Value("")
    numbers = list(re.findall(r"(?<![\w/.-])\d{1,5}(?![\w/-]|\.\d)", WORDED.sub(" ", text)))
    reader.put("accountant_pcaob_registered", dated, pieces)
    reader.put("accountant_pcaob_id", Value(numbers[0] if len(numbers) == 1 else ""), pieces)


def _kind(reader: _Reader, group: Group, span: Span) -> None:
    marks, pieces = _marks(reader, group, span)
    value, how = one_of(marks) if marks else (UNREADABLE, "")
    reader.put(group.name, Value("" if value == UNREADABLE else value, how), pieces)
    if value == UNREADABLE and all(mark == UNREADABLE for mark in marks.values()):
        reader.fields[group.name] = ""  # no glyph at all, settled by `kind_by_firm`


def _kinds(reader: _Reader, group: Group, span: Span) -> None:
    marks, pieces = _marks(reader, group, span)
    value = several_of(marks) if marks else UNREADABLE
    if value == UNREADABLE and len(marks) == len(group.options):
        value = _typed_alone(reader.strip, group, span, marks)
    reader.put(group.name, Value(", ".join(value) if isinstance(value, list) else ""), pieces)
    reader.fields[group.name] = value


def _typed_alone(strip: Strip, group: Group, span: Span, marks: Mapping[str, Mark]) -> list[str] | str:
    """Boxes marked by a typed X, where nothing at all prints before the others: drawn boxes, which hold no type."""
    bare = {value: _before(strip, words, span) for value, words in group.options.items()}
    typed = [value for value, print_ in bare.items() if print_.upper() in ("X", "[X]", "(X)") and marks[value] is True]
    others = all(not print_ or value in typed for value, print_ in bare.items())
    return typed if typed and others else UNREADABLE


def _before(strip: Strip, words: str, span: Span) -> str:
    """What prints before an option's words in their own row."""
    hit = strip.find(words.split("(")[0], *span)
    start = strip.text.rfind("\n", 0, hit[0]) + 1 if hit else 0
    return re.sub(r"(?i)\bcheck here if respondent is also an$", "", strip.text[start : hit[0]].strip()) if hit else "?"


def _marks(reader: _Reader, group: Group, span: Span) -> tuple[dict[str, Mark], list[Piece]]:
    """What stands before each option's words, and the print of them all."""
    strip, at = reader.strip, span[0]
    marks: dict[str, Mark] = {}
    ends = span[0]
    for value, words in group.options.items():
        said = words.split("(")[0]
        hit = strip.find(said, at, span[1]) or strip.find_like(said, at, span[1], 85.0)
        if hit:
            marks[value] = mark_of(
                strip.text[at : hit[0]].split("\n")[-1] if "\n" in strip.text[at : hit[0]] else strip.text[at : hit[0]]
            )
            if marks[value] == UNREADABLE and "\n" in strip.text[at : hit[0]]:
                marks[value] = (
                    mark_of(strip.text[at : hit[0]].replace("\n", " "))
                    if len(strip.text[at : hit[0]].strip()) < 6
                    else UNREADABLE
                )
            at = ends = hit[1]
    return marks, strip.pieces(span[0], min(ends, span[1]))


def kind_by_firm(fields: dict[str, object], sources: dict[str, Read]) -> None:
    """Where no box printed, the accountant's kind by what it is: a firm with an office in a state is certified there.

    One who is not certified, or not resident, would have to say so in a box; nothing else is taken from the name.
    """
    if fields.get("accountant_kind") != "":
        return
    name, state = str(fields.get("accountant_name")), fields.get("accountant_state")
    if _FIRM.search(name) and state not in (None, UNREADABLE):
        fields["accountant_kind"] = _CERTIFIED
        if read := sources.get("accountant_kind"):
            how = f"no box printed; {name}, a firm with an office in {state}, is one of certified public accountants"
            sources["accountant_kind"] = Read(read.document, read.page, read.box, read.text, how)
    else:
        fields["accountant_kind"] = UNREADABLE


_GROUPS: dict[str, Callable[[_Reader, Group, Span], None]] = {
    "registrant_name": _registrant,
    "registrant_kinds": _kinds,
    "street": _address,
    "contact_name": _contact,
    "accountant_name": _accountant,
    "accountant_kind": _kind,
}
