"""Pictures: what stands at a place that was read is what the picture shows there."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw

from tieout.reading.document import Document
from tieout.reading.files.opening import open_document
from tieout.reading.files.pictures import Picture, lines_of, pictures
from tieout.sim import filing


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    path = tmp_path_factory.mktemp("pictures") / "sim.pdf"
    path.write_bytes(filing(7).pdf())
    return path, open_document(path)


def ink(picture: Picture, box: tuple[float, float, float, float]) -> float:
    """How dark a place of a picture is, from 0 to 1."""
    image = Pillow.open(io.BytesIO(picture.data)).convert("L")
    scale = image.width / picture.width
    x0, top, x1, bottom = (round(side * scale) for side in box)
    return 1 - float(np.asarray(image)[top:bottom, x0:x1].mean()) / 255


def test_places_of_a_pdf_are_where_its_picture_has_ink(pdf: tuple[Path, Document]) -> None:
    path, document = pdf
    page = next(p for p in document.pages if "Total assets" in "".join(r.text.capitalize() for r in p.rows))
    picture = pictures(path, [page.number], document.remarks)[page.number]
    assert (picture.width, picture.height) == pytest.approx((page.width, page.height), abs=0.5)
    cells = [cell for row in page.rows for cell in row.cells]
    assert all(ink(picture, cell.box) > 0.05 for cell in cells)
    margin = (5.0, 5.0, 25.0, page.height - 5)
    assert ink(picture, margin) < 0.01


def test_only_the_pages_asked_for_are_drawn(pdf: tuple[Path, Document]) -> None:
    path, document = pdf
    assert sorted(pictures(path, [3, 1], document.remarks)) == [1, 3]
    assert pictures(path, []) == {}


def test_a_scan_on_its_side_is_shown_upright(tmp_path: Path) -> None:
    """As the reader's remark says it was turned; the places it read are on the page made upright."""
    page = Pillow.new("L", (850, 1100), 255)
    draw = ImageDraw.Draw(page)
    for y in range(100, 1000, 30):
        draw.text((100, y), "Total assets of the company 1,394,351", fill=0, font_size=20)
    draw.rectangle((700, 60, 780, 90), fill=0)
    path = tmp_path / "side.png"
    page.rotate(90, expand=True).save(path, dpi=(100, 100))
    remark = "page 1 was turned by 90 degrees clockwise"
    picture = pictures(path, [1], [remark])[1]
    assert picture.width < picture.height
    at = (700 * 0.72, 60 * 0.72, 780 * 0.72, 90 * 0.72)
    assert ink(picture, at) > 0.8


def test_a_text_has_lines_and_no_pictures(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Cash\t$ 100\n\n  Total assets      100\n", encoding="utf-8")
    assert pictures(path, [1]) == {}
    document = open_document(path)
    lines = lines_of(path)
    assert sorted(lines) == [1, 3]
    for row in document.rows():
        for cell in row.cells:
            x0, line, x1, _ = cell.box
            assert lines[round(line)][round(x0) : round(x1)] == cell.text
