"""A row of a table is read value by value, and what does not read names its row."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tieout.law.haircuts.positions import Position, canonical, position_of, to_par, unread
from tieout.law.params import LawError


def read(**values: object) -> Position:
    return position_of({"class": "equity", "security_id": "S", "market_value": 1, **values}, "row 2")


@pytest.mark.parametrize(
    ("column", "held", "meant"),
    [
        ("quantity", 1.00006, "1.0001"),
        ("price", 1.000000006, "1.00000001"),
        ("market_value", 1.0000006, "1.000001"),
        ("multiplier", 1.00006, "1.0001"),
        ("strike", 1.000000006, "1.00000001"),
        ("underlying_price", 1.000000006, "1.00000001"),
        ("par", 1.000000006, "1.00000001"),
        ("price", "1.0000000061", "1.0000000061"),
        ("price", Decimal("1.0000000061"), "1.0000000061"),
        ("par", "$1,000", "1000"),
        ("contract_value", "(250.50)", "-250.50"),
        ("contract_value", 10**15 - 1, 10**15 - 1),
    ],
)
def test_a_binary_number_is_read_to_the_decimals_of_its_column_and_text_as_it_stands(
    column: str, held: object, meant: str | int
) -> None:
    assert getattr(read(**{column: held}), column) == Decimal(meant)


@pytest.mark.parametrize(
    ("column", "held", "meant"),
    [
        ("maturity", "2025-03-21", date(2025, 3, 21)),
        ("maturity", "2025-03-21 00:00:00", date(2025, 3, 21)),
        ("maturity", date(2025, 3, 21), date(2025, 3, 21)),
        ("maturity", datetime(2025, 3, 21, 9, 30), date(2025, 3, 21)),
        ("listed", "Yes", True),
        ("listed", "n", False),
        ("listed", 1, True),
        ("listed", False, False),
        ("market_makers", "3", 3),
        ("market_makers", 3.0, 3),
        ("market_makers", 0, 0),
        ("rating", " AA- ", "AA-"),
        ("rating", float("nan"), None),
        ("rating", "  ", None),
        ("status", "In Default", "default"),
        ("status", "current", ""),
    ],
)
def test_a_value_is_read_as_what_its_column_holds(column: str, held: object, meant: object) -> None:
    assert getattr(read(**{column: held}), column) == meant


@pytest.mark.parametrize(
    ("column", "held", "expected"),
    [
        ("par", "1e15", "a number below 1e+15"),
        ("par", "-1e15", "a number below 1e+15"),
        ("par", "inf", "a number below 1e+15"),
        ("par", float("inf"), "a number below 1e+15"),
        ("par", "1,5", "a number below 1e+15"),
        ("maturity", "20250321", "a date, YYYY-MM-DD"),
        ("maturity", "2025-02-30", "a date, YYYY-MM-DD"),
        ("listed", "perhaps", "yes or no"),
        ("market_makers", "2.5", "a whole number"),
        ("market_makers", -1, "a whole number"),
        ("status", "late", "flat, default, arrears, called or current"),
    ],
)
def test_what_does_not_read_is_refused_with_its_row(column: str, held: object, expected: str) -> None:
    with pytest.raises(LawError) as refused:
        read(**{column: held})
    assert str(refused.value) == f"row 2: S: {column} is {str(held)!r}.\n  Expected: {expected}."


@pytest.mark.parametrize(
    ("row", "where", "named"),
    [
        ({"security_id": "S"}, "row 2", "row 2: S"),
        ({"security_id": "S"}, "", "position S"),
        ({"security_id": "position 3"}, "", "position 3"),
        ({"security_id": "position 3"}, "position 3", "position 3"),
        ({"description": "Alder common"}, "row 2", "row 2: Alder common"),
        ({"security_id": "", "description": "Alder common"}, "", "position Alder common"),
        ({}, "row 2", "row 2"),
        ({}, "", "position unnamed"),
    ],
)
def test_a_position_is_called_by_its_row_and_name(row: dict[str, object], where: str, named: str) -> None:
    assert position_of({"class": "equity", "market_value": 1, **row}, where).named == named


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ({"quantity": 3, "price": 5}, 15),
        ({"quantity": -3, "price": 5}, -15),
        ({"quantity": -3, "market_value": 20}, -20),
        ({"quantity": 3, "market_value": -20}, 20),
        ({"quantity": 0, "market_value": -20}, -20),
        ({"market_value": -20}, -20),
        ({"quantity": 3, "price": 5, "market_value": 20}, 20),
        ({"class": "option", "quantity": 3, "price": 5}, 1500),
        ({"class": "option", "quantity": -3, "price": 5, "multiplier": 10}, -150),
        ({"quantity": 3, "price": 5, "multiplier": 10}, 15),
    ],
)
def test_a_market_value_is_stated_or_quantity_times_price_and_the_quantity_says_the_side(
    row: dict[str, object], value: int
) -> None:
    assert position_of({"class": "equity", "security_id": "S", **row}).market_value == value


def test_neither_market_value_nor_quantity_and_price() -> None:
    for row, column in (({"quantity": 1}, "price"), ({"price": 1}, "quantity")):
        with pytest.raises(LawError) as refused:
            position_of({"class": "equity", "security_id": "S", **row}, "row 2")
        assert str(refused.value) == (
            f"row 2: S (equity): {column} is missing, and no market_value stands in.\n"
            "  Mend: state market_value, or quantity and price."
        )


@pytest.mark.parametrize(("held", "said"), [("", "class is missing."), (None, "class is missing."), ("fund", "'fund'")])
def test_a_class_there_is_none_of(held: object, said: str) -> None:
    row: dict[str, Any] = {"class": held, "security_id": "S", "market_value": 1}
    with pytest.raises(LawError, match=f"row 2: S: .*{said}(.|\n)*Expected: one of us_government, "):
        position_of(row, "row 2")


@pytest.mark.parametrize(
    ("row", "ratio"),
    [
        ({"market_value": 900, "par": 1000}, "0.9"),
        ({"quantity": 100, "price": 900, "par": 1000}, "0.9"),
        ({"quantity": 100, "market_value": 90_000, "par": 1000}, "0.9"),
        ({"quantity": -100, "market_value": 90_000, "par": 1000}, "0.9"),
        ({"quantity": 100, "price": 900, "par": 100_000}, "0.9"),
        ({"market_value": 10, "par": 1000}, "0.01"),
        ({"market_value": 10_000, "par": 1000}, "10"),
        ({"market_value": "9.99", "par": 1000}, None),
        ({"market_value": "10000.01", "par": 1000}, None),
        ({"market_value": 900, "par": 0}, None),
        ({"market_value": 900}, None),
    ],
)
def test_what_convertible_debt_is_worth_of_its_principal(row: dict[str, object], ratio: str | None) -> None:
    found = to_par(position_of({"class": "convertible_debt", "security_id": "S", **row}))
    assert found == (None if ratio is None else Decimal(ratio))


def test_a_column_that_is_nearly_another_is_refused_unless_that_is_there_too() -> None:
    assert unread(["class", "Trader", "market value"], "the table") == ("trader",)
    assert unread(["status", "statuss"], "the table") == ("statuss",)
    with pytest.raises(LawError, match="the table: column maturty is nearly maturity"):
        unread(["class", "maturty"], "the table")
    assert [canonical(name) for name in (" Money-Market  Fund", "as_of")] == ["money_market_fund", "as_of"]
