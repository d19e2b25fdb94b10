"""A figure is read in one way, value by value and by a query alike."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import duckdb
import pytest

from tieout.facts.money import plain
from tieout.law.haircuts.columns import Columns

READ = {
    "$1,500.25": "1500.25",
    "$ (1,250.50)": "-1250.50",
    "($1,250.50)": "-1250.50",
    "( 1,500 )": "-1500",
    "-$1,500": "-1500",
    "$-5": "-5",
    " 1,500,000 ": "1500000",
    "1500.": "1500",
    ".5": "0.5",
    "12,345": "12345",
}
REFUSED = ["1,5", "1,500,00", ",500", "1,2345", "1 500", "(5", "5)", "(-5)", "--5", "$", "()", "1.000,00", "1500,000"]


def by_value(text: str) -> Decimal | None:
    try:
        return Decimal(plain(text))
    except (ValueError, InvalidOperation):
        return None


def by_query(text: str) -> Decimal | None:
    figure = Columns({"market_value": ("market_value", "VARCHAR")})._figure("market_value")
    query = f"SELECT TRY_CAST({figure} AS DECIMAL(18, 4)) FROM (SELECT ? AS market_value)"
    with duckdb.connect() as database:
        rows = database.execute(query, [text]).fetchall()
    (found,) = rows[0]
    return None if found is None else Decimal(str(found))


@pytest.mark.parametrize("text", READ)
def test_a_figure_is_what_was_meant(text: str) -> None:
    assert by_value(text) == by_query(text) == Decimal(READ[text])


@pytest.mark.parametrize("text", REFUSED)
def test_what_may_mean_anything_is_no_figure(text: str) -> None:
    assert by_value(text) is None
    assert by_query(text) is None
