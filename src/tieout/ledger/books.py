"""The books of one firm, whole: put together from documents (a folder's files or a store's) and postings.

`Books` answers with balances and movements as of any date; it knows debit and credit, not statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise

import polars as pl

from tieout.facts import Fact, Period, TieoutError
from tieout.ledger.accounts import Chart, check_chart
from tieout.ledger.firm import Firm, read_firm
from tieout.ledger.journal import no_postings, refuse_overflow, unbalanced
from tieout.ledger.open_items import OpenReceivable, read_open_items
from tieout.ledger.postings import Accounts
from tieout.ledger.problems import Problems
from tieout.ledger.reading import TrialBalance, read_chart, read_journal, read_positions, read_trial_balance
from tieout.ledger.tags import check_tags, of_whole_entries
from tieout.ledger.told import read_facts
from tieout.ledger.trial_balances import entries_from_trial_balances
from tieout.taxonomy import taxonomy

REQUIRED = ("firm.toml", "accounts.csv")
_TABLES = (".csv", ".xlsx")
_NEAR_YEAR_END = timedelta(days=31)  # the last entry of a year is seldom dated on its last day


@dataclass(frozen=True)
class Books:
    """Firm, chart, postings (columns of `ledger.journal`), positions, facts told by people, notes, open receivables.

    `source` is what the books are called in a trace: the name of their folder or database, wherever that lies.
    """

    source: str
    firm: Firm
    chart: Chart
    postings: pl.DataFrame
    positions: pl.DataFrame
    told: tuple[Fact, ...]
    notes: Mapping[str, str]
    auditor_report: str = ""
    open_items: tuple[OpenReceivable, ...] = ()

    @property
    def first_day(self) -> date:
        return self._day("min")

    @property
    def last_day(self) -> date:
        return self._day("max")

    def _day(self, which: str) -> date:
        if self.postings.is_empty():
            raise TieoutError(
                "the books hold no entries.",
                where=self.source,
                mend="add journal.csv or trial_balance_YYYY-MM-DD.csv, or `tieout import` one.",
            )
        dates = self.postings["date"]
        found = dates.min() if which == "min" else dates.max()
        assert isinstance(found, date)
        return found

    def through(self, as_of: date) -> pl.DataFrame:
        """Postings up to and including a day."""
        return self.postings.filter(pl.col("date") <= as_of)

    def balances(self, as_of: date) -> dict[str, int]:
        """The trial balance of a day: cents by account, debits plus."""
        sums = self.through(as_of).group_by("account", maintain_order=True).agg(pl.col("cents").sum())
        return dict(sums.iter_rows())

    def during(self, period: Period) -> pl.DataFrame:
        """Postings of a period that move something: those tagged `opening` only carry balances in."""
        return self.postings.filter(
            pl.col("date").is_between(period.start, period.end) & ~has_tag("opening"),
        )

    def holds(self, period: Period) -> bool:
        """True when the books hold all that moved in a period: no balances are carried in after its first day.

        Where nothing precedes the period, it began with nothing.
        """
        inside = pl.col("date").is_between(period.start, period.end, closed="right")
        return self.first_day <= period.end and self.postings.filter(inside & has_tag("opening")).is_empty()

    def positions_at(self, as_of: date) -> pl.DataFrame:
        """Positions stated for a day; the rows of that very day only."""
        return self.positions.filter(pl.col("as_of") == as_of)

    def default_as_of(self) -> date:
        """The latest fiscal year end that the books reach.

        Where the last entry lies within the month before a year end, that one: the year's last day often has no entry.
        The last day itself where the books reach no year end.
        """
        last = self.last_day
        year_end = self.firm.year_end_on_or_after(last)
        if year_end - last <= _NEAR_YEAR_END:
            return year_end
        previous = self.firm.year_end_before(last)
        return previous if previous > self.first_day else last


def has_tag(tag: str) -> pl.Expr:
    """A posting carries a tag among its space-separated words."""
    return pl.col("tag").str.split(" ").list.contains(tag)


def assemble(
    source: str, documents: Mapping[str, bytes], postings: pl.DataFrame | None = None, *, where: str = ""
) -> Books:
    """Books from their documents by name, and from `postings` where a store keeps the entries.

    `where` is what errors call the place of the books, as a person typed it; `source` where it is not given.

    Raises TieoutError for a document that is missing, unreadable or contradicts another: no file is there twice, every
    entry is in one file and balances, every account is in the chart, every concept in the taxonomy, every tag is known,
    a trial balance agrees with the journal of its date.
    """
    where = where or source
    for name in REQUIRED:
        if name not in documents:
            raise TieoutError(
                f"no {name} here.",
                where=where,
                expected="a books folder or store with firm.toml and accounts.csv.",
                mend="`tieout new DIR` writes a folder to start from.",
            )
    firm = read_firm(text_of(documents, "firm.toml"))
    chart = read_chart(documents["accounts.csv"], "accounts.csv")
    check_chart(chart, firm)
    _refuse_copies(documents)
    held = of_whole_entries(entries_of(documents, chart, postings, where))
    _check_entries(held, chart, where)
    balances = [read_trial_balance(documents[name], name, chart) for name in _named(documents, "trial_balance")]
    held = entries_from_trial_balances(held, _by_date(balances), chart, firm)
    return Books(
        source=source,
        firm=firm,
        chart=chart,
        postings=held.sort("date", maintain_order=True),
        positions=_positions(documents, chart),
        told=read_facts(text_of(documents, "facts.csv"), firm.name) if "facts.csv" in documents else (),
        notes={name: text_of(documents, name) for name in _named(documents, "notes/", (".md",))},
        auditor_report=text_of(documents, "auditor_report.md") if "auditor_report.md" in documents else "",
        open_items=_open_items(documents, chart),
    )


def _open_items(documents: Mapping[str, bytes], chart: Chart) -> tuple[OpenReceivable, ...]:
    return read_open_items(text_of(documents, "open_items.csv"), chart) if "open_items.csv" in documents else ()


def entries_of(
    documents: Mapping[str, bytes], chart: Chart, postings: pl.DataFrame | None = None, where: str = ""
) -> pl.DataFrame:
    """The postings of the journals among the documents, as written, after those that a store keeps.

    Raises TieoutError for an unknown tag, and for an entry that is in two of them: it would count twice.
    """
    frames = {} if postings is None else {where: postings}
    frames |= {name: read_journal(documents[name], name, chart).postings for name in _named(documents, "journal")}
    for name, frame in frames.items():
        check_tags(frame, name)
    if len(frames) > 1:
        _refuse_repeated(frames, where)
    return pl.concat([no_postings(), *frames.values()])


def _refuse_repeated(frames: Mapping[str, pl.DataFrame], where: str) -> None:
    ids = pl.concat(
        frame.select(pl.col("entry").unique(maintain_order=True), file=pl.lit(name)) for name, frame in frames.items()
    )
    twice = ids.group_by("entry", maintain_order=True).agg("file").filter(pl.col("file").list.len() > 1)
    if twice.is_empty():
        return
    entry, (one, other, *_) = twice.row(0)
    others = f" (and {twice.height - 1:,} more)" if twice.height > 1 else ""
    raise TieoutError(
        f"entry {entry}{others} is in {one} and in {other}: it would count twice.",
        where=where,
        expected="each entry in one journal.",
        mend="remove the file that is a copy, or give different entries ids of their own; `tieout import` tells "
        "entries of different files apart.",
    )


def text_of(documents: Mapping[str, bytes], name: str) -> str:
    """A document as text.  Raises TieoutError where it is not UTF-8."""
    try:
        return documents[name].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TieoutError(f"not UTF-8 text: {error.reason}.", where=name, mend="save it as UTF-8.") from None


def _named(documents: Mapping[str, bytes], stem: str, endings: tuple[str, ...] = _TABLES) -> list[str]:
    return sorted(name for name in documents if name.lower().startswith(stem) and name.lower().endswith(endings))


def _refuse_copies(documents: Mapping[str, bytes]) -> None:
    """A file copied within the folder would count twice."""
    seen: dict[bytes, str] = {}
    for name in (name for stem in ("journal", "positions", "trial_balance") for name in _named(documents, stem)):
        digest = sha256(documents[name]).digest()
        if digest in seen:
            what = f"is {seen[digest]} once more, byte for byte."
            raise TieoutError(what, where=name, mend="remove one of the two: both would count.")
        seen[digest] = name


def _check_entries(postings: pl.DataFrame, chart: Chart, source: str) -> None:
    """Both ends of one promise: the readers check each file, this checks what they give together."""
    refuse_overflow(postings["cents"], source)
    unknown = set(postings["account"].unique()) - set(chart.accounts)
    if unknown:
        raise TieoutError(
            f"accounts {', '.join(sorted(unknown))} have postings but are not in the chart.",
            where=source,
            mend="add them to accounts.csv.",
        )
    off = unbalanced(postings)
    if not off.is_empty():
        entry, day, cents = off.row(0)[:3]
        raise TieoutError(
            f"entry {entry} of {day} does not balance: debits less credits are {Decimal(cents).scaleb(-2):,}.",
            where=source,
            mend="correct the entry, or give two entries that share an id ids of their own.",
        )


def _by_date(balances: Iterable[TrialBalance]) -> list[TrialBalance]:
    held = sorted(balances, key=lambda balance: balance.as_of)
    for one, other in pairwise(held):
        if one.as_of == other.as_of:
            raise TieoutError(f"two trial balances of {one.as_of}.", mend="keep one of the files.")
    return held


_ONE_POSITION = ["as_of", "account", "security_id", "description"]


def _positions(documents: Mapping[str, bytes], chart: Chart) -> pl.DataFrame:
    frames: dict[str, pl.DataFrame] = {}
    for name in _named(documents, "positions"):
        frame = read_positions(documents[name], name)
        _check_positions(frame, name, chart)
        for before, held in frames.items():
            both = frame.join(held, on=_ONE_POSITION, how="semi", nulls_equal=True, maintain_order="left")
            if not both.is_empty():
                first = both.row(0, named=True)
                which = first["security_id"] or first["description"] or "without an id"
                raise TieoutError(
                    f"position {which} of {first['as_of']} is in {before} already.",
                    where=f"{name}, row {first['row']}",
                    mend="remove the file that is superseded; both would count.",
                )
        frames[name] = frame
    return pl.concat(frames.values(), how="diagonal") if frames else pl.DataFrame(schema={"as_of": pl.Date()})


def _check_positions(positions: pl.DataFrame, name: str, chart: Chart) -> None:
    """Securities are held in an asset account, or owed in one of securities sold, not yet purchased."""
    problems, accounts = Problems(name), Accounts(chart)
    named = positions.filter(pl.col("account").is_not_null())
    problems.add(
        named.filter(~pl.col("account").is_in(list(chart.accounts))), lambda row: accounts.unknown(row["account"])
    )
    others = {
        account.number: taxonomy()[account.concept].kind
        for account in chart
        if taxonomy()[account.concept].kind != "asset" and account.concept != "securities_sold_not_yet_purchased"
    }
    problems.add(
        named.filter(pl.col("account").is_in(list(others))),
        lambda row: (
            f"positions in account {row['account']} {chart[row['account']].name}, which is of kind "
            f"{others[row['account']]} ({chart[row['account']].concept})"
        ),
    )
    problems.raise_if_any(
        expected="accounts of assets, or of securities_sold_not_yet_purchased.",
        mend="name the account that carries the securities, by its number in accounts.csv.",
    )
