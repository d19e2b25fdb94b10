"""The page docs/law.md says what the sources say, and every rule, question, class and figure has its place on it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import tieout
from tieout.law import QUESTIONS, RULES
from tieout.law.coverage import Paragraph, cases_of, citations, figures_of, known, page, paragraph_of, parts
from tieout.law.haircuts.positions import classes
from tieout.law.params import names, read_param

PAGE = Path(tieout.__file__).parents[2] / "docs" / "law.md"
PARAGRAPHS = [paragraph for part in parts() for paragraph in part.paragraphs]


def test_the_page_is_what_would_be_printed() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tieout.law.coverage > docs/law.md"


@pytest.mark.parametrize("paragraph", PARAGRAPHS, ids=lambda one: one.cites[0])
def test_a_paragraph_says_what_is_covered_by_what_and_what_is_not(paragraph: Paragraph) -> None:
    assert [name for name in paragraph.by if not known(name)] == [], "names of nothing"
    assert bool(paragraph.by) == (paragraph.covered != "no")
    assert bool(paragraph.not_covered) == (paragraph.covered != "yes")
    assert [name for name in paragraph.by if not cases_of(name)] == [], "without a worked case"
    assert paragraph.by or not figures_of(paragraph), "figures of law for what is not covered"


def test_every_rule_question_and_class_covers_a_paragraph() -> None:
    placed = {name for paragraph in PARAGRAPHS for name in paragraph.by}
    assert {*RULES, *QUESTIONS, *classes()} - placed == set()


@pytest.mark.parametrize("name", names())
def test_every_figure_of_law_is_in_a_paragraph(name: str) -> None:
    assert [cite for cite in citations(name) if paragraph_of(cite) is None] == []
    held = [(figure.since, figure.source) for one in PARAGRAPHS for figure in figures_of(one) if figure.name == name]
    assert {(value["from"], value["source"]) for value in read_param(name)["values"]} == set(held), "a date is missing"


def test_a_citation_is_of_one_paragraph() -> None:
    many = Counter(cite for paragraph in PARAGRAPHS for cite in paragraph.cites)
    assert [cite for cite, count in many.items() if count > 1] == []


def test_a_question_stands_under_the_rule_it_cites() -> None:
    """Each question is under a paragraph of a citation that it names."""
    for name, question in QUESTIONS.items():
        cited = [cite.strip() for cite in question.cite.split(";")]
        cites = [cite for paragraph in PARAGRAPHS if name in paragraph.by for cite in paragraph.cites]
        rules = {cite.split("(")[0].split(",")[0] for cite in cites}
        assert any(rule in cite for rule in rules for cite in cited), f"{name} cites {cited}, but covers {rules}"


@pytest.mark.parametrize(
    ("cite", "name"),
    [
        ("17 CFR 240.15c3-1(a)(1)(ii)(A)", "(a)(1)(ii)"),
        ("17 CFR 240.15c3-1(c)(2)(vi)(M)(3)", "(c)(2)(vi)(M)"),
        ("17 CFR 240.15c3-1a(b)(2)", "(b)(2)"),
        ("17 CFR 240.15c3-3a, Note E(3)", "Note E"),
    ],
)
def test_a_citation_falls_in_the_narrowest_paragraph(cite: str, name: str) -> None:
    found = paragraph_of(cite)
    assert found is not None
    assert found.name == name


def test_a_citation_of_no_paragraph_falls_nowhere() -> None:
    assert paragraph_of("17 CFR 240.15c3-1e(c)(2)") is not None
    assert paragraph_of("17 CFR 240.15c3-1(z)") is None
    assert paragraph_of("17 CFR 240.15c3-33") is None
