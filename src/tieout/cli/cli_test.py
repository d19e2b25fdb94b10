"""The prompt as people meet it: what it prints, and what it says when the input is bad."""

from __future__ import annotations

import errno
import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import Workbook

from tieout.cli.conftest import Run

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples"


@pytest.fixture
def acme(tmp_path: Path, run: Run) -> Path:
    assert run("new", tmp_path / "acme").code == 0
    return tmp_path / "acme"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text, (path, old)
    path.write_text(text.replace(old, new))


def test_a_new_folder_builds_as_it_is(acme: Path, run: Run, tmp_path: Path) -> None:
    said = run("build", acme, "--out", tmp_path / "out")
    assert said.code == 0, said.err
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"report.pdf", "report.xlsx", "report.json", "focus_iia.json", "focus_iia.csv"}
    assert run("new", acme).code == 2


def test_the_same_books_give_the_same_bytes(acme: Path, run: Run, tmp_path: Path) -> None:
    for out in ("one", "two"):
        assert run("build", acme, "--out", tmp_path / out).code == 0
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_a_store_answers_like_the_folder_it_was_filled_from(acme: Path, run: Run, tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/acme.db"
    assert run("import", store, acme).code == 0
    for command in (["netcap", "--json"], ["focus", "--json"], ["balances", "--json"]):
        name, *options = command
        assert json.loads(run(name, store, *options).out) == json.loads(run(name, acme, *options).out), name
    again = run("import", store, acme)
    assert again.code == 0
    assert "0 documents, 0 entries" in " ".join(again.out.split())
    assert "the chain holds" in run("import", store).out


def test_closing_changes_no_figure_and_happens_once(acme: Path, run: Run) -> None:
    before = run("netcap", acme, "--json").out
    assert "7 postings close the year" in run("close", acme).out
    assert "nothing to do" in run("close", acme).out
    assert run("netcap", acme, "--json").out == before


def test_netcap_reads_well(run: Run) -> None:
    said = run("netcap", EXAMPLES / "mml_investors_2003")
    assert re.search(r"Net capital +3,640,647 +15c3-1\(c\)\(2\)", said.out)
    assert re.search(r"Excess net capital +2,020,247", said.out)
    assert said.out.count("passes") == 3


def test_why_goes_down_to_entries_and_finds_near_names(run: Run) -> None:
    books = EXAMPLES / "mml_investors_2003"
    assert "Dr 2003-12-31 2003-12" not in run("why", books, "net_capital", "--depth", "3").out
    assert "Cr 2003-12-31 2003-12" in run("why", books, "net_capital").out
    said = run("why", books, "net_captial")
    assert said.code == 2
    assert "net_capital" in said.err


def test_why_says_what_a_printed_figure_absorbed(acme: Path, run: Run, tmp_path: Path) -> None:
    edit(acme / "journal.csv", "1410,2500.00", "1410,2500.50")
    edit(acme / "journal.csv", "1010,48500.00", "1010,48499.50")
    assert run("build", acme, "--out", tmp_path / "out").code == 0
    printed = run("why", tmp_path / "out" / "report.json", "total_assets").out
    assert "absorbs -1 so that total_assets foots" in printed


def test_the_why_of_the_readme_is_what_the_prompt_prints(run: Run) -> None:
    blocks = re.findall(r"    \$ tieout (why .*)\n((?:    (?!\$).*\n)+)", (ROOT / "README.md").read_text())
    assert len(blocks) == 3
    for command, printed in blocks:
        name, source, *rest = command.split()
        said = run(name, ROOT / source, *rest).out
        assert [line.strip() for line in said.splitlines()] == [line.strip() for line in printed.splitlines()], command


COMMANDS = ["new", "import", "netcap", "build", "focus", "why", "close", "balances", "read", "classify", "sim"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, run: Run) -> None:
    said = run(command, "--help")
    assert said.code == 0
    assert "Example:" in said.out
    assert f"tieout {command}" in (ROOT / "docs" / "commands.md").read_text()


# --- bad input -------------------------------------------------------------------------------------------------------

JOURNAL = "journal.csv"
CASES = {
    "unbalanced": (JOURNAL, "4010,,250000.00", "4010,,250000.01", ["journal.csv", "2024-01", "0.01"]),
    "unknown account": (JOURNAL, "2024-01,2024-03-31,4010", "2024-01,2024-03-31,4999", ["4999", "journal.csv"]),
    "unmapped concept": ("accounts.csv", "4010,Commissions,commissions_revenue", "4010,Commissions,comissions_revenu",
                         ["row", "4010", "commissions_revenue"]),
    "asset as liability": ("accounts.csv", "receivables,other_receivables", "receivables,notes_payable",
                           ["1310", "asset", "notes_payable"]),
    "duplicate account": ("accounts.csv", "1310,Other receivables", "1410,Other receivables", ["1410"]),
    "bad treatment": ("accounts.csv", "dealers,allowable", "dealers,alowable",
                      ["1110", "alowable", "allowable"]),
    "bad paragraph": ("accounts.csv", "dealers,allowable", "dealers,nonallowable (z)(9)", ["1110", "(z)(9)"]),
    "no price": ("positions.csv", "62800,1.00", "62800,", ["positions.csv", "row 2", "price"]),
    "unknown class": ("positions.csv", "money_market_fund,Example", "bonds,Example", ["bonds", "money_market_fund"]),
    "missing positions": ("positions.csv", "2024-12-31,1020", "2024-06-30,1020", ["1020", "2024-12-31"]),
    "misspelt key": ("firm.toml", "sec_file_number =", "sec_file_nubmer =", ["sec_file_nubmer", "sec_file_number"]),
    "bad choice": ("firm.toml", '"aggregate_indebtedness" ', '"agregate" ', ["net_capital_method", "alternative"]),
    "bad toml": ("firm.toml", 'name = "Example', "name = Example", ["firm.toml"]),
    "bad business": ("firm.toml", 'business = "other"', 'business = "otter"', ["otter", "other"]),
    "bad date": (JOURNAL, "2024-03-31,1110", "2024-13-31,1110", ["2024-13-31", "row"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_bad_books_are_one_clear_message(case: str, acme: Path, run: Run, tmp_path: Path) -> None:
    name, old, new, words = CASES[case]
    edit(acme / name, old, new)
    said = run("build", acme, "--out", tmp_path / "out")
    assert said.code == 2, said
    assert said.out == ""
    assert "Traceback" not in said.err
    for word in words:
        assert word in said.err, (word, said.err)
    assert not (tmp_path / "out").exists()


def test_a_folder_without_firm_toml(tmp_path: Path, run: Run) -> None:
    said = run("netcap", tmp_path)
    assert said.code == 2
    assert "firm.toml" in said.err
    assert "tieout new" in said.err
    assert "no such folder" in run("netcap", tmp_path / "nowhere").err


@pytest.mark.parametrize(("day", "words"), [("2024-02-30", "YYYY-MM-DD"), ("2020-01-01", "2023-12-31")])
def test_dates_that_cannot_be(day: str, words: str, acme: Path, run: Run) -> None:
    said = run("netcap", acme, "--as-of", day)
    assert said.code == 2
    assert words in said.err


def test_a_date_before_the_law_is_refused(acme: Path, run: Run) -> None:
    for name in ("journal.csv", "positions.csv"):
        path = acme / name
        path.write_text(path.read_text().replace("2024-", "1990-").replace("2023-", "1989-"))
    said = run("netcap", acme)
    assert said.code == 2
    assert "is not known on 1990-12-31" in said.err
    assert "oldest value" in said.err


def test_importing_twice_changes_nothing(acme: Path, run: Run, tmp_path: Path) -> None:
    more = tmp_path / "january.csv"
    more.write_text("entry,date,account,debit,credit\nJ1,2025-01-15,1010,100.00,\nJ1,2025-01-15,4010,,100.00\n")
    assert run("import", acme, more).code == 0
    files = sorted(path.name for path in acme.iterdir())
    said = run("import", acme, more)
    assert said.code == 0
    assert "already" in said.out
    assert sorted(path.name for path in acme.iterdir()) == files


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"\x00\x01\x02\x03" * 50])
def test_files_that_are_no_tables(data: bytes, acme: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    path.write_bytes(data)
    before = sorted(path.name for path in acme.iterdir())
    said = run("import", acme, path)
    assert said.code == 2
    assert "export.xlsx" in said.err
    assert "Traceback" not in said.err
    assert sorted(path.name for path in acme.iterdir()) == before


def test_a_trial_balance_that_contradicts_the_journal(acme: Path, run: Run, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["Trial balance as of December 31, 2024"],
        ["Account", "Debit", "Credit"],
        ["1010", 1, None],
        ["4010", None, 1],
    ):
        sheet.append(row)
    path = tmp_path / "tb.xlsx"
    book.save(path)
    said = run("import", acme, path)
    assert said.code == 2
    assert "1010" in said.err
    assert run("netcap", acme).code == 0, "the refused trial balance must not stay in the books"


def test_a_damaged_store_and_a_damaged_report(acme: Path, run: Run, tmp_path: Path) -> None:
    store = tmp_path / "acme.db"
    run("import", f"sqlite:///{store}", acme)
    store.write_bytes(store.read_bytes()[:3000])
    assert run("netcap", f"sqlite:///{store}").code == 2
    report = tmp_path / "report.json"
    report.write_text("{}")
    assert run("why", report, "net_capital").code == 2


def test_a_full_disk_leaves_the_old_package_whole(acme: Path, tmp_path: Path, run: Run) -> None:
    out = tmp_path / "out"
    assert run("build", acme, "--out", out).code == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    edit(acme / "firm.toml", "Example Securities LLC", "Renamed Securities LLC")
    limit = (20_000, 20_000)  # no file may grow past this, as on a full disk
    done = subprocess.run(
        [sys.executable, "-m", "tieout", "build", str(acme), "--out", str(out)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 2, done.stderr
    assert "cannot be written" in done.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []


def test_build_says_what_the_signer_should_know(acme: Path, run: Run, tmp_path: Path) -> None:
    edit(acme / "accounts.csv", "receivables_from_brokers_or_dealers,allowable", "receivables_from_brokers_or_dealers,")
    said = run("build", acme, "--out", tmp_path / "out")
    assert said.code == 0
    assert "note  account 1110" in said.err


def test_a_file_in_the_way_of_the_package(acme: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "out").write_text("mine")
    said = run("build", acme, "--out", tmp_path / "out")
    assert said.code == 2
    assert (tmp_path / "out").read_text() == "mine"


def test_notes_with_a_name_nobody_states(acme: Path, run: Run, tmp_path: Path) -> None:
    (acme / "notes" / "03-more.md").write_text("# More\n\nIt was {{ net_capitol }}.\n")
    said = run("build", acme, "--out", tmp_path / "out")
    assert said.code == 2
    for word in ("03-more.md", "line 3", "net_capitol", "net_capital"):
        assert word in said.err


@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell: piping cannot be tried")
def test_piping_into_head_is_no_error(acme: Path) -> None:
    line = f"{sys.executable} -m tieout why {acme} net_capital | head -1"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith("net_capital")


# --- what the prompt says beside its answers -------------------------------------------------------------------------

POSTED = "entry,date,account,debit,credit,memo,tag\n{0},{1},5310,1.00,,,\n{0},{1},1010,,1.00,,\n"


def test_the_day_of_an_answer_is_said_where_it_is_no_year_end(acme: Path, run: Run) -> None:
    assert run("netcap", acme, "--json").err == ""
    text = (acme / "journal.csv").read_text()
    kept = [row for row in text.splitlines(keepends=True) if "2024-0" not in row[8:16] or row[8:15] < "2024-07"]
    (acme / "journal.csv").write_text("".join(row for row in kept if row[8:15] < "2024-07" or row.startswith("entry")))
    edit(acme / "positions.csv", "2024-12-31", "2024-06-30")
    for command in ("netcap", "focus"):
        said = run(command, acme, "--json")
        assert said.code == 0, said.err
        assert said.err == "tieout: as of 2024-06-30, which is not a fiscal year end.\n"
        assert json.loads(said.out)["as_of"] == "2024-06-30"


def test_a_day_long_after_the_books_end_is_said(acme: Path, run: Run) -> None:
    edit(acme / "positions.csv", "2024-12-31", "2026-06-30")
    assert "the books end on 2024-12-31, long before 2026-06-30" in run("netcap", acme, "--as-of", "2026-06-30").err


@pytest.mark.parametrize("day", ["20241231", "2024-W52-2", "2024-12-31T00:00", "31.12.2024", "", " 2024-12-31"])
def test_a_day_is_written_in_one_way(day: str, acme: Path, run: Run) -> None:
    said = run("balances", acme, "--as-of", day)
    assert said.code == 2
    assert "YYYY-MM-DD" in said.err


def test_balances_before_the_books_begin_are_not_known(acme: Path, run: Run, tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/acme.db"
    run("import", store, acme)
    for books in (acme, store):
        said = run("balances", books, "--as-of", "2020-01-01")
        assert (said.code, said.out) == (2, "")
        assert "the books begin on 2023-12-31" in said.err


@pytest.mark.parametrize("name", ["/", "", " ", "/part"])
def test_why_of_nothing(name: str, acme: Path, run: Run) -> None:
    said = run("why", acme, name)
    assert said.code == 2
    assert "names no figure" in said.err


def test_the_tests_fit_a_narrow_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = run("netcap", EXAMPLES / "mml_investors_2003").out.splitlines()
    assert max(map(len, lines)) <= 80
    tests = [line for line in lines if line.startswith("passes")]
    assert len(tests) == 3
    assert all(re.search(r"3,640,647 +[\d,]+ +17a-11", line) for line in tests)


# --- in and out ------------------------------------------------------------------------------------------------------


def test_a_folder_is_not_a_file_and_a_file_no_folder(acme: Path, run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other"
    run("new", other)
    said = run("import", acme, other)
    assert said.code == 2
    assert "is a folder" in said.err
    assert "sqlite:///" in said.err
    (tmp_path / "file").write_text("mine")
    assert "is a file" in run("new", tmp_path / "file").err
    assert "names no folder" in run("new", "").err


@pytest.mark.parametrize("out", ["", "  "])
def test_a_package_goes_into_a_folder_that_is_named(out: str, acme: Path, run: Run) -> None:
    said = run("build", acme, "--out", out)
    assert said.code == 2
    assert "names no folder" in said.err


def test_a_package_into_a_file_system_of_its_own(acme: Path, run: Run, tmp_path: Path) -> None:
    """Nothing is moved into `out` from outside it."""
    out = tmp_path / "out"
    out.mkdir()
    real = Path.replace

    def within(self: Path, target: Path) -> Path:
        if out not in self.parents:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return real(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", within)
        said = run("build", acme, "--out", out)
    assert said.code == 0, said.err
    assert len(list(out.iterdir())) == 5


@pytest.mark.parametrize(
    ("number", "mend"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EDQUOT, "free some space"),
        (errno.EFBIG, "free some space"),
        (errno.EROFS, "allow this user to write there"),
        (errno.EACCES, "allow this user to write there"),
        (errno.EIO, "choose another folder"),
    ],
)
def test_the_mend_is_that_of_the_error(number: int, mend: str, acme: Path, run: Run, tmp_path: Path) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise OSError(number, os.strerror(number))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.mkdtemp", refuse)
        said = run("build", acme, "--out", tmp_path / "out")
    assert said.code == 2
    assert mend in said.err
    assert ("free some space" in said.err) == (mend == "free some space")
    assert not (tmp_path / "out").exists()


def test_a_character_that_cannot_be_printed_names_its_file(acme: Path, run: Run, tmp_path: Path) -> None:
    path = acme / "notes" / "02-policies.md"
    path.write_text("# Policies\n\nWritten down.\n\nAll is well \U0001f600.\n")
    said = run("build", acme, "--out", tmp_path / "out")
    assert said.code == 2
    assert "notes/02-policies.md, line 5: the character" in said.err


def test_the_package_is_the_same_wherever_the_books_lie(acme: Path, run: Run, tmp_path: Path) -> None:
    shutil.copytree(acme, tmp_path / "deeper" / "still" / "acme")
    assert run("build", acme, "--out", tmp_path / "one").code == 0
    assert run("build", tmp_path / "deeper" / "still" / "acme", "--out", tmp_path / "two").code == 0
    for path in (tmp_path / "one").iterdir():
        data = path.read_bytes()
        assert data == (tmp_path / "two" / path.name).read_bytes(), path.name
        assert str(tmp_path).encode() not in data, path.name


def test_the_facing_page_claims_no_report_that_is_not_bound(acme: Path, run: Run, tmp_path: Path) -> None:
    edit(acme / "firm.toml", "[auditor]\nname =", '[auditor]\nname = "Lowell Sturgis LLP" #')
    boxes = {}
    for out in ("without", "with"):
        assert run("build", acme, "--out", tmp_path / out).code == 0
        boxes[out] = json.loads((tmp_path / out / "report.json").read_text())["facing_page"]["contents"]
        (acme / "auditor_report.md").write_text("To the members: we have audited the statements.\n")
    assert [boxes[out]["u"] for out in ("without", "with")] == [False, True]
    assert not boxes["with"]["o"], "the template states no reconciliation"


# --- closing and filling a store -------------------------------------------------------------------------------------


def test_an_account_with_a_comma_is_closed_into_one_cell(acme: Path, run: Run) -> None:
    for name in ("accounts.csv", "journal.csv"):
        edit(acme / name, "5310,", '"53,10",')
    assert run("close", acme).code == 0
    assert "nothing to do" in run("close", acme).out


def test_what_is_posted_after_the_closing_is_closed_by_an_entry_of_its_own(acme: Path, run: Run) -> None:
    run("close", acme)
    (acme / "journal_late.csv").write_text(POSTED.format("LATE", "2024-12-31"))
    assert "as entry CLOSE-2024-12-31-2" in run("close", acme).out
    assert "nothing to do" in run("close", acme).out
    copy = acme / "journal.close (1).csv"
    shutil.copy(acme / "journal.close.2024-12-31.csv", copy)
    copy.write_text(copy.read_text() + "\n")
    assert "entry CLOSE-2024-12-31 is in" in run("netcap", acme).err


def test_a_store_filled_from_trial_balances_answers_like_its_folder(acme: Path, run: Run, tmp_path: Path) -> None:
    (acme / "journal.csv").unlink()
    (acme / "trial_balance_2024-12-31.csv").write_text("account,debit,credit\n1010,90,\n3010,,50\n4010,,40\n")
    (acme / "trial_balance_2025-12-31.csv").write_text("account,debit,credit\n1010,95,\n3010,,50\n3110,,40\n4010,,5\n")
    (acme / "positions.csv").unlink()
    (acme / "journal.csv").write_text(POSTED.format("TB-1", "2026-01-15"))
    store = f"sqlite:///{tmp_path}/acme.db"
    assert run("import", store, acme).code == 0
    for command in (["balances", "--json"], ["netcap", "--json", "--as-of", "2025-12-31"]):
        name, *options = command
        of_folder, of_store = run(name, acme, *options), run(name, store, *options)
        assert of_folder.code == of_store.code == 0, of_folder.err + of_store.err
        assert json.loads(of_folder.out) == json.loads(of_store.out)


def test_a_folder_that_changed_an_entry_is_not_taken_into_its_store(acme: Path, run: Run, tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/acme.db"
    assert run("import", store, acme).code == 0
    text = (acme / "journal.csv").read_text()
    (acme / "journal.csv").write_text(text.replace("6200.00", "6300.00"))
    said = run("import", store, acme)
    assert said.code == 2
    assert "entry 2024-07 is held by the store already, with different postings" in said.err


@pytest.mark.parametrize("command", ["netcap", "focus", "build", "why", "close"])
def test_a_store_that_was_tampered_with_gives_no_answer(command: str, acme: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "acme.db"
    run("import", f"sqlite:///{path}", acme)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("drop trigger postings_refuse_update")
        connection.execute("update postings set cents = cents * 2")
        connection.commit()
    more: dict[str, list[object]] = {"build": ["--out", tmp_path / "out"], "why": ["net_capital"]}
    said = run(command, f"sqlite:///{path}", *more.get(command, []))
    assert said.code == 2
    assert "is not as it was recorded" in said.err
