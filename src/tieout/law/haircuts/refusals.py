"""What is asked for of many positions, asked for at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from tieout.law.params import LawError

MOST_SHOWN = 20


T = TypeVar("T")
R = TypeVar("R")


def every(held: Iterable[T], work: Callable[[T], R]) -> list[R]:
    """The work done on each.  Raises LawError that lists every one that is refused."""
    done: list[R] = []
    refused: list[LawError] = []
    for one in held:
        try:
            done.append(work(one))
        except LawError as error:
            refused.append(error)
    if len(refused) > 1:
        said = "\n".join(f"  {error}".split("\n")[0] for error in refused[:MOST_SHOWN])
        more = f"\n  and {len(refused) - MOST_SHOWN} more" if len(refused) > MOST_SHOWN else ""
        raise LawError(f"{len(refused)} positions cannot be placed:\n{said}{more}", mend="state what is asked for.")
    if refused:
        raise refused[0]
    return done
