"""Tables of the notes: they add up, and the years of commitments follow the balance sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise

from tieout.checks.model import Comparison, Words
from tieout.checks.registry import check
from tieout.checks.stated import NOTES, Stated
from tieout.checks.tables import NoteTable, is_whole, lost_rows, place_of, tables_of
from tieout.facts import Fact, Period, Read, add, computed, less
from tieout.facts.compare import FOOTING

_CITE = "17 CFR 240.17a-5(d)"


@check(
    "foots",
    "foots.operating_lease_commitments",
    "foots.rate_reconciliation",
    "foots.income_tax_components",
    "foots.deferred_tax_components",
    cite=_CITE,
)
def tables_foot(stated: Stated) -> Iterator[Comparison]:
    """A table in the notes adds up, in dollars and in percent.

    Lease commitments by year; the reconciliation of the statutory tax; current and deferred tax with their subtotals;
    the components of deferred tax.  Only tables are added up of which every row was understood; percents as far as
    their rounding lets one say.  What usually happened: a bracket lost or added, a digit, a row left out.
    """
    for concept in (
        "operating_lease_commitments", "rate_reconciliation", "income_tax_components", "deferred_tax_components",
    ):  # fmt: skip
        for table in tables_of(stated, concept):
            yield from _foot(table)


def _foot(table: NoteTable) -> Iterator[Comparison]:
    if not table.whole:
        return
    for total, lines in table.sums:
        if len(lines) < 2:
            continue
        found = computed(total.concept, [add(fact) for fact in lines], cite=FOOTING, when=total.when, part=total.part)
        because = "The table in the notes adds up."
        slack = found.rounding if table.unit == "ratio" else Decimal(0)
        yield Comparison(f"foots.{table.concept}", total, found, because, _CITE, slack=slack)


@check("foots", "foots.operating_lease_commitments.as_far_as_read", cite=_CITE)
def damaged_row(stated: Stated) -> Iterator[Comparison]:
    """A row of lease commitments that cannot be read is what the total leaves for it, in one reading or another.

    Where a scan has run rows together or split digits, and the digits printed make the sum in no way: a digit of the
    table was lost, or it does not add up.
    """
    for table in tables_of(stated, "operating_lease_commitments"):
        lost = [] if table.total is None else lost_rows(stated, [*table.lines, table.total])
        if len(lost) != 1 or table.total is None:
            continue
        label, *cells = lost[0].trace.text.split(" | ")
        rest = table.total.value - sum((fact.value for fact in table.lines), Decimal(0))
        digits = re.sub(r"\D", "", "".join(cells))
        years = len(_YEAR.findall(label))
        if not 1 <= years <= _MOST_YEARS or not digits:
            continue
        fits = any(sum(map(Decimal, parts)) == rest for parts in _parted(digits, years))
        because = (
            f"The total of {table.total.value:,} and the rows that can be read leave {rest:,} for the row "
            f"“{lost[0].trace.text}”, which its digits {'make' if fits else 'do not make'}."
        )
        said = Words("operating_lease_commitments", lost[0].trace.text, lost[0].trace)
        yield Comparison(
            "foots.operating_lease_commitments.as_far_as_read",
            said,
            table.total,
            because,
            _CITE,
            "warning",
            agrees=fits,
        )


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MOST_YEARS = 3  # rows that ran together into one


def _parted(digits: str, count: int) -> Iterator[tuple[str, ...]]:
    """Every way to part digits into so many numbers."""
    for cuts in combinations(range(1, len(digits)), count - 1):
        ends = (0, *cuts, len(digits))
        yield tuple(digits[a:b] for a, b in pairwise(ends))


@check("foots", "foots.fixed_assets_cost", "foots.fixed_assets_net", cite="ASC 360-10-50-1")
def fixed_assets_foot(stated: Stated) -> Iterator[Comparison]:
    """Fixed assets by kind add up to their cost; less accumulated depreciation they are what the balance sheet carries.

    The table of the notes, each date for itself.
    """
    for table in tables_of(stated, "fixed_assets_cost"):
        own = [f.fact for f in stated.of_concept("fixed_assets_cost") if f.statement == NOTES and f.fact.part]
        last = max(map(place_of, own))
        worn = _below(stated, "accumulated_depreciation", table.when, last)
        rows = [*own, *(_row_of(stated, worn) if worn else ())]
        if not is_whole(stated, rows) or table.unit != "USD":
            continue
        cost = computed("fixed_assets_cost", [add(f) for f in table.lines], cite=FOOTING, when=table.when)
        if table.total is not None and len(table.lines) > 1:
            yield Comparison("foots.fixed_assets_cost", table.total, cost, "The table in the notes adds up.", _CITE)
        net = worn and (_below(stated, "fixed_assets_net", table.when, place_of(worn)) or _net(stated, table.when))
        if worn is not None and net is not None:
            lines = [add(table.total)] if table.total is not None else [add(fact) for fact in table.lines]
            found = computed("fixed_assets_net", [*lines, less(worn)], cite=FOOTING, when=table.when)
            because = "Fixed assets are their cost less accumulated depreciation."
            yield Comparison("foots.fixed_assets_net", net, found, because, "ASC 360-10-50-1")


def _below(stated: Stated, concept: str, when: date | Period, place: tuple[int, float]) -> Fact | None:
    held = [f.fact for f in stated.of_concept(concept) if f.statement == NOTES and f.fact.when == when]
    held = [fact for fact in held if isinstance(fact.trace, Read) and place_of(fact) > place]
    return min(held, key=place_of, default=None)


def _row_of(stated: Stated, fact: Fact) -> Iterator[Fact]:
    """The figures of one row, of every date."""
    for figure in stated.of_concept(fact.concept):
        if isinstance(figure.fact.trace, Read) and place_of(figure.fact) == place_of(fact):
            yield figure.fact


def _net(stated: Stated, when: date | Period) -> Fact | None:
    return stated.on("financial_condition", "fixed_assets_net", when)


@check("recomputes", "recomputes.lease_years", cite="ASC 842-20-50-6; ASC 840-20-50-2")
def lease_years(stated: Stated) -> Iterator[Comparison]:
    """The table of lease commitments begins with the year after the balance sheet and leaves out none.

    What usually happened: last year's table was carried forward.
    """
    for when in dict.fromkeys(f.fact.when for f in stated.of_concept("operating_lease_commitments")):
        rows = [f for f in stated.of_concept("operating_lease_commitments") if f.fact.when == when]
        years = [int(f.fact.part) for f in rows if f.fact.part.isdigit() and f.statement == NOTES]
        if len(years) < 2 or isinstance(when, Period):
            continue
        first = when.year + 1
        first = when.year if years[0] == when.year and (when.month, when.day) != (12, 31) else first
        due = list(range(first, first + len(years)))
        source = next(f.fact.trace for f in rows if f.fact.part == str(years[0]))
        named = Words(
            "operating_lease_commitments", f"{years[0]} to {years[-1]}", source if isinstance(source, Read) else None
        )
        because = f"The commitments are listed for {named.text}; the years after {when.isoformat()} begin with {first}."
        yield Comparison(
            "recomputes.lease_years", named, Words("operating_lease_commitments", f"{due[0]} to {due[-1]}"), because,
            "ASC 842-20-50-6", "warning", agrees=years == due,
        )  # fmt: skip
