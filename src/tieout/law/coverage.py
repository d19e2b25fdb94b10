"""What of each rule is covered, and by what: the page docs/law.md.

    python -m tieout.law.coverage > docs/law.md

`coverage.yaml` says what is covered; this module adds the figures of law that cite a paragraph, and the worked cases of
what covers it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from tieout.law import QUESTIONS, RULES
from tieout.law.haircuts.positions import classes
from tieout.law.params import names, read_param
from tieout.taxonomy import read_yaml

LAW = files("tieout.law")
WORDS = {True: "yes", "partly": "partly", False: "no"}  # YAML reads yes and no by itself
INTRODUCTION = """# The law that is covered

What tieout knows of each rule, paragraph by paragraph. This page is printed from the sources by
`python -m tieout.law.coverage`; a test fails when it differs.

What is not covered is refused, or said in the answer, or must be stated by the firm; it is never guessed. A rule works
from the books of a firm (`tieout why FIRM net_capital`), a question from what it is given; classes are those of a
positions table. The worked cases of a question that answers several paragraphs are counted at each of them. A figure
holds from its date until the next one; before its first date it is refused. Of a rate 1 is the whole.
"""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a rule: whether it is covered, what is not, and what covers it; `cites` are its citations."""

    name: str
    title: str
    covered: str
    not_covered: str
    by: tuple[str, ...]
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A rule, or a part of one, with its paragraphs in order."""

    rule: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of a parameter: whole, or the rows and steps of a table that cite the paragraph.

    `why` says why there is none before, where the first value is young.
    """

    name: str
    since: date
    why: str
    value: str
    source: str


@cache
def parts() -> tuple[Part, ...]:
    """Every rule with its paragraphs."""
    return tuple(
        Part(rule["rule"], tuple(_paragraph(rule["cite"], one) for one in rule["paragraphs"]))
        for rule in read_yaml(LAW / "coverage.yaml")
    )


def _paragraph(cite: str, row: Mapping[str, Any]) -> Paragraph:
    cites = tuple(row.get("cites", (cite + row["paragraph"],)))
    by, not_covered = tuple(row.get("by", ())), row.get("not_covered", "")
    return Paragraph(row["paragraph"], row["title"], WORDS[row["covered"]], not_covered, by, cites)


def paragraph_of(cite: str) -> Paragraph | None:
    """The paragraph that a citation falls in, the narrowest of several."""
    found = [
        (len(key), paragraph)
        for part in parts()
        for paragraph in part.paragraphs
        for key in paragraph.cites
        if cite == key or (cite.startswith(key) and not cite[len(key)].isalnum())
    ]
    return max(found, key=lambda one: one[0])[1] if found else None


def citations(name: str) -> tuple[str, ...]:
    """Every citation of a parameter: that of each row and step, or of the whole."""
    raw = read_param(name)
    found = [cite for value in raw["values"] for cite, _, _ in _rows(raw, value)]
    return tuple(dict.fromkeys(found))


def _rows(raw: Mapping[str, Any], value: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """A value's rows: citation, name, value; one without a name where it is a single figure."""
    held = value["value"]
    if isinstance(held, dict):
        yield from ((row["cite"], str(key), str(row["value"])) for key, row in held.items())
    elif isinstance(held, list):
        yield from ((step.get("cite", raw["cite"]), str(step["start"]), str(step["value"])) for step in held)
    else:
        yield value.get("cite", raw["cite"]), "", str(held)


@cache
def _figures() -> Mapping[Paragraph, tuple[Figure, ...]]:
    """The figures of law of each paragraph."""
    found: dict[Paragraph, list[Figure]] = {}
    for name in names():
        raw = read_param(name)
        for value in raw["values"]:
            held: dict[Paragraph, list[tuple[str, str]]] = {}
            for cite, key, amount in _rows(raw, value):
                paragraph = paragraph_of(cite)
                assert paragraph is not None, f"{name}: {cite} is in no paragraph of coverage.yaml"
                held.setdefault(paragraph, []).append((key.replace("_", " "), amount))
            why = raw.get("first", "") if value is raw["values"][0] else ""
            for paragraph, rows in held.items():
                figure = Figure(name, value["from"], why, _listed(rows, raw["unit"]), value["source"])
                found.setdefault(paragraph, []).append(figure)
    return {paragraph: tuple(held) for paragraph, held in found.items()}


def _listed(rows: Sequence[tuple[str, str]], unit: str) -> str:
    """The rows of a value in words, with their unit; what is only counted as there is listed by name."""
    if unit == "count" and all(key and amount == "1" for key, amount in rows):
        return ", ".join(key for key, _ in rows)
    words = ", ".join(f"{key} {Decimal(amount):,}".strip() for key, amount in rows)
    return words if unit in ("ratio", "count") else f"{words} {unit}"


def figures_of(paragraph: Paragraph) -> tuple[Figure, ...]:
    """The figures of law that cite a paragraph."""
    return _figures().get(paragraph, ())


@cache
def _cases() -> Mapping[str, frozenset[str]]:
    """The worked cases by the rule, question or class of security that is worked in them."""
    found: dict[str, set[str]] = {}
    for folder in (LAW / "cases").iterdir():
        for file in folder.iterdir():
            held = read_yaml(file)
            if folder.name in ("questions", "published"):
                for number, case in enumerate(held["cases"]):
                    for name in (case.get("question") or held["question"], *_classes(case["given"])):
                        found.setdefault(name, set()).add(f"{file.name} {number}")
            else:
                for name in (*held.get("expect", ()), *held.get("refuses", ()), *_classes(held["given"])):
                    found.setdefault(name, set()).add(file.name)
    return {name: frozenset(held) for name, held in found.items()}


def _classes(given: Mapping[str, Any]) -> Iterator[str]:
    """The classes of the positions of a case, and of the securities that a contract among them is in."""
    for position in given.get("positions", ()):
        yield from (position[key] for key in ("class", "security_class") if key in position)


def cases_of(*by: str) -> int:
    """How many worked cases there are of rules, questions and classes of security."""
    return len(frozenset().union(*(_cases().get(name, frozenset()) for name in by)))


def known(name: str) -> bool:
    """Whether a name is that of a rule, a question or a class of security."""
    return name in RULES or name in QUESTIONS or name in classes()


def page() -> str:
    """The page, in Markdown."""
    return "\n".join([INTRODUCTION, *_summary(), *(line for part in parts() for line in _section(part))])


def _summary() -> Iterator[str]:
    yield "| rule | covered | partly | not | figures | worked cases |"
    yield "|---|---|---|---|---|---|"
    for part in parts():
        many = [sum(one.covered == word for one in part.paragraphs) for word in WORDS.values()]
        held = {figure.name for one in part.paragraphs for figure in figures_of(one)}
        cases = cases_of(*(name for one in part.paragraphs for name in one.by))
        link = "".join(letter for letter in part.rule.lower() if letter.isalnum() or letter in " -").replace(" ", "-")
        yield f"| [{part.rule}](#{link}) | {' | '.join(map(str, many))} | {len(held)} | {cases} |"
    yield ""


def _section(part: Part) -> Iterator[str]:
    yield f"## {part.rule}\n"
    yield "| paragraph | on | covered | not covered | by rules, questions and classes | figures of law | cases |"
    yield "|---|---|---|---|---|---|---|"
    for one in part.paragraphs:
        by = ", ".join(f"class `{name}`" if name in classes() else f"`{name}`" for name in one.by)
        dates: dict[str, list[str]] = {}
        for figure in figures_of(one):
            dates.setdefault(figure.name, []).append(str(figure.since))
        held = ", ".join(f"`{name}` {', '.join(days)}" for name, days in dates.items())
        yield _row(one.name, one.title, one.covered, one.not_covered, by, held, str(cases_of(*one.by) or ""))
    yield ""
    if any(figures_of(one) for one in part.paragraphs):
        yield "| figure of law | paragraph | from | value | source |"
        yield "|---|---|---|---|---|"
        for one in part.paragraphs:
            for figure in figures_of(one):
                since = f"{figure.since}: {figure.why}" if figure.why else str(figure.since)
                yield _row(f"`{figure.name}`", one.name, since, figure.value, figure.source)
        yield ""


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


if __name__ == "__main__":
    print(page(), end="")
