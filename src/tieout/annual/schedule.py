"""The computation of net capital as a statement, FOCUS line by line, and the reconciliation to the FOCUS as filed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tieout.facts import Column, Computed, Fact, NoFact, Statement, StatementLine, TieoutError
from tieout.facts.money import figure
from tieout.facts.report import Style
from tieout.facts.words import long_date
from tieout.law import Registrant
from tieout.law import rule_15c3_1 as rule
from tieout.law import rule_17a_11 as warning
from tieout.statements import words
from tieout.statements.door import Ledger

RECONCILES = ("net_capital_as_filed", "reconciling_item")
_CLAIMED = (
    "The firm claims exemption from the rule under its paragraph {}, and so makes no computation of reserve "
    "requirements and gives no information on possession or control."
)
EXEMPTIONS = {
    paragraph: _CLAIMED.format(paragraph) for paragraph in ("(k)(1)", "(k)(2)(i)", "(k)(2)(ii)", "(k)(3)")
} | {
    "non-covered": "The firm claims no exemption: it is a non-covered firm under footnote 74 of SEC release 34-70073.",
}
RECONCILIATION_NOT_STATED = (
    "The firm has not stated whether the computation above differs from the one in its unaudited FOCUS report."
)


def schedule(ledger: Ledger, firm: Registrant) -> Statement:
    """The schedule with exact facts: from ownership equity to net capital, the requirement, the ratio."""
    filed = any(fact.concept == RECONCILES[0] and fact.when == firm.as_of for fact in ledger.books.told)
    stated = "See the schedule that follows." if filed else RECONCILIATION_NOT_STATED
    remarks = [f"Reconciliation under Rule 17a-5(d). {ledger.books.firm.reconciliation or stated}"]
    if claimed := EXEMPTIONS.get(ledger.books.firm.rule_15c3_3_exemption):
        remarks.append(f"Rule 15c3-3. {claimed}")
    return Statement(
        name="net_capital",
        title="Computation of Net Capital Pursuant to Rule 15c3-1",
        subtitle=long_date(firm.as_of),
        columns=(Column(str(firm.as_of.year), firm.as_of),),
        lines=tuple(_lines(ledger, firm)),
        remark="\n\n".join(remarks),
    )


def reconciliation(ledger: Ledger, firm: Registrant) -> Statement | None:
    """Rule 17a-5(d): from the net capital of the FOCUS report as filed to the audited one.

    None where the firm states no `net_capital_as_filed` in facts.csv.  Raises TieoutError where the `reconciling_item`
    facts do not explain the difference to the dollar.
    """
    told = {fact.part: fact for fact in ledger.books.told if fact.when == firm.as_of and fact.concept in RECONCILES}
    filed = told.pop("", None)
    if filed is None:
        return None
    audited = rule.net_capital(firm)
    explained = filed.value + sum((item.value for item in told.values()), Decimal(0))
    if abs(explained - audited.value) >= 1:  # the form is filed in whole dollars
        raise TieoutError(
            f"net capital as filed and its reconciling items give {figure(explained)}, the audited computation "
            f"{figure(audited.value)}.",
            where="facts.csv",
            mend="state a reconciling_item, with a part and a label, for each difference.",
        )
    items = (_line(item.label or item.part, item, 1) for item in told.values() if item.value)
    return Statement(
        name="reconciliation",
        title="Reconciliation of Net Capital with the FOCUS Report as Filed",
        subtitle=long_date(firm.as_of),
        columns=(Column(str(firm.as_of.year), firm.as_of),),
        lines=(
            _line("Net capital, as filed in the unaudited FOCUS Part IIA", filed),
            *items,
            _line("Net capital, as computed above", audited, 0, "total"),
        ),
    )


def _line(label: str, fact: Fact, depth: int = 0, style: Style = "line") -> StatementLine:
    return StatementLine(label, fact.concept, depth, style, (fact,))


def _heading(label: str) -> StatementLine:
    return StatementLine(label, style="heading")


def _lines(ledger: Ledger, firm: Registrant) -> Iterator[StatementLine]:
    equity = words.equity_words(ledger.books.firm)
    yield _line(f"Total {equity[0].lower()}{equity[1:]}", rule.ownership_equity(firm))
    yield from _capital(ledger, firm)
    deductions = list(_parts(ledger, firm))
    if deductions:
        yield _heading("Less nonallowable assets and other deductions")
        yield from deductions
        yield _line("Total deductions", rule.total_deductions_and_charges(firm), 1, "subtotal")
    if additions := firm.get("other_additions"):
        yield _line(ledger.taxonomy["other_additions"].label, additions)
    yield _line("Net capital before haircuts on securities positions", rule.tentative_net_capital(firm), 0, "subtotal")
    held = rule.haircuts(firm)
    assert isinstance(held.trace, Computed)
    for line in held.trace.lines:
        if line.fact.value:
            yield _line(ledger.taxonomy[line.fact.concept].label, line.fact, 1)
    yield _line("Net capital", rule.net_capital(firm), 0, "total")
    yield from (_alternative(firm) if firm.method == "alternative" else _aggregate_indebtedness(firm))


def _capital(ledger: Ledger, firm: Registrant) -> Iterator[StatementLine]:
    """Between ownership equity and deductions: what is not allowable, and what is added."""
    pieces = (
        (rule.equity_not_allowable(firm), "Less ownership equity not allowable for net capital"),
        (rule.allowable_subordinated_liabilities(firm), "Add allowable subordinated liabilities"),
    )
    shown = [_line(label, fact, 1) for fact, label in pieces if fact.value]
    if (credits := rule.other_allowable_credits(firm)).value:
        shown.append(_line(ledger.taxonomy["other_allowable_credits"].label, credits, 1))
    if shown:
        yield from shown
        fact = rule.total_capital_and_subordinated(firm)
        yield _line("Total capital and allowable subordinated liabilities", fact, 0, "subtotal")


def _parts(ledger: Ledger, firm: Registrant) -> Iterator[StatementLine]:
    netted = {held.shown_as for held in firm.under("set_off") if held.side == "asset"}
    assets = rule.nonallowable_assets(firm)
    assert isinstance(assets.trace, Computed)
    for line in assets.trace.lines:
        part = line.fact.part
        if line.fact.value:
            whole = ledger.concepts(firm.as_of).get(part)
            name = (whole.label if whole is not None else "") or ledger.taxonomy[part].label
            if part in netted and part == "due_from_affiliates":
                name = "Receivables from affiliates, net of payables set off"
            yield StatementLine(name, "nonallowable_assets", 1, "line", (line.fact,))
    for concept in ("secured_demand_note_deficiency", "commodity_charges"):
        if stated := firm.get(concept):
            yield _line(ledger.taxonomy[concept].label, stated, 1)
    if (other := rule.other_deductions_and_charges(firm)).value:
        yield _line(ledger.taxonomy["other_deductions_and_charges"].label, other, 1)


def _aggregate_indebtedness(firm: Registrant) -> Iterator[StatementLine]:
    yield _heading("Computation of aggregate indebtedness")
    yield _line("Total liabilities from the statement of financial condition", firm["total_liabilities"], 1)
    excluded = rule.excluded_from_aggregate_indebtedness(firm)
    if excluded.value:
        yield _line("Less liabilities not in aggregate indebtedness", excluded, 1)
    additions = rule.additions_to_aggregate_indebtedness(firm)
    if additions.value:
        yield _line("Add drafts, securities borrowed and other unrecorded amounts", additions, 1)
    yield _line("Aggregate indebtedness", rule.aggregate_indebtedness(firm), 0, "total")
    yield _heading("Computation of net capital requirement")
    yield _line("Minimum net capital on aggregate indebtedness", rule.minimum_net_capital_ratio(firm), 1)
    yield _line("Minimum dollar net capital", rule.minimum_dollar_net_capital(firm), 1)
    yield _line("Net capital requirement, the greater of the two", rule.net_capital_required(firm), 1, "subtotal")
    yield _line("Excess net capital", rule.excess_net_capital(firm), 0, "total")
    label = "Net capital less the greater of 10% of aggregate indebtedness or 120% of minimum dollar net capital"
    yield _line(label, warning.net_capital_less_early_warning(firm))
    try:
        yield _line("Ratio of aggregate indebtedness to net capital", rule.aggregate_indebtedness_to_net_capital(firm))
    except NoFact:  # net capital is not above zero: there is no ratio to state
        return


def _alternative(firm: Registrant) -> Iterator[StatementLine]:
    yield _heading("Computation of alternative net capital requirement")
    yield _line("2% of combined aggregate debit items", rule.minimum_net_capital_alternative(firm), 1)
    yield _line("Minimum dollar net capital", rule.minimum_dollar_net_capital(firm), 1)
    yield _line("Net capital requirement, the greater of the two", rule.net_capital_required(firm), 1, "subtotal")
    yield _line("Excess net capital", rule.excess_net_capital(firm), 0, "total")
    label = "Net capital in excess of the greater of 5% of debit items or 120% of minimum dollar net capital"
    yield _line(label, warning.net_capital_less_early_warning_alternative(firm))
