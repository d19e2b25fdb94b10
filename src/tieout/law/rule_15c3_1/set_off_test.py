"""Under which line of the statement a side that is set off is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tieout.facts import Fact, Told
from tieout.law import LawError, Registrant, Treated
from tieout.law.rule_15c3_1.set_off import secured_assets, set_offs
from tieout.taxonomy import Treatment

DAY = date(2024, 12, 31)


def fact(concept: str, value: int, part: str = "") -> Fact:
    trace = Told("the test", DAY, "given")
    return Fact(concept=concept, entity="Alder", when=DAY, value=Decimal(value), part=part, trace=trace)


def firm(*accounts: Treated) -> Registrant:
    right = {"Parent": fact("right_of_setoff", 1, "Parent")}
    return Registrant("Alder", DAY, "aggregate_indebtedness", "other", {}, accounts, set_off=right)


def account(side: str, shown_as: str, value: int, word: str = "set_off", paragraph: str = "") -> Treated:
    treatment = Treatment(word, paragraph)
    return Treated(fact(shown_as, value, f"{side} {shown_as}"), side, treatment, shown_as, "Parent")


@pytest.mark.parametrize(
    ("shown", "assets", "payables"),
    [
        (("receivables_from_customers",), "receivables_from_customers", "accounts_payable"),
        (("receivables_from_customers", "other_assets"), "due_from_affiliates", "accounts_payable"),
        (("other_assets", "other_assets"), "other_assets", "accounts_payable"),
        ((), "due_from_affiliates", "accounts_payable"),
    ],
)
def test_a_side_is_shown_where_all_its_accounts_are_and_otherwise_as_due_from_affiliates(
    shown: tuple[str, ...], assets: str, payables: str
) -> None:
    held = [account("asset", concept, 10 + number) for number, concept in enumerate(shown)]
    (found,) = set_offs(firm(*held, account("liability", "accounts_payable", 8)))
    assert (found.shown_as, found.payables_shown_as) == (assets, payables)
    assert (found.matched is None) == (not shown)


@pytest.mark.parametrize(
    ("asset", "liability", "matched", "excess", "unmatched"), [(10, 8, 8, 2, 0), (8, 10, 8, 0, 2), (8, 8, 8, 0, 0)]
)
def test_the_smaller_side_is_matched_and_what_is_over_is_left(
    asset: int, liability: int, matched: int, excess: int, unmatched: int
) -> None:
    (found,) = set_offs(firm(account("asset", "other_assets", asset), account("liability", "notes_payable", liability)))
    left = [one.value for one in (found.matched, found.excess, found.unmatched) if one is not None]
    assert left == [matched, excess, unmatched]


def test_without_a_right_of_set_off_nothing_is_set_off() -> None:
    held = replace(account("asset", "other_assets", 10), counterparty="Sister")
    with pytest.raises(LawError, match="account asset other_assets: no right of set-off is stated against Sister"):
        list(set_offs(firm(held)))
    with pytest.raises(LawError, match="no right of set-off is stated against nobody"):
        list(set_offs(firm(replace(held, counterparty=""))))


def test_assets_of_nothing_secure_nothing() -> None:
    debt = account("liability", "notes_payable", 100, "excluded", "(c)(1)(viii)")
    for value, matched in ((0, []), (-1, []), (1, [1]), (100, [100]), (101, [100])):
        held = account("asset", "fixed_assets_net", value, "nonallowable")
        assert [one.matched.value for one in secured_assets(firm(held, debt))] == matched
