"""The law: a module per rule that reads like the rule, dated `params/`, worked `cases/`.

- `registrant`     what a rule may ask: the firm's facts, its accounts as net capital treats them, its holdings
- `rule_15c3_1`    net capital: worth, deductions, haircuts, aggregate indebtedness, requirement
- `supplemental_requirements`, `net_capital_requirement`   15c3-1(a): market makers and others; the whole, when asked
- `rule_17a_11`    early warning and deficiency
- `notices`, `finra_4120`   which notice is due, to whom, by when; what FINRA then asks of the business
- `debt_equity`    15c3-1(d): subordinated debt and its share of the debt-equity total
- `withdrawals`    15c3-1(e): how much capital may be withdrawn, and the notices
- `questions`      what a balance sheet does not answer: dates, counts, assessments, formulas, each asked by name
- `params`         figures of law, each with its unit, paragraph, dates and source

A rule takes a Registrant and gives a Fact whose trace is the working.  What is not covered is refused, never guessed.
"""

from tieout.law.debt_equity import debt_equity
from tieout.law.finra_4120 import finra_4120
from tieout.law.net_capital_requirement import net_capital_requirement
from tieout.law.notices import notices_17a_11
from tieout.law.params import LawError, Param, param
from tieout.law.questions import QUESTIONS, Answer, Question, ask, question
from tieout.law.registrant import RULES, Holding, Registrant, Treated
from tieout.law.rule_17a_11 import Test, tests
from tieout.law.withdrawals import capital_withdrawal

__all__ = [
    "QUESTIONS",
    "RULES",
    "Answer",
    "Holding",
    "LawError",
    "Param",
    "Question",
    "Registrant",
    "Test",
    "Treated",
    "ask",
    "capital_withdrawal",
    "debt_equity",
    "finra_4120",
    "net_capital_requirement",
    "notices_17a_11",
    "param",
    "question",
    "tests",
]
