"""`tieout law` at the prompt: the list, what a question asks for, answers, files of cases, and what does not read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tieout.cli.asking import _paragraphs
from tieout.cli.conftest import Run
from tieout.law import QUESTIONS


def test_questions_are_listed_explained_and_answered(run: Run) -> None:
    assert "cash_account_payment" in run("law").out
    assert "trade_date" in run("law", "cash_account_payment").out
    held = run("law", "cash_account_payment", "trade_date=2024-05-28", "--json")
    assert json.loads(held.out)["payment_due"] == "2024-05-31"
    assert "does not ask for nothing" in run("law", "fidelity_bond_coverage", "nothing=1").err
    assert "no question of law is named" in run("law", "horoscope", "a=1").err


def test_a_file_of_cases_is_answered(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "exam.yaml"
    path.write_text(
        """question: securities_haircuts
cases:
  - title: common stock, long and short
    given:
      as_of: 2024-12-31
      positions:
        - {class: equity, security_id: A, market_value: 100000}
        - {class: equity, security_id: B, market_value: -40000}
""",
        encoding="utf-8",
    )
    said = run("law", path).out
    assert "common stock, long and short" in said
    assert "17,250" in said


def test_json_of_the_list_of_a_question_and_of_an_answer(run: Run) -> None:
    listed = json.loads(run("law", "--json").out)
    assert listed["schema"] == "tieout/law/1"
    assert {one["question"] for one in listed["questions"]} == set(QUESTIONS)
    explained = json.loads(run("law", "cash_account_payment", "--json").out)
    assert explained["asks"][0] == {"name": "trade_date", "type": "a date, YYYY-MM-DD", "optional": False}
    assert json.loads(run("law", "business_day", "day=2024-05-28", "--json").out) == {
        "schema": "tieout/law/1",
        "business_day": "2024-05-28",
        "day_is_business_day": True,
        "calendar": "exchange",
    }


def test_what_is_asked_is_said_with_its_type(run: Run) -> None:
    said = run("law", "notices_17a_11").out
    assert "a number" in said
    assert "yes or no  may be left out" in said


def test_a_word_broken_at_its_hyphen_stands_in_one_piece() -> None:
    for name in ("notices_17a_11", "net_capital_requirement"):
        assert "over-the-counter" in " ".join(_paragraphs(QUESTIONS[name]))


def test_a_file_of_cases_is_one_json(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "days.yaml"
    path.write_text(
        "question: business_day\ncases:\n"
        "  - {title: a Friday, given: {day: 2024-05-31}}\n"
        "  - {title: a Saturday, given: {day: 2024-06-01}}\n",
        encoding="utf-8",
    )
    held = json.loads(run("law", path, "--json").out)
    assert held["schema"] == "tieout/law/1"
    assert [(case["title"], case["question"], case["answers"]["business_day"]) for case in held["cases"]] == [
        ("a Friday", "business_day", "2024-05-31"),
        ("a Saturday", "business_day", "2024-06-03"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("business_day", "=5"), "'=5' names nothing"),
        (("business_day", "day"), "'day' names nothing"),
        (("business_day", "day=2024-05-28", "day=2024-05-29"), "day is given twice"),
        (("business_day", "day=9999-12-31"), "a day from 1900 to 2100"),
        (("business_day", "day=2024-05-28", "count=1e9999999"), "count is '1e9999999'"),
        (("business_day", "day=2024-05-28", "count=NaN"), "count is 'NaN'"),
        (("aged_receivables", "as_of=2024-12-31", "items=[{kind: x"), "items: it does not read"),
        (("aged_receivables", "as_of=2024-12-31", "items=[{since: 2024-02-31}]"), "day is out of range"),
        (("aged_receivables", "as_of=2024-12-31", "items=[{amount: .nan}]"), "items: it does not read"),
        (("aged_receivables", "as_of=2024-12-31", "items=5"), "items is '5'"),
        (("nowhere.yaml",), "cannot be read"),
        (("{folder}/cases.txt",), "a name that ends in .yaml or .yml"),
        (("{folder}/cases.yaml", "day=2024-05-28"), "a file of cases takes no 'day=2024-05-28'"),
    ],
)
def test_what_does_not_read_is_one_clear_message(run: Run, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    for name in ("cases.txt", "cases.yaml"):
        (tmp_path / name).write_text("question: business_day\ngiven: {day: 2024-05-28}\n", encoding="utf-8")
    held = run("law", *(word.replace("{folder}", str(tmp_path)) for word in words))
    assert held.code == 2
    assert said in held.err
    assert held.err.count("tieout:") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("question: business_day\ngiven: 5", "given: 5 has no names and values"),
        ("question: business_day\ncases: [5]", "case 1: 5 has no names and values"),
        ("question: business_day\ncases: 5", "cases is 5"),
        ("question: business_day\ncases: []", "cases is []"),
        ("question: business_day\ngiven: {day: 2024-02-31}", "day is out of range"),
        ("question: business_day\ngiven: {day: [2024-02-28]}", "a date, YYYY-MM-DD"),
        ("question: business_day\ngiven: {5: 1}", "does not ask for 5"),
        ("question: [business_day]\ngiven: {}", "it asks no question"),
        ("question: business_day", "it has no case"),
        ("question: business_day\nanswer: 1\ngiven: {}", "answer is not known"),
        ("question: business_day\ncases: [{titel: x, given: {}}]", "case 1: titel is not known"),
        ("question: [", "it does not read"),
        ("", "has no names and values"),
    ],
)
def test_a_file_that_is_none_of_cases(run: Run, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    held = run("law", path)
    assert held.code == 2
    assert said in held.err
    assert held.err.count("tieout:") == 1


def test_a_case_may_ask_another_question_and_may_be_one_that_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(
        "question: business_day\n"
        "cases:\n"
        "  - {title: one, given: {day: 2024-05-28}}\n"
        "  - {title: two, question: settlement_date, given: {trade_date: 2024-05-28}}\n"
        "  - {title: three, question: settlement_date, given: {trade_date: 2024-05-26}, refuses: nothing was traded}\n",
        encoding="utf-8",
    )
    held = run("law", path)
    assert held.code == 0
    assert "settlement_date: two" in held.out
    assert "nothing was traded on 2024-05-26" in held.out
