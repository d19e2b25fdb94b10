"""`tieout check`: what does not tie in filed documents, reports and books, for people, programs and files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from tieout.checks.accepted import Acceptance, accept, joined, parsed, with_acceptances, written
from tieout.checks.model import Checked
from tieout.cli.reading import Bar, targets_in, write_whole
from tieout.facts import Report, TieoutError
from tieout.reading.files.limits import USUAL, Limits
from tieout.reading.reader import read_files

Source = tuple[str, Report]

_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where findings go besides the terminal: JSON there instead, a page, a memorandum, a table."""

    as_json: bool = False
    html: Path | None = None
    pdf: Path | None = None
    csv: Path | None = None


@dataclass(frozen=True, slots=True)
class Accepting:
    """A check whose findings are accepted from now on, by whom and why."""

    check: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One document that was checked; `unasked` are acceptances of what is not found any more.

    `prior` is the source of the report of the year before, and that report, where one was given.
    """

    source: str
    report: Report
    checked: Checked
    unasked: tuple[Acceptance, ...]
    prior: Source | None = None

    @property
    def as_of(self) -> date | None:
        from tieout.checks.stated import Stated

        return Stated(self.report).as_of


def check(
    sources: Sequence[str],
    outputs: Outputs,
    *,
    materiality: Decimal,
    limits: Limits = USUAL,
    prior: str | None = None,
    accepting: Accepting | None = None,
) -> int:
    """Check every document; the exit code: 0 nothing at error level, 1 something, 2 where some could not be read.

    What cannot be read is reported and the others go on.  What somebody accepted does not count.
    """
    if materiality < 0:
        raise TieoutError(f"{materiality} is below zero.", where="--materiality", expected="dollars, 0 or more.")
    if accepting is not None and len(sources) != 1:
        raise TieoutError(f"of {len(sources)} documents.", where="--accept", expected="one document at a time.")
    with Bar(len(sources)) as bar:
        before = _prior(prior, limits) if prior is not None else None
        writer = _Writer(sources, outputs, bar)
        for source, found in _reports(sources, limits, bar):
            try:
                if isinstance(found, TieoutError):
                    raise found
                writer.take(_answer(source, found, materiality, before, accepting))
            except TieoutError as error:
                writer.refuse(error)
        writer.end()
    return writer.code


def _prior(source: str, limits: Limits) -> Source:
    (_, found), *_ = _reports([source], limits, None)
    if isinstance(found, TieoutError):
        raise found
    return source, found


def _answer(
    source: str, report: Report, materiality: Decimal, prior: Source | None, accepting: Accepting | None
) -> Answer:
    from tieout.checks.engine import check_report

    try:
        checked = check_report(report, materiality=materiality, prior=prior[1] if prior else None)
    except TieoutError:
        raise
    except Exception as error:  # whatever a report does to a check, the others go on
        raise TieoutError(
            f"cannot be checked: a fault in tieout ({type(error).__name__}: {error}).",
            where=source,
            mend="please report it with the file, or with the part of it that can be shown.",
        ) from error
    if not checked.document:  # a report that was built, not read
        checked = replace(checked, document=_name(source))
    path = _acceptances_beside(source)
    held = _acceptances(path) if path is not None else ()
    if accepting is not None:
        if path is None:
            raise TieoutError(
                "a database server has no file beside it to keep acceptances in.",
                where=source,
                mend="check the report that `tieout build` makes of it.",
            )
        new = accept(checked, accepting.check, accepting.by, date.today(), accepting.reason)
        held = joined(held, new)
        write_whole(path, written(held, path.name.removesuffix(_ENDING)))
    checked, unasked = with_acceptances(checked, held)
    return Answer(source, report, checked, unasked, prior)


def _name(source: str) -> str:
    """What a source is called: its file, folder or database alone, without the way there."""
    path = source.partition("?")[0] if "://" in source else str(Path(source).absolute())
    return path.rstrip("/").rpartition("/")[2]


_ENDING = ".accepted.toml"


def _acceptances_beside(source: str) -> Path | None:
    """The file that keeps what was accepted of a document: beside it, by its name; None where there is no beside."""
    if "://" in source:
        if not source.startswith(_SQLITE):
            return None
        source = source.removeprefix(_SQLITE)
    path = Path(source).absolute()
    path = path if path.name not in ("", "..") else path.resolve()
    return path.with_name(path.name + _ENDING)


def _acceptances(path: Path) -> tuple[Acceptance, ...]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise TieoutError(
            f"cannot be read: {error}.", where=str(path), mend="mend it, or take the file away."
        ) from None
    return parsed(text, str(path))


def _reports(sources: Sequence[str], limits: Limits, bar: Bar | None) -> Iterator[tuple[str, Report | TieoutError]]:
    """Every source as a Report, or as the error that says why not, in order."""
    pages = bar.pages if bar is not None else None
    for is_books, group in groupby(sources, _is_books):
        held = list(group)
        if not is_books:
            names = iter(held)
            for path, found in read_files(map(Path, held), limits, pages):
                if bar is not None:
                    bar.next(path)
                yield next(names), found
            continue
        for source in held:
            if bar is not None:
                bar.next(Path(source))
            yield source, _of_books(source)


def _is_books(source: str) -> bool:
    return "://" in source or Path(source).is_dir()


def _of_books(source: str) -> Report | TieoutError:
    """The report of the last year end of the books, as `tieout build` would print it."""
    from tieout.cli.build import package_report
    from tieout.cli.sources import dated
    from tieout.ledger.folder import open_books

    try:
        return package_report(dated(open_books(source), None), None)
    except TieoutError as error:
        return error


class _Writer:
    """Takes answers as they come, and writes each wherever it is asked for."""

    def __init__(self, sources: Sequence[str], outputs: Outputs, bar: Bar) -> None:
        self.several = len(sources) > 1
        self.outputs = outputs
        self.bar = bar
        self.code = 0
        self.taken = 0
        self.rows: list[Checked] = []
        self.targets = {
            kind: _targets(sources, path, f".{kind}")
            for kind, path in (("html", outputs.html), ("pdf", outputs.pdf))
            if path is not None
        }

    def refuse(self, error: TieoutError) -> None:
        self.code = 2
        self.bar.stop_for(lambda: sys.stderr.write(f"tieout: {error}\n"))

    def take(self, answer: Answer) -> None:
        for kind, targets in self.targets.items():
            write_whole(targets[answer.source], _MAKERS[kind](answer))
        if self.outputs.csv is not None:
            self.rows.append(answer.checked)
        if answer.checked.worst == "error":
            self.code = max(self.code, 1)
        self.bar.stop_for(lambda: self._show(answer))
        self.taken += 1

    def _show(self, answer: Answer) -> None:
        if self.outputs.as_json:
            from tieout.checks.codec import as_json

            text = json.dumps(as_json(answer.checked), indent=1, ensure_ascii=False)
            lead = ("[\n" if not self.taken else ",\n") if self.several else ""
            sys.stdout.write(lead + text + ("" if self.several else "\n"))
            return
        from tieout.cli.showing_findings import show_checked

        if self.taken:
            sys.stdout.write("\n")
        show_checked(answer.checked, answer.as_of, answer.source, answer.unasked, named=self.several)

    def end(self) -> None:
        """What can only be written once all is known."""
        if self.outputs.as_json and self.several:
            sys.stdout.write("\n]\n" if self.taken else "[]\n")
        if self.outputs.csv is not None:
            from tieout.writing.findings_csv import findings_csv

            write_whole(self.outputs.csv, findings_csv(self.rows))


def _targets(sources: Sequence[str], path: Path, ending: str) -> dict[str, Path]:
    """Where the page of each document goes: the file that is named, or by its name in the folder that is."""
    if len(sources) == 1 and not path.is_dir():
        return {sources[0]: path}
    if path.suffix == ending and not path.is_dir():
        raise TieoutError(
            "one file for several documents.",
            where=f"--{ending[1:]}",
            expected="a folder, where each gets its own.",
        )
    paths = {source: Path(source if "://" in source else Path(source).absolute()) for source in sources}
    held = targets_in(list(paths.values()), path, f"--{ending[1:]}", ending)
    return {source: held[name] for source, name in paths.items()}


def _html(answer: Answer) -> str:
    from tieout.cli.pages_of_findings import pages_of
    from tieout.cli.showing_findings import counts
    from tieout.writing.findings_html import findings_html

    sources = [(answer.source, answer.report), *([answer.prior] if answer.prior else [])]
    pages = pages_of(sources, answer.checked)
    return findings_html(answer.checked, answer.as_of, pages, counts(answer.checked))


def _pdf(answer: Answer) -> bytes:
    from tieout.cli.showing_findings import counts
    from tieout.writing.findings_pdf import findings_pdf

    return findings_pdf(answer.checked, answer.as_of, date.today(), counts(answer.checked))


_MAKERS: dict[str, Callable[[Answer], str | bytes]] = {"html": _html, "pdf": _pdf}


def explained(name: str) -> str:
    """The manual page of a check, or the list of all."""
    from tieout.checks.manual import explained as page_of

    return page_of(name)
