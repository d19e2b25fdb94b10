"""Store: what is asked of the books in a database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol, Self

from tieout.facts import TieoutError
from tieout.ledger.store.database import Database

# polars and SQLAlchemy are slow to import, and a trial balance from SQLite needs neither: each method imports its own.
if TYPE_CHECKING:
    import polars as pl
    import sqlalchemy as sa

    from tieout.ledger.accounts import Chart

_IDS_AT_A_TIME = 10_000  # SQLite takes 32,766 parameters in a query, PostgreSQL 65,535
_BALANCES = "select account, sum(cents), sum(count) from day_totals where date <= :as_of group by account"


@dataclass(frozen=True, slots=True, order=True)
class Balance:
    """A line of a trial balance: `cents`, debit plus and credit minus, summed from `count` postings."""

    account: str
    cents: int
    count: int


@dataclass(frozen=True, slots=True)
class ChainState:
    """How many entries the chain has, and the hash of the last, in hex.  Write it down elsewhere: it is the proof."""

    entries: int
    head: str


class Item(Protocol):
    """What an import hands over: a document's new `data`, or `postings` read from `source`, or both.

    `kind` says what it is (journal, trial balance, positions...), `name` the document's name, `digest` the SHA-256 of
    the file it came from, in hex.
    """

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def data(self) -> bytes: ...
    @property
    def postings(self) -> pl.DataFrame | None: ...
    @property
    def digest(self) -> str: ...
    @property
    def source(self) -> str: ...


class Store:
    """The books of one firm in a database.  See `tieout.ledger.store` for what is promised.

    `url` is `sqlite:///firm.db` or `postgresql://…`; `create` makes the store where there is none yet; a writer waits
    `patience_seconds` for another to finish.  Every method raises TieoutError for a database that is damaged, absent,
    locked, full or not allowed to be written, and then has kept nothing.
    """

    def __init__(self, url: str, *, create: bool = False, patience_seconds: float = 30.0) -> None:
        self._database = Database(url, create=create, patience_seconds=patience_seconds)
        self._seen: tuple[int, int] | None = None
        if not self._database.holds_store(create=create):
            self._create()

    def __enter__(self) -> Self:
        """Inside `with store:`, `keep` refuses if somebody else has written since: what it was checked against is gone.

        Nobody is kept waiting meanwhile, and who only reads needs no right to write.
        """
        from tieout.ledger.store.posting import written

        with self._reading() as connection:
            self._seen = written(connection)
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left open: a connection lives as long as its transaction."""
        self._seen = None

    @property
    def name(self) -> str:
        """The URL without its password."""
        return self._database.name

    @property
    def short_name(self) -> str:
        """The name of the file or the database alone: no path, host, user or password."""
        return self._database.short_name

    def keep(self, items: Iterable[Item]) -> None:
        """Keep several documents and journals in one transaction: all of them, or none.

        An item with postings adds entries, any other a document; each is remembered as an import.
        """
        from tieout.ledger.store import posting

        with self._writing() as connection:
            if self._seen not in (None, posting.written(connection)):
                what = "somebody else has written to the store since this import began."
                raise TieoutError(what, where=self.name, mend="import again; nothing was kept.")
            for item in items:
                if item.postings is not None:
                    posting.post(self._database, connection, item.postings, item.source, item.digest, item.kind)
                else:
                    posting.put(connection, item.name, item.data)
                    posting.record_import(connection, item.source, item.digest, item.kind, 0)

    def append(self, postings: pl.DataFrame, source: str, digest: str, kind: str) -> int:
        """Add the entries of `postings` (columns of `ledger.journal`) to the chain, in the order they first appear.

        `source` names the file they came from, `digest` is its SHA-256 in hex.  Returns how many entries are new: one
        held already with the same content is left alone.  Raises TieoutError, and keeps nothing, for an entry that does
        not balance or whose id is held with other content.
        """
        from tieout.ledger.store import posting

        with self._writing() as connection:
            return posting.post(self._database, connection, postings, source, digest, kind)

    def put_documents(self, documents: Mapping[str, bytes]) -> None:
        """Keep documents by name; the newest of a name counts, and one that says nothing new is not kept twice."""
        from tieout.ledger.store import posting

        with self._writing() as connection:
            for name, data in documents.items():
                posting.put(connection, name, data)

    def reverse(self, entry_id: str, on: date, memo: str = "") -> str:
        """Post the reverse of an entry on a day and return its id, `<entry id>-reversal`.

        Every posting keeps its account and tags, with debit and credit changed over; the tag `reversal` is added and
        the memo names the original.  Raises TieoutError for an entry that is unknown, reversed already or itself a
        reversal, and for a day before the entry's own.
        """
        import polars as pl

        from tieout.ledger.store import posting
        from tieout.ledger.store.rows import journal, rows
        from tieout.ledger.store.schema import entries

        reversal = f"{entry_id}-reversal"
        with self._writing() as connection:
            with self._decoding():
                held = journal(rows(connection, entries.c.id == entry_id))
                there = not rows(connection, entries.c.id == reversal).entries.is_empty()
            if held.is_empty():
                raise TieoutError(
                    f"no entry {entry_id}.", where=self.name, mend="give the id of an entry that is held."
                )
            if "reversal" in held["tag"][0].split():
                what = f"entry {entry_id} is itself a reversal."
                raise TieoutError(what, where=self.name, mend="post the original anew, under an id of its own.")
            if there:
                what = f"entry {entry_id} is reversed already, by {reversal}."
                raise TieoutError(what, where=self.name, mend="post what is missing as an entry of its own.")
            if on < held["date"][0]:
                what = f"entry {entry_id} is of {held['date'][0]}; it cannot be reversed on {on}, before it."
                raise TieoutError(what, where=self.name, mend="give the entry's own day, or a later one.")
            says = f"Reversal of {entry_id}" + (f": {memo}" if memo else "")
            changed_over = held.with_columns(
                entry=pl.lit(reversal),
                date=pl.lit(on),
                cents=-pl.col("cents"),
                memo=pl.lit(says),
                tag=(pl.lit("reversal ") + pl.col("tag")).str.strip_chars(),
            )
            digest = sha256(says.encode()).hexdigest()
            posting.post(self._database, connection, changed_over, entry_id, digest, "reversal")
        return reversal

    def documents(self) -> dict[str, bytes]:
        """The newest document of each name."""
        import sqlalchemy as sa

        from tieout.ledger.store.schema import documents

        newest = sa.select(sa.func.max(documents.c.seq)).group_by(documents.c.name)
        query = sa.select(documents.c.name, documents.c.data).where(documents.c.seq.in_(newest))
        with self._reading() as connection:
            return {name: bytes(data) for name, data in connection.execute(query.order_by(documents.c.name))}

    def chart(self) -> Chart:
        """The chart of accounts, from the newest accounts.csv; without accounts where there is none yet."""
        from tieout.ledger.accounts import Chart
        from tieout.ledger.reading import read_chart

        held = self.documents()
        return read_chart(held["accounts.csv"], "accounts.csv") if "accounts.csv" in held else Chart({})

    def postings(self, through: date | None = None) -> pl.DataFrame:
        """Postings (columns of `ledger.journal`, `row` 0) up to and including a day, in the order of the chain."""
        import polars as pl

        from tieout.ledger.journal import no_postings
        from tieout.ledger.store.rows import bites, journal, rows
        from tieout.ledger.store.schema import entries

        with self._reading() as connection:
            held = [
                journal(rows(connection, bite if through is None else bite & (entries.c.date <= through)))
                for bite in bites(connection)
            ]
        return pl.concat([no_postings(), *held])

    def trial_balance(self, as_of: date) -> pl.DataFrame:
        """`balances` as columns: account, cents, count."""
        import polars as pl

        schema = {"account": pl.String, "cents": pl.Int64, "count": pl.Int64}
        return pl.DataFrame(self.balances(as_of), schema=schema, orient="row")

    def balances(self, as_of: date) -> list[Balance]:
        """Each account that has postings, with its balance at the end of a day, in the order of account numbers."""
        with self._decoding():
            rows = self._asked(_BALANCES, as_of=as_of.isoformat())
            return sorted(Balance(str(account), int(cents), int(count)) for account, cents, count in rows)

    def days(self) -> tuple[date, date] | None:
        """The days of the first and of the latest entry; None where there is none."""
        with self._decoding():
            ((first, latest),) = self._asked("select min(date), max(date) from day_totals")
        return None if latest is None else (date.fromisoformat(str(first)), date.fromisoformat(str(latest)))

    def names(self) -> list[str]:
        """The names of the documents held."""
        with self._decoding():
            return [str(name) for (name,) in self._asked("select distinct name from documents order by name")]

    def account_names(self) -> dict[str, str]:
        """The names in the chart by account number, as far as its columns are called number and name."""
        with self._decoding():
            found = self._asked("select data from documents where name = 'accounts.csv' order by seq desc limit 1")
            text = bytes(found[0][0]).decode("utf-8-sig") if found else ""
        return {row.get("number", ""): row.get("name", "") for row in csv.DictReader(io.StringIO(text))}

    def _asked(self, query: str, **given: str) -> list[tuple[Any, ...]]:
        """The rows of a query; on SQLite without SQLAlchemy, whose import takes longer than the answer."""
        if self._database.path is not None:
            with self._database.errors(), closing(self._database.connect_sqlite()) as driver:
                return driver.execute(query, given).fetchall()
        import sqlalchemy as sa

        with self._database.reading() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query), given)]

    def imported(self, digest: str) -> str:
        """The name of the file of this SHA-256 that was imported before; empty where it was not."""
        import sqlalchemy as sa

        from tieout.ledger.store.schema import imports

        query = sa.select(imports.c.source).where(imports.c.sha256 == digest).order_by(imports.c.id)
        with self._reading() as connection:
            return str(connection.execute(query).scalar() or "")

    def entries(self, ids: Iterable[str]) -> dict[str, str]:
        """The content of those of the entries that are held, by id, as it is hashed (see `chain.contents`)."""
        from tieout.ledger.store.chain import contents
        from tieout.ledger.store.rows import rows
        from tieout.ledger.store.schema import entries

        wanted, held = list(ids), dict[str, str]()
        with self._reading() as connection:
            for start in range(0, len(wanted), _IDS_AT_A_TIME):
                some = rows(connection, entries.c.id.in_(wanted[start : start + _IDS_AT_A_TIME]))
                held.update(zip(some.entries["id"], contents(some), strict=True))
        return held

    def verify(self) -> ChainState:
        """Recompute every hash and every sum, and see that the triggers are in their place.

        Raises TieoutError that names the first entry at which the chain breaks, or what else is not as it was recorded.
        """
        from tieout.ledger.store.audit import audit
        from tieout.ledger.store.schema import check_guards

        with self._reading() as connection:
            self._database.check_file(connection)
            entries, head = audit(connection, self.name)
            check_guards(connection, self.name)
        return ChainState(entries, head.hex())

    def _create(self) -> None:
        from tieout.ledger.store import schema

        with self._database.writing(tables=False) as connection:
            schema.create(connection, self.name)

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        from tieout.ledger.store.posting import written

        with self._database.writing() as connection:
            yield connection
            seen = self._seen and written(connection)
        self._seen = seen

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._decoding(), self._database.reading() as connection:
            yield connection

    @contextmanager
    def _decoding(self) -> Iterator[None]:
        """A row that holds what tieout never writes (letters for cents, half a date) comes from damage to the file."""
        try:
            yield
        except (ValueError, TypeError, OverflowError) as error:
            raise self._database.damaged(str(error)) from None
        except Exception as error:
            if type(error).__module__.startswith("polars"):
                raise self._database.damaged(str(error)) from None
            raise
