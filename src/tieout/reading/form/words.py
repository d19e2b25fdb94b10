"""The words of the facing page's editions, as a reader needs them: captions in order, and which blanks they govern.

All of it comes from `taxonomy/forms/*.yaml`, where each edition's words stand once.  A caption is compared by its
letters alone, because scans lose its spaces and stops and tables are cut right through it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from tieout.taxonomy import read_yaml

_NOT_LETTERS = re.compile(r"[^A-Za-z]+")
HEAD = 24  # letters of a caption that tell it from every other; tables cut longer ones


@lru_cache(maxsize=2048)
def letters(text: str) -> str:
    """
    >>> letters("(Do not use P.O. Box No.)")
    'DonotusePOBoxNo'
    """
    return _NOT_LETTERS.sub("", text)


# The stroke or zero itself comes first and looks back: a pattern that begins with it is found ten times as fast.
_AS_I = re.compile(
    r"[l1|!](?:(?<=[A-Z].)(?=[A-Z])|(?<=[l|])(?<![A-Za-z0-9].)(?=[A-Z]{2})|(?<=[A-Z]{2}l)(?![A-Za-z0-9]))"
)
_AS_O = re.compile(r"0(?:(?<=[A-Za-z]0)(?=[A-Za-z])|(?<![A-Za-z0-9]0)(?=[A-Z])|(?<=N0)(?=\.))")


def folded(text: str) -> str:
    """A text of the same length whose captions are in letters again that a scan made strokes and zeros of.

    >>> folded("A. REGlSTRANT lDENTIFICATlON, N0. and Street, 8-3012")
    'A. REGISTRANT IDENTIFICATION, NO. and Street, 8-3012'
    """
    return _AS_I.sub("I", _AS_O.sub("O", text))


@dataclass(frozen=True)
class Group:
    """The blanks under one printed line: the line itself, the fields, their captions, and the boxes if it has any."""

    lead: str
    fields: tuple[str, ...]
    captions: tuple[tuple[str, str], ...]  # field, caption beneath its blank
    options: Mapping[str, str]  # of a row of boxes: the value, the words beside its box
    block: str = ""  # the heading of the block it stands in
    official_use: str = ""

    @property
    def name(self) -> str:
        """The field it is known by: the first."""
        return self.fields[0]


@dataclass(frozen=True)
class FormWords:
    """One edition: its groups from top to bottom,
    the words of the period, and the boxes of what the report contains.
    """

    id: str
    period: tuple[str, str]
    groups: tuple[Group, ...]
    contains: str
    boxes: Mapping[str, str]
    oath: Mapping[str, str]
    footnote: str
    contains_footnote: str

    @property
    def fields(self) -> tuple[str, ...]:
        """Every blank of the page, in order."""
        return tuple(field for group in self.groups for field in group.fields)


@cache
def editions() -> tuple[FormWords, ...]:
    """Every edition held, oldest first."""
    folder = files("tieout.taxonomy") / "forms"
    held = [_words(read_yaml(f)) for f in folder.iterdir() if f.name.endswith(".yaml")]
    return tuple(sorted(held, key=lambda words: words.id))


def _words(raw: Mapping[str, Any]) -> FormWords:
    start, end = raw["period"]
    return FormWords(
        id=raw["id"],
        period=(start, end),
        groups=tuple(group for block in raw["blocks"] for group in _groups(block)),
        contains=raw["contains"],
        boxes={box["letter"]: box["text"] for box in raw["boxes"]},
        oath=raw["oath"],
        footnote=raw["footnote"],
        contains_footnote=raw["contains_footnote"],
    )


def _groups(block: Mapping[str, Any]) -> Iterator[Group]:
    """A printed line opens a group; the rows of blanks or boxes below it belong to it."""
    lead, cells, checks = "", list[Mapping[str, Any]](), ("", dict[str, str]())

    def close() -> Iterator[Group]:
        fields = [cell["field"] for cell in cells] + ([checks[0]] if checks[0] else [])
        if fields:
            captions = tuple((cell["field"], cell["caption"]) for cell in cells if cell.get("caption"))
            yield Group(lead, tuple(fields), captions, checks[1], block["heading"], block.get("official_use", ""))

    for row in block["rows"]:
        if "text" in row or ("cells" in row and row["cells"][0].get("lead")):
            yield from close()
            lead, cells, checks = row.get("text", ""), [], ("", {})
        if "cells" in row:
            lead = lead or row["cells"][0].get("lead", "")
            cells += row["cells"]
        if "checks" in row:
            checks = (row["checks"], row["options"])
    yield from close()


@cache
def states() -> Mapping[str, str]:
    """Every way a state is written, in capitals, to its two letters."""
    text = (files("tieout.taxonomy") / "states.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {row["name"].upper(): row["code"] for row in rows} | {row["code"]: row["code"] for row in rows}


@cache
def name_words(kind: str = "") -> frozenset[str]:
    """Words known to stand in names and addresses, or of one kind of them (firms, addresses, officers)."""
    held = read_yaml(files("tieout.taxonomy") / "name_words.yaml")
    return frozenset(word for key, words in held.items() if kind in ("", key) for word in words.split())
