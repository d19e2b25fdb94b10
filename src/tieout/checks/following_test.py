"""One mistake is one finding: what else is said of its figure goes with it, and only that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tieout.checks import following
from tieout.checks.diagnosis import Mistake
from tieout.checks.engine import check_report
from tieout.checks.following import Blame
from tieout.checks.model import Comparison, Finding, Severity, Words
from tieout.checks.plausible_test import fact, report
from tieout.checks.registry import Check
from tieout.checks.stated import Stated
from tieout.facts import Fact, Read, add, computed
from tieout.reading.files.opening import open_document
from tieout.reading.reader import read_document

FLOWS = """Elm Securities, Inc.
Statement of Cash Flows
Year ended December 31, 2024

Cash flows from operating activities:
Net income                                            $  219,317
Increase in prepaid expenses                             (14,204)
Increase in due to Parent                                 31,552
Net cash provided by operating activities                236,665
Net cash used in investing activities                    (40,000)
Net increase in cash                                     196,665
Cash, beginning of year                                  309,855
Cash, end of year                                     $  506,520
"""


def findings(text: str, folder: Path) -> tuple[Finding, ...]:
    path = folder / "report.txt"
    path.write_text(text, encoding="utf-8")
    return check_report(read_document(open_document(path))).findings


def test_a_turned_sign_that_breaks_a_sum_and_belies_its_words_is_one_mistake(tmp_path: Path) -> None:
    (found,) = findings(FLOWS.replace("  31,552", "(31,552)"), tmp_path)
    assert (found.check, found.concepts[0]) == (
        "foots.net_cash_from_operating_activities",
        "change_in_due_to_affiliates",
    )
    assert [each.check for each in found.consequences] == ["signs.change_in_due_to_affiliates"]
    assert "foots with the other sign, so the sign is wrong" in found.consequences[0].message


def test_a_wrong_word_stays_a_finding_of_its_own_beside_a_slip_of_the_same_figure(tmp_path: Path) -> None:
    spoiled = FLOWS.replace("Increase in due to Parent  ", "Decrease in due to Parent  ").replace("31,552", "31,525")
    found = findings(spoiled, tmp_path)
    assert {each.check for each in found} == {
        "foots.net_cash_from_operating_activities",
        "signs.change_in_due_to_affiliates",
    }


@pytest.mark.parametrize("lost", ["364,647", "36,406,470"])
def test_a_limit_that_a_slip_breaks_goes_with_the_slip(lost: str, tmp_path: Path) -> None:
    text = f"""Elm Securities, Inc.
Computation of Net Capital
December 31, 2024

Total stockholder's equity                            $4,000,000
Less nonallowable assets:
  Prepaid expenses                                       359,353
Net capital                                            {lost}
Minimum net capital required                           1,620,400
Excess net capital                                    $2,020,247
"""
    (found, *others) = findings(text, tmp_path)
    assert found.concepts[0] == "net_capital"
    assert not [each for each in others if each.check.startswith("plausible")]


def test_suspected_lines_are_told_apart_by_what_their_words_say(tmp_path: Path) -> None:
    """Two lines of one amount: which sign is turned, the word tells."""
    text = FLOWS.replace("(14,204)", "(31,552)").replace("236,665", "219,317").replace("196,665", "179,317")
    spoiled = text.replace("506,520", "489,172").replace("  31,552", "(31,552)")
    (found,) = findings(spoiled, tmp_path)
    assert found.concepts[0] == "change_in_due_to_affiliates"


def test_fixed_assets_of_two_years_foot_in_each(tmp_path: Path) -> None:
    text = """Elm Securities, Inc.
Statements of Financial Condition
December 31, 2024 and 2023

                                                    2024            2023
Cash                                         $   568,855     $   510,000
Furniture and equipment, net                      41,120          52,300
Total assets                                 $   609,975     $   562,300

Elm Securities, Inc.
Notes to Financial Statements
December 31, 2024 and 2023

1. FURNITURE AND EQUIPMENT

Furniture and equipment consists of the following at December 31:

                                                    2024            2023
Furniture                                    $    80,120     $    78,120
Computers                                         64,300          60,300
                                             -----------     -----------
                                                 144,420         138,420
Less accumulated depreciation                    103,300          86,120
                                             -----------     -----------
                                             $    41,120     $    52,300
"""
    assert not [f for f in findings(text, tmp_path) if f.severity == "error"]
    (found,) = [f for f in findings(text.replace("60,300", "63,000"), tmp_path) if f.severity == "error"]
    assert (found.check, found.said, found.found) == ("foots.fixed_assets_cost", "63000", "60300")


# --- of several suspected figures ------------------------------------------------------------------------------------


def _mistake(figure: Fact, *comparisons: Comparison) -> Mistake:
    return Mistake(figure, Decimal(900), comparisons)


def test_the_other_of_two_stated_figures_may_be_the_wrong_one() -> None:
    one, other = fact("a", "600"), fact("b", "900")
    tie = Comparison("ties.x", one, other)
    assert following._other_side(_mistake(one, tie)) == [(other, Decimal(600))]
    assert following._other_side(_mistake(other, tie)) == [(one, Decimal(900))]
    assert following._other_side(_mistake(one, tie, tie)) == [], "another comparison speaks of it too"
    worked = computed("c", [add(other)])
    for said, found in ((one, worked), (worked, one), (one, Words("x", "y")), (Words("x", "y"), one)):
        assert following._other_side(_mistake(one, Comparison("x", said, found))) == []
    assert following._other_side(_mistake(one, Comparison("x", one, replace(other, unit="shares")))) == []


class _Blaming:
    """A check that finds fault with a figure above a limit, as a finding or as words."""

    def __init__(self, concept: str, limit: int, severity: Severity = "warning") -> None:
        self.concept, self.limit, self.severity = concept, limit, severity

    def __call__(self, stated: Stated) -> Iterator[Comparison | Finding]:
        """Above a limit."""
        for figure in stated.of_concept(self.concept):
            source = figure.fact.trace if isinstance(figure.fact.trace, Read) else None
            words = Words(self.concept, "much", source)
            yield Comparison(f"plausible.{self.concept}", words, Words("limit", "less"), severity=self.severity,
                             agrees=figure.fact.value <= self.limit)  # fmt: skip


def _blamed(stated: Stated, compare: _Blaming) -> Blame:
    check = Check((f"plausible.{compare.concept}",), "plausible", "", compare)
    finding = Finding(f"plausible.{compare.concept}", compare.severity, "Much.", (compare.concept,), "", "")
    held = [following.blame(check, each, lambda _: finding) for each in compare(stated)]
    (one,) = [each for each in held if each is not None]
    return one


def test_of_suspects_the_one_that_another_finding_blames_is_taken() -> None:
    one, other = fact("a", "600"), fact("b", "900")
    stated = Stated(report("income", one, other))
    mistake = Mistake(one, Decimal(100), (Comparison("x", one, other),), ((other, Decimal(200)),))
    assert following.settled(stated, mistake, []) is mistake
    taken = following.settled(stated, mistake, [_blamed(stated, _Blaming("b", 500))])
    assert (taken.figure, taken.exact, taken.rivals) == (other, Decimal(200), ())
    own = following.settled(stated, mistake, [_blamed(stated, _Blaming("b", 100)), _blamed(stated, _Blaming("a", 500))])
    assert (own.figure, own.exact, own.rivals) == (one, Decimal(100), ())
    both = [_blamed(stated, _Blaming(name, 500)) for name in ("a", "b")]
    assert following.settled(stated, mistake, both) is mistake, "either is blamed"
    still = [_blamed(stated, _Blaming("b", 100))]
    assert following.settled(stated, mistake, still) is mistake, "set right it would be blamed as well"
    mere = [_blamed(stated, _Blaming("b", 500, "note"))]
    assert following.settled(stated, mistake, mere) is mistake, "a note blames nobody"


def test_what_goes_with_a_mistake_is_no_graver() -> None:
    one, other = fact("a", "600"), fact("b", "900")
    stated = Stated(report("income", one, other))
    mistakes = [
        Mistake(one, Decimal(100), (Comparison("x", one, other),)),
        Mistake(other, Decimal(100), (Comparison("y", other, one),)),
    ]
    blames = [
        _blamed(stated, _Blaming("a", 500)),
        _blamed(stated, _Blaming("b", 500)),
        _blamed(stated, _Blaming("b", 50)),
    ]
    with_them, alone = following.followed(stated, mistakes, blames, ["error", "warning"])
    assert with_them == {0: [blames[0].finding], 1: [blames[1].finding]}
    assert alone == [blames[2].finding]
    with_them, alone = following.followed(stated, mistakes, blames, ["note", "note"])
    assert (with_them, len(alone)) == ({0: [], 1: []}, 3)
    assert following.followed(stated, mistakes, blames[:1], ["error", "error"])[0] == {0: [blames[0].finding]}
    nine = [mistakes[1]] * 8 + [mistakes[0]]
    assert following.followed(stated, nine, blames[:1], ["error"] * 9)[1] == [blames[0].finding], (
        "the ninth is not tried"
    )
    assert following.followed(stated, nine[1:], blames[:1], ["error"] * 8)[1] == []


def test_an_equation_of_figures_blames_nothing_and_what_agrees_neither() -> None:
    one, other = fact("a", "600"), fact("b", "900")
    for made, blames in (
        (Comparison("x", one, other), False), (Comparison("x", one, other, agrees=False), True),
        (Comparison("x", one, other, agrees=True), False), (Comparison("x", one, Words("x", "y"), agrees=False), True),
        (Comparison("x", Words("x", "y"), one, agrees=True), False),
        (Finding("x", "note", "m", (), "", ""), True),
    ):  # fmt: skip
        assert following._blames(made) is blames


def test_a_finding_is_told_from_others_by_its_place_else_by_its_name() -> None:
    one = fact("a", "600")
    assert isinstance(one.trace, Read)
    place = (one.trace.page, one.trace.box, one.trace.text)
    assert following._key(Comparison("x", one, Words("y", "z"))) == ("x", place)
    assert following._key(Comparison("x", computed("c", [add(one)]), one)) == ("x", "c")
    assert following._key(Comparison("x", Words("y", "z"), one)) == ("x", "y")
    assert following._key(Finding("x", "note", "m", (), "", "", said_source=one.trace)) == ("x", place)
    assert following._key(Finding("x", "note", "m", (), "", "")) == ("x", None)
