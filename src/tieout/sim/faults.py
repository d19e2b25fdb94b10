"""Mistakes as filers make them, planted on the printed pages of a simulated filing.

`plant(filed, kind, seed)` gives the filing with one mistake, on whatever it is printed as, and what the mistake is.
A fault is a contradiction within the document: a sum, a repetition or a rule (`sums`) that held no longer does, or two
of its statements in words exclude each other (`word_faults`).  Where a filing offers no place for a kind, or the same
page would be as well explained by another slip of another figure, another place is sought; where there is none, None,
or the other lines are named as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tieout.sim.draw import Draw
from tieout.sim.figure_faults import FIGURE_FAULTS
from tieout.sim.filing import SimulatedFiling
from tieout.sim.page import Page
from tieout.sim.places import Place, printed_with, written
from tieout.sim.printed import Table
from tieout.sim.slips import ALSO, WAYS, looks_like
from tieout.sim.word_faults import WORD_FAULTS, Pages, Spoken
from tieout.taxonomy import taxonomy

# What may as well be said to have happened: the lesser requirement was carried, or taken as the base.
_AS_RIGHT = {
    "lesser_requirement": ("wrong_base",),
    "excess_over_lesser_requirement": ("carried_from_elsewhere",),
}
_TRIED = 40  # places a kind is tried at in one filing


@dataclass(frozen=True)
class Fault:
    """One mistake: what a filer did, where, and what stands there now.

    `cause` is what likely cause should be told, of `causes` that would be as right; "" where nothing tells.  `concepts`
    are the names the line may be given: its concept, broader ones, and lines that would explain the same page as well.
    """

    kind: str
    cause: str
    statement: str
    concept: str
    label: str
    when: str
    part: str
    before: str
    after: str
    concepts: tuple[str, ...]
    causes: tuple[str, ...]


FAULTS: tuple[str, ...] = (*FIGURE_FAULTS, *WORD_FAULTS)


def plant(filed: SimulatedFiling, kind: str, seed: int) -> tuple[SimulatedFiling, Fault] | None:
    """The filing with a mistake of a kind, and what it is; None where it offers no place for one.

    The truth stays that of the filing as it was meant.

    >>> from tieout.sim import filing
    >>> spoiled, fault = plant(filing(7), "transposed_in_a_total", 1)
    >>> fault.before != fault.after and fault.after in spoiled.text()
    True
    """
    page = Page(filed)
    fault = _planted(page, kind, Draw(seed, f"fault {kind} {filed.seed}"))
    return None if fault is None else (_printed(page), fault)


def plant_several(filed: SimulatedFiling, count: int, seed: int) -> tuple[SimulatedFiling, tuple[Fault, ...]]:
    """The filing with so many mistakes (fewer where it has no room), of different kinds, on different lines.

    No two of them break the same sum: two mistakes in one sum cannot be told from one.
    """
    page, lots = Page(filed), Draw(seed, f"faults {filed.seed}")
    kinds = list(FAULTS)
    lots.shuffle(kinds)
    found: list[Fault] = []
    for kind in kinds:
        if len(found) < count and (fault := _planted(page, kind, lots)) is not None:
            found.append(fault)
    return _printed(page), tuple(found)


def _printed(page: Page) -> SimulatedFiling:
    return replace(page.filed, blocks=page.blocks)


def _planted(page: Page, kind: str, lots: Draw) -> Fault | None:
    if kind in WORD_FAULTS:
        return _in_words(page, kind, lots)
    spots = [
        at
        for at, place in enumerate(page.places)
        if page.values[at] and at in page.over and _free(page, place) and FIGURE_FAULTS[kind].where(place)
    ]
    lots.shuffle(spots)
    ambiguous = None
    for at in spots[:_TRIED]:
        made = [option for option in FIGURE_FAULTS[kind].makes(page, at) if _will_do(page, at, *option)]
        if not made:
            continue
        units, cause = lots.pick(made)
        rivals = list(page.rivals(at, units, page.broken(at, units * page.places[at].unit)))
        if not rivals:
            return _done(page, kind, at, units, cause, [])
        ambiguous = ambiguous or (at, units, cause, rivals)
    return None if ambiguous is None else _done(page, kind, *ambiguous)


def _free(page: Page, place: Place) -> bool:
    return (place.block, place.row) not in page.rows and not (
        isinstance(page.blocks[place.block], Table) and (place.block, -1) in page.rows
    )


def _will_do(page: Page, at: int, units: int, cause: str) -> bool:
    """Whether a figure contradicts the page, and looks like the slip it is and no other."""
    place = page.places[at]
    if not units or units == place.units or (place.column < 0 and units < 0):
        return False
    slips = looks_like(units, place.units) if cause else frozenset()
    if slips - {cause} - ALSO.get(cause, frozenset()):
        return False
    if cause in WAYS and cause not in slips:
        return False
    broken = page.broken(at, units * place.unit)
    return bool(broken) and not any(tie.name in page.spoiled for tie in page.over[at])


def _done(page: Page, kind: str, at: int, units: int, cause: str, rivals: list[tuple[int, frozenset[str]]]) -> Fault:
    place = page.places[at]
    figure, text = place.figure, written(place, units, page.hand)
    slips = (looks_like(units, place.units), _as_sum(page, at, units), *(slips for _, slips in rivals))
    page.spoiled |= {tie.name for tie in page.over[at]}
    page.rows.add((place.block, place.row))
    page.values[at] = units * place.unit
    page.blocks = printed_with(page.blocks, place, text)
    named = [
        figure.concept,
        *figure.also,
        *_table_of(page, place),
        *(page.places[other].figure.concept for other, _ in rivals),
    ]
    named += [taxonomy().broadest(name) for name in named if name]
    causes = dict.fromkeys((cause, *_AS_RIGHT.get(kind, ()), *sorted(slip for held in slips for slip in held)))
    return Fault(
        kind, cause, figure.statement, figure.concept, figure.label, str(figure.when), figure.part,
        figure.printed, text, tuple(dict.fromkeys(named)), tuple(causes),
    )  # fmt: skip


def _as_sum(page: Page, at: int, units: int) -> frozenset[str]:
    """What else a figure is to its sum: net capital for the excess is the excess without the requirement."""
    apart = units * page.places[at].unit - page.values[at]
    lines = {page.values[line] for lines in page.sums(at) for line in lines}
    lines |= {-page.values[n] for tie in page.over[at] for n, weight in tie.weights.items() if weight == -1 and n != at}
    return frozenset({"line_left_out"} if -apart in lines else {"counted_twice"} if apart in lines else ())


def _table_of(page: Page, place: Place) -> Iterator[str]:
    """The names that a line of a note's table has as one of that table, which may be told of it."""
    if place.figure.statement == "notes" and place.column >= 0:
        lines = {other.figure.concept for other in page.places if other.block == place.block and other.column >= 0}
        yield from (name for name in ("rate_reconciliation", "operating_lease_commitments") if name in lines)
        if lines & {"current_tax_expense", "deferred_tax_expense"}:
            yield "income_tax_components"


def _in_words(page: Page, kind: str, lots: Draw) -> Fault | None:
    spoken: Spoken | None = WORD_FAULTS[kind](Pages(page.filed, page.blocks, lots))
    if spoken is None or any(row in page.rows for row in spoken.rows):
        return None
    page.rows |= set(spoken.rows)
    page.blocks = spoken.blocks
    if spoken.boxes:
        truth = page.filed.truth
        page.filed = replace(page.filed, truth=replace(truth, contents={**truth.contents, **spoken.boxes}))
    return Fault(
        kind, spoken.cause, spoken.statement, spoken.names[0], spoken.label, "", "",
        spoken.before, spoken.after, spoken.names, (spoken.cause,),
    )  # fmt: skip
