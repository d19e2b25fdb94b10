"""Names and addresses off a form: cells that a table's rule has cut are closed, and what stays in doubt is not read.

The rest of the filing is the witness.  A firm's name stands on its cover, in the auditor's address and over the
notes; a way to close a cut that those pages print too is the right one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from tieout.reading.form.words import name_words, states

_WORD = re.compile(r"[A-Za-z]+")
_KEY = re.compile(r"[a-z0-9]+")
_BETWEEN_INITIALS = re.compile(r" (?<=\b[a-z] )(?=[a-z]\b)")
_MOST_WAYS = 48
_RULE = re.compile(r"_(?![\w.+-]*@)|(?<![A-Za-z0-9])_")  # a blank's line, not the stroke of an e-mail address
_SPECKS = " \t_|~`^*·•—–-=,;:.<>\"'“”‘’"
_SUFFIX = re.compile(
    r"(?:,?\s*\b(?:Inc|Incorporated|Corp|Corporation|L\.?\s?L\.?\s?C|L\.?\s?L\.?\s?P|L\.?\s?P|Ltd|Limited|Co|Company"
    r"|P\.?\s?[CA]|P\.?\s?L\.?\s?L\.?\s?C|N\.?A)\b\.?)+\s*$",
    re.I,
)
_STAMP = re.compile(
    r"\b(?:RECEIVED|RECD|PROCESSED|PROCESSING|THOMSON\s+(?:REUTERS|FINANCIAL)"
    r"|SEC MAIL|MAIL|WASH(?:(?!INGTON)[.,\s]*D\.?\s?C\.?(?:\s*\d{1,3}(?!\d))?|INGTON,?\s*D\.?\s?C\.?\s*\d{1,3}(?!\d))"
    r"|(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*\.?\s*[-–]?\s*\d\s?\d?,?\s*(?:19|20)\d\d)(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class Value:
    """What a blank says: the text, empty where it cannot be read, and what was mended."""

    text: str
    repaired: str = ""


def key_of(text: str) -> str:
    """A text as one compares it: small letters and digits alone."""
    return "".join(_KEY.findall(text.lower()))


def _plain(text: str) -> str:
    """Words in small letters, initials run together, so that "L.L.C." is "LLC"."""
    return _BETWEEN_INITIALS.sub("", " ".join(_KEY.findall(text.lower())))


class Witness:
    """The rest of a filing, asked whether it prints a text too."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _plain(self) -> str:
        return f" {_plain(self.text)} "

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self._plain.split())

    @cached_property
    def _spaced(self) -> str:
        return " ".join(self.text.lower().split())

    def prints(self, text: str) -> bool:
        """Whether the same words stand there, whatever marks part them."""
        plain = _plain(text)
        return len(plain) > 4 and f" {plain} " in self._plain

    def prints_as(self, text: str) -> bool:
        """Whether it stands there with the same spaces and stops."""
        return " ".join(text.lower().split()) in self._spaced

    def knows(self, word: str) -> bool:
        """Whether it is a word of the filing, or one that names and addresses are made of."""
        word = word.lower()
        return word in name_words() or (len(word) > 1 and word in self._words)


def without_stamps(text: str) -> str:
    """A mail room's stamps taken off the end of a cell, or all of it when there is nothing else.

    >>> without_stamps("Deloitte & Touche LLP RECEIVED"), without_stamps("MAR 29 2004"), without_stamps("PROCESSED")
    ('Deloitte & Touche LLP', '', '')
    """
    while (found := list(_STAMP.finditer(text))) and found[-1].end() == len(text.rstrip()):
        text = text[: found[-1].start()].rstrip(_SPECKS.replace(".", "") + "/")
    return text


def trimmed(text: str) -> str:
    """Without the specks and rules a scan leaves at both ends; a name's own full stop stays."""
    text = re.sub(r"\s+", " ", _RULE.sub(" ", text)).strip(' |~`^*·•—–=;:<>"“”\\-,')
    text = re.sub(r"\s+([,.;])", r"\1", text).lstrip(". ")
    if text.count("(") != text.count(")"):
        text = text.lstrip(")]. ").rstrip("([ ")
    return text if any(mark.isalnum() for mark in text) else ""


def unspecked(text: str) -> str:
    """Without the specks at both ends of a cell; commas and stops stay, for the next cell may need them."""
    text = re.sub(r"\s+", " ", _RULE.sub(" ", text)).strip(' |~`^*·•—–=;:<>"“”\\')
    return text if text == "." or any(mark.isalnum() for mark in text) else ""


def _seams(left: str, right: str, witness: Witness, *, all_ways: bool) -> list[tuple[str, str]]:
    """The ways two cells of one row may belong together, and what each takes to be mended;
    the likeliest alone when sure.
    """
    a, b = left[-1], right[0]
    if re.search(r"\b[A-Z]\.$", left) and re.match(r"[A-Z]\.", right):
        return [(f"{left} {right}", ""), (left + right, "")]
    if b in ".,;:)" or (b == "-" and a.isalnum() and right[1:2].isalnum()):
        return [(left + right, "")]
    if not (a.isalnum() and b.isalnum()):
        repeat = next((n for n in (3, 2, 1) if left[-n:].lower() == right[:n].lower() and a in "'-&"), 0)
        glue = a in "-'/&" and b.isalnum() and not left.endswith(" &") and a != "&"
        return [(left + right[repeat:] if glue else f"{left} {right}", "")]
    if a.isdigit() != b.isdigit() and not re.search(r" \d$", left):
        return [(f"{left} {right}", "")]
    last, first = re.split(r"[^A-Za-z0-9]", left)[-1], re.split(r"[^A-Za-z0-9]", right)[0]
    parted = (f"{left} {right}", "")
    closed = (left + right, "a word cut by the table closed")
    overlaps = [
        (left + right[n:], "letters printed on both sides of the table's rule taken once")
        for n in (3, 2, 1)
        if left[-n:].lower() == right[:n].lower() and len(first) >= n
    ]
    if all_ways:
        return [
            parted,
            closed,
            *overlaps,
            *((f"{left} {right[n:]}", how) for n, (_, how) in enumerate(overlaps[-1:], 1)),
        ]
    if a.isdigit():
        return [parted, closed, *overlaps]
    if b.islower():
        ways = [closed, *overlaps]
        if overlaps and left[-2:].lower() == right[0].lower() * 2:
            return overlaps  # no word has one letter three times
        return ways if last[-1].islower() or len(last) <= 2 else [*ways, parted]
    if len(last) == 1 and left[-2:-1] == " " and b.isupper():
        # A lone letter or digit before the rule may be the next word's first, seen in part.
        return [closed, *overlaps, parted, (f"{left[:-2].rstrip()} {right}", "a scrap of the next word left out")]
    if len(last) == 1 and first.upper().startswith(last.upper()) and len(first) > 1:
        return [closed, *overlaps, parted]
    known = {way: witness.knows(word) for way, word in (("last", last), ("first", first), ("both", last + first))}
    lapped = [
        way
        for way in overlaps
        if witness.knows(re.split(r"[^A-Za-z0-9]", way[0])[-1]) or _has_known(way[0], last, witness)
    ]
    if known["both"] and not (known["last"] and known["first"]):
        return [closed]
    if lapped and not known["both"] and not (known["last"] and known["first"]):
        return list(lapped[:1]) if not known["first"] or len(last) == 1 else [*lapped[:1], parted]
    if known["first"] and last[:1].isupper():
        return [parted]
    if a.islower() and b.isupper():
        return [parted]
    return [parted, closed, *overlaps]


def _has_known(text: str, last: str, witness: Witness) -> bool:
    """Whether the word that two halves make, where they lap, is known."""
    start = text.rfind(last) if len(last) > 1 else -1
    made = _WORD.match(text, start) if start >= 0 else None
    return bool(made and len(made[0]) > len(last) and witness.knows(made[0]))


def joined(cells: Sequence[str], witness: Witness) -> Value:
    """The cells of one row as one text.  Where a cut may be closed in two ways, the rest of the filing decides.

    >>> joined(["Ess", "sex Securities, LLC"], Witness("To the Members of Essex Securities, LLC")).text
    'Essex Securities, LLC'
    >>> joined(["ESL INVE", "STMENT SERVICES,", "LLC"], Witness(""))
    Value(text='ESL INVESTMENT SERVICES, LLC', repaired='a word cut by the table closed')
    >>> joined(["Al", "len & Co."], Witness("")).text
    ''
    """
    if len(cells) > 1:
        printed = [way for way in _ways(cells, witness, all_ways=True) if witness.prints(way[0])]
        if len({key_of(text) for text, _ in printed}) == 1:
            text, how = next((way for way in printed if witness.prints_as(way[0])), printed[0])
            return Value(text, how)
    ways = _ways(cells, witness, all_ways=False)
    if len(ways) == 1:
        return Value(*ways[0])
    # Without its suffix may be how the other pages call it.
    keys = {key_of(text) for text, _ in ways if witness.prints(_SUFFIX.sub("", text))}
    if len(keys) == 1:
        return Value(*next(way for way in ways if key_of(way[0]) in keys))
    if keys:
        return Value("")
    strange = [sum(not witness.knows(word) for word in _WORD.findall(text)) for text, _ in ways]
    best = [way for way, unknown in zip(ways, strange, strict=True) if unknown == min(strange)]
    sound = min(strange) <= sum(not witness.knows(word) for cell in cells for word in _WORD.findall(cell)[1:-1])
    return Value(*best[0]) if len(best) == 1 and sound else Value("")


def _ways(cells: Sequence[str], witness: Witness, *, all_ways: bool) -> list[tuple[str, str]]:
    """The texts that cells may make together, and what each takes to be mended."""
    ways: list[tuple[str, str]] = [("", "")]
    for cell in cells:
        nearer: list[tuple[str, str]] = []
        for text, how in ways:
            seams = _seams(text, cell, witness, all_ways=all_ways) if text else [(cell, "")]
            nearer += [(made, "; ".join(dict.fromkeys(filter(None, [how, mended])))) for made, mended in seams]
        ways = list(dict.fromkeys(nearer))[:_MOST_WAYS]
    return ways


def phone_of(text: str) -> tuple[str, str, int, int] | None:
    """A telephone number as (NNN) NNN-NNNN, what was mended, and where it stands; None when there is none to read.

    >>> phone_of("(413)737–8400")[0], phone_of("504)-729-1147")[0], phone_of("954.579.7Q3")
    ('(413) 737-8400', '(504) 729-1147', None)
    """
    found = list(_PHONE.finditer(text))
    if len({re.sub(r"\D", "", hit[0])[-10:] for hit in found}) != 1:
        return None
    hit = found[0]
    if _ABROAD.search(text[: hit.start()]) or re.match(r"[\s.-]*\d", text[hit.end() :]):
        return None
    area, exchange, line = (_digits(part) for part in hit.groups()[:3])
    if not (area and exchange and line) or area[0] in "01":
        return None
    letters = any(mark.isalpha() for mark in "".join(hit.groups()[:3]))
    whole = f"({area}) {exchange}-{line}"
    how = "letters read as the digits they look like" if letters else ""
    if not how and hit[0].count("(") != hit[0].count(")"):
        how = "a bracket lost put back"
    if extension := re.match(r"\s*,?\s*(?:ext?\.?|x)\s*(\d{1,5})\b", text[hit.end() :], re.I):
        return f"{whole} ext. {extension[1]}", how, hit.start(), hit.end() + extension.end()
    return whole, how, hit.start(), hit.end()


_N = r"[\dOoIl]"
_PHONE = re.compile(
    rf"(?<![\dA-Za-z])(?:\+?1[\s.–-]{{1,2}})?[(\[{{]?\s?({_N}{{3}})\s?[)\]}}]?\s?[.–—/_-]{{0,2}}\s?({_N}{{3}})"
    rf"\s?[.–—_-]{{0,2}}\s?({_N}{{4}})(?![\dA-Za-z])"
)
# The prefix of a number in another country's plan, of which these digits are a part.
_ABROAD = re.compile(r"(?:\b011|\+\s?(?!1\b)\d{1,3})[\s().-]*(?:\d{1,3}[\s().-]+)?$")


def _digits(text: str) -> str:
    digits = text.translate(str.maketrans("OoIl", "0011"))
    return digits if sum(mark.isdigit() for mark in text) >= len(text) - 1 else ""


def state_of(text: str) -> str | None:
    """The state's two letters, or None when the text is no state.

    >>> state_of("MA"), state_of("N.Y."), state_of("Massachusetts"), state_of("MX")
    ('MA', 'NY', 'MA', None)
    """
    bare = re.sub(r"\s+", " ", text.strip(_SPECKS)).upper()
    return states().get(bare) or states().get(bare.replace(".", "").replace(" ", ""))


def zip_of(cells: Iterable[str]) -> tuple[str, str] | None:
    """The one zip code these cells can print, and what was mended; None when there is none, or more than one.

    >>> zip_of(["MA 01144-1013"]), zip_of(["1", "4604-2424"]), zip_of(["028165"])
    (('01144-1013', ''), ('14604-2424', 'digits cut by the table closed'), None)
    >>> zip_of(["10", "0022"])
    ('10022', 'a digit printed on both sides of the rule taken once')
    """
    held = [cell for cell in cells if cell]
    whole = list(dict.fromkeys(hit for cell in held for hit in _whole_zips(cell)))
    if len(whole) > 1 and len(held) > 2 and re.fullmatch(r"\W*\d{5}(?:\s?[-–—]\s?\d{4})?\W*", held[-1]):
        # What ends the street, the number of a post office box, is no zip code.
        whole = list(
            dict.fromkeys(hit for cell in held if not re.search(r"(?i)\bbox\b", cell) for hit in _whole_zips(cell))
        )
    if (len(held) > 1 and re.match(r"[-–]", held[-1])) or any(re.search(r"\d{5}[-–]\d{0,3}$", cell) for cell in held):
        whole = []  # what follows a hyphen belongs to the digits before the rule
    stray = any(_whole_zips(right) and re.search(r"(?:^|\s)\d{1,3}$", left) for left, right in itertools.pairwise(held))
    if stray:
        return None  # digits before the rule may belong to the code
    if whole:
        return (whole[0][0], whole[0][1]) if len({code for code, _ in whole}) == 1 else None
    for left, right in zip(held[-3:], held[-3:][1:], strict=False):
        before, after = re.search(r"(?<![A-Za-z\d#-])\d[\d–-]*$", left), re.match(r"[\d–-]+$", right)
        if before and after and (closed := _closed_zip(before[0], after[0])):
            return closed
    return None


def _whole_zips(cell: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for hit in re.finditer(r"(?<![\w#-])([\dOoIl]{5})(?:\s?[-–—]\s?(\d{4}))?\W*$|(?<![\w#-])(\d{5})(\d{4})\W*$", cell):
        first, rest = hit[1] or hit[3], hit[2] or hit[4]
        digits = _digits(first)
        if digits and any(mark.isdigit() for mark in first):
            how = "letters read as the digits they look like" if digits != first else ""
            found.append((f"{digits}-{rest}" if rest else digits, how or ("a hyphen lost put back" if hit[4] else "")))
    return found


def _closed_zip(left: str, right: str) -> tuple[str, str] | None:
    left, right = left.replace("–", "-"), right.replace("–", "-")
    if re.fullmatch(r"\d{5}(-\d{4})?", left + right):
        return left + right, "digits cut by the table closed"
    for n in (1, 2):
        lapped = left + right[n:]
        if left[-n:] == right[:n] and re.fullmatch(r"\d{5}(-\d{4})?", lapped):
            return lapped, "a digit printed on both sides of the rule taken once"
    return None
