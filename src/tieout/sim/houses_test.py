"""Filings on paper: every house style holds every true figure in its text layer, and prints the same bytes again."""

from __future__ import annotations

import re

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # its wheel ships no types
import pytest

from tieout.sim.filing import filing
from tieout.sim.houses import house_names


def text_layer(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    return "\n".join(document[at].get_textpage().get_text_range() for at in range(len(document)))


@pytest.mark.parametrize("seed_and_style", list(enumerate(house_names() * 2)))
def test_the_text_layer_holds_every_true_figure(seed_and_style: tuple[int, str]) -> None:
    seed, style = seed_and_style
    filed = filing(seed)
    words = re.sub(r"\s", "", text_layer(filed.pdf(style)))
    for figure in filed.truth.figures:
        assert re.sub(r"\s", "", figure.printed) in words, (seed, style, figure)


def test_a_seed_prints_the_same_bytes_again() -> None:
    assert filing(3).pdf() == filing(3).pdf()


def test_the_facing_page_comes_first_with_its_blanks_filled() -> None:
    filed = filing(5)
    text = text_layer(filed.pdf())
    for field in ("registrant_name", "sec_file_number", "city", "accountant_name", "oath_signer"):
        assert filed.truth.facing_page[field] in text
