"""The books as the rules see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tieout.annual.carried import not_matured, stands
from tieout.annual.open_items import open_items_at
from tieout.annual.positions import against_accounts, positions_at
from tieout.annual.stated import of_other_days, refuse_misstated, stated_lines
from tieout.facts import Fact, Line, TieoutError, Told, computed
from tieout.facts.money import figure
from tieout.law import LawError, Registrant, Treated
from tieout.ledger.accounts import Account
from tieout.ledger.firm import Firm, RightOfSetoff
from tieout.statements import condition
from tieout.statements.door import Ledger
from tieout.taxonomy import TURNED, Treatment


@dataclass(frozen=True)
class Seen:
    """A registrant, and what was assumed on the way: each a sentence for the person who signs.

    `matured` is what positions carried forward have brought in by maturing.
    """

    registrant: Registrant
    assumptions: tuple[str, ...]
    matured: Decimal = Decimal(0)


def registrant(ledger: Ledger, as_of: date, *, ahead: bool = False) -> Seen:
    """The firm on a date: balances with their treatments, holdings, open items, what it states.

    `ahead` carries positions and form lines forward to a day after the last entry; see `carried`.

    Raises LawError where positions are missing for an account that holds securities, TieoutError where facts.csv states
    a form line that cannot be taken as it stands.
    """
    refuse_misstated(ledger)
    firm = ledger.books.firm
    totals = condition.totals(ledger, as_of)
    stated: dict[str, Fact] = {name: totals[name] for name in ("total_equity", "total_liabilities") if name in totals}
    if "total_liabilities" not in stated:
        told = Told(ledger.books.source, as_of, "no liability account has a balance")
        zero = Fact(concept="total_liabilities", entity=firm.name, when=as_of, value=Decimal(0), trace=told)
        stated["total_liabilities"] = zero
    held_on = stands(ledger.books, as_of, ahead=ahead)
    stated |= stated_lines(held_on.told, as_of)
    stated |= {fact.concept: fact for fact in _firm_facts(firm, as_of) if fact.concept not in stated}
    treated = tuple(_treated(ledger, as_of))
    _refuse_unconsolidated(firm)
    positions = positions_at(ledger, as_of, held_on)
    gone = {held.fact.part for held in treated if held.treatment.word == "nonallowable"}
    # What is deducted whole takes no haircut.
    in_haircuts = tuple(position.holding for position in positions if position.account not in gone)
    holdings, done, matured = not_matured(in_haircuts, as_of, held_on)
    open_items, left_out = open_items_at(ledger, as_of, treated)
    seen = Registrant(
        name=firm.name,
        as_of=as_of,
        method=firm.net_capital_method,
        business=firm.minimum_dollar_business,
        stated=stated,
        treated=treated,
        holdings=holdings,
        open_items=open_items,
        set_off={right.counterparty: _right(firm, right, as_of) for right in firm.right_of_setoff},
    )
    assumptions = (
        *held_on.assumptions,
        *done,
        *left_out,
        *_assumptions(ledger, treated),
        *_below_zero(ledger, treated, as_of),
        *against_accounts(ledger, as_of, positions),
        *of_other_days(held_on.told, as_of),
        *_idle_rights(ledger),
    )
    return Seen(seen, assumptions, matured)


def _refuse_unconsolidated(firm: Firm) -> None:
    """Appendix C: a subsidiary counts in consolidated net capital only where its net assets may flow through."""
    for subsidiary in firm.subsidiaries:
        if firm.consolidated and not subsidiary.flow_through:
            raise LawError(
                f"{subsidiary.name} is consolidated, but its capital may not flow through (15c3-1c).",
                where="firm.toml [[subsidiaries]]",
                expected="flow_through = true, on the opinion of counsel named in reason.",
                mend="state the opinion, or keep books of the firm alone: taking a subsidiary out is not covered yet.",
            )


def _below_zero(ledger: Ledger, treated: tuple[Treated, ...], as_of: date) -> Iterator[str]:
    """Balances on the other side than their line grows with, and what they are counted as."""
    becomes = {
        "overdrawn": ("credit balance of an asset", "counted as aggregate indebtedness", "liability"),
        "debit_balance": ("debit balance of a liability", "deducted as a receivable without security", "asset"),
    }
    for held in treated:
        if held.treatment.word in becomes:
            what, counted, concept = becomes[held.treatment.word]
            yield (
                f"account {held.fact.part} {ledger.books.chart[held.fact.part].name}, {figure(held.fact.value)}: a "
                f"{what}, {counted}; if it is one, map it to a concept of kind {concept}."
            )
        elif held.treatment.word == "allowable" and held.fact.value < 0:
            name = ledger.books.chart[held.fact.part].name
            said = "its line comes to less than nothing, and nothing of it is deducted; look for a missing entry."
            yield f"account {held.fact.part} {name}, {figure(held.fact.value)}: {said}"
    for number, fact in ledger.balances(as_of).items():
        if ledger.concept_of(number).is_contra and fact.value < 0:
            name = ledger.books.chart[number].name
            said = "adds to what it should lessen; look for a missing entry."
            yield f"account {number} {name}, {figure(fact.value)}: {said}"


def _idle_rights(ledger: Ledger) -> Iterator[str]:
    """Agreements that no account speaks of: misspelt, or of another year."""
    named = {account.counterparty for account in ledger.books.chart}
    for right in ledger.books.firm.right_of_setoff:
        if right.counterparty not in named:
            yield f"the right of set-off against {right.counterparty} is that of no account in accounts.csv."


def _firm_facts(firm: Firm, as_of: date) -> Iterator[Fact]:
    """What firm.toml states that the rules ask for."""

    def told(concept: str, value: Decimal, reason: str, unit: str = "USD") -> Fact:
        trace = Told("firm.toml", as_of, reason)
        return Fact(concept=concept, entity=firm.name, when=as_of, value=value, unit=unit, trace=trace)

    if firm.aggregate_debit_items is not None:
        yield told("aggregate_debit_items", firm.aggregate_debit_items, "aggregate_debit_items")
    elif firm.net_capital_method == "alternative" and firm.rule_15c3_3_exemption not in ("none",):
        reason = f"no reserve formula, as 15c3-3 does not apply: {firm.rule_15c3_3_exemption}"
        yield told("aggregate_debit_items", Decimal(0), reason)
    if firm.minimum_dollar_net_capital is not None:
        yield told("minimum_dollar_stated", firm.minimum_dollar_net_capital, firm.minimum_dollar_reason)
    if firm.business_commenced is not None:
        if firm.business_commenced > as_of:
            what = f"business_commenced is {firm.business_commenced}, after {as_of}."
            raise TieoutError(what, where="firm.toml", mend="correct it.")
        began = firm.business_commenced
        months = (as_of.year - began.year) * 12 + as_of.month - began.month - (as_of.day < began.day)
        yield told("months_in_business", Decimal(months), f"business commenced {began}", "months")


def _right(firm: Firm, right: RightOfSetoff, as_of: date) -> Fact:
    """The agreement as a fact.  Raises LawError for one that came after the date."""
    if right.on is not None and right.on > as_of:
        raise LawError(
            f"the right of set-off against {right.counterparty} is of {right.on}, after {as_of}.",
            where="firm.toml [[right_of_setoff]]",
            mend="correct the date, or give the accounts another treatment.",
        )
    told = Told(right.by or "firm.toml [[right_of_setoff]]", right.on or as_of, right.reason)
    return Fact(
        concept="right_of_set_off",
        entity=firm.name,
        when=as_of,
        value=Decimal(1),
        unit="stated",
        part=right.counterparty,
        trace=told,
    )


def treatment(ledger: Ledger, account: Account) -> Treatment:
    """The account's own treatment, the paragraph completed from its concept's usual one; or the usual one."""
    usual = ledger.taxonomy[account.concept].treatment or Treatment("")
    if not account.net_capital:
        return usual
    own = ledger.taxonomy.parse_treatment(account.net_capital)
    if own.paragraph or own.word in ("allowable", "set_off", "aggregate_indebtedness"):
        return own
    fallback = {"nonallowable": "(c)(2)(iv)(E)", "excluded": "(c)(1)", "not_allowable": "(c)(2)(i)(G)"}
    paragraph = usual.paragraph if usual.word == own.word else fallback.get(own.word, usual.paragraph)
    return Treatment(own.word, paragraph)


def _treated(ledger: Ledger, as_of: date) -> list[Treated]:
    layout = ledger.taxonomy.layout("financial_condition", ledger.books.firm.entity_kind)
    whole_of = {part: whole for whole, parts in layout.parts.items() for _, part in parts}
    balances, unclosed = ledger.balances(as_of), ledger.unclosed(as_of)
    found = []
    for account in ledger.books.chart:
        concept, number = ledger.taxonomy[account.concept], account.number
        pieces = [fact for fact in (balances.get(number), unclosed.get(number)) if fact is not None]
        if not concept.is_balance or not any(fact.value for fact in pieces):
            continue
        whole = whole_of.get(concept.id, concept.id)
        # A contra account lessens the asset it stands against.
        effect = -1 if concept.is_contra and concept.kind != "equity" else 1
        fact = pieces[0]
        if len(pieces) > 1 or effect < 0 or whole != concept.id or fact.part != number:
            lines = [Line(effect, piece) for piece in pieces]
            fact = computed(whole, lines, cite="part of the line", part=number, label=account.name)
        shown = account.schedule_as or whole
        found.append(Treated(fact, concept.kind, treatment(ledger, account), shown, account.counterparty))
    return _other_side(found, ledger)


ALLOWANCE = re.compile(r"\b(allowance|valuation|accumulated|amortization|reserves? for)\b", re.IGNORECASE)
TURNABLE = ("allowable", "nonallowable", "aggregate_indebtedness", "excluded")


def _other_side(treated: list[Treated], ledger: Ledger) -> list[Treated]:
    """An asset below nothing is indebtedness, and a liability below nothing a receivable: account by account.

    What one counterparty owes is not set off against what another is owed.  Only an allowance lessens the other
    accounts of its line, and at most to nothing: a deduction below nothing would be capital.
    """
    turned = [_turned(held, ledger) for held in treated]
    left: dict[tuple[str, str], Decimal] = {}
    for held in turned:
        left[held.fact.concept, held.treatment.word] = (
            left.get((held.fact.concept, held.treatment.word), Decimal(0)) + held.fact.value
        )
    return [
        replace(held, treatment=Treatment("allowable"))
        if held.treatment.word == "nonallowable" and left[held.fact.concept, "nonallowable"] < 0
        else held
        for held in turned
    ]


def _turned(held: Treated, ledger: Ledger) -> Treated:
    account = ledger.books.chart[held.fact.part]
    is_allowance = ledger.taxonomy[account.concept].is_contra or ALLOWANCE.search(account.name)
    if held.fact.value >= 0 or is_allowance or held.treatment.word not in TURNABLE:
        return held
    return replace(held, treatment=Treatment(TURNED[held.side]))


def _assumptions(ledger: Ledger, treated: tuple[Treated, ...]) -> Iterator[str]:
    for held in treated:
        if held.treatment.assumed:
            account = ledger.books.chart[held.fact.part]
            word = held.treatment.word.replace("_", " ")
            yield (
                f"account {account.number} {account.name}, {figure(held.fact.value)}: taken as {word}, the usual "
                f"treatment of {account.concept}; state net_capital in accounts.csv."
            )
