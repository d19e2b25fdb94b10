"""Guard: PDFs and images are opened in a process of their own, which may be stopped.

The libraries that parse them are written in C, and a hostile file may crash one, hang it, or make it ask for all the
memory there is.  So a worker does it, within limits; when it dies or goes silent it costs one file and one clear
message, and the next file gets a new worker.  A worker serves many files, since its start takes longer than a page.
What it answers is JSON, which can hold words and places and nothing that runs.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from tieout.facts import TieoutError
from tieout.reading.document import Cell, Document, Page, Row
from tieout.reading.files.limits import Limits

Progress = Callable[[int, int], None]
_START_SECONDS = 60.0  # to import what the worker needs, on a slow disk
_COMMAND = "from tieout.reading.files.guard import serve; serve()"


@dataclass(frozen=True, slots=True)
class Engines:
    """How images are read: not at all, by the first engine alone, or with Tesseract as a witness; on how many threads.

    `threads` 0 takes every core.
    """

    ocr: bool = True
    witness: bool = True
    threads: int = 0


EVERY = Engines()


class Guard:
    """A worker process and the line to it.  Files are handed to it one after another; `close` ends it."""

    def __init__(self, engines: Engines = EVERY) -> None:
        self.engines = engines
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._busy = threading.Lock()

    def __enter__(self) -> Guard:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, path: Path, kind: str, limits: Limits, progress: Progress | None = None) -> Document:
        """The file as a Document.  Raises TieoutError, whatever the file does to the worker."""
        return _document(self._ask(path, kind, limits, progress)["document"])

    def draw(self, path: Path, kind: str, pages: Mapping[int, int], limits: Limits) -> list[dict[str, Any]]:
        """Pages of the file as images; `pages` are their numbers, each with the quarter turns it was given."""
        found: list[dict[str, Any]] = self._ask(path, kind, limits, None, draw=list(pages.items()))["pictures"]
        return found

    def _ask(self, path: Path, kind: str, limits: Limits, progress: Progress | None, **more: object) -> dict[str, Any]:
        with self._busy:
            try:
                return self._asked(path, kind, limits, progress, more)
            except TieoutError:
                raise
            except BaseException:  # Ctrl-C among them: what the worker is at is of no use to anyone now
                self.close()
                raise

    def _asked(
        self, path: Path, kind: str, limits: Limits, progress: Progress | None, more: Mapping[str, Any]
    ) -> dict[str, Any]:
        where = path.name
        process = self._running()
        assert process.stdin is not None
        asked: dict[str, Any] = {"path": str(path.absolute()), "kind": kind, **more}
        asked |= {"limits": asdict(limits), "engines": asdict(self.engines)}
        try:
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            raise self._died(where, limits) from None
        patience = limits.seconds + _START_SECONDS
        while True:
            try:
                answer = self._answers.get(timeout=patience)
            except queue.Empty:
                self.close()
                raise limits.refuse(
                    "seconds", f"one page takes longer than {limits.seconds:,g} seconds", where
                ) from None
            patience = limits.seconds
            if answer is None:
                raise self._died(where, limits)
            if "page" in answer:
                if progress is not None and answer["page"]:
                    progress(answer["page"], answer["of"])
            elif "error" in answer:
                if answer.get("tired"):
                    self.close()
                raise _as_said(answer["error"])
            else:
                return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        self._answers = queue.Queue()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that what it starts can be ended with it
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        assert self._process.stdout is not None
        threading.Thread(target=_listen, args=(self._process.stdout, self._answers), daemon=True).start()
        return self._process

    def _died(self, where: str, limits: Limits) -> TieoutError:
        process = self._process
        code = None
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = process.wait(timeout=5)
        self.close()
        how = f" ({signal.Signals(-code).name})" if code is not None and code < 0 else ""
        return TieoutError(
            f"the file brought down the program that was reading it{how}.",
            where=where,
            expected=f"a file that can be read in {limits.memory_bytes:,} memory bytes.",
            mend="print it to a new PDF; or, if you trust the file, raise --max-memory-bytes.",
        )

    def close(self) -> None:
        """Ends the worker and whatever it started."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (AttributeError, OSError):
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


_shared: dict[Engines, Guard] = {}


def shared(engines: Engines) -> Guard:
    """The guard that files opened one by one share."""
    if engines not in _shared:
        guard = Guard(engines)
        atexit.register(guard.close)
        _shared[engines] = guard
    return _shared[engines]


def _listen(pipe: IO[bytes], answers: queue.Queue[dict[str, Any] | None]) -> None:
    with contextlib.suppress(OSError, ValueError):
        for line in pipe:
            answers.put(json.loads(line))
    answers.put(None)


def _as_said(text: str) -> TieoutError:
    """A worker's error here: its message is whole already."""
    return TieoutError(text)


def _packed(document: Document) -> dict[str, Any]:
    return {
        "name": document.name,
        "kind": document.kind,
        "remarks": document.remarks,
        "pages": [
            [
                p.number,
                p.width,
                p.height,
                [[[c.text, c.box, c.sure, c.also, c.column] for c in r.cells] for r in p.rows],
            ]
            for p in document.pages
        ],
    }


def _document(packed: dict[str, Any]) -> Document:
    pages = tuple(
        Page(
            number,
            width,
            height,
            tuple(
                Row(
                    number,
                    tuple(Cell(text, tuple(box), sure, tuple(also), column) for text, box, sure, also, column in row),
                )
                for row in rows
            ),
        )
        for number, width, height, rows in packed["pages"]
    )
    return Document(packed["name"], packed["kind"], pages, tuple(packed["remarks"]))


# What follows runs in the worker.


def serve() -> None:
    """Answers requests, one a line, until the other side is gone."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not print into the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked: queue.Queue[dict[str, Any]] = queue.Queue()

    def listen() -> None:
        for line in sys.stdin.buffer:
            asked.put(json.loads(line))
        os._exit(0)  # whoever asked is gone, and nobody waits for what is under way

    threading.Thread(target=listen, daemon=True).start()

    def say(answer: dict[str, Any]) -> None:
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()

    while True:
        request = asked.get()
        try:
            if "draw" in request:
                say({"pictures": _drawn(request, lambda page, of: say({"page": page, "of": of}))})
            else:
                say({"document": _packed(_read(request, lambda page, of: say({"page": page, "of": of})))})
        except TieoutError as error:
            say({"error": str(error)})
        except MemoryError:
            limits = Limits(**request["limits"])
            refused = limits.refuse("memory_bytes", "it takes more memory to read", Path(request["path"]).name)
            say({"error": str(refused), "tired": True})
        except Exception as error:
            unread = TieoutError(
                f"this file cannot be read ({type(error).__name__}: {str(error)[:200]}).",
                where=Path(request["path"]).name,
            )
            say({"error": str(unread), "tired": True})


def _drawn(request: dict[str, Any], progress: Progress) -> list[dict[str, Any]]:
    from tieout.reading.files.pictures import drawn

    path, limits = Path(request["path"]), Limits(**request["limits"])
    _keep_within(0)
    progress(0, 0)
    _keep_within(limits.memory_bytes)
    made = []
    for number, quarters in request["draw"]:
        made.append(drawn(path, request["kind"], number, quarters, limits))
        progress(number, len(request["draw"]))
    return made


_ready: dict[Engines, Any] = {}


def _read(request: dict[str, Any], progress: Progress) -> Document:
    from tieout.reading.files import images, pdf

    path, limits, engines = Path(request["path"]), Limits(**request["limits"]), Engines(**request["engines"])
    _keep_within(0)
    ocr = _ocr(engines)
    progress(0, 0)  # ready: the time of the page itself begins
    _keep_within(limits.memory_bytes)
    if request["kind"] == "pdf":
        return pdf.read(path, path.name, limits, ocr, progress)
    if ocr is None:
        raise TieoutError("this is an image, and OCR is switched off.", where=path.name)
    return images.read(path, path.name, limits, ocr, progress)


def _ocr(engines: Engines) -> Any:
    """The engines, made when the first page asks for them: a PDF with a text layer never does."""
    if not engines.ocr:
        return None

    def read(*given: Any) -> Any:
        if engines not in _ready:
            from tieout.reading.files.engines import RapidOcr, Tesseract
            from tieout.reading.files.ocr import Ocr

            _ready[engines] = Ocr(RapidOcr(engines.threads), Tesseract.installed() if engines.witness else None)
        return _ready[engines](*given)

    return read


def _keep_within(memory_bytes: int) -> None:
    """Lets the worker take so much more memory than it has now; 0 lifts the limit."""
    try:
        import resource

        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):  # a platform that cannot limit it
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = held + memory_bytes if memory_bytes else hard
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard < 0 else min(wanted, hard) if wanted >= 0 else hard, hard))
