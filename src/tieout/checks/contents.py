"""Contents: the contents page against the titles and pages of what is bound in, and titles against results."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from tieout.checks.bound import Document, Part, heading
from tieout.checks.model import Cause, Comparison, Severity, Words
from tieout.checks.registry import check
from tieout.checks.stated import Stated
from tieout.checks.ties import called
from tieout.facts import Period, Read
from tieout.facts.money import figure as written

_CITE = "17 CFR 240.17a-5(d)"
_STATEMENTS = ("financial_condition", "income", "changes_in_equity", "cash_flows", "changes_in_subordinated")
_SURE = (*_STATEMENTS, "notes", "net_capital")  # parts that a reader hardly misses
_LETTERS = ("auditor", "internal_control", "agreed_upon")  # the accountant's reports, each on its own paper
_ALIKE = 90  # per cent of letters: the rest may be a slip of a scan
_SHORTEST = 12  # letters of a title that may be the beginning of the listed one
_FEWEST, _MOST_OFF = 4, 0.25  # entries with a page, and the share of them that may be wrong, before pages are compared


@dataclass(frozen=True)
class _Entry:
    """A line of the contents: its title, its pages, the part it names, and that part where it is bound in."""

    words: Words
    first: int | None
    last: int | None
    name: str
    part: Part | None

    @property
    def heading(self) -> str:
        return heading(self.words.text)


@check("agrees", "agrees.contents_titles", cite=_CITE)
def titles(stated: Stated) -> Iterator[Comparison]:
    """What the contents list is bound in, under the title that the contents give it.

    Capitals, dates, "consolidated" and the word for the owners are passed over.  What usually happened: last year's
    contents, when the result was of the other sign; or a statement that was left out.
    """
    document = Document(stated)
    for entry in _entries(document):
        if entry.part is None:
            if entry.name in _SURE and not document.has(entry.name):
                missing = Words("contents_title", "not found in the document")
                because = f"The contents list “{entry.heading}”, and no such title is found in the document."
                yield Comparison("agrees.contents_titles", entry.words, missing, because, _CITE, document.absence,
                                 agrees=False)  # fmt: skip
        elif entry.name in _STATEMENTS:
            yield _same_title(document, entry, entry.part)


def _same_title(document: Document, entry: _Entry, part: Part) -> Comparison:
    said, found = _telling(entry.heading), _telling(part.heading)
    listed, title = "".join(said), "".join(found)
    cut = len(title) >= _SHORTEST and listed.startswith(title)  # the title goes on over a line, or off the page
    same = cut or fuzz.ratio(listed, title) >= _ALIKE
    finer = set(said) <= set(found) or set(found) <= set(said)
    severity: Severity = "note" if finer or entry.name != "income" or document.poor else "warning"
    return Comparison(
        "agrees.contents_titles",
        entry.words,
        Words("contents_title", part.heading, part.source),
        f"The contents list “{entry.heading}”; the statement itself is titled “{part.heading}”.",
        _CITE,
        severity,
        agrees=same,
        cause=Cause("wrong_words", "The contents name the statement otherwise than its own title."),
    )


_PASSED_OVER = frozenset(
    "consolidated consolidating combined comparative condensed the of and in for s statement".split()  # noqa: SIM905
)
_LETTERS_FOR = str.maketrans({"0": "o", "1": "l", "'": "", "’": ""})  # digits that a scan has for letters
_OWNERS = re.compile(r"^(?:stock|share)?(?:holder|owner|member|partner|proprietor)s?$")


def _telling(title: str) -> tuple[str, ...]:
    """The words of a title that tell it from another.

    >>> _telling("Consolidated Statements of Changes in Stockholders' Equity"), _telling("STATEMENT OF LOSS")
    (('change', 'owner', 'equity'), ('loss',))
    """
    words = re.findall(r"[a-z]+", title.casefold().translate(_LETTERS_FOR))
    bare = ["owner" if _OWNERS.match(w) else w if w == "loss" else re.sub(r"(?:es|s)$", "", w) if w == "losses" else
            w.removesuffix("s") for w in words]  # fmt: skip
    return tuple(w for w in bare if w not in _PASSED_OVER)


@check("agrees", "agrees.contents_pages", cite=_CITE)
def pages(stated: Stated) -> Iterator[Comparison]:
    """What the contents list stands on the page they give.

    Against the numbers printed on the pages, or the pages of the file where none are printed, taken from wherever the
    count begins.  Where nothing shows the pages, an entry is only held against the one before it: it begins no sooner
    than that one ends, and shares its page neither with an accountant's report nor where the next page is left out.
    """
    document = Document(stated)
    entries = [entry for entry in _entries(document) if entry.first is not None]
    placed = [(entry, found) for entry in entries if (found := _number(document, entry.part)) is not None]
    offsets = Counter(entry.first - found for entry, found in placed if entry.first is not None)
    shown: set[int] = set()
    if offsets and (most := offsets.most_common(1)[0])[1] >= max(_FEWEST - 1, len(placed) * (1 - _MOST_OFF)):
        shown = {id(entry) for entry, _ in placed}
        for entry, found in placed:
            assert entry.part is not None
            page = found + most[0]
            because = f"The contents give “{entry.heading}” page {entry.first}; it stands on page {page}."
            side = Words("contents_page", f"page {page}", entry.part.source)
            yield _paged(entry, side, because, "warning", agrees=entry.first == page)
    for n, (before, entry) in enumerate(pairwise(entries), start=1):
        assert before.first is not None
        assert entry.first is not None
        if id(entry) in shown:
            continue
        side = Words("contents_page", f"page {before.first} for {before.heading}", before.words.source)
        if entry.first < (before.last or before.first):
            because = f"The contents give “{entry.heading}” page {entry.first}, before “{before.heading}” ends."
            yield _paged(entry, side, because, "warning", agrees=False)
        elif entry.first == before.first and entry.name != before.name:
            because = f"The contents give “{entry.heading}” page {entry.first}, the page of “{before.heading}”"
            if _leaves_one_out(entries, n):
                because += f", and nothing begins on page {entry.first + 1}."
                yield _paged(entry, side, because, "warning", agrees=False)
            elif {entry.name, before.name} & set(_LETTERS):
                yield _paged(entry, side, f"{because}; a report has pages of its own.", "warning", agrees=False)


def _leaves_one_out(entries: Sequence[_Entry], n: int) -> bool:
    """Whether all entries count up by one, but for this one, which has the page of the one before it."""
    firsts = [entry.first or 0 for entry in entries]
    mended = [*firsts[:n], firsts[n] + 1, *firsts[n + 1 :]]
    around = mended[max(n - 2, 0) : n + 2]
    return len(around) == 4 and all(b == a + 1 for a, b in pairwise(around))


def _paged(entry: _Entry, found: Words, because: str, severity: Severity, *, agrees: bool) -> Comparison:
    said = Words("contents_page", f"page {entry.first}", entry.words.source)
    cause = Cause("wrong_words", "The contents were not renumbered, or the pages were.")
    return Comparison("agrees.contents_pages", said, found, because, _CITE, severity, agrees=agrees, cause=cause)


def _number(document: Document, part: Part | None) -> int | None:
    if part is None:
        return None
    if any(each.number for each in document.parts):
        return int(part.number) if part.number else None
    return part.page if document.pages > 1 else None


def _entries(document: Document) -> list[_Entry]:
    """The lines of the contents that name a part, each with the part bound in that its words fit best, none twice."""
    left = list(document.parts)
    found = []
    for n, ((title, pages), name) in enumerate(zip(document.listed, document.listed_parts, strict=False)):
        if not name:
            continue
        fitting = [part for part in left if part.name == name]
        part = max(fitting, key=lambda p: fuzz.ratio(title.casefold(), p.title.casefold()), default=None)
        if part is not None:
            left.remove(part)
        span = [int(page) for page in re.findall(r"\d+", pages)]
        words = Words("contents_title", title, document.stated.source(f"contents_listed/{n}"))
        found.append(_Entry(words, span[0] if span else None, span[-1] if span else None, name, part))
    return found


@check("agrees", "agrees.title_of_income", cite="17 CFR 240.17a-5(d)(2)")
def title_of_income(stated: Stated) -> Iterator[Comparison]:
    """A statement of loss shows a loss; a statement that shows a loss is seldom called a statement of income.

    "Statement of operations" and "statement of income (loss)" fit any result; "statement of income" over a loss is a
    note.  Over years of which some were losses either word will do.
    """
    document = Document(stated)
    sheet = stated.statement("income")
    part = document.part("income")
    title = part.heading if part else heading(sheet.title) if sheet else ""
    words = {word for word in _telling(title) if word in ("income", "loss", "earning", "operation", "profit")}
    results = [f.fact for f in stated.of_concept("net_income") if f.statement == "income" and f.fact.value]
    results = [fact for fact in results if isinstance(fact.when, Period) and not fact.part]
    if not results or words not in ({"income"}, {"earning"}, {"loss"}):
        return
    latest = max(results, key=lambda fact: fact.end)
    is_loss = words == {"loss"}
    fits = any((fact.value < 0) == is_loss for fact in results)
    result = f"a {'loss' if latest.value < 0 else 'profit'} of {written(abs(latest.value))}"
    yield Comparison(
        "agrees.title_of_income",
        Words("title", title, part.source if part else None),
        Words("net_income", result, latest.trace if isinstance(latest.trace, Read) else None),
        f"“{title}” stands over {result} in {called('income')}.",
        "17 CFR 240.17a-5(d)(2)",
        "warning" if is_loss else "note",
        agrees=fits,
        cause=Cause("wrong_words", "The title is of the other result."),
    )
