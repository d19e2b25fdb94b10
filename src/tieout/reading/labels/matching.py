"""Labels to concepts: what a line of a statement means by the words it is printed in.

A label is first looked up among the labels filers are known to print, then put to the rules of its statement and
section (`taxonomy/seen_as`), the first that fits deciding, then compared by its words with the known labels.  Every
answer names the words that decided it.  "None of these" is an answer: dates, headings, sentences and lines of other
statements give an empty tuple.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from tieout.facts import TieoutError
from tieout.reading.labels.words import PARTICLES, Words, phrases, words_of
from tieout.taxonomy import taxonomy
from tieout.taxonomy.wordings import NONE, OTHER_SIDE, STATEMENTS, Wording, seen_as

THRESHOLD = 0.35  # what scores less is not given as an answer
SECTIONS = {
    "financial_condition": ("assets", "liabilities", "equity"),
    "income": ("revenue", "expenses"),
    "cash_flows": (),
    "changes_in_equity": (),
    "changes_in_subordinated": (),
    "net_capital": (),
}
# Where a section's own rules say nothing, those of its neighbours may.
_NEIGHBOURS = {
    "liabilities": ("liabilities", "equity", "assets"),
    "equity": ("equity", "liabilities", "assets"),
    "assets": ("assets", "liabilities", "equity"),
    "revenue": ("revenue", "expenses"),
    "expenses": ("expenses", "revenue"),
}
_KINDS = {
    "asset": "assets",
    "liability": "liabilities",
    "equity": "equity",
    "revenue": "revenue",
    "expense": "expenses",
}
_SENTENCE = 26  # more words than this name no line

EXACT, BY_RULE, SECOND, STRAYED, NONALLOWABLE, BY_LIKENESS = 1.0, 0.9, 0.45, 0.5, 0.8, 0.7
_MOVES = frozenset(("increase", "decrease", "change"))
_YEAR = re.compile(r"\W*(?:19|20)\d\d(?:\W+(?:19|20)\d\d)*\W*")


@dataclass(frozen=True, slots=True)
class Match:
    """A concept a label may mean, how sure that is (0 to 1), and the words of the label that say so."""

    concept: str
    score: float
    words: tuple[str, ...]


def match(label: str, statement: str, section: str = "") -> tuple[Match, ...]:
    """What a label means on a statement, best first; nothing where none of its concepts fits.

    `section` is assets, liabilities, equity, revenue, expenses, operating, investing, financing, or "" where it is not
    known.  Raises TieoutError for a statement that is none.

    >>> match("FIXED ASSETS (Net of $60,254 of accumulated depreciation)", "financial_condition", "assets")[0].concept
    'fixed_assets_net'
    >>> match("December 31, 2003", "financial_condition")
    ()

    A change in a line of the statement of financial condition is `change_in_` and that line.  On the computation of
    net capital a line named for an asset is that asset: it is nonallowable and deducted.
    """
    if statement not in STATEMENTS:
        raise TieoutError(f"no statement {statement!r}", expected=", ".join(STATEMENTS))
    return _match(label, statement, section)


@lru_cache(maxsize=16384)
def is_none_of_these(label: str, statement: str, section: str = "") -> bool:
    """Whether the words of a label say that it is no line of the statement: a date, a heading, a line of another.

    An empty answer of `match` may also be a line nobody knows, such as a firm's name.

    >>> is_none_of_these("Net cash provided by operating activities", "financial_condition", "assets")
    True
    >>> is_none_of_these("Smith & Sons", "financial_condition", "assets")
    False
    """
    words = words_of(label, numerals=statement == "net_capital")
    ruled = _by_rules(words, statement, section)
    return not words.tokens or bool(ruled and ruled[0].concept == NONE)


@lru_cache(maxsize=65536)
def _match(label: str, statement: str, section: str) -> tuple[Match, ...]:
    words = words_of(label, numerals=statement == "net_capital")
    if statement == "net_capital":  # what stands in brackets there names the line: (6-2/3% of aggregate indebtedness)
        words = Words(words.tokens, words.tokens, words.mended)
    if not words.tokens or len(words.named) > _SENTENCE or _YEAR.fullmatch(label):
        return ()
    if statement == "cash_flows":
        found = _cash_flow(words, section)
    elif statement == "changes_in_equity":
        found = _of_equity(words, label)
    else:
        found = _of_statement(words, statement, section)
    less = 0.04 * min(words.mended, 5)
    best: dict[str, Match] = {}
    for one in found:
        if one.concept not in best or one.score > best[one.concept].score:
            best[one.concept] = one
    ranked = sorted(best.values(), key=lambda m: -m.score)
    return tuple(Match(m.concept, round(m.score - less, 3), m.words) for m in ranked[:3] if m.score - less >= THRESHOLD)


def _of_statement(words: Words, statement: str, section: str) -> tuple[Match, ...]:
    if exact := _exact(words, statement, section):
        return exact
    if ruled := _by_rules(words, statement, section):
        return () if ruled[0].concept == NONE else ruled
    if statement == "net_capital":  # a nonallowable asset is deducted under the name it has among the assets
        assets = _match(" ".join(words.named), "financial_condition", "assets")
        return tuple(
            Match(m.concept, m.score * NONALLOWABLE, m.words) for m in assets if taxonomy()[m.concept].is_balance
        )
    return _by_likeness(words, statement, section)


def _of_equity(words: Words, label: str) -> tuple[Match, ...]:
    """A row of the statement of changes in equity, or a column: a component as the balance sheet calls it."""
    ruled = _by_rules(words, "changes_in_equity", "")
    if ruled:
        return () if ruled[0].concept == NONE else ruled
    return _match(label, "financial_condition", "equity")


# Known labels


@cache
def _labels(statement: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Concepts of a statement by the words of the labels they are known by."""
    held: dict[tuple[str, ...], list[str]] = {}
    for concept in taxonomy().concepts.values():
        if concept.statement == statement or (concept.id in seen_as().labels and _shared(concept.id, statement)):
            printed = (concept.label, concept.label_positive, concept.label_negative)
            for label in (*printed, *seen_as().labels.get(concept.id, ())):
                key = words_of(label, numerals=statement == "net_capital").tokens
                if key and concept.id not in held.setdefault(key, []):
                    held[key].append(concept.id)
    return {key: tuple(concepts) for key, concepts in held.items()}


def _shared(concept: str, statement: str) -> bool:
    return any(rule.concept == concept for rule in seen_as().rules[statement])


def _exact(words: Words, statement: str, section: str) -> tuple[Match, ...]:
    known = _labels(statement)
    concepts = known.get(words.tokens) or known.get(words.named) or ()
    fitting = [c for c in concepts if _section_of(c) == section or not section] or (
        [c for c in concepts if {_section_of(c), section} == {"liabilities", "equity"} or not _section_of(c)]
    )
    score = EXACT if len(fitting) == 1 else 0.6
    return tuple(Match(c, score, words.named) for c in fitting)


@cache
def _section_of(concept: str) -> str:
    """The section of its statement a concept stands in; "" for totals and results, which stand between them."""
    held = taxonomy()[concept]
    return "" if concept.startswith("total_") else _KINDS.get(held.kind, "")


# Rules


@cache
def _rules(statement: str, section: str) -> dict[str, tuple[tuple[int, Wording], ...]]:
    """The rules of a section by a word they ask for, each under every word of its narrowest term."""
    index: dict[str, list[tuple[int, Wording]]] = {}
    for place, rule in enumerate(seen_as().rules[statement]):
        if rule.section in ("", section):
            for word in min(rule.has, key=len):
                index.setdefault(word, []).append((place, rule))
    return {word: tuple(rules) for word, rules in index.items()}


def _fitting(tokens: tuple[str, ...], statement: str, section: str) -> Iterator[tuple[Wording, tuple[str, ...]]]:
    """The rules that fit, in order, each with the words that decided."""
    index, said = _rules(statement, section), phrases(tokens)
    candidates = {place: rule for word in said if word in index for place, rule in index[word]}
    for place in sorted(candidates):
        rule = candidates[place]
        if rule.fits(said) and (not rule.whole or _says_only(tokens, rule)):
            yield rule, _decided(tokens, said, rule)


def _says_only(tokens: Sequence[str], rule: Wording) -> bool:
    allowed = {part for term in rule.has for word in term for part in word.split("_")}
    return all(token in allowed or token in PARTICLES for token in tokens)


def _decided(tokens: Sequence[str], said: frozenset[str], rule: Wording) -> tuple[str, ...]:
    parts = {p for term in rule.has for word in term & said for p in word.lstrip("^").split("_")}
    return tuple(dict.fromkeys(token for token in tokens if token in parts))


def _by_rules(words: Words, statement: str, section: str) -> tuple[Match, ...]:
    """What the rules say of what the label names, or where they say nothing of that, of all its words."""
    for tokens, trust in ((words.named, 1.0), (words.tokens, 0.85)):
        if found := _ruled(tokens, statement, section, trust):
            return found
        if words.tokens == words.named:
            break
    return ()


def _ruled(tokens: tuple[str, ...], statement: str, section: str, trust: float) -> tuple[Match, ...]:
    tried = _NEIGHBOURS.get(section, SECTIONS[statement]) or ("",)
    found: list[Match] = []
    for place, where in enumerate(tried):
        answers = list(_answers(tokens, statement, where, trust))
        if answers and answers[0].concept == NONE:
            return (answers[0],) if not found else tuple(found)
        strayed = section and place and {section, where} != {"liabilities", "equity"}
        found += [Match(m.concept, m.score * (STRAYED if strayed else 1), m.words) for m in answers]
        if section and found:
            break
    firsts = {m.concept for m in found if m.score >= BY_RULE * trust * 0.99}
    if not section and len(firsts) > 1:  # the words fit several sections, and nothing says which
        found = [Match(m.concept, m.score * (0.65 + 0.05 * len(m.words) / len(tokens)), m.words) for m in found]
    return tuple(found)


def _answers(tokens: tuple[str, ...], statement: str, section: str, trust: float) -> Iterator[Match]:
    seen: set[str] = set()
    for rule, decided in _fitting(tokens, statement, section):
        if rule.concept == OTHER_SIDE:
            return
        if rule.concept == NONE and seen:
            continue
        if rule.concept not in seen:
            yield Match(rule.concept, (SECOND if seen else BY_RULE) * trust, decided)
            seen.add(rule.concept)
        if rule.concept == NONE or len(seen) == 3:
            return


# Likeness


@cache
def _weights(statement: str) -> dict[str, float]:
    """How much a word tells: the fewer known labels have it, the more."""
    counts = Counter(word for key in _labels(statement) for word in set(key))
    return {word: math.log(1 + len(_labels(statement)) / n) for word, n in counts.items()}


@cache
def _labels_with(statement: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    index: dict[str, list[tuple[str, ...]]] = {}
    for key in _labels(statement):
        for word in set(key) - PARTICLES:
            index.setdefault(word, []).append(key)
    return {word: tuple(keys) for word, keys in index.items()}


def _by_likeness(words: Words, statement: str, section: str) -> tuple[Match, ...]:
    """Known labels that share the telling words, by the weight they share."""
    weights, said = _weights(statement), frozenset(words.named)
    unknown = math.log(1 + len(_labels(statement)))
    whole = sum(weights.get(word, unknown) for word in said)
    found = []
    for key in {key for word in said for key in _labels_with(statement).get(word, ())}:
        shared = sum(weights[word] for word in said & set(key))
        score = BY_LIKENESS * 2 * shared / (whole + sum(weights[word] for word in set(key)))
        for concept in _labels(statement)[key]:
            fits = not section or _section_of(concept) in ("", section)
            if score >= THRESHOLD and fits:
                found.append(Match(concept, score, tuple(w for w in words.named if w in key)))
    return tuple(sorted(found, key=lambda m: -m.score)[:3])


# Cash flows: a change in a line of the statement of financial condition is named for that line


def _cash_flow(words: Words, section: str) -> tuple[Match, ...]:
    if exact := _exact(words, "cash_flows", ""):
        return exact
    ruled = _by_rules(words, "cash_flows", section)
    if ruled:
        return () if ruled[0].concept == NONE else ruled
    moves = bool(_MOVES & set(words.named[:4]))
    if not moves and section not in ("operating", ""):
        return _by_likeness(words, "cash_flows", "")
    rest = tuple(word for word in words.named if word not in _MOVES and word != "net")
    while rest and rest[0] in PARTICLES:
        rest = rest[1:]
    balance = _of_statement(Words(rest, rest), "financial_condition", "") if rest else ()
    known = [m for m in balance if not m.concept.startswith("total_")]
    trust = 1.0 if moves or section == "operating" else 0.6
    return tuple(Match(f"change_in_{m.concept}", m.score * trust, m.words) for m in known)
