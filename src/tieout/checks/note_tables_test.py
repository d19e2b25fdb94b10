"""Tables of the notes, row by row: what is added up, what is left alone, and which years follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tieout.checks import note_tables
from tieout.checks.model import Comparison, Words
from tieout.checks.plausible_test import BEFORE, END, YEAR, fact, report
from tieout.checks.stated import Stated
from tieout.checks.tables import NoteTable
from tieout.facts import Fact, Filing, NotUnderstood, Period, Read, Report, Told

LEASES, COST = "operating_lease_commitments", "fixed_assets_cost"


def row(line: int, value: str, part: str, concept: str = LEASES, when: date | Period = END, unit: str = "USD") -> Fact:
    """A row of a table in the notes, at a line of its page."""
    place = Read("elm.txt", 1, (0, line, 1, line), f"{part or 'Total'} | {value}")
    return replace(fact(concept, value, when, unit), part=part, trace=place)


def notes(*rows: Fact, lost: Sequence[tuple[int, str]] = (), sheet: Sequence[Fact] = ()) -> Stated:
    unread = tuple(NotUnderstood("notes", "", "", Read("elm.txt", 1, (0, line, 1, line), text)) for line, text in lost)
    held = report("financial_condition", *sheet)
    filing = Filing("elm.txt", "text", 1, 0, {}, {}, unread)
    return Stated(replace(held, facts=(*held.facts, *rows), filing=filing))


# --- sums ------------------------------------------------------------------------------------------------------------


def test_one_line_and_its_total_are_no_sum() -> None:
    table = NoteTable(LEASES, END, "USD", (row(1, "5", "2025"),), row(2, "6", ""), True)
    assert list(note_tables._foot(table)) == []
    two = replace(table, lines=(row(1, "5", "2025"), row(1, "2", "2026")))
    (made,) = note_tables._foot(two)
    assert (made.check, made.holds, made.slack) == ("foots.operating_lease_commitments", True, Decimal(0))
    assert list(note_tables._foot(replace(two, whole=False))) == []


def test_percents_have_the_slack_of_their_rounding() -> None:
    lines = (row(1, "0.21", "a", unit="ratio"), row(2, "0.05", "b", unit="ratio"))
    (made,) = note_tables._foot(
        NoteTable("rate_reconciliation", END, "ratio", lines, row(3, "0.27", "", unit="ratio"), True)
    )
    assert (made.slack, made.exact, made.holds) == (Decimal("0.01"), True, True)


# --- a row that ran together -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "total", "fits"), [
    ("2026 2027 | 12 4, 000 | 128,000", "372000", True),
    ("2026 2027 | 12 4, 000 | 128,000", "372001", False),
    ("2026 2027 | 5 100", "120105", True),
    ("2026 2027 | 510 0", "120510", True),
    ("2026 | 12 4, 000", "244000", True),
    ("2026 2027 2028 | 1 2 3", "120006", True),
    ("2026 2027 2028 2029 | 1 2 3 4", "120010", None),
    ("then | 124,000", "244000", None),
    ("2026 | -", "244000", None),
])  # fmt: skip
def test_a_damaged_row_is_what_the_total_leaves_for_it(text: str, total: str, fits: bool | None) -> None:
    made = list(note_tables.damaged_row(notes(row(1, "120000", "2025"), row(3, total, ""), lost=[(2, text)])))
    assert [one.holds for one in made] == ([] if fits is None else [fits])
    if made:
        assert (made[0].severity, made[0].said) == ("warning", Words(LEASES, text, made[0].said.source))  # type: ignore[union-attr]
        rest = int(total) - 120_000
        makes = "make" if fits else "do not make"
        assert made[0].because == (
            f"The total of {int(total):,} and the rows that can be read leave {rest:,} for the row “{text}”, which its"
            f" digits {makes}."
        )


def test_two_damaged_rows_or_no_total_say_nothing() -> None:
    rows = (row(1, "120000", "2025"), row(4, "244000", ""))
    assert list(note_tables.damaged_row(notes(*rows, lost=[(2, "2026 | 1"), (3, "2027 | 2")]))) == []
    assert list(note_tables.damaged_row(notes(rows[0], lost=[(1, "2026 | 1")]))) == []
    assert list(note_tables.damaged_row(notes(*rows, lost=[(9, "2026 | 1")]))) == [], "below the table"


# --- fixed assets ----------------------------------------------------------------------------------------------------

WORN = row(5, "50", "", "accumulated_depreciation")
KINDS = (row(1, "30", "desks", COST), row(3, "70", "computers", COST))
TOTAL, NET = row(4, "100", "", COST), row(6, "50", "", "fixed_assets_net")


def assets(
    *rows: Fact, lost: Sequence[tuple[int, str]] = (), sheet: Sequence[Fact] = ()
) -> list[tuple[str, str, bool]]:
    made = note_tables.fixed_assets_foot(notes(*rows, lost=lost, sheet=sheet))
    return [(c.check, f"{c.said.value}", c.holds) for c in made if isinstance(c.said, Fact)]


COST_FOOTS, NET_FOOTS = ("foots.fixed_assets_cost", "100", True), ("foots.fixed_assets_net", "50", True)


def test_fixed_assets_add_up_and_are_net_of_what_is_worn() -> None:
    assert assets(*KINDS, TOTAL, WORN, NET) == [COST_FOOTS, NET_FOOTS]
    assert assets(*KINDS, WORN, NET) == [NET_FOOTS], "without a total of the cost"
    assert assets(KINDS[1], TOTAL, WORN, NET) == [NET_FOOTS], "one kind alone is no sum"
    assert assets(*KINDS, TOTAL, WORN) == [COST_FOOTS], "net of which nothing is said"
    assert assets(*KINDS, TOTAL, NET) == [COST_FOOTS], "nothing worn"
    assert assets(*KINDS, TOTAL, NET, replace(WORN, when=BEFORE)) == [COST_FOOTS], "worn in another year"


def test_the_net_of_the_table_stands_before_that_of_the_balance_sheet() -> None:
    on_sheet = replace(NET, value=Decimal(45), trace=Read("elm.txt", 9, (0, 9, 1, 9), "Net | 45"))
    assert assets(*KINDS, TOTAL, WORN, sheet=[on_sheet]) == [COST_FOOTS, ("foots.fixed_assets_net", "45", False)]
    assert assets(*KINDS, TOTAL, WORN, NET, sheet=[on_sheet]) == [COST_FOOTS, NET_FOOTS]


def test_a_row_that_is_lost_leaves_fixed_assets_alone() -> None:
    assert assets(*KINDS, TOTAL, WORN, NET, lost=[(2, "Cars | x")]) == []
    assert assets(*KINDS, TOTAL, WORN, NET, lost=[(9, "Rent | x")]) == [COST_FOOTS, NET_FOOTS]
    ratios = [replace(one, unit="ratio") for one in (*KINDS, TOTAL)]
    assert assets(*ratios, WORN, NET) == []


def test_depreciation_is_what_stands_first_below_the_kinds() -> None:
    assert assets(*KINDS, TOTAL, replace(WORN, trace=row(2, "50", "").trace), NET) == [COST_FOOTS], "between them"
    other = row(7, "40", "", "accumulated_depreciation")
    assert assets(*KINDS, TOTAL, other, WORN, NET) == [COST_FOOTS, NET_FOOTS]
    on_sheet = replace(TOTAL, trace=Read("elm.txt", 9, (0, 9, 1, 9), "Cost | 100"))
    assert assets(*KINDS, WORN, NET, sheet=[replace(on_sheet, value=Decimal(9), part="all")]) == [NET_FOOTS]
    assert note_tables._below(notes(WORN), "accumulated_depreciation", END, (1, 5)) is None
    assert note_tables._below(notes(WORN), "accumulated_depreciation", END, (1, 4)) is WORN
    told = replace(WORN, trace=Told("J. Doe", END, "worn"))
    assert note_tables._below(Stated(Report("Elm", {}, (told,))), "accumulated_depreciation", END, (1, 4)) is None


def test_a_row_has_a_figure_of_each_year() -> None:
    last = replace(WORN, when=BEFORE)
    told = replace(WORN, trace=Told("J. Doe", END, "worn"))
    held = Stated(Report("Elm", {}, (WORN, last, told, row(7, "40", "", "accumulated_depreciation"))))
    assert list(note_tables._row_of(held, WORN)) == [WORN, last]


# --- years of commitments --------------------------------------------------------------------------------------------

JUNE = date(2024, 6, 30)


@pytest.mark.parametrize(("day", "years", "due"), [
    (END, ("2025", "2026"), "2025 to 2026"), (END, ("2024", "2025"), "2025 to 2026"),
    (END, ("2025", "2027"), "2025 to 2026"), (END, ("2025",), ""), (END, ("2025", "thereafter"), ""),
    (END, ("2025", "2026", "thereafter"), "2025 to 2026"),
    (JUNE, ("2024", "2025"), "2024 to 2025"), (JUNE, ("2025", "2026", "2027"), "2025 to 2027"),
    (JUNE, ("2023", "2024"), "2025 to 2026"), (date(2024, 12, 30), ("2024", "2025"), "2024 to 2025"),
    (date(2024, 11, 30), ("2024", "2025"), "2024 to 2025"), (date(2024, 1, 31), ("2024", "2025"), "2024 to 2025"),
])  # fmt: skip
def test_the_years_after_the_balance_sheet(day: date, years: tuple[str, ...], due: str) -> None:
    made = list(note_tables.lease_years(notes(*(row(n, "5", year, when=day) for n, year in enumerate(years)))))
    assert [one.found.text for one in made if isinstance(one.found, Words)] == ([due] if due else [])
    for one in made:
        listed = [year for year in years if year.isdigit()]
        assert isinstance(one.said, Words)
        assert one.said.text == f"{listed[0]} to {listed[-1]}"
        assert one.holds is (listed == [str(int(due[:4]) + n) for n in range(len(listed))])
        assert one.said.source is not None
        assert one.said.source.text.startswith(years[0])
        assert one.because.endswith(f"the years after {day.isoformat()} begin with {due[:4]}.")


def test_commitments_over_a_period_or_of_a_statement_have_no_years_to_follow() -> None:
    rows = [row(n, "5", year, when=YEAR) for n, year in enumerate(("2024", "2025"))]
    assert list(note_tables.lease_years(notes(*rows))) == []
    on_sheet = [row(n, "5", year) for n, year in enumerate(("2023", "2024"))]
    assert list(note_tables.lease_years(notes(sheet=on_sheet))) == []


def test_each_day_has_its_own_years() -> None:
    rows = [row(n, "5", str(year), when=day) for day in (END, BEFORE) for n, year in enumerate((2025, 2026))]
    made = [c for c in note_tables.lease_years(notes(*rows)) if isinstance(c, Comparison)]
    assert [one.holds for one in made] == [True, False]
