"""Income taxes: the reconciliation of the rate, current and deferred tax, and what the other statements say of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from tieout.checks.bases import federal_rates
from tieout.checks.diagnosis import mark
from tieout.checks.model import Cause, Comparison, Severity
from tieout.checks.registry import check
from tieout.checks.stated import NOTES, Stated
from tieout.checks.tables import NoteTable, tables_of
from tieout.checks.ties import likely_slip
from tieout.facts import Fact, Line, Period, Read, Told, add, computed, less

_CITE = "ASC 740-10-50"


def pretax_income(stated: Stated, when: date | Period) -> Fact | None:
    """Income before income taxes: of the statement of income, else of the notes."""
    return stated.first("income_before_income_taxes", when)


@check("recomputes", "recomputes.rate_reconciliation", "recomputes.statutory_tax", cite=f"{_CITE}-12, 13")
def reconciliation(stated: Stated) -> Iterator[Comparison]:
    """Each row of the reconciliation of tax rates is its percentage of income before taxes, the first the legal rate.

    Percentages are held to the digits they print.  Where a loss turns all signs, the sign that most rows have is taken,
    so that one row with another is found.  What usually happened: a bracket lost, or tax figured on net income.
    """
    for table in tables_of(stated, "rate_reconciliation"):
        base = pretax_income(stated, table.when)
        if base is None or not base.value:
            continue
        if table.unit == "ratio":
            yield from _percentages(stated, table, base)
        else:
            yield from _statutory(stated, table, base)


def _percentages(stated: Stated, table: NoteTable, base: Fact) -> Iterator[Comparison]:
    pairs = [(share, usd) for share in _with_total(table) if (usd := _dollars(stated, share)) is not None]
    fits = [abs(abs(usd.value / base.value) - abs(share.value)) <= share.rounding for share, usd in pairs]
    if 2 * sum(fits) <= len(fits):
        return  # percentages of something else
    same = sum(usd.value / base.value * share.value for share, usd in pairs) >= 0
    for share, usd in pairs:
        lines = ((add if same else less)(share), add(base))
        found = computed(
            usd.concept, lines, operation="product", cite=_CITE, when=usd.when, part=usd.part, unit="USD"
        )  # fmt: skip
        turned = usd.value != 0 and abs(usd.value + found.value) <= usd.rounding + found.rounding < abs(usd.value)
        because = "A row's dollars are its percentage of income before income taxes."
        severity = _weight(stated, share, usd, base, turned)
        yield Comparison(
            "recomputes.rate_reconciliation", usd, found, because, f"{_CITE}-12", severity,
            cause=_turned(share, usd, found, base) if turned else None,
        )  # fmt: skip


def _weight(stated: Stated, share: Fact, usd: Fact, base: Fact, turned: bool) -> Severity:
    """An error where it looks like a slip; a turned sign that keeps the table from footing is told there."""
    if turned:
        return "warning" if _gap(stated, usd) == 2 * usd.value else "error"
    implied = computed(share.concept, (add(usd), add(base)), operation="quotient", unit="ratio", when=share.when)
    return "error" if share.value * implied.value > 0 and likely_slip(share, implied) else "warning"


def _gap(stated: Stated, usd: Fact) -> Decimal:
    """By how much the rows of a reconciliation make more than its total."""
    for table in tables_of(stated, "rate_reconciliation"):
        if table.unit == "USD" and table.when == usd.when and table.total is not None:
            return sum((fact.value for fact in table.lines), Decimal(0)) - table.total.value
    return Decimal(0)


def _turned(share: Fact, usd: Fact, found: Fact, base: Fact) -> Cause:
    about = found.value.quantize(Decimal(1))
    words = (
        f"The sign is turned: {abs(share.value):.2%} of {base.value:,} is about {about:,}, the row has {usd.value:,}."
    )
    return Cause("sign", words)


def _with_total(table: NoteTable) -> Iterator[Fact]:
    yield from table.lines
    if table.total is not None:
        yield table.total


def _dollars(stated: Stated, share: Fact) -> Fact | None:
    """The dollars of the row that a percentage stands in."""
    held = [f.fact for f in stated.figures if f.statement == NOTES and f.fact.unit == "USD" and _one_row(f.fact, share)]
    own = [fact for fact in held if fact.concept != "rate_reconciliation"]  # the statement's line before the table's
    return next(iter([*own, *held]), None)


def _one_row(one: Fact, other: Fact) -> bool:
    if not isinstance(one.trace, Read) or not isinstance(other.trace, Read) or one.when != other.when:
        return False
    return (one.trace.page, one.trace.box, one.trace.text) == (other.trace.page, other.trace.box, other.trace.text)


def _statutory(stated: Stated, table: NoteTable, base: Fact) -> Iterator[Comparison]:
    said = table.part("statutory")
    rate = _rate_of(stated, table.when, said, base)
    if said is None or rate is None:
        return
    found = computed("rate_reconciliation", (add(base), add(rate)), operation="product", unit="USD", part="statutory",
                     cite=rate.trace.by if isinstance(rate.trace, Told) else _CITE)  # fmt: skip
    slack = Decimal(said.rounding) + rate.rounding * abs(base.value)
    cause = _wrong_base(stated, said, rate)
    certain = cause is not None or likely_slip(said, found) or said.value == -found.value
    because = "Tax at the statutory rate is that rate of income before income taxes."
    yield Comparison(
        "recomputes.statutory_tax", said, found, because, f"{_CITE}-12", "error" if certain else "warning",
        cause=cause, slack=slack,
    )  # fmt: skip


def _rate_of(stated: Stated, when: date | Period, said: Fact | None, base: Fact) -> Fact | None:
    """The rate that was applied, to its last digit: one of the law, as the notes state it or the figure shows."""
    if said is None:
        return None
    named = [f.fact for f in stated.of_concept("statutory_tax_rate") if f.fact.when == when]
    told = federal_rates(base.entity, when)
    fitting = [one for one in told if all(abs(one.value - n.value) <= n.rounding for n in named)]
    if named and not fitting:
        return named[-1]
    applied = [one for one in fitting if abs(abs(one.value * base.value) - abs(said.value)) <= 2 * said.rounding]
    wrong = [one for one in fitting if _wrong_base(stated, said, one)]
    held = applied or wrong or fitting
    return min(held, key=lambda one: abs(abs(one.value * base.value) - abs(said.value)), default=None)


def _wrong_base(stated: Stated, said: Fact, rate: Fact) -> Cause | None:
    """Another figure of the statement of income of which the tax is the rate."""
    for name in ("net_income", "total_revenue", "total_expenses", "total_equity"):
        other = stated.on("income", name, said.when)
        if other is not None and other.value and abs(other.value * rate.value - said.value) <= 2 * said.rounding:
            words = f"Wrong base: {said.value:,} is {rate.value:.0%} of {name.replace('_', ' ')}, {other.value:,}."
            return Cause("wrong_base", words)
    return None


@check("recomputes", "recomputes.effective_tax_rate", cite=f"{_CITE}-12")
def effective_rate(stated: Stated) -> Iterator[Comparison]:
    """The effective rate is the tax over income before taxes.

    As a sentence of the notes states it.
    """
    rows = {id(table.total) for table in tables_of(stated, "rate_reconciliation")}
    for figure in stated.of_concept("effective_tax_rate"):
        said = figure.fact
        tax, base = stated.first("income_tax_expense", said.when), pretax_income(stated, said.when)
        if id(said) in rows or tax is None or base is None or not base.value:
            continue
        turned = tax.value / base.value * said.value < 0
        lines = ((less if turned else add)(tax), add(base))
        found = computed("effective_tax_rate", lines, operation="quotient", unit="ratio", cite=_CITE)
        because = "The effective rate is income tax over income before income taxes."
        # A rate that books tell has the digits it is told with, and no printing to hide more.
        told = said.value.as_tuple().exponent
        slack = Decimal(0) if said.rounding or not isinstance(told, int) else Decimal(5).scaleb(told - 1)
        yield Comparison("recomputes.effective_tax_rate", said, found, because, f"{_CITE}-12", "warning", slack=slack)


@check("ties", "ties.deferred_tax_components.condition_to_notes", cite=_CITE)
def net_deferred_tax(stated: Stated) -> Iterator[Comparison]:
    """Net deferred tax of the table in the notes is that of the balance sheet, assets less liabilities.

    Where the note nets the two; a net asset alone is the same figure in two places.
    """
    for table in tables_of(stated, "deferred_tax_components"):
        total = table.total
        if total is None or total.concept != "deferred_tax_components":
            continue
        asset, debt = (stated.on("financial_condition", f"deferred_tax_{side}", table.when)
                       for side in ("asset", "liability"))  # fmt: skip
        lines = [line for line in (asset and add(asset), debt and less(debt)) if line]
        if lines:
            found = computed("deferred_tax_components", lines, cite=_CITE, when=table.when, part="")
            because = "Net deferred tax of the notes is that of the balance sheet."
            yield Comparison(
                "ties.deferred_tax_components.condition_to_notes", total, found, because, _CITE,
                "error" if likely_slip(total, found) else "warning",
            )  # fmt: skip


def deferred_expense(stated: Stated, period: Period) -> Fact | None:
    """Deferred tax of a year, as the notes divide it or the statement of income shows it."""
    for table in tables_of(stated, "income_tax_components"):
        if table.when != period or table.unit != "USD":
            continue
        if total := table.part("total_deferred"):
            return total
        parts = [fact for fact in table.lines if fact.part.startswith("deferred_")]
        if parts and table.whole:
            return computed("income_tax_components", [add(f) for f in parts], cite=_CITE, part="total_deferred")
    return stated.on("income", "deferred_income_tax_expense", period)


def current_expense(stated: Stated, period: Period) -> Fact | None:
    for table in tables_of(stated, "income_tax_components"):
        if table.when == period and table.unit == "USD" and (total := table.part("total_current")):
            return total
    return None


@check("ties", "ties.deferred_income_taxes.notes_to_cash_flows", cite="ASC 230-10-45-28")
def deferred(stated: Stated) -> Iterator[Comparison]:
    """Deferred tax in the statement of cash flows is what the notes charge to income.

    Deferred tax costs income and no cash, so that it is added back; a benefit is taken away.  What usually happened:
    the note and the statement come from two drafts, current and deferred were parted anew in one of them, or a sign.
    """
    for period in stated.periods:
        said, found = stated.on("cash_flows", "deferred_income_taxes", period), deferred_expense(stated, period)
        if said is not None and found is not None:
            because = "Deferred tax that income was charged with, and no cash was paid for, is added back."
            yield Comparison("ties.deferred_income_taxes.notes_to_cash_flows", said, found, because, "ASC 230-10-45-28")


@check("rolls", "rolls_forward.deferred_income_taxes", cite="ASC 740-10-25")
def deferred_rolls(stated: Stated) -> Iterator[Comparison]:
    """Deferred tax of a year, in the notes and in the statement of cash flows, is the change in its balance.

    Where the balance sheets of two years are stated.  What went to equity or came with a business makes them differ: a
    warning.
    """
    for period in stated.periods:
        moved = _moved(stated, period)
        for said in (deferred_expense(stated, period), stated.on("cash_flows", "deferred_income_taxes", period)):
            if said is not None and moved is not None:
                because = "Deferred tax of a year is the change in its balance."
                yield Comparison(
                    "rolls_forward.deferred_income_taxes", said, moved, because, "ASC 740-10-25", "warning"
                )


def _moved(stated: Stated, period: Period) -> Fact | None:
    """Opening less closing deferred tax asset, closing less opening liability; None where a side is not stated."""
    lines: list[Line] = []
    for name, first, last in (("deferred_tax_asset", add, less), ("deferred_tax_liability", less, add)):
        then, now = (stated.on("financial_condition", name, day) for day in (stated.opening(period), period.end))
        if (then is None) != (now is None):
            return None
        if then is not None and now is not None:
            lines += [first(then), last(now)]
    return computed("deferred_income_taxes", lines, when=period, cite="ASC 740-10-25") if lines else None


@check("rolls", "rolls_forward.income_taxes_paid", cite="ASC 230-10-50-2")
def cash_paid(stated: Stated) -> Iterator[Comparison]:
    """Tax paid is current tax, more by what taxes receivable grew and less by what taxes payable grew.

    A parent that pays for its group, or a refund, can part the two: a warning.  Where the deferred tax of the statement
    of cash flows, taken from all income tax, leaves a current tax that fits far better, the finding says so: then the
    notes part current and deferred tax wrongly.
    """
    for period in stated.periods:
        said, current = stated.first("cash_paid_for_income_taxes", period), current_expense(stated, period)
        names = ("change_in_current_taxes_receivable", "change_in_income_taxes_payable")
        changes = [fact for name in names if (fact := stated.on("cash_flows", name, period)) is not None]
        if said is None or current is None or not changes or _owes_elsewhere(stated, changes, period):
            continue
        # A change is stated as its effect on cash: what a receivable grew by was paid, or is still owed to the firm.
        found = computed("cash_paid_for_income_taxes", [add(current), *map(less, changes)], cite="ASC 230-10-50-2")
        because = "Tax paid is current tax, more by what taxes receivable grew and less by what taxes payable grew."
        because += _parted_otherwise(stated, said, found, changes)
        yield Comparison("rolls_forward.income_taxes_paid", said, found, because, "ASC 230-10-50-2", "warning")


def _parted_otherwise(stated: Stated, said: Fact, found: Fact, changes: Sequence[Fact]) -> str:
    """What tax paid would be by the deferred tax of the statement of cash flows, where that is far nearer."""
    tax = stated.on("income", "income_tax_expense", said.when)
    deferred = stated.on("cash_flows", "deferred_income_taxes", said.when)
    if tax is None or deferred is None:
        return ""
    other = tax.value - deferred.value - sum(fact.value for fact in changes)
    if _FAR_NEARER * abs(other - said.value) > abs(found.value - said.value):
        return ""
    near = f"{other:,}, only {abs(other - said.value):,} apart" if other != said.value else f"the {said.value:,} stated"
    return (
        f" With deferred tax of {deferred.value:,}, as the statement of cash flows has it, it would be {near}: the"
        " notes have probably parted current and deferred tax wrongly."
    )


_FAR_NEARER = 10


def _owes_elsewhere(stated: Stated, changes: Sequence[Fact], period: Period) -> bool:
    """Whether a balance of taxes stands on the balance sheet whose change the statement of cash flows does not show."""
    shown = {fact.concept.removeprefix("change_in_") for fact in changes}
    return any(
        name not in shown and stated.on("financial_condition", name, period.end) is not None
        for name in ("current_taxes_receivable", "income_taxes_payable")
    )


@check("ties", "ties.income_tax_expense.*", cite=_CITE)
def reconciled_to_the_tax(stated: Stated) -> Iterator[Comparison]:
    """The reconciliation to the statutory rate ends with the tax of the statement of income.

    What usually happened: a late entry changed the statement and not the note.
    """
    for period in stated.periods:
        said, found = (stated.first(name, period) for name in ("rate_reconciliation", "income_tax_expense"))
        if said is None or found is None:
            continue
        # Where the reader took the total for the tax itself, it is compared as one figure in two places.
        if all(mark(figure.fact) != mark(said) for figure in stated.all_of("income_tax_expense", period)):
            because = "The reconciliation to the statutory rate ends with income tax expense."
            yield Comparison("ties.income_tax_expense.income_to_notes", said, found, because, _CITE)
