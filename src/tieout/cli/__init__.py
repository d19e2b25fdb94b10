"""The prompt: words only, no arithmetic.  Each command is a thin layer over `annual`, `ledger` and `writing`."""

from tieout.cli.main import main

__all__ = ["main"]
