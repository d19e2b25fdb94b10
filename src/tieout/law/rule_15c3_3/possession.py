"""Rule 15c3-3(b) to (d), (h) and (m): customers' securities that must be in possession or control.

Not covered: government and mortgage-backed securities (17 CFR 403.4), borrowed customer securities (b)(3), repurchase
agreements (b)(4), foreign control locations (c)(4) and (7), and when a syndicate short begins to age (d)(4).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from tieout.facts import add, computed, less
from tieout.law.business_days import add_business_days
from tieout.law.given import above_zero, cells, figure, not_negative, one_of, share, told, total
from tieout.law.params import LawError
from tieout.law.questions import Answer, Row, Value, question

CITE = "17 CFR 240.15c3-3"
LIENS = {
    "bank_loan": "release from the lien",
    "securities_loaned": "return of the loaned securities",
}
AGED = {
    "fail_to_receive": "buy in, or otherwise obtain possession or control",
    "dividend_receivable": "buy in, or otherwise obtain possession or control",
    "short_position": "obtain possession or control",
}
LOCATIONS = {**LIENS, **AGED}
NOT_COVERED = "government and mortgage-backed securities (17 CFR 403.4)"
KINDS = ("in_transfer", "in_transit", "count_difference", "customer_sale")
EXTENDED = ("count_difference", "customer_sale")


@question(f"{CITE}(a)(5), (d)")
def excess_margin_securities(*, as_of: date, debit: Decimal, positions: Sequence[Row]) -> Answer:
    """(a)(5): what of a customer's margin securities is over 140 percent of the debit, and so must be segregated.

    `debit` is the total of debit balances in the customer's accounts.  `positions` are rows of `security`, `quantity`
    and `price`, in the order in which the firm keeps them as collateral: which securities are the excess is its choice.
    Whole units are kept as collateral until 140 percent are reached; without a debit, all are fully paid.
    """
    not_negative("debit", debit, f"{CITE}(a)(5)")
    owed = told("debit_balance", debit, as_of, "total of debit balances")
    limit = share("margin_collateral_limit", owed, figure("excess_margin_multiple", as_of), f"{CITE}(a)(5)")
    lines = []
    segregated: dict[str, Value] = {}
    room = limit.value
    for row in cells(positions, "position", "security", "quantity", "price"):
        name, quantity, price = row.word("security"), row.amount("quantity"), row.amount("price")
        if f"segregate_{name}" in segregated:
            raise LawError(f"{name} is listed twice.", where=row.where, expected="one row per security.")
        held = told("quantity", quantity, as_of, name, part=name, unit="units")
        at = told("price", price, as_of, f"market price of {name}", part=name)
        value = computed("market_value", (add(held), add(at)), operation="product", part=name, unit="USD")
        lines.append(add(value))
        kept = quantity if value.value <= room else (room / price).to_integral_value(ROUND_DOWN)
        room -= kept * price
        segregated[f"segregate_{name}"] = quantity - kept
    market = total("margin_securities", lines, as_of, f"{CITE}(a)(4)")
    over = computed("margin_securities_over_limit", (add(market), less(limit)), cite=f"{CITE}(a)(5)")
    return {
        "market_value": market,
        "limit": limit,
        "excess": above_zero("excess_margin_securities", over, f"{CITE}(a)(5)"),
        **segregated,
    }


@question(f"{CITE}(b)(1), (d)")
def segregation_deficits(*, as_of: date, securities: Sequence[Row]) -> Answer:
    """(b)(1), (d): of each security what must be in possession or control, and what is missing.

    `securities` are rows of `security` and quantities: `fully_paid`, `excess_margin`, and `in_control` (in possession,
    or at a control location of (c)).
    """
    answer: dict[str, Value] = {}
    short = 0
    for row in cells(securities, "security", "security", "fully_paid", "excess_margin", "in_control"):
        name = row.word("security")
        if f"deficit_{name}" in answer:
            raise LawError(f"{name} is listed twice.", where=row.where, expected="one row per security.")
        paid, excess, held = (
            told(key, row.amount(key), as_of, f"{name}: {words}", part=name, unit="units")
            for key, words in (
                ("fully_paid", "fully paid"),
                ("excess_margin", "excess margin"),
                ("in_control", "in possession or control"),
            )
        )
        required = computed("to_be_in_control", (add(paid), add(excess)), cite=f"{CITE}(b)(1)", part=name)
        missing = computed("quantity_missing", (add(required), less(held)), cite=f"{CITE}(d)", part=name)
        deficit = above_zero("segregation_deficit", missing, f"{CITE}(d)")
        answer[f"deficit_{name}"] = deficit
        short += deficit.value > 0
    return {"securities_in_deficit": short, **answer}


@question(f"{CITE}(d)")
def possession_or_control_actions(
    *,
    determined_on: date,
    location: str,
    since: date | None = None,
    instructed_on: date | None = None,
    extended_to: date | None = None,
) -> Answer:
    """(d)(1) to (4): what is done, and by when, about securities in deficit that are at a place without control.

    `determined_on` is the business day on which the deficit as of the close before is determined.  `location` is
    bank_loan, securities_loaned, fail_to_receive, dividend_receivable or short_position; the last three need `since`,
    the day they began to be outstanding.  `instructed_on` is the day instructions were issued, if they were.
    `extended_to` is the day to which the examining authority has extended, (n), the age of one of those three.
    """
    location = one_of("location", location, LOCATIONS, f"{CITE}(d)")
    act_by = add_business_days(determined_on, int(figure("possession_instruction_days", determined_on).value))
    answer: dict[str, Value] = {"action_required": True, "not_covered": NOT_COVERED}
    if location in LIENS:
        if extended_to is not None:
            raise LawError("(n) extends the periods of (d)(2) to (4) only.", where=f"{CITE}(n)")
        days = figure("possession_return_days", determined_on, location)
        issued = instructed_on or act_by
        answer |= {
            "action": f"issue instructions for the {LIENS[location]}",
            "act_by": act_by,
            "possession_by": add_business_days(issued, int(days.value)),
        }
        return answer if instructed_on is None else answer | {"in_time": instructed_on <= act_by}
    if since is None:
        raise LawError("since is not given.", where=f"{CITE}(d)", expected="the day it began to be outstanding.")
    if since > determined_on:
        raise LawError(f"since is {since}, after {determined_on}.", where=f"{CITE}(d)", expected="an earlier day.")
    most = figure("possession_age_days", determined_on, location)
    # The determination is as of the close of the preceding business day.
    closed = add_business_days(determined_on, -1)
    age = (closed - since).days
    answer["days_outstanding"] = age
    last = _extended(since + timedelta(days=int(most.value)), extended_to)
    if closed > last:
        return answer | {"action": f"take prompt steps to {AGED[location]}", "act_by": act_by}
    words = f"over {most.value} calendar days" if extended_to is None else f"after {last}, as extended"
    return answer | {
        "action_required": False,
        "action": f"none until it is outstanding {words}",
        "over_age_on": last + timedelta(1),
    }


def _extended(last: date, extended_to: date | None) -> date:
    """(n): the last day of a period, as the examining authority has extended it."""
    if extended_to is None:
        return last
    if extended_to <= last:
        raise LawError(f"extended_to is {extended_to}.", where=f"{CITE}(n)", expected=f"a day after {last}.")
    return extended_to


@question(f"{CITE}(c), (h), (m)")
def aged_security_position(
    *, kind: str, since: date, as_of: date | None = None, extended_to: date | None = None
) -> Answer:
    """(c)(3), (c)(6), (h), (m): the day by which securities under way or missing leave control or are bought in.

    `kind` is in_transfer (sent to the agent, `since` then), in_transit (between offices), count_difference (a short
    security difference, `since` the count) or customer_sale (`since` the settlement date).  `extended_to` is the day to
    which the examining authority has extended, (n), the period for one of the last two.  With `as_of` the answer says
    whether it is over age on that day.
    """
    on, kind = since if as_of is None else as_of, one_of("kind", kind, KINDS, CITE)
    if kind in ("in_transfer", "count_difference"):
        limit = figure("possession_age_days", on, kind)
        last = since + timedelta(days=int(limit.value))
    else:
        limit = figure("possession_business_age_days", on, kind)
        last = add_business_days(since, int(limit.value))
    if since > on:
        raise LawError(f"since is {since}, after {on}.", where=CITE, expected="an earlier day.")
    if extended_to is not None and kind not in EXTENDED:
        raise LawError("(n) extends the periods of (h) and (m) only.", where=f"{CITE}(n)")
    last = _extended(last, extended_to)
    after = {
        "in_transfer": "no control location, unless confirmed by the issuer or its transfer agent",
        "in_transit": "no control location",
        "count_difference": "buy in what is not resolved",
        "customer_sale": "close the transaction with the customer by buying in",
    }[kind]
    return {"last_day": last, **({} if as_of is None else {"over_age": as_of > last}), "afterwards": after}
