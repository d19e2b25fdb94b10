"""The statement of income of a simulated firm, in its own hand."""

from __future__ import annotations

from tieout.sim.amounts import LineKind
from tieout.sim.draw import Draw
from tieout.sim.hands import Made, Making, repeated
from tieout.sim.printed import Sheet


def income(making: Making) -> Made:
    """Revenue, expenses, tax, result."""
    amounts, lots = making.amounts, making.lots("income")
    sheet = making.sheet("income")
    depth = 0 if lots.chance(0.5) else 1
    revenue_word = lots.pick(("Revenue", "Revenues", "Revenues", "Income"))
    expense_word = lots.pick(("Expenses", "Expenses", "Costs and expenses"))
    revenue = _section(making, sheet, lots, amounts.revenue, (revenue_word, "total_revenue"), depth)
    expenses = _section(making, sheet, lots, amounts.expenses, (expense_word, "total_expenses"), depth)
    if amounts.tax is not None:
        pretax = [r - e for r, e in zip(revenue, expenses, strict=True)]
        label, ink = making.result_words("{result} before income taxes", pretax)
        sheet.row(label, making.over("income_before_income_taxes", pretax, ink=ink), style="subtotal")
        _tax(making, sheet, lots)
    label, ink = making.result_words("Net {result}", amounts.net_income)
    sheet.row(label, making.over("net_income", amounts.net_income, ink=ink), style="total")
    title = making.title(f"Statement of {making.results}")
    return sheet.table(title, making.subtitles(flow=True), making.heads, making.see()), sheet.figures


def _section(
    making: Making,
    sheet: Sheet,
    lots: Draw,
    lines: tuple[tuple[LineKind, list[int]], ...],
    words: tuple[str, str],
    depth: int,
) -> list[int]:
    """Lines and their total, which a section of one line may do without; returns the total."""
    word, concept = words
    total = [sum(column) for column in zip(*(values for _, values in lines), strict=True)]
    if len(lines) == 1 and lots.chance(0.4):
        line, values = lines[0]
        sheet.row(line.label, making.over(line.concept, values, also=line.also))
        return total
    sheet.heading(word)
    doubled = repeated(line.concept for line, _ in lines)
    for line, values in lines:
        if any(values[y] for y in making.shown):
            part = line.label if line.concept in doubled else ""
            sheet.row(line.label, making.over(line.concept, values, part, also=line.also), depth=depth)
    name = word if making.hand.upper_totals else word.lower()
    sheet.row(f"Total {name}", making.over(concept, total), style="subtotal")
    return total


def _tax(making: Making, sheet: Sheet, lots: Draw) -> None:
    tax = making.amounts.tax
    assert tax is not None
    shown = [tax[y] for y in making.shown]
    if max(shown) < 0 and lots.chance(0.5):
        label = lots.pick(("Income tax benefit", "Benefit for income taxes"))
        sheet.row(label, making.over("income_tax_expense", tax, ink=-1))
        return
    labels = ("Provision for income taxes", "Income taxes", "Income tax expense", "Federal and state income taxes")
    if min(shown) < 0:
        labels = ("Income tax expense (benefit)", "Provision (benefit) for income taxes") * 2
    sheet.row(lots.pick(labels), making.over("income_tax_expense", tax))
