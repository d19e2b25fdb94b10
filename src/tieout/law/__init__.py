"""The law: a module per rule that reads like the rule, dated `params/`, worked `cases/`.

- `params`         figures of law, each with its unit, paragraph, dates and source
- `questions`      what a balance sheet does not answer: dates, counts, assessments, formulas, each asked by name
- `given`          what a question is given: amounts as facts, rows read value by value
- `registrant`     what a rule may ask: the firm's facts, its accounts as net capital treats them, its holdings
- `business_days`  the days of the exchange, the banks and the Commission
- `dates`          months, quarters and years
- `rule_15c3_1`    net capital: worth, deductions, haircuts, aggregate indebtedness, requirement, debt, withdrawals
- `haircuts`       15c3-1(c)(2)(vi) to (ix) and Appendix A: what positions may lose before they are sold
- `rule_15c3_3`    customer protection: exemption, reserve formula, computation, possession or control
- `rule_17a_5`     the reports, when they are due and what they contain
- `rule_17a_11`    early warning, deficiency, and the notices
- `rule_17a_13`    securities counts, and the deduction for differences
- `regulation_t`   settlement, payment in cash accounts, the freeze, margin calls
- `finra_4120`     what FINRA asks of a business whose capital is low
- `fidelity_bond`  the coverage a firm must have, and the deductible net worth loses
- `sipc`           membership, assessment and forms
- `coverage`       what of each rule is covered, and by what: the page docs/law.md

A rule takes a Registrant and gives a Fact whose trace is the working.  What is not covered is refused, never guessed.
"""

from tieout.law import (
    business_days,
    fidelity_bond,
    haircuts,
    regulation_t,
    rule_15c3_1,
    rule_15c3_3,
    rule_17a_5,
    rule_17a_11,
    rule_17a_13,
    sipc,
)
from tieout.law.finra_4120 import contributed_equity, finra_4120
from tieout.law.params import LawError, Param, param
from tieout.law.questions import QUESTIONS, Answer, Question, ask, question
from tieout.law.registrant import RULES, Holding, OpenItem, Registrant, Treated
from tieout.law.rule_15c3_1 import capital_withdrawal, debt_equity, net_capital_requirement
from tieout.law.rule_17a_11 import Test, notices_17a_11, tests

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
    "capital_withdrawal",
    "contributed_equity",
    "debt_equity",
    "fidelity_bond",
    "finra_4120",
    "haircuts",
    "net_capital_requirement",
    "notices_17a_11",
    "param",
    "question",
    "regulation_t",
    "rule_15c3_1",
    "rule_15c3_3",
    "rule_17a_5",
    "rule_17a_11",
    "rule_17a_13",
    "sipc",
    "tests",
]
