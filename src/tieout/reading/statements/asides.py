"""Amounts inside a label: facts of their own, never the line's amount.

"Fixed assets (net of $6,025,469 of accumulated depreciation)", "cost, $118,749", "$1 par value; authorized, 300,000
shares; 4,891 issued and outstanding", "greater of $250,000 or 6-2/3% of aggregate indebtedness of $24,305,999".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tieout.reading.figures import Figure, inline


@dataclass(frozen=True, slots=True)
class Aside:
    """An amount inside a label: what it is, of which concept (`part`), in what unit.

    `column` tells the amounts apart where a label names two years.
    """

    concept: str
    part: str
    figure: Figure
    unit: str = "USD"
    column: int = 0


# The words nearest to an amount say what it is: before it, or after it where they stand between it and the next.
_NEAR: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(words, re.IGNORECASE), concept, unit)
    for words, concept, unit in (
        (r"aggregate indebtedness", "aggregate_indebtedness", "USD"),
        (r"aggregate debit(?: items| balances)?", "aggregate_debit_items", "USD"),
        (r"accumulated (?:depreciation|amortization)|(?:depreciation|amortization)", "accumulated_depreciation", "USD"),
        (r"allowance|doubtful|uncollectible|reserve for", "allowance_for_doubtful_accounts", "USD"),
        (r"\bcost\b|amortized cost", "{line}_cost", "USD"),
        (r"market value|fair value", "{line}_market_value", "USD"),
        (r"par(?: or stated)? value|stated value|\bpar\b", "par_value", "USD"),
        (r"greater of|minimum of", "minimum_dollar_net_capital", "USD"),
    )
)
_PAR = re.compile(
    r"(?:\$\s?(?P<before>[0-9.]+)(?:\s?(?:par|stated)\b|\s?per share))"
    r"|(?:(?:par|stated) value,?\s*(?:of\s*)?\$?\s?(?P<after>\.?[0-9][0-9.]*))",
    re.IGNORECASE,
)
_ROLES = (("authorized", "shares_authorized"), ("issued", "shares_issued"), ("outstanding", "shares_outstanding"))
_STOCK = ("common_stock", "preferred_stock", "treasury_stock", "members_contributed_equity", "limited_partners_capital")


def asides(label: str, concept: str) -> Iterator[Aside]:
    """The facts inside a label; `concept` is what the line itself states.

    >>> label = "FIXED ASSETS (Net of $6,025,469 of accumulated depreciation)"
    >>> [(a.concept, str(a.figure.value)) for a in asides(label, "fixed_assets_net")]
    [('accumulated_depreciation', '6025469')]
    >>> label = "Common stock, $1 par value—authorized, 300,000 shares; issued and outstanding, 4,891 shares"
    >>> [(a.concept, str(a.figure.value)) for a in asides(label, "common_stock")]
    [('par_value', '1'), ('shares_authorized', '300000'), ('shares_issued', '4891'), ('shares_outstanding', '4891')]
    """
    if not any(c.isdigit() for c in label):
        return
    if concept in _STOCK:
        yield from _of_stock(label, "" if concept == "common_stock" else concept)
        return
    found = [a for a in inline(label) if a.figure.kind == "amount"]
    last: tuple[str, str] | None = None
    for n, amount in enumerate(found):
        before = label[found[n - 1].end if n else 0 : amount.start]
        after = label[amount.end : found[n + 1].start if n + 1 < len(found) else len(label)]
        said = _said(before[-60:], after[:60])
        column = 0
        if said is None and n and re.match(r"^\W*(?:(?:and|in|[12][0-9]{3})\W*)*$", before):
            said, column = last, n  # "$45,210 and $31,000 in 2003 and 2002"
        if said is None:
            continue
        last = said
        name, unit = said
        if name == "accumulated_depreciation" and concept not in ("fixed_assets_net", "fixed_assets_cost"):
            continue  # amortization of something else
        yield Aside(name.format(line=concept or "line"), "", amount.figure, unit, column)


def _said(before: str, after: str) -> tuple[str, str] | None:
    best: tuple[int, str, str] | None = None
    for words, concept, unit in _NEAR:
        for match in words.finditer(before):
            if (far := len(before) - match.end()) < 24 and (best is None or far < best[0]):
                best = (far, concept, unit)
        behind = words.search(after)
        if behind and behind.start() < 12 and (best is None or behind.start() + 1 < best[0]):
            best = (behind.start() + 1, concept, unit)
    return (best[1], best[2]) if best else None


def _of_stock(label: str, concept: str) -> Iterator[Aside]:
    rest = label
    if (match := _PAR.search(label)) and not re.search(r"\bno (?:par|stated)", label, re.IGNORECASE):
        text = (match["before"] or match["after"]).rstrip(".")
        if text.count(".") <= 1 and text not in ("", "."):
            yield Aside("par_value", concept, Figure(Decimal(text), match[0], dollar=True))
        rest = label[: match.start()] + " " * len(match[0]) + label[match.end() :]
    counts = list(
        re.finditer(
            r"(?<![$0-9,.])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,.]*[0-9%])|(?<![$0-9,.-])[0-9]{2,}(?=\s+(?:shares|units|issued|authorized))",
            rest,
            re.IGNORECASE,
        )
    )
    # "600 shares authorized, 340 issued": words after; "authorized, 300,000 shares; issued, 4,891": words before.
    after_style = bool(counts) and _named(re.split(r"[;,—–]", rest[counts[0].end() :])[0]) != []
    for n, match in enumerate(counts):
        before = rest[counts[n - 1].end() if n else 0 : match.start()]
        after = rest[match.end() : counts[n + 1].start() if n + 1 < len(counts) else len(rest)]
        roles = _named(after if after_style else before) or _named(after if n == len(counts) - 1 else "")
        for role in roles:
            yield Aside(role, concept, Figure(Decimal(match[0].replace(",", "")), match[0]), "shares")


def _named(words: str) -> list[str]:
    """What a count of shares is, from the words beside it."""
    return [name for word, name in _ROLES if re.search(rf"\b{word}\b", words, re.IGNORECASE)]
