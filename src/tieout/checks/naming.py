"""What a figure is called in a sentence, where it stands and how it is written."""

from __future__ import annotations

from decimal import Decimal

from tieout.checks.stated import Stated
from tieout.checks.ties import called
from tieout.facts import Fact, Read
from tieout.facts.reasons import shown
from tieout.taxonomy import taxonomy


class Names:
    """The figures of one report by name and place."""

    def __init__(self, stated: Stated) -> None:
        self.places = {id(figure.fact): figure for figure in stated.figures}
        self.labels = {f.label: f.statement for f in stated.figures if f.sheet >= 0}

    def named(self, fact: Fact) -> str:
        """The figure's name at the head of a sentence."""
        label = self.label(fact)
        return label[:1].upper() + label[1:]

    def label(self, fact: Fact) -> str:
        """The figure's name: as the page calls it where that is short, else the concept's."""
        held = taxonomy()
        figure = self.places.get(id(fact))
        if figure is not None and figure.sheet >= 0:
            label = figure.label
        else:
            label = _row(fact) if fact.concept not in held or fact.part else ""
        if label and len(label) <= 60:
            return _sentence(label)
        name = held[fact.concept].label if fact.concept in held else fact.concept.replace("_", " ").capitalize()
        return f"{name} ({fact.part.replace('_', ' ')})" if fact.part else name

    def at(self, fact: Fact) -> str:
        """The statement it stands on, as a sentence calls it."""
        figure = self.places.get(id(fact))
        if figure is None:
            return "what is worked out"
        if figure.sheet < 0 and isinstance(fact.trace, Read) and fact.trace.text == fact.label in self.labels:
            return f"the words of a line of {called(self.labels[fact.label])}"
        return called(figure.statement)

    def where(self, fact: Fact) -> str:
        return f"in {self.at(fact)}"


def written(fact: Fact, value: Decimal | None = None) -> str:
    """A figure, or another value of it, as the page writes its kind: 1,620,400, 6.76, 41.20%."""
    held = fact.value if value is None else value
    if fact.unit == "ratio" and 0 < fact.rounding < Decimal("0.001"):  # nobody prints a ratio so finely
        return f"{held * 100:.2f}%"
    return shown(held, fact.unit)


def _row(fact: Fact) -> str:
    """The label of a row in a table of the notes, with what it is of where that does not say it; of years, none."""
    if not fact.label or not fact.part or fact.part.isdigit():
        return fact.label if not fact.part else ""
    part = fact.part.replace("_", " ")
    told = all(word in fact.label.lower() for word in part.split())
    return fact.label if told else f"{fact.label} ({part})"


def _sentence(label: str) -> str:
    """A label in the case of a sentence where it is printed in capitals."""
    return label.capitalize() if label.isupper() else label
