"""(c)(2)(vi) to (ix): haircuts on securities positions by the lines of the form, and net capital after them."""

from __future__ import annotations

from collections.abc import Iterator

from tieout.facts import Line, add, less
from tieout.law.haircuts.portfolio import haircuts as haircuts_of
from tieout.law.haircuts.securities import Haircuts
from tieout.law.registrant import Registrant, Rule, has_lines, worksheet
from tieout.law.rule_15c3_1.deductions import tentative_net_capital

CITE = "17 CFR 240.15c3-1"


def portfolio(firm: Registrant) -> Haircuts:
    """The haircuts of the firm's positions, worked once; undue concentration is held against tentative net capital."""
    if "portfolio" not in firm.workings:
        held = [(holding.position, holding.market_value) for holding in firm.holdings]
        firm.workings["portfolio"] = haircuts_of(held, firm.as_of, firm.name, tentative_net_capital(firm))
    found = firm.workings["portfolio"]
    assert isinstance(found, Haircuts)
    return found


def _lines(firm: Registrant, box: str, concept: str) -> Iterator[Line]:
    """What positions cost on a line of the form, and what the firm states for it."""
    if firm.holdings:
        for held in portfolio(firm).deductions:
            if held.box == box:
                yield add(held.fact, held.paragraph)
    if stated := firm.get(concept):
        yield add(stated, "stated")


@worksheet(f"{CITE}(c)(2)(viii)")
def haircut_contractual_commitments(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(viii): open contractual commitments.  [3660]"""
    yield from _lines(firm, "3660", "haircut_contractual_commitments")


@worksheet(f"{CITE}(c)(2)(vi)(A)-(B)")
def haircut_exempted_securities(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(vi)(A)-(B): exempted securities, of governments, agencies and municipalities.  [3735]"""
    yield from _lines(firm, "3735", "haircut_exempted_securities")


@worksheet(f"{CITE}(c)(2)(vi)(C)-(G)")
def haircut_debt_securities(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(vi)(C), (E)-(G): Canadian government, money market and corporate debt, convertible debt.  [3733]"""
    yield from _lines(firm, "3733", "haircut_debt_securities")


@worksheet(f"{CITE}a")
def haircut_options(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(x) and Appendix A: options.  [3730]"""
    yield from _lines(firm, "3730", "haircut_options")


@worksheet(f"{CITE}(c)(2)(vi)")
def haircut_other_securities(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(vi)(D), (H)-(K): fund shares, preferred stock, all other securities.  [3734]"""
    yield from _lines(firm, "3734", "haircut_other_securities")


@worksheet(f"{CITE}(c)(2)(vi)(M)")
def haircut_undue_concentration(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(vi)(M): undue concentration.  [3650]"""
    if firm.holdings and (undue := portfolio(firm).undue) is not None and undue.value:
        yield add(undue, "(c)(2)(vi)(M)")
    if stated := firm.get("haircut_undue_concentration"):
        yield add(stated, "stated")


@worksheet(f"{CITE}(c)(2)(ix)")
def haircut_other(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(ix) and others: aged fails to deliver, foreign currency.  [3736]"""
    yield from _lines(firm, "3736", "haircut_other")


_BY_BOX: tuple[tuple[Rule, str], ...] = (
    (haircut_contractual_commitments, "[3660]"),
    (haircut_exempted_securities, "[3735]"),
    (haircut_debt_securities, "[3733]"),
    (haircut_options, "[3730]"),
    (haircut_undue_concentration, "[3650]"),
    (haircut_other, "[3736]"),
)


@worksheet(f"{CITE}(c)(2)(vi)")
def haircuts(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(vi): securities haircuts, all of them.  [3740]"""
    yield add(haircut_other_securities(firm), "[3734]")
    if stated := firm.get("haircut_subordinated_borrowings"):
        yield add(stated, "[3670]")
    for line, box in _BY_BOX:
        if has_lines(fact := line(firm)):
            yield add(fact, box)


@worksheet(f"{CITE}(c)(2)")
def net_capital(firm: Registrant) -> Iterator[Line]:
    """(c)(2): net worth, adjusted by the paragraphs above.  [3750]"""
    yield add(tentative_net_capital(firm), "[3640]")
    yield less(haircuts(firm), "[3740]")
