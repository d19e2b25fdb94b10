"""What is deducted by itself and not in a pool: options by strategy, commitments and fails contract by contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from tieout.facts import Fact, Told, computed
from tieout.law.haircuts import contracts, theoretical
from tieout.law.haircuts.deductions import Deduction, Elections
from tieout.law.haircuts.options import APPENDIX, OptionCost, Strategy, Worked, strategies
from tieout.law.haircuts.pairing import Stock
from tieout.law.haircuts.positions import classes
from tieout.law.haircuts.securities import Cost, Security


@dataclass(frozen=True)
class Apart:
    """The deductions, what each option and each contract costs, the units of each stock that went into an option
    strategy, and what net worth is adjusted by before options are deducted (None where there is no option)."""

    deductions: tuple[Deduction, ...]
    options: Sequence[OptionCost]
    contracts: Sequence[Cost]
    used: Mapping[str, Decimal]
    assumptions: tuple[str, ...] = ()
    net_worth: Fact | None = None

    @cached_property
    def costs(self) -> tuple[Cost, ...]:
        """What each security costs; an option may have gone into several strategies."""
        parts: dict[str, OptionCost] = {}
        for one in self.options:
            other = parts.get(one.security_id)
            parts[one.security_id] = one if other is None else _together(other, one)
        zero = Decimal(0)
        options = (Cost(name, words, zero, worth, zero, cost, zero) for name, words, worth, cost in parts.values())
        return (*options, *self.contracts)

    @property
    def count(self) -> int:
        """How many securities there are."""
        return len({one.security_id for one in self.options}) + len(self.contracts)


def _together(one: OptionCost, other: OptionCost) -> OptionCost:
    words = one.paragraph if other.paragraph in one.paragraph else f"{one.paragraph}, {other.paragraph}"
    return one._replace(paragraph=words, haircut=one.haircut + other.haircut)


def apart(
    securities: Iterable[Security],
    stock: Mapping[str, Stock],
    entity: str,
    as_of: date,
    elections: Elections,
    worked: Worked | None = None,
) -> Apart:
    """Options, commitments and fails of a portfolio; `stock` is what options may be on.

    `worked` is what was found of options that are not among the securities.
    """
    held = tuple(securities)
    options = [one.position for one in held if one.position.security_class == "option"]
    found = worked or Worked()
    if elections.options == "theoretical" and worked is None:
        listed = [one for one in options if one.listed is not False]
        found = theoretical.revalued(listed, stock, entity, as_of, elections)
        options = [one for one in options if one.listed is False]
    found += strategies(options, left(stock, found.used), entity, as_of)
    deductions = [_strategy(strategy) for strategy in found.strategies]
    by_contract: list[Cost] = []
    for security in held:
        if security.position.security_class != "option":
            contract = _contract(security)
            deductions += [contract[0]] if contract else []
            by_contract.append(contract[1] if contract else _no_cost(security))
    net_worth = None
    if found.strategies:
        none = Told("the positions", as_of, "no option adjusts net worth")
        net_worth = Fact(concept=ADJUSTMENT, entity=entity, when=as_of, value=Decimal(0), trace=none)
        if found.adjustments:
            net_worth = computed(ADJUSTMENT, found.adjustments, cite=f"{APPENDIX}(b)(2)(ii)", when=as_of)
    return Apart(
        tuple(deductions),
        found.securities,
        by_contract,
        found.used,
        _assumed(found.strategies, elections),
        net_worth,
    )


def left(stock: Mapping[str, Stock], used: Mapping[str, Decimal]) -> dict[str, Stock]:
    """The stock that strategies have not used."""
    return {name: replace(one, units=one.units - used.get(name, Decimal(0))) for name, one in stock.items()}


ADJUSTMENT = "option_adjustment"
ADJUSTED = "net_worth_adjustment, 15c3-1a(b)(2)(ii), is to be made to net worth before options are deducted."
ALONE = "short straddles, and listed puts short against stock sold short, are no strategy of (b)(2)(iii)."
CONCENTRATED = "undue concentration, (M), is held against securities, not against options on them."


def _assumed(found: Sequence[Strategy], elections: Elections) -> tuple[str, ...]:
    """What a person should know of how options were deducted."""
    if not found:
        return ()
    if elections.options == "theoretical":
        return theoretical.MODEL, CONCENTRATED
    alone = (ALONE,) if any(one.words.startswith("uncovered") for one in found) else ()
    return (ADJUSTED, *alone, CONCENTRATED)


def _strategy(held: Strategy) -> Deduction:
    box = classes()["option"].box
    return Deduction(" and ".join(held.securities), f"{held.paragraph} {held.words}", box, held.fact, {})


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
