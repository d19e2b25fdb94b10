"""A whole simulated filing: one seed, one firm, one report in its own words, and the truth of everything printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tieout.facts import Fact, Told
from tieout.sim.amounts import draw_amounts
from tieout.sim.capital import Capital, draw_capital, net_capital_schedule
from tieout.sim.cash import cash_flows
from tieout.sim.condition import financial_condition
from tieout.sim.equity import changes_in_equity, changes_in_subordinated
from tieout.sim.firms import Firm, draw_firm
from tieout.sim.form import facing_page, form_tree
from tieout.sim.hands import Making, draw_hand
from tieout.sim.houses import print_filing
from tieout.sim.plain import markdown_of, text_of
from tieout.sim.printed import Block, Heading, Lines, Listing, PageBreak, Paragraph, Table, TrueFigure
from tieout.sim.reports import auditor_report, closing_reports
from tieout.sim.results import income
from tieout.sim.telling import notes, reconciliation


@dataclass(frozen=True)
class Truth:
    """What the filing says.  `facts` has one per key; `figures` everything printed, in order, keys repeated."""

    facts: tuple[Fact, ...]
    figures: tuple[TrueFigure, ...]
    facing_page: dict[str, str]
    contents: dict[str, bool]  # the boxes of "this report contains", by letter
    entity_kind: str
    consolidated: bool
    net_capital_method: str
    rule_15c3_3_exemption: str
    public_document: bool
    audit_report_date: date
    opinion: str
    standards: str
    subsequent_events_date: date | None


@dataclass(frozen=True)
class SimulatedFiling:
    """A filing of a firm that never was: `truth`, and the report as text, Markdown or PDF."""

    seed: int
    firm: Firm
    truth: Truth
    blocks: tuple[Block, ...]

    def pdf(self, style: str | None = None) -> bytes:
        """A PDF with a text layer, in one of `houses.house_names()`, else the seed's own."""
        return print_filing(self, style)

    def text(self, style: str | None = None) -> str:
        """Plain text, cells of tables parted by tabs.  `style` is one of `plain.TEXT_STYLES`, else the seed's own."""
        return text_of(self, style)

    def markdown(self) -> str:
        """Markdown with pipe tables, as tools that read pages write it."""
        return markdown_of(self)


def filing(seed: int) -> SimulatedFiling:
    """The filing of a seed: the same on every machine.

    >>> filing(7).truth == filing(7).truth
    True
    """
    firm = draw_firm(seed)
    making, capital = _lawful(firm, seed)
    blocks: list[Block] = []
    figures: list[TrueFigure] = []
    opinion, manner = auditor_report(making, capital)
    blocks += opinion
    made = [financial_condition(making), income(making), changes_in_equity(making)]
    subordinated = changes_in_subordinated(making)
    made += [subordinated] if subordinated else []
    made.append(cash_flows(making))
    for table, told in made:
        blocks += [PageBreak(), table]
        figures += told
    written, told = notes(making, capital)
    blocks += [PageBreak(), *written]
    figures += told
    tables, told = net_capital_schedule(making, capital)
    blocks += [PageBreak(), *tables, Paragraph(reconciliation(making, capital))]
    figures += told
    blocks += [PageBreak(), *closing_reports(making, capital)]
    blocks = _front(making, blocks) + blocks
    form = form_tree(firm, blocks)
    words = " ".join(block.text for block in written if isinstance(block, Paragraph))
    truth = Truth(
        facts=tuple(_facts(firm, figures)),
        figures=tuple(figures),
        facing_page=facing_page(firm),
        contents={box["letter"]: box["checked"] for box in form["boxes"]},
        entity_kind=firm.entity_kind,
        consolidated=firm.consolidated,
        net_capital_method=firm.method,
        rule_15c3_3_exemption=firm.exemption,
        public_document=firm.public,
        audit_report_date=firm.audit_date,
        **manner,
        subsequent_events_date=firm.audit_date if "subsequent events through" in words else None,
    )
    return SimulatedFiling(seed, firm, truth, tuple(blocks))


def _lawful(firm: Firm, seed: int) -> tuple[Making, Capital]:
    """The first draw of amounts that a firm could file: above its requirement, with cash to its name."""
    hand = draw_hand(firm, seed)
    for attempt in range(500):
        amounts = draw_amounts(firm, seed, attempt)
        capital = draw_capital(firm, amounts, seed)
        if min(amounts.assets[0][1]) > 0 and min(amounts.total_equity) > 0 and capital.lawful:
            return Making(firm, amounts, hand, seed), capital
    raise AssertionError(f"seed {seed} gives no firm that could file")


def _facts(firm: Firm, figures: list[TrueFigure]) -> Iterator[Fact]:
    """One fact per key, told by the simulation; a figure without a concept is none."""
    told = Told("simulation", firm.audit_date, "drawn from a seed")
    seen: set[tuple[object, ...]] = set()
    for figure in figures:
        key = (figure.concept, figure.when, figure.part, figure.unit)
        if figure.concept and key not in seen:
            seen.add(key)
            yield Fact(concept=figure.concept, entity=firm.name, when=figure.when, value=figure.value, trace=told,
                       part=figure.part, unit=figure.unit, label=figure.label)  # fmt: skip


def _front(making: Making, body: list[Block]) -> list[Block]:
    """Cover and contents; the facing page is set from its fields."""
    firm = making.firm
    public = ("Filed pursuant to Rule 17a-5(e)(3) as a PUBLIC DOCUMENT.",) if firm.public else ()
    kind = "Consolidated " if firm.consolidated else ""
    cover = (
        firm.statement_name,
        f"(SEC File Number {firm.file_number})",
        f"{kind}Financial Statements and Supplemental Schedule",
        f"for the {making.span}",
        "and Independent Auditors' Report",
        *public,
    )
    return [Lines(cover, "cover"), PageBreak(), Heading("TABLE OF CONTENTS"), Listing(_contents(body)), PageBreak()]


def _contents(body: list[Block]) -> tuple[tuple[str, int, int, int], ...]:
    """An entry for each block that opens a page, statements under a heading of their own."""
    entries: list[tuple[str, int, int, int]] = []
    page, opening = 1, 1  # the contents page is itself an opening
    for block in body:
        if isinstance(block, PageBreak):
            page += 1
            continue
        title = (
            block.title
            if isinstance(block, Table)
            else block.text
            if isinstance(block, Heading) and block.level == 1
            else ""
        )
        if title:
            inside = isinstance(block, Table) and block.name != "net_capital"
            if inside and not any(words == "FINANCIAL STATEMENTS:" for words, _, _, _ in entries):
                entries.append(("FINANCIAL STATEMENTS:", 0, 0, -1))
            entries.append((title, page, int(inside), opening))
            opening += 1
    return tuple(entries)
