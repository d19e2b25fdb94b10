"""One mistake is one finding: what else is said of its figure goes with it, and only that."""

from __future__ import annotations

from pathlib import Path

import pytest

from tieout.checks.engine import check_report
from tieout.checks.model import Finding
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
