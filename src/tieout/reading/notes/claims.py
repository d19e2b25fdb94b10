"""What notes say in words alone.

The exemption claimed, the net capital standard and the limits they quote of it, how and where the firm was formed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from tieout.facts.words import MONTHS
from tieout.reading.notes.marks import days_of, half_unit
from tieout.reading.notes.sentences import Calendar, Stated
from tieout.reading.notes.words import note_words

_K = re.compile(
    r"\(?\bk\s*\)?\s*\(?\s*(?P<number>[123])\s*\)?"
    r"(?:\s*\(?\s*(?P<letter>[iIl1]{1,2}|[AB])\s*\)|(?=[\s,.;)]|$)|(?P<bare>i{1,2})\b)",
    re.I,
)
_LETTERS = {"a": "i", "b": "ii"}  # as the rule and FOCUS lettered them of old
_DISCLAIMS = re.compile(
    r"\b(?:not claim|does not qualify|no longer|not exempt|had claimed|previously claimed|until|prior to)\b", re.I
)
_FOOTNOTE_74 = re.compile(r"\bfootnote 74\b", re.I)

_ALTERNATIVE = re.compile(
    r"\b(?:elect(?:ed|s)|has chosen|chose|opted|uses|computes|calculates|operates|follows|utilizes|subject to|under"
    r"|in accordance with|pursuant to)\b[^.;]{0,90}?\balternative\b[^.;]{0,60}",
    re.I,
)
_NOT_ALTERNATIVE = re.compile(
    r"\b(?:not elect|may elect|could elect|permits?|option to|revok|not to|minimum tax)\w*", re.I
)
_RATIO = r"(?P<ratio>\d{1,2}(?:\.\d+)?)\s?(?:to|:)\s?1\b|(?P<percent>\d{1,3}(?:,\d{3})?)\s?%"
_WITHDRAWN = re.compile(
    rf"\b(?:withdrawn?|withdrawals?|dividends?|distribut\w+)\b[^.;]{{0,120}}?\bratio\b[^.;]{{0,80}}?\bexceeds?\b"
    rf"[^.;\d]{{0,30}}?(?:{_RATIO})",
    re.I,
)
_LIMITED = re.compile(
    rf"\bratio of (?:the )?aggregate indebtedness to net capital\b[^.;\d]{{0,60}}?"
    rf"\b(?:shall|may|does|do|must|can)\s?not\s+(?:to\s+)?exceed\b[^.;\d]{{0,20}}?(?:{_RATIO})",
    re.I,
)
_INDEBTEDNESS = re.compile(
    r"ratio of (?:the )?aggregate indebtedness to net capital|aggregate indebtedness to net capital ratio"
    r"|aggregate indebtedness[^.]{0,60}(?:shall not|not to|may not|does not|not) exceed"
    r"|6\s?-?\s?(?:2/3|⅔)\s*%\s*of\s*(?:its\s*)?aggregate indebtedness",
    re.I,
)

_MONTHS = "|".join(MONTHS)
_DATE = rf"(?:{_MONTHS})\s+(?:\d{{1,2}},?\s+)?\d{{4}}"
_SUBSEQUENT = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"subsequent (?:events?|transactions)[^.]{0,160}?(?:through|up to|to|as of|until|on)\s+(?:and including\s+)?"
        rf"(?:the date\s+)?(?P<date>{_DATE})",
        rf"(?:through|up to|until)\s+(?P<date>{_DATE})[^.]{{0,140}}?"
        r"(?:subsequent events?|available to be issued|issuance|issued)",
        r"(?:available (?:to be issued|for issuance)|of issuance|issue date|issued)[^.]{0,60}?"
        rf"(?:which (?:was|is)|on|of|,|\()\s*(?P<date>{_DATE})",
    )
)
_EVALUATED = re.compile(r"evaluat|review|consider|assess|monitor|perform|occurr|through", re.I)

_FORMED = re.compile(r"\b(?:organi[sz]ed|incorporated|formed|established|founded|chartered)\b", re.I)
_FORMING = ("organi", "incorporated", "formed", "established", "founded", "chartered")
_FORMED_ON = re.compile(rf"[^.;]{{0,140}}?\b(?:on|in|since|during)\s+(?P<date>{_DATE}|\d{{4}}\b)", re.I)
_OF_ITSELF = re.compile(
    r"\b(?:was|were|is|had been|has been)\s+(?:(?:originally|first|initially|duly|also)\s+)?$", re.I
)
_FORM = re.compile(r" (?:limited|corporation|company|general|partnership|llc|professional|business|stock|domestic)")
_FISCAL = re.compile(
    r"\bfiscal year[- ]?(?:end)?s?\s+(?:ends|ending|ended|is|end is|which ends|end of|end)\s+(?:is\s+)?(?:on\s+)?"
    rf"(?P<month>{_MONTHS})\s+(?P<day>\d{{1,2}})(?!,?\s*\d{{4}})",
    re.I,
)
_CONSOLIDATED = re.compile(
    r"\bconsolidated (?:financial )?statements? (?:of financial condition )?"
    r"(?:include|comprise|reflect|present|contain)s?\b",
    re.I,
)
_NOT_CONSOLIDATED = re.compile(
    r"\b(?:not been consolidated|not consolidated|unconsolidated basis|not been presented on a consolidated)\b", re.I
)


def claims_in(sentence: str, title: str = "") -> Iterator[tuple[str, str]]:
    """What a sentence claims, as (name, value).

    >>> list(claims_in("The Company is exempt from Rule 15c3-3 pursuant to paragraph (k)(1)."))
    [('rule_15c3_3_exemption', '(k)(1)')]
    >>> list(claims_in("The Company was formed as a Delaware limited liability company on May 1, 1998."))
    [('organized_state', 'Delaware'), ('organized_date', '1998-05-01')]
    >>> list(claims_in("Dividends may not be paid if the net capital ratio would exceed 10 to 1."))
    [('withdrawal_ratio', '10')]
    """
    low = sentence.lower()
    if "15c3-3" in low or "exempt" in low:
        yield from _exemption(sentence, low)
    if "capital" in low and (method := _method(sentence, low)):
        yield "net_capital_method", method
    if "ratio" in low and "exceed" in low:
        for name, pattern in (("withdrawal_ratio", _WITHDRAWN), ("indebtedness_limit", _LIMITED)):
            if found := pattern.search(sentence):
                yield name, _times(found)
    if "subsequent" in low or "issued" in low or "issuance" in low:
        yield from _subsequent(sentence, low, title)
    if any(word in low for word in _FORMING):
        yield from _formed(sentence)
    if "fiscal year" in low and (found := _FISCAL.search(sentence)):
        (day,) = days_of(f"{found['month'].capitalize()} {found['day']}, 2000")
        yield "fiscal_year_end", f"{day.month:02}-{day.day:02}"
    if "consolidat" in low:
        if _NOT_CONSOLIDATED.search(sentence):
            yield "consolidated", "false"
        elif _CONSOLIDATED.search(sentence):
            yield "consolidated", "true"


def _times(found: re.Match[str]) -> str:
    """How many times net capital: "15 to 1" and 1,500% are 15."""
    if found["ratio"]:
        return found["ratio"]
    return f"{(Decimal(found['percent'].replace(',', '')) / 100).normalize():f}"


def _method(sentence: str, low: str) -> str:
    found = _ALTERNATIVE.search(sentence) if "alternative" in low else None
    if found and not _NOT_ALTERNATIVE.search(sentence, max(0, found.start() - 25), found.end()):
        return "alternative"
    if "aggregate indebtedness" in low and "alternative" not in low and _INDEBTEDNESS.search(sentence):
        return "aggregate_indebtedness"
    return ""


def _exemption(sentence: str, low: str) -> Iterator[tuple[str, str]]:
    if "15c3-3" in low or re.search(r"exempt", low):
        paragraphs = []
        if not _DISCLAIMS.search(sentence):
            for found in _K.finditer(sentence):
                letter = (found["letter"] or found["bare"] or "").lower().replace("l", "i").replace("1", "i")
                letter = _LETTERS.get(letter, letter)
                if found["number"] != "2":
                    letter = ""
                elif not letter:
                    continue
                said = f"(k)({found['number']})" + (f"({letter})" if letter else "")
                if said not in paragraphs:
                    paragraphs.append(said)
        if paragraphs:
            yield "rule_15c3_3_exemption", ", ".join(paragraphs)
        elif _FOOTNOTE_74.search(sentence):
            yield "rule_15c3_3_exemption", "footnote 74"


def _subsequent(sentence: str, low: str, title: str) -> Iterator[tuple[str, str]]:
    if not ("subsequent" in low or "subsequent" in title) or not _EVALUATED.search(sentence):
        return
    for pattern in _SUBSEQUENT:
        if found := pattern.search(sentence):
            days = days_of(found["date"].title())
            if days and days[-1].date:
                yield "subsequent_events_date", str(days[-1])
                return


def _formed(sentence: str) -> Iterator[tuple[str, str]]:
    found = _FORMED.search(sentence)
    if not found or found.start() > 300:
        return
    before, after = sentence[: found.start()], sentence[found.end() : found.end() + 160].lower()
    if re.search(r"\b(?:subsidiary of|owned by|parent)\b", before, re.I) and not _OF_ITSELF.search(before):
        return  # the parent was
    if re.search(r"\bwhich (?:was|is|were)\b[^,]{0,40}$|\b(?:fund|plan|committee|policy|procedures)\b", before, re.I):
        return
    states = note_words().states
    if state := states.search(after):
        yield "organized_state", _title(state[0])
    elif form := next((f for f in states.finditer(before.lower()) if _FORM.match(before.lower(), f.end())), None):
        yield "organized_state", _title(form[0])
    if date := _FORMED_ON.match(sentence, found.end()):
        yield "organized_date", str(days_of(date["date"].title())[0])


def _title(state: str) -> str:
    return " ".join(word if word == "of" else word.capitalize() for word in state.split())


# --- who owns the firm ------------------------------------------------------------------------------------------------

_SUFFIX = r"(?:,? (?:Inc|LLC|L\.L\.C|L\.P|LP|LLP|Ltd|Co|Corp|N\.A|plc)\b\.?)"
_NAME = rf"(?P<name>[A-Z][\w.&'’-]*(?: (?:[A-Z&][\w.&'’-]*|of|and|the))*{_SUFFIX}*)"
_HOLDS = re.compile(
    rf"{_NAME}(?: \([^()]{{0,120}}\))?,? (?:with|holding|holds|owning|owns|which owns|which holds|who owns|having|has"
    r"|owned|who holds) (?:a |an |approximately )?(?P<percent>\d{1,3}(?:\.\d+)?)\s?%"
)
_HELD_BY = re.compile(
    r"(?P<percent>\d{1,3}(?:\.\d+)?)\s?%"
    rf"(?: (?:owned|held|interest|of the|membership|is|are|of its|interests?|units?|which)){{0,5}} by {_NAME}"
)
_OWNERS = re.compile(r"\b(?:members?|partners?|owned|owners?|stockholders?|shareholders?|interests?)\b", re.I)


_COUNTED = re.compile(
    r"\b(?:owned by|held by|has|had) (?:its )?(two|three|four|five) (?:[a-z]+ ){0,2}"
    r"(?:members|partners|owners|(?:stock|share)holders)\b",
    re.I,
)
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}


def member_interests(sentence: str, calendar: Calendar) -> list[Stated]:
    """The interest of each owner, where those a sentence names own the whole.

    A sentence that counts its owners and names as many speaks of the whole, also where the interests miss it.

    >>> from datetime import date
    >>> from tieout.facts import Period
    >>> year = Calendar(date(2003, 12, 31), Period(date(2003, 1, 1), date(2003, 12, 31)))
    >>> said = "It is owned by two members: Alpha Life, with a 99% interest, and Beta & Co., Inc., with a 1% interest."
    >>> [(held.part, str(held.value)) for held in member_interests(said, year)]
    [('Alpha Life', '0.99'), ('Beta & Co., Inc.', '0.01')]
    """
    if "%" not in sentence or not _OWNERS.search(sentence):
        return []
    for pattern in (_HOLDS, _HELD_BY):
        found = [(match["name"].strip(" ,"), match["percent"]) for match in pattern.finditer(sentence)]
        counted = _COUNTED.search(sentence)
        every = counted is not None and _COUNTS[counted[1].lower()] == len(found)
        if len(found) > 1 and (every or sum(Decimal(percent) for _, percent in found) == 100):
            return [
                Stated("member_interests", calendar.as_of, Decimal(p) / 100, half_unit(p) / 100, "ratio", name)
                for name, p in found
            ]
    return []
