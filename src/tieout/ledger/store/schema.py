"""The tables of the store, and the triggers by which the database refuses to change or remove anything.

Dates are days; `recorded_at` is UTC in ISO 8601; `cents` is debit plus, credit minus; hashes are 32 bytes of SHA-256.
There is no foreign key from postings to entries: an entry is written after its postings, as their seal.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from tieout.facts import TieoutError
from tieout.ledger.store.database import VERSION

METADATA = sa.MetaData()
_Bytes = sa.LargeBinary
_Count = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite keeps its row order by INTEGER PRIMARY KEY alone


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, _Count, primary_key=True, autoincrement=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


schema_versions = sa.Table("schema_versions", METADATA, _key("version"), _text("recorded_at"))
documents = sa.Table(
    "documents",
    METADATA,
    _key("seq"),
    _text("name"),
    _text("sha256"),
    sa.Column("data", _Bytes, nullable=False),
    _text("recorded_at"),
    sa.Column("hash", _Bytes, nullable=False),
)
imports = sa.Table(
    "imports",
    METADATA,
    _key("id"),
    _text("source"),
    _text("sha256"),
    _text("kind"),
    sa.Column("count", sa.BigInteger, nullable=False),
    _text("recorded_at"),
    sa.Column("hash", _Bytes, nullable=False),
)
entries = sa.Table(
    "entries",
    METADATA,
    _key("seq"),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("date", sa.Date, nullable=False),
    _text("memo"),
    _text("tag"),
    sa.Column("import_id", _Count, nullable=False),
    sa.Column("prev_hash", _Bytes, nullable=False),
    sa.Column("hash", _Bytes, nullable=False),
)
# `memo` and `tag` are null where the posting says what its entry says.
postings = sa.Table(
    "postings",
    METADATA,
    _key("entry"),
    _key("line"),
    _text("account"),
    sa.Column("cents", sa.BigInteger, nullable=False),
    sa.Column("memo", sa.Text),
    sa.Column("tag", sa.Text),
    sqlite_with_rowid=False,
)
day_totals = sa.Table(
    "day_totals",
    METADATA,
    _key("import_id"),
    sa.Column("date", sa.Date, primary_key=True),
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("cents", sa.BigInteger, nullable=False),
    sa.Column("count", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

REFUSED = "nothing in the store is changed or removed: to correct an entry, post a reversing entry"
SEALED = "the entry is sealed: to correct it, post a reversing entry"
UNBALANCED = "the entry does not balance"
FORKED = "the entry does not follow the last one of the chain"


def create(connection: sa.Connection, where: str) -> None:
    """The tables and triggers of a new store, unless somebody else has just made them.

    Raises TieoutError where the database holds other tables of these names.
    """
    there = set(sa.inspect(connection).get_table_names())
    if schema_versions.name in there:
        return
    if taken := there & set(METADATA.tables):
        what = f"the database has tables {', '.join(sorted(taken))} that are not tieout's."
        raise TieoutError(what, where=where, mend="give the store a database of its own.")
    METADATA.create_all(connection, checkfirst=False)
    for statement in _guards(connection):
        connection.exec_driver_sql(statement)
    recorded_at = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute(sa.insert(schema_versions).values(version=VERSION, recorded_at=recorded_at))


def check_guards(connection: sa.Connection, where: str) -> None:
    """Raise TieoutError where a trigger is gone or off: what is there is whole, but no longer guarded."""
    if connection.dialect.name == "sqlite":
        held = "select name from sqlite_master where type = 'trigger'"
    else:
        held = "select tgname from pg_trigger where tgenabled in ('O', 'A') and not tgisinternal"
    there = {name for (name,) in connection.exec_driver_sql(held)}
    wanted = [statement.split()[2] for statement in _guards(connection) if statement.startswith("create trigger")]
    if gone := [name for name in wanted if name not in there]:
        what = f"the database no longer refuses changes: the trigger {gone[0]} is gone."
        raise TieoutError(what, where=where, mend="import the sources into a new store, and ask who took it out.")


def _guards(connection: sa.Connection) -> list[str]:
    return _sqlite_guards() if connection.dialect.name == "sqlite" else _postgresql_guards()


def _sqlite_guards() -> list[str]:
    guards = []
    for table in METADATA.sorted_tables:
        for event in ("update", "delete"):
            guards.append(
                f"create trigger {table.name}_refuse_{event} before {event} on {table.name} "
                f"begin select raise(abort, '{REFUSED}'); end"
            )
    # INSERT OR REPLACE removes the row in its way without asking the triggers for DELETE.
    for table in (schema_versions, documents, imports, day_totals):
        same = " and ".join(f"{column.name} = new.{column.name}" for column in table.primary_key)
        guards.append(
            f"create trigger {table.name}_refuse_replace before insert on {table.name} "
            f"when exists (select 1 from {table.name} where {same}) begin select raise(abort, '{REFUSED}'); end"
        )
    guards.append(
        "create trigger postings_refuse_insert before insert on postings "
        f"when exists (select 1 from entries where seq = new.entry) begin select raise(abort, '{SEALED}'); end"
    )
    # One trigger with all conditions: four took 0.3 s more over 100,000 entries.
    unbalanced = "(select sum(cents) from postings where entry = new.seq) is not 0"
    before = "coalesce((select hash from entries where seq = new.seq - 1), case new.seq when 1 then zeroblob(32) end)"
    held = "new.seq <= (select max(seq) from entries) or exists (select 1 from entries where id = new.id)"
    guards.append(
        "create trigger entries_refuse_insert before insert on entries "
        f"when {unbalanced} or new.prev_hash is not {before} or {held} begin "
        f"select raise(abort, '{REFUSED}') where {held}; "
        f"select raise(abort, '{UNBALANCED}') where {unbalanced}; "
        f"select raise(abort, '{FORKED}'); end"
    )
    return guards


def _postgresql_guards() -> list[str]:
    # One trigger per statement, over all its new rows: 300,000 rows by COPY ask once, not 300,000 times.
    guards = [
        _function("tieout_refuse", f"raise exception '{REFUSED}';"),
        _function(
            "tieout_refuse_sealed",
            f"if exists (select 1 from new_rows join entries on seq = entry) then raise exception '{SEALED}'; end if;",
        ),
        _function(
            "tieout_refuse_entry",
            "if exists (select 1 from new_rows n left join postings p on p.entry = n.seq "
            "group by n.seq having sum(p.cents) is distinct from 0) "
            f"then raise exception '{UNBALANCED}'; end if; "
            "if exists (select 1 from new_rows n left join entries e on e.seq = n.seq - 1 where n.prev_hash is "
            "distinct from coalesce(e.hash, case n.seq when 1 then decode(repeat('00', 32), 'hex') end)) "
            f"then raise exception '{FORKED}'; end if;",
        ),
    ]
    for table in METADATA.sorted_tables:
        guards.append(
            f"create trigger {table.name}_refuse before update or delete or truncate on {table.name} "
            "for each statement execute function tieout_refuse()"
        )
    for name, function in (("postings", "tieout_refuse_sealed"), ("entries", "tieout_refuse_entry")):
        guards.append(
            f"create trigger {name}_refuse_insert after insert on {name} referencing new table as new_rows "
            f"for each statement execute function {function}()"
        )
    return guards


def _function(name: str, body: str) -> str:
    return f"create function {name}() returns trigger language plpgsql as $$ begin {body} return null; end $$"
