"""FOCUS Part IIA by box: the statements and the law's figures under the form's own numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tieout.facts import (
    Column,
    Fact,
    Line,
    NoFact,
    Period,
    Statement,
    StatementLine,
    TieoutError,
    Told,
    add,
    computed,
    less,
)
from tieout.facts.compare import FOOTING
from tieout.facts.words import long_date
from tieout.law import RULES, LawError, Registrant
from tieout.law.rule_15c3_1 import excluded_part, secured_assets, set_offs, too_old
from tieout.ledger.firm import Firm
from tieout.statements import condition, equity, income, words
from tieout.statements.door import Ledger
from tieout.statements.presentation import Tie
from tieout.taxonomy import FocusBox, taxonomy

PART = "IIA"
# Where several lines of the form lead to one total, the line that takes what no subledger tells apart.
USUAL_LINE = {"810": "2B", "850": "4D"}
EXEMPTION_BOXES = {"(k)(1)": "4550", "(k)(2)(i)": "4560", "(k)(2)(ii)": "4570", "(k)(3)": "4580"}
REPEATS = (("940", "total_assets"), ("1760", "total_liabilities"), ("1800", "total_equity"))
COLUMNS = ("allowable or A.I.", "nonallowable or non-A.I.", "total")
FIRST_COLUMN = ("allowable", "overdrawn", "aggregate_indebtedness", "debit_balance")
# Where a line has no box in a column (0 allowable or A.I., 1 not), the line that takes it.
ELSEWHERE = {
    ("750", 1): "930",  # cash that is not allowable: other assets
    ("850", 1): "860",  # securities that are not allowable: not readily marketable
    ("900", 0): "930",  # a membership held as allowable: other assets
    ("1620", 0): "1685",
    ("1690", 1): "1700",  # a note outside aggregate indebtedness is a secured one
    ("1710", 0): "1750",  # a subordinated loan inside it does not qualify for net capital
}
OF_ALTERNATIVE = {"excess_net_capital": "3910", "minimum_dollar_net_capital": "3880"}


@dataclass(frozen=True, slots=True)
class FocusLine:
    """A line of the form with the boxes that have a figure: (column, code, fact)."""

    section: str
    line: str
    label: str
    boxes: tuple[tuple[str, str, Fact], ...]


def focus(ledger: Ledger, firm: Registrant, period: Period, changes: equity.Changes | None) -> tuple[FocusLine, ...]:
    """Part IIA at the end of a period, exact.  A box without anything behind it is left out: absent is not zero.

    `changes` fills the changes in equity and subordinated liabilities; None where the books do not hold what moved.

    Raises TieoutError where the boxes of the balance sheet do not foot to its totals.
    """
    boxes: dict[str, Fact] = {}
    for section, side in (("assets", "asset"), ("liabilities", "liability")):
        boxes |= _balance_boxes(firm, section, side)
    boxes |= _equity_boxes(ledger, firm.as_of)
    boxes |= _law_boxes(firm)
    boxes |= _income_boxes(ledger, period)
    if changes is not None:
        boxes |= _changes_boxes(ledger, period, changes)
    if code := EXEMPTION_BOXES.get(ledger.books.firm.rule_15c3_3_exemption):
        told = Told("firm.toml", firm.as_of, f"exemption from 15c3-3 under {ledger.books.firm.rule_15c3_3_exemption}")
        name, held = ledger.books.firm.name, Decimal(1)
        boxes[code] = Fact(
            concept="focus", entity=name, when=firm.as_of, value=held, unit="stated", part=code, trace=told
        )
    _prove(ledger, firm.as_of, boxes)
    return tuple(_lines(boxes, ledger.books.firm))


def _box(code: str, lines: Iterable[Line], cite: str = FOOTING) -> Fact:
    return computed("focus", list(lines), cite=cite, part=code, rule=f"FOCUS Part {PART} [{code}]")


def _row(total: str, section: str) -> FocusBox:
    rows = [box for box in taxonomy().focus_boxes if box.part == PART and box.section == section and box.total == total]
    return next((row for row in rows if row.line == USUAL_LINE.get(total, row.line)), rows[0])


def _balance_boxes(firm: Registrant, section: str, side: str) -> dict[str, Fact]:
    """Assets by allowable and nonallowable, liabilities by aggregate indebtedness and not, each with its total."""
    pieces: dict[str, list[Line]] = {}
    for total, column, line in _split(firm, side):
        row = _row(total, section)
        code = row.allowable if column == 0 else row.nonallowable
        if not code:
            raise LawError(
                f"FOCUS line {row.line} ({row.label}) has no box for an amount treated so.",
                where=f"account {line.fact.part} {line.fact.label}".strip(),
                mend="give the account another treatment in accounts.csv, or another schedule_as.",
            )
        pieces.setdefault(code, []).append(line)
        pieces.setdefault(row.total, []).append(line)
    boxes = {code: _box(code, lines) for code, lines in pieces.items()}
    whole = "940" if side == "asset" else "1760"
    sums = next(b for b in taxonomy().focus_boxes if b.part == PART and b.total == whole)
    for code in (sums.allowable, sums.nonallowable, sums.total):
        lines = [add(boxes[part], f"[{part}]") for _, part in _sum_of(code) if part in boxes]
        if lines:
            boxes[code] = _box(code, lines)
    return boxes


def _sum_of(code: str) -> tuple[tuple[int, str], ...]:
    return next(s.parts for s in taxonomy().focus_sums if s.part == PART and s.total == code)


def _split(firm: Registrant, side: str) -> Iterator[tuple[str, int, Line]]:
    """Every account's balance as (total box, column, line); what is set off stands half in each column."""
    for held in firm.treated:
        if held.side == side and held.treatment.word not in ("set_off", "lease"):
            column = 0 if held.treatment.word in FIRST_COLUMN else 1
            box = taxonomy()[held.shown_as].focus
            split = [(column, add(held.fact))]
            if held.treatment.word == "excluded" and (part := excluded_part(firm, held)) is not held.fact:
                split = [(1, add(part)), (0, add(held.fact)), (0, less(part))]
            for place, line in split:
                yield ELSEWHERE.get((box, place), box), place, line
    if side == "asset":
        for debt in secured_assets(firm):
            box = taxonomy()[debt.shown_as].focus
            yield ELSEWHERE.get((box, 0), box), 0, add(debt.matched)
            yield ELSEWHERE.get((box, 1), box), 1, less(debt.matched)
        for seen in too_old(firm):
            box = taxonomy()[seen.item.fact.concept].focus
            yield ELSEWHERE.get((box, 0), box), 0, less(seen.item.fact)
            yield ELSEWHERE.get((box, 1), box), 1, add(seen.item.fact)
    for group in set_offs(firm):
        if side == "asset":
            shown, pieces = group.shown_as, ((group.matched, 0), (group.excess, 1))
        else:
            shown, pieces = group.payables_shown_as, ((group.matched, 1), (group.unmatched, 0))
        box = taxonomy()[shown].focus
        for fact, column in pieces:
            if fact is not None:
                yield ELSEWHERE.get((box, column), box), column, add(fact)


def _equity_boxes(ledger: Ledger, as_of: date) -> dict[str, Fact]:
    totals = condition.totals(ledger, as_of)
    kind = words.kind(ledger.books.firm)
    pieces: dict[str, list[Line]] = {}
    for weight, concept in kind.lines:
        if concept in totals:
            code = kind.focus or ledger.taxonomy[concept].focus
            # The treasury box holds what is taken away; every other box what is added.
            effect = +1 if code == "1796" else weight
            pieces.setdefault(code, []).append(Line(effect, totals[concept]))
    boxes = {code: _box(code, lines) for code, lines in pieces.items()}
    if capital := [add(boxes[code], f"[{code}]") for _, code in _sum_of("1795") if code in boxes]:
        boxes["1795"] = _box("1795", capital)
    boxes["1800"] = _box("1800", [add(totals["total_equity"])], "statement of financial condition")
    boxes["1810"] = _box("1810", [add(totals["total_liabilities_and_equity"])], "statement of financial condition")
    return boxes


def _law_boxes(firm: Registrant) -> dict[str, Fact]:
    boxes = {}
    for concept, rule in RULES.items():
        held = taxonomy().concepts.get(concept)
        code = OF_ALTERNATIVE.get(concept, "") if firm.method == "alternative" else ""
        code = code or (held.focus if held else "")
        if not code or not _applies(concept, firm):
            continue
        try:
            fact = rule(firm)
        except NoFact:
            continue
        boxes[code] = _percentage(fact, code) if fact.unit == "ratio" else _box(code, [add(fact)], f"FOCUS Part {PART}")
    for concept, fact in firm.stated.items():
        held = taxonomy().concepts.get(concept)
        if held is not None and held.statement == "net_capital" and held.focus and concept not in RULES:
            boxes[held.focus] = _box(held.focus, [add(fact)])
    return boxes


def _percentage(ratio: Fact, code: str) -> Fact:
    """The form asks the ratio as a percentage."""
    told = Told(f"FOCUS Part {PART} [{code}]", ratio.end, "stated as a percentage")
    hundred = Fact(
        concept="percent", entity=ratio.entity, when=ratio.when, value=Decimal(100), unit="percent", trace=told
    )
    cite = f"FOCUS Part {PART}"
    return computed("focus", (add(ratio), add(hundred)), operation="product", cite=cite, part=code, unit="percent")


_AI_ONLY = {
    "minimum_net_capital_ratio",
    "net_capital_less_early_warning",
    "aggregate_indebtedness",
    "aggregate_indebtedness_to_net_capital",
    "liabilities_in_aggregate_indebtedness",
    "additions_to_aggregate_indebtedness",
}
_ALTERNATIVE_ONLY = {"minimum_net_capital_alternative", "net_capital_less_early_warning_alternative"}


def _applies(concept: str, firm: Registrant) -> bool:
    return concept not in (_AI_ONLY if firm.method == "alternative" else _ALTERNATIVE_ONLY)


def _income_boxes(ledger: Ledger, period: Period) -> dict[str, Fact]:
    totals = income.totals(ledger, period)
    pieces: dict[str, list[Line]] = {}
    for concept, fact in totals.items():
        if concept in ledger.taxonomy and ledger.taxonomy[concept].takes_postings:
            pieces.setdefault(ledger.taxonomy[concept].focus, []).append(add(fact))
    boxes = {code: _box(code, lines) for code, lines in pieces.items()}
    for concept in ("total_revenue", "total_expenses", "income_before_income_taxes", "net_income"):
        if concept in totals:
            code = ledger.taxonomy[concept].focus
            boxes[code] = _box(code, [add(totals[concept])], "statement of income")
    if "4210" not in boxes:
        boxes["4210"] = _box("4210", [add(totals["net_income"])], "statement of income; no income tax")
    return boxes


def _changes_boxes(ledger: Ledger, period: Period, changes: equity.Changes) -> dict[str, Fact]:
    """Changes in ownership equity and in subordinated liabilities."""
    boxes = {
        "4240": _box("4240", [add(changes.opening[""])], "statement of changes in equity"),
        "4250": _box("4250", [add(changes.flows["net_income"][""])], "statement of changes in equity"),
        "4290": _box("4290", [add(changes.ending[""])], "statement of changes in equity"),
    }
    ups: list[Fact] = []
    downs: list[Fact] = []
    for name, flow in changes.flows.items():
        if name != "net_income" and flow[""].value:
            (ups if flow[""].value > 0 else downs).append(flow[""])
    if ups:
        boxes["4260"] = _box("4260", [add(fact) for fact in ups])
    if downs:
        boxes["4270"] = _box("4270", [less(fact) for fact in downs])
    subordinated = equity.subordinated(ledger, (period,))
    for line in subordinated.lines if subordinated else ():
        code = {"subordinated_increases": "4310", "subordinated_decreases": "4320"}.get(line.concept)
        code = code or ("4330" if line.style == "total" else "4300")
        if line.facts[0] is not None:
            boxes[code] = _box(code, [add(line.facts[0])])
    return boxes


def _prove(ledger: Ledger, as_of: date, boxes: dict[str, Fact]) -> None:
    totals = condition.totals(ledger, as_of)
    for code, concept in (*REPEATS, ("740", "nonallowable_assets")):
        said = boxes[code].value if code in boxes else Decimal(0)
        found = boxes["3540"].value if code == "740" else totals[concept].value if concept in totals else Decimal(0)
        if said != found:
            raise TieoutError(
                f"FOCUS box {code} is {said:,}, but {concept} is {found:,}.",
                where=ledger.books.source,
                mend="this is a fault in tieout: please report the chart of accounts it happened with.",
            )


def _lines(boxes: dict[str, Fact], firm: Firm) -> Iterator[FocusLine]:
    written = set()
    for row in taxonomy().focus_boxes:
        if row.part != PART:
            continue
        held = []
        for column, code in zip(COLUMNS, (row.allowable, row.nonallowable, row.total), strict=True):
            fits = row.total not in USUAL_LINE or row.line == USUAL_LINE[row.total]
            if code in boxes and fits and _of_method(code, row, firm):
                held.append((column if row.allowable or row.nonallowable else "total", code, boxes[code]))
                written.add(code)
        if held:
            yield FocusLine(row.section, row.line, row.label, tuple(held))
    assert written == set(boxes), sorted(set(boxes) - written)


def _of_method(code: str, row: FocusBox, firm: Firm) -> bool:
    """Box 3760 stands under both standards; the firm's own shows it."""
    if code != "3760":
        return True
    return row.section == ("requirement_alternative" if firm.net_capital_method == "alternative" else "requirement_ai")


def ties(lines: Iterable[FocusLine], totals: Mapping[str, Fact]) -> list[Tie]:
    """The sums of the form, down and across, and the totals of the statement of financial condition it repeats."""
    boxes = {code: fact for line in lines for _, code, fact in line.boxes}
    down = []
    for held in taxonomy().focus_sums:
        parts = tuple(Line(weight, boxes[code]) for weight, code in held.parts if code in boxes)
        if held.part == PART and held.total in boxes and parts:
            down.append((boxes[held.total], parts))
    rows = [[boxes[c] for c in (row.allowable, row.nonallowable, row.total) if c in boxes] for row in _two_way()]
    across = [(row[-1], tuple(add(fact) for fact in row[:-1])) for row in rows if len(row) > 1]
    repeated = [
        (boxes[code], (add(totals[concept]),)) for code, concept in REPEATS if code in boxes and concept in totals
    ]
    return [*repeated, *down, *across]


def _two_way() -> Iterator[FocusBox]:
    """Lines of the balance sheet page with more than one column."""
    for row in taxonomy().focus_boxes:
        fits = row.total not in USUAL_LINE or row.line == USUAL_LINE[row.total]
        if row.part == PART and fits and (row.allowable or row.nonallowable):
            yield row


def as_statement(lines: Iterable[FocusLine], as_of: date) -> Statement:
    """The form as a statement of three columns, so that it is rounded, footed and written like any other."""
    rows: list[StatementLine] = []
    section = ""
    for line in lines:
        if line.section != section:
            section = line.section
            rows.append(StatementLine(section.replace("_", " ").capitalize(), style="heading"))
        facts = {column: fact for column, _, fact in line.boxes}
        label = f"{line.line}. {line.label} [{', '.join(code for _, code, _ in line.boxes)}]"
        rows.append(StatementLine(label, "focus", 1, "line", tuple(facts.get(column) for column in COLUMNS)))
    return Statement(
        name="focus_iia",
        title="FOCUS Report Part IIA",
        subtitle=long_date(as_of),
        columns=tuple(Column(column.capitalize(), as_of, column) for column in COLUMNS),
        lines=tuple(rows),
    )
