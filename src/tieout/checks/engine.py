"""A report to its findings: every comparison made, the mistakes behind those that fail, worst first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from tieout.checks import (
    agrees,
    auditors,
    complete,
    contents,
    dated,
    explain,
    foots,
    note_tables,
    notes,
    plausible,
    recomputes,
    rolls,
    signs,
    subsidiary,
    taxes,
    ties,
    totals,
    worded,
)
from tieout.checks.diagnosis import diagnose
from tieout.checks.following import blame, followed, settled
from tieout.checks.model import SEVERITIES, Checked, Comparison, Finding
from tieout.checks.registry import CHECKS
from tieout.checks.stated import Stated
from tieout.checks.telling import Telling
from tieout.facts import Computed, Fact, Report

ONE_DOLLAR = Decimal(1)
# importing them registers their checks
FAMILIES = (
    foots,
    ties,
    recomputes,
    rolls,
    note_tables,
    notes,
    taxes,
    plausible,
    signs,
    agrees,
    auditors,
    subsidiary,
    dated,
    contents,
    complete,
    totals,
    worded,
    explain,
)


def check_report(report: Report, *, materiality: Decimal = ONE_DOLLAR, prior: Report | None = None) -> Checked:
    """Everything in a report that does not tie, worst first.

    `materiality` is the difference in dollars up to which a disagreement of figures is a warning and no error.  `prior`
    is the report of the year before, whose closing figures are this one's opening figures.
    """
    stated = Stated(report, prior)
    made = [(held, each) for held in CHECKS for each in held.compare(stated)]
    comparisons = tuple(each for _, each in made if isinstance(each, Comparison))
    telling = Telling(stated, comparisons, materiality)
    blames = [one for held, each in made if (one := blame(held, each, telling.of_comparison)) is not None]
    mistakes = [settled(stated, mistake, blames) for mistake in diagnose(comparisons, telling.cost)]
    findings = [telling.of_mistake(mistake) for mistake in mistakes]
    with_them, alone = followed(stated, mistakes, blames, [finding.severity for finding in findings])
    findings = [_with(finding, with_them.get(n, [])) for n, finding in enumerate(findings)] + alone
    document = report.filing.document if report.filing else ""
    compared = set(_compared(comparisons, frozenset(id(figure.fact) for figure in stated.figures)))
    return Checked(
        document=document,
        entity=report.entity or document,
        figures_read=len(stated.figures) + (len(report.filing.not_understood) if report.filing else 0),
        figures_compared=sum(id(figure.fact) in compared for figure in stated.figures),
        findings=tuple(sorted(_each_once(findings), key=_worst_first)),
        comparisons=comparisons,
        not_compared=tuple(f.fact for f in stated.figures if id(f.fact) not in compared),
        materiality=materiality,
    )


def _with(finding: Finding, others: list[Finding]) -> Finding:
    return replace(finding, consequences=(*finding.consequences, *others)) if others else finding


def _compared(comparisons: Iterable[Comparison], stated: frozenset[int]) -> Iterator[int]:
    """The stated figures that comparisons speak of; what such a figure itself rests on, in books, is none of them."""
    todo = [side for c in comparisons for side in (c.said, c.found) if isinstance(side, Fact)]
    seen: set[int] = set()
    while todo:
        fact = todo.pop()
        if id(fact) in stated:
            yield id(fact)
        elif isinstance(fact.trace, Computed) and id(fact) not in seen:
            seen.add(id(fact))
            todo.extend(line.fact for line in fact.trace.lines)


def _each_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    seen = set()
    for finding in findings:
        mark = (finding.check, finding.said, finding.found, finding.message)
        if mark not in seen:
            seen.add(mark)
            yield finding


def _worst_first(finding: Finding) -> tuple[int, bool, Decimal]:
    apart = Decimal(finding.apart) if finding.apart and finding.unit == "USD" else Decimal(0)
    return SEVERITIES.index(finding.severity), not finding.apart, -apart
