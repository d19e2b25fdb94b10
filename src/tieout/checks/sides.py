"""A side of a finding as people see it: the figure, where it stands, and the arithmetic behind it.

What the prompt, the page, the memorandum and the workpaper say of a finding comes from here, so that they say the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tieout.checks.model import Finding
from tieout.facts import Computed, Fact, Line, Posted, Read, Told, Trace
from tieout.facts.compare import FOOTING
from tieout.facts.reasons import shown, sign_of

MOST_TERMS = 8


@dataclass(frozen=True, slots=True)
class Term:
    """A line of the arithmetic behind a side: how deep, its sign, its name, its figure and where that comes from.

    `read` is the place on a page, where it has one.
    """

    depth: int
    sign: str
    name: str
    figure: str
    whence: str
    read: Read | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One side: its figure or words, where it comes from, what stands there, and the terms it is worked out from.

    `whence` is short ("line 144", "p.6", "worked out"), `words` are those of the line or of the rule.  `more` counts
    the terms that are left out of `terms`.  `places` are all places on pages that the side rests on, its own first.
    """

    name: str
    figure: str
    whence: str
    words: str
    terms: tuple[Term, ...] = ()
    more: int = 0
    places: tuple[Read, ...] = ()


def sides(finding: Finding, document: str = "", most: int | None = MOST_TERMS) -> tuple[Shown, Shown]:
    """Both sides of a finding.  Places in another document than `document` name it; `most` None lists every term."""
    is_figure = finding.apart != ""
    figures = [figure_text(text, finding.unit) if is_figure else text for text in (finding.said, finding.found)]
    sources = (finding.said_source, finding.found_source)
    said, found = (
        _side(name, text, source, document, most)
        for name, text, source in zip(("said", "found"), figures, sources, strict=True)
    )
    return said, found


def consequences_of(finding: Finding) -> tuple[tuple[str, str], ...]:
    """What follows of a finding, as check and message; what is the same of several places is said once, and counted."""
    counts = Counter((one.check, one.message) for one in finding.consequences)
    return tuple(
        (check, message if count == 1 else f"{message} ({count} places)") for (check, message), count in counts.items()
    )


def apart_text(finding: Finding) -> str:
    """How far apart the sides are, as a person reads it; "" between words."""
    return figure_text(finding.apart, finding.unit) if finding.apart else ""


def figure_text(text: str, unit: str) -> str:
    """A decimal string as a person reads it.

    >>> figure_text("1620400", "USD"), figure_text("6.7600", "ratio"), figure_text("15", "percent")
    ('1,620,400', '6.76', '15%')
    """
    return _figure(Decimal(text), unit)


def _figure(value: Decimal, unit: str) -> str:
    return shown(value, unit) + ("%" if unit == "percent" else "")


def arithmetic(trace: Computed, most: int | None = None) -> str:
    """A computation on one line: "568,855 + 825,396 - 12".  `most` terms of a sum; what is left out is counted."""
    facts = [line.fact for line in trace.lines]
    match trace.operation:
        case "product":
            return " x ".join(_enclosed(line) for line in trace.lines)
        case "quotient":
            return " / ".join(_enclosed(line) for line in trace.lines)
        case "greatest" | "least":
            return (
                f"the {trace.operation} of {' and '.join(_figure(line.signed, line.fact.unit) for line in trace.lines)}"
            )
        case "rounded":
            rest = [line for line in trace.lines[2:] if line.signed]
            moved = _sum(rest, lead=True) if rest else ""
            return (
                f"{_figure(facts[0].value, facts[0].unit)} rounded to {_figure(facts[1].value, facts[1].unit)}{moved}"
            )
        case "sum":
            left_out = len(trace.lines[most:]) if most is not None else 0
            return _sum(trace.lines[:most], lead=False) + (f" and {left_out} more" if left_out else "")


def _sum(lines: tuple[Line, ...] | list[Line], *, lead: bool) -> str:
    text = ""
    for line in lines:
        sign = " - " if line.signed < 0 else " + "
        text += (sign if text or lead else "-" if line.signed < 0 else "") + _figure(abs(line.signed), line.fact.unit)
    return text


def _enclosed(line: Line) -> str:
    text = _figure(line.signed, line.fact.unit)
    return f"({text})" if text.startswith("-") else text


def _side(name: str, figure: str, source: Trace | None, document: str, most: int | None) -> Shown:
    match source:
        case None:
            return Shown(name, figure, "", "")
        case Computed():
            terms = tuple(_terms(source, document, most))
            more = max(len(source.lines) - sum(term.depth == 0 for term in terms), 0)
            return Shown(name, figure, "worked out", rule_text(source), terms, more, tuple(_places(source)))
        case Read():
            return Shown(name, figure, whence(source, document), _words_at(source), places=(source,))
        case _:
            return Shown(name, figure, whence(source, document), "")


def _terms(trace: Computed, document: str, most: int | None) -> Iterator[Term]:
    """The lines of a computation; those behind a line too, as long as there is room for all of them."""
    lines = trace.lines[:most]
    room = None if most is None else most - len(lines)
    for position, line in enumerate(lines):
        fact = line.fact
        yield _term(0, sign_of(trace, position, line), fact, document)
        inner = fact.trace
        if isinstance(inner, Computed) and (room is None or len(inner.lines) <= room):
            room = None if room is None else room - len(inner.lines)
            for at, behind in enumerate(inner.lines):
                yield _term(1, sign_of(inner, at, behind), behind.fact, document)


def _term(depth: int, sign: str, fact: Fact, document: str) -> Term:
    read = fact.trace if isinstance(fact.trace, Read) else None
    figure = _figure(fact.value, fact.unit)
    return Term(depth, sign, name_of(fact), figure, whence(fact.trace, document), read)


def _places(trace: Trace) -> Iterator[Read]:
    """Every place on a page that a trace rests on, each once, in order."""
    seen: set[Read] = set()
    todo: list[Trace] = [trace]
    opened: set[int] = set()
    while todo:
        one = todo.pop()
        if isinstance(one, Read) and one not in seen:
            seen.add(one)
            yield one
        elif isinstance(one, Computed) and id(one) not in opened:
            opened.add(id(one))
            todo.extend(line.fact.trace for line in reversed(one.lines))


def name_of(fact: Fact) -> str:
    """A figure by the label of its line, or by its concept's name."""
    label = " ".join(fact.label.split()) or fact.concept.replace("_", " ").capitalize()
    return f"{label} [{fact.part.replace('_', ' ')}]" if fact.part and not fact.label else label


def whence(trace: Trace, document: str = "") -> str:
    """Where a figure comes from, in few words."""
    match trace:
        case Read():
            return trace.place if trace.document in ("", document) else f"{trace.document} {trace.place}"
        case Computed():
            return "worked out"
        case Posted():
            return f"account {trace.account}, {trace.count:,} posting{'' if trace.count == 1 else 's'}"
        case Told():
            return trace.by


def rule_text(trace: Computed) -> str:
    """What a computation is, in words: its rule and, where it is a rule of law, its paragraph."""
    if trace.cite == FOOTING:
        return f"the sum of {len(trace.lines)} lines" if len(trace.lines) > 1 else "one line"
    words = trace.rule.replace("_", " ").replace(".", ": ")
    return ", ".join(dict.fromkeys(text for text in (words, trace.cite) if text))


def _words_at(read: Read) -> str:
    words = " ".join(read.text.replace("|", " ").split())
    return f"{words}  [mended: {read.repaired}]" if read.repaired else words
