"""Signs: the words of a line against the direction of its figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tieout.checks.model import Cause, Comparison, Severity, Words
from tieout.checks.registry import check
from tieout.checks.stated import Figure, Stated
from tieout.checks.ties import called
from tieout.facts import Read
from tieout.facts.money import figure as written
from tieout.taxonomy import taxonomy

_BOTH = re.compile(
    r"increase.{0,12}decrease|decrease.{0,12}increase|income.{0,4}\(?loss|loss.{0,4}\(?income|provided.{0,9}used"
    r"|used.{0,12}provided|benefit.{0,4}\(|\(benefit|or loss|\bchanges?\b|earnings.{0,4}\(?deficit|deficit\)|\(loss\)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Wording:
    """Words that give a figure a direction: whether it is above zero as they say, and what the other would be."""

    concepts: tuple[str, ...]
    says: re.Pattern[str]
    above: bool
    is_called: str
    severity: Severity = "warning"


def _wording(concepts: str, says: str, is_called: str, severity: Severity = "warning", *, above: bool) -> _Wording:
    return _Wording(tuple(concepts.split()), re.compile(says, re.IGNORECASE), above, is_called, severity)


_RESULTS = "net_income income_before_income_taxes income_from_operations comprehensive_income"
_FLOWS = "net_cash_from_operating_activities net_cash_from_investing_activities net_cash_from_financing_activities"
_WORDINGS = (
    _wording(_RESULTS, r"\bloss\b", "income", above=False),
    _wording(_RESULTS, r"\b(?:income|earnings|profit)\b(?!.*\bloss\b)", "a loss", above=True),
    _wording(_FLOWS, r"\bused\b", "cash provided", "error", above=False),
    _wording(_FLOWS, r"\bprovided\b", "cash used", above=True),
    _wording("net_change_in_cash", r"\bdecrease\b", "an increase", above=False),
    _wording("net_change_in_cash", r"\bincrease\b", "a decrease", above=True),
    _wording("retained_earnings", r"\bdeficit\b(?!.*\bearnings)", "retained earnings", above=False),
    _wording("income_tax_expense", r"\bbenefit\b(?!.*\b(?:expense|provision))", "an expense", above=False),
    _wording("income_tax_expense", r"\b(?:expense|provision)\b(?!.*\bbenefit)", "a benefit", above=True),
)
_CITE = "17 CFR 240.17a-5(d)"
_DIRECTION = re.compile(r"^\W*(?:(?P<up>increase)|(?P<down>decrease))\s+in\b", re.IGNORECASE)


@check("signs", "signs.*", cite=_CITE)
def words_of_results(stated: Stated) -> Iterator[Comparison]:
    """A loss is called a loss, cash used is called used, a benefit a benefit.

    Net income and the other results, the three activities of the statement of cash flows, the change in cash, the
    deficit, income taxes.  A line over two years that go different ways may be called after the first of them.
    """
    for figures in _lines(stated).values():
        fact = figures[0].fact
        for wording in _WORDINGS:
            label = re.sub(r"\b(?:before|after)\b.*|\bper\b.*", "", figures[0].label, flags=re.IGNORECASE)
            if fact.concept in wording.concepts and wording.says.search(label) and not _BOTH.search(label):
                yield from _compared(stated, figures, wording.is_called, wording.severity, above=wording.above)
                break


@check("signs", "signs.change_in_*", cite="ASC 230-10-45-28")
def directions_of_changes(stated: Stated) -> Iterator[Comparison]:
    """An increase in an asset takes cash, an increase in a liability brings it, on the statement of cash flows.

    Where the statement foots with the figure as printed the word is wrong, else the sign.  What usually happened: last
    year's label over this year's figure.
    """
    held = taxonomy()
    for figures in _lines(stated).values():
        fact, said = figures[0].fact, _DIRECTION.match(figures[0].label)
        balance = held.broadest(fact.concept.removeprefix("change_in_"))
        if said is None or not fact.concept.startswith("change_in_") or balance not in held:
            continue
        if (kind := held[balance].kind) not in ("asset", "liability"):
            continue
        brings_cash = (said["up"] is None) == (kind == "asset")
        other = "a decrease" if said["up"] else "an increase"
        yield from _compared(stated, figures, other, "error", above=brings_cash)


@check("signs", "signs.*.as_printed", cite="ASC 230-10-45-7")
def brackets_of_outflows(stated: Stated) -> Iterator[Comparison]:
    """What takes cash stands in brackets, and nothing else, where the statement of cash flows prints brackets.

    A line that its activity's total takes away, or adds, otherwise than it is printed does not foot.  What usually
    happened: the brackets were lost, or set where none belong.
    """
    figures = [
        f
        for f in stated.figures
        if f.statement == "cash_flows" and f.fact.value and printed_sign(f) and not _is_total(f.fact.concept)
    ]
    bare = [f for f in figures if printed_sign(f) * f.fact.value < 0 and not _LOSS.search(f.label)]
    if sum(f.fact.value < 0 for f in figures if f not in bare) < len(bare):
        return  # a statement that prints no brackets, or whose style nobody can tell
    for figure in figures:
        fact = figure.fact
        source = fact.trace if isinstance(fact.trace, Read) else None
        amount, takes = written(abs(fact.value)), fact.value < 0
        said, meant = (amount, f"({amount})") if takes else (f"({amount})", amount)
        does, how = ("takes cash", "without brackets") if takes else ("brings cash", "in brackets")
        yield Comparison(
            f"signs.{fact.concept}.as_printed",
            Words(fact.concept, said, source),
            Words(fact.concept, meant, source),
            f"“{figure.label.strip()}” {does} and is printed {how}, {said}: so the statement does not foot.",
            "ASC 230-10-45-7",
            agrees=figure not in bare,
            cause=Cause("sign", f"Brackets are {'lost' if takes else 'set'}: {said} for {meant}."),
        )


_LOSS = re.compile(r"\bloss\b|\bless\b|\bdeficit\b", re.IGNORECASE)
_NEGATIVE = re.compile(r"^[\s$]*[(<\[{\-–—−]")


def printed_sign(figure: Figure) -> int:
    """The sign with which a figure is printed; 0 where the page's words are not known."""
    trace = figure.fact.trace
    if not isinstance(trace, Read) or "  " not in trace.text:
        return 0
    return -1 if _NEGATIVE.match(trace.text.rsplit("  ", 1)[-1]) else 1


def in_brackets(figure: Figure) -> bool:
    """Whether a figure is printed below zero, in brackets or after a minus sign."""
    return printed_sign(figure) == -1


def _is_total(concept: str) -> bool:
    return concept.startswith(("net_cash_", "net_change", "cash_", "total_"))


def _lines(stated: Stated) -> dict[tuple[int, int], list[Figure]]:
    """The figures of each line of the statements that have one column a date or period."""
    found: dict[tuple[int, int], list[Figure]] = {}
    for figure in stated.figures:
        if (
            figure.sheet >= 0
            and figure.fact.value
            and figure.statement in ("income", "cash_flows", "financial_condition")
        ):
            found.setdefault((figure.sheet, figure.line), []).append(figure)
    return found


def _compared(
    stated: Stated, figures: list[Figure], is_called: str, severity: Severity, *, above: bool
) -> Iterator[Comparison]:
    against = [f for f in figures if (f.fact.value > 0) is not above]
    told = against[0] if against and len(against) == len(figures) else figures[0]
    fact = told.fact
    source = fact.trace if isinstance(fact.trace, Read) else None
    proved, turned = _foots(stated, told, 1), _foots(stated, told, -1)
    proved, turned = proved and not turned, turned and not proved
    label, place = told.label.strip(), called(told.statement)
    moves = "brings cash" if fact.value > 0 else "takes cash"
    amount = written(fact.value)
    has = f"{moves}, {amount}" if told.statement == "cash_flows" else f"has {amount}"
    so = "The word or the sign is wrong."
    if proved:
        so = f"{place[:1].upper()}{place[1:]} foots with the figure as it stands, so the word is wrong."
    elif turned:
        so = f"{place[:1].upper()}{place[1:]} foots with the other sign, so the sign is wrong."
    yield Comparison(
        f"signs.{fact.concept}",
        Words(fact.concept, f"{label}  {amount}", source),
        Words(fact.concept, is_called, source),
        f"“{label}” {has}: that is {is_called}. {so}",
        _CITE,
        severity,
        agrees=told not in against,
        cause=Cause("wrong_words", f"The label is of the other direction: it is {is_called}.")
        if proved
        else Cause("sign", "The sign is turned." if turned else "The sign is turned, or the label is."),
    )


def _foots(stated: Stated, figure: Figure, turn: int) -> bool:
    """Whether a sum that a figure stands in holds with it, or with its sign turned."""
    statement = stated.report.statements[figure.sheet]
    place = (figure.line, figure.column)
    for footing in statement.footings:
        terms = [(-1, *footing.total), *footing.terms]
        held = [(weight, (line, column), stated.at.get((figure.sheet, line, column))) for weight, line, column in terms]
        values = [weight * (turn if at == place else 1) * one.fact.value for weight, at, one in held if one is not None]
        if len(values) == len(held) and not sum(values) and any(at == place for _, at, _ in held):
            return True
    return False
