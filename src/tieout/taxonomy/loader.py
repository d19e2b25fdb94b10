"""Load the taxonomy and prove it consistent."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from tieout.facts import TieoutError

HERE = files("tieout.taxonomy")
KINDS = {"asset", "liability", "equity", "revenue", "expense", "result", "flow", "capital", "ratio"}
POSTED_KINDS = {"asset", "liability", "equity", "revenue", "expense"}
BALANCE_KINDS = {"asset", "liability", "equity"}
USUAL_DIRECTION = {"asset": "debit", "liability": "credit", "equity": "credit", "revenue": "credit", "expense": "debit"}


class TaxonomyError(TieoutError):
    """The taxonomy's own data contradicts itself: a fault in tieout, found when it loads."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """How net capital treats an account: the word, the paragraph it rests on, and whether that is an assumption.

    Words: allowable, nonallowable, set_off, lease (assets); aggregate_indebtedness, excluded, set_off, subordinated,
    lease (liabilities); not_allowable (equity).  `assumed` marks a concept's usual treatment that rests on facts the
    account alone does not show (a receivable is secured and current).
    """

    word: str
    paragraph: str = ""
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept.  `grows_with` is "debit" or "credit" ("" where neither applies); a contra grows against its kind.

    `broader` names the concept a finer one is a kind of: filers show it apart, the statements and FOCUS do not, so it
    takes no postings; it is read, and counts where its broader concept does.

    `on_debit` and `on_credit` name the cash flow line of a posting to an account of this concept: a concept of the cash
    flow statement, `change` (an operating change in the balance), `cash`, or "" where a tag must say.
    """

    id: str
    statement: str
    kind: str
    grows_with: str
    unit: str
    label: str
    label_positive: str = ""
    label_negative: str = ""
    focus: str = ""
    treatment: Treatment | None = None
    on_debit: str = ""
    on_credit: str = ""
    section: str = ""
    broader: str = ""

    @property
    def is_contra(self) -> bool:
        return self.grows_with != USUAL_DIRECTION.get(self.kind, self.grows_with)

    @property
    def takes_postings(self) -> bool:
        return self.kind in POSTED_KINDS and not self.broader and not self.id.startswith("total_")

    @property
    def is_balance(self) -> bool:
        return self.kind in BALANCE_KINDS


@dataclass(frozen=True, slots=True)
class Section:
    """A run of lines and their total; `lines` holds (weight, concept)."""

    heading: str
    total: str
    style: str
    lines: tuple[tuple[int, str], ...]
    only_with: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A statement as declared for one kind of registrant."""

    name: str
    title: str
    cite: str
    sections: tuple[Section, ...]
    parts: Mapping[str, tuple[tuple[int, str], ...]]
    adjustments: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """Every concept that may stand on a line, in order, totals left out."""
        totals = {section.total for section in self.sections}
        for section in self.sections:
            yield from (concept for _, concept in section.lines if concept not in totals)


@dataclass(frozen=True, slots=True)
class EntityKind:
    """The words and equity lines of one kind of registrant."""

    id: str
    owners: str
    equity: str
    lines: tuple[tuple[int, str], ...]
    income_closes_to: str
    otherwise_closes_to: str
    distributions: str
    focus: str  # the one FOCUS box for all its equity, "" where each line has its own


@dataclass(frozen=True, slots=True)
class FocusBox:
    """A line of a FOCUS part: its codes by column (allowable or AI; nonallowable or non-AI; total)."""

    part: str
    section: str
    line: str
    label: str
    allowable: str
    nonallowable: str
    total: str


@dataclass(frozen=True, slots=True)
class FocusSum:
    """A box of a FOCUS part that is the sum of others."""

    part: str
    total: str
    parts: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    concepts: Mapping[str, Concept]
    focus_boxes: tuple[FocusBox, ...]
    focus_sums: tuple[FocusSum, ...]
    entity_kinds: Mapping[str, EntityKind]
    layouts: Mapping[str, Mapping[str, Layout]]  # layout name, then entity kind
    paragraphs: Mapping[str, str]

    def __getitem__(self, concept: str) -> Concept:
        return self.concepts[concept]

    def __contains__(self, concept: object) -> bool:
        return concept in self.concepts

    def layout(self, name: str, entity_kind: str) -> Layout:
        return self.layouts[name][entity_kind]

    def broadest(self, concept: str) -> str:
        """The line of the statements that a finer concept, or the change in one, counts in.

        >>> taxonomy().broadest("commissions_receivable"), taxonomy().broadest("change_in_commissions_receivable")
        ('other_receivables', 'change_in_other_receivables')
        """
        if concept.startswith("change_in_"):
            return f"change_in_{self.broadest(concept.removeprefix('change_in_'))}"
        while concept in self.concepts and self.concepts[concept].broader:
            concept = self.concepts[concept].broader
        return concept

    def nearest(self, concept: str, postable: bool = False) -> list[str]:
        """Concept ids nearest to a misspelt one."""
        pool = [c.id for c in self.concepts.values() if c.takes_postings or not postable]
        near = get_close_matches(concept, pool, n=3, cutoff=0.5)
        return near or [name for name in pool if concept.casefold() in name][:3]

    def parse_treatment(self, text: str) -> Treatment:
        """ "nonallowable (c)(2)(iv)(C)" as a Treatment; ValueError says what does not fit."""
        assumed = text.endswith("?")
        word, _, paragraph = text.removesuffix("?").strip().partition(" ")
        paragraph = paragraph.strip().removeprefix("15c3-1").strip()
        if paragraph and paragraph not in self.paragraphs:
            raise ValueError(f"paragraph {paragraph} is not one of {', '.join(self.paragraphs)}")
        return Treatment(word.casefold(), paragraph, assumed)


# What a balance on the other side than its line grows with becomes; not written by a person.
TURNED = {"asset": "overdrawn", "liability": "debit_balance"}
TREATMENTS = {
    "asset": ("allowable", "nonallowable", "set_off", "lease"),
    "liability": ("aggregate_indebtedness", "excluded", "set_off", "subordinated", "lease"),
    "equity": ("", "not_allowable"),
}


@cache
def taxonomy() -> Taxonomy:
    """The taxonomy, loaded and proved once per process.  Raises TaxonomyError naming every contradiction."""
    held = _load()
    faults = list(contradictions(held))
    if faults:
        raise TaxonomyError("the taxonomy contradicts itself:\n  " + "\n  ".join(faults))
    return held


def read_yaml(path: Traversable) -> Any:
    """A YAML data file of ours."""
    return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader((HERE / name).read_text(encoding="utf-8").splitlines())


def _load() -> Taxonomy:
    paragraphs = {row["paragraph"]: row["words"] for row in _rows("paragraphs.csv")}
    boxes = tuple(FocusBox(**row) for row in _rows("focus_boxes.csv"))
    sums = tuple(FocusSum(r["part"], r["total"], _weighted(r["parts"].split())) for r in _rows("focus_sums.csv"))
    bare = Taxonomy({}, boxes, sums, {}, {}, paragraphs)
    rows, finer = list(_rows("concepts.csv")), list(_rows("finer_concepts.csv"))
    ids = [row["concept"] for row in (*rows, *finer)]
    if len(ids) != len(set(ids)):
        raise TaxonomyError(f"concepts.csv declares twice: {', '.join(sorted({i for i in ids if ids.count(i) > 1}))}")
    concepts = {row["concept"]: _concept(row, bare) for row in rows}
    for row in finer:
        if row["broader"] not in concepts:
            raise TaxonomyError(f"finer_concepts.csv: {row['concept']} is a kind of {row['broader']}, not declared")
        concepts[row["concept"]] = _finer(row, concepts[row["broader"]])
    kinds = {name: _entity_kind(name, raw) for name, raw in read_yaml(HERE / "entity_kinds.yaml").items()}
    layouts: dict[str, dict[str, Layout]] = {}
    for path in sorted((HERE / "layouts").iterdir(), key=lambda p: p.name):
        raw = read_yaml(path)
        layouts[raw["name"]] = {kind.id: _layout(raw, kind) for kind in kinds.values()}
    return Taxonomy(concepts, boxes, sums, kinds, layouts, paragraphs)


def _concept(row: Mapping[str, str], bare: Taxonomy) -> Concept:
    return Concept(
        id=row["concept"],
        statement=row["statement"],
        kind=row["kind"],
        grows_with=row["grows_with"],
        unit=row["unit"],
        label=row["label"],
        label_positive=row["label_positive"],
        label_negative=row["label_negative"],
        focus=row["focus_iia"],
        treatment=bare.parse_treatment(row["net_capital"]) if row["net_capital"] else None,
        on_debit=row["on_debit"],
        on_credit=row["on_credit"],
        section=row["section"],
    )


def _finer(row: Mapping[str, str], broader: Concept) -> Concept:
    """A kind of another concept: of its statement, kind, direction and box, with a label of its own."""
    return Concept(
        id=row["concept"],
        statement=broader.statement,
        kind=broader.kind,
        grows_with=broader.grows_with,
        unit=broader.unit,
        label=row["label"],
        focus=broader.focus,
        section=broader.section,
        broader=broader.id,
    )


def _weighted(names: Iterable[str]) -> tuple[tuple[int, str], ...]:
    return tuple((-1 if name.startswith("-") else +1, name.lstrip("+-")) for name in names)


def _entity_kind(name: str, raw: Mapping[str, Any]) -> EntityKind:
    return EntityKind(
        id=name,
        owners=raw["owners"],
        equity=raw["equity"],
        lines=_weighted(raw["lines"]),
        income_closes_to=raw["income_closes_to"],
        otherwise_closes_to=raw.get("otherwise_closes_to", ""),
        distributions=raw["distributions"],
        focus=raw.get("focus", ""),
    )


def _layout(raw: Mapping[str, Any], kind: EntityKind) -> Layout:
    return Layout(
        name=raw["name"],
        title=raw["title"],
        cite=raw["cite"],
        sections=tuple(
            Section(
                heading=kind.equity if section.get("heading") == "equity" else section.get("heading", ""),
                total=section["total"],
                style=section.get("style", "subtotal"),
                lines=kind.lines if section["lines"] == "equity" else _weighted(section["lines"]),
                only_with=section.get("only_with", ""),
            )
            for section in raw["sections"]
        ),
        parts={total: _weighted(names) for total, names in raw.get("parts", {}).items()},
        adjustments=tuple(raw.get("adjustments", ())),
    )


def contradictions(held: Taxonomy) -> Iterator[str]:
    """Yield, in words, everything in the taxonomy that does not hold together."""
    totals_iia = {box.total for box in held.focus_boxes if box.part == "IIA" and box.total}
    for concept in held.concepts.values():
        yield from _concept_contradictions(concept, held, totals_iia)
    codes = [(b.part, code) for b in held.focus_boxes for code in {b.allowable, b.nonallowable, b.total} if code]
    shared = {"3760", "750", "810", "850"}  # one box that several lines of the form lead to
    for part, code in sorted({c for c in codes if codes.count(c) > 1 and c[1] not in shared}):
        yield f"focus_boxes.csv: box {code} of Part {part} stands on two lines"
    declared = {(b.part, code) for b in held.focus_boxes for code in (b.allowable, b.nonallowable, b.total)}
    for held_sum in held.focus_sums:
        for code in (held_sum.total, *(code for _, code in held_sum.parts)):
            if (held_sum.part, code) not in declared:
                yield f"focus_sums.csv: box {code} is not in Part {held_sum.part}"
    for layouts in held.layouts.values():
        for kind, layout in layouts.items():
            yield from _layout_contradictions(layout, kind, held)
    for kind_id, entity in held.entity_kinds.items():
        for target in filter(None, (entity.income_closes_to, entity.otherwise_closes_to)):
            if target not in {name for _, name in entity.lines}:
                yield f"entity_kinds.yaml: {kind_id} closes income to {target}, which is not one of its lines"


def _concept_contradictions(concept: Concept, held: Taxonomy, boxes: set[str]) -> Iterator[str]:
    where = f"concepts.csv: {concept.id}"
    if concept.kind not in KINDS:
        yield f"{where}: kind {concept.kind!r} is not one of {', '.join(sorted(KINDS))}"
    if (concept.grows_with not in ("debit", "credit")) if concept.kind in POSTED_KINDS else False:
        yield f"{where}: grows with {concept.grows_with!r}, expected debit or credit"
    if concept.focus and concept.focus not in boxes:
        yield f"{where}: FOCUS box {concept.focus} is not in Part IIA"
    if concept.takes_postings and not concept.focus:
        yield f"{where}: takes postings but has no FOCUS box, so a FOCUS total could not foot"
    for line in (concept.on_debit, concept.on_credit):
        if line and line not in ("cash", "change") and line not in held.concepts:
            yield f"{where}: cash flow line {line} is not declared"
    if concept.takes_postings and concept.kind in TREATMENTS and concept.kind != "equity":
        if concept.treatment is None:
            yield f"{where}: has no usual net capital treatment"
        elif concept.treatment.word not in TREATMENTS[concept.kind]:
            yield f"{where}: treatment {concept.treatment.word} does not fit a {concept.kind}"
    if bool(concept.label_positive) != bool(concept.label_negative):
        yield f"{where}: has a label for one sign only"


def _layout_contradictions(layout: Layout, kind: str, held: Taxonomy) -> Iterator[str]:
    where = f"layouts/{layout.name}.yaml ({kind})"
    sums = {section.total: section.lines for section in layout.sections} | dict(layout.parts)
    for total, lines in sums.items():
        for weight, part in lines:
            if part not in held or total not in held:
                yield f"{where}: {total} is made of {part}, which is not declared"
            elif not _directions_agree(held[total], weight, held[part]):
                yield f"{where}: {part} grows with {held[part].grows_with} but counts {weight:+d} in {total}"
    if cycle := _cycle(sums):
        yield f"{where}: {' is made of '.join(cycle)}"
    if layout.name in ("financial_condition", "income"):
        placed = {part for lines in sums.values() for _, part in lines}
        equity_lines = {name for entity in held.entity_kinds.values() for _, name in entity.lines}
        for concept in held.concepts.values():
            missing = concept.takes_postings and concept.statement == layout.name and concept.id not in placed
            if missing and concept.id not in equity_lines and concept.id != "income_tax_expense":
                yield f"{where}: {concept.id} takes postings but stands on no line"


def _directions_agree(total: Concept, weight: int, part: Concept) -> bool:
    """A part that grows the same way is added, one that grows the other way is taken away."""
    if not total.grows_with or not part.grows_with or "flow" in (total.kind, part.kind):
        return True
    return (weight > 0) == (total.grows_with == part.grows_with)


def _cycle(sums: Mapping[str, tuple[tuple[int, str], ...]]) -> list[str]:
    def walk(name: str, path: tuple[str, ...]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        for _, part in sums.get(name, ()):
            if found := walk(part, (*path, name)):
                return found
        return []

    return next((found for name in sums if (found := walk(name, ()))), [])
