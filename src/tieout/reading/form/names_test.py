"""Names, addresses and numbers that a table's rule has cut: closed where one way fits, else left unread."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.reading.form.boxes import mark_of, one_of, settled, several_of
from tieout.reading.form.names import Witness, joined, phone_of, state_of, without_stamps, zip_of
from tieout.reading.form.places import address_of, one_row

NOBODY = Witness("")


@pytest.mark.parametrize(
    ("cells", "elsewhere", "text"),
    [
        (["MNL", "Investors Services, Inc."], "", "MNL Investors Services, Inc."),
        (["H", "arbor Investment Services, Inc."], "", "Harbor Investment Services, Inc."),
        (["ALDER INVE", "STMENT SERVICES,", "LLC"], "", "ALDER INVESTMENT SERVICES, LLC"),
        (["Ess", "sex Securities, LLC"], "Members of Essex Securities, LLC:", "Essex Securities, LLC"),
        (["Carl Ma", "atson Co."], "the stockholder of Carl Matson Co. (the Company)", "Carl Matson Co."),
        (["UNDER", "HILL SECURITIES"], "UNDERHILL SECURITIES", "UNDERHILL SECURITIES"),
        (["Alder & Co", "., L.", "P."], "Alder & Co., L.P.", "Alder & Co., L.P."),
        (["Al", "len & Co."], "", ""),  # Allen or Alen: nothing says
        (["HGP SECUI", "RITIES, LLC"], "", ""),  # neither half is a word, and a letter is wrong
    ],
)
def test_a_cut_name(cells: list[str], elsewhere: str, text: str) -> None:
    assert joined(cells, Witness(elsewhere)).text == text


@settings(max_examples=60)
@given(st.from_regex(r"[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}, Inc\.", fullmatch=True), st.data())
def test_a_name_that_prints_elsewhere_is_never_closed_into_another(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(name) - 1))
    repeated = data.draw(st.booleans())
    left, right = name[:at].strip(), (name[at - 1] if repeated and name[at - 1].isalpha() else "") + name[at:].strip()
    read = joined([left, right], Witness(f"To the Board of Directors of {name}:")).text
    assert read in ("", name)


@pytest.mark.parametrize(
    ("printed", "phone"),
    [
        ("(413)737–8400", "(413) 737-8400"),
        ("504)-729-1147", "(504) 729-1147"),
        ("561-226-6199", "(561) 226-6199"),
        ("213 688-8000", "(213) 688-8000"),
        ("(2l2) 555-0100", "(212) 555-0100"),
        ("954.579.7Q3", None),
        ("555-0100", None),
        ("(413) 737-8400 or (413) 737-8411", None),
    ],
)
def test_telephone_numbers(printed: str, phone: str | None) -> None:
    read = phone_of(printed)
    assert (read[0] if read else None) == phone


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["(2", "01144-1013"], "01144-1013"),
        (["NC 28204", "04"], "28204"),
        (["30", "327"], "30327"),
        (["90017-6", "368"], "90017-6368"),
        (["84111-77", "721"], "84111-7721"),
        (["MA 028165"], None),  # six digits: which is too many?
        (["249 Elm Street, Suite 12"], None),
        (["90?17"], None),
    ],
)
def test_zip_codes(cells: list[str], code: str | None) -> None:
    read = zip_of(cells)
    assert (read[0] if read else None) == code


def test_states_are_real() -> None:
    assert [state_of(text) for text in ("MA", "N.Y.", "New York", "MX", "Mass")] == ["MA", "NY", "NY", None, None]


def test_stamps_are_not_names() -> None:
    assert without_stamps("Moss & Ray LLP RECEIVED") == "Moss & Ray LLP"
    assert without_stamps("Alder Financial") == "Alder Financial"


def test_an_address_in_the_row_of_the_street() -> None:
    read = address_of([["1117 Main Street, Ste 12, Fargo, ND 58102"]], [], NOBODY)
    assert [part.text for part in (read.street, read.city, read.state, read.zip)] == [
        "1117 Main Street, Ste 12",
        "Fargo",
        "ND",
        "58102",
    ]


def test_a_state_that_does_not_exist_leaves_city_and_state_unread() -> None:
    read = address_of([["1 Elm Street"]], ["Hartford QA", "06103"], NOBODY)
    assert (read.street.text, read.city.text, read.state.text, read.zip.text) == ("1 Elm Street", "", "", "06103")


def test_a_street_that_may_run_on_into_the_city_is_not_parted() -> None:
    read = one_row(["1200 Avenue of the Americas New York", "NY", "10036"], NOBODY)
    assert (read.street.text, read.city.text) == ("", "")
    told = one_row(["1200 Avenue of the Americas New York", "NY", "10036"], Witness("New York, NY 10036"))
    assert (told.street.text, told.city.text) == ("1200 Avenue of the Americas", "New York")


def test_boxes() -> None:
    assert [mark_of(text) for text in ("☒ (a)", "[ ] (b)", "[V] (c)", "(d)", "$\\boxtimes$", "LI")] == [
        True, False, True, "unreadable", True, "unreadable",
    ]  # fmt: skip
    assert settled({"a": True, "b": "ring", "c": "unreadable"}) == {"a": True, "b": False, "c": "unreadable"}
    assert one_of({"a": True, "b": True}) == ("unreadable", "")
    assert several_of({"a": True, "b": False}) == ["a"]
    assert several_of({"a": True, "b": "unreadable"}) == "unreadable"
