"""What sentences claim in words alone, as different firms write them."""

# ruff: noqa: E501

from __future__ import annotations

from datetime import date

import pytest

from tieout.facts import Period
from tieout.reading.notes.claims import claims_in, member_interests
from tieout.reading.notes.sentences import Calendar

YEAR = Calendar(date(2003, 12, 31), Period(date(2003, 1, 1), date(2003, 12, 31)))
# fmt: off
CLAIMS: list[tuple[str, str, dict[str, str]]] = [
    ("", "The Company is exempt from the provisions of Rule 15c3-3 under paragraph (k)(2)(ii) because it clears all transactions on a fully disclosed basis.", {"rule_15c3_3_exemption": "(k)(2)(ii)"}),
    ("", "The Company claims exemption from SEC Rule 15c3-3 pursuant to Section k(2)(i).", {"rule_15c3_3_exemption": "(k)(2)(i)"}),
    ("", "The Company operates under the exemptive provisions of paragraph (k) (2) (B) of Rule 15c3-3.", {"rule_15c3_3_exemption": "(k)(2)(ii)"}),
    ("", "The Company is exempt from Rule 15c3-3 under (k)(3).", {"rule_15c3_3_exemption": "(k)(3)"}),
    ("", "The Company does not claim an exemption under paragraph (k) of Rule 15c3-3 in reliance on footnote 74 to SEC Release 34-70073.", {"rule_15c3_3_exemption": "footnote 74"}),
    ("subsequent events", "The Company has evaluated subsequent events through February 25, 2011, the date the financial statements were available to be issued.", {"subsequent_events_date": "2011-02-25"}),
    ("subsequent events", "Management has evaluated events and transactions occurring after December 31, 2010 through February 28, 2011, the date that the financial statements were available to be issued, for potential recognition or disclosure.", {"subsequent_events_date": "2011-02-28"}),
    ("", "In preparing these financial statements, the Company evaluated subsequent events through the date the financial statements were issued, which was March 1, 2015.", {"subsequent_events_date": "2015-03-01"}),
    ("subsequent events", "There were no subsequent events through February 20, 2012 requiring disclosure.", {"subsequent_events_date": "2012-02-20"}),
    ("", "The Company was incorporated in the State of New York on March 4, 1996.", {"organized_state": "New York", "organized_date": "1996-03-04"}),
    ("", "ABC Securities, LLC, a wholly owned subsidiary of ABC Holdings, Inc., was formed in April 2001 under the laws of the State of Delaware.", {"organized_state": "Delaware", "organized_date": "2001-04"}),
    ("", "The Company is a wholly owned subsidiary of XYZ Group, a corporation organized in Bermuda.", {}),
    ("", "The Company is a wholly owned subsidiary of XYZ Group, a corporation organized in Delaware in 1980.", {}),
    ("", "The Company is a Delaware limited liability company formed in 1999.", {"organized_state": "Delaware", "organized_date": "1999"}),
    ("", "The Company's fiscal year ends on June 30.", {"fiscal_year_end": "06-30"}),
    ("", "The Company has elected to use the alternative method of computing net capital.", {"net_capital_method": "alternative"}),
    ("", "The Company has not elected the alternative net capital requirement; aggregate indebtedness shall not exceed 15 times net capital.", {}),
    ("", "The rule requires that the ratio of aggregate indebtedness to net capital, both as defined, shall not exceed 15 to 1.", {"net_capital_method": "aggregate_indebtedness", "indebtedness_limit": "15"}),
    ("", "The Company does not carry customer accounts and is exempt from Rule 15c3-3 under section (k)(2)(ii) of the Rule.", {"rule_15c3_3_exemption": "(k)(2)(ii)"}),
    ("", "The Company is exempt under paragraphs (k)(2)(i) and (k)(2)(ii) of SEC Rule 15c3-3.", {"rule_15c3_3_exemption": "(k)(2)(i), (k)(2)(ii)"}),
    ("", "Subsequent events were evaluated through March 15, 2010, which is the date the financial statements were issued.", {"subsequent_events_date": "2010-03-15"}),
    ("subsequent events", "On January 15, 2004, the Company paid a dividend to its parent.", {}),
    ("", "The Company evaluated all events or transactions that occurred after December 31, 2012 through February 27, 2013, the date the Company issued these financial statements.", {}),
    ("", "Acme Securities Corp. was organized under the laws of the State of Texas in 1985.", {"organized_state": "Texas", "organized_date": "1985"}),
    ("", 'Acme (the "Company"), a Florida corporation, was established on June 1, 1990.', {"organized_state": "Florida", "organized_date": "1990-06-01"}),
    ("", "The Company may elect the alternative method but computes its net capital under the aggregate indebtedness method.", {}),
    ("", "Prior to June 1, 2003 the Company operated under (k)(2)(i) of Rule 15c3-3.", {}),
    ("", "The parent files a consolidated tax return.", {}),
    ("", "The Company has evaluated subsequent events.", {}),
    ("income taxes", "The alternative minimum tax credit reduces capital.", {}),
    ("", "Capital stock was issued on June 1, 2003.", {}),
]
# fmt: on


@pytest.mark.parametrize(("title", "sentence", "claims"), CLAIMS)
def test_a_sentence_claims_this_and_no_more(title: str, sentence: str, claims: dict[str, str]) -> None:
    assert dict(claims_in(sentence, title)) == claims


def test_interests_that_do_not_make_a_whole_are_left_out() -> None:
    assert (
        member_interests("It is owned by Alpha Life, with a 60% interest, and Beta, with a 30% interest.", YEAR) == []
    )


@pytest.mark.parametrize("second", ["1", "2", "10"])
def test_interests_of_all_members_counted_are_told_also_where_they_miss_the_whole(second: str) -> None:
    said = f"The Company is owned by two members: Alpha Life, with a 99% interest, and Beta, with a {second}% interest."
    assert [held.value * 100 for held in member_interests(said, YEAR)] == [99, int(second)]
    three = said.replace("two members", "three members")
    assert len(member_interests(three, YEAR)) == (2 if second == "1" else 0)
