"""What the accountant and the firm report beside the statements: the opinion, internal control, the exemption."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tieout.facts.words import long_date
from tieout.sim.capital import Capital
from tieout.sim.hands import Making
from tieout.sim.printed import Block, Heading, Lines, PageBreak, Paragraph
from tieout.sim.telling import Teller

_OWNERS = {"corporation": "Stockholders", "limited_liability_company": "Members", "partnership": "Partners"}
_TITLES = {
    "gaas": ("INDEPENDENT AUDITORS' REPORT", "INDEPENDENT AUDITOR'S REPORT", "REPORT OF INDEPENDENT AUDITORS"),
    "pcaob": ("REPORT OF INDEPENDENT REGISTERED PUBLIC ACCOUNTING FIRM",),
}
_NEW_REPORTS = date(2014, 6, 1)  # years that end then or later: SEC release 34-70073
_NEW_LAYOUT = 2018  # since then the opinion comes first, under headings


def auditor_report(making: Making, capital: Capital) -> tuple[list[Block], dict[str, str]]:
    """The auditor's report: its blocks, and what kind of opinion, under which standards."""
    firm, lots = making.firm, making.lots("auditor")
    teller = Teller(making, capital, lots, "auditor")
    year = firm.period.end.year
    standards = "pcaob" if year >= 2014 else "us_gaas" if year >= 2000 else "gaas"
    lost = making.amounts.net_income[-1] < 0
    odds = {"unqualified": 0.93, "qualified": 0.02, "disclaimer": 0.01, "going_concern": 0.12 if lost else 0.0}
    kind = lots.weighed(odds)
    at = firm.auditor_address
    blocks: list[Block] = [
        Lines((firm.auditor, at.street, f"{at.city}, {at.state} {at.zip}")),
        Heading(lots.pick(_TITLES["pcaob" if standards == "pcaob" else "gaas"])),
        _addressed(making),
    ]
    new = year >= _NEW_LAYOUT and kind in ("unqualified", "going_concern")
    blocks += _new_layout(teller, kind) if new else _old_layout(teller, kind, standards)
    blocks.append(_signed(making))
    return blocks, {"opinion": kind, "standards": "PCAOB" if standards == "pcaob" else "GAAS"}


def _old_layout(teller: Teller, kind: str, standards: str) -> Iterator[Block]:
    yield Paragraph(teller.tell("audited"))
    yield Paragraph(teller.tell("opinion_responsibility"))
    if kind != "disclaimer":
        yield Paragraph(teller.tell("opinion_scope", variant=standards))
    if kind in ("qualified", "disclaimer"):
        yield Paragraph(teller.tell("basis_of_qualification", variant=kind))
    yield Paragraph(teller.tell("opinion", variant=kind))
    if kind == "going_concern":
        yield Paragraph(teller.tell("going_concern"))
    if kind != "disclaimer":
        yield Paragraph(teller.tell("supplementary"))


def _new_layout(teller: Teller, kind: str) -> Iterator[Block]:
    yield Heading("Opinion on the Financial Statements", 2)
    yield Paragraph(teller.tell("new_opinion"))
    if kind == "going_concern":
        yield Heading("Going Concern", 2)
        yield Paragraph(teller.tell("going_concern"))
    yield Heading("Basis for Opinion", 2)
    yield Paragraph(teller.tell("new_basis"))
    yield Heading("Supplemental Information", 2)
    yield Paragraph(teller.tell("new_supplementary"))
    yield Paragraph(teller.tell("since"))


def _addressed(making: Making) -> Lines:
    owners = _OWNERS.get(making.firm.entity_kind, "Owner")
    return Lines((f"To the Board of Directors and {owners} of", f"{making.firm.statement_name}:"))


def _signed(making: Making) -> Lines:
    firm, at = making.firm, making.firm.auditor_address
    return Lines((f"{at.city}, {at.state_name}", long_date(firm.audit_date), firm.auditor))


def closing_reports(making: Making, capital: Capital) -> list[Block]:
    """What follows the schedule: internal control before June 2014, since then the exemption or compliance report.

    The accountant reviews the one and examines the other.
    """
    firm, lots = making.firm, making.lots("closing")
    teller = Teller(making, capital, lots, "closing")
    if firm.period.end >= _NEW_REPORTS:
        kind, accountant = ("exemption", "review") if firm.exemption else ("compliance", "examination")
        return [
            Heading(f"REPORT OF INDEPENDENT REGISTERED PUBLIC ACCOUNTING FIRM ON THE {kind.upper()} REPORT"),
            _addressed(making),
            Paragraph(teller.tell(accountant)),
            _signed(making),
            PageBreak(),
            Heading(f"{kind.upper()} REPORT"),
            Paragraph(teller.tell(f"{kind}_report")),
            Lines((firm.name, firm.signer, firm.signer_title)),
        ]
    return [
        Heading("INDEPENDENT AUDITORS' REPORT ON INTERNAL CONTROL REQUIRED BY SEC RULE 17a-5"),
        _addressed(making),
        *(Paragraph(teller.tell(topic)) for topic in ("control", "control_study", "control_found", "control_use")),
        _signed(making),
    ]
