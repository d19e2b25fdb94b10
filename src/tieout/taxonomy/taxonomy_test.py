"""The loader proves what it says: every kind of contradiction, put into a copy of the taxonomy, is found and named."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tieout.taxonomy import Concept, FocusSum, Layout, Taxonomy, TaxonomyError, Treatment, loader, taxonomy
from tieout.taxonomy.loader import contradictions

TRUE = taxonomy()
REFERENCE = Path(__file__).parents[4] / "shared" / "reference"
Fault = Callable[[], Taxonomy]


def with_concept(concept: str, **changes: Any) -> Taxonomy:
    """The taxonomy with one concept declared otherwise."""
    return replace(TRUE, concepts={**TRUE.concepts, concept: replace(TRUE[concept], **changes)})


def without_concept(concept: str) -> Taxonomy:
    return replace(TRUE, concepts={name: held for name, held in TRUE.concepts.items() if name != concept})


def with_layout(name: str, change: Callable[[Layout], Layout]) -> Taxonomy:
    return replace(TRUE, layouts={**TRUE.layouts, name: {k: change(held) for k, held in TRUE.layouts[name].items()}})


def with_lines(total: str, lines: tuple[tuple[int, str], ...]) -> Callable[[Layout], Layout]:
    def change(layout: Layout) -> Layout:
        sections = tuple(replace(s, lines=lines) if s.total == total else s for s in layout.sections)
        return replace(layout, sections=sections)

    return change


def with_income_to(concept: str, otherwise: str = "") -> Taxonomy:
    held = replace(TRUE.entity_kinds["corporation"], income_closes_to=concept, otherwise_closes_to=otherwise)
    return replace(TRUE, entity_kinds={**TRUE.entity_kinds, "corporation": held})


def with_sum(total: str, parts: tuple[tuple[int, str], ...]) -> Taxonomy:
    return replace(TRUE, focus_sums=(*TRUE.focus_sums, FocusSum("IIA", total, parts)))


INCOME = "layouts/income.yaml (corporation)"
CONDITION = "layouts/financial_condition.yaml (corporation)"
FAULTS: Mapping[str, tuple[Fault, str]] = {
    "a kind that is none": (
        lambda: with_concept("goodwill_and_intangible_assets", kind="intangible"),
        "concepts.csv: goodwill_and_intangible_assets: kind 'intangible' is not one of asset, capital, equity",
    ),
    "a direction that is none": (
        lambda: with_concept("other_assets", grows_with="left"),
        "concepts.csv: other_assets: grows with 'left', expected debit or credit",
    ),
    "a FOCUS box that is not on the form": (
        lambda: with_concept("other_assets", focus="931"),
        "concepts.csv: other_assets: FOCUS box 931 is not in Part IIA",
    ),
    "a posted concept without a FOCUS box": (
        lambda: with_concept("other_assets", focus=""),
        "concepts.csv: other_assets: takes postings but has no FOCUS box, so a FOCUS total could not foot",
    ),
    "a cash flow line that is not declared": (
        lambda: with_concept("other_assets", on_credit="sales_of_other_assets"),
        "concepts.csv: other_assets: cash flow line sales_of_other_assets is not declared",
    ),
    "an asset without a treatment": (
        lambda: with_concept("other_assets", treatment=None),
        "concepts.csv: other_assets: has no usual net capital treatment",
    ),
    "a liability's treatment on an asset": (
        lambda: with_concept("other_assets", treatment=Treatment("subordinated")),
        "concepts.csv: other_assets: treatment subordinated does not fit a asset",
    ),
    "a label for gains and none for losses": (
        lambda: with_concept("net_income", label_negative=""),
        "concepts.csv: net_income: has a label for one sign only",
    ),
    "a box on two lines": (
        lambda: replace(TRUE, focus_boxes=(*TRUE.focus_boxes, replace(TRUE.focus_boxes[0], total="920"))),
        "focus_boxes.csv: box 200 of Part IIA stands on two lines",
    ),
    "a sum of a box that is not there": (
        lambda: with_sum("3750", ((+1, "3641"),)),
        "focus_sums.csv: box 3641 is not in Part IIA",
    ),
    "a sum under a box that is not there": (
        lambda: with_sum("3751", ((+1, "3640"),)),
        "focus_sums.csv: box 3751 is not in Part IIA",
    ),
    "a line of a statement that is not declared": (
        lambda: without_concept("trail_commissions"),
        f"{INCOME}: total_revenue is made of trail_commissions, which is not declared",
    ),
    "a total that is not declared": (
        lambda: without_concept("total_revenue"),
        f"{INCOME}: total_revenue is made of commissions_revenue, which is not declared",
    ),
    "a cost that is added to revenue": (
        lambda: with_concept("other_income", grows_with="debit"),
        f"{INCOME}: other_income grows with debit but counts +1 in total_revenue",
    ),
    "a contra account that is added": (
        lambda: with_concept("accumulated_depreciation", grows_with="debit"),
        f"{CONDITION}: accumulated_depreciation grows with debit but counts -1 in fixed_assets_net",
    ),
    "treasury stock that is added": (
        lambda: with_concept("treasury_stock", grows_with="credit"),
        f"{CONDITION}: treasury_stock grows with credit but counts -1 in total_equity",
    ),
    "a total that is made of itself": (
        lambda: with_layout("income", with_lines("total_revenue", ((+1, "net_income"),))),
        f"{INCOME}: total_revenue is made of net_income is made of income_before_income_taxes is made of total_revenue",
    ),
    "an account that stands on no line": (
        lambda: with_layout("income", with_lines("total_revenue", ((+1, "commissions_revenue"),))),
        f"{INCOME}: advisory_fees takes postings but stands on no line",
    ),
    "income that closes to somebody else's equity": (
        lambda: with_income_to("partners_capital"),
        "entity_kinds.yaml: corporation closes income to partners_capital, which is not one of its lines",
    ),
    "income that otherwise closes to nobody": (
        lambda: with_income_to("retained_earnings", "nobodys_capital"),
        "entity_kinds.yaml: corporation closes income to nobodys_capital, which is not one of its lines",
    ),
}


def test_the_taxonomy_as_it_stands_has_no_contradiction() -> None:
    assert list(contradictions(TRUE)) == []
    assert len(TRUE.concepts) > 100, "the loader looked at nothing"
    assert len(TRUE.focus_boxes) > 100
    assert set(TRUE.layouts) == {"financial_condition", "income", "cash_flows"}
    assert all(set(kinds) == set(TRUE.entity_kinds) for kinds in TRUE.layouts.values())


@pytest.mark.parametrize("name", FAULTS)
def test_a_contradiction_is_named(name: str) -> None:
    broken, words = FAULTS[name]
    found = list(contradictions(broken()))
    assert any(fault.startswith(words) for fault in found), found


def test_loading_a_broken_taxonomy_names_every_contradiction(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = with_concept("other_assets", grows_with="left", focus="931")
    monkeypatch.setattr(loader, "_load", lambda: broken)
    with pytest.raises(TaxonomyError) as refused:
        taxonomy.__wrapped__()
    assert "grows with 'left'" in str(refused.value)
    assert "FOCUS box 931" in str(refused.value)


def test_a_concept_declared_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = loader._rows
    monkeypatch.setattr(
        loader, "_rows", lambda name: [*rows(name), *(r for r in rows(name) if r.get("concept") == "net_income")]
    )
    with pytest.raises(TaxonomyError, match=r"concepts\.csv declares twice: net_income"):
        loader._load()


def test_every_line_of_the_equity_statement_and_every_adjustment_is_declared() -> None:
    for layouts in TRUE.layouts.values():
        for layout in layouts.values():
            assert set(layout.adjustments) <= set(TRUE.concepts)
    for kind in TRUE.entity_kinds.values():
        assert {name for _, name in kind.lines} <= set(TRUE.concepts)
        assert not kind.focus or kind.focus in {box.total for box in TRUE.focus_boxes}


def test_a_usual_cash_flow_line_is_a_line_of_the_statement_or_of_changes_in_equity() -> None:
    layout = TRUE.layout("cash_flows", "corporation")
    lines = {*layout.lines(), *layout.adjustments, "cash", "change"}
    for concept in TRUE.concepts.values():
        for line in filter(None, (concept.on_debit, concept.on_credit)):
            assert line in lines, f"{concept.id}: {line}"


def test_contra_accounts_are_those_an_accountant_would_name() -> None:
    found = {c.id for c in TRUE.concepts.values() if c.is_contra and c.takes_postings}
    assert found == {"accumulated_depreciation", "treasury_stock"}


@pytest.mark.parametrize(
    ("text", "treatment"),
    [
        ("allowable", Treatment("allowable")),
        ("nonallowable (c)(2)(iv)(C)", Treatment("nonallowable", "(c)(2)(iv)(C)")),
        ("nonallowable 15c3-1(c)(2)(iv)(C)", Treatment("nonallowable", "(c)(2)(iv)(C)")),
        ("Nonallowable", Treatment("nonallowable")),
        ("allowable?", Treatment("allowable", assumed=True)),
        ("nonallowable (c)(2)(iv)(B)?", Treatment("nonallowable", "(c)(2)(iv)(B)", assumed=True)),
    ],
)
def test_a_treatment_as_it_is_written(text: str, treatment: Treatment) -> None:
    assert TRUE.parse_treatment(text) == treatment


def test_a_paragraph_that_is_not_in_the_rule_is_refused() -> None:
    with pytest.raises(ValueError, match=r"paragraph \(c\)\(2\)\(iv\)\(Z\) is not one of \(c\)\(2\)\(iv\)\(A\)"):
        TRUE.parse_treatment("nonallowable (c)(2)(iv)(Z)")


def test_every_usual_treatment_cites_a_paragraph_of_its_side() -> None:
    with (Path(__file__).parent / "paragraphs.csv").open(encoding="utf-8") as file:
        side = {row["paragraph"]: row["side"] for row in csv.DictReader(file)}
    for concept in TRUE.concepts.values():
        if concept.treatment is not None and concept.treatment.paragraph:
            assert side[concept.treatment.paragraph] == concept.kind, concept.id


def test_a_misspelt_concept_finds_its_neighbours() -> None:
    assert "cash_and_cash_equivalents" in TRUE.nearest("cash_and_cash_equivalent")
    assert "total_assets" not in TRUE.nearest("total_asset", postable=True)
    assert TRUE.nearest("zzz") == []


def test_what_takes_postings() -> None:
    def takes(concept: str) -> Concept | None:
        return TRUE[concept] if TRUE[concept].takes_postings else None

    assert takes("fixed_assets_cost")
    assert takes("income_tax_expense")
    assert not any(takes(c) for c in ("total_assets", "net_income", "net_capital", "capital_distributions"))


# Against the reference, where it is at hand


def reference(name: str) -> list[dict[str, str]]:
    path = REFERENCE / name
    if not path.is_file():
        pytest.skip(f"{path} is not here: the taxonomy is not compared with the reference")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_concept_of_the_reference_still_exists() -> None:
    rows = reference("concepts.csv")
    assert len(rows) > 50
    assert [row["concept"] for row in rows if row["concept"] not in TRUE] == []


def test_every_concept_of_the_reference_is_of_the_same_statement_and_box() -> None:
    for row in reference("concepts.csv"):
        held = TRUE[row["concept"]]
        assert held.statement == row["statement"], row["concept"]
        assert held.focus == row["focus_iia"] or not row["focus_iia"], row["concept"]


def test_every_focus_box_of_the_reference_is_there() -> None:
    held = {(b.part, code) for b in TRUE.focus_boxes for code in (b.allowable, b.nonallowable, b.total) if code}
    rows = reference("focus_codes.csv")
    wanted = {(r["part"], r[c]) for r in rows for c in ("allowable", "nonallowable", "total") if r[c]}
    assert len(wanted) > 100
    assert wanted - held == set()
