"""What a correction costs, what is said of a mistake, and how grave it is: figure by figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from tieout.checks import evidence
from tieout.checks.diagnosis import Mistake, mark
from tieout.checks.model import Cause, Comparison, Words
from tieout.checks.naming import Names, written
from tieout.checks.plausible_test import BEFORE, END, YEAR, fact, report
from tieout.checks.rolls_test import together
from tieout.checks.stated import Stated
from tieout.checks.telling import Telling
from tieout.facts import HARD_TO_READ, Computed, Fact, Line, Read, Report, Told, add, computed, less
from tieout.facts.compare import FOOTING
from tieout.facts.report import Footing


def telling(
    *lines: Fact, notes: Sequence[Fact] = (), comparisons: Sequence[Comparison] = (), name: str = "financial_condition",
    others: Sequence[Report] = (), materiality: int = 1,
) -> Telling:  # fmt: skip
    held = together(report(name, *lines), *others)
    return Telling(Stated(replace(held, facts=(*held.facts, *notes))), comparisons, Decimal(materiality))


def cost(
    figure: Fact, should_be: str, *others: Fact, notes: Sequence[Fact] = (), comparisons: Sequence[Comparison] = ()
) -> float:
    return telling(figure, *others, notes=notes, comparisons=comparisons).cost(figure, Decimal(should_be), [])


CASH = fact("cash", "1234567")


# --- what a correction costs -----------------------------------------------------------------------------------------


def test_a_correction_is_as_dear_as_it_is_far() -> None:
    assert cost(CASH, "1234568") < cost(CASH, "1234667") < cost(CASH, "7654321")
    coarse = replace(fact("cash", "1234567000"), rounding=Decimal(500))
    assert cost(coarse, "1234568000") == cost(CASH, "1234568"), "in the units that are printed"
    assert cost(replace(CASH, rounding=Decimal(0)), "7654321") == cost(CASH, "7654321")


def test_a_figure_that_stands_elsewhere_is_likelier() -> None:
    wild = cost(CASH, "7654321")
    assert wild - cost(CASH, "7654321", fact("x", "7654321")) == 9.0
    assert wild - cost(CASH, "7654321", fact("x", "-7654321")) == 9.0
    assert cost(CASH, "765") - cost(CASH, "765", fact("x", "765")) == 4.5, "three digits tell less"
    assert cost(CASH, "0") == cost(CASH, "0", fact("x", "0")), "a dash tells nothing"


def test_another_sign_costs_more_unless_it_was_turned() -> None:
    def odd(value: str) -> float:
        return cost(CASH, value) - cost(CASH, value.removeprefix("-"))

    assert odd("-7654321") > 8
    loss = fact("cash", "-1234567")
    assert cost(loss, "-7654321") == cost(CASH, "7654321")
    assert cost(CASH, "0") < cost(CASH, "-1")
    said, rest = fact("total", "100"), fact("x", "60")
    line = fact("y", "40")
    foot = Comparison("foots.x", said, computed("total", [add(rest), less(line)], cite=FOOTING))
    held = telling(said, rest, line)
    assert held.cost(said, Decimal(20), [foot]) < held.cost(said, Decimal(20), [])


def test_a_figure_that_another_confirms_is_dearer_to_correct() -> None:
    wild = cost(CASH, "7654321")
    again = fact("cash_at_bank", "1234567")
    assert cost(CASH, "7654321", notes=[again]) - wild == 7.0
    assert cost(CASH, "7654321", again) == wild, "two lines of one statement are two things"
    assert cost(CASH, "7654321", notes=[fact("deposits", "1234567")]) == wild


def test_an_exact_figure_is_not_corrected_by_less_than_its_last_digit() -> None:
    par = replace(fact("par_value", "0.01"), rounding=Decimal(0))
    assert cost(par, "0.0101") == cost(par, "0.0199") == 99.0
    assert cost(par, "0.02") < 99
    assert cost(fact("par_value", "0.01"), "0.0101") < 99
    assert cost(fact("cash", "5"), "5.1") < 99


def test_the_last_place_of_a_figure() -> None:
    for value, place in (("5", "1"), ("5.10", "0.01"), ("5E+3", "1000")):
        assert evidence.last_place(Decimal(value)) == Decimal(place)
    assert evidence.last_place(Decimal("NaN")) == 0


def test_what_the_eye_could_not_make_out_is_cheap() -> None:
    assert isinstance(CASH.trace, Read)
    unclear = replace(CASH, trace=replace(CASH.trace, sure=f"doubtful: x; {HARD_TO_READ}"))
    assert cost(CASH, "7654321") - cost(unclear, "7654321") == 8.0


# --- akin ------------------------------------------------------------------------------------------------------------


def akin(one: Fact, other: Fact, *, notes: bool = True, comparisons: Sequence[Comparison] = ()) -> bool:
    held = telling(one, *(() if notes else (other,)), notes=[other] if notes else (), comparisons=comparisons)
    (figure,) = [f for f in held.stated.figures if f.fact is other]
    return held._is_akin(one, figure)


def test_one_thing_by_two_names() -> None:
    fee = fact("management_fees", "5")
    assert akin(fee, fact("affiliate_management_charge", "5"))
    assert not akin(fee, fact("net_capital", "5"))
    assert not akin(fact("net_capital", "5"), fact("net_income", "5")), "a common word tells nothing"
    assert akin(fact("tax_owed", "5"), fact("tax_refund", "5"))
    assert not akin(fact("ab_owed", "5"), fact("ab_refund", "5")), "two letters are no word"
    assert akin(fact("a_tax_of_state", "5"), fact("a_tax_of_city", "5")), "one telling word of several"
    assert akin(replace(fee, part="advisers"), replace(fact("x", "5"), part="to_advisers"))


def test_what_is_compared_is_akin() -> None:
    one, other, third = fact("net_capital", "5"), fact("excess", "5"), fact("z", "5")
    assert not akin(one, other)
    assert akin(one, other, comparisons=[Comparison("ties.x", one, other)])
    assert akin(one, other, notes=False, comparisons=[Comparison("ties.x", one, other)])
    assert not akin(one, other, comparisons=[Comparison("foots.x", one, computed("x", [add(other), add(third)]))])
    assert not akin(one, other, comparisons=[Comparison("ties.x", one, Words("x", "y"))])
    assert akin(one, replace(one, concept="other"), notes=True), "one figure read twice"


def test_another_line_of_one_table_is_another_thing() -> None:
    one = replace(fact("fees_paid", "5"), part="a")
    assert not akin(one, replace(one, part="b", trace=fact("b", "5").trace))
    assert not akin(one, replace(one, when=BEFORE, trace=fact("b", "5").trace))
    assert akin(one, replace(one, trace=fact("b", "5").trace))


def test_two_lines_of_one_statement_are_two_things() -> None:
    one, other = fact("fees_paid", "5"), fact("fees_due", "5")
    assert not akin(one, other, notes=False)
    assert akin(one, other)
    held = telling(one, others=[report("income", other)])
    assert held._is_akin(one, held.stated.figures[1]), "of two statements they may be one"
    second = telling(fact("x", "1"), others=[report("income", one, other)])
    assert not second._is_akin(one, second.stated.figures[2])
    unplaced = telling(other)
    assert unplaced._is_akin(one, unplaced.stated.figures[0])


def test_where_a_value_may_have_been_carried_from() -> None:
    twin, note = fact("deposits", "1234567"), fact("loans", "-1234567")
    held = telling(CASH, twin, notes=[note])
    assert [n.name for n in held._neighbours(CASH)] == [held.names.label(twin)]
    assert [f.fact for f in held._same(CASH)] == [twin, note]
    first = telling(twin, CASH)
    assert len(first._neighbours(CASH)) == 1
    akin_to_it = telling(CASH, others=[report("income", fact("cash_paid", "1234567"))])
    assert akin_to_it._neighbours(CASH) == []


# --- what a sum may want ---------------------------------------------------------------------------------------------

LINES = [fact("a", "600"), fact("b", "300")]
TOTAL = fact("total_assets", "1000")


def foots(
    total: Fact = TOTAL, lines: Sequence[Fact] = LINES, *, cite: str = FOOTING, check: str = "foots.x"
) -> Comparison:
    return Comparison(check, total, computed("total_assets", [add(one) for one in lines], cite=cite))


def left_out(comparison: Comparison, *more: Fact, figure: Fact | None = None, again: Sequence[Report] = ()) -> str:
    figure = figure or LINES[0]
    held = telling(*LINES, TOTAL, *more, others=again)
    cause = held._left_out(Mistake(figure, Decimal(700), (comparison,)))
    assert cause is None or cause.id == "line_left_out"
    return cause.words if cause else ""


UNTOLD = "The total stands, and no slip explains it: a line of 100 may be left out."


def test_a_line_that_a_sum_may_want() -> None:
    assert left_out(foots()) == UNTOLD
    found = left_out(foots(), fact("prepaid_expenses", "100"))
    assert found.startswith("The difference, 100, is ")
    assert found.endswith(" in the statement of financial condition: its line is probably left out here.")
    assert left_out(foots(), fact("shares", "100", unit="shares")) == UNTOLD
    assert left_out(foots(lines=[LINES[0], replace(LINES[1], value=Decimal(500))])) == UNTOLD, "too much by as much"
    own = [fact("a", "800"), fact("b", "100")]
    held = telling(*own, TOTAL)
    cause = held._left_out(Mistake(own[0], Decimal(900), (foots(lines=own),)))
    assert cause is not None
    assert cause.words == UNTOLD, "a line of the sum itself is not left out of it"


def test_what_is_no_sum_wants_no_line() -> None:
    assert left_out(foots(cite="17 CFR")) == ""
    assert left_out(foots(check="ties.x")) == ""
    assert left_out(foots(replace(TOTAL, unit="ratio"))) == ""
    assert left_out(Comparison("foots.x", TOTAL, fact("x", "900"))) == ""
    assert (
        left_out(Comparison("foots.x", Words("x", "y"), TOTAL))
        == left_out(Comparison("foots.x", TOTAL, Words("x", "y")))
        == ""
    )
    assert left_out(foots(replace(TOTAL, value=Decimal("901.5")))) == "", "rounding hides as much"
    assert left_out(foots(replace(TOTAL, value=Decimal(902)))) != ""


def test_a_total_that_is_suspected_itself_must_stand_twice() -> None:
    again = replace(TOTAL, trace=fact("x", "1000").trace)
    assert left_out(foots(), figure=TOTAL) == ""
    assert left_out(foots(), figure=TOTAL, again=[report("income", again)]) == UNTOLD
    assert left_out(foots(), figure=TOTAL, again=[report("income", replace(again, value=Decimal(900)))]) == ""
    assert left_out(foots(), figure=TOTAL, again=[report("income", again), report("cash_flows", again)]) == UNTOLD
    assert left_out(foots(), figure=LINES[0]) == UNTOLD


def test_a_sum_is_short_by_what_is_left_once_others_are_set_right() -> None:
    held = telling(*LINES, TOTAL)
    given = {mark(LINES[1]): Decimal(350)}
    cause = held._left_out(Mistake(LINES[0], Decimal(650), (foots(),), given=given))
    assert cause is not None
    assert "a line of 50 may" in cause.words


# --- severity --------------------------------------------------------------------------------------------------------


def severity(
    said: Fact, should_be: str, cause: Cause | None = None, *, materiality: int = 1, grave: str = "error"
) -> str:
    held = telling(said, materiality=materiality)
    comparison = Comparison("x", said, replace(said, value=said.value + 50), severity=grave)  # type: ignore[arg-type]
    mistake = Mistake(said, Decimal(should_be), (comparison,))
    return held._severity(mistake, abs(said.value - mistake.should_be), cause)


def test_what_is_immaterial_is_a_warning() -> None:
    one = fact("cash", "100")
    assert severity(one, "101") == severity(one, "99") == "warning"
    assert severity(one, "102") == "error"
    assert severity(one, "150", materiality=50) == "warning"
    assert severity(replace(one, unit="shares"), "101") == "error"
    assert severity(one, "150", grave="note") == "note"
    assert severity(one, "150", Cause("misread", "x")) == "warning"


@pytest.mark.parametrize(("should_be", "cause", "told"), [
    ("1.86", "truncated", "warning"), ("1.86", "one_digit", "error"), ("1.87", "truncated", "error"),
    ("1.84", "truncated", "warning"),
])  # fmt: skip
def test_a_ratio_cut_off_at_its_last_place_is_a_warning(should_be: str, cause: str, told: str) -> None:
    one = fact("ratio", "1.85", unit="ratio")
    assert severity(one, should_be, Cause(cause, "x")) == told  # type: ignore[arg-type]
    assert severity(replace(one, unit="percent"), should_be, Cause(cause, "x")) == "error"  # type: ignore[arg-type]


@pytest.mark.parametrize(("found", "grave", "told"), [
    (fact("cash", "101"), "error", "warning"), (computed("x", [add(fact("cash", "101"))]), "error", "note"),
    (fact("cash", "101"), "note", "note"), (computed("x", [add(fact("cash", "101"))]), "warning", "note"),
    (fact("cash", "150"), "error", "error"), (Words("x", "y"), "error", "error"),
])  # fmt: skip
def test_what_rounding_explains(found: Fact | Words, grave: str, told: str) -> None:
    assert telling()._of(Comparison("x", fact("cash", "100"), found, severity=grave)) == told  # type: ignore[arg-type]
    if isinstance(found, Fact):
        settled = Comparison("x", fact("cash", "100"), found, severity=grave, agrees=True)  # type: ignore[arg-type]
        assert telling()._of(settled) == grave


# --- words -----------------------------------------------------------------------------------------------------------


def words(comparison: Comparison, *lines: Fact, given: dict[object, Decimal] | None = None) -> str:
    return telling(*lines)._words(comparison, given)


def test_a_sum_in_words() -> None:
    held = [*LINES, TOTAL]
    assert words(foots(), *held) == "Total_assets is stated as 1,000, but its lines add up to 900: 100 less."
    more = replace(TOTAL, value=Decimal(700))
    assert words(foots(more), *LINES, more) == "Total_assets is stated as 700, but its lines add up to 900: 200 more."
    one = foots(lines=LINES[:1])
    assert words(one, *held) == "Total_assets is stated as 1,000, but its one line comes up to 600: 400 less."
    assert words(foots(check="crossfoots.x"), *held).endswith("but its columns add up to 900: 100 less.")
    right = {mark(LINES[1]): Decimal(350)}
    assert words(foots(), *held, given=right) == (
        "Total_assets is stated as 1,000, but its lines add up to 950, b set right: 50 less."
    )
    assert words(foots(), *held, given={mark(TOTAL): Decimal(5)}).endswith("add up to 900: 100 less.")


def test_a_rule_in_words() -> None:
    held = Comparison("x", TOTAL, computed("x", [add(one) for one in LINES], cite="law"), "It must.")
    assert words(held, *LINES, TOTAL) == "Total_assets is stated as 1,000, but works out to 900. It must."
    right = {mark(LINES[0]): Decimal(650)}
    assert words(held, *LINES, TOTAL, given=right) == (
        "Total_assets is stated as 1,000, but works out to 950, a set right. It must."
    )
    assert words(held, *LINES, TOTAL, given={mark(TOTAL): Decimal(5)}).endswith("works out to 900. It must.")


def test_two_places_in_words() -> None:
    one, other = LINES
    assert words(Comparison("x", one, other), one, other) == (
        "A is 600 in the statement of financial condition, but b is 300 there: 300 apart."
    )
    twin = replace(one, value=Decimal(300))
    assert words(Comparison("x", one, twin), one, twin) == (
        "A is 600 in one place of the statement of financial condition, but 300 in another: 300 apart."
    )
    held = telling(one, others=[report("income", other)])
    assert held._words(Comparison("x", one, other)) == (
        "A is 600 in the statement of financial condition, but 300 in the statement of income: 300 apart."
    )
    for said, found, agrees in ((one, Words("x", "y"), None), (Words("x", "y"), one, None), (one, other, False)):
        assert words(Comparison("x", said, found, "Because.", agrees=agrees), one, other) == "Because."


def test_a_mistake_is_told_with_what_stands_elsewhere() -> None:
    again = replace(TOTAL, value=Decimal(880), trace=fact("x", "880").trace)
    third = replace(TOTAL, value=Decimal(950), trace=fact("x", "950").trace)
    fourth = replace(third, trace=fact("y", "950").trace)
    held = telling(
        *LINES, TOTAL, others=[report("income", again), report("cash_flows", third), report("net_capital", fourth)]
    )
    message = held._message(Mistake(TOTAL, Decimal(900), (foots(),)))
    assert message.endswith("100 less. It is 880 in the statement of income. It is 950 in the statement of cash flows.")
    assert message.count(" It is ") == 2, "each value once"
    tied = held._message(Mistake(TOTAL, Decimal(900), (Comparison("x", TOTAL, again),)))
    assert tied.count(" It is ") == 1
    line = held._message(Mistake(LINES[0], Decimal(700), (foots(),)))
    assert line.endswith("100 less. A, stated as 600, would have to be 700.")


def test_where_one_of_several_may_be_wrong() -> None:
    held = telling(*LINES, TOTAL)
    mistake = Mistake(
        LINES[0], Decimal(711), (foots(replace(TOTAL, value=Decimal(1011))),), ((LINES[1], Decimal(411)),)
    )
    assert held._suspects(mistake) == (
        "A line of 111 is left out or counted twice, or one figure is wrong: a, 600 for 711; or b, 300 for 411."
    )
    big = [fact("a", "2051043"), fact("b", "7")]
    slip = telling(*big)
    said = Mistake(big[1], Decimal(450007), (foots(lines=big),), ((big[0], Decimal(2501043)),))
    assert slip._suspects(said).startswith(
        "A slip in one figure would explain it: b, 7 for 450,007; or a, 2,051,043 for 2,501,043"
    )


def test_what_follows_is_no_graver_than_its_mistake() -> None:
    other = Comparison("ties.x", LINES[0], LINES[1], severity="error")
    note = replace(other, check="ties.y", severity="note")
    held = telling(*LINES, TOTAL)
    found = held._consequences(Mistake(TOTAL, Decimal(900), (foots(), other, note)), "warning")
    assert [(one.check, one.severity) for one in found] == [("ties.x", "warning"), ("ties.y", "note")]


# --- causes ----------------------------------------------------------------------------------------------------------


def test_a_cause_that_the_check_knows_is_the_cause_of_what_it_says() -> None:
    known = Cause("wrong_base", "Known.")
    held = telling(*LINES, TOTAL)
    own, other = replace(foots(), cause=known), Comparison("ties.x", LINES[0], LINES[1], cause=known)
    assert held._cause(Mistake(TOTAL, Decimal(900), (own,))) is known
    odd = fact("total_assets", "8317")
    assert held._cause(Mistake(odd, Decimal(2946), (Comparison("ties.z", odd, fact("x", "2946")), other))) is known
    untold = held._cause(Mistake(LINES[0], Decimal(711), (foots(replace(TOTAL, value=Decimal(1011))),)))
    assert untold is not None
    assert untold.words.startswith("The total stands")


def test_the_best_of_what_stands_elsewhere_explains() -> None:
    said = fact("total_assets", "2051043")
    near, far = (replace(said, value=Decimal(v), trace=fact("x", v).trace) for v in ("2501043", "2051044"))
    held = telling(said, others=[report("income", far), report("cash_flows", near)])
    tie = Comparison("ties.x", said, near)
    cause = held._cause(Mistake(said, Decimal(9999777), (tie,)))
    assert cause is not None
    assert cause.id == "transposed_digits"
    assert [one.value for one in held._elsewhere(said)] == [Decimal(2051044), Decimal(2501043)]


def test_the_lines_of_a_total_and_of_the_totals_in_it() -> None:
    part = fact("total_current", "900")
    whole = fact("total_assets", "1000")
    sheet = report("financial_condition", *LINES, part, whole)
    (held,) = sheet.statements
    footed = replace(held, footings=(Footing((2, 0), ((1, 0, 0), (-1, 1, 0))), Footing((3, 0), ((1, 2, 0),))))
    stated = Stated(replace(sheet, statements=(footed,)))
    assert evidence.sums_of(stated) == {mark(part): [(1, LINES[0]), (-1, LINES[1])]}, "one line is no sum"
    one = Telling(stated, (), Decimal(1))
    sums = Comparison("foots.x", whole, computed("total_assets", [less(part)], cite=FOOTING))
    assert [term.value for term in one._terms(whole, sums)] == [-900, -600, 300]
    assert one._terms(part, sums) == []
    product = Comparison("x", whole, computed("x", [add(part), add(LINES[0])], operation="product"))
    assert one._terms(whole, product) == one._terms(whole, Comparison("x", whole, part)) == []


def test_what_is_forgiven() -> None:
    held, one, other = telling(), *LINES
    assert held._forgiven(one, Comparison("x", one, other, slack=Decimal(2))) == 3
    assert held._forgiven(replace(one, unit="ratio"), Comparison("x", one, other)) == Decimal("0.5")
    assert (
        held._forgiven(one, Comparison("x", Words("x", "y"), other))
        == held._forgiven(one, Comparison("x", one, Words("x", "y")))
        == 0
    )


# --- the other side, and names ---------------------------------------------------------------------------------------


def test_what_says_otherwise() -> None:
    held = foots()
    assert isinstance(held.found, Fact)
    assert evidence.other_side(TOTAL, held) is held.found.trace
    assert evidence.other_side(held.found, held) is TOTAL.trace
    a, b = LINES
    for effect, line in ((1, a), (-1, b)):
        one = Comparison("x", TOTAL, computed("x", [add(a), Line(-1, b)]))
        rest = evidence.other_side(line, one)
        assert isinstance(rest, Computed)
        assert [(each.effect, each.fact.concept) for each in rest.lines] == [
            (effect, "total_assets"),
            (1, "b" if line is a else "a"),
        ]
    twice = computed("x", [add(a), add(a)])
    assert evidence.other_side(a, Comparison("x", TOTAL, twice)) is twice.trace
    product = computed("x", [add(a), add(b)], operation="product")
    assert evidence.other_side(a, Comparison("x", TOTAL, product)) is product.trace
    assert evidence.other_side(fact("z", "5"), held) is held.found.trace
    assert evidence.other_side(a, Comparison("x", Words("x", "y"), twice)) is twice.trace
    assert evidence.other_side(fact("z", "5"), Comparison("x", a, b)) is b.trace


def test_a_figure_by_its_label_where_that_is_short() -> None:
    for length, named in ((60, "x" * 60), (61, "Cash and cash equivalents")):
        cash = fact("cash_and_cash_equivalents", "5")
        held = report("financial_condition", cash)
        (sheet,) = held.statements
        lines = (replace(sheet.lines[0], label="x" * length),)
        names = Names(Stated(replace(held, statements=(replace(sheet, lines=lines),))))
        assert names.label(cash) == named
        assert names.at(cash) == "the statement of financial condition"
    assert names.at(fact("x", "5")) == "what is worked out"


@pytest.mark.parametrize(("concept", "label", "part", "named"), [
    ("rate_reconciliation", "State taxes", "state", "State taxes"),
    ("rate_reconciliation", "Meals", "not_deductible", "Meals (not deductible)"),
    ("operating_lease_commitments", "2025", "2025", "Operating lease commitments (2025)"),
    ("unheard_of", "MEALS", "", "Meals"), ("unheard_of", "", "", "Unheard of"),
    ("unheard_of", "", "a_b", "Unheard of (a b)"),
    ("net_capital", "Our capital", "", "Net capital"),
])  # fmt: skip
def test_a_row_of_the_notes_by_its_label_and_what_it_is_of(concept: str, label: str, part: str, named: str) -> None:
    one = replace(fact(concept, "5"), label=label, part=part)
    assert Names(Stated(Report("Elm", {}, (one,)))).label(one) == named


def test_words_within_a_label() -> None:
    held = report("net_capital", fact("net_capital", "5"))
    label = held.statements[0].lines[0].label
    place = Read("elm.txt", 2, (0, 0, 1, 0), label)
    inside = replace(fact("net_capital_required", "7"), trace=place, label=label)
    names = Names(Stated(replace(held, facts=(*held.facts, inside))))
    assert names.at(inside) == "the words of a line of the computation of net capital"
    other = replace(inside, label="x")
    assert Names(Stated(replace(held, facts=(*held.facts, other)))).at(other) == "the notes"


@pytest.mark.parametrize(
    ("rounding", "text"),
    [("0.0005", "41.20%"), ("0.0009", "41.20%"), ("0.001", "0.41"), ("0", "0.41"), ("0.005", "0.41")],
)
def test_a_share_as_the_page_writes_it(rounding: str, text: str) -> None:
    share = replace(fact("x", "0.412", unit="ratio"), rounding=Decimal(rounding))
    assert written(share).startswith(text)
    assert written(fact("x", "1620400")) == "1,620,400"
    assert written(fact("x", "5"), Decimal(7)) == "7"


def test_told_figures_are_no_part_of_what_is_read() -> None:
    told = replace(CASH, trace=Told("J. Doe", END, "told"))
    assert not evidence.is_unclear(told)
    assert evidence.leaves_of(Words("x", "y")) == ()
    assert evidence.leaves_of(TOTAL) == (TOTAL, TOTAL)
    assert fact("x", "5", YEAR).end == END


def test_of_several_comparisons_the_one_that_explains_most_counts() -> None:
    said, near, far = fact("a", "2051043"), fact("b", "2501043"), fact("c", "7")
    lines = [fact("d", "450000"), fact("e", "2051043")]
    held = telling(said, near, far, *lines)
    slip, odd = Comparison("ties.x", said, near), Comparison("ties.y", replace(said, unit="ratio"), far)
    best = held._explained(said, Decimal(2501043), [slip])
    assert best is not None
    for order in ([slip, odd], [odd, slip], [slip, slip]):
        found = held._explained(said, Decimal(2501043), order)
        assert found is not None
        assert found.cause.id == best.cause.id
    sums = Comparison("foots.x", said, computed("x", [add(lines[0]), add(lines[1])], cite=FOOTING))
    left_out = held._explained(said, Decimal(2501043), [sums])
    assert left_out is not None
    for order in ([sums, slip], [slip, sums]):
        found = held._explained(said, Decimal(2501043), order)
        assert found is not None
        assert found.strength == max(best.strength, left_out.strength)
    wild = fact("z", "8317")
    only = Comparison("foots.y", wild, computed("x", [add(fact("f", "5371")), add(fact("g", "2946"))], cite=FOOTING))
    other = Comparison("ties.z", wild, far)
    for order in ([only, other], [other, only]):
        assert telling(wild)._explained(wild, Decimal(2946), order) is not None
