"""The account that is meant where money of a what-if goes to somebody, or comes from somebody."""

from __future__ import annotations

from tieout.annual.actions import Payment
from tieout.facts import TieoutError
from tieout.law import Registrant, Treated
from tieout.statements.door import Ledger

SIDES = {"asset": "assets", "liability": "liabilities", "equity": "equity"}


def account_named(ledger: Ledger, firm: Registrant, payment: Payment, side: str) -> Treated | None:
    """The account that a name stands for: its number, its counterparty or its name.

    Raises TieoutError for the number or the name of an account on another side of the balance sheet.
    """
    said, chart = payment.other.casefold(), ledger.books.chart
    for of in ("part", "counterparty", "name"):
        found = []
        for held in firm.treated:
            if held.side != side or held.fact.part not in chart:
                continue
            names = {"part": held.fact.part, "counterparty": held.counterparty, "name": chart[held.fact.part].name}
            if names[of].casefold() == said:
                found.append(held)
        if len(found) > 1:
            numbers = " or ".join(held.fact.part for held in found)
            raise TieoutError(f"{payment.other} is account {numbers}.", where=payment.text, mend="give the number.")
        if found:
            return found[0]
    of_items = {item.fact.part.rsplit(" in ", 1)[1] for item in firm.open_items if item.counterparty.casefold() == said}
    if side == "asset" and len(of_items) == 1:
        (number,) = of_items
        return next(held for held in firm.treated if held.fact.part == number)
    _refuse_other_side(ledger, payment, side)
    return None


def _refuse_other_side(ledger: Ledger, payment: Payment, side: str) -> None:
    """An account of the balance sheet that is named is meant; it is no payee whose payment is an expense."""
    for account in ledger.books.chart:
        concept = ledger.taxonomy[account.concept]
        if payment.other.casefold() in (account.number.casefold(), account.name.casefold()) and concept.is_balance:
            paid = side == "liability"
            stands = "has no balance" if concept.kind == side else f"is an account of {SIDES[concept.kind]}"
            raise TieoutError(
                f"account {account.number} {account.name} {stands}: nothing is {'owed' if paid else 'due'} on it.",
                where=payment.text,
                expected=f"{'a liability that is owed' if paid else 'an asset that is due'}, or a name of the payment.",
                mend=f"name another, or nobody: `{'pay' if paid else 'receive'} AMOUNT` moves equity.",
            )
