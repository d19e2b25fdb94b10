"""Kinds of mistakes in figures: where each may be made, and the figures it makes of the one that was meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tieout.sim.page import Page
from tieout.sim.places import Place
from tieout.sim.slips import WAYS

_DIRECTED = re.compile(r"loss|deficit|dividend|distribut|withdraw", re.IGNORECASE)
_DIGITS = ("transposed_digits", "one_digit", "lost_or_added_digit")
Made = Iterator[tuple[int, str]]  # figures in units of the place, each with its cause


@dataclass(frozen=True)
class FigureKind:
    """Where a kind of mistake may be made, and the figures it makes."""

    where: Callable[[Place], bool]
    makes: Callable[[Page, int], Made]


def _slip(*causes: str) -> Callable[[Page, int], Made]:
    def makes(page: Page, at: int) -> Made:
        meant = page.places[at].units
        for cause in causes:
            for way in WAYS[cause]:
                for units in way(abs(meant)):
                    yield (units if meant > 0 else -units), cause

    return makes


def _turned(page: Page, at: int) -> Made:
    yield -page.places[at].units, "sign"


def _of_lines(times: int, cause: str) -> Callable[[Page, int], Made]:
    """A total with one of its lines so many times more in it."""

    def makes(page: Page, at: int) -> Made:
        place = page.places[at]
        for lines in page.sums(at):
            if times < 0 and len(lines) < 3:
                continue  # one line less is the other line
            amounts = [abs(page.values[line]) for line in lines]
            for line in lines:
                made = page.values[at] + times * page.values[line]
                # A total on the other side of nothing would have struck the filer himself.
                if amounts.count(abs(page.values[line])) == 1 and made * page.values[at] > 0:
                    yield int(made / place.unit), cause

    return makes


def _prior_column(page: Page, at: int) -> Made:
    place = page.places[at]
    for other in page.places:
        same_line = (other.block, other.row) == (place.block, place.row) and other.column >= 0
        earlier = str(other.figure.when) < str(place.figure.when)
        if same_line and earlier and other.figure.concept == place.figure.concept:
            yield other.units, "carried_from_elsewhere"


def _next_line(page: Page, at: int) -> Made:
    place = page.places[at]
    for other in page.places:
        near = other.block == place.block and abs(other.row - place.row) == 1 and other.column == place.column
        if near and place.figure.when == other.figure.when:
            yield other.units, "carried_from_elsewhere"


def _elsewhere(page: Page, at: int) -> Made:
    """A figure of another statement: income before taxes for net income, liabilities for equity, the opening cash."""
    place = page.places[at]
    for concept in _TAKEN_FOR.get(place.figure.concept, ()):
        for other in page.places:
            if other.figure.concept == concept and str(other.figure.when)[-10:] == str(place.figure.when)[-10:]:
                yield int(other.figure.value / place.unit), "carried_from_elsewhere"


_TAKEN_FOR = {
    "net_income": ("income_before_income_taxes", "net_change_in_cash", "total_revenue"),
    "total_equity": ("total_liabilities", "total_assets"),
    "ownership_equity": ("total_liabilities_and_equity", "total_liabilities"),
    "cash_end_of_year": ("cash_beginning_of_year", "net_change_in_cash"),
    "net_capital": ("tentative_net_capital", "ownership_equity"),
    "excess_net_capital": ("net_capital",),
    "net_capital_required": ("aggregate_indebtedness",),
    "income_tax_expense": ("current_tax_expense",),
}


def _share_of(page: Page, at: int) -> Made:
    """6-2/3% or 2% of another base."""
    place = page.places[at]
    divisor = 50 if page.filed.firm.method == "alternative" else 15
    for concept in ("net_capital", "total_liabilities", "total_assets", "ownership_equity"):
        yield from _rate_of(page, place, concept, Decimal(1) / divisor)


def _haircut_of(page: Page, at: int) -> Made:
    place = page.places[at]
    rate = Decimal("0.02") if place.figure.concept == "haircut_other" else Decimal("0.15")
    for concept in ("cash_and_cash_equivalents", "total_assets", "receivables_from_brokers", "other_assets"):
        yield from _rate_of(page, place, concept, rate)


def _tax_of(page: Page, at: int) -> Made:
    """The statutory rate on net income instead of income before taxes."""
    place = page.places[at]
    pretax = page.by("income", "income_before_income_taxes")
    if pretax is None or place.figure.part != "statutory":
        return
    for rate in (Decimal("0.21"), Decimal("0.34"), Decimal("0.35")):
        if abs(rate * page.values[pretax] - place.figure.value) <= place.unit:
            yield from _rate_of(page, place, "net_income", rate)
            yield from _rate_of(page, place, "total_revenue", rate)


def _rate_of(page: Page, place: Place, concept: str, rate: Decimal) -> Made:
    for other in page.places:
        if other.figure.concept == concept and str(other.figure.when)[-10:] == str(place.figure.when)[-10:]:
            units = (rate * other.figure.value / place.unit).quantize(Decimal(1), ROUND_HALF_UP)
            yield int(units), "wrong_base"
            return


def _two_requirements(page: Page) -> tuple[Decimal, ...]:
    """The share and the dollars as stated, where both are."""
    share = "alternative" if page.filed.firm.method == "alternative" else "ratio"
    held = [page.by("net_capital", name) for name in (f"minimum_net_capital_{share}", "minimum_dollar_net_capital")]
    return tuple(page.values[at] for at in held if at is not None)


def _lesser(page: Page, at: int) -> Made:
    stated = _two_requirements(page)
    if len(stated) == 2:
        yield int(min(stated) / page.places[at].unit), "carried_from_elsewhere"


def _excess_over_lesser(page: Page, at: int) -> Made:
    stated, net = _two_requirements(page), page.by("net_capital", "net_capital")
    if len(stated) == 2 and net is not None:
        yield int((page.values[net] - min(stated)) / page.places[at].unit), "wrong_base"


def _too_little(page: Page, at: int) -> Made:
    """A bond of less than the requirement asks for: no slip, an old policy."""
    for thousands in (5, 25, 50, 100, 250, 500):
        if 1000 * thousands < page.places[at].figure.value:
            yield int(1000 * thousands / page.places[at].unit), ""


def _truncated(page: Page, at: int) -> Made:
    debts, net = (page.by("net_capital", name) for name in ("aggregate_indebtedness", "net_capital"))
    if debts is not None and net is not None and page.values[net] > 0:
        yield int(page.values[debts] / page.values[net] / page.places[at].unit), "truncated"


def _line(place: Place) -> bool:
    return place.figure.place == "amount" and place.style == "line" and place.figure.unit == "USD"


def _flow(place: Place) -> bool:
    return _line(place) and not place.figure.concept.startswith("cash_") and not _directed(place)


def _directed(place: Place) -> bool:
    """Whether the words of a line say its direction, so that some print it without brackets."""
    return bool(_DIRECTED.search(place.figure.label))


def _less(place: Place) -> bool:
    return place.figure.value < 0 and not _directed(place)


def _total(place: Place) -> bool:
    return place.figure.place == "amount" and place.style in ("subtotal", "total") and place.figure.unit == "USD"


def _money(place: Place) -> bool:
    return place.figure.unit == "USD"


def _any(place: Place) -> bool:
    return place.figure.unit in ("USD", "ratio")


def _on(statements: str, concepts: str = "", among: Callable[[Place], bool] = _money) -> Callable[[Place], bool]:
    """Places on these statements, of these concepts where some are named."""

    def where(place: Place) -> bool:
        figure = place.figure
        return (
            figure.statement in statements.split()
            and (not concepts or figure.concept in concepts.split())
            and among(place)
        )

    return where


def _cell_of_matrix(place: Place) -> bool:
    figure = place.figure
    return figure.statement == "changes_in_equity" and (bool(figure.part) or figure.concept != "total_equity")


def _ratio(place: Place) -> bool:
    return place.figure.unit == "ratio"


FIGURE_FAULTS: dict[str, FigureKind] = {
    # a slip of the pen, anywhere
    "transposed_in_a_line": FigureKind(_line, _slip("transposed_digits")),
    "transposed_in_a_total": FigureKind(_total, _slip("transposed_digits")),
    "one_digit_in_a_line": FigureKind(_line, _slip("one_digit")),
    "one_digit_in_a_total": FigureKind(_total, _slip("one_digit")),
    "digit_lost_or_added": FigureKind(_money, _slip("lost_or_added_digit")),
    "thousands_for_dollars": FigureKind(_money, _slip("thousands_shift")),
    "decimal_point": FigureKind(_any, _slip("decimal_shift")),
    "off_by_one": FigureKind(lambda place: _line(place) or _total(place), _slip("rounding")),
    "doubled_or_halved": FigureKind(_line, _slip("doubled_or_halved")),
    "sign_in_cash_flows": FigureKind(_on("cash_flows", "", _flow), _turned),
    "sign_in_rate_reconciliation": FigureKind(_on("notes", "rate_reconciliation"), _turned),
    "sign_in_equity": FigureKind(_on("changes_in_equity", "", _less), _turned),
    # a sum made wrongly
    "line_left_out": FigureKind(_total, _of_lines(-1, "line_left_out")),
    "line_counted_twice": FigureKind(_total, _of_lines(1, "counted_twice")),
    "line_taken_the_wrong_way": FigureKind(_total, _of_lines(-2, "sign")),
    # a figure from another place
    "prior_year_column": FigureKind(_line, _prior_column),
    "neighbouring_line": FigureKind(_line, _next_line),
    "figure_of_another_line": FigureKind(_money, _elsewhere),
    # statements that do not tie
    "net_income_apart": FigureKind(_on("cash_flows changes_in_equity", "net_income"), _slip(*_DIGITS)),
    "cash_apart": FigureKind(_on("cash_flows", "cash_end_of_year cash_beginning_of_year"), _slip(*_DIGITS)),
    "equity_apart": FigureKind(_on("changes_in_equity", "total_equity"), _slip(*_DIGITS)),
    "equity_matrix": FigureKind(_cell_of_matrix, _slip(*_DIGITS)),
    "depreciation_apart": FigureKind(
        _on("income cash_flows", "depreciation_and_amortization noncash_depreciation_and_amortization"), _slip(*_DIGITS)
    ),
    "deducted_asset_apart": FigureKind(_on("net_capital", "nonallowable_assets ownership_equity"), _slip(*_DIGITS)),
    "schedule": FigureKind(_on("net_capital"), _slip(*_DIGITS)),
    "note_apart": FigureKind(
        _on("notes", "", lambda place: place.figure.place == "sentence" and _money(place)), _slip(*_DIGITS)
    ),
    "note_table": FigureKind(_on("notes", "", lambda place: place.figure.place == "amount"), _slip(*_DIGITS)),
    # the rules
    "requirement_of_wrong_base": FigureKind(
        _on("net_capital", "minimum_net_capital_ratio minimum_net_capital_alternative"), _share_of
    ),
    "haircut_of_wrong_base": FigureKind(
        _on("net_capital", "haircut_other haircut_other_securities haircut_debt_securities"), _haircut_of
    ),
    "tax_of_wrong_base": FigureKind(_on("notes", "rate_reconciliation"), _tax_of),
    "lesser_requirement": FigureKind(_on("net_capital", "net_capital_required"), _lesser),
    "excess_over_lesser_requirement": FigureKind(_on("net_capital", "excess_net_capital"), _excess_over_lesser),
    "bond_below_minimum": FigureKind(_on("notes", "fidelity_bond"), _too_little),
    "ratio_truncated": FigureKind(_ratio, _truncated),
    "ratio_transposed": FigureKind(_ratio, _slip("transposed_digits")),
}
