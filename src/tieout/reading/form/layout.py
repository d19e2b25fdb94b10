"""Where the facing page lies in a document, which edition it is, and where each of its printed lines stands.

The captions of the form come in one order whatever a scan did to its columns, so each is looked for after the one
before it: exactly first, and where a neighbour on each side was found, by likeness.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz import fuzz

from tieout.reading.document import Document, Row
from tieout.reading.form.strip import Piece, Span, Strip
from tieout.reading.form.words import HEAD, FormWords, Group, editions, folded, letters

# Words that few pages but this one print, whichever edition.
_MARKS = re.compile(
    r"PERIOD\s+BEG|REGISTRANT\s+IDENT|NAME\s+OF\s+(?:BROKER|FIRM)|PRINCIPAL\s+PLACE|TELEPHONE\s+NUMBER\s+OF"
    r"|PERSON\s+TO\s+CONTACT|ACCOUNTANT\s+IDENT|FACING\s+PAGE|INDEPENDENT\s+PUBLIC\s+ACCOUNTANT"
)
_TITLE = re.compile(
    r"X\s?-?\s?17\s?A\s?-?\s?5|ANNUAL\s+(?:AUDITED\s+)?REPORTS?\b|SECURITIES AND EXCHANGE COMM|SEC FILE N", re.I
)
_FEWEST = 3  # marks that make a facing page
_REACH = 45  # rows from one mark to the next on one page
_ABOVE = 40  # rows of titles and stamps above the first mark
_BELOW = 24
_BRACKETED = re.compile(r"[(\[{][^()\[\]{}\t\n]{2,75}(?:[)\]}]|(?=[\t\n]))|(?<=[\t\n ])[A-Za-z][^()\t\n]{2,60}[)\]}]")
_BETWEEN = 70.0
_ASTRAY = 9  # characters by which likeness may miss the bracket that opens a caption
_TAIL = re.compile(r"(?:ING|NG|G)(?![A-Za-z])")  # of ENDING, where likeness stopped short of it
_SMALL_PRINT = re.compile(r"OFFICIAL USE|laims? for exemption|control number|240\.17a-5\(e\)|SEC 1410", re.I)
_STUB = re.compile(r"[^()]{0,5}\)$|\([^()]{0,3}$")  # of a caption in brackets
OFFICIAL = ("OFFICIAL USE ONLY", "FIRM I.D. NO.", "FIRM ID. NO.")


@dataclass(frozen=True)
class Layout:
    """The page as found: its rows, its edition, and from where to where each group's print goes."""

    first_row: int
    last_row: int
    strip: Strip
    words: FormWords
    period: Span  # from the words of its beginning to the next printed line
    ending: Span | None  # the words before its end
    regions: dict[str, Span]  # group to what stands after its printed line
    leads: dict[str, Span]
    found: int


def find_layout(document: Document, rows: Sequence[Row]) -> Layout | None:
    """The facing page of a document, or None when it has none."""
    bounds = _rows_of_page(document, rows)
    if bounds is None:
        return None
    first, last = bounds
    strip = Strip(document.name, rows[first : last + 1])
    tried = [_laid(strip, words, first) for words in editions()]
    best = max(tried, key=lambda layout: layout.found)
    return best if best.found >= _FEWEST else None


def _rows_of_page(document: Document, rows: Sequence[Row]) -> tuple[int, int] | None:
    """The rows that hold the most marks of a facing page in one place."""
    text = folded(document.text)
    starts = list(accumulate((len(row.text) + 1 for row in rows), initial=0))
    marks = [bisect_right(starts, hit.start()) - 1 for hit in _MARKS.finditer(text)]
    clusters: list[list[int]] = []
    for mark in marks:
        if clusters and mark - clusters[-1][-1] <= _REACH:
            clusters[-1].append(mark)
        else:
            clusters.append([mark])
    cluster = max(clusters, key=len, default=[])
    if len(cluster) < 2:
        return None
    first, last = cluster[0], cluster[-1]
    titles = [
        bisect_right(starts, hit.start()) - 1
        for hit in _TITLE.finditer(text, starts[max(first - _ABOVE, 0)], starts[first])
    ]
    top = first
    for title in reversed(titles):
        if top - title <= 14:
            top = title
    while top > 0 and top > first - _ABOVE and len(rows[top - 1].text) < 60 and _TITLE.search(rows[top - 1].text):
        top -= 1
    stop = min(last + _BELOW, len(rows) - 1)
    for index in range(last, stop + 1):
        if index > last and re.match(
            r"\W*OATH\s+OR\s+AFF|\W*We have audited|\W*TABLE OF CONTENTS", rows[index].text, re.I
        ):
            return max(top - 2, 0), index - 1
        if re.search(r"control number|240\.17a-5\(e\)", rows[index].text):
            stop = min(stop, index + 2)
        if index >= stop:
            break
    return max(top - 2, 0), stop


def _laid(strip: Strip, words: FormWords, first: int) -> Layout:
    opened = next((hit[1] for group in words.groups if (hit := _exact(strip, group.lead, 0, len(strip.text)))), 0)
    footnotes = (letters(words.footnote)[1:HEAD], "Claimsforexemption", "Claimforexemption")
    stop = min((hit[0] for start in footnotes if (hit := strip.find(start, opened))), default=len(strip.text))
    sought = [words.period[0], *(group.lead for group in words.groups)]
    hits: list[Span | None] = []
    at = 0
    for index, caption in enumerate(sought):
        low = hits[0][1] if index and hits[0] else at
        hit = _exact(strip, caption, max(at, low), stop)
        hits.append(hit)
        at = hit[1] if hit else at
    for index, caption in enumerate(sought):
        if hits[index] is None:
            before = max((hit[1] for hit in hits[:index] if hit), default=0)
            after = min((hit[0] for hit in hits[index + 1 :] if hit), default=stop)
            head = letters(caption)[:HEAD]
            hits[index] = strip.find_like(head, before, after, 86.0 if len(head) < 12 else 80.0)
    for index, caption in enumerate(sought):
        if hit := hits[index]:
            after = min((other[0] for other in hits[index + 1 :] if other), default=stop)
            hits[index] = (hit[0], _rest_of(strip, caption, hit, after))
    ends = [min((hit[0] for hit in hits[index + 1 :] if hit), default=stop) for index in range(len(sought))]
    official = strip.find("FOR OFFICIAL USE ONLY", hits[-1][1] if hits[-1] else 0)
    regions = {
        group.name: (hit[1], min(ends[index], official[0] if official and official[0] > hit[1] else ends[index]))
        for index, group in enumerate(words.groups, 1)
        if (hit := hits[index])
    }
    regions = {name: (low, _before_heading(strip, words, low, high)) for name, (low, high) in regions.items()}
    leads = {group.name: hit for group, hit in zip(words.groups, hits[1:], strict=True) if hit}
    period = (hits[0][1], ends[0]) if hits[0] else (0, ends[0])
    ending = None
    for caption in (words.period[1], "ENDING", "ENDED"):
        ending = ending or strip.find(caption, *period)
    ending = ending or strip.find_like(words.period[1], *period, 75.0)
    if ending and (tail := _TAIL.match(strip.text, ending[1])):
        ending = (ending[0], tail.end())
    last = strip.row_of(_last_line(strip, max((high for _, high in regions.values()), default=0))) + first
    exact = sum(
        1 for caption, hit in zip(sought, hits, strict=True) if hit and strip.find(letters(caption)[:HEAD], *hit)
    )
    return Layout(first, last, strip, words, period, ending, regions, leads, exact + sum(1 for hit in hits if hit))


def _last_line(strip: Strip, end: int) -> int:
    """The last row of the page: where its last blank ends, and the small print that follows."""
    last = strip.cell_at(max(end - 1, 0))[0]
    for index in range(last + 1, min(last + 9, len(strip.lines))):
        if _SMALL_PRINT.search(strip.lines[index]):
            last = index
    return last


def _before_heading(strip: Strip, words: FormWords, low: int, high: int) -> int:
    """Where a block's heading within a stretch begins; its end where there is none."""
    for heading in {group.block for group in words.groups}:
        hit = strip.find(heading, low, high) or strip.find_like(heading, low, high, 88.0)
        if hit:
            return strip.text.rfind("\n", low, hit[0]) + 1 or hit[0]
    return high


def _exact(strip: Strip, caption: str, low: int, high: int) -> Span | None:
    """A caption as printed, by its head; one in capitals is looked for in capitals, as running text is not."""
    head = letters(caption)[:HEAD]
    return strip.find(head, low, high, as_printed=True) or (strip.find(head, low, high) if len(head) > 12 else None)


def _rest_of(strip: Strip, caption: str, head: Span, high: int) -> int:
    """Where a printed line ends whose head was found: after all of it where it goes on unbroken."""
    whole = letters(caption)
    if len(whole) <= HEAD:
        return head[1]
    full = strip.find(whole, head[0], high) or strip.find_like(
        whole, head[0], min(high, head[0] + len(caption) + 40), 88.0
    )
    return max(full[1], head[1]) if full and full[0] < head[1] else head[1]


def captions_in(strip: Strip, group: Group, span: Span) -> list[tuple[str, Span]]:
    """The captions beneath a group's blanks that stand in a stretch: the field each belongs to, and where."""
    low, high = span
    found: list[tuple[str, Span]] = []
    known = [(field, letters(caption).upper()) for field, caption in group.captions]
    for field, own in known:
        if len(own) >= 12 and (where := strip.find(own, low, high) or strip.find_like(own, low, high)):
            found.append((field, _with_brackets(strip.text, where)))
    for hit in _BRACKETED.finditer(strip.text, low, high):
        said = letters(hit[0]).upper()
        if len(said) < 3 or any(start <= hit.start() < end for _, (start, end) in found):
            continue
        field, score = max(
            ((field, _likeness(said, own)) for field, own in known), key=lambda pair: pair[1], default=("", 0.0)
        )
        if score >= _BETWEEN or (
            hit[0][-1] not in ")]}" and len(said) > 3 and any(own.startswith(said) for _, own in known)
        ):
            found.append((field, hit.span()))
        elif _is_instruction(said):
            found.append(("", hit.span()))
    taken = {field for field, _ in found}
    run = "".join(own for field, own in known if field.endswith(("city", "state", "zip")))
    for field, own in [*known, (group.captions[-1][0] if group.captions else "", run)]:
        if len(own) >= 11 and (field not in taken or own == run):
            at = low
            while hit_span := strip.find(own, at, high):
                found.append((field, hit_span))
                at = hit_span[1]
    for piece in strip.pieces(low, high):
        for field, own in known:
            if letters(piece.text).upper() == own and len(own) == len(piece.text.strip(" ()[]{}_.,:")):
                found.append((field, (piece.start, piece.start + len(piece.text))))
    return sorted(found, key=lambda pair: pair[1])


def without_ends(group: Group, captions: Sequence[tuple[str, Span]], piece: Piece) -> str:
    """A piece without the end of a caption that likeness left standing beside it."""
    text = piece.text
    for _, (start, end) in captions:
        text = text.strip(" –—")
        if not text:
            break
        before, after = text.split()[-1], text.split()[0]
        stop = piece.start + len(piece.text)
        if 0 <= start - stop < 4 and _opens_or_ends(group, letters(before), opens=True):
            text = text[: -len(before)].rstrip()
        elif 0 <= piece.start - end < 4 and _opens_or_ends(group, letters(after), opens=False):
            text = text[len(after) :].lstrip()
        if not text:
            break
    return text


def _opens_or_ends(group: Group, said: str, *, opens: bool) -> bool:
    own = [letters(caption).upper() for _, caption in group.captions if len(letters(caption)) > HEAD]
    if len(said) < 2 or said.isupper():
        return False
    return any(said.upper() in (caption[:12] if opens else caption[-12:]) for caption in own)


def _with_brackets(text: str, hit: Span) -> Span:
    """A caption's letters together with the brackets around them."""
    start, end = hit
    opens = [at for at in range(max(start - _ASTRAY, 0), min(start + _ASTRAY, end)) if text[at] in "([{"]
    start = min(opens, key=lambda at: abs(at - start), default=start)
    while end < len(text) and text[end] in ")]}. ":
        end += 1
    return start, end


def _likeness(said: str, own: str) -> float:
    """A long caption may have lost its end; a short one is all there or another."""
    return fuzz.partial_ratio(said, own) if min(len(said), len(own)) >= 12 else fuzz.ratio(said, own)


_INSTRUCTIONS = (
    "DONOTUSEPOBOXNO",
    "DONOTUSEAPOBOXNO",
    "IFAPPLICABLE",
    "CHECKALLAPPLICABLEBOXES",
    "AREACODE",
    "TELEPHONENUMBER",
    "NUMBERANDSTREET",
)


def _is_instruction(said: str) -> bool:
    return any(fuzz.ratio(said, own) >= 80 for own in _INSTRUCTIONS)


def is_caption(group: Group, text: str) -> bool:
    """Whether all of a piece is a caption, or the greater part of the words that keep a column for official use."""
    said = letters(folded(text)).upper()
    if len(said) < 4:
        return False
    official = [letters(words) for words in OFFICIAL]
    if len(said) >= 6 and any(said in own or fuzz.ratio(said, own) >= 80 for own in official):
        return True
    if _is_instruction(said):
        return True
    return len(said) == len(re.sub(r"\W", "", text)) and any(said == letters(own).upper() for _, own in group.captions)


def without_scraps(strip: Strip, group: Group, lead: Span, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without scraps of the group's own printed line, which values and rules cut in two.

    A scrap stands at the start of a piece, in the line's own row or, whole, in the row below.
    """
    whole = letters(group.lead).upper()
    line = strip.cell_at(lead[1] - 1)[0]
    done = len(letters(strip.text[slice(*lead)]))
    kept: list[Piece] = []
    for piece in pieces:
        text = piece.text
        if piece.row == line and text.islower() and len(text) < 6 and whole.endswith(letters(text).upper()):
            continue
        if _STUB.match(text):
            continue
        if piece.row == line:
            goes_on = whole[done:] if not strip.text[lead[1] : piece.start].strip() else ""
            text = _past_scrap(text, whole, goes_on)
            if (
                len(letters(text)) in (2, 3)
                and text.isupper()
                and letters(text) in whole
                and not re.search(r"[\d.]", text)
            ):
                text = ""
        elif piece.row == line + 1 and len(letters(text)) >= 4 and letters(text).upper() in whole and text.isupper():
            text = ""
        if text:
            kept.append(Piece(text, piece.start + piece.text.rindex(text), piece.row, piece.column))
    return kept


def _past_scrap(text: str, whole: str, goes_on: str) -> str:
    """What follows the words at the start of a piece that are of the printed line.

    `goes_on` is how the line continues where the piece stands right behind what was found of it.
    """
    run, end = "", 0
    for word in re.finditer(r"\S+", text):
        said = letters(word[0]).upper()
        run += said
        if not said or run not in whole:
            break
        if (
            goes_on.startswith(run)
            or len(run) >= 6
            or (len(run) >= 3 and word[0].isupper() and _nothing_or_number(text[word.end() :]))
        ):
            end = word.end()
    return text[end:].strip()


def _nothing_or_number(text: str) -> bool:
    rest = text.lstrip(" .:*")
    return not rest or not rest[0].isalpha()
