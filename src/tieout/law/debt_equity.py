"""Rule 15c3-1(d): subordinated debt may be at most a share of the debt-equity total, but for ninety days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from tieout.facts import Fact, NoFact, add, computed, less
from tieout.law.net_capital_requirement import amount
from tieout.law.params import LawError, param
from tieout.law.questions import Answer, Row, Value, question
from tieout.law.registrant import Registrant, rule
from tieout.law.rule_15c3_1 import allowable_subordinated_liabilities, ownership_equity
from tieout.law.told import told

CITE = "17 CFR 240.15c3-1(d)"


@rule
def debt_equity_total(firm: Registrant) -> Fact:
    """(d): principal under satisfactory subordination agreements, and equity."""
    lines = (add(allowable_subordinated_liabilities(firm)), add(ownership_equity(firm)))
    return computed("debt_equity_total", lines, cite=CITE)


@rule
def debt_to_debt_equity(firm: Registrant) -> Fact:
    """(d): subordinated debt, without loans that count as equity, over the debt-equity total.  [3860]"""
    if not any(firm.under("subordinated")):
        raise NoFact(f"{firm.name} has no subordinated debt at {firm.as_of}, and no share of it.")
    lines = [add(allowable_subordinated_liabilities(firm))]
    if counted := firm.get("subordinated_loans_counted_as_equity"):
        lines.append(less(counted))
    return _share(computed("subordinated_debt", lines, cite=CITE), debt_equity_total(firm))


def _share(debt: Fact, total: Fact) -> Fact:
    if total.value <= 0:
        raise NoFact(f"{total.entity} has no share of debt: its debt-equity total is not above zero.")
    return computed("debt_to_debt_equity", (add(debt), add(total)), operation="quotient", unit="ratio", cite=CITE)


@question(CITE)
def debt_equity(*, as_of: date, equity: Decimal, loans: Sequence[Row], over_since: date | None = None) -> Answer:
    """Whether subordinated debt is over its share of the debt-equity total, and until when it may be.

    `loans` are those under satisfactory subordination agreements: rows of `principal`, `began`, `matures`, `owner` (the
    lender is a partner or stockholder) and `accelerates` (provisions for accelerated maturity under Appendix D
    (b)(9)(i), (b)(10)(i) or (ii), not withheld as partnership capital).  `over_since` is the first day that the debt
    was over.  Not covered: a longer period that the Commission grants.
    """
    debt, counted = [add(told("no_loan", 0, as_of))], [add(told("no_loan", 0, as_of))]
    for number, row in enumerate(loans):
        part = f"loan {number + 1}"
        line = add(told("subordinated_loan", amount(row, "principal", part), as_of, part=part))
        (counted if counts_as_equity(as_of, row, part) else debt).append(line)
    owed = computed("subordinated_debt", debt, cite=CITE)
    as_equity = computed("subordinated_loans_counted_as_equity", counted, cite=CITE)
    total = computed("debt_equity_total", (add(owed), add(as_equity), add(told("equity", equity, as_of))), cite=CITE)
    limit = param("debt_equity_limit", as_of).fact("the firm", as_of)
    most = computed("most_subordinated_debt", (add(total), add(limit)), operation="product", cite=CITE)
    over = owed.value > most.value
    answer: dict[str, Value] = {
        "subordinated_debt": owed,
        "counted_as_equity": as_equity,
        "debt_equity_total": total,
        "most_subordinated_debt": most,
        "over": over,
    }
    if total.value > 0:
        answer["debt_to_debt_equity"] = _share(owed, total)
    if not over:
        return answer | {"allowed": True}
    since = as_of if over_since is None else over_since
    if since > as_of:
        raise LawError(f"over_since is {since}, after {as_of}.", where=CITE, expected="the first day it was over.")
    until = since + timedelta(int(param("debt_equity_days", as_of).value))
    return answer | {"allowed": as_of <= until, "allowed_until": until}


def counts_as_equity(as_of: date, row: Row, where: str) -> bool:
    """A loan of an owner that ran for three years at first and has twelve months to run, and cannot be accelerated."""
    began, matures = _day(row, "began", where), _day(row, "matures", where)
    initial = int(param("debt_equity_loan", as_of, "initial").value)
    remaining = int(param("debt_equity_loan", as_of, "remaining").value)
    return (
        _said(row, "owner", where)
        and not _said(row, "accelerates", where)
        and matures >= _months_after(began, initial)
        and matures >= _months_after(as_of, remaining)
    )


def _day(row: Row, key: str, where: str) -> date:
    value = row.get(key)
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise LawError(f"{key} is {value!r}.", where=where, expected="a date, YYYY-MM-DD.") from None


def _said(row: Row, key: str, where: str) -> bool:
    value = {"yes": True, "no": False, "true": True, "false": False}.get(str(row.get(key)).lower())
    if value is None:
        raise LawError(f"{key} is {row.get(key)!r}.", where=where, expected="yes or no.")
    return value


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it is shorter.

    >>> _months_after(date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
