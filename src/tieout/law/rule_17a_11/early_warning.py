"""(a)(1), (b): the tests of net capital below which a broker-dealer must tell that it is low.

The two form lines that show the margin, 3780 and 3920, stand here with the tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tieout.facts import Fact, Line, add, computed, less
from tieout.law.params import percent
from tieout.law.registrant import Registrant, rule, worksheet
from tieout.law.rule_15c3_1 import (
    aggregate_indebtedness,
    minimum_dollar_net_capital,
    net_capital,
    net_capital_required,
)

CITE = "17 CFR 240.17a-11"
LETTERED_ANEW = date(2020, 2, 14)  # release 34-87005 moved each paragraph one letter up
OLD_LETTERS = {"(a)": "(b)", "(b)": "(c)", "(c)": "(d)", "(d)": "(e)"}


def paragraph(as_of: date, letters: str) -> str:
    """A paragraph of the rule as it is lettered on a date, from its letters today.

    >>> paragraph(date(2024, 12, 31), "(b)(1)"), paragraph(date(2003, 12, 31), "(b)(1)")
    ('17 CFR 240.17a-11(b)(1)', '17 CFR 240.17a-11(c)(1)')
    """
    return f"{CITE}{letters if as_of >= LETTERED_ANEW else OLD_LETTERS[letters[:3]] + letters[3:]}"


@dataclass(frozen=True, slots=True)
class Test:
    """One test: net capital `held` against the `limit` it must not fall below; who is told, and when, if it does."""

    name: str
    words: str
    cite: str
    held: Fact
    limit: Fact
    notice: str

    @property
    def passes(self) -> bool:
        return self.held.value >= self.limit.value


@rule
def early_warning_aggregate_indebtedness(firm: Registrant) -> Fact:
    """(b)(1): net capital at which aggregate indebtedness is 12 times net capital."""
    lines = (add(aggregate_indebtedness(firm)), add(firm.param("early_warning_ai_multiple")))
    return computed(
        "early_warning_aggregate_indebtedness", lines, operation="quotient", cite=paragraph(firm.as_of, "(b)(1)")
    )


@rule
def early_warning_debit_items(firm: Registrant) -> Fact:
    """(b)(2): five percent of aggregate debit items, under the alternative standard."""
    lines = (add(firm["aggregate_debit_items"]), add(firm.param("early_warning_debit_rate")))
    return computed("early_warning_debit_items", lines, operation="product", cite=paragraph(firm.as_of, "(b)(2)"))


@rule
def early_warning_minimum_dollar(firm: Registrant) -> Fact:
    """(b)(3): 120 percent of the minimum dollar requirement."""
    lines = (add(minimum_dollar_net_capital(firm)), add(firm.param("early_warning_minimum_multiple")))
    return computed("early_warning_minimum_dollar", lines, operation="product", cite=paragraph(firm.as_of, "(b)(3)"))


@rule
def ten_percent_of_aggregate_indebtedness(firm: Registrant) -> Fact:
    """(form) FOCUS Part IIA, line 15: ten percent of aggregate indebtedness."""
    lines = (add(aggregate_indebtedness(firm)), add(firm.param("focus_3780_ai_rate")))
    cite = "FOCUS Part IIA, line 15"
    return computed("ten_percent_of_aggregate_indebtedness", lines, operation="product", cite=cite)


@worksheet("FOCUS Part IIA, line 15 [3780]")
def net_capital_less_early_warning(firm: Registrant) -> Iterator[Line]:
    """(form) Net capital less the greater of 10% of aggregate indebtedness or 120% of the dollar minimum.  [3780]"""
    yield add(net_capital(firm), "[3750]")
    yield less(_greater(ten_percent_of_aggregate_indebtedness(firm), early_warning_minimum_dollar(firm)))


@worksheet("FOCUS Part IIA, line 26 [3920]")
def net_capital_less_early_warning_alternative(firm: Registrant) -> Iterator[Line]:
    """(form) Net capital less the greater of 5% of debit items or 120% of the dollar minimum.  [3920]"""
    yield add(net_capital(firm), "[3750]")
    yield less(_greater(early_warning_debit_items(firm), early_warning_minimum_dollar(firm)))


def _greater(one: Fact, other: Fact) -> Fact:
    return computed("early_warning_level", (add(one), add(other)), operation="greatest", cite="the greater of the two")


def _percent(firm: Registrant, name: str) -> str:
    return percent(firm.param(name).value)


def tests(firm: Registrant) -> tuple[Test, ...]:
    """(a)(1) and (b): every test that applies to the firm's standard, passed or not."""
    held = net_capital(firm)
    early = "the Commission and the examining authority within 24 hours"
    found = [
        Test(
            "net_capital_required",
            "net capital is at least the requirement",
            paragraph(firm.as_of, "(a)(1)"),
            held,
            net_capital_required(firm),
            "the Commission and the examining authority the same day; the business must stop",
        )
    ]
    if firm.method == "alternative":
        words = f"net capital is at least {_percent(firm, 'early_warning_debit_rate')} of aggregate debit items"
        found.append(
            Test(
                "early_warning_debit_items",
                words,
                paragraph(firm.as_of, "(b)(2)"),
                held,
                early_warning_debit_items(firm),
                early,
            )
        )
    else:
        words = f"aggregate indebtedness is at most {firm.param('early_warning_ai_multiple').value} times net capital"
        limit = early_warning_aggregate_indebtedness(firm)
        found.append(
            Test("early_warning_aggregate_indebtedness", words, paragraph(firm.as_of, "(b)(1)"), held, limit, early)
        )
    least = _percent(firm, "early_warning_minimum_multiple")
    words = f"net capital is at least {least} of the minimum dollar requirement"
    limit = early_warning_minimum_dollar(firm)
    found.append(Test("early_warning_minimum_dollar", words, paragraph(firm.as_of, "(b)(3)"), held, limit, early))
    return tuple(found)
