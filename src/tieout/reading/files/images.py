"""Images to pages: PNG, JPEG and TIFF of one page or many, each to gray pixels of a known resolution."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from tieout.facts import TieoutError
from tieout.reading.document import Document, Page
from tieout.reading.files.limits import Limits
from tieout.reading.files.pdf import FINEST, Reader
from tieout.reading.files.scans import Image, levelled

_PAGE_INCHES = 11.0  # the longer side of letter paper, for images that do not say how large they are
# Pillow's readers fail in all these ways on a broken file.
_BROKEN = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    KeyError,
    TypeError,
    ZeroDivisionError,
    OverflowError,
)
_FORMATS = ("PNG", "JPEG", "TIFF", "MPO")


def read(
    path: Path, name: str, limits: Limits, ocr: Reader, progress: Callable[[int, int], None] = lambda _, __: None
) -> Document:
    """An image file to its Document, one page for each image in it."""
    Pillow.MAX_IMAGE_PIXELS = None  # our own limit is looked at before any pixel is unpacked
    pages: list[Page] = []
    remarks: list[str] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is odd in the file; what matters raises
            with Pillow.open(path, formats=_FORMATS) as image:
                count = _count(image, name, limits)
                for number in range(1, count + 1):
                    image.seek(number - 1)
                    page, remark = ocr(_gray(image, number, name, limits), number, ())
                    pages.append(page)
                    if remark:
                        remarks.append(f"page {number} was {remark}")
                    progress(number, count)
    except _BROKEN:
        raise _damaged(name) from None
    return Document(name, "scan", tuple(pages), tuple(remarks))


def picture(path: Path, name: str, number: int, quarters: int, limits: Limits) -> Image:
    """One image of a file, upright by `quarters` quarter turns against the clock and level, as its places are."""
    Pillow.MAX_IMAGE_PIXELS = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Pillow.open(path, formats=_FORMATS) as image:
                image.seek(number - 1)
                return levelled(_gray(image, number, name, limits), quarters)
    except _BROKEN:
        raise _damaged(name) from None


def _damaged(name: str) -> TieoutError:
    return TieoutError("this image is damaged, or only a part of it.", where=name, mend="scan or fetch it again.")


def _count(image: Pillow.Image, name: str, limits: Limits) -> int:
    """How many images are in the file, counted no further than is allowed."""
    number = 0
    try:
        while True:
            image.seek(number)
            number += 1
            if number > limits.pages:
                raise limits.refuse("pages", f"more than {limits.pages:,} images", name)
    except EOFError:
        pass
    image.seek(0)
    return number


def _gray(image: Pillow.Image, number: int, name: str, limits: Limits) -> Image:
    wide, tall = image.size
    if wide * tall > limits.pixels_per_page:
        raise limits.refuse("pixels_per_page", f"image {number} has {wide:,} by {tall:,} pixels", name)
    if wide < 8 or tall < 8:
        return Image(np.full((32, 32), 255, dtype=np.uint8), FINEST)
    resolution = _resolution(image)
    upright = ImageOps.exif_transpose(image) or image
    if upright.mode.startswith("I") or upright.mode == "F":
        deep = np.asarray(upright, dtype=np.float64)
        low, high = float(deep.min()), float(deep.max())
        pixels = ((deep - low) * (255 / max(high - low, 1))).astype(np.uint8)
    elif "A" in upright.mode or "transparency" in upright.info:
        paper = Pillow.new("RGBA", upright.size, "white")
        paper.alpha_composite(upright.convert("RGBA"))
        pixels = np.asarray(paper.convert("L"))
    else:
        pixels = np.asarray(upright.convert("L"))
    if resolution > FINEST * 1.1:
        scale = FINEST / resolution
        size = (max(8, round(pixels.shape[1] * scale)), max(8, round(pixels.shape[0] * scale)))
        pixels = np.asarray(Pillow.fromarray(pixels).resize(size, Pillow.Resampling.BOX, reducing_gap=2.0))
        resolution = FINEST
    return Image(np.ascontiguousarray(pixels), resolution)


def _resolution(image: Pillow.Image) -> float:
    """Dots per inch as the file says, or as the page must have, when what it says makes no page."""
    longer = max(image.size)
    said = image.info.get("dpi", (0, 0))
    across = float(said[0] or 0) if isinstance(said, tuple) and said else 0.0
    if 90 <= across <= 2400 and 3 <= longer / across <= 25:
        return across
    guess = longer / _PAGE_INCHES
    return guess if guess >= 100 else 200.0
