"""Scans: the image of a page made fit for an engine, and cut into the pieces it should read one by one.

What an engine stumbles over is taken away first: shade, skew, specks, the dots that lead to an amount, ruled lines,
punch holes.  What is faint is made dark.  Sizes are measured in x-heights of the page's own type, so that the same
numbers serve at 150 and at 400 dots per inch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]
_LEAST_SIDE = 16  # pixels; no word is smaller
_MOST_MARKS = (
    150_000  # pieces of ink on a page; a dense one with specks has 20,000, and a screen or pure noise millions
)
_BESIDE = 0.3  # x-heights
_SOFTENED = 0.8  # pixels; more closes the eyes of small letters


@dataclass(frozen=True, slots=True)
class Image:
    """Gray pixels, 0 for black, and how many of them make an inch."""

    pixels: Pixels
    resolution: float


@dataclass(frozen=True, slots=True)
class Marks:
    """The connected pieces of ink on a page: x, y, width, height and area of each, and the page labelled with them."""

    boxes: NDArray[np.int32]  # x, y, width, height, area; row 0 is the paper
    labels: NDArray[np.int32]

    @classmethod
    def of(cls, ink: Pixels) -> Marks:
        _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
        return cls(np.asarray(stats, dtype=np.int32), np.asarray(labels, dtype=np.int32))

    def mask(self, chosen: Mask) -> Mask:
        chosen = chosen.copy()
        chosen[0] = False
        if not chosen.any():
            return np.zeros(self.labels.shape, dtype=bool)
        return np.asarray(chosen[self.labels])


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page made ready: its pixels, its pieces of ink, the height of its type, and how it was turned.

    `quarters` are quarter turns against the clock, `angle` degrees clockwise that its lines then still ran off level.
    """

    pixels: Pixels
    boxes: NDArray[np.int32]  # the pieces of ink that are left, as in Marks, without the paper
    x_height: float
    resolution: float
    quarters: int
    angle: float


def prepared(image: Image, quarters: int | None = None) -> Prepared:
    """The page upright and clean.  `quarters` are the quarter turns to make it so, found out when not given."""
    pixels = image.pixels
    dpi = image.resolution
    if min(pixels.shape) < _LEAST_SIDE:
        return Prepared(pixels, np.zeros((0, 5), dtype=np.int32), 0.07 * dpi, dpi, 0, 0.0)
    if float(np.median(pixels[::8, ::8])) < 100:
        pixels = np.asarray(255 - pixels, dtype=np.uint8)  # white on black: a negative, as from microfilm
    flat = _evened(_calmed(pixels), dpi)
    turns = quarters if quarters is not None else int(_runs_down(flat, dpi))
    if turns:
        flat = np.ascontiguousarray(np.rot90(flat, turns))
    angle = skew(flat, dpi)
    flat = _straightened(flat, angle)
    ink = np.asarray(flat < _cut(flat), dtype=np.uint8)
    marks = Marks.of(ink)
    if len(marks.boxes) > _MOST_MARKS:
        return Prepared(flat, np.zeros((0, 5), dtype=np.int32), 0.07 * dpi, dpi, turns % 4, angle)
    x_height = _x_height(marks.boxes, dpi)
    gone = _blots(marks, dpi) | _rules(ink, x_height, dpi)
    if gone.any():
        ink[gone] = 0
        marks = Marks.of(ink)
    letters = marks.mask((marks.boxes[:, 3] > 0.55 * x_height) & (marks.boxes[:, 3] < 6 * x_height))
    unwanted = _specks(marks, x_height, letters)
    unwanted |= _leaders(marks, x_height, unwanted, letters) | _remains(marks, x_height)
    specks = marks.mask(unwanted)
    removed = cv2.dilate((gone | specks).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    removed &= ~cv2.dilate((ink.astype(bool) & ~specks).astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    clean = flat.copy()
    clean[removed] = 255
    kept = marks.boxes[1:][~unwanted[1:]]
    return Prepared(clean, kept, x_height, dpi, turns % 4, angle)


def levelled(image: Image, quarters: int) -> Image:
    """A page as it was scanned, but upright and level as `prepared` makes it, so that places on it are those read."""
    made = prepared(image, quarters)
    turned = np.ascontiguousarray(np.rot90(image.pixels, made.quarters))
    return Image(_straightened(turned, made.angle), image.resolution)


def _calmed(pixels: Pixels) -> Pixels:
    """Less grain: a mean over neighbours where the paper is uneven, and gray edges for a page of black and white.

    An engine learnt its letters from gray ones, and a page is turned level with less loss when its edges are soft.
    """
    sample = pixels[::7, ::5]
    if float(np.mean((sample > 12) & (sample < 243))) < 0.004:
        return np.asarray(cv2.GaussianBlur(pixels, (0, 0), _SOFTENED), dtype=np.uint8)
    if noise(pixels) < 5:
        return pixels
    # A median would take less of the edges, but the tails of faint commas with the grain.
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), _SOFTENED), dtype=np.uint8)


def noise(pixels: Pixels) -> float:
    """How much the paper varies from pixel to pixel, as a standard deviation, ink left out of it."""
    sample = pixels[:: max(1, pixels.shape[0] // 300)].astype(np.int16)
    step = np.abs(np.diff(sample, axis=1))
    paper = sample[:, 1:] > np.median(sample) - 60
    return float(np.median(step[paper])) / 0.954 if paper.any() else 0.0  # the median of |a - b| is 0.954 sigma


def _evened(pixels: Pixels, dpi: float) -> Pixels:
    """Paper white and ink black all over the page: shade divided out, faded strokes stretched to full strength."""
    block = max(4, round(dpi / 20))
    tall, wide = (-(-side // block) for side in pixels.shape)
    padded = np.pad(pixels, ((0, tall * block - pixels.shape[0]), (0, wide * block - pixels.shape[1])), mode="edge")
    blocks = padded.reshape(tall, block, wide, block)
    paper = np.asarray(np.percentile(blocks[:, ::3, :, ::3], 85, axis=(1, 3)), dtype=np.uint8)
    paper = np.asarray(cv2.medianBlur(cv2.dilate(paper, np.ones((3, 3), np.uint8)), 5))
    white = np.maximum(cv2.resize(paper, pixels.shape[::-1], interpolation=cv2.INTER_LINEAR), 60)
    flat = np.asarray(cv2.divide(pixels, white, scale=255), dtype=np.uint8)
    soft = cv2.blur(flat, (3, 3))
    soft = np.pad(soft, ((0, tall * block - flat.shape[0]), (0, wide * block - flat.shape[1])), mode="edge")
    darkest = soft.reshape(tall, block, wide, block).min(axis=(1, 3))
    near = cv2.erode(darkest, np.ones((7, 7), np.uint8))
    inked = near < 255 - max(45.0, 6 * noise(flat))
    usual = float(np.median(near[inked])) if inked.any() else 0.0
    black = np.where(inked, np.minimum(near, 200), min(usual, 120.0)).astype(np.float32)
    strength = cv2.resize(cv2.GaussianBlur(black, (0, 0), 1.5), flat.shape[::-1], interpolation=cv2.INTER_LINEAR)
    stretched = cv2.divide(cv2.subtract(flat, strength, dtype=cv2.CV_32F), 235.0 - strength, scale=255.0)
    return np.asarray(cv2.convertScaleAbs(np.maximum(stretched, 0)), dtype=np.uint8)  # held to 0..255


def _cut(flat: Pixels) -> float:
    """The gray that parts ink from paper."""
    level, _ = cv2.threshold(flat[::2, ::2], 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return min(max(level, 90.0), 190.0)


def _points_of(flat: Pixels, dpi: float) -> NDArray[np.float64]:
    """The ink of a small copy of the page, as places, without what is too large to be type."""
    small = cv2.resize(flat, None, fx=100 / dpi, fy=100 / dpi, interpolation=cv2.INTER_AREA)
    ink = np.asarray(small < 170, dtype=np.uint8)
    marks = Marks.of(ink)
    sides = marks.boxes[:, 2:4]
    type_like = (sides.max(axis=1) < 40) & (sides.max(axis=1) > 2)
    down, across = np.nonzero(marks.mask(type_like))
    # A pixel is a square: a place inside each, or whole numbers would look sharpest at no skew, whatever the page.
    inside = np.random.default_rng(0).random((2, down.size))
    return np.stack((across, down)) + inside


def _counts(places: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.bincount((places - places.min()).astype(np.int64)).astype(np.float64)


def _gathered(places: NDArray[np.float64]) -> float:
    """How much the ink keeps to few lines: at its height when the lines of type lie level."""
    return float(np.square(_counts(places)).sum())


def _sharpness(places: NDArray[np.float64]) -> float:
    """How sharply ink changes from one line of type to the gap below it; columns of figures change less sharply."""
    counts = np.convolve(_counts(places), [1, 2, 1])
    return float(np.square(counts[2:] - counts[:-2]).sum())


def _runs_down(flat: Pixels, dpi: float) -> bool:
    """Whether the lines of type run down the page instead of across."""
    across, down = _points_of(flat, dpi)
    if across.size < 500:
        return False
    best = max(_sharpness(down + across * slope) for slope in (-0.03, -0.015, 0.0, 0.015, 0.03))
    other = max(_sharpness(across + down * slope) for slope in (-0.03, -0.015, 0.0, 0.015, 0.03))
    return other > 1.3 * best


def skew(flat: Pixels, dpi: float, most: float = 6.0) -> float:
    """The angle of the lines of type, in degrees clockwise, to about a twentieth."""
    across, down = _points_of(flat, dpi)
    if across.size < 200:
        return 0.0
    if across.size > 60_000:
        across, down = across[:: across.size // 60_000 + 1], down[:: down.size // 60_000 + 1]
    best = 0.0
    for reach, step in ((most, 0.5), (0.5, 0.1), (0.1, 0.025)):
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _gathered(down - across * math.tan(math.radians(angle)))))
    return best


def _straightened(flat: Pixels, angle: float) -> Pixels:
    if abs(angle) < 0.04:
        return flat
    tall, wide = flat.shape
    turn = cv2.getRotationMatrix2D((wide / 2, tall / 2), angle, 1.0)
    level = cv2.warpAffine(
        flat, turn, (wide, tall), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,)
    )
    return np.asarray(level, dtype=np.uint8)


def _x_height(boxes: NDArray[np.int32], dpi: float) -> float:
    """The usual height of a small letter, in pixels; that of ten-point type where there is too little to tell."""
    tall, wide = boxes[1:, 3], boxes[1:, 2]
    letters = tall[(tall > 0.035 * dpi) & (tall < 0.2 * dpi) & (wide < 0.3 * dpi) & (wide > 0.008 * dpi)]
    return float(np.percentile(letters, 35)) if letters.size > 20 else 0.07 * dpi


def _blots(marks: Marks, dpi: float) -> Mask:
    """Punch holes, black borders and the like: pieces larger than type and mostly solid, or as long as the page."""
    _, _, wide, tall, area = marks.boxes.T
    solid = area > 0.45 * wide * tall
    blots = (np.minimum(wide, tall) > 0.12 * dpi) & (np.maximum(wide, tall) > 0.18 * dpi) & solid
    high, broad = marks.labels.shape
    x, y = marks.boxes[:, 0], marks.boxes[:, 1]
    at_edge = (x <= 2) | (y <= 2) | (x + wide >= broad - 2) | (y + tall >= high - 2)
    return marks.mask(blots | (at_edge & (np.maximum(wide, tall) > 0.5 * dpi)))


def _rules(ink: Pixels, x_height: float, dpi: float) -> Mask:
    """Ruled lines, across and down, but not the strokes of letters that cross them.

    A rule is made of stretches longer than any stroke of a letter, end to end, with paper on both sides of it.  Letters
    that touch make long stretches too, but not such: most of what is above or below them is ink.
    """
    gone = np.zeros(ink.shape, dtype=bool)
    stroke, across = round(1.7 * x_height), max(round(3.2 * x_height), round(0.2 * dpi))
    for stretch, length, is_down in ((stroke, across, False), (round(0.25 * dpi), round(0.45 * dpi), True)):

        def along(size: int, down: bool = is_down) -> Pixels:
            return np.ones((size, 1) if down else (1, size), np.uint8)

        stretches = cv2.morphologyEx(ink, cv2.MORPH_OPEN, along(stretch))
        if not stretches.any():
            continue
        joined = cv2.morphologyEx(stretches, cv2.MORPH_CLOSE, along(round(1.2 * x_height) | 1))
        runs = cv2.morphologyEx(joined, cv2.MORPH_OPEN, along(length))
        spread = cv2.dilate(runs, np.ones((1, 3) if is_down else (3, 1), np.uint8))
        marks = Marks.of(np.asarray(np.minimum(spread, ink), dtype=np.uint8))
        thick = marks.boxes[:, 4] / np.maximum(marks.boxes[:, 3 if is_down else 2], 1)
        line = marks.mask((thick < 0.035 * dpi) & ~_among_letters(marks, ink, is_down))
        # A stroke that goes on above and below the rule is a letter's, and stays whole.
        step = max(2, round(0.012 * dpi))
        axis = 1 if is_down else 0
        rest = ink.astype(bool) & ~line
        crossing = _shifted(rest, step, axis) & _shifted(rest, -step, axis)
        gone |= line & ~crossing
    return gone


def _among_letters(marks: Marks, ink: Pixels, is_down: bool) -> Mask:
    """Which runs have ink along much of one side: the feet or the middles of letters that touch, and no ruled line."""
    found = np.zeros(len(marks.boxes), dtype=bool)
    field = ink.T if is_down else ink
    for at in range(1, len(marks.boxes)):
        x, y, wide, tall = (int(side) for side in marks.boxes[at][:4])
        if is_down:
            x, y, wide, tall = y, x, tall, wide
        sides = (field[max(0, y - 3) : max(0, y - 1), x : x + wide], field[y + tall + 1 : y + tall + 3, x : x + wide])
        found[at] = any(side.size > 0 and float(side.any(axis=0).mean()) > 0.3 for side in sides)
    return found


def _shifted(mask: Mask, by: int, axis: int) -> Mask:
    moved = np.roll(mask, by, axis=axis)
    edge: list[Any] = [slice(None), slice(None)]
    edge[axis] = slice(0, by) if by > 0 else slice(by, None)
    moved[tuple(edge)] = False
    return moved


def _specks(marks: Marks, x_height: float, letters: Mask) -> Mask:
    """Pieces too small to be print, and small ones with no letter near."""
    x, y, wide, tall, area = marks.boxes.T
    tiny = area <= max(2.0, (0.11 * x_height) ** 2)
    dash = (wide > 2 * tall) & (wide > 0.35 * x_height)
    small = (np.maximum(wide, tall) < 0.45 * x_height) & ~dash & ~tiny
    inked = letters.astype(np.uint8)
    reach = max(3, round(0.9 * x_height))
    near = cv2.dilate(inked, np.ones((reach * 2 + 1, reach * 2 + 1), np.uint8))
    middle_x = np.clip(x + wide // 2, 0, near.shape[1] - 1)
    middle_y = np.clip(y + tall // 2, 0, near.shape[0] - 1)
    lonely = small & (near[middle_y, middle_x] == 0)
    # Beside a letter even a speck may be the tail of a comma, or a piece of a faint stroke.
    beside = max(2, round(_BESIDE * x_height))
    near = cv2.dilate(inked, np.ones((beside * 2 + 1, beside * 2 + 1), np.uint8))
    return np.asarray((tiny & (near[middle_y, middle_x] == 0)) | lonely)


def _leaders(marks: Marks, x_height: float, specks: Mask, letters: Mask) -> Mask:
    """The dots of dot leaders: four or more small pieces in a row, with no stem under any (those are i's and j's)."""
    x, y, wide, tall, _ = marks.boxes.T
    found = np.zeros(len(x), dtype=bool)
    dots = np.nonzero(
        (np.maximum(wide, tall) < 0.42 * x_height) & (np.arange(len(x)) > 0) & ~(specks & (wide * tall < 3))
    )[0]
    if len(dots) < 4:
        return found
    middle_x = np.clip(x[dots] + wide[dots] // 2, 0, letters.shape[1] - 1)
    below = np.clip(y[dots] + tall[dots] + round(0.4 * x_height), 0, letters.shape[0] - 1)
    dots = dots[~letters[below, middle_x]]
    for run in _runs(dots, y[dots] + tall[dots], x, wide, 0.2 * x_height, 2.8 * x_height):
        if len(run) >= 4:
            found[run] = True
    return found


def _remains(marks: Marks, x_height: float) -> Mask:
    """What is left of a ruled line that was broken: three or more flat pieces end to end."""
    x, y, wide, tall, _ = marks.boxes.T
    flat = np.nonzero((tall < 0.35 * x_height) & (wide > 1.5 * tall) & (np.arange(len(x)) > 0))[0]
    found = np.zeros(len(x), dtype=bool)
    for run in _runs(flat, y[flat] + tall[flat] / 2, x, wide, 0.25 * x_height, 1.0 * x_height):
        if len(run) >= 3:
            found[run] = True
    return found


def _runs(
    chosen: NDArray[Any], heights: NDArray[Any], x: NDArray[Any], wide: NDArray[Any], apart: float, gap: float
) -> list[NDArray[Any]]:
    """The chosen pieces in runs from left to right: equally high, no wider than `gap` from one to the next."""
    made: list[NDArray[Any]] = []
    order = np.argsort(heights, kind="stable")
    starts = np.nonzero(np.diff(heights[order]) > apart)[0] + 1
    for line in np.split(chosen[order], starts):
        line = line[np.argsort(x[line])]
        made += np.split(line, np.nonzero(x[line][1:] - (x[line] + wide[line])[:-1] > gap)[0] + 1)
    return made


Tick = tuple[int, int, int, int, float]  # x0, y0, x1, y1 of a box to tick, and the share of ink inside it


def tick_boxes(page: Prepared) -> tuple[Prepared, list[Tick]]:
    """The boxes to tick, known by their four sides, and the page without them: an engine reads them as letters."""
    x, y, wide, tall, _ = page.boxes.T
    size = np.maximum(wide, tall)
    square = (np.minimum(wide, tall) > 0.78 * size) & (size > 1.15 * page.x_height) & (size < 3 * page.x_height)
    found: list[Tick] = []
    for at in np.nonzero(square)[0]:
        x0, y0, w, h = int(x[at]), int(y[at]), int(wide[at]), int(tall[at])
        ink = page.pixels[y0 : y0 + h, x0 : x0 + w] < 150
        edge = max(2, round(0.13 * min(w, h)))
        sides = (ink[:edge].any(axis=0), ink[-edge:].any(axis=0), ink[:, :edge].any(axis=1), ink[:, -edge:].any(axis=1))
        beside = (x < x0 + w + 0.25 * size[at]) & (x + wide > x0 - 0.25 * size[at]) & (y < y0 + h) & (y + tall > y0)
        alone = not (beside & ((x < x0) | (x + wide > x0 + w)) & (tall > 0.5 * page.x_height)).any()
        if alone and all(float(side.mean()) > 0.85 for side in sides):
            inner = ink[edge + 1 : -edge - 1, edge + 1 : -edge - 1]
            found.append((x0, y0, x0 + w, y0 + h, float(inner.mean()) if inner.size else 0.0))
    if not found:
        return page, found
    pixels = page.pixels.copy()
    middle_x, middle_y = x + wide / 2, y + tall / 2
    kept = np.ones(len(x), dtype=bool)
    for x0, y0, x1, y1, _ in found:
        pixels[max(0, y0 - 1) : y1 + 1, max(0, x0 - 1) : x1 + 1] = 255
        kept &= ~((middle_x > x0 - 1) & (middle_x < x1 + 1) & (middle_y > y0 - 1) & (middle_y < y1 + 1))
    return replace(page, pixels=pixels, boxes=page.boxes[kept]), found


def pieces(page: Prepared, regions: NDArray[np.int32]) -> NDArray[np.int32]:
    """The boxes to read, as x0, y0, x1, y1: an engine's regions drawn in to their ink and cut at wide gaps.

    Ink of the size of type that the engine passed over, a lone digit or a dash in a column, makes pieces of its own.
    """
    x, y, wide, tall, _ = page.boxes.T
    middle_x, middle_y = x + wide / 2, y + tall / 2
    owner = np.full(len(x), -1, dtype=np.int64)
    for at, (x0, y0, x1, y1) in enumerate(regions):
        owner[(middle_x >= x0) & (middle_x <= x1) & (middle_y >= y0) & (middle_y <= y1)] = at
    sized = (tall > 0.55 * page.x_height) | (wide > 0.35 * page.x_height)
    loose = np.nonzero((owner < 0) & sized & (tall < 4 * page.x_height) & (wide < 30 * page.x_height))[0]
    made = [_cut_at_gaps(page, np.nonzero(owner == at)[0]) for at in range(len(regions))]
    made += [_cut_at_gaps(page, line) for line in _in_lines(page, loose)]
    boxes = [box for group in made for box in group]
    return np.array(boxes, dtype=np.int32).reshape(-1, 4)


def _cut_at_gaps(page: Prepared, chosen: NDArray[np.int64]) -> list[tuple[int, int, int, int]]:
    if not len(chosen):
        return []
    of = page.boxes[chosen]
    of = of[np.argsort(of[:, 0])]
    lefts, rights = of[:, 0], np.maximum.accumulate(of[:, 0] + of[:, 2])
    height = max(float(np.percentile(of[:, 3], 75)), 0.8 * page.x_height)
    cuts = np.nonzero(lefts[1:] - rights[:-1] > 1.15 * height)[0] + 1
    made = []
    for group in np.split(of, cuts):
        x0, y0 = group[:, 0].min(), group[:, 1].min()
        x1, y1 = (group[:, 0] + group[:, 2]).max(), (group[:, 1] + group[:, 3]).max()
        if x1 - x0 > 0.2 * page.x_height and (y1 - y0 > 0.55 * page.x_height or x1 - x0 > 0.35 * page.x_height):
            made.append((int(x0), int(y0), int(x1), int(y1)))
    return made


def _in_lines(page: Prepared, chosen: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Pieces of ink by the line they stand on."""
    middles = page.boxes[chosen, 1] + page.boxes[chosen, 3] / 2
    order = np.argsort(middles, kind="stable")
    if not len(order):
        return []
    starts = np.nonzero(np.diff(middles[order]) > 0.5 * page.x_height)[0] + 1
    return [chosen[group] for group in np.split(order, starts)]
