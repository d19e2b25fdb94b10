"""`why()`: the reasons behind a fact, one line per step, down to postings, pages or people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tieout.facts.model import Computed, Fact, Line, Posted, Read, Told
from tieout.facts.money import figure

_SIGNS = {
    "sum": {+1: "+", -1: "-"},
    "product": {+1: "x", -1: "x -"},
    "quotient": {+1: "/", -1: "/ -"},
    "greatest": {+1: "max", -1: "max -"},
    "least": {+1: "min", -1: "min -"},
    "rounded": {+1: "~", -1: "~"},
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One step: how deep, the sign with which it enters the step above, its name, value and unit, and the words."""

    depth: int
    sign: str
    name: str
    value: Decimal
    unit: str
    text: str


def why(fact: Fact, most_entries: int | None = 12) -> Iterator[Reason]:
    """Yield the reasons for a fact, depth first.

    `most_entries` limits the postings listed under one account (None: all that the trace holds); what is left out is
    counted in a line of its own.
    """
    yield from _reasons(fact, 0, "", "", most_entries)


def _reasons(fact: Fact, depth: int, sign: str, cite: str, most_entries: int | None) -> Iterator[Reason]:
    trace = fact.trace
    match trace:
        case Computed():
            text = _join("" if trace.cite.endswith(cite) else cite, trace.cite)
        case Posted():
            text = _join(
                cite,
                f"{trace.account} {trace.name}, {trace.count:,} posting{'' if trace.count == 1 else 's'} {trace.where}",
            )
        case Read():
            mended = f"  [repaired: {trace.repaired}]" if trace.repaired else ""
            doubt = f"  [{trace.sure}]" if trace.sure.startswith("doubtful") else ""
            text = _join(cite, f'{trace.document} {trace.place} "{trace.text}"{mended}{doubt}')
        case Told():
            text = _join(cite, f"{trace.by}, {trace.on}: {trace.reason}")
    yield Reason(depth, sign, _name(fact), fact.value, fact.unit, text)
    if isinstance(trace, Computed):
        for position, line in enumerate(trace.lines):
            yield from _reasons(line.fact, depth + 1, sign_of(trace, position, line), line.cite, most_entries)
    elif isinstance(trace, Posted):
        yield from _entries(trace, depth + 1, most_entries)


def _entries(trace: Posted, depth: int, most: int | None) -> Iterator[Reason]:
    shown = trace.entries if most is None else trace.entries[:most]
    for posting in shown:
        side = "Dr" if posting.amount_usd >= 0 else "Cr"
        yield Reason(depth, side, f"{posting.on} {posting.entry}", abs(posting.amount_usd), "USD", posting.memo)
    hidden = trace.count - len(shown)
    if hidden:
        rest = trace.entries[len(shown) :]
        net = sum((posting.amount_usd for posting in rest), Decimal(0))
        where = "" if rest else f" in {trace.books or 'the books'}, account {trace.account}, {trace.where}"
        if rest or not shown:
            yield Reason(
                depth,
                "",
                f"{hidden:,} {'more ' if shown else ''}postings",
                abs(net),
                "USD" if rest else "",
                f"not listed{where}",
            )


def sign_of(trace: Computed, position: int, line: Line) -> str:
    """The sign with which a line of a computation enters it: "+", "-", "x", "/", "=" before the first of a product."""
    if trace.operation in ("product", "quotient") and position == 0:
        return "=" if line.effect > 0 else "= -"
    if trace.operation == "rounded":
        return ("~", "to", "+" if line.effect > 0 else "-")[min(position, 2)]
    return _SIGNS[trace.operation][line.effect]


def _name(fact: Fact) -> str:
    return f"{fact.concept} [{fact.part}]" if fact.part else fact.concept


def _join(*texts: str) -> str:
    return "  ".join(text for text in texts if text)


def as_text(reasons: Iterator[Reason], width: int = 150) -> Iterator[str]:
    """Reasons as aligned lines of text: name, figure, words."""
    held = list(reasons)
    names = [f"{'  ' * r.depth}{r.sign + ' ' if r.sign else ''}{r.name}" for r in held]
    figures = ["" if not r.unit else shown(r.value, r.unit) for r in held]
    wide = max((len(name) for name in names if len(name) <= width // 2), default=width // 2)
    for name, fig, reason in zip(names, figures, held, strict=True):
        yield f"{name:<{wide}}  {fig:>{max(map(len, figures))}}  {reason.text}".rstrip()


def shown(value: Decimal, unit: str) -> str:
    """A figure in its unit: dollars with separators, rates and ratios with the digits they have."""
    if unit in ("USD", "shares", "days"):
        return figure(value)
    text = f"{value:z.6f}"
    return text.rstrip("0").rstrip(".")
