"""Boxes on a form: checked, empty, or unreadable.

Scans turn a box into many glyphs, and often into none.  Only a glyph that can be nothing else is believed, and a list
whose every box came out empty is not, because the page in hand is itself on that list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

UNREADABLE: Final = "unreadable"
_CHECKED = re.compile(
    r"[☑☒✓✔✗✘🗸🗹⊠☓√⛝🗷]|\[\s*[XxVv✓/]\s*\]|\(\s*[Xx]\s*\)|\\boxtimes|\\checkmark|(?<![A-Za-z])[Xx](?![A-Za-z])"
)
_EMPTY = re.compile(r"[☐□▢◻⬜❏❑]|\[\s*_?\s*\]|\\Box|\\square")
_RING = re.compile(r"^[\s.]*[O0o○◯][\s.]*$")
_TYPED = re.compile(r"\(\s*[Xx]\s*\)\s*$")
_LETTER = re.compile(r"\(?\s*[A-Za-z]{1,2}\s*[).]\s*$")

Mark = bool | str


def mark_of(printed: str, letter: str = "") -> Mark:
    """What the print before a box's words says: checked, empty, "ring" (an O, which may be either), or unreadable.

    `letter` is the box's own, where it has one; an x in brackets that is not it is a mark.

    >>> mark_of("[V] (g) "), mark_of("☐"), mark_of("O (b)"), mark_of("(c)"), mark_of("[A]")
    (True, False, 'ring', 'unreadable', 'unreadable')
    >>> mark_of("(x)"), mark_of("(x)", "x"), mark_of("[x] (x)", "x")
    (True, 'unreadable', True)
    """
    bare = printed if letter != "x" and _TYPED.search(printed) else _LETTER.sub("", printed)
    checked, empty = list(_CHECKED.finditer(bare)), list(_EMPTY.finditer(bare))
    if checked and empty:
        return checked[-1].start() > empty[-1].start()
    if checked or empty:
        return bool(checked)
    return "ring" if _RING.match(bare) else UNREADABLE


def settled(marks: Mapping[str, Mark]) -> dict[str, Mark]:
    """The marks of one list, each checked, empty or unreadable.

    A ring stands for an empty box where the list shows checked ones and draws no box otherwise empty.

    >>> settled({"a": True, "b": "ring"}), settled({"a": False, "b": False})
    ({'a': True, 'b': False}, {'a': 'unreadable', 'b': 'unreadable'})
    """
    held = set(marks.values())
    ring: Mark = False if True in held and False not in held else UNREADABLE
    read = {name: ring if mark == "ring" else mark for name, mark in marks.items()}
    return read if True in held else dict.fromkeys(marks, UNREADABLE)


def one_of(marks: Mapping[str, Mark]) -> tuple[str, str]:
    """Which box of a list is checked where one must be, and what that takes; unreadable where it does not show.

    >>> one_of({"a": False, "b": "unreadable", "c": False})
    ('b', 'its box could not be read; the others are empty')
    """
    checked = [name for name, mark in marks.items() if mark is True]
    if len(checked) == 1:
        return checked[0], ""
    left = [name for name, mark in marks.items() if mark is not False]
    if not checked and len(left) == 1 and len(marks) > 1:
        return left[0], "its box could not be read; the others are empty"
    return UNREADABLE, ""


def several_of(marks: Mapping[str, Mark]) -> list[str] | str:
    """Every checked box of a list; unreadable as a whole when one of them might be checked."""
    read = settled(marks)
    checked: Sequence[str] = [name for name, mark in read.items() if mark is True]
    return list(checked) if checked and UNREADABLE not in read.values() else UNREADABLE
