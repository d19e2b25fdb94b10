"""Findings as a page: every finding with both sides, and the pages of the document with both places outlined.

One file that needs no network.  A page of a PDF or a scan stands in it once, as an image; the strips beside a finding
and the whole page are both drawn from it.  What a report said is outlined solid, what was found against it dashed, so
that the two can be told apart on paper too.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from itertools import pairwise
from pathlib import Path

from tieout.checks.model import Checked, Finding
from tieout.checks.sides import Shown, apart_text, consequences_of, figure_text, name_of, sides, whence
from tieout.facts import Read
from tieout.facts.money import figure
from tieout.facts.words import long_date

_TEMPLATES = Path(__file__).parent / "templates"
_AROUND = 3  # lines before and after a place in a text
_STRIP = 16.0  # points of a page above and below a place
_ROOM = 2.0  # points between a place and its outline


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page of a document as an image, and its size in the unit of the places on it."""

    document: str
    number: int
    width: float
    height: float
    media: str
    data: bytes


@dataclass(frozen=True, slots=True)
class PageLines:
    """A text: its lines by number.  `in_characters` says whether places on a line are counted in characters."""

    document: str
    lines: Mapping[int, str]
    in_characters: bool = True


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place to be outlined: which finding's, and which side of it."""

    finding: int
    side: str
    read: Read


@dataclass
class _Pages:
    """The pages there are to show, and the marks on each."""

    images: dict[tuple[str, int], PageImage]
    texts: dict[str, PageLines]
    marks: defaultdict[tuple[str, int], list[_Mark]] = field(default_factory=lambda: defaultdict(list))

    def place(self, read: Read) -> tuple[str, int] | None:
        """The page a place is shown on: of a text, the whole text."""
        if (read.document, read.page) in self.images:
            return read.document, read.page
        text = self.texts.get(read.document)
        return (read.document, 0) if text is not None and round(read.box[1]) in text.lines else None


def findings_html(
    checked: Checked, as_of: date | None, pages: Sequence[PageImage | PageLines] = (), counted: str = ""
) -> str:
    """The page.  `pages` are those that a finding speaks of; `counted` says how many comparisons agree."""
    held = _Pages(
        {(p.document, p.number): p for p in pages if isinstance(p, PageImage)},
        {p.document: p for p in pages if isinstance(p, PageLines)},
    )
    articles = [_article(n, finding, checked.document, held) for n, finding in enumerate(checked.findings, 1)]
    sheets = "".join(_sheets(held))
    style, script = ((_TEMPLATES / f"findings.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    title = f"{checked.entity}{', ' + long_date(as_of) if as_of else ''}"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}: findings</title>
<style>
{style}</style>
</head>
<body class="{"both" if sheets else "alone"}">
{_definitions(held)}<header>
<h1>{escape(title)}</h1>
<p>{escape(checked.document)}: {checked.figures_read:,} figures read, {checked.figures_compared:,} compared;
differences over ${figure(checked.materiality)} are errors.{" " + escape(counted) if counted else ""}</p>
{_LEGEND if sheets else ""}</header>
<main>
<section class="findings" aria-label="Findings">
{"".join(articles) or "<p>No findings.</p>"}
{_not_compared(checked)}</section>
{f'<section class="pages" aria-label="Pages">{sheets}</section>' if sheets else ""}
</main>
<script>
{script}</script>
</body>
</html>
"""


_LEGEND = """<p class="legend"><span class="key said"></span> what the report says
<span class="key found"></span> what it was held against
<span class="keys">click a finding, or press j and k, to see its places</span></p>
"""


def _article(number: int, finding: Finding, document: str, pages: _Pages) -> str:
    said, found = sides(finding, document)
    apart = apart_text(finding)
    status = "accepted" if finding.accepted else finding.severity
    head = f"<span class=apart>{apart}</span>" if apart else ""
    rows = [_side(number, side, finding.apart != "", pages) for side in (said, found)]
    lines = [f"<tr><th>apart</th><td class=n>{apart}</td><td></td></tr>"] if apart else []
    parts = [f"<table class=sides>{''.join(rows)}{''.join(lines)}</table>"]
    facts = [("likely", finding.cause.words)] if finding.cause else []
    facts += [("under", finding.cite)] if finding.cite else []
    if finding.accepted:
        one = finding.accepted
        facts.append(("accepted", f"by {one.by}, {one.on}: {one.reason}"))
    if facts:
        parts.append(f"<dl>{''.join(f'<dt>{name}</dt><dd>{escape(words)}</dd>' for name, words in facts)}</dl>")
    if finding.consequences:
        items = "".join(
            f"<li><code>{escape(check)}</code> {escape(words)}</li>" for check, words in consequences_of(finding)
        )
        parts.append(f"<div class=follows>So too:<ul>{items}</ul></div>")
    return f"""<article id="f{number}" class="{status}" tabindex="0">
<h2><span class=badge>{status}</span> <code>{escape(finding.check)}</code>{head}</h2>
<p class=message>{escape(finding.message)}</p>
{"".join(parts)}
</article>
"""


def _side(number: int, side: Shown, in_figures: bool, pages: _Pages) -> str:
    for place in side.places:
        if (page := pages.place(place)) is not None:
            pages.marks[page].append(_Mark(number, side.name, place))
    own = side.places[0] if len(side.places) == 1 and not side.terms else None
    words = f"<span class=words>{escape(side.words)}</span>" if side.words and side.words != side.figure else ""
    figures = "".join(
        f"<tr class=term><th>{'&ensp;' * term.depth}{escape(term.sign)}</th><td class=n>{escape(term.figure)}</td>"
        f"<td>{_link(number, term.whence, term.read, pages)} {escape(term.name)}</td></tr>"
        for term in side.terms
    )
    more = f"<tr class=term><th></th><td></td><td>and {side.more} more</td></tr>" if side.more else ""
    strip = _strip(own, side.name, pages) if own is not None else ""
    link = _link(number, side.whence, own, pages)
    stated = escape(side.figure) or "<i>nothing</i>"
    cells = f"<td class=n>{stated}</td><td>{link} {words}</td>"
    if not in_figures:
        cells = f"<td colspan=2><b>{stated}</b> {link} {words}</td>"
    return (
        f'<tr class="{side.name}"><th><span class="key {side.name}"></span> {side.name}</th>{cells}</tr>'
        f"{figures}{more}" + (f"<tr class=strip><td colspan=3>{strip}</td></tr>" if strip else "")
    )


def _link(number: int, whence: str, read: Read | None, pages: _Pages) -> str:
    """Where a figure comes from, as a link to the place where the page shows it."""
    if read is None or (page := pages.place(read)) is None:
        return f"<span class=place>{escape(whence)}</span>"
    return f'<a class=place href="#{_page_id(page)}" data-finding="{number}">{escape(whence)}</a>'


def _page_id(page: tuple[str, int]) -> str:
    return f"page-{escape(''.join(c if c.isalnum() else '-' for c in page[0]))}-{page[1]}"


def _strip(read: Read, side: str, pages: _Pages) -> str:
    """The line of a page that a place stands on, as it looks there."""
    page = pages.place(read)
    if page is None or page not in pages.images:
        return ""
    image = pages.images[page]
    top, bottom = max(0.0, read.box[1] - _STRIP), min(image.height, read.box[3] + _STRIP)
    inside = f'<use href="#image-{_page_id(page)}"/>{_outline(read, side, ())}'
    return f'<svg viewBox="0 {top:.1f} {image.width:.1f} {bottom - top:.1f}">{inside}</svg>'


def _outline(read: Read, side: str, findings: Sequence[int]) -> str:
    x0, top, x1, bottom = read.box
    shown_by = f' data-findings="{" ".join(map(str, findings))}"' if findings else ""
    return (
        f'<rect class="mark {side}"{shown_by} x="{x0 - _ROOM:.1f}" y="{top - _ROOM:.1f}" '
        f'width="{x1 - x0 + 2 * _ROOM:.1f}" height="{bottom - top + 2 * _ROOM:.1f}" rx="2">'
        f"<title>{side}: {escape(read.text)}</title></rect>"
    )


def _definitions(pages: _Pages) -> str:
    """Every image once, for all that is drawn from it."""
    if not pages.images:
        return ""
    images = "".join(
        f'<image id="image-{_page_id(key)}" width="{p.width:.1f}" height="{p.height:.1f}" preserveAspectRatio="none" '
        f'href="data:{p.media};base64,{base64.b64encode(p.data).decode()}"/>'
        for key, p in pages.images.items()
    )
    return f'<svg class=store aria-hidden="true"><defs>{images}</defs></svg>\n'


def _sheets(pages: _Pages) -> Iterator[str]:
    """The pages with a mark on them, in order."""
    for page in sorted(pages.marks):
        document, number = page
        caption = f"{document}, page {number}" if number else document
        inside = _image(page, pages) if number else _text(pages.texts[document], pages.marks[page])
        yield f'<figure id="{_page_id(page)}"><figcaption>{escape(caption)}</figcaption>{inside}</figure>\n'


def _image(page: tuple[str, int], pages: _Pages) -> str:
    image = pages.images[page]
    boxes: dict[tuple[Read, str], list[int]] = {}
    for mark in pages.marks[page]:
        boxes.setdefault((mark.read, mark.side), []).append(mark.finding)
    outlines = "".join(_outline(read, side, findings) for (read, side), findings in boxes.items())
    view = f"0 0 {image.width:.1f} {image.height:.1f}"
    return f'<svg viewBox="{view}"><use href="#image-{_page_id(page)}"/>{outlines}</svg>'


def _text(text: PageLines, marks: Sequence[_Mark]) -> str:
    """The lines around the marks, what lies between left out."""
    by_line: defaultdict[int, list[_Mark]] = defaultdict(list)
    for mark in marks:
        for number in range(round(mark.read.box[1]), round(mark.read.box[3]) + 1):
            by_line[number].append(mark)
    near = sorted({n for at in by_line for n in range(at - _AROUND, at + _AROUND + 1) if n in text.lines})
    last = max(text.lines, default=0)
    out, before = [], 0
    for number in near:
        if any(n in text.lines for n in range(before + 1, number)):
            out.append("<div class=gap>⋯</div>")
        line = _line(text.lines[number], by_line.get(number, []), text.in_characters)
        out.append(f"<div><span class=no>{number}</span><span>{line}</span></div>")
        before = number
    if before < last:
        out.append("<div class=gap>⋯</div>")
    return f'<div class="lines">{"".join(out)}</div>'


def _line(text: str, marks: Sequence[_Mark], in_characters: bool) -> str:
    """A line with its marks; where several lie on the same characters, one mark says all of them."""
    spans: dict[tuple[int, int], list[_Mark]] = {}
    for mark in marks:
        spans.setdefault(_span(text, mark.read, in_characters), []).append(mark)
    edges = sorted({0, len(text), *(x for span in spans for x in span)})
    out = []
    for start, end in pairwise(edges):
        here = [mark for (x0, x1), held in spans.items() if x0 <= start and end <= x1 for mark in held]
        words = escape(text[start:end])
        if here:
            kinds = " ".join(dict.fromkeys(mark.side for mark in here))
            findings = " ".join(dict.fromkeys(str(mark.finding) for mark in here))
            words = f'<mark class="{kinds}" data-findings="{findings}">{words}</mark>'
        out.append(words)
    return "".join(out)


def _span(text: str, read: Read, in_characters: bool) -> tuple[int, int]:
    """The part of a line that a place is; of a paragraph on one line, the words that were read."""
    x0, x1 = (round(side) for side in (read.box[0], read.box[2]))
    whole = not in_characters or read.box[1] != read.box[3] or x1 <= x0 or x0 >= len(text)
    start, end = (0, len(text)) if whole else (x0, min(x1, len(text)))
    if end - start > len(read.text) > 0 and (at := text.find(read.text, start, end)) >= 0:
        return at, at + len(read.text)
    return start, end


def _not_compared(checked: Checked) -> str:
    """The figures nobody could compare, for who wants to look at them by eye."""
    if not checked.not_compared:
        return ""
    rows = "".join(
        f"<tr><td>{escape(name_of(fact))}</td><td class=n>{figure_text(f'{fact.value:f}', fact.unit)}</td>"
        f"<td>{escape(whence(fact.trace, checked.document))}</td></tr>"
        for fact in checked.not_compared
    )
    many = len(checked.not_compared)
    words = "1 figure has" if many == 1 else f"{many:,} figures have"
    return f"<details class=lonely><summary>{words} nothing to compare with</summary><table>{rows}</table></details>\n"
