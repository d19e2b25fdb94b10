"""Which notice is due, to whom and by when: rule 17a-11, and what 15c3-1(a)(7) and 15c3-3(i) have of the kind.

The paragraphs of rule 17a-11 are cited by the letters they have on the date.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tieout.facts import Fact, add, computed, less
from tieout.law.given import figure, measured_by, none_negative, standard, told
from tieout.law.params import LawError, in_force, param, percent
from tieout.law.questions import Answer, Value, question
from tieout.law.registrant import Registrant, firm_told
from tieout.law.rule_17a_11.early_warning import (
    early_warning_aggregate_indebtedness,
    early_warning_debit_items,
    early_warning_minimum_dollar,
    paragraph,
)

CITE = "17 CFR 240.17a-11"
NET_CAPITAL = "17 CFR 240.15c3-1"


@dataclass(frozen=True, slots=True)
class Due:
    """A notice that is due: under what, why, when in the rule's words, and the last day for it."""

    cite: str
    why: str
    when: str
    by: date

    def __str__(self) -> str:
        return f"{self.cite}, {self.why}: {self.when} ({self.by})"


@dataclass(frozen=True, slots=True)
class Level:
    """What net capital (or tentative net capital) `held` must reach if no early warning is to be given."""

    cite: str
    why: str
    held: Decimal
    level: Fact


@question(CITE)
def notices_17a_11(
    *,
    as_of: date,
    method: str,
    net_capital: Decimal,
    net_capital_required: Decimal,
    minimum_dollar: Decimal,
    aggregate_indebtedness: Decimal | None = None,
    aggregate_debit_items: Decimal | None = None,
    tentative_net_capital: Decimal | None = None,
    lent_and_repurchases: Decimal | None = None,
    borrowed_and_reverse_repurchases: Decimal | None = None,
    reports_lending_monthly: bool = False,
    models_approved: bool = False,
    insolvent: bool = False,
    told_of_deficiency: bool = False,
    records_not_current: bool = False,
    material_weakness: bool = False,
    reserve_deposit_missed: bool = False,
    futures_commission_merchant: bool = False,
) -> Answer:
    """The notices that a firm owes for its capital, its records, its controls and its reserve, to whom and by when.

    `lent_and_repurchases` and `borrowed_and_reverse_repurchases` leave out government securities.  Not covered: over-
    the-counter derivatives dealers, backtesting exceptions, security-based swaps, 15c3-1(a)(6) and (c)(2)(x), and the
    CFTC's own early warning, 17 CFR 1.12.
    """
    method = standard(method, f"{NET_CAPITAL}(a)(1)")
    none_negative(
        CITE,
        net_capital_required=net_capital_required,
        minimum_dollar=minimum_dollar,
        aggregate_indebtedness=aggregate_indebtedness,
        aggregate_debit_items=aggregate_debit_items,
        lent_and_repurchases=lent_and_repurchases,
        borrowed_and_reverse_repurchases=borrowed_and_reverse_repurchases,
    )
    where = paragraph(as_of, "(b)")
    measured_by(method, aggregate_indebtedness, aggregate_debit_items, "the early warning rests", where)
    stated = {"aggregate_debit_items": aggregate_debit_items}
    figures = {"aggregate_indebtedness": aggregate_indebtedness, "minimum_dollar_net_capital": minimum_dollar}
    firm = firm_told(as_of, method, "other", stated, figures)
    levels = list(_levels(firm, net_capital))
    level_of_net_capital = computed(
        "early_warning_level", [add(one.level) for one in levels], operation="greatest", cite=paragraph(as_of, "(b)")
    )
    if not reports_lending_monthly:
        lending = (lent_and_repurchases, borrowed_and_reverse_repurchases)
        levels += _lending_levels(as_of, tentative_net_capital, lending)
    required = told("net_capital_required", net_capital_required, as_of)
    excess = computed("excess_net_capital", (add(told("net_capital", net_capital, as_of)), less(required)))
    due = list(_deficiency(as_of, excess.value < 0, insolvent, told_of_deficiency))
    if models_approved:
        due += _models(as_of, tentative_net_capital)
    due += [_due(level.cite, as_of, level.why, "early_warning") for level in levels if level.held < level.level.value]
    if reserve_deposit_missed:
        why = "a deposit in a reserve bank account is not made"
        due.append(Due("17 CFR 240.15c3-3(i)", why, "immediately, then confirmed in writing", as_of))
    if records_not_current:
        due.append(_due(paragraph(as_of, "(c)"), as_of, "books and records are not current", "same_day", report=True))
    if material_weakness:
        why = "a material weakness or inadequacy is found"
        due.append(_due(paragraph(as_of, "(d)"), as_of, why, "weakness", report=True))
    answer: dict[str, Value] = {
        "excess_net_capital": excess,
        "deficient": excess.value < 0 or insolvent,
        "early_warning": any(level.held < level.level.value for level in levels),
        "early_warning_level": level_of_net_capital,
        "notices": "; ".join(str(one) for one in due) or "none",
    }
    if not due:
        return answer
    to = "the Commission in Washington, D.C., and at its regional office; the examining authority"
    first = min(one.by for one in due)
    return answer | {"to": f"{to}; the CFTC" if futures_commission_merchant else to, "first_notice_by": first}


def _due(cite: str, as_of: date, why: str, when: str, *, report: bool = False) -> Due:
    limit = param("notice_days", as_of, when)
    words = limit.title
    if report:
        words += f", and {param('notice_days', as_of, 'report').title}"
    return Due(cite, why, words, as_of + timedelta(int(limit.value)))


def _deficiency(as_of: date, short: bool, insolvent: bool, told_so: bool) -> Iterator[Due]:
    """(a)(1): net capital under the requirement, insolvency, or being told of either."""
    cite = paragraph(as_of, "(a)(1)")
    if short:
        yield _due(cite, as_of, "net capital is under the requirement", "same_day")
    if insolvent:
        yield _due(cite, as_of, "the firm is insolvent", "same_day")
    if told_so and not (short or insolvent):
        yield _due(cite, as_of, "the firm is told that it is deficient, whether or not it agrees", "same_day")


def _models(as_of: date, tentative: Decimal | None) -> Iterator[Due]:
    """(a)(2), and 15c3-1(a)(7)(ii): tentative net capital of a firm that works out its deductions by models."""
    if tentative is None:
        raise LawError("a firm with approved models has tests of tentative_net_capital.", where=f"{NET_CAPITAL}(a)(7)")
    if tentative < param("models_minimum", as_of, "tentative_net_capital").value:
        why = "tentative net capital is under the requirement"
        yield _due(paragraph(as_of, "(a)(2)"), as_of, why, "same_day")
    elif tentative < param("models_early_warning", as_of).value:
        why = "tentative net capital is under the level of early warning"
        yield _due(f"{NET_CAPITAL}(a)(7)(ii)", as_of, why, "same_day")


def _levels(firm: Registrant, net_capital: Decimal) -> Iterator[Level]:
    """(b)(1) to (b)(3): net capital at which the early warning begins."""
    if firm.method == "alternative":
        rate = percent(firm.param("early_warning_debit_rate").value)
        why, level = f"net capital is under {rate} of debit items", early_warning_debit_items(firm)
        yield Level(paragraph(firm.as_of, "(b)(2)"), why, net_capital, level)
    else:
        multiple = percent(firm.param("early_warning_ai_multiple").value)
        level = early_warning_aggregate_indebtedness(firm)
        why = f"aggregate indebtedness is over {multiple} of net capital"
        yield Level(paragraph(firm.as_of, "(b)(1)"), why, net_capital, level)
    least = percent(firm.param("early_warning_minimum_multiple").value)
    why, level = f"net capital is under {least} of the minimum", early_warning_minimum_dollar(firm)
    yield Level(paragraph(firm.as_of, "(b)(3)"), why, net_capital, level)


def _lending_levels(
    as_of: date, tentative: Decimal | None, amounts: tuple[Decimal | None, Decimal | None]
) -> Iterator[Level]:
    """(b)(5): tentative net capital at which securities lent, or borrowed, are 25 times as much."""
    name = "early_warning_lending_multiple"
    stated = [amount for amount in amounts if amount is not None]
    if not stated or not in_force(name, as_of):
        return
    if tentative is None:
        raise LawError("the test of securities lending rests on tentative_net_capital.", where=paragraph(as_of, "(b)"))
    multiple = figure(name, as_of)
    for amount in stated:
        lines = (add(told("securities_lending", amount, as_of)), add(multiple))
        level = computed("early_warning_lending", lines, operation="quotient", cite=multiple.label)
        why = f"securities lent or borrowed are over {percent(multiple.value)} of tentative net capital"
        yield Level(paragraph(as_of, "(b)(5)"), why, tentative, level)
