"""Pictures: pages as a person sees them, with the places that were read on them where they were read.

A page of a PDF or a scan is an image; a page of text is its lines.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tieout.reading.document import Document
from tieout.reading.files import kinds
from tieout.reading.files.guard import EVERY, shared
from tieout.reading.files.limits import USUAL, Limits
from tieout.reading.files.opening import open_document

_POINTS = 72
_FINEST = 150  # dots per inch; enough to read small type by
_MOST_BYTES = 250_000  # of a page without loss; a grainy scan comes to more, and is packed with some


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as an image: its number, its size in points as its places have it, and the file of the image."""

    page: int
    width: float
    height: float
    media: str
    data: bytes


def pictures(
    path: Path, pages: Iterable[int], remarks: Sequence[str] = (), limits: Limits = USUAL
) -> dict[int, Picture]:
    """Pages of a PDF or of images, by number.  `remarks` are those the reader made: they say what it turned.

    Raises TieoutError where the file cannot be opened, or is no longer what it was.
    """
    from tieout.reading.files.ocr import quarters_said

    with path.open("rb") as file:
        kind = kinds.kind_of(file.read(kinds.HEAD))
    turned = {
        page: next((quarters_said(said) for said in remarks if said.startswith(f"page {page} ")), 0) for page in pages
    }
    if kind in ("text", "markdown", "html", "report", "empty", "other") or not turned:
        return {}
    made = shared(EVERY).draw(path, kind, turned, limits)
    return {
        one["page"]: Picture(one["page"], one["width"], one["height"], one["media"], base64.b64decode(one["data"]))
        for one in made
    }


def lines_of(path: Path, limits: Limits = USUAL) -> Mapping[int, str]:
    """The lines of a text file by number, each with its words where its places have them; blank ones left out."""
    return dict(_lines(open_document(path, limits)))


def _lines(document: Document) -> Iterable[tuple[int, str]]:
    for row in document.rows():
        number = round(row.box[1])
        text = ""
        for cell in row.cells:
            text = text.ljust(round(cell.box[0])) if len(text) <= cell.box[0] else f"{text}  "
            text += cell.text
        yield number, text


def drawn(path: Path, kind: str, number: int, quarters: int, limits: Limits) -> dict[str, Any]:
    """One page as plain data, with its image in base64.  What is asked for runs in the worker."""
    from PIL import Image as Pillow

    from tieout.reading.files import images, pdf

    picture = pdf.picture if kind == "pdf" else images.picture
    image = picture(path, path.name, number, quarters, limits)
    tall, wide = image.pixels.shape
    scale = _POINTS / image.resolution
    page = Pillow.fromarray(image.pixels)
    if image.resolution > _FINEST:
        shrunk = _FINEST / image.resolution
        page = page.resize((max(1, round(wide * shrunk)), max(1, round(tall * shrunk))), Pillow.Resampling.LANCZOS)
    media, data = _packed(page)
    return {
        "page": number,
        "width": wide * scale,
        "height": tall * scale,
        "media": media,
        "data": base64.b64encode(data).decode(),
    }


def _packed(page: Any) -> tuple[str, bytes]:
    exact = io.BytesIO()
    page.quantize(16).save(exact, "PNG", optimize=True)
    if exact.tell() <= _MOST_BYTES:
        return "image/png", exact.getvalue()
    packed = io.BytesIO()
    page.save(packed, "JPEG", quality=60)
    return "image/jpeg", packed.getvalue()
