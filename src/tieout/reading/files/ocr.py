"""OCR: the image of a page to rows of cells, by one engine, with a second as witness where there is one.

The witness is Tesseract, or the hidden text layer that came with a scan.  Where it reads otherwise, both
readings are kept: the one that stands as the cell's text, the other beside it (see `settled`).
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tieout.reading.document import Page
from tieout.reading.files.engines import RapidOcr, Seen, Strip, Tesseract
from tieout.reading.files.layout import Word, rows_of
from tieout.reading.files.scans import Image, Prepared, Tick, pieces, prepared, tick_boxes

_POINTS = 72
_DOUBTFUL = 0.8  # below this, most strips of a page are not words that stand upright
_LEAST_SURE = 0.35  # below this a strip is a stain
_TRUSTED = 0.9  # of a word's least sure character; above it, it is seldom wrong
_EMPTY, _TICKED = 0.06, 0.14  # shares of ink inside a box: at most that of an empty one, at least that of a ticked one
_DASH_SURE = 0.9  # a dash is read from its shape alone
_DASH = 0.45  # what is lower than this share of the x-height is a dash, if it is anything
_LEADER = re.compile(r"(?:[.·…] ?){3,}$")
_GROUPS = re.compile(r"([$( ]*[1-9]\d{0,2})((?:[., ]\d{3})+)(\)?)$")
_IN_SENTENCE = re.compile(r"(?<![\d.,])(?:\$ ?[1-9]\d{0,2}(?:[.,]\d{3})+|[1-9]\d{0,2}(?:[.,]\d{3}){2,})(?![\d%,]|\.\d)")
_FIGURE = re.compile(r"[$( ]*\d{1,3}(?:,\d{3})*(?:\.\d\d?)?\)?%?$")
_STAIN = re.compile(r"[;:·']")  # what specks among digits are read as
_STAINED = re.compile(r"(?<=\d)(?:[;:],?|,[;:])(?=\d{3}(?!\d))")  # commas among them
_MEANINGLESS = re.compile(r"[\s.,:;·'‘’`~_|•\"“”/\\]*$")  # specks between words
_SPECKS_AROUND = re.compile(r"^[·.:;,| ]+(?=[A-Za-z(]|\d{1,3},\d{3}|\d\d/\d\d|\d{5}\b)|[·|]$")
_QUOTES = {ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"'}
_LETTER = re.compile(r"[A-Za-z]{2}")


class Ocr:
    """The engines at work: a page's image in, the page and a remark out."""

    def __init__(self, engine: RapidOcr, witness: Tesseract | None = None) -> None:
        self.engine = engine
        self.witness = witness

    def __call__(self, image: Image, number: int, known: Sequence[Word] = ()) -> tuple[Page, str]:
        page, ticks = tick_boxes(prepared(image))
        boxes = self._boxes(page)
        if (sure := self._sample(page, boxes)) < _DOUBTFUL and len(boxes) > 2:
            over, over_ticks = tick_boxes(prepared(image, (page.quarters + 2) % 4))
            over_boxes = self._boxes(over)
            if self._sample(over, over_boxes) > sure + 0.1:  # a few of its lines read better upside down
                page, ticks, boxes = over, over_ticks, over_boxes
        started = (
            self.witness.start(page.pixels, page.resolution) if self.witness and not known and len(boxes) else None
        )
        strips = self._strips(page, boxes)
        seen = self.witness.finish(started) if self.witness and started else _seen(known, page)
        words = _words(page, boxes, strips, seen) + _ticks(page, ticks)
        tall, wide = page.pixels.shape
        scale = _POINTS / page.resolution
        rows = rows_of(words, number)
        return Page(number, wide * scale, tall * scale, rows), _turns(page)

    def _boxes(self, page: Prepared) -> NDArray[np.int32]:
        if not len(page.boxes):
            return np.zeros((0, 4), dtype=np.int32)
        return pieces(page, self.engine.find(page.pixels))

    def _sample(self, page: Prepared, boxes: NDArray[np.int32]) -> float:
        if not len(boxes):
            return 0.0
        widths = boxes[:, 2] - boxes[:, 0]
        chosen = boxes[np.argsort(np.abs(widths - 12 * page.x_height))[:5]]
        return statistics.median(strip.sure for strip in self._strips(page, chosen))

    def _strips(self, page: Prepared, boxes: NDArray[np.int32]) -> list[Strip]:
        """What the engine reads in each box; a dash by itself is known by its shape, and an engine would guess."""
        dashes = [y1 - y0 < _DASH * page.x_height for _, y0, _, y1 in boxes]
        read = iter(self.engine.read([_strip(page, box) for box, dash in zip(boxes, dashes, strict=True) if not dash]))
        return [Strip("-", _DASH_SURE, _DASH_SURE) if dash else next(read) for dash in dashes]


def _strip(page: Prepared, box: NDArray[np.int32]) -> Any:
    """The pixels of a box with a margin, and never less high than a letter is."""
    x0, y0, x1, y1 = (int(side) for side in box)
    above = max(2, round(0.15 * page.x_height))
    spare = max(0, round((1.3 * page.x_height - (y1 - y0)) / 2))
    aside = above * 2
    return page.pixels[max(0, y0 - above - spare) : y1 + above + spare, max(0, x0 - aside) : x1 + aside]


def _seen(known: Sequence[Word], page: Prepared) -> list[Seen]:
    """The words of a text layer, as a witness: only where the page was not turned are their places its own."""
    if page.quarters or abs(page.angle) > 0.5:
        return []
    scale = page.resolution / _POINTS
    made = []
    for word in known:
        x0, y0, x1, y1 = (round(side * scale) for side in word.box)
        made.append(Seen(word.text, (x0, y0, x1, y1), word.sure))
    return made


def _words(page: Prepared, boxes: NDArray[np.int32], strips: Sequence[Strip], seen: Sequence[Seen]) -> list[Word]:
    scale = _POINTS / page.resolution
    middles = np.array([((w.box[0] + w.box[2]) / 2, (w.box[1] + w.box[3]) / 2) for w in seen]).reshape(-1, 2)
    em = 2.0 * page.x_height
    lines = np.array([(y0, y1) for _, y0, _, y1 in boxes if y1 - y0 > _DASH * page.x_height]).reshape(-1, 2)
    words = []
    for (x0, y0, x1, y1), strip in zip(boxes.tolist(), strips, strict=True):
        text = _SPECKS_AROUND.sub("", _LEADER.sub("", strip.text)).strip()
        if _MEANINGLESS.match(text) or strip.sure < _LEAST_SURE:
            continue
        if y1 - y0 < _DASH * page.x_height and not _stands_among(lines, (y0 + y1) / 2):
            continue
        inside = (middles[:, 0] >= x0) & (middles[:, 0] <= x1) & (middles[:, 1] >= y0 - 3) & (middles[:, 1] <= y1 + 3)
        foot = _baseline(page, x0, y0, x1, y1)
        words_seen = sorted((seen[at] for at in np.nonzero(inside)[0].tolist()), key=lambda word: word.box[0])
        if any(after.box[0] < word.box[2] - page.x_height for word, after in pairwise(words_seen)):
            # Two lines are in the box, whose letters touch: the box's own is the one that stands on its baseline.
            words_seen = [word for word in words_seen if abs(word.box[3] - foot) < page.x_height]
        least = min((word.sure for word in words_seen), default=0.0)
        other = _LEADER.sub("", " ".join(word.text for word in words_seen)).strip()
        text, also = settled(Strip(text, strip.sure, strip.least), Strip(other, least, least))
        sure = strip.sure if _LETTER.search(text) else strip.least
        size = min(max(1.1 * (y1 - y0), 0.8 * em), 3 * em)
        box = (x0 * scale, y0 * scale, x1 * scale, y1 * scale)
        words.append(Word(text, box, foot * scale, size * scale, sure, also))
    return words


def with_commas(text: str) -> str:
    """A figure whose commas lost their tails, or were not seen between groups of three digits, with its commas.

    >>> with_commas("$ 13.568,855"), with_commas("(2 832 139)"), with_commas("9.125%"), with_commas("0.125")
    ('$ 13,568,855', '(2,832,139)', '9.125%', '0.125')
    >>> with_commas("2003 2002"), with_commas("100 200"), with_commas("1,333 297")
    ('2003 2002', '100 200', '1,333,297')
    >>> with_commas("Cash of $1.625,323. and 6.125 percent")
    'Cash of $1,625,323. and 6.125 percent'
    """
    clean = _STAIN.sub("", _STAINED.sub(",", text)).strip() if _STAIN.search(text) else text
    found = _GROUPS.match(clean)
    if not found and _LETTER.search(text):
        return _IN_SENTENCE.sub(lambda figure: figure[0].replace(".", ","), text)
    if not found or (found[2].count(" ") == 1 and len(found[2]) == 4):
        return text
    return f"{found[1]}{found[2].replace('.', ',').replace(' ', ',')}{found[3]}"


def _stands_among(lines: NDArray[Any], middle: float) -> bool:
    """Whether a dash at this height is in the middle of some printed line, as a nil is; else it is a rule's remains."""
    tops, feet = lines[:, 0], lines[:, 1]
    return bool(((middle > tops + 0.25 * (feet - tops)) & (middle < feet - 0.15 * (feet - tops))).any())


def settled(first: Strip, second: Strip) -> tuple[str, tuple[str, ...]]:
    """The reading that stands, and what was read otherwise in the same place.

    The first engine is the better one at figures, so it stands, unless the same digits make a figure only as the second
    has them.  The second is the better one at words: a label goes by it when the first doubts a letter and it does not.

    >>> def said(first, second):
    ...     return settled(Strip(first, 0.99, 0.7), Strip(second, 0.99, 0.95))
    >>> said("Cashand cash equivalents", "Cash and cash equivalents"), said("744,204", "744,284"), said("8,721", "")
    (('Cash and cash equivalents', ()), ('744,204', ('744,284',)), ('8,721', ()))
    >>> said("58;951,819", "58,951.819"), said("215 855", "215.855"), said("Fixed assels", "Fixed assets")
    (('58,951,819', ('58;951,819',)), ('215,855', ('215 855',)), ('Fixed assets', ('Fixed assels',)))
    """
    one, two = with_commas(first.text), with_commas(second.text)
    standing = one
    if two and _LETTER.search(one):
        as_sure = second.least >= _TRUSTED > first.least or _bare(one) == _bare(two)
        if as_sure and _digits(one) == _digits(two):
            standing = two
    elif two and _digits(one) == _digits(two) and not _FIGURE.match(one) and _FIGURE.match(two):
        standing = two
    others = dict.fromkeys(text for text in (first.text, two) if text and _bare(text) != _bare(standing))
    return standing, tuple(others)


def _bare(text: str) -> str:
    """What must agree for two readings to be one: not blanks, nor the shape of a quotation mark."""
    return text.replace(" ", "").translate(_QUOTES)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _ticks(page: Prepared, ticks: Sequence[Tick]) -> list[Word]:
    """The boxes to tick as words: an empty one, a ticked one, and neither for sure where little ink is inside."""
    scale = _POINTS / page.resolution
    made = []
    for x0, y0, x1, y1, inside in ticks:
        ticked = inside > (_EMPTY + _TICKED) / 2
        sure = 0.95 if not _EMPTY < inside < _TICKED else 0.5
        box = (x0 * scale, y0 * scale, x1 * scale, y1 * scale)
        size = 2.0 * page.x_height * scale
        made.append(Word("☒" if ticked else "☐", box, y1 * scale - 0.1 * size, size, sure))
    return made


def _baseline(page: Prepared, x0: int, y0: int, x1: int, y1: int) -> float:
    """Where most of the letters of a box stand; commas and the tails of letters hang below it."""
    x, y, wide, tall, _ = page.boxes.T
    inside = (x >= x0) & (x + wide <= x1) & (y >= y0) & (y + tall <= y1) & (tall > 0.6 * page.x_height)
    if not inside.any():
        return y1 + (0.5 * page.x_height if y1 - y0 < _DASH * page.x_height else 0.0)  # a dash floats above the line
    return float(np.median((y + tall)[inside]))


_TURNED = re.compile(r"turned by (\d+) degrees clockwise")


def quarters_said(remark: str) -> int:
    """The quarter turns against the clock that a remark of a page speaks of.

    >>> quarters_said("page 3 has no text layer and was read by OCR, turned by 90 degrees clockwise"), quarters_said("")
    (3, 0)
    """
    found = _TURNED.search(remark)
    return -int(found[1]) // 90 % 4 if found else 0


def _turns(page: Prepared) -> str:
    turned = []
    if page.quarters:
        turned.append(f"turned by {(-90 * page.quarters) % 360} degrees clockwise")
    if abs(page.angle) >= 0.3:
        turned.append(f"made level by {abs(page.angle):.1f} degrees")
    return " and ".join(turned)
