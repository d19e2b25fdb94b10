"""Rule 17a-13, quarterly securities counts, and what unresolved differences take from net capital.

Read beside 17 CFR 240.17a-13 and 240.15c3-1(c)(2)(v).  Business days are those the exchange is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from tieout.facts import Fact, add, computed, less
from tieout.law.amounts import ASKED, given, row_amount, row_date, row_of
from tieout.law.business_days import add_business_days, business_days_between
from tieout.law.params import LawError, param, steps, used
from tieout.law.questions import Answer, Row, question

CITE = "17 CFR 240.17a-13"
DIFFERENCES = "17 CFR 240.15c3-1(c)(2)(v)"


# --- 17a-13(a): who need not count -----------------------------------------------------------------------------------


@question(f"{CITE}(a)")
def securities_count_exempt(
    *,
    dealer_in_fund_shares_only: bool,
    broker_in_fund_shares_only: bool,
    transmits_promptly_and_holds_nothing: bool,
) -> Answer:
    """Whether a broker-dealer is outside the rule: all three of (a)(1) to (3) must hold.

    Fund shares are redeemable shares of registered funds and interests in insurance company separate accounts; the
    paragraphs leave room for what goes with them, such as sales to reinvest in fund shares.
    """
    needed = {
        "(a)(1) as dealer": dealer_in_fund_shares_only,
        "(a)(2) as broker": broker_in_fund_shares_only,
        "(a)(3) transmits promptly, holds and owes nothing": transmits_promptly_and_holds_nothing,
    }
    missing = "; ".join(words for words, holds in needed.items() if not holds)
    return {"exempt": not missing, "not_met": missing or "none"}


# --- 17a-13(b): the schedule -----------------------------------------------------------------------------------------


@question(f"{CITE}(b)")
def securities_counts(*, period_start: date, period_end: date, counts: Sequence[Row]) -> Answer:
    """Whether counts (rows of `counted_on`) are in order: one in each calendar quarter, two to four months apart.

    The answer also has the days between which the next count falls.  A quarter is looked at when all of it lies in the
    period.
    """
    for row in counts:
        row_of(row, "counted_on")
    days = sorted(row_date(row, "counted_on") for row in counts)
    if not days:
        raise LawError("no count is given.", where=f"{CITE}(b)", expected="rows of `counted_on`.")
    faults = [
        *(f"no count in the quarter to {end}" for end in _quarters_without(days, period_start, period_end)),
        *_apart(days),
    ]
    last = days[-1]
    least, most = _months_apart(last)
    return {
        "in_order": not faults,
        "faults": "; ".join(faults) or "none",
        "next_from": _months_after(last, least),
        "next_by": min(_months_after(last, most), _quarter_end(_quarter_end(last) + timedelta(1))),
        "record_differences_by": _record_by(last),
    }


@question(f"{CITE}(b)(5)")
def count_differences_recorded_by(*, counted_on: date) -> Answer:
    """The last day for recording the unresolved differences of a count; in a cycle, of the count of each security."""
    return {"record_by": _record_by(counted_on)}


def _record_by(counted_on: date) -> date:
    return add_business_days(counted_on, int(param("count_differences_business_days", counted_on).value))


def _apart(days: Sequence[date]) -> Iterator[str]:
    for before, after in pairwise(days):
        least, most = _months_apart(after)
        if after < _months_after(before, least):
            yield f"{after} is within {least} months of {before}"
        if after > _months_after(before, most):
            yield f"{after} is more than {most} months after {before}"


def _months_apart(day: date) -> tuple[int, int]:
    least, most = (param("count_months_apart", day, of).value for of in ("at_least", "at_most"))
    return int(least), int(most)


def _quarters_without(days: Sequence[date], start: date, end: date) -> Iterator[date]:
    quarter_start = start if start == _quarter_start(start) else _quarter_end(start) + timedelta(1)
    while (quarter_end := _quarter_end(quarter_start)) <= end:
        if not any(quarter_start <= day <= quarter_end for day in days):
            yield quarter_end
        quarter_start = quarter_end + timedelta(1)


def _quarter_start(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _quarter_end(day: date) -> date:
    return _months_after(_quarter_start(day), 3) - timedelta(1)


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last day of one that is too short."""
    first = day.year * 12 + day.month - 1 + months
    after = first + 1
    last = date(after // 12, after % 12 + 1, 1) - timedelta(1)
    return date(first // 12, first % 12 + 1, min(day.day, last.day))


# --- 15c3-1(c)(2)(v): the deduction ----------------------------------------------------------------------------------


@question(DIFFERENCES)
def securities_differences_deduction(
    *, as_of: date, differences: Sequence[Row], extended_business_days: int = 0
) -> Answer:
    """The deduction for unresolved securities differences.

    Rows have `security`, `side` (short or long), `discovered_on`, `market_value`, and may have `resolved_on`, `reserve`
    and, for a long one, `sold_on`.  (A) a short difference is deducted in steps, each from its business day after
    discovery on, be it a count's or a position that can neither be counted nor confirmed; (B) a long difference once
    the security was sold before the difference is resolved, less its reserve.  (C) `extended_business_days`: what the
    examining authority has granted.  A long difference is not set against a short one.
    """
    most = int(param("securities_difference_extension", as_of).value)
    if not 0 <= extended_business_days <= most:
        what = f"extended_business_days is {extended_business_days}."
        raise LawError(what, where=f"{DIFFERENCES}(C)", expected=f"from 0 to {most}.")
    short, long = [], []
    for row in differences:
        row_of(row, "security", "side", "discovered_on", "market_value", optional=("resolved_on", "reserve", "sold_on"))
        if row["side"] not in ("short", "long"):
            raise LawError(f"side is {row['side']!r} in a row.", where=DIFFERENCES, expected="short or long.")
        if row_amount(row, "market_value") < 0:
            raise LawError(f"market_value is {row['market_value']} in a row.", expected="zero or more, on either side.")
        discovered = row_date(row, "discovered_on")
        resolved = row.get("resolved_on") is not None and row_date(row, "resolved_on") <= as_of
        if discovered > as_of or resolved:
            continue
        if row["side"] == "short":
            age = business_days_between(discovered, as_of) - extended_business_days
            short += [add(fact, f"{DIFFERENCES}(A)") for fact in _short(row, age, as_of)]
        elif row.get("sold_on") is not None and row_date(row, "sold_on") <= as_of:
            long.append(add(_less_reserve(row, as_of), f"{DIFFERENCES}(B)"))
    none = given("none", 0, as_of, "no such difference")
    short_total = computed("short_securities_differences", short or [add(none)], cite=f"{DIFFERENCES}(A)")
    long_total = computed("long_securities_differences_sold", long or [add(none)], cite=f"{DIFFERENCES}(B)")
    total = computed("securities_differences", (add(short_total), add(long_total)), cite=DIFFERENCES)
    return {"short": short_total, "long_sold": long_total, "deduction": total}


def _short(row: Row, age: int, as_of: date) -> Iterator[Fact]:
    reached = [step for step in steps("securities_difference_rate", as_of) if age >= int(step.start)]
    if reached:
        rate = used(reached[-1]).fact(ASKED, as_of)
        lines = (add(_less_reserve(row, as_of)), add(rate))
        yield computed("short_securities_difference", lines, operation="product", part=str(row["security"]))


def _less_reserve(row: Row, as_of: date) -> Fact:
    """The market value less any reserve for the difference, which has lowered net worth already; never below zero."""
    part = str(row["security"])
    value = given("market_value", row_amount(row, "market_value"), as_of, part=part)
    if row.get("reserve") is None:
        return value
    reserve = given("reserve", row_amount(row, "reserve"), as_of, part=part)
    left = computed("market_value_less_reserve", (add(value), less(reserve)), part=part)
    floor = given("none", 0, as_of, "a reserve takes no more than the difference", part=part)
    return computed("difference_less_reserve", (add(left), add(floor)), operation="greatest", part=part)
