"""open_items.csv: read row by row, and one clear message for each way it can be wrong."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from tieout.facts import TieoutError
from tieout.ledger.books import assemble
from tieout.ledger.folder import documents
from tieout.ledger.open_items import OpenReceivable

TEMPLATE = Path(str(files("tieout.cli") / "template"))
HEAD = "account,kind,counterparty,amount,since,description\n"


def items(rows: str, head: str = HEAD) -> tuple[OpenReceivable, ...]:
    return assemble("acme", documents(TEMPLATE) | {"open_items.csv": (head + rows).encode()}).open_items


def test_the_rows() -> None:
    found = items('1110,mutual_fund_concession,Elm Fund,"1,200.50",2024-12-10,November\n\n')
    since = date(2024, 12, 10)
    assert found == (
        OpenReceivable("1110", "mutual_fund_concession", "Elm Fund", Decimal("1200.50"), since, "November", 2),
    )
    assert found[0].named == "Elm Fund of 2024-12-10 November"
    assert items("1110,interest,5,2024-12-10\n", "account,kind,amount,since\n")[0].named == "interest of 2024-12-10"
    assert assemble("acme", documents(TEMPLATE)).open_items == ()


def test_the_file_is_one_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "open_items.csv").write_text(HEAD)
    assert list(documents(tmp_path)) == ["open_items.csv"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            "1119,interest,,5,2024-12-10,\n",
            r"open_items\.csv, row 2: no account '1119' in accounts\.csv; nearest: 1110",
        ),
        ("2110,interest,,5,2024-12-10,\n", "row 2: an open item in account 2110 Commissions payable, .*kind liability"),
        ("1110,interest,,-5,2024-12-10,\n", "amount is '-5'"),
        ("1110,interest,,five,2024-12-10,\n", "amount is 'five'"),
        ("1110,interest,,5,12/10/2024,\n", "since '12/10/2024' is not a date"),
        ("1110,,,5,2024-12-10,\n", "row 2: kind is empty"),
        ("1110,interest,,1,200,2024-12-10,,\n", "more cells than headings"),
        ("1110,interest,,5,2024-12-10,\n" * 2, r"row 3: interest .* in account 1110 is stated in row 2 already"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_row(rows: str, said: str) -> None:
    with pytest.raises(TieoutError, match=said):
        items(rows)


def test_columns_are_named() -> None:
    with pytest.raises(TieoutError, match=r"open_items\.csv: unknown column days"):
        items("", HEAD.replace("description", "days"))
    with pytest.raises(TieoutError, match="no column since"):
        items("", "account,kind,amount\n")
