"""Where rule 15c3-1(c)(2)(vi) puts a security: its paragraph, its rate, and which longs and shorts it is netted with.

A place depends on a few discrete facts of a security, its Traits, and on the date; not on how much there is of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from tieout.law.business_days import add_business_days
from tieout.law.dates import later
from tieout.law.haircuts.positions import Position, classes, to_par
from tieout.law.params import LawError, Param, param, steps, used

# category: net by band, half of the lesser side of a category        (A), (C)
# greater:  the greater of the longs or the shorts of a band           (B), (D), (E), (F), (H)
# other:    the greater, and the lesser beyond a quarter of it         (J)
# both:     longs and shorts each                                      (K)(ii), (vii)
# none:     no deduction                                               (J)(2)
Netting = Literal["category", "greater", "other", "both", "none"]


@dataclass(frozen=True, slots=True)
class Traits:
    """What a place depends on.

    `short_at_issue`: a municipal security due at most 731 days from its issue; `below_par`: market value under
    principal; `quality`: "rated", "unrated", "" where not stated; `market_makers` up to the number that makes a market;
    `redeemed`: called, and redeemable within 90 days; `waiting`: underwritten, and held too short for (M).
    """

    security_class: str
    maturity: date | None = None
    short_at_issue: bool | None = None
    below_par: bool | None = None
    quality: str = ""
    listed: bool | None = None
    market_makers: int | None = None
    status: str = ""
    redeemed: bool = False
    major_currency: bool = False
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph and its rate; `pool` names what is netted together, `band` the part of it with this rate."""

    paragraph: str
    rate: Param
    pool: str
    band: str
    netting: Netting
    box: str
    concentration: str  # the words of (M) for it: equity, debt, municipal_bonds, municipal_notes, "" where exempt

    @property
    def is_other(self) -> bool:
        """Whether it is a security of (J), as (M) asks."""
        return self.netting in ("other", "none")

    @property
    def for_netting(self) -> Place:
        """The place without what (M) says of it: what is netted alike."""
        return replace(self, concentration="") if self.concentration else self


class MissingTraitError(Exception):
    """A trait that the rule asks for and that is not known: the name of its column."""


@lru_cache(maxsize=65536)
def place(traits: Traits, as_of: date) -> Place:
    """The place of a security on a date.  Raises MissingTraitError with the column that must be stated."""
    found = _place(traits, as_of)
    return replace(found, concentration="") if traits.waiting else found


def _place(traits: Traits, as_of: date) -> Place:
    held = classes()[traits.security_class]
    match traits.security_class:
        case "us_government" | "agency":
            return _government(traits, as_of, "(c)(2)(vi)(A)", held.box, "")
        case "canadian_government":
            return _government(traits, as_of, "(c)(2)(vi)(C)", held.box, held.concentration)
        case "municipal":
            return _municipal(traits, as_of)
        case "money_market_fund" | "fund_government" | "fund_debt":
            rate = param("fund_haircut_rate", as_of, traits.security_class)
            return Place(held.paragraph, rate, traits.security_class, rate.title, "greater", held.box, "")
        case "commercial_paper" | "bankers_acceptance" | "certificate_of_deposit":
            return _money_market(traits, as_of)
        case "corporate_debt":
            return _debt(traits, as_of)
        case "convertible_debt":
            return _convertible(traits, as_of)
        case "preferred":
            return _preferred(traits, as_of)
        case "equity" | "limited_market":
            return _limited_market(traits, as_of)
        case "fund_other":
            return _other(traits, as_of)
        case "nonmarketable":
            return _no_ready_market(traits, as_of)
        case "foreign_currency":
            rate = param("foreign_currency_rate", as_of, "major" if traits.major_currency else "other")
            return Place("15c3-1a(b)(1)(v)", rate, "foreign currency", rate.title, "both", held.box, "")
        case _:
            raise AssertionError(f"{traits.security_class} is not placed by its class alone")


def _government(traits: Traits, as_of: date, paragraph: str, box: str, concentration: str) -> Place:
    """(A), (C): governments and agencies, Canada, by time to maturity; what is netted is a category."""
    rate = _step("government_haircut_rate", traits, as_of)
    pool = f"{paragraph} {rate.group}"
    cited = f"{paragraph}(1)" if paragraph.endswith("(A)") else paragraph
    return Place(cited, rate, pool, rate.title, "category", box, concentration)


def _municipal(traits: Traits, as_of: date) -> Place:
    """(B): municipal securities; traded flat or in default they are other securities."""
    if traits.status in ("flat", "default"):
        return _other(traits, as_of)
    maturity, longest = _maturity(traits), param("municipal_note_longest", as_of)
    is_note = traits.short_at_issue
    if maturity > as_of + timedelta(days=int(longest.value)):
        is_note = False
    if is_note is None:
        raise MissingTraitError("issue_date")
    table, paragraph = ("municipal_note_haircut_rate", "(1)") if is_note else ("municipal_bond_haircut_rate", "(2)")
    rate, words = _step(table, traits, as_of), "municipal_notes" if is_note else "municipal_bonds"
    pool = f"(c)(2)(vi)(B){paragraph}"
    return Place(pool, rate, f"{pool} {rate.title}", rate.title, "greater", "3735", words)


def _money_market(traits: Traits, as_of: date) -> Place:
    """(E): commercial paper, acceptances, certificates of deposit; a year and over by the table of (A)."""
    held = classes()[traits.security_class]
    if traits.security_class == "commercial_paper" and not _qualifies(traits):
        return _other(traits, as_of)
    table = "money_market_haircut_rate"
    if _maturity(traits) >= later(as_of, "12 months"):
        if traits.security_class == "commercial_paper":
            return _debt(traits, as_of)  # issued for more than nine months, it is no paper of (E)
        table = "government_haircut_rate"
    rate = _step(table, traits, as_of)
    return Place(held.paragraph, rate, f"(c)(2)(vi)(E) {rate.title}", rate.title, "greater", held.box, "debt")


def _debt(traits: Traits, as_of: date) -> Place:
    """(F)(1): nonconvertible debt of fixed rate and maturity, neither flat nor in default, of minimal credit risk."""
    if traits.status in ("flat", "default") or not _qualifies(traits):
        return _other(traits, as_of)
    rate = _step("debt_haircut_rate", traits, as_of)
    box = classes()["corporate_debt"].box
    return Place("(c)(2)(vi)(F)(1)", rate, f"(c)(2)(vi)(F) {rate.title}", rate.title, "greater", box, "debt")


def _convertible(traits: Traits, as_of: date) -> Place:
    """(G): convertible debt at or over its principal amount as other securities, under it as debt."""
    if traits.below_par is None:
        raise MissingTraitError("par")
    return _debt(traits, as_of) if traits.below_par else _other(traits, as_of)


def _preferred(traits: Traits, as_of: date) -> Place:
    """(H): cumulative nonconvertible preferred stock, not in arrears, of minimal credit risk."""
    if traits.status == "arrears" or not _qualifies(traits):
        return _other(traits, as_of)
    rate, paragraph = param("preferred_haircut_rate", as_of), "(c)(2)(vi)(H)"
    return Place(paragraph, rate, paragraph, rate.title, "greater", "3734", "equity")


def _other(traits: Traits, as_of: date) -> Place:
    """(J): all other securities, all of them together."""
    held, rate = classes()[traits.security_class], param("other_haircut_rate", as_of)
    paragraph, concentration = "(c)(2)(vi)(J)", held.concentration
    if traits.redeemed:
        return Place(f"{paragraph}(2)", rate, f"{paragraph}(2)", "called for redemption", "none", "3734", concentration)
    return Place(paragraph, rate, paragraph, rate.title, "other", "3734", concentration)


def _limited_market(traits: Traits, as_of: date) -> Place:
    """(K): neither listed nor quoted on Nasdaq: by how many market makers quote it, and with none (vii)."""
    if traits.security_class == "equity" and traits.listed in (True, None):
        return _other(traits, as_of)
    if traits.market_makers is None:
        raise MissingTraitError("market_makers")
    if traits.market_makers >= param("limited_market_makers", as_of).value:
        return _other(traits, as_of)
    if traits.market_makers < 1:
        return _no_ready_market(traits, as_of)
    rate, paragraph = param("limited_market_haircut_rate", as_of), "(c)(2)(vi)(K)(ii)"
    return Place(paragraph, rate, paragraph, rate.title, "both", "3734", "equity")


def _no_ready_market(traits: Traits, as_of: date) -> Place:
    """(vii): securities with no ready market are deducted whole."""
    rate, paragraph = param("nonmarketable_haircut_rate", as_of), "(c)(2)(vii)"
    return Place(paragraph, rate, paragraph, rate.title, "both", classes()[traits.security_class].box, "")


def _qualifies(traits: Traits) -> bool:
    if not traits.quality:
        raise MissingTraitError("rating")
    return traits.quality == "rated"


def _maturity(traits: Traits) -> date:
    if traits.maturity is None:
        raise MissingTraitError("maturity")
    return traits.maturity


def _step(table: str, traits: Traits, as_of: date) -> Param:
    """The step of a table that a maturity falls in."""
    maturity = _maturity(traits)
    return used([step for step in steps(table, as_of) if later(as_of, step.start) <= maturity][-1])


# --- Dates -----------------------------------------------------------------------------------------------------------

MATURITY_TABLES = (
    "government_haircut_rate",
    "municipal_note_haircut_rate",
    "municipal_bond_haircut_rate",
    "money_market_haircut_rate",
    "debt_haircut_rate",
)


def cuts(as_of: date) -> tuple[date, ...]:
    """The days on which some table changes its rate, in order: between two of them every maturity is placed alike."""
    found = {later(as_of, step.start) for table in MATURITY_TABLES for step in steps(table, as_of)}
    longest = int(param("municipal_note_longest", as_of).value)
    return tuple(sorted(found | {later(as_of, "12 months"), as_of + timedelta(days=longest + 1)}))


# --- Credit quality --------------------------------------------------------------------------------------------------

_LONG_TERM = ("AAA", "AA", "A", "BBB", "BAA")
_SHORT_TERM = re.compile(r"^(?:A-?[123]\+?|P-?[123]|PRIME-[123]|F-?[123]\+?|R-?1|MIG-?[123]|VMIG-?[123]|SP-?[12]\+?)$")
_MINIMAL = ("MINIMAL", "MINIMAL CREDIT RISK", "INVESTMENT GRADE", "IG", "YES", "RATED")
_NOT = re.compile(
    r"^(?:NO|NONE|NR|N/R|UNRATED|NOT RATED|NOT MINIMAL|HY|HIGH YIELD|JUNK|SPECULATIVE|WR|WD"
    r"|BB|B|CCC|CC|C|D|BA|CAA|CA|SD|RD|NP|B-?[123]?|F-?[BCD]|NOT PRIME)$"
)


@lru_cache(maxsize=4096)
def quality(rating: str | None, security_class: str, as_of: date) -> str:
    """ "rated" where a rating (or the firm's policy, from 2014-07-07) makes it of minimal credit risk; "" not stated.

    Of two or more ratings with slashes between them two must do.  Raises ValueError for a word that is no rating.

    >>> quality("BBB-", "corporate_debt", date(2010, 1, 1)), quality("Baa3/BB+", "corporate_debt", date(2010, 1, 1))
    ('rated', 'unrated')
    >>> quality("Baa3/BB+/BBB-", "corporate_debt", date(2010, 1, 1))
    'rated'
    """
    if not rating or not rating.strip():
        return ""
    by_policy = param("rated_categories", as_of, "short_term" if security_class == "commercial_paper" else "long_term")
    ratings = [_one(word, bool(by_policy.value)) for word in rating.upper().split("/")]
    return "rated" if sum(ratings) >= min(2, len(ratings)) else "unrated"


def _one(word: str, must_be_rated: bool) -> bool:
    word = " ".join(word.split())
    letters = re.sub(r"[+-]$|(?<=[A])[123]$", "", word) if not _SHORT_TERM.match(word) else word
    letters = re.sub(r"^(BAA|BA|CAA|B)[123]$", r"\1", letters)
    if letters in _LONG_TERM or _SHORT_TERM.match(word):
        return True
    if word in _MINIMAL:
        if must_be_rated and word.startswith("MINIMAL"):
            raise ValueError("a rating: until 2014-07-06 two agencies' ratings decide")
        return True
    if _NOT.match(letters) or _NOT.match(word):
        return False
    raise ValueError("a rating such as AA-, Baa2, A-1 or P-2; minimal; or NR")


MAJOR_CURRENCIES = ("AUD", "CAD", "CHF", "EUR", "GBP", "JPY", "SEK")


def traits_of(position: Position, as_of: date) -> Traits:
    """The traits of one position.  Raises LawError for a rating that does not read, or a security past its maturity."""
    if position.maturity is not None and position.maturity < as_of:
        raise LawError(
            f"maturity is {position.maturity}, before {as_of}.",
            where=position.named,
            mend="leave it out: what has matured is a receivable.",
        )
    try:
        graded = quality(position.rating, position.security_class, as_of)
    except ValueError as error:
        raise LawError(f"rating is {position.rating!r}.", where=position.named, expected=f"{error}.") from None
    longest = int(param("municipal_note_longest", as_of).value)
    short = None
    if position.maturity is not None and position.issue_date is not None:
        short = (position.maturity - position.issue_date).days <= longest
    makers = position.market_makers
    return Traits(
        security_class=position.security_class,
        maturity=position.maturity,
        short_at_issue=short,
        below_par=_below_par(position),
        quality=graded,
        listed=position.listed,
        market_makers=None if makers is None else min(makers, 9),
        status=(position.status or "").lower(),
        redeemed=_redeemed(position, as_of),
        waiting=position.underwritten is not None
        and position.underwritten > counted_from(position.security_class, as_of),
        major_currency=(position.currency or position.security_id).upper()[:3] in MAJOR_CURRENCIES,
    )


def counted_from(security_class: str, as_of: date) -> date:
    """(M)(1), (4): the last day on which underwritten securities were acquired that (M) counts on a day.

    >>> counted_from("equity", date(2024, 12, 31)), counted_from("municipal", date(2024, 12, 31))
    (datetime.date(2024, 12, 12), datetime.date(2024, 12, 1))
    """
    words = "municipal" if security_class == "municipal" else "other"
    limit = int(param("undue_concentration_days", as_of, words).value)
    return add_business_days(as_of + timedelta(days=1), -limit - 1) - timedelta(days=1)


def _redeemed(position: Position, as_of: date) -> bool:
    """(J)(2): called for redemption and redeemable within 90 days."""
    if (position.status or "").lower() != "called":
        return False
    day: date = position.asked("redemption_date", "(c)(2)(vi)(J) needs of a called security")
    return (day - as_of).days <= param("redemption_days", as_of).value


def _below_par(position: Position) -> bool | None:
    ratio = to_par(position) if position.security_class == "convertible_debt" else None
    return None if ratio is None else ratio < 1


def placed(position: Position, as_of: date) -> Place:
    """The place of one position.  Raises LawError that names the column the rule asks for."""
    try:
        return place(traits_of(position, as_of), as_of)
    except MissingTraitError as missing:
        raise position.missing(str(missing)) from None
