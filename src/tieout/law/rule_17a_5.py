"""Rule 17a-5, reports of broker-dealers: which are due, when, and what the annual report contains.

Read beside 17 CFR 240.17a-5.  Business days are those on which the Commission is open, as FINRA counts them when it
publishes the due dates; a day that falls on no business day is moved to the next under 17 CFR 240.0-3.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tieout.law.business_days import add_business_days, due_for_filing
from tieout.law.dates import a_year_before, month_end, month_ends, quarter_end
from tieout.law.params import LawError, in_force, param, steps, used
from tieout.law.questions import Answer, Value, question
from tieout.law.sipc import sipc_forms_due

CITE = "17 CFR 240.17a-5"


# --- (a): FOCUS reports ----------------------------------------------------------------------------------------------


@question(f"{CITE}(a)")
def focus_report_due(
    *, period_end: date, part: str, fiscal_year_end: date | None = None, monthly_by_notice: bool = False
) -> Answer:
    """The day a FOCUS report is due: Part I after each month, Part II or IIA after each quarter and fiscal year.

    `monthly_by_notice` is for a firm that files Part II or IIA each month because the Commission or its examining
    authority has told it to.
    """
    if part not in ("I", "II", "IIA"):
        raise LawError(f"part is {part!r}.", where=f"{CITE}(a)", expected="I, II or IIA.")
    monthly = part == "I" or monthly_by_notice
    ends_period = period_end == (month_end(period_end) if monthly else quarter_end(period_end))
    if not ends_period and (part == "I" or period_end != fiscal_year_end):
        expected = "the end of a month." if monthly else "the end of a calendar quarter or the firm's fiscal_year_end."
        raise LawError(f"no FOCUS Part {part} is due for {period_end}.", where=f"{CITE}(a)", expected=expected)
    return {"due": _focus_due(period_end, part), "fifth_report": not monthly and period_end != quarter_end(period_end)}


def _focus_due(period_end: date, part: str) -> date:
    days = param("focus_monthly_business_days" if part == "I" else "focus_quarterly_business_days", period_end)
    return add_business_days(period_end, int(days.value), "federal")


def _with_focus(day: date) -> dict[str, date]:
    """What is filed beside a quarter's FOCUS report, since it is: Form Custody, and FINRA's statement of income."""
    forms = {"form_custody": "form_custody_business_days"}
    if day == quarter_end(day):
        forms["ssoi"] = "supplemental_income_business_days"
    return {
        _named(form, day): add_business_days(day, int(param(name, day).value), "federal")
        for form, name in forms.items()
        if in_force(name, day)
    }


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
    answer["not_covered"] = "firms that need no audit, (e)(1); the supplemental report to SIPC is asked by its own name"
    return answer


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
    due: dict[str, date] = {}
    for day in month_ends(start, fiscal_year_end):
        if carries_accounts:
            due[_named("focus_part_i", day)] = _focus_due(day, "I")
        if day == quarter_end(day):
            due |= {_named(f"focus_part_{quarterly.lower()}", day): _focus_due(day, quarterly)} | _with_focus(day)
    if fiscal_year_end != quarter_end(fiscal_year_end):
        fifth = _named(f"focus_part_{quarterly.lower()}", fiscal_year_end)
        due |= {fifth: _focus_due(fiscal_year_end, quarterly)} | _with_focus(fiscal_year_end)
    last_day = fiscal_year_end + timedelta(int(param("annual_report_days", fiscal_year_end).value))
    if annual_report_days_more:
        last_day += timedelta(int(param("annual_report_days_more", last_day).value))
    due["annual_report"] = due_for_filing(last_day)
    if sipc_member:
        due |= sipc_forms_due(start, fiscal_year_end)
    answer: dict[str, Value] = dict(sorted(due.items(), key=lambda item: (item[1], item[0])))
    answer["not_covered"] = "Schedule I, the other schedules of FINRA 4524, Forms SIPC-3 and SIPC-4"
    return answer


def _named(report: str, day: date) -> str:
    return f"{report}_{day:%Y_%m_%d}"
