"""Tables of the notes: they foot, and each amount is what its percentage says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tieout.checks.model import Cause, Comparison
from tieout.checks.registry import check
from tieout.checks.stated import NOTES, Figure, Stated
from tieout.facts import Fact, Period, add, computed
from tieout.facts.compare import FOOTING

_CITE = "17 CFR 240.17a-5(d)"
_ASC_740 = "ASC 740-10-50"
# Subtotals within a table, by what their parts begin with.
_SUBTOTALS = {
    "income_tax_components": {"total_current": "current_", "total_deferred": "deferred_"},
    "deferred_tax_components": {"total_assets": "", "total_liabilities": ""},
}


@check("foots", "foots.operating_lease_commitments", "foots.deferred_tax_components", "foots.income_tax_components",
       "foots.rate_reconciliation", cite=_CITE)  # fmt: skip
def tables_foot(stated: Stated) -> Iterator[Comparison]:
    """A table of the notes adds up to its total.

    Lease commitments by year, the components of deferred taxes, current and deferred taxes, the reconciliation to the
    statutory rate in dollars and in percent.  What usually happened: the sign of one line, or one line changed and the
    total did not.
    """
    for concept in ("operating_lease_commitments", "deferred_tax_components", "income_tax_components",
                    "rate_reconciliation"):  # fmt: skip
        for when, unit in dict.fromkeys((f.fact.when, f.fact.unit) for f in stated.of_concept(concept)):
            yield from _table(stated, concept, when, unit)


def _table(stated: Stated, concept: str, when: date | Period, unit: str) -> Iterator[Comparison]:
    rows = [f for f in stated.of_concept(concept) if f.fact.when == when and f.fact.unit == unit]
    parts = {f.fact.part: f for f in rows if f.fact.part}
    subtotals = _SUBTOTALS.get(concept, {})
    if any(part in subtotals and not subtotals[part] for part in parts):
        return  # gross assets and liabilities apart: which line is whose the labels do not say
    if len(parts) < len([f for f in rows if f.fact.part]):
        return  # two tables of one kind: another firm's, or another year's
    details = [f for part, f in parts.items() if part not in subtotals]
    for subtotal, begins in subtotals.items():
        own = [f for f in details if f.fact.part.startswith(begins)]
        if subtotal in parts and own:
            yield _sum(parts[subtotal], own)
            details = [f for f in details if f not in own] + [parts[subtotal]]
        elif subtotal in parts:
            details.append(parts[subtotal])
    total = next((f for f in rows if not f.fact.part), None)
    if total is not None and len(details) > 1:
        yield _sum(total, details)


def _sum(total: Figure, rows: Sequence[Figure]) -> Comparison:
    fact = total.fact
    found = computed(
        fact.concept, [add(f.fact) for f in rows], cite=FOOTING, when=fact.when, part=fact.part, unit=fact.unit
    )
    return Comparison(f"foots.{fact.concept}", fact, found, f"{total.label} is the sum of its lines.", _CITE)


@check("recomputes", "recomputes.rate_reconciliation", cite=_ASC_740)
def amounts_by_their_percentages(stated: Stated) -> Iterator[Comparison]:
    """In the reconciliation to the statutory rate each amount is its percentage of income before income taxes.

    Within what the percentage may round away.  Its sign is that of the table: where the tax at the statutory rate and
    the total agree with their percentages, so must the lines between.
    """
    for period in stated.periods:
        income = stated.first("income_before_income_taxes", period)
        rows = {
            f.fact.part: (f.fact, rate)
            for f in stated.of_concept("rate_reconciliation")
            if f.fact.when == period and f.fact.unit == "USD"
            and (rate := stated.first("rate_reconciliation", period, f.fact.part, "ratio")) is not None
        }  # fmt: skip
        if income is None or not {"", "statutory"} <= rows.keys():
            continue
        if any(fact.value * rate.value * income.value < 0 for fact, rate in (rows[""], rows["statutory"])):
            continue  # a table of losses may print its percentages the other way round
        for fact, rate in rows.values():
            found = computed(
                fact.concept, (add(rate), add(income)), operation="product", cite=_ASC_740, when=period,
                part=fact.part, unit="USD",
            )  # fmt: skip
            turned = abs(fact.value + found.value) <= fact.rounding + found.rounding and fact.value
            yield Comparison(
                "recomputes.rate_reconciliation", fact, found,
                "Each line of the reconciliation is its percentage of income before income taxes.", _ASC_740,
                cause=_turned(fact, rate, income) if turned and fact.value * found.value < 0 else None,
            )  # fmt: skip


def _turned(fact: Fact, rate: Fact, income: Fact) -> Cause:
    percent = f"{(rate.value * 100).normalize():f}%"
    return Cause(
        "sign",
        f"The sign is turned: {percent} of {income.value:,} is {-fact.value:,}, and the line has {fact.value:,}.",
    )


@check("recomputes", "recomputes.statutory_tax", "recomputes.effective_tax_rate", cite=_ASC_740)
def tax_rates(stated: Stated) -> Iterator[Comparison]:
    """Tax at the statutory rate is the rate times income before taxes; the effective rate is tax divided by it."""
    for period in stated.periods:
        income = stated.first("income_before_income_taxes", period)
        if income is None or not income.value:
            continue
        rate = stated.first("statutory_tax_rate", period, unit="ratio")
        said = stated.first("rate_reconciliation", period, "statutory")
        if rate is not None and said is not None:
            found = computed(
                said.concept, (add(rate), add(income)), operation="product", cite=_ASC_740, when=period,
                part=said.part, unit="USD",
            )  # fmt: skip
            because = "Tax at the statutory rate is that rate of income before income taxes."
            yield Comparison("recomputes.statutory_tax", said, found, because, _ASC_740, "warning")
        tax = stated.first("income_tax_expense", period)
        for figure in stated.all_of("effective_tax_rate", period, unit="ratio"):
            if tax is not None:
                found = computed(
                    "effective_tax_rate", (add(tax), add(income)), operation="quotient", cite=_ASC_740, unit="ratio"
                )
                because = "The effective rate is income tax divided by income before income taxes."
                yield Comparison("recomputes.effective_tax_rate", figure.fact, found, because, _ASC_740, "warning")


@check("recomputes", "recomputes.lease_years", cite="ASC 842-20-50-6; ASC 840-20-50-2")
def lease_years(stated: Stated) -> Iterator[Comparison]:
    """The table of lease commitments begins with the year after the balance sheet and leaves out none.

    What usually happened: last year's table was carried forward.
    """
    for when in dict.fromkeys(f.fact.when for f in stated.of_concept("operating_lease_commitments")):
        rows = [f for f in stated.of_concept("operating_lease_commitments") if f.fact.when == when]
        years = [int(f.fact.part) for f in rows if f.fact.part.isdigit() and f.statement == NOTES]
        if len(years) < 2 or isinstance(when, Period):
            continue
        first = when.year + 1
        first = when.year if years[0] == when.year and (when.month, when.day) != (12, 31) else first
        said = next(f.fact for f in rows if f.fact.part == str(years[0]))
        due = list(range(first, first + len(years)))
        named = f"{years[0]} to {years[-1]}"
        yield Comparison(
            "recomputes.lease_years", said, said,
            f"The commitments are listed for {named}; the years after {when.isoformat()} begin with {first}.",
            "ASC 842-20-50-6", "warning", agrees=years == due,
        )  # fmt: skip
