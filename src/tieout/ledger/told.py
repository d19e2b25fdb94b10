"""facts.csv: what a person states beside the ledger (bond coverage, lease terms, rates, form lines)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from tieout.facts import Fact, Period, TieoutError, Told
from tieout.facts.money import plain
from tieout.ledger.figures import TOO_LARGE, iso_day
from tieout.ledger.rows import rows

COLUMNS = ("concept", "value", "unit", "date", "start", "end", "part", "label", "by", "on", "reason")


def read_facts(text: str, entity: str, name: str = "facts.csv") -> tuple[Fact, ...]:
    """The facts of a file with the columns above, in its order.

    Raises TieoutError, naming the row, for what cannot be read, and for a figure that is stated twice.
    """
    found: dict[tuple[str, date | Period, str], tuple[Fact, int]] = {}
    for row_number, fact in _facts(text, entity, name):
        same = fact.concept, fact.when, fact.part  # one name stands for one figure, whatever its unit
        if same in found:
            part = f" / {fact.part}" if fact.part else ""
            raise TieoutError(
                f"{fact.concept}{part} of {fact.when} is stated in row {found[same][1]} already.",
                where=f"{name}, row {row_number}",
                mend="remove one of the rows, or give each a part of its own.",
            )
        found[same] = fact, row_number
    return tuple(fact for fact, _ in found.values())


def _facts(text: str, entity: str, name: str) -> Iterator[tuple[int, Fact]]:
    for row_number, held in rows(text, name, COLUMNS, ("concept", "value", "by", "on", "reason")):
        where = f"{name}, row {row_number}"
        told = Told(_required(held, "by", where), _date(held["on"], "on", where), _required(held, "reason", where))
        yield (
            row_number,
            Fact(
                concept=_required(held, "concept", where),
                entity=entity,
                when=_when(held, where),
                value=_amount(held, where),
                unit=held.get("unit") or "USD",
                part=held.get("part", ""),
                label=held.get("label", ""),
                trace=told,
            ),
        )


def _required(row: Mapping[str, str], column: str, where: str) -> str:
    if not row.get(column):
        raise TieoutError(f"{column} is empty.", where=where, mend=f"state the {column}.")
    return row[column]


def _when(row: Mapping[str, str], where: str) -> date | Period:
    if row.get("date"):
        return _date(row["date"], "date", where)
    if row.get("start") and row.get("end"):
        start, end = _date(row["start"], "start", where), _date(row["end"], "end", where)
        if start > end:
            raise TieoutError(f"the period starts on {start}, after its end {end}.", where=where, mend="correct it.")
        return Period(start, end)
    raise TieoutError("no date.", where=where, expected="a date, or start and end of a period.")


def _date(text: str, column: str, where: str) -> date:
    day = iso_day(text)
    if day is None:
        raise TieoutError(f"{column} {text!r} is not a date.", where=where, expected="YYYY-MM-DD.")
    return day


def _amount(row: Mapping[str, str], where: str) -> Decimal:
    text = _required(row, "value", where)
    try:
        value = Decimal(plain(text))
    except (InvalidOperation, ValueError):
        raise TieoutError(
            f"value {text!r} is not a number.", where=where, expected="digits, such as 1234.56."
        ) from None
    if not value.is_finite():
        raise TieoutError(f"value {text!r} is not finite.", where=where, expected="digits, such as 1234.56.")
    if abs(value) >= TOO_LARGE:
        raise TieoutError(f"value {text!r} is too large: a thousand trillion or more.", where=where, mend="correct it.")
    return value
