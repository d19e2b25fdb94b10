"""Rule 15c3-3(j), and rule 15c3-2 until 2014: statements of free credit balances, and changes of sweep programs."""

from __future__ import annotations

from datetime import date, timedelta

from tieout.law.dates import add_months
from tieout.law.params import LawError, in_force, param
from tieout.law.questions import Answer, Value, question

CITE = "17 CFR 240.15c3-3(j)"


@question(f"{CITE}(1)")
def free_credit_statement(*, last_statement: date, as_of: date | None = None) -> Answer:
    """The day by which a customer with a free credit balance is next told of it, where the firm uses the balance."""
    if as_of is not None and as_of < last_statement:
        raise LawError(f"as_of is {as_of}.", where=f"{CITE}(1)", expected=f"{last_statement} or later.")
    due = add_months(last_statement, int(param("free_credit_statement_months", last_statement).value))
    answer: dict[str, Value] = {
        "next_statement_by": due,
        "it_says": "the amount due to the customer, and that it is payable on demand",
    }
    return answer if as_of is None else answer | {"may_use_balance": as_of <= due}


@question(f"{CITE}(2)(ii)")
def sweep_program(
    *,
    as_of: date,
    account_opened: date,
    consent_on: date | None = None,
    change_on: date | None = None,
    notice_on: date | None = None,
) -> Answer:
    """Whether a customer's credit balances may be swept, and by when the customer is told of a change of the program.

    `consent_on` is the day of the customer's written affirmative consent, which accounts need that were opened since
    the rule speaks of sweep programs.  `change_on` is the day on which terms, products or the customer's own change.
    """
    param("sweep_notice_days", as_of)
    if account_opened > as_of:
        raise LawError(f"account_opened is {account_opened}.", where=CITE, expected=f"{as_of} or earlier.")
    needs_consent = in_force("sweep_notice_days", account_opened)
    answer: dict[str, Value] = {
        "needs_consent": needs_consent,
        "may_sweep": not needs_consent or (consent_on is not None and consent_on <= as_of),
        "not_covered": "what the notices and statements say; transfers on the customer's own order, (j)(2)(i)",
    }
    if change_on is None:
        return answer
    notice_by = change_on - timedelta(int(param("sweep_notice_days", change_on).value))
    answer["notice_by"] = notice_by
    return answer if notice_on is None else answer | {"in_time": notice_on <= notice_by}
