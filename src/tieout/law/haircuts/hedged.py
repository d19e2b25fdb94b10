"""(c)(2)(vi)(F)(2) to (4): nonconvertible debt that a firm elects to treat as hedged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tieout.facts import Line, add, computed, less
from tieout.law.dates import add_months, later
from tieout.law.given import FIRM, Cells, cells, share, told, total
from tieout.law.params import LawError, Param, steps, used
from tieout.law.questions import Answer, Row, Value, question

CITE = "17 CFR 240.15c3-1(c)(2)(vi)(F)"
_RATES = {"us_government": "hedged_debt_rate_governments", "agency": "hedged_debt_rate_governments",
          "corporate_debt": "hedged_debt_rate_debt"}  # fmt: skip


@question(f"{CITE}(2)-(4)")
def hedged_debt(*, as_of: date, pairs: Sequence[Row]) -> Answer:
    """What is deducted of nonconvertible debt hedged by governments or by other such debt, where the firm elects it.

    Each pair has market_value and maturity of the debt, hedge_class (us_government, agency or corporate_debt),
    hedge_market_value and hedge_maturity; one of the two is short, below zero.  Both mature in one of the spans of
    (F)(2), and as near each other as it asks.  What is larger than its hedge stays in its own category: `debt_left`
    and `hedge_left`, by pair.
    """
    lines: list[Line] = []
    rest: dict[str, Value] = {}
    for row in cells(pairs, "pair", "market_value", "maturity", "hedge_class", "hedge_market_value", "hedge_maturity"):
        debt = told("market_value", row.number("market_value"), as_of, part=row.where)
        hedge = told("hedge_market_value", row.number("hedge_market_value"), as_of, part=row.where)
        if debt.value * hedge.value >= 0:
            said = f"market values are {debt.value:,} and {hedge.value:,}."
            raise LawError(said, where=row.where, expected="one long and one short, which is below zero.")
        sizes = [
            computed(f"{fact.concept}_held", [(add if fact.value > 0 else less)(fact)], part=row.where)
            for fact in (debt, hedge)
        ]
        hedged = computed("hedged", map(add, sizes), operation="least", part=row.where)
        rate = _rate(row, as_of).fact(FIRM, as_of)
        lines.append(add(share("haircut", hedged, rate, part=row.where)))
        for name, size in zip(("debt_left", "hedge_left"), sizes, strict=True):
            rest[f"{name}_{row.where}"] = computed(name, (add(size), less(hedged)), part=row.where)
    return {"haircut": total("haircut", lines, as_of, f"{CITE}(3), (4)"), **rest}


def _rate(row: Cells, as_of: date) -> Param:
    """The rate of a pair.  Raises LawError where (F)(2) does not take it for hedged."""
    maturity, hedge = row.day("maturity"), row.day("hedge_maturity")
    if min(maturity, hedge) < as_of:
        raise LawError(f"it matured before {as_of}.", where=row.where, expected="two maturities to come.")
    windows = steps("hedged_debt_months", as_of)
    at, other = (_span(day, windows, as_of) for day in (maturity, hedge))
    first, last = sorted((maturity, hedge))
    window = used(windows[at])
    if at != other:
        said = f"one matures in {windows[at].title}, the other in {windows[other].title}."
        raise LawError(said, where=row.where, expected=f"one span of {CITE}(2) for both.")
    if last > add_months(first, int(window.value)):
        said = f"maturities are {first} and {last}."
        raise LawError(said, where=row.where, expected=f"no more than {window.value} months apart, {window.cite}.")
    kind = row.word("hedge_class", tuple(_RATES))
    return used(steps(_RATES[kind], as_of)[at])


def _span(maturity: date, windows: Sequence[Param], as_of: date) -> int:
    """Which of the spans of (F)(2) a maturity falls in."""
    return max(n for n, step in enumerate(windows) if later(as_of, step.start) <= maturity)
