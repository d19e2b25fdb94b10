"""Amounts, numbers and dates as people write them in exports, read a whole column at a time and never guessed.

Each function takes a String column and gives the values beside a mask of what it could not read; a blank is null and
readable, because absent is not zero.  `why_not_amount` and `why_not_date` put the reason for one cell into words.

Amounts are exact: text goes to integer cents without passing through a float.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

import polars as pl

from tieout.facts.words import MONTHS

# Fifteen digits of dollars keep cents, and sums of dozens of such cents, inside Int64.
_DIGITS = 15
TOO_LARGE = 10**_DIGITS  # dollars: no broker-dealer has a posting of a thousand trillion
_PLAIN_CENTS = rf"^-?[0-9]{{1,{_DIGITS}}}(?:\.[0-9]{{1,2}})?$"
_PLAIN_NUMBER = r"^-?[0-9]+(?:\.[0-9]+)?$"

# A figure with what people put around it: $ 1,234.56   (1,234.56)   -$5   $(5)   1234.56-   1,234.56 Cr   USD 5
_FIGURE = (
    r"^(?<minus>-)?\s*(?<open>\()?\s*(?:USD|US\$|\$)?\s*(?<inner>[(-])?\s*"
    r"(?<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.(?<part>[0-9]*))?"
    r"\s*(?:USD)?\s*(?<close>\))?\s*(?<after>-)?\s*(?:USD)?\s*(?<side>CR|DR)?\.?$"
)
_DASH = r"^\(?\s*(?:USD|US\$|\$)?\s*-{1,2}\s*\)?$"
_PRINTED_AS = {
    "\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\ufe63": "-",
    "\uff0d": "-", "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2009": " ", "\ufeff": "",
}  # fmt: skip


class Column(NamedTuple):
    """What a column says: `values`, null where blank or unreadable; `unreadable`, true where it is neither."""

    values: pl.Series
    unreadable: pl.Series


def cents(column: pl.Series, *, from_floats: bool = False) -> Column:
    """Amounts in dollars to Int64 cents: debit, positive and Dr plus; credit suffix, brackets and minus sign minus.

    A dash is a stated zero, a blank is null.  More than two decimals are unreadable unless zero; `from_floats` says the
    text came from binary numbers (a workbook), so a residue within a millionth of a dollar is noise and is dropped.

    >>> cents(pl.Series(["$ 1,234.56", "(5.00)", "7-", "2.50 Cr", "-", ""])).values.to_list()
    [123456, -500, -700, -250, 0, None]
    >>> cents(pl.Series(["1.234,56", "0.125"])).unreadable.to_list()
    [True, True]
    """
    text = _stripped(column)
    plain = text.str.contains(_PLAIN_CENTS).fill_null(False)
    exact = text.set(~plain, None).cast(pl.Decimal(38, 2))
    values = exact.to_physical().cast(pl.Int64)
    written = (~plain & text.is_not_null()).arg_true()
    if len(written):
        values.scatter(written, _written_cents(text.gather(written), from_floats))
    return Column(values.alias("cents"), values.is_null() & text.is_not_null())


def decimals(column: pl.Series) -> Column:
    """Numbers of any precision (quantities, prices, rates) to plain decimal text: "1,000.1250" is "1000.1250".

    A trailing % is dropped: a coupon of "4.5%" is "4.5".

    >>> decimals(pl.Series(["1,000.1250", "(2)", "4.5%", "-", "n/a"])).values.to_list()
    ['1000.1250', '-2', '4.5', '0', None]
    """
    text = _stripped(column)
    plain = text.str.contains(_PLAIN_NUMBER).fill_null(False)
    written = (~plain & text.is_not_null()).arg_true()
    values = text.clone()
    if len(written):
        parts = _parts(text.gather(written).str.replace(r"\s*%$", ""))
        part = pl.col("part").fill_null("")
        number = pl.concat_str(
            pl.when("negative").then(pl.lit("-")).otherwise(pl.lit("")),
            pl.when(pl.col("whole") == "").then(pl.lit("0")).otherwise("whole"),
            pl.when(part == "").then(pl.lit("")).otherwise(pl.lit(".") + part),
        )
        read = pl.when("dash").then(pl.lit("0")).when("readable").then(number)
        values.scatter(written, parts.select(read).to_series())
    return Column(values, values.is_null() & text.is_not_null())


def dates(column: pl.Series) -> Column:
    """Dates: 2003-12-31, 12/31/2003, 12/31/03, 31-Dec-2003, December 31, 2003, and a workbook's date and time.

    Numbers are read month first, as in the United States; 31/12/2003 is unreadable.  Years are 1900 to 2199.

    >>> dates(pl.Series(["12/31/03", "December 31, 2003", "31/12/2003"])).values.to_list()
    [datetime.date(2003, 12, 31), datetime.date(2003, 12, 31), None]
    """
    text = _stripped(column)
    plain = text.str.contains(r"^(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$").fill_null(False)
    values = text.set(~plain, None).str.to_date("%Y-%m-%d", strict=False)
    written = (~plain & text.is_not_null()).arg_true()
    if len(written):
        # A journal has few days and many rows: each spelling is read once.
        shown = text.gather(written)
        spellings = shown.unique()
        meant = pl.Series([date_of(spelling) for spelling in spellings], dtype=pl.Date)
        values.scatter(written, shown.replace_strict(spellings, meant, return_dtype=pl.Date))
    return Column(values.alias("date"), values.is_null() & text.is_not_null())


_TIME = r"(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?Z?)?"
_ISO_DATE = re.compile(rf"(\d{{4}})([-/])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.IGNORECASE)
_US_DATE = re.compile(rf"(\d{{1,2}})([-/])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE)
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[- ]+([a-z]{3,9})\.?[-, ]+(\d{4}|\d{2})", re.IGNORECASE)
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4}|\d{2})", re.IGNORECASE)


_STRICT_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def iso_day(text: str) -> date | None:
    """YYYY-MM-DD and nothing else, where a person writes to us and not to another program.

    >>> iso_day("2003-12-31"), iso_day("20031231"), iso_day("2003-02-30")
    (datetime.date(2003, 12, 31), None, None)
    """
    if _STRICT_DATE.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def date_of(text: str) -> date | None:
    """One date as written, None where it cannot be read in one way only."""
    text = " ".join(text.split())
    if found := _ISO_DATE.fullmatch(text):
        return _date(found[1], found[3], found[4])
    if found := _US_DATE.fullmatch(text):
        return _date(found[4], found[1], found[3])
    if found := _DAY_MONTH.fullmatch(text):
        return _date(found[3], _month(found[2]), found[1])
    if found := _MONTH_DAY.fullmatch(text):
        return _date(found[3], _month(found[1]), found[2])
    return None


def why_not_amount(text: str) -> str:
    """Why an amount could not be read, for a message."""
    shown = text.strip()
    if re.fullmatch(r"\D*[1-9]\d{0,2}\.\d\d[1-9]\D*", shown):
        return f"{shown!r} has a fraction of a cent (if its point is for thousands, write a comma)"
    if re.search(r"\d\.\d{3}(?!\d).*,\d{1,2}\b|^\D*\d+,\d{1,2}\D*$|\d[\s\u00a0\u202f]\d{3},\d", shown) or re.fullmatch(
        r"\D*[1-9]\d{0,2}(\.\d{3})+\D*", shown
    ):
        return f"{shown!r} may use a comma for decimals and points for thousands; write 1,234.56"
    if re.fullmatch(r"\D*[\d,]*\.\d{3,}\D*", shown):
        return f"{shown!r} has a fraction of a cent"
    if re.fullmatch(r"\D*[\d,]{16,}(\.\d*)?\D*|\D*\d(\.\d+)?[Ee]\+?(1[5-9]|[2-9]\d)", shown):
        return f"{shown!r} is too large to be an amount: a thousand trillion dollars or more"
    return f"{shown!r} is not an amount"


def why_not_date(text: str) -> str:
    """Why a date could not be read, for a message."""
    shown = text.strip()
    found = _US_DATE.fullmatch(shown)
    if found and int(found[1]) > 12 and int(found[3]) <= 12:
        return f"{shown!r} has the day first; write 2003-12-31 or 12/31/2003"
    if re.fullmatch(r"\d{5}(\.\d+)?", shown):
        return f"{shown!r} looks like a workbook's day number; format the column as dates"
    return f"{shown!r} is not a date"


def _stripped(column: pl.Series) -> pl.Series:
    text = column.cast(pl.String).str.strip_chars()
    return text.set(text == "", None)


def _parts(text: pl.Series) -> pl.DataFrame:
    """The pieces of each figure: whole (digits only), part (after the point), negative, dash, readable."""
    clean = text.str.replace_many(list(_PRINTED_AS), list(_PRINTED_AS.values())).str.strip_chars().str.to_uppercase()
    pieces = clean.str.extract_groups(_FIGURE).struct.unnest()
    bracketed = (pl.col("open").is_not_null() | (pl.col("inner") == "(")).fill_null(False)
    minus_before = pl.col("minus").is_not_null() | (pl.col("inner") == "-").fill_null(False)
    twice_before = pl.col("minus").is_not_null() & pl.col("inner").is_not_null()
    twice_open = pl.col("open").is_not_null() & pl.col("inner").is_not_null()
    signs = sum(
        (sign.cast(pl.UInt8) for sign in (minus_before, bracketed, pl.col("after").is_not_null())),
        pl.col("side").is_not_null().cast(pl.UInt8),
    )
    return pieces.select(
        pl.col("whole").str.replace_all(",", "", literal=True).fill_null(""),
        pl.col("part"),
        (pl.col("whole").str.contains(",", literal=True)).fill_null(False).alias("grouped"),
        (minus_before | bracketed | pl.col("after").is_not_null() | (pl.col("side") == "CR"))
        .fill_null(False)
        .alias("negative"),
        clean.str.contains(_DASH).alias("dash"),
        (
            (pl.col("whole").fill_null("") + pl.col("part").fill_null("") != "")
            & (bracketed == pl.col("close").is_not_null())
            & (signs <= 1)
            & ~twice_before
            & ~twice_open
        ).alias("readable"),
    )


def _written_cents(text: pl.Series, from_floats: bool) -> pl.Series:
    parts = _parts(text)
    part = pl.col("part").fill_null("")
    whole = pl.when(pl.col("whole") == "").then(pl.lit("0")).otherwise("whole")
    # The fraction in units of a trillionth of a dollar; cents are ten billion of them.
    fraction = part.str.slice(0, 12).str.pad_end(12, "0").str.to_integer(strict=False)
    hundredths = (fraction + 5 * 10**9) // 10**10
    residue = (fraction - hundredths * 10**10).abs()
    beyond = part.str.slice(12).str.contains("[1-9]")
    if from_floats:
        exact = residue <= 10**6
    else:
        # 12.500 is twelve and a half here and twelve thousand five hundred in Europe.
        european = (part.str.len_bytes() == 3) & (whole.str.len_bytes() <= 3) & (whole != "0") & ~pl.col("grouped")
        exact = (residue == 0) & ~beyond & ~european
    readable = pl.col("readable") & exact & (whole.str.len_bytes() <= _DIGITS)
    amount = whole.str.to_integer(strict=False) * 100 + hundredths
    signed = pl.when("negative").then(-amount).otherwise(amount)
    return parts.select(
        pl.when("dash").then(pl.lit(0, pl.Int64)).when(readable).then(signed).cast(pl.Int64).alias("cents")
    ).to_series()


def _month(name: str) -> int:
    """The number of a month by its name or an abbreviation of three letters or more, 0 where it is none."""
    said = name.lower()
    return next((n for n, month in enumerate(MONTHS, 1) if month.lower().startswith(said)), 0)


def _date(year: str, month: str | int, day: str) -> date | None:
    # Two digits: 69 to 99 are the last century, as in POSIX.
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= 69 else 2000)
    try:
        held = date(full, int(month), int(day))
    except ValueError:
        return None
    return held if 1900 <= held.year < 2200 else None
