"""What moved in a period, and on which line of the cash flow and equity statements it belongs.

How a posting finds its line, the first that speaks:

| step | says                                                                 | where                         |
|------|----------------------------------------------------------------------|-------------------------------|
| 1    | a tag on the posting: `noncash`, `change`, or a cash flow line       | journal, `tag`                |
| 2    | such a tag on the cash posting of the same entry                     | journal, `tag`                |
| 3    | the account's own `cash_flow`                                        | accounts.csv                  |
| 4    | the concept's usual line for a debit or a credit                     | taxonomy, on_debit, on_credit |

A posting that no step explains, an investing or financing movement in an entry without cash that no tag explains, and
a posting that could be on either of two lines of the entry's cash, is an error that names the account: a cash flow
statement with a plug is worse than none.

What is bought or sold, borrowed or repaid partly in cash and partly on credit is a cash flow as far as it is paid
(ASC 230-10-50-4): `_settled_in_part` says when.
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
# Cash of a kind, though its movements are operating: what goes into it is paid.
SEGREGATED = "cash_segregated_under_federal_regulations"


@dataclass(frozen=True, slots=True)
class Movement:
    """Postings of one account that belong on one line.

    Where a posting is what an entry left unpaid, its column `settles` is the account that was bought or sold.
    """

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
    frame = _settled_in_part(ledger, frame)
    return [
        Movement(str(account), str(line), postings)
        for (account, line), postings in frame.partition_by(
            "account", "line", as_dict=True, maintain_order=True
        ).items()
    ]


def _described(ledger: Ledger, postings: pl.DataFrame) -> pl.DataFrame:
    """The postings with what they and their entries say.

    `is_debit` is the other way round in a reversing entry; `tagged` is the line that the posting's own tag names;
    `has_cash`, `noncash` and `cash_tag`, the first tag of its cash that names a line, are the entry's.
    """
    reverses = has_tag("reversal").any().over("entry")
    tags = postings["tag"].unique()
    lines = pl.Series([flow_tag(tag, ledger.taxonomy) for tag in tags], dtype=pl.String)
    told = postings.with_columns(
        is_debit=(pl.col("cents") >= 0) != reverses,
        is_cash=pl.col("account").is_in([a.number for a in ledger.books.chart if _is_cash(ledger, a)]),
        tagged=postings["tag"].replace_strict(tags, lines, return_dtype=pl.String),
    )
    tagged_cash = pl.col("is_cash") & (pl.col("tagged") != "")
    told = told.with_columns(
        has_cash=pl.col("is_cash").any().over("entry"),
        noncash=has_tag("noncash").any().over("entry"),
        cash_tag=pl.col("tag").filter(tagged_cash).first().over("entry").fill_null(""),
        cash_lines=pl.col("tagged").filter(tagged_cash).n_unique().over("entry"),
    )
    _refuse_ambiguous(ledger, told)
    return told


def _is_cash(ledger: Ledger, account: Account) -> bool:
    return ledger.concept_of(account.number).on_debit == CASH


def _refuse_ambiguous(ledger: Ledger, told: pl.DataFrame) -> None:
    """The cash of an entry may speak for its other postings only where it says one thing."""
    either = (pl.col("cash_lines") > 1) & ~pl.col("is_cash") & (pl.col("tagged") == "") & ~_is_nominal(ledger)
    found = told.filter(either)
    if found.is_empty():
        return
    entry, day, number = found.select("entry", "date", "account").row(0)
    lines = told.filter((pl.col("entry") == entry) & pl.col("is_cash") & (pl.col("tagged") != ""))
    raise TieoutError(
        f"the cash of the entry is tagged {' and '.join(lines['tagged'].unique(maintain_order=True))}, and account "
        f"{number} {ledger.books.chart[number].name} could be on either line.",
        where=f"entry {entry} of {day}",
        expected="one cash flow line for every movement of a balance.",
        mend="tag the other postings of the entry, each with its line (`change` where it is operating).",
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


def _far(ledger: Ledger) -> list[str]:
    """The lines of investing and financing."""
    return [c.id for c in ledger.taxonomy.concepts.values() if c.section in ("investing", "financing")]


def _refuse_unexplained(ledger: Ledger, frame: pl.DataFrame) -> None:
    nameless = frame.filter(pl.col("line") == "")
    told = frame.with_columns(
        is_far=pl.col("line").is_in(_far(ledger)),
        is_tagged=pl.col("tagged") != "",
        has_line_of_its_own=pl.col("account").is_in([a.number for a in ledger.books.chart if a.cash_flow]),
        moves_within_line=pl.col("cents").sum().over("entry", "line") == 0,
        is_nominal=_is_nominal(ledger),
    )
    explained = pl.any_horizontal("has_cash", "is_tagged", "has_line_of_its_own", "moves_within_line", "is_nominal")
    untold = told.filter(pl.col("is_far") & ~explained)
    for found, why in ((nameless, "nothing says what it is"), (untold, "the entry moves no cash and no tag says why")):
        if not found.is_empty():
            raise _unexplained(ledger, found, why)


def _settled_in_part(ledger: Ledger, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds `settles`; what an entry leaves unpaid joins the line of what it pays for, so that the line shows the cash.

    Equipment of 100,000 for 40,000 in cash and an account payable of 60,000 is a purchase of 40,000, and 60,000
    without cash.  Only where nothing else can be meant: one account on one investing or financing line, and against it
    cash and untagged operating balances alone.
    """
    operating = [a.number for a in ledger.books.chart if _is_operating(ledger, a)]
    told = frame.with_columns(
        is_unpaid=pl.col("account").is_in(operating) & (pl.col("tagged") == "") & ~pl.col("noncash"),
    ).with_columns(is_far=pl.col("line").is_in(_far(ledger)) & ~pl.col("is_unpaid") & ~_is_nominal(ledger))
    with_far = told.filter("is_far")["entry"].unique().implode()
    way = pl.when("is_far").then(pl.col("cents").sign()).otherwise(-pl.col("cents").sign())
    in_part = (
        told.filter(pl.col("entry").is_in(with_far))
        .group_by("entry", maintain_order=True)
        .agg(
            settled=pl.col("account").filter("is_far").first(),
            its_line=pl.col("line").filter("is_far").first(),
            is_one_thing=pl.struct("account", "line").filter("is_far").n_unique() == 1,
            is_paid_in_part=pl.col("is_cash").any() & pl.col("is_unpaid").any(),
            is_nothing_else=(pl.col("is_far") | pl.col("is_cash") | pl.col("is_unpaid")).all(),
            is_one_way=way.n_unique() == 1,
        )
        .filter(pl.all_horizontal("is_one_thing", "is_paid_in_part", "is_nothing_else", "is_one_way"))
        .select("entry", "settled", "its_line")
    )
    joined = told.join(in_part, on="entry", how="left", maintain_order="left")
    owed = pl.col("is_unpaid") & pl.col("settled").is_not_null()
    return joined.with_columns(
        line=pl.when(owed).then("its_line").otherwise("line"),
        settles=pl.when(owed).then("settled").otherwise(pl.lit("")),
    )


def _is_operating(ledger: Ledger, account: Account) -> bool:
    """A receivable, a payable or the like, whose movements are operating changes whichever way they go."""
    concept = ledger.concept_of(account.number)
    usual = {concept.on_debit, concept.on_credit}
    return concept.is_balance and usual == {CHANGE} and not account.cash_flow and concept.id != SEGREGATED


def _within_equity(ledger: Ledger) -> pl.Expr:
    """All postings of the entry are between owners' accounts, so nothing came in or went out."""
    equity = [account.number for account in ledger.books.chart if ledger.concept_of(account.number).kind == "equity"]
    return pl.col("account").is_in(equity).all().over("entry")


def _is_nominal(ledger: Ledger) -> pl.Expr:
    accounts = [a.number for a in ledger.books.chart if not ledger.concept_of(a.number).is_balance]
    return pl.col("account").is_in(accounts)


def _unexplained(ledger: Ledger, found: pl.DataFrame, why: str) -> TieoutError:
    entry, day, number, amount = found.select("entry", "date", "account", "cents").row(0)
    account, side = ledger.books.chart[number], "credit" if amount < 0 else "debit"
    more = f"  {found.height - 1} more such postings." if found.height > 1 else ""
    return TieoutError(
        f"the {side} of {figure(abs(cents(amount)))} to account {number} {account.name} is unexplained: {why}.{more}",
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
