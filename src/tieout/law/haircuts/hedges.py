"""(A)(3) and (F)(2) to (4): governments and debt that a firm may elect to deduct for in pairs, asked pair by pair."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Line, add, computed, less
from tieout.law.dates import add_months, later
from tieout.law.given import Cells, cells, figure, told, total
from tieout.law.haircuts.places import Place, Traits, place
from tieout.law.params import LawError, param, steps, used
from tieout.law.questions import Answer, Row, Value, question

CITE = "17 CFR 240.15c3-1(c)(2)(vi)"
HEDGES = ("government", "debt")
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


@question(f"{CITE}(F)(2)-(4)")
def hedged_debt(*, as_of: date, pairs: Sequence[Row]) -> Answer:
    """What is deducted for debt of (F)(1) that is hedged with governments, or with other such debt.

    Each pair has market_value and maturity of the debt, hedge (government or debt), hedge_market_value and
    hedge_maturity; a short position is below zero.  As much is hedged as both sides have; what is over stays in its own
    category, (F)(1) or (A), and is told.  A pair that does not qualify stays there whole.
    """
    lines: list[Line] = []
    answer: dict[str, Value] = {}
    asked = ("market_value", "maturity", "hedge", "hedge_market_value", "hedge_maturity")
    for row in cells(pairs, "pair", *asked, optional=("security",)):
        name = row.word("security", otherwise=row.where)
        value, other = row.number("market_value"), row.number("hedge_market_value")
        if not value * other < 0:
            expected = "a long and a short, below zero."
            raise LawError("debt and hedge are on one side.", where=row.where, expected=expected)
        band = _band(as_of, row)
        hedged = min(abs(value), abs(other)) if band else Decimal(0)
        key = row.where.replace(" ", "_")
        answer |= {
            f"{key}_hedged": bool(band),
            f"{key}_debt_left": abs(value) - hedged,
            f"{key}_hedge_left": abs(other) - hedged,
        }
        if band:
            size = told("hedged_market_value", hedged, as_of, "what both sides have", part=name)
            rate = figure("hedged_debt_rate", as_of, f"{row.word('hedge', HEDGES)} {band}")
            product = (add(size), add(rate))
            lines.append(add(computed("haircut", product, operation="product", cite=CITE, part=name, unit="USD")))
    return {"deduction": total("hedged_debt_deductions", lines, as_of, f"{CITE}(F)"), **answer}


def _band(as_of: date, row: Cells) -> str:
    """(F)(2): the band of maturities that debt and hedge share, near enough to each other; empty if there is none."""
    first, last = sorted((row.day("maturity"), row.day("hedge_maturity")))
    if first <= as_of:
        raise LawError(f"{first} has come.", where=row.where, expected=f"maturities after {as_of}.")
    bands = [
        [step for step in steps("hedged_debt_apart", as_of) if later(as_of, step.start) <= day][-1]
        for day in (first, last)
    ]
    row.word("hedge", HEDGES)
    near = last <= add_months(first, int(used(bands[0]).value))
    return bands[0].start if bands[0].start == bands[1].start and near else ""
