"""A simulated filing on paper: typeset in one of the house styles of houses.yaml, facing page first."""

from __future__ import annotations

import atexit
import json
import tempfile
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst
from PIL import ImageFont

from tieout.facts.words import long_date
from tieout.sim.draw import Draw, data
from tieout.sim.form import form_tree
from tieout.sim.printed import Block, Cell, Heading, Lines, Listing, PageBreak, Paragraph, Table

if TYPE_CHECKING:
    from tieout.sim.filing import SimulatedFiling

_ROOT = Path(__file__).parents[1]  # the template of the facing page is `writing`'s own


def house_names() -> tuple[str, ...]:
    """The house styles there are."""
    return tuple(data("houses"))


def print_filing(filed: SimulatedFiling, style: str | None = None) -> bytes:
    """The filing as a PDF, the same bytes for the same seed and style; without a style, the seed's own."""
    house = data("houses")[style or Draw(filed.seed, "house").pick(house_names())]
    ends = filed.firm.period.end
    return typst.compile(
        str(Path(__file__).parent / "templates" / "filing.typ"),
        root=str(_ROOT),
        ignore_system_fonts=True,
        font_paths=[_sans_folder()],
        sys_inputs={"filing": json.dumps(_data(filed, house), ensure_ascii=False)},
        timestamp=datetime(ends.year, ends.month, ends.day, tzinfo=UTC),
    )


@cache
def _sans_folder() -> str:
    """A folder with the one sans face at hand, which comes inside the imaging library."""
    face = ImageFont.load_default(12)
    folder = tempfile.TemporaryDirectory(prefix="tieout-")
    atexit.register(folder.cleanup)
    if isinstance(face, ImageFont.FreeTypeFont) and isinstance(face.path, BytesIO):
        (Path(folder.name) / "sans.ttf").write_bytes(face.path.getvalue())
    return folder.name


def _data(filed: SimulatedFiling, house: dict[str, Any]) -> dict[str, Any]:
    firm, page = filed.firm, filed.truth.facing_page
    pages: list[list[dict[str, Any]]] = [[]]
    openings = 0
    for block in filed.blocks:
        if isinstance(block, PageBreak):
            pages.append([])
            continue
        tree = _tree(block, firm.statement_name)
        if tree.get("title") or (tree["kind"] == "heading" and tree["level"] == 1):
            tree["index"] = openings
            openings += 1
        pages[-1].append(tree)
    return {
        "house": house,
        "firm": firm.name,
        "date": firm.period.end.isoformat(),
        "as_of": long_date(firm.period.end),
        "sec_file_number": page["sec_file_number"],
        "signer": [page["oath_signer"], page["oath_title"]],
        "facing": _facing(filed),
        "first": 2,  # cover, contents, then the first numbered page
        "pages": pages,
    }


def _facing(filed: SimulatedFiling) -> dict[str, Any]:
    """The form, its boxes ticked as the filing says."""
    form = form_tree(filed.firm, filed.blocks)
    for box in form["boxes"]:
        box["checked"] = filed.truth.contents[box["letter"]]
    return form


def _tree(block: Block, firm: str) -> dict[str, Any]:
    match block:
        case Paragraph(text, lead):
            return {"kind": "paragraph", "text": text, "lead": lead}
        case Heading(text, level):
            return {"kind": "heading", "text": text, "level": level, "index": -1}
        case Lines(lines, place):
            return {"kind": "lines", "lines": lines, "place": place}
        case Listing(entries):
            return {"kind": "listing", "entries": [_entry(entry) for entry in entries]}
        case Table():
            return _table(block, firm)
        case _:
            raise AssertionError(block)


def _entry(entry: tuple[str, int, int, int]) -> dict[str, Any]:
    words, _, depth, opening = entry
    return {"words": words, "depth": depth, "opening": opening}


def _table(table: Table, firm: str) -> dict[str, Any]:
    rows = []
    for at, row in enumerate(table.rows):
        # An underlined figure is the last before a sum.
        last = at + 1 < len(table.rows) and table.rows[at + 1].style in ("subtotal", "total")
        cells = [None if cell is None else _cell(cell, last and row.style == "line") for cell in row.cells]
        rows.append(
            {
                "label": row.label,
                "number": row.number,
                "note": row.note,
                "code": row.code,
                "depth": row.depth,
                "style": row.style,
                "cells": cells,
            }
        )
    return {
        "kind": "table",
        "index": -1,
        "firm": firm if table.title else "",
        "title": table.title,
        "subtitles": table.subtitles,
        "heads": table.heads,
        "columns": table.columns,
        "rows": rows,
        "foot": table.foot,
    }


def _cell(cell: Cell, underlined: bool) -> dict[str, Any]:
    return {"body": cell.text, "dollar": cell.dollar, "tail": cell.tail, "underlined": underlined}
