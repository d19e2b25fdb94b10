"""Trial balances as entries: what a firm without a journal in these books gives instead.

| the books hold, on the trial balance's date        | the trial balance becomes                                     |
|----------------------------------------------------|---------------------------------------------------------------|
| nothing up to it                                   | the opening entry (revenue and expense count as that year's)  |
| an earlier trial balance or entries, none since    | one entry with all that moved since                           |
| entries since the one before                       | nothing: it must agree with them, before or after closing     |

Where a fiscal year ended in between, the year's revenue and expense are closed at that day first, as the new year's
trial balance begins without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from tieout.facts import TieoutError
from tieout.facts.money import cents, figure
from tieout.ledger.accounts import Chart
from tieout.ledger.closing import closing_entry
from tieout.ledger.firm import Firm
from tieout.ledger.journal import SCHEMA
from tieout.ledger.reading import TrialBalance
from tieout.taxonomy import taxonomy


def entries_from_trial_balances(
    postings: pl.DataFrame, balances: Sequence[TrialBalance], chart: Chart, firm: Firm
) -> pl.DataFrame:
    """The postings, and those that the trial balances (in order of date) add.

    Raises TieoutError where a trial balance contradicts the journal, naming the accounts.
    """
    held = postings
    since: date | None = None
    for balance in balances:
        stated = {account: cents for account, cents in balance.balances.select("account", "cents").iter_rows() if cents}
        before = held.filter(pl.col("date") <= balance.as_of)
        moved = before if since is None else before.filter(pl.col("date") > since)
        if before.is_empty():
            held = _with(held, _entry(f"TB-{balance.as_of}", balance.as_of, stated, "opening", chart))
        elif not moved.is_empty():
            _agrees(stated, before, balance)
        else:
            held = _with(held, *_closings(held, before, balance.as_of, chart, firm))
            state = _sum(held.filter(pl.col("date") <= balance.as_of))
            movement = {
                a: stated.get(a, 0) - state.get(a, 0) for a in [*stated, *(a for a in state if a not in stated)]
            }
            held = _with(held, _entry(f"TB-{balance.as_of}", balance.as_of, movement, "", chart))
        since = balance.as_of
    return held


def _with(postings: pl.DataFrame, *more: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([postings, *more])


def _sum(postings: pl.DataFrame) -> dict[str, int]:
    return dict(postings.group_by("account", maintain_order=True).agg(pl.col("cents").sum()).iter_rows())


def _closings(
    held: pl.DataFrame, before: pl.DataFrame, as_of: date, chart: Chart, firm: Firm
) -> Iterable[pl.DataFrame]:
    """Closing entries for the fiscal years that ended from the last entry up to, not including, `as_of`."""
    last = before["date"].max()
    assert isinstance(last, date)
    end = firm.year_end_on_or_after(last)
    if end < as_of:  # nothing moved after `last`, so later year ends have nothing to close
        entry = closing_entry(held, chart, firm, end)
        if not entry.is_empty():
            yield entry


def _entry(entry: str, day: date, amounts: Mapping[str, int], tag: str, chart: Chart) -> pl.DataFrame:
    concepts = taxonomy()
    rows = [
        # Only balances are carried in; the revenue and expense of a lone trial balance are the year's own.
        (entry, day, account, cents, "Trial balance", tag if concepts[chart[account].concept].is_balance else "", 0)
        for account, cents in amounts.items()
        if cents
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _agrees(stated: Mapping[str, int], before: pl.DataFrame, balance: TrialBalance) -> None:
    closed = _sum(before)
    closing_today = pl.col("tag").str.split(" ").list.contains("closing") & (pl.col("date") == balance.as_of)
    unclosed = _sum(before.filter(~closing_today))
    apart = _apart(stated, closed)
    if apart and _apart(stated, unclosed):
        told = [
            f"{account}: trial balance {figure(cents(said))}, journal {figure(cents(found))}"
            for account, said, found in apart[:10]
        ]
        more = f"\n  and {len(apart) - 10} more" if len(apart) > 10 else ""
        raise TieoutError(
            f"the trial balance of {balance.as_of} and the journal differ:\n  " + "\n  ".join(told) + more,
            where=f"trial_balance_{balance.as_of}",
            mend="post the missing entries, or remove the trial balance.",
        )


def _apart(stated: Mapping[str, int], found: Mapping[str, int]) -> list[tuple[str, int, int]]:
    accounts = sorted({*stated, *found})
    return [(a, stated.get(a, 0), found.get(a, 0)) for a in accounts if stated.get(a, 0) != found.get(a, 0)]
