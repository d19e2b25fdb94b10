"""Opening: any file to a Document, or one error that says what is wrong with it.

Text is read here; PDFs and images are read by a worker process (see guard.py), since what parses them may crash.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tieout.facts import TieoutError
from tieout.reading.document import Document
from tieout.reading.files import html, kinds, markdown, plain
from tieout.reading.files.guard import EVERY, Engines, Guard, shared
from tieout.reading.files.limits import USUAL, Limits

_IN_PROCESS = {"text": plain.read, "markdown": markdown.read, "html": html.read}
_READABLE = "text, markdown, HTML, PDF, PNG, TIFF or JPEG."


def open_document(
    path: Path,
    limits: Limits = USUAL,
    *,
    progress: Callable[[int, int], None] | None = None,
    engines: Engines = EVERY,
) -> Document:
    """The file as a Document, whatever its name says it is.  `progress` hears of each page read, and of how many."""
    return opened(path, limits, progress, lambda: shared(engines))


def open_documents(
    paths: Iterable[Path],
    limits: Limits = USUAL,
    *,
    progress: Callable[[int, int], None] | None = None,
    engines: Engines = EVERY,
) -> Iterator[tuple[Path, Document | TieoutError]]:
    """Each file with its Document, or with the error that kept it from being one; the others go on."""
    with Guard(engines) as guard:
        for path in paths:
            try:
                yield path, opened(path, limits, progress, lambda: guard)
            except TieoutError as error:
                yield path, error


def opened(
    path: Path, limits: Limits, progress: Callable[[int, int], None] | None, guard: Callable[[], Guard]
) -> Document:
    """The file as a Document; `guard` gives the worker for kinds that need one."""
    name = path.name or str(path)
    head, size = _head(path, name, limits)
    kind = kinds.kind_of(head)
    if kind == "empty" and size > len(head):
        kind = "other"
    if kind == "empty":
        raise TieoutError("the file is empty.", where=name, expected=_READABLE, mend="fetch it again.")
    if kind == "report":
        raise TieoutError(
            "this is a report of tieout's own, which holds facts already.", where=name, expected=_READABLE
        )
    if kind == "other":
        raise TieoutError(
            f"this is {kinds.described(head)}.", where=name, expected=_READABLE, mend="print it to a PDF, or unpack it."
        )
    if kind not in _IN_PROCESS:
        return guard().open(path, kind, limits, progress)
    text, remarks = kinds.decoded(_content(path, name, limits), name)
    document = _IN_PROCESS[kind](text, name, limits, remarks)
    if progress is not None:
        progress(len(document.pages), len(document.pages))
    return document


def _head(path: Path, name: str, limits: Limits) -> tuple[bytes, int]:
    """The bytes that tell what the file is, and its size, once it is known to be a file that may be read."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise TieoutError("this is a folder.", where=str(path), expected="a file.", mend="name the files in it.")
        if not stat.S_ISREG(found.st_mode):
            raise TieoutError(
                "this is a device or a pipe, not a file.", where=str(path), mend="save it to a file first."
            )
        if found.st_size > limits.file_bytes:
            raise limits.refuse("file_bytes", f"{found.st_size:,} bytes", name)
        with path.open("rb") as file:
            head = file.read(kinds.HEAD)
            if found.st_size > kinds.HEAD and head.startswith(b"PK"):
                file.seek(-kinds.HEAD, os.SEEK_END)  # a ZIP lists at its end what is in it
                head += file.read()
            return head, found.st_size
    except FileNotFoundError:
        raise TieoutError("there is no such file.", where=str(path)) from None
    except PermissionError:
        raise TieoutError("this file may not be read by you.", where=str(path), mend="ask its owner.") from None
    except (OSError, ValueError) as error:  # a name with a NUL in it is a ValueError
        raise TieoutError(f"this file cannot be opened: {error}.", where=repr(str(path))) from None


def _content(path: Path, name: str, limits: Limits) -> bytes:
    """All of a text file, if no more than may be; it may have grown since it was looked at."""
    try:
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except OSError as error:
        raise TieoutError(f"this file cannot be read: {error}.", where=name) from None
    if len(data) > limits.file_bytes:
        raise limits.refuse("file_bytes", f"more than {limits.file_bytes:,} bytes", name)
    return data
