"""The commands.  Names, options and JSON are a contract: see docs/commands.md.

Heavy modules are imported by the command that needs them, so that `tieout netcap` answers in half a second.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer

from tieout.facts import TieoutError
from tieout.facts.money import plain

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
MaxFileBytes = Annotated[int, typer.Option(help="Refuse larger files.")]
MaxPages = Annotated[int, typer.Option(help="Refuse longer documents.")]
MaxPixelsPerPage = Annotated[int, typer.Option(help="Refuse larger images.")]
MaxSeconds = Annotated[float, typer.Option(help="Give up on a page after so long.")]
MaxMemoryBytes = Annotated[int, typer.Option(help="Give up on a file that wants more.")]


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


_NO_DOLLARS = Decimal(10) ** 15  # more than there are


def _dollars(text: str, option: str) -> Decimal:
    with contextlib.suppress(InvalidOperation, ValueError):
        amount = Decimal(plain(text).replace("_", ""))
        if amount.is_finite() and abs(amount) < _NO_DOLLARS:
            return amount
    raise TieoutError(f"{text!r} is no amount.", where=option, expected="dollars, such as 3755063 or 1,250,000.50.")


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


@app.command(
    epilog="Example:  tieout netcap examples/mml_investors_2003\n\n"
    'Example:  tieout netcap acme --what-if "buy 10,000 ABC at 42" --when --chart capital.svg\n\n'
    "Actions:  buy|sell N ID at PRICE \\[as CLASS] \\[maturing DATE] \\[rated RATING]; "
    "pay AMOUNT \\[dividend|to NAME]; receive AMOUNT \\[from NAME]; borrow AMOUNT; repay AMOUNT; subordinate AMOUNT."
)
def netcap(
    books: Books,
    svg: Annotated[
        Path | None, typer.Argument(metavar="FILE.svg", help="With --chart: write the picture here too.")
    ] = None,
    as_of: AsOf = None,
    what_ifs: Annotated[
        list[str] | None,
        typer.Option("--what-if", metavar="ACTION", help="The effect of an action; may be given several times."),
    ] = None,
    when: Annotated[
        bool, typer.Option("--when", help="The days ahead on which time alone changes net capital, and lines crossed.")
    ] = False,
    chart: Annotated[bool, typer.Option("--chart", help="Draw net capital over time.")] = False,
    as_json: Json = False,
) -> None:
    """Net capital, aggregate indebtedness, requirement, excess and early warning, of any day from the first.

    A day after the last entry has the balances of that entry's day; positions come nearer to maturity, receivables age.
    """
    from tieout.annual import net_capital
    from tieout.cli.sources import dated
    from tieout.ledger.folder import open_books

    day, extra = _day(as_of), {}
    if what_ifs or when or chart or svg:
        from tieout.cli.looking_ahead import ahead_json, check_svg, look_ahead, show, write_picture

        check_svg(svg, chart=chart)
        held_books = dated(open_books(books), day)
        ahead = look_ahead(held_books, day, what_ifs or [], when=when, chart=chart)
        if not as_json:
            show(ahead, svg)
            return
        write_picture(ahead, svg)
        extra, day = ahead_json(ahead), ahead.as_of
    else:
        held_books = dated(open_books(books), day)
    held = net_capital(held_books, day, ahead=day is not None)
    if as_json:
        from tieout.cli.as_json import netcap_json

        _print_json(netcap_json(held) | extra)
    else:
        from tieout.cli.show import show_netcap

        show_netcap(held)


@app.command(epilog="Example:  tieout haircuts positions.parquet --tentative-net-capital 3755063 --json")
def haircuts(
    positions: Annotated[list[str], typer.Argument(metavar="POSITIONS...", help="CSV or Parquet files, or books.")],
    tentative_net_capital: Annotated[
        str | None, typer.Option("--tentative-net-capital", metavar="N", help="Dollars, for undue concentration.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="YYYY-MM-DD; the only day there is if not given.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="What each security costs: .csv or .parquet.")
    ] = None,
    government_bands: Annotated[
        bool, typer.Option("--government-bands", help="Elect (A)(2): the bands of governments alone.")
    ] = False,
    government_dealer: Annotated[
        bool,
        typer.Option(
            "--government-dealer", help="(A)(5): a primary dealer in governments, net capital from $50 million."
        ),
    ] = False,
    options: Annotated[
        str, typer.Option("--options", metavar="strategies|theoretical", help="Appendix A: how options are deducted.")
    ] = "strategies",
    nonclearing_market_maker: Annotated[
        bool, typer.Option("--nonclearing-market-maker", help="With theoretical: its narrower ranges of prices.")
    ] = False,
    commitment_add_back: Annotated[
        bool,
        typer.Option("--commitment-add-back", help="Elect (viii)(B): up to $150,000 over $250,000 of net capital."),
    ] = False,
    reasons: Annotated[bool, typer.Option("--why", help="The reasons behind the total.")] = False,
    security: Annotated[
        str | None, typer.Option("--security", metavar="ID", help="With --why: those that reach one security.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Haircuts of securities positions under 15c3-1(c)(2)(vi), of any number, and undue concentration.

    Columns: class, security_id, market_value or quantity and price, and what the class asks for: docs/haircuts.md.
    """
    from tieout.cli import haircuts as held
    from tieout.law.haircuts.deductions import Elections

    capital = None if tentative_net_capital is None else _dollars(tentative_net_capital, "--tentative-net-capital")
    if options not in ("strategies", "theoretical"):
        raise TieoutError(f"{options!r} is neither.", where="--options", expected="strategies or theoretical.")
    elections = Elections(government_bands, government_dealer, options, nonclearing_market_maker, commitment_add_back)
    found = held.find(positions, _day(as_of), capital, elections, out)
    if as_json:
        sys.stdout.write(held.as_json(found))
    elif reasons or security:
        held.explain(found, security)
    else:
        held.show(found)


@app.command(epilog="Example:  tieout law cash_account_payment trade_date=2024-05-28")
def law(
    question: Annotated[
        str | None, typer.Argument(help="A question, or a file of cases; every question if none.")
    ] = None,
    given: Annotated[
        list[str] | None, typer.Argument(metavar="NAME=VALUE...", help="What the question asks for.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Questions of law: due dates, counts, assessments, the reserve formula, withdrawals, notices.

    Without a question, lists them; with one and nothing given, says what it asks for.
    """
    from tieout.cli.asking import answer

    answer(question, given or [], as_json)


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
    source: Annotated[str, typer.Argument(metavar="BOOKS_OR_REPORT", help="Books, a report JSON or a filed document.")],
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


@app.command(epilog="Example:  tieout read filing.pdf -o report.json")
def read(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Text, markdown, HTML, PDF, PNG, TIFF, JPEG.")],
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="PATH", help="Report JSON to write; a folder for several files."),
    ] = None,
    as_json: Json = False,
    max_file_bytes: MaxFileBytes = 300_000_000,
    max_pages: MaxPages = 1_000,
    max_pixels_per_page: MaxPixelsPerPage = 80_000_000,
    max_seconds: MaxSeconds = 120.0,
    max_memory_bytes: MaxMemoryBytes = 3_000_000_000,
) -> None:
    """A filed annual report (Form X-17A-5 Part III) to facts that know their page, and how sure each one is.

    What a file is, its content says, not its name.  Exit code 2 when some file could not be read; the others go on.
    """
    from tieout.cli.reading import read as read_all
    from tieout.reading.files.limits import Limits

    limits = Limits(max_file_bytes, max_pages, max_pixels_per_page, max_seconds, max_memory_bytes)
    raise typer.Exit(read_all(files, out, limits, as_json))


@app.command(
    epilog="Example:  tieout check filing.pdf --html findings.html\n\n"
    'Example:  tieout check filing.pdf --accept foots.total_assets --by "J. Doe" --reason "corrected in the amendment"'
)
def check(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE_OR_BOOKS...", help="Filed documents, Report JSON, books folders or stores."),
    ] = None,
    as_json: Json = False,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="A page with both places outlined; a folder for several."),
    ] = None,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="FILE", help="A memorandum to file; a folder for several.")
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="A row a finding, for a workpaper.")] = None,
    materiality: Annotated[
        str, typer.Option("--materiality", metavar="N", help="Dollars; a smaller difference is a warning.")
    ] = "1",
    prior: Annotated[
        str | None, typer.Option("--prior", metavar="FILE", help="The report of the year before, to roll forward from.")
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain",
            metavar="CHECK",
            help="The manual page of a check; `all`, or a family, lists names.",
        ),
    ] = None,
    accept: Annotated[
        str | None, typer.Option("--accept", metavar="CHECK", help="Let its findings stand: with --by and --reason.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who accepts.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="WORDS", help="Why it may stand.")] = None,
    max_file_bytes: MaxFileBytes = 300_000_000,
    max_pages: MaxPages = 1_000,
    max_pixels_per_page: MaxPixelsPerPage = 80_000_000,
    max_seconds: MaxSeconds = 120.0,
    max_memory_bytes: MaxMemoryBytes = 3_000_000_000,
) -> None:
    """What does not tie, both sides with their places, and what probably happened; worst first.

    Exit code 0 where nothing is an error, 1 where something is, 2 where a document could not be read; the others go on.
    What is accepted is kept in FILE.accepted.toml and does not count.
    """
    from tieout.cli import checking
    from tieout.reading.files.limits import Limits

    if explain is not None:
        typer.echo(checking.explained(explain), nl=False)
        return
    if not sources:
        raise TieoutError(
            "no document is named.", where="tieout check", expected="a filed document, a report or books."
        )
    if accept is not None and (by is None or reason is None):
        raise TieoutError("who, or why, is not said.", where="--accept", expected="--by NAME and --reason WORDS.")
    if accept is None and (by is not None or reason is not None):
        raise TieoutError("says nothing by itself.", where="--by, --reason", expected="--accept CHECK beside them.")
    accepting = checking.Accepting(accept, by or "", reason or "") if accept is not None else None
    outputs = checking.Outputs(as_json, html, pdf, csv)
    amount = _dollars(materiality, "--materiality")
    limits = Limits(max_file_bytes, max_pages, max_pixels_per_page, max_seconds, max_memory_bytes)
    code = checking.check(sources, outputs, materiality=amount, limits=limits, prior=prior, accepting=accepting)
    raise typer.Exit(code)


@app.command(epilog="Example:  tieout classify labels.csv --side assets")
def classify(
    labels: Annotated[Path, typer.Argument(metavar="LABELS.csv", help="A CSV file with a column `label`.")],
    side: Annotated[str, typer.Option("--side", metavar="assets|liabilities", help="The side of the balance sheet.")],
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write the answer as CSV.")] = None,
    as_json: Json = False,
) -> None:
    """Labels of balance sheets to concepts, each with a score; or none of these."""
    from tieout.cli.classify import classify_file

    classify_file(str(labels), side, None if out is None else str(out), as_json)


@app.command(epilog="Example:  tieout sim --seed 1 --count 10 --out filings --scan-dpi 200")
def sim(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write into.")],
    seed: Annotated[int, typer.Option("--seed", help="The first seed; the same seed gives the same bytes.")] = 1,
    count: Annotated[int, typer.Option("--count", help="How many filings.")] = 1,
    style: Annotated[
        str | None, typer.Option("--style", help="A house style for all; each seed its own if not given.")
    ] = None,
    scan_dpi: Annotated[int, typer.Option("--scan-dpi", help="Scan them too, at so many dots per inch.")] = 0,
    severity: Annotated[str, typer.Option("--severity", help="How bad the scans are.")] = "normal",
    damage: Annotated[
        float, typer.Option("--damage", help="The part of the rows to spoil in a second text, 0 to 1.")
    ] = 0.0,
    faults: Annotated[
        int, typer.Option("--faults", help="How many mistakes to plant in each; its truth says which.")
    ] = 0,
) -> None:
    """Filings of broker-dealers that never were, as PDF, text, markdown and scans, with the truth of every figure."""
    from tieout.cli.simulating import simulate

    written = simulate(
        seed, count, out, style=style, scan_dpi=scan_dpi, severity=severity, damage=damage, faults=faults
    )
    typer.echo(f"{len(written)} filing{'' if len(written) == 1 else 's'} in {out}, each with its truth.")


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
