"""Lines of a net capital schedule that are no balance-sheet lines, and what they are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from tieout.checks import explain
from tieout.checks.explain import explanations
from tieout.checks.model import Finding
from tieout.checks.stated import Stated
from tieout.facts import Column, Computed, Fact, Filing, Read, Report, Statement, StatementLine, evaluate
from tieout.taxonomy import taxonomy

DAY = date(2024, 12, 31)
SEEDS = Path(__file__).parents[4] / "shared" / "seeds"

SHEET = {
    "cash_and_cash_equivalents": 2_104_377,
    "other_receivables": 1_478_237,
    "prepaid_expenses": 744_204,
    "deferred_tax_asset": 319_381,
    "current_taxes_receivable": 1_209_632,
    "fixed_assets_net": 715_606,
    "total_assets": 6_571_437,
    "commissions_payable": 1_432_862,
    "accounts_payable_and_accrued_expenses": 906_864,
    "total_liabilities": 2_339_726,
    "total_equity": 4_231_711,
}
OWN_LINES = {"fixed_assets_net": 715_606, "prepaid_expenses": 744_204}


def fact(concept: str, amount: int, part: str = "", label: str = "") -> Fact:
    trace = Read("elm.txt", 1, (0, 0, 1, 1), f"{label} {amount:,}")
    half = Decimal("0.5")
    return Fact(concept=concept, entity="Elm", when=DAY, value=Decimal(amount), part=part, trace=trace, rounding=half)


def line(concept: str, amount: int, part: str = "", label: str = "") -> StatementLine:
    words = label or (part or concept).replace("_", " ").capitalize()
    facts = (fact(concept, amount, part, words),)
    return StatementLine(words, concept, 0, "total" if concept.startswith("total_") else "line", facts)


def stated(
    deductions: Mapping[str, int],
    more: Sequence[StatementLine] = (),
    sheet: Mapping[str, int] = SHEET,
    *,
    of_a_filing: bool = True,
) -> Stated:
    """A balance sheet and a schedule with these deductions from the equity, as they were read."""
    columns = (Column("2024", DAY),)
    condition = [line(concept, amount) for concept, amount in sheet.items()]
    schedule = [
        line("ownership_equity", 4_231_711),
        *(line("nonallowable_assets", amount, part) for part, amount in deductions.items()),
        *more,
    ]
    statements = (
        Statement("financial_condition", "Statement of Financial Condition", "", columns, tuple(condition)),
        Statement("net_capital", "Computation of Net Capital", "", columns, tuple(schedule)),
    )
    facts = tuple(each for statement in statements for each in statement.facts())
    filing = Filing("elm.txt", "text", 2, len(facts), {}, {}) if of_a_filing else None
    return Stated(Report("Elm", {"period_end": "2024-12-31"}, facts, statements, filing=filing))


def only(held: Stated) -> Finding:
    (finding,) = explanations(held)
    return finding


def test_a_deduction_that_is_no_balance_sheet_line_is_the_sum_of_two() -> None:
    finding = only(stated(OWN_LINES | {"other_assets": 319_381 + 1_209_632}))
    assert finding.check == "explains.other_assets"
    assert finding.severity == "note"
    assert finding.message == (
        "Other assets, 1,529,013, is no line of the balance sheet; it is probably made of deferred tax asset 319,381 + "
        "current taxes receivable 1,209,632. The report does not say so; by chance figures fit like this once in some "
        "95,000 times."
    )
    assert (finding.said, finding.found, finding.apart) == ("1529013", "1529013", "0")
    assert finding.concepts == ("nonallowable_assets", "deferred_tax_asset", "current_taxes_receivable")
    assert isinstance(finding.found_source, Computed)
    assert evaluate(finding.found_source) == 1_529_013


def test_what_is_left_of_an_asset_deducted_in_part_and_a_liability_taken_off() -> None:
    own = OWN_LINES | {"other_receivables": 1_100_120}
    finding = only(stated(own | {"due_from_affiliates": 378_117 + 1_209_632 - 906_864}))
    assert finding.check == "explains.due_from_affiliates"
    assert (
        "(other receivables 1,478,237 less the 1,100,120 deducted on its own line) + current taxes receivable "
        "1,209,632 - accounts payable and accrued expenses 906,864. " in finding.message
    )


def test_liabilities_that_aggregate_indebtedness_leaves_out_may_be_taken_off_together() -> None:
    more = [line("aggregate_indebtedness", 2_339_726 - 411_313)]
    (finding, *_) = explanations(stated(OWN_LINES | {"due_from_affiliates": 1_478_237 + 319_381 - 411_313}, more))
    assert "- (total liabilities 2,339,726 less aggregate indebtedness 1,928,413). " in finding.message


def test_one_line_that_nearly_makes_it_is_named_with_what_is_not_explained() -> None:
    finding = only(stated({"fixed_assets_net": 715_606, "other_assets": 744_410}))
    assert "made of prepaid expenses 744,204 and 206 more, which nothing here explains. " in finding.message
    assert finding.apart == "206"


def test_a_line_used_by_one_explanation_is_not_there_for_another_that_nearly_fits() -> None:
    both = {"fixed_assets_net": 715_606, "other_assets": 744_410, "due_from_affiliates": 744_204 + 1_209_632}
    assert [finding.check for finding in explanations(stated(both))] == ["explains.due_from_affiliates"]


def test_a_total_without_lines_is_the_sum_of_the_assets_that_must_be_deducted() -> None:
    finding = only(stated({"": 715_606 + 744_204 + 319_381}))
    assert finding.check == "explains.nonallowable_assets"
    assert finding.message.startswith(
        "Nonallowable assets, 1,779,191, is probably made of prepaid expenses 744,204 + deferred tax asset 319,381 + "
        "fixed assets net 715,606. "
    )
    assert list(explanations(stated(OWN_LINES | {"": 715_606 + 744_204}))) == []


def test_aggregate_indebtedness_is_total_liabilities_less_what_it_leaves_out() -> None:
    finding = only(stated(OWN_LINES, [line("aggregate_indebtedness", 906_864)]))
    assert finding.check == "explains.aggregate_indebtedness"
    assert finding.cite == "17 CFR 240.15c3-1(c)(1)"
    assert "is probably made of total liabilities 2,339,726 - commissions payable 1,432,862. " in finding.message
    without_total = {concept: amount for concept, amount in SHEET.items() if concept != "total_liabilities"}
    assert only(stated(OWN_LINES, [line("aggregate_indebtedness", 906_864)], without_total)).found == "906864"


def test_an_asset_deducted_less_what_is_owed_on_it() -> None:
    sheet = SHEET | {"notes_payable": 312_511}
    finding = only(stated({"fixed_assets_net": 715_606 - 312_511, "prepaid_expenses": 744_204}, sheet=sheet))
    assert "is probably made of fixed assets net 715,606 - notes payable 312,511. " in finding.message


def test_other_deductions_are_explained_too_and_a_dash_is_not() -> None:
    other = [line("other_deductions_and_charges", 319_381 + 1_209_632), line("nonallowable_assets", 0, "other_assets")]
    finding = only(stated(OWN_LINES, other))
    assert finding.check == "explains.other_deductions_and_charges"
    assert finding.message.startswith("Other deductions and charges, 1,529,013, is probably made of ")


def test_totals_of_the_balance_sheet_and_lines_in_its_notes_make_nothing() -> None:
    """A subtotal holds the lines above it, a part its whole: neither is a line of its own."""
    held = stated(OWN_LINES | {"due_from_affiliates": 1_529_013})
    sheet, schedule = held.report.statements
    subtotal = replace(line("other_assets", 1_529_013), style="subtotal")
    part = line("goodwill_and_intangible_assets", 1_529_013, "a part")
    lines = tuple(each for each in sheet.lines if each.concept != "deferred_tax_asset")
    more = replace(sheet, lines=(*lines, subtotal, part))
    facts = (*more.facts(), *schedule.facts())
    assert list(explanations(Stated(replace(held.report, statements=(more, schedule), facts=facts)))) == []


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("OTHER ASSETS (see Note 4)", "Other assets"),
        ("A. Total nonallowable assets", "Total nonallowable assets"),
        ("C.1 Other  deductions:", "Other deductions"),
        ("(3) other", "Other"),
        ("MML Advisers receivable", "MML Advisers receivable"),
        ("12b-1 fees", "12b-1 fees"),
        ("(see Note 4)", "Nonallowable assets"),
    ],
)
def test_a_line_is_called_as_it_is_printed_without_its_number_and_brackets(label: str, said: str) -> None:
    one_line = [line("nonallowable_assets", 319_381 + 1_209_632, "other_assets", label)]
    assert only(stated(OWN_LINES, one_line)).message.startswith(f"{said}, 1,529,013, is no line of the balance sheet")


def test_a_name_in_the_middle_of_a_sentence_starts_small_unless_it_is_an_abbreviation() -> None:
    sheet = {concept: amount for concept, amount in SHEET.items() if concept != "deferred_tax_asset"}
    held = stated(OWN_LINES | {"other_assets": 319_381 + 1_209_632}, sheet=sheet)
    statement = held.report.statements[0]
    renamed = replace(
        statement, lines=(*statement.lines, line("deferred_tax_asset", 319_381, label="MML deferred tax"))
    )
    facts = (*held.report.facts, *renamed.lines[-1].facts)
    report = replace(held.report, statements=(renamed, held.report.statements[1]), facts=tuple(f for f in facts if f))
    assert "made of current taxes receivable 1,209,632 + MML deferred tax 319,381. " in only(Stated(report)).message


@pytest.mark.parametrize(
    "held",
    [
        stated(OWN_LINES),
        stated(OWN_LINES | {"other_receivables": 1_000_000}),
        stated(OWN_LINES, [line("aggregate_indebtedness", 2_339_726)]),
        stated(OWN_LINES | {"other_assets": 2_104_377}),  # cash is not deducted
        stated(OWN_LINES | {"other_assets": 1_317_904}),
        stated(OWN_LINES | {"other_assets": 744_204}),  # deducted already, on its own line
        stated(OWN_LINES | {"other_assets": 319_381 + 1_209_632}, of_a_filing=False),
    ],
)
def test_nothing_is_offered_where_nothing_is_to_be_explained_or_nothing_fits(held: Stated) -> None:
    assert list(explanations(held)) == []


def test_a_schedule_whose_figures_have_nothing_to_do_with_the_balance_sheet_is_not_explained() -> None:
    """Under one report in 200, of a balance sheet of twelve lines and two deductions that no line of it makes."""
    offered = 0
    concepts = [c.id for c in taxonomy().concepts.values() if c.treatment and c.kind in ("asset", "liability")][:12]
    for seed in range(400):
        random = Random(seed)
        sheet = {concept: int(10 ** random.uniform(4, 7.2)) for concept in concepts}
        unknown = {"a line": int(10 ** random.uniform(4, 7)), "another line": int(10 ** random.uniform(4, 7))}
        offered += bool(list(explanations(stated(unknown, sheet=sheet))))
    assert offered <= 2


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the reference filings are not beside the repository (../shared)")
def test_the_receivable_from_affiliates_of_a_real_filing() -> None:
    from tieout.reading.reader import read_files

    ((_, report),) = read_files([SEEDS / "000_1eed455c6c5f1d85.txt"])
    assert isinstance(report, Report)
    held = {finding.check: finding for finding in explanations(Stated(report))}
    assert set(held) == {"explains.due_from_affiliates", "explains.other_assets"}
    assert held["explains.due_from_affiliates"].apart == "1"
    assert (
        "made of (other receivables 5,478,237 less the 4,660,218 deducted on its own line) + deferred tax asset "
        "319,381 + current taxes receivable 6,209,632 - (total liabilities 28,073,023 less aggregate "
        "indebtedness 24,305,999). " in held["explains.due_from_affiliates"].message
    )
    assert held["explains.other_assets"].apart == "206"


def test_the_schedule_s_latest_day_is_explained_in_the_finer_unit() -> None:
    held = stated(OWN_LINES | {"other_assets": 319_381 + 1_209_632})
    sheet, schedule = held.report.statements
    before = replace(schedule.lines[1].facts[0], when=date(2023, 12, 31))  # type: ignore[type-var]
    older = replace(schedule, lines=(*schedule.lines, StatementLine("Prepaid", "nonallowable_assets", facts=(before,))))
    for quanta in ((1, 1000), (1000, 1)):
        both = tuple(replace(one, quantum=Decimal(q)) for one, q in zip((sheet, older), quanta, strict=True))
        facts = tuple(fact for one in both for fact in one.facts())
        assert only(Stated(replace(held.report, statements=both, facts=facts))).apart == "0"
    notes = tuple(replace(fact, when=date(2025, 1, 31)) for fact in held.report.facts[:1])
    late = replace(held.report, facts=(*held.report.facts, *notes))
    assert only(Stated(late)).apart == "0", "a later day of the notes is none of the schedule's"


def test_figures_of_shares_of_nothing_and_below_zero_make_nothing() -> None:
    sheet = SHEET | {"other_receivables": -1_478_237, "goodwill_and_intangible_assets": 1}
    held = stated(OWN_LINES | {"other_assets": 319_381 + 1_209_632}, sheet=sheet)
    assert only(held).apart == "0"
    below = [line("nonallowable_assets", -1_529_013, "other_assets")]
    assert list(explanations(stated(OWN_LINES, below))) == []
    income = [line("net_income", 1_529_013, "other_assets")]
    assert list(explanations(stated(OWN_LINES, income))) == [], "no deduction"


@pytest.mark.parametrize("over", [1, 2])
def test_a_deduction_of_a_dollar_more_than_its_asset_is_that_asset(over: int) -> None:
    held = stated({"fixed_assets_net": 715_606 + over, "prepaid_expenses": 744_204})
    assert list(explanations(held)) == []


def test_an_asset_of_which_but_a_dollar_is_left_makes_nothing_of_it() -> None:
    schedule = {"fixed_assets_net": 715_605, "prepaid_expenses": 744_204, "other_assets": 319_381 + 1_209_632}
    assert "fixed assets" not in only(stated(schedule)).message


def test_an_asset_nearly_deducted_is_told_with_what_is_left() -> None:
    near = only(stated(OWN_LINES | {"other_assets": 1_209_632 + 12}))
    assert near.message.startswith("Other assets, 1,209,644, is no line of the balance sheet; it is probably made of ")
    assert "current taxes receivable 1,209,632 and 12 more, which nothing here explains. " in near.message
    less = only(stated(OWN_LINES | {"other_assets": 1_209_632 - 12}))
    assert "current taxes receivable 1,209,632 and 12 less, which nothing here explains. " in less.message
    two = [line("nonallowable_assets", 1_209_632 + n, f"thing {n}") for n in (12, 14)]
    assert len(list(explanations(stated(OWN_LINES, two)))) == 1, "an asset explains one line"


def test_segregated_cash_may_be_what_indebtedness_leaves_out() -> None:
    sheet = SHEET | {"cash_segregated_under_federal_regulations": 512_333}
    indebted = [line("aggregate_indebtedness", 2_339_726 - 512_333)]
    finding = only(stated(OWN_LINES, indebted, sheet))
    assert (
        "made of total liabilities 2,339,726 - cash segregated under federal regulations 512,333. " in finding.message
    )
    assert finding.apart == "0"
    parts = [line("liabilities_in_aggregate_indebtedness", 5, "payables"), *indebted]
    assert list(explanations(stated(OWN_LINES, parts, sheet))) == [], "the schedule says what it is made of"
    assert list(explanations(stated(OWN_LINES, [], sheet))) == []


def test_a_number_in_two_digits() -> None:
    for times, told in ((7, "7"), (43, "43"), (437, "430"), (4_372, "4,300"), (0.5, "0")):
        assert explain._two_digits(times) == told


def test_the_total_of_the_deductions_is_no_line() -> None:
    total = sum(OWN_LINES.values())
    assert list(explanations(stated(OWN_LINES | {"": total}))) == []
    assert list(explanations(stated({"": 319_381 + 1_209_632}))) != [], "where the schedule lists none"


# --- what the search begins with ----------------------------------------------------------------------------


def search(
    sheet: Sequence[StatementLine], schedule: Sequence[StatementLine], totals: Sequence[int] = ()
) -> explain._Search:
    columns = (Column("2024", DAY),)
    statements = (
        Statement("financial_condition", "", "", columns, tuple(sheet)),
        Statement("net_capital", "", "", columns, tuple(schedule)),
    )
    facts = tuple(fact for statement in statements for fact in statement.facts())
    return explain._Search(Stated(Report("Elm", {}, facts, statements)), DAY, Decimal(1), set(totals))


def of(concept: str, value: str, part: str = "", unit: str = "USD", when: date = DAY) -> StatementLine:
    one = replace(fact(concept, 1, part, value), value=Decimal(value), unit=unit, when=when)
    return StatementLine(concept, concept, facts=(one,))


def test_the_lines_of_a_balance_sheet_that_something_may_be_made_of() -> None:
    lines = [
        of("prepaid_expenses", "5"), of("other_assets", "0"), of("deferred_tax_asset", "-5"),
        of("fixed_assets_net", "0.5"),
        of("other_receivables", "5", part="x"), of("spirits", "5"), of("current_taxes_receivable", "7"),
        of("goodwill_and_intangible_assets", "5", unit="shares"), of("memberships", "5", when=date(2023, 12, 31)),
        of("prepaid_expenses", "9"),
    ]  # fmt: skip
    held = search(lines, [of("common_stock", "5")], totals=[6])
    assert list(held.sheet) == ["prepaid_expenses", "fixed_assets_net"]
    assert held.sheet["prepaid_expenses"].fact.value == 5, "the first of its name"


def test_the_deductions_of_a_schedule() -> None:
    lines = [
        of("nonallowable_assets", "5", "a"), of("nonallowable_assets", "0", "b"), of("nonallowable_assets", "-5", "c"),
        of("other_deductions_and_charges", "0.5"), of("haircuts", "5"),
    of("nonallowable_assets", "5", "d", unit="shares"),
        of("nonallowable_assets", "5", "e", when=date(2023, 12, 31)),
    ]  # fmt: skip
    held = search([of("nonallowable_assets", "5", "f")], lines)
    assert [one.fact.part for one in held.deductions] == ["a", ""]


def test_liabilities_are_the_total_or_the_sum_of_their_lines() -> None:
    lines = [of("commissions_payable", "30"), of("notes_payable", "5"), of("prepaid_expenses", "9")]
    total = search([*lines, of("total_liabilities", "77")], []).liabilities
    assert total is not None
    assert total.value == 77
    made = search(lines, []).liabilities
    assert made is not None
    assert made.value == 35
    assert search(lines[2:], []).liabilities is None


@pytest.mark.parametrize(
    ("indebtedness", "left"), [("20", 15), ("34", None), ("33", 2), ("35", None), ("50", None), (None, None)]
)
def test_what_aggregate_indebtedness_leaves_out(indebtedness: str | None, left: int | None) -> None:
    """More than a dollar, which is what rounding may hide."""
    schedule = [of("aggregate_indebtedness", indebtedness)] if indebtedness else []
    item = search([of("total_liabilities", "35")], schedule)._left_out()
    assert (None if item is None else int(item.line.fact.value)) == left
    if item is not None:
        assert item.line.effect == -1
        assert item.words == f"(total liabilities 35 less aggregate indebtedness {indebtedness})"


@pytest.mark.parametrize(("own", "left"), [("20", "15"), ("34", None), ("33", "2"), ("35", None)])
def test_what_is_left_of_an_asset_that_is_deducted_in_part(own: str, left: str | None) -> None:
    held = search([of("prepaid_expenses", "35")], [of("nonallowable_assets", own, "prepaid_expenses")])
    assert [f"{item.line.fact.value}" for item in held._assets()] == ([left] if left else [])
    assert [item.uses for item in held._assets()] == (["prepaid_expenses"] if left else [])
    held.used.add("prepaid_expenses")
    assert list(held._assets()) == []


def test_an_amount_is_in_the_unit_of_the_statements() -> None:
    held = search([of("prepaid_expenses", "35000")], [])
    held.quantum = Decimal(1000)
    (line_of,) = held.sheet.values()
    one = replace(line_of.fact, rounding=Decimal(500))
    assert (held._amount(one).value, held._amount(one).slack, held._amount(one, -1).value) == (35, 0.5, -35)


def test_the_total_of_deductions_that_are_listed_has_lines() -> None:
    listed = [
        of("nonallowable_assets", "9"),
        of("nonallowable_assets", "4", "a"),
        of("other_deductions_and_charges", "5"),
    ]
    whole, part, other = (held := search([], listed)).deductions
    assert [held._has_lines(one) for one in (whole, part, other)] == [True, False, False]
    alone = search([], [listed[0], listed[2]])
    assert not alone._has_lines(alone.deductions[0])
