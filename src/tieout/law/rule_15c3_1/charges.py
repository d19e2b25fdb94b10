"""(c)(2)(iv)(C), (iv)(E) and (xiii): syndicate profits, fails to receive, trusts, time deposits, secured debt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Line, add, computed, less
from tieout.law.business_days import business_days_between
from tieout.law.given import Cells, cells, figure, if_any, none_negative, share, told, total
from tieout.law.params import LawError
from tieout.law.questions import Answer, Row, Value, question

CITE = "17 CFR 240.15c3-1"


@question(f"{CITE}(c)(2)(iv)(C), (c)(2)(ix)")
def syndicate_profits(*, as_of: date, items: Sequence[Row]) -> Answer:
    """What is deducted for profits receivable of syndicates that are not municipal, which are treated as (ix) says.

    Each item has syndicate, amount, since (the settlement of the underwriting with the issuer) and haircut_rate, the
    percentage of (c)(2)(vi) for the security underwritten, as a share of one.  As there is no security to value, the
    receivable stands for both the contract value and the market value of (ix).
    """
    deducted: list[Line] = []
    for row in cells(items, "item", "syndicate", "amount", "since", "haircut_rate"):
        name = row.word("syndicate")
        profit = told("syndicate_profit", row.amount("amount"), as_of, part=name)
        rate = told("haircut_rate", row.amount("haircut_rate"), as_of, "percentage of (c)(2)(vi)", unit="ratio")
        if rate.value > 1:
            raise LawError(f"haircut_rate is {rate.value}.", where=row.where, expected="a share of one, 0.15 for 15%.")
        age = business_days_between(row.past("since", as_of), as_of)
        if age >= figure("fail_to_deliver_days", as_of, "other").value:
            deducted.append(add(share("syndicate_profit_deduction", profit, rate, part=name), f"{age} business days"))
    return {"deduction": total("syndicate_profit_deductions", deducted, as_of, f"{CITE}(c)(2)(ix)")}


@question(f"{CITE}(c)(2)(iv)(E)")
def aged_fails_to_receive(*, as_of: date, fails: Sequence[Row]) -> Answer:
    """What is deducted for fails to receive: market value above contract value, once over 30 calendar days old.

    Each fail has security, contract_value, market_value and since, the settlement date.
    """
    lines: list[Line] = []
    answer: dict[str, Value] = {}
    for row in cells(fails, "fail", "security", "contract_value", "market_value", "since"):
        name = row.word("security")
        contract = told("contract_value", row.amount("contract_value"), as_of, part=name)
        market = told("market_value", row.amount("market_value"), as_of, part=name)
        age = (as_of - row.past("since", as_of)).days
        aged = age > figure("fail_to_receive_days", as_of).value
        answer[f"{row.where.replace(' ', '_')}_aged"] = aged
        if aged:
            excess = if_any("fail_to_receive_excess", (add(market), less(contract)), part=name)
            lines.append(add(excess, f"{age} days"))
    cite = f"{CITE}(c)(2)(iv)(E)"
    return {"deduction": total("aged_fails_to_receive_excess", lines, as_of, cite), **answer}


@question(f"{CITE}(c)(2)(iv)(E)")
def segregated_trust(*, as_of: date, on_deposit: Decimal, refund_reserves: Decimal) -> Answer:
    """What is deducted of a segregated trust account of 17 CFR 270.27d-1: the deposit above the refund reserves.

    `refund_reserves` are the liability reserves for refunds of charges under sections 27(d) and 27(f) of the Investment
    Company Act.
    """
    none_negative(f"{CITE}(c)(2)(iv)(E)", on_deposit=on_deposit, refund_reserves=refund_reserves)
    deposit = told("trust_on_deposit", on_deposit, as_of)
    lines = (add(deposit), less(told("refund_reserves", refund_reserves, as_of)))
    return {"deduction": if_any("segregated_trust_excess", lines, f"{CITE}(c)(2)(iv)(E)")}


@question(f"{CITE}(c)(2)(iv)(E)")
def time_deposits(*, as_of: date, deposits: Sequence[Row]) -> Answer:
    """What is allowable of time deposits: all but the penalty the bank would take were they withdrawn now.

    Each deposit has bank, amount, penalty and matures; `withdrawable: no` where the bank need not pay before it
    matures, and the whole is then not allowable.
    """
    allowable: list[Line] = []
    deducted: list[Line] = []
    asked = ("bank", "amount", "penalty", "matures", "withdrawable")
    for row in cells(deposits, "deposit", *asked):
        bank = row.word("bank")
        amount = told("time_deposit", row.amount("amount"), as_of, part=bank)
        lost = _lost(as_of, row, amount)
        deducted.append(add(lost))
        allowable.append(add(computed("allowable_deposit", (add(amount), less(lost)), part=bank)))
    cite = f"{CITE}(c)(2)(iv)(E)"
    return {
        "allowable": total("allowable_time_deposits", allowable, as_of, cite),
        "deduction": total("time_deposit_deductions", deducted, as_of, cite),
    }


def _lost(as_of: date, row: Cells, amount: Fact) -> Fact:
    if row.day("matures") <= as_of:
        return told("no_penalty", 0, as_of, f"matured {row.day('matures')}", part=amount.part)
    if not row.yes("withdrawable"):
        return computed("not_withdrawable", (add(amount),), part=amount.part)
    penalty = told("early_withdrawal_penalty", row.amount("penalty"), as_of, part=amount.part)
    return computed("penalty", (add(penalty), add(amount)), operation="least", part=amount.part)


@question(f"{CITE}(c)(2)(xiii)")
def debt_on_exempted_securities(
    *, as_of: date, indebtedness: Decimal, aggregate_indebtedness: Decimal | None = None
) -> Answer:
    """What may be deducted for debt secured by exempted or municipal securities, in place of aggregate indebtedness.

    `indebtedness` would otherwise be counted in `aggregate_indebtedness`, which is given with it.
    """
    cite = f"{CITE}(c)(2)(xiii)"
    none_negative(cite, indebtedness=indebtedness, aggregate_indebtedness=aggregate_indebtedness)
    debt = told("debt_on_exempted_securities", indebtedness, as_of)
    deduction = share("debt_on_exempted_securities_deduction", debt, figure("exempted_collateral_rate", as_of), cite)
    if aggregate_indebtedness is None:
        return {"deduction": deduction}
    if aggregate_indebtedness < indebtedness:
        expected = f"{indebtedness:,} or more, as it counts the debt."
        raise LawError(f"aggregate_indebtedness is {aggregate_indebtedness:,}.", where=cite, expected=expected)
    counted = told("aggregate_indebtedness", aggregate_indebtedness, as_of)
    left = computed("aggregate_indebtedness_left", (add(counted), less(debt)), cite=cite)
    return {"deduction": deduction, "aggregate_indebtedness": left}
