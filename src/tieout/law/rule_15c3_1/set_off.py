"""Assets and payables that are set off against each other, by agreement and by staff no-action."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tieout.facts import Fact, add, computed, less
from tieout.law.params import LawError
from tieout.law.registrant import Registrant, Treated


@dataclass(frozen=True, slots=True)
class SetOff:
    """Receivables and payables that may be netted, under `right`; None where there is none of a side.

    `matched` is the smaller side; `excess` the assets over it, which are not allowable under `paragraph`; `unmatched`
    the payables over it, which stay in aggregate indebtedness.
    """

    name: str
    shown_as: str
    payables_shown_as: str
    paragraph: str
    assets: Fact | None
    payables: Fact | None
    matched: Fact | None
    excess: Fact | None
    unmatched: Fact | None


def set_offs(firm: Registrant) -> Iterator[SetOff]:
    """Each group: a counterparty by agreement, and operating leases by staff no-action.

    Raises LawError for an account set off against a counterparty with whom no right of set-off is stated.
    """
    for account in firm.under("set_off"):
        if account.counterparty not in firm.set_off:
            raise LawError(
                f"no right of set-off is stated against {account.counterparty or 'nobody'}.",
                where=f"account {account.fact.part} {account.fact.label}".strip(),
                mend="state it ([[right_of_setoff]] in firm.toml), or give the account another treatment.",
            )
    for counterparty, right in firm.set_off.items():
        held = [account for account in firm.under("set_off") if account.counterparty == counterparty]
        if held:
            yield _set_off(counterparty, "(c)(2)(iv)(B)", held, right)
    leases: dict[str, list[Treated]] = {}
    for account in firm.under("lease"):  # lease by lease: one lease's asset is not set off against another's liability
        leases.setdefault(account.counterparty, []).append(account)
    for lease, held in leases.items():
        right = firm.param("operating_lease_offset_rate")
        yield _set_off(f"operating lease {lease}".strip(), "(c)(2)(iv)(A)", held, right)


def _set_off(name: str, paragraph: str, held: list[Treated], right: Fact) -> SetOff:
    shown = (_shown(held, "asset", "due_from_affiliates"), _shown(held, "liability", "due_to_affiliates"))
    sides = {side: [add(account.fact) for account in held if account.side == side] for side in ("asset", "liability")}
    assets = computed("assets_set_off", sides["asset"], part=name) if sides["asset"] else None
    payables = computed("payables_set_off", sides["liability"], part=name) if sides["liability"] else None
    if assets is None or payables is None:
        return SetOff(name, *shown, paragraph, assets, payables, None, assets, payables)
    smaller = computed("smaller_side", (add(assets), add(payables)), operation="least", part=name)
    matched = computed("matched_payables", (add(smaller), add(right)), operation="product", part=name)
    excess = computed("excess_assets", (add(assets), less(matched)), part=name)
    unmatched = computed("unmatched_payables", (add(payables), less(matched)), part=name)
    return SetOff(name, *shown, paragraph, assets, payables, matched, excess, unmatched)


def _shown(held: list[Treated], side: str, usual: str) -> str:
    """The concept a side is shown under, where all its accounts have the same; otherwise the usual one."""
    concepts = {account.shown_as for account in held if account.side == side}
    return concepts.pop() if len(concepts) == 1 else usual


@dataclass(frozen=True, slots=True)
class Secured:
    """Assets that are not allowable and the debt that they secure, by creditor: `matched` is the smaller."""

    creditor: str
    shown_as: str
    matched: Fact


def secured_assets(firm: Registrant) -> Iterator[Secured]:
    """(c)(2)(iv): assets are deducted less the indebtedness of (c)(1)(viii) that they secure.

    An asset secures a debt where both accounts name the same counterparty.
    """
    debts: dict[str, list[Treated]] = {}
    for account in firm.under("excluded"):
        if account.treatment.paragraph == "(c)(1)(viii)" and account.counterparty:
            debts.setdefault(account.counterparty, []).append(account)
    for creditor, owed in debts.items():
        held = [one for one in firm.under("nonallowable") if one.counterparty == creditor]
        if held:
            debt = computed("debt_secured", [add(one.fact) for one in owed], part=creditor)
            assets = computed("assets_securing_it", [add(one.fact) for one in held], part=creditor)
            if assets.value <= 0:
                continue
            matched = computed("debt_covered", (add(assets), add(debt)), operation="least", part=creditor)
            yield Secured(creditor, _shown(held, "asset", "fixed_assets_net"), matched)
