"""Facing pages from a seed, in both editions, broken as scans and the tools that read them break the real ones.

The page is drawn on a sheet of typewriter columns and then read back carelessly: a table's rules cut it where they fall,
marks beside a rule print twice, glyphs are lost, stamps and ghosts of rows are added.  The truth comes with it: what each
blank says, or "unreadable" where the damage leaves no way to tell.  `doubtful` names the blanks where a careful reader
may well give up, because nothing else in the text says which of two readings is right.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tieout.facts.words import long_date
from tieout.taxonomy import read_yaml

from importlib.resources import files  # isort: skip
import itertools

UNREADABLE = "unreadable"
_FIRMS = (
    "Alder Point", "Birchwood", "1717 Harbor", "2000 Global", "Cedar Ridge", "Dunmore & Hale", "Essex Brook", "Fairlawn",
    "Granite State", "H. K. Lowell", "Ironbridge", "Juniper", "Kestrel", "Lowry Mather", "MNL", "Northgate", "Otter Creek",
    "Pembroke", "Quill & Reed", "Rockwell Dane", "Sablewood", "Tidewater", "Underhill", "Vance Merritt", "Wexford",
)  # fmt: skip
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
    ("Springfield", "MA", "01144"), ("Boston", "MA", "02116"), ("New York", "NY", "10022"), ("Atlanta", "GA", "30327"),
    ("Rochester", "NY", "14604"), ("Los Angeles", "CA", "90017"), ("St. Louis", "MO", "63101"), ("Boca Raton", "FL", "33434"),
    ("Houston", "TX", "77019"), ("Chicago", "IL", "60606"), ("Charlotte", "NC", "28204"), ("Salt Lake City", "UT", "84111"),
    ("Kansas City", "MO", "64108"), ("Wilkes-Barre", "PA", "18701"), ("Honolulu", "HI", "96813"), ("Fargo", "ND", "58102"),
)  # fmt: skip
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
_STAMPS = ("RECEIVED", "PROCESSED", "MAR 29 2004", "SEC MAIL", "W", "THOMSON FINANCIAL", "į.")
_WIDTH = 104


@dataclass(frozen=True)
class SimulatedFacingPage:
    """A page as text, what it says, and what was done to it.  `form` is tabs, pipes, lines or run."""

    text: str
    truth: Mapping[str, object]
    damage: tuple[str, ...]
    form: str
    doubtful: frozenset[str] = frozenset()


@dataclass
class _Sheet:
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


def facing_page(seed: int) -> SimulatedFacingPage:
    """The facing page of a seed; the same seed gives the same page."""
    chance = random.Random(f"facing page {seed}")
    sheet = _Sheet(chance, "2021" if chance.random() < 0.35 else "2003")
    _fill(sheet)
    for harm in _HARMS:
        if sheet.hits(_HARMS[harm]):
            harm(sheet)
    _draw(sheet)
    form = chance.choice(["tabs", "tabs", "tabs", "pipes", "pipes", "lines", "run"])
    body = _RENDERED[form](sheet)
    text = body + ("" if sheet.hits(0.12) and form in ("lines", "run") else _rest(sheet))
    return SimulatedFacingPage(text, dict(sheet.truth), tuple(sheet.damage), form, frozenset(sheet.doubtful))


def _fill(sheet: _Sheet) -> None:
    chance, new = sheet.chance, sheet.edition == "2021"
    start, end = _period(chance, new)
    person = lambda: f"{chance.choice(_FIRST)} {chance.choice(['', '', 'G. ', 'T. '])}{chance.choice(_LAST)}"  # noqa: E731
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
        "contact_name": person(),
        "contact_phone": f"({chance.randint(201, 989)}) {chance.randint(200, 999)}-{chance.randint(0, 9999):04}",
        "accountant_name": chance.choice(_AUDITORS),
        "accountant_street": f"{chance.randint(1, 999)} {chance.choice(_STREETS)}{chance.choice(_ROOMS)}",
        "accountant_city": auditor_city[0],
        "accountant_state": auditor_city[1],
        "accountant_zip": auditor_city[2],
        "oath_signer": person(),
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
    boxes = _edition(sheet.edition)["boxes"]
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


def _period(chance: random.Random, new: bool) -> tuple[date, date]:
    year = chance.randint(2021, 2025) if new else chance.randint(1993, 2020)
    start = chance.choice([date(year, 1, 1)] * 5 + [date(year, month, 1) for month in (4, 7, 10)])
    end = start.replace(year=start.year + 1) - timedelta(1)
    if chance.random() < 0.06:  # a new firm's first period
        start = date(year, chance.randint(2, 11), chance.randint(1, 28)) if start.month == 1 else start
        end = date(start.year, 12, 31) if start.month != 1 else end
    return start, end


def _edition(name: str) -> Mapping[str, object]:
    held: Mapping[str, object] = read_yaml(files("tieout.taxonomy") / "forms" / f"x17a5_{name}.yaml")
    return held


# Harms: each does to the sheet what it is named for, and to the truth what that leaves of it.


def _misread_dates(sheet: _Sheet) -> None:
    key = sheet.chance.choice(["period_start", "period_end"])
    sheet.damage.append(f"{key} misread")
    said = sheet.print_[key]
    if "/" not in said:
        return
    kind = sheet.chance.choice(["zero", "stroke", "repeat", "one"])
    if kind == "zero" and "0" in said:
        sheet.print_[key] = said.replace("0", sheet.chance.choice("UO)o"), 1)
    elif kind == "stroke":
        sheet.print_[key] = said.replace("/", sheet.chance.choice("1l|"), 1)
    elif kind == "repeat" and len(said) == 8 and not said.endswith(("/20", "/19")):
        sheet.print_[key] = said + sheet.chance.choice([said[-2:], said[-1], "○" + said[-1]])
    elif "1" in said:
        sheet.print_[key] = said.replace("1", sheet.chance.choice("lI]"), 1)


def _blot_date(sheet: _Sheet) -> None:
    key = sheet.chance.choice(["period_start", "period_end"])
    sheet.damage.append(f"{key} blotted")
    sheet.print_[key] = sheet.chance.choice(["", "_______", "~./ /.", "?2/3", sheet.print_[key][:2]])
    sheet.lose(key)


def _impossible_period(sheet: _Sheet) -> None:
    if sheet.truth["period_end"] == UNREADABLE or {"period_end misread", "end prints before beginning"} & set(
        sheet.damage
    ):
        return
    sheet.damage.append("period begins after it ends")
    start = date.fromisoformat(str(sheet.truth["period_end"])) + timedelta(1)
    sheet.print_["period_start"] = start.strftime("%m/%d/%y")
    sheet.lose("period_start")
    sheet.doubtful.add("period_end")


def _swap_dates(sheet: _Sheet) -> None:
    if UNREADABLE in (sheet.truth["period_start"], sheet.truth["period_end"]):
        return
    first, last = (date.fromisoformat(str(sheet.truth[key])) for key in ("period_start", "period_end"))
    if (last - first).days < 330:
        return
    sheet.damage.append("end prints before beginning")
    sheet.print_["period_start"], sheet.print_["period_end"] = last.strftime("%m/%d/%y"), first.strftime("%m/%d/%y")


def _file_number(sheet: _Sheet) -> None:
    number = str(sheet.truth["sec_file_number"])[2:]
    kind = sheet.chance.choice(["empty", "prefix only", "spaced", "S", "B", "prefix missing", "glued", "zero"])
    sheet.damage.append(f"file number {kind}")
    prints = {
        "empty": "",
        "prefix only": "8-",
        "spaced": f"8 - {number}",
        "S": f"S-{number}",
        "B": f"B- {number}",
        "prefix missing": number,
        "glued": f"8-{number}",
        "zero": "8-" + number.replace("0", "O", 1),
    }
    sheet.print_["sec_file_number"] = prints[kind]
    if kind in ("empty", "prefix only"):
        sheet.lose("sec_file_number")
    if kind == "zero" and number.startswith("0"):
        sheet.doubtful.add("sec_file_number")


def _boxes(sheet: _Sheet) -> None:
    kind = sheet.chance.choice(["lost", "brackets", "all empty", "ticks", "tex"])
    sheet.damage.append(f"boxes {kind}")
    pairs = {
        "lost": ("", ""),
        "brackets": ("[X]", "[ ]"),
        "all empty": ("☐", "☐"),
        "ticks": ("✓", "□"),
        "tex": ("[V]", "☐"),
    }
    sheet.marks["checked"], sheet.marks["empty"] = pairs[kind]
    if kind in ("lost", "all empty"):
        contents = sheet.truth["contents"]
        assert isinstance(contents, dict)
        sheet.truth["contents"] = dict.fromkeys(contents, UNREADABLE)
        sheet.lose("registrant_kinds")
        if kind == "all empty":
            sheet.lose("accountant_kind")


def _zip(sheet: _Sheet) -> None:
    key = sheet.chance.choice(["zip", "accountant_zip"])
    said = str(sheet.truth[key])
    sheet.damage.append(f"{key} damaged")
    sheet.print_[key] = sheet.chance.choice([said[:3] + said[2:], said[:2] + "?" + said[3:], ""])
    sheet.lose(key)


def _phone(sheet: _Sheet) -> None:
    sheet.damage.append("phone damaged")
    said = sheet.print_["contact_phone"]
    at = len(said) - 2
    sheet.print_["contact_phone"] = said[:at] + sheet.chance.choice(["Q", "?", ""]) + said[at + 1 :]
    sheet.lose("contact_phone")


def _state(sheet: _Sheet) -> None:
    sheet.damage.append("state misread")
    sheet.print_["state"] = sheet.chance.choice(["MX", "N7", "QA"])
    sheet.lose("state")
    sheet.doubtful |= {"city"}


def _blank_name(sheet: _Sheet) -> None:
    sheet.damage.append("contact name blank")
    sheet.print_["contact_name"] = ""
    sheet.lose("contact_name")


def _in_street_row(sheet: _Sheet) -> None:
    sheet.damage.append("city, state and zip in the row of the street")
    sheet.print_["street"] = (
        f"{sheet.print_['street']}, {sheet.print_['city']}, {sheet.print_['state']} {sheet.print_['zip']}"
    )
    sheet.print_["city"] = sheet.print_["state"] = sheet.print_["zip"] = ""
    for _key in ("city", "state", "street"):
        if UNREADABLE in (sheet.truth["zip"], sheet.truth["state"]):
            sheet.doubtful |= {"street", "city", "state", "zip"}


def _stamps(sheet: _Sheet) -> None:
    sheet.damage.append("stamps")
    sheet.marks["stamps"] = "yes"


def _ghost(sheet: _Sheet) -> None:
    sheet.damage.append("ghost of the date row")
    sheet.marks["ghost"] = sheet.chance.choice(
        ["TILITO TOR THE PERIOD DEC ,,,,,,,,,", "REPUKI FUR IHE PEKIOD", "RI POR1 i OR THE Pl RI D"]
    )


def _captions(sheet: _Sheet) -> None:
    sheet.damage.append("captions misread")
    sheet.marks["captions"] = "yes"


def _old_title(sheet: _Sheet) -> None:
    sheet.damage.append("the other edition's title")
    sheet.marks["title"] = "yes"


def _oath(sheet: _Sheet) -> None:
    sheet.damage.append("year of the oath lost")
    sheet.marks["oath"] = "yes"
    sheet.lose("oath_date")


_HARMS: dict[Callable[[_Sheet], None], float] = {
    _misread_dates: 0.3, _blot_date: 0.06, _swap_dates: 0.05, _impossible_period: 0.03, _file_number: 0.3, _boxes: 0.4,
    _zip: 0.08, _phone: 0.06, _state: 0.04, _blank_name: 0.04, _in_street_row: 0.07, _stamps: 0.4, _ghost: 0.1,
    _captions: 0.3, _old_title: 0.15, _oath: 0.15,
}  # fmt: skip


# Drawing: lines of (column, words) on the sheet.


def _draw(sheet: _Sheet) -> None:
    words, say = _edition(sheet.edition), sheet.print_
    new = sheet.edition == "2021"
    put = sheet.lines.append
    titles = ["ANNUAL REPORTS", "ANNUAL AUDITED REPORT"] if new else ["ANNUAL AUDITED REPORT", "ANNUAL REPORTS"]
    put([(20, "UNITED STATES"), (70, "OMB APPROVAL")])
    put([(14, "SECURITIES AND EXCHANGE COMMISSION"), (66, "OMB Number: 3235-0123")])
    put([(22, "Washington, D.C. 20549"), (66, f"Expires: {sheet.chance.choice(['October 31, 2004', 'May 31, 2017'])}")])
    put([(18, titles["title" in sheet.marks]), (62, "Estimated average burden hours per response.....12.00")])
    put([(20, "FORM X-17A-5")])
    put([(24, "PART III"), (74, "SEC FILE NUMBER")])
    put([(74, say["sec_file_number"])])
    put([(22, "FACING PAGE")])
    put([(2, " ".join(str(words["under"]).split()))])
    start, end = (str(part) for part in words["period"])  # type: ignore[attr-defined]
    if "ghost" in sheet.marks and sheet.hits(0.5):
        put([(0, sheet.marks["ghost"])])
    put([(0, start), (36, say["period_start"]), (54, end), (72, say["period_end"])])
    if "ghost" in sheet.marks:
        put([(0, sheet.marks["ghost"]), (72, "MM/DD/YY")])
    put([(38, "MM/DD/YY"), (74, "MM/DD/YY")])
    put([(26, "A. REGISTRANT IDENTIFICATION")])
    if new:
        put([(0, "NAME OF FIRM:"), (15, say["registrant_name"])])
        put([(0, "TYPE OF REGISTRANT (check all applicable boxes):")])
        checked = (
            sheet.truth["registrant_kinds"] if isinstance(sheet.truth["registrant_kinds"], list) else ["broker-dealer"]
        )
        options = ["Broker-dealer", "Security-based swap dealer", "Major security-based swap participant"]
        put(
            [
                (column, f"{_mark(sheet, option.lower() in checked)} {option}".strip())
                for column, option in zip((0, 30, 62), options, strict=True)
            ]
        )
        put([(0, f"{_mark(sheet, False)} Check here if respondent is also an OTC derivatives dealer".strip())])
        put([(0, "ADDRESS OF PRINCIPAL PLACE OF BUSINESS: (Do not use a P.O. box no.)")])
    else:
        put([(0, "NAME OF BROKER-DEALER:"), (24, say["registrant_name"]), (86, "OFFICIAL USE ONLY")])
        put([(0, "ADDRESS OF PRINCIPAL PLACE OF BUSINESS: (Do not use P.O. Box No.)"), (88, "FIRM I.D. NO.")])
    put([(0, say["street"])])
    put([(36, "(No. and Street)")])
    put([(0, say["city"]), (48, say["state"]), (84, say["zip"])])
    put([(2, "(City)"), (48, "(State)"), (84, "(Zip Code)")])
    if new:
        put([(0, "PERSON TO CONTACT WITH REGARD TO THIS FILING")])
        put([(0, say["contact_name"]), (40, say["contact_phone"]), (72, say["contact_email"])])
        put([(0, "(Name)"), (40, "(Area Code – Telephone Number)"), (74, "(Email Address)")])
    else:
        put([(0, "NAME AND TELEPHONE NUMBER OF PERSON TO CONTACT IN REGARD TO THIS REPORT")])
        put([(0, say["contact_name"]), (74, say["contact_phone"])])
        put([(72, "(Area Code – Telephone Number)")])
    put([(26, "B. ACCOUNTANT IDENTIFICATION")])
    put(
        [
            (
                0,
                "INDEPENDENT PUBLIC ACCOUNTANT "
                + (
                    "whose reports are contained in this filing*"
                    if new
                    else "whose opinion is contained in this Report*"
                ),
            )
        ]
    )
    put([(0, say["accountant_name"])])
    put([(26, "(Name – if individual, state last, first, " + ("and middle name)" if new else "middle name)"))])
    put(
        [
            (0, say["accountant_street"]),
            (40, say["accountant_city"]),
            (66, say["accountant_state"]),
            (88, say["accountant_zip"]),
        ]
    )
    put([(2, "(Address)"), (40, "(City)"), (66, "(State)"), (88, "(Zip Code)")])
    if new:
        put([(2, say["accountant_pcaob_registered"]), (62, say["accountant_pcaob_id"])])
        put(
            [
                (0, "(Date of Registration with PCAOB)(if applicable)"),
                (56, "(PCAOB Registration Number, if applicable)"),
            ]
        )
    else:
        put([(0, "CHECK ONE:")])
        for option, value in (
            ("Certified Public Accountant", True),
            ("Public Accountant", False),
            ("Accountant not resident in United States or any of its possessions.", False),
        ):
            put([(4, f"{_mark(sheet, value)} {option}".strip())])
    put([(36, "FOR OFFICIAL USE ONLY")])


def _mark(sheet: _Sheet, checked: bool) -> str:
    return sheet.marks.get("checked", "☒") if checked else sheet.marks.get("empty", "☐")


def _small(sheet: _Sheet) -> str:
    footnote = " ".join(str(_edition(sheet.edition)["footnote"]).split())
    return f"\n{footnote}\n\n"


def _misread(sheet: _Sheet, text: str) -> str:
    """A caption with one letter misread, now and then."""
    if (
        "captions" not in sheet.marks
        or not sheet.hits(0.3)
        or len(text) < 12
        or text in sheet.print_.values()
        or not text.isupper()
    ):
        return text
    at = sheet.chance.randrange(8, len(text))
    return text[:at] + sheet.chance.choice("IlEFCc") + text[at + 1 :] if text[at].isalpha() else text


def _table_rows(sheet: _Sheet) -> list[list[str]]:
    """The sheet cut at a table's rules, wherever they fall; a mark that a rule cuts may print on both sides."""
    cuts = sorted(
        {
            sheet.chance.randint(28, 35),
            sheet.chance.randint(46, 53),
            sheet.chance.randint(68, 73),
            sheet.chance.choice([82, 84]),
        }
    )
    rows: list[list[str]] = []
    first = next(k for k, line in enumerate(sheet.lines) if line[0][1].endswith("BEGINNING"))
    for line in sheet.lines[first:]:
        canvas = [" "] * (_WIDTH + 60)
        for column, text in line:
            text = _misread(sheet, text)
            while text and column and canvas[column - 1] != " ":
                column += 1
            canvas[column : column + len(text)] = text
        whole = "".join(canvas)
        bounds = [0, *cuts, len(whole)]
        cells = []
        for low, high in itertools.pairwise(bounds):
            cell = whole[low:high].strip()
            if low and whole[low - 1].isalnum() and whole[low].isalnum() and cell:
                _cut(sheet, whole, low)
                if sheet.hits(0.3):
                    cell = whole[low - 1] + cell
            cells.append(cell)
        if "stamps" in sheet.marks and sheet.hits(0.15) and not cells[-1]:
            cells[-1] = sheet.chance.choice(_STAMPS)
        rows.append(cells)
    return rows


def _cut(sheet: _Sheet, whole: str, at: int) -> None:
    """A value that a rule goes through may be closed in two ways."""
    for key, said in sheet.print_.items():
        if said and key not in ("registrant_name", "oath_firm"):
            start = whole.find(said)
            if 0 <= start < at < start + len(said):
                sheet.doubtful.add(key)


def _above(sheet: _Sheet) -> str:
    first = next(k for k, line in enumerate(sheet.lines) if line[0][1].endswith("BEGINNING"))
    return "\n\n".join(text for line in sheet.lines[:first] for _, text in line if text)


def _tabs(sheet: _Sheet) -> str:
    rows = _table_rows(sheet)
    return _above(sheet) + "\n\n" + "\n".join("\t".join(cells) for cells in rows) + _small(sheet)


def _pipes(sheet: _Sheet) -> str:
    rows = _table_rows(sheet)
    marked = [[_tagged(sheet, cell) for cell in cells] for cells in rows]
    lines = ["| " + " | ".join(cells) + " |" for cells in marked]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return "# " + _above(sheet) + "\n\n" + "\n".join(lines) + "\n" + _small(sheet)


def _tagged(sheet: _Sheet, cell: str) -> str:
    if cell and sheet.hits(0.08):
        opened, closed = sheet.chance.choice([("<u>", "</u>"), ("**", "**"), ("<sub>", "</sub>")])
        return f"{opened}{cell}{closed}"
    return cell


def _lines(sheet: _Sheet) -> str:
    """As a text layer gives it: words of a line with single or wide gaps, the form's upper right corner among its titles."""
    out = []
    for line in sheet.lines:
        texts = [_misread(sheet, text) for _, text in line if text]
        if texts:
            out.append(sheet.chance.choice(["   ", "      "]).join(texts))
    return "\n".join(out) + _small(sheet)


def _run(sheet: _Sheet) -> str:
    """All of it as one run of words."""
    first = next(k for k, line in enumerate(sheet.lines) if line[0][1].endswith("BEGINNING"))
    sheet.doubtful |= {
        "street",
        "city",
        "state",
        "accountant_street",
        "accountant_city",
        "accountant_state",
        "contact_name",
        "accountant_kind",
    }
    sheet.doubtful |= {"registrant_kinds", "period_start", "period_end"} if sheet.damage else set()
    return (
        _above(sheet)
        + "\n\n"
        + " ".join(text for line in sheet.lines[first:] for _, text in line if text)
        + "\n"
        + _small(sheet)
    )


_RENDERED: dict[str, Callable[[_Sheet], str]] = {"tabs": _tabs, "pipes": _pipes, "lines": _lines, "run": _run}


def _rest(sheet: _Sheet) -> str:
    """The oath, and enough of the report to tell what the page should say."""
    words, truth = _edition(sheet.edition), sheet.truth
    end = date.fromisoformat(str(sheet.print_["oath_date"]))
    said = f"{long_date(end).rsplit(',', 1)[0]}, 20" if "oath" in sheet.marks else long_date(end)
    oath: Mapping[str, str] = words["oath"]  # type: ignore[assignment]
    name = sheet.print_["oath_firm"]
    lines = [
        "OATH OR AFFIRMATION",
        "",
        f"I, {sheet.print_['oath_signer']}{' '.join(oath['swear'].split())}",
        f"{name}, as of",
        f"{said}{' '.join(oath['correct'].split())}",
        "",
        sheet.print_["oath_signer"],
        "Signature",
        sheet.print_["oath_title"],
        "Title",
        "",
        "Notary Public",
        "",
        str(words["contains"]),
    ]
    contents = truth["contents"]
    for box in words["boxes"]:  # type: ignore[attr-defined]
        if isinstance(contents, dict) and box["letter"] in contents:
            mark = _mark(sheet, contents[box["letter"]] is True)
            lines.append(f"{mark} ({box['letter']}) {' '.join(box['text'].split())}".strip())
    lines += [
        str(words["contains_footnote"]),
        "",
        name,
        f"(SEC File Number {truth['sec_file_number']})" if sheet.hits(0.3) else "",
        "Financial Statements",
    ]
    lines += [
        "",
        "REPORT OF INDEPENDENT REGISTERED PUBLIC ACCOUNTING FIRM",
        "",
        f"To the Board of Directors of {name}:",
    ]
    lines += [
        f"We have audited the statement of financial condition of {name} as of {long_date(end)}, and the related statements of income for the year then ended."
    ]
    lines += [sheet.print_["accountant_name"], f"{sheet.print_['accountant_city']}, {sheet.print_['accountant_state']}"]
    return "\n".join(lines) + "\n"
