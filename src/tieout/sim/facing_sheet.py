"""The sheet a simulated facing page is made on: what its blanks say, what prints, and what is true."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from tieout.facts.words import long_date
from tieout.taxonomy import read_yaml

UNREADABLE = "unreadable"
_FIRMS = (
    "Alder Point",
    "Birchwood",
    "1717 Harbor",
    "2000 Global",
    "Cedar Ridge",
    "Dunmore & Hale",
    "Essex Brook",
    "Fairlawn",
    "Granite State",
    "H. K. Lowell",
    "Ironbridge",
    "Juniper",
    "Kestrel",
    "Lowry Mather",
    "MNL",
    "Northgate",
    "Otter Creek",
    "Pembroke",
    "Quill & Reed",
    "Rockwell Dane",
    "Sablewood",
    "Tidewater",
    "Underhill",
    "Vance Merritt",
    "Wexford",
)
_TRADES = (
    "Securities",
    "Investment Services",
    "Distributors",
    "Capital Markets",
    "Financial Group",
    "Brokerage",
    "Equities Trading",
)
_SUFFIXES = (", Inc.", ", LLC", " LLC", " L.P.", " Corporation", ", Inc", " Co.", " Ltd.")
_FIRST = (
    "Alan",
    "Maria",
    "John",
    "Susan",
    "Peter",
    "Mary Jo",
    "Kathleen",
    "William",
    "Grace",
    "Oscar",
    "Helen",
    "Raymond",
)
_LAST = (
    "Carpenter",
    "O'Brien",
    "Lattimer",
    "Smith",
    "de Groot",
    "Mejia",
    "Burrows Jr.",
    "Whitfield",
    "Kowalski",
    "Tran",
    "Steele",
)
_STREETS = (
    "Main Street",
    "Elm Avenue",
    "Wilshire Boulevard",
    "Park Avenue",
    "Centre Street",
    "Northside Parkway",
    "Mill Road",
    "State Street",
    "Glades Road",
)
_ROOMS = ("", "", "", ", Suite 300", ", 33rd Floor", " Suite 1450", ", Suite 4", ", Ste 12")
_CITIES = (
    ("Springfield", "MA", "01144"),
    ("Boston", "MA", "02116"),
    ("New York", "NY", "10022"),
    ("Atlanta", "GA", "30327"),
    ("Rochester", "NY", "14604"),
    ("Los Angeles", "CA", "90017"),
    ("St. Louis", "MO", "63101"),
    ("Boca Raton", "FL", "33434"),
    ("Houston", "TX", "77019"),
    ("Chicago", "IL", "60606"),
    ("Charlotte", "NC", "28204"),
    ("Salt Lake City", "UT", "84111"),
    ("Kansas City", "MO", "64108"),
    ("Wilkes-Barre", "PA", "18701"),
    ("Honolulu", "HI", "96813"),
    ("Fargo", "ND", "58102"),
)
_STATES = {
    "MA": "Massachusetts",
    "NY": "New York",
    "CA": "California",
    "TX": "Texas",
    "FL": "Florida",
    "IL": "Illinois",
}
_AUDITORS = (
    "Deloitte & Touche LLP",
    "KPMG LLP",
    "Moss & Ray LLP",
    "Tait, Hale & Co., P.C.",
    "Sherwood Lane CPAs, P.A.",
    "Grant Dorn LLP",
    "Ernst & Young LLP",
)
_TITLES = (
    "President",
    "Chief Financial Officer and Treasurer",
    "Managing Member",
    "FINOP",
    "Chief Executive Officer",
    "Controller",
    "General Partner",
)


@dataclass
class Sheet:
    """The page while it is made: what each blank prints, the truth, and the damage so far."""

    chance: random.Random
    edition: str
    truth: dict[str, object] = field(default_factory=dict)
    print_: dict[str, str] = field(default_factory=dict)
    damage: list[str] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)
    lines: list[list[tuple[int, str]]] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)

    def hits(self, share: float) -> bool:
        return self.chance.random() < share

    def lose(self, name: str) -> None:
        if name in self.truth:
            self.truth[name] = UNREADABLE


def fill(sheet: Sheet) -> None:
    chance, new = sheet.chance, sheet.edition == "2021"
    start, end = _period(chance, new)
    city, auditor_city = chance.choice(_CITIES), chance.choice(_CITIES)
    name = chance.choice(_FIRMS) + " " + chance.choice(_TRADES) + chance.choice(_SUFFIXES)
    if sheet.hits(0.12):
        name = name.upper()
    truth: dict[str, object] = {
        "form": "X-17A-5 Part III",
        "edition": sheet.edition,
        "sec_file_number": f"8-{chance.choice([chance.randint(10000, 70999), chance.randint(3000, 9999)])}",
        "period_start": start.isoformat(),
        "period_end": end.isoformat(),
        "registrant_name": name,
        "street": f"{chance.randint(1, 9999)} {chance.choice(_STREETS)}{chance.choice(_ROOMS)}",
        "city": city[0],
        "state": city[1],
        "zip": city[2] + (f"-{chance.randint(1000, 9999)}" if sheet.hits(0.3) else ""),
        "contact_name": _person(chance),
        "contact_phone": f"({chance.randint(201, 989)}) {chance.randint(200, 999)}-{chance.randint(0, 9999):04}",
        "accountant_name": chance.choice(_AUDITORS),
        "accountant_street": f"{chance.randint(1, 999)} {chance.choice(_STREETS)}{chance.choice(_ROOMS)}",
        "accountant_city": auditor_city[0],
        "accountant_state": auditor_city[1],
        "accountant_zip": auditor_city[2],
        "oath_signer": _person(chance),
        "oath_title": chance.choice(_TITLES),
        "oath_firm": name,
        "oath_date": end.isoformat(),
    }
    if new:
        truth["contact_email"] = (
            f"{str(truth['contact_name']).split()[0].lower()}@{chance.choice(['alderpoint', 'firm'])}.com"
        )
        truth["accountant_pcaob_id"] = str(chance.randint(34, 6999))
        truth["accountant_pcaob_registered"] = date(
            chance.randint(2003, 2019), chance.randint(1, 12), chance.randint(1, 28)
        ).isoformat()
        truth["registrant_kinds"] = ["broker-dealer"] + (["security-based swap dealer"] if sheet.hits(0.1) else [])
    else:
        truth["accountant_kind"] = "certified_public_accountant"
    boxes = edition(sheet.edition)["boxes"]
    truth["contents"] = {
        box["letter"]: sheet.hits(0.6) or box["letter"] == "a" for box in boxes if box["letter"] != "o" or new
    }
    sheet.truth = truth
    year = chance.choice(["%y", "%y", "%Y"])
    sheet.print_ = {key: value for key, value in truth.items() if isinstance(value, str)}
    for key, day in (("period_start", start), ("period_end", end)):
        sheet.print_[key] = day.strftime(f"%m/%d/{year}") if sheet.hits(0.85) else f"{day.month}/{day.day}/{day:%Y}"
    if sheet.hits(0.06):
        sheet.print_["period_start"], sheet.print_["period_end"] = long_date(start), long_date(end)
    digits = "".join(mark for mark in str(truth["contact_phone"]) if mark.isdigit())
    sheet.print_["contact_phone"] = chance.choice(
        [
            f"({digits[:3]}){digits[3:6]}–{digits[6:]}",
            f"({digits[:3]}) {digits[3:6]}-{digits[6:]}",
            f"{digits[:3]}-{digits[3:6]}-{digits[6:]}",
            f"{digits[:3]}.{digits[3:6]}.{digits[6:]}",
            f"{digits[:3]})-{digits[3:6]}-{digits[6:]}",
        ]
    )
    for key in ("state", "accountant_state"):
        if sheet.hits(0.15) and (written := _STATES.get(str(truth[key]))):
            sheet.print_[key] = written
    if new:
        sheet.print_["accountant_pcaob_registered"] = date.fromisoformat(
            str(truth["accountant_pcaob_registered"])
        ).strftime("%m/%d/%Y")


def _person(chance: random.Random) -> str:
    return f"{chance.choice(_FIRST)} {chance.choice(['', '', 'G. ', 'T. '])}{chance.choice(_LAST)}"


def _period(chance: random.Random, new: bool) -> tuple[date, date]:
    year = chance.randint(2021, 2025) if new else chance.randint(1993, 2020)
    start = chance.choice([date(year, 1, 1)] * 5 + [date(year, month, 1) for month in (4, 7, 10)])
    end = start.replace(year=start.year + 1) - timedelta(1)
    if chance.random() < 0.06:  # a new firm's first period
        start = date(year, chance.randint(2, 11), chance.randint(1, 28)) if start.month == 1 else start
        end = date(start.year, 12, 31) if start.month != 1 else end
    return start, end


def edition(name: str) -> Mapping[str, Any]:
    """The words of an edition of the form."""
    held: Mapping[str, Any] = read_yaml(files("tieout.taxonomy") / "forms" / f"x17a5_{name}.yaml")
    return held


def mark(sheet: Sheet, checked: bool) -> str:
    return sheet.marks.get("checked", "☒") if checked else sheet.marks.get("empty", "☐")
