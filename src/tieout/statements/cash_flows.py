"""The statement of cash flows by the indirect method (ASC 230), derived from the movements in the books."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from tieout.facts import Column, Fact, Line, Period, Statement, StatementLine, TieoutError, Told, add, computed
from tieout.facts.compare import FOOTING
from tieout.facts.money import figure
from tieout.facts.report import Style
from tieout.ledger.books import has_tag
from tieout.ledger.firm import Firm
from tieout.statements import income, words
from tieout.statements.door import Ledger, posted
from tieout.statements.movements import CASH, CHANGE, EQUITY_LINES, INCOME, NONCASH, TRANSFER, Movement, movements

PAID = {"income_taxes_paid": "cash_paid_for_income_taxes", "interest_paid": "cash_paid_for_interest"}
# Income, or equity, that an operating balance stands against and no cash: taken back among the adjustments.
WITHOUT_CASH = (NONCASH, "prior_period_adjustments", "other_comprehensive_income")
TAKES_CASH, GIVES_CASH = +1, -1  # a debit to cash is an inflow; a debit to any other account is what cash went into


@dataclass(frozen=True)
class CashFlows:
    """The statement as facts by concept; `changes` are operating changes by balance-sheet concept."""

    facts: Mapping[str, Fact]
    changes: Mapping[str, Fact]
    noncash: tuple[Fact, ...]
    ties: tuple[tuple[Fact, tuple[Line, ...]], ...]


def flows(ledger: Ledger, period: Period) -> CashFlows:
    """Cash flows of a period.

    Every posting to an account other than cash is on one line; as entries balance, the lines add up to the change in
    cash, and that is checked against the balance of cash at both ends.  Raises TieoutError where it does not hold.
    """
    held = movements(ledger, period)
    found = {
        # What owners bring and take is one figure here and may be another in the changes in equity: not all is cash.
        line: computed(line, parts, cite=FOOTING, part="cash" if line in EQUITY_LINES else "")
        for line, parts in _by_line(ledger, period, held).items()
    }
    changes = {
        concept: computed(f"change_in_{concept}", parts, cite=FOOTING)
        for concept, parts in _changes(ledger, period, held).items()
    }
    result = income.totals(ledger, period)["net_income"]
    layout = ledger.taxonomy.layout("cash_flows", ledger.books.firm.entity_kind)
    adjustments = [add(found[c]) for c in layout.adjustments if c in found]
    adjustments += [add(changes[c]) for c in _condition_order(ledger) if c in changes]
    facts = dict(found) | {"net_income": result}
    if adjustments:
        facts["total_adjustments"] = computed("total_adjustments", adjustments, cite=FOOTING)
    for section in layout.sections[:4]:
        lines = [Line(weight, facts[c]) for weight, c in section.lines if c in facts]
        if lines:
            facts[section.total] = computed(section.total, lines, cite=FOOTING)
    opening = _cash(ledger, period, "cash_beginning_of_year", opens=True)
    ending = _cash(ledger, period, "cash_end_of_year", opens=False)
    facts |= {"cash_beginning_of_year": opening, "cash_end_of_year": ending}
    moved = facts["net_change_in_cash"].value
    if opening.value + moved != ending.value:
        raise TieoutError(
            f"cash flows of {figure(moved)} do not lead from {figure(opening.value)} to {figure(ending.value)}.",
            where=ledger.books.source,
            mend="look for entries tagged `closing` or `opening` that move cash.",
        )
    facts |= _paid(ledger, period)
    ties = ((ending, (add(facts["net_change_in_cash"]), add(opening))),)
    return CashFlows(facts, changes, tuple(_noncash(ledger, period, held)), ties)


def _effect(ledger: Ledger, movement: Movement, concept: str, period: Period, sign: int) -> Fact:
    account = ledger.books.chart[movement.account]
    return posted(ledger.books, account, movement.postings, concept, period, sign, f"from {period}")


def _by_line(ledger: Ledger, period: Period, held: Sequence[Movement]) -> dict[str, list[Line]]:
    """Lines other than operating changes; revenue and expense that belong on one are moved out of operating."""
    pieces: dict[str, list[Line]] = {}
    for movement in held:
        nominal = not ledger.concept_of(movement.account).is_balance
        if movement.line in (CASH, CHANGE, INCOME, TRANSFER) or (movement.line == NONCASH and not nominal):
            continue
        if movement.line in WITHOUT_CASH:
            effect = TAKES_CASH if nominal else GIVES_CASH
            fact = _effect(ledger, movement, "other_noncash_items", period, effect)
            pieces.setdefault("other_noncash_items", []).append(add(fact))
            continue
        if nominal:
            out = _effect(ledger, movement, "gains_and_losses_on_disposals", period, TAKES_CASH)
            pieces.setdefault("gains_and_losses_on_disposals", []).append(add(out))
        concept = f"{movement.line}_in_cash" if movement.line in EQUITY_LINES else movement.line
        fact = _effect(ledger, movement, concept, period, GIVES_CASH)
        pieces.setdefault(movement.line, []).append(add(fact))
    return pieces


def _changes(ledger: Ledger, period: Period, held: Sequence[Movement]) -> dict[str, list[Line]]:
    pieces: dict[str, list[Line]] = {}
    for movement in held:
        if movement.line == CHANGE:
            concept = ledger.books.chart[movement.account].concept
            fact = _effect(ledger, movement, f"change_in_{concept}", period, GIVES_CASH)
            pieces.setdefault(concept, []).append(add(fact))
    return pieces


def _condition_order(ledger: Ledger) -> Iterator[str]:
    return ledger.taxonomy.layout("financial_condition", ledger.books.firm.entity_kind).lines()


def _cash(ledger: Ledger, period: Period, concept: str, opens: bool) -> Fact:
    """Cash at an end of the period; a figure of the period's statement, so its key is the period's."""
    day = ledger.opening_day(period) if opens else period.end
    balances = ledger.concepts(day, period if opens else None)
    lines = [add(fact) for name, fact in balances.items() if ledger.taxonomy[name].on_debit == CASH]
    if not lines:
        told = Told(ledger.books.source, day, "no cash account has a posting")
        return Fact(concept=concept, entity=ledger.books.firm.name, when=period, value=Decimal(0), trace=told)
    return computed(concept, lines, cite="statement of financial condition", when=period)


def _paid(ledger: Ledger, period: Period) -> dict[str, Fact]:
    """Supplemental disclosure: cash paid, by the tags `income_taxes_paid` and `interest_paid`.

    A tag on the cash posting speaks of the cash; one on other postings alone of those (the interest of an instalment).
    """
    cash = [account.number for account in ledger.books.chart if ledger.concept_of(account.number).on_debit == CASH]
    is_cash = pl.col("account").is_in(cash)
    during = ledger.books.during(period)
    found = {}
    for tag, concept in PAID.items():
        told = during.filter(has_tag(tag))
        told = told.filter(is_cash | ~is_cash.any().over("entry"))
        lines = []
        for account in ledger.books.chart:
            own = told.filter(pl.col("account") == account.number)
            if not own.is_empty():
                effect = GIVES_CASH if account.number in cash else TAKES_CASH
                lines.append(add(posted(ledger.books, account, own, concept, period, effect, f"tagged {tag}")))
        if lines:
            found[concept] = computed(concept, lines, cite="ASC 230-10-50-2")
    return found


def _noncash(ledger: Ledger, period: Period, held: Sequence[Movement]) -> Iterator[Fact]:
    """Non-cash investing and financing, disclosed apart by account.

    That is its debits in entries tagged `noncash`, and what entries paid in part left unpaid.
    """
    concept = "noncash_investing_and_financing"
    pieces: dict[str, list[Line]] = {}
    for movement in held:
        debits = movement.postings.filter(pl.col("cents") > 0)
        is_balance = ledger.concept_of(movement.account).is_balance
        if movement.line == NONCASH and is_balance and not debits.is_empty():
            account = ledger.books.chart[movement.account]
            fact = posted(ledger.books, account, debits, "noncash_movement", period, +1, f"from {period}, no cash")
            pieces.setdefault(account.number, []).append(add(fact))
        unpaid = movement.postings.filter(pl.col("settles") != "")
        for (settled, is_debit), postings in unpaid.partition_by(
            "settles", "is_debit", as_dict=True, maintain_order=True
        ).items():
            pieces.setdefault(str(settled), []).append(add(_unpaid(ledger, movement, period, postings, bool(is_debit))))
    for account in ledger.books.chart:
        if account.number in pieces:
            label = f"{account.name}, acquired or settled without cash"
            whole = computed(concept, pieces[account.number], cite="ASC 230-10-50-3", part=account.number, label=label)
            if whole.value:
                yield whole


def _unpaid(ledger: Ledger, movement: Movement, period: Period, postings: pl.DataFrame, is_debit: bool) -> Fact:
    """What one account was left to pay (a credit) or to receive (a debit) for another."""
    account, settled = ledger.books.chart[movement.account], postings["settles"][0]
    sign = +1 if is_debit else -1
    fact = posted(ledger.books, account, postings, "noncash_movement", period, sign, f"from {period}, for {settled}")
    return replace(fact, part=f"{account.number} {'from' if is_debit else 'for'} {settled}")


def statement(ledger: Ledger, periods: Sequence[Period], found: Mapping[Period, CashFlows]) -> Statement:
    """The statement over one period, or two (this year's first), with exact facts."""
    firm = ledger.books.firm
    columns = [found[period] for period in periods]
    layout = ledger.taxonomy.layout("cash_flows", firm.entity_kind)
    row = _Rows(columns, firm)
    result = [column.facts["net_income"] for column in columns]
    name = words.label("net_income", result)
    lines: list[StatementLine] = []
    for section in layout.sections:
        body = [c for _, c in section.lines if c not in (s.total for s in layout.sections)]
        if section.total == "net_cash_from_operating_activities":  # begins with net income, even of nothing
            rows = _operating(ledger, row, layout.adjustments, name, section.total)
        else:
            rows = list(row.lines(body, 1))
        if section.heading and rows:
            lines += [StatementLine(section.heading, style="heading"), *rows]
            lines += row.line(section.total, 1, "subtotal")
        elif section.total == "net_change_in_cash":
            lines += row.line(section.total, 0, "line")
        elif section.total == "cash_end_of_year":
            lines += row.line("cash_beginning_of_year", 0, "line")
            lines += row.line("cash_end_of_year", 0, "total")
    supplement = [*row.line("cash_paid_for_income_taxes", 1, "line"), *row.line("cash_paid_for_interest", 1, "line")]
    if supplement:
        lines += [StatementLine("Supplemental disclosure of cash flow information", style="heading"), *supplement]
    lines += _noncash_lines(columns)
    return Statement(
        name="cash_flows",
        title=words.title(layout.title, firm),
        subtitle=words.spans(periods),
        columns=tuple(Column(str(period.end.year), period) for period in periods),
        lines=tuple(lines),
    )


def _operating(ledger: Ledger, row: _Rows, adjustments: Sequence[str], result: str, total: str) -> list[StatementLine]:
    lines = row.line("net_income", 1, "line")
    body = list(row.lines(adjustments, 2))
    changes = []
    for concept in _condition_order(ledger):
        facts = tuple(column.changes.get(concept) for column in row.columns)
        if any(fact is not None and fact.value for fact in facts):
            own = ledger.own_label(a.number for a in ledger.books.chart if a.concept == concept)
            values = [None if fact is None else fact.value for fact in facts]
            name = words.change_label(ledger.taxonomy[concept], own, values)
            changes.append(StatementLine(name, f"change_in_{concept}", 2 if not body else 3, "line", facts))
    if body or changes:
        net = words.label(total, [column.facts[total] for column in row.columns])
        to = f"{net[0].lower()}{net[1:]}"
        lines.append(StatementLine(f"Adjustments to reconcile {result[0].lower()}{result[1:]} to {to}:", depth=1))
        lines += body
        if changes and body:
            lines.append(StatementLine("Changes in operating assets and liabilities:", depth=2))
        lines += changes
        lines += row.line("total_adjustments", 2, "subtotal", "Total adjustments")
    return lines


def _noncash_lines(columns: Sequence[CashFlows]) -> list[StatementLine]:
    parts = list(dict.fromkeys(fact.part for column in columns for fact in column.noncash))
    lines = []
    for part in parts:
        facts = tuple(next((f for f in column.noncash if f.part == part), None) for column in columns)
        label = next(fact.label for fact in facts if fact is not None)
        lines.append(StatementLine(label, "noncash_investing_and_financing", 1, "line", facts))
    return [StatementLine("Non-cash investing and financing activities", style="heading"), *lines] if lines else []


@dataclass(frozen=True)
class _Rows:
    """Lines of the statement by concept, across its columns."""

    columns: Sequence[CashFlows]
    firm: Firm

    def line(self, concept: str, depth: int, style: Style, label: str = "") -> list[StatementLine]:
        facts = tuple(column.facts.get(concept) for column in self.columns)
        if not any(fact is not None for fact in facts):
            return []
        return [StatementLine(label or words.flow_label(self.firm, concept, facts), concept, depth, style, facts)]

    def lines(self, concepts: Sequence[str], depth: int) -> Iterator[StatementLine]:
        for concept in concepts:
            for line in self.line(concept, depth, "line"):
                if any(fact is not None and fact.value for fact in line.facts):
                    yield line
