"""What a column is, from its heading: the many spellings of each, and what kind of file a set of them makes.

A *role* is what a column means to us (`debit`); its spellings stand in the order in which they are preferred, so that a
QuickBooks export with both "Trans #" and "Num" has its entries by "Trans #".  Case, spaces and punctuation of a heading
do not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from tieout.facts import TieoutError
from tieout.ledger.tables import Table, normal

TOTAL = r"(?i)^(?:grand\s+|report\s+)?totals?\b"
Kind = Literal["journal", "trial_balance", "positions", "chart"]
Spellings = Mapping[str, tuple[str, ...]]

_AMOUNTS: Spellings = {
    "debit": ("Debit", "Debits", "Debit amount", "Debit USD", "Debit amount USD", "Dr", "Dr amount", "Debit balance"),
    "credit": ("Credit", "Credits", "Credit amount", "Credit USD", "Credit amount USD", "Cr", "Cr amount",
               "Credit balance"),
    "side": ("Dr/Cr", "DrCr", "D/C", "Debit/Credit", "Debit or credit", "Dr or Cr", "Sign", "DC indicator", "Side"),
}  # fmt: skip
_NUMBERS = ("Account number", "Account no", "Account #", "Acct no", "Acct #", "Acct number", "GL account number",
            "GL account no", "GL account", "GL acct", "GL code", "Account code", "Acct code", "Account", "Acct",
            "Ledger account")  # fmt: skip
_NAMES = ("Account name", "Acct name", "GL account name", "Account title", "Account description")

JOURNAL: Spellings = {
    "entry": ("Entry", "Entry id", "Entry no", "Entry number", "Entry #", "Journal entry", "Journal entry no", "JE",
              "JE #", "JE no", "JE number", "JE id", "Journal", "Journal no", "Journal number", "Journal #",
              "Journal id", "Trans #", "Trans no", "Trans id", "Transaction", "Transaction id", "Transaction no",
              "Transaction #", "Transaction number", "Voucher", "Voucher no", "Num", "Number", "Reference",
              "Reference no", "Ref", "Ref no", "Ref #", "Doc no", "Document no", "Document number"),
    "date": ("Date", "Posting date", "Post date", "Posted", "Entry date", "Journal date", "Transaction date",
             "Trans date", "Effective date", "GL date"),
    "account": _NUMBERS,
    "account_name": _NAMES,
    **_AMOUNTS,
    "amount": ("Amount", "Amount USD", "Signed amount", "Net amount", "Transaction amount", "Value"),
    "memo": ("Memo", "Description", "Memo/Description", "Narrative", "Narration", "Details", "Explanation", "Text",
             "Line description", "Particulars", "Comment"),
    "tag": ("Tag", "Tags"),
}  # fmt: skip
TRIAL_BALANCE: Spellings = {
    "account": (*_NUMBERS, "Number", "No", "Code"),
    "account_name": (*_NAMES, "Name", "Description", "Title"),
    **_AMOUNTS,
    "amount": ("Balance", "Balance USD", "Ending balance", "Closing balance", "Net balance", "Amount", "Amount USD",
               "Net", "Total", "Current balance", "YTD balance"),
    "opening": ("Beginning balance", "Opening balance", "Balance forward", "Prior balance", "Beginning", "Opening"),
}  # fmt: skip
POSITIONS: Spellings = {
    "as_of": ("As of", "As-of date", "Position date", "Holding date", "Valuation date", "Report date", "Date"),
    "account": _NUMBERS,
    "security_id": ("Security id", "CUSIP", "ISIN", "Symbol", "Ticker", "Security", "Identifier", "Sec id"),
    "description": ("Description", "Security description", "Security name", "Name", "Issue"),
    "class": ("Class", "Asset class", "Security class", "Security type", "Asset type", "Type", "Instrument type"),
    "issuer": ("Issuer", "Issuer name"),
    "quantity": ("Quantity", "Qty", "Shares", "Units", "Position", "Shares/Par"),
    "price": ("Price", "Market price", "Closing price", "Last price", "Unit price", "Price USD"),
    "market_value": ("Market value", "Market value USD", "Mkt value", "MV", "Fair value", "Value", "Value USD"),
    "maturity": ("Maturity", "Maturity date", "Matures"),
    "issue_date": ("Issue date", "Issued", "Dated date"),
    "par": ("Par", "Par value", "Face", "Face value", "Face amount", "Principal"),
    "coupon": ("Coupon", "Coupon rate", "Interest rate"),
    "rating": ("Rating", "Credit rating"),
}  # fmt: skip
CHART: Spellings = {
    "number": ("Number", *_NUMBERS, "No", "Code"),
    "name": ("Name", *_NAMES, "Description", "Title"),
    "concept": ("Concept",),
    "net_capital": ("Net capital", "Net capital treatment"),
    "line": ("Line", "Statement line"),
    "cash_flow": ("Cash flow",),
    "counterparty": ("Counterparty",),
    "schedule_as": ("Schedule as",),
    "type": ("Type", "Account type"),
}
_KINDS: Mapping[Kind, Spellings] = {
    "journal": JOURNAL,
    "trial_balance": TRIAL_BALANCE,
    "positions": POSITIONS,
    "chart": CHART,
}


def headings_of(spellings: Spellings) -> frozenset[str]:
    """The normalised headings to look for, to find the header row of a file of one kind."""
    return frozenset(normal(heading) for headings in spellings.values() for heading in headings)


ALL_HEADINGS = frozenset[str]().union(*(headings_of(spellings) for spellings in _KINDS.values()))


@dataclass(frozen=True, slots=True)
class Mapped:
    """The columns of a table by role, and those nobody asked for."""

    by_role: Mapping[str, str]
    unused: tuple[str, ...]

    def __contains__(self, role: object) -> bool:
        return role in self.by_role

    def without(self, *roles: str) -> Mapped:
        """The same, where these columns have nothing to add."""
        dropped = tuple(self.by_role[role] for role in roles if role in self.by_role)
        return Mapped({r: c for r, c in self.by_role.items() if r not in roles}, self.unused + dropped)

    def text(self, role: str) -> pl.Expr:
        """The cells of a role without surrounding spaces; null where blank or where there is no such column."""
        if role not in self.by_role:
            return pl.lit(None, pl.String).alias(role)
        cell = pl.col(self.by_role[role]).str.strip_chars()
        return pl.when(cell != "").then(cell).alias(role)


def map_columns(table: Table, spellings: Spellings) -> Mapped:
    """Which column is which.  Raises TieoutError when two columns could equally be the same one."""
    headings = {column: normal(column) for column in table.columns}
    by_role: dict[str, str] = {}
    for role, names in spellings.items():
        for name in dict.fromkeys(map(normal, names)):
            # "Amount (2)" is what read_table called a second "Amount".
            same = [c for c, heading in headings.items() if heading == name or _repeats(c, name)]
            if len(same) > 1:
                raise TieoutError(
                    f"{len(same)} columns are headed {same[0]!r}.",
                    where=table.source,
                    expected=f"one column for {role.replace('_', ' ')}.",
                    mend="remove or rename the others.",
                )
            if same and same[0] not in by_role.values():
                by_role[role] = same[0]
                break
    if spellings is TRIAL_BALANCE and "account" not in by_role and "account_name" not in by_role:
        unheaded = _unheaded_text(table)
        if unheaded is not None:
            by_role["account"] = unheaded
    return Mapped(by_role, tuple(c for c in table.columns if c not in by_role.values()))


def _repeats(column: str, name: str) -> bool:
    stem, bracket, count = column.rpartition(" (")
    return bool(bracket) and count[:-1].isdigit() and normal(stem) == name


def _unheaded_text(table: Table) -> str | None:
    """The first column without a heading that says anything but "TOTAL"; None where there is none.

    QuickBooks heads the accounts of a trial balance with nothing, and may put the word TOTAL in a column before them.
    """
    for column in _unheaded(table):
        cell = table.frame[column].str.strip_chars().fill_null("")
        if ((cell != "") & ~cell.str.contains(TOTAL)).any():
            return column
    return None


def _unheaded(table: Table) -> list[str]:
    return [c for place, c in enumerate(table.columns, start=1) if c == f"column {place}"]  # as read_table calls it


def kind_of(table: Table) -> Kind:
    """What a table is, from its headings.  Raises TieoutError, listing what each kind needs, when it is none."""
    found = {normal(column) for column in table.columns}

    def has(kind: Kind, role: str) -> bool:
        return any(normal(heading) in found for heading in _KINDS[kind][role])

    amount = has("journal", "debit") or has("journal", "credit")
    if has("chart", "concept") and has("chart", "number"):
        return "chart"
    if (
        has("positions", "class")
        and not amount
        and any(has("positions", role) for role in ("market_value", "quantity", "price"))
    ):
        return "positions"
    account = has("trial_balance", "account") or has("trial_balance", "account_name")
    amounts = amount or has("trial_balance", "amount")
    if has("journal", "date") and account and (amount or has("journal", "amount")):
        return "journal"
    if amounts and (account or (not has("journal", "date") and _unheaded(table))):
        return "trial_balance"
    shown = ", ".join(table.columns)
    nameless = f"no account heading was found among {shown}."
    raise TieoutError(
        nameless if amounts and not account else f"headings {shown}: not a file of the books.",
        where=table.source,
        expected="a journal (date, account, debit, credit), a trial balance (account, debit, credit or balance), "
        "positions (as of, class, market value or quantity and price) or a chart (number, name, concept).",
        mend="name the columns so.",
    )
