"""Mistakes in words: names, dates, numbers of registers, titles, boxes and directions that contradict the document.

Each kind is a function of the pages; it gives the pages with the mistake, or None where the filing
offers no place for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from tieout.facts.words import long_date
from tieout.sim.draw import Draw
from tieout.sim.firms import draw_firm
from tieout.sim.plain import style_of
from tieout.sim.printed import Block, Lines, Listing, Paragraph, Table
from tieout.writing.forms import edition_for

if TYPE_CHECKING:
    from tieout.sim.filing import SimulatedFiling

Blocks = tuple[Block, ...]


@dataclass(frozen=True)
class Pages:
    """A filing, its pages as they stand, and the lots that choose a place on them."""

    filed: SimulatedFiling
    blocks: Blocks
    lots: Draw


@dataclass(frozen=True)
class Spoken:
    """Pages with a mistake in words: what was said, what is said now, and the names checks may give it."""

    blocks: Blocks
    rows: tuple[tuple[int, int], ...]  # block and row, -1 for the whole block
    before: str
    after: str
    names: tuple[str, ...]
    statement: str = ""
    label: str = ""
    cause: str = "wrong_words"
    boxes: dict[str, bool] = field(default_factory=dict)


def _with(blocks: Blocks, at: int, block: Block) -> Blocks:
    return (*blocks[:at], block, *blocks[at + 1 :])


def _lines_with(blocks: Blocks, words: str, place: str = "") -> Iterator[tuple[int, Lines]]:
    for at, block in enumerate(blocks):
        if isinstance(block, Lines) and (not place or block.place == place) and any(words in s for s in block.lines):
            yield at, block


def _said_otherwise(
    blocks: Blocks,
    at: int,
    before: str,
    after: str,
    names: tuple[str, ...],
    *,
    statement: str = "",
    cause: str = "wrong_words",
) -> Spoken | None:
    """A block of lines with other words in place of some, once."""
    block = blocks[at]
    assert isinstance(block, Lines)
    lines = list(block.lines)
    n = next((n for n, line in enumerate(lines) if before in line), None)
    if n is None or before == after:
        return None
    lines[n] = lines[n].replace(before, after, 1)
    return Spoken(
        _with(blocks, at, replace(block, lines=tuple(lines))), ((at, -1),), before, after, names, statement, cause=cause
    )


def _cover_with_number(pages: Pages) -> int | None:
    """The cover, while it still has the firm's own file number: another fault may have changed it."""
    return next((at for at, _ in _lines_with(pages.blocks, pages.filed.firm.file_number, "cover")), None)


def file_number_of_another_register(pages: Pages) -> Spoken | None:
    """The number of the central registration depository in place of the file number, on the cover."""
    if (at := _cover_with_number(pages)) is None:
        return None
    number = f"8-{pages.lots.randrange(1_000, 320_000):06d}"
    return _said_otherwise(
        pages.blocks, at, pages.filed.firm.file_number, number, ("sec_file_number",), cause="other_registry"
    )


def file_number_transposed(pages: Pages) -> Spoken | None:
    if (at := _cover_with_number(pages)) is None:
        return None
    number = pages.filed.firm.file_number
    spots = [n for n in range(2, len(number) - 1) if number[n] != number[n + 1]]
    if not spots:
        return None
    n = pages.lots.pick(spots)
    after = number[:n] + number[n + 1] + number[n] + number[n + 2 :]
    return _said_otherwise(pages.blocks, at, number, after, ("sec_file_number",), cause="transposed_digits")


def another_name(pages: Pages) -> Spoken | None:
    """Another firm's name: on the cover, or where the auditor's report is addressed."""
    name = pages.filed.firm.statement_name
    spots = [
        at
        for at, block in _lines_with(pages.blocks, name)
        if block.place == "cover" or block.lines[0].startswith("To ")
    ]
    other = draw_firm(pages.lots.randrange(10**6)).name
    if not spots or other.split()[0] == name.split()[0]:
        return None
    return _said_otherwise(pages.blocks, pages.lots.pick(spots), name, other, ("registrant_name", "name"))


def another_year_end(pages: Pages) -> Spoken | None:
    """Last year's date over a statement, or on the cover."""
    end = pages.filed.firm.period.end
    said, wrong = long_date(end), long_date(_year_before(end))
    names = ("period_end", "as_of", "date")
    alone = len(pages.filed.firm.periods) == 1 and pages.filed.firm.whole_year
    spots = [
        at
        for at, block in enumerate(pages.blocks)
        if alone and isinstance(block, Table) and said in " ".join(block.subtitles)
    ]
    if not spots or pages.lots.chance(0.3):
        (at, _), *_ = _lines_with(pages.blocks, said, "cover")
        return _said_otherwise(pages.blocks, at, said, wrong, names)
    at = pages.lots.pick(spots)
    table = pages.blocks[at]
    assert isinstance(table, Table)
    changed = replace(table, subtitles=tuple(words.replace(said, wrong) for words in table.subtitles))
    return Spoken(_with(pages.blocks, at, changed), ((at, -1),), said, wrong, names, table.name, table.title)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def audited_another_year(pages: Pages) -> Spoken | None:
    """The auditor's report speaks of statements of the year before."""
    said, wrong = long_date(pages.filed.firm.period.end), long_date(_year_before(pages.filed.firm.period.end))
    for at, block in enumerate(pages.blocks):
        if isinstance(block, Paragraph) and block.text.startswith("We have audited") and block.text.count(said) == 1:
            text = block.text.replace(said, wrong)
            names = ("audited_date", "period_end", "as_of", "date")
            return Spoken(
                _with(pages.blocks, at, replace(block, text=text)), ((at, -1),), said, wrong, names, "auditor"
            )
    return None


def auditor_dated_before_year_end(pages: Pages) -> Spoken | None:
    """January's slip: the report signed in the year before."""
    said, wrong = pages.filed.firm.audit_date, _year_before(pages.filed.firm.audit_date)
    if wrong >= pages.filed.firm.period.end:
        return None
    (at, _), *_ = _lines_with(pages.blocks, long_date(said))
    names = ("audit_report_date", "auditor_date", "date")
    return _said_otherwise(pages.blocks, at, long_date(said), long_date(wrong), names, statement="auditor")


def contents_page(pages: Pages) -> Spoken | None:
    """The contents give a statement the page of the one before it; told only where its pages are numbered."""
    if not style_of(pages.filed.seed).pages:
        return None
    at, listing = _contents(pages.blocks)
    spots = [n for n in range(1, len(listing.entries)) if listing.entries[n][1] and listing.entries[n - 1][1]]
    n = pages.lots.pick(spots)
    words, page, depth, _ = listing.entries[n]
    _, wrong, _, opening = listing.entries[n - 1]
    entries = (*listing.entries[:n], (words, wrong, depth, opening), *listing.entries[n + 1 :])
    return Spoken(_with(pages.blocks, at, Listing(entries)), ((at, -1),), str(page), str(wrong),
                  ("contents", "contents_page", "page"), label=words)  # fmt: skip


def contents_title(pages: Pages) -> Spoken | None:
    """The contents call the statement of income by another name than it has."""
    at, listing = _contents(pages.blocks)
    swaps = (("of Income (Loss)", "of Operations"), ("of Operations", "of Income"), ("of Income", "of Operations"),
             ("of Loss", "of Income"))  # fmt: skip
    for n, (words, page, depth, opening) in enumerate(listing.entries):
        for said, wrong in swaps:
            if words.endswith(said):
                other = words.replace(said, wrong)
                entries = (*listing.entries[:n], (other, page, depth, opening), *listing.entries[n + 1 :])
                names = ("contents", "contents_title", "title")
                return Spoken(_with(pages.blocks, at, Listing(entries)), ((at, -1),), words, other, names, label=words)
    return None


def _contents(blocks: Blocks) -> tuple[int, Listing]:
    return next((at, block) for at, block in enumerate(blocks) if isinstance(block, Listing))


def box_without_its_statement(pages: Pages) -> Spoken | None:
    """A box of the facing page ticked for a schedule that is not bound in."""
    names = {block.name for block in pages.blocks if isinstance(block, Table)}
    boxes = {box.letter: box.text for box in edition_for(pages.filed.firm.period.end).boxes}
    absent = [
        letter
        for letter, words in boxes.items()
        if not pages.filed.truth.contents[letter]
        and (("subordinated" in words and "changes_in_subordinated" not in names)
             or ("etermination of" in words and "reserve requirements" in words.lower()))
    ]  # fmt: skip
    if not absent:
        return None
    letter = pages.lots.pick(absent)
    return Spoken(pages.blocks, (), "unticked", "ticked", ("boxes", f"box_{letter}", "contents", f"contents.{letter}"),
                  "facing_page", boxes[letter], boxes={letter: True})  # fmt: skip


def _relabelled(blocks: Blocks, swaps: Sequence[tuple[str, str]], names: tuple[str, ...], among: str,
                negative: bool | None, lots: Draw) -> Spoken | None:  # fmt: skip
    """A line of a statement whose words say the other direction than its figure."""
    spots: list[tuple[int, int, str]] = []
    for at, block in enumerate(blocks):
        if not isinstance(block, Table) or block.name not in among.split():
            continue
        for n, row in enumerate(block.rows):
            for said, wrong in swaps:
                cells = [cell for cell in row.cells if cell is not None]
                if (
                    cells
                    and said.lower() in row.label.lower()
                    and (negative is None or all((cell.text[0] in "(-<") == negative for cell in cells))
                ):
                    at_word = row.label.lower().index(said.lower())
                    old = row.label[at_word : at_word + len(said)]
                    new = wrong.upper() if old.isupper() else wrong if old[0].isupper() else wrong.lower()
                    spots.append((at, n, row.label.replace(old, new, 1)))
                    break
    if not spots:
        return None
    at, n, label = lots.pick(spots)
    table = blocks[at]
    assert isinstance(table, Table)
    row = table.rows[n]
    rows = (*table.rows[:n], replace(row, label=label), *table.rows[n + 1 :])
    return Spoken(_with(blocks, at, replace(table, rows=rows)), ((at, n),), row.label, label, names, table.name,
                  row.label)  # fmt: skip


def income_over_a_loss(pages: Pages) -> Spoken | None:
    """Net income over a loss in brackets."""
    return _relabelled(pages.blocks, [("Net loss", "Net income")], ("net_income",), "income", True, pages.lots)


def increase_over_a_decrease(pages: Pages) -> Spoken | None:
    """Net increase in cash over a decrease, or the other way round."""
    for negative, swap in (
        (True, ("Net decrease in", "Net increase in")),
        (False, ("Net increase in", "Net decrease in")),
    ):
        spoken = _relabelled(pages.blocks, [swap], ("net_change_in_cash",), "cash_flows", negative, pages.lots)
        if spoken is not None:
            return spoken
    return None


def provided_over_used(pages: Pages) -> Spoken | None:
    """Cash provided by activities that used it, or the other way round."""
    ways = [(True, ("used in ", "provided by ")), (False, ("provided by ", "used in "))]
    pages.lots.shuffle(ways)
    for negative, swap in ways:
        for section in ("operating", "investing", "financing"):
            said, wrong = (f"Net cash {words}{section}" for words in swap)
            name = f"net_cash_from_{section}_activities"
            spoken = _relabelled(pages.blocks, [(said, wrong)], (name,), "cash_flows", negative, pages.lots)
            if spoken is not None:
                return spoken
    return None


WORD_FAULTS: dict[str, Callable[[Pages], Spoken | None]] = {
    function.__name__: function
    for function in (
        file_number_of_another_register, file_number_transposed, another_name, another_year_end, audited_another_year,
        auditor_dated_before_year_end, contents_page, contents_title, box_without_its_statement, income_over_a_loss,
        increase_over_a_decrease, provided_over_used,
    )
}  # fmt: skip
