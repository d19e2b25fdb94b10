"""What is bound into a filing: its parts in order, with their titles and pages, and the matters it speaks of.

A part stands under a title of its own.  A matter is only spoken of, anywhere but on the form and in the contents, which
name everything: a report without the word has not the part, one with the word may have it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from tieout.facts import Read
from tieout.reading.document import Document, Row
from tieout.reading.form.cover import Cover
from tieout.reading.form.facing_page import FacingPage
from tieout.reading.outline import Part, title_of

_FOLIO = re.compile(r"^\W*(?:page\s+)?(\d{1,3})(?:\s+of\s+\d{1,3})?\W*$", re.IGNORECASE)
_AMOUNT = re.compile(r"\d,\d{3}\b|\[\d{3,4}\]")  # a line of a schedule, whatever its words
_EDGE = 2  # rows at the head and at the foot of a page among which its number stands
_FEWEST = 3  # pages that number themselves one after the other, before a lone number is believed to be a page's
_NO_PARTS = ("front", "contents")


def _says(pattern: str) -> re.Pattern[str]:
    """A pattern whose words may be parted by the end of a line."""
    return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)


_MATTERS = {
    "oath": _says(r"swear \(?or affirm|\boath\b"),
    "rule_15c3_3": _says(r"15c3\W?\s?3|reserve (?:formula|requirements?)|possession (?:or|and|of) control"),
    "reconciliation": _says(
        r"no (?:material )?(?:differences?|reconciliation)|differences? between|not (?:materially )?differ"
        r"|\(d\)\s?\(4\)"
        r"|reconciliation (?:of|between|with|under|pursuant|to|is)(?! (?:the )?(?:net (?:income|loss)|tax|rate|income))"
    ),
    "internal_control": _says(r"material inadequac|on internal (?:accounting )?controls?\b|internal control"),
    "audit": _says(r"\baudit(?:ed|s)?\b"),
    "exemption_report": _says(r"exemption report|claim\w* (?:an )?exempti(?:on|ve)"),
    "compliance_report": _says(r"compliance report"),
    "review": _says(r"have reviewed|our review|a review of"),
    "examination": _says(r"have examined|our examination|an examination of"),
    "tangible_net_worth": _says(r"tangible net worth"),
    "security_based_swaps": _says(r"security\W?based swaps?"),
    "subordinated": _says(r"subordinat"),
    "sipc": _says(r"\bSIPC\b|securities investor protection"),
}


@dataclass(frozen=True, slots=True)
class Bound:
    """A part where it stands: its name in the outline, its title, the page of the file, the number printed on it."""

    name: str
    title: str
    page: int
    number: str
    source: Read


@dataclass(frozen=True)
class BoundIn:
    """The parts of a filing, the matters it speaks of with the first place of each, and what its contents list.

    `listed` has the part that each line of the contents names, "" where it names none we know.
    """

    parts: tuple[Bound, ...] = ()
    speaks_of: Mapping[str, Read] = field(default_factory=dict)
    listed: tuple[str, ...] = ()

    def stated(self) -> dict[str, object]:
        """What of it a filing states, for programs (`Filing.stated`)."""
        return {
            "bound_in": [[part.name, part.title, part.page, part.number] for part in self.parts],
            "contents_parts": list(self.listed),
            "speaks_of": list(self.speaks_of),
        }

    def sources(self) -> dict[str, Read]:
        """Where it was read, by name ("bound_in/2", "speaks_of/oath")."""
        held = {f"bound_in/{n}": part.source for n, part in enumerate(self.parts)}
        return held | {f"speaks_of/{name}": source for name, source in self.speaks_of.items()}


def read_bound_in(document: Document, facing: FacingPage, cover: Cover, parts: Iterable[Part]) -> BoundIn:
    """What a filing holds, as an auditor turns its pages."""
    rows = list(document.rows())
    places = {id(row): n for n, row in enumerate(rows)}
    numbers = _folios(document, rows)
    listing = _listing(rows, cover)
    held: list[Bound] = []
    opened: Part | None = None  # a title that nothing stands under yet: the next one goes on with it
    for part in parts:
        if not part.titles or part.name in _NO_PARTS or _AMOUNT.search(part.title):
            continue
        if (at := places[id(part.titles[0])]) in listing:
            continue
        if opened is not None and opened.titles[0].page == part.titles[0].page:
            held[-1] = replace(held[-1], title=f"{held[-1].title} {part.title}")
        else:
            row = part.titles[0]
            held.append(Bound(part.name, part.title, row.page, numbers.get(at, ""), _source(document, row)))
        opened = None if part.rows else part
    return BoundIn(
        tuple(held),
        dict(_spoken_of(document, rows, facing, cover)),
        tuple(title_of(line.title) for line in cover.listed),
    )


def _listing(rows: Sequence[Row], cover: Cover) -> range:
    """The rows of the contents page, its heading and what it lists."""
    if cover.contents_row < 0 or not cover.listed:
        return range(0)
    last = cover.listed[-1].source
    ends = (n for n, row in enumerate(rows) if n > cover.contents_row and (row.page, row.box) == (last.page, last.box))
    return range(cover.contents_row, next(ends, cover.contents_row) + 1)


def _source(document: Document, row: Row) -> Read:
    return Read(document.name, row.page, row.box, row.text.replace("\t", " ")[:200])


def _spoken_of(document: Document, rows: Sequence[Row], facing: FacingPage, cover: Cover) -> Iterator[tuple[str, Read]]:
    form = [facing.first_row, facing.last_row], facing.oath_rows or [-1, -1]
    named = {n for first, last in form for n in range(max(first, 0), last + 1)} | set(_listing(rows, cover))
    starts = list(accumulate((len(row.text) + 1 for row in rows), initial=0))
    for name, pattern in _MATTERS.items():
        for hit in pattern.finditer(document.text):
            at = bisect_right(starts, hit.start()) - 1
            if name == "oath" or at not in named:
                yield name, _source(document, rows[at])
                break


def _folios(document: Document, rows: Sequence[Row]) -> dict[int, str]:
    """The number printed on its page, for each row of a document that numbers its pages; rows count from 0.

    In a file that is one long page the number closes its page, and stands for all rows since the last.
    """
    if len(document.pages) > 1:
        edges = {id(row) for page in document.pages for row in (*page.rows[:_EDGE], *page.rows[-_EDGE:])}
        chain = _chain([(n, row) for n, row in enumerate(rows) if id(row) in edges])
        by_page = {rows[n].page: number for n, number in chain}
        return {n: str(by_page[row.page]) for n, row in enumerate(rows) if row.page in by_page}
    chain = _chain(list(enumerate(rows)))
    ends = [n for n, _ in chain]
    return {n: str(chain[bisect_left(ends, n)][1]) for n in range(ends[-1] + 1)} if chain else {}


def _chain(rows: Iterable[tuple[int, Row]]) -> list[tuple[int, int]]:
    """The longest run of lone numbers that count up by one, each with its row; none where it is short."""
    best: dict[int, list[tuple[int, int]]] = {}
    for n, row in rows:
        if len(row.cells) == 1 and (hit := _FOLIO.match(row.text)):
            number = int(hit[1])
            run = [*best.get(number - 1, []), (n, number)]
            if len(run) >= len(best.get(number, [])):
                best[number] = run
    found = max(best.values(), key=len, default=[])
    assert all(b[1] == a[1] + 1 for a, b in pairwise(found))
    return found if len(found) >= _FEWEST else []
