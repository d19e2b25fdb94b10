"""Business days: which days count where a rule counts business days.

Whose days they are depends on the rule, so every function asks for a calendar:

- `exchange`    the New York Stock Exchange is open: trading, payment under Regulation T, aging under 15c3-1
- `bank`        the Federal Reserve Banks are open: deposits and transfers of funds
- `settlement`  both are open: delivery against payment
- `federal`     the Commission's office is open: filings under the Exchange Act, as 17 CFR 240.0-3 has it
- `statutory`   the same, a day on which it is closed by order alone counted as open: dates published before such orders

The days are those of the `holidays` library, closings by proclamation included; a day that the exchange closes at noon
or the government at midday is a business day.  They begin in March 1985: until that winter the banks of New York also
closed on Lincoln's Birthday (NASD Notice to Members 84-10).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from functools import cache

from tieout.law.params import LawError
from tieout.law.questions import Answer, question

CITE = "17 CFR 240.0-3"
CALENDARS = ("exchange", "bank", "settlement", "federal", "statutory")
LAST_YEAR = 2040
FIRST_DAY, LAST_DAY = date(1985, 3, 1), date(LAST_YEAR, 12, 31)
_YEARS = range(FIRST_DAY.year, LAST_YEAR + 1)
_BANKS_FROM = 1999  # the first year of the library's days of the Reserve Banks


def is_business_day(day: date, calendar: str = "exchange") -> bool:
    """Whether `day` is one.

    >>> is_business_day(date(2024, 10, 14)), is_business_day(date(2024, 10, 14), "bank")  # Columbus Day
    (True, False)
    """
    place = _place(day, calendar)
    return _days(calendar)[place : place + 1] == (day.toordinal(),)


def add_business_days(day: date, count: int, calendar: str = "exchange") -> date:
    """The business day that comes `count` business days after `day`, which itself is not counted; before it,
    where the count is negative.

    >>> add_business_days(date(2023, 12, 31), 17, "federal")
    datetime.date(2024, 1, 25)
    """
    place = _place(day, calendar)
    days = _days(calendar)
    if count > 0:
        place = bisect_right(days, day.toordinal()) + count - 1
    elif count < 0:
        place += count
    if not 0 <= place < len(days):
        raise _outside(f"{count} business days from {day}")
    return date.fromordinal(days[place])


def business_days_between(start: date, end: date, calendar: str = "exchange") -> int:
    """Business days after `start`, through `end`; negative where `end` comes first.

    >>> business_days_between(date(2024, 3, 28), date(2024, 4, 1))  # over Good Friday
    1
    """
    _check(start, calendar)
    _check(end, calendar)
    days = _days(calendar)
    return bisect_right(days, end.toordinal()) - bisect_right(days, start.toordinal())


def on_or_after(day: date, calendar: str = "exchange") -> date:
    """`day` itself if it is a business day, otherwise the first one after it."""
    return add_business_days(day, 0, calendar)


def due_for_filing(last_day: date) -> date:
    """17 CFR 240.0-3(a): what falls due on a Saturday, Sunday or holiday may be filed the first business day after."""
    return on_or_after(last_day, "federal")


@question(CITE)
def business_day(*, day: date, count: int = 0, calendar: str = "exchange") -> Answer:
    """The business day `count` business days after a day; with no count, the day itself or the first one after it."""
    found = add_business_days(day, count, calendar)
    return {"business_day": found, "day_is_business_day": is_business_day(day, calendar), "calendar": calendar}


def _place(day: date, calendar: str) -> int:
    _check(day, calendar)
    return bisect_left(_days(calendar), day.toordinal())


def _check(day: date, calendar: str) -> None:
    if calendar not in CALENDARS:
        raise LawError(f"no calendar is named {calendar!r}.", expected=f"one of {', '.join(CALENDARS)}.")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _outside(str(day))


def _outside(what: str) -> LawError:
    expected = f"a day from {FIRST_DAY} to {LAST_DAY}."
    return LawError(f"{what} is outside the years whose business days we hold.", where=CITE, expected=expected)


@cache
def _days(calendar: str) -> tuple[int, ...]:
    """Every business day of a calendar, as ordinals in order."""
    closed = _closed(calendar)
    days = map(date.fromordinal, range(FIRST_DAY.toordinal(), LAST_DAY.toordinal() + 1))
    return tuple(day.toordinal() for day in days if day.weekday() < 5 and day not in closed)


def _closed(calendar: str) -> set[date]:
    import holidays  # slow to load, and most commands ask for no business day

    match calendar:
        case "exchange":
            return set(holidays.financial_holidays("NYSE", years=_YEARS))
        case "bank":
            named = holidays.country_holidays("US", years=range(FIRST_DAY.year, _BANKS_FROM))
            before = {day for day, name in named.items() if not (day.weekday() == 4 and "observed" in name)}
            return before | set(holidays.financial_holidays("XFED", years=range(_BANKS_FROM, LAST_YEAR + 1)))
        case "settlement":
            return _closed("exchange") | _closed("bank")
        case "statutory":
            return set(holidays.country_holidays("US", years=_YEARS))
        case _:
            named = holidays.country_holidays("US", categories=("government",), years=_YEARS)
            return {day for day, name in named.items() if "half-day" not in name}
