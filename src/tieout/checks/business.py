"""Agrees, of what the notes say of the business and of a subsidiary, beside the figures that bear it out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from tieout.checks.model import Comparison, Words
from tieout.checks.registry import check
from tieout.checks.stated import Figure, Stated
from tieout.facts import Fact, Read
from tieout.facts.reasons import shown

_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z])|\n+")


def _sentences(stated: Stated) -> Iterator[tuple[str, str]]:
    """Each sentence of the notes, with the paragraph it stands in."""
    for note in stated.report.notes:
        for paragraph in note.body.split("\n\n"):
            yield from ((sentence, paragraph) for sentence in _SENTENCE.split(paragraph) if sentence.strip())


def _amount(figure: Fact) -> str:
    return shown(figure.value, figure.unit)


def _source(figure: Fact) -> Read | None:
    return figure.trace if isinstance(figure.trace, Read) else None


# --- what most of the business is ------------------------------------------------------------------------------------

_MOSTLY_FUNDS = re.compile(
    r"\b(?:majority|substantially all|most)\b[^.;]{0,40}"
    r"\b(?:sales?|selling|distribution) of (?:shares of )?mutual funds",
    re.I,
)
_OF_INSURANCE = re.compile(r"\binsurance polic(?:y|ies)|\bannuit(?:y|ies)\b|\binsurance (?:products|contracts)", re.I)
_HALF = Decimal("0.5")


@check("agrees", "agrees.business.mutual_funds", cite="ASC 275-10-50-2")
def mostly_mutual_funds(stated: Stated) -> Iterator[Comparison]:
    """A firm that says it mostly sells mutual funds does not earn most of its revenue with insurance.

    Where the notes state the commissions from affiliates that issue policies and annuity contracts.  A note: a firm may
    count its sales and not its revenue.  What usually happened: the sentence is older than the business.
    """
    told = next((sentence for sentence, _ in _sentences(stated) if _MOSTLY_FUNDS.search(sentence)), "")
    for figure in stated.of_concept("affiliate_commission_revenue") if told else ():
        earned, revenue = figure.fact, stated.first("total_revenue", figure.fact.when)
        if revenue is None or revenue.value <= 0 or not _speaks_of_insurance(stated, earned):
            continue
        share = earned.value / revenue.value
        because = (
            "The notes say that most of the business is the sale of mutual funds, but commissions of"
            f" {_amount(earned)}, {share:.1%} of total revenue of {_amount(revenue)}, are from affiliates that issue"
            " insurance and annuities."
        )
        yield Comparison(
            "agrees.business.mutual_funds",
            Words("business", told.strip()),
            Words(earned.concept, f"{_amount(earned)} of {_amount(revenue)}", _source(earned)),
            because,
            "ASC 275-10-50-2",
            "note",
            agrees=share <= _HALF,
        )


def _speaks_of_insurance(stated: Stated, earned: Fact) -> bool:
    """Whether the paragraph that states a figure speaks of policies or annuities."""
    amount = f"{earned.value:,.0f}"
    return any(amount in paragraph and _OF_INSURANCE.search(paragraph) for _, paragraph in _sentences(stated))


# --- the subsidiary in net capital -----------------------------------------------------------------------------------

_COUNTED = re.compile(r"\bequity of\b[^.;]{0,80}\b(?<!not )included (?:as capital )?in\b[^.;]{0,60}\bnet capital", re.I)
_STAKE = re.compile(r"\binvestments? in\b.*\b(?:subsidiar|affiliate)", re.I)
_APPENDIX_C = "17 CFR 240.15c3-1c(b)"


@check("agrees", "agrees.subsidiary_in_net_capital", cite=_APPENDIX_C)
def subsidiary_counted(stated: Stated) -> Iterator[Comparison]:
    """A subsidiary whose equity the notes count in net capital is not deducted as an investment.

    Appendix C lets a firm count it where its assets can be had within 30 days.  A line that deducts an investment in an
    affiliate may be of another firm, and is a note: the report should say of which.
    """
    told = next((sentence for sentence, _ in _sentences(stated) if _COUNTED.search(sentence)), "")
    for figure in stated.figures if told else ():
        if not _is_stake(figure):
            continue
        label, equity = figure.label.strip(), stated.first("subsidiary_equity", figure.fact.when)
        whose = f", {_amount(equity)}," if equity is not None else ""
        because = (
            f"The notes count the equity of the subsidiary{whose} in net capital, but the computation deducts"
            f" “{label}”, {_amount(figure.fact)}: the report does not say of which affiliate."
        )
        yield Comparison(
            "agrees.subsidiary_in_net_capital",
            Words("subsidiary_equity", told.strip()),
            Words(figure.fact.concept, f"{label}  {_amount(figure.fact)}", _source(figure.fact)),
            because,
            _APPENDIX_C,
            "note",
            agrees=False,
        )


def _is_stake(figure: Figure) -> bool:
    is_deducted = figure.statement == "net_capital" and figure.fact.concept == "nonallowable_assets"
    return is_deducted and bool(figure.fact.value) and bool(_STAKE.search(figure.label))
