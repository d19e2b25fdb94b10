"""What is possible and still unlikely: scales, limits of the rules passed without a word, digits that look made up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tieout.checks.bases import federal_rates
from tieout.checks.model import Comparison, Words
from tieout.checks.registry import check
from tieout.checks.stated import Stated
from tieout.facts import Fact, Period, Read, add, computed
from tieout.law import LawError, param
from tieout.taxonomy import taxonomy

_CITE = "17 CFR 240.15c3-1"
_TOLD = re.compile(
    r"deficien|not in compliance|non-?compliance|violat|below (?:its|the|minimum)|notif|insufficient", re.I
)


def _label(concept: str) -> str:
    held = taxonomy()
    return held[concept].label if concept in held else concept.replace("_", " ").capitalize()


@check("plausible", "plausible.net_capital.within_equity", cite=f"{_CITE}(c)(2)")
def net_capital_within_equity(stated: Stated) -> Iterator[Comparison]:
    """Net capital is no more than equity with the subordinated loans that count.

    The rule mostly takes away.  Where the schedule adds other credits nothing is compared.
    """
    added = ("other_allowable_credits", "other_additions", "discretionary_liabilities", "deferred_taxes_added_back")
    for figure in stated.of_concept("net_capital"):
        said, day = figure.fact, figure.fact.when
        equity = stated.on("financial_condition", "total_equity", day) or stated.first("ownership_equity", day)
        more = [fact for name in added if (fact := stated.first(name, day)) is not None and fact.value]
        if equity is None or more or figure.statement != "net_capital":
            continue
        loans = stated.first("allowable_subordinated_liabilities", day) or stated.first("subordinated_liabilities", day)
        found = computed("total_equity", [add(equity), *([add(loans)] if loans else [])], cite=f"{_CITE}(c)(2)")
        over = said.value > found.value + said.rounding + found.rounding
        because = (
            f"Net capital is {said.value:,}, {'more' if over else 'no more'} than the {found.value:,} of equity"
            f"{' and subordinated loans' if loans else ''} that it is computed from."
        )
        yield Comparison(
            "plausible.net_capital.within_equity", said, found, because, f"{_CITE}(c)(2)", "warning", agrees=not over
        )


@check(
    "plausible",
    "plausible.net_capital.meets_its_requirement",
    "plausible.aggregate_indebtedness_to_net_capital.within_its_limit",
    cite=f"{_CITE}(a)",
)
def within_the_rule(stated: Stated) -> Iterator[Comparison]:
    """A firm under its requirement, or above the ratio that the rule allows, says so.

    Such a firm may do no business; a report that is silent about it more probably has a figure wrong.  Where the notes
    speak of a deficiency nothing is compared; where only the schedule states it, that is a note.
    """
    if any(_TOLD.search(note.body) for note in stated.report.notes):
        return
    for figure in stated.of_concept("net_capital"):
        said, day = figure.fact, figure.fact.end
        needed, excess = stated.first("net_capital_required", day), stated.first("excess_net_capital", day)
        if figure.statement == "net_capital" and needed is not None:
            under = said.value < needed.value
            is_stated = excess is not None and excess.value < 0
            silent = "nothing is said of a deficiency"
            told = "the schedule states the deficiency, the notes do not" if is_stated else silent
            because = (
                f"Net capital of {said.value:,} is {'less than' if under else 'at least'} the {needed.value:,} "
                f"required, and {told}."
            )
            yield Comparison(
                "plausible.net_capital.meets_its_requirement", said, needed, because, f"{_CITE}(a)",
                "note" if is_stated else "warning", agrees=not under,
            )  # fmt: skip
    for figure in stated.of_concept("aggregate_indebtedness_to_net_capital"):
        said, day = figure.fact, figure.fact.end
        limit = _limit(stated, day)
        if said.unit == "ratio" and limit is not None and stated.method != "alternative":
            over = said.value > limit.value or said.value < 0
            because = (
                f"Aggregate indebtedness of {said.value} times net capital is beyond the {limit.value} times allowed."
            )
            yield Comparison(
                "plausible.aggregate_indebtedness_to_net_capital.within_its_limit", said, limit, because,
                f"{_CITE}(a)(1)(i)", "warning", agrees=not over,
            )  # fmt: skip


def _limit(stated: Stated, day: date) -> Fact | None:
    try:
        return param("ai_multiple_limit", day, "after_first_year").fact(stated.report.entity, day)
    except LawError:
        return None


@check("plausible", "plausible.haircuts.within_assets", cite=f"{_CITE}(c)(2)(vi)")
def haircuts_within_assets(stated: Stated) -> Iterator[Comparison]:
    """Haircuts are no more than the assets and the securities sold short that they are taken on.

    What usually happened: a scale, or the securities themselves in the place of their haircut.
    """
    for figure in stated.figures:
        said, day = figure.fact, figure.fact.when
        if figure.statement != "net_capital" or not said.concept.startswith("haircut"):
            continue
        names = ("total_assets", "securities_sold_not_yet_purchased")
        held = [fact for name in names if (fact := stated.on("financial_condition", name, day)) is not None]
        if not held or held[0].concept != "total_assets":
            continue
        found = computed("total_assets", [add(fact) for fact in held], cite=f"{_CITE}(c)(2)(vi)")
        over = said.value > found.value
        because = f"{_label(said.concept)} of {said.value:,} are more than all assets, {found.value:,}."
        yield Comparison(
            "plausible.haircuts.within_assets", said, found, because, f"{_CITE}(c)(2)(vi)", "warning", agrees=not over
        )


_SCALED = (
    "total_assets", "total_liabilities", "total_equity", "total_revenue", "total_expenses", "cash_and_cash_equivalents",
)  # fmt: skip
_THOUSANDFOLD = (Decimal(500), Decimal(2000))
_SMALLEST = Decimal(100)  # below that a thousandfold is business


@check("plausible", "plausible.scale_of_last_year", cite="17 CFR 240.17a-5(d)")
def scale(stated: Stated) -> Iterator[Comparison]:
    """Totals are not a thousand times those of the year before, nor a thousandth.

    Of the comparative figures, or of the report of the year before where it is given.  What usually happened: thousands
    in one column and dollars in the other.
    """
    found: list[tuple[Fact, Fact, bool]] = []
    for concept in _SCALED:
        said = next((f.fact for f in stated.of_concept(concept) if f.sheet >= 0 and f.fact.end == stated.as_of), None)
        before = None if said is None or said.part else _year_before(stated, said)
        if said is None or before is None or min(abs(said.value), abs(before.value)) < _SMALLEST:
            continue
        times = max(abs(said.value / before.value), abs(before.value / said.value))
        found.append((said, before, _THOUSANDFOLD[0] < times < _THOUSANDFOLD[1]))
    jumped = [pair for pair in found if pair[2]]
    for said, before, _ in jumped[:1] or found:
        others = f", and so are {len(jumped) - 1} other totals" if len(jumped) > 1 else ""
        because = (
            f"{_label(said.concept)} is {said.value:,}, and was {before.value:,} the year before: about a thousand "
            f"times {'more' if abs(said.value) > abs(before.value) else 'less'}{others}."
        )
        yield Comparison(
            "plausible.scale_of_last_year", said, before, because, "17 CFR 240.17a-5(d)", "warning", agrees=not jumped
        )


def _year_before(stated: Stated, fact: Fact) -> Fact | None:
    for held in (stated, Stated(stated.prior) if stated.prior else None):
        for figure in held.of_concept(fact.concept) if held else ():
            days = (fact.end - figure.fact.end).days
            if figure.sheet >= 0 and not figure.fact.part and 350 < days < 380:
                return figure.fact
    return None


@check("plausible", "plausible.customer_concentration.within_the_whole", cite="ASC 280-10-50-42")
def shares_of_a_whole(stated: Stated) -> Iterator[Comparison]:
    """No customer brings more than all of the revenue."""
    for figure in stated.of_concept("customer_concentration"):
        share = figure.fact
        if share.unit == "ratio":
            source = share.trace if isinstance(share.trace, Read) else None
            yield Comparison(
                "plausible.customer_concentration.within_the_whole",
                Words("customer_concentration", f"{share.value:.0%}", source),
                Words("customer_concentration", "at most 100%"),
                f"A customer is said to bring {share.value:.0%} of revenue.",
                "ASC 280-10-50-42", "warning", agrees=0 <= share.value <= 1,
            )  # fmt: skip


@check("plausible", "plausible.statutory_tax_rate.in_force", cite="26 U.S.C. 11(b)")
def rate_in_force(stated: Stated) -> Iterator[Comparison]:
    """The statutory rate that the notes name is one of the year's.

    21 percent for years that begin since 2018; before, none above the highest bracket; a blend for a year between.
    """
    for figure in stated.of_concept("statutory_tax_rate"):
        said = figure.fact
        if not isinstance(said.when, Period) or said.unit != "ratio":
            continue
        known = [r for day in (said.when.start, said.when.end) for r in federal_rates(said.entity, day)]
        if not known:
            continue
        least = min(r.value for r in known) if said.when.start >= date(2018, 1, 1) else Decimal(0)
        most = max(*(r.value for r in known), _BUBBLE if said.when.start < date(2018, 1, 1) else Decimal(0))
        fits = least - said.rounding <= said.value <= most + said.rounding
        nearest = min(known, key=lambda rate: abs(rate.value - said.value))
        because = f"The statutory rate is stated as {said.value:.1%}; the highest of the year is {nearest.value:.0%}."
        yield Comparison(
            "plausible.statutory_tax_rate.in_force", said, nearest, because, "26 U.S.C. 11(b)", "warning", agrees=fits
        )


_BUBBLE = Decimal("0.39")  # between $100,000 and $335,000 of income, until 2017
_EXPIRES = re.compile(
    r"\b(?:the|its) (?:current |office |existing )?lease (?:agreement )?(?:expires|will expire|terminates|ends)"
    r"(?: in| on)?[^.;]{0,20}?\b((?:19|20)\d\d)\b",
    re.I,
)


@check("plausible", "plausible.lease_expires.with_its_commitments", cite="ASC 842-20-50-6; ASC 840-20-50-2")
def lease_expires(stated: Stated) -> Iterator[Comparison]:
    """Commitments under the lease end with the year in which the notes say that it expires.

    Where one lease is spoken of.
    """
    years = [f.fact for f in stated.of_concept("operating_lease_commitments") if f.fact.part.isdigit()]
    later = any(f.fact.part == "thereafter" and f.fact.value for f in stated.of_concept("operating_lease_commitments"))
    named = [found[1] for note in stated.report.notes for found in _EXPIRES.finditer(note.body)]
    if len(years) < 2 or len(set(named)) != 1:
        return
    last = max(years, key=lambda fact: fact.part)
    fits = named[0] == last.part or (later and named[0] > last.part)
    until = f"{last.part}{' and after' if later else ''}"
    yield Comparison(
        "plausible.lease_expires.with_its_commitments", Words("operating_lease_commitments", named[0]),
        Words("operating_lease_commitments", until),
        f"The lease is said to expire in {named[0]}, and commitments are listed until {until}.",
        "ASC 842-20-50-6", "warning", agrees=fits,
    )  # fmt: skip


_ENOUGH = 40  # figures below which their last digits show nothing
_UNLIKELY = Decimal(60)  # of chi-square with nine degrees of freedom: once in a hundred million honest reports


@check("plausible", "plausible.digits.as_they_fall", cite="17 CFR 240.17a-5(d)")
def digits(stated: Stated) -> Iterator[Comparison]:
    """The last digits of many dollar figures fall evenly, and few are round.

    Each different figure of at least four digits counts once, in statements in whole dollars.  A note only: figures
    made up by hand look so, and so do those of a firm whose books are kept in round numbers.
    """
    held = {
        abs(f.fact.value): f.fact
        for f in stated.figures
        if f.sheet >= 0 and f.fact.unit == "USD" and f.fact.rounding == Decimal("0.5") and abs(f.fact.value) >= 1000
    }
    if len(held) < _ENOUGH:
        return
    counts = Counter(int(value) % 10 for value in held)
    even = Decimal(len(held)) / 10
    apart = sum(((counts[digit] - even) ** 2 / even for digit in range(10)), Decimal(0))
    round_ones = sum(value % 1000 == 0 for value in held)
    digit, most = counts.most_common(1)[0]
    because = (
        f"Of {len(held)} figures {most} end with {digit}, and {round_ones} are whole thousands: "
        "digits fall more evenly."
    )  # fmt: skip
    yield Comparison(
        "plausible.digits.as_they_fall",
        Words("last_digits", f"{most} of {len(held)} end with {digit}"),
        Words("last_digits", f"about {even:.0f} of {len(held)}"),
        because, "17 CFR 240.17a-5(d)", "note", agrees=apart <= _UNLIKELY,
    )  # fmt: skip
