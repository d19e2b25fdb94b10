"""Captions: words that stand over lines as a heading, and labels that a reader glued into one."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

Score = Callable[[str], float]  # how surely a label names a concept of the statement at hand

_AGGREGATE = re.compile(r"^\W*(?:computation of )?aggregate (?:indebtedness|debit items)\W*$", re.IGNORECASE)
_SECTION = re.compile(
    r"^\W*(?:(?:current|other|noncurrent|long-term|less|deduct|add|and)\W+)*"
    r"(?:(?:stock|share)holders?|members?|partners?|owners?|proprietors?)?['’`]?s?['’`]?\s*"
    r"(?:assets?|liabilit(?:y|ies)|equity|capital|deficit|deficiency|revenues?|income|expenses?|costs?|operating"
    r"|deductions?|haircuts?|charges|nonallowable|non-allowable"
    r"|cash flows?|supplement\w*|adjustments?|additions?|commitments|contingenc\w*)\b(?:[A-Za-z'’ ,/&()-])*$",
    re.IGNORECASE,
)


def is_section(words: str) -> bool:
    """Whether words stand over lines as a heading does: "LIABILITIES AND EQUITY", "Less nonallowable assets"."""
    return len(words) < 110 and bool(_AGGREGATE.match(words) or _SECTION.match(words.strip(" :—–-")))


def split_label(text: str, many: int, score: Score) -> list[str] | None:
    """`many` labels glued into one, parted where each names a concept best; None where they cannot be told apart.

    A label begins with a capital letter, so only those places are tried.
    """
    words = text.split()
    if many < 2:
        return [text]
    starts = [i for i, word in enumerate(words) if i and word[:1].isupper() and words[i - 1][-1:] not in "-&/"]
    upper = text.isupper()
    if len(starts) < many - 1 or len(words) > 60:
        return None
    # best[k][i]: the best parting of the words up to i into k labels.
    bounds = [0, *starts, len(words)]
    best: dict[tuple[int, int], tuple[float, list[int]]] = {(0, 0): (0.0, [])}
    for k in range(1, many + 1):
        for j in range(1, len(bounds)):
            for i in range(j):
                if (k - 1, i) in best and j - i <= 12:
                    piece = " ".join(words[bounds[i] : bounds[j]])
                    total = best[k - 1, i][0] + score(piece) - (0.02 if upper else 0)
                    if (k, j) not in best or total > best[k, j][0]:
                        best[k, j] = (total, [*best[k - 1, i][1], bounds[j]])
    found = best.get((many, len(bounds) - 1))
    if found is None or found[0] / many < 0.5:
        return None
    return [" ".join(words[a:b]) for a, b in pairwise([0, *found[1]])]
