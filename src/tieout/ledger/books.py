"""The books of one firm, whole: put together from documents (a folder's files or a store's) and postings.

`Books` answers with balances and movements as of any date; it knows debit and credit, not statements.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise

import polars as pl

from tieout.facts import Fact, Period, TieoutError, Told
from tieout.ledger.accounts import Chart, check_chart
from tieout.ledger.firm import Firm, read_firm
from tieout.ledger.journal import no_postings, unbalanced
from tieout.ledger.reading import TrialBalance, read_chart, read_journal, read_positions, read_trial_balance
from tieout.ledger.trial_balances import entries_from_trial_balances

REQUIRED = ("firm.toml", "accounts.csv")
FACT_COLUMNS = ("concept", "value", "unit", "date", "start", "end", "part", "label", "by", "on", "reason")


@dataclass(frozen=True)
class Books:
    """Firm, chart, postings (columns of `ledger.journal`), positions, facts told by people, texts of notes."""

    source: str
    firm: Firm
    chart: Chart
    postings: pl.DataFrame
    positions: pl.DataFrame
    told: tuple[Fact, ...]
    notes: Mapping[str, str]
    auditor_report: str = ""

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
        """True when the books hold what moved in a period and the balances it began with."""
        before = self.postings.filter((pl.col("date") < period.start) | (has_tag("opening")))
        return not self.during(period).is_empty() and not before.filter(pl.col("date") <= period.end).is_empty()

    def positions_at(self, as_of: date) -> pl.DataFrame:
        """Positions stated for a day; the rows of that very day only."""
        return self.positions.filter(pl.col("as_of") == as_of)

    def default_as_of(self) -> date:
        """The latest fiscal year end that the books reach, or their last day when they reach none."""
        last = self.last_day
        year_end = self.firm.year_end_on_or_after(last)
        if year_end == last:
            return last
        previous = self.firm.fiscal_year(last).start - timedelta(days=1)
        return previous if previous > self.first_day else last


def has_tag(tag: str) -> pl.Expr:
    """A posting carries a tag among its space-separated words."""
    return pl.col("tag").str.split(" ").list.contains(tag)


def assemble(source: str, documents: Mapping[str, bytes], postings: pl.DataFrame | None = None) -> Books:
    """Books from their documents by name, and from `postings` where a store keeps the entries.

    Raises TieoutError for a document that is missing, unreadable or contradicts another: every entry balances, every
    account is in the chart, every concept in the taxonomy, a trial balance agrees with the journal of its date.
    """
    for name in REQUIRED:
        if name not in documents:
            raise TieoutError(
                f"no {name} here.",
                where=source,
                expected="a books folder or store with firm.toml and accounts.csv.",
                mend="`tieout new DIR` writes a folder to start from.",
            )
    firm = read_firm(text_of(documents, "firm.toml"))
    chart = read_chart(documents["accounts.csv"], "accounts.csv")
    check_chart(chart, firm)
    frames = [] if postings is None else [postings]
    for name in _named(documents, "journal", (".csv", ".xlsx")):
        frames.append(read_journal(documents[name], name, chart).postings)
    held = pl.concat(frames) if frames else no_postings()
    _check_entries(held, chart, source)
    balances = [
        read_trial_balance(documents[name], name, chart)
        for name in _named(documents, "trial_balance", (".csv", ".xlsx"))
    ]
    held = entries_from_trial_balances(held, _by_date(balances), chart, firm)
    return Books(
        source=source,
        firm=firm,
        chart=chart,
        postings=held.sort("date", maintain_order=True),
        positions=_positions(documents),
        told=tuple(_told(documents, firm)),
        notes={name: text_of(documents, name) for name in _named(documents, "notes/", (".md",))},
        auditor_report=text_of(documents, "auditor_report.md") if "auditor_report.md" in documents else "",
    )


def text_of(documents: Mapping[str, bytes], name: str) -> str:
    """A document as text.  Raises TieoutError where it is not UTF-8."""
    try:
        return documents[name].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TieoutError(f"not UTF-8 text: {error.reason}.", where=name, mend="save it as UTF-8.") from None


def _named(documents: Mapping[str, bytes], stem: str, endings: tuple[str, ...]) -> list[str]:
    return sorted(name for name in documents if name.startswith(stem) and name.endswith(endings))


def _check_entries(postings: pl.DataFrame, chart: Chart, source: str) -> None:
    """Both ends of one promise: the readers check each file, this checks what they give together."""
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


def _positions(documents: Mapping[str, bytes]) -> pl.DataFrame:
    frames = [read_positions(documents[name], name) for name in _named(documents, "positions", (".csv", ".xlsx"))]
    return pl.concat(frames, how="diagonal") if frames else pl.DataFrame(schema={"as_of": pl.Date()})


def _told(documents: Mapping[str, bytes], firm: Firm) -> Iterable[Fact]:
    """facts.csv: what a person states beside the ledger (bond coverage, lease terms, rates).  Columns: FACT_COLUMNS."""
    name = "facts.csv"
    if name not in documents:
        return
    reader = csv.DictReader(io.StringIO(text_of(documents, name)))
    unknown = set(reader.fieldnames or ()) - set(FACT_COLUMNS)
    missing = {"concept", "value", "by", "on", "reason"} - set(reader.fieldnames or ())
    if unknown or missing:
        what = (
            f"unknown column {', '.join(sorted(unknown))}." if unknown else f"no column {', '.join(sorted(missing))}."
        )
        raise TieoutError(what, where=name, expected=f"columns {', '.join(FACT_COLUMNS)}.")
    for row_number, row in enumerate(reader, start=2):
        held = {key: (value or "").strip() for key, value in row.items() if key}
        if not any(held.values()):
            continue
        where = f"{name}, row {row_number}"
        yield Fact(
            concept=_required(held, "concept", where),
            entity=firm.name,
            when=_when(held, where),
            value=_amount(held, where),
            unit=held.get("unit") or "USD",
            part=held.get("part", ""),
            label=held.get("label", ""),
            trace=Told(_required(held, "by", where), _date(held["on"], "on", where), _required(held, "reason", where)),
        )


def _required(row: Mapping[str, str], column: str, where: str) -> str:
    if not row.get(column):
        raise TieoutError(f"{column} is empty.", where=where, mend=f"state the {column}.")
    return row[column]


def _when(row: Mapping[str, str], where: str) -> date | Period:
    if row.get("date"):
        return _date(row["date"], "date", where)
    if row.get("start") and row.get("end"):
        start, end = _date(row["start"], "start", where), _date(row["end"], "end", where)
        if start > end:
            raise TieoutError(f"the period starts on {start}, after its end {end}.", where=where, mend="correct it.")
        return Period(start, end)
    raise TieoutError("no date.", where=where, expected="a date, or start and end of a period.")


def _date(text: str, column: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise TieoutError(f"{column} {text!r} is not a date.", where=where, expected="YYYY-MM-DD.") from None


def _amount(row: Mapping[str, str], where: str) -> Decimal:
    text = _required(row, "value", where)
    try:
        value = Decimal(text.replace(",", "").replace("$", ""))
    except InvalidOperation:
        raise TieoutError(
            f"value {text!r} is not a number.", where=where, expected="digits, such as 1234.56."
        ) from None
    if not value.is_finite():
        raise TieoutError(f"value {text!r} is not finite.", where=where, expected="digits, such as 1234.56.")
    return value
