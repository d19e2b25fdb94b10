"""Haircuts, rule 15c3-1(c)(2)(vi) to (ix): what a securities position may lose before it is sold.

    positions ─▶ securities ─▶ places ─▶ pools ─▶ deductions ─▶ undue concentration
    rows         one of each    paragraph  longs and   under the    (M), against tentative
                 across         and rate   shorts that rule's own   net capital
                 accounts                  meet        offsets

- `positions`      a row of a positions table: what is known, what is missing, asked for by name
- `places`         where the rule puts a security: paragraph, rate, and with what it is netted
- `deductions`     what each pool of longs and shorts costs
- `refusals`       what is asked for of many positions, asked for at once
- `concentration`  (M), the further deduction on what is too much of one security
- `pairing`        Appendix A by strategy, (b)(2): which options and stock are deducted together, and what it costs
- `options`        the same with its reasons
- `theoretical`    Appendix A by ten-point revaluation, (b)(1), with the model of `pricing`
- `portfolio`      all of it over positions held in memory: exact, fact by fact
- `asked`          the same as a question of law
- `paired`         two governments near the border of categories, as a question of law
- `hedged`         nonconvertible debt hedged with governments or with its like, as a question of law
- `parts`          a table in parts, on one machine or a cluster
- `table`, `large` the same over a table of any size: DuckDB sums by place, the rule is asked once a place
- `series`, `listed` its options by strategy, and as columns to be revalued
"""

from tieout.law.haircuts.asked import securities_haircuts
from tieout.law.haircuts.hedged import hedged_debt
from tieout.law.haircuts.paired import paired_governments

__all__ = ["hedged_debt", "paired_governments", "securities_haircuts"]
