"""Which concept and part each line of a statement goes by, so that no two lines share a key."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from tieout.reading.statements.statement import ReadStatement
from tieout.taxonomy import taxonomy


def names_of(statement: ReadStatement) -> Iterator[tuple[int, tuple[str, str]]]:
    """(concept, part) of each line, so that no two lines of a statement share a key.

    A finer kind that stands alone for its broad concept is that concept; beside others it keeps its own name.
    """
    by_base: defaultdict[str, list[int]] = defaultdict(list)
    for i, line in enumerate(statement.lines):
        if line.concept and line.item.entries:
            base = line.concept if line.concept.startswith("total_") else taxonomy().broadest(line.concept)
            by_base[f"{base}/{line.part}/{line.at}"].append(i)
    for base, held in by_base.items():
        base = base.split("/")[0]
        if statement.parts:
            for i in held:
                line = statement.lines[i]
                twins = [
                    j
                    for j in held
                    if statement.lines[j].concept == line.concept
                    and statement.rows_when.get(j) == statement.rows_when.get(i)
                    and statement.lines[j].item.entries.keys() & line.item.entries.keys()
                ]
                yield i, (line.concept, slug(line.label) or str(i) if len(twins) > 1 else "")
            continue
        exact = [i for i in held if statement.lines[i].concept == base and not statement.lines[i].by_place]
        taken: set[tuple[str, str]] = set()
        for i in held:
            line = statement.lines[i]
            name = (base if len(held) == 1 or [i] == exact else line.concept, line.part)
            if len(held) > 1 and name == (base, line.part) and [i] != exact:
                name = (base, slug(line.label))
            while name in taken:
                name = (
                    name[0],
                    f"{name[1] or slug(line.label)}_{i}" if name[1] == slug(line.label) else slug(line.label) or str(i),
                )
            taken.add(name)
            yield i, name


def slug(label: str) -> str:
    """A label as part of a key.

    >>> slug("Loans to officers, net (Note 4)")
    'loans_to_officers_net_note_4'
    """
    return "_".join(re.findall(r"[a-z0-9]+", label.casefold()))[:60]
