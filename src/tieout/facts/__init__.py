"""The fact: one value a broker-dealer states, and the reason we believe it.

Every other package makes facts, reads facts or compares facts.  A fact is a key (concept, entity, date or period, part,
unit), a value, a rounding and a trace.  Two facts of one key speak of the same thing, so they must agree whatever their
traces: a page against a page is a tie-out, against a rule a recomputation, against a sum a footing.

- `model`    Fact, the four traces (Posted, Computed, Read, Told), Line, and the arithmetic a Computed trace may use
- `compare`  `disagreements()` and the Disagreement it yields: facts of one key must agree
- `reasons`  `why()`: the reasons behind a fact, down to postings, pages or people
- `report`   Report, Statement and Note: what is printed and filed
- `codec`    Report JSON (`tieout/report/1`), out and in without loss; `bare`, as another program writes it
- `money`    how figures are written
- `words`    how dates and periods are written
"""

from tieout.facts.compare import Disagreement, disagreements
from tieout.facts.model import (
    HARD_TO_READ,
    ILL_SET,
    Computed,
    Fact,
    Line,
    NoFact,
    Period,
    Posted,
    PostedEntry,
    Read,
    TieoutError,
    Told,
    Trace,
    add,
    computed,
    evaluate,
    less,
)
from tieout.facts.reasons import why
from tieout.facts.report import Column, Filing, Footing, Note, NotUnderstood, Report, Statement, StatementLine

__all__ = [
    "HARD_TO_READ",
    "ILL_SET",
    "Column",
    "Computed",
    "Disagreement",
    "Fact",
    "Filing",
    "Footing",
    "Line",
    "NoFact",
    "NotUnderstood",
    "Note",
    "Period",
    "Posted",
    "PostedEntry",
    "Read",
    "Report",
    "Statement",
    "StatementLine",
    "TieoutError",
    "Told",
    "Trace",
    "add",
    "computed",
    "disagreements",
    "evaluate",
    "less",
    "why",
]
