"""Addresses off a form: which words are the street, the city, the state and the zip code.

The blanks of an address stand in one row, and a scan may give them as cells of a table, as one run of words, or with
the city, state and zip code in the row of the street.  They are told apart from the right: a zip code, before it a
state that exists, before it the city.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tieout.reading.form.names import Value, Witness, joined, state_of, trimmed, zip_of
from tieout.reading.form.words import letters, states

_UNREAD = Value("")
_DIGITS_LAST = re.compile(r"[\s,]*(?<![^\s,])\(?(?:\d|[^\s#]*\d[^\s#]*\d\S*)(?:\s?[-–—]\s?\d*)?\s*$")
_CITY = re.compile(r"[A-Za-z][A-Za-z.'’ -]*[A-Za-z.]$")
_STREET_END = re.compile(
    r"\b(?:street|st|avenue|ave|road|rd|drive|dr|boulevard|blvd|lane|ln|parkway|pkwy|highway|hwy|place|pl|court|ct|way"
    r"|plaza|square|sq|circle|terrace|turnpike|broadway|mall|floor|fl|flr|tower|building|bldg"
    r"|(?:suite|ste|room|rm|unit|apt|box|#)\.?\s*#?\s*(?:[A-Z]?-?\d+[A-Z]?|[A-Z](?![\w.'’]))|\d+(?:st|nd|rd|th)?)\b\.?",
    re.I,
)
# The last words of a complex of buildings, which may follow the street.
_PLACE_WORDS = re.compile(r"\w\s+(?:Park|Center|Centre|Complex|Campus|House|Hall|Towers|Gardens|Wing|Level)\.?$", re.I)
# A city whose last word would end a street: Oakbrook Terrace, Highland Square.
_CITY_LIKE_STREET = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)? (?:Terrace|Place|Court|Square|Circle|Heights)")
_SAINT = re.compile(
    r"\b(?:st|ste)\b\.?\s+(?:louis|paul|petersburg|charles|augustine|joseph|cloud|clair|albans)\b", re.I
)
_UNIT = re.compile(
    r"\b(?:suite|ste|room|rm|unit|apt)\.?\s*#?\s*(?:[A-Z]?-?\d+[A-Z]?(?![\w-])|[A-Z](?![\w.'’]))"
    r"|#\s?\d+|\b\d+(?:st|nd|rd|th)\s+(?:floor|fl)\b\.?",
    re.I,
)
# Where a registrant or its accountant may be who is not in a state; the form has no blank for it but the state's.
_ABROAD = re.compile(
    r"(?:the )?(?:alberta|argentina|australia|austria|bahamas|belgium|bermuda|brazil|british columbia|canada"
    r"|cayman islands|chile|china|colombia|costa rica|denmark|dominican republic|ecuador|england|finland|france"
    r"|germany|great britain|greece|hong kong|india|ireland|israel|italy|japan|korea|luxembourg|manitoba|mexico"
    r"|netherlands|new brunswick|new zealand|northern ireland|norway|nova scotia|ontario|panama|peru|philippines"
    r"|portugal|quebec|saskatchewan|scotland|singapore|south africa|spain|sweden|switzerland|taiwan|u\.?k\.?"
    r"|united arab emirates|united kingdom|uruguay|venezuela|wales)",
    re.I,
)
_QUARTER = re.compile(r"[.,]*\s*[NS]\.?\s?[EW]\.?")  # of a city, after the street's name
_TOWARDS = re.compile(r"(?:North|South|East|West)\b", re.I)  # ends a street, or begins a city
_HOUSE_NUMBER = re.compile(r"(?=[OIl]*\d)[\dOIl]{2,5}(?=\s)")


@dataclass(frozen=True, slots=True)
class Address:
    """What an address says, part by part; a part with no text could not be read."""

    street: Value = _UNREAD
    city: Value = _UNREAD
    state: Value = _UNREAD
    zip: Value = _UNREAD


def address_of(street: Sequence[Sequence[str]], place: Sequence[str], witness: Witness) -> Address:
    """An address of rows of cells for the street and one row for the place below it, which may be empty.

    >>> address_of([["1 Elm Street"]], ["Hartford", "CT", "06103"], Witness("")).city.text
    'Hartford'
    >>> filled = address_of([["1 Elm Street, Hartford, CT 06103"]], [], Witness(""))
    >>> filled.street.text, filled.city.text, filled.state.text, filled.zip.text
    ('1 Elm Street', 'Hartford', 'CT', '06103')
    """
    if place and street and (abroad := _cells_before_abroad(place, 1)):
        return Address(_lines(street, witness), _city(abroad, witness))
    rest, state, code = _from_the_right(place)
    ends = _from_the_right(street[-1])[1:] if street and not state.text and not code.text else ()
    in_street = any(part.text for part in ends)
    if place and not in_street:
        return Address(_lines(street, witness), _city(rest, witness), state, code)
    if not street:
        return Address()
    rest, state, code = _from_the_right(street[-1])
    if not (state.text or code.text):
        way = _lines(street, witness)
        # With no row for the place, what follows the street may be a city whose state cannot be read.
        return Address() if trimmed(way.text[street_ends(way.text) or len(way.text) :]) else Address(way)
    way, city = _way_and_city(rest, state.text, witness)
    if way.text and street[:-1]:
        way = Value(f"{_lines(street[:-1], witness).text}, {way.text}".lstrip(", "), way.repaired)
    return Address(way, city, state, code)


def one_row(cells: Sequence[str], witness: Witness) -> Address:
    """An address that stands in one row: street, city, state and zip code.

    >>> one_row(["7900 Glades Road Suite 540 Boca Raton FL 33434"], Witness("")).city.text
    'Boca Raton'
    """
    if abroad := _cells_before_abroad(cells, 2):
        return Address(Value(trimmed(abroad[0])), _city(abroad[1:], witness))
    rest, state, code = _from_the_right(cells)
    if not state.text and not code.text:
        return Address()
    way, city = _way_and_city(rest, state.text, witness)
    return Address(way, city, state, code)


def _cells_before_abroad(cells: Sequence[str], count: int) -> Sequence[str]:
    """The cells before one that names a country or a province, where they are as many as the blanks; else none."""
    named = len(cells) > count and _ABROAD.fullmatch(trimmed(cells[count]))
    return [trimmed(cell) for cell in cells[:count]] if named else []


def _from_the_right(cells: Sequence[str]) -> tuple[list[str], Value, Value]:
    """The cells that are neither state nor zip code, then those two."""
    code = zip_of(cells)
    rest = [cell for cell in cells if trimmed(cell)]
    # Digits at the end belong to the zip code, whether it could be read or not; a street never ends an address.
    while (
        rest
        and (found := _DIGITS_LAST.search(rest[-1]))
        and (code or len(rest) > 1 or _ends_in_state(rest[-1][: found.start()]))
    ):
        rest[-1] = rest[-1][: found.start()].rstrip(" ,.;:")
        if rest[-1]:
            break
        rest.pop()
    value = Value(*code) if code else _UNREAD
    if not rest:
        return rest, _UNREAD, value
    if len(rest) > 1 and len(rest[-1]) == len(rest[-2]) == 1 and state_of(rest[-2] + rest[-1]):
        return rest[:-2], Value(state_of(rest[-2] + rest[-1]) or "", "a word cut by the table closed"), value
    words = rest[-1].split()
    for count in (4, 3, 2, 1):
        tail = " ".join(words[-count:])
        if len(words) >= count and (state := state_of(tail)):
            if len(tail.strip(" .,")) == 2 and not tail.strip(" .,").isupper():
                continue  # "in" and "or" are words
            if count == len(words) and len(rest) == 1:
                # A lone "New York" may be the city and may be the state.
                return (rest, _UNREAD, value) if len(tail) > 4 else ([], Value(state), value)
            if count == len(words) and len(rest) > 1 and len(rest[-2]) < 3 and tail.startswith(rest[-2]):
                del rest[-2]  # the state's first letter, printed on both sides of a table's rule
            lead = " ".join(words[:-count]).strip(" ,;")
            return [*rest[:-1], *([lead] if lead else [])], Value(state), value
    if len(rest) > 2 and (state := state_of(f"{rest[-2]} {rest[-1]}")):
        return rest[:-2], Value(state), value
    if len(rest) > 1 and (state := state_of(f"{rest[-2].split()[-1]} {rest[-1]}")):
        lead = trimmed(" ".join(rest[-2].split()[:-1]))
        return ([*rest[:-2], lead], Value(state), value) if lead else (rest, _UNREAD, value)
    for n in range(4):  # a table's rule may go through the state's own name
        if (
            len(rest) > 2
            and rest[-2][len(rest[-2]) - n :].lower() == rest[-1][:n].lower()
            and (state := state_of(rest[-2] + rest[-1][n:]))
        ):
            return rest[:-2], Value(state, "a word cut by the table closed"), value
    return rest, _UNREAD, value


def _ends_in_state(text: str) -> bool:
    words = trimmed(text).split()
    return any(state_of(" ".join(words[-count:])) for count in (1, 2) if len(words) > count)


def _lines(rows: Sequence[Sequence[str]], witness: Witness) -> Value:
    read = [joined(cells, witness) for cells in rows if cells]
    if not read or not all(value.text for value in read):
        return _UNREAD
    text = ", ".join(trimmed(value.text) for value in read)
    if " " not in text and not any(mark.isdigit() for mark in text):
        return _UNREAD
    number = _HOUSE_NUMBER.match(text)
    if number and not number[0].isdigit():
        text = number[0].translate(str.maketrans("OIl", "011")) + text[number.end() :]
        read.append(Value("", "letters read as the digits they look like"))
    if text.count("(") != text.count(")") or re.search(r"[\\{}|<>]", text):
        return _UNREAD
    return Value(text, next((value.repaired for value in read if value.repaired), ""))


def _city(cells: Sequence[str], witness: Witness) -> Value:
    if not cells:
        return _UNREAD
    value = joined(list(cells), witness)
    text = trimmed(value.text)
    return Value(text, value.repaired) if _CITY.match(text) and not _names_state(text) else _UNREAD


def _names_state(text: str) -> bool:
    """Whether a text ends in a state, or in capitals that stand where one should, and so is no city alone."""
    words = text.split()
    if re.fullmatch(r"[A-Z][A-Z0-9]", words[-1]) or (len(words) > 1 and re.fullmatch(r"[A-Z]", words[-1])):
        return True
    run = letters(text).upper()
    if any(run != name and run.endswith(name) for name in _long_states()):
        return True
    return any(state_of(" ".join(words[count:])) for count in range(1, len(words)))


@cache
def _long_states() -> tuple[str, ...]:
    return tuple(letters(name) for name in states() if len(name) > 2)


def _way_and_city(cells: Sequence[str], state: str, witness: Witness) -> tuple[Value, Value]:
    """Street and city, which stand in two cells or in one run of words."""
    if not cells:
        return _UNREAD, _UNREAD
    towards = re.search(r"\s(?:North|South|East|West)$", cells[0], re.I)
    if len(cells) == 2 and towards and _ends_street(cells[0][: towards.start()], alone=False):
        whole = " " in cells[1].strip() and not _names_state(cells[1])
        return (Value(trimmed(cells[0])), _city(cells[1:], witness)) if whole else (_UNREAD, _UNREAD)
    if (
        len(cells) > 1
        and cells[1][0].isupper()
        and (_SAINT.match(cells[1]) or not _STREET_END.match(cells[1]))
        and _ends_street(cells[0], alone=len(cells) == 2)
        and not cells[1].upper().startswith(cells[0].split()[-1].upper())  # letters on both sides of the rule
    ):
        return Value(trimmed(cells[0])), _city(cells[1:], witness)
    value = joined(list(cells), witness)
    if not value.text:
        return _UNREAD, _UNREAD
    text = trimmed(value.text)
    if (at := _parting(text, state, witness)) is None:
        return _UNREAD, _UNREAD
    way, city = trimmed(text[:at]), trimmed(text[at:])
    if not _CITY.match(city) or not way or _names_state(city) or city[0].islower():
        return _UNREAD, _UNREAD
    return Value(way, value.repaired), Value(city, value.repaired)


def street_ends(text: str) -> int:
    """Where the last word of a street ends in a text; 0 when it names none."""
    saint = _SAINT.search(text)
    return max(
        (hit.end() for hit in _STREET_END.finditer(text) if not (saint and hit.start() >= saint.start())), default=0
    )


def _ends_street(text: str, *, alone: bool) -> bool:
    """Whether a street ends where its cell does; `alone`: a cell that shows no end of a street is believed too."""
    ends = [hit.end() for hit in _STREET_END.finditer(text) if hit.start()]  # what it starts with is its number
    if ends and (rest := re.match(r",\s*(.*)", text[ends[-1] :])) and _PLACE_WORDS.search(rest[1]):
        return True
    if ends and _QUARTER.fullmatch(text[ends[-1] :]):
        return True
    return not re.search(r"-$|,\s*[A-Z][a-z]*\.?$", text.rstrip()) and (
        not trimmed(text[ends[-1] :]) if ends else alone
    )


def _parting(text: str, state: str, witness: Witness) -> int | None:
    """Where the city begins:
    after a comma, where the filing names the city elsewhere, or after the street's last word.
    """
    units = list(_UNIT.finditer(text))
    if units and _CITY_LIKE_STREET.fullmatch(after := trimmed(text[units[-1].end() :])):
        return text.rindex(after)
    comma = text.rfind(",")
    tail = trimmed(text[comma:]) if comma > 0 else ""
    if tail and _CITY.match(tail) and (_SAINT.match(tail) or not _STREET_END.search(tail)):
        return comma
    starts = [found.start() + 1 for found in re.finditer(r"\s", text)][-3:]
    for at in starts:
        if state and re.search(rf"\b{re.escape(text[at:])},?\s+{state}\b", witness.text):
            return at
    end = street_ends(text)
    if _TOWARDS.match(trimmed(text[end:])) and not (units and units[-1].end() == end):
        return None
    return end if 0 < end < len(text) else None
