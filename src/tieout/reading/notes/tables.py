"""The facts of the small tables in notes: leases by year, tax, fixed assets, net capital.

What a table speaks of is told by the words above it and by its labels (in_notes.yaml).  Its sums say more: where a scan
has split digits or run rows together, the one reading that makes a sum hold is the figure, and the fact says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from tieout.facts import Period
from tieout.reading.document import Cell, Row
from tieout.reading.notes.columns import Column, Line, columns_of
from tieout.reading.notes.marks import Day, days_of, half_unit
from tieout.reading.notes.merged import parted
from tieout.reading.notes.sentences import Calendar, Stated
from tieout.reading.notes.sums import Settled, settle
from tieout.reading.notes.text import Table, label_and_figures
from tieout.reading.notes.words import TableKind, note_words

_MONTHS = r"january|february|march|april|may|june|july|august|september|october|november|december"
_DATE_WORDS = re.compile(
    rf"(?:{_MONTHS}|years?|ended|ending|fiscal|as|of|at|the|for|and|in|to|periods?|thousands|dollars|amounts?|percent|rate"
    r"|calendar|then|total|cost|balance|tax|effective|[\d,.\s$%():;*—–-])+",
    re.I,
)
_A_DATE = re.compile(rf"(?:{_MONTHS})\s*\d{{1,2}}\b|\b(?:19|20)\d\d\b", re.I)
_YEAR_LABEL = re.compile(
    rf"(?:(?:for )?(?:the )?(?:fiscal )?(?:years? )?(?:ended |ending )?(?:(?:{_MONTHS}) \d{{1,2}} )?)?"
    r"((?:(?:19|20)\d\d ?)+)"
)
_YEARS = re.compile(r"\b((?:19|20)\d\d)\s*(?:-|–|—|through|thru|to)\s*((?:19|20)\d\d)\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_THOUSANDS = re.compile(
    r"\(?\b(?:in|\$?000s?|amounts in|dollars in|expressed in) thousands\b|\(?\$?\s?000['’]?s\b|\bin 000s?\b", re.I
)
_MILLIONS = re.compile(r"\bin millions\b", re.I)
_BENEFIT_ONLY = re.compile(r"(?<!\()\bbenefits?\b(?!\))")
_EXPENSE = re.compile(r"provision|expense|\(benefit|current tax(?:es)?$")


@dataclass
class Part:
    """A table, or the part of one that speaks of one matter: the words that tell it, its column headings, its lines."""

    words: list[str] = field(default_factory=list)
    heads: list[tuple[Day, Cell]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FromRow:
    """What a row of a table states; nothing, where it was not understood."""

    row: Row
    stated: tuple[Stated, ...]


def stated_in_table(
    table: Table, above: Sequence[str], title: str, calendar: Calendar, scale: Decimal = Decimal(1)
) -> Iterator[FromRow]:
    """The facts of a table's rows, in order; `above` are the paragraphs before it in its note, the nearest last."""
    intro = [plain(text) for text in above]
    for part, kind in _parts(table, intro, plain(title)):
        if kind is None:
            yield from (FromRow(line.row, ()) for line in part.lines)
            continue
        said = " ".join([*part.words, *intro[-1:]])
        by = Decimal(1_000_000) if _MILLIONS.search(said) else Decimal(1000) if _THOUSANDS.search(said) else scale
        yield from _of_kind(kind, part, calendar, by)


def plain(text: str) -> str:
    """A label in small letters, without marks.

    >>> plain("Fixed assets—net (1)"), plain("Prior-year true up/other")
    ('fixed assets net', 'prior year true up other')
    """
    text = re.sub(r"\(\w\)|[*†]+", " ", text.lower()).replace("’", "'")
    text = re.sub(r"'s\b|s'(?=\s)", "s", text).replace("u.s.", "u s").replace("%", " % ")
    return " ".join(re.sub(r"[^a-z0-9%⅔/.:,]+|[,:/.](?!\d)|(?<!\d)[/.]", " ", text).split())


def slug(label: str) -> str:
    """A label as a part.

    >>> slug("Prior year true up/other")
    'prior_year_true_up_other'
    """
    return "_".join(re.findall(r"[a-z0-9]+", plain(label)))[:60].strip("_")


def _parts(table: Table, intro: Sequence[str], title: str) -> Iterator[tuple[Part, TableKind | None]]:
    """The table, parted where a heading behind figures opens another matter; each part with its kind."""
    part = Part()
    section = ""
    held = ""
    for row in table.rows:
        printed, cells = label_and_figures(row)
        label = plain(printed)
        if days := _heads(row):
            if not part.lines:
                part.heads = days
            elif _YEAR_LABEL.fullmatch(label) and cells:
                part.lines.append(_line(row, printed, label, cells, section))
            continue
        if not cells and printed[:1].islower() and part.lines and len(row.cells) == 1:
            last = part.lines[-1]  # the end of the label above
            part.lines[-1] = _line(last.row, f"{last.printed} {printed}", f"{last.label} {label}", last.cells, section)
            continue
        if not cells:
            names = [plain(cell.text) for cell in row.cells]
            if len(names) >= 2 and set(names) <= {
                "current",
                "deferred",
                "total",
                "federal",
                "state",
                "amount",
                "percent",
            }:
                part.columns = names
                continue
            if part.lines and _opens(label, kind := _kind(part, intro, title)):
                yield part, kind
                part, intro = Part(), ()
            if not part.lines:
                part.words.append(label)
            section = label
            held = printed if not printed.rstrip().endswith(":") and len(row.cells) == 1 else ""
            continue
        if held and printed[:1].islower():  # a label that began on the line above
            printed, label = f"{held} {printed}", plain(f"{held} {printed}")
        held = ""
        part.lines.append(_line(row, printed, label, cells, section))
    if part.lines:
        yield part, _kind(part, intro, title)


def _line(row: Row, printed: str, label: str, cells: tuple[Cell, ...], section: str) -> Line:
    if span := _YEARS.search(printed):
        return Line(row, printed, label, cells, section, ("-".join(span.groups()),))
    found = _YEAR_LABEL.fullmatch(label)
    return Line(row, printed, label, cells, section, tuple(_YEAR.findall(found[1])) if found else ())


def _opens(heading: str, now: TableKind | None) -> bool:
    """Whether a heading behind figures opens a table of another kind."""
    if now and any(pattern.search(heading) for pattern, _ in now.sections):
        return False
    opened = (
        kind
        for kind in note_words().tables
        if kind.tells and kind.tells.search(heading) and not (kind.never and kind.never.search(heading))
    )
    return (first := next(opened, None)) is not None and first is not now


def _heads(row: Row) -> list[tuple[Day, Cell]]:
    """The years or dates of a row that stands over columns."""
    if not _DATE_WORDS.fullmatch(row.text):
        return []
    if any(cell.text.strip() in "-–—" or re.search(r"[$\d]", _A_DATE.sub("", cell.text)) for cell in row.cells):
        return []
    return [(day, cell) for cell in row.cells for day in days_of(cell.text) if day.year]


def _kind(part: Part, intro: Sequence[str], title: str) -> TableKind | None:
    """What a table speaks of: told by its own headings, else the last sentence above it, else the words before it."""
    near = intro[-1] if intro else ""
    for words in (" ".join(part.words), near[-200:], near, f"{title} {' '.join(part.words)} {' '.join(intro[-2:])}"):
        if not words:
            continue
        for kind in note_words().tables:
            if not kind.tells or not kind.tells.search(words) or (kind.never and kind.never.search(words)):
                continue
            if kind.years:
                if any(line.years for line in part.lines):
                    return kind
                continue
            assert kind.shows is not None
            labels = {line.label for line in part.lines if kind.shows.search(f"{line.section} {line.label}")}
            if len(labels) >= kind.least:
                return kind
    return None


# --- a table of a known kind ------------------------------------------------------------------------------------------


def _of_kind(kind: TableKind, part: Part, calendar: Calendar, scale: Decimal) -> Iterator[FromRow]:
    if len(part.heads) < 2 and len(part.columns) < 2:
        part.lines = parted(kind, part.lines, _parted_line, lambda line: _known(kind, line))
    found: list[list[Stated]] = [[] for _ in part.lines]
    if not kind.years or _forward(part.lines, calendar):
        for column in columns_of(part.lines, part.heads, part.columns, lambda line: _is_total(kind, line)):
            when = calendar.when(kind.when, None if kind.years else column.day)
            if when is not None:
                for index, stated in _stated(kind, part.lines, column, scale):
                    found[index].append(replace(stated, when=_when(stated, when, column, calendar)))
    seen: set[tuple[object, ...]] = set()
    for line, facts in zip(part.lines, found, strict=True):
        kept = []
        for stated in facts:
            key = stated.concept, stated.when, stated.part, stated.unit
            if key in seen and kind.named_by_label and stated.part:  # a second row of its kind goes by its own name
                stated = replace(stated, part=slug(line.printed))
                key = stated.concept, stated.when, stated.part, stated.unit
            if key not in seen:
                seen.add(key)
                kept.append(stated)
        yield FromRow(line.row, tuple(kept))


def _parted_line(line: Line, printed: str, cell: Cell, section: str) -> Line:
    """A line of its own out of one that ran together with another."""
    said = f"printed {line.printed} | {line.cells[0].text}; rows run together parted"
    return replace(_line(line.row, printed, plain(printed), (cell,), section), parted=said)


def _known(kind: TableKind, line: Line) -> str | None:
    found = _row_of(kind, line)
    return None if found is None or found[0] == "?" or not found[1] else f"{found[1]}/{found[0]}"


def _when(stated: Stated, when: date | Period, column: Column, calendar: Calendar) -> date | Period:
    """A row's concept may be a flow in a table of balances (depreciation under fixed assets)."""
    direction = note_words().direction[stated.concept]
    return when if isinstance(when, Period) == (direction == "flow") else calendar.when(direction, column.day) or when


def _forward(lines: Sequence[Line], calendar: Calendar) -> bool:
    """Whether the years of a table lie ahead, as those of commitments do; or did when it was last year's."""
    years = [int(year[:4]) for line in lines for year in line.years]
    first = calendar.as_of.year + (calendar.as_of.month == 12)
    if len(set(years)) > 2 and max(years) > first:
        first = calendar.as_of.year
    return min(years) >= first and max(years) < calendar.as_of.year + 40


def _row_of(kind: TableKind, line: Line, across: str = "") -> tuple[str, str] | None:
    """The part and concept of a row; None where its words are not known.  `across` is the section of its column."""
    if kind.years and line.years:
        return line.years[0], kind.concept
    section = across or next((name for pattern, name in kind.sections if pattern.search(line.section)), "")
    for pattern, part, concept in kind.rows:
        if pattern.search(line.label):
            return (part.format(section=section) if section or "{" not in part else "?"), concept
    return None


def _is_total(kind: TableKind, line: Line) -> bool:
    if not line.label:
        return True
    found = _row_of(kind, line)
    return found is not None and found[1] == kind.concept and (not found[0] or found[0].startswith("total_"))


def _stated(kind: TableKind, lines: Sequence[Line], column: Column, scale: Decimal) -> Iterator[tuple[int, Stated]]:
    settled = settle(column.items)
    turned = _turned(kind, lines, settled)
    if turned is None:
        return
    taken_off = _taken_off(kind, lines, settled)
    for held in settled:
        line = lines[held.item.line]
        if held.item.line in taken_off and not taken_off[held.item.line]:
            continue
        if line.label:
            found = _row_of(kind, line, column.section)
            if found and len(line.years) > 1:
                found = line.years[held.at], kind.concept
        else:
            found = _unlabelled(kind, lines, settled, held)
        if column.section and found:  # a column for current, one for deferred
            found = _across(*found, column.section)
        if found is None:
            if not kind.named_by_label or not slug(line.printed):
                continue
            found = slug(line.printed), kind.concept
        part, concept = found
        if concept and part != "?" and (stated := _figure(concept, part, held, column.percent, scale)):
            if turned and not column.percent and concept == kind.concept:
                stated = replace(stated, value=-stated.value)
            if held.item.line in taken_off:
                stated = replace(stated, value=taken_off[held.item.line] * stated.value)
            if line.parted:
                stated = replace(stated, repaired="; ".join(filter(None, (line.parted, stated.repaired))))
            yield held.item.line, replace(stated, label=line.printed)
            if also := _also(kind, lines, stated):
                yield held.item.line, replace(stated, concept=also, label=line.printed)
            if column.percent and concept == "rate_reconciliation" and part in _RATES:
                rate = (
                    abs(stated.value) if part == "statutory" else stated.value
                )  # in brackets where the tax is a benefit
                yield held.item.line, replace(stated, concept=_RATES[part], part="", value=rate, label=line.printed)


def _taken_off(kind: TableKind, lines: Sequence[Line], settled: Sequence[Settled]) -> dict[int, int]:
    """The lines of deferred tax liabilities and allowances printed without brackets: the sign with which the net foots.

    0 where neither sign makes it foot: then what they state is not clear.
    """
    if kind.name != "deferred_tax_components":
        return {}
    parts = {held.item.line: (_row_of(kind, lines[held.item.line]) or ("other", ""))[0] for held in settled}
    off = {
        held.item.line: held.figure.value
        for held in settled
        if held.figure.value > 0
        and parts[held.item.line] not in ("", "total_assets")
        and ("liabilit" in plain(lines[held.item.line].section) or lines[held.item.line].label.startswith("less"))
    }
    if not off:
        return {}
    on = sum(
        held.figure.value
        for held in settled
        if held.item.line not in off and parts[held.item.line] and not parts[held.item.line].startswith("total_")
    )
    less = sum(value for line, value in off.items() if not parts[line].startswith("total_"))
    net = next((held.figure.value for held in settled if not parts[held.item.line]), None)
    sign = 0 if net is None else -1 if on - less == net else 1 if on + less == net else 0
    return dict.fromkeys(off, sign)


def _also(kind: TableKind, lines: Sequence[Line], stated: Stated) -> str:
    """The line of a statement that a total is too."""
    if stated.part or stated.concept != kind.concept or stated.unit != "USD":
        return ""
    if kind.name in ("income_tax_components", "rate_reconciliation"):
        return "income_tax_expense"
    netted = any("liabilit" in f"{line.section} {line.label}" for line in lines)
    return "deferred_tax_asset" if kind.name == "deferred_tax_components" and stated.value > 0 and not netted else ""


_RATES = {"statutory": "statutory_tax_rate", "": "effective_tax_rate"}
_ALWAYS_POSITIVE = {"accumulated_depreciation"}  # printed in brackets where it is taken off


def _figure(concept: str, part: str, held: Settled, percent: bool, scale: Decimal) -> Stated | None:
    figure = held.figure
    rounding = half_unit(re.sub(r"[^0-9.]", "", figure.text) if not held.item.in_doubt else str(abs(figure.value)))
    value, unit = figure.value, "USD"
    if concept == "aggregate_indebtedness_to_net_capital":
        if figure.kind not in ("ratio", "percent", "amount") or (figure.kind == "amount" and abs(value) >= 100):
            return None
        by = Decimal(100) if figure.kind == "percent" else Decimal(1)
        value, rounding, unit = value / by, half_unit(re.split(r"to|:", figure.text)[0]) / by, "ratio"
    elif percent or figure.kind == "percent":
        if concept != "rate_reconciliation":
            return None
        value, rounding, unit = value / 100, rounding / 100, "ratio"
    elif figure.kind == "ratio":
        return None
    else:
        value, rounding = value * scale, rounding * scale
    if concept in _ALWAYS_POSITIVE:
        value = abs(value)
    return Stated(concept, date.min, value, rounding, unit, part, "", _mended(held))


def _mended(held: Settled) -> str:
    if not held.item.in_doubt and not held.figure.repaired:
        return ""
    said = f"printed {held.item.cell.text.strip()}"
    said += f"; {held.figure.repaired}" if held.figure.repaired else ""
    return said + (f"; proved by {held.proof}" if held.proof else "")


def _unlabelled(
    kind: TableKind, lines: Sequence[Line], settled: Sequence[Settled], held: Settled
) -> tuple[str, str] | None:
    """What a figure without a label is: the total of the lines it adds up."""
    if not held.sum_of:
        return _by_place(kind, lines, settled, held)
    sections = {lines[settled[i].item.line].section for i in held.sum_of}
    names = {name for section in sections for pattern, name in kind.sections if pattern.search(section)}
    if len(names) == 1 and len(sections) == 1:
        return f"total_{names.pop()}", kind.concept
    above = settled[: settled.index(held)]
    whole = all(i in held.sum_of or each.item.total for i, each in enumerate(above))
    return ("", kind.concept) if whole or len(names) > 1 else ("?", "")


def _by_place(kind: TableKind, lines: Sequence[Line], settled: Sequence[Settled], held: Settled) -> tuple[str, str]:
    """What an unnamed figure is that adds nothing up: of legible rows the last is the total, or the cost or the net."""
    at = settled.index(held)
    rest = settled[at + 1 :]
    named = [(_row_of(kind, lines[each.item.line]) or ("", ""))[1] for each in settled]
    is_of_assets = kind.name == "fixed_assets" and "accumulated_depreciation" in named
    worn = named.index("accumulated_depreciation") if is_of_assets else 0
    bare = [n for n, each in enumerate(settled[:at]) if not lines[each.item.line].label]
    if any(each.item.in_doubt for each in settled[:at]) or any(n != worn - 1 or not is_of_assets for n in bare):
        return "?", ""
    if is_of_assets:
        return (
            ("", "fixed_assets_cost") if at == worn - 1 else ("", "fixed_assets_net") if at == worn + 1 else ("?", "")
        )
    return ("", kind.concept) if kind.years and not rest and at > 1 else ("?", "")


def _across(part: str, concept: str, section: str) -> tuple[str, str]:
    """The part of a row in a column of current tax, of deferred or of both."""
    if section == "total":
        return ("", concept) if not part else ("?", "")
    return part or f"total_{section}", concept


def _turned(kind: TableKind, lines: Sequence[Line], settled: Sequence[Settled]) -> bool | None:
    """Whether a table is printed the other way round, a tax benefit as positive; None where it is not clear."""
    if kind.name not in ("rate_reconciliation", "income_tax_components"):
        return False
    for held in settled:
        line = lines[held.item.line]
        if _row_of(kind, line) == ("", kind.concept) and held.figure.kind == "amount":
            words = line.printed.lower()
            if _BENEFIT_ONLY.search(words) and not _EXPENSE.search(words) and held.figure.value > 0:
                return True if held.sum_of else None
    return False
