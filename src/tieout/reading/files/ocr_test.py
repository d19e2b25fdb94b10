"""A small page through the engines, and what is made of two readings of one place."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tieout.reading.files.engines import RapidOcr, Seen, Strip, Tesseract
from tieout.reading.files.layout import Word
from tieout.reading.files.ocr import Ocr, settled, with_commas
from tieout.reading.files.scans import Image, Pixels, prepared

LINES = (("Cash and equivalents", "$ 744,204"), ("Receivables from brokers", "11,825,496"), ("Loss", "(7,385,321)"))


def page() -> Pixels:
    drawn = np.full((420, 1275), 255, dtype=np.uint8)
    for line, (label, amount) in enumerate(LINES):
        y = 100 + 80 * line
        cv2.putText(drawn, label, (100, y), cv2.FONT_HERSHEY_DUPLEX, 0.9, (0,), 1, cv2.LINE_AA)
        cv2.putText(drawn, amount, (900, y), cv2.FONT_HERSHEY_DUPLEX, 0.9, (0,), 1, cv2.LINE_AA)
        for x in range(560, 860, 16):
            drawn[y - 3 : y, x : x + 3] = 0
    cv2.putText(drawn, "-", (1180, 260), cv2.FONT_HERSHEY_DUPLEX, 0.9, (0,), 2, cv2.LINE_AA)
    drawn[112:114, 890:1080] = 0
    return drawn


@pytest.fixture(scope="module")
def engine() -> RapidOcr:
    return RapidOcr(threads=1)


def test_a_small_page_is_read_whole(engine: RapidOcr) -> None:
    known = [Word("744,284", (438, 36, 508, 52), 50, 10), Word("$", (430, 36, 436, 52), 50, 10)]
    read, remark = Ocr(engine)(Image(page(), 150), 4, known)
    assert [[cell.text.replace(" ", "") for cell in row.cells] for row in read.rows] == [
        ["Cashandequivalents", "$744,204"],
        ["Receivablesfrombrokers", "11,825,496"],
        ["Loss", "(7,385,321)", "-"],
    ]
    assert remark == ""
    amount = read.rows[0].cells[1]
    assert [other.replace(" ", "") for other in amount.also] == ["$744,284"]
    assert amount.sure > 0.8
    assert 425 < amount.box[0] < 440
    assert read.rows[0].page == 4


def test_a_page_upside_down_is_turned_and_says_so(engine: RapidOcr) -> None:
    turned = np.ascontiguousarray(np.rot90(page(), 2))
    read, remark = Ocr(engine)(Image(turned, 150), 1)
    assert read.rows[1].text == "Receivables from brokers\t11,825,496"
    assert "turned by 180 degrees" in remark


def test_an_empty_page_has_no_rows(engine: RapidOcr) -> None:
    read, _ = Ocr(engine)(Image(np.full((400, 300), 255, dtype=np.uint8), 150), 1)
    assert read.rows == ()


def test_no_strips_no_words(engine: RapidOcr) -> None:
    assert engine.read([]) == []
    assert engine.read([np.full((20, 40), 255, dtype=np.uint8)]) == [Strip("", 0.0, 0.0)]


@pytest.mark.skipif(Tesseract.installed() is None, reason="the tesseract program is not installed")
def test_the_witness_reads_the_same_page() -> None:
    witness = Tesseract.installed()
    assert witness is not None
    seen = witness.finish(witness.start(prepared(Image(page(), 150)).pixels, 150))
    assert "744,204" in [word.text for word in seen]
    assert all(isinstance(word, Seen) and 0 <= word.sure <= 1 for word in seen)


def test_a_witness_that_dies_is_no_witness() -> None:
    broken = Tesseract("false")
    assert broken.finish(broken.start(page(), 150)) == []


def test_the_first_reading_stands_where_the_second_is_another() -> None:
    def said(first: str, second: str) -> tuple[str, tuple[str, ...]]:
        return settled(Strip(first, 0.99, 0.95), Strip(second, 0.99, 0.99))

    assert said("744,204", "744,204") == ("744,204", ())
    assert said("Totalassets", "Total assets") == ("Total assets", ())
    assert said("744,204", "744,284") == ("744,204", ("744,284",))
    assert said("Note 1", "Note 7") == ("Note 1", ("Note 7",))
    assert said("Stockholder's equity", "Stockholder’s equity") == ("Stockholder’s equity", ())
    assert said("Fixed assets", "Fixed assels") == ("Fixed assets", ("Fixed assels",))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("58;,951,819", "58,951,819"),
        ("·2,114", "2,114"),
        ("(268;706,848)", "(268,706,848)"),
        ("12:30", "12:30"),
        ("8-27250", "8-27250"),
        ("12/31/03", "12/31/03"),
        ("1.26 to 1", "1.26 to 1"),
    ],
)
def test_specks_among_the_digits_of_a_figure_are_none_of_it(read: str, meant: str) -> None:
    assert with_commas(read) == meant
