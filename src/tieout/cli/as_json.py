"""Answers as JSON for programs: `tieout/netcap/1`, `tieout/focus/1`, and the steps of `why`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tieout.annual import Focus, NetCapital
from tieout.facts import Fact
from tieout.facts.reasons import Reason, shown

SCHEMA = "tieout/netcap/1"
MAIN = (
    "ownership_equity",
    "nonallowable_assets",
    "tentative_net_capital",
    "haircuts",
    "net_capital",
    "aggregate_indebtedness",
    "aggregate_indebtedness_to_net_capital",
    "minimum_net_capital_ratio",
    "minimum_net_capital_alternative",
    "minimum_dollar_net_capital",
    "net_capital_required",
    "excess_net_capital",
    "net_capital_less_early_warning",
    "net_capital_less_early_warning_alternative",
)


def netcap_json(held: NetCapital) -> dict[str, Any]:
    """`tieout/netcap/1`: figures in whole dollars by concept, `exact` to the cent beside them."""
    figures = {}
    for concept, exact in held.exact.items():
        printed = held.printed[concept]
        value = printed.value if exact.unit == "USD" else round(exact.value, 6)
        figures[concept] = str(value.quantize(Decimal(1)) if exact.unit == "USD" else value)
    return {
        "schema": SCHEMA,
        "entity": held.firm.name,
        "as_of": held.as_of.isoformat(),
        "method": held.firm.net_capital_method,
        **{concept: figures[concept] for concept in MAIN if concept in figures},
        "early_warning": [
            {
                "test": test.name,
                "words": test.words,
                "cite": test.cite,
                "net_capital": str(test.held.value),
                "limit": str(test.limit.value),
                "passes": test.passes,
                "notice": "" if test.passes else test.notice,
            }
            for test in held.tests
        ],
        "figures": {
            concept: {"value": value, "exact": str(held.exact[concept].value), "unit": held.exact[concept].unit}
            for concept, value in figures.items()
        },
        "schedule": [
            {
                "label": line.label,
                "concept": line.concept,
                "part": line.facts[0].part,
                "value": str(line.facts[0].value),
                "cite": getattr(line.facts[0].trace, "cite", ""),
            }
            for line in held.schedule.lines
            if line.facts and line.facts[0] is not None
        ],
        "assumptions": list(held.assumptions),
    }


def focus_json(report: Focus) -> dict[str, Any]:
    """`tieout/focus/1`: every box with a figure, in whole dollars, and the form's lines."""
    return {
        "schema": "tieout/focus/1",
        "entity": report.entity,
        "part": "IIA",
        "as_of": report.as_of.isoformat(),
        "period": {"start": report.period.start.isoformat(), "end": report.period.end.isoformat()},
        "boxes": {code: _plain(fact) for line in report.lines for _, code, fact in line.boxes},
        "lines": [
            {
                "section": line.section,
                "line": line.line,
                "label": line.label,
                "boxes": [{"box": code, "column": column, "value": _plain(fact)} for column, code, fact in line.boxes],
            }
            for line in report.lines
        ],
    }


def _plain(fact: Fact) -> str:
    """A box holds whole dollars, a percentage, or a cross."""
    if fact.unit == "stated":
        return "X"
    return f"{fact.value:.2f}" if fact.unit == "percent" else str(fact.value.quantize(Decimal(1)))


def reason_json(step: Reason) -> dict[str, Any]:
    return {
        "depth": step.depth,
        "sign": step.sign,
        "name": step.name,
        "value": str(step.value),
        "shown": shown(step.value, step.unit) if step.unit else "",
        "unit": step.unit,
        "reason": step.text,
    }
