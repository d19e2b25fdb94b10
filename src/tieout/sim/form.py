"""The facing page of a simulated firm: its fields, the edition that serves its year, and which boxes are checked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from tieout.facts import Report, Statement
from tieout.facts.report import Note
from tieout.sim.firms import Firm
from tieout.sim.printed import Block, Heading, Table
from tieout.writing.forms import edition_for, facing_tree

_NEW_FORM = date(2021, 7, 1)
_REPORTS = {  # words of a heading, and the name that boxes know the report by
    "ON INTERNAL CONTROL": "internal_control_report",
    "EXEMPTION REPORT": "exemption_report",
    "ON THE EXEMPTION REPORT": "exemption_review",
    "COMPLIANCE REPORT": "compliance_report",
    "ON THE COMPLIANCE REPORT": "compliance_examination",
}


def facing_page(firm: Firm) -> dict[str, str]:
    """The words of the facing page by field; the 2021 form asks for more than the one before it."""
    at, auditor_at = firm.address, firm.auditor_address
    page = {
        "form": "X-17A-5 Part III",
        "sec_file_number": firm.file_number,
        "period_start": firm.period.start.isoformat(),
        "period_end": firm.period.end.isoformat(),
        "registrant_name": firm.name,
        "street": at.street,
        "city": at.city,
        "state": at.state,
        "zip": at.zip,
        "contact_name": firm.contact,
        "contact_phone": firm.phone,
        "accountant_name": firm.auditor,
        "accountant_street": auditor_at.street,
        "accountant_city": auditor_at.city,
        "accountant_state": auditor_at.state,
        "accountant_zip": auditor_at.zip,
        "oath_signer": firm.signer,
        "oath_title": firm.signer_title,
    }
    if firm.period.end < _NEW_FORM:
        return page | {"accountant_kind": firm.auditor_kind}
    return page | {
        "contact_email": firm.email,
        "accountant_pcaob_id": firm.pcaob_id,
        "accountant_pcaob_registered": firm.pcaob_registered.isoformat(),
    }


def form_tree(firm: Firm, blocks: Iterable[Block]) -> dict[str, Any]:
    """The form as `writing` sets it, its boxes checked from what the filing holds."""
    blocks = tuple(blocks)
    names = dict.fromkeys(block.name for block in blocks if isinstance(block, Table) and block.title)
    titles = [block.text for block in blocks if isinstance(block, Heading)]
    names |= dict.fromkeys(name for words, name in _REPORTS.items() if any(words in title for title in titles))
    held = tuple(Statement(name, "", "", (), (), remark="as filed" if name == "net_capital" else "") for name in names)
    page = {**facing_page(firm), "registrant_kinds": ("broker-dealer",)}
    report = Report(firm.name, page, (), held, (Note(1, "Organization", ""),))
    return facing_tree(report, edition_for(firm.period.end), has_auditor_report=True)
