"""The statement of cash flows of a simulated firm, indirect, in its own hand."""

from __future__ import annotations

from tieout.sim.amounts import Move
from tieout.sim.draw import Draw
from tieout.sim.hands import Made, Making, repeated
from tieout.sim.printed import Sheet

_SECTIONS = ("operating", "investing", "financing")


def cash_flows(making: Making) -> Made:
    """Net income, its adjustments, investing, financing, and the cash they lead to."""
    return _Flows(making).made()


class _Flows:
    def __init__(self, making: Making) -> None:
        self.making, self.hand, self.amounts = making, making.hand, making.amounts
        self.lots: Draw = making.lots("cash")
        self.sheet: Sheet = making.sheet("cash_flows")
        self.moves = _by_section(making.amounts.moves)

    def made(self) -> Made:
        making, amounts, lots = self.making, self.amounts, self.lots
        adjusted = self.sum_of("noncash", "operating")
        net = {
            "operating": [a + b for a, b in zip(adjusted, amounts.net_income, strict=True)],
            "investing": self.sum_of("investing"),
            "financing": self.sum_of("financing"),
        }
        pattern = lots.pick(("Cash flows from {} activities", "Cash flows from {} activities", "{} activities"))
        for section in _SECTIONS:
            if section == "operating" or self.shown_moves(section):
                words = pattern.format(section)
                self.sheet.heading(words[0].upper() + words[1:])
                self.operating(adjusted, net["operating"]) if section == "operating" else self.lines(section)
                label = f"Net cash {self.outcome(net[section])} {section} activities"
                said = making.over(f"net_cash_from_{section}_activities", net[section])
                self.sheet.row(label, said, style="subtotal")
        self.cash([sum(column) for column in zip(*net.values(), strict=True)])
        self.supplemental()
        title = making.title("Statement of Cash Flows")
        table = self.sheet.table(title, making.subtitles(flow=True), making.heads, making.see())
        return table, self.sheet.figures

    def sum_of(self, *sections: str) -> list[int]:
        held = [move.cash_in for section in sections for move in self.moves[section]]
        return [sum(column) for column in zip(*held, strict=True)] or [0] * len(self.making.firm.periods)

    def shown(self, values: list[int]) -> list[int]:
        return [values[y] for y in self.making.shown]

    def shown_moves(self, section: str) -> list[Move]:
        return [move for move in self.moves[section] if any(self.shown(move.cash_in))]

    def outcome(self, values: list[int]) -> str:
        shown = self.shown(values)
        return "provided by" if min(shown) >= 0 else "used in" if max(shown) < 0 else "provided by (used in)"

    def operating(self, adjusted: list[int], net: list[int]) -> None:
        making, sheet = self.making, self.sheet
        label, ink = making.result_words("Net {result}", self.amounts.net_income)
        sheet.row(label, making.over("net_income", self.amounts.net_income, ink=ink), depth=1)
        changes = self.shown_moves("operating")
        if not changes and not self.shown_moves("noncash"):
            return
        sheet.heading(
            f"Adjustments to reconcile {label.lower()} to net cash {self.outcome(net)} operating activities", 1
        )
        for move in self.shown_moves("noncash"):
            sheet.row(making.word("flows", move.concept), making.over(move.concept, move.cash_in), depth=2)
        doubled = repeated(move.concept for move in changes)
        assets = {f"change_in_{line.concept}" for line, _ in self.amounts.assets}
        if changes and self.hand.cash_flow != "bracketed":
            words = ("Changes in assets and liabilities", "Changes in operating assets and liabilities")
            sheet.heading(self.lots.pick(words), 1)
        for is_asset in (True, False):
            held = [move for move in changes if (move.concept in assets) == is_asset]
            if held and self.hand.cash_flow == "bracketed":
                turn = (
                    "(Increase) decrease in operating assets"
                    if is_asset
                    else "Increase (decrease) in operating liabilities"
                )
                sheet.heading(turn, 1)
            for move in held:
                part = move.noun if move.concept in doubled else ""
                said = making.over(move.concept, move.cash_in, part)
                sheet.row(self.change_label(move, is_asset), said, depth=2)
        if self.hand.says_adjustments:
            sheet.row("Total adjustments", making.over("total_adjustments", adjusted), style="subtotal", depth=1)

    def change_label(self, move: Move, is_asset: bool) -> str:
        if self.hand.cash_flow != "directed":
            return move.noun.capitalize()
        shown = self.shown(move.cash_in)
        if min(shown) >= 0 or max(shown) <= 0:
            return f"{'Decrease' if (max(shown) > 0) == is_asset else 'Increase'} in {move.noun}"
        return f"(Increase) decrease in {move.noun}" if is_asset else f"Increase (decrease) in {move.noun}"

    def lines(self, section: str) -> None:
        for move in self.shown_moves(section):
            kind = self.making.firm.entity_kind
            paid_out = move.concept == "capital_distributions"
            label = self.making.word("distributions", kind) if paid_out else self.making.word("flows", move.concept)
            self.sheet.row(label.format(noun=move.noun), self.making.over(move.concept, move.cash_in), depth=1)

    def cash(self, change: list[int]) -> None:
        making, lots, sheet = self.making, self.lots, self.sheet
        shown = self.shown(change)
        noun = "cash" if self.amounts.assets[0][0].label == "Cash" else "cash and cash equivalents"
        turn = "increase" if min(shown) >= 0 else "decrease" if max(shown) < 0 else "increase (decrease)"
        sheet.row(f"Net {turn} in {noun}", making.over("net_change_in_cash", change), style="subtotal")
        held = self.amounts.assets[0][1]
        time = lots.pick(("of year", "of the year", "of period"))
        dash = lots.pick((", ", " at ", "—", " - "))
        before, after = f"{noun.capitalize()}{dash}beginning {time}", f"{noun.capitalize()}{dash}end {time}"
        sheet.row(before, making.over("cash_beginning_of_year", held[:-1]))
        sheet.row(after, making.over("cash_end_of_year", held[1:]), style="total")

    def supplemental(self) -> None:
        making, sheet = self.making, self.sheet
        paid = [p for p in self.paid() if min(p[2]) > 0]
        if not paid or self.lots.chance(0.3):
            return
        title = self.lots.pick(
            ("Supplemental disclosure of cash flow information", "Supplemental cash flow information")
        )
        if len(paid) == 1 and self.lots.chance(0.5):
            concept, noun, values = paid[0]
            sheet.row(f"{title}{self.hand.dash}Cash paid during the year for {noun}", making.over(concept, values))
            return
        sheet.heading(title)
        if len(paid) > 1:
            sheet.heading("Cash paid during the year for", 1)
        for concept, noun, values in paid:
            label = noun.capitalize() if len(paid) > 1 else f"Cash paid for {noun}"
            sheet.row(label, making.over(concept, values), depth=2 if len(paid) > 1 else 1)

    def paid(self) -> list[tuple[str, str, list[int]]]:
        """Interest as charged, and income taxes: the current tax less what more of it is owed."""
        amounts = self.amounts
        found = [
            ("cash_paid_for_interest", "interest", values)
            for line, values in amounts.expenses
            if line.concept == "interest_expense"
        ]
        if amounts.tax is not None:
            owed = [0] * len(self.making.firm.ends)
            for sign, concept, lines in (
                (-1, "current_taxes_receivable", amounts.assets),
                (1, "income_taxes_payable", amounts.liabilities),
            ):
                for _, values in (pair for pair in lines if pair[0].concept == concept):
                    owed = [o + sign * v for o, v in zip(owed, values, strict=True)]
            taxes = [
                tax - deferred - (after - before)
                for tax, deferred, before, after in zip(amounts.tax, amounts.deferred_tax, owed, owed[1:], strict=False)
            ]
            found.append(("cash_paid_for_income_taxes", "income taxes", taxes))
        return found


def _by_section(moves: tuple[Move, ...]) -> dict[str, list[Move]]:
    """The moves by section; two of one kind are one line, except changes in balances, which keep their own."""
    sections: dict[str, list[Move]] = {section: [] for section in ("noncash", *_SECTIONS)}
    for move in moves:
        held = sections[move.section]
        at = next((i for i, other in enumerate(held) if other.concept == move.concept), None)
        if at is None or move.section == "operating":
            held.append(move)
        else:
            both = [a + b for a, b in zip(held[at].cash_in, move.cash_in, strict=True)]
            held[at] = Move(move.section, move.concept, held[at].noun, both)
    return sections
