"""(c)(2)(i)-(iii): net worth, what of it is not allowable, and what is added to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Line, add, computed, less
from tieout.law.dates import add_months
from tieout.law.given import share, told
from tieout.law.haircuts.portfolio import haircuts
from tieout.law.params import LawError, param
from tieout.law.questions import Answer, question
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
    if stated := firm.get("capital_to_be_withdrawn"):
        within = firm.param("capital_withdrawal_years")
        yield add(stated, f"(c)(2)(i)(G), within {within.value} year")


@question(f"{CITE}(c)(2)(i)(G)")
def capital_contribution(
    *,
    as_of: date,
    amount: Decimal,
    contributed: date,
    option_to_withdraw: bool,
    meant_to_be_withdrawn: bool,
    withdrawn: date | None = None,
    approved: bool = False,
) -> Answer:
    """How much of a contribution is subtracted from net worth, as it may be or is meant to be withdrawn within a year.

    A withdrawal through the anniversary counts as meant from the first, unless the examining authority approved it.
    """
    if contributed > as_of or (withdrawn is not None and withdrawn < contributed):
        raise LawError("the days are not in order.", where=CITE, expected="contributed, then as_of and any withdrawal.")
    years = param("capital_withdrawal_years", as_of)
    anniversary = add_months(contributed, 12 * int(years.value))
    deemed = withdrawn is not None and withdrawn <= anniversary and not approved
    subtracted = option_to_withdraw or deemed or (meant_to_be_withdrawn and as_of <= anniversary)
    capital = told("capital_contributed", amount, as_of, f"contributed {contributed}")
    held = capital if subtracted else told("nothing_subtracted", 0, as_of, f"in the firm beyond {anniversary}")
    return {
        "subtracted": computed("capital_to_be_withdrawn", (add(held),), cite=years.cite),
        "counts_as_capital": not subtracted,
        "deemed_meant_to_be_withdrawn": deemed,
        "anniversary": anniversary,
    }


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


@worksheet(f"{CITE}(c)(2)(i)(C)")
def deferred_taxes_added_back(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(i)(C): the lesser of the deferred tax liability related to three kinds of items and of their sum."""
    kinds = (
        ("deferred_tax_on_haircuts", "(c)(2)(i)(C)(1)"),
        ("deferred_tax_on_deducted_income", "(c)(2)(i)(C)(2)"),
        ("deferred_tax_on_deducted_appreciation", "(c)(2)(i)(C)(3)"),
    )
    items = [add(stated, paragraph) for concept, paragraph in kinds if (stated := firm.get(concept))]
    if items:
        liability = firm["deferred_tax_liability_related"]
        lines = (add(liability), add(computed("deferred_taxes_of_the_items", items)))
        yield add(computed("lesser_of_liability_and_items", lines, operation="least"))


@worksheet(f"{CITE}(c)(2)(i)(D)")
def tax_benefits_added(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(i)(D): tax benefits of unrealized losses, no more than the income taxes accrued."""
    if stated := firm.get("tax_benefits_of_unrealized_losses"):
        lines = (add(stated), add(firm["income_taxes_accrued"]))
        yield add(computed("lesser_of_benefits_and_taxes", lines, operation="least"))


@worksheet(f"{CITE}(c)(2)(iii)")
def proprietor_excess_liabilities(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(iii): a sole proprietor's liabilities outside the business, as far as above the assets outside it."""
    if stated := firm.get("nonbusiness_liabilities"):
        excess = computed("excess_of_liabilities", (add(stated), less(firm["nonbusiness_assets"])))
        nothing = firm.nothing("assets outside the business do not add to net worth")
        yield add(computed("excess_if_any", (add(excess), add(nothing)), operation="greatest"))


@worksheet(f"{CITE}(c)(2)(i)")
def other_allowable_credits(firm: Registrant) -> Iterator[Line]:
    """(c)(2)(i), (iii), Appendix A: what is stated, adjustments of net worth, deductions below zero.  [3525]"""
    if stated := firm.get("other_allowable_credits"):
        yield add(stated, "stated")
    if gains := firm.get("unrealized_gains_not_in_equity"):
        yield add(gains, "(c)(2)(i)(A)")
    if losses := firm.get("unrealized_losses_not_in_equity"):
        yield less(losses, "(c)(2)(i)(A)")
    if (deferred := deferred_taxes_added_back(firm)).value:
        yield add(deferred, "(c)(2)(i)(C)")
    if (benefits := tax_benefits_added(firm)).value:
        yield add(benefits, "(c)(2)(i)(D)")
    if tax := firm.get("tax_on_deducted_income"):
        yield add(tax, "(c)(2)(i)(E)")
    if assumed := firm.get("liabilities_assumed_by_others"):
        subtracted = share("liabilities_subtracted", assumed, firm.param("third_party_liability_rate"))
        yield less(subtracted, "(c)(2)(i)(F)")
    if discretionary := firm.get("discretionary_liabilities"):
        yield add(discretionary, "FINRA interpretation 15c3-1(c)(2)/02")
    if (excess := proprietor_excess_liabilities(firm)).value:
        yield less(excess, "(c)(2)(iii)")
    if (adjusted := option_adjustment(firm)) is not None and adjusted.value:
        yield add(adjusted, "15c3-1a(b)(2)(ii)")


def option_adjustment(firm: Registrant) -> Fact | None:
    """15c3-1a(b)(2)(ii): what net worth is adjusted by before options are deducted by strategy, None without options.

    It depends on the positions alone: not on tentative net capital, which rests on it.
    """
    if not any(holding.position.security_class == "option" for holding in firm.holdings):
        return None
    if "option_adjustment" not in firm.workings:
        held = [(holding.position, holding.market_value) for holding in firm.holdings]
        firm.workings["option_adjustment"] = haircuts(held, firm.as_of, firm.name).net_worth
    found = firm.workings["option_adjustment"]
    assert found is None or isinstance(found, Fact)
    return found


@worksheet(f"{CITE}(c)(2)")
def total_capital_and_subordinated(firm: Registrant) -> Iterator[Line]:
    """(c)(2): total capital and allowable subordinated liabilities.  [3530]"""
    yield add(equity_qualified(firm), "[3500]")
    yield add(allowable_subordinated_liabilities(firm), "[3520]")
    if (credits := other_allowable_credits(firm)).value:
        yield add(credits, "[3525]")
