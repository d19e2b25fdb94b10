"""(a)(5), (a)(7), (a)(10) and (b): dealers in derivatives that have minimums of their own, and who is exempt."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tieout.facts import Fact, add, computed, less
from tieout.law.given import figure, if_any, none_negative, one_of, share, told
from tieout.law.params import LawError, in_force, param
from tieout.law.questions import Answer, Value, question

CITE = "17 CFR 240.15c3-1"
DEALERS = {"otc_derivatives_dealer": "(a)(5)", "models": "(a)(7)", "security_based_swap_dealer": "(a)(10)"}
NOT_COVERED = "a higher share of the risk margin amount by order of the Commission"


@question(f"{CITE}(a)(5), (a)(7) and (a)(10)")
def derivatives_dealer_minimum(
    *,
    as_of: date,
    dealer: str,
    ratio_requirement: Decimal | None = None,
    risk_margin_amount: Decimal | None = None,
    registered_for_security_based_swaps: bool = False,
    net_capital: Decimal | None = None,
    tentative_net_capital: Decimal | None = None,
) -> Answer:
    """The net capital, and tentative net capital, that a dealer in derivatives must have.

    `dealer` is otc_derivatives_dealer, models (a firm approved under Appendix E) or security_based_swap_dealer (without
    models).  The last two need `ratio_requirement`, what (a)(1) asks, and since 2021-10-06 the `risk_margin_amount` of
    (c)(17).  `registered_for_security_based_swaps` tells of an OTC derivatives dealer whether it is, as (a)(5)(ii) then
    sends it to rule 18a-1.
    """
    dealer = one_of("dealer", dealer, DEALERS, f"{CITE}(a)")
    cite = f"{CITE}{DEALERS[dealer]}"
    none_negative(cite, ratio_requirement=ratio_requirement, risk_margin_amount=risk_margin_amount)
    if dealer == "otc_derivatives_dealer":
        if registered_for_security_based_swaps and in_force("security_based_swap_dealer_minimum", as_of):
            raise LawError("rule 18a-1 holds for this dealer, which is not covered.", where=f"{CITE}(a)(5)(ii)")
        required = figure("otc_derivatives_dealer_minimum", as_of, "net_capital")
        tentative: Fact | None = figure("otc_derivatives_dealer_minimum", as_of, "tentative_net_capital")
    elif dealer == "models":
        required = figure("models_minimum", as_of, "net_capital")
        tentative = figure("models_minimum", as_of, "tentative_net_capital")
    else:
        required, tentative = figure("security_based_swap_dealer_minimum", as_of), None
    lines = [add(required)]
    if dealer != "otc_derivatives_dealer":
        lines.append(add(_by_ratio(as_of, cite, ratio_requirement, risk_margin_amount)))
    minimum = computed("net_capital_required", lines, operation="greatest", cite=cite)
    answer: dict[str, Value] = {"net_capital_required": minimum}
    complies = []
    if net_capital is not None:
        held = told("net_capital", net_capital, as_of)
        answer["excess_net_capital"] = computed("excess_net_capital", (add(held), less(minimum)), cite=cite)
        complies.append(held.value >= minimum.value)
    if tentative is not None:
        answer["tentative_net_capital_required"] = computed(
            "tentative_net_capital_required", (add(tentative),), cite=cite
        )
        if tentative_net_capital is not None:
            complies.append(tentative_net_capital >= tentative.value)
    if complies:
        answer["complies"] = all(complies)
    return answer | {"not_covered": NOT_COVERED}


def _by_ratio(as_of: date, cite: str, ratio: Decimal | None, risk_margin: Decimal | None) -> Fact:
    """The ratio requirement of (a)(1), and since there are rules on swaps a share of the risk margin amount."""
    asks = {"ratio_requirement": ratio}
    if in_force("risk_margin_rate", as_of):
        asks["risk_margin_amount"] = risk_margin
    if missing := [name for name, value in asks.items() if value is None]:
        expected = "what (a)(1) asks, and the amount of (c)(17)."
        raise LawError(f"{', '.join(missing)} is not given.", where=cite, expected=expected)
    facts = {name: told(name, value, as_of) for name, value in asks.items() if value is not None}
    lines = [add(facts["ratio_requirement"], "(a)(1)")]
    if "risk_margin_amount" in facts:
        lines.append(
            add(share("risk_margin_share", facts["risk_margin_amount"], figure("risk_margin_rate", as_of), cite))
        )
    return computed("ratio_requirement_and_risk_margin", lines, cite=cite)


@question(f"{CITE}(b)(1)")
def options_specialist_exempt(
    *,
    business_is_options_market_making_only: bool,
    exchange_member_under_its_capital_rules: bool,
    trades_with_broker_dealers_or_members_only: bool,
    clearing_member_of_occ: bool,
    cleared_by_another_broker_dealer: bool,
) -> Answer:
    """Whether an options specialist is exempt from the net capital rule, and which condition it fails.

    An occasional transaction for its own account beside its business does no harm.
    """
    failed = [
        words
        for words, fails in (
            ("(i): its business is not limited to options market making", not business_is_options_market_making_only),
            (
                "(ii): it is no member in good standing of an exchange with capital requirements",
                not exchange_member_under_its_capital_rules,
            ),
            (
                "(iii): it deals with others than registered brokers, dealers and exchange members",
                not trades_with_broker_dealers_or_members_only,
            ),
            ("(iv): it is a clearing member of The Options Clearing Corporation", clearing_member_of_occ),
            ("(iv): no other registered broker or dealer carries its account", not cleared_by_another_broker_dealer),
        )
        if fails
    ]
    return {"exempt": not failed, "because": "; ".join(failed) or "it meets (b)(1)(i) to (iv)"}


@question(f"{CITE}(b)(2)")
def floor_broker_standard(
    *, as_of: date, latest_sale: Decimal, current_bid: Decimal, held_in_escrow: Decimal = Decimal(0)
) -> Answer:
    """Whether an exchange member that acts as a floor broker meets the standard it may elect in place of the rule.

    The membership is worth the lesser of `latest_sale` and `current_bid`; what it lacks is held in escrow.
    """
    cite = f"{CITE}(b)(2)"
    none_negative(cite, latest_sale=latest_sale, current_bid=current_bid, held_in_escrow=held_in_escrow)
    prices = (add(told("latest_sale", latest_sale, as_of)), add(told("current_bid", current_bid, as_of)))
    worth = computed("membership_value", prices, operation="least", cite=cite)
    least = param("floor_broker_membership_value", as_of).fact("the firm", as_of)
    needed = if_any("escrow_required", (add(least), less(worth)), cite)
    return {
        "membership_value": worth,
        "escrow_required": needed,
        "meets_standard": held_in_escrow >= needed.value,
        "not_covered": "the rules of the exchange on the proceeds of the membership",
    }
