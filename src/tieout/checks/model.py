"""What checks speak in: a comparison of two sides, its likely cause, and the finding where the sides disagree."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, get_args

from tieout.facts import Computed, Fact, Read, Trace

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

CauseId = Literal[
    "transposed_digits",
    "one_digit",
    "lost_or_added_digit",
    "sign",
    "doubled_or_halved",
    "line_left_out",
    "counted_twice",
    "thousands_shift",
    "decimal_shift",
    "rounding",
    "truncated",
    "wrong_base",
    "carried_from_elsewhere",
    "other_registry",
    "wrong_words",
    "misread",
]
CAUSES: tuple[CauseId, ...] = get_args(CauseId)


@dataclass(frozen=True, slots=True)
class Cause:
    """What probably happened: a stable id for programs, and the sentence that shows it from the figures."""

    id: CauseId
    words: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a report says in words: a name, a date, a number of a register, a title.  `name` says which, stably."""

    name: str
    text: str
    source: Read | None = None


Side = Fact | Words


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides that must agree: what the report says, and what another place, a sum or a rule says it should be.

    `check` is a stable id that reads as a sentence; `cite` the paragraph or the form line behind it.  `because` says in
    one sentence why they must agree.  Words agree where `agrees` says so; facts where they lie within what their
    printing may hide.  `cause` is set where the check itself sees what happened.  `gentle` marks a comparison that
    often fails in honest reports: where it fails alone it is a `severity` below error.
    """

    check: str
    said: Side
    found: Side
    because: str = ""
    cite: str = ""
    severity: Severity = "error"
    agrees: bool | None = None
    cause: Cause | None = None
    slack: Decimal = Decimal(0)

    @property
    def apart(self) -> Decimal | None:
        if isinstance(self.said, Fact) and isinstance(self.found, Fact):
            return abs(self.said.value - self.found.value)
        return None

    @property
    def exact(self) -> bool:
        """Whether the sides are the same to the last digit."""
        return bool(self.agrees) if self.apart is None or self.agrees is not None else self.apart <= self.slack

    @property
    def forgiven(self) -> Decimal:
        """How far apart rounding alone may put the sides."""
        assert isinstance(self.said, Fact)
        assert isinstance(self.found, Fact)
        return self.said.rounding + self.found.rounding + self.slack

    @property
    def holds(self) -> bool:
        """Whether one truth could have been stated both ways."""
        if self.agrees is not None or self.apart is None:
            return bool(self.agrees)
        return self.apart <= self.forgiven


@dataclass(frozen=True, slots=True)
class Accepted:
    """That somebody looked at a finding and lets it stand: who, when (ISO date) and why."""

    by: str
    on: str
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: where it probably is, both sides with their sources, what probably happened, and what follows of it.

    `concepts` names the line that is probably wrong first, then the others that were compared.  `said` and `found` are
    decimal strings or words; `apart` is "" between words.  `consequences` are the findings that would go with it.
    """

    check: str
    severity: Severity
    message: str
    concepts: tuple[str, ...]
    said: str
    found: str
    apart: str = ""
    unit: str = "USD"
    cause: Cause | None = None
    cite: str = ""
    said_source: Trace | None = None
    found_source: Trace | None = None
    consequences: tuple[Finding, ...] = ()
    accepted: Accepted | None = None


@dataclass(frozen=True)
class Checked:
    """What came of checking one document: findings worst first, and every comparison that was made.

    `figures_read` counts the figures the document states, `figures_compared` those that some comparison speaks of;
    `not_compared` are the others.  `materiality` is the difference in dollars up to which a disagreement of figures is
    a warning and no error.
    """

    document: str
    entity: str
    figures_read: int
    figures_compared: int
    findings: tuple[Finding, ...]
    comparisons: tuple[Comparison, ...] = field(default=(), repr=False)
    not_compared: tuple[Fact, ...] = field(default=(), repr=False)
    materiality: Decimal = Decimal(1)

    @property
    def worst(self) -> Severity | None:
        """The severity of the worst finding that nobody has accepted."""
        held = {finding.severity for finding in self.findings if finding.accepted is None}
        return next((severity for severity in SEVERITIES if severity in held), None)


def side_value(side: Side) -> str:
    """A side as a program reads it: a decimal string, or the words."""
    return side.text if isinstance(side, Words) else f"{side.value:f}"


def source_of(side: Side) -> Trace | None:
    return side.source if isinstance(side, Words) else side.trace


def concepts_of(side: Side) -> tuple[str, ...]:
    """The names a side speaks of: its own, and the stated figures a computed one rests on, each once."""
    if isinstance(side, Words):
        return (side.name,)
    return tuple(dict.fromkeys((side.concept, *(leaf.concept for leaf in leaves(side)))))


def leaves(fact: Fact) -> tuple[Fact, ...]:
    """The figures of the document that a fact rests on, itself where it is one; parameters of law are none."""
    if isinstance(fact.trace, Computed):
        found: dict[int, Fact] = {}
        for line in fact.trace.lines:
            found |= {id(leaf): leaf for leaf in leaves(line.fact)}
        return tuple(found.values())
    return (fact,)
