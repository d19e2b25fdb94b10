"""Files of every kind and of no kind: each is a Document or one clear error, in bounded time and memory."""

from __future__ import annotations

import io
import os
import struct
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tieout.facts import TieoutError
from tieout.reading.document import Document
from tieout.reading.files.guard import Engines, Guard
from tieout.reading.files.limits import Limits
from tieout.reading.files.opening import open_document, open_documents, opened
from tieout.reading.files.pdf_test import READ, STATEMENT, page_of, pdf, stream

QUIET = Engines(ocr=False)
CASH = b"Cash\t$ 744,204\n"


def flat(data: bytes) -> bytes:
    return page_of(zlib.compress(data, 9), entries=b"/Filter/FlateDecode")


def png(wide: int, tall: int, packed: bytes) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, tall, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def zipped(name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, "x")
    return held.getvalue()


def tiff(pages: int) -> bytes:
    held = io.BytesIO()
    blank = Image.new("L", (60, 40), 255)
    blank.save(held, "TIFF", save_all=True, append_images=[blank] * (pages - 1))
    return held.getvalue()


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard(Engines(threads=1)) as held:
        yield held


def test_the_kind_is_told_by_content_whatever_the_name(tmp_path: Path) -> None:
    pages = {
        "a.txt": page_of(STATEMENT),
        "b.pdf": CASH,
        "c.png": b"| Cash | 1 |\n|---|---|\n",
        "d": b"<html><p>Cash</p>",
    }
    for name, data in pages.items():
        (tmp_path / name).write_bytes(data)
    read = dict(open_documents([tmp_path / name for name in pages], engines=QUIET))
    kinds = [document.kind for document in read.values() if isinstance(document, Document)]
    assert kinds == ["pdf", "text", "markdown", "html"]
    first = read[tmp_path / "a.txt"]
    assert isinstance(first, Document)
    assert [[cell.text for cell in row.cells] for row in first.rows()] == READ


SMALL = Limits(file_bytes=2_000_000, pages=50, pixels_per_page=4_000_000, seconds=20, memory_bytes=150_000_000)

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "an empty file": (lambda: b"", "the file is empty"),
    "blanks": (lambda: b" \n\t\n", "the file is empty"),
    "a truncated PDF": (lambda: page_of(STATEMENT)[:300], "damaged"),
    "rubbish that calls itself a PDF": (lambda: b"%PDF-1.4\n" + bytes(range(256)) * 99, "damaged"),
    "a Word document": (lambda: zipped("word/document.xml"), "Word document"),
    "a workbook": (lambda: zipped("xl/workbook.xml"), "Excel workbook"),
    "binary rubbish": (lambda: bytes(range(256)) * 99, "binary data"),
    "too many bytes": (lambda: CASH * 200_000, "--max-file-bytes"),
    "too many lines": (lambda: b"a\n" * 900_000, "--max-memory-bytes"),
    "a line without end": (lambda: b"a" * 1_500_000, "a line of 1,500,000 characters"),
    "too many pages": (
        lambda: pdf(
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count 51>>" % (b"3 0 R " * 51),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>",
        ),
        "--max-pages",
    ),
    "a page a mile wide": (
        lambda: page_of(b"0 0 m 9 9 l S\n" * 3).replace(b"612 792", b"999999 999999"),
        "--max-pixels-per-page",
    ),
    "a stream that swells": (lambda: flat(b"0 0 m 1 1 l S\n" * 12_000_000), "brought down|--max-memory-bytes"),
    "an image with no end": (lambda: png(100_000, 100_000, b""), "--max-pixels-per-page"),
    "an image cut short": (lambda: png(500, 500, zlib.compress(b"\0" * 300)), "damaged"),
    "a TIFF with too many images": (lambda: tiff(51), "--max-pages"),
    "a broken JPEG": (lambda: b"\xff\xd8\xff\xe0" + b"\0\1" * 500, "damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gives_one_clear_error(tmp_path: Path, guard: Guard, name: str) -> None:
    make, words = HOSTILE[name]
    path = tmp_path / "filing"
    path.write_bytes(make())
    started = time.perf_counter()
    with pytest.raises(TieoutError, match=words) as error:
        _through(guard, path, SMALL)
    assert "filing" in str(error.value)
    assert time.perf_counter() - started < 15


def _through(guard: Guard, path: Path, limits: Limits) -> Document:
    return opened(path, limits, None, lambda: guard)


def _document_or_error(guard: Guard, path: Path) -> None:
    try:
        said = _through(guard, path, SMALL).name
    except TieoutError as error:
        said = str(error)
    assert path.name in said


@pytest.mark.parametrize(
    "data",
    [
        page_of(b"/X Do", stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"), resources=b"/XObject<</X 6 0 R>>"),
        page_of(b"[" * 50_000 + b"]" * 50_000 + b" 0 d"),
        png(300, 300, zlib.compress(b"\0" * 30_000_000, 9)),
    ],
)
def test_what_is_odd_but_harmless_is_read(tmp_path: Path, guard: Guard, data: bytes) -> None:
    (tmp_path / "odd").write_bytes(data)
    assert _through(guard, tmp_path / "odd", SMALL).text == ""


def test_what_is_no_file_says_what_it_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    secret = tmp_path / "secret"
    secret.write_bytes(CASH)
    found = dict(
        open_documents([tmp_path, tmp_path / "pipe", tmp_path / "none", Path("/dev/null"), Path("a\0b"), secret])
    )
    said = [str(error) for error in found.values()]
    assert "folder" in said[0]
    assert "device or a pipe" in said[1]
    assert "no such file" in said[2]
    assert "device or a pipe" in said[3]
    assert "cannot be opened" in said[4]
    assert isinstance(found[secret], Document)


def test_a_report_of_our_own_is_not_a_filing(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_bytes(b'{"schema": "tieout/report/1"}')
    with pytest.raises(TieoutError, match="holds facts already"):
        open_document(tmp_path / "report.json")


def test_the_worker_is_ended_when_a_page_takes_too_long_and_the_next_file_goes_on(tmp_path: Path) -> None:
    (tmp_path / "slow").write_bytes(flat(b"0 0 m 1 1 l S\n" * 3_000_000))
    (tmp_path / "good").write_bytes(page_of(STATEMENT))
    with Guard(QUIET) as guard:
        _through(guard, tmp_path / "good", SMALL)  # it has started
        with pytest.raises(TieoutError, match="--max-seconds"):
            _through(guard, tmp_path / "slow", Limits(seconds=0.2))
        assert _through(guard, tmp_path / "good", SMALL).text


def test_a_worker_that_dies_costs_one_file(tmp_path: Path) -> None:
    (tmp_path / "slow").write_bytes(flat(b"0 0 m 1 1 l S\n" * 3_000_000))
    (tmp_path / "good").write_bytes(page_of(STATEMENT))
    with Guard(QUIET) as guard:
        assert _through(guard, tmp_path / "good", SMALL).text
        process = guard._process
        assert process is not None
        threading.Timer(0.2, process.kill).start()
        with pytest.raises(TieoutError, match="brought down"):
            _through(guard, tmp_path / "slow", Limits())
        assert _through(guard, tmp_path / "good", SMALL).text
        assert guard._process is not None
        assert guard._process.pid != process.pid


def test_progress_hears_of_each_page(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(CASH + b"\f" + CASH)
    heard: list[tuple[int, int]] = []
    open_document(tmp_path / "a.txt", progress=lambda page, of: heard.append((page, of)))
    assert heard == [(2, 2)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=400), magic=st.sampled_from([b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"II*\0", b"<html>"])
)
def test_any_bytes_are_a_document_or_an_error(tmp_path: Path, guard: Guard, data: bytes, magic: bytes) -> None:
    (tmp_path / "any").write_bytes(magic + data)
    _document_or_error(guard, tmp_path / "any")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_pdf_with_some_bytes_changed_is_a_document_or_an_error(
    tmp_path: Path, guard: Guard, places: list[tuple[int, int]]
) -> None:
    data = bytearray(page_of(STATEMENT))
    for place, byte in places:
        data[place % len(data)] = byte
    (tmp_path / "any").write_bytes(bytes(data))
    _document_or_error(guard, tmp_path / "any")
