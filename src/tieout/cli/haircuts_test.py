"""`tieout haircuts` at the prompt: JSON, tables, files, reasons, and what it says of a table it cannot use."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tieout.cli.conftest import Run

ROOT = Path(__file__).parents[3]
TABLE = """as_of,account,security_id,class,quantity,price,maturity,rating
2024-12-31,1,T-NOTE,us_government,1000000,1.00,2028-12-31,
2024-12-31,1,ABC,equity,4000,50.00,,
2024-12-31,2,ABC,equity,1000,50.00,,
2024-12-31,2,XYZ 5s,corporate_debt,90000,1.00,2027-12-31,A
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "positions.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_json_is_the_contract(run: Run, table: Path) -> None:
    said = run("haircuts", table, "--tentative-net-capital", "1,000,000", "--json")
    held = json.loads(said.out)
    assert (said.code, said.err) == (0, "")
    assert held["as_of"] == "2024-12-31"
    assert held["tentative_net_capital"] == "1000000.00"
    # 3% x 1,000,000; 6% x 90,000; 15% x 250,000
    assert held["haircuts"] == "72900.00"
    assert held["undue_concentration"] == "22500.00"  # 15% x (250,000 - 100,000)
    assert held["total"] == "95400.00"
    assert held["by_focus_box"] == {"3650": "22500.00", "3733": "5400.00", "3734": "37500.00", "3735": "30000.00"}
    assert held["positions"][1] == {
        "security_id": "ABC",
        "paragraph": "(c)(2)(vi)(J)",
        "rate": "0.15",
        "market_value": "250000.00",
        "base": "250000.00",
        "haircut": "37500.00",
        "undue_concentration": "22500.00",
    }


def test_without_net_capital_concentration_is_not_known(run: Run, table: Path) -> None:
    held = json.loads(run("haircuts", table, "--json").out)
    assert (held["undue_concentration"], held["total"]) == (None, "72900.00")
    assert "undue concentration: state --tentative-net-capital" in run("haircuts", table).out


def test_for_people(run: Run, table: Path) -> None:
    said = run("haircuts", table, "--tentative-net-capital", "1000000").out
    assert "3 securities, December 31, 2024" in said
    assert "(c)(2)(vi)(J)" in said
    assert "95,400.00" in said


def test_why_down_to_one_bond(run: Run, table: Path) -> None:
    said = run("haircuts", table, "--why", "--security", "XYZ 5s").out
    assert "90,000" in said
    assert "row 5" in said
    assert "T-NOTE" not in said
    assert "no reason behind the total names 'QQQ'" in run("haircuts", table, "--why", "--security", "QQQ").err


@pytest.mark.parametrize("name", ["costs.csv", "costs.parquet"])
def test_the_costs_as_a_file(run: Run, table: Path, tmp_path: Path, name: str) -> None:
    assert run("haircuts", table, "--out", tmp_path / name).code == 0
    with duckdb.connect() as con:
        rows = con.execute(f"SELECT security_id, haircut FROM '{tmp_path / name}' ORDER BY 1").fetchall()
    assert [(security, Decimal(str(haircut))) for security, haircut in rows] == [
        ("ABC", Decimal("37500.00")),
        ("T-NOTE", Decimal("30000.00")),
        ("XYZ 5s", Decimal("5400.00")),
    ]
    assert not list(tmp_path.glob(".*partly"))


def test_the_books_know_their_own_net_capital(run: Run) -> None:
    held = json.loads(run("haircuts", ROOT / "examples" / "mml_distributors_2003", "--json").out)
    assert (held["tentative_net_capital"], held["total"]) == ("1301156.00", "32506.47")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere.csv",), "there is no such file"),
        (("{table}", "--tentative-net-capital", "lots"), "'lots' is no amount"),
        (("{table}", "--as-of", "tomorrow"), "is not a date"),
        (("{table}", "--out", "costs.xls"), "ends in .csv or .parquet"),
        (("{table}", "--out", "{folder}/none/costs.csv"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_clear_message(
    run: Run, table: Path, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    held = run("haircuts", *(word.format(table=table, folder=tmp_path) for word in words))
    assert held.code == 2
    assert said in held.err
    assert held.err.count("tieout:") == 1
