"""`tieout read`: filed documents to Report JSON, and what was read of them for people."""

from __future__ import annotations

import contextlib
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tieout.facts import Fact, Read, Report, Statement, TieoutError
from tieout.facts.codec import to_json
from tieout.facts.money import accounting
from tieout.reading.files.limits import Limits
from tieout.reading.reader import UNREADABLE, read_files


def read(paths: Sequence[Path], out: Path | None, limits: Limits, as_json: bool) -> int:
    """Read every file; the exit code: 0 where all could be read, 2 where some could not.

    `out` is a file for one document, a folder for several.  An unreadable file is reported and the others go on.
    """
    several = len(paths) > 1
    if out is not None and several and out.suffix == ".json" and not out.is_dir():
        raise TieoutError(
            "one file for several documents.", where="-o", expected="a folder, where each gets its own JSON."
        )
    if out is not None and not several and out.is_dir():
        out = out / f"{paths[0].stem}.json"
    targets = targets_in(paths, out) if out is not None and several else {}
    failed = 0
    with Bar(len(paths)) as bar:
        for path, found in read_files(paths, limits, bar.pages):
            bar.next(path)
            if isinstance(found, TieoutError):
                failed += 1
                bar.stop_for(lambda error=found: sys.stderr.write(f"tieout: {error}\n"))
                continue
            text = to_json(found)
            if out is not None:
                target = targets.get(path, out)
                write_whole(target, text)
                bar.stop_for(lambda report=found, to=target: show_summary(report, to))
            elif as_json:
                bar.stop_for(lambda text=text: sys.stdout.write(text))
            else:
                bar.stop_for(lambda report=found: show_report(report))
    return 2 if failed else 0


def targets_in(paths: Sequence[Path], folder: Path, where: str = "-o", ending: str = ".json") -> dict[Path, Path]:
    """Where each of several documents is written: NAME.json, and with its ending where two share a name.

    Raises TieoutError where two documents have one name altogether; they would be written over each other.
    """
    stems = Counter(path.stem for path in dict.fromkeys(paths))
    made = {path: folder / f"{path.name if stems[path.stem] > 1 else path.stem}{ending}" for path in paths}
    first: dict[Path, Path] = {}
    for path, target in made.items():
        if (twin := first.setdefault(target, path)) != path:
            raise TieoutError(
                f"{twin} and {path} would both be written to {target.name}; nothing was read.",
                where=where,
                expected="documents of different names for one folder.",
                mend=f"read them one by one, each with a {where} of its own, or rename one.",
            )
    return made


class Bar:
    """One progress bar over all files, counting pages within each."""

    def __init__(self, files: int) -> None:
        self.console = Console(stderr=True)
        self.progress = Progress(
            TextColumn("Reading [bold]{task.fields[name]}[/]"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("files{task.fields[pages]}"),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )
        self.task = self.progress.add_task("", total=files, name="", pages="")

    def __enter__(self) -> Bar:
        self.progress.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.progress.stop()

    def pages(self, path: Path, done: int, of: int) -> None:
        self.progress.update(self.task, name=escape(path.name), pages=f", page {done} of {of}" if of > 1 else "")

    def next(self, path: Path) -> None:
        self.progress.update(self.task, advance=1, name=escape(path.name), pages="")

    def stop_for(self, show: object) -> None:
        assert callable(show)
        self.progress.stop()
        show()
        sys.stdout.flush()
        self.progress.start()


def write_whole(path: Path, text: str | bytes) -> None:
    """Write the whole file or none of it."""
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(text.encode() if isinstance(text, str) else text)
        half.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
        what = f"cannot be written: {error.strerror or error}; nothing was half-written."
        raise TieoutError(what, where=str(path), mend="choose another place.") from None


def show_summary(report: Report, target: Path) -> None:
    """One line for a report that was written: how many figures, how sure."""
    console = Console(highlight=False)
    console.print(f"{escape(str(target))}  [dim]{escape(report.entity)}: {_counts(report)}[/]", soft_wrap=True)


def _counts(report: Report) -> str:
    traces = [fact.trace for fact in report.facts if isinstance(fact.trace, Read)]
    proved = sum(trace.sure == "proved" for trace in traces)
    repaired = sum("printed" in trace.repaired for trace in traces)
    doubtful = sum(trace.sure.startswith("doubtful") for trace in traces)
    lost = len(report.filing.not_understood) if report.filing else 0
    parts = [f"{len(traces)} facts", f"{proved} proved by sums"]
    parts += [f"{repaired} repaired"] if repaired else []
    parts += [f"{doubtful} doubtful"] if doubtful else []
    parts += [f"{lost} figures not understood"] if lost else []
    return ", ".join(parts)


def show_report(report: Report) -> None:
    """What was read: the facing page, the statements with their marks, what was repaired, doubted, not understood."""
    console = Console(highlight=False)
    filing = report.filing
    kind = f", {filing.kind}, {filing.pages} page{'' if filing.pages == 1 else 's'}" if filing else ""
    console.print(f"[bold]{escape(report.entity)}[/]  [dim]{escape(filing.document if filing else '')}{kind}[/]")
    console.print(_facing(report.facing_page))
    for statement in report.statements:
        console.print()
        console.print(f"[bold]{escape(statement.title or statement.name)}[/]")
        console.print(_statement(statement))
    _remarks(console, report)
    console.print(f"\n{_counts(report)}.  [dim]✓ proved by a sum, ~ repaired, ? doubtful[/]")
    console.print("[dim]The reasons of any of these:  tieout why FILE net_capital[/]")


_FACING = (
    ("SEC file number", ("sec_file_number",)),
    ("period", ("period_start", "period_end")),
    ("address", ("street", "city", "state", "zip")),
    ("contact", ("contact_name", "contact_phone", "contact_email")),
    ("accountant", ("accountant_name", "accountant_city", "accountant_state")),
    ("oath", ("oath_signer", "oath_title")),
)


def _facing(fields: Mapping[str, object]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for caption, names in _FACING:
        held = [str(fields[name]) for name in names if name in fields]
        if held:
            words = (" to " if caption == "period" else ", ").join(held)
            table.add_row(caption, escape(words).replace(UNREADABLE, f"[yellow]{UNREADABLE}[/]"))
    return table


def _mark(fact: Fact) -> str:
    trace = fact.trace
    if not isinstance(trace, Read):
        return ""
    if trace.sure.startswith("doubtful"):
        return "[yellow]?[/]"
    if trace.repaired.startswith("printed"):
        return "[cyan]~[/]"
    return "[green]✓[/]" if trace.sure == "proved" else " "


def _statement(statement: Statement) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("", ratio=1)
    for column in statement.columns:
        table.add_column(escape(column.label), justify="right", no_wrap=True)
        table.add_column("", no_wrap=True, width=1)
    for line in statement.lines:
        label = f"[dim]{escape(line.label)}[/]" if line.style == "heading" else escape(line.label)
        row: list[RenderableType] = [Padding(label, (0, 0, 0, 2 * line.depth))]
        for fact in line.facts or (None,) * len(statement.columns):
            row += ["", ""] if fact is None else [accounting(line.ink * fact.value), _mark(fact)]
        table.add_row(*row)
    return table


def _remarks(console: Console, report: Report) -> None:
    """What was repaired, then what is doubtful by the reason, then what was not understood."""
    traces = [fact.trace for fact in report.facts if isinstance(fact.trace, Read)]
    once = list({(trace.page, trace.box, trace.text): trace for trace in traces}.values())
    for trace in once:
        if trace.repaired.startswith("printed"):
            console.print(f"[cyan]~ repaired[/]  [dim]{trace.place}[/]  {escape(trace.text)}")
            console.print(Padding(escape(trace.repaired), (0, 0, 0, 4)))
    doubts: dict[str, list[Read]] = {}
    for trace in once:
        if trace.sure.startswith("doubtful"):
            doubts.setdefault(trace.sure.removeprefix("doubtful: "), []).append(trace)
    for why, held in doubts.items():
        console.print(f"[yellow]? doubtful[/]  {escape(why)}")
        for trace in held:
            console.print(Padding(f"[dim]{trace.place}[/]  {escape(trace.text)}", (0, 0, 0, 4)))
    for lost in report.filing.not_understood if report.filing else ():
        console.print(
            f"[yellow]not understood[/]  [dim]{lost.trace.place}[/]  {escape(lost.trace.text)}: {escape(lost.why)}"
        )
    for remark in report.filing.remarks if report.filing else ():
        console.print(f"[dim]{escape(remark)}[/]")
