"""Agrees, of days in the text: the balances of the statement of changes in equity, and the days that notes speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from tieout.checks.agrees import FISCAL_WEEKS, iso
from tieout.checks.model import Cause, Comparison, Words
from tieout.checks.registry import check
from tieout.checks.stated import NOTES, Figure, Stated
from tieout.facts import Period, Read
from tieout.facts.reasons import shown
from tieout.facts.words import MONTHS, long_date

_CITE = "17 CFR 240.17a-5(d)"
_DAY = re.compile(rf"\b({'|'.join(MONTHS)})\s+(\d{{1,2}}),?\s+((?:19|20)\d\d)\b", re.I)
_BALANCE = re.compile(r"\bbalances?\b", re.I)
_MONTH = {name.casefold(): number for number, name in enumerate(MONTHS, 1)}


@check("agrees", "agrees.balance_date.*", cite=_CITE)
def balances_of_equity(stated: Stated) -> Iterator[Comparison]:
    """The statement of changes in equity begins with the balance of the day the year begins, and ends with its end's.

    The day before is as good.  A statement over several years has a balance of each, and is not asked.
    """
    period = _year(stated)
    rows = list(_balances(stated))
    if period is None or len(rows) != 2:
        return
    for which, (figure, day), right in zip(("opening", "closing"), rows, (period.start, period.end), strict=True):
        said = Words("balance_date", long_date(day), _read(figure))
        because = (
            f"“{figure.label.strip()}” is the {which} balance of the year that {_begins(which)} on {long_date(right)}."
        )
        yield Comparison(
            f"agrees.balance_date.{which}", said, Words("balance_date", long_date(right), stated.source("period_end")),
            because, _CITE, agrees=abs((day - right).days) <= FISCAL_WEEKS,
            cause=Cause("wrong_words", "It is the day of another year."),
        )  # fmt: skip


def _year(stated: Stated) -> Period | None:
    """The year of the facing page; where it cannot be read, that of the statements."""
    start, end = iso(stated.field("period_start")), iso(stated.field("period_end"))
    return Period(start, end) if start and end else stated.period


def _begins(which: str) -> str:
    return "begins" if which == "opening" else "ends"


def _balances(stated: Stated) -> Iterator[tuple[Figure, date]]:
    """The lines that name a balance and its day, each once."""
    seen: set[tuple[int, int]] = set()
    for figure in stated.figures:
        place = figure.sheet, figure.line
        if figure.statement == "changes_in_equity" and place not in seen and _BALANCE.search(figure.label):
            seen.add(place)
            if (day := _day(figure.label)) is not None:
                yield figure, day


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    try:
        return date(int(found[3]), _MONTH[found[1].casefold()], int(found[2])) if found else None
    except ValueError:
        return None


def _read(figure: Figure) -> Read | None:
    return figure.fact.trace if isinstance(figure.fact.trace, Read) else None


@check("agrees", "agrees.day_of.*", cite=_CITE)
def days_of_notes(stated: Stated) -> Iterator[Comparison]:
    """A figure that a note gives for a year ago, though it is this year's to the dollar, has last year's date.

    Only of figures that do not fall evenly, and that no statement gives for both days.  What usually happened: the
    amounts of last year's note were brought up to date, and its date was not.
    """
    end, sentences = stated.as_of, set()
    for figure in stated.figures:
        fact = figure.fact
        if end is None or figure.statement != NOTES or not isinstance(fact.when, date) or fact.when >= end:
            continue
        if fact.unit != "USD" or not fact.value % 1000 or fact.when in _days_of(stated, fact.concept):
            continue
        now = stated.all_of(fact.concept, end, fact.part, fact.unit)
        same = next((other for other in now if other.fact.value == fact.value and other.sheet >= 0), None)
        if same is None or any(other.statement == NOTES for other in now):
            continue
        read = _read(figure)
        if read is not None and (read.page, read.box, read.text) in sentences:
            continue  # a sentence has one date, and one finding
        sentences.add((read.page, read.box, read.text) if read else None)
        amount, name = shown(fact.value, fact.unit), fact.concept.replace("_", " ")
        because = f"The notes give {name} of {amount} for {long_date(fact.when)}; it is the figure of {long_date(end)}."
        yield Comparison(
            f"agrees.day_of.{fact.concept}", Words(fact.concept, f"{amount} on {long_date(fact.when)}", _read(figure)),
            Words(fact.concept, f"{amount} on {long_date(end)}", _read(same)), because, _CITE, "warning", agrees=False,
            cause=Cause("wrong_words", "The date is last year's."),
        )  # fmt: skip


def _days_of(stated: Stated, concept: str) -> set[object]:
    """The days for which statements give a figure."""
    return {figure.fact.when for figure in stated.of_concept(concept) if figure.sheet >= 0}
