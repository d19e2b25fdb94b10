"""Checks: facts in, findings out.  What does not tie, why, and what probably happened.

Facts of one key must agree.  A check adds what a figure should be, under the key it is stated under: a sum, a rule of
law, another place of the report; one comparison finds where the sides differ.  No check knows a file format, changes a
fact, or stops at the first fault.

- `model`      Comparison, Cause, Finding, Checked
- `stated`     a report with every figure at its place
- `registry`   the checks by name
- `foots`      sums down and across
- `ties`       the same figure in two places
- `recomputes` the law at the report's own date
- `rolls`      last year's balance sheet rebuilt from the cash flow statement
- `diagnosis`  which one mistake explains the comparisons that fail
- `causes`     what probably happened, from the digits
- `following`  what goes with a mistake, `telling` the mistakes in words, `naming` what their figures are called
- `engine`     all of it: `check_report()`
"""
