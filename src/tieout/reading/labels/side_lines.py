"""The lines of a side of a balance sheet: what the words of each say of it, and what may be done to it to foot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tieout.reading.labels.matching import is_none_of_these, match
from tieout.reading.labels.words import words_of
from tieout.taxonomy import taxonomy

TOTALS = {"assets": "total_assets", "liabilities": "total_liabilities_and_equity"}
_KINDS = {"assets": ("asset",), "liabilities": ("liability", "equity")}
_CONTRA = frozenset(("accumulated_depreciation", "treasury_stock", "distributions_to_owners")) | {
    "stock_subscriptions_receivable",
    "unearned_compensation",
}
_PROPERTY = frozenset(("fixed_assets_net", "fixed_assets_cost", "accumulated_depreciation"))
_LOSSES = frozenset(("deficit", "loss", "withdrawal"))

ASKED, SUGGESTED = 1, 2  # the cost of a change: the words of the line ask for it, or other lines suggest it


@dataclass(frozen=True, slots=True)
class SideLine:
    """A line with what its words say: concept ("" for none), of this side or not, of no statement line at all."""

    label: str
    value: Decimal
    concept: str
    strayed: bool
    nothing: bool
    first: str
    says: frozenset[str]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing done to one line: it counts as `value` instead of as printed (0: it is set aside)."""

    at: int
    value: Decimal
    cost: int
    why: str


def read_line(label: str, value: Decimal, side: str) -> SideLine:
    found = match(label, "financial_condition", side)
    words = words_of(label)
    concept = found[0].concept if found else ""
    strayed = bool(concept) and taxonomy()[concept].kind not in _KINDS[side]
    nothing = not concept and is_none_of_these(label, "financial_condition", side)
    first = words.tokens[0] if words.tokens else ""
    return SideLine(label, value, concept, strayed, nothing, first, frozenset(words.tokens))


def asked_changes(kept: Sequence[SideLine], total: Decimal) -> Iterator[Change]:
    """The changes that words ask for or that other lines suggest."""
    counts = Counter(abs(line.value) for line in kept)
    has_net = any(line.concept in _PROPERTY and {"net", "total"} & line.says for line in kept)
    has_gross = any(line.concept in _PROPERTY and not {"net", "total"} & line.says for line in kept)
    for at, line in enumerate(kept):
        if line.value == 0:
            continue
        if (why := _why_aside(line, total, has_gross)) is not None:
            yield Change(at, Decimal(0), ASKED, why)
        elif line.concept in _PROPERTY and has_net and not {"net", "total"} & line.says:
            yield Change(at, Decimal(0), SUGGESTED, "a part of the net property shown beside it")
        elif counts[abs(line.value)] > 1:
            yield Change(at, Decimal(0), SUGGESTED, "counted twice: another line has the same amount")
        if line.value > 0 and (line.concept in _CONTRA or line.first == "less" or _LOSSES & line.says):
            yield Change(at, -line.value, ASKED, "taken away, not added")


def _why_aside(line: SideLine, total: Decimal, has_gross: bool) -> str | None:
    if line.nothing:
        return "not a line of this statement"
    if line.concept.startswith("total_") or line.first == "total":
        return "a subtotal"
    if line.value == total:
        return "the total under another name"
    if line.strayed:
        return f"a line of the other side ({line.concept})"
    if line.first == "net" or (has_gross and line.concept in _PROPERTY and "net" in line.says):
        return "a subtotal, net of lines shown beside it"
    if _is_count(line):
        return "a count of shares, or a year"
    if not line.concept:
        return "not understood as a line of this statement"
    return None


def _is_count(line: SideLine) -> bool:
    """Whether the figure stands in the label too, as a number of shares or a year does."""
    value = abs(line.value)
    if value != int(value):
        return False
    digits = line.label.replace(",", "")
    return (f"{int(value)}" in digits and "share" in digits.casefold()) or (1985 <= value <= 2035 and not line.concept)
