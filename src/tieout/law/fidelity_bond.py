"""Fidelity bonds: the coverage a member of SIPC must have, and the deductible that net capital pays for.

Read beside FINRA 4360, and NASD 3020 for the years until 2011; the deduction is that of 17 CFR 240.15c3-1(c)(2)(xiv).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from tieout.facts import Fact, add, computed, less
from tieout.law.business_days import add_business_days
from tieout.law.dates import add_months
from tieout.law.given import FIRM, above_zero, cells, figure, not_negative, share, told
from tieout.law.params import LawError, param, steps, used
from tieout.law.questions import Answer, Row, question

CITE = "FINRA 4360"


@question(f"{CITE}(a)")
def fidelity_bond_required(
    *,
    as_of: date,
    sipc_member: bool,
    exchange_requires_a_bond: bool = False,
    exchange_floor_business_only: bool = False,
    no_employees: bool = False,
) -> Answer:
    """Whether a member must maintain a blanket fidelity bond under FINRA 4360, or before it NASD 3020.

    `exchange_requires_a_bond`: it is a member in good standing of an exchange whose own requirements it meets (under
    4360 they must be as high).  `exchange_floor_business_only`: it acts solely as designated market maker, floor broker
    or floor trader and does no business with the public.
    """
    of = {
        "sole_owner": no_employees,
        "exchange_bond": exchange_requires_a_bond,
        "floor_only": exchange_floor_business_only,
    }
    reasons = [] if sipc_member else ["it need not be a member of SIPC"]
    for name, holds in of.items():
        exempt = param("bond_exempt", as_of, name)
        if holds and exempt.value:
            reasons.append(f"{exempt.cite}: {exempt.title}")
    return {"required": not reasons, "because": "; ".join(reasons) or "a member of SIPC that is not exempt"}


@question(f"{CITE}(e)")
def fidelity_bond_notice(*, changed_on: date) -> Answer:
    """The day by which a member tells FINRA that its bond is cancelled, terminated or substantially modified."""
    days = int(param("bond_notice_business_days", changed_on).value)
    return {"notice_by": add_business_days(changed_on, days) if days else changed_on, "immediately": not days}


@question(f"{CITE}(b), NASD 3020(a)")
def fidelity_bond_coverage(*, as_of: date, required_net_capital: Decimal) -> Answer:
    """The minimum coverage for a required net capital: 120% of it with a least amount, or the table from its first row.

    Where a row ends at 300,000 and the next starts at 300,001, a fraction over 300,000 is in the next.
    """
    not_negative("required_net_capital", required_net_capital, CITE)
    return {
        "minimum_coverage": _minimum(told("required_net_capital", required_net_capital, as_of), as_of),
        "not_covered": "fraudulent trading and securities forgery, NASD 3020(a)(4) and (5)",
    }


@question(f"{CITE}(d), NASD 3020(c)")
def fidelity_bond_review(*, anniversary: date, requirements: Sequence[Row]) -> Answer:
    """The minimum coverage from a bond's anniversary on, by the highest requirement of the twelve months looked at.

    `requirements` are rows of `as_of` and `required_net_capital`; those outside the twelve months are left aside.
    """
    last_day = anniversary - timedelta(int(param("bond_review_days", anniversary).value))
    first_day = add_months(last_day, -12) + timedelta(1)
    looked_at = []
    for row in cells(requirements, "requirement", "as_of", "required_net_capital"):
        day, amount = row.day("as_of"), row.amount("required_net_capital")
        if first_day <= day <= last_day:
            looked_at.append(add(told("required_net_capital", amount, day, part=str(day))))
    if not looked_at:
        what = "no requirement is given of the twelve months looked at."
        raise LawError(what, where=f"{CITE}(d)", expected=f"rows from {first_day} to {last_day}.")
    highest = computed("highest_required_net_capital", looked_at, operation="greatest", when=anniversary)
    return {
        "first_day": first_day,
        "last_day": last_day,
        "highest_required_net_capital": highest,
        "minimum_coverage": _minimum(highest, anniversary),
        "not_covered": "a firm's first anniversary, 4360(d)(2)",
    }


def _minimum(required: Fact, as_of: date) -> Fact:
    table = steps("bond_minimum_coverage", as_of)
    if required.value >= Decimal(table[0].start):
        whole_usd = required.value.to_integral_value(ROUND_CEILING)
        row = used([row for row in table if Decimal(row.start) <= whole_usd][-1])
        return computed("minimum_bond_coverage", [add(row.fact(FIRM, as_of))], cite=row.cite)
    by_rate = share("bond_coverage_by_rate", required, figure("bond_coverage_rate", as_of))
    lines = (add(by_rate), add(figure("bond_least_coverage", as_of)))
    cite = param("bond_coverage_rate", as_of).cite
    return computed("minimum_bond_coverage", lines, operation="greatest", cite=cite)


@question(f"{CITE}(c), NASD 3020(b)")
def fidelity_bond_deductible(
    *, as_of: date, coverage: Decimal, minimum_coverage: Decimal, deductible: Decimal
) -> Answer:
    """Whether a deductible is allowed, and what of it net worth loses in the computation of net capital.

    `coverage` is what the firm purchased, `minimum_coverage` what it must have.
    """
    for name, value in (("coverage", coverage), ("minimum_coverage", minimum_coverage), ("deductible", deductible)):
        not_negative(name, value, f"{CITE}(c)")
    purchased = told("coverage_purchased", coverage, as_of)
    minimum = told("minimum_bond_coverage", minimum_coverage, as_of)
    chosen = told("bond_deductible", deductible, as_of)
    floor = figure("bond_deductible_floor", as_of)
    allowed = computed(
        "bond_deductible_allowed", (add(_rate_of(purchased, "allowed", as_of)), add(floor)), operation="greatest"
    )
    free = computed(
        "bond_deductible_not_deducted",
        (
            add(_rate_of(minimum, "free_of_minimum", as_of)),
            add(_rate_of(purchased, "free_of_purchased", as_of)),
            add(floor),
        ),
        operation="greatest",
    )
    excess = computed("bond_deductible_over", (add(chosen), less(free)))
    return {
        "enough_coverage": coverage >= minimum_coverage,
        "deductible_allowed": allowed,
        "in_order": deductible <= allowed.value,
        "deduction": above_zero("excess_bond_deductible", excess, "17 CFR 240.15c3-1(c)(2)(xiv)"),
    }


def _rate_of(coverage: Fact, of: str, as_of: date) -> Fact:
    return share(f"bond_deductible_{of}", coverage, figure("bond_deductible_rate", as_of, of))
