"""(d): subordinated debt may be at most a share of the debt-equity total, but for ninety days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from tieout.facts import Fact, Line, NoFact, add, computed, less
from tieout.law.dates import add_months
from tieout.law.given import Cells, cells, figure, share, told, total
from tieout.law.params import LawError, param
from tieout.law.questions import Answer, Row, Value, question
from tieout.law.registrant import Registrant, rule
from tieout.law.rule_15c3_1.worth import allowable_subordinated_liabilities, ownership_equity

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
    return _ratio(computed("subordinated_debt", lines, cite=CITE), debt_equity_total(firm))


def _ratio(debt: Fact, whole: Fact) -> Fact:
    if whole.value <= 0:
        raise NoFact(f"{whole.entity} has no share of debt: its debt-equity total is not above zero.")
    return computed("debt_to_debt_equity", (add(debt), add(whole)), operation="quotient", unit="ratio", cite=CITE)


@question(CITE)
def debt_equity(*, as_of: date, equity: Decimal, loans: Sequence[Row], over_since: date | None = None) -> Answer:
    """Whether subordinated debt is over its share of the debt-equity total, and until when it may be.

    `loans` are those under satisfactory subordination agreements: rows of `principal`, `began`, `matures`, `owner` (the
    lender is a partner or stockholder) and `accelerates` (provisions for accelerated maturity under Appendix D
    (b)(9)(i), (b)(10)(i) or (ii), not withheld as partnership capital).  `over_since` is the first day that the debt
    was over.  Not covered: a longer period that the Commission grants.
    """
    debt: list[Line] = []
    counted: list[Line] = []
    for row in cells(loans, "loan", "principal", "began", "matures", "owner", "accelerates"):
        line = add(told("subordinated_loan", row.amount("principal"), as_of, part=row.where))
        (counted if counts_as_equity(as_of, row) else debt).append(line)
    owed = total("subordinated_debt", debt, as_of, CITE)
    as_equity = total("subordinated_loans_counted_as_equity", counted, as_of, CITE)
    whole = computed("debt_equity_total", (add(owed), add(as_equity), add(told("equity", equity, as_of))), cite=CITE)
    most = share("most_subordinated_debt", whole, figure("debt_equity_limit", as_of), CITE)
    over = owed.value > most.value and owed.value > 0  # with no loan none is over, whatever the equity
    answer: dict[str, Value] = {
        "subordinated_debt": owed,
        "counted_as_equity": as_equity,
        "debt_equity_total": whole,
        "most_subordinated_debt": most,
        "over": over,
    }
    if whole.value > 0:
        answer["debt_to_debt_equity"] = _ratio(owed, whole)
    if not over:
        return answer | {"allowed": True}
    since = as_of if over_since is None else over_since
    if since > as_of:
        raise LawError(f"over_since is {since}, after {as_of}.", where=CITE, expected="the first day it was over.")
    until = since + timedelta(int(param("debt_equity_days", as_of).value))
    return answer | {"allowed": as_of <= until, "allowed_until": until}


def counts_as_equity(as_of: date, loan: Cells) -> bool:
    """(d): a loan of an owner that cannot be accelerated and runs long enough."""
    long_enough = runs_long_enough(as_of, loan.day("began"), loan.day("matures"))
    return loan.yes("owner") and not loan.yes("accelerates") and long_enough


def runs_long_enough(as_of: date, began: date, matures: date) -> bool:
    """(d): an initial term of three years, and twelve months still to run."""
    initial = int(param("debt_equity_loan", as_of, "initial").value)
    remaining = int(param("debt_equity_loan", as_of, "remaining").value)
    return matures >= add_months(began, initial) and matures >= add_months(as_of, remaining)
