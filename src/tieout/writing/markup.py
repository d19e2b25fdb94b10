"""Markdown to a tree of plain text, for the notes and for an auditor's report.

The tree holds strings and nothing else: the template sets them as text, so that `$`, `#`, `@` and `<` in a firm's name
mean nothing to the typesetter.  The subset is paragraphs, bold, italic, lists, sub-headings, quotations and pipe
tables; raw HTML stays the text it is, a link keeps its words and an image its description.

A table column that is aligned right (`---:`) is a column of figures and is set as on a statement: dollar signs on the
first figure and on totals, parentheses and percent signs hanging.  A row whose first cell is bold is a total (single
rule above, double below), one whose first cell is italic a subtotal (single rule above); without either, a last row
that begins with "Total" is a total, an earlier one a subtotal.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from tieout.writing.figures import Printed, dollar_signs, style_rules

Tree = dict[str, Any]

# Typographic quotation marks, but no other replacement: "(c)(2)" is a paragraph of law, not a copyright sign.
_PARSER = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "smartquotes"])
_PARSER.disable(["html_block", "html_inline", "code", "fence", "hr"])

_FIGURE = re.compile(
    r"^(?P<lead>\$?)\s*(?P<open>\(?)\s*(?P<lead2>\$?)\s*(?P<digits>[\d,]*\.?\d+|[—–-])(?P<tail>\s?\)?\s?%?\)?)$"
)


def blocks(text: str) -> list[Tree]:
    """The blocks of a Markdown text, in order."""
    return _blocks(SyntaxTreeNode(_PARSER.parse(text)).children)


def _blocks(nodes: list[SyntaxTreeNode]) -> list[Tree]:
    return [block for node in nodes for block in _block(node)]


def _block(node: SyntaxTreeNode) -> list[Tree]:
    match node.type:
        case "paragraph":
            return [{"kind": "paragraph", "inline": _inline(node)}]
        case "heading":
            return [{"kind": "heading", "inline": _inline(node)}]
        case "blockquote":
            return [{"kind": "quote", "blocks": _blocks(node.children)}]
        case "bullet_list" | "ordered_list":
            start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
            return [{"kind": "list", "start": start, "items": [_blocks(item.children) for item in node.children]}]
        case "table":
            return [_table(node)]
        case kind:
            raise AssertionError(f"the parser made a {kind}")


def _inline(node: SyntaxTreeNode) -> list[Tree]:
    """The runs of text in a block, each with its emphasis."""
    runs: list[Tree] = []
    for inline in node.children:
        for child in inline.children:
            _run(child, False, False, runs)
    return runs


def _run(node: SyntaxTreeNode, bold: bool, italic: bool, runs: list[Tree]) -> None:
    match node.type:
        case "strong" | "em" | "link":
            for child in node.children:
                _run(child, bold or node.type == "strong", italic or node.type == "em", runs)
        case "softbreak":
            runs.append({"text": " ", "bold": bold, "italic": italic})
        case "hardbreak":
            runs.append({"text": "\n", "bold": bold, "italic": italic})
        case _:
            runs.append({"text": node.content, "bold": bold, "italic": italic})


def _table(node: SyntaxTreeNode) -> Tree:
    head, *body = node.children
    head_cells = head.children[0].children
    figures = ["right" in str(cell.attrs.get("style", "")) for cell in head_cells]
    rows = [row.children for part in body for row in part.children]
    styles = _row_styles(rows)
    columns = [_figures([_plain(row[c]) for row in rows], styles) if f else None for c, f in enumerate(figures)]
    return {
        "kind": "table",
        "figures": figures,
        "head": [_inline(cell) for cell in head_cells],
        "rows": [
            {"style": styles[r], "cells": [_cell(cell, column, r) for cell, column in zip(row, columns, strict=True)]}
            for r, row in enumerate(rows)
        ],
    }


def _cell(cell: SyntaxTreeNode, column: list[Printed | None] | None, row: int) -> Tree | None:
    if column is None:
        return {"inline": _inline(cell)}
    figure = column[row]
    return None if figure is None else figure.tree()


def _plain(node: SyntaxTreeNode) -> str:
    return "".join(str(run["text"]) for run in _inline(node)).strip()


def _row_styles(rows: list[list[SyntaxTreeNode]]) -> list[str]:
    leading = [_inline(row[0]) for row in rows]
    inked = [[run for run in runs if str(run["text"]).strip()] for runs in leading]
    if any(runs and all(run["bold"] or run["italic"] for run in runs) for runs in inked):
        return [
            "line"
            if not runs
            else "total"
            if all(r["bold"] for r in runs)
            else "subtotal"
            if all(r["italic"] for r in runs)
            else "line"
            for runs in inked
        ]
    totals = [bool(re.match(r"total\b", _plain(row[0]), re.IGNORECASE)) for row in rows]
    return [
        "line" if not is_total else "subtotal" if r < len(rows) - 1 else "total" for r, is_total in enumerate(totals)
    ]


def _figures(cells: list[str], styles: list[str]) -> list[Printed | None]:
    """A column of figures as text: the dollar signs move to where accountants put them, the rest stays as written."""
    held: list[Printed | None] = []
    dollars: list[bool] = []
    for cell in cells:
        match = _FIGURE.match(cell)
        if not cell:
            held.append(None)
        elif match is None:
            held.append(Printed(body=cell))
        else:
            dash = "—" if match["digits"] in "—–-" else match["digits"]
            held.append(Printed(body=match["open"] + dash, tail=match["tail"].replace(" ", "")))
        dollars.append(match is not None and bool(match["lead"] or match["lead2"]))
    if any(dollars):
        signed = [f is not None and "%" not in f.tail for f in held]
        held = dollar_signs(held, styles, signed)
    return style_rules(held, styles)
