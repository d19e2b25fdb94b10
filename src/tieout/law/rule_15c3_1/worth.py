"""(c)(2)(i)-(iii): net worth, what of it is not allowable, and what is added to it."""

from __future__ import annotations

from collections.abc import Iterator

from tieout.facts import Line, add, less
from tieout.law.registrant import Registrant, worksheet

CITE = "17 CFR 240.15c3-1"


@worksheet(f"{CITE}(c)(2)")
def ownership_equity(firm: Registrant) -> Iterator[Line]:
    """(c)(2): net worth, as the statement of financial condition has it.  [3480]"""
    yield add(firm["total_equity"])


@worksheet(f"{CITE}(c)(2)(i)")
def equity_not_allowable(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(i): ownership equity not allowable for net capital.  [3490]"""
    for held in firm.under("not_allowable"):
        yield add(held.fact, held.treatment.paragraph)


@worksheet(f"{CITE}(c)(2)")
def equity_qualified(firm: Registrant) -> Iterator[Line]:
    """(c)(2): ownership equity qualified for net capital.  [3500]"""
    yield add(ownership_equity(firm), "[3480]")
    yield less(equity_not_allowable(firm), "[3490]")


@worksheet(f"{CITE}(c)(2)(ii)")
def allowable_subordinated_liabilities(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(ii): liabilities under satisfactory subordination agreements, Appendix D.  [3520]"""
    for held in firm.under("subordinated"):
        yield add(held.fact, f"{CITE}d")


@worksheet(f"{CITE}(c)(2)")
def total_capital_and_subordinated(firm: Registrant) -> Iterator[Line]:
    """(c)(2): total capital and allowable subordinated liabilities.  [3530]"""
    yield add(equity_qualified(firm), "[3500]")
    yield add(allowable_subordinated_liabilities(firm), "[3520]")
    if credits := firm.get("other_allowable_credits"):
        yield add(credits, "[3525]")
