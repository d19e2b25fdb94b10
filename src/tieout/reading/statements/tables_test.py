"""Rows to items: labels over several lines, glued labels, headings, columns, and figures in several pieces."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.reading.files.limits import Limits
from tieout.reading.files.plain import read
from tieout.reading.statements.lines import scorer
from tieout.reading.statements.tables import Table, table_of


def table(*lines: str, statement: str = "financial_condition", years: int = 1) -> Table:
    rows = list(read("\n".join(lines), "x.txt", Limits()).rows())
    return table_of(rows, scorer(statement), years)


def items(held: Table) -> list[tuple[str, list[int]]]:
    return [(i.label, [int(i.entries[c].figure.value) for c in sorted(i.entries)]) for i in held.items]


def test_a_label_over_two_lines() -> None:
    assert items(table("Receivables from brokers, dealers and", "clearing organizations\t1,200", "Cash\t300")) == [
        ("Receivables from brokers, dealers and clearing organizations", [1200]),
        ("Cash", [300]),
    ]


def test_the_end_of_a_label_under_its_figure() -> None:
    assert items(table("Furniture and equipment\t1,200", "(net of accumulated depreciation of $500)", "Cash\t300")) == [
        ("Furniture and equipment (net of accumulated depreciation of $500)", [1200]),
        ("Cash", [300]),
    ]


def test_a_heading_is_no_beginning_of_a_label() -> None:
    assert items(table("ASSETS", "Cash\t1,200", "LIABILITIES AND EQUITY", "Accounts payable\t300")) == [
        ("ASSETS", []),
        ("Cash", [1200]),
        ("LIABILITIES AND EQUITY", []),
        ("Accounts payable", [300]),
    ]


def test_a_heading_before_its_first_line() -> None:
    assert items(table("LIABILITIES: Accounts payable\t300", "Commissions payable\t200")) == [
        ("LIABILITIES", []),
        ("Accounts payable", [300]),
        ("Commissions payable", [200]),
    ]


def test_rows_run_together_in_both_columns() -> None:
    held = table("Accounts payable Commissions payable\t300 200\t150 100", "Total liabilities\t500\t250", years=2)
    assert items(held) == [
        ("Accounts payable", [300, 150]),
        ("Commissions payable", [200, 100]),
        ("Total liabilities", [500, 250]),
    ]


def test_one_figure_in_pieces_is_one() -> None:
    (item, _) = table("Cash\t568,85 5", "Prepaid expenses\t44,204").items
    assert item.entries[0].figure.value == 568855


def test_one_figure_whose_comma_was_lost_is_one_in_its_column() -> None:
    lines = ("                2003      2002", "Cash            428 879   300,000", "Other assets    100,000   200,000")
    held = table(*lines, years=2)
    assert items(held) == [("Cash", [428879, 300000]), ("Other assets", [100000, 200000])]


def test_a_misread_increase_is_no_end_of_the_heading_above() -> None:
    lines = ("Cash", "(Inciease) decrease in receivables from brokers\t(300)")
    held = table(*lines, statement="cash_flows")
    assert items(held) == [("Cash", []), ("(Inciease) decrease in receivables from brokers", [-300])]


def test_words_about_the_page_are_no_lines() -> None:
    held = table("Cash\t1,200", "See accompanying notes to financial statements.", "- 3 -", "Page 4 of 12", "======")
    assert items(held) == [("Cash", [1200])]


def test_the_heading_repeated_over_the_page_is_no_line() -> None:
    held = table("\t2003\t2002", "Cash\t1,200\t900", "\t2003\t2002", "Prepaid expenses\t300\t200", years=2)
    assert items(held) == [("Cash", [1200, 900]), ("Prepaid expenses", [300, 200])]
    assert held.columns == 2


def test_a_blank_and_a_dash_are_two_things() -> None:
    held = table("Cash\t1,200\t-", "Prepaid expenses\t\t200", years=2)
    assert items(held) == [("Cash", [1200, 0]), ("Prepaid expenses", [200])]
    assert held.items[0].entries[1].figure.kind == "dash"
    assert list(held.items[1].entries) == [1]


def test_a_number_of_a_box_alone_is_no_column() -> None:
    assert items(table("[0200]", "Cash\t[0200]")) == []
    assert items(table("[0200]", "Cash\t1,200\t[0200]")) == [("Cash", [1200])]


LINES = st.lists(
    st.sampled_from(
        ["[0200]", "Cash", "ASSETS", "of", "(net", "1,200", "-", "$", "2003", "Total assets", "(30)", "a)", "\t", " "]
    ),
    max_size=7,
).map("\t".join)


@settings(max_examples=80)
@given(st.lists(LINES | st.text(max_size=40), max_size=10))
def test_no_table_is_too_much(lines: list[str]) -> None:
    for years in (0, 1, 2):
        for item in table(*lines, years=years).items:
            assert all(entry.ways for entry in item.entries.values())
