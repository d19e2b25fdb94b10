"""Rows of a small table that a reader ran together, parted again where only one parting gives rows that are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from tieout.reading.document import Cell
from tieout.reading.notes.columns import Line, ways_of
from tieout.reading.notes.words import TableKind

_MOST_WORDS = 16  # no two labels that ran together have more


def parted(
    kind: TableKind,
    lines: Sequence[Line],
    line_of: Callable[[Line, str, Cell, str], Line],
    part_of: Callable[[Line], str | None],
) -> list[Line]:
    """The lines, those parted whose one cell holds a figure for each of several labels.

    `line_of` makes a line of a label, a cell and a section out of one that ran together; `part_of` says which part of
    the table it is, None where its words are not known.
    """
    done: list[Line] = []
    rest = list(lines)
    while rest:
        line = rest.pop(0)
        figures = _figures(line)
        if len(line.years) == 2 and len(figures) == 1 and rest and not rest[0].label and len(_figures(rest[0])) == 1:
            below = rest.pop(0)  # its label climbed up: "2005 2006 | 628,200" over "669,741"
            done.append(line_of(line, line.years[0], figures[0], line.section))
            done.append(line_of(below, line.years[1], below.cells[0], line.section))
            continue
        if len(figures) > 1 and len(line.years) < 2 and line.printed:
            found = {tuple(map(part_of, way)): way for way in _ways(kind, line, figures, line_of)}
            known = [way for parts, way in found.items() if None not in parts and len(set(parts)) == len(parts)]
            if len(known) == 1:
                done += known[0]
                continue
        done.append(line)
    return done


def _figures(line: Line) -> list[Cell]:
    """The figures of a line's only cell, a cell for each; none where there is a doubt."""
    if len(line.cells) != 1:
        return []
    ways = ways_of(line.cells[0])
    if len(ways) != 1 or not all(figure.well_formed for figure in ways[0]):
        return []
    return [replace(line.cells[0], text=figure.text) for figure in ways[0]]


def _ways(
    kind: TableKind, line: Line, figures: Sequence[Cell], line_of: Callable[[Line, str, Cell, str], Line]
) -> Iterator[list[Line]]:
    words = line.printed.split()
    if len(words) > _MOST_WORDS:
        return
    section = line.section
    opening = re.sub(r"[^a-z]", "", words[0].lower())
    if any(pattern.search(opening) for pattern, _ in kind.sections):  # "Current: Federal State"
        section, words = opening, words[1:]
    for cuts in combinations(range(1, len(words)), len(figures) - 1):
        bounds = (0, *cuts, len(words))
        labels = [" ".join(words[a:b]) for a, b in pairwise(bounds)]
        yield [line_of(line, label, cell, section) for label, cell in zip(labels, figures, strict=True)]
