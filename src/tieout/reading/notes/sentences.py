"""The facts that a sentence of a note states, by the wordings of in_notes.yaml.

A balance without a date of its own is of the report's date, a flow of its period; a date named in the sentence governs
the figures after it, and "respectively" deals several figures out to several dates.  A figure that no wording claims,
or whose date is not clear, gives no fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tieout.facts import Period
from tieout.reading.notes.marks import Day, Mark, Marked, marked
from tieout.reading.notes.words import Rule, Wording, note_words

_SLIP = timedelta(days=7)  # a fiscal year of 52 or 53 weeks ends within a week of the same day


@dataclass(frozen=True, slots=True)
class Calendar:
    """The report's own date and period, by which the dates of its notes are understood."""

    as_of: date
    period: Period

    def when(self, kind: str, day: Day | None) -> date | Period | None:
        """The date or period that a printed date means; None where it means neither.

        >>> year = Calendar(date(2003, 12, 31), Period(date(2003, 1, 1), date(2003, 12, 31)))
        >>> year.when("balance", Day(2002)), str(year.when("flow", Day(2002, 12, 31)))
        (datetime.date(2002, 12, 31), '2002-01-01 to 2002-12-31')
        """
        if day is None:
            return self.as_of if kind == "balance" else self.period
        if day.month and not day.day:
            return None
        end = day.date if day.day else self.anniversary(day.year)
        if end is None:
            return None
        if kind == "balance":
            return end
        if end == self.period.end:
            return self.period
        if end > self.period.end or abs(end - self.anniversary(end.year)) > _SLIP:
            return None
        return Period(_year_before(end), end)

    def anniversary(self, year: int) -> date:
        """The day the fiscal year of that year ends."""
        return _in_year(self.as_of, year)


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def _year_before(end: date) -> date:
    return _in_year(end + timedelta(days=1), (end + timedelta(days=1)).year - 1)


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact as a sentence or a row states it, before it knows its page; `otherwise` as the rule has it."""

    concept: str
    when: date | Period
    value: Decimal
    rounding: Decimal
    unit: str = "USD"
    part: str = ""
    otherwise: str = ""
    repaired: str = ""
    label: str = ""


_DIRECTLY = re.compile(
    r"(?:, )?(?:(?:at|as of|on|for|in|during|of) )?(?:each of )?"
    r"(?:(?:the )?(?:fiscal )?(?:years?|periods?|calendar year|months) (?:then )?(?:ended|ending)? ?(?:on )?"
    r"|fiscal (?:year )?|both )?@ "
)
_CONTEXT = re.compile(
    r"(?:at|as of|as at|during|in|for|ended|ending|ended on|fiscal|(?:fiscal |calendar )?years?|were|both|on|of) @ "
)
_NOT_CONTEXT = re.compile(
    r"\b(?:expir|matur|due|dated|effective|amended|issued|commenc|began|beginning|acquired|entered|formed|organized"
    r"|through|until|incorporated|renew|terminat|executed|signed)[a-z]* (?:[a-z]+ ){0,3}$"
)
_COMPARED = re.compile(r"(?:in excess|above|over|more|less|below|greater) ")
_MONTHS_ENDED = re.compile(r"\b(?:months?|quarters?|weeks|half) (?:then )?(?:ended|ending)\b|\bquarterly\b")
_SPAN = re.compile(r"\bfrom (@) (?:, )?(?:[a-z]+ ){0,6}?(?:to|through|until) (@) ")
_AND = re.compile(r"(?:, and |, |and (?:of )?)")
_AFORETIME = re.compile(
    r"\b(?:prior|previous|preceding|last|next|following) (?:fiscal )?years?\b"
    r"|\b(?:will|would|budgeted|anticipates?|expects? to) (?:be )?(?:[a-z]+ ){0,4}$"
)


# What a sentence must hold to state a figure at all.
FIGURES = re.compile(r"[$%]|\d,\d{3}|\bto[ -](?:1|one)\b|: ?1\b|\bpercent\b")


def rules_for(setting: str) -> tuple[Rule, ...]:
    """The rules that may speak in a paragraph; `setting` is its note's title and its words, in small letters."""
    return tuple(rule for rule in note_words().rules if not rule.inside or rule.inside.found_in(setting))


def stated_in(text: str, rules: Sequence[Rule], calendar: Calendar, scale: Decimal = Decimal(1)) -> Iterator[Stated]:
    """The facts of one sentence, by these rules; `scale` is what a printed 1 stands for.

    >>> year = Calendar(date(2003, 12, 31), Period(date(2003, 1, 1), date(2003, 12, 31)))
    >>> said = "Rent expense for 2003 and 2002 was $602,241 and $590,000, respectively."
    >>> [(held.concept, str(held.when.end), str(held.value)) for held in stated_in(said, rules_for("leases"), year)]
    [('rent_expense', '2003-12-31', '602241'), ('rent_expense', '2002-12-31', '590000')]
    """
    held = marked(text)
    present = {held.norm[at] for at in held.at}
    if present <= {"@"}:
        return
    of_the_year = _of_the_year(held, calendar)
    taken: set[int] = set()
    for rule in rules:
        ruled_out: bool | None = None
        for said in rule.wordings:
            if not said.may_stand_in(held.norm, present):
                continue
            if ruled_out is None:
                ruled_out = rule.never.found_in(held.norm)
            if ruled_out:
                break
            for stated in _matches(rule, said, held, calendar, taken, scale):
                if of_the_year or not isinstance(stated.when, Period):
                    yield stated


def _of_the_year(held: Marked, calendar: Calendar) -> bool:
    """Whether a flow of the sentence may be of whole years: it names no months, and no other span of days."""
    if _MONTHS_ENDED.search(held.norm):
        return False
    for found in _SPAN.finditer(held.norm):
        first = held.marks[held.mark_at(found.start(1))].days
        last = held.marks[held.mark_at(found.start(2))].days
        if (first[0].date, last[0].date) != (calendar.period.start, calendar.period.end):
            return False
    return True


def _matches(
    rule: Rule, said: Wording, held: Marked, calendar: Calendar, taken: set[int], scale: Decimal
) -> Iterator[Stated]:
    at = 0
    while match := said.pattern.search(held.norm, at):
        at = match.start() + 1
        if rule.not_before and rule.not_before.search(held.norm, max(0, match.start() - 60), match.start()):
            continue
        if rule.not_within.found_in(match[0]):
            continue
        if _AFORETIME.search(held.norm, max(0, match.start() - 60), match.end()):
            continue
        slots = [held.mark_at(match.start(f"g{i}")) for i in range(len(said.concepts))]
        if taken.intersection(slots):
            continue
        found = list(_facts(rule, said, held, slots, calendar, scale))
        if found:
            for index, facts in found:
                taken.add(index)
                yield facts
            at = match.end() - 2


def _facts(
    rule: Rule, said: Wording, held: Marked, slots: list[int], calendar: Calendar, scale: Decimal
) -> Iterator[tuple[int, Stated]]:
    if len(slots) > 1:
        days = _governing(held, held.at[slots[0]])
        days = _after(held, held.at[slots[-1]]) or days
        if len(days) > 1:
            return
        for index, concept in zip(slots, said.concepts, strict=True):
            yield from _one(rule, concept, index, held.marks[index], days[0] if days else None, calendar, scale)
        return
    (index,) = slots
    run = list(_run(held, index))
    days = _governing(held, held.at[index])
    if rule.part == "ordered":
        if all(day is None for _, day in run) and len(days) < 2:
            for order, (each, _) in enumerate(run, 1):
                for number, fact in _one(
                    rule, said.concepts[0], each, held.marks[each], days[0] if days else None, calendar, scale
                ):
                    yield number, _with_part(fact, str(order))
        return
    if len(run) > 1:
        if any(day is not None for _, day in run):
            if any(day is None for _, day in run):
                if run[0][1] is not None or any(day is None for _, day in run[1:]):
                    return
                run[0] = (run[0][0], days[0] if len(days) == 1 else Day(calendar.as_of.year))
        else:
            days = _after(held, held.at[run[-1][0]]) or days
            if len(days) != len(run):
                return
            run = [(each, day) for (each, _), day in zip(run, days, strict=True)]
        for each, day in run:
            yield from _one(rule, said.concepts[0], each, held.marks[each], day, calendar, scale)
        return
    own = run[0][1]
    behind = _after(held, held.at[index])
    if own is None and (len(behind) > 1 or len(days) > 1):
        if len(behind) > 1 and " each of " in held.norm[held.at[index] :]:
            for day in behind:
                yield from _one(rule, said.concepts[0], index, held.marks[index], day, calendar, scale)
        return
    yield from _one(
        rule, said.concepts[0], index, held.marks[index], own or (days[0] if days else None), calendar, scale
    )


def _one(
    rule: Rule, concept: str, index: int, mark: Mark, day: Day | None, calendar: Calendar, scale: Decimal
) -> Iterator[tuple[int, Stated]]:
    when = calendar.when(note_words().direction[concept], day)
    if when is None:
        return
    value, rounding = mark.value, mark.rounding
    unit = rule.unit if mark.kind in "%~=" else "USD"
    if mark.kind == "%":
        value, rounding, unit = value / 100, rounding / 100, "ratio"
    elif mark.kind in "#$" and not mark.scaled:
        value, rounding = value * scale, rounding * scale
    yield index, Stated(concept, when, value, rounding, unit, "", rule.otherwise)


def _with_part(fact: Stated, part: str) -> Stated:
    return Stated(fact.concept, fact.when, fact.value, fact.rounding, fact.unit, part, fact.otherwise)


def _run(held: Marked, index: int) -> Iterator[tuple[int, Day | None]]:
    """The figures that stand together from one on ("# and #", "# at @ and # at @"), each with a date behind it."""
    kind = held.norm[held.at[index]]
    at = held.at[index]
    while True:
        at += 2
        day = None
        if found := _DIRECTLY.match(held.norm, at):
            days = held.marks[index + 1].days
            if len(days) == 1:
                day, at = days[0], found.end()
                yield index, day
                index += 2
            else:
                yield index, None
                return
        else:
            yield index, None
            index += 1
        link = _AND.match(held.norm, at)
        if not link or held.norm[link.end() : link.end() + 1] != kind or _COMPARED.match(held.norm, link.end() + 2):
            return
        at = link.end()


def _after(held: Marked, at: int) -> tuple[Day, ...]:
    """The dates right behind a figure: "# and # , at @"."""
    if found := _DIRECTLY.match(held.norm, at + 2):
        return held.marks[held.mark_at(found.end() - 2)].days
    return ()


def _governing(held: Marked, at: int) -> tuple[Day, ...]:
    """The dates named last before a figure, as the date of what is stated."""
    for index in range(len(held.at) - 1, -1, -1):
        position = held.at[index]
        if position >= at or held.marks[index].kind != "@":
            continue
        start = max(0, position - 40)
        found = [m for m in _CONTEXT.finditer(held.norm, start, position + 2) if m.end() == position + 2]
        if found and not _NOT_CONTEXT.search(held.norm, start, found[0].start()):
            return held.marks[index].days
    return ()
