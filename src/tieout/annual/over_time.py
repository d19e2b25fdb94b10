"""When: the days on which net capital changes by the passing of time alone, and the lines it crosses.

Nothing is posted on the days ahead.  Receivables grow too old, securities come nearer to their maturity and mature, a
first year of business or a temporary loan comes to its end.  Only such days are asked about, each as `tieout netcap` of
that day answers.
"""

from __future__ import annotations

import contextlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tieout.annual.actions import Action
from tieout.annual.carried import cash_day, last_day_known, stands
from tieout.annual.registrant import Seen, registrant
from tieout.annual.stated import lines
from tieout.annual.what_if import Plan, applied, plan, warning
from tieout.facts import Fact, TieoutError
from tieout.facts.money import figure
from tieout.law import Holding, LawError, Registrant, Test, param, tests
from tieout.law.business_days import LAST_YEAR, add_business_days
from tieout.law.dates import add_months, later
from tieout.law.haircuts.contracts import of_class
from tieout.law.haircuts.places import MATURITY_TABLES, Place, placed
from tieout.law.haircuts.securities import CONTRACTS
from tieout.law.params import steps
from tieout.law.rule_15c3_1 import aged
from tieout.ledger.books import Books
from tieout.statements.door import Ledger

DAYS = 400
MONTH_ENDS = 24
ONE = timedelta(1)


@dataclass(frozen=True)
class Point:
    """Net capital on a day, and the tests it is held against: the requirement first, then early warning."""

    day: date
    tests: tuple[Test, ...]

    @property
    def net_capital(self) -> Decimal:
        return self.tests[0].held.value

    @property
    def required(self) -> Decimal:
        return self.tests[0].limit.value

    @property
    def warning(self) -> Decimal:
        """The highest of the early warning lines."""
        return max(test.limit.value for test in self.tests[1:])


@dataclass(frozen=True)
class Event:
    """A day on which something changes, and why: net capital and its lines before and after."""

    day: date
    causes: tuple[str, ...]
    before: Point
    after: Point

    @property
    def words(self) -> str:
        """The day in a sentence, as it is printed."""
        said = [f"{'; '.join(self.causes)}: {_moved('net capital', self.before.net_capital, self.after.net_capital)}"]
        if self.before.required != self.after.required:
            said.append(_moved("requirement", self.before.required, self.after.required))
        for before, after in zip(self.before.tests, self.after.tests, strict=True):
            if before.passes != after.passes:
                said.append(f"{'above' if after.passes else 'BELOW'} the {warning(after)}")
        return ", ".join(said)


def _moved(name: str, before: Decimal, after: Decimal) -> str:
    return (
        f"{name} stays {figure(after, 0)}" if before == after else f"{name} {figure(before, 0)} -> {figure(after, 0)}"
    )


@dataclass(frozen=True)
class Crossing:
    """A line, and the first day on which net capital is below it; None where it is not within the days ahead."""

    name: str
    words: str
    first: date | None
    held: Fact
    limit: Fact


@dataclass(frozen=True)
class DaysAhead:
    """What time alone brings from the day after `start.day` through `end`; `stopped` says why no further."""

    start: Point
    end: date
    events: tuple[Event, ...]
    stopped: str
    assumptions: tuple[str, ...]

    @property
    def points(self) -> tuple[Point, ...]:
        return (self.start, *(event.after for event in self.events))

    @property
    def crossings(self) -> tuple[Crossing, ...]:
        """Each line with the first day, from the start on, on which net capital is below it."""
        found = []
        for place, test in enumerate(self.start.tests):
            below = next((point for point in self.points if not point.tests[place].passes), None)
            seen = (below or self.points[-1]).tests[place]
            found.append(Crossing(test.name, warning(test), below.day if below else None, seen.held, seen.limit))
        return tuple(found)


def start_day(books: Books, as_of: date | None) -> date:
    """The day from which to look ahead.  Raises TieoutError for one before the last entry: what came then is posted."""
    if as_of is not None and as_of < books.last_day:
        raise TieoutError(
            f"the books go on to {books.last_day}: what comes after {as_of} is in them.",
            where="--as-of",
            expected=f"a day from {books.last_day} to look ahead from.",
        )
    return as_of or max(books.default_as_of(), books.last_day)


def days_ahead(books: Books, start: date, actions: Sequence[Action] = (), days: int = DAYS) -> DaysAhead:
    """The days after `start` on which net capital or one of its lines changes; after `actions` if there are any."""
    ledger = Ledger(books)
    seen = registrant(ledger, start, ahead=True)
    made = plan(ledger, seen, actions) if actions else None
    firm = applied(made, ledger, seen) if made else seen.registrant
    horizon = date(LAST_YEAR, 12, 31)
    end = min(start + timedelta(days), horizon)
    causes: dict[date, list[str]] = {}
    every = (*_causes(books, firm, start, end, made), *_stated(ledger, start, end))
    for day, words in sorted(every, key=lambda cause: cause[0]):
        if words not in causes.setdefault(day, []):
            causes[day].append(words)
    first = last = Point(start, tests(firm))
    events = []
    stopped = f"business days are not held after {horizon}." if end == horizon else ""
    for day, said in causes.items():
        try:
            then = _firm(ledger, day, made)
        except LawError as error:
            stopped, end = str(error).split("\n")[0], day - ONE
            break
        point = Point(day, tests(then))
        if _figures(point) != _figures(last):
            events.append(Event(day, tuple(filter(None, said)), last, point))
        last = point
    assumed = (*stands(books, end, ahead=True).assumptions, *seen.assumptions, *(made.assumptions if made else ()))
    return DaysAhead(first, end, tuple(events), stopped, tuple(dict.fromkeys(assumed)))


def _firm(ledger: Ledger, day: date, made: Plan | None) -> Registrant:
    seen: Seen = registrant(ledger, day, ahead=True)
    return applied(made, ledger, seen) if made else seen.registrant


def _figures(point: Point) -> tuple[Decimal, ...]:
    return (point.net_capital, *(test.limit.value for test in point.tests))


def month_ends(books: Books, until: date, most: int = MONTH_ENDS) -> tuple[list[Point], list[date]]:
    """Net capital at the month ends of the books before a day, and those on which it cannot be worked out."""
    ledger, found, not_known = Ledger(books), [], []
    day = until.replace(day=1) - ONE
    for _ in range(most):
        if day < books.first_day:
            break
        try:
            found.append(Point(day, tests(registrant(ledger, day, ahead=True).registrant)))
        except TieoutError:
            not_known.append(day)
        day = day.replace(day=1) - ONE
    return found[::-1], not_known[::-1]


# --- What the days bring ---------------------------------------------------------------------------------------------

Cause = tuple[date, str]  # the first day on which it holds


def _causes(books: Books, firm: Registrant, start: date, end: date, made: Plan | None) -> Iterator[Cause]:
    every = (
        *_receivables(firm, start),
        *_holdings(firm.holdings, start, end),
        *_first_year(books, firm),
        *_loans(made),
    )
    yield from ((day, words) for day, words in every if start < day <= end)


def _stated(ledger: Ledger, start: date, end: date) -> Iterator[Cause]:
    """What is stated for days to come: positions, with what they bring in turn, and form lines."""
    books, line_names = ledger.books, lines()
    for day in sorted(day for day in books.positions["as_of"].unique() if start < day <= end):
        yield day, f"positions are stated for {day}"
        with contextlib.suppress(LawError):  # the day itself is asked about, and says what is wrong
            holdings = registrant(ledger, day, ahead=True).registrant.holdings
            yield from ((later_day, words) for later_day, words in _holdings(holdings, day, end) if later_day <= end)
    for fact in books.told:
        if fact.concept in line_names and isinstance(fact.when, date) and start < fact.when <= end:
            yield fact.when, f"{fact.concept} is stated for {fact.when}"


def _receivables(firm: Registrant, start: date) -> Iterator[Cause]:
    for item in firm.open_items:
        seen = aged(item, start)
        if seen.allowable:
            age = aged(item, seen.nonallowable_from).words.rsplit(": ", 1)[-1]
            of = f" of {item.counterparty}" if item.counterparty else ""
            what = f"{item.kind.replace('_', ' ')} receivable{of} {figure(item.fact.value)}"
            yield seen.nonallowable_from, f"{what} becomes nonallowable ({age})"


def _first_year(books: Books, firm: Registrant) -> Iterator[Cause]:
    """(a)(1)(i): after twelve months aggregate indebtedness may be 15 times net capital."""
    began = books.firm.business_commenced
    if began is not None and firm.method != "alternative":
        anniversary = add_months(began, 12)
        yield anniversary if anniversary.day == began.day else anniversary + ONE, "the first year of business ends"


def _loans(made: Plan | None) -> Iterator[Cause]:
    if made is not None and made.until is not None:
        owed = figure(sum((loan.fact.value for loan in made.temporary), Decimal(0)))
        yield made.until + ONE, f"the temporary subordinated loan of {owed} is repaid"


def _holdings(holdings: Iterable[Holding], start: date, end: date) -> Iterator[Cause]:
    days = [start + timedelta(number) for number in range((end - start).days + 1)]
    reaches = _reaches(start, days)
    for holding in holdings:
        position = holding.position
        if (day := cash_day(holding)) is not None:
            value = holding.market_value.value
            word = "becomes cash" if value >= 0 else "is paid"
            yield day, f"{position.security_id} matures: {figure(abs(value))} {word}"
        if (known := last_day_known(holding)) is not None:
            yield known + ONE, ""
        if position.security_class == "fail_to_deliver" and position.settlement_date is not None:
            kind = "municipal" if position.of_class == "municipal" else "other"
            limit = param("fail_to_deliver_days", start, kind)
            late = add_business_days(position.settlement_date, int(limit.value))
            yield late, f"fail to deliver {position.security_id} is {limit.value} business days old"
        if (position.status or "").lower() == "called" and position.redemption_date is not None:
            redeemable = position.redemption_date - timedelta(int(param("redemption_days", start).value))
            yield redeemable, _rate(holding, redeemable)
        if position.maturity is not None:
            places = {bisect_right(reach, position.maturity) for reach in reaches}
            for day in (days[place] for place in sorted(places) if 0 < place < len(days)):
                if day < position.maturity and (said := _rate(holding, day)):
                    yield day, said


def _reaches(start: date, days: Sequence[date]) -> list[list[date]]:
    """For each step of the rule's tables by maturity, how far it reaches from each of the days."""
    spans = {step.start for table in MATURITY_TABLES for step in steps(table, start)}
    longest = int(param("municipal_note_longest", start).value)
    return [[later(day, span) for day in days] for span in sorted({*spans, "12 months", f"{longest + 1} days"})]


def _rate(holding: Holding, day: date) -> str:
    """How the haircut of a security changes on a day, "" where it does not."""
    before, after = _place(holding, day - ONE), _place(holding, day)
    if before is None or after is None or _same(before, after):
        return ""
    rates = " -> ".join("nothing" if one.netting == "none" else _percent(one.rate.value) for one in (before, after))
    return f"{holding.position.security_id} haircut {rates} ({after.rate.title})"


def _same(one: Place, other: Place) -> bool:
    return one.rate.value == other.rate.value and one.netting == other.netting


def _place(holding: Holding, day: date) -> Place | None:
    position = holding.position
    if position.security_class == "option":
        return None
    return of_class(position, day)[1] if position.security_class in CONTRACTS else placed(position, day)


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}%"
