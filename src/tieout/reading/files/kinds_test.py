"""What a file is, told from its bytes; and its bytes as characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.facts import TieoutError
from tieout.reading.files.kinds import decoded, described, kind_of


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b" \n\xef\xbb\xbf", "empty"),
        (b"ASSETS\nCash\t$ 13,568,855\n", "text"),
        (b"rubbish before it %PDF-1.4", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"II*\0....", "tiff"),
        (b"MM\0*....", "tiff"),
        (b"\xff\xd8\xff\xe0....", "jpeg"),
        (b"PK\x03\x04....word/document.xml", "other"),
        (b'{"schema": "tieout/report/1", "entity": "Alder"}', "report"),
        (b"<!DOCTYPE html><html>", "html"),
        (b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        (b"# Assets\n\n| Cash | 100 |\n|:--|--:|\n", "markdown"),
        (b"# A\ntext\n## B\ntext\n## C\n", "markdown"),
        (b"Cash | see note 2\n", "text"),
        (bytes(range(256)) * 4, "other"),
        ("Cash\t100\n".encode("utf-16"), "text"),
        (b"BMI Securities, Inc.\tBroker", "text"),
        (b"MZ Capital LLC\n", "text"),
    ],
)
def test_the_kind_is_in_the_bytes(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04....word/document.xml", "Word document"),
        (b"PK\x03\x04....xl/workbook.xml", "Excel workbook"),
        (b"PK\x03\x04....a.txt", "ZIP archive"),
        (b"GIF89a", "GIF image"),
        (b"\0\1\2\3\4", "binary data"),
    ],
)
def test_a_foreign_file_is_called_by_its_name(data: bytes, words: str) -> None:
    assert words in described(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_gives_the_same_words(encoding: str) -> None:
    words = "Shareholders’ equity – total\t744,204\n" * 3
    assert decoded(words.encode(encoding), "a.txt")[0] == words


def test_windows_text_says_that_it_is() -> None:
    assert decoded("the “Company” – net".encode("cp1252"), "a.txt") == (
        "the “Company” – net",
        ("read as Windows-1252",),
    )


def test_a_few_nulls_are_left_as_blanks_and_said() -> None:
    text, remarks = decoded(b"Cash and cash equivalents\0 1,234\n" * 2, "a.txt")
    assert text == "Cash and cash equivalents  1,234\n" * 2
    assert "2 bytes" in remarks[0]


def test_line_ends_are_one() -> None:
    assert decoded(b"a\r\nb\rc\n", "a.txt")[0] == "a\nb\nc\n"


@given(st.binary(max_size=2000))
def test_any_bytes_are_of_some_kind_and_decode_or_say_why_not(data: bytes) -> None:
    assert kind_of(data)
    try:
        text, _ = decoded(data, "any.txt")
    except TieoutError:
        return
    text.encode("utf-8")  # no lone surrogates
    assert "\0" not in text
    assert "\r" not in text
