"""What a document holds, as its reader found it: parts under titles of their own, and the matters it speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tieout.checks.model import Severity, Words
from tieout.checks.stated import Stated
from tieout.facts import Read

_FEWEST_UNREADABLE = 3  # blanks of the facing page, from which on it is a poor scan's; or most of its boxes
_OFTEN_BLANK = ("notary", "oath_firm", "oath_date", "oath_title", "oath_signer", "registrant_kinds")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document: its name, its title, the page of the file, and the number printed on that page."""

    name: str
    title: str
    page: int
    number: str
    source: Read | None

    @property
    def heading(self) -> str:
        """Its title without dates, and without what stands before it."""
        return heading(self.title)


_TITLE = re.compile(
    r"(?:consolidated\s+|combined\s+)?(?:statements?\s+of|balance\s+sheets?|notes?\s+to)\b.*", re.IGNORECASE
)
_DATED = re.compile(
    r"[\s,]+(?:as of|as at|at|for the|years?|periods?|january|february|march|april|may|june|july|august|september"
    r"|october|november|december)\b.*$",
    re.IGNORECASE,
)


def heading(title: str) -> str:
    """A title without its firm before it and its dates after it.

    >>> heading("ELM SECURITIES, INC. STATEMENT OF LOSS YEAR ENDED DECEMBER 31, 2003")
    'STATEMENT OF LOSS'
    """
    flat = " ".join(title.split())
    found = _TITLE.search(flat)
    return _DATED.sub("", found[0] if found else flat).strip(" .:—–-")


class Document:
    """The parts of a report that was read; of one made from books there is nothing to turn the pages of."""

    def __init__(self, stated: Stated) -> None:
        held = stated.stated_in_words
        self.stated = stated
        self.parts = tuple(
            Part(str(name), str(title), int(str(page)), str(number), stated.source(f"bound_in/{n}"))
            for n, (name, title, page, number) in enumerate(_rows(held, "bound_in"))
        )
        self._matters = {str(name) for name in _list(held, "speaks_of")}
        self._reports = [str(kind) for kind, _ in _rows(held, "other_reports")]
        self.auditor: Mapping[str, object] = _mapping(held.get("auditor_report"))
        self.listed = tuple((str(title), str(pages)) for title, pages in _rows(held, "contents_listed"))
        self.listed_parts = tuple(str(name) for name in _list(held, "contents_parts"))
        filing = stated.report.filing
        self.pages = filing.pages if filing else 0
        self.poor = filing is not None and (
            filing.kind == "scan"
            or any("OCR" in remark for remark in filing.remarks)
            or _is_poor(stated.report.facing_page)
        )

    @property
    def has_form(self) -> bool:
        """Whether the facing page is in the document."""
        return self.stated.source("sec_file_number") is not None or bool(self.stated.report.facing_page.get("edition"))

    @property
    def absence(self) -> Severity:
        """How grave it is that something was not found: a poor scan may have hidden it."""
        return "note" if self.poor else "warning"

    def has(self, name: str) -> bool:
        return self.part(name) is not None or self.stated.statement(name) is not None

    def part(self, name: str) -> Part | None:
        return next((part for part in self.parts if part.name == name), None)

    def titled(self, words: str) -> Part | None:
        """A part whose title has some words (a pattern)."""
        return next((part for part in self.parts if re.search(words, part.title, re.IGNORECASE)), None)

    def speaks_of(self, matter: str) -> bool:
        return matter in self._matters

    def place_of(self, matter: str) -> Read | None:
        return self.stated.source(f"speaks_of/{matter}")

    def report(self, kind: str) -> Words | None:
        """Another report bound in, by its kind."""
        if kind not in self._reports:
            return None
        return Words(kind, kind.replace("_", " "), self.stated.source(f"other_reports/{self._reports.index(kind)}"))

    @property
    def only_condition(self) -> bool:
        """Whether this binding holds the statement of financial condition and none of the others."""
        return not any(self.has(name) for name in ("income", "changes_in_equity", "cash_flows"))

    @property
    def is_whole(self) -> bool:
        """Whether this is an annual report, and not a page or a statement out of one."""
        return self.has("financial_condition") and (self.has_form or (len(self.listed) > 1 and bool(self.auditor)))


def _is_poor(facing_page: Mapping[str, object]) -> bool:
    blanks = [value for name, value in facing_page.items() if name not in _OFTEN_BLANK]
    boxes = list(_mapping(facing_page.get("contents")).values())
    return blanks.count("unreadable") >= _FEWEST_UNREADABLE or boxes.count("unreadable") > len(boxes) / 2


def _list(held: Mapping[str, object], name: str) -> Sequence[object]:
    value = held.get(name, ())
    return value if isinstance(value, list | tuple) else ()


def _rows(held: Mapping[str, object], name: str) -> Sequence[Sequence[object]]:
    return [row for row in _list(held, name) if isinstance(row, list | tuple)]


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
