"""Words on a page to rows of cells, laid out by hand: ten-point type, a space 2.8 points wide."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tieout.reading.files.layout import Word, rows_of


def word(text: str, x: float, baseline: float = 100, size: float = 10) -> Word:
    return Word(text, (x, baseline - 0.8 * size, x + 0.5 * size * len(text), baseline + 0.2 * size), baseline, size)


def line(text: str, x: float = 0, baseline: float = 100, space: float = 2.8) -> list[Word]:
    words = []
    for part in text.split(" "):
        words.append(word(part, x, baseline))
        x = words[-1].box[2] + space
    return words


def texts(words: list[Word]) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in rows_of(words, 1)]


def test_rows_come_from_places_not_from_order() -> None:
    words = [*line("Cash and equivalents"), word("744,204", 300), *line("Total assets", 0, 120), word("9", 300, 120)]
    assert texts(words[::-1]) == [["Cash and equivalents", "744,204"], ["Total assets", "9"]]


def test_a_lone_dollar_goes_to_the_amount_on_its_right() -> None:
    words = [word("Cash", 0), word("$", 200), word("744,204", 240), word("$", 300), word("(", 340), word("5)", 346)]
    assert texts(words) == [["Cash", "$ 744,204", "$ (5)"]]


def test_brackets_come_back_to_their_figure() -> None:
    assert texts([word("(", 200), word("7,385", 205), word(")", 236)]) == [["(7,385)"]]


def test_justified_prose_is_one_cell_and_years_are_two() -> None:
    assert texts(line("the Company is a member of it", space=7)) == [["the Company is a member of it"]]
    assert texts(line("2003 2002 2001 2000 1999", space=30)) == [["2003", "2002", "2001", "2000", "1999"]]


def test_a_typewriter_keeps_its_words_together() -> None:
    page = [*line("Paid to the firm.  The rest is due.", space=6), *line("It is not due.", 0, 130, space=6)]
    page = [part for part in page if part.text] + [word("744,204", 300, 130)]
    assert texts(page) == [["Paid to the firm. The rest is due."], ["It is not due.", "744,204"]]


def test_two_amounts_a_space_apart_are_two_cells() -> None:
    assert texts(line("744,204 610,600")) == [["744,204", "610,600"]]


def test_a_superscript_stands_on_the_line_it_belongs_to() -> None:
    words = [word("Cash", 0, 100), word("1", 20.5, 96, size=6), word("744", 200, 100), word("Next", 0, 112)]
    assert texts(words) == [["Cash1", "744"], ["Next"]]


def test_a_small_word_under_another_is_a_line_of_its_own() -> None:
    large, small = [word("Receivables", 0), word("744", 200)], [word("Cash", 10, 105, 6), word("9", 200, 105, 6)]
    assert texts(large + small) == [["Receivables", "744"], ["Cash", "9"]]


def test_rules_drawn_in_characters_are_no_text() -> None:
    assert texts([word("----------", 200), word("Total", 0, 120), word("-", 200, 120)]) == [["Total", "-"]]


def test_a_second_reading_is_of_the_whole_cell() -> None:
    other = Word("744,204", (205, 92, 240, 102), 100, 10, 0.9, ("744,284",))
    row = rows_of([word("$", 150), other], 1)[0]
    assert (row.cells[0].text, row.cells[0].also, row.cells[0].sure) == ("$ 744,204", ("$ 744,284",), 0.9)


@given(
    st.lists(st.tuples(st.sampled_from(["Cash", "$", "(", "12,345", "-", ")"]), st.floats(0, 600), st.floats(0, 700)))
)
def test_no_word_is_lost(placed: list[tuple[str, float, float]]) -> None:
    words = [word(text, x, y) for text, x, y in placed]
    kept = sorted("".join(cell.text for row in rows_of(words, 1) for cell in row.cells).replace(" ", ""))
    assert kept == sorted("".join(text for text, _, _ in placed))
