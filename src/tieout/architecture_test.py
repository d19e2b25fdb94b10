"""Imports point up the table of docs/architecture.md only, and the tree is what the table says.

Where the page is not written yet, `ALLOWED` below is the table.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tieout

ROOT = Path(tieout.__file__).parent
PAGE = ROOT.parents[1] / "docs" / "architecture.md"
ALLOWED: dict[str, set[str]] = {
    "facts": set(),
    "taxonomy": {"facts"},
    "law": {"facts", "taxonomy"},
    "ledger": {"facts", "taxonomy"},
    "statements": {"facts", "taxonomy", "ledger"},
    "annual": {"facts", "taxonomy", "law", "ledger", "statements"},
    "reading": {"facts", "taxonomy"},
    "checks": {"facts", "taxonomy", "law"},
    "writing": {"facts", "taxonomy", "checks"},
    "sim": {"facts", "taxonomy", "law", "ledger", "statements", "annual", "writing"},
    "cli": {"facts", "taxonomy", "law", "ledger", "statements", "annual", "reading", "checks", "writing", "sim"},
}
MOST_LINES = 500


def table() -> dict[str, set[str]]:
    """The packages and what each may import: rows `| name | what lives there | may import |` of the page."""
    if not PAGE.is_file():
        return ALLOWED
    found: dict[str, set[str]] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        name = cells[0].strip("`")
        if line.startswith("|") and len(cells) >= 3 and name in _packages():
            found[name] = _named(cells[-1], name)
    assert found, f"{PAGE.name} has no table of packages: `| name | what lives there | may import |`"
    return found


def _named(cell: str, name: str) -> set[str]:
    if re.match(r"(all|everything)\b", cell):
        return _packages() - {name}
    return {word for word in re.findall(r"[a-z_]+", cell) if word in _packages()}


def _packages() -> set[str]:
    return {path.parent.name for path in ROOT.glob("*/__init__.py")}


def _modules() -> list[Path]:
    """Every module of ours but tests and what only tests use."""
    return sorted(p for p in ROOT.rglob("*.py") if not p.name.endswith("_test.py") and p.name != "conftest.py")


def _imports(path: Path) -> Iterator[str]:
    """The packages of ours that a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, (
                f"{path.name}, line {node.lineno}: imports are absolute, so that one can see where from"
            )
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "tieout" and len(parts) > 1 and parts[1] in _packages():
                yield parts[1]


def test_the_table_and_the_tree_agree() -> None:
    assert set(table()) == _packages(), "the table and the tree differ"
    if PAGE.is_file():
        assert table() == ALLOWED, f"{PAGE.name} and this test differ: a change of the table is made in both"


def test_the_table_has_no_way_round() -> None:
    """Whoever stands below may import whoever stands above, never the other way."""
    above: set[str] = set()
    for name, allowed in ALLOWED.items():
        assert allowed <= above, f"{name} may import {allowed - above}, which stands below it"
        above.add(name)


def test_imports_point_up_the_table_only() -> None:
    seen = 0
    for path in _modules():
        package = path.relative_to(ROOT).parts[0]
        for imported in _imports(path):
            seen += 1
            if package in ALLOWED:
                fits = imported == package or imported in ALLOWED[package]
                assert fits, f"{path.relative_to(ROOT)} imports {imported}"
    assert seen > 100, f"the test looked at {seen} imports, which is next to nothing"


def test_the_guard_sees_an_import_inside_a_function(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("def f():\n    from tieout.law import params\n    import tieout.ledger.books\n    import json\n")
    assert list(_imports(module)) == ["law", "ledger"]


@pytest.mark.parametrize(
    "path", sorted(ROOT.rglob("__init__.py")), ids=lambda p: str(p.parent.relative_to(ROOT.parent))
)
def test_a_package_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{path.parent.name} has no docstring"


def test_no_module_is_too_long_to_read() -> None:
    modules = _modules()
    assert len(modules) > 40
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules}
    assert {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > MOST_LINES} == {}
