"""The words filers use hold together with the taxonomy, and what does not is named."""

from __future__ import annotations

import pytest

from tieout.taxonomy import TaxonomyError, loader, taxonomy
from tieout.taxonomy.wordings import STATEMENTS, parse_rule, read_groups, seen_as, undeclared

GROUPS = {"owner": frozenset({"member", "partner"})}


def rule(has: str, unless: str = "", concept: str = "total_equity") -> dict[str, str]:
    return {"section": "equity", "has": has, "unless": unless, "concept": concept}


def test_a_rule_as_it_is_written() -> None:
    held = parse_rule(rule("=total $owner equity|capital", "general_partner|limited_partner"), GROUPS)
    assert held.has == (frozenset({"total"}), GROUPS["owner"], frozenset({"equity", "capital"}))
    assert held.unless == {"general_partner", "limited_partner"}
    assert held.whole
    assert held.fits(frozenset({"total", "partner", "capital"}))
    assert not held.fits(frozenset({"total", "capital"}))
    assert not held.fits(frozenset({"total", "partner", "capital", "general_partner"}))


def test_a_group_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        parse_rule(rule("$nobody"), GROUPS)


def test_a_concept_that_is_not_declared_is_named() -> None:
    rules = {"income": (parse_rule(rule("rent", concept="rent_of_horses"), GROUPS),)}
    faults = list(undeclared(rules, {"rent_of_carts": ("Carts",)}, taxonomy()))
    assert faults == [
        "seen_as/income.csv: rent_of_horses is not declared",
        "seen_as/wordings.yaml: rent_of_carts is not declared",
    ]


def test_the_words_as_they_stand_are_of_the_taxonomy() -> None:
    held = seen_as()
    assert list(undeclared(held.rules, held.labels, taxonomy())) == []
    assert all(len(held.rules[name]) > 3 for name in STATEMENTS)
    assert len(held.labels) > 80
    assert len(read_groups()["broker"]) > 3


def test_every_statement_has_rules_that_lead_only_to_its_own_concepts() -> None:
    shared = {"total_equity", "subordinated_liabilities"}  # balances that open and close the statements of changes
    for name, rules in seen_as().rules.items():
        for one in rules:
            held = taxonomy().concepts.get(one.concept)
            if held is None or one.concept in shared or name in ("cash_flows", "changes_in_equity"):
                continue
            assert held.statement in (name, "changes_in_equity"), f"{name}: {one.concept} is of {held.statement}"


def test_a_finer_concept_is_its_broader_one_in_all_but_name() -> None:
    finer = [concept for concept in taxonomy().concepts.values() if concept.broader]
    assert len(finer) > 40
    for concept in finer:
        broader = taxonomy()[concept.broader]
        assert not broader.broader, f"{concept.id}: its broader concept {broader.id} is itself a finer one"
        assert not concept.takes_postings
        assert (concept.kind, concept.grows_with, concept.statement) == (
            broader.kind,
            broader.grows_with,
            broader.statement,
        )


def test_a_finer_concept_of_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = loader._rows
    orphan = {"concept": "horses", "broader": "livestock", "label": "Horses"}
    monkeypatch.setattr(
        loader, "_rows", lambda name: [*rows(name), *([orphan] if name == "finer_concepts.csv" else [])]
    )
    with pytest.raises(TaxonomyError, match=r"horses is a kind of livestock, not declared"):
        loader._load()
