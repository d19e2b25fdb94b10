"""The notes against the statements: what a note says of a figure, and what can be no more than another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tieout.checks.causes import Neighbour, explained
from tieout.checks.model import Cause, Comparison
from tieout.checks.registry import check
from tieout.checks.stated import NOTES, Figure, Stated
from tieout.checks.ties import is_nearly, likely_slip
from tieout.facts import Fact, add, computed, less
from tieout.facts.compare import FOOTING
from tieout.law import LawError, ask, param
from tieout.taxonomy import taxonomy

# A figure of the notes, and the line of a statement that it speaks of: the whole of it, or a part.
_SPEAKS_OF = (
    ("special_account_balance", "cash_segregated_under_federal_regulations"),
    ("management_fee", "management_fees"),
    ("affiliate_commission_revenue", "commissions_revenue"),
    ("underwriting_fees_from_affiliates", "underwriting_fees"),
    ("money_market_interest", "investment_income"),
    ("subordinated_loans", "subordinated_liabilities"),
    ("rent_expense", "occupancy"),
    ("money_market_dividends_earned", "investment_income"),
    ("line_of_credit_outstanding", "bank_loans_payable"),
)
_NO_MORE_THAN = (
    ("money_market_fund_market_value", ("cash_and_cash_equivalents", "securities_owned", "money_market_funds")),
    ("management_fee_payable", ("accounts_payable_and_accrued_expenses", "due_to_affiliates")),
    ("management_fee", ("total_expenses",)),
    ("affiliate_commission_revenue", ("total_revenue",)),
    ("underwriting_fees_from_affiliates", ("total_revenue",)),
    ("money_market_interest", ("total_revenue",)),
    ("breakpoint_refund_accrual", ("total_liabilities",)),
    ("subsidiary_total_assets", ("total_assets",)),
    ("subsidiary_equity", ("subsidiary_total_assets",)),
    ("rent_expense", ("total_expenses",)),
    ("retirement_plan_expense", ("total_expenses",)),
    ("pension_cost_reimbursed", ("total_expenses",)),
    ("money_market_dividends_earned", ("total_revenue",)),
    ("special_account_balance", ("total_assets",)),
    ("line_of_credit_outstanding", ("total_liabilities",)),
    ("subsidiary_total_liabilities", ("subsidiary_total_assets",)),
    ("clearing_deposit", ("total_assets",)),
)
_CITE = "17 CFR 240.17a-5(d)"


@check("ties", "ties.*.notes_to_statements", cite=_CITE)
def notes_speak_of_lines(stated: Stated) -> Iterator[Comparison]:
    """What a note says of a line is that line, where the note speaks of the whole of it.

    The special account and cash segregated; the management fee and its expense; commissions from affiliates;
    interest of the money market fund.  Where the note speaks of a part it is the smaller, and that alone is compared.
    """
    for note, line in _SPEAKS_OF:
        for figure in (f for f in stated.of_concept(note) if f.sheet < 0 and not f.fact.part):
            found = _line(stated, figure, line)
            if found is not None and (is_nearly(figure.fact, found) or likely_slip(figure.fact, found)):
                label = taxonomy()[line].label.lower()
                because = f"The note speaks of {label} as the statements have them."
                yield Comparison(f"ties.{line}.notes_to_statements", figure.fact, found, because, _CITE)


@check("ties", "ties.cash_and_cash_equivalents.money_market_fund", cite=_CITE)
def cash_that_is_a_fund(stated: Stated) -> Iterator[Comparison]:
    """A money market fund that is all the cash of the balance sheet is stated alike there and in the notes.

    Where the two are no further apart than rounding or a slip of the pen puts them: two amounts of cash that happen to
    lie so near are one.  What usually happened: one of them was rounded otherwise.
    """
    for figure in stated.of_concept("money_market_fund_market_value"):
        said, cash = figure.fact, _line(stated, figure, "cash_and_cash_equivalents")
        if cash is None or said.part or figure.statement != NOTES:
            continue
        if said.value < _FEWEST_UNITS * max(said.rounding, cash.rounding):
            continue
        because = "The money market fund is all of cash and cash equivalents, to what rounding hides."
        compared = Comparison("ties.cash_and_cash_equivalents.money_market_fund", said, cash, because, _CITE, "warning")
        if compared.holds or likely_slip(said, cash):
            yield compared


_FEWEST_UNITS = 10_000  # of what rounding hides, below which two amounts may lie so near by chance


@check("ties", "ties.*.cost_to_value", cite="ASC 820-10-35-36")
def carried_at_cost(stated: Stated) -> Iterator[Comparison]:
    """Investments that the notes carry at cost are worth on the balance sheet what they cost.

    Where the line prints its cost in brackets, and a note says that what has no ready market is carried at cost.  What
    usually happened: one of the two was updated, or a digit.
    """
    if not any(_AT_COST.search(note.body) for note in stated.report.notes):
        return
    for figure in stated.figures:
        line = figure.fact.concept
        cost = stated.first(f"{line}_cost", figure.fact.when) if line.endswith("not_readily_marketable") else None
        if cost is not None and figure.statement == "financial_condition":
            because = "The notes carry at cost what has no ready market."
            yield Comparison(f"ties.{line}.cost_to_value", cost, figure.fact, because, "ASC 820-10-35-36", "warning")


_AT_COST = re.compile(
    r"\bno[nt][ -]?readily[ -]marketable (?:securities|investments) are carried at cost\b", re.IGNORECASE
)


@check("plausible", "plausible.*.within_its_whole", cite=_CITE)
def parts_within_their_whole(stated: Stated) -> Iterator[Comparison]:
    """What a note states as a part is no more than what it is a part of.

    A fund's shares within cash and securities, a fee within expenses, a subsidiary's assets within the consolidated.
    """
    for note, wholes in _NO_MORE_THAN:
        for figure in (f for f in stated.of_concept(note) if f.sheet < 0 and not f.fact.part):
            held = [fact for whole in wholes if (fact := _line(stated, figure, whole)) is not None]
            if not held:
                continue
            found = computed(held[0].concept, [add(fact) for fact in held], cite=FOOTING) if len(held) > 1 else held[0]
            over = figure.fact.value > found.value + figure.fact.rounding + found.rounding
            name = note.replace("_", " ")
            because = f"The {name}, {figure.fact.value:,}, is more than the {found.value:,} it is part of."
            yield Comparison(
                f"plausible.{note}.within_its_whole", figure.fact, found, because, _CITE, "warning", agrees=not over
            )


def _line(stated: Stated, figure: Figure, concept: str) -> Fact | None:
    """A line of the statements at the date, or over the period, of a figure of the notes."""
    return stated.first(concept, figure.fact.when)


@check("recomputes", "recomputes.haircuts", cite="17 CFR 240.15c3-1(c)(2)(vi)(D)(1)")
def haircut_of_the_fund(stated: Stated) -> Iterator[Comparison]:
    """The haircut of a money market fund is 2 percent of its market value in the notes.

    Other holdings have haircuts of their own: it is compared where the schedule's haircut is that figure, is the
    percentage of another base, or looks like it with a slip.  What usually happened: the percentage was taken of the
    number of shares instead of their market value.
    """
    for figure in stated.of_concept("money_market_fund_market_value"):
        value, day = figure.fact, figure.fact.end
        cuts = [f.fact for f in stated.figures if f.fact.concept.startswith("haircut") and f.fact.when == day]
        said = next((fact for fact in cuts if fact.concept == "haircut_other"), cuts[0] if len(cuts) == 1 else None)
        if said is None:
            continue
        try:
            rate = param("fund_haircut_rate", day, "money_market_fund").fact(stated.report.entity, day)
        except LawError:
            continue
        cite = "17 CFR 240.15c3-1(c)(2)(vi)(D)(1)"
        found = computed(said.concept, (add(value), add(rate)), operation="product", cite=cite, when=day, unit="USD")
        cause = _base(stated, said, found, rate)
        if abs(said.value - found.value) <= said.rounding + found.rounding or cause or likely_slip(said, found):
            because = f"The haircut of a money market fund is {rate.value:.0%} of its market value."
            of_shares = stated.first("money_market_fund_shares", day, unit="shares") is not None and cause is not None
            yield Comparison(
                "recomputes.haircuts", said, found, because, cite, "error" if of_shares else "warning", cause=cause
            )


def _base(stated: Stated, said: Fact, found: Fact, rate: Fact) -> Cause | None:
    """Another base of which the percentage would have been taken: the shares in the notes, or all cash."""
    bases = [
        Neighbour(f"the {f.label.lower()}" if f.sheet >= 0 else "the number of shares", f.fact.value)
        for f in stated.figures
        if f.fact.when == found.when
        and f.fact.concept in ("money_market_fund_shares", "cash_and_cash_equivalents")
        and (f.fact.unit == "shares" or f.fact.value * rate.value > found.value)  # cash holds the fund
    ]
    held = explained(
        said.value, found.value, name="the haircut", neighbours=bases, rates=[rate.value],
        forgiven=said.rounding + found.rounding, unit=said.unit,
    )  # fmt: skip
    return held.cause if held and held.cause.id == "wrong_base" else None


@check("plausible", "plausible.money_market_fund_shares.at_a_dollar", cite="17 CFR 270.2a-7")
def a_dollar_a_share(stated: Stated) -> Iterator[Comparison]:
    """Shares of a money market fund are worth a dollar each: as many dollars as shares.

    A price more than a cent away is a warning.  A smaller difference is a note, where the fund keeps to a dollar: all
    did until October 2016, when institutional funds began to price to the hundredth of a cent.
    """
    for figure in stated.of_concept("money_market_fund_shares"):
        value = stated.first("money_market_fund_market_value", figure.fact.end)
        if value is None or not figure.fact.value:
            continue
        price, apart = value.value / figure.fact.value, abs(value.value - figure.fact.value)
        is_far = abs(price - 1) > Decimal("0.01")
        may_float = figure.fact.end >= _PRICES_FLOAT and abs(price - 1) >= _TENTH_OF_A_MILL / 2
        shares = f"{figure.fact.value:,} shares of a money market fund"
        because = (
            f"{shares} at {value.value:,} are {price:.4f} dollars each."
            if is_far
            else f"{shares} at a dollar each are {figure.fact.value:,}, but the notes value them at {value.value:,}."
        )
        yield Comparison(
            "plausible.money_market_fund_shares.at_a_dollar", figure.fact, value, because, "17 CFR 270.2a-7",
            "warning" if is_far else "note",
            agrees=not is_far and (may_float or apart <= figure.fact.rounding + value.rounding),
        )  # fmt: skip


_PRICES_FLOAT = date(2016, 10, 14)  # SEC release 33-9616
_TENTH_OF_A_MILL = Decimal("0.0001")


@check("recomputes", "recomputes.common_stock", cite="Regulation S-X, 17 CFR 210.5-02.29")
def par_value(stated: Stated) -> Iterator[Comparison]:
    """Common stock is the shares issued times their par value.

    Where paid-in capital is stated in the same line the two differ in earnest; a difference that looks like a slip is
    told.
    """
    for figure in stated.of_concept("common_stock"):
        day = figure.fact.end
        par = stated.first("par_value", day)
        counts = (stated.first(f"shares_{name}", day, unit="shares") for name in ("issued", "outstanding"))
        shares = next((count for count in counts if count is not None), None)
        if figure.statement != "financial_condition" or par is None or shares is None:
            continue
        found = computed("common_stock", (add(par), add(shares)), operation="product", when=day, unit="USD")
        if not found.value or not (found.value == figure.fact.value or likely_slip(figure.fact, found)):
            continue
        because = "Common stock is the shares issued times their par value."
        yield Comparison("recomputes.common_stock", figure.fact, found, because, "17 CFR 210.5-02.29")


@check("plausible", "plausible.shares_issued.within_authorized", cite="17 CFR 210.5-02.29")
def shares_within(stated: Stated) -> Iterator[Comparison]:
    """No more shares are outstanding than issued, and no more issued than authorized."""
    for inner, outer in (("shares_outstanding", "shares_issued"), ("shares_issued", "shares_authorized")):
        for figure in stated.of_concept(inner):
            found = stated.first(outer, figure.fact.when, unit="shares")
            if found is None or figure.fact.unit != "shares":
                continue
            because = f"{figure.fact.value:,} {inner.replace('_', ' ')} are more than the {found.value:,} {outer[7:]}."
            yield Comparison(
                "plausible.shares_issued.within_authorized", figure.fact, found, because, "17 CFR 210.5-02.29",
                "warning", agrees=figure.fact.value <= found.value,
            )  # fmt: skip


@check("recomputes", "recomputes.fidelity_bond", cite="FINRA 4360(b), NASD 3020(a)")
def bond_coverage(stated: Stated) -> Iterator[Comparison]:
    """The fidelity bond covers at least the minimum for the firm's required net capital.

    The highest requirement of the year decides, of which the report shows the last: a warning.  Additional coverage
    that the notes state counts.
    """
    for figure in stated.of_concept("fidelity_bond"):
        day = figure.fact.end
        needed = stated.first("net_capital_required", day)
        if needed is None or needed.value <= 0:
            continue
        try:
            answer = ask("fidelity_bond_coverage", {"as_of": day, "required_net_capital": needed.value})
        except LawError:
            continue
        least = answer["minimum_coverage"]
        assert isinstance(least, Fact)
        more = stated.first("additional_fidelity_bond", day)
        covered = figure.fact.value + (more.value if more else 0)
        short = covered < least.value
        because = (
            f"The bond of {covered:,} is {'less than' if short else 'at least'} the {least.value:,} that a requirement "
            f"of {needed.value:,} asks for."
        )
        yield Comparison(
            "recomputes.fidelity_bond", figure.fact, least, because, "FINRA 4360(b), NASD 3020(a)", "warning",
            agrees=not short,
        )  # fmt: skip


@check("foots", "foots.subsidiary_equity", cite="17 CFR 240.15c3-1c")
def subsidiary(stated: Stated) -> Iterator[Comparison]:
    """A subsidiary's equity is its assets less its liabilities.

    Where the notes summarize its balance sheet.
    """
    for figure in stated.of_concept("subsidiary_equity"):
        assets, debts = (
            stated.first(f"subsidiary_total_{side}", figure.fact.when) for side in ("assets", "liabilities")
        )
        if assets is not None and debts is not None:
            found = computed("subsidiary_equity", (add(assets), less(debts)), cite=FOOTING)
            because = "A subsidiary's equity is its assets less its liabilities."
            yield Comparison("foots.subsidiary_equity", figure.fact, found, because, "17 CFR 240.15c3-1c")


@check("foots", "foots.member_interests", cite=_CITE)
def interests(stated: Stated) -> Iterator[Comparison]:
    """Members' interests add up to the whole.

    Where a sentence of the notes names every member with the percentage that it owns.
    """
    held = [f.fact for f in stated.of_concept("member_interests") if f.fact.part]
    if len(held) < 2 or len({fact.when for fact in held}) > 1:
        return
    found = computed("member_interests", [add(fact) for fact in held], cite=FOOTING)
    yield Comparison(
        "foots.member_interests", held[0], found, f"The members' interests add up to {found.value:.2%}.", _CITE,
        "warning", agrees=abs(found.value - 1) <= held[0].rounding,
    )  # fmt: skip
