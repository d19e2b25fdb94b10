"""Appendix D, 17 CFR 240.15c3-1d: satisfactory subordination agreements and secured demand notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from tieout.facts import Computed, Fact, add, computed, less
from tieout.law.business_days import add_business_days
from tieout.law.dates import add_months
from tieout.law.given import above_zero, cells, figure, none_negative, one_of, share, told, total
from tieout.law.params import LawError, param
from tieout.law.questions import Answer, Row, Value, question
from tieout.law.rule_15c3_1.debt_equity import runs_long_enough

CITE = "17 CFR 240.15c3-1d"
KINDS = ("maturity", "prepayment")
_PRECONDITIONS = (
    "whether temporary relief is open under (c)(5)(i): no notice under 17a-11 in the thirty days before, net capital "
    "and aggregate indebtedness within its levels, subordinated loans within 15c3-1(d); "
)


@question(f"{CITE}(a)(2)(iii), (b)(6)")
def secured_demand_note(
    *, as_of: date, principal: Decimal, collateral: Sequence[Row], cash: Decimal = Decimal(0)
) -> Answer:
    """What a secured demand note lacks in collateral, which 15c3-1(c)(2)(iv)(B) deducts.

    Each piece of collateral has security, market_value and, unless it is an equity security of (c)(2)(vi)(J), its own
    haircut_rate.  Of a deficiency the firm gives notice on `as_of`, and sells unless more is pledged before noon of the
    day that is answered.
    """
    none_negative(f"{CITE}(a)(2)", principal=principal, cash=cash)
    values = [add(told("cash", cash, as_of, "cash pledged"))]
    for row in cells(collateral, "collateral", "market_value", optional=("security", "haircut_rate")):
        name = row.word("security", otherwise=row.where)
        market = told("market_value", row.amount("market_value"), as_of, part=name)
        if "haircut_rate" in row:
            stated = row.amount("haircut_rate")
            if stated > 1:
                expected = "from 0 to 1, where 1 is the whole."
                raise LawError(f"haircut_rate is {stated}.", where=row.where, expected=expected)
            rate = told("haircut_rate", stated, as_of, part=name, unit="ratio")
        else:
            rate = figure("secured_demand_note_equity_rate", as_of)
        deducted = share("haircut", market, rate, part=name)
        values.append(add(computed("collateral_value", (add(market), less(deducted)), part=name)))
    value = total("collateral_value", values, as_of, f"{CITE}(a)(2)(iii)")
    short = computed("principal_less_collateral", (add(told("principal", principal, as_of)), less(value)))
    deficiency = above_zero("secured_demand_note_deficiency", short, "17 CFR 240.15c3-1(c)(2)(iv)(B)")
    answer: dict[str, Value] = {"collateral_value": value, "deficiency": deficiency, "sufficient": not deficiency.value}
    if deficiency.value:
        days = int(param("demand_note_business_days", as_of).value)
        answer["more_collateral_before_noon_of"] = add_business_days(as_of, days)
    return answer


@question(f"{CITE}(b)(1), (c)(5)-(6); 17 CFR 240.15c3-1(d)")
def subordination_agreement(
    *,
    as_of: date,
    effective: date,
    matures: date,
    found_acceptable: bool,
    temporary: bool = False,
    temporary_in_twelve_months: int = 1,
    lender_is_owner: bool = False,
    may_be_accelerated: bool = True,
    withdrawal_restricted: bool = False,
) -> Answer:
    """Whether a subordination agreement is satisfactory by term and approval, and counts as equity under 15c3-1(d)."""
    none_negative(f"{CITE}(c)(5)", temporary_in_twelve_months=temporary_in_twelve_months)
    if not effective <= matures:
        raise LawError("it matures before it is effective.", where=CITE, expected="matures on or after effective.")
    if temporary:
        days = int(param("temporary_subordination_days", as_of).value)
        last = effective + timedelta(days)
        occasions = int(param("temporary_subordination_occasions", as_of).value)
        faults = [f"its term is over {days} days"] if matures > last else []
        faults += [f"more than {occasions} in twelve months"] if temporary_in_twelve_months > occasions else []
    else:
        years = int(param("subordination_minimum_years", as_of).value)
        earliest = add_months(effective, 12 * years)
        faults = [f"its term is under {years} year: it may mature from {earliest}"] if matures < earliest else []
    faults += [] if found_acceptable else ["the examining authority has not found it acceptable"]
    faults += [f"it is effective only on {effective}"] if effective > as_of else []
    faults += [f"it matured on {matures}"] if matures < as_of else []
    return {
        "satisfactory": not faults,
        "because": "; ".join(faults) or "term and approval are as Appendix D asks",
        "counts_as_equity": not faults
        and not temporary
        and lender_is_owner
        and not may_be_accelerated
        and withdrawal_restricted
        and runs_long_enough(as_of, effective, matures),
        "not_covered": f"{_PRECONDITIONS if temporary else ''}"
        "the other terms of (b) and (c), which the examining authority reads",
    }


@question(f"{CITE}(b)(7)-(8)")
def subordinated_payment(
    *,
    as_of: date,
    kind: str,
    payment: Decimal,
    effective: date,
    net_capital: Decimal,
    minimum_dollar: Decimal,
    aggregate_indebtedness: Decimal | None = None,
    aggregate_debit_items: Decimal | None = None,
    other_payments: Decimal = Decimal(0),
) -> Answer:
    """Whether a subordinated loan may be paid at maturity, or prepaid: what net capital is after it, and must be.

    `other_payments` are those of other subordination agreements that fall due on or before this one or, for a
    prepayment, within six months.
    """
    kind = one_of("kind", kind, KINDS, f"{CITE} (special prepayments of revolving loans are not covered)")
    none_negative(
        f"{CITE}(b)",
        payment=payment,
        minimum_dollar=minimum_dollar,
        aggregate_indebtedness=aggregate_indebtedness,
        aggregate_debit_items=aggregate_debit_items,
        other_payments=other_payments,
    )
    capital = told("net_capital", net_capital, as_of)
    payments = (less(told("payment", payment, as_of)), less(told("other_payments", other_payments, as_of)))
    after = computed("net_capital_after_payment", (add(capital), *payments))
    needed = _needed(kind, as_of, minimum_dollar, aggregate_indebtedness, aggregate_debit_items)
    answer: dict[str, Fact | bool | date | str] = {"net_capital_after": after, "net_capital_needed": needed}
    enough = after.value >= needed.value
    if kind == "prepayment":
        first = add_months(effective, 12 * int(param("subordination_prepayment_years", as_of).value))
        answer["prepayment_from"] = first
        enough = enough and as_of >= first
    return {
        **answer,
        "may_be_paid": enough,
        "not_covered": "the further tests of futures commission merchants",
    }


def temporary_subordination_level(
    as_of: date, minimum_dollar: Decimal, aggregate_indebtedness: Decimal | None, aggregate_debit_items: Decimal | None
) -> Fact:
    """(c)(5)(i)(A)-(B): what net capital must be immediately before a temporary subordination agreement.

    Its levels are those of a prepayment, (b)(7).  A firm states aggregate indebtedness, or under the alternative
    standard aggregate debit items.
    """
    needed = _needed("prepayment", as_of, minimum_dollar, aggregate_indebtedness, aggregate_debit_items)
    trace = needed.trace
    assert isinstance(trace, Computed)
    return computed("net_capital_needed", trace.lines, operation="greatest", cite=f"{CITE}(c)(5)(i)")


def _needed(
    kind: str, as_of: date, minimum: Decimal, indebtedness: Decimal | None, debit_items: Decimal | None
) -> Fact:
    """The greatest of the levels that net capital may not fall below."""
    if (indebtedness is None) == (debit_items is None):
        raise LawError(
            "the standard is not clear.",
            where=CITE,
            expected="aggregate_indebtedness, or under the alternative standard aggregate_debit_items.",
        )
    dollars = told("minimum_dollar", minimum, as_of)
    multiple = figure("subordinated_payment_minimum_multiple", as_of)
    levels = [add(share("level_of_dollar_minimum", dollars, multiple))]
    if indebtedness is not None:
        debt = (
            add(told("aggregate_indebtedness", indebtedness, as_of)),
            add(figure("subordinated_payment_ai_multiple", as_of, kind)),
        )
        levels.append(add(computed("level_of_aggregate_indebtedness", debt, operation="quotient")))
    if debit_items is not None:
        items = told("aggregate_debit_items", debit_items, as_of)
        rate = figure("subordinated_payment_debit_rate", as_of)
        levels.append(add(share("level_of_debit_items", items, rate)))
    cite = f"{CITE}{'(b)(7)' if kind == 'prepayment' else '(b)(8)'}"
    return computed("net_capital_needed", levels, operation="greatest", cite=cite)
