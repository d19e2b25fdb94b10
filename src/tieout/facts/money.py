"""How figures are written, and what people put around them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

# Commas stand between groups of three.  Of "1,5" nobody knows what was meant.
GROUPED = r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?"


def plain(text: str) -> str:
    """A figure without its marks, for Decimal to read.

    >>> plain("$ (1,250.50)"), plain("-$1,500"), plain(" 12 ")
    ('-1250.50', '-1500', '12')

    Raises ValueError where commas do not stand between groups of three, and for a minus within parentheses.
    """
    digits = re.sub(" *[$] *", "", text).strip()
    within = digits.startswith("(") and digits.endswith(")")
    digits = digits[1:-1].strip() if within else digits
    below_zero = digits.startswith("-")
    digits = digits.removeprefix("-")
    if (within and below_zero) or ("," in digits and not re.fullmatch(GROUPED, digits)):
        raise ValueError(text)
    return ("-" if within or below_zero else "") + digits.replace(",", "")


def cents(amount_cents: int) -> Decimal:
    """Integer cents as dollars, exactly.

    >>> cents(-123456)
    Decimal('-1234.56')
    """
    return Decimal(amount_cents).scaleb(-2)


def figure(value: Decimal, places: int | None = None) -> str:
    """A value with thousands separators; cents only where there are any, unless `places` says how many.

    >>> figure(Decimal("1204550.00")), figure(Decimal("-0.5")), figure(Decimal("1620399.9333")), figure(Decimal(2), 2)
    ('1,204,550', '-0.50', '1,620,399.93', '2.00')
    >>> figure(Decimal("0.125")), figure(Decimal("-0.4"), 0)
    ('0.13', '0')
    """
    if places is None:
        places = 0 if value == value.to_integral_value() else 2
    with localcontext(rounding=ROUND_HALF_UP):  # as accountants round, and as `rounded` does
        return f"{value:z,.{places}f}"


def accounting(value: Decimal, places: int | None = None) -> str:
    """As on a statement: below zero in parentheses, zero as a dash.

    >>> accounting(Decimal(-310450)), accounting(Decimal(0)), accounting(Decimal(12)), accounting(Decimal("-0.4"), 0)
    ('(310,450)', '—', '12', '0')
    """
    if value == 0:
        return "—"
    text = figure(value, places)
    return f"({text.removeprefix('-')})" if text.startswith("-") else text
