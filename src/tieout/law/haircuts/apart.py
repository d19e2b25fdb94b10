"""What is deducted by itself and not in a pool: options by strategy, commitments and fails contract by contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tieout.law.haircuts import contracts
from tieout.law.haircuts.deductions import Deduction
from tieout.law.haircuts.options import Strategy, strategies
from tieout.law.haircuts.positions import classes
from tieout.law.haircuts.securities import Cost, Security


@dataclass(frozen=True, slots=True)
class Apart:
    """The deductions, what each security costs, and the units of each stock that went into an option strategy."""

    deductions: tuple[Deduction, ...]
    costs: tuple[Cost, ...]
    used: Mapping[str, Decimal]


def apart(
    securities: Iterable[Security], stock: Mapping[str, tuple[Decimal, Decimal]], entity: str, as_of: date
) -> Apart:
    """Options, commitments and fails of a portfolio; `stock` has quantity and price of what options may be on."""
    held = tuple(securities)
    options = (one.position for one in held if one.position.security_class == "option")
    strategies_found, used = strategies(options, stock, entity, as_of)
    deductions = [_strategy(strategy) for strategy in strategies_found]
    costs = [_cost_of(strategy) for strategy in strategies_found]
    for security in held:
        if security.position.security_class != "option":
            found = _contract(security)
            deductions += [found[0]] if found else []
            costs += [found[1] if found else _no_cost(security)]
    values = {one.position.security_id: one.market_value.value for one in held}
    return Apart(tuple(deductions), tuple(_one_each(costs, values)), used)


def _one_each(costs: Iterable[Cost], values: Mapping[str, Decimal]) -> Iterator[Cost]:
    """One cost for each security, whose parts may have gone into several strategies."""
    by_security: dict[str, list[Cost]] = {}
    for cost in costs:
        by_security.setdefault(cost.security_id, []).append(cost)
    for name, parts in by_security.items():
        paragraph = ", ".join(dict.fromkeys(part.paragraph for part in parts))
        haircut = sum((part.haircut for part in parts), Decimal(0))
        yield replace(parts[0], paragraph=paragraph, haircut=haircut, market_value=values[name])


def _strategy(held: Strategy) -> Deduction:
    box = classes()["option"].box
    return Deduction(" and ".join(held.securities), f"15c3-1a(b)(2) {held.words}", box, held.fact, {})


def _cost_of(held: Strategy) -> Cost:
    """A strategy's deduction stands with the option that it is named for; its rate is of no one base."""
    zero = Decimal(0)
    return Cost(held.securities[0], f"15c3-1a(b)(2) {held.words}", zero, zero, zero, held.fact.value, zero)


def _contract(security: Security) -> tuple[Deduction, Cost] | None:
    position, value = security.position, security.market_value
    held = classes()[position.security_class]
    if position.security_class == "contractual_commitment":
        fact, rate = contracts.commitment(position, value)
    elif aged := contracts.fail_to_deliver(position, value):
        fact, rate = aged
    else:
        return None
    cost = Cost(position.security_id, held.paragraph, rate.value, value.value, abs(value.value), fact.value, Decimal(0))
    return Deduction(position.security_id, held.paragraph, held.box, fact, {}), cost


def _no_cost(security: Security) -> Cost:
    zero, held = Decimal(0), classes()[security.position.security_class]
    return Cost(security.position.security_id, held.paragraph, zero, security.market_value.value, zero, zero, zero)
