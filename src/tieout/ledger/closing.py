"""Closing entries: the year's revenue and expense moved to the owners' accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from tieout.facts import TieoutError
from tieout.ledger.accounts import Chart
from tieout.ledger.firm import Firm, IncomeShare
from tieout.ledger.journal import SCHEMA
from tieout.taxonomy import taxonomy


def income_shares(chart: Chart, firm: Firm) -> tuple[IncomeShare, ...]:
    """The accounts to which income closes, from firm.toml or, where only one account can be meant, from the chart.

    Raises TieoutError where the firm must say.
    """
    if firm.income_to:
        for share in firm.income_to:
            if share.account not in chart or taxonomy()[chart[share.account].concept].kind != "equity":
                raise TieoutError(
                    f"account {share.account} of [[income_to]] is not an equity account of the chart.",
                    where="firm.toml",
                    mend="name an equity account of accounts.csv.",
                )
        return firm.income_to
    kind = taxonomy().entity_kinds[firm.entity_kind]
    for concept in filter(None, (kind.income_closes_to, kind.otherwise_closes_to)):
        accounts = [account.number for account in chart if account.concept == concept]
        if len(accounts) == 1:
            return (IncomeShare(accounts[0]),)
        if accounts:
            break
    raise TieoutError(
        "the chart does not show to which account income closes.",
        where="accounts.csv",
        expected=f"one account of concept {kind.income_closes_to}.",
        mend='add it, or say so in firm.toml: [[income_to]] with account = "3100" (and share = "0.99" where shared).',
    )


def share_out(cents: int, shares: Sequence[IncomeShare]) -> list[int]:
    """Income in cents by share; the last takes what rounding leaves, so that nothing is lost.

    >>> share_out(100, [IncomeShare("a", Decimal("0.333")), IncomeShare("b", Decimal("0.667"))])
    [33, 67]
    """
    parts = [int((cents * share.share).quantize(Decimal(1), ROUND_HALF_UP)) for share in shares[:-1]]
    return [*parts, cents - sum(parts)]


def closing_entry(postings: pl.DataFrame, chart: Chart, firm: Firm, year_end: date) -> pl.DataFrame:
    """The entry, tagged `closing`, that empties every revenue and expense account at a year end; no rows if all are."""
    concepts = taxonomy()
    sums = (
        postings.filter(pl.col("date") <= year_end).group_by("account", maintain_order=True).agg(pl.col("cents").sum())
    )
    nominal = [
        (account, cents)
        for account, cents in sums.iter_rows()
        if cents and not concepts[chart[account].concept].is_balance
    ]
    if not nominal:
        return pl.DataFrame(schema=SCHEMA)
    entry, memo = f"CLOSE-{year_end}", f"Close the year ended {year_end}"
    rows = [(entry, year_end, account, -cents, memo, "closing", 0) for account, cents in nominal]
    shares = income_shares(chart, firm)
    net = sum(cents for _, cents in nominal)  # a credit (below zero) is income
    rows += [
        (entry, year_end, share.account, cents, memo, "closing", 0)
        for share, cents in zip(shares, share_out(net, shares), strict=True)
        if cents
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
