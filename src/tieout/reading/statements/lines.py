"""Items to lines: which section an item stands in, which concept its label means, and whether it is a total."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tieout.reading.labels.matching import Match, match
from tieout.reading.statements.captions import Score, is_section
from tieout.reading.statements.tables import Item, Table
from tieout.taxonomy import taxonomy

SURE_ENOUGH = 0.6  # a label that scores less names no concept


@dataclass
class Line:
    """A line of a statement: its item, its section, its concept ("" where nobody can tell), and how the words fit.

    `part` is what a deduction is made on (`fixed_assets_net` of `nonallowable_assets`); `by_place` says that the
    concept comes from the section, not from the label.
    """

    item: Item
    section: str = ""
    concept: str = ""
    score: float = 0.0
    part: str = ""
    is_total: bool = False
    by_place: bool = False
    moved: str = ""  # why it stands on another side than it was printed on
    at: str = ""  # "start" or "end" of the period, for a balance on a statement of what happened in it

    @property
    def label(self) -> str:
        return self.item.label


# Concepts that are sums of lines above them.
TOTALS = frozenset(
    """total_assets total_current_assets total_liabilities total_current_liabilities total_equity
    total_liabilities_and_equity
    total_revenue net_revenue total_expenses income_from_operations income_before_income_taxes net_income
    comprehensive_income
    total_adjustments net_cash_from_operating_activities net_cash_from_investing_activities
    net_cash_from_financing_activities net_change_in_cash cash_end_of_year
    equity_qualified total_capital_and_subordinated nonallowable_assets total_deductions_and_charges
    tentative_net_capital haircuts net_capital excess_net_capital excess_net_capital_alternative
    additions_to_aggregate_indebtedness aggregate_indebtedness""".split()  # noqa: SIM905
)
# What a computation of net capital takes away.
DEDUCTIONS = frozenset(
    """nonallowable_assets total_deductions_and_charges haircuts haircut_contractual_commitments
    haircut_subordinated_borrowings haircut_exempted_securities haircut_debt_securities haircut_options
    haircut_other_securities haircut_undue_concentration haircut_other
    secured_demand_note_deficiency commodity_charges other_deductions_and_charges equity_not_allowable
    excluded_from_aggregate_indebtedness net_capital_required minimum_dollar_net_capital minimum_net_capital_ratio
    minimum_net_capital_alternative""".split()  # noqa: SIM905
)
# What a line is that only its place tells: an asset is an asset whatever its name.
_BY_PLACE = {
    ("financial_condition", "assets"): "other_assets",
    ("financial_condition", "liabilities"): "other_liabilities",
    ("income", "revenue"): "other_income",
    ("income", "expenses"): "other_expenses",
}
_TOTAL_LABEL = re.compile(r"^\W*(?:total|sub-?\s?total)\b", re.IGNORECASE)
_NET_LABEL = re.compile(r"^\W*net\b(?!.*\b(?:of|worth)\b)", re.IGNORECASE)
_ITEM_MARK = re.compile(r"^\W*(?:[0-9]{1,2}|[A-Za-z]|[ivx]{1,4})\s?[.)]\s+(?=\S)")
_MOVES = re.compile(
    r"^\W*(?:(?:net|increase|decrease|change|or|and|\(increase\)|\(decrease\)|/)s?\W*)+(?:\bin\b)?\W*", re.IGNORECASE
)
_LINE_WORDS = re.compile(
    r"\(?\s*lines?\s+[0-9]+[A-Z]?"
    r"(?:\s*(?:less|minus|plus|and|or|to|through|,|-|\+|/|[0-9]+%?\s*of|lines?|[0-9]+[A-Z]?))*\s*\)?",
    re.IGNORECASE,
)


def scorer(statement: str) -> Score:
    """How surely a label names a concept of a statement, whatever the section."""

    def score(label: str) -> float:
        found = match(label, statement, "") if label else ()
        best = found[0].score if found else 0.0
        if statement in ("net_capital", "cash_flows") and best < 0.9 and label:
            # A schedule names the assets it takes away, and a statement of cash flows the balances that changed.
            for side in ("assets", "liabilities"):
                owned = match(label, "financial_condition", side)
                best = max(best, owned[0].score if owned else 0.0)
        return best

    return score


def lines_of(table: Table, statement: str) -> list[Line]:
    """The lines of a table with their sections and concepts."""
    lines: list[Line] = []
    headed = any(item.is_heading and is_section(item.label) for item in table.items) or statement != "income"
    totalled = False  # a total without a name has been passed
    below = False  # under net income, where a statement goes on to what owners put in and took out
    section = {"financial_condition": "assets", "income": "revenue", "cash_flows": "operating"}.get(statement, "")
    for item in table.items:
        label = unmarked(item.label)
        if item.is_heading:
            section = _section_after(label, statement, section)
            lines.append(Line(item, section))
            continue
        if section == "assets" and totalled and _is_liability(label):
            section = "liabilities"  # no heading and no name of a total parted the sides
        if statement == "income" and section == "revenue" and not headed and _is_expense(label):
            section = "expenses"
        elif statement == "income" and section == "expenses" and not headed and _is_revenue(label):
            section = "revenue"
        totalled |= not label or bool(_BARE_TOTAL.match(label))
        line = Line(item, section)
        if not (below and _name_below(line, label)):
            _name(line, label, statement, section)
        below |= statement == "income" and line.concept == "net_income"
        line.is_total = (
            (line.concept in TOTALS and not line.part) or line.at == "end" or bool(_TOTAL_LABEL.match(label))
        )
        line.is_total |= not line.concept and bool(_NET_LABEL.match(label))
        if section == "liabilities" and kind_of(line.concept) == "equity" and not line.concept.startswith("total_"):
            section = line.section = "equity"  # no heading parted it from what is owed
        if line.concept == "total_assets":
            section = "liabilities"
        elif line.concept == "total_liabilities":
            section = "equity"
        elif line.concept == "total_revenue":
            section = "expenses"
        elif statement == "income" and line.concept in _RESULTS:
            section = "result"
        elif line.concept == "tentative_net_capital":
            section = "haircuts"
        elif line.concept == "net_capital":
            section = "requirement"
        lines.append(line)
    _by_place(lines, statement)
    if statement == "financial_condition":
        _by_owners(lines)
    return lines


_BARE_TOTAL = re.compile(r"^\W*totals?\W*$", re.IGNORECASE)


def kind_of(concept: str) -> str:
    """The kind of a concept, "" for one that the taxonomy does not declare."""
    held = taxonomy()
    return held[concept].kind if concept in held else ""


def _is_expense(label: str) -> bool:
    spent, earned = match(label, "income", "expenses"), match(label, "income", "revenue")
    return bool(spent) and spent[0].score >= 0.9 and (not earned or earned[0].score < SURE_ENOUGH)


def _is_revenue(label: str) -> bool:
    spent, earned = match(label, "income", "expenses"), match(label, "income", "revenue")
    return bool(earned) and earned[0].score >= 0.9 and (not spent or spent[0].score < SURE_ENOUGH)


def _is_liability(label: str) -> bool:
    """Whether a label is surely no asset, and surely a liability."""
    owed = match(label, "financial_condition", "liabilities")
    owned = match(label, "financial_condition", "assets")
    sure = bool(owed) and owed[0].score >= 0.9 and taxonomy()[owed[0].concept].kind == "liability"
    return sure and (not owned or owned[0].score < SURE_ENOUGH)


_LONGEST_LABEL = 600  # characters
_RESULTS = ("total_expenses", "income_from_operations", "income_before_income_taxes", "net_income")
_MOVED = ("capital_contributions", "capital_distributions", "equity_transfers", "prior_period_adjustments")
_BALANCE = re.compile(
    r"\b(?:equity|capital|deficit|earnings|deficiency)\b.*"
    r"\b(?:(?P<start>beginning|opening|january 1|july 1|october 1|april 1)"
    r"|end(?:ing)?|closing|december|june|september|march)\b",
    re.IGNORECASE,
)


def _name_below(line: Line, label: str) -> bool:
    """Name a line under net income that tells of equity: a balance, what owners put in, what they took out."""
    if balance := _BALANCE.search(label):
        kept = re.search(r"\b(?:earnings|deficit)\b", label, re.IGNORECASE)
        line.concept, line.score = "retained_earnings" if kept else "total_equity", 0.9
        line.at = "start" if balance["start"] else "end"
        return True
    found = match(label, "changes_in_equity", "")
    if found and found[0].score >= SURE_ENOUGH and found[0].concept in _MOVED:
        line.concept, line.score = found[0].concept, found[0].score
        return True
    return False


def at_cost(total: Line, terms: Sequence[Line]) -> None:
    """Fixed assets above their net amount are fixed assets at cost."""
    if total.concept == "fixed_assets_net":
        for line in terms:
            if line.concept == "fixed_assets_net":
                line.concept = "fixed_assets_cost"


def unmarked(label: str) -> str:
    """A label without the number of its line, and without those of other lines.

    >>> unmarked("6. A. Total nonallowable assets"), unmarked("14. Excess net capital (line 10 less 13)")
    ('Total nonallowable assets', 'Excess net capital')
    """
    if len(label) > _LONGEST_LABEL:
        return label
    for _ in range(2):
        label = _ITEM_MARK.sub("", label)
    return _LINE_WORDS.sub(" ", label).strip() if "line" in label.casefold() else label


_HEADS: tuple[tuple[str, tuple[tuple[re.Pattern[str], str], ...]], ...] = tuple(
    (statement, tuple((re.compile(words, re.IGNORECASE), section) for words, section in rules))
    for statement, rules in {
        "financial_condition": (
            (r"liabilit", "liabilities"),
            (r"\b(?:equity|capital|deficit|deficiency|net worth)\b", "equity"),
            (r"\bassets?\b", "assets"),
        ),
        "income": (
            (r"\bexpenses?\b|\bcosts?\b|\bdeductions?\b", "expenses"),
            (r"\brevenues?\b|\bincome\b|\breceipts\b", "revenue"),
        ),
        "cash_flows": (
            (r"\bsupplement|\bnon-?cash\b.*(?:financing|investing|activit|transaction)", "supplemental"),
            (r"\bfinancing\b", "financing"),
            (r"\binvesting\b", "investing"),
            (r"\boperati", "operating"),
        ),
        "net_capital": (
            (r"aggregate indebtedness", "aggregate_indebtedness"),
            (r"non-?\s?allowable|deduct|charges", "deductions"),
            (r"haircut", "haircuts"),
            (r"\bless\b", "deductions"),
            (r"requirement|required|minimum", "requirement"),
        ),
    }.items()
)


def _section_after(label: str, statement: str, section: str) -> str:
    if statement == "income" and not is_section(label):
        return section
    for pattern, found in dict(_HEADS).get(statement, ()):
        if pattern.search(label):
            if statement == "financial_condition" and found == "assets" and section != "assets":
                return section
            if statement == "income" and found == "revenue" and section == "expenses":
                return section
            return found
    return section


def _name(line: Line, label: str, statement: str, section: str) -> None:
    """Give a line the concept its label means."""
    if not label:
        return
    if statement == "net_capital" and (named := _by_code(line.item.code)):
        line.concept, line.score = named, 1.0
        return
    asked = "" if section in ("result", "supplemental", "requirement") else section
    found = match(label, statement, asked)
    best = found[0] if found else None
    if statement == "net_capital" and _in_schedule(line, label, section, best):
        return
    if statement == "cash_flows" and section == "operating" and (best is None or best.score < 0.8):
        # "Accounts payable" under "Changes in operating assets and liabilities".
        held = (match(_MOVES.sub("", label), "financial_condition", side) for side in ("liabilities", "assets"))
        balance = max((m for m in held if m), key=lambda m: m[0].score, default=())
        if balance and balance[0].score >= max(SURE_ENOUGH, best.score if best else 0):
            line.concept, line.score = f"change_in_{balance[0].concept}", balance[0].score
            return
    if best is not None and best.score >= SURE_ENOUGH:
        line.concept, line.score = best.concept, best.score


def _in_schedule(line: Line, label: str, section: str, best: Match | None) -> bool:
    """Name a line of a computation of net capital that speaks of a line of the balance sheet or a kind of haircut."""
    held = taxonomy()
    own = best if best and best.concept in held and held[best.concept].statement == "net_capital" else None
    if section == "haircuts" and (own is None or own.score < 0.8) and not re.search(r"haircut", label, re.IGNORECASE):
        kind = match(f"Haircuts: {label}", "net_capital", "")
        if kind and kind[0].score >= SURE_ENOUGH and kind[0].concept in DEDUCTIONS:
            line.concept, line.score = kind[0].concept, kind[0].score
            return True
    sure = own is not None and own.score >= 0.9 and own.concept != "nonallowable_assets"
    if sure or _TOTAL_LABEL.match(label):
        return False
    side = {"deductions": "assets", "haircuts": "assets", "aggregate_indebtedness": "liabilities"}.get(section)
    if side is None and (best is None or own is not None):
        return False
    owned = match(label, "financial_condition", side or "assets")
    if not owned or owned[0].score < SURE_ENOUGH or (own is not None and own.score > owned[0].score + 0.05):
        return False
    line.concept = "liabilities_in_aggregate_indebtedness" if side == "liabilities" else "nonallowable_assets"
    line.part, line.score = held.broadest(owned[0].concept), owned[0].score
    return True


@cache
def _codes() -> dict[str, str]:
    schedule = [c for c in taxonomy().concepts.values() if c.statement == "net_capital" and c.focus]
    return {c.focus: c.id for c in reversed(schedule)}  # the first of a box names it


def _by_code(code: str) -> str:
    """The concept of a schedule whose FOCUS box this is, "" where there is none."""
    return _codes().get(code, "")


_MEMBERS = re.compile(r"\bmembers?\b", re.IGNORECASE)
_PARTNERS = re.compile(r"\bpartners?\b", re.IGNORECASE)


def owners_capital(words: str, concept: str, label: str) -> str:
    """What owners put in is called alike everywhere; whose it is, the `words` around it say."""
    if concept != "additional_paid_in_capital" or _PAID_IN.search(label):
        return concept
    return (
        "members_contributed_equity"
        if _MEMBERS.search(words)
        else "partners_capital"
        if _PARTNERS.search(words)
        else concept
    )


def _by_owners(lines: Sequence[Line]) -> None:
    words = " ".join(
        line.label for line in lines if line.section == "equity" or line.concept == "total_liabilities_and_equity"
    )
    held = {line.concept for line in lines}
    for line in lines:
        if (capital := owners_capital(words, line.concept, line.label)) not in held:
            line.concept = capital


_PAID_IN = re.compile(r"\bpaid\W?in\b|\bsurplus\b", re.IGNORECASE)


def _by_place(lines: Sequence[Line], statement: str) -> None:
    for line in lines:
        if line.item.is_heading or line.concept or line.is_total or not line.label:
            continue
        if concept := _BY_PLACE.get((statement, line.section)):
            line.concept, line.by_place = concept, True
