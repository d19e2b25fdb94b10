"""FINRA 4110 and 4120: when a member stops, notifies FINRA, may not expand and must reduce its business."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tieout.facts import Fact, add, computed, less
from tieout.law.dates import add_months
from tieout.law.given import figure, measured_by, none_negative, share, standard, told
from tieout.law.params import LawError, param
from tieout.law.questions import Answer, question

CITE = "FINRA 4120"


@question(CITE)
def finra_4120(
    *,
    as_of: date,
    method: str,
    carrying: bool,
    net_capital: Decimal,
    net_capital_required: Decimal,
    minimum_dollar: Decimal,
    aggregate_indebtedness: Decimal | None = None,
    aggregate_debit_items: Decimal | None = None,
    withdrawals_in_six_months: Decimal = Decimal(0),
    business_days: int | None = None,
    business_days_known: int | None = None,
) -> Answer:
    """Whether a member must suspend, notify FINRA, not expand, or reduce its business, and the levels of net capital.

    `carrying` is true of a member that carries customer accounts or clears; `withdrawals_in_six_months` are those it
    anticipates, maturing subordinated loans included; `business_days` count how long the condition has lasted, and
    `business_days_known` how long FINRA or the member has known of it: a carrying member under a level gives both.
    Not covered: futures commission merchants and members under Appendix E, (a)(1)(D) and (E); deductions of 4210; what
    FINRA directs; NYSE 326 and NASD 3130.
    """
    method = standard(method, "FINRA 4120(a)(1)")
    none_negative(
        CITE,
        net_capital_required=net_capital_required,
        minimum_dollar=minimum_dollar,
        aggregate_indebtedness=aggregate_indebtedness,
        aggregate_debit_items=aggregate_debit_items,
        withdrawals_in_six_months=withdrawals_in_six_months,
        business_days=business_days,
        business_days_known=business_days_known,
    )
    held = computed(
        "net_capital_after_withdrawals",
        (
            add(told("net_capital", net_capital, as_of)),
            less(told("withdrawals_in_six_months", withdrawals_in_six_months, as_of), "(a)(1)(F)"),
        ),
        cite="FINRA 4120(a)(1)(F)",
    )
    by_ratio = measured_by(method, aggregate_indebtedness, aggregate_debit_items, "the levels rest", "FINRA 4120(a)(1)")
    notify, reduce = (_level(as_of, method, minimum_dollar, by_ratio, what) for what in ("notify", "reduce"))
    low = carrying and held.value < max(notify.value, reduce.value)
    since = low and _long_enough(as_of, business_days, business_days_known)
    return {
        "net_capital_after_withdrawals": held,
        "notification_level": notify,
        "reduction_level": reduce,
        "must_suspend": net_capital < net_capital_required,  # 4110(b)(1), any member
        "must_notify": carrying and held.value < notify.value,
        "may_expand": not (since and held.value < notify.value),
        "must_reduce": since and held.value < reduce.value,
    }


@question("FINRA 4110(c)(1)")
def contributed_equity(*, contributed: date, withdrawal: date, finra_permits: bool = False) -> Answer:
    """Whether equity capital may be withdrawn: not for a year from its contribution, unless FINRA permits it.

    Profits earned are no equity contributed, and may be withdrawn subject to 4110(c)(2).
    """
    if withdrawal < contributed:
        raise LawError(f"withdrawal is {withdrawal}.", where="FINRA 4110(c)(1)", expected=f"{contributed} or later.")
    last = add_months(contributed, int(param("contributed_equity_months", contributed).value))
    return {"held_through": last, "may_withdraw": finra_permits or withdrawal > last}


def _long_enough(as_of: date, lasted: int | None, known: int | None) -> bool:
    """(b)(1), (c)(1): whether the condition has lasted, and been known, for the business days that count."""
    if lasted is None or known is None:
        what = "net capital is under a level, and what follows rests on how long it has been."
        raise LawError(
            what,
            where="FINRA 4120(b)(1), (c)(1)",
            expected="business_days and business_days_known; 0 on the first day.",
        )
    days = {of: param("finra_4120_days", as_of, of).value for of in ("exists", "known")}
    return lasted > days["exists"] and known >= days["known"]


def _level(as_of: date, method: str, minimum_dollar: Decimal, by_ratio: Decimal, what: str) -> Fact:
    """(a)(1)(A) to (C), (c)(1)(A) to (C): the net capital under which the member notifies, or reduces its business."""
    minimum = told("minimum_dollar_net_capital", minimum_dollar, as_of)
    by_minimum = share("level", minimum, figure("finra_4120_minimum_multiple", as_of, what))
    if method == "alternative":
        items = told("aggregate_debit_items", by_ratio, as_of)
        ratio = share("level", items, figure("finra_4120_debit_rate", as_of, what))
    else:
        debt = told("aggregate_indebtedness", by_ratio, as_of)
        lines = (add(debt), add(figure("finra_4120_ai_multiple", as_of, what)))
        ratio = computed("level", lines, operation="quotient")
    levels = (add(by_minimum), add(ratio))
    return computed(f"{what}_level", levels, operation="greatest", cite="FINRA 4120")
