"""What reading a scan does to the text of a filing's tables, on purpose and with the truth of it.

`damage_text()` takes a text with tabs between cells and spoils some of its rows, each in one way: digits set apart,
rows run together, a digit misread, parentheses lost.  What was done is returned, so that a repair can be judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tieout.sim.draw import Draw

_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+|(?<!\d)\d{3}(?!\d)")
_AMOUNT = re.compile(r"\\?\$? ?[(<-]?\d[\d,]*(?:\.\d\d)?[)>]?")
_LOOK_ALIKES = {"0": "O", "1": "l", "5": "S", "8": "B"}
_MISREAD = {
    "0": "689",
    "1": "74",
    "2": "7",
    "3": "85",
    "4": "19",
    "5": "36",
    "6": "85",
    "7": "12",
    "8": "360",
    "9": "40",
}


@dataclass(frozen=True)
class Damage:
    """One thing done: `kind`, the lines as they were and as they are now, and the figures hit, as they truly read."""

    kind: str
    before: str
    after: str
    figures: tuple[str, ...]


def damage_text(text: str, seed: int, rate: float = 0.03) -> tuple[str, tuple[Damage, ...]]:
    """The text with about `rate` of its table rows spoiled, and what was done, in order.

    >>> spoiled, done = damage_text("Cash\\t$ 1,204\\nTotal\\t$ 1,204\\n", seed=1, rate=1)
    >>> len(done) > 0 and spoiled != "Cash\\t$ 1,204\\nTotal\\t$ 1,204\\n"
    True
    """
    lots = Draw(seed, "damage")
    lines = text.split("\n")
    done: list[Damage] = []
    out: list[str] = []
    at = 0
    while at < len(lines):
        if (not figures_of(lines[at]) and not _glueable(lines, at)) or not lots.chance(rate):
            out.append(lines[at])
            at += 1
            continue
        kind, taken, made, hit = _spoil(lines, at, lots)
        out.extend(made)
        if kind:
            done.append(Damage(kind, "\n".join(lines[at : at + taken]), "\n".join(made), hit))
        at += taken
    return "\n".join(out), tuple(done)


def figures_of(line: str) -> tuple[str, ...]:
    """The amounts in the cells of a row, its label left out."""
    return tuple(cell for cell in line.split("\t")[1:] if _AMOUNT.fullmatch(cell.strip()) and _FIGURE.search(cell))


def _glueable(lines: list[str], at: int) -> bool:
    """A heading with at least two rows of figures below it."""
    heading = bool(lines[at].strip()) and "\t" not in lines[at].rstrip("\t") and len(lines[at]) < 40
    return heading and all(len(lines) > at + i and _single(lines[at + i]) for i in (1, 2))


def _single(line: str) -> bool:
    """A label and one figure."""
    return line.count("\t") == 1 and len(figures_of(line)) == 1 and bool(line.split("\t")[0].strip())


_Spoiled = tuple[str, int, list[str], tuple[str, ...]]  # kind, lines taken, lines made, figures hit


def _spoil(lines: list[str], at: int, lots: Draw) -> _Spoiled:
    line = lines[at]
    if not figures_of(line):
        count = 2 if len(lines) <= at + 3 or not _single(lines[at + 3]) else lots.choice((2, 3))
        rows = [row.split("\t") for row in lines[at + 1 : at + 1 + count]]
        glued = " ".join([line.strip(), *(row[0].strip() for row in rows)]) + "\t" + " ".join(row[1] for row in rows)
        return "heading_glued", count + 1, [glued], tuple(row[1] for row in rows)
    ways: list[Callable[[], _Spoiled | None]] = [lambda way=way: _one_figure(line, way, lots) for way in _WAYS]  # type: ignore[misc]
    if _single(line) and at + 1 < len(lines) and _single(lines[at + 1]):
        ways += [lambda: _merged(lines, at, lots)] * 4
    if len(line.split("\t")[0].split()) > 3 and figures_of(line):
        ways += [lambda: _wrapped(line, lots)] * 3
    lots.shuffle(ways)
    return next((made for way in ways if (made := way()) is not None), ("", 1, [line], ()))


def _merged(lines: list[str], at: int, lots: Draw) -> _Spoiled:
    """Two rows become one, or the second's label climbs into the first."""
    (first, one), (second, two) = (line.split("\t") for line in lines[at : at + 2])
    if lots.chance(0.6):
        return "rows_merged", 2, [f"{first} {second}\t{one} {two}"], (one, two)
    return "labels_glued", 2, [f"{first} {second}\t{one}", f"\t{two}"], (one, two)


def _wrapped(line: str, lots: Draw) -> _Spoiled:
    """The end of a label falls onto a line of its own, above or below its figures."""
    label, *cells = line.split("\t")
    words = label.split()
    cut = lots.randint(2, len(words) - 1)
    head, tail = " ".join(words[:cut]), " ".join(words[cut:])
    rows = ["\t".join([head, *cells]), tail] if lots.chance(0.6) else [head, "\t".join([tail, *cells])]
    return "label_wrapped", 1, rows, figures_of(line)


def _one_figure(line: str, way: str, lots: Draw) -> _Spoiled | None:
    cells = line.split("\t")
    places = [at for at in range(1, len(cells)) if _AMOUNT.fullmatch(cells[at].strip()) and _FIGURE.search(cells[at])]
    at = lots.pick(places)
    spoiled = _WAYS[way](cells[at], lots)
    if spoiled is None or spoiled == cells[at]:
        return None
    return way, 1, ["\t".join([*cells[:at], spoiled, *cells[at + 1 :]])], (cells[at],)


def _split(cell: str, lots: Draw) -> str | None:
    """62 8, 200 for 628,200."""
    digits = [m.start() for m in re.finditer(r"(?<=\d)\d", cell)]
    if not digits:
        return None
    cut = lots.pick(digits)
    spaced = cell[:cut] + " " + cell[cut:]
    return spaced.replace(",", ", ", 1) if lots.chance(0.5) else spaced


def _digit(cell: str, lots: Draw) -> tuple[int, str]:
    at = lots.pick([m.start() for m in re.finditer(r"\d", cell)])
    return at, cell[at]


def _misread(cell: str, lots: Draw) -> str:
    at, digit = _digit(cell, lots)
    return cell[:at] + lots.choice(_MISREAD[digit]) + cell[at + 1 :]


def _lost(cell: str, lots: Draw) -> str:
    at, _ = _digit(cell, lots)
    return cell[:at] + cell[at + 1 :]


def _added(cell: str, lots: Draw) -> str:
    at, digit = _digit(cell, lots)
    return cell[:at] + lots.choice((digit, "1")) + cell[at:]


def _unsigned(cell: str, lots: Draw) -> str | None:
    """Parentheses lost, both or one."""
    if "(" not in cell:
        return None
    lose = lots.choice(("()", "()", "(", ")"))
    return "".join(character for character in cell if character not in lose)


def _unparted(cell: str, lots: Draw) -> str | None:
    """A comma lost, or read as a full stop."""
    commas = [m.start() for m in re.finditer(",", cell)]
    if not commas:
        return None
    at = lots.pick(commas)
    return cell[:at] + lots.choice(("", ".")) + cell[at + 1 :]


def _dollar(cell: str, lots: Draw) -> str | None:
    """The dollar sign read as S, 5 or 8, and the space after it lost."""
    if "$" not in cell:
        return None
    return re.sub(r"\\?\$ ?", lots.choice(("S", "5", "8")), cell, count=1)


def _letters(cell: str, lots: Draw) -> str | None:
    """O for 0, l for 1, S for 5, B for 8."""
    places = [at for at, character in enumerate(cell) if character in _LOOK_ALIKES]
    if not places:
        return None
    at = lots.pick(places)
    return cell[:at] + _LOOK_ALIKES[cell[at]] + cell[at + 1 :]


_WAYS: dict[str, Callable[[str, Draw], str | None]] = {
    "digits_split": _split,
    "digit_misread": _misread,
    "digit_lost": _lost,
    "digit_added": _added,
    "parentheses_lost": _unsigned,
    "separator_damaged": _unparted,
    "dollar_misread": _dollar,
    "letter_for_digit": _letters,
}
KINDS = (*_WAYS, "rows_merged", "labels_glued", "label_wrapped", "heading_glued")
