"""(a): the requirement of a firm of which only a few figures are known, each part and the greatest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from tieout.facts import Computed, Fact, Line, add, computed, less
from tieout.law.given import Cells, above_zero, cells, figure, joined, none_negative, share, standard, told
from tieout.law.params import LawError, param
from tieout.law.questions import Answer, Row, Value, question
from tieout.law.registrant import firm_told
from tieout.law.rule_15c3_1.requirement import (
    minimum_dollar_net_capital,
    minimum_net_capital_alternative,
    minimum_net_capital_ratio,
    net_capital_required,
)
from tieout.law.rule_15c3_1.supplemental import (
    excluded_accruals_net_capital,
    futures_commission_merchant_net_capital,
    market_maker_net_capital,
    models_net_capital,
    models_tentative_net_capital,
    reverse_repurchase_net_capital,
    those_that_apply,
)

CITE = "17 CFR 240.15c3-1"
ALSO = {
    "carrying": "carries_customer_accounts",
    "clearing": "carries_customer_accounts",
    "market_maker": "dealer",
    "mutual_funds": "fund_shares_only",
}


@question(f"{CITE}(a)")
def net_capital_requirement(
    *,
    as_of: date,
    method: str,
    business: str,
    aggregate_indebtedness: Decimal | None = None,
    aggregate_debit_items: Decimal | None = None,
    months_in_business: int | None = None,
    markets: Sequence[Row] = (),
    reverse_repurchases: Sequence[Row] = (),
    subsidiaries: Sequence[Row] = (),
    segregated_customer_funds: Decimal | None = None,
    cftc_net_capital_required: Decimal | None = None,
    models_approved: bool = False,
    excluded_accrued_liabilities: Decimal | None = None,
    stated_minimum: Decimal | None = None,
    net_capital: Decimal | None = None,
) -> Answer:
    """The net capital that a firm must have: what each paragraph asks, and the greatest.

    `business` names one or several, with commas between; carrying, clearing, market_maker and mutual_funds are read
    too.  `markets` are rows of `price` and `count` (the average number of markets made in 30 days; 1 if left out);
    `reverse_repurchases` of `party`, `kind` (treasury, agency or other), `market_value` and `contract_price`;
    `subsidiaries` of `name` and `net_capital_required`.  For over-the-counter derivatives dealers and the risk margin
    of security-based swaps, (a)(5), (a)(7) and (a)(10), ask `derivatives_dealer_minimum`.
    """
    method = standard(method, f"{CITE}(a)(1)")
    none_negative(
        f"{CITE}(a)",
        aggregate_indebtedness=aggregate_indebtedness,
        aggregate_debit_items=aggregate_debit_items,
        months_in_business=months_in_business,
        segregated_customer_funds=segregated_customer_funds,
        cftc_net_capital_required=cftc_net_capital_required,
        excluded_accrued_liabilities=excluded_accrued_liabilities,
        stated_minimum=stated_minimum,
    )
    if method == "aggregate_indebtedness" and aggregate_indebtedness is None:
        raise LawError("the ratio requirement rests on aggregate_indebtedness.", where=f"{CITE}(a)(1)(i)")
    if method == "alternative" and aggregate_debit_items is None:
        mend = "give 0 if rule 15c3-3 does not apply to the firm."
        raise LawError("the requirement rests on aggregate_debit_items.", where=f"{CITE}(a)(1)(ii)", mend=mend)
    over, under = _markets(as_of, markets)
    months = months_in_business
    firm = firm_told(
        as_of,
        method,
        businesses(business),
        {
            "aggregate_debit_items": aggregate_debit_items,
            "months_in_business": None if months is None else told("months_in_business", months, as_of, unit="months"),
            "minimum_dollar_stated": stated_minimum,
            "segregated_customer_funds": segregated_customer_funds,
            "cftc_net_capital_required": cftc_net_capital_required,
            "markets_over_five_dollars": over,
            "markets_at_five_dollars_or_less": under,
            "models_approved": 1 if models_approved else None,
            "excluded_accrued_liabilities": excluded_accrued_liabilities,
            "reverse_repurchase_excess": _reverse_repurchase_excess(as_of, reverse_repurchases),
            "consolidated_subsidiaries_net_capital_required": _subsidiaries(as_of, subsidiaries),
        },
        {"aggregate_indebtedness": aggregate_indebtedness},
    )
    by_ratio = minimum_net_capital_alternative if method == "alternative" else minimum_net_capital_ratio
    required = net_capital_required(firm)
    parts: dict[str, Value] = {"ratio_requirement": by_ratio(firm), "minimum_dollar": minimum_dollar_net_capital(firm)}
    supplemental = (
        futures_commission_merchant_net_capital,
        market_maker_net_capital,
        models_net_capital,
        models_tentative_net_capital,
        reverse_repurchase_net_capital,
        excluded_accruals_net_capital,
    )
    parts |= {fact.concept: fact for fact in those_that_apply(firm, *supplemental)}
    answer = parts | {"net_capital_required": required, "decided_by": decided_by(required)}
    if net_capital is None:
        return answer
    excess = computed(
        "excess_net_capital", (add(told("net_capital", net_capital, as_of)), less(required)), cite=f"{CITE}(a)"
    )
    return answer | {"excess_net_capital": excess, "complies": excess.value >= 0}


def businesses(said: str) -> str:
    """The businesses that are named, in the words of (a)(2).

    >>> businesses("Carrying, market maker")
    'carries_customer_accounts,dealer'
    """
    return ",".join(ALSO.get(word, word) for word in map(joined, said.split(",")))


def _markets(as_of: date, rows: Sequence[Row]) -> tuple[Decimal | None, Decimal | None]:
    """(a)(4): how many markets are in securities over the price, and how many at the price or less."""
    if not rows:
        return None, None
    boundary, over, under = param("market_maker", as_of, "price").value, Decimal(0), Decimal(0)
    for row in cells(rows, "market", "price", optional=("count",)):
        count = row.amount("count", Decimal(1))
        if row.amount("price") > boundary:
            over += count
        else:
            under += count
    return over, under


def _subsidiaries(as_of: date, rows: Sequence[Row]) -> Fact | None:
    """(a): the requirements of the subsidiaries that Appendix C consolidates."""
    lines = []
    for row in cells(rows, "subsidiary", "net_capital_required", optional=("name",)):
        name = row.word("name", otherwise=row.where)
        lines.append(add(told("net_capital_required", row.amount("net_capital_required"), as_of, part=name)))
    concept = "consolidated_subsidiaries_net_capital_required"
    return computed(concept, lines, cite=f"{CITE}c") if lines else None


def _reverse_repurchase_excess(as_of: date, rows: Sequence[Row]) -> Fact | None:
    """(a)(9): by party and kind, market value over the multiple of the contract prices; none below it."""
    groups: dict[tuple[str, str], list[Cells]] = {}
    for row in cells(rows, "reverse repurchase", "party", "kind", "market_value", "contract_price"):
        groups.setdefault((row.word("party"), row.word("kind")), []).append(row)
    return computed("reverse_repurchase_excess", _excesses(as_of, groups), cite=f"{CITE}(a)(9)") if rows else None


def _excesses(as_of: date, groups: dict[tuple[str, str], list[Cells]]) -> Iterable[Line]:
    for (party, kind), rows in groups.items():
        part = f"{party}, {kind}"
        market, contract = (
            told(key, sum((row.amount(key) for row in rows), Decimal(0)), as_of, part=part)
            for key in ("market_value", "contract_price")
        )
        multiple = figure("reverse_repurchase_margin", as_of, kind)
        held = share("multiple_of_contract_price", contract, multiple, part=part)
        yield add(above_zero("excess", computed("excess_or_less", (add(market), less(held)), part=part)))


def decided_by(required: Fact) -> str:
    """The figure that the requirement comes from, where it is the greatest of several."""
    trace = required.trace
    if isinstance(trace, Computed) and trace.operation == "sum":
        return decided_by(trace.lines[0].fact)
    if isinstance(trace, Computed) and trace.operation == "greatest":
        return decided_by(max((line.fact for line in trace.lines), key=lambda fact: fact.value))
    cite = trace.cite if isinstance(trace, Computed) else getattr(trace, "by", "")
    return f"{required.label or required.concept.replace('_', ' ')}, {cite}"
