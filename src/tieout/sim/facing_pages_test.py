"""Simulated facing pages come out alike for one seed, in every form and edition, and are read as they should be."""

from __future__ import annotations

from collections import Counter

from tieout.reading.files import markdown, plain
from tieout.reading.files.limits import Limits
from tieout.reading.form.facing_page import read_facing_page
from tieout.sim.facing_pages import UNREADABLE, facing_page

SEEDS = range(900_000, 900_060)


def test_a_seed_gives_one_page() -> None:
    assert facing_page(7) == facing_page(7)
    assert facing_page(7).text != facing_page(8).text


def test_every_form_edition_and_harm_occurs() -> None:
    pages = [facing_page(seed) for seed in range(300)]
    assert {page.form for page in pages} == {"tabs", "pipes", "lines", "run"}
    assert {page.truth["edition"] for page in pages} == {"2003", "2021"}
    harms = Counter(harm for page in pages for harm in page.damage)
    assert len(harms) > 25
    assert any(page.truth["sec_file_number"] == UNREADABLE for page in pages)


def test_nothing_is_invented_and_nearly_all_is_read() -> None:
    right = asked = 0
    for seed in SEEDS:
        page = facing_page(seed)
        read = (markdown if page.form == "pipes" else plain).read
        fields = read_facing_page(read(page.text, str(seed), Limits())).fields
        for name, true in page.truth.items():
            if name in ("contents", "registrant_kinds") or (name.startswith("oath") and "OATH" not in page.text):
                continue
            found = fields.get(name, UNREADABLE)
            asked += 1
            right += found == true or (found == UNREADABLE and name in page.doubtful)
            assert found in (true, UNREADABLE), (seed, name)
    assert right / asked >= 0.99
