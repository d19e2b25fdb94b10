"""Facing pages from a seed, in both editions, broken as scans and the tools that read them break real ones.

The page is drawn on a sheet of typewriter columns and then read back carelessly: a table's rules cut it where they
fall, marks beside a rule print twice, glyphs are lost, stamps and ghosts of rows are added.  The truth comes with it:
what each blank says, or "unreadable" where the damage leaves no way to tell.  `doubtful` names the blanks where a
careful reader may well give up, because nothing else in the text says which of two readings is right.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from tieout.sim.facing_harms import HARMS
from tieout.sim.facing_print import RENDERED, draw, rest
from tieout.sim.facing_sheet import UNREADABLE, Sheet, fill

__all__ = ["UNREADABLE", "SimulatedFacingPage", "facing_page"]


@dataclass(frozen=True)
class SimulatedFacingPage:
    """A page as text, what it says, and what was done to it.  `form` is tabs, pipes, lines or run."""

    text: str
    truth: Mapping[str, object]
    damage: tuple[str, ...]
    form: str
    doubtful: frozenset[str] = frozenset()


def facing_page(seed: int) -> SimulatedFacingPage:
    """The facing page of a seed; the same seed gives the same page."""
    chance = random.Random(f"facing page {seed}")
    sheet = Sheet(chance, "2021" if chance.random() < 0.35 else "2003")
    fill(sheet)
    for harm in HARMS:
        if sheet.hits(HARMS[harm]):
            harm(sheet)
    draw(sheet)
    form = chance.choice(["tabs", "tabs", "tabs", "pipes", "pipes", "lines", "run"])
    body = RENDERED[form](sheet)
    text = body + ("" if sheet.hits(0.12) and form in ("lines", "run") else rest(sheet))
    return SimulatedFacingPage(text, dict(sheet.truth), tuple(sheet.damage), form, frozenset(sheet.doubtful))
