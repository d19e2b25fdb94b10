"""The facing page: worked examples of real damage,
the reference filings, and nothing invented whatever is thrown at it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.reading.document import Document
from tieout.reading.files import markdown, plain
from tieout.reading.files.limits import Limits
from tieout.reading.form.facing_page import read_facing_page

SHARED = Path(__file__).parents[4].parent / "shared" / "seeds"
SEEDS = {"mml_investors_2003": "000_1eed455c6c5f1d85.txt", "mml_distributors_2003": "001_da02cad6aa068b09.txt"}

OLD_FORM = """\
ANNUAL AUDITED REPORT **FORM X-17A-5** PART III

SEC FILE NUMBER

8 - 51999

FACING PAGE

REPORT FOR THE PERIOD BEGINNIN	G 01/01/03 A	ND ENI	DING12/31/03
	MM/DD/YY		MM/DD/YY
A. RE	GISTRANT IDENTIFICATION
NAME OF BROKER-DEALER: Ess	sex Brook Securities, LLC		OFFICIAL USE ONLY
ADDRESS OF PRINCIPAL PLACE OF BUSIN	NESS: (Do not use P.O. Box N	o.)	FIRM I.D. NO.
168 Centre Street, Suite 4			RECEIVED
	(No. and Street)
Danvers	MA	0	1923
(City)	(State)	(Zip	Code)
NAME AND TELEPHONE NUMBER OF P	ERSON TO CONTACT IN REGARD TO T	HIS REPORT
Ann M. Holm			(508) 555–0142
			(Area Code – Telephone Number
	B. ACCOUNTANT IDENTIFICATION
INDEPENDENT PUBLIC ACCOUNTA	NT whose opinion is contained in this Report*
Moss & Ray LLP			W
	(Name – if individual, state last, first, middle name)
12 Mill Street, Suite 300	Waltham	MA	02451
(Address)	(City)	(State)	(Zip Code)
CHECK ONE:
☒ Certified Public Accountant
☐ Public Accountant
☐ Accountant not resident in United States or any of its possessions.
	FOR OFFICIAL USE ONLY

OATH OR AFFIRMATION

I, Ann M. Holm, swear (or affirm) that, to the best of my knowledge and belief the accompanying financial statement
and supporting schedules pertaining to the firm of
Essex Brook Securities, LLC	, as
of December 31	, 20 03	, are true and correct. I further swear
	Ann M Hohn
	Signature
	Managing Member
	Title
Sarah Pitt
Notary Public

This report ** contains (check all applicable boxes):
☒ (a) Facing Page.
☒ (b) Statement of Financial Condition.
☐ (c) Statement of Income (Loss).
(g) Computation of Net Capital.

To the Members of Essex Brook Securities, LLC:
"""


def document(text: str, *, pipes: bool = False) -> Document:
    return markdown.read(text, "page", Limits()) if pipes else plain.read(text, "page", Limits())


def test_the_old_form() -> None:
    page = read_facing_page(document(OLD_FORM))
    assert {name: value for name, value in page.fields.items() if name != "contents"} == {
        "form": "X-17A-5 Part III",
        "edition": "2003",
        "sec_file_number": "8-51999",
        "period_start": "2003-01-01",
        "period_end": "2003-12-31",
        "registrant_name": "Essex Brook Securities, LLC",
        "street": "168 Centre Street, Suite 4",
        "city": "Danvers",
        "state": "MA",
        "zip": "01923",
        "contact_name": "Ann M. Holm",
        "contact_phone": "(508) 555-0142",
        "accountant_name": "Moss & Ray LLP",
        "accountant_street": "12 Mill Street, Suite 300",
        "accountant_city": "Waltham",
        "accountant_state": "MA",
        "accountant_zip": "02451",
        "accountant_kind": "certified_public_accountant",
        "oath_signer": "Ann M. Holm",
        "oath_firm": "Essex Brook Securities, LLC",
        "oath_date": "2003-12-31",
        "oath_title": "Managing Member",
        "notary": "unreadable",  # a signature, and no typed name beside it
    }
    contents = page.fields["contents"]
    assert isinstance(contents, dict)
    assert [contents[letter] for letter in "abcdg"] == [True, True, False, "unreadable", "unreadable"]


def test_every_value_says_where_and_how_it_was_read() -> None:
    page = read_facing_page(document(OLD_FORM))
    zip_code = page.sources["zip"]
    assert (zip_code.document, zip_code.page, zip_code.text) == ("page", 1, "0 1923")
    assert zip_code.repaired == "digits cut by the table closed"
    assert page.sources["street"].repaired == ""
    assert page.first_row <= 3
    assert page.oath_rows is not None
    assert page.last_row < page.oath_rows[0]


NEW_FORM = """\
# ANNUAL AUDITED REPORT FORM X-17A-5 PART III

SEC FILE NUMBER 8-67999

| FILING FOR THE PERIOD BEGINNING | 01/01/2022<br>MM/DD/YY | AND ENDING | 12/31/2022<br>MM/DD/YY |
|---|---|---|---|
| A. REGISTRANT IDENTIFICATION | | | |
| NAME OF FIRM: <u>2000 Harbor</u> | Markets L.P. | | |
| TYPE OF REGISTRANT (check all applicable boxes): | | | |
| ☒ Broker-dealer | ☐ Security-based swap dealer | ☐ Major security-based swap participant | |
| ADDRESS OF PRINCIPAL PLACE OF BUSINESS: (Do not use a P.O. box no.) | | | |
| 4 Orchard Way, Suite 100-A | | | |
| | (No. and Street) | | |
| Kansas City | Missouri | | 64108 |
| (City) | (State) | | (Zip Code) |
| PERSON TO CONTACT WITH REGARD TO THIS FILING | | | |
| Mary Jo Lee | 816-555-0134 | mjlee@harbor | .com |
| (Name) | (Area Code – Telephone Number) | (Email Address) | |
| B. ACCOUNTANT IDENTIFICATION | | | |
| INDEPENDENT PUBLIC ACCOUNTANT whose reports are contained in this filing* | | | |
| Tait, Hale & Co., P.C. | | | |
| (Name – if individual, state last, first, and middle name) | | | |
| 9 Elm Road | Plano | TX | 75023 |
| (Address) | (City) | (State) | (Zip Code) |
| 2/24/2009 | | 3373 | |
| (Date of Registration with PCAOB)(if applicable) | | (PCAOB Registration Number, if applicable) | |
| FOR OFFICIAL USE ONLY | | | |
"""


def test_the_new_form_under_the_old_title() -> None:
    fields = read_facing_page(document(NEW_FORM, pipes=True)).fields
    assert fields["edition"] == "2021"
    assert (fields["period_start"], fields["period_end"]) == ("2022-01-01", "2022-12-31")
    assert fields["registrant_name"] == "2000 Harbor Markets L.P."
    assert fields["registrant_kinds"] == ["broker-dealer"]
    assert (fields["city"], fields["state"], fields["zip"]) == ("Kansas City", "MO", "64108")
    assert (fields["contact_name"], fields["contact_email"]) == ("Mary Jo Lee", "mjlee@harbor.com")
    assert (fields["accountant_pcaob_registered"], fields["accountant_pcaob_id"]) == ("2009-02-24", "3373")
    assert "accountant_kind" not in fields  # the edition has no such boxes


@pytest.mark.parametrize(
    ("row", "start", "end"),
    [
        ("01/01/0308\tAND ENDING ] ;\t2/31/03○3", "2003-01-01", "2003-12-31"),
        ("12/31/03\tAND ENDING\t01/01/03", "2003-01-01", "2003-12-31"),  # the wrong way round
        ("01/01/04\tAND ENDING\t12/31/03", "unreadable", "2003-12-31"),  # begins after it ends; the oath has the end
        ("07/14/03\tAND ENDING\t12/31/03", "2003-07-14", "2003-12-31"),  # a new firm
        ("01/01/03\tAND ENDING\t", "2003-01-01", "unreadable"),
        ("01/01/99\tAND ENDING\t12/31/03", "unreadable", "2003-12-31"),  # five years are no period
        ("01/01/99\tAND ENDING\t11/30/03", "unreadable", "unreadable"),
        ("04/0\tAND ENDING\t03/31/04", "unreadable", "2004-03-31"),
    ],
)
def test_periods(row: str, start: str, end: str) -> None:
    text = OLD_FORM.replace("BEGINNIN\tG 01/01/03 A\tND ENI\tDING12/31/03", f"BEGINNING {row}")
    fields = read_facing_page(document(text)).fields
    assert (fields["period_start"], fields["period_end"]) == (start, end)


def test_the_filing_completes_a_date_of_which_a_part_prints() -> None:
    text = OLD_FORM.replace("BEGINNIN\tG 01/01/03 A\tND ENI\tDING12/31/03", "BEGINNING 04/0\tAND ENDING\t03/31/04")
    page = read_facing_page(document(text + "for the year ended March 31, 2004"))
    assert page.fields["period_start"] == "2003-04-01"
    assert "'04/0'" in page.sources["period_start"].repaired


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("8- 27250", "8-27250"),
        ("S-27250", "8-27250"),
        ("B- 6805", "8-6805"),
        ("27250", "8-27250"),
        ("8-2725O", "8-27250"),
        ("8-", "unreadable"),
        ("", "unreadable"),
        ("8-2S250", "unreadable"),  # a five or an eight
    ],
)
def test_file_numbers(printed: str, number: str) -> None:
    assert read_facing_page(document(OLD_FORM.replace("8 - 51999", printed))).fields["sec_file_number"] == number


def test_no_box_printed() -> None:
    bare = OLD_FORM.replace("☒ ", "").replace("☐ ", "")
    page = read_facing_page(document(bare))
    assert page.fields["accountant_kind"] == "certified_public_accountant"
    assert page.sources["accountant_kind"].repaired.startswith("no box printed; Moss & Ray LLP")
    person = read_facing_page(document(bare.replace("Moss & Ray LLP", "Ray, Susan T.")))
    assert person.fields["accountant_kind"] == "unreadable"


def test_a_document_without_the_form() -> None:
    page = read_facing_page(document("STATEMENT OF FINANCIAL CONDITION\nCash\t100"))
    assert (page.found, dict(page.fields), page.first_row) == (False, {}, -1)


@settings(max_examples=30)
@given(st.data())
def test_losing_words_makes_nothing_up(data: st.DataObject) -> None:
    """Whatever rows are lost, a value is one that the whole page has, or unreadable."""
    whole = read_facing_page(document(OLD_FORM)).fields
    lines = OLD_FORM.splitlines()
    lost = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=3))
    read = read_facing_page(document("\n".join(line for k, line in enumerate(lines) if k not in lost))).fields
    exact = (
        "sec_file_number",
        "period_start",
        "period_end",
        "zip",
        "accountant_zip",
        "contact_phone",
        "state",
        "oath_date",
    )
    assert all(read.get(name, "unreadable") in (whole[name], "unreadable") for name in exact)


@settings(max_examples=30)
@given(
    st.lists(
        st.sampled_from([*OLD_FORM.splitlines(), *NEW_FORM.splitlines(), "((((", "\t|\t" * 40, "8-" * 300]), max_size=60
    )
)
def test_no_page_is_too_broken_to_read(lines: list[str]) -> None:
    fields = read_facing_page(document("\n".join(lines))).fields
    assert fields.get("edition") in (None, "2003", "2021")


@pytest.mark.parametrize("name", SEEDS)
def test_reference_filings(name: str) -> None:
    source, told = SHARED / SEEDS[name], SHARED / "expected" / f"{name}.json"
    if not (source.is_file() and told.is_file()):
        pytest.skip(f"{source} is not there")
    expected = json.loads(told.read_text(encoding="utf-8"))["facing_page"]
    fields = read_facing_page(plain.read(source.read_text(encoding="utf-8"), name, Limits())).fields
    assert {key: fields.get(key) for key in expected} == expected
    assert fields["accountant_zip"] in ("02116", "unreadable")
