"""The period of the facing page: two dates that must make a period, and the filing as witness where one was damaged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tieout.reading.form.dates import LONGEST, Reading, clean, readings, without_captions, worded_dates
from tieout.reading.form.names import Value, Witness
from tieout.reading.form.strip import CELL, Piece, Span, Strip

_UNREAD = Value("")
_YEAR_ENDED = re.compile(r"years?\s+(?:then\s+)?ended\s+", re.I)
# The mail room's: an abbreviated month in capitals.
_STAMPED = re.compile(r"\b(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)\.? *\d{1,2},? *(?:19|20)\d\d")
_CUT_CAPTION = re.compile(r"\(?[MDY/\s]+\)?")  # of MM/DD/YY, where a table's rule went through it
_MARKS = re.compile(r"[\d/|!\])(○]")
_OTHER_DATE = re.compile(r"expire|received|OMB", re.I)  # of the form itself, or the mail room's
_NUMERIC = re.compile(r"\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})")


@dataclass(frozen=True)
class Period:
    """Both ends as ISO text, empty where unreadable, and what the page prints for them."""

    start: Value
    end: Value
    start_pieces: Sequence[Piece]
    end_pieces: Sequence[Piece]


def read_period(strip: Strip, span: Span, ending: Span | None, witness: Witness) -> Period:
    """The period between its caption and the next printed line; `ending` is where "AND ENDING" stands."""
    low, high = span
    if ending is None:
        pieces = _dated(strip, low, high)
        days = [reading for reading in _readings([piece.text for piece in pieces]) if not reading.mended]
        if len(days) == 2:
            return _ordered(days[0], days[1], pieces, pieces, witness)
        return Period(_UNREAD, _UNREAD, pieces, pieces)
    before, after = _dated(strip, low, ending[0]), _dated(strip, ending[1], high)
    starts, ends = _readings([piece.text for piece in before]), _readings([piece.text for piece in after])
    if not ends and (worded := _cut_in_words(strip.text[ending[1] : high])):
        ends, after = [worded], strip.pieces(ending[1], high)[:3]
    if not starts and (worded := _cut_in_words(strip.text[low : ending[0]])):
        starts, before = [worded], strip.pieces(low, ending[0])[:3]
    if not starts and len(ends) == 2 and not ends[0].mended and not ends[1].mended:
        return _ordered(ends[0], ends[1], after, after, witness)
    if not ends and len(starts) == 2 and not starts[0].mended and not starts[1].mended:
        return _ordered(starts[0], starts[1], before, before, witness)
    if not ends:
        number = strip.find("SEC FILE NUMBER", 0, low) or (0, 0)
        loose = [piece for piece in strip.pieces(number[1], low) if _NUMERIC.search(piece.text)]
        loose = [piece for piece in loose if not _OTHER_DATE.search(strip.lines[piece.row])]
        found = [day for piece in loose for day in clean(without_captions(piece.text))]
        if len(set(found)) == 1:
            ends, after = [Reading(found[0], 0, "the date printed above the words of the period")], loose
    return _settled(starts, ends, before, after, witness)


def _cut_in_words(text: str) -> Reading | None:
    """The one date in words that a line prints once the table's rules are left out of it."""
    days = {day for line in text.split("\n") for day, _, _ in worded_dates(line.replace(CELL, ""))}
    return Reading(days.pop(), 0, "a date cut by the table closed") if len(days) == 1 else None


def _dated(strip: Strip, low: int, high: int) -> list[Piece]:
    """The pieces that may be part of a date: those with a digit or a stroke, and what stands between them."""
    pieces = [piece for piece in strip.pieces(low, high) if not _STAMPED.search(piece.text)]
    pieces = [piece for piece in pieces if not _CUT_CAPTION.fullmatch(piece.text)]
    return [p for p in pieces if _MARKS.search(without_captions(p.text)) or worded_dates(p.text)]


def _readings(cells: Sequence[str]) -> list[Reading]:
    """What the cells of a date can be, joined over the table's rules or standing by themselves."""
    texts = [without_captions(cell).strip(" _:") for cell in cells]
    whole = [reading for text in texts for reading in readings(text) if not reading.mended]
    if whole:
        return list(dict.fromkeys(whole))
    if not texts:
        return []
    glued = readings("".join(texts))
    closed = [
        Reading(r.day, r.mended, r.how or ("a date cut by the table closed" if len(texts) > 1 else "")) for r in glued
    ]
    for n in (1, 2, 3):
        if not closed and len(texts) == 2 and texts[0][-n:] == texts[1][:n]:
            lapped = readings(texts[0] + texts[1][n:])
            closed = [
                Reading(r.day, r.mended + 1, "marks printed on both sides of the rule taken once") for r in lapped
            ]
    return closed or [reading for text in texts for reading in readings(text)]


def _makes_period(start: date, end: date) -> bool:
    return start <= end and end - start <= LONGEST


def _settled(
    starts: list[Reading], ends: list[Reading], before: Sequence[Piece], after: Sequence[Piece], witness: Witness
) -> Period:
    ends = _fewer(ends, witness)
    pairs = [(start, end) for start in starts for end in ends if _makes_period(start.day, end.day)]
    if len(pairs) > 1:
        pairs = _likeliest(pairs, witness)
    if len(pairs) == 1:
        start, end = pairs[0]
        return Period(_value(start), _value(end), before, after)
    if starts and ends and not pairs:
        if len(starts) == len(ends) == 1:
            start, end = starts[0], ends[0]
            if _whole(end, start) and not start.mended and not end.mended:
                return _ordered(end, start, after, before, witness)
            known = _year_ends(witness)
            if known[end.day] and not known[start.day]:
                return Period(_from_fragment(before, end.day, witness), _value(end), before, after)
        return Period(_UNREAD, _UNREAD, before, after)
    start_value = _value(starts[0]) if len(starts) == 1 else _UNREAD
    end_value = _value(ends[0]) if len(ends) == 1 else _UNREAD
    if not starts and len(ends) == 1:
        start_value = _from_fragment(before, ends[0].day, witness)
    if not ends and len(starts) == 1:
        end_value = _to_fragment(after, starts[0].day, witness)
    return Period(start_value, end_value, before, after)


def _fewer(ends: list[Reading], witness: Witness) -> list[Reading]:
    """Of several ends, the one the filing's statements are dated."""
    if len(ends) < 2:
        return ends
    known = _year_ends(witness)
    dated = [end for end in ends if known[end.day]]
    return dated if len(dated) == 1 else ends


def _likeliest(pairs: list[tuple[Reading, Reading]], witness: Witness) -> list[tuple[Reading, Reading]]:
    """A ghost of the row prints other dates beside the true ones: those the filing's statements bear are true."""
    known = _year_ends(witness)
    dated = [pair for pair in pairs if known[pair[1].day]]
    if len(dated) == 1:
        return dated
    years = [pair for pair in dated if _whole(*pair) and _is_year_ended(pair[1].day, witness)]
    return years if len(years) == 1 else []


def _whole(start: Reading, end: Reading) -> bool:
    """Whether two dates bound a year of whole months."""
    before = start.day - timedelta(1)
    return (before.month, before.year + 1) == (end.day.month, end.day.year)


def _year_ends(witness: Witness) -> Counter[date]:
    return Counter(day for day, _, _ in worded_dates(witness.text))


def _from_fragment(pieces: Sequence[Piece], end: date, witness: Witness) -> Value:
    """A beginning of which only the first marks print:
    the day after the year before, where the filing is for that year.
    """
    start = _day_after_last_year(end)
    print_ = re.sub(r"\s", "", "".join(without_captions(piece.text) for piece in pieces)).strip("_:|.")
    if start is None or not _is_year_ended(end, witness) or not _opens(print_, start):
        return _UNREAD
    return Value(start.isoformat(), f"only {print_!r} prints; the filing is for the year ended {end.isoformat()}")


def _to_fragment(pieces: Sequence[Piece], start: date, witness: Witness) -> Value:
    """An end of which only the first marks print: the last day of the year the filing is for."""
    print_ = re.sub(r"\s", "", "".join(without_captions(piece.text) for piece in pieces)).strip("_:|.")
    ends = [day for day in _year_ends(witness) if _day_after_last_year(day) == start and _is_year_ended(day, witness)]
    if len(ends) != 1 or not _opens(print_, ends[0]):
        return _UNREAD
    return Value(ends[0].isoformat(), f"only {print_!r} prints; the filing is for the year ended {ends[0].isoformat()}")


def _opens(print_: str, day: date) -> bool:
    """Whether what prints is how the date begins, by at least its month and a stroke."""
    ways = {day.strftime("%m/%d/%Y"), day.strftime("%m/%d/%y"), f"{day.month}/{day.day}/{day.year}"}
    return len(print_) >= 4 and any(way.startswith(print_) for way in ways)


def _day_after_last_year(end: date) -> date | None:
    try:
        return end.replace(year=end.year - 1) + timedelta(1)
    except ValueError:
        return date(end.year - 1, 3, 1)


def _is_year_ended(end: date, witness: Witness) -> bool:
    for hit in _YEAR_ENDED.finditer(witness.text):
        if any(day == end and start < 3 for day, start, _ in worded_dates(witness.text[hit.end() : hit.end() + 24])):
            return True
    return False


def _ordered(
    first: Reading, second: Reading, pieces: Sequence[Piece], others: Sequence[Piece], witness: Witness
) -> Period:
    """Two dates of which the earlier is the beginning, wherever they print."""
    start, end = sorted((first, second), key=lambda reading: reading.day)
    known = _year_ends(witness)
    if not (timedelta(300) <= end.day - start.day <= LONGEST or known[end.day]) or not _makes_period(
        start.day, end.day
    ):
        return Period(_UNREAD, _UNREAD, pieces, others)
    how = "the end prints before the beginning" if first.day > second.day or pieces is not others else ""
    return Period(_value(start, how), _value(end, how), pieces, others)


def _value(reading: Reading, how: str = "") -> Value:
    return Value(reading.day.isoformat(), "; ".join(filter(None, [reading.how, how])))
