"""A statement or schedule as read: its columns, its lines, the sums its figures bear out, and the sign of each figure.

A printed sign is ink.  The value of a fact is positive in its concept's own direction: what the label says ("Net
loss"), what the sums say (a deduction printed without brackets) and what the taxonomy says (`grows_with`) decide it
together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from tieout.facts import Period
from tieout.reading.document import Row
from tieout.reading.labels.matching import match
from tieout.reading.outline import Part
from tieout.reading.statements.headings import Heading, heading_of, is_heading_row, periods, years_in
from tieout.reading.statements.lines import DEDUCTIONS, SURE_ENOUGH, Line, at_cost, lines_of, scorer
from tieout.reading.statements.structure import Found, orientation, sums_in
from tieout.reading.statements.sums import Node, Sum
from tieout.reading.statements.tables import Entry, Table, table_of

FLOWS = ("income", "cash_flows", "changes_in_equity", "changes_in_subordinated")
HALF = Decimal("0.5")
RATIOS = ("aggregate_indebtedness_to_net_capital", "debt_to_debt_equity")


@dataclass(frozen=True, slots=True)
class Fiscal:
    """The period of the filing, as far as it is known."""

    start: date | None = None
    end: date | None = None


@dataclass
class ReadStatement:
    """A part of a filing with its lines.

    `whens` has the date or period of each column; `signs` turns a printed figure into its effect (-1 where the label
    alone says that a figure without brackets is below zero), by line and column.
    """

    name: str
    title: str
    heading: Heading
    whens: tuple[date | Period, ...]
    lines: list[Line]
    table: Table
    signs: dict[tuple[int, int], int] = field(default_factory=dict)
    found: dict[int, list[Found]] = field(default_factory=dict)
    slack: dict[int, Decimal] = field(default_factory=dict)
    parts: tuple[str, ...] = ()  # the component of equity each column is, in a matrix
    rows_when: dict[int, date | Period] = field(default_factory=dict)  # where the line, not the column, is dated

    def entries(self) -> Iterator[tuple[int, int, Entry]]:
        for i, line in enumerate(self.lines):
            for column, entry in line.item.entries.items():
                yield i, column, entry

    @property
    def decimals(self) -> int:
        """The places its amounts are printed to, which a dash stands for too."""
        held = (e.figure.value for _, _, e in self.entries() if e.figure.kind == "amount")
        return max((-min(int(value.as_tuple().exponent), 0) for value in held), default=0)

    def printed(self, column: int) -> dict[int, Decimal]:
        """The figures of a column by line, each with its effect."""
        return {
            i: self.signs.get((i, column), 1) * line.item.entries[column].figure.value
            for i, line in enumerate(self.lines)
            if column in line.item.entries and line.item.entries[column].figure.kind in ("amount", "dash")
        }


def read_statement(part: Part, fiscal: Fiscal) -> ReadStatement | None:
    """The statement under a title; None where there are no figures under it."""
    name = part.name
    heads = [*part.titles, *_heads(part.rows)]
    heading = heading_of(heads, fiscal_end=fiscal.end, fiscal_start=fiscal.start, is_flow=name in FLOWS)
    rows = part.rows
    table = table_of(rows, scorer(name), len(heading.ends))
    if not any(not item.is_heading for item in table.items):
        return None
    statement = ReadStatement(name, part.title, heading, tuple(periods(heading)), lines_of(table, name), table)
    if name == "financial_condition":
        _put_on_its_side(statement)
    for column in sorted({column for _, column, _ in statement.entries()}):
        _find_sums(statement, column)
    before = [line.concept for line in statement.lines]
    _name_unlabelled(statement)
    if before != [line.concept for line in statement.lines]:
        for column in list(statement.found):  # what now has a name may be a part of what follows
            _find_sums(statement, column)
    return statement


def _heads(rows: tuple[Row, ...]) -> Iterator[Row]:
    """The rows over the columns: dated ones, the scale, down to the first line with money in it."""
    for row in rows[:8]:
        if is_heading_row(row) or years_in(row):
            yield row
        elif any("," in cell.text and any(c.isdigit() for c in cell.text) for cell in row.cells[1:]):
            return


_SIDES = (("assets", "total_assets"), ("liabilities", "total_liabilities"))


def _put_on_its_side(statement: ReadStatement) -> None:
    """A line that damage put on the other side goes back, where both sides foot with it there and not without it."""
    for (side, total), (other, other_total) in (_SIDES, _SIDES[::-1]):
        over, short = _excess(statement, side, total), _excess(statement, other, other_total)
        if over is None or short is None or over == 0 or over != -short:
            continue
        found = [
            line
            for line in statement.lines
            if line.section == side and not line.is_total and 0 in line.item.entries
            and line.item.entries[0].figure.value == over
        ]  # fmt: skip
        meant = match(found[0].label, "financial_condition", other) if len(found) == 1 else ()
        if meant and meant[0].score >= SURE_ENOUGH:
            line = found[0]
            line.section, line.concept, line.score, line.by_place = other, meant[0].concept, meant[0].score, False
            line.moved = f"printed among the {side}; both sides foot with it among the {other}"
            # Sums are found from top to bottom: it stands with its side.
            statement.lines.remove(line)
            at = next(i for i, x in enumerate(statement.lines) if x.concept == other_total)
            statement.lines.insert(at, line)


def _excess(statement: ReadStatement, side: str, total: str) -> Decimal | None:
    """What the lines of a side add up to over its total, in the first column."""
    stated = [x for x in statement.lines if x.concept == total and 0 in x.item.entries]
    lines = [x for x in statement.lines if x.section == side and not x.is_total and x.label and 0 in x.item.entries]
    if len(stated) != 1 or not lines:
        return None
    return sum((x.item.entries[0].figure.value for x in lines), Decimal(0)) - stated[0].item.entries[0].figure.value


_LOSS_ALONE = re.compile(r"\b(?:loss(?:es)?|deficit|deficiency|shortfall|decrease|used|outflow)\b", re.IGNORECASE)
_NOT_ALONE = re.compile(
    r"\b(?:income|earnings|profit|gains?|surplus|excess|provided|increase|inflow|retained|benefit|equity|capital)\b"
    r"(?!\s+(?:tax(?:es)?|before))|income\s*\(loss\)|\(loss\)|\(deficit\)|\(used|\(decrease",
    re.IGNORECASE,
)
_SIGNED_BY_LABEL = frozenset(
    """net_income income_before_income_taxes retained_earnings comprehensive_income income_from_operations
    net_change_in_cash net_cash_from_operating_activities net_cash_from_investing_activities
    net_cash_from_financing_activities excess_net_capital""".split()  # noqa: SIM905
)
_BENEFIT = re.compile(r"\b(?:benefit|refund|credit|recovery)\b", re.IGNORECASE)
_EXPENSE = re.compile(r"\b(?:expense|provision|taxes)\b", re.IGNORECASE)


def sign_of_label(line: Line) -> int:
    """-1 where the label alone says that a figure printed without brackets is below zero.

    "Net loss  171,097", "Income tax benefit  5,581,025", "Deficiency in net capital  4,300"; but not
    "Net income (loss)", "Benefit (provision)".
    """
    label = line.label
    if line.concept == "income_tax_expense":
        return (
            -1 if _BENEFIT.search(label) and not _EXPENSE.search(_BENEFIT.split(label)[0]) and "(" not in label else 1
        )
    if line.concept in _SIGNED_BY_LABEL and _LOSS_ALONE.search(label):
        bare = re.sub(
            r"\bbefore\b.*|\bincome tax\w*|\bin cash\b.*|\bin operating\b.*|\bactivities\b.*|\bnet capital\b",
            "",
            label,
            flags=re.IGNORECASE,
        )
        return 1 if _NOT_ALONE.search(bare) else -1
    return 1


def _find_sums(statement: ReadStatement, column: int) -> None:
    """Find the sums of a column under the likeliest signs: the fewest totals without their parts, then the labels'.

    What labels say gives way where the figures without them all but foot.
    """
    by_label = {}
    for i, line in enumerate(statement.lines):
        entry = line.item.entries.get(column)
        if entry is not None and sign_of_label(line) < 0:
            figure = entry.figure.value
            # A benefit in brackets is a benefit still; a loss in brackets is a loss.
            if figure > 0:
                by_label[i, column] = -1
    tries: list[tuple[int, Decimal, int, dict[tuple[int, int], int], Decimal, list[Found]]] = []
    but_one = (
        [{at: sign for at, sign in by_label.items() if at != out} for out in by_label] if len(by_label) > 1 else []
    )
    for signs in (by_label, *but_one, {}) if by_label else ({},):
        weight = _ALL_BUT ** (len(by_label) - len(signs))
        statement.signs.update(dict.fromkeys(by_label, 1) | signs)
        for slack in (Decimal(0), HALF):
            values = statement.printed(column)
            found = list(sums_in(statement.lines, values, slack))
            gaps = [values[f.total] - sum(w * values[n] for w, n in f.terms) for f in found if f.presumed]
            open_totals, apart = len(gaps), weight * sum(map(abs, gaps), Decimal(0))
            tries.append((open_totals, apart, len(tries), dict(signs), slack, found))
            if not open_totals:
                break
        if not tries[-1][0]:
            break
    _, _, _, signs, slack, found = min(tries, key=lambda t: t[:3])
    statement.signs.update(dict.fromkeys(by_label, 1) | signs)
    statement.found[column] = found
    statement.slack[column] = slack


_ALL_BUT = 20  # times that a gap under the signs of labels is larger than one that is believed without one of them


_UNLABELLED = {
    ("financial_condition", "assets"): "total_assets",
    ("financial_condition", "liabilities"): "total_liabilities",
    ("financial_condition", "equity"): "total_equity",
    ("income", "revenue"): "total_revenue",
    ("income", "expenses"): "total_expenses",
    ("net_capital", "deductions"): "nonallowable_assets",
    ("net_capital", "haircuts"): "haircuts",
}


_FIXED = {"fixed_assets_net", "fixed_assets_cost", "accumulated_depreciation"}
_BARE_TOTAL = re.compile(r"^\W*totals?\W*$", re.IGNORECASE)


def _leaves(statement: ReadStatement, total: int) -> set[int]:
    """The lines that a total is made of, through the subtotals between."""
    below = {f.total: [n for _, n in f.terms] for column in statement.found.values() for f in column}
    todo, seen = [total], set()
    while todo:
        node = todo.pop()
        for n in below.get(node, ()):
            if n not in seen:
                seen.add(n)
                todo.append(n)
    return seen


def _name_unlabelled(statement: ReadStatement) -> None:
    """A total printed without a label takes its name from what it is the sum of."""
    named = {line.concept for line in statement.lines if not line.part}
    for found in (f for column in statement.found.values() for f in column):
        line = statement.lines[found.total]
        if found.presumed and (line.label or line.concept):
            continue
        at_cost(line, [statement.lines[n] for _, n in found.terms])
        if line.concept and not _BARE_TOTAL.match(line.label):
            continue
        if {statement.lines[n].concept for _, n in found.terms} <= _FIXED and len(found.terms) > 1:
            line.concept, line.by_place, line.score = "fixed_assets_net", True, 0.8
            at_cost(line, [statement.lines[n] for _, n in found.terms])
            continue
        terms = [statement.lines[n] for _, n in found.terms]
        sections = {term.section for term in terms}
        concept = ""
        if sections == {"liabilities", "equity"} or {t.concept for t in terms} == {"total_liabilities", "total_equity"}:
            concept = "total_liabilities_and_equity" if statement.name == "financial_condition" else ""
        elif len(sections) == 1:
            section = sections.pop()
            concept = _UNLABELLED.get((statement.name, section), "")
            inside = {
                n
                for n, x in enumerate(statement.lines)
                if x.section == section
                and x.label
                and x.item.entries
                and not x.is_total
                and x.concept != "subordinated_liabilities"
            }
            if concept and not inside <= _leaves(statement, found.total):
                concept = ""  # a subtotal of some of them
        if concept and concept not in named:
            line.concept, line.is_total, line.by_place, line.score = concept, True, True, 0.8
            named.add(concept)
    if statement.name == "financial_condition":
        _name_sides(statement, named)


def _name_sides(statement: ReadStatement, named: set[str]) -> None:
    """The totals of the two sides where neither a label nor a sum names them: whether they foot or not."""
    lines = [line for line in statement.lines if line.item.entries]
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        if line.concept or not (_BARE_TOTAL.match(line.label) or not line.label):
            continue
        before = lines[lines.index(line) - 1] if line is not lines[0] else None
        concept = ""
        if before is not None and before.section == "assets" and (after is None or after.section != "assets"):
            concept = "total_assets"
        elif after is None and "total_equity" in named:
            concept = "total_liabilities_and_equity"
        if concept and concept not in named:
            line.concept, line.is_total, line.by_place, line.score = concept, True, True, 0.8
            named.add(concept)


def nodes_of(statement: ReadStatement) -> Iterator[tuple[tuple[int, int], Node]]:
    """Every figure of a statement as a node of the sums, by line and column, each with its effect."""
    for i, column, entry in statement.entries():
        sign = Decimal(statement.signs.get((i, column), 1))
        if statement.lines[i].concept in RATIOS and entry.figure.kind == "percent":
            sign /= 100  # 168% and 1.68 to 1 are one ratio
        ways = entry.ways if sign == 1 else tuple(replace(way, value=sign * way.value) for way in entry.ways)
        disputed = any(other.strip() != entry.cell.text.strip() for other in entry.cell.also)
        yield (i, column), Node(statement.lines[i].label, ways, entry.cell.sure, disputed)


def sums_of(statement: ReadStatement, ids: Mapping[tuple[int, int], int]) -> Iterator[Sum]:
    """The sums of a statement over the node ids of its figures."""
    for column, found in statement.found.items():
        for f in found:
            terms = tuple((weight, ids[n, column]) for weight, n in f.terms)
            yield Sum(
                ids[f.total, column],
                terms,
                statement.lines[f.total].label or "an unlabelled total",
                statement.slack.get(column, Decimal(0)) * (len(terms) + 1),
            )


def factors(statement: ReadStatement, column: int, values: Mapping[int, Decimal]) -> dict[int, int]:
    """+1 or -1 by line: what turns a figure's effect into the value of its concept.

    Read from the totals down: a part that its total takes away, though the two grow alike, is negative.
    """
    turned: dict[int, int] = {}
    for found in reversed(statement.found.get(column, [])):
        total = statement.lines[found.total]
        if any(statement.lines[n].concept == "total_assets" for _, n in found.terms):
            continue  # assets less liabilities: equity, whose parts they are not
        whole = turned.get(found.total, 1)
        for weight, n in found.terms:
            part = statement.lines[n]
            if n not in turned:
                turned[n] = weight * whole * orientation(part.concept, total.concept)
    for n in values:
        if n not in turned:
            concept = statement.lines[n].concept
            away = concept in DEDUCTIONS or concept in ("accumulated_depreciation", "treasury_stock")
            turned[n] = -1 if away and values[n] < 0 else 1
    for n in values:
        # A deduction and a contra are amounts: what they do to the total is not their sign.
        if statement.lines[n].concept in DEDUCTIONS and values[n] * turned[n] < 0 and statement.name == "net_capital":
            turned[n] = -turned[n]
    return turned


_GOES_OUT = re.compile(
    r"\b(?:purchas\w*|acqui\w*|additions?|expenditures?|re?payments?|paid|uses?d?|dividends?|distributions?|withdraw\w*"
    r"|drawings?|redemptions?|redeemed|retire\w*|repurchase\w*|less|loss(?:es)?)\b",
    re.IGNORECASE,
)


def without_brackets(statement: ReadStatement, column: int, turned: Mapping[int, int]) -> frozenset[int]:
    """Lines of a statement of cash flows that its sum takes away, though neither brackets nor words do.

    "Accounts payable  13,800" among lines of which some stand in brackets; `turned` are the `factors`.  Outlays that
    their words say ("Purchases of equipment", "Dividends paid") many print without.
    """
    if statement.name != "cash_flows":
        return frozenset()
    held = statement.printed(column)
    leaves = held.keys() - {found.total for found in statement.found.get(column, ())}
    if all(held[n] >= 0 for n in leaves):
        return frozenset()
    away = (n for n in leaves if turned.get(n, 1) < 0 < held[n])
    return frozenset(n for n in away if not _GOES_OUT.search(statement.lines[n].label))


def day_before(day: date) -> date:
    return day - timedelta(days=1)
