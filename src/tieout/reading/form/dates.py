"""The dates of a facing page, which scans break more than anything else on it.

`readings` gives every date that a stretch of print can be, with what had to be mended, so that whoever asks can tell
one reading from two.  A date that can be read two ways is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from tieout.facts.words import MONTHS

# Reports are kept from 1993 on; the year of the first of them began in 1992, and it speaks of days before its end.
FIRST_YEAR, LAST_YEAR = 1992, 2030
LONGEST = timedelta(days=430)  # a first period may run past its year, never far
_CLEAN = re.compile(r"(?<![\w/|○])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\w/|○)\]])")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_MONTH = {name[:3].upper(): number for number, name in enumerate(MONTHS, 1)}
WORDED = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?\s*(\d{1,2})\s*(?:st|nd|rd|th)?\s*[,.]?\s*"
    r"((?:19|20)\s?\d\s?\d)(?!\d)",
    re.I,
)
_MONTH_WORD = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)", re.I)
_CAPTION = re.compile(r"\(?\s*[M1I]{0,2}M?\s*/\s*D{1,2}\s*/\s*Y{1,4}\s*\)?|\bMMDDYY\b", re.I)
# What a scan makes of a digit or of a stroke, where the strokes of a date are expected.
_AS_DIGIT = {
    **{digit: digit for digit in "0123456789"},
    **dict.fromkeys("OoUuQD)(○°", "0"), **dict.fromkeys("lI|!][i", "1"),
    "Z": "2", "z": "2", "S": "5", "s": "5", "B": "8", "b": "6", "G": "6", "g": "9", "q": "9",
}  # fmt: skip
_AS_STROKE = {
    "/": 0,
    "-": 0,
    ".": 0,
    "\\": 1,
    "1": 1,
    "l": 1,
    "I": 1,
    "|": 1,
    "!": 1,
    "i": 1,
    "]": 1,
    "[": 1,
    "'": 1,
    ",": 1,
    "7": 2,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A date that print may be, how many marks had to be mended for it, and in words what."""

    day: date
    mended: int = 0
    how: str = ""


def year_of(digits: str) -> int | None:
    """A year of two or four digits, between 1992 and 2030.

    >>> year_of("03"), year_of("92"), year_of("2016"), year_of("0308"), year_of("45")
    (2003, 1992, 2016, None, None)
    """
    year = int(digits)
    if len(digits) == 2:
        year += 1900 if year >= FIRST_YEAR - 1900 else 2000
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def day_of(month: str | int, day: str | int, year: str) -> date | None:
    """The date, or None when there is none such."""
    full = year_of(year)
    try:
        return date(full, int(month), int(day)) if full else None
    except ValueError:
        return None


def worded_dates(text: str) -> list[tuple[date, int, int]]:
    """Dates in words, with where each starts and ends.

    >>> worded_dates("ended December 31, 2003, and")[0][0].isoformat()
    '2003-12-31'
    """
    found = [
        (day_of(_MONTH[hit[1][:3].upper()], hit[2], hit[3].replace(" ", "")), hit.start(), hit.end())
        for hit in WORDED.finditer(text)
    ]
    return [(day, start, end) for day, start, end in found if day]


def without_captions(text: str) -> str:
    return _CAPTION.sub(" ", text)


def clean(text: str) -> list[date]:
    """Dates that are printed as a date should be, in the order they stand.

    >>> [day.isoformat() for day in clean("01/01/03 AND 12-31-2003, or June 30, 1999; not 01/01/0308")]
    ['2003-01-01', '2003-12-31', '1999-06-30']
    """
    found = [(hit.start(), day_of(hit[1], hit[3], hit[4])) for hit in _CLEAN.finditer(text) if not _cut(text, hit)]
    found += [(hit.start(), day_of(hit[2], hit[3], hit[1])) for hit in _ISO.finditer(text)]
    found += [(start, day) for day, start, _ in worded_dates(text)]
    return [day for _, day in sorted((at, day) for at, day in found if day)]


def _cut(text: str, hit: re.Match[str]) -> bool:
    """Whether part of it may stand beside it:
    the last digits of its year ("12/31/20 16"), a digit misread ("]1/21/12").
    """
    if len(hit[1]) == 1 and text[: hit.start()][-1:] in ("]", "[", "(", ")", "!"):
        return True
    return hit[4] in ("19", "20") and text[hit.end() :].lstrip()[:1].isdigit()


def readings(text: str) -> list[Reading]:
    """Every date the print can be, the least mended first; nothing is preferred among equals.

    A clean date is the one reading.  Otherwise each mark may be what a scan makes of a digit or a stroke, a stroke
    may be lost, and marks beside a table's rule may be printed twice.

    >>> [(r.day.isoformat(), r.how) for r in readings("12/31/03○3")]
    [('2003-12-31', 'marks repeated at the edge left out')]
    >>> [r.day.isoformat() for r in readings("];2/31/O3")]
    ['2003-12-31']
    >>> [r.day.isoformat() for r in readings("9130112")]
    ['2012-09-30']
    >>> readings("06/0")
    []
    """
    text = without_captions(text)
    if whole := clean(text):
        return [Reading(day) for day in dict.fromkeys(whole)]
    if _MONTH_WORD.search(text):
        return []  # its digits are not strokes and numbers in a row
    found: dict[date, Reading] = {}
    for run in _runs(text):
        for reading in _mended(run):
            held = found.get(reading.day)
            if held is None or reading.mended < held.mended:
                found[reading.day] = reading
    least = min((reading.mended for reading in found.values()), default=0)
    near = [reading for reading in found.values() if reading.mended <= least + 1]
    return sorted(near, key=lambda reading: (reading.mended, reading.day))


def _runs(text: str) -> Iterator[str]:
    """Stretches that may be a date: no letters but those a scan makes of digits, blanks and specks left out."""
    for stretch in re.split(r"[A-Za-z]{2,}|[^\S ]+|  +", text):
        kept = re.sub(r"[\s_;:~`\"*—–=]+", "", stretch)
        if 5 <= len(kept) <= 14 and sum(mark.isdigit() for mark in kept) >= 3:
            yield kept


@lru_cache(maxsize=4096)
def _mended(run: str) -> tuple[Reading, ...]:
    found: list[Reading] = []
    for lead in range(min(3, len(run) - 4)):
        for month, after_month, wrong_month in _numbers(run, lead):
            for past_first, lost_first in _strokes(run, after_month):
                for day, after_day, wrong_day in _numbers(run, past_first):
                    for past_second, lost_second in _strokes(run, after_day):
                        if (lost_first == _LOST) != (lost_second == _LOST) and not (
                            lost_first == 0 or lost_second == 0
                        ):
                            continue  # one stroke lost and the other misread is a guess
                        for year, after_year, wrong_year in _numbers(run, past_second, (4, 2)):
                            edges = (
                                _repeated(run[:lead], run[lead:after_month]),
                                _trailing(run, past_second, after_year),
                            )
                            full = day_of(month, day, year) if None not in edges else None
                            if full:
                                marks = wrong_month + wrong_day + wrong_year
                                strokes = lost_first + lost_second
                                repeated = sum(edge or 0 for edge in edges)
                                found.append(
                                    Reading(full, marks + strokes + 3 * repeated, _how(marks, strokes, repeated))
                                )
    return tuple(found)


_LOST = 2


def _numbers(run: str, at: int, lengths: tuple[int, ...] = (2, 1)) -> Iterator[tuple[str, int, int]]:
    """The numbers that may start here: digits, where they end, and how many marks were not digits."""
    for length in lengths:
        marks = run[at : at + length]
        digits = "".join(_AS_DIGIT.get(mark, "") for mark in marks)
        if len(digits) == length:
            yield digits, at + length, sum(mark != digit for mark, digit in zip(marks, digits, strict=True))


def _strokes(run: str, at: int) -> Iterator[tuple[int, int]]:
    """Where the text goes on after a stroke, and what it costs to see one there."""
    if at < len(run):
        if run[at] in _AS_STROKE:
            yield at + 1, _AS_STROKE[run[at]]
        if run[at] not in "/-.":
            yield at, _LOST


def _repeated(lead: str, month: str) -> int | None:
    """How many marks before the month repeat what follows them; None when they do not."""
    digits = "".join(_AS_DIGIT.get(mark, "") for mark in lead)
    own = "".join(_AS_DIGIT.get(mark, "") for mark in month)
    return len(lead) if not lead or (digits and own.startswith(digits[-len(own) :])) else None


def _trailing(run: str, year_at: int, at: int) -> int | None:
    """How many marks after the year repeat its edge; None when they are something else.

    A year of two digits that opens a century may be one of four cut short, so nothing may follow it.
    """
    rest = run[at:].strip(".,-")
    if not rest:
        return 0
    year = "".join(_AS_DIGIT.get(mark, "") for mark in run[year_at:at])
    digits = "".join(_AS_DIGIT.get(mark, "") for mark in rest)
    if len(rest) > 2 or len(digits) != len(rest) or (len(year) == 2 and year in ("19", "20")):
        return None
    return len(rest) if digits[0] in year or digits[-1] == year[-1] else None


def _how(marks: int, strokes: int, repeated: int) -> str:
    said = []
    if marks:
        said.append("letters read as the digits they look like")
    if strokes:
        said.append("a stroke misread or lost put back")
    if repeated:
        said.append("marks repeated at the edge left out")
    return "; ".join(said)
