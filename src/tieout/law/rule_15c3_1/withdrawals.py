"""(e): whether equity capital may be withdrawn, how much of it, and which notices go with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from tieout.facts import Fact, add, computed, less
from tieout.law.business_days import add_business_days
from tieout.law.given import cells, figure, measured_by, none_negative, one_of, share, standard, told
from tieout.law.params import LawError, in_force, param, percent
from tieout.law.questions import Answer, Row, Value, question

CITE = "17 CFR 240.15c3-1"
CENT = Decimal("0.01")
FROM_EQUITY = ("withdrawal", "redemption", "dividend")
UNSECURED = ("advance", "loan")
NOT_COUNTED = ("required_tax", "partner_compensation")
KINDS = (*FROM_EQUITY, *UNSECURED, *NOT_COUNTED)


@dataclass(frozen=True, slots=True)
class Limit:
    """One test: the largest amount that passes it, and what would be so above that amount."""

    cite: str
    otherwise: str
    largest: Fact


@question(f"{CITE}(e)")
def capital_withdrawal(
    *,
    as_of: date,
    kind: str,
    amount: Decimal,
    method: str,
    net_capital: Decimal,
    net_capital_required: Decimal,
    minimum_dollar: Decimal,
    haircuts: Decimal,
    aggregate_indebtedness: Decimal | None = None,
    aggregate_debit_items: Decimal | None = None,
    segregated_customer_funds: Decimal | None = None,
    subordinated_debt: Decimal = Decimal(0),
    debt_equity_total: Decimal | None = None,
    scheduled_withdrawals: Decimal = Decimal(0),
    scheduled_payments: Decimal = Decimal(0),
    earlier: Sequence[Row] = (),
    excess_net_capital_filed: Decimal | None = None,
    ordered_on: date | None = None,
    carrying: bool = False,
) -> Answer:
    """Whether a firm may pay out an amount on a day, the largest amount that it may, and the notices due.

    `kind` is a withdrawal, redemption or dividend; an advance or loan, unsecured, to an owner, employee or affiliate;
    or what (e)(4)(iii) does not count, required_tax and partner_compensation.  `haircuts` are the deductions of
    (c)(2)(vi), (f) and Appendix A; `subordinated_debt` is without loans that count as equity under (d);
    `scheduled_withdrawals`, and `scheduled_payments` of subordinated debt, fall within 180 days after.  `earlier` has
    rows of `date` and `amount`, an amount paid back with a minus.  `excess_net_capital_filed` is that of the last
    FOCUS, where it is still right.  Not covered: ordinary transactions with an affiliate, (e)(1)(iii)(A); emergencies,
    (e)(1)(i); capital contributed less than a year before, (c)(2)(i)(G)(2) and FINRA 4110(c)(1).
    """
    method = standard(method, f"{CITE}(a)(1)")
    kind = one_of("kind", kind, KINDS, f"{CITE}(e)")
    if amount <= 0 or min(scheduled_withdrawals, scheduled_payments, subordinated_debt, haircuts) < 0:
        expected = "an amount above zero, and nothing else below zero."
        raise LawError("an amount is below zero, or nothing is to be paid.", where=f"{CITE}(e)", expected=expected)
    none_negative(
        f"{CITE}(e)(2)",
        net_capital_required=net_capital_required,
        minimum_dollar=minimum_dollar,
        aggregate_indebtedness=aggregate_indebtedness,
        aggregate_debit_items=aggregate_debit_items,
        segregated_customer_funds=segregated_customer_funds,
    )
    if kind in NOT_COUNTED:
        return {"allowed": True, "why": f"{CITE}(e)(4)(iii): not counted among withdrawals", "notice_before": False}
    by_ratio = measured_by(method, aggregate_indebtedness, aggregate_debit_items, "the limits rest", f"{CITE}(e)(2)")
    if subordinated_debt and debt_equity_total is None:
        raise LawError("subordinated debt has a limit that rests on debt_equity_total.", where=f"{CITE}(e)(2)(iv)")
    capital = told("net_capital", net_capital, as_of)
    later = [
        less(told(name, value, as_of), f"{CITE}(e)(2)")
        for name, value in (
            ("scheduled_withdrawals", scheduled_withdrawals),
            ("scheduled_payments", scheduled_payments),
        )
        if value
    ]
    before = computed("net_capital_after_what_is_scheduled", (add(capital), *later), cite=f"{CITE}(e)(2)")
    floors = _floors(as_of, method, minimum_dollar, haircuts, by_ratio, segregated_customer_funds, net_capital_required)
    limits = [
        Limit(cite, words, computed("largest_withdrawal", (add(before), less(floor)), cite=cite))
        for cite, words, floor in floors
    ]
    if subordinated_debt and debt_equity_total is not None:
        total = told("debt_equity_total", debt_equity_total, as_of)
        debt = told("subordinated_debt", max(subordinated_debt - scheduled_payments, Decimal(0)), as_of)
        left = computed("debt_equity_total", (add(total), *later), cite=f"{CITE}(d)")
        room = _room_for_debt(as_of, debt, left)
        if kind in FROM_EQUITY or room.value < 0:
            words = "subordinated debt would be over 70% of the debt-equity total"
            limits.append(Limit(f"{CITE}(e)(2)(iv)", words, room))
    least = computed(
        "limit", [add(limit.largest, limit.cite) for limit in limits], operation="least", cite=f"{CITE}(e)(2)"
    )
    against = [f"{limit.cite}: {limit.otherwise}" for limit in limits if amount > limit.largest.value]
    largest = max(least.value, Decimal(0)).quantize(CENT, ROUND_FLOOR)
    answer: dict[str, Value] = {}
    if ordered_on is not None:
        until = add_business_days(ordered_on, int(param("withdrawal_order_days", as_of).value), "federal")
        answer["order_until"] = until
        if ordered_on <= as_of <= until:
            against.append(f"{CITE}(e)(3): the Commission's order of {ordered_on} may hold until {until}")
            largest = Decimal(0)
    after = computed("net_capital_after", (add(before), less(told(kind, amount, as_of))), cite=f"{CITE}(e)(2)")
    answer |= {
        "allowed": not against,
        "why": "; ".join(against) or "passes every test of (e)(2)",
        "net_capital_after": after,
        "limit": least,
        "largest_amount": largest,
        "limited_by": min(limits, key=lambda limit: limit.largest.value).cite,
    }
    if excess_net_capital_filed is None:
        required = told("net_capital_required", net_capital_required, as_of)
        excess = computed("excess_net_capital", (add(capital), less(required)), cite=f"{CITE}(a)")
    else:
        excess = told("excess_net_capital", excess_net_capital_filed, as_of)
    answer |= _notices(as_of, amount, excess, earlier)
    if carrying and in_force("finra_4110_withdrawal_rate", as_of):
        days = int(param("finra_4110_withdrawal_period", as_of).value)
        together = amount + _in_period(as_of, days, earlier)
        rate = param("finra_4110_withdrawal_rate", as_of).value
        answer["finra_approval_needed"] = together > rate * excess.value
    return answer


def _floors(
    as_of: date,
    method: str,
    minimum_dollar: Decimal,
    haircuts: Decimal,
    by_ratio: Decimal,
    segregated: Decimal | None,
    required: Decimal,
) -> Iterator[tuple[str, str, Fact]]:
    """(e)(2): the net capital that must be left, paragraph by paragraph."""

    def least(name: str, of: str, value: Decimal) -> Fact:
        return share("net_capital_left", told(of, value, as_of), figure(name, as_of), param(name, as_of).cite)

    def words(name: str) -> str:
        return percent(param(name, as_of).value)

    yield f"{CITE}(a)", "net capital would be under the requirement", told("net_capital_required", required, as_of)
    floor = least("withdrawal_minimum_multiple", "minimum_dollar_net_capital", minimum_dollar)
    yield f"{CITE}(e)(2)(i)", f"net capital would be under {words('withdrawal_minimum_multiple')} of the minimum", floor
    if segregated is not None:
        floor = least("withdrawal_segregated_rate", "segregated_customer_funds", segregated)
        yield (
            f"{CITE}(e)(2)(ii)",
            f"net capital would be under {words('withdrawal_segregated_rate')} of segregated customer funds",
            floor,
        )
    floor = least("withdrawal_haircut_rate", "haircuts", haircuts)
    under = f"net capital would be under {words('withdrawal_haircut_rate')} of haircuts, unless the Commission approves"
    yield f"{CITE}(e)(2)(iii)", under, floor
    if method == "alternative":
        floor = least("withdrawal_debit_rate", "aggregate_debit_items", by_ratio)
        yield f"{CITE}(e)(2)(vi)", f"net capital would be under {words('withdrawal_debit_rate')} of debit items", floor
    else:
        lines = (
            add(told("aggregate_indebtedness", by_ratio, as_of)),
            add(figure("withdrawal_ai_multiple", as_of)),
        )
        floor = computed("net_capital_left", lines, operation="quotient", cite=f"{CITE}(e)(2)(v)")
        over = f"aggregate indebtedness would be over {words('withdrawal_ai_multiple')} of net capital"
        yield f"{CITE}(e)(2)(v)", over, floor


def _room_for_debt(as_of: date, debt: Fact, total: Fact) -> Fact:
    """(e)(2)(iv): what may leave the debt-equity total before subordinated debt is over its share of it."""
    lines = (add(debt), add(figure("debt_equity_limit", as_of)))
    needed = computed("debt_equity_total_left", lines, operation="quotient", cite=f"{CITE}(d)")
    return computed("largest_withdrawal", (add(total), less(needed)), cite=f"{CITE}(e)(2)(iv)")


def _notices(as_of: date, amount: Decimal, excess: Fact, earlier: Sequence[Row]) -> Answer:
    """(e)(1): notice before, over 30% of excess net capital in 30 days, and after, over 20%; none to $500,000."""
    before = _in_period(as_of, int(param("withdrawal_period", as_of).value), earlier)
    together, smallest = before + amount, param("withdrawal_notice_from", as_of).value
    answer: dict[str, Value] = {"in_30_days": together}
    for when, sign in (("before", -1), ("after", +1)):
        level = param("withdrawal_notice_rate", as_of, when).value * excess.value
        days = int(param("withdrawal_notice_days", as_of, when).value)
        due = together > level and together > smallest
        answer[f"notice_{when}"] = due
        if due:
            answer[f"notice_{when}_by"] = add_business_days(as_of, sign * days, "federal")
        free = max(level, smallest) - before
        answer[f"largest_without_notice_{when}"] = max(free, Decimal(0)).quantize(CENT, ROUND_FLOOR)
    return answer


def _in_period(as_of: date, days: int, rows: Sequence[Row]) -> Decimal:
    """What was withdrawn, on a net basis, in the period that ends on the day."""
    found = Decimal(0)
    for row in cells(rows, "earlier withdrawal", "date", "amount"):
        day = row.day("date")
        if day > as_of:
            raise LawError(f"{day} is later.", where=row.where, mend="add it to scheduled_withdrawals.")
        if day > as_of - timedelta(days):
            found += row.number("amount")
    return found
