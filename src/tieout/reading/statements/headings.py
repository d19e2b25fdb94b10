"""What the heading of a statement says: its dates or periods, its scale, and the columns under it.

The scale is taken from the statement's own heading, never from a word in a note.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from tieout.facts import Period
from tieout.reading.document import Row

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>[0-9OolI]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_DATE = re.compile(rf"\b{_MONTH}\s*{_DAY}\s*[,.;]?\s*(?:{_YEAR})?(?![0-9])", re.IGNORECASE)
_NUMERIC = re.compile(r"(?<![0-9])(?P<month>[01]?[0-9])/(?P<day>[0-3]?[0-9])/(?P<year>(?:19|20)?[0-9]{2})(?![0-9])")
_BARE_YEAR = re.compile(r"(?<![0-9,.$/-])(?P<year>(?:19|20)[0-9]{2})(?![0-9,]|\.[0-9])")
_LONGEST = 2_000  # characters: no line that dates a statement is longer
_SPAN = re.compile(r"\b(?:through|thru|to)\b", re.IGNORECASE)
_COUNTS = {
    name: number
    for number, name in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)  # noqa: SIM905
} | {"fifteen": 15}
_MONTHS_LONG = re.compile(rf"\b(?P<many>{'|'.join(_COUNTS)}|[0-9]{{1,2}})[- ]months?\b", re.IGNORECASE)
_SCALES = (
    (re.compile(r"\bin\s+millions\b|\(?\$?\s*millions?\s*\)|\bmillions\s+of\s+dollars\b|\$\s?MM\b|000,000['’]?s?\s+omitted",
                re.IGNORECASE), Decimal(1_000_000)),
    (re.compile(r"\bin\s+thousands\b|\bthousands\s+of\s+(?:u\.?s\.?\s+)?dollars\b|\(\s*\$?\s*thousands\s*\)|000['’]?s?\)?\s+omitted"
                r"|\$\s?000['’]?s?\b|\bin\s+\$?000['’]?s?\b|\(\s*000['’]?s\s*\)", re.IGNORECASE), Decimal(1_000)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dated:
    """A date or a bare year of a heading, where it stands in the row, and whether it ends a period."""

    day: date
    x0: float
    x1: float
    exact: bool  # a day was printed, not a year alone


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a statement: the ends of its columns from left to right, whether they are periods, its quantum.

    `starts` holds the first day of each period, where the heading says it ("from March 3, 2003 (inception)") or it
    follows (a year, six months).
    """

    ends: tuple[date, ...]
    starts: tuple[date | None, ...]
    is_flow: bool
    quantum: Decimal


def year_before(end: date) -> date:
    """The first day of the year that ends then.

    >>> year_before(date(2003, 12, 31)), year_before(date(2004, 2, 29)), year_before(date(2003, 6, 30))
    (datetime.date(2003, 1, 1), datetime.date(2003, 3, 1), datetime.date(2002, 7, 1))
    """
    last = end + timedelta(days=1)
    return last.replace(year=last.year - 1) if (last.month, last.day) != (2, 29) else date(last.year - 1, 3, 1)


def day_of(month: str | int, day: str | int, year: int) -> date | None:
    """A day, None where there is none of that name."""
    number = (
        MONTHS.get(month.casefold().rstrip("."), 0) if isinstance(month, str) and not month.isdigit() else int(month)
    )
    if isinstance(day, str):
        day = int(day.replace("O", "0").replace("o", "0").replace("l", "1").replace("I", "1"))
    if not 1 <= number <= 12 or not 1 <= day <= monthrange(year, number)[1] or not 1930 <= year <= 2100:
        return None
    return date(year, number, day)


@lru_cache(maxsize=2048)
def days_in(text: str) -> tuple[date, ...]:
    """Every full date of a line of words, in order; "December 31, 2003 and 2002" is two.

    >>> days_in("Years ended December 31, 2003 and 2002")
    (datetime.date(2003, 12, 31), datetime.date(2002, 12, 31))
    >>> days_in("JUNE 30, 1999"), days_in("12/31/03"), days_in("December 31")
    ((datetime.date(1999, 6, 30),), (datetime.date(2003, 12, 31),), ())
    """
    if len(text) > _LONGEST:
        return ()
    found: list[tuple[int, date]] = []
    last: tuple[str, str] | None = None
    taken: list[tuple[int, int]] = []
    for match in _DATE.finditer(text):
        taken.append(match.span())
        last = (match["month"], match["day"])
        if match["year"] and (day := day_of(match["month"], match["day"], int(match["year"]))):
            found.append((match.start(), day))
    for match in _NUMERIC.finditer(text):
        taken.append(match.span())
        year = int(match["year"])
        year += 0 if year > 100 else 1900 if year > 50 else 2000
        if day := day_of(match["month"], match["day"], year):
            found.append((match.start(), day))
            last = (match["month"], match["day"])
    if last:
        for match in _BARE_YEAR.finditer(text):
            if not any(a <= match.start() < b for a, b in taken) and (day := _same_day(last, int(match["year"]))):
                found.append((match.start(), day))
    return tuple(day for _, day in sorted(found))


def _same_day(month_day: tuple[str, str], year: int) -> date | None:
    day = day_of(*month_day, year)
    return day or (day_of(month_day[0], 28, year) if MONTHS.get(month_day[0].casefold()) == 2 else None)


def scale_of(rows: Sequence[Row]) -> Decimal:
    """The scale that heading rows state, dollars where they state none."""
    text = " ".join(row.text for row in rows)
    for pattern, quantum in _SCALES:
        if pattern.search(text):
            return quantum
    return Decimal(1)


def years_in(row: Row) -> tuple[Dated, ...]:
    """The years or dates that stand over columns: a row of nothing else, but words like "Year ended" or "Note"."""
    found = []
    for cell in row.cells:
        days = days_in(cell.text)
        if days:
            width = (cell.box[2] - cell.box[0]) / len(days)
            for n, day in enumerate(days):
                found.append(Dated(day, cell.box[0] + n * width, cell.box[0] + (n + 1) * width, True))
            continue
        for match in _BARE_YEAR.finditer(cell.text):
            found.append(Dated(date(int(match["year"]), 12, 31), cell.box[0], cell.box[2], False))
    return tuple(found)


def is_heading_row(row: Row) -> bool:
    """A row over the columns: dates, years, scale, or words of a period, and no amount of money."""
    bare = _DATE.sub(" ", _NUMERIC.sub(" ", row.text))
    bare = _BARE_YEAR.sub(" ", bare)
    rest = re.sub(r"[^A-Za-z0-9]+", " ", bare).casefold().split()
    return bool(rest or bare != row.text) and all(word in _HEADING_WORDS for word in rest)


_HEADING_WORDS = set(
    """as of at and the for year years ended ending period from to through thru inception commencement date in thousands
    thousand millions million dollars u s us except share per data amounts amount expressed stated omitted 000 000s
    notes note unaudited audited restated fiscal month months quarter then six nine three twelve december november june
    march september operations total continued page schedule consolidated see accompanying 1 2""".split()  # noqa: SIM905
)


def heading_of(rows: Sequence[Row], *, fiscal_end: date | None, fiscal_start: date | None, is_flow: bool) -> Heading:
    """What the title and heading rows of a statement say; the filing's own period where they say nothing.

    The column ends come from the row that names most of them: "2003  2002" under "December 31," is two columns.
    """
    text = " ".join(row.text.replace("\t", " ") for row in rows)
    quantum = scale_of(rows)
    spans = dict(_spans(text)) if is_flow else {}  # first days by last day, where the heading names both
    days = [day for day in dict.fromkeys(days_in(text)) if day not in spans.values()]
    over = [ended for row in rows if len(ended := _ends_in(row, spans)) >= 2]
    ends: list[date] = []
    if over:
        ends = _full(over[-1], days, fiscal_end)
    elif days:
        ends = [days[0], *(day for day in days[1:] if _is_other_year(day, days[0]))][:3]
    elif fiscal_end:
        years = [int(match["year"]) for match in _BARE_YEAR.finditer(text)]
        ends = [fiscal_end]
        if len(years) == 2 and years[0] == fiscal_end.year and years[1] == years[0] - 1:
            ends.append(_on(fiscal_end, years[1]))
    starts = tuple(spans.get(end) or _start(end, text, fiscal_start, fiscal_end) for end in ends)
    return Heading(tuple(ends), starts, is_flow, quantum)


def _spans(text: str) -> Iterator[tuple[date, date]]:
    """(last day, first day) of every period that a heading names by both: "from March 3, 2003 (inception) to ..."."""
    for match in _SPAN.finditer(text):
        before, after = (
            days_in(text[max(0, match.start() - 70) : match.start()]),
            days_in(text[match.end() : match.end() + 40]),
        )
        if before and after and before[-1] < after[0]:
            yield after[0], before[-1]


def _ends_in(row: Row, spans: Mapping[date, date]) -> tuple[Dated, ...]:
    """The dates over columns, those left out that only begin a period."""
    return tuple(year for year in years_in(row) if not (year.exact and year.day in spans.values()))


def _is_other_year(day: date, first: date) -> bool:
    return day.year != first.year and abs((day - _on(first, day.year)).days) <= 7


def _on(day: date, year: int) -> date:
    """The same day of another year; the end of February stays the end of February."""
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def _full(years: Sequence[Dated], days: Sequence[date], fiscal_end: date | None) -> list[date]:
    """The dates of columns; a bare year takes its day from the heading's date, or the filing's."""
    pattern = next(iter(days), None) or fiscal_end
    ends = []
    for year in years:
        if year.exact:
            ends.append(year.day)
        elif pattern is not None:
            ends.append(_on(pattern, year.day.year))
    return list(dict.fromkeys(ends))


def _start(end: date, text: str, fiscal_start: date | None, fiscal_end: date | None) -> date | None:
    if end == fiscal_end and fiscal_start:
        return fiscal_start
    if (match := _MONTHS_LONG.search(text)) and "twelve" not in match["many"].casefold():
        many = _COUNTS.get(match["many"].casefold()) or int(match["many"])
        if not 1 <= many <= 24:
            return year_before(end)
        month = (end.month - many) % 12 + 1
        year = end.year - (1 if month > end.month else 0) - (many - 1) // 12
        return date(year, month, 1) if many < 12 else year_before(end)
    return year_before(end)


def periods(heading: Heading) -> Iterator[date | Period]:
    """Each column's date, or its period where the statement is of a flow."""
    for end, start in zip(heading.ends, heading.starts, strict=True):
        yield Period(start or year_before(end), end) if heading.is_flow else end
