"""A table of any size: what is listed of it and written out, how a database is set, and what it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tieout.facts import Fact, Posted
from tieout.law.haircuts.deductions import Elections
from tieout.law.haircuts.haircuts_test import DAY, HEAD, STOCK, Row, option, row, work, written
from tieout.law.haircuts.large import connected, haircuts_of
from tieout.law.params import LawError

CENT = Decimal("0.01")


def table(tmp_path: Path, rows: Sequence[Row], name: str = "positions.csv") -> Path:
    return written(tmp_path / name, [{"as_of": DAY, **one} for one in rows])


def test_a_database_takes_the_memory_and_threads_it_is_given() -> None:
    with connected(threads=3, memory="1GB") as con:
        asked = "memory_limit", "threads", "preserve_insertion_order", "enable_progress_bar", "temp_directory"
        named = ", ".join(f"current_setting('{name}')" for name in asked)
        ((memory, threads, ordered, bar, folder),) = con.execute(f"SELECT {named}").fetchall()
        assert (memory, threads, ordered, bar) == ("953.6 MiB", 3, False, False)
        assert Path(folder).is_dir()
    assert not Path(folder).exists()


MIXED: list[Row] = [
    {"class": "equity", "security_id": "A", "quantity": 3_000, "price": 50, "account": "1"},
    {"class": "equity", "security_id": "A", "quantity": -500, "price": 50, "account": "2"},
    row("equity", -20_000, "B"),
    row("equity", 10_000.01, "B2"),
    row("corporate_debt", 60_000, "C", maturity="2029-12-31", rating="A"),
    row("municipal", 700_000, "D", maturity="2034-12-31", issue_date="2014-12-31"),
    row("municipal", 6_000_000, "E", maturity="2025-12-30", issue_date="2024-12-31"),
    row("us_government", 100_000, "F", maturity="2029-12-31"),
    row("fund_other", 40_000, "G"),
    row("nonmarketable", 500, "H"),
    row("limited_market", 400, "I", market_makers=1),
    {**STOCK, "quantity": 200},
    option("call", 46, -1, 6),
    {**option("put", 45, 1, 1, underlying="XYZ"), "security_id": "O'Neill put"},
    row("contractual_commitment", 9_000, "K", listed="no"),
]


@pytest.mark.parametrize("capital", [None, 100_000])
def test_what_each_security_costs_is_listed_and_written_alike(capital: int | None, tmp_path: Path) -> None:
    path, stated = table(tmp_path, MIXED), None if capital is None else Decimal(capital)
    expected = {cost.security_id: cost for cost in work(MIXED, capital).costs}
    listed = haircuts_of([path], None, stated, few=0, most_costs=len(expected))
    assert listed.count == len(listed.costs) == len(expected)
    for cost in listed.costs:
        like = expected[cost.security_id]
        assert (cost.paragraph, cost.rate) == (like.paragraph, like.rate)
        assert cost.market_value == like.market_value
        assert abs(cost.base - like.base) < CENT, cost
        assert abs(cost.haircut - like.haircut) < CENT, cost
        if cost.undue_concentration is None or like.undue_concentration is None:
            assert not cost.undue_concentration
            assert not like.undue_concentration
        else:
            assert abs(cost.undue_concentration - like.undue_concentration) < CENT, cost
    for few, kind in ((0, "csv"), (100, "parquet")) if capital is None else ((0, "parquet"), (100, "csv")):
        out = tmp_path / f"it's {few}.{kind}"
        haircuts_of([path], None, stated, few=few, out=out)
        with out.open("rb") as held:
            assert (held.read(4) == b"PAR1") == (kind == "parquet")
        name = str(out).replace("'", "''")
        columns = "security_id, paragraph, rate, market_value, base, haircut, undue_concentration"
        assert [held[0] for held in duckdb.execute(f"DESCRIBE FROM '{name}'").fetchall()] == columns.split(", ")
        rows = {row[0]: row[1:] for row in duckdb.execute(f"SELECT {columns} FROM '{name}'").fetchall()}
        assert len(rows) == len(listed.costs)
        for cost in listed.costs:
            paragraph, *figures = rows[cost.security_id]
            assert paragraph == cost.paragraph
            for value, expected_value in zip(figures, astuple(cost)[2:], strict=True):
                assert abs(float(value or 0) - float(expected_value or 0)) < 0.0101, cost
    assert not list(tmp_path.glob(".*"))


def test_securities_are_listed_only_where_they_are_few_enough(tmp_path: Path) -> None:
    path = table(tmp_path, [row("equity", 1, "A"), row("equity", 2, "B")])
    assert [cost.security_id for cost in haircuts_of([path], few=0, most_costs=2).costs] == ["A", "B"]
    assert haircuts_of([path], few=0, most_costs=1).costs == ()
    assert haircuts_of([table(tmp_path, [row("equity", 1, "A")], "one.csv")], few=0).costs == ()
    assert len(haircuts_of([path], few=2).costs) == 2
    assert haircuts_of([path], few=1).costs == ()


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawError, match=r"it cannot be written: (.|\n)*Expected: a folder that can be"):
        haircuts_of([table(tmp_path, [row("equity", 1)])], few=0, out=tmp_path / "none" / "costs.csv")
    (tmp_path / "costs.csv").mkdir()
    with pytest.raises(LawError, match="it cannot be written: "):
        haircuts_of([tmp_path / "positions.csv"], few=0, out=tmp_path / "costs.csv")
    assert sorted(held.name for held in tmp_path.iterdir()) == ["costs.csv", "positions.csv"]


@pytest.mark.parametrize("few", [0, 100])
def test_what_costs_nothing_costs_nothing(few: int, tmp_path: Path) -> None:
    called = row("equity", 1_000, status="called", redemption_date="2025-01-15")
    bill = row("us_government", 1_000, maturity="2025-01-15", market_makers=0)
    for one in (called, bill):
        found = haircuts_of([table(tmp_path, [one])], few=few)
        assert found.haircuts.value == found.total.value == 0
        assert found.count == 1


@pytest.mark.parametrize("few", [0, 100])
def test_a_security_without_an_identifier_goes_by_its_description(few: int, tmp_path: Path) -> None:
    rows = [row("equity", 700, "", description="Alder"), row("equity", 300, "", description="Alder", account="B")]
    found = haircuts_of([table(tmp_path, rows)], few=few, most_costs=5)
    assert [(cost.security_id, cost.haircut) for cost in found.costs] == [("Alder", Decimal(150))]


@pytest.mark.parametrize("few", [0, 100])
def test_net_capital_below_zero_leaves_every_security_concentrated(few: int, tmp_path: Path) -> None:
    rows = [row("equity", 30_000, "A"), row("corporate_debt", 30_000, "B", maturity="2029-12-31", rating="A")]
    found = haircuts_of([table(tmp_path, rows)], None, Decimal(-500), few=few)
    assert found.undue is not None
    assert found.undue.value == 15 * 200 + Decimal("0.035") * 5_000  # over 10,000 and 25,000, half of 7% of debt


@pytest.mark.parametrize("few", [0, 100])
def test_a_commitment_is_added_back(few: int, tmp_path: Path) -> None:
    path = table(tmp_path, [row("contractual_commitment", 100_000, "K", listed="yes"), row("equity", 1_000, "A")])
    found = haircuts_of([path], None, Decimal(1_000_000), Elections(commitment_add_back=True), few=few)
    assert found.haircuts.value == 150  # 15% of 1,000; the 15,000 on the commitment are added back


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("class,security_id,market_value,as_of\nagency,S,1,2024-12-31\n", "maturity is missing"),
        (HEAD.strip() + ",status\n2024-12-31,equity,S,1,late\n", "status has another word"),
        (HEAD.strip() + ",listed\n2024-12-31,equity,S,1,perhaps\n", "listed is neither"),
        (HEAD.strip() + ",maturity\n2024-12-31,agency,S,1,2024-12-30\n", "maturity is before 2024-12-31"),
        (HEAD.strip() + ",maturity,rating\n2024-12-31,corporate_debt,S,1,2025-12-30,good\n", "rating is 'good'"),
        (HEAD.strip() + ",market_makers\n2024-12-31,limited_market,S,1,\n", "market_makers is missing"),
        (HEAD + "2024-12-31,equity,,1\n", "class or security_id is missing"),
        ('"class,security_id,market_value"\n"equity,S,1"\n', "its rows have not as many values as its heading"),
        ("class,security_id,market_value\n", "it has no column as_of"),
        (HEAD, "as_of is not one day, but no row"),
    ],
)
def test_what_a_table_does_not_say_is_asked_for(kind: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "positions.csv"
    path.write_text(kind, encoding="utf-8")
    with pytest.raises(LawError, match=said):
        haircuts_of([path], few=0)


def test_a_file_that_is_not_there_or_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.parquet").write_text("none", encoding="utf-8")
    for name, said in (
        ("none.csv", r"it cannot be read as a table \(IO Error: No files found"),
        ("none.parquet", r"it cannot be read as a table \(IO Error: No files found"),
        ("text.parquet", "it has no column class, but none"),
    ):
        with pytest.raises(LawError, match=said):
            haircuts_of([tmp_path / name], DAY)


@pytest.mark.parametrize(("count", "more"), [(20, False), (21, True)])
def test_twenty_rows_are_named(count: int, more: bool, tmp_path: Path) -> None:
    with pytest.raises(LawError) as refused:
        haircuts_of([table(tmp_path, [row("agency", 1, f"S{number}") for number in range(count)])], few=0)
    shown = [line for line in str(refused.value).splitlines() if line.startswith("    row ")]
    assert shown == [f"    row {number + 2}: S{number}" for number in range(20)]
    assert ("and more" in str(refused.value)) == more
    with pytest.raises(LawError) as refused:
        haircuts_of([table(tmp_path, [row("agency", 1, f"S{number}") for number in range(count)])], few=100)
    assert f"{count} positions cannot be placed" in str(refused.value)
    assert len([line for line in str(refused.value).splitlines() if "row " in line]) == 20
    assert ("and 1 more" in str(refused.value)) == more


@pytest.mark.parametrize(("count", "said"), [(1022, "rating is 'R"), (1023, "rating has 1,023 values")])
def test_a_table_has_no_more_ratings_than_there_are(count: int, said: str, tmp_path: Path) -> None:
    rows = [row("preferred", 1, f"S{number}", rating=f"R{number}") for number in range(count)]
    with pytest.raises(LawError, match=said):
        haircuts_of([table(tmp_path, rows)], few=0)


@pytest.mark.parametrize("few", [0, 100])
def test_one_day_is_taken_of_several(few: int, tmp_path: Path) -> None:
    path = tmp_path / "positions.csv"
    path.write_text(HEAD + "2024-12-30,equity,S,1000\n2024-12-31,equity,S,2000\n", encoding="utf-8")
    found = haircuts_of([path], date(2024, 12, 30), few=few)
    assert (found.haircuts.value, found.as_of) == (Decimal(150), date(2024, 12, 30))


def test_every_figure_of_a_table_says_the_rows_it_counts(tmp_path: Path) -> None:
    path = table(tmp_path, [row("equity", 4_000, "A"), row("equity", 1_000, "B"), row("equity", -10, "C")])
    found = haircuts_of([path], few=0)
    seen: dict[str, int] = {}

    def walk(fact: Fact) -> None:
        if isinstance(fact.trace, Posted):
            seen[fact.trace.where] = fact.trace.count
        for line in getattr(fact.trace, "lines", ()):
            walk(line.fact)

    walk(found.haircuts)
    assert list(seen.values()) == [2, 1]
    assert [words.rpartition(", ")[2] for words in seen] == ["long", "short"]
