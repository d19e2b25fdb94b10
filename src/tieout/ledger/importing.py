"""`tieout import`: files people hold into the books, all of them or none, and twice the same as once.

Every file is read and checked before any is kept.  What the books hold already is left alone and said so: the same
bytes under whatever name, an entry with the same id and postings, a trial balance of the same day and balances.  What
contradicts the books is refused.  A `Keeper` is whatever holds the books: a folder (`FolderKeeper`) or a store.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Literal, Protocol, Self

import polars as pl

from tieout.facts import TieoutError
from tieout.ledger.accounts import Account, Chart
from tieout.ledger.headings import ALL_HEADINGS, Kind
from tieout.ledger.keeping import FolderKeeper, recover
from tieout.ledger.postings import usd
from tieout.ledger.reading import (
    Journal,
    TrialBalance,
    chart_of,
    journal_of,
    kind_of,
    positions_of,
    read_chart,
    read_positions,
    read_trial_balance,
    trial_balance_of,
)
from tieout.ledger.tables import Table, read_table

__all__ = ["FolderKeeper", "Imported", "Item", "Keeper", "import_files", "recover"]

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Item:
    """A file made ready for the books.

    `name` is the document's name inside the books, `data` its canonical CSV (UTF-8), `postings` the entries of a
    journal and None for anything else, `digest` the SHA-256 of the incoming file in hex, `source` its name, `notes`
    what was read as what and what was left out.
    """

    kind: Kind
    name: str
    data: bytes
    postings: pl.DataFrame | None
    digest: str
    source: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file: `name` is where the books hold it."""

    source: str
    kind: Kind | Literal[""]
    outcome: Literal["imported", "already imported"]
    name: str
    notes: tuple[str, ...] = ()


class Keeper(Protocol):
    """The books, as an import needs them.  Inside `with keeper:` no other writer comes between look and keep."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *error: object) -> None: ...

    def chart(self) -> Chart:
        """The chart of accounts; without accounts where there is none yet."""

    def documents(self) -> Mapping[str, bytes]:
        """The documents held, by name."""

    def imported(self, digest: str) -> str:
        """Under what name the file of this SHA-256 came in before; empty where it did not."""

    def entries(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The content (`store.chain.contents`) of those of the entries that are held, by id."""

    def keep(self, items: Sequence[Item]) -> None:
        """Keep all of the items, or none and raise TieoutError."""


def import_files(
    keeper: Keeper,
    files: Sequence[Path | str],
    as_of: date | None = None,
    check: Callable[[Sequence[Item]], object] | None = None,
) -> list[Imported]:
    """Bring files into the books and say what became of each, in their order.

    `as_of` is the day of trial balances and positions that do not state their own.  `check` sees what is about to be
    kept, and raises TieoutError where the books would not hold together with it.  Raises TieoutError with the problems
    of every file, and keeps nothing, when one cannot be read or contradicts the books.
    """
    with keeper:
        incoming = _Import(keeper, as_of)
        results = incoming.read([Path(file) for file in files])
        if incoming.items:
            if check is not None:
                check(incoming.items)
            keeper.keep(incoming.items)
    return results


@dataclass
class _Import:
    """One command: what it has read so far, against which the next file is checked as against the books."""

    keeper: Keeper
    as_of: date | None
    items: list[Item] = field(default_factory=list)
    _digests: dict[str, str] = field(default_factory=dict)

    def read(self, paths: Sequence[Path]) -> list[Imported]:
        results: dict[int, Imported] = {}
        tables: dict[int, tuple[Table, str, Kind]] = {}
        problems: list[str] = []
        for place, path in enumerate(paths):
            try:
                data = _bytes(path)
                digest = sha256(data).hexdigest()
                if before := self._before(digest, path.name):
                    results[place] = before
                else:
                    table = read_table(data, path.name, ALL_HEADINGS)
                    tables[place] = table, digest, kind_of(table)
            except TieoutError as error:
                problems.append(str(error))
        # A chart comes first: the other files may speak of its accounts.
        for place in sorted(tables, key=lambda place: tables[place][2] != "chart"):
            table, digest, kind = tables[place]
            try:
                results[place] = self._take(table, digest, kind)
            except TieoutError as error:
                problems.append(str(error))
        if problems:
            raise TieoutError("\n".join(problems))
        return [results[place] for place in range(len(paths))]

    def _before(self, digest: str, source: str) -> Imported | None:
        if digest in self._digests:
            note = f"the same file as {self._digests[digest]}, nothing to do"
            return Imported(source, "", "already imported", self._digests[digest], (note,))
        self._digests[digest] = source
        if name := self.keeper.imported(digest):
            return Imported(source, "", "already imported", name, (f"already imported as {name}, nothing to do",))
        return None

    def _take(self, table: Table, digest: str, kind: Kind) -> Imported:
        taken = {
            "chart": self._chart,
            "journal": self._journal,
            "trial_balance": self._trial_balance,
            "positions": self._positions,
        }[kind](table, digest)
        if isinstance(taken, Item):
            self.items.append(taken)
            return Imported(table.source, kind, "imported", taken.name, taken.notes)
        return taken

    def _accounts(self) -> Chart:
        new = next((item for item in self.items if item.kind == "chart"), None)
        chart = read_chart(new.data, new.name) if new else self.keeper.chart()
        if not len(chart):
            raise TieoutError(
                "the books have no chart of accounts yet.", mend="add accounts.csv (number, name, concept) first."
            )
        return chart

    def _chart(self, table: Table, digest: str) -> Item | Imported:
        chart = chart_of(table)
        held = self.keeper.chart()
        if len(held):
            if {_without_row(account) for account in chart} == {_without_row(account) for account in held}:
                note = "the books hold these accounts already, nothing to do"
                return Imported(table.source, "chart", "already imported", "accounts.csv", (note,))
            raise TieoutError(
                "the books have another chart of accounts.",
                where=table.source,
                mend="make the changes in accounts.csv of the books.",
            )
        rows = [{name: getattr(account, name) for name in _CHART_COLUMNS} for account in chart]
        data = _csv(pl.DataFrame(rows, schema=dict.fromkeys(_CHART_COLUMNS, pl.String())))
        return Item("chart", "accounts.csv", data, None, digest, table.source)

    def _journal(self, table: Table, digest: str) -> Item | Imported:
        journal = journal_of(table, self._accounts())
        postings, stem = journal.postings, _stem(table.source)
        if not journal.named_entries:
            # Days and places are ids within one file only.
            postings = postings.with_columns((pl.lit(f"{stem}:") + pl.col("entry")).alias("entry"))
        new = self._not_held(postings, table.source)
        count, held = new["entry"].n_unique(), postings["entry"].n_unique() - new["entry"].n_unique()
        notes = (*([f"{count:,} entries, {new.height:,} postings"] if count else []), *_notes(journal))
        if held:
            notes += (f"{held:,} entries already held with the same postings, left alone",)
        if new.is_empty():
            return Imported(table.source, "journal", "already imported", "the journal of the books", notes)
        name = f"journal.{stem}.{digest[:8]}.csv"
        return Item("journal", name, _journal_csv(new), new, digest, table.source, notes)

    def _not_held(self, postings: pl.DataFrame, source: str) -> pl.DataFrame:
        """The postings of entries that neither the books nor the files before have."""
        where = "the books"
        for held, where in self._holders(postings):
            ours = _contents(postings.filter(pl.col("entry").is_in(list(held))), source)
            different = sorted(entry for entry in held if held[entry] != ours[entry])
            if different:
                row = int(postings.filter(pl.col("entry") == different[0])["row"][0])
                more = f" and {len(different) - 1} more" if len(different) > 1 else ""
                raise TieoutError(
                    f"entry {different[0]}{more} is held already, with different postings, in {where}.",
                    where=f"{source}, row {row}",
                    mend="correct a posted entry by its reversal and a new entry, or give this one an id of its own.",
                )
            postings = postings.filter(~pl.col("entry").is_in(list(held)))
        return postings

    def _holders(self, postings: pl.DataFrame) -> Iterator[tuple[Mapping[str, str], str]]:
        """Who has entries of these ids, with their content."""
        ids = postings["entry"].unique()
        if held := self.keeper.entries(ids.to_list()):
            yield held, "the books"
        for item in self.items:
            if item.postings is not None:
                same = item.postings.filter(pl.col("entry").is_in(ids.to_list()))
                if not same.is_empty():
                    yield _contents(same, item.source), item.source

    def _trial_balance(self, table: Table, digest: str) -> Item | Imported:
        chart = self._accounts()
        balance = trial_balance_of(table, chart, self.as_of)
        name = f"trial_balance_{balance.as_of}.csv"
        for held_name, data in self._held("trial_balance"):
            held = read_trial_balance(data, held_name, chart)
            if held.as_of != balance.as_of:
                continue
            apart = _apart(held, balance)
            if apart:
                raise TieoutError(
                    f"the books have another trial balance of {balance.as_of}, {held_name}: {apart}.",
                    where=table.source,
                    mend="remove the one that is wrong.",
                )
            note = f"the books hold these balances of {balance.as_of} already, nothing to do"
            return Imported(table.source, "trial_balance", "already imported", held_name, (note,))
        sides = balance.balances.select("account", *_sides())
        return Item("trial_balance", name, _csv(sides), None, digest, table.source, _notes(balance))

    def _positions(self, table: Table, digest: str) -> Item | Imported:
        positions = positions_of(table, self.as_of)
        keys = ["as_of", "account", "security_id", "description"]
        for held_name, data in self._held("positions"):
            held = read_positions(data, held_name).select(keys)
            both = positions.join(held, on=keys, how="semi", nulls_equal=True)
            if not both.is_empty():
                first = both.row(0, named=True)
                which = first["security_id"] or first["description"] or "without an id"
                raise TieoutError(
                    f"{both.height} positions are in {held_name} already, such as {which} of {first['as_of']}.",
                    where=f"{table.source}, row {first['row']}",
                    mend="remove the file that is superseded; both would count twice.",
                )
        name = f"positions.{_stem(table.source)}.{digest[:8]}.csv"
        notes = (f"{positions.height:,} positions",)
        return Item("positions", name, _csv(positions.drop("row")), None, digest, table.source, notes)

    def _held(self, stem: str) -> Iterator[tuple[str, bytes]]:
        """Documents of a kind: those of the books, then those of the files before."""
        held = self.keeper.documents()
        yield from ((name, held[name]) for name in sorted(held) if name.lower().startswith(stem))
        yield from ((item.name, item.data) for item in self.items if item.name.startswith(stem))


_CHART_COLUMNS = (
    *("number", "name", "concept", "net_capital", "line"),
    *("cash_flow", "counterparty", "schedule_as", "type"),
)


def _without_row(account: Account) -> tuple[str, ...]:
    return tuple(getattr(account, name) for name in _CHART_COLUMNS)


def _apart(held: TrialBalance, new: TrialBalance) -> str:
    """The accounts on which two trial balances differ, the first ten of them; a balance of zero may be left out."""
    ours, theirs = (dict(b.balances.select("account", "cents").iter_rows()) for b in (held, new))
    apart = [n for n in sorted({*ours, *theirs}) if ours.get(n, 0) != theirs.get(n, 0)]
    shown = [f"{n} is {usd(ours.get(n, 0))} there and {usd(theirs.get(n, 0))} here" for n in apart[:_SHOWN]]
    return "; ".join(shown + ([f"and {len(apart) - _SHOWN} more accounts"] if len(apart) > _SHOWN else []))


def _notes(read: Journal | TrialBalance) -> tuple[str, ...]:
    columns = ", ".join(f"{column} as {role}" for column, role in read.mapped if column != role)
    notes = [f"read {columns}"] if columns else []
    if read.unmapped:
        notes.append(f"not used: {', '.join(read.unmapped)}")
    notes += [f"row {row} left out: {why}" for row, why in read.skipped[:_SHOWN]]
    if len(read.skipped) > _SHOWN:
        notes.append(f"{len(read.skipped) - _SHOWN:,} more rows left out")
    return tuple(notes)


def _contents(postings: pl.DataFrame, source: str) -> dict[str, str]:
    from tieout.ledger.store import chain  # a first import has nothing to compare with, and does not need it

    rows = chain.rows(postings, source)
    return dict(zip(rows.entries["id"], chain.contents(rows), strict=True))


def _journal_csv(postings: pl.DataFrame) -> bytes:
    return _csv(postings.select("entry", "date", "account", *_sides(), "memo", "tag"))


def _sides() -> tuple[pl.Expr, pl.Expr]:
    """`cents` as plain dollars in a debit or a credit column; a stated zero is a debit."""
    magnitude = pl.col("cents").abs()
    text = (magnitude // 100).cast(pl.String) + "." + (magnitude % 100).cast(pl.String).str.pad_start(2, "0")
    return (
        pl.when(pl.col("cents") >= 0).then(text).alias("debit"),
        pl.when(pl.col("cents") < 0).then(text).alias("credit"),
    )


def _csv(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.with_columns(pl.col(pl.String).replace("", None)).write_csv(out)
    return out.getvalue()


def _stem(source: str) -> str:
    """The incoming name as part of a file name: letters, digits, dashes."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in Path(source).stem)
    return kept.strip("-")[:60] or "import"


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except IsADirectoryError:
        mend = "name the files in it; a whole books folder can be imported into a store (sqlite:///firm.db)."
        raise TieoutError("is a folder.", where=str(path), expected="a CSV or XLSX file.", mend=mend) from None
    except OSError as error:
        raise TieoutError(f"cannot be read: {error.strerror}.", where=str(path)) from None
