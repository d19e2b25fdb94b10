"""The prompt, run in this process: words in, exit code and both streams out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from tieout.cli.main import main


class Said(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the prompt in this process; COLUMNS fixes the width of tables."""
    monkeypatch.setenv("COLUMNS", "100")

    def call(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["tieout", *map(str, words)])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return call
