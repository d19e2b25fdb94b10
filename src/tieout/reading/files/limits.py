"""Limits: how large and how slow a file may be before it is refused, each named in the message when it is met."""

from __future__ import annotations

from dataclasses import dataclass

from tieout.facts import TieoutError

_OPTIONS = {
    "file_bytes": "--max-file-bytes",
    "pages": "--max-pages",
    "pixels_per_page": "--max-pixels-per-page",
    "seconds": "--max-seconds",
    "memory_bytes": "--max-memory-bytes",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """A report has some thirty pages; a scan of it some thirty megabytes.  The defaults leave ten times that.

    `seconds` is for one page, since a long report of slow scans is no attack; `memory_bytes` is for one file, over
    what the reader itself needs.
    """

    file_bytes: int = 300_000_000
    pages: int = 1_000
    pixels_per_page: int = 80_000_000
    seconds: float = 120.0
    memory_bytes: int = 3_000_000_000

    def refuse(self, limit: str, found: str, where: str) -> TieoutError:
        """The error for a limit met: what was found, what is allowed, which option raises it."""
        allowed = getattr(self, limit)
        return TieoutError(
            f"{found}, more than is allowed.",
            where=where,
            expected=f"at most {allowed:,} {limit.replace('_', ' ')}.",
            mend=f"if you trust the file, raise it with {_OPTIONS[limit]}.",
        )


USUAL = Limits()
