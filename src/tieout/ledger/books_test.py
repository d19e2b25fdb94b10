"""What the documents of the books say together: nothing counts twice, nothing is passed over in silence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from threading import Thread

import pytest

from tieout.facts import TieoutError
from tieout.ledger.books import Books, assemble
from tieout.ledger.folder import documents, open_books
from tieout.ledger.importing import FolderKeeper, import_files
from tieout.ledger.store import Store
from tieout.ledger.tags import of_whole_entries

_TEMPLATE = Path(str(files("tieout.cli") / "template"))


def template(**changed: str) -> dict[str, bytes]:
    """The documents of a small firm; `journal_2_csv="..."` puts another file beside them or in the place of its own."""
    held = documents(_TEMPLATE)
    for name, text in changed.items():
        stem, _, ending = name.rpartition("_")
        held[f"{stem}.{ending}"] = text.encode()
    return held


def books(**changed: str) -> Books:
    return assemble("acme", template(**changed))


def refused(message: str, held: dict[str, bytes]) -> None:
    with pytest.raises(TieoutError, match=message):
        assemble("acme", held)


JOURNAL = (_TEMPLATE / "journal.csv").read_text()
POSITIONS = (_TEMPLATE / "positions.csv").read_text()
HEAD = "entry,date,account,debit,credit,memo,tag\n"


def entry(*rows: str) -> str:
    return HEAD + "".join(f"{row}\n" for row in rows)


# --- the same thing twice --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["journal (1).csv", "Journal-copy.CSV"])
def test_a_copy_of_a_file_is_refused(name: str) -> None:
    held = template()
    refused("is .*byte for byte", held | {name: held["journal.csv"]})


def test_an_entry_in_two_journals_is_refused_and_both_are_named() -> None:
    again = entry("2024-07,2024-11-30,5510,6200.00,,,", "2024-07,2024-11-30,1010,,6200.00,,")
    refused(
        r"entry 2024-07 is in journal\.csv and in journal_2\.csv: it would count twice", template(journal_2_csv=again)
    )
    other = again.replace("2024-07,", "2024-99,")
    assert books(journal_2_csv=other).balances(date(2024, 12, 31))["5510"] == 1_240_000


def test_an_entry_that_a_store_keeps_and_a_journal_beside_it() -> None:
    held = template()
    kept = assemble("acme", held).postings
    with pytest.raises(TieoutError, match=r"is in sqlite:///firm\.db and in journal\.csv"):
        assemble("firm.db", held, kept, where="sqlite:///firm.db")


def test_positions_in_two_files() -> None:
    held = template()
    refused(r"positions-2\.csv: is positions\.csv once more|positions\.csv: is positions-2\.csv once more",
            held | {"positions-2.csv": held["positions.csv"]})  # fmt: skip
    refused(r"position MMF of 2024-12-31 is in positions-2\.csv already|is in positions\.csv already",
            held | {"positions-2.csv": POSITIONS.replace("62800", "62801").encode()})  # fmt: skip


# --- tags ------------------------------------------------------------------------------------------------------------


def test_an_unknown_tag_names_entry_row_and_the_nearest_word() -> None:
    text = JOURNAL.replace("A desk,\n", "A desk,purchase_of_fixed_assets\n")
    refused(r"journal\.csv, row 30: entry 2024-10 has the tag 'purchase_of_fixed_assets'(.|\n)*"
            r"Mend: write purchases_of_fixed_assets", template(journal_csv=text))  # fmt: skip


@pytest.mark.parametrize(
    "tag", ["Opening", "non-cash", "opening,noncash", "net_change_in_cash", "cash_paid_for_interest"]
)
def test_words_that_say_nothing_are_refused(tag: str) -> None:
    refused("which is unknown", template(journal_csv=JOURNAL.replace(",opening\n", f',"{tag}"\n', 1)))


@pytest.mark.parametrize("tag", ["noncash", "change", "interest_paid", "equity_transfers", "capital_distributions"])
def test_words_that_say_something_are_taken(tag: str) -> None:
    assert books(journal_csv=JOURNAL.replace("A desk,\n", f"A desk,{tag}\n"))


@pytest.mark.parametrize("word", ["opening", "closing", "noncash", "reversal"])
def test_a_word_on_one_posting_holds_for_its_entry(word: str) -> None:
    rows = ("A,2024-12-31,1010,1.00,,,change", f"A,2024-12-31,1410,,1.00,,{word}")
    found = books(journal_2_csv=entry(*rows, "B,2024-12-31,1010,2.00,,,", "B,2024-12-31,1410,,2.00,,")).postings
    tags = dict(found.filter(found["entry"].is_in(["A", "B"])).group_by("entry").agg("tag").iter_rows())
    assert tags == {"A": [f"change {word}", word], "B": ["", ""]}
    assert of_whole_entries(found).equals(found)


def test_the_opening_of_a_trial_balance_is_of_balances_alone() -> None:
    held = template()
    del held["journal.csv"]
    held["trial_balance_2024-06-30.csv"] = b"account,debit,credit\n1010,50,\n3010,,20\n4010,,30\n"
    found = assemble("acme", held).postings
    assert dict(found.select("account", "tag").iter_rows()) == {"1010": "opening", "3010": "opening", "4010": ""}


# --- positions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("account", "message"),
    [
        ("1029", r"positions\.csv, row 2: no account '1029' in accounts\.csv; nearest: 1020 Money market fund"),
        ("2110", r"row 2: positions in account 2110 Commissions payable, which is of kind liability"),
        ("3110", "which is of kind equity"),
        ("4085", "which is of kind revenue"),
    ],
)
def test_positions_belong_to_an_account_that_can_hold_them(account: str, message: str) -> None:
    refused(message, template(positions_csv=POSITIONS.replace(",1020,", f",{account},")))


def test_positions_may_be_sold_short() -> None:
    chart = (_TEMPLATE / "accounts.csv").read_text() + "2310,Sold short,securities_sold_not_yet_purchased,,,,,\n"
    assert books(accounts_csv=chart, positions_csv=POSITIONS.replace(",1020,", ",2310,")).positions.height == 1


# --- amounts ---------------------------------------------------------------------------------------------------------


def test_sums_that_would_wrap_round_are_refused() -> None:
    row = "X,2024-12-31,{},{},{},,"
    nearly = "999999999999999.99"
    many = [row.format("1010", nearly, "") for _ in range(100)] + [row.format("3010", "", nearly) for _ in range(100)]
    refused("more than 90,000 trillion dollars", template(journal_2_csv=entry(*many)))
    one = entry(row.format("1010", "1000000000000000", ""), row.format("3010", "", "1000000000000000"))
    refused("is too large to be an amount", template(journal_2_csv=one))
    assert books(journal_2_csv=entry(row.format("1010", nearly, ""), row.format("3010", "", nearly)))


# --- facts.csv -------------------------------------------------------------------------------------------------------

FACTS = "concept,value,unit,date,start,end,part,label,by,on,reason\n"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["a,5,USD,2024-12-31,,,,,CFO,2025-01-31,files"] * 2, r"facts\.csv, row 3: a of 2024-12-31 is stated in row 2"),
        (["a,5,USD,20241231,,,,,CFO,2025-01-31,files"], "row 2: date '20241231' is not a date"),
        (["a,5,USD,2024-12-31,,,,,CFO,,files"], "row 2: on '' is not a date"),
        (["a,1,000,USD,2024-12-31,,,,,CFO,2025-01-31,files"], "row 2: more cells than headings"),
        (["a,1000000000000000,USD,2024-12-31,,,,,CFO,2025-01-31,files"], "too large"),
        (["a,NaN,USD,2024-12-31,,,,,CFO,2025-01-31,files"], "is not finite"),
    ],
)
def test_facts_that_cannot_be_taken(rows: list[str], message: str) -> None:
    refused(message, template(facts_csv=FACTS + "\n".join(rows) + "\n"))


def test_facts_of_one_name_differ_by_part_or_day() -> None:
    rows = ("a,5,USD,2024-12-31,,,x,,CFO,2025-01-31,files", "a,6,USD,2023-12-31,,,x,,CFO,2025-01-31,files")
    told = books(facts_csv=FACTS + "\n".join(rows) + "\n").told
    assert [fact.value for fact in told] == [Decimal(5), Decimal(6)]


# --- the day ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "day"),
    [
        ("2024-12-31", date(2024, 12, 31)),
        ("2025-12-30", date(2025, 12, 31)),
        ("2025-11-30", date(2025, 12, 31)),
        ("2025-11-29", date(2024, 12, 31)),
        ("2025-01-01", date(2024, 12, 31)),
    ],
)
def test_the_day_meant_is_the_year_end_that_the_books_reach(last: str, day: date) -> None:
    more = entry(f"Z,{last},5310,1.00,,,", f"Z,{last},1010,,1.00,,")
    assert books(journal_2_csv=more).default_as_of() == day


def test_books_that_reach_no_year_end_speak_of_their_last_day() -> None:
    text = HEAD + "".join(
        row for row in JOURNAL.splitlines(keepends=True)[1:] if row[8:18] < "2024-07" or "OPEN" in row
    )
    assert books(journal_csv=text).default_as_of() == date(2024, 6, 30)


# --- the folder ------------------------------------------------------------------------------------------------------


def folder(tmp_path: Path) -> Path:
    for name, data in template().items():
        path = tmp_path / "acme" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "acme"


def test_books_are_called_by_their_name_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = folder(tmp_path)
    monkeypatch.chdir(where)
    assert [open_books(name).source for name in (".", str(where), "../acme/")] == ["acme"] * 3


def test_a_store_is_called_by_its_name_alone(store_url: str) -> None:
    with Store(store_url, create=True) as store:
        store.put_documents(template())
    name = open_books(store_url).source
    assert name == store_url.rpartition("/")[2]


@pytest.mark.parametrize("name", ["journal.csv", "positions.csv", "facts.csv", "notes/01-organization.md"])
def test_a_folder_in_the_place_of_a_file(name: str, tmp_path: Path) -> None:
    where = folder(tmp_path)
    (where / name).unlink(missing_ok=True)
    (where / name).mkdir()
    with pytest.raises(TieoutError, match=f"{Path(name).name}: is a folder"):
        documents(where)


def test_a_file_in_the_place_of_the_notes(tmp_path: Path) -> None:
    where = folder(tmp_path)
    for path in (where / "notes").iterdir():
        path.unlink()
    (where / "notes").rmdir()
    (where / "notes").write_text("# Organization")
    with pytest.raises(TieoutError, match=r"notes: is a file(.|\n)*a folder of notes"):
        documents(where)


def test_a_link_that_leads_nowhere_is_not_passed_over(tmp_path: Path) -> None:
    where = folder(tmp_path)
    (where / "journal_2.csv").symlink_to(tmp_path / "gone.csv")
    with pytest.raises(TieoutError, match=r"journal_2\.csv: cannot be read"):
        documents(where)


def test_an_empty_chart_is_told_its_own_headings() -> None:
    refused(r"accounts\.csv: no header row found(.|\n)*such as number, name, concept", template(accounts_csv=""))


def test_the_lock_goes_with_the_writer(tmp_path: Path) -> None:
    where = folder(tmp_path)
    more = tmp_path / "more.csv"
    more.write_text(entry("N1,2025-01-15,1010,1.00,,,", "N1,2025-01-15,4010,,1.00,,"))
    open_books(str(where))
    assert not (where / ".lock").exists()
    with FolderKeeper(where) as keeper:
        assert (where / ".lock").exists()
        import_files(keeper, [more])
        with pytest.raises(TieoutError, match="another writer"):
            FolderKeeper(where, patience_seconds=0.1)
    assert not (where / ".lock").exists()


def test_writers_take_turns_though_the_lock_comes_and_goes(tmp_path: Path) -> None:
    where, inside, seen = folder(tmp_path), [0], list[int]()

    def write() -> None:
        for _ in range(25):
            with FolderKeeper(where, patience_seconds=60):
                inside[0] += 1
                seen.append(inside[0])
                inside[0] -= 1

    writers = [Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert seen == [1] * 200
