"""(c)(2)(iv)(F): deficits under repurchase and reverse repurchase agreements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tieout.facts import Fact, Line, add, computed, less
from tieout.law.given import above_zero, cells, figure, if_any, none_negative, share, told, total
from tieout.law.questions import Answer, Row, question

CITE = "17 CFR 240.15c3-1"
PLEDGED = ("treasury", "agency", "other")
KINDS = {"repurchase": "repurchase", "repo": "repurchase", "reverse": "reverse", "reverse_repo": "reverse"}


@question(f"{CITE}(c)(2)(iv)(F)")
def repurchase_deduction(*, as_of: date, tentative_net_capital: Decimal, agreements: Sequence[Row]) -> Answer:
    """What is deducted for deficits under repurchase and reverse repurchase agreements.

    Each agreement has party, kind (repurchase or reverse, also repo or reverse_repo), securities (treasury, agency,
    other), contract_price, market_value and, where (F)(2)(ii) or (3)(ii) lets it lessen the deficit, reduction.
    """
    none_negative(f"{CITE}(c)(2)(iv)(F)", tentative_net_capital=tentative_net_capital)
    reverse: list[Line] = []
    over: list[Line] = []
    deficits: dict[str, list[Line]] = {}
    taken: dict[str, list[Line]] = {}
    asked = ("party", "kind", "securities", "contract_price", "market_value")
    for row in cells(agreements, "agreement", *asked, optional=("reduction",)):
        party, kind = row.word("party"), KINDS[row.word("kind", tuple(KINDS))]
        securities = row.word("securities", PLEDGED)
        contract = told("contract_price", row.amount("contract_price"), as_of, part=party)
        market = told("market_value", row.amount("market_value"), as_of, part=party)
        reduction = told("reduction", row.amount("reduction", Decimal(0)), as_of, part=party)
        ends = (add(contract), less(market)) if kind == "reverse" else (add(market), less(contract))
        deficit = if_any(f"{kind}_deficit", (*ends, less(reduction)), part=party)
        if kind == "reverse":
            reverse.append(add(deficit, "(F)(2)"))
            continue
        rate = figure("repurchase_deficit_rate", as_of, securities)
        free = share("share_of_contract_price", contract, rate, part=party)
        excess = if_any("deficit_over_share", (add(deficit), less(free)), part=party)
        over.append(add(excess, "(F)(3)(i)(A)"))
        deficits.setdefault(party, []).append(add(deficit))
        taken.setdefault(party, []).append(less(excess))
    capital = told("tentative_net_capital", tentative_net_capital, as_of)
    by_party = [
        add(if_any("over_one_party", (*lines, *taken[party], less(_share(capital, "one_party"))), part=party))
        for party, lines in deficits.items()
    ]
    every = [line for lines in deficits.values() for line in lines]
    parties = total("over_one_party", by_party, as_of, f"{CITE}(c)(2)(iv)(F)(3)(i)(B)")
    together = if_any("over_all_parties", (*every, less(_share(capital, "all_parties"))), part="all parties")
    greater = computed("concentration", (add(parties, "(B)"), add(together, "(C)")), operation="greatest")
    cite = f"{CITE}(c)(2)(iv)(F)"
    return {
        "reverse_repurchase_deficits": total("reverse_repurchase_deficits", reverse, as_of, cite),
        "over_share_of_contract_price": total("over_share_of_contract_price", over, as_of, cite),
        "concentration": greater,
        "deduction": computed("repurchase_agreement_deductions", (*reverse, *over, add(greater)), cite=cite),
    }


def _share(capital: Fact, of: str) -> Fact:
    rate = figure("repurchase_concentration_rate", capital.end, of)
    return above_zero("share_if_any", share("share_of_tentative_net_capital", capital, rate, part=of))
