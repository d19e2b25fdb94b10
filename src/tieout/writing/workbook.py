"""The report as a workbook in which every computed figure is a live formula.

The formulas come from the traces, so the workbook computes what the report says was computed, and a change in an input
moves every figure that rests on it.  What is not computed is a plain value beside its source.  `cells` decides where
each fact is at home and what its formula is; this module lays the sheets out and writes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from textwrap import wrap
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from tieout.facts import Computed, Fact, Posted, Read, Report, Statement, Told
from tieout.facts.money import figure
from tieout.facts.report import Style
from tieout.writing.cells import (
    ACCOUNTS,
    CONTENTS,
    CREDIT,
    DEBIT,
    ENTRIES,
    MOST_ROWS,
    OTHER,
    REASONS,
    STATEMENT_ROW,
    TABLE_ROW,
    TOLD,
    VALUE,
    Plan,
)
from tieout.writing.formulas import Cell, quoted
from tieout.writing.sources import label_of, reason_for, rests_on, sentence, where_from

INPUT, FORMULA, QUIET = "#0000FF", "#000000", "#595959"
MOST_TEXT = 32_000  # Excel takes 32,767 characters in a cell

ABOUT = {
    OTHER: "Figures the report states outside the statements: in its notes, its schedules and its notices.",
    REASONS: "What the printed figures rest on, each below what it rests on itself: exact cents, rules of law, sums.",
    ACCOUNTS: "Balances and movements of accounts, positive in the direction of the concept they belong to.",
    ENTRIES: "The postings behind the accounts, one by one, where the report lists them.",
    TOLD: "What a person said, what the law sets, and what was read off a page.",
}

_FACT_HEADS = ("Figure", "Concept", "Part", "Date or period", "Value", "Unit")
_FIGURES = ("Value", "Amount", "Postings", "Listed", "Debit", "Credit")
_WIDTHS = {
    "Figure": 44,
    "Concept": 32,
    "Part": 18,
    "Date or period": 24,
    "Value": 20,
    "Unit": 9,
    "Operation": 11,
    "Rule": 30,
    "Citation": 30,
    "Rests on": 70,
    "Source": 60,
    "Account": 12,
    "Name": 40,
    "Amount": 20,
    "Postings": 10,
    "Listed": 10,
    "Entry": 20,
    "Date": 12,
    "Memo": 60,
    "Debit": 18,
    "Credit": 18,
    "By, or document": 30,
    "On, or page": 14,
    "Reason, or words": 60,
    "Repaired": 40,
}

Properties = dict[str, Any]

_CENTS = '#,##0.00_);(#,##0.00);"—"??_)'
_RULES: dict[Style, Properties] = {"subtotal": {"top": 1}, "total": {"top": 1, "bottom": 6}}


def write_workbook(report: Report) -> bytes:
    """The workbook as xlsx, the same bytes for the same report."""
    return _Workbook(report).written()


class _Workbook:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.plan = Plan(report)
        self.end = _end(report)
        self.file = BytesIO()
        font = {"font_name": "Arial", "font_size": 10}
        self.book = xlsxwriter.Workbook(self.file, {"in_memory": True, "default_format_properties": font})
        self.font = font
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        # The time of writing would make every copy differ.
        created = datetime.combine(self.end, time())
        title = _clean(f"{report.entity}, {self.end}")
        self.book.set_properties({"title": title, "author": "tieout", "created": created})

    def written(self) -> bytes:
        plan = self.plan
        lists: list[tuple[str, bool, Callable[[str], None]]] = [
            (OTHER, bool(plan.other), self.other),
            (REASONS, bool(plan.reasons), self.reasons),
            (ACCOUNTS, bool(plan.accounts), self.accounts),
            (ENTRIES, bool(plan.listings), self.entries),
            (TOLD, bool(plan.told), self.told),
        ]
        held = [(sheet, write) for sheet, any_rows, write in lists if any_rows]
        self.sheets = {
            name: self.book.add_worksheet(name)
            for name in (CONTENTS, *(name for name, _ in plan.statements), *(name for name, _ in held))
        }
        self.contents([name for name, _ in held])
        for name, statement in plan.statements:
            self.statement(name, statement)
        for name, write in held:
            write(name)
        self.book.close()
        return self.file.getvalue()

    # Sheets

    def contents(self, lists: Sequence[str]) -> None:
        sheet = self.sheets[CONTENTS]
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 1, 100)
        sheet.hide_gridlines(2)
        self.text(Cell(CONTENTS, 0, 0), self.report.entity, bold=True, font_size=14)
        self.text(Cell(CONTENTS, 0, 1), f"Annual report as of {self.end:%B} {self.end.day}, {self.end.year}")
        row = 3
        self.heads(CONTENTS, row, ("Sheet", "What it holds"))
        printed = [(name, sentence(s.title, s.subtitle)) for name, s in self.plan.statements]
        for name, about in [*printed, *((name, ABOUT[name]) for name in lists)]:
            row += 1
            link = self.format(font_color=FORMULA, underline=1)
            sheet.write_url(row, 0, f"internal:{quoted(name)}!A1", link, name)
            self.text(Cell(CONTENTS, 1, row), about)
        row += 2
        self.heads(CONTENTS, row, ("Colours and signs", ""))
        legend = [
            ("Blue", "an input: a posting, a balance, a parameter of law, a word given, a figure read", INPUT),
            ("Black", "a formula: change an input and it moves", FORMULA),
            ("(1,234)", "below zero", FORMULA),
            ("Why, Source", "the rule, the paragraph, the account, the person or the page behind the figure", QUIET),
        ]
        for sample, meaning, colour in legend:
            row += 1
            self.text(Cell(CONTENTS, 0, row), sample, font_color=colour)
            self.text(Cell(CONTENTS, 1, row), meaning)
        notes = [
            "Cells hold dollars; a statement printed in thousands shows thousands and holds dollars.",
            "A formula follows the trace of its figure: what was added, multiplied or compared, under which paragraph.",
            "This workbook shows how figures were arrived at. It gives no opinion and no assurance on any of them.",
        ]
        for number, note in enumerate(notes, 2):
            self.text(Cell(CONTENTS, 0, row + number), note)
        self.printing(CONTENTS, 0)

    def statement(self, name: str, statement: Statement) -> None:
        sheet = self.sheets[name]
        columns = max([len(statement.columns), *(len(line.facts) for line in statement.lines)], default=0)
        beside = columns + 1
        width = _between(24, max((len(x.label) + 2 * x.depth for x in statement.lines), default=0), 58)
        sheet.set_column(0, 0, width)
        sheet.set_column(1, columns, 18)
        sheet.set_column(beside, beside, 90)
        sheet.hide_gridlines(2)
        sheet.freeze_panes(STATEMENT_ROW, 1)
        self.statement_head(name, statement, beside)
        marked = _dollar_signs(statement)
        paragraphs = self.paragraphs(statement)
        for row, line in enumerate(statement.lines, STATEMENT_ROW):
            strong = {"bold": True} if line.style == "heading" else {}
            # A height that is not stated is left at one line by programs that do not measure text.
            if (folded := len(wrap(line.label, width - line.depth))) > 1:
                sheet.set_row(row, 15 * folded)
            self.text(Cell(name, 0, row), line.label, indent=line.depth, text_wrap=True, **strong)
            for index, fact in enumerate(line.facts, 1):
                if fact is not None:
                    shape = {"num_format": _printed_format(fact, statement.quantum, (index, row) in marked)}
                    shape |= _RULES.get(line.style, {})
                    self.value(Cell(name, index, row), fact, line.ink, **shape)
            stated = [fact for fact in line.facts if fact is not None]
            reasons = [cite for fact in stated for cite in paragraphs[id(self.plan.same(fact))]]
            reasons += map(reason_for, stated)
            self.text(Cell(name, beside, row), "; ".join(dict.fromkeys(reasons)), font_color=QUIET, indent=1)
        last = STATEMENT_ROW + len(statement.lines)
        for paragraph in statement.remark.split("\n\n"):
            for text in ["", *wrap(paragraph, width + 16 * columns)] if paragraph else []:
                self.text(Cell(name, 0, last), text, italic=True)
                last += 1
        # What is printed is the statement; Why is for the screen.
        sheet.print_area(0, 0, last, columns)
        self.printing(name, STATEMENT_ROW, landscape=columns > 4)

    def statement_head(self, name: str, statement: Statement, beside: int) -> None:
        for row, (text, bold) in enumerate(
            [
                (self.report.entity, True),
                (statement.title, True),
                (statement.subtitle, False),
                ("(in thousands of dollars)" if statement.quantum == 1000 else "", False),
            ]
        ):
            self.text(Cell(name, 0, row), text, bold=bold)
        head: Properties = {"bold": True, "align": "center", "valign": "bottom", "bottom": 1, "text_wrap": True}
        for index, column in enumerate(statement.columns, 1):
            self.text(Cell(name, index, STATEMENT_ROW - 1), column.label or str(column.when), **head)
        self.text(Cell(name, beside, STATEMENT_ROW - 1), "Why", bold=True, bottom=1, indent=1)

    def paragraphs(self, statement: Statement) -> defaultdict[int, list[str]]:
        """The paragraph under which each figure enters another figure of the statement, by the id of its fact."""
        cites: defaultdict[int, list[str]] = defaultdict(list)
        for fact in statement.facts():
            if isinstance(fact.trace, Computed):
                for line in fact.trace.lines:
                    if line.cite:
                        cites[id(self.plan.same(line.fact))].append(line.cite)
        return cites

    def other(self, name: str) -> None:
        self.computations(name, self.plan.other)

    def reasons(self, name: str) -> None:
        self.computations(name, self.plan.reasons)

    def computations(self, name: str, facts: Iterable[Fact]) -> None:
        self.table(name, (*_FACT_HEADS, "Operation", "Rule", "Citation", "Rests on"))
        for row, fact in enumerate(facts, TABLE_ROW):
            self.fact(name, row, fact)
            trace = fact.trace
            rule = (trace.operation, trace.rule, trace.cite, rests_on(trace)) if isinstance(trace, Computed) else ()
            texts: Sequence[str] = rule or ("", "", "", reason_for(fact))
            self.texts(name, row, len(_FACT_HEADS), texts, font_color=QUIET)

    def accounts(self, name: str) -> None:
        heads = ("Account", "Name", "Concept", "Date or period", "Amount", "Postings", "Listed", "Part", "Source")
        self.table(name, heads)
        for row, fact in enumerate(self.plan.accounts, TABLE_ROW):
            trace = fact.trace
            assert isinstance(trace, Posted)
            self.texts(name, row, 0, (trace.account, trace.name, fact.concept, str(fact.when)))
            self.value(Cell(name, VALUE, row), fact)
            for column, count in ((VALUE + 1, trace.count), (VALUE + 2, len(trace.entries))):
                self.number(Cell(name, column, row), Decimal(count), num_format="#,##0_)")
            self.texts(name, row, VALUE + 3, (self.part(fact), where_from(trace)), font_color=QUIET, indent=1)

    def entries(self, name: str) -> None:
        self.table(name, ("Account", "Name", "Entry", "Date", "Memo", "Debit", "Credit", "Source"))
        for listing in self.plan.listings:
            trace = listing.trace
            source = where_from(trace)
            for row, entry in enumerate(trace.entries, listing.first):
                self.texts(name, row, 0, (trace.account, trace.name, entry.entry))
                self.day(Cell(name, 3, row), entry.on)
                self.text(Cell(name, 4, row), entry.memo)
                side = DEBIT if entry.amount_usd >= 0 else CREDIT
                self.number(Cell(name, side, row), abs(entry.amount_usd), num_format=_CENTS, font_color=INPUT)
                self.text(Cell(name, CREDIT + 1, row), source, font_color=QUIET, indent=1)

    def told(self, name: str) -> None:
        self.table(name, (*_FACT_HEADS, "By, or document", "On, or page", "Reason, or words", "Repaired"))
        for row, fact in enumerate(self.plan.told, TABLE_ROW):
            self.fact(name, row, fact)
            match fact.trace:
                case Told(by=by, on=on, reason=reason):
                    texts = (by, str(on), reason, "")
                case Read(document=document, page=page, text=words, repaired=repaired):
                    texts = (document, f"page {page}", words, repaired)
                    if repaired:
                        note = f"Read as {figure(fact.value)} from “{words}”: {repaired}"
                        self.sheets[name].write_comment(row, VALUE, _clean(note), {"author": "tieout", "x_scale": 2})
                case _:
                    raise AssertionError(fact.trace)
            self.texts(name, row, len(_FACT_HEADS), texts, font_color=QUIET)

    # Parts of a sheet

    def table(self, name: str, heads: Sequence[str]) -> None:
        """Title, explanation and headings of a list, with the headings kept in sight."""
        sheet = self.sheets[name]
        self.text(Cell(name, 0, 0), f"{self.report.entity}: {name}", bold=True)
        self.text(Cell(name, 0, 1), ABOUT[name], font_color=QUIET)
        self.heads(name, TABLE_ROW - 1, heads)
        for column, head in enumerate(heads):
            sheet.set_column(column, column, _WIDTHS[head])
        sheet.freeze_panes(TABLE_ROW, 1)
        self.printing(name, TABLE_ROW, landscape=True)

    def heads(self, name: str, row: int, heads: Sequence[str]) -> None:
        for column, head in enumerate(heads):
            shape: Properties = {"align": "right"} if head in _FIGURES else {}
            if column and heads[column - 1] in _FIGURES and not shape:
                shape = {"indent": 1}
            self.text(Cell(name, column, row), head, bold=True, bottom=1, keep=True, **shape)

    def fact(self, name: str, row: int, fact: Fact) -> None:
        self.texts(name, row, 0, (label_of(fact), fact.concept, self.part(fact), str(fact.when)))
        self.value(Cell(name, VALUE, row), fact)
        self.text(Cell(name, VALUE + 1, row), fact.unit, indent=1)

    def part(self, fact: Fact) -> str:
        entity = "" if fact.entity == self.report.entity else f"of {fact.entity}"
        return " ".join(filter(None, (fact.part, entity)))

    def printing(self, name: str, head_rows: int, *, landscape: bool = False) -> None:
        sheet = self.sheets[name]
        sheet.fit_to_pages(1, 0)
        sheet.set_paper(1)  # US Letter
        sheet.set_margins(0.6, 0.6, 0.75, 0.75)
        if landscape:
            sheet.set_landscape()
        if head_rows:
            sheet.repeat_rows(0, head_rows - 1)
        # Account numbers are words, and lines of one column are worked out in different ways: nothing to warn of.
        everywhere = f"A1:XFD{MOST_ROWS}"
        sheet.ignore_errors({"number_stored_as_text": everywhere, "formula_differs": everywhere})
        sheet.set_footer("&L&A&RPage &P of &N")

    # Cells

    def value(self, cell: Cell, fact: Fact, ink: int = 1, **shape: Any) -> None:
        """A cell that shows a fact: its formula and value, or its value alone where it is an input."""
        formula = self.plan.formula_at(cell, fact, ink)
        shape = {"num_format": _format(fact)} | shape
        if formula is None:
            self.number(cell, ink * fact.value, font_color=INPUT, **shape)
        else:
            held = self.format(font_color=FORMULA, **shape)
            self.sheets[cell.sheet].write_formula(cell.row, cell.column, f"={formula}", held, float(ink * fact.value))

    def number(self, cell: Cell, value: Decimal, **shape: Any) -> None:
        self.sheets[cell.sheet].write_number(cell.row, cell.column, float(value), self.format(**shape))

    def day(self, cell: Cell, day: date) -> None:
        if day.year < 1900:  # before the calendar of Excel begins
            self.text(cell, str(day))
        else:
            shape = self.format(num_format="yyyy-mm-dd", align="left")
            self.sheets[cell.sheet].write_datetime(cell.row, cell.column, datetime.combine(day, time()), shape)

    def texts(self, name: str, row: int, first: int, texts: Iterable[str], **shape: Any) -> None:
        for column, text in enumerate(texts, first):
            self.text(Cell(name, column, row), text, **shape)

    def text(self, cell: Cell, text: str, *, keep: bool = False, **shape: Any) -> None:
        """Words, and never a formula: a memo may begin with =, and stays words when someone edits the cell."""
        clean = _clean(text)
        if clean[:1] in ("=", "+", "-", "@"):
            shape |= {"quote_prefix": True}
        if clean or keep:
            self.sheets[cell.sheet].write_string(cell.row, cell.column, clean, self.format(**shape))

    def format(self, **shape: Any) -> Any:
        key = tuple(sorted(shape.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(self.font | shape)
        return self.formats[key]


# How figures look


def _format(fact: Fact) -> str:
    if fact.unit == "USD":
        return _CENTS
    exponent = fact.value.normalize().as_tuple().exponent
    places = min(max(0, -int(exponent)), 6)
    digits = f"#,##0.{'0' * places}" if places else "#,##0"
    return f"{digits}_);({digits})"


def _printed_format(fact: Fact, quantum: Decimal, dollar: bool) -> str:
    """As the statement prints it.  A comma after the digits shows thousands of what the cell holds."""
    match fact.unit:
        case "USD":
            digits = "#,##0," if quantum == 1000 else "#,##0.00" if quantum < 1 else "#,##0"
            mark = "$" if dollar else ""
            return f'_({mark}* {digits}_);_({mark}* ({digits});_({mark}* "—"_);_(@_)'
        case "ratio":
            return '0.00" to 1"_);(0.00" to 1")'
        case "rate":
            return "0.00%_);(0.00%)"
        case "percent":
            return '0.00"%"_);(0.00"%")'
        case _:
            return '#,##0_);(#,##0);"—"_)'


def _dollar_signs(statement: Statement) -> set[tuple[int, int]]:
    """Where a dollar sign stands, column and row: on a column's first figure, on totals, on the first after a total."""
    places: set[tuple[int, int]] = set()
    after_total: dict[int, bool] = {}
    for row, line in enumerate(statement.lines, STATEMENT_ROW):
        for column, fact in enumerate(line.facts, 1):
            if fact is not None and fact.unit == "USD":
                if line.style == "total" or after_total.get(column, True):
                    places.add((column, row))
                after_total[column] = line.style == "total"
    return places


def _clean(text: str) -> str:
    """What XML can hold; the writer itself escapes control characters."""
    kept = "".join(c for c in text if not ("\ud800" <= c <= "\udfff" or c in "\ufffe\uffff"))
    return kept if len(kept.encode("utf-16-le")) <= 2 * MOST_TEXT else kept[: MOST_TEXT // 2] + "…"


def _between(low: int, value: int, high: int) -> int:
    return max(low, min(value, high))


def _end(report: Report) -> date:
    """The last day the report speaks of: of its statements if it has any, since a note may state future payments."""
    columns = [column.when for statement in report.statements for column in statement.columns]
    whens = columns or [fact.when for fact in report.facts]
    return max((when if isinstance(when, date) else when.end for when in whens), default=date(2000, 1, 1))
