"""How a figure may have been misread by one slip, and how round figures are."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal


def misread(printed: Decimal, wanted: Decimal) -> str:
    """How `printed` came of `wanted` by one slip in its digits, in words; "" where no one slip explains it.

    >>> misread(Decimal(71344), Decimal(77344)), misread(Decimal(1234), Decimal(1243))
    ('a digit misread', 'two digits changed places')
    >>> misread(Decimal(123), Decimal(1523))
    'a digit lost'
    >>> misread(Decimal(5000), Decimal(9))
    ''
    """
    if (printed < 0) != (wanted < 0) or printed == wanted or not printed or not wanted:
        return ""
    a, b = _digits(printed), _digits(wanted)
    if len(b) < 3 and len(a) < 3:
        return ""  # a figure of one or two digits is any other by a slip or two
    if a.strip("0") == b.strip("0"):
        return "a power of ten"
    if len(a) == len(b):
        differ = [at for at in range(len(a)) if a[at] != b[at]]
        if len(differ) == 1:
            return "a digit misread"
        if (
            len(differ) == 2
            and differ[1] == differ[0] + 1
            and a[differ[0]] == b[differ[1]]
            and a[differ[1]] == b[differ[0]]
        ):
            return "two digits changed places"
        return ""
    long, short = (a, b) if len(a) > len(b) else (b, a)
    if len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long))):
        return "a digit too many" if len(a) > len(b) else "a digit lost"
    return ""


def is_round(value: Decimal) -> bool:
    return len(_digits(value).strip("0")) <= 2


def _digits(value: Decimal) -> str:
    """The digits as printed: with cents where it has any."""
    value = abs(value)
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}".replace(".", "")


def figure_text(value: Decimal) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def unit_of(values: Sequence[Decimal]) -> Decimal:
    """The unit the figures are rounded to: a thousand where all end in 000, one dollar, one cent."""
    for unit in (Decimal(1_000_000), Decimal(1000), Decimal(1)):
        if all(value % unit == 0 for value in values):
            return unit
    return Decimal("0.01")
