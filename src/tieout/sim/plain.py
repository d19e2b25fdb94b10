"""A simulated filing as plain text, with tabs between the cells of tables, and as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tieout.facts.words import long_date
from tieout.sim.draw import Draw, data
from tieout.sim.printed import Cell, Heading, Lines, Listing, PageBreak, Paragraph, Table, TableRow
from tieout.writing.forms import edition_for
from tieout.writing.forms import text_of as text_of_field

if TYPE_CHECKING:
    from tieout.sim.filing import SimulatedFiling


@dataclass(frozen=True)
class TextStyle:
    """How a text is laid out: the dollar sign escaped or set off, headings starred, long labels broken."""

    dollar: str = "$"
    gap: str = ""
    stars: bool = False
    wraps: int = 0  # labels longer than this are broken over lines; 0 never
    own_cell: bool = False  # the dollar sign has a cell of its own
    firm: bool = False  # the name of the firm stands above each statement
    pages: str = ""  # how a page ends, {n} its number


TEXT_STYLES = {name: TextStyle(**raw) for name, raw in data("texts").items()}


def style_of(seed: int, style: str | None = None) -> TextStyle:
    """A style by its name, else the seed's own."""
    return TEXT_STYLES[style or Draw(seed, "text").pick(sorted(TEXT_STYLES))]


def text_of(filed: SimulatedFiling, style: str | None) -> str:
    """The filing as text."""
    chosen = style_of(filed.seed, style)
    pieces = [*_facing_text(filed)]
    page = -2  # cover, contents, then the first that is numbered
    for block in filed.blocks:
        if isinstance(block, PageBreak):
            page += 1
            pieces.append(chosen.pages.format(n=page) if page > 0 else "")
        elif isinstance(block, Table) and block.title and chosen.firm:
            pieces.append(filed.firm.statement_name.upper())
        pieces.append(_block_text(block, chosen))
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def _block_text(block: object, style: TextStyle) -> str:
    match block:
        case Paragraph(text, lead):
            return _dollars(f"{lead}—{text}" if lead else text, style)
        case Heading(text, level):
            return f"**{text}**" if style.stars and level == 1 else text
        case Lines(lines, _):
            return "\n".join(lines)
        case Listing(entries):
            return "\n".join(["\tPage", *(f"{words}\t{page or ''}" for words, page, _, _ in entries)])
        case Table():
            head = (
                "\n".join((block.title.upper() if not style.stars else f"**{block.title}**", *block.subtitles))
                if block.title
                else ""
            )
            return "\n\n".join(part for part in (head, "\n".join(_rows(block, style)), block.foot) if part)
    return ""


def _rows(table: Table, style: TextStyle) -> Iterator[str]:
    has = _extras(table)
    heads = [part for head in table.heads for part in (("", head) if style.own_cell else (head,))]
    if heads or has[1]:
        yield "\t".join([*[""] * (1 + has[0]), *["Notes"] * has[1], *heads])
    for row in table.rows:
        lines = (textwrap.wrap(row.label, style.wraps) if style.wraps else []) or [row.label]
        for line in lines[:-1]:
            yield "\t".join(
                _fields(
                    TableRow(line, (None,) * len(row.cells), number=row.number if line is lines[0] else ""), has, style
                )
            )
        number = row.number if len(lines) == 1 else ""
        last = TableRow(lines[-1], row.cells, row.depth, row.style, number, row.code, row.note)
        yield "\t".join(_fields(last, has, style)).rstrip("\t")


def _extras(table: Table) -> tuple[bool, bool, bool]:
    """Whether any row has a line number, a note reference, a box code."""
    return any(r.number for r in table.rows), any(r.note for r in table.rows), any(r.code for r in table.rows)


def _fields(row: TableRow, has: tuple[bool, bool, bool], style: TextStyle) -> list[str]:
    held = [row.number] if has[0] else []
    held.append(_dollars(row.label, style))
    held += [row.note] if has[1] else []
    for cell in row.cells:
        if style.own_cell:
            held.append(style.dollar if cell is not None and cell.dollar else "")
            held.append("" if cell is None else cell.text + cell.tail)
        else:
            held.append("" if cell is None else cell_text(cell, style.dollar, style.gap))
    return held + ([row.code] if has[2] else [])


def cell_text(cell: Cell, dollar: str = "$", gap: str = "") -> str:
    """A figure as one word: dollar sign, digits, what hangs behind."""
    return (f"{dollar}{gap}" if cell.dollar else "") + cell.text + cell.tail


def _dollars(text: str, style: TextStyle) -> str:
    return text.replace("$", style.dollar)


def _facing_text(filed: SimulatedFiling) -> Iterator[str]:
    """The facing page, the oath and the boxes checked, blank by blank."""
    page = dict(filed.truth.facing_page)
    edition = edition_for(filed.firm.period.end)
    for name in ("period_start", "period_end", "accountant_pcaob_registered"):
        page[name] = text_of_field(page, name)
    kinds = ("certified_public_accountant", "public_accountant")
    marks = {kind: _mark(page.get("accountant_kind") == kind) for kind in kinds}
    for piece in data("facing")[edition.id]:
        yield piece.rstrip("\n").format(**page, **marks, as_of=long_date(filed.firm.period.end)).replace("|", "\t")
    boxes = (f"{_mark(filed.truth.contents[box.letter])} ({box.letter}) {box.text}" for box in edition.boxes)
    yield "\n".join((edition.words["contains"], *boxes))


def _mark(checked: bool) -> str:
    return "☑" if checked else "☐"


def markdown_of(filed: SimulatedFiling) -> str:
    """The filing as Markdown: pipe tables, bold headings, breaks within cells."""
    pieces = []
    for piece in _facing_text(filed):
        said = piece.split("\n")
        pieces.append("\n".join(_markdown_line(line) for line in said))
    for block in filed.blocks:
        match block:
            case Heading(text, level):
                pieces.append(f"{'#' * level} {text}")
            case Lines(lines, _):
                pieces.append("<br>".join(lines))
            case Table():
                pieces.append(_pipes(block))
            case PageBreak():
                pieces.append("---")
            case _:
                pieces.append(_block_text(block, TextStyle()))
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def _pipes(table: Table) -> str:
    has, style = _extras(table), TextStyle(gap=" ")
    lines = [f"**{table.title}**<br>{'<br>'.join(table.subtitles)}\n"] if table.title else []
    heads = [*[""] * (1 + has[0] + has[1]), *(table.heads or [""] * table.columns), *[""] * has[2]]
    lines += [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    for row in table.rows:
        fields = _fields(row, has, style)
        at = int(has[0])
        fields[at] = "<br>".join(textwrap.wrap(fields[at], 48)) or fields[at]
        if row.style == "total":
            fields = [
                f"**<u>{field}</u>**" if field and at != i else f"**{field}**" if field else ""
                for i, field in enumerate(fields)
            ]
        lines.append(f"| {' | '.join(fields)} |")
    return "\n".join(lines) + (f"\n\n<sub>{table.foot}</sub>" if table.foot else "")


def _markdown_line(line: str) -> str:
    """A line of the form: cells in pipes, a caption in parentheses set low."""
    cells = [f"<sub>{cell}</sub>" if cell.startswith("(") and cell.endswith(")") else cell for cell in line.split("\t")]
    return f"| {' | '.join(cells)} |" if len(cells) > 1 else cells[0]
