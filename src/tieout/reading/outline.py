"""Where things stand in a filing: the facing page, the statements, the notes, the schedules.

A title is a short line of its own that says little more than the title.  What it opens runs to the next title.  The
contents page and the auditor's report name the same titles, but carry no columns of figures: a statement without
figures is no statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from tieout.reading.document import Document, Row
from tieout.reading.figures import figures, is_lone_amount


@dataclass(frozen=True)
class Part:
    """A part of a filing: what it is (`financial_condition`, `notes`, `auditor`), its title rows, its other rows."""

    name: str
    titles: tuple[Row, ...]
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        return " ".join(row.text.replace("\t", " ") for row in self.titles).strip()


_OWNERS = r"(?:stock|share)?\s?(?:holders?|owners?|members?|partners?|proprietors?)['’`]?\s?s?['’`]?"
# In this order: the first that fits a title names it.
_TITLES: tuple[tuple[str, str], ...] = (
    ("notes", r"notes? to (?:the )?(?:consolidated )?(?:combined )?"
              r"(?:financial statements?|statements? of financial(?: condition| position)?)"),
    ("expenses", r"(?:schedules? of )?(?:operating|general and administrative|other operating) expenses(?: schedule)?"),
    ("contents", r"(?:table of )?contents|index(?: to .*)?"),
    ("oath", r"oath or affirmation|affirmation|oath"),
    ("internal_control", r".*\bon internal (?:accounting )?controls?\b.*"),
    ("agreed_upon", r".*\b(?:agreed[- ]upon procedures|sipc.*assessment|assessment reconciliation)\b.*"),
    ("auditor", r"(?:report of )?(?:the )?independent (?:registered )?(?:public )?(?:certified )?(?:public )?"
                r"(?:auditors?|account(?:ants?|ing firm))['’`]?\s?s?(?: report)?(?: on .*)?|auditors?['’`]? report"),
    ("reconciliation", r"reconciliation (?:of|between|under|pursuant|with).*|reconciliations?"),
    ("reserve_requirement", r".*\b(?:determination|computation)\b.*\breserve\b.*|.*\breserve requirements?\b.*"),
    ("possession_or_control", r".*\bpossession (?:or|and|of) control\b.*"),
    ("exemption", r".*\bexempti(?:on|ve)\b.*"),
    ("aggregate_indebtedness", r"(?:computation|statement|schedule) of aggregate indebtedness"),
    ("net_capital_requirement", r"computation of (?:basic|alternat\w+) net capital requirement"),
    ("net_capital", r"(?:.*\b)?(?:computation|schedule|statement|calculation) of "
                    r"(?:the )?(?:minimum )?(?:regulatory )?net capital\b.*"
                    r"|net capital computation.*|computation of net capital.*"),
    ("changes_in_subordinated", r"statements? of (?:changes in )?(?:liabilities )?subordinated .*"),
    ("cash_flows", r"statements? of cash ?flows?.*|cash flows? statements?"),
    ("changes_in_equity", rf"statements? of (?:changes? in )?(?:{_OWNERS}|owners?ship) ?"
                          r"(?:equity|capital|deficit|deficiency|interest).*"
                          r"|statements? of changes? in .*(?:equity|capital|deficit|deficiency|earnings).*"
                          r"|statements? of (?:retained earnings|accumulated deficit)"),
    ("income", r"statements? of (?:comprehensive |net )?(?:income|loss(?:es)?|operations?|earnings|revenues?)\b.*"
               r"|income statements?|profit and loss.*"),
    ("financial_condition", r"statements? of (?:financial (?:condition|position)|assets,? (?:and )?liabilities).*"
                            r"|balance sheets?"),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _TITLES)
_KEY_WORDS = re.compile(
    r"statement|balance sheet|notes? to|contents|index|oath|affirmation|report|reconcil|reserve|possession|exempti"
    r"|computation|calculation|schedule|net capital|profit and|capital|equity|independent|supplement",
    re.IGNORECASE,
)
# What stands around a title on its own line.
_LEAD = re.compile(
    r"^(?:\W|_)*(?:(?:page|exhibit)\s+\w+\W+)?"
    r"(?:(?:supplement(?:al|ary)\s+)?(?:information\W+)?schedules?\s*(?:of\b|(?:no\.?\s*)?[ivx0-9a-c]+\b)?\W*)?"
    r"(?:unaudited\s+)?(?:consolidated\s+|consolidating\s+|combined\s+|condensed\s+|comparative\s+)*",
    re.IGNORECASE,
)
# A firm's own name before the title of its statement.
_FIRM = re.compile(
    r"^.{3,60}?\b(?:inc|incorporated|l\.?l\.?c|ltd|limited|corp|corporation|co|company|l\.?p|l\.?l\.?p|n\.?a)\b\.?"
    r"(?:\s+and\s+subsidiar\w+)?[\s,:;–—-]+"
    r"(?=(?:consolidated\s+)?(?:statements?\s+of|balance\s+sheets?|notes\s+to|computation\s+of|schedule))",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:\W|_)*(?:\(?\s*continued\s*\)?|\(?concluded\)?|\(?unaudited\)?)?(?:\W|_)*$", re.IGNORECASE)
_CONTINUED = re.compile(r"continued|concluded|\(cont", re.IGNORECASE)
_PAGE_AT_END = re.compile(r"(?:\.{2,}|\t|\s)\s*(?:[0-9]{1,2}(?:\s*[-–]\s*[0-9]{1,2})?|[ivx]{1,5})\s*$")
_BOXED = re.compile(r"^\W*\(?[a-z]\)\s", re.IGNORECASE)
_LONGEST_TITLE = 150
# Parts that hold columns of figures: a title of one that holds none is a mention.
TABLES = ("financial_condition", "income", "changes_in_equity", "cash_flows", "changes_in_subordinated", "net_capital")
# Parts of the form that go on from the computation of net capital, under titles of their own.
_GOES_ON = ("net_capital_requirement", "aggregate_indebtedness")
_FUZZY = {
    "statement of financial condition": "financial_condition",
    "statement of income": "income",
    "statement of operations": "income",
    "statement of cash flows": "cash_flows",
    "statement of changes in stockholders equity": "changes_in_equity",
    "statement of changes in members equity": "changes_in_equity",
    "statement of changes in partners capital": "changes_in_equity",
    "notes to financial statements": "notes",
    "computation of net capital": "net_capital",
    "independent auditors report": "auditor",
    "report of independent registered public accounting firm": "auditor",
    "oath or affirmation": "oath",
}


@lru_cache(maxsize=4096)
def title_of(text: str) -> str:
    """The part a line of words opens, "" where it opens none.

    >>> title_of("STATEMENT OF LOSS YEAR ENDED DECEMBER 31, 2003"), title_of("Notes to Financial Statements")
    ('income', 'notes')
    >>> title_of("(b) Statement of Financial Condition."), title_of("The accompanying statement of income is good.")
    ('', '')
    """
    if len(text) > _LONGEST_TITLE:
        return ""
    flat = " ".join(text.split())
    if not _KEY_WORDS.search(flat) or _BOXED.match(flat):
        return ""
    if _PAGE_AT_END.search(text) and not re.search(r"[0-9]{4}\s*$", text):
        return ""  # a line of the contents page
    if not _set_as_title(flat):
        return ""
    bare = _TAIL.sub("", _LEAD.sub("", _FIRM.sub("", flat, count=1), count=1))
    for name, pattern in _COMPILED:
        if pattern.fullmatch(_undated(bare)):
            return name
    letters = re.sub(r"[^a-z ]", "", _undated(bare).casefold()).strip()
    if len(letters) >= 15:  # a misread title
        for words, name in _FUZZY.items():
            if abs(len(words) - len(letters)) <= 4 and fuzz.ratio(words, letters) >= 86:
                return name
    return ""


_DATED = re.compile(
    r"[\s,]+(?:as (?:of|at)|at|for the|year|years|period|january|february|march|april|may|june|july|august|september"
    r"|october|november|december)\b.*(?:19|20)[0-9]{2}.*$",
    re.IGNORECASE,
)


def _undated(text: str) -> str:
    return _TAIL.sub("", _DATED.sub("", text, count=1))


# Words that a title sets without a capital.
_SMALL = frozenset("of and in to for the on as at or by under with a an from per".split())  # noqa: SIM905


def _set_as_title(text: str) -> bool:
    """Capitals, or a capital on every word that carries one; and no sentence."""
    words: list[str] = [word for word in re.findall(r"[A-Za-z'’]+", text) if word.casefold() not in _SMALL]
    if not words or text.endswith((",", ";")) or text[:1].islower():
        return False
    capitals = sum(word[0].isupper() for word in words)
    return capitals >= len(words) * 0.75


def outline(document: Document) -> tuple[Part, ...]:
    """The parts of a filing in order; what stands before the first title is the part `front`.

    A part that goes on over a page ("(continued)", or the same title again with more of it) is one part.
    """
    rows = list(document.rows())
    starts = list(_starts(rows))
    bounds = [*starts, (len(rows), len(rows), "")]
    found: list[Part] = []
    if (starts and starts[0][0] > 0) or not starts:
        end = bounds[0][0]
        found.append(Part("front", (), tuple(rows[:end])))
    for (first, body, name), (after, _, _) in pairwise(bounds):
        part = Part(name, tuple(rows[first:body]), tuple(rows[body:after]))
        if name in _GOES_ON:
            if found and found[-1].name == "net_capital":
                found[-1] = Part("net_capital", found[-1].titles, (*found[-1].rows, *part.titles, *part.rows))
                continue
            part = Part("net_capital", part.titles, part.rows)
        if part.name in TABLES and not _has_figures(part.rows):
            # A mention: what stands under it belongs to what came before.
            if found:
                found[-1] = Part(found[-1].name, found[-1].titles, (*found[-1].rows, *part.titles, *part.rows))
            else:
                found.append(Part("front", (), (*part.titles, *part.rows)))
        elif found and found[-1].name == name and (name == "notes" or _CONTINUED.search(part.title) or not part.rows):
            found[-1] = Part(name, found[-1].titles, (*found[-1].rows, *part.rows))
        else:
            found.append(part)
    return tuple(found)


def _starts(rows: Sequence[Row]) -> Iterator[tuple[int, int, str]]:
    """(first title row, first row after the title, name) of every title."""
    index = 0
    while index < len(rows):
        name, body = _title_at(rows, index)
        if name:
            yield index, body, name
            index = max(body, index + 1)
        else:
            index += 1


def _title_at(rows: Sequence[Row], index: int) -> tuple[str, int]:
    text = rows[index].text
    if len(text) > _LONGEST_TITLE or _is_figure_row(rows[index]):
        return "", index
    name = title_of(text)
    if not name and index + 1 < len(rows) and _opens(text) and rows[index + 1].page == rows[index].page:
        # A title set over two or three lines.
        joined = text
        for reach in (1, 2):
            if index + reach >= len(rows) or _is_figure_row(rows[index + reach]):
                break
            more = rows[index + reach].text
            joined = f"{joined[:-1]}{more}" if joined.endswith("-") else f"{joined} {more}"
            if name := title_of(joined):
                return name, index + reach + 1
    return name, index + 1


_OPENING = re.compile(
    r"^\W*(?:schedule\s+\w+\W*)?(?:consolidated\s+|combined\s+)?(?:statements?\s+of|statements?|computation|report\s+of|notes\s+to|"
    r"information|independent|supplement\w*|schedule|reconciliation)\b[A-Za-z'’ ,-]{0,70}$",
    re.IGNORECASE,
)


def _opens(text: str) -> bool:
    return len(text) < 80 and bool(_OPENING.match(text)) and _set_as_title(text)


def _is_figure_row(row: Row) -> bool:
    """A row with a label and a figure: no title, whatever its words.  A year over a column is no figure."""
    if len(row.cells) < 2:
        return False
    found = figures(row.cells[-1].text)
    return bool(found) and not all(_YEAR.match(figure.text) for figure in found)


_YEAR = re.compile(r"^(?:19|20)[0-9]{2}$")


def _has_figures(rows: Sequence[Row]) -> bool:
    return sum(is_lone_amount(row) or any(figures(cell.text) for cell in row.cells[1:]) for row in rows[:80]) >= 2
