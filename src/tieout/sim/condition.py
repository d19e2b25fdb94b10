"""The statement of financial condition of a simulated firm, in its own hand: plain, or classified as small firms do."""

from __future__ import annotations

from tieout.sim.amounts import LineKind
from tieout.sim.draw import Draw, data
from tieout.sim.hands import Made, Making, repeated
from tieout.sim.printed import Said, Sheet, TableRow

Lines = list[tuple[LineKind, list[int]]]

# What a small firm that classifies its balance sheet calls current.
_LASTING = {"fixed_assets_net", "goodwill_and_intangible_assets", "other_assets", "exchange_memberships",
            "investments_not_readily_marketable", "deferred_tax_asset"}  # fmt: skip


def equity_label(making: Making, concept: str) -> str:
    """The firm's word for an equity component; retained earnings by the sign of what is shown."""
    if concept == "retained_earnings":
        values = [making.amounts.equity[concept][y + 1] for y in making.shown]
        if max(values) < 0:
            return "Accumulated deficit"
        return "Retained earnings" if min(values) >= 0 else "Retained earnings (accumulated deficit)"
    return making.word("equity", concept)


def financial_condition(making: Making) -> Made:
    """Assets, liabilities, equity."""
    return _Condition(making).made()


class _Condition:
    def __init__(self, making: Making) -> None:
        self.making, self.hand, self.amounts = making, making.hand, making.amounts
        self.lots: Draw = making.lots("condition")
        self.sheet: Sheet = making.sheet("financial_condition")
        self.depth = 0 if self.lots.chance(0.6) else 1
        self.total_words = self.lots.weighed({"full": 0.92, "short": 0.05, "bare": 0.03})
        lines = (*self.amounts.assets, *self.amounts.liabilities)
        self.repeated = repeated(line.concept for line, _ in lines)

    def made(self) -> Made:
        making, sheet, amounts = self.making, self.sheet, self.amounts
        sheet.heading("Assets")
        self.assets()
        self.total("Assets", "total_assets", amounts.total_assets)
        both = f"Liabilities and {self.hand.owners}"
        sheet.heading(both)
        if len(amounts.liabilities) == 1 and self.lots.chance(0.5):
            line, values = amounts.liabilities[0]
            sheet.row(f"Liabilities{self.hand.dash}{line.label}", making.at_ends(line.concept, values))
        else:
            self.liabilities()
        if self.lots.chance(0.25):
            words = self.lots.pick(data("words")["commitments"])
            sheet.rows.append(TableRow(words, (None,) * sheet.columns, self.depth))
        self.equity()
        self.total(both, "total_liabilities_and_equity", amounts.total_assets)
        words = making.title(self.hand.statement_of_condition)
        return sheet.table(words, making.subtitles(flow=False), making.heads, making.see()), sheet.figures

    def total(self, words: str, concept: str, values: list[int], style: str = "total") -> None:
        said = self.making.at_ends(concept, values)
        label = f"Total {words}"
        if style == "total":  # a few leave the words out, on both sides alike
            label = {"bare": "", "short": "Total"}.get(self.total_words, label)
        self.sheet.row(label, said, style="total" if style == "total" else "subtotal", depth=self.depth)

    def assets(self) -> None:
        lines = list(self.amounts.assets)
        current = [pair for pair in lines if pair[0].concept not in _LASTING]
        lasting = [pair for pair in lines if pair[0].concept in _LASTING]
        small = self.making.firm.kind in ("small_dealer", "introducing") and self.making.firm.unit <= 1
        if not (small and lasting and len(current) > 1 and self.lots.chance(0.25)):
            self.side(lines)
            return
        self.sheet.heading("Current assets", self.depth)
        self.side(current, 1)
        self.subtotal("Total current assets", current)
        property_ = [pair for pair in lasting if pair[0].concept == "fixed_assets_net"]
        if property_ and len(self.making.shown) == 1:
            self.property(property_[0][1][-1])
            lasting = [pair for pair in lasting if pair[0].concept != "fixed_assets_net"]
        if len(lasting) > 1:
            self.sheet.heading("Other assets", self.depth)
            self.side(lasting, 1)
            self.subtotal("Total other assets", lasting)
        else:
            self.side(lasting)

    def property(self, net: int) -> None:
        """Fixed assets at cost, less what is depreciated, and what is left."""
        day, written_off = self.making.firm.period.end, self.amounts.accumulated_depreciation[-1]
        self.sheet.heading("Property and equipment", self.depth)
        costs = self.lots.split(net + written_off, [3.0, 1.0][: self.lots.randint(1, 2)])
        labels = ("Furniture and equipment", "Leasehold improvements")
        for label, cost in zip(labels, costs, strict=False):
            part = label if len(costs) > 1 else ""
            self.sheet.row(label, [Said("fixed_assets_cost", day, cost, part)], depth=self.depth + 1)
        label = self.lots.pick(("Less accumulated depreciation", "Less: accumulated depreciation and amortization"))
        said: list[Said | None] = [Said("accumulated_depreciation", day, written_off, ink=-1)]
        self.sheet.row(label, said, depth=self.depth + 1)
        label = self.lots.pick(("Net property and equipment", "Property and equipment, net"))
        self.sheet.row(label, [Said("fixed_assets_net", day, net)], style="subtotal", depth=self.depth)

    def subtotal(self, label: str, lines: Lines) -> None:
        """A sum of the filer's own that the taxonomy has no name for."""
        values = [sum(column) for column in zip(*(values for _, values in lines), strict=True)]
        self.sheet.row(label, self.making.at_ends("", values), style="subtotal", depth=self.depth)

    def liabilities(self) -> None:
        lines = list(self.amounts.liabilities)
        self.sheet.heading("Liabilities", self.depth if self.hand.colons else 0)
        junior = [pair for pair in lines if pair[0].flow == "subordinated"]
        senior = [pair for pair in lines if pair[0].flow != "subordinated"]
        if junior and len(senior) > 1 and self.lots.chance(0.4):
            self.side(senior)
            self.subtotal("", senior)
            self.side(junior)
        else:
            self.side(lines)
        if len(lines) > 1 or self.lots.chance(0.7):
            self.total("liabilities", "total_liabilities", self.amounts.total_liabilities, "subtotal")

    def side(self, lines: Lines, deeper: int = 0) -> None:
        for line, values in lines:
            if not any(values[y + 1] for y in self.making.shown):
                continue
            label, within = self.label(line, values)
            part = label.split("{")[0].strip(" ,(") if line.concept in self.repeated else ""
            note = str(self.lots.randint(2, 8)) if self.hand.note_column and self.lots.chance(0.4) else ""
            said = self.making.at_ends(line.concept, values, part, also=line.also)
            self.sheet.row(label, said, depth=self.depth + deeper, within=within, note=note)

    def label(self, line: LineKind, values: list[int]) -> tuple[str, dict[str, Said]]:
        """The line's label, and the amounts told within it; with two years there is no room for them."""
        label, day = line.label, self.making.firm.period.end
        if "{" not in label:
            return label, {}
        if len(self.making.shown) > 1:
            bare = label.split(" (")[0].split(", net of")[0].split(", at cost")[0]
            return bare + (", net" if line.concept == "fixed_assets_net" else ""), {}
        if "{acc}" in label:
            return label, {"acc": Said("accumulated_depreciation", day, self.amounts.accumulated_depreciation[-1])}
        at_cost = line.concept == "investments_not_readily_marketable"
        cost = values[-1] if at_cost else int(values[-1] * self.lots.uniform(0.7, 1.2))
        return label, {"cost": Said(f"{line.concept}_cost", day, cost)}

    def equity(self) -> None:
        making, sheet, hand = self.making, self.sheet, self.hand
        held = self.amounts.equity
        if "total_equity" in held:
            also = (data("words")["single"].get(making.firm.entity_kind, ""),)
            sheet.row(hand.owners, making.at_ends("total_equity", held["total_equity"], also=also), depth=self.depth)
            return
        sheet.heading(hand.owners, self.depth if hand.colons else 0)
        for concept, values in held.items():
            label, ink = equity_label(making, concept), -1 if concept == "treasury_stock" else 1
            counts: dict[str, tuple[str, int]] = {}
            whole_dollars = values[-1] * making.firm.unit % 1 == 0
            if concept == "common_stock" and whole_dollars and self.lots.chance(0.75):
                words, counts = _shares(self.lots, int(values[-1] * making.firm.unit))
                label += words
            sheet.row(label, making.at_ends(concept, values, ink=ink), depth=self.depth, counts=counts)
        owners = hand.owners if hand.upper_totals else hand.owners.lower()
        self.total(owners, "total_equity", self.amounts.total_equity, "subtotal")


def _shares(lots: Draw, stock_usd: int) -> tuple[str, dict[str, tuple[str, int]]]:
    """The words after "Common stock", and the counts in them: par value times shares makes up the amount."""
    worth = next(worth for worth in (lots.choice((1, 10, 100)), 10, 1) if stock_usd % worth == 0)
    shares = stock_usd // worth
    authorized = max(shares, int(shares * lots.uniform(1, 6)) // 100 * 100 + 100)
    words = str(lots.pick(data("words")["shares"])).replace("{par}", f"${worth} par value")
    return words, {"authorized": ("shares_authorized", authorized), "issued": ("shares_issued", shares)}
