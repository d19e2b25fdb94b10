"""The manual of the checks: the page docs/checks.md, and what `tieout check --explain` prints.

    python -m tieout.checks.manual > docs/checks.md

A check says in its docstring what is compared, why both sides must agree and what usually happened.  Its specimens are
the smallest reports that provoke it: `specimens/CHECK/report.txt` (or `report.json`, which is not printed here) and
`finding.txt`, the exact words the finding must say, as `said()` writes them; `prior.txt` is the report of the year
before, where the check needs it.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import Path

from tieout.checks.model import Finding
from tieout.checks.registry import CHECKS, FAMILIES, Check, Family
from tieout.checks.sides import apart_text, sides
from tieout.facts import TieoutError

SPECIMENS = Path(str(files("tieout.checks"))) / "specimens"
_MOST_LINES = 40  # of a specimen on a page of the manual

_FAMILIES: dict[Family, str] = {
    "foots": "Sums down and across, of statements, schedules and tables in the notes.",
    "ties": "The same figure in two places of the report.",
    "recomputes": "What the law, or plain arithmetic, makes of the report's own figures at its own date.",
    "rolls": "The year before rebuilt from this year and its cash flows, and held against the report of that year.",
    "signs": "The direction of a line against its words, and against the lines it belongs with.",
    "agrees": "What the report says in words: names, dates, numbers of registers, boxes, titles.",
    "complete": "What the form and rule 17a-5 of that date ask for, and figures that nothing could be compared with.",
    "plausible": "What is possible and still unlikely: warnings, never errors.",
    "explains": "What a figure that stands nowhere else is probably made of: notes, never facts.",
}

INTRODUCTION = """# What is checked

Every comparison that `tieout check` makes. This page is printed from the checks and their specimens by
`python -m tieout.checks.manual`; a test fails when it differs. `tieout check --explain CHECK` prints one entry.

A check compares what a report says with what another place of it, a sum or a rule says it should be. It yields nothing
where something it needs is not stated: absent is not zero. The `*` of a name stands for a concept or a place. Under
each check stands the smallest report that provokes it, and the words of the finding.
"""


@dataclass(frozen=True, slots=True)
class Specimen:
    """The smallest report that provokes a check, and the words it must say."""

    check: str
    report: Path
    says: str

    @property
    def text(self) -> str:
        """The report where it can be read as it is, that of the year before after it."""
        if self.report.suffix != ".txt":
            return ""
        prior = self.report.with_name("prior.txt")
        before = f"\n... and the year before:\n\n{prior.read_text(encoding='utf-8')}" if prior.is_file() else ""
        return self.report.read_text(encoding="utf-8") + before


@cache
def registered() -> tuple[Check, ...]:
    """Every check there is."""
    import tieout.checks.engine  # noqa: F401  # the modules it imports register their checks

    return tuple(CHECKS)


@cache
def specimens() -> tuple[Specimen, ...]:
    """The specimens by the name of their check; none where the package came without them."""
    found = []
    for folder in sorted(SPECIMENS.iterdir()) if SPECIMENS.is_dir() else ():
        if folder.is_dir() and (says := folder / "finding.txt").is_file():
            (report,) = (path for path in folder.iterdir() if path.stem == "report")
            found.append(Specimen(folder.name, report, says.read_text(encoding="utf-8")))
    return tuple(found)


def specimens_of(check: Check) -> tuple[Specimen, ...]:
    return tuple(one for one in specimens() if (held := owner(one.check)) and held[0] is check)


def owner(name: str) -> tuple[Check, str] | None:
    """The check that yields a name, and its id for it: where several would, the one that says most of the name."""
    held = [(check, one) for check in registered() for one in check.ids if fnmatchcase(name, one)]
    return max(held, key=lambda pair: len(pair[1].replace("*", "")), default=None)


def said(finding: Finding, document: str = "") -> str:
    """A finding as plain words, as a specimen's `finding.txt` holds it."""
    lines = [f"{finding.severity}  {finding.check}", finding.message]
    for side in sides(finding, document):
        place = f"  ({side.whence})" if side.whence else ""
        lines.append(f"{side.name}: {side.figure or 'nothing'}{place}")
    lines += [f"apart: {apart_text(finding)}"] if finding.apart else []
    lines += [f"likely: {finding.cause.words}"] if finding.cause else []
    lines += [f"under: {finding.cite}"] if finding.cite else []
    lines += [f"so too: {one.check}  {one.message}" for one in finding.consequences]
    return "\n".join(lines) + "\n"


def explained(name: str) -> str:
    """The manual page of a check by one of its names; `all` lists the names there are, a family those of its checks.

    Raises TieoutError, with names that are near, where there is no such check.
    """
    if name == "all" or name in FAMILIES:
        return "".join(f"{one}\n" for check in registered() if name in ("all", check.family) for one in check.ids)
    held = owner(name)
    if held is None:
        import difflib

        names = [one for check in registered() for one in check.ids]
        near = ", ".join(difflib.get_close_matches(name, names, n=3))
        raise TieoutError(
            f"there is no check {name!r}.",
            where="--explain",
            expected=f"one of {near}." if near else "a check as findings name it, or a family of checks.",
            mend="list them all with `tieout check --explain all`",
        )
    check = held[0]
    wanted = tuple(one for one in specimens() if one.check == name)
    return "\n".join(_entry(check, heading="", held=wanted or specimens_of(check)))


def page() -> str:
    """docs/checks.md."""
    lines = [INTRODUCTION]
    for family in FAMILIES:
        held = [check for check in registered() if check.family == family]
        if held:
            lines += [f"## {family}", "", _FAMILIES[family], ""]
            for check in held:
                lines += _entry(check, heading="### ", held=specimens_of(check))
    return "\n".join(lines).rstrip() + "\n"


def _entry(check: Check, heading: str, held: tuple[Specimen, ...]) -> Iterator[str]:
    names = ", ".join(f"`{one}`" if heading else one for one in check.ids)
    yield f"{heading}{names}"
    yield ""
    yield inspect.cleandoc(check.words)
    yield ""
    if check.cite:
        yield f"Under {check.cite}."
        yield ""
    for specimen in held:
        if specimen.text:
            lines = specimen.text.rstrip().splitlines()
            yield from (f"    {line}".rstrip() for line in lines[:_MOST_LINES])
            if len(lines) > _MOST_LINES:
                yield f"    ... {len(lines) - _MOST_LINES} more lines"
            yield ""
        yield "says" if specimen.text else f"`{specimen.check}/{specimen.report.name}` says"
        yield ""
        yield from (f"    {line}" for line in specimen.says.rstrip().splitlines())
        yield ""


if __name__ == "__main__":
    sys.stdout.write(page())
