"""The firm behind a simulated filing: who it is, how it is regulated, what its year is and how it likes to print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tieout.facts import Period
from tieout.sim.draw import Draw, data

KINDS = {
    "introducing": 0.34,
    "fund_distributor": 0.16,
    "insurance_affiliate": 0.16,
    "small_dealer": 0.22,
    "clearing": 0.12,
}
_ENTITIES = {"corporation": 0.62, "limited_liability_company": 0.24, "partnership": 0.1, "sole_proprietorship": 0.04}
_MINIMUMS = {"introducing": (5_000, 50_000), "fund_distributor": (25_000,), "insurance_affiliate": (25_000, 50_000),
             "small_dealer": (100_000,), "clearing": (250_000,)}  # fmt: skip
_EXEMPTIONS = {"introducing": ("(k)(2)(ii)",), "fund_distributor": ("(k)(1)", "(k)(2)(i)"),
               "insurance_affiliate": ("(k)(1)", "(k)(2)(i)", "(k)(2)(ii)"),
               "small_dealer": ("(k)(2)(ii)", "(k)(2)(i)"),
               "clearing": ("",)}  # fmt: skip
_LEAST_USD = {"(k)(2)(i)": 100_000}  # of who handles customers' money through a special account: 15c3-1(a)(2)(ii)
_MONTH_ENDS = {12: 0.78, 6: 0.06, 9: 0.06, 3: 0.04, 10: 0.02, 11: 0.02, 5: 0.01, 8: 0.01}


@dataclass(frozen=True)
class Address:
    """Where someone sits, as the facing page asks for it."""

    street: str
    city: str
    state: str
    zip: str
    state_name: str
    area_code: str


@dataclass(frozen=True)
class Firm:
    """A registrant.  `unit` is what its statements count in: cents, dollars, thousands or millions."""

    kind: str
    entity_kind: str
    name: str
    consolidated: bool
    file_number: str
    address: Address
    contact: str
    phone: str
    signer: str
    signer_title: str
    auditor: str
    auditor_address: Address
    auditor_kind: str
    email: str
    pcaob_id: str
    pcaob_registered: date
    parent: str
    fund: str
    method: str
    minimum_usd: int
    exemption: str
    ends: tuple[date, ...]  # the balance sheet dates, oldest first: the opening, then each year printed
    audit_date: date
    unit: Decimal
    size_usd: float
    public: bool
    taxed: bool

    @property
    def period(self) -> Period:
        return self.periods[-1]

    @property
    def note_unit(self) -> Decimal:
        """What amounts in notes count in: dollars, or cents as the statements do."""
        return min(self.unit, Decimal(1))

    @property
    def whole_year(self) -> bool:
        """Whether the last period is a year: one in which the fiscal year was changed is shorter."""
        return (self.period.end - self.period.start).days > 360

    @property
    def periods(self) -> tuple[Period, ...]:
        """The years printed, oldest first."""
        return tuple(Period(a + timedelta(days=1), b) for a, b in zip(self.ends, self.ends[1:], strict=False))

    @property
    def statement_name(self) -> str:
        return self.name + (" and Subsidiary" if self.consolidated else "")


def draw_firm(seed: int) -> Firm:
    """The firm of a seed."""
    lots = Draw(seed, "firm")
    names = data("names")
    kind = lots.weighed(KINDS)
    entity = "corporation" if kind == "clearing" and lots.chance(0.6) else lots.weighed(_ENTITIES)
    if entity == "sole_proprietorship" and kind not in ("introducing", "small_dealer"):
        entity = "corporation"
    method = "alternative" if lots.chance(0.85 if kind == "clearing" else 0.08) else "aggregate_indebtedness"
    ends = _year_ends(lots)
    address, auditor_at = _address(lots), _address(lots)
    size, unit = _size_and_unit(lots, kind, method)
    given = f"{lots.pick(names['given'])} {lots.choice('ABCDEFGHJKLMPRSTW')}. {lots.pick(names['surnames'])}"
    signer = given if lots.chance(0.6) else f"{lots.pick(names['given'])} {lots.pick(names['surnames'])}"
    name = _name(lots, kind, entity)
    exemption = lots.pick(_EXEMPTIONS[kind])
    least = max(lots.pick(_MINIMUMS[kind]), _LEAST_USD.get(exemption, 0))
    return Firm(
        kind=kind,
        entity_kind=entity,
        name=name,
        consolidated=entity != "sole_proprietorship" and lots.chance(0.15),
        file_number=f"8-{lots.randint(1_200, 69_999)}",
        address=address,
        contact=given,
        phone=f"({address.area_code}) {lots.randint(220, 989)}-{lots.randint(1000, 9999)}",
        signer=signer,
        signer_title=lots.pick(names["titles"][entity]),
        auditor=_auditor(lots),
        auditor_address=auditor_at,
        auditor_kind="certified_public_accountant" if lots.chance(0.97) else "public_accountant",
        email=_email(given, name),
        pcaob_id=str(lots.randint(100, 6999)),
        pcaob_registered=date(2003, 10, 1) + timedelta(days=lots.randint(0, 4000)),
        parent=_parent(lots),
        fund=lots.pick(names["funds"]).format(compound=lots.pick(names["compounds"][:21])),
        method=method,
        minimum_usd=250_000 if method == "alternative" else least,
        exemption=exemption,
        ends=ends,
        audit_date=ends[-1] + timedelta(days=lots.randint(24, 59)),
        unit=unit,
        size_usd=size,
        public=lots.chance(0.6),
        taxed=entity == "corporation" and lots.chance(0.8),
    )


def _year_ends(lots: Draw) -> tuple[date, ...]:
    year, month = lots.randint(1993, 2024), lots.weighed(_MONTH_ENDS)
    years = 2 if lots.chance(0.38) else 1
    ends = tuple(_month_end(year - years + i, month) for i in range(years + 1))
    if years == 1 and month > 4 and lots.chance(0.04):  # the fiscal year was changed
        return _month_end(year, month - lots.randint(3, month - 1)), ends[-1]
    return ends


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _address(lots: Draw) -> Address:
    names = data("names")
    city, state, zip_start, area, state_name = lots.pick(names["places"])
    street = f"{lots.choice((lots.randint(1, 99), lots.randint(100, 9900)))} {lots.pick(names['streets'])}"
    if lots.chance(0.35):
        street += f", {lots.choice(('Suite', 'Floor'))} {lots.randint(2, 40) * 10}"
    zip_code = f"{zip_start}{lots.randint(1, 99):02d}" + (f"-{lots.randint(1001, 9899)}" if lots.chance(0.2) else "")
    return Address(street, city, state, zip_code, state_name, area)


def _name(lots: Draw, kind: str, entity: str) -> str:
    names = data("names")
    suffix = lots.pick(names["suffixes"][entity])
    if entity == "sole_proprietorship":
        return f"{lots.pick(names['given'])} {lots.choice('ABCDEFGHJ')}. {lots.pick(names['surnames'])}" + (
            suffix if lots.chance(0.6) else ""
        )
    first = lots.pick(names["compounds"]) if lots.chance(0.6) else lots.pick(names["surnames"])
    if first in names["surnames"] and lots.chance(0.4):
        first = f"{first}, {lots.pick(names['surnames'])}"
    calling = lots.pick(names["callings"][kind])
    if calling in ("& Co.", "Bond Company", "Partners"):
        suffix = "" if entity == "corporation" or "Partners" in suffix else suffix
    return f"{first} {calling}{suffix}"


def _auditor(lots: Draw) -> str:
    a, b, c = lots.sample(data("names")["surnames"], 3)
    return str(lots.pick(data("names")["auditors"])).format(a=a, b=b, c=c)


def _parent(lots: Draw) -> str:
    names = data("names")
    return str(lots.pick(names["parents"])).format(
        compound=lots.pick(names["compounds"][:21]), surname=lots.pick(names["surnames"])
    )


def _email(person: str, firm: str) -> str:
    host = re.sub("[^a-z0-9]", "", firm.split(",")[0].lower())[:18]
    return f"{person.split()[0]}.{person.split()[-1]}@{host}.com".lower()


def _size_and_unit(lots: Draw, kind: str, method: str) -> tuple[float, Decimal]:
    """Total assets to begin with, and the unit a firm of that size prints in."""
    low, high = {"small_dealer": (3e5, 2e7), "introducing": (1.5e5, 4e7), "clearing": (4e7, 3e10)}.get(
        kind, (3e5, 1.5e8)
    )
    size = lots.spread(low, high)
    if size > 5e9 and method == "alternative" and lots.chance(0.4):
        return size, Decimal(1_000_000)
    if kind in ("small_dealer", "introducing") and size < 3e6 and lots.chance(0.08):
        return size, Decimal("0.01")
    return size, Decimal(1_000 if (size > 3e7 and lots.chance(0.45)) or size > 3e9 else 1)
