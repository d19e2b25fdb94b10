"""PDFs to rows of cells.  They are written here by hand, so that what stands where is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tieout.facts import TieoutError
from tieout.reading.document import Document, Page
from tieout.reading.files.layout import Word
from tieout.reading.files.limits import USUAL, Limits
from tieout.reading.files.pdf import read
from tieout.reading.files.scans import Image


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), entries, data)


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, the first of which is its catalog."""
    out = b"%PDF-1.7\n"
    places = []
    for number, held in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, len(out))
    return out + head + table + end


def page_of(
    content: bytes, *more: bytes, entries: bytes = b"", resources: bytes = b"/Font<</F 5 0 R>>", page: bytes = b""
) -> bytes:
    """A PDF of one letter-size page that draws `content`; `more` objects are numbered from 6."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<%s>>%s>>" % (resources, page),
        stream(content, entries),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    )


def at(x: float, y: float, text: str, size: float = 10) -> bytes:
    return b"BT /F %g Tf %g %g Td (%s) Tj ET\n" % (size, x, y, text.replace("(", "\\(").replace(")", "\\)").encode())


def opened(tmp_path: Path, data: bytes, limits: Limits = USUAL) -> Document:
    (tmp_path / "a.pdf").write_bytes(data)
    return read(tmp_path / "a.pdf", "a.pdf", limits, None)


def texts(document: Document) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.rows()]


STATEMENT = (
    at(300, 480, "$")
    + at(72, 500, "Assets")
    + at(340, 480, "744,204")
    + at(72, 480, "Cash and cash equivalents . . . . . . . .")
    + at(72, 460, "Prepaid expenses............")
    + at(345, 460, "(")
    + at(349, 460, "5,610")
    + at(375, 460, ")")
    + at(440, 460, "-")
)
READ = [["Assets"], ["Cash and cash equivalents", "$ 744,204"], ["Prepaid expenses", "(5,610)", "-"]]


def test_words_become_rows_and_cells_in_the_order_of_the_page(tmp_path: Path) -> None:
    document = opened(tmp_path, page_of(STATEMENT))
    assert texts(document) == READ
    assert document.kind == "pdf"
    assert document.remarks == ()


def test_a_box_is_in_points_from_the_top_left(tmp_path: Path) -> None:
    document = opened(tmp_path, page_of(at(72, 692, "Assets")))
    x0, top, x1, bottom = document.pages[0].rows[0].cells[0].box
    assert (round(x0), round(x1)) == (72, 102)
    assert top < 100 < bottom
    assert bottom - top < 14


@pytest.mark.parametrize(
    ("turned", "matrix"), [(90, "0 1 -1 0 612 0"), (180, "-1 0 0 -1 612 792"), (270, "0 -1 1 0 0 792")]
)
def test_a_turned_page_reads_as_it_is_shown(tmp_path: Path, turned: int, matrix: str) -> None:
    drawn = b"q %s cm %s Q" % (matrix.encode(), STATEMENT)
    document = opened(tmp_path, page_of(drawn, page=b"/Rotate %d" % turned))
    assert texts(document) == READ
    x0, top, _, _ = document.pages[0].rows[0].box
    assert 0 < x0 < document.pages[0].width
    assert 0 < top < document.pages[0].height


def test_what_is_drawn_off_the_page_is_not_on_it(tmp_path: Path) -> None:
    assert texts(opened(tmp_path, page_of(STATEMENT + at(72, 900, "secret") + at(-90, 300, "secret")))) == READ


def test_a_page_printed_sideways_is_turned_and_says_so(tmp_path: Path) -> None:
    document = opened(tmp_path, page_of(b"q 0 1 -1 0 612 0 cm %s Q" % STATEMENT))
    assert texts(document) == READ
    assert "printed sideways" in document.remarks[0]
    assert document.pages[0].width > document.pages[0].height


def test_a_page_without_text_says_so_and_asks_for_an_engine(tmp_path: Path) -> None:
    drawn = page_of(b"0 0 m 300 300 l S\n" * 5)
    assert "has no text layer" in opened(tmp_path, drawn).remarks[0]
    asked: list[tuple[tuple[int, int], float]] = []

    def engine(image: Image, number: int, known: tuple[Word, ...]) -> tuple[Page, str]:
        assert known == ()
        asked.append((image.pixels.shape, image.resolution))
        return Page(number, 612, 792, ()), ""

    document = read(tmp_path / "a.pdf", "a.pdf", USUAL, engine)
    assert asked == [((3300, 2550), 300)]
    assert document.remarks == ("page 1 has no text layer and was read by OCR",)
    assert document.kind == "scan"


def test_a_blank_page_is_no_scan(tmp_path: Path) -> None:
    assert opened(tmp_path, page_of(b"")).remarks == ()


def test_a_font_without_a_map_is_a_broken_layer(tmp_path: Path) -> None:
    codes = b" ".join(b"<%04x> Tj" % (code + 400) for code in range(200))
    font = b"<</Type/Font/Subtype/Type0/BaseFont/AB+X/Encoding/Identity-H/DescendantFonts[7 0 R]>>"
    inner = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/AB+X/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor<</Type/FontDescriptor/FontName/AB+X/Flags 4>>>>"
    )
    made = page_of(b"BT /F 9 Tf 72 700 Td %s ET" % codes, font, inner, resources=b"/Font<</F 6 0 R>>")
    assert "no engine was asked to read it" in opened(tmp_path, made).remarks[0]


def test_a_wrong_map_is_a_broken_layer(tmp_path: Path) -> None:
    shifted = b"".join(at(72, 700 - 12 * k, "Fdvk dqg fdvk htxlydohqwv ri wkh frpsdqb") for k in range(12))
    assert "do not say which characters" in opened(tmp_path, page_of(shifted)).remarks[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7", "damaged"),
        (page_of(STATEMENT)[:200], "damaged"),
        (pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"), "no pages|damaged"),
        (
            pdf(
                b"<</Type/Catalog/Pages 2 0 R>>",
                b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>",
                b"<</Filter/Standard/V 2/R 3/Length 128/P -4/O<%s>/U<%s>>>" % (b"ab" * 32, b"cd" * 32),
                trailer=b"/Encrypt 4 0 R/ID[<%s><%s>]" % (b"00" * 16, b"00" * 16),
            ),
            "encrypted",
        ),
        (pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999>>"), "--max-pages"),
    ],
)
def test_a_file_that_is_no_report_is_refused_in_words(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(TieoutError, match=words):
        opened(tmp_path, data)
