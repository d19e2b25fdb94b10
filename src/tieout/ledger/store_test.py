"""The store keeps its promises: nothing changed, nothing lost, nothing half-written, by one writer or several.

Tests that take `store_url` run on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tieout.facts import TieoutError
from tieout.ledger.importing import Item, Keeper, import_files
from tieout.ledger.journal import SCHEMA
from tieout.ledger.store import Store, schema

FIRST = date(2024, 1, 1)
DESKS = [("1640", 1_240_000), ("1010", -1_240_000)]


def entry(
    name: str, lines: list[tuple[str, int]], on: date = FIRST, memo: str = "Desks", tag: str = ""
) -> pl.DataFrame:
    """One entry as postings; amounts in cents."""
    rows = [(name, on, account, cents, memo, tag, 0) for account, cents in lines]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def journal(count: int, start: int = 0) -> pl.DataFrame:
    """`count` entries of three postings, one a day over a year."""
    numbers = range(start, start + count)
    return pl.concat(
        entry(f"E{n}", [("1010", n), (str(4000 + n % 7), 5), ("2000", -n - 5)], FIRST + timedelta(n % 366), f"No. {n}")
        for n in numbers
    )


@pytest.fixture
def store(store_url: str) -> Store:
    return Store(store_url, create=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "firm.db"


def sqlite_store(file: Path) -> Store:
    return Store(f"sqlite:///{file}", create=True)


def raw(store_url: str, *statements: str) -> None:
    """SQL past tieout, as somebody with the file and a prompt would."""
    engine = sa.create_engine(store_url.replace("postgresql://", "postgresql+psycopg://"), poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def tamper(store_url: str, *statements: str) -> None:
    """SQL with the triggers out of the way."""
    if store_url.startswith("sqlite"):
        with closing(sqlite3.connect(store_url.removeprefix("sqlite:///"))) as driver:
            triggers = driver.execute("select name from sqlite_master where type = 'trigger'").fetchall()
        raw(store_url, *(f"drop trigger {name}" for (name,) in triggers), *statements)
    else:
        raw(store_url, "set session_replication_role = replica", *statements)


# Kept and given back


def test_what_goes_in_comes_out(store: Store) -> None:
    held = pl.concat(
        [
            entry("2024-03-07#2", DESKS, memo='Desks, "oak"\n\\.\r\n', tag="noncash"),
            entry("2024-03-08#1", [("1010", 5), ("4010", -5)], memo="", tag=""),
        ]
    ).with_columns(memo=pl.Series(['Desks, "oak"\n\\.\r\n', "the clearing house's share é", "", "own words"]))
    assert store.append(held, "journal.csv", "ab" * 32, "journal") == 2
    assert store.postings().equals(held)
    assert store.postings(through=FIRST).equals(held)
    assert store.postings(through=FIRST - timedelta(1)).is_empty()
    assert store.imported("ab" * 32) == "journal.csv"
    assert store.imported("cd" * 32) == ""
    assert list(store.entries(["2024-03-08#1", "unknown"])) == ["2024-03-08#1"]
    assert store.verify().entries == 2


def test_postings_of_an_entry_that_are_apart_are_brought_together(store: Store) -> None:
    one, other = entry("A", DESKS), entry("B", [("1010", 1), ("2000", -1)])
    store.append(pl.concat([one[:1], other, one[1:]]), "journal.csv", "", "journal")
    assert store.postings().equals(pl.concat([one, other]))


def test_the_newest_document_of_a_name_counts(store: Store) -> None:
    store.put_documents({"firm.toml": b"name = 'Alder'", "notes/01.md": b"\x00\xff"})
    store.put_documents({"firm.toml": b"name = 'Alder LLC'"})
    store.put_documents({"firm.toml": b"name = 'Alder LLC'"})
    assert store.documents() == {"firm.toml": b"name = 'Alder LLC'", "notes/01.md": b"\x00\xff"}
    store.verify()


def test_a_trial_balance_is_of_the_end_of_the_day(store: Store) -> None:
    store.append(entry("A", DESKS, FIRST), "journal.csv", "", "journal")
    store.append(entry("B", [("1010", 7), ("4010", -7)], date(2024, 2, 1)), "journal.csv", "", "journal")
    assert store.trial_balance(date(2023, 12, 31)).is_empty()
    assert store.trial_balance(FIRST).rows() == [("1010", -1_240_000, 1), ("1640", 1_240_000, 1)]
    assert store.trial_balance(date(2024, 2, 1)).rows() == [
        ("1010", -1_239_993, 2),
        ("1640", 1_240_000, 1),
        ("4010", -7, 1),
    ]


_LINES = st.lists(
    st.tuples(st.sampled_from(["1010", "2000", "é'"]), st.integers(-(10**15), 10**15)), min_size=1, max_size=4
)
_WORDS = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=8)
_ENTRIES = st.lists(st.tuples(_LINES, st.integers(0, 400), _WORDS, _WORDS), max_size=12)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(entries=_ENTRIES, cuts=st.sets(st.integers(0, 12)), day=st.integers(-1, 401))
def test_any_split_of_any_entries_gives_the_plain_sum(
    store_url: str, entries: list[tuple[list[tuple[str, int]], int, str, str]], cuts: set[int], day: int
) -> None:
    clear = ["drop schema public cascade", "create schema public"]
    if store_url.startswith("sqlite"):
        Path(store_url.removeprefix("sqlite:///")).unlink(missing_ok=True)
    else:
        raw(store_url, *clear)
    store, as_of = Store(store_url, create=True), FIRST + timedelta(day)
    frames, sums, counts = [], Counter[str](), Counter[str]()
    for number, (lines, offset, memo, tag) in enumerate(entries):
        balanced = [*lines, ("9999", -sum(cents for _, cents in lines))]
        frames.append(entry(f"{number}", balanced, FIRST + timedelta(offset), memo, tag))
        for account, cents in balanced if offset <= day else []:
            sums[account] += cents
            counts[account] += 1
    ends = sorted(cut for cut in cuts if 0 < cut < len(frames))
    for start, end in zip([0, *ends], [*ends, len(frames)], strict=True):
        if start < end:
            store.append(pl.concat(frames[start:end]), "journal.csv", "", "journal")
    expected = [(account, sums[account], counts[account]) for account in sorted(counts)]
    assert store.trial_balance(as_of).rows() == expected
    assert store.verify().entries == len(frames)
    assert store.postings().equals(pl.concat([pl.DataFrame(schema=SCHEMA), *frames]))


# Refused


@pytest.mark.parametrize("table", sorted(schema.METADATA.tables))
def test_the_database_itself_refuses_to_change_or_remove(store: Store, store_url: str, table: str) -> None:
    store.append(entry("A", DESKS), "journal.csv", "", "journal")
    store.put_documents({"firm.toml": b""})
    first = schema.METADATA.tables[table].columns.keys()[0]
    statements = [f"update {table} set {first} = {first}", f"delete from {table}"]
    if store_url.startswith("sqlite"):
        statements.append(f"insert or replace into {table} select * from {table}")
    else:
        statements.append(f"truncate {table}")
    for statement in statements:
        with pytest.raises(sa.exc.DBAPIError, match="post a reversing entry"):
            raw(store_url, statement)
    assert store.verify().entries == 1


@pytest.mark.parametrize(
    ("statements", "refusal"),
    [
        (["insert into postings values (1, 3, '1010', 5, null, null)"], "sealed"),
        (["insert into postings values (2, 1, '1010', 5, null, null)", "SEAL"], "does not balance"),
        (["SEAL"], "does not balance"),
        (["insert into postings values (2, 1, '1010', 0, null, null)", "SEAL"], "does not follow"),
    ],
)
def test_the_database_itself_refuses_an_entry_that_is_wrong(
    store: Store, store_url: str, statements: list[str], refusal: str
) -> None:
    store.append(entry("A", DESKS), "journal.csv", "", "journal")
    zeros = "zeroblob(32)" if store_url.startswith("sqlite") else "decode(repeat('00', 32), 'hex')"
    seal = f"insert into entries values (2, 'B', '2024-01-01', '', '', 1, {zeros}, {zeros})"
    with pytest.raises(sa.exc.DBAPIError, match=refusal):
        raw(store_url, *(seal if statement == "SEAL" else statement for statement in statements))
    assert store.verify().entries == 1


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (entry("B", [("1010", 5), ("2000", -4)]), "entry B of 2024-01-01 does not balance: .* 0.01"),
        (
            pl.concat([entry("B", [("1", 5)]), entry("B", [("2", -5)], date(2024, 1, 2))]),
            "of 2024-01-01 and of 2024-01-02",
        ),
        (entry("B", [("", 0)]), "entry B: a posting has no account"),
        (entry("", [("1010", 0)]), "no entry id"),
        (entry("B", [("1010", 0)], memo="a\0b"), "zero byte"),
        (entry("B", [("1010", 2**62), ("1020", 2**62), ("1030", -(2**63))]), "90,000 trillion"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_kept(store: Store, frame: pl.DataFrame, says: str) -> None:
    with pytest.raises(TieoutError, match=says):
        store.append(pl.concat([entry("A", DESKS), frame]), "journal.csv", "", "journal")
    assert store.verify().entries == 0


def test_an_entry_held_already_is_left_alone_and_a_contradiction_refused(store: Store) -> None:
    held = pl.concat([entry("A", DESKS), entry("B", DESKS)])
    store.append(held, "journal.csv", "", "journal")
    assert store.append(pl.concat([entry("C", DESKS), held]), "journal.csv", "", "journal") == 1
    assert store.postings()["entry"].unique(maintain_order=True).to_list() == ["A", "B", "C"]
    with pytest.raises(TieoutError, match="entry B is held already, with other content"):
        store.append(pl.concat([entry("D", DESKS), entry("B", DESKS, memo="Chairs")]), "journal.csv", "", "journal")
    assert store.verify().entries == 3


def test_an_import_is_kept_whole_or_not_at_all(store: Store) -> None:
    chart = Item("chart", "accounts.csv", b"number,name,concept\n", None, "d1", "accounts.csv")
    good = Item("journal", "journal.csv", b"", entry("A", DESKS), "d2", "march.csv")
    bad = Item("journal", "journal.csv", b"", entry("B", [("1010", 1)]), "d3", "april.csv")
    with pytest.raises(TieoutError, match=r"april\.csv: entry B"):
        store.keep([chart, good, bad])
    assert (store.documents(), store.imported("d1"), store.verify().entries) == ({}, "", 0)
    store.keep([chart, good])
    assert (list(store.documents()), store.imported("d2"), store.verify().entries) == (["accounts.csv"], "march.csv", 1)


def test_an_import_is_refused_when_somebody_wrote_since_it_looked(store: Store, store_url: str) -> None:
    good = Item("journal", "journal.csv", b"", entry("A", DESKS), "d", "march.csv")
    with store:
        store.append(entry("B", DESKS), "journal.csv", "", "journal")
        store.keep([good])
        Store(store_url).put_documents({"accounts.csv": b"number,name,concept\n"})
        with pytest.raises(TieoutError, match="somebody else has written"):
            store.keep([good])
    store.keep([good])


def test_a_store_keeps_what_is_imported_and_twice_is_once(store: Store, tmp_path: Path) -> None:
    keeper: Keeper = store
    chart, march = tmp_path / "accounts.csv", tmp_path / "march.csv"
    chart.write_text("number,name,concept\n1010,Cash,cash\n4010,Commissions,commissions\n")
    march.write_text("entry,date,account,debit,credit\nA,2024-03-07,1010,5.00,\nA,2024-03-07,4010,,5.00\n")
    for outcome in ("imported", "already imported"):
        assert [held.outcome for held in import_files(keeper, [march, chart])] == [outcome, outcome]
    assert store.trial_balance(date(2024, 3, 7)).rows() == [("1010", 500, 1), ("4010", -500, 1)]
    assert list(store.documents()) == ["accounts.csv"]
    assert store.verify().entries == 1


# Reversed


def test_a_reversing_entry_takes_the_original_back(store: Store) -> None:
    store.append(entry("A", DESKS, tag="noncash"), "journal.csv", "", "journal")
    assert store.reverse("A", date(2024, 4, 1), "never delivered") == "A-reversal"
    reversal = store.postings()[2:]
    assert reversal["cents"].to_list() == [-1_240_000, 1_240_000]
    assert reversal["memo"].unique().to_list() == ["Reversal of A: never delivered"]
    assert reversal["tag"].unique().to_list() == ["reversal noncash"]
    assert store.trial_balance(date(2024, 3, 31))["cents"].to_list() == [-1_240_000, 1_240_000]
    assert store.trial_balance(date(2024, 4, 1))["cents"].to_list() == [0, 0]
    assert store.verify().entries == 2


@pytest.mark.parametrize(
    ("name", "on", "says"),
    [
        ("B", date(2024, 4, 1), "no entry B"),
        ("A", date(2023, 12, 31), "cannot be reversed on 2023-12-31"),
        ("C", date(2024, 4, 1), "entry C is reversed already, by C-reversal"),
        ("C-reversal", date(2024, 4, 1), "is itself a reversal"),
    ],
)
def test_what_cannot_be_reversed(store: Store, name: str, on: date, says: str) -> None:
    store.append(pl.concat([entry("A", DESKS), entry("C", DESKS)]), "journal.csv", "", "journal")
    store.reverse("C", FIRST)
    with pytest.raises(TieoutError, match=says):
        store.reverse(name, on)
    assert store.verify().entries == 3


# Tampered with


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("update postings set cents = cents * 2 where entry = 2", r"entry E1 \(number 2\) is not as it was recorded"),
        (
            "update postings set cents = cents + 1 where entry = 2 and line = 1",
            r"entry E1 \(number 2\) does not balance",
        ),
        ("update postings set account = '1011' where entry = 2 and line = 1", "entry E1"),
        ("update postings set memo = 'other' where entry = 2 and line = 1", "entry E1"),
        ("update postings set line = line + 5 where entry = 2 and line = 1", "entry E1"),
        ("update entries set date = '2024-01-05' where seq = 2", "entry E1"),
        ("update entries set tag = 'opening' where seq = 2", "entry E1"),
        ("update entries set id = 'E9' where seq = 2", "entry E9"),
        ("update entries set prev_hash = hash where seq = 2", r"entry E1 \(number 2\) does not follow"),
        ("delete from entries where seq = 2", "entry number 2 is gone; E2 follows"),
        ("delete from entries where seq = 3", "import 1 brought 1 entries more than are held"),
        ("delete from postings where entry = 2", "entry E1"),
        ("insert into postings values (9, 1, '1010', 5, null, null)", "postings of no entry"),
        (
            "update day_totals set cents = cents + 1 where account = '2000' and date = '2024-01-02'",
            "account 2000 on 2024-01-02",
        ),
        ("update documents set data = hash", "document firm.toml"),
        ("update documents set name = 'other'", "document other"),
        ("update imports set source = 'other.csv'", "import 1"),
    ],
)
def test_tampering_is_found_and_named(store: Store, store_url: str, statement: str, says: str) -> None:
    store.append(journal(3), "journal.csv", "", "journal")
    store.put_documents({"firm.toml": b"name = 'Alder'"})
    store.verify()
    tamper(store_url, statement)
    with pytest.raises(TieoutError, match=says):
        store.verify()


def test_a_trigger_that_is_gone_is_missed(store: Store, store_url: str) -> None:
    table = "" if store_url.startswith("sqlite") else " on entries"
    raw(store_url, f"drop trigger entries_refuse_insert{table}")
    with pytest.raises(TieoutError, match="no longer refuses changes: the trigger entries_refuse_insert"):
        store.verify()


def test_the_head_of_the_chain_tells_whether_what_was_before_it_is_the_same(store: Store) -> None:
    store.append(journal(2), "journal.csv", "", "journal")
    head = store.verify().head
    store.append(journal(2), "journal.csv", "", "journal")
    assert store.verify().head == head
    store.append(journal(1, start=2), "journal.csv", "", "journal")
    assert store.verify().head != head


def test_a_store_damaged_anywhere_is_an_error_in_words_or_whole(file: Path) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    store = sqlite_store(file)
    store.append(journal(300), "journal.csv", "ab" * 32, "journal")
    store.put_documents({"firm.toml": b"name = 'Alder'" * 50})
    whole, postings, documents = file.read_bytes(), store.postings(), store.documents()
    found = 0
    for _ in range(60):
        place, length = chance.randrange(len(whole)), chance.choice([1, 1, 4, 100, 5000])
        file.write_bytes(whole[:place] + chance.randbytes(length) + whole[place + length :])
        try:
            damaged = Store(f"sqlite:///{file}")
            damaged.trial_balance(date(2024, 12, 31))
            damaged.verify()
            assert damaged.postings().equals(postings), f"replay with seed {seed}, place {place}"
            assert damaged.documents() == documents, f"replay with seed {seed}, place {place}"
        except TieoutError:
            found += 1
    assert found > 20, f"replay with seed {seed}"


# Several writers, and none to the end

_TWO_WRITERS = """
import sys
from tieout.ledger.store import Store
from tieout.ledger.store_test import entry
store = Store(sys.argv[1], create=True)
for number in range(8):
    name = f"{sys.argv[2]}{number}"
    store.append(entry(name, [("1010", 1), ("2000", -1)]), "journal.csv", name, "journal")
"""
# Imports once and forks for every append, so that a kill falls into the append and not into the imports.  Nothing is
# computed before the fork: threads of polars would not survive it.
_FORKING = """
import os, signal, sys, time
import polars as pl
from tieout.ledger.store import Store, posting, rows
for line in sys.stdin:
    frame, seconds = line.split()
    started, child = time.perf_counter(), os.fork()
    if not child:
        try:
            Store(sys.argv[1]).append(pl.read_ipc(frame), "journal.csv", frame, "journal")
        finally:
            os._exit(0)
    if float(seconds):
        time.sleep(float(seconds))
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print(time.perf_counter() - started, flush=True)
"""
_ON_A_SMALL_DISK = """
import resource, sys
import polars as pl
from tieout.ledger.store import Store
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
Store(sys.argv[1]).append(pl.read_ipc(sys.argv[3]), "journal.csv", "", "journal")
"""


def python(program: str, *arguments: str) -> subprocess.Popen[str]:
    """A Python of its own that runs `program`."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments], stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )


def test_two_writers_at_once_make_one_chain(store_url: str) -> None:
    writers = [python(_TWO_WRITERS, store_url, name) for name in ("north", "south")]
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert writer.returncode == 0, errors
    store = Store(store_url)
    assert store.verify().entries == 16
    assert store.trial_balance(FIRST).rows() == [("1010", 16, 16), ("2000", -16, 16)]


def test_a_writer_waits_for_another_and_then_says_so(store: Store, store_url: str) -> None:
    hasty = Store(store_url, patience_seconds=0.1)
    with (
        store._database.writing(),
        pytest.raises(TieoutError, match=r"somebody else has been writing for 0\.1 seconds"),
    ):
        hasty.append(entry("A", DESKS), "journal.csv", "", "journal")
    assert hasty.append(entry("A", DESKS), "journal.csv", "", "journal") == 1


def test_a_writer_killed_at_any_moment_leaves_all_or_nothing(store_url: str, tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    kills, size = 25, 400
    Store(store_url, create=True)
    frames = [tmp_path / f"{number}.ipc" for number in range(kills + 2)]
    for number, frame in enumerate(frames):
        journal(size, start=size * number).write_ipc(frame)
    with python(_FORKING, store_url) as writers:
        stdin, stdout = writers.stdin, writers.stdout
        assert stdin is not None
        assert stdout is not None

        def append(frame: Path, kill_after_seconds: float) -> float:
            print(frame, kill_after_seconds, file=stdin, flush=True)
            return float(stdout.readline())

        usual_seconds = min(append(frame, 0) for frame in frames[:2])
        assert Store(store_url).verify().entries == 2 * size
        for number, frame in enumerate(frames[2:]):
            append(frame, chance.uniform(0.001, usual_seconds))
            entries = Store(store_url).verify().entries  # also that each import has all of its entries
            assert entries % size == 0, f"replay with seed {seed}, kill {number}"
        stdin.close()
    store = Store(store_url)
    missing = [frame for frame in frames if not store.imported(str(frame))]
    for frame in missing:
        assert store.append(pl.read_ipc(frame), "journal.csv", str(frame), "journal") == size
    assert store.verify().entries == size * len(frames)
    assert missing, f"no kill fell into an append: seed {seed}"


def test_a_full_disk_is_said_so_and_nothing_kept(file: Path, tmp_path: Path) -> None:
    store = sqlite_store(file)
    store.append(journal(10), "journal.csv", "", "journal")
    journal(2000, start=10).write_ipc(tmp_path / "much.ipc")
    room = str(file.stat().st_size + 100_000)
    with python(_ON_A_SMALL_DISK, f"sqlite:///{file}", room, str(tmp_path / "much.ipc")) as writer:
        _, errors = writer.communicate()
    assert "TieoutError: sqlite:" in errors
    assert "the disk is full" in errors
    assert store.verify().entries == 10


# Not a store


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite:///{folder}/none.db", "no such store"),
        ("sqlite:///{folder}/empty.db", "no tieout store in it"),
        ("sqlite:///{folder}/other.db", "no tieout store in it"),
        ("sqlite:///{folder}/letter.db", "not a store: the file is no SQLite database"),
        ("sqlite:///{folder}/newer.db", "the store is of version 99; this tieout knows version 1"),
        ("sqlite:///{folder}", "no such store"),
        ("sqlite://", "names no file"),
        ("mysql://root@localhost/firm", "no store of the kind 'mysql'"),
        ("firm.db", "no store of the kind"),
        ("postgresql://somebody:secret@127.0.0.1:1/firm", "does not answer: .*refused"),
        ("postgresql://host:port/firm", "not a database URL"),
    ],
)
def test_what_is_no_store_is_said_so(tmp_path: Path, url: str, says: str) -> None:
    (tmp_path / "empty.db").touch()
    (tmp_path / "letter.db").write_text("Dear Sirs, " * 100)
    with closing(sqlite3.connect(tmp_path / "other.db")) as driver:
        driver.execute("create table entries (seq integer primary key)")
    sqlite_store(tmp_path / "newer.db")
    raw(f"sqlite:///{tmp_path / 'newer.db'}", "insert into schema_versions values (99, '')")
    held = sorted(tmp_path.iterdir())
    with pytest.raises(TieoutError, match=says) as raised:
        Store(url.format(folder=tmp_path))
    assert "secret" not in str(raised.value)
    assert sorted(tmp_path.iterdir()) == held


def test_a_database_with_tables_of_somebody_else_is_left_alone(store_url: str) -> None:
    raw(store_url, "create table entries (seq integer primary key)")
    with pytest.raises(TieoutError, match="has tables entries that are not tieout's"):
        Store(store_url, create=True)


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(TieoutError, match="the file cannot be opened"):
        Store(f"sqlite:///{tmp_path / 'none' / 'firm.db'}", create=True)


def test_a_server_without_the_database_says_so(postgresql: str) -> None:
    with pytest.raises(TieoutError, match='database "none" does not exist'):
        Store(postgresql.replace("/postgres", "/none"))


@pytest.mark.skipif(os.name == "posix" and os.getuid() == 0, reason="root may write to a read-only file")
def test_a_read_only_file_is_read_and_not_written(file: Path) -> None:
    store = sqlite_store(file)
    store.append(journal(3), "journal.csv", "", "journal")
    file.chmod(0o444)
    assert Store(f"sqlite:///{file}").verify().entries == 3
    with pytest.raises(TieoutError, match="cannot be written"):
        store.append(journal(3, start=3), "journal.csv", "", "journal")


def test_a_server_that_takes_no_changes_says_so(postgresql: str, store: Store, store_url: str) -> None:
    if store_url.startswith("postgresql"):
        name = store_url.rpartition("/")[2]
        raw(postgresql, f"alter database {name} set default_transaction_read_only = on")
        with pytest.raises(TieoutError, match="takes no changes: it is read-only"):
            store.append(journal(3), "journal.csv", "", "journal")


def test_balances_from_sqlite_import_neither_polars_nor_sqlalchemy(file: Path) -> None:
    sqlite_store(file).append(entry("A", DESKS), "journal.csv", "", "journal")
    program = """
import sys
from datetime import date
from tieout.ledger.store import Store
print([balance.cents for balance in Store(sys.argv[1]).balances(date(2024, 12, 31))])
print({"polars", "sqlalchemy"} & set(sys.modules))
"""
    with python(program, f"sqlite:///{file}") as reader:
        assert reader.communicate() == ("[-1240000, 1240000]\nset()\n", "")
