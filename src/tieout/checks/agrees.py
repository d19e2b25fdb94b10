"""Agrees: names, dates and numbers of registers that a filing repeats are the same wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import Levenshtein

from tieout.checks.digits import slips
from tieout.checks.model import Cause, Comparison, Severity, Words
from tieout.checks.registry import check
from tieout.checks.stated import Stated
from tieout.checks.ties import called
from tieout.facts.words import long_date

_CITE = "17 CFR 240.17a-5(d)"
_FORM = "Form X-17A-5 Part III"
_LONGEST_NUMBER = 5  # digits of a broker-dealer's file number after "8-"
FISCAL_WEEKS = 7  # days by which the last day of 52 or 53 weeks may miss the end of a month
_PLACES = {
    "facing_page": "the facing page",
    "oath": "the oath",
    "cover": "the cover",
    "addressee": "the address of the auditor's report",
    "other_addressee": "the address of another report bound in",
    "audited": "the auditor's report",
    "over_notes": "the title of the notes",
}


def in_place(place: str) -> str:
    """A place of a filing in a sentence."""
    return _PLACES.get(place) or f"the title of {called(place.removeprefix('over_'))}"


@dataclass(frozen=True, slots=True)
class _Said:
    """What one place says: a name, or a day (ISO)."""

    place: str
    words: Words

    @property
    def is_mended(self) -> bool:
        return self.words.source is not None and bool(self.words.source.repaired)


def listed(stated: Stated, name: str) -> Iterator[tuple[str, str, str]]:
    """(place, text, name of its source) of what a filing says again: `names_again`, `dates_again`."""
    held = stated.stated_in_words.get(name)
    for n, each in enumerate(held if isinstance(held, list) else []):
        yield str(each[0]), str(each[1]), f"{name}/{n}"


# --- the file number --------------------------------------------------------------------------------------------------


@check("agrees", "agrees.sec_file_number", cite=_FORM)
def file_numbers(stated: Stated) -> Iterator[Comparison]:
    """The SEC file number on the cover is that of the facing page.

    What usually happened: two digits exchanged, or the number of another register (the CRD number) in its place.
    """
    facing = stated.words("sec_file_number")
    held = stated.stated_in_words.get("cover_file_numbers")
    if facing is None or not isinstance(held, list):
        return
    for n, text in enumerate(held):
        cover = Words("sec_file_number", str(text), stated.source(f"cover_file_numbers/{n}"))
        cause, severity = _number_cause(cover.text, facing)
        yield Comparison(
            "agrees.sec_file_number",
            cover,
            facing,
            f"The SEC file number is {cover.text} on the cover, but {facing.text} on the facing page.",
            _FORM,
            severity,
            agrees=_digits(cover.text).lstrip("0") == _digits(facing.text).lstrip("0"),
            cause=cause,
        )


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number.partition("-")[2])


def _number_cause(cover: str, facing: Words) -> tuple[Cause | None, Severity]:
    said, meant = _digits(cover), _digits(facing.text)
    if len(said) > _LONGEST_NUMBER:
        words = (
            f"A broker-dealer's file number has at most {_LONGEST_NUMBER} digits after 8-: {said} is probably the"
            " firm's number in another register, as the CRD number is."
        )
        return Cause("other_registry", words), "error"
    if not said or not meant:
        return None, "error"
    if facing.source is not None and facing.source.repaired:
        return Cause("misread", f"The facing page's number had to be mended: {facing.source.repaired}."), "warning"
    for n in range(len(meant) - 1):  # a nought may come to stand in front
        if said == meant[:n] + meant[n + 1] + meant[n] + meant[n + 2 :]:
            return Cause("transposed_digits", f"Transposed digits: {said[n : n + 2]} for {meant[n : n + 2]}."), "error"
    held = min(slips(int(said), int(meant)), key=lambda slip: slip.cost, default=None)
    if held is None or held.id not in ("transposed_digits", "one_digit", "lost_or_added_digit"):
        return None, "error"
    return Cause(held.id, f"{held.lead}: {held.detail}."), "warning" if "misread" in held.detail else "error"


# --- the name ---------------------------------------------------------------------------------------------------------

_ASIDE = re.compile(
    r"\b(?:d\s?/?\s?b\s?/?\s?a|f\s?/?\s?k\s?/?\s?a|formerly|doing business as"
    r"|and (?:its )?(?:[\w-]+ )*subsidiar\w+)\b.*",
    re.I,
)
_FORMS = {
    "inc": "corporation", "incorporated": "corporation", "corp": "corporation", "corporation": "corporation",
    "llc": "limited liability company", "lp": "partnership", "llp": "partnership",
}  # fmt: skip
_NO_NAME = frozenset((*_FORMS, "co", "company", "ltd", "limited", "the", "of", "and"))


@check("agrees", "agrees.registrant_name.*", cite=_FORM)
def names(stated: Stated) -> Iterator[Comparison]:
    """The firm is called the same on the facing page, in the oath, on the cover, over statements and by the auditor.

    Commas, "and Subsidiary", "doing business as" and the case of letters make no other name.  What usually happened:
    the page of another firm's report stayed in, or an affiliate's name.
    """
    said = [_Said(place, Words("registrant_name", text, stated.source(at))) for place, text, at in _names(stated)]
    if len(said) < 2:
        return
    ours = _told_most(said, _alike)
    sure = sum(_alike(one.words.text, ours.words.text) for one in said) > 1
    for one in said:
        if one is ours:
            continue
        severity, cause = _name_cause(one.words.text, ours.words.text)
        if severity == "error" and (not sure or one.place.endswith("addressee") or one.place.startswith("over_")):
            severity = "warning"
        said_of, told_of = one.words.text, ours.words.text.removesuffix(".")
        because = f"{_upper(in_place(one.place))} names {said_of}, but {in_place(ours.place)} {told_of}."
        yield Comparison(
            f"agrees.registrant_name.{one.place}", one.words, ours.words, because, _FORM, severity,
            agrees=_alike(one.words.text, ours.words.text), cause=cause,
        )  # fmt: skip


def _names(stated: Stated) -> Iterator[tuple[str, str, str]]:
    for place, name in (("facing_page", "registrant_name"), ("oath", "oath_firm")):
        if text := stated.field(name):
            yield place, text, name
    # where two places alone speak, the address is the likelier to be another's
    yield from sorted(listed(stated, "names_again"), key=lambda each: each[0].endswith("addressee"))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def words_of(name: str) -> list[str]:
    """The words of a name in small letters, initials run together, without what is said beside it."""
    plain = _ASIDE.sub("", name.replace("&", " and ").replace("’", "'")).lower().replace("'", "")
    plain = re.sub(r"\b([a-z])\.\s?(?=[a-z]\b)", r"\1", plain)  # L.L.C.
    return re.findall(r"[a-z0-9]+", plain)


def core_of(name: str) -> str:
    """A name without the words that tell no firm from another."""
    return "".join(word for word in words_of(name) if word not in _NO_NAME)


def _form(name: str) -> str:
    return next((_FORMS[word] for word in reversed(words_of(name)) if word in _FORMS), "")


def _alike(said: str, other: str) -> bool:
    """Whether two names are one firm's.

    >>> _alike("Elm Securities, Inc.", "ELM SECURITIES INC. and Subsidiary"), _alike("Elm, Inc.", "Elm LLC")
    (True, False)
    """
    a, b = core_of(said), core_of(other)
    same = a == b or (min(len(a), len(b)) >= 6 and (a in b or b in a))
    return same and (not _form(said) or not _form(other) or _form(said) == _form(other))


def _name_cause(said: str, ours: str) -> tuple[Severity, Cause]:
    a, b = core_of(said), core_of(ours)
    if a == b:
        return "warning", Cause("wrong_words", f"One names a {_form(said)}, the other a {_form(ours)}.")
    if Levenshtein.distance(a, b) <= max(1, len(b) // 12):
        return "note", Cause("misread", "A letter differs: it is misprinted or misread.")
    return "error", Cause("wrong_words", "It is the name of another firm.")


def _told_most(said: Sequence[_Said], alike: object) -> _Said:
    """The first of those that most places agree with."""
    assert callable(alike)
    return max(said, key=lambda one: sum(alike(one.words.text, other.words.text) for other in said))


# --- the year ---------------------------------------------------------------------------------------------------------


@check("agrees", "agrees.period_end.*", cite=_FORM)
def year_ends(stated: Stated) -> Iterator[Comparison]:
    """The year that is reported ends on one day: on the facing page, the oath, the cover, over the statements and the
    notes, and in the auditor's report.

    What usually happened: last year's date stayed over a statement.
    """
    said = [_Said(place, Words("period_end", text, stated.source(at))) for place, text, at in _ends(stated)]
    if len(said) < 2:
        return
    ours = _told_most(said, str.__eq__)
    right = date.fromisoformat(ours.words.text)
    for one in said:
        if one is ours:
            continue
        day = date.fromisoformat(one.words.text)
        apart = abs((day - right).days)
        severity: Severity = (
            "note" if apart <= FISCAL_WEEKS else "warning" if one.is_mended or ours.is_mended else "error"
        )
        which = "It is the year before's." if day == _year_before(right) else "It is another day's."
        yield Comparison(
            f"agrees.period_end.{one.place}",
            one.words,
            ours.words,
            f"{_upper(in_place(one.place))} says {long_date(day)}, but {in_place(ours.place)} {long_date(right)}.",
            _CITE if one.place == "audited" or one.place.startswith("over_") else _FORM,
            severity,
            agrees=day == right,
            cause=Cause("misread", "The date is hard to read.") if one.is_mended else Cause("wrong_words", which),
        )


def _ends(stated: Stated) -> Iterator[tuple[str, str, str]]:
    for place, name in (("facing_page", "period_end"), ("oath", "oath_date")):
        if iso(stated.field(name)):
            yield place, stated.field(name), name
    for each in listed(stated, "dates_again"):
        if each[0] in _PLACES or each[0].startswith("over_"):
            yield each


def iso(text: str) -> date | None:
    """A day as it is held; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
