"""Agrees, of what the notes say of a subsidiary, beside the computation of net capital."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tieout.checks.model import Comparison, Words
from tieout.checks.registry import check
from tieout.checks.stated import Figure, Stated
from tieout.facts import Fact, Read
from tieout.facts.reasons import shown

_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z])|\n+")


def _sentences(stated: Stated) -> Iterator[str]:
    """Each sentence of the notes."""
    for note in stated.report.notes:
        yield from _SENTENCE.split(note.body)


def _amount(figure: Fact) -> str:
    return shown(figure.value, figure.unit)


def _source(figure: Fact) -> Read | None:
    return figure.trace if isinstance(figure.trace, Read) else None


_COUNTED = re.compile(r"\bequity of\b[^.;]{0,80}\b(?<!not )included (?:as capital )?in\b[^.;]{0,60}\bnet capital", re.I)
_STAKE = re.compile(r"\binvestments? in\b.*\b(?:subsidiar|affiliate)", re.I)
_APPENDIX_C = "17 CFR 240.15c3-1c(b)"


@check("agrees", "agrees.subsidiary_in_net_capital", cite=_APPENDIX_C)
def subsidiary_counted(stated: Stated) -> Iterator[Comparison]:
    """A subsidiary whose equity the notes count in net capital is not deducted as an investment.

    Appendix C lets a firm count it where its assets can be had within 30 days.  A line that deducts an investment in an
    affiliate may be of another firm, and is a note: the report should say of which.
    """
    told = next(filter(_COUNTED.search, _sentences(stated)), "")
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
