"""Rule 15c3-3(b)(3): fully paid and excess margin securities that the firm borrows from its customers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tieout.facts import Line, add, less
from tieout.law.business_days import add_business_days
from tieout.law.given import cells, figure, if_any, share, told, total
from tieout.law.params import param
from tieout.law.questions import Answer, Row, Value, question

CITE = "17 CFR 240.15c3-3(b)(3)"
COLLATERAL = ("cash", "treasuries", "letters_of_credit", "other_permitted")


@question(CITE)
def customer_securities_borrowed(*, as_of: date, lenders: Sequence[Row], written_agreement: bool) -> Answer:
    """The collateral that each lender lacks at the close of a business day, and the day by which it is provided.

    `lenders` are rows of `lender`, the `market_value` of all it has lent, and what it holds: `cash`, `treasuries`
    (bills and notes), `letters_of_credit` of a bank, and `other_permitted` (what an order of the Commission permits).
    `written_agreement` is one with the terms of (b)(3)(i) to (iv), made at or before the loan.
    """
    lacking: list[Line] = []
    answer: dict[str, Value] = {}
    for row in cells(lenders, "lender", "lender", "market_value", optional=COLLATERAL):
        name = row.word("lender")
        market = told("market_value", row.amount("market_value"), as_of, "securities lent", part=name)
        must_hold = share("collateral_required", market, figure("customer_loan_collateral_rate", as_of), part=name)
        held = [less(told(key, row.amount(key, Decimal(0)), as_of, part=name)) for key in COLLATERAL if key in row]
        more = if_any("additional_collateral", (add(must_hold), *held), f"{CITE}(iii)(B)", name)
        lacking.append(add(more))
        answer[f"additional_{name}"] = more
    days = int(param("customer_loan_collateral_days", as_of).value)
    return {
        "additional_collateral": total("additional_collateral", lacking, as_of, f"{CITE}(iii)(B)"),
        "provide_by": add_business_days(as_of, days),
        "may_leave_possession": written_agreement,
        **answer,
    }
