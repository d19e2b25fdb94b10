"""Rule 15c3-3, customer protection: what a broker-dealer that holds customers' money or securities must set aside.

- `exemption`     (k): who need not keep a reserve, and footnote 74 of release 34-70073: who need not claim to be exempt
- `formula`       (e)(1) and Exhibit A: credits less debits, what must be on deposit for customers and for PAB
- `items`         Exhibit A, Notes A to D and F: what belongs to Items 1 to 4 and 13
- `margin`        Exhibit A, Note E: which debit balances count in Item 10
- `deposit`       (e)(5): what in the reserve bank accounts counts
- `computation`   (e)(3): how often the reserve is computed, and by when the deposit is made
- `borrowed`      (b)(3): securities borrowed from customers, and their collateral
- `possession`    (b) to (d), (h): which securities must be in possession or control, and what is done about the rest
- `free_credits`  (j): statements of free credit balances, sweep programs
"""

from tieout.law.rule_15c3_3 import (
    borrowed,
    computation,
    deposit,
    exemption,
    formula,
    free_credits,
    items,
    margin,
    possession,
)

__all__ = [
    "borrowed",
    "computation",
    "deposit",
    "exemption",
    "formula",
    "free_credits",
    "items",
    "margin",
    "possession",
]
