"""Rule 15c3-3(e)(5): what in the reserve bank accounts counts toward the deposit that is required.

Not covered: whether a security is qualified under (a)(6), which the firm tells by listing it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tieout.facts import Line, add, computed
from tieout.law.given import Cells, cells, figure, share, told, total
from tieout.law.params import LawError
from tieout.law.questions import Answer, Row, question

CITE = "17 CFR 240.15c3-3(e)(5)"


@question(CITE)
def reserve_deposits_that_count(*, as_of: date, deposits: Sequence[Row]) -> Answer:
    """(e)(5): cash counts up to 15 percent of a bank's equity capital, none of it with an affiliate.

    `deposits` are rows of `bank` and what is held there in reserve accounts: `cash`, and `qualified_securities` at
    market value; `affiliated`, or else where there is cash the `equity_capital` of the bank's latest call report.
    """
    figure("reserve_bank_equity_limit", as_of)
    optional = ("qualified_securities", "affiliated", "equity_capital")
    held = cells(deposits, "deposit", "bank", "cash", optional=optional)
    cash = total("cash_that_counts", _cash(as_of, held), as_of, CITE)
    securities = total("qualified_securities", _securities(as_of, held), as_of, "17 CFR 240.15c3-3(a)(6)")
    counts = computed("deposits_that_count", (add(cash), add(securities)), cite=f"{CITE} [4510]")
    return {"cash": cash, "qualified_securities": securities, "deposits_that_count": counts}


def _cash(as_of: date, rows: Sequence[Cells]) -> Iterator[Line]:
    seen: set[str] = set()
    for row in rows:
        bank, held = row.word("bank"), row.amount("cash")
        if bank in seen:
            raise LawError(f"{bank} is listed twice.", where=row.where, expected="one row per bank.")
        seen.add(bank)
        if row.yes("affiliated") or not held:
            continue
        cash = told("cash", held, as_of, f"cash with {bank}", part=bank)
        equity = told("bank_equity", row.amount("equity_capital"), as_of, "equity capital, call report", part=bank)
        limit = share("cash_limit", equity, figure("reserve_bank_equity_limit", as_of), CITE, bank)
        yield add(computed("cash_that_counts", (add(cash), add(limit)), operation="least", cite=CITE, part=bank))


def _securities(as_of: date, rows: Sequence[Cells]) -> Iterator[Line]:
    for row in rows:
        if "qualified_securities" in row:
            value = row.amount("qualified_securities")
            yield add(told("qualified_securities", value, as_of, "qualified securities", part=row.word("bank")))
