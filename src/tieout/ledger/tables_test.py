"""Tables, amounts and dates as they come: encodings, delimiters, titles, workbooks, and what must be refused."""

import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.facts import TieoutError
from tieout.ledger import tables
from tieout.ledger.figures import why_not_amount, why_not_date
from tieout.ledger.tables import Table, cents, dates, decimals, read_table

WANTED = {"date", "account", "debit", "credit", "memo"}


def rows(table: Table) -> list[tuple[object, ...]]:
    return table.frame.rows()


def workbook(*lines: list[object], title: str = "Sheet1") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for line in lines:
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_title_lines_are_kept_and_rows_are_numbered_as_in_a_spreadsheet() -> None:
    data = b"Acme Securities LLC\nTrial Balance,,\n\nAccount,Debit,Credit\n1010,5,\n\n4010,,5\n"
    table = read_table(data, "tb.csv", WANTED)
    assert table.titles == ("Acme Securities LLC", "Trial Balance")
    assert table.columns == ("Account", "Debit", "Credit")
    assert rows(table) == [("1010", "5", None, 5), (None, None, None, 6), ("4010", None, "5", 7)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_encoding_and_line_end_reads_alike(delimiter: str, encoding: str, end: str) -> None:
    lines = [["Date", "Account", "Memo"], ["2024-12-31", "1010", "café – Zürich"], ["2024-12-31", "4010", "x"]]
    data = end.join(delimiter.join(line) for line in lines).encode(encoding)
    table = read_table(data, "any.csv", WANTED)
    assert rows(table) == [("2024-12-31", "1010", "café – Zürich", 2), ("2024-12-31", "4010", "x", 3)]


def test_a_path_is_read_too(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "t.csv").write_bytes(b"date,account\n1,2\n")
    assert rows(read_table(tmp_path / "t.csv", "t.csv", WANTED)) == [("1", "2", 2)]
    with pytest.raises(TieoutError, match="cannot be read: No such file"):
        read_table(tmp_path / "absent.csv", "absent.csv", WANTED)


def test_quoted_newlines_are_one_row() -> None:
    table = read_table(b'date,account,memo\n1,2,"two\nlines, ""quoted"""\n3,4,x\n', "q.csv", WANTED)
    assert rows(table) == [("1", "2", 'two\nlines, "quoted"', 2), ("3", "4", "x", 3)]


def test_quotation_marks_inside_a_text_are_text() -> None:
    assert rows(read_table(b'date,memo\n1,5" desk\n2,7" pole\n', "q.csv", WANTED)) == [
        ("1", '5" desk', 2),
        ("2", '7" pole', 3),
    ]


def test_short_rows_are_filled_and_empty_cells_beyond_the_header_dropped() -> None:
    table = read_table(b"date,account,debit\n1\n1,2,3,,\n", "r.csv", WANTED)
    assert rows(table) == [("1", None, None, 2), ("1", "2", "3", 3)]


def test_repeated_and_empty_headings_are_told_apart() -> None:
    table = read_table(b"date,account,,debit,debit,\n1,2,3,4,5,\n", "h.csv", WANTED)
    assert table.columns == ("date", "account", "column 3", "debit", "debit (2)")


def test_an_unquoted_thousands_comma_is_not_lost() -> None:
    with pytest.raises(TieoutError, match=r"t\.csv, row 3: 4 cells under 3 headings"):
        read_table(b"date,account,debit\n1,2,3\n1,2,1,000\n", "t.csv", WANTED)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no header row found"),
        (b"a,b\n1,2\n", "no header row found"),
        (b'date,account\n1,"never closed\n2,3\n', "row 2: not readable as CSV"),
        (b'date,account\n1,2\n3,"4\n5,6\n7,""', "row 3: not readable as CSV"),
        (b"date,acc\x00ount\n", "not a text file"),
        (b"date,account\n\x81\x8d,\xff\n", "neither UTF-8 nor Windows-1252"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "password-protected workbook or an old .xls"),
        (b"PK\x03\x04 broken", "not readable as a workbook"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data: bytes, message: str) -> None:
    with pytest.raises(TieoutError, match=message):
        read_table(data, "x", WANTED)


def test_workbooks_give_numbers_and_dates_as_text() -> None:
    data = workbook(
        ["Acme"],
        [],
        ["Date", "Account", "Debit", "Memo"],
        [datetime(2024, 12, 31), 1010, 1234.56, True],
        [date(2024, 12, 31), "0410", 0.1 + 0.2, datetime(2024, 1, 2, 3, 4)],
    )
    table = read_table(data, "b.xlsx", WANTED)
    assert table.titles == ("Acme",)
    assert table.from_floats
    assert rows(table) == [
        ("2024-12-31", "1010", "1234.56", "TRUE", 4),
        ("2024-12-31", "0410", "0.3", "2024-01-02 03:04:00", 5),
    ]


def test_a_percentage_cell_is_read_as_it_shows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Date", "Account"])
    sheet.append(["2024-12-31", 0.045])
    sheet["B2"].number_format = "0.00%"
    out = io.BytesIO()
    book.save(out)
    assert rows(read_table(out.getvalue(), "p.xlsx", WANTED))[0][1] == "4.5%"


def test_the_first_sheet_with_a_header_is_read() -> None:
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.append(["Prepared by the controller"])
    sheet = book.create_sheet("TB")
    sheet.append(["Account", "Debit", "Credit"])
    sheet.append(["1010", 1, None])
    out = io.BytesIO()
    book.save(out)
    assert rows(read_table(out.getvalue(), "b.xlsx", WANTED)) == [("1010", "1", None, 2)]


def test_a_formula_without_a_value_is_named() -> None:
    data = workbook(["Account", "Debit"], ["1010", 5], ["4010", "=B2*2"], title="TB")
    with pytest.raises(TieoutError, match=r"formula in TB!B3 holds no value"):
        read_table(data, "b.xlsx", WANTED)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    with pytest.raises(TieoutError, match="not readable as a workbook"):
        read_table(out.getvalue(), "b.xlsx", WANTED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$ 1,234.56", 123456),
        ("(1,234.56)", -123456),
        ("$(1,234.56)", -123456),
        ("1234.56-", -123456),
        ("-1,234", -123400),
        ("-$5", -500),
        ("1,234.56 Cr", -123456),
        ("5.00DR", 500),
        ("\u22125.00", -500),
        ("$\u00a01,000", 100000),
        ("USD 5.00", 500),
        ("5 USD", 500),
        (".5", 50),
        ("5.", 500),
        ("1234.5000", 123450),
        ("-", 0),
        ("$ —", 0),
        ("0.00", 0),
        ("", None),
        ("  \u00a0", None),
        (None, None),
        ("999999999999999.99", 99999999999999999),
    ],
)
def test_amounts_as_people_write_them(text: str | None, expected: int | None) -> None:
    read = cents(pl.Series([text], dtype=pl.String))
    assert read.values.to_list() == [expected]
    assert read.unreadable.to_list() == [False]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1.234,56", "comma for decimals"),
        ("1,23", "comma for decimals"),
        ("1.234.567", "comma for decimals"),
        ("12.500", "comma for decimals"),
        ("1 234,56", "comma for decimals"),
        ("1234.567", "fraction of a cent"),
        ("5.005", "fraction of a cent"),
        ("-$12.501", "fraction of a cent"),
        ("1000000000000000", "too large to be an amount"),
        ("1e15", "too large to be an amount"),
        ("1234.5600000000001", "fraction of a cent"),
        ("9" * 16, "too large"),
        ("(5", "not an amount"),
        ("5)", "not an amount"),
        ("--5", "not an amount"),
        ("-(5)", "not an amount"),
        ("(5) Cr", "not an amount"),
        ("-5 Cr", "not an amount"),
        ("((5)", "not an amount"),
        ("12,34,567", "not an amount"),
        ("1e5", "not an amount"),
        ("#REF!", "not an amount"),
        ("nan", "not an amount"),
        ("EUR 5", "not an amount"),
        ("$", "not an amount"),
    ],
)
def test_amounts_that_are_not_guessed(text: str, why: str) -> None:
    read = cents(pl.Series([text]))
    assert read.values.to_list() == [None]
    assert read.unreadable.to_list() == [True]
    assert why in why_not_amount(text)


def test_binary_residue_is_dropped_where_the_numbers_were_binary() -> None:
    text = pl.Series(["1234.5600000000001", "0.30000000000000004", "1.9999999999", "1234.567"])
    assert cents(text, from_floats=True).values.to_list() == [123456, 30, 200, None]


STYLES = {
    "plain": lambda s, d, c: f"{s}{d}.{c}",
    "commas": lambda s, d, c: f"{s}{d:,}.{c}",
    "dollar": lambda s, d, c: f"{s}$ {d:,}.{c}",
    "brackets": lambda s, d, c: f"({d:,}.{c})" if s else f"{d:,}.{c}",
    "bracketed dollars": lambda s, d, c: f"$({d:,}.{c})" if s else f"${d:,}.{c}",
    "trailing minus": lambda s, d, c: f"{d}.{c}{s}",
    "unicode minus": lambda s, d, c: f"{s and chr(0x2212)}{d:,}.{c}",
    "suffix": lambda s, d, c: f"{d:,}.{c} {'Cr' if s else 'Dr'}",
    "usd": lambda s, d, c: f"USD\u00a0{s}{d:,}.{c}",
    "four decimals": lambda s, d, c: f"{s}{d}.{c}00",
}


@given(st.lists(st.integers(-(10**17) + 1, 10**17 - 1), min_size=1, max_size=20), st.sampled_from(sorted(STYLES)))
@settings(max_examples=300)
def test_any_cents_in_any_style_read_back(amounts: list[int], style: str) -> None:
    def write(n: int) -> str:
        return STYLES[style]("-" if n < 0 else "", abs(n) // 100, f"{abs(n) % 100:02}")

    text = [write(n) for n in amounts]
    assert cents(pl.Series(text)).values.to_list() == amounts, text


def test_decimals_keep_every_digit() -> None:
    read = decimals(pl.Series(["101.3750000001", "$1,000", "(2.5)", "4.5%", "-", "", "1,5", "1.5E+07"]))
    assert read.values.to_list() == ["101.3750000001", "1000", "-2.5", "4.5", "0", None, None, None]
    assert read.unreadable.to_list() == [False] * 6 + [True, True]


@pytest.mark.parametrize(
    "text",
    [
        *("2003-12-31", "2003/12/31", "12/31/2003", "12/31/03", "12-31-2003", "31-Dec-2003", "31 December 2003"),
        *("December 31, 2003", "Dec 31, 2003", "Dec. 31, 03", "2003-12-31 00:00:00", "2003-12-31T00:00:00"),
        *("12/31/2003 3:04:05 PM", " 2003-12-31 "),
    ],
)
def test_dates_as_people_write_them(text: str) -> None:
    assert dates(pl.Series([text])).values.to_list() == [date(2003, 12, 31)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("31/12/2003", "day first"),
        ("37986", "day number"),
        ("2003-02-30", "not a date"),
        ("31.12.2003", "not a date"),
        ("0003-12-31", "not a date"),
        ("Marble 3, 2003", "not a date"),
        ("12/31", "not a date"),
        ("soon", "not a date"),
    ],
)
def test_dates_that_are_not_guessed(text: str, why: str) -> None:
    read = dates(pl.Series([text]))
    assert read.values.to_list() == [None]
    assert read.unreadable.to_list() == [True]
    assert why in why_not_date(text)


DATE_STYLES = ["%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d-%b-%Y", "%B %d, %Y"]


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)), st.sampled_from(DATE_STYLES))
def test_any_date_in_any_style_reads_back(day: date, style: str) -> None:
    assert dates(pl.Series([day.strftime(style)])).values.to_list() == [day]


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if re.search(r'["\n]', cell) else cell


CELL = st.text(alphabet='ab1 "\n', max_size=6)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6))
@settings(max_examples=200)
def test_the_fast_reader_and_the_csv_module_agree(body: list[list[str]]) -> None:
    text = "\n".join(["date,account,memo", *(",".join(map(quoted, line)) for line in body)]) + "\n"
    names = ("date", "account", "memo")
    fast = tables._fast_frame(text, ",", 0, names)
    slow = tables._slow_frame(text, "x.csv", ",", 0, names)
    if fast is None:  # an odd quotation mark
        return
    assert fast.fill_null("").rows() == slow.fill_null("").rows()
