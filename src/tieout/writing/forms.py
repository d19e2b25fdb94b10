"""The editions of Form X-17A-5 Part III, and which of its boxes a report checks.

An edition is data: `taxonomy/forms/*.yaml` holds its words, its blanks and its boxes.  A new edition of the form is a
new file there and nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, cast

from tieout.facts import Report, TieoutError
from tieout.taxonomy import read_yaml


@dataclass(frozen=True, slots=True)
class Box:
    """A box of "this report contains": its letter, its words, and the parts of a report any of which checks it."""

    letter: str
    text: str
    stands_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """The form as it stood for periods ending `first` through `last`, both included.  `words` is the file itself."""

    id: str
    first: date
    last: date
    boxes: tuple[Box, ...]
    words: Mapping[str, Any]


@cache
def editions() -> tuple[Edition, ...]:
    """Every edition held, oldest first."""
    folder = files("tieout.taxonomy") / "forms"
    held = [read_yaml(f) for f in folder.iterdir() if f.name.endswith(".yaml")]
    return tuple(sorted(map(_edition, held), key=lambda edition: edition.first))


def _edition(raw: Mapping[str, Any]) -> Edition:
    boxes = tuple(Box(box["letter"], box["text"], tuple(box["stands_for"])) for box in raw["boxes"])
    return Edition(raw["id"], raw.get("from", date.min), raw.get("until", date.max), boxes, raw)


def edition_for(period_end: date) -> Edition:
    """The edition that serves a period ending then.  Together the editions leave no day out."""
    return next(edition for edition in editions() if edition.first <= period_end <= edition.last)


def contents_of(report: Report, edition: Edition, has_auditor_report: bool = False) -> dict[str, bool]:
    """Box letter to checked, from what the report holds, and whether the accountant's report is bound with it.

    Boxes for documents that are written elsewhere (a SIPC report, an exemption report, an examination) are never
    checked here: state them in `facing_page["contents"]`.
    """
    held = {statement.name for statement in report.statements}
    held |= {part for part, is_held in _PARTS.items() if is_held(report)}
    if has_auditor_report and report.statements:
        held.add(_AUDITOR_ON_ONE if _only_financial_condition(report) else _AUDITOR_ON_ALL)
    return {box.letter: any(part in held for part in box.stands_for) for box in edition.boxes}


def _only_financial_condition(report: Report) -> bool:
    primary = {statement.name for statement in report.statements}
    return bool(primary) and primary <= {"financial_condition", "net_capital", "reconciliation"}


_RECONCILIATION = "Reconciliation under Rule 17a-5(d)."
_NOT_STATED = f"{_RECONCILIATION} The firm has not stated"


def _remark_on_net_capital(report: Report) -> bool:
    """The schedule states whether it differs from the FOCUS report as filed; that nobody has stated it is no statement.

    The remark has a paragraph for each rule it speaks of; one that names no rule is the firm's own on reconciliation.
    """
    remarks = [statement.remark for statement in report.statements if statement.name == "net_capital"]
    paragraphs = [text.strip() for remark in remarks for text in remark.split("\n\n")]
    return any(text and not text.startswith((_NOT_STATED, "Rule 15c3-3.")) for text in paragraphs)


_AUDITOR_ON_ONE, _AUDITOR_ON_ALL = "auditor_on_financial_condition", "auditor_on_all_statements"
# The parts of a report that are neither statements nor the accountant's report; every other word in `stands_for` is a
# statement's name.
_PARTS: dict[str, Callable[[Report], bool]] = {
    "facing_page": lambda report: True,  # noqa: ARG005
    "oath": lambda report: True,  # noqa: ARG005
    "notes": lambda report: bool(report.notes),
    "notes_to_all_statements": lambda report: bool(report.notes) and not _only_financial_condition(report),
    "remark_on_net_capital": _remark_on_net_capital,
}


def text_of(facing_page: Mapping[str, object], name: str) -> str:
    """A field of the facing page as printed: dates MM/DD/YY, absent empty."""
    value = facing_page.get(name)
    if value is None:
        return ""
    if name in ("period_start", "period_end"):
        return as_date(value, name).strftime("%m/%d/%y")
    if name == "accountant_pcaob_registered" and str(value):
        try:
            return date.fromisoformat(str(value)).strftime("%m/%d/%Y")
        except ValueError:
            return str(value)  # the firm wrote it another way; the form takes any
    return str(value)


def as_date(value: object, name: str) -> date:
    """A date of the facing page, ISO text or a date.  Raises TieoutError naming the field when it is neither."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise TieoutError(f"{name} is {value!r}.", where="facing page", expected="a date such as 2003-12-31.") from None


def facing_tree(report: Report, edition: Edition, has_auditor_report: bool = False) -> dict[str, Any]:
    """The facing page, its blanks filled and its boxes checked, as the template takes it."""
    page, words = report.facing_page, edition.words
    stated = page.get("contents")
    checked = stated if isinstance(stated, Mapping) and stated else contents_of(report, edition, has_auditor_report)
    keys = ("title", "form", "part", "page_title", "under", "omb_number", "official_use_only", "footnote", "oath")
    return {
        **{key: words[key] for key in keys},
        "period_words": words["period"],
        "period": [text_of(page, "period_start"), text_of(page, "period_end")],
        "blocks": [
            {
                "heading": block["heading"],
                "official_use": block.get("official_use", ""),
                "rows": [_row(row, page) for row in block["rows"]],
            }
            for block in words["blocks"]
        ],
        "contains": words["contains"],
        "contains_footnote": words["contains_footnote"],
        "boxes": [{"letter": b.letter, "text": b.text, "checked": bool(checked.get(b.letter))} for b in edition.boxes],
    }


def _row(row: Mapping[str, Any], page: Mapping[str, object]) -> dict[str, Any]:
    if "cells" in row:
        cells = [
            {
                "lead": cell.get("lead", ""),
                "value": text_of(page, cell["field"]),
                "caption": cell.get("caption", ""),
                "share": cell.get("share", 1),
            }
            for cell in row["cells"]
        ]
        return {"kind": "cells", "cells": cells}
    if "checks" in row:
        stated = page.get(row["checks"]) or ()
        chosen = {stated} if isinstance(stated, str) else set(cast("tuple[str, ...]", stated))
        options = [{"text": text, "checked": value in chosen} for value, text in row["options"].items()]
        return {"kind": "checks", "options": options, "columns": row.get("columns", 1)}
    return {"kind": "text", "text": row["text"]}
