"""`tieout haircuts`: what positions cost under 15c3-1(c)(2)(vi), for people, for programs, or as a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tieout.facts import Fact, TieoutError, why
from tieout.facts.money import figure
from tieout.facts.words import long_date
from tieout.law.haircuts.deductions import Deduction, Elections
from tieout.law.haircuts.large import haircuts_of
from tieout.law.haircuts.securities import Cost, Haircuts

SCHEMA = "tieout/haircuts/1"
MOST_LISTED = 100_000  # securities in JSON; more go to a file
_SHOWN = 12


def find(
    sources: Sequence[str], as_of: date | None, capital: Decimal | None, elections: Elections, out: Path | None
) -> Haircuts:
    """Haircuts of positions in files, in folders of Parquet files, or in books.

    Raises TieoutError for a source that is not there, and LawError as the rule asks for what is missing.
    """
    if len(sources) == 1 and ("://" in sources[0] or (Path(sources[0]) / "firm.toml").is_file()):
        return _of_books(sources[0], as_of, out)
    files: list[Path] = []
    for source in sources:
        path = Path(source)
        if path.is_dir():
            found = sorted(path.glob("*.parquet")) or sorted(path.glob("*.csv"))
            if not found:
                raise TieoutError("the folder holds no Parquet or CSV file, and no books.", where=source)
            files += found
        elif path.is_file():
            files.append(path)
        else:
            raise TieoutError("there is no such file.", where=source, expected="a CSV or Parquet file, or books.")
    if out is not None and out.suffix not in (".csv", ".parquet"):
        raise TieoutError(f"{out} is neither.", where="--out", expected="a name that ends in .csv or .parquet.")
    return haircuts_of(files, as_of, capital, elections, out=out, most_costs=MOST_LISTED)


def _of_books(source: str, as_of: date | None, out: Path | None) -> Haircuts:
    from tieout.annual import positions_haircuts
    from tieout.cli.sources import dated
    from tieout.ledger.folder import open_books

    if out is not None:
        raise TieoutError("--out is for a positions table.", where=source, mend="give it books/positions.csv.")
    return positions_haircuts(dated(open_books(source), as_of), as_of)


def as_json(found: Haircuts) -> str:
    """`tieout/haircuts/1`: dollars to the cent as text, rates as they are; `positions` left out where too many."""
    held: dict[str, Any] = {
        "schema": SCHEMA,
        "as_of": found.as_of.isoformat(),
        "tentative_net_capital": _cents(found.tentative_net_capital),
        "total": _cents(found.total),
        "haircuts": _cents(found.haircuts),
        "undue_concentration": _cents(found.undue),
        "net_worth_adjustment": _cents(found.net_worth),
        "by_focus_box": {box: _cents(fact) for box, fact in found.by_focus_box.items()},
        "assumptions": list(found.assumptions),
        "securities": found.count,
        "positions": [_position(cost) for cost in found.costs],
    }
    if len(found.costs) < found.count:
        held["positions_left_out"] = found.count - len(found.costs)
    return json.dumps(held, indent=1, ensure_ascii=False) + "\n"


def _position(cost: Cost) -> dict[str, object]:
    undue = cost.undue_concentration
    return {
        "security_id": cost.security_id,
        "paragraph": cost.paragraph,
        "rate": f"{cost.rate.normalize():f}",
        "market_value": f"{round(cost.market_value, 2):f}",
        "base": f"{round(cost.base, 2):f}",
        "haircut": f"{round(cost.haircut, 2):f}",
        "undue_concentration": None if undue is None else f"{round(undue, 2):f}",
    }


def _cents(fact: Fact | None) -> str | None:
    return None if fact is None else f"{round(fact.value, 2):f}"


def show(found: Haircuts) -> None:
    """The deductions by paragraph, the costliest securities, the form's lines."""
    console = Console(highlight=False)
    many = f"{found.count:,} securit{'y' if found.count == 1 else 'ies'}"
    console.print(f"[bold]Haircuts[/]  {many}, {long_date(found.as_of)}\n")
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("deduction", ratio=1)
    table.add_column("haircut", justify="right", no_wrap=True)
    table.add_column("", style="dim", no_wrap=True)
    for held in found.deductions[: _SHOWN * 3]:
        table.add_row(escape(_words(held)), figure(held.fact.value, 2), escape(f"[{held.box}]"))
    if len(found.deductions) > _SHOWN * 3:
        table.add_row(f"and {len(found.deductions) - _SHOWN * 3:,} more", "", "")
    if found.undue is not None:
        table.add_row("(c)(2)(vi)(M) undue concentration", figure(found.undue.value, 2), escape("[3650]"))
    table.add_row("[bold]Total[/]", f"[bold]{figure(found.total.value, 2)}[/]", "")
    console.print(table)
    dear = sorted(found.costs, key=lambda cost: -(cost.haircut + (cost.undue_concentration or 0)))
    if len(found.costs) > 1:
        console.print()
        console.print(_dearest(dear[:_SHOWN], len(found.costs)))
    if found.net_worth is not None and found.net_worth.value:
        console.print(f"\nNet worth before haircuts, for options  {figure(found.net_worth.value, 2)}")
    for text in found.assumptions:
        console.print(f"\n[yellow]assumed[/]  {escape(text)}")
    if found.undue is None:
        console.print("\n[yellow]not known[/]  undue concentration: state --tentative-net-capital.")


def _words(held: Deduction) -> str:
    """A deduction's paragraph, and its pool where that says more."""
    pool = held.pool.replace("_", " ")
    return pool if pool.startswith(held.paragraph.removesuffix("(1)")) else f"{held.paragraph} {pool}"


def _dearest(costs: Sequence[Cost], of: int) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("security" if of <= _SHOWN else f"dearest of {of:,}", overflow="fold")
    for name in ("market value", "base", "rate", "haircut", "concentrated"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", style="dim", overflow="fold")
    for cost in costs:
        undue = "" if not cost.undue_concentration else figure(cost.undue_concentration, 2)
        rate = f"{(100 * cost.rate).normalize():f}%" if cost.rate else ""
        figures = (figure(cost.market_value, 2), figure(cost.base, 2), rate, figure(cost.haircut, 2), undue)
        table.add_row(escape(cost.security_id), *figures, escape(cost.paragraph))
    return table


def explain(found: Haircuts, security_id: str | None) -> None:
    """The reasons behind the total, or only those that reach one security."""
    from tieout.facts.reasons import as_text

    steps = list(why(found.total))
    if security_id:
        kept: list[Any] = []
        path: list[Any] = []
        for step in steps:
            path = [*(one for one in path if one.depth < step.depth), step]
            if security_id in step.name or security_id in step.text:
                kept += [one for one in path if one not in kept]
        if not kept:
            raise TieoutError(f"no reason behind the total names {security_id!r}.", where="--why")
        steps = kept
    for line in as_text(iter(steps)):
        sys.stdout.write(line + "\n")
