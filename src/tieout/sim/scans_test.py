"""Scans: the size they say, the same for the same seed, legible ink in the right place, files that open again."""

from __future__ import annotations

import io

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]  # its wheel ships no types
import pytest
from PIL import Image

from tieout.facts import TieoutError
from tieout.sim.filing import filing
from tieout.sim.scans import as_pdf, as_png, as_tiff, scan


@pytest.fixture(scope="module")
def one_page() -> bytes:
    """The statement of financial condition of a seed, alone."""
    whole = pdfium.PdfDocument(filing(7).pdf())
    alone = pdfium.PdfDocument.new()
    alone.import_pages(whole, [5])
    out = io.BytesIO()
    alone.save(out)
    return out.getvalue()


@pytest.mark.parametrize("severity", ["light", "normal", "heavy"])
def test_a_page_is_scanned_at_its_size_and_keeps_its_ink(one_page: bytes, severity: str) -> None:
    (page,) = scan(one_page, 100, 3, severity)
    assert page.size == (850, 1100)
    dark = np.asarray(page.convert("L")) < 128
    assert 0.005 < dark.mean() < 0.3


def test_the_same_seed_gives_the_same_scan_and_another_another(one_page: bytes) -> None:
    first, again, other = (as_png(scan(one_page, 72, seed)[0]) for seed in (1, 1, 2))
    assert first == again != other


def test_pages_are_written_as_tiff_and_as_pdf_and_read_back(one_page: bytes) -> None:
    pages = tuple(page for seed in range(6) for page in scan(one_page, 72, seed))
    assert {page.mode for page in pages} == {"1", "L"}
    with Image.open(io.BytesIO(as_tiff(pages, 72))) as tiff:
        for at, page in enumerate(pages):
            tiff.seek(at)
            assert np.array_equal(np.asarray(tiff.convert("L")), np.asarray(page.convert("L")))
    written = as_pdf(pages, 72)
    assert written == as_pdf(pages, 72)
    back = pdfium.PdfDocument(written)
    assert len(back) == 6
    assert back[0].get_textpage().get_text_range().strip() == ""
    assert back[0].get_size() == pytest.approx((612, 792), abs=1)


def test_a_severity_there_is_not_is_refused(one_page: bytes) -> None:
    with pytest.raises(TieoutError, match="no severity 'worse'"):
        scan(one_page, 72, 1, "worse")
