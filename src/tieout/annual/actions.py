"""What a person may ask "what if" of, as it is typed: one action in a sentence.

buy|sell N ID at PRICE [as CLASS] [maturing DATE] [rated RATING]
pay AMOUNT [dividend | to ACCOUNT_OR_NAME]      receive AMOUNT [from ACCOUNT_OR_NAME]
borrow AMOUNT      repay AMOUNT      subordinate AMOUNT
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tieout.facts import TieoutError
from tieout.law.haircuts.positions import classes
from tieout.law.haircuts.securities import CONTRACTS

GRAMMAR = (
    "buy|sell N ID at PRICE [as CLASS] [maturing YYYY-MM-DD] [rated RATING]",
    "pay AMOUNT [dividend | to ACCOUNT_OR_NAME]",
    "receive AMOUNT [from ACCOUNT_OR_NAME]",
    "borrow AMOUNT",
    "repay AMOUNT",
    "subordinate AMOUNT",
)


@dataclass(frozen=True, slots=True)
class Trade:
    """`quantity` of a security bought, below zero sold, at a price; class, maturity and rating where they are said."""

    text: str
    security_id: str
    quantity: Decimal
    price: Decimal
    security_class: str = ""
    maturity: date | None = None
    rating: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """Money in or out by its `verb`; `other` is the account or the name that it concerns."""

    text: str
    verb: str
    amount: Decimal
    other: str = ""
    is_dividend: bool = False


Action = Trade | Payment

_NUMBER = r"\$?(?P<{}>(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+(?:_[0-9]+)*)(?:\.[0-9]+)?|\.[0-9]+)(?P<{}_times>k|m|bn)?"
_WITH_COMMAS = re.compile(r"(?:\s|@)\$?([0-9]*,[0-9,]*)(?:\.[0-9]+)?(?:k|m|bn)?(?=\s|@|$)", re.IGNORECASE)
_BY_THREES = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")
_TRADE = re.compile(
    rf"(?P<verb>buy|sell)\s+{_NUMBER.format('count', 'count')}\s+(?P<id>\S+)\s+(?:at|@)\s+"
    rf"{_NUMBER.format('price', 'price')}"
    r"(?:\s+as\s+(?P<cls>\w+))?(?:\s+maturing\s+(?P<maturity>\S+))?(?:\s+rated\s+(?P<rating>\S+))?",
    re.IGNORECASE,
)
_PAYMENT = re.compile(
    rf"(?P<verb>pay|receive|borrow|repay|subordinate)\s+{_NUMBER.format('amount', 'amount')}"
    r"(?:\s+(?:(?P<dividend>dividend)|(?P<way>to|from)\s+(?P<other>\S.*)))?",
    re.IGNORECASE,
)
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000, "bn": 1_000_000_000}


def parse(text: str) -> Action:
    """An action as typed.  Raises TieoutError, with the grammar, for what is none.

    >>> parse("buy 10,000 ABC at 42").quantity, parse("Pay $2.5m to Elm Fund").amount
    (Decimal('10000'), Decimal('2500000.0'))
    """
    said = " ".join(text.split())
    if match := _TRADE.fullmatch(said):
        return _trade(said, match)
    match = _PAYMENT.fullmatch(said)
    if match and _fits(match):
        amount = _number(match, "amount")
        if not amount:
            raise _refused(said, "the amount is nothing.")
        return Payment(said, match["verb"].lower(), amount, match["other"] or "", bool(match["dividend"]))
    for number in _WITH_COMMAS.findall(said):
        if not _BY_THREES.fullmatch(number):
            raise _refused(said, f"{number} is no number: commas part its digits by threes, as in 10,000.")
    raise _refused(said, "is no action that is understood.")


def _fits(match: re.Match[str]) -> bool:
    """Only what is paid is a dividend or goes to somebody, only what is received comes from somebody."""
    verb, way = match["verb"].lower(), (match["way"] or "").lower()
    return (not match["dividend"] or verb == "pay") and way in ("", {"pay": "to", "receive": "from"}.get(verb, ""))


def _trade(said: str, match: re.Match[str]) -> Trade:
    count, price = _number(match, "count"), _number(match, "price")
    if not count:
        raise _refused(said, "the number is nothing.")
    named = (match["cls"] or "").lower()
    if named and (named not in classes() or named in CONTRACTS):
        known = ", ".join(name for name in classes() if name not in CONTRACTS)
        raise TieoutError(f"{match['cls']} is no class of securities.", where=_where(said), expected=f"one of {known}.")
    try:
        maturity = date.fromisoformat(match["maturity"]) if match["maturity"] else None
    except ValueError:
        raise _refused(said, f"{match['maturity']!r} is not a date.") from None
    quantity = count if match["verb"].lower() == "buy" else -count
    return Trade(said, match["id"], quantity, price, named, maturity, match["rating"] or "")


def _number(match: re.Match[str], name: str) -> Decimal:
    times = _TIMES[(match[f"{name}_times"] or "").lower()]
    return Decimal(match[name].replace(",", "").replace("_", "")) * times


def _where(said: str) -> str:
    return f'--what-if "{said}"'


def _refused(said: str, what: str) -> TieoutError:
    return TieoutError(
        what,
        where=_where(said),
        expected="one of\n    " + "\n    ".join(GRAMMAR),
        mend='such as --what-if "buy 10,000 ABC at 42", once for each action.',
    )
