"""firm.toml: every mistake is one message that names the key and what was expected."""

from __future__ import annotations

from datetime import date

import pytest

from tieout.facts import TieoutError
from tieout.ledger.firm import Firm, read_firm

FIRM = """
name = "Acme Securities LLC"
sec_file_number = "8-12345"
entity_kind = "corporation"
net_capital_method = "alternative"
minimum_dollar_business = "other"
rule_15c3_3_exemption = "none"
"""


def firm(more: str = "", **changed: str) -> Firm:
    lines = [line for line in FIRM.strip().splitlines() if line.split()[0] not in changed]
    return read_firm("\n".join([*lines, *(f"{key} = {value}" for key, value in changed.items()), more]))


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("name", "5", "words in quotation marks"),
        ("name", '""', "it is required"),
        ("name", '"  "', "it is required"),
        ("sec_file_number", '"8-1"', "8-NNNNN"),
        ("sec_file_number", '"8-1234567"', "8-NNNNN"),
        ("sec_file_number", '"12345"', "8-NNNNN"),
        ("sec_file_number", "812345", "words in quotation marks"),
        ("entity_kind", '"llc"', "one of corporation, limited_liability_company"),
        ("aggregate_debit_items", "nan", "an amount in dollars"),
        ("aggregate_debit_items", "-inf", "an amount in dollars"),
        ("aggregate_debit_items", '"NaN"', "an amount in dollars"),
        ("aggregate_debit_items", "1e300", "an amount in dollars"),
        ("aggregate_debit_items", "true", "an amount in dollars"),
        ("aggregate_debit_items", "-1", "zero or more"),
        ("minimum_dollar_net_capital", "-5000", "zero or more"),
        ("minimum_dollar_net_capital", "[5000]", "an amount in dollars"),
        ("business_commenced", '"2020-01-01"', "a date without quotation marks"),
        ("business_commenced", "2020-01-01T09:00:00", "a date without quotation marks"),
        ("public_document", '"yes"', "true or false"),
        ("registrant_kinds", '["bd"]', "one of broker-dealer, security-based swap dealer"),
        ("registrant_kinds", '"broker-dealer"', "a list of words"),
        ("registrant_kinds", "[5]", "a list of words"),
        ("fiscal_year_end", '"13-01"', "month and day"),
        ("address", "5", r"a table: \[address\]"),
        ("auditor", "[]", r"a table: \[auditor\]"),
        ("officers", "5", r"tables: \[\[officers\]\]"),
        ("officers", '["A. Finop"]', r"tables: \[\[officers\]\]"),
    ],
)
def test_a_value_of_the_wrong_kind(key: str, value: str, expected: str) -> None:
    with pytest.raises(TieoutError, match=rf"^firm\.toml: {key} = (.|\n)*Expected: .*{expected}"):
        firm(**{key: value})


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('[auditor]\nkind = "cpa"', r"firm\.toml \[auditor\]: kind = \"cpa\"(.|\n)*one of certified_public_accountant"),
        ('[presentation]\nunit = "millions"', r"\[presentation\]: unit = \"millions\"(.|\n)*dollars, thousands"),
        ('[[income_to]]\naccount = "3110"\nshare = 1.5', r"\[\[income_to\]\]: share = 1\.5(.|\n)*between 0 and 1"),
        ('[[income_to]]\naccount = "3110"\nshare = nan', r"\[\[income_to\]\]: share = nan(.|\n)*a share such as"),
        ('[[right_of_setoff]]\ncounterparty = ""\nreason = "x"', r"\[\[right_of_setoff\]\]: counterparty = \"\""),
    ],
)
def test_a_value_of_the_wrong_kind_in_a_table(table: str, message: str) -> None:
    with pytest.raises(TieoutError, match=message):
        firm(table)


def test_shares_of_minus_one_and_two_add_to_one_and_are_refused() -> None:
    with pytest.raises(TieoutError, match="between 0 and 1"):
        firm('[[income_to]]\naccount = "3110"\nshare = 2\n[[income_to]]\naccount = "3120"\nshare = -1')


def test_what_may_be_said() -> None:
    held = firm("[address]\nzip = 10005", sec_file_number='"8-25"', crd_number="7691", business_commenced="2999-01-01")
    assert (held.sec_file_number, held.crd_number, held.address.zip) == ("8-25", "7691", "10005")
    assert held.business_commenced == date(2999, 1, 1)
    assert firm(sec_file_number='"8-123456"', registrant_kinds='["broker-dealer", "OTC derivatives dealer"]')


@pytest.mark.parametrize(
    ("day", "before"),
    [(date(2024, 12, 31), date(2023, 12, 31)), (date(2024, 1, 1), date(2023, 12, 31))],
)
def test_the_year_end_before_a_day(day: date, before: date) -> None:
    assert firm().year_end_before(day) == before
