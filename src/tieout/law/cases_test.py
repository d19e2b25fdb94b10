"""Worked examples of the law, a file each in `cases/`: what is given, what is expected, form line and sum beside it.

Cases of a firm stand in a folder for each rule, those of a question in `questions/` under its name.  Examples that
others published with their answers are in `published/`, each with its question and source, and a note if need be.
A case is made to be read beside the rule and the form.  The tests here work each one, and see to it that no rule and no
figure of law is without one.

| key             | says                                                                                       |
|-----------------|--------------------------------------------------------------------------------------------|
| `given`         | method, business, `stated` facts, the balance sheet with treatments and its open items,    |
|                 | positions, rights of set-off                                                               |
| `expect`        | figures to the cent, by concept                                                            |
| `refuses`       | figures that cannot be stated, and words of the reason                                     |
| `early_warning` | the tests of rule 17a-11: passes or fails                                                  |
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tieout.facts import Computed, Fact, NoFact, Told, add, computed, evaluate
from tieout.law import QUESTIONS, RULES, Holding, LawError, OpenItem, Registrant, Treated, ask, param, rule_17a_11
from tieout.law.haircuts.places import place, quality
from tieout.law.haircuts.positions import position_of
from tieout.law.params import READ, UNITS, names, places, read_param, steps
from tieout.taxonomy import TREATMENTS, TURNED, Treatment, taxonomy

HERE = Path(__file__).parent / "cases"
CASES = sorted(path for path in HERE.rglob("*.yaml") if path.parent.name not in ("questions", "published"))
CENT = Decimal("0.01")
SOURCES_OF_LAW = ("17 CFR 240.", "FOCUS Part", "12 CFR 220.", "FINRA ", "NASD ", "15 U.S.C. ", "SIPC ")
SIDES = {"assets": "asset", "liabilities": "liability", "equity": "equity"}
KEYS = {"title", "as_of", "worked_from", "given", "expect", "refuses", "early_warning"}
GIVEN = {"method", "business", "stated", "positions", "set_off", "open_items", *SIDES}

Case = Mapping[str, Any]


class _Exact(yaml.SafeLoader):
    """YAML whose numbers are exact: 1_620_399.94 is no float."""


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)).replace("_", ""))


_Exact.add_constructor("tag:yaml.org,2002:float", _decimal)
_Exact.add_constructor("tag:yaml.org,2002:int", _decimal)


@cache
def case_of(path: Path) -> Case:
    held: Case = yaml.load(path.read_text(encoding="utf-8"), _Exact)
    assert set(held) <= KEYS, f"{path.name}: {set(held) - KEYS} is no key of a case"
    assert set(held["given"]) <= GIVEN, f"{path.name}: {set(held['given']) - GIVEN} cannot be given"
    return held


def registrant_of(case: Case) -> Registrant:
    """The firm of a case.  Its totals are the sums of its balance sheet, which must balance where it states assets."""
    given, as_of = case["given"], case["as_of"]

    def stated(concept: str, value: Decimal, part: str = "", unit: str = "USD") -> Fact:
        trace = Told("the case", as_of, case["worked_from"])
        return Fact(concept=concept, entity="Alder", when=as_of, value=value, part=part, unit=unit, trace=trace)

    treated: list[Treated] = []
    sums = dict.fromkeys(SIDES.values(), Decimal(0))
    for key, side in SIDES.items():
        for number, row in enumerate(given.get(key, ())):
            treatment = taxonomy().parse_treatment(row.get("treatment", ""))
            assert treatment.word in (*TREATMENTS[side], TURNED.get(side)), f"{treatment.word} does not fit {key}"
            fact = stated(row["shown_as"], row["value"], f"{side} {number + 1}")
            treated.append(Treated(fact, side, treatment, row["shown_as"], row.get("counterparty", "")))
            sums[side] += row["value"]
    assert sums["asset"] == sums["liability"] + sums["equity"], f"the case's balance sheet does not balance: {sums}"
    units = {"months_in_business": "months"}
    facts = {name: stated(name, value, unit=units.get(name, "USD")) for name, value in given.get("stated", {}).items()}
    facts |= {
        "total_equity": stated("total_equity", sums["equity"]),
        "total_liabilities": stated("total_liabilities", sums["liability"]),
    }
    holdings = []
    for number, row in enumerate(given.get("positions", ())):
        part = f"position {number + 1}"
        if "market_value" in row:
            value = stated("market_value", row["market_value"], part)
        else:
            lines = (add(stated("quantity", row["quantity"], part)), add(stated("price", row["price"], part)))
            value = computed("market_value", lines, operation="product", part=part)
        holdings.append(Holding(position_of({"security_id": part, **row}), value))
    items = []
    for number, row in enumerate(given.get("open_items", ())):
        amount = stated(row["shown_as"], row["value"], f"item {number + 1}")
        items.append(OpenItem(amount, row["kind"], row["since"], row.get("counterparty", "")))
    return Registrant(
        name="Alder",
        as_of=as_of,
        method=given["method"],
        business=given["business"],
        stated=facts,
        treated=tuple(treated),
        holdings=tuple(holdings),
        set_off={name: stated("right_of_set_off", Decimal(1), name) for name in given.get("set_off", ())},
        open_items=tuple(items),
    )


def _question_cases() -> list[tuple[str, Case]]:
    found = []
    for path in sorted((HERE / "questions").glob("*.yaml")):
        held = yaml.load(path.read_text(encoding="utf-8"), _Exact)
        assert set(held) == {"question", "worked_from", "cases"}, (
            f"{path.name}: keys are question, worked_from and cases"
        )
        assert held["question"] == path.stem.split(".")[0], f"{path.name} asks another question than its name says"
        found += [(held["question"], case) for case in held["cases"]]
    return found


def _published_cases() -> list[tuple[str, Case]]:
    found: list[tuple[str, Case]] = []
    for path in sorted((HERE / "published").glob("*.yaml")):
        held = yaml.load(path.read_text(encoding="utf-8"), _Exact)
        assert set(held) == {"cases"}, f"{path.name}: the only key is cases"
        for case in held["cases"]:
            keys = set(case) - {"question", "source", "note"}
            assert {"question", "source"} <= set(case), f"{path.name}: {case['title']} lacks its question or source"
            found.append((case["question"], {key: case[key] for key in case if key in keys}))
    return found


QUESTION_CASES = _question_cases() + _published_cases()


@pytest.mark.parametrize(
    ("name", "case"), QUESTION_CASES, ids=lambda held: held if isinstance(held, str) else held["title"]
)
def test_worked_question(name: str, case: Case) -> None:
    """A case of a question: `given`, and what it must answer (`expect`, all or some of the answers) or refuse."""
    assert set(case) in (
        {"title", "given", "expect"},
        {"title", "given", "refuses"},
        {"title", "given", "expect", "from"},
    ), name
    if "refuses" in case:
        with pytest.raises((NoFact, LawError), match=re.escape(case["refuses"])):
            ask(name, case["given"])
        return
    answer = ask(name, case["given"])
    for key, expected in case["expect"].items():
        found = answer[key]
        if isinstance(found, Fact):
            for reason in reasons(found):
                if isinstance(reason.trace, Computed):
                    assert evaluate(reason.trace) == reason.value, reason.concept
            found = found.value
        if isinstance(found, Decimal):
            places = (
                CENT if isinstance(expected, Decimal) and expected == expected.quantize(CENT) else Decimal("0.000001")
            )
            found, expected = found.quantize(places, ROUND_HALF_UP), Decimal(expected).quantize(places)
        assert found == expected, f"{case['title']}: {key} is {found}, expected {expected}"


def test_every_question_has_three_cases() -> None:
    many = Counter(name for name, _ in QUESTION_CASES)
    assert {name for name in QUESTIONS if many[name] < 3} == set(), "questions with fewer than three cases"
    assert set(many) - set(QUESTIONS) == set(), "cases of questions there are none of"


def work(case: Case) -> dict[str, Fact]:
    firm = registrant_of(case)
    return {concept: RULES[concept](firm) for concept in case.get("expect", {})}


def reasons(fact: Fact) -> Iterator[Fact]:
    """A fact and every fact it rests on."""
    yield fact
    if isinstance(fact.trace, Computed):
        for line in fact.trace.lines:
            yield from reasons(line.fact)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_worked_example(path: Path) -> None:
    case = case_of(path)
    for concept, fact in work(case).items():
        found = fact.value.quantize(CENT, ROUND_HALF_UP)
        expected = case["expect"][concept]
        assert found == expected, f"{case['title']}: {concept} is {found:,}, expected {expected:,}"
        for reason in reasons(fact):
            if isinstance(reason.trace, Computed):
                assert evaluate(reason.trace) == reason.value, reason.concept
    firm = registrant_of(case)
    for concept, words in case.get("refuses", {}).items():
        with pytest.raises((NoFact, LawError), match=re.escape(words)):
            RULES[concept](firm)
    if "early_warning" in case:
        found_tests = {test.name: "passes" if test.passes else "fails" for test in rule_17a_11.tests(firm)}
        assert found_tests == case["early_warning"]


def test_every_rule_has_a_case() -> None:
    stated = {concept for path in CASES for key in ("expect", "refuses") for concept in case_of(path).get(key, {})}
    assert stated - set(RULES) == set(), "a case expects what no rule defines"
    assert set(RULES) - set(stated) == set(), "a rule has no case"
    expected = {concept for path in CASES for concept in case_of(path).get("expect", {})}
    assert set(RULES) - expected == set(), "a rule has only cases that refuse it"


def test_every_figure_of_law_is_read_by_a_case() -> None:
    seen: set[tuple[str, str]] = set()
    place.cache_clear()
    quality.cache_clear()
    token = READ.set(seen)
    for path in CASES:
        work(case_of(path))
    for asked, case in QUESTION_CASES:
        with contextlib.suppress(LawError):
            ask(asked, case["given"])
    READ.reset(token)
    assert {(name, of) for name in names() for of in _rows(name)} - seen == set(), "figures of law that no case reads"


def test_every_figure_of_law_stands_in_the_trace_of_a_figure() -> None:
    """A parameter that a rule reads but does not reckon with could be changed without anything changing."""
    seen = {reason.concept for path in CASES for fact in work(case_of(path)).values() for reason in reasons(fact)}
    asked: set[tuple[str, str]] = set()
    place.cache_clear()
    quality.cache_clear()
    token = READ.set(asked)
    for name, case in QUESTION_CASES:
        with contextlib.suppress(LawError):
            ask(name, case["given"])
    READ.reset(token)
    assert set(names()) - seen - {name for name, _ in asked} == set(), "figures of law that no figure rests on"


def test_every_test_of_rule_17a_11_passes_in_a_case_and_fails_in_another() -> None:
    seen = {outcome for path in CASES for outcome in case_of(path).get("early_warning", {}).items()}
    tested = {name for name, _ in seen}
    assert tested == {
        "net_capital_required",
        "early_warning_aggregate_indebtedness",
        "early_warning_debit_items",
        "early_warning_minimum_dollar",
    }
    assert seen == {(name, outcome) for name in tested for outcome in ("passes", "fails")}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_shows_its_working(path: Path) -> None:
    """Beside each expected figure stands its form line or paragraph, and the sum."""
    case, text = case_of(path), path.read_text(encoding="utf-8").partition("\nexpect:")[2]
    assert case["title"]
    assert case["worked_from"]
    for concept in case.get("expect", {}):
        line = next(line for line in text.splitlines() if re.match(rf" +{concept}:", line))
        assert re.search(r"# (line \d|for line \d|17a-11\(|\(c\)\(1\)).* \S", line), f"{concept} shows no working"


def _rows(name: str) -> Iterator[str]:
    for value in read_param(name)["values"]:
        held = value["value"]
        yield from (
            held
            if isinstance(held, dict)
            else [str(step["start"]) for step in held]
            if isinstance(held, list)
            else [""]
        )


# The figures of law themselves


@pytest.mark.parametrize("name", names())
def test_a_figure_of_law_has_its_unit_paragraph_dates_and_sources(name: str) -> None:
    raw = read_param(name)
    assert set(raw) - {"first"} == {"title", "cite", "unit", "values"}
    assert raw["title"]
    assert raw["unit"] in UNITS
    assert raw["cite"].startswith(SOURCES_OF_LAW)
    dates = [value["from"] for value in raw["values"]]
    assert dates == sorted(set(dates)), "dates are out of order"
    assert all(isinstance(day, date) for day in dates)
    for value in raw["values"]:
        assert value.get("source"), f"the value from {value['from']} lacks a source"
        if isinstance(value["value"], list):
            found = steps(name, value["from"])
        else:
            found = tuple(
                param(name, value["from"], of) for of in (value["value"] if isinstance(value["value"], dict) else [""])
            )
        for held in found:
            assert held.value >= 0
            assert held.cite.startswith(SOURCES_OF_LAW)
            assert held.since == value["from"]


@pytest.mark.parametrize("name", names())
def test_a_date_before_the_oldest_value_is_refused(name: str) -> None:
    oldest = read_param(name)["values"][0]["from"]
    of = next(_rows(name))
    look = steps if isinstance(read_param(name)["values"][0]["value"], list) else lambda n, day: param(n, day, of)
    look(name, oldest)
    with pytest.raises(LawError) as refused:
        look(name, oldest - timedelta(days=1))
    assert str(refused.value) == (
        f"{name} is not known on {oldest - timedelta(days=1)}.\n"
        f"  Our oldest value of {read_param(name)['cite']} starts {oldest}.\n"
        f"  Mend: to go further back, add a dated value and its source to law/params/{places()[name]}."
    )


# What the law package must hold for any case


def test_absent_is_not_zero() -> None:
    firm = Registrant("Alder", date(2024, 12, 31), "aggregate_indebtedness", "other", {})
    with pytest.raises(NoFact, match="Alder states no total_equity at 2024-12-31"):
        RULES["net_capital"](firm)


def test_each_figure_is_worked_once() -> None:
    firm = registrant_of(case_of(CASES[0]))
    assert RULES["net_capital"](firm) is RULES["net_capital"](firm)


def test_every_rule_is_a_concept_under_its_paragraph() -> None:
    for concept, rule in RULES.items():
        assert concept in taxonomy(), f"{concept} is not in the taxonomy"
        assert (rule.__doc__ or "").startswith("("), concept


def test_a_business_the_rule_does_not_know_is_refused() -> None:
    firm = Registrant("Alder", date(2024, 12, 31), "aggregate_indebtedness", "bank", {})
    with pytest.raises(LawError, match="minimum_dollar_by_business has no value for 'bank'") as refused:
        RULES["minimum_dollar_net_capital"](firm)
    assert "fund_shares_only" in str(refused.value)


@pytest.mark.parametrize("side", ["asset", "liability"])
def test_an_account_set_off_against_nobody_is_refused_or_taken_at_its_worst(side: str) -> None:
    """A receivable without a right of set-off is an unsecured receivable; the law does not let it pass as allowable."""
    as_of = date(2024, 12, 31)

    def stated(concept: str, value: int) -> Fact:
        trace = Told("the test", as_of, "given")
        return Fact(concept=concept, entity="Alder", when=as_of, value=Decimal(value), trace=trace)

    held = Treated(stated("due_from_affiliates", 50_000), side, Treatment("set_off"), "due_from_affiliates", "Parent")
    facts = {"total_equity": stated("total_equity", 100_000), "total_liabilities": stated("total_liabilities", 50_000)}
    firm = Registrant("Alder", as_of, "aggregate_indebtedness", "other", facts, (held,))
    try:
        capital, debt = RULES["net_capital"](firm), RULES["aggregate_indebtedness"](firm)
    except LawError:
        return
    assert capital.value == (50_000 if side == "asset" else 100_000)
    assert debt.value == 50_000
