"""Balances to facts: the five statements, exact and as printed.

- `door`          the one place where debit and credit become direction: balances and flows of accounts as facts
- `condition`     statement of financial condition, and the concept balances every other statement rests on
- `income`        statement of income (loss)
- `equity`        changes in ownership equity by component; changes in subordinated liabilities
- `cash_flows`    cash flows by the indirect method, derived from the movements in the books and proved against cash
- `presentation`  whole dollars or thousands, with rounding that still foots
- `words`         titles, captions and labels that follow the sign of the figures
"""
