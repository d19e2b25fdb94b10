"""Findings as a table for a workpaper: one row a finding, one more for each of its consequences.

A cell that a spreadsheet would take for a formula is written as text, with an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from tieout.checks.model import Checked, Finding
from tieout.checks.sides import Shown, arithmetic, sides
from tieout.facts import Computed, Trace

COLUMNS = (
    "document",
    "entity",
    "number",
    "follows_from",
    "severity",
    "check",
    "message",
    "concepts",
    "said",
    "found",
    "apart",
    "unit",
    "likely_cause",
    "cite",
    "said_place",
    "said_words",
    "found_place",
    "found_words",
    "found_arithmetic",
    "accepted_by",
    "accepted_on",
    "accepted_reason",
)

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def findings_csv(checked: Iterable[Checked]) -> str:
    """The findings of all documents in order.  `follows_from` is the number of the finding a consequence hangs under.

    It begins with a byte order mark, without which spreadsheets take it for another encoding.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for document in checked:
        for number, finding in enumerate(document.findings, 1):
            for name, row in _rows(finding, str(number), document.document):
                writer.writerow(
                    {
                        "document": safe(document.document),
                        "entity": safe(document.entity),
                        "number": name,
                        "follows_from": "" if name == str(number) else str(number),
                    }
                    | row
                )
    return "\ufeff" + text.getvalue()


def _rows(finding: Finding, number: str, document: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield number, _row(finding, document)
    for at, consequence in enumerate(finding.consequences, 1):
        yield f"{number}.{at}", _row(consequence, document)


def _row(finding: Finding, document: str) -> dict[str, str]:
    said, found = sides(finding, document, most=0)
    accepted = finding.accepted
    return {
        "severity": finding.severity,
        "check": finding.check,
        "message": safe(finding.message),
        "concepts": " ".join(finding.concepts),
        "said": finding.said if _is_number(finding, finding.said) else safe(finding.said),
        "found": finding.found if _is_number(finding, finding.found) else safe(finding.found),
        "apart": finding.apart,
        "unit": finding.unit if finding.apart else "",
        "likely_cause": safe(finding.cause.words) if finding.cause else "",
        "cite": safe(finding.cite),
        "said_place": safe(said.whence),
        "said_words": safe(said.words),
        "found_place": safe(_place(found)),
        "found_words": safe(found.words),
        "found_arithmetic": safe(_arithmetic(finding.found_source)),
        "accepted_by": safe(accepted.by) if accepted else "",
        "accepted_on": accepted.on if accepted else "",
        "accepted_reason": safe(accepted.reason) if accepted else "",
    }


def _is_number(finding: Finding, text: str) -> bool:
    return finding.apart != "" and _NUMBER.fullmatch(text) is not None


def _place(side: Shown) -> str:
    """Where a side stands; of a computed one, where its terms stand."""
    return ", ".join(dict.fromkeys(place.place for place in side.places)) or side.whence


def _arithmetic(source: Trace | None) -> str:
    return arithmetic(source) if isinstance(source, Computed) else ""


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> safe("=HYPERLINK(1)"), safe("Total assets"), safe("-5 + 3")
    ("'=HYPERLINK(1)", 'Total assets', "'-5 + 3")
    """
    return f"'{text}" if text.startswith(_FORMULA) else text
