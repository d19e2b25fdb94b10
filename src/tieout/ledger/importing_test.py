"""Imports: all or nothing, twice the same as once, through kills, full disks and second writers."""

import contextlib
import errno
import fcntl
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tieout.facts import TieoutError
from tieout.ledger import keeping
from tieout.ledger.importing import FolderKeeper, Imported, Keeper, import_files, recover
from tieout.ledger.reading import read_journal, read_positions, read_trial_balance

CHART = b"number,name,concept\n1010,Cash,cash\n1310,Due from parent,receivables\n4010,Commissions,commissions\n"
JOURNAL = b"""Acme Securities LLC
Journal
Trans #,Date,Memo,Account,Debit,Credit
1,12/30/2024,"Commissions, December",1010,"1,000.00",
,,,4010 \xc2\xb7 Commissions,,"1,000.00"
2,12/31/2024,,Due from parent,5.25,
,,,1010,,5.25
TOTAL,,,,"1,005.25","1,005.25"
"""
CANONICAL = b"""entry,date,account,debit,credit,memo,tag
1,2024-12-30,1010,1000.00,,"Commissions, December",
1,2024-12-30,4010,,1000.00,,
2,2024-12-31,1310,5.25,,,
2,2024-12-31,1010,,5.25,,
"""
TRIAL_BALANCE = b"Account,Debit,Credit\n1010,994.75,\n1310,5.25,\n4010,,1000\n"
POSITIONS = b"As of,Class,CUSIP,Qty,Price,Desk\n2024-12-31,equity,037833100,10,1.50,A\n"
FILES = {"export.csv": JOURNAL, "trial_balance_2024-12-31.csv": TRIAL_BALANCE, "custodian.csv": POSITIONS}


@pytest.fixture
def books(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "accounts.csv").write_bytes(CHART)
    return folder


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    return folder


def write(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def bring(books: Path, *files: Path, as_of: date | None = None) -> list[Imported]:
    return import_files(FolderKeeper(books), files, as_of)


def state(books: Path) -> dict[str, bytes]:
    """What the folder holds, except the lock."""
    return {
        p.relative_to(books).as_posix(): p.read_bytes() for p in books.rglob("*") if p.is_file() and p.name != ".lock"
    }


def test_a_journal_is_kept_canonical(books: Path, inbox: Path) -> None:
    (one,) = bring(books, inbox / "export.csv")
    assert one.kind == "journal"
    assert one.outcome == "imported"
    assert one.name.startswith("journal.export.")
    assert (books / one.name).read_bytes() == CANONICAL
    assert one.notes == (
        "2 entries, 4 postings",
        "read Trans # as entry, Date as date, Account as account, Debit as debit, Credit as credit, Memo as memo",
        "row 8 left out: total",
    )


def test_every_kind_comes_in_together(books: Path, inbox: Path) -> None:
    names = {one.kind: one.name for one in bring(books, *(inbox / name for name in FILES))}
    assert names["trial_balance"] == "trial_balance_2024-12-31.csv"
    chart = FolderKeeper(books).chart()
    balance = read_trial_balance((books / names["trial_balance"]).read_bytes(), names["trial_balance"], chart)
    assert dict(balance.balances.select("account", "cents").iter_rows()) == {
        "1010": 99475,
        "1310": 525,
        "4010": -100000,
    }
    positions = read_positions((books / names["positions"]).read_bytes(), names["positions"])
    assert positions.select("security_id", "quantity", "price", "Desk").row(0) == ("037833100", "10", "1.50", "A")
    assert not list(books.glob(".import-*"))


def test_the_same_again_is_nothing_to_do(books: Path, inbox: Path) -> None:
    files = [inbox / name for name in FILES]
    bring(books, *files)
    before = state(books)
    again = bring(books, *files, write(inbox, "renamed.csv", JOURNAL))
    assert [one.outcome for one in again] == ["already imported"] * 4
    assert state(books) == before


def test_a_file_of_the_books_is_held_already(books: Path, inbox: Path) -> None:
    bring(books, inbox / "export.csv")
    (kept,) = books.glob("journal*")
    (again,) = bring(books, kept)
    assert again.outcome == "already imported"


def test_one_file_twice_in_one_command_comes_in_once(books: Path, inbox: Path) -> None:
    first, second = bring(books, inbox / "export.csv", write(inbox, "copy.csv", JOURNAL))
    assert (first.outcome, second.outcome) == ("imported", "already imported")
    assert second.notes == ("the same file as export.csv, nothing to do",)
    assert len(list(books.glob("journal*"))) == 1


def test_what_was_removed_from_the_books_comes_in_again(books: Path, inbox: Path) -> None:
    (one,) = bring(books, inbox / "export.csv")
    (books / one.name).unlink()
    (again,) = bring(books, inbox / "export.csv")
    assert again.outcome == "imported"


def test_entries_held_already_are_left_alone_and_said_so(books: Path, inbox: Path) -> None:
    bring(books, inbox / "export.csv")
    more = CANONICAL + b"3,2024-12-31,1010,1,,,\n3,2024-12-31,4010,,1,,\n"
    (one,) = bring(books, write(inbox, "more.csv", more))
    assert "2 entries already held with the same postings, left alone" in one.notes
    assert read_journal((books / one.name).read_bytes(), one.name, FolderKeeper(books).chart()).postings.height == 2
    (none,) = bring(books, write(inbox, "same.csv", CANONICAL))
    assert none.outcome == "already imported"


def test_an_entry_held_with_other_postings_is_refused(books: Path, inbox: Path) -> None:
    bring(books, inbox / "export.csv")
    before = state(books)
    other = write(inbox, "other.csv", CANONICAL.replace(b"5.25", b"6.25"))
    with pytest.raises(
        TieoutError, match=r"other\.csv, row 4: entry 2 is held already, with different .* in the books"
    ):
        bring(books, other, inbox / "custodian.csv")
    assert state(books) == before


def test_two_files_of_one_command_are_checked_against_each_other(books: Path, inbox: Path) -> None:
    other = write(inbox, "other.csv", CANONICAL.replace(b"5.25", b"6.25"))
    with pytest.raises(TieoutError, match=r"entry 2 is held already, with different postings, in export\.csv"):
        bring(books, inbox / "export.csv", other)
    same = write(inbox, "same.csv", CANONICAL)
    assert [one.outcome for one in bring(books, inbox / "export.csv", same)] == ["imported", "already imported"]


def test_entries_without_ids_are_told_apart_by_file(books: Path, inbox: Path) -> None:
    for name in ("desk-a.csv", "desk-b.csv"):
        write(inbox, name, b"date,account,amount,memo\n2024-12-30,1010,5," + name.encode() + b"\n,4010,-5,\n")
        bring(books, inbox / name)
    held = FolderKeeper(books).entries(["desk-a:2024-12-30#1", "desk-b:2024-12-30#1"])
    assert len(held) == 2


def test_a_trial_balance_of_a_day_held_must_be_the_same(books: Path, inbox: Path) -> None:
    bring(books, inbox / "trial_balance_2024-12-31.csv")
    same = write(inbox, "tb 2024-12-31.csv", b"Account,Balance\n4010,(1000)\n1010,994.75\n1310,5.25\n")
    (one,) = bring(books, same)
    assert one.outcome == "already imported"
    different = write(
        inbox, "new 2024-12-31.csv", TRIAL_BALANCE.replace(b"994.75", b"1000").replace(b"1310,5.25,\n", b"")
    )
    with pytest.raises(
        TieoutError, match=r"1010 is 994\.75 there and 1,000\.00 here; 1310 is 5\.25 there and 0\.00 here"
    ):
        bring(books, different)


def test_positions_held_already_do_not_count_twice(books: Path, inbox: Path) -> None:
    bring(books, inbox / "custodian.csv")
    later = write(inbox, "again.csv", POSITIONS.replace(b"10,1.50", b"11,1.50"))
    with pytest.raises(TieoutError, match=r"again\.csv, row 2: 1 positions are in positions\.custodian\..*037833100"):
        bring(books, later)


def test_a_chart_comes_in_before_the_entries_that_use_it(tmp_path: Path, inbox: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(TieoutError, match="no chart of accounts yet"):
        bring(empty, inbox / "export.csv")
    chart = write(inbox, "coa.csv", CHART)
    bring(empty, inbox / "export.csv", chart)
    assert (empty / "accounts.csv").exists()
    (again,) = bring(empty, write(inbox, "coa2.csv", CHART + b"\n"))
    assert again.outcome == "already imported"
    with pytest.raises(TieoutError, match="another chart"):
        bring(empty, write(inbox, "coa3.csv", CHART.replace(b"Cash", b"Bank")))


def test_the_problems_of_all_files_are_told_and_nothing_is_kept(books: Path, inbox: Path) -> None:
    before = state(books)
    bad = write(inbox, "bad.csv", CANONICAL.replace(b"1310", b"1311"))
    none = write(inbox, "none.csv", b"colour,shape\nred,round\n")
    with pytest.raises(TieoutError) as told:
        bring(books, inbox / "export.csv", bad, none, inbox / "absent.csv")
    for words in ("bad.csv, row 4: no account '1311'", "none.csv: no header row", "absent.csv: cannot be read"):
        assert words in str(told.value)
    assert state(books) == before


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TieoutError, match="no such folder"):
        FolderKeeper(tmp_path / "absent")


def test_another_writer_is_waited_for_and_then_told(books: Path) -> None:
    with (books / ".lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(TieoutError, match=r"another writer has had the books for 0\.1 seconds"):
            FolderKeeper(books, patience_seconds=0.1)
    FolderKeeper(books, patience_seconds=0.1)


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.EACCES, "Permission denied"), (errno.ENOSPC, "No space left"), (errno.EROFS, "Read-only")],
)
def test_what_the_system_refuses_is_told_in_words(
    books: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    before = state(books)
    written = keeping._write

    def refuse(path: Path, data: bytes) -> None:
        if path.name.startswith("positions"):
            raise OSError(code, os.strerror(code))
        written(path, data)

    monkeypatch.setattr(keeping, "_write", refuse)
    with pytest.raises(TieoutError, match=f"{words}.*nothing was kept"):
        bring(books, *(inbox / name for name in FILES))
    assert state(books) == before
    monkeypatch.undo()
    bring(books, *(inbox / name for name in FILES))


def test_recovery_finishes_what_has_its_marker_and_discards_what_has_not(books: Path) -> None:
    before = state(books)
    for token, marked in (("aa", True), ("bb", False)):
        staging = books / f".import-{token}"
        staging.mkdir()
        (staging / f"journal.{token}.csv").write_bytes(CANONICAL)
        if marked:
            (staging / "complete").write_text(json.dumps(["journal.gone-before.csv", f"journal.{token}.csv"]))
    recover(books)
    assert state(books) == {**before, "journal.aa.csv": CANONICAL}


# A process that has loaded everything and forks a child for each import, so that a child costs milliseconds.  It must
# not compute with polars itself: its threads do not survive a fork.
_FORKER = """
import json, os, sys
from pathlib import Path
from tieout.facts import TieoutError
from tieout.ledger import importing, keeping
import tieout.ledger.store.chain, openpyxl, shutil, resource

def child(task):
    steps = 0
    def stepping(what):
        def step(*args, **kwargs):
            nonlocal steps
            steps += 1
            if steps == task.get("die_before_step"):
                os._exit(9)
            return what(*args, **kwargs)
        return step
    if "die_before_step" in task:
        os.fsync, Path.replace, Path.rename = map(stepping, (os.fsync, Path.replace, Path.rename))
        os.rmdir, os.unlink, Path.mkdir = map(stepping, (os.rmdir, os.unlink, Path.mkdir))
    if "largest_file_bytes" in task:
        resource.setrlimit(resource.RLIMIT_FSIZE, (task["largest_file_bytes"], resource.RLIM_INFINITY))
    class Keeper(keeping.FolderKeeper):
        def keep(self, items):
            tell({"keeping": True})
            super().keep(items)
    try:
        done = importing.import_files(Keeper(task["books"]), task["files"])
        tell({"outcomes": [one.outcome for one in done]})
        os._exit(0)
    except TieoutError as error:
        tell({"error": str(error)})
        os._exit(1)
    os._exit(3)

def tell(words):
    os.write(1, (json.dumps(words) + "\\n").encode())

tell({"ready": True})
for line in sys.stdin:
    task = json.loads(line)
    pid = os.fork()
    if not pid:
        child(task)
    tell({"pid": pid})
    tell({"ended": os.waitpid(pid, 0)[1]})
"""


class Forker:
    def __init__(self) -> None:
        self._process = subprocess.Popen([sys.executable, "-c", _FORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.hear("ready")

    def start(self, books: Path, files: list[Path], **more: int) -> int:
        task = {"books": str(books), "files": [str(file) for file in files], **more}
        assert self._process.stdin is not None
        self._process.stdin.write((json.dumps(task) + "\n").encode())
        self._process.stdin.flush()
        return int(self.hear("pid")["pid"])

    def hear(self, *wanted: str) -> dict[str, Any]:
        """What is said until one of the wanted words is."""
        heard: dict[str, Any] = {}
        assert self._process.stdout is not None
        while not heard.keys() & set(wanted):
            line = self._process.stdout.readline()
            assert line, "the forker died"
            heard.update(json.loads(line))
        return heard

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture(scope="module")
def forker() -> Iterator[Forker]:
    held = Forker()
    yield held
    held.stop()


def all_or_nothing(books: Path, before: dict[str, bytes], after: dict[str, bytes]) -> str:
    """Recover, and say which of the two the folder is; it must be one of them."""
    recover(books)
    found = state(books)
    assert found in (before, after), sorted(found)
    return "all" if found == after else "nothing"


@pytest.fixture
def outcome(tmp_path: Path, inbox: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The folder before and after the import of the inbox."""
    folder = tmp_path / "undisturbed"
    folder.mkdir()
    (folder / "accounts.csv").write_bytes(CHART)
    before = state(folder)
    bring(folder, *(inbox / name for name in FILES))
    return before, state(folder)


def fresh(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "accounts.csv").write_bytes(CHART)
    return folder


Outcome = tuple[dict[str, bytes], dict[str, bytes]]


def test_a_kill_at_any_moment_leaves_all_or_nothing(
    tmp_path: Path, inbox: Path, forker: Forker, outcome: Outcome
) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    rng = random.Random(seed)
    files = [inbox / name for name in FILES]
    seen = []
    for trial in range(32):
        books = fresh(tmp_path, f"killed-{trial}")
        pid = forker.start(books, files)
        if trial % 4:  # three of four inside the writing, which is the shorter part
            heard = forker.hear("keeping", "ended")
            assert "ended" not in heard, heard
            time.sleep(rng.uniform(0, 0.006))
        else:
            time.sleep(rng.uniform(0, 0.15))
        with contextlib.suppress(ProcessLookupError):  # it had ended
            os.kill(pid, signal.SIGKILL)
        forker.hear("ended")
        seen.append(all_or_nothing(books, *outcome))
        bring(books, *files)
        assert state(books) == outcome[1], f"replay with seed {seed}, trial {trial}"
    print({word: seen.count(word) for word in ("all", "nothing")})


def test_death_before_every_single_step_leaves_all_or_nothing(
    tmp_path: Path, inbox: Path, forker: Forker, outcome: Outcome
) -> None:
    files = [inbox / name for name in FILES]
    seen = []
    for step in range(1, 100):
        books = fresh(tmp_path, f"step-{step}")
        forker.start(books, files, die_before_step=step)
        ended = forker.hear("ended")["ended"]
        seen.append(all_or_nothing(books, *outcome))
        bring(books, *files)
        assert state(books) == outcome[1], step
        if ended == 0:
            break
    else:
        pytest.fail("never ran to its end")
    assert len(seen) > 12, "too few steps were tried"
    assert seen == sorted(seen, reverse=True), "once everything will be there, it stays so"


def test_a_full_disk_leaves_nothing(tmp_path: Path, inbox: Path, forker: Forker) -> None:
    books = fresh(tmp_path, "full")
    before = state(books)
    lines = (f"{n},2024-12-31,{account},{n},memo" for n in range(1, 2001) for account in ("1010", "4010"))
    signs = "\n".join(f"{line},{'D' if place % 2 else 'C'}" for place, line in enumerate(lines))
    big = write(inbox, "big.csv", f"entry,date,account,amount,memo,dr/cr\n{signs}\n".encode())
    forker.start(books, [inbox / "custodian.csv", big], largest_file_bytes=20_000)
    heard = forker.hear("ended")
    assert "File too large; nothing was kept" in heard["error"]
    assert state(books) == before


def test_two_writers_at_once_take_turns(tmp_path: Path, inbox: Path, forker: Forker) -> None:
    other = Forker()
    try:
        for trial in range(5):
            books = fresh(tmp_path, f"two-{trial}")
            mine = write(inbox, f"mine-{trial}.csv", CANONICAL.replace(b"\n2,", b"\n7,"))
            forker.start(books, [inbox / "export.csv", inbox / "custodian.csv"])
            other.start(books, [mine, inbox / "custodian.csv"])
            heard = [who.hear("ended") for who in (forker, other)]
            assert [one["ended"] for one in heard] == [0, 0], heard
            custodian = sorted(one["outcomes"][1] for one in heard)
            assert custodian == ["already imported", "imported"]
            chart = FolderKeeper(books).chart()
            frames = [read_journal(path.read_bytes(), path.name, chart).postings for path in books.glob("journal*")]
            assert sorted(pl.concat(frames)["entry"]) == ["1", "1", "2", "2", "7", "7"]
    finally:
        other.stop()


def test_a_store_is_a_keeper_too(tmp_path: Path, inbox: Path) -> None:
    from tieout.ledger.store import Store

    keeper: Keeper = Store(f"sqlite:///{tmp_path / 'firm.db'}", create=True)
    files = [write(inbox, "accounts.csv", CHART), *(inbox / name for name in FILES)]
    assert [one.outcome for one in import_files(keeper, files)] == ["imported"] * 4
    assert [one.outcome for one in import_files(keeper, files)] == ["already imported"] * 4
    same = write(inbox, "same.csv", CANONICAL)
    assert [one.outcome for one in import_files(keeper, [same])] == ["already imported"]
