"""What agrees between sentences: the statements audited, the owners, the exemption, the limits that are quoted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tieout.checks import worded
from tieout.checks.engine import check_report
from tieout.checks.model import Finding
from tieout.checks.stated import Stated
from tieout.facts import Column, Fact, Filing, Read, Report, Statement, StatementLine, Told

DAY = date(2003, 12, 31)
MAIN = ("financial_condition", "income", "changes_in_equity", "cash_flows")


def statement(name: str, title: str, *lines: tuple[str, str, int]) -> Statement:
    held = []
    for n, (label, concept, amount) in enumerate(lines):
        trace = Read("report.txt", 1, (0, n, 9, n), label)
        fact = Fact(concept=concept, entity="Elm", when=DAY, value=Decimal(amount), trace=trace)
        held.append(StatementLine(label, concept, facts=(fact,)))
    return Statement(name, title, "", (Column("2003", DAY),), tuple(held))


def findings(
    stated: Mapping[str, object], *statements: Statement, facing: Mapping[str, object] | None = None
) -> list[Finding]:
    filing = Filing("report.txt", "text", 1, 0, stated, {})
    facts = tuple(fact for each in statements for fact in each.facts())
    report = Report("Elm", {"period_end": "2003-12-31"} | dict(facing or {}), facts, statements, filing=filing)
    return [f for f in check_report(report).findings if f.check.startswith("agrees.")]


def told(
    stated: Mapping[str, object], *statements: Statement, facing: Mapping[str, object] | None = None
) -> list[tuple[str, str]]:
    return [(f.severity, f.check) for f in findings(stated, *statements, facing=facing)]


BOUND = tuple(statement(name, name.replace("_", " ")) for name in MAIN)


def test_the_statements_audited_are_those_bound_in() -> None:
    spoken = {"auditor_report": {"statements": [*MAIN]}}
    assert told(spoken, *BOUND) == []
    assert told(spoken, *BOUND[:3]) == [("note", "agrees.audited_statements.cash_flows")]
    assert told({"auditor_report": {"statements": [*MAIN[:3]]}}, *BOUND) == [
        ("warning", "agrees.audited_statements.cash_flows")
    ]


def test_a_lone_statement_is_no_report() -> None:
    assert told({"auditor_report": {"statements": [*MAIN]}}, BOUND[0]) == []


def test_a_statement_of_subordinated_liabilities_may_be_a_schedule() -> None:
    spoken = {"auditor_report": {"statements": [*MAIN]}}
    assert told(spoken, *BOUND, statement("changes_in_subordinated", "changes")) == []


@pytest.mark.parametrize(
    ("word", "title", "agree"),
    [
        ("income", "STATEMENT OF LOSS", False),
        ("loss", "Consolidated Statement of Loss", True),
        ("operations", "Statement of Income", False),
        ("income", "Statement of Income (Loss)", True),
    ],
)
def test_the_auditor_names_the_statement_of_income_as_its_title_does(word: str, title: str, agree: bool) -> None:
    said = told({"words_again": [["audited_income", word]]}, statement("income", title))
    assert said == ([] if agree else [("note", "agrees.statement_of_income")])


def test_one_owner_or_several() -> None:
    one, several = ("Total shareholder's equity", "total_equity", 10), ("Shareholders' equity", "total_equity", 10)
    assert told({}, statement("financial_condition", "Balance Sheet", one)) == []
    assert told({}, statement("financial_condition", "Balance Sheet", one, several)) == [("note", "agrees.owners")]


def test_the_owners_are_those_of_the_firm_s_kind() -> None:
    sheet = statement("financial_condition", "Balance Sheet", ("Total stockholders' equity", "total_equity", 10))
    assert told({}, sheet, facing={"entity_kind": "corporation"}) == []
    (only,) = findings({}, sheet, facing={"entity_kind": "limited_liability_company"})
    assert only.message == (
        "The firm is a limited liability company by its name, but “Total stockholders' equity” is of a corporation."
    )


def test_cash_segregated_by_a_firm_that_holds_none() -> None:
    cash = ("Cash segregated", "cash_segregated_under_federal_regulations", 8_721)
    sheet = statement("financial_condition", "Balance Sheet", cash)
    check = "agrees.exemption_15c3_3.segregated_cash"
    for claim, expected in (("(k)(1)", [("warning", check)]), ("(k)(2)(ii)", [("note", check)]), ("(k)(2)(i)", [])):
        assert told({"notes_say": {"rule_15c3_3_exemption": claim}}, sheet) == expected
    nothing = statement("financial_condition", "Balance Sheet", (*cash[:2], 0))
    assert told({"notes_say": {"rule_15c3_3_exemption": "(k)(1)"}}, nothing) == []


def test_the_exemption_report_claims_what_the_notes_claim() -> None:
    claimed = {"rule_15c3_3_exemption": "(k)(2)(i), (k)(2)(ii)"}
    assert told({"notes_say": claimed, "words_again": [["exempt", "(k)(2)(ii)"]]}) == []
    assert told({"notes_say": claimed, "words_again": [["exempt", "(k)(1)"]]}) == [
        ("warning", "agrees.exemption_15c3_3.report")
    ]


@pytest.mark.parametrize(("minimum", "severity"), [(25_000, "warning"), (100_000, ""), (250_000, "note")])
def test_the_minimum_of_a_firm_with_a_special_account(minimum: int, severity: str) -> None:
    schedule = statement("net_capital", "Net Capital", ("Minimum dollar", "minimum_dollar_net_capital", minimum))
    said = told({"notes_say": {"rule_15c3_3_exemption": "(k)(2)(i)"}}, schedule)
    assert said == ([(severity, "agrees.minimum_dollar_net_capital")] if severity else [])


@pytest.mark.parametrize(
    ("quoted", "method", "says"),
    [
        ("10", "aggregate_indebtedness", ""),
        ("12", "aggregate_indebtedness", "by the rule it is 10"),
        ("10", "alternative", "5% of aggregate debit items, nor below 120% of the minimum in dollars"),
    ],
)
def test_the_limit_on_withdrawals(quoted: str, method: str, says: str) -> None:
    held = findings({"notes_say": {"withdrawal_ratio": quoted}}, facing={"net_capital_method": method})
    assert [(f.check, says in f.message) for f in held] == ([("agrees.withdrawal_limit", True)] if says else [])


@pytest.mark.parametrize(("quoted", "wrong"), [("15", False), ("8", False), ("12", True), ("1.5", True)])
def test_the_limit_of_indebtedness(quoted: str, wrong: bool) -> None:
    said = told({"notes_say": {"indebtedness_limit": quoted}})
    assert said == ([("warning", "agrees.indebtedness_limit")] if wrong else [])


def test_before_the_law_held_reaches_back_nothing_is_compared() -> None:
    assert told({"notes_say": {"withdrawal_ratio": "12"}}, facing={"period_end": "1990-12-31"}) == []


@pytest.mark.parametrize(("minimum", "severity"), [(100_000, ""), (50_000, "warning"), (250_000, "note")])
def test_the_minimum_of_a_firm_exempt_under_k2i(minimum: int, severity: str) -> None:
    schedule = statement("net_capital", "net capital", ("Minimum", "minimum_dollar_net_capital", minimum))
    for claim, method, found in (("(k)(2)(i)", "aggregate_indebtedness", severity),
    ("(k)(2)(ii)", "aggregate_indebtedness", ""),
                                 ("(k)(2)(i)", "alternative", "")):  # fmt: skip
        says = {"notes_say": {"rule_15c3_3_exemption": claim}}
        held = [
            f
            for f in findings(says, schedule, facing={"net_capital_method": method})
            if f.check == "agrees.minimum_dollar_net_capital"
        ]
        assert [f.severity for f in held] == ([found] if found else [])
        assert ["keep to more" in f.message for f in held] == [found == "note" for _ in held]


def test_a_claim_without_a_minimum_and_a_minimum_without_a_claim_say_nothing() -> None:
    assert told({"notes_say": {"rule_15c3_3_exemption": "(k)(2)(i)"}}) == []
    assert told({}, statement("net_capital", "x", ("Minimum", "minimum_dollar_net_capital", 7))) == []


def test_two_statements_spoken_of_or_bound_in_are_enough_to_compare() -> None:
    two = {"auditor_report": {"statements": [*MAIN[:2]]}}
    assert told(two, *BOUND[:2]) == []
    assert ("note", "agrees.audited_statements.cash_flows") in told(
        {"auditor_report": {"statements": [*MAIN]}}, *BOUND[:2]
    )
    assert told({"auditor_report": {"statements": [MAIN[0]]}}, *BOUND) == []


def test_a_day_of_which_no_law_is_held_has_no_limit_to_quote() -> None:
    old = {"period_end": "1950-12-31"}
    for name in ("withdrawal_ratio", "indebtedness_limit"):
        assert told({"notes_say": {name: "99"}}, facing=old) == []


def test_the_words_for_the_owners_are_of_lines_that_carry_a_figure_and_of_titles() -> None:
    sheet = statement(
        "financial_condition", "Balance", (" Member's equity ", "total_equity", 5), ("Member's equity", "x", 6)
    )
    (line, other) = sheet.lines
    (fact,) = (one for one in other.facts if one is not None)
    told_by = replace(fact, concept="y", trace=Told("J. Doe", DAY, "told"))
    note = replace(fact, concept="z", label="Members' equity", trace=Read("report.txt", 2, (0, 0, 1, 0), "note"))
    lines = (line, other, StatementLine("Told", "y", facts=(told_by,)))
    sheet = replace(sheet, lines=lines)
    held = Report("Elm", {}, (*sheet.facts(), note), (sheet,))
    assert [text for text, _ in worded._lines_of_equity(Stated(held))] == ["Member's equity", "Balance"]
