"""What a person states for the computation beside the ledger: form lines in facts.csv."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from tieout.annual.schedule import RECONCILES
from tieout.facts import Fact, TieoutError, add, computed
from tieout.facts.money import figure
from tieout.law import RULES
from tieout.statements.door import Ledger
from tieout.taxonomy import taxonomy

# Form lines that are worked out and that a person may add to.
ADDED_TO = (
    "haircut_contractual_commitments",
    "haircut_exempted_securities",
    "haircut_debt_securities",
    "haircut_options",
    "haircut_other_securities",
    "haircut_undue_concentration",
    "haircut_other",
    "other_unrecorded_indebtedness",
    "other_deductions_and_charges",
    "other_allowable_credits",
)


_NEAR = 0.8  # of difflib: "haircut_othr" and "haircuts_other" are haircut_other, "other_payables" is not


# Names that the form has for figures under the alternative standard; a rule works each out under its plain name.
OTHER_NAMES = ("minimum_dollar_net_capital_alternative", "excess_net_capital_alternative")


def worked_out(concept: str) -> bool:
    """A rule gives the figure, and a person cannot add to it."""
    return concept in OTHER_NAMES or (concept in RULES and concept not in ADDED_TO)


def lines() -> tuple[str, ...]:
    """The form lines that may be stated: the dollar amounts of the computation that no rule works out, and ADDED_TO."""
    concepts = taxonomy().concepts.values()
    return tuple(c.id for c in concepts if c.statement == "net_capital" and c.unit == "USD" and not worked_out(c.id))


def refuse_misstated(ledger: Ledger) -> None:
    """Raise TieoutError for a fact that would be missed where it counts.

    A fact may have any name, for the notes; but not nearly a form line's, nor that of a figure a rule works out.
    """
    known = (*lines(), *RECONCILES)
    for fact in ledger.books.told:
        if worked_out(fact.concept):
            raise TieoutError(
                f"{fact.concept} is worked out from the books, not stated.",
                where="facts.csv",
                expected=f"form lines that may be stated: {', '.join(lines())}.",
                mend="state the line it rests on, or correct the books.",
            )
        if fact.concept in known or fact.concept in ledger.taxonomy:
            continue
        near = _nearly(fact.concept, known)
        if near:
            raise TieoutError(
                f"{fact.concept} is not a line of the net capital computation, but {near} is.",
                where="facts.csv",
                mend=f"write {near}, or give a fact of another kind a name that is less alike.",
            )


@lru_cache(maxsize=1024)
def _nearly(name: str, known: tuple[str, ...]) -> str:
    """The form line that a name was probably meant for, if any."""
    said = "_".join(re.split(r"\W+", name.casefold()))
    for line in known:
        if line.startswith(f"{said}_") or sorted(line.split("_")) == sorted(said.split("_")):
            return line
    near = get_close_matches(said, known, n=1, cutoff=0.6 if said.startswith("haircut") else _NEAR)
    return near[0] if near else ""


def stated_lines(told: Iterable[Fact], as_of: date) -> dict[str, Fact]:
    """The form lines stated for a day; the parts of one line are added up."""
    may_be_stated = lines()
    by_line: dict[str, list[Fact]] = {}
    for fact in told:
        if fact.concept in may_be_stated:
            _check_line(fact)
            if fact.when == as_of:
                by_line.setdefault(fact.concept, []).append(fact)
    return {line: facts[0] if len(facts) == 1 else _added_up(facts) for line, facts in by_line.items()}


def _check_line(fact: Fact) -> None:
    if fact.unit != "USD":
        raise TieoutError(f"{fact.concept} is stated in {fact.unit}.", where="facts.csv", expected="unit USD.")
    if fact.value < 0:
        raise TieoutError(
            f"{fact.concept} of {fact.when} is {figure(fact.value)}, which is less than nothing.",
            where="facts.csv",
            expected="an amount of zero or more: a deduction is a positive number that is taken away.",
            mend="take the minus sign away, or state the amount under the line that it belongs on.",
        )


def _added_up(facts: list[Fact]) -> Fact:
    whole = next((fact for fact in facts if not fact.part), None)
    parts = [fact for fact in facts if fact.part]
    total = computed(parts[0].concept, [add(fact) for fact in parts], cite="the parts stated in facts.csv")
    if whole is not None and whole.value != total.value:
        raise TieoutError(
            f"{whole.concept} of {whole.when} is {figure(whole.value)} as a whole, its parts add to "
            f"{figure(total.value)}.",
            where="facts.csv",
            expected="parts that add to the whole, or parts alone.",
            mend="give the row without a part a part of its own, or correct the amounts.",
        )
    return total


def of_other_days(told: Iterable[Fact], as_of: date) -> Iterator[str]:
    may_be_stated = lines()
    days: dict[str, list[str]] = {}
    taken = set()
    for fact in told:
        if fact.concept in may_be_stated:
            days.setdefault(fact.concept, []).append(str(fact.when))
            if fact.when == as_of:
                taken.add(fact.concept)
    for line, stated in days.items():
        if line not in taken:
            yield f"{line} is stated for {' and '.join(sorted(set(stated)))}, not for {as_of}: not taken."
