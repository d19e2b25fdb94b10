"""Facts of a question: what was told, and figures of law, so that an amount worked out of them shows its working.

Rows of a question are read here too: each value as what it must be, or one LawError that names the row.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from tieout.facts import Fact, Told
from tieout.law.params import LawError, param
from tieout.law.questions import Row

ASKED = "the firm asked about"  # the entity of a question's facts


def given(
    concept: str, value: Decimal | int, as_of: date, label: str = "", *, part: str = "", unit: str = "USD"
) -> Fact:
    """What the question was given, as a fact."""
    trace = Told("given", as_of, label or concept.replace("_", " "))
    return Fact(
        concept=concept,
        entity=ASKED,
        when=as_of,
        value=Decimal(value),
        trace=trace,
        part=part,
        unit=unit,
        label=label,
    )


def law(name: str, as_of: date, of: str = "") -> Fact:
    """The figure of law in force on a date, as a fact."""
    return param(name, as_of, of).fact(ASKED, as_of)


def row_of(row: Row, *keys: str, optional: tuple[str, ...] = ()) -> None:
    """Refuse a row that lacks a key, or has one that is not asked for."""
    missing = [key for key in keys if row.get(key) is None]
    unknown = [key for key in row if key not in (*keys, *optional)]
    if missing or unknown:
        what = f"lacks {', '.join(missing)}" if missing else f"has {', '.join(map(str, unknown))}"
        asked = ", ".join((*keys, *(f"{key} (may be left out)" for key in optional)))
        raise LawError(f"a row {what}: {dict(row)}.", expected=f"{asked}.")


def row_date(row: Row, key: str) -> date:
    """The row's date under `key`."""
    value = row[key]
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise LawError(f"{key} is {value!r} in a row.", expected="a date, YYYY-MM-DD.") from None


def row_amount(row: Row, key: str) -> Decimal:
    """The row's amount under `key`."""
    value = str(row[key]).replace(",", "").replace("_", "")
    try:
        found = Decimal(value)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or isinstance(row[key], bool):
        raise LawError(f"{key} is {row[key]!r} in a row.", expected="a number.")
    return found
