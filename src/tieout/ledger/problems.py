"""All that is wrong with one file, gathered so that a person can mend it in one sitting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from tieout.facts import TieoutError

_SHOWN = 10


class Problems:
    """Problems of one file by row; `raise_if_any` states the first ten and how many more there are."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._count = 0
        self._held: list[tuple[int, str]] = []

    def add(self, rows: pl.DataFrame, say: Callable[[dict[str, Any]], str]) -> None:
        """One problem for each of `rows`, which have their file row in `row`."""
        self._count += rows.height
        self._held += [(row["row"], say(row)) for row in rows.head(_SHOWN).iter_rows(named=True)]

    def raise_if_any(self, *, expected: str = "", mend: str = "") -> None:
        """Raises TieoutError with every problem gathered so far."""
        if not self._count:
            return
        shown = sorted(self._held)[:_SHOWN]
        if self._count == 1:
            row, text = shown[0]
            raise TieoutError(f"{text}.", where=f"{self._source}, row {row}", expected=expected, mend=mend)
        lines = [f"{self._count} problems."] + [f"  row {row}: {text}." for row, text in shown]
        if self._count > len(shown):
            lines.append(f"  and {self._count - len(shown)} more.")
        raise TieoutError("\n".join(lines), where=self._source, expected=expected, mend=mend)
