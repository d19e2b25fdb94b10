"""(c)(2)(iv)(F): deficits under repurchase and reverse repurchase agreements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Line, add, computed, less
from tieout.law.amounts import given, law, row_of
from tieout.law.params import LawError
from tieout.law.questions import Answer, Row, question
from tieout.law.rows import cell, total

CITE = "17 CFR 240.15c3-1"
PLEDGED = ("treasury", "agency", "other")


@question(f"{CITE}(c)(2)(iv)(F)")
def repurchase_deduction(*, as_of: date, tentative_net_capital: Decimal, agreements: Sequence[Row]) -> Answer:
    """What is deducted for deficits under repurchase and reverse repurchase agreements.

    Each agreement has party, kind (repurchase or reverse), securities (treasury, agency, other), contract_price,
    market_value and, where (F)(2)(ii) or (3)(ii) lets it lessen the deficit, reduction.
    """
    reverse: list[Line] = []
    over: list[Line] = []
    deficits: dict[str, list[Line]] = {}
    taken: dict[str, list[Line]] = {}
    for number, row in enumerate(agreements, 1):
        where = f"agreement {number}"
        row_of(row, "party", "kind", "securities", "contract_price", "market_value", optional=("reduction",))
        party, kind = cell(row, "party", str, where), cell(row, "kind", str, where)
        securities = cell(row, "securities", str, where)
        if kind not in ("repurchase", "reverse") or securities not in PLEDGED:
            expected = f"kind repurchase or reverse, securities {', '.join(PLEDGED)}."
            raise LawError(f"it is a {kind} of {securities}.", where=where, expected=expected)
        contract = given("contract_price", cell(row, "contract_price", Decimal, where), as_of, part=party)
        market = given("market_value", cell(row, "market_value", Decimal, where), as_of, part=party)
        reduction = given("reduction", cell(row, "reduction", Decimal, where, Decimal(0)), as_of, part=party)
        ends = (add(contract), less(market)) if kind == "reverse" else (add(market), less(contract))
        deficit = _if_any(f"{kind}_deficit", (*ends, less(reduction)), as_of, party)
        if kind == "reverse":
            reverse.append(add(deficit, "(F)(2)"))
            continue
        lines = (add(contract), add(law("repurchase_deficit_rate", as_of, securities)))
        free = computed("share_of_contract_price", lines, operation="product", part=party)
        excess = _if_any("deficit_over_share", (add(deficit), less(free)), as_of, party)
        over.append(add(excess, "(F)(3)(i)(A)"))
        deficits.setdefault(party, []).append(add(deficit))
        taken.setdefault(party, []).append(less(excess))
    capital = given("tentative_net_capital", tentative_net_capital, as_of)
    by_party = [
        add(_if_any("over_one_party", (*lines, *taken[party], less(_share(capital, "one_party"))), as_of, party))
        for party, lines in deficits.items()
    ]
    every = [line for lines in deficits.values() for line in lines]
    parties = total("over_one_party", by_party, as_of, f"{CITE}(c)(2)(iv)(F)(3)(i)(B)")
    together = _if_any("over_all_parties", (*every, less(_share(capital, "all_parties"))), as_of, "all parties")
    greater = computed("concentration", (add(parties, "(B)"), add(together, "(C)")), operation="greatest")
    cite = f"{CITE}(c)(2)(iv)(F)"
    return {
        "reverse_repurchase_deficits": total("reverse_repurchase_deficits", reverse, as_of, cite),
        "over_share_of_contract_price": total("over_share_of_contract_price", over, as_of, cite),
        "concentration": greater,
        "deduction": computed("repurchase_agreement_deductions", (*reverse, *over, add(greater)), cite=cite),
    }


def _share(capital: Fact, of: str) -> Fact:
    assert isinstance(capital.when, date)
    lines = (add(capital), add(law("repurchase_concentration_rate", capital.when, of)))
    share = computed("share_of_tentative_net_capital", lines, operation="product", part=of)
    return computed("share_if_any", (add(share), add(given("none", 0, capital.when))), operation="greatest", part=of)


def _if_any(concept: str, lines: Sequence[Line], as_of: date, part: str) -> Fact:
    """A difference, not below zero."""
    difference = computed(f"{concept}_or_less", lines, part=part)
    return computed(concept, (add(difference), add(given("none", 0, as_of))), operation="greatest", part=part)
