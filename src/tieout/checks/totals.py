"""Totals that a statement cannot do without, and figures that are printed with brackets here and without them there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tieout.checks.bound import Document
from tieout.checks.model import Cause, Comparison, Words
from tieout.checks.registry import check
from tieout.checks.signs import in_brackets, printed_sign
from tieout.checks.stated import NOTES, Figure, Stated
from tieout.checks.ties import called
from tieout.facts import Fact, Read
from tieout.facts.money import figure as written
from tieout.taxonomy import taxonomy

_CITE = "17 CFR 240.17a-5(d)"
# By statement: lines of which one at least must be there.
_TOTALS = {
    "financial_condition": (("total_assets",), ("total_liabilities_and_equity",)),
    "income": (("net_income", "comprehensive_income"),),
    "cash_flows": (("cash_beginning_of_year",), ("cash_end_of_year",)),
    "net_capital": (("net_capital",),),
}
_FEWEST = 5  # figures of a statement that is more than a few lines out of one


@check("complete", "complete.totals", cite=_CITE)
def totals(stated: Stated) -> Iterator[Comparison]:
    """A statement has its totals: both sides of the balance sheet, the result, cash at both ends, net capital.

    Asked of an annual report that is whole, and of statements of which every line was understood.  What usually
    happened: the line was lost between two versions, or at the foot of a page.
    """
    document = Document(stated)
    if not document.is_whole:
        return
    lost = {row.part for row in stated.report.filing.not_understood} if stated.report.filing else set()
    for statement in stated.report.statements:
        held = {line.concept for line in statement.lines} | {fact.concept for fact in statement.facts()}
        if statement.name in lost or "" in {x.concept for x in statement.lines if x.facts and any(x.facts)}:
            continue
        if len(list(statement.facts())) < _FEWEST:
            continue
        for names in _TOTALS.get(statement.name, ()):
            label = taxonomy()[names[0]].label
            place = called(statement.name)
            yield Comparison(
                "complete.totals",
                Words(names[0], f"not found in {place}"),
                Words(names[0], label),
                f"{place[:1].upper()}{place[1:]} has no line “{label}”.",
                _CITE,
                document.absence,
                agrees=bool(held & set(names)),
                cause=Cause("line_left_out", "The line is left out."),
            )


@check("signs", "signs.*.brackets", cite=_CITE)
def brackets_alike(stated: Stated) -> Iterator[Comparison]:
    """A deficit stands in brackets in every place, and one of several deductions is printed as the others are.

    What is called a loss may be printed either way; a deficit and what is deducted too, but one way throughout: a note.
    What usually happened: the brackets were lost in one place, or set where none belong.
    """
    for figures in stated.by_key.values():
        held = [
            f
            for f in figures
            if f.statement != NOTES and f.fact.value < 0 and printed_sign(f) and not _LOSS.search(f.label)
        ]
        yield from _alike(held)
    for sheet, statement in enumerate(stated.report.statements):
        for footing in statement.footings:
            terms = [(w, stated.at.get((sheet, line, column))) for w, line, column in footing.terms]
            away = [
                f
                for w, f in terms
                if f is not None and w * f.fact.value < 0 and printed_sign(f) and not _LOSS.search(f.label)
            ]
            away = [f for f in away if f.statement == "net_capital"]
            if len(away) >= _FEWEST_ALIKE:
                yield from _odd_one(away)


_FEWEST_ALIKE = 3
_LOSS = re.compile(r"\bloss\b", re.IGNORECASE)


def _alike(held: list[Figure]) -> Iterator[Comparison]:
    bracketed = next((f for f in held if in_brackets(f)), None)
    for figure in held:
        if bracketed is None or figure is bracketed:
            continue
        amount = written(abs(figure.fact.value))
        because = (
            f"“{figure.label.strip()}” is printed without brackets, {amount}, in {called(figure.statement)}, and with "
            f"them in {called(bracketed.statement)}: a figure below zero is printed one way throughout."
        )
        yield _as_printed(figure.fact, amount, f"({amount})", because, agrees=in_brackets(figure))


def _odd_one(figures: list[Figure]) -> Iterator[Comparison]:
    """The one of several deductions that is printed with brackets where the others have none, or the other way."""
    odd = [[f for f in figures if in_brackets(f) is sign] for sign in (True, False)]
    alone = next((some[0] for some in odd if len(some) == 1), None)
    for figure in figures:
        amount = written(abs(figure.fact.value))
        said, meant = (f"({amount})", amount) if in_brackets(figure) else (amount, f"({amount})")
        how = "in brackets" if in_brackets(figure) else "without brackets"
        because = f"“{figure.label.strip()}” is printed {how}, {said}; the lines deducted with it are not."
        yield _as_printed(figure.fact, said, meant, because, agrees=figure is not alone)


def _as_printed(fact: Fact, said: str, meant: str, because: str, *, agrees: bool) -> Comparison:
    source = fact.trace if isinstance(fact.trace, Read) else None
    lost = "lost" if meant.startswith("(") else "set where none belong"
    return Comparison(
        f"signs.{fact.concept}.brackets", Words(fact.concept, said, source), Words(fact.concept, meant, source),
        because, _CITE, "note", agrees=agrees, cause=Cause("sign", f"Brackets are {lost}: {said} for {meant}."),
    )  # fmt: skip
