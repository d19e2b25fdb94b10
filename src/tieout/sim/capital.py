"""Net capital of a simulated firm, worked out in its printed units, and the schedule in narrative or FOCUS form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tieout.facts.words import long_date
from tieout.sim.amounts import Amounts
from tieout.sim.draw import Draw, data
from tieout.sim.firms import Firm
from tieout.sim.hands import Making
from tieout.sim.printed import Cell, Said, Sheet, Table, TableRow, TrueFigure

# Under the alternative standard the FOCUS report has boxes of its own for these.
_OTHER_NAMES = ("minimum_dollar_net_capital", "excess_net_capital")
_CUTS = {
    "haircut_other_securities": "Other securities",
    "haircut_debt_securities": "Debt securities",
    "haircut_other": "Money market funds",
}


@dataclass(frozen=True)
class Capital:
    """The computation under Rule 15c3-1, in units."""

    equity: int
    subordinated: int
    barred: tuple[tuple[str, str, int], ...]  # concept, words, amount
    charges: int
    haircuts: tuple[tuple[str, str, int], ...]
    indebtedness: tuple[tuple[str, int], ...]  # words, amount
    debit_items: int
    floor: int
    alternative: bool
    late: bool  # the early warning line is the greater of two tests

    @property
    def total_barred(self) -> int:
        return sum(amount for _, _, amount in self.barred)

    @property
    def qualified(self) -> int:
        return self.equity + self.subordinated

    @property
    def deductions(self) -> int:
        return self.total_barred + self.charges

    @property
    def tentative(self) -> int:
        return self.qualified - self.deductions

    @property
    def total_haircuts(self) -> int:
        return sum(amount for _, _, amount in self.haircuts)

    @property
    def net(self) -> int:
        return self.tentative - self.total_haircuts

    @property
    def aggregate_indebtedness(self) -> int:
        return sum(amount for _, amount in self.indebtedness)

    @property
    def by_ratio(self) -> int:
        """6-2/3% of aggregate indebtedness, or 2% of aggregate debit items."""
        base = Decimal(self.debit_items) / 50 if self.alternative else Decimal(self.aggregate_indebtedness) / 15
        return int(base.quantize(Decimal(1), ROUND_HALF_UP))

    @property
    def required(self) -> int:
        return max(self.by_ratio, self.floor)

    @property
    def excess(self) -> int:
        return self.net - self.required

    @property
    def beyond_warning(self) -> int:
        """Net capital less what brings the early warning."""
        base = Decimal(self.debit_items) / 20 if self.alternative else Decimal(self.aggregate_indebtedness) / 10
        line = int(base.quantize(Decimal(1), ROUND_HALF_UP))
        return self.net - (max(line, self.floor * 6 // 5) if self.late or self.alternative else line)

    @property
    def ratio(self) -> Decimal:
        return (Decimal(self.aggregate_indebtedness) / max(self.net, 1)).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def lawful(self) -> bool:
        """Whether a firm could file this: above its requirement, and its ratio within bounds."""
        return self.net > self.required and (self.alternative or self.ratio < 12)


def draw_capital(firm: Firm, amounts: Amounts, seed: int) -> Capital:
    """The computation at the last balance sheet date."""
    lots = Draw(seed, "capital")
    barred: dict[str, tuple[str, int]] = {}
    for line, values in amounts.assets:
        amount = values[-1] if line.barred == 1 else int(values[-1] * line.barred * lots.uniform(0.2, 1))
        if amount > 0:
            words, held = barred.get(line.concept, (line.noun, 0))
            barred[line.concept] = (words, held + amount)
    haircuts = []
    for line, values in amounts.assets:
        if line.cut and values[-1]:
            concept, words = lots.choice(
                (("haircut_other_securities", "other securities"), ("haircut_debt_securities", "debt securities"))
            )
            haircuts.append((concept, words, max(1, int(values[-1] * line.cut * lots.uniform(0.3, 1)))))
    if amounts.assets[0][1][-1] > 2_000 and lots.chance(0.3):
        haircuts.append(
            (
                "haircut_other",
                "money market funds",
                max(1, int(amounts.assets[0][1][-1] * 0.02 * lots.uniform(0.1, 0.95))),
            )
        )
    short = amounts.total_assets[-1]
    return Capital(
        equity=amounts.total_equity[-1],
        subordinated=sum(values[-1] for line, values in amounts.liabilities if line.flow == "subordinated"),
        barred=tuple((concept, words, amount) for concept, (words, amount) in barred.items()),
        charges=int(short * lots.uniform(0.0005, 0.004)) if lots.chance(0.12) else 0,
        haircuts=tuple(haircuts),
        indebtedness=tuple(
            (line.noun, values[-1]) for line, values in amounts.liabilities if not line.outside and values[-1]
        ),
        debit_items=sum(values[-1] for line, values in amounts.assets if line.concept == "receivables_from_customers"),
        floor=int(firm.minimum_usd / firm.unit),
        alternative=firm.method == "alternative",
        late=firm.ends[-1].year >= 2010,
    )


def net_capital_schedule(making: Making, capital: Capital) -> tuple[list[Table], list[TrueFigure]]:
    """The schedule, in the form the seed's preparer uses."""
    lots = making.lots("schedule")
    form = _Form(making, capital, lots)
    return form.focus() if lots.chance(0.4) else form.narrative()


class _Form:
    def __init__(self, making: Making, capital: Capital, lots: Draw) -> None:
        self.making, self.capital, self.lots = making, capital, lots
        self.day = making.firm.period.end
        self.sheet: Sheet = making.sheet("net_capital", 1)
        self.words: dict[str, Any] = data("words")["net_capital"]
        self.ink = lots.choice((1, 1, -1))  # deductions as they are, or in parentheses

    def said(self, concept: str, units: int, part: str = "", ink: int = 1) -> list[Said | None]:
        also = (f"{concept}_alternative",) if self.capital.alternative and concept in _OTHER_NAMES else ()
        return [Said(concept, self.day, units, part, ink, also)]

    def narrative(self) -> tuple[list[Table], list[TrueFigure]]:
        """The firm's own lines: equity, what is taken away, net capital, what is required."""
        capital, sheet, lots, making = self.capital, self.sheet, self.lots, self.making
        owners = making.hand.owners
        label = making.word("net_capital", "equity").format(owners=owners.lower(), Owners=owners)
        sheet.row(label, self.said("ownership_equity", capital.equity))
        if capital.subordinated:
            said = self.said("allowable_subordinated_liabilities", capital.subordinated)
            sheet.row(self.words["subordinated"], said)
            said = self.said("total_capital_and_subordinated", capital.qualified)
            sheet.row(self.words["with_subordinated"], said, style="subtotal")
        together = bool(capital.haircuts) and bool(capital.barred) and lots.chance(0.3)
        if capital.barred or capital.charges:
            self._deductions(together)
        if capital.haircuts:
            if capital.deductions and not together:
                label = making.word("net_capital", "before_haircuts")
                sheet.row(label, self.said("tentative_net_capital", capital.tentative), style="subtotal")
            self._haircuts()
        sheet.row("Net capital", self.said("net_capital", capital.net), style="total")
        apart = not capital.alternative and lots.chance(0.5)
        self._requirement(sheet)
        sheets = [sheet, self._indebtedness()] if apart else [sheet]
        figures = [figure for made in sheets for figure in made.figures]
        first = sheet.table(making.word("net_capital", "title"), self.subtitles())
        return [first, *(made.table() for made in sheets[1:])], figures

    def subtitles(self) -> tuple[str, ...]:
        """The date, and the scale."""
        day = self.lots.pick(("{day}", "As of {day}", "At {day}")).format(day=long_date(self.day))
        return (day, *self.making.scale(self.lots))

    def _deductions(self, together: bool) -> None:
        capital, sheet = self.capital, self.sheet
        less = self.making.word("net_capital", "less")
        sheet.heading(less.format(and_haircuts=" and haircuts" if together else "").removesuffix(":"))
        for concept, words, amount in capital.barred:
            said = self.said("nonallowable_assets", amount, concept, self.ink)
            sheet.row(words[0].upper() + words[1:], said, depth=1)
        if capital.charges:
            said = self.said("other_deductions_and_charges", capital.charges, "", self.ink)
            sheet.row("Other deductions and charges", said, depth=1)
        several = len(capital.barred) + bool(capital.charges) > 1
        if several and not together and self.lots.chance(0.7):
            concept = "total_deductions_and_charges" if capital.charges else "nonallowable_assets"
            label = "Total deductions" if capital.charges else "Total nonallowable assets"
            sheet.row(label, self.said(concept, capital.deductions, "", self.ink), style="subtotal")

    def _haircuts(self) -> None:
        held: dict[str, int] = {}
        for concept, _, amount in self.capital.haircuts:
            held[concept] = held.get(concept, 0) + amount
        total = self.said("haircuts", self.capital.total_haircuts, "", self.ink)
        if len(held) == 1 and self.lots.chance(0.6):
            self.sheet.row(self.making.word("net_capital", "haircuts"), total, depth=1)
            return
        self.sheet.heading("Haircuts on securities", 1)
        for concept, amount in held.items():
            also = ("haircut_other_securities",) if concept == "haircut_other" else ()  # a fund's shares are securities
            self.sheet.row(_CUTS[concept], [Said(concept, self.day, amount, "", self.ink, also)], depth=2)
        if len(held) > 1:
            self.sheet.row("Total haircuts", total, style="subtotal", depth=1)

    def _indebtedness(self) -> Sheet:
        sheet, lines = self.making.sheet("net_capital", 1), self.capital.indebtedness
        sheet.heading("Aggregate indebtedness")
        if len(lines) > 1:
            for words, amount in lines:
                said: list[Said | None] = [Said("liabilities_in_aggregate_indebtedness", self.day, amount, words)]
                sheet.row(words[0].upper() + words[1:], said, depth=1)
        total = self.said("aggregate_indebtedness", self.capital.aggregate_indebtedness)
        sheet.row("Total aggregate indebtedness", total, style="total")
        return sheet

    def _requirement(self, sheet: Sheet) -> None:
        capital, lots = self.capital, self.lots
        required = self.said("net_capital_required", capital.required)
        debt, share = ("aggregate debit items", "2%") if capital.alternative else ("aggregate indebtedness", "6-2/3%")
        if capital.floor and lots.chance(0.35):
            base = capital.debit_items if capital.alternative else capital.aggregate_indebtedness
            of_base = " of {base}" if base else ""
            least = f"greater of {{floor}} or {share} of {debt}{of_base}"
            label = f"Minimum net capital required to be maintained ({least})"
            within = {"floor": Said("minimum_dollar_net_capital", self.day, capital.floor)}
            if base:
                within["base"] = Said(debt.replace(" ", "_"), self.day, base)
            sheet.row(label, required, within=within)
        else:
            if lots.chance(0.5):
                concept = "minimum_net_capital_alternative" if capital.alternative else "minimum_net_capital_ratio"
                sheet.row(f"Minimum net capital required ({share} of {debt})", self.said(concept, capital.by_ratio))
                if capital.floor:
                    floor = self.said("minimum_dollar_net_capital", capital.floor)
                    sheet.row("Minimum dollar net capital requirement", floor)
            sheet.row(self.making.word("net_capital", "required"), required)
        excess = self.said("excess_net_capital", capital.excess)
        sheet.row(self.making.word("net_capital", "excess"), excess, style="total")
        if not capital.alternative:
            if lots.chance(0.3):
                said = self.said("net_capital_less_early_warning", capital.beyond_warning)
                sheet.row(self.words["warning"]["late" if capital.late else "early"], said)
            self._ratio(sheet, self.making.word("net_capital", "ratio"))

    def _ratio(self, sheet: Sheet, label: str, number: str = "", code: str = "") -> None:
        ratio = self.capital.ratio
        percent = label.startswith("Percentage") and self.lots.chance(0.7)
        text = f"{(ratio * 100).normalize():f}" if percent else f"{ratio}"
        tail = "%" if percent else self.lots.choice((" to 1", ":1"))
        words = label.upper() if self.making.hand.upper_lines else label
        sheet.rows.append(TableRow(words, (Cell(text, False, tail),), number=number, code=code))
        concept = "aggregate_indebtedness_to_net_capital"
        sheet.figures.append(TrueFigure(sheet.name, words, concept, self.day, "", ratio, text + tail, "ratio"))

    def focus(self) -> tuple[list[Table], list[TrueFigure]]:
        """Line by line as on the FOCUS report, with numbers and, in most hands, box codes."""
        amounts, sheet = self._focus_amounts(), self.sheet
        codes, nil_lines = self.lots.chance(0.7), self.lots.chance(0.6)
        for raw in _flat(data("focus_lines")["alternative" if self.capital.alternative else "aggregate_indebtedness"]):
            if "heading" in raw:
                sheet.heading(raw["heading"])
                continue
            number, code, concept = raw["number"], raw.get("code", "") if codes else "", raw.get("concept", "")
            if raw.get("within"):
                sheet.rows.append(TableRow(raw["label"], (None,), 0, "heading", number))
            elif concept == "aggregate_indebtedness_to_net_capital":
                self._ratio(sheet, raw["label"], number, code)
            elif amounts.get(concept) or (nil_lines and concept != "haircuts"):
                late = concept == "net_capital_less_early_warning" and self.capital.late
                said = self.said(concept, amounts.get(concept, 0), "", self.ink if raw.get("deducted") else 1)
                sheet.row(self.words["warning"]["late_line"] if late else raw["label"], said, depth=raw.get("depth", 0),
                          style=raw.get("style", "line"), number=number, code=code)  # fmt: skip
        return [sheet.table(self.making.word("net_capital", "title"), self.subtitles())], sheet.figures

    def _focus_amounts(self) -> dict[str, int]:
        """Amounts by concept; what the firm has none of is left out."""
        c = self.capital
        cuts = {name: sum(amount for concept, _, amount in c.haircuts if concept == name) for name in _CUTS}
        return cuts | {
            "ownership_equity": c.equity,
            "equity_qualified": c.equity,
            "allowable_subordinated_liabilities": c.subordinated,
            "total_capital_and_subordinated": c.qualified,
            "nonallowable_assets": c.total_barred,
            "other_deductions_and_charges": c.charges,
            "total_deductions_and_charges": c.deductions,
            "tentative_net_capital": c.tentative,
            "haircuts": c.total_haircuts,
            "net_capital": c.net,
            "minimum_net_capital_ratio": c.by_ratio,
            "minimum_net_capital_alternative": c.by_ratio,
            "minimum_dollar_net_capital": c.floor,
            "net_capital_required": c.required,
            "excess_net_capital": c.excess,
            "net_capital_less_early_warning": c.beyond_warning,
            "net_capital_less_early_warning_alternative": c.beyond_warning,
            "liabilities_in_aggregate_indebtedness": c.aggregate_indebtedness,
            "aggregate_indebtedness": c.aggregate_indebtedness,
        }


def _flat(lines: list[Any]) -> Iterator[dict[str, Any]]:
    """The lines in order; a run of lines shared by two forms is a list within the list."""
    for line in lines:
        yield from _flat(line) if isinstance(line, list) else (line,)
