"""What if: actions put to a firm before the rules run, and what the rules then say beside what they say now.

An action is worked out once, on the day it is taken, into what it moves (`Plan`); the plan can then be put to the firm
of that day or of any later one.  Securities are carried at what was paid for them; there are no taxes, commissions or
interest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from tieout.annual.actions import Action, Payment, Trade
from tieout.annual.carried import cash_day
from tieout.annual.payees import account_named
from tieout.annual.registrant import Seen
from tieout.facts import Fact, Line, NoFact, TieoutError, Told, add, computed
from tieout.facts.money import figure
from tieout.law import RULES, Holding, LawError, Registrant, Test, Treated, param, tests
from tieout.law.haircuts.positions import Position, position_of
from tieout.law.rule_15c3_1.subordination import temporary_subordination_level
from tieout.statements.door import Ledger
from tieout.taxonomy import TURNED, Treatment

CASH = "cash_and_cash_equivalents"
RELIEF = "17 CFR 240.15c3-1d(c)(5)(i)"
LOANS = ("bank_loans_payable", "notes_payable")


@dataclass
class Plan:
    """What actions move: holdings, accounts, equity, liabilities, cash, items collected; `until` the loans' last day.

    `assumptions` are sentences for the person who signs.
    """

    on: date
    texts: list[str] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)
    treated: list[Treated] = field(default_factory=list)
    temporary: list[Treated] = field(default_factory=list)
    equity: list[Line] = field(default_factory=list)
    liabilities: list[Line] = field(default_factory=list)
    collected: dict[str, Decimal] = field(default_factory=dict)
    cash: Decimal = Decimal(0)
    until: date | None = None
    assumptions: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        if text not in self.assumptions:
            self.assumptions.append(text)


def plan(ledger: Ledger, seen: Seen, actions: Sequence[Action]) -> Plan:
    """The actions, one after the other, on the day of the firm as it is seen.

    Raises TieoutError for one that cannot be taken: a sale of what is not told, a debt that is not owed.
    """
    made = Plan(seen.registrant.as_of)
    made.say("actions bear no taxes, commissions or interest; what is bought is carried at its price.")
    for number, action in enumerate(actions, 1):
        made.texts.append(action.text)
        if isinstance(action, Trade):
            _trade(made, ledger, seen.registrant, action, f"what if {number}")
        else:
            if action.verb == "subordinate":
                _refuse_closed_relief(made, applied(made, ledger, seen), action.text)
            _pay(made, ledger, seen.registrant, action, f"what if {number}")
    return made


def applied(made: Plan, ledger: Ledger, seen: Seen) -> Registrant:
    """The firm after the actions, on their day or a later one: what was bought may have matured, a loan fallen due."""
    firm, holdings = seen.registrant, []
    cash = made.cash + seen.matured
    for holding in (*firm.holdings, *made.holdings):
        day = cash_day(holding) if holding in made.holdings else None
        if day is not None and day <= firm.as_of:
            cash += holding.market_value.value
        else:
            holdings.append(replace(holding, market_value=replace(holding.market_value, when=firm.as_of)))
    treated, liabilities = [*made.treated], [*made.liabilities]
    for loan in made.temporary:
        if made.until is None or firm.as_of <= made.until:
            treated.append(loan)
            liabilities.append(add(loan.fact))
        else:
            cash -= loan.fact.value
    short = _overdraft(ledger, firm, cash)
    if short:
        fact = _told(firm, "overdraft", -short, "what if", "cash paid beyond what there is")
        treated.append(Treated(fact, "asset", Treatment(TURNED["asset"]), CASH))
    stated = dict(firm.stated)
    for concept, moved in (("total_equity", made.equity), ("total_liabilities", liabilities)):
        if moved:
            stated[concept] = computed(concept, (add(stated[concept]), *moved), cite="what if", when=firm.as_of)
    items = [
        replace(item, fact=replace(item.fact, value=item.fact.value - made.collected.get(item.fact.part, 0)))
        for item in firm.open_items
    ]
    return replace(
        firm,
        stated=stated,
        treated=(*firm.treated, *treated),
        holdings=tuple(holdings),
        open_items=tuple(item for item in items if item.fact.value),
        worked={},
        workings={},
    )


def _told(firm: Registrant, concept: str, value: Decimal, part: str, text: str) -> Fact:
    told = Told("what if", firm.as_of, text)
    return Fact(concept=concept, entity=firm.name, when=firm.as_of, value=value, part=part, trace=told)


def _overdraft(ledger: Ledger, firm: Registrant, moved: Decimal) -> Decimal:
    """How much more is paid than there is in the accounts of cash that carry no positions."""
    positions = ledger.books.positions
    with_positions = set(positions["account"]) if "account" in positions.columns else set()
    chart = ledger.books.chart
    held = sum(
        (
            one.fact.value
            for one in firm.treated
            if one.fact.part in chart
            and chart[one.fact.part].concept == CASH
            and one.treatment.word == "allowable"
            and one.fact.part not in with_positions
        ),
        Decimal(0),
    )
    return max(-moved - max(held, Decimal(0)), Decimal(0))


# --- Trades ----------------------------------------------------------------------------------------------------------


def _trade(made: Plan, ledger: Ledger, firm: Registrant, trade: Trade, part: str) -> None:
    """Securities against cash: what closes a position leaves at its mark, with a gain or loss; the rest is carried."""
    rows = [
        h for h in (*firm.holdings, *made.holdings) if h.position.security_id.casefold() == trade.security_id.casefold()
    ]
    like = rows[0].position if rows else _new(made, ledger, firm, trade)
    if rows and trade.security_class and trade.security_class != like.security_class:
        what = f"{like.security_id} is of class {like.security_class} in the positions."
        raise TieoutError(what, where=trade.text, mend="leave the class out.")
    if rows and trade.maturity is not None and trade.maturity != like.maturity:
        what = f"{like.security_id} matures on {like.maturity or 'no day that is told'} in the positions."
        raise TieoutError(what, where=trade.text, mend="leave the maturity out.")
    _refuse_matured(trade, like.maturity, firm)
    held = _quantity(rows, trade)
    multiple = like.multiple if like.security_class == "option" else Decimal(1)
    closing = _closing(held, trade.quantity)
    made.cash -= trade.quantity * trade.price * multiple
    if closing:
        mark = sum((h.market_value.value for h in rows), Decimal(0)) / held
        made.holdings.append(_holding(firm, like, closing, mark / multiple, closing * mark, f"{part} closed"))
        gain = closing * (mark - trade.price * multiple)
        if gain:
            made.equity.append(add(_told(firm, "gain_on_the_trade", gain, part, trade.text)))
        if held < 0:
            _short(made, ledger, firm, closing * -mark, part, trade)
    opening = trade.quantity - closing
    if opening:
        value = opening * trade.price * multiple
        made.holdings.append(_holding(firm, like, opening, trade.price, value, part))
        if opening < 0:
            made.say(f"{figure(-opening)} {like.security_id} are sold short: they are not held.")
            _short(made, ledger, firm, -value, part, trade)


def _closing(held: Decimal, traded: Decimal) -> Decimal:
    """The part of a trade that goes against what is held."""
    if held * traded >= 0:
        return Decimal(0)
    return traded if abs(traded) <= abs(held) else -held


def _quantity(rows: Sequence[Holding], trade: Trade) -> Decimal:
    found = Decimal(0)
    for row in rows:
        if row.position.quantity is None:
            raise row.position.missing("quantity", f'"{trade.text}" needs')
        found += row.position.quantity
    return found


def _new(made: Plan, ledger: Ledger, firm: Registrant, trade: Trade) -> Position:
    """A security that is not held yet."""
    positions = ledger.books.positions
    if "security_id" in positions.columns and trade.security_id in set(positions["security_id"]) and trade.quantity < 0:
        raise TieoutError(
            f"{trade.security_id} is in the positions, but not among those that take a haircut on {firm.as_of}.",
            where=trade.text,
            expected="a security of that day, whose account is not deducted whole.",
        )
    if not trade.security_class:
        made.say(f"{trade.security_id} is taken as equity with a ready market; say `as CLASS` for another.")
    row = {
        "class": trade.security_class or "equity",
        "security_id": trade.security_id,
        "quantity": trade.quantity,
        "price": trade.price,
        "maturity": trade.maturity,
        "rating": trade.rating,
    }
    _refuse_matured(trade, trade.maturity, firm)
    return position_of(row, f'--what-if "{trade.text}"')


def _refuse_matured(trade: Trade, maturity: date | None, firm: Registrant) -> None:
    if maturity is not None and maturity < firm.as_of:
        raise TieoutError(
            f"{trade.security_id} matured on {maturity}, before {firm.as_of}.",
            where=trade.text,
            expected=f"a security that matures on {firm.as_of} or later.",
        )


def _holding(firm: Registrant, like: Position, quantity: Decimal, price: Decimal, value: Decimal, part: str) -> Holding:
    position = replace(like, quantity=quantity, price=price, market_value=value, account="", row="")
    return Holding(position, _told(firm, "market_value", value, f"{like.security_id} {part}", "quantity x price"))


def _short(made: Plan, ledger: Ledger, firm: Registrant, amount: Decimal, part: str, trade: Trade) -> None:
    """Securities sold, not yet purchased: a liability that is no indebtedness."""
    concept = "securities_sold_not_yet_purchased"
    _owe(made, firm, _usual(ledger, concept), _told(firm, concept, amount, part, trade.text))


def _usual(ledger: Ledger, concept: str) -> tuple[Treatment, str]:
    return ledger.taxonomy[concept].treatment or Treatment(""), concept


def _owe(made: Plan, firm: Registrant, treated: tuple[Treatment, str], fact: Fact) -> None:
    assert fact.entity == firm.name
    made.liabilities.append(add(fact))
    made.treated.append(Treated(fact, "liability", *treated))


# --- Payments --------------------------------------------------------------------------------------------------------


def _pay(made: Plan, ledger: Ledger, firm: Registrant, payment: Payment, part: str) -> None:
    amount, text = payment.amount, payment.text
    match payment.verb:
        case "borrow":
            made.cash += amount
            made.liabilities.append(add(_told(firm, "borrowed", amount, part, text)))
        case "repay":
            owed = _borrowed(made, ledger, firm)
            if amount > owed:
                raise TieoutError(
                    f"only {figure(owed)} is borrowed." if owed else "there is no loan to repay.",
                    where=text,
                    expected="a loan of bank_loans_payable or notes_payable that is aggregate indebtedness, or one "
                    "that an action before has borrowed.",
                    mend="repay less." if owed else "name what is owed: `pay AMOUNT to ACCOUNT`.",
                )
            made.cash -= amount
            made.liabilities.append(add(_told(firm, "repaid", -amount, part, text)))
        case "subordinate":
            _subordinate(made, ledger, firm, payment, part)
        case "pay":
            made.cash -= amount
            if payment.other and (owed_to := account_named(ledger, firm, payment, "liability")):
                _move(made, ledger, firm, owed_to, payment, part)
                return
            if payment.is_dividend:
                made.say("whether the dividend may be paid under 15c3-1(e): ask `tieout law capital_withdrawal`.")
            elif payment.other:
                made.say(f"nothing is owed to {payment.other} in the books: the payment is an expense.")
            made.equity.append(add(_told(firm, "paid_by_the_owners", -amount, part, text)))
        case _:
            made.cash += amount
            if payment.other and (owed_by := account_named(ledger, firm, payment, "asset")):
                _move(made, ledger, firm, owed_by, payment, part)
                return
            of = f"nothing is due from {payment.other} in the books: " if payment.other else ""
            made.say(f"{of}what is received is income, or capital that stays in the firm.")
            made.equity.append(add(_told(firm, "received", amount, part, text)))


def _borrowed(made: Plan, ledger: Ledger, firm: Registrant) -> Decimal:
    """What is owed on loans that are aggregate indebtedness: in the books, and by the actions before."""
    chart = ledger.books.chart
    of_books = {
        held.fact.part
        for held in firm.treated
        if held.fact.part in chart
        and chart[held.fact.part].concept in LOANS
        and held.treatment.word == "aggregate_indebtedness"
    }
    in_books = (held.fact.value for held in firm.treated if held.fact.part in of_books)
    paid = (held.fact.value for held in made.treated if held.fact.label in of_books)
    moved = (line.signed for line in made.liabilities if line.fact.concept in ("borrowed", "repaid"))
    return sum((*in_books, *paid, *moved), Decimal(0))


def _subordinate(made: Plan, ledger: Ledger, firm: Registrant, payment: Payment, part: str) -> None:
    """15c3-1d(c)(5)(i): a temporary subordinated loan."""
    days = param("temporary_subordination_days", firm.as_of)
    most = param("temporary_subordination_occasions", firm.as_of)
    made.until = made.on + timedelta(int(days.value))
    made.cash += payment.amount
    treatment, shown_as = _usual(ledger, "subordinated_liabilities")
    fact = _told(firm, shown_as, payment.amount, part, payment.text)
    made.temporary.append(Treated(fact, "liability", treatment, shown_as))
    made.say(
        f"the subordinated loan is temporary: through {made.until} ({days.value} days), at most {most.value} in twelve "
        f"months, found acceptable by the examining authority ({days.cite.removeprefix('17 CFR 240.')})."
    )
    made.say(
        "in the thirty days before the loan no notice was given under 17a-11, other temporary loans of the twelve "
        "months are counted by the firm, and subordinated loans are within 15c3-1(d)."
    )


def _refuse_closed_relief(made: Plan, before: Registrant, text: str) -> None:
    """15c3-1d(c)(5)(i): so many occasions in twelve months, and only to a firm that stood well immediately before."""
    most = param("temporary_subordination_occasions", before.as_of)
    if len(made.temporary) >= most.value:
        raise LawError(
            f"{len(made.temporary) + 1} temporary subordinated loans in twelve months.",
            where=f"{text}: {RELIEF}",
            expected=f"at most {most.value}.",
        )
    held = RULES["net_capital"](before)
    alternative = before.method == "alternative"
    level = temporary_subordination_level(
        before.as_of,
        RULES["minimum_dollar_net_capital"](before).value,
        None if alternative else RULES["aggregate_indebtedness"](before).value,
        before["aggregate_debit_items"].value if alternative else None,
    )
    if held.value < level.value:
        raise LawError(
            f"no temporary subordinated loan: net capital immediately before is {figure(held.value)}.",
            where=f"{text}: {RELIEF}",
            expected=f"at least {figure(level.value)}, the highest level of the paragraph.",
            mend="raise net capital by another action before it, such as `receive AMOUNT`.",
        )


def _move(made: Plan, ledger: Ledger, firm: Registrant, held: Treated, payment: Payment, part: str) -> None:
    """What is owed or due becomes less by the payment, under the account's own treatment; equity stays."""
    number, amount = held.fact.part, payment.amount
    left = held.fact.value + sum((m.fact.value for m in made.treated if m.fact.label == number), Decimal(0))
    if amount > left:
        name = ledger.books.chart[number].name
        raise TieoutError(f"account {number} {name} holds {figure(left)}.", where=payment.text, mend="make it less.")
    fact = replace(_told(firm, held.fact.concept, -amount, part, payment.text), label=number)
    made.treated.append(replace(held, fact=fact))
    if held.side == "liability":
        made.liabilities.append(add(fact))
    else:
        _collect(made, firm, number, payment)


def _collect(made: Plan, firm: Registrant, number: str, payment: Payment) -> None:
    """The open items that are collected: those of the counterparty that is named, else the oldest of the account."""
    of_account = [item for item in firm.open_items if item.fact.part.endswith(f" in {number}")]
    named = [item for item in of_account if item.counterparty.casefold() == payment.other.casefold()]
    left = payment.amount
    for item in sorted(named or of_account, key=lambda item: item.since):
        open_still = item.fact.value - made.collected.get(item.fact.part, Decimal(0))
        taken = min(left, open_still)
        made.collected[item.fact.part] = made.collected.get(item.fact.part, Decimal(0)) + taken
        left -= taken
    if named and left:
        raise TieoutError(
            f"{payment.other} owes {figure(payment.amount - left)} in open_items.csv.",
            where=payment.text,
            mend=f"receive no more, or name the account, {number}.",
        )


# --- The effect ------------------------------------------------------------------------------------------------------

ROWS = (
    ("tentative_net_capital", "Net capital before haircuts"),
    ("haircuts", "Haircuts"),
    ("net_capital", "Net capital"),
    ("net_capital_required", "Requirement"),
    ("excess_net_capital", "Excess net capital"),
    ("aggregate_indebtedness", "Aggregate indebtedness"),
    ("aggregate_indebtedness_to_net_capital", "Aggregate indebtedness to net capital"),
)


@dataclass(frozen=True)
class Row:
    """A figure now and if; None where there is none (a ratio to net capital that is not above zero)."""

    name: str
    words: str
    now: Fact | None
    then: Fact | None
    unit: str = "USD"

    @property
    def values(self) -> tuple[Decimal | None, Decimal | None]:
        """Now and then, as numbers."""
        return self.now.value if self.now else None, self.then.value if self.then else None

    @property
    def change(self) -> Decimal | None:
        return None if self.now is None or self.then is None else self.then.value - self.now.value


@dataclass(frozen=True)
class WhatIf:
    """Actions, the figures now and after them, the early-warning tests now and after them."""

    as_of: date
    texts: tuple[str, ...]
    rows: tuple[Row, ...]
    now: tuple[Test, ...]
    then: tuple[Test, ...]
    assumptions: tuple[str, ...]


def what_if(ledger: Ledger, seen: Seen, actions: Sequence[Action]) -> WhatIf:
    """The effect of actions taken on the day of the firm as it is seen."""
    made = plan(ledger, seen, actions)
    before, after = seen.registrant, applied(made, ledger, seen)
    rows = [Row(name, words, _figure(before, name), _figure(after, name), _unit(name)) for name, words in ROWS]
    now, then = tests(before), tests(after)
    for one, other in zip(now[1:], then[1:], strict=True):
        rows.append(Row(one.name, f"Early warning, {warning(one)}", one.limit, other.limit))
    short = any(held.fact.concept == "overdraft" for held in after.treated)
    said = (f"cash is overdrawn by {_overdrawn(after.treated)}: aggregate indebtedness.",) if short else ()
    return WhatIf(before.as_of, tuple(made.texts), tuple(rows), now, then, (*made.assumptions, *said))


def _overdrawn(treated: Iterable[Treated]) -> str:
    return figure(-sum((held.fact.value for held in treated if held.fact.concept == "overdraft"), Decimal(0)))


def _unit(name: str) -> str:
    return "ratio" if name == "aggregate_indebtedness_to_net_capital" else "USD"


def _figure(firm: Registrant, name: str) -> Fact | None:
    try:
        return RULES[name](firm)
    except NoFact:
        return None


_WARNINGS: Mapping[str, str] = {
    "net_capital_required": "requirement",
    "early_warning_aggregate_indebtedness": "line of indebtedness at 12 times net capital",
    "early_warning_debit_items": "line of 5% of debit items",
    "early_warning_minimum_dollar": "line of 120% of the minimum dollar requirement",
}


def warning(test: Test) -> str:
    """The line that a test draws, in few words."""
    return _WARNINGS[test.name]
