"""A books folder on disk: the git-friendly form of the books, and the one the examples are written in."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tieout.facts import TieoutError
from tieout.ledger.books import Books, assemble
from tieout.ledger.keeping import STAGING, recover

STEMS = ("journal", "trial_balance", "positions")
_NAMED = ("firm.toml", "accounts.csv", "facts.csv", "open_items.csv", "auditor_report.md")


def documents(folder: Path) -> dict[str, bytes]:
    """The files of a books folder that are books, by name; an import cut short is finished or discarded first.

    Raises TieoutError where the folder or a file cannot be read.
    """
    if not folder.is_dir():
        what = "is a file, not a books folder" if folder.exists() else "no such folder"
        raise TieoutError(
            f"{what}.",
            where=str(folder),
            expected="a books folder, or a store such as sqlite:///firm.db.",
            mend="`tieout new DIR` writes a folder to start from.",
        )
    if any(folder.glob(f"{STAGING}*")):
        recover(folder)
    try:
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}
    except IsADirectoryError as error:
        what, mend = "is a folder.", "give the folder another name, or put the file itself in its place."
        raise TieoutError(what, where=str(error.filename), expected="a file.", mend=mend) from None
    except OSError as error:
        raise TieoutError(f"cannot be read: {error.strerror}.", where=str(error.filename)) from None


def _files(folder: Path) -> list[Path]:
    """What is called like a file of the books, be it one or not: nothing of that name is passed over in silence."""
    held = list(folder.iterdir())
    tables = [p for p in held if p.suffix.lower() in (".csv", ".xlsx") and p.name.lower().startswith(STEMS)]
    named = [p for p in held if p.name in _NAMED]
    notes = folder / "notes"
    if notes.exists() and not notes.is_dir():
        raise TieoutError("is a file.", where=str(notes), expected="a folder of notes, such as notes/01-name.md.")
    return sorted([*tables, *named, *notes.glob("*.md")])


def open_books(where: str) -> Books:
    """Books from a folder, or from a store by its URL, whose chain is verified first.

    Raises TieoutError; see `books.assemble` and `store.Store.verify`.
    """
    if "://" in where:
        from tieout.ledger.store import Store  # SQLAlchemy is slow to import, and a folder does not need it

        with Store(where) as store:
            store.verify()
            postings: pl.DataFrame = store.postings()
            return assemble(store.short_name, store.documents(), postings, where=store.name)
    return assemble(short_name(Path(where)), documents(Path(where)), where=where)


def short_name(folder: Path) -> str:
    """What a folder is called, wherever it lies and however it was reached."""
    return folder.resolve().name or "books"
