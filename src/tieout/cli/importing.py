"""`tieout import` and `tieout close`: into a folder or a store, and what to show of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import chain, count
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.markup import escape

from tieout.facts import TieoutError
from tieout.ledger.books import assemble, entries_of
from tieout.ledger.closing import closing_entry
from tieout.ledger.folder import documents, open_books
from tieout.ledger.importing import FolderKeeper, Imported, Item, Keeper
from tieout.ledger.importing import import_files as take


def import_files(where: str, files: list[Path], as_of: date | None) -> None:
    """Import files into books; say what was mapped, skipped or held already.

    A store is made when it is not there yet and a books folder is among the files.  Its chain is verified before and
    after.
    """
    console = Console(highlight=False, stderr=False)
    if "://" in where:
        _into_store(console, where, files, as_of)
        return
    folders = [path for path in files if path.is_dir()]
    for folder in folders:  # before a store is made for it: a folder that does not hold together leaves none behind
        open_books(str(folder))
    if folders:
        raise TieoutError(
            f"{folders[0]} is a folder, and so are the books.",
            where="tieout import",
            expected="CSV or XLSX files, for books in a folder.",
            mend=f"name the files in it; or fill a store: `tieout import sqlite:///firm.db {folders[0]}`.",
        )
    if not files:
        raise TieoutError("no file to import.", where="tieout import", mend="name the CSV or XLSX files to take in.")
    with FolderKeeper(where) as keeper:
        _take(console, keeper, files, as_of, lambda items: _holds_together(where, documents(Path(where)), items, None))


def _into_store(console: Console, where: str, files: list[Path], as_of: date | None) -> None:
    from tieout.ledger.store import Store

    folders = [path for path in files if path.is_dir()]
    for folder in folders:  # before a store is made for it: a folder that does not hold together leaves none behind
        open_books(str(folder))
    with Store(where, create=bool(folders)) as store:
        for folder in folders:
            _fill(console, store, folder)
        rest = [path for path in files if not path.is_dir()]
        if rest:
            held, postings = store.documents(), store.postings()
            _take(console, store, rest, as_of, lambda items: _holds_together(where, held, items, postings))
        state = store.verify()
    console.print(f"{state.entries:,} entries, the chain holds: {state.head[:16]}...")


def _fill(console: Console, store: Keeper, folder: Path) -> None:
    """A whole books folder into a store: its documents as they are, its journals as entries."""
    held = documents(folder)
    books = assemble(str(folder), held)
    # As the journals have them: what trial balances add is made anew from them whenever the store is read.
    posted = entries_of(held, books.chart, where=str(folder)).sort("date", maintain_order=True)
    stated = {name: data for name, data in held.items() if not name.lower().startswith("journal")}
    before = store.documents()
    items = [
        Item("chart", name, data, None, sha256(data).hexdigest(), f"{folder.name}/{name}")
        for name, data in stated.items()
        if before.get(name) != data
    ]
    known = store.entries(posted["entry"].unique().to_list())
    _refuse_changed(posted.filter(posted["entry"].is_in(list(known))), known, folder)
    fresh = posted.filter(~posted["entry"].is_in(list(known)))
    if not fresh.is_empty():
        journals = [data for name, data in sorted(held.items()) if name.lower().startswith("journal")]
        digest = sha256(b"".join(journals)).hexdigest()
        items.append(Item("journal", "", b"", fresh, digest, f"{folder.name}/journal"))
    store.keep(items)
    entries = fresh["entry"].n_unique()
    taken = f"{len(items) - bool(entries)} documents, {entries:,} entries taken in."
    console.print(f"{escape(str(folder))}: {taken}")


def _refuse_changed(posted: pl.DataFrame, known: Mapping[str, str], folder: Path) -> None:
    """An entry of the folder that the store holds with other postings would be left out in silence."""
    from tieout.ledger.store.chain import contents, rows

    ours = rows(posted, str(folder))
    for entry, content in zip(ours.entries["id"], contents(ours), strict=True):
        if known[entry] != content:
            raise TieoutError(
                f"entry {entry} is held by the store already, with different postings.",
                where=str(folder),
                mend="correct a posted entry by its reversal and a new entry, or give this one an id of its own.",
            )


def _holds_together(
    where: str, documents: Mapping[str, bytes], items: Sequence[Item], postings: pl.DataFrame | None
) -> None:
    """Raise TieoutError where the books would contradict themselves with the items; a store keeps entries apart."""
    held, entries = dict(documents), [] if postings is None else [postings]
    for item in items:
        if postings is not None and item.postings is not None:
            entries.append(item.postings)
        else:
            held[item.name] = item.data
    assemble(where, held, pl.concat(entries) if entries else None)


def _take(
    console: Console,
    keeper: Keeper,
    files: list[Path],
    as_of: date | None,
    check: Callable[[Sequence[Item]], None],
) -> None:
    for imported in take(keeper, files, as_of, check):
        _show(console, imported)


def _show(console: Console, imported: Imported) -> None:
    console.print(f"[bold]{escape(imported.source)}[/]  {imported.kind.replace('_', ' ')}: {escape(imported.outcome)}")
    for note in imported.notes:
        console.print(f"  [dim]{escape(note)}[/]")


def close_year(where: str, as_of: date | None) -> None:
    """Post the closing entry of a fiscal year end.  Raises TieoutError where the day is none."""
    books = open_books(where)
    day = as_of or books.default_as_of()
    if not books.firm.is_year_end(day):
        expected = f"a fiscal year end ({books.firm.fiscal_year_end})."
        raise TieoutError(f"{day} is not a fiscal year end.", where="--as-of", expected=expected)
    entry = closing_entry(books.postings, books.chart, books.firm, day)
    console = Console(highlight=False)
    if entry.is_empty():
        console.print(f"{day}: revenue and expense are closed already; nothing to do.")
        return
    entry = _named_anew(entry, set(books.postings["entry"].unique()))
    data = _closing_csv(entry.select("entry", "date", "account", "cents", "memo", "tag").iter_rows())
    name = f"journal.{entry['entry'][0].lower().replace('-', '.', 1)}.csv"
    item = Item("journal", name, data, entry, sha256(data).hexdigest(), f"close {day}")
    if "://" in where:
        from tieout.ledger.store import Store

        with Store(where) as store:
            store.keep([item])
    else:
        with FolderKeeper(where) as keeper:
            keeper.keep([item])
    console.print(f"{day}: {entry.height} postings close the year as entry {entry['entry'][0]}.")


def _named_anew(entry: pl.DataFrame, taken: Collection[str]) -> pl.DataFrame:
    """The entry under an id of its own: what is posted to a year after its closing is closed by a second entry."""
    first = entry["entry"][0]
    ids = chain([first], (f"{first}-{number}" for number in count(2)))
    return entry.with_columns(entry=pl.lit(next(name for name in ids if name not in taken)))


def _closing_csv(rows: Iterable[tuple[str, date, str, int, str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["entry", "date", "account", "debit", "credit", "memo", "tag"])
    for entry, day, account, cents, memo, tag in rows:
        debit, credit = (cents, 0) if cents > 0 else (0, -cents)
        amounts = (f"{value // 100}.{value % 100:02d}" if value else "" for value in (debit, credit))
        writer.writerow([entry, day, account, *amounts, memo, tag])
    return text.getvalue().encode()
