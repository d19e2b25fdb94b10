"""Mistakes in words: both sides with their places, what probably happened, and what follows of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from tieout.checks.bases import bases_of
from tieout.checks.causes import Explained, Neighbour, explained
from tieout.checks.diagnosis import Changes, Mark, Mistake, mark, printable, value_of
from tieout.checks.digits import chance
from tieout.checks.evidence import is_unclear, last_place, leaves_of, other_side, sums_of
from tieout.checks.model import (
    SEVERITIES,
    Cause,
    Comparison,
    Finding,
    Severity,
    Words,
    concepts_of,
    leaves,
    side_value,
    source_of,
)
from tieout.checks.naming import Names, written
from tieout.checks.stated import Figure, Stated
from tieout.facts import Computed, Fact, Read
from tieout.facts.compare import FOOTING

# Bits: that the figure which should have stood there stands elsewhere; that it has the other sign; that the figure
# which does stand there stands elsewhere under a name akin to its own.
_WITNESSED, _TURNED, _AGREED = 9.0, 10.0, 7.0
_UNCLEAR = 8.0  # that the reader itself was not sure of the digits
_NO_CORRECTION = 99.0  # an exact figure, as a par value is, that would change by less than its last digit
_MOST_SUSPECTS = 4
_COMMON_WORDS = frozenset(
    """and capital change excess expense expenses for from income minimum net other payable payables receivable
    receivables required total""".split()  # noqa: SIM905
)


class Telling:
    """Tells the mistakes of one report."""

    def __init__(self, stated: Stated, comparisons: Iterable[Comparison], materiality: Decimal) -> None:
        self.stated = stated
        self.materiality = materiality
        self.names = Names(stated)
        self.sums = sums_of(stated)
        self.linked: set[frozenset[Mark]] = set()
        self.values: dict[Decimal, list[Figure]] = {}
        for figure in stated.figures:
            self.values.setdefault(abs(figure.fact.value), []).append(figure)
        for comparison in comparisons:  # that two figures which must agree do so is no sign that one was carried
            pair = frozenset(mark(fact) for fact in (*leaves_of(comparison.said), *leaves_of(comparison.found)))
            if len(pair) == 2:
                self.linked.add(pair)

    # Likelihood and cause

    def cost(self, figure: Fact, should_be: Decimal, comparisons: Sequence[Comparison]) -> float:
        """What a correction costs in bits: by its digits, and by the lines and rates of what it is compared with.

        A figure that stands elsewhere in the report is likelier than any other; an amount of another sign is not, where
        no sign was turned.
        """
        unit = figure.rounding * 2 or Decimal(1)
        if not figure.rounding and (step := last_place(figure.value)) and abs(should_be - figure.value) < step:
            return _NO_CORRECTION
        meant = int(should_be / unit)
        bits = chance(int(figure.value / unit), meant)
        held = self._explained(figure, should_be, comparisons)
        if held:
            bits -= held.strength
        if meant and any(other.fact is not figure for other in self.values.get(abs(printable(should_be, figure)), ())):
            bits -= min(len(str(abs(meant))) * 1.5, _WITNESSED)
        if figure.value * should_be < 0 and not (held and held.cause.id == "sign"):
            bits += _TURNED
        if any(self._is_akin(figure, other) for other in self._same(figure)):
            bits += _AGREED
        return bits - (_UNCLEAR if is_unclear(figure) else 0)

    def _cause(self, mistake: Mistake) -> Cause | None:
        """The best explanation of a mistake: against what it should be, else against the same figure elsewhere."""
        suspects = ((mistake.figure, mistake.exact), *mistake.rivals)
        if (unclear := next(((f, exact) for f, exact in suspects if is_unclear(f)), None)) is not None:
            fact, exact = unclear
            assert isinstance(fact.trace, Read)
            seems = f"{written(fact)} may be {written(fact, printable(exact, fact))} on the page"
            return Cause("misread", f"{seems}: {self.names.label(fact)} is hard to read at {fact.trace.place}.")
        own = (c.cause for c in mistake.comparisons if c.cause is not None and c.said is mistake.figure)
        if (known := next(own, None)) is not None:
            return known
        held = self._explained(mistake.figure, mistake.exact, mistake.comparisons)
        if held is None:
            others = self._elsewhere(mistake.figure)
            tried = (self._explained(mistake.figure, other.value, mistake.comparisons[:1]) for other in others)
            held = max((e for e in tried if e is not None), key=lambda e: e.strength, default=None)
        seen = next((c.cause for c in mistake.comparisons if c.cause is not None), None)
        return held.cause if held else seen or self._left_out(mistake)

    def _left_out(self, mistake: Mistake) -> Cause | None:
        """A line that a sum may want: of what it is short by, where that stands elsewhere, or where its total holds."""
        said, found = mistake.first.said, mistake.first.found
        if not isinstance(said, Fact) or not isinstance(found, Fact) or said.unit != "USD":
            return None
        if not mistake.first.check.startswith("foots."):
            return None
        short = said.value - value_of(found, mistake.given)
        if not isinstance(found.trace, Computed) or found.trace.cite != FOOTING or abs(short) <= mistake.first.forgiven:
            return None
        lines = {mark(leaf) for leaf in (said, *leaves(found))}
        apart = written(said, abs(short))
        for other in self.values.get(abs(short), ()):
            if mark(other.fact) not in lines and other.fact.unit == "USD":
                name = f"{self.names.label(other.fact)} {self.names.where(other.fact)}"
                return Cause(
                    "line_left_out", f"The difference, {apart}, is {name}: its line is probably left out here."
                )
        same = self.stated.all_of(said.concept, said.when, said.part, said.unit)
        if mistake.figure is said and sum(other.fact.value == said.value for other in same) < 2:
            return None
        return Cause("line_left_out", f"The total stands, and no slip explains it: a line of {apart} may be left out.")

    def _explained(self, figure: Fact, should_be: Decimal, comparisons: Sequence[Comparison]) -> Explained | None:
        """The best of the explanations that the comparisons allow: each has its own lines and rates."""
        best: Explained | None = None
        for comparison in comparisons:
            bases, rates = bases_of(self.stated, figure, comparison)
            others = [Neighbour(self.names.label(f.fact), f.fact.value, self.names.where(f.fact)) for f in bases]
            held = explained(
                figure.value, should_be, name=self.names.label(figure), neighbours=[*self._neighbours(figure), *others],
                terms=self._terms(figure, comparison), rates=rates,
                forgiven=self._forgiven(figure, comparison), unit=figure.unit,
            )  # fmt: skip
            if held is not None and (best is None or held.strength > best.strength):
                best = held
        return best

    def _terms(self, figure: Fact, comparison: Comparison) -> list[Neighbour]:
        """The lines that a total is the sum of, with their effect; none where the figure is itself a line."""
        found = comparison.found
        if comparison.said is not figure or not isinstance(found, Fact) or not isinstance(found.trace, Computed):
            return []
        if found.trace.operation != "sum":
            return []
        lines = [(line.effect, line.fact) for line in found.trace.lines]
        lines += [(effect * weight, fact) for effect, total in lines for weight, fact in self.sums.get(mark(total), ())]
        return [
            Neighbour(self.names.label(fact), effect * fact.value, self.names.where(fact)) for effect, fact in lines
        ]

    def _neighbours(self, figure: Fact) -> list[Neighbour]:
        """Other places of the report with the very value, from which it may have been carried."""
        return [
            Neighbour(self.names.label(f.fact), f.fact.value, self.names.where(f.fact))
            for f in self._same(figure)
            if f.sheet >= 0 and not self._is_akin(figure, f)  # notes repeat what the statements say
        ]

    def _same(self, figure: Fact) -> list[Figure]:
        """Where else the value of a figure stands, whatever its sign."""
        return [f for f in self.values.get(abs(figure.value), []) if f.fact is not figure]

    def _is_akin(self, figure: Fact, other: Figure) -> bool:
        """Whether two figures of one value speak of one thing: they are compared, or their names share a telling word.

        A balance that was nothing a year ago is its own change; a fee stands in the notes under another name.
        """
        if mark(other.fact) == mark(figure) or frozenset((mark(other.fact), mark(figure))) in self.linked:
            return True
        if figure.concept == other.fact.concept:  # another line of one table, another year: not the same thing
            return (figure.part, figure.when) == (other.fact.part, other.fact.when)
        own = self.names.places.get(id(figure))
        if own is not None and own.sheet == other.sheet >= 0 and own.line != other.line:
            return False  # two lines of one statement
        names = [set(f"{f.concept}_{f.part}".split("_")) - _COMMON_WORDS for f in (figure, other.fact)]
        return any(len(word) > 2 for word in names[0] & names[1])

    def _forgiven(self, figure: Fact, comparison: Comparison) -> Decimal:
        if not isinstance(comparison.said, Fact) or comparison.apart is None:
            return Decimal(0)
        return comparison.forgiven if comparison.said.unit == figure.unit else figure.rounding

    def _elsewhere(self, figure: Fact) -> list[Fact]:
        """The same figure in other places, where another value stands."""
        held = self.stated.all_of(figure.concept, figure.when, figure.part, figure.unit)
        return [other.fact for other in held if other.fact is not figure and other.fact.value != figure.value]

    # Findings

    def of_mistake(self, mistake: Mistake) -> Finding:
        """One mistake as one finding, what follows of it beneath."""
        figure, first = mistake.figure, mistake.first
        apart = abs(figure.value - mistake.should_be)
        cause = self._cause(mistake)
        severity = self._severity(mistake, apart, cause)
        others = (side for c in mistake.comparisons for side in (c.said, c.found))
        suspects = [figure.concept, *(rival.concept for rival, _ in mistake.rivals)]
        concepts = dict.fromkeys((*suspects, *(name for side in others for name in concepts_of(side))))
        if mistake.rivals:
            unsure = self.of_comparison(first)
            return replace(
                unsure, severity=severity, message=self._message(mistake), concepts=tuple(concepts),
                cause=cause, consequences=self._consequences(mistake, severity),
            )  # fmt: skip
        # What another place states is what was found there, even where other comparisons ask for yet another figure.
        elsewhere = first.found if first.said is figure else first.said
        read = elsewhere.value if isinstance(elsewhere, Fact) and isinstance(elsewhere.trace, Read) else None
        found = mistake.should_be if read is None or figure not in (first.said, first.found) else read
        return Finding(
            check=first.check,
            severity=severity,
            message=self._message(mistake),
            concepts=tuple(concepts),
            said=f"{figure.value:f}",
            found=f"{found:f}",
            apart=f"{abs(figure.value - found):f}",
            unit=figure.unit,
            cause=cause,
            cite=first.cite,
            said_source=figure.trace,
            found_source=other_side(figure, first),
            consequences=self._consequences(mistake, severity),
        )

    def _consequences(self, mistake: Mistake, severity: Severity) -> tuple[Finding, ...]:
        held = (self.of_comparison(comparison) for comparison in mistake.comparisons[1:])
        return tuple(replace(f, severity=max(severity, f.severity, key=SEVERITIES.index)) for f in held)

    def of_comparison(self, comparison: Comparison) -> Finding:
        """A comparison that fails, as it stands."""
        said, found = comparison.said, comparison.found
        concepts = dict.fromkeys((*concepts_of(said), *concepts_of(found)))
        apart = comparison.apart
        return Finding(
            check=comparison.check,
            severity=self._of(comparison),
            message=self._words(comparison),
            concepts=tuple(concepts),
            said=side_value(said),
            found=side_value(found),
            apart="" if apart is None else f"{apart:f}",
            unit=said.unit if isinstance(said, Fact) else "",
            cause=comparison.cause,
            cite=comparison.cite,
            said_source=source_of(said),
            found_source=source_of(found),
        )

    def _severity(self, mistake: Mistake, apart: Decimal, cause: Cause | None) -> Severity:
        """The worst of its comparisons; no error where it is immaterial, cut off at its last place, or hard to read."""
        severity = min((self._of(c) for c in mistake.comparisons), key=SEVERITIES.index)
        is_immaterial = mistake.figure.unit == "USD" and apart <= self.materiality
        happened = cause.id if cause is not None else ""
        is_cut_off = mistake.figure.unit == "ratio" and happened == "truncated" and apart <= 2 * mistake.figure.rounding
        is_excused = is_immaterial or is_cut_off or happened == "misread"
        return "warning" if severity == "error" and is_excused else severity

    def _of(self, comparison: Comparison) -> Severity:
        """A comparison's severity; what rounding may explain is a warning between two figures, a note in a sum."""
        if comparison.apart is None or comparison.agrees is not None or not comparison.holds:
            return comparison.severity
        assert isinstance(comparison.found, Fact)
        rounded: Severity = "note" if isinstance(comparison.found.trace, Computed) else "warning"
        return max(rounded, comparison.severity, key=SEVERITIES.index)

    # Words

    def _message(self, mistake: Mistake) -> str:
        figure, first = mistake.figure, mistake.first
        said, should_be = written(figure), written(figure, mistake.should_be)
        if mistake.rivals:
            return f"{self._words(first, mistake.given)} {self._suspects(mistake)}"
        if isinstance(first.found, Fact) and first.said is not figure and first.found is not figure:
            would = f"{self.names.named(figure)}, stated as {said}, would have to be {should_be}."
            told = f"{self._words(first, mistake.given)} {would}"
        else:
            told = self._words(first, mistake.given)
        known = {figure.value, *(leaf.value for leaf in (*leaves_of(first.said), *leaves_of(first.found)))}
        for other in self._elsewhere(figure):
            if other.value not in known:
                known.add(other.value)
                told += f" It is {written(other)} in {self.names.at(other)}."
        return told

    def _suspects(self, mistake: Mistake) -> str:
        """The figures of which one is probably wrong, and what each would have to be."""
        suspects = [(mistake.figure, mistake.exact), *mistake.rivals][:_MOST_SUSPECTS]
        each = [f"{self.names.label(f)}, {written(f)} for {written(f, printable(exact, f))}" for f, exact in suspects]
        if any(self._explained(f, exact, mistake.comparisons) for f, exact in suspects):
            return f"A slip in one figure would explain it: {'; or '.join(each)}."
        apart = written(mistake.figure, abs(mistake.exact - mistake.figure.value))
        return f"A line of {apart} is left out or counted twice, or one figure is wrong: {'; or '.join(each)}."

    def _words(self, comparison: Comparison, given: Changes | None = None) -> str:
        said, found = comparison.said, comparison.found
        if isinstance(said, Words) or isinstance(found, Words) or comparison.agrees is not None:
            return comparison.because
        value = value_of(found, given or {})
        a, b = written(said), written(said, value)
        apart = written(said, abs(said.value - value))
        if isinstance(found.trace, Computed) and found.trace.cite == FOOTING:
            more = "more" if value > said.value else "less"
            across = comparison.check.startswith("crossfoots")
            how = (
                "its columns add" if across else "its lines add" if len(found.trace.lines) > 1 else "its one line comes"
            )
            once = f", {self._set_right(found, given)} set right" if given and value != found.value else ""
            return f"{self.names.named(said)} is stated as {a}, but {how} up to {b}{once}: {apart} {more}."
        if isinstance(found.trace, Computed):
            once = f", {self._set_right(found, given)} set right" if given and value != found.value else ""
            return f"{self.names.named(said)} is stated as {a}, but works out to {b}{once}. {comparison.because}"
        here, there = self.names.at(said), self.names.at(found)
        if here == there and self.names.label(said) != self.names.label(found):
            return (
                f"{self.names.named(said)} is {a} in {here}, but {self.names.label(found)} is {b} there: {apart} apart."
            )
        if here == there:
            return f"{self.names.named(said)} is {a} in one place of {here}, but {b} in another: {apart} apart."
        return f"{self.names.named(said)} is {a} in {here}, but {b} in {there}: {apart} apart."

    def _set_right(self, found: Fact, given: Changes) -> str:
        """The figures of a computation that other mistakes set right, by name."""
        return " and ".join(dict.fromkeys(self.names.label(leaf) for leaf in leaves(found) if mark(leaf) in given))
