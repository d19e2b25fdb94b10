"""A sentence with its figures marked: every amount, percent, ratio, share count and date becomes one mark.

The wordings of in_notes.yaml are looked for in the marked sentence, so that they read as the trade says them and never
mistake one kind of figure for another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tieout.facts.words import MONTHS
from tieout.reading.figures import inline


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is printed: the month and day are 0 where only the month or the year stands."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def date(self) -> date | None:
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None

    def __str__(self) -> str:
        return "-".join((f"{self.year:04}", *(f"{n:02}" for n in (self.month, self.day) if n)))


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure of a sentence: its kind, value, half the last unit it states, or its dates; where it stands."""

    kind: str
    start: int
    end: int
    value: Decimal = Decimal(0)
    rounding: Decimal = Decimal(0)
    days: tuple[Day, ...] = ()
    scaled: bool = False  # the words state its scale: "$19.3 million"


@dataclass(frozen=True)
class Marked:
    """A sentence: as printed, and in small letters with marks; `at` says where in `norm` each mark stands."""

    text: str
    norm: str
    marks: tuple[Mark, ...]
    at: tuple[int, ...]

    def mark_at(self, position: int) -> int:
        """Which mark stands there."""
        return self.at.index(position)


_MONTH = "|".join(MONTHS)
_MONTH_NUMBER = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
_DAY_OF = rf"(?:{_MONTH})\s*\d{{1,2}}"
_FULL = rf"{_DAY_OF}\s*,?\s*(?:19|20)\d\d"
_YEAR = r"(?:19|20)\d\d"
_OTHERS = re.compile(
    rf"(?=[0-9.⅔oJFMASOND])(?:(?P<dates>\b{_FULL}(?:\s*,?\s*(?:and|,|&)\s*(?:{_FULL}|{_YEAR}\b(?!\s*[,%]\d)))*)"
    rf"|(?P<month>\b(?:{_MONTH}),?\s+{_YEAR}\b)"
    r"|(?P<slashed>\b\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)\b)"
    r"|(?P<ratio>(?<![\d$.,])\d{0,3}\.?\d{1,4}\s*(?:(?:-\s?)?to(?:\s?-)?|:)\s*(?:1|one)(?:\.0+)?(?![\d,.]\d|\d))"
    r"|(?P<bare>(?:(?<=\bratio was )|(?<=\bratio is )|(?<=\bratio of ))\d{0,2}\.\d{1,4}(?!\d|\s?%|\s?to|\s?:))"
    r"|(?P<inverse>(?<![\d$.,])1(?:\.0+)?\s+to\s+\d{1,3}(?:\.\d{1,4})?)"
    r"|(?P<fraction>\b6\s*[-–\s]?\s*2/3\s*(?:%|percent|per cent)|(?:\b6\s*)?⅔\s*%?|\b1/15(?:th)?\b|\b1/8(?:th)?\b"
    r"|\bone-(?:fifteenth|eighth)\b)"
    rf"|(?P<years>(?<![\d$,.-])\b{_YEAR}(?:\s*,\s*{_YEAR})*(?:\s*,?\s*(?:and|&)\s*{_YEAR})?\b(?![\d,%]\d|[-/])))"
)
# Digits, letters or separators right beside a figure: a part of it that a scan has torn off.  Such a figure is none.
_TORN_BEHIND = re.compile(
    r"[A-Za-z0-9]|\s?,\s?\d{1,3}(?![\d%]| ?to )|\s\d{3}(?![\d%])|\s\d{1,3},\d{3}|\.\s?\d{3}|\s?[-–—]\s?\\?\$"
)
_TORN_BEFORE = re.compile(r"(?<!\d)\d{1,3}\s?[.,]?\s$|\d\s?[.,]\s?$")
_SCALE_BEHIND = re.compile(r"\(\s*(?:\$ |dollars |amounts )?in (thousands|millions)\s*\)", re.I)
_APPROXIMATELY = re.compile(r"(?:approximately|about|roughly|some|nearly|almost|around|over|estimated at)\s*$", re.I)
_SHARES = re.compile(r"\s+(?:\w+\s+){0,3}?(?:shares|units)\b")
_PLAIN_SHARES = re.compile(r"(?<![\d$,.])\d{1,3}(?:,\d{3})*(?:\.\d{1,4})?(?=\s+(?:\w+\s+){0,3}?(?:shares|units)\b)")
_LIMIT_BEFORE = re.compile(
    r"\b(?:up to|exceed|exceeds|exceeding|more than|less than|at least|(?:greater|larger|higher|lesser|lower) of"
    r"|maximum|maximum amount of|limit of|limited to|to a limit|minimum of|maximum of|insured by|insured to"
    r"|in excess of|below|above|under|each|par value|per share|every|first|deductible of|greater than|between|either)"
    r"(?: (?:of|either|the|a|approximately|about|an aggregate of))* $"
    r"|[#$%&] (?:[a-z]+ ){0,9}?(?:, )?or (?:[a-z]+ ){0,2}$"
)
_LIMIT_AFTER = re.compile(
    r"(?:, )?or (?:& |% |6 |[#$] (?!in excess|above|over|more|less)|one |two |twelve |the |aggregate |if )"
    r"|(?:per|par|each|a (?:month|year|share|week)|monthly|limit|deductible|threshold|minimum or|stated value|no par) "
    r"|(?:, )?(?:whichever|if greater|if higher)"
)
_EXCESS_AFTER = re.compile(r"(?:in excess|above|over|more) ")
_LETTERED = re.compile(r"['’`]s\b")
_QUOTED = re.compile(r"\(\s*(?:the |collectively |collectively, |hereinafter |together )?[\"“”'‘’][^()]{0,80}\)")
_ASIDE = re.compile(
    r",? ?(?:both |all |each |as such terms are |as that term is )?as (?:so )?defined"
    r"(?: (?:in|by|under) [^,.;()#$%~=@]{1,40})?(?=[,.;) ])[,)]?"
    r"|\b(?:respectively|approximately|unaudited|roughly)\b"
)
_PUNCTUATION = re.compile(r"\s*([,;:.])(?=\s|$)")
_ASIDES = ("defined", "respectively", "approximately", "unaudited", "roughly")
# Spaces that a justified line has lost.
_GLUED_SIGN = re.compile(r"(?<=[a-z])(?=\\?\$\s?[\d.])")
_GLUED_WORDS = re.compile(
    r"\b(of|the|was|were|and|to|its|is|at|in|for)"
    r"(?=(?:net|aggregate|accumulated|required|excess|minimum|rent|rental|management|indebtedness|depreciation)\b)"
)
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_AS_BLANKS = str.maketrans(dict.fromkeys("()\"“”[]*'‘’`_—–#$%~=@&", " "))


def marked(text: str) -> Marked:
    """The sentence with its figures marked; `text` is the sentence with the spaces around its amounts put back.

    >>> held = marked("At June 30, 2003, the Company's net capital was $3,640,647; its ratio was 6.76 to 1.")
    >>> held.norm, [str(mark.value) for mark in held.marks if mark.kind != "@"]
    ('at @ , the company net capital was # ; its ratio was ~ . ', ['3640647', '6.76'])
    """
    if "$" in text:
        text = _GLUED_SIGN.sub(" ", text)
    found = sorted(_found(text), key=lambda mark: (mark.start, -mark.end))
    marks: list[Mark] = []
    pieces: list[str] = []
    end = 0
    for mark in found:
        if mark.start < end:
            continue
        pieces.append(_plain(text[end : mark.start]))
        pieces.append(f" {mark.kind} ")
        marks.append(mark)
        end = mark.end
    pieces.append(_plain(text[end:]))
    norm = " ".join("".join(pieces).split())
    if any(word in norm for word in _ASIDES):
        norm = " ".join(_ASIDE.sub(" ", norm).split())
    norm = _GLUED_WORDS.sub(r"\1 ", norm) + " "
    norm = _PUNCTUATION.sub(r" \1", norm)
    held = [i for i, c in enumerate(norm) if c in "#$%~=@&"]
    norm = _with_limits(norm, held, marks)
    return Marked(text, norm, tuple(marks), tuple(held))


def _plain(text: str) -> str:
    if "(" in text:
        text = _QUOTED.sub(" ", text)
    text = text.lower()
    if "'" in text or "’" in text:
        text = _LETTERED.sub("", text)
    text = text.translate(_AS_BLANKS)
    return _HYPHEN.sub(" ", text) if "-" in text else text


def _with_limits(norm: str, at: list[int], marks: list[Mark]) -> str:
    """Amounts that are limits or alternatives become another mark, so that nothing takes them for a balance."""
    letters = list(norm)
    for index, position in enumerate(at):
        if letters[position] != "#":
            continue
        before, after = norm[max(0, position - 80) : position], norm[position + 2 : position + 24]
        if (_LIMIT_BEFORE.search(before) and not _EXCESS_AFTER.match(after)) or _LIMIT_AFTER.match(after):
            letters[position] = "$"
            mark = marks[index]
            marks[index] = Mark("$", mark.start, mark.end, mark.value, mark.rounding, (), mark.scaled)
    return "".join(letters)


def _found(text: str) -> Iterator[Mark]:
    for match in _OTHERS.finditer(text):
        span = match.start(), match.end()
        if (match["ratio"] or match["bare"]) and _TORN_BEFORE.search(text, max(0, span[0] - 8), span[0]):
            yield Mark("&", *span)
        elif match["ratio"] or match["bare"]:
            number = re.split(r"\s*(?:-\s?)?to|\s*:", match[0])[0].strip()
            value = Decimal(number)
            yield Mark("~", *span, value, half_unit(number))
        elif match["inverse"] or match["fraction"]:
            yield Mark("&", *span)
        else:
            yield Mark("@", *span, days=days_of(match[0]))
    shares = {match.start(): match for match in _PLAIN_SHARES.finditer(text)} if "shares" in text else {}
    for match in shares.values():
        yield Mark("=", match.start(), match.end(), Decimal(match[0].replace(",", "")), half_unit(match[0]))
    for held in inline(text):
        figure, start, end = held.figure, held.start, held.end
        if start in shares or (not figure.dollar and _SHARES.match(text, end)):
            continue
        if _TORN_BEHIND.match(text, end) or (not figure.dollar and _TORN_BEFORE.search(text, max(0, start - 8), start)):
            yield Mark("&", start, end)
            continue
        number = re.sub(r"[^\d.]", "", figure.text)
        scale = abs(figure.value) / Decimal(number) if number.strip(".") and Decimal(number) else Decimal(1)
        value = figure.value
        if scale == 1 and figure.kind == "amount" and (said := _SCALE_BEHIND.search(text, end)):
            scale = Decimal(1_000) if said[1].lower() == "thousands" else Decimal(1_000_000)
            value *= scale
        rounding = half_unit(number) * scale
        if scale == 1 and _APPROXIMATELY.search(text, max(0, start - 20), start):
            rounding = max(rounding, half_unit(number, round_number=True))
        kind = "%" if figure.kind == "percent" else "#"
        yield Mark(kind, start, end, value, rounding, (), scale != 1)


def half_unit(number: str, *, round_number: bool = False) -> Decimal:
    """Half of the last unit a printed number states; of its last digit other than 0 where it is a round number.

    >>> half_unit("6.76"), half_unit("19,300,000"), half_unit("19,300,000", round_number=True)
    (Decimal('0.005'), Decimal('0.5'), Decimal('50000.0'))
    """
    digits = re.sub(r"[^\d.]", "", number)
    whole, _, decimals = digits.partition(".")
    if decimals or not round_number:
        return Decimal(5).scaleb(-len(decimals) - 1)
    zeros = len(whole) - len(whole.rstrip("0"))
    return Decimal("0.5") * Decimal(10) ** zeros


def days_of(text: str) -> tuple[Day, ...]:
    """Every date of a run of dates; a year alone takes the month and day of the date before it.

    >>> [str(day) for day in days_of("December 31, 2003 and 2002")], [str(day) for day in days_of("2003 and 2002")]
    (['2003-12-31', '2002-12-31'], ['2003', '2002'])
    """
    if "/" in text:
        month, day, year = (int(n) for n in text.split("/"))
        year += (1900 if year > 50 else 2000) if year < 100 else 0
        return (Day(year, month, day),)
    days: list[Day] = []
    for match in re.finditer(rf"(?P<name>{_MONTH})\s*(?:(?P<day>\d{{1,2}})\b)?|(?P<year>{_YEAR})", text):
        if match["name"]:
            month, day = _MONTH_NUMBER[match["name"].lower()], int(match["day"] or 0)
            days.append(Day(0, month, day))
        elif days and days[-1].year == 0:
            days[-1] = Day(int(match["year"]), days[-1].month, days[-1].day)
        else:
            like = days[-1] if days else Day(0)
            days.append(Day(int(match["year"]), like.month, like.day))
    return tuple(days)


# --- sentences --------------------------------------------------------------------------------------------------------

_END = re.compile(r"[.!?][\"”’)\]]*\s+(?=[\"“(]?[A-Z$])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Inc|Co|Corp|Ltd|No|Nos|Mr|Mrs|Ms|Dr|St|vs|Jr|Sr|Bros|Cos|Assoc|Int['’]l|Dept|Sec|Par|Rev|Proc|Feb|Jan|Aug|Sept"
    r"|Oct|Nov|Dec|approx|etc|i\.e|e\.g)|\b[A-Z])$"
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a paragraph begins and ends.

    >>> [text[a:b] for text in ["Acme, Inc. Owns it. It has $5,000. U.S. Bank lent it."] for a, b in sentences(text)]
    ['Acme, Inc. Owns it.', 'It has $5,000.', 'U.S. Bank lent it.']
    """
    start = 0
    for match in _END.finditer(text):
        if text[match.start()] == "." and _ABBREVIATION.search(text, max(start, match.start() - 12), match.start()):
            continue
        yield start, match.start() + len(match[0].rstrip())
        start = match.end()
    if start < len(text):
        yield start, len(text)
