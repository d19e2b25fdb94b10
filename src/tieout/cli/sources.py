"""What the commands ask of: books or a report, by the path or URL a person gives."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from tieout.facts import Fact, Report, TieoutError
from tieout.facts.money import cents

if TYPE_CHECKING:  # a trial balance from a store is given without loading the rest
    from tieout.ledger.books import Books

_LONG_AFTER_DAYS = 366


def dated(books: Books, as_of: date | None) -> Books:
    """The books, with a word on standard error where the date of an answer may not be the one that is meant."""
    day = as_of or books.default_as_of()
    if as_of is None and not books.firm.is_year_end(day):
        _note(f"as of {day}, which is not a fiscal year end.")
    if (day - books.last_day).days > _LONG_AFTER_DAYS:
        _note(f"the books end on {books.last_day}, long before {day}.")
    return books


def _note(text: str) -> None:
    sys.stderr.write(f"tieout: {text}\n")


def fact_behind(source: str, concept: str, as_of: date | None) -> Fact:
    """The fact a person asks about: from books (exact), from a report JSON (as printed) or from a filed document."""
    name, _, part = concept.strip().partition("/")
    if not name:
        raise TieoutError(
            f"{concept!r} names no figure.",
            where="tieout why",
            expected="a concept, such as net_capital, or a part of one, such as nonallowable_assets/prepaid_expenses.",
        )
    if "://" not in source and Path(source).is_file():
        report = _report(Path(source))
        return report.fact(name, as_of, part) if as_of else report.fact(name, part=part)
    from tieout.annual import explained
    from tieout.ledger.folder import open_books

    return explained(dated(open_books(source), as_of), concept.strip(), as_of)


def _report(path: Path) -> Report:
    """A report JSON, or whatever else the file is, read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        text = ""
    if text.lstrip().startswith("{"):
        from tieout.facts.codec import from_json

        return from_json(text, str(path))
    from tieout.reading.reader import read_files

    (_, found), *_ = read_files([path])
    if isinstance(found, TieoutError):
        raise found
    return found


def balances_at(where: str, as_of: date | None) -> tuple[date, list[tuple[str, str, Decimal]]]:
    """The trial balance as (account, name, amount with debits plus); a store answers without loading its entries."""
    if "://" in where:
        from tieout.ledger.store import Store

        store = Store(where)
        days = store.days()
        # Trial balances among the documents are entries that only the whole books know.
        if days is not None and not any(name.lower().startswith("trial_balance") for name in store.names()):
            first, last = days
            day = as_of or last
            _refuse_before(first, day, store.name)
            named = store.account_names()
            return day, [(b.account, named.get(b.account, ""), cents(b.cents)) for b in store.balances(day) if b.cents]
    from tieout.ledger.folder import open_books

    books = open_books(where)
    day, chart = as_of or books.last_day, books.chart
    _refuse_before(books.first_day, day, where)
    sums = books.balances(day)
    held = [account for account in chart if sums.get(account.number)]
    rows = [(account.number, account.name, cents(sums[account.number])) for account in held]
    return day, rows


def _refuse_before(first: date, day: date, where: str) -> None:
    if day < first:
        what = f"the books begin on {first}; nothing is known on {day}."
        raise TieoutError(what, where=where, expected=f"a date from {first}.")
