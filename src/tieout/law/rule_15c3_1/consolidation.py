"""Appendix C, 17 CFR 240.15c3-1c: subsidiaries and affiliates in one computation with the broker or dealer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tieout.facts import add
from tieout.law.given import cells, none_negative, told, total
from tieout.law.params import param
from tieout.law.questions import Answer, Row, question

CITE = "17 CFR 240.15c3-1c"


@question(f"{CITE}(a)-(b)")
def consolidation(
    *,
    as_of: date,
    liabilities_guaranteed: bool,
    majority_owned_and_controlled: bool,
    opinion_of_counsel: bool,
    distributable_within_days: int | None = None,
) -> Answer:
    """Whether a subsidiary or affiliate must or may be consolidated, and whether what it adds to capital counts.

    The opinion must find that its net assets can be distributed to the broker or dealer within thirty calendar days.
    """
    none_negative(f"{CITE}(b)", distributable_within_days=distributable_within_days)
    within = param("flow_through_days", as_of)
    in_time = distributable_within_days is not None and distributable_within_days <= within.value
    flows_through = majority_owned_and_controlled and opinion_of_counsel and in_time
    return {
        "must_be_consolidated": liabilities_guaranteed,
        "may_be_consolidated": liabilities_guaranteed or flows_through,
        "benefit_recognized": flows_through,
        "because": (
            f"counsel finds its net assets distributable within {within.value} days"
            if flows_through
            else "what would add to net capital, or lessen what is required, is not recognized"
        ),
    }


@question("17 CFR 240.15c3-1(a); 17 CFR 240.15c3-1c")
def consolidated_requirement(*, as_of: date, required: Decimal, subsidiaries: Sequence[Row]) -> Answer:
    """(a): the firm's own requirement and the minimum of each consolidated broker or dealer, added up.

    Each subsidiary has name and minimum (its minimum net capital; zero where it is no broker or dealer).
    """
    none_negative("17 CFR 240.15c3-1(a)", required=required)
    lines = [add(told("net_capital_required", required, as_of, "of the firm itself"))]
    for row in cells(subsidiaries, "subsidiary", "minimum", optional=("name",)):
        name = row.word("name", otherwise=row.where)
        lines.append(add(told("minimum_of_subsidiary", row.amount("minimum"), as_of, part=name)))
    return {"net_capital_required": total("consolidated_net_capital_required", lines, as_of, "17 CFR 240.15c3-1(a)")}
