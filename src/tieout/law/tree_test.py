"""The tree tells where each rule is: a package lists its modules once, and its imports run in one direction."""

from __future__ import annotations

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

LAW = Path(__file__).parent
PACKAGES = [LAW, *(path for path in LAW.glob("rule_*") if path.is_dir())]


def _modules(package: Path) -> set[str]:
    """What a package holds: modules, and packages inside it."""
    found = {path.stem for path in package.glob("*.py") if not path.stem.endswith("_test") and path.stem != "__init__"}
    return found | {path.parent.name for path in package.glob("*/__init__.py")}


def _named(path: Path) -> str:
    """A module's dotted name."""
    parts = path.relative_to(LAW.parents[1]).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_a_package_lists_its_modules_once(package: Path) -> None:
    text = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""
    listed = re.findall(r"^- `(\w+)`", text, re.MULTILINE)
    assert sorted(listed) == sorted(_modules(package))


def test_imports_run_in_one_direction() -> None:
    """No module of the law needs itself by way of others; a package's own list of names is for those outside it."""
    modules = {_named(path): path for path in LAW.rglob("*.py") if not path.stem.endswith("_test")}
    graph: dict[str, set[str]] = {}
    for name, path in modules.items():
        if path.stem == "__init__":
            continue
        graph[name] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module in modules:
                of_names = {f"{node.module}.{alias.name}" for alias in node.names} & set(modules)
                graph[name] |= of_names or {node.module}
    assert sum(map(len, graph.values())) > 100, "the test looked at next to nothing"
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"imports go round: {' -> '.join(error.args[1])}")
    assert "tieout.law.params" in order
