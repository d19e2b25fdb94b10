"""`tieout law`: questions of law by name, from words at the prompt or from a file of cases."""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tieout.facts import Fact, TieoutError, why
from tieout.facts.money import figure
from tieout.facts.reasons import as_text, shown
from tieout.law import QUESTIONS, Answer, Question, ask
from tieout.law.questions import in_words

SCHEMA = "tieout/law/1"
SUFFIXES = (".yaml", ".yml")
FILE_KEYS = {"question", "worked_from", "given", "cases"}
CASE_KEYS = {"title", "question", "given", "expect", "refuses", "from", "source", "note"}
EXPECTED = "question: NAME, and given: {...} or cases: [{title, given}, ...]; a case may have a question of its own."


def answer(name: str | None, given: Sequence[str], as_json: bool) -> None:
    """List the questions, say what one asks for, answer it, or answer every case of a file.

    Raises TieoutError for a file that is no file of cases, and LawError as the question does.
    """
    if name is None:
        _print({"questions": [_described(held) for held in _sorted()]}) if as_json else _list()
    elif Path(name).suffix in SUFFIXES:
        if given:
            mend = "write it into the file, or ask the question by its name."
            raise TieoutError(f"a file of cases takes no {given[0]!r}.", where=name, mend=mend)
        _answer_file(Path(name), as_json)
    elif name not in QUESTIONS and Path(name).is_file():
        raise TieoutError(
            "it is no file of cases.", where=name, expected=f"a name that ends in {' or '.join(SUFFIXES)}."
        )
    elif not given and name in QUESTIONS and len(QUESTIONS[name].optional) < len(QUESTIONS[name].asks):
        _print(_described(QUESTIONS[name])) if as_json else _asks(QUESTIONS[name])
    else:
        found = ask(name, _read(given))
        _print(_in_json(found)) if as_json else _show(name, found)


def _answer_file(path: Path, as_json: bool) -> None:
    answered: list[tuple[str, str, Answer]] = []
    for title, asked, held, refuses in _cases(path):
        try:
            answered.append((title, asked, ask(asked, held)))
        except TieoutError as error:
            if refuses:
                answered.append((title, asked, {"refused": str(error)}))
                continue
            raise TieoutError(str(error), where=f"{path}, {title}") from None
    if as_json:
        cases = [{"title": title, "question": asked, "answers": _in_json(found)} for title, asked, found in answered]
        _print({"cases": cases})
        return
    for title, asked, found in answered:
        _show(f"{asked}: {title}", found)


def _read(given: Sequence[str]) -> dict[str, object]:
    """NAME=VALUE words; a value in brackets is read as YAML, for rows."""
    held: dict[str, object] = {}
    for word in given:
        name, equals, value = (part.strip() for part in word.partition("="))
        if not (equals and name):
            raise TieoutError(f"{word!r} names nothing.", expected="NAME=VALUE, without a space around the =.")
        if name in held:
            raise TieoutError(f"{name} is given twice.", expected="each NAME=VALUE once.")
        held[name] = _yaml(value, name, "rows, as in [{a: 1, b: x}].") if value.startswith(("[", "{")) else value
    return held


def _yaml(text: str, where: str, expected: str) -> object:
    """YAML with exact numbers.  Raises TieoutError for what does not read, an impossible date or number too."""
    try:
        return yaml.load(text, _Exact)
    except (yaml.YAMLError, ValueError, ArithmeticError, RecursionError) as error:
        place = getattr(error, "problem_mark", None)
        at = f", line {place.line + 1}" if place else ""
        words = getattr(error, "problem", None) or (str(error).splitlines() or ["it"])[0]
        raise TieoutError(f"it does not read: {words}{at}.", where=where, expected=expected) from None


class _Exact(yaml.SafeLoader):
    """YAML whose numbers are exact."""


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)).replace("_", ""))


_Exact.add_constructor("tag:yaml.org,2002:float", _decimal)
_Exact.add_constructor("tag:yaml.org,2002:int", _decimal)


def _cases(path: Path) -> list[tuple[str, str, Mapping[str, object], bool]]:
    """The title and question of each case, what it gives, and whether it says that it is refused."""
    where = str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        words = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise TieoutError(f"cannot be read: {words}.", where=where, expected=EXPECTED) from None
    held = _mapping(_yaml(text, where, EXPECTED), FILE_KEYS, where)
    if ("given" in held) == ("cases" in held):
        raise TieoutError("it has no case, or both given and cases.", where=where, expected=EXPECTED)
    cases = held.get("cases", [{"given": held.get("given")}])
    if not isinstance(cases, list) or not cases:
        raise TieoutError(f"cases is {_brief(cases)}.", where=where, expected=EXPECTED)
    found = []
    for number, case in enumerate(cases, start=1):
        there = f"{where}, case {number}"
        one = _mapping(case, CASE_KEYS, there)
        given = _mapping(one.get("given", {}), None, f"{there}, given")
        asked = one.get("question", held.get("question"))
        if not isinstance(asked, str):
            raise TieoutError("it asks no question.", where=there, expected=EXPECTED)
        found.append((str(one.get("title", path.stem)), asked, given, "refuses" in one))
    return found


def _mapping(held: object, known: set[str] | None, where: str) -> Mapping[str, Any]:
    if not isinstance(held, dict):
        raise TieoutError(f"{_brief(held)} has no names and values.", where=where, expected=EXPECTED)
    if known is not None and (unknown := [str(key) for key in held if key not in known]):
        expected = f"{', '.join(sorted(known))}."
        raise TieoutError(f"{', '.join(unknown)} is not known.", where=where, expected=expected)
    return held


def _brief(held: object) -> str:
    words = "nothing" if held is None else str(held)
    return words if len(words) <= 60 else f"{words[:57]}..."


def _sorted() -> list[Question]:
    return sorted(QUESTIONS.values(), key=lambda one: (one.cite, one.name))


def _described(held: Question) -> Mapping[str, object]:
    asks = [
        {"name": name, "type": in_words(kind), "optional": name in held.optional} for name, kind in held.asks.items()
    ]
    return {"question": held.name, "cite": held.cite, "summary": held.summary, "asks": asks}


def _paragraphs(held: Question) -> list[str]:
    """What the question says of itself; a word broken at its hyphen stands in one piece again."""
    said = inspect.cleandoc(held.work.__doc__ or "")
    return [" ".join(re.sub(r"-\n", "-", one).split()) for one in said.split("\n\n")]


def _list() -> None:
    console = Console(highlight=False)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("question", no_wrap=True)
    table.add_column("answers", ratio=1)
    table.add_column("under", style="dim", overflow="fold", max_width=28)
    for held in _sorted():
        table.add_row(held.name, escape(held.summary), escape(held.cite))
    console.print(table)
    console.print("\n[dim]What one asks for: tieout law QUESTION[/]")


def _asks(held: Question) -> None:
    console = Console(highlight=False)
    console.print(f"[bold]{held.name}[/]  {escape(held.cite)}\n")
    for paragraph in _paragraphs(held):
        console.print(escape(paragraph) + "\n")
    width = max(map(len, held.asks), default=0)
    for name, kind in held.asks.items():
        left_out = "  [dim]may be left out[/]" if name in held.optional else ""
        console.print(f"  {name:<{width}}  {escape(in_words(kind))}{left_out}", soft_wrap=True)


def _print(held: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps({"schema": SCHEMA, **held}, indent=1) + "\n")


def _in_json(found: Answer) -> dict[str, object]:
    return {key: _plain(value) for key, value in found.items()}


def _show(title: str, found: Answer) -> None:
    console = Console(highlight=False)
    console.print(f"[bold]{escape(title)}[/]")
    width = max((len(key) for key in found), default=0)
    for key, value in found.items():
        console.print(f"  {key.replace('_', ' '):<{width}}  {escape(_said(value))}", soft_wrap=True)
    for fact in found.values():
        if isinstance(fact, Fact):
            console.print()
            for line in as_text(iter(list(why(fact)))):
                console.print(f"[dim]{escape(line)}[/]", soft_wrap=True)
            break


def _plain(value: object) -> object:
    if isinstance(value, Fact):
        return f"{value.value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value


def _said(value: object) -> str:
    if isinstance(value, Fact):
        return shown(value.value, value.unit)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return figure(value) if isinstance(value, Decimal) else str(value)
