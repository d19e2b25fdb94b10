"""Securities, netted across accounts; what each costs, and what a portfolio costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Line, add, computed
from tieout.law.haircuts.deductions import Deduction
from tieout.law.haircuts.positions import Position, to_par
from tieout.law.params import LawError

CITE = "17 CFR 240.15c3-1(c)(2)(vi)"
CONTRACTS = ("contractual_commitment", "fail_to_deliver")


@dataclass(frozen=True, slots=True)
class Security:
    """One security across accounts: a position that stands for its rows, and its market value, below zero if short."""

    position: Position
    market_value: Fact


@dataclass(frozen=True, slots=True)
class Cost:
    """What one security costs: the part of its market value that bears the rate, the haircut, and (M)."""

    security_id: str
    paragraph: str
    rate: Decimal
    market_value: Decimal
    base: Decimal
    haircut: Decimal
    undue_concentration: Decimal | None


@dataclass(frozen=True)
class Haircuts:
    """Haircuts of a portfolio.  `undue` is None where tentative net capital is not stated: then (M) is not known.

    `costs` is empty where there are too many securities to list; `count` says how many there were.  `net_worth` is what
    options add to net worth before they are deducted, None where there are none.
    """

    as_of: date
    tentative_net_capital: Fact | None
    deductions: tuple[Deduction, ...]
    haircuts: Fact
    undue: Fact | None
    costs: Sequence[Cost]
    count: int
    assumptions: tuple[str, ...] = ()
    net_worth: Fact | None = None

    @property
    def total(self) -> Fact:
        """Haircuts and undue concentration."""
        lines = [add(self.haircuts)] + ([add(self.undue)] if self.undue is not None else [])
        return computed("haircuts", lines, cite=CITE, when=self.as_of)

    @property
    def by_focus_box(self) -> Mapping[str, Fact]:
        """The same by box of FOCUS Part IIA."""
        boxes: dict[str, list[Line]] = {}
        for held in self.deductions:
            boxes.setdefault(held.box, []).append(add(held.fact, held.paragraph))
        form = "FOCUS Part IIA"
        found = {box: computed("haircuts", lines, cite=f"{form} [{box}]", part=box) for box, lines in boxes.items()}
        if self.undue is not None:
            found["3650"] = self.undue
        return dict(sorted(found.items()))


def by_security(positions: Iterable[tuple[Position, Fact]]) -> Iterator[Security]:
    """One security for all its rows; contracts stay apart, each is deducted by itself."""
    held: dict[str, list[tuple[Position, Fact]]] = {}
    for number, (position, value) in enumerate(positions):
        alone = position.security_class in CONTRACTS
        held.setdefault(f"{number} {position.security_id}" if alone else position.security_id, []).append(
            (position, value)
        )
    for rows in held.values():
        first, value = rows[0]
        for other, _ in rows[1:]:
            _refuse_contradiction(first, other)
        if len(rows) == 1:
            yield Security(first, value)
            continue
        quantities = [row.quantity for row, _ in rows]
        quantity = None if None in quantities else sum((q for q in quantities if q is not None), Decimal(0))
        total = computed("market_value", [add(fact) for _, fact in rows], part=first.security_id)
        underlying = [row.underlying_price for row, _ in rows if row.underlying_price is not None]
        netted = replace(
            first,
            quantity=quantity,
            market_value=total.value,
            account="",
            to_par=to_par(first),
            price=max((row.price for row, _ in rows if row.price is not None), default=None),
            underlying_price=underlying[0] if underlying else None,
        )
        yield Security(netted, total)


_OF_THE_SECURITY = ("security_class", "maturity", "issue_date", "rating", "listed", "market_makers", "status",
                    "underlying", "right", "strike", "expiry", "multiplier", "style", "underlying_kind",
                    "underlying_price", "underwritten")  # fmt: skip
_STATED_ONCE = ("underlying_price",)  # a row may leave it to another


def _refuse_contradiction(first: Position, other: Position) -> None:
    for column in _OF_THE_SECURITY:
        one, two = getattr(first, column), getattr(other, column)
        if one != two and not (column in _STATED_ONCE and None in (one, two)):
            name = "class" if column == "security_class" else column
            one, two = (value if value is not None else "not stated" for value in (one, two))
            said = f"{name} of {first.security_id} is {one} in one row and {two} in another."
            raise LawError(said, where=_rows(first, other), mend="state one.")
    if first.security_class == "convertible_debt" and _below_par(first) != _below_par(other):
        said = f"{first.security_id} is below par in one row and not in another."
        raise LawError(said, where=_rows(first, other), mend="state one price, and one par.")


def _rows(first: Position, other: Position) -> str:
    return " and ".join(filter(None, (first.row, other.row)))


def _below_par(position: Position) -> bool | None:
    """Whether convertible debt is under 100% of its principal, (G); None where that is not known."""
    ratio = to_par(position)
    return None if ratio is None else ratio < 1


def unit_price(position: Position) -> Decimal | None:
    """The price of a unit: market value over quantity, or as stated where there is no quantity."""
    if position.quantity:
        return round(abs(position.market_value / position.quantity), 8)
    return position.price
