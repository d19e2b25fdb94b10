"""(a)(6), (c)(2)(x) and (xi): market makers and specialists whose accounts are carried by another broker-dealer.

The equity of an account is its credit balance and the securities it is long, less its debit balance and the securities
it is short, all at market.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tieout.facts import Fact, Line, add, computed, less
from tieout.law.given import Cells, cells, figure, if_any, share, told, total
from tieout.law.params import LawError
from tieout.law.questions import Answer, Row, Value, question

CITE = "17 CFR 240.15c3-1"
SHARES = ("long", "exempted_long", "short")
ADDED = ("credit", "long", "exempted_long", "hedged_long")
TAKEN = ("debit", "short", "hedged_short")


@question(f"{CITE}(a)(6)(ii)")
def market_maker_election(
    *,
    trades_with_broker_dealers_only: bool,
    carries_customer_accounts: bool,
    trades_unlisted_options: bool,
    cleared_by_another_broker_dealer: bool,
) -> Answer:
    """Whether a market maker or specialist may elect (a)(6): equity in the account carried in place of haircuts."""
    failed = [
        words
        for words, fails in (
            ("it deals with others than brokers or dealers", not trades_with_broker_dealers_only),
            ("it carries customer accounts", carries_customer_accounts),
            ("it deals in unlisted options", trades_unlisted_options),
            ("no other broker or dealer clears and carries its account", not cleared_by_another_broker_dealer),
        )
        if fails
    ]
    return {
        "may_elect": not failed,
        "because": "; ".join(failed) or "it meets the conditions of (a)(6)(ii)",
        "not_covered": "what the carrying broker or dealer undertakes, (a)(6)(iv), and its limit, (a)(6)(v)",
    }


@question(f"{CITE}(a)(6)(iii), (c)(2)(xi)")
def market_maker_accounts(*, as_of: date, accounts: Sequence[Row]) -> Answer:
    """The equity that each market maker's or specialist's account must have, and what its carrying firm deducts.

    `accounts` are rows of `account` and, where there are any, `debit` and `credit`; the market values `long`,
    `exempted_long` and `short`; and of options and bona fide hedged positions the market values `hedged_long` and
    `hedged_short` with `hedged_deduction`, what Appendix A deducts for them.
    """
    required: list[Line] = []
    deficiencies: list[Line] = []
    answer: dict[str, Value] = {}
    for row, name in _accounts(accounts, *ADDED, *TAKEN, "hedged_deduction"):
        equity = _equity(as_of, row, name)
        must_have = total("required_equity", _required(as_of, row, name), as_of, f"{CITE}(a)(6)(iii)", name)
        lines = (add(must_have), less(equity))
        deficiency = if_any("equity_deficiency", lines, f"{CITE}(c)(2)(xi)", name)
        required.append(add(must_have))
        deficiencies.append(add(deficiency))
        answer |= {f"required_{name}": must_have, f"equity_{name}": equity, f"deficiency_{name}": deficiency}
    return {
        "required_equity": total("required_equity", required, as_of, f"{CITE}(a)(6)(iii)"),
        "deduction": total("market_maker_deficiencies", deficiencies, as_of, f"{CITE}(c)(2)(xi)"),
        **answer,
    }


@question(f"{CITE}(c)(2)(x)")
def options_market_maker_accounts(*, as_of: date, accounts: Sequence[Row]) -> Answer:
    """What a firm deducts for accounts of specialists in listed options that it carries, guarantees or endorses.

    `accounts` are rows of `account` and `deduction`, what Appendix A asks of it as of the business day before, and,
    where there are any, `debit`, `credit` and the market values `long` and `short`, options among them.  Equity above
    the deduction of its account adds nothing to net capital.
    """
    lines: list[Line] = []
    answer: dict[str, Value] = {}
    for row, name in _accounts(accounts, "deduction", "debit", "credit", "long", "short"):
        charge = told("appendix_a_deduction", row.amount("deduction"), as_of, part=name)
        equity = _equity(as_of, row, name)
        taken = if_any("specialist_deduction", (add(charge), less(equity)), f"{CITE}(c)(2)(x)(A)", name)
        lines.append(add(taken))
        answer |= {f"equity_{name}": equity, f"deduction_{name}": taken}
    return {
        "deduction": total("specialist_deductions", lines, as_of, f"{CITE}(c)(2)(x)"),
        **answer,
        "not_covered": "the limit of ten times net capital and its notices; calls that are not met",
    }


def _accounts(rows: Sequence[Row], *optional: str) -> Iterator[tuple[Cells, str]]:
    """The rows, each with the name of its account.  Raises LawError for an account listed twice."""
    seen: set[str] = set()
    for row in cells(rows, "account", "account", optional=optional):
        name = row.word("account")
        if name in seen:
            raise LawError(f"{name} is listed twice.", where=row.where, expected="one row per account.")
        seen.add(name)
        yield row, name


def _required(as_of: date, row: Cells, name: str) -> Iterator[Line]:
    """(a)(6)(iii)(A): shares of the positions, and for options and hedged positions what Appendix A deducts."""
    for key in SHARES:
        if key in row:
            value = told(f"{key}_market_value", row.amount(key), as_of, part=name)
            yield add(
                share("share_of_positions", value, figure("market_maker_equity_rate", as_of, key), part=name), key
            )
    if "hedged_long" in row or "hedged_short" in row or "hedged_deduction" in row:
        yield add(told("hedged_deduction", row.amount("hedged_deduction"), as_of, part=name), f"{CITE}a")


def _equity(as_of: date, row: Cells, name: str) -> Fact:
    """(a)(6)(iii)(C), (c)(2)(x)(D): the liquidating equity of an account."""
    lines = [add(told(key, row.amount(key), as_of, part=name)) for key in ADDED if key in row]
    lines += [less(told(key, row.amount(key), as_of, part=name)) for key in TAKEN if key in row]
    return computed("liquidating_equity", lines or (add(told("none", 0, as_of, "nothing in the account")),), part=name)
