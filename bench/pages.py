"""`python -m bench.pages`: how fast files become Documents, and how many figures a scan of a page keeps.

The pages are the example reports, printed by tieout.  They are rendered, degraded as old scans are, from a seed that is
printed, and read; the figures of their text layer are the truth, before anything is repaired by arithmetic.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from tieout.reading.document import Document, Page
from tieout.reading.files import kinds, plain
from tieout.reading.files.engines import RapidOcr, Tesseract
from tieout.reading.files.limits import USUAL
from tieout.reading.files.ocr import Ocr
from tieout.reading.files.opening import open_document
from tieout.reading.files.scans import Image, prepared

Pixels = NDArray[np.uint8]
_FIGURE = re.compile(r"\(?\d{1,3}(?:,\d{3})+\)?|\(\d+\)")


def degraded(pixels: Pixels, how: str, chance: np.random.Generator) -> Pixels:
    """A clean page as a scanner of 1993 to 2010 would have left it."""
    tall, wide = pixels.shape
    if "skew" in how:
        turn = cv2.getRotationMatrix2D((wide / 2, tall / 2), float(chance.uniform(1, 2) * chance.choice([-1, 1])), 1)
        pixels = np.asarray(cv2.warpAffine(pixels, turn, (wide, tall), borderValue=(255,)), dtype=np.uint8)
    gray: NDArray[np.float32] = pixels.astype(np.float32)
    if "blur" in how:
        gray = np.asarray(cv2.GaussianBlur(gray, (0, 0), float(chance.uniform(0.8, 1.4))), dtype=np.float32)
    if "faded" in how:
        veil = cv2.resize(chance.random((9, 7)).astype(np.float32), (wide, tall), interpolation=cv2.INTER_CUBIC)
        gray = 255 - (255 - gray) * np.clip(0.25 + 0.6 * veil, 0.2, 1.0)
    if "shade" in how:
        gray *= np.linspace(0.65, 1.0, wide, dtype=np.float32)[None]
    if "noise" in how:
        gray += chance.normal(0, 14, gray.shape).astype(np.float32)
    if "bilevel" in how:
        gray = np.where(gray < chance.uniform(120, 170), 0, 255).astype(np.float32)
    if "speckle" in how:
        for size, count in ((1, wide * tall // 4_000), (2, wide * tall // 16_000), (3, wide * tall // 60_000)):
            for x, y in zip(chance.integers(0, wide - 3, count), chance.integers(0, tall - 3, count), strict=True):
                gray[y : y + size, x : x + size] = chance.choice([0, 0, 255])
    if "holes" in how:
        for part in (0.2, 0.5, 0.8):
            cv2.circle(gray, (round(wide * 0.035), round(tall * part)), round(wide * 0.015), (0,), -1)
        gray[:, : round(wide * 0.01)] = 0
    return np.clip(gray, 0, 255).astype(np.uint8)


DAMAGE = (
    "clean",
    "skew noise",
    "skew blur bilevel",
    "skew bilevel speckle",
    "faded noise",
    "blur shade speckle holes",
    "skew blur noise bilevel speckle holes",
)


def figures(page: Page) -> Counter[str]:
    """The figures of a page as printed, brackets with them."""
    return Counter(found for row in page.rows for cell in row.cells for found in _FIGURE.findall(cell.text))


def scans(printed: Path, truth: Document, ocr: Ocr, *, seed: int, most: int, say: Callable[[str], None]) -> None:
    """Prints, for each kind of damage, the share of figures read exactly and the seconds a page takes."""
    import pypdfium2 as pdfium  # type: ignore[import-untyped]  # its wheel ships no types

    worth = sorted(truth.pages, key=lambda page: -sum(figures(page).values()))[:most]
    with pdfium.PdfDocument(printed) as document:
        for dpi in (300, 200):
            clean = {
                page.number: np.squeeze(document[page.number - 1].render(scale=dpi / 72, grayscale=True).to_numpy())
                for page in worth
            }
            for how in DAMAGE:
                chance = np.random.default_rng(seed)
                told = right = extra = 0
                whole = preparing = 0.0
                wrong: list[str] = []
                for page in worth:
                    image = Image(degraded(clean[page.number], how, chance), dpi)
                    started = time.perf_counter()
                    read, _ = ocr(image, page.number)
                    whole += time.perf_counter() - started
                    started = time.perf_counter()
                    prepared(image)
                    preparing += time.perf_counter() - started
                    said, found = figures(page), figures(read)
                    told += sum(said.values())
                    right += sum((said & found).values())
                    extra += sum((found - said).values())
                    wrong += (said - found).elements()
                say(
                    f"{dpi} dpi  {how:40} {right:4} of {told:4} figures exact, {extra} others;"
                    f" {whole / len(worth):.2f} s a page, {preparing / len(worth):.2f} of it preparation"
                    + (f"; lost {' '.join(wrong[:6])}" if wrong else "")
                )


def fastest(work: Callable[[], object], times: int = 20) -> float:
    """Seconds of the fastest of several runs."""
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description="files to Documents: speed and figures")
    parser.add_argument("pdf", type=Path, help="an annual report printed by `tieout build`")
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--pages", type=int, default=3, help="pages with the most figures, for each kind of damage")
    parser.add_argument("--witness", action="store_true", help="read with Tesseract as well, where it is installed")
    given = parser.parse_args()
    print(f"seed {given.seed}")
    truth = open_document(given.pdf)
    text = (truth.text + "\n") * max(1, 30_000 // len(truth.text))
    data = text.encode()

    def read_text() -> None:
        kinds.kind_of(data)
        plain.read(kinds.decoded(data, "a.txt")[0], "a.txt", USUAL)

    print(f"text, {len(data) / 1000:.0f} kB                 {fastest(read_text) * 1000:7.2f} ms a filing (target 20)")
    by_page = fastest(lambda: open_document(given.pdf), 10) / len(truth.pages)
    print(f"PDF with a text layer       {by_page * 1000:7.2f} ms a page (target 10)")
    ocr = Ocr(RapidOcr(threads=1), Tesseract.installed() if given.witness else None)
    scans(given.pdf, truth, ocr, seed=given.seed, most=given.pages, say=print)


if __name__ == "__main__":
    main()
