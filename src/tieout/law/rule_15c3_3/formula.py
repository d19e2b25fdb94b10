"""Rule 15c3-3(e)(1) and Exhibit A: the formula for what must be on deposit in a Special Reserve Bank Account.

Read beside 17 CFR 240.15c3-3a; the items stand in `exhibit_a.yaml`, those of PAB under the same numbers (Exhibit A,
"Notes Regarding the PAB Reserve Bank Account Computation").  Boxes are those of FOCUS Part II.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from tieout.facts import Fact, Line, add, computed, less
from tieout.law.given import above_zero, cells, figure, not_negative, one_of, share, standard, told, total
from tieout.law.params import LawError
from tieout.law.questions import Answer, Row, question
from tieout.law.rule_15c3_3.computation import FREQUENCIES
from tieout.taxonomy import read_yaml

CITE = "17 CFR 240.15c3-3a"


@cache
def exhibit_a() -> Mapping[str, Any]:
    """The items of the formula, and the computations it serves."""
    held: Mapping[str, Any] = read_yaml(files("tieout.law") / "rule_15c3_3" / "exhibit_a.yaml")
    return held


@question(CITE)
def reserve_formula(
    *,
    as_of: date,
    method: str,
    items: Sequence[Row],
    held: Decimal | None = None,
    frequency: str = "weekly",
    computation: str = "customer",
    customer_excess_debits: Decimal | None = None,
    others_are_zero: bool = False,
) -> Answer:
    """Exhibit A: credits less debits, what must be on deposit, and the deposit to make or withdrawal to take.

    `items` are rows of `item` (its number in Exhibit A; "other credits", "other debits") and `amount`; every
    numbered item is stated, also where it is zero, unless `others_are_zero` says it of those that are not.  Item 10
    is after Note E (see `item_10`) but for its 1 percent.  `held` is on deposit before.  `frequency` is that of the
    computation: "daily" where it is required, or chosen with notice to the examining authority.  `computation` is
    customer or pab; a PAB computation may state `customer_excess_debits` of the customer computation of the same
    date.  A withdrawal is a deposit below zero.
    """
    method, frequency, computation = _words(method, frequency, computation)
    _check(as_of, frequency, computation, customer_excess_debits)
    credits, debits = _columns(as_of, method, items, computation, others_are_zero)
    found = {"total_credits": total("total_credits", credits, as_of, _cite("Items 1 to 9", "4430", computation))}
    if computation == "pab":
        found |= _unreduced(as_of, debits)
    elif method == "alternative":
        found |= _reduced_as_a_whole(as_of, debits, frequency)
    else:
        found |= _reduced_in_item_10(as_of, debits)
    return found | _requirement(found, as_of, held, frequency, computation, customer_excess_debits)


def _unreduced(as_of: date, debits: Sequence[Line]) -> dict[str, Fact]:
    """PAB Note 4: Note E(3) does not apply, nor what is taken in lieu of it."""
    return {"total_debits": total("total_debits", debits, as_of, f"{CITE}, Items 10 on")}


def _reduced_as_a_whole(as_of: date, debits: Sequence[Line], frequency: str) -> dict[str, Fact]:
    """240.15c3-1(a)(1)(ii)(A): the alternative standard reduces all debit items, in lieu of Note E(3)."""
    debit_items = total("aggregate_debit_items", debits, as_of, f"{CITE}, Items 10 on [4470]")
    rate = figure("reserve_debit_reduction_rate", as_of, "alternative_daily" if frequency == "daily" else "alternative")
    reduction = share("debit_reduction", debit_items, rate, "17 CFR 240.15c3-1(a)(1)(ii)(A) [4471]")
    lines = (add(debit_items, "[4470]"), less(reduction, "[4471]"))
    after = computed("total_debits", lines, cite=f"{CITE} [4472]")
    return {"aggregate_debit_items": debit_items, "debit_reduction": reduction, "total_debits": after}


def _reduced_in_item_10(as_of: date, debits: Sequence[Line]) -> dict[str, Fact]:
    """Note E(3): the aggregate indebtedness standard reduces the debit balances of Item 10."""
    item_10 = next(line.fact for line in debits if line.fact.part == "item 10")
    rate = figure("reserve_debit_reduction_rate", as_of, "aggregate_indebtedness")
    reduction = share("debit_reduction", item_10, rate, f"{CITE}, Note E(3)")
    lines = (*debits, less(reduction, "Note E(3)"))
    debit_items = total("aggregate_debit_items", lines, as_of, f"{CITE}, Items 10 on [4470]")
    after = computed("total_debits", (add(debit_items, "[4470]"),), cite=f"{CITE} [4472]")
    return {"aggregate_debit_items": debit_items, "debit_reduction": reduction, "total_debits": after}


def _cite(words: str, box: str, computation: str) -> str:
    """The paragraph, with the box of the customers' computation."""
    place = f"{CITE}, {words}" if words else CITE
    return f"{place} [{box}]" if computation == "customer" else place


def _requirement(
    column: Mapping[str, Fact],
    as_of: date,
    held: Decimal | None,
    frequency: str,
    computation: str,
    customer_excess_debits: Decimal | None,
) -> dict[str, Fact]:
    """(e)(1), (e)(3), (e)(4) and (g): the excess, what is required, and the deposit or withdrawal."""
    credits, debits = column["total_credits"], column["total_debits"]
    over = computed("credits_less_debits", (add(credits), less(debits)), cite=CITE)
    under = computed("debits_less_credits", (add(debits), less(credits)), cite=CITE)
    found = {
        "excess_of_debits": above_zero("excess_of_debits", under, _cite("", "4480", computation)),
        "excess_of_credits": above_zero("excess_of_credits", over, _cite("", "4490", computation)),
    }
    required = found["excess_of_credits"]
    if customer_excess_debits is not None:
        used = told("customer_excess_debits", customer_excess_debits, as_of, "excess debits, customers, same date")
        cite = "17 CFR 240.15c3-3(e)(4)"
        after = computed("pab_credits_less_customer_debits", (add(required), less(used)), cite=cite)
        required = above_zero("pab_excess", after, cite)
    if frequency == "monthly" and computation == "customer":
        rate = figure("reserve_monthly_deposit_rate", as_of)
        required = share("reserve_requirement", required, rate, "17 CFR 240.15c3-3(e)(3) [4500]")
    else:
        required = computed("reserve_requirement", (add(required),), cite="17 CFR 240.15c3-3(e)(1)")
    found["reserve_requirement"] = required
    if held is not None:
        not_negative("held", held, "17 CFR 240.15c3-3(e)(1)")
        before = told("held_on_deposit", held, as_of, "on deposit in the reserve bank accounts")
        deposit = computed(
            "deposit",
            (add(required), less(before, "[4510]" if computation == "customer" else "")),
            cite=_cite("15c3-3(e)(1) and (g)", "4520", computation),
        )
        after = computed(
            "on_deposit_after", (add(before), add(deposit)), cite=_cite("15c3-3(e)(1) and (g)", "4530", computation)
        )
        found |= {"deposit": deposit, "on_deposit_after": after}
    return found


def _columns(
    as_of: date, method: str, rows: Sequence[Row], computation: str, others_are_zero: bool
) -> tuple[list[Line], list[Line]]:
    """The items of the formula in force, each the sum of its rows, as lines of the credits and of the debits.

    Raises LawError for an item the formula has not, and for one that nobody states.
    """
    listed = [one for one in exhibit_a()["items"] if one.get("from", date.min) <= as_of]
    stated: dict[str, list[tuple[Decimal, str]]] = {one["item"]: [] for one in listed}
    for row in cells(rows, "row", "item", "amount", optional=("words",)):
        name = row.word("item")
        if name not in stated:
            raise LawError(f"no item {name!r} on {as_of}.", where=row.where, expected=f"one of {', '.join(stated)}.")
        stated[name].append((row.amount("amount"), row.word("words", otherwise="")))
    if others_are_zero:
        for one in listed:
            if not stated[one["item"]] and not one.get("optional"):
                stated[one["item"]].append((Decimal(0), "stated to be zero"))
    if missing := [one["item"] for one in listed if not stated[one["item"]] and not one.get("optional")]:
        where = f"{CITE}, Item {', '.join(missing)}"
        raise LawError("nothing is stated for this item.", where=where, mend="state it, also where it is 0.")
    accounts = exhibit_a()["computations"][computation]["accounts"]
    columns: dict[str, list[Line]] = {"credit": [], "debit": []}
    for one in listed:
        if amounts := stated[one["item"]]:
            words = one.get("alternative", one["words"]) if method == "alternative" else one["words"]
            item = _item(as_of, one["item"], amounts, f"{words} ({accounts})")
            box = f" [{one['box']}]" if "box" in one and computation == "customer" else ""
            columns[one["side"]].append(add(item, f"{item.part.capitalize()}{box}"))
    return columns["credit"], columns["debit"]


def _item(as_of: date, item: str, amounts: Sequence[tuple[Decimal, str]], words: str) -> Fact:
    """An item of the formula: one amount, or the sum of those stated for it."""
    part = f"item {item}" if item.isdigit() else item
    facts = [told("exhibit_a", value, as_of, own or words, part=part) for value, own in amounts]
    return facts[0] if len(facts) == 1 else computed("exhibit_a", map(add, facts), part=part, label=words)


def _words(method: str, frequency: str, computation: str) -> tuple[str, str, str]:
    """What is asked for, in the words of the formula, however they are written."""
    return (
        standard(method, CITE),
        one_of("frequency", frequency, FREQUENCIES, CITE),
        one_of("computation", computation, exhibit_a()["computations"], CITE),
    )


def _check(as_of: date, frequency: str, computation: str, customer_excess_debits: Decimal | None) -> None:
    if computation == "pab" and frequency == "monthly":
        raise LawError("whether 105 percent is deposited for PAB is not covered.", where="17 CFR 240.15c3-3(e)(3)")
    held = exhibit_a()["computations"][computation]
    if as_of < held["from"]:
        raise LawError(
            f"the {computation} computation is not known on {as_of}.\n  Our oldest starts {held['from']}.",
            where=CITE,
            mend="to go further back, add what Exhibit A was to law/rule_15c3_3/exhibit_a.yaml.",
        )
    if customer_excess_debits is not None:
        if computation != "pab":
            raise LawError(
                "excess debits reduce the PAB requirement only; those of PAB never reduce that of customers.",
                where="17 CFR 240.15c3-3(e)(4)",
            )
        not_negative("customer_excess_debits", customer_excess_debits, "17 CFR 240.15c3-3(e)(4)")
