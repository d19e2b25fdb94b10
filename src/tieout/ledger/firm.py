"""The firm, as `firm.toml` states it: who it is, which rules it lives under, what goes on the facing page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Literal, get_args

from tieout.facts import Period, TieoutError
from tieout.facts.money import plain
from tieout.ledger.figures import TOO_LARGE

EntityKind = Literal["corporation", "limited_liability_company", "partnership", "sole_proprietorship"]
NetCapitalMethod = Literal["aggregate_indebtedness", "alternative"]
AuditorKind = Literal["certified_public_accountant", "public_accountant", "not_resident_in_united_states"]
Unit = Literal["dollars", "thousands"]
REGISTRANT_KINDS = (
    "broker-dealer",
    "security-based swap dealer",
    "major security-based swap participant",
    "OTC derivatives dealer",
)
Exemption = Literal["(k)(1)", "(k)(2)(i)", "(k)(2)(ii)", "(k)(3)", "none", "non-covered"]


@dataclass(frozen=True, slots=True)
class Address:
    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call about the report."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Officer:
    name: str
    title: str = ""
    signs_oath: bool = False


@dataclass(frozen=True, slots=True)
class Auditor:
    """The independent public accountant whose report is bound with the statements."""

    name: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    kind: AuditorKind = "certified_public_accountant"
    pcaob_id: str = ""
    pcaob_registered: str = ""


@dataclass(frozen=True, slots=True)
class Subsidiary:
    """A consolidated subsidiary; `flow_through` as 15c3-1c allows, on the opinion of counsel named in `reason`."""

    name: str
    kind: str = ""
    flow_through: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RightOfSetoff:
    """A counterparty whose receivables and payables the firm may set off, and the agreement that says so."""

    counterparty: str
    reason: str
    by: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class IncomeShare:
    """An equity account to which the year's income closes, and its share (all of it unless the firm says otherwise)."""

    account: str
    share: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Presentation:
    """How the statements are printed: in whole dollars or thousands, and the words the firm uses."""

    unit: Unit = "dollars"
    prior_year: bool = True
    owners: str = ""  # "stockholders", "shareholder": the corporation's own word for them


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """`firm.toml`.  See docs/books.md for every key, its meaning and its default."""

    name: str
    sec_file_number: str
    entity_kind: EntityKind
    net_capital_method: NetCapitalMethod
    minimum_dollar_business: str
    rule_15c3_3_exemption: Exemption
    crd_number: str = ""
    fiscal_year_end: str = "12-31"
    consolidated: bool = False
    public_document: bool = False
    business_commenced: date | None = None
    minimum_dollar_net_capital: Decimal | None = None
    minimum_dollar_reason: str = ""
    aggregate_debit_items: Decimal | None = None
    reconciliation: str = ""
    registrant_kinds: tuple[str, ...] = ("broker-dealer",)
    address: Address = field(default_factory=Address)
    contact: Contact = field(default_factory=Contact)
    auditor: Auditor = field(default_factory=Auditor)
    presentation: Presentation = field(default_factory=Presentation)
    officers: tuple[Officer, ...] = ()
    subsidiaries: tuple[Subsidiary, ...] = ()
    right_of_setoff: tuple[RightOfSetoff, ...] = ()
    income_to: tuple[IncomeShare, ...] = ()

    def year_end_on_or_after(self, day: date) -> date:
        this_year = self._year_end(day.year)
        return this_year if this_year >= day else self._year_end(day.year + 1)

    def fiscal_year(self, as_of: date) -> Period:
        """From the first day of the fiscal year that `as_of` falls in, or of business where later, through `as_of`."""
        end = self.year_end_on_or_after(as_of)
        start = date.fromordinal(self._year_end(end.year - 1).toordinal() + 1)
        began = self.business_commenced
        return Period(began if began is not None and start < began <= as_of else start, as_of)

    def year_end_before(self, day: date) -> date:
        this_year = self._year_end(day.year)
        return this_year if this_year < day else self._year_end(day.year - 1)

    def is_year_end(self, day: date) -> bool:
        return day == self._year_end(day.year)

    def _year_end(self, year: int) -> date:
        month, day = (int(x) for x in self.fiscal_year_end.split("-"))
        if (month, day) in ((2, 28), (2, 29)):  # a February year ends with February
            return date.fromordinal(date(year, 3, 1).toordinal() - 1)
        return date(year, month, day)

    @property
    def oath_officer(self) -> Officer | None:
        return next((o for o in self.officers if o.signs_oath), self.officers[0] if self.officers else None)


_TABLES: dict[str, type] = {"address": Address, "contact": Contact, "auditor": Auditor, "presentation": Presentation}
_ARRAYS: dict[str, type] = {
    "officers": Officer,
    "subsidiaries": Subsidiary,
    "right_of_setoff": RightOfSetoff,
    "income_to": IncomeShare,
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "entity_kind": get_args(EntityKind),
    "net_capital_method": get_args(NetCapitalMethod),
    "rule_15c3_3_exemption": get_args(Exemption),
}
# Words that may be written as a number, without quotation marks.
_NUMBERED = ("account", "crd_number", "pcaob_id", "phone", "zip")
_EXPECTED = {
    "bool": "true or false.",
    "date | None": "a date without quotation marks, such as 2003-12-31.",
    "str": 'words in quotation marks, such as "words".',
}


def read_firm(text: str, source: str = "firm.toml") -> Firm:
    """`firm.toml` as a Firm.

    Raises TieoutError for text that is not TOML, for a key that is missing, misspelt or of the wrong kind.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TieoutError(f"not TOML: {error}.", where=source, mend='write values as key = "value".') from None
    held: Firm = _record(Firm, raw, source)
    _check(held, source)
    return held


def _record(kind: Any, raw: Mapping[str, Any], where: str) -> Any:
    known = {f.name: f for f in fields(kind)}
    for key in raw:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            mend = f"write {near[0]}." if near else f"known keys: {', '.join(known)}."
            raise TieoutError(f"unknown key {key}.", where=where, mend=mend)
    values = {key: _value(key, known[key].type, value, where) for key, value in raw.items()}
    try:
        held = kind(**values)
    except TypeError as error:
        missing = str(error).split(": ")[-1]
        raise TieoutError(f"key missing: {missing}.", where=where, mend="see docs/books.md for its meaning.") from None
    for key in known:
        if known[key].type == "str" and known[key].default is MISSING and not values[key]:
            raise TieoutError(f'{key} = "".', where=where, expected="it is required.", mend=f"state the {key}.")
    return held


def _value(key: str, declared: Any, value: Any, where: str) -> Any:
    wanted = str(declared)
    if key in _TABLES:
        if isinstance(value, dict):
            return _record(_TABLES[key], value, f"{where} [{key}]")
        expected = f"a table: [{key}] on a line of its own, its keys below."
    elif key in _ARRAYS:
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return tuple(_record(_ARRAYS[key], item, f"{where} [[{key}]]") for item in value)
        expected = f"tables: [[{key}]] on a line of its own for each, its keys below."
    elif wanted.startswith("Decimal"):
        amount = _decimal(value)
        if amount is not None:
            return amount
        expected = "a share such as 0.5." if key == "share" else "an amount in dollars."
    elif wanted.startswith("tuple"):
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        expected = 'a list of words, such as ["broker-dealer"].'
    elif wanted.startswith("date"):
        if type(value) is date:
            return value
        expected = _EXPECTED[wanted]
    elif wanted == "bool":
        if isinstance(value, bool):
            return value
        expected = _EXPECTED[wanted]
    else:
        if isinstance(value, str) or (key in _NUMBERED and type(value) is int):
            return str(value).strip()
        expected = _EXPECTED["str"]
    raise TieoutError(f"{key} = {_toml(value)}.", where=where, expected=expected)


def _decimal(value: Any) -> Decimal | None:
    """An amount below a thousand trillion, None for anything else (a truth value, nan, inf)."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = Decimal(plain(str(value)))
    except (ArithmeticError, ValueError):
        return None
    return amount if amount.is_finite() and abs(amount) < TOO_LARGE else None


def _toml(value: Any) -> str:
    """A value as firm.toml writes it, as far as a message needs."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _check(firm: Firm, source: str) -> None:
    choices = [
        *((source, key, getattr(firm, key), words) for key, words in _CHOICES.items()),
        (f"{source} [presentation]", "unit", firm.presentation.unit, get_args(Unit)),
        (f"{source} [auditor]", "kind", firm.auditor.kind, get_args(AuditorKind)),
        *((source, "registrant_kinds", kind, REGISTRANT_KINDS) for kind in firm.registrant_kinds),
    ]
    for where, key, value, words in choices:
        if value not in words:
            raise TieoutError(f'{key} = "{value}".', where=where, expected=f"one of {', '.join(words)}.")
    if not re.fullmatch(r"8-[0-9]{2,6}", firm.sec_file_number):
        what = f'sec_file_number = "{firm.sec_file_number}".'
        raise TieoutError(what, where=source, expected='"8-NNNNN": 8, a dash and two to six digits.')
    for key in ("minimum_dollar_net_capital", "aggregate_debit_items"):
        amount = getattr(firm, key)
        if amount is not None and amount < 0:
            raise TieoutError(f"{key} = {amount}.", where=source, expected="an amount of zero or more.")
    for share in firm.income_to:
        if not 0 <= share.share <= 1:
            where = f"{source} [[income_to]]"
            raise TieoutError(f"share = {share.share}.", where=where, expected="a share between 0 and 1, such as 0.5.")
    try:
        firm._year_end(2024)
    except ValueError:
        expected = 'month and day, such as "12-31".'
        raise TieoutError(f'fiscal_year_end = "{firm.fiscal_year_end}".', where=source, expected=expected) from None
    if firm.income_to and sum(share.share for share in firm.income_to) != 1:
        raise TieoutError("the shares of [[income_to]] do not add up to 1.", where=source, mend="correct the shares.")
    if firm.minimum_dollar_net_capital is not None and not firm.minimum_dollar_reason:
        raise TieoutError(
            "minimum_dollar_net_capital is stated without minimum_dollar_reason.",
            where=source,
            mend="say who set the amount and why, or leave both out and let minimum_dollar_business decide.",
        )
