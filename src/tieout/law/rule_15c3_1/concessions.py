"""Concessions receivable that are paid on to representatives: the offset of NASD Notice to Members 84-48.

By staff position a receivable without security is allowable as far as a payable on the same trade offsets it, where the
payee has agreed in writing to be paid from its proceeds alone and to wait until it is received.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tieout.facts import Line, add, computed, less
from tieout.law.amounts import given, law, row_of
from tieout.law.months import add_months
from tieout.law.params import LawError, param
from tieout.law.questions import Answer, Row, question
from tieout.law.rows import cell, total

CITE = "NASD Notice to Members 84-48; FINRA interpretation 15c3-1(c)(2)(iv)(C)/095"


@question(CITE)
def concession_offset(
    *,
    as_of: date,
    items: Sequence[Row],
    limited_to_proceeds: bool,
    waived_until_received: bool,
    method: str = "aggregate_indebtedness",
) -> Answer:
    """How far concessions receivable are allowable against the commissions payable on the same trades.

    Each item has trade, receivable, payable and, if later than within twelve months, payable_due.  Under the aggregate
    indebtedness standard payables due within twelve months stay in aggregate indebtedness; of those due later, one
    percent is added to the requirement.
    """
    if method not in ("aggregate_indebtedness", "alternative"):
        raise LawError(f"method is {method!r}.", where=CITE, expected="aggregate_indebtedness or alternative.")
    agreed = limited_to_proceeds and waived_until_received
    months = param("concession_payable_months", as_of)
    within = add_months(as_of, int(months.value))
    allowable: list[Line] = []
    nonallowable: list[Line] = []
    counted: list[Line] = []
    left_out: list[Line] = []
    for number, row in enumerate(items, 1):
        where = f"item {number}"
        row_of(row, "receivable", "payable", optional=("trade", "payable_due"))
        trade = cell(row, "trade", str, where, where)
        receivable = given("concession_receivable", cell(row, "receivable", Decimal, where), as_of, part=trade)
        payable = given("commission_payable", cell(row, "payable", Decimal, where), as_of, part=trade)
        if receivable.value < 0 or payable.value < 0:
            raise LawError("an amount is below zero.", where=f"{where}, {trade}", expected="zero or more.")
        counted.append(add(payable))
        if not agreed:
            nonallowable.append(add(receivable, "(c)(2)(iv)(C): the payee has not agreed to both conditions"))
            continue
        offset = computed("offset", (add(receivable), add(payable)), operation="least", part=trade)
        allowable.append(add(offset))
        nonallowable.append(add(computed("excess_receivable", (add(receivable), less(offset)), part=trade)))
        if cell(row, "payable_due", date, where, as_of) > within:
            left_out.append(add(offset, f"due after {within}"))
            counted.append(less(offset, f"due after {within}"))
    excluded = total("payables_due_later", left_out if method == "aggregate_indebtedness" else (), as_of, CITE)
    lines = (add(excluded), add(law("concession_requirement_rate", as_of)))
    return {
        "allowable": total("allowable_concessions", allowable, as_of, CITE),
        "nonallowable": total("nonallowable_concessions", nonallowable, as_of, CITE),
        "in_aggregate_indebtedness": total("commissions_in_aggregate_indebtedness", counted, as_of, CITE),
        "not_in_aggregate_indebtedness": excluded,
        "added_to_requirement": computed("added_to_net_capital_required", lines, operation="product", cite=CITE),
    }
