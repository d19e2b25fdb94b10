"""SIPC: who is a member, what it is assessed, and what it files.

Read beside 15 U.S.C. 78ccc and 78ddd, article 6 of SIPC's bylaws and Form SIPC-7, whose lines the questions follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tieout.facts import Fact, Line, Period, add, computed, less
from tieout.law.dates import add_months
from tieout.law.given import Cells, cells, figure, not_negative, share, told
from tieout.law.params import LawError, in_force, param
from tieout.law.questions import FIRST_YEAR, LAST_YEAR, Answer, Row, question

FORM = "SIPC Form SIPC-7"


# --- 15 U.S.C. 78ccc(a)(2): membership -------------------------------------------------------------------------------


@question("15 U.S.C. 78ccc(a)(2)")
def sipc_membership(
    *,
    principal_business_outside_us: bool,
    only_excluded_business: bool,
    registered_for_security_futures_only: bool = False,
) -> Answer:
    """Whether a registered broker-dealer is a member of SIPC, and the forms it files there.

    `only_excluded_business`: its business as a broker or dealer is exclusively the distribution of shares of registered
    open-end funds or unit trusts, the sale of variable annuities, insurance, or advice to registered funds or insurance
    company separate accounts.
    """
    excluded = {
        "78ccc(a)(2)(A)(i): its principal business is conducted outside the United States": (
            principal_business_outside_us
        ),
        "78ccc(a)(2)(A)(ii): its business is exclusively one that is excluded": only_excluded_business,
        "78ccc(a)(2)(A)(iii): it is registered for security futures only": registered_for_security_futures_only,
    }
    reasons = [reason for reason, holds in excluded.items() if holds]
    return {
        "member": not reasons,
        "because": "; ".join(reasons) or "78ccc(a)(2)(A): every registered broker or dealer that is not excluded",
        "forms": "SIPC-3 each year" if reasons else "SIPC-6 and SIPC-7 each year",
    }


# --- Form SIPC-7, page 2: net operating revenues ---------------------------------------------------------------------


@question(f"{FORM}, lines 2a to 2d")
def sipc_net_operating_revenues(
    *,
    period_start: date,
    period_end: date,
    total_revenue: Decimal,
    subsidiaries_revenue: Decimal | None = None,
    trading_loss: Decimal | None = None,
    commodity_trading_loss: Decimal | None = None,
    interest_and_dividend_expense_netted: Decimal | None = None,
    underwriting_loss: Decimal | None = None,
    underwriting_expenses_netted: Decimal | None = None,
    investment_loss: Decimal | None = None,
    fund_insurance_and_advisory_revenue: Decimal | None = None,
    commodity_revenue: Decimal | None = None,
    paid_to_other_members: Decimal | None = None,
    proxy_postage_reimbursed: Decimal | None = None,
    investment_gain: Decimal | None = None,
    short_paper_commissions: Decimal | None = None,
    direct_expenses_of_other_revenue: Decimal | None = None,
    revenue_not_of_securities_business: Decimal | None = None,
    interest_and_dividend_expense: Decimal | None = None,
    interest_and_dividend_income: Decimal | None = None,
    margin_interest: Decimal | None = None,
) -> Answer:
    """SIPC net operating revenues: total revenue [4030] and the additions of 2b, less the deductions of 2c.

    A line that is left out stands blank on the form.  `interest_and_dividend_expense` is FOCUS box 4075 before what
    line 2b(4) adds, `margin_interest` box 3960.
    """
    when = _period(period_start, period_end)
    param("sipc_7_days", period_start)  # the form is that of the years since net operating revenues are assessed
    additions = {
        "subsidiaries_revenue": subsidiaries_revenue,
        "trading_loss": trading_loss,
        "commodity_trading_loss": commodity_trading_loss,
        "interest_and_dividend_expense_netted": interest_and_dividend_expense_netted,
        "underwriting_loss": underwriting_loss,
        "underwriting_expenses_netted": underwriting_expenses_netted,
        "investment_loss": investment_loss,
    }
    deductions = {
        "fund_insurance_and_advisory_revenue": fund_insurance_and_advisory_revenue,
        "commodity_revenue": commodity_revenue,
        "paid_to_other_members": paid_to_other_members,
        "proxy_postage_reimbursed": proxy_postage_reimbursed,
        "investment_gain": investment_gain,
        "short_paper_commissions": short_paper_commissions,
        "direct_expenses_of_other_revenue": direct_expenses_of_other_revenue,
        "revenue_not_of_securities_business": revenue_not_of_securities_business,
    }
    added = [add(fact, f"2b({line})") for line, fact in _lines(additions, period_end)]
    taken = [add(fact, f"2c({line})") for line, fact in _lines(deductions, period_end)]
    expense = _expense(interest_and_dividend_expense, interest_and_dividend_expense_netted, period_end)
    if (interest := _interest(expense, interest_and_dividend_income, margin_interest, period_end)) is not None:
        taken.append(add(interest, "2c(9)"))
    lines = [add(_told("total_revenue", total_revenue, period_end), "2a")]
    answer: dict[str, Fact] = {}
    if added:
        answer["additions"] = computed("sipc_additions", added, cite=f"{FORM}, line 2b")
        lines.append(add(answer["additions"], "2b"))
    if taken:
        answer["deductions"] = computed("sipc_deductions", taken, cite=f"{FORM}, line 2c")
        lines.append(less(answer["deductions"], "2c"))
    result = computed("sipc_net_operating_revenues", lines, cite=f"{FORM}, line 2d", when=when)
    documented = revenue_not_of_securities_business or Decimal(0)
    return {
        **answer,
        "net_operating_revenues": result,
        "documents_other_revenue": documented > param("sipc_documentation_limit", period_end).value,
    }


def _expense(stated: Decimal | None, netted: Decimal | None, as_of: date) -> Fact | None:
    """2c(9)(i): total interest and dividend expense, box 4075 and what line 2b(4) adds."""
    held = {"interest_and_dividend_expense": stated, "interest_and_dividend_expense_netted": netted}
    facts = [add(_told(name, value, as_of)) for name, value in held.items() if value is not None]
    return computed("total_interest_and_dividend_expense", facts, cite=f"{FORM}, line 2c(9)(i)") if facts else None


def _interest(expense: Fact | None, income: Decimal | None, margin: Decimal | None, as_of: date) -> Fact | None:
    """2c(9): the greater of interest and dividend expense, up to that income, and 40% of margin interest."""
    choices: list[Line] = []
    if expense is not None:
        if income is None:
            expected = "interest_and_dividend_income, which limits line 2c(9)(i)."
            raise LawError("interest and dividend expense is given without the income.", where=FORM, expected=expected)
        capped = (add(expense), add(_told("interest_and_dividend_income", income, as_of)))
        choices.append(add(computed("interest_and_dividend_expense_allowed", capped, operation="least"), "2c(9)(i)"))
    if margin is not None:
        rate = figure("sipc_margin_interest_rate", as_of)
        allowed = share("margin_interest_allowed", _told("margin_interest", margin, as_of), rate)
        choices.append(add(allowed, "2c(9)(ii)"))
    return (
        computed("interest_deduction", choices, operation="greatest", cite=f"{FORM}, line 2c(9)") if choices else None
    )


def _lines(column: dict[str, Decimal | None], as_of: date) -> list[tuple[int, Fact]]:
    """The lines that are not blank, with their number."""
    numbered = enumerate(column.items(), start=1)
    return [(line, _told(name, value, as_of)) for line, (name, value) in numbered if value is not None]


def _told(name: str, value: Decimal, as_of: date) -> Fact:
    return told(name, not_negative(name, value, FORM), as_of)  # the line of the form has its sign


# --- Form SIPC-7, page 1: the assessment -----------------------------------------------------------------------------


@question("SIPC Bylaws, article 6; Form SIPC-7, lines 2A to 2F")
def sipc_assessment(
    *,
    fiscal_year_start: date,
    fiscal_year_end: date,
    revenues: Sequence[Row],
    paid_with_sipc_6: Decimal | None = None,
    prior_overpayment: Decimal | None = None,
    paid_on: date | None = None,
) -> Answer:
    """The general assessment of a fiscal year, what is left of it to pay, and interest where it is paid late.

    `revenues` are rows of `from`, `to` and `net_operating_revenues` that cover the year; one row, unless the rate
    changed within it.  Interest is for each day from the due date, a year being 365 days.
    """
    _period(fiscal_year_start, fiscal_year_end)
    parts = [add(_assessed(row)) for row in _covering(revenues, fiscal_year_start, fiscal_year_end)]
    by_rate = computed("sipc_assessment_by_rate", parts, when=fiscal_year_end)
    least = figure("sipc_minimum_assessment", fiscal_year_end)
    cite = "SIPC Bylaws, article 6, section 1"
    assessment = computed("sipc_general_assessment", (add(by_rate), add(least)), operation="greatest", cite=cite)
    lines = [add(assessment, "2A")]
    for name, paid, line in (
        ("paid_with_sipc_6", paid_with_sipc_6, "2B"),
        ("prior_overpayment", prior_overpayment, "2C"),
    ):
        if paid is not None:
            lines.append(less(_told(name, paid, fiscal_year_end), line))
    balance = computed("sipc_assessment_balance", lines, cite=f"{FORM}, line 2D")
    answer: dict[str, Any] = {"general_assessment": assessment, "balance": balance}
    if param("sipc_assessment_rate", fiscal_year_end).value == 0:
        return answer | {"not_covered": "when the flat assessment was paid (Form SIPC-4)"}
    due = sipc_7_due(fiscal_year_end)
    answer["due"] = due
    if paid_on is not None:
        late = (paid_on - due).days if balance.value > 0 else 0
        overdue = late if late > param("sipc_grace_days", due).value else 0
        interest = _interest_for_late_payment(balance, overdue, due)
        total = computed("sipc_total_due", (add(balance, "2D"), add(interest, "2E")), cite=f"{FORM}, line 2F")
        answer |= {"days_overdue": max(late, 0), "interest": interest, "total": total}
    if in_force("sipc_net_assets_target", fiscal_year_end):
        target = param("sipc_net_assets_target", fiscal_year_end).value
        answer["not_covered"] = f"another rate, once SIPC's unrestricted net assets have reached ${target:,}"
    return answer


def _assessed(row: Cells) -> Fact:
    """The rate in force on the row's days, on its net operating revenues."""
    start, end = row.day("from"), row.day("to")
    since = param("sipc_assessment_rate", end).since
    if since > start:
        mend = f"give one row to {since - timedelta(1)} and one from {since}."
        raise LawError(f"the rate changed between {start} and {end}.", where="SIPC Bylaws, article 6", mend=mend)
    label = f"net operating revenues {start} to {end}"
    held = told("net_operating_revenues", row.number("net_operating_revenues"), end, label)
    return share("sipc_assessment_of_a_period", held, figure("sipc_assessment_rate", end), part=str(start))


def _covering(rows: Sequence[Row], start: date, end: date) -> list[Cells]:
    """The rows in order of their days, which must cover the year without a gap."""
    held = cells(rows, "revenues", "from", "to", "net_operating_revenues")
    held.sort(key=lambda row: row.day("from"))
    next_day = start
    for row in held:
        first, last = row.day("from"), row.day("to")
        if first != next_day or last < first:
            expected = f"from {next_day}, as the rows cover the year without a gap."
            raise LawError(f"a row of revenues is from {first} to {last}.", expected=expected)
        next_day = last + timedelta(1)
    if next_day != end + timedelta(1):
        raise LawError(f"the rows of revenues end on {next_day - timedelta(1)}.", expected=f"{end}.")
    return held


def _interest_for_late_payment(balance: Fact, days: int, due: date) -> Fact:
    of_a_year = (add(told("days_overdue", days, due, unit="days")), add(told("days_of_a_year", 365, due, unit="days")))
    years = computed("years_overdue", of_a_year, operation="quotient", unit="years")
    lines = (add(balance), add(figure("sipc_late_interest_rate", due)), add(years))
    return computed("sipc_late_interest", lines, operation="product", cite=f"{FORM}, line 2E")


# --- the days, and the accountant's supplemental report --------------------------------------------------------------


def sipc_forms_due(fiscal_year_start: date, fiscal_year_end: date) -> dict[str, date]:
    """The days Forms SIPC-6 and SIPC-7 are due; none while the assessment was flat."""
    due = {}
    if param("sipc_assessment_rate", fiscal_year_start).value:
        half_ends = add_months(fiscal_year_start, 6) - timedelta(1)
        due["sipc_6"] = half_ends + timedelta(int(param("sipc_6_days", fiscal_year_start).value))
    if param("sipc_assessment_rate", fiscal_year_end).value:
        due["sipc_7"] = sipc_7_due(fiscal_year_end)
    return due


def sipc_7_due(fiscal_year_end: date) -> date:
    """Form SIPC-7, with the rest of the year's assessment."""
    return fiscal_year_end + timedelta(int(param("sipc_7_days", fiscal_year_end).value))


@question("SIPC Form SIPC-3")
def sipc_3_due(*, year: int, registered_on: date | None = None) -> Answer:
    """The day a firm that is excluded from membership files Form SIPC-3 for a calendar year.

    `registered_on` is the day its registration took effect, where that is in the year.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise LawError(
            f"year is {year}.", where="SIPC Form SIPC-3", expected=f"a year from {FIRST_YEAR} to {LAST_YEAR}."
        )
    start = date(year, 1, 1)
    if registered_on is not None:
        if registered_on.year != year:
            expected = f"a day of {year}, or no day."
            raise LawError(f"registered_on is {registered_on}.", where="SIPC Form SIPC-3", expected=expected)
        start = registered_on
    return {"due": start + timedelta(int(param("sipc_3_days", start).value))}


@question("SIPC Rule 600, 17 CFR 300.600")
def sipc_supplemental_report(*, fiscal_year_end: date, member: bool, total_revenue: Decimal) -> Answer:
    """Whether the accountant's supplemental report on SIPC membership is filed for a year, and the day it is due."""
    limit = param("sipc_supplemental_report_revenue", fiscal_year_end).value
    required = not member or total_revenue > limit
    form = "SIPC-7" if member else "SIPC-3"
    answer: dict[str, Any] = {"required": required, "covers": f"Form {form}" if required else "nothing"}
    return answer | ({"due": sipc_7_due(fiscal_year_end)} if required else {})


def _period(start: date, end: date) -> Period:
    if end < start:
        raise LawError(f"the period ends {end}, before it starts {start}.", expected="an end after the start.")
    return Period(start, end)
