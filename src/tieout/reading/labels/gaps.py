"""Why a side of a balance sheet does not foot, in words that name lines and amounts, or how far it is from footing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from tieout.reading.labels.side_lines import ASKED, Change, SideLine, asked_changes
from tieout.reading.labels.slips import figure_text, is_round, misread, unit_of
from tieout.taxonomy import taxonomy

LONG = 120  # lines of a side beyond which it is taken as it stands only
TELLING = 1000  # an amount as large as this is not another one by chance
_IN_WORDS = re.compile(r"\d{1,3}(?:,\d{3})+")


def gap_in_words(total: Decimal, gap: Decimal) -> str:
    """The last resort: how far the side is from footing, and that nothing tried closes it."""
    share = f" ({abs(gap) / abs(total):.1%} of it)" if total else ""
    missing = f"a line of {figure_text(-gap)} is missing" if gap < 0 else f"{figure_text(gap)} too much is counted"
    return f"{_differs(total, gap)}{share}: {missing}, and no combination of lines or single repair closes the gap"


def _differs(total: Decimal, gap: Decimal) -> str:
    more = "more" if gap > 0 else "less"
    apart = f"{figure_text(abs(gap))} {more}"
    return f"the lines add to {figure_text(total + gap)}, {apart} than the total {figure_text(total)}"


def reason_for(kept: Sequence[SideLine], total: Decimal, gap: Decimal) -> str:
    """Why the side does not foot, naming lines and amounts; "" where only the gap is known."""
    if _is_no_amount(total) and abs(gap) > 10 * abs(total):
        what = "a year" if total > 31 else "a stray mark"
        return f"the figure beside the total, {total:.0f}, is {what}, not an amount: the total itself was not read"
    for done, left in _states(kept, total, gap):
        lines = [line for at, line in enumerate(kept) if at not in {change.at for change in done}]
        why = _rounding(lines, total, left) or _slips(lines, total, left) or _one_amount(lines, left)
        if why:
            first = "".join(f"{kept[c.at].label!r} ({figure_text(kept[c.at].value)}) is {c.why}; " for c in done)
            return f"{first}then {_differs(total, left)}: {why}" if first else f"{_differs(total, left)}: {why}"
    return (
        _by_subtotals(kept, total)
        or _beside_subtotals(kept, total)
        or _two_lines(kept, gap, total)
        or _of_another_statement(kept, total, gap)
    )


def _is_no_amount(total: Decimal) -> bool:
    return total == int(total) and (0 < total < 32 or 1985 <= total <= 2035)


def _states(kept: Sequence[SideLine], total: Decimal, gap: Decimal) -> Iterator[tuple[tuple[Change, ...], Decimal]]:
    """What the side may be taken as before its gap is explained: as it stands, without subtotals, as words ask."""
    asked = list(asked_changes(kept, total))
    yield (), gap
    if len(kept) > LONG:
        return
    seen: set[tuple[tuple[int, Decimal], ...]] = set()
    by_words = [change for change in asked if change.cost == ASKED]
    whole = tuple({change.at: change for change in reversed(by_words)}.values())
    asides = tuple(change for change in by_words if not change.value)
    for done in (
        asides,
        whole,
        *combinations(asked[:40], 1),
        *combinations(asked[:16], 2),
        *combinations(asked[:12], 3),
    ):
        key = tuple((change.at, change.value) for change in done)
        if done and key not in seen and len({change.at for change in done}) == len(done):
            seen.add(key)
            yield done, gap - sum((kept[c.at].value - c.value for c in done), Decimal(0))


def _rounding(lines: Sequence[SideLine], total: Decimal, gap: Decimal) -> str:
    values = [line.value for line in lines if line.value]
    unit = unit_of([*values, total])
    if 0 < abs(gap) <= unit * max(1, len(values) // 2) and abs(gap) <= abs(total) / 200:
        return f"rounding of the lines to {figure_text(unit)}"
    return ""


def _slips(lines: Sequence[SideLine], total: Decimal, gap: Decimal) -> str:
    """One digit of the total, or of one of at most three figures in all."""
    whole = misread(total, total + gap)
    slips = [f"{whole} in the total, which should be {figure_text(total + gap)}"] if whole else []
    slips += [
        f"{why} in {line.label!r} ({figure_text(line.value)}, should be {figure_text(line.value - gap)})"
        for line in lines
        if gap and (why := misread(line.value, line.value - gap)) and not line.nothing
    ]
    if not 1 <= len(slips) <= 3:
        return ""
    if gap < 0 and is_round(gap):  # as round as an amount of its own
        slips.append(f"a line of {figure_text(-gap)} is missing")
    return " or ".join(slips)


def _one_amount(lines: Sequence[SideLine], gap: Decimal) -> str:
    """The gap is the amount of one line, missing a second time, or stands in the words of one."""
    for line in lines:
        if line.value and line.value == -gap and abs(gap) >= TELLING:
            return f"a second line of the same amount as {line.label!r} is missing"
        for amount in _amounts(line.label):
            if abs(gap) >= TELLING and abs(gap) in (amount, abs(line.value - amount), abs(line.value + amount)):
                return f"the amount in the words of {line.label!r} is not counted as it should be"
    return ""


def _amounts(label: str) -> list[Decimal]:
    """Figures with separators that stand in a label."""
    return [Decimal(found.replace(",", "")) for found in _IN_WORDS.findall(label)]


def _by_subtotals(kept: Sequence[SideLine], total: Decimal) -> str:
    """The side foots by its subtotals, so the fault is among the lines of one of them."""
    held = taxonomy().concepts
    equity = [line for line in kept if line.concept and held[line.concept].kind == "equity"]
    liabilities = [line for line in kept if line.concept and held[line.concept].kind == "liability"]
    sections = ((equity, "total_equity", liabilities), (liabilities, "total_liabilities", equity))
    for own, subtotal, others in sections:
        for line in own:
            if line.concept != subtotal or line.value == 0:
                continue
            parts = [one for one in own if one is not line and not one.concept.startswith("total_")]
            rest = [one for one in others if not one.concept.startswith("total_")]
            other = [one for one in others if one.concept in ("total_equity", "total_liabilities")]
            foots = line.value + sum((one.value for one in rest), Decimal(0)) == total
            if not foots and not any(line.value + one.value == total for one in other):
                continue
            added = sum((one.value for one in parts), Decimal(0))
            if parts and added != line.value:
                apart = figure_text(abs(added - line.value))
                names = ", ".join(f"{one.label!r} {figure_text(one.value)}" for one in parts)
                more = "more" if added > line.value else "less"
                subtotal_text = f"{line.label!r} ({figure_text(line.value)})"
                return f"it foots by {subtotal_text}, whose lines ({names}) add to {apart} {more}"
    return ""


def _beside_subtotals(kept: Sequence[SideLine], total: Decimal) -> str:
    """Subtotals and a few lines beside them add to the total, so the fault is among the lines left over."""
    subtotals = [line for line in kept if line.value and (line.concept.startswith("total_") or line.first == "total")]
    others = [line for line in kept if line.value and line not in subtotals and not line.nothing]
    for whole in (*combinations(subtotals[:5], 1), *combinations(subtotals[:5], 2)):
        wanted = total - sum((line.value for line in whole), Decimal(0))
        for size in range(5):
            for beside in combinations(others[:12], size):
                if sum((line.value for line in beside), Decimal(0)) != wanted or abs(total) < TELLING:
                    continue
                left = [line for line in others if line not in beside]
                added = sum((line.value for line in left), Decimal(0))
                short = sum((line.value for line in whole), Decimal(0)) - added
                names = ", ".join(f"{line.label!r} {figure_text(line.value)}" for line in (*whole, *beside))
                apart = f"{figure_text(abs(short))} {'less' if short > 0 else 'more'} than they should"
                return f"it foots by {names}; the lines under the subtotals add to {figure_text(added)}, {apart}"
    return ""


def _of_another_statement(kept: Sequence[SideLine], total: Decimal, gap: Decimal) -> str:
    """Half the lines or more are of the other side or of another statement, so the side was not read as one."""
    lines = [line for line in kept if line.value]
    strays = [line for line in lines if line.strayed or line.nothing]
    if len(strays) < 3 or 2 * len(strays) < len(lines):
        return ""
    names = ", ".join(f"{line.label!r} {figure_text(line.value)}" for line in strays[:4])
    counted = f"{len(strays)} of {len(lines)} lines are of the other side or of another statement"
    return f"{_differs(total, gap)}: {counted} ({names}{', ...' if len(strays) > 4 else ''})"


def _two_lines(kept: Sequence[SideLine], gap: Decimal, total: Decimal) -> str:
    """The gap is two lines together: neither is a part of the total."""
    if gap < TELLING * 10 or len(kept) > LONG:
        return ""
    pairs = [(a, b) for a, b in combinations(kept, 2) if a.value + b.value == gap and a.value and b.value]
    if len(pairs) != 1:
        return ""
    first, second = pairs[0]
    names = f"{first.label!r} ({figure_text(first.value)}) and {second.label!r} ({figure_text(second.value)})"
    return f"{_differs(total, gap)}: that is {names}, both counted in other lines"
