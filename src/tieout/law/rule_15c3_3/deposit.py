"""Rule 15c3-3(e)(5): what in the reserve bank accounts counts toward the deposit that is required.

Not covered: whether a security is qualified under (a)(6), which the firm tells by listing it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tieout.facts import Line, add, computed
from tieout.law.params import LawError
from tieout.law.questions import Answer, Row, question
from tieout.law.rule_15c3_3.workings import amount, figure, share, told, total, word, yes

CITE = "17 CFR 240.15c3-3(e)(5)"


@question(CITE)
def reserve_deposits_that_count(*, as_of: date, deposits: Sequence[Row]) -> Answer:
    """(e)(5): cash counts up to 15 percent of a bank's equity capital, none of it with an affiliate.

    `deposits` are rows of `bank` and what is held there in reserve accounts: `cash`, and `qualified_securities` at
    market value; `affiliated`, or else where there is cash the `equity_capital` of the bank's latest call report.
    """
    figure("reserve_bank_equity_limit", as_of)
    cash = total("cash_that_counts", _cash(as_of, deposits), as_of, cite=CITE)
    securities = total("qualified_securities", _securities(as_of, deposits), as_of, cite="17 CFR 240.15c3-3(a)(6)")
    counts = computed("deposits_that_count", (add(cash), add(securities)), cite=f"{CITE} [4510]")
    return {"cash": cash, "qualified_securities": securities, "deposits_that_count": counts}


def _cash(as_of: date, rows: Sequence[Row]) -> Iterator[Line]:
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        where = f"{CITE}, deposit {number}"
        bank, held = word(row, "bank", where), amount(row, "cash", where)
        if bank in seen:
            raise LawError(f"{bank} is listed twice.", where=where, expected="one row per bank.")
        seen.add(bank)
        if yes(row, "affiliated", where) or not held:
            continue
        cash = told("cash", held, as_of, f"cash with {bank}", part=bank)
        equity = told(
            "bank_equity", amount(row, "equity_capital", where), as_of, "equity capital, call report", part=bank
        )
        limit = share(figure("reserve_bank_equity_limit", as_of), equity, "cash_limit", CITE, bank)
        yield add(computed("cash_that_counts", (add(cash), add(limit)), operation="least", cite=CITE, part=bank))


def _securities(as_of: date, rows: Sequence[Row]) -> Iterator[Line]:
    for number, row in enumerate(rows, start=1):
        where = f"{CITE}, deposit {number}"
        if "qualified_securities" in row:
            value = amount(row, "qualified_securities", where)
            yield add(told("qualified_securities", value, as_of, "qualified securities", part=word(row, "bank", where)))
