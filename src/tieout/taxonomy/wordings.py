"""What filers call things: the words, spellings and rules that lead from a printed label to a concept.

- `seen_as/wordings.yaml`   labels as filers print them, by concept
- `seen_as/<statement>.csv` rules in order, the first that fits decides: the section a rule belongs to, the words a
                            label has, the words it has not, the concept; `none` is no concept of this statement,
                            `other_side` a line of another section
- `seen_as/groups.yaml`     words that stand for one another, named in rules with a dollar sign
- `seen_as/spelling.csv`    abbreviations and what they mean
- `seen_as/words.txt`       further words that are spelt right

In a rule a blank stands between words that must all be there, `|` between words of which one will do, `_` joins words
that stand side by side, `^` is the first word of the label, and a rule that opens with `=` fits a label that says
nothing else.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tieout.taxonomy.loader import HERE, Taxonomy, TaxonomyError, read_yaml, taxonomy

NONE, OTHER_SIDE = "none", "other_side"
SEEN_AS = HERE / "seen_as"
STATEMENTS = (
    "financial_condition",
    "income",
    "cash_flows",
    "changes_in_equity",
    "changes_in_subordinated",
    "net_capital",
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A rule: a label that has one of each of `has`, and none of `unless`, means the concept.

    `whole` asks that the label says nothing beyond the words of `has`.
    """

    section: str
    has: tuple[frozenset[str], ...]
    unless: frozenset[str]
    concept: str
    whole: bool

    def fits(self, words: frozenset[str]) -> bool:
        """Whether the words of a label satisfy the rule; `whole` is for the caller to see to."""
        return not (self.unless & words) and all(alternatives & words for alternatives in self.has)


@dataclass(frozen=True)
class SeenAs:
    """Everything filers' words are known by."""

    rules: Mapping[str, tuple[Wording, ...]]
    labels: Mapping[str, tuple[str, ...]]  # by concept
    spelling: Mapping[str, tuple[str, ...]]
    telling: frozenset[str]  # words that rules name
    words: frozenset[str]  # all words that are spelt right


def parse_rule(row: Mapping[str, str], groups: Mapping[str, frozenset[str]]) -> Wording:
    """A row of a rule file.  KeyError where it names a group that is not there."""
    whole = row["has"].startswith("=")
    has = tuple(frozenset(_alternatives(term, groups)) for term in row["has"].removeprefix("=").split())
    unless = frozenset(word for term in row["unless"].split() for word in _alternatives(term, groups))
    return Wording(row["section"], has, unless, row["concept"], whole)


def _alternatives(term: str, groups: Mapping[str, frozenset[str]]) -> Iterator[str]:
    for word in term.split("|"):
        if word.startswith("$"):
            yield from groups[word[1:]]
        else:
            yield word


@cache
def read_groups() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in read_yaml(SEEN_AS / "groups.yaml").items()}


@cache
def seen_as() -> SeenAs:
    """The words filers use, loaded once.  Raises TaxonomyError where they name a concept that is not declared."""
    groups, held = read_groups(), taxonomy()
    rules = {name: tuple(parse_rule(row, groups) for row in _rows(f"{name}.csv")) for name in STATEMENTS}
    labels = {concept: tuple(printed) for concept, printed in read_yaml(SEEN_AS / "wordings.yaml").items()}
    if faults := list(undeclared(rules, labels, held)):
        raise TaxonomyError("the words filers use contradict the taxonomy:\n  " + "\n  ".join(faults))
    spelling = {row["seen"]: tuple(row["means"].split()) for row in _rows("spelling.csv")}
    text = (SEEN_AS / "words.txt").read_text(encoding="utf-8")
    words = {word for line in text.splitlines() if not line.startswith("#") for word in line.split()}
    words.update(word for means in spelling.values() for word in means)
    telling = {word for phrases in _mentioned(rules) for phrase in phrases for word in phrase.lstrip("^").split("_")}
    return SeenAs(rules, labels, spelling, frozenset(telling), frozenset(words | telling))


def _mentioned(rules: Mapping[str, tuple[Wording, ...]]) -> Iterator[frozenset[str]]:
    for held in rules.values():
        for rule in held:
            yield from rule.has
            yield rule.unless


def undeclared(
    rules: Mapping[str, tuple[Wording, ...]], labels: Mapping[str, tuple[str, ...]], held: Taxonomy
) -> Iterator[str]:
    """Yield, in words, every concept named here that the taxonomy does not know, and every rule that asks nothing."""
    for name, of_statement in rules.items():
        for rule in of_statement:
            if rule.concept not in held and rule.concept not in (NONE, OTHER_SIDE):
                yield f"seen_as/{name}.csv: {rule.concept} is not declared"
            if not rule.has:
                yield f"seen_as/{name}.csv: a rule for {rule.concept} names no word"
    for concept in labels:
        if concept not in held:
            yield f"seen_as/wordings.yaml: {concept} is not declared"


def _rows(name: str) -> Iterator[dict[str, str]]:
    lines = (SEEN_AS / name).read_text(encoding="utf-8").splitlines()
    yield from csv.DictReader(line for line in lines if line and not line.startswith("#"))
