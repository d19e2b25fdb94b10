"""What moved in a period, and on which line of the cash flow and equity statements it belongs.

How a posting finds its line, the first that speaks:

| step | says                                                                 | where                         |
|------|----------------------------------------------------------------------|-------------------------------|
| 1    | a tag on the posting: `noncash`, `change`, or a cash flow line       | journal, `tag`                |
| 2    | such a tag on the cash posting of the same entry                     | journal, `tag`                |
| 3    | the account's own `cash_flow`                                        | accounts.csv                  |
| 4    | the concept's usual line for a debit or a credit                     | taxonomy, on_debit, on_credit |

A posting that no step explains, and an investing or financing movement in an entry without cash that no tag explains,
is an error that names the account: a cash flow statement with a plug is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from tieout.facts import Period, TieoutError
from tieout.facts.money import cents, figure
from tieout.ledger.accounts import Account
from tieout.ledger.books import has_tag
from tieout.statements.door import Ledger
from tieout.taxonomy import Taxonomy

CASH, CHANGE, NONCASH, INCOME = "cash", "change", "noncash", "income"
TRANSFER = "equity_transfers"
EQUITY_LINES = (
    "capital_contributions",
    "capital_distributions",
    "treasury_stock_purchases",
    "treasury_stock_reissued",
    "other_comprehensive_income",
    "prior_period_adjustments",
    TRANSFER,
)


@dataclass(frozen=True, slots=True)
class Movement:
    """Postings of one account that belong on one line."""

    account: str
    line: str
    postings: pl.DataFrame


def movements(ledger: Ledger, period: Period) -> list[Movement]:
    """The period's postings by account and cash flow line, closing entries aside.

    Lines are cash flow concepts, or CASH (cash itself), CHANGE (an operating balance), INCOME (revenue and expense,
    already in net income), NONCASH and TRANSFER.  Raises TieoutError for a movement that nothing explains.
    """
    frame = _described(ledger, ledger.books.during(period).filter(~has_tag("closing")))
    frame = frame.with_columns(pl.Series("line", _lines_by_kind(ledger, frame), dtype=pl.String))
    frame = frame.with_columns(line=pl.when("noncash").then(pl.lit(NONCASH)).otherwise("line"))
    frame = frame.with_columns(line=pl.when(_within_equity(ledger)).then(pl.lit(TRANSFER)).otherwise("line"))
    _refuse_unexplained(ledger, frame)
    return [
        Movement(str(account), str(line), postings)
        for (account, line), postings in frame.partition_by(
            "account", "line", as_dict=True, maintain_order=True
        ).items()
    ]


def _described(ledger: Ledger, postings: pl.DataFrame) -> pl.DataFrame:
    """Adds is_debit (the other way round in a reversing entry), has_cash, cash_tag and noncash of the entry."""
    cash = [account.number for account in ledger.books.chart if ledger.concept_of(account.number).on_debit == CASH]
    is_cash = pl.col("account").is_in(cash)
    reverses = has_tag("reversal").any().over("entry")
    return postings.with_columns(
        is_debit=(pl.col("cents") >= 0) != reverses,
        has_cash=is_cash.any().over("entry"),
        cash_tag=pl.col("tag").filter(is_cash).first().over("entry").fill_null(""),
        noncash=has_tag("noncash").any().over("entry"),
    )


def _lines_by_kind(ledger: Ledger, frame: pl.DataFrame) -> list[str]:
    """The line of every posting; decided once for each kind of posting, as a large journal has few kinds."""
    keys = ["account", "tag", "cash_tag", "is_debit"]
    kinds = frame.select(keys).unique(maintain_order=True)
    lines = [_line(ledger, *row) for row in kinds.iter_rows()]
    decided = kinds.with_columns(pl.Series("decided", lines, dtype=pl.String))
    return frame.select(keys).join(decided, on=keys, how="left", maintain_order="left")["decided"].to_list()


def _line(ledger: Ledger, number: str, tag: str, cash_tag: str, is_debit: bool) -> str:
    account, concept = ledger.books.chart[number], ledger.concept_of(number)
    usual = concept.on_debit if is_debit else concept.on_credit
    if usual == CASH:
        return CASH
    if not concept.is_balance:
        return account.cash_flow or usual or INCOME
    return flow_tag(tag, ledger.taxonomy) or flow_tag(cash_tag, ledger.taxonomy) or account.cash_flow or usual


def flow_tag(tag: str, taxonomy: Taxonomy) -> str:
    """The cash flow or equity line that a tag names, if one does."""
    for word in tag.split():
        if word in (CHANGE, NONCASH) or (word in taxonomy and taxonomy[word].kind == "flow" and taxonomy[word].section):
            return word
        if word in EQUITY_LINES:
            return word
    return ""


def _refuse_unexplained(ledger: Ledger, frame: pl.DataFrame) -> None:
    explained_by_tag = pl.col("tag").map_elements(
        lambda tag: bool(flow_tag(tag, ledger.taxonomy)), return_dtype=pl.Boolean
    )
    own = [account.number for account in ledger.books.chart if account.cash_flow]
    far = [c.id for c in ledger.taxonomy.concepts.values() if c.section in ("investing", "financing")]
    transfer = pl.col("cents").sum().over("entry", "line") == 0
    nameless = frame.filter(pl.col("line") == "")
    untold = frame.filter(
        pl.col("line").is_in(far)
        & ~pl.col("has_cash")
        & ~explained_by_tag
        & ~pl.col("account").is_in(own)
        & ~transfer
        & ~_is_nominal(ledger)
    )
    for found, why in ((nameless, "nothing says what it is"), (untold, "the entry moves no cash and no tag says why")):
        if not found.is_empty():
            raise _unexplained(ledger, found, why)


def _within_equity(ledger: Ledger) -> pl.Expr:
    """All postings of the entry are between owners' accounts, so nothing came in or went out."""
    equity = [account.number for account in ledger.books.chart if ledger.concept_of(account.number).kind == "equity"]
    return pl.col("account").is_in(equity).all().over("entry")


def _is_nominal(ledger: Ledger) -> pl.Expr:
    accounts = [a.number for a in ledger.books.chart if not ledger.concept_of(a.number).is_balance]
    return pl.col("account").is_in(accounts)


def _unexplained(ledger: Ledger, found: pl.DataFrame, why: str) -> TieoutError:
    entry, day, number, amount = found.select("entry", "date", "account", "cents").row(0)
    account = ledger.books.chart[number]
    more = f"  {found.height - 1} more such postings." if found.height > 1 else ""
    return TieoutError(
        f"the movement of {figure(cents(amount))} on account {number} {account.name} is unexplained: {why}.{more}",
        where=f"entry {entry} of {day}",
        expected="a cash flow line for every movement of a balance.",
        mend="tag the entry in the journal: `noncash` if no cash moved, or a line such as purchases_of_fixed_assets, "
        "capital_contributions, capital_distributions; or give the account a cash_flow in accounts.csv.",
    )


def equity_movements(ledger: Ledger, period: Period) -> Iterator[tuple[Account, str, pl.DataFrame]]:
    """Postings to ownership equity other than closing entries, by account and line of the statement of changes."""
    accounts = [account for account in ledger.books.chart if ledger.concept_of(account.number).kind == "equity"]
    numbers = [account.number for account in accounts]
    during = ledger.books.during(period).filter(~has_tag("closing"))
    frame = _described(ledger, during).with_columns(within_equity=_within_equity(ledger))
    frame = frame.filter(pl.col("account").is_in(numbers))
    for account in accounts:
        groups: dict[str, list[pl.DataFrame]] = {}
        keys = ["tag", "cash_tag", "is_debit", "within_equity"]
        own = frame.filter(pl.col("account") == account.number)
        for key, postings in own.partition_by(keys, as_dict=True, maintain_order=True).items():
            groups.setdefault(_equity_line(ledger, account, key, postings), []).append(postings)
        for line, frames in groups.items():
            yield account, line, pl.concat(frames).sort("date", maintain_order=True)


def _equity_line(ledger: Ledger, account: Account, key: Sequence[object], postings: pl.DataFrame) -> str:
    tag, cash_tag, is_debit, within_equity = key
    told = [
        word for text in (str(tag), str(cash_tag), account.cash_flow) for word in text.split() if word in EQUITY_LINES
    ]
    if told:
        return told[0]
    if within_equity:
        return TRANSFER
    concept = ledger.concept_of(account.number)
    usual = concept.on_debit if is_debit else concept.on_credit
    if usual not in EQUITY_LINES:
        raise _unexplained(ledger, postings, "nothing says what it is")
    return usual
