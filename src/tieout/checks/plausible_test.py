"""What is unlikely is said, and what is merely small, new or round is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from tieout.checks import plausible, rolls
from tieout.checks.model import Comparison
from tieout.checks.registry import Compare
from tieout.checks.stated import Stated
from tieout.facts import Column, Fact, Note, Period, Read, Report, Statement, StatementLine

END, BEFORE = date(2024, 12, 31), date(2023, 12, 31)
YEAR = Period(date(2024, 1, 1), END)


def fact(concept: str, value: str, when: date | Period = END, unit: str = "USD") -> Fact:
    digits = len(value.partition(".")[2])
    place = Read("elm.txt", 1, (0, 0, 1, 0), f"{concept} {value}")
    half = Decimal("0.5").scaleb(-digits)
    return Fact(concept=concept, entity="Elm", when=when, value=Decimal(value), trace=place, unit=unit, rounding=half)


def report(name: str, *facts: Fact, notes: str = "") -> Report:
    """A report of one statement, each fact on a line of its own."""
    column = Column("", END)
    lines = tuple(StatementLine(one.concept, one.concept, facts=(one,)) for one in facts)
    sheet = Statement(name, name, "", (column,), lines)
    facing: dict[str, object] = {"period_end": END.isoformat(), "net_capital_method": "aggregate_indebtedness"}
    return Report("Elm", facing, facts, (sheet,), (Note(1, "Net capital", notes),))


def fails(compare: Compare, held: Report, prior: Report | None = None) -> list[str]:
    made = [c for c in compare(Stated(held, prior)) if isinstance(c, Comparison)]
    return [c.check.removeprefix("plausible.") for c in made if not c.holds]


CAPITAL = (fact("ownership_equity", "1000000"), fact("net_capital", "1100000"))


def test_net_capital_above_equity_is_told_where_nothing_is_added() -> None:
    assert fails(plausible.net_capital_within_equity, report("net_capital", *CAPITAL)) == ["net_capital.within_equity"]
    loans = fact("allowable_subordinated_liabilities", "100000")
    assert fails(plausible.net_capital_within_equity, report("net_capital", *CAPITAL, loans)) == []
    credit = fact("other_allowable_credits", "1")
    assert list(plausible.net_capital_within_equity(Stated(report("net_capital", *CAPITAL, credit)))) == []


@pytest.mark.parametrize("notes", ["", "The Company notified the Commission of a net capital deficiency."])
def test_a_requirement_missed_is_told_where_the_notes_are_silent(notes: str) -> None:
    short = (fact("net_capital", "20000"), fact("net_capital_required", "50000"))
    ratio = fact("aggregate_indebtedness_to_net_capital", "15.01", unit="ratio")
    found = fails(plausible.within_the_rule, report("net_capital", *short, ratio, notes=notes))
    both = ["net_capital.meets_its_requirement", "aggregate_indebtedness_to_net_capital.within_its_limit"]
    assert found == ([] if notes else both)


@pytest.mark.parametrize(("excess", "severity"), [("-30000", "note"), ("0", "warning"), ("30000", "warning")])
def test_a_deficiency_that_the_schedule_states_is_a_note(excess: str, severity: str) -> None:
    short = (fact("net_capital", "20000"), fact("net_capital_required", "50000"), fact("excess_net_capital", excess))
    (made,) = plausible.within_the_rule(Stated(report("net_capital", *short)))
    assert isinstance(made, Comparison)
    assert (made.severity, made.holds) == (severity, False)


@pytest.mark.parametrize(("now", "then", "told"), [
    ("568855", "569", True), ("569", "568855", True), ("568855", "5690", False), ("99000", "99", False),
])  # fmt: skip
def test_a_thousandfold_year_is_told_once(now: str, then: str, told: bool) -> None:
    totals = [fact(name, value, day) for name in ("total_assets", "total_equity") for value, day in
              ((now, END), (then, BEFORE))]  # fmt: skip
    assert fails(plausible.scale, report("financial_condition", *totals)) == (["scale_of_last_year"] if told else [])
    last = [replaced for replaced in totals if replaced.when == BEFORE]
    this = [replaced for replaced in totals if replaced.when == END]
    apart = report("financial_condition", *this), report("financial_condition", *last)
    assert fails(plausible.scale, *apart) == (["scale_of_last_year"] if told else [])


@pytest.mark.parametrize(("end", "rate", "fits"), [
    ("2024", "0.21", True), ("2024", "0.35", False), ("2024", "0.12", False),
    ("2003", "0.35", True), ("2003", "0.15", True), ("2003", "0.53", False), ("1986", "0.46", True),
])  # fmt: skip
def test_a_statutory_rate_is_one_of_its_year(end: str, rate: str, fits: bool) -> None:
    year = Period(date(int(end), 1, 1), date(int(end), 12, 31))
    held = report("notes", fact("statutory_tax_rate", rate, year, "ratio"))
    assert fails(plausible.rate_in_force, held) == ([] if fits else ["statutory_tax_rate.in_force"])


def test_a_year_across_two_rates_may_blend_them() -> None:
    across = Period(date(2017, 7, 1), date(2018, 6, 30))
    blend = report("notes", fact("statutory_tax_rate", "0.28", across, "ratio"))
    assert fails(plausible.rate_in_force, blend) == []


def test_digits_that_all_end_alike_are_told_and_random_ones_are_not() -> None:
    random = Random(7)
    drawn = random.sample(range(1000, 10**7), 60)
    assert fails(plausible.digits, report("income", *(fact(f"l{i}", str(v)) for i, v in enumerate(drawn)))) == []
    fives = report("income", *(fact(f"l{i}", str(v // 10 * 10 + 5)) for i, v in enumerate(drawn)))
    assert fails(plausible.digits, fives) == ["digits.as_they_fall"]
    few = report("income", *(fact(f"l{i}", str(v * 1000)) for i, v in enumerate(drawn[:20])))
    assert list(plausible.digits(Stated(few))) == [], "too few to tell"


def test_another_firms_report_of_last_year_is_one_finding_and_no_other() -> None:
    names = ("total_assets", "total_liabilities", "total_equity", "cash_and_cash_equivalents")
    last = [fact(name, str(1000 + i), BEFORE) for i, name in enumerate(names)]
    this = [fact(name, str(2000 + i), BEFORE) for i, name in enumerate(names)]
    held = report("financial_condition", *this), report("financial_condition", *last)
    assert fails(rolls.of_this_firm, *held) == ["continues.report_of_last_year"]
    assert fails(rolls.continues, *held) == []
    one_alike = report("financial_condition", *this[:3], last[3]), held[1]
    assert fails(rolls.of_this_firm, *one_alike) == []
    assert fails(rolls.continues, *one_alike) == [f"continues.{name}" for name in names[:3]]
