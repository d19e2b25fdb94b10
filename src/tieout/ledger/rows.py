"""The rows of a small CSV file of the books, each cell trimmed, with where it stands."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from tieout.facts import TieoutError


def rows(
    text: str, name: str, columns: Sequence[str], needed: Sequence[str]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Every row that says anything, with its number in the file; the heading is row 1.

    Raises TieoutError for a column there is none of, one that is needed and missing, or more cells than headings.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    unknown, missing = set(reader.fieldnames or ()) - set(columns), set(needed) - set(reader.fieldnames or ())
    if unknown or missing:
        what = (
            f"unknown column {', '.join(sorted(unknown))}." if unknown else f"no column {', '.join(sorted(missing))}."
        )
        raise TieoutError(what, where=name, expected=f"columns {', '.join(columns)}.")
    for number, row in enumerate(reader, start=2):
        if row.get(None):  # DictReader puts the cells beyond the headings under None
            mend = "put quotation marks around a text or an amount that has a comma in it."
            raise TieoutError("more cells than headings.", where=f"{name}, row {number}", mend=mend)
        held = {key: (value or "").strip() for key, value in row.items() if key}
        if any(held.values()):
            yield number, held
