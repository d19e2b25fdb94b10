"""Whether the tests notice a mistake in the code: mutation testing of the law and of the checks, on a seeded sample.

`python -m bench.mutants --package law|law/haircuts|checks [--sample 120] [--seed 1]` changes one place in a copy of
the sources (`<` to `<=`, `add` to `less`, 15 to 16, a statement left out, ...), runs the tests that can notice it,
those beside the module first, and prints every change with the test that killed it, or that it survived.  A change
under which the tests do not end is noticed too, and counted by itself: there may be a loop without end, or a machine
that is too busy.

Not generated, because no test ought to notice them: docstrings, texts and f-strings, type hints, decorators, asserts,
what is said when an error is raised, and keywords such as `strict=` that only guard (`GUARDS`).
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bench.reading import Target

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "tieout"
TARGET = 0.90
LEAST = 30  # fewer changes are no measurement
PATIENCE = 5
"""How many times as long as unchanged, and a minute, a stage of tests may take before it is held never to end."""
NO_END = "no end"

GUARDS = {"strict", "frozen", "slots", "kw_only", "maxsize", "encoding", "parents", "exist_ok", "maintain_order"}
SIGNS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.In: ("in", "not in"), ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"), ast.And: ("and", "or"), ast.Or: ("or", "and"),
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"), ast.Mod: ("%", "*"),
}  # fmt: skip
CALLED = {"add": "less", "less": "add", "min": "max", "max": "min", "any": "all", "all": "any"}

LAST: dict[str, list[list[str]]] = {
    "law": [["law/cases_test.py"], ["{folder}"], ["law/questions_test.py"]],
    "law/haircuts": [["law/cases_test.py"], ["law/haircuts"], ["law/questions_test.py"]],
    "checks": [["checks/specimens_test.py"], ["checks"]],
}
"""The tests that follow those beside a module, quick ones first; `{folder}` is the module's own within the package."""

DOCTESTS = ("-o", "python_classes=", "-o", "python_functions=")
"""Of a module the examples in its docstrings, and nothing that happens to be called a test."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the characters from `start` to `end` of the file at `path` become `text`."""

    path: Path
    line: int
    start: int
    end: int
    text: str
    shown: str


class _Source:
    """A file's text, and where in it a node of its tree stands."""

    def __init__(self, path: Path) -> None:
        self.text = path.read_text(encoding="utf-8")
        self._lines = self.text.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return self._at(node.lineno, node.col_offset), self._at(end_line, end_column)

    def _at(self, line: int, column: int) -> int:
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def sign(self, left: ast.expr, right: ast.expr, operator: ast.AST) -> tuple[int, int, str]:
        """The operator that stands between two operands, and the one that takes its place."""
        was, becomes = SIGNS[type(operator)]
        begin, end = self.span(left)[1], self.span(right)[0]
        found = re.search(re.escape(was).replace(r"\ ", r"\s+"), self.text[begin:end])
        if found is None:
            raise ValueError(f"no {was!r} in {self.text[begin:end]!r}")
        return begin + found.start(), begin + found.end(), becomes


def mutants(path: Path) -> list[Mutant]:
    """Every change of one place in a file."""
    source = _Source(path)
    made = []
    for node in _places(ast.parse(source.text)):
        for start, end, text in _changes(node, source):
            line = source.text.count("\n", 0, start)
            made.append(Mutant(path, line + 1, start, end, text, source.text.splitlines()[line].strip()))
    return made


def _places(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """What of a tree may be changed: all but what no test ought to notice."""
    if isinstance(node, ast.JoinedStr | ast.Assert):
        return
    if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
        return
    if isinstance(node, ast.expr | ast.stmt):
        yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "exc", "cause"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not (isinstance(child, ast.keyword) and child.arg in GUARDS):
                yield from _places(child)


def _changes(node: ast.expr | ast.stmt, source: _Source) -> Iterator[tuple[int, int, str]]:
    match node:
        case ast.Compare(left, ops, comparators):
            for one, operator, other in zip([left, *comparators], ops, comparators, strict=False):
                yield source.sign(one, other, operator)
        case ast.BoolOp(operator, values):
            for one, other in pairwise(values):
                yield source.sign(one, other, operator)
        case ast.BinOp(left, operator, right) if type(operator) in SIGNS and not (_is_text(left) or _is_text(right)):
            yield source.sign(left, right, operator)
        case ast.UnaryOp(ast.Not(), operand):
            begin, end = source.span(node)
            yield begin, end, "bool(" + source.text[source.span(operand)[0] : end] + ")"
        case ast.Constant(bool() as value):
            yield *source.span(node), str(not value)
        case ast.Constant(int() as value):
            yield *source.span(node), str(value + 1)
        case ast.Call(ast.Name(name) as called) if name in CALLED:
            yield *source.span(called), CALLED[name]
        case ast.AugAssign() | ast.Continue() | ast.Raise() | ast.Expr(ast.Call() | ast.Yield() | ast.YieldFrom()):
            yield *source.span(node), "pass"


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def sample(package: str, count: int, seed: int, without: str = "") -> list[Mutant]:
    """So many changes of a package, any of its places as likely as another, but for one folder of it."""
    tests = ("_test.py", "conftest.py")
    paths = sorted(
        path
        for path in (SOURCES / package).rglob("*.py")
        if not path.name.endswith(tests) and path.parent.name != without
    )
    made = [mutant for path in paths for mutant in mutants(path)]
    return random.Random(seed).sample(made, min(count, len(made)))


class Bench:
    """A copy of the sources in which one place at a time is changed; the checkout itself is never touched."""

    def __init__(self, folder: Path, package: str) -> None:
        self.package, self.root = package, folder / "copy"
        for name in ("src", "docs", "examples"):
            shutil.copytree(ROOT / name, self.root / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", self.root)
        self._clock = time.time()
        self._took: dict[tuple[str, ...], float] = {}

    def unsound(self, chosen: Iterable[Mutant]) -> str:
        """The test that fails before anything is changed, if any: then every change would seem to be noticed."""
        modules = {mutant.path for mutant in chosen}
        stages = dict.fromkeys(tuple(tests) for path in modules for tests in self._stages(self._copied(path)))
        for tests in stages:
            began = time.monotonic()
            if said := self._failed(list(tests)):
                return said
            self._took[tests] = time.monotonic() - began
        return ""

    def killed(self, mutant: Mutant) -> str:
        """The first test that notices a change; empty when none does."""
        path = self._copied(mutant.path)
        text = path.read_text(encoding="utf-8")
        try:
            self._write(path, text[: mutant.start] + mutant.text + text[mutant.end :])
            return next((said for tests in self._stages(path) if (said := self._failed(tests))), "")
        finally:
            self._write(path, text)

    def _copied(self, path: Path) -> Path:
        return self.root / path.relative_to(ROOT)

    def _write(self, path: Path, text: str) -> None:
        """Each time with another time of writing, in whole seconds, by which compiled files are told to be old."""
        path.write_text(text, encoding="utf-8")
        self._clock += 2
        os.utime(path, (self._clock, self._clock))

    def _stages(self, path: Path) -> list[list[str]]:
        home = self.root / "src" / "tieout"
        beside = path.with_name(f"{path.stem}_test.py")
        stages = [[str(beside)]] if beside.is_file() else []
        if ">>>" in path.read_text(encoding="utf-8"):
            stages.append([*DOCTESTS, str(path)])
        for names in LAST[self.package]:
            if names != ["{folder}"]:
                stages.append([str(home / name) for name in names])
            elif path.parent != home / self.package:
                stages.append([str(path.parent)])
        return stages

    def _failed(self, tests: list[str]) -> str:
        seconds = 60 + PATIENCE * self._took.get(tuple(tests), 120)
        command = [sys.executable, "-m", "pytest", "-x", "--tb=no", "-rfE", *tests]
        environment = {**os.environ, "PYTHONPATH": str(self.root / "src")}
        try:
            run = subprocess.run(
                command, cwd=self.root, env=environment, capture_output=True, text=True, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired:
            return f"{NO_END} in {seconds:.0f} s"
        said = re.search(r"^(?:FAILED|ERROR) \S*?([\w.]+::\S+|\S+)", run.stdout, re.MULTILINE)
        return "" if run.returncode == 0 else said[1] if said else f"exit {run.returncode}"


def measure(package: str, count: int, seed: int, without: str = "") -> Target:
    """Change so many places one after another, print what became of each, and the share that was noticed."""
    chosen, killed, endless = sample(package, count, seed, without), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), package)
        if said := bench.unsound(chosen):
            return Target(f"{package}: mutants killed: {said} fails unchanged", "not measured", f"{TARGET:.0%}", None)
        for number, mutant in enumerate(chosen, 1):
            by = bench.killed(mutant)
            killed += bool(by)
            endless += by.startswith(NO_END)
            place = f"{mutant.path.relative_to(SOURCES)}:{mutant.line}"
            was = " ".join(mutant.path.read_text(encoding="utf-8")[mutant.start : mutant.end].split())
            outcome = "SURVIVED" if not by else by.upper() if by.startswith(NO_END) else f"killed by {by}"
            print(f"{number:4} {place}  {was} -> {mutant.text}  in `{mutant.shown}`: {outcome}", flush=True)
    apart = f", {endless} of them by no end" if endless else ""
    print(f"{package}: {killed} of {len(chosen)} killed{apart}, seed {seed}")
    share = killed / len(chosen)
    judged = share >= TARGET if count >= LEAST else None
    return Target(f"{package}: mutants killed", f"{share:.0%} of {len(chosen)}{apart}", f"{TARGET:.0%}", judged)


def measure_all(count: int, seed: int, without: str = "") -> None:
    """The law and the checks, as a table."""
    found = [measure(package, count, seed, without) for package in ("law", "checks")]
    print("\n".join(map(str, found)), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.mutants", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--package", choices=sorted(LAST), required=True)
    parser.add_argument("--sample", type=int, default=120, help="how many places to change")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", default="", help="a folder left out: tests of haircuts take minutes a change")
    parser.add_argument("--list", action="store_true", help="print the changes of the sample, run no test")
    given = parser.parse_args()
    if given.list:
        for mutant in sample(given.package, given.sample, given.seed, given.without):
            print(f"{mutant.path.relative_to(SOURCES)}:{mutant.line}  -> {mutant.text}  in `{mutant.shown}`")
        return
    print(measure(given.package, given.sample, given.seed, given.without))


if __name__ == "__main__":
    main()
