"""The truth of a simulated filing as JSON, for a program that measures how well the filing is read.

Schema `tieout/simulated/1`: the words of the facing page, what kind of firm and opinion it is, `facts` with one value
per key, `figures` with everything printed in order, `damage` where a text was spoiled, and `faults`, the mistakes that
were planted: facts and figures are those the filing would have without them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tieout.facts import Period
from tieout.sim.damage import Damage
from tieout.sim.faults import Fault
from tieout.sim.filing import SimulatedFiling
from tieout.sim.printed import When

SCHEMA = "tieout/simulated/1"


def truth_json(
    filed: SimulatedFiling,
    options: Mapping[str, object],
    damage: Sequence[Damage] = (),
    faults: Sequence[Fault] = (),
) -> str:
    """The truth of a filing, and the options it was written with, as JSON text."""
    truth = filed.truth
    held = {
        "schema": SCHEMA,
        "seed": filed.seed,
        "options": dict(options),
        "facing_page": truth.facing_page,
        "contents": truth.contents,
        "kind": filed.firm.kind,
        "entity_kind": truth.entity_kind,
        "consolidated": truth.consolidated,
        "net_capital_method": truth.net_capital_method,
        "rule_15c3_3_exemption": truth.rule_15c3_3_exemption,
        "public_document": truth.public_document,
        "audit_report_date": truth.audit_report_date.isoformat(),
        "opinion": truth.opinion,
        "standards": truth.standards,
        "subsequent_events_date": truth.subsequent_events_date and truth.subsequent_events_date.isoformat(),
        "unit": str(filed.firm.unit),
        "facts": [
            {
                "concept": f.concept,
                **_when(f.when),
                "part": f.part,
                "value": str(f.value),
                "unit": f.unit,
                "label": f.label,
            }
            for f in truth.facts
        ],
        "figures": [
            {
                "statement": f.statement,
                "label": f.label,
                "concept": f.concept,
                "also": list(f.also),
                **_when(f.when),
                "part": f.part,
                "value": str(f.value),
                "unit": f.unit,
                "printed": f.printed,
                "place": f.place,
            }
            for f in truth.figures
        ],
        "damage": [{"kind": d.kind, "before": d.before, "after": d.after, "figures": list(d.figures)} for d in damage],
        "faults": [_fault(fault) for fault in faults],
    }
    return json.dumps(held, indent=1, ensure_ascii=False) + "\n"


def _fault(fault: Fault) -> dict[str, Any]:
    held = {name: getattr(fault, name) for name in ("kind", "cause", "statement", "concept", "label", "when", "part")}
    return held | {"before": fault.before, "after": fault.after, "concepts": list(fault.concepts),
                   "causes": list(fault.causes)}  # fmt: skip


def _when(when: When) -> dict[str, Any]:
    if isinstance(when, Period):
        return {"start": when.start.isoformat(), "end": when.end.isoformat()}
    return {"instant": when.isoformat()}
