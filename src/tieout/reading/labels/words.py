"""The words of a printed label, made alike: one case, one number, one spelling, abbreviations written out.

>>> words_of("ACCTS. PAYABIE & ACCRUED EXPENSES (Note 3)").tokens
('account', 'payable', 'accrued', 'expense')

What hangs on a label and does not name it (notes, cost, "net of accumulated depreciation of $6,025,469", counts of
shares) is set apart: `named` is what comes before it, `tokens` everything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from tieout.taxonomy.wordings import seen_as

LITTLE = frozenset(
    (
        "the",
        "a",
        "an",
        "of",
        "and",
        "or",
        "for",
        "its",
        "our",
        "by",
        "on",
        "with",
        "at",
        "as",
        "under",
        "per",
        "upon",
        "is",
    )
    # "s" and "th" are what is left of an apostrophe and of an ordinal
) | {"are", "was", "s", "th"}
# Words that name no thing: they stand in phrases ("due_from"), and a label that says nothing else says nothing.
PARTICLES = frozenset(("from", "to", "in", "not", "net", "total", "less", "add"))
# Words that say how a thing is measured: a label that says no more speaks of the line above it.
HOW_MEASURED = PARTICLES | {"cost"}

_TOKEN = re.compile(r"[a-z0-9_]+")
_NUMERAL = re.compile(r"[\d_]+(st|nd|rd|th|m|k|b)?")
_LONGEST = 600  # characters of a label that are looked at; a paragraph is no label
_NOTE = re.compile(
    r"\(?\b(see\s+)?(notes?|footnotes?|schedules?|exhibits?)\b[\s#.-]*"
    r"(\d+[a-z]?|[a-z]|[ivx]+)\b((\s*(,|and|&|-|to)\s*)*\b(\d+[a-z]?|[a-z])\b)*\)?[.:]?",
    re.IGNORECASE,
)
_NO_NOTE = re.compile(r"notes?\s+a(nd)?\b", re.IGNORECASE)
_ASIDE = re.compile(r"[(\[{]([^()\[\]{}]*)([)\]}]|$)")
_ASIDE_OPENS = re.compile(
    r"\s*(net|includ\w*|cost|note|see|of which|at|all|approx\w*|related|substantially|market|fair|less|schedule|"
    r"exhibit|pledged|unaudited|in thousands|restated|after|with|securities at|carrying|amortized|assets|fully|"
    r"partially)\b",
    re.IGNORECASE,
)
_NET = re.compile(r"\s*(net of|less|after deduct)\b", re.IGNORECASE)
_TAIL = re.compile(
    r"(?<=[\w).,;:-])\s*[,;:(-]*\s*(?<!not )\b(?:(net of|less|after deduct\w*|reduced by)|includ(?:es|ing|ed)|"
    r"of which|substantially all|approximately|having an?|with an? (?:fair|market|cost)|(?<!for )cost of|"
    r"whose|representing)\b.*|(?<=\w)[\s,(-]*\$.*|(?<=stock)\W+(?:par value|no par|authorized|\d).*",
    re.IGNORECASE | re.DOTALL,
)
_HEADING = re.compile(
    r"\s*(?:current\s+)?(?:total\s+)?(?:(?:other )?assets?|liabilit(?:ies|y)|expenses?|revenues?|income|"
    r"(?:stock|share)holders?'?s?'? equity|liabilities and [\w']+ (?:equity|capital))"
    r"\s*(?:[:;—–]|\s-\s|-(?=[A-Za-z]))\s*(?=[A-Za-z])",
    re.IGNORECASE,
)
_CAPITAL_HEADING = re.compile(
    r"\s*(?:ASSETS?|LIABILIT(?:IES|Y)|EXPENSES?|REVENUES?|(?:STOCK|SHARE)HOLDER'?S'? EQUITY|MEMBERS?'?S? EQUITY)\s+"
    r"(?=[A-Z][a-z])"
)
_WRITTEN = (
    (re.compile(r"^\W*\d{1,2}\s?[a-z]?[.)]\s"), " "),  # the number of a line of a form
    (
        re.compile(
            r"\blines?\s*\d+[a-z]?\b(?:[\s,]*(?:less|plus|minus|or|and|x)?\s*(?:line\s*)?\d+[a-z]?\b(?![\d,.]*\s*%))*"
        ),
        " ",
    ),
    (re.compile(r"6\s*[- ]\s*2\s*/\s*3"), "6_2_3"),
    (re.compile(r"\b1\s*/\s*(15|8)\s*(th)?\b"), r"1_\1"),
    (re.compile(r"\b12\s*\(?b\)?\s*-?\s*[1il]\b"), "12b1"),
    (re.compile(r"\b15\s*c\s*([13])\s*-\s*([13])"), r"15c\1\2"),
    (re.compile(r"\b401\s*\(?k\)?"), "retirement"),
    (re.compile(r"\bu\.?\s?s\.?(?=\s|$|[^\w.])"), "us"),
    (re.compile(r"\ba\.\s?[i1]\.?(?=\s|$)"), "aggregate indebtedness"),
    (re.compile(r"\bnon[- ]+customer"), "noncustomer"),
    (re.compile(r"\bpre-\s*paid"), "prepaid"),
    (re.compile(r"\bby[- ]products?"), "byproduct"),
    (re.compile(r"(?<=\d),(?=\d{3})"), ""),
    (re.compile(r"(?<=\d{3})\.\d\d\b"), ""),  # cents
    (re.compile(r"[’'`´]"), ""),
    (re.compile(r"&"), " and "),
)
_MISREAD = str.maketrans({"0": "o", "1": "l", "5": "s", "8": "b", "6": "b"})
_CONFUSED = {"i": "lt", "l": "it", "c": "eo", "e": "co", "o": "ce", "n": "uh", "u": "n", "h": "b", "f": "t", "t": "fl"}
_PLURAL = re.compile(r"(?<=[a-z]{2})(ies|sses|shes|ches|xes|s)$")
_SLASHED = re.compile(r"\b[a-z]{1,2}/[a-z]{1,2}s?\b")


@dataclass(frozen=True, slots=True)
class Words:
    """A label as words.  `named` leaves out what hangs on; `mended` counts the words that had to be spelt anew."""

    tokens: tuple[str, ...]
    named: tuple[str, ...]
    mended: int = 0


@lru_cache(maxsize=16384)
def words_of(label: str, numerals: bool = False) -> Words:
    """The words of a label.  Numbers are left out unless `numerals` asks for them (10%, 120%, 6-2/3%)."""
    text = label[:_LONGEST].replace("\n", " ")
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = text if _NO_NOTE.match(text) else _NOTE.sub(" ", text)
    for heading in (_HEADING, _CAPITAL_HEADING):
        if found := heading.match(text):
            text = text[found.end() :]
            break
    whole, mended = _tokens(text, numerals)
    named = _head(text)
    head = whole if named == text else _tokens(named, numerals)[0]
    return Words(whole, head if set(head) - HOW_MEASURED else whole, mended)


def _head(text: str) -> str:
    """What a label names, without asides and tails; "net" is kept of a tail that says "net of"."""
    text = _ASIDE.sub(lambda aside: _said_aside(aside.group(1)), text)
    tail = _TAIL.search(text)
    if tail is None:
        return text
    return text[: tail.start()] + (" net" if tail.group(1) else "")


def _said_aside(aside: str) -> str:
    if _NET.match(aside):
        return " net "
    return " " if re.search(r"\d", aside) or _ASIDE_OPENS.match(aside) else f" {aside} "


def _tokens(text: str, numerals: bool) -> tuple[tuple[str, ...], int]:
    text = text.casefold()
    for pattern, written in _WRITTEN:
        text = pattern.sub(written, text)
    text = _SLASHED.sub(lambda short: " ".join(seen_as().spelling.get(short.group(), (" ",))), text)
    tokens: list[str] = []
    mended = 0
    raw = _TOKEN.findall(text)
    for at, word in enumerate(raw):
        if word in LITTLE or (len(word) == 1 and not word.isdigit()):
            continue
        if _NUMERAL.fullmatch(word):
            if numerals:
                tokens.append(word)
            continue
        known = _known(word)
        if known is None and at and (joined := _joined(raw[at - 1], word)):
            if len(raw[at - 1]) > 1 and tokens:
                tokens.pop()
            tokens.extend(joined)
            mended += 1
        elif known is None:
            spelt = _spelt(word)
            mended += spelt != (singular(word),)
            tokens.extend(one for one in spelt if one not in LITTLE)
        else:
            tokens.extend(known)
    return tuple(tokens), mended


def singular(word: str) -> str:
    """A plural as one: securities, taxes, expenses, losses; not bus, loss or basis.

    >>> [singular(word) for word in ("securities", "taxes", "expenses", "losses", "loss", "bonus", "series")]
    ['security', 'tax', 'expense', 'loss', 'loss', 'bonus', 'sery']
    """
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    return _PLURAL.sub(lambda s: {"ies": "y", "s": ""}.get(s.group(1), s.group(1)[:-2]), word)


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(singular(word) for word in seen_as().words if len(word) > 1)


@cache
def _forms() -> dict[str, str]:
    """Singular and plural of every known word, to the singular."""
    forms = {}
    for word in sorted(_vocabulary()):
        plural = (
            f"{word[:-1]}ies" if word.endswith("y") else f"{word}es" if word.endswith(("s", "x", "h")) else f"{word}s"
        )
        forms[plural] = word
    return forms | {word: word for word in _vocabulary()}


@cache
def _by_length() -> dict[int, tuple[str, ...]]:
    lengths: dict[int, list[str]] = {}
    for form in sorted(_forms()):
        lengths.setdefault(len(form), []).append(form)
    return {length: tuple(forms) for length, forms in lengths.items()}


@lru_cache(maxsize=65536)
def _known(word: str) -> tuple[str, ...] | None:
    """The word as it is known, or None."""
    held = seen_as()
    if (means := held.spelling.get(word)) is not None:
        return means
    one = singular(word)
    if one in _vocabulary():
        return (one,)
    return held.spelling.get(one)


def _joined(before: str, word: str) -> tuple[str, ...] | None:
    """A word that a blank has split: "pay able", "bu t", "adjust ments"."""
    if len(before) + len(word) < 5 or len(_known(before) or (before,)) > 1:
        return None
    return _known(before + word)


@lru_cache(maxsize=65536)
def _spelt(word: str) -> tuple[str, ...]:
    """An unknown word as the known one it was misread from, or as two that were run together, or as it is."""
    plain = word.translate(_MISREAD) if re.search(r"[a-z]", word) else word
    plain = plain.replace("rn", "m") if _known(plain) is None and _known(plain.replace("rn", "m")) else plain
    if (known := _known(plain)) is not None:
        return known
    for cut in range(4, len(plain) - 3):
        left, right = _known(plain[:cut]), _known(plain[cut:])
        if left and right:
            return (*left, *right)
    return (_nearest(plain) or singular(plain),)


def _nearest(word: str) -> str | None:
    """The one known word within a slip in five to seven letters, two in eight to eleven, three in more."""
    if len(word) == 4:
        return next((_forms()[near] for near in _alike(word) if near in _forms()), None) or _near_telling(word)
    slips = 0 if len(word) < 4 else 1 if len(word) < 8 else 2 if len(word) < 12 else 3
    if not slips:
        return None
    pool = [w for n in range(len(word) - slips, len(word) + slips + 1) for w in _by_length().get(n, ())]
    if word.startswith(("non", "un")):  # "unaffiliated" is no slip of "affiliated"
        pool = [w for w in pool if w.startswith(word[:2])]
    found = process.extract(word, pool, scorer=OSA.distance, score_cutoff=slips, limit=4)
    nearest = [str(form) for form, distance, _ in found if distance == found[0][1]]
    nearest.sort(key=lambda form: (_forms()[form] not in seen_as().telling, form[0] != word[0]))
    if not nearest or (len({_forms()[form] for form in nearest}) > 1 and nearest[0][0] != word[0]):
        return None
    return _forms()[nearest[0]]


def _near_telling(word: str) -> str | None:
    """The one word of the rules that is a slip away from a word of four letters."""
    pool = [form for n in (3, 4, 5) for form in _by_length().get(n, ()) if _forms()[form] in seen_as().telling]
    found = process.extract(word, pool, scorer=OSA.distance, score_cutoff=1, limit=3)
    near = {_forms()[str(form)] for form, _, _ in found if len(_forms()[str(form)]) > 2}
    return near.pop() if len(near) == 1 else None


def _alike(word: str) -> Iterator[str]:
    """The word with one letter as a scan confuses it: l and i, c and e and o, n and u, h and b, f and t."""
    for at, letter in enumerate(word):
        for other in _CONFUSED.get(letter, ""):
            yield word[:at] + other + word[at + 1 :]


def phrases(tokens: Iterable[str]) -> frozenset[str]:
    """Single words, those side by side joined by an underscore (two and three), and the first marked with a caret."""
    return frozenset(_phrases(tuple(tokens)))


def _phrases(tokens: tuple[str, ...]) -> Iterator[str]:
    yield from tokens
    for size in (2, 3):
        for at in range(len(tokens) - size + 1):
            yield "_".join(tokens[at : at + size])
    for size in (1, 2):
        if len(tokens) >= size:
            yield "^" + "_".join(tokens[:size])
