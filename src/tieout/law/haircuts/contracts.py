"""(viii) open contractual commitments and (ix) aged fails to deliver: deductions contract by contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tieout.facts import Fact, add, computed, less
from tieout.law.business_days import business_days_between
from tieout.law.haircuts.deductions import CITE, Deduction, at_least, of_positions, product
from tieout.law.haircuts.places import Place, placed
from tieout.law.haircuts.positions import Position, class_named, classes
from tieout.law.params import LawError, Param, param

COMMITMENT = "(c)(2)(viii)"


def of_class(position: Position, as_of: date) -> tuple[Position, Place]:
    """The security that a contract is in, and where the rule would put it; equity where its class is not stated."""
    name = class_named(position.of_class or "equity")
    if name not in classes() or name in ("option", "contractual_commitment", "fail_to_deliver"):
        raise LawError(f"security_class is {name!r}.", where=position.named, expected="the class of the security.")
    listed = position.listed if position.market_makers is not None else None  # (viii)(A) asks of listing by itself
    security = replace(position, security_class=name, listed=listed)
    return security, placed(security, as_of)


def commitment(position: Position, market_value: Fact) -> tuple[Fact, Param]:
    """(viii): the deduction of the security's class, on (J) securities 30 percent, 15 where listed.

    Reduced by the unrealized profit of the commitment to no less than nothing, increased by its loss, where
    contract_value is stated; without it there is neither.
    """
    as_of = market_value.end
    _, place = of_class(position, as_of)
    rate = place.rate
    if place.is_other:
        if position.listed is None:
            raise position.missing("listed", "(c)(2)(viii)(A) needs of a commitment in equity")
        rate = param("commitment_haircut_rate", as_of, "listed" if position.listed else "unlisted")
    cite, size = f"{CITE}(c)(2)(viii)", _absolute(market_value)
    share = product(size, rate.fact(size.entity, as_of), concept="share_of_the_commitment", cite=rate.cite)
    if position.contract_value is None:
        return computed("haircut", (add(share),), cite=cite, part=size.part), rate
    contract = of_positions("contract_value", abs(position.contract_value), size, "contract value", size.part)
    worth, paid = (less, add) if market_value.value >= 0 else (add, less)  # bought: worth more is a profit
    after = computed("after_unrealized_profit", (add(share), worth(size), paid(contract)), part=size.part)
    return at_least("haircut", after, cite=cite), rate


def added_back(
    held: Sequence[Deduction], capital: Fact | None, haircuts: Fact, undue: Fact | None
) -> tuple[Deduction, ...]:
    """(viii)(B): the deductions, those on commitments less what is added back; untouched where net capital is too low.

    Net capital is tentative net capital less haircuts and undue concentration, before the add-back.  Raises LawError
    where tentative net capital is not known.
    """
    commitments = [one for one in held if one.paragraph == COMMITMENT]
    if not commitments:
        return tuple(held)
    if capital is None or undue is None:
        said = "tentative net capital is missing, which (c)(2)(viii)(B) needs."
        raise LawError(said, where=f"{CITE}(c)(2)(viii)(B)", mend="state it, or do not elect the add-back.")
    net = computed("net_capital", (add(capital), less(haircuts), less(undue)), cite=f"{CITE}(c)(2)", when=capital.end)
    limits = [param("commitment_add_back", capital.end, of).fact(net.entity, net.end) for of in ("net_capital", "most")]
    if net.value <= limits[0].value:
        return tuple(held)
    cite, pool = f"{CITE}(c)(2)(viii)(B)", "commitments"
    every = computed("deductions_on_commitments", [add(one.fact) for one in commitments], part=pool, when=net.end)
    back = computed("added_back", (add(every), add(limits[1])), operation="least", cite=cite, part=pool)
    fact = computed("haircut", (add(every), less(back)), cite=cite, part=pool)
    first = replace(commitments[0], pool=pool, fact=fact)
    return (first, *(one for one in held if one.paragraph != COMMITMENT))


def fail_to_deliver(position: Position, market_value: Fact) -> tuple[Fact, Param] | None:
    """(ix): from 5 business days (21 municipal) the security's own deduction, with the contract's loss, less its gain.

    None for a fail that is not yet aged.
    """
    as_of = market_value.end
    security, place = of_class(position, as_of)
    settled: date = position.asked("settlement_date")
    limit = param("fail_to_deliver_days", as_of, "municipal" if security.security_class == "municipal" else "other")
    if business_days_between(settled, as_of) < limit.value:
        return None
    size = _absolute(market_value)
    contract = of_positions("contract_value", abs(position.asked("contract_value")), size, "contract value", size.part)
    share = product(size, place.rate.fact(size.entity, as_of), concept="share_of_the_fail", cite=place.rate.cite)
    after = computed("after_the_contract_price", (add(share), add(contract), less(size)), part=size.part)
    return at_least("haircut", after, cite=f"{CITE}(c)(2)(ix)"), place.rate


def _absolute(fact: Fact) -> Fact:
    """A market value without its sign."""
    return computed("market_value", (add(fact) if fact.value >= 0 else less(fact),), part=fact.part)
