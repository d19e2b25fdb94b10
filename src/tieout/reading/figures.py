"""Figures as they are printed, and as damage leaves them.

A figure cell holds nothing but figures: one, or several that a reader ran together.  Its text is read strictly first;
where that fails it is read once more with the slips of a bad scan in mind, and then every way to read it is kept, so
that sums may choose.  Blank, dash and zero are three things: a blank is no figure, a dash is a stated nil.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import Literal

from tieout.reading.document import Row

Kind = Literal["amount", "percent", "ratio", "dash"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value with the printed sign, the words it was read from, what was mended to read it.

    `well_formed` says whether the digits stood as a figure is set (groups of three, one decimal point); a figure that
    is not is evidence of damage.
    """

    value: Decimal
    text: str
    kind: Kind = "amount"
    dollar: bool = False
    well_formed: bool = True
    repaired: str = ""


_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{1,4})?|\.[0-9]{1,4}"
_DASH = r"-0-|[-–—−_]{1,3}|[Nn]il|NIL|[Nn]one|NONE"
# An amount with its dollar sign on either side of the bracket, or a dash; a percent or ratio sign after it.
_FIGURE = re.compile(
    rf"""\s*(?P<dollar>\$)?\s*
    (?P<open>[(<\[{{])?\s*(?P<minus>[-–−](?!0-))?\s*(?P<dollar2>\$)?\s*
    (?:(?P<number>{_NUMBER})|(?P<dash>{_DASH}))
    \s*(?P<close>[)>\]}}])?
    (?:\s*(?P<percent>%)\s*(?P<close2>\))?|(?P<trailing>-)(?=\s|$)|\s*(?P<ratio>(?::|to)\s*1(?:\.0+)?)(?![0-9,.]))?
    (?:\s*\*+|\s*\([a-zA-Z]\))?      # a reference to a footnote
    (?=[\s$(]|$)""",
    re.VERBOSE,
)
_THOUSANDTHS = re.compile(r"^[0-9]{1,3}(?:,[0-9]{3})*\.[0-9]{3}$")
_STRAY = re.compile(r"[1lI|!'`.,;:]\s?(?=\$\s?\(?[0-9])")  # a speck or the end of a rule before the dollar sign
_LETTERS = re.compile(r"[A-Za-z]{3,}")
_BOX_CODE = re.compile(r"\[\s*[0-9]{3,5}\s*\]|\b[0-9]{4}\s*\]")
_LONGEST = 120  # no cell of figures is longer
_MOST_DIGITS = 18  # a quadrillion dollars with cents; more digits are no amount
_MOST_FIGURES = 12  # no more figures than this were ever run together in one cell


def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a cell that holds nothing else, as printed; empty where it holds anything else, or nothing.

    >>> [str(f.value) for f in figures("$ (7,965,140)")], [str(f.value) for f in figures("16,275,000 (14,785,694)")]
    (['-7965140'], ['16275000', '-14785694'])
    >>> figures("Commissions"), figures("—")[0].kind, figures("35.00 %")[0].kind, figures("6.67 to 1")[0].value
    ((), 'dash', 'percent', Decimal('6.67'))
    """
    found = readings(text)
    return found[0] if found else ()


@lru_cache(maxsize=4096)
def readings(text: str) -> tuple[tuple[Figure, ...], ...]:
    """Every way to read a cell of figures, the likeliest first; empty where the cell holds something else.

    >>> [[str(f.value) for f in way] for way in readings("62 8, 200 669,741")]
    [['628200', '669741'], ['62', '8200', '669741']]
    >>> readings("O,ol2")[0][0].repaired
    'O read as 0, o read as 0, l read as 1'
    """
    if not text or len(text) > _LONGEST or not any(c.isdigit() or c in "-–—−_nNOo" for c in text):
        return ()
    if _LETTERS.search(text) and not re.fullmatch(r"\s*(?:[Nn](?:il|one)|NIL|NONE)\s*", text):
        return ()
    plain = _BOX_CODE.sub(" ", text).strip().removesuffix("$").rstrip()
    if stray := _STRAY.match(plain):
        return _said(readings(plain[stray.end() :]), f"the mark {stray[0].strip()} before the dollar sign left out")
    if plain.endswith("))") and plain.count(")") > plain.count("("):
        return _said(readings(plain[:-1]), "a bracket too many left out")
    if (strict := _strict(plain)) and all(figure.well_formed for figure in strict):
        # "1 234" may be one figure that lost its comma, or two: as it stands first.
        return (strict,) if len(strict) == 1 else tuple(dict.fromkeys((strict, *_loose(plain))))
    ways = list(_loose(plain))
    if strict and strict not in ways:
        ways.append(strict)
    return tuple(ways) or _ill_set(plain)


def _said(ways: tuple[tuple[Figure, ...], ...], said: str) -> tuple[tuple[Figure, ...], ...]:
    """Every way of reading what is left, each figure with what was left out."""
    return tuple(
        tuple(replace(one, well_formed=False, repaired=", ".join(filter(None, (said, one.repaired)))) for one in way)
        for way in ways
    )


def spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where each figure of a cell stands, lone dollar signs with the figure after them; empty where all is not figures.

    >>> spans("(892,601) $ 2,775,583 $"), spans("Net loss 12"), spans("12 %")
    (((0, 9), (9, 21)), (), ((0, 4),))
    """
    found = []
    stray = _STRAY.match(text)
    start, at = 0, stray.end() if stray else 0
    end = len(text.rstrip().removesuffix("$").rstrip())
    while at < end:
        match = _FIGURE.match(text[:end], at)
        if not match or match.end() == at:
            return ()
        found.append((start, match.end()))
        start = at = match.end()
    return tuple(found)


def _ill_set(text: str) -> tuple[tuple[Figure, ...], ...]:
    """Digits whose separators stand where none belong ("1,2345", "12,34"): the digits as one figure, and said so."""
    bare = re.sub(r"(?<=[0-9]),(?=[0-9])", "", text).strip(" .,")
    if bare == text.strip() or not (way := _strict(bare)) or len(way) > 1:
        return ()
    return ((replace(way[0], text=text.strip(), well_formed=False, repaired="separators out of place left out"),),)


def _strict(text: str) -> tuple[Figure, ...]:
    found: list[Figure] = []
    at = 0
    while at < len(text):
        match = _FIGURE.match(text, at)
        if not match or match.end() == at:
            return ()
        if _THOUSANDTHS.search(match["number"] or "") and not (match["percent"] or match["ratio"]):
            return ()  # no amount of money has three decimals: a comma was read as a point
        if len(match["number"] or "") > _MOST_DIGITS * 4 // 3 or len(found) == _MOST_FIGURES:
            return ()
        found.append(_figure(match))
        at = match.end()
    return tuple(found)


def _figure(match: re.Match[str]) -> Figure:
    text = match[0].strip()
    if match["dash"]:
        return Figure(Decimal(0), text, "dash", bool(match["dollar"]))
    number = match["number"]
    value = Decimal(number.replace(",", ""))
    closed = match["close"] or match["close2"]
    negative = bool(match["open"] or closed or match["minus"] or match["trailing"])
    kind: Kind = "percent" if match["percent"] else "ratio" if match["ratio"] else "amount"
    lonely = bool(match["open"]) != bool(closed)
    return Figure(
        -value if negative else value,
        text,
        kind,
        bool(match["dollar"] or match["dollar2"]),
        well_formed=not lonely,
        repaired="the lost bracket put back" if lonely else "",
    )


# What stands for a digit on a bad scan, between or beside real digits.
_LOOKS_LIKE = {"O": "0", "o": "0", "U": "0", "D": "0", "Q": "0", "l": "1", "I": "1", "i": "1", "|": "1", "!": "1"}
_LOOKS_LIKE |= {"Z": "2", "z": "2", "S": "5", "s": "5", "B": "8", "b": "6", "g": "9", "q": "9", "T": "7", "G": "6"}
_DIGITLIKE = "".join(map(re.escape, _LOOKS_LIKE))
_RUN = re.compile(rf"[0-9{_DIGITLIKE}][0-9{_DIGITLIKE}.,'·;:  ]*")


def _loose(text: str) -> Iterator[tuple[Figure, ...]]:
    """The text with the slips of a scan undone, in every way that gives well-set figures."""
    lead, rest = "", text
    if match := re.match(r"(?:[Ss§](?=\s*[0-9(])|\\?\$)\s*", rest):  # a dollar sign read as S or §
        lead, rest = "$", rest[match.end() :]
    pieces: list[list[str]] = []
    at = 0
    for match in _RUN.finditer(rest):
        if at < match.start():
            pieces.append([rest[at : match.start()]])
        pieces.append(list(_as_set(match[0])) or [match[0]])
        at = match.end()
    pieces.append([rest[at:]])
    seen = set()
    for count, choice in enumerate(product(*pieces)):
        if count > 24:
            return
        joined = f"{lead}{''.join(choice)}"
        if joined in seen:
            continue
        seen.add(joined)
        if way := _strict(joined.strip()):
            said = _difference(text, joined)
            yield tuple(
                replace(figure, text=text.strip(), well_formed=False, repaired=figure.repaired or said)
                if said
                else figure
                for figure in way
            )


def _as_set(run: str) -> Iterator[str]:
    """The digits of a run as figures are set, spaces between them: joined first, then as they stand.

    >>> list(_as_set("62 8, 200 669,741")), list(_as_set("8,356.616")), list(_as_set("1,23 4"))
    (['628,200 669,741', '62 8,200 669,741'], ['8,356,616'], ['1,234'])
    """
    text = "".join(_LOOKS_LIKE.get(c, c) for c in run) if any(c.isdigit() for c in run) else run
    text = re.sub(r"['·;:]", ",", text).strip()
    text = re.sub(r"\s*,\s*", ",", text)
    text = re.sub(r"(?<=[0-9])\s*\.\s*(?=[0-9]{3}(?:[^0-9]|$))", ",", text).strip(",")
    tokens = text.split()
    if not tokens or len(tokens) > 8:
        return
    # Which gaps between tokens are gaps inside one figure: every choice that leaves well-set figures, most joins first.
    ways = []
    for joins in product((True, False), repeat=len(tokens) - 1):
        held = [tokens[0]]
        for joined, token in zip(joins, tokens[1:], strict=True):
            if joined:
                held[-1] += token
            else:
                held.append(token)
        if all(re.fullmatch(_NUMBER, piece) for piece in held) and _plausible(held, tokens):
            ways.append((_oddness(held), len(held), " ".join(held)))
    yield from dict.fromkeys(way for _, _, way in sorted(ways))


def _plausible(held: list[str], tokens: list[str]) -> bool:
    """Two well-set figures of their own are not one figure: 1,000 200 is two, 1,00 200 is one."""
    return not any("," not in piece and len(piece) > 9 for piece in held) or held == tokens


def _oddness(held: list[str]) -> int:
    """How many pieces are set otherwise than figures of a statement are: digits by the dozen, stray short numbers."""
    widest = max(len(piece) for piece in held)
    return sum((len(piece) <= 2 < widest) + ("," not in piece and len(piece) > 3) for piece in held)


def _difference(printed: str, read: str) -> str:
    """What was mended between the printed words and what was read, in words."""
    old, new = printed.replace("\\", "").strip(), read.strip()
    if old == new:
        return ""
    swaps = []
    if new.startswith("$") and not old.startswith("$"):
        swaps.append(f"{old[0]} read as $")
        old = "$" + old[1:].lstrip()
    for was in old:
        if was in _LOOKS_LIKE and (swap := f"{was} read as {_LOOKS_LIKE[was]}") not in swaps:
            swaps.append(swap)
    if old != new and re.sub(r"[\s$]", "", old) == re.sub(r"[\s$]", "", new):
        swaps.append("split digits joined")
    elif not swaps:
        swaps.append("marks between digits mended")
    return ", ".join(swaps)


def is_lone_amount(row: Row) -> bool:
    """Whether one amount of money stands on a line of its own, apart from its label."""
    found = figures(row.cells[0].text) if len(row.cells) == 1 else ()
    return len(found) == 1 and (found[0].dollar or "," in found[0].text)


@dataclass(frozen=True, slots=True)
class Inline:
    """An amount inside words: what it is, and where it stands in them."""

    figure: Figure
    start: int
    end: int


_INLINE = re.compile(
    rf"""(?P<dollar>(?<![A-Za-z0-9])(?:US)?\\?\$)\s?(?P<open>\()?\s?(?P<number>{_NUMBER})(?![0-9,.]*[0-9])(?P<close>\))?
    (?:\s(?P<scale>thousand|million|billion)\b)?
    |(?<![A-Za-z0-9$.,/-])(?P<open2>\()?(?P<bare>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]{{1,2}})?)(?P<close3>\))?(?![0-9A-Za-z%/-])
    |(?<![A-Za-z0-9$.,/-])(?P<percent>[0-9]{{1,3}}(?:\.[0-9]{{1,4}})?|\.[0-9]{{1,4}})\s?(?:%|percent\b)""",
    re.VERBOSE,
)
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}


def inline(text: str) -> Iterator[Inline]:
    """The amounts that stand inside a sentence or a label: with a dollar sign, with separators, or percents.

    >>> [str(a.figure.value) for a in inline("net of accumulated depreciation of $6,025,469; 4,891 shares, 35%")]
    ['6025469', '4891', '35']
    >>> [str(a.figure.value) for a in inline("approximately $19.3 million in 2003, under Rule 15c3-1")]
    ['19300000.0']
    """
    for match in _INLINE.finditer(text):
        number = match["number"] or match["bare"] or match["percent"]
        value = Decimal(number.replace(",", ""))
        if match["scale"]:
            value *= _SCALES[match["scale"]]
        # Brackets around one figure of a sentence mean a loss; a bracket that other words share does not.
        negative = bool((match["open"] and match["close"]) or (match["open2"] and match["close3"]))
        kind: Kind = "percent" if match["percent"] else "amount"
        figure = Figure(-value if negative else value, match[0], kind, bool(match["dollar"]))
        yield Inline(figure, match.start(), match.end())
