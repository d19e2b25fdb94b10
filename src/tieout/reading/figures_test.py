"""Figures: what a cell of them holds, strictly read, and read with the slips of a scan in mind."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.reading.figures import figures, inline, readings, spans


def values(text: str) -> list[str]:
    return [str(figure.value) for figure in figures(text)]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("1,234", ["1234"]),
        ("$ 1,234", ["1234"]),
        ("$1,234.56", ["1234.56"]),
        ("(1,234)", ["-1234"]),
        ("$ (1,234)", ["-1234"]),
        ("($1,234)", ["-1234"]),
        ("<1,234>", ["-1234"]),
        ("-1,234", ["-1234"]),
        ("1,234-", ["-1234"]),
        ("744204", ["744204"]),
        ("0", ["0"]),
        ("1,234 (5,678)", ["1234", "-5678"]),
        ("$ 1,234 $ 5,678", ["1234", "5678"]),
        ("1,234 *", ["1234"]),
        ("1,234 (a)", ["1234"]),
    ],
)
def test_a_figure_as_it_is_set(text: str, held: list[str]) -> None:
    assert values(text) == held
    assert all(figure.well_formed and not figure.repaired for figure in figures(text))


@pytest.mark.parametrize("text", ["", " ", "Commissions", "Note 4", "N/A", "12 months", "2003 and 2002", "15c3-1", "$"])
def test_what_is_no_figure(text: str) -> None:
    assert figures(text) == ()


@pytest.mark.parametrize("text", ["-", "—", "–", "$ -", "-0-", "--", "nil"])
def test_a_dash_is_a_stated_nil_and_a_nought_an_amount(text: str) -> None:
    (figure,) = figures(text)
    assert figure.kind == "dash"
    assert figure.value == 0
    assert figures("0")[0].kind == "amount"


@pytest.mark.parametrize(
    ("text", "value"), [("1$294,326,434", "294326434"), ("1$ 1,822,195", "1822195"), ("(32,812))", "-32812")]
)
def test_a_mark_that_is_none_of_the_figure_is_left_out_and_said(text: str, value: str) -> None:
    (figure,) = figures(text)
    assert str(figure.value) == value
    assert "left out" in figure.repaired
    assert not figure.well_formed


def test_percents_and_ratios_are_no_money() -> None:
    assert [(f.kind, str(f.value)) for f in figures("35.0%")] == [("percent", "35.0")]
    assert [(f.kind, str(f.value)) for f in figures("(2.5)%")] == [("percent", "-2.5")]
    assert [(f.kind, str(f.value)) for f in figures("6.67 to 1")] == [("ratio", "6.67")]
    assert [(f.kind, str(f.value)) for f in figures(".87:1")] == [("ratio", "0.87")]


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("O,ol2", "12", "O read as 0, o read as 0, l read as 1"),
        ("44,2O4", "44204", "O read as 0"),
        ("S 1,234", "1234", "S read as $"),
        ("1.234.567", "1234567", "marks between digits mended"),
        ("8,356.616", "8356616", "marks between digits mended"),
        ("568,85 5", "568855", "split digits joined"),
        ("(1,234", "-1234", "the lost bracket put back"),
        ("1,234)", "-1234", "the lost bracket put back"),
        ("1,2345", "12345", "separators out of place left out"),
    ],
)
def test_what_a_scan_did_is_undone_and_said(text: str, value: str, said: str) -> None:
    figure = readings(text)[0][0]
    assert (str(figure.value), figure.repaired, figure.well_formed) == (value, said, False)


def test_digits_that_may_be_one_figure_or_two_are_both() -> None:
    ways = [[str(figure.value) for figure in way] for way in readings("62 8, 200")]
    assert ways[0] == ["628200"]
    assert ["62", "8200"] in ways


def test_the_number_of_a_focus_box_is_no_amount() -> None:
    assert values("1,234 [3500]") == ["1234"]


def test_where_figures_stand_in_a_cell() -> None:
    assert spans("1,234 (5,678)") == ((0, 6), (6, 13))
    assert spans("Cash 1,234") == ()


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("net of accumulated depreciation of $6,025,469", ["6025469"]),
        ("a loss of $(1,200) in 2003", ["-1200"]),
        ("$1.5 million", ["1500000.0"]),
        ("4,891 shares at $.50", ["4891", "0.50"]),
        ("Rule 15c3-1, Note 4, December 31, 2003", []),
        ("35% and 6.5 percent", ["35", "6.5"]),
        ("(see Note 2; 1,200 units)", ["1200"]),
    ],
)
def test_amounts_inside_words(text: str, held: list[str]) -> None:
    assert [str(amount.figure.value) for amount in inline(text)] == held
    assert all(text[a.start : a.end].strip() == a.figure.text.strip() for a in inline(text))


# Properties

AMOUNTS = st.decimals(-10_000_000_000, 10_000_000_000, places=0) | st.decimals(-1_000_000, 1_000_000, places=2)


@given(AMOUNTS, st.sampled_from(["{}", "$ {}", "${}", "{} ", "{} *"]))
def test_an_amount_that_is_well_set_is_read_as_it_is(amount: Decimal, setting: str) -> None:
    digits = f"{abs(amount):,}"
    (figure,) = readings(setting.format(f"({digits})" if amount < 0 else digits))[0]
    assert figure.value == amount
    assert figure.well_formed


@given(st.lists(st.integers(1_000, 10**9), min_size=2, max_size=4))
def test_amounts_side_by_side_are_as_many(amounts: list[int]) -> None:
    assert [int(figure.value) for figure in readings("  ".join(f"$ {a:,}" for a in amounts))[0]] == amounts


ODD = st.text(alphabet="0123456789,.$()-—OolISB |:;'[]% nil\n\t", max_size=140) | st.text(max_size=140)


@settings(max_examples=300)
@given(ODD)
def test_no_text_is_too_much(text: str) -> None:
    began = time.process_time()
    for way in readings(text):
        assert all(figure.value.is_finite() for figure in way)
        assert way
    spans(text)
    list(inline(text))
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    "text", ["1 " * 60, "1, " * 40, "O" * 120, "(" * 120, "1.1" * 40, "$" * 120, "1 2 3 4 5 6 7 8"]
)
def test_what_is_made_to_be_slow_is_not(text: str) -> None:
    began = time.process_time()
    readings(text)
    spans(text)
    assert time.process_time() - began < 0.2
