"""Changes in ownership equity and in subordinated liabilities of a simulated firm, in its own hand."""

from __future__ import annotations

from datetime import timedelta

from tieout.facts.words import long_date
from tieout.sim.condition import equity_label
from tieout.sim.draw import data
from tieout.sim.hands import Made, Making
from tieout.sim.printed import Said


def changes_in_equity(making: Making) -> Made:
    """A matrix of components, or one column where the firm has one."""
    return _Changes(making).made()


class _Changes:
    def __init__(self, making: Making) -> None:
        self.making, self.amounts = making, making.amounts
        self.lots = making.lots("equity")
        self.components = list(making.amounts.equity)
        self.single = self.components == ["total_equity"]
        self.sheet = making.sheet("changes_in_equity", 1 if self.single else len(self.components) + 1)
        words = ("Balance, {day}", "Balance at {day}", "Balance - {day}", "Balances, {day}", "Balance—{day}")
        self.balance_words = self.lots.pick(words)

    def made(self) -> Made:
        making, firm, lots = self.making, self.making.firm, self.lots
        # Some say the opening balance of the first day, others of the last day before it.
        opens = firm.ends[0] + timedelta(days=lots.choice((0, 1)))
        self.balances(0, self.balance_words.format(day=long_date(opens)), ends=False)
        for year in range(len(firm.periods)):
            self.moves(year)
            self.balances(year + 1, self.balance_words.format(day=long_date(firm.ends[year + 1])), ends=True)
        heads: tuple[str, ...] = ()
        if not self.single:
            total = lots.choice((f"Total {making.hand.owners}", "Total"))
            heads = (*(equity_label(making, concept) for concept in self.components), total)
        title = making.title(f"Statement of Changes in {making.hand.owners}")
        return self.sheet.table(title, making.subtitles(flow=True), heads, making.see()), self.sheet.figures

    def balances(self, year: int, label: str, ends: bool) -> None:
        day = self.making.firm.ends[year]
        also = (data("words")["single"].get(self.making.firm.entity_kind, ""),) if self.single else ()
        said: list[Said | None] = [
            Said(concept, day, values[year], "", -1 if concept == "treasury_stock" else 1, also)
            for concept, values in self.amounts.equity.items()
        ]
        if not self.single:
            said.append(Said("total_equity", day, self.amounts.total_equity[year]))
        self.sheet.row(label, said, style="total" if ends else "line")

    def moves(self, year: int) -> None:
        making, amounts = self.making, self.amounts
        income, paid_in, paid_out = amounts.net_income[year], amounts.contributions[year], -amounts.distributions[year]
        shares = {concept: values[year] for concept, values in amounts.net_income_shares.items()}
        self.move(year, "net_income", "Net income" if income >= 0 else "Net loss", shares, income)
        if paid_in:
            known = [c for c in ("members_contributed_equity", "additional_paid_in_capital") if c in self.components]
            self.move(
                year, "capital_contributions", making.word("contributions"), dict.fromkeys(known, paid_in), paid_in
            )
        if paid_out:
            label = making.word("distributions", making.firm.entity_kind)
            self.move(year, "capital_distributions", label, {"retained_earnings": paid_out}, paid_out)

    def move(self, year: int, concept: str, label: str, shares: dict[str, int], total: int) -> None:
        period = self.making.firm.periods[year]
        cells: list[Said | None] = []
        if not self.single:
            cells = [Said(concept, period, shares[c], c) if c in shares else None for c in self.components]
        self.sheet.row(label, [*cells, Said(concept, period, total)])


def changes_in_subordinated(making: Making) -> Made | None:
    """Changes in liabilities subordinated to claims of general creditors, where the firm has any."""
    held = [v for line, v in making.amounts.liabilities if line.concept == "subordinated_liabilities"]
    if not held:
        return None
    values = held[0]
    sheet, firm = making.sheet("changes_in_subordinated", 1), making.firm
    word = making.word("subordinated", "balance")
    sheet.row(word.format(day=long_date(firm.ends[0])), [Said("subordinated_liabilities", firm.ends[0], values[0])])
    for year, period in enumerate(firm.periods):
        change = values[year + 1] - values[year]
        if change > 0:
            sheet.row(making.word("subordinated", "up"), [Said("subordinated_increases", period, change)])
        elif change < 0:
            label = making.word("subordinated", "down")
            sheet.row(label, [Said("subordinated_decreases", period, -change, ink=-1)])
        day = firm.ends[year + 1]
        said = [Said("subordinated_liabilities", day, values[year + 1])]
        sheet.row(word.format(day=long_date(day)), said, style="total")
    title = making.title("Statement of Changes in Liabilities Subordinated to Claims of General Creditors")
    return sheet.table(title, making.subtitles(flow=True), (), making.see()), sheet.figures
