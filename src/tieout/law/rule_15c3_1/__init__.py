"""Rule 15c3-1, net capital: what a broker-dealer must have, and has.

Read its modules beside 17 CFR 240.15c3-1: the definitions of (c) first, as the requirement of (a) is stated in them.
One function per figure, named for its concept.  Amounts are dollars.  A deduction is a positive number that is taken
away, as the rule speaks of it.  FOCUS boxes are those of Part IIA.

- `set_off`       receivables and payables that are set off against each other
- `worth`         (c)(2)(i)-(iii): net worth and what is added to it
- `options_worth` (c)(2)(i)(B): what options are worth in net worth
- `receivables`   (c)(2)(iv)(B)-(E): receivables that are allowable until they are too old
- `accounts`      (c)(2)(iv)(B), (xii): accounts in deficit or undermargined, securities lent and borrowed
- `concessions`   the offset of concessions receivable and commissions payable
- `deficits`      (c)(2)(iv)(F): repurchase agreement deficits
- `charges`       (c)(2)(iv)(C), (E), (xiii): syndicates, fails to receive, trusts, time deposits, secured debt
- `carried`       (a)(6), (c)(2)(x)-(xi): market makers and specialists carried by another firm
- `deductions`    (c)(2)(iv)-(v): assets not readily convertible into cash, other charges, tentative net capital
- `haircuts`      (c)(2)(vi): haircuts on securities, and net capital
- `indebtedness`  (c)(1): aggregate indebtedness
- `supplemental`  (a): what is asked of particular businesses, beside the ratio and the dollar minimum
- `requirement`   (a): what is required, and the excess over it
- `asked`         (a): the requirement of a firm of which only a few figures are known
- `computation`   (c)(1)-(2): a balance sheet given line by line, to net capital and aggregate indebtedness
- `dealers`       (a)(5), (7), (10), (b): dealers in derivatives, and who is exempt
- `debt_equity`   (d): subordinated debt and its share of the debt-equity total
- `withdrawals`   (e): how much capital may be withdrawn, and the notices
- `consolidation` Appendix C: subsidiaries and affiliates
- `subordination` Appendix D: subordination agreements and secured demand notes
"""

from tieout.law.rule_15c3_1.accounts import account_deductions, securities_loan_deficits
from tieout.law.rule_15c3_1.asked import net_capital_requirement
from tieout.law.rule_15c3_1.carried import (
    market_maker_accounts,
    market_maker_election,
    options_market_maker_accounts,
)
from tieout.law.rule_15c3_1.charges import (
    aged_fails_to_receive,
    debt_on_exempted_securities,
    segregated_trust,
    syndicate_profits,
    time_deposits,
)
from tieout.law.rule_15c3_1.computation import computation_of_aggregate_indebtedness, computation_of_net_capital
from tieout.law.rule_15c3_1.concessions import concession_offset
from tieout.law.rule_15c3_1.consolidation import consolidated_requirement, consolidation
from tieout.law.rule_15c3_1.dealers import derivatives_dealer_minimum, floor_broker_standard, options_specialist_exempt
from tieout.law.rule_15c3_1.debt_equity import debt_equity, debt_equity_total, debt_to_debt_equity
from tieout.law.rule_15c3_1.deductions import (
    nonallowable_assets,
    other_deductions_and_charges,
    tentative_net_capital,
    too_old,
    total_deductions_and_charges,
)
from tieout.law.rule_15c3_1.deficits import repurchase_deduction
from tieout.law.rule_15c3_1.haircuts import haircut_other_securities, haircuts, net_capital
from tieout.law.rule_15c3_1.indebtedness import (
    additions_to_aggregate_indebtedness,
    aggregate_indebtedness,
    excluded_from_aggregate_indebtedness,
    excluded_part,
    liabilities_in_aggregate_indebtedness,
    other_unrecorded_indebtedness,
)
from tieout.law.rule_15c3_1.options_worth import options_in_net_worth
from tieout.law.rule_15c3_1.receivables import Aged, aged, aged_receivables
from tieout.law.rule_15c3_1.requirement import (
    aggregate_indebtedness_to_net_capital,
    excess_net_capital,
    minimum_dollar_net_capital,
    minimum_net_capital_alternative,
    minimum_net_capital_ratio,
    net_capital_required,
)
from tieout.law.rule_15c3_1.set_off import Secured, SetOff, secured_assets, set_offs
from tieout.law.rule_15c3_1.subordination import secured_demand_note, subordinated_payment, subordination_agreement
from tieout.law.rule_15c3_1.supplemental import (
    excluded_accruals_net_capital,
    futures_commission_merchant_net_capital,
    market_maker_net_capital,
    models_net_capital,
    models_tentative_net_capital,
    reverse_repurchase_net_capital,
)
from tieout.law.rule_15c3_1.withdrawals import capital_withdrawal
from tieout.law.rule_15c3_1.worth import (
    allowable_subordinated_liabilities,
    capital_contribution,
    deferred_taxes_added_back,
    equity_not_allowable,
    equity_qualified,
    other_allowable_credits,
    ownership_equity,
    proprietor_excess_liabilities,
    tax_benefits_added,
    total_capital_and_subordinated,
)

__all__ = [
    "Aged",
    "Secured",
    "SetOff",
    "account_deductions",
    "additions_to_aggregate_indebtedness",
    "aged",
    "aged_fails_to_receive",
    "aged_receivables",
    "aggregate_indebtedness",
    "aggregate_indebtedness_to_net_capital",
    "allowable_subordinated_liabilities",
    "capital_contribution",
    "capital_withdrawal",
    "computation_of_aggregate_indebtedness",
    "computation_of_net_capital",
    "concession_offset",
    "consolidated_requirement",
    "consolidation",
    "debt_equity",
    "debt_equity_total",
    "debt_on_exempted_securities",
    "debt_to_debt_equity",
    "deferred_taxes_added_back",
    "derivatives_dealer_minimum",
    "equity_not_allowable",
    "equity_qualified",
    "excess_net_capital",
    "excluded_accruals_net_capital",
    "excluded_from_aggregate_indebtedness",
    "excluded_part",
    "floor_broker_standard",
    "futures_commission_merchant_net_capital",
    "haircut_other_securities",
    "haircuts",
    "liabilities_in_aggregate_indebtedness",
    "market_maker_accounts",
    "market_maker_election",
    "market_maker_net_capital",
    "minimum_dollar_net_capital",
    "minimum_net_capital_alternative",
    "minimum_net_capital_ratio",
    "models_net_capital",
    "models_tentative_net_capital",
    "net_capital",
    "net_capital_required",
    "net_capital_requirement",
    "nonallowable_assets",
    "options_in_net_worth",
    "options_market_maker_accounts",
    "options_specialist_exempt",
    "other_allowable_credits",
    "other_deductions_and_charges",
    "other_unrecorded_indebtedness",
    "ownership_equity",
    "proprietor_excess_liabilities",
    "repurchase_deduction",
    "reverse_repurchase_net_capital",
    "secured_assets",
    "secured_demand_note",
    "securities_loan_deficits",
    "segregated_trust",
    "set_offs",
    "subordinated_payment",
    "subordination_agreement",
    "syndicate_profits",
    "tax_benefits_added",
    "tentative_net_capital",
    "time_deposits",
    "too_old",
    "total_capital_and_subordinated",
    "total_deductions_and_charges",
]
