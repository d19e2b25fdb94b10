"""The chart of accounts, as `accounts.csv` states it: which concept each account is, and how net capital treats it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """One account.

    `concept` is a concept of the taxonomy; `line` the firm's own name for it on a statement; `net_capital` the
    treatment ("" takes the concept's usual one), `cash_flow` how movements show in the cash flow statement ("" also),
    `counterparty` whose receivable or payable it is (for a right of set-off), `schedule_as` the concept under which the
    net capital schedule shows it ("" its own), `row` its row in the file.
    """

    number: str
    name: str
    concept: str
    net_capital: str = ""
    line: str = ""
    cash_flow: str = ""
    counterparty: str = ""
    schedule_as: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """The accounts by number, in the order of the file."""

    accounts: Mapping[str, Account]
    source: str = "accounts.csv"

    def __getitem__(self, number: str) -> Account:
        return self.accounts[number]

    def __contains__(self, number: object) -> bool:
        return number in self.accounts

    def __iter__(self) -> Iterator[Account]:
        return iter(self.accounts.values())

    def __len__(self) -> int:
        return len(self.accounts)
