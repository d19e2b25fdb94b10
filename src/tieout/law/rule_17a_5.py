"""Rule 17a-5, reports of broker-dealers: which are due, when, and what the annual report contains.

Read beside 17 CFR 240.17a-5.  The rule does not say whose business days it counts: the dates that FINRA publishes
have counted the Commission's since 2017, NASD's and FINRA's before 2013 the exchange's.  Where two counts are possible
the earlier day is answered, and the other said.  A day that falls on no business day is moved to the next under 17 CFR
240.0-3.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from tieout.law.business_days import add_business_days, due_for_filing, on_or_after
from tieout.law.dates import a_year_before, add_months, month_end, month_ends, quarter_end
from tieout.law.given import one_of
from tieout.law.params import LawError, in_force, param, steps, used
from tieout.law.questions import FIRST_YEAR, LAST_YEAR, Answer, Value, question
from tieout.law.sipc import sipc_forms_due

CITE = "17 CFR 240.17a-5"


# --- (a): FOCUS reports ----------------------------------------------------------------------------------------------


@question(f"{CITE}(a)")
def focus_report_due(
    *, period_end: date, part: str, fiscal_year_end: date | None = None, monthly_by_notice: bool = False
) -> Answer:
    """The day a FOCUS report is due: Part I after each month, Part II or IIA after each quarter and fiscal year.

    Schedule I is due after each calendar year, under rule 17a-10.  `monthly_by_notice` is for a firm that files Part II
    or IIA each month because the Commission or its examining authority has told it to.
    """
    part = one_of("part", part, ("I", "II", "IIA", SCHEDULE), f"{CITE}(a)")
    if part == SCHEDULE:
        if (period_end.month, period_end.day) != (12, 31):
            expected = "the end of a calendar year."
            raise LawError(
                f"no FOCUS Schedule I is due for {period_end}.", where="17 CFR 240.17a-10", expected=expected
            )
        return _said(_counted(period_end, "schedule_i_business_days"))
    monthly = part == "I" or monthly_by_notice
    ends_period = period_end == (month_end(period_end) if monthly else quarter_end(period_end))
    if not ends_period and (part == "I" or period_end != fiscal_year_end):
        expected = "the end of a month." if monthly else "the end of a calendar quarter or the firm's fiscal_year_end."
        raise LawError(f"no FOCUS Part {part} is due for {period_end}.", where=f"{CITE}(a)", expected=expected)
    fifth = not monthly and period_end != quarter_end(period_end)
    return _said(_focus_due(period_end, part)) | {"fifth_report": fifth}


SCHEDULE = "Schedule I"
Counted = Mapping[str, date]  # the day by each count that may be meant
COUNTS = {
    "exchange": "by the days of the exchange",
    "statutory": "if a day on which the Commission is closed by order counts",
    "federal": "if only days on which the Commission is open count",
}


def _counted(period_end: date, days: str) -> Counted:
    count = int(param(days, period_end).value)
    return {
        calendar: on_or_after(add_business_days(period_end, count, calendar), "statutory")
        for calendar in COUNTS
        if param("filing_business_days", period_end, calendar).value
    }


def _due(counted: Counted) -> date:
    return min(counted.values())


def _others(counted: Counted) -> str:
    """The later days in words, none where every count gives the same."""
    later = {day: COUNTS[name] for name, day in counted.items() if day != _due(counted)}
    return "; ".join(f"{day}, {words}" for day, words in later.items())


def _said(counted: Counted) -> dict[str, Value]:
    answer: dict[str, Value] = {"due": _due(counted)}
    if others := _others(counted):
        answer["or_by_another_count"] = others
    return answer


def _focus_due(period_end: date, part: str) -> Counted:
    return _counted(period_end, "focus_monthly_business_days" if part == "I" else "focus_quarterly_business_days")


def _with_focus(day: date) -> dict[str, Counted]:
    """What is filed beside a quarter's FOCUS report, since it is: Form Custody, and FINRA's statement of income."""
    forms = {"form_custody": "form_custody_business_days"}
    if day == quarter_end(day):
        forms["ssoi"] = "supplemental_income_business_days"
    return {_named(form, day): _counted(day, name) for form, name in forms.items() if in_force(name, day)}


# --- (b) and (c): reports when membership ends, statements to customers ----------------------------------------------


@question(f"{CITE}(b)")
def membership_report_due(*, membership_ended: date) -> Answer:
    """The day a firm that ceases to be a member of an exchange or of FINRA files a FOCUS report as of that event."""
    return {
        "as_of": membership_ended,
        **_said(_counted(membership_ended, "membership_report_business_days")),
        "not_covered": "firms that are, or have applied to be, members of another exchange or association",
    }


@question(f"{CITE}(c)")
def customer_statements_due(*, fiscal_year_end: date, with_account_statements: bool = False) -> Answer:
    """The days by which a firm that carries customers' accounts sends them its audited and unaudited statements.

    `with_account_statements`: they go out with the next mailing of customers' quarterly account statements.
    """
    middle = add_months(fiscal_year_end, 6)
    middle = month_end(middle) if fiscal_year_end == month_end(fiscal_year_end) else middle
    answer: dict[str, Value] = {}
    for of, day in (("audited", fiscal_year_end), ("unaudited", middle)):
        days = param("customer_statement_days", fiscal_year_end, of).value
        if with_account_statements:
            days += param("customer_statement_days_more", fiscal_year_end, of).value
        answer |= {f"{of}_as_of": day, f"{of}_by": day + timedelta(int(days))}
    answer["not_covered"] = (
        "the summary, website and telephone number that may take their place, (c)(5); what they contain"
    )
    return answer


# --- (d)(5): the annual report ---------------------------------------------------------------------------------------


@question(f"{CITE}(d)(5)")
def annual_report_due(
    *,
    fiscal_year_end: date,
    relies_on_smaller_firm_order: bool = False,
    capital_and_subordinated: Decimal | None = None,
    met_net_capital_at_year_end: bool | None = None,
    may_file_exemption_report: bool | None = None,
    notified_examining_authority: bool | None = None,
    files_electronically: bool | None = None,
    extended_to: date | None = None,
) -> Answer:
    """The day the annual report is due, with the days more of the order of 2021 where the firm meets its conditions.

    `extended_to` is the day to which the examining authority has extended the period for this firm.
    """
    last_day = fiscal_year_end + timedelta(int(param("annual_report_days", fiscal_year_end).value))
    order = "not relied on"
    if relies_on_smaller_firm_order:
        more = int(param("annual_report_days_more", last_day).value)
        limit = param("annual_report_smaller_firm_limit", last_day).value
        conditions = {
            f"capital and subordinated liabilities [3530] under ${limit:,}": capital_and_subordinated is not None
            and capital_and_subordinated < limit,
            "in compliance with rule 15c3-1 at the year end": met_net_capital_at_year_end,
            "may file an exemption report": may_file_exemption_report,
            "has notified its examining authority in writing": notified_examining_authority,
            "files electronically": files_electronically,
        }
        failed = "; ".join(words for words, met in conditions.items() if not met)
        order = f"not met or not stated: {failed}" if failed else f"{more} days more"
        last_day += timedelta(0 if failed else more)
    due = due_for_filing(last_day)
    if extended_to is not None:
        if extended_to <= due:
            expected = f"a day after {due}."
            raise LawError(f"extended_to is {extended_to}.", where=f"{CITE}(m)", expected=expected)
        due = extended_to
    return {
        "last_day": last_day,
        "due": due,
        "moved_to_a_business_day": extended_to is None and due != last_day,
        "smaller_firm_order": order,
        "on_edgar": _on_edgar(due),
    }


@question(f"{CITE}(d)(6)")
def annual_report_on_edgar(*, filed_on: date) -> Answer:
    """Whether an annual report filed on a day must be filed on EDGAR."""
    return {"on_edgar": _on_edgar(filed_on), "not_covered": "which statements are tagged in Inline XBRL, and from when"}


def _on_edgar(filed_on: date) -> bool:
    return param("annual_report_on_edgar", filed_on).value == 1


# --- (d)(1)-(4), (e)(3): what it contains ----------------------------------------------------------------------------


@question(f"{CITE}(d)")
def annual_report_contents(
    *, fiscal_year_end: date, files_exemption_report: bool, has_subordinated_liabilities: bool
) -> Answer:
    """What the annual report of a fiscal year contains, each part with its paragraph.

    `files_exemption_report`: the firm claimed an exemption from rule 15c3-3 throughout the year (or had no obligation
    under it); otherwise it files the compliance report.
    """
    groups = {"all", "exemption" if files_exemption_report else "compliance"}
    groups |= {"subordinated"} if has_subordinated_liabilities else set()
    answer: dict[str, Value] = {}
    for item in steps("annual_report_contents", fiscal_year_end):
        if item.group in groups:
            used(item)
            answer[item.start] = f"{item.title}, {item.cite.removeprefix(CITE)}"
    answer["parts"] = len(answer)
    answer["public"] = (
        "the statement of financial condition with its notes and the accountant's report on it, where they are bound "
        "apart from the rest; the rest is then confidential, (e)(3)"
    )
    answer["not_covered"] = "the supplemental report to SIPC, which is asked by its own name"
    return answer


# --- (e)(1) and (f): the audit, and the accountant -------------------------------------------------------------------


@question(f"{CITE}(d)(1)(iii) and (e)(1)")
def annual_audit(
    *,
    exchange_member_with_members_only: bool = False,
    subscriptions_for_issuers_only: bool = False,
    real_estate_debt_only: bool = False,
    holds_for_or_owes_customers: bool,
) -> Answer:
    """Whether a firm files an annual report, and whether an accountant must examine it.

    `exchange_member_with_members_only`: it is a member of an exchange and deals solely with or for other members.
    `subscriptions_for_issuers_only`: it only solicits subscriptions as agent of issuers and forwards funds and
    securities promptly.  `real_estate_debt_only`: it only deals in debt secured by liens on real estate.
    `holds_for_or_owes_customers`: it carries a margin account, credit balance or security for a customer, or otherwise
    holds or owes customers' funds or securities.
    """
    report, audit, because = True, True, "(d)(1)(i)(C): an accountant's reports are filed with it"
    if not holds_for_or_owes_customers:
        if exchange_member_with_members_only:
            report, audit, because = False, False, "(d)(1)(iii): a member that deals with members only"
        elif subscriptions_for_issuers_only:
            audit, because = False, "(e)(1)(i)(A): an agent of issuers for subscriptions only"
        elif real_estate_debt_only:
            audit, because = False, "(e)(1)(i)(B): debt secured by real estate only"
    return {"files_annual_report": report, "accountant_required": audit, "because": because}


@question(f"{CITE}(f)(2)")
def accountant_statement_due(*, year: int, registered_on: date | None = None) -> Answer:
    """The day by which the statement on the independent public accountant is filed in a year.

    `registered_on` is the day the firm's registration took effect, where that is in the year.  A statement of a
    continuing engagement need not be filed again.
    """
    december_10 = date(_year(year), 12, 1)
    december_10 += timedelta(int(param("accountant_statement_december", december_10).value) - 1)
    due = december_10
    if registered_on is not None:
        if registered_on.year != year:
            expected = f"a day of {year}, or no day."
            raise LawError(f"registered_on is {registered_on}.", where=f"{CITE}(f)(2)", expected=expected)
        days = param("accountant_statement_days", registered_on)
        due = min(due, registered_on + timedelta(int(days.value)))
    return {"last_day": due, "due": due_for_filing(due)}


@question(f"{CITE}(f)(3)")
def accountant_replaced(*, notified_on: date) -> Answer:
    """The day by which notice is received that the accountant is dismissed, has resigned or will not go on.

    `notified_on` is the day one told the other, or the firm engaged another.
    """
    return _said(_counted(notified_on, "accountant_replaced_business_days"))


def _year(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise LawError(f"year is {year}.", where=CITE, expected=f"a year from {FIRST_YEAR} to {LAST_YEAR}.")
    return year


# --- the year's filings ----------------------------------------------------------------------------------------------


@question(CITE)
def filings_due(
    *,
    fiscal_year_end: date,
    carries_accounts: bool,
    sipc_member: bool,
    fiscal_year_start: date | None = None,
    annual_report_days_more: bool = False,
) -> Answer:
    """Every filing of a fiscal year and the day it is due, in order of the day.

    A firm that clears or carries accounts files Part I and Part II, any other Part IIA.  `annual_report_days_more`: it
    meets the conditions of the order of 2021, which `annual_report_due` asks one by one.
    """
    start = fiscal_year_start or a_year_before(fiscal_year_end) + timedelta(1)
    if not start < fiscal_year_end:
        expected = f"a day before {fiscal_year_end}."
        raise LawError(f"fiscal_year_start is {start}.", where=CITE, expected=expected)
    quarterly = "II" if carries_accounts else "IIA"
    counted: dict[str, Counted] = {}
    for day in month_ends(start, fiscal_year_end):
        if carries_accounts:
            counted[_named("focus_part_i", day)] = _focus_due(day, "I")
        if day == quarter_end(day):
            counted |= {_named(f"focus_part_{quarterly.lower()}", day): _focus_due(day, quarterly)} | _with_focus(day)
    if fiscal_year_end != quarter_end(fiscal_year_end):
        fifth = _named(f"focus_part_{quarterly.lower()}", fiscal_year_end)
        counted |= {fifth: _focus_due(fiscal_year_end, quarterly)} | _with_focus(fiscal_year_end)
    for year in range(start.year, fiscal_year_end.year + 1):
        if start <= (last := date(year, 12, 31)) <= fiscal_year_end:
            counted[_named("focus_schedule_i", last)] = _counted(last, "schedule_i_business_days")
    due = {name: _due(found) for name, found in counted.items()}
    last_day = fiscal_year_end + timedelta(int(param("annual_report_days", fiscal_year_end).value))
    if annual_report_days_more:
        last_day += timedelta(int(param("annual_report_days_more", last_day).value))
    due["annual_report"] = due_for_filing(last_day)
    if sipc_member:
        due |= sipc_forms_due(start, fiscal_year_end)
    answer: dict[str, Value] = dict(sorted(due.items(), key=lambda item: (item[1], item[0])))
    others = [f"{name} {words}" for name, found in counted.items() if (words := _others(found))]
    answer |= {"or_by_another_count": "; ".join(others)} if others else {}
    answer["not_covered"] = "the other schedules of FINRA 4524, Forms SIPC-3 and SIPC-4"
    return answer


def _named(report: str, day: date) -> str:
    return f"{report}_{day:%Y_%m_%d}"
