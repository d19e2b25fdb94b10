"""Rule 15c3-3(k): which exemption a business supports, and what stands against it.

The conditions stand in `exemptions.yaml`.  Since 2014 a firm that meets no paragraph because it has no customers'
money, securities or accounts at all claims none, under footnote 74 of release 34-70073.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from tieout.law.given import cells
from tieout.law.params import LawError
from tieout.law.questions import Answer, Row, question
from tieout.taxonomy import read_yaml

CITE = "17 CFR 240.15c3-3(k)"
BALANCES = {
    "free_credit_balances": "free credit balances of customers",
    "payable_to_customers": "a payable to customers",
    "receivable_from_customers": "a receivable from customers, of an account that is carried",
    "customer_securities": "securities of customers",
    "segregated_cash": "cash segregated for customers, which an exempt firm has no need of",
}


@cache
def exemptions() -> Mapping[str, Any]:
    """The exemptions and their conditions."""
    held: Mapping[str, Any] = read_yaml(files("tieout.law") / "rule_15c3_3" / "exemptions.yaml")
    return held


@question(CITE)
def exemption_15c3_3(
    *,
    as_of: date,
    carries_customer_accounts: bool,
    holds_customer_funds_or_securities: bool,
    receives_customer_funds_or_securities: bool,
    promptly_transmits: bool | None = None,
    introduces_fully_disclosed: bool | None = None,
    fund_and_insurance_business_only: bool | None = None,
    special_account: bool | None = None,
    carries_margin_accounts: bool | None = None,
    carries_pab_accounts: bool | None = None,
    commission_order: bool | None = None,
    balances: Sequence[Row] = (),
    claimed: str = "",
) -> Answer:
    """(k): the exemption a business supports, why, and what stands against the one it claims.

    A firm that receives nothing of customers has nothing to transmit promptly.  What is not stated is taken for no, and
    said where the answer rests on it.  `balances` are rows of the books that
    may speak against an exemption: `account`, `kind` and `amount`.  `claimed` is what the firm claims.
    """
    told = {
        "carries_customer_accounts": carries_customer_accounts,
        "carries_margin_accounts": carries_margin_accounts,
        "carries_pab_accounts": carries_pab_accounts,
        "commission_order": commission_order,
        "fund_and_insurance_business_only": fund_and_insurance_business_only,
        "holds_customer_funds_or_securities": holds_customer_funds_or_securities,
        "introduces_fully_disclosed": introduces_fully_disclosed,
        "promptly_transmits": promptly_transmits if receives_customer_funds_or_securities else True,
        "receives_customer_funds_or_securities": receives_customer_funds_or_securities,
        "special_account": special_account,
    }
    listed = {name: one for name, one in exemptions().items() if one["from"] <= as_of}
    if as_of < min(one["from"] for one in exemptions().values()):
        raise LawError(f"rule 15c3-3 is not known on {as_of}.", where=CITE, expected="1973-01-15 or later.")
    if claimed and claimed not in listed:
        raise LawError(f"no exemption {claimed!r} on {as_of}.", where=CITE, expected=f"one of {', '.join(listed)}.")
    booked = list(_booked(balances))
    against = {name: list(_against(one, told)) for name, one in listed.items()}
    supported = [name for name, reasons in against.items() if not reasons]
    if footnote := [name for name in supported if name == "footnote 74"]:
        paragraphs = [name for name in supported if name != "footnote 74"]
        supported = paragraphs or footnote
    asked = [claimed] if claimed else supported
    contradictions = [reason for name in asked for reason in against[name]]
    if any(name != "(k)(3)" for name in asked) or not asked:
        contradictions += booked
    if supported:
        why = "; ".join(f"{name}: {listed[name]['words']}" for name in supported)
    else:
        why = "; ".join(f"not {name}: {reasons[0]}" for name, reasons in against.items())
    return {
        "exemption": " and ".join(supported) or "none",
        "why": why,
        "contradictions": "; ".join(dict.fromkeys(contradictions)) or "none",
        "claim_stands": bool(asked) and not contradictions,
        "reserve_and_possession_apply": not supported,
        "not_stated": ", ".join(_not_stated([listed[name] for name in asked or listed], told)) or "nothing it rests on",
    }


def _against(exemption: Mapping[str, Any], told: Mapping[str, bool | None]) -> Iterator[str]:
    """The conditions of an exemption that the business does not meet, in the words of the rule."""
    for name, (needed, otherwise) in exemption["conditions"].items():
        if told[name] is None and needed:
            yield f"{name} is not stated"
        elif bool(told[name]) != needed:
            yield otherwise


def _not_stated(exemptions: Sequence[Mapping[str, Any]], told: Mapping[str, bool | None]) -> list[str]:
    """The conditions of the exemptions that nobody stated."""
    return sorted({name for one in exemptions for name in one["conditions"] if told[name] is None})


def _booked(balances: Sequence[Row]) -> Iterator[str]:
    """What the books show of customers' money or securities."""
    for row in cells(balances, "balance", "account", "kind", "amount"):
        kind = row.word("kind", tuple(BALANCES))
        if held := row.amount("amount"):
            yield f"account {row.word('account')} shows {BALANCES[kind]}: {held:,}"
