"""tieout netcap --as-of a day to come, --what-if, --when and --chart, as people and programs meet them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tieout.annual.over_time import days_ahead, month_ends
from tieout.cli.chart_svg import MOST_TITLE, chart_svg
from tieout.cli.chart_text import chart_text
from tieout.cli.charting import Chart, round_amounts, value_on
from tieout.cli.conftest import Run
from tieout.ledger.folder import open_books

JOURNAL = """entry,date,account,debit,credit,memo,tag
C,2024-12-31,1310,12000.00,,Concessions earned,change
C,2024-12-31,4010,,12000.00,Concessions earned,
"""
ITEMS = "account,kind,counterparty,amount,since\n1310,mutual_fund_concession,Elm Fund,12000,2024-12-31\n"


@pytest.fixture
def acme(tmp_path: Path, run: Run) -> Path:
    folder = tmp_path / "acme"
    assert run("new", folder).code == 0
    chart = (folder / "accounts.csv").read_text()
    wanted = "1310,Other receivables,other_receivables,"
    (folder / "accounts.csv").write_text(chart.replace(wanted, f"{wanted}allowable"))
    (folder / "journal_2.csv").write_text(JOURNAL)
    (folder / "open_items.csv").write_text(ITEMS)
    return folder


def test_a_day_to_come(acme: Path, run: Run) -> None:
    now, then = (json.loads(run("netcap", acme, "--as-of", day, "--json").out) for day in ("2025-01-30", "2025-01-31"))
    assert (now["net_capital"], then["net_capital"]) == ("147044", "135044")
    assert "no entry after 2024-12-31: balances of that day." in then["assumptions"]
    said = run("why", acme, "nonallowable_assets/other_receivables", "--as-of", "2025-01-31")
    assert "31 days, allowable for 30" in said.out
    assert run("netcap", acme, "--as-of", "2024-06-30").code == 2, "positions are not carried within the books"
    assert run("focus", acme, "--as-of", "2025-01-31").code == 2, "a form is filed of positions, not of assumptions"


def test_what_if_beside_now(acme: Path, run: Run) -> None:
    said = run("netcap", acme, "--what-if", "buy 100 ABC at 42", "--what-if", "pay 5,000 dividend")
    assert said.code == 0, said.err
    lines = [" ".join(line.split()) for line in said.out.splitlines()]
    assert "now what if change" in lines
    assert "Net capital 147,044 141,414 -5,630" in lines  # 5,000 and 15% of 4,200
    assert "Requirement 5,000 5,000 0" in lines
    assert any(line.startswith("Aggregate indebtedness to net capital 0.09 to 1 0.10 to 1") for line in lines)
    assert "assumed ABC is taken as equity with a ready market; say `as CLASS` for another." in lines


def test_what_if_that_fails_says_whom_to_tell(acme: Path, run: Run) -> None:
    said = run("netcap", acme, "--what-if", "pay 145,000 dividend").out
    assert "fails" in said
    assert "would fail" in said
    assert "`tieout law capital_withdrawal`" in said
    assert "tell the Commission" in said


def test_when(acme: Path, run: Run) -> None:
    said = " ".join(run("netcap", acme, "--when").out.split())
    wanted = (
        "2025-01-31: mutual fund concession receivable of Elm Fund 12,000 becomes nonallowable (31 days, allowable "
    )
    assert f"{wanted}for 30): net capital 147,044 -> 135,044" in said
    assert "not crossed requirement, 5,000" in said
    crossed = " ".join(run("netcap", acme, "--when", "--what-if", "pay 135,000 dividend").out.split())
    assert "below from 2025-01-31 requirement, 5,100: 44" in crossed
    assert "BELOW the requirement" in crossed
    assert run("netcap", acme, "--when", "--as-of", "2024-12-30").code == 2


def test_json_has_what_was_asked_for(acme: Path, run: Run, tmp_path: Path) -> None:
    plain = json.loads(run("netcap", acme, "--json").out)
    assert not {"what_if", "when", "chart"} & set(plain)
    svg = tmp_path / "capital.svg"
    words = ("--what-if", "borrow 60000", "--when", "--chart", svg, "--json")
    held = json.loads(run("netcap", acme, *words).out)
    assert {key: value for key, value in held.items() if key not in ("what_if", "when", "chart")} == plain
    assert held["what_if"]["change"]["aggregate_indebtedness"] == "60000.00"
    assert held["what_if"]["now"]["net_capital"] == "147044.00"
    assert [day["day"] for day in held["when"]["days"]] == ["2025-01-31"]
    assert held["when"]["lines"][0] == {
        "test": "net_capital_required", "first_day_below": None, "net_capital": "135044.00", "limit": "5000.00"
    }  # fmt: skip
    assert held["chart"]["points"] == [
        {"day": day, "kind": kind, "net_capital": capital, "requirement": "5000", "early_warning": warned}
        for day, kind, capital, warned in (
            ("2024-12-31", "now", "147044", "6000"),
            ("2024-12-31", "what_if", "147044", "6125"),
            ("2025-01-31", "day_ahead", "135044", "6125"),
        )
    ]
    points = json.loads(run("netcap", acme, "--chart", "--json").out)["chart"]["points"]
    assert [point["kind"] for point in points] == ["now", "day_ahead"]
    assert len(held["chart"]["not_drawn"]) == 12
    assert svg.is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--what-if", "by 10 ABC at 42"], ["--what-if", "buy|sell N ID at PRICE", "subordinate AMOUNT"]),
        (["capital.svg"], ["capital.svg", "one argument too many"]),
        (["--chart", "capital.png"], ["no name of a picture", "FILE.svg"]),
        (["--chart", "nowhere/capital.svg"], ["cannot be written", "name another file"]),
        (["--chart", "."], ["no name of a picture"]),
        (["--as-of", "2041-01-01"], ["outside the years whose business days we hold", "a date through 2040-12-31"]),
        (["--when", "--as-of", "2041-01-01"], ["outside the years whose business days we hold"]),
        (["--when", "--as-of", "2024-06-30"], ["what comes after 2024-06-30 is in them"]),
    ],
)
def test_bad_words_are_one_clear_message(acme: Path, run: Run, words: list[str], said: list[str]) -> None:
    found = run("netcap", acme, *words)
    assert found.code == 2
    assert "Traceback" not in found.err
    assert all(word in found.err for word in said), found.err


def test_a_picture_that_cannot_be_written_is_refused_before_the_work(acme: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder.svg").mkdir()
    (acme / "journal.csv").write_text("not read")
    for svg in (tmp_path / "folder.svg", tmp_path / "nowhere" / "capital.svg"):
        found = run("netcap", acme, "--chart", svg)
        assert (found.code, found.out) == (2, "")
        assert "cannot be written" in found.err


def test_the_days_ahead_end_where_business_days_do(acme: Path, run: Run) -> None:
    held = json.loads(run("netcap", acme, "--when", "--json", "--as-of", "2040-06-30").out)["when"]
    assert (held["through"], held["stopped"]) == ("2040-12-31", "business days are not held after 2040-12-31.")


def chart_of(acme: Path, title: str = "Acme: net capital") -> Chart:
    books = open_books(str(acme))
    past, not_drawn = month_ends(books, books.last_day)
    return Chart(title, tuple(past), days_ahead(books, books.last_day), tuple(not_drawn))


def test_the_chart_fits_the_prompt(acme: Path) -> None:
    held = chart_of(acme)
    for width in (40, 80, 200):
        lines = [line.plain for line in chart_text(held, width)]
        assert max(map(cell_len, lines)) <= min(width, 80)
    text = "\n".join(lines)
    for words in ("150,000 ┤", "2024-12-31", "2026-02-04", "━", "─", "┄", "●", "net capital 135,044"):
        assert words in text


def test_the_chart_as_a_picture(acme: Path) -> None:
    picture = ElementTree.fromstring(chart_svg(chart_of(acme, "A & B <" + "x " * 100)))
    name = "{http://www.w3.org/2000/svg}"
    words = [text.text or "" for text in picture.iter(f"{name}text")]
    assert words[0].startswith("A & B <x")
    assert len(words[0]) <= MOST_TITLE
    for wanted in ("dollars", "150,000", "Jan", "2025", "requirement 5,000", "early warning 6,000"):
        assert wanted in words
    lines = [line.get("points", "").split() for line in picture.iter(f"{name}polyline")]
    assert [len(points) for points in lines] == [4, 4, 4]  # the start, the step of one event, the end
    width, height = (float(picture.get(side, "0")) for side in ("width", "height"))
    for points in lines:
        for x, y in (map(float, point.split(",")) for point in points):
            assert 0 <= x <= width
            assert 0 <= y <= height
    titles = [title.text or "" for title in picture.iter(f"{name}title")]
    assert any("Elm Fund 12,000 becomes nonallowable" in title for title in titles)


def test_the_examples_look_ahead(run: Run) -> None:
    examples = Path(__file__).parents[3] / "examples"
    for name in ("mml_investors_2003", "mml_distributors_2003"):
        said = run("netcap", examples / name, "--what-if", "receive 1m", "--when", "--chart")
        assert said.code == 0, said.err


AMOUNTS = st.integers(-(10**14), 10**14).map(lambda cents: cents / 100)


@settings(max_examples=200)
@given(AMOUNTS, AMOUNTS)
def test_round_amounts_hold_what_they_are_for(one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    ticks = round_amounts(low, high)
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert 2 <= len(ticks) <= 9
    assert len({b - a for a, b in pairwise(ticks)}) == 1


def test_a_line_on_its_days() -> None:
    day = date(2024, 12, 31)
    line = [(day, Decimal(0)), (day + timedelta(10), Decimal(100)), (day + timedelta(10), Decimal(50))]
    assert value_on(line, day + timedelta(5)) == 50
    assert value_on(line, day + timedelta(9)) == 90
    assert value_on(line, day + timedelta(10)) == 50
