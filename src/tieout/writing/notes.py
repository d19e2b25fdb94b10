"""The firm's own text for the notes, its figures put in from the facts.

A note is a Markdown file whose first line is `# Title`; the files are numbered in the order of their names.  A figure
is never typed: `{{ net_capital }}` becomes "$3,374,361" from the fact of that name.

    {{ net_capital }}                             the figure at the period's end, in the form of its unit
    {{ cash_and_cash_equivalents @ 2002-12-31 }}  at another date, or for the period that ends then
    {{ interest_revenue @ 2003-01-01..2003-06-30 }}  for a period named in full
    {{ retained_earnings / common_stock }}        of one part
    {{ net_income | positive }}                   its size, whatever its sign
    {{ net_income | plain }}                      without the dollar sign
    {{ net_income | thousands }}                  in thousands of dollars
    {{ tax_rate | percent }}                      a rate or ratio times one hundred, "35.00%"
    {{ firm.name }}  {{ firm.sec_file_number }}   words of the facing page
    {{ period_start }}  {{ period_end }}  {{ year }}   "December 31, 2003", "2003"

The names of `firm.*` are those of the facing page; `firm.name` is the registrant's.  The figures are those the report
states, so a note can never disagree with a statement.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from tieout.facts import Fact, Note, Period, Report, TieoutError
from tieout.facts.model import round_half_up
from tieout.facts.money import figure
from tieout.facts.words import long_date
from tieout.writing.forms import as_date

_QUALIFIERS = ("plain", "thousands", "positive", "percent")
_REFERENCE = re.compile(
    r"^(?P<name>[\w.]+)\s*(?:/\s*(?P<part>[^@|]+?)\s*)?(?:@\s*(?P<when>[\d.\-]+)\s*)?(?P<qualifiers>(?:\|\s*\w+\s*)*)$"
)
_EXPECTED = "{{ name }}, {{ name / part }}, {{ name @ 2002-12-31 }} or {{ name | plain }}."


def fill_notes(texts: Mapping[str, str], report: Report) -> tuple[Note, ...]:
    """The notes, from file name to text, with every `{{ … }}` replaced from the report's facts and facing page.

    Raises TieoutError, naming file and line, for a text without a title or without words, a placeholder that is not
    closed or not understood, and a name the report does not state (with the nearest it does).
    """
    return tuple(_note(i, name, texts[name], report) for i, name in enumerate(sorted(texts), start=1))


@dataclass(frozen=True, slots=True)
class _Reference:
    """What stands between the braces."""

    name: str
    part: str
    when: date | Period | None
    qualifiers: tuple[str, ...]


def _note(number: int, name: str, text: str, report: Report) -> Note:
    lines = text.removeprefix("\ufeff").splitlines()
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise TieoutError("the file is empty.", where=name, mend="write the note, or take the file away.")
    title = lines[first].strip()
    if not title.startswith("# ") or not title[2:].strip():
        where = f"{name}, line {first + 1}"
        raise TieoutError(
            f"the first line is {title!r}.", where=where, expected="the note's title, such as # Income Taxes."
        )
    if not any(line.strip() for line in lines[first + 1 :]):
        raise TieoutError("a title and no text.", where=name, mend="write the note, or take the file away.")
    filled = [_fill(line, f"{name}, line {i}", report) for i, line in enumerate(lines, start=1)]
    return Note(number, filled[first].strip()[2:].strip(), "\n".join(filled[first + 1 :]).strip() + "\n")


def _fill(line: str, where: str, report: Report) -> str:
    """One line with its placeholders replaced."""
    done: list[str] = []
    rest = line
    while "{{" in rest:
        before, _, after = rest.partition("{{")
        inside, closed, rest = after.partition("}}")
        if not closed:
            mend = "close it with }} on the same line."
            raise TieoutError(f"{{{{ is not closed: {'{{' + after.strip()!r}.", where=where, mend=mend)
        done += [before, _value(_reference(inside.strip(), where), where, report)]
    if "}}" in rest:
        raise TieoutError("}} closes nothing.", where=where, mend="open it with {{ on the same line.")
    return "".join([*done, rest])


def _reference(inside: str, where: str) -> _Reference:
    # In a table a bar that is not the border is written \|, as Markdown asks.
    match = _REFERENCE.match(inside.replace("\\|", "|"))
    if match is None:
        raise TieoutError(f"{{{{ {inside} }}}} is not understood.", where=where, expected=_EXPECTED)
    qualifiers = tuple(q.strip() for q in match["qualifiers"].split("|")[1:])
    for qualifier in qualifiers:
        if qualifier not in _QUALIFIERS:
            expected = f"one of {', '.join(_QUALIFIERS)}."
            raise TieoutError(f"| {qualifier} is not a qualifier.", where=where, expected=expected)
    return _Reference(match["name"], match["part"] or "", _when(match["when"], where), qualifiers)


def _when(text: str | None, where: str) -> date | Period | None:
    if text is None:
        return None
    start, dots, end = text.partition("..")
    try:
        return Period(date.fromisoformat(start), date.fromisoformat(end)) if dots else date.fromisoformat(start)
    except (ValueError, AssertionError):
        expected = "a date such as 2002-12-31, or a period such as 2003-01-01..2003-06-30."
        raise TieoutError(f"@ {text}.", where=where, expected=expected) from None


def _value(reference: _Reference, where: str, report: Report) -> str:
    page = report.facing_page
    if reference.name in ("period_start", "period_end", "year"):
        field = "period_start" if reference.name == "period_start" else "period_end"
        if not page.get(field):
            raise TieoutError(f"the facing page states no {field}.", where=where, mend=f"state {field} there.")
        day = as_date(page[field], field)
        return str(day.year) if reference.name == "year" else long_date(day)
    if reference.name.startswith("firm."):
        return _as_markdown(_word(reference.name.removeprefix("firm."), where, report))
    return formatted(_fact(reference, where, report), reference.qualifiers)


def _word(field: str, where: str, report: Report) -> str:
    page = report.facing_page
    if field == "name":
        return str(page.get("registrant_name") or report.entity)
    if not page.get(field) or isinstance(page[field], Mapping):
        words = ["name", *(key for key, value in page.items() if isinstance(value, str) and value)]
        raise TieoutError(f"the facing page states no {field}.", where=where, mend=_nearest(field, words))
    return str(page[field])


def _nearest(name: str, names: list[str]) -> str:
    near = get_close_matches(name, names, n=3) or sorted(names)[:8]
    return f"nearest that is stated: {', '.join(near)}."


def _fact(reference: _Reference, where: str, report: Report) -> Fact:
    """The one fact a reference can mean; never one of another date or part than asked."""
    named = [f for f in report.facts if f.concept == reference.name]
    if not named:
        mend = _nearest(reference.name, sorted({f.concept for f in report.facts}))
        raise TieoutError(f"the report states no {reference.name}.", where=where, mend=mend)
    parted = [f for f in named if f.part == reference.part]
    if not parted:
        parts = sorted({f.part for f in named if f.part}) or ["the whole, without a part"]
        what = f"the part {reference.part!r} of {reference.name}" if reference.part else f"{reference.name} as a whole"
        raise TieoutError(f"the report does not state {what}.", where=where, mend=f"stated: {', '.join(parts)}.")
    wanted = reference.when
    if wanted is None and report.facing_page.get("period_end"):
        wanted = as_date(report.facing_page["period_end"], "period_end")
    if wanted is None:
        latest = max(f.end for f in parted)
        dated = [f for f in parted if f.end == latest]
    elif isinstance(wanted, Period):
        dated = [f for f in parted if f.when == wanted]
    else:
        dated = [f for f in parted if f.end == wanted]
    if not dated:
        stated = ", ".join(sorted({str(f.when) for f in parted}))
        mend = f"write {{{{ {reference.name} @ … }}}} with one of: {stated}."
        raise TieoutError(f"{reference.name} is not stated for {wanted}.", where=where, mend=mend)
    if len({f.value for f in dated}) > 1:
        stated = ", ".join(sorted(str(f.when).replace(" to ", "..") for f in dated))
        raise TieoutError(f"{reference.name} is stated more than once.", where=where, mend=f"say which: @ {stated}.")
    return dated[0]


def formatted(fact: Fact, qualifiers: tuple[str, ...] = ()) -> str:
    """A figure as prose has it, in the form of its unit: "$3,640,647", "$(65,223)", "6.68", "35.00%", "1,000".

    >>> from tieout.facts import Told
    >>> told = Told("CFO", date(2003, 12, 31), "statement")
    >>> loss = Fact(concept="net_income", entity="Alder", when=date(2003, 12, 31), value=Decimal(-65223), trace=told)
    >>> formatted(loss), formatted(loss, ("positive", "thousands")), formatted(loss, ("plain",))
    ('$(65,223)', '$65', '(65,223)')
    """
    value = abs(fact.value) if "positive" in qualifiers else fact.value
    if "percent" in qualifiers or fact.unit == "rate":
        return _bracketed(value * 100, 2, "", "%")
    match fact.unit:
        case "USD":
            sign = "" if "plain" in qualifiers else "$"
            if "thousands" in qualifiers:
                return _bracketed(round_half_up(value, Decimal(1000)) / 1000, 0, sign)
            return _bracketed(value, None, sign)
        case "ratio":
            return _bracketed(value, 2)
        case "percent":
            return _bracketed(value, 2, "", "%")
        case _:
            return _bracketed(value, None)


def _bracketed(value: Decimal, places: int | None, before: str = "", after: str = "") -> str:
    """In prose a zero is written out: a dash would be read as a gap."""
    digits = figure(abs(value), places)
    return f"{before}({digits}){after}" if value < 0 else f"{before}{digits}{after}"


def _as_markdown(words: str) -> str:
    """Words that Markdown leaves as they are.

    >>> _as_markdown("A*B_C & <Sons> [$1|#2]")
    'A\\\\*B\\\\_C \\\\& \\\\<Sons> \\\\[$1\\\\|#2\\\\]'
    """
    return re.sub(r"([\\`*_\[\]<|~&])", r"\\\1", " ".join(words.split()))
