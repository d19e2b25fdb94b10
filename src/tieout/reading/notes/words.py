"""The words of in_notes.yaml, made ready: which sentence states which fact, and what each row of a small table is.

A wording is written as it is said, over a sentence in which every figure is one mark and every date another:

    # an amount    $ an amount that is a limit or an alternative ("up to", "greater of")    % a percent
    ~ a ratio to 1    = a number of shares    @ a date or year, or several

`{a|b}` is either, `[a]` may be missing, `<is>` a list of words declared at the top of the file, `...` up to ten words
and no figure.  A comma may stand anywhere.  `#:concept` gives that mark to another concept than the rule's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tieout.facts import TieoutError
from tieout.taxonomy.loader import HERE, read_yaml

MARKS = "#$%~=@"
_PIECE = re.compile(r"\{[^}]*\}|\[[^\]]*\]|<\w+>|\.\.\.|[#$%~=@](?::\w+)?|[^\s{}\[\]<>]+")
_FEW = 12  # more words than that are found in most sentences, and not worth the look
_GAP = r"(?:[^\s#$%~=;]+ ){0,10}?"


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say it: a pattern whose groups g0, g1 ... are figures, and the concept of each.

    `needs` and `marks` are what a sentence cannot lack, of each group of words one: the quick look before the pattern.
    """

    pattern: re.Pattern[str]
    concepts: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    marks: frozenset[str]

    def may_stand_in(self, norm: str, marks: set[str]) -> bool:
        if not self.marks <= marks:
            return False
        for ways in self.needs:
            for word in ways:
                if word in norm:
                    break
            else:
                return False
        return True


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Words of which any may stand in a text: plain ones are looked for as they are, which is the quickest."""

    plain: tuple[str, ...]
    pattern: re.Pattern[str] | None

    def found_in(self, text: str) -> bool:
        for word in self.plain:
            if word in text:
                return True
        return self.pattern is not None and self.pattern.search(text) is not None

    def __bool__(self) -> bool:
        return bool(self.plain or self.pattern)


@dataclass(frozen=True, slots=True)
class Rule:
    """A concept and the ways sentences state it.

    `when` is balance or flow.  `never` voids the sentence, `not_before` the words just before the match, `not_within`
    the match; `inside` asks for words of the note's title or the paragraph.  `otherwise` names the concept the value
    has where a firmer wording gives this one another value.
    """

    concept: str
    when: str
    unit: str
    part: str
    wordings: tuple[Wording, ...]
    never: AnyOf
    not_before: re.Pattern[str] | None
    not_within: AnyOf
    inside: AnyOf
    otherwise: str


@dataclass(frozen=True, slots=True)
class TableKind:
    """A kind of small table: what tells it, and what its rows are.

    `tells` is looked for in the words above the table, `shows` in its labels (at least `least` different rows).
    `rows` are (pattern of a label, part, concept); the first that fits counts.  The kind's own concept with no part is
    the total, and no concept says that the row is of another matter.  `sections` name what headings inside open.
    Where none fits, a row's part is its label when `named_by_label`, and the row is not understood otherwise.
    """

    name: str
    concept: str
    when: str
    tells: re.Pattern[str] | None
    shows: re.Pattern[str] | None
    least: int
    never: re.Pattern[str] | None
    rows: tuple[tuple[re.Pattern[str], str, str], ...]
    sections: tuple[tuple[re.Pattern[str], str], ...]
    named_by_label: bool
    years: bool


@dataclass(frozen=True, slots=True)
class NoteWords:
    rules: tuple[Rule, ...]
    tables: tuple[TableKind, ...]
    states: re.Pattern[str]
    direction: Mapping[str, str]


@cache
def note_words() -> NoteWords:
    """The words, compiled once."""
    raw = read_yaml(HERE / "in_notes.yaml")
    words = {name: tuple(held) for name, held in raw["words"].items()}
    when = {concept: (kind, held) for kind, held in raw["concepts"].items() for concept in held}
    rules = tuple(_rule(entry, words, when) for entry in raw["sentences"])
    tables = tuple(_table(name, entry) for name, entry in raw["tables"].items())
    states = re.compile(rf"\b(?:{'|'.join(sorted(raw['states'], key=len, reverse=True))})\b")
    return NoteWords(rules, tables, states, {concept: kind for concept, (kind, _) in when.items()})


def _rule(entry: Mapping[str, Any], words: Mapping[str, tuple[str, ...]], when: Mapping[str, Any]) -> Rule:
    concept = entry["concept"]
    wordings = tuple(wording(said, concept, words) for said in entry["says"])
    for named in {concept, *(name for held in wordings for name in held.concepts)}:
        if named not in when:
            raise TieoutError(f"{named} is not one of the concepts of notes.", where="in_notes.yaml: sentences")
    return Rule(
        concept,
        when[concept][0],
        entry.get("unit", "USD"),
        entry.get("part", ""),
        wordings,
        _words(entry.get("never")),
        _before(entry.get("not_before")),
        _words(entry.get("not_within")),
        _words(entry.get("inside")),
        entry.get("otherwise", ""),
    )


def wording(said: str, concept: str, words: Mapping[str, tuple[str, ...]]) -> Wording:
    """A wording to its pattern.

    >>> held = wording("net capital <is> #", "net_capital", {"is": ("was", "of")})
    >>> bool(held.pattern.search("company had net capital of # ")), held.needs
    (True, (('net capital ',), ('was ', 'of ')))
    """
    pieces: list[str] = []
    concepts: list[str] = []
    marks = {piece[0] for piece in _PIECE.findall(said) if piece[0] in MARKS}
    needs: list[tuple[str, ...]] = []
    fixed = ""
    held = _PIECE.findall(said)
    alone = sum(piece[0] in MARKS and piece != "@" for piece in held) == 1
    for place, piece in enumerate(held):
        if piece[0] not in "{[<#$%~=@" and piece != "...":
            pieces.append(re.escape(piece) + " ")
            needs = needs[:-1] if fixed else needs
            fixed += piece + " "
            needs.append((fixed,))
            continue
        fixed = ""
        if piece == "...":
            pieces.append(_GAP)
        elif piece[0] in MARKS:
            mark, _, named = piece.partition(":")
            if mark == "@" and not named:
                pieces.append("@ ")
            else:
                pieces.append(f"(?P<g{len(concepts)}>{re.escape(mark)}) ")
                if alone and place + 1 < len(held):  # "22% and 15% of revenue"
                    more = re.escape(mark)
                    pieces[-1] += rf"(?:(?:, {more} ){{0,2}}(?:, )?and {more} )?"
                concepts.append(named or concept)
        elif piece[0] == "<":
            pieces.append(f"(?:{_either(words[piece[1:-1]])})")
            needs.append(tuple(f"{way} " for way in words[piece[1:-1]]))
        else:
            said_ways = piece[1:-1].split("|")
            ways = [each for way in said_ways for each in (words[way[1:-1]] if way[0] == "<" else (way,))]
            pieces.append(f"(?:{_either(ways)}){'?' if piece[0] == '[' else ''}")
            if piece[0] == "{":
                needs.append(tuple(f"{way} " for way in ways))
    needs = sorted((ways for ways in needs if len(ways) <= _FEW), key=len)
    pattern = re.compile(r"(?<!\S)" + "(?:, )?".join(pieces))
    return Wording(pattern, tuple(concepts), tuple(needs), frozenset(marks))


def _either(ways: Iterable[str]) -> str:
    return "|".join(re.escape(way) + " " for way in ways)


def _before(held: list[str] | None) -> re.Pattern[str] | None:
    """Words that stand just before a match, with no more than an article between."""
    return re.compile(rf"(?:{'|'.join(held)}) (?:(?:the|a|an|its|of) )?$") if held else None


def _words(held: list[str] | None) -> AnyOf:
    plain = tuple(word for word in held or () if re.fullmatch(r"[\w ,&%]+", word))
    return AnyOf(plain, _any_of([word for word in held or () if word not in plain]))


def _any_of(held: list[str] | None) -> re.Pattern[str] | None:
    return re.compile("|".join(held)) if held else None


def _table(name: str, entry: Mapping[str, Any]) -> TableKind:
    rows = tuple(
        (re.compile(row["label"]), row.get("part", ""), row.get("concept", entry["concept"]))
        for row in entry.get("rows", ())
    )
    sections = tuple((re.compile(pattern), section) for pattern, section in entry.get("sections", {}).items())
    return TableKind(
        name,
        entry["concept"],
        entry["when"],
        _any_of(entry.get("tells")),
        _any_of(entry.get("shows")),
        entry.get("least", 2),
        _any_of(entry.get("never")),
        rows,
        sections,
        entry.get("named_by_label", False),
        entry.get("years", False),
    )
