"""What notes say of lines of the statements: of which figures it is asked, and where the limits lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tieout.checks import notes
from tieout.checks.model import Comparison
from tieout.checks.plausible_test import BEFORE, END, YEAR, fact, fails, report
from tieout.checks.registry import Compare
from tieout.checks.stated import Stated
from tieout.facts import Fact, Note


def beside(
    *of_notes: Fact, on: str = "financial_condition", lines: Sequence[Fact] = (), bodies: Sequence[str] = ()
) -> Stated:
    held = report(on, *lines)
    told = tuple(Note(n, "", body) for n, body in enumerate(bodies, 1)) or held.notes
    return Stated(replace(held, facts=(*held.facts, *of_notes), notes=told))


def made(compare: Compare, stated: Stated) -> list[Comparison]:
    return [one for one in compare(stated) if isinstance(one, Comparison)]


# --- whole and part --------------------------------------------------------------------------------------------------

RENT, OCCUPANCY = fact("rent_expense", "120000", YEAR), fact("occupancy", "120001", YEAR)


def test_a_note_of_a_whole_line_is_that_line() -> None:
    (one,) = made(notes.notes_speak_of_lines, beside(RENT, on="income", lines=[OCCUPANCY]))
    assert (one.check, one.said, one.found, one.holds) == ("ties.occupancy.notes_to_statements", RENT, OCCUPANCY, True)
    part = replace(RENT, part="offices")
    assert made(notes.notes_speak_of_lines, beside(part, on="income", lines=[OCCUPANCY])) == []
    assert made(notes.notes_speak_of_lines, beside(on="income", lines=[RENT, OCCUPANCY])) == [], "both are lines"
    assert (
        made(notes.notes_speak_of_lines, beside(fact("rent_expense", "5", YEAR), on="income", lines=[OCCUPANCY])) == []
    )


@pytest.mark.parametrize(("fund", "fits"), [("100", True), ("101", True), ("102", True), ("103", False)])
def test_a_part_is_no_more_than_its_whole(fund: str, fits: bool) -> None:
    """Of three lines together, each to half a dollar, as the part is."""
    shares = fact("money_market_fund_market_value", fund)
    three = [fact("cash_and_cash_equivalents", "30"), fact("securities_owned", "50"), fact("money_market_funds", "20")]
    (one,) = made(notes.parts_within_their_whole, beside(shares, lines=three))
    assert one.holds is fits
    assert one.check == "plausible.money_market_fund_market_value.within_its_whole"
    assert one.because.endswith(f"{fund}, is more than the 100 it is part of.")


@pytest.mark.parametrize(("rent", "fits"), [("101", True), ("102", False)])
def test_a_part_of_one_line(rent: str, fits: bool) -> None:
    total = fact("total_expenses", "100", YEAR)
    (one,) = made(notes.parts_within_their_whole, beside(fact("rent_expense", rent, YEAR), on="income", lines=[total]))
    assert (one.holds, one.found) == (fits, total)
    (two,) = made(notes.parts_within_their_whole, beside(
        fact("money_market_fund_market_value", "5"), lines=[fact("securities_owned", "50")]
    ))  # fmt: skip
    assert two.found.concept == "securities_owned"  # type: ignore[union-attr]


def test_what_is_no_figure_of_the_notes_is_no_part() -> None:
    total = fact("total_expenses", "100", YEAR)
    big = fact("rent_expense", "500", YEAR)
    for held in (
        beside(replace(big, part="x"), on="income", lines=[total]), beside(on="income", lines=[total, big]),
        beside(big),
    ):  # fmt: skip
        assert made(notes.parts_within_their_whole, held) == []


# --- the fund --------------------------------------------------------------------------------------------------------

FUND = fact("money_market_fund_market_value", "568855")


def test_a_fund_is_held_against_cash_where_it_is_large_enough_to_tell() -> None:
    compare = notes.cash_that_is_a_fund
    cash = fact("cash_and_cash_equivalents", "568855")
    assert len(made(compare, beside(FUND, lines=[cash]))) == 1
    assert made(compare, beside(FUND)) == [], "no cash"
    assert made(compare, beside(replace(FUND, part="x"), lines=[cash])) == []
    assert made(compare, beside(lines=[FUND, cash])) == [], "a line, no note"
    coarse = replace(cash, value=cash.value + 145, rounding=cash.rounding * 1000)
    assert made(compare, beside(FUND, lines=[coarse])) == [], "in thousands nobody can tell"
    larger = replace(FUND, value=FUND.value * 10)
    assert len(made(compare, beside(larger, lines=[replace(coarse, value=larger.value + 450)]))) == 1
    for value, told in (("4999", 0), ("5000", 1)):
        held = beside(fact(FUND.concept, value), lines=[fact(cash.concept, value)])
        assert len(made(compare, held)) == told


COST = "securities_not_readily_marketable"


@pytest.mark.parametrize(("bodies", "told"), [
    (["Rent.", "Non-readily marketable securities are carried at cost."], True),
    (["Not readily marketable investments are carried at cost."], True), (["They are carried at fair value."], False),
])  # fmt: skip
def test_what_one_note_of_several_carries_at_cost(bodies: Sequence[str], told: bool) -> None:
    lines = [fact(COST, "100"), fact(f"{COST}_cost", "90"), fact("cash", "5"), fact("cash_cost", "4")]
    held = beside(lines=lines, bodies=bodies)
    assert fails(notes.carried_at_cost, held.report) == ([f"ties.{COST}.cost_to_value"] if told else [])
    elsewhere = beside(on="income", lines=lines, bodies=bodies)
    assert made(notes.carried_at_cost, elsewhere) == []
    assert made(notes.carried_at_cost, beside(lines=lines[:1], bodies=bodies)) == []


def haircut(
    fund: str, cut: str, *more: Fact, concept: str = "haircut_other", cuts: Sequence[Fact] = (), day: date = END
) -> list[Comparison]:
    lines = [*cuts, fact(concept, cut, day)]
    held = beside(fact(FUND.concept, fund, day), *more, on="net_capital", lines=lines)
    return made(notes.haircut_of_the_fund, held)


@pytest.mark.parametrize(("fund", "cut", "compared"), [
    ("100000", "2000", True), ("1025", "20", True), ("1025", "21", True), ("1027", "20", False),
    ("100000", "1400", False), ("0", "2000", False),
])  # fmt: skip
def test_a_haircut_that_is_two_percent_to_what_rounding_hides(fund: str, cut: str, compared: bool) -> None:
    """1,025 at 2% is 20.50, of which half a dollar and half a cent each are hidden."""
    assert bool(haircut(fund, cut)) is compared


def test_the_limit_of_what_rounding_hides_of_a_haircut() -> None:
    value = replace(fact(FUND.concept, "1025.5"), rounding=fact("x", "1").rounding)
    (one,) = made(notes.haircut_of_the_fund, beside(value, on="net_capital", lines=[fact("haircut_other", "20")]))
    assert one.apart == one.forgiven
    assert (one.severity, one.because) == ("warning", "The haircut of a money market fund is 2% of its market value.")


def test_which_haircut_is_the_funds() -> None:
    another = fact("haircut_equities", "9")
    (one,) = haircut("100000", "2000", cuts=[another])
    assert one.said.concept == "haircut_other"  # type: ignore[union-attr]
    (one,) = haircut("100000", "2000", concept="haircut_debt")
    assert one.said.concept == "haircut_debt"  # type: ignore[union-attr]
    assert haircut("100000", "2000", concept="haircut_debt", cuts=[another]) == [], "either may be"
    assert haircut("100000", "2000", concept="haircut_debt", cuts=[fact("haircut_options", "5", BEFORE)])
    assert haircut("100000", "2000", day=date(1960, 12, 31)) == [], "no law of that day is held"
    assert haircut("100000", "2000", concept="nonallowable_assets") == []


@pytest.mark.parametrize(("more", "cut", "severity", "words"), [
    ([fact("money_market_fund_shares", "90000", unit="shares")], "1800", "error", "2% of the number of shares, 90,000"),
    ([fact("cash_and_cash_equivalents", "150000")], "3000", "warning", "2% of "),
])  # fmt: skip
def test_a_haircut_of_another_base(more: Sequence[Fact], cut: str, severity: str, words: str) -> None:
    (one,) = haircut("100000", cut, *more)
    assert one.cause is not None
    assert (one.severity, one.cause.id, one.holds) == (severity, "wrong_base", False)
    assert words in one.cause.words


@pytest.mark.parametrize("more", [
    [fact("cash_and_cash_equivalents", "90000")],  # less than the fund: it does not hold it
    [fact("securities_owned", "150000")],
    [fact("cash_and_cash_equivalents", "150000", BEFORE)],
])  # fmt: skip
def test_no_other_base_than_shares_and_the_cash_that_holds_the_fund(more: Sequence[Fact]) -> None:
    cut = f"{more[0].value / 50:.0f}"
    assert [one.cause for one in haircut("100000", cut, *more) if one.cause] == []


def test_cash_on_its_line_is_called_by_its_label() -> None:
    cash = fact("cash_and_cash_equivalents", "150000")
    held = beside(fact(FUND.concept, "100000"), on="net_capital", lines=[fact("haircut_other", "3000"), cash])
    (one,) = made(notes.haircut_of_the_fund, held)
    assert one.cause is not None
    assert one.cause.words == "Wrong base: 3,000 is 2% of the cash_and_cash_equivalents, 150,000."


def test_a_slip_of_the_haircut_has_no_other_base() -> None:
    shares = fact("money_market_fund_shares", "123450", unit="shares")
    (one,) = haircut("123450", "2496", shares)
    assert (one.cause, one.severity, one.holds) == (None, "warning", False)


@pytest.mark.parametrize(("shares", "value", "day", "told"), [
    ("100", "101", END, []), ("100", "102", END, ["warning"]), ("100", "99", END, []), ("100", "98", END, ["warning"]),
    ("1000", "1010", END, []), ("1000", "1010", date(2016, 10, 13), ["note"]),
    ("100000", "100005", date(2016, 10, 14), []), ("100000", "100005", date(2016, 10, 13), ["note"]),
    ("100000", "100004", END, ["note"]), ("100000", "100001", END, []), ("0", "5", END, []),
])  # fmt: skip
def test_a_dollar_a_share_to_the_last_digit(shares: str, value: str, day: date, told: list[str]) -> None:
    held = beside(fact("money_market_fund_shares", shares, day, "shares"), fact(FUND.concept, value, day))
    assert [one.severity for one in made(notes.a_dollar_a_share, held) if not one.holds] == told


def test_shares_of_which_no_value_is_stated() -> None:
    assert made(notes.a_dollar_a_share, beside(fact("money_market_fund_shares", "5", unit="shares"))) == []


# --- stock, bond, subsidiary, members --------------------------------------------------------------------------------

STOCK = fact("common_stock", "1000")
PAR = replace(fact("par_value", "0.01"), rounding=STOCK.rounding * 0)
ISSUED, OUTSTANDING = (
    fact(f"shares_{name}", value, unit="shares") for name, value in (("issued", "100000"), ("outstanding", "5"))
)


def test_stock_at_par() -> None:
    (one,) = made(notes.par_value, beside(PAR, ISSUED, OUTSTANDING, lines=[STOCK]))
    assert (one.check, one.holds) == ("recomputes.common_stock", True)
    assert made(notes.par_value, beside(PAR, OUTSTANDING, lines=[STOCK])) == [], "another number of shares, no slip"
    assert made(notes.par_value, beside(ISSUED, lines=[STOCK])) == []
    assert made(notes.par_value, beside(PAR, lines=[STOCK])) == []
    assert made(notes.par_value, beside(PAR, ISSUED, STOCK)) == [], "in the notes"
    assert made(notes.par_value, beside(PAR, ISSUED, on="changes_in_equity", lines=[STOCK])) == []
    nothing = [replace(PAR, value=PAR.value * 0), ISSUED]
    assert made(notes.par_value, beside(*nothing, lines=[replace(STOCK, value=STOCK.value * 0)])) == []
    (two,) = made(
        notes.par_value, beside(PAR, replace(OUTSTANDING, value=ISSUED.value), lines=[fact("common_stock", "10000")])
    )
    assert (two.holds, two.apart) == (False, Decimal(9000))


@pytest.mark.parametrize(("outstanding", "issued", "authorized", "told"), [
    ("5", "5", "5", []), ("6", "5", "5", ["6 shares outstanding are more than the 5 issued."]),
    ("5", "6", "5", ["6 shares issued are more than the 5 authorized."]),
])  # fmt: skip
def test_shares_within_those_above(outstanding: str, issued: str, authorized: str, told: list[str]) -> None:
    held = [fact(f"shares_{name}", value, unit="shares") for name, value in
            (("outstanding", outstanding), ("issued", issued), ("authorized", authorized))]  # fmt: skip
    found = made(notes.shares_within, beside(*held))
    assert len(found) == 2
    assert [one.because for one in found if not one.holds] == told
    assert made(notes.shares_within, beside(held[0])) == []
    assert made(notes.shares_within, beside(replace(held[0], unit="USD"), held[1])) == []


@pytest.mark.parametrize(("bond", "more", "needed", "short"), [
    ("100000", None, "5000", False), ("99999", None, "5000", True), ("99999", "1", "5000", False),
    ("99998", "1", "5000", True),
])  # fmt: skip
def test_a_bond_covers_the_minimum(bond: str, more: str | None, needed: str, short: bool) -> None:
    extra = [fact("additional_fidelity_bond", more)] if more else []
    held = beside(fact("fidelity_bond", bond), *extra, on="net_capital", lines=[fact("net_capital_required", needed)])
    (one,) = made(notes.bond_coverage, held)
    assert (one.holds, one.severity) == (not short, "warning")
    assert ("less than" in one.because) is short


@pytest.mark.parametrize("needed", ["0", "-5", None])
def test_a_bond_without_a_requirement_covers_nothing(needed: str | None) -> None:
    lines = [fact("net_capital_required", needed)] if needed else []
    assert made(notes.bond_coverage, beside(fact("fidelity_bond", "5"), on="net_capital", lines=lines)) == []


def test_a_bond_for_one_dollar_of_requirement() -> None:
    held = beside(fact("fidelity_bond", "5"), on="net_capital", lines=[fact("net_capital_required", "1")])
    assert len(made(notes.bond_coverage, held)) == 1


def test_a_subsidiarys_equity() -> None:
    three = [
        fact(f"subsidiary_{name}", value)
        for name, value in (("equity", "60"), ("total_assets", "100"), ("total_liabilities", "40"))
    ]
    (one,) = made(notes.subsidiary, beside(*three))
    assert (one.holds, one.apart) == (True, Decimal(0))
    assert made(notes.subsidiary, beside(*three[:2])) == []
    assert made(notes.subsidiary, beside(three[0], three[2])) == []


@pytest.mark.parametrize(("shares", "fits"), [
    (("0.60", "0.40"), True), (("0.60", "0.39"), False), (("0.605", "0.390"), False), (("0.600", "0.4005"), True),
    (("0.600", "0.401"), False), (("0.600", "0.3995"), True), (("0.5", "0.3", "0.2"), True),
])  # fmt: skip
def test_members_own_the_whole(shares: tuple[str, ...], fits: bool) -> None:
    held = [replace(fact("member_interests", one, unit="ratio"), part=f"m{n}") for n, one in enumerate(shares)]
    (one,) = made(notes.interests, beside(*held))
    assert (one.holds, one.severity) == (fits, "warning")
    assert made(notes.interests, beside(held[0])) == [], "one member alone"
    assert made(notes.interests, beside(held[0], replace(held[1], when=BEFORE))) == []
    assert made(notes.interests, beside(held[0], replace(held[1], part=""))) == []
