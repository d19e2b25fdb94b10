"""(c)(1) and (c)(2): aggregate indebtedness and net capital of a balance sheet that is given line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Line, Told, add, computed, less
from tieout.law.given import FIRM, METHODS, Cells, cells, if_any, joined, none_negative, standard, told, total
from tieout.law.haircuts.positions import KNOWN, position_of
from tieout.law.params import LawError
from tieout.law.questions import Answer, Row, Value, question
from tieout.law.registrant import Holding, Registrant, Treated
from tieout.law.rule_15c3_1.asked import businesses, decided_by
from tieout.law.rule_15c3_1.deductions import nonallowable_assets, tentative_net_capital, total_deductions_and_charges
from tieout.law.rule_15c3_1.haircuts import haircuts as haircuts_worked
from tieout.law.rule_15c3_1.haircuts import net_capital as net_capital_worked
from tieout.law.rule_15c3_1.indebtedness import aggregate_indebtedness as indebtedness_worked
from tieout.law.rule_15c3_1.indebtedness import excluded_from_aggregate_indebtedness
from tieout.law.rule_15c3_1.requirement import (
    aggregate_indebtedness_to_net_capital,
    minimum_dollar_net_capital,
    minimum_net_capital_alternative,
    minimum_net_capital_ratio,
    net_capital_required,
)
from tieout.law.rule_15c3_1.worth import total_capital_and_subordinated
from tieout.taxonomy import Treatment, taxonomy

CITE = "17 CFR 240.15c3-1"
COLLATERAL = "FINRA interpretation 15c3-1(c)(1)(i)/02"
EXCLUDED = {
    "secured_by_own_securities": "(c)(1)(i)",
    "own_securities_loaned": "(c)(1)(ii)",
    "fail_to_receive_matched": "(c)(1)(iii)",
    "money_market_instruments_to_come": "(c)(1)(iv)",
    "segregated_commodities": "(c)(1)(v)",
    "refund_reserves": "(c)(1)(vi)",
    "reserve_deposit": "(c)(1)(vii)",
    "secured_by_fixed_assets": "(c)(1)(viii)",
    "open_commitments": "(c)(1)(ix)",
    "subordinated": "(c)(1)(x)",
    "effectively_subordinated": "(c)(1)(xi)",
    "general_partners": "(c)(1)(xii)",
    "deferred_taxes": "(c)(1)(xiii)",
    "fund_shares_failed_to_deliver": "(c)(1)(xiv)",
    "borrowed_and_loaned": "(c)(1)(xv)",
}


@question(f"{CITE}(c)(1)")
def computation_of_aggregate_indebtedness(
    *,
    as_of: date,
    liabilities: Sequence[Row],
    drafts_for_immediate_credit: Decimal | None = None,
    securities_borrowed_without_value: Decimal | None = None,
    reserve_required: Decimal | None = None,
    reserve_on_deposit: Decimal | None = None,
    net_capital: Decimal | None = None,
) -> Answer:
    """Aggregate indebtedness: all liabilities but those that (c)(1)(i) to (xv) leave out, and its ratio to net capital.

    Each liability has `amount`, and may have `liability` (its name) and `excluded`: a paragraph, (c)(1)(i) to (xv), or
    its word.  The words are secured_by_own_securities, own_securities_loaned, fail_to_receive_matched,
    money_market_instruments_to_come, segregated_commodities, refund_reserves, reserve_deposit, secured_by_fixed_assets,
    open_commitments, subordinated, effectively_subordinated, general_partners, deferred_taxes,
    fund_shares_failed_to_deliver and borrowed_and_loaned.  Debt in the firm's own account at another dealer states
    `equity` and `haircuts` of that account: what the equity lacks is not excluded.  What is required in the special
    reserve account and deposited there, `reserve_required` and `reserve_on_deposit`, is excluded of the whole.
    """
    none_negative(
        f"{CITE}(c)(1)",
        drafts_for_immediate_credit=drafts_for_immediate_credit,
        securities_borrowed_without_value=securities_borrowed_without_value,
        reserve_required=reserve_required,
        reserve_on_deposit=reserve_on_deposit,
    )
    treated = list(_liabilities(as_of, liabilities))
    stated = {
        "total_liabilities": _all(as_of, "total_liabilities", treated, "liability"),
        "drafts_for_immediate_credit": drafts_for_immediate_credit,
        "securities_borrowed_without_value": securities_borrowed_without_value,
    }
    if (reserve_required is None) != (reserve_on_deposit is None):
        raise LawError("of the reserve one figure is given.", where=f"{CITE}(c)(1)(vii)", expected="both, or neither.")
    if reserve_required is not None and reserve_on_deposit is not None:
        lines = (
            add(told("reserve_required", reserve_required, as_of)),
            add(told("reserve_on_deposit", reserve_on_deposit, as_of)),
        )
        covered = computed("covered_by_the_reserve", lines, operation="least", cite=f"{CITE}(c)(1)(vii)")
        treated.append(Treated(covered, "liability", Treatment("excluded", "(c)(1)(vii)"), covered.concept))
    firm = _firm(as_of, METHODS[0], "other", stated, treated)
    debt = indebtedness_worked(firm)
    if debt.value < 0:
        raise LawError("more is excluded than is owed.", where=f"{CITE}(c)(1)", mend="state each liability once.")
    answer: dict[str, Value] = {
        "aggregate_indebtedness": debt,
        "total_liabilities": firm["total_liabilities"],
        "excluded": excluded_from_aggregate_indebtedness(firm),
        "minimum_net_capital": minimum_net_capital_ratio(firm),
    }
    if net_capital is None:
        return answer
    firm.worked["net_capital"] = told("net_capital", net_capital, as_of)
    return answer | _ratio(firm)


@question(f"{CITE}(c)(2)")
def computation_of_net_capital(
    *,
    as_of: date,
    equity: Decimal | None = None,
    assets: Sequence[Row] = (),
    liabilities: Sequence[Row] = (),
    subordinated: Decimal | None = None,
    credits: Sequence[Row] = (),
    deductions: Sequence[Row] = (),
    haircuts: Decimal | None = None,
    positions: Sequence[Row] = (),
    aggregate_indebtedness: Decimal | None = None,
    aggregate_debit_items: Decimal | None = None,
    method: str = METHODS[0],
    business: str | None = None,
    months_in_business: int | None = None,
) -> Answer:
    """Net capital from net worth, line by line as on the form; where `business` is given, the requirement and excess.

    `equity` is net worth; where it is not given, `assets` and `liabilities` are all there are.  Each asset has `amount`
    and `asset`: a concept of the taxonomy, treated as is usual, or any name with `allowable` yes or no.  Liabilities
    are as in computation_of_aggregate_indebtedness; one excluded as `subordinated` is capital, as is `subordinated`
    beside them.  `credits` and `deductions` have `amount` and `name`.  `haircuts` are stated, or worked from
    `positions` with undue concentration, as in securities_haircuts.
    """
    where = f"{CITE}(c)(2)"
    method = standard(method, f"{CITE}(a)(1)")
    none_negative(where, subordinated=subordinated, haircuts=haircuts, aggregate_indebtedness=aggregate_indebtedness)
    none_negative(where, aggregate_debit_items=aggregate_debit_items, months_in_business=months_in_business)
    if haircuts is not None and positions:
        raise LawError("haircuts are stated, and positions given.", where=where, expected="one of the two.")
    if equity is None and not (assets and liabilities):
        raise LawError("net worth is not given.", where=where, expected="equity, or all assets and all liabilities.")
    treated = [*_assets(as_of, assets), *_liabilities(as_of, liabilities)]
    owed = _all(as_of, "total_liabilities", treated, "liability")
    worth = None if equity is None else told("equity", equity, as_of, "net worth")
    if worth is None:
        owned = _all(as_of, "total_assets", treated, "asset")
        worth = computed("total_equity", (add(owned), less(owed)), cite=where)
    if subordinated is not None:
        loan = told("subordinated", subordinated, as_of)
        treated.append(Treated(loan, "liability", Treatment("subordinated", "(c)(1)(x)"), loan.concept))
    months = months_in_business
    stated = {
        "total_equity": worth,
        "total_liabilities": owed,
        "other_allowable_credits": _named(as_of, "other_allowable_credits", credits),
        "other_deductions_and_charges": _named(as_of, "other_deductions_and_charges", deductions),
        "aggregate_debit_items": aggregate_debit_items,
        "months_in_business": None if months is None else told("months_in_business", months, as_of, unit="months"),
    }
    names = "" if business is None else businesses(business)
    firm = _firm(as_of, method, names, stated, treated, tuple(_holdings(as_of, positions)))
    if haircuts is not None:
        firm.worked["haircuts"] = told("haircuts", haircuts, as_of)
    answer: dict[str, Value] = {
        "net_capital": net_capital_worked(firm),
        "net_worth": worth,
        "total_capital": total_capital_and_subordinated(firm),
        "nonallowable_assets": nonallowable_assets(firm),
        "total_deductions": total_deductions_and_charges(firm),
        "tentative_net_capital": tentative_net_capital(firm),
        "haircuts": haircuts_worked(firm),
    }
    if aggregate_indebtedness is not None:
        firm.worked["aggregate_indebtedness"] = told("aggregate_indebtedness", aggregate_indebtedness, as_of)
    if aggregate_indebtedness is not None or liabilities:
        answer |= {"aggregate_indebtedness": indebtedness_worked(firm), **_ratio(firm)}
    if business is None:
        return answer
    if method == METHODS[0] and "aggregate_indebtedness" not in answer:
        raise LawError("the requirement rests on aggregate_indebtedness.", where=f"{CITE}(a)(1)(i)")
    if method != METHODS[0] and aggregate_debit_items is None:
        mend = "give 0 if rule 15c3-3 does not apply to the firm."
        raise LawError("the requirement rests on aggregate_debit_items.", where=f"{CITE}(a)(1)(ii)", mend=mend)
    required = net_capital_required(firm)
    by_ratio = minimum_net_capital_ratio if method == METHODS[0] else minimum_net_capital_alternative
    capital = net_capital_worked(firm)
    excess = computed("excess_net_capital", (add(capital), less(required)), cite=f"{CITE}(a)")
    return answer | {
        "ratio_requirement": by_ratio(firm),
        "minimum_dollar": minimum_dollar_net_capital(firm),
        "net_capital_required": required,
        "decided_by": decided_by(required),
        "excess_net_capital": excess,
        "complies": excess.value >= 0,
    }


def _firm(
    as_of: date,
    method: str,
    business: str,
    stated: dict[str, Fact | Decimal | None] | dict[str, Fact | None],
    treated: Sequence[Treated],
    holdings: tuple[Holding, ...] = (),
) -> Registrant:
    facts = {
        concept: value if isinstance(value, Fact) else told(concept, value, as_of)
        for concept, value in stated.items()
        if value is not None
    }
    return Registrant(FIRM, as_of, method, business, facts, tuple(treated), holdings)


def _assets(as_of: date, rows: Sequence[Row]) -> Iterator[Treated]:
    """Assets, allowable as the row says or as the taxonomy usually treats them."""
    for row in cells(rows, "asset", "amount", "asset", optional=("allowable", "paragraph")):
        name = row.word("asset")
        paragraph = row.word("paragraph", otherwise="(c)(2)(iv)")
        if "allowable" in row:
            treatment = Treatment("allowable") if row.yes("allowable") else Treatment("nonallowable", paragraph)
        elif usual := _usual(name, "asset", ("allowable", "nonallowable")):
            treatment = usual
        else:
            near = ", ".join(taxonomy().nearest(joined(name)))
            mend = f"state allowable, yes or no{f', or name it as one of {near}' if near else ''}."
            raise LawError(f"how net capital treats {name} is not known.", where=row.where, mend=mend)
        yield Treated(told("asset", row.amount("amount"), as_of, part=name), "asset", treatment, joined(name))


def _liabilities(as_of: date, rows: Sequence[Row]) -> Iterator[Treated]:
    """Liabilities, each in aggregate indebtedness or out of it; of a row that is so in part, two."""
    optional = ("liability", "excluded", "equity", "haircuts")
    for row in cells(rows, "liability", "amount", optional=optional):
        name = row.word("liability", otherwise=row.where)
        owed = told("liability", row.amount("amount"), as_of, part=name)
        treatment = _treatment(row, name)
        if "equity" in row or "haircuts" in row:
            if treatment.paragraph != "(c)(1)(i)":
                expected = "excluded: secured_by_own_securities."
                raise LawError("equity and haircuts are of debt in an account.", where=row.where, expected=expected)
            lacking = _lacking(as_of, row, owed)
            yield Treated(lacking, "liability", Treatment("aggregate_indebtedness", "(c)(1)"), name)
            owed = computed("adequately_collateralized", (add(owed), less(lacking)), part=name)
        yield Treated(owed, "liability", treatment, name)


def _usual(name: str, kind: str, words: tuple[str, ...]) -> Treatment | None:
    """How net capital usually treats an account of the taxonomy, where it is one of the words."""
    concept = taxonomy().concepts.get(joined(name))
    held = concept.treatment if concept is not None and concept.kind == kind else None
    return held if held is not None and held.word in words else None


def _treatment(row: Cells, name: str) -> Treatment:
    if "excluded" not in row:
        usual = _usual(name, "liability", ("excluded", "subordinated"))
        return usual or Treatment("aggregate_indebtedness", "(c)(1)")
    word = row.word("excluded")
    paragraph = EXCLUDED.get(joined(word), word.removeprefix("15c3-1").strip())
    if paragraph not in EXCLUDED.values():
        expected = f"one of {', '.join(EXCLUDED)}, or its paragraph, (c)(1)(i) to (xv)."
        raise LawError(f"excluded is {word!r}.", where=row.where, expected=expected)
    return Treatment("subordinated" if paragraph == EXCLUDED["subordinated"] else "excluded", paragraph)


def _lacking(as_of: date, row: Cells, owed: Fact) -> Fact:
    """(c)(1)(i)/02: what an account's equity lacks of the haircuts of its positions, up to the debt."""
    equity, cuts = (told(key, row.number(key), as_of, part=owed.part) for key in ("equity", "haircuts"))
    short = if_any("equity_lacking", (add(cuts), less(equity)), part=owed.part)
    return computed("not_collateralized", (add(short), add(owed)), operation="least", cite=COLLATERAL, part=owed.part)


def _all(as_of: date, concept: str, treated: Sequence[Treated], side: str) -> Fact:
    return total(concept, [add(held.fact) for held in treated if held.side == side], as_of, f"{CITE}(c)(2)")


def _named(as_of: date, concept: str, rows: Sequence[Row]) -> Fact | None:
    """A column of named amounts; None where there is no row."""
    lines: list[Line] = []
    for row in cells(rows, concept.rstrip("s"), "amount", optional=("name",)):
        name = row.word("name", otherwise=row.where)
        lines.append(add(told(concept, row.amount("amount"), as_of, part=name)))
    return computed(concept, lines, cite=f"{CITE}(c)(2)") if lines else None


def _holdings(as_of: date, rows: Sequence[Row]) -> Iterator[Holding]:
    given = Told("the question", as_of, "given")
    for row in cells(rows, "position", "class", optional=[name for name in KNOWN if name != "class"]):
        position = position_of({"security_id": row.where, **row.held})
        value, part = position.market_value, position.security_id
        fact = Fact(concept="market_value", entity=FIRM, when=as_of, value=value, part=part, trace=given)
        yield Holding(position, fact)


def _ratio(firm: Registrant) -> dict[str, Value]:
    """The ratio, where net capital is above zero."""
    if net_capital_worked(firm).value <= 0:
        return {}
    return {"aggregate_indebtedness_to_net_capital": aggregate_indebtedness_to_net_capital(firm)}
