"""What goes with a mistake: what else a report is blamed for that nobody would say with the figure set right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tieout.checks.diagnosis import Mark, Mistake, mark, printable
from tieout.checks.model import SEVERITIES, Comparison, Finding, Severity, Words, source_of
from tieout.checks.registry import Check
from tieout.checks.stated import Stated
from tieout.facts import Fact, Read

_MOST = 8  # mistakes of one report that are tried


@dataclass(frozen=True)
class Blame:
    """A finding that is no equation of figures, with the check that made it and the figure it speaks of, if any."""

    check: Check
    finding: Finding
    of: tuple[object, ...]

    def still_stands(self, stated: Stated) -> bool:
        return any(_key(each) == self.of for each in self.check.compare(stated) if _blames(each))


def blame(check: Check, made: Comparison | Finding, told: Callable[[Comparison], Finding]) -> Blame | None:
    """What a check found fault with, where it is no equation of figures; None where it is one, or nothing is wrong."""
    if not _blames(made):
        return None
    return Blame(check, made if isinstance(made, Finding) else told(made), _key(made))


def followed(
    stated: Stated, mistakes: Sequence[Mistake], blames: Sequence[Blame], severities: Sequence[Severity]
) -> tuple[dict[int, list[Finding]], list[Finding]]:
    """The findings that go with each mistake, by its place, and those that go with none.

    One goes with a mistake where its check no longer makes it once the mistake's figure is what it should be, and
    where it is no graver than the mistake: set right, the figure would leave nothing to say.
    """
    left, found = list(blames), dict[int, list[Finding]]()
    for place, mistake in enumerate(mistakes[:_MOST]):
        if not left:
            break
        worst = SEVERITIES.index(severities[place])
        right = _with(stated, {mark(mistake.figure): mistake.should_be})
        gone = [one for one in left if _at_most(one, worst) and not one.still_stands(right)]
        found[place] = [one.finding for one in gone]
        left = [one for one in left if one not in gone]
    return found, [one.finding for one in left]


def settled(stated: Stated, mistake: Mistake, blames: Iterable[Blame]) -> Mistake:
    """A mistake of which several figures are suspected: the one that another finding blames, and would then not."""
    suspects = [(mistake.figure, mistake.exact), *(mistake.rivals or _other_side(mistake))]
    clear = [
        replace(mistake, figure=figure, exact=exact, rivals=())
        for figure, exact in suspects
        if any(_clears(stated, figure, printable(exact, figure), one) for one in blames)
    ]
    return clear[0] if len(clear) == 1 else mistake


def _other_side(mistake: Mistake) -> list[tuple[Fact, Decimal]]:
    """The other of two stated figures that differ, where nothing else is compared with either."""
    said, found = mistake.first.said, mistake.first.found
    if len(mistake.comparisons) > 1 or not isinstance(said, Fact) or not isinstance(found, Fact):
        return []
    if not (isinstance(said.trace, Read) and isinstance(found.trace, Read)) or said.unit != found.unit:
        return []
    return [(side, mistake.figure.value) for side in (said, found) if side is not mistake.figure]


def _clears(stated: Stated, figure: Fact, should_be: Decimal, one: Blame) -> bool:
    """Whether a finding blames this very figure, and would not if it were what it should be."""
    place = _place(figure.trace) if one.finding.severity != "note" else None
    return place is not None and one.of[1] == place and not one.still_stands(_with(stated, {mark(figure): should_be}))


def _at_most(one: Blame, worst: int) -> bool:
    return SEVERITIES.index(one.finding.severity) >= worst


def _blames(made: Comparison | Finding) -> bool:
    if isinstance(made, Finding):
        return True
    return (made.agrees is not None or made.apart is None) and not made.holds


def _key(made: Comparison | Finding) -> tuple[object, ...]:
    """What tells one finding of a check from its others, whatever the values: its id and the place it speaks of."""
    if isinstance(made, Finding):
        return made.check, _place(made.said_source)
    said = made.said
    return made.check, _place(source_of(said)) or (said.name if isinstance(said, Words) else said.concept)


def _place(trace: object) -> tuple[object, ...] | None:
    return (trace.page, trace.box, trace.text) if isinstance(trace, Read) else None


def _with(stated: Stated, changes: Mapping[Mark, Decimal]) -> Stated:
    """A report as it would be with some of its figures set right."""
    right = Stated(stated.report, stated.prior)
    vars(right)["figures"] = tuple(
        replace(f, fact=replace(f.fact, value=changes[mark(f.fact)])) if mark(f.fact) in changes else f
        for f in stated.figures
    )
    return right
