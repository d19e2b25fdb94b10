"""Findings JSON, `tieout/findings/1`: what a check found, for programs.

    {"schema", "document", "entity", "figures_read", "figures_compared", "materiality", "findings": [...],
     "not_compared": [{"concept", "label", "value", "unit", "source"}]}

A finding has `check`, `severity`, `message`, `concepts`, `said`, `found`, `apart` (decimal strings or words), `unit`,
`likely_cause` (a sentence, "" where unknown) and `cause` (its id), `cite`, `said_source` and `found_source`,
`consequences` (findings again) and `accepted` (null, or `by`, `on`, `reason`).  A source is null or one of

    {"kind": "read", "document", "page", "place", "box", "text", "repaired"}
    {"kind": "computed", "rule", "cite", "operation", "arithmetic", "lines": [{"effect", "concept", "value", "source"}]}
    {"kind": "posted", "account", "name", "where", "count", "books"}
    {"kind": "told", "by", "on", "reason"}
"""

from __future__ import annotations

from typing import Any

from tieout.checks.model import Checked, Finding
from tieout.checks.sides import arithmetic
from tieout.facts import Computed, Posted, Read, Told, Trace

SCHEMA = "tieout/findings/1"
_DEEPEST = 6  # computations within computations; behind books they go on to every posting

Json = dict[str, Any]


def as_json(checked: Checked) -> Json:
    """What came of checking one document, as plain data."""
    return {
        "schema": SCHEMA,
        "document": checked.document,
        "entity": checked.entity,
        "figures_read": checked.figures_read,
        "figures_compared": checked.figures_compared,
        "materiality": f"{checked.materiality:f}",
        "findings": [finding_json(finding) for finding in checked.findings],
        "not_compared": [
            {
                "concept": f.concept,
                "label": f.label,
                "value": f"{f.value:f}",
                "unit": f.unit,
                "source": _source(f.trace),
            }
            for f in checked.not_compared
        ],
    }


def finding_json(finding: Finding) -> Json:
    accepted = finding.accepted
    return {
        "check": finding.check,
        "severity": finding.severity,
        "message": finding.message,
        "concepts": list(finding.concepts),
        "said": finding.said,
        "found": finding.found,
        "apart": finding.apart,
        "unit": finding.unit,
        "likely_cause": finding.cause.words if finding.cause else "",
        "cause": finding.cause.id if finding.cause else "",
        "cite": finding.cite,
        "said_source": _source(finding.said_source),
        "found_source": _source(finding.found_source),
        "consequences": [finding_json(consequence) for consequence in finding.consequences],
        "accepted": None if accepted is None else {"by": accepted.by, "on": accepted.on, "reason": accepted.reason},
    }


def _source(trace: Trace | None, depth: int = 0) -> Json | None:
    """Where a side comes from; beyond some depth a computation is given by its arithmetic alone."""
    match trace:
        case None:
            return None
        case Read():
            held: Json = {"kind": "read", "document": trace.document, "page": trace.page, "place": trace.place}
            return held | {"box": list(trace.box), "text": trace.text, "repaired": trace.repaired}
        case Computed():
            held = {"kind": "computed", "rule": trace.rule, "cite": trace.cite, "operation": trace.operation}
            lines = [
                {
                    "effect": line.effect,
                    "concept": line.fact.concept,
                    "value": f"{line.fact.value:f}",
                    "source": _source(line.fact.trace, depth + 1),
                }
                for line in (trace.lines if depth < _DEEPEST else ())
            ]
            return held | {"arithmetic": arithmetic(trace), "lines": lines}
        case Posted():
            held = {"kind": "posted", "account": trace.account, "name": trace.name, "where": trace.where}
            return held | {"count": trace.count, "books": trace.books}
        case Told():
            return {"kind": "told", "by": trace.by, "on": trace.on.isoformat(), "reason": trace.reason}
