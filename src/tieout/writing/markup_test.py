"""Markdown becomes text and nothing but text; its figure columns are set as on a statement."""

from __future__ import annotations

from typing import Any

from tieout.writing.markup import blocks


def words(block: dict[str, Any]) -> str:
    return "".join(run["text"] for run in block["inline"])


def test_markup_of_other_languages_is_text() -> None:
    (block,) = blocks("#set text(red) $x$ <b>bold</b> @ref [link](http://example.com) ![a seal](x.png) (c)(2)")
    assert words(block) == "#set text(red) $x$ <b>bold</b> @ref link a seal (c)(2)"


def test_emphasis_breaks_and_quotation_marks() -> None:
    (block,) = blocks('**bold** and *italic*\nand ***both***, the "Company"')
    assert words(block) == "bold and italic and both, the “Company”"
    assert [(r["bold"], r["italic"]) for r in block["inline"] if r["text"] == "both"] == [(True, True)]


def test_lists_headings_and_quotations() -> None:
    heading, bullets, numbers, quote = blocks("### Leases\n\n- one\n- two\n\n3. three\n\n> said")
    assert heading["kind"] == "heading"
    assert (bullets["start"], len(bullets["items"])) == (0, 2)
    assert (numbers["start"], len(numbers["items"])) == (3, 1)
    assert quote["blocks"][0]["kind"] == "paragraph"


def test_figures_of_a_table_are_set_as_on_a_statement() -> None:
    (table,) = blocks(
        "| | 2003 | Rate |\n|---|---:|---:|\n| Federal | $1,000 | 35.00% |\n| State | $(200) | (0.09)% |\n"
        "| Other | - | |\n| Total | $800 | n/a |\n"
    )
    amounts = [row["cells"][1] for row in table["rows"]]
    assert [(c["lead"], c["body"], c["tail"]) for c in amounts] == [
        ("$", "1,000", ""),
        ("", "(200", ")"),
        ("", "—", ""),
        ("$", "800", ""),
    ]
    assert [(c["above"], c["below"]) for c in amounts] == [(False, False)] * 3 + [(True, True)]
    rates = [row["cells"][2] for row in table["rows"]]
    assert [None if c is None else (c["lead"], c["body"], c["tail"]) for c in rates] == [
        ("", "35.00", "%"),
        ("", "(0.09", ")%"),
        None,
        ("", "n/a", ""),
    ]


def test_bold_rows_are_totals_and_italic_rows_subtotals() -> None:
    (table,) = blocks("| | |\n|---|---:|\n| a | 1 |\n| *sum* | 1 |\n| b | 2 |\n| **all** | 3 |\n")
    assert [row["style"] for row in table["rows"]] == ["line", "subtotal", "line", "total"]
