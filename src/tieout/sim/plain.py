"""A simulated filing as plain text, with tabs between the cells of tables, and as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tieout.facts.words import long_date
from tieout.sim.draw import Draw, data
from tieout.sim.printed import Cell, Heading, Lines, Listing, PageBreak, Paragraph, Table, TableRow

if TYPE_CHECKING:
    from tieout.sim.filing import SimulatedFiling


@dataclass(frozen=True)
class TextStyle:
    """How a text is laid out: the dollar sign escaped or set off, headings starred, long labels broken."""

    dollar: str = "$"
    gap: str = ""
    stars: bool = False
    wraps: int = 0  # labels longer than this are broken over lines; 0 never


TEXT_STYLES = {name: TextStyle(**raw) for name, raw in data("texts").items()}


def text_of(filed: SimulatedFiling, style: str | None) -> str:
    """The filing as text."""
    chosen = TEXT_STYLES[style or Draw(filed.seed, "text").pick(sorted(TEXT_STYLES))]
    pieces = [*_facing_text(filed)]
    for block in filed.blocks:
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
    if table.heads:
        yield "\t".join([*[""] * (1 + has[0] + has[1]), *table.heads])
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
    held += ["" if cell is None else cell_text(cell, style.dollar, style.gap) for cell in row.cells]
    return held + ([row.code] if has[2] else [])


def cell_text(cell: Cell, dollar: str = "$", gap: str = "") -> str:
    """A figure as one word: dollar sign, digits, what hangs behind."""
    return (f"{dollar}{gap}" if cell.dollar else "") + cell.text + cell.tail


def _dollars(text: str, style: TextStyle) -> str:
    return text.replace("$", style.dollar)


def _facing_text(filed: SimulatedFiling) -> Iterator[str]:
    """The facing page and the oath, blank by blank."""
    page = filed.truth.facing_page
    kind = page["accountant_kind"]
    words = page | {
        name: f"{page[name][5:7]}/{page[name][8:]}/{page[name][2:4]}" for name in ("period_start", "period_end")
    }
    words |= {name: "☑" if kind == name else "☐" for name in ("certified_public_accountant", "public_accountant")}
    words["as_of"] = long_date(filed.firm.period.end)
    for piece in data("facing"):
        yield piece.rstrip("\n").format(**words).replace("|", "\t")


def markdown_of(filed: SimulatedFiling) -> str:
    """The filing as Markdown: pipe tables, bold headings, breaks within cells."""
    pieces = []
    for piece in _facing_text(filed):
        said = piece.split("\n")
        pieces.append("\n".join(f"| {line.replace(chr(9), ' | ')} |" if "\t" in line else line for line in said))
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
    return "\n".join(lines) + (f"\n\n{table.foot}" if table.foot else "")
