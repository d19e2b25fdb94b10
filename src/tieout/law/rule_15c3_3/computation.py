"""Rule 15c3-3(e)(3): how often the reserve is computed, and by when what it shows is deposited.

Business days are those of the exchange; a deposit that would fall due while the banks are closed is due the next day
they open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from tieout.facts import Fact, add, computed
from tieout.law.business_days import add_business_days, is_business_day
from tieout.law.dates import add_months
from tieout.law.given import cells, figure, not_negative, one_of, told, total
from tieout.law.params import LawError, in_force
from tieout.law.questions import Answer, Row, Value, question

CITE = "17 CFR 240.15c3-3(e)(3)"
DAILY = f"{CITE}(i)(B)"
FREQUENCIES = ("daily", "weekly", "monthly")
OPENING = "one hour after the opening of banking business"


@question(CITE)
def reserve_computation(
    *,
    as_of: date,
    aggregate_indebtedness: Decimal,
    net_capital: Decimal,
    aggregate_customer_funds: Decimal,
    average_total_credits: Decimal | None = None,
    threshold_reached: date | None = None,
    weekly_in_a_row: int | None = None,
) -> Answer:
    """(e)(3): how often a firm computes the customer reserve: daily, weekly, or monthly where it may.

    `aggregate_customer_funds` are those of the last computation.  `average_total_credits` (see that question) is needed
    once daily computation is law; `threshold_reached` is the day they did.  `weekly_in_a_row` is for a firm thrown back
    from monthly to weekly: its weekly computations since, none at the end of a month, with low enough indebtedness.
    """
    for name, value in (
        ("aggregate_indebtedness", aggregate_indebtedness),
        ("aggregate_customer_funds", aggregate_customer_funds),
    ):
        not_negative(name, value, CITE)
    obstacles = list(
        _against_monthly(as_of, aggregate_indebtedness, net_capital, aggregate_customer_funds, weekly_in_a_row)
    )
    answer: dict[str, Value] = {"frequency": "weekly", "may_compute_monthly": not obstacles}
    answer["why"] = "; ".join(obstacles) or "aggregate indebtedness and aggregate customer funds are low enough"
    if in_force("daily_reserve_threshold", as_of):
        if average_total_credits is None:
            raise LawError("average_total_credits is not given.", where=DAILY, expected="an amount, zero or more.")
        average = not_negative("average_total_credits", average_total_credits, DAILY)
        threshold = figure("daily_reserve_threshold", as_of)
        if average >= threshold.value:
            answer |= _daily(as_of, average, threshold.value, threshold_reached)
    if answer["frequency"] == "weekly" and in_force("reserve_frequency_notice", as_of):
        notice = figure("reserve_frequency_notice", as_of, "daily_by_choice").value
        answer["daily_by_choice"] = f"{notice} days' written notice before the lower share is deducted from debit items"
        again = figure("reserve_frequency_notice", as_of, "weekly_again").value
        answer["from_required_daily"] = f"weekly again after {again} days' written notice to the examining authority"
    return answer


def _against_monthly(
    as_of: date, debt: Decimal, capital: Decimal, funds: Decimal, weekly_in_a_row: int | None
) -> Iterator[str]:
    """(e)(3): what keeps a firm from computing monthly."""
    multiple = figure("monthly_reserve_ai_multiple", as_of).value
    if debt > multiple * capital:
        yield f"aggregate indebtedness {debt:,} is over {multiple} times net capital {capital:,}"
    most = figure("monthly_reserve_customer_funds", as_of).value
    if funds > most:
        yield f"aggregate customer funds {funds:,} are over {most:,}"
    if weekly_in_a_row is not None:
        needed = figure("weekly_computations_before_monthly", as_of).value
        if weekly_in_a_row < needed:
            yield f"{weekly_in_a_row} of {needed} weekly computations in a row since it had to compute weekly"


def _daily(as_of: date, average: Decimal, threshold: Decimal, reached: date | None) -> dict[str, Value]:
    """(e)(3)(i)(B): daily, after the months a firm has from the day it reached the threshold."""
    why = f"average total credits {average:,} are at or over {threshold:,}"
    if reached is None:
        return {"frequency": "daily", "may_compute_monthly": False, "why": why}
    months = int(figure("daily_reserve_phase_in", as_of).value)
    begins = add_months(reached, months)
    frequency = "daily" if as_of >= begins else "weekly"
    why += f" since {reached}; daily computation begins by {begins}"
    return {"frequency": frequency, "may_compute_monthly": False, "why": why, "daily_by": begins}


@question("17 CFR 240.15c3-3(a), average total credits")
def average_total_credits(*, as_of: date, month_ends: Sequence[Row]) -> Answer:
    """(a): the mean of customer and PAB total credits in the twelve month-end FOCUS reports filed last.

    `month_ends` are rows of `month`, `customer` and `pab` total credits.
    """
    cite, needed = "17 CFR 240.15c3-3(a)", figure("daily_reserve_month_ends", as_of)
    lines = []
    months: list[str] = []
    for row in cells(month_ends, "month end", "month", "customer", "pab"):
        months.append(row.word("month"))
        for key, words in (("customer", "customer reserve computation"), ("pab", "PAB reserve computation")):
            lines.append(add(told("total_credits", row.amount(key), as_of, words, part=f"{months[-1]} {key}")))
    if len(set(months)) != len(months) or len(months) != needed.value:
        expected = f"{needed.value} month ends, each once."
        raise LawError(
            f"{len(months)} month ends are given, {len(set(months))} of them apart.", where=cite, expected=expected
        )
    everything = total("total_credits", lines, as_of, cite)
    average: Fact = computed("average_total_credits", (add(everything), add(needed)), operation="quotient", cite=cite)
    return {"average_total_credits": average}


@question(CITE)
def pab_reserve_computation(
    *,
    as_of: date,
    carries_customer_accounts: bool,
    trades_proprietary: bool,
    last_required_a_deposit: bool = False,
    weekly_in_a_row: int | None = None,
) -> Answer:
    """(e)(3): whether the PAB reserve may be computed monthly rather than weekly (daily: see reserve_computation).

    `last_required_a_deposit` is whether the last monthly computation required an additional deposit; `weekly_in_a_row`
    the weekly computations since such a one, none at the end of a month, which required none.
    """
    needed = figure("weekly_pab_computations_before_monthly", as_of).value
    reasons = []
    if carries_customer_accounts:
        reasons.append("it carries accounts of customers")
    if trades_proprietary:
        reasons.append("it conducts a proprietary trading business")
    if last_required_a_deposit:
        reasons.append("its monthly computation required a deposit")
    elif weekly_in_a_row is not None and weekly_in_a_row < needed:
        reasons.append(f"{weekly_in_a_row} of {needed} weekly computations in a row required no deposit")
    why = "; ".join(reasons) or "it carries no accounts of customers and does not trade for itself"
    return {"frequency": "weekly", "may_compute_monthly": not reasons, "why": why}


@question(CITE)
def reserve_deposit_deadline(*, computed_as_of: date, frequency: str = "weekly") -> Answer:
    """(e)(3): the day and hour by which the deposit that a computation shows is made.

    `computed_as_of` is the business day at whose close the formula was struck.
    """
    frequency = one_of("frequency", frequency, FREQUENCIES, CITE)
    if not is_business_day(computed_as_of):
        raise LawError(
            f"{computed_as_of} is no business day.",
            where=CITE,
            expected="the business day at whose close the reserve is computed, "
            f"such as {add_business_days(computed_as_of, -1)}.",
        )
    days = figure("reserve_deposit_days", computed_as_of)
    due = add_business_days(add_business_days(computed_as_of, int(days.value)), 0, "bank")
    following = add_business_days(computed_as_of, 1)
    last = {
        "daily": True,
        "weekly": following.isocalendar()[:2] != computed_as_of.isocalendar()[:2],
        "monthly": (following.year, following.month) != (computed_as_of.year, computed_as_of.month),
    }[frequency]
    return {"deposit_by": due, "hour": OPENING, "is_the_day_of_the_computation": last}


@question(CITE)
def reserve_computation_days(*, month: date, frequency: str = "weekly") -> Answer:
    """(e)(3): the days of a month at whose close the reserve is computed, and by when each deposit is made."""
    answer: dict[str, Value] = {}
    day = month.replace(day=1)
    while (day.year, day.month) == (month.year, month.month):
        if is_business_day(day):
            found = reserve_deposit_deadline(computed_as_of=day, frequency=frequency)
            if found["is_the_day_of_the_computation"]:
                answer[f"deposit_for_{day}"] = found["deposit_by"]
        day += timedelta(days=1)
    return answer
