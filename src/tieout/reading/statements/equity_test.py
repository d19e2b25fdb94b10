"""Changes in equity: by columns, by lines, in shares and in dollars."""

from __future__ import annotations

from datetime import date

from tieout.facts import Period
from tieout.reading.files.limits import Limits
from tieout.reading.files.plain import read
from tieout.reading.outline import outline
from tieout.reading.statements.equity import _WHOLE, across, read_equity
from tieout.reading.statements.statement import Fiscal, ReadStatement

END = date(2003, 12, 31)
BEFORE = date(2002, 12, 31)


def equity(*rows: str) -> ReadStatement:
    (part,) = outline(read("\n".join(rows), "x.txt", Limits()))
    found = read_equity(part, Fiscal(end=END))
    assert found is not None
    return found


def matrix() -> ReadStatement:
    return equity(
        "STATEMENT OF CHANGES IN STOCKHOLDER'S EQUITY",
        "YEAR ENDED DECEMBER 31, 2003",
        "\tCommon Stock\tAdditional Paid-in Capital\tRetained Earnings\tTotal",
        "Balance, January 1, 2003\t$ 10,000\t$ 250,000\t$ 500,000\t$ 760,000",
        "Net loss\t\t\t(60,000)\t(60,000)",
        "Dividends\t\t\t27,604\t27,604",
        "Balance, December 31, 2003\t$ 10,000\t$ 250,000\t$ 412,396\t$ 672,396",
    )


def test_each_column_is_a_component() -> None:
    assert matrix().parts == ("common_stock", "additional_paid_in_capital", "retained_earnings", "")


def test_balances_and_the_movements_between_them_are_dated() -> None:
    year = Period(date(2003, 1, 1), END)
    assert list(matrix().rows_when.items()) == [(0, BEFORE), (3, END), (1, year), (2, year)]


def test_a_balance_is_the_one_before_and_what_happened_between() -> None:
    """Retained earnings: 500,000 less the loss in brackets and the dividends without."""
    (found,) = matrix().found[2]
    assert (found.total, {n: w for w, n in found.terms}, found.presumed) == (3, {0: 1, 1: 1, 2: -1}, False)


def test_every_line_adds_up_across() -> None:
    assert [(line, whole, [c for _, c in terms]) for line, whole, terms in across(matrix())] == [
        (0, 3, [0, 1, 2]),
        (1, 3, [2]),
        (2, 3, [2]),
        (3, 3, [0, 1, 2]),
    ]


def test_one_column_is_the_whole() -> None:
    held = equity(
        "STATEMENT OF CHANGES IN MEMBERS' EQUITY",
        "Year ended December 31, 2003",
        "Balance, beginning of year\t$ 900,000",
        "Net income\t200,000",
        "Distributions\t(150,000)",
        "Balance, end of year\t$ 950,000",
    )
    assert held.parts == ("",)
    assert (held.rows_when[0], held.rows_when[3]) == (BEFORE, END)
    assert not held.found[0][0].presumed


def test_a_column_of_shares_counts() -> None:
    held = equity(
        "STATEMENT OF CHANGES IN STOCKHOLDERS' EQUITY",
        "Year ended December 31, 2003",
        "\tNumber of Shares\tCommon Stock\tRetained Earnings\tTotal",
        "Balance, December 31, 2002\t1,000\t$ 10,000\t$ 50,000\t$ 60,000",
        "Net income\t\t\t5,000\t5,000",
        "Balance, December 31, 2003\t1,000\t$ 10,000\t$ 55,000\t$ 65,000",
    )
    assert held.parts == ("shares", "common_stock", "retained_earnings", "")
    assert all(0 not in [c for _, c in terms] for _, _, terms in across(held)), "shares are added to no dollars"


def test_a_heading_that_names_no_component() -> None:
    held = equity(
        "STATEMENT OF CHANGES IN STOCKHOLDERS' EQUITY",
        "Year ended December 31, 2003",
        "\tQuixotic Fund\tRetained Earnings\tTotal",
        "Balance, December 31, 2002\t$ 10,000\t$ 50,000\t$ 60,000",
        "Balance, December 31, 2003\t$ 10,000\t$ 55,000\t$ 65,000",
    )
    assert held.parts[0] == "?"


def test_the_whole_equity_at_a_date_is_a_balance_where_there_is_one_column() -> None:
    for label in (
        "MEMBER'S EQUITY, JANUARY 1, 2018",
        "Partners' capital, end of year",
        "Stockholders' equity at beginning",
    ):
        assert _WHOLE.match(label), label
    for label in ("Members' equity", "Member's contributed capital, January 1", "Capital withdrawals, December"):
        assert not _WHOLE.match(label), label
