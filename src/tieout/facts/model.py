"""Fact, Trace and Line: the model everything else shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Literal, get_args

# Every computation runs in this context, so a trace evaluates to the same digits on every machine.  34 digits hold a
# quadrillion dollars in cents with room for any quotient we print.
_ARITHMETIC = Context(prec=34)


class TieoutError(Exception):
    """What was asked cannot be done: says what is wrong, where, what was expected and how to mend it.

    >>> print(TieoutError("no account 1999.", where="journal.csv, row 12", mend="add it to accounts.csv."))
    journal.csv, row 12: no account 1999.
      Mend: add it to accounts.csv.
    """

    def __init__(self, what: str, *, where: str = "", expected: str = "", mend: str = "") -> None:
        text = f"{where}: {what}" if where else what
        text += f"\n  Expected: {expected}" if expected else ""
        text += f"\n  Mend: {mend}" if mend else ""
        super().__init__(text)


class NoFact(TieoutError):
    """A rule asked for a fact that nobody stated.  Absent is not zero."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of days, both ends included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        assert self.start <= self.end, (self.start, self.end)

    def __str__(self) -> str:
        return f"{self.start} to {self.end}"


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """One posting of a journal entry to an account: `amount_usd` is debit-positive, as in the ledger."""

    entry: str
    on: date
    amount_usd: Decimal
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """Summed from postings to an account.

    `entries` lists them one by one, oldest first; where there are too many to list it is empty, and the trace names the
    table (`books`), the filter (`account`, `where`) and the `count` instead.
    """

    account: str
    name: str
    where: str
    count: int
    entries: tuple[PostedEntry, ...] = ()
    books: str = ""


Operation = Literal["sum", "product", "quotient", "greatest", "least", "rounded"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)


@dataclass(frozen=True, slots=True)
class Computed:
    """Worked out from other facts, under a rule of law, a statement layout or a convention of presentation.

    `operation` says how the `lines` make the value:

    - sum       add every line, with its effect
    - product   multiply the lines
    - quotient  the first line divided by the second
    - greatest, least  of the lines
    - rounded   the first line rounded half up to a multiple of the second, plus any further lines (what the line
                absorbed so that the statement foots)
    """

    rule: str
    cite: str
    lines: tuple[Line, ...]
    operation: Operation = "sum"


HARD_TO_READ, ILL_SET = "the page is hard to read here", "the digits are ill set"  # how a doubt of the eyes ends


@dataclass(frozen=True, slots=True)
class Read:
    """Read off a page of a filed document.

    Top-left origin, pages from 1, 0 where none is known; `repaired` says what was mended and why.  `sure` says how sure
    the reader is: "proved" (a sum holds with it), "read" (as it stands, nothing to hold it against), or "doubtful" and
    why.  `printed` is what the page legibly says where the reader took another value that sums ask for: whether the
    filer or the copy is wrong, the reader cannot tell.
    """

    document: str
    page: int
    box: tuple[float, float, float, float]
    text: str
    repaired: str = ""
    sure: str = ""
    printed: Decimal | None = None

    @property
    def is_unclear(self) -> bool:
        """Whether the page itself is hard to read there: then the reader may be wrong where the filer is not."""
        return self.sure.endswith((HARD_TO_READ, ILL_SET))

    @property
    def place(self) -> str:
        """The page; in a text file, where a box is counted in lines, the number of the line; "stated", on no page."""
        if not self.page:
            return "stated"
        _, top, _, bottom = self.box
        if top == bottom > 0:
            return f"line {top:.0f}"
        # Places on a page are measured, and so are floats; lines are whole numbers.
        in_lines = isinstance(top, int) and isinstance(bottom, int) and bottom > top > 0
        return f"lines {top:.0f}-{bottom:.0f}" if in_lines else f"p.{self.page}"


@dataclass(frozen=True, slots=True)
class Told:
    """Given by a person, or by a text of law in force from `on`."""

    by: str
    on: date
    reason: str


Trace = Posted | Computed | Read | Told
Key = tuple[str, str, date | Period, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One value of one concept, and why we believe it.

    `when` is a date for a balance (the end of that day) or a Period for a flow.  `part` is the column or portion the
    fact speaks of (an equity component, an account, a firm's own line); empty for the whole.  `value` is positive in
    the concept's own direction, in `unit` ("USD", "ratio", "shares", "days").  `rounding` is what the printing may
    hide, either way.  A Computed value must be what its trace evaluates to.
    """

    concept: str
    entity: str
    when: date | Period
    value: Decimal
    trace: Trace
    part: str = ""
    unit: str = "USD"
    rounding: Decimal = Decimal(0)
    label: str = ""

    def __post_init__(self) -> None:
        assert self.value.is_finite(), f"{self.concept} is {self.value}, which is no amount"
        assert self.rounding >= 0, f"{self.concept} has rounding {self.rounding}, which is less than none"
        if isinstance(self.trace, Computed):
            found = evaluate(self.trace)
            assert self.value == found, f"{self.concept} is stated as {self.value} but its trace gives {found}"

    @property
    def key(self) -> Key:
        return self.concept, self.entity, self.when, self.part, self.unit

    @property
    def end(self) -> date:
        """The last day the fact speaks of."""
        return self.when.end if isinstance(self.when, Period) else self.when

    def agrees(self, other: Fact) -> bool:
        """True when one true value could have been stated both ways."""
        assert self.key == other.key, (self.key, other.key)
        return abs(self.value - other.value) <= self.rounding + other.rounding


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a worksheet: a fact, its effect on the total, its paragraph."""

    effect: int
    fact: Fact
    cite: str = ""

    def __post_init__(self) -> None:
        assert self.effect in (+1, -1), self.effect

    @property
    def signed(self) -> Decimal:
        return self.effect * self.fact.value


def add(fact: Fact, cite: str = "") -> Line:
    return Line(+1, fact, cite)


def less(fact: Fact, cite: str = "") -> Line:
    return Line(-1, fact, cite)


def evaluate(trace: Computed) -> Decimal:
    """The value a Computed trace gives, from its lines alone."""
    with localcontext(_ARITHMETIC):  # a line turned is rounded too
        return operate(trace.operation, [line.signed for line in trace.lines])


def operate(operation: Operation, values: Sequence[Decimal]) -> Decimal:
    """What an operation makes of the signed values of its lines."""
    with localcontext(_ARITHMETIC):
        match operation:
            case "sum":
                return sum(values, Decimal(0))
            case "product":
                result = Decimal(1)
                for value in values:
                    result *= value
                return result
            case "quotient":
                dividend, divisor = values
                return dividend / divisor if dividend else Decimal(0)
            case "greatest":
                return max(values)
            case "least":
                return min(values)
            case "rounded":
                exact, quantum, *absorbed = values
                return round_half_up(exact, quantum) + sum(absorbed, Decimal(0))


def round_half_up(value: Decimal, quantum: Decimal) -> Decimal:
    """`value` to the nearest multiple of `quantum`, halves away from zero, as accountants round.

    >>> round_half_up(Decimal("2715605.50"), Decimal(1)), round_half_up(Decimal("-1500"), Decimal(1000))
    (Decimal('2715606'), Decimal('-2000'))
    """
    return (value / quantum).quantize(Decimal(1), ROUND_HALF_UP) * quantum


def computed(
    concept: str,
    lines: Iterable[Line],
    *,
    rule: str = "",
    cite: str = "",
    operation: Operation = "sum",
    when: date | Period | None = None,
    part: str = "",
    unit: str | None = None,
    label: str = "",
) -> Fact:
    """A fact worked out from `lines`; entity, date and unit are those of the first line unless given.

    The rounding is what the operation lets through: sums add it, products and quotients scale it, a choice keeps the
    widest, and `rounded` adds the distance it moved the figure.
    """
    held = tuple(lines)
    assert held, f"{concept} is computed from nothing"
    trace = Computed(rule or concept, cite, held, operation)
    first = held[0].fact
    value = evaluate(trace)
    return Fact(
        concept=concept,
        entity=first.entity,
        when=first.when if when is None else when,
        value=value,
        part=part,
        unit=first.unit if unit is None else unit,
        rounding=_rounding(trace, value),
        label=label,
        trace=trace,
    )


def _rounding(trace: Computed, value: Decimal) -> Decimal:
    facts = [line.fact for line in trace.lines]
    with localcontext(_ARITHMETIC):
        match trace.operation:
            case "sum":
                return sum((fact.rounding for fact in facts), Decimal(0))
            case "product":
                low, high = Decimal(1), Decimal(1)
                for fact in facts:
                    low *= abs(fact.value)
                    high *= abs(fact.value) + fact.rounding
                return high - low
            case "quotient":
                dividend, divisor = facts
                if divisor.rounding == 0:
                    return dividend.rounding / abs(divisor.value)
                nearest_zero = abs(divisor.value) - divisor.rounding
                if nearest_zero <= 0:  # the true divisor may be as small as you like, the quotient as large
                    return Decimal("Infinity")
                return (abs(dividend.value) + dividend.rounding) / nearest_zero - abs(value)
            case "greatest" | "least":
                return max(fact.rounding for fact in facts)
            case "rounded":
                exact, quantum = facts[:2]
                return max(quantum.value / 2, abs(value - trace.lines[0].signed)) + exact.rounding
