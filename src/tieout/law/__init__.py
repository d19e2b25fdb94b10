"""The law: a module per rule that reads like the rule, dated `params/`, worked `cases/`.

- `registrant`     what a rule may ask: the firm's facts, its accounts as net capital treats them, its holdings
- `rule_15c3_1`    net capital: worth, deductions, haircuts, aggregate indebtedness, requirement
- `rule_17a_11`    early warning and deficiency
- `business_days`  the days of the exchange, the banks and the Commission
- `questions`      what a balance sheet does not answer: dates, counts, assessments, formulas, each asked by name
- `params`         figures of law, each with its unit, paragraph, dates and source

A rule takes a Registrant and gives a Fact whose trace is the working.  What is not covered is refused, never guessed.
"""

from tieout.law import business_days
from tieout.law.params import LawError, Param, param
from tieout.law.questions import QUESTIONS, Answer, Question, ask, question
from tieout.law.registrant import RULES, Holding, OpenItem, Registrant, Treated
from tieout.law.rule_17a_11 import Test, tests

__all__ = [
    "QUESTIONS",
    "RULES",
    "Answer",
    "Holding",
    "LawError",
    "OpenItem",
    "Param",
    "Question",
    "Registrant",
    "Test",
    "Treated",
    "ask",
    "business_days",
    "param",
    "question",
    "tests",
]
