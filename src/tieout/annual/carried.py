"""Days after the last entry: what is carried forward to them, and what is assumed by doing so.

Up to the last entry a day has what is stated for that very day, and nothing else.  A later day has the balances of the
last one, and the positions and form lines stated last; maturities come nearer, and what has matured is cash.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tieout.annual.stated import lines
from tieout.facts import Fact
from tieout.facts.money import figure
from tieout.law import Holding, LawError
from tieout.ledger.books import Books

NOT_BY_MATURITY = ("option", "contractual_commitment", "fail_to_deliver")


@dataclass(frozen=True)
class Stands:
    """What stands on a day: facts told, the day whose positions it has, and the sentences that say what is assumed."""

    told: tuple[Fact, ...]
    positions_of: date
    assumptions: tuple[str, ...] = ()
    is_carried: bool = False


def stands(books: Books, as_of: date, *, ahead: bool) -> Stands:
    """What is stated for a day; where `ahead` and the day comes after the last entry, what is carried forward to it."""
    if not ahead or as_of <= books.last_day:
        return Stands(books.told, as_of)
    # What is stated before the latest year end of the books is of a balance sheet that no longer stands.
    floor = min(books.default_as_of(), books.last_day)
    told, carried_of = _told(books.told, floor, as_of)
    said = [f"no entry after {books.last_day}: balances of that day."]
    stated = [day for day in books.positions["as_of"].unique() if floor <= day <= as_of]
    positions_of = max(stated, default=as_of)
    if positions_of != as_of:
        said.append(f"positions are those of {positions_of}, at their prices of that day.")
    if carried_of:
        named = ", ".join(f"{line} ({day})" for line, day in carried_of.items())
        said.append(f"stated in facts.csv for an earlier day and carried forward: {named}.")
    return Stands(told, positions_of, tuple(said), is_carried=positions_of != as_of)


def _told(told: Iterable[Fact], floor: date, as_of: date) -> tuple[tuple[Fact, ...], dict[str, date]]:
    """The facts, those form lines that are not stated for the day itself as stated last; and which were, for when."""
    held, may_be_stated = tuple(told), lines()
    latest: dict[str, date] = {}
    for fact in held:
        if fact.concept in may_be_stated and isinstance(fact.when, date) and floor <= fact.when <= as_of:
            latest[fact.concept] = max(latest.get(fact.concept, fact.when), fact.when)
    moved = {line: day for line, day in latest.items() if day != as_of}
    found = tuple(replace(f, when=as_of) if f.when == moved.get(f.concept) else f for f in held)
    return found, dict(sorted(moved.items()))


def not_matured(
    holdings: Iterable[Holding], as_of: date, held_on: Stands
) -> tuple[tuple[Holding, ...], tuple[str, ...], Decimal]:
    """The holdings still there on a day they are carried to; a sentence for each that is cash by then, and how much.

    Raises LawError for an option or a commitment whose day has passed: what has become of it is not known.
    """
    if not held_on.is_carried:
        return tuple(holdings), (), Decimal(0)
    left: list[Holding] = []
    said: list[str] = []
    cash = Decimal(0)
    for holding in holdings:
        _refuse_past(holding, as_of)
        if (day := cash_day(holding)) is not None and day <= as_of:
            value = holding.market_value.value
            what = "is counted as cash" if value >= 0 else "is counted as paid"
            said.append(f"{holding.position.security_id} matured on {day}: its {figure(abs(value))} {what}.")
            cash += value
        else:
            left.append(holding)
    return tuple(left), tuple(said), cash


def cash_day(holding: Holding) -> date | None:
    """The day on which a security is paid back: it matures, or it was called."""
    position = holding.position
    if position.security_class in NOT_BY_MATURITY:
        return None
    called = position.redemption_date if (position.status or "").lower() == "called" else None
    return min((day for day in (position.maturity, called) if day is not None), default=None)


def last_day_known(holding: Holding) -> date | None:
    """The last day on which it is known what an option or a commitment is."""
    position = holding.position
    match position.security_class:
        case "option":
            return position.expiry
        case "contractual_commitment":
            return position.settlement_date
        case _:
            return None


def _refuse_past(holding: Holding, as_of: date) -> None:
    day = last_day_known(holding)
    if day is not None and day < as_of:
        word = "expires" if holding.position.security_class == "option" else "settles"
        raise LawError(
            f"{holding.position.security_id} {word} on {day}; what becomes of it is not known on {as_of}.",
            where=holding.position.row,
            mend=f"state the positions of a day after {day}, or ask for a day up to it.",
        )
