"""Books to one set of facts: the statements, the law over them, the report that is printed, filed and checked.

This is where `ledger`, `statements` and `law` meet; the prompt and the writers ask here and add no arithmetic.

- `registrant`  the books as the rules see them: each account's treatment, holdings, agreements
- `stated`      form lines that a person states in facts.csv
- `positions`   securities positions, and against the accounts that carry them
- `open_items`  receivables one by one, for their age
- `carried`     days after the last entry: what is carried forward to them
- `actions`, `what_if`   what a person may ask "what if" of, and its effect
- `over_time`   the days ahead on which net capital changes by time alone, and the month ends behind
- `schedule`    the net capital computation as a statement, with the reconciliation
- `focus`       FOCUS Part IIA by box
- `report`      the annual report, and the net capital of any date
"""

from tieout.annual.focus import FocusLine, focus
from tieout.annual.registrant import registrant
from tieout.annual.report import (
    Focus,
    NetCapital,
    annual_report,
    explained,
    focus_report,
    net_capital,
    positions_haircuts,
    remarks,
)

__all__ = [
    "Focus",
    "FocusLine",
    "NetCapital",
    "annual_report",
    "explained",
    "focus",
    "focus_report",
    "net_capital",
    "positions_haircuts",
    "registrant",
    "remarks",
]
