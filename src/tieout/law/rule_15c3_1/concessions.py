"""Concessions receivable that are paid on to representatives: the offset of NASD Notice to Members 84-48.

By staff position a receivable without security is allowable as far as a payable on the same trade offsets it, where the
payee has agreed in writing to be paid from its proceeds alone and to wait until it is received.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tieout.facts import Line, add, computed, less
from tieout.law.dates import add_months
from tieout.law.given import cells, figure, share, standard, told, total
from tieout.law.params import param
from tieout.law.questions import Answer, Row, question

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
    method = standard(method, CITE)
    agreed = limited_to_proceeds and waived_until_received
    months = param("concession_payable_months", as_of)
    within = add_months(as_of, int(months.value))
    allowable: list[Line] = []
    nonallowable: list[Line] = []
    counted: list[Line] = []
    left_out: list[Line] = []
    for row in cells(items, "item", "receivable", "payable", optional=("trade", "payable_due")):
        trade = row.word("trade", otherwise=row.where)
        receivable = told("concession_receivable", row.amount("receivable"), as_of, part=trade)
        payable = told("commission_payable", row.amount("payable"), as_of, part=trade)
        counted.append(add(payable))
        if not agreed:
            nonallowable.append(add(receivable, "(c)(2)(iv)(C): the payee has not agreed to both conditions"))
            continue
        offset = computed("offset", (add(receivable), add(payable)), operation="least", part=trade)
        allowable.append(add(offset))
        nonallowable.append(add(computed("excess_receivable", (add(receivable), less(offset)), part=trade)))
        if row.day("payable_due", as_of) > within:
            left_out.append(add(offset, f"due after {within}"))
            counted.append(less(offset, f"due after {within}"))
    excluded = total("payables_due_later", left_out if method == "aggregate_indebtedness" else (), as_of, CITE)
    return {
        "allowable": total("allowable_concessions", allowable, as_of, CITE),
        "nonallowable": total("nonallowable_concessions", nonallowable, as_of, CITE),
        "in_aggregate_indebtedness": total("commissions_in_aggregate_indebtedness", counted, as_of, CITE),
        "not_in_aggregate_indebtedness": excluded,
        "added_to_requirement": share(
            "added_to_net_capital_required", excluded, figure("concession_requirement_rate", as_of), CITE
        ),
    }
