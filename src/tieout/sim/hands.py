"""The hand a seed's preparer writes in, and the words statements are titled and dated with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tieout.facts.words import long_date
from tieout.sim.amounts import Amounts
from tieout.sim.draw import Draw, data
from tieout.sim.firms import Firm
from tieout.sim.printed import Hand, Said, Sheet, Table, TrueFigure

Made = tuple[Table, list[TrueFigure]]  # a statement, and the truth of what it shows


def draw_hand(firm: Firm, seed: int) -> Hand:
    """The hand of a seed."""
    lots = Draw(seed, "hand")
    return Hand(
        negatives=lots.weighed({"parentheses": 0.92, "minus": 0.04, "angle": 0.04}),
        nil=lots.weighed({"-": 0.5, "—": 0.3, "- 0 -": 0.08, "0": 0.12}),
        dollars=lots.weighed({"ends": 0.85, "all": 0.09, "none": 0.06}),
        upper_lines=lots.chance(0.15),
        upper_totals=lots.chance(0.25),
        upper_headings=lots.chance(0.5),
        colons=lots.chance(0.5),
        dash=lots.pick(("—", " - ", ", ")),
        statement_of_condition=lots.weighed({"Statement of Financial Condition": 0.85, "Balance Sheet": 0.15}),
        result_word=lots.weighed({"Income": 0.45, "Operations": 0.45, "Income (Loss)": 0.1}),
        owners=lots.pick(data("words")["owners"][firm.entity_kind]),
        cash_flow=lots.weighed({"directed": 0.4, "bracketed": 0.35, "plain": 0.25}),
        says_adjustments=lots.chance(0.5),
        loss_without_parentheses=lots.chance(0.12),
        latest_first=lots.chance(0.9),
        note_column=lots.chance(0.1),
        year_heads=lots.chance(0.25),
        set_apart=lots.chance(0.12),
    )


@dataclass(frozen=True)
class Making:
    """What every part of a filing is made from: the firm, its amounts, its hand, and lots for choices of its own."""

    firm: Firm
    amounts: Amounts
    hand: Hand
    seed: int

    def lots(self, purpose: str) -> Draw:
        return Draw(self.seed, purpose)

    def sheet(self, name: str, columns: int | None = None) -> Sheet:
        return Sheet(self.hand, name, self.firm.unit, len(self.shown) if columns is None else columns)

    @property
    def shown(self) -> tuple[int, ...]:
        """The years shown, as positions in `firm.periods`, in the order of the columns."""
        years = range(len(self.firm.periods))
        return tuple(reversed(years)) if self.hand.latest_first else tuple(years)

    @property
    def heads(self) -> tuple[str, ...]:
        """Column headings: years, where there is more than one, and in some hands above a single one."""
        if len(self.shown) == 1 and not self.hand.year_heads:
            return ()
        return tuple(str(self.firm.ends[year + 1].year) for year in self.shown)

    def at_ends(
        self, concept: str, values: list[int], part: str = "", ink: int = 1, also: tuple[str, ...] = ()
    ) -> list[Said]:
        """A balance at the end of each year shown, from values over all `ends`."""
        return [Said(concept, self.firm.ends[y + 1], values[y + 1], part, ink, also) for y in self.shown]

    def over(
        self, concept: str, values: list[int], part: str = "", ink: int = 1, also: tuple[str, ...] = ()
    ) -> list[Said]:
        """A flow over each year shown."""
        return [Said(concept, self.firm.periods[y], values[y], part, ink, also) for y in self.shown]

    def title(self, words: str) -> str:
        """A statement's title, in the plural where it shows two years."""
        plural = words.replace("Statement of", "Statements of").replace("Balance Sheet", "Balance Sheets")
        consolidated = "Consolidated " if self.firm.consolidated else ""
        return consolidated + (plural if len(self.shown) > 1 else words)

    @property
    def span(self) -> str:
        """The last period in words, as a sentence says it."""
        period = self.firm.period
        if self.firm.whole_year:
            return f"year ended {long_date(period.end)}"
        return f"period from {long_date(period.start)} to {long_date(period.end)}"

    def subtitles(self, flow: bool) -> tuple[str, ...]:
        lots = self.lots("subtitles")
        return (self._dated(flow, lots), *self.scale(lots))

    def scale(self, lots: Draw) -> tuple[str, ...]:
        word = {1_000: "thousands", 1_000_000: "millions"}.get(int(self.firm.unit), "")
        if not word:
            return ()
        spoken = [f"(In {word})", f"(Dollars in {word})", f"(in {word} of dollars)", f"(Amounts in {word})"]
        if word == "thousands":
            spoken += ["(000's omitted)", "($000)"]
        return (lots.pick(spoken),)

    def word(self, topic: str, key: str = "") -> str:
        """The firm's own wording of something in words.yaml, the same wherever it is used."""
        held = data("words")[topic]
        return str(self.lots(f"word {topic} {key}").pick(held[key] if key else held))

    def see(self) -> str:
        """What stands at the foot of a statement."""
        return self.word("see").format(consolidated="consolidated " if self.firm.consolidated else "")

    def result_words(self, pattern: str, values: list[int]) -> tuple[str, int]:
        """The label of a result that may be a loss, and its ink."""
        shown = [values[y] for y in self.shown]
        word = "income" if min(shown) >= 0 else "loss" if max(shown) < 0 else "income (loss)"
        return pattern.format(
            result=word
        ).capitalize(), -1 if word == "loss" and self.hand.loss_without_parentheses else 1

    @property
    def results(self) -> str:
        """What the statement of income is called after: a firm that calls it after income calls it after a loss."""
        lost = max(self.amounts.net_income[y] for y in self.shown) < 0
        return "Loss" if self.hand.result_word == "Income" and lost else self.hand.result_word

    def _dated(self, flow: bool, lots: Draw) -> str:
        ends = [self.firm.ends[y + 1] for y in self.shown]
        days = long_date(ends[0]) + "".join(f" and {end.year}" for end in ends[1:])
        if not flow:
            return days
        if not self.firm.whole_year:
            first = long_date(self.firm.period.start)
            return lots.pick((f"For the period from {first} to {days}", f"Period from {first} through {days}"))
        year = "years" if len(ends) > 1 else "year"
        return lots.pick(
            (f"For the {year} ended {days}", f"{year.title()} ended {days}", f"{year.title()} Ended {days}")
        )


def repeated(concepts: Iterable[str]) -> set[str]:
    """The concepts that more than one line of a statement has."""
    held = list(concepts)
    return {concept for concept in held if held.count(concept) > 1}
