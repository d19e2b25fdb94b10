"""Proof and repair by arithmetic.

A sum that holds proves its figures.  Where one does not, and damage explains it, a figure is repaired: only where
exactly one repair makes the sums hold, and only where the damage shows (the digits are ill set, the reader was unsure,
two readers disagree) or two independent sums ask for the same repair.  A legible figure that only its own total
contradicts is the filer's: it is kept, and flagged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from tieout.facts.money import figure as written
from tieout.reading.figures import Figure

UNSURE = 0.85  # an engine that is less sure than this of a cell admits damage


@dataclass(frozen=True, slots=True)
class Node:
    """A printed figure that sums speak of: the ways to read it and how sure its reader was."""

    label: str
    ways: tuple[Figure, ...]
    sure: float = 1.0
    disputed: bool = False  # a second reader read otherwise

    @property
    def printed(self) -> Decimal:
        return self.ways[0].value

    @property
    def shows_damage(self) -> bool:
        """Whether a digit of it may well be wrong: the reader was unsure, or the digits are ill set.

        A letter read as a digit is damage that has been mended, and says nothing of the other digits.
        """
        first = self.ways[0]
        return self.disputed or self.sure < UNSURE or (not first.well_formed and " read as " not in first.repaired)


@dataclass(frozen=True, slots=True)
class Sum:
    """`total` should be the weighted sum of `terms`, in figures as printed.  A tie is a sum of one term.

    `slack` is what rounding may hide: half a unit a figure where a statement is printed in thousands.  A `witness`
    holds in most filings and need not: it confirms, and accuses nobody.
    """

    total: int
    terms: tuple[tuple[int | Decimal, int], ...]  # (weight, node)
    name: str = ""
    slack: Decimal = Decimal(0)
    witness: bool = False

    def nodes(self) -> Iterator[int]:
        yield self.total
        yield from (node for _, node in self.terms)

    def gap(self, values: Mapping[int, Decimal] | Sequence[Decimal]) -> Decimal:
        """What the total has over its terms."""
        return values[self.total] - sum((weight * values[node] for weight, node in self.terms), Decimal(0))

    def holds(self, values: Mapping[int, Decimal] | Sequence[Decimal]) -> bool:
        return abs(self.gap(values)) <= self.slack


@dataclass(frozen=True, slots=True)
class Repair:
    """A figure put right: the value, what was mended, and the sums that prove it, in words."""

    value: Decimal
    how: str
    proof: str


@dataclass
class Proof:
    """What the sums say: the values after repair, the repairs by node, which nodes are proved and which in doubt."""

    values: list[Decimal]
    repairs: dict[int, Repair] = field(default_factory=dict)
    proved: set[int] = field(default_factory=set)
    doubtful: dict[int, str] = field(default_factory=dict)


def prove(nodes: Sequence[Node], sums: Sequence[Sum]) -> Proof:
    """Repair what the sums prove damaged, and say of every figure whether a sum proves it.

    >>> way = lambda n, ok=True: (Figure(Decimal(n), str(n), well_formed=ok),)
    >>> nodes = [Node("2004", way(800248)), Node("2005", way(62820, False)), Node("2006", way(669741)),
    ...          Node("Total", way(2098189))]
    >>> proof = prove(nodes, [Sum(3, ((1, 0), (1, 1), (1, 2)))])
    >>> proof.values[1], proof.repairs[1].how
    (Decimal('628200'), 'a lost digit put back')
    """
    proof = Proof([node.printed for node in nodes])
    over: dict[int, list[Sum]] = defaultdict(list)
    for held in sums:
        for node in set(held.nodes()):
            over[node].append(held)
    for _ in range(12):
        failing = [held for held in sums if not held.witness and not held.holds(proof.values)]
        if not failing or not any(_mend(held, nodes, over, proof) for held in failing):
            break
    # A figure that its own parts contradict is not proved by standing in two places.
    footed = {n for held in sums if len(held.terms) > 1 and not held.gap(proof.values) for n in held.nodes()}
    unfooted = {
        held.total for held in sums if len(held.terms) > 1 and not held.witness and not held.holds(proof.values)
    }
    for held in sums:
        if held.holds(proof.values):
            gap = abs(held.gap(proof.values))
            if not gap or held.witness:
                # A coarse figure is proved by a fine one, not the other way round: a ratio by what it is the ratio of.
                proving = held.nodes() if held.slack <= 1 else (n for _, n in held.terms)
                proof.proved.update(n for n in proving if n in footed or n not in unfooted)
                continue
            said = f"{held.name or nodes[held.total].label} is off by {written(gap)}, which rounding may explain"
        elif held.witness:
            continue
        elif len(held.terms) == 1:
            here, there = proof.values[held.total], proof.values[held.terms[0][1]]
            said = f"stated as {written(abs(here))} and as {written(abs(there))}"
        else:
            said = f"{held.name or nodes[held.total].label} is off by {written(abs(held.gap(proof.values)))}"
        for node in held.nodes():
            proof.doubtful.setdefault(node, said)
    for node in proof.proved:
        proof.doubtful.pop(node, None)
    return proof


def _mend(held: Sum, nodes: Sequence[Node], over: Mapping[int, list[Sum]], proof: Proof) -> bool:
    """Repair one figure of a sum that does not hold, or several by what they may also be read as."""
    found = list(_candidates(held, nodes, over, proof))
    strong = [c for c in found if c.proofs >= 2 or (nodes[c.node].shows_damage and c.proofs >= 1)]
    best = max((c.rank(nodes) for c in strong), default=(0, 0))
    strong = [c for c in strong if c.rank(nodes) == best]
    if len(strong) == 1:
        chosen = strong[0]
        _apply(proof, nodes, {chosen.node: (chosen.value, chosen.how)}, over)
        return True
    return not found and _by_other_readings(held, nodes, over, proof)


@dataclass(frozen=True, slots=True)
class _Candidate:
    node: int
    value: Decimal
    how: str
    proofs: int
    is_way: bool

    def rank(self, nodes: Sequence[Node]) -> tuple[int, int]:
        return self.proofs, (2 if self.is_way else 0) + nodes[self.node].shows_damage


def _candidates(held: Sum, nodes: Sequence[Node], over: Mapping[int, list[Sum]], proof: Proof) -> Iterator[_Candidate]:
    gap = held.gap(proof.values)
    for node, value in [(held.total, proof.values[held.total] - gap)] + [
        (node, proof.values[node] + weight * gap) for weight, node in held.terms
    ]:
        if node in proof.repairs:
            continue
        exact = next((w for w in nodes[node].ways[1:] if abs(w.value - value) <= held.slack), None)
        if exact is not None:
            value = exact.value
        how = (exact.repaired or "read otherwise") if exact else damage(proof.values[node], value)
        if not how:
            continue
        trial = dict(enumerate(proof.values)) | {node: value}
        proofs = 0
        for other in over[node]:
            if other.holds(trial):
                proofs += other.slack <= 1 and not other.holds(proof.values)
            elif other.holds(proof.values) and not other.witness:
                proofs = -1  # it breaks a sum that holds
                break
        if proofs > 0:
            yield _Candidate(node, value, how, proofs, exact is not None)


def _by_other_readings(held: Sum, nodes: Sequence[Node], over: Mapping[int, list[Sum]], proof: Proof) -> bool:
    """Two or three figures at once, each by another way to read it: exactly one choice of readings may hold."""
    open_nodes = [n for n in dict.fromkeys(held.nodes()) if len(nodes[n].ways) > 1 and n not in proof.repairs]
    if not 2 <= len(open_nodes) <= 6:
        return False
    found = []
    for choice in product(*(nodes[n].ways[:4] for n in open_nodes)):
        trial = dict(enumerate(proof.values)) | {n: w.value for n, w in zip(open_nodes, choice, strict=True)}
        if held.holds(trial) and not any(
            o.holds(proof.values) and not o.holds(trial) for n in open_nodes for o in over[n]
        ):
            found.append(
                {
                    n: (w.value, w.repaired or "read otherwise")
                    for n, w in zip(open_nodes, choice, strict=True)
                    if w.value != proof.values[n]
                }
            )
    if len(found) != 1 or not found[0]:
        return False
    _apply(proof, nodes, found[0], over)
    return True


def _apply(
    proof: Proof, nodes: Sequence[Node], repairs: Mapping[int, tuple[Decimal, str]], over: Mapping[int, list[Sum]]
) -> None:
    for node, (value, _) in repairs.items():
        proof.values[node] = value
    for node, (value, how) in repairs.items():
        proving = sorted((held for held in over[node] if held.holds(proof.values)), key=lambda held: held.witness)
        proof.repairs[node] = Repair(value, how, "; ".join(in_words(held, nodes, proof.values) for held in proving[:3]))


def in_words(held: Sum, nodes: Sequence[Node], values: Sequence[Decimal]) -> str:
    """A sum as a reader would check it: 800,248 + 628,200 + 669,741 = 2,098,189.

    Long sums name how many parts they have.
    """
    total = written(values[held.total])
    if len(held.terms) == 1:
        return f"{total} stands at {nodes[held.terms[0][1]].label!r} too"
    if len(held.terms) > 8:
        return f"the {len(held.terms)} parts of {nodes[held.total].label or 'the total'} add up to {total}"
    parts = ""
    for weight, node in held.terms:
        value = weight * values[node]
        sign = " - " if value < 0 else " + " if parts else ""
        parts += f"{sign}{written(abs(value))}"
    return f"{parts.strip()} = {total}"


def damage(printed: Decimal, value: Decimal) -> str:
    """What slip of a scan turns `value` into `printed`, "" where none does.

    >>> damage(Decimal(1234), Decimal(-1234)), damage(Decimal(1284), Decimal(1234)), damage(Decimal(123), Decimal(1234))
    ('the lost brackets put back', '8 read as 3', 'a lost digit put back')
    >>> damage(Decimal(1234), Decimal(4321)), damage(Decimal(12340), Decimal(1234))
    ('', 'an added digit left out')
    """
    if printed == value or (value % 1 == 0) != (printed % 1 == 0):
        return ""
    if printed == -value:
        return "the lost brackets put back" if value < 0 else "brackets that are none left out"
    if (printed < 0) != (value < 0) and value != 0 and printed != 0:
        return ""
    old, new = _digits(printed), _digits(value)
    if len(old) == len(new):
        wrong = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
        return f"{wrong[0][0]} read as {wrong[0][1]}" if len(wrong) == 1 else ""
    longer, shorter = (old, new) if len(old) > len(new) else (new, old)
    if longer.rstrip("0") == shorter.rstrip("0") and len(longer) - len(shorter) == 3:
        return "a power of ten put right"
    if len(longer) - len(shorter) == 1 and len(shorter) >= 2 and _drops_to(longer, shorter):
        return "an added digit left out" if longer is old else "a lost digit put back"
    return ""


def _digits(value: Decimal) -> str:
    return str(abs(value)).replace(".", "")


def _drops_to(longer: str, shorter: str) -> bool:
    cut = next((i for i, (a, b) in enumerate(zip(longer, shorter, strict=False)) if a != b), len(shorter))
    return longer[cut + 1 :] == shorter[cut:]
