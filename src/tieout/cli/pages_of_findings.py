"""The pages of a document that its findings speak of, for the page that outlines both places."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tieout.checks.model import Checked
from tieout.checks.sides import sides
from tieout.facts import Report, TieoutError
from tieout.reading.files.pictures import lines_of, pictures
from tieout.writing.findings_html import PageImage, PageLines

_TEXTS = ("text", "markdown", "html")


def pages_of(sources: Iterable[tuple[str, Report]], checked: Checked) -> tuple[PageImage | PageLines, ...]:
    """The pages with a place that some finding rests on, of each source: the document, and the year before's.

    A Report JSON names the document it was read from; where that lies beside it, its pages are shown.  Where it does
    not, or is no longer what was read, a word on standard error says so and the page goes without.
    """
    return tuple(page for source, report in sources for page in _pages(source, report, checked))


def _pages(source: str, report: Report, checked: Checked) -> tuple[PageImage | PageLines, ...]:
    filing = report.filing
    if filing is None:
        return ()
    path = Path(source)
    if path.name != filing.document:
        path = path.with_name(Path(filing.document).name or "report")
    places = {
        place
        for finding in checked.findings
        for side in sides(finding, checked.document)
        for place in side.places
        if place.document == filing.document
    }
    if not places:
        return ()
    try:
        if filing.kind in _TEXTS:
            return (PageLines(filing.document, lines_of(path), filing.kind != "html"),)
        return tuple(_images(filing.document, path, {place.page for place in places}, filing.remarks))
    except (TieoutError, OSError) as error:
        sys.stderr.write(f"tieout: the page goes without pictures of {filing.document}: {error}\n")
        return ()


def _images(document: str, path: Path, numbers: set[int], remarks: tuple[str, ...]) -> Iterator[PageImage]:
    for number, picture in sorted(pictures(path, sorted(numbers), remarks).items()):
        yield PageImage(document, number, picture.width, picture.height, picture.media, picture.data)
