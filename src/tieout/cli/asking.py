"""`tieout law`: questions of law by name, from words at the prompt or from a file of cases."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import yaml
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tieout.facts import Fact, TieoutError, why
from tieout.facts.money import figure
from tieout.facts.reasons import as_text, shown
from tieout.law import QUESTIONS, Answer, Question, ask


def answer(name: str | None, given: Sequence[str], as_json: bool) -> None:
    """List the questions, say what one asks for, answer it, or answer every case of a file.

    Raises TieoutError for a file that is no file of cases, and LawError as the question does.
    """
    if name is None:
        _list()
    elif Path(name).suffix in (".yaml", ".yml"):
        for title, asked, held in _cases(Path(name)):
            _show(f"{asked}: {title}", ask(asked, held), as_json)
    elif not given and name in QUESTIONS and len(QUESTIONS[name].optional) < len(QUESTIONS[name].asks):
        _asks(QUESTIONS[name])
    else:
        _show(name, ask(name, _read(given)), as_json)


def _read(given: Sequence[str]) -> dict[str, object]:
    """NAME=VALUE words; a value in brackets is read as YAML, for rows."""
    held: dict[str, object] = {}
    for word in given:
        key, equals, value = word.partition("=")
        if not equals:
            raise TieoutError(f"{word!r} names nothing.", where="tieout law", expected="NAME=VALUE.")
        held[key.strip()] = yaml.load(value, _Exact) if value.lstrip().startswith(("[", "{")) else value.strip()
    return held


class _Exact(yaml.SafeLoader):
    """YAML whose numbers are exact."""


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)).replace("_", ""))


_Exact.add_constructor("tag:yaml.org,2002:float", _decimal)
_Exact.add_constructor("tag:yaml.org,2002:int", _decimal)


def _cases(path: Path) -> list[tuple[str, str, Mapping[str, object]]]:
    expected = "question: NAME, and given: {...} or cases: [{title, given}, ...]."
    try:
        held = yaml.load(path.read_text(encoding="utf-8"), _Exact)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise TieoutError(f"cannot be read: {str(error).splitlines()[0]}", where=str(path), expected=expected) from None
    if not isinstance(held, dict) or "question" not in held:
        raise TieoutError("it asks no question.", where=str(path), expected=expected)
    cases = held.get("cases") or [{"title": path.stem, "given": held.get("given", {})}]
    return [(str(case.get("title", path.stem)), str(held["question"]), case.get("given", {})) for case in cases]


def _list() -> None:
    console = Console(highlight=False)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("question", no_wrap=True)
    table.add_column("answers", ratio=1)
    table.add_column("under", style="dim", overflow="fold", max_width=28)
    for held in sorted(QUESTIONS.values(), key=lambda one: (one.cite, one.name)):
        table.add_row(held.name, escape(held.summary), escape(held.cite))
    console.print(table)
    console.print("\n[dim]What one asks for: tieout law QUESTION[/]")


def _asks(held: Question) -> None:
    console = Console(highlight=False)
    console.print(f"[bold]{held.name}[/]  {escape(held.cite)}\n")
    for paragraph in inspect.cleandoc(held.work.__doc__ or "").split("\n\n"):
        console.print(escape(" ".join(paragraph.split())) + "\n")
    for name in held.asks:
        console.print(f"  {name}" + ("  [dim]may be left out[/]" if name in held.optional else ""))


def _show(title: str, found: Answer, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps({key: _plain(value) for key, value in found.items()}, indent=1) + "\n")
        return
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
