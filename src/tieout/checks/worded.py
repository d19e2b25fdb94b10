"""Agrees, of what is said in sentences: the statements audited, the owners, the exemption, the limits quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from tieout.checks.agrees import listed
from tieout.checks.model import Cause, Comparison, Severity, Words
from tieout.checks.registry import check
from tieout.checks.stated import Figure, Stated
from tieout.checks.ties import called
from tieout.facts import Read
from tieout.facts.reasons import shown
from tieout.law import LawError, Param, param
from tieout.law.params import percent

_AUDITED = ("financial_condition", "income", "changes_in_equity", "cash_flows", "changes_in_subordinated")
_FEWEST = 2  # statements bound in, below which a document is a part of a report
_RULE = "17 CFR 240.15c3-1"
_MINIMUM = "minimum_dollar_net_capital"
_EXEMPTION = "17 CFR 240.15c3-3(k)"


def _held(stated: Stated, name: str) -> Mapping[str, object]:
    held = stated.stated_in_words.get(name)
    return held if isinstance(held, dict) else {}


def _claim(stated: Stated, name: str) -> Words | None:
    """What the notes say in words under a name."""
    text = str(_held(stated, "notes_say").get(name, ""))
    return Words(name, text, stated.source(f"notes_say/{name}")) if text else None


def _said_of(claim: Words, text: str) -> Words:
    """A claim in the words of a page."""
    return Words(claim.name, text, claim.source)


# --- the statements audited -------------------------------------------------------------------------------------------


@check("agrees", "agrees.audited_statements.*", cite="17 CFR 240.17a-5(g)(1)")
def statements_audited(stated: Stated) -> Iterator[Comparison]:
    """The statements that the auditor's report names are those bound in.

    A statement of changes in subordinated liabilities may be audited as a schedule: it is asked for only where the
    report names it.  What usually happened: last year's report, from before a statement was added or left out.
    """
    spoken = _held(stated, "auditor_report").get("statements")
    bound = {statement.name for statement in stated.report.statements}
    if not isinstance(spoken, list) or len(bound.intersection(_AUDITED)) < _FEWEST or len(spoken) < _FEWEST:
        return
    source = stated.source("auditor_report/statements")
    names = ", ".join(called(str(name)).removeprefix("the ") for name in spoken)
    for name in _AUDITED:
        if name not in spoken and (name not in bound or name == "changes_in_subordinated"):
            continue
        there = name in spoken and name in bound
        what = called(name)
        if name in spoken:
            because = f"The auditor's report speaks of {what}, but none is bound in, or it cannot be read."
        else:
            because = f"{what[:1].upper()}{what[1:]} is bound in, but the auditor's report does not speak of it."
        title = next((s.title for s in stated.report.statements if s.name == name), "none")
        yield Comparison(
            f"agrees.audited_statements.{name}",
            Words("audited_statements", names, source),
            Words(name, title, _place(stated, name)),
            because,
            "17 CFR 240.17a-5(g)(1)",
            "note" if name in spoken else "warning",
            agrees=there,
        )


def _place(stated: Stated, statement: str) -> Read | None:
    """The first figure of a statement that was read."""
    figures = (f.fact.trace for f in stated.figures if f.statement == statement)
    return next((trace for trace in figures if isinstance(trace, Read)), None)


@check("agrees", "agrees.statement_of_income", cite="17 CFR 240.17a-5(g)(1)")
def income_by_one_name(stated: Stated) -> Iterator[Comparison]:
    """The auditor calls the statement of income as its title does: of income, of loss, of operations.

    What usually happened: last year's word, of a profit, over this year's loss.
    """
    statement = stated.statement("income")
    if statement is None:
        return
    for place, word, at in listed(stated, "words_again"):
        if place == "audited_income":
            said = Words("statement_of_income", f"statement of {word}", stated.source(at))
            title = Words("statement_of_income", statement.title, _place(stated, "income"))
            because = f"The auditor's report speaks of a statement of {word}, but its title is “{statement.title}”."
            yield Comparison(
                "agrees.statement_of_income",
                said,
                title,
                because,
                "17 CFR 240.17a-5(g)(1)",
                "note",
                agrees=word in statement.title.casefold(),
                cause=Cause("wrong_words", "One of them was not brought up to date."),
            )


# --- the owners -------------------------------------------------------------------------------------------------------

_ONE = re.compile(r"\b((?:share|stock)holder)['’]s\b", re.I)
_SEVERAL = re.compile(r"\b((?:share|stock)holders)['’]", re.I)
_OWNERS = (
    ("limited_liability_company", re.compile(r"\bmembers?['’]?s?['’]?\s+(?:equity|capital|interest|deficit)", re.I)),
    ("partnership", re.compile(r"\bpartners?['’]?s?['’]?\s+(?:equity|capital|deficit)", re.I)),
    ("corporation", re.compile(r"\b(?:share|stock)holders?['’]?s?['’]?\s+(?:equity|capital|deficit)", re.I)),
)
# Exemptions of firms that hold nothing of customers; some that introduce still keep an account to be safe.
_HOLDS_NOTHING: dict[str, Severity] = {"(k)(1)": "warning", "(k)(2)(ii)": "note"}
_KINDS = {
    "corporation": "a corporation",
    "limited_liability_company": "a limited liability company",
    "partnership": "a partnership",
}


@check("agrees", "agrees.owners", cite=_RULE)
def owners_by_one_word(stated: Stated) -> Iterator[Comparison]:
    """The owners are one shareholder, or several, throughout; and the owners of a firm of their kind.

    Shareholder's equity is of one, shareholders' equity of several; a limited liability company has members.
    """
    lines = list(_lines_of_equity(stated))
    one = next(((text, read) for text, read in lines if _ONE.search(text)), None)
    several = next(((text, read) for text, read in lines if _SEVERAL.search(text)), None)
    if one and several:
        because = f"“{one[0]}” is of one owner, “{several[0]}” of several: they should be called the same throughout."
        yield Comparison(
            "agrees.owners",
            Words("owners", one[0], one[1]),
            Words("owners", several[0], several[1]),
            because,
            _RULE,
            "note",
            agrees=False,
            cause=Cause("wrong_words", "The apostrophe is misplaced in one of them."),
        )
    kind = stated.field("entity_kind")
    named = [(k, text, read) for text, read in lines for k, word in _OWNERS if word.search(text)]
    told = next((each for each in named if each[0] != kind), named[0] if named else None)
    if kind in _KINDS and told is not None:
        because = f"The firm is {_KINDS[kind]} by its name, but “{told[1]}” is of {_KINDS[told[0]]}."
        yield Comparison(
            "agrees.owners",
            Words("owners", told[1], told[2]),
            Words("entity_kind", _KINDS[kind], stated.source("entity_kind")),
            because,
            _RULE,
            "note",
            agrees=told[0] == kind,
        )


def _lines_of_equity(stated: Stated) -> Iterator[tuple[str, Read | None]]:
    """The words that name the owners, where they stand: lines of the statements that carry a figure, then titles."""
    seen: set[str] = set()
    for figure in stated.figures:
        if figure.sheet >= 0 and isinstance(figure.fact.trace, Read) and figure.label.strip() not in seen:
            seen.add(figure.label.strip())
            yield figure.label.strip(), figure.fact.trace
    for statement in stated.report.statements:
        yield statement.title, _place(stated, statement.name)


# --- the exemption ----------------------------------------------------------------------------------------------------


@check("agrees", "agrees.exemption_15c3_3.*", cite=_EXEMPTION)
def exemption(stated: Stated) -> Iterator[Comparison]:
    """The exemption from rule 15c3-3 that is claimed is one in all places, and the balance sheet bears it out.

    A firm exempt under (k)(1) or (k)(2)(ii) holds no customers' money, so that it has none to segregate; under
    (k)(2)(i) it keeps a special account for the exclusive benefit of customers.
    """
    claimed = _claim(stated, "rule_15c3_3_exemption")
    if claimed is None:
        return
    for place, text, at in listed(stated, "words_again"):
        if place == "exempt":
            other = Words("rule_15c3_3_exemption", text, stated.source(at))
            because = f"The exemption report claims {text} of rule 15c3-3, but the notes claim {claimed.text}."
            yield Comparison(
                "agrees.exemption_15c3_3.report",
                other,
                claimed,
                because,
                _EXEMPTION,
                "warning",
                agrees=bool({*text.split(", ")} & {*claimed.text.split(", ")}),
            )
    figure = _segregated(stated)
    if figure is not None and claimed.text in _HOLDS_NOTHING:
        label, amount = figure.label.strip(), shown(figure.fact.value, figure.fact.unit)
        source = figure.fact.trace if isinstance(figure.fact.trace, Read) else None
        because = (
            f"The notes claim exemption from rule 15c3-3 under {claimed.text}, but the balance sheet has {amount} of"
            f" “{label}”: a firm that is exempt so has no money of customers to segregate. A special account for"
            " customers goes with (k)(2)(i)."
        )
        yield Comparison(
            "agrees.exemption_15c3_3.segregated_cash",
            claimed,
            Words(figure.fact.concept, f"{label}  {amount}", source),
            because,
            _EXEMPTION,
            _HOLDS_NOTHING[claimed.text],
            agrees=False,
        )


def _segregated(stated: Stated) -> Figure | None:
    held = stated.of_concept("cash_segregated_under_federal_regulations")
    return next(
        (f for f in held if f.statement == "financial_condition" and f.fact.when == stated.as_of and f.fact.value), None
    )


@check("agrees", "agrees.minimum_dollar_net_capital", cite=f"{_RULE}(a)(2)(ii)")
def minimum_of_the_exemption(stated: Stated) -> Iterator[Comparison]:
    """The minimum in dollars is that of the exemption claimed: a firm exempt under (k)(2)(i) must keep $100,000.

    A firm may keep to more, by agreement or because its business is wider than the exemption; that is a note.
    """
    claimed, day = _claim(stated, "rule_15c3_3_exemption"), stated.as_of
    if claimed is None or claimed.text != "(k)(2)(i)" or day is None or stated.method == "alternative":
        return
    rule, said = _in_force("minimum_dollar_by_business", day, "exempt_under_k2i"), stated.first(_MINIMUM, day)
    if rule is None or said is None:
        return
    asked = shown(rule.value, "USD")
    because = (
        f"The minimum in dollars is stated as {shown(said.value, 'USD')}; a firm exempt under (k)(2)(i) needs {asked}."
    )
    if said.value > rule.value:
        because += " It may keep to more; a firm that needs more holds customers' money outside the exemption."
    yield Comparison(
        "agrees.minimum_dollar_net_capital",
        said,
        rule.fact(stated.report.entity, day),
        because,
        rule.cite,
        "note" if said.value > rule.value else "warning",
        agrees=said.value == rule.value,
    )


# --- the limits that are quoted ---------------------------------------------------------------------------------------


@check("agrees", "agrees.withdrawal_limit", cite=f"{_RULE}(e)(2)")
def withdrawal_limit(stated: Stated) -> Iterator[Comparison]:
    """The notes quote the limit on withdrawals of the firm's own standard.

    10 to 1 is the limit of aggregate indebtedness.  A firm under the alternative standard computes no such ratio: its
    net capital must stay at 5% of aggregate debit items, and either way at 120% of the minimum in dollars.  What
    usually happened: the sentence was taken from an affiliate's report, or from before the election.
    """
    quoted, day = _claim(stated, "withdrawal_ratio"), stated.as_of
    if quoted is None or day is None:
        return
    limit, debits, dollars = (
        _in_force(name, day)
        for name in ("withdrawal_ai_multiple", "withdrawal_debit_rate", "withdrawal_minimum_multiple")
    )
    if limit is None or debits is None or dollars is None:
        return
    said = _said_of(quoted, f"{quoted.text} to 1")
    if stated.method == "alternative":
        share, multiple = percent(debits.value), percent(dollars.value)
        rule = f"{share} of aggregate debit items, {multiple} of the minimum in dollars"
        because = (
            f"The notes forbid withdrawals where the ratio would exceed {said.text}, but the firm is under the"
            " alternative standard, which has no ratio of aggregate indebtedness: there net capital may not fall below"
            f" {share} of aggregate debit items, nor below {multiple} of the minimum in dollars."
        )
        found = Words("withdrawal_limit", rule, stated.source("notes_say/net_capital_method"))
        yield Comparison(
            "agrees.withdrawal_limit",
            said,
            found,
            because,
            f"{_RULE}(e)(2)(i), (vi)",
            "warning",
            agrees=False,
            cause=Cause("wrong_words", "It is the limit of the aggregate indebtedness standard."),
        )
        return
    because = (
        f"The notes forbid withdrawals where the ratio would exceed {said.text}; by the rule it is {limit.value} to 1."
    )
    found = Words("withdrawal_limit", f"{limit.value} to 1")
    yield Comparison(
        "agrees.withdrawal_limit",
        said,
        found,
        because,
        limit.cite,
        "warning",
        agrees=Decimal(quoted.text) == limit.value,
        cause=Cause("wrong_words", "The limit is misquoted."),
    )


@check("agrees", "agrees.indebtedness_limit", cite=f"{_RULE}(a)(1)(i)")
def indebtedness_limit(stated: Stated) -> Iterator[Comparison]:
    """The notes quote the limit of aggregate indebtedness to net capital: 15 to 1, 8 to 1 in a firm's first year."""
    quoted, day = _claim(stated, "indebtedness_limit"), stated.as_of
    if quoted is None or day is None:
        return
    limits = [held for of in ("after_first_year", "first_year") if (held := _in_force("ai_multiple_limit", day, of))]
    if len(limits) < 2:
        return
    said = _said_of(quoted, f"{quoted.text} to 1")
    rule = f"{limits[0].value} to 1, {limits[1].value} to 1 in the first year"
    because = f"The notes limit aggregate indebtedness to {quoted.text} times net capital; by the rule it is {rule}."
    yield Comparison(
        "agrees.indebtedness_limit",
        said,
        Words("indebtedness_limit", rule),
        because,
        limits[0].cite,
        "warning",
        agrees=Decimal(quoted.text) in {limit.value for limit in limits},
        cause=Cause("wrong_words", "The limit is misquoted."),
    )


def _in_force(name: str, day: date, of: str = "") -> Param | None:
    try:
        return param(name, day, of)
    except LawError:
        return None
