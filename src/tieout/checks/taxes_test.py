"""Income taxes row by row: percentages, signs, bases and rates, and what the other statements say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tieout.checks import taxes
from tieout.checks.model import Comparison
from tieout.checks.plausible_test import BEFORE, END, YEAR, fact, report
from tieout.checks.registry import Compare
from tieout.checks.rolls_test import together
from tieout.checks.stated import Stated
from tieout.facts import Fact, Period, Read, Told

RATES = "rate_reconciliation"
BASE = fact("income_before_income_taxes", "1000", YEAR)
OF_2003 = Period(date(2003, 1, 1), date(2003, 12, 31))


def row(line: int, part: str, usd: str | None, share: str | None = None, when: Period = YEAR) -> list[Fact]:
    """A row of the reconciliation: its percentage and its dollars, at one place."""
    place = Read("elm.txt", 1, (0, line, 1, line), f"{part} | {usd} | {share}")
    made = [fact(RATES, share, when, "ratio")] if share is not None else []
    made += [fact(RATES, usd, when)] if usd is not None else []
    return [replace(one, part=part, trace=place) for one in made]


def held(
    *rows: Sequence[Fact], base: Fact | None = BASE, income: Sequence[Fact] = (), others: Sequence[Fact] = ()
) -> Stated:
    sheet = report("income", *([base] if base else []), *income)
    return Stated(replace(sheet, facts=(*sheet.facts, *(one for each in rows for one in each), *others)))


def made(compare: Compare, stated: Stated) -> list[Comparison]:
    return [one for one in compare(stated) if isinstance(one, Comparison)]


def shares(stated: Stated) -> list[Comparison]:
    return [one for one in made(taxes.reconciliation, stated) if one.check == "recomputes.rate_reconciliation"]


FEDERAL, STATE, SUM = row(1, "statutory", "210", "0.21"), row(2, "state", "50", "0.05"), row(3, "", "260", "0.26")


def test_every_row_and_the_total_is_its_percentage() -> None:
    found = shares(held(FEDERAL, STATE, SUM))
    assert [(int(one.said.value), one.holds) for one in found if isinstance(one.said, Fact)] == [
        (210, True),
        (50, True),
        (260, True),
    ]
    assert shares(held(FEDERAL, STATE, base=None)) == []
    assert shares(held(FEDERAL, STATE, base=replace(BASE, value=Decimal(0)))) == []
    dash = row(4, "other", "0", "0")
    assert [one.holds for one in shares(held(FEDERAL, STATE, dash))] == [True] * 3


def test_percentages_of_which_half_fit_are_of_something_else() -> None:
    another = row(2, "state", "50", "0.15")
    assert shares(held(FEDERAL, another)) == []
    assert [one.holds for one in shares(held(FEDERAL, another, SUM))] == [True, False, True]
    near = row(2, "state", "55", "0.05")  # half a percent of 1,000 is 5
    assert [one.holds for one in shares(held(FEDERAL, near))] == [True, True]
    assert shares(held(FEDERAL, row(2, "state", "56", "0.05"))) == []


def test_a_loss_may_turn_all_signs() -> None:
    loss = replace(BASE, value=Decimal(-1000))
    turned = [row(n, part, f"-{usd}", f"-{share}") for n, (part, usd, share) in
              enumerate((("statutory", "210", "0.21"), ("state", "50", "0.05")))]  # fmt: skip
    assert [one.holds for one in shares(held(*turned, base=loss))] == [True, True]
    assert [one.holds for one in shares(held(*turned))] == [True, True]
    assert [one.holds for one in shares(held(FEDERAL, STATE, row(4, "x", "-20", "0.02")))] == [True, True, False]


@pytest.mark.parametrize(("total", "severity"), [("260", "warning"), ("160", "error"), (None, "error")])
def test_a_turned_sign(total: str | None, severity: str) -> None:
    """An error, unless the table does not foot for it: then that is told."""
    last = held([], others=row(8, "statutory", "1", "0.1", OF_2003))
    end = [row(9, "", total)] if total else []
    found = shares(
        held(FEDERAL, row(2, "state", "-50", "0.05"), row(3, "meals", "0", "0"), *end, others=last.report.facts[1:])
    )
    (one,) = [one for one in found if not one.holds]
    assert one.cause is not None
    assert one.cause.words == "The sign is turned: 5.00% of 1,000 is about 50, the row has -50."
    assert (one.cause.id, one.severity) == ("sign", severity)


def test_the_limits_of_a_turned_sign() -> None:
    """What half a percent of 1,000 and half a dollar hide is 5.50."""
    exact = replace(BASE, rounding=Decimal(0))

    def cause(usd: str, share: str) -> bool:
        odd = [
            replace(one, rounding=Decimal("0.5") if one.unit == "USD" else one.rounding)
            for one in row(2, "x", usd, share)
        ]
        return any(one.cause for one in shares(held(FEDERAL, SUM, row(4, "y", "50", "0.05"), odd, base=exact)))

    assert cause("-55.5", "0.05")
    assert not cause("-56", "0.05")
    assert not cause("-5.5", "0.00")
    assert not cause("0", "0.00")


@pytest.mark.parametrize(("usd", "share", "severity"), [
    ("350", "0.53", "error"), ("35", "-0.053", "warning"), ("350", "0.48", "warning"), ("0", "0.05", "warning"),
])  # fmt: skip
def test_a_percentage_that_looks_like_a_slip_is_an_error(usd: str, share: str, severity: str) -> None:
    (one,) = [one for one in shares(held(FEDERAL, STATE, SUM, row(0, "x", usd, share))) if not one.holds]
    assert (one.severity, one.cause) == (severity, None)


def test_by_how_much_the_rows_exceed_their_total() -> None:
    stated = held(row(1, "a", "5", "0.5"), row(2, "b", "7", "0.7"), row(3, "", "10", "0.1"))
    assert taxes._gap(stated, row(1, "a", "5")[0]) == 2
    assert taxes._gap(stated, row(1, "a", "5", when=OF_2003)[0]) == 0
    assert taxes._gap(held(row(1, "a", "5")), row(1, "a", "5")[0]) == 0


def test_the_line_of_the_statement_stands_before_the_tables() -> None:
    tax = replace(SUM[1], concept="income_tax_expense", part="")
    (one,) = [
        c for c in shares(held(FEDERAL, STATE, SUM, others=[tax])) if isinstance(c.said, Fact) and c.said.value == 260
    ]
    assert one.said.concept == "income_tax_expense"  # type: ignore[union-attr]


def test_one_row_is_one_place_of_one_year() -> None:
    share, usd = FEDERAL
    told = Told("J. Doe", END, "told")
    assert taxes._one_row(usd, share)
    assert not taxes._one_row(usd, STATE[0])
    assert not taxes._one_row(replace(usd, when=OF_2003), share)
    assert not taxes._one_row(replace(usd, trace=told), share)
    assert not taxes._one_row(usd, replace(share, trace=told))


# --- the statutory rate ----------------------------------------------------------------------------------------------


def statutory(
    said: str, *named: str, when: Period = YEAR, net: str = "", places: str = "0.5"
) -> tuple[str, bool, str, str]:
    """What tax at the statutory rate should be, whether it is, how grave it is and the cause."""
    tax = [replace(one, rounding=Decimal(places)) for one in row(1, "statutory", said, when=when)]
    rates = [fact("statutory_tax_rate", one, when, "ratio") for one in named]
    income = [fact("net_income", net, when)] if net else []
    base = replace(BASE, when=when, rounding=Decimal(0))
    (one,) = made(taxes.reconciliation, held(tax, base=base, income=income, others=rates))
    assert one.check == "recomputes.statutory_tax"
    assert isinstance(one.found, Fact)
    return f"{one.found.value:.0f}", one.holds, one.severity, one.cause.id if one.cause else ""


def test_tax_at_the_rate_of_the_year() -> None:
    assert statutory("210") == ("210", True, "warning", "")
    assert statutory("-210") == ("210", False, "error", "")
    base = replace(BASE, value=Decimal(1_234_500))
    slip = made(taxes.reconciliation, held(row(1, "statutory", "295245"), base=base))
    assert [(one.holds, one.severity) for one in slip] == [(False, "error")], "259,245 with two digits exchanged"
    assert statutory("277") == ("210", False, "warning", "")
    assert made(taxes.reconciliation, held(row(1, "state", "50"))) == [], "no statutory row"
    then = Period(date(1970, 1, 1), date(1970, 12, 31))
    assert made(taxes.reconciliation, held(row(1, "statutory", "50", when=then), base=replace(BASE, when=then))) == []


def test_of_two_rates_the_one_that_was_applied() -> None:
    for said, right in (
        ("350", "350"),
        ("340", "340"),
        ("346", "350"),
        ("344", "340"),
        ("-341", "340"),
        ("-349", "350"),
    ):
        assert statutory(said, when=OF_2003)[0] == right
    assert statutory("340", "0.35", when=OF_2003)[0] == "350", "as the notes name it"
    assert statutory("350", "0.34", when=OF_2003)[0] == "340"
    assert statutory("340", "0.34", "0.35", when=OF_2003)[0] == "350", "two are named, of which the last"
    assert statutory("340", "0.2", when=OF_2003)[0] == "200", "neither is"


def test_the_rate_that_is_named_may_hide_what_its_rounding_hides() -> None:
    base = replace(BASE, rounding=Decimal(0))
    for rate, slack in (("0.34", "5.50"), ("0.3", "50.5")):
        tax = [replace(one, rounding=Decimal("0.5")) for one in row(1, "statutory", "340")]
        (one,) = made(
            taxes.reconciliation, held(tax, base=base, others=[fact("statutory_tax_rate", rate, YEAR, "ratio")])
        )
        assert one.slack == Decimal(slack)
    last = fact("statutory_tax_rate", "0.34", OF_2003, "ratio")
    (one,) = made(taxes.reconciliation, held(row(1, "statutory", "210"), base=base, others=[last]))
    assert one.holds, "the rate of another year says nothing"
    middle = replace(fact("statutory_tax_rate", "0.345", OF_2003, "ratio"), rounding=Decimal("0.005"))
    for said in ("340", "350"):
        tax = row(1, "statutory", said, when=OF_2003)
        (one,) = made(taxes.reconciliation, held(tax, base=replace(base, when=OF_2003), others=[middle]))
        assert one.holds


@pytest.mark.parametrize(("said", "net", "right"), [
    ("340", "971.4", "340"), ("341", "974.3", "340"), ("341.4", "975.4", "350"), ("342", "977.1", "350"),
])  # fmt: skip
def test_a_rate_that_fits_its_base_stands_before_one_of_another_base(said: str, net: str, right: str) -> None:
    """35% of net income is what is said too; what rounding leaves of 34% of the base is a dollar."""
    assert statutory(said, when=OF_2003, net=net)[0] == right


@pytest.mark.parametrize(
    ("said", "told"), [("46.2", True), ("47.2", True), ("47.4", False), ("45.2", True), ("44.8", False)]
)
def test_the_base_that_was_taken_to_a_dollar(said: str, told: bool) -> None:
    assert (statutory(said, net="220")[3] == "wrong_base") is told


@pytest.mark.parametrize("name", ["net_income", "total_revenue", "total_expenses", "total_equity"])
def test_bases_that_may_be_taken(name: str) -> None:
    stated = held(income=[fact(name, "400", YEAR)])
    cause = taxes._wrong_base(stated, row(1, "statutory", "84")[0], fact("rate", "0.21", YEAR, "ratio"))
    assert cause is not None
    assert cause.words == f"Wrong base: 84 is 21% of {name.replace('_', ' ')}, 400."
    nothing = held(income=[fact(name, "0", YEAR)])
    assert taxes._wrong_base(nothing, row(1, "statutory", "0")[0], fact("rate", "0.21", YEAR, "ratio")) is None


# --- the effective rate ----------------------------------------------------------------------------------------------

TAX = fact("income_tax_expense", "260", YEAR)


def effective(
    rate: Fact, *, tax: Fact | None = TAX, base: Fact | None = BASE, rows: Sequence[Fact] = ()
) -> list[Comparison]:
    return made(taxes.effective_rate, held(rows, base=base, income=[tax] if tax else [], others=[rate]))


def test_the_effective_rate() -> None:
    rate = fact("effective_tax_rate", "0.26", YEAR, "ratio")
    (one,) = effective(rate)
    assert (one.holds, one.severity, one.slack) == (True, "warning", Decimal(0))
    assert [c.holds for c in effective(replace(rate, value=Decimal("0.28")))] == [False]
    assert [c.holds for c in effective(rate, tax=replace(TAX, value=Decimal(-260)))] == [True], "of a benefit"
    assert [c.holds for c in effective(rate, tax=replace(TAX, value=Decimal(0)))] == [False]
    assert [c.holds for c in effective(replace(rate, value=Decimal("0.00")))] == [False]
    assert (
        effective(rate, tax=None)
        == effective(rate, base=None)
        == effective(rate, base=replace(BASE, value=Decimal(0)))
        == []
    )
    told = replace(rate, rounding=Decimal(0), trace=Told("J. Doe", END, "told"))
    assert [c.slack for c in effective(told)] == [Decimal("0.005")]
    (one,) = effective(replace(rate, value=Decimal("0.00"), rounding=Decimal(0)))
    assert isinstance(one.found, Fact)
    assert one.found.value > 0


def test_the_total_of_the_table_is_no_sentence() -> None:
    place = Read("elm.txt", 1, (0, 3, 1, 3), "Total | 26%")
    total = replace(fact(RATES, "0.26", YEAR, "ratio"), trace=place)
    rate = replace(total, concept="effective_tax_rate")
    rows = [*row(1, "statutory", None, "0.21"), total]
    assert effective(rate, rows=rows) == []
    assert len(effective(fact("effective_tax_rate", "0.27", YEAR, "ratio"), rows=rows)) == 1


# --- deferred and current --------------------------------------------------------------------------------------------

COMPONENTS = "income_tax_components"


def part(
    line: int, name: str, value: str, concept: str = COMPONENTS, when: Period | date = YEAR, unit: str = "USD"
) -> Fact:
    place = Read("elm.txt", 1, (0, line, 1, line), f"{name} | {value}")
    return replace(fact(concept, value, when, unit), part=name, trace=place)


def test_net_deferred_tax_is_assets_less_liabilities() -> None:
    table = [part(1, "rent", "90", "deferred_tax_components", END), part(2, "", "70", "deferred_tax_components", END)]
    asset, debt = fact("deferred_tax_asset", "90"), fact("deferred_tax_liability", "20")

    def net(*lines: Fact, rows: Sequence[Fact] = table) -> list[tuple[str, bool, str]]:
        sheet = report("financial_condition", *lines)
        found = made(taxes.net_deferred_tax, Stated(replace(sheet, facts=(*sheet.facts, *rows))))
        return [(f"{one.found.value}", one.holds, one.severity) for one in found if isinstance(one.found, Fact)]

    assert net(asset, debt) == [("70", True, "warning")]
    assert net(asset) == [("90", False, "warning")]
    assert net(debt) == [("-20", False, "warning")]
    assert net(replace(asset, value=Decimal(90)), replace(debt, value=Decimal(13))) == [("77", False, "warning")]
    slip = [
        table[0],
        replace(table[1], value=Decimal(7000)),
    ]
    assert net(fact("deferred_tax_asset", "70000"), rows=slip) == [("70000", False, "error")]
    assert net() == net(asset, rows=table[:1]) == []
    standing = replace(table[1], concept="deferred_tax_asset", part="")
    assert net(asset, rows=[*table, standing]) == [], "the line of the balance sheet itself"


def deferred(*rows: Fact, lines: Sequence[Fact] = ()) -> str | None:
    sheet = report("income", *lines)
    found = taxes.deferred_expense(Stated(replace(sheet, facts=(*sheet.facts, *rows))), YEAR)
    return f"{found.value}" if found else None


def test_deferred_tax_of_the_year() -> None:
    whole = [part(1, "deferred_federal", "30"), part(2, "deferred_state", "5"), part(3, "current_federal", "9")]
    line = fact("deferred_income_tax_expense", "77", YEAR)
    assert deferred(*whole, lines=[line]) == "35"
    assert deferred(part(1, "total_deferred", "34"), *whole) == "34"
    assert deferred(whole[2], lines=[line]) == "77"
    assert deferred(whole[2]) is None
    assert deferred(*(replace(one, when=OF_2003) for one in whole), lines=[line]) == "77"
    assert deferred(*(replace(one, unit="ratio") for one in whole), lines=[line]) == "77"
    lost = replace(whole[0], trace=Read("elm.txt", 1, (0, 1, 1, 1), "deferred | 30 | 40"))
    assert deferred(lost, *whole[1:], lines=[line]) == "77", "a row that is not read in every column"


def test_current_tax_of_the_year() -> None:
    def current(*rows: Fact) -> Fact | None:
        return taxes.current_expense(held(rows), YEAR)

    total = part(1, "total_current", "9")
    assert current(total) is total
    assert current(part(1, "current_federal", "9")) is None
    assert current(replace(total, when=OF_2003)) is current(replace(total, unit="ratio")) is None


@pytest.mark.parametrize(("asset", "debt", "moved"), [
    (("10", "30"), None, "-20"), (None, ("10", "30"), "20"), (("10", "30"), ("10", "15"), "-15"),
    (("10", None), ("10", "15"), None), (("10", "30"), (None, "15"), None), (None, None, None),
])  # fmt: skip
def test_what_deferred_tax_moved_by(
    asset: tuple[str, str | None] | None, debt: tuple[str | None, str] | None, moved: str | None
) -> None:
    lines = [
        fact(f"deferred_tax_{name}", value, day)
        for name, pair in (("asset", asset), ("liability", debt)) if pair
        for value, day in zip(pair, (BEFORE, END), strict=True) if value
    ]  # fmt: skip
    found = taxes._moved(Stated(report("financial_condition", *lines)), YEAR)
    assert (f"{found.value}" if found else None) == moved


def paid(
    *changes: Fact, said: str = "100", current: str = "90", balances: Sequence[Fact] = (), lines: Sequence[Fact] = ()
) -> list[Comparison]:
    flows = report("cash_flows", fact("cash_paid_for_income_taxes", said, YEAR), *changes)
    both = together(flows, report("financial_condition", *balances), report("income", *lines))
    return made(taxes.cash_paid, Stated(replace(both, facts=(*both.facts, part(1, "total_current", current)))))


RECEIVABLE, PAYABLE = (
    fact(f"change_in_{name}", "-10", YEAR) for name in ("current_taxes_receivable", "income_taxes_payable")
)


def test_tax_paid_is_current_tax_and_what_balances_moved_by() -> None:
    (one,) = paid(RECEIVABLE)
    assert (one.holds, one.severity) == (True, "warning")
    (one,) = paid(RECEIVABLE, PAYABLE, said="110")
    assert one.holds
    assert paid() == [], "no change is stated"
    owed, due = fact("income_taxes_payable", "5"), fact("current_taxes_receivable", "5")
    assert paid(RECEIVABLE, balances=[owed]) == [], "a balance whose change is not stated"
    assert paid(PAYABLE, balances=[due]) == []
    assert len(paid(RECEIVABLE, balances=[due])) == len(paid(RECEIVABLE, PAYABLE, balances=[owed, due])) == 1
    assert len(paid(RECEIVABLE, balances=[replace(owed, when=BEFORE)])) == 1
    alone = report("cash_flows", RECEIVABLE, fact("cash_paid_for_income_taxes", "100", YEAR))
    assert made(taxes.cash_paid, Stated(alone)) == [], "no current tax"
    bare = report("cash_flows", RECEIVABLE)
    assert made(taxes.cash_paid, Stated(replace(bare, facts=(*bare.facts, part(1, "total_current", "9"))))) == []


@pytest.mark.parametrize(("deferred_tax", "said"), [
    ("150", " it would be the 100 stated"), ("149", " it would be 101, only 1 apart"),
    ("151", " it would be 99, only 1 apart"),
    ("148", ""), (None, ""),
])  # fmt: skip
def test_tax_paid_by_another_parting_is_ten_times_nearer(deferred_tax: str | None, said: str) -> None:
    """Current tax of 80 makes 90, ten from the 100 stated; income tax of 240 less deferred tax, another."""
    flows = [RECEIVABLE, *([fact("deferred_income_taxes", deferred_tax, YEAR)] if deferred_tax else [])]
    (one,) = paid(*flows, current="80", lines=[fact("income_tax_expense", "240", YEAR)])
    assert ("With deferred tax" in one.because) is bool(said)
    assert said in one.because
    (bare,) = paid(*flows, current="80")
    assert "With deferred tax" not in bare.because


def test_the_reconciliation_ends_with_the_tax() -> None:
    total, tax = row(3, "", "260")[0], TAX
    (one,) = made(taxes.reconciled_to_the_tax, held([total], income=[tax]))
    assert (one.check, one.holds) == ("ties.income_tax_expense.income_to_notes", True)
    assert (
        made(taxes.reconciled_to_the_tax, held([total])) == made(taxes.reconciled_to_the_tax, held(income=[tax])) == []
    )
    same = replace(total, concept="income_tax_expense")
    assert made(taxes.reconciled_to_the_tax, held([total], income=[tax], others=[same])) == [], "one figure read twice"
