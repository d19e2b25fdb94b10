"""(c)(2)(iv)(B) and (xii): accounts that owe more than secures them, and accounts short of maintenance margin.

Beside them the securities lent and borrowed of (iv)(B).  What an account lacks is its debit balance and the securities
it is short, less its credit balance and the securities it is long, all at market.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Line, add, computed, less
from tieout.law.business_days import business_days_between
from tieout.law.given import Cells, cells, figure, if_any, told, total
from tieout.law.params import LawError, param
from tieout.law.questions import Answer, Row, Value, question

CITE = "17 CFR 240.15c3-1"
KINDS = ("margin", "cash", "omnibus")
BALANCES = ("debit", "short_market_value", "credit", "long_market_value")
OPTIONAL = (*BALANCES, "haircut", "extensions", "maintenance_margin")


@question(f"{CITE}(c)(2)(iv)(B), (c)(2)(xii)")
def account_deductions(*, as_of: date, accounts: Sequence[Row], calls: Sequence[Row] = ()) -> Answer:
    """What is deducted for accounts in deficit, (iv)(B), and for accounts short of maintenance margin, (xii).

    `accounts` are rows of `account`, `kind` (margin, cash, omnibus) and, where there are any, `debit`, `credit`,
    `long_market_value` and `short_market_value`; `haircut`, the deductions of (c)(2)(vi) and Appendix A for the
    securities of an account in deficit; `extensions` granted on a transaction of a cash account; and
    `maintenance_margin`, what the examining authority requires.  `calls` are rows of `account`, `amount` and
    `called_on`: calls for margin, marks to the market and other deposits required, not yet met.

    What (iv)(B) takes of an account is not taken again by (xii).
    """
    rows = cells(accounts, "account", "account", "kind", optional=OPTIONAL)
    names = [row.word("account") for row in rows]
    called = _calls(as_of, names, calls)
    deficits: list[Line] = []
    undermargined: list[Line] = []
    untested = 0
    answer: dict[str, Value] = {}
    for row, name in zip(rows, names, strict=True):
        if f"deficit_{name}" in answer:
            raise LawError(f"{name} is listed twice.", where=row.where, expected="one row per account.")
        lacks = _lacks(as_of, row, name)
        deficit = _deficit(as_of, row, lacks, called.get(name, {}))
        deficits.append(add(deficit))
        answer[f"deficit_{name}"] = deficit
        if row.word("kind") == "cash":
            continue
        if "maintenance_margin" not in row:
            untested += 1
            continue
        short = _undermargined(as_of, row, lacks, called.get(name, {}), deficit)
        undermargined.append(add(short))
        answer[f"undermargined_{name}"] = short
    in_deficit = total("deficits_in_customer_accounts", deficits, as_of, f"{CITE}(c)(2)(iv)(B)")
    lacking = total("undermargined_accounts", undermargined, as_of, f"{CITE}(c)(2)(xii)")
    return {
        "deficits": in_deficit,
        "undermargined": lacking,
        "deduction": computed("account_deductions", (add(in_deficit, "(iv)(B)"), add(lacking, "(xii)")), cite=CITE),
        "accounts_without_maintenance_margin": untested,
        **answer,
    }


def _lacks(as_of: date, row: Cells, name: str) -> Fact:
    """Debit and short securities less credit and long securities; below zero, it is the account's equity."""
    row.word("kind", KINDS)
    if not any(key in row for key in BALANCES):
        raise LawError("no balance and no securities are given.", where=row.where, expected=", ".join(BALANCES) + ".")
    lines = []
    for key in BALANCES:
        if key in row:
            fact = told(key, row.amount(key), as_of, part=name)
            lines.append(add(fact) if key in BALANCES[:2] else less(fact))
    return computed("account_lacks", lines, part=name)


def _deficit(as_of: date, row: Cells, lacks: Fact, called: Mapping[str, Fact]) -> Fact:
    """(iv)(B): of an account that is unsecured or partly secured, what it lacks and the haircuts of its securities."""
    name, cite = lacks.part, f"{CITE}(c)(2)(iv)(B)"
    if lacks.value <= 0:
        return if_any("account_deficit", (add(lacks),), cite, name)
    if row.word("kind") == "cash":
        allowed = param("cash_account_extensions", as_of)
        extensions = row.amount("extensions", Decimal(0))
        if extensions <= allowed.value:
            excepted = told("cash_account_excepted", 0, as_of, f"{extensions} extensions granted", part=name)
            return computed("account_deficit", (add(excepted),), cite=cite, part=name)
    lines = [add(lacks)]
    if "haircut" in row or row.amount("short_market_value", Decimal(0)) or row.amount("long_market_value", Decimal(0)):
        lines.append(add(told("haircut", row.amount("haircut"), as_of, "haircut of its securities", part=name)))
    if "deficit" in called:
        lines.append(less(called["deficit"]))
    return if_any("account_deficit", lines, cite, name)


def _undermargined(as_of: date, row: Cells, lacks: Fact, called: Mapping[str, Fact], deficit: Fact) -> Fact:
    """(xii): the cash that would bring the account to maintenance margin."""
    name = lacks.part
    lines = [add(told("maintenance_margin", row.amount("maintenance_margin"), as_of, part=name)), add(lacks)]
    if "undermargined" in called:
        lines.append(less(called["undermargined"]))
    return if_any("cash_required", (*lines, less(deficit, "taken by (iv)(B)")), f"{CITE}(c)(2)(xii)", name)


def _calls(as_of: date, names: Sequence[str], calls: Sequence[Row]) -> Mapping[str, Mapping[str, Fact]]:
    """By account, the calls that each paragraph applies: those outstanding for no more than its business days."""
    held: dict[str, dict[str, list[Line]]] = {}
    for row in cells(calls, "call", "account", "amount", "called_on"):
        name, since = row.word("account", names), row.past("called_on", as_of)
        amount = told("call", row.amount("amount"), as_of, f"called {since}", part=name)
        for what in ("deficit", "undermargined"):
            if business_days_between(since, as_of) <= param("margin_call_business_days", as_of, what).value:
                held.setdefault(name, {}).setdefault(what, []).append(add(amount))
    return {
        name: {what: total("calls_outstanding", lines, as_of, CITE, name) for what, lines in by_paragraph.items()}
        for name, by_paragraph in held.items()
    }


@question(f"{CITE}(c)(2)(iv)(B)")
def securities_loan_deficits(*, as_of: date, contracts: Sequence[Row]) -> Answer:
    """What is deducted for securities loaned above their collateral, and for what secures less than was paid for it.

    Each contract has party, kind (loaned or borrowed), market_value and collateral (received for securities loaned,
    given for securities borrowed).  A deficit of securities borrowed also needs since, the day it arose: staff leaves
    one business day for the mark to the market.
    """
    loaned: list[Line] = []
    borrowed: list[Line] = []
    for row in cells(contracts, "contract", "party", "kind", "market_value", "collateral", optional=("since",)):
        party = row.word("party")
        market = told("market_value", row.amount("market_value"), as_of, part=party)
        collateral = told("collateral", row.amount("collateral"), as_of, part=party)
        if row.word("kind", ("loaned", "borrowed")) == "loaned":
            over = if_any("stock_loaned_over_collateral", (add(market), less(collateral)), part=party)
            loaned.append(add(over))
            continue
        deficit = if_any("stock_borrowed_deficit", (add(collateral), less(market)), part=party)
        if deficit.value and _stands(as_of, row):
            borrowed.append(add(deficit))
    lent = total("stock_loaned_over_collateral", loaned, as_of, f"{CITE}(c)(2)(iv)(B)")
    taken = total("stock_borrowed_deficits", borrowed, as_of, f"{CITE}(c)(2)(iv)(B)")
    both = (add(lent), add(taken))
    return {
        "loaned": lent,
        "borrowed": taken,
        "deduction": computed("securities_loan_deficits", both, cite=f"{CITE}(c)(2)(iv)(B)"),
    }


def _stands(as_of: date, row: Cells) -> bool:
    """Whether a deficit of securities borrowed has stood for longer than staff leaves for the mark."""
    age = business_days_between(row.past("since", as_of), as_of)
    return age > figure("stock_borrowed_deficit_business_days", as_of).value
