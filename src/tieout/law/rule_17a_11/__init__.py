"""Rule 17a-11, early warning: when a broker-dealer must tell that its capital, records or controls are not in order.

- `early_warning` (a)(1), (b): the tests of net capital, and the form lines 3780 and 3920 that show the margin
- `notices`       (a) to (d): which notice is due, to whom and by when; with the neighbours of 15c3-1 and 15c3-3
"""

from tieout.law.rule_17a_11.early_warning import (
    Test,
    early_warning_aggregate_indebtedness,
    early_warning_debit_items,
    early_warning_minimum_dollar,
    net_capital_less_early_warning,
    net_capital_less_early_warning_alternative,
    ten_percent_of_aggregate_indebtedness,
    tests,
)
from tieout.law.rule_17a_11.notices import notices_17a_11

__all__ = [
    "Test",
    "early_warning_aggregate_indebtedness",
    "early_warning_debit_items",
    "early_warning_minimum_dollar",
    "net_capital_less_early_warning",
    "net_capital_less_early_warning_alternative",
    "notices_17a_11",
    "ten_percent_of_aggregate_indebtedness",
    "tests",
]
