"""Exhibit A, Notes A to D and F: what belongs to Items 1 to 4 and 13 beside what their lines name.

The amounts answered are those that `reserve_formula` is given under the same item.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Line, add, computed, less
from tieout.law.given import cells, figure, if_any, none_negative, told, total
from tieout.law.params import LawError
from tieout.law.questions import Answer, Row, question

CITE = "17 CFR 240.15c3-3a, Note"


@question(f"{CITE} A to Note D and Note F")
def reserve_items(
    *,
    as_of: date,
    credit_balances: Decimal | None = None,
    drafts_outstanding: Decimal | None = None,
    bank_overdrafts: Decimal | None = None,
    monies_borrowed: Decimal | None = None,
    letters_of_credit: Decimal | None = None,
    clearing_margin_required: Decimal | None = None,
    securities_loaned: Sequence[Row] | None = None,
    fails_to_receive: Sequence[Row] | None = None,
    option_margin_required: Decimal | None = None,
    option_margin_deposited: Decimal | None = None,
) -> Answer:
    """Items 1, 2, 3, 4 and 13 of the reserve formula, each where it is asked for.

    Item 1: `credit_balances` with the Note A amounts, `drafts_outstanding` payable to customers that were applied
    against them and `bank_overdrafts`, checks drawn above the balance on the books.  Item 2: `monies_borrowed`, and
    `letters_of_credit` collateralized by customers' securities up to `clearing_margin_required`.  Item 3:
    `securities_loaned`, rows of `party`, `payable`, `market_value` and `collateral_value`.  Item 4: `fails_to_receive`,
    rows of `security`, `contract_value`, `market_value` and `since`.  Item 13: `option_margin_required`, as far as
    `option_margin_deposited` in cash, qualified securities of the firm's own and letters of credit collateralized by
    customers' securities represents it.
    """
    given = {
        "credit_balances": credit_balances,
        "drafts_outstanding": drafts_outstanding,
        "bank_overdrafts": bank_overdrafts,
        "monies_borrowed": monies_borrowed,
        "letters_of_credit": letters_of_credit,
        "clearing_margin_required": clearing_margin_required,
        "option_margin_required": option_margin_required,
        "option_margin_deposited": option_margin_deposited,
    }
    none_negative(CITE, **given)
    facts = {name: told(name, value, as_of) for name, value in given.items() if value is not None}
    answer: dict[str, Fact] = {}
    item_1 = [
        add(facts[name]) for name in ("credit_balances", "drafts_outstanding", "bank_overdrafts") if name in facts
    ]
    if item_1:
        answer["item_1"] = computed("item_1", item_1, cite=f"{CITE} A")
    item_2 = [add(facts["monies_borrowed"])] if "monies_borrowed" in facts else []
    if letters := _lesser(facts, "letters_of_credit", "clearing_margin_required", "B"):
        item_2.append(add(letters, "Note B"))
    if item_2:
        answer["item_2"] = computed("item_2", item_2, cite=f"{CITE} B")
    if securities_loaned is not None:
        answer["item_3"] = _loaned(as_of, securities_loaned)
    if fails_to_receive is not None:
        answer["item_4"] = _fails(as_of, fails_to_receive)
    if margin := _lesser(facts, "option_margin_required", "option_margin_deposited", "F"):
        answer["item_13"] = margin
    if not answer:
        raise LawError("no amount of any item is given.", where=CITE, expected=", ".join(given) + ".")
    return answer


def _lesser(facts: dict[str, Fact], one: str, other: str, note: str) -> Fact | None:
    """The lesser of two amounts that are given together."""
    if one not in facts and other not in facts:
        return None
    if missing := [name for name in (one, other) if name not in facts]:
        raise LawError(f"{missing[0]} is not given.", where=f"{CITE} {note}", expected=f"{one} and {other}.")
    lines = (add(facts[one]), add(facts[other]))
    return computed(f"lesser_of_{one}", lines, operation="least", cite=f"{CITE} {note}")


def _loaned(as_of: date, rows: Sequence[Row]) -> Fact:
    """Note C: monies payable against customers' securities loaned, and their value above the collateral received."""
    lines: list[Line] = []
    for row in cells(rows, "loan", "party", "payable", "market_value", "collateral_value"):
        party = row.word("party")
        names = ("payable", "market_value", "collateral_value")
        payable, market, collateral = (told(name, row.amount(name), as_of, part=party) for name in names)
        over = if_any("loaned_over_collateral", (add(market), less(collateral)), f"{CITE} C", party)
        lines += [add(payable), add(over, "Note C")]
    return total("item_3", lines, as_of, f"{CITE} C")


def _fails(as_of: date, rows: Sequence[Row]) -> Fact:
    """Note D: customers' securities failed to receive, and the excess of market over contract value of aged ones."""
    lines: list[Line] = []
    for row in cells(rows, "fail", "security", "contract_value", "market_value", "since"):
        name, since = row.word("security"), row.past("since", as_of)
        contract = told("contract_value", row.amount("contract_value"), as_of, part=name)
        market = told("market_value", row.amount("market_value"), as_of, part=name)
        lines.append(add(contract))
        if (as_of - since).days > figure("reserve_fail_to_receive_days", as_of).value:
            lines.append(
                add(if_any("market_over_contract", (add(market), less(contract)), f"{CITE} D", name), "Note D")
            )
    return total("item_4", lines, as_of, f"{CITE} D")
