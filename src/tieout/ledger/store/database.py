"""The database behind a store: connections, the one-writer lock, bulk rows, and errors in words.

A connection lives as long as its transaction, so there is nothing to close and nothing is shared over a fork.  SQLite
keeps its rollback journal (not WAL): the store is one file at rest, which can be copied, mailed and read from a medium
that cannot be written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tieout.facts import TieoutError

if TYPE_CHECKING:  # slow to import, and a trial balance from SQLite needs neither
    import polars as pl
    import sqlalchemy as sa

VERSION = 1  # of the tables
_ROWS_PER_INSERT = 50  # SQLite takes 300,000 rows three times faster so than one by one
_WHICH_VERSION = "select max(version) from schema_versions"
_ISO_DATES = "set local datestyle to iso"
_LOCK_WITHOUT_TABLES = "select pg_advisory_xact_lock(hashtext('tieout'), hashtext(current_schema()))"
_READABLE = "sqlite:///firm.db, or postgresql://user@host/database."


class Database:
    """`url` as people write it; `name` is how errors call it, without a password, `short_name` the file or database.

    Raises TieoutError for a URL of another kind, or no file where one is asked for.
    """

    def __init__(self, url: str, *, create: bool, patience_seconds: float) -> None:
        kind, _, rest = url.partition("://")
        self.path: Path | None = None
        self.patience_seconds = patience_seconds
        if kind == "sqlite":
            if not rest.startswith("/") or rest == "/" or "?" in rest:
                raise TieoutError("names no file.", where=url, expected=_READABLE)
            self.name, self.path = url, Path(rest[1:])
            self.short_name = self.path.name
            if not create and not self.path.is_file():
                raise TieoutError("no such store.", where=url, mend="`tieout import` makes one; or correct the name.")
            self._url = "sqlite://"
        elif kind in ("postgresql", "postgres", "postgresql+psycopg"):
            import sqlalchemy as sa

            try:
                parsed = sa.make_url(f"postgresql+psycopg://{rest}")
            except (sa.exc.ArgumentError, ValueError):
                raise TieoutError("not a database URL.", where=kind + "://...", expected=_READABLE) from None
            self._url = parsed.render_as_string(hide_password=False)
            self.name = parsed.set(drivername="postgresql").render_as_string()
            self.short_name = parsed.database or "postgresql"
        else:
            raise TieoutError(f"no store of the kind {kind!r}.", where=url, expected=_READABLE)

    def connect_sqlite(self) -> sqlite3.Connection:
        """The driver's own connection, in autocommit; the caller closes it."""
        assert self.path is not None
        uri = f"{self.path.absolute().as_uri()}?mode=rwc"
        connection = sqlite3.connect(uri, uri=True, timeout=self.patience_seconds, isolation_level=None)
        try:
            connection.execute("pragma page_size = 8192")
            connection.execute(
                "pragma cache_size = -262144"
            )  # 256 MB: a year's import stays in memory until its commit
        except Exception:
            connection.close()
            raise
        return connection

    def holds_store(self, *, create: bool) -> bool:
        """True for a store of this version; false for a database where one is yet to be made, if `create` allows it.

        Raises TieoutError for a database that holds no store, or one of another version.
        """
        if self.path is not None:
            there = "select 1 from sqlite_master where name = 'schema_versions'"
            with self.errors(), closing(self.connect_sqlite()) as driver:
                version = driver.execute(there).fetchone() and driver.execute(_WHICH_VERSION).fetchone()[0]
        else:
            with self.reading() as connection:
                there = "select to_regclass('schema_versions')"
                version = (
                    connection.exec_driver_sql(there).scalar() and connection.exec_driver_sql(_WHICH_VERSION).scalar()
                )
        if version is None and not create:
            raise TieoutError(
                "no tieout store in it.", where=self.name, mend="`tieout import` makes one; or correct the name."
            )
        if version not in (None, VERSION):
            what = f"the store is of version {version}; this tieout knows version {VERSION}."
            raise TieoutError(what, where=self.name, mend="use the tieout that wrote it, or import into a new store.")
        return version is not None

    def check_file(self, connection: sa.Connection) -> None:
        """Raise TieoutError where SQLite finds its own file damaged.  PostgreSQL looks after its files itself."""
        if self.path is not None:
            said = connection.exec_driver_sql("pragma integrity_check(1)").scalar()
            if said != "ok":
                raise self.damaged(str(said))

    @cached_property
    def _engine(self) -> sa.Engine:
        import sqlalchemy as sa

        if self.path is not None:
            return sa.create_engine(self._url, creator=self.connect_sqlite, poolclass=sa.NullPool)
        try:
            return sa.create_engine(self._url, connect_args={"connect_timeout": 10}, poolclass=sa.NullPool)
        except ModuleNotFoundError:
            mend = "pip install 'tieout[postgresql]'."
            raise TieoutError("PostgreSQL needs the driver psycopg.", where=self.name, mend=mend) from None

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One snapshot: what a writer commits meanwhile is not seen."""
        snapshot = "set transaction isolation level repeatable read, read only"
        opening = ("begin",) if self.path is not None else (snapshot, _ISO_DATES)
        with self._transaction(*opening) as connection:
            yield connection

    @contextmanager
    def writing(self, *, tables: bool = True) -> Iterator[sa.Connection]:
        """The one writer: others wait their turn, and give up after `patience_seconds`.  All is kept, or nothing.

        `tables` is false while they are made, when there are none to lock.
        """
        patience = f"set local lock_timeout = {max(1, int(self.patience_seconds * 1000))}"
        lock = "lock table entries in exclusive mode" if tables else _LOCK_WITHOUT_TABLES
        opening = ("begin immediate",) if self.path is not None else (patience, _ISO_DATES, lock)
        with self._transaction(*opening) as connection:
            yield connection

    @contextmanager
    def _transaction(self, *opening: str) -> Iterator[sa.Connection]:
        import sqlalchemy as sa

        with self.errors():
            try:
                with self._engine.connect() as connection, connection.begin():
                    for statement in opening:
                        connection.exec_driver_sql(statement)
                    yield connection
            except sa.exc.DBAPIError as error:
                raise error.orig or error from None

    @contextmanager
    def errors(self) -> Iterator[None]:
        """What the driver raises, as a TieoutError."""
        try:
            yield
        except UnicodeDecodeError as error:  # the driver cannot even say what is wrong with the file
            raise self.damaged(str(error)) from None
        except Exception as error:
            if isinstance(error, sqlite3.Error) or type(error).__module__.startswith("psycopg"):
                raise self.told(error) from None
            raise

    def told(self, error: BaseException) -> TieoutError:
        """An error of the driver in words, and what mends it."""
        code = str(getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or "")
        said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        for start, what, mend in _WORDS:
            if code.startswith(start):
                seconds = f"{self.patience_seconds:g} seconds"
                return TieoutError(what.format(said=said, seconds=seconds), where=self.name, mend=mend)
        if self.path is not None:  # text that is not UTF-8, a table that is gone
            return self.damaged(said)
        mend = "see that the server runs and the URL names its host, port and database; nothing was kept."
        return TieoutError(f"the database does not answer: {said}.", where=self.name, mend=mend)

    def damaged(self, said: str) -> TieoutError:
        return TieoutError(f"the store is damaged: {said.rstrip('.')}.", where=self.name, mend=_RESTORE)

    def bulk(self, connection: sa.Connection, table: sa.Table, frame: pl.DataFrame) -> None:
        """Insert the rows of `frame`, whose columns are the table's, by the driver's fastest way."""
        held = frame[[series.name for series in frame if series.null_count() < len(series)]]
        if held.is_empty():
            return
        into = f"{table.name} ({', '.join(held.columns)})"
        driver = connection.connection.driver_connection
        assert driver is not None
        if self.path is not None:
            _insert(driver, into, held)
        else:
            _copy(driver, into, held)


def _insert(driver: sqlite3.Connection, into: str, frame: pl.DataFrame) -> None:
    width, height = frame.width, frame.height
    cells: list[Any] = [None] * (width * height)
    for place, series in enumerate(frame):
        cells[place::width] = series.to_list()
    row = f"({', '.join('?' * width)})"
    step = width * _ROWS_PER_INSERT
    whole = len(cells) // step * step
    with closing(driver.cursor()) as cursor:
        for size, end, start in ((step, whole, 0), (width, len(cells), whole)):
            sql = f"insert into {into} values {', '.join([row] * (size // width))}"
            cursor.executemany(sql, (cells[place : place + size] for place in range(start, end, size)))


def _copy(driver: Any, into: str, frame: pl.DataFrame) -> None:
    import polars as pl

    in_hex = {
        name: pl.concat_str(pl.lit("\\x"), pl.col(name).bin.encode("hex"))
        for name, kind in frame.schema.items()
        if kind == pl.Binary
    }
    buffer = BytesIO()
    # An empty text is written "" and a null as nothing, which is how COPY tells them apart.
    frame.with_columns(**in_hex).write_csv(buffer, include_header=False, quote_style="non_numeric")
    with driver.cursor() as cursor, cursor.copy(f"copy {into} from stdin (format csv)") as copy:
        copy.write(buffer.getbuffer())


_RESTORE = "restore it from a backup, or import the sources into a new store."
_FREE = "make room and import again; nothing was kept."
_RIGHTS = "ask for the right to write to it."
# By the beginning of SQLite's error name or PostgreSQL's SQLSTATE.
_WORDS = (
    ("SQLITE_BUSY", "somebody else has been writing for {seconds}.", "try again when they are done; nothing was kept."),
    ("SQLITE_LOCKED", "somebody else is writing.", "try again when they are done; nothing was kept."),
    ("SQLITE_FULL", "the disk is full.", _FREE),
    ("SQLITE_IOERR", "the disk is full or fails: {said}.", _FREE),
    ("SQLITE_READONLY", "the file or its folder cannot be written.", _RIGHTS),
    ("SQLITE_PERM", "the file cannot be opened.", _RIGHTS),
    ("SQLITE_CANTOPEN", "the file cannot be opened.", "see that its folder exists and is yours to read and write."),
    ("SQLITE_NOTADB", "not a store: the file is no SQLite database.", "name the file that `tieout import` made."),
    ("SQLITE_CONSTRAINT", "refused by the store: {said}.", "nothing was kept; see `tieout import --help`."),
    ("SQLITE_TOOBIG", "a document is larger than the database takes.", "split it."),
    ("SQLITE_CORRUPT", "the store is damaged: {said}.", _RESTORE),
    ("55P03", "somebody else has been writing for {seconds}.", "try again when they are done; nothing was kept."),
    ("53100", "the server's disk is full.", _FREE),
    ("25006", "the server takes no changes: it is read-only.", "name the server that takes changes, not its standby."),
    ("42501", "the server refuses: {said}.", "ask for rights on its tables."),
    ("42P01", "no tieout store in this database.", "`tieout import` makes one; or correct the name."),
    ("28", "the server does not let you in: {said}.", "see the user and password of the URL."),
    ("3D000", "no such database: {said}.", "create it, or correct the name."),
    ("XX", "the store is damaged: {said}.", _RESTORE),
    ("P0001", "refused by the store: {said}.", "nothing was kept."),
    ("23", "refused by the store: {said}.", "nothing was kept."),
)
