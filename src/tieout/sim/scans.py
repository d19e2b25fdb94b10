"""What a scanner of 1993 to 2010 makes of a printed filing: skew, blur, faded strokes, specks, stamps, pen, holes.

Every page is drawn from its seed alone.  At normal severity a person can read every figure; heavy is for finding where
reading breaks down.
"""

from __future__ import annotations

import io
import math
import time
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium  # type: ignore[import-untyped]  # its wheel ships no types
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from PIL.TiffImagePlugin import AppendingTiffWriter

from tieout.facts import TieoutError
from tieout.sim.draw import Draw, data

Severity = str
_Ink = npt.NDArray[np.float32]  # 0 paper, 1 ink


def scan(pdf: bytes, dpi: int, seed: int, severity: Severity = "normal") -> tuple[Image.Image, ...]:
    """The pages of a PDF as scanned at `dpi`; black and white, or grey where the page's lot falls so.

    Raises TieoutError where `severity` is not one of scans.yaml.
    """
    if severity not in data("scans"):
        raise TieoutError(f"no severity {severity!r}.", where="scan", expected=f"one of {', '.join(data('scans'))}.")
    document = pdfium.PdfDocument(pdf)
    try:
        pages = []
        for number in range(len(document)):
            page = document[number]
            clean = page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
            page.close()
            pages.append(_Scanner(clean, dpi, Draw(seed, f"scan {number} {severity}"), data("scans")[severity]).page())
        return tuple(pages)
    finally:
        document.close()


class _Scanner:
    def __init__(self, clean: Image.Image, dpi: int, lots: Draw, how: dict[str, list[float] | float]) -> None:
        self.clean, self.dpi, self.lots, self.how = clean, dpi, lots, how
        # Fields of chance are drawn from an engine of numbers that is the same on every machine.
        self.field = np.random.Generator(np.random.PCG64(lots.getrandbits(63)))

    def page(self) -> Image.Image:
        ink = self.faded(1 - np.asarray(self.clean, dtype=np.float32) / np.float32(255))
        ink = self.added(ink)
        ink = self.turned(ink)
        ink = self.blurred(ink)
        ink += self.field.standard_normal(ink.shape, dtype=np.float32) * np.float32(self.amount("noise") / 255)
        ink = self.specked(ink)
        if not self.happens("bilevel"):
            grey = np.clip(255 - 235 * ink, 0, 250).astype(np.uint8)
            return Image.fromarray(grey, "L")
        level = np.float32(1 - self.amount("threshold")) + 0.06 * self.cloud(ink.shape, 3.0)
        return Image.fromarray(np.where(ink > level, 0, 255).astype(np.uint8), "L").convert("1")

    def amount(self, name: str) -> float:
        held = self.how[name]
        assert isinstance(held, list)
        return self.lots.uniform(held[0], held[1])

    def happens(self, name: str) -> bool:
        held = self.how[name]
        assert isinstance(held, (int, float))
        return self.lots.chance(held)

    def pixels(self, inches: float) -> int:
        return max(1, round(inches * self.dpi))

    def cloud(self, shape: tuple[int, ...], inches: float) -> _Ink:
        """A smooth field between -1 and 1 that varies over about so many inches."""
        coarse = self.field.uniform(-1, 1, (shape[0] // self.pixels(inches) + 3, shape[1] // self.pixels(inches) + 3))
        image = Image.fromarray(coarse.astype(np.float32), "F").resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
        return np.asarray(image, dtype=np.float32)

    def faded(self, ink: _Ink) -> _Ink:
        """Toner runs thin in patches and along strokes."""
        fade = np.float32(self.amount("fade"))
        patches = np.clip(1 - fade * (0.5 + 0.5 * self.cloud(ink.shape, 0.8)), 0, 1)
        grain = 1 - 0.6 * fade * self.field.random(ink.shape, dtype=np.float32)
        faded: _Ink = ink * patches * grain
        return faded

    def added(self, ink: _Ink) -> _Ink:
        """What people and machines put on the paper: stamps, pen, tick marks, holes."""
        layer = Image.new("L", (ink.shape[1], ink.shape[0]), 0)
        if self.happens("stamp"):
            self.stamp(layer, ink)
        if self.happens("strokes"):
            self.strokes(layer, ink)
        if self.happens("ticks"):
            self.ticks(layer, ink)
        if self.happens("holes"):
            self.holes(layer)
        if self.happens("edge"):
            self.edge(layer)
        return np.maximum(ink, np.asarray(layer, dtype=np.float32) / 255)

    def free_place(self, ink: _Ink, width: int, height: int) -> tuple[int, int] | None:
        """Where a mark of this size covers least of what is printed, of a dozen places; None where that is too much."""
        tall, wide = ink.shape
        places = [
            (self.lots.randrange(max(1, wide - width)), self.lots.randrange(max(1, tall - height))) for _ in range(14)
        ]
        covered, place = min(
            (float(ink[y : y + height, x : x + width].sum()) / (width * height), (x, y)) for x, y in places
        )
        most = self.how["covers"]
        assert isinstance(most, (int, float))
        return place if covered <= most else None

    def stamp(self, layer: Image.Image, ink: _Ink) -> None:
        lots = self.lots
        words = lots.pick(("RECEIVED", "PROCESSED", "PUBLIC", "SEC MAIL", "FILE COPY", "RECEIVED S.E.C."))
        month = lots.pick(("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "AUG", "SEP", "NOV"))
        lines = [words, f"{month} {lots.randint(1, 28)} {lots.randint(1994, 2010)}"]
        width, height = self.pixels(lots.uniform(1.4, 2.2)), self.pixels(lots.uniform(0.5, 0.8))
        image = Image.new("L", (width, height), 0)
        pen = ImageDraw.Draw(image)
        if lots.chance(0.6):
            pen.rectangle((2, 2, width - 3, height - 3), outline=255, width=self.pixels(0.012))
        face = ImageFont.load_default(height * 0.36)
        for at, line in enumerate(lines):
            pen.text((width / 2, height * (0.28 + 0.44 * at)), line, fill=255, font=face, anchor="mm")
        image = image.rotate(lots.uniform(-12, 12), Image.Resampling.BILINEAR, expand=True)
        shade = lots.uniform(0.55, 0.95)
        if place := self.free_place(ink, *image.size):
            layer.paste(image.point([int(v * shade) for v in range(256)]), place, image)

    def strokes(self, layer: Image.Image, ink: _Ink) -> None:
        """A signature or a note by hand: loops that run on, drawn where the page is empty."""
        lots = self.lots
        width, height = self.pixels(lots.uniform(1.2, 2.6)), self.pixels(lots.uniform(0.3, 0.6))
        place = self.free_place(ink, width, height)
        if place is None:
            return
        left, top = place
        turns, phase, lean = lots.uniform(4, 9), lots.uniform(0, 6), lots.uniform(0.4, 1.2)
        points = []
        for step in range(240):
            t = step / 239
            swing = math.sin(2 * math.pi * turns * t + phase) * (0.5 + 0.5 * math.sin(7 * t + phase) ** 2)
            x = left + width * t + lean * height * 0.4 * math.cos(2 * math.pi * turns * t)
            points.append((x, top + height / 2 - swing * height / 2))
        ImageDraw.Draw(layer).line(points, fill=lots.randint(150, 255), width=self.pixels(0.012), joint="curve")

    def ticks(self, layer: Image.Image, ink: _Ink) -> None:
        """An auditor's tick marks down the right margin."""
        lots, pen = self.lots, ImageDraw.Draw(layer)
        x = int(ink.shape[1] * lots.uniform(0.915, 0.95))
        for _ in range(lots.randint(2, 7)):
            y, size = int(ink.shape[0] * lots.uniform(0.12, 0.8)), self.pixels(0.09)
            pen.line([(x, y), (x + size // 3, y + size // 2), (x + size, y - size)], fill=210, width=self.pixels(0.01))

    def holes(self, layer: Image.Image) -> None:
        lots, pen = self.lots, ImageDraw.Draw(layer)
        radius = self.pixels(0.14)
        wide, tall = layer.size
        at_top = lots.chance(0.3)
        spots = (
            [(0.5 - 1.375 / 8.5, 0.04), (0.5 + 1.375 / 8.5, 0.04)]
            if at_top
            else [(0.045, y) for y in (0.12, 0.5, 0.88)]
        )
        for x, y in spots:
            cx, cy = x * wide + lots.uniform(-4, 4), y * tall + lots.uniform(-4, 4)
            pen.ellipse((cx - radius, cy - radius, cx + radius, cy + radius), fill=lots.randint(200, 255))

    def edge(self, layer: Image.Image) -> None:
        """The black band a scanner leaves beyond the paper, with an unsteady border."""
        lots, pen = self.lots, ImageDraw.Draw(layer)
        wide, tall = layer.size
        depth, steps = self.pixels(lots.uniform(0.05, 0.22)), 24
        across = lots.chance(0.5)
        length = tall if across else wide
        rim = [(depth * lots.uniform(0.7, 1.1), length * i / steps) for i in range(steps + 1)]
        outline = [(0.0, 0.0), *rim, (0.0, float(length))]
        far = lots.chance(0.5)
        if across:
            pen.polygon([(wide - x if far else x, y) for x, y in outline], fill=255)
        else:
            pen.polygon([(y, tall - x if far else x) for x, y in outline], fill=255)

    def turned(self, ink: _Ink) -> _Ink:
        angle = self.amount("skew_degrees") * self.lots.choice((-1, 1))
        image = Image.fromarray(ink, "F").rotate(angle, Image.Resampling.BICUBIC, fillcolor=0)
        return np.array(image, dtype=np.float32)

    def blurred(self, ink: _Ink) -> _Ink:
        image = Image.fromarray(np.clip(ink * 255, 0, 255).astype(np.uint8), "L")
        image = image.filter(ImageFilter.GaussianBlur(self.amount("blur_inches") * self.dpi))
        return np.asarray(image, dtype=np.float32) / np.float32(255)

    def specked(self, ink: _Ink) -> _Ink:
        """Dust: dark specks on the paper, and a few light ones in the strokes."""
        tall, wide = ink.shape
        count = int(self.amount("specks_per_square_inch") * tall * wide / self.dpi**2)
        for dark in (True, False):
            some = count if dark else count * 2
            rows, columns = self.field.integers(0, tall, some), self.field.integers(0, wide, some)
            sizes = self.field.integers(1, max(2, self.pixels(0.009)), some) if dark else np.ones(some, dtype=np.int64)
            for row, column, side in zip(rows, columns, sizes, strict=True):
                ink[row : row + side, column : column + side] = 0.95 if dark else 0.0
        return ink


def as_tiff(images: Sequence[Image.Image], dpi: int = 300) -> bytes:
    """The pages as one TIFF: Group 4 where a page is black and white, as filings were kept, deflated where grey."""
    out = io.BytesIO()
    with AppendingTiffWriter(out) as pages:
        for image in images:
            compression = "group4" if image.mode == "1" else "tiff_adobe_deflate"
            image.save(pages, "TIFF", compression=compression, dpi=(dpi, dpi))
            pages.newFrame()
        return out.getvalue()


def as_pdf(images: Sequence[Image.Image], dpi: int = 300) -> bytes:
    """The pages as a PDF without a text layer, the same bytes for the same images."""
    out = io.BytesIO()
    then = time.gmtime(0)
    images[0].save(
        out, "PDF", save_all=True, append_images=list(images[1:]), resolution=dpi, creationDate=then, modDate=then
    )
    return out.getvalue()


def as_png(image: Image.Image, dpi: int = 300) -> bytes:
    """One page as PNG."""
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()
