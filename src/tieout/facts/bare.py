"""Report JSON as another program writes it: the contract's keys alone, filled up to what `codec` reads.

A fact needs `concept`, `value` and its day or period; a statement `name`, `title` and lines of `label`, `concept`,
`depth` and `values`.  What follows from these is added, nothing is guessed: a rounding is half of the last digit
written, a column has the one day or period on which its values are facts, and a fact without a trace
was read off a page that is not known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

Json = dict[str, Any]
When = tuple[str, str]


def completed(raw: Mapping[str, Any]) -> Json:
    """The document with every key that `codec` asks for.

    Raises LookupError, TypeError or ValueError, which name the place, where the contract's keys are missing, or where a
    value of a statement is no fact.
    """
    facts = [_fact(held) for held in raw["facts"]]
    statements = [_statement(held, facts) for held in raw["statements"]]
    return {**raw, "facts": facts, "statements": statements, "reasons": []}


def _fact(held: Json) -> Json:
    _day(held)  # a fact is of a day or a period
    label = held.get("label") or str(held["concept"]).replace("_", " ").capitalize()
    read = {"kind": "read", "document": "", "page": 0, "box": [0, 0, 0, 0], "text": f"{label}  {held['value']}"}
    plain = {"label": "", "unit": "USD", "part": "", "rounding": _half(held["value"])}
    return plain | {"trace": read | {"repaired": "", "sure": "read"}} | held


def _half(value: object) -> str:
    exponent = Decimal(str(value)).as_tuple().exponent
    return str(Decimal("0.5").scaleb(exponent)) if isinstance(exponent, int) else "0"


def _day(held: Json) -> str:
    return str(held["instant"] if "instant" in held else held["end"])


def _statement(held: Json, facts: list[Json]) -> Json:
    plain = {"subtitle": "", "quantum": "1", "remark": ""}
    columns = held["columns"] if "columns" in held else list(_columns(held, facts))
    return plain | held | {"columns": columns, "lines": [_line(line, columns, facts) for line in held["lines"]]}


def _columns(held: Json, facts: list[Json]) -> Iterator[Json]:
    """For each column the day or period on which most of its values are facts."""
    for column in range(max((len(line["values"]) for line in held["lines"]), default=0)):
        found: Counter[When] = Counter()
        for line in held["lines"]:
            value = line["values"][column] if column < len(line["values"]) else None
            found.update({_when(fact) for fact in facts if value is not None and _is(fact, line["concept"], value)})
        if not found:
            raise ValueError(f"{held['name']}: no value of column {column + 1} is among the facts")
        (((start, end), _),) = found.most_common(1)
        yield {"label": "", "part": "", **({"start": start, "end": end} if start else {"instant": end})}


def _line(line: Json, columns: list[Json], facts: list[Json]) -> Json:
    plain = {"style": "line", "ink": 1}
    if "facts" in line:
        return plain | line
    values = [*line["values"], *[None] * (len(columns) - len(line["values"]))]
    places = [
        None if value is None else _place(line, value, column, facts)
        for value, column in zip(values, columns, strict=True)
    ]
    return plain | line | {"values": values, "facts": places}


def _place(line: Json, value: str, column: Json, facts: list[Json]) -> str:
    """Where the fact of a value stands: on the column's day, else on another, as an opening balance is."""
    held = [(n, fact) for n, fact in enumerate(facts) if _is(fact, line["concept"], value)]
    held.sort(key=lambda one: (_when(one[1]) != _when(column), one[1]["part"] != column["part"]))
    if not held:
        raise ValueError(f"{line['label']}: {value} is not among the facts of {line['concept'] or 'no concept'}")
    return f"facts/{held[0][0]}"


def _is(fact: Json, concept: str, value: str) -> bool:
    return bool(fact["concept"] == concept and Decimal(fact["value"]) == Decimal(value))


def _when(held: Json) -> When:
    return (str(held.get("start", "")), _day(held))
