"""Findings that somebody looked at and lets stand, and the file they are kept in.

A file of TOML, for people to read and to edit:

    [[accepted]]
    check = "foots.total_assets"
    said = "1394351"
    found = "1394251"
    by = "J. Doe, FINOP"
    on = 2026-11-29
    reason = "The reports department is told; corrected in the amendment."

An entry speaks of one finding by its check and both its sides, so that a figure that changed is a new finding.  An
entry that is taken out is an acceptance that is taken back.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tieout.checks.model import Accepted, Checked, Finding
from tieout.facts import TieoutError

_FIELDS = ("check", "said", "found", "by", "on", "reason")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """An entry of the file: which finding, by whom, when and why."""

    check: str
    said: str
    found: str
    accepted: Accepted

    @property
    def key(self) -> tuple[str, str, str]:
        return self.check, self.said, self.found


def key_of(finding: Finding) -> tuple[str, str, str]:
    return finding.check, finding.said, finding.found


def with_acceptances(checked: Checked, acceptances: Iterable[Acceptance]) -> tuple[Checked, tuple[Acceptance, ...]]:
    """The findings, each with its acceptance, and the acceptances that no finding asks for any more.

    What somebody accepted stands behind all other findings.
    """
    held = {one.key: one for one in acceptances}
    findings = [
        replace(finding, accepted=held[key_of(finding)].accepted) if key_of(finding) in held else finding
        for finding in checked.findings
    ]
    asked = {key_of(finding) for finding in findings}
    in_order = [f for f in findings if f.accepted is None] + [f for f in findings if f.accepted is not None]
    return replace(checked, findings=tuple(in_order)), tuple(one for one in held.values() if one.key not in asked)


def accept(checked: Checked, check: str, by: str, on: date, reason: str) -> tuple[Acceptance, ...]:
    """An acceptance for each finding of a check.

    Raises TieoutError where nothing of that name was found, or who and why is not said.
    """
    for option, text in (("--by", by), ("--reason", reason)):
        if not text.strip():
            raise TieoutError("is empty.", where=option, expected="who accepts the finding, and why it may stand.")
    found = [finding for finding in checked.findings if finding.check == check]
    if not found:
        there = ", ".join(dict.fromkeys(finding.check for finding in checked.findings)) or "there is no finding"
        raise TieoutError(
            f"{checked.document} has no finding {check!r} to accept.", where="--accept", expected=f"one of: {there}."
        )
    accepted = Accepted(" ".join(by.split()), on.isoformat(), " ".join(reason.split()))
    return tuple(Acceptance(*key_of(finding), accepted) for finding in found)


def joined(old: Iterable[Acceptance], new: Iterable[Acceptance]) -> tuple[Acceptance, ...]:
    """Old and new in order; a finding accepted again is accepted as last said."""
    return tuple({one.key: one for one in (*old, *new)}.values())


def parsed(text: str, where: str) -> tuple[Acceptance, ...]:
    """The entries of a file.  Raises TieoutError, with the entry, where the text is not such a file."""
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TieoutError(
            f"is not TOML: {error}.", where=where, mend="mend it by hand, or take the file away."
        ) from None
    entries = held.pop("accepted", [])
    if held or not isinstance(entries, list):
        raise TieoutError(f"holds {', '.join(held) or 'no list'}.", where=where, expected="entries [[accepted]] only.")
    return tuple(_entry(entry, f"{where}, entry {number}") for number, entry in enumerate(entries, 1))


def _entry(entry: object, where: str) -> Acceptance:
    expected = f"{', '.join(_FIELDS)}; `on` a date, the others in quotes."
    if not isinstance(entry, dict):
        raise TieoutError("is no entry.", where=where, expected=expected)
    texts = {name: entry[name] for name in _FIELDS if name in entry}
    if isinstance(on := texts.get("on"), date):
        texts["on"] = on.isoformat()[:10]
    wrong = [n for n in _FIELDS if not isinstance(texts.get(n), str)] + [n for n in entry if n not in _FIELDS]
    if wrong:
        raise TieoutError(f"does not hold together at {', '.join(wrong)}.", where=where, expected=expected)
    try:
        date.fromisoformat(texts["on"])
    except ValueError:
        raise TieoutError(f"{texts['on']!r} is not a date.", where=where, expected="on = YYYY-MM-DD.") from None
    for name in ("by", "reason"):
        if not texts[name].strip():
            raise TieoutError(f"says nothing for {name}.", where=where, expected=expected)
    return Acceptance(
        texts["check"], texts["said"], texts["found"], Accepted(texts["by"], texts["on"], texts["reason"])
    )


def written(acceptances: Sequence[Acceptance], document: str) -> str:
    """The text of the file."""
    lines = [
        f"# Findings of {' '.join(document.split())} that somebody looked at and lets stand.",
        "# An entry is of one finding, by its check and both its sides; take it out, and the finding counts again.",
    ]
    for one in acceptances:
        lines += ["", "[[accepted]]"]
        for name, text in (("check", one.check), ("said", one.said), ("found", one.found), ("by", one.accepted.by)):
            lines.append(f"{name} = {_quoted(text)}")
        lines += [f"on = {one.accepted.on}", f"reason = {_quoted(one.accepted.reason)}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's, but for DEL and half a surrogate pair."""
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")
