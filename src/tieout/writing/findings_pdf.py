"""Findings as a memorandum that an auditor files: what was checked, what differs, both sides and who let it stand.

The text travels as data to the template `findings.typ`, never as markup.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst

from tieout.checks.model import SEVERITIES, Checked, Finding
from tieout.checks.sides import Shown, apart_text, consequences_of, figure_text, name_of, sides, whence
from tieout.facts.money import figure
from tieout.facts.words import long_date

_TEMPLATES = Path(__file__).parent / "templates"
_STANDARDS: list[Any] = ["a-2a", "ua-1"]


def findings_pdf(checked: Checked, as_of: date | None, on: date, counted: str = "") -> bytes:
    """The memorandum as a PDF, dated `on`; the same bytes for the same findings and day.

    A character that no font of the typesetter holds, as a poor scan may have, is set as a box; the file then is a PDF
    of no standard, where otherwise it is a PDF/A-2a.
    """
    data = json.dumps(_data(checked, as_of, on, counted), ensure_ascii=False)
    try:
        return _set(data, on, _STANDARDS)
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        return _set(data, on, [])


def _set(data: str, on: date, standards: list[Any]) -> bytes:
    return typst.compile(
        str(_TEMPLATES / "findings.typ"),
        root=str(_TEMPLATES),
        ignore_system_fonts=True,
        sys_inputs={"findings": data},
        pdf_standards=standards,
        timestamp=datetime(on.year, on.month, on.day, tzinfo=UTC),
    )


def _data(checked: Checked, as_of: date | None, on: date, counted: str) -> dict[str, Any]:
    open_ones = [finding for finding in checked.findings if finding.accepted is None]
    counts = {severity: sum(finding.severity == severity for finding in open_ones) for severity in SEVERITIES}
    return {
        "title": f"{checked.entity}: findings",
        "entity": checked.entity,
        "document": checked.document,
        "as_of": long_date(as_of) if as_of else "",
        "on": long_date(on),
        "read": f"{checked.figures_read:,}",
        "compared": f"{checked.figures_compared:,}",
        "materiality": f"${figure(checked.materiality)}",
        "counted": counted,
        "counts": [_count(number, severity) for severity, number in counts.items() if number]
        + [f"{number:,} accepted" for number in [len(checked.findings) - len(open_ones)] if number],
        "findings": [_finding(n, finding, checked.document) for n, finding in enumerate(checked.findings, 1)],
        "not_compared": [
            [name_of(fact), figure_text(f"{fact.value:f}", fact.unit), whence(fact.trace, checked.document)]
            for fact in checked.not_compared
        ],
    }


def _count(number: int, severity: str) -> str:
    return f"{number:,} {severity}{'' if number == 1 else 's'}"


def _finding(number: int, finding: Finding, document: str) -> dict[str, Any]:
    one = finding.accepted
    return {
        "number": number,
        "severity": finding.severity,
        "check": finding.check,
        "message": finding.message,
        "sides": [_side(side) for side in sides(finding, document)],
        "in_figures": finding.apart != "",
        "apart": apart_text(finding),
        "cause": finding.cause.words if finding.cause else "",
        "cite": finding.cite,
        "consequences": [list(one) for one in consequences_of(finding)],
        "accepted": f"{one.by}, {long_date(date.fromisoformat(one.on))}: {one.reason}" if one else "",
    }


def _side(side: Shown) -> dict[str, Any]:
    return {
        "name": side.name,
        "figure": side.figure,
        "whence": side.whence,
        "words": side.words if side.words != side.figure else "",
        "terms": [[term.depth, term.sign, term.figure, term.whence, term.name] for term in side.terms],
        "more": side.more,
    }
