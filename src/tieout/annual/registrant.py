"""The books as the rules see them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from tieout.annual.schedule import RECONCILES
from tieout.facts import Fact, TieoutError, Told, add, computed, less
from tieout.facts.money import figure
from tieout.law import Holding, LawError, Registrant, Treated
from tieout.ledger.accounts import Account
from tieout.ledger.firm import Firm
from tieout.statements import condition
from tieout.statements.door import Ledger
from tieout.taxonomy import Treatment

# What a person may state for the computation beside the ledger, in facts.csv, under its form line's concept.
STATED = (
    "other_allowable_credits",
    "secured_demand_note_deficiency",
    "commodity_charges",
    "other_deductions_and_charges",
    "other_additions",
    "haircut_contractual_commitments",
    "haircut_subordinated_borrowings",
    "haircut_exempted_securities",
    "haircut_debt_securities",
    "haircut_options",
    "haircut_undue_concentration",
    "haircut_other",
    "drafts_for_immediate_credit",
    "securities_borrowed_without_value",
    "other_unrecorded_indebtedness",
    "aggregate_debit_items",
)
_NEAR = 0.8  # of difflib: "haircut_othr" and "haircuts_other" are haircut_other, "other_payables" is not


@dataclass(frozen=True)
class Seen:
    """A registrant, and what was assumed on the way: each a sentence for the person who signs."""

    registrant: Registrant
    assumptions: tuple[str, ...]


def registrant(ledger: Ledger, as_of: date) -> Seen:
    """The firm on a date: balances with their treatments, holdings, what it states.

    Raises LawError where positions are missing for an account that holds securities, TieoutError where facts.csv states
    a form line that cannot be taken as it stands.
    """
    _refuse_misspelt(ledger)
    firm = ledger.books.firm
    totals = condition.totals(ledger, as_of)
    stated: dict[str, Fact] = {name: totals[name] for name in ("total_equity", "total_liabilities") if name in totals}
    if "total_liabilities" not in stated:
        told = Told(ledger.books.source, as_of, "no liability account has a balance")
        zero = Fact(concept="total_liabilities", entity=firm.name, when=as_of, value=Decimal(0), trace=told)
        stated["total_liabilities"] = zero
    stated |= _stated(ledger.books.told, as_of)
    stated |= {fact.concept: fact for fact in _firm_facts(firm, as_of) if fact.concept not in stated}
    treated = tuple(_treated(ledger, as_of))
    holdings = tuple(_holdings(ledger, as_of))
    seen = Registrant(
        name=firm.name,
        as_of=as_of,
        method=firm.net_capital_method,
        business=firm.minimum_dollar_business,
        stated=stated,
        treated=treated,
        holdings=holdings,
        set_off={right.counterparty: _right(firm, right.counterparty, as_of) for right in firm.right_of_setoff},
    )
    assumptions = (
        *_assumptions(ledger, treated),
        *_below_zero(ledger, as_of),
        *_against_accounts(ledger, as_of),
        *_of_other_days(ledger.books.told, as_of),
    )
    return Seen(seen, assumptions)


def _refuse_misspelt(ledger: Ledger) -> None:
    """A fact may have any name, for the notes; one that is nearly a form line's would be missed where it counts."""
    lines = (*STATED, *RECONCILES)
    for fact in ledger.books.told:
        if fact.concept in lines or fact.concept in ledger.taxonomy:
            continue
        near = _nearly(fact.concept, lines)
        if near:
            raise TieoutError(
                f"{fact.concept} is not a line of the net capital computation, but {near} is.",
                where="facts.csv",
                mend=f"write {near}, or give a fact of another kind a name that is less alike.",
            )


def _nearly(name: str, lines: Sequence[str]) -> str:
    """The form line that a name was probably meant for, if any."""
    said = "_".join(re.split(r"\W+", name.casefold()))
    for line in lines:
        if line.startswith(f"{said}_") or sorted(line.split("_")) == sorted(said.split("_")):
            return line
    near = get_close_matches(said, lines, n=1, cutoff=0.6 if said.startswith("haircut") else _NEAR)
    return near[0] if near else ""


def _stated(told: Iterable[Fact], as_of: date) -> dict[str, Fact]:
    """The form lines stated for a day; the parts of one line are added up."""
    by_line: dict[str, list[Fact]] = {}
    for fact in told:
        if fact.concept in STATED:
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


def _of_other_days(told: Iterable[Fact], as_of: date) -> Iterator[str]:
    days: dict[str, list[str]] = {}
    taken = set()
    for fact in told:
        if fact.concept in STATED:
            days.setdefault(fact.concept, []).append(str(fact.when))
            if fact.when == as_of:
                taken.add(fact.concept)
    for line, stated in days.items():
        if line not in taken:
            yield f"{line} is stated for {' and '.join(sorted(set(stated)))}, not for {as_of}: not taken."


def _below_zero(ledger: Ledger, as_of: date) -> Iterator[str]:
    """Assets and liabilities on the other side than their concept grows with."""
    for number, fact in ledger.balances(as_of).items():
        account, concept = ledger.books.chart[number], ledger.concept_of(number)
        if fact.value >= 0 or concept.kind == "equity":
            continue
        side, other = ("credit", "liability") if concept.grows_with == "debit" else ("debit", "asset")
        contra = f"{concept.kind} concept that grows with {concept.grows_with}s" if concept.is_contra else ""
        mend = (
            "look for a missing entry" if contra else f"map it to {'an' if other == 'asset' else 'a'} {other} concept"
        )
        yield (
            f"account {number} {account.name} has a {side} balance of {figure(-fact.value)} in "
            f"{'an' if concept.kind == 'asset' else 'a'} {contra or f'{concept.kind} concept'}: counted as below zero; "
            f"{mend}."
        )


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
    if firm.business_commenced is not None and as_of >= firm.business_commenced:
        began = firm.business_commenced
        months = (as_of.year - began.year) * 12 + as_of.month - began.month - (as_of.day < began.day)
        yield told("months_in_business", Decimal(months), f"business commenced {began}", "months")


def _right(firm: Firm, counterparty: str, as_of: date) -> Fact:
    right = next(r for r in firm.right_of_setoff if r.counterparty == counterparty)
    told = Told(right.by or "firm.toml [[right_of_setoff]]", right.on or as_of, right.reason)
    return Fact(
        concept="right_of_set_off",
        entity=firm.name,
        when=as_of,
        value=Decimal(1),
        unit="stated",
        part=counterparty,
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


def _treated(ledger: Ledger, as_of: date) -> Iterator[Treated]:
    layout = ledger.taxonomy.layout("financial_condition", ledger.books.firm.entity_kind)
    whole_of = {part: whole for whole, parts in layout.parts.items() for _, part in parts}
    for number, fact in ledger.balances(as_of).items():
        account, concept = ledger.books.chart[number], ledger.concept_of(number)
        if fact.value == 0:
            continue
        whole = whole_of.get(concept.id, concept.id)
        if concept.is_contra and concept.kind != "equity":  # it lessens the asset it stands against
            fact = computed(whole, (less(fact),), cite="contra account", part=number, label=fact.label)
        elif whole != concept.id:
            fact = computed(whole, (add(fact),), cite="part of the line", part=number, label=fact.label)
        shown = account.schedule_as or whole
        yield Treated(fact, concept.kind, treatment(ledger, account), shown, account.counterparty)


def _assumptions(ledger: Ledger, treated: tuple[Treated, ...]) -> Iterator[str]:
    for held in treated:
        if held.treatment.assumed:
            account = ledger.books.chart[held.fact.part]
            word = held.treatment.word.replace("_", " ")
            yield (
                f"account {account.number} {account.name}, {figure(held.fact.value)}: taken as {word}, the usual "
                f"treatment of {account.concept}; state net_capital in accounts.csv."
            )


def _holdings(ledger: Ledger, as_of: date) -> Iterator[Holding]:
    positions = ledger.books.positions_at(as_of)
    _refuse_missing(ledger, as_of, set(positions["account"]) if "account" in positions.columns else set())
    entity = ledger.books.firm.name
    for row in positions.iter_rows(named=True):
        security = row.get("security_id") or row.get("description") or "unnamed"
        told = Told("positions.csv", as_of, row.get("description") or security)

        def stated(concept: str, value: Decimal, unit: str, part: str, told: Told) -> Fact:
            return Fact(concept=concept, entity=entity, when=as_of, value=value, unit=unit, part=part, trace=told)

        part = f"{security} in {row['account']}" if row.get("account") else security
        if row.get("market_value") is not None:
            value = stated("market_value", Decimal(row["market_value"]), "USD", part, told)
        else:
            quantity = stated("quantity", Decimal(row["quantity"]), "shares", part, told)
            price = stated("price", Decimal(row["price"]), "USD", part, told)
            lines = (add(quantity), add(price))
            cite = "quantity x price"
            value = computed("market_value", lines, operation="product", cite=cite, part=part, unit="USD")
        yield Holding(part, str(row["class"]), row.get("description") or "", value)


def _refuse_missing(ledger: Ledger, as_of: date, with_positions: set[object]) -> None:
    """An account whose securities carry a haircut must have its positions on the very date asked."""
    positions = ledger.books.positions
    ever = set(positions["account"]) - {None, ""} if "account" in positions.columns else set()
    for number, fact in ledger.balances(as_of).items():
        account = ledger.books.chart[number]
        needs = number in ever or account.concept in ("securities_owned", "securities_sold_not_yet_purchased")
        if needs and fact.value and number not in with_positions:
            raise LawError(
                f"account {number} {account.name} holds {figure(fact.value)} on {as_of}, but no positions are stated "
                "for that date, so its haircut is not known.",
                where=ledger.books.source,
                expected=f"rows with as_of {as_of} and account {number} in positions.csv.",
                mend="add them (`tieout import BOOKS positions.csv`), or ask for a date that has positions.",
            )


def _against_accounts(ledger: Ledger, as_of: date) -> Iterator[str]:
    """Where positions and the account that carries them are apart."""
    held: dict[str, Decimal] = {}
    for row, holding in zip(
        ledger.books.positions_at(as_of).iter_rows(named=True), _holdings(ledger, as_of), strict=True
    ):
        if row.get("account"):
            number = str(row["account"])
            held[number] = held.get(number, Decimal(0)) + holding.market_value.value
    balances = ledger.balances(as_of)
    for number, value in held.items():
        if number not in balances:
            yield f"positions are stated in account {number}, which has no balance on {as_of}."
        elif abs(balances[number].value - value) >= Decimal("0.01"):
            yield (
                f"account {number} carries {figure(balances[number].value)}, its positions are worth {figure(value)} "
                f"on {as_of}: mark the account to market."
            )
