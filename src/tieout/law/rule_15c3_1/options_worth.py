"""(c)(2)(i)(B): what options are worth in net worth.

Not here: the time value that Appendix A adds and deducts where a firm takes its strategy-based method, `worth`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tieout.facts import Fact, Line, add, computed, less
from tieout.law.given import Cells, cells, if_any, told, total
from tieout.law.params import LawError
from tieout.law.questions import Answer, Row, Value, question

CITE = "17 CFR 240.15c3-1(c)(2)(i)(B)"


@question(CITE)
def options_in_net_worth(*, as_of: date, options: Sequence[Row]) -> Answer:
    """Listed options at market, unlisted ones at what exercise would bring; and what that adds to net worth.

    Each option has option (its name), side (long or short), right (call or put), listed, units (of the underlying:
    shares, not contracts) and carried, its value on the books; a listed one price, its market price a unit; an unlisted
    one strike and underlying_price.
    """
    adjustments: list[Line] = []
    answer: dict[str, Value] = {}
    asked = ("option", "side", "right", "listed", "units", "carried")
    for row in cells(options, "option", *asked, optional=("price", "strike", "underlying_price")):
        name = row.word("option")
        if f"value_{name}" in answer:
            raise LawError(f"{name} is listed twice.", where=row.where, expected="one row per option.")
        value = _value(as_of, row, name)
        carried = told("carried_value", row.amount("carried"), as_of, "value on the books", part=name)
        ends = (
            (add(value), less(carried))
            if row.word("side", ("long", "short")) == "long"
            else (add(carried), less(value))
        )
        adjustments.append(add(computed("option_adjustment", ends, cite=CITE, part=name)))
        answer[f"value_{name}"] = value
    return {"added_to_net_worth": total("option_adjustments", adjustments, as_of, CITE), **answer}


def _value(as_of: date, row: Cells, name: str) -> Fact:
    """(B)(1): a listed option at market; (B)(2): an unlisted one at its exercise value, nothing out of the money."""
    units = told("units", row.amount("units"), as_of, part=name, unit="units")
    right = row.word("right", ("call", "put"))
    if row.yes("listed"):
        price, cite = told("market_price", row.amount("price"), as_of, part=name), f"{CITE}(1)"
    else:
        strike = told("strike", row.amount("strike"), as_of, part=name)
        underlying = told("underlying_price", row.amount("underlying_price"), as_of, part=name)
        ends = (add(underlying), less(strike)) if right == "call" else (add(strike), less(underlying))
        price, cite = if_any("exercise_value", ends, f"{CITE}(2)", name), f"{CITE}(2)"
    return computed("option_value", (add(price), add(units)), operation="product", cite=cite, part=name, unit="USD")
