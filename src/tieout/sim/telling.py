"""The running text of a simulated filing: notes, the auditor's reports, and the facts their sentences state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, Decimal

from tieout.facts import Fact
from tieout.facts.words import long_date
from tieout.law import LawError, ask
from tieout.sim.capital import Capital
from tieout.sim.draw import Draw, data
from tieout.sim.hands import Making
from tieout.sim.printed import Block, Heading, Lines, Paragraph, Said, Sheet, TrueFigure, When

_PLACE = re.compile(r"\{\$(\w+)\}|\{%(\w+)\}|\{(\w+)\}")


@dataclass
class Teller:
    """Fills the wordings of prose.yaml with the words of the firm and the amounts of its facts, keeping the figures."""

    making: Making
    capital: Capital
    lots: Draw
    statement: str
    figures: list[TrueFigure] = field(default_factory=list)

    def words(self) -> dict[str, str]:
        making, firm = self.making, self.making.firm
        return {
            "firm": firm.name,
            "statement_name": firm.statement_name,
            "parent": firm.parent,
            "fund": firm.fund,
            "state_name": firm.address.state_name,
            "date": long_date(firm.period.end),
            "audit_date": long_date(firm.audit_date),
            "exemption": firm.exemption,
            "consolidated": "consolidated " if firm.consolidated else "",
            "year_or_years": "years" if len(firm.periods) > 1 else "year" if firm.whole_year else "period",
            "span": making.span,
            "since": str(firm.period.end.year - self.lots.randint(0, 12)),
            "focus": "A" if firm.kind != "clearing" else "",
            "sheet": making.hand.statement_of_condition.lower(),
            "owners": making.hand.owners.lower(),
            "results": "income" if making.results == "Income (Loss)" else making.results.lower(),
            "dates": " and ".join(long_date(firm.ends[y + 1]) for y in sorted(making.shown, reverse=True)),
            "regulator": 'the National Association of Securities Dealers, Inc. ("NASD")'
            if firm.period.end.year < 2007
            else 'the Financial Industry Regulatory Authority ("FINRA")',
        }

    def tell(
        self, topic: str, usd: Mapping[str, tuple[Decimal, When]] | None = None, variant: str = "", title: str = ""
    ) -> str:
        """A wording of `topic` with its places filled; each amount becomes a true figure."""
        held = data("prose")[topic]
        wording = self.lots.pick(held[variant] if variant else held)
        words, amounts = self.words(), usd or {}
        made: list[tuple[str, str, str]] = []

        def fill(place: re.Match[str]) -> str:
            money, ratio, word = place.groups()
            if word:
                return words[word]
            concept = money or ratio
            value, _ = amounts[concept]
            text = f"{value:,}" if ratio or value % 1 else f"{int(value):,}"
            made.append((concept, text, "ratio" if ratio else "USD"))
            return text if ratio else f"${text}"

        # A dollar sign before the place is the reader's aid in the data file; fill() writes its own.
        said = _PLACE.sub(fill, wording.replace("${$", "{$"))
        for concept, text, unit in made:
            value, when = amounts[concept]
            self.figures.append(
                TrueFigure(self.statement, title or topic, concept, when, "", value, text, unit, place="sentence")
            )
        return said


def notes(making: Making, capital: Capital) -> tuple[list[Block], list[TrueFigure]]:
    """The notes, numbered, and what they state."""
    return _Notes(making, capital).told()


class _Notes:
    def __init__(self, making: Making, capital: Capital) -> None:
        self.making, self.capital, self.firm = making, capital, making.firm
        self.lots = making.lots("notes")
        self.teller = Teller(making, capital, self.lots, "notes")
        self.blocks: list[Block] = []
        self.number = 0
        self.upper = self.lots.chance(0.6)
        self.day = self.firm.period.end
        self.unit = self.firm.unit
        self.factor = int(self.unit / self.firm.note_unit)  # from units to what the notes count in

    def told(self) -> tuple[list[Block], list[TrueFigure]]:
        consolidated = "CONSOLIDATED " if self.firm.consolidated else ""
        self.blocks.append(Heading(f"NOTES TO {consolidated}FINANCIAL STATEMENTS"))
        self.blocks.append(Lines(self.making.subtitles(flow=False)[:1], "centre"))
        self.note("Organization")
        self.say(self.teller.tell("organization", variant=self.firm.kind))
        self.policies()
        if any(line.concept == "management_fees" for line, _ in self.making.amounts.expenses):
            self.related()
        if self.lots.chance(0.6):
            self.leases()
        self.net_capital()
        if self.lots.chance(0.4):
            self.note("Fidelity Bond")
            bond = Decimal(self.lots.choice((25_000, 100_000, 300_000, 500_000, 1_000_000, 2_000_000)))
            bond = max(bond, least_bond(self.day, self.capital.required * self.unit))
            self.say(self.teller.tell("bond", {"fidelity_bond": (bond, self.day)}))
        self.taxes()
        if self.lots.chance(0.5):
            self.note("Financial Instruments with Off-Balance-Sheet Risk")
            self.say(self.teller.tell("risk"))
        if self.day.year >= 2009:
            self.note("Subsequent Events")
            self.say(self.teller.tell("subsequent"))
        return self.blocks, self.teller.figures

    def note(self, title: str) -> None:
        self.number += 1
        self.title = title
        self.blocks.append(Heading(f"{self.number}. {title.upper() if self.upper else title}", 2))

    def say(self, text: str, lead: str = "") -> None:
        self.blocks.append(Paragraph(text, lead))

    def policies(self) -> None:
        self.note("Summary of Significant Accounting Policies")
        tell, amounts = self.teller.tell, self.making.amounts
        if self.firm.consolidated:
            self.say(tell("consolidation"), "Principles of Consolidation")
            self.subsidiary()
        cash = tell("cash")
        held = float(amounts.assets[0][1][-1] * self.unit)
        if held > 5_000 and self.firm.kind in ("fund_distributor", "insurance_affiliate") and self.lots.chance(0.6):
            value = Decimal(int(held * self.lots.uniform(0.3, 0.99)))
            cash += " " + tell("fund", {"money_market_fund_market_value": (value, self.day)})
        self.say(cash, "Cash and Cash Equivalents")
        self.say(tell("revenue"), "Revenue Recognition")
        if any(line.concept == "fixed_assets_net" for line, _ in amounts.assets):
            value = Decimal(amounts.accumulated_depreciation[-1]) * self.unit
            self.say(tell("depreciation", {"accumulated_depreciation": (value, self.day)}), "Furniture and Equipment")
        self.say(tell("estimates"), "Use of Estimates")

    def subsidiary(self) -> None:
        """What the consolidated subsidiary has by itself, in a small table."""
        if not self.lots.chance(0.5):
            return
        self.say(self.teller.tell("subsidiary"))
        whole = self.making.amounts.total_assets[-1] * self.factor
        assets = int(whole * self.lots.uniform(0.02, 0.2)) + 2
        sheet = self.sheet()
        sheet.row("Total assets", [Said("subsidiary_total_assets", self.day, assets)])
        equity = max(1, int(assets * self.lots.uniform(0.2, 0.9)))
        owners = self.making.hand.owners.capitalize()
        sheet.row(owners, [Said("subsidiary_equity", self.day, equity)])
        self.table(sheet)

    def related(self) -> None:
        self.note("Related Party Transactions")
        amounts = self.making.amounts
        fee = next(values for line, values in amounts.expenses if line.concept == "management_fees")[-1]
        text = self.teller.tell("related", {"management_fee": (fee * self.unit, self.firm.period)})
        owed = [values for line, values in amounts.liabilities if line.concept == "due_to_affiliates" and values[-1]]
        if owed:
            text += self.teller.tell("related_due", {"due_to_affiliates": (owed[0][-1] * self.unit, self.day)})
        self.say(text)

    def leases(self) -> None:
        self.note(self.lots.pick(("Operating Leases", "Commitments", "Lease Commitments")))
        lots = self.lots
        self.say(self.teller.tell("leases"))
        rents = [
            values[-1] * self.factor for line, values in self.making.amounts.expenses if line.concept == "occupancy"
        ]
        rent = rents[0] if rents and rents[0] > 0 else int(lots.spread(8_000, 400_000) / float(self.firm.note_unit))
        sheet = self.sheet()
        total = 0
        years = lots.randint(2, 5)
        for year in range(self.day.year + 1, self.day.year + years + 1):
            due = max(1, int(rent * lots.uniform(0.4, 1.1)))
            total += due
            sheet.row(str(year), [Said("operating_lease_commitments", self.day, due, str(year))])
        if lots.chance(0.4):
            due = int(rent * lots.uniform(0.5, 3)) + 1
            total += due
            sheet.row("Thereafter", [Said("operating_lease_commitments", self.day, due, "thereafter")])
        sheet.row("Total", [Said("operating_lease_commitments", self.day, total)], style="total")
        self.table(sheet)
        if rents:
            self.say(self.teller.tell("rent", {"rent_expense": (rent * self.firm.note_unit, self.firm.period)}))

    def net_capital(self) -> None:
        self.note(self.lots.pick(("Net Capital Requirements", "Net Capital", "Regulatory Requirements")))
        capital = self.capital
        usd = {name: (Decimal(value) * self.unit, self.day) for name, value in (
            ("net_capital", capital.net), ("excess_net_capital", capital.excess),
            ("net_capital_required", capital.required),
            ("minimum_dollar_net_capital", capital.floor))}  # fmt: skip
        usd["aggregate_indebtedness_to_net_capital"] = (capital.ratio, self.day)
        text = self.teller.tell("net_capital", usd, variant=self.firm.method)
        self.say(f"{text} {self.teller.tell('exemption' if self.firm.exemption else 'reserve')}")

    def taxes(self) -> None:
        amounts, firm, lots = self.making.amounts, self.firm, self.lots
        self.note("Income Taxes")
        if amounts.tax is None:
            self.say(self.teller.tell("passed_through"))
            return
        # What cash flow adds back as deferred was charged to income.
        tax, deferred = amounts.tax[-1] * self.factor, amounts.deferred_tax[-1] * self.factor
        self.say(self.teller.tell("taxes"))
        sheet = self.sheet()
        current = tax - deferred
        federal = int(current * 0.8)
        sheet.heading("Current")
        sheet.row("Federal", [Said("current_tax_expense", firm.period, federal, "federal")], depth=1)
        sheet.row("State", [Said("current_tax_expense", firm.period, current - federal, "state")], depth=1)
        sheet.row("Total current", [Said("current_tax_expense", firm.period, current)], style="subtotal")
        if deferred:
            sheet.row("Deferred", [Said("deferred_tax_expense", firm.period, deferred)])
        words = "Income tax expense (benefit)" if tax < 0 else "Total provision for income taxes"
        sheet.row(words, [Said("income_tax_expense", firm.period, tax)], style="total")
        self.table(sheet)
        if lots.chance(0.5):
            self.rate(tax)
        self.deferred()

    def deferred(self) -> None:
        """What the deferred tax asset is made of."""
        lines = [v for line, v in self.making.amounts.assets if line.concept == "deferred_tax_asset"]
        net = lines[0][-1] * self.factor if lines else 0
        if net < 1_000 or not self.lots.chance(0.6):
            return
        self.say(self.teller.tell("deferred"))
        words: dict[str, str] = data("words")["deferred_tax"]
        chosen = dict(list(words.items())[: self.lots.randint(2, 4)])
        parts = self.lots.split(int(net * self.lots.uniform(0.8, 1.3)), [self.lots.random() + 0.2 for _ in chosen])
        sheet = self.sheet()
        for (part, label), amount in zip(chosen.items(), parts, strict=True):
            sheet.row(label, [Said("deferred_tax_components", self.day, amount, part)])
        if sum(parts) != net:
            sheet.row("Other", [Said("deferred_tax_components", self.day, net - sum(parts), "other")])
        sheet.row("Net deferred tax asset", [Said("deferred_tax_asset", self.day, net)], style="total")
        self.table(sheet)

    def rate(self, tax: int) -> None:
        pretax = (self.making.amounts.net_income[-1] * self.factor) + tax
        rate = Decimal(21) if self.day.year >= 2018 else Decimal(self.lots.choice((34, 35)))
        statutory = int(pretax * rate / 100)
        self.say(self.teller.tell("rate"))
        sheet = self.sheet()
        period = self.firm.period
        sheet.row("Tax at statutory rate", [Said("rate_reconciliation", period, statutory, "statutory")])
        rest = tax - statutory
        state = int(rest * self.lots.uniform(0.5, 0.95))
        sheet.row("State taxes, net of federal benefit", [Said("rate_reconciliation", period, state, "state_taxes")])
        sheet.row("Other", [Said("rate_reconciliation", period, rest - state, "other")])
        sheet.row("Provision (benefit) for income taxes", [Said("income_tax_expense", period, tax)], style="total")
        self.table(sheet)

    def sheet(self) -> Sheet:
        return Sheet(self.making.hand, "notes", self.firm.note_unit)

    def table(self, sheet: Sheet) -> None:
        self.blocks.append(sheet.table())
        self.teller.figures.extend(sheet.figures)


def least_bond(day: date, required_usd: Decimal) -> Decimal:
    """The coverage that a requirement asks for, in whole thousands; nothing for a day whose law is not held."""
    try:
        answer = ask("fidelity_bond_coverage", {"as_of": day, "required_net_capital": required_usd})
    except LawError:
        return Decimal(0)
    least = answer["minimum_coverage"]
    assert isinstance(least, Fact)
    return (least.value / 1000).to_integral_value(ROUND_CEILING) * 1000


def reconciliation(making: Making, capital: Capital) -> str:
    """The statement on differences from the FOCUS report."""
    return Teller(making, capital, making.lots("reconciliation"), "net_capital").tell("reconciliation")
