"""Regulation T: when customers' purchases are paid for, and what follows when they are not.

Read beside 12 CFR 220.2, 220.4 and 220.8.  Trades settle on days when both the exchange and the banks are open; payment
is received on every day the exchange is open, so that Columbus Day and Veterans Day count towards the payment period
and not towards settlement, as NASD and FINRA publish the dates.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tieout.law.business_days import add_business_days, is_business_day
from tieout.law.given import none_negative
from tieout.law.params import LawError, param
from tieout.law.questions import Answer, Value, question

CITE = "12 CFR 220.8"


# --- 17 CFR 240.15c6-1: settlement -----------------------------------------------------------------------------------


@question("17 CFR 240.15c6-1(a)")
def settlement_date(*, trade_date: date) -> Answer:
    """The day a trade settles in the standard cycle."""
    _traded(trade_date)
    cycle = int(param("settlement_cycle", trade_date).value)
    return {
        "settlement_date": add_business_days(trade_date, cycle, "settlement"),
        "business_days": cycle,
        "not_covered": "exempted securities, trades agreed otherwise and firm commitments, (a) to (d)",
    }


def payment_period_end(start: date) -> date:
    """12 CFR 220.2: the last day of the payment period that starts with the trade, or the margin deficiency."""
    days = param("settlement_cycle", start).value + param("payment_period_beyond_settlement", start).value
    return add_business_days(start, int(days))


def _traded(day: date) -> None:
    if not is_business_day(day):
        raise LawError(f"nothing was traded on {day}.", where="trade date", expected="a day the exchange is open.")


# --- 220.8(b): payment in the cash account ---------------------------------------------------------------------------


@question(f"{CITE}(b)")
def cash_account_payment(
    *,
    trade_date: date,
    against_payment: bool = False,
    extended_to: date | None = None,
    amount_unpaid: Decimal | None = None,
    as_of: date | None = None,
) -> Answer:
    """The day a customer's purchase must be paid in full, and whether it must be cancelled or liquidated by then.

    `against_payment`: the customer pays on delivery, which takes time for its mechanics only.  `extended_to` is what
    the creditor's examining authority has granted.  With `amount_unpaid` at the end of `as_of` the answer says whether
    to act.
    """
    _traded(trade_date)
    due = payment_period_end(trade_date)
    if against_payment:
        due = trade_date + timedelta(int(param("cash_account_days", trade_date, "against_payment").value))
    required = _extended(due, extended_to, f"{CITE}(d)")
    answer: dict[str, Value] = {
        "payment_due": required,
        "apply_for_extension_by": required,
        "not_covered": "when-issued and refunding securities, foreign settlement, (b)(1); shipment, (b)(3)",
    }
    if amount_unpaid is None:
        return answer
    if as_of is None:
        raise LawError("amount_unpaid is given without its day.", where=f"{CITE}(b)(4)", expected="as_of.")
    none_negative(f"{CITE}(b)(4)", amount_unpaid=amount_unpaid)
    disregarded = amount_unpaid <= param("regulation_t_amount_disregarded", as_of, "cash_account").value
    return answer | {
        "may_be_disregarded": disregarded,
        "must_cancel_or_liquidate": as_of >= required and not disregarded,
    }


def _extended(due: date, extended_to: date | None, cite: str) -> date:
    if extended_to is None:
        return due
    if extended_to <= due:
        raise LawError(f"extended_to is {extended_to}.", where=cite, expected=f"a day after {due}.")
    return extended_to


# --- 220.8(c): the 90 day freeze -------------------------------------------------------------------------------------


@question(f"{CITE}(c)")
def cash_account_freeze(
    *,
    bought_on: date,
    sold_on: date,
    paid_in_full_on: date | None = None,
    proceeds_withdrawn_on: date | None = None,
    exempted_security: bool = False,
    extended_to: date | None = None,
    delivered_to_dealer_with_funds: bool = False,
    waived_by_examining_authority: bool = False,
) -> Answer:
    """Whether a sale before payment withdraws the privilege of delayed payment, and through which day.

    A cancellation counts as a sale, except of an error.  Payment by check is received when the check clears.
    `extended_to` is what the examining authority has granted of the payment period, (d).
    `delivered_to_dealer_with_funds`: the security went to another broker-dealer, into a cash account that holds enough
    to pay for it.
    """
    _traded(bought_on)
    if sold_on < bought_on:
        raise LawError(f"sold_on is {sold_on}.", where=f"{CITE}(c)", expected=f"{bought_on} or later.")
    for name, day in (("paid_in_full_on", paid_in_full_on), ("proceeds_withdrawn_on", proceeds_withdrawn_on)):
        if day is not None and day < bought_on:
            raise LawError(f"{name} is {day}.", where=f"{CITE}(c)", expected=f"{bought_on} or later.")
    due = _extended(payment_period_end(bought_on), extended_to, f"{CITE}(d)")
    paid_in_time = paid_in_full_on is not None and paid_in_full_on <= due
    kept = proceeds_withdrawn_on is None or (paid_in_full_on is not None and paid_in_full_on <= proceeds_withdrawn_on)
    avoided = {
        "(c)(1): an exempted security": exempted_security,
        "(c)(1): paid for in full before the sale": paid_in_full_on is not None and paid_in_full_on < sold_on,
        "(c)(2)(i): paid in full within the payment period, proceeds not withdrawn before": paid_in_time and kept,
        "(c)(2)(ii): delivered to a dealer whose cash account holds the funds": delivered_to_dealer_with_funds,
        "(d)(1)(iii): waived by the examining authority": waived_by_examining_authority,
    }
    because = next((reason for reason, holds in avoided.items() if holds), "")
    if because:
        return {"frozen": False, "because": because}
    days = int(param("cash_account_days", sold_on, "freeze").value)
    return {
        "frozen": True,
        "frozen_through": sold_on + timedelta(days),
        "because": "(c)(1): sold or delivered to another dealer without having been paid for in full",
    }


# --- 220.4(c)(3) and (d): the margin account -------------------------------------------------------------------------


@question("12 CFR 220.4(c)(3)")
def margin_call_due(*, deficiency_on: date, deficiency: Decimal, extended_to: date | None = None) -> Answer:
    """The day a margin call is met, and whether positions must be liquidated if it is not."""
    _traded(deficiency_on)
    none_negative("12 CFR 220.4(c)(3)", deficiency=deficiency)
    due = _extended(payment_period_end(deficiency_on), extended_to, "12 CFR 220.4(c)(3)(ii)")
    left_alone = deficiency <= param("regulation_t_amount_disregarded", deficiency_on, "margin_account").value
    return {"due": due, "must_liquidate_if_unmet": not left_alone}
