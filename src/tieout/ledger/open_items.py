"""open_items.csv: receivables that are open, one by one, so that the rules can see how old each is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from tieout.facts import TieoutError
from tieout.facts.money import plain
from tieout.ledger.accounts import Chart
from tieout.ledger.figures import TOO_LARGE, iso_day
from tieout.ledger.postings import Accounts
from tieout.ledger.rows import rows
from tieout.taxonomy import taxonomy

COLUMNS = ("account", "kind", "counterparty", "amount", "since", "description")
_NEEDED = ("account", "kind", "amount", "since")


@dataclass(frozen=True, slots=True)
class OpenReceivable:
    """One row: the account that carries it, its kind in the words of the rule, and the day its age counts from."""

    account: str
    kind: str
    counterparty: str
    amount: Decimal
    since: date
    description: str = ""
    row: int = 0

    @property
    def named(self) -> str:
        """What tells it from the other items of its account."""
        words = (self.counterparty or self.kind.replace("_", " "), f"of {self.since}", self.description)
        return " ".join(filter(None, words))


def read_open_items(text: str, chart: Chart, name: str = "open_items.csv") -> tuple[OpenReceivable, ...]:
    """The open receivables of a file with the columns above, in its order.

    Raises TieoutError, naming the row, for what cannot be read, an account that is no asset, and an item stated twice.
    """
    found: dict[tuple[str, str, str], OpenReceivable] = {}
    for item in _items(text, chart, name):
        same = item.account, item.kind, item.named
        if same in found:
            raise TieoutError(
                f"{item.kind} {item.named} in account {item.account} is stated in row {found[same].row} already.",
                where=f"{name}, row {item.row}",
                mend="remove one of the rows, or give each a description of its own.",
            )
        found[same] = item
    return tuple(found.values())


def _items(text: str, chart: Chart, name: str) -> Iterator[OpenReceivable]:
    for number, held in rows(text, name, COLUMNS, _NEEDED):
        where = f"{name}, row {number}"
        for column in _NEEDED:
            if not held[column]:
                raise TieoutError(f"{column} is empty.", where=where, mend=f"state the {column}.")
        yield OpenReceivable(
            _account(held["account"], chart, where),
            held["kind"],
            held.get("counterparty", ""),
            _amount(held, where),
            _since(held, where),
            held.get("description", ""),
            number,
        )


def _account(number: str, chart: Chart, where: str) -> str:
    if number not in chart:
        raise TieoutError(f"{Accounts(chart).unknown(number)}.", where=where, mend="correct it.")
    concept = taxonomy()[chart[number].concept]
    if concept.kind != "asset":
        raise TieoutError(
            f"an open item in account {number} {chart[number].name}, which is of kind {concept.kind}.",
            where=where,
            expected="an account of receivables.",
        )
    return number


def _amount(row: Mapping[str, str], where: str) -> Decimal:
    try:
        value = Decimal(plain(row["amount"]))
    except (InvalidOperation, ValueError):
        value = Decimal("NaN")
    if not value.is_finite() or not 0 < value < TOO_LARGE:
        raise TieoutError(f"amount is {row['amount']!r}.", where=where, expected="dollars above zero, such as 1234.56.")
    return value


def _since(row: Mapping[str, str], where: str) -> date:
    day = iso_day(row["since"])
    if day is None:
        raise TieoutError(f"since {row['since']!r} is not a date.", where=where, expected="YYYY-MM-DD.")
    return day
