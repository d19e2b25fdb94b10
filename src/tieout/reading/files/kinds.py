"""Kinds: what a file is, by what is in it, whatever it is called.

Also how its bytes become characters, since for text that is the same question.
"""

from __future__ import annotations

import codecs
import re
from typing import Literal

from tieout.facts import TieoutError

Kind = Literal["text", "markdown", "html", "report", "pdf", "png", "tiff", "jpeg", "empty", "other"]

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"\xff\xd8\xff", "jpeg"),
)
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (DOC, XLS or MSG)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 image"),
    (b"RIFF", "a RIFF file (WebP, sound or film)"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript file"),
    (b"PAR1", "a Parquet table"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
)
_IN_ZIP = ((b"word/", "a Word document (DOCX)"), (b"xl/", "an Excel workbook (XLSX)"), (b"ppt/", "slides (PPTX)"))

HEAD = 65_536  # bytes that decide; the rest of a file is more of the same
_HTML = re.compile(
    r"\s*(?:<\?xml[^<>]{0,500}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|body|table|div)\b", re.I | re.S
)
_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*\|[ \t|:-]*$", re.M)  # |---|:--:|
_PIPES = re.compile(r"^[ \t]*\|[^\n|]*\|", re.M)
_HEADING = re.compile(r"^#{1,6} \S", re.M)
_BLANKS = re.compile(
    "[\0-\x08\x0b\x0e-\x1f\x7f-\xa0\u2000-\u200a\u2028\u2029\u202f]"
)  # as wide as a blank, and no more
_NOTHINGS = re.compile("[\xad\u200b-\u200f\u2060\ufeff]")  # soft hyphens, joiners, marks of direction
_BINARY = re.compile(r"[\0-\x08\x0e-\x1f\ufffd]")


def kind_of(data: bytes) -> Kind:
    """What the file is, from its first bytes.

    >>> kind_of(b"%PDF-1.7"), kind_of(b""), kind_of(b"Cash\\t$ 100"), kind_of(b"| Cash | 100 |\\n|---|---|\\n")
    ('pdf', 'empty', 'text', 'markdown')
    """
    if not data.strip(b"\0 \t\r\n\f\xef\xbb\xbf"):
        return "empty"
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if b"%PDF-" in data[:1024]:  # readers allow rubbish before it, and some scanners put it there
        return "pdf"
    if _foreign(data):
        return "other"
    text = _decoded(data[:HEAD])[0]
    if _is_binary(text):
        return "other"
    if text.lstrip().startswith("{") and '"tieout/report/' in text:
        return "report"
    if _HTML.match(text):
        return "html"
    if "|" in text and (_RULE.search(text) or len(_PIPES.findall(text)) > 2):
        return "markdown"
    if "# " in text and len(_HEADING.findall(text)) > 2:
        return "markdown"
    return "text"


def described(data: bytes) -> str:
    """What a file that is none of ours seems to be, in words for the error."""
    return _foreign(data) or "binary data of a kind not known here"


def _foreign(data: bytes) -> str:
    for magic, what in _FOREIGN:
        if data.startswith(magic) and (len(magic) > 2 or b"\0" in data[:64]):
            if magic == b"PK\x03\x04":
                return next((inside for part, inside in _IN_ZIP if part in data[:HEAD] or part in data[-HEAD:]), what)
            return what
    return ""


def decoded(data: bytes, where: str) -> tuple[str, tuple[str, ...]]:
    """The characters of a text file, line ends as `\\n`, and remarks on what had to be left out or replaced.

    >>> decoded("Café\\r\\n".encode("cp1252"), "a.txt")
    ('Café\\n', ('read as Windows-1252',))
    """
    text, encoding = _decoded(data)
    if _is_binary(text):
        raise TieoutError(
            f"this is {described(data)}.", where=where, expected="text, markdown, HTML, PDF, PNG, TIFF or JPEG."
        )
    remarks: tuple[str, ...] = (f"read as {encoding}",) if encoding not in ("UTF-8", "ASCII") else ()
    lost = text.count("\ufffd") + text.count("\0")
    if lost:
        remarks += (f"{lost:,} bytes are no characters and were left as blanks or �",)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _NOTHINGS.sub("", _BLANKS.sub(" ", text)), remarks


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith(codecs.BOM_UTF8):
        return data[3:].decode("utf-8", "replace"), "UTF-8"
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return data[2:].decode(encoding, "replace"), "UTF-16"
    head = data[:4096]
    if len(head) >= 4 and head.count(0) * 3 > len(head):  # Latin letters in UTF-16: every other byte is nought
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if min(even, odd) * 10 < max(even, odd):
            return data.decode("utf-16-le" if odd > even else "utf-16-be", "replace"), "UTF-16"
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        good = sum(1 for _ in re.finditer(r"[^\x00-\x7f\ufffd]", text[:1_000_000]))
        # A few broken characters among many good ones: damaged UTF-8.  None good: it never was UTF-8.
        if text.count("\ufffd", 0, 1_000_000) <= max(good // 4, len(text) > HEAD):
            return text, "UTF-8"
        return data.decode("cp1252", "replace"), "Windows-1252"


def _is_binary(text: str) -> bool:
    head = text[:HEAD]
    if head.count("\0") * 5 > len(head):
        return True
    head = head.replace("\0", "")  # a few come from damaged files, and are left out
    return len(_BINARY.findall(head)) > max(8, len(head) // 50) or (
        len(head) <= 400 and len(_BINARY.findall(head)) * 10 > len(head)
    )
