"""Journals, trial balances, positions and charts as people export them, and every complaint about them."""

import contextlib
import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.facts import TieoutError
from tieout.ledger.accounts import Chart
from tieout.ledger.headings import ALL_HEADINGS, TRIAL_BALANCE, headings_of
from tieout.ledger.journal import SCHEMA
from tieout.ledger.reading import (
    kind_of,
    read_chart,
    read_journal,
    read_positions,
    read_trial_balance,
    trial_balance_of,
)
from tieout.ledger.tables import read_table

CHART = read_chart(
    b"number,name,concept\n1010,Cash,cash\n1640,Furniture,furniture\n4010,Commissions,commissions\n4020,Fees,fees\n",
    "accounts.csv",
)
SPECIMENS = Path(__file__).parent / "specimens"
Row = tuple[str, date, str, int]


def postings(text: str | bytes, chart: Chart = CHART, name: str = "j.csv") -> list[Row]:
    data = text if isinstance(text, bytes) else text.encode()
    return read_journal(data, name, chart).postings.select("entry", "date", "account", "cents").rows()


def balances(text: str, name: str = "tb_2024-12-31.csv", as_of: date | None = None) -> dict[str, int]:
    return dict(read_trial_balance(text.encode(), name, CHART, as_of).balances.select("account", "cents").iter_rows())


DESKS = [("1", date(2024, 3, 7), "1640", 1240000), ("1", date(2024, 3, 7), "1010", -1240000)]


@pytest.mark.parametrize(
    "text",
    [
        "entry,date,account,debit,credit,memo,tag\n1,2024-03-07,1640,12400.00,,Desks,\n1,2024-03-07,1010,,12400.00,Desks,\n",
        'JE #;Posting Date;GL Account;Amount\n1;03/07/2024;1640;"12,400.00"\n1;03/07/2024;1010;"(12,400.00)"\n',
        "Num,Date,Acct,Amount,Dr/Cr\n1,7-Mar-2024,1640,12400,DR\n1,7-Mar-2024,1010,12400,Cr.\n",
        "Reference,Date,Account No.,Debit,Credit\n1,2024-03-07,1640,12400,0.00\n1,2024-03-07,1010,0.00,12400\n",
        'Trans #,Date,Account,Debit,Credit\n1,3/7/24,1640 · Furniture,"12,400.00",\n,,1010 Cash,,"12,400.00"\n',
        "Voucher,Date,Account name,Amount\n1,2024-03-07,furniture,12400.00 Dr\n1,2024-03-07,CASH,12400.00 Cr\n",
        "Ref,Date,Account,Debit,Credit\n1,3/7/24,1640 · Furniture,12400 Dr,\n1,3/7/24,Assets:1010 · Cash,,12400 Cr\n",
    ],
)
def test_one_entry_in_many_spellings(text: str) -> None:
    assert postings(text) == DESKS


def test_the_postings_have_the_ledgers_columns() -> None:
    read = read_journal(b"entry,date,account,amount\n1,2024-03-07,1640,5\n1,2024-03-07,1010,-5\n", "j.csv", CHART)
    assert read.postings.schema == SCHEMA
    assert read.postings["tag"].to_list() == ["", ""]
    assert read.postings["row"].to_list() == [2, 3]
    assert read.mapped == (("entry", "entry"), ("date", "date"), ("account", "account"), ("amount", "amount"))


def test_a_quickbooks_journal() -> None:
    read = read_journal((SPECIMENS / "quickbooks_journal.csv").read_bytes(), "quickbooks_journal.csv", CHART)
    assert read.postings.select("entry", "date", "account", "cents", "memo", "row").rows() == [
        ("1", date(2003, 12, 30), "1010", 100000, "December commissions", 6),
        ("1", date(2003, 12, 30), "4010", -60000, "December commissions", 7),
        ("1", date(2003, 12, 30), "4020", -40000, "December commissions", 8),
        ("2", date(2003, 12, 31), "1640", 525, "", 11),
        ("2", date(2003, 12, 31), "1010", -525, "", 12),
    ]
    assert read.skipped == ((9, "total"), (13, "total"), (14, "total"), (16, "no account and no amount"))
    assert read.unmapped == ("Type", "Num", "Adj", "Name")


def test_entries_without_ids_end_where_their_sum_returns_to_zero() -> None:
    text = (
        "date,account,amount\n2024-01-02,1010,5\n,4010,-5\n2024-01-02,1010,7\n,4010,-3\n,4020,-4\n"
        "2024-01-03,1010,1\n,4020,(1)\n"
    )
    assert [row[0] for row in postings(text)] == ["2024-01-02#1"] * 2 + ["2024-01-02#2"] * 3 + ["2024-01-03#1"] * 2
    assert not read_journal(text.encode(), "j.csv", CHART).named_entries


def test_rows_of_a_day_that_do_not_return_to_zero_are_refused() -> None:
    with pytest.raises(
        TieoutError, match=r"row 2: entry 2024-01-02#1 does not balance: debits exceed credits by 1\.00"
    ):
        postings("date,account,amount\n2024-01-02,1010,5\n2024-01-02,4010,-4\n2024-01-03,1010,1\n2024-01-03,4020,-1\n")


def test_headings_repeated_on_a_page_are_left_out() -> None:
    text = "entry,date,account,amount\n1,2024-01-02,1010,5\nEntry,Date,Account,Amount\n1,2024-01-02,4010,-5\n"
    with pytest.raises(TieoutError, match="amount 'Amount' is not an amount"):
        postings(text.replace(",Date,", ",x,"))
    assert read_journal(text.encode(), "j.csv", CHART).skipped == ((3, "headings repeated"),)


def test_a_journal_workbook() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        ["JE", "Date", "Account", "Debit", "Credit"],
        [1, datetime(2024, 3, 7), 1640, 12400.000000001, None],
        [None, None, 1010, None, 12400],
    ):
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    assert postings(out.getvalue(), name="j.xlsx") == DESKS


ROW = "entry,date,account,debit,credit,memo\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            ROW + "1,2024-03-07,1640,5,\n1,2024-03-07,1010,,4\n",
            "row 2: entry 1 does not balance: debits exceed credits by 1.00.",
        ),
        (
            ROW + "1,2024-03-07,1641,5,\n1,2024-03-07,1010,,5\n",
            "row 2: no account '1641' in accounts.csv; nearest: 1640 Furniture",
        ),
        (ROW + "1,2024-03-07,Comissions,5,\n1,2024-03-07,1010,,5\n", "nearest: 4010 Commissions."),
        (ROW + "1,2024-03-07,1640,five,\n1,2024-03-07,1010,,5\n", "row 2: debit 'five' is not an amount."),
        (ROW + '1,2024-03-07,1640,"1.234,56",\n1,2024-03-07,1010,,5\n', "comma for decimals"),
        (ROW + "1,31/03/2024,1640,5,\n1,31/03/2024,1010,,5\n", "'31/03/2024' has the day first"),
        (
            ROW + "1,2024-03-07,1640,5,\n1,2024-03-08,1010,,5\n",
            "row 2: entry 1 spans several dates, 2024-03-07 to 2024-03-08.",
        ),
        (ROW + "1,2024-03-07,1640,5,3\n1,2024-03-07,1010,,2\n", "row 2: debit 5 and credit 3 in one row."),
        (ROW + "1,2024-03-07,1640,,\n", "row 2: account 1640 without an amount."),
        (ROW + "1,2024-03-07,,5,\n1,2024-03-07,1010,,5\n", "row 2: an amount without an account."),
        (ROW + ",2024-03-07,1640,5,\n1,2024-03-07,1010,,5\n", "row 2: no entry id"),
        (ROW + "1,,1640,5,\n1,,1010,,5\n", "row 2: no date."),
        (ROW, "no postings."),
        (ROW + "1,2024-03-07,1640,5 Cr,\n1,2024-03-07,1010,,5\n", "'5 Cr' is on the side of the other column"),
        (ROW + "1,2024-03-07,1640,5,\n1,2024-03-07,1010,,-5\n", "every credit has a minus sign"),
        (
            ROW + "1,2024-03-07,1640,5,\n1,2024-03-07,1010,,5\nTOTAL,,,5,6,\n",
            "not a total: credit 6.00, where the rows above add to 5.00",
        ),
        (ROW + "1,2024-03-07,1640,5,\n1,2024-03-07,1010,,5\n,,,9,9,\n", "row 4: no account, and not a total"),
        ("entry,date,account,amount,sign\n1,2024-03-07,1640,5,X\n", "'X' says neither debit nor credit"),
        ("entry,date,account,amount,sign\n1,2024-03-07,1640,-5,C\n", "which one counts is unclear"),
        ("entry,account,debit,credit\n1,1640,5,\n", "no date or no account among the columns"),
        ("entry,date,account,debit\n1,2024-03-07,1640,5\n", "no amounts among the columns"),
        ("entry,date,account,amount,Amount\n1,2024-03-07,1640,5,5\n", "columns are headed 'amount'"),
    ],
)
def test_what_a_journal_must_not_be(text: str, message: str) -> None:
    with pytest.raises(TieoutError) as told:
        postings(text)
    assert message in str(told.value)
    assert str(told.value).startswith("j.csv")


def test_all_problems_are_told_the_first_ten_in_full() -> None:
    lines = "".join(f"{n},2024-03-07,9999,1,\n{n},2024-03-07,1010,,2\n" for n in range(1, 13))
    with pytest.raises(TieoutError) as told:
        postings(ROW + lines)
    text = str(told.value)
    assert text.startswith("j.csv: 24 problems.\n  row 2: entry 1 does not balance")
    assert text.count("\n  row ") == 10
    assert "  and 14 more." in text


def test_two_accounts_of_one_name_need_their_number() -> None:
    chart = read_chart(b"number,name,concept\n1010,Cash,cash\n1020,Cash,cash\n", "accounts.csv")
    with pytest.raises(TieoutError, match="could be 1010 or 1020"):
        postings(ROW + "1,2024-03-07,Cash,5,\n1,2024-03-07,1010,,5\n", chart)


def test_an_account_that_starts_with_total_is_an_account() -> None:
    chart = read_chart(b"number,name,concept\n1010,Cash,cash\n1500,Total return swaps,swaps\n", "accounts.csv")
    text = "entry,date,account name,amount\n1,2024-03-07,Total return swaps,5\n1,2024-03-07,Cash,-5\n"
    assert [row[2] for row in postings(text, chart)] == ["1500", "1010"]


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(["1010", "1640", "4010"]), st.integers(1, 10**9)), min_size=1, max_size=4),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=60)
def test_any_balanced_entries_read_back(entries: list[list[tuple[str, int]]]) -> None:
    lines, expected = [], []
    for n, entry in enumerate(entries, 1):
        for account, amount in [*entry, ("4020", -sum(a for _, a in entry))]:
            sides = f"{amount / 100:.2f}," if amount > 0 else f",{-amount // 100}.{-amount % 100:02}"
            lines.append(f"{n},2024-03-07,{account},{sides},\n")
            expected.append((str(n), date(2024, 3, 7), account, amount))
    assert postings(ROW + "".join(lines)) == expected


def test_trial_balances_by_sides_and_by_sign() -> None:
    expected = {"1010": 500, "4010": -500}
    assert balances("Account,Debit,Credit\n1010,5,\n4010,,5\n") == expected
    assert balances("No,Name,Balance\n1010,Cash,5\n4010,Commissions,(5)\n") == expected
    assert balances("Account name,Balance\nCash,5 Dr\nCommissions,5 Cr\n") == expected
    assert balances("Account,Balance,D/C\n1010,5,D\n4010,5,C\n") == expected
    assert balances("Account,Debit,Credit,Balance\n1010,5,,5\n4010,,5,5\n") == expected
    assert balances("Account,Beginning balance,Debit,Credit,Ending balance\n1010,4,1,,5\n4010,-4,,1,-5\n") == expected
    assert balances(",Debit,Credit\n1010 · Cash,5,\n4010 · Commissions,,5\nTOTAL,5,5\n") == expected


def test_a_trial_balance_leaves_out_headings_totals_and_silent_accounts_and_says_so() -> None:
    text = "Account,Debit,Credit\nAssets,,\n1010,5,\nTotal assets,5,\n1640,,\n4010,,5\nTOTAL,5,5\n"
    read = read_trial_balance(text.encode(), "tb_2024-12-31.csv", CHART)
    assert read.skipped == (
        (2, "no balance stated for Assets"),
        (4, "total"),
        (5, "no balance stated for 1640"),
        (7, "total"),
    )
    assert read.balances.schema == {"account": pl.String, "cents": pl.Int64, "row": pl.UInt32}
    assert read.balances["row"].to_list() == [3, 6]


@pytest.mark.parametrize(
    ("name", "titles", "as_of", "expected"),
    [
        ("tb.csv", "", date(2003, 12, 31), date(2003, 12, 31)),
        ("trial_balance_2003-12-31.csv", "", None, date(2003, 12, 31)),
        ("tb 20031231.csv", "", None, date(2003, 12, 31)),
        ("tb.csv", "Acme Securities LLC\nAs of December 31, 2003\n", None, date(2003, 12, 31)),
        ("tb.csv", "Printed 1/9/2004\nAs of 12/31/2003\n", None, date(2003, 12, 31)),
        ("tb.csv", "Trial balance\nDec 31, 03\n", None, date(2003, 12, 31)),
    ],
)
def test_the_day_of_a_trial_balance(name: str, titles: str, as_of: date | None, expected: date) -> None:
    text = titles + "Account,Debit,Credit\n1010,5,\n4010,,5\n"
    assert read_trial_balance(text.encode(), name, CHART, as_of).as_of == expected


TB = "Account,Debit,Credit\n"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("tb.csv", TB + "1010,5,\n4010,,5\n", "states no date"),
        (
            "tb_2024-12-31.csv",
            "As of December 31, 2003\n" + TB + "1010,5,\n4010,,5\n",
            "more than one date: 2003-12-31, 2024-12-31",
        ),
        ("tb_2024-12-31.csv", TB + "1010,5,\n4010,,4\n", "debits exceed credits by 1.00"),
        ("tb_2024-12-31.csv", TB + "1010,5,\n1010,,5\n", "row 3: account 1010 is in row 2 already"),
        (
            "tb_2024-12-31.csv",
            TB + "1010,5,\n4011,,5\n",
            "row 3: no account '4011' in accounts.csv; nearest: 4010 Commissions",
        ),
        ("tb_2024-12-31.csv", TB + "1010,5,\n4010,,five\n", "row 3: credit 'five' is not an amount"),
        ("tb_2024-12-31.csv", TB + "1010,5,\n4010,2,5\n", "row 3: a debit and a credit balance in one row"),
        ("tb_2024-12-31.csv", TB + "1010,5,\n4010,,5\n,,7\n", "row 4: a balance without an account"),
        (
            "tb_2024-12-31.csv",
            TB + "1010,5,\n4010,,5\nTotal,6,5\n",
            "row 4: total debit says 6.00, the rows add to 5.00",
        ),
        ("tb_2024-12-31.csv", TB, "no balances"),
        ("tb_2024-12-31.csv", "Account,Balance\n1010,5\n4010,5\n", "every figure in 'Balance' is positive"),
        ("tb_2024-12-31.csv", "Account,Balance\n1010,5\n4010,-5\nTotal,7\n", "total says 7.00, the rows add to 0.00"),
        ("tb_2024-12-31.csv", "Debit,Credit\n5,\n,5\n", "no account heading was found"),
        ("tb_2024-12-31.csv", "Account,Opening balance,Debit,Credit\n1010,1,5,\n4010,-1,,5\n", "not balances"),
        ("tb_2024-12-31.csv", "Account,Debit,Credit,Balance\n1010,5,,6\n4010,,5,-6\n", "Balance says 6"),
    ],
)
def test_what_a_trial_balance_must_not_be(name: str, text: str, message: str) -> None:
    with pytest.raises(TieoutError) as told:
        balances(text, name)
    assert message in str(told.value)


def test_positions_keep_their_numbers_exact_and_unknown_columns_as_they_are() -> None:
    data = (
        "As of,Asset class,CUSIP,Security name,Qty,Price,Market value,Maturity,Coupon,Desk\n"
        '12/31/2024,us_treasury,91282CJV4,T-note,"1,000,000",101.3750001,,11/15/2033,4.50%,A-1\n'
        "12/31/2024,equity,037833100,Apple,,,(250.42),,,\n"
    )
    frame = read_positions(data.encode(), "p.csv")
    first, second = frame.rows(named=True)
    assert first["as_of"] == date(2024, 12, 31)
    assert (first["quantity"], first["price"], first["coupon"]) == ("1000000", "101.3750001", "4.50")
    assert (first["maturity"], first["market_value"], first["Desk"]) == (date(2033, 11, 15), None, "A-1")
    assert (second["market_value"], second["quantity"], second["row"]) == ("-250.42", None, 3)
    assert frame.schema["rating"] == pl.String
    assert frame.schema["issue_date"] == pl.Date


def test_positions_take_their_day_from_the_file_where_no_column_has_it() -> None:
    data = b"Positions as of December 31, 2024\nClass,Symbol,Market value\nequity,AAPL,5\nTotal,,5\n"
    assert read_positions(data, "p.csv").rows(named=True)[0]["as_of"] == date(2024, 12, 31)
    assert read_positions(data, "p.csv").height == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "as_of,class,cusip,quantity,price\n2024-12-31,equity,X,10,\n",
            "p.csv, row 2: position X without price, and without market_value",
        ),
        ("as_of,class,cusip,quantity,price\n2024-12-31,,X,10,1\n", "a position without class"),
        ("as_of,class,cusip,quantity,price\n,equity,X,10,1\n", "a position without as_of date"),
        ("as_of,class,cusip,quantity,price\n2024-12-31,equity,X,ten,1\n", "quantity 'ten' is not an amount"),
        ("as_of,class,cusip,market_value,maturity\n2024-12-31,equity,X,1,soon\n", "maturity 'soon' is not a date"),
        ("as_of,cusip,market_value\n2024-12-31,X,1\n", "no column for class"),
        ("class,cusip,market_value\nequity,X,1\n", "states no date"),
        ("as_of,class,market_value\n", "no positions"),
    ],
)
def test_what_positions_must_not_be(text: str, message: str) -> None:
    with pytest.raises(TieoutError) as told:
        read_positions(text.encode(), "p.csv")
    assert message in str(told.value)


def test_a_chart_with_all_its_columns() -> None:
    text = (
        "number,name,concept,net_capital,line,cash_flow,counterparty,schedule_as,type\n"
        "1010,Cash,cash,allowable,Cash and equivalents,cash,Bank,cash,asset\n"
    )
    (account,) = read_chart(text.encode(), "accounts.csv")
    assert (account.net_capital, account.line, account.counterparty) == ("allowable", "Cash and equivalents", "Bank")
    assert account.row == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("number,name,concept\n1010,Cash,\n", "row 2: no concept"),
        ("number,name,concept\n,Cash,cash\n", "row 2: no number"),
        ("number,name,concept\n1010,,cash\n", "row 2: no name"),
        ("number,name,concept\n1010,Cash,cash\n1010,Bank,cash\n", "row 3: account 1010 is in row 2 already"),
        ("number,name,line\n1010,Cash,x\n", "no column for concept"),
        ("number,name,concept\n", "no accounts"),
    ],
)
def test_what_a_chart_must_not_be(text: str, message: str) -> None:
    with pytest.raises(TieoutError) as told:
        read_chart(text.encode(), "accounts.csv")
    assert message in str(told.value)


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        ("entry,date,account,debit,credit,memo,tag", "journal"),
        ("Trans #,Type,Date,Num,Adj,Name,Memo,Account,Debit,Credit", "journal"),
        ("Date,Account,Amount", "journal"),
        ("Account,Debit,Credit", "trial_balance"),
        (",Debit,Credit", "trial_balance"),
        ("Number,Name,Balance", "trial_balance"),
        ("as_of,class,security_id,quantity,price", "positions"),
        ("Date,Account,Symbol,Type,Qty,Price,Value", "positions"),
        ("number,name,concept,type", "chart"),
    ],
)
def test_the_kind_of_a_file_is_in_its_headings(headings: str, kind: str) -> None:
    assert kind_of(read_table(f"{headings}\n".encode(), "x.csv", ALL_HEADINGS)) == kind


WORDS = st.sampled_from(
    [
        *(
            "Entry",
            "Date",
            "Account",
            "Debit",
            "Credit",
            "Amount",
            "Dr/Cr",
            "Memo",
            "As of",
            "Class",
            "Price",
            "Balance",
        ),
        *("1010", "Cash", "4010 · Commissions", "5", "-5", "(5.00)", "5.001", "-", "", "", "2024-12-31", "12/31/24"),
        *("TOTAL", "Total for 1", "D", "Cr", "x", '"', "\n", "\x85", "1.234,56", "9" * 30),
    ]
)


@given(st.lists(st.lists(WORDS, max_size=6), max_size=8), st.sampled_from(",;\t"))
@settings(max_examples=150)
def test_any_table_is_read_or_refused_in_words(lines: list[list[str]], delimiter: str) -> None:
    data = "\n".join(delimiter.join(line) for line in [["Date", "Account", "Debit", "Credit"], *lines]).encode()
    for read in (read_journal, read_trial_balance):
        try:
            held = read(data, "f_2024-12-31.csv", CHART)
        except TieoutError:
            continue
        frame = held.postings if hasattr(held, "postings") else held.balances
        assert frame["cents"].sum() == 0
        assert frame.null_count().sum_horizontal().item() == 0
    with contextlib.suppress(TieoutError):
        read_positions(data, "f.csv")


def test_total_return_swaps_and_total_se_are_positions() -> None:
    data = b"as_of,class,name,market_value\n2024-12-31,Total return swap,TRS,5\n2024-12-31,equity,TOTAL SE,6\n"
    assert read_positions(data, "p.csv")["market_value"].to_list() == ["5", "6"]


def test_a_file_of_no_kind_is_refused() -> None:
    with pytest.raises(TieoutError, match=r"headings Date, Memo: not a file of the books(.|\n)*Expected: a journal"):
        kind_of(read_table(b"Date,Memo\n", "x.csv", ALL_HEADINGS))


@pytest.mark.parametrize(
    "text",
    [
        ",,Debit,Credit\n,1010 · Cash,5,\n,Equity,,5\nTOTAL,,5,5\n",
        ",,,Debit,Credit\n,,Cash,5,\n,,3010,,5\n",
        ",Debit,Credit\nCash,5,\n3010,,5\nTOTAL,5,5\n",
    ],
)
def test_quickbooks_may_leave_columns_blank_before_the_accounts(text: str) -> None:
    chart = read_chart(
        b"number,name,concept\n1010,Cash,cash_and_cash_equivalents\n3010,Equity,common_stock\n", "accounts.csv"
    )
    table = read_table(text.encode(), "tb_2024-12-31.csv", headings_of(TRIAL_BALANCE))
    assert kind_of(table) == "trial_balance"
    held = trial_balance_of(table, chart)
    assert dict(held.balances.select("account", "cents").iter_rows()) == {"1010": 500, "3010": -500}


def test_amounts_without_an_account_column() -> None:
    table = read_table(b"Class,Debit,Credit\nx,5,\n", "x.csv", {"debit", "credit"})
    with pytest.raises(TieoutError, match="no account heading was found among Class, Debit, Credit"):
        kind_of(table)
