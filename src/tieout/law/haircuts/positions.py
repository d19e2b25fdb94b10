"""A row of a positions table: what is known of it, and what the rule must know and is not told.

| column           | says                                                                                          |
|------------------|-----------------------------------------------------------------------------------------------|
| as_of            | the day of the position                                                                       |
| account          | any; a security is one position across accounts                                               |
| security_id      | names the security; description, issuer are for people                                        |
| class            | one of classes.yaml                                                                           |
| quantity, price  | below zero is short, whatever the sign of market_value, which may stand in for the product    |
| maturity         | of debt; issue_date of municipal securities due within 731 days                               |
| par              | principal amount of convertible debt: of the unit that price is for, or of the whole position |
| rating           | the lower of two agencies' ratings, or more with slashes; from 2014-07-07 also minimal or no  |
| coupon           | nothing or 0 for a security issued at a discount                                              |
| listed           | yes: on a national exchange, Nasdaq, or OTC margin stock; market_makers: how many quote it    |
| currency         | of foreign_currency: cash and forwards of one currency are one position, whatever security_id |
| status           | flat, default, arrears, called (then redemption_date), or current                             |
| underlying, right, strike, expiry, multiplier, underlying_price, volatility, rate, dividend_yield | of options |
| style            | american or european, of an option; of an equity american where not stated                     |
| underlying_kind  | equity (where not stated), narrow_index, diversified_index, high_capitalization_index,         |
|                  | major_currency or other_currency                                                               |
| underwritten     | the day underwritten securities were acquired; of municipals, received from the issuer         |
| security_class, settlement_date, contract_value | of contractual commitments and fails to deliver                 |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from tieout.facts.money import plain
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
    currency: str | None = None
    underwritten: date | None = None
    to_par: Decimal | None = None  # of a security in several rows: market value to principal, as its rows have it

    @property
    def named(self) -> str:
        """How messages name it."""
        return _named(self.row, self.security_id)

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
    security_class = class_named(str(row.get("class") or ""))
    name = str(row.get("security_id") or row.get("description") or where or "unnamed")
    if security_class == "foreign_currency" and not _is_blank(row.get("currency")):
        name = str(row["currency"]).strip().upper()
    named = _named(where, name)
    if security_class not in classes():
        raise LawError(
            f"class is {security_class!r}." if security_class else "class is missing.",
            where=named,
            expected=f"one of {', '.join(classes())}.",
        )
    held: dict[str, Any] = {}
    for key, kind in _KINDS.items():
        value = row.get(COLUMNS.get(key, key))
        if key in ("row", "security_id", "security_class", "to_par") or _is_blank(value):
            continue
        if key == "maturity" and security_class == "foreign_currency":
            continue  # cash and forwards of a currency are one position
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
    if quantity := held.get("quantity"):
        # A quantity says which side it is; custodians send market values without a sign.
        held["market_value"] = abs(held["market_value"]).copy_sign(quantity)
    if "status" in held:
        held["status"] = _status(held["status"], named)
    return Position(row=where, security_id=name, security_class=security_class, **held)


def _is_blank(value: object) -> bool:
    """Nothing, blanks, or what a binary file writes for nothing."""
    return value is None or (isinstance(value, str) and not value.strip()) or value != value


STATUS = {
    **dict.fromkeys(("", "current", "performing", "good", "none"), ""),
    **dict.fromkeys(("flat", "traded flat"), "flat"),
    **dict.fromkeys(("default", "defaulted", "in default"), "default"),
    **dict.fromkeys(("arrears", "in arrears"), "arrears"),
    **dict.fromkeys(("called", "called for redemption"), "called"),
}


def _status(text: str, where: str) -> str:
    if text.lower() not in STATUS:
        raise LawError(f"status is {text!r}.", where=where, expected="flat, default, arrears, called or current.")
    return STATUS[text.lower()]


def _named(where: str, name: str) -> str:
    if not where:
        return name if name.startswith("position ") else f"position {name}"
    return where if name == where else f"{where}: {name}"


# The columns a table may have.
KNOWN = (
    *(COLUMNS.get(field.name, field.name) for field in fields(Position) if field.name not in ("row", "to_par")),
    "as_of",
)


def unread(columns: Iterable[str], where: str) -> tuple[str, ...]:
    """The columns of a table that are not read.

    Raises LawError for one that is nearly a column the table lacks: what it says would be missed.
    """
    held = [canonical(column) for column in columns]
    found = tuple(column for column in held if column not in KNOWN)
    for column in found:
        near = get_close_matches(column, [name for name in KNOWN if name not in held], n=1, cutoff=0.8)
        if near:
            mend = f"name it {near[0]}, or give it a name that is less alike."
            raise LawError(f"column {column} is nearly {near[0]}.", where=where, expected=f"{near[0]}.", mend=mend)
    return found


def canonical(name: str) -> str:
    """The name of a class or a column as we write it: Money Market Fund is money_market_fund."""
    return "_".join(re.split(r"[\s_-]+", name.strip().lower()))


_ALSO = {
    **dict.fromkeys(("stock", "common", "common_stock"), "equity"),
    **dict.fromkeys(("treasury", "treasury_bill", "treasury_note", "treasury_bond"), "us_government"),
    **dict.fromkeys(("government_agency", "us_agency"), "agency"),
    **dict.fromkeys(("muni", "municipal_bond", "municipal_note"), "municipal"),
    **dict.fromkeys(("corporate", "corp", "corporate_bond", "nonconvertible_debt"), "corporate_debt"),
    **dict.fromkeys(("convertible", "convertible_bond"), "convertible_debt"),
    **dict.fromkeys(("currency", "fx"), "foreign_currency"),
    "preferred_stock": "preferred",
    "cd": "certificate_of_deposit",
}


def class_named(name: str) -> str:
    """The class that people mean, where there is one: Common Stock is equity."""
    found = canonical(name)
    return _ALSO.get(found, found)


MOST = Decimal(10) ** 15  # no position is worth more


def _value(value: object, kind: str, column: str, where: str) -> object:
    text = str(value).strip()
    try:
        if kind.startswith("Decimal"):
            found = Decimal(plain(text))
            if abs(found) >= MOST:
                raise InvalidOperation
            if isinstance(value, float) and found.is_finite():
                found = round(found, DECIMALS.get(column, 8))
            if not found.is_finite():
                raise InvalidOperation
            return found
        if kind.startswith("date"):
            if type(value) is not date and not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                raise ValueError
            return value if type(value) is date else date.fromisoformat(text[:10])
        if kind.startswith("bool"):
            return {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}[text.lower()]
        if kind.startswith("int"):
            if Decimal(text) < 0 or Decimal(text) % 1:
                raise ValueError
            return int(Decimal(text))
    except (ValueError, InvalidOperation, KeyError):
        words = {"D": f"a number below {MOST:.0e}", "d": "a date, YYYY-MM-DD", "b": "yes or no", "i": "a whole number"}[
            kind[0]
        ]
        raise LawError(f"{column} is {text!r}.", where=where, expected=f"{words}.") from None
    return text


def to_par(position: Position) -> Decimal | None:
    """Market value to principal of convertible debt; None where `par` is not stated.

    `par` is the principal of the unit the price is for, or of the whole position: whichever the market value is near.
    """
    if position.to_par is not None or not position.par:
        return position.to_par
    ratios = [abs(position.market_value) / position.par]
    if position.price is not None:
        ratios.insert(0, position.price / position.par)
    if position.quantity:
        ratios.append(abs(position.market_value / position.quantity) / position.par)
    near = [ratio for ratio in ratios if Decimal("0.01") <= ratio <= 10]
    return near[0] if near else None
