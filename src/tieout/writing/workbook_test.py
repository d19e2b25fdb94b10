"""The workbook computes, in another program, exactly what the report states.

LibreOffice opens the workbook, throws every stored value away and computes again; each cell must come out at the value
of its fact.  A second round with a changed input proves that it did compute.
"""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.facts import (
    Column,
    Computed,
    Fact,
    Line,
    Period,
    Posted,
    PostedEntry,
    Read,
    Report,
    Statement,
    StatementLine,
    Told,
    add,
    computed,
    less,
)
from tieout.facts.model import Operation
from tieout.writing.cells import ACCOUNTS, ENTRIES, OTHER, REASONS, STATEMENT_ROW, TOLD, Plan, sheet_name
from tieout.writing.formulas import Cell
from tieout.writing.workbook import write_workbook

END, YEAR = date(2024, 12, 31), Period(date(2024, 1, 1), date(2024, 12, 31))
LAST_END, LAST_YEAR = date(2023, 12, 31), Period(date(2023, 1, 1), date(2023, 12, 31))
ENTITY = "Alder Securities LLC"

Value = float | str | None
Recalculate = Callable[[bytes], dict[tuple[str, str], Value]]

RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""  # noqa: E501  a registry item is one line


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> Recalculate:
    """Every cell's value after LibreOffice has computed the workbook anew, by sheet and cell name."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not installed; nothing else recalculates a workbook")
    profile: Path = tmp_path_factory.mktemp("profile")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE_ALWAYS)

    def run(workbook: bytes) -> dict[tuple[str, str], Value]:
        folder = tmp_path_factory.mktemp("recalculated")
        (folder / "book.xlsx").write_bytes(workbook)
        options = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
        command = [soffice, *options, "--outdir", str(folder / "out"), str(folder / "book.xlsx")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return values((folder / "out" / "book.xlsx").read_bytes())

    return run


def values(workbook: bytes) -> dict[tuple[str, str], Value]:
    """The values stored in a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True)
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return {(c.parent.title, c.coordinate): c.value for c in cells if isinstance(c.value, int | float | str)}


def formulas(workbook: bytes) -> dict[tuple[str, str], str]:
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return {(c.parent.title, c.coordinate): str(c.value) for c in cells if c.data_type == "f"}


# A report to write


def told(
    concept: str, value: int | str, *, unit: str = "USD", when: date | Period = END, reason: str = "", part: str = ""
) -> Fact:
    trace = Told("17 CFR 240.15c3-1", date(2023, 2, 23), reason or concept)
    return Fact(concept=concept, entity=ENTITY, when=when, value=Decimal(value), unit=unit, part=part, trace=trace)


def posted(
    concept: str, number: str, value: Decimal, when: date | Period = END, *, credit: bool = False, listed: bool = True
) -> Fact:
    """An account's fact, its postings three of them, in cents that do not divide evenly."""
    net = -value if credit else value
    third = (net / 3).quantize(Decimal("0.01"))
    day = when.end if isinstance(when, Period) else when
    entries = tuple(
        PostedEntry(f"{day}#{i}", day, amount, memo)
        for i, (amount, memo) in enumerate([(third, "=HYPERLINK(1)"), (net - 2 * third, "+ desk"), (third, "Café")])
    )
    trace = Posted(number, f"Account {number}", f"through {day}", 3, entries if listed else (), "journal.csv")
    return Fact(concept=concept, entity=ENTITY, when=when, value=value, part=number, trace=trace)


def whole(exact: Fact, quantum: Fact, *absorbed: Line) -> Fact:
    lines = [add(exact), add(quantum), *absorbed]
    return computed(exact.concept, lines, rule="rounded", cite="presentation", operation="rounded")


def sample(seed: int = 7, *, quantum_usd: int = 1, accounts: int = 12) -> Report:
    """A small broker-dealer: two years, four statements that share facts, net capital, notes."""
    chance = random.Random(seed)

    def amount() -> Decimal:
        return Decimal(chance.randrange(-30_000_000, 900_000_000)).scaleb(-2)

    def quantum() -> Fact:  # made anew for each figure, as rules do
        return told("presentation_quantum", quantum_usd, reason="firm.toml [presentation]")

    years: list[tuple[date | Period, date | Period]] = [(END, YEAR), (LAST_END, LAST_YEAR)]
    balance: list[dict[str, Fact]] = []
    for end, year in years:
        held: dict[str, Fact] = {}

        def line(concept: str, first: int, when: date | Period, credit: bool, held: dict[str, Fact] = held) -> Fact:
            parts = [
                posted(concept, str(first + i), amount(), when, credit=credit, listed=i % 3 != 2)
                for i in range(accounts)
            ]
            held[f"{concept}_exact"] = computed(
                concept, map(add, parts), when=when, rule="sum of accounts", cite="accounts.csv"
            )
            held[concept] = whole(held[f"{concept}_exact"], quantum())
            return held[concept]

        def foot(concept: str, lines: Iterable[Line], held: dict[str, Fact] = held) -> Fact:
            held[concept] = computed(concept, lines, cite="footing", rule="footing")
            return held[concept]

        assets = [line(c, n, end, False) for c, n in (("cash", 1000), ("receivables", 1100), ("furniture", 1600))]
        foot("total_assets", map(add, assets))
        debts = [line(c, n, end, True) for c, n in (("payables", 2000), ("accrued", 2100))]
        foot("total_liabilities", map(add, debts))
        foot("total_equity", [add(held["total_assets"]), less(held["total_liabilities"])])
        earned = [line(c, n, year, True) for c, n in (("commissions", 4000), ("fees", 4100), ("interest", 4200))]
        foot("total_revenue", map(add, earned))
        spent = [line(c, n, year, False) for c, n in (("pay", 5000), ("rent", 5100))]
        foot("total_expenses", map(add, spent))
        tax = line("income_taxes", 5900, year, False)
        foot("net_income", [add(held["total_revenue"]), less(held["total_expenses"]), less(tax)])
        balance.append(held)

    now, then = balance
    law = net_capital(now)

    def printed(concept: str, label: str, depth: int = 1, style: Any = "line", ink: int = 1) -> StatementLine:
        return StatementLine(label, concept, depth, style, (now[concept], then[concept]), ink)

    instants = (Column("2024", END), Column("2023", LAST_END))
    flows = (Column("2024", YEAR), Column("2023", LAST_YEAR))
    size = Decimal(quantum_usd)
    statements = (
        Statement(
            "financial_condition",
            "Statement of Financial Condition",
            "December 31, 2024 and 2023",
            instants,
            (
                StatementLine("Assets", style="heading"),
                printed("cash", "Cash and cash equivalents"),
                printed("receivables", "Receivables from brokers or dealers"),
                printed("furniture", "Furniture and equipment, net"),
                printed("total_assets", "Total assets", 0, "total"),
                StatementLine("Liabilities and members' equity", style="heading"),
                printed("payables", "Payable to brokers or dealers"),
                printed("accrued", "Accrued expenses and other liabilities"),
                printed("total_liabilities", "Total liabilities", 0, "subtotal"),
                printed("total_equity", "Members' equity", 0, "total"),
            ),
            size,
            "See accompanying notes.",
        ),
        Statement(
            "income",
            "Statement of Income",
            "Years ended December 31, 2024 and 2023",
            flows,
            (
                printed("commissions", "Commissions"),
                printed("fees", "Fees"),
                printed("interest", "Interest"),
                printed("total_revenue", "Total revenue", 0, "subtotal"),
                printed("pay", "Compensation and benefits"),
                printed("rent", "Occupancy"),
                printed("total_expenses", "Total expenses", 0, "subtotal"),
                printed("income_taxes", "Income tax benefit", 0, ink=-1),
                printed("net_income", "Net income", 0, "total"),
            ),
            size,
        ),
        Statement(
            "equity",
            "Statement of Changes in Members' Equity",
            "Year ended December 31, 2024",
            (Column("Total", YEAR),),
            tuple(
                StatementLine(label, f.concept, 0, "total" if f is law["equity_end"] else "line", (f,))
                for label, f in (
                    ("Balance at beginning of year", then["total_equity"]),
                    ("Net income", now["net_income"]),
                    ("Other changes", law["other_changes"]),
                    ("Balance at end of year", law["equity_end"]),
                )
            ),
            size,
        ),
        Statement(
            "net_capital",
            "Computation of Net Capital Under Rule 15c3-1 of the Securities and Exchange Commission",
            "December 31, 2024",
            (Column("", END),),
            tuple(
                StatementLine(concept.replace("_", " ").capitalize(), concept, 0, "line", (law[concept],), ink)
                for concept, ink in (
                    ("total_equity", 1),
                    ("nonallowable_assets", -1),
                    ("haircut", -1),
                    ("net_capital", 1),
                    ("aggregate_indebtedness", 1),
                    ("required_by_ratio", 1),
                    ("minimum_dollar", 1),
                    ("requirement", 1),
                    ("excess", 1),
                    ("ai_ratio", 1),
                )
            ),
        ),
    )
    read = Fact(
        concept="net_capital_as_filed",
        entity=ENTITY,
        when=END,
        value=Decimal(1204550),
        rounding=Decimal("0.5"),
        trace=Read("alder.pdf", 11, (72.0, 410.2, 540.0, 421.9), "Net capital $ 1,2O4,550", "O read as 0"),
    )
    notes = (law["least_of_two"], read, told("shares_outstanding", 1000, unit="shares"))
    facts = {id(fact): fact for statement in statements for fact in statement.facts()}
    return Report(ENTITY, {"name": ENTITY}, (*facts.values(), *notes), statements)


def net_capital(now: dict[str, Fact]) -> dict[str, Fact]:
    """A chain like the rule's: a product, a quotient, a choice, a difference."""
    law = {"total_equity": now["total_equity"], "nonallowable_assets": now["furniture_exact"]}
    rate = told("haircut_rate", "0.15", unit="ratio")
    law["haircut"] = computed("haircut", [add(now["receivables"]), add(rate)], operation="product", cite="(c)(2)(vi)")
    deductions = [less(law["nonallowable_assets"], "(c)(2)(iv)"), less(law["haircut"], "(c)(2)(vi)")]
    law["net_capital"] = computed("net_capital", [add(now["total_equity"]), *deductions], cite="(c)(2)")
    law["aggregate_indebtedness"] = computed("aggregate_indebtedness", [add(now["total_liabilities"])], cite="(c)(1)")
    multiple = told("ai_multiple_limit", 15, unit="ratio")
    law["required_by_ratio"] = computed(
        "required_by_ratio",
        [add(law["aggregate_indebtedness"]), add(multiple)],
        operation="quotient",
        cite="(a)(1)(i)",
    )
    law["minimum_dollar"] = told("minimum_dollar_net_capital", 250_000, reason="(a)(2)(i)")
    choice = [add(law["required_by_ratio"]), add(law["minimum_dollar"])]
    law["requirement"] = computed("requirement", choice, operation="greatest", cite="(a)(1)(i)")
    law["least_of_two"] = computed("least_of_two", [*choice, less(rate)], operation="least", cite="none", unit="USD")
    law["excess"] = computed("excess", [add(law["net_capital"]), less(law["requirement"])])
    law["ai_ratio"] = computed(
        "ai_ratio",
        [add(law["aggregate_indebtedness"]), add(law["net_capital"])],
        operation="quotient",
        unit="ratio",
    )
    law["other_changes"] = told("other_changes", "-12345", when=YEAR, reason="distributions, agreed by the CFO")
    law["equity_end"] = computed("equity_end", [add(now["net_income"]), add(law["other_changes"])], when=END)
    return law


def everything(report: Report) -> Iterator[Fact]:
    """Every fact of a report, those reached through traces too."""
    seen: set[int] = set()
    todo = [*report.facts, *(fact for statement in report.statements for fact in statement.facts())]
    while todo:
        fact = todo.pop()
        if id(fact) not in seen:
            seen.add(id(fact))
            yield fact
            todo += [line.fact for line in fact.trace.lines] if isinstance(fact.trace, Computed) else []


def check_every_fact(report: Report, found: dict[tuple[str, str], Value]) -> int:
    """Each fact's home holds its value, each printed cell its printed value; how many were checked."""
    plan, checked = Plan(report), 0
    cells = [(plan.home(fact), fact, fact.value) for fact in everything(report)]
    for sheet, statement in plan.statements:
        for row, line in enumerate(statement.lines, STATEMENT_ROW):
            for column, fact in enumerate(line.facts, 1):
                if fact is not None:
                    cells.append((Cell(sheet, column, row), fact, line.ink * fact.value))
    for cell, fact, value in cells:
        held = found.get((cell.sheet, cell.name))
        assert isinstance(held, int | float), (cell, fact.concept, held)
        if value == value.quantize(Decimal("0.01")):
            assert round(Decimal(held), 2) == value, (cell, fact.concept)
            assert abs(held - float(value)) < 1e-6, (cell, fact.concept)
        else:
            assert held == pytest.approx(float(value), rel=1e-9), (cell, fact.concept)
        checked += 1
    return checked


# Recalculation


@pytest.mark.parametrize("quantum_usd", [1, 1000])
def test_every_figure_recalculates_to_its_fact(recalculated: Recalculate, quantum_usd: int) -> None:
    report = sample(quantum_usd=quantum_usd)
    book = write_workbook(report)
    found = recalculated(book)
    assert check_every_fact(report, found) > 250
    stored, live = values(book), formulas(book)
    assert len(live) > 200
    for place in live:
        assert found[place] == pytest.approx(stored[place], rel=1e-9, abs=1e-6), place


def test_a_changed_posting_moves_the_totals(recalculated: Recalculate) -> None:
    """Also the proof that recalculation happens: the stored values say otherwise."""
    report = sample()
    plan = Plan(report)
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(report)))
    sheet = book[ENTRIES]
    cash = next(row for row in range(4, 400) if sheet.cell(row, 1).value == "1000")
    moved = 10_000
    side = 6 if sheet.cell(cash, 6).value is not None else 7
    amount = sheet.cell(cash, side).value
    assert isinstance(amount, int | float)
    sheet.cell(cash, side).value = amount + (moved if side == 6 else -moved)
    changed = io.BytesIO()
    book.save(changed)
    found = recalculated(changed.getvalue())
    sheets = {s.name: s for _, s in plan.statements}
    for concept in ("cash", "total_assets", "total_equity", "net_capital", "excess"):
        statement = "net_capital" if concept in ("net_capital", "excess") else "financial_condition"
        fact = next(line.facts[0] for line in sheets[statement].lines if line.concept == concept)
        assert fact is not None
        held = found[plan.home(fact).sheet, plan.home(fact).name]
        assert held == pytest.approx(float(fact.value) + moved, abs=1e-6), concept


def test_operations_of_any_shape_recalculate(recalculated: Recalculate) -> None:
    """Random trees over the six operations, long and scattered sums, signs everywhere: one workbook of them."""
    seed = 20241231
    chance = random.Random(seed)
    leaves = [
        told(f"leaf_{i}", str(Decimal(chance.randrange(-10_000_000_000, 10_000_000_000)).scaleb(-2)), part=str(i))
        for i in range(700)
    ]
    facts = list(leaves)
    steps = [told("quantum", q) for q in ("0.01", "1", "1000", "-1000")]
    rates = [told("rate", r, unit="ratio") for r in ("0.15", "-1.0625", "3")]
    operations: list[Operation] = ["sum", "product", "quotient", "greatest", "least", "rounded"]
    for number in range(300):
        operation = chance.choice(operations)
        lines = [Line(chance.choice((1, -1)), f) for f in chance.sample(facts, chance.randrange(1, 9))]
        match operation:
            case "product":
                lines = [lines[0], Line(chance.choice((1, -1)), chance.choice(rates))]
            case "quotient":
                lines = [lines[0], Line(chance.choice((1, -1)), chance.choice(rates))]
            case "rounded":
                # Of exact cents, as figures are: a repeating quotient may lie nearer to a half than a double can say.
                lines = [Line(chance.choice((1, -1)), chance.choice(leaves)), add(chance.choice(steps)), *lines[1:3]]
        facts.append(computed(f"made_{number}", lines, operation=operation, unit="USD", when=END))
    long: list[tuple[Operation, list[Line]]] = [
        ("sum", [Line(chance.choice((1, -1)), leaf) for leaf in chance.sample(leaves, 700)]),
        ("sum", [add(leaf) for leaf in leaves]),
        ("sum", [add(leaf) for leaf in chance.sample(leaves, 699)]),
        ("greatest", [Line(chance.choice((1, -1)), leaf) for leaf in leaves]),
        ("least", [less(leaf) for leaf in leaves]),
        ("least", [add(leaf) for leaf in leaves[::2]]),
        ("product", [Line(chance.choice((1, -1)), rate) for rate in [rates[1]] * 300]),
        ("rounded", [add(leaves[0]), add(steps[1]), *(Line(chance.choice((1, -1)), x) for x in leaves[::-1])]),
        ("sum", []),
    ]
    for number, (operation, lines) in enumerate(long):
        trace = Computed("long", "", tuple(lines), operation)
        value = computed("x", lines, operation=operation).value if lines else Decimal(0)
        facts.append(Fact(concept=f"long_{number}", entity=ENTITY, when=END, value=value, trace=trace))
    halves = ["2715605.50", "-2715605.50", "-1500", "1500", "0.5", "-0.5", "499.99", "-0.49", "1.005", "-1.005"]
    exact = [told("half", half, part=half) for half in halves]
    facts += [whole(half, step) for half in exact for step in steps]
    report = Report(ENTITY, {}, tuple(facts))
    assert check_every_fact(report, recalculated(write_workbook(report))) > 1000, f"replay with seed {seed}"


def test_rounding_survives_the_noise_of_binary_cents(recalculated: Recalculate) -> None:
    """Cents that add up to exactly half a dollar, in an order that leaves a double just below it."""
    cents = [Decimal("0.1"), Decimal("0.2"), Decimal("0.2")] * 401
    cents += [Decimal("1000000000.7"), Decimal("-1000000000.2")] * 2
    parts = [told("bit", str(value), part=str(i)) for i, value in enumerate(cents)]
    total = computed("bits", [add(p) for p in parts])
    assert total.value % 1 == Decimal("0.5")
    down = computed("bits", [less(p) for p in parts], part="down")
    one = told("quantum", 1)
    report = Report(ENTITY, {}, (whole(total, one), whole(down, one)))
    assert check_every_fact(report, recalculated(write_workbook(report))) > 1000


# What the cells hold


def test_same_report_same_bytes_in_another_process() -> None:
    program = (
        "import sys; from tieout.writing.workbook_test import *; sys.stdout.buffer.write(write_workbook(sample()))"
    )
    folder = Path(__file__).parents[2]
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, cwd=folder).stdout
    assert other == write_workbook(sample())


def test_every_computed_fact_is_live_and_every_input_is_not() -> None:
    report = sample()
    plan, live = Plan(report), formulas(write_workbook(report))
    kinds = set()
    for fact in everything(report):
        home = plan.home(fact)
        is_live = (home.sheet, home.name) in live
        kinds.add((type(fact.trace).__name__, is_live))
        if isinstance(fact.trace, Posted):
            assert is_live == bool(fact.trace.entries)
        else:
            assert is_live == isinstance(fact.trace, Computed)
    assert kinds == {("Posted", True), ("Posted", False), ("Computed", True), ("Told", False), ("Read", False)}


def test_formulas_read_as_an_accountant_would_write_them() -> None:
    report = sample(accounts=3)
    plan, live = Plan(report), formulas(write_workbook(report))

    def formula(statement: str, concept: str) -> str:
        held = next(s for _, s in plan.statements if s.name == statement)
        fact = next(line.facts[0] for line in held.lines if line.concept == concept)
        assert fact is not None
        home = plan.home(fact)
        return live[home.sheet, home.name]

    assert formula("financial_condition", "total_assets") == "=SUM(B7:B9)"
    assert formula("financial_condition", "total_liabilities") == "=B12+B13"
    assert formula("financial_condition", "total_equity") == "=B10-B14"
    assert formula("income", "net_income") == "=B9-B12+B13"  # the tax benefit stands on the page as a positive figure
    assert formula("net_capital", "net_capital") == "=SUM(B6:B8)"  # deductions are printed below zero
    assert formula("net_capital", "requirement") == "=MAX(B11,B12)"
    assert formula("net_capital", "required_by_ratio") == "=B10/'Told and parameters'!E7"
    assert live["Statement of Income", "B13"].startswith("=-Reasons!E")
    assert live["Changes in Members' Equity", "B7"] == "='Statement of Income'!B14"
    rounded = formula("financial_condition", "cash")
    step = "'Told and parameters'!E4"
    assert re.fullmatch(rf"=ROUND\(ROUND\(Reasons!E\d+,6\)/{step},0\)\*{step}", rounded), rounded
    assert live[ACCOUNTS, "E4"] == "=SUM(Entries!F4:F6)-SUM(Entries!G4:G6)"


def test_a_parameter_made_twice_is_one_cell() -> None:
    shown = [place for place, value in values(write_workbook(sample())).items() if value == "presentation_quantum"]
    assert shown == [(TOLD, "B4")]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "=cmd|' /C calc'!A0"])
def test_words_are_never_formulas(start: str) -> None:
    words = f"{start}1+1"
    entries = (PostedEntry(words, END, Decimal(5), words),)
    trace = Posted(words, words, words, 1, entries, words)
    cash = Fact(concept=words, entity=words, when=END, value=Decimal(5), part=words, label=words, trace=trace)
    by = Fact(concept="x", entity=words, when=END, value=Decimal(5), trace=Told(words, END, words))
    read = Fact(concept="y", entity=words, when=END, value=Decimal(5), trace=Read(words, 1, (0, 0, 0, 0), words, words))
    both = computed(words, [add(cash), add(by), add(read)], rule=words, cite=words, part="sum", label=words)
    line = StatementLine(words, words, 0, "line", (both,))
    statement = Statement(words, words, words, (Column(words, END),), (line,), remark=words)
    book = write_workbook(Report(words, {words: words}, (both, cash, by, read), (statement,)))
    live = formulas(book)
    assert len(live) == 5
    assert not any("1+1" in text.replace("'" + sheet_name(words, []) + "'", "") for text in live.values())
    assert sum(value == words for value in values(book).values()) > 15


@pytest.mark.parametrize(
    "text", ["", "\x00\x01", "\ud800 alone", "\ufffe", "x" * 40_000, "😀" * 20_000, "_x0041_", "<&>\"'", "line\nline"]
)
def test_any_text_can_be_written(text: str) -> None:
    fact = Fact(concept="c", entity=text, when=END, value=Decimal(1), label=text, trace=Told(text, END, text))
    statement = Statement(text, text, text, (Column(text, END),), (StatementLine(text, "c", 0, "line", (fact,)),))
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(Report(text, {}, (fact,), (statement, statement)))))
    assert len(book.sheetnames) == 4


@given(st.lists(st.text(max_size=60), max_size=12))
def test_sheet_names_are_accepted_by_excel(titles: list[str]) -> None:
    taken: list[str] = []
    for title in titles:
        name = sheet_name(title, taken)
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() not in {other.casefold() for other in taken} | {"history"}
        taken.append(name)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Statement of Income", "Statement of Income"),
        ("Statement of Changes in Stockholders' Equity", "Changes in Stockholders' Equity"),
        ("Computation of Net Capital Under Rule 15c3-1", "Computation of Net Capital"),
        ("Supercalifragilisticexpialidocious figures", "Supercalifragilisticexpialidoci"),
    ],
)
def test_long_titles_keep_their_sense(title: str, name: str) -> None:
    assert sheet_name(title, []) == name


def test_an_empty_report_is_a_page_of_contents() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(Report(ENTITY, {}, ()))))
    assert book.sheetnames == ["Contents"]


def test_contents_lists_every_sheet_and_gives_no_opinion() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(sample())))
    sheet = book["Contents"]
    linked = {cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert len(linked) == len(book.sheetnames) - 1
    assert book.sheetnames[-5:] == [OTHER, REASONS, ACCOUNTS, ENTRIES, TOLD]
    words = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert "gives no opinion" in words
    assert ENTITY in words


def test_thousands_are_shown_and_dollars_are_held() -> None:
    report = sample(quantum_usd=1000)
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(report)), data_only=True)
    cell = book["Statement of Income"]["B6"]
    assert cell.value == float(report.statement("income").lines[0].facts[0].value)  # type: ignore[union-attr]
    assert cell.value % 1000 == 0
    assert "#,##0,_)" in cell.number_format
    assert "$" in cell.number_format
    assert "$" not in book["Statement of Income"]["B7"].number_format
    assert "$" in book["Statement of Income"]["B14"].number_format
    assert book["Statement of Income"]["B14"].border.bottom.style == "double"


def test_a_chain_longer_than_the_stack_is_written() -> None:
    fact = told("start", 1)
    for _ in range(3000):
        fact = computed("step", [add(fact), add(told("start", 1))])
    assert values(write_workbook(Report(ENTITY, {}, (fact,))))[OTHER, "E4"] == 3001


def test_five_hundred_facts_in_half_a_second() -> None:
    report = sample(accounts=20)
    assert len(list(everything(report))) > 500
    times = []
    for _ in range(3):
        started = time.process_time()
        write_workbook(report)
        times.append(time.process_time() - started)
    assert min(times) < 0.5, "0.1 s on the machine it was measured on"
