"""Pages made ready for an engine: drawn here by hand, damaged, and looked at."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from tieout.reading.files.scans import Image, Marks, Pixels, pieces, prepared, skew, tick_boxes

DPI = 150.0


def page(*, angle: float = 0.0, rules: bool = False, leaders: bool = False, ink: int = 0) -> Pixels:
    """Half a letter page: eight lines of a label and an amount, perhaps with what comes between and below."""
    drawn = np.full((800, 1275), 255, dtype=np.uint8)
    for line in range(8):
        y = 120 + 60 * line
        cv2.putText(drawn, "Cash and equivalents", (120, y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (ink,), 2)
        cv2.putText(drawn, "744,204", (1000, y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (ink,), 2)
        if leaders:
            for x in range(420, 960, 14):
                drawn[y - 3 : y, x : x + 3] = ink
        if rules:
            drawn[y + 12 : y + 14, 980:1120] = ink
    if angle:
        turn = cv2.getRotationMatrix2D((637, 400), angle, 1)
        drawn = np.asarray(cv2.warpAffine(drawn, turn, (1275, 800), borderValue=(255,)), dtype=np.uint8)
    return drawn


def ink(image: Any) -> int:
    return int((np.asarray(image) < 128).sum())


@pytest.mark.parametrize("angle", [-4.0, -1.3, 0.0, 0.7, 2.0])
def test_skew_is_found_to_a_tenth_of_a_degree(angle: float) -> None:
    assert skew(page(angle=-angle), DPI) == pytest.approx(angle, abs=0.15)


def test_leaders_and_rules_are_taken_away_and_letters_stay() -> None:
    bare = ink(prepared(Image(page(), DPI)).pixels)
    cleaned = ink(prepared(Image(page(rules=True, leaders=True), DPI)).pixels)
    assert cleaned == pytest.approx(bare, rel=0.02)


def test_specks_are_taken_away() -> None:
    dirty = page()
    chance = np.random.default_rng(3)
    dirty[chance.integers(0, 800, 3000), chance.integers(0, 1275, 3000)] = 0
    made = prepared(Image(dirty, DPI))
    assert ink(made.pixels[600:, :]) < 40
    assert len(made.boxes) == pytest.approx(len(prepared(Image(page(), DPI)).boxes), abs=60)


def test_faint_strokes_are_made_dark_and_shade_is_lifted() -> None:
    faint = page(ink=200).astype(np.float64) * np.linspace(0.7, 1, 1275)[None]
    made = prepared(Image(faint.astype(np.uint8), DPI))
    assert ink(made.pixels) == pytest.approx(ink(prepared(Image(page(), DPI)).pixels), rel=0.25)
    assert float(np.median(made.pixels)) > 250


def test_punch_holes_and_black_borders_are_taken_away() -> None:
    punched = page()
    cv2.circle(punched, (50, 400), 25, (0,), -1)
    punched[:, 1260:] = 0
    assert ink(prepared(Image(punched, DPI)).pixels) == pytest.approx(
        ink(prepared(Image(page(), DPI)).pixels), rel=0.03
    )


def test_a_negative_is_read_as_a_positive() -> None:
    assert float(np.median(prepared(Image(255 - page(), DPI)).pixels)) == 255


def test_a_page_on_its_side_is_turned() -> None:
    made = prepared(Image(np.ascontiguousarray(np.rot90(page())), DPI))
    assert made.pixels.shape == (800, 1275)
    assert made.quarters in (1, 3)


def test_pieces_are_cut_at_wide_gaps_and_ink_passed_over_is_found() -> None:
    made = prepared(Image(page(), DPI))
    whole_lines = np.array([[100, 95 + 60 * line, 1200, 130 + 60 * line] for line in range(7)], dtype=np.int32)
    boxes = pieces(made, whole_lines)
    assert len(boxes) == 16  # a label and an amount for seven lines found, and for the one that was not
    assert sorted(int(box[0]) // 500 for box in boxes) == [0] * 8 + [2] * 8 or all(
        box[2] - box[0] < 400 for box in boxes
    )


@pytest.mark.parametrize("pixels", [np.full((40, 40), 255), np.zeros((40, 40)), np.full((3, 3), 128)])
def test_a_page_with_nothing_on_it_has_no_pieces(pixels: Any) -> None:
    made = prepared(Image(pixels.astype(np.uint8), DPI))
    assert len(pieces(made, np.zeros((0, 4), dtype=np.int32))) == 0


def test_boxes_to_tick_are_known_by_their_sides_and_letters_are_not() -> None:
    drawn = page()
    for at, ticked in enumerate((False, True)):
        top = 400 + 60 * at
        cv2.rectangle(drawn, (70, top - 5), (92, top + 17), (0,), 2)
        if ticked:
            cv2.line(drawn, (70, top - 5), (92, top + 17), (0,), 2)
            cv2.line(drawn, (70, top + 17), (92, top - 5), (0,), 2)
    made, ticks = tick_boxes(prepared(Image(drawn, DPI)))
    assert [round(tick[0] / 10) for tick in ticks] == [7, 7]
    assert [tick[4] > 0.14 for tick in ticks] == [False, True]
    assert ink(made.pixels) == pytest.approx(ink(prepared(Image(page(), DPI)).pixels), rel=0.02)
    assert tick_boxes(prepared(Image(page(), DPI)))[1] == []


def test_marks_are_counted_without_the_paper() -> None:
    dots = np.zeros((10, 10), dtype=np.uint8)
    dots[2, 2] = dots[7, 7] = 1
    assert len(Marks.of(dots).boxes) == 3
