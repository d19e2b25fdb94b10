"""The notes against the statements: what a note says of a figure, and what can be no more than another."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tieout.checks.causes import Neighbour, explained
from tieout.checks.model import Cause, Comparison
from tieout.checks.registry import check
from tieout.checks.stated import Figure, Stated
from tieout.checks.ties import likely_slip
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
            if found is not None and (figure.fact.value == found.value or likely_slip(figure.fact, found)):
                label = taxonomy()[line].label.lower()
                because = f"The note speaks of {label} as the statements have them."
                yield Comparison(f"ties.{line}.notes_to_statements", figure.fact, found, because, _CITE)


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


@check("ties", "ties.deferred_income_taxes.notes_to_cash_flows", cite="ASC 230-10-45-28; ASC 740-10-50-9")
def deferred_taxes(stated: Stated) -> Iterator[Comparison]:
    """Deferred tax expense in the note is what the statement of cash flows adds back.

    A deferred expense takes from income without cash.  What usually happened: current and deferred were parted anew in
    one of the two, or the change in the balance was taken.
    """
    for period in stated.periods:
        said = stated.on("cash_flows", "deferred_income_taxes", period)
        found = stated.first("income_tax_components", period, "total_deferred")
        if found is None:
            parts = [
                f.fact
                for f in stated.of_concept("income_tax_components")
                if f.fact.part.startswith("deferred_") and f.fact.when == period
            ]
            found = computed("deferred_income_taxes", [add(p) for p in parts], cite=FOOTING) if parts else None
        if said is not None and found is not None:
            because = "Deferred tax expense, which takes no cash, is added back."
            yield Comparison("ties.deferred_income_taxes.notes_to_cash_flows", said, found, because, "ASC 230-10-45-28")


@check("rolls", "rolls_forward.deferred_tax_asset.by_expense", cite="ASC 740-10-50-9")
def deferred_tax_rolls(stated: Stated) -> Iterator[Comparison]:
    """Deferred tax expense lowers the net deferred tax asset by as much.

    Where the balance sheets of two years are stated; taxes booked to equity make them differ: a warning.
    """
    for period in stated.periods:
        now, then = (stated.first("deferred_tax_asset", day) for day in (period.end, stated.opening(period)))
        spent = stated.first("income_tax_components", period, "total_deferred")
        owed = any(stated.first("deferred_tax_liability", day) for day in (period.end, stated.opening(period)))
        if now is None or then is None or spent is None or owed:
            continue
        found = computed("income_tax_components", (add(then), less(now)), cite="ASC 740", when=period, part=spent.part)
        because = "Deferred tax expense is what the deferred tax asset lost in the year."
        yield Comparison("rolls_forward.deferred_tax_asset.by_expense", spent, found, because, "ASC 740", "warning")


@check("rolls", "rolls_forward.income_taxes_paid", cite="ASC 230-10-50-2")
def taxes_paid(stated: Stated) -> Iterator[Comparison]:
    """Income taxes paid are current tax expense, and what the year added to taxes receivable or took from payables.

    From the note on income taxes and the changes on the statement of cash flows.  Settlements within a consolidated
    return make them differ: a warning.
    """
    for period in stated.periods:
        said = stated.first("cash_paid_for_income_taxes", period)
        current = stated.first("income_tax_components", period, "total_current")
        if said is None or current is None:
            continue
        moved = [
            fact
            for concept in ("change_in_current_taxes_receivable", "change_in_income_taxes_payable")
            if (fact := stated.on("cash_flows", concept, period)) is not None
        ]
        if not moved:
            continue
        lines = (add(current), *(less(fact) for fact in moved))
        found = computed("cash_paid_for_income_taxes", lines, cite="ASC 230-10-50-2", when=period)
        because = "Taxes paid are current tax expense less what the year left unpaid, plus what it left to be refunded."
        yield Comparison("rolls_forward.income_taxes_paid", said, found, because, "ASC 230-10-50-2", "warning")


@check("recomputes", "recomputes.haircuts", cite="17 CFR 240.15c3-1(c)(2)(vi)(D)(1)")
def haircut_of_the_fund(stated: Stated) -> Iterator[Comparison]:
    """The haircut of a money market fund is 2 percent of its market value in the notes.

    Compared where the schedule's haircut is about that: other holdings have haircuts of their own.  What usually
    happened: the percentage was taken of the number of shares, or of the year before.
    """
    for figure in stated.of_concept("money_market_fund_market_value"):
        value, day = figure.fact, figure.fact.end
        said = stated.first("haircuts", day) or stated.first("haircut_other", day)
        if said is None:
            continue
        try:
            rate = param("fund_haircut_rate", day, "money_market_fund").fact(stated.report.entity, day)
        except LawError:
            continue
        cite = "17 CFR 240.15c3-1(c)(2)(vi)(D)(1)"
        found = computed("haircuts", (add(value), add(rate)), operation="product", cite=cite, when=day, unit="USD")
        if abs(said.value - found.value) > found.value / 50 and not likely_slip(said, found):
            continue
        because = f"The haircut of a money market fund is {rate.value:.0%} of its market value."
        yield Comparison(
            "recomputes.haircuts", said, found, because, cite, cause=_base(stated, said, found, rate),
        )  # fmt: skip


def _base(stated: Stated, said: Fact, found: Fact, rate: Fact) -> Cause | None:
    """Another base of which the percentage would have been taken."""
    bases = [
        Neighbour(f.fact.concept.replace("_", " "), f.fact.value, "in the notes")
        for f in stated.figures
        if f.fact.concept.startswith(("money_market_fund", "cash_and_cash_equivalents"))
    ]
    held = explained(
        said.value, found.value, name="the haircut", neighbours=bases, rates=[rate.value],
        forgiven=said.rounding + found.rounding, unit=said.unit,
    )  # fmt: skip
    return held.cause if held and held.cause.id == "wrong_base" else None


@check("plausible", "plausible.money_market_fund_shares.at_a_dollar", cite="17 CFR 270.2a-7")
def a_dollar_a_share(stated: Stated) -> Iterator[Comparison]:
    """Shares of a money market fund are worth about a dollar each."""
    for figure in stated.of_concept("money_market_fund_shares"):
        value = stated.first("money_market_fund_market_value", figure.fact.end)
        if value is None or not figure.fact.value:
            continue
        price = value.value / figure.fact.value
        because = (
            f"{figure.fact.value:,} shares of a money market fund at {value.value:,} are {price:.4f} dollars each."
        )
        yield Comparison(
            "plausible.money_market_fund_shares.at_a_dollar", figure.fact, value, because, "17 CFR 270.2a-7",
            "warning", agrees=abs(price - 1) <= Decimal("0.01"),
        )  # fmt: skip


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

    The highest requirement of the year decides, of which the report shows the last: a warning.
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
        words = f"The bond of {figure.fact.value:,} is less than the {least.value:,} that a requirement of "
        yield Comparison(
            "recomputes.fidelity_bond", figure.fact, least, f"{words}{needed.value:,} asks for.",
            "FINRA 4360(b), NASD 3020(a)", "warning", agrees=figure.fact.value >= least.value,
        )  # fmt: skip


@check("foots", "foots.member_interests", cite=_CITE)
def interests(stated: Stated) -> Iterator[Comparison]:
    """Members' interests add up to the whole."""
    held = [f.fact for f in stated.of_concept("member_interests") if f.fact.part]
    if len(held) < 2:
        return
    whole = sum(fact.value for fact in held)
    yield Comparison(
        "foots.member_interests", held[0], held[-1], f"The members' interests add up to {whole:.2%}.", _CITE, "warning",
        agrees=whole == 1,
    )  # fmt: skip
