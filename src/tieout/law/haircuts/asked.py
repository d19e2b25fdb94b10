"""Haircuts of a few positions as a question of law, as an exam or a lawyer would put it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Told
from tieout.law.given import cells
from tieout.law.haircuts.deductions import Elections
from tieout.law.haircuts.portfolio import haircuts
from tieout.law.haircuts.positions import KNOWN, position_of
from tieout.law.questions import Answer, Row, Value, question


@question("17 CFR 240.15c3-1(c)(2)(vi)")
def securities_haircuts(
    *,
    as_of: date,
    positions: Sequence[Row],
    tentative_net_capital: Decimal | None = None,
    government_bands: bool = False,
    government_dealer: bool = False,
    options: str = "strategies",
    nonclearing_market_maker: bool = False,
    commitment_add_back: bool = False,
) -> Answer:
    """Haircuts of positions, undue concentration where tentative net capital is stated, and both by FOCUS box."""
    given = Told("the question", as_of, "given")
    entity = "the firm"
    held = []
    for row in cells(positions, "position", "class", optional=[name for name in KNOWN if name != "class"]):
        position = position_of({"security_id": row.where, **row.held})
        value, part = position.market_value, position.security_id
        fact = Fact(concept="market_value", entity=entity, when=as_of, value=value, part=part, trace=given)
        held.append((position, fact))
    capital = None
    if tentative_net_capital is not None:
        concept = "tentative_net_capital"
        capital = Fact(concept=concept, entity=entity, when=as_of, value=tentative_net_capital, trace=given)
    elections = Elections(government_bands, government_dealer, options, nonclearing_market_maker, commitment_add_back)
    found = haircuts(held, as_of, entity, capital, elections)
    answer: dict[str, Value] = {"haircuts": found.haircuts, "total": found.total}
    if found.undue is not None:
        answer["undue_concentration"] = found.undue
    if found.net_worth is not None:
        answer["net_worth_adjustment"] = found.net_worth
    if found.assumptions:
        answer["assumptions"] = "; ".join(found.assumptions)
    return answer | {f"box_{box}": fact for box, fact in found.by_focus_box.items()}
