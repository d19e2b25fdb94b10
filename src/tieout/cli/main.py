"""The commands.  Names, options and JSON are a contract: see docs/commands.md.

Heavy modules are imported by the command that needs them, so that `tieout netcap` answers in half a second.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from tieout.facts import TieoutError

app = typer.Typer(
    name="tieout",
    help="From a broker-dealer's books to its net capital and its annual audited report (Form X-17A-5), every figure "
    "with its reasons.  Not legal advice; gives no opinion; files nothing.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Books = Annotated[str, typer.Argument(help="A books folder, or a store such as sqlite:///firm.db.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="YYYY-MM-DD; the latest fiscal year end if not given.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def main() -> None:
    """Run the prompt.  An error is one clear message on standard error and exit code 2."""
    try:
        app(standalone_mode=True)
    except TieoutError as error:
        sys.stderr.write(f"tieout: {error}\n")
        sys.exit(2)
    except BrokenPipeError:  # `tieout why ... | head`
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.stderr.write("tieout: interrupted; nothing half-written is left behind.\n")
        sys.exit(130)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    # date.fromisoformat alone would take 20241231 and 2024-W01-1 too.
    with contextlib.suppress(ValueError):
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    raise TieoutError(f"{text!r} is not a date.", where="--as-of", expected="YYYY-MM-DD.")


def _folder(text: str, option: str) -> Path:
    if not text.strip():
        raise TieoutError("names no folder.", where=option, expected="the path of a folder; `.` is this one.")
    return Path(text)


def _print_json(held: object) -> None:
    sys.stdout.write(json.dumps(held, indent=1, ensure_ascii=False) + "\n")


@app.command(epilog="Example:  tieout new acme && tieout build acme --out acme-report")
def new(folder: Annotated[str, typer.Argument(metavar="DIR", help="The folder to make.")]) -> None:
    """Write a books folder to start from: a small firm that `tieout build` accepts as it is."""
    from tieout.cli.new import write_folder

    for path in write_folder(_folder(folder, "tieout new")):
        typer.echo(f"wrote {path}")
    typer.echo(f"Next: edit {folder}/firm.toml, then `tieout build {folder} --out {folder}-report`.")


@app.command("import", epilog="Example:  tieout import acme trial_balance_2024-12-31.xlsx journal-export.csv")
def import_(
    books: Books,
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE...", help="CSV or XLSX as exported.")] = None,
    as_of: AsOf = None,
) -> None:
    """Take trial balances, journals and positions into the books.

    All or nothing; importing a file again changes nothing.

    With a store and no FILE, verify the chain of its entries.  A FILE may be a books folder, to fill a new store.
    """
    from tieout.cli.importing import import_files

    import_files(books, files or [], _day(as_of))


@app.command(epilog="Example:  tieout netcap examples/mml_investors_2003")
def netcap(books: Books, as_of: AsOf = None, as_json: Json = False) -> None:
    """Net capital, aggregate indebtedness, requirement, excess and early warning."""
    from tieout.annual import net_capital
    from tieout.cli.sources import dated
    from tieout.ledger.folder import open_books

    day = _day(as_of)
    held = net_capital(dated(open_books(books), day), day)
    if as_json:
        from tieout.cli.as_json import netcap_json

        _print_json(netcap_json(held))
    else:
        from tieout.cli.show import show_netcap

        show_netcap(held)


@app.command(epilog="Example:  tieout build examples/mml_investors_2003 --out out/mml_investors_2003")
def build(
    books: Books,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where the package goes.")],
    as_of: AsOf = None,
) -> None:
    """The annual report package: PDF, workbook, Report JSON and FOCUS Part IIA."""
    from tieout.annual import remarks
    from tieout.cli.build import write_package
    from tieout.cli.sources import dated
    from tieout.ledger.folder import open_books

    into, day = _folder(out, "--out"), _day(as_of)
    held = dated(open_books(books), day)
    for path, words in write_package(held, into, day):
        typer.echo(f"{path}  {words}")
    for remark in remarks(held, day):
        typer.echo(f"note  {remark}", err=True)


@app.command(epilog="Example:  tieout focus examples/mml_distributors_2003 --json")
def focus(books: Books, as_of: AsOf = None, as_json: Json = False) -> None:
    """FOCUS Part IIA by box number."""
    from tieout.annual import focus_report
    from tieout.cli.sources import dated
    from tieout.ledger.folder import open_books

    day = _day(as_of)
    report = focus_report(dated(open_books(books), day), day)
    if as_json:
        from tieout.cli.as_json import focus_json

        _print_json(focus_json(report))
    else:
        from tieout.cli.show import show_focus

        show_focus(report)


@app.command(epilog="Example:  tieout why examples/mml_investors_2003 net_capital")
def why(
    source: Annotated[str, typer.Argument(metavar="BOOKS_OR_REPORT", help="Books, or a report JSON.")],
    concept: Annotated[str, typer.Argument(help="A concept, such as net_capital; a part after a slash.")],
    as_of: AsOf = None,
    every: Annotated[bool, typer.Option("--all", help="List every posting of an account.")] = False,
    depth: Annotated[int | None, typer.Option("--depth", min=0, help="How many steps down.")] = None,
    as_json: Json = False,
) -> None:
    """The reasons behind a figure, down to entries, pages, paragraphs or people."""
    from tieout.cli.sources import fact_behind
    from tieout.facts import why as reasons

    fact = fact_behind(source, concept, _day(as_of))
    steps = [r for r in reasons(fact, None if every else 12) if depth is None or r.depth <= depth]
    if as_json:
        from tieout.cli.as_json import reason_json

        _print_json([reason_json(step) for step in steps])
    else:
        from tieout.cli.show import show_reasons

        show_reasons(steps)


@app.command(epilog="Example:  tieout close acme --as-of 2024-12-31")
def close(books: Books, as_of: AsOf = None) -> None:
    """Post the closing entry of a fiscal year: revenue and expense to the owners' accounts."""
    from tieout.cli.importing import close_year

    close_year(books, _day(as_of))


@app.command("balances", epilog="Example:  tieout balances sqlite:///acme.db --as-of 2024-06-30")
def trial_balance(books: Books, as_of: AsOf = None, as_json: Json = False) -> None:
    """The trial balance at any date."""
    from tieout.cli.show import show_balances
    from tieout.cli.sources import balances_at

    day, rows = balances_at(books, _day(as_of))
    if as_json:
        _print_json({"as_of": day.isoformat(), "balances": {account: str(amount) for account, _, amount in rows}})
    else:
        show_balances(day, rows)
