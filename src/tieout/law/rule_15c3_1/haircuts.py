"""(c)(2)(vi): haircuts on securities positions, and net capital after them."""

from __future__ import annotations

from collections.abc import Iterator

from tieout.facts import Fact, Line, add, computed, less
from tieout.law.params import LawError
from tieout.law.registrant import Holding, Registrant, worksheet
from tieout.law.rule_15c3_1.deductions import tentative_net_capital

CITE = "17 CFR 240.15c3-1"


FUND_CLASSES = {
    "money_market_fund": "(c)(2)(vi)(D)(1)",
    "fund_government": "(c)(2)(vi)(D)(2)",
    "fund_debt": "(c)(2)(vi)(D)(3)",
}


@worksheet(f"{CITE}(c)(2)(vi)(D)")
def haircut_other_securities(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(vi)(D): shares of registered investment companies by what they hold, and what is stated.  [3734]"""
    for holding in firm.holdings:
        yield add(_fund_haircut(firm, holding))
    if stated := firm.get("haircut_other_securities"):
        yield add(stated, "stated")


def _fund_haircut(firm: Registrant, holding: Holding) -> Fact:
    if holding.security_class not in FUND_CLASSES:
        raise LawError(
            f"no haircut is covered yet for class {holding.security_class!r}.",
            where=f"position {holding.security_id} {holding.description}".strip(),
            expected=f"one of {', '.join(FUND_CLASSES)}.",
            mend="state its haircut in facts.csv (haircut_other_securities, haircut_debt_securities, ... with the "
            "account's number as part) and leave the position out, until (c)(2)(vi) is covered further.",
        )
    if holding.market_value.value < 0:
        raise LawError(
            "a short position in fund shares is not covered.",
            where=f"position {holding.security_id} {holding.description}".strip(),
            expected="a quantity above zero.",
        )
    rate = firm.param("fund_haircut_rate", holding.security_class)
    paragraph = f"{CITE}{FUND_CLASSES[holding.security_class]}"
    lines = (add(holding.market_value), add(rate))
    return computed("haircut", lines, operation="product", cite=paragraph, part=holding.security_id, unit="USD")


@worksheet(f"{CITE}(c)(2)(vi)")
def haircuts(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(vi): securities haircuts, all of them.  [3740]"""
    yield add(haircut_other_securities(firm), "[3734]")
    for concept, box in (
        ("haircut_contractual_commitments", "[3660]"),
        ("haircut_subordinated_borrowings", "[3670]"),
        ("haircut_exempted_securities", "[3735]"),
        ("haircut_debt_securities", "[3733]"),
        ("haircut_options", "[3730]"),
        ("haircut_undue_concentration", "[3650]"),
        ("haircut_other", "[3736]"),
    ):
        if stated := firm.get(concept):
            yield add(stated, box)


@worksheet(f"{CITE}(c)(2)")
def net_capital(firm: Registrant) -> Iterator[Line]:
    """(c)(2): net worth, adjusted by the paragraphs above.  [3750]"""
    yield add(tentative_net_capital(firm), "[3640]")
    yield less(haircuts(firm), "[3740]")
