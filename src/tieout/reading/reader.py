"""A filing to a Report: every part read by its own reader, the figures proved together.

The order matters: the facing page dates the statements, the statements' scale dates nothing else, the notes come before
the proof because they repeat the statements' figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from tieout.facts import Fact, Filing, NotUnderstood, Period, Read, Report, TieoutError
from tieout.facts.codec import from_json
from tieout.reading.assembly import Assembly
from tieout.reading.bound_in import read_bound_in
from tieout.reading.document import Document
from tieout.reading.figures import figures
from tieout.reading.files.kinds import kind_of
from tieout.reading.files.limits import Limits
from tieout.reading.files.opening import open_documents
from tieout.reading.form.auditor import AuditorReport, read_auditor_report
from tieout.reading.form.cover import Cover, read_cover
from tieout.reading.form.facing_page import FacingPage, read_facing_page
from tieout.reading.form.repeated import Repeats, read_repeats
from tieout.reading.notes.reader import Claim, NotesRead, read_notes
from tieout.reading.outline import TABLES, Part, outline
from tieout.reading.statements.equity import read_equity
from tieout.reading.statements.headings import days_in, year_before
from tieout.reading.statements.statement import Fiscal, ReadStatement, read_statement

UNREADABLE = "unreadable"


def read_files(
    paths: Iterable[Path], limits: Limits | None = None, progress: Callable[[Path, int, int], None] | None = None
) -> Iterator[tuple[Path, Report | TieoutError]]:
    """Each file as a Report, or as the error that says why not; one bad file stops no other.

    `progress` is called with the path, the pages read and the pages there are.
    """
    held = limits or Limits()
    waiting: list[Path] = []
    for path in paths:
        if (report := _own_report(path, held)) is None:
            waiting.append(path)
            continue
        yield from _read_all(waiting, held, progress)
        waiting = []
        yield path, report
    yield from _read_all(waiting, held, progress)


def _read_all(
    paths: list[Path], limits: Limits, progress: Callable[[Path, int, int], None] | None
) -> Iterator[tuple[Path, Report | TieoutError]]:
    current: list[Path] = [Path()]

    def heard(done: int, of: int) -> None:
        if progress is not None:
            progress(current[0], done, of)

    def named() -> Iterator[Path]:
        for path in paths:
            current[0] = path
            yield path

    for path, document in open_documents(named(), limits, progress=heard):
        yield path, document if isinstance(document, TieoutError) else _read_or_error(document)


def _read_or_error(document: Document) -> Report | TieoutError:
    try:
        return read_document(document)
    except TieoutError as error:
        return error
    except Exception as error:  # whatever a file does to us, the others go on
        return TieoutError(
            f"cannot be read: a fault in tieout ({type(error).__name__}: {error}).",
            where=document.name,
            mend="please report it with the file, or with the part of it that can be shown.",
        )


def _own_report(path: Path, limits: Limits) -> Report | TieoutError | None:
    """A Report JSON as it is, or what is amiss with what is called one; None where the file is something else.

    None too where it cannot be opened, which is said later.
    """
    try:
        if not path.is_file() or path.stat().st_size > limits.file_bytes:
            return None
        with path.open("rb") as file:
            head = file.read(4096)
        if kind_of(head) != "report" and path.suffix.lower() != ".json":
            return None
        return from_json(path.read_text(encoding="utf-8"), str(path))
    except TieoutError as error:
        return error
    except (OSError, ValueError):
        return None


def read_document(document: Document) -> Report:
    """Everything a filing states, as facts that know their page.

    Raises TieoutError where the document holds nothing of an annual report.
    """
    facing = read_facing_page(document)
    parts = outline(document)
    facing = _confirmed(facing, parts)
    cover = read_cover(document, facing)
    auditor = read_auditor_report(document, facing)
    repeats = read_repeats(document, facing, cover, auditor, parts)
    bound = read_bound_in(document, facing, cover, parts)
    fiscal = _fiscal(facing.fields, parts)
    entity = _entity(facing.fields, cover, document)
    statements = [s for part in parts if (s := _statement(part, fiscal)) is not None]
    scaled = tuple(_scaled(statements))
    notes = _notes(parts, document, entity, fiscal, statements)
    assembled = Assembly(document.name, entity, statements, notes.facts).run()
    if not statements and not facing.sources:
        raise TieoutError(
            "holds no facing page and no statement that can be read.",
            where=document.name,
            expected="an annual audited report on Form X-17A-5 Part III.",
            mend="check that it is the right file; a poor scan reads better at 300 dpi.",
        )
    return Report(
        entity=entity,
        facing_page=_facing_page(facing.fields, cover, auditor, notes.claims),
        facts=_first_places_first((*assembled.facts, *assembled.notes)),
        statements=assembled.statements,
        notes=notes.notes,
        filing=Filing(
            document=document.name,
            kind=document.kind,
            pages=len(document.pages),
            figures_read=assembled.figures_read,
            stated=_stated(cover, auditor, notes.claims, repeats) | bound.stated(),
            sources=_sources(facing.sources, cover, auditor, notes.claims, repeats) | bound.sources(),
            not_understood=(
                *assembled.not_understood,
                *_not_understood(notes, document),
                *_left_out(parts, document),
            ),
            remarks=(*document.remarks, *scaled),
        ),
    )


def _statement(part: Part, fiscal: Fiscal) -> ReadStatement | None:
    if part.name not in TABLES:
        return None
    matrix = part.name in ("changes_in_equity", "changes_in_subordinated")
    return read_equity(part, fiscal) if matrix else read_statement(part, fiscal)


def _scaled(statements: Iterable[ReadStatement]) -> Iterator[str]:
    """Give a statement over which no scale can be read the scale of those it shares figures with, and say so."""
    held = list(statements)
    for statement in held:
        if statement.heading.quantum != 1:
            continue
        own = _telling(statement)
        lent: dict[Decimal, set[Decimal]] = {}
        for other in held:
            if other is not statement:
                lent.setdefault(other.heading.quantum, set()).update(own & _telling(other))
        quantum = max(lent, key=lambda q: len(lent[q]), default=Decimal(1))
        if quantum != 1 and len(lent[quantum]) > len(lent.get(Decimal(1), ())):
            statement.heading = replace(statement.heading, quantum=quantum)
            words = "thousands" if quantum == 1_000 else "millions"
            yield f"{statement.title}: no scale can be read over it; taken in {words}, as figures it shares are"


def _telling(statement: ReadStatement) -> set[Decimal]:
    """The figures of a statement that hardly stand elsewhere by chance."""
    found = (entry.figure for _, _, entry in statement.entries())
    return {abs(figure.value) for figure in found if figure.kind == "amount" and abs(figure.value) >= 10_000}


def _fiscal(fields: Mapping[str, object], parts: Iterable[Part]) -> Fiscal:
    """The filing's period: the facing page's, else what the titles of the statements agree on."""
    start, end = (_day(fields.get(name)) for name in ("period_start", "period_end"))
    if end is None:
        return Fiscal(None, _dated(parts))
    return Fiscal(start, end)


def _dated(parts: Iterable[Part]) -> date | None:
    """The day that most titles of statements name."""
    dated = [days[0] for part in parts if part.name in TABLES and (days := _titled(part))]
    return max(set(dated), key=dated.count) if dated else None


def _confirmed(facing: FacingPage, parts: Iterable[Part]) -> FacingPage:
    """The facing page without a period that had to be mended, and that every statement of the filing contradicts."""
    end, stated = _day(facing.fields.get("period_end")), _dated(parts)
    source = facing.sources.get("period_end")
    if end is None or stated is None or end == stated or source is None or not source.repaired:
        return facing
    return replace(facing, fields=dict(facing.fields) | {"period_start": UNREADABLE, "period_end": UNREADABLE})


def _titled(part: Part) -> tuple[date, ...]:
    for row in (*part.titles, *part.rows[:4]):
        if days := days_in(row.text.replace("\t", " ")):
            return tuple(sorted(days, reverse=True))
    return ()


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _entity(fields: Mapping[str, object], cover: Cover, document: Document) -> str:
    """Who the filing is of: the facing page's name, else the cover's, else the file's own name."""
    name = fields.get("registrant_name")
    if isinstance(name, str) and name not in ("", UNREADABLE):
        return name
    return cover.names[0].text if cover.names else document.name


_NO_NOTES = NotesRead((), (), {}, ())


def _notes(
    parts: Iterable[Part], document: Document, entity: str, fiscal: Fiscal, statements: Iterable[ReadStatement]
) -> NotesRead:
    rows = [row for part in parts if part.name == "notes" for row in part.rows]
    if not rows:
        return _NO_NOTES
    end = fiscal.end or max((e for s in statements for e in s.heading.ends), default=None)
    if end is None:
        return _NO_NOTES
    period = Period(fiscal.start or year_before(end), end)
    return read_notes(rows, document=document.name, entity=entity, as_of=end, period=period, quantum=Decimal(1))


def _facing_page(
    fields: Mapping[str, object], cover: Cover, auditor: AuditorReport, claims: Mapping[str, Claim]
) -> dict[str, object]:
    """The form's own fields, and what the rest of the filing says of the registrant under the names books give it."""
    found = dict(fields)
    if cover.entity_kind:
        found["entity_kind"] = cover.entity_kind
    if cover.consolidated is not None:
        found["consolidated"] = cover.consolidated
    if cover.is_public is not None:
        found["public_document"] = cover.is_public
    for name in ("net_capital_method", "rule_15c3_3_exemption"):
        if name in claims:
            found[name] = claims[name].value
    if auditor.dated:
        found["audit_report_date"] = auditor.dated.isoformat()
    return found


def _stated(cover: Cover, auditor: AuditorReport, claims: Mapping[str, Claim], repeats: Repeats) -> dict[str, object]:
    """What the filing says in words: its cover, its contents, its auditor, its notes; its name and dates again."""
    report = {
        "firm": auditor.firm,
        "city": auditor.city,
        "date": auditor.dated.isoformat() if auditor.dated else "",
        "addressee": auditor.addressee,
        "statements": list(auditor.statements),
        "opinion": auditor.opinion,
        "standards": auditor.standards,
    }
    return {
        "cover_names": [name.text for name in cover.names],
        "cover_file_numbers": [number.text for number in cover.file_numbers],
        "contents_listed": [[line.title, line.pages] for line in cover.listed],
        "auditor_report": {name: value for name, value in report.items() if value},
        "other_reports": [[r.kind, r.dated.isoformat() if r.dated else ""] for r in auditor.others],
        "notes_say": {name: claim.value for name, claim in claims.items()},
        "names_again": [[name.place, name.text] for name in repeats.names],
        "dates_again": [[day.place, day.text] for day in repeats.dates],
        "words_again": [[word.place, word.text] for word in repeats.words],
    }


def _sources(
    facing: Mapping[str, Read], cover: Cover, auditor: AuditorReport, claims: Mapping[str, Claim], repeats: Repeats
) -> dict[str, Read]:
    """Where each of these was read, by name; what is a list has its place in the name ("contents_listed/2")."""
    found = dict(facing)
    found |= {f"cover_names/{n}": name.source for n, name in enumerate(cover.names)}
    found |= {f"cover_file_numbers/{n}": number.source for n, number in enumerate(cover.file_numbers)}
    found |= {f"contents_listed/{n}": line.source for n, line in enumerate(cover.listed)}
    found |= {f"auditor_report/{name}": source for name, source in auditor.sources.items()}
    found |= {f"other_reports/{n}": bound.source for n, bound in enumerate(auditor.others)}
    found |= {f"notes_say/{name}": claim.read for name, claim in claims.items()}
    found |= {f"names_again/{n}": name.source for n, name in enumerate(repeats.names)}
    found |= {f"dates_again/{n}": day.source for n, day in enumerate(repeats.dates)}
    found |= {f"words_again/{n}": word.source for n, word in enumerate(repeats.words)}
    for name, source in (
        ("public_document", cover.public_source),
        ("entity_kind", cover.entity_source),
        ("consolidated", cover.consolidated_source),
    ):
        if source is not None:
            found[name] = source
    return found


def _not_understood(notes: NotesRead, document: Document) -> Iterator[NotUnderstood]:
    for lost in notes.not_understood:
        why = "no words of it name a fact we know"
        yield NotUnderstood("notes", "", why, Read(document.name, lost.page, lost.box, lost.text))


_UNREAD = ("reserve_requirement", "possession_or_control", "exemption", "reconciliation", "agreed_upon", "expenses")


def _left_out(parts: Iterable[Part], document: Document) -> Iterator[NotUnderstood]:
    """The amounts of schedules that are not read into facts."""
    for part in parts:
        for row in part.rows if part.name in _UNREAD else ():
            label, *cells = row.cells
            for cell in cells:
                if any(f.kind == "amount" and (f.dollar or "," in f.text) for f in figures(cell.text)):
                    read = Read(document.name, row.page, cell.box, f"{label.text}  {cell.text}")
                    yield NotUnderstood(part.name, label.text, "this schedule is not read into facts yet", read)


def _first_places_first(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts in order, a fact that repeats another's key, value and place left out."""
    seen: set[object] = set()
    kept = []
    for fact in facts:
        place = (fact.trace.page, fact.trace.box) if isinstance(fact.trace, Read) else None
        mark = (fact.key, fact.value, place)
        if mark not in seen:
            seen.add(mark)
            kept.append(fact)
    return tuple(kept)
