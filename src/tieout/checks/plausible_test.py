"""What is unlikely is said, and what is merely small, new or round is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from tieout.checks import plausible, rolls
from tieout.checks.model import Comparison, Words
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


@pytest.mark.parametrize(("capital", "told"), [("1000001", False), ("1000002", True)])
def test_net_capital_above_equity_by_what_rounding_hides(capital: str, told: bool) -> None:
    held = report("net_capital", CAPITAL[0], fact("net_capital", capital))
    assert fails(plausible.net_capital_within_equity, held) == (["net_capital.within_equity"] if told else [])


@pytest.mark.parametrize(
    ("count", "others"), [(1, ""), (2, ", and so are 1 other totals."), (3, ", and so are 2 other totals.")]
)
def test_how_many_totals_are_a_thousandfold(count: int, others: str) -> None:
    names = ("total_assets", "total_equity", "total_revenue")[:count]
    held = report("financial_condition", *(fact(name, value, day) for name in names for value, day in
                                           (("568855", END), ("569", BEFORE))))  # fmt: skip
    made = [c for c in plausible.scale(Stated(held)) if isinstance(c, Comparison)]
    assert [c.because.endswith(others or "about a thousand times more.") for c in made] == [True]


def test_a_figure_of_the_notes_or_of_another_day_has_no_scale() -> None:
    now, then = fact("total_assets", "568855"), fact("total_assets", "569", BEFORE)
    in_notes = report("financial_condition", then)
    assert fails(plausible.scale, Report("Elm", in_notes.facing_page, (then, now), in_notes.statements)) == []
    late = fact("total_assets", "568855", date(2025, 3, 31))
    assert fails(plausible.scale, report("financial_condition", late, then)) == []


@pytest.mark.parametrize(("start", "end", "rate", "fits"), [
    (date(2018, 1, 1), date(2018, 12, 31), "0.21", True), (date(2018, 1, 1), date(2018, 12, 31), "0.20", False),
    (date(2018, 1, 1), date(2018, 12, 31), "0.22", False), (date(2018, 1, 1), date(2018, 12, 31), "0.205", True),
    (date(2018, 1, 1), date(2018, 12, 31), "0.215", True), (date(2018, 1, 1), date(2018, 12, 31), "0.204", False),
    (date(2018, 1, 2), date(2019, 1, 1), "0.30", False), (date(2018, 2, 1), date(2019, 1, 31), "0.38", False),
    (date(2017, 12, 31), date(2018, 12, 30), "0.39", True), (date(2017, 12, 31), date(2018, 12, 30), "0.1", True),
    (date(2017, 1, 1), date(2017, 12, 31), "0.39", True), (date(2017, 1, 1), date(2017, 12, 31), "0.41", False),
    (date(1986, 1, 1), date(1986, 12, 31), "0.48", False), (date(1970, 1, 1), date(1970, 12, 31), "0.48", None),
])  # fmt: skip
def test_the_rates_of_a_year_to_their_rounding(start: date, end: date, rate: str, fits: bool | None) -> None:
    said = fact("statutory_tax_rate", rate, Period(start, end), "ratio")
    if len(rate) > 4:
        said = replace(said, rounding=Decimal("0.005"))
    made = [c.holds for c in plausible.rate_in_force(Stated(report("notes", said))) if isinstance(c, Comparison)]
    assert made == ([] if fits is None else [fits])


def test_the_rate_that_is_nearest_is_named() -> None:
    for rate, told in (("0.45", "35%"), ("0.50", "35%")):
        (made,) = plausible.rate_in_force(
            Stated(
                report("notes", fact("statutory_tax_rate", rate, Period(date(2003, 1, 1), date(2003, 12, 31)), "ratio"))
            )
        )
        assert isinstance(made, Comparison)
        assert made.because.endswith(f"the highest of the year is {told}.")


def test_what_is_no_rate_of_a_year_is_in_no_force() -> None:
    for other in (fact("statutory_tax_rate", "0.9", END, "ratio"), fact("statutory_tax_rate", "900", YEAR)):
        assert list(plausible.rate_in_force(Stated(report("notes", other)))) == []


@pytest.mark.parametrize(("ends", "holds"), [
    ((8, 8, 8, 8, 8, 0, 0, 0, 0, 0), True), ((22, 2, 2, 2, 2, 2, 2, 2, 2, 2), False),
    ((19, 3, 2, 2, 2, 2, 2, 2, 3, 3), False), ((18, 0, 0, 2, 2, 3, 3, 5, 3, 4), True),
    ((18, 0, 0, 2, 2, 3, 3, 5, 2, 5), False),
    ((0, 0, 3, 3, 3, 3, 3, 3, 3, 19), False), ((2, 2, 2, 2, 2, 2, 2, 2, 2, 22), False),
])  # fmt: skip
def test_how_unevenly_digits_may_fall(ends: tuple[int, ...], holds: bool) -> None:
    """Of forty figures four end with each digit; the squares of what each is off by may be 60 times four."""
    assert (sum((count - 4) ** 2 for count in ends) <= 240) is holds
    values = [1000 + 1010 * n + digit for digit, count in enumerate(ends) for n in range(1, count + 1)]
    (made,) = plausible.digits(Stated(report("income", *(fact(f"l{n}", str(value)) for n, value in enumerate(values)))))
    assert isinstance(made, Comparison)
    assert made.holds is holds
    assert made.because.startswith(
        f"Of 40 figures {max(ends)} end with {ends.index(max(ends))}, and 0 are whole thousands"
    )
    assert isinstance(made.found, Words)
    assert made.found.text == "about 4 of 40"


def test_a_thousand_is_four_digits() -> None:
    fives = [fact(f"l{i}", str(1005 + 10 * i)) for i in range(39)]
    assert fails(plausible.digits, report("income", fact("l", "1000"), *fives)) == ["digits.as_they_fall"]


@pytest.mark.parametrize(("parts", "expires", "fits"), [
    (("2025", "2026"), "2026", True), (("2025",), "2025", None), (("2025", "thereafter"), "2026", None),
    (("2026", "2025"), "2025", False), (("2025", "2026", "thereafter"), "2026", True),
])  # fmt: skip
def test_two_years_of_a_lease_are_enough(parts: tuple[str, ...], expires: str, fits: bool | None) -> None:
    rows = [replace(fact("operating_lease_commitments", "5"), part=part) for part in parts]
    held = report("notes", *rows, notes=f"The lease expires in {expires}.")
    made = [c.holds for c in plausible.lease_expires(Stated(held)) if isinstance(c, Comparison)]
    assert made == ([] if fits is None else [fits])
