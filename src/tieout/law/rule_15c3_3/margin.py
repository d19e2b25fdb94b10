"""Exhibit A, Item 10 and its Note E: which debit balances of customers count in the reserve formula.

Not covered: special omnibus accounts, Note E(2), which are refused, and exceptions from E(5) that the examining
authority grants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Line, add, computed, less
from tieout.law.params import LawError
from tieout.law.questions import Answer, Row, question
from tieout.law.rule_15c3_3.workings import above_zero, amount, figure, not_negative, share, told, total, word, yes

CITE = "17 CFR 240.15c3-3a, Note E"
KINDS = ("cash", "margin")


@question("17 CFR 240.15c3-3a, Item 10 and Note E")
def item_10(
    *, as_of: date, tentative_net_capital: Decimal, accounts: Sequence[Row], collateral: Sequence[Row] = ()
) -> Answer:
    """Note E: the debit balances that count in Item 10, before the 1 percent of E(3), and what is left out.

    `accounts` are rows of `customer` (one name for related accounts), `kind` (cash or margin) and `debit`, and where
    they apply `unsecured` (what of the debit is unsecured or doubtful), `related` (a principal's household or an
    affiliate), `noncustomer_share` (of a joint account) and `matched` (the debit is shown to be directly related to
    credit items).  `collateral` are rows of `security`, its `value` in all margin accounts (of each no more than 140
    percent of the debit), `exempted`, and the `debit` it secures, beyond which nothing is left out.
    """
    not_negative(tentative_net_capital, "tentative_net_capital", f"{CITE}(5)")
    lines = list(_accounts(as_of, accounts))
    before = total("item_10_debits", lines, as_of, cite="17 CFR 240.15c3-3a, Item 10")
    customers = total(
        "single_customer_concentration",
        _customers(as_of, tentative_net_capital, accounts, lines),
        as_of,
        cite=f"{CITE}(5)",
    )
    securities = total("security_concentration", _securities(as_of, collateral), as_of, cite=f"{CITE}(1)")
    column = (add(before), less(customers, "Note E(5)"), less(securities, "Note E(1)"))
    item = computed("item_10_after_note_e", column, cite="17 CFR 240.15c3-3a, Item 10")
    return {
        "debits_that_count": before,
        "single_customer_concentration": customers,
        "security_concentration": securities,
        "item_10": above_zero(item, "item_10", "17 CFR 240.15c3-3a, Item 10 [4440]"),
        "not_covered": "Note E(2), omnibus accounts; exceptions of the examining authority from Note E(5)",
    }


def _accounts(as_of: date, rows: Sequence[Row]) -> Iterator[Line]:
    """Item 10, Note E(4) and E(6): of each account the debit that counts."""
    for number, row in enumerate(rows, start=1):
        where = f"{CITE}, account {number}"
        customer, _ = word(row, "customer", where), word(row, "kind", where, KINDS)
        whole = told("debit", amount(row, "debit", where), as_of, f"debit balance of {customer}", part=str(number))
        lines = [add(whole)]
        if "unsecured" in row:
            part = told("unsecured", amount(row, "unsecured", where), as_of, "unsecured or doubtful", part=str(number))
            if part.value > whole.value:
                raise LawError(
                    f"unsecured is {part.value}, over the debit.", where=where, expected=f"{whole.value} at most."
                )
            lines.append(less(part, "Item 10"))
        secured = computed("secured_debit", lines, cite="17 CFR 240.15c3-3a, Item 10", part=str(number))
        if not yes(row, "matched", where):
            if yes(row, "related", where):
                secured = _left_out(secured, f"{CITE}(4)")
            elif "noncustomer_share" in row:
                secured = _joint(as_of, secured, amount(row, "noncustomer_share", where), where)
        yield add(secured)


def _joint(as_of: date, secured: Fact, noncustomer: Decimal, where: str) -> Fact:
    """Note E(6): a joint account counts wholly, for the customers' part, or not at all."""
    if noncustomer > 1:
        raise LawError(f"noncustomer_share is {noncustomer}.", where=where, expected="from 0 to 1.")
    if noncustomer < figure("item_10_noncustomer_share", as_of, "all_counts_below").value:
        return secured
    if noncustomer > figure("item_10_noncustomer_share", as_of, "none_counts_above").value:
        return _left_out(secured, f"{CITE}(6)(iii)")
    held = told("noncustomer_share", noncustomer, as_of, "noncustomer's share", part=secured.part, unit="ratio")
    theirs = share(held, secured, "noncustomer_part", f"{CITE}(6)(ii)", secured.part)
    return computed("customers_part", (add(secured), less(theirs)), cite=f"{CITE}(6)(ii)", part=secured.part)


def _left_out(debit: Fact, cite: str) -> Fact:
    return computed("debit_left_out", (add(debit), less(debit)), cite=cite, part=debit.part)


def _customers(as_of: date, tentative: Decimal, rows: Sequence[Row], lines: Sequence[Line]) -> Iterator[Line]:
    """Note E(5): what a single margin customer owes over 25 percent of tentative net capital, or $50,000 if more."""
    owed: dict[str, list[Line]] = {}
    for row, line in zip(rows, lines, strict=True):
        if row["kind"] == "margin" and not yes(row, "matched", CITE):
            owed.setdefault(str(row["customer"]), []).append(line)
    capital = told("tentative_net_capital", tentative, as_of, "tentative net capital")
    for customer, debits in owed.items():
        by_capital = share(figure("item_10_single_customer_limit", as_of), capital, "share_of_capital", f"{CITE}(5)")
        floor = figure("item_10_single_customer_floor", as_of)
        limit = computed(
            "single_customer_limit", (add(by_capital), add(floor)), operation="greatest", cite=f"{CITE}(5)"
        )
        debit = computed("customer_debit", debits, part=customer)
        over = above_zero(
            computed("debit_over_limit", (add(debit), less(limit)), part=customer), "debit_left_out", f"{CITE}(5)"
        )
        if over.value:
            yield add(over)


def _securities(as_of: date, rows: Sequence[Row]) -> Iterator[Line]:
    """Note E(1): what one security, not exempted, is over 15 percent of all margin collateral."""
    values = []
    for number, row in enumerate(rows, start=1):
        where = f"{CITE}(1), security {number}"
        name = word(row, "security", where)
        values.append(told("collateral", amount(row, "value", where), as_of, f"collateral: {name}", part=name))
    everything = total("all_collateral", map(add, values), as_of, cite=f"{CITE}(1)")
    for number, (row, value) in enumerate(zip(rows, values, strict=True), start=1):
        where = f"{CITE}(1), security {number}"
        if yes(row, "exempted", where):
            continue
        limit = share(figure("item_10_security_limit", as_of), everything, "security_limit", f"{CITE}(1)")
        over = computed("collateral_over_limit", (add(value), less(limit)), cite=f"{CITE}(1)", part=value.part)
        if over.value <= 0:
            continue
        if "debit" in row:
            secured = told("debit_secured", amount(row, "debit", where), as_of, "debit it secures", part=value.part)
            over = computed("debit_left_out", (add(over), add(secured)), operation="least", cite=f"{CITE}(1)")
        yield add(over)
