"""What lies exactly at a limit holds, and what lies one step beyond it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tieout.checks import agrees, notes, plausible, taxes
from tieout.checks.manual import SPECIMENS
from tieout.checks.model import Comparison
from tieout.checks.plausible_test import END, YEAR, fact, fails, report
from tieout.checks.stated import Stated
from tieout.facts import Report
from tieout.reading.reader import read_files


@pytest.mark.parametrize(("ratio", "method", "beyond"), [
    ("15", "aggregate_indebtedness", False), ("15.01", "aggregate_indebtedness", True),
    ("0", "aggregate_indebtedness", False), ("-0.01", "aggregate_indebtedness", True), ("16", "alternative", False),
])  # fmt: skip
def test_indebtedness_at_its_limit(ratio: str, method: str, beyond: bool) -> None:
    held = report("net_capital", fact("aggregate_indebtedness_to_net_capital", ratio, unit="ratio"))
    held = replace(held, facing_page={**held.facing_page, "net_capital_method": method})
    told = fails(plausible.within_the_rule, held)
    assert told == (["aggregate_indebtedness_to_net_capital.within_its_limit"] if beyond else [])


@pytest.mark.parametrize(("capital", "told"), [("50000", 0), ("49999", 1), ("50001", 0)])
def test_net_capital_at_its_requirement(capital: str, told: int) -> None:
    held = report("net_capital", fact("net_capital", capital), fact("net_capital_required", "50000"))
    assert len(fails(plausible.within_the_rule, held)) == told


def _with_assets(haircuts: str, **assets: str) -> Report:
    schedule = report("net_capital", fact("haircuts", haircuts))
    sheet = report("financial_condition", *(fact(name, value) for name, value in assets.items()))
    return replace(
        schedule, facts=(*schedule.facts, *sheet.facts), statements=(*schedule.statements, *sheet.statements)
    )


def test_haircuts_at_what_they_are_taken_on() -> None:
    whole, over = "plausible.haircuts.within_assets", ["haircuts.within_assets"]
    compare = plausible.haircuts_within_assets
    (made,) = compare(Stated(_with_assets("100", total_assets="100")))
    assert isinstance(made, Comparison)
    assert (made.check, made.holds) == (whole, True)
    assert fails(compare, _with_assets("101", total_assets="100")) == over
    assert fails(compare, _with_assets("101", total_assets="100", securities_sold_not_yet_purchased="1")) == []
    assert fails(compare, _with_assets("102", total_assets="100", securities_sold_not_yet_purchased="1")) == over
    assert list(compare(Stated(_with_assets("102", securities_sold_not_yet_purchased="1")))) == [], "no total assets"
    assert list(compare(Stated(_with_assets("102")))) == []


@pytest.mark.parametrize(("share", "fits"), [("1.00", True), ("1.01", False), ("0", True), ("-0.01", False)])
def test_a_share_of_the_whole(share: str, fits: bool) -> None:
    held = report("notes", fact("customer_concentration", share, unit="ratio"))
    assert fails(plausible.shares_of_a_whole, held) == ([] if fits else ["customer_concentration.within_the_whole"])


@pytest.mark.parametrize(("now", "then", "told"), [
    ("500000", "1000", False), ("500001", "1000", True), ("1999999", "1000", True), ("2000000", "1000", False),
    ("100000", "100", True), ("99000", "99", False),
])  # fmt: skip
def test_about_a_thousandfold(now: str, then: str, told: bool) -> None:
    before = date(2023, 12, 31)
    held = report("financial_condition", fact("total_assets", now), fact("total_assets", then, before))
    assert fails(plausible.scale, held) == (["scale_of_last_year"] if told else [])


@pytest.mark.parametrize(("then", "compared"), [
    (date(2024, 1, 16), False), (date(2024, 1, 15), True), (date(2023, 12, 18), True), (date(2023, 12, 17), False),
])  # fmt: skip
def test_a_year_before_is_a_year_before(then: date, compared: bool) -> None:
    assert (END - date(2024, 1, 15)).days == 351
    assert (END - date(2023, 12, 18)).days == 379
    held = report("financial_condition", fact("total_assets", "1000000"), fact("total_assets", "1000", then))
    assert bool(fails(plausible.scale, held)) == compared


@pytest.mark.parametrize(("expires", "last", "thereafter", "fits"), [
    ("2027", "2027", False, True), ("2026", "2027", False, False), ("2028", "2027", False, False),
    ("2031", "2027", True, True), ("2027", "2027", True, True), ("2026", "2027", True, False),
])  # fmt: skip
def test_a_lease_ends_with_its_commitments(expires: str, last: str, thereafter: bool, fits: bool) -> None:
    parts = ["2025", "2026", last, *(["thereafter"] if thereafter else [])]
    rows = (replace(fact("operating_lease_commitments", str(1000 + i)), part=part) for i, part in enumerate(parts))
    held = report("notes", *rows, notes=f"The lease expires in May {expires}.")
    assert fails(plausible.lease_expires, held) == ([] if fits else ["lease_expires.with_its_commitments"])


def test_forty_figures_are_enough_to_look_at_their_digits() -> None:
    fives = [fact(f"l{i}", str(1005 + 10 * i)) for i in range(40)]
    assert fails(plausible.digits, report("income", *fives)) == ["digits.as_they_fall"]
    assert list(plausible.digits(Stated(report("income", *fives[1:])))) == []
    small = fact("l0", "995")
    assert list(plausible.digits(Stated(report("income", small, *fives[1:])))) == [], "three digits show nothing"


@pytest.mark.parametrize(("name", "one"), [
    ("Elm, Inc.", False), ("Elmwood Partners, Inc.", True), ("Elmwood, Inc.", True), ("Elmwo, Inc.", False),
])  # fmt: skip
def test_a_short_name_in_a_longer_one_is_another_firm_s(name: str, one: bool) -> None:
    assert agrees._alike(name, "Elmwood Partners Brokerage, Inc.") is one


@pytest.mark.parametrize(("name", "ours", "severity"), [
    ("Oek, Inc.", "Oak, Inc.", "note"), ("Oek, Inc.", "Oac, Inc.", "error"),
    ("Wellington Harbour Clezring, Inc.", "Wellington Harbour Clearing, Inc.", "note"),
    ("Wellingtan Harbour Clezring, Inc.", "Wellington Harbour Clearing, Inc.", "note"),
    ("Wellingtan Harbour Clezrang, Inc.", "Wellington Harbour Clearing, Inc.", "error"),
])  # fmt: skip
def test_a_letter_in_twelve_may_be_misread(name: str, ours: str, severity: str) -> None:
    assert agrees._name_cause(name, ours)[0] == severity


@pytest.mark.parametrize(("tax", "cause"), [
    ("45,990", "wrong_base"), ("45,991", "wrong_base"), ("45,989", "wrong_base"), ("45,992", "")
])  # fmt: skip
def test_the_rate_of_another_base(tmp_path: Path, tax: str, cause: str) -> None:
    """21% of net income, 219,000, is 45,990; what rounding leaves is a dollar."""
    text = (SPECIMENS / "recomputes.statutory_tax" / "report.txt").read_text(encoding="utf-8")
    (tmp_path / "report.txt").write_text(text.replace("45,990", tax), encoding="utf-8")
    ((_, held),) = read_files([tmp_path / "report.txt"])
    assert isinstance(held, Report)
    (made,) = [c for c in taxes.reconciliation(Stated(held)) if c.check == "recomputes.statutory_tax"]
    assert (made.holds, made.cause.id if made.cause else "") == (False, cause)


@pytest.mark.parametrize(("value", "day", "told"), [
    ("5720928", date(2003, 12, 31), ["note"]), ("5720799", date(2003, 12, 31), []),
    ("5720800", date(2003, 12, 31), ["note"]), ("5720928", date(2024, 12, 31), ["note"]),
    ("5721398", date(2024, 12, 31), []), ("5800000", date(2024, 12, 31), ["warning"]),
])  # fmt: skip
def test_shares_of_a_fund_at_a_dollar(value: str, day: date, told: list[str]) -> None:
    shares = fact("money_market_fund_shares", "5720798", day, unit="shares")
    held = Stated(report("notes", shares, fact("money_market_fund_market_value", value, day)))
    made = [c for c in notes.a_dollar_a_share(held) if isinstance(c, Comparison)]
    assert [c.severity for c in made if not c.holds] == told


@pytest.mark.parametrize(("fund", "cash", "compared"), [
    ("568854", "568855", True), ("568855", "568855", True), ("568853", "568855", False), ("4999", "4999", False),
])  # fmt: skip
def test_a_fund_that_is_all_the_cash(fund: str, cash: str, compared: bool) -> None:
    held = report("financial_condition", fact("cash_and_cash_equivalents", cash))
    held = replace(held, facts=(*held.facts, fact("money_market_fund_market_value", fund)))
    assert bool(list(notes.cash_that_is_a_fund(Stated(held)))) == compared


@pytest.mark.parametrize(("deferred", "told"), [("-106234", True), ("2774748", False), ("500000", False)])
def test_tax_paid_by_the_deferred_tax_of_the_cash_flows(deferred: str, told: bool) -> None:
    flows = report(
        "cash_flows", fact("deferred_income_taxes", deferred, YEAR),
        fact("change_in_current_taxes_receivable", "-6209632", YEAR),
        fact("cash_paid_for_income_taxes", "708968", YEAR),
    )  # fmt: skip
    income = report("income", fact("income_tax_expense", "-5581025", YEAR))
    current = replace(fact("income_tax_components", "-8355773", YEAR), part="total_current")
    held = replace(
        flows, facts=(*flows.facts, *income.facts, current), statements=(*flows.statements, *income.statements)
    )
    (made,) = taxes.cash_paid(Stated(held))
    assert isinstance(made, Comparison)
    assert ("it would be 734,841, only 25,873 apart" in made.because) == told
