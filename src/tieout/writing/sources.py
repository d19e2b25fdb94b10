"""The words beside a figure: under which rule, from which account, by whom, off which page."""

from __future__ import annotations

from decimal import Decimal

from tieout.facts import Computed, Fact, Posted, Read, Told
from tieout.facts.money import figure


def reason_for(fact: Fact) -> str:
    trace = fact.trace
    match trace:
        case Computed(operation="rounded", lines=(exact, quantum, *absorbed)):
            moved = sum((line.signed for line in absorbed), Decimal(0))
            held = f"; moved {figure(moved)} so that the statement foots" if moved else ""
            return f"{reason_for(exact.fact)}; rounded to {figure(quantum.fact.value)}{held}"
        case Computed():
            return sentence(*dict.fromkeys((trace.rule.replace("_", " "), trace.cite)))
        case Posted():
            postings = f"{trace.count:,} posting{'' if trace.count == 1 else 's'}"
            return sentence(f"{trace.account} {trace.name}".strip(), postings, where_from(trace))
        case Told():
            return sentence(trace.by, str(trace.on), trace.reason)
        case Read():
            return sentence(f"{trace.document} p.{trace.page}", f"“{trace.text}”", trace.repaired)


def rests_on(trace: Computed, most: int = 6) -> str:
    signs = {"sum": "+", "product": "×", "quotient": "÷", "rounded": "to"}
    words = []
    for index, line in enumerate(trace.lines[:most]):
        # Beyond the quantum, what is added to a rounded figure is what the line absorbed.
        sign = "+" if trace.operation == "rounded" and index > 1 else signs.get(trace.operation, ",")
        sign = "−" if line.effect < 0 else sign if index else ""
        words.append(" ".join(filter(None, (sign, name_of(line.fact), line.cite))))
    rest = len(trace.lines) - most
    return " ".join(words) + (f" and {rest:,} more" if rest > 0 else "")


def name_of(fact: Fact) -> str:
    """A line of a sum by its account where it has one: a sum of accounts is of one concept throughout."""
    return f"{fact.trace.account} {fact.trace.name}" if isinstance(fact.trace, Posted) else label_of(fact)


def where_from(trace: Posted) -> str:
    return " ".join(filter(None, (trace.books, trace.where)))


def label_of(fact: Fact) -> str:
    return fact.label or fact.concept.replace("_", " ").capitalize()


def sentence(*texts: str) -> str:
    return ", ".join(text for text in texts if text)
