"""Rule 17a-13, quarterly securities counts, and what unresolved differences take from net capital.

Read beside 17 CFR 240.17a-13 and 240.15c3-1(c)(2)(v).  Business days are those the exchange is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from tieout.facts import Fact, add, computed, less
from tieout.law.business_days import add_business_days, business_days_between
from tieout.law.dates import add_months, quarter_end, quarter_start
from tieout.law.given import FIRM, Cells, above_zero, cells, share, told, total
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
    if period_end < period_start:
        expected = "a period that ends on or after its start."
        raise LawError(f"period_end is {period_end}.", where=f"{CITE}(b)", expected=expected)
    days = sorted(row.day("counted_on") for row in cells(counts, "count", "counted_on"))
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
        "next_from": add_months(last, least),
        "next_by": min(add_months(last, most), quarter_end(quarter_end(last) + timedelta(1))),
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
        if after < add_months(before, least):
            yield f"{after} is within {least} months of {before}"
        if after > add_months(before, most):
            yield f"{after} is more than {most} months after {before}"


def _months_apart(day: date) -> tuple[int, int]:
    least, most = (param("count_months_apart", day, of).value for of in ("at_least", "at_most"))
    return int(least), int(most)


def _quarters_without(days: Sequence[date], start: date, end: date) -> Iterator[date]:
    first = start if start == quarter_start(start) else quarter_end(start) + timedelta(1)
    while (last := quarter_end(first)) <= end:
        if not any(first <= day <= last for day in days):
            yield last
        first = last + timedelta(1)


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
    asked = ("security", "side", "discovered_on", "market_value")
    for row in cells(differences, "difference", *asked, optional=("resolved_on", "reserve", "sold_on")):
        side, discovered = row.word("side", ("short", "long")), row.day("discovered_on")
        if discovered > as_of or row.day("resolved_on", date.max) <= as_of:
            continue
        if side == "short":
            age = business_days_between(discovered, as_of) - extended_business_days
            short += [add(fact, f"{DIFFERENCES}(A)") for fact in _short(row, age, as_of)]
        elif row.day("sold_on", date.max) <= as_of:
            long.append(add(_less_reserve(row, as_of), f"{DIFFERENCES}(B)"))
    short_sum = total("short_securities_differences", short, as_of, f"{DIFFERENCES}(A)")
    long_sum = total("long_securities_differences_sold", long, as_of, f"{DIFFERENCES}(B)")
    deduction = computed("securities_differences", (add(short_sum), add(long_sum)), cite=DIFFERENCES)
    return {"short": short_sum, "long_sold": long_sum, "deduction": deduction}


def _short(row: Cells, age: int, as_of: date) -> Iterator[Fact]:
    reached = [step for step in steps("securities_difference_rate", as_of) if age >= int(step.start)]
    if reached:
        rate = used(reached[-1]).fact(FIRM, as_of)
        yield share("short_securities_difference", _less_reserve(row, as_of), rate, part=row.word("security"))


def _less_reserve(row: Cells, as_of: date) -> Fact:
    """The market value less any reserve for the difference, which has lowered net worth already; never below zero."""
    part = row.word("security")
    value = told("market_value", row.amount("market_value"), as_of, part=part)
    if "reserve" not in row:
        return value
    reserve = told("reserve", row.amount("reserve"), as_of, part=part)
    left = computed("market_value_less_reserve", (add(value), less(reserve)), part=part)
    return above_zero("difference_less_reserve", left, words="a reserve takes no more than the difference")
