"""A document that was checked, made by hand: what tests of the prompt, the page and the memorandum show."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tieout.checks.model import Accepted, Cause, Checked, Comparison, Finding
from tieout.facts import Computed, Fact, Read, Told, add, computed
from tieout.facts.compare import FOOTING

DAY = date(2003, 12, 31)
DOCUMENT = "elm.txt"


def read(concept: str, label: str, amount: int, line: int) -> Fact:
    text = f"{label}  {amount:,}"
    x0 = len(label) + 2
    trace = Read(DOCUMENT, 1, (x0, line, x0 + len(f"{amount:,}"), line), text)
    return Fact(concept=concept, entity="Elm", when=DAY, value=Decimal(amount), label=label, trace=trace)


CASH = read("cash", "Cash", 568_855, 5)
RECEIVABLE = read("receivables_from_brokers_or_dealers", "Receivables from brokers or dealers", 825_396, 6)
TOTAL = read("total_assets", "Total assets", 1_394_351, 7)
SUM = computed("total_assets", [add(CASH), add(RECEIVABLE)], rule="foots", cite=FOOTING)
INDEBTEDNESS = read("aggregate_indebtedness", "Total aggregate indebtedness", 6_000_000, 12)
PART = Fact(
    concept="ai_multiple_limit", entity="Elm", when=DAY, value=Decimal(15), unit="ratio", label="Times net capital",
    trace=Told("17 CFR 240.15c3-1(a)(1)(i)", date(1975, 9, 1), "Aggregate indebtedness may be at most 15 times"),
)  # fmt: skip
REQUIRED = computed(
    "net_capital_required", [add(INDEBTEDNESS), add(PART)], rule="net_capital_required_by_ratio",
    cite="17 CFR 240.15c3-1(a)(1)(i)", operation="quotient",
)  # fmt: skip
STATED_REQUIRED = read("net_capital_required", "Minimum net capital required", 400_200, 13)


def checked(document: str = DOCUMENT) -> Checked:
    """A report of which a total does not foot, which shows twice; a rate is coarse; a name differs; one is accepted."""
    assert isinstance(SUM.trace, Computed)
    total = Finding(
        check="foots.total_assets",
        severity="error",
        message="Total assets are stated as 1,394,351; the lines above come to 1,394,251, $100 less.",
        concepts=("receivables_from_brokers_or_dealers", "total_assets", "cash"),
        said="1394351",
        found="1394251",
        apart="100",
        cause=Cause("one_digit", "825,396 with 4 for 3 in its hundreds is 825,496, which the total asks for"),
        said_source=TOTAL.trace,
        found_source=SUM.trace,
        consequences=(
            Finding(
                check="ties.total_assets.condition_to_equity",
                severity="error",
                message="Total assets differ from total liabilities and equity by $100 as well.",
                concepts=("total_assets",),
                said="1394351",
                found="1394251",
                apart="100",
            ),
        ),
    )
    required = Finding(
        check="recomputes.net_capital_required",
        severity="warning",
        message="The requirement is worked out with 6.67 percent, not with one fifteenth.",
        concepts=("net_capital_required", "aggregate_indebtedness"),
        said="400200",
        found="400000",
        apart="200",
        cause=Cause("truncated", "6.67% of 6,000,000 is 400,200"),
        cite="17 CFR 240.15c3-1(a)(1)(i)",
        said_source=STATED_REQUIRED.trace,
        found_source=REQUIRED.trace,
    )
    name = Finding(
        check="agrees.registrant_name",
        severity="note",
        message="The cover spells the name of the firm otherwise than the facing page.",
        concepts=("registrant_name",),
        said="Elm Securities, Inc.",
        found="Elm Securitles, Inc. <b>=HYPERLINK(1)</b>",
        said_source=Read(document, 1, (0, 1, 20, 1), "Elm Securities, Inc."),
        found_source=Read(document, 1, (0, 2, 20, 2), "Elm Securitles, Inc."),
    )
    looked_at = Finding(
        check="rolls_back.cash",
        severity="error",
        message="Cash at the beginning of the year is not what the year before says.",
        concepts=("cash",),
        said="5",
        found="4",
        apart="1",
        accepted=Accepted("J. Doe, FINOP", "2004-02-27", "rounded in last year's report"),
    )
    return Checked(
        document=document,
        entity="Elm Securities, Inc.",
        figures_read=7,
        figures_compared=5,
        findings=(total, required, name, looked_at),
        comparisons=(
            Comparison("foots.total_assets", TOTAL, SUM),
            Comparison("ties.cash", CASH, CASH),
            Comparison("recomputes.net_capital_required", STATED_REQUIRED, REQUIRED),
        ),
        not_compared=(CASH, RECEIVABLE),
    )
