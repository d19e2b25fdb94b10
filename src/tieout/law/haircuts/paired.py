"""(c)(2)(vi)(A)(3): two governments near the border of categories that a firm may elect to net, asked pair by pair."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tieout.facts import Fact, add, computed, less
from tieout.law.dates import add_months
from tieout.law.given import told, total
from tieout.law.haircuts.places import Place, Traits, place
from tieout.law.params import LawError, param
from tieout.law.questions import Answer, question

CITE = "17 CFR 240.15c3-1(c)(2)(vi)"
WINDOWS = ("(A)", "(B)", "(C)")


@question(f"{CITE}(A)(3)")
def paired_governments(
    *, as_of: date, market_value: Decimal, maturity: date, other_market_value: Decimal, other_maturity: date
) -> Answer:
    """Whether a long and a short government of two categories may be netted, and what the net then costs by itself.

    A short position is below zero.  The net stays in the category of the security with the higher market value.
    """
    held = [(market_value, maturity), (other_market_value, other_maturity)]
    if not market_value * other_market_value < 0:
        raise LawError("the two are on one side.", where=f"{CITE}(A)(3)", expected="a long and a short, below zero.")
    places = [_government(day, as_of) for _, day in held]
    values = [told("market_value", value, as_of, f"matures {day}") for value, day in held]
    alone = [_haircut(value, one, as_of) for value, one in zip(values, places, strict=True)]
    window = _window(as_of, *sorted((maturity, other_maturity)))
    apart = total("deductions_apart", [add(one) for one in alone], as_of, f"{CITE}(A)(1)")
    if not window or places[0].pool == places[1].pool:
        why = "both are of one category" if window else "their maturities are not as (A)(3)(i) asks"
        return {"may_be_paired": False, "why": why, "deductions_apart": apart}
    net = computed("net_market_value", [add(value) for value in values], cite=f"{CITE}(A)(3)(ii)")
    greater = max(zip(values, places, strict=True), key=lambda one: abs(one[0].value))[1]
    return {
        "may_be_paired": True,
        "why": f"maturities as in (A)(3)(i){window}",
        "net_market_value": net,
        "category": greater.rate.group,
        "deduction": _haircut(net, greater, as_of),
        "deductions_apart": apart,
    }


def _government(maturity: date, as_of: date) -> Place:
    if maturity <= as_of:
        raise LawError(f"maturity is {maturity}.", where=f"{CITE}(A)", expected=f"a day after {as_of}.")
    return place(Traits("us_government", maturity=maturity), as_of)


def _window(as_of: date, first: date, last: date) -> str:
    """(A)(3)(i): the sub-paragraph whose maturities the two have; empty where there is none."""
    for window in WINDOWS:
        start, end, apart = (
            int(param("government_pair_months", as_of, f"{window} {of}").value) for of in ("from", "to", "apart")
        )
        between = add_months(as_of, start) <= first and last <= add_months(as_of, end)
        if between and last <= add_months(first, apart):
            return window
    return ""


def _haircut(value: Fact, held: Place, as_of: date) -> Fact:
    size = value if value.value >= 0 else computed("size", (less(value),))
    lines = (add(size), add(held.rate.fact(value.entity, as_of)))
    return computed("haircut", lines, operation="product", cite=held.rate.cite, unit="USD")
