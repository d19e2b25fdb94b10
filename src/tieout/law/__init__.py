"""The law: a module per rule that reads like the rule, dated `params/`, worked `cases/`.

- `registrant`     what a rule may ask: the firm's facts, its accounts as net capital treats them, its holdings
- `rule_15c3_1`    net capital: worth, deductions, haircuts, aggregate indebtedness, requirement
- `rule_17a_5`     the reports, when they are due and what they contain
- `rule_15c3_3`    customer protection: exemption, reserve formula, computation, possession or control
- `rule_17a_11`    early warning and deficiency
- `business_days`  the days of the exchange, the banks and the Commission
- `supplemental_requirements`, `net_capital_requirement`   15c3-1(a): market makers and others; the whole, when asked
- `rule_17a_11`    early warning and deficiency
- `notices`, `finra_4120`   which notice is due, to whom, by when; what FINRA then asks of the business
- `debt_equity`    15c3-1(d): subordinated debt and its share of the debt-equity total
- `withdrawals`    15c3-1(e): how much capital may be withdrawn, and the notices
- `questions`      what a balance sheet does not answer: dates, counts, assessments, formulas, each asked by name
- `rule_17a_13`    securities counts, and the deduction for differences
- `regulation_t`   settlement, payment in cash accounts, the freeze, margin calls
- `fidelity_bond`  the coverage a firm must have, and the deductible net worth loses
- `sipc`           membership, assessment and forms
- `params`         figures of law, each with its unit, paragraph, dates and source

A rule takes a Registrant and gives a Fact whose trace is the working.  What is not covered is refused, never guessed.
"""

from tieout.law import business_days, fidelity_bond, haircuts, regulation_t, rule_15c3_3, rule_17a_5, rule_17a_13, sipc
from tieout.law.debt_equity import debt_equity
from tieout.law.finra_4120 import finra_4120
from tieout.law.net_capital_requirement import net_capital_requirement
from tieout.law.notices import notices_17a_11
from tieout.law.params import LawError, Param, param
from tieout.law.questions import QUESTIONS, Answer, Question, ask, question
from tieout.law.registrant import RULES, Holding, OpenItem, Registrant, Treated
from tieout.law.rule_17a_11 import Test, tests
from tieout.law.withdrawals import capital_withdrawal

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
    "debt_equity",
    "fidelity_bond",
    "finra_4120",
    "haircuts",
    "net_capital_requirement",
    "notices_17a_11",
    "param",
    "question",
    "regulation_t",
    "rule_15c3_3",
    "rule_17a_5",
    "rule_17a_13",
    "sipc",
    "tests",
]
