"""PDF to a Document: the text layer where a page has a good one, else an image of the page for OCR.

pdfium does the parsing.  It is called as little as can be: one call for the characters of a page, one a character for
its box, and the rest is arithmetic over arrays.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]  # its wheel ships no types
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from tieout.facts import TieoutError
from tieout.reading.document import Box, Cell, Document, Page, Row
from tieout.reading.files.layout import Word, rows_of
from tieout.reading.files.limits import Limits
from tieout.reading.files.scans import Image, levelled

FINEST = 300  # dots per inch; finer scans say no more to an engine, and cost more
COARSEST = 150
_POINTS = 72
_MOST_CHARACTERS = 500_000  # on one page; a dense one has 8,000
_MOST_OBJECTS = 2_000  # looked at to tell a scan from a page that is set

# A dot leader is a gap, as wide as it is printed: blanks take the place of its dots, one for one.
_LEADER = re.compile(r"[.·…]{4,}|(?:[.·…][ \xa0]){3,}[.·…]?|…{2,}")
# pdfium gives a hyphen at the end of a line as U+FFFE, and no break after it.
_WORD = re.compile(r"[^\s\0\x01-\x1f\ufffe\uffff]+[\x02\ufffe]?")
_UNREADABLE = re.compile("[\0\x01\x03-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]")
_LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\x02": "-", "\ufffe": "-", "\xad": "-", "\xa0": " ",
    "−": "-", "\u200b": "",
}  # fmt: skip
_LIGATURE = re.compile("[" + "".join(_LIGATURES) + "]")
_LETTERS = re.compile(r"[a-z]{2,}")
_COMMON = frozenset(
    {
        "the",
        "of",
        "and",
        "to",
        "in",
        "for",
        "is",
        "as",
        "on",
        "at",
        "by",
        "or",
        "net",
        "total",
        "cash",
        "income",
        "company",
        "year",
        "statement",
        "financial",
        "assets",
        "capital",
    }
)

# pdfium's own function, told that its record is an address, so that boxes are written where the array wants them.
_LOOSE_BOX = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
)

Reader = Callable[[Image, int, tuple[Word, ...]], tuple[Page, str]]  # a page's image, its number, what a layer says


@dataclass(frozen=True, slots=True)
class _Layer:
    """The text layer of a page in its own directions: words turned upright, by how far they were turned."""

    words: dict[int, list[Word]]  # by quarter turns
    characters: int
    unreadable: int
    text: str

    @property
    def is_broken(self) -> bool:
        """Whether the page's fonts do not say which characters they show, or say it wrongly."""
        if self.unreadable * 5 > self.characters:
            return True
        words = _LETTERS.findall(self.text.lower())
        return len(words) > 60 and not _COMMON.intersection(words)


def read(
    path: Path, name: str, limits: Limits, ocr: Reader | None, progress: Callable[[int, int], None] = lambda _, __: None
) -> Document:
    """A PDF to its Document.  Without an engine in `ocr`, a page that is an image has no rows, and a remark says so."""
    remarks: list[str] = []
    pages: list[Page] = []
    with closing(_opened(path, name)) as document:
        count = len(document)
        if count > limits.pages:
            raise limits.refuse("pages", f"{count:,} pages", name)
        if not count:
            raise TieoutError("this PDF has no pages, or they cannot be found.", where=name)
        scanned = False
        for number in range(1, count + 1):
            page, remark, is_image = _page(document, number, name, limits, ocr)
            pages.append(page)
            scanned |= is_image
            if remark:
                remarks.append(f"page {number} {remark}")
            progress(number, count)
    kind = "scan" if scanned and len(remarks) * 2 > count else "pdf"
    return Document(name, kind, tuple(pages), tuple(remarks))


def _opened(path: Path, name: str) -> Any:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == raw.FPDF_ERR_PASSWORD:
            raise TieoutError(
                "this PDF is encrypted and asks for a password.", where=name, mend="save a copy of it without one."
            ) from None
        if code == raw.FPDF_ERR_SECURITY:
            raise TieoutError("this PDF is encrypted in a way not known here.", where=name) from None
        raise TieoutError(
            "this PDF is damaged, or only a part of it.", where=name, mend="fetch it again, or print it to a new PDF."
        ) from None


def _page(document: Any, number: int, name: str, limits: Limits, ocr: Reader | None) -> tuple[Page, str, bool]:
    """One page, a remark on how it was read, and whether it was an image."""
    page = raw.FPDF_LoadPage(document.raw, number - 1)
    if not page:
        return Page(number, 0.0, 0.0, ()), "cannot be read: its part of the file is damaged", False
    try:
        width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
        layer = _layer(page, width, height, number, name, limits)
        why, resolution = _image_because(page, layer, width, height)
        if not why:
            return _laid_out(layer, number, width, height)
        if ocr is None and layer.characters and not layer.is_broken:
            page_laid_out, _, _ = _laid_out(layer, number, width, height)
            return page_laid_out, f"{why}, which was read, since no engine was asked to", True
        if ocr is None:
            return Page(number, width, height, ()), f"{why}, and no engine was asked to read it", True
        image = _rendered(page, width, height, resolution, number, name, limits)
        known = () if layer.is_broken else tuple(layer.words.get(0, ()))
        read_page, remark = ocr(image, number, known)
        return read_page, f"{why} and was read by OCR{remark and ', '}{remark}", True
    finally:
        raw.FPDF_ClosePage(page)


def _image_because(page: Any, layer: _Layer, width: float, height: float) -> tuple[str, float]:
    """Why a page is read as an image, "" where its text layer is good, and the resolution of its scan."""
    covered, resolution, hidden = _pictures(page, width, height)
    few = layer.characters < (150 if covered > 0.5 else 10)
    if layer.characters and layer.is_broken:
        return "has fonts that do not say which characters they show", resolution
    if hidden and covered > 0.5:
        return "is a scan with a hidden text layer", resolution
    if few and (covered > 0.2 or (layer.characters < 10 and raw.FPDFPage_CountObjects(page) > 1)):
        return "has no text layer", resolution
    return "", resolution


def picture(path: Path, name: str, number: int, quarters: int, limits: Limits) -> Image:
    """A page as its places are on it: upright, and level where it was read as an image.

    `quarters` are the quarter turns against the clock that the reader gave an image to stand upright.
    """
    with closing(_opened(path, name)) as document:
        page = raw.FPDF_LoadPage(document.raw, number - 1)
        if not page:
            raise TieoutError(f"page {number} cannot be drawn: its part of the file is damaged.", where=name)
        try:
            width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
            layer = _layer(page, width, height, number, name, limits)
            why, resolution = _image_because(page, layer, width, height)
            image = _rendered(page, width, height, resolution if why else COARSEST, number, name, limits)
        finally:
            raw.FPDF_ClosePage(page)
    if why:
        return levelled(image, quarters)
    turned = np.ascontiguousarray(np.rot90(image.pixels, _running(layer)))
    return Image(turned, image.resolution)


def _running(layer: _Layer) -> int:
    """The quarter turns clockwise by which most words of a page run."""
    return max(layer.words, key=lambda turn: sum(len(word.text) for word in layer.words[turn]), default=0)


def _layer(page: Any, width: float, height: float, number: int, name: str, limits: Limits) -> _Layer:
    texts = raw.FPDFText_LoadPage(page)
    if not texts:
        return _Layer({}, 0, 0, "")
    try:
        count = raw.FPDFText_CountChars(texts)
        if count <= 0:
            return _Layer({}, 0, 0, "")
        if count > _MOST_CHARACTERS:
            raise limits.refuse("memory_bytes", f"page {number} has {count:,} characters", name)
        text = _characters(texts, count)
        unmapped = sum(raw.FPDFText_HasUnicodeMapError(texts, at) == 1 for at in range(count))
        boxes = _boxes(texts, count)
        words = _words(texts, text, boxes, page, width, height)
    finally:
        raw.FPDFText_ClosePage(texts)
    visible = sum(not sign.isspace() for sign in text)
    return _Layer(words, visible, max(unmapped, len(_UNREADABLE.findall(text))), text)


def _characters(texts: Any, count: int) -> str:
    """The characters of a page, one to each place; what needs two UTF-16 units is written as unreadable."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if raw.FPDFText_GetText(texts, 0, count, buffer) == count + 1:
        text = bytes(buffer).decode("utf-16-le", "surrogatepass")[:count]
        if len(text) == count:
            return text
    codes = (raw.FPDFText_GetUnicode(texts, at) for at in range(count))
    return "".join(chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd" for code in codes)


def _boxes(texts: Any, count: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """left, top, right, bottom of each character as its font gives them: so all of a line are equally high."""
    held = np.zeros((count, 4), dtype=np.float32)
    first, step = held.ctypes.data, held.strides[0]
    where = ctypes.cast(texts, ctypes.c_void_p).value
    for at in range(count):
        _LOOSE_BOX(where, at, first + at * step)
    return held


def _words(
    texts: Any, text: str, boxes: np.ndarray[Any, np.dtype[np.float32]], page: Any, width: float, height: float
) -> dict[int, list[Word]]:
    frame = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, ctypes.byref(frame))
    turned = raw.FPDFPage_GetRotation(page)
    upright = _displayed(boxes, frame, turned)
    spans = [found.span() for found in _WORD.finditer(_LEADER.sub(lambda found: " " * len(found[0]), text))]
    x, y = ctypes.c_double(), ctypes.c_double()
    found: dict[int, list[Word]] = {}
    for start, end in spans:
        angle = raw.FPDFText_GetCharAngle(texts, start)
        quarters = (round(angle / (math.pi / 2)) if angle >= 0 else 0) + turned
        raw.FPDFText_GetCharOrigin(texts, start, ctypes.byref(x), ctypes.byref(y))
        origin = _displayed(np.array([[x.value, y.value, x.value, y.value]], dtype=np.float32), frame, turned)[0]
        for part_start, part_end in _parts(upright, start, end) if quarters % 4 == 0 else [(start, end)]:
            part = upright[part_start:part_end]
            low, high = part.min(axis=0), part.max(axis=0)
            box = (float(low[0]), float(low[1]), float(high[2]), float(high[3]))
            word = text[part_start:part_end]
            if not word.isascii() or "\x02" in word:
                word = _LIGATURE.sub(lambda sign: _LIGATURES[sign[0]], word)
            if word and 0 <= box[0] + box[2] <= 2 * width and 0 <= box[1] + box[3] <= 2 * height:
                line = _turned(box, quarters % 4, width, height)
                baseline = _turned((origin[0], origin[1], origin[0], origin[1]), quarters % 4, width, height)[3]
                found.setdefault(quarters % 4, []).append(Word(word, line, baseline, max(line[3] - line[1], 1.0) / 1.1))
    return found


def _parts(boxes: np.ndarray[Any, np.dtype[np.float32]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of characters, cut where the next one stands somewhere else."""
    begun = start
    lefts, tops, rights, bottoms = boxes[start:end].T.tolist()
    for at in range(1, end - start):
        size = max(bottoms[at - 1] - tops[at - 1], 1.0)
        gap = lefts[at] - rights[at - 1]
        if gap > 0.25 * size or gap < -1.5 * size:
            yield begun, start + at
            begun = start + at
    yield begun, end


def _displayed(
    boxes: np.ndarray[Any, np.dtype[np.float32]], frame: Any, turned: int
) -> np.ndarray[Any, np.dtype[np.float32]]:
    """left, top, right, bottom in the page's own space to x0, top, x1, bottom on the page as it is shown."""
    left, top, right, bottom = boxes.T
    if turned == 0:
        sides = (left - frame.left, frame.top - top, right - frame.left, frame.top - bottom)
    elif turned == 1:
        sides = (bottom - frame.bottom, left - frame.left, top - frame.bottom, right - frame.left)
    elif turned == 2:
        sides = (frame.right - right, bottom - frame.bottom, frame.right - left, top - frame.bottom)
    else:
        sides = (frame.top - top, frame.right - right, frame.top - bottom, frame.right - left)
    return np.stack(sides, axis=1)


def _turned(box: Box, quarters: int, width: float, height: float) -> Box:
    """A box on the page turned so that text which runs at `quarters` times 90 degrees clockwise runs to the right."""
    x0, top, x1, bottom = map(float, box)
    if quarters == 0:
        return x0, top, x1, bottom
    if quarters == 1:
        return top, width - x1, bottom, width - x0
    if quarters == 2:
        return width - x1, height - bottom, width - x0, height - top
    return height - bottom, x0, height - top, x1


def _laid_out(layer: _Layer, number: int, width: float, height: float) -> tuple[Page, str, bool]:
    """The page as most of its words run; the words that run otherwise follow as rows, with no place among the rest."""
    if not layer.words:
        return Page(number, width, height, ()), "", False
    most = _running(layer)
    rows: list[Row] = list(rows_of(layer.words[most], number))
    for turn in sorted(layer.words.keys() - {most}):
        for row in rows_of(layer.words[turn], number):
            back = [_between(cell.box, turn, most, width, height) for cell in row.cells]
            rows.append(Row(number, tuple(Cell(c.text, b) for c, b in zip(row.cells, back, strict=True))))
    if most % 2:
        return (
            Page(number, height, width, tuple(rows)),
            "is printed sideways; its places are on the page turned upright",
            False,
        )
    return Page(number, width, height, tuple(rows)), "", False


def _between(box: Box, of: int, to: int, width: float, height: float) -> Box:
    """A box in the frame of one direction, in that of another."""
    size = (height, width) if of % 2 else (width, height)
    return _turned(_turned(box, -of % 4, *size), to, width, height)


def _pictures(page: Any, width: float, height: float) -> tuple[float, float, bool]:
    """The share of the page that its largest picture covers, its resolution, and whether there is hidden text."""
    share, resolution, hidden = 0.0, 0.0, False
    sides = [ctypes.c_float() for _ in range(4)]
    described = raw.FPDF_IMAGEOBJ_METADATA()
    for at in range(min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page, at)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            hidden = hidden or raw.FPDFTextObj_GetTextRenderMode(thing) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
        elif kind == raw.FPDF_PAGEOBJ_IMAGE and raw.FPDFPageObj_GetBounds(thing, *map(ctypes.byref, sides)):
            left, bottom, right, top = (side.value for side in sides)
            area = max(right - left, 0) * max(top - bottom, 0) / max(width * height, 1)
            if area > share:
                share = area
                if raw.FPDFImageObj_GetImageMetadata(thing, page, ctypes.byref(described)):
                    resolution = max(described.horizontal_dpi, described.vertical_dpi)
    return share, resolution, hidden


def _rendered(
    page: Any, width: float, height: float, resolution: float, number: int, name: str, limits: Limits
) -> Image:
    """The page as an image at its scan's own resolution, as far as that serves and the limit allows."""
    inches = width * height / _POINTS**2
    wanted = min(max(resolution, COARSEST), FINEST) if resolution > 0 else FINEST
    allowed = math.sqrt(limits.pixels_per_page / max(inches, 1e-6))
    if allowed < min(COARSEST, wanted):
        raise limits.refuse(
            "pixels_per_page", f"page {number} is {width / _POINTS:,.0f} by {height / _POINTS:,.0f} inches", name
        )
    scale = min(wanted, allowed) / _POINTS
    across, down = max(1, round(width * scale)), max(1, round(height * scale))
    bitmap = raw.FPDFBitmap_CreateEx(across, down, raw.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        raise limits.refuse("memory_bytes", f"page {number} takes {across * down:,} bytes as an image", name)
    try:
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, across, down, 0xFFFFFFFF)
        raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, across, down, 0, raw.FPDF_ANNOT | raw.FPDF_GRAYSCALE)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        held = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * down)
        pixels = np.frombuffer(held, dtype=np.uint8).reshape(down, stride)[:, :across]
    finally:
        raw.FPDFBitmap_Destroy(bitmap)
    return Image(np.ascontiguousarray(pixels), scale * _POINTS)
