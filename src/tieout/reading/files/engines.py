"""Engines: programs that read words from an image of a page.

The first is RapidOCR, by the two models in its wheel: one finds where words are, the other reads a strip of them.  They
are run here directly, from their files, so nothing can be fetched; and only with the signs that these reports are
printed in, out of the eighteen thousand that they know.  The second is Tesseract, where it is installed: another
witness for each figure, and the better one for the blanks between words.
"""

from __future__ import annotations

import contextlib
import csv
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from tieout.facts import TieoutError
from tieout.reading.files.scans import Pixels

_STRIP_HEIGHT = 48  # what the reading model was trained at
_DETECT_AT = 1280  # pixels on the page's longer side: at twice that it finds no more, and takes six times as long
_BATCH = 6
_LONGEST_STRIP = 3200  # pixels after scaling; a line across a page is 1,800
_SIGNS = frozenset(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ !\"#$%&'()*+,-./:;<=>?@[]_|~{}"
    "‘’“”–—•·§©®°½¼¾éèñüöäáóíç☐☑☒✓□■¢£"
)


@dataclass(frozen=True, slots=True)
class Strip:
    """What an engine reads in a strip of a line, and how sure it is: of the whole, and of its least sure character."""

    text: str
    sure: float
    least: float


@dataclass(frozen=True, slots=True)
class Seen:
    """A word that an engine found by itself on the page: x0, y0, x1, y1 in pixels."""

    text: str
    box: tuple[int, int, int, int]
    sure: float


class RapidOcr:
    """RapidOCR's finding and reading models on the processor, with as many threads as told (0: all)."""

    def __init__(self, threads: int = 0) -> None:
        import onnxruntime  # type: ignore[import-untyped]  # loads in a third of a second, which text need not wait

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        options.enable_cpu_mem_arena = False
        providers = ["CPUExecutionProvider"]
        self._finder = onnxruntime.InferenceSession(str(_model("det")), options, providers)
        self._reader = onnxruntime.InferenceSession(str(_model("rec")), options, providers)
        signs = ["", *self._reader.get_modelmeta().custom_metadata_map["character"].splitlines(), " "]
        kept = [at for at, sign in enumerate(signs) if at == 0 or sign in _SIGNS]
        self._kept = np.array(kept)
        self._signs = [signs[at] for at in kept]

    def find(self, pixels: Pixels) -> NDArray[np.int32]:
        """Where words stand, as x0, y0, x1, y1 in pixels, in no order."""
        tall, wide = pixels.shape
        scale = min(1.0, _DETECT_AT / max(tall, wide))
        high, broad = (max(32, round(side * scale / 32) * 32) for side in (tall, wide))
        small = cv2.resize(pixels, (broad, high), interpolation=cv2.INTER_AREA)
        plane = small.astype(np.float32) / 127.5 - 1
        heat = self._finder.run(None, {self._finder.get_inputs()[0].name: np.stack([plane] * 3)[None]})[0][0, 0]
        mask = np.asarray(heat > 0.3, dtype=np.uint8)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(mask, np.ones((2, 2), np.uint8)))
        sums = np.bincount(labels.ravel(), weights=(heat * mask).ravel(), minlength=len(stats))
        counts = np.bincount(labels.ravel(), weights=mask.ravel(), minlength=len(stats))
        found = []
        for at in range(1, len(stats)):
            x, y, w, h = (int(side) for side in stats[at][:4])
            if min(w, h) < 3 or sums[at] < 0.45 * counts[at]:
                continue
            grown = 0.8 * w * h / (w + h)  # the model marks the heart of a line; this is how far it was shrunk
            found.append(
                (
                    max(0, round((x - grown) * wide / broad)),
                    max(0, round((y - grown) * tall / high)),
                    min(wide, round((x + w + grown) * wide / broad)),
                    min(tall, round((y + h + grown) * tall / high)),
                )
            )
        return np.array(found, dtype=np.int32).reshape(-1, 4)

    def read(self, strips: Sequence[Pixels]) -> list[Strip]:
        """The words of each strip."""
        made: list[Strip] = [Strip("", 0.0, 0.0)] * len(strips)
        scaled = [_to_height(strip) for strip in strips]
        order = sorted(range(len(strips)), key=lambda at: scaled[at].shape[1])
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            width = max(320, max(scaled[at].shape[1] for at in batch))
            fed = np.zeros((len(batch), 3, _STRIP_HEIGHT, width), dtype=np.float32)
            for row, at in enumerate(batch):
                fed[row, :, :, : scaled[at].shape[1]] = scaled[at].astype(np.float32) / 127.5 - 1
            out = self._reader.run(None, {self._reader.get_inputs()[0].name: fed})[0][:, :, self._kept]
            for row, at in enumerate(batch):
                made[at] = self._decoded(out[row])
        return made

    def _decoded(self, steps: NDArray[np.float32]) -> Strip:
        """A character for each run of one sign; the blank sign, number 0, parts repeats."""
        best = steps.argmax(axis=1)
        chances = steps[np.arange(len(best)), best]
        begins = np.nonzero((best != 0) & (np.concatenate(([0], best[:-1])) != best))[0]
        if not len(begins):
            return Strip("", 0.0, 0.0)
        ends = np.append(begins[1:], len(best))
        sure = np.array([chances[b:e][best[b:e] == best[b]].max() for b, e in zip(begins, ends, strict=True)])
        text = "".join(self._signs[best[at]] for at in begins)
        printed = sure[[sign != " " for sign in text]]  # that a blank is doubtful makes no figure doubtful
        least = float(printed.min()) if len(printed) else 0.0
        return Strip(text.strip(), round(float(sure.mean()), 3), round(least, 3))


def _to_height(strip: Pixels) -> Pixels:
    tall, wide = strip.shape
    width = min(_LONGEST_STRIP, max(8, round(wide * _STRIP_HEIGHT / tall)))
    shrinks = tall > _STRIP_HEIGHT
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(strip, (width, _STRIP_HEIGHT), interpolation=how), dtype=np.uint8)


def _model(part: str) -> Path:
    """The model file of RapidOCR's wheel, found without running its package, which would look to fetch others."""
    spec = importlib.util.find_spec("rapidocr")
    folders = spec.submodule_search_locations if spec and spec.submodule_search_locations else []
    for folder in folders:
        if found := sorted(Path(folder, "models").glob(f"*_{part}_*.onnx")):
            return found[-1]
    raise TieoutError(
        f"the OCR model ({part}) is missing.", where="rapidocr", mend="install tieout anew, with its requirements."
    )


class Tesseract:
    """The `tesseract` program, run once over a page."""

    def __init__(self, program: str) -> None:
        self.program = program

    @classmethod
    def installed(cls) -> Tesseract | None:
        program = shutil.which("tesseract")
        return cls(program) if program else None

    def start(self, pixels: Pixels, resolution: float) -> subprocess.Popen[bytes]:
        """Sets it going, to run beside the first engine."""
        command = [self.program, "stdin", "stdout", "--psm", "6", "--dpi", str(round(resolution)), "tsv"]
        environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it died, which its answer will show
            process.stdin.write(b"P5 %d %d 255\n" % pixels.shape[::-1] + pixels.tobytes())
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        process.stdin = None
        return process

    def finish(self, started: subprocess.Popen[bytes], seconds: float = 60.0) -> list[Seen]:
        """Its words; none when it failed, since it is only the second witness."""
        try:
            said, _ = started.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            started.kill()
            started.communicate()
            return []
        seen = []
        lines = said.decode("utf-8", "replace").splitlines()
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if (text := (row.get("text") or "").strip()) and float(row["conf"]) >= 0:
                x, y, w, h = (int(row[side]) for side in ("left", "top", "width", "height"))
                seen.append(Seen(text, (x, y, x + w, y + h), float(row["conf"]) / 100))
        return seen
