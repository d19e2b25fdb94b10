"""What somebody accepted: kept in a file people can edit, of one finding each, and never of another."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.checks.accepted import Acceptance, accept, joined, parsed, with_acceptances, written
from tieout.checks.conftest import checked
from tieout.checks.model import Accepted
from tieout.facts import TieoutError

ON = date(2026, 11, 29)


def test_an_accepted_finding_does_not_count_and_stands_last() -> None:
    found = checked()
    assert found.worst == "error"
    new = accept(found, "foots.total_assets", "J. Doe", ON, "told the preparer")
    held, unasked = with_acceptances(found, new)
    assert held.worst == "warning"
    assert [f.check for f in held.findings if f.accepted is None] == [
        "recomputes.net_capital_required",
        "agrees.registrant_name",
    ]
    assert held.findings[-2].accepted == Accepted("J. Doe", "2026-11-29", "told the preparer")
    assert unasked == ()


def test_a_figure_that_changed_is_a_new_finding() -> None:
    found = checked()
    old = Acceptance("foots.total_assets", "1394351", "1394250", Accepted("J. Doe", "2026-11-29", "told"))
    held, unasked = with_acceptances(found, [old])
    assert held.worst == "error"
    assert unasked == (old,)


def test_what_is_not_found_cannot_be_accepted() -> None:
    with pytest.raises(TieoutError, match=r"no finding 'foots.cash'.*\n.*foots.total_assets, recomputes"):
        accept(checked(), "foots.cash", "J. Doe", ON, "why not")


@pytest.mark.parametrize(("by", "reason"), [("", "why"), ("J. Doe", "  ")])
def test_who_and_why_must_be_said(by: str, reason: str) -> None:
    with pytest.raises(TieoutError, match="is empty"):
        accept(checked(), "foots.total_assets", by, ON, reason)


def test_a_finding_accepted_again_is_accepted_as_last_said() -> None:
    first = accept(checked(), "foots.total_assets", "J. Doe", ON, "one")
    other = accept(checked(), "agrees.registrant_name", "J. Doe", ON, "two")
    again = accept(checked(), "foots.total_assets", "R. Roe", ON, "three")
    held = joined(joined(first, other), again)
    assert [(one.check, one.accepted.by) for one in held] == [
        ("foots.total_assets", "R. Roe"),
        ("agrees.registrant_name", "J. Doe"),
    ]


_words = st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: bool(text.strip()))
_entries = st.builds(
    Acceptance, _words, st.text(), st.text(), st.builds(Accepted, _words, st.dates().map(date.isoformat), _words)
)


@settings(max_examples=50)
@given(st.lists(_entries, max_size=3))
def test_what_is_written_is_read_back(held: list[Acceptance]) -> None:
    assert parsed(written(held, "a\nb.pdf"), "b.pdf.accepted.toml") == tuple(held)


ENTRY = '[[accepted]]\ncheck = "a.b"\nsaid = "1"\nfound = "2"\nby = "J"\non = 2026-11-29\nreason = "R"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[accepted]", "x.toml: is not TOML"),
        ("other = 1", "x.toml: holds other"),
        ("accepted = 1", "x.toml: holds no list"),
        ("accepted = [1]", "entry 1: is no entry"),
        (ENTRY + ENTRY.replace('found = "2"\n', ""), "entry 2: does not hold together at found"),
        (ENTRY.replace('"1"', "1"), "entry 1: does not hold together at said"),
        (ENTRY + 'whay = "x"\n', "entry 1: does not hold together at whay"),
        (ENTRY.replace("2026-11-29", '"someday"'), "'someday' is not a date"),
        (ENTRY.replace('"R"', '" "'), "says nothing for reason"),
    ],
)
def test_a_file_that_is_none_is_one_clear_error(text: str, says: str) -> None:
    with pytest.raises(TieoutError) as caught:
        parsed(text, "x.toml")
    assert says in str(caught.value)


def test_a_date_may_be_quoted_and_carry_a_time() -> None:
    (one,) = parsed(ENTRY.replace("2026-11-29", '"2026-11-29"'), "x.toml")
    (other,) = parsed(ENTRY.replace("2026-11-29", "2026-11-29T10:00:00"), "x.toml")
    assert one == other
