"""What is deducted by itself and not in a pool: options by strategy, commitments and fails contract by contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tieout.law.haircuts import contracts, theoretical
from tieout.law.haircuts.deductions import Deduction, Elections
from tieout.law.haircuts.options import Strategy, strategies
from tieout.law.haircuts.positions import classes
from tieout.law.haircuts.securities import Cost, Security


@dataclass(frozen=True, slots=True)
class Apart:
    """The deductions, what each security costs, and the units of each stock that went into an option strategy."""

    deductions: tuple[Deduction, ...]
    costs: tuple[Cost, ...]
    used: Mapping[str, Decimal]
    assumptions: tuple[str, ...] = ()


def apart(
    securities: Iterable[Security],
    stock: Mapping[str, tuple[Decimal, Decimal]],
    entity: str,
    as_of: date,
    elections: Elections,
    worked: tuple[list[Strategy], dict[str, Decimal]] | None = None,
) -> Apart:
    """Options, commitments and fails of a portfolio; `stock` has quantity and price of what options may be on.

    `worked` is what was found of options that are not among the securities, and the stock that went into it.
    """
    held = tuple(securities)
    options = [one.position for one in held if one.position.security_class == "option"]
    if elections.options == "theoretical":
        listed = [one for one in options if one.listed is not False]
        worked = worked or theoretical.revalued(listed, stock, entity, as_of, elections)
        options = [one for one in options if one.listed is False]
    others, taken = worked or ([], {})
    left = {name: (Decimal(0) if name in taken else units, price) for name, (units, price) in stock.items()}
    strategies_found, used = strategies(options, left, entity, as_of)
    strategies_found, used = [*others, *strategies_found], {**used, **taken}
    deductions = [_strategy(strategy) for strategy in strategies_found]
    costs = [_cost_of(strategy) for strategy in strategies_found]
    for security in held:
        if security.position.security_class != "option":
            found = _contract(security)
            deductions += [found[0]] if found else []
            costs += [found[1] if found else _no_cost(security)]
    values = {one.position.security_id: one.market_value.value for one in held}
    return Apart(
        tuple(deductions),
        tuple(_one_each(costs, values)),
        used,
        _assumed(strategies_found, elections),
    )


UNCOVERED = "the least deduction of a short option, $250 a contract, is applied; a floor of half the percentage is not."
CONCENTRATED = "undue concentration, (M), is held against securities, not against options on them."


def _assumed(found: Sequence[Strategy], elections: Elections) -> tuple[str, ...]:
    """What a person should know of how options were deducted."""
    if not found:
        return ()
    if elections.options == "theoretical":
        return theoretical.MODEL, CONCENTRATED
    return (UNCOVERED, CONCENTRATED) if any("uncovered" in one.words for one in found) else (CONCENTRATED,)


def _one_each(costs: Iterable[Cost], values: Mapping[str, Decimal]) -> Iterator[Cost]:
    """One cost for each security, whose parts may have gone into several strategies."""
    by_security: dict[str, list[Cost]] = {}
    for cost in costs:
        by_security.setdefault(cost.security_id, []).append(cost)
    for name, parts in by_security.items():
        paragraph = ", ".join(dict.fromkeys(part.paragraph for part in parts))
        haircut = sum((part.haircut for part in parts), Decimal(0))
        yield replace(parts[0], paragraph=paragraph, haircut=haircut, market_value=values.get(name, Decimal(0)))


def _strategy(held: Strategy) -> Deduction:
    box = classes()["option"].box
    return Deduction(" and ".join(held.securities), f"{held.paragraph} {held.words}", box, held.fact, {})


def _cost_of(held: Strategy) -> Cost:
    """A strategy's deduction stands with the option that it is named for; its rate is of no one base."""
    zero = Decimal(0)
    return Cost(held.securities[0], f"{held.paragraph} {held.words}", zero, zero, zero, held.fact.value, zero)


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
