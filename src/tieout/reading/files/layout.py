"""Layout: words scattered on a page to rows of cells.

The order in which a PDF draws its words, or an engine finds them, says nothing of where they stand, so rows are made
from places alone.  Words on one baseline are a row; a gap wider than the words of the row keep between them, or a dot
leader, parts two cells; a lone "$", "(" or ")" goes to the amount it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from tieout.reading.document import Box, Cell, Row

# Of the height of the type (the em), which is what widths on a page go by.
_SAME_BASELINE = 0.3
_WIDEST_SPACE = 1.0  # in justified prose
_NARROWEST_GAP = 0.45  # a space is about 0.28
_TYPEWRITTEN = 0.62  # the widest space of any type
_TO_ITS_AMOUNT = 16.0  # how far to the left of its amount a currency sign may stand

_SMALL = 0.8  # type below this share of its row's is a superscript or a subscript
_AMOUNT = re.compile(r"[($]{0,2}-?\d{1,3}(?:,\d{3})+(?:\.\d+)?\)?$")
_NUMBER = re.compile(r"[($]{0,3}[-–]?[\d,]*\.?\d[\d,.]*[)%]{0,2}$|[-–—]$")
_OPENERS = frozenset({"$", "$(", "($", "(", "($("})
_CLOSERS = frozenset({")", "%", ")%", "%)"})
_DRAWN_RULE = re.compile(r"[-_=~–—*]{5,}$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as printed: where it stands, on which baseline, and how large its type is, all in points."""

    text: str
    box: Box
    baseline: float
    size: float
    sure: float = 1.0
    also: tuple[str, ...] = ()


def rows_of(words: Iterable[Word], page: int) -> tuple[Row, ...]:
    """The rows of a page, from top to bottom, of words in any order."""
    lines = _lines(words)
    space = _space(lines)
    return tuple(Row(page, cells) for line in lines if (cells := cells_of(line, space)))


def _space(lines: Sequence[Sequence[Word]]) -> float:
    """The usual space between the words of a page, in ems: 0.28 in most type, 0.6 in a typewriter's."""
    gaps = [
        gap
        for line in lines
        for a, b in pairwise(line)
        if 0.1 < (gap := (b.box[0] - a.box[2]) / a.size) < _WIDEST_SPACE
    ]
    return min(sorted(gaps)[len(gaps) // 2], _TYPEWRITTEN) if len(gaps) > 5 else _NARROWEST_GAP / 1.6


def _lines(words: Iterable[Word]) -> list[list[Word]]:
    """Words by baseline; small type that stands beside larger type goes with it, wherever it is raised or lowered."""
    lines: list[list[Word]] = []
    baseline = size = float("-inf")
    for word in sorted(words, key=attrgetter("baseline")):
        if lines and word.baseline - baseline <= _SAME_BASELINE * min(size, word.size):
            lines[-1].append(word)
            # The line's own baseline is that of its largest type, not the mean: a superscript must not move it.
            if word.size > size:
                baseline, size = word.baseline, word.size
        else:
            lines.append([word])
            baseline, size = word.baseline, word.size
    return _with_scripts(lines)


def _with_scripts(lines: list[list[Word]]) -> list[list[Word]]:
    kept: list[list[Word]] = []
    sizes = [max(word.size for word in line) for line in lines]
    taken: dict[int, list[Word]] = {}
    for at, line in enumerate(lines):
        for near in (at + 1, at - 1):
            if (
                0 <= near < len(lines)
                and sizes[at] < _SMALL * sizes[near]
                and all(any(_is_beside(word, other) for other in lines[near]) for word in line)
            ):
                taken.setdefault(near, []).extend(line)
                line = []
                break
        kept.append(line)
    for at, words in taken.items():
        kept[at] = kept[at] + words
    return [sorted(line, key=lambda word: word.box[0]) for line in kept if line]


def _is_beside(small: Word, large: Word) -> bool:
    middle = (small.box[1] + small.box[3]) / 2
    gap = max(small.box[0] - large.box[2], large.box[0] - small.box[2])
    level = large.box[1] - 0.2 * large.size <= middle <= large.box[3] + 0.2 * large.size
    return level and abs(gap) < 0.5 * large.size  # a word right above or below is no script of it


def cells_of(line: Sequence[Word], space: float) -> tuple[Cell, ...]:
    """The cells of one line, whose words stand from left to right, `space` ems apart where they belong together."""
    size = sorted(word.size for word in line)[len(line) // 2]
    gaps = sorted(gap for a, b in pairwise(line) if (gap := b.box[0] - a.box[2]) > 0.05 * size)
    usual = gaps[len(gaps) // 4] if len(gaps) > 3 else 0.0
    widest = min(max(_NARROWEST_GAP * size, 1.6 * space * size, 1.8 * usual), _WIDEST_SPACE * size)
    after_a_sentence = max(widest, 2.4 * space * size)
    groups: list[list[Word]] = []
    for word in line:
        if not groups:
            groups.append([word])
            continue
        last = groups[-1][-1]
        gap = word.box[0] - last.box[2]
        ends = last.text[-1] in ".:;" and word.text[0].isalpha()
        if gap > (after_a_sentence if ends else widest) or (
            _AMOUNT.match(last.text) and _AMOUNT.match(word.text) and gap > 0.15 * size
        ):
            groups.append([word])
        else:
            groups[-1].append(word)
    return tuple(_joined([cell for group in groups if (cell := _cell(group, size)) is not None], size))


def _cell(words: Sequence[Word], size: float) -> Cell | None:
    text = words[0].text
    for last, word in pairwise(words):
        text += word.text if word.box[0] - last.box[2] < 0.12 * size else f" {word.text}"
    if _DRAWN_RULE.match(text):
        return None
    also: tuple[str, ...] = ()
    if any(word.also for word in words):  # one other reading of the cell, with all that was read otherwise in it
        also = (" ".join(word.also[0] if word.also else word.text for word in words),)
    return Cell(text, _around(*(word.box for word in words)), min(word.sure for word in words), also)


def _joined(cells: Sequence[Cell], size: float) -> list[Cell]:
    """Lone signs joined to their amounts: `$` with a blank, brackets and the per cent sign without."""
    made: list[Cell] = []
    for cell in cells:
        last = made[-1] if made else None
        gap = cell.box[0] - last.box[2] if last else 0.0
        if (
            last
            and last.text in _OPENERS
            and gap < _TO_ITS_AMOUNT * size
            and (_NUMBER.match(cell.text) or cell.text in _OPENERS)
        ):
            made[-1] = _merged(last, cell, "" if last.text.endswith("(") else " ")
        elif last and cell.text in _CLOSERS and gap < 1.5 * size and _NUMBER.match(last.text.split(" ")[-1]):
            made[-1] = _merged(last, cell, "")
        else:
            made.append(cell)
    return made


def _merged(left: Cell, right: Cell, between: str) -> Cell:
    also = tuple(f"{left.text}{between}{reading}" for reading in right.also)
    return Cell(f"{left.text}{between}{right.text}", _around(left.box, right.box), min(left.sure, right.sure), also)


def _around(*boxes: Box) -> Box:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
