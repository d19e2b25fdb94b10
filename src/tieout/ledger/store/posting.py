"""Documents, imports and entries into the store, inside the transaction of the one writer."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import polars as pl
import sqlalchemy as sa

from tieout.facts import TieoutError
from tieout.ledger.store import chain
from tieout.ledger.store.database import Database
from tieout.ledger.store.schema import day_totals, documents, entries, imports, postings

_ENTRIES_AT_A_TIME = 50_000  # bounds memory: a million entries are one transaction, twenty bites
_IDS_AT_A_TIME = 10_000  # SQLite takes 32,766 parameters in a query, PostgreSQL 65,535


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def written(connection: sa.Connection) -> tuple[int, int]:
    """The numbers of the last document and the last import: they differ after every write."""
    return _last(connection, documents.c.seq, documents.c.hash)[0], _last(connection, imports.c.id, imports.c.hash)[0]


def put(connection: sa.Connection, name: str, data: bytes) -> None:
    """Keep a document, unless its newest version says the same."""
    digest = sha256(data).hexdigest()
    of_name = sa.select(documents.c.sha256).where(documents.c.name == name).order_by(documents.c.seq.desc()).limit(1)
    if connection.execute(of_name).scalar() == digest:
        return
    seq, previous = _last(connection, documents.c.seq, documents.c.hash)
    said = {"name": name, "sha256": digest, "recorded_at": now()}
    (link,) = chain.link(previous, [chain.content(*said.values())])
    connection.execute(sa.insert(documents).values(seq=seq + 1, data=data, hash=link, **said))


def record_import(connection: sa.Connection, source: str, digest: str, kind: str, count: int) -> int:
    """Remember an import of `count` new entries; its id."""
    held, previous = _last(connection, imports.c.id, imports.c.hash)
    said = {"source": source, "sha256": digest, "kind": kind, "count": count, "recorded_at": now()}
    (link,) = chain.link(previous, [chain.content(*map(str, said.values()))])
    connection.execute(sa.insert(imports).values(id=held + 1, hash=link, **said))
    return held + 1


def post(
    database: Database, connection: sa.Connection, frame: pl.DataFrame, source: str, digest: str, kind: str
) -> int:
    """Add what is new among the entries of `frame` (columns of `ledger.journal`) to the chain; how many that is."""
    rows = chain.rows(frame, source)
    texts = chain.contents(rows)
    new = _new(connection, rows, texts, source)
    import_id = record_import(connection, source, digest, kind, len(new))
    if not len(new):
        return 0
    seq, previous = _last(connection, entries.c.seq, entries.c.hash)
    if len(new) < len(texts):
        rows, texts = _only(rows, new), texts.gather(new - 1)
    links = chain.link(previous, texts)
    heads = rows.entries.with_columns(
        pl.col("seq") + seq,
        import_id=pl.lit(import_id),
        prev_hash=pl.Series([previous, *links[:-1]], dtype=pl.Binary),
        hash=pl.Series(links, dtype=pl.Binary),
    )
    lines = rows.postings.with_columns(pl.col("entry") + seq)
    for start in range(0, len(heads), _ENTRIES_AT_A_TIME):
        bite = heads[start : start + _ENTRIES_AT_A_TIME]
        first, last = (
            lines["entry"].search_sorted(bite["seq"][0]),
            lines["entry"].search_sorted(bite["seq"][-1], "right"),
        )
        database.bulk(connection, postings, lines[first:last])
        database.bulk(connection, entries, bite)  # after its postings, as their seal
    totals = totals_of(rows).with_columns(import_id=pl.lit(import_id))
    database.bulk(connection, day_totals, totals.sort("import_id", "date", "account"))
    return len(new)


def totals_of(rows: chain.Rows) -> pl.DataFrame:
    """What each account moved on each day: date, account, cents, count."""
    days = rows.postings.select("entry", "account", "cents").join(
        rows.entries.select("seq", "date"), left_on="entry", right_on="seq", maintain_order="left"
    )
    return days.group_by("date", "account").agg(pl.col("cents").sum(), count=pl.len().cast(pl.Int64))


def _new(connection: sa.Connection, rows: chain.Rows, texts: pl.Series, source: str) -> pl.Series:
    """The numbers of the entries that are not held yet.  Raises TieoutError for an id held with other content."""
    ids = rows.entries["id"]
    held: set[str] = set()
    anything = connection.execute(sa.select(entries.c.seq).limit(1)).first() is not None
    for start in range(0, len(ids) if anything else 0, _IDS_AT_A_TIME):
        some = ids[start : start + _IDS_AT_A_TIME].to_list()
        found = connection.execute(
            sa.select(entries.c.id, entries.c.prev_hash, entries.c.hash).where(entries.c.id.in_(some))
        )
        content = dict(zip(some, texts[start : start + _IDS_AT_A_TIME], strict=True))
        for entry, previous, link in found:
            if chain.link(bytes(previous), [content[entry]]) != [bytes(link)]:
                raise TieoutError(
                    f"entry {entry} is held already, with other content.",
                    where=source,
                    mend="to correct an entry, reverse it and post the right one under an id of its own.",
                )
            held.add(entry)
    return rows.entries.filter(~pl.col("id").is_in(held))["seq"] if held else rows.entries["seq"]


def _only(rows: chain.Rows, new: pl.Series) -> chain.Rows:
    """Of `rows`, the entries of these numbers, numbered anew from 1."""
    numbers = pl.DataFrame({"old": new}).with_row_index("number", offset=1).cast(pl.Int64)
    return chain.Rows(
        rows.entries.join(numbers, left_on="seq", right_on="old", maintain_order="left")
        .with_columns(seq="number")
        .drop("number"),
        rows.postings.join(numbers, left_on="entry", right_on="old", maintain_order="left")
        .with_columns(entry="number")
        .drop("number"),
    )


def _last(connection: sa.Connection, number: sa.Column[int], link: sa.Column[bytes]) -> tuple[int, bytes]:
    held = connection.execute(sa.select(number, link).order_by(number.desc()).limit(1)).first()
    return (held[0], bytes(held[1])) if held else (0, chain.GENESIS)
