"""How figures are written."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext


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
