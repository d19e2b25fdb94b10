"""(c)(2)(iv)(B)-(E): receivables that are allowable until they are too old.

"Outstanding longer than thirty days" is read so: the day from which the age counts is day 0; on day 30 the receivable
is allowable still, on day 31 it is not.  Business days are counted alike, by the days of the exchange.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tieout.facts import Line, add
from tieout.law.business_days import add_business_days, business_days_between
from tieout.law.given import cells, told, total
from tieout.law.params import LawError, param
from tieout.law.questions import Answer, Row, question
from tieout.law.registrant import OpenItem

CITE = "17 CFR 240.15c3-1"

# The day from which each kind's age counts.
FROM_THE_DAY_IT_ARISES = (
    "interest",
    "floor_brokerage",
    "commission_from_broker_dealer",
    "mutual_fund_concession",
    "fund_12b1_fee",
    "fund_management_fee",
    "free_shipment",
    "fund_redemption",
    "insurance_claim",
    "insurance_claim_with_opinion",
    "insurance_claim_acknowledged",
    "unsecured",
)
FROM_PAYMENT_OR_SETTLEMENT = (  # which may be still to come
    "dividend",
    "good_faith_deposit",
    "municipal_syndicate",
    "municipal_good_faith_deposit",
    "municipal_joint_account",
)
BY_BUSINESS_DAYS = (
    "free_shipment",
    "fund_redemption",
    "good_faith_deposit",
    "insurance_claim",
    "insurance_claim_with_opinion",
    "insurance_claim_acknowledged",
)


@dataclass(frozen=True, slots=True)
class Aged:
    """An open item seen on a day: its paragraph, the first day on which it is not allowable, and its age in words."""

    item: OpenItem
    paragraph: str
    nonallowable_from: date
    allowable: bool
    words: str


def aged(item: OpenItem, as_of: date) -> Aged:
    """(c)(2)(iv)(B)-(E): an open item by its kind and age.

    Raises LawError for a kind the paragraphs do not name, an amount below zero, and an item of a day to come.
    """
    named = item.counterparty or item.fact.part.removeprefix("open item ").removeprefix("item ") or item.kind
    where = f"open item {named}, {item.since}"
    if item.kind not in (*FROM_THE_DAY_IT_ARISES, *FROM_PAYMENT_OR_SETTLEMENT):
        raise _unknown_kind(item.kind, where)
    if item.fact.value < 0:
        raise LawError("a receivable is not below zero.", where=where, mend="state what is owed to others as payable.")
    if item.since > as_of and item.kind in FROM_THE_DAY_IT_ARISES:
        raise LawError(f"it arises after {as_of}.", where=where, mend="leave it out, or correct its day.")
    if item.kind == "unsecured":
        return Aged(item, "(c)(2)(iv)(E)", item.since, False, f"{item.kind}, of {item.since}: at no age")
    paragraph, first, words = _limit(item, as_of)
    return Aged(item, paragraph, first, as_of < first, f"{item.kind} {item.counterparty}".strip() + f", {words}")


def _limit(item: OpenItem, as_of: date) -> tuple[str, date, str]:
    """The paragraph, the first day past the limit, and the age against the limit in words."""
    if item.kind == "free_shipment":
        most = param("free_shipment_limit", as_of)
        if item.fact.value > most.value:
            return most.cite.removeprefix(CITE), item.since, f"of {item.since}: above {most.value:,} at no age"
    if item.kind in BY_BUSINESS_DAYS:
        limit, unit = param("receivable_age_business_days", as_of, item.kind), "business days"
        first, age = add_business_days(item.since, int(limit.value) + 1), business_days_between(item.since, as_of)
    else:
        limit, unit = param("receivable_age_days", as_of, item.kind), "days"
        first, age = item.since + timedelta(int(limit.value) + 1), (as_of - item.since).days
    words = f"from {item.since}: {max(age, 0)} {unit}, allowable for {limit.value}"
    return limit.cite.removeprefix(CITE), first, words


def _unknown_kind(kind: str, where: str) -> LawError:
    if kind == "syndicate_profit":
        return LawError(
            "the profit of a non-municipal syndicate is treated as a fail to deliver under (c)(2)(ix), not by its age.",
            where=where,
            mend="ask syndicate_profits and state its deduction, or name it municipal_syndicate if it is one.",
        )
    known = ", ".join((*FROM_THE_DAY_IT_ARISES, *FROM_PAYMENT_OR_SETTLEMENT))
    return LawError(f"{kind!r} is no kind of receivable that ages.", where=where, expected=f"one of {known}.")


@question(f"{CITE}(c)(2)(iv)(B)-(E)")
def aged_receivables(*, as_of: date, items: Sequence[Row]) -> Answer:
    """Which receivables are allowable on a day, under which paragraph, and from which day they are not.

    Each item has kind, amount, since (the day it arose, was payable or settled) and, if wanted, counterparty.
    """
    answer: dict[str, date | bool | str] = {}
    sides: dict[bool, list[Line]] = {True: [], False: []}
    for row in cells(items, "item", "kind", "amount", "since", optional=("counterparty",)):
        counterparty = row.word("counterparty", otherwise="")
        amount = told("receivable", row.number("amount"), as_of, part=counterparty or row.where)
        seen = aged(OpenItem(amount, row.word("kind"), row.day("since"), counterparty), as_of)
        name = row.where.replace(" ", "_")
        sides[seen.allowable].append(add(amount, f"{seen.paragraph}  {seen.words}"))
        answer[f"{name}_allowable"] = seen.allowable
        answer[f"{name}_paragraph"] = seen.paragraph
        answer[f"{name}_nonallowable_from"] = seen.nonallowable_from
    cite = f"{CITE}(c)(2)(iv)"
    return {
        "allowable": total("allowable_receivables", sides[True], as_of, cite),
        "nonallowable": total("nonallowable_receivables", sides[False], as_of, cite),
        **answer,
    }
