"""Whether one side of a balance sheet foots: its lines add to its total, or the reason they do not is named.

Lines come as they were read: in any order, totals and subtotals among them, with headings, counts of shares and lines
of the other side that strayed in, and here and there a misread figure.  What the words of a line say of it (a total, a
contra account, a heading) is tried first, then what only the figures can say, and a figure is repaired only where one
single repair of one single line makes the side foot.

    lines                                   total assets 1,000
    Cash 600, Furniture 500, Less: accumulated depreciation 100, Total fixed assets 400
    foots: 600 + 500 - 100, "Total fixed assets" set aside as a subtotal
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Literal

from tieout.facts import TieoutError
from tieout.reading.labels.gaps import TELLING, gap_in_words, reason_for
from tieout.reading.labels.side_lines import ASKED, TOTALS, Change, SideLine, asked_changes, read_line
from tieout.reading.labels.slips import figure_text, is_round, misread

Line = tuple[str, Decimal]
How = Literal["plainly", "with reasons", "not, with a reason", "not", "no total"]

ONLY_FIGURES = 4  # the cost of a change that nothing but the gap asks for
AT_ONCE = 5  # changes that words ask for, tried together
BUDGET = 5_000  # sums tried before giving up
MOST = 16  # changes that are tried beside another one


@dataclass(frozen=True, slots=True)
class SetAside:
    """A line that is not a part of the total, and why."""

    label: str
    value: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """A figure that was read otherwise than printed; with `value` in its place the side foots, with nothing else."""

    label: str
    printed: Decimal
    value: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class SideFooting:
    """What became of a side.  `parts` are the lines that add to `total`, each with its value as it counts.

    `how` says: it foots plainly; it foots once lines are set aside or repaired, with reasons; it does not, and the
    reason is known; it does not and only the gap is known; it has no total.
    """

    total: Decimal | None
    parts: tuple[Line, ...]
    aside: tuple[SetAside, ...]
    repaired: tuple[Repaired, ...]
    how: How
    reason: str

    @property
    def foots(self) -> bool:
        return self.how in ("plainly", "with reasons")


def foot_side(lines: Sequence[Line], side: str) -> SideFooting:
    """Foot one side of a balance sheet: `assets`, or `liabilities` (with equity).

    Raises TieoutError for a side that is none.

    >>> lines = [("Cash", Decimal(70)), ("Other assets", Decimal(30)), ("Total assets", Decimal(100))]
    >>> foot_side(lines, "assets").how
    'plainly'
    """
    if side not in TOTALS:
        raise TieoutError(f"no side {side!r}", expected=" or ".join(TOTALS))
    read = [read_line(label, value, side) for label, value in lines]
    totals = [line for line in read if line.concept == TOTALS[side]]
    if not totals:
        bare = [line for line in read if line.says == {"total"}]
        totals = bare if len(bare) == 1 else []
    if not totals:
        return SideFooting(None, tuple(lines), (), (), "no total", "no total is printed")
    tried = [_against(read, value, side) for value in Counter(line.value for line in totals)]
    return min(tried, key=lambda held: (not held.foots, bool(held.aside or held.repaired), held.how == "not"))


def _against(read: Sequence[SideLine], total: Decimal, side: str) -> SideFooting:
    """Foot the lines against one of the totals that are printed."""
    kept, aside = [], []
    for line in read:
        if line.concept != TOTALS[side] and line.says != {"total"}:
            kept.append(line)
        elif line.value != total:
            aside.append(SetAside(line.label, line.value, "another total"))
    if not kept:
        return SideFooting(total, (), tuple(aside), (), "not", "no line but the total is printed")
    gap = sum((line.value for line in kept), Decimal(0)) - total
    twice = sum(line.concept == TOTALS[side] and line.value == total for line in read) > 1
    done = _changes_that_foot(kept, total, gap, twice) if gap else ()
    if done is not None:
        return _footed(kept, total, done, aside)
    reason = reason_for(kept, total, gap)
    aside += [SetAside(line.label, line.value, "not a line of this statement") for line in kept if line.nothing]
    parts = tuple((line.label, line.value) for line in kept if not line.nothing)
    how: How = "not, with a reason" if reason else "not"
    return SideFooting(total, parts, tuple(aside), (), how, reason or gap_in_words(total, gap))


def _footed(kept: Sequence[SideLine], total: Decimal, done: Sequence[Change], aside: Sequence[SetAside]) -> SideFooting:
    by_line = {change.at: change for change in done}
    parts: list[Line] = []
    out, repaired, reasons = list(aside), [], []
    for at, line in enumerate(kept):
        change = by_line.get(at)
        if change is None:
            parts.append((line.label, line.value))
            continue
        reasons.append(f"{line.label!r} ({figure_text(line.value)}): {change.why}")
        if change.value == 0:
            out.append(SetAside(line.label, line.value, change.why))
            continue
        parts.append((line.label, change.value))
        repaired.append(Repaired(line.label, line.value, change.value, change.why))
    how: How = "with reasons" if done else "plainly"
    return SideFooting(total, tuple(parts), tuple(out), tuple(repaired), how, "; ".join(reasons))


def _changes_that_foot(
    kept: Sequence[SideLine], total: Decimal, gap: Decimal, twice: bool
) -> tuple[Change, ...] | None:
    """The cheapest changes that close the gap; None where there are none, or several as good that say otherwise.

    `twice` says that the total is printed twice alike, so that it is not the misread figure.
    """
    asked = list(asked_changes(kept, total))
    best: list[tuple[Change, ...]] = []
    cost = 10**9
    for chosen in _together(asked):
        spent = sum(change.cost for change in chosen)
        if spent > cost:
            continue
        moved = sum((kept[change.at].value - change.value for change in chosen), Decimal(0))
        if moved == gap and chosen:
            if spent < cost:
                best, cost = [], spent
            best.append(chosen)
    single = list(_with_one_more(kept, asked, gap, cost))
    if single:
        least = min(spent for spent, _ in single)
        if least < cost:
            best = [chosen for spent, chosen in single if spent == least]
            if len({frozenset((c.at, c.value) for c in chosen) for chosen in best}) > 1:
                return None  # several lines could each be the misread one
            last = best[0][-1]
            off = kept[last.at].value - last.value
            if not twice and last.value not in (0, -kept[last.at].value) and misread(total, total + off):
                return None  # or the total is
    return best[0] if best else None


def _together(asked: Sequence[Change]) -> Iterator[tuple[Change, ...]]:
    """Changes to different lines, few at first, then all that words ask for; no more than the budget."""
    tried = 0
    whole = tuple({change.at: change for change in reversed(asked) if change.cost == ASKED}.values())
    if len(whole) > AT_ONCE:
        yield whole
    for size in range(min(len(asked), AT_ONCE) + 1):
        for chosen in combinations(asked, size):
            tried += 1
            if tried > BUDGET:
                return
            if len({change.at for change in chosen}) == size:
                yield chosen


def _with_one_more(
    kept: Sequence[SideLine], asked: Sequence[Change], gap: Decimal, limit: int
) -> Iterator[tuple[int, tuple[Change, ...]]]:
    """One change that only the figures ask for, beside at most two that words ask for."""
    for size in range(3):
        for chosen in combinations(asked[:MOST], size):
            spent = sum(change.cost for change in chosen) + ONLY_FIGURES
            touched = {change.at for change in chosen}
            if spent >= limit or len(touched) < size:
                continue
            moved = sum((kept[change.at].value - change.value for change in chosen), Decimal(0))
            left = gap - moved
            if left == 0:
                continue
            for at, line in enumerate(kept):
                if at in touched or line.value == 0:
                    continue
                # a round figure may be the gap by chance, as a digit misread elsewhere makes a round gap
                cost = spent + 1 if is_round(line.value) else spent
                if line.value == left:
                    yield cost, (*chosen, Change(at, Decimal(0), ONLY_FIGURES, "counted in another line as well"))
                elif line.value * 2 == left:
                    why = "the sign was lost" if line.value > 0 else "a sign too many"
                    yield cost, (*chosen, Change(at, -line.value, ONLY_FIGURES, why))
                elif left <= -TELLING and is_round(left):
                    continue  # a line of that amount may as well be missing: nothing proves which
                elif size < 2 and (why := misread(line.value, line.value - left)):
                    yield spent + 1, (*chosen, Change(at, line.value - left, ONLY_FIGURES, why))
