"""Open receivables of open_items.csv as the rules see them on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tieout.facts import Fact, Told
from tieout.law import OpenItem, Treated
from tieout.law.rule_15c3_1.receivables import FROM_THE_DAY_IT_ARISES
from tieout.ledger.open_items import OpenReceivable
from tieout.statements.door import Ledger

WHOLE = "nonallowable"


def open_items_at(
    ledger: Ledger, as_of: date, treated: Iterable[Treated]
) -> tuple[tuple[OpenItem, ...], tuple[str, ...]]:
    """The items open on a day, and what is to be said of those that are not taken.

    The file lists what is open after the last entry: on an earlier day, what had not arisen is left out, and what was
    paid since is not known.  An account that is deducted whole has no items to tell apart.
    """
    books, by_account = ledger.books, {held.fact.part: held for held in treated}
    found: list[OpenItem] = []
    deducted: list[str] = []
    for item in books.open_items:
        held = by_account.get(item.account)
        if as_of < books.last_day and item.kind in FROM_THE_DAY_IT_ARISES and item.since > as_of:
            continue
        if held is not None and held.treatment.word == WHOLE:
            deducted.append(item.account)
            continue
        account = books.chart[item.account]
        found.append(_item(books.firm.name, item, as_of, held.shown_as if held else account.concept))
    said = [
        f"the open items of account {number} {books.chart[number].name} are left out: it is deducted whole."
        for number in dict.fromkeys(deducted)
    ]
    if found and as_of < books.last_day:
        said.append(f"open items are those of open_items.csv: what was paid from {as_of} to {books.last_day} is not.")
    return tuple(found), tuple(said)


def _item(entity: str, item: OpenReceivable, as_of: date, shown_as: str) -> OpenItem:
    told = Told("open_items.csv", item.since, item.description or item.kind.replace("_", " "))
    part = f"{item.kind} {item.named} in {item.account}"
    fact = Fact(concept=shown_as, entity=entity, when=as_of, value=item.amount, part=part, trace=told)
    return OpenItem(fact, item.kind, item.since, item.counterparty)
