"""A books folder on disk: the git-friendly form of the books, and the one the examples are written in."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tieout.facts import TieoutError
from tieout.ledger.books import Books, assemble
from tieout.ledger.keeping import STAGING, recover

STEMS = ("journal", "trial_balance", "positions")


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
    except OSError as error:
        raise TieoutError(f"cannot be read: {error.strerror}.", where=str(error.filename)) from None


def _files(folder: Path) -> list[Path]:
    tables = [p for p in folder.iterdir() if p.suffix.lower() in (".csv", ".xlsx") and p.name.startswith(STEMS)]
    named = [folder / name for name in ("firm.toml", "accounts.csv", "facts.csv", "auditor_report.md")]
    return sorted(p for p in [*tables, *named, *(folder / "notes").glob("*.md")] if p.is_file())


def open_books(where: str) -> Books:
    """Books from a folder, or from a store by its URL.  Raises TieoutError; see `books.assemble`."""
    if "://" in where:
        from tieout.ledger.store import Store  # SQLAlchemy is slow to import, and a folder does not need it

        with Store(where) as store:
            postings: pl.DataFrame = store.postings()
            return assemble(where, store.documents(), postings)
    return assemble(where, documents(Path(where)))
