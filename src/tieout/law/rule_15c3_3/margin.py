"""Exhibit A, Item 10 and its Note E: which debit balances of customers count in the reserve formula.

Not covered: exceptions from E(5) that the examining authority grants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Line, add, computed, less
from tieout.law.given import Cells, above_zero, cells, figure, if_any, not_negative, share, told, total
from tieout.law.params import LawError
from tieout.law.questions import Answer, Row, question

CITE = "17 CFR 240.15c3-3a, Note E"
KINDS = ("cash", "margin", "omnibus")


@question("17 CFR 240.15c3-3a, Item 10 and Note E")
def item_10(
    *, as_of: date, tentative_net_capital: Decimal, accounts: Sequence[Row], collateral: Sequence[Row] = ()
) -> Answer:
    """Note E: the debit balances that count in Item 10, before the 1 percent of E(3), and what is left out.

    `accounts` are rows of `customer` (one name for related accounts), `kind` (cash, margin or omnibus) and `debit`, and
    where they apply `unsecured` (what of the debit is unsecured or doubtful), `related` (a principal's household or an
    affiliate), `noncustomer_share` (of a joint account) and `matched` (the debit is shown to be directly related to
    credit items); of an omnibus account of another broker-dealer `deficit` and, against it, the `calls` outstanding 5
    business days or less.  `collateral` are rows of `security`, its `value` in all margin accounts (of each no more
    than 140 percent of the debit), `exempted`, and the `debit` it secures, beyond which nothing is left out.
    """
    not_negative("tentative_net_capital", tentative_net_capital, f"{CITE}(5)")
    optional = ("unsecured", "related", "noncustomer_share", "matched", "deficit", "calls")
    held = cells(accounts, "account", "customer", "kind", "debit", optional=optional)
    lines = [add(_secured(as_of, row, str(number))) for number, row in enumerate(held, start=1)]
    before = total("item_10_debits", lines, as_of, "17 CFR 240.15c3-3a, Item 10")
    over = _customers(as_of, tentative_net_capital, held, lines)
    customers = total("single_customer_concentration", over, as_of, f"{CITE}(5)")
    pledged = cells(collateral, "security", "security", "value", optional=("exempted", "debit"))
    securities = total("security_concentration", _securities(as_of, pledged), as_of, f"{CITE}(1)")
    column = (add(before), less(customers, "Note E(5)"), less(securities, "Note E(1)"))
    item = computed("item_10_after_note_e", column, cite="17 CFR 240.15c3-3a, Item 10")
    return {
        "debits_that_count": before,
        "single_customer_concentration": customers,
        "security_concentration": securities,
        "item_10": above_zero("item_10", item, "17 CFR 240.15c3-3a, Item 10 [4440]"),
        "not_covered": "exceptions of the examining authority from Note E(5)",
    }


def _secured(as_of: date, row: Cells, part: str) -> Fact:
    """Item 10, Note E(4) and E(6): of an account the debit that counts."""
    customer, kind = row.word("customer"), row.word("kind", KINDS)
    whole = told("debit", row.amount("debit"), as_of, f"debit balance of {customer}", part=part)
    lines = [add(whole)]
    if "unsecured" in row:
        unsecured = told("unsecured", row.amount("unsecured"), as_of, "unsecured or doubtful", part=part)
        if unsecured.value > whole.value:
            expected = f"{whole.value} at most."
            raise LawError(f"unsecured is {unsecured.value}, over the debit.", where=row.where, expected=expected)
        lines.append(less(unsecured, "Item 10"))
    if kind == "omnibus":
        lines.append(less(_omnibus_deficit(as_of, row, part), "Note E(2)"))
    elif "deficit" in row or "calls" in row:
        raise LawError(f"deficit and calls are of omnibus accounts, not of {kind}.", where=row.where)
    secured = computed("secured_debit", lines, cite="17 CFR 240.15c3-3a, Item 10", part=part)
    if row.yes("matched"):
        return secured
    if row.yes("related"):
        return _left_out(secured, f"{CITE}(4)")
    return _joint(as_of, secured, row) if "noncustomer_share" in row else secured


def _omnibus_deficit(as_of: date, row: Cells, part: str) -> Fact:
    """Note E(2): the deficit of an omnibus account, less the calls that are outstanding 5 business days or less."""
    deficit = told("deficit", row.amount("deficit"), as_of, "deficit of the omnibus account", part=part)
    calls = told("calls", row.amount("calls", Decimal(0)), as_of, "calls, 5 business days or less", part=part)
    return if_any("omnibus_deficit", (add(deficit), less(calls)), f"{CITE}(2)", part)


def _joint(as_of: date, secured: Fact, row: Cells) -> Fact:
    """Note E(6): a joint account counts wholly, for the customers' part, or not at all."""
    noncustomer = row.amount("noncustomer_share")
    if noncustomer > 1:
        raise LawError(f"noncustomer_share is {noncustomer}.", where=row.where, expected="from 0 to 1.")
    if noncustomer < figure("item_10_noncustomer_share", as_of, "all_counts_below").value:
        return secured
    if noncustomer > figure("item_10_noncustomer_share", as_of, "none_counts_above").value:
        return _left_out(secured, f"{CITE}(6)(iii)")
    held = told("noncustomer_share", noncustomer, as_of, "noncustomer's share", part=secured.part, unit="ratio")
    theirs = share("noncustomer_part", secured, held, f"{CITE}(6)(ii)", secured.part)
    return computed("customers_part", (add(secured), less(theirs)), cite=f"{CITE}(6)(ii)", part=secured.part)


def _left_out(debit: Fact, cite: str) -> Fact:
    return computed("debit_left_out", (add(debit), less(debit)), cite=cite, part=debit.part)


def _customers(as_of: date, tentative: Decimal, rows: Sequence[Cells], lines: Sequence[Line]) -> Iterator[Line]:
    """Note E(5): what a single margin customer owes over 25 percent of tentative net capital, or $50,000 if more."""
    owed: dict[str, list[Line]] = {}
    for row, line in zip(rows, lines, strict=True):
        if row.word("kind", KINDS) == "margin" and not row.yes("matched"):
            owed.setdefault(row.word("customer"), []).append(line)
    capital = told("tentative_net_capital", tentative, as_of, "tentative net capital")
    by_capital = share("share_of_capital", capital, figure("item_10_single_customer_limit", as_of), f"{CITE}(5)")
    limits = (add(by_capital), add(figure("item_10_single_customer_floor", as_of)))
    limit = computed("single_customer_limit", limits, operation="greatest", cite=f"{CITE}(5)")
    for customer, debits in owed.items():
        debit = computed("customer_debit", debits, part=customer)
        over = computed("debit_over_limit", (add(debit), less(limit)), part=customer)
        if over.value > 0:
            yield add(above_zero("debit_left_out", over, f"{CITE}(5)"))


def _securities(as_of: date, rows: Sequence[Cells]) -> Iterator[Line]:
    """Note E(1): what one security, not exempted, is over 15 percent of all margin collateral."""
    values = []
    for row in rows:
        name = row.word("security")
        values.append(told("collateral", row.amount("value"), as_of, f"collateral: {name}", part=name))
    everything = total("all_collateral", map(add, values), as_of, f"{CITE}(1)")
    for row, value in zip(rows, values, strict=True):
        if row.yes("exempted"):
            continue
        limit = share("security_limit", everything, figure("item_10_security_limit", as_of), f"{CITE}(1)")
        over = computed("collateral_over_limit", (add(value), less(limit)), cite=f"{CITE}(1)", part=value.part)
        if over.value <= 0:
            continue
        if "debit" in row:
            secured = told("debit_secured", row.amount("debit"), as_of, "debit it secures", part=value.part)
            over = computed("debit_left_out", (add(over), add(secured)), operation="least", cite=f"{CITE}(1)")
        yield add(over)
