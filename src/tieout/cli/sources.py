"""What the commands ask of: books or a report, by the path or URL a person gives."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from tieout.facts import Fact, TieoutError
from tieout.facts.money import cents


def fact_behind(source: str, concept: str, as_of: date | None) -> Fact:
    """The fact a person asks about, from books (exact) or from a report (as printed)."""
    name, _, part = concept.partition("/")
    if "://" not in source and Path(source).is_file():
        from tieout.facts.codec import from_json

        try:
            text = Path(source).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise TieoutError(f"cannot be read: {error}.", where=source, expected="a report JSON.") from None
        report = from_json(text, source)
        return report.fact(name, as_of, part) if as_of else report.fact(name, part=part)
    from tieout.annual import explained
    from tieout.ledger.folder import open_books

    return explained(open_books(source), concept, as_of)


def balances_at(where: str, as_of: date | None) -> tuple[date, list[tuple[str, str, Decimal]]]:
    """The trial balance as (account, name, amount with debits plus); a store answers without loading its entries."""
    if "://" in where:
        from tieout.ledger.store import Store

        store = Store(where)
        latest = store.last_day()
        # Trial balances among the documents are entries that only the whole books know.
        if latest is not None and not any(name.startswith("trial_balance") for name in store.names()):
            day = as_of or latest
            named = store.account_names()
            return day, [(b.account, named.get(b.account, ""), cents(b.cents)) for b in store.balances(day) if b.cents]
    from tieout.ledger.folder import open_books

    books = open_books(where)
    day, chart = as_of or books.last_day, books.chart
    sums = books.balances(day)
    held = [account for account in chart if sums.get(account.number)]
    rows = [(account.number, account.name, cents(sums[account.number])) for account in held]
    return day, rows
