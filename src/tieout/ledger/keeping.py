"""FolderKeeper: writes into a books folder that survive a crash, a full disk and a second writer.

An import is staged in `.import-<token>/`, every file written through to the disk; then a `complete` marker that lists
them; then each is moved into place.  Before the marker nothing has happened, after it everything will: whoever opens
the folder next finishes a staging that has its marker and discards one that has not.  Writers take turns by a lock on
`.lock`, which is there only while somebody writes.  `imports.csv` remembers the SHA-256 of what came in.
"""

from __future__ import annotations

import contextlib
import csv
import errno
import fcntl
import io
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Self

import polars as pl

from tieout.facts import TieoutError
from tieout.ledger.accounts import Chart
from tieout.ledger.journal import no_postings
from tieout.ledger.reading import read_chart, read_journal

if TYPE_CHECKING:
    from tieout.ledger.importing import Item

_LOCK, STAGING, _COMPLETE, _IMPORTS = ".lock", ".import-", "complete", "imports.csv"
_IMPORT_COLUMNS = ("sha256", "kind", "name", "source")
_BOOKS = ("journal", "trial_balance", "positions")
_PATIENCE_SECONDS = 10.0


class FolderKeeper:
    """A books folder, to be written.

    Inside `with keeper:` it is locked against other writers; `keep` locks it by itself.  Raises TieoutError when the
    folder is absent, cannot be written, or another writer does not finish within `patience_seconds`.
    """

    def __init__(self, path: Path | str, *, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        self._folder = Path(path)
        self._patience_seconds = patience_seconds
        self._lock: int | None = None
        self._depth = 0
        self._digests: dict[str, str] | None = None
        self._postings: pl.DataFrame | None = None
        if not self._folder.is_dir():
            raise TieoutError(
                "no such folder.",
                where=str(path),
                expected="a books folder.",
                mend="`tieout new DIR` writes a folder to start from.",
            )
        with self:  # finishes or discards what a crash left
            pass

    def __enter__(self) -> Self:
        if not self._depth:
            self._lock = self._locked()
            self._forget()
            try:
                with _told(self._folder):
                    _recover(self._folder)
            except BaseException:
                self._release()
                raise
        self._depth += 1
        return self

    def __exit__(self, *error: object) -> None:
        self._depth -= 1
        if not self._depth:
            self._release()

    def chart(self) -> Chart:
        """The chart of accounts; without accounts where there is no accounts.csv yet."""
        path = self._folder / "accounts.csv"
        return read_chart(_read(path), path.name) if path.exists() else Chart({})

    def documents(self) -> dict[str, bytes]:
        """The journals, trial balances and positions, by name."""
        return {path.name: _read(path) for path in self._books()}

    def imported(self, digest: str) -> str:
        """The file that came from, or is, the bytes of this SHA-256; empty where there is none any more."""
        for record in self._imports():
            if record["sha256"] == digest and (self._folder / record["name"]).exists():
                return record["name"]
        if self._digests is None:
            self._digests = {sha256(_read(path)).hexdigest(): path.name for path in self._books()}
        return self._digests.get(digest, "")

    def entries(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The content (`store.chain.contents`) of those of the entries that are held, by id."""
        from tieout.ledger.store import chain

        if self._postings is None:
            chart, paths = self.chart(), [path for path in self._books() if path.name.lower().startswith("journal")]
            self._postings = pl.concat(
                [no_postings(), *(read_journal(_read(p), p.name, chart).postings for p in paths)]
            )
        wanted = pl.DataFrame({"entry": list(ids)}, schema={"entry": pl.String})
        rows = chain.rows(self._postings.join(wanted, on="entry", how="semi"), str(self._folder))
        return dict(zip(rows.entries["id"], chain.contents(rows), strict=True))

    def keep(self, items: Sequence[Item]) -> None:
        """Keep all items, or none: when this raises TieoutError the folder is as it was."""
        with self, _told(self._folder):
            taken = [item.name for item in items if (self._folder / item.name).exists()]
            if taken:
                raise TieoutError(f"{', '.join(taken)} there already.", where=str(self._folder), mend="import again.")
            files = {item.name: item.data for item in items}
            staging = self._folder / f"{STAGING}{token_hex(8)}"
            try:
                _stage(staging, {**files, _IMPORTS: self._imports_with(items)})
            except BaseException:
                _discard(staging)
                raise
            self._forget()
            try:
                _finish(staging, self._folder)
            except OSError as error:
                raise TieoutError(
                    f"the import is written but not all in place: {error.strerror}.",
                    where=str(self._folder),
                    mend="import again: that finishes it.",
                ) from None

    def _forget(self) -> None:
        """What was read under one lock is not to be believed under the next."""
        self._digests = self._postings = None

    def _books(self) -> list[Path]:
        endings = (".csv", ".xlsx")
        return sorted(
            p for p in self._folder.iterdir() if p.name.lower().startswith(_BOOKS) and p.suffix.lower() in endings
        )

    def _imports(self) -> list[dict[str, str]]:
        path = self._folder / _IMPORTS
        if not path.exists():
            return []
        records = list(csv.DictReader(io.StringIO(_read(path).decode("utf-8", "replace"), newline="")))
        if any(record.get(column) is None for record in records for column in _IMPORT_COLUMNS):
            raise TieoutError(
                "a record is incomplete.", where=str(path), expected=f"columns {', '.join(_IMPORT_COLUMNS)}.",
                mend="restore the file, or remove it: entries are still told apart by their ids.",
            )  # fmt: skip
        return records

    def _imports_with(self, items: Iterable[Item]) -> bytes:
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(_IMPORT_COLUMNS)
        writer.writerows([record[column] for column in _IMPORT_COLUMNS] for record in self._imports())
        writer.writerows((item.digest, item.kind, item.name, item.source) for item in items)
        return out.getvalue().encode()

    def _locked(self) -> int:
        path = self._folder / _LOCK
        until = time.monotonic() + self._patience_seconds
        while True:
            with _told(self._folder):
                lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                os.close(lock)
                if error.errno not in (errno.EAGAIN, errno.EACCES) or time.monotonic() >= until:
                    raise TieoutError(
                        f"another writer has had the books for {self._patience_seconds:g} seconds.",
                        where=str(self._folder),
                        mend="wait until it is done, then import again.",
                    ) from None
                time.sleep(0.02)
                continue
            # Who had the lock before us removed the file: a lock on what is no longer there keeps nobody out.
            if _is_file_of(path, lock):
                return lock
            os.close(lock)

    def _release(self) -> None:
        if self._lock is not None:
            with contextlib.suppress(OSError):
                (self._folder / _LOCK).unlink()  # while it is ours
            os.close(self._lock)  # which unlocks
            self._lock = None


def _is_file_of(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def recover(path: Path | str) -> None:
    """Finish an import that a crash interrupted after its marker was written; discard one it interrupted before."""
    FolderKeeper(path)


def _stage(staging: Path, files: Mapping[str, bytes]) -> None:
    """All files and then the marker, each on the disk before the next step."""
    staging.mkdir()
    for name, data in files.items():
        _write(staging / name, data)
    _sync(staging)
    _sync(staging.parent)
    marker = staging / f"{_COMPLETE}.part"
    _write(marker, json.dumps(list(files)).encode())
    marker.rename(staging / _COMPLETE)
    _sync(staging)


def _finish(staging: Path, folder: Path) -> None:
    """Move what a complete staging lists into place; what is moved already is no longer there."""
    for name in json.loads((staging / _COMPLETE).read_bytes()):
        with contextlib.suppress(FileNotFoundError):
            (staging / name).replace(folder / name)
    _sync(folder)
    shutil.rmtree(staging)


def _discard(staging: Path) -> None:
    """The marker goes first: a staging with a marker and without some of its files must never be seen."""
    (staging / _COMPLETE).unlink(missing_ok=True)
    shutil.rmtree(staging, ignore_errors=True)


def _recover(folder: Path) -> None:
    for staging in sorted(folder.glob(f"{STAGING}*")):
        if (staging / _COMPLETE).exists():
            _finish(staging, folder)
        else:
            _discard(staging)


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(path: Path) -> bytes:
    with _told(path):
        return path.read_bytes()


@contextlib.contextmanager
def _told(where: Path) -> Iterator[None]:
    """The system's errors in words."""
    mends = {
        errno.ENOSPC: "free some space and import again.",
        errno.EDQUOT: "free some space and import again.",
        errno.EACCES: "allow this user to write the folder.",
        errno.EROFS: "allow this user to write the folder.",
    }
    try:
        yield
    except OSError as error:
        what = f"{error.strerror}; nothing was kept."
        raise TieoutError(what, where=str(where), mend=mends.get(error.errno or 0, "")) from None
