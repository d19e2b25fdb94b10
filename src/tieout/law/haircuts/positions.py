"""A row of a positions table: what is known of it, and what the rule must know and is not told.

| column           | says                                                                                          |
|------------------|-----------------------------------------------------------------------------------------------|
| as_of            | the day of the position                                                                       |
| account          | any; a security is one position across accounts                                               |
| security_id      | names the security; description, issuer are for people                                        |
| class            | one of classes.yaml                                                                           |
| quantity, price  | below zero is short; market_value may stand in for quantity x price                           |
| maturity         | of debt; issue_date of municipal securities due within 731 days                               |
| par              | principal amount of convertible debt: of the unit that price is for, or of the whole position |
| rating           | the lower of two agencies' ratings, or both with a slash; from 2014-07-07 also minimal or no  |
| coupon           | nothing or 0 for a security issued at a discount                                              |
| listed           | yes: on a national exchange, Nasdaq, or OTC margin stock; market_makers: how many quote it    |
| status           | flat, default, arrears, or called (then redemption_date)                                      |
| underlying, right, strike, expiry, multiplier, underlying_price, volatility, rate, dividend_yield | of options |
| style            | american or european, of an option; of an equity american where not stated                     |
| underlying_kind  | equity (where not stated), narrow_index, diversified_index, high_capitalization_index,         |
|                  | major_currency or other_currency                                                               |
| security_class, settlement_date, contract_value | of contractual commitments and fails to deliver                 |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any

from tieout.law.params import LawError
from tieout.taxonomy import read_yaml


@dataclass(frozen=True, slots=True)
class SecurityClass:
    """A class of securities as classes.yaml has it."""

    name: str
    paragraph: str
    needs: tuple[str, ...]
    box: str
    concentration: str


@cache
def classes() -> Mapping[str, SecurityClass]:
    """Every class by its name."""
    held = read_yaml(files("tieout.law.haircuts") / "classes.yaml")
    return {
        name: SecurityClass(name, one["paragraph"], tuple(one["needs"]), one["box"], one["concentration"])
        for name, one in held.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One row.  Amounts are dollars; None is "not stated"; `row` is where it stands, for messages."""

    security_class: str
    security_id: str
    market_value: Decimal
    row: str = ""
    account: str = ""
    description: str = ""
    issuer: str = ""
    quantity: Decimal | None = None
    price: Decimal | None = None
    maturity: date | None = None
    issue_date: date | None = None
    par: Decimal | None = None
    coupon: Decimal | None = None
    rating: str | None = None
    listed: bool | None = None
    market_makers: int | None = None
    status: str | None = None
    redemption_date: date | None = None
    underlying: str | None = None
    right: str | None = None
    strike: Decimal | None = None
    expiry: date | None = None
    multiplier: Decimal | None = None
    underlying_price: Decimal | None = None
    volatility: Decimal | None = None
    rate: Decimal | None = None
    dividend_yield: Decimal | None = None
    style: str | None = None
    underlying_kind: str | None = None
    contract_value: Decimal | None = None
    settlement_date: date | None = None
    of_class: str | None = None

    @property
    def named(self) -> str:
        """How messages name it."""
        return f"{self.row}: {self.security_id}" if self.row else f"position {self.security_id}"

    @property
    def multiple(self) -> Decimal:
        """Units of the underlying to a contract, 100 where not stated."""
        return Decimal(100) if self.multiplier is None else self.multiplier

    def missing(self, column: str, why: str = "") -> LawError:
        """The refusal that asks for a column by name."""
        paragraph = classes()[self.security_class].paragraph
        return LawError(
            f"{column} is missing, which {why or f'a haircut under {paragraph} needs'}.",
            where=f"{self.named} ({self.security_class})",
            mend=f"state {column} in the positions table.",
        )

    def asked(self, column: str, why: str = "") -> Any:
        """A column's value.  Raises LawError where it is not stated."""
        value = getattr(self, column)
        if value is None:
            raise self.missing(column, why)
        return value


COLUMNS = {"security_class": "class", "of_class": "security_class"}  # where a field's column has another name
_KINDS = {field.name: str(field.type) for field in fields(Position)}
# Decimals to which a binary number of a file is read; text is read as it stands.
DECIMALS = {"quantity": 4, "price": 8, "market_value": 6, "multiplier": 4, "strike": 8, "underlying_price": 8}
_YES, _NO = ("true", "yes", "y", "1"), ("false", "no", "n", "0")


def position_of(row: Mapping[str, object], where: str = "") -> Position:
    """A row of a table as a Position.

    Raises LawError for a class there is none of, for a value that does not read, and where neither market_value nor
    quantity and price are stated.
    """
    security_class = canonical(str(row.get("class") or ""))
    name = str(row.get("security_id") or row.get("description") or where or "unnamed")
    named = f"{where}: {name}" if where else f"position {name}"
    if security_class not in classes():
        raise LawError(
            f"class is {security_class!r}." if security_class else "class is missing.",
            where=named,
            expected=f"one of {', '.join(classes())}.",
        )
    held: dict[str, Any] = {}
    for key, kind in _KINDS.items():
        value = row.get(COLUMNS.get(key, key))
        if key in ("row", "security_id", "security_class") or value is None or value == "":
            continue
        held[key] = _value(value, kind, COLUMNS.get(key, key), named)
    if "market_value" not in held:
        for column in ("quantity", "price"):
            if column not in held:
                raise LawError(
                    f"{column} is missing, and no market_value stands in.",
                    where=f"{named} ({security_class})",
                    mend="state market_value, or quantity and price.",
                )
        held["market_value"] = (
            held["quantity"]
            * held["price"]
            * (held.get("multiplier", Decimal(100)) if security_class == "option" else 1)
        )
    return Position(row=where, security_id=name, security_class=security_class, **held)


def canonical(name: str) -> str:
    """The name of a class or a column as we write it: Money Market Fund is money_market_fund."""
    return "_".join(re.split(r"[\s_-]+", name.strip().lower()))


MOST = Decimal(10) ** 15  # no position is worth more


def _plain(text: str) -> str:
    """A figure as exports write it, without its marks: $ (1,250.50) is -1250.50."""
    text = text.replace(",", "").replace("$", "").strip()
    return f"-{text[1:-1]}" if text.startswith("(") and text.endswith(")") else text


def _value(value: object, kind: str, column: str, where: str) -> object:
    text = str(value).strip()
    try:
        if kind.startswith("Decimal"):
            found = Decimal(_plain(text))
            if abs(found) >= MOST:
                raise InvalidOperation
            if isinstance(value, float) and found.is_finite():
                found = round(found, DECIMALS.get(column, 8))
            if not found.is_finite():
                raise InvalidOperation
            return found
        if kind.startswith("date"):
            return value if type(value) is date else date.fromisoformat(text[:10])
        if kind.startswith("bool"):
            return {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}[text.lower()]
        if kind.startswith("int"):
            return int(Decimal(text))
    except (ValueError, InvalidOperation, KeyError):
        words = {"D": f"a number below {MOST:.0e}", "d": "a date, YYYY-MM-DD", "b": "yes or no", "i": "a whole number"}[
            kind[0]
        ]
        raise LawError(f"{column} is {text!r}.", where=where, expected=f"{words}.") from None
    return text
