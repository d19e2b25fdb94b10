"""What a rule may ask of a firm, and how a rule is written.

A rule is a function of a Registrant that gives a Fact; `@rule` registers it under the concept it defines, `@worksheet`
makes one out of a column of lines.  Each is worked once per registrant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tieout.facts import Computed, Fact, Line, NoFact, Told, computed, less
from tieout.law.given import FIRM, told
from tieout.law.haircuts.positions import Position
from tieout.law.params import param
from tieout.taxonomy import Treatment, taxonomy


@dataclass(frozen=True, slots=True)
class Treated:
    """An account's balance and how net capital treats it.

    `side` is asset, liability or equity; `shown_as` the concept the schedule shows it under.
    """

    fact: Fact
    side: str
    treatment: Treatment
    shown_as: str
    counterparty: str = ""


def turned(held: Treated) -> Fact:
    """A balance on the other side than its line grows with, as the positive amount it is there."""
    return computed("balance_on_the_other_side", (less(held.fact),), part=held.fact.part, label=held.fact.label)


@dataclass(frozen=True, slots=True)
class Holding:
    """A securities position as positions.csv tells it, and its market value as a fact."""

    position: Position
    market_value: Fact


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A receivable whose age decides: its amount, its kind and the day from which its age counts.

    The fact's concept is the line its account is shown under; the account itself is allowable.
    """

    fact: Fact
    kind: str
    since: date
    counterparty: str = ""


@dataclass(frozen=True)
class Registrant:
    """One firm at one date, as the rules see it.

    `stated` holds facts by concept (balances, what the firm tells); `treated` every asset, liability and equity account
    with a balance; `set_off` the agreements that allow netting, by counterparty; `open_items` the receivables of
    allowable accounts that must be told apart by age.
    """

    name: str
    as_of: date
    method: str
    business: str
    stated: Mapping[str, Fact]
    treated: tuple[Treated, ...] = ()
    holdings: tuple[Holding, ...] = ()
    set_off: Mapping[str, Fact] = field(default_factory=dict)
    open_items: tuple[OpenItem, ...] = ()
    worked: dict[str, Fact] = field(default_factory=dict, repr=False)
    workings: dict[str, object] = field(default_factory=dict, repr=False)  # what a rule works once that is no fact

    def __getitem__(self, concept: str) -> Fact:
        """A stated fact.  Raises NoFact: absent is not zero."""
        if concept not in self.stated:
            raise NoFact(f"{self.name} states no {concept} at {self.as_of}.")
        return self.stated[concept]

    def get(self, concept: str) -> Fact | None:
        return self.stated.get(concept)

    def param(self, name: str, of: str = "") -> Fact:
        """The parameter of law in force on this registrant's date."""
        return param(name, self.as_of, of).fact(self.name, self.as_of)

    def under(self, word: str) -> Iterator[Treated]:
        """The accounts under one treatment."""
        return (held for held in self.treated if held.treatment.word == word)

    def nothing(self, reason: str) -> Fact:
        """A stated zero, with the reason why it is zero."""
        return Fact(
            concept="zero",
            entity=self.name,
            when=self.as_of,
            value=Decimal(0),
            trace=Told("17 CFR 240.15c3-1", self.as_of, reason),
        )


def firm_told(
    on: date,
    method: str,
    business: str,
    stated: Mapping[str, Fact | Decimal | int | None],
    figures: Mapping[str, Decimal | None] | None = None,
) -> Registrant:
    """The firm of a question, of which only these are known: what it states, and `figures` rules would else work out.

    What is None is not known.
    """
    concepts = taxonomy().concepts

    def fact(concept: str, value: Fact | Decimal | int) -> Fact:
        unit = concepts[concept].unit if concept in concepts else "USD"
        return value if isinstance(value, Fact) else told(concept, value, on, unit=unit)

    facts = {concept: fact(concept, value) for concept, value in stated.items() if value is not None}
    worked = {concept: fact(concept, value) for concept, value in (figures or {}).items() if value is not None}
    return Registrant(FIRM, on, method, business, facts, worked=worked)


Rule = Callable[[Registrant], Fact]
RULES: dict[str, Rule] = {}


def rule(function: Rule) -> Rule:
    """Register a rule under the concept it defines, and work it once per registrant."""
    name = function.__name__
    assert name not in RULES, f"two rules define {name}"
    assert (function.__doc__ or "").startswith("("), f"{name}: start the docstring with its paragraph"

    def run(firm: Registrant) -> Fact:
        if name not in firm.worked:
            firm.worked[name] = function(firm)
        return firm.worked[name]

    run.__name__, run.__doc__ = name, function.__doc__
    RULES[name] = run
    return run


def has_lines(column: Fact) -> bool:
    """Whether a worksheet has a line at all: what is stated as nothing is a line, an empty column has none."""
    return isinstance(column.trace, Computed) and column.trace.lines[0].fact.concept != "zero"


def worksheet(cite: str) -> Callable[[Callable[[Registrant], Iterator[Line]]], Rule]:
    """Make a rule out of a column of additions and deductions; a column with no line is a stated zero."""

    def wrap(column: Callable[[Registrant], Iterator[Line]]) -> Rule:
        def run(firm: Registrant) -> Fact:
            lines = tuple(column(firm))
            if not lines:
                lines = (Line(+1, firm.nothing("nothing of the kind on the books")),)
            return computed(column.__name__, lines, cite=cite, when=firm.as_of)

        run.__name__, run.__doc__ = column.__name__, column.__doc__
        return rule(run)

    return wrap
