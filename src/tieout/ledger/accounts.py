"""The chart of accounts, as `accounts.csv` states it: which concept each account is, and how net capital treats it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tieout.facts import TieoutError
from tieout.ledger.firm import Firm
from tieout.taxonomy import TREATMENTS, taxonomy


@dataclass(frozen=True, slots=True)
class Account:
    """One account.

    `concept` is a concept of the taxonomy; `line` the firm's own name for it on a statement; `net_capital` the
    treatment ("" takes the concept's usual one), `cash_flow` how movements show in the cash flow statement ("" also),
    `counterparty` whose receivable or payable it is (for a right of set-off), `schedule_as` the concept under which the
    net capital schedule shows it ("" its own), `type` the account's own kind where the firm states it (asset,
    liability, equity, revenue, expense), `row` its row in the file.
    """

    number: str
    name: str
    concept: str
    net_capital: str = ""
    line: str = ""
    cash_flow: str = ""
    counterparty: str = ""
    schedule_as: str = ""
    type: str = ""
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


# Words that say what an account is, whatever its number.
_SAYS_ASSET = re.compile(r"\b(receivables?|prepaid|cash in bank|due from|deposits? with)\b", re.IGNORECASE)
_SAYS_LIABILITY = re.compile(r"\b(payables?|accrued (liabilit\w+|expenses?)|due to|loans? from)\b", re.IGNORECASE)
_TYPES = ("asset", "liability", "equity", "revenue", "expense")


def check_chart(chart: Chart, firm: Firm) -> None:
    """Raise TieoutError, naming the rows, for accounts whose concept or treatment is unknown or cannot be theirs.

    An account mapped to a concept of another kind than its name, its `type` or its neighbours' numbers say is refused:
    an asset under a liability concept would move both totals and still balance.  Where the mapping is meant, the
    `type` column says so.
    """
    problems = [problem for account in chart for problem in _account_problems(account, firm)]
    problems = problems or list(_outliers(chart))
    if problems:
        more = f"\n  and {len(problems) - 10} more" if len(problems) > 10 else ""
        raise TieoutError("\n  ".join([f"{chart.source}:", *problems[:10]]) + more)


def _account_problems(account: Account, firm: Firm) -> Iterator[str]:
    where, concepts = f"row {account.row}: account {account.number} {account.name}", taxonomy()
    if account.concept not in concepts or not concepts[account.concept].takes_postings:
        near = concepts.nearest(account.concept, postable=True)
        what = "takes no postings" if account.concept in concepts else "is not in the taxonomy"
        yield f"{where}: concept {account.concept} {what}.  Nearest: {', '.join(near) or 'none'}."
        return
    kind = concepts[account.concept].kind
    if account.type and account.type not in _TYPES:
        yield f"{where}: type {account.type!r}; expected one of {', '.join(_TYPES)}."
    elif account.type and account.type != kind:
        yield f"{where}: its type is {account.type}, but {account.concept} is of kind {kind}."
    elif not account.type and (says := _name_says(account.name, kind)):
        yield (
            f"{where}: its name says {says}, but {account.concept} is of kind {kind}.  "
            f"If it is meant, write {kind} in the type column."
        )
    if account.net_capital:
        try:
            word = concepts.parse_treatment(account.net_capital).word
        except ValueError as error:
            yield f"{where}: net_capital {account.net_capital!r}: {error}."
        else:
            expected = TREATMENTS.get(kind, ("",))
            if word not in expected:
                choices = ", ".join(filter(None, expected))
                yield f"{where}: net_capital {account.net_capital!r}; expected one of {choices}."
            elif word == "set_off" and account.counterparty not in {r.counterparty for r in firm.right_of_setoff}:
                yield (
                    f"{where}: set off against {account.counterparty or 'nobody'}; expected the counterparty of a "
                    "[[right_of_setoff]] in firm.toml."
                )
    flow = concepts.concepts.get(account.cash_flow)
    if account.cash_flow and (flow is None or flow.kind != "flow" or not flow.section):
        lines = ", ".join(c.id for c in concepts.concepts.values() if c.kind == "flow" and c.section)
        yield f"{where}: cash_flow {account.cash_flow!r}; expected a line of the cash flow statement: {lines}."
    shown = concepts.concepts.get(account.schedule_as)
    if account.schedule_as and (shown is None or not shown.takes_postings or shown.kind != kind):
        yield f"{where}: schedule_as {account.schedule_as!r}; expected a concept of kind {kind} that takes postings."
    if account.net_capital and concepts[account.concept].is_contra and kind == "equity":
        yield f"{where}: {account.concept} lessens equity already, and has no treatment of its own."
    equity = {name for _, name in concepts.entity_kinds[firm.entity_kind].lines}
    if kind == "equity" and account.concept not in equity:
        choices = ", ".join(sorted(equity))
        yield f"{where}: {account.concept} is no equity of a {firm.entity_kind}; expected one of {choices}."


def _name_says(name: str, kind: str) -> str:
    asset, liability = _SAYS_ASSET.search(name), _SAYS_LIABILITY.search(name)
    if asset and not liability and kind == "liability":
        return "asset"
    if liability and not asset and kind == "asset":
        return "liability"
    return ""


def _outliers(chart: Chart) -> Iterator[str]:
    """Accounts on the other side of the balance sheet from every other account of their first digit."""
    sides: dict[str, Counter[str]] = {}
    for account in chart:
        sides.setdefault(account.number[:1], Counter())[_side(account)] += 1
    for account in chart:
        count = sides[account.number[:1]]
        usual, how_many = count.most_common(1)[0]
        alone = how_many >= 3 and count[_side(account)] == 1
        if not account.type and alone and {usual, _side(account)} == {"asset", "liability or equity"}:
            yield (
                f"row {account.row}: account {account.number} {account.name}: {account.concept} is a {_side(account)}, "
                f"but all other accounts {account.number[:1]}... are of kind {usual}.  If it is meant, write "
                f"{taxonomy()[account.concept].kind} in the type column."
            )


def _side(account: Account) -> str:
    kind = taxonomy()[account.concept].kind
    return "liability or equity" if kind in ("liability", "equity") else kind
