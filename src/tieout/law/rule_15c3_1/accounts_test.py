"""What is deducted for accounts: never below zero, never more than a call could lower, no account helping another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.facts import Fact
from tieout.law import LawError, ask
from tieout.law.questions import Answer

AS_OF = date(2024, 12, 31)
AMOUNTS = st.decimals(0, 1_000_000, places=2)
ACCOUNTS = st.fixed_dictionaries(
    {"kind": st.sampled_from(["margin", "omnibus"]), "debit": AMOUNTS, "long_market_value": AMOUNTS, "haircut": AMOUNTS}
    | {"maintenance_margin": AMOUNTS}
)


def asked(accounts: list[dict[str, Any]], calls: list[dict[str, Any]] | None = None) -> Answer:
    rows = [{"account": f"account {number}", **row} for number, row in enumerate(accounts)]
    return ask("account_deductions", {"as_of": AS_OF, "accounts": rows, "calls": calls or []})


def amount(answer: Answer, key: str = "deduction") -> Decimal:
    found = answer[key]
    assert isinstance(found, Fact)
    return found.value


@given(st.lists(ACCOUNTS, min_size=1, max_size=4))
def test_accounts_are_deducted_for_one_by_one(accounts: list[dict[str, Any]]) -> None:
    alone = sum((amount(asked([row])) for row in accounts), Decimal(0))
    assert amount(asked(accounts)) == alone >= 0


@given(ACCOUNTS, AMOUNTS)
def test_a_call_lowers_the_deduction_by_no_more_than_itself(account: dict[str, Any], call: Decimal) -> None:
    row = {"account": "account 0", "amount": call}
    without = amount(asked([account]))
    young = amount(asked([account], [{**row, "called_on": "2024-12-30"}]))
    old = amount(asked([account], [{**row, "called_on": "2024-12-20"}]))
    assert old == without
    assert max(without - call, Decimal(0)) <= young <= without


@given(ACCOUNTS)
def test_what_is_deducted_brings_an_account_to_its_margin_or_secures_it_after_haircuts(account: dict[str, Any]) -> None:
    answer = asked([account])
    lacks = account["debit"] - account["long_market_value"]
    secured = lacks + account["haircut"] if lacks > 0 else Decimal(0)
    assert amount(answer) == max(secured, lacks + account["maintenance_margin"], Decimal(0))


def test_an_account_of_no_known_kind_is_refused() -> None:
    with pytest.raises(LawError, match="kind is 'savings'"):
        asked([{"kind": "savings", "debit": 1}])
