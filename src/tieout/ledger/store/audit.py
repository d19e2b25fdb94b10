"""The store recomputed from its first row to its last: every hash, every entry's balance, every sum kept beside."""

from __future__ import annotations

from hashlib import sha256

import polars as pl
import sqlalchemy as sa

from tieout.facts import TieoutError
from tieout.ledger.store import chain
from tieout.ledger.store.posting import totals_of
from tieout.ledger.store.rows import bites, frame, rows
from tieout.ledger.store.schema import day_totals, documents, imports, postings

_RESTORE = "restore the store from a backup; what is before it is as it was recorded."
_TOTALS = {"import_id": pl.Int64, "date": pl.String, "account": pl.String, "cents": pl.Int64, "count": pl.Int64}


def audit(connection: sa.Connection, where: str) -> tuple[int, bytes]:
    """The number of entries and the last hash.  Raises TieoutError naming the first row that is not as recorded."""
    _audit_documents(connection, where)
    counts = _audit_imports(connection, where)
    number, previous, lines = 0, chain.GENESIS, 0
    found: list[pl.DataFrame] = []
    for bite in bites(connection):
        held = rows(connection, bite)
        previous = _audit_entries(held, number, previous, where)
        number += len(held.entries)
        lines += len(held.postings)
        found.append(totals_of(held))
        by_import = held.entries.group_by("import_id").len()
        for import_id, count in by_import.iter_rows():
            counts[import_id] = counts.get(import_id, 0) - count
    for import_id, missing in counts.items():
        if missing:
            what = (
                f"import {import_id} brought {abs(missing)} entries {'more' if missing > 0 else 'fewer'} than are held."
            )
            raise TieoutError(what, where=where, mend=_RESTORE)
    if (connection.execute(sa.select(sa.func.count()).select_from(postings)).scalar() or 0) != lines:
        raise TieoutError("there are postings of no entry.", where=where, mend=_RESTORE)
    _audit_totals(connection, found, where)
    return number, previous


def _audit_entries(held: chain.Rows, number: int, previous: bytes, where: str) -> bytes:
    """The last hash of a run of entries that follows entry `number`, whose hash is `previous`."""
    texts = chain.contents(held)
    sums = held.entries.select("seq").join(
        held.postings.group_by(seq="entry").agg(pl.col("cents").sum()), on="seq", how="left", maintain_order="left"
    )["cents"]
    stated = held.entries.select("seq", "id", "prev_hash", "hash").iter_rows()
    for (seq, entry, before, link), text, cents in zip(stated, texts, sums, strict=True):
        number += 1
        if seq != number:
            raise TieoutError(f"entry number {number} is gone; {entry} follows.", where=where, mend=_RESTORE)
        if cents != 0:
            raise TieoutError(f"entry {entry} (number {seq}) does not balance.", where=where, mend=_RESTORE)
        if before != previous:
            what = f"entry {entry} (number {seq}) does not follow the entry before it: the chain breaks."
            raise TieoutError(what, where=where, mend=_RESTORE)
        previous = sha256(previous + text.encode()).digest()
        if link != previous:
            what = f"entry {entry} (number {seq}) is not as it was recorded: its hash is another."
            raise TieoutError(what, where=where, mend=_RESTORE)
    return previous


def _audit_documents(connection: sa.Connection, where: str) -> None:
    previous = chain.GENESIS
    for number, row in enumerate(connection.execute(sa.select(documents).order_by(documents.c.seq)), start=1):
        (previous,) = chain.link(previous, [chain.content(row.name, row.sha256, row.recorded_at)])
        if (row.seq, bytes(row.hash)) != (number, previous) or sha256(row.data).hexdigest() != row.sha256:
            what = f"document {row.name} (number {number}) is not as it was recorded."
            raise TieoutError(what, where=where, mend=_RESTORE)


def _audit_imports(connection: sa.Connection, where: str) -> dict[int, int]:
    """How many entries each import brought."""
    previous, counts = chain.GENESIS, {}
    for number, row in enumerate(connection.execute(sa.select(imports).order_by(imports.c.id)), start=1):
        _, *said, link = row
        (previous,) = chain.link(previous, [chain.content(*map(str, said))])
        if (row.id, bytes(link)) != (number, previous):
            what = f"import {number} (of {row.source}) is not as it was recorded."
            raise TieoutError(what, where=where, mend=_RESTORE)
        counts[number] = int(said[3])
    return counts


def _audit_totals(connection: sa.Connection, found: list[pl.DataFrame], where: str) -> None:
    """The sums by day, over all imports, are those of the postings."""
    query = sa.select(*(sa.cast(c, sa.Text) if c is day_totals.c.date else c for c in day_totals.c))
    kept = frame(connection, query, _TOTALS).drop("import_id")
    kept, summed = _summed([kept]), _summed(found)
    if not kept.equals(summed):
        off = pl.concat([kept, summed]).unique(keep="none").sort("date", "account").row(0)
        what = f"the sum kept for account {off[1]} on {off[0]} is not that of its postings."
        raise TieoutError(what, where=where, mend=_RESTORE)


def _summed(frames: list[pl.DataFrame]) -> pl.DataFrame:
    empty = pl.DataFrame(schema={name: kind for name, kind in _TOTALS.items() if name != "import_id"})
    both = pl.concat([empty, *frames])
    return both.group_by("date", "account").agg(pl.col("cents", "count").sum()).sort("date", "account")
