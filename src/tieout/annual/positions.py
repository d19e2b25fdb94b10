"""Securities positions as the rules see them, and against the accounts that carry them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tieout.annual.carried import Stands
from tieout.facts import Fact, Told, add, computed
from tieout.facts.money import figure
from tieout.law import Holding, LawError
from tieout.law.haircuts.positions import position_of
from tieout.statements.door import Ledger


@dataclass(frozen=True, slots=True)
class Position:
    """A holding and the account that carries it, "" where positions.csv does not say."""

    account: str
    holding: Holding


def positions_at(ledger: Ledger, as_of: date, held: Stands) -> list[Position]:
    """The positions of a day: those stated for it, or carried forward to it.

    Raises LawError where an account whose securities carry a haircut has none on that very day, and no haircut is
    stated for it in facts.csv either (a `haircut_...` line whose part is the account's number).
    """
    rows = list(ledger.books.positions_at(held.positions_of).iter_rows(named=True))
    _refuse_missing(ledger, as_of, {str(row.get("account") or "") for row in rows}, held.told)
    return [_position(ledger, as_of, row, held.positions_of) for row in rows]


def _position(ledger: Ledger, as_of: date, row: dict[str, object], stated_on: date) -> Position:
    account = str(row.get("account") or "")
    security = str(row.get("security_id") or row.get("description") or "unnamed")
    told = Told("positions.csv", stated_on, str(row.get("description") or security))
    part = f"{security} in {account}" if account else security

    def stated(concept: str, text: object, unit: str) -> Fact:
        entity = ledger.books.firm.name
        value = Decimal(str(text))
        return Fact(concept=concept, entity=entity, when=as_of, value=value, unit=unit, part=part, trace=told)

    if row.get("market_value") is not None:
        value = stated("market_value", row["market_value"], "USD")
    else:
        lines = (add(stated("quantity", row["quantity"], "shares")), add(stated("price", row["price"], "USD")))
        cite = "quantity x price"
        value = computed("market_value", lines, operation="product", cite=cite, part=part, unit="USD")
    told_of = {"_".join(name.lower().split()): held for name, held in row.items()}
    holding = Holding(
        position_of({**told_of, "security_id": security, "market_value": value.value}, _where(row)), value
    )
    return Position(account, holding)


def _where(row: dict[str, object]) -> str:
    return f"positions.csv, row {row['row']}" if row.get("row") else "positions.csv"


def _refuse_missing(ledger: Ledger, as_of: date, with_positions: set[str], stated: Iterable[Fact]) -> None:
    positions = ledger.books.positions
    ever = set(positions["account"]) - {None, ""} if "account" in positions.columns else set()
    told = {f.part for f in stated if f.concept.startswith("haircut_") and f.when == as_of}
    for number, fact in ledger.balances(as_of).items():
        account = ledger.books.chart[number]
        needs = number in ever or account.concept in ("securities_owned", "securities_sold_not_yet_purchased")
        if needs and fact.value and number not in with_positions | told:
            raise LawError(
                f"account {number} {account.name} holds {figure(fact.value)} on {as_of}, but no positions are stated "
                "for that date, so its haircut is not known.",
                where=ledger.books.source,
                expected=f"rows with as_of {as_of} and account {number} in positions.csv.",
                mend="add them (`tieout import BOOKS positions.csv`), ask for a date that has positions, or state the "
                f"haircut in facts.csv: a haircut_... line of that date with part {number}.",
            )


def against_accounts(ledger: Ledger, as_of: date, positions: Iterable[Position]) -> Iterator[str]:
    """Where positions and the account that carries them are apart, in words."""
    held: dict[str, Decimal] = {}
    for position in positions:
        if position.account:
            value = position.holding.market_value.value
            held[position.account] = held.get(position.account, Decimal(0)) + value
    balances = ledger.balances(as_of)
    for number, value in held.items():
        if number not in balances:
            yield f"positions are stated in account {number}, which has no balance on {as_of}."
        elif abs(balances[number].value - value) >= Decimal("0.01"):
            yield (
                f"account {number} carries {figure(balances[number].value)}, its positions are worth {figure(value)} "
                f"on {as_of}: mark the account to market."
            )
