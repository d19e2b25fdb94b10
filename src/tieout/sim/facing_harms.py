"""What befalls a facing page:
each harm does what it is named for to the print, and to the truth what that leaves of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tieout.sim.facing_sheet import UNREADABLE, Sheet


def _misread_dates(sheet: Sheet) -> None:
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


def _blot_date(sheet: Sheet) -> None:
    key = sheet.chance.choice(["period_start", "period_end"])
    sheet.damage.append(f"{key} blotted")
    sheet.print_[key] = sheet.chance.choice(["", "_______", "~./ /.", "?2/3", sheet.print_[key][:2]])
    sheet.lose(key)


def _impossible_period(sheet: Sheet) -> None:
    if sheet.truth["period_end"] == UNREADABLE or {"period_end misread", "end prints before beginning"} & set(
        sheet.damage
    ):
        return
    sheet.damage.append("period begins after it ends")
    start = date.fromisoformat(str(sheet.truth["period_end"])) + timedelta(1)
    sheet.print_["period_start"] = start.strftime("%m/%d/%y")
    sheet.lose("period_start")
    sheet.doubtful.add("period_end")


def _swap_dates(sheet: Sheet) -> None:
    if UNREADABLE in (sheet.truth["period_start"], sheet.truth["period_end"]):
        return
    first, last = (date.fromisoformat(str(sheet.truth[key])) for key in ("period_start", "period_end"))
    if (last - first).days < 330:
        return
    sheet.damage.append("end prints before beginning")
    sheet.print_["period_start"], sheet.print_["period_end"] = last.strftime("%m/%d/%y"), first.strftime("%m/%d/%y")


def _file_number(sheet: Sheet) -> None:
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


def _boxes(sheet: Sheet) -> None:
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


def _zip(sheet: Sheet) -> None:
    key = sheet.chance.choice(["zip", "accountant_zip"])
    said = str(sheet.truth[key])
    sheet.damage.append(f"{key} damaged")
    sheet.print_[key] = sheet.chance.choice([said[:3] + said[2:], said[:2] + "?" + said[3:], ""])
    sheet.lose(key)


def _phone(sheet: Sheet) -> None:
    sheet.damage.append("phone damaged")
    said = sheet.print_["contact_phone"]
    at = len(said) - 2
    sheet.print_["contact_phone"] = said[:at] + sheet.chance.choice(["Q", "?", ""]) + said[at + 1 :]
    sheet.lose("contact_phone")


def _state(sheet: Sheet) -> None:
    sheet.damage.append("state misread")
    sheet.print_["state"] = sheet.chance.choice(["MX", "N7", "QA"])
    sheet.lose("state")
    sheet.doubtful |= {"city"}


def _blank_name(sheet: Sheet) -> None:
    sheet.damage.append("contact name blank")
    sheet.print_["contact_name"] = ""
    sheet.lose("contact_name")


def _in_street_row(sheet: Sheet) -> None:
    sheet.damage.append("city, state and zip in the row of the street")
    sheet.print_["street"] = (
        f"{sheet.print_['street']}, {sheet.print_['city']}, {sheet.print_['state']} {sheet.print_['zip']}"
    )
    sheet.print_["city"] = sheet.print_["state"] = sheet.print_["zip"] = ""
    for _key in ("city", "state", "street"):
        if UNREADABLE in (sheet.truth["zip"], sheet.truth["state"]):
            sheet.doubtful |= {"street", "city", "state", "zip"}


def _stamps(sheet: Sheet) -> None:
    sheet.damage.append("stamps")
    sheet.marks["stamps"] = "yes"


def _ghost(sheet: Sheet) -> None:
    sheet.damage.append("ghost of the date row")
    sheet.marks["ghost"] = sheet.chance.choice(
        ["TILITO TOR THE PERIOD DEC ,,,,,,,,,", "REPUKI FUR IHE PEKIOD", "RI POR1 i OR THE Pl RI D"]
    )


def _captions(sheet: Sheet) -> None:
    sheet.damage.append("captions misread")
    sheet.marks["captions"] = "yes"


def _old_title(sheet: Sheet) -> None:
    sheet.damage.append("the other edition's title")
    sheet.marks["title"] = "yes"


def _oath(sheet: Sheet) -> None:
    sheet.damage.append("year of the oath lost")
    sheet.marks["oath"] = "yes"
    sheet.lose("oath_date")


HARMS: dict[Callable[[Sheet], None], float] = {
    _misread_dates: 0.3, _blot_date: 0.06, _swap_dates: 0.05, _impossible_period: 0.03, _file_number: 0.3, _boxes: 0.4,
    _zip: 0.08, _phone: 0.06, _state: 0.04, _blank_name: 0.04, _in_street_row: 0.07, _stamps: 0.4, _ghost: 0.1,
    _captions: 0.3, _old_title: 0.15, _oath: 0.15,
}  # fmt: skip
